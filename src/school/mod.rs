//! School: absences told in three taps, "登校しましたか" answered in one, notices read and answered, and who looked.
//!
//! Everything that is shown lies on this device and is read from one value, the person's [`School`], which
//! [`SchoolFrame`] holds for all screens below it; everything that is said goes to the outbox first and is on the
//! screen at once, with how far it got. So without a network nothing here looks different but one grey line.
//!
//! The tab is there for whoever has a child at a school, or is about to join one.

pub mod absence;
mod answers;
mod calendar;
mod child;
mod days;
mod home;
mod join;
mod looked;
mod notice;
mod now;
mod parts;
mod question;
mod today;
mod words;

pub use absence::{AbsenceScreen, Absences, EditAbsence, NewAbsence, NewAbsenceOf};
pub use answers::MyAnswers;
pub use calendar::SchoolCalendar;
pub use child::{CalendarFeed, PupilScreen};
pub use home::SchoolHome;
pub use join::JoinChild;
pub use looked::LookedScreen;
pub use notice::{NoticeScreen, NoticeSplit, Notices};
pub use now::{NeedsMe, SchoolEntry, waiting_for_me};

use crate::{
    account::{Personal, Why},
    hooks::{Answer, use_engine, use_query},
    route::Route,
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_engine::{Change, school::School};
use std::sync::Arc;

/// What an account is for here.
const WHY: Why = Why {
    title: "school-title",
    lead: "school-account-lead",
    reasons: [("pencil", "school-for-absence"), ("mail", "school-for-notices"), ("lock", "school-for-private")],
    without: "school-account-phone",
};

/// Around every screen of the school: holds what there is of it, and asks for an account where there is none.
#[component]
pub fn SchoolFrame() -> Element {
    let mut held = use_query(&[Change::School, Change::Account], |engine| async move { engine.school().await });
    use_context_provider(|| Held(held));
    let found = held.read().as_ref().map(|found| found.as_ref().map(drop).map_err(Clone::clone));
    rsx! {
        Personal { why: WHY, found, onretry: move |()| held.restart(), Outlet::<Route> {} }
    }
}

/// The school as the frame holds it.
#[derive(Clone, Copy)]
struct Held(Answer<Arc<School>>);

/// What there is of the school now. Only below [`SchoolFrame`].
pub fn use_school() -> Arc<School> {
    let Held(held) = use_context();
    match &*held.read() {
        Some(Ok(school)) => Arc::clone(school),
        _ => Arc::default(),
    }
}

/// Today in Japan, by the engine's clock.
pub fn use_today() -> NaiveDate {
    use_engine().now().jst_date()
}
