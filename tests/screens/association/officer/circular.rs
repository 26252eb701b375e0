//! A circular is written on the phone, looked at, held, taken back; out, counted, and recalled.

use super::{on_duty, street::Street, walk::circular_is_out};
use crate::{
    driver::{Node, Screen},
    story,
};
use itsumo::route::Route;
use itsumo_domain::{
    association::{Role, circular::Mark},
    handbook::Child,
    i18n::Locale,
};
use itsumo_engine::{Engine, ExportOptions, NewEntry};
use itsumo_testkit::World;

#[test]
fn what_is_missing_is_said_at_its_field_and_what_is_sent_can_be_taken_back_unseen() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) = on_duty(&world, &street, &world.person("oshima"), Role::Chair, "会長").await?;
        screen.click("link", "回覧を書く").await;
        screen.click("button", "確かめる").await;
        screen.until_says("題名を書いてください").await;
        screen.write("題名", "公園の落ち葉ひろい").await;
        screen.write("本文", "■ 持ち物\n・軍手\n\n朝8時に集まります。").await;
        screen.click("button", "確かめる").await;
        screen.until_says("全部で6世帯").await;
        let page = screen.page();
        assert!(page.says("紙を配る 4世帯") && page.says("持ち物") && page.says("軍手"), "{}", page.reads());
        assert!(page.get("heading", "持ち物").is_some());
        // What was typed is still there behind it.
        screen.click("button", "書き直す").await;
        screen.until("the form is back", |page| page.get("textbox", "題名").is_some()).await;
        assert_eq!(
            screen.page().get("textbox", "題名").unwrap().attribute("initial_value"),
            Some("公園の落ち葉ひろい")
        );
        screen.click("button", "確かめる").await;
        // Two of the six would read it in the app, and nobody of them has joined.
        screen.until_says("2世帯には届きません").await;
        screen.click("button", "回覧を出す").await;
        screen.until_says("すべての項目を確かめて、印を付けてください").await;
        screen.choose("checkbox", "届かない世帯があることを確かめました", true).await;
        screen.click("button", "回覧を出す").await;
        screen.until_says("まもなく届きます").await;
        phone.sync().await?;
        screen.click("button", "出すのをやめる").await;
        screen.until_says("出すのをやめました").await;
        phone.sync().await?;
        assert!(phone.associations().await?.circulars.is_empty(), "nobody has seen it");
        Ok(())
    });
}

#[test]
fn the_head_of_a_block_writes_to_one_household_and_adds_a_map() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) =
            on_duty(&world, &street, &world.person("aizawa"), Role::BlockHead, "1班 班長").await?;
        let (map, sheet) = (world.folder().join("地図.png"), world.folder().join("道具.exe"));
        std::fs::write(&map, [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 400]].concat())?;
        std::fs::write(&sheet, b"MZ not for anybody")?;
        screen.click("link", "回覧を書く").await;
        screen.write("題名", "お宅の前の側溝について").await;
        screen.write("本文", "工事の日をご相談させてください。").await;
        screen.attach("ファイルを選ぶ", &sheet).await;
        screen.until("it says what is wrong with that file", |page| page.get("alert", "").is_some()).await;
        screen.attach("ファイルを選ぶ", &map).await;
        screen.until("the map", |page| page.get("button", "地図.pngを外す").is_some()).await;
        phone.wire.pull();
        screen.attach("ファイルを選ぶ", &sheet).await;
        screen.until_says("電波のあるところ").await;
        phone.wire.plug_in();
        screen.choose("radio", "世帯を選ぶ", true).await;
        screen.choose("checkbox", "石井 1-2", true).await;
        screen.click("button", "確かめる").await;
        screen.until_says("全部で1世帯").await;
        screen.until_says("地図.png").await;
        screen.choose("checkbox", "届かない世帯があることを確かめました", true).await;
        screen.click("button", "回覧を出す").await;
        screen.until_says("まもなく届きます").await;
        phone.sync().await?;
        street.goes_out().await?;
        let heads = phone.outbox().await?;
        assert!(heads.is_empty(), "nothing was refused: {heads:?}");
        // It is out, and on this phone although no officer's stream has it.
        phone.sync().await?;
        screen.until_says("1世帯のうち、0世帯が読みました").await;
        assert_eq!(phone.associations().await?.circulars.len(), 1);
        Ok(())
    });
}

