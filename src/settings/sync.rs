//! Whether this device is up to date, and what has not been delivered yet, in plain words.

use crate::{
    dates,
    hooks::{use_command, use_engine, use_query},
    i18n::{Arg, I18n, ruby, use_i18n},
    ui::{Failed, Icon, Page, Skeleton, State},
};
use dioxus::prelude::*;
use itsumo_engine::{Change, Error, OutboxItem, OutboxState, SyncState};

/// The state of sync, and the outbox.
#[component]
pub fn SyncSettings() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let state = use_query(&[Change::Sync, Change::Outbox], |engine| async move { Ok(engine.sync_state().await) });
    let mut outbox = use_query(&[Change::Outbox, Change::Account], |engine| async move { engine.outbox().await });
    rsx! {
        Page { title: i.say("settings-sync"), heading: i.show("settings-sync"),
            match &*state.read() {
                Some(Ok(state)) => rsx! { Now { state: state.clone() } },
                _ => rsx! { Skeleton { rows: 1 } },
            }
            button {
                class: "button wide",
                r#type: "button",
                onclick: {
                    let engine = engine.clone();
                    move |_| {
                        let engine = engine.clone();
                        command.run(async move { engine.sync().await.map(|_| ()) }, Some("app-synced"));
                    }
                },
                Icon { name: "sync" }
                {i.show("app-sync-now")}
            }
            section { class: "section",
                h2 { {i.show("settings-outbox")} }
                match &*outbox.read() {
                    None => rsx! { Skeleton { rows: 1 } },
                    Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| outbox.restart() } },
                    Some(Ok(items)) if items.is_empty() => rsx! {
                        State { icon: "check", title: i.show("settings-outbox-empty"), detail: i.show("settings-outbox-empty-detail") }
                    },
                    Some(Ok(items)) => rsx! {
                        ul { class: "group",
                            for item in items.iter().cloned() {
                                li { key: "{item.id}", Waiting { item } }
                            }
                        }
                    },
                }
            }
        }
    }
}

#[component]
fn Now(state: SyncState) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let (icon, class, text) = match (&state.problem, state.running) {
        (_, true) => ("sync", "note", i.marked("settings-sync-running", &[])),
        (Some(Error::Offline), _) => ("offline", "note", i.marked("settings-sync-offline", &[])),
        (Some(error), _) => ("info", "note bad", crate::hooks::error_text(i, error)),
        (None, _) if state.last_ok.is_none() => ("clock", "note", i.marked("settings-sync-never", &[])),
        (None, _) if state.live => ("check", "note good", i.marked("settings-sync-live", &[])),
        (None, _) => ("check", "note good", i.marked("settings-sync-ok", &[])),
    };
    rsx! {
        div { class, role: "status",
            Icon { name: icon }
            div {
                p { {ruby(&text)} }
                if let Some(last) = state.last_ok {
                    p { class: "soft", {i.show_with("app-last-updated", &[("time", Arg::Text(&dates::moment(i, last, now)))])} }
                }
            }
        }
    }
}

/// What an outbox item does, in words.
fn wish(i: I18n, item: &OutboxItem) -> String {
    let key = match item.name.as_str() {
        "set_interests" => "settings-outbox-set-interests",
        "save_news" => "settings-outbox-save-news",
        "unsave_news" => "settings-outbox-unsave-news",
        "report_absence" => "settings-outbox-report-absence",
        "withdraw_absence" => "settings-outbox-withdraw-absence",
        "answer_question" => "settings-outbox-answer-question",
        "answer_notice" => "settings-outbox-answer-notice",
        "open_notice" => "settings-outbox-open-notice",
        "association" => "settings-outbox-association",
        _ => "settings-outbox-unknown",
    };
    i.marked(key, &[])
}

#[component]
fn Waiting(item: OutboxItem) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let now = engine.now();
    let id = item.id;
    let (icon, state) = match &item.state {
        OutboxState::Waiting { tries: 0, .. } => ("clock", i.marked("settings-outbox-waiting", &[])),
        OutboxState::Waiting { tries, .. } => {
            ("clock", i.marked("settings-outbox-tried", &[("count", Arg::Number(*tries))]))
        }
        OutboxState::Refused(refusal) => ("info", i.marked(&itsumo_engine::refusal_key(refusal), &[])),
    };
    let refused = matches!(item.state, OutboxState::Refused(_));
    rsx! {
        div { class: "entry", style: "flex-wrap:wrap",
            Icon { name: icon }
            span { class: "words",
                strong { {ruby(&wish(i, &item))} }
                small { {ruby(&dates::moment(i, item.at, now))} }
                small { {ruby(&state)} }
            }
            span { class: "line",
                if refused {
                    button {
                        class: "button",
                        r#type: "button",
                        onclick: {
                            let engine = engine.clone();
                            move |_| {
                                let engine = engine.clone();
                                command.run(async move { engine.outbox_retry(id).await }, Some("settings-outbox-retried"));
                            }
                        },
                        {i.show("settings-outbox-retry")}
                    }
                }
                button {
                    class: "button plain",
                    r#type: "button",
                    onclick: {
                        let engine = engine.clone();
                        move |_| {
                            let engine = engine.clone();
                            command.run(async move { engine.outbox_discard(id).await }, Some("settings-outbox-discarded"));
                        }
                    },
                    {i.show("settings-outbox-discard")}
                }
            }
        }
    }
}
