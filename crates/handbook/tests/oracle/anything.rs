//! Whatever is written into a record, the engine answers, explains every date it gives, and says the same whoever
//! asks: random vaccines of random families on random days, also before birth, in another century, and unknown ones.

use super::holds_for;
use chrono::{Days, NaiveDate};
use itsumo_domain::{handbook::Sex, i18n::Locale};
use itsumo_handbook::immunization::{
    Assessment, Conforms, Derivation, Given, LegalStatus, Pack, Subject, assess, assess_all, explain, verdicts,
};
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Record {
    subject: Subject,
    history: Vec<Given>,
    as_of: NaiveDate,
}

fn day(number: i64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(1995, 1, 1).unwrap();
    let days = Days::new(number.unsigned_abs());
    if number < 0 { first.checked_sub_days(days).unwrap() } else { first.checked_add_days(days).unwrap() }
}

fn record() -> impl Strategy<Value = Record> {
    let mut vaccines: Vec<String> = Pack::japan().products().iter().map(|product| product.family.clone()).collect();
    vaccines.push("なにか".to_owned());
    let excluding = Pack::japan().series().flat_map(|series| &series.exclusions);
    let mut conditions: Vec<String> = excluding.map(|exclusion| exclusion.condition.clone()).collect();
    conditions.push("blue_eyes".to_owned());
    let dose =
        (prop::sample::select(vaccines), prop_oneof![9 => 0..6_000_i64, 1 => -40_000..60_000_i64], any::<[bool; 2]>());
    let sex = prop::option::of(prop::bool::ANY.prop_map(|boy| if boy { Sex::Male } else { Sex::Female }));
    (
        prop::option::weighted(0.9, 0..14_000_i64),
        sex,
        prop::option::weighted(0.3, -300..300_i64),
        prop::collection::btree_set(prop::sample::select(conditions), 0..2),
        prop::option::weighted(0.2, 0..6_000_i64),
        prop::collection::vec(dose, 0..9),
        prop_oneof![8 => 0..7_500_i64, 1 => -40_000..60_000_i64],
    )
        .prop_map(|(birth, sex, due, conditions, ill, doses, as_of)| {
            let born = birth.unwrap_or(11_000);
            let mut history: Vec<Given> = doses
                .into_iter()
                .map(|(vaccine, after, [physician_exception, voluntary])| Given {
                    date: day(born + after),
                    vaccine,
                    physician_exception,
                    voluntary,
                })
                .collect();
            history.sort_by_key(|given| given.date);
            let subject = Subject {
                birth_date: birth.map(day),
                sex,
                expected_delivery_date: due.map(|days| day(born + days)),
                conditions,
                long_term_illness_ended: ill.map(|days| day(born + days)),
                ..Subject::default()
            };
            Record { subject, history, as_of: day(born + as_of) }
        })
}

/// The steps lead to the date, by rules that the pack can explain in every language.
fn explained(why: &Derivation, date: NaiveDate, latest: bool) -> Result<(), TestCaseError> {
    let pack = Pack::japan();
    let decided = why.steps.get(why.decided_by);
    prop_assert_eq!(decided.map(|step| step.gives), Some(date), "{:?}", why);
    for step in &why.steps {
        prop_assert!(
            if latest { step.gives <= date } else { step.gives >= date },
            "{step:?} goes beyond {date}: {why:?}"
        );
        prop_assert!(pack.rule(&step.rule).is_some(), "no rule {}", step.rule);
        for locale in [Locale::Ja, Locale::JaEasy, Locale::En] {
            whole(&explain::text_of_step(pack, step, locale))?;
        }
    }
    Ok(())
}

fn whole(text: &str) -> Result<(), TestCaseError> {
    prop_assert!(!text.trim().is_empty() && !text.contains(['{', '}']), "{text:?}");
    Ok(())
}

fn makes_sense(said: &Assessment, record: &Record) -> Result<(), TestCaseError> {
    let pack = Pack::japan();
    let findings = said.doses.iter().flat_map(|dose| &dose.findings).chain(&said.notes);
    for finding in findings {
        prop_assert!(pack.rule(&finding.rule).is_some(), "no rule {}", finding.rule);
        for locale in [Locale::Ja, Locale::JaEasy, Locale::En] {
            whole(&explain::text_of_finding(pack, finding, locale))?;
        }
    }
    for dose in &said.doses {
        let wrong = dose.conforms == Conforms::No;
        prop_assert!(!wrong || !dose.findings.is_empty() && dose.counts_as.is_none(), "{dose:?}");
    }
    let Some(next) = &said.next else {
        prop_assert!(
            !matches!(said.legal, LegalStatus::Open | LegalStatus::TooEarly | LegalStatus::Closed),
            "{said:?}"
        );
        return Ok(());
    };
    explained(&next.why_earliest, next.earliest, true)?;
    if let Some(last) = next.last_eligible {
        explained(&next.why_last, last, false)?;
    }
    if let (Some(from), Some(to)) = (next.standard_from, next.standard_to) {
        prop_assert!(from <= to, "{next:?}");
    }
    let (earliest, last) = (next.earliest, next.last_eligible.unwrap_or(NaiveDate::MAX));
    let expected = match () {
        () if earliest > last => LegalStatus::Closed,
        () if record.as_of < earliest => LegalStatus::TooEarly,
        () if record.as_of > last => LegalStatus::Closed,
        () => LegalStatus::Open,
    };
    prop_assert_eq!(said.legal, expected, "{:?}", next);
    Ok(())
}

fn answers(record: &Record) -> Result<(), TestCaseError> {
    let Record { subject, history, as_of } = record;
    let pack = Pack::japan();
    for said in assess_all(pack, subject, history, *as_of) {
        makes_sense(&said, record)?;
    }
    let judged = verdicts(pack, subject, history, *as_of);
    prop_assert_eq!(judged.len(), history.len());
    for series in pack.series() {
        let said = assess(pack, &series.id, subject, history, *as_of).expect("a series of the pack");
        makes_sense(&said, record)?;
        let places: Vec<usize> = said.doses.iter().map(|dose| dose.index).collect();
        prop_assert_eq!(places, (0..history.len()).collect::<Vec<_>>(), "{} lists every dose once", &series.id);
    }
    Ok(())
}

#[test]
fn every_record_has_an_answer_and_every_date_its_reason() {
    holds_for(99, record(), |record| answers(&record));
}
