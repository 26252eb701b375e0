//! Dates as they stand in paper handbooks, typed fast: R3.4.5, 令和3年4月5日, 2021/4/5, 210405. And whole pages of
//! them, pasted.
//!
//! A year of one or two figures without an era is that of 令和 or of the west, whichever a child of this birth date
//! can have lived: 3.4.5 for a child born in 2020 is 2021, and so is 21.4.5.

use chrono::{Datelike, NaiveDate};
use itsumo_domain::text::nfkc;

/// What an era's first year is before: 令和1 is 2019.
const ERAS: [(&[&str], i32); 3] = [(&["令和", "r"], 2018), (&["平成", "h"], 1988), (&["昭和", "s"], 1925)];

/// The day that `text` means, or `None` where it means none or more than one. `born` and `today` decide between the
/// readings of a short year.
pub fn day(text: &str, born: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
    let text = nfkc(text).trim().to_lowercase().replace('元', "1");
    let (era, rest) = ERAS
        .iter()
        .find_map(|(names, before)| {
            names.iter().find_map(|name| text.strip_prefix(name)).map(|rest| (Some(*before), rest.to_owned()))
        })
        .unwrap_or((None, text));
    if rest.chars().any(|c| c.is_alphabetic() && !"年月日".contains(c)) {
        return None;
    }
    let parts: Vec<&str> = rest.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        // All in one: 20210405, 210405, and after an era 30405 or 030405.
        [one] if matches!(one.len(), 5 | 6 | 8) => {
            let at = one.len() - 4;
            (one.get(..at)?, one.get(at..at + 2)?, one.get(at + 2..)?)
        }
        _ => return None,
    };
    let (year, month, day): (i32, u32, u32) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let on = |year: i32| NaiveDate::from_ymd_opt(year, month, day);
    match (era, year) {
        (Some(before), 1..=99) => on(before + year),
        (Some(_), _) => None,
        (None, 1900..) => on(year),
        (None, 0..=99) => {
            let lived = |date: &NaiveDate| *date <= today && born.is_none_or(|born| *date >= born);
            let mut readings = [2018 + year, 2000 + year, 1988 + year].into_iter().filter_map(on).filter(lived);
            let first = readings.next()?;
            readings.next().is_none().then_some(first)
        }
        _ => None,
    }
}

/// The days in `text`, where somebody pasted several: `None` for a piece that is no day.
pub fn days(text: &str, born: Option<NaiveDate>, today: NaiveDate) -> Vec<Option<NaiveDate>> {
    text.split(['\t', '\n', '\r', ',', '、', ' ', '　', ';'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .map(|piece| day(piece, born, today))
        .collect()
}

/// A line of a pasted page: what stands before its days, and the days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// A vaccine's name, as far as there is one.
    pub name: String,
    /// Its days.
    pub days: Vec<NaiveDate>,
    /// Pieces that hold figures and are no day.
    pub unread: Vec<String>,
}

/// A pasted page, line by line; lines without any figure are passed over.
pub fn lines(text: &str, born: Option<NaiveDate>, today: NaiveDate) -> Vec<Line> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut read = Line { name: String::new(), days: Vec::new(), unread: Vec::new() };
        for piece in line.split(['\t', ',', '、', ' ', '　', ';', ':', '：']).map(str::trim).filter(|p| !p.is_empty())
        {
            match day(piece, born, today) {
                Some(day) => read.days.push(day),
                // 1回目, 5種混合: figures, and no day. What looks like one and is none is told.
                None if nfkc(piece).chars().filter(char::is_ascii_digit).count() >= 4 => {
                    read.unread.push(piece.to_owned());
                }
                None if read.days.is_empty() => {
                    if !read.name.is_empty() {
                        read.name.push(' ');
                    }
                    read.name.push_str(piece);
                }
                None => {}
            }
        }
        if !read.days.is_empty() || !read.unread.is_empty() {
            found.push(read);
        }
    }
    found
}

/// A day as it is put into a field again: `2021-04-05`.
pub fn written(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let (born, today) = (Some(date("2020-06-01")), date("2026-11-22"));
        for text in [
            "2021-04-05",
            "2021/4/5",
            "2021.4.5",
            "2021年4月5日",
            "２０２１／４／５",
            "20210405",
            "210405",
            "21.4.5",
            "R3.4.5",
            "r3/4/5",
            "令和3年4月5日",
            "令和３年４月５日",
            "3.4.5",
            "R30405",
            "令和030405",
        ] {
            assert_eq!(day(text, born, today), Some(date("2021-04-05")), "{text}");
        }
        assert_eq!(day("令和元年5月1日", None, today), Some(date("2019-05-01")));
        assert_eq!(day("H30.4.5", None, today), Some(date("2018-04-05")));
    }

    #[test]
    fn what_is_no_day_is_none() {
        let today = date("2026-11-22");
        for text in ["", "4/5", "2021-13-01", "2021-02-30", "BCG", "R0.1.1", "12", "x2021-04-05"] {
            assert_eq!(day(text, None, today), None, "{text}");
        }
    }

    #[test]
    fn a_short_year_is_the_one_the_child_has_lived() {
        let today = date("2026-11-22");
        // 令和8 is 2026; 2008 was before the child.
        assert_eq!(day("8.1.10", Some(date("2020-06-01")), today), Some(date("2026-01-10")));
        // Nobody can say for somebody born in 2005.
        assert_eq!(day("8.1.10", Some(date("2005-06-01")), today), None);
    }

    #[test]
    fn a_page_is_pasted_line_by_line() {
        let page = "Hib\t2021/1/10\t2021/2/10\nBCG：R3.3.1\nメモ\n水痘 1回目 2021-99-01";
        let found = lines(page, Some(date("2020-11-01")), date("2026-11-22"));
        assert_eq!(found.len(), 3);
        assert_eq!((found[0].name.as_str(), found[0].days.len()), ("Hib", 2));
        assert_eq!((found[1].name.as_str(), found[1].days.as_slice()), ("BCG", [date("2021-03-01")].as_slice()));
        assert_eq!(found[2].unread, ["2021-99-01"]);
    }
}
