//! Dates as municipal systems write them.
//!
//! RFC 822 with its oddities, W3C dates of every precision, Japanese civil dates with figures of either
//! width, and the eras. A date without a zone is Japan's: every source here is. A day without a time is that
//! day's start in Japan. What was not as its standard says is a named repair.

use super::repair::Repairs;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use itsumo_domain::{Timestamp, text};
use std::borrow::Cow;

/// A date that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The instant.
    pub at: Timestamp,
    /// It was written as exactly midnight in UTC. When all of a feed are, they mean days in Japan, and the
    /// system that wrote them forgot the zone: see [`as_day_in_japan`].
    pub utc_midnight: bool,
}

/// Midnight of the same day in Japan, for a [`Read::utc_midnight`].
pub fn as_day_in_japan(at: Timestamp) -> Timestamp {
    at.plus(-9 * Timestamp::HOUR)
}

/// Reads a date, or `None` when it is none.
pub fn read(written: &str, repairs: &mut Repairs) -> Option<Read> {
    let plain = if written.is_ascii() { Cow::Borrowed(written) } else { Cow::Owned(text::nfkc(written)) };
    let mut rest = plain.trim();
    if rest.is_empty() || rest.len() > 200 {
        return None;
    }
    let mut noted = Repairs::default();
    if plain != written && written.chars().any(|c| matches!(c, '０'..='９')) {
        noted.note("date in full-width figures");
    }
    let found = japanese_era(&mut rest, &mut noted)
        .or_else(|| year_first(&mut rest, &mut noted))
        .map(|date| (date, None))
        .or_else(|| by_words(plain.trim(), &mut noted).map(|(date, after)| (date, Some(after))))
        .or_else(|| american(plain.trim(), &mut noted).map(|(date, after)| (date, Some(after))));
    let (date, after) = found?;
    if !(1970..=2200).contains(&date.year()) {
        return None;
    }
    let read = match after {
        Some(after) => after.on(date),
        None => clock_and_zone(rest, &mut noted).on(date),
    };
    repairs.merge(noted);
    read
}

/// A time of day and its zone, as far as they were written.
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    /// Milliseconds after midnight; may be a whole day (24:00).
    millis: Option<i64>,
    /// Minutes ahead of UTC.
    zone: Option<i64>,
}

impl Clock {
    fn on(self, date: NaiveDate) -> Option<Read> {
        let midnight = date.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        // A zone behind a day without a time says nothing: the day is Japan's.
        let zone = if self.millis.is_some() { self.zone.unwrap_or(9 * 60) } else { 9 * 60 };
        let at = midnight.checked_add(self.millis.unwrap_or(0))?.checked_sub(zone.checked_mul(Timestamp::MINUTE)?)?;
        Some(Read { at: Timestamp(at), utc_midnight: self.zone == Some(0) && self.millis == Some(0) })
    }
}

/// 令和8年11月22日, R8.11.22, 平成元年…
fn japanese_era(rest: &mut &str, repairs: &mut Repairs) -> Option<NaiveDate> {
    const ERAS: [(&str, i32); 10] = [
        ("令和", 2018),
        ("平成", 1988),
        ("昭和", 1925),
        ("R", 2018),
        ("H", 1988),
        ("S", 1925),
        ("r", 2018),
        ("h", 1988),
        ("s", 1925),
        ("令", 2018),
    ];
    let mut text = *rest;
    let before = ERAS.iter().find_map(|(name, before)| {
        let after = text.strip_prefix(name)?.trim_start_matches(['.', ' ']);
        (after.starts_with('元') || after.starts_with(|c: char| c.is_ascii_digit())).then(|| {
            text = after;
            *before
        })
    })?;
    let year = match text.strip_prefix('元') {
        Some(after) => {
            text = after;
            1
        }
        None => number(&mut text, 2)?,
    };
    let year = before.checked_add(i32::try_from(year).ok()?)?;
    separator(&mut text, &["年", ".", "/", "-"])?;
    let month = number(&mut text, 2)?;
    separator(&mut text, &["月", ".", "/", "-"])?;
    let day = number(&mut text, 2)?;
    separator(&mut text, &["日"]);
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    repairs.note("date in a Japanese era");
    *rest = text;
    Some(date)
}

