//! The head of the block walks the street with the paper.

use super::{
    on_duty,
    street::{HINODE, Street, home},
};
use crate::{driver::Screen, story};
use anyhow::Result;
use itsumo::platform::{Opening, link::Link};
use itsumo_domain::{
    Timestamp,
    association::{
        Role,
        circular::{Ask, Audience, CircularKind, Draft, Mark, slip::Slip},
    },
    city::LocalText,
    writing::Block,
};
use itsumo_testkit::{Device, World};
use uuid::Uuid;

/// A circular of the head of the block is out, and on this phone.
pub async fn circular_is_out(street: &Street<'_>, phone: &Device) -> Result<Uuid> {
    is_out(street, phone, asks_who_comes()).await
}

/// 公園の清掃, to the block.
fn asks_who_comes() -> Draft {
    Draft {
        kind: CircularKind::Attendance,
        title: LocalText::ja("公園の清掃"),
        blocks: vec![Block::Text { text: LocalText::ja("朝8時に集まります。") }],
        ask: Ask::Attendance,
        audience: Audience { blocks: [super::street::BLOCK].into(), ..Audience::default() },
        ..Draft::default()
    }
}

async fn is_out(street: &Street<'_>, phone: &Device, draft: Draft) -> Result<Uuid> {
    let id = phone.new_id();
    let warned = phone.look_at_circular(id, HINODE, &draft).await?;
    let ticked = warned.into_iter().map(|warned| warned.mark).collect();
    phone.write_circular(id, HINODE, draft, ticked).await?;
    phone.sync().await?;
    street.goes_out().await?;
    phone.sync().await?;
    Ok(id)
}

fn marked(screen: &Screen, state: &str) -> Vec<String> {
    let page = screen.page();
    let doors = page.all().into_iter().filter(|node| node.attribute("class") == Some("door"));
    doors.filter(|node| node.attribute("data-mark") == Some(state)).map(|node| node.reads()).collect()
}

#[test]
fn one_tap_a_household_and_a_way_back_all_without_a_network() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) =
            on_duty(&world, &street, &world.person("aizawa"), Role::BlockHead, "1班 班長").await?;
        let circular = circular_is_out(&street, &phone).await?;
        screen.until_says("あと4世帯").await;
        phone.wire.pull();
        screen.click("link", "公園の清掃").await;
        screen.until_says("4世帯のうち、0世帯に配りました").await;
        assert_eq!(marked(&screen, "nothing").len(), 6, "four with paper, and two folded away");

        screen.click("button", "上野さん").await;
        screen.until_says("4世帯のうち、1世帯に配りました").await;
        screen.until("it says that it waits", |page| page.says("送信待ち")).await;
        // A second tap takes nothing away: it asks.
        screen.click("button", "上野さん").await;
        screen.until("the choices are there", |page| page.get("button", "印を消す").is_some()).await;
        screen.click("button", "閉じる").await;
        assert_eq!(marked(&screen, "delivered").len(), 1);
        // The way back lies at the bottom. Of two marks the later counts, by the clock of the phone.
        world.hand().advance(Timestamp::SECOND);
        screen.click("button", "元に戻す").await;
        screen.until_says("4世帯のうち、0世帯に配りました").await;

        world.hand().advance(Timestamp::SECOND);
        for name in ["相沢さん", "上野さん", "遠藤さん", "加納さん"] {
            screen.click("button", name).await;
        }
        screen.until_says("全部配りました").await;
        // What the household said counts beside what was carried.
        world.hand().advance(Timestamp::SECOND);
        screen.choose("radio", "読んだ", true).await;
        screen.click("button", "遠藤さん").await;
        screen.until_says("4世帯のうち、1世帯が読みました").await;

        phone.wire.plug_in();
        phone.sync().await?;
        screen.until_silent("送信待ち").await;
        let (reach, fresh) = phone.reach(circular).await?;
        assert!(fresh);
        assert_eq!((reach.totals.of, reach.totals.paper_delivered, reach.totals.paper_read), (6, 3, 1));
        Ok(())
    });
}

#[test]
fn a_slip_s_number_finds_the_household_and_its_answer_is_counted() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) =
            on_duty(&world, &street, &world.person("aizawa"), Role::BlockHead, "1班 班長").await?;
        let circular = circular_is_out(&street, &phone).await?;
        screen.click("link", "公園の清掃").await;
        screen.click("link", "返信票を書き写す").await;
        screen.write("返信票の番号", "7K3M").await;
        screen.click("button", "世帯を探す").await;
        screen.until_says("返信票の番号ではないようです").await;
        let slip = Slip { circular, household: home(3) };
        screen.write("返信票の番号", &slip.number().to_lowercase()).await;
        screen.click("button", "世帯を探す").await;
        screen.until_says("遠藤さん").await;
        screen.click("button", "1人ふやす").await;
        screen.click("button", "1人ふやす").await;
        screen.click("button", "回答する").await;
        screen.until_says("遠藤さんの返信票を記録しました").await;
        phone.sync().await?;
        let (reach, _) = phone.reach(circular).await?;
        assert_eq!((reach.totals.confirmed, reach.totals.not_reached), (1, 5));
        let mark = phone.associations().await?.paper.get(&(circular, home(3))).map(|row| row.mark);
        assert_eq!(mark, Some(Mark::Read));
        Ok(())
    });
}

#[test]
fn a_slip_that_a_camera_read_is_at_its_household_at_once() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) =
            on_duty(&world, &street, &world.person("aizawa"), Role::BlockHead, "1班 班長").await?;
        let circular = circular_is_out(&street, &phone).await?;
        let slip = |household| Slip { circular, household }.text();
        screen.opening(Opening::Link(Link::read(&slip(home(3)))));
        screen.until_says("遠藤さん").await;
        screen.click("button", "返事の記入なし（読んだとだけ記録）").await;
        screen.until_says("遠藤さんの返信票を記録しました").await;
        // The next of the pile, while the page is there.
        screen.opening(Opening::Link(Link::read(&slip(home(1)))));
        screen.until_says("石井さん").await;
        let mark = phone.associations().await?.paper.get(&(circular, home(3))).map(|row| row.mark);
        assert_eq!(mark, Some(Mark::Read));
        Ok(())
    });
}

#[test]
fn a_slip_that_comes_after_the_answers_closed_was_read_and_the_page_says_that_it_is_no_more() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) =
            on_duty(&world, &street, &world.person("aizawa"), Role::BlockHead, "1班 班長").await?;
        let due = Some(phone.now().jst_date());
        let circular = is_out(&street, &phone, Draft { due, closes: true, ..asks_who_comes() }).await?;
        world.hand().advance(2 * Timestamp::DAY);
        screen.opening(Opening::Link(Link::read(&Slip { circular, household: home(3) }.text())));
        screen.until_says("遠藤さん").await;
        screen.until_says("返事の受付は終わりました。「読んだ」とだけ記録します。").await;
        assert!(screen.page().get("button", "回答する").is_none(), "nothing is asked that would be thrown away");
        screen.click("button", "読んだと記録する").await;
        screen.until_says("遠藤さんの返信票を記録しました").await;
        phone.sync().await?;
        assert!(phone.outbox().await?.is_empty(), "nothing was refused");
        assert_eq!(phone.reach(circular).await?.0.totals.paper_read, 1);
        Ok(())
    });
}
