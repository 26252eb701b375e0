//! How a notice stands, and whom to telephone, drawn.

use super::{at, preview::preview};
use crate::{
    console::{Staff, Words, hidden_token, words::ruby, writing::moment},
    school::notice::board::{Board, Call, words_of},
};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    i18n::Arg,
    school::{
        Answer,
        notice::{Ask, State, count::Unit},
    },
};

fn number<'a>(count: usize) -> Arg<'a> {
    Arg::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The whole `main`.
pub(super) fn view(staff: &Staff, board: &Board, works: bool, now: Timestamp) -> Element {
    let words = staff.words;
    let (entry, counted) = (&board.entry, &board.counted);
    let title = board.draft.title.get(words.locale);
    let sent = entry.sent.map(|at| moment(words, at, now)).unwrap_or_default();
    let counts = [
        (State::NotReached, counted.not_reached),
        (State::NotSeen, counted.not_seen),
        (State::Seen, counted.seen),
        (State::Answered, counted.answered),
    ];
    let asks = board.draft.ask != Ask::Nothing;
    let per = match board.draft.per {
        itsumo_domain::school::notice::CountPer::Household => "notice-per-household",
        itsumo_domain::school::notice::CountPer::Guardian => "notice-per-guardian",
        _ => "notice-per-child",
    };
    let open = counted.units.iter().filter(|unit| board.is_open(unit)).count();
    let here = |page: &str| at(staff, entry.id, page);
    rsx! {
        h1 { {ruby(title)} }
        p { class: "lead",
            {ruby(&words.marked("notice-sent-at", &[("time", Arg::Text(&sent))]))} " · {entry.title}"
            if let Some(edited) = entry.edited {
                " · " {ruby(&words.marked("notice-edited-at", &[("time", Arg::Text(&moment(words, edited, now)))]))}
            }
        }
        if let Some(recalled) = entry.recalled {
            section { class: "card wrongs", role: "status",
                p { strong { {ruby(&words.marked("notice-recalled-at", &[("time", Arg::Text(&moment(words, recalled, now)))]))} } }
                p { {ruby(&words.marked("notice-recalled-lead", &[("count", number(board.opened.len()))]))} }
            }
        }
        section { class: "card",
            h2 { {words.show("notice-stands")} small { " " {ruby(&words.marked("notice-counted", &[("count", number(counted.of)), ("per", Arg::Text(&words.marked(per, &[])))]))} } }
            ul { class: "counts",
                for (state, count) in counts {
                    if asks || state != State::Answered {
                        li { class: state.name(), strong { "{count}" } span { {words.show(&format!("notice-state-{}", state.name()))} } }
                    }
                }
            }
            {tally(words, board)}
            div { class: "row",
                if open > 0 && entry.recalled.is_none() {
                    a { class: "button", href: here("calls"), {ruby(&words.marked("notice-calls-open", &[("count", number(open))]))} }
                }
                a { class: "button", href: here("answers.csv"), {words.show("notice-csv")} }
            }
        }
        {table(words, board, now)}
        {opened(words, board, now)}
        if works && entry.recalled.is_none() {
            section { class: "card",
                h2 { {words.show("notice-change")} }
                div { class: "row",
                    a { class: "button", href: here("edit"), {words.show("notice-edit")} }
                }
                details {
                    summary { {words.show("notice-recall")} }
                    form { method: "post", action: here("recall"), class: "stack",
                        {hidden_token(staff)}
                        p { {ruby(&words.marked("notice-recall-sure", &[("count", number(board.opened.len()))]))} }
                        button { class: "danger", r#type: "submit", {words.show("notice-recall-now")} }
                    }
                }
            }
        }
        {preview(staff, entry.id, &board.draft, &entry.title, None, now.jst_date())}
    }
}

/// How often each option was chosen.
fn tally(words: Words, board: &Board) -> Element {
    let Ask::Choice { options, .. } = &board.draft.ask else { return rsx! {} };
    let chosen = |place: usize| {
        let given = board.counted.units.iter().filter_map(|unit| unit.given.as_ref());
        given.filter(|given| matches!(&given.answer, Answer::Choice { chosen } if chosen.iter().any(|at| usize::from(*at) == place))).count()
    };
    rsx! {
        dl { class: "tally",
            for (place, option) in options.iter().enumerate() {
                div { dt { {ruby(option.get(words.locale))} } dd { "{chosen(place)}" } }
            }
        }
    }
}

fn names(board: &Board, unit: &Unit) -> (String, String, String) {
    let children: Vec<_> = unit.pupils.iter().filter_map(|id| board.child(*id)).collect();
    let mut classes: Vec<&str> = children.iter().map(|child| child.class.as_str()).collect();
    classes.dedup();
    let number = match children.as_slice() {
        [child] if child.number > 0 => child.number.to_string(),
        _ => String::new(),
    };
    let names: Vec<&str> = children.iter().map(|child| child.name.as_str()).collect();
    (classes.join("・"), number, names.join("・"))
}

fn table(words: Words, board: &Board, now: Timestamp) -> Element {
    let mut units: Vec<&Unit> = board.counted.units.iter().collect();
    // Those for whom something is left to do come first; among them the order of the classes stays.
    units.sort_by_key(|unit| unit.state);
    let columns = ["class", "number", "name", "state", "answer", "by", "at"];
    rsx! {
        section { class: "stage",
            h2 { {words.show("notice-each")} }
            div { class: "wide",
                table { class: "stands",
                    thead { tr { for column in columns { th { scope: "col", {words.show(&format!("notice-column-{column}"))} } } } }
                    tbody {
                        for unit in units { {row(words, board, unit, now)} }
                    }
                }
            }
        }
    }
}

fn row(words: Words, board: &Board, unit: &Unit, now: Timestamp) -> Element {
    let (class, number, name) = names(board, unit);
    let given = unit.given.as_ref();
    let answer = given.map(|given| words_of(&given.answer, &board.draft.ask, words.locale)).unwrap_or_default();
    let by = given.and_then(|given| board.names.get(&given.person)).cloned().unwrap_or_default();
    let at = given.map(|given| moment(words, given.at, now)).unwrap_or_default();
    let late = given.is_some_and(|given| given.late);
    rsx! {
        tr {
            td { "{class}" }
            td { class: "number", "{number}" }
            th { scope: "row", "{name}" }
            td { span { class: "stand {unit.state.name()}", {words.show(&format!("notice-state-{}", unit.state.name()))} }
                if unit.persons.is_empty() { p { class: "hint", {words.show("notice-no-reader")} } }
            }
            td { class: "typed", {ruby(&answer)} }
            td { "{by}" }
            td { {ruby(&at)} if late { " " strong { {words.show("notice-late")} } } }
        }
    }
}

fn opened(words: Words, board: &Board, now: Timestamp) -> Element {
    rsx! {
        details { class: "opened",
            summary { {ruby(&words.marked("notice-opened", &[("count", number(board.opened.len()))]))} }
            ul { class: "names",
                for (person, at) in &board.opened {
                    li {
                        span { {board.names.get(person).cloned().unwrap_or_else(|| words.say("notice-somebody"))} }
                        span { class: "hint", {ruby(&moment(words, *at, now))} }
                    }
                }
            }
        }
    }
}

/// Whom to telephone, to be printed.
pub(super) fn calls(staff: &Staff, board: &Board, calls: &[Call], now: Timestamp) -> Element {
    let words = staff.words;
    let title = board.draft.title.get(words.locale);
    let time = moment(words, now, now);
    rsx! {
        h1 { {words.show("notice-calls")} }
        p { {ruby(title)} " · " {ruby(&words.marked("notice-of-children", &[("count", number(calls.len()))]))}
            " · " {ruby(&words.marked("notice-calls-at", &[("time", Arg::Text(&time))]))} }
        p { class: "hint no-print", {words.show("notice-calls-hint")} }
        div { class: "wide",
            table { class: "call-table",
                thead { tr {
                    for column in ["class", "number", "name", "state", "phone", "done"] {
                        th { scope: "col", {words.show(&format!("notice-column-{column}"))} }
                    }
                } }
                tbody {
                    for call in calls {
                        tr {
                            td { "{call.child.class}" }
                            td { class: "number", if call.child.number > 0 { "{call.child.number}" } }
                            th { scope: "row",
                                ruby { "{call.child.name}" rt { "{call.child.kana}" } }
                                if call.child.shielded { p { class: "wrong", {words.show("console-shielded")} } }
                            }
                            td { {words.show(&format!("notice-state-{}", call.state.name()))} }
                            td {
                                for contact in &call.contacts {
                                    p { "{contact.name}（{contact.relation}） "
                                        a { href: "tel:{contact.phone}", "{contact.phone}" } }
                                }
                            }
                            td { class: "done", "□" }
                        }
                    }
                }
            }
        }
        div { class: "row no-print",
            button { class: "primary", r#type: "button", "data-print": true, hidden: true, {words.show("console-print")} }
            a { class: "button", href: at(staff, board.entry.id, ""), {words.show("notice-back")} }
        }
    }
}
