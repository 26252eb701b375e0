//! A class's month, drawn as the paper 出席簿 is.

use crate::console::words::{Words, ruby};
use chrono::{Datelike, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::school::{
    Group,
    board::{Register, RegisterRow, Sign},
};

/// The register with what surrounds it.
pub struct RegisterPage<'a> {
    /// The language.
    pub words: Words,
    /// The register.
    pub register: &'a Register,
    /// The month's first day.
    pub month: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// Classes that can be gone to besides.
    pub classes: &'a [Group],
    /// The page's own address, without its query.
    pub here: &'a str,
    /// The address above it: `…/register`.
    pub registers: &'a str,
    /// The facility's name.
    pub facility: &'a str,
}

/// `2026-11`.
pub fn month_text(month: NaiveDate) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}

/// `2026年11月`. Marked with ruby.
pub fn month_name(words: Words, month: NaiveDate) -> String {
    let year = words.marked("date-year", &[("year", itsumo_domain::i18n::Arg::Text(&month.year().to_string()))]);
    let name = words.marked(&format!("date-month-{}", month.month()), &[]);
    if words.locale == itsumo_domain::i18n::Locale::En { format!("{name} {year}") } else { format!("{year}{name}") }
}

const SUMS: [&str; 8] = [
    "register-taught",
    "register-excused",
    "register-due",
    "register-absent",
    "register-present",
    "register-late",
    "register-early",
    "register-unknown",
];

/// The whole `main`.
pub fn register_main(page: &RegisterPage<'_>) -> Element {
    let RegisterPage { words, register, month, classes, here, registers, .. } = *page;
    let title = month_name(words, month);
    let before = month.checked_sub_months(chrono::Months::new(1)).unwrap_or(month);
    let after = month.checked_add_months(chrono::Months::new(1)).filter(|after| *after <= page.today);
    let shown = month_text(month);
    let name = &register.group.name;
    rsx! {
        div { class: "spread title",
            h1 { "{name} " {words.show("console-place-register")} " " small { {ruby(&title)} } }
            p { class: "only-print", "{page.facility}" }
        }
        nav { class: "switch no-print", "aria-label": words.say("console-switch-month"),
            if classes.len() > 1 {
                ul { class: "classes",
                    for class in classes {
                        li { a { href: "{registers}/{class.id}?month={shown}",
                            "aria-current": (class.id == register.group.id).then_some("page"), "{class.name}" } }
                    }
                }
            }
            p { class: "row days",
                a { class: "button quiet", href: "{here}?month={month_text(before)}", {words.show("console-month-before")} }
                if let Some(after) = after {
                    a { class: "button quiet", href: "{here}?month={month_text(after)}", {words.show("console-month-after")} }
                }
            }
        }
        div { class: "row no-print",
            a { class: "button", href: "{here}/csv?month={shown}", download: true, {words.show("console-download")} }
            button { r#type: "button", "data-print": true, hidden: true, {words.show("console-print")} }
        }
        if register.rows.is_empty() {
            p { class: "card lead", {words.show("console-no-pupils")} }
        } else {
            div { class: "wide", role: "region", tabindex: "0", "aria-label": words.say("console-place-register"),
                table { class: "register",
                    thead { tr {
                        th { scope: "col", {words.show("register-name")} }
                        for day in &register.days {
                            th { scope: "col", key: "{day}", "{day.day()}" br {} {words.show(&format!("date-weekday-{}", day.weekday().num_days_from_sunday()))} }
                        }
                        for key in SUMS { th { scope: "col", class: "sum", {words.show(key)} } }
                    } }
                    tbody { for row in &register.rows { {line(words, row)} } }
                }
            }
            dl { class: "legend",
                for sign in Sign::LEGEND {
                    div { dt { "{sign.letter()}" } dd { {words.show(&format!("register-sign-{}", sign.name()))} } }
                }
            }
        }
    }
}

fn line(words: Words, row: &RegisterRow) -> Element {
    let totals = &row.totals;
    let sums = [
        totals.taught,
        totals.excused,
        totals.due,
        totals.absent,
        totals.present,
        totals.late,
        totals.early,
        totals.unknown,
    ];
    let number = if row.pupil.number == 0 { String::new() } else { format!("{} ", row.pupil.number) };
    rsx! {
        tr { key: "{row.pupil.id}",
            th { scope: "row", "{number}{row.pupil.name}" }
            for sign in &row.signs {
                td { class: if matches!(sign, Sign::Elsewhere | Sign::ToCome) { "off" } else { "" },
                    if !sign.letter().is_empty() {
                        abbr { title: words.say(&format!("register-sign-{}", sign.name())), "{sign.letter()}" }
                    }
                }
            }
            for sum in sums { td { class: "total", "{sum}" } }
        }
    }
}
