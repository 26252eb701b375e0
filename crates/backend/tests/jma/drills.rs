//! Drills and tests say what they are; what does not say so clearly is refused.

use super::*;

#[tokio::test]
async fn a_drill_says_it_is_one_and_its_end_does_not_lift_the_real_warning() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    town.now = at("2026-06-20T10:31:00");
    town.hears("weather/drill").await;
    let statuses: BTreeMap<_, _> =
        town.current().await.into_iter().map(|(_, alert)| (alert.headline, alert.status)).collect();
    assert_eq!(statuses.get("大雨特別警報（ひなた市）"), Some(&Status::Drill));
    assert_eq!(statuses.get("大雨警報（ひなた市）"), Some(&Status::Actual), "the drill did not touch it");
    town.now = at("2026-06-20T11:01:00");
    town.hears("weather/drill-over").await;
    assert_eq!(town.shown().await, set(["大雨警報", "強風注意報"]));
}

#[tokio::test]
async fn a_test_is_a_test() {
    let town = Town::at("2026-06-20T10:41:00").await;
    town.hears("weather/test").await;
    assert!(town.current().await.iter().all(|(_, alert)| alert.status == Status::Test));
    assert_eq!(town.current().await.len(), 1);
}

#[test]
fn a_telegram_that_does_not_say_clearly_whether_it_is_real_is_refused_by_name() {
    let text = String::from_utf8(file("weather/2-upgraded")).unwrap();
    let with = |from: &str, to: &str| {
        assert!(text.contains(from));
        read(text.replacen(from, to, 1).as_bytes()).map(|telegram| telegram.status)
    };
    let status = "<Status>通常</Status>";
    assert_eq!(with(status, "<Status>演習</Status>"), Err(TelegramError::UnknownStatus("演習".to_owned())));
    assert_eq!(with(status, "<Status></Status>"), Err(TelegramError::Missing("Control/Status")));
    assert_eq!(with(status, ""), Err(TelegramError::Missing("Control/Status")));
    assert_eq!(with(status, "<Status> 訓練 </Status>"), Ok(Status::Drill));
    let issue = "<InfoType>発表</InfoType>";
    assert_eq!(with(issue, "<InfoType>更新</InfoType>"), Err(TelegramError::UnknownInfoType("更新".to_owned())));
    assert_eq!(with(issue, "<InfoType>遅延</InfoType>"), Ok(Status::Actual));
    let time = "<ReportDateTime>2026-06-20T12:00:00+09:00</ReportDateTime>";
    assert!(matches!(with(time, "<ReportDateTime>昼</ReportDateTime>"), Err(TelegramError::BadTime { .. })));
}
