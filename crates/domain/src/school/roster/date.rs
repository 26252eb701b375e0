//! Days as people write them into a list: 2019-04-01, 2019/4/1, 20190401, 令和元年5月1日, R6.4.1, H31.4.30.

use crate::text::nfkc;
use chrono::{Datelike, NaiveDate};

/// The years before the first of each era (元号法; 明治 and 大正 are nobody's birthday in a list of pupils).
const ERAS: &[(&[&str], i32)] = &[(&["令和", "r"], 2018), (&["平成", "h"], 1988), (&["昭和", "s"], 1925)];

/// The day, or `None` when it is none. An era that had ended when the day came (平成31年6月) is understood: lists are
/// full of it.
pub fn read_date(text: &str) -> Option<NaiveDate> {
    let text = nfkc(text.trim()).to_lowercase();
    let (before, rest) = ERAS
        .iter()
        .flat_map(|(names, before)| names.iter().map(|name| (*name, *before)))
        .find_map(|(name, before)| text.strip_prefix(name).map(|rest| (before, rest)))
        .unwrap_or((0, text.as_str()));
    let rest = rest.trim().trim_start_matches('.').replace("元", "1");
    if before == 0 && rest.len() == 8 && rest.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(&rest, "%Y%m%d").ok();
    }
    let parts: Vec<&str> = rest
        .split(['-', '/', '.', '年', '月', '日', '−', 'ー'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let (year, month, day) = (figures(year)?, figures(month)?, figures(day)?);
    // A year of two figures without an era could be anybody's.
    if before == 0 && year < 1900 || before > 0 && year > 99 {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?.checked_add(before)?, month, day)?;
    (date.year() > before).then_some(date)
}

fn figures(text: &str) -> Option<u32> {
    (text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for (text, day) in [
            ("2019-04-01", "2019-04-01"),
            ("2019/4/1", "2019-04-01"),
            (" ２０１９．４．１ ", "2019-04-01"),
            ("20190401", "2019-04-01"),
            ("2019年4月1日", "2019-04-01"),
            ("令和元年5月1日", "2019-05-01"),
            ("R6.4.1", "2024-04-01"),
            ("r.6.4.1", "2024-04-01"),
            ("Ｒ６／４／１", "2024-04-01"),
            ("令和 6 年 4 月 1 日", "2024-04-01"),
            ("H31.4.30", "2019-04-30"),
            ("平成31年6月1日", "2019-06-01"),
            ("S64.1.7", "1989-01-07"),
        ] {
            assert_eq!(read_date(text).map(|day| day.to_string()).as_deref(), Some(day), "{text}");
        }
        for text in
            ["", "4/1", "19/4/1", "2019-13-01", "2019-02-30", "R0.4.1", "X6.4.1", "2019-4", "R2019.4.1", "43556"]
        {
            assert_eq!(read_date(text), None, "{text}");
        }
    }
}
