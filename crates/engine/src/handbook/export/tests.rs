//! What leaves: looked at by other programs, and brought back.

use super::*;
use crate::{Deps, Engine, HandClock, Paths, http::FakeHttp};
use chrono::NaiveDate;
use itsumo_domain::handbook::{BlobRef, Checkup, Consent, Diary, FormAnswer, Measurement, Position, Reaction, Sex};
use itsumo_paper::form_qr;
use std::{fs, path::PathBuf, process::Command};

const NOW: Timestamp = Timestamp(1_795_305_600_000);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn engine(folder: &Path) -> Engine {
    Engine::open(Paths::at(folder), Deps::fake(HandClock::at(NOW), Arc::new(FakeHttp::offline()), 7)).unwrap()
}

/// A picture of one pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 2,
    0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 12, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3, 1,
    1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

fn measured(date: &str, weight: u32, height: u32, head: Option<u32>) -> Fact {
    Fact::Measurement(Measurement {
        date: day(date),
        weight_g: Some(weight),
        height_mm: Some(height),
        position: Some(Position::Lying),
        head_mm: head,
        chest_mm: head.map(|head| head - 3),
        place: "ひなた市保健センター".into(),
        note: String::new(),
    })
}

fn dose(date: &str, vaccine: &str, product: &str, lot: &str) -> Fact {
    Fact::Dose(Dose {
        date: day(date),
        vaccine: vaccine.into(),
        product: product.into(),
        lot: lot.into(),
        clinic: "さくらこどもクリニック".into(),
        doctor: "佐々木 誠".into(),
        site: "左上腕".into(),
        volume_ul: Some(500),
        ..Dose::default()
    })
}

fn answer(yes: bool, text: &str) -> FormAnswer {
    FormAnswer { yes: Some(yes), text: text.into() }
}

pub(super) fn form() -> Form {
    let mut form = Form {
        date: day("2026-11-24"),
        vaccines: [("MR1", "single"), ("VAR", "dose-1"), ("PCV", "booster"), ("HIB", "booster")]
            .map(|(series, dose)| (series.into(), dose.into()))
            .to_vec(),
        questions: Questions::japan().version.clone(),
        temperature_tenths: Some(375),
        temperature_at: Some(Timestamp(NOW.0 - 3_600_000)),
        ..Form::default()
    };
    for question in Questions::japan().questions_for(["MR1", "VAR", "PCV", "HIB"]) {
        form.answers.insert(question.id.clone(), answer(false, ""));
    }
    form.answers.insert("explained".into(), answer(true, ""));
    form.answers.insert("allergy".into(), answer(true, "卵を食べたあと、口のまわりに発疹。1時間ほどで消えた"));
    form.answers.insert("recent_illness".into(), answer(true, "11月2日ごろ、かぜ。7日に治った"));
    form.answers.insert("questions".into(), answer(true, "水ぼうそうの2回目はいつがよいですか"));
    form
}

