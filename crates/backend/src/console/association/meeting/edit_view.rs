//! The form of a meeting, drawn. There is always room for two proposals more than there are; what stays empty is none.

use super::{
    super::super::{hidden_token, trouble, words::ruby},
    Officer, at,
    form::{SHARES, share_name},
};
use dioxus::prelude::*;
use itsumo_domain::{
    association::meeting::{MeetingDraft, Proposal, Quorum},
    i18n::Arg,
    sync::Refusal,
};
use uuid::Uuid;

/// The whole `main`.
pub(super) fn view(officer: &Officer, known: Option<Uuid>, draft: &MeetingDraft, faults: &[Refusal]) -> Element {
    let words = officer.words;
    let action = known.map_or_else(|| officer.at("meetings/new"), |id| at(officer, id, "edit"));
    let room = draft.proposals.len().saturating_add(2);
    let proposals: Vec<Proposal> =
        draft.proposals.iter().cloned().chain(std::iter::repeat_with(Proposal::default)).take(room).collect();
    let time = draft.time.map(|time| time.to_string()).unwrap_or_default();
    let closes = draft.closes.to_jst();
    rsx! {
        h1 { {words.show(if known.is_some() { "meeting-change" } else { "meeting-new" })} }
        if !faults.is_empty() {
            section { class: "card wrongs", role: "alert",
                ul { for fault in faults { li { {ruby(&trouble::refused(words, fault))} } } }
            }
        }
        form { method: "post", action: "{action}", class: "stack",
            {hidden_token(officer)}
            section { class: "card",
                {field(officer, "title", "meeting-title", "text", &draft.title.ja, faults)}
                div { class: "row",
                    {field(officer, "day", "meeting-day", "date", &draft.day.to_string(), faults)}
                    {field(officer, "time", "meeting-time", "time", &time, faults)}
                }
                {field(officer, "place", "meeting-where", "text", &draft.place, faults)}
                p { class: "hint", {words.show("meeting-where-hint")} }
            }
            section { class: "card",
                h2 { {words.show("meeting-vote")} }
                div { class: "row",
                    {field(officer, "closes-day", "meeting-closes-day", "date", &closes.date().to_string(), faults)}
                    {field(officer, "closes-time", "meeting-closes-time", "time", &closes.format("%H:%M").to_string(), faults)}
                }
                div { class: "field",
                    label { r#for: "quorum", {words.show("meeting-quorum")} }
                    {shares(officer, "quorum", "quorum", draft.quorum)}
                }
            }
            section { class: "card", id: "proposals",
                h2 { {words.show("meeting-minutes-results-none")} }
                p { class: "hint", {words.show("meeting-proposals-hint")} }
                for (place, one) in proposals.iter().enumerate() { {proposal(officer, place, one)} }
            }
            div { class: "row",
                button { class: "primary", r#type: "submit", {words.show(if known.is_some() { "meeting-save" } else { "meeting-call" })} }
                a { class: "button", href: officer.at("meetings"), {words.show("meeting-back")} }
            }
        }
    }
}

fn field(officer: &Officer, name: &str, key: &str, kind: &str, value: &str, faults: &[Refusal]) -> Element {
    let words = officer.words;
    let wrong = faults.iter().any(|fault| fault.field.as_deref() == name.split('-').next());
    let needed = !matches!(name, "time" | "place");
    rsx! {
        div { class: "field",
            label { r#for: "{name}", {words.show(key)} }
            input { id: "{name}", name: "{name}", r#type: "{kind}", value: "{value}", required: needed, "aria-invalid": wrong.then_some("true") }
        }
    }
}

fn shares(officer: &Officer, id: &str, name: &str, share: Quorum) -> Element {
    let words = officer.words;
    rsx! {
        select { id: "{id}", name: "{name}",
            for (word, _) in SHARES {
                option { value: word, selected: word == share_name(share), {words.say(&format!("meeting-share-{word}"))} }
            }
            if share_name(share).is_empty() { option { value: "", selected: true, "{share.of}/{share.out_of}" } }
        }
    }
}

fn proposal(officer: &Officer, place: usize, proposal: &Proposal) -> Element {
    let words = officer.words;
    let number = place.saturating_add(1).to_string();
    let legend = words.marked("meeting-minutes-proposal", &[("number", Arg::Text(&number))]);
    rsx! {
        fieldset { class: "card proposal",
            legend { {ruby(&legend)} }
            div { class: "field",
                label { r#for: "proposal-title-{place}", {words.show("meeting-proposal-title")} }
                input { id: "proposal-title-{place}", name: "proposal-title", value: "{proposal.title.ja}", maxlength: "120" }
            }
            div { class: "field",
                label { r#for: "proposal-text-{place}", {words.show("meeting-proposal-text")} }
                textarea { id: "proposal-text-{place}", name: "proposal-text", rows: "4", maxlength: "4000", "{proposal.text.ja}" }
            }
            div { class: "field",
                label { r#for: "proposal-share-{place}", {words.show("meeting-passes")} }
                {shares(officer, &format!("proposal-share-{place}"), "proposal-share", proposal.passes)}
            }
        }
    }
}
