//! Accounts, on both engines.

use crate::town::{CITY, PASSWORD, Town, on_both};
use itsumo_backend::{
    mail,
    store::{StoreError, Value},
};
use itsumo_domain::{
    Timestamp,
    account::{CODE_LIFE, Deletion, Export, Me},
};
use serde_json::{Value as Json, json};

const HANA: &str = "hana@example.jp";
const TARO: &str = "taro@example.jp";

fn me(reply: &crate::town::Reply) -> Me {
    assert_eq!(reply.status, 200);
    serde_json::from_slice(&reply.bytes).unwrap()
}

on_both! {
    async fn hana_registers_and_signs_in_on_a_second_device(town: Town) {
        let phone = town.register(HANA).await;
        assert_eq!(phone.email, HANA);
        let tablet = town.sign_in(" Hana@Example.JP ", PASSWORD).await.session();
        assert_eq!(tablet.person, phone.person);
        let me = me(&town.get("/v1/me", Some(&tablet.token)).await);
        let names: Vec<_> = me.devices.iter().map(|d| (d.name.as_str(), d.this)).collect();
        assert_eq!(names.len(), 2);
        assert!(names.contains(&("電話", false)) && names.contains(&("タブレット", true)), "{names:?}");
        // Nothing in the tables could be used as it stands.
        let tables = town.everything().await;
        for secret in [&phone.token, &tablet.token, &PASSWORD.to_owned()] {
            assert!(!tables.contains(secret.as_str()), "{tables}");
        }
        assert!(tables.contains("$argon2id$"));
    }
}

on_both! {
    async fn nobody_learns_from_answers_whether_an_address_has_an_account(town: Town) {
        town.register(HANA).await;
        let register = |email: &str| json!({ "city": CITY, "email": email, "password": PASSWORD, "locale": "ja" });
        let recover = |email: &str| json!({ "city": CITY, "email": email, "locale": "ja" });
        let confirm = |email: &str| json!({ "city": CITY, "email": email, "code": "000000", "device": "x" });
        let renew = |email: &str| {
            json!({ "city": CITY, "email": email, "code": "000000", "device": "x", "password": PASSWORD })
        };
        let sign_in =
            |email: &str| json!({ "city": CITY, "email": email, "device": "x", "password": "not the password" });
        let pairs: [(&str, Json, Json); 5] = [
            ("/v1/accounts", register(HANA), register(TARO)),
            ("/v1/accounts/recovery", recover(HANA), recover("nobody@example.jp")),
            ("/v1/accounts/confirm", confirm(HANA), confirm("nobody@example.jp")),
            ("/v1/accounts/recovery/confirm", renew(HANA), renew("nobody@example.jp")),
            ("/v1/sessions", sign_in(HANA), sign_in("nobody@example.jp")),
        ];
        for (path, known, unknown) in pairs {
            let (known, unknown) = (town.post(path, known).await, town.post(path, unknown).await);
            assert_eq!(known.seen_from_outside(), unknown.seen_from_outside(), "{path}");
        }
        // Only the mailbox's owner learns: that there is an account, and the code.
        let known = town.mails.wait(HANA, 3).await.unwrap();
        assert!(known.subject.contains("再設定"), "{}", known.subject);
        assert!(town.mails.to(HANA)[1].subject.contains("すでに登録"), "{:?}", town.mails.to(HANA)[1].subject);
        assert!(town.mails.to("nobody@example.jp").is_empty());
        assert!(town.mails.to("").is_empty());
    }
}

