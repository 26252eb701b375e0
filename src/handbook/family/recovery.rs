//! The recovery code: made once, shown once, put on paper, and asked back later.

use super::super::use_today;
use crate::{
    dates,
    hooks::{use_command, use_engine, use_query},
    i18n::{Arg, use_i18n},
    platform::{self, Downloads},
    ui::{Failed, Field, FormError, Icon, Page, Skeleton, Submit, use_form},
};
use dioxus::prelude::*;
use itsumo_engine::{Change, Error, RecoveryView};

/// The recovery code and its paper.
#[component]
pub fn RecoveryScreen() -> Element {
    let i = use_i18n();
    // The code itself lives here alone, for as long as this screen is open.
    let mut fresh = use_signal(|| None::<String>);
    let mut family = use_query(&[Change::Family, Change::Handbook], |engine| async move { engine.family().await });
    rsx! {
        Page { title: i.say("family-recovery"), heading: i.show("family-recovery"),
            p { class: "lead", {i.show("family-recovery-lead")} }
            if let Some(code) = fresh() {
                Fresh { code, onwritten: move |()| fresh.set(None) }
            } else {
                match &*family.read() {
                    None => rsx! { Skeleton { rows: 2 } },
                    Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| family.restart() } },
                    Some(Ok(view)) => rsx! {
                        if let Some(made) = view.recovery.clone() {
                            Made { made }
                        }
                        Make { again: view.recovery.is_some(), onmade: move |code| fresh.set(Some(code)) }
                    },
                }
            }
        }
    }
}

#[component]
fn Make(again: bool, onmade: EventHandler<String>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let send = move || {
        let engine = engine.clone();
        form.send(async move { engine.make_recovery_code().await }, move |made| onmade.call(made.code));
    };
    rsx! {
        div { class: "stack",
            if again {
                p { class: "soft", {i.show("family-recovery-renew-detail")} }
            }
            FormError { form, fields: vec![] }
            if again {
                button { class: "button wide", r#type: "button", onclick: move |_| send(), {i.show("family-recovery-renew")} }
            } else {
                Submit { form, onsend: move |()| send(), {i.show("family-recovery-make")} }
            }
        }
    }
}

/// The code, now and never again.
#[component]
fn Fresh(code: String, onwritten: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let downloads: Downloads = use_context();
    let form = use_form();
    let mut file = use_signal(|| None::<String>);
    let groups: Vec<String> = code.split('-').map(str::to_owned).collect();
    let save = {
        let code = code.clone();
        move || {
            let (engine, code, downloads) = (engine.clone(), code.clone(), downloads.clone());
            form.send(
                async move {
                    let pdf = engine.recovery_sheet_pdf(&code, i.locale).await?;
                    let path = downloads
                        .keep("itsumo-recovery.pdf", &pdf)
                        .map_err(|_| Error::field("file", "cannot-write"))?;
                    platform::hand_on(&path);
                    Ok(path)
                },
                move |path| file.set(Some(path.display().to_string())),
            );
        }
    };
    rsx! {
        div { class: "note warn", Icon { name: "key" } p { {i.show("family-recovery-once")} } }
        p { class: "recovery-code", lang: "en", "aria-label": "{code}",
            for (at, group) in groups.into_iter().enumerate() {
                span { key: "{at}", "{group}" }
            }
        }
        p { class: "soft", {i.show("family-recovery-keep")} }
        div { class: "stack",
            FormError { form, fields: vec![] }
            Submit { form, onsend: move |()| save(), Icon { name: "download" } {i.show("family-recovery-print")} }
            if let Some(file) = file() {
                p { class: "soft", role: "status", {i.show_with("family-recovery-printed", &[("file", Arg::Text(&file))])} }
            }
            button { class: "button wide", r#type: "button", onclick: move |_| onwritten.call(()), {i.show("family-recovery-written")} }
        }
    }
}

/// A code was made: whether it works yet, and whether the paper is still there.
#[component]
fn Made(made: RecoveryView) -> Element {
    let i = use_i18n();
    let today = use_today();
    let engine = use_engine();
    let command = use_command();
    let form = use_form();
    let mut typed = use_signal(String::new);
    let mut answer = use_signal(|| None::<bool>);
    let day = dates::civil_day(i, made.made.jst_date(), today);
    let check = {
        let engine = engine.clone();
        move || {
            let (engine, typed) = (engine.clone(), typed.peek().clone());
            answer.set(None);
            form.send(async move { engine.check_recovery_code(&typed).await }, move |right| answer.set(Some(right)));
        }
    };
    let mut entered = check.clone();
    let mut check = check;
    rsx! {
        div { class: if made.delivered { "note good" } else { "note warn" },
            Icon { name: if made.delivered { "check" } else { "info" } }
            div {
                p { {i.show_with("family-recovery-made", &[("day", Arg::Text(&day))])} }
                p { {i.show(if made.delivered { "family-recovery-works" } else { "family-recovery-waiting" })} }
            }
        }
        if made.renew {
            div { class: "note warn", Icon { name: "info" } p { {i.show("family-recovery-removed")} } }
        }
        section { class: "stack",
            h2 { {i.show("family-recovery-check")} }
            p { class: "soft", {i.show("family-recovery-check-detail")} }
            Field { id: "code", label: i.show("family-recovery-code"), hint: i.show("family-code-hint"), class: "long-code", autocomplete: "off",
                error: form.field(i, "code"), oninput: move |text| typed.set(text), onenter: move |()| entered() }
            div { role: "status",
                match answer() {
                    Some(true) => rsx! { div { class: "note good", Icon { name: "check" } p { {i.show("family-recovery-right")} } } },
                    Some(false) => rsx! { div { class: "note bad", Icon { name: "info" } p { {i.show("family-recovery-wrong")} } } },
                    None => rsx! {},
                }
            }
            FormError { form, fields: vec!["code"] }
            Submit { form, onsend: move |()| check(), {i.show("family-recovery-check-do")} }
            if made.ask {
                button {
                    class: "button plain wide",
                    r#type: "button",
                    onclick: move |_| {
                        let engine = engine.clone();
                        command.run(async move { engine.put_off_recovery_question().await }, Some("family-recovery-later-done"));
                    },
                    {i.show("family-recovery-later")}
                }
            }
        }
    }
}
