//! The programs' rules on small tables made up here, so that each rule shows by itself. The scores were computed
//! apart from this code, with 30 digits, from the formulas as printed.

use super::*;
use itsumo_domain::handbook::Position::{Lying, Standing};

/// Tables whose rows tell where they were read: M is a straight function of the key.
fn tables() -> LmsTables {
    let days = |name: &str, l: f64, m: f64, step: f64| {
        let mut text = "sex,age_days,l,m,s\n".to_owned();
        for sex in [1, 2] {
            for day in 0..=1826 {
                let m = m + step * f64::from(day) + f64::from(sex);
                text.push_str(&format!("{sex},{day},{l},{m},0.1\n"));
            }
        }
        (name.to_owned(), text)
    };
    let steps = |name: &str, key: &str, from: u32, to: u32, per: f64, l: f64, m: f64| {
        let mut text = format!("sex,{key},l,m,s\n");
        for sex in [1, 2] {
            for at in from..=to {
                let key = f64::from(at) / per;
                text.push_str(&format!("{sex},{key},{l},{},0.1\n", m * key * key));
            }
        }
        (name.to_owned(), text)
    };
    let files = [
        days("made_wfa_days.csv", -0.5, 3.0, 0.01),
        days("made_lhfa_days.csv", 1.0, 50.0, 0.03),
        days("made_bmifa_days.csv", -1.5, 15.0, 0.0),
        days("made_hcfa_days.csv", 1.0, 34.0, 0.01),
        steps("made_wfl_cm.csv", "length_cm", 450, 1100, 10.0, -0.35, 0.0016),
        steps("made_wfh_cm.csv", "height_cm", 650, 1200, 10.0, -0.35, 0.0015),
        steps("made_wfa_months.csv", "age_months", 60, 121, 1.0, -0.2, 0.004),
        steps("made_hfa_months.csv", "age_months", 60, 229, 1.0, 1.0, 0.03),
        steps("made_bmifa_months.csv", "age_months", 60, 229, 1.0, -1.0, 0.004),
    ];
    LmsTables::read(files.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap()
}

fn boy(age: Option<TableAge>) -> Row {
    Row { sex: Some(Sex::Male), age, ..Row::default() }
}

fn days(days: f64) -> Option<TableAge> {
    TableAge::from_days(days)
}

fn months(months: f64) -> Option<TableAge> {
    TableAge::from_months(months)
}

fn close(found: Result<f64, Note>, expected: f64) {
    let found = found.unwrap();
    assert!((found - expected).abs() < 1e-8, "{found} is not {expected}");
}

#[test]
fn days_are_rounded_half_up_and_months_are_not_rounded_at_all() {
    assert_eq!(days(730.49).unwrap().days, 730);
    assert_eq!(days(730.5).unwrap().days, 731);
    assert_eq!(days(0.5).unwrap().days, 1);
    // 24 × 30.4375 = 730.5
    assert_eq!(months(24.0).unwrap(), TableAge { days: 731, months: 24.0 });
    assert_eq!(days(1826.0).unwrap().months, 1826.0 / 30.4375);
    for nothing in [-1.0, f64::NAN, f64::INFINITY, 2e6] {
        assert_eq!(days(nothing), None);
    }
}

#[test]
fn months_count_beside_days_only_where_both_say_the_same() {
    assert_eq!(TableAge::from_both(1840.0, 60.45).unwrap(), TableAge { days: 1840, months: 60.45 });
    assert_eq!(TableAge::from_both(1840.0, 60.0).unwrap(), days(1840.0).unwrap());
}

#[test]
fn a_row_of_2006_is_the_days_own() {
    let tables = tables();
    // Boys, day 100: M = 3 + 1 + 1.0 = 5 kg; (5.5/5)^-0.5 …
    close(
        tables.z(Indicator::WeightForAge, &Row { weight_kg: Some(5.5), ..boy(days(100.4)) }),
        0.930_748_215_088_153_7,
    );
    close(tables.z(Indicator::HeadForAge, &Row { head_cm: Some(36.9), ..boy(days(190.0)) }), 0.0);
    // Girls stand a kilogram higher in these tables.
    let girl = Row { sex: Some(Sex::Female), weight_kg: Some(6.0), ..boy(days(100.0)) };
    close(tables.z(Indicator::WeightForAge, &girl), 0.0);
}

#[test]
fn five_years_is_where_one_table_ends_and_the_other_begins() {
    let tables = tables();
    let height = |age| tables.z(Indicator::LengthHeightForAge, &Row { lenhei_cm: Some(108.0), ..boy(age) });
    // Day 1826: M = 51 + 54.78; months 59.99.
    close(height(days(1826.0)), (108.0 / 105.78 - 1.0) / 0.1);
    // 60 months: M = 0.03 · 3600 = 108.
    close(height(months(60.0)), 0.0);
    // Day 1827 is 60.0246… months, on the line between 60 (108) and 61 (111.63).
    let m = 108.0 + (1827.0 / 30.4375 - 60.0) * 3.63;
    close(height(days(1827.0)), (108.0 / m - 1.0) / 0.1);
    // 59.999 months is day 1826 by rounding and still in the first.
    close(height(months(59.999)), (108.0 / 105.78 - 1.0) / 0.1);
    let head = Row { head_cm: Some(50.0), ..boy(months(60.0)) };
    assert_eq!(tables.z(Indicator::HeadForAge, &head), Err(Note::AgeOutside));
    let old = Row { weight_kg: Some(18.0), lenhei_cm: Some(108.0), ..boy(months(60.0)) };
    assert_eq!(tables.z(Indicator::WeightForLengthHeight, &old), Err(Note::AgeOutside));
}

#[test]
fn tables_of_2007_end_with_their_last_whole_month() {
    let tables = tables();
    let at = |indicator, age| {
        tables.z(indicator, &Row { weight_kg: Some(57.6), lenhei_cm: Some(150.0), ..boy(months(age)) })
    };
    close(at(Indicator::WeightForAge, 120.0), 0.0);
    assert_eq!(at(Indicator::WeightForAge, 120.001), Err(Note::AgeOutside));
    assert!(at(Indicator::LengthHeightForAge, 228.0).is_ok());
    assert_eq!(at(Indicator::LengthHeightForAge, 228.001), Err(Note::AgeOutside));
    assert!(at(Indicator::BmiForAge, 228.0).is_ok());
    assert_eq!(at(Indicator::BmiForAge, 229.0), Err(Note::AgeOutside));
}

#[test]
fn standing_is_longer_lying_and_the_other_way_round_from_day_731() {
    let tables = tables();
    let z = |age, position, cm| {
        tables.z(Indicator::LengthHeightForAge, &Row { lenhei_cm: Some(cm), position, ..boy(age) }).unwrap()
    };
    // Day 730: M = 51 + 21.9 = 72.9; day 731: 72.93.
    let on = |day: f64, cm: f64| (cm / (51.0 + 0.03 * day) - 1.0) / 0.1;
    assert!((z(days(730.0), Some(Standing), 80.0) - on(730.0, 80.7)).abs() < 1e-9);
    assert!((z(days(730.0), Some(Lying), 80.0) - on(730.0, 80.0)).abs() < 1e-9);
    assert!((z(days(730.0), None, 80.0) - on(730.0, 80.0)).abs() < 1e-9);
    assert!((z(days(731.0), Some(Lying), 80.0) - on(731.0, 79.3)).abs() < 1e-9);
    assert!((z(days(731.0), Some(Standing), 80.0) - on(731.0, 80.0)).abs() < 1e-9);
    assert!((z(months(24.0), Some(Lying), 80.0) - on(731.0, 79.3)).abs() < 1e-9);
    // Nobody stands before nine months: 9 months is 273.9375 days, so day 273 is not believed and day 274 is.
    assert!((z(days(273.0), Some(Standing), 60.0) - on(273.0, 60.0)).abs() < 1e-9);
    assert!((z(days(274.0), Some(Standing), 60.0) - on(274.0, 60.7)).abs() < 1e-9);
    assert!((z(months(9.0), Some(Standing), 60.0) - on(274.0, 60.7)).abs() < 1e-9);
    // 8.99 months is day 274 by rounding, and below nine months all the same.
    assert!((z(months(8.99), Some(Standing), 60.0) - on(274.0, 60.0)).abs() < 1e-9);
}

#[test]
fn bmi_goes_by_the_length_so_made() {
    let tables = tables();
    let row = Row { weight_kg: Some(12.0), lenhei_cm: Some(85.0), position: Some(Lying), ..boy(days(800.0)) };
    // 12 / 0.843² = 16.885850…, M 16, L −1.5, S 0.1.
    close(tables.z(Indicator::BmiForAge, &row), 0.517_736_373_479_249_1);
    // After five years nothing is moved: 60 months, M = 14.4.
    let row = Row { weight_kg: Some(18.0), lenhei_cm: Some(110.0), position: Some(Lying), ..boy(months(60.0)) };
    close(tables.z(Indicator::BmiForAge, &row), 0.32);
}

#[test]
fn weight_for_length_stands_between_tenths_of_a_centimetre() {
    let tables = tables();
    let z = |row: Row| tables.z(Indicator::WeightForLengthHeight, &row);
    // 70.05 cm lying: M on the line between 0.0016·70.0² = 7.84 and 0.0016·70.1² = 7.862416.
    let m = 7.84 + 0.5 * (7.862_416 - 7.84);
    let row = Row { weight_kg: Some(8.5), lenhei_cm: Some(70.05), ..boy(days(300.0)) };
    close(z(row), ((8.5_f64 / m).powf(-0.35) - 1.0) / -0.035);
    // The same child without an age: below 87 cm lying, from 87 standing, unless the position is said.
    close(z(Row { age: None, ..row }), ((8.5_f64 / m).powf(-0.35) - 1.0) / -0.035);
    let standing = ((8.5_f64 / (7.35 + 0.5 * (7.371_015 - 7.35))).powf(-0.35) - 1.0) / -0.035;
    close(z(Row { age: None, position: Some(Standing), ..row }), standing);
    close(z(Row { age: None, lenhei_cm: Some(86.9), weight_kg: Some(0.0016 * 86.9 * 86.9), ..row }), 0.0);
    close(z(Row { age: None, lenhei_cm: Some(87.0), weight_kg: Some(0.0015 * 87.0 * 87.0), ..row }), 0.0);
}

#[test]
fn weight_for_length_ends_with_its_tables() {
    let tables = tables();
    let z = |age, cm, position| {
        let row = Row { weight_kg: Some(10.0), lenhei_cm: Some(cm), position, ..boy(age) };
        tables.z(Indicator::WeightForLengthHeight, &row)
    };
    assert_eq!(z(days(100.0), 44.9, None), Err(Note::LengthOutside(45, 110)));
    assert!(z(days(100.0), 45.0, None).is_ok());
    assert!(z(days(700.0), 110.0, None).is_ok());
    assert_eq!(z(days(700.0), 110.1, None), Err(Note::LengthOutside(45, 110)));
    // 109.5 standing is 110.2 lying.
    assert_eq!(z(days(700.0), 109.5, Some(Standing)), Err(Note::LengthOutside(45, 110)));
    assert_eq!(z(days(800.0), 65.0, Some(Lying)), Err(Note::LengthOutside(65, 120)));
    assert!(z(days(800.0), 120.0, None).is_ok());
    assert_eq!(z(days(800.0), 120.1, None), Err(Note::LengthOutside(65, 120)));
}

#[test]
fn every_tenth_of_a_centimetre_meets_its_own_row() {
    // In binary, 64.1 × 10 is not 641: whatever the rounding does, the score is that of 64.1.
    let tables = tables();
    for tenth in 450..=1100 {
        let cm = f64::from(tenth) / 10.0;
        let row = Row { weight_kg: Some(0.0016 * cm * cm), lenhei_cm: Some(cm), ..boy(days(300.0)) };
        let z = tables.z(Indicator::WeightForLengthHeight, &row).unwrap();
        assert!(z.abs() < 1e-8, "{cm}: {z}");
    }
}

#[test]
fn a_length_a_hair_below_a_row_is_read_as_the_program_reads_it() {
    let tables = tables();
    // 103.1 cm lying from day 731 on is 102.39999999999999: rows 102.3 and 102.5, all but the whole way.
    let row = Row { weight_kg: Some(16.0), lenhei_cm: Some(103.1), position: Some(Lying), ..boy(days(1122.0)) };
    let z = tables.z(Indicator::WeightForLengthHeight, &row);
    let m = 0.0015 * 102.5 * 102.5;
    close(z, ((16.0_f64 / m).powf(-0.35) - 1.0) / -0.035);
}

#[test]
fn tails_are_straight_for_weights_and_never_for_lengths() {
    let tables = tables();
    // Day 100: M 5, L −0.5, S 0.1; 9 kg is far out.
    close(tables.z(Indicator::WeightForAge, &Row { weight_kg: Some(9.0), ..boy(days(100.0)) }), 5.781_771_428_571_429);
    close(tables.z(Indicator::WeightForAge, &Row { weight_kg: Some(2.5), ..boy(days(100.0)) }), -6.643_444_444_444_444);
    // Length: M 54, 75 cm is (75/54 − 1)/0.1.
    close(
        tables.z(Indicator::LengthHeightForAge, &Row { lenhei_cm: Some(75.0), ..boy(days(100.0)) }),
        3.888_888_888_888_889,
    );
}

#[test]
fn oedema_leaves_length_and_head() {
    let tables = tables();
    let row =
        Row { weight_kg: Some(5.0), lenhei_cm: Some(54.0), head_cm: Some(36.0), oedema: true, ..boy(days(100.0)) };
    let said = Indicator::ALL.map(|indicator| tables.z(indicator, &row).is_ok());
    assert_eq!(said, [false, true, false, false, true]);
    assert_eq!(tables.z(Indicator::BmiForAge, &row), Err(Note::Oedema));
}

#[test]
fn what_is_missing_is_named() {
    let tables = tables();
    let empty = boy(days(100.0));
    assert_eq!(tables.z(Indicator::WeightForAge, &empty), Err(Note::NotMeasured("weight")));
    assert_eq!(tables.z(Indicator::HeadForAge, &Row { head_cm: Some(0.0), ..empty }), Err(Note::NotMeasured("head")));
    let row = Row { weight_kg: Some(5.0), lenhei_cm: Some(60.0), ..boy(None) };
    assert_eq!(tables.z(Indicator::BmiForAge, &row), Err(Note::NoAge));
    assert!(tables.z(Indicator::WeightForLengthHeight, &row).is_ok());
    assert_eq!(tables.z(Indicator::WeightForAge, &Row { sex: None, ..row }), Err(Note::NoSex));
    let only = LmsTables::read([("hcfa_days.csv", "sex,age_days,l,m,s\n1,0,1,34,0.04\n")]).unwrap();
    let row = Row { weight_kg: Some(5.0), ..empty };
    assert_eq!(only.z(Indicator::WeightForAge, &row), Err(Note::NotInReference));
}

#[test]
fn a_score_that_far_out_is_given_and_flagged() {
    assert_eq!(flag(Indicator::WeightForAge, 5.1), Some(Note::Flagged(-6.0, 5.0)));
    assert_eq!(flag(Indicator::WeightForAge, -5.9), None);
    assert_eq!(flag(Indicator::LengthHeightForAge, -6.0), None);
    assert_eq!(flag(Indicator::LengthHeightForAge, 6.01), Some(Note::Flagged(-6.0, 6.0)));
    assert_eq!(flag(Indicator::HeadForAge, -5.01), Some(Note::Flagged(-5.0, 5.0)));
}

#[test]
fn a_register_is_scored_in_one_go() {
    let tables = tables();
    let rows = [boy(None), Row { weight_kg: Some(5.0), ..boy(days(100.0)) }];
    let [none, one] = tables.z_scores(&rows).try_into().unwrap();
    assert!(none.iter().all(|z| z.is_nan()));
    assert_eq!(one[0], 0.0);
    assert!(one[1].is_nan());
}
