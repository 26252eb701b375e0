//! Puts [`Associations`] together: the server's records, and over them what was said here and is on its way.

use super::{
    Associations, BallotRow, CheckRow, CircularRow, DutyRow, Home, MeetingRow, PaperRow, ReplyRow, ReportRow, SeatRow,
    StreetRow, WrittenRow, ask,
};
use crate::{
    Inner,
    private::{self, Delivery, Far, Room, Word, at_one_moment},
    store::StoreError,
};
use itsumo_domain::{
    Command, Record, Stream, Timestamp,
    association::{
        AssociationCommand, Circular, JoinRequest, SafetyCheck, SafetyReport,
        circular::{PaperMark, ReplyView, SentCircular},
        meeting::{Ballot, Meeting, Source},
    },
    record::{Audience, kind},
};
use rusqlite::Connection;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

/// All that [`Associations`] are made of.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The server's records, with the stream of each.
    pub records: Vec<(Stream, Record)>,
    /// What was said here and is not among them, in the order it was said.
    pub words: Vec<Word>,
    /// Circulars that were opened, and which edit of each.
    pub opened: BTreeMap<Uuid, Option<Timestamp>>,
    /// Requests to join, as the server last said.
    pub waiting: Vec<JoinRequest>,
}

/// Reads all of it, as of one moment.
pub(super) fn held(db: &Connection, inner: &Inner) -> Result<Held, StoreError> {
    at_one_moment(db, |person| {
        let Some(person) = person else { return Ok(Held::default()) };
        Ok(Held {
            records: private::records(db, inner, &person, Room::Association)?,
            words: private::words(db, inner, Room::Association, person.id)?,
            opened: private::opened(db)?,
            waiting: ask::waiting(db, inner, person.id)?,
        })
    })
}

/// What is shown, until when it holds, and what is here and over.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    pub shown: Arc<Associations>,
    /// From then on something in it is another, by time alone.
    pub turns: Timestamp,
    /// Circulars that have expired, safety checks that delete themselves: not shown, and to be removed.
    pub over: Vec<Uuid>,
}

/// The associations as they stand; the last ones again while nothing has moved. Inside a transaction what decides wants
/// that very moment, and the last ones may be of the one before it: there they are put together anew.
pub(crate) fn whole(db: &Connection, inner: &Inner) -> Result<Arc<Whole>, StoreError> {
    let now = inner.now();
    if !db.is_autocommit() {
        return Ok(Arc::new(assemble(held(db, inner)?, now)));
    }
    let moved = match inner.association.get(now) {
        Ok(whole) => return Ok(whole),
        Err(moved) => moved,
    };
    let whole = Arc::new(assemble(held(db, inner)?, now));
    if inner.key_lost.load(std::sync::atomic::Ordering::SeqCst) {
        // Somebody looks at what is missing: it is pulled again now, and not in a quarter of an hour.
        inner.wake_sync.notify_one();
    }
    inner.association.keep(moved, now..whole.turns, &whole);
    Ok(whole)
}

/// Records by what they are, before they are put together.
#[derive(Default)]
struct Sorted {
    circulars: BTreeMap<Uuid, Lying>,
    replies: Vec<ReplyView>,
    ballots: Vec<Ballot>,
    checks: BTreeMap<Uuid, SafetyCheck>,
    reports: BTreeMap<Uuid, SafetyReport>,
    meetings: BTreeMap<Uuid, Meeting>,
    duties: BTreeMap<Uuid, DutyRow>,
}

/// A circular and where it lies.
#[derive(Default)]
struct Lying {
    circular: Circular,
    rank: (Timestamp, Timestamp, i64),
    streams: BTreeSet<Stream>,
    singly: BTreeSet<Uuid>,
}

impl Lying {
    /// Takes these words, unless later ones are there: an edit or a reminder may reach one stream before the others.
    fn say(&mut self, circular: Circular, rev: i64) {
        let rank = (circular.edited.unwrap_or(circular.sent), circular.reminded.unwrap_or_default(), rev);
        if rank >= self.rank {
            (self.circular, self.rank) = (circular, rank);
        }
    }
}

