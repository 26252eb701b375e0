//! What of associations is told aloud. A drill and a real check are told apart before anything else: a drill waits for
//! the morning and says in its first characters that it is one; a real one breaks every silence.

use super::{Associations, view};
use crate::{
    Inner,
    account::Person,
    notify::Item,
    private::{self, Aloud, Coming, Loud, Room, Subject, drop_note, tell, to_be_told},
    store::StoreError,
};
use itsumo_domain::{
    Record, Stream, Timestamp,
    association::{Circular, Meeting, SafetyCheck, SafetyReport, safety::Condition},
    record::{Audience, kind},
};
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

/// From a stream that is pulled for the first time, only what is younger is told.
const FRESH: i64 = Timestamp::DAY;
/// Older than this, nothing is told any more.
const STALE: i64 = 3 * Timestamp::DAY;

/// What is told of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssociationNote {
    /// A circular came.
    Circular,
    /// A circular says something else now.
    Edited,
    /// A circular that is not answered was reminded of.
    Reminded,
    /// A meeting takes votes.
    Meeting,
    /// A safety check runs.
    Safety,
    /// In a street of this officer somebody calls for help.
    Help,
    /// An officer let this person into a household.
    Joined,
}

impl AssociationNote {
    const ALL: [Self; 7] =
        [Self::Circular, Self::Edited, Self::Reminded, Self::Meeting, Self::Safety, Self::Help, Self::Joined];

    /// Its word in the database.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Circular => "circular",
            Self::Edited => "edited",
            Self::Reminded => "reminded",
            Self::Meeting => "meeting",
            Self::Safety => "safety",
            Self::Help => "help",
            Self::Joined => "joined",
        }
    }

    /// Its word in keys, what more is said, and how loud.
    fn how(self, drill: bool) -> (&'static str, Option<&'static str>, Loud) {
        match (self, drill) {
            (Self::Circular, _) => (self.name(), None, Loud::Many),
            (Self::Safety, false) => ("safety", Some("note-association-safety-more"), Loud::Now),
            (Self::Safety, true) => ("drill", Some("note-association-drill-more"), Loud::Soon),
            (Self::Help, false) => ("help", None, Loud::Now),
            (Self::Help, true) => ("help-drill", None, Loud::Soon),
            (Self::Edited | Self::Reminded | Self::Meeting | Self::Joined, _) => (self.name(), None, Loud::Soon),
        }
    }
}

/// What is to be told of an arriving record, if anything.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan {
    Tell(AssociationNote),
    /// What was told, or was to be, is over.
    Over,
    Nothing,
}

pub(super) fn plan(stream: &Stream, record: &Record, coming: &Coming<'_>) -> Plan {
    let fresh = |at: Timestamp| coming.now.since(at) <= if coming.first { FRESH } else { STALE };
    let new = !coming.known && coming.before.is_none();
    match record.kind.as_str() {
        kind::CIRCULAR => {
            let Some(circular) = record.body_as::<Circular>() else { return Plan::Nothing };
            if circular.expires.is_some_and(|last| last < coming.now.jst_date()) {
                return Plan::Over;
            }
            let Some(before) = coming.before.and_then(Record::body_as::<Circular>) else {
                let tell = new && fresh(circular.edited.unwrap_or(circular.sent));
                return if tell { Plan::Tell(AssociationNote::Circular) } else { Plan::Nothing };
            };
            if before.edited != circular.edited && circular.edited.is_some_and(fresh) {
                Plan::Tell(AssociationNote::Edited)
            } else if before.reminded != circular.reminded && circular.reminded.is_some_and(fresh) {
                Plan::Tell(AssociationNote::Reminded)
            } else {
                Plan::Nothing
            }
        }
        kind::MEETING => match record.body_as::<Meeting>() {
            Some(meeting) if meeting.tally.is_some() || meeting.closes <= coming.now => Plan::Over,
            Some(_) if new && fresh(record.at) => Plan::Tell(AssociationNote::Meeting),
            _ => Plan::Nothing,
        },
        kind::SAFETY => match record.body_as::<SafetyCheck>() {
            Some(check) if check.ended.is_some() || check.deletes <= coming.now => Plan::Over,
            Some(_) if new => Plan::Tell(AssociationNote::Safety),
            _ => Plan::Nothing,
        },
        kind::SAFETY_REPORT if matches!(stream.audience(), Audience::Officers(_)) => {
            match record.body_as::<SafetyReport>() {
                Some(report) if report.condition == Condition::Help && new => Plan::Tell(AssociationNote::Help),
                _ => Plan::Nothing,
            }
        }
        _ => Plan::Nothing,
    }
}

