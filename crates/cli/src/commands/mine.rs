//! What is mine on this device: interests, and what is not delivered yet.

use super::{Done, deliver, known, names, with};
use crate::{Failure, args, say::Say};
use itsumo_engine::{
    Engine, OutboxItem, OutboxState,
    domain::{Timestamp, i18n::Arg, interests::Interests, time::YearMonth},
    refusal_key,
};
use serde_json::json;
use std::fmt::Write;
use uuid::Uuid;

pub(super) async fn interests(engine: &Engine, command: args::Interests, say: &Say) -> Done {
    match command {
        args::Interests::Show => {}
        args::Interests::Set { topic, area, child } => {
            let city = names(engine).await?;
            for id in &topic {
                known(say, "cli-unknown-topic", id, &city.topics)?;
            }
            for id in &area {
                known(say, "cli-unknown-area", id, &city.areas)?;
            }
            let month = |text: &String| {
                YearMonth::parse(text)
                    .ok_or_else(|| Failure::Typed(say.text("cli-not-a-month", &[("text", Arg::Text(text))])))
            };
            let interests = Interests {
                topics: topic.into_iter().collect(),
                areas: area.into_iter().collect(),
                children: child.iter().map(month).collect::<Result<_, _>>()?,
                muted: engine.interests().await?.muted,
            };
            engine.set_interests(interests).await?;
            deliver(engine).await;
        }
        args::Interests::Mute { topic, days } => {
            known(say, "cli-unknown-topic", &topic, &names(engine).await?.topics)?;
            let until = (days > 0).then(|| engine.now().plus(i64::from(days) * Timestamp::DAY));
            engine.mute_topic(&topic, until).await?;
            deliver(engine).await;
        }
    }
    let interests = engine.interests().await?;
    let now = engine.now();
    Ok(say.answer(
        || json!(interests),
        || {
            let lists = [
                ("cli-interests-topics", interests.topics.iter().cloned().collect::<Vec<_>>()),
                ("cli-interests-areas", interests.areas.iter().cloned().collect()),
                ("cli-interests-children", interests.children.iter().map(ToString::to_string).collect()),
            ];
            let mut out = String::new();
            for (key, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
                let _ = writeln!(out, "{}", say.text(key, &[("list", Arg::Text(&list.join(" ")))]));
            }
            for (topic, until) in interests.muted.iter().filter(|(_, until)| **until > now) {
                let args = [("topic", Arg::Text(topic)), ("until", Arg::Text(&say.time(*until)))];
                let _ = writeln!(out, "{}", say.text("cli-interests-muted", &args));
            }
            if out.is_empty() { say.text("cli-interests-none", &[]) } else { out }
        },
    )?)
}

pub(super) async fn outbox(engine: &Engine, command: args::Outbox, say: &Say) -> Done {
    let done = |key: &'static str, id: Uuid| say.answer(|| json!({ "id": id }), || say.text(key, &[]));
    match command {
        args::Outbox::Retry { id } => {
            engine.outbox_retry(id).await?;
            deliver(engine).await;
            return Ok(done("cli-outbox-retried", id)?);
        }
        args::Outbox::Discard { id } => {
            engine.outbox_discard(id).await?;
            return Ok(done("cli-outbox-discarded", id)?);
        }
        args::Outbox::List => {}
    }
    let items = engine.outbox().await?;
    Ok(say.answer(
        || {
            let one = |item: &OutboxItem| {
                let state = match &item.state {
                    OutboxState::Waiting { tries, last_error_key } => {
                        json!({ "waiting": { "tries": tries, "last_error": last_error_key } })
                    }
                    OutboxState::Refused(refusal) => json!({ "refused": refusal }),
                };
                with(json!({ "id": item.id, "name": item.name, "at": item.at }), state)
            };
            items.iter().map(one).collect()
        },
        || match items.is_empty() {
            true => say.text("cli-outbox-empty", &[]),
            false => items.iter().fold(String::new(), |mut out, item| {
                let state = match &item.state {
                    OutboxState::Waiting { tries, .. } => {
                        say.text("cli-outbox-waiting", &[("tries", Arg::Number(*tries))])
                    }
                    OutboxState::Refused(refusal) => {
                        let why = say.text(&refusal_key(refusal), &[]);
                        say.text("cli-outbox-refused", &[("why", Arg::Text(&why))])
                    }
                };
                let key = format!("cli-outbox-{}", item.name.replace('_', "-"));
                let name = say.text(&key, &[]);
                let _ = writeln!(out, "{}  {}  {name}  {state}", item.id, say.time(item.at));
                out
            }),
        },
    )?)
}
