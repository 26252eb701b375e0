//! A letter's text: headings, lists, and days that go into the phone's calendar at a tap.

use super::ics::{self, Event};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{Arg, Local, ruby, use_i18n},
    platform::{self, Downloads},
    ui::{Icon, toast::use_toasts},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    city::LocalText,
    school::{TimeOfDay, notice::Block},
};
use uuid::Uuid;

/// The text.
#[component]
pub fn Blocks(letter: Uuid, from: String, blocks: Vec<Block>) -> Element {
    rsx! {
        for (at, block) in blocks.into_iter().enumerate() {
            match block {
                Block::Heading { text } => rsx! { h2 { key: "{at}", Local { text } } },
                Block::Text { text } => rsx! { p { key: "{at}", class: "paragraph", Local { text } } },
                Block::List { items } => rsx! {
                    ul { key: "{at}",
                        for (number, text) in items.into_iter().enumerate() {
                            li { key: "{number}", Local { text } }
                        }
                    }
                },
                Block::Date { day, time, what } => rsx! { DayChip { key: "{at}", letter, from: from.clone(), day, time, what, bring: false } },
                Block::Bring { day, what } => rsx! { DayChip { key: "{at}", letter, from: from.clone(), day, time: None, what, bring: true } },
                Block::Other => rsx! { Newer { key: "{at}" } },
            }
        }
    }
}

/// A part of the text that only a newer app can show.
#[component]
fn Newer() -> Element {
    let i = use_i18n();
    rsx! { p { class: "soft", {i.show("letter-newer")} } }
}

/// Something on a day: a tap writes it into the phone's calendar.
#[component]
fn DayChip(
    letter: Uuid,
    from: String,
    day: NaiveDate,
    time: Option<TimeOfDay>,
    what: LocalText,
    bring: bool,
) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    // Where there is no place for files, as on a machine in a hall, nothing offers to write one.
    let downloads = use_hook(try_consume_context::<Downloads>);
    let toasts = use_toasts();
    let today = engine.now().jst_date();
    let words = what.get(i.locale).to_owned();
    let when = dates::civil_day(i, day, today);
    let when = time.map_or(when.clone(), |time| format!("{when} {}", dates::time_of_day(time)));
    let plain = itsumo_domain::i18n::without_ruby(&format!("{when} {words}"));
    let keep = downloads.map(|downloads| {
        move |()| {
            let what = itsumo_domain::i18n::without_ruby(&words);
            let what = if bring { i.say_with("letter-bring-what", &[("what", Arg::Text(&what))]) } else { what };
            let text = ics::file(&Event { letter, day, time, what, from: from.clone() }, engine.now());
            match downloads.keep(&format!("itsumo-{}.ics", day.format("%Y-%m-%d")), text.as_bytes()) {
                Ok(path) if platform::open_file(&path) => toasts.say(i.marked("letter-day-opened", &[])),
                Ok(path) => {
                    toasts.say(i.marked("letter-file-saved", &[("path", Arg::Text(&path.display().to_string()))]));
                }
                Err(_) => toasts.say(i.marked("field-cannot-write", &[])),
            }
        }
    });
    rsx! {
        div { class: "day-chip",
            Icon { name: if bring { "jobs" } else { "events" } }
            span { class: "words",
                strong { {ruby(&when)} }
                " "
                span {
                    if bring {
                        {i.show("letter-bring")}
                        " "
                    }
                    Local { text: what }
                }
            }
            if let Some(keep) = keep {
                button { class: "button", r#type: "button", onclick: move |_| keep(()),
                    span { class: "hidden", "{plain} " }
                    {i.show("letter-to-calendar")}
                }
            }
        }
    }
}
