//! What the machine shows: the town's notice board while nobody is there, and a person's own screens while somebody is.
//!
//! The screens are the app's own wherever they serve here too (the school's, the association's, signing in). What the
//! city publishes has screens of the kiosk's: read standing, with large letters and large targets, without a way out
//! to other programs, and with a code that carries it to the reader's own phone.

use super::{Phase, Session, attract::Attract, frame::Ending, staff::Staff};
use crate::{
    DEFAULT_HUE,
    hooks::{use_changes, use_command_queue, use_query},
    platform,
    route::Route,
    ui::{
        Drafts,
        look::Look,
        toast::{ToastRegion, use_toasts_provider},
    },
};
use dioxus::prelude::*;
use itsumo_domain::{city::City, i18n::Locale};
use itsumo_engine::{Change, Settings, Theme};

/// Text sizes in per cent: 22, 28 and 36 pixels.
pub const SIZES: [u16; 3] = [138, 175, 225];

/// Whether somebody is there, and how long a session that was left still stands. Two signals, because one of them
/// moves each second of a warning and must not draw every screen anew.
#[derive(Clone, Copy)]
pub struct Presence {
    /// Somebody is there.
    pub here: Signal<bool>,
    /// Seconds until the session ends; `None` while nobody need be asked.
    pub left: Signal<Option<u64>>,
}

impl Presence {
    fn follow(session: &Session) -> Self {
        let presence = use_context_provider(|| Self { here: Signal::new(false), left: Signal::new(None) });
        let session = session.clone();
        use_hook(move || {
            let mut phases = session.subscribe();
            spawn(async move {
                loop {
                    let phase = *phases.borrow_and_update();
                    presence.show(phase);
                    if phases.changed().await.is_err() {
                        break;
                    }
                }
            });
        });
        presence
    }

    fn show(mut self, phase: Phase) {
        let (here, left) = match phase {
            Phase::Attract => (false, None),
            Phase::Using => (true, None),
            Phase::Warning { seconds } => (true, Some(seconds)),
        };
        if *self.here.peek() != here {
            self.here.set(here);
        }
        if *self.left.peek() != left {
            self.left.set(left);
        }
    }
}

/// What the person chose for the screen: kept beside the store, and gone with the session.
#[derive(Clone, Copy)]
pub struct Chosen {
    /// The language.
    pub locale: Signal<Locale>,
    settings: Signal<Settings>,
}

impl Chosen {
    fn provide(first: Locale) -> Self {
        let locale = use_context_provider(|| Signal::new(first));
        let settings = use_context_provider(|| {
            let [normal, ..] = SIZES;
            // A screen in a hall is read by daylight.
            Signal::new(Settings {
                text_percent: normal,
                theme: Theme::Light,
                first_run_done: true,
                ..Settings::default()
            })
        });
        use_context_provider(|| Self { locale, settings })
    }

    /// The text size in per cent.
    pub fn size(self) -> u16 {
        self.settings.read().text_percent
    }

    /// Chooses a text size.
    pub fn choose_size(mut self, percent: u16) {
        self.settings.with_mut(|settings| settings.text_percent = percent);
    }

    /// As the machine is set up: for the next person.
    pub fn begin_anew(mut self, first: Locale) {
        let [normal, ..] = SIZES;
        if *self.locale.peek() != first {
            self.locale.set(first);
        }
        if self.settings.peek().text_percent != normal {
            self.choose_size(normal);
        }
    }
}

/// The kiosk. Needs an [`itsumo_engine::Engine`] and a [`Session`] in its root context, and no
/// [`platform::Downloads`]: where there is no place for files, no screen offers to write one.
#[component]
pub fn KioskApp() -> Element {
    let session = use_context::<Session>();
    let first = session.config().languages.first().copied().unwrap_or_default();
    use_changes();
    use_toasts_provider();
    use_command_queue();
    let chosen = Chosen::provide(first);
    let presence = Presence::follow(&session);
    Ending::provide();
    Staff::provide();
    let mut kept = use_context_provider(|| Signal::new(None::<City>));
    let city = use_query(&[Change::City], |engine| async move { engine.city().await });
    use_effect(move || {
        if let Some(Ok(city)) = &*city.read()
            && *kept.peek() != *city
        {
            kept.set(city.clone());
        }
    });
    use_effect(platform::after_mount);
    use_effect(move || {
        document::eval(&format!("document.documentElement.lang = '{}'", chosen.locale.read().lang()));
    });
    let touch = move || session.touch();
    let (pressed, typed, turned) = (touch.clone(), touch.clone(), touch);
    let locale = chosen.locale;
    rsx! {
        Look { settings: chosen.settings.read().clone(), hue: kept.read().as_ref().map_or(DEFAULT_HUE, |city| city.hue) }
        div {
            class: "app kiosk",
            tabindex: "-1",
            lang: locale().lang(),
            "data-locale": locale().code(),
            "data-contrast": "normal",
            "data-size": "{chosen.size()}",
            onpointerdown: move |_| pressed(),
            onkeydown: move |_| typed(),
            onwheel: move |_| turned(),
            if *presence.here.read() {
                Person {}
            } else {
                Attract {}
            }
            super::staff::Pad {}
            ToastRegion {}
        }
    }
}

/// The screens of one person.
#[component]
fn Person() -> Element {
    Drafts::provide();
    // Only a machine of a test is still the same process; on a real one nobody was anywhere yet.
    use_hook(|| dioxus::history::history().replace(Route::Home {}.to_string()));
    rsx! { Router::<Route> {} }
}
