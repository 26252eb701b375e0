//! What leaves, and comes back.

use super::{born, date, handbook};
use crate::story;
use itsumo_domain::handbook::{Checkup, Fact};
use itsumo_engine::NewEntry;
use itsumo_testkit::World;

#[test]
fn the_handbook_leaves_as_files_and_comes_back() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        let check = Checkup { which: "4m".into(), date: date(2025, 12, 16), ..Checkup::default() };
        phone.record(vec![NewEntry::about(child, Fact::Checkup(check))]).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "書き出す・印刷する").await;
        for (name, file, begins) in [
            ("保存 冊子(PDF)", "陽葵-booklet.pdf", "%PDF"),
            ("保存 カレンダー(iCal)", "陽葵.ics", "BEGIN:VCALENDAR"),
            ("保存 医療の形式(FHIR)", "陽葵-fhir.json", "{"),
        ] {
            screen.click("button", name).await;
            screen.until_says(file).await;
            let bytes = std::fs::read(world.folder().join(file))?;
            assert!(bytes.starts_with(begins.as_bytes()), "{file}");
        }
        screen.click("button", "保存 1つのフォルダーにすべて").await;
        let folder = world.folder().join("itsumo-handbook-2026-11-24");
        screen.until_says("itsumo-handbook-2026-11-24").await;
        assert!(folder.join("index.html").exists());

        let tablet = world.person("taro").tablet().await?;
        let mut other = handbook(&world, &tablet).await?;
        other.click("link", "書き出した手帳を読み込む").await;
        other.write("フォルダーの場所", &world.folder().join("nothing").display().to_string()).await;
        other.click("button", "読み込む").await;
        other.until("it says what is wrong", |page| !page.names("alert").is_empty()).await;
        other.write("フォルダーの場所", &folder.display().to_string()).await;
        other.click("button", "読み込む").await;
        other.until_says("件を読み込みました").await;
        let there = tablet.handbook().await?;
        assert_eq!(there.checkups(child).len(), 1);
        Ok(())
    });
}
