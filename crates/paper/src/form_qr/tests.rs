//! The code keeps what it is given, fits its size, and no bit of it can be changed unseen.

use super::*;
use proptest::prelude::*;

const SECRET: [u8; 32] = [7; 32];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A form as it is: five vaccines in one go, all questions answered, two of them with words.
fn filled() -> FormQr {
    let mut form = Form {
        date: day("2026-11-24"),
        vaccines: [("DPT_IPV_HIB_1", "primary-1"), ("PCV", "primary-1"), ("HEPB", "dose-1"), ("ROTA", "dose-1")]
            .map(|(series, dose)| (series.to_owned(), dose.to_owned()))
            .to_vec(),
        questions: "jp-2026-11.1".into(),
        temperature_tenths: Some(368),
        temperature_at: Some(Timestamp(1_795_478_400_000)),
        ..Form::default()
    };
    for id in QUESTIONS {
        form.answers.insert((*id).to_owned(), FormAnswer { yes: Some(false), text: String::new() });
    }
    form.answers.insert(
        "allergy".into(),
        FormAnswer {
            yes: Some(true), text: "卵を食べたあと、口のまわりに発疹。1時間ほどで消えた".into()
        },
    );
    form.answers
        .insert("recent_illness".into(), FormAnswer { yes: Some(true), text: "11月2日ごろ、かぜ。7日に治った".into() });
    FormQr {
        at: Timestamp(1_795_478_460_000),
        name: "髙橋 陽葵".into(),
        kana: "たかはし ひまり".into(),
        birth_date: Some(day("2026-09-15")),
        sex: Some(Sex::Female),
        form,
        flags: BTreeSet::from(["allergy".to_owned(), "recent_illness".to_owned()]),
    }
}

#[test]
fn a_real_form_fits_a_code_that_prints_at_five_centimetres() {
    let encoded = encode(&filled(), &SECRET).unwrap();
    let version = Qr::version(&encoded.text).unwrap();
    assert!(version <= 18 && !encoded.shortened, "version {version}, {} letters", encoded.text.len());
    let read = decode(&encoded.text).unwrap();
    assert_eq!(read, Decoded { form: filled(), key: public_key(&SECRET), shortened: false });
}

#[test]
fn the_example_that_other_readers_are_tested_with_stays_as_it_is() {
    // Packing may change with its library; what is read from the old code may not.
    if let Some(path) = std::env::var_os("PAPER_EXAMPLE") {
        std::fs::write(path, format!("{}\n", encode(&filled(), &SECRET).unwrap().text)).unwrap();
    }
    let example = include_str!("../../../backend/reader/example.txt");
    let read = decode(example).unwrap();
    assert_eq!((read.form, fingerprint(&read.key)), (filled(), fingerprint(&public_key(&SECRET))));
}

#[test]
fn a_form_with_long_words_is_shortened_visibly_and_no_answer_is_lost() {
    let mut long = filled();
    for (number, answer) in (0u32..).zip(long.form.answers.values_mut()) {
        // Words that do not repeat: packing must not do what shortening is to be tested for.
        answer.text =
            (0..130u32).filter_map(|at| char::from_u32(0x4e00 + (number * 7919 + at * 613) % 20_000)).collect();
    }
    let encoded = encode(&long, &SECRET).unwrap();
    assert!(encoded.shortened && Qr::version(&encoded.text).unwrap() <= LARGEST);
    let read = decode(&encoded.text).unwrap();
    assert!(read.shortened && read.form.flags == long.flags);
    for (id, answer) in &read.form.form.answers {
        assert_eq!(answer.yes, long.form.answers[id].yes, "{id}");
        assert!(answer.text.ends_with('…'), "{id}");
    }
}

