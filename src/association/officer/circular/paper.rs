//! The evening's walk: every household of the block as they stand along the street, each one large tap.
//!
//! A tap marks and nothing else; the way back lies at the bottom of the screen, where the thumb is, and what was marked
//! is never taken away by a second tap. Who gets no paper is folded away, and can be marked all the same.

use super::{
    super::{
        super::use_associations,
        parts::{Afield, BlockChips, NotThere, PaperPdf},
        use_acting, words,
    },
    slip::SlipForm,
    tally::PaperTally,
};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, Local, ruby, use_i18n},
    route::Route,
    ui::{Bar, Heading, Icon, Sheet},
};
use dioxus::prelude::*;
use itsumo_domain::association::{
    Act,
    access::Of,
    circular::{Circular, Mark},
};
use itsumo_engine::association::{Associations, CircularRow, PaperRow, StreetRow};
use uuid::Uuid;

/// What was tapped last, to be taken back.
#[derive(Clone, Debug, PartialEq)]
struct Tapped {
    household: Uuid,
    name: String,
    before: Mark,
    now: Mark,
}

/// The walk through one block.
#[component]
pub fn PaperWalk(id: Uuid, block: Uuid) -> Element {
    let all = use_associations();
    let acting = use_acting();
    let Some(row) = all.circular(id).cloned() else { return rsx! { NotThere {} } };
    let association = row.circular.association;
    let is_for = |block: &Uuid| all.street_for(&row, *block).next().is_some();
    if !is_for(&block) || !acting.may(Act::KeepPaper, Of::Block { association, block }) {
        return rsx! { NotThere {} };
    }
    let blocks = acting.blocks_in(Act::KeepPaper, association).into_iter().map(|block| block.id);
    let only: Option<Vec<Uuid>> = (!row.everybody).then(|| blocks.filter(is_for).collect());
    rsx! { Walk { key: "{id}{block}", block, only, row } }
}

/// A household with its mark.
#[derive(Clone, PartialEq)]
struct Door {
    row: StreetRow,
    paper: Option<PaperRow>,
}

impl Door {
    fn mark(&self) -> Mark {
        self.paper.as_ref().map(|paper| paper.mark).unwrap_or_default()
    }
    fn on_paper(&self) -> bool {
        self.row.street.delivery.has_paper()
    }
}

/// The households of the block that it is for, along the street, each with what was marked. It is read from this device
/// alone.
fn doors(all: &Associations, circular: &CircularRow, block: Uuid) -> Vec<Door> {
    all.street_for(circular, block)
        .map(|row| Door { row: row.clone(), paper: all.paper.get(&(circular.id, row.household)).cloned() })
        .collect()
}