/// 2026-11-22, 2026/11/22, 2026.11.22, 2026年11月22日, 20261122, 2026-11, 2026, 2026-326.
fn year_first(rest: &mut &str, repairs: &mut Repairs) -> Option<NaiveDate> {
    let mut text = *rest;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let year = i32::try_from(number(&mut text, 4)?).ok()?;
    if digits == 8 || digits == 14 || digits == 12 {
        let (month, day) = (number(&mut text, 2)?, number(&mut text, 2)?);
        *rest = text;
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    if digits != 4 {
        return None;
    }
    let Some(sign) = separator(&mut text, &["-", "/", ".", "年"]) else {
        *rest = text;
        return if text.is_empty() { NaiveDate::from_ymd_opt(year, 1, 1) } else { None };
    };
    let figures = text.bytes().take_while(u8::is_ascii_digit).count();
    if figures == 3 && sign == "-" {
        let day = number(&mut text, 3)?;
        *rest = text;
        return NaiveDate::from_yo_opt(year, day);
    }
    let month = number(&mut text, 2)?;
    let day = match separator(&mut text, &["-", "/", ".", "月"]) {
        None => 1,
        Some(_) if !text.starts_with(|c: char| c.is_ascii_digit() || c == ' ') => 1,
        Some(_) => number(&mut text, 2)?,
    };
    separator(&mut text, &["日"]);
    if sign != "-" {
        repairs.note("date not in a standard form");
    }
    // （日）after the date is its weekday; NFKC has made the brackets plain.
    if let Some((_, after)) = text.trim_start().strip_prefix('(').and_then(|inside| inside.split_once(')')) {
        text = after;
    }
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    *rest = text;
    Some(date)
}

/// RFC 822 and its relatives: every word is looked at once, in any order.
fn by_words(text: &str, repairs: &mut Repairs) -> Option<(NaiveDate, Clock)> {
    let (mut weekday, mut day, mut month, mut year) = (None, None, None, None);
    let mut clock = Clock::default();
    let mut afternoon = None;
    let mut noted = Repairs::default();
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()) {
        if word.starts_with('(') {
            continue;
        }
        if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) {
            let read = clock_and_zone(word, &mut noted);
            clock.millis = read.millis;
            clock.zone = read.zone.or(clock.zone);
        } else if let Some(named) = month_of(word) {
            month = month.or(Some(named));
        } else if word.contains('-') && !word.starts_with('-') && word.split('-').count() == 3 {
            // 12-Jun-2026
            let mut parts = word.split('-');
            day = parts.next().and_then(|d| d.parse().ok());
            month = parts.next().and_then(month_of);
            year = parts.next().and_then(|y| year_of(y, &mut noted));
        } else if let Some(named) = weekday_of(word) {
            weekday = Some(named);
        } else if let Some(zone) = zone_of(word) {
            clock.zone = Some(zone);
        } else if word.eq_ignore_ascii_case("am") || word.eq_ignore_ascii_case("pm") {
            afternoon = Some(word.eq_ignore_ascii_case("pm"));
        } else if word.chars().all(|c| c.is_ascii_digit()) {
            match (day, year) {
                (None, _) if word.len() <= 2 => day = word.parse().ok(),
                (_, None) if word.len() == 4 || word.len() == 2 => year = year_of(word, &mut noted),
                _ => {}
            }
        }
    }
    if let (Some(afternoon), Some(millis)) = (afternoon, clock.millis) {
        let noon = 12 * Timestamp::HOUR;
        clock.millis = Some(millis.rem_euclid(noon) + if afternoon { noon } else { 0 });
    }
    let date = NaiveDate::from_ymd_opt(year?, month?, day?)?;
    if weekday.is_some_and(|named| named != date.weekday()) {
        noted.note("date with a wrong weekday");
    }
    if clock.millis.is_some() && clock.zone.is_none() {
        noted.note("date without a zone, read as Japan's");
    }
    repairs.merge(noted);
    Some((date, clock))
}

