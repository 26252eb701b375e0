//! The handbook: children, what is asked today, entries and their history, the family and its paper.

use crate::{driver::Screen, opened, settings::is_key, story};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    handbook::{Checkup, Child, Diary, Fact, Measurement, Milestone, Sex},
    i18n::Locale,
};
use itsumo_engine::{Engine, NewEntry, Settings};
use itsumo_testkit::World;
use uuid::Uuid;

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// From the handbook's first page, link by link; of a child, its page first.
const PLACES: [&[&str]; 19] = [
    &[],
    &["handbook-child-new"],
    &["handbook-family-vaccines-detail"],
    &["handbook-family-detail"],
    &["handbook-family-detail", "family-invite-short"],
    &["handbook-family-detail", "family-recovery-short"],
    &["handbook-family-detail", "family-join-short"],
    &["handbook-family-detail", "family-recover-short"],
    &["handbook-door-leave-detail"],
    &["1", "handbook-door-growth-detail"],
    &["1", "handbook-door-vaccines-detail"],
    &["1", "handbook-door-forms-detail"],
    &["1", "handbook-door-checkups-detail", "checkup-name-18m"],
    &["1", "handbook-door-milestones-detail"],
    &["1", "handbook-door-diary-detail", "handbook-write-diary"],
    &["1", "handbook-door-appointments-detail", "handbook-write-appointment"],
    &["1", "handbook-door-timeline-detail"],
    &["1", "handbook-door-share-detail"],
    &["1", "handbook-write-growth"],
];

#[test]
fn every_screen_of_the_handbook_speaks_every_language() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "Hina", date(2025, 5, 20)).await?;
        let page = Diary { date: date(2026, 11, 20), text: "11/20".to_owned(), ..Diary::default() };
        phone.record(vec![NewEntry::about(child, Fact::Diary(page))]).await?;
        for locale in Locale::ALL {
            phone.set_settings(Settings { first_run_done: true, locale: Some(locale), ..Settings::default() }).await?;
            let mut screen = Screen::open(phone.clone(), world.folder()).await;
            let i = itsumo::i18n::I18n { locale };
            for place in PLACES {
                screen.click("link", &i.say("app-tab-handbook")).await;
                for key in place {
                    let name = if *key == "1" { "Hina 1".to_owned() } else { i.say(key) };
                    screen.click("link", &name).await;
                }
                screen.until("it has come to rest", |page| page.get("button", "").is_some() || page.says("Hina")).await;
                let page = screen.page();
                let what = format!("{} {place:?}", locale.code());
                let keys: Vec<_> =
                    page.reads().split_whitespace().filter(|word| is_key(word)).map(str::to_owned).collect();
                assert!(keys.is_empty(), "{what} shows keys {keys:?}");
                assert!(!page.reads().contains('｜') && !page.reads().contains('《'), "{what} shows ruby marks");
                assert_eq!(screen.html().matches("<h1").count(), 1, "{what}: headings");
                for role in ["button", "link", "textbox", "checkbox", "radio", "combobox"] {
                    assert!(page.names(role).iter().all(|name| !name.is_empty()), "{what}: a {role} without a name");
                }
            }
        }
        Ok(())
    });
}

/// A child that is there already. The world's day is 24 November 2026.
async fn born(engine: &Engine, name: &str, day: NaiveDate) -> anyhow::Result<Uuid> {
    let child = Child { name: name.to_owned(), birth_date: Some(day), sex: Some(Sex::Female), ..Child::default() };
    Ok(engine.record(vec![NewEntry::child(child)]).await?[0])
}

async fn handbook(world: &World, engine: &Engine) -> anyhow::Result<Screen> {
    let mut screen = opened(world, engine).await?;
    screen.click("link", "手帳").await;
    Ok(screen)
}

#[test]
fn an_empty_handbook_offers_the_one_next_step_and_asks_for_no_account() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.wire.pull();
        let mut screen = handbook(&world, &phone).await?;
        screen.until_says("お子さんを追加すると").await;
        assert!(!screen.page().says("アカウント") && !screen.page().says("サインイン"), "{}", screen.page().reads());
        screen.click("link", "お子さんを追加").await;
        screen.write("名前", "陽葵").await;
        screen.write("生年月日", "令和7年8月14日").await;
        screen.until_says("2025年8月14日(木)").await;
        screen.choose("radio", "女", true).await;
        screen.write("体重 (g)", "3012").await;
        screen.write("週", "39").await;
        screen.write("日", "2").await;
        screen.click("button", "手帳に追加する").await;
        // Her own page, with her age in words.
        screen.until_says("1歳3か月").await;
        let book = phone.handbook().await?;
        let (_, child) = book.children()[0];
        assert_eq!((child.name.as_str(), child.birth_date), ("陽葵", Some(date(2025, 8, 14))));
        assert_eq!((child.birth_weight_g, child.gestation_days), (Some(3012), Some(275)));
        assert_eq!(child.sex, Some(Sex::Female));
        screen.click("link", "手帳").await;
        screen.until("her card", |page| page.get("link", "陽葵 1歳3か月").is_some()).await;
        Ok(())
    });
}

