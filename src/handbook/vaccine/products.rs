//! Which vaccines a series takes on a day, and what they are sold as: for the pickers.

use crate::i18n::I18n;
use chrono::NaiveDate;
use itsumo_handbook::immunization::{Pack, explain};

/// The vaccine families of a series that were in use on `day`, the one that was `used` before first.
pub fn families(series: &str, day: NaiveDate, used: Option<&str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for id in series.split('+') {
        let Some(series) = Pack::japan().find(id) else { continue };
        for accepts in &series.accepts {
            let begun = accepts.from.is_none_or(|from| from <= day);
            let ended = accepts.until.or(accepts.sold_until).is_some_and(|until| until < day);
            if begun && !ended && !found.contains(&accepts.vaccine) {
                found.push(accepts.vaccine.clone());
            }
        }
    }
    if let Some(at) = found.iter().position(|family| Some(family.as_str()) == used) {
        found.swap(0, at);
    }
    found
}

/// Every family that a series ever took, for doses of long ago.
pub fn all_families(series: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for id in series.split('+') {
        for accepts in Pack::japan().find(id).into_iter().flat_map(|series| &series.accepts) {
            if !found.contains(&accepts.vaccine) {
                found.push(accepts.vaccine.clone());
            }
        }
    }
    found
}

/// A choice of the picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// `family|trade name`; the name may be empty.
    pub value: String,
    /// As it is shown.
    pub text: String,
}

/// The products of these families: each trade name, and the family alone for who does not know it.
pub fn choices(i: I18n, families: &[String]) -> Vec<Choice> {
    let pack = Pack::japan();
    let mut found = Vec::new();
    for family in families {
        let name = itsumo_domain::i18n::without_ruby(&explain::product_name(pack, family, i.locale));
        for brand in pack.products().iter().filter(|product| product.family == *family).flat_map(|one| &one.brands) {
            let text = if brand.maker.is_empty() {
                format!("{name} — {}", brand.name)
            } else {
                format!("{name} — {} ({})", brand.name, brand.maker)
            };
            found.push(Choice { value: format!("{family}|{}", brand.name), text });
        }
        let text = format!("{name} — {}", i.say("vaccine-product-unknown"));
        found.push(Choice { value: format!("{family}|"), text });
    }
    found
}

/// The value of a choice.
pub fn value(family: &str, product: &str) -> String {
    format!("{family}|{product}")
}

/// Reads [`value`].
pub fn parts(value: &str) -> (String, String) {
    let (family, product) = value.split_once('|').unwrap_or((value, ""));
    (family.to_owned(), product.to_owned())
}

/// The series that a recorded vaccine belongs to first of all: the first of the pack that takes it.
pub fn series_of(vaccine: &str) -> Option<String> {
    let pack = Pack::japan();
    pack.series()
        .find(|series| series.accepts.iter().any(|accepts| accepts.vaccine == vaccine && accepts.part.is_none()))
        .or_else(|| pack.series().find(|series| series.accepts.iter().any(|accepts| accepts.vaccine == vaccine)))
        .map(|series| series.id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_picker_offers_what_was_in_use_on_the_day() {
        let long_ago = families("PCV", day("2022-05-01"), None);
        assert!(long_ago.contains(&"PCV13".to_owned()) && !long_ago.contains(&"PCV20".to_owned()), "{long_ago:?}");
        let now = families("PCV", day("2026-05-01"), None);
        assert!(now.contains(&"PCV20".to_owned()) && !now.contains(&"PCV13".to_owned()), "{now:?}");
        // Who began with one goes on with it: it stands first.
        assert_eq!(families("PCV", day("2026-05-01"), Some("PCV15")).first().map(String::as_str), Some("PCV15"));
    }

    #[test]
    fn a_choice_names_family_and_trade_name() {
        assert_eq!(parts(&value("PCV20", "プレベナー20")), ("PCV20".to_owned(), "プレベナー20".to_owned()));
        assert_eq!(parts("BCG"), ("BCG".to_owned(), String::new()));
        assert_eq!(series_of("BCG").as_deref(), Some("BCG"));
        assert_eq!(series_of("nothing"), None);
    }
}