on_both! {
    async fn a_code_is_good_once_for_half_an_hour_and_five_tries(town: Town) {
        let asked = json!({ "city": CITY, "email": HANA, "password": PASSWORD, "locale": "en" });
        let wrong = |code: &str| if code == "000000" { "000001" } else { "000000" }.to_owned();

        town.post("/v1/accounts", asked.clone()).await;
        let late = town.code(HANA, 1).await;
        town.clock.advance(CODE_LIFE);
        assert_eq!(town.confirm(HANA, &late).await.problem(), (422, "wrong-code".into(), vec!["code".into()]));

        town.post("/v1/accounts", asked.clone()).await;
        let guessed = town.code(HANA, 2).await;
        for _ in 0..5 {
            assert_eq!(town.confirm(HANA, &wrong(&guessed)).await.status, 422);
        }
        assert_eq!(town.confirm(HANA, &guessed).await.status, 422, "the sixth try is one too many");

        town.clock.advance(Timestamp::HOUR);
        town.post("/v1/accounts", asked).await;
        let code = town.code(HANA, 3).await;
        assert_eq!(town.confirm(HANA, &wrong(&code)).await.status, 422);
        // As a person types it: full width, with a space.
        let (a, b) = code.split_at(3);
        let typed: String = format!("{a} {b}").chars().map(|c| match c {
            '0'..='9' => char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')).unwrap(),
            c => c,
        }).collect();
        town.confirm(HANA, &typed).await.session();
        assert_eq!(town.confirm(HANA, &code).await.status, 422, "a code works once");
    }
}

on_both! {
    async fn two_who_register_one_address_at_once_make_one_account(town: Town) {
        let asked = |password: &str| json!({ "city": CITY, "email": HANA, "password": password, "locale": "ja" });
        let mine = town.post("/v1/accounts", asked("the password of hana")).await;
        let mallory = town.post("/v1/accounts", asked("the password of mallory")).await;
        assert_eq!((mine.status.as_u16(), mallory.status.as_u16()), (202, 202));
        town.mails.wait(HANA, 2).await;
        let codes: Vec<String> = town.mails.to(HANA).iter().map(|mail| {
            mail.subject.chars().filter(char::is_ascii_digit).collect()
        }).collect();
        let (a, b) = tokio::join!(town.confirm(HANA, &codes[0]), town.confirm(HANA, &codes[1]));
        let made: Vec<_> = [&a, &b].into_iter().filter(|reply| reply.status == 201).collect();
        assert_eq!(made.len(), 1, "{} {}", a.status, b.status);
        let rows = town.everything().await.lines().filter(|line| line.starts_with("account:")).count();
        assert_eq!(rows, 1);
        // Without a nonce, the code decides whose password it is.
        let password = if a.status == 201 { "the password of hana" } else { "the password of mallory" };
        town.sign_in(HANA, password).await.session();
    }
}

on_both! {
    async fn a_code_of_somebody_elses_registration_gives_nobody_my_account(town: Town) {
        let register = |password: &str, nonce: Option<&str>| {
            let mut asked = json!({ "city": CITY, "email": HANA, "password": password, "locale": "ja" });
            if let Some(nonce) = nonce {
                asked["nonce"] = json!(nonce);
            }
            town.post("/v1/accounts", asked)
        };
        let confirm = |code: &str, nonce: &str| {
            let asked = json!({ "city": CITY, "email": HANA, "code": code, "device": "電話", "nonce": nonce });
            town.post("/v1/accounts/confirm", asked)
        };
        let (hanas, mallorys) = ("5".repeat(64), "6".repeat(64));
        // All three codes are in Hana's mailbox; only she reads them.
        let mut codes = Vec::new();
        for (password, nonce) in [
            ("the password of hana", Some(hanas.as_str())),
            ("the password of mallory", Some(mallorys.as_str())),
            ("the password of mallory", None),
        ] {
            assert_eq!(register(password, nonce).await.status, 202);
            codes.push(town.code(HANA, codes.len() + 1).await);
        }
        let wrong = (422, "wrong-code".to_owned(), vec!["code".to_owned()]);
        assert_eq!(confirm(&codes[1], &hanas).await.problem(), wrong, "mallory's, typed on hana's phone");
        assert_eq!(confirm(&codes[2], &hanas).await.problem(), wrong, "and the one asked for without a nonce");
        assert_eq!(confirm(&codes[0], &mallorys).await.problem(), wrong, "hana's, typed by mallory");
        assert_eq!(town.confirm(HANA, &codes[0]).await.problem(), wrong, "and by somebody without a nonce");
        confirm(&codes[0], &hanas).await.session();
        town.sign_in(HANA, "the password of hana").await.session();
        assert_eq!(town.sign_in(HANA, "the password of mallory").await.problem().1, "wrong-sign-in");
        assert_eq!(confirm(&codes[1], &mallorys).await.problem(), wrong, "void with the account made");
    }
}

