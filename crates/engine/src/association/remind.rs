//! The evening before one's own turn (ごみ当番, 見回り): told by this device from what it has, with no server.
//!
//! What was told is remembered before it is told, as with vaccines: after a crash in between it is told once too few, and
//! the calendar still says it. What was told and is somebody else's by now, because the turn was swapped, taken off, done
//! or its household is gone, is taken back from the lock screen.

use super::{Associations, DutyRow, view};
use crate::{
    Inner, Note, account,
    private::{Room, note_id},
    settings,
    store::{StoreError, set_setting, setting},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    i18n::{self, Arg, Locale},
    text::shorten,
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

const TOLD: &str = "duties-reminded";
/// When it is told, in Japan, counted from midnight: work is over, and there is time to swap.
const EVENING: i64 = 19 * Timestamp::HOUR;

/// What was told of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    /// Whom; another person on this device is told their own.
    person: Uuid,
    /// Its first day then: a turn that was moved is told of again.
    from: NaiveDate,
}

/// By the turn's id. What is past is forgotten with the next that is told.
type ToldList = BTreeMap<Uuid, Told>;

/// What is to be done now, and what will have been told then.
struct Plan {
    tell: Vec<Note>,
    over: Vec<Uuid>,
    told: ToldList,
}

/// Tells whose turn is tomorrow and was not told, and takes back what is not theirs any more.
pub(crate) async fn tell_if_due(inner: &Arc<Inner>) {
    let now = inner.now();
    let idle =
        inner.read(move |db, inner| plan(db, inner, now).map(|plan| plan.tell.is_empty() && plan.over.is_empty()));
    match idle.await {
        Ok(true) => return,
        Ok(false) => {}
        Err(error) => return tracing::debug!(%error, "turns are reminded of later"),
    }
    let telling = inner.notes.decide().await;
    // Planned again where it is remembered: another process on this folder may have told it meanwhile.
    let planned = inner.write(move |tx, inner| {
        let plan = plan(tx, inner, now)?;
        set_setting(tx, TOLD, &plan.told)?;
        Ok(plan)
    });
    match planned.await {
        Ok(Plan { tell, over, .. }) => {
            over.iter().for_each(|duty| inner.notes.withdraw(&note_id(Room::Association, *duty)));
            tell.into_iter().for_each(|note| telling.show(note));
        }
        Err(error) => tracing::debug!(%error, "turns are reminded of later"),
    }
}

fn plan(db: &Connection, inner: &Inner, now: Timestamp) -> Result<Plan, StoreError> {
    let told: ToldList = setting(db, TOLD)?.unwrap_or_default();
    let settings = settings::stored(db)?;
    let person = account::person(db)?.map(|person| person.id).unwrap_or_default();
    let whole = view::whole(db, inner)?;
    let silent = !settings.remind_duties || settings.quiet.is_some_and(|quiet| quiet.contains(now));
    Ok(plan_at(&whole.shown, told, (person, silent), settings.locale.unwrap_or_default(), now))
}

fn plan_at(
    all: &Associations,
    mut told: ToldList,
    (person, silent): (Uuid, bool),
    locale: Locale,
    now: Timestamp,
) -> Plan {
    let today = now.jst_date();
    told.retain(|_, told| told.from >= today);
    let own: BTreeMap<Uuid, &DutyRow> =
        all.duties.iter().filter(|row| is_own(all, row)).map(|row| (row.id, row)).collect();
    let still =
        |id: &Uuid, told: &Told| told.person == person && own.get(id).is_some_and(|row| row.duty.from == told.from);
    let over: Vec<Uuid> = told.iter().filter(|(id, told)| !still(id, told)).map(|(id, _)| *id).collect();
    told.retain(|id, _| !over.contains(id));
    let mut tell = Vec::new();
    for (id, row) in own.into_iter().filter(|(_, row)| !silent && is_due(row, now)) {
        let new = Told { person, from: row.duty.from };
        if told.insert(id, new) != Some(new) {
            tell.push(note(all, row, today, locale));
        }
    }
    Plan { tell, over, told }
}

/// Whether it is the turn of a household of this person that still stands there then.
fn is_own(all: &Associations, row: &DutyRow) -> bool {
    let home = row.duty.household.and_then(|household| all.home(household));
    row.mine && row.duty.done.is_none() && home.is_some_and(|home| home.is_there(row.duty.from))
}

/// From the evening before until it begins; a device that slept through the evening says it in the morning.
fn is_due(row: &DutyRow, now: Timestamp) -> bool {
    let first = row.duty.from;
    let begun = row.duty.time.is_some_and(|time| time.on(first) <= now);
    let evening = first.pred_opt().map(|before| Timestamp::from_jst_date(before).plus(EVENING));
    !begun && now.jst_date() <= first && evening.is_some_and(|evening| evening <= now)
}

fn note(all: &Associations, row: &DutyRow, today: NaiveDate, locale: Locale) -> Note {
    let duty = &row.duty;
    let say = |key: &str, args: &[(&str, Arg<'_>)]| i18n::without_ruby(&i18n::text(locale, key, args));
    let what = shorten(&duty.what, 80);
    let key = if duty.from > today { "note-duty-tomorrow" } else { "note-duty-today" };
    let time = duty.time.map(|time| time.to_string()).unwrap_or_default();
    let mut lines = vec![format!("{time} {}", duty.place).trim().to_owned()];
    let days = (duty.until - duty.from).num_days().saturating_add(1);
    if days > 1 {
        lines.push(say("note-duty-days", &[("days", Arg::Number(days))]));
    }
    // Who looks after two households is told whose turn it is.
    if all.homes.len() > 1 && !duty.household_name.is_empty() {
        lines.push(say("note-duty-household", &[("name", Arg::Text(&duty.household_name))]));
    }
    lines.retain(|line| !line.is_empty());
    Note {
        id: note_id(Room::Association, row.id),
        title: say(key, &[("what", Arg::Text(&what))]),
        body: lines.join("\n"),
        urgent: false,
        open: Some(row.id),
    }
}

#[cfg(test)]
#[path = "remind_tests.rs"]
mod tests;
