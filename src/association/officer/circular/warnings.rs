//! What to look at twice before a circular is sent, each line with its tick, as the console has it.
//!
//! The server says what that is: it knows what stands in files, and the whole list. Without a network the phone looks by
//! what it has; should the server find more when the circular arrives, it goes out only after that was ticked off too.

use super::super::super::{use_associations, use_today};
use crate::{
    hooks::use_query,
    i18n::{Arg, I18n, ruby, use_i18n},
    ui::{Icon, Tick},
};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{
        Block,
        circular::{Draft, Plan, Warned, Warning, check},
    },
    writing::{FileText, Where},
};
use itsumo_engine::association::StreetRow;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is to be ticked off, and what was.
#[derive(Clone, Copy, PartialEq)]
pub struct Ticks {
    found: Memo<Found>,
    ticked: Signal<BTreeSet<String>>,
    missed: Signal<bool>,
}

#[derive(Clone, Debug, PartialEq)]
struct Found {
    warned: Vec<Warned>,
    /// The server said so, and not only this phone.
    sure: bool,
    asking: bool,
}

impl Ticks {
    /// The marks to send, where everything is ticked off; otherwise the page says what is left.
    pub fn take(mut self) -> Option<Vec<String>> {
        let ticked = self.ticked.peek();
        let marks: Vec<String> = self.found.peek().warned.iter().map(|warned| warned.mark.clone()).collect();
        let all = marks.iter().all(|mark| ticked.contains(mark));
        drop(ticked);
        self.missed.set(!all);
        all.then_some(marks)
    }
}

/// Looks at a circular that is to be sent under this id. `here` is what this phone finds by itself.
pub fn use_ticks(id: Uuid, association: Uuid, draft: Draft, here: Vec<Warning>) -> Ticks {
    let asked = use_query(&[], move |engine| {
        let draft = draft.clone();
        async move { engine.look_at_circular(id, association, &draft).await }
    });
    let found = use_memo(move || match &*asked.read() {
        Some(Ok(warned)) => Found { warned: warned.clone(), sure: true, asking: false },
        other => {
            Found { warned: here.iter().cloned().map(Warned::from).collect(), sure: false, asking: other.is_none() }
        }
    });
    let (ticked, missed) = (use_signal(BTreeSet::new), use_signal(|| false));
    Ticks { found, ticked, missed }
}

/// What a phone finds by itself: all but what stands in files, and what the seat usually does.
pub fn use_own_look(draft: &Draft, plan: &Plan, blocks: &[Block], streets: &[StreetRow]) -> Vec<Warning> {
    let all = use_associations();
    let blocks: Vec<(Uuid, String)> = blocks.iter().map(|block| (block.id, block.name.clone())).collect();
    let full = |row: &&StreetRow| row.street.name.contains([' ', '\u{3000}']);
    let names: Vec<String> = streets.iter().filter(full).map(|row| row.street.name.clone()).collect();
    let phones = all.cards.iter().flat_map(|(_, card)| &card.officers).map(|officer| officer.phone.clone());
    let own_phones: Vec<String> = phones.filter(|phone| !phone.is_empty()).collect();
    let files: Vec<FileText> = Vec::new();
    let look = check::Look {
        draft,
        files: &files,
        plan,
        blocks: &blocks,
        names: &names,
        usual: &[],
        own_phones: &own_phones,
        today: use_today(),
    };
    check::warnings(look)
}

/// The warnings with their ticks. Nothing where there is nothing to look at.
#[component]
pub fn Warnings(ticks: Ticks) -> Element {
    let i = use_i18n();
    let Ticks { found, mut ticked, mut missed } = ticks;
    let Found { warned, sure, asking } = found();
    rsx! {
        if !warned.is_empty() {
            section { class: "card stack warnings",
                h2 { {i.show("officer-look-twice")} }
                if missed() {
                    p { class: "error", role: "alert", {i.show("notice-unticked")} }
                }
                for Warned { mark, warning } in warned {
                    div { key: "{mark}", class: "stack tight",
                        p { {ruby(&said(i, &warning))} }
                        if let Some((_, words)) = warning.found() {
                            p { class: "soft", lang: "ja", {words.join("、")} }
                        }
                        Tick { label: i.show(&format!("circular-tick-{}", warning.name())), on: ticked.read().contains(&mark),
                            onchange: move |on| {
                                missed.set(false);
                                let mark = mark.clone();
                                ticked.with_mut(|ticked| if on { ticked.insert(mark) } else { ticked.remove(&mark) });
                            } }
                    }
                }
            }
        }
        if !sure && !asking {
            div { class: "note", Icon { name: "info" } p { {i.show("officer-look-afield")} } }
        }
    }
}

fn said(i: I18n, warning: &Warning) -> String {
    let place = match warning.found() {
        Some((Where::File(name), _)) => i.marked("notice-where-file", &[("name", Arg::Text(name))]),
        _ => i.marked("notice-where-text", &[]),
    };
    i.marked(&format!("circular-warning-{}", warning.name()), &warning.args(&place))
}
