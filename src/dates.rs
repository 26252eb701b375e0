//! Dates as people say them: 今日 8:05, 昨日, 11月24日(火). Civil time in Japan throughout.

use crate::i18n::{Arg, I18n};
use chrono::{Datelike, NaiveDate, Timelike};
use itsumo_domain::{Timestamp, time::YearMonth};

/// `8:05`.
pub fn clock(at: Timestamp) -> String {
    let at = at.to_jst();
    format!("{}:{:02}", at.hour(), at.minute())
}

/// A day: 今日, 昨日, 明日, 11月24日(火), or with its year where that differs. Marked with ruby.
pub fn day(i: I18n, at: Timestamp, now: Timestamp) -> String {
    let (date, today) = (at.jst_date(), now.jst_date());
    match date.signed_duration_since(today).num_days() {
        0 => i.marked("date-today", &[]),
        -1 => i.marked("date-yesterday", &[]),
        1 => i.marked("date-tomorrow", &[]),
        _ => civil(i, date, date.year() != today.year()),
    }
}

/// A day and its time. News that came at midnight came on a day and at no time.
pub fn moment(i: I18n, at: Timestamp, now: Timestamp) -> String {
    let day = day(i, at, now);
    let time = at.to_jst().time();
    if time.num_seconds_from_midnight() == 0 { day } else { format!("{day} {}", clock(at)) }
}

/// How old something is, for a list: minutes and hours while it is fresh, then the day.
pub fn age(i: I18n, at: Timestamp, now: Timestamp) -> String {
    let minutes = now.since(at) / Timestamp::MINUTE;
    let midnight = at.to_jst().time().num_seconds_from_midnight() == 0;
    match minutes {
        0..60 if !midnight => i.marked("date-minutes", &[("count", Arg::Number(minutes.max(1)))]),
        60..720 if !midnight && at.jst_date() == now.jst_date() => {
            i.marked("date-hours", &[("count", Arg::Number(minutes / 60))])
        }
        _ => day(i, at, now),
    }
}

/// The day in full, with its year: the date on top of an article.
pub fn full(i: I18n, at: Timestamp) -> String {
    let day = civil(i, at.jst_date(), true);
    if at.to_jst().time().num_seconds_from_midnight() == 0 { day } else { format!("{day} {}", clock(at)) }
}

fn civil(i: I18n, date: NaiveDate, with_year: bool) -> String {
    let weekday = i.marked(&format!("date-weekday-{}", date.weekday().num_days_from_sunday()), &[]);
    let year = date.year().to_string();
    let month = i.marked(&format!("date-month-{}", date.month()), &[]);
    // In Japanese the days of a month have readings of their own: ついたち, ふつか, はつか.
    let day = i.marked(&format!("date-dom-{}", date.day()), &[]);
    i.marked(
        if with_year { "date-day-year" } else { "date-day" },
        &[
            ("year", Arg::Text(&year)),
            ("month", Arg::Text(&month)),
            ("day", Arg::Text(&day)),
            ("weekday", Arg::Text(&weekday)),
        ],
    )
}

/// A child's age: 1歳3か月; a child to come has none.
pub fn child_age(i: I18n, born: YearMonth, now: Timestamp) -> String {
    let months = i64::from(born.months_until(now.jst_date()));
    match months {
        ..0 => i.marked("age-unborn", &[]),
        0..12 => i.marked("age-months", &[("months", Arg::Number(months))]),
        _ if months % 12 == 0 => i.marked("age-years", &[("years", Arg::Number(months / 12))]),
        _ => i.marked("age-years-months", &[("years", Arg::Number(months / 12)), ("months", Arg::Number(months % 12))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::i18n::Locale;

    #[test]
    fn days_are_named_as_people_name_them() {
        let i = I18n { locale: Locale::Ja };
        let at = |day: u32, hour: u32| {
            Timestamp::from_jst(NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, 5, 0).unwrap())
        };
        let now = at(22, 8);
        assert_eq!(moment(i, at(22, 6), now), "今日 6:05");
        assert_eq!(day(i, at(21, 23), now), "昨日");
        assert_eq!(day(i, at(24, 1), now), "11月24日(火)");
        assert_eq!(age(i, now.plus(-5 * Timestamp::MINUTE), now), "5分前");
        assert_eq!(age(i, at(22, 6), now), "2時間前");
        assert_eq!(child_age(i, YearMonth { year: 2025, month: 8 }, now), "1歳3か月");
        assert_eq!(child_age(i, YearMonth { year: 2027, month: 1 }, now), "これから生まれるお子さん");
        let en = I18n { locale: Locale::En };
        assert_eq!(day(en, at(24, 1), now), "Tue 24 November");
    }
}
