//! The page on which a notice is written, drawn.

use super::{at, compose::singles};
use crate::{
    console::{
        Staff, Words, hidden_token,
        words::ruby,
        writing::{Writing, day_value},
    },
    school::notice::{Writer, approve::Look},
};
use dioxus::prelude::*;
use itsumo_domain::{
    i18n::Arg,
    school::{
        Group, GroupKind,
        notice::{Ask, CountPer, Draft, Fault},
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

impl<'a> Compose<'a> {
    fn writing(&self) -> Writing<'a> {
        writing(self.staff.words, self.faults)
    }
}

/// What is missing or wrong in a notice, in words.
pub(super) fn writing(words: Words, faults: &[Fault]) -> Writing<'_> {
    Writing { words, faults, noun: "notice" }
}

/// The whole `main`.
pub(super) fn view(page: &Compose<'_>) -> Element {
    let Compose { staff, look, .. } = *page;
    let writing = page.writing();
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
        {writing.fault_list()}
        form { id: "compose", class: "compose", method: "post", action: "{edit}", enctype: "multipart/form-data",
            {hidden_token(staff)}
            // Return in a field presses the first button of a form: it keeps, and does nothing else.
            button { class: "visually-hidden", name: "do", value: "save", tabindex: "-1", {words.show("notice-keep")} }
            section { class: "card",
                h2 { {words.show("notice-title")} }
                {writing.text_fields("title", "title", &draft.title, 1)}
            }
            {writing.text(&draft.blocks)}
            {writing.files(&draft.attachments, |sha256| at(staff, look.entry.id, &format!("files/{sha256}")), page.wrong)}
            if !out { {asked(page, draft)} }
            section { class: "card",
                h2 { {words.show("notice-due")} }
                div { class: "field",
                    label { r#for: "due", {words.show("notice-due-label")} }
                    input { class: "short", id: "due", name: "due", r#type: "date", value: day_value(draft.due) }
                    {page.writing().fault("due")}
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
            {page.writing().options(options, many, kind == "choice")}
            details { open: kind == "date",
                summary { {words.show("notice-dates")} }
                div { class: "row",
                    div { class: "field",
                        label { r#for: "ask-from", {words.show("notice-dates-from")} }
                        input { class: "short", id: "ask-from", name: "ask-from", r#type: "date", value: day_value(from) }
                    }
                    div { class: "field",
                        label { r#for: "ask-until", {words.show("notice-dates-until")} }
                        input { class: "short", id: "ask-until", name: "ask-until", r#type: "date", value: day_value(until) }
                    }
                }
                {page.writing().fault("dates")}
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
            {page.writing().fault("audience")}
            div { class: "row",
                button { r#type: "submit", name: "do", value: "people", {words.show("notice-people")} }
                if plus > 0 { span { {ruby(&words.marked("notice-people-plus", &[("count", number(plus))]))} } }
                if minus > 0 { span { {ruby(&words.marked("notice-people-minus", &[("count", number(minus))]))} } }
            }
        }
    }
}
