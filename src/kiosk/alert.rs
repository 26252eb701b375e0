//! Danger on a machine: it takes over whatever is on the screen, says what to do in steps, and gives the screen back.
//! What was typed is still there behind it.

use super::{
    KioskScreen, Session,
    parts::{Screen, japanese},
    phone::OnPhone,
};
use crate::{
    alert::{InShort, first_word, is_danger, level, standing_of, steps_of},
    dates,
    hooks::{use_engine, use_query},
    i18n::{Arg, Japanese, phrased, ruby, use_i18n},
    route::Route,
    ui::{Icon, Skeleton, State},
};
use dioxus::prelude::*;
use itsumo_domain::{Timestamp, alert::Status, handover::Kind};
use itsumo_engine::{AlertRow, Change};
use uuid::Uuid;

/// What stands now, the gravest first.
fn use_standing() -> Vec<AlertRow> {
    let alerts = use_query(&[Change::Alerts, Change::City], |engine| async move { engine.alerts().await });
    match &*alerts.read() {
        Some(Ok(rows)) => standing_of(rows),
        _ => Vec::new(),
    }
}

/// What this person has seen, by revision: a new one takes over again.
#[derive(Clone, Copy)]
pub struct Met(Signal<Vec<(Uuid, Timestamp)>>);

impl Met {
    /// Makes the place to remember in. Called by the frame.
    pub fn provide() -> Self {
        use_context_provider(|| Self(Signal::new(Vec::new())))
    }

    /// Somebody has seen it.
    fn meet(mut self, row: &AlertRow) {
        self.0.with_mut(|met| met.push((row.id, row.written)));
    }
}

/// The gravest danger that this person has not seen yet.
pub fn use_danger() -> Option<AlertRow> {
    let Met(met) = use_context();
    let unseen = |row: &AlertRow| !met.read().contains(&(row.id, row.written));
    use_standing().into_iter().find(|row| is_danger(row) && unseen(row))
}

/// Over the whole screen, until the person has seen it.
#[component]
pub fn Takeover(row: AlertRow) -> Element {
    let i = use_i18n();
    let met = use_context::<Met>();
    let now = use_engine().now();
    let navigator = navigator();
    let whole = row.clone();
    let seen = row.clone();
    rsx! {
        div { class: "kiosk-over", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "danger-title", "aria-describedby": "danger-do",
            div { class: "kiosk-danger", "data-level": level(&row),
                div { class: "kiosk-danger-head",
                    Icon { name: "disaster" }
                    p { {ruby(&first_word(i, &row))} }
                    h2 { id: "danger-title", lang: japanese(i.locale), {phrased(&row.alert.headline)} }
                }
                ol { class: "alert-do", id: "danger-do",
                    for (at, step) in steps_of(i, &row).into_iter().enumerate() {
                        li { key: "{at}", span { {ruby(&step)} } }
                    }
                }
                p { class: "soft",
                    Japanese { text: row.alert.sender.clone() }
                    " "
                    {ruby(&dates::moment(i, row.alert.issued, now))}
                }
                div { class: "kiosk-over-buttons",
                    button { class: "button main", r#type: "button", autofocus: true, onclick: move |_| met.meet(&seen),
                        {i.show("kiosk-danger-back")}
                    }
                    button { class: "button", r#type: "button",
                        onclick: move |_| {
                            met.meet(&whole);
                            navigator.push(Route::KioskAlert { id: whole.id });
                        },
                        {i.show("alert-open")}
                    }
                }
            }
        }
    }
}

