//! What one can do here: large tiles, and only what this machine offers.

use super::{KioskScreen, Session};
use crate::{
    hooks::{use_engine, use_query},
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Heading, Icon},
};
use dioxus::prelude::*;
use itsumo_domain::hours::{Standing, standing};
use itsumo_engine::{AccountState, Change};

/// A tile: its icon and its words are named after the screen's name in `kiosk.toml`.
fn tile(screen: KioskScreen) -> Option<(Route, &'static str, &'static str, &'static str)> {
    Some(match screen {
        KioskScreen::News => (Route::KioskNews {}, "news", "kiosk-tile-news", "kiosk-tile-news-detail"),
        KioskScreen::Alerts => (Route::KioskAlerts {}, "disaster", "kiosk-tile-alerts", "kiosk-tile-alerts-detail"),
        KioskScreen::Board => (Route::KioskBoard {}, "circular", "kiosk-tile-board", "kiosk-tile-board-detail"),
        KioskScreen::Offices => (Route::KioskOffices {}, "clock", "kiosk-tile-offices", "kiosk-tile-offices-detail"),
        KioskScreen::Print => (Route::KioskPrint {}, "print", "kiosk-tile-print", "kiosk-tile-print-detail"),
        KioskScreen::Account => (Route::SignIn {}, "person", "kiosk-tile-account", "kiosk-tile-account-detail"),
        KioskScreen::School => (Route::SchoolHome {}, "school", "kiosk-tile-school", "kiosk-tile-school-detail"),
        KioskScreen::Association => {
            (Route::AssociationHome {}, "community", "kiosk-tile-association", "kiosk-tile-association-detail")
        }
        // Stands beside whatever is read, and is no place of its own.
        KioskScreen::Handover => return None,
    })
}

/// The menu.
#[component]
pub fn Menu() -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let account = use_query(&[Change::Account], |engine| async move { engine.account().await });
    let email = match &*account.read() {
        Some(Ok(AccountState::SignedIn { email, .. })) => Some(email.clone()),
        _ => None,
    };
    let signed_in = email.is_some();
    let tiles = session.config().screens.iter().filter(|screen| !(signed_in && **screen == KioskScreen::Account));
    let tiles: Vec<_> = tiles.filter_map(|screen| Some((*screen, tile(*screen)?))).collect();
    let count = tiles.len();
    let title = i.say("kiosk-menu-title");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            div { class: "kiosk-menu", "data-count": "{count}",
                Heading { {i.show("kiosk-menu-title")} }
                if let Some(email) = email {
                    div { class: "note good", Icon { name: "person" }
                        p { {ruby(&i.marked("kiosk-signed-in", &[("email", Arg::Text(&email))]))} }
                    }
                }
                ul { class: "kiosk-tiles",
                    for (screen, (to, icon, name, detail)) in tiles {
                        li { key: "{screen.name()}",
                            Link { to, class: "kiosk-tile",
                                span { class: "kiosk-tile-icon", Icon { name: icon } }
                                span { class: "words",
                                    strong { {i.show(name)} }
                                    small { Detail { screen, otherwise: detail } }
                                }
                                Icon { name: "forward" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What stands under a tile's name: what is there now where that is known, or else what it is for.
#[component]
fn Detail(screen: KioskScreen, otherwise: &'static str) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let city = crate::hooks::use_city();
    let alerts = use_query(&[Change::Alerts, Change::City], |engine| async move { engine.alerts().await });
    let number = |count: usize| Arg::Number(i64::try_from(count).unwrap_or(i64::MAX));
    let now = match screen {
        KioskScreen::Alerts => match &*alerts.read() {
            Some(Ok(alerts)) => alerts_now(i, crate::alert::standing_of(alerts).len()),
            _ => None,
        },
        KioskScreen::Offices => {
            let now = engine.now();
            let offices = city.iter().flat_map(|city| &city.offices);
            let (open, known) = offices
                .filter_map(|office| standing(office, now))
                .fold((0, 0), |(open, known), one| (open + usize::from(matches!(one, Standing::Open(_))), known + 1));
            (known > 0).then(|| match open {
                0 => i.marked("kiosk-offices-none-open", &[]),
                open => i.marked("kiosk-offices-open-now", &[("count", number(open))]),
            })
        }
        _ => None,
    };
    ruby(&now.unwrap_or_else(|| i.marked(otherwise, &[])))
}

fn alerts_now(i: I18n, count: usize) -> Option<String> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    Some(match count {
        0 => i.marked("kiosk-alerts-none-now", &[]),
        _ => i.marked("kiosk-alerts-now", &[("count", Arg::Number(count))]),
    })
}
