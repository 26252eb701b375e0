//! What a family does with the engine: plan a visit, enter doses, read why.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on should stop here"
)]

use chrono::NaiveDate;
use itsumo_domain::{
    handbook::Sex,
    i18n::{Locale, without_ruby},
};
use itsumo_handbook::immunization::{
    Category, Given, LegalStatus, Pack, SeriesState, Subject, VisitPlan, WaitReason, What, assess, assess_all, explain,
    plan_visit, would_break,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn given(date: &str, vaccine: &str) -> Given {
    Given { date: day(date), vaccine: vaccine.to_owned(), physician_exception: false, voluntary: false }
}

fn girl(birth: &str) -> Subject {
    Subject { birth_date: Some(day(birth)), sex: Some(Sex::Female), ..Subject::default() }
}

fn fits(plan: &VisitPlan) -> Vec<&str> {
    plan.fits.iter().map(|dose| dose.series.as_str()).collect()
}

fn why<'p>(plan: &'p VisitPlan, series: &str) -> &'p WaitReason {
    &plan.waits.iter().find(|wait| wait.series == series).unwrap().why
}

#[test]
fn the_first_visit_at_two_months_is_four_vaccines() {
    let plan = plan_visit(Pack::japan(), &girl("2026-09-22"), &[], day("2026-11-24"));
    assert_eq!(fits(&plan), ["ROTA", "DPT_IPV_HIB_1", "PCV", "HEPB", "BCG"]);
    assert_eq!(plan.fits[0].next.alternatives.len(), 2, "two rotavirus products to choose from");
    assert_eq!(*why(&plan, "MR1"), WaitReason::TooEarly);
}

#[test]
fn at_one_year_live_vaccines_fit_together_and_wait_for_each_other() {
    let child = girl("2025-11-22");
    let plan = plan_visit(Pack::japan(), &child, &[], day("2026-11-22"));
    let fitting = fits(&plan);
    assert!(fitting.contains(&"MR1") && fitting.contains(&"VAR") && fitting.contains(&"MUMPS"), "{fitting:?}");
    let after = plan_visit(Pack::japan(), &child, &[given("2026-11-22", "MR")], day("2026-12-06"));
    assert_eq!(*why(&after, "VAR"), WaitReason::LiveGap("MR".into()));
    let wait = after.waits.iter().find(|wait| wait.series == "VAR").unwrap();
    assert_eq!(wait.from, Some(day("2026-12-20")));
}

#[test]
fn a_live_vaccine_that_opens_soon_waits_for_the_gap_of_todays() {
    // BCG is given today; measles and rubella would open in a week, and must keep 27 clear days.
    let plan = plan_visit(Pack::japan(), &girl("2025-11-25"), &[], day("2026-11-20"));
    assert_eq!(fits(&plan).first(), Some(&"BCG"), "its last days come first");
    let wait = plan.waits.iter().find(|wait| wait.series == "MR1").unwrap();
    assert_eq!((wait.from, &wait.why), (Some(day("2026-12-18")), &WaitReason::LiveGap("BCG".into())));
}

#[test]
fn what_is_about_to_close_comes_first() {
    let history = [given("2026-05-10", "HEPB"), given("2026-06-10", "HEPB")];
    let plan = plan_visit(Pack::japan(), &girl("2025-12-10"), &history, day("2026-11-22"));
    assert_eq!(fits(&plan).get(..2), Some(&["BCG", "HEPB"][..]));
}

#[test]
fn the_family_is_warned_before_saving() {
    let child = girl("2026-05-10");
    let history = [given("2026-07-09", "PCV20")];
    let new = [given("2026-07-09", "HEPB"), given("2026-08-05", "PCV20"), given("2026-08-05", "PCV99")];
    let warned = would_break(Pack::japan(), &child, &history, &new);
    let indices: Vec<usize> = warned.iter().map(|(index, _)| *index).collect();
    assert_eq!(indices, [1, 2]);
    let (_, few) = &warned[0];
    assert!(matches!(few.findings[0].what, What::FewDays { clear: 26, needed: 27, .. }));
    assert_eq!(warned[1].1.findings[0].what, What::UnknownVaccine);
}

#[test]
fn an_earlier_dose_entered_late_warns_of_the_one_it_makes_wrong() {
    let history = [given("2026-11-15", "VAR"), given("2026-08-20", "PCV20")];
    let warned = would_break(Pack::japan(), &girl("2025-10-15"), &history, &[given("2026-11-01", "MR")]);
    let [(0, varicella)] = warned.as_slice() else { panic!("{warned:?}") };
    assert_eq!((varicella.index, varicella.vaccine.as_str()), (0, "VAR"));
    assert!(matches!(&varicella.findings[0].what, What::LiveGap { other, clear: 13, .. } if other == "MR"));
}

#[test]
fn a_right_dose_warns_of_nothing() {
    let history = [given("2026-07-09", "PCV20")];
    assert!(would_break(Pack::japan(), &girl("2026-05-10"), &history, &[given("2026-08-06", "PCV20")]).is_empty());
}