#[component]
fn Walk(block: Uuid, only: Option<Vec<Uuid>>, row: CircularRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let navigator = navigator();
    let all = use_associations();
    let (id, association) = (row.id, row.circular.association);
    let doors = doors(&all, &row, block);
    let circular = row.circular;
    let tally = PaperTally::of(doors.iter().map(|door| (door.on_paper(), door.mark())));
    let all_delivered = tally.of > 0 && tally.left() == 0;
    // When the last paper is in its letter box, what is left is to be told who has read it.
    let mut meant = use_signal(|| if all_delivered { Mark::Read } else { Mark::Delivered });
    let mut last = use_signal(|| None::<Tapped>);
    let mut opened = use_signal(|| None::<Uuid>);
    let name = all.card(association).and_then(|card| card.blocks.iter().find(|its| its.id == block).cloned());
    let here = name.clone().unwrap_or_default();
    let heading = i.marked("officer-walk", &[("block", Arg::Text(&here.name))]);
    let title = itsumo_domain::i18n::without_ruby(&heading);
    let mut set = move |door: &Door, mark: Mark| {
        let (household, before) = (door.row.household, door.mark());
        last.set(Some(Tapped { household, name: words::household(i, &door.row.street), before, now: mark }));
        let engine = engine.clone();
        command.in_order(async move { engine.mark_paper(id, household, mark, None).await }, None);
    };
    let mut take_back = set.clone();
    let tap = move |door: Door| {
        if door.mark() >= meant() { opened.set(Some(door.row.household)) } else { set(&door, meant()) }
    };
    let (on_paper, on_phone): (Vec<Door>, Vec<Door>) =
        doors.iter().cloned().partition(|door| door.on_paper() || door.mark() != Mark::Nothing);
    let in_sheet = opened().and_then(|household| doors.iter().find(|door| door.row.household == household).cloned());
    let shown = (if meant() == Mark::Read { tally.read } else { tally.delivered }, tally.of);
    let undone = last()
        .and_then(|tapped| Some((doors.iter().find(|door| door.row.household == tapped.household)?.clone(), tapped)));
    rsx! {
        document::Title { "{title}" }
        div { class: "pane paper-walk",
            Bar {
                Link { to: Route::ReachScreen { id }, class: "icon-button", "aria-label": i.say("officer-reach"), Icon { name: "growth" } }
            }
            div { class: "page stack",
                div { class: "stack tight",
                    Heading { {ruby(&heading)} }
                    p { class: "soft", {ruby(&words::number(i, &circular))} " " Local { text: circular.title.clone() } }
                }
                Afield {}
                BlockChips { act: Act::KeepPaper, association, chosen: block, only,
                    onchoose: move |block| drop(navigator.replace(Route::PaperWalk { id, block })) }
                fieldset { class: "walk-mode",
                    legend { class: "hidden", {i.show("officer-walk-mode")} }
                    for (mark, key) in [(Mark::Delivered, "officer-walk-deliver"), (Mark::Read, "officer-walk-read")] {
                        label { key: "{key}",
                            input { r#type: "radio", name: "walk-mode", checked: meant() == mark, onchange: move |_| meant.set(mark) }
                            span { Icon { name: if mark == Mark::Read { "lifted" } else { "mail" } } {i.show(key)} }
                        }
                    }
                }
                if tally.of > 0 {
                    WalkProgress { done: shown.0, of: shown.1, read: meant() == Mark::Read }
                } else {
                    p { class: "lead", {i.show("officer-walk-no-paper")} }
                }
                ul { class: "doors",
                    for door in on_paper {
                        li { key: "{door.row.household}",
                            DoorButton { door: door.clone(), ontap: tap.clone() }
                        }
                    }
                }
                if !on_phone.is_empty() {
                    details { class: "on-phone",
                        summary { {i.show_with("officer-walk-on-phone", &[("count", Arg::Number(i64::try_from(on_phone.len()).unwrap_or(0)))])} }
                        ul { class: "doors",
                            for door in on_phone {
                                li { key: "{door.row.household}",
                                    DoorButton { door: door.clone(), ontap: tap.clone() }
                                }
                            }
                        }
                    }
                }
                div { class: "stack tight",
                    Link { to: Route::SlipEntry { id }, class: "button wide", Icon { name: "qr" } {i.show("officer-slip")} }
                    PaperPdf { circular: id, block: here, number: circular.number }
                }
            }
            // Always there: a bar that comes with the first tap would move the street under the thumb.
            div { class: "foot-bar undo-bar", role: "status",
                if let Some((door, tapped)) = undone {
                    p { class: "summary", {i.show_with("officer-walk-marked", &[("name", Arg::Text(&tapped.name)), ("mark", Arg::Text(&words::mark(i, tapped.now)))])} }
                    button { class: "button", r#type: "button",
                        onclick: move |_| { take_back(&door, tapped.before); last.set(None); },
                        Icon { name: "back" }
                        {i.show("officer-undo")}
                    }
                } else {
                    p { class: "summary soft", {i.show(if meant() == Mark::Read { "officer-walk-hint-read" } else { "officer-walk-hint" })} }
                }
            }
            if let Some(door) = in_sheet {
                DoorSheet { id, circular, door, onclose: move |()| opened.set(None), onset: move |(household, name, before, now)| last.set(Some(Tapped { household, name, before, now })) }
            }
        }
    }
}

/// How far the walk is: a bar, and the sentence that says the same.
#[component]
fn WalkProgress(done: u32, of: u32, read: bool) -> Element {
    let i = use_i18n();
    let (done_words, of_words) = (Arg::Number(i64::from(done)), Arg::Number(i64::from(of)));
    let key = match (read, done == of && of > 0) {
        (false, false) => "officer-walk-done",
        (false, true) => "officer-walk-done-all",
        (true, false) => "officer-walk-read-done",
        (true, true) => "officer-walk-read-all",
    };
    let percent = done.saturating_mul(100).checked_div(of).unwrap_or(0);
    rsx! {
        div { class: "walk-progress", "data-all": if done == of && of > 0 { "true" } else { "false" },
            p { role: "status", {i.show_with(key, &[("done", done_words), ("of", of_words)])} }
            div { class: "walk-bar", "aria-hidden": "true", i { style: "width:{percent}%" } }
        }
    }
}

/// One household: its whole line is the button.
#[component]
fn DoorButton(door: Door, ontap: EventHandler<Door>) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let mark = door.mark();
    let state = match mark {
        Mark::Nothing => "nothing",
        Mark::Delivered => "delivered",
        Mark::Read => "read",
    };
    let street = door.row.street.clone();
    let waits = door.paper.as_ref().is_some_and(|paper| !paper.delivery.is_there());
    let marked = door.paper.as_ref().filter(|_| mark != Mark::Nothing).map(|paper| dates::moment(i, paper.marked, now));
    let by = door.paper.as_ref().filter(|_| mark != Mark::Nothing).map(|paper| paper.by.clone()).unwrap_or_default();
    let tapped = door.clone();
    rsx! {
        button {
            class: "door",
            r#type: "button",
            "data-mark": state,
            onclick: move |_| ontap.call(tapped.clone()),
            span { class: "order", "aria-hidden": "true", "{street.order}" }
            span { class: "words",
                strong { lang: "ja", {ruby(&words::household(i, &street))} }
                " "
                small { lang: "ja", "{street.place}" }
            }
            span { class: "standing",
                span { class: "line-one",
                    Icon { name: words::mark_icon(mark) }
                    {ruby(&words::mark(i, mark))}
                }
                if let Some(time) = marked {
                    small {
                        {ruby(&time)}
                        if !by.is_empty() {
                            " "
                            span { lang: "ja", "{by}" }
                        }
                    }
                }
                if waits {
                    small { class: "waits", Icon { name: "outbox" } {i.show("officer-waiting")} }
                }
            }
        }
    }
}

