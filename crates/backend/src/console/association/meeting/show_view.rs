//! One meeting, drawn: who takes part and by which way, what to print, the households with a form for paper and for the
//! hall's door, and the count.

use super::{
    super::super::{hidden_token, trouble, words::ruby, writing::moment},
    Officer, at, keeps,
};
use crate::association::meeting::Sheet;
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    association::meeting::{Closing, Given, Source, Tally, Vote},
    i18n::Arg,
    sync::Refusal,
};
use uuid::Uuid;

type Faults<'a> = &'a [(Option<Uuid>, Refusal)];

/// The whole `main`.
pub(super) fn view(
    officer: &Officer,
    sheet: &Sheet,
    typed: Option<&Closing>,
    faults: Faults<'_>,
    now: Timestamp,
) -> Element {
    let words = officer.words;
    let meeting = &sheet.entry.meeting;
    let id = sheet.entry.id;
    let (open, keeps) = (sheet.entry.closed.is_none(), keeps(officer));
    let time = meeting.time.map(|time| format!(" {time}")).unwrap_or_default();
    let day = words.day(meeting.day, now.jst_date());
    let closes = words.marked("meeting-closes-at", &[("time", Arg::Text(&moment(words, meeting.closes, now)))]);
    let paper = |name: &str| at(officer, id, &format!("papers/{name}"));
    rsx! {
        h1 { {ruby(meeting.title.get(words.locale))} }
        p { class: "lead", {ruby(&day)} "{time}"
            if !meeting.place.is_empty() { " · {meeting.place}" }
            " · " {ruby(&closes)}
        }
        {participation(officer, &sheet.tally())}
        if !open { {results(officer, sheet)} }
        section { class: "card",
            h2 { {words.show("meeting-papers")} }
            div { class: "row",
                if open { a { class: "button", href: paper("ballots"), {words.show("meeting-ballot-paper")} } }
                if !open { a { class: "button primary", href: paper("minutes"), {words.show("meeting-minutes")} } }
                a { class: "button", href: paper("audit"), {words.show("meeting-audit")} }
                if open && keeps { a { class: "button", href: at(officer, id, "edit"), {words.show("meeting-change")} } }
            }
        }
        {households(officer, sheet, open && keeps, faults, now)}
        if keeps { {closing(officer, sheet, typed, faults, now)} }
        if open && keeps {
            details { class: "card",
                summary { {words.show("meeting-call-off")} }
                p { {words.show("meeting-call-off-lead")} }
                form { method: "post", action: at(officer, id, "call-off"),
                    {hidden_token(officer)}
                    button { class: "danger", r#type: "submit", {words.show("meeting-call-off")} }
                }
            }
        }
    }
}

fn participation(officer: &Officer, tally: &Tally) -> Element {
    let words = officer.words;
    let ways = [
        ("meeting-minutes-present", tally.present),
        ("meeting-minutes-app", tally.app),
        ("meeting-minutes-paper", tally.paper),
        ("meeting-minutes-proxy", tally.proxy),
        ("meeting-minutes-silent", tally.silent),
    ];
    let (taking, needed, of) = (tally.taking_part(), tally.needed, tally.of);
    let stands = [
        ("present", Arg::Number(taking.into())),
        ("needed", Arg::Number(needed.into())),
        ("of", Arg::Number(of.into())),
    ];
    let key = if tally.quorate { "meeting-quorate" } else { "meeting-not-yet-quorate" };
    rsx! {
        section { class: "card quorum",
            h2 { {words.show("meeting-minutes-attendance")} }
            p { class: if tally.quorate { "quorate" } else { "not-quorate" }, strong { {ruby(&words.marked(key, &stands))} } }
            meter { min: "0", max: "{of.max(1)}", low: "{needed}", value: "{taking}", "aria-hidden": "true" }
            ul { class: "counts",
                for (key, count) in ways { li { strong { "{count}" } span { {words.show(key)} } } }
            }
        }
    }
}

fn results(officer: &Officer, sheet: &Sheet) -> Element {
    let words = officer.words;
    let tally = sheet.tally();
    let proposals = sheet.entry.meeting.proposals.iter().zip(&tally.counts).enumerate();
    rsx! {
        section { class: "card",
            h2 { {words.show("meeting-minutes-results")} }
            div { class: "wide",
                table {
                    thead { tr {
                        th { scope: "col", {words.show("meeting-minutes-results-none")} }
                        for vote in Vote::ALL { th { scope: "col", class: "number", {words.show(vote.key())} } }
                        th { scope: "col", {words.show("meeting-minutes-result")} }
                    } }
                    tbody {
                        for (place, (proposal, count)) in proposals {
                            tr {
                                th { scope: "row", "{place + 1}. " {ruby(proposal.title.get(words.locale))} }
                                td { class: "number", "{count.yes}" }
                                td { class: "number", "{count.no}" }
                                td { class: "number", "{count.abstain}" }
                                td { strong { {words.show(match (tally.quorate, count.passed(proposal)) {
                                    (false, _) => "meeting-minutes-void",
                                    (true, true) => "meeting-passed",
                                    (true, false) => "meeting-rejected",
                                })} } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn households(officer: &Officer, sheet: &Sheet, records: bool, faults: Faults<'_>, now: Timestamp) -> Element {
    let words = officer.words;
    rsx! {
        section { class: "need",
            h2 { {words.show("meeting-households")} " " small { "{sheet.households.len()}" } }
            if records { p { class: "hint", {words.show("meeting-households-hint")} } }
            div { class: "wide",
                table { class: "ballot-table",
                    thead { tr {
                        th { scope: "col", {words.show("meeting-audit-column-household")} }
                        th { scope: "col", {words.show("meeting-audit-column-given")} }
                        th { scope: "col", {words.show("meeting-audit-column-way")} }
                        if records { th { scope: "col", {words.show("meeting-record")} } }
                    } }
                    tbody {
                        for household in &sheet.households { {row(officer, sheet, household.id, records, faults, now)} }
                    }
                }
            }
        }
    }
}

fn row(officer: &Officer, sheet: &Sheet, id: Uuid, records: bool, faults: Faults<'_>, now: Timestamp) -> Element {
    let words = officer.words;
    let name = sheet.named(id).unwrap_or_default();
    let last = sheet.came.get(&id).and_then(|came| came.last()).filter(|last| last.given.is_some());
    let what = last.map_or_else(
        || words.marked("meeting-silent", &[]),
        |last| given(officer, sheet, last.given.as_ref(), last.source),
    );
    let fault = faults.iter().find(|(whose, _)| *whose == Some(id)).map(|(_, fault)| trouble::refused(words, fault));
    rsx! {
        tr { id: "h-{id}",
            th { scope: "row", "{name}" }
            td { class: if last.is_none() { "hint" } else { "" }, {ruby(&what)} }
            td { if let Some(last) = last { {words.show(last.source.key())} " · " {moment(words, last.at, now)} br {} small { "{last.by}" } } }
            if records {
                td {
                    if let Some(fault) = &fault { p { class: "wrong", role: "alert", {ruby(fault)} } }
                    {record(officer, sheet, id, &name, fault.is_some())}
                }
            }
        }
    }
}

/// A ballot in words; what was voted stays closed until the count is made.
fn given(officer: &Officer, sheet: &Sheet, given: Option<&Given>, source: Source) -> String {
    let words = officer.words;
    match given {
        None => words.marked("meeting-silent", &[]),
        Some(Given::Present) if source == Source::Hall => words.marked("meeting-present", &[]),
        Some(Given::Present) => words.marked("meeting-announced", &[]),
        Some(Given::Proxy { to: None }) => words.marked("meeting-proxy-chair", &[]),
        Some(Given::Proxy { to: Some(to) }) => match sheet.named(*to) {
            Some(name) => words.marked("meeting-proxy-to", &[("name", Arg::Text(&name))]),
            None => words.marked("meeting-proxy-other", &[]),
        },
        Some(Given::Votes { .. }) if sheet.entry.closed.is_none() => words.marked("meeting-voted", &[]),
        Some(Given::Votes { votes }) => {
            let vote = |(place, vote): (usize, &Vote)| {
                format!("{} {}", place.saturating_add(1), words.marked(vote.key(), &[]))
            };
            votes.iter().enumerate().map(vote).collect::<Vec<_>>().join("　")
        }
    }
}

fn record(officer: &Officer, sheet: &Sheet, id: Uuid, name: &str, open: bool) -> Element {
    let words = officer.words;
    let last = sheet.came.get(&id).and_then(|came| came.last()).filter(|last| last.given.is_some());
    let there = last.is_some();
    let written = last.is_some_and(|last| last.source != Source::App);
    let others = sheet.households.iter().filter(|household| household.id != id);
    let action = at(officer, sheet.entry.id, "record");
    rsx! {
        details { open,
            summary { "aria-label": "{words.say(\"meeting-record\")} {name}", {words.show("meeting-record")} }
            form { method: "post", action: "{action}", class: "stack ballot-form",
                {hidden_token(officer)}
                input { r#type: "hidden", name: "household", value: "{id}" }
                fieldset { class: "field",
                    legend { {words.show("meeting-audit-column-given")} }
                    div { class: "options",
                        for (value, key) in [("present", "meeting-present"), ("votes", "meeting-minutes-paper"), ("proxy", "meeting-minutes-proxy")] {
                            label { input { r#type: "radio", name: "do", value, required: true } {words.show(key)} }
                        }
                    }
                }
                div { class: "ballot-votes stack",
                    for (place, proposal) in sheet.entry.meeting.proposals.iter().enumerate() {
                        fieldset { class: "field",
                            legend { "{place + 1}. " {ruby(proposal.title.get(words.locale))} }
                            div { class: "options",
                                for vote in Vote::ALL {
                                    label { input { r#type: "radio", name: "vote-{place}", value: vote.name() } {words.show(vote.key())} }
                                }
                            }
                        }
                    }
                }
                div { class: "ballot-proxy field",
                    label { r#for: "to-{id}", {words.show("meeting-proxy-whom")} }
                    select { id: "to-{id}", name: "to",
                        option { value: "", {words.say("meeting-minutes-presided")} }
                        for other in others { option { value: "{other.id}", {sheet.named(other.id).unwrap_or_default()} } }
                    }
                }
                if there {
                    div { class: "options", label { input { r#type: "checkbox", name: "replace" } {words.show("meeting-replace")} } }
                }
                button { class: "primary", r#type: "submit", {words.show("safety-keep")} }
            }
            if written {
                form { method: "post", action: "{action}",
                    {hidden_token(officer)}
                    input { r#type: "hidden", name: "household", value: "{id}" }
                    button { class: "quiet", r#type: "submit", name: "do", value: "take-back", {words.show("meeting-take-back")} }
                }
            }
        }
    }
}

fn closing(officer: &Officer, sheet: &Sheet, typed: Option<&Closing>, faults: Faults<'_>, now: Timestamp) -> Element {
    let words = officer.words;
    let counted = sheet.entry.closed.is_some();
    if !counted && now < sheet.entry.meeting.closes {
        return rsx! { section { class: "card", h2 { {words.show("meeting-count")} } p { {words.show("meeting-count-later")} } } };
    }
    let known = typed.cloned().or_else(|| sheet.entry.closing.clone()).unwrap_or_default();
    let faults: Vec<String> =
        faults.iter().filter(|(whose, _)| whose.is_none()).map(|(_, fault)| trouble::refused(words, fault)).collect();
    let (there, entrusted) = sheet.in_hands();
    let hall = [("count", Arg::Number(there.into()))];
    let chair = [("count", Arg::Number(entrusted.into()))];
    let signers: Vec<String> = known
        .signers
        .iter()
        .cloned()
        .chain(std::iter::repeat_n(String::new(), 2))
        .take(known.signers.len().max(2))
        .collect();
    rsx! {
        section { class: "card", id: "count",
            h2 { {words.show(if counted { "meeting-mend" } else { "meeting-count" })} }
            if !faults.is_empty() { ul { class: "wrongs", role: "alert", for fault in faults { li { {ruby(&fault)} } } } }
            form { method: "post", action: at(officer, sheet.entry.id, "close"), class: "stack",
                {hidden_token(officer)}
                if !counted {
                    p { {ruby(&words.marked("meeting-in-hall", &hall))} }
                    p { {ruby(&words.marked("meeting-with-chair", &chair))} }
                    for (place, proposal) in sheet.entry.meeting.proposals.iter().enumerate() {
                        fieldset { class: "card proposal",
                            legend { "{place + 1}. " {ruby(proposal.title.get(words.locale))} }
                            if there > 0 { {hands(officer, place, &known)} }
                            if entrusted > 0 {
                                fieldset { class: "field",
                                    legend { {words.show("meeting-chair-votes")} }
                                    div { class: "options",
                                        for vote in Vote::ALL {
                                            label { input { r#type: "radio", name: "chair-{place}", value: vote.name(), required: true,
                                                checked: known.hall.chair.get(place) == Some(&vote) } {words.show(vote.key())} }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                div { class: "field",
                    label { r#for: "presided", {words.show("meeting-minutes-presided")} }
                    input { id: "presided", name: "presided", value: "{known.presided}", maxlength: "40", required: true }
                }
                for (place, signer) in signers.iter().enumerate() {
                    div { class: "field",
                        label { r#for: "signer-{place}", {words.show("meeting-minutes-signers")} " {place + 1}" }
                        input { id: "signer-{place}", name: "signer", value: "{signer}", maxlength: "40" }
                    }
                }
                div { class: "field",
                    label { r#for: "notes", {words.show("meeting-minutes-notes")} }
                    textarea { id: "notes", name: "notes", rows: "6", maxlength: "8000", "{known.notes}" }
                }
                button { class: "primary", r#type: "submit", {words.show(if counted { "meeting-save" } else { "meeting-count-now" })} }
            }
        }
    }
}

fn hands(officer: &Officer, place: usize, known: &Closing) -> Element {
    let words = officer.words;
    let hands = known.hall.hands.get(place).copied();
    let (yes, no) = hands.map_or((String::new(), String::new()), |hands| (hands.yes.to_string(), hands.no.to_string()));
    rsx! {
        div { class: "row",
            div { class: "field",
                label { r#for: "yes-{place}", {words.show("meeting-hands-yes")} }
                input { class: "short", id: "yes-{place}", name: "yes", value: "{yes}", inputmode: "numeric", required: true }
            }
            div { class: "field",
                label { r#for: "no-{place}", {words.show("meeting-hands-no")} }
                input { class: "short", id: "no-{place}", name: "no", value: "{no}", inputmode: "numeric", required: true }
            }
        }
    }
}
