//! Vaccinations: the list and its why, records that warn and never refuse, the paper book, the form, and the device
//! in the clinic's hands.

use crate::{driver::Screen, opened, story};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    handbook::{Child, Dose, Fact, Form, FormAnswer, Sex},
    i18n::Locale,
};
use itsumo_engine::{Engine, NewEntry, Settings, Unlocking};
use itsumo_handbook::form::Questions;
use itsumo_testkit::World;
use uuid::Uuid;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A child that is there already. The world's day is 24 November 2026.
async fn born(engine: &Engine, name: &str, day: &str) -> anyhow::Result<Uuid> {
    let child =
        Child { name: name.to_owned(), birth_date: Some(date(day)), sex: Some(Sex::Female), ..Child::default() };
    Ok(engine.record(vec![NewEntry::child(child)]).await?[0])
}

/// Doses that are recorded already.
async fn given(engine: &Engine, child: Uuid, doses: &[(&str, &str)]) -> anyhow::Result<()> {
    let entries = doses.iter().map(|(day, vaccine)| {
        let dose = Dose {
            date: date(day),
            vaccine: (*vaccine).to_owned(),
            clinic: "あおば小児科".to_owned(),
            ..Dose::default()
        };
        NewEntry { child: Some(child), supersedes: Vec::new(), fact: Fact::Dose(dose) }
    });
    engine.record(entries.collect()).await?;
    Ok(())
}

/// 陽葵, born in August 2025, with what a child of her age mostly has.
async fn himari(engine: &Engine) -> anyhow::Result<Uuid> {
    let child = born(engine, "陽葵", "2025-08-14").await?;
    given(
        engine,
        child,
        &[
            ("2025-10-14", "DPT_IPV_HIB"),
            ("2025-10-14", "PCV20"),
            ("2025-10-14", "HEPB"),
            ("2025-10-14", "ROTA1"),
            ("2025-11-14", "DPT_IPV_HIB"),
            ("2025-11-14", "PCV20"),
            ("2025-11-14", "HEPB"),
            ("2025-11-14", "ROTA1"),
            ("2025-12-15", "DPT_IPV_HIB"),
            ("2025-12-15", "PCV20"),
            ("2026-01-20", "BCG"),
            ("2026-03-20", "HEPB"),
        ],
    )
    .await?;
    Ok(child)
}

async fn child_page(world: &World, engine: &Engine, name: &str) -> anyhow::Result<Screen> {
    let mut screen = opened(world, engine).await?;
    screen.click("link", "手帳").await;
    // Her card, with her age; not what is asked about her today.
    screen.click("link", &format!("{name} ")).await;
    Ok(screen)
}

async fn list(world: &World, engine: &Engine, name: &str) -> anyhow::Result<Screen> {
    let mut screen = child_page(world, engine, name).await?;
    screen.click("link", "予防接種").await;
    screen.until_says("できること").await;
    Ok(screen)
}

#[test]
fn the_list_says_what_is_possible_now_and_each_day_says_why() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.wire.pull();
        himari(&phone).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        let page = screen.page();
        for heading in ["いま受けられます", "これから", "受けおわりました"] {
            assert!(
                page.names("heading").iter().any(|name| name.contains(heading)),
                "{heading}: {:?}",
                page.names("heading")
            );
        }
        screen.click("link", "小児用肺炎球菌").await;
        screen.until_says("いちばん早い日").await;
        // The rule, its arithmetic, and the law: 12 months and 60 days after the third.
        screen.until_says("中60日").await;
        assert!(screen.page().says("2026年8月13日"), "{}", screen.page().reads());
        assert!(screen.page().says("受けた記録"));
        Ok(())
    });
}

