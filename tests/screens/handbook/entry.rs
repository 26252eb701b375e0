//! Entries: written, put right, withdrawn, decided on, and many of them.

use super::{born, date, handbook};
use crate::story;
use itsumo_domain::handbook::{Diary, Fact, Measurement};
use itsumo_engine::NewEntry;
use itsumo_testkit::World;
use std::path::{Path, PathBuf};

/// Every file below a folder.
fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_in(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

#[test]
fn an_entry_is_put_right_withdrawn_and_put_back_and_keeps_its_history() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        let page = Diary { date: date(2026, 11, 20), text: "公園でどんぐり".to_owned(), ..Diary::default() };
        phone.record(vec![NewEntry::about(child, Fact::Diary(page))]).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "陽葵 1").await;
        screen.click("link", "すべての記録").await;
        screen.click("link", "公園でどんぐり").await;
        screen.click("link", "直す").await;
        screen.write("できごと", "公園でまつぼっくり").await;
        screen.click("button", "保存する").await;
        // What one came from has been changed since, and says so.
        screen.click("link", "いまの内容を見る").await;
        screen.until_says("公園でまつぼっくり").await;
        assert!(screen.page().says("前の内容") && screen.page().says("公園でどんぐり"), "{}", screen.page().reads());

        screen.click("button", "取り消す").await;
        screen.until("it is asked", |page| page.get("dialog", "").is_some()).await;
        screen.click("button", "この記録を取り消す").await;
        screen.until_says("この記録は取り消されています").await;
        assert!(phone.handbook().await?.diary(child).is_empty());
        screen.click("button", "元に戻す").await;
        screen.until_says("元に戻しました").await;
        let book = phone.handbook().await?;
        assert_eq!(book.diary(child).len(), 1);
        assert_eq!(book.diary(child)[0].1.text, "公園でまつぼっくり");
        Ok(())
    });
}

#[test]
fn two_that_differ_are_both_shown_until_somebody_decides() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        let taken = |weight_g, height_mm| {
            NewEntry::about(
                child,
                Fact::Measurement(Measurement {
                    date: date(2026, 11, 20),
                    weight_g,
                    height_mm,
                    ..Measurement::default()
                }),
            )
        };
        phone.record(vec![taken(Some(9_200), None), taken(Some(9_800), Some(768))]).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "計測が2通りあります").await;
        screen.until_says("9.2 kg").await;
        screen.until_says("9.8 kg").await;
        screen.click("button", "こちらにする").await;
        screen.until_says("内容は1つになりました").await;
        let book = phone.handbook().await?;
        assert!(book.conflicts().is_empty());
        let kept = book.measurements(child);
        assert_eq!(kept.len(), 1);
        // The height that only the other one had is not lost by choosing a weight.
        assert_eq!((kept[0].1.weight_g.is_some(), kept[0].1.height_mm), (true, Some(768)));
        Ok(())
    });
}

#[test]
fn a_checkup_whose_time_it_is_is_asked_for_and_written_down() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 5, 20)).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "陽葵: 1歳6か月児健診").await;
        screen.click("link", "1歳6か月児健診").await;
        screen.write("日にち", "11/24").await;
        screen.write("場所", "みほん保健センター").await;
        screen.choose("radio", "はい", true).await;
        screen.write("健診で言われたこと", "順調ですと言われた").await;
        screen.click("button", "保存する").await;
        screen.until_says("受けた日: 今日").await;
        let book = phone.handbook().await?;
        let (_, check) = book.checkups(child)[0];
        assert_eq!((check.which.as_str(), check.date), ("18m", date(2026, 11, 24)));
        assert_eq!(check.items["told"].text, "順調ですと言われた");
        assert_eq!(check.items.values().filter(|answer| answer.yes == Some(true)).count(), 1);
        screen.click("link", "手帳").await;
        screen.until("her card", |page| page.get("link", "陽葵 1歳6か月").is_some()).await;
        assert!(!screen.page().says("1歳6か月児健診 受ける時期"), "{}", screen.page().reads());
        Ok(())
    });
}

