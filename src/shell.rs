//! The frame around every screen: alerts over everything, tabs below or beside, and what the keyboard does
//! anywhere.

use crate::{
    account::{AfterSignIn, EmailDraft},
    alert::AlertBanners,
    association::asked_of_me,
    dates,
    hooks::{use_city, use_command, use_engine, use_query},
    i18n::{Local, ruby, use_i18n},
    kiosk,
    news::{LastWords, Remembered},
    platform,
    route::{Route, TabName, go_back},
    school::waiting_for_me,
    ui::{Bar, Count, Heading, Icon, State, toast::use_toasts},
};
use dioxus::prelude::*;
use itsumo_engine::{Change, Error};
use uuid::Uuid;

/// The app's own mark, as a picture that needs no file.
pub const MARK: &str = include_str!("../assets/icons/app.svg");

/// The frame: the app's own, or on a machine in a hall that machine's.
#[component]
pub fn Shell() -> Element {
    if use_hook(kiosk::is_here) {
        rsx! { kiosk::KioskFrame {} }
    } else {
        rsx! { Frame {} }
    }
}

#[component]
fn Frame() -> Element {
    let i = use_i18n();
    let route = use_route::<Route>();
    let toasts = use_toasts();
    Remembered::provide();
    LastWords::provide();
    EmailDraft::provide();
    AfterSignIn::provide();
    platform::use_openings();
    platform::use_back_button();
    // What was said about the last screen is not said about this one… unless it was said while leaving it.
    let mut last = use_signal(|| route.clone());
    use_effect(use_reactive!(|route| {
        if *last.peek() != route {
            toasts.move_on();
            last.set(route);
        }
    }));
    let of_kiosk = route.is_of_kiosk();
    rsx! {
        div { style: "display:contents", onkeydown: move |event| on_key(&event, &route),
            a { class: "skip", href: "#content", {i.show("app-skip")} }
            AlertBanners {}
            div { class: "frame",
                TabBar {}
                main { id: "content", tabindex: "-1",
                    if of_kiosk {
                        NotFound { path: vec![] }
                    } else {
                        Outlet::<Route> {}
                    }
                }
            }
        }
    }
}

/// A list and what is open of it: side by side on a desk, one over the other on a phone.
#[component]
pub fn Split(open: Option<Uuid>, children: Element) -> Element {
    // Coming back to the list, the keyboard goes on from the row that was read.
    let mut before = use_signal(|| None::<Uuid>);
    use_effect(use_reactive!(|open| {
        let last = *before.peek();
        if let (None, Some(last)) = (open, last) {
            document::eval(&format!("document.getElementById('row-{last}')?.focus()"));
        }
        before.set(open);
    }));
    rsx! {
        div { class: "split", "data-open": if open.is_some() { "true" } else { "false" },
            {children}
            section { class: "pane read", id: "reading", Outlet::<Route> {} }
        }
    }
}

/// Keys that work anywhere: `/` searches, Esc leaves what is read, j and k (or the arrows) walk a list.
fn on_key(event: &KeyboardEvent, route: &Route) {
    let modifiers = event.modifiers();
    if event.is_composing() || modifiers.ctrl() || modifiers.alt() || modifiers.meta() {
        return;
    }
    match event.key() {
        Key::Escape if route.is_read() => go_back(),
        Key::Character(key) if key == "/" => {
            let navigator = navigator();
            // A slash typed into a field stays a slash: only the page knows what has the focus.
            spawn(async move {
                let looked = document::eval(
                    "const now = document.activeElement;\
                     if (now && /^(INPUT|TEXTAREA|SELECT)$/.test(now.tagName)) return true;\
                     const field = document.getElementById('search-words');\
                     if (field) { field.focus(); field.select(); }\
                     return !!field;",
                );
                if !looked.join::<bool>().await.unwrap_or(true) {
                    navigator.push(Route::Search {});
                }
            });
        }
        Key::Character(key) if key == "j" => walk("if (!typing) go(1)"),
        Key::Character(key) if key == "k" => walk("if (!typing) go(-1)"),
        Key::ArrowDown => walk("if (inList) go(1)"),
        Key::ArrowUp => walk("if (inList) go(-1)"),
        _ => {}
    }
}

/// Moves the focus along the rows of the list on the screen.
fn walk(step: &str) {
    document::eval(&format!(
        "const now = document.activeElement;\
         const typing = !!now && /^(INPUT|TEXTAREA|SELECT)$/.test(now.tagName);\
         const rows = [...document.querySelectorAll('.row')].filter(row => row.offsetParent);\
         const at = rows.indexOf(now);\
         const inList = at >= 0 || (!!now && now.id === 'search-words');\
         const go = by => {{\
           const open = rows.findIndex(row => row.getAttribute('aria-current'));\
           const from = at >= 0 ? at : open;\
           const next = rows[from < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, from + by))];\
           if (next) {{ next.focus({{ focusVisible: true }}); next.scrollIntoView({{ block: 'nearest' }}); }}\
         }};\
         (() => {{ {step} }})();"
    ));
}