#[test]
fn later_than_usual_is_said_without_blame() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        born(&phone, "湊", "2023-02-10").await?;
        let screen = list(&world, &phone, "湊").await?;
        let page = screen.page();
        assert!(page.says("標準の時期のあとも") || page.says("まで公費で受けられます"), "{}", page.reads());
        for word in ["遅れ", "忘れ", "できません", "異常"] {
            assert!(!page.says(word), "{word}: {}", page.reads());
        }
        // Nothing is recorded for a child of three: the paper book comes first.
        assert!(page.says("母子健康手帳から日付を写すと"), "{}", page.reads());
        Ok(())
    });
}

#[test]
fn a_rule_that_would_break_is_said_before_anything_is_kept_and_what_happened_is_kept_all_the_same() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", "2026-08-14").await?;
        given(&phone, child, &[("2026-10-20", "PCV20")]).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "接種を記録する").await;
        screen.write("接種した日", "2026-11-10").await;
        screen.click("button", "小児用肺炎球菌").await;
        // Twenty clear days, twenty-seven needed.
        screen.until_says("保存する前に、確かめてください").await;
        let page = screen.page();
        assert!(page.says("中20日") && page.says("27日"), "{}", page.reads());
        assert_eq!(phone.handbook().await?.doses(child).len(), 1, "kept before the button");
        screen.write("製造番号(ロット)", "AB1234").await;
        screen.click("button", "このまま記録する").await;
        screen.until_says("記録を確かめる").await;
        let book = phone.handbook().await?;
        let doses = book.doses(child);
        assert_eq!(doses.len(), 2);
        let (_, dose) = doses[1];
        assert_eq!((dose.date, dose.vaccine.as_str(), dose.lot.as_str()), (date("2026-11-10"), "PCV20", "AB1234"));
        Ok(())
    });
}

#[test]
fn several_doses_of_one_visit_are_recorded_together() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "接種を記録する").await;
        screen.write("接種した日", "2026-11-24").await;
        screen.click("button", "麻しん風しん（MR）第1期").await;
        screen.click("button", "水痘").await;
        screen.until("the common fields", |page| page.get("textbox", "先生の名前").is_some()).await;
        assert!(!screen.page().says("保存する前に"), "{}", screen.page().reads());
        screen.write("先生の名前", "青葉").await;
        screen.click("button", "記録する").await;
        screen.until_says("記録しました").await;
        let book = phone.handbook().await?;
        let today: Vec<_> = book.doses(child).into_iter().filter(|(_, dose)| dose.date == date("2026-11-24")).collect();
        assert_eq!(today.len(), 2);
        // The clinic of the last visit was offered.
        assert!(today.iter().all(|(_, dose)| dose.doctor == "青葉" && dose.clinic == "あおば小児科"));
        Ok(())
    });
}

#[test]
fn a_dose_is_put_right_and_taken_away_and_the_history_keeps_both() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", "2025-08-14").await?;
        given(&phone, child, &[("2026-01-21", "BCG")]).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "BCG").await;
        screen.click("link", "1月21日").await;
        screen.write("接種した日", "2026/1/20").await;
        screen.click("button", "記録する").await;
        screen.until_says("記録しました").await;
        screen.until("her list of doses", |page| page.get("link", "1月20日").is_some()).await;
        let book = phone.handbook().await?;
        let (entry, dose) = book.doses(child)[0];
        assert_eq!((dose.date, book.history(entry.id).len()), (date("2026-01-20"), 1));
        screen.click("link", "1月20日").await;
        screen.click("button", "記録を消す").await;
        screen.until_says("この記録を消しますか").await;
        screen.click("button", "消す").await;
        let gone =
            phone.until("it is gone", |engine| async move { Ok(engine.handbook().await?.doses(child).is_empty()) });
        screen.while_waiting(gone).await?;
        Ok(())
    });
}

