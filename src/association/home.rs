//! The association's first screen: what my household is asked, circulars, what is on next, my household, the officers,
//! and the doors to the rest.

use super::{
    calendar::{Line, LineEntry, lines},
    circular::{CircularLine, ordered},
    knock::KnockEntry,
    now::{OwedEntry, TurnEntry, VoteEntry, running, turns, votes_owed},
    officers::OfficerLine,
    safety::CheckCard,
    use_associations, use_today, words,
};
use crate::{
    hooks::{use_command, use_engine},
    i18n::{Arg, ruby, use_i18n},
    platform,
    route::Route,
    shell::{OfflineLine, SyncNow},
    ui::{Entry, Heading, Icon, State},
};
use chrono::Days;
use dioxus::prelude::*;
use itsumo_domain::association::{JoinRequest, Officer, RequestState, access::Role};
use itsumo_engine::association::{Associations, CircularRow};
use std::sync::Arc;

/// Most circulars shown here.
const CIRCULARS: usize = 5;
/// Most lines of the calendar shown here, and how many days ahead they may lie.
const LINES: usize = 4;
const AHEAD: u64 = 60;

/// The association's first screen.
#[component]
pub fn AssociationHome() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let all = use_associations();
    use_effect(|| platform::tell_paint(".association-home"));
    // Whoever waits to be let in looks here to see whether it was done.
    let waits = !all.waiting.is_empty();
    use_effect(use_reactive!(|waits| {
        let engine = engine.clone();
        if waits {
            // Without a network one goes on waiting; the grey line says so.
            dioxus::core::spawn_forever(async move { drop(engine.join_requests().await) });
        }
    }));
    let title = i.say("association-title");
    let name = match all.cards.as_slice() {
        [(_, card)] if !card.name.is_empty() => Some(card.name.clone()),
        _ => None,
    };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane association-home",
            OfflineLine {}
            div { class: "page wide stack loose",
                div { class: "title-line",
                    Heading {
                        match name {
                            Some(name) => rsx! { span { lang: "ja", "{name}" } },
                            None => i.show("association-title"),
                        }
                    }
                    SyncNow {}
                }
                if all.is_empty() {
                    Empty {}
                } else if all.homes.is_empty() && all.seats.is_empty() {
                    Waiting { requests: all.waiting.clone() }
                } else {
                    div { class: "two-columns",
                        div { class: "stack loose",
                            AskedOfMe { all: all.clone() }
                            super::officer::OfficerEntry {}
                            Newest { all: all.clone() }
                        }
                        div { class: "stack loose",
                            if !all.waiting.is_empty() {
                                Waiting { requests: all.waiting.clone() }
                            }
                            Ahead { all: all.clone() }
                            Homes { all: all.clone() }
                            People { all: all.clone() }
                        }
                    }
                }
            }
        }
    }
}

