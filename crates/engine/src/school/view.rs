//! Puts a [`School`] together: the server's records, and over them what was said here and is on its way.

use super::{AbsenceRow, AnswerRow, AtSchool, NoticeRow, QuestionRow, School};
use crate::{
    Inner, outbox,
    private::{self, ALWAYS, Delivery, Far, Room, Word, at_one_moment},
    store::StoreError,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Command, Record, Stream, Timestamp,
    record::{Audience, kind},
    school::{
        Absence, AbsenceView, Desk, Notice, PupilCard, Question, TimeOfDay,
        absence::{Answered, By, DeskState},
        notice::{AnswerView, CountPer},
    },
};
use rusqlite::Connection;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

/// From so many minutes before the cut-off on, a word that has not arrived is better said by telephone.
const NEAR_MINUTES: i64 = 30;

/// All that a [`School`] is made of.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The server's records, with the stream of each.
    pub records: Vec<(Stream, Record)>,
    /// What was said here and is not among them, in the order it was said.
    pub words: Vec<Word>,
    /// Notices that were opened, and which edit of each.
    pub opened: BTreeMap<Uuid, Option<Timestamp>>,
}

/// Reads all of it, as of one moment.
pub(super) fn held(db: &Connection, inner: &Inner) -> Result<Held, StoreError> {
    at_one_moment(db, |person| {
        let Some(person) = person else { return Ok(Held::default()) };
        let words = private::words(db, inner, Room::School, person.id)?;
        Ok(Held { records: private::records(db, inner, &person, Room::School)?, words, opened: private::opened(db)? })
    })
}

fn me() -> By {
    By { me: true, ..By::default() }
}

/// The school as it stands; the last one again while nothing has moved. Inside a transaction it is put together anew: the
/// last one may be of the moment before it.
pub(crate) fn school(db: &Connection, inner: &Inner) -> Result<Arc<School>, StoreError> {
    let now = inner.now();
    if !db.is_autocommit() {
        return Ok(Arc::new(assemble(held(db, inner)?, now)));
    }
    let moved = match inner.school.get(now) {
        Ok(school) => return Ok(school),
        Err(moved) => moved,
    };
    let school = Arc::new(assemble(held(db, inner)?, now));
    if inner.key_lost.load(std::sync::atomic::Ordering::SeqCst) {
        // Somebody looks at what is missing: it is pulled again now, and not in a quarter of an hour.
        inner.wake_sync.notify_one();
    }
    inner.school.keep(moved, if school.waits() { minute_of(now) } else { ALWAYS }, &school);
    Ok(school)
}

/// Who had better be called, of a word that waits, is another from minute to minute.
fn minute_of(now: Timestamp) -> std::ops::Range<Timestamp> {
    let from = Timestamp(now.0.div_euclid(Timestamp::MINUTE).saturating_mul(Timestamp::MINUTE));
    from..from.plus(Timestamp::MINUTE)
}

/// Who had better be called now, of all absences that wait: where two looks differ, it may be by time alone.
pub(crate) fn near_cut_off(db: &Connection, inner: &Inner) -> Result<Vec<(String, String)>, StoreError> {
    if outbox::counts(db)?.0 == 0 {
        return Ok(Vec::new());
    }
    let school = school(db, inner)?;
    let near = school.absences.iter().flat_map(|row| match &row.delivery {
        Delivery::Waiting { near_cut_off } => near_cut_off.clone(),
        _ => Vec::new(),
    });
    Ok(near.collect())
}

