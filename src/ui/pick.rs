//! Choosing files and reading codes: by the page where it can, by the phone where the page cannot.

use super::Icon;
use crate::{
    i18n::use_i18n,
    platform::{self, Openings, Picked},
};
use dioxus::prelude::*;

/// A file that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenFile {
    /// What it is called.
    pub name: String,
    /// All of it; `None` where it cannot be read, or a phone finds it too large.
    pub bytes: Option<Vec<u8>>,
}

/// A button that lets the person choose files of a kind, as `accept` names it in HTML. A phone gives one at a time.
#[component]
pub fn PickFiles(
    id: String,
    label: Element,
    accept: String,
    #[props(default = "camera")] icon: &'static str,
    #[props(default)] multiple: bool,
    describedby: String,
    onbegin: EventHandler<()>,
    onfiles: EventHandler<Vec<ChosenFile>>,
) -> Element {
    if platform::has_picker() {
        return rsx! {
            button {
                id: "{id}",
                class: "button pick-file",
                r#type: "button",
                "aria-describedby": "{describedby}",
                onclick: move |_| {
                    let kind = accept.clone();
                    async move {
                        let file = match platform::pick_file(&kind).await {
                            Picked::Nothing => return,
                            Picked::Unreadable { name } => ChosenFile { name, bytes: None },
                            Picked::File { name, bytes } => ChosenFile { name, bytes: Some(bytes) },
                        };
                        onbegin.call(());
                        onfiles.call(vec![file]);
                    }
                },
                Icon { name: icon }
                {label}
            }
        };
    }
    rsx! {
        label { class: "button pick-file", r#for: "{id}",
            Icon { name: icon }
            {label}
        }
        input {
            id: "{id}",
            class: "hidden",
            r#type: "file",
            accept,
            multiple,
            "aria-describedby": "{describedby}",
            onchange: move |event: FormEvent| async move {
                onbegin.call(());
                let mut files = Vec::new();
                for file in event.files() {
                    let bytes = file.read_bytes().await.ok().map(|bytes| bytes.to_vec());
                    files.push(ChosenFile { name: file.name(), bytes });
                }
                onfiles.call(files);
            },
        }
    }
}

/// Reads a code with the camera, where there is one. What it leads to is shown (the form of a letter, a circular, a
/// machine that waits for a paper), unless `onscan` takes its text.
#[component]
pub fn ScanCode(onscan: Option<EventHandler<String>>) -> Element {
    let i = use_i18n();
    let openings = use_hook(try_consume_context::<Openings>);
    let Some(openings) = openings.filter(|_| platform::can_scan()) else { return rsx! {} };
    rsx! {
        button {
            class: "button wide",
            r#type: "button",
            onclick: move |_| {
                let openings = openings.clone();
                async move {
                    let Some(text) = platform::scan().await else { return };
                    match onscan {
                        Some(onscan) => onscan.call(text),
                        None => openings.follow(&text),
                    }
                }
            },
            Icon { name: "camera" }
            {i.show("phone-scan")}
        }
    }
}
