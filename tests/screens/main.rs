//! Screens: the app without a window, driven by role and name against a real backend. Each test is something
//! that somebody does with it.

mod account;
mod association;
mod computer;
mod driver;
mod growth;
mod handbook;
mod handover;
mod kiosk;
mod news;
mod school;
mod settings;
mod start;
mod vaccine;

use driver::Screen;
use itsumo_domain::{
    Timestamp,
    i18n::Locale,
    news::{News, Sorted, Why},
};
use itsumo_engine::{Engine, Settings};
use itsumo_testkit::World;
use std::future::Future;

/// Runs what somebody does. Screens stay on one thread, as in a window; the server has its own.
fn story(told: impl Future<Output = anyhow::Result<()>>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let end = runtime.block_on(told);
    runtime.shutdown_background();
    if let Err(error) = end {
        panic!("{error:#}");
    }
}

/// The app of somebody who has been through the first run, in Japanese.
async fn opened(world: &World, engine: &Engine) -> anyhow::Result<Screen> {
    engine.set_settings(Settings { first_run_done: true, locale: Some(Locale::Ja), ..Settings::default() }).await?;
    Ok(Screen::open(engine.clone(), world.folder()).await)
}

/// An announcement about `topics`; every one is a second younger than the one before.
fn news(world: &World, title: &str, topics: &[&str]) -> News {
    world.hand().advance(Timestamp::SECOND);
    News {
        title: title.to_owned(),
        summary: format!("{title}について"),
        html: format!("<h2>くわしく</h2><p>{title}のくわしい説明です。</p>"),
        url: Some("https://www.city.mihon.example/1.html".to_owned()),
        source: "city-news".to_owned(),
        published: world.hand().now(),
        topics: topics
            .iter()
            .map(|id| Sorted { id: (*id).to_owned(), why: Why::Title { text: title.to_owned() } })
            .collect(),
        ..News::default()
    }
}