pub(super) fn assemble(held: Held, now: Timestamp) -> Whole {
    let Held { records, words, opened, waiting } = held;
    let mut all = Associations { waiting, ..Associations::default() };
    let mut sorted = Sorted::default();
    for (stream, record) in &records {
        sort(stream, record, &mut all, &mut sorted);
    }
    all.homes.sort_by(|a, b| {
        (&a.card.association_name, &a.card.name, a.household).cmp(&(
            &b.card.association_name,
            &b.card.name,
            b.household,
        ))
    });
    all.cards.sort_by(|(a, one), (b, other)| (&one.kana, &one.name, a).cmp(&(&other.kana, &other.name, b)));
    all.streets.sort_by_key(|row| (row.street.association, row.street.block.place, row.street.order, row.household));
    for word in &words {
        if let Command::Association(command) = &word.command {
            lay(word, command, &mut all, &mut sorted);
        }
    }
    all.seats.sort_by(|a, b| {
        (&a.card.association_name, a.card.role, &a.card.title, a.id).cmp(&(
            &b.card.association_name,
            b.card.role,
            &b.card.title,
            b.id,
        ))
    });
    let today = now.jst_date();
    let mut over = Vec::new();
    sorted.circulars.retain(|id, lying| {
        let expired = lying.circular.expires.is_some_and(|last| last < today);
        over.extend(expired.then_some(*id));
        !expired
    });
    sorted.checks.retain(|id, check| {
        over.extend((check.deletes <= now).then_some(*id));
        now < check.deletes
    });
    let mut turns = Timestamp::from_jst(today.succ_opt().unwrap_or(today).and_time(chrono::NaiveTime::MIN));
    let ends = sorted.checks.values().map(|check| check.deletes);
    for end in ends.chain(sorted.meetings.values().map(|meeting| meeting.closes)).filter(|end| now < *end) {
        turns = turns.min(end);
    }
    all.written = written(&words, &sorted.circulars);
    let Sorted { circulars, replies, ballots, checks, reports, meetings, duties } = sorted;
    all.circulars = circulars
        .into_iter()
        .map(|(id, lying)| circular(id, lying, &all.homes, &replies, &words, &opened, now))
        .collect();
    all.circulars.sort_by_key(|row| (Reverse((row.circular.sent, row.circular.number)), row.id));
    all.meetings =
        meetings.into_iter().map(|(id, body)| meeting(id, body, &all.homes, &ballots, &words, now)).collect();
    all.meetings.sort_by_key(|row| {
        let days = row.meeting.day.signed_duration_since(today).num_days();
        (days < 0, days.abs(), row.id)
    });
    all.checks = checks.into_iter().map(|(id, body)| check(id, body, &all.homes, &reports, &words, now)).collect();
    all.checks.sort_by_key(|row| (Reverse(row.check.started), row.id));
    all.duties = duties.into_values().collect();
    for row in &mut all.duties {
        row.mine = row.duty.household.is_some_and(|whose| all.homes.iter().any(|home| home.household == whose));
    }
    all.duties.sort_by(|a, b| {
        (a.duty.from, a.duty.time, &a.duty.what, a.id).cmp(&(b.duty.from, b.duty.time, &b.duty.what, b.id))
    });
    Whole { shown: Arc::new(all), turns, over }
}

