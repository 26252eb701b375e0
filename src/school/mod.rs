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
mod ics;
mod join;
mod looked;
mod notice;
mod now;
mod parts;
mod question;
mod shown;
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
    hooks::{Answer, use_engine, use_query},
    i18n::{Arg, use_i18n},
    route::Route,
    ui::{Begun, Failed, Heading, Icon, Skeleton},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_engine::{AccountState, Change, school::School};
use std::sync::Arc;

/// Around every screen of the school: holds what there is of it, and asks for an account where there is none.
#[component]
pub fn SchoolFrame() -> Element {
    let mut held = use_query(&[Change::School, Change::Account], |engine| async move { engine.school().await });
    let mut account = use_query(&[Change::Account], |engine| async move { engine.account().await });
    use_context_provider(|| Held(held));
    match (&*account.read(), &*held.read()) {
        (None, _) | (_, None) => rsx! { div { class: "pane", div { class: "page", Skeleton { rows: 4 } } } },
        (Some(Err(error)), _) | (_, Some(Err(error))) => rsx! {
            div { class: "pane",
                Failed { error: error.clone(), onretry: move |()| { account.restart(); held.restart(); } }
            }
        },
        (Some(Ok(AccountState::SignedOut)), _) => rsx! { NeedsAccount { confirming: None } },
        (Some(Ok(AccountState::Confirming { email })), _) => rsx! { NeedsAccount { confirming: email.clone() } },
        (Some(Ok(AccountState::SignedIn { .. })), Some(Ok(_))) => rsx! { Begun { Outlet::<Route> {} } },
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

/// Where one wanted to be when an account was needed: after signing in, one is led there.
#[derive(Clone, Copy)]
pub struct AfterSignIn(Signal<Option<Route>>);

impl AfterSignIn {
    /// Makes the place to remember it. Called by the frame, which outlives the forms.
    pub fn provide() -> Self {
        use_context_provider(|| Self(Signal::new(None)))
    }

    /// Where to, if anywhere.
    pub fn wanted(self) -> Option<Route> {
        self.0.read().clone()
    }

    /// Where to, if anywhere; and forgets it.
    pub fn take(mut self) -> Option<Route> {
        let wanted = self.0.peek().clone();
        if wanted.is_some() {
            self.0.set(None);
        }
        wanted
    }
}

/// What belongs to one person needs to know who that is.
#[component]
fn NeedsAccount(confirming: Option<String>) -> Element {
    let i = use_i18n();
    let here = use_route::<Route>();
    let AfterSignIn(mut after) = use_context();
    let mut remember = move || after.set(Some(here.clone()));
    let mut also = remember.clone();
    let title = i.say("school-title");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            div { class: "page stack loose",
                Heading { {i.show("school-title")} }
                div { class: "stack",
                    p { class: "lead", {i.show("school-account-lead")} }
                    ul { class: "group",
                        for (icon, key) in [("pencil", "school-for-absence"), ("mail", "school-for-notices"), ("lock", "school-for-private")] {
                            li { key: "{key}", class: "entry", Icon { name: icon } span { class: "words", {i.show(key)} } }
                        }
                    }
                }
                div { class: "stack",
                    if let Some(email) = confirming {
                        div { class: "note", Icon { name: "mail" }
                            p { {i.show_with("account-confirming", &[("email", Arg::Text(&email))])} }
                        }
                        Link { to: Route::Register {}, class: "button main wide", onclick: move |_| remember(), {i.show("account-enter-code")} }
                    } else {
                        Link { to: Route::Register {}, class: "button main wide", onclick: move |_| remember(), {i.show("account-register")} }
                        Link { to: Route::SignIn {}, class: "button wide", onclick: move |_| also(), {i.show("account-sign-in")} }
                    }
                }
                p { class: "soft", {i.show("school-account-phone")} }
            }
        }
    }
}
