//! What can leave the handbook, and come back: as paper, for a calendar, for a spreadsheet, for a health system, or all
//! of it in one folder that opens without us. Each says what it is, and where it was saved.

use super::{Known, children, use_handbook};
use crate::{
    handover::{self, PrintAtMachine},
    hooks::use_engine,
    i18n::{Arg, I18n, use_i18n},
    platform::{self, Downloads},
    ui::{Choice, Field, FormError, Icon, Page, Submit, form::Form, use_draft, use_form},
};
use dioxus::prelude::*;
use itsumo_engine::{Engine, Error, ExportOptions, ImportReport};
use std::path::PathBuf;
use uuid::Uuid;

/// Something that leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Booklet,
    Growth,
    Vaccinations,
    Calendar,
    Tables,
    Fhir,
    Folder,
}

impl What {
    const OF_A_CHILD: [(Self, &'static str, &'static str); 6] = [
        (Self::Booklet, "handbook", "booklet"),
        (Self::Vaccinations, "vaccination", "vaccinations"),
        (Self::Growth, "growth", "growth"),
        (Self::Calendar, "events", "calendar"),
        (Self::Tables, "procedures", "tables"),
        (Self::Fhir, "health", "fhir"),
    ];

    /// Writes it, and says where.
    async fn write(
        self,
        engine: &Engine,
        home: &Downloads,
        child: &Known,
        options: ExportOptions,
    ) -> Result<Vec<PathBuf>, Error> {
        let id = child.id;
        let stem = file_stem(&child.child.name);
        match self {
            Self::Booklet => kept(home, &format!("{stem}-booklet.pdf"), &engine.booklet_pdf(id, options).await?),
            Self::Growth => kept(home, &format!("{stem}-growth.pdf"), &engine.growth_pdf(id, options).await?),
            Self::Vaccinations => {
                kept(home, &format!("{stem}-vaccinations.pdf"), &engine.vaccinations_pdf(id, options).await?)
            }
            Self::Calendar => kept(home, &format!("{stem}.ics"), engine.handbook_ical(id, options).await?.as_bytes()),
            Self::Fhir => kept(home, &format!("{stem}-fhir.json"), engine.handbook_fhir(id, options).await?.as_bytes()),
            Self::Tables => {
                let mut paths = Vec::new();
                for (name, text) in engine.handbook_csv(id, options).await? {
                    paths.extend(kept(home, &format!("{stem}-{name}"), text.as_bytes())?);
                }
                Ok(paths)
            }
            Self::Folder => {
                let folder = home.0.join(format!("itsumo-handbook-{}", engine.now().jst_date().format("%Y-%m-%d")));
                Ok(vec![engine.export_handbook(&folder, options).await?.folder])
            }
        }
    }
}

fn kept(home: &Downloads, name: &str, bytes: &[u8]) -> Result<Vec<PathBuf>, Error> {
    let path = home.keep(name, bytes).map_err(|_| Error::field("file", "cannot-write"))?;
    platform::hand_on(&path);
    Ok(vec![path])
}

/// A name that every file system takes.
fn file_stem(name: &str) -> String {
    let plain: String = name.trim().chars().filter(|c| c.is_alphanumeric()).take(24).collect();
    if plain.is_empty() { "itsumo".to_owned() } else { plain }
}

/// Everything that can leave, and the way back in.
#[component]
pub fn Leave() -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let known = children(&handbook);
    rsx! {
        Page { title: i.say("handbook-door-leave"), heading: i.show("handbook-door-leave"),
            if known.is_empty() {
                p { class: "lead", {i.show("handbook-leave-nothing")} }
            } else {
                Out { known }
            }
            Import {}
        }
    }
}

#[component]
fn Out(known: Vec<Known>) -> Element {
    let i = use_i18n();
    let form = use_form();
    let to = use_draft("handbook/leave-to", String::new);
    let mut chosen = use_signal(|| known.first().map(|known| known.id).unwrap_or_default());
    let written = use_signal(|| None::<(What, Vec<PathBuf>)>);
    let names: Vec<(String, String)> = known.iter().map(|known| (known.id.to_string(), known.name(i))).collect();
    let Some(child) = known.iter().find(|known| known.id == chosen()).cloned() else { return rsx! {} };
    rsx! {
        div { class: "stack",
            p { class: "lead", {i.show("handbook-leave-lead")} }
            if names.len() > 1 {
                Choice { id: "whose", label: i.show("handbook-leave-whose"), options: names, chosen: chosen().to_string(),
                    onchoose: move |id: String| if let Ok(id) = id.parse::<Uuid>() { chosen.set(id) } }
            }
            Field { id: "to", label: i.show("handbook-leave-to"), hint: i.show("handbook-leave-to-hint"), initial: to.peek(),
                oninput: move |text: String| to.change(|to| *to = text) }
        }
        FormError { form, fields: vec![] }
        ul { class: "group",
            for (what, icon, key) in What::OF_A_CHILD {
                li { key: "{key}", Document { what, icon, name: key, child: child.clone(), form, to: to.now, written } }
            }
        }
        div { class: "group", PrintAtMachine { document: handover::Document::Booklet { child: child.id } } }
        section { class: "section",
            h2 { {i.show("handbook-leave-all")} }
            ul { class: "group",
                li { Document { what: What::Folder, icon: "download", name: "folder", child, form, to: to.now, written } }
            }
        }
    }
}

