//! The past out of the paper book, fast: a grid of vaccines and doses, days only; the rest may follow later.

use super::{
    dose::{Warning, warnings},
    grid::{Cell, Pasted, Row, Typed, rows},
    standing::case,
    typed,
};
use crate::{
    handbook::{Gone, Whose, keep, use_child, use_handbook, use_today},
    hooks::use_engine,
    i18n::{Arg, ruby, use_i18n},
    route::{Route, use_back},
    ui::{Area, Bar, FormError, Heading, Icon, Submit, TakenUp, toast::use_toasts, use_draft, use_form},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    handbook::{Dose, Fact},
    i18n::without_ruby,
};
use itsumo_engine::NewEntry;
use itsumo_handbook::immunization::{Pack, explain};
use uuid::Uuid;

fn doses(days: &[Cell]) -> Vec<Dose> {
    days.iter().map(|cell| Dose { date: cell.day, vaccine: cell.vaccine.clone(), ..Dose::default() }).collect()
}

/// The grid.
#[component]
pub fn PastDoses(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let back = use_back();
    let draft = use_draft(format!("vaccine/past/{child}"), Typed::default);
    let (Some(case), Some(known)) = (case(&handbook, child), use_child(child)) else { return rsx! { Gone {} } };
    let born = known.child.birth_date;
    let rows = rows(&handbook, child);
    let typed = draft.now.read().clone();
    let (days, wrong) = typed.days(&rows, born, today);
    let new = doses(&days);
    let found = warnings(&case.subject, &case.history, &new);
    let breaks = !found.is_empty();
    let count = i64::try_from(new.len()).unwrap_or(0);
    let title = i.say("vaccine-past");
    let save = {
        let engine = engine.clone();
        move || {
            if new.is_empty() {
                toasts.say(i.marked("vaccine-past-nothing", &[]));
                return;
            }
            let entries = new.iter().cloned().map(|dose| NewEntry::about(child, Fact::Dose(dose))).collect();
            keep(form, engine.clone(), entries, move |_| {
                draft.forget();
                toasts.say(i.marked("vaccine-recorded", &[]));
                back.go();
            });
        }
    };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page wide stack loose",
                div { class: "stack",
                    Heading { {i.show("vaccine-past")} }
                    Whose { child }
                    p { class: "lead", {i.show("vaccine-past-lead")} }
                }
                TakenUp { draft }
                Paste { rows: rows.clone(), born, onpaste: move |page: String| {
                    let came = draft.change(|typed| typed.paste(&super::grid::rows(&handbook, child), &page, born, today));
                    toasts.say(i.marked("vaccine-pasted", &[
                        ("count", Arg::Number(i64::try_from(came.days).unwrap_or(0))),
                        ("known", Arg::Number(i64::try_from(came.known).unwrap_or(0))),
                    ]));
                    came
                } }
                div { class: "book",
                    for row in rows {
                        BookRow { key: "{row.id}-{typed.filled}", child, row: row.clone(), typed: typed.clone(), born,
                            oncell: { let row = row.clone(); move |(at, text): (usize, String)| draft.change(|typed| typed.put(&row, at, text, born, today)) },
                            onfamily: move |family: String| draft.change(|typed| {
                                if family.is_empty() { typed.chosen.remove(&row.id); } else { typed.chosen.insert(row.id.clone(), family); }
                            }),
                        }
                    }
                }
                div { class: "stack",
                    if wrong > 0 {
                        div { class: "note", Icon { name: "info" }
                            p { {i.show_with("vaccine-past-wrong", &[("count", Arg::Number(i64::try_from(wrong).unwrap_or(0)))])} }
                        }
                    }
                    Warning { found }
                    FormError { form, fields: vec![] }
                    Submit { form, onsend: move |()| save(),
                        {i.show_with(if breaks { "vaccine-past-keep-anyway" } else { "vaccine-past-keep" }, &[("count", Arg::Number(count))])} }
                }
            }
        }
    }
}

/// A page pasted as it is: names and days, line by line.
#[component]
fn Paste(rows: Vec<Row>, born: Option<NaiveDate>, onpaste: Callback<String, Pasted>) -> Element {
    let i = use_i18n();
    let mut page = use_signal(String::new);
    let mut came = use_signal(Pasted::default);
    let unread = came.read().unread.clone();
    let _ = (rows, born);
    rsx! {
        details { class: "more",
            summary { {i.show("vaccine-paste")} }
            div { class: "stack",
                Area { id: "paste", label: i.show("vaccine-paste-label"), hint: i.show("vaccine-paste-hint"), rows: 5,
                    oninput: move |typed| page.set(typed) }
                button { class: "button", r#type: "button",
                    onclick: move |_| {
                        let text = page.peek().clone();
                        came.set(onpaste.call(text));
                    },
                    {i.show("vaccine-paste-do")} }
                if !unread.is_empty() {
                    div { class: "note warn", role: "alert", Icon { name: "info" }
                        div { class: "stack tight",
                            p { {i.show("vaccine-paste-unread")} }
                            ul { for (at, line) in unread.into_iter().enumerate() { li { key: "{at}", "{line}" } } }
                        }
                    }
                }
            }
        }
    }
}

