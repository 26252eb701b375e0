//! A notice, read: who says it to whom, the text, files, and what is asked back. Opening it says that it was opened.

use super::{
    super::{parts::Gone, use_school, use_today, words},
    reply::Reply,
};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, ruby, use_i18n},
    ui::{
        Bar, Heading, Icon, PrintPage,
        letter::{Blocks, Files},
        use_wish,
    },
};
use dioxus::prelude::*;
use itsumo_engine::school::NoticeRow;
use uuid::Uuid;

/// One notice.
#[component]
pub fn NoticeScreen(id: Uuid) -> Element {
    let school = use_school();
    match school.notice(id).cloned() {
        Some(row) => rsx! { Shown { key: "{id}", row } },
        None => rsx! { Gone {} },
    }
}

#[component]
fn Shown(row: NoticeRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let school = use_school();
    let today = use_today();
    let now = engine.now();
    let (id, opened) = (row.id, row.opened);
    // An edit makes it new, and being on the screen opens it again.
    use_effect(use_reactive!(|opened| {
        let engine = engine.clone();
        if !opened {
            command.in_order(async move { engine.open_notice(id).await }, None);
        }
    }));
    let files = use_engine();
    let fetch = use_wish(move |sha256: String| {
        let engine = files.clone();
        async move { engine.notice_file(id, &sha256).await }
    });
    let notice = row.notice.clone();
    let title = itsumo_domain::i18n::without_ruby(notice.title.get(i.locale));
    let lang = notice.title.lang_of(i.locale);
    let names: Vec<String> =
        row.pupils.iter().filter_map(|id| school.child(*id)).map(|child| words::name(i, &child.card)).collect();
    let due = dates::due(i, row.due, today).filter(|_| !row.open_for.is_empty());
    rsx! {
        document::Title { "{title}" }
        Bar { PrintPage {} }
        article { class: "article notice",
            header {
                Heading { lang: (lang != i.locale.lang()).then(|| lang.to_owned()), {ruby(notice.title.get(i.locale))} }
                p { class: "meta",
                    span { lang: "ja", "{notice.facility_name} {notice.from}" }
                    span { {ruby(&dates::moment(i, notice.sent, now))} }
                    if let Some(edited) = notice.edited {
                        span { {i.show_with("school-notice-edited", &[("time", Arg::Text(&dates::moment(i, edited, now)))])} }
                    }
                }
                p { class: "line",
                    for name in names {
                        span { key: "{name}", class: "tag", Icon { name: "person" } {ruby(&name)} }
                    }
                    if !notice.to.is_empty() {
                        span { class: "tag plain", lang: "ja", "{notice.to.join(\"・\")}" }
                    }
                }
                if let Some(due) = due {
                    p { class: "due-line", Icon { name: "clock" } span { {i.show("school-answer-wanted")} " " {ruby(&due)} } }
                }
            }
            div { class: "reading",
                Blocks { letter: id, from: format!("{} {}", notice.facility_name, notice.from), blocks: notice.blocks.clone() }
            }
            Files { files: notice.attachments.clone(), fetch }
            if row.asks() {
                Reply { row: row.clone() }
            }
        }
    }
}
