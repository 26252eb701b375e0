//! Nobody is there: the screen is the town's notice board. News by turn, which counters are open, what hangs on the
//! board; and what everybody must know before anything else. One touch anywhere begins.

use super::{
    KioskScreen, Session,
    app::Chosen,
    offices::Pill,
    parts::{Tags, japanese, use_time},
    staff::Corner,
};
use crate::{
    alert::{InShort, first_word, is_danger, level, standing_of, steps_of},
    dates,
    hooks::{use_city, use_query},
    i18n::{Arg, Japanese, Local, phrased, ruby, use_i18n},
    shell::OfflineLine,
    ui::{Icon, Skeleton},
};
use dioxus::prelude::*;
use itsumo_domain::{Timestamp, association::Circular, city::Office, i18n::Locale};
use itsumo_engine::{AlertRow, Change, NewsQuery, NewsRow, Tab};
use std::time::Duration;
use uuid::Uuid;

/// How long one announcement stands: to be read twice by who reads slowly.
const TURN: Duration = Duration::from_secs(12);
/// Announcements that take turns.
const TURNS: usize = 8;
/// Lines of each list beside them.
const LINES: usize = 3;

/// The board.
#[component]
pub fn Attract() -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let chosen = use_context::<Chosen>();
    let city = use_city();
    let now = use_time(TURN);
    let config = session.config();
    let first = config.languages.first().copied().unwrap_or_default();
    use_hook(|| chosen.begin_anew(first));
    let alerts = use_query(&[Change::Alerts, Change::City], |engine| async move { engine.alerts().await });
    let standing = match &*alerts.read() {
        Some(Ok(rows)) => standing_of(rows),
        _ => Vec::new(),
    };
    let danger = standing.first().filter(|row| is_danger(row)).cloned();
    let rest: Vec<AlertRow> = standing.into_iter().skip(usize::from(danger.is_some())).take(1).collect();
    let offers = |screen| config.screens.contains(&screen);
    let begin = {
        let session = session.clone();
        move |locale: Locale| {
            let mut wanted = chosen.locale;
            wanted.set(locale);
            session.begin();
        }
    };
    let touched = begin.clone();
    let at = now();
    let board = use_query(&[Change::Sync, Change::City], |engine| async move { engine.notice_board().await });
    let circulars = match &*board.read() {
        Some(Ok((circulars, _))) if offers(KioskScreen::Board) => circulars.iter().take(LINES).cloned().collect(),
        _ => Vec::new(),
    };
    // Where nothing hangs, the counters have the room.
    let lines = if circulars.is_empty() { 2 * LINES } else { LINES + 1 };
    let offices = city.iter().flat_map(|city| city.offices.iter().cloned()).take(lines).collect::<Vec<_>>();
    let title = i.say("kiosk-attract-title");
    rsx! {
        document::Title { "{title}" }
        div { class: "attract", onclick: move |_| touched(first),
            header { class: "attract-head",
                Corner {}
                div { class: "attract-where",
                    h1 {
                        if let Some(city) = &city {
                            Local { text: city.name.clone() }
                            " "
                        }
                        {i.show("kiosk-attract-title")}
                    }
                    p { lang: "ja", "{config.name}" }
                }
                Clock { now: at }
            }
            section { class: "alerts", "aria-label": i.say("alert-title"), "aria-live": "assertive",
                for row in rest {
                    div { key: "{row.id}", class: "banner", "data-level": level(&row),
                        Icon { name: "disaster" }
                        span { class: "words", InShort { row: row.clone() } }
                    }
                }
            }
            OfflineLine {}
            main { class: "attract-body", id: "content",
                match danger {
                    Some(row) => rsx! { Danger { row } },
                    None => rsx! { Turns { now: at } },
                }
                div { class: "attract-side",
                    if offers(KioskScreen::Offices) && !offices.is_empty() {
                        Counters { offices, now: at }
                    }
                    if !circulars.is_empty() {
                        Hanging { circulars, now: at }
                    }
                }
            }
            footer { class: "attract-foot",
                button { class: "attract-begin", r#type: "button",
                    onclick: {
                        let begin = begin.clone();
                        move |event: MouseEvent| {
                            event.stop_propagation();
                            begin(first);
                        }
                    },
                    Icon { name: "touch" }
                    span { {i.show("kiosk-touch")} }
                }
                div { class: "attract-languages",
                    for locale in config.languages.clone() {
                        button { key: "{locale.code()}", class: "attract-language", r#type: "button", lang: locale.lang(),
                            onclick: {
                                let begin = begin.clone();
                                move |event: MouseEvent| {
                                    event.stop_propagation();
                                    begin(locale);
                                }
                            },
                            {ruby(&language(locale))}
                        }
                    }
                }
            }
        }
    }
}

/// A language by its own name.
pub fn language(locale: Locale) -> String {
    let key = match locale {
        Locale::Ja => "settings-language-ja",
        Locale::JaEasy => "settings-language-ja-easy",
        Locale::En => "settings-language-en",
    };
    itsumo_domain::i18n::text(locale, key, &[])
}

