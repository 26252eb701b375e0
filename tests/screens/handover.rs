//! Between a machine in a hall and a phone: what is on the phone comes out of the machine, and nothing stays on either way.

use crate::{
    driver::{Page, Screen},
    kiosk::machine,
    opened, story,
};
use anyhow::Result;
use itsumo::{
    kiosk::{KioskScreen, Session},
    platform::{Opening, link::Link},
    route::Route,
};
use itsumo_domain::{
    handbook::{Child, Fact, Form},
    handover::LIFE,
};
use itsumo_engine::{Engine, NewEntry, http::Method};
use itsumo_testkit::{Device, World};
use std::time::Duration;
use uuid::Uuid;

/// A machine that prints, with its ticket on the screen.
async fn waiting(world: &World) -> Result<(Device, Screen)> {
    let device = world.person("hall").phone().await?;
    let (session, _) = machine(world, &[KioskScreen::Print]);
    let mut config = session.config().clone();
    // A printer that nobody has: no test may ever print.
    config.printer = Some("itsumo-test-no-such-printer".to_owned());
    let session = Session::new(config, std::sync::Arc::new(itsumo::kiosk::HandMachine::default()), Default::default());
    let engine: &Engine = &device;
    let mut screen = Screen::kiosk(engine.clone(), session).await;
    screen.click("button", "画面にふれると始まります").await;
    screen.click("link", "スマートフォンから印刷する").await;
    screen.until("a ticket", |page| ticket(page).is_some()).await;
    Ok((device, screen))
}

/// What a camera would read off the machine's screen.
fn ticket(page: &Page) -> Option<String> {
    page.all().into_iter().find_map(|node| node.attribute("data-ticket").map(str::to_owned))
}

/// The six digits on a screen, as they are read aloud.
fn digits(page: &Page) -> String {
    let read = page.reads();
    let after = read.split("確認の番号").nth(1).unwrap_or_else(|| panic!("no digits: {read}"));
    let digits: String = after.chars().filter(|c| !c.is_whitespace()).take_while(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 6, "{read}");
    digits
}

/// A mother with a form for her child.
async fn hana(world: &World) -> Result<(Device, Uuid, Uuid)> {
    let phone = world.person("hana").phone().await?;
    let child = Child { name: "陽葵".into(), birth_date: "2025-09-10".parse().ok(), ..Child::default() };
    let child = phone.record(vec![NewEntry::child(child)]).await?[0];
    let form =
        Form { date: "2026-11-25".parse()?, vaccines: vec![("PCV".into(), "booster".into())], ..Form::default() };
    let form = phone.record(vec![NewEntry::about(child, Fact::Form(form))]).await?[0];
    Ok((phone, child, form))
}

async fn form_screen(world: &World, phone: &Device, child: Uuid, entry: Uuid) -> Result<Screen> {
    drop(opened(world, phone).await?);
    let engine: &Engine = phone;
    Ok(Screen::open_at(engine.clone(), world.folder(), &Route::FormScreen { child, entry }).await)
}

/// The machine's clock goes on, twenty times as fast as ours, until it has asked for what `holds` looks for.
async fn time_goes_on(world: &World, machine: &Device, holds: impl Fn(&[(Method, String)]) -> bool) {
    let mut tick = tokio::time::interval(Duration::from_millis(5));
    while !holds(&machine.wire.asked()) {
        tick.tick().await;
        world.hand().advance(100);
    }
}

fn sealed_was_sent(phone: &Device) -> bool {
    phone.wire.asked().iter().any(|(method, path)| *method == Method::Put && path.ends_with("/sealed"))
}

#[test]
fn a_form_on_a_phone_comes_to_the_machine_and_is_looked_at_before_it_is_printed() {
    story(async {
        let world = World::new().await?;
        let (hall, mut machine) = waiting(&world).await?;
        let (phone, child, form) = hana(&world).await?;
        let mut screen = form_screen(&world, &phone, child, form).await?;
        screen.click("button", "市役所などの機械で印刷する").await;
        screen.write("コードのアドレス", &ticket(&machine.page()).unwrap()).await;
        screen.click("button", "次へ").await;
        screen.until_says("市役所1階の画面に出ている番号").await;
        assert_eq!(digits(&screen.page()), digits(&machine.page()));
        assert!(!sealed_was_sent(&phone), "nothing is sent before the digits were compared");
        screen.click("button", "同じなので送る").await;
        screen.until_says("送りました").await;

        let closed = |asked: &[(Method, String)]| asked.iter().any(|(method, _)| *method == Method::Delete);
        machine.while_waiting(time_goes_on(&world, &hall, closed)).await;
        machine.until_says("届きました").await;
        let page = machine.page();
        assert!(page.says("予診票") && page.says("1ページ") && !page.says("陽葵"), "{}", page.reads());
        let pictures: Vec<_> =
            page.all().into_iter().filter_map(|node| node.attribute("src").map(str::to_owned)).collect();
        assert!(pictures.iter().any(|src| src.starts_with("data:image/png;base64,")), "a look at it");

        machine.click("button", "印刷する").await;
        machine.until_says("プリンターにつながりません").await;
        assert!(machine.page().says("書類はまだこの画面にあります"));
        machine.click("button", "印刷しないで消す").await;
        machine.until_says("消しました").await;
        assert!(!machine.html().contains("data:image/png"), "nothing of it is on the page");

        // The family can see where it went.
        let book = phone.handbook().await?;
        let left = book.entries(child).into_iter().find_map(|entry| match &entry.fact {
            Fact::Shared(shared) => Some((shared.what.clone(), shared.to.clone(), shared.of.clone())),
            _ => None,
        });
        assert_eq!(left, Some(("form-pdf".to_owned(), "市役所1階".to_owned(), vec![form])));
        Ok(())
    });
}

