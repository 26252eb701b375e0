//! Settings: how it looks and speaks, what it tells, where things are.

mod city;
mod computer;
mod device;
pub mod language;
mod licences;
mod look;
mod notifications;
mod sync;

pub use city::{CitySettings, InterestSettings};
pub use computer::ComputerSettings;
pub use device::{ServerSettings, StorageSettings};
pub use language::LanguageSettings;
pub use licences::Licences;
pub use look::{LookSettings, TEXT_SIZES};
pub use notifications::NotificationSettings;
pub use sync::SyncSettings;

use crate::{
    computer::Computer,
    dates,
    hooks::{use_city, use_engine, use_query, use_settings},
    i18n::{Arg, Local, ruby, use_i18n},
    route::Route,
    ui::{Entry, Heading},
};
use dioxus::prelude::*;
use itsumo_engine::{AccountState, Change};

/// The name of a language, in itself.
fn language_key(locale: itsumo_domain::i18n::Locale) -> String {
    format!("settings-language-{}", locale.code())
}

/// All settings, with what they are set to.
#[component]
pub fn SettingsHome() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let settings = use_settings();
    let city = use_city();
    let account = use_query(&[Change::Account], |engine| async move { engine.account().await });
    let interests = use_query(&[Change::Interests], |engine| async move { engine.interests().await });
    let sync = use_query(&[Change::Sync, Change::Outbox], |engine| async move { Ok(engine.sync_state().await) });
    let who = match &*account.read() {
        Some(Ok(AccountState::SignedIn { email, .. })) => Some(rsx! { "{email}" }),
        Some(Ok(AccountState::Confirming { .. })) => Some(i.show("settings-account-confirming")),
        Some(Ok(AccountState::SignedOut)) => Some(i.show("settings-account-none")),
        _ => None,
    };
    let chosen = match &*interests.read() {
        Some(Ok(chosen)) => Some(i.show_with(
            "settings-interests-count",
            &[("count", Arg::Number(i64::try_from(chosen.topics.len()).unwrap_or(0)))],
        )),
        _ => None,
    };
    let (delivered, last) = match &*sync.read() {
        Some(Ok(state)) if state.refused > 0 => (Some(i.show("settings-sync-refused-short")), None),
        Some(Ok(state)) if state.waiting > 0 => (
            Some(i.show_with(
                "settings-sync-waiting-short",
                &[("count", Arg::Number(i64::try_from(state.waiting).unwrap_or(0)))],
            )),
            None,
        ),
        Some(Ok(state)) => (None, state.last_ok.map(|at| dates::moment(i, at, engine.now()))),
        _ => (None, None),
    };
    let title = i.say("settings-title");
    let on_a_computer = use_hook(|| try_consume_context::<Computer>().is_some());
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            div { class: "page stack loose",
                Heading { {i.show("settings-title")} }
                notifications::Stopped {}
                section { class: "section",
                    h2 { {i.show("settings-for-me")} }
                    div { class: "group",
                        Entry { to: Route::CitySettings {}, icon: "place", title: i.show("settings-city"),
                            value: city.map(|city| rsx! { Local { text: city.name } }) }
                        Entry { to: Route::InterestSettings {}, icon: "star", title: i.show("settings-interests"), value: chosen }
                        Entry { to: Route::NotificationSettings {}, icon: "bell", title: i.show("settings-notifications"),
                            value: i.show(if settings.notify { "settings-on" } else { "settings-off" }) }
                        crate::school::SchoolEntry {}
                        crate::association::AssociationEntry {}
                        Entry { to: Route::NoticeBoard {}, icon: "circular", title: i.show("officer-board"), detail: i.show("officer-board-detail") }
                        Entry { to: Route::AccountHome {}, icon: "person", title: i.show("account-title"), value: who }
                    }
                }
                section { class: "section",
                    h2 { {i.show("settings-look-title")} }
                    div { class: "group",
                        Entry { to: Route::LanguageSettings {}, icon: "language", title: i.show("settings-language"),
                            value: i.show(&language_key(i.locale)) }
                        Entry { to: Route::LookSettings {}, icon: "text", title: i.show("settings-look"),
                            value: i.show(&format!("settings-size-{}", settings.text_percent)) }
                    }
                }
                section { class: "section",
                    h2 { {i.show("settings-device")} }
                    div { class: "group",
                        if on_a_computer {
                            Entry { to: Route::ComputerSettings {}, icon: "computer", title: i.show("computer-title"),
                                value: i.show(if settings.stay { "computer-stays" } else { "computer-ends" }) }
                        }
                        Entry { to: Route::SyncSettings {}, icon: "sync", title: i.show("settings-sync"),
                            value: match (delivered, last) {
                                (Some(text), _) => Some(text),
                                (None, Some(last)) => Some(ruby(&last)),
                                (None, None) => None,
                            } }
                        Entry { to: Route::StorageSettings {}, icon: "lock", title: i.show("settings-storage") }
                        Entry { to: Route::ServerSettings {}, icon: "server", title: i.show("settings-server") }
                        Entry { to: Route::Licences {}, icon: "scroll", title: i.show("settings-licences") }
                    }
                    p { class: "soft", {i.show_with("settings-version", &[("version", Arg::Text(env!("CARGO_PKG_VERSION")))])} }
                }
            }
        }
    }
}
