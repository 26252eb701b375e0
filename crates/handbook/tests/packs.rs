//! Packs of somebody else's: what a municipality may add, what it may not, and what a slip in a file says.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on should stop here"
)]

use itsumo_domain::i18n::Locale;
use itsumo_handbook::immunization::{Category, Given, Pack, PackError, Subject, assess, assess_all};

const ABOUT: &str =
    r#"{ "id": "132012", "version": "2026-10-01", "layer_of": "jp", "sources": { "CITY": "its page" } }"#;

const TICK: &str = r#"{
  "id": "TICK",
  "name": { "ja": "ダニ媒介脳炎", "ja-easy": "ダニの ワクチン", "en": "Tick-borne encephalitis" },
  "category": "voluntary",
  "diseases": ["tick_borne_encephalitis"],
  "rule": "CITY-TICK",
  "begins_with": "TBE",
  "accepts": [{ "vaccine": "TBE" }],
  "windows": [{ "start": { "reach_months": 12 }, "rule": "CITY-TICK" }],
  "regimens": [{ "id": "TICK_1", "rule": "CITY-TICK", "doses": [{ "label": "single" }] }],
  "sources": ["CITY"],
  "confidence": "sourced"
}"#;

const PRODUCTS: &str = r#"[{ "family": "TBE", "family_name": { "ja": "ダニ", "ja-easy": "ダニ", "en": "TBE" },
  "kind": "inactivated", "diseases": ["tick_borne_encephalitis"], "brands": [] }]"#;

const RULES: &str = r#"{ "CITY-TICK": { "text": { "ja": "市の助成", "ja-easy": "まちの おかね", "en": "by the city" },
  "law": "", "sources": ["CITY"] } }"#;

const LOCAL: &str = r#"[{ "series": "MUMPS", "text": { "ja": "1回3,000円を助成", "ja-easy": "3,000えん もらえます",
  "en": "3,000 yen a dose" }, "subsidy": [{ "reach_months": 12 }, { "reach_years": 6 }], "sources": ["CITY"] }]"#;

