//! The town association on a resident's device: circulars to read and answer, what is asked of the household, whose turn
//! it is, the vote, the safety check, and who of the household reads along.
//!
//! What is counted is the *household*: whatever one member answers is answered, and the others see who did. Everything on
//! these screens is read from one value, the person's [`Associations`], which [`AssociationFrame`] holds for all of them;
//! everything that is said goes to the outbox first and is on the screen at once, with how far it got. So in a blackout
//! nothing here looks different but one grey line.
//!
//! The tab is there for whoever has a household or a seat, or has asked for one. What officers do is in [`officer`].

mod calendar;
mod circular;
mod duty;
mod home;
mod household;
mod join;
mod knock;
mod meeting;
mod now;
pub mod officer;
mod officers;
mod parts;
mod safety;
mod words;

pub use calendar::AssociationCalendar;
pub use circular::{CircularScreen, CircularSplit, Circulars};
pub use duty::DutyScreen;
pub use home::AssociationHome;
pub use household::{HouseholdFeed, HouseholdScreen};
pub use join::JoinAssociation;
pub use meeting::MeetingScreen;
pub use now::{AssociationEntry, NeedsHousehold, asked_of_me};
pub use officers::Officers;
pub use safety::SafetyScreen;

use crate::{
    account::{Personal, Why},
    hooks::{Answer, use_engine, use_query},
    route::Route,
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_engine::{Change, association::Associations};
use std::sync::Arc;

/// What an account is for here.
const WHY: Why = Why {
    title: "association-title",
    lead: "association-account-lead",
    reasons: [
        ("circular", "association-for-circulars"),
        ("events", "association-for-duties"),
        ("safety", "association-for-safety"),
    ],
    without: "association-account-paper",
};

/// Around every screen of the association: holds what there is of it, and asks for an account where there is none.
#[component]
pub fn AssociationFrame() -> Element {
    let mut held =
        use_query(&[Change::Association, Change::Account], |engine| async move { engine.associations().await });
    use_context_provider(|| Held(held));
    let found = held.read().as_ref().map(|found| found.as_ref().map(drop).map_err(Clone::clone));
    rsx! {
        Personal { why: WHY, found, onretry: move |()| held.restart(), Outlet::<Route> {} }
    }
}

/// The associations as the frame holds them.
#[derive(Clone, Copy)]
struct Held(Answer<Arc<Associations>>);

/// What there is of associations now. Only below [`AssociationFrame`].
pub fn use_associations() -> Arc<Associations> {
    let Held(held) = use_context();
    match &*held.read() {
        Some(Ok(all)) => Arc::clone(all),
        _ => Arc::default(),
    }
}

/// Today in Japan, by the engine's clock.
pub fn use_today() -> NaiveDate {
    use_engine().now().jst_date()
}
