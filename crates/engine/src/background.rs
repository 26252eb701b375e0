//! What goes on while nobody looks: syncing, live hints, notifications, reminders, the search index, and time itself.
//!
//! Every loop here lives on the engine's runtime and ends with it. None of them holds anything that cannot
//! be dropped at any await.

use crate::{
    Change, Inner, alert, association, handbook, live, locked, news,
    notify::{self, Item, Listener, NotePlan, plan_notifications},
    private, school, settings,
    store::StoreError,
    sync,
};
use itsumo_domain::Timestamp;
use rusqlite::Connection;
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// Without any hint, a sync comes this often.
const PERIOD: i64 = 15 * Timestamp::MINUTE;
/// How often time itself is looked at: quiet hours, expiring alerts, ending mutes, other processes.
const TICK: i64 = 30 * Timestamp::SECOND;
/// First pause after a failure, and the longest.
const FIRST_PAUSE: i64 = 2 * Timestamp::SECOND;
const LONGEST_PAUSE: i64 = 5 * Timestamp::MINUTE;
/// How often the whole file is looked through for damage.
const CHECK_PERIOD: i64 = Timestamp::DAY;
const CHECKED: &str = "checked";

/// Starts all of it.
pub(crate) fn start(inner: &Arc<Inner>) {
    let runtime = inner.runtime.clone();
    runtime.spawn(keep_synced(Arc::clone(inner)));
    runtime.spawn(live::listen(Arc::clone(inner)));
    runtime.spawn(keep_indexed(Arc::clone(inner)));
    runtime.spawn(keep_time(Arc::clone(inner)));
    runtime.spawn(handbook::remind::keep_reminding(Arc::clone(inner)));
}

impl Inner {
    /// How long to wait after so many failures: doubling, with up to as much again by chance, so that a
    /// city's devices do not all come back in the same second.
    pub(crate) fn back_off(&self, failures: u32) -> i64 {
        let chance = self.deps.ids.secret();
        plan_back_off(failures, u16::from_be_bytes([chance[0], chance[1]]))
    }
}

/// Milliseconds to wait after `failures` in a row; `chance` is evenly spread.
fn plan_back_off(failures: u32, chance: u16) -> i64 {
    let doublings = failures.saturating_sub(1).min(16);
    let pause = FIRST_PAUSE.saturating_mul(1_i64 << doublings).min(LONGEST_PAUSE);
    pause.saturating_add(pause.saturating_mul(i64::from(chance)) / i64::from(u16::MAX))
}

async fn keep_synced(inner: Arc<Inner>) {
    loop {
        let outcome = sync::run(&inner).await;
        tell_what_is_new(&inner).await;
        association::remind::tell_if_due(&inner).await;
        let failures = locked(&inner.status).failures;
        let pause = match &outcome {
            Err(crate::Error::Offline | crate::Error::Internal(_)) => inner.back_off(failures).min(PERIOD),
            Err(crate::Error::Refused(refusal)) if sync::is_passing(refusal) => inner.back_off(failures).min(PERIOD),
            // Trying again soon changes nothing.
            _ => PERIOD,
        };
        if let Err(error) = outcome {
            tracing::debug!(%error, failures, "sync did not go well");
        }
        tokio::select! {
            () = inner.wake_sync.notified() => {}
            () = inner.deps.clock.sleep(pause) => {}
        }
    }
}

async fn keep_indexed(inner: Arc<Inner>) {
    loop {
        news::index::catch_up(&inner).await;
        inner.wake_index.notified().await;
    }
}

/// What changes by time alone, and what other processes changed.
async fn keep_time(inner: Arc<Inner>) {
    let mut alerts = None;
    let mut to_call = None;
    let mut turns = None;
    let mut outside = None;
    loop {
        if matches!(inner.sort_if_old().await, Ok(true)) {
            inner.changed(Change::News);
        }
        // A terminal beside the window works on the same file.
        let place = Arc::clone(&inner);
        if let Ok(Ok(now)) = inner.runtime.spawn_blocking(move || place.store.outside_changes()).await
            && outside.replace(now).is_some_and(|before| before != now)
        {
            for change in Change::ALL {
                inner.changed(change);
            }
            inner.wake_index.notify_one();
            inner.wake_sync.notify_one();
            inner.wake_live.notify_waiters();
        }
        if let Ok(now) = inner.read(alert::states).await
            && alerts.replace(now.clone()).is_some_and(|before| before != now)
        {
            inner.changed(Change::Alerts);
        }
        // A word that waits says by itself that its cut-off has come near, and a new day is another day.
        if let Ok(near) = inner.read(school::near_cut_off).await {
            let now = (inner.now().jst_date(), near);
            if to_call.replace(now.clone()).is_some_and(|before| before != now) {
                inner.changed(Change::School);
            }
        }
        if let Some(now) = association::let_time_pass(&inner).await
            && turns.replace(now).is_some_and(|before| before != now)
        {
            inner.changed(Change::Association);
        }
        tell_what_is_new(&inner).await;
        association::remind::tell_if_due(&inner).await;
        inner.deps.clock.sleep(TICK).await;
        // Not at once: the first seconds belong to whoever just opened the app.
        look_after_the_file(&inner).await;
    }
}

