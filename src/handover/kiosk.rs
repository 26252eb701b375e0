//! The machine's side.
//!
//! A person who prints something from their phone touches the machine little: they hold the phone. So what comes counts as
//! a touch, and the ticket is given up when the screen is left: nothing can arrive under the next person.

use super::{Digits, Sealed};
use crate::{
    dates,
    handbook::photo::data_url,
    hooks::{error_text, use_engine},
    i18n::{Arg, ruby, use_i18n},
    kiosk::Session,
    platform::print::{Look, PrintError, look_at, print_out},
    ui::{Icon, Skeleton},
};
use dioxus::prelude::*;
use itsumo_engine::{Error, Handed, PrintTicket, Qr};

/// Pages that are shown before they are printed.
const SHOWN: usize = 3;

/// A code that opens `link` on a phone.
#[component]
pub fn OpenOnPhone(link: String) -> Element {
    let i = use_i18n();
    let Ok(code) = Qr::new(&link) else { return rsx! {} };
    let svg = code.svg(&i.say("handover-phone-code"));
    rsx! {
        section { class: "handover-phone",
            h2 { {i.show("handover-phone-title")} }
            div { class: "handover-code", dangerous_inner_html: svg }
            p { {i.show("handover-phone-lead")} }
        }
    }
}

/// How far it is.
#[derive(Clone, PartialEq)]
enum Step {
    /// The server is asked for a place to meet.
    Making,
    /// The ticket is shown.
    Shown(PrintTicket),
    /// Nothing came in time.
    Over,
    /// It cannot be done now, and why.
    Failed(Error),
    /// Something came.
    Came(Handed, Look),
    /// It was printed, and is gone.
    Printed,
    /// It was not printed, and is gone.
    Forgotten,
}

