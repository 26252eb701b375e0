//! How a circular stands, drawn: one count of phones and paper, the line of every household with what is marked on paper,
//! the slips that come back; and for the city, how it stands in each association.

use super::{
    at,
    check_view::{preview, remark},
    list_view::number,
    show::{Named, Reached, in_words},
};
use crate::{
    association::circular::{Author, Entry},
    console::{Officer, Words, hidden_token, words::ruby, writing::moment},
};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    association::{
        Block,
        access::{Act, Of as What},
        circular::{
            Ask, Known, Mark, Reach, Reply,
            burden::Standing,
            reach::{Line, Totals},
            slip::Slip,
        },
    },
    i18n::Arg,
};
use uuid::Uuid;

/// A slip that was not taken in.
#[derive(Clone, Debug)]
pub(super) struct Wrong {
    /// As it was typed.
    pub number: String,
    /// Why not.
    pub words: String,
}

/// Households on one page; of a larger association it shows the blocks, and one of them at a time.
const AT_ONCE: usize = 200;

/// The three answers to "has it been read", in their order, with their words.
const KNOWN: [(Known, &str); 3] = [(Known::Read, "read"), (Known::NotRead, "not-read"), (Known::Unknown, "unknown")];

/// The whole `main` of an association's.
pub(super) fn view(
    officer: &Officer,
    author: &Author,
    page: &Reached,
    chosen: Option<Uuid>,
    wrong: Option<&Wrong>,
    now: Timestamp,
) -> Element {
    let words = officer.words;
    let Reached { entry, view, blocks, .. } = page;
    let over = entry.recalled.is_some() || entry.expired.is_some();
    let marks = entry.expired.is_none();
    let many = view.lines.len() > AT_ONCE;
    let lines = |block: &Block| -> Vec<&Line> { view.lines.iter().filter(|line| line.block == block.id).collect() };
    let ask = entry.public.as_ref().map(|draft| draft.ask.clone()).unwrap_or_default();
    rsx! {
        {head(officer, entry, now)}
        if entry.recalled.is_some() { {fetch(words, page)} }
        section { class: "card reach",
            h2 { {words.show("console-circular-stands")} " "
                small { {ruby(&words.marked("console-circular-of-households", &[("count", number(view.lines.len()))]))} } }
            {known_bar(words, &view.totals)}
            ul { class: "counts reach-counts",
                for reach in Reach::ALL {
                    li { class: "reach-{reach.name()}", strong { {count_of(&view.totals, reach).to_string()} } span { {words.show(&format!("console-reach-{}", reach.name()))} } }
                }
            }
            {tally(words, &ask, &view.lines)}
            div { class: "row",
                a { class: "button", href: at(officer, entry.id, "replies.csv"), {words.show("notice-csv")} }
                if !over && (author.may_work_on(entry) || author.may_handle(entry)) {
                    form { method: "post", action: at(officer, entry.id, "remind"),
                        {hidden_token(officer)}
                        button { r#type: "submit", {words.show("console-circular-remind")} }
                    }
                }
            }
            if let Some(at) = entry.reminded {
                p { class: "hint", {ruby(&words.marked("console-circular-reminded-at", &[("time", Arg::Text(&moment(words, at, now)))]))} }
            }
        }
        if marks { {slip_form(officer, entry, &ask, wrong)} }
        if many { {block_table(officer, page, chosen)} }
        for block in blocks.iter().filter(|block| !many || chosen == Some(block.id)) {
            if !lines(block).is_empty() { {block_part(officer, page, block, &lines(block), &ask, marks, over)} }
        }
        if author.may_handle(entry) && !over { {remark(officer, entry)} }
        if author.may_work_on(entry) && !over { {change(officer, entry, &view.totals)} }
        {preview(officer, entry, &entry.circular(), now)}
    }
}

fn head(officer: &Officer, entry: &Entry, now: Timestamp) -> Element {
    let words = officer.words;
    let title = entry.public.as_ref().map(|draft| draft.title.get(words.locale).to_owned()).unwrap_or_default();
    let with = |key: &str, time: Timestamp| words.marked(key, &[("time", Arg::Text(&moment(words, time, now)))]);
    let numbered = words.marked("console-circular-numbered", &[("number", Arg::Text(&entry.number.to_string()))]);
    rsx! {
        h1 { if entry.number > 0 { small { {ruby(&numbered)} } " " } {ruby(&title)} }
        p { class: "lead",
            if let Some(sent) = entry.sent { {ruby(&with("notice-sent-at", sent))} " · " }
            "{entry.title}"
            if let Some(edited) = entry.edited { " · " {ruby(&with("notice-edited-at", edited))} }
        }
        if let Some(recalled) = entry.recalled {
            section { class: "card wrongs", role: "status",
                p { strong { {ruby(&with("notice-recalled-at", recalled))} } }
                p { {words.show("console-circular-recalled-lead")} }
            }
        }
        if let Some(expired) = entry.expired {
            section { class: "card", role: "status", p { strong { {ruby(&with("console-circular-expired-at", expired))} } } }
        }
    }
}

/// After a recall: where paper was delivered, so that it is fetched.
fn fetch(words: Words, page: &Reached) -> Element {
    let delivered: Vec<&Line> = page.view.lines.iter().filter(|line| line.paper != Mark::Nothing).collect();
    if delivered.is_empty() {
        return rsx! {};
    }
    let name = |line: &Line| page.homes.get(&line.household).map(|home| home.name.clone()).unwrap_or_default();
    rsx! {
        section { class: "card unjoined",
            p { strong { {ruby(&words.marked("console-circular-fetch", &[("count", number(delivered.len()))]))} } }
            p { class: "name-list", for line in delivered { span { class: "chip", "{name(line)}" } } }
        }
    }
}

fn count_of(totals: &Totals, reach: Reach) -> u32 {
    match reach {
        Reach::NotReached => totals.not_reached,
        Reach::PaperDelivered => totals.paper_delivered,
        Reach::OnDevice => totals.on_device,
        Reach::Opened => totals.opened,
        Reach::PaperRead => totals.paper_read,
        Reach::Confirmed => totals.confirmed,
    }
}

/// Read, not read, not known: three answers that add up to all.
fn known_bar(words: Words, totals: &Totals) -> Element {
    rsx! {
        dl { class: "known",
            for (known, name) in KNOWN {
                div { class: "known-{name}",
                    dt { {words.show(&format!("console-circular-known-{name}"))} }
                    dd { {totals.known(known).to_string()}
                        meter { min: "0", max: "{totals.of.max(1)}", value: "{totals.known(known)}", "aria-hidden": "true" } }
                }
            }
        }
    }
}

/// How often each option was chosen, and how many people come.
fn tally(words: Words, ask: &Ask, lines: &[Line]) -> Element {
    let replies = || lines.iter().filter_map(|line| line.reply.as_ref());
    match ask {
        Ask::Choice { options, .. } => {
            let chosen = |place: usize| {
                let has = |reply: &&Reply| matches!(reply, Reply::Choice { chosen } if chosen.iter().any(|at| usize::from(*at) == place));
                replies().filter(has).count()
            };
            rsx! {
                dl { class: "tally",
                    for (place, option) in options.iter().enumerate() {
                        div { dt { {ruby(option.get(words.locale))} } dd { "{chosen(place)}" } }
                    }
                }
            }
        }
        Ask::Attendance => {
            let people =
                replies().map(|reply| if let Reply::Attendance { people } = reply { u32::from(*people) } else { 0 });
            let people: u32 = people.sum();
            let coming = replies().filter(|reply| matches!(reply, Reply::Attendance { people: 1.. })).count();
            let stay = replies().filter(|reply| matches!(reply, Reply::Attendance { people: 0 })).count();
            rsx! {
                dl { class: "tally",
                    div { dt { {words.show("console-circular-people")} } dd { "{people}" } }
                    div { dt { {words.show("console-circular-coming")} } dd { "{coming}" } }
                    div { dt { {words.show("console-circular-not-coming")} } dd { "{stay}" } }
                }
            }
        }
        _ => rsx! {},
    }
}

/// Taking in a slip that came back.
fn slip_form(officer: &Officer, entry: &Entry, ask: &Ask, wrong: Option<&Wrong>) -> Element {
    let words = officer.words;
    if matches!(ask, Ask::Nothing | Ask::Other) || entry.recalled.is_some() {
        return rsx! {};
    }
    let typed = wrong.map(|wrong| wrong.number.clone()).unwrap_or_default();
    rsx! {
        section { class: "card", id: "slip",
            h2 { {words.show("console-circular-slip")} }
            p { class: "hint", id: "slip-hint", {words.show("console-circular-slip-hint")} }
            form { method: "post", action: at(officer, entry.id, "slip"), class: "slip-form",
                {hidden_token(officer)}
                div { class: "field",
                    label { r#for: "slip-number", {words.show("console-circular-slip-number")} }
                    input { class: "figures", id: "slip-number", name: "number", value: "{typed}", autocomplete: "off", required: true,
                        autocapitalize: "characters", spellcheck: "false", "aria-describedby": "slip-hint",
                        "aria-invalid": wrong.is_some().then_some("true") }
                    if let Some(wrong) = wrong { p { class: "wrong", role: "alert", {ruby(&wrong.words)} } }
                }
                {slip_fields(words, ask)}
                button { class: "primary", r#type: "submit", {words.show("console-circular-slip-take")} }
            }
        }
    }
}

fn slip_fields(words: Words, ask: &Ask) -> Element {
    match ask {
        Ask::Seen => rsx! {
            div { class: "options",
                label { input { r#type: "checkbox", name: "seen", checked: true } {words.show("console-circular-reply-seen")} }
            }
        },
        Ask::Choice { options, many } => rsx! {
            fieldset { class: "field",
                legend { {words.show("console-circular-slip-reply")} }
                div { class: "options",
                    for (place, option) in options.iter().enumerate() {
                        label {
                            input { r#type: if *many { "checkbox" } else { "radio" }, name: "chosen", value: "{place}" }
                            {ruby(option.get(words.locale))}
                        }
                    }
                }
            }
        },
        Ask::Attendance => rsx! {
            div { class: "field",
                label { r#for: "people", {words.show("console-circular-slip-people")} }
                input { class: "short", id: "people", name: "people", inputmode: "numeric", autocomplete: "off" }
            }
        },
        Ask::Text => rsx! {
            div { class: "field",
                label { r#for: "slip-text", {words.show("console-circular-slip-reply")} }
                textarea { id: "slip-text", name: "text", rows: "3", maxlength: "2000" }
            }
        },
        Ask::Nothing | Ask::Other => rsx! {},
    }
}

/// The blocks of a large association, each a link to its households.
fn block_table(officer: &Officer, page: &Reached, chosen: Option<Uuid>) -> Element {
    let words = officer.words;
    let totals =
        |block: &Block| Totals::of(page.view.lines.iter().filter(|line| line.block == block.id).map(|line| line.reach));
    let here = at(officer, page.entry.id, "");
    rsx! {
        section { class: "stage",
            h2 { {words.show("console-circular-by-block")} }
            div { class: "wide",
                table { class: "reach-table",
                    thead { tr {
                        th { scope: "col", {words.show("console-circular-column-block")} }
                        for (_, name) in KNOWN { th { scope: "col", class: "number", {words.show(&format!("console-circular-known-{name}"))} } }
                        th { scope: "col", class: "number", {words.show("console-circular-households")} }
                    } }
                    tbody {
                        for (block, totals) in page.blocks.iter().map(|block| (block, totals(block))).filter(|(_, totals)| totals.of > 0) {
                            tr {
                                th { scope: "row",
                                    a { href: "{here}?block={block.id}#b-{block.id}", "aria-current": (chosen == Some(block.id)).then_some("true"), "{block.name}" }
                                }
                                for (known, _) in KNOWN { td { class: "number", {totals.known(known).to_string()} } }
                                td { class: "number", "{totals.of}" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn block_part(
    officer: &Officer,
    page: &Reached,
    block: &Block,
    lines: &[&Line],
    ask: &Ask,
    marks: bool,
    over: bool,
) -> Element {
    let words = officer.words;
    let entry = &page.entry;
    let association = entry.association.unwrap_or_default();
    let keeps = officer.may(Act::KeepPaper, What::Block { association, block: block.id });
    let totals = Totals::of(lines.iter().map(|line| line.reach));
    let papers = lines.iter().filter(|line| line.on_paper).count();
    let sums = [
        ("read", Arg::Number(i64::from(totals.known(Known::Read)))),
        ("unread", Arg::Number(i64::from(totals.known(Known::NotRead)))),
        ("unknown", Arg::Number(i64::from(totals.known(Known::Unknown)))),
        ("of", number(lines.len())),
    ];
    let paper = |query: &str| at(officer, entry.id, &format!("paper/{}{query}", block.id));
    let asks = !matches!(ask, Ask::Nothing | Ask::Other);
    rsx! {
        section { class: "stage", id: "b-{block.id}",
            div { class: "spread",
                h2 { "{block.name}" }
                p { {ruby(&words.marked("console-circular-sums", &sums))} }
            }
            if keeps && !over {
                div { class: "row no-print",
                    a { class: "button", href: paper(""), target: "_blank", {ruby(&words.marked("console-circular-paper", &[("count", number(papers))]))} }
                    if papers > 0 { a { class: "button", href: paper("?copies=each"), target: "_blank", {words.show("console-circular-paper-each")} } }
                }
            }
            div { class: "wide", tabindex: "0", role: "region", "aria-label": "{block.name}",
                table { class: "reach-table",
                    thead { tr {
                        th { scope: "col", class: "number", {words.show("console-circular-column-order")} }
                        th { scope: "col", {words.show("console-circular-column-name")} }
                        th { scope: "col", {words.show("console-circular-column-state")} }
                        if asks { th { scope: "col", {words.show("console-circular-column-reply")} } }
                        if keeps { th { scope: "col", {words.show("console-circular-column-paper")} } }
                    } }
                    tbody {
                        for line in lines.iter() { {row(officer, page, line, ask, keeps, marks)} }
                    }
                }
            }
        }
    }
}

fn row(officer: &Officer, page: &Reached, line: &Line, ask: &Ask, keeps: bool, marks: bool) -> Element {
    let words = officer.words;
    let home = page.homes.get(&line.household).cloned().unwrap_or_default();
    let Named { order, name, place } = home;
    let reply = line.reply.as_ref().map(|reply| in_words(reply, ask, words)).unwrap_or_default();
    let asks = !matches!(ask, Ask::Nothing | Ask::Other);
    let slip = Slip { circular: page.entry.id, household: line.household }.number();
    rsx! {
        tr { id: "h-{line.household}", "data-row": "1", tabindex: "-1",
            td { class: "number", "{order}" }
            th { scope: "row", "{name}" if !place.is_empty() { small { " {place}" } } }
            td { span { class: "stand reach-{line.reach.name()}", {words.show(&format!("console-reach-{}", line.reach.name()))} } }
            if asks { td { class: "typed", {ruby(&reply)} } }
            if keeps {
                td { class: "paper-marks",
                    if line.on_paper || line.paper != Mark::Nothing {
                        if asks { span { class: "hint figures", "{slip}" } }
                        if marks { {mark_buttons(officer, page, line, &name)} }
                    }
                }
            }
        }
    }
}

/// One tap each: delivered, read; pressed again it is taken back.
fn mark_buttons(officer: &Officer, page: &Reached, line: &Line, name: &str) -> Element {
    let words = officer.words;
    let buttons = [(Mark::Delivered, "delivered"), (Mark::Read, "read")];
    rsx! {
        form { method: "post", action: at(officer, page.entry.id, "mark"), class: "row", "data-quick": "1",
            {hidden_token(officer)}
            input { r#type: "hidden", name: "household", value: "{line.household}" }
            input { r#type: "hidden", name: "block", value: "{line.block}" }
            for (mark, what) in buttons {
                button { r#type: "submit", name: "do", value: if line.paper == mark { "nothing" } else { what },
                    class: "mark", "aria-pressed": if line.paper == mark { "true" } else { "false" },
                    "aria-label": words.say_with(&format!("console-circular-mark-{what}-of"), &[("name", Arg::Text(name))]),
                    {words.show(&format!("console-circular-mark-{what}"))}
                }
            }
        }
    }
}

fn change(officer: &Officer, entry: &Entry, totals: &Totals) -> Element {
    let words = officer.words;
    let opened = totals.known(Known::Read);
    rsx! {
        section { class: "card",
            h2 { {words.show("console-circular-change")} }
            div { class: "row", a { class: "button", href: at(officer, entry.id, "edit"), {words.show("console-circular-edit")} } }
            details {
                summary { {words.show("console-circular-recall")} }
                form { method: "post", action: at(officer, entry.id, "recall"), class: "stack",
                    {hidden_token(officer)}
                    p { {ruby(&words.marked("console-circular-recall-sure", &[("count", Arg::Number(i64::from(opened)))]))} }
                    button { class: "danger", r#type: "submit", {words.show("notice-recall-now")} }
                }
            }
        }
    }
}

/// The whole `main` of one of the city's: counts by association, no household.
pub(super) fn citys(
    officer: &Officer,
    author: &Author,
    entry: &Entry,
    standings: &[Standing],
    now: Timestamp,
) -> Element {
    let words = officer.words;
    let over = entry.recalled.is_some() || entry.expired.is_some();
    let ask = entry.public.as_ref().map(|draft| draft.ask.clone()).unwrap_or_default();
    let options = if let Ask::Choice { options, .. } = &ask { options.as_slice() } else { &[] };
    let mut all = Totals::default();
    for totals in standings.iter().map(|standing| standing.totals) {
        all.of += totals.of;
        all.not_reached += totals.not_reached;
        all.paper_delivered += totals.paper_delivered;
        all.on_device += totals.on_device;
        all.opened += totals.opened;
        all.paper_read += totals.paper_read;
        all.confirmed += totals.confirmed;
    }
    let chosen = |place: usize| -> u32 { standings.iter().filter_map(|standing| standing.chosen.get(place)).sum() };
    rsx! {
        {head(officer, entry, now)}
        section { class: "card reach",
            h2 { {words.show("console-circular-stands")} " "
                small { {ruby(&words.marked("console-circular-of-households", &[("count", Arg::Number(i64::from(all.of)))]))} } }
            {known_bar(words, &all)}
            if !options.is_empty() {
                dl { class: "tally",
                    for (place, option) in options.iter().enumerate() {
                        div { dt { {ruby(option.get(words.locale))} } dd { "{chosen(place)}" } }
                    }
                }
            }
        }
        section { class: "stage",
            h2 { {words.show("console-circular-by-association")} }
            div { class: "wide", tabindex: "0", role: "region", "aria-label": words.say("console-circular-by-association"),
                table { class: "reach-table",
                    thead { tr {
                        th { scope: "col", {words.show("console-burden-association")} }
                        for (_, name) in KNOWN { th { scope: "col", class: "number", {words.show(&format!("console-circular-known-{name}"))} } }
                        th { scope: "col", class: "number", {words.show("console-circular-households")} }
                    } }
                    tbody {
                        for standing in standings {
                            tr {
                                th { scope: "row", "{standing.name}" }
                                if standing.out {
                                    for (known, _) in KNOWN { td { class: "number", {standing.totals.known(known).to_string()} } }
                                    td { class: "number", "{standing.totals.of}" }
                                } else {
                                    td { colspan: "4", class: "hint", {words.show("console-circular-with-officers")} }
                                }
                            }
                        }
                    }
                }
            }
        }
        if author.may_work_on(entry) && !over { {change(officer, entry, &all)} }
        {preview(officer, entry, &entry.circular(), now)}
    }
}