/// One vaccine: what is recorded, and a field for each dose that is not.
#[component]
fn BookRow(
    child: Uuid,
    row: Row,
    typed: Typed,
    born: Option<NaiveDate>,
    oncell: EventHandler<(usize, String)>,
    onfamily: EventHandler<String>,
) -> Element {
    let i = use_i18n();
    let today = use_today();
    let name = row.name(i.locale);
    let cells = typed.cells.range((row.id.clone(), 0)..=(row.id.clone(), usize::MAX));
    let last = cells.clone().map(|((_, at), _)| at + 1).max().unwrap_or(0);
    let many = row.cells.len().max(last).max(row.recorded.len());
    let any = cells.clone().any(|(_, text)| !text.trim().is_empty());
    let chosen = typed.chosen.get(&row.id).cloned().unwrap_or_default();
    let plain = without_ruby(&name);
    let label = |at: usize| {
        let named = row.cell_name(at, i.locale).filter(|name| !name.is_empty());
        named.unwrap_or_else(|| i.marked("vaccine-nth", &[("number", Arg::Number(i64::try_from(at + 1).unwrap_or(0)))]))
    };
    rsx! {
        div { class: "book-row", role: "group", "aria-label": "{plain}",
            h2 { {ruby(&name)} }
            ol {
                for at in 0..many {
                    li { key: "{at}",
                        span { class: "cell-name", {ruby(&label(at))} }
                        match row.recorded.get(at) {
                            Some((entry, dose)) => rsx! {
                                Link { to: Route::EditDose { child, entry: *entry }, class: "cell kept", Icon { name: "check" } {dose.date.format("%Y/%m/%d").to_string()} }
                            },
                            None => rsx! {
                                DayCell { id: format!("cell-{}-{at}", row.id), label: format!("{plain} {}", without_ruby(&label(at))),
                                    initial: typed.cells.get(&(row.id.clone(), at)).cloned().unwrap_or_default(),
                                    text: typed.cells.get(&(row.id.clone(), at)).cloned().unwrap_or_default(),
                                    born, today,
                                    oninput: move |text| oncell.call((at, text)) }
                            },
                        }
                    }
                }
            }
            if any && row.families.len() > 1 {
                div { class: "field",
                    label { r#for: "family-{row.id}", class: "soft", {i.show("vaccine-past-family")} }
                    select { id: "family-{row.id}", onchange: move |event| onfamily.call(event.value()),
                        option { value: "", selected: chosen.is_empty(), {i.say("vaccine-past-family-auto")} }
                        for family in row.families.clone() {
                            option { key: "{family}", value: "{family}", selected: chosen == family,
                                {without_ruby(&explain::product_name(Pack::japan(), &family, i.locale))} }
                        }
                    }
                }
            }
        }
    }
}

/// A cell: a day, and what was understood of it. Enter goes on to the next one.
#[component]
fn DayCell(
    id: String,
    label: String,
    initial: String,
    text: String,
    born: Option<NaiveDate>,
    today: NaiveDate,
    oninput: EventHandler<String>,
) -> Element {
    let i = use_i18n();
    let day = typed::day(&text, born, today);
    let wrong = day.is_none() && !text.trim().is_empty();
    let far = day.is_some_and(|day| day > today || born.is_some_and(|born| day < born));
    rsx! {
        div { class: "cell",
            input {
                id: "{id}",
                r#type: "text",
                inputmode: "text",
                autocomplete: "off",
                "aria-label": "{label}",
                "aria-invalid": if wrong || far { "true" } else { "false" },
                placeholder: "R3.4.5",
                initial_value: initial,
                oninput: move |event| oninput.call(event.value()),
                onkeydown: move |event| {
                    if event.key() == Key::Enter && !event.is_composing() {
                        event.prevent_default();
                        next_cell();
                    }
                },
            }
            small { class: "understood", "aria-live": "polite",
                match day {
                    Some(day) => rsx! { {ruby(&crate::dates::civil_with_year(i, day))} if far { " " {i.show("vaccine-past-far")} } },
                    None if wrong => rsx! { {i.show("date-not-understood")} },
                    None => rsx! {},
                }
            }
        }
    }
}

/// Moves on to the next cell of the book.
fn next_cell() {
    document::eval(
        "const cells = [...document.querySelectorAll('.book .cell input')];\
         const next = cells[cells.indexOf(document.activeElement) + 1];\
         if (next) { next.focus(); next.select(); }",
    );
}