/// Prints what somebody has on their phone: a ticket, a look at what came, the printer.
#[component]
pub fn PrintFromPhone() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let session = use_hook(try_consume_context::<Session>);
    let name = session.as_ref().map(|session| session.config().name.clone()).unwrap_or_default();
    let mut step = use_signal(|| Step::Making);
    let meeting = {
        let engine = engine.clone();
        move || {
            let (engine, name, session) = (engine.clone(), name.clone(), session.clone());
            async move {
                step.set(Step::Making);
                let ticket = match engine.print_ticket(&name).await {
                    Ok(ticket) => ticket,
                    Err(error) => return step.set(Step::Failed(error)),
                };
                step.set(Step::Shown(ticket.clone()));
                match engine.printed_from_phone(&ticket).await {
                    Ok(handed) => {
                        if let Some(session) = session {
                            session.touch();
                        }
                        let document = handed.pdf.clone();
                        let look = tokio::task::spawn_blocking(move || look_at(&document, SHOWN)).await;
                        step.set(Step::Came(handed, look.unwrap_or_default()));
                    }
                    Err(Error::Refused(refusal)) if refusal.code == "handover-over" => step.set(Step::Over),
                    Err(error) => step.set(Step::Failed(error)),
                }
            }
        }
    };
    let mut round = use_future(meeting);
    use_drop(move || {
        if let Step::Shown(ticket) = &*step.peek() {
            engine.forget_ticket(ticket.clone());
        }
    });
    let again = move |_| round.restart();
    rsx! {
        section { class: "handover-print", "aria-live": "polite",
            match &*step.read() {
                Step::Making => rsx! {
                    p { class: "hidden", {i.show("handover-print-making")} }
                    Skeleton { rows: 2 }
                },
                Step::Shown(ticket) => rsx! { Ticket { ticket: ticket.clone() } },
                Step::Over => rsx! {
                    Said { icon: "clock", title: i.show("handover-print-over"), detail: i.show("handover-print-over-lead"),
                        button { class: "button main", r#type: "button", onclick: again, {i.show("handover-print-again")} }
                    }
                },
                Step::Failed(error) => rsx! {
                    Said { icon: if *error == Error::Offline { "offline" } else { "info" }, title: ruby(&error_text(i, error)), detail: None,
                        button { class: "button main", r#type: "button", onclick: again, {i.show("handover-print-again")} }
                    }
                },
                Step::Came(handed, look) => rsx! {
                    Came { handed: handed.clone(), look: look.clone(), ondone: move |printed| step.set(if printed { Step::Printed } else { Step::Forgotten }) }
                },
                Step::Printed => rsx! {
                    Said { icon: "check", title: i.show("handover-print-done"), detail: i.show("handover-print-done-lead"),
                        button { class: "button", r#type: "button", onclick: again, {i.show("handover-print-another")} }
                    }
                },
                Step::Forgotten => rsx! {
                    Said { icon: "check", title: i.show("handover-print-forgotten"), detail: None,
                        button { class: "button", r#type: "button", onclick: again, {i.show("handover-print-another")} }
                    }
                },
            }
        }
    }
}

/// Something said, large, with what can be done next.
#[component]
fn Said(icon: String, title: Element, detail: Option<Element>, children: Element) -> Element {
    rsx! {
        div { class: "handover-said", role: "status",
            Icon { name: icon }
            h2 { {title} }
            if let Some(detail) = detail { p { {detail} } }
            {children}
        }
    }
}

/// What to do, and the code.
#[component]
fn Ticket(ticket: PrintTicket) -> Element {
    let i = use_i18n();
    let code = Qr::new(&ticket.text()).ok().map(|code| code.svg(&i.say("handover-print-code")));
    let until = dates::clock(ticket.until());
    rsx! {
        div { class: "handover-ticket",
            ol { class: "handover-steps",
                for key in ["handover-print-one", "handover-print-two", "handover-print-three"] {
                    li { key: "{key}", span { {i.show(key)} } }
                }
            }
            div { class: "handover-shown",
                if let Some(code) = code { div { class: "handover-code", "data-ticket": ticket.text(), dangerous_inner_html: code } }
                Digits { digits: ticket.digits() }
                p { class: "soft", {i.show("handover-print-digits-lead")} }
            }
            div { class: "handover-wait",
                p { span { class: "handover-dot", "aria-hidden": "true" } strong { {i.show("handover-print-waiting")} } }
                p { class: "soft", {i.show_with("handover-print-until", &[("time", Arg::Text(&until))])} }
                Sealed { key_of_words: "handover-print-secret" }
            }
        }
    }
}

/// Prints `document` on the machine's printer and waits until it is out. Who waits for paper is there.
///
/// # Errors
/// [`PrintError`].
pub async fn paper_out(
    document: impl AsRef<[u8]> + Send + 'static,
    printer: Option<String>,
    session: Option<Session>,
) -> Result<(), PrintError> {
    let still = move || session.iter().for_each(Session::touch);
    // The queue of a printer in a hall is seen by many: it names nothing of what is on the paper.
    let printing = move || print_out(document.as_ref(), "itsumo", printer.as_deref(), still);
    let printed = tokio::task::spawn_blocking(printing).await;
    printed.unwrap_or_else(|error| Err(PrintError::Refused(error.to_string())))
}

/// What came, before it is printed.
#[component]
fn Came(handed: Handed, look: Look, ondone: EventHandler<bool>) -> Element {
    let i = use_i18n();
    let session = use_hook(try_consume_context::<Session>);
    let printer = session.as_ref().and_then(|session| session.config().printer.clone());
    let mut busy = use_signal(|| false);
    let mut fault = use_signal(|| None::<PrintError>);
    let pages = look.pages.and_then(|pages| i64::try_from(pages).ok());
    let more = look.pages.map(|pages| pages.saturating_sub(look.pictures.len())).filter(|more| *more > 0);
    let more = more.filter(|_| !look.pictures.is_empty()).and_then(|more| i64::try_from(more).ok());
    let print = {
        let document = handed.pdf.clone();
        move |_| {
            if busy() {
                return;
            }
            let (document, printer, session) = (document.clone(), printer.clone(), session.clone());
            busy.set(true);
            fault.set(None);
            spawn(async move {
                let printed = paper_out(document, printer, session).await;
                busy.set(false);
                match printed {
                    Ok(()) => ondone.call(true),
                    Err(error) => fault.set(Some(error)),
                }
            });
        }
    };
    rsx! {
        div { class: "handover-came",
            div { class: "handover-came-head",
                h2 { {i.show("handover-print-came")} }
                p {
                    if handed.title.is_empty() {
                        strong { {i.show("handover-print-untitled")} }
                    } else {
                        strong { lang: "ja", "{handed.title}" }
                    }
                    if let Some(pages) = pages {
                        " "
                        span { class: "soft", {i.show_with("handover-print-pages", &[("count", Arg::Number(pages))])} }
                    }
                }
            }
            if let Some(fault) = fault() {
                div { class: "note bad", role: "alert", Icon { name: "info" } p { {i.show(fault.key())} } }
            }
            div { class: "handover-buttons",
                button { class: "button main", r#type: "button", "aria-busy": if busy() { "true" } else { "false" }, onclick: print,
                    Icon { name: "print" }
                    {i.show(if busy() { "handover-print-doing" } else { "handover-print-do" })}
                }
                button { class: "button", r#type: "button", disabled: busy(), onclick: move |_| ondone.call(false),
                    Icon { name: "close" }
                    {i.show("handover-print-forget")}
                }
            }
            if !look.pictures.is_empty() {
                ul { class: "handover-pages",
                    for (at, picture) in look.pictures.iter().enumerate() {
                        li { key: "{at}",
                            img { src: data_url("image/png", picture), alt: i.say_with("handover-print-preview", &[("page", Arg::Number(i64::try_from(at + 1).unwrap_or(0)))]) }
                        }
                    }
                }
            }
            if let Some(more) = more {
                p { class: "soft", {i.show_with("handover-print-more-pages", &[("count", Arg::Number(more))])} }
            }
        }
    }
}