#[test]
fn a_boy_is_not_told_of_hpv_and_a_child_that_is_expected_only_of_its_mothers() {
    let series = |subject: &Subject| {
        let all = assess_all(Pack::japan(), subject, &[], day("2026-11-22"));
        all.into_iter().map(|one| one.series).collect::<Vec<_>>()
    };
    let boy = Subject { sex: Some(Sex::Male), ..girl("2026-05-10") };
    assert!(!series(&boy).contains(&"HPV".into()) && series(&girl("2026-05-10")).contains(&"HPV".into()));
    assert!(!series(&boy).contains(&"HIB".into()), "nobody begins Hib alone any more");
    let expected = Subject { expected_delivery_date: Some(day("2027-01-10")), ..Subject::default() };
    assert_eq!(series(&expected), ["RSV_MATERNAL"]);
}

#[test]
fn who_began_with_two_vaccines_is_told_of_one_visit() {
    let history = [given("2024-02-05", "DPT_IPV"), given("2024-02-05", "HIB")];
    let all = assess_all(Pack::japan(), &girl("2023-12-01"), &history, day("2024-03-05"));
    let both = all.iter().find(|one| one.series == "DPT_IPV_HIB_1+HIB").unwrap();
    assert_eq!(both.next.as_ref().unwrap().dose, "DPT-IPV primary-2 + Hib primary-2");
    assert!(all.iter().all(|one| one.series != "HIB"));
    assert_eq!(both.doses.len(), 2);
}

#[test]
fn what_the_family_pays_for_is_told_apart() {
    let all = assess_all(Pack::japan(), &girl("2025-05-10"), &[], day("2026-11-22"));
    let mumps = all.iter().find(|one| one.series == "MUMPS").unwrap();
    assert_eq!((mumps.category, mumps.legal), (Category::Voluntary, LegalStatus::Open));
    assert_eq!(mumps.next.as_ref().unwrap().last_eligible, None, "no law closes it");
}

#[test]
fn one_kind_of_influenza_vaccine_a_season_is_enough() {
    let child = girl("2021-05-10");
    let series = |history: &[Given], as_of| {
        let all = assess_all(Pack::japan(), &child, history, day(as_of));
        all.into_iter().map(|one| one.series).filter(|id| id.starts_with("FLU")).collect::<Vec<_>>()
    };
    assert_eq!(series(&[], "2026-11-22"), ["FLU_INACT", "FLU_LAIV"]);
    let sprayed = [given("2026-10-20", "FLU_LAIV")];
    assert_eq!(series(&sprayed, "2026-11-22"), ["FLU_LAIV"]);
    assert_eq!(series(&sprayed, "2027-10-22"), ["FLU_INACT", "FLU_LAIV"], "the next season asks again");
}

#[test]
fn every_answer_has_words_in_every_language() {
    let history = [
        given("2026-07-08", "DPT_IPV_HIB"),
        given("2026-07-09", "PCV15"),
        given("2026-08-05", "PCV20"),
        given("2026-07-09", "ROTA5"),
        given("2026-08-05", "HEPB"),
    ];
    let all = assess_all(Pack::japan(), &girl("2026-05-10"), &history, day("2026-11-22"));
    for locale in Locale::ALL {
        for one in &all {
            let findings = one.doses.iter().flat_map(|dose| &dose.findings).chain(&one.notes);
            let mut lines: Vec<String> =
                findings.map(|found| explain::text_of_finding(Pack::japan(), found, locale)).collect();
            if let Some(next) = &one.next {
                for why in [&next.why_earliest, &next.why_standard, &next.why_last] {
                    lines.extend(explain::derivation(Pack::japan(), why, locale));
                }
                lines.push(explain::dose_name(Pack::japan(), &next.dose, locale));
            }
            lines.push(explain::series_name(Pack::japan(), &one.series, locale));
            for line in lines {
                let raw = line.contains("vaccine-") || line.contains("{ $") || line.contains("WIN-");
                assert!(!line.is_empty() && !raw, "{locale:?} {}: {line}", one.series);
            }
        }
    }
}

#[test]
fn a_date_says_where_it_comes_from() {
    let history = [given("2026-07-09", "PCV20")];
    let one = assess(Pack::japan(), "PCV", &girl("2026-05-10"), &history, day("2026-08-01")).unwrap();
    assert_eq!(one.state, SeriesState::InProgress);
    let why = one.next.unwrap().why_earliest;
    let say = |locale| explain::text_of_step(Pack::japan(), &why.steps[why.decided_by], locale);
    assert_eq!(say(Locale::Ja), "「初回1回目」（2026年7月9日）から中27日: 2026年8月6日（初回は27日以上あけて）");
    assert_eq!(
        say(Locale::En),
        "27 clear days after “first round, dose 1” (9 July 2026): 6 August 2026 (At least 27 clear days between the \
         first ones)"
    );
    assert!(without_ruby(&say(Locale::JaEasy)).starts_with("「はじめの ワクチン 1回目」"));
}

#[test]
fn what_is_allowed_and_not_advised_fits_and_says_so() {
    // 23 weeks old: a first rotavirus dose is within the law, and not advised from 15 weeks on.
    let plan = plan_visit(Pack::japan(), &girl("2026-06-10"), &[], day("2026-11-23"));
    let told: Vec<(&str, bool)> = plan.fits.iter().map(|dose| (dose.series.as_str(), dose.advised())).collect();
    assert!(told.contains(&("ROTA", false)), "{told:?}");
    assert!(told.contains(&("PCV", true)) && told.contains(&("HEPB", true)), "{told:?}");
}
