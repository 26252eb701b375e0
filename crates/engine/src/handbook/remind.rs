//! Reminders: planned from the family's own entries on this device, told by its own notifications, with no server.
//!
//! What was told is remembered before it is told: after a crash in between it is told once too few, and two more
//! reminders follow. It is remembered by a digest, because the store must not say in clear which child is due for
//! what.

use super::vaccines::{history_of, subject_of};
use crate::{
    Change, Engine, Error, Inner, Note, settings,
    store::{StoreError, set_setting, setting},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    handbook::Handbook,
    i18n::{self, Arg, Locale},
};
use itsumo_handbook::{
    immunization::{Pack, assess_all, explain::series_name},
    remind::{Reminder, ReminderSettings, What, due, plan_reminders},
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

const SETTINGS: &str = "handbook-reminders";
const TOLD: &str = "handbook-reminded";
/// Looked at this often at least: a clock that was set, a device that slept.
const LOOK: i64 = 5 * Timestamp::MINUTE;

/// What was told of a thing.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Told {
    /// The day it is about; after it this is forgotten.
    on: NaiveDate,
    /// The fewest days before that were told.
    days: u16,
}

type ToldList = BTreeMap<String, Told>;

impl Engine {
    /// How this device reminds.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn reminder_settings(&self) -> Result<ReminderSettings, Error> {
        self.read(|db, _| Ok(setting(db, SETTINGS)?.unwrap_or_default())).await
    }

    /// Changes it.
    ///
    /// # Errors
    /// `out-of-range` when a time is not in the day or a reminder more than a year before; or when the store cannot be
    /// written.
    pub async fn set_reminder_settings(&self, settings: ReminderSettings) -> Result<(), Error> {
        if settings.minute >= 1440 {
            return Err(Error::field("minute", "out-of-range"));
        }
        if settings.days_before.len() > 10 || settings.days_before.iter().any(|days| *days > 365) {
            return Err(Error::field("days_before", "out-of-range"));
        }
        self.write(move |tx, _| set_setting(tx, SETTINGS, &settings)).await?;
        self.changed(Change::Settings);
        Ok(())
    }

    /// What this device is going to remind of, earliest first.
    ///
    /// # Errors
    /// When the store or the keyring cannot be read.
    pub async fn reminders(&self) -> Result<Vec<Reminder>, Error> {
        let book = self.handbook().await?;
        let today = self.now().jst_date();
        let settings = self.reminder_settings().await?;
        Ok(plan(&book, &settings, today))
    }

    /// Tells what is due now. The background does this by itself; see [`Engine::start`].
    ///
    /// # Errors
    /// When the store or the keyring cannot be read, or what is told cannot be remembered.
    pub async fn remind(&self) -> Result<(), Error> {
        tell(&self.inner()).await
    }
}

/// Tells what is due, as long as the engine runs.
pub(crate) async fn keep_reminding(inner: Arc<Inner>) {
    let mut changes = inner.changes.subscribe();
    loop {
        tell_if_due(&inner).await;
        let clock = Arc::clone(&inner.deps.clock);
        tokio::select! {
            () = clock.sleep(LOOK) => {}
            () = until_concerned(&mut changes) => {}
        }
    }
}

