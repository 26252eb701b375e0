//! Stories: named people with devices, a real server, a clock moved by hand. Each test is a sentence that
//! somebody would say of the product.

mod account;
mod alerts;
mod association;
mod family;
mod faults;
mod feeds;
mod news;
mod push;
mod school;
mod servers;

use itsumo_domain::{
    Timestamp,
    alert::{Alert, Hazard, Severity, Status},
    interests::Interests,
    news::{News, Sorted, Why},
};
use itsumo_testkit::World;
use std::future::Future;

/// Runs a story; what goes wrong in it is the test's failure, told in full.
fn story(told: impl Future<Output = anyhow::Result<()>>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let end = runtime.block_on(told);
    // Devices and servers that the story left running end with it.
    runtime.shutdown_background();
    if let Err(error) = end {
        panic!("{error:#}");
    }
}

/// An announcement about these topics, for these areas.
fn news(world: &World, title: &str, topics: &[&str], areas: &[&str]) -> News {
    let sorted = |id: &&str| Sorted { id: (*id).to_owned(), why: Why::Title { text: title.to_owned() } };
    // Every announcement is a second younger than the one before, so that lists have one order.
    world.hand().advance(Timestamp::SECOND);
    News {
        title: title.to_owned(),
        summary: format!("{title}について"),
        html: format!("<p>{title}のくわしい説明です。</p>"),
        url: Some("https://www.city.mihon.example/1.html".to_owned()),
        source: "city-news".to_owned(),
        published: world.hand().now(),
        topics: topics.iter().map(sorted).collect(),
        areas: areas.iter().map(sorted).collect(),
        ..News::default()
    }
}

/// An evacuation order for the whole city.
fn emergency(world: &World, headline: &str) -> Alert {
    let now = world.hand().now();
    Alert {
        status: Status::Actual,
        severity: Severity::Emergency,
        hazard: Hazard::Evacuation,
        headline: headline.to_owned(),
        text: "ただちに避難してください。".to_owned(),
        sender: "みほん市危機管理課".to_owned(),
        issued: now,
        expires: now.plus(Timestamp::DAY),
        ..Alert::default()
    }
}

/// Interests in these topics and areas.
fn interests(topics: &[&str], areas: &[&str]) -> Interests {
    let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    Interests { topics: set(topics), areas: set(areas), ..Interests::default() }
}