fn files(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn layer(list: &[(&str, &str)]) -> Result<Pack, Vec<PackError>> {
    Pack::japan().clone().with_layer(Pack::load(&files(list)).unwrap())
}

/// The national files, with one of them changed.
fn changed(path: &str, from: &str, to: &str) -> Vec<PackError> {
    let mut files = Pack::japan_files();
    let file = files.iter_mut().find(|(name, _)| name == path).unwrap();
    assert!(file.1.contains(from), "{path} has no {from}");
    file.1 = file.1.replacen(from, to, 1);
    Pack::load(&files).unwrap_err()
}

fn said(errors: &[PackError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_national_pack_is_sound_and_says_what_it_is() {
    let pack = Pack::load(&Pack::japan_files()).unwrap_or_else(|errors| panic!("{}", said(&errors)));
    assert_eq!(pack.about().id, "jp");
    assert_eq!(pack.series().filter(|series| series.category == Category::Routine).count(), 14);
    assert!(pack.products().len() >= 25 && pack.about().caveats.len() >= 3);
    for (id, rule) in pack.rules() {
        assert!(!rule.law.is_empty(), "{id} names no law or notice");
    }
}

#[test]
fn easy_japanese_has_a_reading_on_every_kanji() {
    let bare = |text: &str| -> String {
        let plain = itsumo_domain::i18n::pieces(text).into_iter().filter_map(|piece| match piece {
            itsumo_domain::i18n::Piece::Plain(text) => Some(text),
            itsumo_domain::i18n::Piece::Ruby(..) => None,
        });
        plain.collect()
    };
    let pack = Pack::japan();
    let names = pack.series().map(|series| &series.name);
    let products = pack.products().iter().map(|product| &product.family_name);
    let rules = pack.rules().values().map(|rule| &rule.text);
    for words in names.chain(products).chain(rules).chain(pack.exceptions().iter().map(|one| &one.name)) {
        let plain = bare(words.get(Locale::JaEasy));
        assert!(!plain.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{plain}");
    }
}

#[test]
fn a_city_adds_a_vaccine_and_help_with_the_costs() {
    let pack = layer(&[
        ("pack.json", ABOUT),
        ("voluntary/tick.json", TICK),
        ("products.json", PRODUCTS),
        ("rules.json", RULES),
        ("local.json", LOCAL),
    ]);
    let pack = pack.unwrap_or_else(|errors| panic!("{}", said(&errors)));
    let child = Subject { birth_date: "2025-05-10".parse().ok(), ..Subject::default() };
    let day = "2026-11-22".parse().unwrap();
    let all = assess_all(&pack, &child, &[], day);
    assert!(all.iter().any(|one| one.series == "TICK" && one.category == Category::Voluntary));
    assert_eq!(pack.local("MUMPS").count(), 1);
    let history = [Given { date: day, vaccine: "TBE".into(), physician_exception: false, voluntary: true }];
    assert!(assess(&pack, "TICK", &child, &history, day).unwrap().next.is_none());
    assert!(assess(Pack::japan(), "TICK", &child, &[], day).is_none(), "the national pack is as it was");
}

#[test]
fn a_city_does_not_bend_the_law() {
    let routine = TICK.replace("voluntary", "routine");
    let stolen = TICK.replace("\"TBE\"", "\"MR\"");
    let again = TICK.replace("\"TICK\"", "\"MR1\"");
    for (what, list) in [
        ("given by law", vec![("pack.json", ABOUT), ("series/tick.json", routine.as_str())]),
        ("MR counts in", vec![("pack.json", ABOUT), ("voluntary/tick.json", stolen.as_str())]),
        ("MR1 is a series", vec![("pack.json", ABOUT), ("voluntary/tick.json", again.as_str())]),
        (
            "gaps between",
            vec![
                ("pack.json", ABOUT),
                ("cross.json", r#"[{ "rule": "LIVE-LIVE", "after": [], "before": [], "clear_days": 0 }]"#),
            ],
        ),
        ("WIN-MR1 is a rule", vec![("pack.json", ABOUT), ("rules.json", &RULES.replace("CITY-TICK", "WIN-MR1"))]),
        ("layer of \"us\"", vec![("pack.json", &ABOUT.replace("\"jp\"", "\"us\""))]),
    ] {
        let errors = layer(&list).unwrap_err();
        assert!(errors.iter().any(|error| matches!(error, PackError::BendsTheLaw { .. })), "{what}");
        assert!(said(&errors).contains(what), "{what}: {}", said(&errors));
    }
}

#[test]
fn a_slip_is_told_by_file_and_place() {
    for (path, from, to, told) in [
        (
            "series/pcv.json",
            "\"PCV-LIMITS\"",
            "\"PCV-LIMIT\"",
            "series/pcv.json, regimens[0].doses[1]: no rule \"PCV-LIMIT\"",
        ),
        ("series/pcv.json", "\"clear_days\": 27", "\"clear_day\": 27", "series/pcv.json, line"),
        ("series/hib.json", "{ \"dose\": 1 }", "{ \"dose\": 9 }", "counted from no earlier dose"),
        ("series/hpv.json", "\"fallback\": \"HPV9_3\"", "\"fallback\": \"HPV8_3\"", "its fallback \"HPV8_3\""),
        ("series/rota.json", "\"ROTA5\": {", "\"ROTA6\": {", "ROTA6 is not accepted"),
        ("series/bcg.json", "\"id\": \"BCG\"", "\"id\": \"MR1\"", "MR1 is there twice"),
        ("series/rsv_maternal.json", "{ \"gestation\": [28, 0] }", "{ \"reach_months\": 2 }", "do not mix"),
        ("series/dt2.json", "\"sources\": [\"OSS\"", "\"sources\": [\"NOBODY\"", "no source \"NOBODY\""),
        ("exceptions.json", "\"series\": \"MR1\"", "\"series\": \"MR9\"", "no series \"MR9\""),
    ] {
        let errors = said(&changed(path, from, to));
        assert!(errors.contains(told), "{told}: {errors}");
    }
}

#[test]
fn a_file_in_the_wrong_place_is_told() {
    let stray = Pack::load(&files(&[("pack.json", ABOUT), ("serie/tick.json", TICK)])).unwrap_err();
    assert!(said(&stray).starts_with("serie/tick.json: no file of a pack"));
    let nothing = Pack::load(&[]).unwrap_err();
    assert_eq!(said(&nothing), "pack.json: is missing");
}
