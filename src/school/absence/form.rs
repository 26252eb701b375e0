//! The form: one page, filled in as most mornings need it, so that all that is left is to send it.

use super::{
    super::{
        days::{self, Closed},
        parts::{Gone, TimeField},
        use_school, use_today, words,
    },
    draft::{PartName, Written},
};
use crate::{
    dates,
    handbook::Slips,
    hooks::{use_engine, use_query},
    i18n::{Arg, I18n, ruby, use_i18n},
    route::{Route, use_back},
    ui::{
        Area, Bar, Choice, Choices, DayField, Draft, ErrorLine, Field, FormError, Heading, Icon, Phones, State, Submit,
        TakenUp, Tick, use_draft, use_form,
    },
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::school::{
    Facility,
    absence::{Lesson, Reason, Symptom, Told},
};
use itsumo_engine::{
    Change, Error,
    school::{AbsenceRow, AtSchool, School},
};
use uuid::Uuid;

/// Told of any of the children.
#[component]
pub fn NewAbsence() -> Element {
    rsx! { New { child: None } }
}

/// Told of one.
#[component]
pub fn NewAbsenceOf(child: Uuid) -> Element {
    rsx! { New { key: "{child}", child } }
}

/// Children of whom this guardian may tell.
pub fn tellable(school: &School) -> Vec<AtSchool> {
    school.tellable().cloned().collect()
}

#[component]
fn New(child: Option<Uuid>) -> Element {
    let i = use_i18n();
    let school = use_school();
    let children = tellable(&school);
    if children.is_empty() || child.is_some_and(|id| !children.iter().any(|one| one.id == id)) {
        let title = i.say("school-form-title");
        return rsx! {
            document::Title { "{title}" }
            div { class: "pane",
                Bar {}
                State { icon: "school", title: i.show("school-form-nobody"), detail: i.show("school-form-nobody-detail"),
                    Link { to: Route::SchoolHome {}, class: "button", {i.show("school-to-home")} }
                }
            }
        };
    }
    rsx! { Form { among: children, first: child, edits: None } }
}

/// Said anew.
#[component]
pub fn EditAbsence(id: Uuid) -> Element {
    let school = use_school();
    let Some(row) = school.absences.iter().find(|row| row.id == id).cloned() else { return rsx! { Gone {} } };
    // Whoever lost sight of the child since may still say it anew to those who were told.
    let mut children: Vec<AtSchool> =
        school.children.iter().filter(|child| child.id == row.view.absence.pupil).cloned().collect();
    if children.is_empty() {
        return rsx! { Gone {} };
    }
    children.truncate(1);
    rsx! { Form { key: "{id}", among: children, first: None, edits: Some(row) } }
}

/// The name under which a form is kept: by whose card it was opened, so that what was begun for one child is never
/// sent for another.
fn draft_name(first: Option<Uuid>, edits: Option<&AbsenceRow>) -> String {
    let what = match (edits, first) {
        (Some(row), _) => row.id.to_string(),
        (None, Some(child)) => format!("of-{child}"),
        (None, None) => "new".to_owned(),
    };
    format!("{}absence/{what}", itsumo_engine::draft::PERSON)
}

#[component]
fn Form(among: Vec<AtSchool>, first: Option<Uuid>, edits: Option<AbsenceRow>) -> Element {
    let children = among;
    let i = use_i18n();
    let engine = use_engine();
    let school = use_school();
    let back = use_back();
    let navigator = navigator();
    let today = use_today();
    let form = use_form();
    let begun = {
        let (children, edits, school) = (children.clone(), edits.clone(), school.clone());
        let now = engine.now();
        move || match &edits {
            Some(row) => {
                let (from, until) = (row.view.absence.from, row.view.absence.until);
                let desks: Vec<Told> = children.iter().flat_map(|child| child.desks(from, until)).collect();
                Written::of(&row.view.absence, &desks)
            }
            None => {
                let only = children.first().filter(|_| children.len() == 1).map(|child| child.id);
                let pupils: Vec<Uuid> = first.or(only).into_iter().collect();
                let about = children.iter().filter(|child| pupils.is_empty() || pupils.contains(&child.id));
                let day = about.filter_map(|child| school.draft(child.id, now)).map(|meant| meant.from).min();
                Written::new(pupils, day.unwrap_or(today))
            }
        }
    };
    let fresh = begun.clone();
    let draft = use_draft(draft_name(first, edits.as_ref()), begun);
    // What was begun for a day that is over is begun anew.
    let stale = use_hook(|| {
        let old = edits.is_none() && draft.taken_up && draft.peek().day < today && draft.peek().range.is_none();
        if old {
            draft.renew(fresh());
        }
        old
    });
    let mut slips = use_signal(Slips::default);
    let now = draft.now.read().clone();
    let mut change = move |how: Box<dyn FnOnce(&mut Written)>| {
        slips.set(Slips::default());
        draft.change(how);
    };

    let chosen: Vec<AtSchool> = children.iter().filter(|child| now.pupils.contains(&child.id)).cloned().collect();
    let edited = edits.as_ref().map(|row| row.id);
    let mut send = {
        let (engine, children) = (engine.clone(), children.clone());
        move || {
            let told = match draft.peek().read(&children, today) {
                Ok(told) => told,
                Err(found) => {
                    found.show_first();
                    slips.set(found);
                    return;
                }
            };
            let told: Vec<_> =
                told.into_iter().map(|absence| (edited.unwrap_or_else(|| engine.new_id()), absence)).collect();
            let ids: Vec<Uuid> = told.iter().map(|(id, _)| *id).collect();
            let engine = engine.clone();
            form.send(async move { engine.report_absences(told).await }, move |()| {
                draft.forget();
                match ids.as_slice() {
                    // The screen that one came from shows it already.
                    [_] if edited.is_some() => back.go(),
                    [id] => drop(navigator.replace(Route::AbsenceScreen { id: *id })),
                    _ => drop(navigator.replace(Route::Absences {})),
                }
            });
        }
    };
    let error = move |field: &str| slips.read().of(i, field).or_else(|| form.field(i, field));
    let heading = if edits.is_some() { "school-form-edit" } else { "school-form-title" };
    let title = i.say(heading);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane school-form",
            Bar {}
            div { class: "page stack loose",
                Heading { {i.show(heading)} }
                if !stale {
                    TakenUp { draft }
                }
                WhenOffline { among: if chosen.is_empty() { children.clone() } else { chosen.clone() } }
                if edits.is_none() && children.len() > 1 {
                    div { class: "stack tight",
                        Choices { id: "who", label: i.show("school-form-who"),
                            options: children.iter().map(|child| (child.id.to_string(), words::name(i, &child.card))).collect::<Vec<_>>(),
                            chosen: now.pupils.iter().map(Uuid::to_string).collect::<Vec<_>>(),
                            onchoose: move |ids: Vec<String>| change(Box::new(move |draft| draft.pupils = ids.iter().filter_map(|id| id.parse().ok()).collect())) }
                        ErrorLine { id: "who", error: error("who") }
                    }
                } else {
                    Who { among: children.clone() }
                }
                Already { school: school.clone(), pupils: now.pupils.clone(), days: now.days(today), except: edited }
                When { draft, among: if chosen.is_empty() { children.clone() } else { chosen.clone() }, slips }
                Choice { id: "part", label: i.show("school-form-part"),
                    options: PartName::ALL.iter().map(|(part, key)| (format!("{part:?}"), i.marked(key, &[]))).collect::<Vec<_>>(),
                    chosen: format!("{:?}", now.part),
                    onchoose: move |name: String| {
                        if let Some((part, _)) = PartName::ALL.iter().find(|(part, _)| format!("{part:?}") == name) {
                            change(Box::new(|draft| draft.part = *part));
                        }
                    } }
                match now.part {
                    PartName::AllDay => rsx! {},
                    PartName::Late => rsx! {
                        TimeField { id: "time", label: i.show("school-form-late-time"), initial: now.time.clone(), error: error("time"),
                            offered: vec!["9:00", "9:30", "10:00", "10:30", "11:00", "13:00"],
                            oninput: move |text: String| change(Box::new(|draft| draft.time = text)) }
                    },
                    PartName::Leaves => rsx! {
                        TimeField { id: "time", label: i.show("school-form-leaves-time"), initial: now.time.clone(), error: error("time"),
                            offered: vec!["10:30", "11:30", "12:30", "13:30", "14:00", "14:30"],
                            oninput: move |text: String| change(Box::new(|draft| draft.time = text)) }
                    },
                    PartName::SitsOut => rsx! {
                        div { class: "stack tight",
                            Choices { id: "lessons", label: i.show("school-form-lessons"),
                                options: [Lesson::Pe, Lesson::Pool].iter().map(|one| (format!("{one:?}"), words::lesson(i, *one))).collect::<Vec<_>>(),
                                chosen: now.lessons.iter().map(|one| format!("{one:?}")).collect::<Vec<_>>(),
                                onchoose: move |names: Vec<String>| change(Box::new(move |draft| {
                                    draft.lessons = [Lesson::Pe, Lesson::Pool].into_iter().filter(|one| names.contains(&format!("{one:?}"))).collect();
                                })) }
                            ErrorLine { id: "lessons", error: error("lessons") }
                        }
                    },
                }
                Choice { id: "reason", label: i.show("school-form-reason"),
                    options: Reason::ALL.iter().map(|one| (one.name().to_owned(), words::reason(i, *one))).collect::<Vec<_>>(),
                    chosen: now.reason.name().to_owned(),
                    onchoose: move |name: String| {
                        if let Some(reason) = Reason::ALL.into_iter().find(|one| one.name() == name) {
                            change(Box::new(move |draft| draft.reason = reason));
                        }
                    } }
                if now.asks_symptoms() {
                    Choices { id: "symptoms", label: i.show("school-form-symptoms"), hint: i.show("school-form-optional"),
                        options: Symptom::ALL.iter().map(|one| (one.name().to_owned(), words::symptom(i, *one))).collect::<Vec<_>>(),
                        chosen: now.symptoms.iter().map(|one| one.name().to_owned()).collect::<Vec<_>>(),
                        onchoose: move |names: Vec<String>| change(Box::new(move |draft| {
                            draft.symptoms = Symptom::ALL.into_iter().filter(|one| names.iter().any(|name| name == one.name())).collect();
                        })) }
                    Field { id: "temperature", class: "short", label: i.show("school-form-temperature"), hint: i.show("school-form-temperature-hint"),
                        inputmode: "decimal", maxlength: 8, initial: now.temperature.clone(), error: error("temperature"),
                        oninput: move |text: String| change(Box::new(|draft| draft.temperature = text)) }
                }
                div { class: "stack tight",
                    Area { id: "note", label: i.show("school-form-note"), hint: i.show("school-form-note-hint"), initial: now.note.clone(),
                        oninput: move |text: String| change(Box::new(|draft| draft.note = text)) }
                    ErrorLine { id: "note", error: error("note") }
                    Tick { label: i.show("school-form-call-me"), on: now.call_me,
                        onchange: move |on| change(Box::new(move |draft| draft.call_me = on)) }
                }
                Tell { draft, among: if chosen.is_empty() { children.clone() } else { chosen.clone() }, slips }
                FormError { form, fields: vec!["until", "temperature", "note", "lessons", "tell"] }
            }
            div { class: "foot-bar tell-bar",
                p { class: "summary", "aria-live": "polite", {ruby(&summary(i, &now, &chosen, today))} }
                Submit { form, onsend: move |()| send(), {i.show(if edits.is_some() { "school-form-send-edit" } else { "school-form-send" })} }
            }
        }
    }
}

