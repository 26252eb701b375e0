//! A whole round of turns at once: from door to door along the street, a week, a month or a day each. What comes out is
//! looked at before it is kept, and who cannot take a turn is left out by a tap.

use super::super::{
    super::{use_associations, use_today},
    parts::{Afield, BlockChips, NoSeat, OfficerPage},
    use_acting,
};
use crate::{
    dates,
    handbook::Slips,
    hooks::{error_text, use_engine},
    i18n::{Arg, ruby, use_i18n},
    route::use_back,
    ui::{Choice, Choices, DayField, ErrorLine, Field, FormError, Icon, Submit, TakenUp, use_draft, use_form},
};
use chrono::{Days, Months, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{
        Act, Duty,
        duty::{DutyKind, Roster, Turns, plan_roster},
    },
    sync::Refusal,
};
use itsumo_engine::{Error, association::StreetRow};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long a turn is: the word of its option, and the key of its text.
const TURNS: [(&str, &str); 3] =
    [("weeks", "officer-turn-week"), ("months", "officer-turn-month"), ("days", "officer-turn-day")];
/// The kinds that go round; events do not.
const KINDS: [DutyKind; 4] = [DutyKind::Garbage, DutyKind::Cleaning, DutyKind::Patrol, DutyKind::Circular];

/// What stands in the form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Written {
    kind: DutyKind,
    what: String,
    from: String,
    turns: String,
    /// 1 (Monday) to 7 (Sunday), where turns are single days.
    weekdays: Vec<u8>,
    /// Who begins; the first door without one.
    first: Option<Uuid>,
    /// Who takes no turn this time.
    excused: Vec<Uuid>,
}

impl Written {
    fn turns(&self) -> Turns {
        match self.turns.as_str() {
            "months" => Turns::Months,
            "days" => Turns::Days { weekdays: self.weekdays.clone() },
            _ => Turns::Weeks,
        }
    }

    /// One round: every household of the street that takes part once, from the one that begins.
    fn plan(
        &self,
        association: Uuid,
        block: Uuid,
        street: &[(Uuid, String)],
        from: NaiveDate,
    ) -> Result<Vec<Duty>, Refusal> {
        let going = street.iter().filter(|(id, _)| !self.excused.contains(id)).count();
        let long = u64::try_from(going.max(1)).unwrap_or(1);
        let until = match self.turns() {
            Turns::Months => from.checked_add_months(Months::new(u32::try_from(long).unwrap_or(1))),
            // Where a turn is a day of the week, a round is no longer than as many weeks.
            Turns::Weeks | Turns::Days { .. } => from.checked_add_days(Days::new(long.saturating_mul(7))),
        };
        // A plan goes on after whoever had the turn before: that is who stands before the one that begins.
        let first = self.first.and_then(|first| street.iter().position(|(id, _)| *id == first));
        let before =
            first.and_then(|first| street.iter().cycle().nth(first.checked_add(street.len())?.checked_sub(1)?));
        let roster = Roster {
            association,
            block,
            kind: self.kind,
            what: self.what.trim().to_owned(),
            place: String::new(),
            time: None,
            from,
            until: until.unwrap_or(from),
            turns: self.turns(),
            after: before.map(|(id, _)| *id),
            excused: self.excused.iter().copied().collect(),
        };
        let mut duties = plan_roster(&roster, street)?;
        duties.truncate(going);
        Ok(duties)
    }
}

/// Plans a round.
#[component]
pub fn PlanDuties() -> Element {
    let acting = use_acting();
    let blocks = acting.blocks(Act::KeepDuties);
    let mut chosen = use_signal(|| None::<Uuid>);
    let Some((association, block)) =
        blocks.iter().find(|(_, block)| Some(block.id) == chosen()).or(blocks.first()).cloned()
    else {
        return rsx! { NoSeat {} };
    };
    rsx! {
        OfficerPage { heading: "officer-duty-plan",
            Afield {}
            BlockChips { act: Act::KeepDuties, association, chosen: block.id, onchoose: move |block| chosen.set(Some(block)) }
            for block in [block.id] {
                Plan { key: "{block}", association, block }
            }
        }
    }
}

