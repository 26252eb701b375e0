//! A rainy Saturday: warnings that are issued, grow, ease and end, and the reformed ones with their levels.

use super::*;

#[tokio::test]
async fn a_warning_is_issued_made_worse_eased_and_lifted() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    assert_eq!(town.shown().await, set(["大雨警報", "強風注意報"]));
    let rain = |alerts: Vec<(Uuid, Alert)>| alerts.into_iter().find(|(_, a)| a.hazard == Hazard::HeavyRain).unwrap();
    let (id, alert) = rain(town.current().await);
    assert_eq!((alert.severity, alert.status), (Severity::Warning, Status::Actual));
    assert_eq!(alert.sender, "気象庁（ひなた地方気象台）");
    assert_eq!(alert.issued, at("2026-06-20T10:00:00"));
    assert!(alert.text.starts_with("大雨警報: 土砂災害警戒、浸水警戒\n"), "{}", alert.text);
    assert_eq!(alert.url, None, "a fictional city is on no page of 気象庁");

    town.now = at("2026-06-20T12:01:00");
    town.hears("weather/2-upgraded").await;
    assert_eq!(town.shown().await, set(["大雨特別警報"]), "強風注意報 was lifted by the same telegram");
    let (same, alert) = rain(town.current().await);
    assert_eq!((same, alert.severity), (id, Severity::Emergency), "the same alert, worse");

    town.now = at("2026-06-20T18:01:00");
    town.hears("weather/3-downgraded").await;
    assert_eq!(town.shown().await, set(["大雨注意報"]));
    assert_eq!(rain(town.current().await).0, id);

    town.now = at("2026-06-20T20:01:00");
    town.hears("weather/4-over").await;
    assert_eq!(town.shown().await, set([]));
    let (rev, gone, alert) = town.record(id).await;
    let alert = alert.unwrap();
    assert!(rev == 4 && !gone && alert.cancelled);
    assert_eq!(alert.text, "「大雨注意報（ひなた市）」は解除されました。");
    assert!(alert.expires > town.now, "people see for a while that it is over");
}

#[tokio::test]
async fn what_a_newer_telegram_no_longer_names_is_lifted_even_if_we_missed_the_one_that_said_so() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    town.now = at("2026-06-20T19:01:00");
    town.hears("weather/thunder-only").await;
    assert_eq!(town.shown().await, set(["雷注意報"]));
}

#[tokio::test]
async fn the_same_telegram_twice_is_one_revision() {
    let town = Town::at("2026-06-20T10:01:00").await;
    assert_eq!(town.hears("weather/1-issued").await.applied.raised, 2);
    let again = town.hears("weather/1-issued").await.applied;
    assert_eq!((again.raised, again.revised, again.lifted), (0, 0, 0));
    for (id, _) in town.current().await {
        assert_eq!(town.record(id).await.0, 1);
    }
}

#[tokio::test]
async fn a_warning_that_goes_on_makes_nobody_look_again_until_it_must_be_renewed() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    let text = String::from_utf8(file("weather/1-issued")).unwrap().replace("<Status>発表<", "<Status>継続<");
    let (id, first) = town.current().await.into_iter().find(|(_, a)| a.hazard == Hazard::HeavyRain).unwrap();
    for (hour, rev) in [(11, 1), (12, 1), (15, 2), (16, 2)] {
        town.now = at(&format!("2026-06-20T{hour}:01:00"));
        let later = text.replace("2026-06-20T10:00:00+", &format!("2026-06-20T{hour}:00:00+"));
        let later = later.replace("2026-06-20T01:00:00Z", &format!("2026-06-20T{:02}:00:00Z", hour - 9));
        source::ingest_feed(town.alerts(), later.as_bytes(), &Nothing).await.unwrap();
        assert_eq!(town.record(id).await.0, rev, "at {hour}:00");
    }
    assert_eq!(town.record(id).await.2.unwrap().expires, first.expires.plus(5 * Timestamp::HOUR));
}

#[tokio::test]
async fn telegrams_in_any_order_end_the_same() {
    let names = ["weather/1-issued", "weather/2-upgraded", "weather/3-downgraded"];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let town = Town::at("2026-06-20T18:05:00").await;
        for index in order {
            town.hears(names[index]).await;
        }
        assert_eq!(town.shown().await, set(["大雨注意報"]), "{order:?}");
    }
}

#[tokio::test]
async fn a_late_issue_does_not_raise_what_was_lifted_before_it_came() {
    let town = Town::at("2026-06-20T20:05:00").await;
    town.hears("weather/4-over").await;
    let late = town.hears("weather/2-upgraded").await;
    assert_eq!(town.shown().await, set([]));
    assert!(late.applied.late > 0 && late.applied.raised == 0, "{late:?}");
}

