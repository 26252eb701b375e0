//! The notice board: circulars that anybody may read.

use super::{
    KioskScreen, Session,
    paper::PrintCircular,
    parts::{Screen, japanese},
    phone::OnPhone,
};
use crate::{
    dates,
    hooks::{use_engine, use_query},
    i18n::{Arg, Local, ruby, use_i18n},
    route::Route,
    ui::{Failed, Icon, Skeleton, State, letter::Blocks},
};
use dioxus::prelude::*;
use itsumo_domain::{association::Circular, handover::Kind};
use itsumo_engine::Change;
use uuid::Uuid;

/// All of them.
#[component]
pub fn KioskBoard() -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let mut asked = use_query(&[Change::Sync, Change::City], |engine| async move { engine.notice_board().await });
    rsx! {
        Screen { title: i.say("officer-board"), heading: i.show("officer-board"),
            match &*asked.read() {
                None => rsx! { Skeleton { rows: 4 } },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| asked.restart() } },
                Some(Ok((circulars, fresh))) => rsx! {
                    if !*fresh {
                        p { class: "offline", role: "status", Icon { name: "offline" } {i.show("officer-board-old")} }
                    }
                    if circulars.is_empty() {
                        State { icon: "scroll", title: i.show("officer-board-none"), detail: i.show("officer-board-none-detail") }
                    }
                    ul { class: "kiosk-cards",
                        for (id, circular) in circulars.iter().cloned() {
                            li { key: "{id}",
                                Link { to: Route::KioskCircular { id }, class: "kiosk-card",
                                    strong { Local { text: circular.title.clone() } }
                                    small {
                                        span { lang: "ja", "{circular.association_name}" }
                                        " · "
                                        {ruby(&dates::day(i, circular.sent, now))}
                                    }
                                }
                            }
                        }
                    }
                },
            }
        }
    }
}

/// One of them. Nothing is asked here: who answers, answers as a household.
#[component]
pub fn KioskCircular(id: Uuid) -> Element {
    let i = use_i18n();
    let mut asked = use_query(&[Change::Sync, Change::City], |engine| async move { engine.notice_board().await });
    match &*asked.read() {
        None => rsx! { Skeleton { rows: 4 } },
        Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| asked.restart() } },
        Some(Ok((circulars, _))) => match circulars.iter().find(|(other, _)| *other == id) {
            Some((_, circular)) => rsx! { Posted { key: "{id}", id, circular: circular.clone() } },
            None => rsx! {
                Screen { title: i.say("kiosk-circular-gone"), heading: i.show("kiosk-circular-gone"),
                    Link { to: Route::KioskBoard {}, class: "button", {i.show("officer-board-back")} }
                }
            },
        },
    }
}

#[component]
fn Posted(id: Uuid, circular: Circular) -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let now = use_engine().now();
    let from = format!("{} {}", circular.association_name, circular.from);
    let files = i64::try_from(circular.attachments.len()).unwrap_or(0);
    let can = |screen| session.config().screens.contains(&screen);
    let (on_phone, on_paper) = (can(KioskScreen::Handover), can(KioskScreen::Print));
    let aside = (on_phone || on_paper).then(|| {
        rsx! {
            if on_paper { PrintCircular { id } }
            if on_phone { OnPhone { kind: Kind::Circular, id } }
        }
    });
    rsx! {
        Screen {
            title: i.name(&circular.title),
            heading: rsx! { Local { text: circular.title.clone() } },
            lang: japanese(i.locale).filter(|_| circular.title.lang_of(i.locale) == "ja"),
            lead: rsx! {
                span { lang: "ja", "{from}" }
                " · "
                {ruby(&dates::day(i, circular.sent, now))}
            },
            aside,
            div { class: "reading",
                Blocks { letter: id, from: from.clone(), blocks: circular.blocks.clone() }
            }
            if files > 0 {
                p { class: "soft", {i.show_with("officer-board-files", &[("count", Arg::Number(files))])} }
            }
        }
    }
}
