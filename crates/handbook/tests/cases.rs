//! The law as stories: each case of `cases.json` is a child, what was given, a day, and what must come out. The dates
//! were reckoned from the rules' words, one branch of the law a case.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on should stop here"
)]

use chrono::NaiveDate;
use itsumo_domain::handbook::Sex;
use itsumo_handbook::immunization::{
    Assessment, Conforms, Given, LegalStatus, NextDose, Pack, SeriesState, StandardStatus, Subject, assess, assess_all,
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Case {
    id: String,
    title: String,
    as_of: NaiveDate,
    subject: Child,
    series: String,
    history: Vec<Dose>,
    expected: Value,
}

#[derive(Deserialize)]
struct Child {
    birth_date: Option<NaiveDate>,
    sex: Option<String>,
    expected_delivery_date: Option<NaiveDate>,
    long_term_illness_ended: Option<NaiveDate>,
    #[serde(default)]
    conditions: BTreeMap<String, bool>,
}

#[derive(Deserialize)]
struct Dose {
    date: NaiveDate,
    vaccine: String,
    #[serde(default)]
    physician_exception: bool,
    #[serde(default)]
    voluntary: bool,
}

impl Case {
    fn subject(&self) -> Subject {
        let named = |holds: bool| {
            let facts = self.subject.conditions.iter().filter(move |(_, value)| **value == holds);
            facts.map(|(name, _)| name.clone()).collect::<BTreeSet<_>>()
        };
        Subject {
            birth_date: self.subject.birth_date,
            sex: self.subject.sex.as_ref().map(|sex| if sex == "F" { Sex::Female } else { Sex::Male }),
            expected_delivery_date: self.subject.expected_delivery_date,
            conditions: named(true),
            denied: named(false),
            long_term_illness_ended: self.subject.long_term_illness_ended,
        }
    }

    fn history(&self) -> Vec<Given> {
        let given = |dose: &Dose| Given {
            date: dose.date,
            vaccine: dose.vaccine.clone(),
            physician_exception: dose.physician_exception,
            voluntary: dose.voluntary,
        };
        self.history.iter().map(given).collect()
    }
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("cases.json")).unwrap()
}

fn written(assessed: &Assessment) -> Value {
    let doses = assessed.doses.iter().map(|dose| {
        let conforms = match dose.conforms {
            Conforms::Yes => json!(true),
            Conforms::No => json!(false),
            Conforms::Conditional => json!("conditional"),
            Conforms::Review => json!("review"),
        };
        json!({ "date": dose.date, "vaccine": dose.vaccine, "conforms": conforms, "counts_as": dose.counts_as })
    });
    json!({
        "doses": doses.collect::<Vec<_>>(),
        "regimen": assessed.regimen,
        "series_state": assessed.state,
        "next": assessed.next.as_ref().map(next),
        "legal_status": assessed.legal,
        "standard_status": assessed.standard,
    })
}

fn next(next: &NextDose) -> Value {
    let mut written = json!({
        "dose": next.dose,
        "earliest": next.earliest,
        "standard_from": next.standard_from,
        "standard_to": next.standard_to,
        "last_eligible": next.last_eligible,
    });
    if !next.last_eligible_by_product.is_empty() {
        written["last_eligible_by_product"] = json!(next.last_eligible_by_product);
    }
    if !next.windows.is_empty() {
        written["windows"] = json!(next.windows);
    }
    written
}

#[test]
fn every_branch_of_the_law_comes_out_as_its_words_say() {
    let cases = cases();
    assert!(cases.len() >= 80);
    let ids: BTreeSet<_> = cases.iter().map(|case| &case.id).collect();
    assert_eq!(ids.len(), cases.len(), "an id is there twice");
    let mut faults = Vec::new();
    for case in &cases {
        let assessed = assess(Pack::japan(), &case.series, &case.subject(), &case.history(), case.as_of).unwrap();
        let written = written(&assessed);
        if written != case.expected {
            faults.push(format!("{} ({})\n  expected {}\n  came out {written}", case.id, case.title, case.expected));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_date_is_the_one_its_steps_give() {
    let mut seen = 0;
    for case in cases() {
        for assessed in assess_all(Pack::japan(), &case.subject(), &case.history(), case.as_of) {
            let Some(next) = &assessed.next else { continue };
            let decided = |why: &itsumo_handbook::immunization::Derivation| why.steps[why.decided_by].gives;
            assert_eq!(decided(&next.why_earliest), next.earliest, "{} {}", case.id, assessed.series);
            if !assessed.series.contains('+') {
                let latest = next.why_earliest.steps.iter().map(|step| step.gives).max().unwrap();
                assert_eq!(latest, next.earliest, "{} {}", case.id, assessed.series);
            }
            if let Some(last) = next.last_eligible {
                assert_eq!(decided(&next.why_last), last, "{} {}", case.id, assessed.series);
                let earliest = next.why_last.steps.iter().map(|step| step.gives).min().unwrap();
                assert_eq!(earliest, last, "{} {}", case.id, assessed.series);
            }
            seen += 1;
        }
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn the_statuses_agree_with_the_dates() {
    for case in cases() {
        for assessed in assess_all(Pack::japan(), &case.subject(), &case.history(), case.as_of) {
            let place = format!("{} {}", case.id, assessed.series);
            let wrong = assessed.doses.iter().any(|dose| matches!(dose.conforms, Conforms::No | Conforms::Review));
            match assessed.state {
                SeriesState::Review => assert!(wrong && assessed.next.is_none(), "{place}"),
                SeriesState::Complete | SeriesState::NotEligible => assert!(assessed.next.is_none(), "{place}"),
                SeriesState::NotStarted | SeriesState::InProgress => assert!(assessed.next.is_some(), "{place}"),
            }
            let Some(next) = &assessed.next else { continue };
            let possible = next.last_eligible.is_none_or(|last| next.earliest.max(case.as_of) <= last);
            let open = possible && next.earliest <= case.as_of;
            assert_eq!(assessed.legal == LegalStatus::Open, open, "{place}");
            assert!(open || assessed.standard == StandardStatus::None, "{place}");
        }
    }
}

#[test]
fn a_series_alone_says_what_it_says_among_all() {
    for case in cases() {
        let (subject, history) = (case.subject(), case.history());
        for among in assess_all(Pack::japan(), &subject, &history, case.as_of) {
            let alone = assess(Pack::japan(), &among.series, &subject, &history, case.as_of).unwrap();
            assert_eq!(alone.next, among.next, "{} {}", case.id, among.series);
            assert_eq!(alone.state, among.state, "{} {}", case.id, among.series);
            assert!(among.doses.iter().all(|dose| alone.doses.contains(dose)), "{} {}", case.id, among.series);
            assert_eq!(alone.doses.len(), history.len(), "alone, every dose is told: {} {}", case.id, among.series);
        }
    }
}