#[test]
fn who_scans_first_chooses_on_the_phone_and_need_not_scan_again() {
    story(async {
        let world = World::new().await?;
        let (_hall, machine) = waiting(&world).await?;
        let (phone, ..) = hana(&world).await?;
        let mut screen = opened(&world, &phone).await?;
        let code = ticket(&machine.page()).unwrap();
        screen.opening(Opening::Link(Link::read(&code)));
        screen.until_says("機械が待っています").await;
        screen.until_says("陽葵さんの母子健康手帳の写し").await;
        assert_eq!(digits(&screen.page()), digits(&machine.page()));
        screen.click("button", "陽葵さんの予診票").await;
        screen.until_says("機械の画面と同じ番号ですか").await;
        screen.click("button", "同じなので送る").await;
        screen.until_says("送りました").await;
        assert!(sealed_was_sent(&phone));
        Ok(())
    });
}

#[test]
fn other_digits_send_nothing_and_what_is_no_ticket_says_so() {
    story(async {
        let world = World::new().await?;
        let (_hall, machine) = waiting(&world).await?;
        let (phone, child, form) = hana(&world).await?;
        let mut screen = form_screen(&world, &phone, child, form).await?;
        screen.click("button", "市役所などの機械で印刷する").await;
        screen.write("コードのアドレス", "https://www.city.mihon.example/").await;
        screen.click("button", "次へ").await;
        screen.until_says("印刷のコードではありません").await;
        let code = ticket(&machine.page()).unwrap();
        screen.write("コードのアドレス", &code.replace("127.0.0.1", "127.0.0.2")).await;
        screen.click("button", "次へ").await;
        screen.until_says("別のまちの機械です").await;
        screen.write("コードのアドレス", &code).await;
        screen.click("button", "次へ").await;
        screen.click("button", "ちがう").await;
        screen.until_says("送っていません").await;
        assert!(!sealed_was_sent(&phone));
        screen.click("button", "読み取りなおす").await;
        screen.until_says("コードのアドレス").await;
        Ok(())
    });
}

#[test]
fn a_machine_gives_its_ticket_up_when_somebody_goes_on_and_when_its_time_is_over() {
    story(async {
        let world = World::new().await?;
        let (hall, mut machine) = waiting(&world).await?;
        let code = ticket(&machine.page()).unwrap();
        let (phone, ..) = hana(&world).await?;
        // Its five minutes pass.
        let asks = |asked: &[(Method, String)]| asked.iter().filter(|(method, _)| *method == Method::Get).count();
        let before = asks(&hall.wire.asked());
        world.hand().advance(LIFE);
        machine.until_says("時間が過ぎました").await;
        assert!(asks(&hall.wire.asked()) <= before + 1, "what is over is not asked for");
        machine.click("button", "新しいコードを出す").await;
        machine.until("another ticket", |page| ticket(page).is_some_and(|new| new != code)).await;
        let next = ticket(&machine.page()).unwrap();
        // Somebody leaves it behind.
        machine.click("button", "終わる").await;
        machine.click_within("alertdialog", "終わる").await;
        let closed = |asked: &[(Method, String)]| asked.iter().any(|(method, _)| *method == Method::Delete);
        machine.while_waiting(time_goes_on(&world, &hall, closed)).await;
        let seen = phone.read_ticket(&next)?;
        let refused = phone.send_to_print(&seen, "予診票", b"%PDF-1.7".to_vec()).await.unwrap_err();
        assert!(refused.text(itsumo_domain::i18n::Locale::Ja).contains("もう使われています"), "{refused}");
        Ok(())
    });
}

#[test]
fn a_machine_without_a_network_says_so_before_anybody_scans() {
    story(async {
        let world = World::new().await?;
        let (hall, mut machine) = waiting(&world).await?;
        world.hand().advance(LIFE);
        machine.until_says("時間が過ぎました").await;
        hall.wire.pull();
        machine.click("button", "新しいコードを出す").await;
        machine
            .until("why", |page| page.get("button", "新しいコードを出す").is_some() && !page.says("時間が過ぎました"))
            .await;
        assert!(ticket(&machine.page()).is_none());
        hall.wire.plug_in();
        machine.click("button", "新しいコードを出す").await;
        machine.until("a ticket", |page| ticket(page).is_some()).await;
        Ok(())
    });
}
