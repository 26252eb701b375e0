//! One line of the calendar: what, when, whose turn.

use super::super::{
    super::{use_associations, use_today},
    parts::{Afield, NoSeat, OfficerPage},
    use_acting,
};
use crate::{
    dates,
    handbook::Slips,
    hooks::use_engine,
    i18n::use_i18n,
    route::use_back,
    ui::{Choice, DayField, Field, FormError, Submit, TakenUp, use_draft, use_form},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    association::{Act, Duty, access::Of, duty::DutyKind},
    school::TimeOfDay,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Written {
    kind: DutyKind,
    what: String,
    place: String,
    from: String,
    until: String,
    time: String,
    household: Option<Uuid>,
}

impl Written {
    /// The duty, or what is wrong with it.
    fn read(&self, association: Uuid, block: Option<Uuid>, name: String, today: NaiveDate) -> Result<Duty, Slips> {
        let mut slips = Slips::default();
        if self.what.trim().is_empty() {
            slips.add("what", "officer-duty-slip-what");
        }
        let from = dates::read_day(&self.from, today, dates::Toward::Future);
        if from.is_none() {
            slips.add("from", "officer-slip-day");
        }
        let from = from.unwrap_or(today);
        let until = match self.until.trim() {
            "" => from,
            typed => match dates::read_day(typed, from, dates::Toward::Future) {
                Some(until) if from <= until => until,
                Some(_) => {
                    slips.add("until", "officer-duty-slip-until");
                    from
                }
                None => {
                    slips.add("until", "officer-slip-day");
                    from
                }
            },
        };
        let typed = self.time.trim();
        let time = dates::read_time(typed).and_then(|time| time.format("%H:%M").to_string().parse::<TimeOfDay>().ok());
        if !typed.is_empty() && time.is_none() {
            slips.add("time", "officer-slip-time");
        }
        if !slips.none() {
            return Err(slips);
        }
        Ok(Duty {
            association,
            block,
            kind: self.kind,
            what: self.what.trim().to_owned(),
            place: self.place.trim().to_owned(),
            from,
            until,
            time,
            household: self.household,
            household_name: name,
            done: None,
        })
    }
}

/// Puts one line on the calendar.
#[component]
pub fn NewDuty() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let back = use_back();
    let all = use_associations();
    let acting = use_acting();
    let today = use_today();
    let form = use_form();
    let mut slips = use_signal(Slips::default);
    // Where it stands: the whole association, or one block.
    let mut places: Vec<(String, String, Uuid, Option<Uuid>)> = Vec::new();
    for (association, card) in acting.around(Act::KeepDuties) {
        if acting.may(Act::KeepDuties, Of::Association(association)) {
            places.push((association.to_string(), card.name.clone(), association, None));
        }
        for block in acting.blocks_in(Act::KeepDuties, association) {
            places.push((block.id.to_string(), block.name.clone(), association, Some(block.id)));
        }
    }
    let first = places.first().map(|(id, ..)| id.clone()).unwrap_or_default();
    let mut place = use_signal(|| first);
    let draft = use_draft(format!("{}duty/new", itsumo_engine::draft::PERSON), Written::default);
    let Some((chosen, _, association, block)) = places.iter().find(|(id, ..)| *id == place()).cloned() else {
        return rsx! { NoSeat {} };
    };
    let now = draft.now.read().clone();
    let mut change = move |how: Box<dyn FnOnce(&mut Written)>| {
        slips.set(Slips::default());
        draft.change(how);
    };
    let homes: Vec<(String, String)> = block
        .map(|block| {
            all.street_of(block)
                .filter(|row| !row.street.gone)
                .map(|row| (row.household.to_string(), row.street.name.clone()))
                .collect()
        })
        .unwrap_or_default();
    let households = std::iter::once((String::new(), i.marked("officer-duty-everybody", &[]))).chain(homes.clone());
    let named = now.household.and_then(|id| all.street(id)).map(|row| row.street.name.clone()).unwrap_or_default();
    let send = {
        let engine = engine.clone();
        move || match draft.peek().read(association, block, named.clone(), today) {
            Err(found) => {
                found.show_first();
                slips.set(found);
            }
            Ok(duty) => {
                let engine = engine.clone();
                let id = engine.new_id();
                form.send(async move { engine.keep_duties(vec![(id, duty)]).await }, move |()| {
                    draft.forget();
                    back.go();
                });
            }
        }
    };
    let mut send = send;
    let error = move |field: &str| slips.read().of(i, field).or_else(|| form.field(i, field));
    rsx! {
        OfficerPage { heading: "officer-duty-new",
            TakenUp { draft }
            Afield {}
            if places.len() > 1 {
                Choice { id: "where", label: i.show("officer-duty-where"),
                    options: places.iter().map(|(id, name, ..)| (id.clone(), name.clone())).collect::<Vec<_>>(), chosen,
                    onchoose: move |id: String| {
                        change(Box::new(|draft| draft.household = None));
                        place.set(id);
                    } }
            }
            Choice { id: "kind", label: i.show("officer-duty-kind"),
                options: DutyKind::ALL.iter().map(|kind| (kind.name().to_owned(), i.marked(kind.key(), &[]))).collect::<Vec<_>>(), chosen: now.kind.name().to_owned(),
                onchoose: move |name: String| {
                    if let Some(kind) = DutyKind::ALL.into_iter().find(|kind| kind.name() == name) {
                        change(Box::new(move |draft| draft.kind = kind));
                    }
                } }
            div { class: "stack",
                Field { id: "what", label: i.show("officer-duty-what"), hint: i.show("officer-duty-what-hint"), maxlength: 80, initial: now.what.clone(), error: error("what"),
                    oninput: move |text: String| change(Box::new(|draft| draft.what = text)) }
                DayField { id: "from", label: i.show("officer-duty-from"), toward: dates::Toward::Future, initial: now.from.clone(), error: error("from"),
                    oninput: move |text: String| change(Box::new(|draft| draft.from = text)) }
                Field { id: "until", label: i.show("officer-duty-until"), hint: i.show("officer-write-optional"), maxlength: 24, initial: now.until.clone(), error: error("until"),
                    oninput: move |text: String| change(Box::new(|draft| draft.until = text)) }
                Field { id: "time", class: "short", label: i.show("officer-write-time"), inputmode: "numeric", maxlength: 8, initial: now.time.clone(), error: error("time"),
                    oninput: move |text: String| change(Box::new(|draft| draft.time = text)) }
                Field { id: "place", label: i.show("officer-duty-place"), hint: i.show("officer-write-optional"), maxlength: 80, initial: now.place.clone(),
                    oninput: move |text: String| change(Box::new(|draft| draft.place = text)) }
            }
            if !homes.is_empty() {
                Choice { id: "household", label: i.show("officer-duty-whose"), options: households.collect::<Vec<_>>(),
                    chosen: now.household.map(|id| id.to_string()).unwrap_or_default(),
                    onchoose: move |id: String| change(Box::new(move |draft| draft.household = id.parse().ok())) }
            }
            FormError { form, fields: vec!["what", "until"] }
            Submit { form, onsend: move |()| send(), {i.show("officer-duty-keep")} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_calendar_is_read_or_says_what_is_wrong() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let day = |day| NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
        let good = Written { what: "ごみ当番".to_owned(), from: "12/1".to_owned(), ..Written::default() };
        let read = |written: &Written| written.read(Uuid::nil(), None, String::new(), today);
        let duty = read(&good).unwrap();
        assert_eq!((duty.from, duty.until), (day(1), day(1)));
        let week = read(&Written { until: "12/7".to_owned(), time: "7:30".to_owned(), ..good.clone() }).unwrap();
        assert_eq!((week.until, week.time), (day(7), "07:30".parse().ok()));
        let wrong =
            |written: Written| read(&written).unwrap_err().0.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(wrong(Written { what: " ".to_owned(), from: String::new(), ..good.clone() }), ["what", "from"]);
        assert_eq!(wrong(Written { until: "2026/11/30".to_owned(), ..good.clone() }), ["until"]);
        assert_eq!(wrong(Written { time: "朝".to_owned(), ..good }), ["time"]);
    }
}
