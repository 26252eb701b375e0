//! After a vaccination: what may be seen, how pressing it is, and which number to call.
//!
//! Numbers and words are one file (`packs/jp/advice.json`), so that a number is never typed into a sentence and a
//! country, prefecture or city can bring its own.

use itsumo_domain::city::LocalText;
use serde::Deserialize;
use std::sync::OnceLock;

/// What to watch for and whom to call.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Advice {
    /// Names these texts.
    pub version: String,
    /// Minutes to stay near the clinic after a dose.
    pub watch_minutes: u16,
    /// Numbers that anybody can call, the gravest first.
    pub phones: Vec<Phone>,
    /// What may be seen, from the common to the rare.
    pub signs: Vec<Sign>,
}

/// A number to call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Phone {
    /// Short ascii id.
    pub id: String,
    /// As it is dialled.
    pub number: String,
    /// How pressing it has to be.
    #[serde(rename = "for")]
    pub urgency: Urgency,
    /// Who answers.
    pub name: LocalText,
    /// When to call it.
    pub when: LocalText,
}

/// Something that may be seen after a dose.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Sign {
    /// Kept in entries, so it stays.
    pub id: String,
    /// How pressing it is by itself.
    pub urgency: Urgency,
    /// Only after these series; empty: after any.
    #[serde(default)]
    pub series: Vec<String>,
    /// What it is called.
    pub name: LocalText,
    /// What to do.
    pub tell: LocalText,
}

/// How pressing something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// Mostly passes by itself.
    Watch,
    /// To be asked about.
    Call,
    /// At once.
    Emergency,
}

impl Advice {
    /// For Japan.
    pub fn japan() -> &'static Self {
        static JAPAN: OnceLock<Advice> = OnceLock::new();
        // Compiled in and read by a test; without it there would be no advice, and the diary would still be kept.
        JAPAN.get_or_init(|| serde_json::from_str(include_str!("../packs/jp/advice.json")).unwrap_or_default())
    }

    /// The sign with this id.
    pub fn sign(&self, id: &str) -> Option<&Sign> {
        self.signs.iter().find(|sign| sign.id == id)
    }

    /// The signs worth asking about after doses of these series.
    pub fn signs_after<'a>(&'a self, series: &'a [String]) -> impl Iterator<Item = &'a Sign> {
        self.signs.iter().filter(|sign| sign.series.is_empty() || sign.series.iter().any(|one| series.contains(one)))
    }

    /// How pressing these signs are together: as the gravest of them. None: nothing to say.
    pub fn urgency<'a>(&self, signs: impl IntoIterator<Item = &'a str>) -> Option<Urgency> {
        signs.into_iter().filter_map(|id| self.sign(id)).map(|sign| sign.urgency).max()
    }

    /// The numbers to offer for something so pressing: the ambulance only where it is meant.
    pub fn phones_for(&self, urgency: Urgency) -> impl Iterator<Item = &Phone> {
        self.phones.iter().filter(move |phone| phone.urgency <= urgency.max(Urgency::Call))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_can_be_read_and_speaks_three_languages() {
        let advice: Advice = serde_json::from_str(include_str!("../packs/jp/advice.json")).unwrap();
        let texts = advice.signs.iter().flat_map(|sign| [&sign.name, &sign.tell]);
        for text in texts.chain(advice.phones.iter().flat_map(|phone| [&phone.name, &phone.when])) {
            assert!(!text.ja.is_empty() && text.ja_easy.is_some() && text.en.is_some(), "{}", text.ja);
            let plain: String = itsumo_domain::i18n::pieces(text.ja_easy.as_deref().unwrap())
                .into_iter()
                .filter_map(|piece| match piece {
                    itsumo_domain::i18n::Piece::Plain(text) => Some(text),
                    itsumo_domain::i18n::Piece::Ruby(..) => None,
                })
                .collect();
            assert!(!plain.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{plain}");
        }
        // What older entries were written with stays readable.
        for id in ["fever", "swelling", "rash", "crying", "vomiting", "other"] {
            assert!(advice.sign(id).is_some(), "{id}");
        }
    }

    #[test]
    fn the_gravest_sign_says_whom_to_call() {
        let advice = Advice::japan();
        assert_eq!(advice.urgency(["fever", "breathing"]), Some(Urgency::Emergency));
        assert_eq!(advice.urgency([]), None);
        let ids = |urgency| advice.phones_for(urgency).map(|phone| phone.id.as_str()).collect::<Vec<_>>();
        assert_eq!(ids(Urgency::Watch), ["child-medical"]);
        assert_eq!(ids(Urgency::Emergency), ["ambulance", "child-medical"]);
    }

    #[test]
    fn what_only_one_vaccine_may_cause_is_asked_after_it_alone() {
        let advice = Advice::japan();
        let asked = |series: &str| {
            let series = [series.to_owned()];
            advice.signs_after(&series).any(|sign| sign.id == "bloody_stool")
        };
        assert!(asked("ROTA") && !asked("PCV"));
    }
}
