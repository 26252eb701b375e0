//! The app: screens in Dioxus, the same on phone, desktop and in headless tests.
//!
//! **Invariant:** no SQL, no HTTP, no keyring here. A screen reads through [`hooks::use_query`] and writes
//! through [`hooks::use_command`]; what must go on while the window is hidden lives in the engine.

#![allow(non_snake_case, reason = "Dioxus components are functions with the names of types")]

pub mod account;
pub mod alert;
pub mod association;
pub mod city;
pub mod computer;
pub mod dates;
pub mod handbook;
pub mod handover;
pub mod hooks;
pub mod i18n;
pub mod kiosk;
pub mod news;
pub mod phrases;
pub mod platform;
pub mod route;
pub mod school;
pub mod settings;
pub mod shell;
pub mod start;
pub mod ui;

use dioxus::prelude::*;
use hooks::{use_changes, use_command_queue, use_query};
use itsumo_domain::{city::City, i18n::Locale};
use itsumo_engine::{Change, ClinicLock, Settings};
use route::Route;
use ui::{
    Drafts,
    look::Look,
    toast::{ToastRegion, use_toasts_provider},
};

/// The style sheets, in the order they apply.
pub const STYLES: [&str; 10] = [
    include_str!("../assets/tokens.css"),
    include_str!("../assets/app.css"),
    include_str!("../assets/handbook.css"),
    include_str!("../assets/handbook-growth.css"),
    include_str!("../assets/handbook-vaccine.css"),
    include_str!("../assets/handover.css"),
    include_str!("../assets/school.css"),
    include_str!("../assets/association.css"),
    include_str!("../assets/association-officer.css"),
    include_str!("../assets/kiosk.css"),
];

/// The app. Needs an [`itsumo_engine::Engine`], a [`platform::Openings`] and a [`platform::Downloads`] in its
/// root context.
#[component]
pub fn App() -> Element {
    use_changes();
    use_toasts_provider();
    use_command_queue();
    use_context_provider(|| Signal::new(i18n::system_locale()));
    let started = use_query(&[Change::Settings, Change::City], |engine| async move {
        Ok((engine.settings().await?, engine.city().await?, engine.clinic_lock().await?))
    });
    use_effect(platform::after_mount);
    match &*started.read() {
        None => rsx! {},
        Some(Ok((settings, city, lock))) => rsx! {
            Started { settings: settings.clone(), city: city.clone(), lock: lock.clone() }
        },
        // The store cannot even say how large the text should be: say so, plainly.
        Some(Err(error)) => rsx! { Broken { error: error.clone() } },
    }
}

#[component]
fn Broken(error: itsumo_engine::Error) -> Element {
    let i = i18n::use_i18n();
    rsx! {
        Look { settings: Settings::default(), hue: DEFAULT_HUE }
        div { class: "app", lang: i.locale.lang(),
            main { ui::State { icon: "info", title: i18n::ruby(&hooks::error_text(i, &error)) } }
        }
    }
}

/// Why the app could not start, in the language of the system.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble(pub String);

/// All there is when the store cannot be opened: the reason, in words. Needs a [`Trouble`] in its root context.
#[component]
pub fn TroubleWindow() -> Element {
    let locale = use_context_provider(|| Signal::new(i18n::system_locale()));
    let Trouble(why) = use_context::<Trouble>();
    rsx! {
        Look { settings: Settings::default(), hue: DEFAULT_HUE }
        div { class: "app", lang: locale().lang(),
            main { ui::State { icon: "info", title: i18n::ruby(&why) } }
        }
    }
}

/// The hue before a city is chosen: the blue of the app's own mark.
const DEFAULT_HUE: u16 = 210;

#[component]
fn Started(settings: Settings, city: Option<City>, lock: Option<ClinicLock>) -> Element {
    // Above the router: what was begun outlives the time in which the clinic has the device.
    Drafts::provide();
    let mut locale = use_context::<Signal<Locale>>();
    let mut kept_settings = use_context_provider(|| Signal::new(settings.clone()));
    let mut kept_city = use_context_provider(|| Signal::new(city.clone()));
    let wanted = settings.locale.unwrap_or_else(i18n::system_locale);
    use_hook(|| locale.set(wanted));
    let now = (settings.clone(), city.clone());
    use_effect(use_reactive!(|(now, wanted)| {
        let (settings, city) = now;
        if *kept_settings.peek() != settings {
            kept_settings.set(settings);
        }
        if *kept_city.peek() != city {
            kept_city.set(city);
        }
        if *locale.peek() != wanted {
            locale.set(wanted);
        }
        document::eval(&format!("document.documentElement.lang = '{}'", wanted.lang()));
    }));

    platform::use_resident(settings.stay);
    let hue = city.as_ref().map_or(DEFAULT_HUE, |city| city.hue);
    let contrast = match settings.contrast {
        itsumo_engine::Contrast::Normal => "normal",
        itsumo_engine::Contrast::High => "high",
    };
    rsx! {
        Look { settings: settings.clone(), hue }
        div {
            class: "app",
            // Something always has the keyboard, so that shortcuts work after a click on nothing.
            tabindex: "-1",
            lang: wanted.lang(),
            "data-locale": wanted.code(),
            "data-contrast": contrast,
            // In the router's place, so that no tab, link, notification, key or way back leads anywhere.
            if let Some(lock) = lock {
                handbook::clinic::Locked { lock }
            } else if settings.first_run_done {
                Router::<Route> {}
            } else {
                city::FirstRun {}
            }
            ToastRegion {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_a_newer_app_is_said_in_a_window_too() {
        let newer = itsumo_engine::OpenError::Newer { found: 9, known: 1 };
        let why = newer.text(i18n::system_locale());
        let mut window = VirtualDom::new(TroubleWindow).with_root_context(Trouble(why.clone()));
        window.rebuild_in_place();
        // Lines may end between phrases.
        let page = dioxus_ssr::render(&window).replace("<wbr/>", "");
        let words = itsumo_domain::i18n::pieces(&why).into_iter().next();
        let Some(itsumo_domain::i18n::Piece::Plain(words) | itsumo_domain::i18n::Piece::Ruby(words, _)) = words else {
            panic!("no reason was given");
        };
        assert!(page.contains(words), "{page}");
    }
}