#[test]
fn a_slip_is_said_at_its_field_and_nothing_typed_is_lost_by_looking_elsewhere() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "お子さんを追加").await;
        screen.write("名前", "陽葵").await;
        screen.write("体重 (g)", "3.0").await;
        screen.click("button", "手帳に追加する").await;
        screen.until_says("グラムで書いてください").await;
        screen.until_says("生まれた日を書いてください").await;
        assert!(phone.handbook().await?.is_empty());
        screen.click("link", "設定").await;
        screen.click("link", "手帳").await;
        screen.click("link", "お子さんを追加").await;
        screen.until_says("前に書きかけた内容から続けられます").await;
        assert!(screen.html().contains("陽葵"), "{}", screen.html());
        screen.write("体重 (g)", "3000").await;
        screen.write("生年月日", "2026/5/1").await;
        screen.click("button", "手帳に追加する").await;
        screen.until_says("手帳に追加しました").await;
        // What was sent is no draft any more.
        screen.click("link", "手帳").await;
        screen.click("link", "お子さんを追加").await;
        screen.until("an empty form", |page| page.get("textbox", "名前").is_some()).await;
        assert!(!screen.page().says("書きかけた"), "{}", screen.page().reads());
        Ok(())
    });
}

#[test]
fn twins_are_added_in_one_go() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "お子さんを追加").await;
        screen.write("生年月日", "2026/5/1").await;
        screen.click("button", "もうひとり").await;
        screen.until_says("2人目").await;
        screen.write_nth("名前", 0, "はる").await;
        screen.write_nth("名前", 1, "なつ").await;
        screen.click("button", "手帳に追加する").await;
        screen.until("both", |page| page.get("link", "はる").is_some() && page.get("link", "なつ").is_some()).await;
        let book = phone.handbook().await?;
        assert_eq!(book.children().len(), 2);
        assert!(book.children().iter().all(|(_, child)| child.birth_date == Some(date(2026, 5, 1))));
        // A plan for one is a plan for both, if they wish.
        screen.click("link", "はる 6").await;
        screen.click("link", "予約した日と場所").await;
        screen.click("link", "予定を入れる").await;
        screen.write("日にち", "12/3").await;
        screen.write("メモ", "写真館").await;
        screen.choose("checkbox", "なつ", true).await;
        screen.click("button", "保存する").await;
        screen.until_says("写真館").await;
        let book = phone.handbook().await?;
        let planned: Vec<_> =
            book.children().iter().map(|(entry, _)| book.appointments(entry.about().unwrap()).len()).collect();
        assert_eq!(planned, [1, 1]);
        Ok(())
    });
}

#[test]
fn a_child_that_is_expected_has_weeks_and_becomes_a_born_one_with_everything_kept() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "お子さんを追加").await;
        screen.choose("radio", "これから生まれる", true).await;
        screen.write("出産予定日", "2027/2/10").await;
        screen.click("button", "手帳に追加する").await;
        screen.until_says("妊娠28週6日").await;
        // The window of the vaccine for this pregnancy, by its rule.
        screen.until_says("RSウイルス").await;
        screen.until_says("35週までは2週に1回ほど").await;
        screen.click("link", "ことばと写真で").await;
        screen.click("link", "日記を書く").await;
        screen.write("できごと", "はじめて蹴った").await;
        screen.click("button", "保存する").await;
        screen.until_says("はじめて蹴った").await;
        world.hand().advance(80 * Timestamp::DAY);
        screen.click("link", "手帳").await;
        screen.click("link", "おなかの赤ちゃん").await;
        screen.click("link", "生まれました").await;
        screen.write("名前", "湊").await;
        screen.write("生年月日", "2027/2/8").await;
        screen.click("button", "手帳に書く").await;
        screen.until_says("生後4日").await;
        let book = phone.handbook().await?;
        let children = book.children();
        assert_eq!(children.len(), 1);
        let (entry, child) = children[0];
        assert_eq!((child.birth_date, child.due_date), (Some(date(2027, 2, 8)), Some(date(2027, 2, 10))));
        assert_eq!(book.diary(entry.about().unwrap()).len(), 1, "what was written before is still there");
        Ok(())
    });
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
        assert!(screen.page().says("9.8 kg"), "{}", screen.page().reads());
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
        screen.click("link", "できたよ").await;
        screen
            .until("the form or the list", |page| {
                page.get("button", "保存する").is_some() || page.says("これからのこと")
            })
            .await;
        if screen.page().get("button", "保存する").is_none() {
            screen.click("link", "できたよ").await;
        }
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
fn the_paper_is_made_once_and_asked_back() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        born(&phone, "陽葵", date(2025, 8, 14)).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "スマホをなくしても手帳が戻るように").await;
        screen.click("button", "復元コードを作る").await;
        screen.until_says("いま一度だけ表示します").await;
        let page = screen.page();
        let code = page
            .all()
            .into_iter()
            .filter_map(|node| node.attribute("aria-label").map(str::to_owned))
            .find(|label| label.len() == 35 && label.matches('-').count() == 5)
            .expect("the code in six groups");
        screen.click("button", "印刷用のPDFを保存する").await;
        screen.until_says("保存しました: ").await;
        let sheet = std::fs::read(world.folder().join("itsumo-recovery.pdf"))?;
        assert!(sheet.starts_with(b"%PDF"), "not a PDF");
        screen.click("button", "紙に残しました").await;
        screen.until_says("まだ持っていますか").await;
        assert!(!screen.html().contains(&code), "the code is shown once");
        screen.write("復元コード", "ABCDE").await;
        screen.click("button", "確かめる").await;
        screen.until("the slip is named", |page| !page.names("alert").is_empty()).await;
        screen.write("復元コード", &code.to_lowercase()).await;
        screen.click("button", "確かめる").await;
        screen.until_says("合っています").await;
        Ok(())
    });
}

