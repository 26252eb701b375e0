//! What this device reminds of, and when: days before, the time of day, and the vaccines that are quiet for a while.
//! The reminders themselves are planned and told by the engine, with no server.

use super::{list::series_names, standing::day};
use crate::{
    handbook::{Gone, Whose, use_child, use_handbook, use_today},
    hooks::{Commands, use_command, use_engine, use_query},
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Bar, Choices, Failed, Heading, Icon, Skeleton},
};
use dioxus::prelude::*;
use itsumo_domain::handbook::Handbook;
use itsumo_engine::{Change, Engine};
use itsumo_handbook::{
    immunization::Pack,
    remind::{Reminder, ReminderSettings, What},
};
use uuid::Uuid;

/// Days before that can be chosen.
const DAYS: [u16; 6] = [28, 14, 7, 3, 1, 0];

/// Reads the settings freshly and changes them, so that two quick taps do not undo each other.
fn change(commands: Commands, engine: Engine, how: impl FnOnce(&mut ReminderSettings) + 'static) {
    commands.in_order(
        async move {
            let mut settings = engine.reminder_settings().await?;
            how(&mut settings);
            engine.set_reminder_settings(settings).await
        },
        None,
    );
}

/// Settings of the reminders, and what is coming.
#[component]
pub fn Reminders(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let engine = use_engine();
    let mut settings = use_query(&[Change::Settings], |engine| async move { engine.reminder_settings().await });
    let coming = use_query(&[Change::Settings, Change::Handbook], |engine| async move { engine.reminders().await });
    if use_child(child).is_none() {
        return rsx! { Gone {} };
    }
    let title = i.say("vaccine-reminders");
    let now = engine.now();
    let quiet = quiet_series(&handbook, child, today);
    let own: Vec<Reminder> = match &*coming.read() {
        Some(Ok(all)) => all.iter().filter(|one| one.child == child && one.at > now).take(12).cloned().collect(),
        _ => Vec::new(),
    };
    let shown = match &*settings.read() {
        None => rsx! { Skeleton { rows: 2 } },
        Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| settings.restart() } },
        Some(Ok(now)) => rsx! { Chosen { now: now.clone() } },
    };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {i.show("vaccine-reminders")} }
                    Whose { child }
                    p { class: "lead", {i.show("vaccine-reminders-lead")} }
                }
                {shown}
                if !quiet.is_empty() {
                    section { class: "section",
                        h2 { {i.show("vaccine-quiet-title")} }
                        ul { class: "group",
                            for (series, until) in quiet {
                                li { key: "{series}",
                                    Link { to: Route::VaccineWhy { child, series: series.clone() }, class: "entry",
                                        Icon { name: "quiet" }
                                        span { class: "words",
                                            {ruby(&super::series_name(i, &series))}
                                            small { {i.show_with("vaccine-quiet-until", &[("day", Arg::Text(&day(i, until, today)))])} }
                                        }
                                        Icon { name: "forward" }
                                    }
                                }
                            }
                        }
                    }
                }
                section { class: "section",
                    h2 { {i.show("vaccine-reminders-coming")} }
                    if own.is_empty() {
                        p { class: "soft", {i.show("vaccine-reminders-none")} }
                    } else {
                        ul { class: "group",
                            for (at, one) in own.into_iter().enumerate() {
                                li { key: "{at}", class: "entry", Icon { name: "bell" }
                                    span { class: "words",
                                        strong { {ruby(&crate::dates::moment(i, one.at, engine.now()))} }
                                        small { {ruby(&what(i, &one, today))} }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The series that are quiet, and until when.
fn quiet_series(handbook: &Handbook, child: Uuid, today: chrono::NaiveDate) -> Vec<(String, chrono::NaiveDate)> {
    Pack::japan()
        .series()
        .filter_map(|series| {
            let (_, choice) = handbook.reminder_choice(child, &series.id)?;
            Some((series.id.clone(), choice.quiet_until.filter(|until| *until > today)?))
        })
        .collect()
}

/// What a reminder is about. Marked.
fn what(i: I18n, reminder: &Reminder, today: chrono::NaiveDate) -> String {
    let on = day(i, reminder.on, today);
    let (key, series) = match &reminder.what {
        What::Appointment { series, .. } => ("vaccine-reminder-visit", series.clone()),
        What::Opens { series, .. } => ("vaccine-reminder-opens", vec![series.clone()]),
        What::UsualEnds { series, .. } => ("vaccine-reminder-usual", vec![series.clone()]),
        What::Closes { series, .. } => ("vaccine-reminder-closes", vec![series.clone()]),
    };
    i.marked(key, &[("day", Arg::Text(&on)), ("series", Arg::Text(&series_names(i, &series)))])
}

#[component]
fn Chosen(now: ReminderSettings) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let days: Vec<(String, String)> = DAYS
        .into_iter()
        .map(|days| {
            let text = match days {
                0 => i.marked("vaccine-reminders-day", &[]),
                _ => i.marked("vaccine-reminders-days", &[("days", Arg::Number(i64::from(days)))]),
            };
            (days.to_string(), text)
        })
        .collect();
    let chosen = now.days_before.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (on, picked, timed) = (engine.clone(), engine.clone(), engine);
    rsx! {
        div { class: "stack loose",
            div { class: "group",
                label { class: "entry",
                    Icon { name: "bell" }
                    span { class: "words", {i.show("vaccine-reminders-on")} small { {i.show("vaccine-reminders-on-detail")} } }
                    input { r#type: "checkbox", role: "switch", checked: now.on,
                        onchange: move |event| {
                            let wanted = event.checked();
                            change(command, on.clone(), move |settings| settings.on = wanted);
                        } }
                }
            }
            if now.on {
                Choices { id: "remind-days", label: i.show("vaccine-reminders-when"), options: days, chosen,
                    onchoose: move |chosen: Vec<String>| {
                        let mut days: Vec<u16> = chosen.iter().filter_map(|days| days.parse().ok()).collect();
                        days.sort_unstable_by(|a, b| b.cmp(a));
                        change(command, picked.clone(), move |settings| settings.days_before = days);
                    } }
                div { class: "field",
                    label { r#for: "remind-at", {i.show("vaccine-reminders-at")} }
                    select { id: "remind-at",
                        onchange: move |event| {
                            if let Ok(minute) = event.value().parse::<u16>() {
                                change(command, timed.clone(), move |settings| settings.minute = minute);
                            }
                        },
                        for minute in (10..44u16).map(|half| half * 30) {
                            option { key: "{minute}", value: "{minute}", selected: minute == now.minute, "{minute / 60}:{minute % 60:02}" }
                        }
                    }
                }
            }
        }
    }
}
