//! Files of a letter: pictures and PDF pages are shown here, and whatever is no picture can be saved and opened with the
//! program for it. Where they come from is the letter's to know ([`Fetch`]).

use crate::{
    handbook::photo::data_url,
    hooks::error_text,
    i18n::{Arg, I18n, ruby, use_i18n},
    platform::{self, Downloads, print::print_pdf},
    ui::{Icon, form::Wish, use_prints},
};
use dioxus::prelude::*;
use itsumo_domain::school::notice::Attachment;
use itsumo_engine::{Look, look};

/// Pages of a PDF that are shown; who wants the rest opens the file.
const PAGES: usize = 12;
const PDF: &str = "application/pdf";

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

/// Whether it went well, and what is said of it, marked with ruby.
type Said = (bool, String);

/// The way to a file, and what is said of it.
#[derive(Clone, Copy)]
struct Reach {
    i: I18n,
    fetch: Fetch,
    busy: Signal<bool>,
    said: Signal<Option<Said>>,
}

impl Reach {
    /// Gets the file and does something with it. One thing at a time.
    fn with(mut self, sha256: &str, work: impl AsyncFnOnce(Vec<u8>) -> Option<Said> + 'static) {
        if *self.busy.peek() {
            return;
        }
        let sha256 = sha256.to_owned();
        self.busy.set(true);
        self.said.set(None);
        spawn(async move {
            let said = match self.fetch.call(sha256).await {
                Err(error) => Some((false, error_text(self.i, &error))),
                Ok(bytes) => work(bytes).await,
            };
            self.said.set(said);
            self.busy.set(false);
        });
    }
}

/// What is shown of a file.
struct Seen {
    /// Each as an address that holds it.
    pictures: Vec<String>,
    /// How many pages it has; `None`: it is a picture.
    pages: Option<usize>,
}

impl Seen {
    fn picture(media: &str, bytes: &[u8]) -> Self {
        Self { pictures: vec![data_url(media, bytes)], pages: None }
    }

    fn pages(look: &Look) -> Self {
        let pictures = look.pictures.iter().map(|png| data_url("image/png", png)).collect();
        Self { pictures, pages: Some(look.pages) }
    }

    /// What a picture is, for who does not see it.
    fn words(&self, i: I18n, name: &str, at: usize) -> String {
        if self.pages.is_none() {
            return name.to_owned();
        }
        let page = i64::try_from(at + 1).unwrap_or(i64::MAX);
        i.say_with("letter-file-page", &[("name", Arg::Text(name)), ("page", Arg::Number(page))])
    }

    /// Pages that are not shown.
    fn more(&self) -> Option<i64> {
        let more = self.pages?.checked_sub(self.pictures.len())?;
        i64::try_from(more).ok().filter(|more| *more > 0)
    }
}

/// A button that says, to who listens, of which file it speaks.
#[component]
fn Act(name: String, key_of_words: &'static str, busy: bool, onclick: EventHandler<MouseEvent>) -> Element {
    let i = use_i18n();
    rsx! {
        button { class: "button", r#type: "button", "aria-busy": if busy { "true" } else { "false" }, onclick,
            span { class: "hidden", "{name} " }
            {i.show(key_of_words)}
        }
    }
}

#[component]
fn FileLine(file: Attachment, fetch: Fetch) -> Element {
    let i = use_i18n();
    // None on a machine in a hall: there nothing is written.
    let downloads = use_hook(try_consume_context::<Downloads>);
    let busy = use_signal(|| false);
    let mut seen = use_signal(|| None::<Seen>);
    let said = use_signal(|| None::<Said>);
    let is_picture = file.media.starts_with("image/") && file.media != "image/svg+xml";
    let is_pdf = file.media == PDF;
    let shows = is_picture || is_pdf;
    let opens = !is_picture && downloads.is_some();
    let prints = use_prints() && is_pdf;
    let reach = Reach { i, fetch, busy, said };
    let show = {
        let (sha256, media) = (file.sha256.clone(), file.media.clone());
        move |_| {
            let media = media.clone();
            reach.with(&sha256, async move |bytes| {
                if is_picture {
                    seen.set(Some(Seen::picture(&media, &bytes)));
                    return None;
                }
                match tokio::task::spawn_blocking(move || look(bytes, PAGES)).await {
                    Ok(Ok(look)) => seen.set(Some(Seen::pages(&look))),
                    _ => return Some((false, i.marked("letter-file-unreadable", &[]))),
                }
                None
            });
        }
    };
    let open = {
        let (sha256, name) = (file.sha256.clone(), file.name.clone());
        move |_| {
            let (downloads, name) = (downloads.clone(), name.clone());
            reach.with(&sha256, async move |bytes| match downloads?.keep(&plain_name(&name), &bytes) {
                Ok(path) => {
                    platform::open_file(&path);
                    let path = path.display().to_string();
                    Some((true, i.marked("letter-file-saved", &[("path", Arg::Text(&path))])))
                }
                Err(_) => Some((false, i.marked("field-cannot-write", &[]))),
            });
        }
    };
    let print = {
        let (sha256, name) = (file.sha256.clone(), file.name.clone());
        move |_| {
            let name = name.clone();
            reach.with(&sha256, async move |bytes| {
                match tokio::task::spawn_blocking(move || print_pdf(&bytes, &name, None)).await {
                    Ok(Ok(())) => Some((true, i.marked("computer-printing", &[]))),
                    Ok(Err(error)) => {
                        tracing::info!(%error, "a file was not printed");
                        Some((false, i.marked("computer-print-failed", &[])))
                    }
                    Err(_) => None,
                }
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
            if shows && seen.read().is_none() {
                Act { name: file.name.clone(), key_of_words: "letter-file-show", busy: busy(), onclick: show }
            }
            if opens {
                Act { name: file.name.clone(), key_of_words: "letter-file-open", busy: busy(), onclick: open }
            }
            if prints {
                button { class: "icon-button", r#type: "button", "aria-busy": if busy() { "true" } else { "false" },
                    "aria-label": "{file.name} {i.say(\"computer-print\")}",
                    onclick: print,
                    Icon { name: "print" }
                }
            }
        }
        if let Some(seen) = &*seen.read() {
            for (at, url) in seen.pictures.iter().enumerate() {
                img { key: "{at}", class: "photo attached", src: "{url}", alt: seen.words(i, &file.name, at) }
            }
            if let Some(more) = seen.more() {
                p { class: "file-said", {i.show_with("letter-file-more-pages", &[("count", Arg::Number(more))])} }
            }
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