on_both! {
    async fn a_code_with_a_wrong_nonce_is_a_try_like_any_other(town: Town) {
        let asked = json!({ "city": CITY, "email": HANA, "password": PASSWORD, "locale": "ja", "nonce": "mine" });
        assert_eq!(town.post("/v1/accounts", asked).await.status, 202);
        let code = town.code(HANA, 1).await;
        let confirm = |nonce: &str| {
            let asked = json!({ "city": CITY, "email": HANA, "code": code, "device": "電話", "nonce": nonce });
            town.post("/v1/accounts/confirm", asked)
        };
        let long = confirm(&"n".repeat(129)).await;
        assert_eq!(long.problem(), (422, "invalid".into(), vec!["nonce".into()]), "no try: it cannot be the one");
        for n in 0..5 {
            assert_eq!(confirm(&format!("mine{n}")).await.problem().1, "wrong-code");
        }
        assert_eq!(confirm("mine").await.problem().1, "wrong-code", "the sixth try is one too many");
    }
}

on_both! {
    async fn a_device_that_is_signed_out_is_out_at_once(town: Town) {
        let (phone, tablet) = (town.register(HANA).await, town.sign_in(HANA, PASSWORD).await.session());
        assert_eq!(town.get("/v1/me", Some(&tablet.token)).await.status, 200);
        let path = format!("/v1/me/devices/{}", tablet.device);
        assert_eq!(town.ask("DELETE", &path, Some(&phone.token), None).await.status, 204);
        assert_eq!(town.get("/v1/me", Some(&tablet.token)).await.problem().1, "signed-out");
        let sync = town.ask("POST", "/v1/sync", Some(&tablet.token), Some(json!({ "city": CITY }))).await;
        assert_eq!(sync.problem(), (401, "signed-out".into(), vec![]));
        assert_eq!(town.ask("DELETE", &path, Some(&phone.token), None).await.problem().0, 404);
        // Nobody signs out what is not theirs.
        let taro = town.register(TARO).await;
        let path = format!("/v1/me/devices/{}", phone.device);
        assert_eq!(town.ask("DELETE", &path, Some(&taro.token), None).await.problem().0, 404);
        assert_eq!(town.ask("DELETE", "/v1/sessions/current", Some(&phone.token), None).await.status, 204);
        assert_eq!(town.get("/v1/me", Some(&phone.token)).await.status, 401);
    }
}

on_both! {
    async fn a_new_password_signs_the_other_devices_out(town: Town) {
        let (phone, tablet) = (town.register(HANA).await, town.sign_in(HANA, PASSWORD).await.session());
        let change = |old: &str, new: &str| Some(json!({ "old": old, "new": new }));
        let path = "/v1/me/password";
        let wrong = town.ask("PUT", path, Some(&phone.token), change("no such password", "another password")).await;
        assert_eq!(wrong.problem(), (403, "wrong-password".into(), vec!["old".into()]));
        let short = town.ask("PUT", path, Some(&phone.token), change(PASSWORD, "short")).await;
        assert_eq!(short.problem(), (422, "invalid".into(), vec!["new".into()]));
        let done = town.ask("PUT", path, Some(&phone.token), change(PASSWORD, "another password")).await;
        assert_eq!(done.status, 204);
        assert_eq!(town.get("/v1/me", Some(&phone.token)).await.status, 200);
        assert_eq!(town.get("/v1/me", Some(&tablet.token)).await.status, 401);
        assert_eq!(town.sign_in(HANA, PASSWORD).await.problem().1, "wrong-sign-in");
        town.sign_in(HANA, "another password").await.session();
        assert!(town.mails.wait(HANA, 2).await.unwrap().subject.contains("パスワードが変わりました"));
    }
}