/// What my household is asked.
#[component]
fn AskedOfMe(all: Arc<Associations>) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let today = use_today();
    let checks = running(&all, now);
    let votes = votes_owed(&all, now);
    let turns = turns(&all, today, 7);
    let owed = ordered(&all, today).0;
    let quiet = votes.is_empty() && turns.is_empty() && owed.is_empty();
    rsx! {
        for row in checks {
            CheckCard { key: "{row.id}", row, all: all.clone() }
        }
        for household in all.homes.iter().filter(|home| home.is_there(today)).map(|home| home.household) {
            KnockEntry { key: "{household}", household }
        }
        if !all.homes.is_empty() {
            section { class: "section",
                h2 { {i.show("association-asked")} }
                if quiet {
                    p { class: "quiet", Icon { name: "check" } span { {i.show("association-asked-nothing")} } }
                } else {
                    ul { class: "group",
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
}

/// Circulars, those that nobody opened yet first. What waits for an answer stands above already.
#[component]
fn Newest(all: Arc<Associations>) -> Element {
    let i = use_i18n();
    let (owed, unread, read) = ordered(&all, use_today());
    let unopened =
        i64::try_from(unread.len().saturating_add(owed.iter().filter(|row| !row.opened).count())).unwrap_or(0);
    let nothing = owed.is_empty() && unread.is_empty() && read.is_empty();
    let rows: Vec<CircularRow> = unread.into_iter().chain(read).take(CIRCULARS).collect();
    rsx! {
        section { class: "section",
            h2 { {i.show("association-circulars")} }
            if nothing {
                p { class: "soft", {i.show("association-circulars-none-detail")} }
            } else {
                if !rows.is_empty() {
                    div { class: "group",
                        for row in rows {
                            CircularLine { key: "{row.id}", row }
                        }
                    }
                }
                Link { to: Route::Circulars {}, class: "button wide",
                    if unopened > 0 {
                        {i.show_with("association-circulars-all-unread", &[("count", Arg::Number(unopened))])}
                    } else {
                        {i.show("association-circulars-all")}
                    }
                }
            }
        }
    }
}

/// What is on next.
#[component]
fn Ahead(all: Arc<Associations>) -> Element {
    let i = use_i18n();
    let today = use_today();
    let last = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
    let next: Vec<Line> = lines(&all, today, last).into_iter().take(LINES).collect();
    rsx! {
        section { class: "section",
            h2 { {i.show("association-ahead")} }
            div { class: "group",
                for (at, line) in next.into_iter().enumerate() {
                    LineEntry { key: "{at}", line, dated: true }
                }
                Entry { to: Route::AssociationCalendar {}, icon: "events", title: i.show("association-calendar"), detail: i.show("association-calendar-detail") }
            }
        }
    }
}

/// My household, or several.
#[component]
fn Homes(all: Arc<Associations>) -> Element {
    let i = use_i18n();
    rsx! {
        section { class: "section",
            h2 { {i.show("association-homes")} }
            div { class: "group",
                for home in all.homes.iter() {
                    Link { key: "{home.household}", to: Route::HouseholdScreen { household: home.household }, class: "entry",
                        Icon { name: "home" }
                        span { class: "words",
                            {ruby(&words::household(i, &home.card.name))}
                            " "
                            small {
                                span { class: "part", lang: "ja", "{home.card.block.name} {home.card.place}" }
                                " · "
                                span { class: "part", {ruby(&words::delivery(i, home.card.delivery))} }
                                " · "
                                span { class: "part", {i.show_with("association-members-count", &[("count", Arg::Number(i64::try_from(home.card.members.len()).unwrap_or(0)))])} }
                            }
                        }
                        Icon { name: "forward" }
                    }
                }
                Entry { to: Route::JoinAssociation {}, icon: "plus",
                    title: i.show(if all.homes.is_empty() { "association-join" } else { "association-join-more" }),
                    detail: i.show("association-join-short") }
                Entry { to: Route::TakeSeat {}, icon: "key", title: i.show("officer-take-seat"), detail: i.show("officer-take-seat-short") }
            }
        }
    }
}

/// Whom to ask: the chair and the head of my block.
#[component]
fn People(all: Arc<Associations>) -> Element {
    let i = use_i18n();
    let blocks: Vec<_> = all.homes.iter().map(|home| home.card.block.id).collect();
    let near = |officer: &&Officer| {
        officer.role == Role::Chair
            || (officer.role == Role::BlockHead && officer.block.is_some_and(|block| blocks.contains(&block)))
    };
    let mut people: Vec<Officer> =
        all.cards.iter().flat_map(|(_, card)| &card.officers).filter(near).cloned().collect();
    // The head of one's own block is asked first.
    people.sort_by_key(|officer| officer.role == Role::Chair);
    rsx! {
        section { class: "section",
            h2 { {i.show("association-officers")} }
            div { class: "group",
                for officer in people {
                    OfficerLine { key: "{officer.seat}{officer.name}", officer }
                }
                Entry { to: Route::Officers {}, icon: "community", title: i.show("association-officers-all") }
            }
        }
    }
}

/// Households one asked to join: nothing of the association is open before an officer has looked.
#[component]
fn Waiting(requests: Vec<JoinRequest>) -> Element {
    rsx! {
        for request in requests {
            Request { key: "{request.id}", request }
        }
    }
}

#[component]
fn Request(request: JoinRequest) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let today = use_today();
    let refused = request.state == RequestState::Refused;
    let id = request.id;
    let asked = crate::dates::civil_day(i, request.at.jst_date(), today);
    rsx! {
        section { class: "card request", role: "status",
            p { class: "line", Icon { name: if refused { "info" } else { "clock" } }
                strong { {i.show(if refused { "association-request-refused" } else { "association-request-waiting" })} }
            }
            p { span { lang: "ja", "{request.association} {request.block}" } " · " {ruby(&words::household(i, &request.household))} " " span { lang: "ja", "{request.place}" } }
            p { class: "soft",
                if refused {
                    {i.show("association-request-refused-detail")}
                } else {
                    {i.show_with("association-request-waiting-detail", &[("day", Arg::Text(&asked))])}
                }
            }
            div { class: "line",
                if refused {
                    Link { to: Route::JoinAssociation {}, class: "button main", {i.show("association-request-again")} }
                }
                button { class: "button", r#type: "button",
                    onclick: move |_| {
                        let engine = engine.clone();
                        command.run(async move { engine.take_back_request(id).await }, Some("association-request-gone"));
                    },
                    {i.show(if refused { "association-request-clear" } else { "association-request-take-back" })}
                }
            }
        }
    }
}

/// No household yet: what will be here, and the one next step.
#[component]
fn Empty() -> Element {
    let i = use_i18n();
    rsx! {
        State { icon: "community", title: i.show("association-empty"), detail: i.show("association-empty-detail"),
            Link { to: Route::JoinAssociation {}, class: "button main", {i.show("association-join")} }
            Link { to: Route::TakeSeat {}, class: "button", {i.show("officer-take-seat")} }
        }
    }
}
