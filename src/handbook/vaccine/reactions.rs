//! What was seen after a vaccine: when, which signs, the temperature, a photo; what it mostly is, and whom to call.
//! Numbers come from the advice and from the city, never out of a sentence.

use super::standing::day;
use crate::{
    dates::{self, Toward},
    handbook::{
        Gone, Slips, Whose, keep,
        numbers::{degrees, parts},
        photo::{Photo, PhotoPicker},
        use_child, use_handbook, use_today,
    },
    hooks::{use_city, use_engine},
    i18n::{Arg, Local, ruby, use_i18n},
    route::Route,
    ui::{
        Area, Bar, Choices, DayField, Field, FormError, Heading, Icon, Submit, TakenUp, toast::use_toasts, use_draft,
        use_form,
    },
};
use chrono::{NaiveDate, NaiveTime};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    handbook::{BlobRef, Dose, Entry, Fact, Handbook, Reaction},
    i18n::without_ruby,
};
use itsumo_engine::NewEntry;
use itsumo_handbook::{
    advice::{Advice, Phone, Urgency},
    immunization::{Pack, explain},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is seen more than so many days after a dose is not laid at its door by itself.
const AFTER_DAYS: i64 = 28;

/// A temperature that a thermometer can show, in tenths.
pub const TEMPERATURES: std::ops::RangeInclusive<u32> = 340..=430;

/// Something seen, as it is being written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Seen {
    doses: Vec<String>,
    day: String,
    time: String,
    signs: Vec<String>,
    temperature: String,
    note: String,
    photo: Option<BlobRef>,
}

/// The doses of the last weeks, newest first.
fn recent(handbook: &Handbook, child: Uuid, today: NaiveDate) -> Vec<(Uuid, Dose)> {
    let doses = handbook.doses(child).into_iter().rev();
    doses
        .filter(|(_, dose)| (0..=AFTER_DAYS).contains(&today.signed_duration_since(dose.date).num_days()))
        .map(|(entry, dose)| (entry.id, dose.clone()))
        .collect()
}

fn begin(handbook: &Handbook, child: Uuid, now: Timestamp) -> Seen {
    let last = recent(handbook, child, now.jst_date());
    let newest = last.first().map(|(_, dose)| dose.date);
    Seen {
        doses: last.iter().filter(|(_, dose)| Some(dose.date) == newest).map(|(id, _)| id.to_string()).collect(),
        day: now.jst_date().format("%Y-%m-%d").to_string(),
        time: now.to_jst().format("%-H:%M").to_string(),
        ..Seen::default()
    }
}