on_both! {
    async fn a_forgotten_password_is_made_new_by_mail(town: Town) {
        let phone = town.register(HANA).await;
        let asked = json!({ "city": CITY, "email": HANA, "locale": "ja-easy" });
        assert_eq!(town.post("/v1/accounts/recovery", asked).await.status, 202);
        let code = town.code(HANA, 2).await;
        let renew = |code: &str| {
            json!({ "city": CITY, "email": HANA, "code": code, "device": "PC", "password": "a fresh password" })
        };
        let session = town.post("/v1/accounts/recovery/confirm", renew(&code)).await.session();
        assert_eq!(session.person, phone.person);
        assert_eq!(town.get("/v1/me", Some(&phone.token)).await.status, 401);
        assert_eq!(town.get("/v1/me", Some(&session.token)).await.status, 200);
        assert_eq!(town.post("/v1/accounts/recovery/confirm", renew(&code)).await.status, 422);
        town.sign_in(HANA, "a fresh password").await.session();
    }
}

on_both! {
    async fn an_address_changes_when_the_new_one_answers(town: Town) {
        let phone = town.register(HANA).await;
        town.register(TARO).await;
        let change = |email: &str| Some(json!({ "password": PASSWORD, "email": email, "locale": "ja" }));
        let token = Some(phone.token.as_str());
        // Taro's address is not told to be taken.
        let taken = town.ask("POST", "/v1/me/email", token, change(TARO)).await;
        let free = town.ask("POST", "/v1/me/email", token, change("hanako@example.jp")).await;
        assert_eq!(taken.seen_from_outside(), free.seen_from_outside());
        assert!(town.mails.wait(TARO, 2).await.unwrap().subject.contains("すでに登録"));
        assert!(town.mails.wait(HANA, 3).await.unwrap().subject.contains("メールアドレスの変更"));
        let code = town.code("hanako@example.jp", 1).await;
        let confirm = |code: &str| Some(json!({ "code": code }));
        let done = town.ask("POST", "/v1/me/email/confirm", token, confirm(&code)).await;
        assert_eq!(done.status, 204);
        assert_eq!(me(&town.get("/v1/me", token).await).email, "hanako@example.jp");
        assert_eq!(town.ask("POST", "/v1/me/email/confirm", token, confirm(&code)).await.problem().1, "wrong-code");
        town.sign_in("hanako@example.jp", PASSWORD).await.session();
        assert_eq!(town.sign_in(HANA, PASSWORD).await.status, 401);
    }
}

fn save(id: u128) -> Json {
    let news = uuid::Uuid::from_u128(id);
    let article = json!({ "title": "図書館の休み", "source": "city", "published": 1, "topics": [] });
    json!({ "id": uuid::Uuid::from_u128(id + 1000), "at": 1, "type": "save_news", "news": news,
            "saved": { "at": 1, "news": article } })
}

async fn keep_something(town: &Town, token: &str) {
    let interests = json!({ "id": uuid::Uuid::from_u128(1), "at": 1, "type": "set_interests",
                            "interests": { "topics": ["childcare"], "children": ["2024-05"] } });
    let request = json!({ "city": CITY, "commands": [interests, save(7), save(8)] });
    let reply = town.ask("POST", "/v1/sync", Some(token), Some(request)).await;
    assert_eq!(reply.status, 200, "{}", reply.json());
    let refused: Vec<_> = reply.json()["results"].as_array().unwrap().iter().map(|r| r["refused"].clone()).collect();
    assert_eq!(refused, [Json::Null, Json::Null, Json::Null]);
}