/// Notes down what is to be told of an arriving record. The notifications that are over.
pub(crate) fn noted(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: &Person,
    stream: &Stream,
    record: &Record,
    coming: &Coming<'_>,
) -> Result<Vec<String>, StoreError> {
    let mut over = Vec::new();
    if record.kind == kind::SAFETY_REPORT
        && let Some(report) = record.body_as::<SafetyReport>()
    {
        for call in report.settles {
            over.push(drop_note(tx, Room::Association, call)?);
        }
    }
    let joined =
        record.kind == kind::HOUSEHOLD && !coming.known && !super::ask::waiting(tx, inner, person.id)?.is_empty();
    match plan(stream, record, coming) {
        _ if joined => tell(tx, Room::Association, record.id, AssociationNote::Joined.name())?,
        Plan::Tell(what) if !is_own(tx, inner, person, record.id)? => {
            tell(tx, Room::Association, record.id, what.name())?;
        }
        Plan::Over => over.push(drop_note(tx, Room::Association, record.id)?),
        Plan::Tell(_) | Plan::Nothing => {}
    }
    Ok(over)
}

/// Whether this device wrote it: nobody is told their own words.
fn is_own(db: &Connection, inner: &Inner, person: &Person, id: Uuid) -> Result<bool, StoreError> {
    let words = private::words(db, inner, Room::Association, person.id)?;
    Ok(words.iter().any(|word| match Subject::of(&word.command) {
        Some(Subject::Association(subject)) => subject.is_made(id),
        _ => false,
    }))
}

/// What waits to be told, as it stands now; and what need not be told any more.
pub(crate) fn to_tell(db: &Connection, inner: &Inner) -> Result<(Vec<Item>, Vec<Uuid>), StoreError> {
    let rows = to_be_told(db, Room::Association)?;
    if rows.is_empty() {
        return Ok(Default::default());
    }
    let whole = view::whole(db, inner)?;
    let now = inner.now();
    let (mut items, mut over) = (Vec::new(), Vec::new());
    for (id, name) in rows {
        let what = AssociationNote::ALL.into_iter().find(|what| what.name() == name);
        match what.and_then(|what| aloud(&whole.shown, id, what, now)) {
            Some(Some(aloud)) => items.push(Item::Private(aloud)),
            // Whom it is for may come with the next page.
            Some(None) => {}
            None => over.push(id),
        }
    }
    Ok((items, over))
}

/// What is said of it; nothing inside while it is not known to be for this person; `None` when it is over.
pub(super) fn aloud(all: &Associations, id: Uuid, what: AssociationNote, now: Timestamp) -> Option<Option<Aloud>> {
    let mut for_me = true;
    let mut drill = false;
    let mut open = id;
    let name = |association: Uuid| all.card(association).map(|card| card.name.clone()).unwrap_or_default();
    let (from, at) = match what {
        AssociationNote::Circular | AssociationNote::Edited | AssociationNote::Reminded => {
            let row = all.circular(id)?;
            let at = match what {
                AssociationNote::Reminded => row.circular.reminded.unwrap_or(row.circular.sent),
                _ => row.circular.edited.unwrap_or(row.circular.sent),
            };
            let needless = row.opened && (what != AssociationNote::Reminded || (row.asks() && row.owed.is_empty()));
            if needless || now.since(at) > STALE {
                return None;
            }
            for_me = row.is_for_me();
            (row.circular.association_name.clone(), at)
        }
        AssociationNote::Meeting => {
            let row = all.meeting(id).filter(|row| row.is_open(now))?;
            for_me = !row.owed.is_empty();
            (name(row.meeting.association), now)
        }
        AssociationNote::Safety => {
            let row = all.check(id).filter(|row| row.is_running(now))?;
            // Who has reported already, from this phone or by a neighbour, is not woken.
            if !row.own.is_empty()
                && row
                    .own
                    .iter()
                    .all(|(_, merged, _)| merged.condition.is_some_and(|condition| condition != Condition::NotFound))
            {
                return None;
            }
            drill = row.is_drill();
            (name(row.check.association), row.check.started)
        }
        AssociationNote::Help => {
            let row = all.checks.iter().find(|row| row.report(id).is_some())?;
            let call = row.report(id)?;
            if !row.of(call.report.household).open.contains(&id) {
                return None;
            }
            drill = row.is_drill();
            open = row.id;
            (name(row.check.association), call.report.seen)
        }
        AssociationNote::Joined => (all.home(id)?.card.association_name.clone(), now),
    };
    let (what, more, loud) = what.how(drill);
    let aloud = Aloud { room: Room::Association, id, open, what, more, from, at, loud };
    Some(for_me.then_some(aloud))
}
