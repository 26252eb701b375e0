//! An oracle: slow, day by day, written from the law's facts alone. It answers "may this dose be given as a
//! routine dose on day D?" for every day of a childhood and thereby knows the earliest and the last day, the
//! status, and the verdict on every dose. The engine has to agree for children born on every kind of day.
//!
//! What the oracle does not speak about: separate doses of DPT and IPV, the cohorts of Japanese encephalitis
//! born until 1 October 2009, and forecasts of days before October 2020, when all vaccines kept
//! away from each other. Those are the engine's own tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop here"
)]

mod anything;
mod calendar;
mod judge;
mod law;
mod story;

use calendar::Day;
use itsumo_domain::handbook::Sex;
use itsumo_handbook::immunization::{
    Assessment, Category, Conforms, Given, LegalStatus, Pack, SeriesState, StandardStatus, Subject, assess, assess_all,
};
use judge::{Answer, Forecast, Next};
use law::{Child, Series};
use proptest::prelude::*;
use std::collections::BTreeSet;
use story::{Case, after_illness, case};

fn subject(series: Series, child: &Child) -> Subject {
    let mut subject = Subject { sex: Some(child.sex), ..Subject::default() };
    match series {
        Series::Rsv => {
            subject.expected_delivery_date = Some(child.birth.date());
            subject.sex = None;
        }
        _ => subject.birth_date = Some(child.birth.date()),
    }
    if child.had_varicella {
        subject.conditions = BTreeSet::from(["history_of_varicella".to_owned()]);
    }
    subject.long_term_illness_ended = child.illness_ended.map(Day::date);
    subject
}

/// What the engine says, in the oracle's words.
fn engine_says(said: &Assessment) -> Forecast {
    Forecast {
        regimen: said.regimen.clone(),
        state: match said.state {
            SeriesState::NotStarted => "not_started",
            SeriesState::InProgress => "in_progress",
            SeriesState::Complete => "complete",
            SeriesState::NotEligible => "not_eligible",
            SeriesState::Review => "review",
        },
        next: said.next.as_ref().map(|next| Next {
            dose: next.dose.clone(),
            earliest: Day::of(next.earliest),
            standard: (next.standard_from.map(Day::of), next.standard_to.map(Day::of)),
            last: next.last_eligible.map(Day::of).expect("a routine dose has a last day"),
            windows: next.windows.iter().map(|(from, to)| (Day::of(*from), Day::of(*to))).collect(),
        }),
        legal: match said.legal {
            LegalStatus::TooEarly => "too_early",
            LegalStatus::Open => "open",
            LegalStatus::Closed => "closed",
            LegalStatus::Complete => "complete",
            LegalStatus::NotEligible => "not_eligible",
            LegalStatus::Review => "review",
        },
        standard: match said.standard {
            StandardStatus::Before => "before",
            StandardStatus::Within => "within",
            StandardStatus::Past => "past",
            StandardStatus::None => "n/a",
        },
    }
}

/// The engine's verdict on the dose with this place in the history, in the oracle's words.
fn verdict(said: &Assessment, index: usize) -> (Conforms, Option<String>) {
    let verdict = said.doses.iter().find(|dose| dose.index == index).expect("every dose has a verdict");
    (verdict.conforms, verdict.counts_as.clone())
}

fn agrees(case: &Case) -> Result<(), TestCaseError> {
    let Case { series, child, doses, others, as_of } = case;
    let mut history: Vec<(bool, &judge::Dose)> =
        doses.iter().map(|dose| (true, dose)).chain(others.iter().map(|dose| (false, dose))).collect();
    history.sort_by_key(|(_, dose)| dose.day);
    let given: Vec<Given> = history
        .iter()
        .map(|(_, dose)| Given {
            date: dose.day.date(),
            vaccine: dose.product.clone(),
            physician_exception: dose.excepted,
            voluntary: false,
        })
        .collect();
    let said = assess(Pack::japan(), series.id(), &subject(*series, child), &given, as_of.date()).expect("a series");

    let mut reading = judge::Reading::new(*series, child, others);
    let story = format!("{case}");
    if series.is_for(child) {
        for (index, (own, dose)) in history.iter().enumerate() {
            if !own {
                continue;
            }
            let answer = reading.read(dose);
            let expected = match &answer {
                Answer::Yes(role) => (Conforms::Yes, Some(role.clone())),
                Answer::Conditional(role) => (Conforms::Conditional, Some(role.clone())),
                Answer::Principle => (Conforms::Review, None),
                Answer::No(_) => (Conforms::No, None),
            };
            prop_assert_eq!(verdict(&said, index), expected, "dose {:?} ({:?})\n{}", dose, answer, story);
        }
    }
    let mut expected = reading.forecast(*as_of);
    let engine = engine_says(&said);
    if reading.spoiled && reading.counted.is_empty() {
        // Nothing counts yet and nothing is forecast: no branch is told by the law.
        expected.regimen.clone_from(&engine.regimen);
    }
    prop_assert_eq!(engine, expected, "left: the engine, right: the oracle\n{}", story);
    Ok(())
}

