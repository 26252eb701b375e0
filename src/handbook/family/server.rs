//! The family's sealed copy on the server: that there is one, what it is for, and how it is taken away. Said plainly
//! before: what goes, what stays, and what no longer works.

use crate::{
    hooks::use_engine,
    i18n::use_i18n,
    ui::{FormError, Icon, Sheet, Submit, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_engine::FamilyView;

/// Whether the family is on the server, and the choice.
#[component]
pub fn OnServer(view: FamilyView) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let mut asked = use_signal(|| false);
    let come_back = move || {
        let engine = engine.clone();
        form.send(async move { engine.return_to_server().await }, move |()| {
            toasts.say(i.marked("family-server-returned", &[]));
        });
    };
    rsx! {
        section { class: "section",
            h2 { {i.show("family-server")} }
            if view.apart {
                div { class: "note", Icon { name: "device" } p { {i.show("family-server-apart")} } }
                FormError { form, fields: vec![] }
                Submit { form, onsend: move |()| come_back(), {i.show("family-server-return")} }
            } else {
                p { class: "soft", {i.show("family-server-lead")} }
                button { class: "button wide", r#type: "button", onclick: move |_| asked.set(true), {i.show("family-server-leave")} }
            }
        }
        if asked() {
            Sheet { id: "leave-server", title: i.show("family-server-leave-ask"), onclose: move |()| asked.set(false),
                Leaving { view, onend: move |()| asked.set(false) }
            }
        }
    }
}

/// What comes of it, and the button.
#[component]
fn Leaving(view: FamilyView, onend: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let others = view.members.len() > 1;
    let leave = move || {
        let engine = engine.clone();
        form.send(async move { engine.leave_server().await }, move |()| {
            toasts.say(i.marked("family-server-left", &[]));
            onend.call(());
        });
    };
    rsx! {
        h3 { {i.show("family-server-goes")} }
        ul { class: "plain-list",
            li { {i.show("family-server-goes-all")} }
            li { {i.show("family-server-goes-paper")} }
            if others {
                li { {i.show("family-server-goes-delivery")} }
            }
        }
        h3 { {i.show("family-server-stays")} }
        ul { class: "plain-list",
            li { {i.show("family-server-stays-here")} }
            if others {
                li { {i.show("family-server-stays-others")} }
            }
            if !view.shared.is_empty() {
                li { {i.show("family-server-stays-shared")} }
            }
        }
        FormError { form, fields: vec![] }
        Submit { form, danger: true, onsend: move |()| leave(), {i.show("family-server-leave-do")} }
        button { class: "button plain wide", r#type: "button", onclick: move |_| onend.call(()), {i.show("family-cancel")} }
    }
}
