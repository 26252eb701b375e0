//! Joining a child by a letter's code, leaving, and who looked: what the doors answer, and what they tell nobody.

use crate::{
    http::CITY,
    town::{Person, SchoolTown, on_both},
};
use itsumo_backend::school::{join, join::CodeKind, looked};
use itsumo_domain::{
    Stream, Timestamp,
    school::{Looked, Scope},
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

impl SchoolTown {
    /// The code of a letter for this child.
    async fn letter(&self, pupil: Uuid, uses: i64) -> String {
        let (school, now, ids) = (self.school.id, self.now(), self.town.app.ids.clone());
        let expires = join::expires(now, join::DAYS);
        let codes = self.write(move |tx, _| {
            Box::pin(async move {
                join::make_codes(tx, &*ids, CITY, school, CodeKind::Pupil, &[pupil], uses, expires, "seat", now).await
            })
        });
        codes.await.remove(0).1.typed()
    }

    async fn join(&self, person: &Person, code: &str) -> crate::http::Reply {
        let asked = json!({ "code": code, "name": "佐藤 すみれ", "relation": "祖母" });
        self.ask(person, "POST", "/v1/me/school/pupils", Some(asked)).await
    }

    async fn refused(&self, person: &Person, code: &str) -> (u16, String) {
        let reply = self.join(person, code).await;
        let json: Json = reply.json();
        (reply.status.as_u16(), json["fields"][0]["code"].as_str().unwrap_or_default().to_owned())
    }
}

on_both! {
    /// Kenji's part had ended; with a new letter he is a guardian again, and sees what the others see.
    async fn a_letter_s_code_makes_a_guardian(town: SchoolTown) {
        assert_eq!(town.card(&town.kenji, town.sakura).await, None);
        let code = town.letter(town.sakura, 1).await;
        let reply = town.join(&town.kenji, &code).await;
        assert_eq!(reply.status, 200);
        let joined = json!({ "pupil": town.sakura, "name": "佐藤 さくら", "facility": "ひなた市立あさひ小学校" });
        assert_eq!(reply.json(), joined);
        let card = town.card(&town.kenji, town.sakura).await.unwrap();
        assert_eq!((card.scopes, card.places[0].groups.len()), (Scope::ALL.to_vec(), 2));
        // The same again changes nothing; somebody else finds the code used up.
        assert_eq!(town.join(&town.kenji, &code).await.json(), joined);
        assert_eq!(town.refused(&town.mori, &code).await, (422, "code-used-up".to_owned()));
        assert_eq!(town.card(&town.mori, town.sakura).await, None);
    }
}

on_both! {
    /// Each slip has its own name, so that nobody has to call the school to learn what was wrong.
    async fn what_is_wrong_with_a_code_is_said_by_name(town: SchoolTown) {
        let code = town.letter(town.ren, 4).await;
        let newer = town.letter(town.ren, 4).await;
        assert_eq!(town.refused(&town.kenji, &code).await, (422, "code-replaced".to_owned()));
        assert_eq!(town.refused(&town.kenji, "").await.0, 422);
        town.town.clock.advance(61 * Timestamp::DAY);
        assert_eq!(town.refused(&town.kenji, &newer).await, (422, "code-expired".to_owned()));
        let unnamed = json!({ "code": newer, "name": " ", "relation": "祖母" });
        let reply = town.ask(&town.kenji, "POST", "/v1/me/school/pupils", Some(unnamed)).await;
        assert_eq!(reply.problem(), (422, "invalid".into(), vec!["name".into()]));
        let reply = town.town.post("/v1/me/school/pupils", json!({ "code": newer, "name": "森", "relation": "母" })).await;
        assert_eq!(reply.problem(), (401, "sign-in-needed".into(), vec![]));
    }
}

#[tokio::test]
async fn who_tries_code_after_code_has_to_wait() {
    let town = SchoolTown::with(|config| config.auth_rate = 100).await;
    let code = town.letter(town.ren, 4).await;
    for _ in 0..10 {
        assert_eq!(town.join(&town.kenji, "AAAAAAAA").await.status, 422);
    }
    let reply = town.join(&town.kenji, &code).await;
    assert_eq!(reply.problem().1, "rate-limited");
    assert_eq!(reply.headers["retry-after"], "60");
    // Another person at the same address is not held up by that.
    assert_eq!(town.join(&town.mori, &code).await.status, 200);
    town.town.clock.advance(Timestamp::MINUTE);
    assert_eq!(town.join(&town.kenji, &code).await.status, 200);
}

on_both! {
    /// A letter that lies at the other home opens nothing: not to him, nor by it to anybody else.
    async fn a_letter_of_before_a_shield_is_void_and_a_new_one_tells_him_nothing(town: SchoolTown) {
        let before = town.letter(town.sakura, 4).await;
        town.shield_taro().await;
        assert_eq!(town.refused(&town.kenji, &before).await, (422, "code-replaced".to_owned()));
        let after = town.letter(town.sakura, 4).await;
        assert_eq!(town.refused(&town.taro, &after).await, (422, "code-wrong".to_owned()));
        assert_eq!(town.join(&town.kenji, &after).await.status, 200);
    }
}

on_both! {
    /// Who goes has nothing more of the child on any device, and the others have what they had.
    async fn who_leaves_a_child_is_left_with_nothing_of_it(town: SchoolTown) {
        let path = format!("/v1/me/school/pupils/{}", town.sakura);
        town.sync(&town.taro).await;
        assert_eq!(town.ask(&town.taro, "DELETE", &path, None).await.status, 204);
        assert_eq!(town.card(&town.taro, town.sakura).await, None);
        let class2 = Stream::class(town.class2.id);
        assert_eq!(town.sync_from(&town.taro, std::slice::from_ref(&class2)).await.left, [class2]);
        assert!(town.card(&town.hana, town.sakura).await.is_some());
        // Once more, and of a child that is not there: the very same.
        let again = town.ask(&town.taro, "DELETE", &path, None).await.seen_from_outside();
        let nobody = format!("/v1/me/school/pupils/{}", Uuid::from_u128(1));
        assert_eq!(again.0, 404);
        assert_eq!(town.ask(&town.taro, "DELETE", &nobody, None).await.seen_from_outside(), again);
    }
}

on_both! {
    /// The access log names seats, never people, and counts what was looked at again on one day.
    async fn a_guardian_sees_who_of_the_staff_looked(town: SchoolTown) {
        let (teacher, nurse) = (town.teacher.seat.clone(), town.nurse.seat.clone());
        let (sakura, tsubaki, now) = (town.sakura, town.tsubaki, town.now());
        town.write(move |tx, _| Box::pin(async move {
            looked::note(tx, CITY, &[sakura, tsubaki, sakura], &teacher, "board", now).await?;
            looked::note(tx, CITY, &[sakura], &teacher, "board", now.plus(Timestamp::MINUTE)).await?;
            looked::note(tx, CITY, &[sakura], &nurse, "absence", now.plus(Timestamp::HOUR)).await?;
            looked::note(tx, CITY, &[sakura], &teacher, "board", now.plus(Timestamp::DAY)).await
        })).await;
        let path = format!("/v1/me/school/pupils/{}/looked", town.sakura);
        let reply = town.ask(&town.hana, "GET", &path, None).await;
        assert_eq!((reply.status.as_u16(), reply.headers["cache-control"].to_str().unwrap()), (200, "private, no-store"));
        let lines: Vec<Looked> = serde_json::from_slice(&reply.bytes).unwrap();
        let told: Vec<_> = lines.iter().map(|line| (line.seat.as_str(), line.purpose.as_str(), line.times)).collect();
        assert_eq!(told, [("1年2組 担任", "board", 1), ("保健室", "absence", 1), ("1年2組 担任", "board", 2)]);
        assert!(lines.iter().all(|line| line.facility == "ひなた市立あさひ小学校"));
        // Against whom a shield stands is told what is told of a child that goes nowhere: nobody looked.
        town.shield_taro().await;
        assert_eq!(town.ask(&town.taro, "GET", &path, None).await.json(), json!([]));
    }
}

on_both! {
    /// A deleted account leaves no part behind, and what a seat was stays with the seat.
    async fn an_account_that_goes_takes_its_parts_along_and_leaves_its_seat(town: SchoolTown) {
        let plan = town.ask(&town.hana, "GET", "/v1/me/deletion", None).await.json();
        assert!(plan["goes"].as_array().unwrap().contains(&json!({ "key": "children", "count": 2 })), "{plan}");
        assert!(plan["stays"].as_array().unwrap().contains(&json!({ "key": "told", "count": 1 })), "{plan}");
        let plan = town.ask(&town.teacher.person, "GET", "/v1/me/deletion", None).await.json();
        assert!(plan["goes"].as_array().unwrap().contains(&json!({ "key": "seats", "count": 1 })), "{plan}");
        for person in [&town.hana, &town.teacher.person] {
            town.set_password(person).await;
            let asked = json!({ "password": crate::http::PASSWORD });
            assert_eq!(town.ask(person, "DELETE", "/v1/me", Some(asked)).await.status, 204);
        }
        let (hana, teacher) = (town.hana.id.to_string(), town.teacher.person.id.to_string());
        let left = town.town.everything_once_mails_are_out().await;
        assert!(!left.contains(&hana) && !left.contains(&teacher), "{left}");
        assert!(left.contains("1年2組 担任") && left.contains("佐藤 さくら"));
        assert!(town.card(&town.taro, town.sakura).await.is_some());
    }
}

on_both! {
    /// "Everything about me" names the children, what one is to them, and the seats.
    async fn what_is_kept_of_a_guardian_comes_with_their_data(town: SchoolTown) {
        let school = async |person: &Person| {
            let files = town.ask(person, "GET", "/v1/me/export", None).await.json()["files"].clone();
            let files = files.as_array().unwrap().clone();
            let found = files.iter().find(|file| file["name"] == "school.json")?;
            Some(serde_json::from_str::<Json>(found["text"].as_str().unwrap()).unwrap())
        };
        let told = school(&town.hana).await.unwrap();
        assert_eq!(told["children"].as_array().unwrap().len(), 2);
        assert_eq!(told["children"][0]["name"], "佐藤 さくら");
        assert_eq!(told["children"][0]["relation"], "母");
        assert_eq!(told["cards"].as_array().unwrap().len(), 2);
        let told = school(&town.teacher.person).await.unwrap();
        assert_eq!(told["seats"][0]["title"], "1年2組 担任");
        // A part of before is said with its end.
        let told = school(&town.kenji).await.unwrap();
        assert_eq!((&told["children"][0]["until"], &told["cards"]), (&json!("2026-11-23"), &json!([])));
        // And a shield stands nowhere in it.
        town.shield_taro().await;
        let text = school(&town.taro).await.unwrap().to_string();
        assert!(!text.contains("支援") && !text.contains("shield") && !text.contains(&town.class2.id.to_string()), "{text}");
    }
}