#[test]
fn the_other_parent_joins_by_typing_and_both_read_the_same() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        phone.sync().await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "いっしょに見る人").await;
        screen.write("手帳でのあなたの呼び名", "ママ").await;
        screen.click("button", "この呼び名にする").await;
        screen.until_says("呼び名を変えました").await;
        screen.click("link", "家族を招く").await;
        screen.until_says("この画面を見た人は、手帳を読めるようになります").await;
        screen
            .until("a code to scan", |page| {
                page.all()
                    .iter()
                    .any(|node| node.attribute("dangerous_inner_html").is_some_and(|html| html.starts_with("<svg")))
            })
            .await;
        let typed = phone.invitation().await?.typed;
        phone.sync().await?;

        let tablet = world.person("taro").tablet().await?;
        let mut other = handbook(&world, &tablet).await?;
        other.click("link", "招待を受ける").await;
        other.write("招待の文字", "なにか").await;
        other.click("button", "家族に入る").await;
        other.until("it is refused in words", |page| !page.names("alert").is_empty()).await;
        assert!(!other.page().says("refused-") && !other.page().says("field-"), "{}", other.page().reads());
        other.write("招待の文字", &typed).await;
        other.write("手帳でのあなたの呼び名", "パパ").await;
        other.click("button", "家族に入る").await;
        other.until_says("家族に入りました").await;
        tablet.sync().await?;
        other.click("link", "手帳へ").await;
        other.until("the same child", |page| page.get("link", "陽葵 1歳3か月").is_some()).await;
        assert!(tablet.handbook().await?.child(child).is_some());
        Ok(())
    });
}

#[test]
fn who_takes_a_phone_out_is_led_to_a_new_paper_and_the_old_phone_reads_no_more() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        phone.name_myself("ママ").await?;
        phone.make_recovery_code().await?;
        phone.sync().await?;
        let typed = phone.invitation().await?.typed;
        let tablet = world.person("taro").tablet().await?;
        tablet.join_family(&typed, "パパ").await?;
        tablet.sync().await?;
        phone.sync().await?;

        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "いっしょに見る人").await;
        screen.click("button", "外す パパ").await;
        screen.until_says("パパを家族から外しますか").await;
        screen.click("button", "外す").await;
        // The paper that he may have copied is no longer to be relied on: a new one is the next thing offered.
        screen.until("the paper's screen", |page| page.get("heading", "復元コード").is_some()).await;
        screen.until("a new one to make", |page| page.get("button", "作り直す").is_some()).await;

        let first =
            Fact::Milestone(Milestone { item: "walk".into(), date: date(2026, 11, 20), ..Milestone::default() });
        let walked = phone.record(vec![NewEntry::about(child, first)]).await?;
        phone.sync().await?;
        tablet.sync().await.ok();
        let held = tablet.handbook().await?;
        assert!(held.child(child).is_some(), "what had come stays");
        assert!(walked.iter().all(|id| held.entry(*id).is_none()), "what follows does not come");
        let mut other = handbook(&world, &tablet).await?;
        other.click("link", "いっしょに見る人").await;
        other.until_says("この端末は家族から外されました").await;
        Ok(())
    });
}

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
