//! What is up: alerts, changes as they come, how the data is.

use super::{
    Done,
    news::{row_json, rows},
    with,
};
use crate::say::Say;
use itsumo_engine::{
    AlertRow, Change, Engine, Error, NewsQuery, SecretsHome, Tab,
    domain::{
        alert::{Severity, Show, Status},
        i18n::{Arg, has},
    },
};
use serde_json::{Value, json};
use std::{fmt::Write, path::Path};
use tokio::sync::broadcast::error::RecvError;

pub(super) async fn alerts(engine: &Engine, say: &Say) -> Done {
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
            let one = |row: &AlertRow| {
                json!({ "id": row.id, "show": slug(row.show), "written": row.written, "seen": row.seen,
                    "alert": row.alert })
            };
            rows.iter().map(one).collect()
        },
        || match rows.is_empty() {
            true => say.text("cli-alerts-none", &[]),
            false => rows.iter().fold(String::new(), |mut out, row| {
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
pub(super) async fn watch(engine: &Engine, say: &Say) -> Done {
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
        let mut words = format!("{now}  {}", change.name());
        let more = match change {
            Change::News => {
                let counts = engine.news_counts().await?;
                let newest = rows(engine, NewsQuery { tab: Tab::All, limit: 1, ..NewsQuery::default() }).await?;
                if let Some(row) = newest.first() {
                    let _ = write!(words, "  {} / {}  {}", counts.for_me_unread, counts.all_unread, row.title);
                }
                json!({
                    "unread": counts.all_unread, "for_me_unread": counts.for_me_unread,
                    "newest": newest.first().map(row_json),
                })
            }
            Change::Alerts => {
                let alerts = engine.alerts().await?;
                for row in &alerts {
                    let _ = write!(words, "  {}", row.alert.headline);
                }
                let one = |row: &AlertRow| json!({ "id": row.id, "alert": row.alert });
                json!({ "alerts": alerts.iter().map(one).collect::<Vec<_>>() })
            }
            Change::Sync => {
                let state = engine.sync_state().await;
                if state.running {
                    words.push_str("  …");
                }
                let problem = state.problem.as_ref().map(Error::key);
                json!({ "running": state.running, "live": state.live, "problem": problem })
            }
            Change::Outbox => {
                let state = engine.sync_state().await;
                json!({ "waiting": state.waiting, "refused": state.refused })
            }
            Change::City
            | Change::Interests
            | Change::Settings
            | Change::Account
            | Change::School
            | Change::Association
            | Change::Handbook
            | Change::Family => json!({}),
        };
        let json = with(json!({ "at": engine.now(), "change": change.name() }), more);
        say.answer(|| json, || words)?;
    }
}

pub(super) async fn health(engine: &Engine, say: &Say) -> Done {
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
