//! One absence: what was told, how far it got, who knows, and everything that was said of it before.

use super::super::{
    parts::{DeliveryLine, Gone},
    use_school, use_today, words,
};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Bar, Heading, Icon, Sheet},
};
use dioxus::prelude::*;
use itsumo_domain::school::{
    Facility,
    absence::{Absence, Revision},
    access::Scope,
};
use itsumo_engine::school::{AbsenceRow, Delivery};
use uuid::Uuid;

/// One absence.
#[component]
pub fn AbsenceScreen(id: Uuid) -> Element {
    let school = use_school();
    match school.absences.iter().find(|row| row.id == id).cloned() {
        Some(row) => rsx! { Shown { key: "{id}", row } },
        None => rsx! { Gone {} },
    }
}

#[component]
fn Shown(row: AbsenceRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let school = use_school();
    let today = use_today();
    let now = engine.now();
    let mut withdrawing = use_signal(|| false);
    let child = school.children.iter().find(|child| child.id == row.view.absence.pupil).cloned();
    let name = child.as_ref().map(|child| words::name(i, &child.card)).unwrap_or_default();
    let absence = row.view.absence.clone();
    let may = child.as_ref().is_some_and(|child| child.may(Scope::Absence));
    let heading = i.marked(
        "school-absence-of",
        &[("name", Arg::Text(&name)), ("what", Arg::Text(&words::part(i, &absence.part)))],
    );
    let title = itsumo_domain::i18n::without_ruby(&heading);
    let facility = |id: Uuid| {
        let places = child.iter().flat_map(|child| &child.card.places);
        places.map(|place| &place.facility).find(|facility| facility.id == id).cloned()
    };
    let desks: Vec<(Option<Facility>, itsumo_domain::school::absence::DeskState)> =
        row.view.desks.iter().map(|state| (facility(state.told.facility), state.clone())).collect();
    let id = row.id;
    let over = absence.until < today;
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {ruby(&heading)} }
                    p { class: "standing", {ruby(&dates::from_until(i, absence.from, absence.until, today))} }
                    if row.view.withdrawn {
                        div { class: "note", Icon { name: "close" } p { {i.show("school-withdrawn")} } }
                    }
                    div { class: "stack tight", DeliveryLine { delivery: row.delivery.clone() } }
                    if row.view.late && !row.view.withdrawn {
                        p { class: "soft", {i.show("school-absence-late")} }
                    }
                    if let (Delivery::Refused(_), Some(outbox)) = (&row.delivery, row.command) {
                        Refused { id, outbox }
                    }
                }
                if !row.view.withdrawn && !desks.is_empty() {
                    section { class: "section",
                        h2 { {i.show("school-told-to")} }
                        ul { class: "group",
                            for (facility, state) in desks {
                                li { key: "{state.told.facility}-{state.told.desk:?}", class: "entry",
                                    Icon { name: if state.confirmed.is_some() && row.delivery.is_there() { "check" } else { "clock" } }
                                    span { class: "words",
                                        if let Some(facility) = &facility {
                                            span { lang: "ja", "{facility.name}" }
                                            " "
                                        }
                                        {ruby(&words::desk(i, facility.as_ref(), state.told.desk))}
                                        small {
                                            match state.confirmed.filter(|_| row.delivery.is_there()) {
                                                Some(at) => i.show_with("school-desk-confirmed", &[("time", Arg::Text(&dates::moment(i, at, now)))]),
                                                None => i.show("school-desk-waiting"),
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                section { class: "section",
                    h2 { {i.show("school-told-what")} }
                    dl { class: "said-lines",
                        for (key, words) in said(i, &absence) {
                            div { key: "{key}", dt { {i.show(key)} } dd { {ruby(&words)} } }
                        }
                    }
                }
                if may && !over {
                    div { class: "stack tight",
                        Link { to: Route::EditAbsence { id }, class: "button main wide", Icon { name: "pencil" }
                            {i.show(if row.view.withdrawn { "school-tell-again" } else { "school-edit" })}
                        }
                        if !row.view.withdrawn {
                            button { class: "button danger wide", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| withdrawing.set(true),
                                {i.show("school-withdraw")}
                            }
                        }
                    }
                }
                History { history: row.view.history.clone() }
            }
            if withdrawing() {
                Sheet { id: "withdraw", title: i.show("school-withdraw-ask"), onclose: move |()| withdrawing.set(false),
                    p { {i.show("school-withdraw-detail")} }
                    button {
                        class: "button main danger wide",
                        r#type: "button",
                        onclick: {
                            let engine = engine.clone();
                            move |_| {
                                let engine = engine.clone();
                                withdrawing.set(false);
                                command.run(async move { engine.withdraw_absence(id).await }, None);
                            }
                        },
                        {i.show("school-withdraw-do")}
                    }
                    button { class: "button wide", r#type: "button", onclick: move |_| withdrawing.set(false), {i.show("school-withdraw-not")} }
                }
            }
        }
    }
}

/// What was refused can be corrected, tried again as it stands, or let go.
#[component]
fn Refused(id: Uuid, outbox: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let again = engine.clone();
    rsx! {
        div { class: "line",
            Link { to: Route::EditAbsence { id }, class: "button", {i.show("school-refused-correct")} }
            button { class: "button", r#type: "button",
                onclick: move |_| { let engine = again.clone(); command.run(async move { engine.outbox_retry(outbox).await }, None) },
                {i.show("school-refused-retry")}
            }
            button { class: "button plain", r#type: "button",
                onclick: move |_| { let engine = engine.clone(); command.run(async move { engine.outbox_discard(outbox).await }, Some("school-refused-gone")) },
                {i.show("school-refused-discard")}
            }
        }
    }
}

/// What an absence says, line by line: the key of what, and the words. Marked with ruby.
fn said(i: I18n, absence: &Absence) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("school-form-part", words::part(i, &absence.part)),
        ("school-form-reason", words::reason(i, absence.reason)),
    ];
    if !absence.symptoms.is_empty() {
        let felt: Vec<_> = absence.symptoms.iter().map(|one| words::symptom(i, *one)).collect();
        lines.push(("school-form-symptoms", words::together(i, &felt)));
    }
    if let Some(tenths) = absence.temperature {
        lines.push(("school-form-temperature", format!("{} ℃", words::degrees(tenths))));
    }
    if !absence.note.is_empty() {
        lines.push(("school-form-note", absence.note.clone()));
    }
    if absence.call_me {
        lines.push(("school-form-call", i.marked("school-form-call-yes", &[])));
    }
    lines
}

/// Everything that was said of it, the newest first. Nothing where it was said once.
#[component]
fn History(history: Vec<Revision>) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let today = use_today();
    if history.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "section",
            h2 { {i.show("school-history")} }
            ol { class: "group history",
                for revision in history.into_iter().rev() {
                    li { key: "{revision.rev}", class: "entry",
                        span { class: "words",
                            strong { {ruby(&words::by(i, &revision.by))} }
                            " "
                            span { class: "soft", {ruby(&dates::moment(i, revision.at, now))} }
                            small {
                                match &revision.absence {
                                    Some(absence) => rsx! {
                                        {ruby(&words::absence(i, absence, today))}
                                        if !absence.note.is_empty() {
                                            " 「{absence.note}」"
                                        }
                                    },
                                    None => i.show("school-history-withdrawn"),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
