//! Reply slips that came back on paper: the number that stands on one finds its household, and what is ticked on it is
//! written down.

use super::super::{
    super::{use_associations, use_today},
    parts::{Afield, NotThere, OfficerPage},
    use_acting, words,
};
use crate::{
    association::circular::{asked, reply},
    hooks::use_engine,
    i18n::{Arg, Local, ruby, use_i18n},
    platform::use_handed,
    ui::{AnswerForm, Field, FormError, Given, Icon, ScanCode, Submit, use_form, use_wish},
};
use dioxus::prelude::*;
use itsumo_domain::association::{
    Act,
    circular::{
        Ask, Circular, Mark,
        slip::{self, Read, Slip},
    },
};
use itsumo_engine::association::StreetRow;
use uuid::Uuid;

/// The household of a slip that was typed or scanned, among those of one's own streets; or the key of what is wrong.
fn found(text: &str, circular: Uuid, streets: &[StreetRow]) -> Result<Uuid, &'static str> {
    if text.trim().is_empty() {
        return Err("officer-slip-empty");
    }
    let those = streets.iter().map(|row| Slip { circular, household: row.household });
    let slip = match slip::read(text) {
        Err(_) => return Err("officer-slip-not-one"),
        Ok(Read::Scanned(slip)) if slip.circular != circular => return Err("officer-slip-of-another"),
        Ok(Read::Scanned(slip)) => those.into_iter().find(|known| *known == slip),
        Ok(Read::Typed(typed)) => typed.find(those),
    };
    slip.map(|slip| slip.household).ok_or("officer-slip-unknown")
}