#[test]
fn every_flipped_bit_is_seen() {
    let text = encode(&filled(), &SECRET).unwrap().text;
    let bytes = base45::decode(text.strip_prefix(PREFIX).unwrap()).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut bent = bytes.clone();
        bent[bit / 8] ^= 1 << (bit % 8);
        let answer = decode(&format!("{PREFIX}{}", base45::encode(&bent)));
        assert!(answer.is_err(), "bit {bit} went unseen");
    }
    for length in 0..bytes.len() {
        assert!(decode(&format!("{PREFIX}{}", base45::encode(&bytes[..length]))).is_err(), "cut at {length}");
    }
}

#[test]
fn another_key_cannot_speak_for_the_family() {
    let text = encode(&filled(), &SECRET).unwrap().text;
    let mut bytes = base45::decode(text.strip_prefix(PREFIX).unwrap()).unwrap();
    bytes[2..34].copy_from_slice(&public_key(&[8; 32]));
    assert_eq!(decode(&format!("{PREFIX}{}", base45::encode(&bytes))), Err(FormQrError::Signature));
}

#[test]
fn another_code_is_told_from_a_damaged_one() {
    assert_eq!(decode("https://example.jp/"), Err(FormQrError::NotAForm));
    assert_eq!(decode("ITSUMO.F2:ABC"), Err(FormQrError::Newer));
    assert_eq!(decode("ITSUMO.F1:"), Err(FormQrError::Damaged));
    assert_eq!(decode("ITSUMO.F1:あ"), Err(FormQrError::Damaged));
}

#[test]
fn the_fingerprint_is_sixteen_digits_that_two_people_can_compare() {
    let print = fingerprint(&public_key(&SECRET));
    assert_eq!(print.len(), 19);
    assert!(print.split(' ').all(|group| group.len() == 4 && group.chars().all(|c| c.is_ascii_digit())), "{print}");
    assert_ne!(print, fingerprint(&public_key(&[8; 32])));
}

prop_compose! {
    fn any_form()(
        minute in 0i64..20_000_000,
        words in proptest::collection::vec("\\PC{0,12}", 3),
        birth in proptest::option::of(0u64..60_000),
        visit in 0u64..60_000,
        sex in proptest::option::of(prop_oneof![Just(Sex::Female), Just(Sex::Male)]),
        vaccines in proptest::collection::vec(("[A-Z0-9_]{1,9}", "[a-z0-9-]{0,9}"), 0..6),
        tenths in proptest::option::of(300u16..430),
        taken in proptest::option::of(0i64..20_000_000),
        answers in proptest::collection::btree_map("[a-z_]{1,12}", (proptest::option::of(any::<bool>()), "\\PC{0,8}", any::<bool>()), 0..12),
        consent in proptest::option::of((0i64..20_000_000, "\\PC{0,6}", any::<bool>())),
    ) -> FormQr {
        let at = |minute: i64| Timestamp((1_577_836_800_000 / 60_000 + minute) * 60_000);
        let on = |days: u64| day("1950-01-01").checked_add_days(chrono::Days::new(days)).unwrap();
        let flags = answers.iter().filter(|(_, (_, _, flag))| *flag).map(|(id, _)| id.clone()).collect();
        let form = Form {
            date: on(visit),
            vaccines,
            questions: words[2].clone(),
            answers: answers.into_iter().map(|(id, (yes, text, _))| (id, FormAnswer { yes, text })).collect(),
            temperature_tenths: tenths,
            temperature_at: taken.map(at),
            consent: consent.map(|(minute, name, wishes)| Consent { at: at(minute), name, relation: "mother".into(), wishes }),
        };
        FormQr { at: at(minute), name: words[0].clone(), kana: words[1].clone(), birth_date: birth.map(on), sex, form, flags }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn what_is_signed_comes_back(form in any_form(), secret in any::<[u8; 32]>()) {
        let encoded = encode(&form, &secret).unwrap();
        let read = decode(&encoded.text).unwrap();
        prop_assert_eq!(read.key, public_key(&secret));
        if !encoded.shortened {
            prop_assert_eq!(read.form, form);
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in "ITSUMO\\.F1:[0-9A-Z $%*+./:-]{0,300}") {
        prop_assert!(decode(&text).is_err());
    }
}