/// Over every screen: what stands, in one line, and how much more there is.
#[component]
pub fn Strip() -> Element {
    let i = use_i18n();
    let reading = matches!(use_route::<Route>(), Route::KioskAlert { .. } | Route::KioskAlerts {});
    let rows = use_standing();
    let more = i64::try_from(rows.len().saturating_sub(1)).unwrap_or(0);
    rsx! {
        section { class: "alerts", "aria-label": i.say("alert-title"), "aria-live": "assertive",
            for row in rows.into_iter().take(1).filter(|_| !reading) {
                Link { key: "{row.id}", to: Route::KioskAlert { id: row.id }, class: "banner", "data-level": level(&row),
                    Icon { name: "disaster" }
                    span { class: "words", InShort { row: row.clone() } }
                    Icon { name: "forward" }
                }
                if more > 0 {
                    Link { to: Route::KioskAlerts {}, class: "banner kiosk-more-alerts", "data-level": level(&row),
                        span { class: "words", {i.show_with("app-alerts-more", &[("count", Arg::Number(more))])} }
                        Icon { name: "forward" }
                    }
                }
            }
        }
    }
}

/// All that stand.
#[component]
pub fn KioskAlerts() -> Element {
    let i = use_i18n();
    let rows = use_standing();
    rsx! {
        Screen { title: i.say("alert-title"), heading: i.show("alert-title"),
            if rows.is_empty() {
                State { icon: "lifted", title: i.show("alert-none"), detail: i.show("kiosk-alerts-none-detail") }
            }
            ul { class: "kiosk-alerts",
                for row in rows {
                    li { key: "{row.id}",
                        Link { to: Route::KioskAlert { id: row.id }, class: "banner", "data-level": level(&row),
                            Icon { name: "disaster" }
                            span { class: "words", InShort { row: row.clone() } }
                            Icon { name: "forward" }
                        }
                    }
                }
            }
        }
    }
}

/// One, whole.
#[component]
pub fn KioskAlert(id: Uuid) -> Element {
    let i = use_i18n();
    let alerts = use_query(&[Change::Alerts, Change::City], |engine| async move { engine.alerts().await });
    match &*alerts.read() {
        None => rsx! { Skeleton { rows: 3 } },
        Some(answer) => match answer.iter().flatten().find(|row| row.id == id) {
            Some(row) => rsx! { Whole { key: "{row.id}", row: row.clone() } },
            None => rsx! {
                Screen { title: i.say("alert-title"), heading: i.show("alert-title"),
                    State { icon: "lifted", title: i.show("alert-none"), detail: i.show("kiosk-alerts-none-detail") }
                }
            },
        },
    }
}

#[component]
fn Whole(row: AlertRow) -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let now = use_engine().now();
    let alert = row.alert.clone();
    let over = crate::alert::is_over(&row);
    let aside = session.config().screens.contains(&KioskScreen::Handover).then(|| {
        rsx! { OnPhone { kind: Kind::Alert, id: row.id } }
    });
    rsx! {
        Screen {
            title: alert.headline.clone(),
            heading: phrased(&alert.headline),
            lang: japanese(i.locale),
            lead: rsx! {
                span { class: "kiosk-level", "data-level": level(&row), Icon { name: "disaster" } {ruby(&first_word(i, &row))} }
                span {
                    Japanese { text: alert.sender.clone() }
                    " "
                    {ruby(&dates::moment(i, alert.issued, now))}
                }
            },
            aside,
            if alert.status == Status::Drill {
                p { class: "note", Icon { name: "info" } {i.show("alert-drill-detail")} }
            }
            if over {
                p { class: "note good", Icon { name: "lifted" } {i.show("alert-lifted-detail")} }
            } else {
                section { class: "section",
                    h2 { {i.show("alert-what-to-do")} }
                    ol { class: "alert-do",
                        for (at, step) in steps_of(i, &row).into_iter().enumerate() {
                            li { key: "{at}", span { {ruby(&step)} } }
                        }
                    }
                }
            }
            if !alert.text.is_empty() {
                section { class: "section",
                    h2 { {i.show("alert-in-detail")} }
                    p { class: "reading", lang: "ja", style: "white-space:pre-line", "{alert.text}" }
                }
            }
        }
    }
}
