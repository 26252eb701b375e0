//! Letters and their codes, from the office's printer to a guardian's phone.

use crate::{
    http::{CITY, KEY},
    town::{SchoolTown, at, day, on_both},
};
use itsumo_backend::{
    routes::school_operator::PupilCode,
    school::{join, letter, office::SeatCode},
};
use itsumo_domain::{
    Timestamp,
    school::{Scope, code::JoinCode},
};
use serde_json::{Value as Json, json};
use std::process::Command;
use uuid::Uuid;

impl SchoolTown {
    async fn codes(&self, asked: Json) -> Vec<PupilCode> {
        let path = format!("/v1/operator/{CITY}/facilities/{}/codes", self.school.id);
        let reply = self.town.ask("POST", &path, Some(KEY), Some(asked)).await;
        assert_eq!(reply.status, 201, "{}", String::from_utf8_lossy(&reply.bytes));
        serde_json::from_slice(&reply.bytes).unwrap()
    }

    async fn code_of(&self, pupil: Uuid, asked: Json) -> PupilCode {
        self.codes(asked).await.into_iter().find(|code| code.pupil == pupil).unwrap()
    }

    /// Joins with a code; the code of the refusal if there is one.
    async fn try_join(&self, person: &crate::town::Person, code: &str, name: &str) -> Result<Json, String> {
        let asked = json!({ "code": code, "name": name, "relation": "祖母" });
        let reply = self.ask(person, "POST", "/v1/me/school/pupils", Some(asked)).await;
        let body = reply.json();
        if reply.status == 200 { Ok(body) } else { Err(body["fields"][0]["code"].as_str().unwrap().to_owned()) }
    }

    async fn seat_code(&self, asked: Json) -> SeatCode {
        let path = format!("/v1/operator/{CITY}/facilities/{}/seats", self.school.id);
        let reply = self.town.ask("POST", &path, Some(KEY), Some(asked)).await;
        assert_eq!(reply.status, 201, "{}", String::from_utf8_lossy(&reply.bytes));
        serde_json::from_slice(&reply.bytes).unwrap()
    }
}

on_both! {
    async fn a_letter_brings_a_guardian_to_a_child(town: SchoolTown) {
        let letter = town.code_of(town.ren, json!({})).await;
        assert_eq!((letter.name.as_str(), letter.class.as_str()), ("森 蓮", "1年1組"));
        // Typed by a tired hand.
        let typed = letter.code.to_lowercase().replace('-', " ");
        let joined = town.try_join(&town.kenji, &typed, "森 たえ").await.unwrap();
        assert_eq!((joined["name"].as_str(), joined["facility"].as_str()), (Some("森 蓮"), Some("ひなた市立あさひ小学校")));
        let card = town.card(&town.kenji, town.ren).await.unwrap();
        assert_eq!(card.scopes, Scope::ALL);
        // Scanned, once more: nothing is used up, nothing doubled.
        town.try_join(&town.kenji, &letter.text, "森 たえ").await.unwrap();
        for (n, person) in [&town.hana, &town.taro, &town.nurse.person].into_iter().enumerate() {
            town.try_join(person, &letter.code, &format!("家族 {n}")).await.unwrap();
        }
        assert_eq!(town.try_join(&town.carer.person, &letter.code, "五人目").await.unwrap_err(), "code-used-up");
        town.try_join(&town.kenji, &letter.code, "森 たえ").await.unwrap();
    }
}

on_both! {
    async fn what_is_wrong_with_a_code_is_said_by_name(town: SchoolTown) {
        let first = town.code_of(town.ren, json!({ "days": 3 })).await;
        let tries = [("", "code-not-one"), ("さくら", "code-not-one"), ("7K3M", "code-twelve")];
        for (typed, name) in tries {
            assert_eq!(town.try_join(&town.kenji, typed, "森 たえ").await.unwrap_err(), name, "{typed}");
        }
        let mut slip: Vec<char> = first.code.chars().collect();
        slip[0] = if slip[0] == 'A' { 'B' } else { 'A' };
        let slip: String = slip.into_iter().collect();
        assert_eq!(town.try_join(&town.kenji, &slip, "森 たえ").await.unwrap_err(), "code-slip");
        let nobodys = JoinCode::new(&[9; 32]).typed();
        assert_eq!(town.try_join(&town.kenji, &nobodys, "森 たえ").await.unwrap_err(), "code-wrong");
        assert_eq!(town.try_join(&town.kenji, &first.code, "").await.unwrap_err(), "empty");
        assert_eq!(town.try_join(&town.kenji, &first.code, &"あ".repeat(41)).await.unwrap_err(), "too-long");
        let seat = town.seat_code(json!({ "role": "nurse", "title": "養護助教諭" })).await;
        assert_eq!(town.try_join(&town.kenji, &seat.code, "森 たえ").await.unwrap_err(), "code-of-staff");
        // A new letter voids the old one.
        let second = town.code_of(town.ren, json!({ "days": 3 })).await;
        assert_eq!(town.try_join(&town.kenji, &first.code, "森 たえ").await.unwrap_err(), "code-replaced");
        // Good to the end of its third day.
        town.town.clock.set(at("23:59").plus(3 * Timestamp::DAY));
        town.try_join(&town.kenji, &second.code, "森 たえ").await.unwrap();
        town.town.clock.advance(Timestamp::MINUTE);
        assert_eq!(town.try_join(&town.hana, &second.code, "佐藤 花").await.unwrap_err(), "code-expired");
    }
}

on_both! {
    async fn a_code_lies_nowhere(town: SchoolTown) {
        let letter = town.code_of(town.ren, json!({})).await;
        let seat = town.seat_code(json!({ "role": "nurse" })).await;
        let all = town.town.everything().await;
        for code in [&letter.code, &seat.code] {
            assert!(!all.contains(code.as_str()) && !all.contains(&code.replace('-', "")), "{code}");
        }
    }
}