on_both! {
    async fn deleting_says_what_goes_then_leaves_nothing(town: Town) {
        let taro = town.register(TARO).await;
        keep_something(&town, &taro.token).await;
        let before = town.everything_once_mails_are_out().await;
        let phone = town.register(HANA).await;
        town.sign_in(HANA, PASSWORD).await.session();
        keep_something(&town, &phone.token).await;
        // A code and a mail on the way are hers too.
        town.post("/v1/accounts/recovery", json!({ "city": CITY, "email": HANA, "locale": "ja" })).await;
        town.mails.wait(HANA, 2).await;

        let token = Some(phone.token.as_str());
        let plan: Deletion = serde_json::from_slice(&town.get("/v1/me/deletion", token).await.bytes).unwrap();
        let goes: Vec<_> = plan.goes.iter().map(|line| (line.key.as_str(), line.count)).collect();
        assert_eq!(goes, [("email", 1), ("devices", 2), ("interests", 1), ("saved", 2)]);
        let stays: Vec<_> = plan.stays.iter().map(|line| line.key.as_str()).collect();
        assert_eq!(stays, ["backups", "on-device"]);

        let wrong = town.ask("DELETE", "/v1/me", token, Some(json!({ "password": "not the one at all" }))).await;
        assert_eq!(wrong.problem(), (403, "wrong-password".into(), vec!["password".into()]));
        assert_eq!(town.get("/v1/me", token).await.status, 200);
        let done = town.ask("DELETE", "/v1/me", token, Some(json!({ "password": PASSWORD }))).await;
        assert_eq!(done.status, 204);
        assert!(town.mails.wait(HANA, 3).await.unwrap().subject.contains("アカウントを消しました"));
        assert_eq!(town.everything_once_mails_are_out().await, before);
        assert_eq!(town.get("/v1/me", token).await.status, 401);
        assert_eq!(town.sign_in(HANA, PASSWORD).await.status, 401);
        // The address is free again, and nothing of before comes back with it.
        let again = town.register(HANA).await;
        let reply = town.ask("POST", "/v1/sync", Some(&again.token), Some(json!({ "city": CITY }))).await;
        assert_eq!(reply.json(), json!({}));
    }
}

on_both! {
    async fn everything_about_me_is_a_folder_that_explains_itself(town: Town) {
        let phone = town.register(HANA).await;
        keep_something(&town, &phone.token).await;
        let export = town.get("/v1/me/export?locale=en", Some(&phone.token)).await;
        let Export { files } = serde_json::from_slice(&export.bytes).unwrap();
        let readme = &files[0];
        assert_eq!(readme.name, "README.md");
        assert!(readme.text.contains("Hinata City"), "{}", readme.text);
        for file in &files[1..] {
            assert!(readme.text.contains(&file.name), "{} is not explained", file.name);
            serde_json::from_str::<Json>(&file.text).unwrap();
        }
        let text = |name: &str| files.iter().find(|file| file.name == name).unwrap().text.clone();
        assert!(text("account.json").contains(HANA));
        assert!(text("devices.json").contains("電話"));
        assert!(text("interests.json").contains("2024-05"));
        assert_eq!(text("saved.json").matches("図書館の休み").count(), 2);
        assert_eq!(serde_json::from_str::<Vec<Json>>(&text("commands.json")).unwrap().len(), 3);
        let all: String = files.iter().map(|file| file.text.as_str()).collect();
        assert!(!all.contains(&phone.token) && !all.contains("argon2"));
        let odd = town.get("/v1/me/export?locale=tlh", Some(&phone.token)).await;
        assert_eq!(odd.problem(), (422, "invalid".into(), vec!["locale".into()]));
    }
}

on_both! {
    async fn when_a_device_was_seen_is_kept_to_the_hour(town: Town) {
        let phone = town.register(HANA).await;
        town.clock.advance(2 * Timestamp::HOUR + 17 * Timestamp::MINUTE);
        let me = me(&town.get("/v1/me", Some(&phone.token)).await);
        assert_eq!(me.devices[0].last_seen.0 % Timestamp::HOUR, 0);
        assert!(me.devices[0].last_seen > me.devices[0].since);
    }
}