#[component]
fn Plan(association: Uuid, block: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let back = use_back();
    let all = use_associations();
    let today = use_today();
    let form = use_form();
    let mut slips = use_signal(Slips::default);
    let draft = use_draft(format!("{}duty/plan/{block}", itsumo_engine::draft::PERSON), move || Written {
        kind: DutyKind::Garbage,
        // The calendar speaks Japanese to all households, whatever this screen speaks.
        what: itsumo_domain::i18n::text(itsumo_domain::i18n::Locale::Ja, DutyKind::Garbage.key(), &[]),
        from: String::new(),
        turns: "weeks".to_owned(),
        weekdays: vec![2, 5],
        first: None,
        excused: Vec::new(),
    });
    let now = draft.now.read().clone();
    let homes: Vec<StreetRow> = all.street_of(block).filter(|row| !row.street.gone).cloned().collect();
    let street: Vec<(Uuid, String)> = homes.iter().map(|row| (row.household, row.street.name.clone())).collect();
    let day = dates::read_day(&now.from, today, dates::Toward::Future);
    let planned = day.map(|day| now.plan(association, block, &street, day));
    let mut change = move |how: Box<dyn FnOnce(&mut Written)>| {
        slips.set(Slips::default());
        draft.change(how);
    };
    let send = {
        let planned = planned.clone();
        let engine = engine.clone();
        move || {
            let mut found = Slips::default();
            if draft.peek().what.trim().is_empty() {
                found.add("what", "officer-duty-slip-what");
            }
            if day.is_none() {
                found.add("from", "officer-slip-day");
            }
            if !found.none() {
                found.show_first();
                slips.set(found);
                return;
            }
            let (engine, planned) = (engine.clone(), planned.clone());
            form.send(
                async move {
                    let duties = planned.transpose().map_err(Error::Refused)?.unwrap_or_default();
                    engine.keep_duties(duties.into_iter().map(|duty| (engine.new_id(), duty)).collect()).await
                },
                move |()| {
                    draft.forget();
                    back.go();
                },
            );
        }
    };
    let mut send = send;
    let error = move |field: &str| slips.read().of(i, field).or_else(|| form.field(i, field));
    let options: Vec<(String, String)> = street.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let first = now.first.or(street.first().map(|(id, _)| *id)).map(|id| id.to_string()).unwrap_or_default();
    let weekdays: Vec<(String, String)> =
        (1..=7_u8).map(|day| (day.to_string(), i.marked(&format!("date-weekday-{}", day % 7), &[]))).collect();
    rsx! {
        TakenUp { draft }
        div { class: "stack",
            Choice { id: "kind", label: i.show("officer-duty-kind"),
                options: KINDS.iter().map(|kind| (kind.name().to_owned(), i.marked(kind.key(), &[]))).collect::<Vec<_>>(), chosen: now.kind.name().to_owned(),
                onchoose: move |name: String| {
                    if let Some(kind) = DutyKind::named(&name) {
                        change(Box::new(move |draft| draft.kind = kind));
                    }
                } }
            Field { id: "what", label: i.show("officer-duty-what"), hint: i.show("officer-duty-what-hint"), maxlength: 80, initial: now.what.clone(), error: error("what"),
                oninput: move |text: String| change(Box::new(|draft| draft.what = text)) }
            DayField { id: "from", label: i.show("officer-duty-first-day"), toward: dates::Toward::Future, initial: now.from.clone(), error: error("from"),
                oninput: move |text: String| change(Box::new(|draft| draft.from = text)) }
            Choice { id: "turn", label: i.show("officer-turn"), options: TURNS.iter().map(|(name, key)| ((*name).to_owned(), i.marked(key, &[]))).collect::<Vec<_>>(), chosen: now.turns.clone(),
                error: form.field(i, "turns"),
                onchoose: move |name: String| change(Box::new(move |draft| draft.turns = name)) }
            if now.turns == "days" {
                Choices { id: "weekdays", label: i.show("officer-turn-weekdays"), options: weekdays, chosen: now.weekdays.iter().map(u8::to_string).collect::<Vec<_>>(),
                    onchoose: move |days: Vec<String>| change(Box::new(move |draft| draft.weekdays = days.iter().filter_map(|day| day.parse().ok()).collect())) }
            }
            Choice { id: "first", label: i.show("officer-duty-first"), options: options.clone(), chosen: first,
                onchoose: move |id: String| change(Box::new(move |draft| draft.first = id.parse().ok())) }
            Choices { id: "excused", label: i.show("officer-duty-without"), hint: i.show("officer-duty-without-hint"), options,
                chosen: now.excused.iter().map(Uuid::to_string).collect::<Vec<_>>(),
                onchoose: move |ids: Vec<String>| change(Box::new(move |draft| draft.excused = ids.iter().filter_map(|id| id.parse().ok()).collect())) }
        }
        match planned {
            None => rsx! {},
            Some(Err(refusal)) => rsx! { ErrorLine { id: "plan", error: error_text(i, &Error::Refused(refusal)) } },
            Some(Ok(duties)) => rsx! {
                section { class: "section",
                    h2 { {i.show_with("officer-duty-turns", &[("count", Arg::Number(i64::try_from(duties.len()).unwrap_or(0)))])} }
                    ol { class: "group",
                        for (at, duty) in duties.into_iter().enumerate() {
                            li { key: "{at}", class: "entry", Icon { name: "housing" }
                                span { class: "words", strong { lang: "ja", "{duty.household_name}" } " " {ruby(&dates::from_until(i, duty.from, duty.until, today))} }
                            }
                        }
                    }
                }
            },
        }
        FormError { form, fields: vec!["what", "turns"] }
        Submit { form, onsend: move |()| send(), {i.show("officer-duty-keep-all")} }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_has_one_turn_and_the_days_follow_each_other() {
        let id = Uuid::from_u128;
        let street: Vec<(Uuid, String)> = (1..=4).map(|number| (id(number), format!("{number}番"))).collect();
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        let written = |turns: &str, first: Option<u128>, excused: &[u128]| Written {
            kind: DutyKind::Garbage,
            what: "ごみ当番".to_owned(),
            from: String::new(),
            turns: turns.to_owned(),
            weekdays: vec![2, 5],
            first: first.map(id),
            excused: excused.iter().copied().map(id).collect(),
        };
        let round = |written: &Written| written.plan(id(9), id(8), &street, day(12, 1)).unwrap();
        let order =
            |duties: &[Duty]| duties.iter().filter_map(|duty| Some(duty.household?.as_u128())).collect::<Vec<_>>();
        let weeks = round(&written("weeks", Some(3), &[]));
        assert_eq!(order(&weeks), [3, 4, 1, 2]);
        assert_eq!((weeks[0].from, weeks[0].until, weeks[3].until), (day(12, 1), day(12, 7), day(12, 28)));
        assert!(weeks.windows(2).all(|pair| pair[0].until.succ_opt() == Some(pair[1].from)));
        assert_eq!(order(&round(&written("weeks", None, &[2]))), [1, 3, 4]);
        // Tuesdays and Fridays: 1, 4, 8, 11 December.
        let days = round(&written("days", Some(1), &[]));
        assert_eq!(days.iter().map(|duty| duty.from).collect::<Vec<_>>(), [1, 4, 8, 11].map(|of| day(12, of)));
        assert_eq!(round(&written("months", None, &[])).len(), 4);
        assert!(written("weeks", None, &[1, 2, 3, 4]).plan(id(9), id(8), &street, day(12, 1)).is_err());
    }
}
