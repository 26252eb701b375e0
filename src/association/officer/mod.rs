//! What officers do with a phone: write a circular, carry its paper through the street, see whom it reached, plan whose
//! turn it is, and in an earthquake ask at every door.
//!
//! It is used standing, in the evening, with a pile of paper in the other hand: one large tap per household, and beside
//! it the way back. Everything but the server's count of phones comes from this device, so a street without a network
//! looks the same; what was marked waits in the outbox, and the screen says so.
//!
//! **Invariant:** a drill and the real thing differ in word, colour and pattern on every screen, and only the real one
//! has to be typed before it begins.

mod acting;
mod board;
mod circular;
mod duty;
mod home;
mod parts;
mod recovery;
mod safety;
mod seat;
mod street;
mod words;

pub use acting::Acting;
pub use board::NoticeBoard;
pub use circular::{OfficerCirculars, PaperWalk, ReachScreen, SlipEntry, WriteCircular};
pub use duty::{DutyTools, NewDuty, PlanDuties};
pub use home::{OfficerEntry, OfficerHome, ReachEntry};
pub use recovery::AskSeat;
pub use safety::{SafetyList, SafetyTools, SafetyWalk, StartSafety};
pub use seat::{SeatScreen, TakeSeat};
pub use street::StreetScreen;

use super::{use_associations, use_today};

/// What the signed-in person may do as an officer today.
pub fn use_acting() -> Acting {
    let all = use_associations();
    Acting::new(all.standing(use_today()).seats, &all.cards)
}
