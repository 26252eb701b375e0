//! Earthquakes, tsunami, volcanoes, and codes that are part of the city.

use super::*;

#[tokio::test]
async fn one_earthquake_is_one_alert_from_the_first_second_to_the_last_correction() {
    let mut town = Town::at("2026-06-21T14:03:25").await;
    town.hears("quake/1-early-warning").await;
    let (id, alert) = town.current().await.remove(0);
    assert_eq!((alert.severity, alert.hazard), (Severity::Emergency, Hazard::Earthquake));
    town.now = at("2026-06-21T14:05:10");
    town.hears("quake/2-first-report").await;
    assert_eq!(town.current().await[0].1.severity, Severity::Advisory, "震度4 in the region");
    town.now = at("2026-06-21T14:08:10");
    town.hears("quake/3-intensities").await;
    let (same, alert) = town.current().await.remove(0);
    assert_eq!((same, alert.headline.as_str()), (id, "地震 震度5弱（ひなた市）"));
    assert_eq!(alert.severity, Severity::Warning);
    assert!(alert.text.contains("震源: あさひ県沖") && alert.text.contains("津波の心配はありません"), "{}", alert.text);
    town.now = at("2026-06-21T14:20:10");
    town.hears("quake/4-corrected").await;
    assert_eq!(town.current().await[0].1.headline, "地震 震度4（ひなた市）");
    town.hears("quake/3-intensities").await;
    assert_eq!(town.current().await[0].1.headline, "地震 震度4（ひなた市）", "an older one changes nothing");
    town.now = at("2026-06-21T14:30:10");
    town.hears("quake/cancelled").await;
    assert_eq!(town.shown().await, set([]));
    let (rev, _, alert) = town.record(id).await;
    assert_eq!((rev, alert.unwrap().text.as_str()), (5, "先ほどの、震源・震度情報を取り消します。"));
}

#[tokio::test]
async fn an_early_warning_is_taken_back_or_turns_out_weak() {
    for end in ["quake/early-warning-cancelled", "quake/not-felt", "quake/weak"] {
        let mut town = Town::at("2026-06-21T14:03:25").await;
        town.hears("quake/1-early-warning").await;
        assert_eq!(town.current().await.len(), 1);
        town.now = at("2026-06-21T14:08:10");
        town.hears(end).await;
        assert_eq!(town.shown().await, set([]), "{end}");
    }
}

#[test]
fn a_town_whose_stations_fell_silent_is_not_a_town_that_was_spared() {
    let (_, alert) = raised("quake/silent-stations");
    assert_eq!((alert.headline.as_str(), alert.severity), ("地震 震度5弱以上と推定（ひなた市）", Severity::Warning));
}

#[test]
fn a_drill_of_the_worst_earthquake_is_a_drill() {
    let (key, alert) = raised("quake/drill");
    assert_eq!((alert.status, alert.severity), (Status::Drill, Severity::Emergency));
    assert!(key.starts_with("drill/"), "{key}");
}

#[tokio::test]
async fn a_tsunami_goes_by_the_city_s_own_coast() {
    let mut town = Town::at("2026-06-21T14:07:30").await;
    town.hears("tsunami/1-warning").await;
    let (id, alert) = town.current().await.remove(0);
    assert_eq!((alert.headline.as_str(), alert.severity), ("津波警報（ひなた市）", Severity::Emergency));
    let text =
        "到達予想: 14:40ごろ\n予想される高さ: ３ｍ\n\n津波による被害が発生します。\nただちに高い所へ避難してください。";
    assert_eq!(alert.text, text, "the words for this coast, not for the worst one");
    town.hears("tsunami/drill").await;
    town.now = at("2026-06-21T16:07:30");
    town.hears("tsunami/2-advisory").await;
    assert!(town.shown().await.contains("津波注意報"));
    town.now = at("2026-06-21T19:07:30");
    town.hears("tsunami/3-lifted").await;
    assert_eq!(town.shown().await, set(["大津波警報"]), "only the drill is left");
    let alert = town.record(id).await.2.unwrap();
    assert!(alert.cancelled && !alert.text.contains("避難"), "{}", alert.text);
}

#[tokio::test]
async fn a_volcano_calms_down() {
    let mut town = Town::at("2026-06-22T13:01:00").await;
    town.hears("volcano/1-warning").await;
    assert_eq!(town.current().await.len(), 1);
    town.now = at("2026-06-22T18:01:00");
    town.hears("volcano/2-lifted").await;
    assert_eq!(town.shown().await, set([]));
}

#[test]
fn a_code_that_is_part_of_the_city_makes_an_alert_for_that_part() {
    let mut city = hinata();
    let areas: Vec<String> = city.city.areas.iter().take(2).map(|area| area.id.clone()).collect();
    city.jma.0.insert("9900200".to_owned(), areas.clone());
    let changes = plan_alerts(&read(&file("weather/1-issued")).unwrap(), Place { city: &city.city, jma: &city.jma });
    let rain: Vec<_> = changes
        .unwrap()
        .into_iter()
        .filter_map(|change| match change.change {
            Change::Raise(alert) if alert.hazard == Hazard::HeavyRain => {
                Some((change.key, alert.headline, alert.areas))
            }
            _ => None,
        })
        .collect();
    let whole = ("weather/heavy-rain".to_owned(), "大雨警報（ひなた市）".to_owned(), Vec::new());
    let part = (format!("weather/heavy-rain/{}", areas.join("+")), "大雨注意報（ひなた市）".to_owned(), areas);
    assert_eq!(rain, [whole, part]);
}