#[component]
fn TabBar() -> Element {
    let i = use_i18n();
    let city = use_city();
    let here = use_route::<Route>().tab();
    let counts =
        use_query(&[Change::News, Change::Interests, Change::City], |engine| async move { engine.news_counts().await });
    let sync = use_query(&[Change::Outbox, Change::Account], |engine| async move { Ok(engine.sync_state().await) });
    let refused = sync.read().as_ref().and_then(|state| state.as_ref().ok()).map_or(0, |state| state.refused);
    let school = use_query(&[Change::School, Change::Account], |engine| async move { engine.school().await });
    let today = use_engine().now().jst_date();
    // A tab is there for whoever has that part, and while one is on the way to it.
    let (at_school, asked) = match &*school.read() {
        Some(Ok(school)) => (!school.children.is_empty(), waiting_for_me(school, today)),
        _ => (false, 0),
    };
    let at_school = at_school || here == Some(TabName::School);
    let town = use_query(&[Change::Association, Change::Account], |engine| async move { engine.associations().await });
    let now = use_engine().now();
    let (in_town, town_asks) = match &*town.read() {
        Some(Ok(town)) => (!town.is_empty(), asked_of_me(town, now)),
        _ => (false, 0),
    };
    let in_town = in_town || here == Some(TabName::Association);
    let unread = match &*counts.read() {
        Some(Ok(counts)) => counts.for_me_unread,
        _ => 0,
    };
    let tabs = [
        (TabName::Home, Route::Home {}, "home", "app-tab-home", unread),
        (TabName::School, Route::SchoolHome {}, "school", "app-tab-school", i64::try_from(asked).unwrap_or(0)),
        (TabName::Handbook, Route::HandbookHome {}, "handbook", "app-tab-handbook", 0),
        (
            TabName::Association,
            Route::AssociationHome {},
            "community",
            "app-tab-association",
            i64::try_from(town_asks).unwrap_or(0),
        ),
        (
            TabName::Settings,
            Route::SettingsHome {},
            "settings",
            "app-tab-settings",
            i64::try_from(refused).unwrap_or(0),
        ),
    ];
    let there = |tab| match tab {
        TabName::School => at_school,
        TabName::Association => in_town,
        TabName::Home | TabName::Handbook | TabName::Settings => true,
    };
    rsx! {
        nav { class: "tabbar", "aria-label": i.say("app-tabs"),
            div { class: "brand",
                span { class: "mark", "aria-hidden": "true", dangerous_inner_html: MARK }
                span {
                    {i.show("app-name")}
                    if let Some(city) = city {
                        small { Local { text: city.name } }
                    }
                }
            }
            ul {
                for (tab, to, icon, key, count) in tabs.into_iter().filter(|(tab, ..)| there(*tab)) {
                    li { key: "{key}",
                        Link { to, "data-here": if here == Some(tab) { "true" } else { "false" },
                            Icon { name: icon }
                            span { {i.show(key)} }
                            if count > 0 {
                                Count { count, reads: count_label(i, tab, count) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn count_label(i: crate::i18n::I18n, tab: TabName, count: i64) -> String {
    let key = match tab {
        TabName::Settings => "app-count-refused",
        TabName::School => "app-count-school",
        TabName::Association => "app-count-association",
        TabName::Home | TabName::Handbook => "app-count-unread",
    };
    i.say_with(key, &[("count", crate::i18n::Arg::Number(count))])
}

/// Offline is normal and grey: one line that says how old what one sees is.
#[component]
pub fn OfflineLine() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let state = use_query(&[Change::Sync], |engine| async move { Ok(engine.sync_state().await) });
    let offline = match &*state.read() {
        Some(Ok(state)) if state.problem == Some(Error::Offline) => Some(state.last_ok),
        _ => None,
    };
    let Some(last_ok) = offline else { return rsx! {} };
    let last = last_ok.map(|at| dates::moment(i, at, engine.now()));
    rsx! {
        div { class: "offline", role: "status",
            Icon { name: "offline" }
            span {
                {i.show("app-offline")}
                if let Some(last) = last {
                    " "
                    {ruby(&i.marked("app-last-updated", &[("time", crate::i18n::Arg::Text(&last))]))}
                }
            }
        }
    }
}

/// Brings everything up to date now.
#[component]
pub fn SyncNow() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let state = use_query(&[Change::Sync], |engine| async move { Ok(engine.sync_state().await) });
    let running = matches!(&*state.read(), Some(Ok(state)) if state.running);
    rsx! {
        button {
            class: "icon-button",
            r#type: "button",
            "aria-label": i.say("app-sync-now"),
            title: i.say("app-sync-now"),
            "aria-disabled": if running { "true" } else { "false" },
            onclick: move |_| {
                let engine = engine.clone();
                if !running {
                    command.run(async move { engine.sync().await.map(|_| ()) }, Some("app-synced"));
                }
            },
            Icon { name: "sync" }
        }
    }
}

/// A screen of one column that says when it is offline. Its heading is a key of the catalogue.
#[component]
pub fn Column(heading: String, #[props(default)] class: String, children: Element) -> Element {
    let i = use_i18n();
    let title = i.say(&heading);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            OfflineLine {}
            div { class: "page stack loose {class}",
                Heading { {i.show(&heading)} }
                {children}
            }
        }
    }
}

/// An address that leads nowhere: from an older link, or a newer app.
#[component]
pub fn NotFound(path: Vec<String>) -> Element {
    let i = use_i18n();
    let title = i.say("app-not-found");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane", "data-path": path.join("/"),
            State { icon: "info", title: i.show("app-not-found"),
                Link { to: Route::Home {}, class: "button", {i.show("app-to-home")} }
            }
        }
    }
}
