//! The account: optional, and it says what for. Everything public works without one.

mod change;
mod data;
mod devices;
mod enter;
mod needed;

pub use change::{ChangeEmail, ChangePassword};
pub use data::{DeleteAccount, MyData};
pub use devices::Devices;
pub use enter::{RecoverPassword, Register, SignIn};
pub use needed::{AfterSignIn, Personal, Why};

use crate::{
    hooks::{use_command, use_engine, use_query},
    i18n::{Arg, use_i18n},
    route::Route,
    ui::{Entry, Failed, Icon, Page, Skeleton},
};
use dioxus::prelude::*;
use itsumo_engine::{AccountState, Change};

/// The address typed last into any of the forms here, kept while one is elsewhere in the app: whoever looks up
/// something half way does not type it again. Never a password.
#[derive(Clone, Copy)]
pub struct EmailDraft(Signal<String>);

impl EmailDraft {
    /// Makes the place to keep it. Called by the frame, which outlives the forms.
    pub fn provide() -> Self {
        use_context_provider(|| Self(Signal::new(String::new())))
    }
}

/// What an account is for, or what one can do with one's own.
#[component]
pub fn AccountHome() -> Element {
    let i = use_i18n();
    let mut account = use_query(&[Change::Account], |engine| async move { engine.account().await });
    rsx! {
        Page { title: i.say("account-title"), heading: i.show("account-title"),
            match &*account.read() {
                None => rsx! { Skeleton { rows: 3 } },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| account.restart() } },
                Some(Ok(AccountState::SignedOut)) => rsx! { SignedOut {} },
                Some(Ok(AccountState::Confirming { email })) => rsx! { Confirming { email: email.clone() } },
                Some(Ok(AccountState::SignedIn { email, .. })) => rsx! { SignedIn { email: email.clone() } },
            }
        }
    }
}

#[component]
fn SignedOut() -> Element {
    let i = use_i18n();
    rsx! {
        div { class: "stack",
            p { class: "lead", {i.show("account-optional")} }
            ul { class: "group",
                for (icon, key) in [("device", "account-for-devices"), ("saved", "account-for-saved"), ("lock", "account-for-lost")] {
                    li { key: "{key}", class: "entry", Icon { name: icon } span { class: "words", {i.show(key)} } }
                }
            }
            p { class: "soft", {i.show("account-without")} }
        }
        div { class: "stack",
            Link { to: Route::Register {}, class: "button main wide", {i.show("account-register")} }
            Link { to: Route::SignIn {}, class: "button wide", {i.show("account-sign-in")} }
            Link { to: Route::RecoverPassword {}, class: "button plain wide", {i.show("account-forgot")} }
        }
    }
}

#[component]
fn Confirming(email: String) -> Element {
    let i = use_i18n();
    rsx! {
        div { class: "note", Icon { name: "mail" }
            p { {i.show_with("account-confirming", &[("email", Arg::Text(&email))])} }
        }
        Link { to: Route::Register {}, class: "button main wide", {i.show("account-enter-code")} }
    }
}

#[component]
fn SignedIn(email: String) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    rsx! {
        div { class: "group",
            p { class: "entry", Icon { name: "person" }
                span { class: "words", strong { lang: "en", "{email}" } small { {i.show("account-signed-in")} } }
            }
        }
        div { class: "group",
            crate::school::SchoolEntry {}
            crate::association::AssociationEntry {}
            Entry { to: Route::Devices {}, icon: "device", title: i.show("account-devices"), detail: i.show("account-devices-detail") }
            Entry { to: Route::ChangePassword {}, icon: "key", title: i.show("account-change-password") }
            Entry { to: Route::ChangeEmail {}, icon: "mail", title: i.show("account-change-email") }
            Entry { to: Route::MyData {}, icon: "download", title: i.show("account-data"), detail: i.show("account-data-detail") }
            Entry { to: Route::DeleteAccount {}, icon: "trash", title: i.show("account-delete") }
        }
        div { class: "stack",
            button {
                class: "button wide",
                r#type: "button",
                onclick: move |_| {
                    let engine = engine.clone();
                    command.run(async move { engine.sign_out().await }, Some("account-signed-out-done"));
                },
                {i.show("account-sign-out")}
            }
            p { class: "soft", {i.show("account-sign-out-detail")} }
        }
    }
}
