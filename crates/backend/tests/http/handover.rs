//! A paper on its way from a phone to a machine, as the server sees it: hardly at all.

use crate::town::{CITY, Reply, TODAY, Town, on_both};
use axum::{body::Body, http::Request};
use itsumo_backend::{handover::forget_over, routes::caller::Peer, stream::Draft};
use itsumo_domain::{
    Stream, Timestamp,
    alert::{Alert, Hazard, Severity, Status},
    handover::{LARGEST_SEALED, LIFE},
    news::News,
};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use uuid::Uuid;

/// A machine with its secret.
struct Machine([u8; 32]);

impl Machine {
    fn drop(&self) -> Uuid {
        Uuid::from_slice(&Sha256::digest(self.0)[..16]).unwrap()
    }
    fn shows(&self) -> String {
        let digits: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("Drop {digits}")
    }
    fn path(&self, rest: &str) -> String {
        format!("/v1/cities/{CITY}/drops/{}{rest}", self.drop())
    }
    async fn opens(&self, town: &Town) -> Reply {
        ask(town, "PUT", &self.path(""), None, None).await
    }
    async fn takes(&self, town: &Town) -> Reply {
        ask(town, "GET", &self.path("/sealed"), Some(&self.shows()), None).await
    }
    async fn closes(&self, town: &Town) -> Reply {
        ask(town, "DELETE", &self.path(""), Some(&self.shows()), None).await
    }
    /// A phone that has seen the machine's ticket.
    async fn is_sent(&self, town: &Town, sealed: &[u8]) -> Reply {
        ask(town, "PUT", &self.path("/sealed"), None, Some(sealed.to_vec())).await
    }
}

async fn ask(town: &Town, method: &str, path: &str, shows: Option<&str>, body: Option<Vec<u8>>) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(shows) = shows {
        request = request.header("authorization", shows);
    }
    let mut request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
    request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4000))));
    town.send(request).await
}

on_both! {
    async fn a_paper_is_left_once_taken_by_its_machine_and_gone(town: Town) {
        let machine = Machine([1; 32]);
        assert_eq!(machine.is_sent(&town, b"sealed").await.problem().1, "not-found", "nobody waits for it");
        assert_eq!(machine.opens(&town).await.status, 204);
        assert_eq!(machine.opens(&town).await.status, 204, "said again it changes nothing");
        assert_eq!(machine.takes(&town).await.status, 204, "nothing yet");
        assert_eq!(machine.is_sent(&town, b"sealed").await.status, 204);
        assert_eq!(machine.is_sent(&town, b"sealed").await.status, 204, "the answer was lost: the same again is fine");
        assert_eq!(machine.is_sent(&town, b"another").await.problem().1, "drop-taken");
        for _ in 0..2 {
            let taken = machine.takes(&town).await;
            assert_eq!((taken.status.as_u16(), taken.bytes.as_slice()), (200, b"sealed".as_slice()), "a lost answer is asked for again");
            assert_eq!(taken.headers["cache-control"], "private, no-store");
        }
        assert_eq!(machine.closes(&town).await.status, 204);
        assert_eq!(machine.takes(&town).await.problem().1, "not-found", "taken once");
        assert_eq!(machine.is_sent(&town, b"sealed").await.problem().1, "drop-taken");
        assert_eq!(machine.opens(&town).await.problem().1, "drop-taken", "a ticket is good for one paper");
        assert_eq!(machine.closes(&town).await.status, 204);
        let row = town.everything().await.lines().find(|line| line.starts_with("handover_drop")).unwrap().to_owned();
        assert!(row.ends_with("Int(1) | Int(0) | Null | Null"), "{row}");
    }
}

on_both! {
    async fn who_has_only_seen_the_ticket_takes_nothing(town: Town) {
        let (machine, thief) = (Machine([1; 32]), Machine([2; 32]));
        machine.opens(&town).await;
        machine.is_sent(&town, b"sealed").await;
        for shows in [None, Some(thief.shows()), Some("Drop 12".into()), Some(format!("Bearer {}", "01".repeat(32)))] {
            for (method, rest) in [("GET", "/sealed"), ("DELETE", "")] {
                let reply = ask(&town, method, &machine.path(rest), shows.as_deref(), None).await;
                assert_eq!(reply.problem().1, "not-found", "{shows:?}");
            }
        }
        assert_eq!(machine.takes(&town).await.bytes, b"sealed");
        let elsewhere = machine.path("/sealed").replace(CITY, "123457");
        assert_eq!(ask(&town, "GET", &elsewhere, Some(&machine.shows()), None).await.problem().1, "unknown-city");
        assert_eq!(ask(&town, "PUT", &format!("/v1/cities/{CITY}/drops/x"), None, None).await.problem().1, "not-found");
    }
}

