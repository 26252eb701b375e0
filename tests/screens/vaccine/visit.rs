//! A day at the clinic, planned.

use super::{date, given, himari, list};
use crate::story;
use itsumo_testkit::World;

#[test]
fn a_visit_says_what_goes_together_and_what_waits() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        given(&phone, child, &[("2026-11-20", "MR")]).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "受診の日を決める").await;
        screen.write("受診の日", "2026-12-01").await;
        screen.until_says("この日は待つもの").await;
        // Varicella is live too: 27 clear days after MR.
        screen.until_says("のあとは間をあけます").await;
        screen.write("時刻", "10:30").await;
        screen.click("button", "この日に予定を入れる").await;
        screen.until_says("受診の予定").await;
        let book = phone.handbook().await?;
        let (_, visit) = book.appointments(child)[0];
        assert_eq!(visit.date, date("2026-12-01"));
        assert!(visit.series.contains(&"PCV".to_owned()) && !visit.series.contains(&"VAR".to_owned()), "{visit:?}");
        Ok(())
    });
}
