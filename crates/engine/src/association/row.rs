//! What screens show of associations: records, and what was said here and is still on its way.

use crate::private::Delivery;
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    association::{
        Circular, Duty, HouseholdCard, Meeting, SafetyCheck, SafetyReport, Street,
        circular::{Ask, Draft, Mark, Reply},
        meeting::{Given, Source},
        safety::{Merged, merge},
        seat::SeatCard,
    },
};
use std::{collections::BTreeSet, ops::Deref};
use uuid::Uuid;

/// A household of which this person is a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Its id.
    pub household: Uuid,
    /// What its members see of it.
    pub card: HouseholdCard,
}

impl Home {
    /// Whether the household still stands in its block on `day`. One that moved away keeps what is its own.
    pub fn is_there(&self, day: NaiveDate) -> bool {
        self.card.until.is_none_or(|last| day <= last)
    }
}

/// A seat that this person holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatRow {
    /// Its id.
    pub id: Uuid,
    /// What it may, and what is to be handed over.
    pub card: SeatCard,
    /// How far the last word on it has come: a tick, what is shown of its holder. `None` when nothing is on its way.
    pub delivery: Option<Delivery>,
    /// The outbox's id of that word while it is there.
    pub command: Option<Uuid>,
}

impl SeatRow {
    /// Whether it is held on `day`.
    pub fn is_held(&self, day: NaiveDate) -> bool {
        self.card.since <= day && self.card.until.is_none_or(|until| day <= until)
    }
}

/// A household's reply to a circular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyRow {
    /// Of which household.
    pub household: Uuid,
    /// What.
    pub reply: Reply,
    /// Who, as the household calls them; empty for this person, while it is on its way.
    pub by: String,
    /// It came on paper.
    pub paper: bool,
    /// How far it has come.
    pub delivery: Delivery,
    /// The outbox's id while it is there: for [`crate::Engine::outbox_retry`] and [`crate::Engine::outbox_discard`].
    pub command: Option<Uuid>,
}

/// A circular that this person has, as a member of a household, as an officer, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircularRow {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub circular: Circular,
    /// For which of this person's households.
    pub households: Vec<Uuid>,
    /// It went to every household of the association.
    pub everybody: bool,
    /// To which blocks it went, where that was not to everybody.
    pub blocks: Vec<Uuid>,
    /// To which single households a seat of this person sent it, where no officer reads it otherwise.
    pub singly: BTreeSet<Uuid>,
    /// It is addressed to a seat of this person.
    pub for_seat: bool,
    /// It was opened on this device as it stands now; an edit makes it new.
    pub opened: bool,
    /// What this person's households replied.
    pub replies: Vec<ReplyRow>,
    /// Households that are still asked.
    pub owed: Vec<Uuid>,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// It is being taken back by this person: how far that has come.
    pub recall: Option<Delivery>,
    /// The outbox's id of that.
    pub recall_command: Option<Uuid>,
}

impl CircularRow {
    /// Whether anything is asked back that this version can answer.
    pub fn asks(&self) -> bool {
        !matches!(self.circular.ask, Ask::Nothing | Ask::Other)
    }
    /// Whether the households of this block have it.
    pub fn goes_to(&self, block: Uuid) -> bool {
        self.everybody || self.blocks.contains(&block)
    }
    /// Whether it reached this person as a reader, and not only because an officer sees what went out.
    pub fn is_for_me(&self) -> bool {
        self.for_seat || !self.households.is_empty()
    }
    /// Whether replies are taken on `day`.
    pub fn takes_replies(&self, day: NaiveDate) -> bool {
        self.asks() && !(self.circular.closes && self.due.is_some_and(|due| due < day))
    }
    /// What this household replied, if it did.
    pub fn reply_of(&self, household: Uuid) -> Option<&ReplyRow> {
        self.replies.iter().find(|reply| reply.household == household)
    }
}

impl Deref for CircularRow {
    type Target = Circular;
    fn deref(&self) -> &Circular {
        &self.circular
    }
}