/// What is about to be told, in one line beside the button that tells it.
fn summary(i: I18n, now: &Written, chosen: &[AtSchool], today: NaiveDate) -> String {
    if chosen.is_empty() {
        return i.marked("school-form-choose-who", &[]);
    }
    let names: Vec<_> = chosen.iter().map(|child| words::name(i, &child.card)).collect();
    let days = match now.days(today) {
        (Some(from), Some(until)) => dates::from_until(i, from, until, today),
        _ => String::new(),
    };
    let part = PartName::ALL.iter().find(|(part, _)| *part == now.part).map_or("", |(_, key)| key);
    i.marked(
        "school-form-summary",
        &[
            ("names", Arg::Text(&words::together(i, &names))),
            ("days", Arg::Text(&days)),
            ("part", Arg::Text(&i.marked(part, &[]))),
        ],
    )
}

/// The one child it is about.
#[component]
fn Who(among: Vec<AtSchool>) -> Element {
    let i = use_i18n();
    let Some(child) = among.into_iter().next() else { return rsx! {} };
    let place = child.card.places.first().map(|place| words::short(&place.facility).to_owned());
    rsx! {
        p { class: "whose-line",
            crate::handbook::Face { name: child.card.name.clone(), small: true }
            span { class: "words",
                strong { {ruby(&words::name(i, &child.card))} }
                if let Some(place) = place {
                    " "
                    span { class: "soft", lang: "ja", "{place}" }
                }
            }
        }
    }
}

