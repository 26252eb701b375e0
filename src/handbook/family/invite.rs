//! An invitation on the screen: to the whole handbook, or to one child's part of it. Whoever sees it can read, so
//! that is said first, and it is good for a short time only.

use super::super::{Gone, Whose, use_child};
use crate::{
    dates,
    hooks::{use_engine, use_query},
    i18n::{Arg, use_i18n},
    platform,
    route::use_back,
    ui::{Failed, FormError, Icon, Page, Skeleton, Submit, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_engine::{Invitation, Qr};
use uuid::Uuid;

/// An invitation to the whole handbook.
#[component]
pub fn Invite() -> Element {
    let i = use_i18n();
    let mut invitation = use_query(&[], |engine| async move { engine.invitation().await });
    rsx! {
        Page { title: i.say("family-invite"), heading: i.show("family-invite"),
            match &*invitation.read() {
                None => rsx! { Skeleton { rows: 2 } },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| invitation.restart() } },
                Some(Ok(invitation)) => rsx! { Shown { invitation: Held(invitation.clone()) } },
            }
        }
    }
}

/// An invitation as a property of a component.
#[derive(Clone, PartialEq)]
struct Held(Invitation);

#[component]
fn Shown(invitation: Held) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let back = use_back();
    let Held(invitation) = invitation;
    let code = Qr::new(&invitation.text).ok().map(|code| code.svg(&i.say("family-invite-qr")));
    let until = dates::clock(invitation.expires);
    let text = invitation.text.clone();
    // Whoever has come in appears as soon as this device hears of it.
    use_future(move || {
        let engine = engine.clone();
        async move {
            // Without a network there is nothing to hear yet.
            let _ = engine.sync().await;
        }
    });
    rsx! {
        div { class: "note warn", Icon { name: "lock" } p { {i.show("family-invite-warning")} } }
        p { class: "lead", {i.show("family-invite-lead")} }
        if let Some(code) = code {
            div { class: "code-big", dangerous_inner_html: code }
        }
        p { class: "soft", {i.show_with("family-invite-until", &[("time", Arg::Text(&until))])} }
        if !invitation.typed.is_empty() {
            section { class: "section",
                h2 { {i.show("family-invite-typed")} }
                pre { class: "typed-code", lang: "en", "{invitation.typed}" }
            }
        }
        div { class: "stack",
            button {
                class: "button wide",
                r#type: "button",
                onclick: move |_| {
                    platform::copy(&text);
                    toasts.say(i.marked("family-invite-copied", &[]));
                },
                Icon { name: "copy" }
                {i.show("family-invite-copy")}
            }
            button { class: "button main wide", r#type: "button", onclick: move |_| back.go(), {i.show("family-invite-done")} }
        }
    }
}

/// One child's entries for another family too: said first, done by an act of its own.
#[component]
pub fn ShareChild(child: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let mut shown = use_signal(|| None::<Held>);
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let name = known.name(i);
    let send = move || {
        let engine = engine.clone();
        form.send(async move { engine.share_child(child).await }, move |invitation| shown.set(Some(Held(invitation))));
    };
    rsx! {
        Page { title: i.say("family-share-title"), heading: i.show("family-share-title"),
            Whose { child }
            if let Some(invitation) = shown() {
                Shown { invitation }
            } else {
                div { class: "stack",
                    p { class: "lead", {i.show("family-share-lead")} }
                    div { class: "note", Icon { name: "info" } p { {i.show("family-share-both")} } }
                    FormError { form, fields: vec![] }
                    Submit { form, onsend: move |()| send(), {i.show_with("family-share-do", &[("name", Arg::Text(&name))])} }
                }
            }
        }
    }
}