/// Everything that can be said of one household's paper.
#[component]
fn DoorSheet(
    id: Uuid,
    circular: Circular,
    door: Door,
    onclose: EventHandler<()>,
    onset: EventHandler<(Uuid, String, Mark, Mark)>,
) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let mut on_slip = use_signal(|| false);
    let household = door.row.household;
    let name = words::household(i, &door.row.street);
    let before = door.mark();
    let asks = !matches!(
        circular.ask,
        itsumo_domain::association::circular::Ask::Nothing | itsumo_domain::association::circular::Ask::Other
    );
    rsx! {
        Sheet { id: "door", title: ruby(&name), onclose: move |()| onclose.call(()),
            if on_slip() {
                SlipForm { id, circular, household, ondone: move |()| onclose.call(()) }
            } else {
                p { class: "soft", lang: "ja", "{door.row.street.place}" }
                div { class: "stack tight",
                    for mark in [Mark::Nothing, Mark::Delivered, Mark::Read] {
                        button {
                            key: "{mark:?}",
                            class: "button wide answer",
                            r#type: "button",
                            "aria-pressed": if before == mark { "true" } else { "false" },
                            onclick: {
                                let (engine, name) = (engine.clone(), name.clone());
                                move |_| {
                                    if mark != before {
                                        let engine = engine.clone();
                                        command.in_order(async move { engine.mark_paper(id, household, mark, None).await }, None);
                                        onset.call((household, name.clone(), before, mark));
                                    }
                                    onclose.call(());
                                }
                            },
                            Icon { name: match mark { Mark::Nothing => "close", Mark::Delivered => "mail", Mark::Read => "lifted" } }
                            {i.show(match mark { Mark::Nothing => "officer-set-nothing", Mark::Delivered => "officer-set-delivered", Mark::Read => "officer-set-read" })}
                        }
                    }
                }
                if asks {
                    button { class: "button plain wide", r#type: "button", onclick: move |_| on_slip.set(true),
                        Icon { name: "pencil" }
                        {i.show("officer-slip-write-down")}
                    }
                }
            }
        }
    }
}
