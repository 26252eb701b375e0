//! What the association needs of this household now: a safety check that asks how everybody is, a vote, a circular to
//! answer, whose turn it is. On the association's home in full, and over the news what cannot wait. Nothing where there
//! is no household.

use super::{circular::ordered, parts::Delivered, safety::CheckCard, words};
use crate::{
    dates,
    hooks::{use_engine, use_query},
    i18n::{Arg, I18n, Local, ruby, use_i18n},
    route::Route,
    ui::{Entry, Icon},
};
use chrono::{Days, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::Timestamp;
use itsumo_engine::{
    Change,
    association::{Associations, CheckRow, CircularRow, DutyRow, MeetingRow},
};

/// An answer with more days left than this can wait until somebody looks at the circulars.
const SOON: i64 = 7;

/// Safety checks that run and in which a household of this person is asked.
pub fn running(all: &Associations, now: Timestamp) -> Vec<CheckRow> {
    all.checks.iter().filter(|row| row.is_running(now) && !row.own.is_empty()).cloned().collect()
}

/// Votes that a household of this person has not handed in, while they are taken.
pub fn votes_owed(all: &Associations, now: Timestamp) -> Vec<MeetingRow> {
    all.meetings.iter().filter(|row| row.is_open(now) && !row.owed.is_empty()).cloned().collect()
}

/// Whose turn is mine, from today for `days` days, and not done.
pub fn turns(all: &Associations, today: NaiveDate, days: u64) -> Vec<DutyRow> {
    let last = today.checked_add_days(Days::new(days)).unwrap_or(today);
    let near = |row: &&DutyRow| row.mine && row.duty.done.is_none() && row.duty.until >= today && row.duty.from <= last;
    all.duties.iter().filter(near).cloned().collect()
}

/// How many things wait for this person: checks unanswered, votes, circulars that are asked or unread.
pub fn asked_of_me(all: &Associations, now: Timestamp) -> usize {
    let unsaid = |row: &CheckRow| row.own.iter().any(|(_, merged, _)| merged.condition.is_none());
    let checks = running(all, now).iter().filter(|row| unsaid(row)).count();
    let (owed, unread, _) = ordered(all, now.jst_date());
    [checks, votes_owed(all, now).len(), owed.len(), unread.len()].iter().sum()
}

/// What needs my household now, over the news.
#[component]
pub fn NeedsHousehold() -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let today = now.jst_date();
    let found = use_query(&[Change::Association, Change::Account], |engine| async move { engine.associations().await });
    let all = match &*found.read() {
        Some(Ok(all)) if !all.homes.is_empty() => all.clone(),
        _ => return rsx! {},
    };
    let checks = running(&all, now);
    let soon = |row: &CircularRow| row.due.is_none_or(|due| due.signed_duration_since(today).num_days() <= SOON);
    let owed: Vec<CircularRow> = ordered(&all, today).0.into_iter().filter(soon).take(3).collect();
    let votes = votes_owed(&all, now);
    let turns = turns(&all, today, 1);
    if checks.is_empty() && owed.is_empty() && votes.is_empty() && turns.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "needs-me", "aria-label": i.say("association-now"),
            for row in checks {
                CheckCard { key: "{row.id}", row, all: all.clone() }
            }
            if !owed.is_empty() || !votes.is_empty() || !turns.is_empty() {
                ul { class: "group asks",
                    for row in turns {
                        li { key: "{row.id}", TurnEntry { row, several: all.homes.len() > 1 } }
                    }
                    for row in votes {
                        li { key: "{row.id}", VoteEntry { row } }
                    }
                    for row in owed {
                        li { key: "{row.id}", OwedEntry { row } }
                    }
                }
            }
        }
    }
}

/// A circular that waits for the household's answer.
#[component]
pub fn OwedEntry(row: CircularRow) -> Element {
    let i = use_i18n();
    let today = use_engine().now().jst_date();
    let due = dates::due(i, row.due, today);
    rsx! {
        Link { to: Route::CircularScreen { id: row.id }, class: "entry",
            Icon { name: words::kind_icon(row.circular.kind) }
            span { class: "words",
                Local { text: row.circular.title.clone() }
                " "
                small {
                    span { class: "part", {i.show("association-answer-wanted")} }
                    if let Some(due) = due {
                        " · "
                        span { class: "part", {ruby(&due)} }
                    }
                }
            }
            Icon { name: "forward" }
        }
    }
}

/// A vote that waits for the household's ballot.
#[component]
pub fn VoteEntry(row: MeetingRow) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let until = dates::moment(i, row.meeting.closes, now);
    rsx! {
        Link { to: Route::MeetingScreen { id: row.id }, class: "entry",
            Icon { name: "vote" }
            span { class: "words",
                Local { text: row.meeting.title.clone() }
                " "
                small {
                    span { class: "part", {i.show("association-vote-wanted")} }
                    " · "
                    span { class: "part", {i.show_with("association-until", &[("time", Arg::Text(&until))])} }
                }
            }
            Icon { name: "forward" }
        }
    }
}

/// Whose turn it is when it is mine: 明日 ごみ当番.
#[component]
pub fn TurnEntry(row: DutyRow, several: bool) -> Element {
    let i = use_i18n();
    let today = use_engine().now().jst_date();
    let when = when(i, &row, today);
    rsx! {
        Link { to: Route::DutyScreen { id: row.id }, class: "entry turn",
            Icon { name: words::duty_icon(row.duty.kind) }
            span { class: "words",
                strong { span { lang: "ja", "{row.duty.what}" } }
                " "
                small {
                    span { class: "part", {ruby(&when)} }
                    " · "
                    span { class: "part",
                        if several {
                            {i.show_with("association-turn-of", &[("name", Arg::Text(&row.duty.household_name))])}
                        } else {
                            {i.show("association-turn")}
                        }
                    }
                }
            }
            Icon { name: "forward" }
        }
        if let Some(delivery) = row.delivery.clone() {
            div { class: "entry-foot", Delivered { delivery, short: true } }
        }
    }
}

/// When it is: 明日 7:00, 11月24日(火)から11月30日(月)まで.
pub fn when(i: I18n, row: &DutyRow, today: NaiveDate) -> String {
    let days = dates::from_until(i, row.duty.from, row.duty.until, today);
    match row.duty.time {
        Some(time) => format!("{days} {}", dates::time_of_day(time)),
        None => days,
    }
}

/// The way to the association for whoever has no household there yet; for settings and account.
#[component]
pub fn AssociationEntry() -> Element {
    let i = use_i18n();
    let found = use_query(&[Change::Association, Change::Account], |engine| async move { engine.associations().await });
    let names: Vec<String> = match &*found.read() {
        Some(Ok(all)) => all.cards.iter().map(|(_, card)| card.name.clone()).collect(),
        _ => Vec::new(),
    };
    if names.is_empty() {
        return rsx! {
            Entry { to: Route::AssociationHome {}, icon: "community", title: i.show("association-entry"), detail: i.show("association-entry-detail") }
        };
    }
    let names = words::together(i, &names);
    rsx! {
        Entry { to: Route::AssociationHome {}, icon: "community", title: i.show("association-title"),
            value: rsx! { span { lang: "ja", "{names}" } } }
    }
}