on_both! {
    async fn a_mail_server_that_is_away_loses_no_mail(town: Town) {
        // Tried when we say so.
        town.mailing.abort();
        town.mails.fail(2);
        let asked = json!({ "city": CITY, "email": HANA, "password": PASSWORD, "locale": "ja" });
        assert_eq!(town.post("/v1/accounts", asked).await.status, 202);
        let mut tries = Vec::new();
        for wait in [0, 9, 1, 19, 1, 600] {
            town.clock.advance(wait * Timestamp::SECOND);
            tries.push((mail::send_waiting(&town.app).await.unwrap(), town.mails.to(HANA).len()));
        }
        assert_eq!(tries, [(1, 0), (0, 0), (1, 0), (0, 0), (1, 1), (0, 1)]);
        let code = town.code(HANA, 1).await;
        town.confirm(HANA, &code).await.session();
    }
}

/// The other account has the address already and nobody can see it yet: the table lets one of them through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_confirm_one_address_at_once_the_second_is_told_that_the_code_is_not_good() {
    let Some(town) = Town::postgres().await else { return };
    let hana = town.register(HANA).await;
    let taro = town.register(TARO).await;
    let asked = json!({ "password": PASSWORD, "email": "new@example.jp", "locale": "ja" });
    assert_eq!(town.ask("POST", "/v1/me/email", Some(&hana.token), Some(asked)).await.status, 202);
    let code = town.code("new@example.jp", 1).await;
    let (has, had) = tokio::sync::oneshot::channel();
    let (go, gone) = tokio::sync::oneshot::channel::<()>();
    let store = town.app.store.clone();
    let other = tokio::spawn(async move {
        let writing = store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE account SET email = 'new@example.jp' WHERE city = $1 AND person = $2";
                let done = tx.execute(sql, &[CITY.into(), taro.person.into()]).await;
                let _ = has.send(());
                let _ = gone.await;
                done
            })
        });
        writing.await.unwrap()
    });
    had.await.unwrap();
    let confirm = town.ask("POST", "/v1/me/email/confirm", Some(&hana.token), Some(json!({ "code": code })));
    let waits = async {
        loop {
            let blocked = town.app.store.read::<_, StoreError, _>(|tx| {
                Box::pin(async move {
                    let sql = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
                    tx.query(sql, &[]).await?.first().map_or(Ok(0), |row| row.int(0))
                })
            });
            if blocked.await.unwrap() > 0 {
                break;
            }
        }
        go.send(()).unwrap();
    };
    let (reply, ()) = tokio::join!(confirm, waits);
    assert_eq!(other.await.unwrap(), 1);
    assert_eq!(reply.problem().1, "wrong-code");
}

/// A mail server that takes its time, and a second process that looks for mails meanwhile.
struct Slow {
    clock: std::sync::Arc<itsumo_backend::clock::HandClock>,
    app: std::sync::OnceLock<itsumo_backend::app::App>,
    sent: std::sync::Mutex<Vec<uuid::Uuid>>,
}

impl mail::Mailer for Slow {
    fn send<'a>(&'a self, mail: &'a mail::Mail) -> itsumo_backend::store::BoxFuture<'a, Result<(), mail::MailError>> {
        Box::pin(async move {
            let count = {
                let mut sent = self.sent.lock().unwrap();
                sent.push(mail.id);
                sent.len()
            };
            self.clock.advance(40 * Timestamp::SECOND);
            if count == 4 {
                mail::send_waiting(self.app.get().unwrap()).await.unwrap();
            }
            Ok(())
        })
    }
}

