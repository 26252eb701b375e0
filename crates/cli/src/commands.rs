//! Every command: one question or action of the engine, and how its answer looks.

use crate::{
    Failure,
    args::{self, Command},
    say::Say,
};
use itsumo_engine::{
    AccountState, Article, Change, Engine, NewsQuery, NewsRow, OutboxState, SecretsHome, Tab,
    domain::{
        Timestamp,
        alert::Show,
        city::{City, LocalText},
        i18n::{Arg, has},
        interests::{Interests, Reason},
        time::YearMonth,
    },
};
use serde_json::{Value, json};
use std::{fmt::Write, path::Path};
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

type Done = Result<(), Failure>;

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
        Command::News { command } => news(engine, command, say).await,
        Command::Interests { command } => interests(engine, command, say).await,
        Command::Sync => {
            let report = engine.sync().await?;
            let number = |n: usize| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
            Ok(say.answer(
                || json!({ "pulled": report.pulled, "pushed": report.pushed, "refused": report.refused }),
                || {
                    let args = [
                        ("pulled", number(report.pulled)),
                        ("pushed", number(report.pushed)),
                        ("refused", number(report.refused)),
                    ];
                    say.text("cli-sync-done", &args)
                },
            )?)
        }
        Command::Outbox { command } => outbox(engine, command, say).await,
        Command::Alerts => alerts(engine, say).await,
        Command::Watch => watch(engine, say).await,
        Command::Health => health(engine, say).await,
        account => self::account(engine, account, say).await,
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
        return Err(itsumo_engine::Error::refused("city-needed").into());
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

fn row_json(row: &NewsRow) -> Value {
    json!({
        "id": row.id, "title": row.title, "summary": row.summary, "source": row.source,
        "published": row.published, "topics": row.topics, "areas": row.areas, "unread": row.unread,
        "saved": row.saved, "important": row.important, "url": row.url,
        "reasons": row.reasons.iter().map(reason_json).collect::<Vec<_>>(),
    })
}

fn reason_json(reason: &Reason) -> Value {
    match reason {
        Reason::Important => json!({ "important": true }),
        Reason::Topic(topic) => json!({ "topic": topic }),
        Reason::Child { topic, born } => json!({ "topic": topic, "child": born }),
        Reason::Area(area) => json!({ "area": area }),
    }
}

/// The end of an id is what tells two apart: their beginnings are the time.
fn short(id: Uuid) -> String {
    let id = id.simple().to_string();
    id.get(20..).unwrap_or_default().to_owned()
}

fn row_words(say: &Say, row: &NewsRow) -> String {
    let mark = if row.unread { "●" } else { " " };
    let saved = if row.saved { "★" } else { " " };
    let important = match row.important {
        true => format!("[{}] ", say.text("cli-important", &[])),
        false => String::new(),
    };
    format!("{mark}{saved} {}  {}  {important}{}\n", short(row.id), say.time(row.published), row.title)
}

