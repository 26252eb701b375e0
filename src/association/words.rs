//! Households, circulars, votes and conditions in words: the one place that says them to residents, so that a card, a
//! list and a screen say the same thing in the same way. What is returned is marked with ruby.

use crate::i18n::{Arg, I18n};
use itsumo_domain::association::{
    Delivery, HouseholdCard,
    circular::{Ask, Circular, CircularKind, Reply},
    duty::DutyKind,
    meeting::{Given, Meeting},
    safety::Condition,
};
use itsumo_engine::association::Associations;
use uuid::Uuid;

/// Several of anything, as one says them: 山田・鈴木.
pub fn together(i: I18n, words: &[String]) -> String {
    words.join(&i.marked("association-and", &[]))
}

/// A household as one says it: 山田さん宅.
pub fn household(i: I18n, name: &str) -> String {
    i.marked("association-household", &[("name", Arg::Text(name))])
}

/// The household of this id; empty when it is none of one's own.
pub fn household_of(i: I18n, all: &Associations, id: Uuid) -> String {
    all.home(id).map(|home| household(i, &home.card.name)).unwrap_or_default()
}

/// Where a household stands: 日の出町会 1班 3-12.
pub fn place(card: &HouseholdCard) -> String {
    [&card.association_name, &card.block.name, &card.place]
        .into_iter()
        .filter(|word| !word.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" ")
}

/// 回覧第7号; what the city sends has no number before the association gives it one.
pub fn number(i: I18n, circular: &Circular) -> String {
    match circular.number {
        0 => i.marked("association-number-none", &[]),
        number => i.marked("association-number", &[("number", Arg::Number(i64::from(number)))]),
    }
}

/// What a circular is for.
pub fn kind(i: I18n, kind: CircularKind) -> String {
    // What a newer server calls otherwise is something to read.
    let kind = if kind == CircularKind::Other { CircularKind::Read } else { kind };
    i.marked(&format!("circular-kind-{}", kind.name()), &[])
}

/// The icon of what a circular is for.
pub fn kind_icon(kind: CircularKind) -> &'static str {
    match kind {
        CircularKind::Read | CircularKind::Confirm | CircularKind::Other => "circular",
        CircularKind::Poll | CircularKind::Attendance => "pencil",
        CircularKind::Duty => "events",
        CircularKind::LostAndFound => "search",
        CircularKind::Obituary => "mail",
    }
}

/// Who writes: 日の出町会 会長; the city's office by its own name.
pub fn from(circular: &Circular) -> String {
    if circular.from_city { circular.from.clone() } else { format!("{} {}", circular.association_name, circular.from) }
}

/// What a household replied, in the words of what was asked.
pub fn reply(i: I18n, circular: &Circular, reply: &Reply) -> String {
    match reply {
        Reply::Seen => i.marked("association-reply-seen", &[]),
        Reply::Choice { chosen } => {
            let Ask::Choice { options, .. } = &circular.ask else { return String::new() };
            let words: Vec<String> = chosen
                .iter()
                .filter_map(|at| options.get(usize::from(*at)))
                .map(|option| option.get(i.locale).to_owned())
                .collect();
            together(i, &words)
        }
        Reply::Attendance { people: 0 } => i.marked("association-reply-nobody", &[]),
        Reply::Attendance { people } => {
            i.marked("association-reply-people", &[("count", Arg::Number(i64::from(*people)))])
        }
        Reply::Text { text } => text.clone(),
    }
}

/// Who of the household said it: oneself while it is on its way.
pub fn by(i: I18n, name: &str) -> String {
    if name.is_empty() { i.marked("association-by-me", &[]) } else { name.to_owned() }
}

/// How circulars come to a household.
pub fn delivery(i: I18n, delivery: Delivery) -> String {
    i.marked(&format!("association-delivery-{}", delivery.name()), &[])
}

/// What a household handed in: 出席します; 会長に任せます; each proposal with its vote.
pub fn ballot(i: I18n, meeting: &Meeting, given: &Given) -> String {
    match given {
        Given::Present => i.marked("association-ballot-present", &[]),
        Given::Proxy { .. } => i.marked("association-ballot-proxy", &[]),
        Given::Votes { votes } => {
            let each: Vec<String> = meeting
                .proposals
                .iter()
                .zip(votes)
                .zip(1_i64..)
                .map(|((_, given), number)| {
                    let said = i.marked(given.key(), &[]);
                    i.marked("association-ballot-vote", &[("number", Arg::Number(number)), ("vote", Arg::Text(&said))])
                })
                .collect();
            together(i, &each)
        }
    }
}

/// 無事, 助けが必要; まだ知らせていません where nothing is known.
pub fn condition(i: I18n, condition: Option<Condition>) -> String {
    i.marked(condition.map_or("association-condition-none", Condition::key), &[])
}

/// The icon of a line of the calendar.
pub fn duty_icon(kind: DutyKind) -> &'static str {
    match kind {
        DutyKind::Garbage => "waste",
        DutyKind::Cleaning => "housing",
        DutyKind::Patrol => "safety",
        DutyKind::Circular => "circular",
        DutyKind::Event | DutyKind::Other => "events",
    }
}