#[test]
fn the_paper_book_is_copied_by_days_alone() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "湊", "2020-11-01").await?;
        let mut screen = list(&world, &phone, "湊").await?;
        screen.click("link", "母子健康手帳から写す").await;
        screen.write("小児用肺炎球菌 初回1回目", "R3.1.5").await;
        screen.until_says("2021年1月5日(火)").await;
        screen.write("小児用肺炎球菌 初回2回目", "さくら").await;
        screen.until_says("読み取れない日付が1つあります").await;
        screen.write("小児用肺炎球菌 初回2回目", "2021/2/5 2021/3/8").await;
        screen.write("ワクチンの名前と日付", "BCG 2021/4/1\nなぞの注射 2021/5/5").await;
        screen.click("button", "読み取る").await;
        screen.until_says("なぞの注射").await;
        screen.click("button", "4回分を記録する").await;
        screen.until_says("記録しました").await;
        let book = phone.handbook().await?;
        let doses: Vec<(NaiveDate, &str)> =
            book.doses(child).into_iter().map(|(_, dose)| (dose.date, dose.vaccine.as_str())).collect();
        assert_eq!(
            doses,
            [
                (date("2021-01-05"), "PCV13"),
                (date("2021-02-05"), "PCV13"),
                (date("2021-03-08"), "PCV13"),
                (date("2021-04-01"), "BCG"),
            ]
        );
        Ok(())
    });
}

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

#[test]
fn the_family_sees_all_children_in_one_list() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        himari(&phone).await?;
        born(&phone, "湊", "2026-09-30").await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "手帳").await;
        screen.click("link", "家族の予防接種").await;
        screen.until("both names", |page| page.says("陽葵") && page.says("湊")).await;
        screen.click("button", "湊").await;
        screen
            .until("one child's lines", |page| page.names("link").iter().all(|name| !name.starts_with("陽葵 ")))
            .await;
        Ok(())
    });
}

#[test]
fn what_was_seen_is_kept_and_says_whom_to_call() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        given(&phone, child, &[("2026-11-23", "MR")]).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "接種後のようす").await;
        screen.choose("checkbox", "熱", true).await;
        screen.until_says("#8000").await;
        assert!(!screen.page().says("119"), "an ambulance for a fever");
        screen.write("体温(℃)", "57.8").await;
        screen.click("button", "ようすを残す").await;
        screen.until_says("体温を確かめてください").await;
        screen.write("体温(℃)", "37.8").await;
        screen.click("button", "ようすを残す").await;
        screen.until_says("これまでの記録").await;
        let book = phone.handbook().await?;
        let (_, seen) = book.reactions(child)[0];
        assert_eq!((seen.temperature_tenths, seen.signs.as_slice()), (Some(378), ["fever".to_owned()].as_slice()));
        assert_eq!(seen.doses.len(), 1, "the dose of yesterday");
        screen.choose("checkbox", "息が苦しそう", true).await;
        screen.until_says("119").await;
        Ok(())
    });
}

#[test]
fn reminders_are_set_on_the_device() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.wire.pull();
        let child = himari(&phone).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "お知らせの設定").await;
        screen.choose("checkbox", "7日前", true).await;
        let seven = phone.until("a week before", |engine| async move {
            Ok(engine.reminder_settings().await?.days_before == [14, 7, 3, 1])
        });
        screen.while_waiting(seven).await?;
        screen.pick("知らせる時刻", "1140").await;
        let evening =
            phone.until("at seven", |engine| async move { Ok(engine.reminder_settings().await?.minute == 1140) });
        screen.while_waiting(evening).await?;
        // One vaccine is quiet for a while.
        screen.click("button", "戻る").await;
        screen.click("link", "水痘").await;
        screen.click("button", "しばらく知らせない").await;
        screen.until_says("まで知らせません").await;
        let book = phone.handbook().await?;
        let quiet = book.reminder_choice(child, "VAR").and_then(|(_, choice)| choice.quiet_until);
        assert_eq!(quiet, date("2026-11-24").checked_add_days(Days::new(90)));
        Ok(())
    });
}

