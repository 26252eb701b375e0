//! What of the school is told aloud: notices, the question after a child, what becomes of an absence that was told.

use super::{School, view::is_confirmed};
use crate::{
    Inner,
    notify::Item,
    private::{Aloud, Coming, Loud, Room, drop_note, tell, to_be_told},
    store::StoreError,
};
use itsumo_domain::{
    Record, Timestamp,
    record::kind,
    school::{AbsenceView, Notice, Question},
};
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

/// From a stream that is pulled for the first time, only what is younger is told.
const FRESH: i64 = Timestamp::DAY;
/// Older than this, nothing is told any more.
const STALE: i64 = 3 * Timestamp::DAY;

/// What is told of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchoolNote {
    /// A notice came.
    Notice,
    /// A notice says something else now.
    Edited,
    /// "登校しましたか": the only one that does not wait for the morning.
    Question,
    /// The teacher knows of an absence that this person told.
    Confirmed,
    /// Somebody else told, changed or withdrew an absence.
    Changed,
}

impl SchoolNote {
    const ALL: [Self; 5] = [Self::Notice, Self::Edited, Self::Question, Self::Confirmed, Self::Changed];

    /// Its word in the database and in keys: `note-school-<name>`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Edited => "edited",
            Self::Question => "question",
            Self::Confirmed => "confirmed",
            Self::Changed => "changed",
        }
    }

    /// How it is told. A child is looked for: that does not wait for the morning.
    pub(crate) fn aloud(self, id: Uuid, from: String, at: Timestamp) -> Aloud {
        let (loud, more) = match self {
            Self::Question => (Loud::Now, Some("note-school-answer")),
            Self::Notice => (Loud::Many, None),
            Self::Edited | Self::Confirmed | Self::Changed => (Loud::Soon, None),
        };
        Aloud { room: Room::School, id, open: id, what: self.name(), more, from, at, loud }
    }
}

/// What is to be told of an arriving record, if anything.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Plan {
    Tell(SchoolNote),
    /// What was told, or was to be, is over.
    Over,
    Nothing,
}

pub(super) fn plan(record: &Record, coming: &Coming<'_>) -> Plan {
    let fresh = |at: Timestamp| coming.now.since(at) <= if coming.first { FRESH } else { STALE };
    match record.kind.as_str() {
        kind::NOTICE => {
            let Some(notice) = record.body_as::<Notice>() else { return Plan::Nothing };
            let before = coming.before.and_then(Record::body_as::<Notice>);
            match before {
                Some(before) if before.edited == notice.edited => Plan::Nothing,
                Some(_) if notice.edited.is_some_and(fresh) => Plan::Tell(SchoolNote::Edited),
                None if !coming.known && fresh(notice.edited.unwrap_or(notice.sent)) => Plan::Tell(SchoolNote::Notice),
                _ => Plan::Nothing,
            }
        }
        kind::QUESTION => {
            let Some(question) = record.body_as::<Question>() else { return Plan::Nothing };
            if question.over || question.answer.is_some() || question.day != coming.now.jst_date() {
                return Plan::Over;
            }
            let asked_before = coming.before.and_then(Record::body_as::<Question>).map(|before| before.at);
            if asked_before == Some(question.at) { Plan::Nothing } else { Plan::Tell(SchoolNote::Question) }
        }
        kind::ABSENCE => {
            let Some(view) = record.body_as::<AbsenceView>() else { return Plan::Nothing };
            if coming.first || view.absence.until < coming.now.jst_date() || !fresh(view.at) {
                return Plan::Nothing;
            }
            let before = coming.before.and_then(Record::body_as::<AbsenceView>);
            let said_anew = before.as_ref().is_none_or(|before| before.rev != view.rev);
            let known_now = is_confirmed(&view) && !before.as_ref().is_some_and(is_confirmed);
            match (view.by.me, said_anew) {
                (false, true) => Plan::Tell(SchoolNote::Changed),
                (true, _) if known_now && !view.withdrawn => Plan::Tell(SchoolNote::Confirmed),
                _ => Plan::Nothing,
            }
        }
        _ => Plan::Nothing,
    }
}

/// Notes down what is to be told of an arriving record. The notification that is over, if one is.
pub(crate) fn noted(tx: &Transaction<'_>, record: &Record, coming: &Coming<'_>) -> Result<Vec<String>, StoreError> {
    match plan(record, coming) {
        Plan::Tell(what) => tell(tx, Room::School, record.id, what.name()).map(|()| Vec::new()),
        Plan::Over => Ok(vec![drop_note(tx, Room::School, record.id)?]),
        Plan::Nothing => Ok(Vec::new()),
    }
}

/// What waits to be told, as it stands now.
pub(crate) fn to_tell(db: &Connection, inner: &Inner) -> Result<Vec<Item>, StoreError> {
    let rows = to_be_told(db, Room::School)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let school = super::view::school(db, inner)?;
    let items = rows.into_iter().filter_map(|(id, name)| {
        let what = SchoolNote::ALL.into_iter().find(|what| what.name() == name)?;
        let (from, at) = from(&school, id, what)?;
        Some(Item::Private(what.aloud(id, from, at)))
    });
    Ok(items.collect())
}

/// Who writes, by the facility's short name, and when; empty where the name is not known.
fn from(school: &School, id: Uuid, what: SchoolNote) -> Option<(String, Timestamp)> {
    let mut facilities = school.children.iter().flat_map(|child| &child.card.places).map(|place| &place.facility);
    let mut short = |facility: Uuid| {
        facilities.find(|one| one.id == facility).map(|one| one.short.clone()).filter(|short| !short.is_empty())
    };
    Some(match what {
        SchoolNote::Notice | SchoolNote::Edited => {
            let notice = &school.notice(id)?.notice;
            let name = short(notice.facility).unwrap_or_else(|| notice.facility_name.clone());
            (name, notice.edited.unwrap_or(notice.sent))
        }
        SchoolNote::Question => {
            let question = &school.question(id)?.question;
            (short(question.facility).unwrap_or_default(), question.at)
        }
        SchoolNote::Confirmed | SchoolNote::Changed => {
            let view = &school.absence(id)?.view;
            let told = view.absence.tell.first().map(|told| told.facility);
            (told.and_then(short).unwrap_or_default(), view.at)
        }
    })
}