on_both! {
    async fn after_five_minutes_it_is_gone_taken_or_not(town: Town) {
        let machine = Machine([1; 32]);
        machine.opens(&town).await;
        machine.is_sent(&town, b"sealed").await;
        town.clock.advance(LIFE - 1);
        assert_eq!(machine.takes(&town).await.status, 200);
        town.clock.advance(1);
        assert_eq!(machine.takes(&town).await.problem().1, "not-found");
        assert_eq!(machine.is_sent(&town, b"sealed").await.problem().1, "not-found");
        assert!(town.everything().await.contains("handover_drop"), "its row waits to be forgotten");
        forget_over(&town.app.store, CITY, TODAY.plus(LIFE)).await.unwrap();
        assert!(!town.everything().await.contains("handover_drop"));
        forget_over(&town.app.store, CITY, TODAY.plus(LIFE)).await.unwrap();
        assert_eq!(machine.opens(&town).await.status, 204, "and nothing of it stands in the way");
    }
}

on_both! {
    async fn a_drop_holds_eight_megabytes_and_a_city_a_quarter_of_a_gigabyte(town: Town) {
        let machine = Machine([1; 32]);
        machine.opens(&town).await;
        assert_eq!(machine.is_sent(&town, b"").await.problem(), (422, "invalid".into(), vec!["sealed".into()]));
        assert_eq!(machine.is_sent(&town, &vec![7; LARGEST_SEALED + 1]).await.problem().1, "too-large");
        let largest = vec![7; LARGEST_SEALED];
        assert_eq!(machine.is_sent(&town, &largest).await.status, 204);
        assert!(machine.takes(&town).await.bytes == largest);
        for n in 2..=32 {
            let machine = Machine([n; 32]);
            machine.opens(&town).await;
            assert_eq!(machine.is_sent(&town, &largest).await.status, 204, "{n}");
        }
        let one_more = Machine([99; 32]);
        one_more.opens(&town).await;
        let full = one_more.is_sent(&town, b"sealed").await;
        assert_eq!((full.problem().1.as_str(), full.headers.contains_key("retry-after")), ("busy", true));
        machine.closes(&town).await;
        assert_eq!(one_more.is_sent(&town, b"sealed").await.status, 204, "there is room again");
    }
}

on_both! {
    async fn of_two_phones_at_once_one_is_told_that_it_came_second(town: Town) {
        let machine = Machine([1; 32]);
        machine.opens(&town).await;
        let (one, other) = tokio::join!(machine.is_sent(&town, b"one"), machine.is_sent(&town, b"other"));
        let mut both = [one.status.as_u16(), other.status.as_u16()];
        both.sort_unstable();
        assert_eq!(both, [204, 409]);
        let kept = if one.status == 204 { b"one".to_vec() } else { b"other".to_vec() };
        assert_eq!(machine.takes(&town).await.bytes, kept);
    }
}

#[tokio::test]
async fn opening_and_filling_are_counted_and_machines_of_one_house_may_wait_together() {
    let town = Town::with(|config| config.auth_rate = 3).await;
    let machines: Vec<_> = (0..4).map(|n| Machine([n; 32])).collect();
    for machine in &machines[..3] {
        assert_eq!(machine.opens(&town).await.status, 204);
    }
    let refused = machines[3].opens(&town).await;
    assert_eq!(refused.problem().1, "rate-limited");
    assert_eq!(refused.headers["retry-after"], "20");
    for _ in 0..40 {
        for machine in &machines[..3] {
            assert_eq!(machine.takes(&town).await.status, 204);
        }
    }
    assert_eq!(machines[0].takes(&town).await.problem().1, "rate-limited");
    town.clock.advance(20 * Timestamp::SECOND);
    assert_eq!(machines[3].opens(&town).await.status, 204);
}

