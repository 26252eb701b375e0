//! Files of a letter: a picture is shown here, everything else is saved and opened with the program for it. Where they
//! come from is the letter's to know ([`Fetch`]).

use crate::{
    handbook::photo::data_url,
    hooks::error_text,
    i18n::{Arg, ruby, use_i18n},
    platform::{self, Downloads, print::print_pdf},
    ui::{Icon, form::Wish, use_prints},
};
use dioxus::prelude::*;
use itsumo_domain::school::notice::Attachment;

/// How the file of a name (the SHA-256 of its bytes) is got.
pub type Fetch = Wish<String, Vec<u8>>;

/// All of them.
#[component]
pub fn Files(files: Vec<Attachment>, fetch: Fetch) -> Element {
    let i = use_i18n();
    if files.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "section files",
            h2 { {i.show("letter-files")} }
            ul { class: "group",
                for file in files {
                    li { key: "{file.sha256}", FileLine { file, fetch } }
                }
            }
        }
    }
}

/// How large a file is, as people say it.
fn size(bytes: i64) -> String {
    match bytes {
        ..1_024 => format!("{} B", bytes.max(0)),
        1_024..1_048_576 => format!("{} KB", bytes / 1_024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

#[component]
fn FileLine(file: Attachment, fetch: Fetch) -> Element {
    let i = use_i18n();
    // None on a machine in a hall: there pictures are shown, and nothing is written.
    let downloads = use_hook(try_consume_context::<Downloads>);
    let mut busy = use_signal(|| false);
    let mut picture = use_signal(|| None::<String>);
    let mut said = use_signal(|| None::<(bool, String)>);
    let is_picture = file.media.starts_with("image/") && file.media != "image/svg+xml";
    let shown = is_picture || downloads.is_some();
    let prints = use_prints() && file.media == "application/pdf";
    let open = {
        let file = file.clone();
        move |_| {
            if busy() {
                return;
            }
            let (downloads, file) = (downloads.clone(), file.clone());
            busy.set(true);
            said.set(None);
            spawn(async move {
                match fetch.call(file.sha256.clone()).await {
                    Err(error) => said.set(Some((false, error_text(i, &error)))),
                    Ok(bytes) if is_picture => picture.set(Some(data_url(&file.media, &bytes))),
                    Ok(bytes) => match downloads.map(|downloads| downloads.keep(&plain_name(&file.name), &bytes)) {
                        None => {}
                        Some(Ok(path)) => {
                            platform::open_file(&path);
                            let path = path.display().to_string();
                            said.set(Some((true, i.marked("letter-file-saved", &[("path", Arg::Text(&path))]))));
                        }
                        Some(Err(_)) => said.set(Some((false, i.marked("field-cannot-write", &[])))),
                    },
                }
                busy.set(false);
            });
        }
    };
    let print = {
        let file = file.clone();
        move |_| {
            if busy() {
                return;
            }
            let file = file.clone();
            busy.set(true);
            said.set(None);
            spawn(async move {
                let printed = match fetch.call(file.sha256.clone()).await {
                    Ok(bytes) => tokio::task::spawn_blocking(move || print_pdf(&bytes, &file.name, None)).await.ok(),
                    Err(error) => {
                        said.set(Some((false, error_text(i, &error))));
                        None
                    }
                };
                match printed {
                    Some(Ok(())) => said.set(Some((true, i.marked("computer-printing", &[])))),
                    Some(Err(error)) => {
                        tracing::info!(%error, "a file was not printed");
                        said.set(Some((false, i.marked("computer-print-failed", &[]))));
                    }
                    None => {}
                }
                busy.set(false);
            });
        }
    };
    rsx! {
        div { class: "entry file",
            Icon { name: if is_picture { "camera" } else { "procedures" } }
            span { class: "words",
                span { lang: "ja", "{file.name}" }
                small { "{size(file.bytes)}" }
            }
            if shown && picture().is_none() {
                button { class: "button", r#type: "button", "aria-busy": if busy() { "true" } else { "false" },
                    onclick: open,
                    span { class: "hidden", "{file.name} " }
                    {i.show(if is_picture { "letter-file-show" } else { "letter-file-open" })}
                }
            }
            if prints {
                button { class: "icon-button", r#type: "button", "aria-busy": if busy() { "true" } else { "false" },
                    "aria-label": "{file.name} {i.say(\"computer-print\")}",
                    onclick: print,
                    Icon { name: "print" }
                }
            }
        }
        if let Some(url) = picture() {
            img { class: "photo attached", src: "{url}", alt: "{file.name}" }
        }
        if let Some((fine, text)) = said() {
            p { class: if fine { "file-said" } else { "file-said error" }, role: "status", {ruby(&text)} }
        }
    }
}

/// A name that stays in its folder.
fn plain_name(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).take(80).collect();
    let plain = plain.trim_start_matches('.');
    if plain.is_empty() { "itsumo".to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_cannot_choose_its_folder() {
        for (name, kept) in [
            ("遠足のしおり.pdf", "遠足のしおり.pdf"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "itsumo"),
            ("a\u{0}b.pdf", "a_b.pdf"),
        ] {
            assert_eq!(plain_name(name), kept);
        }
    }

    #[test]
    fn sizes_are_said_in_a_reader_s_units() {
        for (bytes, said) in [(-1, "0 B"), (512, "512 B"), (2_048, "2 KB"), (1_572_864, "1.5 MB")] {
            assert_eq!(size(bytes), said);
        }
    }
}
