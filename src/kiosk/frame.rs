//! The frame around a person's screens: where one is above, and below, in reach of who sits in a wheelchair, the
//! language, the size of the letters, reading aloud, the way back and 終わる.

use super::{
    Session,
    alert::{Met, Strip, Takeover, use_danger},
    allowed::{allowed, is_menu},
    app::{Chosen, Presence, SIZES},
    attract::language,
    idle::Idle,
    menu::Menu,
    news::Browsed,
    parts::{Screen, use_time},
    speak::ReadAloud,
    staff::Corner,
};
use crate::{
    account::{AfterSignIn, EmailDraft},
    dates,
    hooks::{use_city, use_query},
    i18n::{Arg, Local, ruby, use_i18n},
    news::{LastWords, Remembered},
    route::{Route, go_back},
    shell::OfflineLine,
    ui::{Icon, toast::use_toasts},
};
use dioxus::prelude::*;
use itsumo_engine::{AccountState, Change};
use std::time::Duration;

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// Whether the person is asked if they are done, or is.
#[derive(Clone, Copy)]
pub struct Ending {
    asked: Signal<bool>,
    over: Signal<bool>,
}

impl Ending {
    /// Makes the place. Called once, at the root.
    pub fn provide() -> Self {
        use_context_provider(|| Self { asked: Signal::new(false), over: Signal::new(false) })
    }

    fn ask(mut self) {
        self.asked.set(true);
    }

    fn go_on(mut self) {
        self.asked.set(false);
    }

    /// The person is done. They are told that nothing stays, and then nothing does.
    pub fn now(mut self, session: &Session) {
        self.asked.set(false);
        self.over.set(true);
        let session = session.clone();
        dioxus::core::spawn_forever(async move {
            // Until it is on the screen; a page that no longer draws keeps nobody.
            let drawn = document::eval(
                "await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))); return true;",
            );
            let _ = tokio::time::timeout(Duration::from_secs(1), drawn.join::<bool>()).await;
            session.end();
            self.over.set(false);
        });
    }
}

/// The frame. Stands where the app has its own.
#[component]
pub fn KioskFrame() -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let route = use_route::<Route>();
    let presence = use_context::<Presence>();
    let ending = use_context::<Ending>();
    let toasts = use_toasts();
    Remembered::provide();
    LastWords::provide();
    EmailDraft::provide();
    AfterSignIn::provide();
    Browsed::provide();
    Met::provide();
    let mut last = use_signal(|| route.clone());
    use_effect(use_reactive!(|route| {
        if *last.peek() != route {
            toasts.move_on();
            document::eval("window.itsumoSpeak?.stop()");
            last.set(route);
        }
    }));
    let danger = use_danger();
    let asked = presence.left.read().is_some();
    let covered = (asked || danger.is_some() || *ending.asked.read()).then_some("true");
    let route = use_route::<Route>();
    if *ending.over.read() {
        return rsx! { Over {} };
    }
    rsx! {
        div { class: "kiosk-frame", inert: covered,
            a { class: "skip", href: "#content", {i.show("app-skip")} }
            Head {}
            Strip {}
            OfflineLine {}
            main { id: "content", tabindex: "-1",
                if is_menu(&route) {
                    Menu {}
                } else if allowed(&route, &session.config().screens) {
                    Outlet::<Route> {}
                } else {
                    NotHere {}
                }
            }
            Dock {}
        }
        if asked {
            Idle {}
        } else if let Some(row) = danger {
            Takeover { key: "{row.id}", row }
        } else if *ending.asked.read() {
            Asked {}
        }
    }
}

#[component]
fn Head() -> Element {
    let city = use_city();
    let session = use_context::<Session>();
    let now = use_time(LOOK);
    rsx! {
        header { class: "kiosk-head",
            Corner {}
            p {
                if let Some(city) = city {
                    strong { Local { text: city.name } }
                }
                span { lang: "ja", "{session.config().name}" }
            }
            time { "{dates::clock(now())}" }
        }
    }
}