/// 11/22/2026, where only one order is possible.
fn american(text: &str, repairs: &mut Repairs) -> Option<(NaiveDate, Clock)> {
    let mut rest = text;
    let first = number(&mut rest, 2)?;
    separator(&mut rest, &["/", "."])?;
    let second = number(&mut rest, 2)?;
    separator(&mut rest, &["/", "."])?;
    let year = i32::try_from(number(&mut rest, 4)?).ok().filter(|y| *y > 1900)?;
    let (month, day) = match (first, second) {
        (1..=12, 13..=31) => (first, second),
        (13..=31, 1..=12) => (second, first),
        (a, b) if a == b => (a, b),
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    repairs.note("date not in a standard form");
    Some((date, clock_and_zone(rest, repairs)))
}

/// What follows a date: `T10:00:00.5+09:00`, ` 10時30分`, `午後3:00`, `100000`.
fn clock_and_zone(text: &str, repairs: &mut Repairs) -> Clock {
    let mut rest = text.trim_start().trim_start_matches(['T', 't', ',']).trim_start();
    let mut clock = Clock::default();
    let half = [("午前", 0), ("午後", 12)].into_iter().find_map(|(word, add)| {
        let after = rest.strip_prefix(word)?;
        rest = after.trim_start();
        Some(add)
    });
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let Some(mut hours) = number(&mut rest, 2) else { return clock };
        let sign = separator(&mut rest, &[":", "時", "."]);
        let compact = digits == 4 || digits == 6;
        if sign.is_none() && !compact {
            return clock;
        }
        let minutes = number(&mut rest, 2).unwrap_or(0);
        let sign = separator(&mut rest, &[":", "分", "."]);
        let mut seconds = 0;
        let mut fraction = 0i64;
        if sign.is_some() || digits == 6 {
            if let Some(read) = number(&mut rest, 2) {
                seconds = read;
            }
            separator(&mut rest, &["秒"]);
            if let Some(after) = rest.strip_prefix(['.', ',']) {
                let figures: String = after.chars().take_while(char::is_ascii_digit).collect();
                let padded: String = figures.chars().chain("000".chars()).take(3).collect();
                fraction = padded.parse().unwrap_or(0);
                rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
            }
        } else if !compact {
            repairs.note("time without seconds");
        }
        if let Some(add) = half {
            hours = hours % 12 + add;
        }
        // A leap second belongs to the minute it ends.
        let seconds = seconds.min(59);
        if hours > 24 || minutes > 59 || (hours == 24 && (minutes > 0 || seconds > 0)) {
            repairs.note("impossible time of day, only the day is taken");
            return Clock::default();
        }
        let whole = i64::from(hours) * Timestamp::HOUR
            + i64::from(minutes) * Timestamp::MINUTE
            + i64::from(seconds) * Timestamp::SECOND;
        clock.millis = Some(whole + fraction);
    }
    clock.zone = rest.split_whitespace().find_map(|word| {
        if let Some(zone) = zone_of(word) {
            let bare = word.trim_start_matches(['+', '-']);
            if word != bare && bare.len() == 4 && text.trim_start().starts_with(['T', 't']) {
                repairs.note("zone without a colon");
            }
            Some(zone)
        } else {
            None
        }
    });
    if clock.millis.is_some() && clock.zone.is_none() && text.trim_start().starts_with(['T', 't']) {
        repairs.note("date without a zone, read as Japan's");
    }
    clock
}

/// Minutes ahead of UTC.
fn zone_of(word: &str) -> Option<i64> {
    const NAMES: [(&str, i64); 21] = [
        ("JST", 540),
        ("GMT", 0),
        ("UTC", 0),
        ("UT", 0),
        ("Z", 0),
        ("ASIA/TOKYO", 540),
        ("JAPAN", 540),
        ("KST", 540),
        ("EST", -300),
        ("EDT", -240),
        ("ET", -300),
        ("CST", -360),
        ("CDT", -300),
        ("CT", -360),
        ("MST", -420),
        ("MDT", -360),
        ("PST", -480),
        ("PDT", -420),
        ("BST", 60),
        ("CET", 60),
        ("CEST", 120),
    ];
    let upper = word.to_ascii_uppercase();
    if let Some((_, minutes)) = NAMES.iter().find(|(name, _)| *name == upper) {
        return Some(*minutes);
    }
    let upper = upper.strip_prefix("GMT").or_else(|| upper.strip_prefix("UTC")).unwrap_or(&upper);
    let (sign, mut rest) = match (upper.strip_prefix('+'), upper.strip_prefix(['-', '\u{2212}'])) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return None,
    };
    let hours = number(&mut rest, 2)?;
    separator(&mut rest, &[":"]);
    let minutes = number(&mut rest, 2).unwrap_or(0);
    (rest.is_empty() && hours <= 14 && minutes < 60).then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)))
}

fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let at = MONTHS.iter().position(|m| word.starts_with(m))?;
    const LONG: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let fits = LONG.get(at).is_some_and(|long| long.starts_with(&word));
    fits.then(|| u32::try_from(at + 1).ok()).flatten()
}

fn weekday_of(word: &str) -> Option<Weekday> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let short = word.get(..3)?;
    let day = match short {
        "mon" => Weekday::Mon,
        "tue" => Weekday::Tue,
        "wed" => Weekday::Wed,
        "thu" => Weekday::Thu,
        "fri" => Weekday::Fri,
        "sat" => Weekday::Sat,
        "sun" => Weekday::Sun,
        _ => return None,
    };
    word.chars().all(|c| c.is_ascii_alphabetic()).then_some(day)
}

/// A year, where two figures mean 1970 to 2069.
fn year_of(word: &str, repairs: &mut Repairs) -> Option<i32> {
    let year: i32 = word.parse().ok()?;
    match word.len() {
        4 => Some(year),
        2 => {
            repairs.note("year of two figures");
            Some(if year < 70 { 2000 + year } else { 1900 + year })
        }
        _ => None,
    }
}

fn number(rest: &mut &str, most: usize) -> Option<u32> {
    let text = rest.trim_start_matches(' ');
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (figures, after) = text.split_at_checked(count)?;
    let value = figures.parse().ok()?;
    *rest = after;
    Some(value)
}

fn separator<'s>(rest: &mut &str, signs: &[&'s str]) -> Option<&'s str> {
    signs.iter().find_map(|sign| {
        let after = rest.trim_start_matches(' ').strip_prefix(sign)?;
        *rest = after;
        Some(*sign)
    })
}