/// A circular that this person wrote on this device and that has not come back as a record: it waits for the network,
/// was refused, or is held on the server for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenRow {
    /// Its id; the same when it is out.
    pub id: Uuid,
    /// For which association.
    pub association: Uuid,
    /// What was written.
    pub draft: Draft,
    /// When it was sent off, by this device's clock.
    pub at: Timestamp,
    /// [`Delivery::Arrived`]: the server has it and holds it.
    pub delivery: Delivery,
    /// The outbox's id while it is there.
    pub command: Option<Uuid>,
}

/// Something on the shared calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyRow {
    /// Its id.
    pub id: Uuid,
    /// What.
    pub duty: Duty,
    /// It is the turn of a household of this person.
    pub mine: bool,
    /// How far the last word on it has come; `None` when nothing is on its way.
    pub delivery: Option<Delivery>,
    /// The outbox's id of that word while it is there.
    pub command: Option<Uuid>,
}

/// A household's ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotRow {
    /// Of which household.
    pub household: Uuid,
    /// What.
    pub given: Given,
    /// How it came.
    pub source: Source,
    /// When.
    pub at: Timestamp,
    /// Who handed it in or wrote it down; empty for this person, while it is on its way.
    pub by: String,
    /// How far it has come.
    pub delivery: Delivery,
    /// The outbox's id while it is there.
    pub command: Option<Uuid>,
}

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingRow {
    /// Its id.
    pub id: Uuid,
    /// What is voted on.
    pub meeting: Meeting,
    /// The ballots of this person's households, and those that this person wrote down and that are on their way.
    pub ballots: Vec<BallotRow>,
    /// This person's households that have not voted, while votes are taken.
    pub owed: Vec<Uuid>,
}

impl MeetingRow {
    /// Whether ballots are taken now.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.meeting.tally.is_none() && now < self.meeting.closes
    }
    /// What this household handed in, if it did.
    pub fn ballot_of(&self, household: Uuid) -> Option<&BallotRow> {
        self.ballots.iter().find(|ballot| ballot.household == household)
    }
}

/// Somebody's word on how a household is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// Its id.
    pub id: Uuid,
    /// What was said.
    pub report: SafetyReport,
    /// How far it has come.
    pub delivery: Delivery,
    /// The outbox's id while it is there.
    pub command: Option<Uuid>,
}

/// A safety check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRow {
    /// Its id.
    pub id: Uuid,
    /// What it is about; whether it is a drill is [`SafetyCheck::status`].
    pub check: SafetyCheck,
    /// This person's households, each with all that is known of it.
    pub own: Vec<(Uuid, Merged, Vec<ReportRow>)>,
    /// Everything that this person may see of it, own households and streets, the newest first.
    pub reports: Vec<ReportRow>,
    /// How far it has come that this person started or ended it; `None` when nothing is on its way.
    pub delivery: Option<Delivery>,
    /// The outbox's id of that.
    pub command: Option<Uuid>,
}

impl CheckRow {
    /// Whether it is a drill. Anything but a real one is.
    pub fn is_drill(&self) -> bool {
        self.check.status != itsumo_domain::alert::Status::Actual
    }
    /// Whether anybody is still asked.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.check.ended.is_none() && now < self.check.deletes
    }
    /// How a household is, of all that this person may see. Refused words do not count.
    pub fn of(&self, household: Uuid) -> Merged {
        merge(self.reports_of(household).filter(|row| !row.delivery.is_refused()).map(|row| (row.id, &row.report)))
    }
    /// What was said of a household, the newest first.
    pub fn reports_of(&self, household: Uuid) -> impl Iterator<Item = &ReportRow> {
        self.reports.iter().filter(move |row| row.report.household == household)
    }
    /// One report.
    pub fn report(&self, id: Uuid) -> Option<&ReportRow> {
        self.reports.iter().find(|row| row.id == id)
    }
}

/// A household as the officers of its block meet it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreetRow {
    /// Its id.
    pub household: Uuid,
    /// Where it stands, and how to reach it.
    pub street: Street,
}

impl Deref for StreetRow {
    type Target = Street;
    fn deref(&self) -> &Street {
        &self.street
    }
}

/// What was marked on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// What.
    pub mark: Mark,
    /// When, by the clock of the device it was made on.
    pub marked: Timestamp,
    /// By which seat; empty for this person, while it is on its way.
    pub by: String,
    /// How far it has come.
    pub delivery: Delivery,
    /// The outbox's id while it is there.
    pub command: Option<Uuid>,
}
