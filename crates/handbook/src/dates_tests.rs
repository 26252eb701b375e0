//! The notices' own examples, one table a function, and what must hold for every day of four leap cycles.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn an_age_is_reached_on_the_eve_of_the_anniversary() {
    for (birth, months, reached) in [
        ("2013-04-01", 3, "2013-06-30"),
        ("2013-04-01", 6, "2013-09-30"),
        ("2013-04-01", 12, "2014-03-31"),
        ("2013-01-31", 1, "2013-02-28"),
        ("2013-07-31", 2, "2013-09-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2024-02-29", 6, "2024-08-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-08-30", 6, "2025-02-28"),
        ("2024-08-29", 6, "2025-02-28"),
        ("2024-08-28", 6, "2025-02-27"),
        ("2023-08-29", 6, "2024-02-28"),
        ("2023-08-30", 6, "2024-02-29"),
        ("2024-03-01", 12, "2025-02-28"),
        ("2026-08-31", 2, "2026-10-30"),
        ("2025-10-31", 7, "2026-05-30"),
        ("2026-01-01", 12, "2026-12-31"),
    ] {
        assert_eq!(reach_months(day(birth), months), day(reached), "{birth} + {months}月");
    }
    assert_eq!(day_after_reach_months(day("2024-08-31"), 6), day("2025-03-01"));
    assert_eq!(day_after_reach_months(day("2023-06-15"), 7), day("2024-01-15"));
    assert_eq!(reach_years(day("2017-11-23"), 9), day("2026-11-22"));
}

#[test]
fn an_interval_that_ends_on_a_missing_day_is_over_on_the_first() {
    for (from, months, to) in [
        ("2022-11-30", 3, "2023-03-01"),
        ("2025-08-31", 6, "2026-03-01"),
        ("2026-11-29", 3, "2027-03-01"),
        ("2023-11-29", 3, "2024-02-29"),
        ("2026-03-31", 1, "2026-05-01"),
        ("2025-07-31", 6, "2026-01-31"),
        ("2026-05-09", 3, "2026-08-09"),
    ] {
        assert_eq!(interval_months(day(from), months), day(to), "{from} + {months}月");
    }
}

#[test]
fn clear_days_are_those_between() {
    for (from, days, to) in [
        ("2026-05-11", 6, "2026-05-18"),
        ("2026-05-11", 20, "2026-06-01"),
        ("2026-05-11", 27, "2026-06-08"),
        ("2026-05-11", 60, "2026-07-11"),
        ("2026-01-05", 139, "2026-05-25"),
    ] {
        assert_eq!(interval_clear_days(day(from), days), day(to));
        assert_eq!(clear_days_between(day(from), day(to)), i64::from(days));
    }
}

#[test]
fn half_a_month_is_as_long_as_its_month_says() {
    for (from, to) in [
        ("2025-12-10", "2026-02-24"),
        ("2023-12-10", "2024-02-25"),
        ("2026-02-10", "2026-04-25"),
        ("2026-01-10", "2026-03-26"),
    ] {
        assert_eq!(interval_months_and_half(day(from), 2), day(to), "{from} + 2月半");
    }
}

#[test]
fn those_born_on_the_first_of_april_are_early() {
    assert_eq!(fiscal_year_of_reaching_years(day("2014-04-01"), 12, true), day("2026-03-31"));
    assert_eq!(fiscal_year_of_reaching_years(day("2014-04-01"), 12, false), day("2025-04-01"));
    assert_eq!(fiscal_year_of_reaching_years(day("2014-04-02"), 12, false), day("2026-04-01"));
    assert_eq!(fiscal_year_of_reaching_years(day("2014-04-02"), 16, false), day("2030-04-01"));
    assert_eq!(fiscal_year_of_reaching_years(day("2014-04-02"), 16, true), day("2031-03-31"));
    assert_eq!(school_entry(day("2020-04-01")), day("2026-04-01"));
    assert_eq!(school_entry(day("2020-04-02")), day("2027-04-01"));
    assert_eq!(school_entry(day("2020-02-29")), day("2026-04-01"));
    assert_eq!(school_entry_offset(day("2020-04-02"), -1, false), day("2026-04-01"));
    assert_eq!(school_entry_offset(day("2020-04-02"), 0, true), day("2027-03-31"));
}

#[test]
fn weeks_count_from_birth_and_back_from_the_due_date() {
    assert_eq!(days_after_birth(day("2026-03-01"), 224), day("2026-10-11"));
    assert_eq!(days_after_birth(day("2026-09-26"), 42), day("2026-11-07"));
    assert_eq!(gestation(day("2026-04-23"), 28, 0), day("2026-01-29"));
    assert_eq!(gestation(day("2026-04-23"), 36, 6), day("2026-04-01"));
    assert_eq!(gestation(day("2026-04-23"), 40, 0), day("2026-04-23"));
}

#[test]
fn the_calendars_ends_hold() {
    assert_eq!(interval_months(NaiveDate::MAX, u32::MAX), NaiveDate::MAX);
    assert_eq!(days_after_birth(NaiveDate::MAX, 1), NaiveDate::MAX);
    assert_eq!(gestation(NaiveDate::MIN, 0, 0), NaiveDate::MIN);
    assert!(school_entry(NaiveDate::MAX) >= day("9999-04-01"));
}

/// Every day of sixteen years around two leap days that differ from the rest.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..366 * 16).prop_map(|days| day("2012-01-01") + Days::new(days))
}

/// Walks day by day to the first day whose (month, day of month) is not before the anniversary.
fn walked(from: NaiveDate, months: u32) -> NaiveDate {
    let index = i64::from(from.year()) * 12 + i64::from(from.month0()) + i64::from(months);
    let at = |date: NaiveDate| (i64::from(date.year()) * 12 + i64::from(date.month0()), date.day());
    from.iter_days().find(|date| at(*date) >= (index, from.day())).unwrap()
}

proptest! {
    #[test]
    fn an_interval_is_the_first_day_not_before_its_anniversary(from in any_day(), months in 0_u32..120) {
        prop_assert_eq!(interval_months(from, months), walked(from, months));
    }

    #[test]
    fn an_age_is_reached_the_day_before_the_walk_ends(birth in any_day(), months in 1_u32..240) {
        prop_assert_eq!(next_day(reach_months(birth, months)), walked(birth, months));
    }

    #[test]
    fn nobody_grows_younger(birth in any_day(), months in 0_u32..240) {
        prop_assert!(reach_months(birth, months) < reach_months(birth, months + 1));
        prop_assert!(reach_months(birth, months) <= reach_months(next_day(birth), months));
    }

    #[test]
    fn a_later_dose_never_makes_the_next_one_earlier(from in any_day(), months in 0_u32..24) {
        prop_assert!(interval_months(from, months) <= interval_months(next_day(from), months));
        prop_assert!(interval_months(from, months) < interval_months_and_half(from, months));
        prop_assert!(interval_months_and_half(from, months) < interval_months(from, months + 1));
    }

    #[test]
    fn school_starts_in_the_april_after_the_sixth_birthday(birth in any_day()) {
        let entry = school_entry(birth);
        prop_assert_eq!((entry.month(), entry.day()), (4, 1));
        prop_assert!(reach_years(birth, 6) < entry && entry <= next_day(reach_years(birth, 7)));
        prop_assert_eq!(fiscal_year_of_reaching_years(birth, 6, true), eve(entry));
    }
}