/// What was told of these days already, by whomever: so that nothing is told twice.
#[component]
fn Already(
    school: std::sync::Arc<School>,
    pupils: Vec<Uuid>,
    days: (Option<NaiveDate>, Option<NaiveDate>),
    except: Option<Uuid>,
) -> Element {
    let i = use_i18n();
    let today = use_today();
    let (Some(from), Some(until)) = days else { return rsx! {} };
    let told: Vec<AbsenceRow> = school
        .absences
        .iter()
        .filter(|row| !row.view.withdrawn && Some(row.id) != except && pupils.contains(&row.view.absence.pupil))
        .filter(|row| row.view.absence.from <= until && from <= row.view.absence.until)
        .cloned()
        .collect();
    rsx! {
        for row in told {
            div { key: "{row.id}", class: "note", role: "status", Icon { name: "info" }
                div { class: "stack tight",
                    p { {i.show_with("school-form-already", &[
                        ("what", Arg::Text(&words::absence(i, &row.view.absence, today))),
                        ("who", Arg::Text(&words::by(i, &row.view.by))),
                    ])} }
                    Link { to: Route::AbsenceScreen { id: row.id }, class: "button", {i.show("school-form-see")} }
                }
            }
        }
    }
}

/// On which days. Days on which the school is closed are said in words, and not refused: the school may know better.
#[component]
fn When(draft: Draft<Written>, among: Vec<AtSchool>, slips: Signal<Slips>) -> Element {
    let i = use_i18n();
    let today = use_today();
    let now = draft.now.read().clone();
    let about: Vec<&AtSchool> = among.iter().collect();
    let school = use_school();
    let tomorrow = today.succ_opt().unwrap_or(today);
    let next = about.iter().filter_map(|child| school.next_open(child.id, tomorrow)).min();
    let mut slips = slips;
    // What can be chosen at a tap: today, the next day of school, the day that stands there already.
    let mut offered = vec![today];
    offered.extend(next);
    if !offered.contains(&now.day) {
        offered.push(now.day);
    }
    offered.sort();
    offered.dedup();
    let mut options: Vec<(String, String)> =
        offered.iter().map(|day| (day.to_string(), dates::civil_day(i, *day, today))).collect();
    options.push(("range".to_owned(), i.marked("school-form-range", &[])));
    let chosen = if now.range.is_some() { "range".to_owned() } else { now.day.to_string() };
    let error = |field: &str| slips.read().of(i, field);
    let closed = match now.days(today) {
        (Some(from), Some(until)) if from <= until => days::closed_between(&about, from, until),
        _ => Vec::new(),
    };
    let start = now.day;
    rsx! {
        div { class: "stack tight",
            Choice { id: "when", label: i.show("school-form-when"), options, chosen,
                onchoose: move |value: String| {
                    slips.set(Slips::default());
                    draft.change(|draft| match value.parse::<NaiveDate>() {
                        Ok(day) => {
                            draft.day = day;
                            draft.range = None;
                        }
                        Err(_) => draft.range = Some((start.format("%Y-%m-%d").to_string(), String::new())),
                    });
                } }
            if let Some((from, until)) = now.range.clone() {
                div { class: "pair",
                    DayField { id: "from", label: i.show("school-form-from"), toward: dates::Toward::Future, initial: from, error: error("from"),
                        oninput: move |text: String| { slips.set(Slips::default()); draft.change(|draft| if let Some(range) = &mut draft.range { range.0 = text; }) } }
                    DayField { id: "until", label: i.show("school-form-until"), toward: dates::Toward::Future, initial: until, error: error("until"),
                        oninput: move |text: String| { slips.set(Slips::default()); draft.change(|draft| if let Some(range) = &mut draft.range { range.1 = text; }) } }
                }
            }
            ClosedDays { closed, single: now.range.is_none() }
        }
    }
}