pub(super) fn assemble(held: Held, now: Timestamp) -> School {
    let Held { records, mut words, opened } = held;
    // Openings are not shown.
    words.retain(|word| !matches!(word.command, Command::OpenNotice { .. }));
    let mut children = Vec::new();
    let mut absences = BTreeMap::new();
    let mut questions = BTreeMap::new();
    let mut answers: Vec<AnswerView> = Vec::new();
    let mut notices: BTreeMap<Uuid, Lying> = BTreeMap::new();
    for (stream, record) in records {
        match record.kind.as_str() {
            kind::PUPIL => children.extend(record.body_as().map(|card: PupilCard| AtSchool { id: record.id, card })),
            kind::ABSENCE => {
                if let Some(view) = record.body_as::<AbsenceView>() {
                    absences.insert(record.id, there(record.id, view));
                }
            }
            kind::QUESTION => {
                if let Some(question) = record.body_as::<Question>() {
                    let delivery = question.answer.as_ref().map(|_| Delivery::Arrived);
                    questions.insert(record.id, QuestionRow { id: record.id, question, delivery, command: None });
                }
            }
            kind::ANSWER => answers.extend(record.body_as::<AnswerView>()),
            kind::NOTICE => lies(&mut notices, &stream, &record),
            _ => {}
        }
    }
    children.sort_by(|a, b| (&a.card.kana, &a.card.name, a.id).cmp(&(&b.card.kana, &b.card.name, b.id)));
    for word in &words {
        say(word, &children, &mut absences, &mut questions, now);
    }
    let mut absences: Vec<AbsenceRow> = absences.into_values().collect();
    absences.sort_by_key(|row| (std::cmp::Reverse(row.view.absence.from), row.id));
    let mut questions: Vec<QuestionRow> = questions.into_values().collect();
    questions.sort_by_key(|row| (std::cmp::Reverse(row.question.at), row.id));
    let mut notices: Vec<NoticeRow> =
        notices.into_iter().map(|(id, lying)| notice(id, lying, &children, &answers, &words, &opened)).collect();
    notices.sort_by_key(|row| (std::cmp::Reverse(row.notice.sent), row.id));
    School { children, absences, questions, notices }
}

/// An absence as the server has it.
fn there(id: Uuid, view: AbsenceView) -> AbsenceRow {
    let delivery = if is_confirmed(&view) { Delivery::Confirmed } else { Delivery::Arrived };
    AbsenceRow { id, view, delivery, command: None }
}

/// Whether the teacher knows. The first class that was told is the one that misses the child first: that a 学童 reads
/// its own at noon does not hold the word back. Where no class was told, every desk has to know.
pub(super) fn is_confirmed(view: &AbsenceView) -> bool {
    match view.desks.iter().find(|state| state.told.desk == Desk::Class) {
        Some(class) => class.confirmed.is_some(),
        None => !view.desks.is_empty() && view.desks.iter().all(|state| state.confirmed.is_some()),
    }
}

/// A notice and where it lies.
#[derive(Default)]
struct Lying {
    notice: Notice,
    rank: (Timestamp, i64),
    groups: BTreeSet<Uuid>,
    pupils: BTreeSet<Uuid>,
}

fn lies(notices: &mut BTreeMap<Uuid, Lying>, stream: &Stream, record: &Record) {
    let Some(notice) = record.body_as::<Notice>() else { return };
    let lying = notices.entry(record.id).or_default();
    if let Audience::Class(group) = stream.audience() {
        lying.groups.insert(group);
    }
    lying.pupils.extend(notice.pupils.iter().copied());
    // An edit may have reached one of its streams before the others.
    let rank = (notice.edited.unwrap_or(notice.sent), record.rev);
    if rank >= lying.rank {
        (lying.notice, lying.rank) = (notice, rank);
    }
}

/// Lays one word over what is shown.
fn say(
    word: &Word,
    children: &[AtSchool],
    absences: &mut BTreeMap<Uuid, AbsenceRow>,
    questions: &mut BTreeMap<Uuid, QuestionRow>,
    now: Timestamp,
) {
    match &word.command {
        Command::ReportAbsence { id, absence } => {
            let delivery = word.delivery(|| to_call(children, absence, now));
            let before = absences.remove(id).map(|row| row.view);
            let view = AbsenceView {
                absence: (**absence).clone(),
                withdrawn: false,
                rev: before.as_ref().map_or(1, |view| view.rev.saturating_add(1)),
                at: word.at,
                by: me(),
                late: false,
                desks: absence.tell.iter().map(|told| DeskState { told: *told, confirmed: None }).collect(),
                history: before.map(|view| view.history).unwrap_or_default(),
            };
            absences.insert(*id, AbsenceRow { id: *id, view, delivery, command: word.outbox_id() });
        }
        Command::WithdrawAbsence { id } => {
            if let Some(row) = absences.get_mut(id) {
                row.delivery = word.delivery(|| to_call(children, &row.view.absence, now));
                // What was refused to be taken back stands.
                row.view.withdrawn |= !matches!(word.far, Far::Refused(_));
                row.command = word.outbox_id();
            }
        }
        Command::AnswerQuestion { question, arrival } => {
            if let Some(row) = questions.get_mut(question) {
                row.question.answer = Some(Answered { arrival: *arrival, at: word.at, by: me() });
                // The school's telephone stands in the question.
                row.delivery = Some(word.delivery(Vec::new));
                row.command = word.outbox_id();
            }
        }
        _ => {}
    }
}