/// What is always in reach.
#[component]
fn Dock() -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let chosen = use_context::<Chosen>();
    let ending = use_context::<Ending>();
    let route = use_route::<Route>();
    let navigator = navigator();
    let mut locale = chosen.locale;
    let languages = session.config().languages.clone();
    let names = ["kiosk-size-normal", "kiosk-size-large", "kiosk-size-largest"];
    let on = |on: bool| if on { "true" } else { "false" };
    rsx! {
        nav { class: "kiosk-dock", "aria-label": i.say("kiosk-dock"),
            div { class: "kiosk-dock-group",
                if !is_menu(&route) {
                    button { class: "kiosk-dock-button", r#type: "button", onclick: move |_| go_back(),
                        Icon { name: "back" }
                        span { {i.show("app-back")} }
                    }
                    button { class: "kiosk-dock-button", r#type: "button", onclick: move |_| drop(navigator.push(Route::Home {})),
                        Icon { name: "menu" }
                        span { {i.show("kiosk-to-menu")} }
                    }
                }
            }
            div { class: "kiosk-dock-group grows",
                if languages.len() > 1 {
                    div { class: "kiosk-choice", role: "group", "aria-label": i.say("settings-language"),
                        for one in languages {
                            button { key: "{one.code()}", r#type: "button", lang: one.lang(), "aria-pressed": on(locale() == one),
                                onclick: move |_| locale.set(one),
                                {ruby(&language(one))}
                            }
                        }
                    }
                }
                div { class: "kiosk-choice", role: "group", "aria-label": i.say("settings-text-size"),
                    for (size, name) in SIZES.into_iter().zip(names) {
                        button { key: "{size}", class: "kiosk-size", r#type: "button", "aria-pressed": on(chosen.size() == size), "aria-label": i.say(name),
                            onclick: move |_| chosen.choose_size(size),
                            span { "aria-hidden": "true", {i.say("news-text-letter")} }
                        }
                    }
                }
                ReadAloud {}
            }
            div { class: "kiosk-dock-group",
                button { class: "kiosk-dock-button end", r#type: "button", onclick: move |_| ending.ask(),
                    Icon { name: "leave" }
                    span { {i.show("kiosk-end")} }
                }
            }
        }
    }
}

/// Done? With what is lost by it: a wish that is still waiting for the network goes nowhere.
#[component]
fn Asked() -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let ending = use_context::<Ending>();
    let account = use_query(&[Change::Account], |engine| async move { engine.account().await });
    let signed_in = matches!(&*account.read(), Some(Ok(AccountState::SignedIn { .. })));
    let sync = use_query(&[Change::Outbox], |engine| async move { Ok(engine.sync_state().await) });
    let waiting = match &*sync.read() {
        Some(Ok(state)) => i64::try_from(state.waiting).unwrap_or(0),
        _ => 0,
    };
    rsx! {
        div { class: "kiosk-over", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "end-title", "aria-describedby": "end-detail",
            div { class: "kiosk-idle",
                h2 { id: "end-title", {i.show("kiosk-end-title")} }
                div { id: "end-detail", class: "stack",
                    p { {i.show(if signed_in { "kiosk-end-signed-in" } else { "kiosk-end-detail" })} }
                    if waiting > 0 {
                        div { class: "note warn", Icon { name: "outbox" }
                            p { {ruby(&i.marked("kiosk-end-waiting", &[("count", Arg::Number(waiting))]))} }
                        }
                    }
                }
                div { class: "kiosk-over-buttons",
                    button { class: "button main", r#type: "button", autofocus: true, onclick: move |_| ending.now(&session), {i.show("kiosk-end")} }
                    button { class: "button", r#type: "button", onclick: move |_| ending.go_on(), {i.show("kiosk-go-on")} }
                }
            }
        }
    }
}

/// The last thing a person sees.
#[component]
fn Over() -> Element {
    let i = use_i18n();
    rsx! {
        main { class: "kiosk-bye", role: "status",
            Icon { name: "lifted" }
            h1 { {i.show("kiosk-bye")} }
            p { {i.show("kiosk-bye-detail")} }
        }
    }
}

/// Something of the app that is for one's own device.
#[component]
fn NotHere() -> Element {
    let i = use_i18n();
    rsx! {
        Screen { title: i.say("kiosk-not-here"), heading: i.show("kiosk-not-here"), lead: i.show("kiosk-not-here-detail"),
            Link { to: Route::Home {}, class: "button main", {i.show("kiosk-to-menu")} }
        }
    }
}
