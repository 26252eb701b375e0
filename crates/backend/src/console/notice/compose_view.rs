//! The page on which a notice is written, drawn.

use super::{at, compose::singles, form::joined};
use crate::{
    console::{Staff, Words, hidden_token, words::ruby},
    school::notice::{Writer, approve::Look},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    city::LocalText,
    i18n::Arg,
    school::{
        Group, GroupKind,
        notice::{Ask, Attachment, Block, CountPer, Draft, Fault},
    },
};

/// What the page is drawn of.
pub(super) struct Compose<'a> {
    pub staff: &'a Staff,
    pub writer: &'a Writer,
    pub look: &'a Look,
    pub faults: &'a [Fault],
    pub wrong: Option<&'a str>,
}

/// The whole `main`.
pub(super) fn view(page: &Compose<'_>) -> Element {
    let Compose { staff, look, .. } = *page;
    let words = staff.words;
    let empty = Draft::default();
    let draft = look.entry.shown().unwrap_or(&empty);
    let out = look.entry.sent.is_some();
    let (edit, discard) = (at(staff, look.entry.id, "edit"), at(staff, look.entry.id, "discard"));
    rsx! {
        h1 { {words.show(if out { "notice-edit" } else { "notice-write" })} }
        if out { p { class: "lead", {words.show("notice-edit-lead")} } }
        if !look.entry.returned.is_empty() {
            section { class: "card returned", role: "note",
                h2 { {words.show("notice-returned")} }
                p { class: "typed", "{look.entry.returned}" }
            }
        }
        if !page.faults.is_empty() { {fault_list(words, page.faults)} }
        form { id: "compose", class: "compose", method: "post", action: "{edit}", enctype: "multipart/form-data",
            {hidden_token(staff)}
            // Return in a field presses the first button of a form: it keeps, and does nothing else.
            button { class: "visually-hidden", name: "do", value: "save", tabindex: "-1", {words.show("notice-keep")} }
            section { class: "card",
                h2 { {words.show("notice-title")} }
                {text_fields(page, "title", "title", &draft.title, 1)}
            }
            section { class: "card",
                h2 { {words.show("notice-text")} }
                p { class: "hint", {words.show("notice-languages-hint")} }
                for (place, block) in draft.blocks.iter().enumerate() { {block_fields(page, place, block)} }
                {fault(page, "text")}
                div { class: "row", role: "group", "aria-label": words.say("notice-add"),
                    for kind in ["heading", "text", "list", "date", "bring"] {
                        button { r#type: "submit", name: "do", value: "add-{kind}", "＋ " {words.show(&format!("notice-block-{kind}"))} }
                    }
                }
            }
            {files(page, &draft.attachments)}
            if !out { {asked(page, draft)} }
            section { class: "card",
                h2 { {words.show("notice-due")} }
                div { class: "field",
                    label { r#for: "due", {words.show("notice-due-label")} }
                    input { class: "short", id: "due", name: "due", r#type: "date", value: day(draft.due) }
                    {fault(page, "due")}
                }
            }
            if !out { {audience(page, draft)} }
            div { class: "row send",
                button { class: "primary", r#type: "submit", name: "do", value: "check", {words.show("notice-check")} }
                button { r#type: "submit", name: "do", value: "save", {words.show("notice-keep")} }
            }
        }
        details {
            summary { {words.show(if out { "notice-discard-edit" } else { "notice-discard" })} }
            form { method: "post", action: "{discard}", class: "row",
                {hidden_token(staff)}
                p { {words.show("notice-discard-sure")} }
                button { class: "danger", r#type: "submit", {words.show("notice-discard-now")} }
            }
        }
    }
}

/// What is missing, each a link to its place.
pub(super) fn fault_list(words: Words, faults: &[Fault]) -> Element {
    rsx! {
        section { class: "card wrongs", role: "alert",
            h2 { {words.show("notice-faults")} }
            ul {
                for fault in faults {
                    li { a { href: "#{fault.field}", {words.show(&format!("notice-fault-{}", fault.code))} } }
                }
            }
        }
    }
}

fn fault(page: &Compose<'_>, field: &str) -> Element {
    let found = page.faults.iter().find(|fault| fault.field == field);
    rsx! {
        if let Some(fault) = found {
            p { class: "wrong", id: "{field}", {page.staff.words.show(&format!("notice-fault-{}", fault.code))} }
        }
    }
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Japanese, with easy Japanese and English beside it.
fn text_fields(page: &Compose<'_>, name: &str, label: &str, text: &LocalText, rows: u32) -> Element {
    let easy = text.ja_easy.clone().unwrap_or_default();
    let en = text.en.clone().unwrap_or_default();
    let fields = [("ja", text.ja.clone()), ("easy", easy), ("en", en)];
    fields_of(page, name, label, &fields, rows)
}

fn fields_of(page: &Compose<'_>, name: &str, label: &str, fields: &[(&str, String); 3], rows: u32) -> Element {
    let words = page.staff.words;
    let wrong = page.faults.iter().any(|fault| fault.field == name);
    rsx! {
        div { class: "languages-beside",
            for (language, value) in fields {
                div { class: "field",
                    label { r#for: "{name}-{language}",
                        span { class: "visually-hidden", {words.show(&format!("notice-field-{label}"))} " " }
                        {words.show(&format!("notice-language-{language}"))}
                    }
                    if rows == 1 {
                        input { id: "{name}-{language}", name: "{name}-{language}", value: "{value}", autocomplete: "off",
                            lang: if *language == "en" { "en" } else { "ja" },
                            "aria-invalid": (wrong && *language == "ja").then_some("true") }
                    } else {
                        textarea { id: "{name}-{language}", name: "{name}-{language}", rows: "{rows}",
                            lang: if *language == "en" { "en" } else { "ja" },
                            "aria-invalid": (wrong && *language == "ja").then_some("true"), "{value}" }
                    }
                }
            }
        }
        {fault(page, name)}
    }
}

fn block_fields(page: &Compose<'_>, place: usize, block: &Block) -> Element {
    let words = page.staff.words;
    let name = format!("block-{place}");
    let (kind, on, time) = match block {
        Block::Heading { .. } => ("heading", None, None),
        Block::Text { .. } => ("text", None, None),
        Block::List { .. } => ("list", None, None),
        Block::Date { day, time, .. } => {
            ("date", Some(*day), Some(time.map(|time| time.to_string()).unwrap_or_default()))
        }
        Block::Bring { day, .. } => ("bring", Some(*day), None),
        Block::Other => return rsx! {},
    };
    let fields = match block {
        Block::Heading { text } => text_fields(page, &name, kind, text, 1),
        Block::Text { text } => text_fields(page, &name, kind, text, 4),
        Block::List { items } => {
            let fields = [
                ("ja", joined(items, |item| Some(&item.ja))),
                ("easy", joined(items, |item| item.ja_easy.as_deref())),
                ("en", joined(items, |item| item.en.as_deref())),
            ];
            fields_of(page, &name, kind, &fields, 4)
        }
        Block::Date { what, .. } | Block::Bring { what, .. } => text_fields(page, &name, kind, what, 1),
        Block::Other => return rsx! {},
    };
    let key = format!("notice-block-{kind}");
    rsx! {
        fieldset { class: "block", id: "{name}-box",
            legend { {words.show(&key)} }
            input { r#type: "hidden", name: "{name}", value: "{kind}" }
            if kind == "list" { p { class: "hint", {words.show("notice-list-hint")} } }
            if let Some(on) = on {
                div { class: "row",
                    div { class: "field",
                        label { r#for: "{name}-day", {words.show("notice-day")} }
                        input { class: "short", id: "{name}-day", name: "{name}-day", r#type: "date", required: true, value: "{on}" }
                    }
                    if let Some(time) = time {
                        div { class: "field",
                            label { r#for: "{name}-time", {words.show("notice-time")} }
                            input { class: "short", id: "{name}-time", name: "{name}-time", r#type: "time", value: "{time}" }
                        }
                    }
                }
            }
            {fields}
            div { class: "row",
                if place > 0 {
                    button { class: "quiet", r#type: "submit", name: "do", value: "up-{place}", {words.show("notice-up")} }
                }
                button { class: "quiet", r#type: "submit", name: "do", value: "remove-{place}", {words.show("notice-remove")} }
            }
        }
    }
}

fn files(page: &Compose<'_>, attachments: &[Attachment]) -> Element {
    let Compose { staff, look, .. } = *page;
    let words = staff.words;
    rsx! {
        section { class: "card", id: "files",
            h2 { {words.show("notice-files")} }
            p { class: "hint", {words.show("notice-files-hint")} }
            if let Some(wrong) = page.wrong { p { class: "wrong", role: "alert", {words.show(&format!("notice-wrong-{wrong}"))} } }
            if !attachments.is_empty() {
                ul { class: "names",
                    for file in attachments {
                        li {
                            a { href: at(staff, look.entry.id, &format!("files/{}", file.sha256)), target: "_blank", "{file.name}" }
                            button { class: "quiet", r#type: "submit", name: "do", value: "detach-{file.sha256}",
                                "aria-label": words.say_with("notice-detach-named", &[("name", Arg::Text(&file.name))]),
                                {words.show("notice-detach")}
                            }
                        }
                    }
                }
            }
            {fault(page, "files")}
            div { class: "field",
                label { r#for: "file", {words.show("notice-attach")} }
                div { class: "row",
                    input { id: "file", name: "file", r#type: "file", multiple: true,
                        accept: ".pdf,.png,.jpg,.jpeg,.csv,.xlsx,.txt" }
                    button { r#type: "submit", name: "do", value: "attach", {words.show("notice-attach-now")} }
                }
            }
        }
    }
}

fn asked(page: &Compose<'_>, draft: &Draft) -> Element {
    let words = page.staff.words;
    let kind = match &draft.ask {
        Ask::Nothing | Ask::Other => "nothing",
        Ask::Seen => "seen",
        Ask::Choice { .. } => "choice",
        Ask::Date { .. } => "date",
        Ask::Text => "text",
    };
    let (options, many) = match &draft.ask {
        Ask::Choice { options, many } => (options.as_slice(), *many),
        _ => (&[][..], false),
    };
    let (from, until) = match &draft.ask {
        Ask::Date { from, until } => (*from, *until),
        _ => (None, None),
    };
    let fields = [
        ("ja", joined(options, |item| Some(&item.ja))),
        ("easy", joined(options, |item| item.ja_easy.as_deref())),
        ("en", joined(options, |item| item.en.as_deref())),
    ];
    let faulty = page.faults.iter().find(|fault| fault.field.starts_with("option-"));
    let pers = [(CountPer::Child, "child"), (CountPer::Household, "household"), (CountPer::Guardian, "guardian")];
    rsx! {
        section { class: "card",
            h2 { {words.show("notice-ask")} }
            fieldset { class: "field",
                legend { class: "visually-hidden", {words.show("notice-ask")} }
                div { class: "options",
                    for ask in ["nothing", "seen", "choice", "date", "text"] {
                        label {
                            input { r#type: "radio", name: "ask", value: ask, checked: ask == kind }
                            {words.show(&format!("notice-ask-{ask}"))}
                        }
                    }
                }
            }
            details { open: kind == "choice",
                summary { {words.show("notice-options")} }
                p { class: "hint", {words.show("notice-options-hint")} }
                {fields_of(page, "options", "options", &fields, 3)}
                if let Some(fault) = faulty {
                    p { class: "wrong", id: "{fault.field}", {words.show(&format!("notice-fault-{}", fault.code))} }
                }
                div { class: "options",
                    label { input { r#type: "checkbox", name: "many", checked: many } {words.show("notice-many")} }
                }
            }
            details { open: kind == "date",
                summary { {words.show("notice-dates")} }
                div { class: "row",
                    div { class: "field",
                        label { r#for: "ask-from", {words.show("notice-dates-from")} }
                        input { class: "short", id: "ask-from", name: "ask-from", r#type: "date", value: day(from) }
                    }
                    div { class: "field",
                        label { r#for: "ask-until", {words.show("notice-dates-until")} }
                        input { class: "short", id: "ask-until", name: "ask-until", r#type: "date", value: day(until) }
                    }
                }
                {fault(page, "dates")}
            }
            fieldset { class: "field",
                legend { {words.show("notice-per")} }
                div { class: "options",
                    for (per, value) in pers {
                        label {
                            input { r#type: "radio", name: "per", value, checked: draft.per == per }
                            {words.show(&format!("notice-per-{value}"))}
                        }
                    }
                }
            }
        }
    }
}

fn audience(page: &Compose<'_>, draft: &Draft) -> Element {
    let Compose { staff, look, writer, .. } = *page;
    let words = staff.words;
    let of = |kind: GroupKind| -> Vec<&Group> {
        look.members.groups.iter().filter(|group| group.kind == kind && writer.may_address(group)).collect()
    };
    let kinds = [
        (GroupKind::Whole, "notice-to-whole"),
        (GroupKind::Grade, "notice-to-grades"),
        (GroupKind::Class, "notice-to-classes"),
        (GroupKind::Group, "notice-to-groups"),
    ];
    let (plus, minus) = singles(draft);
    let number = |count: usize| Arg::Number(i64::try_from(count).unwrap_or(i64::MAX));
    rsx! {
        section { class: "card",
            h2 { {words.show("notice-to")} }
            input { r#type: "hidden", name: "audience", value: "1" }
            for (kind, key) in kinds {
                if !of(kind).is_empty() {
                    fieldset { class: "field",
                        legend { {words.show(key)} }
                        div { class: "options",
                            for group in of(kind) {
                                label {
                                    input { r#type: "checkbox", name: "group", value: "{group.id}",
                                        checked: draft.audience.groups.contains(&group.id) }
                                    "{group.name}"
                                }
                            }
                        }
                    }
                }
            }
            {fault(page, "audience")}
            div { class: "row",
                button { r#type: "submit", name: "do", value: "people", {words.show("notice-people")} }
                if plus > 0 { span { {ruby(&words.marked("notice-people-plus", &[("count", number(plus))]))} } }
                if minus > 0 { span { {ruby(&words.marked("notice-people-minus", &[("count", number(minus))]))} } }
            }
        }
    }
}
