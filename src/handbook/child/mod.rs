//! A child: its page with doors to all that is kept of it, the form that adds or changes it, and the day an
//! expected child is born.

mod beside;
mod born;
mod draft;
mod form;

pub use beside::Beside;
pub use born::Born;
pub use draft::{Baby, ChildDraft, sex_value};
pub use form::{EditChild, NewChild, condition_key};

use super::{Face, Gone, assessed, checkup, use_child, use_handbook, use_today, words};
use crate::{
    dates,
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Bar, Entry, Heading, Icon},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::{Child, Fact, HandbookIssue};
use itsumo_handbook::{
    growth::curves_of,
    immunization::{Assessment, Category, LegalStatus},
};
use uuid::Uuid;

/// Days from conception's reckoning to the due date: 40 weeks.
const TERM: i64 = 280;

/// Weeks and days of pregnancy on a day; nothing before it and a month after it should have ended.
pub fn weeks(due: NaiveDate, on: NaiveDate) -> Option<(i64, i64)> {
    let days = TERM - due.signed_duration_since(on).num_days();
    (0..=TERM + 30).contains(&days).then_some((days / 7, days % 7))
}

/// How far the pregnancy is, in words. Marked with ruby.
pub fn weeks_text(i: I18n, due: Option<NaiveDate>, on: NaiveDate) -> String {
    match due.and_then(|due| weeks(due, on)) {
        Some((weeks, days)) => {
            i.marked("handbook-weeks", &[("weeks", Arg::Number(weeks)), ("days", Arg::Number(days))])
        }
        None => i.marked("age-unborn", &[]),
    }
}

/// Which curves a handbook issued on `issued` prints; without a day, what was handed out in that pregnancy.
pub fn issue_of(issued: Option<NaiveDate>, born: Option<NaiveDate>) -> HandbookIssue {
    curves_of(&Child { handbook_issued: issued, birth_date: born, ..Child::default() })
}

/// Whether a vaccine of the law can be given now; those that the family pays for are not pressed on anybody.
pub fn is_possible(one: &Assessment) -> bool {
    one.legal == LegalStatus::Open && one.category == Category::Routine
}

/// A child's page.
#[component]
pub fn ChildHome(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let name = known.name(i);
    let title = itsumo_domain::i18n::without_ruby(&name);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {
                Link { to: Route::EditChild { child }, class: "icon-button", "aria-label": i.say("handbook-child-edit"),
                    Icon { name: "pencil" }
                }
            }
            div { class: "page stack loose",
                header { class: "child-head",
                    Face { name: known.child.name.clone(), photo: known.child.photo.clone() }
                    div {
                        Heading { {ruby(&name)} }
                        p { class: "lead", {ruby(&known.age(i, today))}
                            if let Some(born) = known.child.birth_date {
                                " · "
                                {ruby(&i.marked("handbook-born-on", &[("day", Arg::Text(&dates::civil_with_year(i, born)))]))}
                            } else if let Some(due) = known.child.due_date {
                                " · "
                                {ruby(&i.marked("handbook-due-on", &[("day", Arg::Text(&dates::civil_with_year(i, due)))]))}
                            }
                        }
                    }
                }
                if known.expected() {
                    Expecting { child, due: known.child.due_date }
                } else {
                    Latest { child }
                    QuickWrites { child }
                    BornDoors { child }
                }
                CommonDoors { child }
                Newest { child }
            }
        }
    }
}

/// What was written last. On a desk, where the doors stand beside; a phone has it a tap away.
#[component]
fn Newest(child: Uuid) -> Element {
    const MOST: usize = 8;
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let told = |fact: &Fact| !matches!(fact, Fact::Child(_) | Fact::Shared(_) | Fact::Reminder(_));
    let rows: Vec<_> = handbook
        .entries(child)
        .filter(|entry| entry.date() <= today && told(&entry.fact))
        .take(MOST)
        .map(|entry| {
            let when = dates::civil_day(i, entry.date(), today);
            (entry.id, words::icon(&entry.fact), words::headline(i, &entry.fact), when)
        })
        .collect();
    if rows.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "section newest",
            h2 { {i.show("handbook-newest")} }
            ul { class: "group",
                for (entry, icon, title, when) in rows {
                    li { key: "{entry}",
                        Link { to: Route::EntryScreen { entry }, class: "entry",
                            Icon { name: icon }
                            span { class: "words", span { class: "clamp", {ruby(&title)} } small { {ruby(&when)} } }
                            Icon { name: "forward" }
                        }
                    }
                }
            }
        }
    }
}