/// A family with a child of fifteen months, everything filled in with words of real length.
async fn family(engine: &Engine) -> (Uuid, Uuid) {
    let photo = engine.keep_blob(PNG.to_vec(), "image/png").await.unwrap();
    let child = Child {
        name: "髙橋 陽葵".into(),
        kana: "たかはし ひまり".into(),
        birth_date: Some(day("2025-08-20")),
        birth_time: chrono::NaiveTime::from_hms_opt(4, 12, 0),
        sex: Some(Sex::Female),
        gestation_days: Some(248),
        due_date: Some(day("2025-09-21")),
        birth_weight_g: Some(2_310),
        birth_length_mm: Some(452),
        birth_head_mm: Some(316),
        birth_chest_mm: Some(289),
        handbook_issued: Some(day("2025-05-10")),
        photo: Some(photo.clone()),
        ..Child::default()
    };
    let id = engine.record(vec![NewEntry::child(child)]).await.unwrap()[0];
    let mut facts = vec![
        measured("2025-09-22", 3_260, 498, Some(345)),
        measured("2025-11-04", 4_880, 561, Some(381)),
        measured("2025-12-20", 5_930, 602, Some(402)),
        measured("2026-02-21", 7_020, 645, Some(421)),
        measured("2026-05-20", 8_010, 690, Some(441)),
        measured("2026-08-21", 8_740, 728, Some(452)),
        measured("2026-11-14", 9_355, 761, None),
    ];
    for (date, number) in [("2025-10-21", 1), ("2025-11-18", 2), ("2025-12-16", 3)] {
        facts.push(dose(date, "DPT_IPV_HIB", "ゴービック水性懸濁注シリンジ", &format!("K{number}24A")));
        facts.push(dose(date, "PCV20", "プレベナー20", &format!("HX{number}053")));
    }
    facts.push(dose("2025-10-21", "ROTA1", "ロタリックス内用液", "=ROTA(1)"));
    facts.push(dose("2026-02-03", "BCG", "乾燥BCGワクチン(経皮用・1人用)", "KH345"));
    facts.push(Fact::Checkup(Checkup {
        which: "4m".into(),
        date: day("2025-12-20"),
        place: "ひなた市保健センター".into(),
        items: [
            ("head", answer(true, "")),
            ("laughs", answer(true, "")),
            ("worries", FormAnswer { yes: None, text: "よく吐く".into() }),
        ]
        .map(|(id, answer)| (id.to_owned(), answer))
        .into(),
        note: "体重の増え方はよいと言われた。".into(),
    }));
    facts.push(Fact::Milestone(Milestone {
        item: "roll-over".into(),
        date: day("2026-01-18"),
        note: "右から".into(),
        ..Milestone::default()
    }));
    facts.push(Fact::Milestone(Milestone {
        item: "own".into(),
        title: "はじめてのプール".into(),
        date: day("2026-07-20"),
        photo: Some(photo.clone()),
        ..Milestone::default()
    }));
    facts.push(Fact::Diary(Diary {
        date: day("2026-07-20"),
        text: "ひいおばあちゃんの家の庭で、はじめてのプール。\n水をこわがらず、ずっと笑っていた。".into(),
        photos: vec![photo],
    }));
    facts.push(Fact::Appointment(Appointment {
        date: day("2026-11-24"),
        time: chrono::NaiveTime::from_hms_opt(14, 30, 0),
        place: "さくらこどもクリニック".into(),
        series: vec!["MR1".into(), "VAR".into()],
        note: "母子手帳, 予診票; 保険証".into(),
        ..Appointment::default()
    }));
    let drafts = facts.into_iter().map(|fact| NewEntry::about(id, fact)).collect();
    let ids = engine.record(drafts).await.unwrap();
    let fever = Fact::Reaction(Reaction {
        doses: vec![ids[7], ids[8]],
        seen: Timestamp(NOW.0 - 400 * Timestamp::DAY),
        signs: vec!["fever".into()],
        temperature_tenths: Some(381),
        note: "翌日の昼には下がった".into(),
        photo: None,
    });
    let form =
        engine.record(vec![NewEntry::about(id, fever), NewEntry::about(id, Fact::Form(form()))]).await.unwrap()[1];
    (id, form)
}

/// What poppler reads in a PDF.
fn said(pdf: &[u8], program: &str, before: &[&str], after: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    fs::write(&path, pdf).unwrap();
    let output = Command::new(program).args(before).arg(&path).args(after).output();
    let output = output.expect("poppler is missing: `cargo xtask setup` brings it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn text(pdf: &[u8]) -> String {
    said(pdf, "pdftotext", &["-enc", "UTF-8"], &["-"])
}

/// To be looked at: `PAPER_OUT=folder cargo test -p itsumo-engine export`.
fn look(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("PAPER_OUT") {
        fs::write(PathBuf::from(folder).join(name), bytes).unwrap();
    }
}

#[tokio::test]
async fn a_form_for_four_vaccines_is_one_page_that_any_clinic_can_take() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let (child, entry) = family(&engine).await;
    let pdf = engine.form_pdf(child, entry).await.unwrap();
    look("form.pdf", &pdf);
    assert!(said(&pdf, "pdfinfo", &[], &[]).contains("Pages:           1\n"));
    let words = text(&pdf).replace('\n', "");
    for part in
        ["予防接種予診票", "髙橋 陽葵", "麻しん風しん", "水痘", "37.5 ℃", "卵を食べたあと", "医師の署名", "希望します"]
    {
        assert!(words.contains(part), "{part} is not in {words}");
    }
    assert!(!words.contains("接種できません") && !words.contains("受けられません"), "{words}");
    // The digits beside the code are those of the key that signed it.
    let code = engine.form_code(child, entry).await.unwrap();
    assert!(words.contains(&code.digits), "{} is not in {words}", code.digits);
    let read = form_qr::decode(&code.text).unwrap();
    assert_eq!(form_qr::fingerprint(&read.key), code.digits);
    assert_eq!(read.form.name, "髙橋 陽葵");
    assert_eq!(read.form.flags, ["allergy", "recent_illness"].map(str::to_owned).into());
    assert!(code.svg("コード").starts_with("<svg"));
}