/// Until the entries or the settings change.
async fn until_concerned(changes: &mut tokio::sync::broadcast::Receiver<Change>) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        match changes.recv().await {
            Ok(Change::Handbook | Change::Settings) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Tells what is due now and was not told.
pub(crate) async fn tell_if_due(inner: &Arc<Inner>) {
    if let Err(error) = tell(inner).await {
        tracing::debug!(%error, "reminders wait");
    }
}

async fn tell(inner: &Arc<Inner>) -> Result<(), Error> {
    let now = inner.now();
    if inner.read(move |db, inner| Ok(due_now(db, inner, now)?.0.is_empty())).await? {
        return Ok(());
    }
    let telling = inner.notes.decide().await;
    // Asked again where it is remembered: another process on this folder may have told it meanwhile.
    let notes = inner
        .write(move |tx, inner| {
            let (notes, told) = due_now(tx, inner, now)?;
            set_setting(tx, TOLD, &told)?;
            Ok(notes)
        })
        .await?;
    for note in notes {
        telling.show(note);
    }
    Ok(())
}

/// What is to be told now, and what will have been told then.
fn due_now(db: &Connection, inner: &Inner, now: Timestamp) -> Result<(Vec<Note>, ToldList), StoreError> {
    let today = now.jst_date();
    let mut told: ToldList = setting(db, TOLD)?.unwrap_or_default();
    let all = settings::stored(db)?;
    if all.quiet.is_some_and(|quiet| quiet.contains(now)) {
        return Ok((Vec::new(), told));
    }
    let book = inner.vault(db, |memory| Ok(Arc::clone(&memory.handbook)))?;
    let plan = plan(&book, &setting(db, SETTINGS)?.unwrap_or_default(), today);
    let due = due(&plan, now, |one| told.get(&digest(one)).is_some_and(|told| told.days <= one.days));
    let notes = notes(&book, &due, today, all.locale.unwrap_or_default());
    told.retain(|_, told| told.on >= today);
    told.extend(due.iter().map(|one| (digest(one), Told { on: one.on, days: one.days })));
    Ok((notes, told))
}

/// Every child's reminders.
fn plan(book: &Handbook, settings: &ReminderSettings, today: NaiveDate) -> Vec<Reminder> {
    let mut plan = Vec::new();
    for (entry, child) in book.children() {
        let Some(id) = entry.about() else { continue };
        let doses: Vec<_> = book.doses(id).into_iter().map(|(_, dose)| dose.clone()).collect();
        let assessments = assess_all(Pack::japan(), &subject_of(child), &history_of(&doses), today);
        let visits: Vec<_> =
            book.appointments(id).into_iter().map(|(entry, visit)| (entry.id, visit.clone())).collect();
        let named = assessments.iter().map(|told| &told.series);
        let choices: Vec<_> = named
            .chain(visits.iter().flat_map(|(_, visit)| &visit.series))
            .filter_map(|series| book.reminder_choice(id, series).map(|(_, choice)| choice.clone()))
            .collect();
        plan.extend(plan_reminders(id, &assessments, &visits, &choices, settings, today));
    }
    plan.sort_by_key(|reminder| reminder.at);
    plan
}

fn digest(reminder: &Reminder) -> String {
    let hash = Sha256::digest(reminder.thing());
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// One notification for what concerns one child, in one way, on one day.
fn notes(book: &Handbook, due: &[&Reminder], today: NaiveDate, locale: Locale) -> Vec<Note> {
    let mut groups: BTreeMap<(Uuid, &str, NaiveDate, Option<Uuid>), Vec<&Reminder>> = BTreeMap::new();
    for one in due {
        let (way, visit) = match &one.what {
            What::Appointment { entry, .. } => ("reminder-appointment", Some(*entry)),
            What::Opens { .. } => ("reminder-opens", None),
            What::UsualEnds { .. } => ("reminder-usual-ends", None),
            What::Closes { .. } => ("reminder-closes", None),
        };
        groups.entry((one.child, way, one.on, visit)).or_default().push(one);
    }
    let note = |((child, way, on, visit), group): ((Uuid, &str, NaiveDate, Option<Uuid>), Vec<&Reminder>)| {
        let name = book.child(child).map(|(_, child)| child.name.clone()).filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| i18n::text(locale, "reminder-child", &[]));
        let when = match (on - today).num_days() {
            ..=0 => i18n::text(locale, "reminder-today", &[]),
            1 => i18n::text(locale, "reminder-tomorrow", &[]),
            days => i18n::text(locale, "reminder-in-days", &[("days", Arg::Number(days))]),
        };
        let title = i18n::text(locale, way, &[("when", Arg::Text(&when)), ("name", Arg::Text(&name))]);
        let series = group.iter().flat_map(|one| match &one.what {
            What::Appointment { series, .. } => series.as_slice(),
            What::Opens { series, .. } | What::UsualEnds { series, .. } | What::Closes { series, .. } => {
                std::slice::from_ref(series)
            }
        });
        let mut lines: Vec<String> = group.iter().filter_map(|one| where_and_when(&one.what)).collect();
        lines.extend(series.map(|id| series_name(Pack::japan(), id, locale)));
        let id = format!("reminder/{child}/{way}/{on}/{}", visit.unwrap_or_default());
        let plain = |text: &str| i18n::without_ruby(text);
        Note { id, title: plain(&title), body: plain(&lines.join("\n")), urgent: false, open: None }
    };
    groups.into_iter().map(note).collect()
}

/// The hour and the place of a visit.
fn where_and_when(what: &What) -> Option<String> {
    let What::Appointment { time, place, .. } = what else { return None };
    let time = time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default();
    let line = format!("{time} {place}");
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}

#[cfg(test)]
#[path = "remind_tests.rs"]
mod tests;