/// The day and the time, to be read across a hall.
#[component]
fn Clock(now: Timestamp) -> Element {
    let i = use_i18n();
    let day = dates::civil_with_year(i, now.jst_date());
    rsx! {
        p { class: "attract-clock",
            span { {ruby(&day)} }
            strong { "{dates::clock(now)}" }
        }
    }
}

/// Announcements by turn, what everybody should see first.
#[component]
fn Turns(now: Timestamp) -> Element {
    let i = use_i18n();
    let list = use_query(&[Change::News, Change::City], |engine| async move {
        let ask = |tab| NewsQuery { tab, limit: TURNS, ..NewsQuery::default() };
        let mut rows = engine.news_list(ask(Tab::Important)).await?.rows;
        rows.truncate(TURNS / 2);
        for row in engine.news_list(ask(Tab::All)).await?.rows {
            if rows.len() < TURNS && rows.iter().all(|other| other.id != row.id) {
                rows.push(row);
            }
        }
        Ok(rows)
    });
    let mut turn = use_signal(|| 0_usize);
    // The board looks at the clock once a turn.
    use_effect(use_reactive!(|now| {
        let _ = now;
        turn.with_mut(|turn| *turn = turn.wrapping_add(1));
    }));
    match &*list.read() {
        Some(Ok(rows)) if !rows.is_empty() => {
            let at = turn.read().wrapping_sub(1).checked_rem(rows.len()).unwrap_or(0);
            let shown = rows.get(at).cloned();
            let next = rows.iter().cycle().skip(at + 1).take(2.min(rows.len() - 1)).cloned().collect::<Vec<_>>();
            rsx! {
                section { class: "attract-news", "aria-label": i.say("kiosk-tile-news"),
                    if let Some(row) = shown {
                        Turn { key: "{row.id}", row, now }
                    }
                    div { class: "attract-turns", "aria-hidden": "true",
                        for dot in 0..rows.len() {
                            i { key: "{dot}", "data-now": if dot == at { "true" } else { "false" } }
                        }
                    }
                    ul { class: "attract-next",
                        for row in next {
                            li { key: "{row.id}",
                                strong { Japanese { text: row.title.clone() } }
                                small { {ruby(&dates::day(i, row.published, now))} }
                            }
                        }
                    }
                }
            }
        }
        Some(_) => rsx! {
            section { class: "attract-news",
                div { class: "attract-turn",
                    h2 { {i.show("kiosk-attract-none")} }
                    p { {i.show("kiosk-attract-none-detail")} }
                }
            }
        },
        None => rsx! { section { class: "attract-news", Skeleton { rows: 4 } } },
    }
}

/// The one whose turn it is.
#[component]
fn Turn(row: NewsRow, now: Timestamp) -> Element {
    let i = use_i18n();
    let city = use_city();
    let source = city.as_ref().and_then(|city| city.source(&row.source)).map(|source| source.name.clone());
    rsx! {
        article { class: "attract-turn",
            Tags { row: row.clone() }
            h2 { lang: japanese(i.locale), {phrased(&row.title)} }
            if !row.summary.is_empty() {
                p { class: "attract-summary", lang: japanese(i.locale), "{row.summary}" }
            }
            p { class: "attract-meta",
                {ruby(&dates::day(i, row.published, now))}
                if let Some(source) = source {
                    " · "
                    Local { text: source }
                }
            }
        }
    }
}

/// Danger takes the place of the news, with what to do.
#[component]
fn Danger(row: AlertRow) -> Element {
    let i = use_i18n();
    rsx! {
        section { class: "attract-danger", "data-level": level(&row), "aria-live": "assertive",
            p { class: "attract-danger-word", Icon { name: "disaster" } strong { {ruby(&first_word(i, &row))} } }
            h2 { lang: japanese(i.locale), {phrased(&row.alert.headline)} }
            ol { class: "alert-do",
                for (at, step) in steps_of(i, &row).into_iter().enumerate() {
                    li { key: "{at}", span { {ruby(&step)} } }
                }
            }
            p { class: "attract-meta",
                Japanese { text: row.alert.sender.clone() }
                " · "
                {ruby(&i.marked("alert-issued", &[("time", Arg::Text(&dates::clock(row.alert.issued)))]))}
            }
        }
    }
}

/// Which counters are open now.
#[component]
fn Counters(offices: Vec<Office>, now: Timestamp) -> Element {
    let i = use_i18n();
    rsx! {
        section { class: "attract-card",
            h2 { Icon { name: "clock" } {i.show("kiosk-tile-offices")} }
            ul {
                for office in offices {
                    li { key: "{office.id}",
                        strong { Local { text: office.name.clone() } }
                        Pill { office, now }
                    }
                }
            }
        }
    }
}

/// What hangs on the notice board.
#[component]
fn Hanging(circulars: Vec<(Uuid, Circular)>, now: Timestamp) -> Element {
    let i = use_i18n();
    rsx! {
        section { class: "attract-card",
            h2 { Icon { name: "circular" } {i.show("kiosk-tile-board")} }
            ul {
                for (id, circular) in circulars {
                    li { key: "{id}",
                        strong { Local { text: circular.title.clone() } }
                        small {
                            span { lang: "ja", "{circular.association_name}" }
                            " · "
                            {ruby(&dates::day(i, circular.sent, now))}
                        }
                    }
                }
            }
        }
    }
}