#[tokio::test]
async fn a_form_that_was_consented_to_in_the_app_still_leaves_its_boxes_to_a_hand() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let (child, _) = family(&engine).await;
    let consent = Consent { at: NOW, name: "花".into(), relation: "mother".into(), wishes: true };
    let consented = Form { consent: Some(consent), ..form() };
    let entry = engine.record(vec![NewEntry::about(child, Fact::Form(consented))]).await.unwrap()[0];
    let tree = said(&engine.form_pdf(child, entry).await.unwrap(), "pdfinfo", &["-struct-text"], &[]);
    // Where nothing is ticked, both choices are told.
    assert!(tree.contains("接種を希望します") && tree.contains("希望しません"), "{tree}");
}

#[tokio::test]
async fn a_form_for_six_vaccines_with_many_words_is_still_one_page_and_more_than_that_is_two() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let (child, _) = family(&engine).await;
    let series = ["MR1", "VAR", "PCV", "HIB", "DPT_IPV_HIB_1", "HEPB"];
    let mut form = form();
    form.vaccines = series.map(|series| (series.to_owned(), "booster".to_owned())).to_vec();
    let questions = Questions::japan().questions_for(series);
    for (number, question) in questions.iter().enumerate() {
        let told = answer(number % 2 == 0, "くわしくは母子手帳の12ページ");
        form.answers.insert(question.id.clone(), told);
    }
    let paper = async |form: Form| {
        let entry = engine.record(vec![NewEntry::about(child, Fact::Form(form))]).await.unwrap()[0];
        engine.form_pdf(child, entry).await.unwrap()
    };
    let pdf = paper(form.clone()).await;
    look("form-long.pdf", &pdf);
    assert!(said(&pdf, "pdfinfo", &[], &[]).contains("Pages:           1\n"));
    for question in &questions {
        form.answers
            .insert(question.id.clone(), answer(true, "いつから、どんなようすか、ほかの紙に書いて持っていきます"));
    }
    let pdf = paper(form).await;
    look("form-longest.pdf", &pdf);
    assert!(said(&pdf, "pdfinfo", &[], &[]).contains("Pages:           2\n"));
    assert!(text(&pdf).replace('\n', "").contains("希望しません"), "nothing is cut off");
}

#[tokio::test]
async fn the_booklet_has_the_handbook_s_order_and_is_written_down_as_shared() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let (child, _) = family(&engine).await;
    for locale in Locale::ALL {
        let options = ExportOptions { locale, to: "祖父母".into() };
        let pdf = engine.booklet_pdf(child, options).await.unwrap();
        look(&format!("booklet-{}.pdf", locale.code()), &pdf);
        if locale == Locale::Ja {
            let words = text(&pdf);
            let parts =
                ["子どもの記録", "妊娠と出産", "健康診査の記録", "発育の記録", "予防接種の記録", "できたよ", "日記"];
            // The cover lists them too: each is found after the one before it, twice over.
            let mut at = words.find("日記").unwrap();
            for part in parts {
                at += words.get(at..).unwrap().find(part).unwrap_or_else(|| panic!("{part} is not where it belongs"));
            }
            assert!(
                words.contains("はじめてのプール") && words.contains("2,310 g") && words.contains("35週3日"),
                "{words}"
            );
            assert!(words.contains("幼児の身長体重曲線") && words.contains("+30%"), "{words}");
        }
    }
    let growth = engine.growth_pdf(child, ExportOptions::default()).await.unwrap();
    let tree = said(&growth, "pdfinfo", &["-struct-text"], &[]);
    assert!(tree.contains("Figure") && tree.contains("Table"), "{tree}");
    engine.vaccinations_pdf(child, ExportOptions::default()).await.unwrap();
    let book = engine.handbook().await.unwrap();
    let shared: Vec<_> =
        book.shared(Some(child)).into_iter().map(|(_, shared)| (shared.what.clone(), shared.to.clone())).collect();
    assert_eq!(shared.len(), 5, "three booklets are three acts");
    assert_eq!(shared[0], ("booklet".into(), "祖父母".into()));
}

