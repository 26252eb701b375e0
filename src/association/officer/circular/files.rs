//! Files that go along with a circular: brought to the server as soon as they are chosen, so that what is wrong with one
//! is said at once and not when the circular is sent.

use crate::{
    hooks::{error_text, use_engine},
    i18n::{Arg, ruby, use_i18n},
    ui::{ChosenFile, Icon, PickFiles},
};
use dioxus::prelude::*;
use itsumo_domain::{association::circular::Draft as Circular, writing::Attachment};
use itsumo_engine::Error;
use uuid::Uuid;

/// Chooses files for the circular that will be written under the id `circular`.
#[component]
pub fn Attach(
    circular: Uuid,
    association: Uuid,
    files: Vec<Attachment>,
    onchange: EventHandler<Vec<Attachment>>,
) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let mut trouble = use_signal(|| None::<String>);
    let mut busy = use_signal(|| false);
    let full = files.len() >= Circular::FILES;
    let there = files.clone();
    rsx! {
        div { class: "field",
            span { class: "label", id: "files-label", {i.show("officer-write-files")} }
            p { class: "hint", id: "files-hint", {i.show("officer-write-files-hint")} }
            if !files.is_empty() {
                ul { class: "group",
                    for (at, file) in files.iter().cloned().enumerate() {
                        li { key: "{file.sha256}", class: "entry",
                            Icon { name: "scroll" }
                            span { class: "words", "{file.name}" }
                            button {
                                class: "icon-button",
                                r#type: "button",
                                "aria-label": i.say_with("officer-write-files-remove", &[("name", Arg::Text(&file.name))]),
                                onclick: {
                                    let files = files.clone();
                                    move |_| {
                                        let rest = files.iter().enumerate().filter(|(other, _)| *other != at);
                                        onchange.call(rest.map(|(_, file)| file.clone()).collect());
                                    }
                                },
                                Icon { name: "close" }
                            }
                        }
                    }
                }
            }
            if !full {
                PickFiles {
                    id: "files",
                    label: i.show(if busy() { "officer-write-files-going" } else { "officer-write-files-choose" }),
                    accept: "image/*,application/pdf",
                    multiple: true,
                    describedby: "files-label files-hint",
                    onbegin: move |()| {
                        busy.set(true);
                        trouble.set(None);
                    },
                    onfiles: move |files: Vec<ChosenFile>| {
                        let (engine, mut kept) = (engine.clone(), there.clone());
                        async move {
                            for file in files.into_iter().take(Circular::FILES.saturating_sub(kept.len())) {
                                let Some(bytes) = file.bytes else {
                                    trouble.set(Some(i.marked("officer-write-files-unread", &[])));
                                    continue;
                                };
                                match engine.bring_circular_file(circular, association, &file.name, bytes).await {
                                    Ok(file) if kept.iter().any(|other| other.sha256 == file.sha256) => {}
                                    Ok(file) => kept.push(file),
                                    Err(Error::Offline) => {
                                        trouble.set(Some(i.marked("officer-write-files-offline", &[])));
                                    }
                                    Err(error) => trouble.set(Some(error_text(i, &error))),
                                }
                            }
                            busy.set(false);
                            onchange.call(kept);
                        }
                    },
                }
            }
            if let Some(trouble) = trouble() {
                p { class: "error", role: "alert", Icon { name: "info" } span { {ruby(&trouble)} } }
            }
        }
    }
}
