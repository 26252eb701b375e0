//! What several of the officers' screens are made of.

use super::{super::use_associations, use_acting, words};
use crate::{
    hooks::{error_text, use_command, use_engine, use_query},
    i18n::{Arg, ruby, use_i18n},
    platform::{self, Downloads},
    route::Route,
    ui::{Bar, Heading, Icon, State, Wish, toast::use_toasts, use_wish},
};
use dioxus::prelude::*;
use itsumo_domain::association::{Act, Block};
use itsumo_engine::{Change, Delivery, Error, association::Associations};
use uuid::Uuid;

/// An officer's screen of one column: bar, heading, and what it is about. Whoever holds no seat today sees why nothing
/// is here.
#[component]
pub fn OfficerPage(heading: &'static str, children: Element) -> Element {
    let i = use_i18n();
    let title = i.say(heading);
    if !use_acting().is_officer() {
        return rsx! { NoSeat {} };
    }
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                Heading { {i.show(heading)} }
                {children}
            }
        }
    }
}

/// No seat is held today: it ended by itself, or never began.
#[component]
pub fn NoSeat() -> Element {
    let i = use_i18n();
    let title = i.say("officer-none");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            State { icon: "key", title: i.show("officer-none"), detail: i.show("officer-none-detail"),
                Link { to: Route::TakeSeat {}, class: "button main", {i.show("officer-take-seat")} }
            }
        }
    }
}

/// What is asked for is not there any more.
#[component]
pub fn NotThere() -> Element {
    let i = use_i18n();
    let title = i.say("officer-gone");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            State { icon: "info", title: i.show("officer-gone"), detail: i.show("officer-gone-detail"),
                Link { to: Route::OfficerHome {}, class: "button", {i.show("officer-to-home")} }
            }
        }
    }
}

/// How many marks, reports and circulars of this person are still on this device alone.
pub fn on_the_way(all: &Associations) -> usize {
    let waits = |delivery: &Delivery| matches!(delivery, Delivery::Waiting { .. });
    let paper = all.paper.values().filter(|row| waits(&row.delivery)).count();
    let reports = all.checks.iter().flat_map(|check| &check.reports).filter(|row| waits(&row.delivery)).count();
    let written = all.written.iter().filter(|row| waits(&row.delivery)).count();
    let duties = all.duties.iter().filter_map(|row| row.delivery.as_ref()).filter(|delivery| waits(delivery)).count();
    paper.saturating_add(reports).saturating_add(written).saturating_add(duties)
}

/// Without a network work goes on: what is marked stays here and goes out by itself. Says so, and how much waits.
#[component]
pub fn Afield() -> Element {
    let i = use_i18n();
    let all = use_associations();
    let sync = use_query(&[Change::Sync], |engine| async move { Ok(engine.sync_state().await) });
    let offline = matches!(&*sync.read(), Some(Ok(state)) if state.problem == Some(Error::Offline));
    let waiting = i64::try_from(on_the_way(&all)).unwrap_or(0);
    if !offline && waiting == 0 {
        return rsx! {};
    }
    rsx! {
        div { class: "offline afield", role: "status",
            Icon { name: if offline { "offline" } else { "outbox" } }
            span {
                if offline {
                    {i.show("officer-offline")}
                    " "
                }
                if waiting > 0 {
                    {i.show_with("officer-waiting-count", &[("count", Arg::Number(waiting))])}
                }
            }
        }
    }
}

/// How far a word has come, where it has not arrived: it waits, or the server said no and why.
#[component]
pub fn Far(delivery: Delivery, #[props(default)] command: Option<Uuid>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let wish = use_command();
    let again = engine.clone();
    match delivery {
        Delivery::Arrived | Delivery::Confirmed => rsx! {},
        Delivery::Waiting { .. } => rsx! {
            span { class: "delivery", "data-tone": "waiting", role: "status",
                Icon { name: "outbox" }
                span { {i.show("officer-waiting")} }
            }
        },
        Delivery::Refused(refusal) => rsx! {
            div { class: "note bad", role: "alert",
                Icon { name: "info" }
                div { class: "stack tight",
                    p { {ruby(&error_text(i, &Error::Refused(refusal)))} }
                    if let Some(id) = command {
                        div { class: "line",
                            button { class: "button", r#type: "button",
                                onclick: move |_| { let engine = again.clone(); wish.run(async move { engine.outbox_retry(id).await }, None) },
                                {i.show("association-try-again")}
                            }
                            button { class: "button plain", r#type: "button",
                                onclick: move |_| { let engine = engine.clone(); wish.run(async move { engine.outbox_discard(id).await }, None) },
                                {i.show("association-let-go")}
                            }
                        }
                    }
                }
            }
        },
    }
}

/// The blocks that one looks after, as a row to choose from. Nothing where there is only one.
#[component]
pub fn BlockChips(
    act: Act,
    association: Uuid,
    chosen: Uuid,
    /// Only these of them, where something is not about all.
    #[props(default)]
    only: Option<Vec<Uuid>>,
    onchoose: EventHandler<Uuid>,
) -> Element {
    let i = use_i18n();
    let mut blocks: Vec<Block> = use_acting().blocks_in(act, association);
    blocks.retain(|block| only.as_ref().is_none_or(|only| only.contains(&block.id)));
    if blocks.len() < 2 {
        return rsx! {};
    }
    rsx! {
        div { class: "chips", role: "group", "aria-label": i.say("officer-block"),
            for block in blocks {
                button {
                    key: "{block.id}",
                    class: "chip",
                    r#type: "button",
                    "aria-pressed": if block.id == chosen { "true" } else { "false" },
                    onclick: move |_| onchoose.call(block.id),
                    span { lang: "ja", "{block.name}" }
                }
            }
        }
    }
}

/// A paper that the server makes, kept as a file called `file` and opened to be printed.
#[component]
pub fn Pdf(file: String, label: Element, fetch: Wish<(), Vec<u8>>) -> Element {
    let i = use_i18n();
    let toasts = use_toasts();
    let downloads = use_context::<Downloads>();
    let mut busy = use_signal(|| false);
    let open = move |_| {
        if busy() {
            return;
        }
        busy.set(true);
        let (downloads, file) = (downloads.clone(), file.clone());
        let fetched = fetch.call(());
        spawn(async move {
            let said = match fetched.await {
                Err(error) => error_text(i, &error),
                Ok(bytes) => match downloads.keep(&file, &bytes) {
                    Ok(path) => {
                        platform::open_file(&path);
                        i.marked("letter-file-saved", &[("path", Arg::Text(&path.display().to_string()))])
                    }
                    Err(_) => i.marked("field-cannot-write", &[]),
                },
            };
            busy.set(false);
            toasts.say(said);
        });
    };
    rsx! {
        button { class: "button wide", r#type: "button", "aria-busy": if busy() { "true" } else { "false" }, onclick: open,
            Icon { name: "download" }
            {label}
        }
    }
}

/// The paper of a circular for one block.
#[component]
pub fn PaperPdf(circular: Uuid, block: Block, number: u32) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let id = block.id;
    let fetch = use_wish(move |()| {
        let engine = engine.clone();
        async move { engine.paper_pack(circular, id).await }
    });
    rsx! { Pdf { file: words::file_name(number, &block.name), label: i.show("officer-pdf"), fetch } }
}
