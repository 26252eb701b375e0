//! 予診票: what changed first, consent as an act of the day, paper and code.

use super::{child_page, date, himari, last_form};
use crate::story;
use itsumo_testkit::World;

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
