//! Health checks: which is due, what was answered and what was said there.

mod data;
mod form;

pub use data::{ALL, Age, Check, Item, Kind};
pub use form::{EditCheckup, NewCheckup};

use super::{Gone, Whose, use_child, use_handbook, use_today, words};
use crate::{
    dates,
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Icon, Page},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::Handbook;
use uuid::Uuid;

/// What is asked at a check; of an unknown one, what is asked at any.
pub fn items(which: &str) -> &'static [Item] {
    ALL.iter().find(|check| check.id == which).or(ALL.last()).map_or(&[], |check| check.items)
}

/// The key of an item's text.
pub fn item_key(which: &str, item: &str) -> String {
    // What the family wants to ask and what it was told is the same everywhere.
    match item {
        "worries" | "told" | "brushing" | "rest" => format!("checkup-item-{item}"),
        _ => format!("checkup-item-{which}-{item}"),
    }
}

/// The checks whose time it is and that are not written down yet.
pub fn near(handbook: &Handbook, child: Uuid, born: NaiveDate, today: NaiveDate) -> Vec<&'static str> {
    let done: Vec<String> = handbook.checkups(child).into_iter().map(|(_, check)| check.which.clone()).collect();
    ALL.iter()
        .filter(|check| {
            check.window.is_some_and(|(opens, closes)| (opens.of(born)..closes.of(born)).contains(&today))
                && !done.iter().any(|which| which == check.id)
        })
        .map(|check| check.id)
        .collect()
}

/// All checks of a child.
#[component]
pub fn Checkups(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let written = handbook.checkups(child);
    let by_age: Vec<Line> = known.child.birth_date.map_or_else(Vec::new, |born| {
        ALL.iter()
            .filter_map(|check| {
                let (opens, closes) = check.window?;
                let done =
                    written.iter().find(|(_, one)| one.which == check.id).map(|(entry, one)| (entry.id, one.date));
                Some(Line::of(i, check.id, done, opens.of(born), closes.of(born), today))
            })
            .collect()
    });
    let rest: Vec<(Uuid, &str, String, String)> = written
        .iter()
        .rev()
        .filter(|(_, check)| known.expected() || ALL.iter().all(|one| one.id != check.which || one.window.is_none()))
        .map(|(entry, check)| {
            (entry.id, "check", words::headline(i, &entry.fact), dates::civil_day(i, check.date, today))
        })
        .collect();
    let more: &[&str] = if known.expected() { &["pregnancy", "other"] } else { &["dental", "other"] };
    rsx! {
        Page { title: i.say("handbook-door-checkups"), heading: i.show("handbook-door-checkups"),
            Whose { child }
            if !by_age.is_empty() {
                section { class: "section",
                    h2 { {i.show("checkup-by-age")} }
                    ul { class: "group",
                        for line in by_age {
                            li { key: "{line.which}",
                                Link {
                                    to: match line.done {
                                        Some(entry) => Route::EntryScreen { entry },
                                        None => Route::NewCheckup { child, which: line.which.to_owned() },
                                    },
                                    class: "entry",
                                    Icon { name: if line.done.is_some() { "lifted" } else { "health" } }
                                    span { class: "words",
                                        {i.show(&format!("checkup-name-{}", line.which))}
                                        small { {ruby(&line.when)} }
                                    }
                                    if line.now {
                                        span { class: "tag", {i.show("checkup-now")} }
                                    }
                                    Icon { name: "forward" }
                                }
                            }
                        }
                    }
                    p { class: "soft", {i.show("checkup-city-decides")} }
                }
            }
            section { class: "section",
                h2 { {i.show(if known.expected() { "handbook-door-pregnancy" } else { "checkup-others" })} }
                if !rest.is_empty() {
                    ul { class: "group",
                        for (entry, icon, title, when) in rest {
                            li { key: "{entry}",
                                Link { to: Route::EntryScreen { entry }, class: "entry",
                                    Icon { name: icon }
                                    span { class: "words", {ruby(&title)} small { {ruby(&when)} } }
                                    Icon { name: "forward" }
                                }
                            }
                        }
                    }
                }
                div { class: "line",
                    for which in more {
                        Link { key: "{which}", to: Route::NewCheckup { child, which: (*which).to_owned() }, class: "button",
                            Icon { name: "plus" }
                            {i.show(&format!("checkup-name-{which}"))}
                        }
                    }
                }
            }
        }
    }
}

/// A check of the list by age.
struct Line {
    which: &'static str,
    done: Option<Uuid>,
    now: bool,
    when: String,
}

impl Line {
    fn of(
        i: I18n,
        which: &'static str,
        done: Option<(Uuid, NaiveDate)>,
        opens: NaiveDate,
        closes: NaiveDate,
        today: NaiveDate,
    ) -> Self {
        let last = closes.pred_opt().unwrap_or(closes);
        let when = match done {
            Some((_, day)) => i.marked("checkup-done-on", &[("day", Arg::Text(&dates::civil_day(i, day, today)))]),
            None => i.marked(
                if closes <= today { "checkup-was" } else { "handbook-from-until" },
                &[
                    ("from", Arg::Text(&dates::civil_day(i, opens, today))),
                    ("until", Arg::Text(&dates::civil_day(i, last, today))),
                ],
            ),
        };
        Self { which, done: done.map(|(id, _)| id), now: done.is_none() && opens <= today && today < closes, when }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::{
        Timestamp,
        handbook::{Checkup, Entry, Fact, Writer},
        i18n::{Locale, has},
    };
    use std::collections::BTreeSet;

    #[test]
    fn every_question_has_words_and_a_name_of_its_own() {
        for check in &ALL {
            let ids: BTreeSet<_> = check.items.iter().map(|item| item.id).collect();
            assert_eq!(ids.len(), check.items.len(), "{}", check.id);
            for locale in Locale::ALL {
                assert!(has(locale, &format!("checkup-name-{}", check.id)), "{}", check.id);
                for item in check.items {
                    assert!(has(locale, &item_key(check.id, item.id)), "{} {}", check.id, item.id);
                }
            }
        }
    }

    #[test]
    fn a_check_is_near_in_its_time_and_until_it_is_written_down() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let child = Uuid::from_u128(1);
        let born = day(2025, 5, 20);
        let nothing = Handbook::default();
        assert!(near(&nothing, child, born, day(2025, 6, 16)).is_empty());
        assert_eq!(near(&nothing, child, born, day(2025, 6, 17)), ["1m"]);
        assert_eq!(near(&nothing, child, born, day(2026, 11, 20)), ["18m"]);
        assert_eq!(near(&nothing, child, born, day(2027, 5, 19)), ["18m"]);
        assert!(near(&nothing, child, born, day(2027, 5, 20)).is_empty());
        let done = Handbook::of([Entry {
            id: Uuid::from_u128(2),
            at: Timestamp::default(),
            by: Writer::default(),
            supersedes: Vec::new(),
            child: Some(child),
            fact: Fact::Checkup(Checkup { which: "18m".into(), date: day(2026, 11, 20), ..Checkup::default() }),
        }]);
        assert!(near(&done, child, born, day(2026, 11, 21)).is_empty());
    }
}
