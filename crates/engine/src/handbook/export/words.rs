//! Words that every export needs: days, ages, sizes and the names of vaccines, in one language.

use chrono::{Datelike, NaiveDate};
use itsumo_domain::{
    Timestamp,
    handbook::{Child, Sex},
    i18n::{self, Arg, Locale},
};
use itsumo_handbook::{
    growth::Age,
    immunization::{Pack, explain},
};

/// A language, and what is said in it.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    pub(crate) locale: Locale,
}

impl Words {
    pub(crate) fn new(locale: Locale) -> Self {
        Self { locale }
    }

    /// The text of a key.
    pub(crate) fn t(self, key: &str) -> String {
        i18n::text(self.locale, key, &[])
    }

    /// The text of a key with words put in.
    pub(crate) fn with(self, key: &str, args: &[(&str, &str)]) -> String {
        let args: Vec<_> = args.iter().map(|(name, words)| (*name, Arg::Text(words))).collect();
        i18n::text(self.locale, key, &args)
    }

    /// 2026年11月24日.
    pub(crate) fn day(self, day: NaiveDate) -> String {
        let (year, month, date) = (day.year(), day.month(), day.day());
        match self.locale {
            Locale::Ja => format!("{year}年{month}月{date}日"),
            Locale::JaEasy => format!("{year}｜年《ねん》{month}｜月《がつ》{date}｜日《にち》"),
            Locale::En => day.format("%-d %B %Y").to_string(),
        }
    }

    /// A day in few letters, for tables: 2026/11/24.
    pub(crate) fn short(self, day: NaiveDate) -> String {
        match self.locale {
            Locale::Ja | Locale::JaEasy => day.format("%Y/%-m/%-d").to_string(),
            Locale::En => day.format("%-d %b %Y").to_string(),
        }
    }

    /// A moment in Japan, to the minute.
    pub(crate) fn moment(self, at: Timestamp) -> String {
        let local = at.to_jst();
        format!("{} {}", self.short(local.date()), local.format("%-H:%M"))
    }

    /// 1歳3か月; in the first two months in days.
    pub(crate) fn age(self, birth: NaiveDate, day: NaiveDate) -> String {
        let Some(age) = Age::on(birth, day) else { return String::new() };
        let (years, months) = (age.years().to_string(), (age.whole_months % 12).to_string());
        match age.whole_months {
            0 | 1 => self.with("paper-age-days", &[("days", &age.days.to_string())]),
            2..=11 => self.with("paper-age-months", &[("months", &months)]),
            _ => self.with("paper-age", &[("years", &years), ("months", &months)]),
        }
    }

    /// g as kg.
    pub(crate) fn kg(self, grams: u32) -> String {
        let (whole, part) = (grams / 1000, grams % 1000);
        let part = if part.is_multiple_of(10) { format!("{:02}", part / 10) } else { format!("{part:03}") };
        format!("{whole}.{part}")
    }

    /// mm as cm.
    pub(crate) fn cm(self, millimetres: u32) -> String {
        format!("{}.{}", millimetres / 10, millimetres % 10)
    }

    /// Tenths of a degree: 37.5.
    pub(crate) fn degrees(self, tenths: u16) -> String {
        format!("{}.{} ℃", tenths / 10, tenths % 10)
    }

    pub(crate) fn sex(self, sex: Option<Sex>) -> String {
        match sex {
            Some(Sex::Female) => self.t("paper-female"),
            Some(Sex::Male) => self.t("paper-male"),
            None => String::new(),
        }
    }

    /// A child's name, or what it is called before it has one.
    pub(crate) fn name(self, child: &Child) -> String {
        if child.name.is_empty() { self.t("paper-expected") } else { child.name.clone() }
    }

    /// The name of a series, or of two that one vaccine serves; an unknown one by its id.
    pub(crate) fn series(self, id: &str) -> String {
        explain::series_name(Pack::japan(), id, self.locale)
    }

    /// The name of a product's family.
    pub(crate) fn vaccine(self, family: &str) -> String {
        explain::product_name(Pack::japan(), family, self.locale)
    }

    /// The name of a dose: 初回2回目, 追加, …
    pub(crate) fn dose(self, label: &str) -> String {
        explain::dose_name(Pack::japan(), label, self.locale)
    }

    /// The maker of a product by its name on the label.
    pub(crate) fn maker(self, product: &str) -> String {
        let brands = Pack::japan().products().iter().flat_map(|known| &known.brands);
        brands.into_iter().find(|brand| brand.name == product).map_or_else(String::new, |brand| brand.maker.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_they_were_written() {
        let words = Words::new(Locale::Ja);
        assert_eq!([words.kg(3250), words.kg(8200), words.kg(3254), words.cm(502)], ["3.25", "8.20", "3.254", "50.2"]);
        assert_eq!(words.degrees(375), "37.5 ℃");
    }

    #[test]
    fn a_day_and_an_age_in_each_language() {
        let (birth, day) = ("2025-08-20".parse().unwrap(), "2026-11-24".parse().unwrap());
        let said = |locale| (Words::new(locale).day(day), Words::new(locale).age(birth, day));
        assert_eq!(said(Locale::Ja), ("2026年11月24日".into(), "1歳3か月".into()));
        assert_eq!(said(Locale::En).0, "24 November 2026");
        assert_eq!(Words::new(Locale::Ja).age(birth, "2025-09-20".parse().unwrap()), "生後31日");
        assert_eq!(Words::new(Locale::Ja).age(day, birth), "");
    }
}
