//! The town association on this device: circulars, what is asked of the household, the calendar, the safety check; and
//! for officers their street, the paper they carry, and who was seen.
//!
//! As with the school nothing is stored twice: the server's records lie sealed as they came, what was said here lies in
//! the outbox until the server has it, and the one [`Associations`] that screens show is put together from both
//! (`view`). So an officer walks a whole street without a network, and sees every mark the moment it is made; when there
//! is one again, what others marked meanwhile lies beside it, and both phones come to the same ([`Mark`], [`merge`]).
//!
//! **Invariant:** a circular that was recalled or has expired, and a safety check that deleted itself, is gone from here
//! with its notification, its files, its reports and every mark that was made of it.
//! **Invariant:** nothing is filtered here by what somebody may see: streams were written for those who read them. What
//! somebody may *do* is asked of [`may_in_association`], so that a button is drawn only where it does something.
//!
//! [`Mark`]: itsumo_domain::association::circular::Mark
//! [`merge`]: itsumo_domain::association::safety::merge

mod ask;
mod letter;
mod notes;
mod officer;
pub(crate) mod remind;
mod row;
mod say;
mod time;
mod view;
mod word;

#[cfg(test)]
mod tests;

pub use crate::private::Delivery;
pub use notes::AssociationNote;
pub use row::{
    BallotRow, CheckRow, CircularRow, DutyRow, Home, MeetingRow, PaperRow, ReplyRow, ReportRow, SeatRow, StreetRow,
    WrittenRow,
};

pub(crate) use ask::{asked_after, keep_requests};
pub(crate) use notes::{noted, to_tell};
pub(crate) use time::let_time_pass;
pub(crate) use view::Whole;
pub(crate) use word::{Subject, about, carry_over, is_held, let_go, needs_no_answer, takes_back};

pub(crate) use ask::BOARD;

use crate::{Engine, Error};
use chrono::NaiveDate;
use itsumo_domain::association::{
    Act, AssociationCard, JoinRequest,
    access::{self, Of, Standing, may_in_association},
};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// Everything of associations that this person sees, at one moment. Cheap to share; asked for again when
/// [`Change::Association`](crate::Change::Association) is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Associations {
    /// This person's households, by association.
    pub homes: Vec<Home>,
    /// Their associations, and those in which this person holds a seat.
    pub cards: Vec<(Uuid, AssociationCard)>,
    /// Seats of this person, also those whose term has not begun or is over.
    pub seats: Vec<SeatRow>,
    /// Circulars that are out, the newest first; each once, in however many streams it lies.
    pub circulars: Vec<CircularRow>,
    /// Circulars that this person wrote here and that are not out as far as this device knows, the newest first.
    pub written: Vec<WrittenRow>,
    /// The calendar, by first day.
    pub duties: Vec<DutyRow>,
    /// Meetings, the next first, those that are over last.
    pub meetings: Vec<MeetingRow>,
    /// Safety checks, the newest first, drills and real ones.
    pub checks: Vec<CheckRow>,
    /// The households of the blocks that this person looks after, by block and as they stand along the street.
    pub streets: Vec<StreetRow>,
    /// What was marked on paper, by circular and household.
    pub paper: BTreeMap<(Uuid, Uuid), PaperRow>,
    /// Households that this person asked to join and whom an officer has not let in.
    pub waiting: Vec<JoinRequest>,
}

impl Associations {
    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.homes.is_empty() && self.seats.is_empty() && self.circulars.is_empty() && self.waiting.is_empty()
    }
    /// One of this person's households.
    pub fn home(&self, household: Uuid) -> Option<&Home> {
        self.homes.iter().find(|home| home.household == household)
    }
    /// One association.
    pub fn card(&self, association: Uuid) -> Option<&AssociationCard> {
        self.cards.iter().find(|(id, _)| *id == association).map(|(_, card)| card)
    }
    /// One seat.
    pub fn seat(&self, id: Uuid) -> Option<&SeatRow> {
        self.seats.iter().find(|row| row.id == id)
    }
    /// One circular.
    pub fn circular(&self, id: Uuid) -> Option<&CircularRow> {
        self.circulars.iter().find(|row| row.id == id)
    }
    /// One that was written here.
    pub fn written(&self, id: Uuid) -> Option<&WrittenRow> {
        self.written.iter().find(|row| row.id == id)
    }
    /// One line of the calendar.
    pub fn duty(&self, id: Uuid) -> Option<&DutyRow> {
        self.duties.iter().find(|row| row.id == id)
    }
    /// One meeting.
    pub fn meeting(&self, id: Uuid) -> Option<&MeetingRow> {
        self.meetings.iter().find(|row| row.id == id)
    }
    /// One safety check.
    pub fn check(&self, id: Uuid) -> Option<&CheckRow> {
        self.checks.iter().find(|row| row.id == id)
    }
    /// One household of a street.
    pub fn street(&self, household: Uuid) -> Option<&StreetRow> {
        self.streets.iter().find(|row| row.household == household)
    }
    /// The street of one block, in order.
    pub fn street_of(&self, block: Uuid) -> impl Iterator<Item = &StreetRow> {
        self.streets.iter().filter(move |row| row.street.block.id == block)
    }
    /// The households of a block, in the order of the street, that a circular is for.
    pub fn street_for<'a>(&'a self, row: &'a CircularRow, block: Uuid) -> impl Iterator<Item = &'a StreetRow> {
        let is_for = move |home: &&StreetRow| row.goes_to(block) || row.singly.contains(&home.household);
        self.street_of(block).filter(move |home| !home.street.gone && is_for(home))
    }

    /// What this person is to the city's associations on `day`, as far as this device knows.
    pub fn standing(&self, day: NaiveDate) -> Standing {
        let seats = self.seats.iter().filter(|row| row.is_held(day)).map(|row| access::Seat {
            id: row.id,
            association: row.card.association,
            block: row.card.block.as_ref().map(|block| block.id),
            role: row.card.role,
            title: row.card.title.clone(),
        });
        let home = |home: &Home| access::Home {
            household: home.household,
            block: home.card.block.id,
            association: home.card.association,
            since: day,
        };
        let (there, moved): (Vec<_>, Vec<_>) = self.homes.iter().partition(|home| home.is_there(day));
        Standing {
            seats: seats.collect(),
            homes: there.into_iter().map(home).collect(),
            moved: moved.into_iter().map(home).collect(),
        }
    }

    /// Whether this person may do `act` of `of` on `day`: a button is drawn only where it does something. The server
    /// decides anew.
    pub fn may(&self, day: NaiveDate, act: Act, of: Of) -> bool {
        may_in_association(&self.standing(day), act, of).is_ok()
    }
}

impl Engine {
    /// Everything of associations, from this device alone. Empty when nobody is signed in.
    ///
    /// # Errors
    /// When the store or the keyring cannot be read.
    pub async fn associations(&self) -> Result<Arc<Associations>, Error> {
        Ok(Arc::clone(&self.read(view::whole).await?.shown))
    }
}