/// Whether an announcement may carry this date: more than a month ahead is an event's day or a slip, and
/// would stay on top of every list until then.
pub fn is_plausible(at: Timestamp, now: Timestamp) -> bool {
    match now.jst_date().checked_add_days(Days::new(31)) {
        Some(last) => at <= Timestamp::from_jst_date(last),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, proptest};

    fn jst(written: &str) -> Option<String> {
        let mut repairs = Repairs::default();
        read(written, &mut repairs).map(|r| r.at.to_jst().to_string())
    }

    fn repairs_of(written: &str) -> Vec<String> {
        let mut repairs = Repairs::default();
        read(written, &mut repairs);
        repairs.into_lines()
    }

    #[test]
    fn every_way_to_write_a_date() {
        let table = [
            ("Sun, 22 Nov 2026 10:20:30 +0900", "2026-11-22 10:20:30"),
            ("Sun, 22 Nov 2026 01:20:30 GMT", "2026-11-22 10:20:30"),
            ("22 Nov 2026 10:20 JST", "2026-11-22 10:20:00"),
            ("Fri, 12 Jun 26", "2026-06-12 00:00:00"),
            ("Fri, 12 Jun 26 08:00:00 +0900", "2026-06-12 08:00:00"),
            ("Mon, 22 Nov 2026 10:20:30 +0900", "2026-11-22 10:20:30"),
            ("Sun, 22 November 2026 10:20:30 JST", "2026-11-22 10:20:30"),
            ("Sun Nov 22 10:20:30 JST 2026", "2026-11-22 10:20:30"),
            ("22-Nov-2026 10:20:30 +0900", "2026-11-22 10:20:30"),
            ("Sun, 22 Nov 2026 10:20:30", "2026-11-22 10:20:30"),
            ("2026-11-22T10:20:30+09:00", "2026-11-22 10:20:30"),
            ("2026-11-22T10:20:30+0900", "2026-11-22 10:20:30"),
            ("2026-11-22T01:20:30Z", "2026-11-22 10:20:30"),
            ("2026-11-22T01:20:30.250Z", "2026-11-22 10:20:30.250"),
            ("2026-11-22T10:20+09:00", "2026-11-22 10:20:00"),
            ("2026-11-22T10:20:30", "2026-11-22 10:20:30"),
            ("2026-11-22 10:20:30", "2026-11-22 10:20:30"),
            ("2026-11-22", "2026-11-22 00:00:00"),
            ("2026-11-22+09:00", "2026-11-22 00:00:00"),
            ("2026-11", "2026-11-01 00:00:00"),
            ("2026", "2026-01-01 00:00:00"),
            ("20261122T102030+0900", "2026-11-22 10:20:30"),
            ("20261122", "2026-11-22 00:00:00"),
            ("2026/11/22", "2026-11-22 00:00:00"),
            ("2026/1/5 9:05", "2026-01-05 09:05:00"),
            ("2026.11.22", "2026-11-22 00:00:00"),
            ("2026年11月22日", "2026-11-22 00:00:00"),
            ("2026年11月22日（日）10時20分", "2026-11-22 10:20:00"),
            ("２０２６年１１月２２日　午後３時", "2026-11-22 15:00:00"),
            ("令和8年11月22日", "2026-11-22 00:00:00"),
            ("令和８年１１月２２日", "2026-11-22 00:00:00"),
            ("令和元年5月1日", "2019-05-01 00:00:00"),
            ("R8.11.22", "2026-11-22 00:00:00"),
            ("Ｒ８．１１．２２", "2026-11-22 00:00:00"),
            ("平成31年4月30日 12:00", "2019-04-30 12:00:00"),
            ("昭和64年1月7日", "1989-01-07 00:00:00"),
            ("H31.4.30", "2019-04-30 00:00:00"),
            ("11/22/2026", "2026-11-22 00:00:00"),
            ("2026-11-22T24:00:00+09:00", "2026-11-23 00:00:00"),
            ("2026-326", "2026-11-22 00:00:00"),
        ];
        for (written, expected) in table {
            assert_eq!(jst(written).as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for written in [
            "",
            "本日",
            "2026-13-01",
            "2026年2月30日",
            "Fri, 31 Feb 2026",
            "hello",
            "26/11/22",
            "令和8年",
            "0000-00-00",
        ] {
            assert_eq!(jst(written), None, "{written}");
        }
    }

    #[test]
    fn repairs_have_names() {
        let table = [
            ("Sun, 22 Nov 2026 10:20:30 +0900", &[][..]),
            ("2026-11-22T10:20:30+09:00", &[][..]),
            ("2026-11-22", &[][..]),
            ("Mon, 22 Nov 2026 10:20:30 +0900", &["date with a wrong weekday"][..]),
            ("Fri, 12 Jun 26", &["year of two figures"][..]),
            ("2026-11-22T10:20:30+0900", &["zone without a colon"][..]),
            ("Sun, 22 Nov 2026 10:20:30", &["date without a zone, read as Japan's"][..]),
            ("令和8年11月22日", &["date in a Japanese era"][..]),
            ("2026/11/22", &["date not in a standard form"][..]),
            ("２０２６-11-22", &["date in full-width figures"][..]),
            ("2026-11-22T99:00:00Z", &["impossible time of day, only the day is taken"][..]),
            ("Sun, 22 Nov 2026 10:20 +0900", &["time without seconds"][..]),
        ];
        for (written, expected) in table {
            assert_eq!(repairs_of(written), expected, "{written}");
        }
    }

    #[test]
    fn midnight_in_greenwich_is_told() {
        let mut repairs = Repairs::default();
        let midnight = read("Fri, 21 Aug 2026 00:00:00 GMT", &mut repairs).unwrap();
        assert!(midnight.utc_midnight);
        assert_eq!(as_day_in_japan(midnight.at).to_jst().to_string(), "2026-08-21 00:00:00");
        assert!(!read("Fri, 21 Aug 2026 00:00:00 +0900", &mut repairs).unwrap().utc_midnight);
        assert!(!read("Fri, 21 Aug 2026 00:00:01 GMT", &mut repairs).unwrap().utc_midnight);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>(), tail in "[0-9年月日時:./TZ+令和元 -]{0,30}") {
            read(&text, &mut Repairs::default());
            read(&tail, &mut Repairs::default());
        }
    }
}