#[tokio::test]
async fn a_child_of_whom_little_is_known_has_papers_too() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let child = engine.record(vec![NewEntry::child(Child::default())]).await.unwrap()[0];
    let pdf = engine.booklet_pdf(child, ExportOptions::default()).await.unwrap();
    look("booklet-empty.pdf", &pdf);
    assert!(text(&pdf).contains("まだ書かれていません"));
    assert!(engine.handbook_fhir(child, ExportOptions::default()).await.unwrap().contains("Patient"));
    assert_eq!(engine.booklet_pdf(Uuid::nil(), ExportOptions::default()).await, Err(Error::refused("not-found")));
}

#[tokio::test]
async fn the_recovery_sheet_says_the_code_and_not_whose_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    family(&engine).await;
    let code = "7K3MQ-9XP2W-TRH5D-N8VBC-4FGJ6-YSA1Z";
    let pdf = engine.recovery_sheet_pdf(code, Locale::Ja).await.unwrap();
    look("recovery.pdf", &pdf);
    let words = text(&pdf);
    assert!(words.contains("7K3MQ - 9XP2W - TRH5D") && !words.contains("陽葵"), "{words}");
    look("recovery-easy.pdf", &engine.recovery_sheet_pdf(code, Locale::JaEasy).await.unwrap());
}

#[tokio::test]
async fn tables_and_calendar_can_be_read_by_other_programs() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let (child, _) = family(&engine).await;
    let files: BTreeMap<_, _> =
        engine.handbook_csv(child, ExportOptions::default()).await.unwrap().into_iter().collect();
    let doses = &files["doses.csv"];
    assert!(doses.starts_with('\u{feff}') && doses.contains("'=ROTA(1)") && doses.contains("プレベナー20"), "{doses}");
    assert!(files["measurements.csv"].contains("2026-11-14,1歳2か月,9.355,76.1,寝て"), "{}", files["measurements.csv"]);
    assert!(doses.lines().all(|line| line.split(',').count() >= 13));
    let once = engine.handbook_ical(child, ExportOptions::default()).await.unwrap();
    let again = engine.handbook_ical(child, ExportOptions::default()).await.unwrap();
    assert_eq!(once, again, "ids stay from one export to the next");
    let whole = once.replace("\r\n ", "");
    assert!(whole.contains("DTSTART:20261124T053000Z") && whole.contains("LOCATION:さくらこどもクリニック"), "{whole}");
    assert!(
        whole.contains("DESCRIPTION:母子手帳\\, 予診票\\; 保険証")
            && whole.contains(&format!("UID:{child}-MR1-single@itsumo"))
    );
    assert_eq!(whole.matches("BEGIN:VEVENT").count(), whole.matches("END:VEVENT").count());
    assert!(once.lines().all(|line| line.len() <= 75));
}

/// Everything under a path of a JSON value; `a[].b` goes into lists.
fn found<'a>(value: &'a serde_json::Value, path: &str) -> Vec<&'a serde_json::Value> {
    path.split('.').fold(vec![value], |values, step| {
        let (name, list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        let inside = values.into_iter().filter_map(|value| value.get(name));
        if list { inside.filter_map(|v| v.as_array()).flatten().collect() } else { inside.collect() }
    })
}