fn sort(stream: &Stream, record: &Record, all: &mut Associations, sorted: &mut Sorted) {
    let id = record.id;
    match record.kind.as_str() {
        kind::HOUSEHOLD => all.homes.extend(record.body_as().map(|card| Home { household: id, card })),
        kind::ASSOCIATION => all.cards.extend(record.body_as().map(|card| (id, card))),
        kind::SEAT => {
            all.seats.extend(record.body_as().map(|card| SeatRow { id, card, delivery: None, command: None }));
        }
        kind::STREET => all.streets.extend(record.body_as().map(|street| StreetRow { household: id, street })),
        kind::CIRCULAR => {
            if let Some(circular) = record.body_as::<Circular>() {
                let lying = sorted.circulars.entry(id).or_default();
                lying.streams.insert(stream.clone());
                lying.say(circular, record.rev);
            }
        }
        kind::CIRCULAR_SENT => {
            if let Some(SentCircular { circular, households }) = record.body_as() {
                let lying = sorted.circulars.entry(id).or_default();
                lying.singly = households;
                lying.say(circular, record.rev);
            }
        }
        kind::CIRCULAR_REPLY => sorted.replies.extend(record.body_as::<ReplyView>()),
        kind::PAPER => {
            if let Some(PaperMark { circular, household, mark, marked, by }) = record.body_as() {
                let row = PaperRow { mark, marked, by, delivery: Delivery::Arrived, command: None };
                all.paper.insert((circular, household), row);
            }
        }
        kind::DUTY => {
            let row = |duty| DutyRow { id, duty, mine: false, delivery: None, command: None };
            sorted.duties.extend(record.body_as().map(|duty| (id, row(duty))));
        }
        kind::MEETING => sorted.meetings.extend(record.body_as::<Meeting>().map(|meeting| (id, meeting))),
        kind::BALLOT => sorted.ballots.extend(record.body_as::<Ballot>()),
        kind::SAFETY => sorted.checks.extend(record.body_as::<SafetyCheck>().map(|check| (id, check))),
        kind::SAFETY_REPORT => sorted.reports.extend(record.body_as::<SafetyReport>().map(|report| (id, report))),
        _ => {}
    }
}

fn waits() -> Vec<(String, String)> {
    Vec::new()
}

/// Lays one word over what is shown, where that is one thing by itself.
fn lay(word: &Word, command: &AssociationCommand, all: &mut Associations, sorted: &mut Sorted) {
    let (delivery, outbox) = (word.delivery(waits), word.outbox_id());
    let refused = delivery.is_refused();
    match command {
        AssociationCommand::MarkPaper { circular, household, mark, marked, .. } => {
            let there = all.paper.get(&(*circular, *household));
            // Somebody else's later mark counts on every phone, whoever meets the network first.
            let later = there.is_some_and(|row| (row.marked, row.mark) > (*marked, *mark));
            if !later || refused {
                let row = PaperRow { mark: *mark, marked: *marked, by: String::new(), delivery, command: outbox };
                all.paper.insert((*circular, *household), row);
            }
        }
        AssociationCommand::StartSafety { check, start } => {
            let started = SafetyCheck { started: word.at, ..(**start).clone() };
            sorted.checks.entry(*check).or_insert(started);
        }
        AssociationCommand::EndSafety { check } => {
            if let Some(check) = sorted.checks.get_mut(check).filter(|_| !refused) {
                check.ended.get_or_insert(word.at);
            }
        }
        AssociationCommand::KeepDuty { duty, body } => {
            let row =
                DutyRow { id: *duty, duty: (**body).clone(), mine: false, delivery: Some(delivery), command: outbox };
            sorted.duties.insert(*duty, row);
        }
        AssociationCommand::DropDuty { duty } => match sorted.duties.get_mut(duty) {
            Some(row) if refused => (row.delivery, row.command) = (Some(delivery), outbox),
            _ => drop(sorted.duties.remove(duty)),
        },
        AssociationCommand::MarkDuty { duty, done } => {
            if let Some(row) = sorted.duties.get_mut(duty) {
                row.duty.done = done.then_some(word.at);
                (row.delivery, row.command) = (Some(delivery), outbox);
            }
        }
        AssociationCommand::TickItem { seat, item, done } => {
            if let Some(row) = all.seats.iter_mut().find(|row| row.id == *seat) {
                if let Some(line) = row.card.checklist.get_mut(usize::from(*item)) {
                    line.done = done.then_some(word.at);
                    line.by.clear();
                }
                (row.delivery, row.command) = (Some(delivery), outbox);
            }
        }
        AssociationCommand::ShowOfficer { seat, name, phone } => {
            if let Some(row) = all.seats.iter_mut().find(|row| row.id == *seat) {
                row.card.shows_name.clone_from(name);
                row.card.shows_phone.clone_from(phone);
                (row.delivery, row.command) = (Some(delivery), outbox);
            }
        }
        _ => {}
    }
}

