//! A city as devices see it: names, topics, areas, offices. What only the server needs (sources, rules)
//! stays in the backend's configuration.

use crate::hours::{Opening, Recess};
use serde::{Deserialize, Serialize};

/// A text in the languages of the app. Japanese is always there; others fall back to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct LocalText {
    /// Japanese.
    pub ja: String,
    /// やさしい日本語, with ruby as `｜漢字《かんじ》`.
    #[serde(rename = "ja-easy", skip_serializing_if = "Option::is_none")]
    pub ja_easy: Option<String>,
    /// English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl LocalText {
    /// Japanese only.
    pub fn ja(text: &str) -> Self {
        Self { ja: text.to_owned(), ..Self::default() }
    }

    /// The text for `locale`, or the Japanese one.
    pub fn get(&self, locale: crate::i18n::Locale) -> &str {
        use crate::i18n::Locale;
        match locale {
            Locale::Ja => None,
            Locale::JaEasy => self.ja_easy.as_deref(),
            Locale::En => self.en.as_deref(),
        }
        .unwrap_or(&self.ja)
    }

    /// The locale that [`Self::get`] really answers in, for the `lang` attribute.
    pub fn lang_of(&self, locale: crate::i18n::Locale) -> &'static str {
        use crate::i18n::Locale;
        if locale == Locale::En && self.en.is_some() { "en" } else { "ja" }
    }
}

/// A city in the list to choose from: `GET /v1/cities`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CitySummary {
    /// Code of 総務省, six digits.
    pub code: String,
    /// Its name.
    pub name: LocalText,
    /// Its prefecture.
    pub prefecture: LocalText,
    /// A fictional city for trying things out.
    pub fictional: bool,
    /// The city's colour, a hue of 0 to 359 degrees.
    pub hue: u16,
}

/// What a device knows of its city: `GET /v1/cities/{code}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct City {
    /// Code of 総務省 with its check digit: six digits.
    pub code: String,
    /// The city's name.
    pub name: LocalText,
    /// Its prefecture.
    pub prefecture: LocalText,
    /// A fictional city for trying things out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fictional: bool,
    /// The city's one colour, as a hue of 0 to 359 degrees.
    pub hue: u16,
    /// The city's own site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// What announcements are about.
    pub topics: Vec<Topic>,
    /// Parts of the city.
    pub areas: Vec<Area>,
    /// Counters with their hours.
    pub offices: Vec<Office>,
    /// Where announcements come from.
    pub sources: Vec<SourceName>,
}

impl City {
    /// Its line in the list to choose from.
    pub fn summary(&self) -> CitySummary {
        let Self { code, name, prefecture, fictional, hue, .. } = self.clone();
        CitySummary { code, name, prefecture, fictional, hue }
    }
    /// The topic with this id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|t| t.id == id)
    }
    /// The area with this id.
    pub fn area(&self, id: &str) -> Option<&Area> {
        self.areas.iter().find(|a| a.id == id)
    }
    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<&SourceName> {
        self.sources.iter().find(|s| s.id == id)
    }
}

/// What an announcement can be about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Topic {
    /// Short ascii id: `childcare`.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Name of one of the app's icons.
    pub icon: String,
    /// Children's ages it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child_months: Option<AgeMonths>,
    /// Where announcements go that no rule placed. Exactly one topic of a city.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fallback: bool,
}

/// A range of ages in whole months, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AgeMonths {
    /// First month of age.
    pub from: i32,
    /// Last month of age.
    pub to: i32,
}

impl AgeMonths {
    /// Whether `months` of age lie in it.
    pub fn contains(self, months: i32) -> bool {
        (self.from..=self.to).contains(&months)
    }
}

/// A part of the city that people say they live in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Area {
    /// Short ascii id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
}

/// A counter of the city.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Office {
    /// Short ascii id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Telephone number as dialled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<LocalText>,
    /// Opening hours in words.
    pub hours: LocalText,
    /// The same for a machine, see [`crate::hours`]; empty where the city gave words only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<Opening>,
    /// Days on which it is closed each year.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Recess>,
}

/// A source's public face.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SourceName {
    /// Short ascii id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
}

/// Checks a code of 総務省 (全国地方公共団体コード): five digits and their check digit.
///
/// The check digit is 11 minus (the digits weighted 6,5,4,3,2) mod 11, last figure only.
pub fn is_city_code(code: &str) -> bool {
    let digits: Option<Vec<u32>> = code.chars().map(|c| c.to_digit(10)).collect();
    match digits.as_deref() {
        Some([a, b, c, d, e, check]) => {
            let sum = a * 6 + b * 5 + c * 4 + d * 3 + e * 2;
            (11 - sum % 11) % 10 == *check
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_that_has_learned_a_language_is_still_a_city() {
        let json = r#"{"code":"990019","name":{"ja":"ひなた市","vi":"Thành phố Hinata"},"hue":20,"flag":"🌞"}"#;
        let city: City = serde_json::from_str(json).unwrap();
        let line = city.summary();
        assert_eq!((line.name, line.hue), (LocalText::ja("ひなた市"), 20));
    }

    #[test]
    fn codes_carry_a_check_digit() {
        for real in ["122190", "011002", "131016", "142123", "332020", "990019"] {
            assert!(is_city_code(real), "{real}");
        }
        for wrong in ["122191", "12219", "1221900", "abcdef", "", "１２２１９０"] {
            assert!(!is_city_code(wrong), "{wrong}");
        }
    }
}
