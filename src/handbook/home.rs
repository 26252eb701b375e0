//! The handbook's first screen: the children, and above them what is asked today. With no child yet, the one next
//! step.

use super::{Face, Known, assessed, checkup, child::is_possible, children, entry, use_handbook, use_today, words};
use crate::{
    dates,
    hooks::use_query,
    i18n::{Arg, I18n, ruby, use_i18n},
    platform,
    route::Route,
    ui::{Entry, Heading, Icon, State},
};
use chrono::Days;
use dioxus::prelude::*;
use itsumo_domain::handbook::Fact;
use itsumo_engine::{Change, RecoveryView};
use itsumo_handbook::immunization::Assessment;

/// Days ahead in which a plan is told of.
const SOON: u64 = 14;

/// The children, and what is asked today.
#[component]
pub fn HandbookHome() -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let known = children(&handbook);
    let title = i.say("handbook-title");
    use_effect(|| platform::tell_paint(".handbook"));
    rsx! {
        document::Title { "{title}" }
        div { class: "pane handbook",
            div { class: "page stack loose",
                Heading { {i.show("handbook-title")} }
                if known.is_empty() {
                    Empty {}
                } else {
                    Asked { known: known.clone() }
                    section { class: "section",
                        h2 { {i.show("handbook-children")} }
                        ul { class: "cards",
                            for child in known {
                                li { key: "{child.id}", ChildCard { known: child } }
                            }
                        }
                        Link { to: Route::NewChild {}, class: "button wide", Icon { name: "plus" } {i.show("handbook-child-new")} }
                    }
                    section { class: "section",
                        h2 { {i.show("handbook-together")} }
                        div { class: "group",
                            Entry { to: Route::FamilyVaccines {}, icon: "vaccination", title: i.show("handbook-family-vaccines"),
                                detail: i.show("handbook-family-vaccines-detail") }
                            Entry { to: Route::FamilyHome {}, icon: "community", title: i.show("family-title"),
                                detail: i.show("handbook-family-detail") }
                            Entry { to: Route::Leave {}, icon: "download", title: i.show("handbook-door-leave"),
                                detail: i.show("handbook-door-leave-detail") }
                        }
                    }
                }
            }
        }
    }
}

/// No child yet.
#[component]
fn Empty() -> Element {
    let i = use_i18n();
    rsx! {
        State { icon: "handbook", title: i.show("handbook-empty"), detail: i.show("handbook-empty-detail"),
            Link { to: Route::NewChild {}, class: "button main", {i.show("handbook-child-new")} }
        }
        div { class: "assure", Icon { name: "lock" } p { {i.show("handbook-private")} } }
        section { class: "section",
            h2 { {i.show("handbook-had-one")} }
            div { class: "group",
                Entry { to: Route::JoinFamily {}, icon: "community", title: i.show("family-join"), detail: i.show("family-join-short") }
                Entry { to: Route::RecoverFamily {}, icon: "key", title: i.show("family-recover"), detail: i.show("family-recover-short") }
                Entry { to: Route::Leave {}, icon: "download", title: i.show("handbook-import"), detail: i.show("handbook-import-short") }
            }
        }
    }
}

#[component]
fn ChildCard(known: Known) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let last = handbook
        .entries(known.id)
        .find(|entry| {
            entry.date() <= today && !matches!(entry.fact, Fact::Child(_) | Fact::Shared(_) | Fact::Reminder(_))
        })
        .map(|entry| (entry.date(), words::headline(i, &entry.fact)));
    rsx! {
        Link { to: Route::ChildHome { child: known.id }, class: "card child",
            Face { name: known.child.name.clone(), photo: known.child.photo.clone() }
            span { class: "words",
                strong { {ruby(&known.name(i))} }
                " "
                span { class: "age", {ruby(&known.age(i, today))} }
                if let Some((date, text)) = last {
                    small { class: "clamp",
                        {ruby(&dates::civil_day(i, date, today))}
                        " "
                        {ruby(&text)}
                    }
                }
            }
            Icon { name: "forward" }
        }
    }
}

/// Something that is asked today.
#[derive(Clone, PartialEq)]
struct Ask {
    key: String,
    to: Route,
    icon: &'static str,
    title: String,
    detail: String,
}

