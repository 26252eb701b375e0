//! The households along the street, as an officer meets them: who lives where, how a circular comes to them, and whom to
//! call in an emergency. It lies on this device and needs no network.

use super::{
    super::use_associations,
    parts::{BlockChips, NoSeat, OfficerPage},
    use_acting, words,
};
use crate::{
    i18n::{Arg, ruby, use_i18n},
    ui::{Field, Icon, State},
};
use dioxus::prelude::*;
use itsumo_domain::{association::Act, text::fold};
use itsumo_engine::association::StreetRow;
use uuid::Uuid;

/// Whether a household is found by `typed`: by name, reading, or door.
fn fits(row: &StreetRow, typed: &str) -> bool {
    let typed = fold(typed);
    let typed = typed.trim();
    typed.is_empty()
        || [&row.street.name, &row.street.kana, &row.street.place].into_iter().any(|words| fold(words).contains(typed))
}

/// The streets one looks after.
#[component]
pub fn StreetScreen() -> Element {
    let i = use_i18n();
    let all = use_associations();
    let acting = use_acting();
    let blocks = acting.blocks(Act::SeeStreet);
    let mut chosen = use_signal(|| None::<Uuid>);
    let mut typed = use_signal(String::new);
    let Some((association, block)) =
        blocks.iter().find(|(_, block)| Some(block.id) == chosen()).or(blocks.first()).cloned()
    else {
        return rsx! { NoSeat {} };
    };
    let words_typed = typed();
    let searched = !words_typed.trim().is_empty();
    // A name is looked for in every street one looks after; without one, the chosen block is walked.
    let rows: Vec<StreetRow> = if searched {
        let mine = |row: &&StreetRow| blocks.iter().any(|(_, block)| block.id == row.street.block.id);
        all.streets.iter().filter(mine).filter(|row| fits(row, &words_typed)).cloned().collect()
    } else {
        all.street_of(block.id).cloned().collect()
    };
    let count = i64::try_from(rows.len()).unwrap_or(0);
    let papers = i64::try_from(rows.iter().filter(|row| row.street.delivery.has_paper()).count()).unwrap_or(0);
    rsx! {
        OfficerPage { heading: "officer-street",
            div { class: "stack",
                Field { id: "street-words", label: i.show("officer-street-find"), autocomplete: "off", oninput: move |text| typed.set(text) }
                if !searched {
                    BlockChips { act: Act::SeeStreet, association, chosen: block.id, onchoose: move |block| chosen.set(Some(block)) }
                }
                p { class: "soft", role: "status",
                    {i.show_with("officer-street-count", &[("count", Arg::Number(count)), ("papers", Arg::Number(papers))])}
                }
            }
            if rows.is_empty() {
                State { icon: "housing", title: i.show("officer-street-none") }
            }
            ul { class: "group street",
                for row in rows {
                    li { key: "{row.household}", class: "entry street-line",
                        span { class: "order", "aria-hidden": "true", "{row.street.order}" }
                        span { class: "words",
                            strong { lang: "ja", {ruby(&words::household(i, &row.street))} }
                            " "
                            span { class: "soft", lang: "ja",
                                if searched {
                                    "{row.street.block.name} "
                                }
                                "{row.street.place}"
                            }
                            small {
                                {ruby(&words::delivery(i, row.street.delivery))}
                                if row.street.members > 0 {
                                    " · "
                                    {i.show_with("officer-street-members", &[("count", Arg::Number(i64::from(row.street.members)))])}
                                }
                                if !row.street.phone.is_empty() {
                                    " · {row.street.phone}"
                                }
                            }
                        }
                        if !row.street.phone.is_empty() {
                            a { class: "icon-button call", href: "tel:{row.street.phone}",
                                "aria-label": i.say_with("officer-call-whom", &[("name", Arg::Text(&row.street.name)), ("phone", Arg::Text(&row.street.phone))]),
                                Icon { name: "phone" }
                            }
                        }
                    }
                }
            }
            div { class: "assure", Icon { name: "lock" } p { {i.show("officer-street-private")} } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::association::Street;

    #[test]
    fn a_household_is_found_by_what_one_knows_of_it() {
        let street = Street {
            name: "山田".to_owned(),
            kana: "やまだ".to_owned(),
            place: "3-12".to_owned(),
            ..Street::default()
        };
        let row = StreetRow { household: Uuid::nil(), street };
        for typed in ["", " ", "山", "やま", "ヤマダ", "３-12", "3-12"] {
            assert!(fits(&row, typed), "{typed}");
        }
        assert!(!fits(&row, "田中"));
    }
}