#[component]
fn Document(
    what: What,
    icon: String,
    name: String,
    child: Known,
    form: Form,
    to: ReadSignal<String>,
    written: Signal<Option<(What, Vec<PathBuf>)>>,
) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let downloads: Downloads = use_context();
    let mut written = written;
    let done = match &*written.read() {
        Some((done, paths)) if *done == what => paths.clone(),
        _ => Vec::new(),
    };
    let title = format!("handbook-leave-{name}");
    let send = move |_| {
        let (engine, downloads, child) = (engine.clone(), downloads.clone(), child.clone());
        let options = ExportOptions { locale: i.locale, to: to.peek().trim().to_owned() };
        written.set(None);
        form.send(async move { what.write(&engine, &downloads, &child, options).await }, move |paths| {
            written.set(Some((what, paths)));
        });
    };
    rsx! {
        div { class: "entry document",
            Icon { name: icon }
            span { class: "words",
                {i.show(&title)}
                small { {i.show(&format!("{title}-detail"))} }
                if !done.is_empty() {
                    small { class: "saved", role: "status",
                        Icon { name: "check" }
                        span { {i.show_with("handbook-leave-saved", &[("file", Arg::Text(&files(i, &done)))])} }
                    }
                }
            }
            button {
                class: "button",
                r#type: "button",
                "aria-busy": if form.busy() { "true" } else { "false" },
                onclick: send,
                {i.show("handbook-leave-save")}
                " "
                span { class: "hidden", {i.say(&title)} }
            }
        }
    }
}

fn files(i: I18n, paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(&i.marked("handbook-and", &[]))
}

/// Back from a folder that was written before.
#[component]
fn Import() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let mut folder = use_signal(String::new);
    let mut chosen = use_signal(|| 0_u32);
    let mut done = use_signal(|| None::<ImportReport>);
    let mut send = move || {
        let (engine, folder) = (engine.clone(), PathBuf::from(folder.peek().trim()));
        done.set(None);
        form.send(async move { engine.import_handbook(&folder).await }, move |report| done.set(Some(report)));
    };
    rsx! {
        section { class: "stack",
            h2 { {i.show("handbook-import")} }
            p { class: "soft", {i.show("handbook-import-lead")} }
            Field { key: "{chosen}", id: "folder", label: i.show("handbook-import-folder"), initial: folder.peek().clone(), error: form.field(i, "folder"),
                oninput: move |text| folder.set(text) }
            label { class: "button pick-file", r#for: "import-folder", Icon { name: "download" } {i.show("handbook-import-choose")} }
            input {
                id: "import-folder",
                class: "hidden",
                r#type: "file",
                "webkitdirectory": "true",
                directory: true,
                onchange: move |event: FormEvent| {
                    if let Some(file) = event.files().first() {
                        folder.set(file.path().display().to_string());
                        chosen.with_mut(|chosen| *chosen = chosen.wrapping_add(1));
                    }
                },
            }
            FormError { form, fields: vec!["folder"] }
            if let Some(report) = done() {
                div { class: "note good", role: "status", Icon { name: "check" }
                    p { {i.show_with("handbook-imported", &[
                        ("new", Arg::Number(i64::try_from(report.new).unwrap_or(0))),
                        ("known", Arg::Number(i64::try_from(report.known).unwrap_or(0))),
                    ])} }
                }
            }
            Submit { form, onsend: move |()| send(), {i.show("handbook-import-do")} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_the_child_and_any_disk_takes_it() {
        assert_eq!(file_stem("佐藤 陽葵"), "佐藤陽葵");
        assert_eq!(file_stem("../../etc"), "etc");
        assert_eq!(file_stem("  "), "itsumo");
    }
}