/// One slip after the other.
#[component]
pub fn SlipEntry(id: Uuid) -> Element {
    let i = use_i18n();
    let all = use_associations();
    let acting = use_acting();
    let mut code = use_signal(String::new);
    let mut wrong = use_signal(|| None::<&'static str>);
    let mut at = use_signal(|| None::<Uuid>);
    // A new field for each slip, so that the next number is typed into an empty one.
    let mut round = use_signal(|| 0_u32);
    let mut said = use_signal(|| None::<String>);
    // One that another app's camera read comes while this page is there, or before.
    let mut scanned = use_signal(|| None::<String>);
    use_handed(move |text| scanned.set(Some(text)));
    let Some(row) = all.circular(id).cloned() else { return rsx! { NotThere {} } };
    let blocks = acting.blocks_in(Act::KeepPaper, row.circular.association);
    if blocks.is_empty() {
        return rsx! { NotThere {} };
    }
    let streets: Vec<StreetRow> = all
        .streets
        .iter()
        .filter(|street| blocks.iter().any(|block| block.id == street.street.block.id))
        .cloned()
        .collect();
    let look = {
        let streets = streets.clone();
        move || match found(&code.peek(), id, &streets) {
            Ok(household) => {
                wrong.set(None);
                said.set(None);
                at.set(Some(household));
            }
            Err(key) => wrong.set(Some(key)),
        }
    };
    // What a camera read stands in the field, too: what is wrong with it is said there.
    let read = {
        let mut look = look.clone();
        move |text: String| {
            at.set(None);
            code.set(text);
            round.with_mut(|round| *round = round.wrapping_add(1));
            look();
        }
    };
    use_effect({
        let mut read = read.clone();
        move || {
            let text = scanned.read().clone();
            if let Some(text) = text {
                scanned.set(None);
                read(text);
            }
        }
    });
    let household = at().and_then(|household| streets.iter().find(|row| row.household == household).cloned());
    let (mut press, mut enter) = (look.clone(), look);
    rsx! {
        OfficerPage { heading: "officer-slip",
            div { class: "stack tight",
                p { class: "soft", {ruby(&words::number(i, &row.circular))} " " Local { text: row.circular.title.clone() } }
                p { class: "lead", {i.show("officer-slip-lead")} }
            }
            Afield {}
            if let Some(name) = said() {
                div { class: "note good", role: "status", Icon { name: "check" }
                    p { {i.show_with("officer-slip-kept", &[("name", Arg::Text(&name))])} }
                }
            }
            if let Some(street) = household {
                section { class: "card stack",
                    h2 { lang: "ja", {ruby(&words::household(i, &street.street))} " " small { class: "soft", "{street.street.place}" } }
                    SlipForm { id, circular: row.circular.clone(), household: street.household,
                        ondone: move |()| {
                            said.set(Some(words::household(i, &street.street)));
                            at.set(None);
                            code.set(String::new());
                            round.with_mut(|round| *round = round.wrapping_add(1));
                        } }
                    button { class: "button plain wide", r#type: "button", onclick: move |_| at.set(None), {i.show("officer-slip-another")} }
                }
            } else {
                div { class: "stack",
                    ScanCode { onscan: read }
                    Field { key: "{round}", id: "slip", class: "long-code", label: i.show("officer-slip-number"), hint: i.show("officer-slip-number-hint"),
                        autocomplete: "off", maxlength: 120, initial: code.peek().clone(),
                        error: wrong().map(|key| i.marked(key, &[])),
                        oninput: move |text| { wrong.set(None); code.set(text) },
                        onenter: move |()| enter() }
                    button { class: "button main wide", r#type: "button", onclick: move |_| press(), {i.show("officer-slip-find")} }
                }
            }
        }
    }
}

/// What stands on a slip of a household: the reply where something was asked, or that it was read. A slip on which nothing
/// is ticked says that too; of one that came back after the replies closed, no more is written down.
#[component]
pub fn SlipForm(id: Uuid, circular: Circular, household: Uuid, ondone: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let plain = engine.clone();
    let send = use_wish(move |given: Given| {
        let engine = engine.clone();
        async move { engine.mark_paper(id, household, Mark::Read, Some(reply(given))).await }
    });
    let asked_for = !matches!(circular.ask, Ask::Nothing | Ask::Other);
    let closed = asked_for && circular.is_closed(use_today());
    let asks = asked_for && !closed;
    let seen_only = !asks || matches!(circular.ask, Ask::Seen);
    let read = move || {
        let engine = plain.clone();
        form.send(async move { engine.mark_paper(id, household, Mark::Read, None).await }, move |()| ondone.call(()));
    };
    rsx! {
        if closed {
            div { class: "note", Icon { name: "lock" } p { {i.show("officer-slip-closed")} } }
        }
        if asks {
            AnswerForm {
                id: format!("slip-{household}"),
                kept: format!("{}slip/{id}/{household}", itsumo_engine::draft::PERSON),
                asked: asked(&circular.ask),
                before: None,
                field: "reply",
                send,
                ondone,
            }
        }
        FormError { form, fields: vec![] }
        if !asks {
            Submit { form, onsend: move |()| read(), {i.show("officer-slip-read")} }
        } else if !seen_only {
            button { class: "button wide", r#type: "button", onclick: move |_| read(), {i.show("officer-slip-read-only")} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn street(household: u128) -> StreetRow {
        StreetRow { household: Uuid::from_u128(household), street: itsumo_domain::association::Street::default() }
    }

    #[test]
    fn a_slip_finds_its_household_typed_or_scanned() {
        let id = Uuid::from_u128;
        let streets: Vec<StreetRow> = (1..=40).map(street).collect();
        let slip = Slip { circular: id(900), household: id(7) };
        assert_eq!(found(&slip.number().to_lowercase(), id(900), &streets), Ok(id(7)));
        assert_eq!(found(&slip.text(), id(900), &streets), Ok(id(7)));
        assert_eq!(found(&slip.text(), id(901), &streets), Err("officer-slip-of-another"));
        assert_eq!(found(&slip.number(), id(901), &streets), Err("officer-slip-unknown"));
        assert_eq!(found("7K3M", id(900), &streets), Err("officer-slip-not-one"));
        assert_eq!(found("  ", id(900), &streets), Err("officer-slip-empty"));
    }
}
