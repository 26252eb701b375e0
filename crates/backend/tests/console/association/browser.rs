//! Circulars in Chromium: a tap marks paper without leaving the page, another officer's page follows by itself; without
//! scripts every button works; nobody is shut out.

use super::asked;
use crate::{association_town::AssociationTown, chromium::Browser};
use itsumo_domain::association::{
    AssociationCommand,
    circular::{Mark, Reply, slip::Slip},
};
use serde_json::json;

/// The town behind a port, with a circular that some have read.
struct Served {
    town: AssociationTown,
    url: String,
    page: String,
    id: uuid::Uuid,
    serving: tokio::task::JoinHandle<()>,
}

impl Served {
    async fn new() -> Self {
        let town = AssociationTown::sqlite().await;
        let (id, page) = town.sent(asked()).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = town.town.router.clone();
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { page: format!("{url}{page}"), town, url, id, serving }
    }

    /// 山田 reply by phone; paper lies with some.
    async fn some_have_read(&self) {
        let Self { town, id, .. } = self;
        let reply = AssociationCommand::ReplyCircular {
            circular: *id,
            household: town.yamada,
            given: Reply::Choice { chosen: vec![0] },
        };
        town.act(&town.hana, reply).await.unwrap();
        for (at, mark) in [(2, Mark::Read), (5, Mark::Delivered), (8, Mark::Delivered)] {
            let (household, marked) = (crate::association_town::home_id(at), town.now());
            let mark = AssociationCommand::MarkPaper { circular: *id, household, mark, marked, given: None };
            town.act(&town.head1.person, mark).await.unwrap();
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_marks_paper_and_the_chair_s_page_follows() {
    let served = Served::new().await;
    let (url, page, ueda) = (served.url.clone(), served.page.clone(), served.town.ueda);
    let (chair, head) = (served.town.chair.person.token.clone(), served.town.head1.person.token.clone());
    let looking = tokio::task::spawn_blocking(move || {
        let Some(browser) = Browser::open() else { return };
        let Some(other) = Browser::open() else { return };
        other.sign_in(&url, &chair, "ja");
        other.go(&page);
        other.run("window.same = document.getElementById('main')", json!([]));
        browser.sign_in(&url, &head, "ja");
        browser.go(&page);
        browser.run("window.same = document.getElementById('main')", json!([]));
        let button = format!("#h-{ueda} button[value=delivered]");
        browser.click(&button);
        browser.wait_for("mark", |browser| browser.has(&format!("#h-{ueda} button[aria-pressed=true]")));
        assert_eq!(browser.run("return window.same === document.getElementById('main')", json!([])), json!(true));
        other.wait_for("mark", |other| other.text_of(&format!("#h-{ueda} .stand")).contains("紙を配った"));
        assert_eq!(other.run("return window.same === document.getElementById('main')", json!([])), json!(true));
        browser.click(&format!("#h-{ueda} button[value=read]"));
        browser.wait_for("read", |browser| browser.text_of(&format!("#h-{ueda} .stand")).contains("紙で読んだ"));
    });
    looking.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_slip_is_taken_in() {
    let served = Served::new().await;
    let (url, page, head) = (served.url.clone(), served.page.clone(), served.town.head1.person.token.clone());
    let (ueda, number) = (served.town.ueda, Slip { circular: served.id, household: served.town.ueda }.number());
    let looking = tokio::task::spawn_blocking(move || {
        let Some(browser) = Browser::open_with(false) else { return };
        browser.sign_in(&url, &head, "ja");
        browser.go(&page);
        browser.click(&format!("#h-{ueda} button[value=delivered]"));
        browser.wait_for("mark", |browser| browser.text_of(&format!("#h-{ueda} .stand")).contains("紙を配った"));
        browser.type_into("#slip-number", "7K3M");
        browser.click("#slip button");
        browser.wait_for("what is wrong", |browser| browser.text_of("#slip .wrong").contains("10文字"));
        browser.run("document.querySelector('#slip-number').value = ''", json!([]));
        browser.type_into("#slip-number", &number);
        browser.click("input[name=chosen][value='1']");
        browser.click("#slip button");
        browser.wait_for("reply", |browser| browser.text_of(&format!("#h-{ueda} .stand")).contains("返事があった"));
    });
    looking.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_shut_out_of_a_circular_s_pages() {
    let served = Served::new().await;
    served.some_have_read().await;
    let Served { town, url, page, .. } = &served;
    let begun = |token: &crate::persons::Person, at: String| {
        let (visitor, kinds) = (town.visitor(token), [("kind", "poll")]);
        async move { visitor.post(&at, &kinds).await.to() }
    };
    let edit = begun(&town.chair.person, town.at("circulars")).await;
    let citys = begun(&town.city.person, town.at_city("circulars")).await;
    let check = edit.replace("/edit", "/check");
    let (chair, city) = (town.chair.person.token.clone(), town.city.person.token.clone());
    let pages: Vec<(&'static str, String, String)> = vec![
        ("circulars", chair.clone(), format!("{url}{}", town.at("circulars"))),
        ("circular-edit", chair.clone(), format!("{url}{edit}")),
        ("circular-check", chair.clone(), format!("{url}{check}")),
        ("circular", chair, page.clone()),
        ("circular-citys", city.clone(), format!("{url}{citys}")),
        ("circular-burden", city, format!("{url}{}", town.at_city("burden"))),
    ];
    look_at(url.clone(), pages).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_shut_out_of_the_pages_of_meetings_the_calendar_and_safety_checks() {
    let served = Served::new().await;
    let Served { town, url, .. } = &served;
    let meeting = town.called().await;
    town.planned().await;
    let drill = town.started("drill").await;
    let real = town.started("real").await;
    town.calls(&real).await;
    let chair = town.chair.person.token.clone();
    let pages = [
        ("meetings", town.at("meetings")),
        ("meeting-edit", format!("{meeting}/edit")),
        ("meeting", meeting),
        ("duties", town.at("duties")),
        ("safety", town.at("safety")),
        ("safety-drill", drill),
        ("safety-real", real),
    ];
    let pages = pages.map(|(name, page)| (name, chair.clone(), format!("{url}{page}"))).to_vec();
    look_at(url.clone(), pages).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_shut_out_of_the_pages_of_the_office_and_of_seats() {
    let served = Served::new().await;
    let Served { town, url, .. } = &served;
    let (list, looked) = town.at_the_office().await;
    let (chair, city) = (town.chair.person.token.clone(), town.city.person.token.clone());
    let pages = vec![
        ("office", chair.clone(), format!("{url}{}", town.at("office"))),
        ("office-directory", chair.clone(), format!("{url}{}", town.at("office/directory"))),
        ("office-household", chair.clone(), format!("{url}{}", town.at(&format!("office/households/{}", town.yamada)))),
        ("office-seats", chair.clone(), format!("{url}{list}")),
        ("office-seat", chair, format!("{url}{looked}")),
        ("office-city", city, format!("{url}{}", town.at_city("office"))),
    ];
    look_at(url.clone(), pages).await;
}

/// Looks at pages as [`Browser::look`] does, and whether they are as wide as the tablet in every language.
async fn look_at(url: String, pages: Vec<(&'static str, String, String)>) {
    let looking = tokio::task::spawn_blocking(move || {
        let Some(browser) = Browser::open() else { return };
        for (name, token, page) in &pages {
            browser.sign_in(&url, token, "ja");
            browser.go(page);
            browser.look(name);
            browser.run("document.documentElement.style.fontSize = ''", json!([]));
            browser.size(1024, 3600);
            browser.picture(&format!("{name}-whole"));
            browser.size(1024, 768);
            for language in ["ja-easy", "en"] {
                browser.sign_in(&url, token, language);
                browser.go(page);
                let wide = browser.run("return document.documentElement.scrollWidth > innerWidth", json!([]));
                assert_eq!(wide, json!(false), "{name} in {language} is wider than the tablet");
                browser.picture(&format!("{name}-1024-{language}"));
            }
        }
    });
    looking.await.unwrap();
}