/// What was written here and is not out, as far as this device knows; the later word on the same counts.
fn written(words: &[Word], out: &BTreeMap<Uuid, Lying>) -> Vec<WrittenRow> {
    let mut rows: BTreeMap<Uuid, WrittenRow> = BTreeMap::new();
    for word in words {
        match &word.command {
            Command::Association(AssociationCommand::WriteCircular { circular, association, draft, .. }) => {
                if word.far == Far::Done && out.contains_key(circular) {
                    continue;
                }
                let row = WrittenRow {
                    id: *circular,
                    association: *association,
                    draft: (**draft).clone(),
                    at: word.at,
                    delivery: word.delivery(waits),
                    command: word.outbox_id(),
                };
                rows.insert(*circular, row);
            }
            Command::Association(AssociationCommand::RecallCircular { circular })
                if !matches!(word.far, Far::Refused(_)) =>
            {
                rows.remove(circular);
            }
            _ => {}
        }
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by_key(|row| (Reverse(row.at), row.id));
    rows
}

fn circular(
    id: Uuid,
    lying: Lying,
    homes: &[Home],
    replies: &[ReplyView],
    words: &[Word],
    opened: &BTreeMap<Uuid, Option<Timestamp>>,
    now: Timestamp,
) -> CircularRow {
    let Lying { circular, streams, singly, .. } = lying;
    let today = now.jst_date();
    let is_for = |home: &&Home| {
        streams.iter().any(|stream| match stream.audience() {
            // What goes to all goes to who is there: who moved to another block has it as a household of that one.
            Audience::Association(association) => home.card.association == association && home.is_there(today),
            Audience::Block(block) => home.card.block.id == block && home.is_there(today),
            Audience::Household(household) => home.household == household,
            _ => false,
        })
    };
    let households: Vec<Uuid> = homes.iter().filter(is_for).map(|home| home.household).collect();
    let of_block = |stream: &Stream| match stream.audience() {
        Audience::Block(block) => Some(block),
        _ => None,
    };
    let there = replies.iter().filter(|view| view.circular == id).map(|view| ReplyRow {
        household: view.household,
        reply: view.reply.clone(),
        by: view.by.clone(),
        paper: view.paper,
        delivery: Delivery::Arrived,
        command: None,
    });
    let mut rows: Vec<ReplyRow> = there.collect();
    let (mut recall, mut recall_command) = (None, None);
    for word in words {
        let Command::Association(command) = &word.command else { continue };
        match command {
            AssociationCommand::ReplyCircular { circular, household, given } if *circular == id => {
                rows.retain(|row| row.household != *household);
                rows.push(ReplyRow {
                    household: *household,
                    reply: given.clone(),
                    by: String::new(),
                    paper: false,
                    delivery: word.delivery(waits),
                    command: word.outbox_id(),
                });
            }
            AssociationCommand::RecallCircular { circular } if *circular == id => {
                (recall, recall_command) = (Some(word.delivery(waits)), word.outbox_id());
            }
            _ => {}
        }
    }
    let mut row = CircularRow {
        id,
        everybody: streams.iter().any(|stream| matches!(stream.audience(), Audience::Association(_))),
        blocks: streams.iter().filter_map(of_block).collect(),
        singly,
        for_seat: streams.iter().any(|stream| matches!(stream.audience(), Audience::Person(_))),
        opened: opened.get(&id).is_some_and(|edited| *edited == circular.edited),
        due: circular.due,
        circular,
        households,
        replies: rows,
        owed: Vec::new(),
        recall,
        recall_command,
    };
    if row.takes_replies(today) {
        let answered = |household: &Uuid| row.reply_of(*household).is_some_and(|reply| !reply.delivery.is_refused());
        let there = homes.iter().filter(|home| home.is_there(today)).map(|home| home.household);
        row.owed = there.filter(|household| row.households.contains(household) && !answered(household)).collect();
    }
    row
}

fn meeting(
    id: Uuid,
    meeting: Meeting,
    homes: &[Home],
    ballots: &[Ballot],
    words: &[Word],
    now: Timestamp,
) -> MeetingRow {
    let there = ballots.iter().filter(|ballot| ballot.meeting == id).map(|ballot| BallotRow {
        household: ballot.household,
        given: ballot.given.clone(),
        source: ballot.source,
        at: ballot.at,
        by: ballot.by.clone(),
        delivery: Delivery::Arrived,
        command: None,
    });
    let mut rows: Vec<BallotRow> = there.collect();
    for word in words {
        let (household, given, source) = match &word.command {
            Command::Association(AssociationCommand::CastBallot { meeting, household, ballot }) if *meeting == id => {
                (*household, ballot, Source::App)
            }
            Command::Association(AssociationCommand::RecordBallot { meeting, household, ballot, source, .. })
                if *meeting == id =>
            {
                (*household, ballot, *source)
            }
            _ => continue,
        };
        rows.retain(|row| row.household != household);
        rows.push(BallotRow {
            household,
            given: given.clone(),
            source,
            at: word.at,
            by: String::new(),
            delivery: word.delivery(waits),
            command: word.outbox_id(),
        });
    }
    let mut row = MeetingRow { id, meeting, ballots: rows, owed: Vec::new() };
    if row.is_open(now) {
        let voted = |household: Uuid| row.ballot_of(household).is_some_and(|ballot| !ballot.delivery.is_refused());
        let of_it = |home: &&Home| home.card.association == row.meeting.association && home.is_there(now.jst_date());
        let mine = homes.iter().filter(of_it);
        row.owed = mine.map(|home| home.household).filter(|household| !voted(*household)).collect();
    }
    row
}

fn check(
    id: Uuid,
    check: SafetyCheck,
    homes: &[Home],
    reports: &BTreeMap<Uuid, SafetyReport>,
    words: &[Word],
    now: Timestamp,
) -> CheckRow {
    let mut rows: BTreeMap<Uuid, ReportRow> = reports
        .iter()
        .filter(|(_, report)| report.check == id)
        .map(|(id, report)| {
            (*id, ReportRow { id: *id, report: report.clone(), delivery: Delivery::Arrived, command: None })
        })
        .collect();
    let (mut delivery, mut command) = (None, None);
    for word in words {
        match &word.command {
            Command::Association(AssociationCommand::ReportSafety { report, told }) if told.check == id => {
                rows.entry(*report).or_insert_with(|| ReportRow {
                    id: *report,
                    report: (**told).clone(),
                    delivery: word.delivery(waits),
                    command: word.outbox_id(),
                });
            }
            Command::Association(
                AssociationCommand::StartSafety { check, .. } | AssociationCommand::EndSafety { check },
            ) if *check == id => (delivery, command) = (Some(word.delivery(waits)), word.outbox_id()),
            _ => {}
        }
    }
    let mut all: Vec<ReportRow> = rows.into_values().collect();
    all.sort_by_key(|row| (Reverse(row.report.seen), row.id));
    let mut row = CheckRow { id, check, own: Vec::new(), reports: all, delivery, command };
    let of_it = |home: &&Home| home.card.association == row.check.association && home.is_there(now.jst_date());
    let mine = homes.iter().filter(of_it);
    row.own = mine
        .map(|home| {
            let said = row.reports_of(home.household).cloned().collect();
            (home.household, row.of(home.household), said)
        })
        .collect();
    row
}
