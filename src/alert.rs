//! Alerts: over everything, with what to do first.
//!
//! A drill is never shown as real and the real never among drills: the word comes first, the ground is
//! striped, and the colour of danger is not used.

use crate::{
    dates,
    hooks::{use_city, use_command, use_engine, use_query},
    i18n::{Arg, I18n, Japanese, phrased, ruby, use_i18n},
    route::Route,
    ui::{Bar, Failed, Heading, Icon, Skeleton, State},
};
use dioxus::prelude::*;
use itsumo_domain::{
    alert::{Alert, Severity, Show, Status},
    i18n::Locale,
};
use itsumo_engine::{AlertRow, Change, Error};
use uuid::Uuid;

/// How an alert looks: the worse it is the darker, and drills look like none of them.
pub(crate) fn level(row: &AlertRow) -> &'static str {
    match (row.show, row.alert.status, row.alert.severity) {
        (Show::Lifted, ..) => "lifted",
        (_, Status::Drill | Status::Test, _) => "drill",
        (_, _, Severity::Emergency) => "emergency",
        (_, _, Severity::Warning) => "warning",
        (_, _, Severity::Advisory) => "advisory",
        (_, _, Severity::Info) => "info",
    }
}

/// The word that comes first: 緊急, 警戒, 【訓練】, 解除されました.
pub(crate) fn first_word(i: I18n, row: &AlertRow) -> String {
    match (row.show, row.alert.status) {
        (Show::Lifted, Status::Drill) => {
            format!("{}{}", i.marked("alert-drill-prefix", &[]), i.marked("alert-lifted", &[]))
        }
        (Show::Lifted, _) => i.marked("alert-lifted", &[]),
        (_, Status::Drill) => i.marked("alert-status-drill", &[]),
        (_, Status::Test) => i.marked("alert-status-test", &[]),
        (_, Status::Actual) => i.marked(
            match row.alert.severity {
                Severity::Info => "alert-severity-info",
                Severity::Advisory => "alert-severity-advisory",
                Severity::Warning => "alert-severity-warning",
                Severity::Emergency => "alert-severity-emergency",
            },
            &[],
        ),
    }
}

fn hazard(i: I18n, alert: &Alert) -> String {
    i.marked(&format!("alert-hazard-{}", alert.hazard.slug()), &[])
}

/// Advice as steps: one sentence, one step.
fn steps(i: I18n, text: &str) -> Vec<String> {
    let (mark, keep) = if i.locale == Locale::En { (". ", ".") } else { ("。", "。") };
    text.split(mark)
        .map(str::trim)
        .filter(|step| !step.is_empty())
        .map(|step| if step.ends_with(keep) { step.to_owned() } else { format!("{step}{keep}") })
        .collect()
}

/// What stands now, the gravest first.
fn use_standing() -> Vec<AlertRow> {
    let alerts =
        use_query(&[Change::Alerts, Change::Interests, Change::City], |engine| async move { engine.alerts().await });
    match &*alerts.read() {
        Some(Ok(rows)) => sorted(rows),
        _ => Vec::new(),
    }
}

/// An alert in two lines: how grave and what, who says so and when.
#[component]
pub(crate) fn InShort(row: AlertRow) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    rsx! {
        strong { {ruby(&first_word(i, &row))} " " Japanese { text: row.alert.headline.clone() } }
        small {
            Japanese { text: row.alert.sender.clone() }
            " "
            {ruby(&dates::moment(i, row.alert.issued, now))}
        }
    }
}