/// A form of last month, with every question answered no but one.
async fn last_form(engine: &Engine, child: Uuid) -> anyhow::Result<()> {
    let mut form = Questions::japan().begin(date("2026-10-03"), vec![("PCV".to_owned(), "booster".to_owned())], None);
    let ids: Vec<String> = Questions::japan().asked(&form).into_iter().map(|question| question.id.clone()).collect();
    for id in ids {
        let yes = id == "explained";
        form.answers.insert(id, FormAnswer { yes: Some(yes), text: String::new() });
    }
    form.answers.insert("allergy".to_owned(), FormAnswer { yes: Some(true), text: "卵".to_owned() });
    let consent = itsumo_domain::handbook::Consent {
        at: itsumo_domain::Timestamp(0),
        name: "花".to_owned(),
        relation: "mother".to_owned(),
        wishes: true,
    };
    let form = Form { consent: Some(consent), temperature_tenths: Some(366), ..form };
    engine.record(vec![NewEntry { child: Some(child), supersedes: Vec::new(), fact: Fact::Form(form) }]).await?;
    Ok(())
}

#[test]
fn a_form_asks_first_what_changed_and_consent_is_an_act_of_the_day() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        last_form(&phone, child).await?;
        let mut screen = child_page(&world, &phone, "陽葵").await?;
        screen.click("link", "予診票").await;
        screen.click("link", "予診票を書く").await;
        screen.until_says("前回から変わったこと").await;
        screen.until_says("はい — 卵").await;
        let page = screen.page();
        let headings = page.names("heading");
        let at = |text: &str| headings.iter().position(|name| name.contains(text)).unwrap();
        assert!(at("前回から変わったこと") < at("今回のこと"), "{headings:?}");
        // Not kept before it was looked through.
        screen.click("button", "予診票を残す").await;
        screen.until_says("前回の答えを読んで、確かめてください").await;
        screen.choose("checkbox", "全部読みました", true).await;
        screen.click("button", "変わった: これまでの健診").await;
        screen.choose("radio", "はい", true).await;
        screen.until_says("先生に伝えること").await;
        screen.click("button", "予診票を残す").await;
        screen.until_says("保護者の同意").await;

        let book = phone.handbook().await?;
        let forms = book.forms(child);
        let (_, form) = forms.last().unwrap();
        assert_eq!((form.date, form.consent.clone(), form.temperature_tenths), (date("2026-11-24"), None, None));
        assert!(!form.answers.contains_key("unwell"), "a question about the day was carried over");
        assert_eq!(form.answers.get("allergy").map(|answer| answer.text.as_str()), Some("卵"));
        assert_eq!(form.answers.get("checkup").and_then(|answer| answer.yes), Some(true));

        // 37.5 ℃ is told to the doctor, who decides.
        screen.write("体温(℃)", "37.5").await;
        screen.until_says("今日受けるかどうかは先生が決めます").await;
        assert!(!screen.page().says("受けられません") && !screen.page().says("接種できません"));
        screen.click("button", "体温を残す").await;
        screen.until_says("37.5 ℃").await;

        screen.click("button", "先生の説明を聞きました").await;
        screen.until("the act", |page| page.get("button", "この内容で署名する").is_some()).await;
        // Nothing of it is ticked, chosen or filled in.
        let page = screen.page();
        let ticked = page.all().into_iter().filter(|node| {
            matches!(node.attribute("name"), Some("consent-wish" | "consent-relation"))
                || node.attribute("id") == Some("consent-explained")
        });
        let ticked: Vec<_> = ticked.collect();
        assert!(ticked.len() >= 8, "{ticked:?}");
        assert!(ticked.iter().all(|node| node.attribute("checked") != Some("true")), "{ticked:?}");
        screen.click("button", "この内容で署名する").await;
        screen.until_says("どちらかを選んでください").await;
        screen.choose("checkbox", "診察を受け", true).await;
        screen.choose("radio", "希望します", true).await;
        screen.choose("radio", "母", true).await;
        screen.write("署名(氏名)", "田中 花").await;
        screen.click("button", "この内容で署名する").await;
        screen.until_says("署名しました").await;
        let book = phone.handbook().await?;
        let consent = book.forms(child).last().and_then(|(_, form)| form.consent.clone()).unwrap();
        assert_eq!((consent.name.as_str(), consent.relation.as_str(), consent.wishes), ("田中 花", "mother", true));

        // What was consented to was the form as it stood: another answer needs another consent.
        screen.click("button", "答えを直す").await;
        screen.click("button", "変わった: ひきつけ").await;
        screen.choose("radio", "はい", true).await;
        screen.click("button", "予診票を残す").await;
        screen
            .until("the act is to be done again", |page| page.get("button", "先生の説明を聞きました").is_some())
            .await;
        let book = phone.handbook().await?;
        let form = book.forms(child).last().map(|(_, form)| (*form).clone()).unwrap();
        assert_eq!((form.consent, form.temperature_tenths), (None, Some(375)));
        Ok(())
    });
}

