//! From door to door: one large tap says that a household is well; everything else takes one more.
//!
//! The list does not move under the thumb: who was seen stays where they live, so that a second tap never lands on the
//! next household. A call for help stays until somebody writes down that it was seen to.

use super::{
    super::{
        super::use_associations,
        parts::{Afield, BlockChips, Far, NotThere},
        use_acting, words,
    },
    CheckHead, CountLine, list_of,
};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, ruby, use_i18n},
    route::Route,
    ui::{Area, Bar, Choice, Field, FormError, Heading, Icon, Sheet, Submit, Tick, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::association::{
    Act, SafetyReport, Street,
    access::Of,
    safety::{Condition, Witness},
};
use itsumo_engine::association::{CheckRow, StreetRow};
use uuid::Uuid;

/// The walk.
#[component]
pub fn SafetyWalk(check: Uuid) -> Element {
    let all = use_associations();
    let acting = use_acting();
    let Some(row) = all.check(check).cloned() else { return rsx! { NotThere {} } };
    if acting.blocks_in(Act::KeepSafety, row.check.association).is_empty() {
        return rsx! { NotThere {} };
    }
    rsx! { Walk { key: "{check}", row } }
}

#[component]
fn Walk(row: CheckRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let acting = use_acting();
    let all = use_associations();
    let association = row.check.association;
    let blocks = acting.blocks_in(Act::KeepSafety, association);
    let first = blocks.first().map(|block| block.id).unwrap_or_default();
    let mut here = use_signal(|| first);
    let mut last = use_signal(|| None::<(Uuid, Uuid, String)>);
    let mut opened = use_signal(|| None::<Uuid>);
    let mut ending = use_signal(|| false);
    let block = here();
    let streets: Vec<StreetRow> = all.street_of(block).cloned().collect();
    let counts = list_of(&row, &streets).counts;
    let by = acting.title(association);
    let title = i.say("officer-safety-walk");
    let check = row.id;
    let well = {
        let (engine, by) = (engine.clone(), by.clone());
        move |street: StreetRow| {
            let report = engine.new_id();
            let told = SafetyReport {
                check,
                household: street.household,
                condition: Condition::Safe,
                witness: Witness::Officer,
                by: by.clone(),
                seen: engine.now(),
                ..SafetyReport::default()
            };
            last.set(Some((report, street.household, words::household(i, &street.street))));
            let engine = engine.clone();
            command.in_order(async move { engine.report_safety(report, told).await }, None);
        }
    };
    let in_sheet = opened().and_then(|household| streets.iter().find(|street| street.household == household).cloned());
    let may_end = row.check.ended.is_none() && acting.may(Act::StartSafety, Of::Association(association));
    // A word that has not left this device can be taken back; one that has is followed by another.
    let undo = {
        let engine = engine.clone();
        move |_| {
            let Some((report, household, _)) = last() else { return };
            last.set(None);
            let engine = engine.clone();
            // Asked after the tap was written down, however soon the thumb comes back.
            let look = async move {
                let all = engine.associations().await?;
                match all.check(check).and_then(|row| row.report(report)?.command) {
                    Some(id) => command.run(async move { engine.outbox_discard(id).await }, None),
                    None => {
                        if let Ok(mut opened) = opened.try_write() {
                            *opened = Some(household);
                        }
                    }
                }
                Ok(())
            };
            command.in_order(look, None);
        }
    };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane safety-walk",
            Bar {
                Link { to: Route::SafetyList { check }, class: "button plain", {i.show("officer-safety-list-short")} }
            }
            div { class: "page stack",
                CheckHead { row: row.clone() }
                Heading { {i.show("officer-safety-walk")} }
                if let Some(delivery) = row.delivery.clone() {
                    Far { delivery, command: row.command }
                }
                Afield {}
                BlockChips { act: Act::KeepSafety, association, chosen: block, onchoose: move |block| here.set(block) }
                CountLine { counts }
                ul { class: "doors",
                    for street in streets.iter().cloned() {
                        li { key: "{street.household}",
                            Door { row: row.clone(), street: street.clone(), onwell: well.clone(), onmore: move |household| opened.set(Some(household)) }
                        }
                    }
                }
                if may_end {
                    button { class: "button wide", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| ending.set(true), {i.show("officer-safety-end")} }
                }
            }
            // Always there: a bar that comes with the first tap would move the street under the thumb.
            div { class: "foot-bar undo-bar", role: "status",
                if let Some((_, _, name)) = last() {
                    p { class: "summary", {i.show_with("officer-safety-said", &[("name", Arg::Text(&name)), ("condition", Arg::Text(&i.marked("officer-safety-well", &[])))])} }
                    button { class: "button", r#type: "button", onclick: undo, Icon { name: "back" } {i.show("officer-undo")} }
                } else {
                    p { class: "summary soft", {i.show("officer-safety-hint")} }
                }
            }
            if let Some(street) = in_sheet {
                Tell { row: row.clone(), street, by: by.clone(), onclose: move |()| opened.set(None), ontold: move |()| { opened.set(None); last.set(None); } }
            }
            if ending() {
                Sheet { id: "end", title: i.show("officer-safety-end-ask"), onclose: move |()| ending.set(false),
                    p { {i.show("officer-safety-end-detail")} }
                    button { class: "button main wide", r#type: "button",
                        onclick: move |_| {
                            let engine = engine.clone();
                            ending.set(false);
                            command.run(async move { engine.end_safety(check).await }, Some("officer-safety-end-done"));
                        },
                        {i.show("officer-safety-end-do")}
                    }
                    button { class: "button wide", r#type: "button", onclick: move |_| ending.set(false), {i.show("officer-safety-end-not")} }
                }
            }
        }
    }
}

/// One household: how it is, and the two buttons.
#[component]
fn Door(row: CheckRow, street: StreetRow, onwell: EventHandler<StreetRow>, onmore: EventHandler<Uuid>) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let merged = row.of(street.household);
    let newest = row.reports_of(street.household).next().cloned();
    let (icon, tone) = words::condition_look(merged.condition);
    let name = words::household(i, &street.street);
    let plain = itsumo_domain::i18n::without_ruby(&name);
    let (tapped, household) = (street.clone(), street.household);
    let refused = newest.clone().filter(|report| matches!(report.delivery, itsumo_engine::Delivery::Refused(_)));
    rsx! {
        div { class: "door safety-door", "data-tone": tone, role: "group", "aria-label": "{plain}",
            span { class: "order", "aria-hidden": "true", "{street.street.order}" }
            span { class: "words",
                strong { lang: "ja", {ruby(&name)} }
                " "
                small { lang: "ja", "{street.street.place}" }
            }
            span { class: "standing",
                span { class: "line-one", Icon { name: icon } {ruby(&words::condition(i, merged.condition))} }
                if let Some(report) = &newest {
                    small {
                        {ruby(&dates::moment(i, report.report.seen, now))}
                        " "
                        span { lang: "ja", "{report.report.by}" }
                        if !report.report.note.is_empty() {
                            " 「{report.report.note}」"
                        }
                    }
                    if matches!(report.delivery, itsumo_engine::Delivery::Waiting { .. }) {
                        small { class: "waits", Icon { name: "outbox" } {i.show("officer-waiting")} }
                    }
                }
            }
            div { class: "door-buttons",
                if merged.condition.is_none() || merged.condition == Some(Condition::NotFound) {
                    button { class: "button main", r#type: "button", onclick: move |_| onwell.call(tapped.clone()),
                        span { class: "hidden", "{plain} " }
                        Icon { name: "check" }
                        {i.show("officer-safety-well")}
                    }
                }
                button { class: "button", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| onmore.call(household),
                    span { class: "hidden", "{plain} " }
                    if merged.condition.is_none() { {i.show("officer-safety-more")} } else { {i.show("officer-safety-change")} }
                }
            }
            if let Some(report) = refused {
                Far { delivery: report.delivery.clone(), command: report.command }
            }
        }
    }
}

