//! A month as a list, because a month of boxes has no room for words: which month, and one before or after.

use super::Icon;
use crate::i18n::{Arg, ruby, use_i18n};
use chrono::{Datelike, Months, NaiveDate};
use dioxus::prelude::*;

/// The month that is shown, by its first day, with the way to the one before and the one after.
#[component]
pub fn MonthBar(first: NaiveDate, onchange: EventHandler<NaiveDate>) -> Element {
    let i = use_i18n();
    let named = i.marked(&format!("date-month-{}", first.month()), &[]);
    let year = first.year().to_string();
    let title = i.marked("month-title", &[("year", Arg::Text(&year)), ("month", Arg::Text(&named))]);
    let step = move |to: Option<NaiveDate>| {
        if let Some(to) = to {
            onchange.call(to);
        }
    };
    rsx! {
        div { class: "month-bar",
            button { class: "icon-button", r#type: "button", "aria-label": i.say("month-before"),
                onclick: move |_| step(first.checked_sub_months(Months::new(1))), Icon { name: "back" } }
            h2 { "aria-live": "polite", {ruby(&title)} }
            button { class: "icon-button", r#type: "button", "aria-label": i.say("month-after"),
                onclick: move |_| step(first.checked_add_months(Months::new(1))), Icon { name: "forward" } }
        }
    }
}