#[tokio::test]
async fn a_correction_replaces_what_it_corrects() {
    let town = Town::at("2026-06-20T10:06:00").await;
    town.hears("weather/1-issued").await;
    town.hears("weather/correction").await;
    assert_eq!(town.shown().await, set(["大雨注意報", "強風注意報"]));
    town.hears("weather/1-issued").await;
    assert_eq!(town.shown().await, set(["大雨注意報", "強風注意報"]), "the mistake does not come back");
}

#[tokio::test]
async fn a_new_warning_after_the_old_one_ended_is_a_new_alert_that_people_have_not_closed() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    let old: BTreeSet<_> = town.current().await.into_iter().map(|(id, _)| id).collect();
    town.now = at("2026-06-24T10:00:00");
    assert_eq!(town.shown().await, set([]), "it ended by itself");
    // The same weather four days later.
    let later = String::from_utf8(file("weather/1-issued")).unwrap().replace("2026-06-20", "2026-06-24");
    source::ingest_feed(town.alerts(), later.as_bytes(), &Nothing).await.unwrap();
    let new: BTreeSet<_> = town.current().await.into_iter().map(|(id, _)| id).collect();
    assert!(new.len() == 2 && new.is_disjoint(&old));
    for id in old {
        assert!(town.record(id).await.1, "the old one is recalled: a new device does not pull history");
    }
}

#[tokio::test]
async fn a_telegram_that_comes_after_its_time_raises_nothing() {
    let town = Town::at("2026-06-23T10:00:00").await;
    let report = town.hears("weather/1-issued").await;
    assert_eq!(town.shown().await, set([]));
    assert_eq!((report.applied.raised, report.applied.over), (0, 2));
}

#[tokio::test]
async fn a_telegram_from_the_future_does_not_silence_those_of_today() {
    let town = Town::at("2026-06-20T12:05:00").await;
    let future = String::from_utf8(file("weather/4-over")).unwrap().replace("2026-06-20", "2099-06-20");
    let report = source::ingest_feed(town.alerts(), future.as_bytes(), &Nothing).await.unwrap();
    assert!(report.errors[0].why.contains("future"), "{:?}", report.errors);
    town.hears("weather/2-upgraded").await;
    assert_eq!(town.shown().await, set(["大雨特別警報"]));
}

#[tokio::test]
async fn reformed_telegrams_each_speak_for_their_own_hazard() {
    let mut town = Town::at("2026-06-20T13:06:00").await;
    town.hears("reform/rain-level-4").await;
    town.hears("reform/landslide-level-3").await;
    assert_eq!(town.shown().await, set(["レベル４大雨危険警報", "レベル３土砂災害警報"]));
    let bad: BTreeMap<_, _> = town.current().await.into_iter().map(|(_, a)| (a.hazard.slug(), a.severity)).collect();
    assert_eq!(bad.get("heavy-rain"), Some(&Severity::Emergency));
    assert_eq!(bad.get("landslide"), Some(&Severity::Warning));
    town.now = at("2026-06-20T15:01:00");
    town.hears("reform/rain-over").await;
    assert_eq!(town.shown().await, set(["レベル３土砂災害警報"]));
}

#[tokio::test]
async fn a_landslide_alert_and_a_river_come_and_go() {
    let mut town = Town::at("2026-06-20T15:01:00").await;
    town.hears("landslide/1-issued").await;
    town.hears("river/1-danger").await;
    assert_eq!(town.shown().await, set(["土砂災害警戒情報", "あかね川氾濫危険情報"]));
    for (_, alert) in town.current().await {
        assert_eq!(alert.severity, Severity::Emergency, "level 4: {}", alert.headline);
    }
    town.now = at("2026-06-20T21:01:00");
    town.hears("landslide/2-lifted").await;
    town.hears("river/2-over").await;
    assert_eq!(town.shown().await, set([]));
}

#[test]
fn short_warnings_say_what_they_are() {
    let table = [
        ("bulletin/record-rain", "bulletin/record-rain", Severity::Warning, Hazard::HeavyRain, 180),
        ("bulletin/rain-band", "bulletin/rain-band", Severity::Warning, Hazard::HeavyRain, 180),
        ("tornado", "tornado", Severity::Advisory, Hazard::Thunder, 70),
        ("heat", "heat", Severity::Advisory, Hazard::Heat, 31 * 60),
        ("volcano/1-warning", "volcano/999", Severity::Emergency, Hazard::Volcano, 7 * 24 * 60),
    ];
    for (name, key, severity, hazard, minutes) in table {
        let (found, alert) = raised(name);
        assert_eq!((found.as_str(), alert.severity, alert.hazard), (key, severity, hazard), "{name}");
        assert_eq!(alert.expires.since(alert.issued), minutes * Timestamp::MINUTE, "{name}");
        assert_eq!(alert.validate(), Ok(()), "{name}");
    }
    assert_eq!(raised("volcano/1-warning").1.headline, "あさひ岳 噴火警報（居住地域）");
    assert_eq!(raised("heat").1.sender, "環境省・気象庁");
}
