//! A machine's code was scanned first: by the phone's own camera, which opened the app. What is to be printed is chosen
//! here, and on every screen that can be printed the code need not be scanned again.

use super::{
    Digits, Document,
    document::{machine_of, use_documents},
    send::SendSheet,
};
use crate::{
    hooks::use_engine,
    i18n::{Arg, ruby, use_i18n},
    route::use_back,
    ui::{Icon, Page, State},
};
use dioxus::prelude::*;
use itsumo_domain::{Timestamp, handover::LIFE};
use itsumo_engine::SeenTicket;

/// The ticket that was scanned, for as long as it is good. In memory alone.
#[derive(Clone, Copy, PartialEq)]
pub struct Waiting {
    seen: Signal<Option<(SeenTicket, Timestamp)>>,
    now: CopyValue<Timestamp>,
}

impl Waiting {
    /// Makes the place for one. Called once, inside the router.
    pub fn provide() -> Self {
        let now = use_engine().now();
        use_context_provider(|| Self { seen: Signal::new(None), now: CopyValue::new(now) })
    }

    /// Keeps a ticket that was scanned at `now`.
    pub fn keep(mut self, seen: SeenTicket, now: Timestamp) {
        self.now.set(now);
        self.seen.set(Some((seen, now)));
    }

    /// The ticket.
    pub fn ticket(self) -> Option<SeenTicket> {
        self.seen.read().as_ref().map(|(seen, _)| seen.clone())
    }

    /// It was used, or is another's.
    pub fn forget(mut self) {
        self.seen.set(None);
    }

    /// Forgets one that is over.
    fn look(self, now: Timestamp) {
        let over = self.seen.peek().as_ref().is_some_and(|(_, since)| !(0..LIFE).contains(&now.since(*since)));
        if over {
            self.forget();
        }
    }
}

/// The ticket that was scanned, if there is one. A machine in a hall scans none.
pub(super) fn use_waiting() -> Option<Waiting> {
    let engine = use_engine();
    let waiting = use_hook(try_consume_context::<Waiting>);
    use_hook(|| {
        if let Some(waiting) = waiting {
            waiting.look(engine.now());
        }
    });
    waiting
}

/// A machine waits: what shall it print?
#[component]
pub fn MachineWaits() -> Element {
    let i = use_i18n();
    let back = use_back();
    let waiting = use_waiting();
    let documents = use_documents(i);
    let mut chosen = use_signal(|| None::<Document>);
    let seen = waiting.and_then(Waiting::ticket);
    let waits = seen.is_some();
    let title = if waits { "handover-ready" } else { "handover-send" };
    rsx! {
        Page { title: i.say(title), heading: i.show(title),
            if let Some(seen) = seen {
                div { class: "stack",
                    p { class: "lead",
                        {i.show_with("handover-ready-lead", &[("name", Arg::Text(&machine_of(i, seen.name())))])}
                    }
                    Digits { digits: seen.digits() }
                }
                if documents.is_empty() {
                    p { class: "soft", {i.show("handover-ready-nothing")} }
                }
                ul { class: "group",
                    for (at, (document, words)) in documents.into_iter().enumerate() {
                        li { key: "{at}",
                            button { class: "entry", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| chosen.set(Some(document)),
                                Icon { name: if matches!(document, Document::Circular { .. }) { "circular" } else if matches!(document, Document::Form { .. }) { "procedures" } else { "handbook" } }
                                span { class: "words", {ruby(&words)} }
                                Icon { name: "print" }
                            }
                        }
                    }
                }
                button { class: "button wide", r#type: "button",
                    onclick: move |_| {
                        if let Some(waiting) = waiting {
                            waiting.forget();
                        }
                        back.go();
                    },
                    {i.show("handover-ready-drop")}
                }
            } else {
                State { icon: "print", title: i.show("handover-ready-none"), detail: i.show("handover-send-how") }
            }
            // The ticket is used up by sending, and the sheet still has to say that it went.
            if let Some(document) = chosen() {
                SendSheet { document,
                    onclose: move |()| {
                        chosen.set(None);
                        if !waits {
                            back.go();
                        }
                    }
                }
            }
        }
    }
}
