//! Households as officers call them, and what was marked of them: the one place that says it on officers' screens. What
//! residents read too is said by the association's own words. What is returned is marked with ruby.

pub use super::super::words::{delivery, kind, number, reply};

use crate::i18n::{Arg, I18n};
use itsumo_domain::{
    association::{
        Street,
        circular::{Mark, reach::Reach},
        safety::{Condition, Witness},
    },
    i18n::Locale,
};

/// A household's name as one calls it at the door: 山田さん; with its reading where every kanji carries one.
pub fn household(i: I18n, street: &Street) -> String {
    let name = if i.locale == Locale::JaEasy && !street.kana.is_empty() && street.kana != street.name {
        format!("｜{}《{}》", street.name, street.kana)
    } else {
        street.name.clone()
    };
    i.marked("officer-household", &[("name", Arg::Text(&name))])
}

/// まだ, 配りました, 読みました.
pub fn mark(i: I18n, mark: Mark) -> String {
    i.marked(
        match mark {
            Mark::Nothing => "officer-mark-nothing",
            Mark::Delivered => "officer-mark-delivered",
            Mark::Read => "officer-mark-read",
        },
        &[],
    )
}

/// The icon of a mark; its word stands beside it.
pub fn mark_icon(mark: Mark) -> &'static str {
    match mark {
        Mark::Nothing => "more",
        Mark::Delivered => "mail",
        Mark::Read => "lifted",
    }
}

/// How a household stands to a circular.
pub fn reach(i: I18n, reach: Reach) -> String {
    i.marked(&format!("officer-reach-{}", reach.name()), &[])
}

/// 無事, 助けが必要; まだ分からない where nothing is known.
pub fn condition(i: I18n, condition: Option<Condition>) -> String {
    i.marked(condition.map_or("safety-unknown", Condition::key), &[])
}

/// Its icon and the tone it is drawn in. The word always stands beside them.
pub fn condition_look(condition: Option<Condition>) -> (&'static str, &'static str) {
    match condition {
        None => ("more", "unknown"),
        Some(Condition::Help) => ("disaster", "help"),
        Some(Condition::NotFound) => ("search", "not-found"),
        Some(Condition::Safe) => ("check", "well"),
        Some(Condition::Sheltered) => ("housing", "well"),
        Some(Condition::Away) => ("forward", "well"),
    }
}

/// Who says so.
pub fn witness(i: I18n, witness: Witness) -> String {
    i.marked(witness.key(), &[])
}

/// A name that every file system takes: `回覧7-2班.pdf`.
pub fn file_name(number: u32, block: &str) -> String {
    let clean: String = block.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(40).collect();
    let word = I18n { locale: Locale::Ja }.say("officer-pdf-name");
    if number == 0 { format!("{word}-{clean}.pdf") } else { format!("{word}{number}-{clean}.pdf") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_called_as_at_its_door() {
        let street = Street { name: "山田".to_owned(), kana: "やまだ".to_owned(), ..Street::default() };
        assert_eq!(household(I18n { locale: Locale::Ja }, &street), "山田さん");
        assert_eq!(household(I18n { locale: Locale::JaEasy }, &street), "｜山田《やまだ》さん");
    }

    #[test]
    fn a_file_s_name_stays_in_its_folder() {
        assert_eq!(file_name(7, "2班"), "回覧7-2班.pdf");
        assert_eq!(file_name(0, "../駅前"), "回覧-___駅前.pdf");
    }
}