/// What was measured last and what comes next.
#[component]
fn Latest(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let measured =
        handbook.measurements(child).last().map(|(entry, _)| (entry.date(), words::headline(i, &entry.fact)));
    let next = handbook
        .appointments(child)
        .into_iter()
        .find(|(_, planned)| planned.date >= today)
        .map(|(entry, planned)| (entry.id, planned.date, words::headline(i, &entry.fact)));
    if measured.is_none() && next.is_none() {
        return rsx! {};
    }
    rsx! {
        div { class: "facts",
            if let Some((date, text)) = measured {
                Link { to: Route::GrowthScreen { child }, class: "fact",
                    small { {ruby(&i.marked("handbook-last-measured", &[("day", Arg::Text(&dates::civil_day(i, date, today)))]))} }
                    strong { {ruby(&text)} }
                }
            }
            if let Some((entry, date, text)) = next {
                Link { to: Route::EntryScreen { entry }, class: "fact",
                    small { {ruby(&i.marked("handbook-next-planned", &[("day", Arg::Text(&dates::civil_day(i, date, today)))]))} }
                    strong { {ruby(&text)} }
                }
            }
        }
    }
}

/// What is written most often, in reach of the thumb.
#[component]
fn QuickWrites(child: Uuid) -> Element {
    let i = use_i18n();
    let writes = [
        (Route::NewMeasurement { child }, "growth", "handbook-write-growth"),
        (Route::NewDiary { child }, "diary", "handbook-write-diary"),
        (Route::NewMilestone { child }, "star", "handbook-write-milestone"),
        (Route::RecordDoses { child }, "vaccination", "handbook-write-dose"),
    ];
    rsx! {
        section { class: "section",
            h2 { {i.show("handbook-write")} }
            div { class: "quick",
                for (to, icon, key) in writes {
                    Link { key: "{key}", to, class: "tile", Icon { name: icon } span { {i.show(key)} } }
                }
            }
        }
    }
}

#[component]
fn BornDoors(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let Some(known) = use_child(child) else { return rsx! {} };
    let possible = assessed(&handbook, &known, today).iter().filter(|one| is_possible(one)).count();
    let checkup =
        known.child.birth_date.and_then(|born| checkup::near(&handbook, child, born, today).into_iter().next());
    let measured = handbook.measurements(child).len();
    let milestones = handbook.milestones(child).len();
    rsx! {
        section { class: "section doors",
            h2 { {i.show("handbook-doors")} }
            div { class: "group",
                Entry { to: Route::GrowthScreen { child }, icon: "growth", title: i.show("handbook-door-growth"),
                    detail: i.show("handbook-door-growth-detail"), value: count(i, measured) }
                Entry { to: Route::Vaccines { child }, icon: "vaccination", title: i.show("handbook-door-vaccines"),
                    detail: i.show("handbook-door-vaccines-detail"),
                    value: (possible > 0).then(|| i.show_with("handbook-possible-now", &[("count", Arg::Number(i64::try_from(possible).unwrap_or(0)))])) }
                Entry { to: Route::Forms { child }, icon: "procedures", title: i.show("handbook-door-forms"),
                    detail: i.show("handbook-door-forms-detail") }
                Entry { to: Route::Checkups { child }, icon: "health", title: i.show("handbook-door-checkups"),
                    detail: i.show("handbook-door-checkups-detail"),
                    value: checkup.map(|which| i.show(&format!("checkup-name-{which}"))) }
                Entry { to: Route::Milestones { child }, icon: "star", title: i.show("handbook-door-milestones"),
                    detail: i.show("handbook-door-milestones-detail"), value: count(i, milestones) }
            }
        }
    }
}

fn count(i: I18n, number: usize) -> Option<Element> {
    (number > 0).then(|| i.show_with("handbook-count", &[("count", Arg::Number(i64::try_from(number).unwrap_or(0)))]))
}