on_both! {
    async fn a_letter_is_made_for_those_who_lack_one(town: SchoolTown) {
        let nobody = town.codes(json!({ "lacking": true })).await;
        assert!(nobody.is_empty(), "everybody has somebody: {nobody:?}");
        let all = town.codes(json!({ "class": "1年1組" })).await;
        let names: Vec<_> = all.iter().map(|code| code.name.as_str()).collect();
        assert_eq!(names, ["佐藤 つばき", "森 蓮"]);
        let path = format!("/v1/operator/{CITY}/facilities/{}/codes", town.school.id);
        let wrong = town.town.ask("POST", &path, Some(KEY), Some(json!({ "class": "9年9組" }))).await;
        assert_eq!(wrong.problem().2, ["class"]);
        let wrong = town.town.ask("POST", &path, Some(KEY), Some(json!({ "uses": 0 }))).await;
        assert_eq!(wrong.problem().2, ["uses"]);
    }
}

on_both! {
    async fn a_seat_is_taken_and_handed_on(town: SchoolTown) {
        let code = town.seat_code(json!({ "role": "teacher", "class": "1年2組" })).await;
        assert_eq!((code.title.as_str(), code.seat), ("1年2組 担任", town.teacher.seat.id), "the class has its seat already");
        let (person, text, now) = (town.mori.id, code.code.clone(), town.now());
        let taken = town
            .write(move |tx, out| {
                Box::pin(async move { join::redeem_seat(tx, out, CITY, person, &text, now).await })
            })
            .await;
        assert_eq!(taken.unwrap().id, town.teacher.seat.id);
        let (text, other) = (code.code.clone(), town.kenji.id);
        let again = town
            .write(move |tx, out| Box::pin(async move { join::redeem_seat(tx, out, CITY, other, &text, now).await }))
            .await;
        assert_eq!(again.unwrap_err().code, "code-used-up");
        let letter = town.code_of(town.ren, json!({})).await;
        let child = town
            .write(move |tx, out| {
                Box::pin(async move { join::redeem_seat(tx, out, CITY, other, &letter.code, now).await })
            })
            .await;
        assert_eq!(child.unwrap_err().code, "code-of-a-child");
        let path = format!("/v1/operator/{CITY}/facilities/{}/seats", town.school.id);
        for (asked, field) in [
            (json!({ "role": "teacher" }), "class"),
            (json!({ "role": "teacher", "class": "3年1組" }), "class"),
            (json!({ "role": "nurse", "class": "1年1組" }), "class"),
            (json!({ "role": "nurse", "until": "2026-11-01" }), "until"),
        ] {
            assert_eq!(town.town.ask("POST", &path, Some(KEY), Some(asked.clone())).await.problem().2, [field], "{asked}");
        }
    }
}

/// What poppler reads of a PDF.
fn words(pdf: &[u8], program: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letters.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new(program).arg(&file).args(more).output();
    let output = output.expect("poppler is missing: `cargo xtask setup` brings it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn a_class_s_letters_are_a_page_each_and_name_no_family() {
    let town = SchoolTown::sqlite().await;
    let path = format!("/v1/operator/{CITY}/facilities/{}/letters", town.school.id);
    let reply = town.town.ask("POST", &path, Some(KEY), Some(json!({ "class": "1年1組" }))).await;
    assert_eq!((reply.status.as_u16(), reply.headers["content-type"].to_str().unwrap()), (201, "application/pdf"));
    assert!(words(&reply.bytes, "pdfinfo", &[]).lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 2")));
    let text = words(&reply.bytes, "pdftotext", &["-layout", "-"]);
    let pages: Vec<&str> = text.split('\u{c}').collect();
    assert!(pages[0].contains("佐藤 つばき") && !pages[0].contains("森 蓮"));
    assert!(pages[1].contains("森 蓮") && pages[1].contains("1年1組") && pages[1].contains("0436-00-1201"));
    for of_the_family in ["佐藤 花", "太郎", "みどり", "0436-00-9001", "0436-00-9004", "みどり町"] {
        assert!(!text.contains(of_the_family), "{of_the_family}");
    }
    // The code on the page is the one that opens, and the QR code says the same.
    let typed = pages[1].split_whitespace().find(|word| JoinCode::read(word).is_ok()).unwrap();
    town.try_join(&town.kenji, typed, "森 たえ").await.unwrap();
    let nobody = town.town.ask("POST", &path, Some(KEY), Some(json!({ "lacking": true }))).await;
    assert_eq!(nobody.problem().1, "not-found");
}

#[test]
fn the_longest_names_still_fit_on_a_page() {
    let facility = itsumo_domain::school::Facility {
        name: "ひなた市立ひなた川辺みどり丘学園義務教育学校前期課程分校".to_owned(),
        phone: "0436-00-1201".to_owned(),
        ..itsumo_domain::school::Facility::default()
    };
    let slip = letter::Slip {
        pupil: Uuid::from_u128(1),
        number: String::new(),
        name: "ジャクリーン エリザベス 小野寺 マリア フェルナンダ".to_owned(),
        class: "なかよし・ひまわり合同学級".to_owned(),
        code: JoinCode::new(&[3; 32]),
        expires: at("23:59"),
        uses: 4,
    };
    let sender = letter::Sender {
        facility: &facility,
        city: CITY,
        city_name: "ひなた市",
        server: Some("https://itsumo.city.hinata.example.jp/"),
        day: day("2026-11-24"),
    };
    let pdf = letter::pdf(&sender, &[slip]).unwrap();
    assert!(words(&pdf, "pdfinfo", &[]).lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 1")));
}