/// Everything that can be said of a household, and what was said of it before.
#[component]
fn Tell(row: CheckRow, street: StreetRow, by: String, onclose: EventHandler<()>, ontold: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let now = engine.now();
    let household = street.household;
    let merged = row.of(household);
    let open = merged.open.clone();
    let mut condition = use_signal(|| merged.condition.unwrap_or_default());
    let mut witness = use_signal(|| Witness::Officer);
    let mut people = use_signal(String::new);
    let mut place = use_signal(String::new);
    let mut note = use_signal(String::new);
    let mut seen_to = use_signal(|| false);
    let before: Vec<_> = row.reports_of(household).take(6).cloned().collect();
    let check = row.id;
    let name = words::household(i, &street.street);
    let calls = !open.is_empty();
    let send = {
        let open = open.clone();
        move || {
            let typed = itsumo_domain::text::nfkc(people.peek().trim());
            let told = SafetyReport {
                check,
                household,
                condition: condition(),
                people: typed.parse().ok(),
                place: place.peek().trim().to_owned(),
                note: note.peek().trim().to_owned(),
                witness: witness(),
                by: by.clone(),
                seen: engine.now(),
                settles: if seen_to() { open.clone() } else { Vec::new() },
            };
            let engine = engine.clone();
            let id = engine.new_id();
            form.send(async move { engine.report_safety(id, told).await }, move |()| ontold.call(()));
        }
    };
    let conditions = [Condition::Safe, Condition::Help, Condition::NotFound, Condition::Sheltered, Condition::Away];
    let witnesses = [Witness::Officer, Witness::Neighbour, Witness::Paper];
    rsx! {
        Sheet { id: "tell", title: ruby(&name), onclose: move |()| onclose.call(()),
            Reachable { street: street.street.clone() }
            Choice { id: "condition", label: i.show("officer-safety-how"),
                options: conditions.iter().map(|one| (format!("{one:?}"), words::condition(i, Some(*one)))).collect::<Vec<_>>(),
                chosen: format!("{:?}", condition()),
                onchoose: move |name: String| {
                    if let Some(one) = conditions.into_iter().find(|one| format!("{one:?}") == name) {
                        condition.set(one);
                    }
                } }
            if calls {
                Tick { label: i.show("officer-safety-settle"), hint: i.show("officer-safety-settle-hint"), on: seen_to(), onchange: move |on| seen_to.set(on) }
            }
            Choice { id: "witness", label: i.show("officer-safety-who"),
                options: witnesses.iter().map(|one| (format!("{one:?}"), words::witness(i, *one))).collect::<Vec<_>>(),
                chosen: format!("{:?}", witness()),
                onchoose: move |name: String| {
                    if let Some(one) = witnesses.into_iter().find(|one| format!("{one:?}") == name) {
                        witness.set(one);
                    }
                } }
            Field { id: "people", class: "short", label: i.show("officer-safety-people"), inputmode: "numeric", maxlength: 3, oninput: move |text| people.set(text) }
            if matches!(condition(), Condition::Sheltered | Condition::Away) {
                Field { id: "place", label: i.show("officer-safety-place"), maxlength: 60, oninput: move |text| place.set(text) }
            }
            Area { id: "note", label: i.show("officer-safety-note"), hint: i.show("officer-safety-note-hint"), rows: 2, oninput: move |text| note.set(text) }
            FormError { form, fields: vec![] }
            Submit { form, onsend: move |()| send(), {i.show("officer-safety-tell")} }
            if !before.is_empty() {
                section { class: "section",
                    h3 { {i.show("officer-safety-before")} }
                    ul { class: "group",
                        for report in before {
                            li { key: "{report.id}", class: "entry",
                                span { class: "words",
                                    {ruby(&words::condition(i, Some(report.report.condition)))}
                                    " · "
                                    {ruby(&dates::moment(i, report.report.seen, now))}
                                    small { {ruby(&words::witness(i, report.report.witness))} " " span { lang: "ja", "{report.report.by} {report.report.note}" } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where they live, and a telephone that can be called at a tap.
#[component]
fn Reachable(street: Street) -> Element {
    let i = use_i18n();
    rsx! {
        div { class: "line",
            span { class: "soft grow", lang: "ja", "{street.block.name} {street.place}" }
            if !street.phone.is_empty() {
                a { class: "button", href: "tel:{street.phone}", Icon { name: "phone" } span { class: "hidden", {i.show("officer-call")} " " } strong { "{street.phone}" } }
            }
        }
    }
}