#[test]
fn a_pdf_that_lies_with_a_circular_is_read_where_the_circular_is() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) =
            on_duty(&world, &street, &world.person("aizawa"), Role::BlockHead, "1班 班長").await?;
        let child = phone.record(vec![NewEntry::child(Child { name: "陽葵".into(), ..Child::default() })]).await?[0];
        let options = ExportOptions { locale: Locale::Ja, to: String::new() };
        let plan = world.folder().join("清掃の分担.pdf");
        std::fs::write(&plan, phone.booklet_pdf(child, options).await?)?;
        screen.click("link", "回覧を書く").await;
        screen.write("題名", "側溝の清掃").await;
        screen.write("本文", "分担は添付のとおりです。").await;
        screen.attach("ファイルを選ぶ", &plan).await;
        screen.until("the plan", |page| page.get("button", "清掃の分担.pdfを外す").is_some()).await;
        screen.choose("radio", "世帯を選ぶ", true).await;
        screen.choose("checkbox", "石井 1-2", true).await;
        screen.click("button", "確かめる").await;
        screen.until_says("全部で1世帯").await;
        screen.choose("checkbox", "届かない世帯があることを確かめました", true).await;
        screen.click("button", "回覧を出す").await;
        screen.until_says("まもなく届きます").await;
        phone.sync().await?;
        street.goes_out().await?;
        phone.sync().await?;
        screen.until_says("1世帯のうち、0世帯が読みました").await;
        let id = phone.associations().await?.circulars[0].id;
        let engine: &Engine = &phone;
        let mut screen = Screen::open_at(engine.clone(), world.folder(), &Route::CircularScreen { id }).await;
        screen.click("button", "清掃の分担.pdf 見る").await;
        let first = |node: &Node| node.attribute("alt") == Some("清掃の分担.pdfの1ページ目");
        screen.until("its first page", |page| page.all().iter().any(first)).await;
        assert!(screen.page().get("button", "清掃の分担.pdf 開く").is_some(), "it can be kept too");
        Ok(())
    });
}

#[test]
fn the_three_answers_add_up_and_a_recall_says_how_much_paper_is_out() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) =
            on_duty(&world, &street, &world.person("aizawa"), Role::BlockHead, "1班 班長").await?;
        let circular = circular_is_out(&street, &phone).await?;
        for at in [0, 2] {
            phone.mark_paper(circular, super::street::home(at), Mark::Delivered, None).await?;
        }
        phone.sync().await?;
        screen.click("link", "出した回覧").await;
        screen.click("link", "公園の清掃").await;
        screen.until_says("6世帯のうち、0世帯が読みました").await;
        screen.until_says("紙を配っただけ2").await;
        let page = screen.page();
        // Nobody has joined: of who would get it in the app nothing is known either.
        assert!(page.says("読んだかわかりません"), "{}", page.reads());
        screen.click("button", "この回覧を取り消す").await;
        screen.until_says("紙はもう2世帯に配ってあります").await;
        screen.click("button", "取り消す").await;
        phone.sync().await?;
        screen.until("it is gone", |page| page.says("見つかりません") || page.says("取り消しています")).await;
        screen
            .while_waiting(phone.until("no circular", |engine| async move {
                engine.sync().await?;
                Ok(engine.associations().await?.circulars.is_empty())
            }))
            .await?;
        Ok(())
    });
}

#[test]
fn a_number_on_the_wall_is_ticked_off_before_it_goes_also_where_only_the_server_sees_it() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) = on_duty(&world, &street, &world.person("oshima"), Role::Chair, "会長").await?;
        screen.click("link", "回覧を書く").await;
        screen.write("題名", "もちつき").await;
        screen.write("本文", "お問い合わせは 0436-00-7777 まで。").await;
        screen.choose("checkbox", "掲示板", true).await;
        // No network: the phone says what it sees by itself.
        phone.wire.pull();
        screen.click("button", "確かめる").await;
        screen.until_says("電波が届かないため").await;
        let page = screen.page();
        assert!(page.says("電話番号が1つあります") && page.says("0436-00-7777"), "{}", page.reads());
        screen.choose("checkbox", "届かない世帯があることを確かめました", true).await;
        screen.choose("checkbox", "この電話番号をだれにでも見せてよいと確かめました", true).await;
        // Meanwhile one of the two asked for paper, which this phone has not heard: it is another tick.
        street.takes_paper(4).await?;
        screen.click("button", "回覧を出す").await;
        phone.wire.plug_in();
        phone.sync().await?;
        screen.until_says("出す前に確かめてほしいことがあります").await;
        screen.until_says("1世帯には届きません").await;
        for tick in ["届かない世帯があることを確かめました", "この電話番号をだれにでも見せてよいと確かめました"]
        {
            screen.choose("checkbox", tick, true).await;
        }
        screen.click("button", "回覧を出す").await;
        screen.until_says("まもなく届きます").await;
        phone.sync().await?;
        street.goes_out().await?;
        assert!(phone.outbox().await?.is_empty(), "nothing was refused");
        phone.sync().await?;
        assert_eq!(phone.associations().await?.circulars.len(), 1);
        Ok(())
    });
}
