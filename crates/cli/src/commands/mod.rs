//! Every command: one question or action of the engine, and how its answer looks.

mod account;
mod mine;
mod news;
mod school;
mod watch;

use crate::{
    Failure,
    args::{self, Command},
    say::Say,
};
use itsumo_engine::{
    Engine, Error,
    domain::{
        city::{Area, City, LocalText, Topic},
        i18n::Arg,
    },
};
use serde_json::{Value, json};
use std::fmt::Write;

/// What a command comes to.
type Done = Result<(), Failure>;

/// Two JSON objects as one.
fn with(mut json: Value, more: Value) -> Value {
    if let (Value::Object(json), Value::Object(more)) = (&mut json, more) {
        json.extend(more);
    }
    json
}

/// Does it.
pub async fn run(engine: &Engine, command: Command, say: &Say) -> Done {
    match command {
        Command::Cities => cities(engine, say).await,
        Command::City { command: args::City::Choose { code } } => {
            engine.choose_city(&code).await?;
            let city = engine.city().await?.unwrap_or_default();
            let name = city.name.get(say.locale).to_owned();
            Ok(say.answer(
                || json!({ "code": city.code, "name": city.name.ja }),
                || say.text("cli-city-chosen", &[("name", Arg::Text(&name))]),
            )?)
        }
        Command::City { command: args::City::Show } => city(engine, say).await,
        Command::News { command } => news::news(engine, command, say).await,
        Command::Interests { command } => mine::interests(engine, command, say).await,
        Command::Sync => {
            let report = engine.sync().await?;
            let number = |n: usize| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
            say.answer(
                || json!({ "pulled": report.pulled, "pushed": report.pushed, "refused": report.refused }),
                || {
                    let args = [
                        ("pulled", number(report.pulled)),
                        ("pushed", number(report.pushed)),
                        ("refused", number(report.refused)),
                    ];
                    say.text("cli-sync-done", &args)
                },
            )?;
            // Nothing runs in the background of a terminal: who searches next should not have to wait. If it
            // fails, searching is only slower.
            let _ = engine.index_now().await;
            Ok(())
        }
        Command::Outbox { command } => mine::outbox(engine, command, say).await,
        Command::School { command } => school::school(engine, command, say).await,
        Command::Alerts => watch::alerts(engine, say).await,
        Command::Watch => watch::watch(engine, say).await,
        Command::Health => watch::health(engine, say).await,
        other => account::account(engine, other, say).await,
    }
}

async fn cities(engine: &Engine, say: &Say) -> Done {
    let cities = engine.cities().await?;
    Ok(say.answer(
        || json!(cities),
        || match cities.is_empty() {
            true => say.text("cli-cities-none", &[]),
            false => cities.iter().fold(String::new(), |mut out, city| {
                let fictional = match city.fictional {
                    true => format!(" ({})", say.text("cli-fictional", &[])),
                    false => String::new(),
                };
                let name = say.plain(city.name.get(say.locale));
                let prefecture = say.plain(city.prefecture.get(say.locale));
                let _ = writeln!(out, "{}  {prefecture} {name}{fictional}", city.code);
                out
            }),
        },
    )?)
}

async fn city(engine: &Engine, say: &Say) -> Done {
    let Some(city) = engine.city().await? else {
        return Err(Error::refused("city-needed").into());
    };
    Ok(say.answer(
        || json!(city),
        || {
            let mut out = format!("{}  {}\n", city.code, say.plain(city.name.get(say.locale)));
            let topics = city.topics.iter().map(|topic| (&topic.id, &topic.name));
            let areas = city.areas.iter().map(|area| (&area.id, &area.name));
            for (id, name) in topics.chain(areas) {
                let _ = writeln!(out, "  {id:<20} {}", say.plain(name.get(say.locale)));
            }
            out
        },
    )?)
}

/// Sends what was just done, if somebody is signed in. If it cannot be sent now it waits in the outbox.
async fn deliver(engine: &Engine) {
    if engine.sync_state().await.waiting > 0 {
        let _ = engine.sync().await;
    }
}

fn local(say: &Say, text: &LocalText) -> String {
    say.plain(text.get(say.locale))
}

async fn names(engine: &Engine) -> Result<City, Failure> {
    Ok(engine.city().await?.unwrap_or_default())
}

/// Something of the city with an id that people type.
trait Named {
    fn id(&self) -> &str;
}

impl Named for Topic {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Named for Area {
    fn id(&self) -> &str {
        &self.id
    }
}

/// A slip in an id would silently show nothing: say what there is.
fn known(say: &Say, key: &str, id: &str, all: &[impl Named]) -> Done {
    if all.iter().any(|one| one.id() == id) {
        return Ok(());
    }
    let list: Vec<&str> = all.iter().map(Named::id).collect();
    Err(Failure::Typed(say.text(key, &[("id", Arg::Text(id)), ("list", Arg::Text(&list.join(" ")))])))
}