#[test]
fn a_form_leaves_as_paper_and_as_a_code_and_that_is_written_down() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        last_form(&phone, child).await?;
        let mut screen = child_page(&world, &phone, "陽葵").await?;
        screen.click("link", "予診票").await;
        screen.click("link", "10月3日").await;
        // A day that is over: no consent can be given any more, and none is asked for.
        assert!(screen.page().get("button", "先生の説明を聞きました").is_none());
        screen.click("button", "A4のPDFにする").await;
        screen.until_says("に保存しました").await;
        let file = std::fs::read_dir(world.folder())?
            .filter_map(Result::ok)
            .find(|file| file.file_name().to_string_lossy().starts_with("予診票-陽葵-2026-10-03"))
            .unwrap();
        assert!(std::fs::read(file.path())?.starts_with(b"%PDF"));
        screen.click("button", "QRコードで見せる").await;
        screen
            .until("the code", |page| {
                page.all()
                    .iter()
                    .any(|node| node.attribute("dangerous_inner_html").is_some_and(|html| html.contains("<svg")))
            })
            .await;
        let noted = phone.until("both are written down", |engine| async move {
            let book = engine.handbook().await?;
            let what: Vec<_> = book.shared(Some(child)).into_iter().map(|(_, shared)| shared.what.clone()).collect();
            Ok(what.contains(&"form-pdf".to_owned()) && what.contains(&"form-qr".to_owned()))
        });
        screen.while_waiting(noted).await?;
        Ok(())
    });
}

#[test]
fn the_clinic_sees_one_child_and_nothing_else_until_the_family_takes_the_device_back() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        born(&phone, "湊", "2026-09-30").await?;
        given(&phone, child, &[("2026-11-20", "MR")]).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "医院に見せる").await;
        screen.click("button", "PINを決める").await;
        screen.write("PIN", "2468").await;
        screen.write("もう一度PIN", "2469").await;
        screen.click("button", "このPINにする").await;
        screen.until_says("2つのPINが違います").await;
        screen.write("もう一度PIN", "2468").await;
        screen.click("button", "このPINにする").await;
        screen.until_says("PINで開けます").await;
        screen.click("button", "ロックして渡す").await;
        // The page before it showed the same as a preview: here nothing leads anywhere.
        screen.until("it is locked", |page| page.names("link").is_empty() && page.says("これまでの接種")).await;

        let page = screen.page();
        assert!(
            page.says("陽葵") && page.says("今日、時期に合うもの") && page.says("これまでの接種"),
            "{}",
            page.reads()
        );
        // Varicella waits for MR of four days ago, and says so.
        assert!(page.says("のあとは間をあけます"), "{}", page.reads());
        assert!(!page.says("湊"), "another child is seen");
        // No link at all, no tab, no search: nothing leads anywhere.
        assert_eq!(page.names("link"), Vec::<String>::new());
        assert_eq!(page.names("searchbox"), Vec::<String>::new());
        assert_eq!(page.names("button").len(), 1, "{:?}", page.names("button"));
        drop(screen);

        // Started again it is locked still.
        let mut screen = Screen::open(phone.clone(), world.folder()).await;
        screen.until_says("予防接種の確認").await;
        assert_eq!(screen.page().names("link"), Vec::<String>::new());
        screen.click("button", "家族にもどす").await;
        screen.write("PIN", "1111").await;
        screen.click("button", "開く").await;
        screen.until_says("PINが違います。あと4回試せます").await;
        screen.write("PIN", "２４６８").await;
        screen.click("button", "開く").await;
        screen.until("the app", |page| page.get("link", "手帳").is_some()).await;
        assert_eq!(phone.clinic_lock().await?, None);
        let book = phone.handbook().await?;
        assert!(book.shared(Some(child)).iter().any(|(_, shared)| shared.what == "clinic-screen"));
        Ok(())
    });
}