/// What is to be told now, and what will have been told then.
struct ToTell {
    plan: NotePlan,
    alerts: Vec<Uuid>,
    news: Vec<Uuid>,
    in_private: Vec<Uuid>,
    over: Vec<Uuid>,
}

/// Tells what is new and matters, and takes back what is over.
pub(crate) async fn tell_what_is_new(inner: &Arc<Inner>) {
    let telling = inner.notes.decide().await;
    let Ok(Some(seen)) = inner.read(to_tell).await else { return };
    // Remembered before it is told: after a crash in between it is shown once too few, which the list makes good,
    // rather than at every start. And asked again where it is remembered: a sync may have come in between.
    let remembered = inner
        .write(|tx, inner| {
            let Some(now) = to_tell(tx, inner)? else { return Ok(None) };
            alert::told(tx, inner, &now.alerts)?;
            let mut done = tx.prepare_cached("DELETE FROM note WHERE kind = 'news' AND id = ?1")?;
            for id in &now.news {
                done.execute([id.as_bytes()])?;
            }
            news::later::told(tx, &now.news)?;
            private::done(tx, &now.in_private)?;
            Ok(Some(now))
        })
        .await;
    let now = remembered.unwrap_or_else(|_| {
        // A full disk must not silence danger; what cannot be remembered may be told twice.
        let urgent = seen.plan.tell.into_iter().filter(|note| note.urgent).collect();
        Some(ToTell { plan: NotePlan { tell: urgent, ..NotePlan::default() }, ..seen })
    });
    let Some(now) = now else { return };
    for note in now.plan.tell {
        telling.show(note);
    }
    for id in now.over {
        inner.notes.withdraw(&notify::alert_note(id));
    }
}

/// What is to be told, if anything is to be done.
fn to_tell(db: &Connection, inner: &Inner) -> Result<Option<ToTell>, StoreError> {
    let (mut items, over) = alert::to_tell(db, inner)?;
    items.extend(news::arrive::to_tell(db, inner)?);
    items.extend(news::later::to_tell(db, inner.now())?);
    items.extend(school::to_tell(db, inner)?);
    let (of_associations, needless) = association::to_tell(db, inner)?;
    items.extend(of_associations);
    if items.is_empty() && over.is_empty() && needless.is_empty() {
        return Ok(None);
    }
    let settings = settings::stored(db)?;
    let who = Listener { notify: settings.notify, quiet: settings.quiet, locale: settings.locale.unwrap_or_default() };
    let plan = plan_notifications(&items, &who, inner.now());
    let hold: BTreeSet<Uuid> = plan.hold.iter().copied().collect();
    let mut found = ToTell { plan, alerts: over.clone(), news: Vec::new(), in_private: needless, over };
    for item in &items {
        match item {
            Item::Alert { id, .. } if !hold.contains(id) => found.alerts.push(*id),
            Item::News { id, .. } if !hold.contains(id) => found.news.push(*id),
            Item::Private(aloud) if !hold.contains(&aloud.id) => found.in_private.push(aloud.id),
            _ => {}
        }
    }
    Ok(Some(found))
}

/// Once a day: is every page sound, is there anything to throw away?
async fn look_after_the_file(inner: &Arc<Inner>) {
    let now = inner.now();
    let due = inner
        .read(move |db, _| {
            let last: Option<Timestamp> = crate::store::setting(db, CHECKED)?;
            Ok(last.is_none_or(|last| !(0..CHECK_PERIOD).contains(&now.since(last))))
        })
        .await;
    if !matches!(due, Ok(true)) {
        return;
    }
    let place = Arc::clone(inner);
    let sound = inner.runtime.spawn_blocking(move || place.store.is_sound()).await.unwrap_or(true);
    if !sound {
        inner.rebuild().await;
    }
    let cleaned = inner
        .write(move |tx, _| {
            alert::clean(tx, now)?;
            crate::store::set_setting(tx, CHECKED, &now)
        })
        .await;
    if let Err(error) = cleaned {
        tracing::warn!(%error, "the daily round did not go well");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_limit_and_are_spread() {
        let table = [(1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (100, 300)];
        for (failures, seconds) in table {
            assert_eq!(plan_back_off(failures, 0), seconds * Timestamp::SECOND);
            assert_eq!(plan_back_off(failures, u16::MAX), 2 * seconds * Timestamp::SECOND);
        }
    }
}