/// Over a device that is in somebody else's hand: danger is told there too, to whoever holds it. There is no page to
/// open, so what to do stands with it; what is over, and drills, wait until the family has the device back.
#[component]
pub fn AlertNotices() -> Element {
    let i = use_i18n();
    let standing = use_standing().into_iter();
    let rows = standing.filter(|row| row.show != Show::Lifted && row.alert.status == Status::Actual);
    rsx! {
        section { class: "alerts", "aria-label": i.say("alert-title"), "aria-live": "assertive",
            for row in rows {
                div { key: "{row.id}", class: "banner notice", "data-level": level(&row),
                    Icon { name: "disaster" }
                    div { class: "words",
                        InShort { row: row.clone() }
                        if !row.alert.instructions.is_empty() {
                            ul { lang: "ja",
                                for (at, line) in row.alert.instructions.iter().enumerate() {
                                    li { key: "{at}", "{line}" }
                                }
                            }
                        } else {
                            ul {
                                for (at, step) in steps(i, &i.marked(&format!("alert-do-{}", row.alert.hazard.slug()), &[])).into_iter().enumerate() {
                                    li { key: "{at}", {ruby(&step)} }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What stands over everything: the two gravest, and how many more there are.
#[component]
pub fn AlertBanners() -> Element {
    let i = use_i18n();
    // The alert that one is reading needs no banner over itself.
    let reading = match use_route::<Route>() {
        Route::AlertScreen { id } => Some(id),
        _ => None,
    };
    let rows: Vec<AlertRow> = use_standing().into_iter().filter(|row| Some(row.id) != reading).collect();
    let more = rows.len().saturating_sub(2);
    let gravest_of_them = rows.get(2).map(level);
    // The region is always there: screen readers announce what appears in a region they know.
    rsx! {
        section { class: "alerts", "aria-label": i.say("alert-title"), "aria-live": "assertive",
            for row in rows.into_iter().take(2) {
                Link {
                    key: "{row.id}",
                    to: Route::AlertScreen { id: row.id },
                    class: "banner",
                    "data-level": level(&row),
                    Icon { name: if row.show == Show::Lifted { "lifted" } else { "disaster" } }
                    span { class: "words", InShort { row: row.clone() } }
                    span { class: "hidden", {i.show("alert-open")} }
                    Icon { name: "forward" }
                }
            }
            if more > 0 {
                Link { to: Route::Alerts {}, class: "banner", "data-level": gravest_of_them,
                    Icon { name: "disaster" }
                    span { class: "words", {i.show_with("app-alerts-more", &[("count", Arg::Number(i64::try_from(more).unwrap_or(0)))])} }
                    Icon { name: "forward" }
                }
            }
        }
    }
}

/// The gravest first; what is over comes last, drills before it.
fn sorted(rows: &[AlertRow]) -> Vec<AlertRow> {
    let mut rows: Vec<_> = rows.iter().filter(|row| row.show != Show::No).cloned().collect();
    rows.sort_by_key(|row| {
        let rank = match (row.show, row.alert.status) {
            (Show::Lifted, _) => 2,
            (_, Status::Drill | Status::Test) => 1,
            _ => 0,
        };
        (rank, std::cmp::Reverse(row.alert.severity), std::cmp::Reverse(row.alert.issued))
    });
    rows
}

/// As [`sorted`], without what is over.
pub(crate) fn standing_of(rows: &[AlertRow]) -> Vec<AlertRow> {
    sorted(rows).into_iter().filter(|row| !is_over(row)).collect()
}

/// It was lifted.
pub(crate) fn is_over(row: &AlertRow) -> bool {
    row.show == Show::Lifted
}

/// Danger to whoever stands here now: it goes before everything else on a screen that all share.
pub(crate) fn is_danger(row: &AlertRow) -> bool {
    !is_over(row) && row.alert.status == Status::Actual && row.alert.severity >= Severity::Warning
}

/// What to do, step by step: in the sender's own words, or in ours where those would not be understood.
pub(crate) fn steps_of(i: I18n, row: &AlertRow) -> Vec<String> {
    if i.locale == Locale::Ja && !row.alert.instructions.is_empty() {
        return row.alert.instructions.clone();
    }
    steps(i, &i.marked(&format!("alert-do-{}", row.alert.hazard.slug()), &[]))
}

/// All alerts that stand.
#[component]
pub fn Alerts() -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let mut alerts =
        use_query(&[Change::Alerts, Change::Interests, Change::City], |engine| async move { engine.alerts().await });
    let title = i.say("alert-title");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                Heading { {i.show("alert-title")} }
                match &*alerts.read() {
                    None => rsx! { Skeleton { rows: 2 } },
                    Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| alerts.restart() } },
                    Some(Ok(rows)) if sorted(rows).is_empty() => rsx! {
                        State { icon: "lifted", title: i.show("alert-none"), detail: i.show("alert-none-detail") }
                    },
                    Some(Ok(rows)) => rsx! {
                        ul { class: "stack",
                            for row in sorted(rows) {
                                li { key: "{row.id}",
                                    Link { to: Route::AlertScreen { id: row.id }, class: "alert-head", "data-level": level(&row), style: "text-decoration:none",
                                        Icon { name: if row.show == Show::Lifted { "lifted" } else { "disaster" } }
                                        span {
                                            strong { {ruby(&first_word(i, &row))} " " Japanese { text: row.alert.headline.clone() } }
                                            br {}
                                            Japanese { text: row.alert.sender.clone() }
                                            " "
                                            {ruby(&dates::moment(i, row.alert.issued, now))}
                                        }
                                    }
                                }
                            }
                        }
                    },
                }
            }
        }
    }
}

/// One alert, whole.
#[component]
pub fn AlertScreen(id: Uuid) -> Element {
    let i = use_i18n();
    let mut alerts =
        use_query(&[Change::Alerts, Change::Interests, Change::City], |engine| async move { engine.alerts().await });
    let row = match &*alerts.read() {
        None => return rsx! { div { class: "pane", Bar {} Skeleton { rows: 3 } } },
        Some(Err(error)) => {
            let error = error.clone();
            return rsx! { div { class: "pane", Bar {} Failed { error, onretry: move |()| alerts.restart() } } };
        }
        Some(Ok(rows)) => rows.iter().find(|row| row.id == id).cloned(),
    };
    match row {
        Some(row) => rsx! { ShownAlert { key: "{row.id}", row } },
        None => {
            let title = i.say("alert-title");
            rsx! {
                document::Title { "{title}" }
                div { class: "pane",
                    Bar {}
                    State { icon: "lifted", title: i.show("alert-none"), detail: i.show("alert-none-detail") }
                }
            }
        }
    }
}

#[component]
fn ShownAlert(row: AlertRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let city = use_city();
    let now = engine.now();
    let id = row.id;
    use_hook({
        let engine = engine.clone();
        move || command.run(async move { engine.alert_seen(id).await }, None)
    });
    let sync = use_query(&[Change::Sync], |engine| async move { Ok(engine.sync_state().await) });
    let offline_since = match &*sync.read() {
        Some(Ok(state)) if state.problem == Some(Error::Offline) => state.last_ok,
        _ => None,
    };

    let AlertRow { alert, show, written, .. } = row.clone();
    let lifted = show == Show::Lifted;
    let drill = alert.status != Status::Actual;
    let title = format!("{} {}", itsumo_domain::i18n::without_ruby(&first_word(i, &row)), alert.headline);
    let foreign = (i.locale.lang() != "ja").then(|| "ja".to_owned());
    let areas: Vec<String> = alert
        .areas
        .iter()
        .map(|id| {
            city.as_ref()
                .and_then(|city| city.area(id))
                .map_or_else(|| id.clone(), |area| area.name.get(i.locale).to_owned())
        })
        .collect();
    let advice = i.marked(&format!("alert-do-{}", alert.hazard.slug()), &[]);
    let when = |at| dates::moment(i, at, now);

    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    div { class: "alert-head", "data-level": level(&row),
                        Icon { name: if lifted { "lifted" } else { "disaster" } }
                        div {
                            p { {ruby(&first_word(i, &row))} " · " {ruby(&hazard(i, &alert))} }
                            Heading { lang: foreign, {phrased(&alert.headline)} }
                        }
                    }
                    if lifted {
                        div { class: "note good", Icon { name: "lifted" }
                            div {
                                p { {i.show_with("alert-lifted-at", &[("time", Arg::Text(&when(written)))])} }
                                p { {i.show("alert-lifted-detail")} }
                            }
                        }
                    } else if drill {
                        div { class: "note", Icon { name: "info" }
                            p { {i.show(if alert.status == Status::Drill { "alert-drill-detail" } else { "alert-test-detail" })} }
                        }
                    }
                    if show == Show::Quiet && !drill && !alert.areas.is_empty() {
                        div { class: "note", Icon { name: "place" } p { {i.show("alert-elsewhere")} } }
                    }
                    if let Some(last) = offline_since {
                        div { class: "note", Icon { name: "offline" }
                            p { {i.show_with("alert-offline", &[("time", Arg::Text(&when(last)))])} }
                        }
                    }
                }
                if !lifted {
                    if !alert.instructions.is_empty() {
                        section { class: "section",
                            h2 { {i.show("alert-sender-says")} }
                            ol { class: "alert-do", lang: "ja",
                                for (at, line) in alert.instructions.iter().enumerate() {
                                    li { key: "{at}", span { "{line}" } }
                                }
                            }
                        }
                    }
                    section { class: "section",
                        h2 { {i.show("alert-what-to-do")} }
                        ol { class: "alert-do",
                            for (at, step) in steps(i, &advice).into_iter().enumerate() {
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
                section { class: "section", "aria-label": i.say("alert-in-detail"),
                    div { class: "group",
                        p { class: "entry", Icon { name: "person" }
                            span { class: "words", {i.show_with("alert-sender", &[("sender", Arg::Text(&alert.sender))])} }
                        }
                        p { class: "entry", Icon { name: "place" }
                            span { class: "words",
                                if areas.is_empty() {
                                    {i.show("alert-for-whole-city")}
                                } else {
                                    {i.show_with("alert-for-areas", &[("areas", Arg::Text(&areas.join("、")))])}
                                }
                            }
                        }
                        p { class: "entry", Icon { name: "clock" }
                            span { class: "words",
                                {i.show_with("alert-issued", &[("time", Arg::Text(&when(alert.issued)))])}
                                br {}
                                {i.show_with("alert-received", &[("time", Arg::Text(&when(written)))])}
                                if !lifted {
                                    br {}
                                    match alert.next_update {
                                        Some(next) => i.show_with("alert-next-update", &[("time", Arg::Text(&when(next)))]),
                                        None => i.show("alert-next-update-unknown"),
                                    }
                                    br {}
                                    {i.show_with("alert-expires", &[("time", Arg::Text(&when(alert.expires)))])}
                                }
                            }
                        }
                    }
                }
                div { class: "actions",
                    if let Some(url) = alert.url.clone() {
                        a { class: "button", href: "{url}", target: "_blank", rel: "noopener", Icon { name: "external" } {i.show("alert-more")} }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::alert::Hazard;

    #[test]
    fn advice_becomes_steps_in_every_language() {
        for locale in Locale::ALL {
            let i = I18n { locale };
            for hazard in Hazard::ALL {
                let text = i.marked(&format!("alert-do-{}", hazard.slug()), &[]);
                let steps = steps(i, &text);
                assert!((1..=7).contains(&steps.len()), "{} {}: {steps:?}", locale.code(), hazard.slug());
            }
        }
    }
}