/// What is asked today, most pressing first.
#[component]
fn Asked(known: Vec<Known>) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let family = use_query(&[Change::Family, Change::Handbook], |engine| async move { engine.family().await });
    let mut asks: Vec<Ask> = handbook
        .conflicts()
        .iter()
        .filter_map(|conflict| {
            let first = *conflict.entries.first()?;
            Some(Ask {
                key: format!("conflict-{first}"),
                to: Route::Decide { entry: first },
                icon: "info",
                title: i.marked(
                    "handbook-ask-conflict",
                    &[("what", Arg::Text(&entry::conflict_line(i, &handbook, &conflict.entries)))],
                ),
                detail: i.marked("handbook-ask-conflict-detail", &[]),
            })
        })
        .collect();
    for child in &known {
        asks.extend(planned(i, child, &handbook, today));
        asks.extend(possible(i, child, &assessed(&handbook, child, today)));
        if let Some(born) = child.child.birth_date {
            // What is booked is told above with its day.
            let booked = |which: &str| {
                let planned = handbook.appointments(child.id);
                planned.iter().any(|(_, one)| one.date >= today && one.checkup.as_deref() == Some(which))
            };
            let near = checkup::near(&handbook, child.id, born, today).into_iter().filter(|which| !booked(which));
            asks.extend(near.map(|which| Ask {
                key: format!("checkup-{which}-{}", child.id),
                to: Route::Checkups { child: child.id },
                icon: "health",
                title: named(i, child, &i.marked(&format!("checkup-name-{which}"), &[])),
                detail: i.marked("handbook-ask-checkup", &[]),
            }));
        }
    }
    // Without a copy on the server no paper brings anything back.
    if let Some(Ok(view)) = &*family.read()
        && !view.apart
    {
        asks.extend(about_recovery(i, view.recovery.as_ref()));
    }
    rsx! {
        section { class: "section",
            h2 { {i.show("handbook-today")} }
            if asks.is_empty() {
                div { class: "note good", Icon { name: "check" } p { {i.show("handbook-today-nothing")} } }
            } else {
                ul { class: "group asks",
                    for ask in asks {
                        li { key: "{ask.key}",
                            Link { to: ask.to, class: "entry",
                                Icon { name: ask.icon }
                                span { class: "words", {ruby(&ask.title)} small { {ruby(&ask.detail)} } }
                                Icon { name: "forward" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `陽葵: 1歳6か月児健診`. Marked with ruby.
fn named(i: I18n, child: &Known, what: &str) -> String {
    i.marked("handbook-ask-of", &[("name", Arg::Text(&child.name(i))), ("what", Arg::Text(what))])
}

fn planned(i: I18n, child: &Known, handbook: &itsumo_domain::handbook::Handbook, today: chrono::NaiveDate) -> Vec<Ask> {
    let until = today.checked_add_days(Days::new(SOON)).unwrap_or(today);
    handbook
        .appointments(child.id)
        .into_iter()
        .filter(|(_, planned)| (today..=until).contains(&planned.date))
        .map(|(entry, planned)| {
            let mut detail = dates::civil_day(i, planned.date, today);
            if let Some(time) = planned.time {
                detail = format!("{detail} {}", time.format("%-H:%M"));
            }
            if !planned.place.is_empty() {
                detail = format!("{detail} · {}", planned.place);
            }
            Ask {
                key: format!("planned-{}", entry.id),
                to: Route::EntryScreen { entry: entry.id },
                icon: "events",
                title: named(i, child, &words::headline(i, &entry.fact)),
                detail,
            }
        })
        .collect()
}

/// Vaccines that can be given now.
fn possible(i: I18n, child: &Known, all: &[Assessment]) -> Option<Ask> {
    let open: Vec<String> =
        all.iter().filter(|one| is_possible(one)).map(|one| words::series_name(i, &one.series)).collect();
    let count = i64::try_from(open.len()).unwrap_or(0);
    (count > 0).then(|| Ask {
        key: format!("vaccines-{}", child.id),
        to: Route::Vaccines { child: child.id },
        icon: "vaccination",
        title: named(i, child, &i.marked("handbook-ask-vaccines", &[("count", Arg::Number(count))])),
        detail: open.iter().take(4).cloned().collect::<Vec<_>>().join(&i.marked("handbook-and", &[])),
    })
}

/// The paper: to be made, to be made anew, or to be looked for once more.
fn about_recovery(i: I18n, made: Option<&RecoveryView>) -> Option<Ask> {
    let (title, detail) = match made {
        None => ("handbook-ask-recovery", "handbook-ask-recovery-detail"),
        Some(made) if made.renew => ("handbook-ask-recovery", "family-recovery-removed"),
        Some(made) if made.ask => ("handbook-ask-recovery-again", "handbook-ask-recovery-again-detail"),
        Some(_) => return None,
    };
    Some(Ask {
        key: "recovery".to_owned(),
        to: Route::RecoveryScreen {},
        icon: "key",
        title: i.marked(title, &[]),
        detail: i.marked(detail, &[]),
    })
}