#[tokio::test]
async fn the_fhir_bundle_has_what_the_profiles_require() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let (child, _) = family(&engine).await;
    let json = engine.handbook_fhir(child, ExportOptions::default()).await.unwrap();
    look("fhir.json", json.as_bytes());
    let bundle: serde_json::Value = serde_json::from_str(&json).unwrap();
    let required: serde_json::Value = serde_json::from_str(include_str!("../../../tests/fhir_required.json")).unwrap();
    let urls: Vec<&str> = found(&bundle, "entry[].fullUrl").into_iter().filter_map(|url| url.as_str()).collect();
    assert_eq!(
        urls.iter().collect::<std::collections::BTreeSet<_>>().len(),
        urls.len(),
        "each resource has its own id"
    );
    let mut seen = BTreeMap::<String, usize>::new();
    for resource in found(&bundle, "entry[].resource") {
        let profile = found(resource, "meta.profile[]")[0].as_str().unwrap();
        let rule = &required["profiles"][profile];
        *seen.entry(profile.to_owned()).or_default() += 1;
        assert_eq!(rule["resourceType"], resource["resourceType"], "{profile}");
        for path in rule["required"].as_array().unwrap() {
            let path = path.as_str().unwrap();
            let values = found(resource, path);
            assert!(!values.is_empty(), "{profile} requires {path}: {resource}");
            assert!(values.iter().all(|value| !value.is_null() && value.as_str() != Some("")), "{path}");
        }
        for (path, allowed) in rule["values"].as_object().unwrap() {
            for value in found(resource, path) {
                assert!(allowed.as_array().unwrap().contains(value), "{profile} {path} is {value}");
            }
        }
        for (path, of) in rule["references"].as_object().unwrap() {
            for value in found(resource, path) {
                let url = value.as_str().unwrap();
                let to = found(&bundle, "entry[]").into_iter().find(|entry| entry["fullUrl"] == url);
                assert_eq!(to.map(|entry| &entry["resource"]["resourceType"]), Some(of), "{path}");
            }
        }
        for (path, digits) in rule["patterns"].as_object().unwrap() {
            for value in found(resource, path) {
                let shape: String =
                    value.as_str().unwrap().chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
                assert_eq!(shape, digits.as_str().unwrap(), "{path}");
            }
        }
    }
    assert_eq!(seen.values().sum::<usize>(), 1 + 8 + 6 * 4 + 2, "{seen:?}");
    let weight = found(&bundle, "entry[].resource.valueQuantity.value");
    assert!(weight.iter().any(|value| value.as_f64() == Some(9.355)));
}

/// The copy's entries, as they lie in a folder.
fn copied(folder: &Path) -> String {
    fs::read_to_string(folder.join("itsumo/entries.json")).unwrap()
}

