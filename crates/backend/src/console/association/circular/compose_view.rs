//! The page on which a circular is written, drawn.

use super::{
    at,
    compose::Choices,
    form::{ASKS, asked, way},
};
use crate::{
    association::circular::Entry,
    console::{
        Officer, Words, hidden_token,
        words::ruby,
        writing::{Writing, day_value},
    },
};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{
        Role,
        circular::{Ask, CircularKind, Draft},
    },
    i18n::Arg,
    writing::Fault,
};

/// What the page is drawn of.
pub(super) struct Compose<'a> {
    pub officer: &'a Officer,
    pub entry: &'a Entry,
    pub choices: &'a Choices,
    pub faults: &'a [Fault],
    pub wrong: Option<&'a str>,
}

/// What is missing or wrong in a circular, in words.
pub(super) fn writing(words: Words, faults: &[Fault]) -> Writing<'_> {
    Writing { words, faults, noun: "circular" }
}

/// The whole `main`.
pub(super) fn view(page: &Compose<'_>) -> Element {
    let Compose { officer, entry, .. } = *page;
    let words = officer.words;
    let writing = writing(words, page.faults);
    let empty = Draft::default();
    let draft = entry.shown().unwrap_or(&empty);
    let out = entry.sent.is_some();
    rsx! {
        h1 { {words.show(if out { "console-circular-edit" } else { "console-circular-write" })} }
        if out { p { class: "lead", {words.show("console-circular-edit-lead")} } }
        {writing.fault_list()}
        form { id: "compose", class: "compose", method: "post", action: at(officer, entry.id, "edit"),
            enctype: "multipart/form-data",
            {hidden_token(officer)}
            // Return in a field presses the first button of a form: it keeps, and does nothing else.
            button { class: "visually-hidden", name: "do", value: "save", tabindex: "-1", {words.show("notice-keep")} }
            if !out { {kinds(words, draft)} }
            section { class: "card",
                h2 { {words.show("notice-title")} }
                {writing.text_fields("title", "title", &draft.title, 1)}
            }
            {writing.text(&draft.blocks)}
            {writing.files(&draft.attachments, |sha256| at(officer, entry.id, &format!("files/{sha256}")), page.wrong)}
            if !out { {asks(words, writing, draft)} }
            {days(words, writing, draft)}
            if !out && page.choices.associations.is_empty() { {audience(page, writing, draft)} }
            if !out && !page.choices.associations.is_empty() { {associations(page, writing, draft)} }
            div { class: "row send",
                button { class: "primary", r#type: "submit", name: "do", value: "check", {words.show("notice-check")} }
                button { r#type: "submit", name: "do", value: "save", {words.show("notice-keep")} }
            }
        }
        details {
            summary { {words.show(if out { "notice-discard-edit" } else { "notice-discard" })} }
            form { method: "post", action: at(officer, entry.id, "discard"), class: "row",
                {hidden_token(officer)}
                p { {words.show("console-circular-discard-sure")} }
                button { class: "danger", r#type: "submit", {words.show("notice-discard-now")} }
            }
        }
    }
}

fn kinds(words: Words, draft: &Draft) -> Element {
    rsx! {
        section { class: "card",
            fieldset { class: "field",
                legend { {words.show("console-circular-kind")} }
                div { class: "options",
                    for kind in CircularKind::ALL {
                        label {
                            input { r#type: "radio", name: "kind", value: kind.name(), checked: draft.kind == kind }
                            {words.show(&format!("circular-kind-{}", kind.name()))}
                        }
                    }
                }
            }
        }
    }
}

fn asks(words: Words, writing: Writing<'_>, draft: &Draft) -> Element {
    let now = asked(&draft.ask);
    let (options, many) = match &draft.ask {
        Ask::Choice { options, many } => (options.as_slice(), *many),
        _ => (&[][..], false),
    };
    rsx! {
        section { class: "card",
            fieldset { class: "field",
                legend { {words.show("notice-ask")} }
                p { class: "hint", {words.show("console-circular-ask-hint")} }
                div { class: "options",
                    for ask in ASKS {
                        label {
                            input { r#type: "radio", name: "ask", value: ask, checked: ask == now }
                            {words.show(&format!("console-circular-ask-{ask}"))}
                        }
                    }
                }
            }
            {writing.fault("ask")}
            {writing.fault("options")}
            {writing.options(options, many, now == "choice")}
        }
    }
}

fn days(words: Words, writing: Writing<'_>, draft: &Draft) -> Element {
    rsx! {
        section { class: "card",
            h2 { {words.show("console-circular-days")} }
            div { class: "field",
                label { r#for: "due", {words.show("notice-due-label")} }
                input { class: "short", id: "due", name: "due", r#type: "date", value: day_value(draft.due) }
                {writing.fault("due")}
            }
            div { class: "options",
                label { input { r#type: "checkbox", name: "closes", checked: draft.closes } {words.show("console-circular-closes")} }
            }
            div { class: "field",
                label { r#for: "expires", {words.show("console-circular-expires")} }
                input { class: "short", id: "expires", name: "expires", r#type: "date", value: day_value(draft.expires), "aria-describedby": "expires-hint" }
                p { class: "hint", id: "expires-hint", {words.show("console-circular-expires-hint")} }
                {writing.fault("expires")}
            }
            div { class: "options",
                label { input { r#type: "checkbox", name: "public", checked: draft.public } {words.show("console-circular-public")} }
            }
        }
    }
}

/// The seats that a circular may go to.
const SEATS: [Role; 7] =
    [Role::Chair, Role::ViceChair, Role::Secretary, Role::Treasurer, Role::Auditor, Role::BlockHead, Role::Welfare];

fn seats(words: Words, draft: &Draft) -> Element {
    rsx! {
        fieldset { class: "field way-seats",
            legend { {words.show("console-circular-which-seats")} }
            div { class: "options",
                for role in SEATS {
                    label {
                        input { r#type: "checkbox", name: "role", value: role.name(), checked: draft.audience.roles.contains(&role) }
                        {words.show(&format!("console-role-{}", role.name()))}
                    }
                }
            }
        }
    }
}

fn ways(words: Words, draft: &Draft, list: &[&'static str]) -> Element {
    let now = way(&draft.audience);
    rsx! {
        fieldset { class: "field",
            legend { class: "visually-hidden", {words.show("notice-to")} }
            div { class: "options",
                for one in list {
                    label {
                        input { r#type: "radio", name: "audience", value: *one, checked: *one == now }
                        {words.show(&format!("console-circular-way-{one}"))}
                    }
                }
            }
        }
    }
}

fn audience(page: &Compose<'_>, writing: Writing<'_>, draft: &Draft) -> Element {
    let words = page.officer.words;
    let Choices { whole, blocks, .. } = page.choices;
    let list: &[&str] = if *whole { &["everybody", "some", "seats"] } else { &["some"] };
    let single = |name: &str| words.marked("console-circular-households-of", &[("block", Arg::Text(name))]);
    rsx! {
        section { class: "card ways",
            h2 { {words.show("notice-to")} }
            input { r#type: "hidden", name: "audience-there", value: "1" }
            {ways(words, draft, list)}
            {writing.fault("audience")}
            div { class: "stack way-some",
                fieldset { class: "field",
                    legend { {words.show("console-circular-blocks")} }
                    div { class: "options",
                        for (block, _) in blocks {
                            label {
                                input { r#type: "checkbox", name: "block", value: "{block.id}", checked: draft.audience.blocks.contains(&block.id) }
                                "{block.name}"
                            }
                        }
                    }
                }
                for (block, homes) in blocks {
                    details { open: homes.iter().any(|home| draft.audience.households.contains(&home.id)),
                        summary { {ruby(&single(&block.name))} }
                        div { class: "options",
                            for home in homes {
                                label {
                                    input { r#type: "checkbox", name: "household", value: "{home.id}", checked: draft.audience.households.contains(&home.id) }
                                    "{home.name}" if !home.place.is_empty() { small { " {home.place}" } }
                                }
                            }
                        }
                    }
                }
            }
            if *whole { {seats(words, draft)} }
        }
    }
}

fn associations(page: &Compose<'_>, writing: Writing<'_>, draft: &Draft) -> Element {
    let words = page.officer.words;
    rsx! {
        section { class: "card ways",
            h2 { {words.show("notice-to")} }
            p { class: "hint", {words.show("console-circular-citys-hint")} }
            input { r#type: "hidden", name: "audience-there", value: "1" }
            fieldset { class: "field",
                legend { {words.show("console-circular-associations")} }
                div { class: "options",
                    for one in &page.choices.associations {
                        label {
                            input { r#type: "checkbox", name: "association", value: "{one.id}", checked: draft.audience.associations.contains(&one.id) }
                            "{one.name}"
                        }
                    }
                }
            }
            {ways(words, draft, &["everybody", "seats"])}
            {writing.fault("audience")}
            {seats(words, draft)}
            div { class: "options",
                label { input { r#type: "checkbox", name: "urgent", checked: draft.urgent } {words.show("console-circular-urgent")} }
            }
        }
    }
}
