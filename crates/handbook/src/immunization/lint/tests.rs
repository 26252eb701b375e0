//! The shipped pack is sound; a pack broken in one place is found out, by file and place.

use super::*;
use serde_json::{Value, json};

/// The national pack with one file changed.
fn broken(file: &str, change: impl FnOnce(&mut Value)) -> Vec<Flaw> {
    let mut files = Pack::japan_files();
    let (_, text) = files.iter_mut().find(|(path, _)| path == file).expect("a file of the pack");
    let mut json: Value = serde_json::from_str(text).unwrap();
    change(&mut json);
    *text = json.to_string();
    let mut flaws = lint(&Pack::read(&files).expect("it can be read"), Depth::Quick);
    flaws.retain(|flaw| flaw.file == file);
    flaws
}

/// The one problem that a change makes.
fn only(file: &str, change: impl FnOnce(&mut Value)) -> (String, Problem) {
    let flaws = broken(file, change);
    assert!(!flaws.is_empty(), "nothing was found");
    (flaws[0].place.clone(), flaws[0].problem.clone())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_national_pack_is_sound_for_births_on_every_day_of_four_leap_cycles() {
    assert_eq!(Depth::Full.births().count(), 16 * 365 + 4);
    let flaws = lint(Pack::japan(), Depth::Full);
    assert!(flaws.is_empty(), "{}", flaws.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_rule_of_the_national_pack_names_its_law_or_notice() {
    let without: Vec<_> = Pack::japan().rules.iter().filter(|(_, rule)| rule.law.trim().is_empty()).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn a_window_that_ends_before_it_begins_is_empty() {
    let (place, problem) = only("series/bcg.json", |bcg| bcg["windows"][0]["start"] = json!({ "reach_months": 13 }));
    assert_eq!(place, "windows[0]");
    assert!(matches!(problem, Problem::Empty { birth, .. } if birth == day("2012-01-28")), "{problem:?}");
}

#[test]
fn a_window_that_is_empty_for_one_birth_only_is_found() {
    // Two months and 62 days after birth are the same day for most children, but not for all.
    let flaws = broken("series/bcg.json", |bcg| {
        bcg["windows"][0]["start"] = json!({ "days_after_birth": 59 });
        bcg["windows"][0]["end"] = json!({ "reach_months": 2 });
        bcg["regimens"][0]["doses"][0]["standard_age"] = Value::Null;
    });
    assert!(matches!(flaws[0].problem, Problem::Empty { .. }), "{flaws:?}");
}

#[test]
fn a_start_age_without_a_regimen_is_a_gap() {
    let (place, problem) = only("series/pcv.json", |pcv| {
        pcv["regimens"][1]["applies"]["first_age"][0] = json!({ "reach_months": 8 });
    });
    assert_eq!(place, "regimens");
    let Problem::Gap { birth, day: first, product } = problem else { panic!("{problem:?}") };
    assert_eq!((birth, first, product.as_str()), (day("2012-01-28"), day("2012-08-28"), "PCV20"));
}

#[test]
fn a_start_age_with_two_regimens_is_an_overlap() {
    let (_, problem) = only("series/hib.json", |hib| {
        hib["regimens"][1]["applies"]["first_age"][0] = json!({ "reach_months": 7 });
    });
    let Problem::Overlap { first, second, .. } = problem else { panic!("{problem:?}") };
    assert_eq!((first.as_str(), second.as_str()), ("HIB_2_7M", "HIB_7_12M"));
}

#[test]
fn a_last_age_before_the_first_is_found() {
    let flaws = broken("series/pcv.json", |pcv| {
        let booster = &mut pcv["regimens"][0]["doses"][3];
        booster["max_age"] = json!({ "age": { "reach_months": 11 }, "rule": "PCV-LIMITS" });
    });
    assert!(flaws.iter().any(|flaw| {
        flaw.place == "regimens.PCV_2_7M.booster.max_age" && matches!(flaw.problem, Problem::MaxBeforeMin { .. })
    }));
}

#[test]
fn a_dose_that_nobody_can_get_in_time_is_found() {
    let (place, problem) = only("series/hepb.json", |hepb| {
        hepb["regimens"][0]["doses"][2]["intervals"][0]["min"] = json!({ "clear_days": 400 });
    });
    assert_eq!(place, "regimens.HEPB_3.dose-3");
    assert!(matches!(problem, Problem::Unreachable { .. }), "{problem:?}");
}

#[test]
fn a_usual_time_outside_the_window_is_found() {
    let (place, problem) = only("series/bcg.json", |bcg| {
        bcg["regimens"][0]["doses"][0]["standard_age"]["from"] = json!({ "reach_months": 14 });
        bcg["regimens"][0]["doses"][0]["standard_age"]["to"] = json!({ "reach_months": 15 });
    });
    assert_eq!(place, "regimens.BCG_1.single.standard_age");
    assert!(matches!(problem, Problem::UsualOutside { .. }), "{problem:?}");
}

#[test]
fn an_exception_longer_than_its_rule_and_a_usual_interval_shorter_than_it_are_found() {
    let (place, problem) = only("series/hib.json", |hib| {
        hib["regimens"][0]["doses"][1]["intervals"][0]["excepted"] = json!({ "clear_days": 28 });
    });
    assert_eq!((place.as_str(), problem), ("regimens.HIB_2_7M.primary-2.intervals", Problem::ExceptionNotShorter));
    let (_, problem) = only("series/var.json", |var| {
        var["regimens"][0]["doses"][1]["standard_intervals"][0]["from"] = json!({ "months": 2 });
    });
    assert_eq!(problem, Problem::UsualTooShort);
}

#[test]
fn periods_of_products_and_laws_are_sane() {
    let (place, problem) = only("series/hpv.json", |hpv| hpv["accepts"][0]["until"] = json!("2023-03-31"));
    assert_eq!(place, "accepts.HPV9");
    assert_eq!(problem, Problem::Period { from: day("2023-04-01"), until: day("2023-03-31") });
    let (_, problem) = only("series/dpt_ipv_hib_1.json", |five| {
        let windows = five["windows"].as_array_mut().unwrap();
        for window in windows.iter_mut().filter(|window| window.get("until").is_some()) {
            window["until"] = json!("2023-03-30");
        }
    });
    assert_eq!(problem, Problem::Succession { until: day("2023-03-30"), from: day("2023-04-01") });
}

#[test]
fn a_pack_from_elsewhere_is_tried_when_it_is_loaded() {
    let mut files = Pack::japan_files();
    let (_, text) = files.iter_mut().find(|(path, _)| path == "series/bcg.json").unwrap();
    *text = text.replace("\"reach_months\": 12", "\"reach_months\": 0");
    let errors = Pack::load(&files).unwrap_err();
    assert!(errors[0].to_string().starts_with("series/bcg.json, windows[0]: for a birth on"), "{errors:?}");
    assert!(Pack::load(&Pack::japan_files()).is_ok());
}

#[test]
fn what_loading_finds_is_told_by_file_and_place() {
    let wrong = |file: &str, change: &dyn Fn(&mut Value)| {
        let mut files = Pack::japan_files();
        let (_, text) = files.iter_mut().find(|(path, _)| path == file).unwrap();
        let mut json: Value = serde_json::from_str(text).unwrap();
        change(&mut json);
        *text = json.to_string();
        Pack::load(&files).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let rule = wrong("series/var.json", &|var| var["windows"][0]["rule"] = json!("WIN-NONE"));
    assert!(rule.contains("series/var.json") && rule.contains("WIN-NONE"), "{rule}");
    let product = wrong("series/var.json", &|var| var["accepts"][0]["vaccine"] = json!("VARX"));
    assert!(product.contains("series/var.json") && product.contains("VARX"), "{product}");
    let words = wrong("rules.json", &|rules| rules["WIN-VAR"]["text"]["en"] = json!(" "));
    assert!(words.contains("rules.json") && words.contains("WIN-VAR"), "{words}");
    let source = wrong("rules.json", &|rules| rules["WIN-VAR"]["sources"] = json!([]));
    assert!(source.contains("rules.json") && source.contains("WIN-VAR"), "{source}");
    let field = wrong("series/var.json", &|var| var["regimens"][0]["dosis"] = json!([]));
    assert!(field.contains("series/var.json, line"), "{field}");
}