/// Closed days among those chosen, with the reason: 24日は祝日です.
#[component]
fn ClosedDays(closed: Vec<Closed>, single: bool) -> Element {
    let i = use_i18n();
    let today = use_today();
    if closed.is_empty() {
        return rsx! {};
    }
    let more = closed.len().saturating_sub(3);
    rsx! {
        div { class: if single { "note warn" } else { "note" }, role: "status", Icon { name: "events" }
            div {
                for one in closed.iter().take(3) {
                    p { key: "{one.day}",
                        {i.show_with("school-closed-on", &[
                            ("day", Arg::Text(&dates::civil_day(i, one.day, today))),
                            ("why", Arg::Text(&days::why(i, &one.why))),
                        ])}
                    }
                }
                if more > 0 {
                    p { {i.show_with("school-closed-more", &[("count", Arg::Number(i64::try_from(more).unwrap_or(0)))])} }
                }
                if !single {
                    p { class: "soft", {i.show("school-closed-not-counted")} }
                }
            }
        }
    }
}

/// Who is told: every desk of every place, ticked.
#[component]
fn Tell(draft: Draft<Written>, among: Vec<AtSchool>, slips: Signal<Slips>) -> Element {
    let i = use_i18n();
    let now = draft.now.read().clone();
    let mut slips = slips;
    let mut seen: Vec<(Facility, Told)> = Vec::new();
    for place in among.iter().flat_map(|child| &child.card.places) {
        for desk in &place.facility.desks {
            let told = Told { facility: place.facility.id, desk: *desk };
            if !seen.iter().any(|(_, other)| *other == told) {
                seen.push((place.facility.clone(), told));
            }
        }
    }
    let error = slips.read().of(i, "tell");
    rsx! {
        div { class: "field", role: "group", "aria-labelledby": "tell-label",
            span { class: "label", id: "tell-label", tabindex: "-1", {i.show("school-form-tell")} }
            p { class: "hint", {i.show("school-form-tell-hint")} }
            div { class: "group ticks", id: "tell",
                for (facility, told) in seen {
                    Tick {
                        key: "{told.facility}-{told.desk:?}",
                        label: rsx! {
                            span { lang: "ja", "{words::short(&facility)}" }
                            " "
                            {ruby(&words::desk(i, Some(&facility), told.desk))}
                        },
                        on: !now.left_out.contains(&told),
                        onchange: move |on: bool| {
                            slips.set(Slips::default());
                            draft.change(|draft| {
                                draft.left_out.retain(|other| *other != told);
                                if !on {
                                    draft.left_out.push(told);
                                }
                            });
                        },
                    }
                }
            }
            ErrorLine { id: "tell", error }
        }
    }
}

/// Without a network the school does not know in time: its telephones, where the cut-off is near.
#[component]
fn WhenOffline(among: Vec<AtSchool>) -> Element {
    let i = use_i18n();
    let sync = use_query(&[Change::Sync], |engine| async move { Ok(engine.sync_state().await) });
    let offline = matches!(&*sync.read(), Some(Ok(state)) if state.problem == Some(Error::Offline));
    if !offline {
        return rsx! {};
    }
    let mut phones: Vec<(String, String)> = among
        .iter()
        .flat_map(|child| &child.card.places)
        .map(|place| (words::short(&place.facility).to_owned(), place.facility.phone.clone()))
        .filter(|(_, phone)| !phone.is_empty())
        .collect();
    phones.dedup();
    rsx! {
        div { class: "note", Icon { name: "offline" }
            div { class: "stack tight",
                p { {i.show("school-form-offline")} }
                Phones { phones }
            }
        }
    }
}