#[test]
fn a_first_time_is_kept_in_the_familys_words() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "陽葵 1").await;
        screen.click("link", "できたことを書く").await;
        screen.click("button", "保存する").await;
        screen.until_says("できたことを選んでください").await;
        screen.choose("radio", "ひとりで歩いた", true).await;
        screen.write("日にち", "2026/10/3").await;
        screen.click("button", "保存する").await;
        screen.until_says("できたよ、を残しました").await;
        let book = phone.handbook().await?;
        assert_eq!(book.milestones(child)[0].1.item, "walk");
        Ok(())
    });
}

#[test]
fn three_thousand_entries_are_shown_a_page_at_a_time() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2010, 4, 2)).await?;
        let pages = (0..3000_u64).map(|day| {
            let date = date(2010, 5, 1) + chrono::Days::new(day * 2);
            NewEntry::about(child, Fact::Diary(Diary { date, text: format!("{day}枚目の日記"), ..Diary::default() }))
        });
        phone.record(pages.collect()).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "陽葵 1").await;
        screen.click("link", "すべての記録").await;
        screen.until_says("2999枚目の日記").await;
        let rows =
            |page: &crate::driver::Page| page.names("link").iter().filter(|name| name.contains("枚目の日記")).count();
        assert_eq!(rows(&screen.page()), 60);
        screen.click("button", "もっと見る").await;
        screen.until("more of them", |page| rows(page) == 120).await;
        screen.pick("年を選ぶ", "2012").await;
        screen.until("a year of long ago", |page| page.says("2012年12月") && !page.says("2026年10月")).await;
        screen.click("button", "成長").await;
        screen.until_says("あてはまる記録はありません").await;
        Ok(())
    });
}

#[test]
fn a_third_entry_decides_between_two_that_differ_and_the_history_keeps_both() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        let weighed = |weight_g| {
            let taken = Measurement { date: date(2026, 11, 20), weight_g: Some(weight_g), ..Measurement::default() };
            NewEntry::about(child, Fact::Measurement(taken))
        };
        let two = phone.record(vec![weighed(9_200), weighed(9_800)]).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "計測が2通りあります").await;
        screen.click("link", "これをもとに書き直す").await;
        // What the other one says stands over the form.
        screen.until_says("同じことが、次のようにも書かれています").await;
        screen.write("体重（kg）", "9.5").await;
        screen.click("button", "書きのこす").await;
        screen.until_says("内容は1つになりました").await;
        let book = phone.handbook().await?;
        assert!(book.conflicts().is_empty());
        let kept = book.measurements(child);
        assert_eq!(kept.iter().map(|(_, taken)| taken.weight_g).collect::<Vec<_>>(), [Some(9_500)]);
        let before: Vec<_> = book.history(kept[0].0.id).into_iter().map(|entry| entry.id).collect();
        assert!(two.iter().all(|id| before.contains(id)), "{before:?}");
        Ok(())
    });
}

#[test]
fn a_photo_is_sealed_when_it_is_chosen_and_what_is_no_picture_is_said() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 4_000]].concat();
        let (photo, paper) = (world.folder().join("どんぐり.png"), world.folder().join("手紙.pdf"));
        std::fs::write(&photo, &picture)?;
        std::fs::write(&paper, b"%PDF-1.7")?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "陽葵 1").await;
        screen.click("link", "ことばと写真で").await;
        screen.click("link", "日記を書く").await;
        screen.attach("写真を選ぶ", &paper).await;
        screen.until_says("この形式の写真は表示できません").await;
        screen.attach("写真を選ぶ", &photo).await;
        screen.until("the photo", |page| page.get("button", "この写真を外す").is_some()).await;
        screen.until_silent("この形式の写真は表示できません").await;
        // Sealed on the disk before anything is saved: no file there holds its bytes.
        for file in files_in(world.folder())?.into_iter().filter(|file| *file != photo) {
            let bytes = std::fs::read(&file)?;
            assert!(!bytes.windows(64).any(|part| part == [7; 64]), "the photo lies open in {}", file.display());
        }
        screen.click("button", "保存する").await;
        screen.until("the page of the diary", |page| page.get("button", "保存する").is_none()).await;
        let book = phone.handbook().await?;
        let (_, page) = book.diary(child)[0];
        assert_eq!(phone.blob(&page.photos[0]).await?, picture);
        Ok(())
    });
}