async fn page(town: &Town, path: &str) -> (u16, String) {
    let reply = town.get(path, None).await;
    assert!(reply.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(reply.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    (reply.status.as_u16(), String::from_utf8(reply.bytes).unwrap())
}

async fn publish(town: &Town, stream: Stream, id: Uuid, kind: &'static str, body: Option<String>) {
    let draft = Draft { id, kind, author: "ingest".into(), body };
    town.app.streams.publish(CITY, &stream, vec![draft]).await.unwrap();
}

on_both! {
    async fn any_phone_reads_what_a_machine_shows_and_is_led_into_the_app(town: Town) {
        let id = Uuid::from_u128(7);
        let news = News {
            title: "広報<11月号>".into(),
            html: "<p>今月の<b>特集</b></p><img src=\"https://city.example/x.png\"><script>1</script>".into(),
            url: Some("https://city.example/7".into()),
            published: TODAY,
            ..News::default()
        };
        publish(&town, Stream::news(), id, "news", Some(serde_json::to_string(&news).unwrap())).await;
        let at = format!("/open/{CITY}/news/{id}");
        let (status, shown) = page(&town, &format!("{at}?lang=ja")).await;
        assert_eq!(status, 200);
        assert!(shown.contains("広報&#60;11月号&#62;") && shown.contains("<b>特集</b>"), "{shown}");
        assert!(!shown.contains("<img") && !shown.contains("<script>1"), "{shown}");
        assert!(shown.contains(&format!("href=\"itsumo://open/{CITY}/news/{id}\"")), "{shown}");
        assert!(page(&town, &format!("{at}?lang=en")).await.1.contains("Open in the Itsumo app"));

        for wrong in [
            format!("/open/{CITY}/news/{}", Uuid::from_u128(8)),
            format!("/open/{CITY}/alert/{id}"),
            format!("/open/{CITY}/circular/{id}"),
            format!("/open/{CITY}/person/{id}"),
            format!("/open/{CITY}/news/%22%3E"),
        ] {
            let (status, said) = page(&town, &format!("{wrong}?lang=ja")).await;
            assert!(status == 404 && said.contains("もうありません") && said.contains("掲示板を見る"), "{wrong}: {said}");
            assert!(!said.contains("%22"), "nothing of an address is repeated");
        }
        assert_eq!(page(&town, &format!("/open/123457/news/{id}")).await.0, 404);
        publish(&town, Stream::news(), id, "news", None).await;
        assert_eq!(page(&town, &at).await.0, 404, "recalled");
    }
}

on_both! {
    async fn an_alert_says_first_whether_it_is_real_and_whether_it_stands(town: Town) {
        let alert = Alert {
            status: Status::Actual,
            severity: Severity::Warning,
            hazard: Hazard::Flood,
            headline: "洪水警報".into(),
            sender: "ひなた市危機管理課".into(),
            issued: TODAY,
            expires: TODAY.plus(Timestamp::HOUR),
            ..Alert::default()
        };
        let variants = [
            (1, alert.clone()),
            (2, Alert { status: Status::Drill, ..alert.clone() }),
            (3, Alert { cancelled: true, ..alert.clone() }),
            (4, Alert { status: Status::Test, ..alert.clone() }),
        ];
        for (n, alert) in &variants {
            let body = Some(serde_json::to_string(alert).unwrap());
            publish(&town, Stream::alerts(), Uuid::from_u128(*n), "alert", body).await;
        }
        let at = |n: u128| format!("/open/{CITY}/alert/{}?lang=ja", Uuid::from_u128(n));
        let (status, real) = page(&town, &at(1)).await;
        assert!(status == 200 && real.contains("data-level=\"warning\"") && real.contains("いますること"), "{real}");
        assert!(!real.contains("訓練"));
        let (_, drill) = page(&town, &at(2)).await;
        assert!(drill.contains("data-level=\"drill\"") && drill.contains("訓練です"), "{drill}");
        let (_, lifted) = page(&town, &at(3)).await;
        assert!(lifted.contains("解除されました") && !lifted.contains("いますること"), "{lifted}");
        assert_eq!(page(&town, &at(4)).await.0, 404, "a technical test is shown to nobody");
        town.clock.advance(Timestamp::HOUR);
        let (_, over) = page(&town, &at(1)).await;
        assert!(over.contains("表示の期間が終わりました") && !over.contains("data-level=\"warning\""), "{over}");
    }
}

/// A body that says when it is asked for.
fn untouched() -> (Body, std::sync::Arc<std::sync::atomic::AtomicBool>) {
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let told = asked.clone();
    let bytes = futures_util::stream::poll_fn(move |_| {
        told.store(true, std::sync::atomic::Ordering::SeqCst);
        std::task::Poll::Ready(None::<Result<Vec<u8>, std::io::Error>>)
    });
    (Body::from_stream(bytes), asked)
}

/// What is sent by somebody who may not leave it is not even taken in: memory is for those who may.
#[tokio::test]
async fn who_may_not_leave_anything_is_told_so_before_any_of_it_is_read() {
    let town = Town::with(|config| config.auth_rate = 2).await;
    let (closed, open, stranger) = (Machine([1; 32]), Machine([2; 32]), Uuid::from_u128(9));
    for machine in [&closed, &open] {
        assert_eq!(machine.opens(&town).await.status, 204);
    }
    assert_eq!(closed.closes(&town).await.status, 204);
    let families = format!("/v1/cities/{CITY}/families/{stranger}/entries");
    let nobody = format!("Family {stranger}.{}", "ab".repeat(32));
    for (method, path, shows, code) in [
        ("PUT", Machine([3; 32]).path("/sealed"), "", "not-found"),
        ("PUT", closed.path("/sealed"), "", "drop-taken"),
        ("PUT", open.path("/sealed"), "", "rate-limited"),
        ("POST", families, nobody.as_str(), "family-access"),
    ] {
        let (body, asked) = untouched();
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let mut request = request.header("authorization", shows).body(body).unwrap();
        request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4000))));
        assert_eq!(town.send(request).await.problem().1, code);
        assert!(!asked.load(std::sync::atomic::Ordering::SeqCst), "{code}");
    }
}