#[tokio::test]
async fn an_export_brings_the_same_state_back_bit_for_bit_and_photos_too() {
    let (one, two, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = engine(one.path());
    let (child, _) = family(&first).await;
    let (a, b) = (out.path().join("a"), out.path().join("b"));
    let report = first.export_handbook(&a, ExportOptions::default()).await.unwrap();
    let before = first.handbook().await.unwrap();
    assert_eq!((report.photos, report.photos_missing, report.unreadable), (1, 0, 0));
    let page = fs::read_to_string(a.join("index.html")).unwrap();
    for file in
        page.split("href=\"").skip(1).chain(page.split("src=\"").skip(1)).map(|rest| rest.split('"').next().unwrap())
    {
        assert!(a.join(file).is_file(), "{file} is not in the folder");
    }
    // 76.1 cm: 0.00249·5791.21 − 0.1858·76.1 + 9.036 = 9.31673 kg; 9.355 kg is 0.4 % more.
    assert!(page.contains("身長体重曲線") && page.contains(">-20%</text>") && page.contains("肥満度 +0.4%"), "{page}");
    assert!(!page.contains("<script") && !page.contains("http"), "the page needs nothing else");
    if let Some(folder) = std::env::var_os("PAPER_OUT") {
        let place = PathBuf::from(folder).join("folder");
        let _ = fs::remove_dir_all(&place);
        first.export_handbook(&place, ExportOptions::default()).await.unwrap();
    }

    let second =
        Engine::open(Paths::at(two.path()), Deps::fake(HandClock::at(NOW), Arc::new(FakeHttp::offline()), 99)).unwrap();
    let brought = second.import_handbook(&a).await.unwrap();
    assert_eq!((brought.new, brought.known, brought.photos), (report.entries, 0, 1));
    let book = second.handbook().await.unwrap();
    for entry in
        before.all().into_iter().filter(|entry| !entry.fact.is_upkeep() && !matches!(entry.fact, Fact::Shared(_)))
    {
        assert_eq!(book.entry(entry.id), Some(entry));
    }
    let photo = book.child(child).unwrap().1.photo.clone().unwrap();
    assert_eq!(second.blob(&photo).await.unwrap(), PNG);
    second.export_handbook(&b, ExportOptions::default()).await.unwrap();
    assert_eq!(copied(&a), copied(&b));

    // Again is fine, and changes nothing.
    let again = second.import_handbook(&a.join("itsumo")).await.unwrap();
    assert_eq!((again.new, again.known), (0, report.entries));
}

#[tokio::test]
async fn a_damaged_folder_changes_nothing() {
    let (one, two, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = engine(one.path());
    family(&first).await;
    let folder = out.path().join("a");
    first.export_handbook(&folder, ExportOptions::default()).await.unwrap();
    let second = engine(two.path());
    let refused = |code| Err(Error::refused(code));
    assert_eq!(second.import_handbook(out.path()).await, refused("import-not-found"));

    let entries = folder.join("itsumo/entries.json");
    let whole = fs::read(&entries).unwrap();
    for at in [2, whole.len() / 2, whole.len() - 3] {
        let mut bent = whole.clone();
        bent[at] ^= 1;
        fs::write(&entries, &bent).unwrap();
        assert_eq!(second.import_handbook(&folder).await, refused("import-damaged"), "byte {at}");
    }
    fs::write(&entries, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(second.import_handbook(&folder).await, refused("import-damaged"));
    fs::remove_file(&entries).unwrap();
    assert_eq!(second.import_handbook(&folder).await, refused("import-damaged"));
    fs::write(&entries, &whole).unwrap();

    let photo = fs::read_dir(folder.join("itsumo/blobs")).unwrap().next().unwrap().unwrap().path();
    let bytes = fs::read(&photo).unwrap();
    fs::write(&photo, &bytes[1..]).unwrap();
    assert_eq!(second.import_handbook(&folder).await, refused("import-damaged"));
    fs::write(&photo, &bytes).unwrap();

    let manifest = folder.join("itsumo/manifest.json");
    let list = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, list.replace("\"version\": 1", "\"version\": 2")).unwrap();
    assert_eq!(second.import_handbook(&folder).await, Err(Error::NewerData));
    fs::write(&manifest, list.replace("blobs/", "blobs/../../")).unwrap();
    assert_eq!(second.import_handbook(&folder).await, refused("import-damaged"));
    assert!(second.handbook().await.unwrap().is_empty());

    fs::write(&manifest, &list).unwrap();
    assert!(second.import_handbook(&folder).await.unwrap().new > 20);
}

#[tokio::test]
async fn an_export_never_writes_over_what_is_there() {
    let (one, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let engine = engine(one.path());
    family(&engine).await;
    let place = out.path().join("mine");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("diary.txt"), "大事").unwrap();
    let refused = engine.export_handbook(&place, ExportOptions::default()).await;
    assert_eq!(refused, Err(Error::field("folder", "folder-not-empty")));
    assert_eq!(fs::read_to_string(place.join("diary.txt")).unwrap(), "大事");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1, "nothing is left beside it");
    fs::remove_file(place.join("diary.txt")).unwrap();
    engine.export_handbook(&place, ExportOptions::default()).await.unwrap();
    assert!(place.join("index.html").is_file() && place.join("child-1/booklet.pdf").is_file());
}

#[tokio::test]
async fn a_picture_that_was_taken_out_is_in_no_folder_of_pictures() {
    let (one, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let engine = engine(one.path());
    family(&engine).await;
    let other = engine.keep_blob([PNG, b"2"].concat(), "image/png").await.unwrap();
    let book = engine.handbook().await.unwrap();
    let child = book.children()[0].0.about().unwrap();
    let page = Fact::Diary(Diary { date: day("2026-08-01"), text: String::new(), photos: vec![other] });
    let id = engine.record(vec![NewEntry::about(child, page)]).await.unwrap()[0];
    let book = engine.handbook().await.unwrap();
    engine.record(vec![NewEntry::withdrawal(book.entry(id).unwrap())]).await.unwrap();
    let folder = out.path().join("a");
    let report = engine.export_handbook(&folder, ExportOptions::default()).await.unwrap();
    assert_eq!((report.photos, fs::read_dir(folder.join("photos")).unwrap().count()), (2, 1));
}

#[tokio::test]
async fn a_photo_that_is_gone_leaves_a_line_and_stops_nothing() {
    let (one, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let engine = engine(one.path());
    let gone = BlobRef { sha256: "ab".repeat(32), key: "00".repeat(32), media: "image/jpeg".into(), bytes: 9 };
    let child = engine
        .record(vec![NewEntry::child(Child { name: "そら".into(), photo: Some(gone), ..Child::default() })])
        .await
        .unwrap()[0];
    assert!(text(&engine.booklet_pdf(child, ExportOptions::default()).await.unwrap()).contains("写真があります"));
    let report = engine.export_handbook(&out.path().join("a"), ExportOptions::default()).await.unwrap();
    assert_eq!((report.photos, report.photos_missing), (0, 1));
}