/// Who had better be called: those told today whose cut-off is near or over.
fn to_call(children: &[AtSchool], absence: &Absence, now: Timestamp) -> Vec<(String, String)> {
    let today = now.jst_date();
    let Some(child) = children.iter().find(|child| child.id == absence.pupil) else { return Vec::new() };
    if !absence.covers(today) {
        return Vec::new();
    }
    let told = |facility: Uuid| absence.tell.iter().any(|told| told.facility == facility);
    child
        .places_on(today)
        .map(|place| &place.facility)
        .filter(|facility| told(facility.id) && facility.days.is_open(today))
        .filter(|facility| is_near(facility.cut_off, today, now))
        .map(|facility| (facility.name.clone(), facility.phone.clone()))
        .collect()
}

fn is_near(cut_off: TimeOfDay, today: NaiveDate, now: Timestamp) -> bool {
    now.since(cut_off.on(today)) >= -NEAR_MINUTES * Timestamp::MINUTE
}

fn notice(
    id: Uuid,
    lying: Lying,
    children: &[AtSchool],
    answers: &[AnswerView],
    words: &[Word],
    opened: &BTreeMap<Uuid, Option<Timestamp>>,
) -> NoticeRow {
    let Lying { notice, groups, pupils, .. } = lying;
    let of_group = |child: &AtSchool| {
        let mut all = child.card.places.iter().flat_map(|place| &place.groups);
        all.any(|group| groups.contains(&group.id))
    };
    let pupils = children.iter().filter(|child| pupils.contains(&child.id) || of_group(child)).map(|child| child.id);
    let mut rows: Vec<AnswerRow> = answers
        .iter()
        .filter(|answer| answer.notice == id)
        .map(|view| AnswerRow {
            pupil: view.pupil,
            answer: view.answer.clone(),
            by: view.by.clone(),
            delivery: Delivery::Arrived,
            command: None,
        })
        .collect();
    for word in words {
        let Command::AnswerNotice { notice, pupil, given } = &word.command else { continue };
        if *notice != id {
            continue;
        }
        rows.retain(|row| !(row.by.me && row.pupil == *pupil));
        rows.push(AnswerRow {
            pupil: *pupil,
            answer: given.clone(),
            by: me(),
            delivery: word.delivery(Vec::new),
            command: word.outbox_id(),
        });
    }
    let due = notice.due;
    let opened = opened.get(&id).is_some_and(|edited| *edited == notice.edited);
    let mut row = NoticeRow { id, pupils: pupils.collect(), notice, opened, answers: rows, open_for: Vec::new(), due };
    row.open_for = open_for(&row);
    row
}

/// What is still to be answered. A refused answer is none.
fn open_for(row: &NoticeRow) -> Vec<Option<Uuid>> {
    let given = |slot: &Option<Uuid>| {
        let counts = |answer: &&AnswerRow| match row.notice.per {
            CountPer::Child => answer.pupil == *slot,
            CountPer::Guardian => answer.by.me,
            CountPer::Household | CountPer::Other => true,
        };
        row.answers.iter().filter(counts).any(|answer| !matches!(answer.delivery, Delivery::Refused(_)))
    };
    row.slots().into_iter().filter(|slot| !given(slot)).collect()
}