async fn news(engine: &Engine, command: args::News, say: &Say) -> Done {
    if engine.city().await?.is_none() {
        return Err(itsumo_engine::Error::refused("city-needed").into());
    }
    match command {
        args::News::List { tab, topic, unread, limit } => {
            let tab = match tab {
                args::Tab::ForMe => Tab::ForMe,
                args::Tab::All => Tab::All,
                args::Tab::Important => Tab::Important,
                args::Tab::Saved => Tab::Saved,
            };
            if let Some(topic) = &topic {
                known(say, "cli-unknown-topic", topic, &names(engine).await?.topics)?;
            }
            let rows = rows(engine, NewsQuery { tab, topic, unread_only: unread, after: None, limit }).await?;
            Ok(say.answer(
                || rows.iter().map(row_json).collect(),
                || match rows.is_empty() {
                    true => say.text("cli-news-none", &[]),
                    false => rows.iter().map(|row| row_words(say, row)).collect(),
                },
            )?)
        }
        args::News::Show { id } => {
            let id = find(engine, say, &id).await?;
            let article = engine.news_article(id).await?.ok_or_else(|| itsumo_engine::Error::refused("not-found"))?;
            engine.mark_read(id).await?;
            let names = names(engine).await?;
            Ok(say.answer(
                || {
                    let mut json = row_json(&article.row);
                    json["news"] = json!(article.news);
                    json
                },
                || article_words(say, &article, &names),
            )?)
        }
        args::News::Search { words, limit } => {
            let found = engine.news_search(&words.join(" "), limit).await?;
            Ok(say.answer(
                || {
                    let one = |found: &itsumo_engine::Found| {
                        let mut json = row_json(&found.row);
                        json["snippet"] = json!(found.snippet);
                        json
                    };
                    found.iter().map(one).collect()
                },
                || {
                    if found.is_empty() {
                        return say.text("cli-found-none", &[]);
                    }
                    let count = Arg::Number(i64::try_from(found.len()).unwrap_or(i64::MAX));
                    let mut out = format!("{}\n", say.text("cli-found", &[("count", count)]));
                    for found in &found {
                        out.push_str(&row_words(say, &found.row));
                        let marked = found.snippet.iter().map(|(text, hit)| match hit {
                            true => format!("【{text}】"),
                            false => text.clone(),
                        });
                        let _ = writeln!(out, "     {}", marked.collect::<String>());
                    }
                    out
                },
            )?)
        }
        args::News::Save { id } => keep(engine, say, &id, true).await,
        args::News::Unsave { id } => keep(engine, say, &id, false).await,
    }
}

async fn keep(engine: &Engine, say: &Say, id: &str, keep: bool) -> Done {
    let id = find(engine, say, id).await?;
    engine.save_news(id, keep).await?;
    deliver(engine).await;
    let key = if keep { "cli-saved" } else { "cli-unsaved" };
    Ok(say.answer(|| json!({ "id": id, "saved": keep }), || say.text(key, &[]))?)
}

/// Sends what was just done, if somebody is signed in. If it cannot be sent now it waits in the outbox.
async fn deliver(engine: &Engine) {
    if engine.sync_state().await.waiting > 0 {
        let _ = engine.sync().await;
    }
}

