//! The notice board: circulars that anybody may read, in large type, for a screen on a wall and for who has no account.

use crate::{
    dates,
    hooks::{use_city, use_engine, use_query},
    i18n::{Arg, Local, ruby, use_i18n},
    ui::{Bar, Failed, Heading, Icon, Skeleton, State, letter::Blocks},
};
use dioxus::prelude::*;
use itsumo_domain::association::Circular;
use itsumo_engine::Change;
use uuid::Uuid;

/// The board: tiles, and the one that is being read.
#[component]
pub fn NoticeBoard() -> Element {
    let i = use_i18n();
    let city = use_city();
    let engine = use_engine();
    let mut open = use_signal(|| None::<Uuid>);
    // Asked anew whenever this device has spoken with the server.
    let mut asked = use_query(&[Change::Sync, Change::City], |engine| async move { engine.notice_board().await });
    let now = engine.now();
    let title = i.say("officer-board");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane board",
            Bar {}
            div { class: "page wide stack loose",
                match &*asked.read() {
                    None => rsx! { Heading { {i.show("officer-board")} } Skeleton { rows: 4 } },
                    Some(Err(error)) => rsx! { Heading { {i.show("officer-board")} } Failed { error: error.clone(), onretry: move |()| asked.restart() } },
                    Some(Ok((circulars, fresh))) => {
                        let reading = open().and_then(|id| circulars.iter().find(|(other, _)| *other == id).cloned());
                        match reading {
                            Some((id, circular)) => rsx! { Posted { key: "{id}", id, circular, onclose: move |()| open.set(None) } },
                            None => rsx! {
                                div { class: "stack tight",
                                    Heading { {i.show("officer-board")} }
                                    if let Some(city) = &city {
                                        p { class: "soft", Local { text: city.name.clone() } }
                                    }
                                    if !*fresh {
                                        p { class: "offline", role: "status", Icon { name: "offline" } {i.show("officer-board-old")} }
                                    }
                                }
                                if circulars.is_empty() {
                                    State { icon: "scroll", title: i.show("officer-board-none"), detail: i.show("officer-board-none-detail") }
                                }
                                ul { class: "board-tiles",
                                    for (id, circular) in circulars.iter().cloned() {
                                        li { key: "{id}",
                                            button { class: "board-tile", r#type: "button", onclick: move |_| open.set(Some(id)),
                                                strong { Local { text: circular.title.clone() } }
                                                span { class: "soft",
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
        }
    }
}

/// One circular, to be read from a step away. Nothing is asked here: who answers, answers as a household.
#[component]
fn Posted(id: Uuid, circular: Circular, onclose: EventHandler<()>) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let from = format!("{} {}", circular.association_name, circular.from);
    rsx! {
        article { class: "posted stack",
            header { class: "stack tight",
                Heading { Local { text: circular.title.clone() } }
                p { class: "soft",
                    span { lang: "ja", "{from}" }
                    " · "
                    {ruby(&dates::day(i, circular.sent, now))}
                }
            }
            div { class: "reading",
                Blocks { letter: id, from, blocks: circular.blocks.clone() }
            }
            if !circular.attachments.is_empty() {
                p { class: "soft", {i.show_with("officer-board-files", &[("count", Arg::Number(i64::try_from(circular.attachments.len()).unwrap_or(0)))])} }
            }
            button { class: "button main wide", r#type: "button", onclick: move |_| onclose.call(()), Icon { name: "back" } {i.show("officer-board-back")} }
        }
    }
}
