//! A circular, read: its number, who sends it, what the chair adds to the city's words, the text, files, and what is
//! asked of the household. Opening it says that it was opened.

use super::{
    super::{parts::Gone, use_associations, use_today, words},
    list::is_owed,
    reply::Replies,
};
use crate::{
    dates,
    handover::{Document, PrintAtMachine},
    hooks::{use_command, use_engine},
    i18n::{Arg, Local, ruby, use_i18n},
    ui::{
        Bar, Heading, Icon, PrintPage,
        letter::{Blocks, Files},
        use_wish,
    },
};
use dioxus::prelude::*;
use itsumo_engine::association::CircularRow;
use uuid::Uuid;

/// One circular.
#[component]
pub fn CircularScreen(id: Uuid) -> Element {
    let all = use_associations();
    match all.circular(id).cloned() {
        Some(row) => rsx! { Shown { key: "{id}", row } },
        None => rsx! { Gone {} },
    }
}

#[component]
fn Shown(row: CircularRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let all = use_associations();
    let today = use_today();
    let now = engine.now();
    let files = engine.clone();
    let (id, opened) = (row.id, row.opened);
    // An edit makes it new, and being on the screen opens it again.
    use_effect(use_reactive!(|opened| {
        let engine = engine.clone();
        if !opened {
            command.in_order(async move { engine.open_circular(id).await }, None);
        }
    }));
    let fetch = use_wish(move |sha256: String| {
        let engine = files.clone();
        async move { engine.circular_file(id, &sha256).await }
    });
    let circular = row.circular.clone();
    let title = itsumo_domain::i18n::without_ruby(circular.title.get(i.locale));
    let lang = circular.title.lang_of(i.locale);
    let from = words::from(&circular);
    let names: Vec<String> = row
        .households
        .iter()
        .filter(|_| all.homes.len() > 1)
        .map(|id| words::household_of(i, &all, *id))
        .filter(|name| !name.is_empty())
        .collect();
    let due = dates::due(i, row.due, today).filter(|_| is_owed(&row, today));
    rsx! {
        document::Title { "{title}" }
        Bar { PrintPage {} }
        article { class: "article notice circular",
            header {
                p { class: "line kind-line",
                    span { class: "tag", Icon { name: words::kind_icon(circular.kind) } {ruby(&words::kind(i, circular.kind))} }
                    span { class: "soft", {ruby(&words::number(i, &circular))} }
                    if circular.public {
                        span { class: "tag plain", {i.show("association-public")} }
                    }
                }
                Heading { lang: (lang != i.locale.lang()).then(|| lang.to_owned()), {ruby(circular.title.get(i.locale))} }
                p { class: "meta",
                    span { lang: "ja", "{from}" }
                    span { {ruby(&dates::moment(i, circular.sent, now))} }
                    if let Some(edited) = circular.edited {
                        span { {i.show_with("association-edited", &[("time", Arg::Text(&dates::moment(i, edited, now)))])} }
                    }
                }
                if !names.is_empty() {
                    p { class: "line",
                        for name in names {
                            span { key: "{name}", class: "tag", Icon { name: "home" } {ruby(&name)} }
                        }
                    }
                }
                if let Some(due) = due {
                    p { class: "due-line", Icon { name: "clock" } span { {i.show("association-answer-wanted")} " " {ruby(&due)} } }
                }
            }
            if let Some(remark) = circular.remark.clone() {
                div { class: "note remark", Icon { name: "person" }
                    div {
                        p { class: "soft", {i.show_with("association-remark", &[("name", Arg::Text(&circular.association_name))])} }
                        p { class: "paragraph", Local { text: remark } }
                    }
                }
            }
            div { class: "reading",
                Blocks { letter: id, from: from.clone(), blocks: circular.blocks.clone() }
            }
            Files { files: circular.attachments.clone(), fetch }
            div { class: "group", PrintAtMachine { document: Document::Circular { id } } }
            if row.asks() && !row.households.is_empty() {
                Replies { row: row.clone() }
            }
            crate::association::officer::ReachEntry { id, association: circular.association }
            if let Some(expires) = circular.expires {
                p { class: "soft ends", {i.show_with("association-expires", &[("day", Arg::Text(&dates::civil_day(i, expires, today)))])} }
            }
        }
    }
}