#[component]
fn CommonDoors(child: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let entries = handbook.entries(child).filter(|entry| !matches!(entry.fact, Fact::Child(_))).count();
    let pages = handbook.diary(child).len();
    let born = handbook.child(child).is_some_and(|(_, child)| child.birth_date.is_some());
    rsx! {
        section { class: "section doors",
            h2 { {i.show("handbook-doors-keep")} }
            div { class: "group",
                Entry { to: Route::DiaryPages { child }, icon: "diary", title: i.show("handbook-door-diary"), detail: i.show("handbook-door-diary-detail"), value: count(i, pages) }
                Entry { to: Route::Appointments { child }, icon: "events", title: i.show("handbook-door-appointments"), detail: i.show("handbook-door-appointments-detail") }
                Entry { to: Route::Timeline { child }, icon: "clock", title: i.show("handbook-door-timeline"),
                    detail: i.show("handbook-door-timeline-detail"), value: count(i, entries) }
                if born {
                    Entry { to: Route::ClinicScreen { child }, icon: "device", title: i.show("handbook-door-clinic"),
                        detail: i.show("handbook-door-clinic-detail") }
                }
                Entry { to: Route::Leave {}, icon: "download", title: i.show("handbook-door-leave"),
                    detail: i.show("handbook-door-leave-detail") }
                Entry { to: Route::ShareChild { child }, icon: "share", title: i.show("handbook-door-share"),
                    detail: i.show("handbook-door-share-detail") }
            }
        }
    }
}

/// A child on its way: what can be done now.
#[component]
fn Expecting(child: Uuid, due: Option<NaiveDate>) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let Some(known) = use_child(child) else { return rsx! {} };
    let rs = assessed(&handbook, &known, today).into_iter().find(|one| one.series == "RSV_MATERNAL");
    rsx! {
        if due.is_none() {
            div { class: "note", Icon { name: "info" }
                div { class: "stack", style: "gap:0.75rem",
                    p { {i.show("handbook-due-missing")} }
                    Link { to: Route::EditChild { child }, class: "button", {i.show("handbook-due-enter")} }
                }
            }
        }
        if let Some(next) = rs.as_ref().and_then(|rs| rs.next.clone()) {
            section { class: "section",
                h2 { {i.show("handbook-expecting-rs")} }
                div { class: "group",
                    Link { to: Route::VaccineWhy { child, series: "RSV_MATERNAL".to_owned() }, class: "entry",
                        Icon { name: "vaccination" }
                        span { class: "words",
                            {ruby(&rs_window(i, next.earliest, next.last_eligible, today))}
                            small { {i.show("handbook-expecting-rs-detail")} }
                        }
                        Icon { name: "forward" }
                    }
                }
            }
        }
        section { class: "section",
            h2 { {i.show("handbook-doors")} }
            div { class: "group",
                Entry { to: Route::Vaccines { child }, icon: "vaccination", title: i.show("handbook-door-vaccines") }
                Entry { to: Route::Checkups { child }, icon: "health", title: i.show("handbook-door-pregnancy"),
                    detail: pregnancy_rhythm(i, due, today) }
            }
        }
        Link { to: Route::Born { child }, class: "button main wide", {i.show("handbook-born")} }
    }
}

fn rs_window(i: I18n, from: NaiveDate, until: Option<NaiveDate>, today: NaiveDate) -> String {
    let from_text = dates::civil_day(i, from, today);
    match until {
        Some(until) => i.marked(
            "handbook-from-until",
            &[("from", Arg::Text(&from_text)), ("until", Arg::Text(&dates::civil_day(i, until, today)))],
        ),
        None => i.marked("handbook-from", &[("from", Arg::Text(&from_text))]),
    }
}

/// How often checkups are held at this stage.
fn pregnancy_rhythm(i: I18n, due: Option<NaiveDate>, today: NaiveDate) -> Option<Element> {
    let (weeks, _) = weeks(due?, today)?;
    Some(i.show(match weeks {
        ..24 => "checkup-rhythm-early",
        24..36 => "checkup-rhythm-middle",
        _ => "checkup-rhythm-late",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_counted_from_the_due_date() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let due = date(2027, 2, 10);
        assert_eq!(weeks(due, due), Some((40, 0)));
        assert_eq!(weeks(due, date(2026, 11, 22)), Some((28, 4)));
        assert_eq!(weeks(due, date(2026, 1, 1)), None);
        assert_eq!(weeks(due, date(2027, 4, 1)), None);
    }

    #[test]
    fn the_curves_changed_with_the_handbooks_of_april_2025() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        assert_eq!(issue_of(date(2025, 3, 31), date(2025, 8, 1)), HandbookIssue::Survey2010);
        // Handbooks are handed out in the first months of a pregnancy.
        assert_eq!(issue_of(None, date(2025, 10, 1)), HandbookIssue::Survey2010);
        assert_eq!(issue_of(None, date(2025, 11, 1)), HandbookIssue::Survey2023);
        assert_eq!(issue_of(None, None), HandbookIssue::Survey2023);
    }
}