#[test]
fn a_notification_opens_nothing_while_the_clinic_has_the_device_and_drafts_are_not_lost() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        himari(&phone).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "接種を記録する").await;
        screen.click("button", "水痘").await;
        screen.write("製造番号(ロット)", "VZ77").await;
        screen.click("button", "戻る").await;
        screen.click("link", "医院に見せる").await;
        screen.click("button", "ロックして渡す").await;
        screen.until_says("予防接種の確認").await;
        screen.opening(itsumo::platform::Opening::Alert(Uuid::nil()));
        screen.click("button", "家族にもどす").await;
        // Without a PIN a button is held, and a question answered.
        screen.hold("押しつづけて開く").await;
        screen.until_says("あなたの家族のものですか").await;
        assert!(screen.page().says("予防接種の確認"), "the notification led away");
        screen.click("button", "はい、家族の端末です").await;
        screen.until("the app", |page| page.get("link", "手帳").is_some()).await;
        assert_eq!(phone.take_back(String::new()).await?, Unlocking::Open);
        screen.click("button", "戻る").await;
        screen.click("link", "接種を記録する").await;
        screen.until("the draft", |page| page.get("textbox", "製造番号(ロット)").is_some()).await;
        assert!(screen.html().contains("VZ77"), "{}", screen.html());
        Ok(())
    });
}

#[test]
fn every_screen_of_it_speaks_every_language() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        last_form(&phone, child).await?;
        for locale in Locale::ALL {
            phone.set_settings(Settings { first_run_done: true, locale: Some(locale), ..Settings::default() }).await?;
            let say = |key: &str| itsumo::i18n::I18n { locale }.say(key);
            let mut screen = Screen::open(phone.clone(), world.folder()).await;
            screen.click("link", &say("app-tab-handbook")).await;
            screen.click("link", "陽葵 ").await;
            screen.click("link", &say("handbook-door-vaccines")).await;
            let places = [
                "vaccine-visit",
                "form-title",
                "vaccine-clinic",
                "vaccine-past",
                "vaccine-reactions",
                "vaccine-reminders",
                "vaccine-record",
            ];
            for place in places {
                screen.click("link", &say(place)).await;
                let title = say(place);
                screen.until("its heading", |page| page.names("heading").contains(&title)).await;
                let page = screen.page();
                let what = format!("{} {place}", locale.code());
                let keys: Vec<_> = page
                    .reads()
                    .split_whitespace()
                    .filter(|word| (word.starts_with("vaccine-") || word.starts_with("form-")) && word.is_ascii())
                    .map(str::to_owned)
                    .collect();
                assert!(keys.is_empty(), "{what} shows keys {keys:?}");
                assert!(
                    !page.reads().contains('｜') && !page.reads().contains('《'),
                    "{what} shows ruby marks: {}",
                    page.reads()
                );
                assert_eq!(screen.html().matches("<h1").count(), 1, "{what}");
                for role in ["button", "link", "textbox", "checkbox", "radio", "combobox", "switch"] {
                    assert!(page.names(role).iter().all(|name| !name.is_empty()), "{what}: a {role} without a name");
                }
                screen.click("button", &say("app-back")).await;
                screen.until_says(&say("vaccine-doing")).await;
            }
        }
        Ok(())
    });
}
