//! Tries are counted: by client, by address, by code.

use crate::town::{CITY, PASSWORD, Town};
use itsumo_domain::Timestamp;
use serde_json::json;

#[tokio::test]
async fn guessing_a_password_soon_meets_a_wall_that_time_takes_down() {
    let town = Town::sqlite().await;
    town.register("hana@example.jp").await;
    for _ in 0..10 {
        assert_eq!(town.sign_in("hana@example.jp", "a wrong password").await.status, 401);
    }
    let stopped = town.sign_in("hana@example.jp", PASSWORD).await;
    assert_eq!(stopped.problem().1, "rate-limited");
    assert_eq!(stopped.headers["retry-after"], "60");
    // Somebody else's sign-in is not held up.
    town.register("taro@example.jp").await;
    town.sign_in("taro@example.jp", PASSWORD).await.session();
    town.clock.advance(Timestamp::MINUTE);
    town.sign_in("hana@example.jp", PASSWORD).await.session();
}

#[tokio::test]
async fn a_mailbox_is_not_filled_with_codes_known_or_not() {
    let town = Town::sqlite().await;
    town.register("hana@example.jp").await;
    for email in ["hana@example.jp", "nobody@example.jp"] {
        let asked = json!({ "city": CITY, "email": email, "locale": "ja" });
        let mut sent = 0;
        while town.post("/v1/accounts/recovery", asked.clone()).await.status == 202 {
            sent += 1;
        }
        assert!((4..=5).contains(&sent), "{email}: {sent}");
    }
}

#[tokio::test]
async fn new_codes_bring_no_new_guesses() {
    let town = Town::sqlite().await;
    let confirm = || town.confirm("hana@example.jp", "000000");
    let mut tries = 0;
    while confirm().await.status == 422 {
        tries += 1;
    }
    assert_eq!(tries, 10);
    assert_eq!(confirm().await.problem().1, "rate-limited");
}

#[tokio::test]
async fn one_client_has_its_share_whatever_it_says_about_itself() {
    let town = Town::with(|config| config.auth_rate = 3).await;
    let ask = |n: u32| {
        let town = &town;
        async move {
            let email = format!("a{n}@example.jp");
            let asked = json!({ "city": CITY, "email": email, "locale": "ja" });
            let request = axum::http::Request::post("/v1/accounts/recovery")
                .header("content-type", "application/json")
                .header("x-forwarded-for", format!("192.0.2.{n}"))
                .body(axum::body::Body::from(asked.to_string()))
                .unwrap();
            town.send(request).await.status.as_u16()
        }
    };
    let mut answers = Vec::new();
    for n in 0..4 {
        answers.push(ask(n).await);
    }
    assert_eq!(answers, [202, 202, 202, 429]);
    town.clock.advance(20 * Timestamp::SECOND);
    assert_eq!(ask(5).await, 202);
}

/// Who asks for a calendar with every glance at it is told to wait; another's calendar waits for nobody.
#[tokio::test]
async fn one_calendar_is_asked_for_some_times_a_minute() {
    let town = Town::with(|config| config.auth_rate = 3).await;
    for _ in 0..10 {
        assert_eq!(town.get(&format!("/v1/calendar/{CITY}-1.ics"), None).await.status, 404);
    }
    assert_eq!(town.get(&format!("/v1/calendar/{CITY}-1"), None).await.problem().1, "rate-limited");
    assert_eq!(town.get(&format!("/v1/calendar/{CITY}-2"), None).await.status, 404);
}
