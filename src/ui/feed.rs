//! The address at which a calendar app finds what is on. Whoever knows it reads it, so it is shown once, when it is made,
//! and can be ended.

use super::{FormError, Icon, Submit, form::Wish, toast::use_toasts, use_form};
use crate::{hooks::use_command, i18n::use_i18n, platform};
use dioxus::prelude::*;

/// Makes the address, shows it, ends it.
#[component]
pub fn Feed(make: Wish<(), String>, end: Wish<(), ()>) -> Element {
    let i = use_i18n();
    let command = use_command();
    let toasts = use_toasts();
    let form = use_form();
    let mut url = use_signal(|| None::<String>);
    rsx! {
        if let Some(link) = url() {
            div { class: "stack",
                p { class: "typed-code feed", tabindex: "0", "{link}" }
                button { class: "button main wide", r#type: "button",
                    onclick: move |_| {
                        if let Some(link) = url.peek().as_ref() {
                            platform::copy(link);
                            toasts.say(i.marked("feed-copied", &[]));
                        }
                    },
                    Icon { name: "copy" }
                    {i.show("feed-copy")}
                }
                p { class: "soft", {i.show("feed-once")} }
            }
        }
        div { class: "note warn", Icon { name: "lock" } p { {i.show("feed-private")} } }
        div { class: "stack tight",
            FormError { form, fields: vec![] }
            if url().is_none() {
                Submit { form, onsend: move |()| form.send(make.call(()), move |made| url.set(Some(made))), {i.show("feed-make")} }
            }
            button { class: "button danger wide", r#type: "button",
                onclick: move |_| command.then(end.call(()), Some("feed-ended"), move || url.set(None)),
                {i.show("feed-end")}
            }
        }
    }
}