/// The diary of a child's reactions, and a new page of it.
#[component]
pub fn Reactions(child: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    if use_child(child).is_none() {
        return rsx! { Gone {} };
    }
    let mut seen: Vec<(Entry, Reaction)> =
        handbook.reactions(child).into_iter().map(|(entry, seen)| (entry.clone(), seen.clone())).collect();
    seen.sort_by_key(|(_, one)| std::cmp::Reverse(one.seen));
    let title = i.say("vaccine-reactions");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {i.show("vaccine-reactions")} }
                    Whose { child }
                    p { class: "lead", {i.show_with("vaccine-reactions-lead", &[("minutes", Arg::Number(i64::from(Advice::japan().watch_minutes)))])} }
                }
                NewReaction { child }
                if !seen.is_empty() {
                    section { class: "section",
                        h2 { {i.show("vaccine-reactions-before")} }
                        ul { class: "group",
                            for (entry, one) in seen {
                                li { key: "{entry.id}", Page { entry: entry.id, seen: one } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn NewReaction(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let engine = use_engine();
    let handbook = use_handbook();
    let toasts = use_toasts();
    let form = use_form();
    let mut slips = use_signal(Slips::default);
    let now = engine.now();
    let draft = use_draft(format!("vaccine/reaction/{child}"), || begin(&handbook, child, now));
    // A form that is sent begins anew.
    let mut turn = use_signal(|| 0_u32);
    let seen = draft.now.read().clone();
    let advice = Advice::japan();
    let doses = recent(&handbook, child, today);
    let series: Vec<String> = doses.iter().filter_map(|(_, dose)| super::products::series_of(&dose.vaccine)).collect();
    let signs: Vec<(String, String)> =
        advice.signs_after(&series).map(|sign| (sign.id.clone(), sign.name.get(i.locale).to_owned())).collect();
    let options: Vec<(String, String)> = doses
        .iter()
        .map(|(id, dose)| {
            let name = explain::product_name(Pack::japan(), &dose.vaccine, i.locale);
            let text = i.marked(
                "vaccine-dose-on",
                &[("vaccine", Arg::Text(&name)), ("day", Arg::Text(&day(i, dose.date, today)))],
            );
            (id.to_string(), text)
        })
        .collect();
    let urgency = advice.urgency(seen.signs.iter().map(String::as_str));
    let mut save = {
        let handbook = handbook.clone();
        move || {
            let seen = draft.peek();
            let mut wrong = Slips::default();
            let on = dates::read_day(&seen.day, today, Toward::Past);
            let at = dates::read_time(&seen.time);
            let degrees = parts(&seen.temperature, 1);
            if on.is_none() {
                wrong.add("seen-day", "vaccine-day-missing");
            }
            if at.is_none() && !seen.time.trim().is_empty() {
                wrong.add("seen-time", "vaccine-visit-time-wrong");
            }
            if !seen.temperature.trim().is_empty() && !degrees.is_some_and(|tenths| TEMPERATURES.contains(&tenths)) {
                wrong.add("seen-temperature", "form-temperature-wrong");
            }
            if seen.signs.is_empty() && seen.note.trim().is_empty() && seen.photo.is_none() && degrees.is_none() {
                wrong.add("seen-note", "vaccine-seen-nothing");
            }
            slips.set(wrong.clone());
            let Some(on) = on.filter(|_| wrong.none()) else {
                wrong.show_first();
                return;
            };
            let reaction = Reaction {
                doses: seen.doses.iter().filter_map(|id| id.parse().ok()).collect(),
                seen: Timestamp::from_jst(on.and_time(at.unwrap_or(NaiveTime::MIN))),
                signs: seen.signs.clone(),
                temperature_tenths: degrees.and_then(|tenths| u16::try_from(tenths).ok()),
                note: seen.note.trim().to_owned(),
                photo: seen.photo.clone(),
            };
            let fresh = begin(&handbook, child, now);
            keep(form, engine.clone(), vec![NewEntry::about(child, Fact::Reaction(reaction))], move |_| {
                draft.renew(fresh);
                turn.with_mut(|turn| *turn = turn.wrapping_add(1));
                toasts.say(i.marked("vaccine-recorded", &[]));
            });
        }
    };
    rsx! {
        section { class: "section card", key: "{turn}",
            h2 { {i.show("vaccine-seen-new")} }
            TakenUp { draft }
            div { class: "stack",
                Choices { id: "seen-signs", label: i.show("vaccine-seen-signs"), options: signs, chosen: seen.signs.clone(),
                    onchoose: move |signs| draft.change(|seen| seen.signs = signs) }
                if let Some(urgency) = urgency {
                    Tell { signs: seen.signs.clone(), urgency }
                }
                Field { id: "seen-temperature", label: i.show("form-temperature"), hint: i.show("form-temperature-hint"), inputmode: "decimal",
                    initial: seen.temperature.clone(), error: slips.read().of(i, "seen-temperature"),
                    oninput: move |typed| draft.change(|seen| seen.temperature = typed) }
                DayField { id: "seen-day", label: i.show("vaccine-seen-day"), initial: seen.day.clone(), error: slips.read().of(i, "seen-day"),
                    oninput: move |typed| draft.change(|seen| seen.day = typed) }
                Field { id: "seen-time", label: i.show("vaccine-seen-time"), initial: seen.time.clone(), error: slips.read().of(i, "seen-time"),
                    oninput: move |typed| draft.change(|seen| seen.time = typed) }
                if !options.is_empty() {
                    Choices { id: "seen-doses", label: i.show("vaccine-seen-doses"), options, chosen: seen.doses.clone(),
                        onchoose: move |doses| draft.change(|seen| seen.doses = doses) }
                }
                Area { id: "seen-note", label: i.show("vaccine-seen-note"), initial: seen.note.clone(),
                    oninput: move |typed| draft.change(|seen| seen.note = typed) }
                if let Some(wrong) = slips.read().of(i, "seen-note") {
                    p { class: "error", role: "alert", {ruby(&wrong)} }
                }
                PhotoPicker { id: "seen-photo", label: i.show("vaccine-seen-photo"), photos: seen.photo.clone().into_iter().collect::<Vec<_>>(),
                    onchange: move |photos: Vec<BlobRef>| draft.change(|seen| seen.photo = photos.into_iter().next()) }
                FormError { form, fields: vec![] }
                Submit { form, onsend: move |()| save(), {i.show("vaccine-seen-keep")} }
            }
        }
    }
}

/// What the signs mostly are, and whom to call.
#[component]
fn Tell(signs: Vec<String>, urgency: Urgency) -> Element {
    let advice = Advice::japan();
    let told: Vec<_> = signs.iter().filter_map(|id| advice.sign(id)).cloned().collect();
    rsx! {
        div { class: if urgency == Urgency::Emergency { "note bad" } else { "note" }, role: "status",
            Icon { name: if urgency == Urgency::Emergency { "disaster" } else { "info" } }
            div { class: "stack tight",
                for sign in told {
                    p { key: "{sign.id}", Local { text: sign.tell.clone() } }
                }
                Phones { urgency }
            }
        }
    }
}

/// The numbers to call: those of the advice, and the city's own.
#[component]
pub fn Phones(urgency: Urgency) -> Element {
    let i = use_i18n();
    let city = use_city();
    let phones: Vec<Phone> = Advice::japan().phones_for(urgency).cloned().collect();
    let offices: Vec<_> =
        city.map(|city| city.offices).unwrap_or_default().into_iter().filter(|office| office.phone.is_some()).collect();
    rsx! {
        ul { class: "phones",
            for phone in phones {
                li { key: "{phone.id}",
                    a { class: "button", href: "tel:{phone.number}", Icon { name: "phone" } strong { "{phone.number}" } " " Local { text: phone.name.clone() } }
                    small { Local { text: phone.when.clone() } }
                }
            }
            for office in offices {
                if let Some(phone) = office.phone.clone() {
                    li { key: "{office.id}",
                        a { class: "button", href: "tel:{phone}", Icon { name: "phone" } "{phone} " Local { text: office.name.clone() } }
                        small { Local { text: office.hours.clone() } }
                    }
                }
            }
        }
        p { class: "soft", {i.show("vaccine-phones-clinic")} }
    }
}

/// A page of the diary.
#[component]
fn Page(entry: Uuid, seen: Reaction) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let handbook = use_handbook();
    let advice = Advice::japan();
    let signs: Vec<String> = seen
        .signs
        .iter()
        .map(|id| advice.sign(id).map_or_else(|| id.clone(), |sign| sign.name.get(i.locale).to_owned()))
        .collect();
    let vaccines: BTreeSet<String> = seen
        .doses
        .iter()
        .filter_map(|id| match &handbook.entry(*id)?.fact {
            Fact::Dose(dose) => Some(explain::product_name(Pack::japan(), &dose.vaccine, i.locale)),
            _ => None,
        })
        .collect();
    let between = i.marked("vaccine-between", &[]);
    let vaccines = vaccines.into_iter().collect::<Vec<_>>().join(&between);
    let moment = dates::moment(i, seen.seen, engine.now());
    let signs = signs.join(&between);
    rsx! {
        Link { to: Route::EntryScreen { entry }, class: "entry",
            Icon { name: "health" }
            span { class: "words",
                strong { {ruby(&moment)} }
                if !signs.is_empty() { small { {ruby(&signs)} } }
                if let Some(tenths) = seen.temperature_tenths { small { "{degrees(tenths)} ℃" } }
                if !vaccines.is_empty() { small { {i.show_with("vaccine-seen-after", &[("vaccines", Arg::Text(&vaccines))])} } }
                if !seen.note.is_empty() { small { "{seen.note}" } }
            }
            if let Some(photo) = seen.photo.clone() {
                span { class: "thumb", Photo { blob: photo, alt: without_ruby(&signs) } }
            }
            Icon { name: "forward" }
        }
    }
}
