//! Dates as people say them: 今日 8:05, 昨日, 11月24日(火). Civil time in Japan throughout.

use crate::i18n::{Arg, I18n};
use chrono::{Datelike, NaiveDate, Timelike};
use itsumo_domain::{Timestamp, school::TimeOfDay, time::YearMonth};

/// `8:05`.
pub fn clock(at: Timestamp) -> String {
    let at = at.to_jst();
    format!("{}:{:02}", at.hour(), at.minute())
}

/// `8:05`, of a time without a day.
pub fn time_of_day(time: TimeOfDay) -> String {
    format!("{}:{:02}", time.minutes() / 60, time.minutes() % 60)
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

/// `2025年8月14日(木)`. Marked with ruby.
pub fn civil_with_year(i: I18n, date: NaiveDate) -> String {
    civil(i, date, true)
}

/// A day of the calendar: 今日, 明日, 11月24日(火), or with its year where that is not this one. Marked with ruby.
pub fn civil_day(i: I18n, date: NaiveDate, today: NaiveDate) -> String {
    day(i, Timestamp::from_jst_date(date), Timestamp::from_jst_date(today))
}

/// Days in a row: 今日, 11月24日(火), 11月24日(火)から11月26日(木)まで. Marked with ruby.
pub fn from_until(i: I18n, from: NaiveDate, until: NaiveDate, today: NaiveDate) -> String {
    let first = civil_day(i, from, today);
    if from == until {
        return first;
    }
    let last = civil_day(i, until, today);
    i.marked("date-from-until", &[("from", Arg::Text(&first)), ("until", Arg::Text(&last))])
}

/// Until when something is asked: 11月26日(木)まで, or that the day is over. Marked with ruby.
pub fn due(i: I18n, due: Option<NaiveDate>, today: NaiveDate) -> Option<String> {
    let due = due?;
    let key = if due < today { "date-due-over" } else { "date-due" };
    Some(i.marked(key, &[("day", Arg::Text(&civil_day(i, due, today)))]))
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

/// The age of somebody born on `born`, on the day `on`: 生後12日, 3か月, 1歳3か月. Marked with ruby.
pub fn age_on(i: I18n, born: NaiveDate, on: NaiveDate) -> String {
    let days = on.signed_duration_since(born).num_days();
    let whole = months_between(born, on);
    match whole {
        _ if days < 0 => i.marked("age-unborn", &[]),
        0 => i.marked("age-days", &[("days", Arg::Number(days))]),
        1..12 => i.marked("age-months", &[("months", Arg::Number(whole))]),
        _ if whole % 12 == 0 => i.marked("age-years", &[("years", Arg::Number(whole / 12))]),
        _ => i.marked("age-years-months", &[("years", Arg::Number(whole / 12)), ("months", Arg::Number(whole % 12))]),
    }
}

/// Whole months from `born` to `on`, as people count a child's: the 14th is a month after the 14th.
pub fn months_between(born: NaiveDate, on: NaiveDate) -> i64 {
    let months = i64::from(on.year() - born.year()) * 12 + i64::from(on.month()) - i64::from(born.month());
    if on.day() < born.day() { months - 1 } else { months }
}

/// Where a day that was written without its year lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Toward {
    /// The last such day, today included: something that happened.
    #[default]
    Past,
    /// The next such day, today included: something planned.
    Future,
    /// As the past; but no day is offered at a tap.
    Birth,
}

/// Reads a day as people write it: 2025-08-14, 2025/8/14, 20250814, 2025年8月14日, 令和7年8月14日, R7.8.14, 8/14.
pub fn read_day(text: &str, today: NaiveDate, toward: Toward) -> Option<NaiveDate> {
    let text = itsumo_domain::text::nfkc(text.trim()).to_uppercase().replace('元', "1");
    let eras = [("令和", 2018), ("平成", 1988), ("R", 2018), ("H", 1988)];
    let (before, rest) =
        eras.iter().find_map(|(name, years)| Some((*years, text.strip_prefix(name)?))).unwrap_or((0, text.as_str()));
    let words = rest.chars().any(|c| c.is_alphabetic() && !"年月日".contains(c));
    let numbers: Vec<u32> = rest
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let day = |year: i32, month: u32, day: u32| NaiveDate::from_ymd_opt(year, month, day);
    match *numbers.as_slice() {
        _ if words => None,
        [whole] if before == 0 && (19_000_101..=21_001_231).contains(&whole) => {
            day(i32::try_from(whole / 10_000).ok()?, whole / 100 % 100, whole % 100)
        }
        [year, month, dom] => {
            let year = i32::try_from(year).ok()?.checked_add(before)?;
            day(year, month, dom).filter(|_| (1900..=2100).contains(&year))
        }
        [month, dom] if before == 0 => match toward {
            Toward::Past | Toward::Birth => {
                (0..8).filter_map(|ago| day(today.year() - ago, month, dom)).find(|day| *day <= today)
            }
            Toward::Future => (0..8).filter_map(|on| day(today.year() + on, month, dom)).find(|day| *day >= today),
        },
        _ => None,
    }
}

/// Reads a time of day: 7:35, 0735, 7時35分.
pub fn read_time(text: &str) -> Option<chrono::NaiveTime> {
    let text = itsumo_domain::text::nfkc(text.trim());
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    match *numbers.as_slice() {
        [hour, minute] => chrono::NaiveTime::from_hms_opt(hour, minute, 0),
        [hour] if text.ends_with('時') => chrono::NaiveTime::from_hms_opt(hour, 0, 0),
        [whole] if (3..=4).contains(&text.len()) => chrono::NaiveTime::from_hms_opt(whole / 100, whole % 100, 0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::i18n::Locale;

    #[test]
    fn a_day_is_read_however_it_is_written() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        let today = date(2026, 11, 22).unwrap();
        for text in
            ["2025-08-14", "2025/8/14", "20250814", "２０２５年８月１４日", "令和7年8月14日", "r7.8.14", " 2025 8 14 "]
        {
            assert_eq!(read_day(text, today, Toward::Past), date(2025, 8, 14), "{text}");
        }
        assert_eq!(read_day("令和元年5月1日", today, Toward::Past), date(2019, 5, 1));
        assert_eq!(read_day("11/22", today, Toward::Past), Some(today));
        assert_eq!(read_day("12/1", today, Toward::Past), date(2025, 12, 1));
        assert_eq!(read_day("12/1", today, Toward::Future), date(2026, 12, 1));
        assert_eq!(read_day("11/21", today, Toward::Future), date(2027, 11, 21));
        assert_eq!(read_day("2/29", today, Toward::Past), date(2024, 2, 29));
        for text in ["", "2025-02-30", "8月", "きのう", "12", "3000/1/1", "0/0", "Aug 14 2025"] {
            assert_eq!(read_day(text, today, Toward::Past), None, "{text}");
        }
        for (text, read) in
            [("7:35", Some((7, 35))), ("0735", Some((7, 35))), ("7時", Some((7, 0))), ("25:00", None), ("", None)]
        {
            assert_eq!(read_time(text), read.and_then(|(h, m)| chrono::NaiveTime::from_hms_opt(h, m, 0)), "{text}");
        }
    }

    #[test]
    fn ages_are_said_as_parents_say_them() {
        let i = I18n { locale: Locale::Ja };
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let born = date(2025, 8, 14);
        for (on, age) in [
            (date(2025, 8, 26), "生後12日"),
            (date(2025, 9, 14), "1か月"),
            (date(2026, 8, 13), "11か月"),
            (date(2026, 8, 14), "1歳"),
            (date(2026, 11, 22), "1歳3か月"),
        ] {
            assert_eq!(age_on(i, born, on), age);
        }
    }

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
