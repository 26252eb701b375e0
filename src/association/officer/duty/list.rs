//! What is on the calendar from today on: ticked off when it is done, taken off when it was a mistake.

use super::super::{
    super::{use_associations, use_today},
    parts::{Afield, Far, NoSeat, OfficerPage},
    use_acting,
};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, ruby, use_i18n},
    route::Route,
    ui::{Icon, Sheet, State},
};
use dioxus::prelude::*;
use itsumo_domain::association::{Act, access::Of};
use itsumo_engine::association::DutyRow;

/// The calendar, as officers keep it.
#[component]
pub fn DutyTools() -> Element {
    let i = use_i18n();
    let all = use_associations();
    let acting = use_acting();
    let today = use_today();
    if !acting.may_somewhere(Act::KeepDuties) {
        return rsx! { NoSeat {} };
    }
    let mine = |row: &&DutyRow| {
        let association = row.duty.association;
        let of = row.duty.block.map_or(Of::Association(association), |block| Of::Block { association, block });
        acting.may(Act::KeepDuties, of)
    };
    let (ahead, gone): (Vec<DutyRow>, Vec<DutyRow>) =
        all.duties.iter().filter(mine).cloned().partition(|row| row.duty.until >= today);
    // What was and is not ticked off may still be; what was long ago is not asked after.
    let open: Vec<DutyRow> = gone.into_iter().rev().filter(|row| row.duty.done.is_none()).take(5).collect();
    rsx! {
        OfficerPage { heading: "officer-duties",
            Afield {}
            div { class: "stack tight",
                Link { to: Route::PlanDuties {}, class: "button main wide", Icon { name: "events" } {i.show("officer-duty-plan")} }
                Link { to: Route::NewDuty {}, class: "button wide", Icon { name: "plus" } {i.show("officer-duty-new")} }
            }
            if ahead.is_empty() && open.is_empty() {
                State { icon: "events", title: i.show("officer-duties-none"), detail: i.show("officer-duties-none-detail") }
            }
            for (key, rows) in [("officer-duties-ahead", ahead), ("officer-duties-open", open)] {
                if !rows.is_empty() {
                    section { key: "{key}", class: "section",
                        h2 { {i.show(key)} }
                        ul { class: "group",
                            for row in rows {
                                li { key: "{row.id}", DutyLine { row } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn DutyLine(row: DutyRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let today = use_today();
    let mut opened = use_signal(|| false);
    let (id, duty) = (row.id, row.duty.clone());
    let done = duty.done.is_some();
    let when = dates::from_until(i, duty.from, duty.until, today);
    let mark = engine.clone();
    rsx! {
        div { class: "entry duty-line", "data-done": if done { "true" } else { "false" },
            Icon { name: if done { "lifted" } else { "events" } }
            span { class: "words",
                strong { {ruby(&when)} }
                " "
                span { lang: "ja", "{duty.what}" }
                if !duty.household_name.is_empty() {
                    " "
                    span { class: "tag", lang: "ja", Icon { name: "housing" } "{duty.household_name}" }
                }
                if done {
                    small { {i.show("officer-duty-done")} }
                }
                if let Some(delivery) = row.delivery.clone() {
                    Far { delivery, command: row.command }
                }
            }
            button { class: "button", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| opened.set(true),
                span { class: "hidden", "{duty.what} " }
                {i.show("officer-duty-edit")}
            }
        }
        if opened() {
            Sheet { id: "duty-{id}", title: ruby(&when), onclose: move |()| opened.set(false),
                p { lang: "ja", "{duty.what} {duty.household_name}" }
                button { class: "button main wide", r#type: "button",
                    onclick: move |_| {
                        let engine = mark.clone();
                        opened.set(false);
                        command.in_order(async move { engine.mark_duty(id, !done).await }, None);
                    },
                    {i.show(if done { "officer-duty-undone-do" } else { "officer-duty-done-do" })}
                }
                button { class: "button danger wide", r#type: "button",
                    onclick: move |_| {
                        let engine = engine.clone();
                        opened.set(false);
                        command.in_order(async move { engine.drop_duty(id).await }, Some("officer-duty-dropped"));
                    },
                    {i.show_with("officer-duty-drop", &[("when", Arg::Text(&when))])}
                }
            }
        }
    }
}