async fn rows(engine: &Engine, mut query: NewsQuery) -> Result<Vec<NewsRow>, Failure> {
    let mut rows = Vec::new();
    let wanted = query.limit;
    while rows.len() < wanted {
        query.limit = (wanted - rows.len()).min(500);
        let page = engine.news_list(query.clone()).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    Ok(rows)
}

/// The article whose id is, or ends with, what was typed.
async fn find(engine: &Engine, say: &Say, typed: &str) -> Result<Uuid, Failure> {
    if let Ok(id) = Uuid::parse_str(typed) {
        return Ok(id);
    }
    let end = typed.replace('-', "").to_ascii_lowercase();
    let mut found = Vec::new();
    for tab in [Tab::All, Tab::Saved] {
        let all = rows(engine, NewsQuery { tab, limit: usize::MAX, ..NewsQuery::default() }).await?;
        found.extend(all.into_iter().map(|row| row.id).filter(|id| id.simple().to_string().ends_with(&end)));
    }
    found.sort_unstable();
    found.dedup();
    let id = [("id", Arg::Text(typed))];
    match found.as_slice() {
        [one] if !end.is_empty() => Ok(*one),
        [] => Err(Failure::Typed(say.text("cli-unknown-id", &id))),
        _ => Err(Failure::Typed(say.text("cli-ambiguous-id", &id))),
    }
}

fn article_words(say: &Say, article: &Article, city: &City) -> String {
    let topic = |id: &str| city.topic(id).map_or_else(|| id.to_owned(), |topic| local(say, &topic.name));
    let area = |id: &str| city.area(id).map_or_else(|| id.to_owned(), |area| local(say, &area.name));
    let source = city.source(&article.row.source).map_or_else(String::new, |source| local(say, &source.name));
    let mut out = format!("{}\n{}  {source}\n", article.row.title, say.time(article.row.published));
    for reason in &article.row.reasons {
        let why = match reason {
            Reason::Important => say.text("cli-why-important", &[]),
            Reason::Topic(id) => say.text("cli-why-topic", &[("topic", Arg::Text(&topic(id)))]),
            Reason::Child { topic: id, born } => {
                say.text("cli-why-child", &[("topic", Arg::Text(&topic(id))), ("born", Arg::Text(&born.to_string()))])
            }
            Reason::Area(id) => say.text("cli-why-area", &[("area", Arg::Text(&area(id)))]),
        };
        let _ = writeln!(out, "{} {why}", say.text("cli-why", &[]));
    }
    let _ = write!(out, "\n{}\n", article.text());
    if let Some(url) = &article.row.url {
        let _ = write!(out, "\n{url}\n");
    }
    out
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
impl Named for itsumo_engine::domain::city::Topic {
    fn id(&self) -> &str {
        &self.id
    }
}
impl Named for itsumo_engine::domain::city::Area {
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

async fn interests(engine: &Engine, command: args::Interests, say: &Say) -> Done {
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

async fn outbox(engine: &Engine, command: args::Outbox, say: &Say) -> Done {
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
            let one = |item: &itsumo_engine::OutboxItem| {
                let mut json = json!({ "id": item.id, "name": item.name, "at": item.at });
                match &item.state {
                    OutboxState::Waiting { tries, last_error_key } => {
                        json["waiting"] = json!({ "tries": tries, "last_error": last_error_key });
                    }
                    OutboxState::Refused(refusal) => json["refused"] = json!(refusal),
                }
                json
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
                        let why = say.text(&itsumo_engine::refusal_key(refusal), &[]);
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

/// A password from the environment, or asked for without showing it.
fn password(say: &Say, variable: &str, ask: &str) -> Result<String, Failure> {
    if let Ok(password) = std::env::var(variable) {
        return Ok(password);
    }
    rpassword::prompt_password(format!("{} ", say.text(ask, &[])))
        .map_err(|_| Failure::Typed(say.text("cli-no-password", &[("variable", Arg::Text(variable))])))
}

const PASSWORD: &str = "ITSUMO_PASSWORD";
const NEW_PASSWORD: &str = "ITSUMO_NEW_PASSWORD";

async fn account(engine: &Engine, command: Command, say: &Say) -> Done {
    let plain = |key: &'static str| say.answer(|| json!({ "done": true }), || say.text(key, &[]));
    match command {
        Command::Register { email } => {
            engine.register(&email, &password(say, PASSWORD, "cli-ask-password")?).await?;
            let words = || say.text("cli-registered", &[("email", Arg::Text(&email))]);
            Ok(say.answer(|| json!({ "confirming": email }), words)?)
        }
        Command::Confirm { code } => {
            engine.confirm(&code).await?;
            signed_in(engine, say, "cli-signed-in").await
        }
        Command::SignIn { email } => {
            engine.sign_in(&email, &password(say, PASSWORD, "cli-ask-password")?).await?;
            signed_in(engine, say, "cli-signed-in").await
        }
        Command::SignOut => {
            engine.sign_out().await?;
            Ok(plain("cli-signed-out")?)
        }
        Command::Devices { command: Some(args::Devices::SignOut { id }) } => {
            engine.sign_out_device(id).await?;
            Ok(plain("cli-device-signed-out")?)
        }
        Command::Devices { command: None } => {
            let me = engine.me().await?;
            Ok(say.answer(
                || json!(me),
                || {
                    me.devices.iter().fold(format!("{}\n", me.email), |mut out, device| {
                        let this = match device.this {
                            true => format!(" ({})", say.text("cli-device-this", &[])),
                            false => String::new(),
                        };
                        let seen = say.time(device.last_seen);
                        let _ = writeln!(out, "{}  {seen}  {}{this}", device.id, device.name);
                        out
                    })
                },
            )?)
        }
        Command::Password => {
            let old = password(say, PASSWORD, "cli-ask-old-password")?;
            let new = password(say, NEW_PASSWORD, "cli-ask-new-password")?;
            engine.change_password(&old, &new).await?;
            Ok(plain("cli-password-changed")?)
        }
        Command::Recover { email, code: None } => {
            engine.recover(&email).await?;
            let words = || say.text("cli-recover-sent", &[("email", Arg::Text(&email))]);
            Ok(say.answer(|| json!({ "recovering": email }), words)?)
        }
        Command::Recover { email, code: Some(code) } => {
            let new = password(say, NEW_PASSWORD, "cli-ask-new-password")?;
            engine.confirm_recovery(&email, &code, &new).await?;
            signed_in(engine, say, "cli-recovered").await
        }
        Command::Export { dir } => export(engine, say, &dir).await,
        Command::DeleteAccount { yes } => delete_account(engine, say, yes).await,
        // The others were answered before.
        _ => Ok(()),
    }
}

async fn signed_in(engine: &Engine, say: &Say, key: &str) -> Done {
    let AccountState::SignedIn { email, person } = engine.account().await? else {
        return Err(itsumo_engine::Error::SignedOut.into());
    };
    let words = || say.text(key, &[("email", Arg::Text(&email))]);
    Ok(say.answer(|| json!({ "email": email, "person": person }), words)?)
}

async fn export(engine: &Engine, say: &Say, dir: &Path) -> Done {
    let files = engine.export_to(dir).await?;
    let place = dir.display().to_string();
    Ok(say.answer(
        || json!({ "files": files }),
        || {
            let count = Arg::Number(i64::try_from(files.len()).unwrap_or(i64::MAX));
            say.text("cli-exported", &[("count", count), ("place", Arg::Text(&place))])
        },
    )?)
}

async fn delete_account(engine: &Engine, say: &Say, yes: bool) -> Done {
    if yes {
        engine.delete_account(&password(say, PASSWORD, "cli-ask-password")?).await?;
        return Ok(say.answer(|| json!({ "deleted": true }), || say.text("cli-deleted", &[]))?);
    }
    let deletion = engine.deletion().await?;
    Ok(say.answer(
        || json!(deletion),
        || {
            let mut out = String::new();
            for (heading, items) in [("cli-delete-goes", &deletion.goes), ("cli-delete-stays", &deletion.stays)] {
                let _ = writeln!(out, "{}", say.text(heading, &[]));
                for item in items {
                    let key = format!("deletion-{}", item.key);
                    let name = match has(say.locale, &key) {
                        true => say.text(&key, &[("count", Arg::Number(item.count))]),
                        false => item.key.clone(),
                    };
                    let _ = writeln!(out, "  {name}");
                }
            }
            let _ = writeln!(out, "{}", say.text("cli-delete-sure", &[]));
            out
        },
    )?)
}

async fn alerts(engine: &Engine, say: &Say) -> Done {
    let rows = engine.alerts().await?;
    let slug = |show| match show {
        Show::Interrupt => "interrupt",
        Show::Notify => "notify",
        Show::Quiet => "quiet",
        Show::Lifted => "lifted",
        Show::No => "no",
    };
    Ok(say.answer(
        || {
            let one = |row: &itsumo_engine::AlertRow| {
                json!({ "id": row.id, "show": slug(row.show), "written": row.written, "seen": row.seen,
                    "alert": row.alert })
            };
            rows.iter().map(one).collect()
        },
        || match rows.is_empty() {
            true => say.text("cli-alerts-none", &[]),
            false => rows.iter().fold(String::new(), |mut out, row| {
                use itsumo_engine::domain::alert::{Severity, Status};
                let key = match (row.show, row.alert.status, row.alert.severity) {
                    (Show::Lifted, ..) => "cli-alert-lifted",
                    (_, Status::Drill, _) => "note-alert-drill",
                    (_, Status::Test, _) => "note-alert-test",
                    (_, Status::Actual, Severity::Emergency) => "note-alert-emergency",
                    (_, Status::Actual, _) => "note-alert",
                };
                let _ = writeln!(out, "{}", say.text(key, &[("headline", Arg::Text(&row.alert.headline))]));
                for line in row.alert.text.lines().chain(row.alert.instructions.iter().map(String::as_str)) {
                    let _ = writeln!(out, "  {line}");
                }
                let advice = format!("alert-do-{}", row.alert.hazard.slug());
                if row.show != Show::Lifted && has(say.locale, &advice) {
                    let _ = writeln!(out, "  {}", say.text(&advice, &[]));
                }
                let from = [
                    ("sender", Arg::Text(row.alert.sender.as_str())),
                    ("issued", Arg::Text(&say.time(row.alert.issued))),
                ];
                let _ = writeln!(out, "  {}", say.text("cli-alert-from", &from));
                if let Some(next) = row.alert.next_update {
                    let at = say.time(next);
                    let _ = writeln!(out, "  {}", say.text("cli-alert-next", &[("at", Arg::Text(&at))]));
                }
                out
            }),
        },
    )?)
}

/// Prints what changed and, of announcements and alerts, how many there are now.
async fn watch(engine: &Engine, say: &Say) -> Done {
    let mut changes = engine.changes();
    engine.start();
    if !say.json {
        say.answer(|| Value::Null, || say.text("cli-watching", &[]))?;
    }
    loop {
        let change = tokio::select! {
            change = changes.recv() => change,
            _ = tokio::signal::ctrl_c() => return Ok(()),
        };
        let change = match change {
            Ok(change) => change,
            // Too many to keep up with: everything may have changed.
            Err(RecvError::Lagged(_)) => Change::News,
            Err(RecvError::Closed) => return Ok(()),
        };
        let now = say.time(engine.now());
        let mut json = json!({ "at": engine.now(), "change": change.name() });
        let mut words = format!("{now}  {}", change.name());
        match change {
            Change::News => {
                let counts = engine.news_counts().await?;
                json["unread"] = json!(counts.all_unread);
                json["for_me_unread"] = json!(counts.for_me_unread);
                let newest = rows(engine, NewsQuery { tab: Tab::All, limit: 1, ..NewsQuery::default() }).await?;
                if let Some(row) = newest.first() {
                    json["newest"] = row_json(row);
                    let _ = write!(words, "  {} / {}  {}", counts.for_me_unread, counts.all_unread, row.title);
                }
            }
            Change::Alerts => {
                let alerts = engine.alerts().await?;
                json["alerts"] = alerts.iter().map(|row| json!({ "id": row.id, "alert": row.alert })).collect();
                for row in &alerts {
                    let _ = write!(words, "  {}", row.alert.headline);
                }
            }
            Change::Sync => {
                let state = engine.sync_state().await;
                json["running"] = json!(state.running);
                json["live"] = json!(state.live);
                json["problem"] = json!(state.problem.as_ref().map(itsumo_engine::Error::key));
                if state.running {
                    words.push_str("  …");
                }
            }
            Change::Outbox => {
                let state = engine.sync_state().await;
                json["waiting"] = json!(state.waiting);
                json["refused"] = json!(state.refused);
            }
            Change::City | Change::Interests | Change::Settings | Change::Account => {}
        }
        say.answer(|| json, || words)?;
    }
}

async fn health(engine: &Engine, say: &Say) -> Done {
    let health = engine.health().await;
    let state = engine.sync_state().await;
    Ok(say.answer(
        || {
            let file = match &health.secrets {
                SecretsHome::Keyring => None,
                SecretsHome::File(path) => Some(path),
            };
            json!({
                "secrets": if file.is_some() { "file" } else { "keyring" }, "secrets_file": file,
                "rebuilt_from": health.rebuilt_from, "schema": health.schema,
                "database_bytes": health.database_bytes, "server": engine.server(), "last_sync": state.last_ok,
                "waiting": state.waiting, "refused": state.refused,
            })
        },
        || {
            let place = |path: &Path| path.display().to_string();
            let mut lines = vec![match &health.secrets {
                SecretsHome::Keyring => say.text("cli-health-keyring", &[]),
                SecretsHome::File(path) => say.text("cli-health-file", &[("place", Arg::Text(&place(path)))]),
            }];
            if let Some(kept) = &health.rebuilt_from {
                lines.push(say.text("cli-health-rebuilt", &[("place", Arg::Text(&place(kept)))]));
            }
            let size = [("schema", Arg::Number(health.schema)), ("kib", Arg::Number(health.database_bytes / 1024))];
            lines.push(say.text("cli-health-database", &size));
            lines.push(say.text("cli-hint-offline", &[("server", Arg::Text(&engine.server()))]));
            lines.push(match state.last_ok {
                Some(at) => say.text("cli-health-sync", &[("at", Arg::Text(&say.time(at)))]),
                None => say.text("cli-health-never", &[]),
            });
            lines.join("\n")
        },
    )?)
}
