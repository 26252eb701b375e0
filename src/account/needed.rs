//! What belongs to one person needs to know who that is: why, and the way there and back.

use crate::{
    hooks::use_query,
    i18n::{Arg, use_i18n},
    route::Route,
    ui::{Begun, Failed, Heading, Icon, Skeleton},
};
use dioxus::prelude::*;
use itsumo_engine::{AccountState, Change, Error};

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

/// What an account is for: keys of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Why {
    /// What the screens are called.
    pub title: &'static str,
    /// Why they need an account.
    pub lead: &'static str,
    /// What one gets: icon and key.
    pub reasons: [(&'static str, &'static str); 3],
    /// What goes on without one.
    pub without: &'static str,
}

/// Around screens of what belongs to one person: shows them once it is `found` and known whose it is.
#[component]
pub fn Personal(why: Why, found: Option<Result<(), Error>>, onretry: EventHandler<()>, children: Element) -> Element {
    let mut account = use_query(&[Change::Account], |engine| async move { engine.account().await });
    match (&*account.read(), found) {
        (None, _) | (_, None) => rsx! { div { class: "pane", div { class: "page", Skeleton { rows: 4 } } } },
        (Some(Err(error)), _) => rsx! {
            div { class: "pane",
                Failed { error: error.clone(), onretry: move |()| { account.restart(); onretry.call(()); } }
            }
        },
        (_, Some(Err(error))) => rsx! { div { class: "pane", Failed { error, onretry } } },
        (Some(Ok(AccountState::SignedOut)), _) => rsx! { NeedsAccount { why, confirming: None } },
        (Some(Ok(AccountState::Confirming { email })), _) => rsx! { NeedsAccount { why, confirming: email.clone() } },
        (Some(Ok(AccountState::SignedIn { .. })), Some(Ok(()))) => rsx! { Begun { {children} } },
    }
}

/// In the place of such screens: what an account is for, and what goes on without it.
#[component]
fn NeedsAccount(why: Why, confirming: Option<String>) -> Element {
    let i = use_i18n();
    let here = use_route::<Route>();
    let AfterSignIn(mut after) = use_context();
    let mut remember = move || after.set(Some(here.clone()));
    let mut also = remember.clone();
    let title = i.say(why.title);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            div { class: "page stack loose",
                Heading { {i.show(why.title)} }
                div { class: "stack",
                    p { class: "lead", {i.show(why.lead)} }
                    ul { class: "group",
                        for (icon, key) in why.reasons {
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
                p { class: "soft", {i.show(why.without)} }
            }
        }
    }
}