fn holds(series: Series, cases: impl Strategy<Value = Case>) {
    holds_for(u8::try_from(series as usize).unwrap(), cases, |case| agrees(&case));
}

/// The same children in every run: a failure is always the same failure. `ITSUMO_ORACLE_CASES` asks for more.
fn holds_for<T: std::fmt::Debug>(
    seed: u8,
    cases: impl Strategy<Value = T>,
    holds: impl Fn(T) -> Result<(), TestCaseError>,
) {
    let count = std::env::var("ITSUMO_ORACLE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(250);
    let config =
        ProptestConfig { cases: count, max_shrink_iters: 20_000, failure_persistence: None, ..Default::default() };
    let rng = proptest::test_runner::TestRng::from_seed(proptest::test_runner::RngAlgorithm::ChaCha, &[seed + 1; 32]);
    let mut runner = proptest::test_runner::TestRunner::new_with_rng(config, rng);
    runner.run(&cases, holds).unwrap_or_else(|error| panic!("{error}"));
}

/// Each series has a test of its own: a failure names it, and they run beside each other.
macro_rules! agreement {
    ($($name:ident: $series:expr;)*) => {$(
        #[test]
        fn $name() {
            holds($series, case($series));
        }
    )*};
}

agreement! {
    five_in_one: Series::Five;
    hib: Series::Hib;
    pneumococcus: Series::Pcv;
    hepatitis_b: Series::HepB;
    rotavirus: Series::Rota;
    tuberculosis: Series::Bcg;
    measles_rubella_first: Series::Mr1;
    measles_rubella_second: Series::Mr2;
    varicella: Series::Var;
    japanese_encephalitis_first: Series::Je1;
    japanese_encephalitis_second: Series::Je2;
    diphtheria_tetanus: Series::Dt2;
    human_papillomavirus: Series::Hpv;
    rsv_in_pregnancy: Series::Rsv;
}

/// What a long illness kept a child from is caught up on within two years.
macro_rules! after_a_long_illness {
    ($($name:ident: $series:expr;)*) => {$(
        #[test]
        fn $name() {
            holds($series, after_illness($series));
        }
    )*};
}

after_a_long_illness! {
    five_in_one_after_illness: Series::Five;
    hib_after_illness: Series::Hib;
    pneumococcus_after_illness: Series::Pcv;
    hepatitis_b_after_illness: Series::HepB;
    tuberculosis_after_illness: Series::Bcg;
    varicella_after_illness: Series::Var;
    diphtheria_tetanus_after_illness: Series::Dt2;
    human_papillomavirus_after_illness: Series::Hpv;
}

#[test]
fn the_oracle_speaks_of_every_routine_series() {
    let routine: BTreeSet<&str> = Series::ALL.iter().map(|series| series.id()).collect();
    let pack: BTreeSet<String> = assess_all(
        Pack::japan(),
        &Subject {
            birth_date: Some(Day::on(2026, 4, 1).date()),
            expected_delivery_date: Some(Day::on(2026, 4, 1).date()),
            sex: Some(Sex::Female),
            ..Subject::default()
        },
        &[],
        Day::on(2026, 4, 1).date(),
    )
    .into_iter()
    .filter(|said| said.category == Category::Routine)
    .map(|said| said.series)
    .collect();
    let unknown: Vec<&String> = pack.iter().filter(|id| !routine.contains(id.as_str())).collect();
    assert!(unknown.is_empty(), "no oracle for {unknown:?}");
}