#[tokio::test]
async fn a_slow_mail_server_and_a_second_process_send_no_mail_twice() {
    let town = Town::sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let config = itsumo_backend::config::Config::local(folder.path(), crate::town::cities());
    let slow =
        std::sync::Arc::new(Slow { clock: town.clock.clone(), app: Default::default(), sent: Default::default() });
    let options = itsumo_backend::serve::Options {
        config,
        clock: town.clock.clone(),
        ids: std::sync::Arc::new(itsumo_backend::clock::RealIds),
        mailer: Some(slow.clone() as std::sync::Arc<_>),
    };
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    let app = itsumo_backend::serve::build(options, stopping).await.unwrap();
    slow.app.set(app.clone()).ok().unwrap();
    let writing = app.store.write::<_, StoreError, _>(|tx| {
        Box::pin(async move {
            for n in 1..=5u128 {
                let sql = "INSERT INTO outgoing_mail (city, id, to_addr, subject, text, created, tries, next_at)
                           VALUES ($1, $2, $3, '', '', 0, 0, 0)";
                tx.execute(sql, &[CITY.into(), uuid::Uuid::from_u128(n).into(), HANA.into()]).await?;
            }
            Ok(())
        })
    });
    writing.await.unwrap();
    assert_eq!(mail::send_waiting(&app).await.unwrap(), 5);
    let mut sent = slow.sent.lock().unwrap().clone();
    sent.sort_unstable();
    assert_eq!(sent, (1..=5).map(uuid::Uuid::from_u128).collect::<Vec<_>>());
}

on_both! {
    async fn what_is_typed_wrong_is_named(town: Town) {
        let base = json!({ "city": CITY, "email": HANA, "password": PASSWORD, "locale": "ja" });
        let long = "n".repeat(129);
        for (field, value, status, code) in [
            ("email", "hana", 422, "invalid"),
            ("password", "short", 422, "invalid"),
            ("nonce", &long, 422, "invalid"),
            ("locale", "tlh", 422, "invalid"),
            ("city", "000000", 404, "unknown-city"),
        ] {
            let mut asked = base.clone();
            asked[field] = json!(value);
            let problem = town.post("/v1/accounts", asked).await.problem();
            assert_eq!(problem, (status, code.to_owned(), vec![field.to_owned()]));
        }
        assert_eq!(town.everything().await, "");
    }
}

on_both! {
    async fn a_person_keeps_fifty_devices_and_the_one_unheard_of_for_longest_goes(town: Town) {
        let phone = town.register(HANA).await;
        let person = phone.person;
        let many = (0..70_i64).map(move |n| {
            let id = uuid::Uuid::from_u128(u128::from(n.unsigned_abs()) + 1);
            let seen = Value::from(n * Timestamp::HOUR);
            [CITY.into(), id.into(), person.into(), vec![1; usize::try_from(n).unwrap() + 1].into(), "x".into(), seen]
        });
        let many: Vec<[Value; 6]> = many.collect();
        town.app
            .store
            .write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let sql = "INSERT INTO device (city, id, person, token, name, created, last_seen)
                               VALUES ($1, $2, $3, $4, $5, $6, $6)";
                    for row in &many {
                        tx.execute(sql, row).await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        let tablet = town.sign_in(HANA, PASSWORD).await.session();
        let me = me(&town.get("/v1/me", Some(&tablet.token)).await);
        assert_eq!(me.devices.len(), 50);
        assert!(me.devices.iter().any(|device| device.id == phone.device), "the phone was heard of today");
        assert_eq!(me.devices.last().unwrap().last_seen, Timestamp(22 * Timestamp::HOUR));
    }
}

on_both! {
    async fn what_the_database_has_against_a_row_names_nobody(town: Town) {
        town.register("hana@example.jp").await;
        let sql = "INSERT INTO account (city, person, email, password, locale, created)
                   SELECT city, $1, email, password, locale, created FROM account";
        let twice = town.app.store.write::<(), StoreError, _>(move |tx| {
            Box::pin(async move { tx.execute(sql, &[uuid::Uuid::from_u128(1).into()]).await.map(|_| ()) })
        });
        let said = twice.await.unwrap_err().to_string();
        assert!(said.contains("account") && !said.contains("hana"), "{said}");
    }
}
