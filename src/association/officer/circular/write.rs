//! Writing a circular on the phone: one short page, then a look at what the households will see and how many they are,
//! then out. It is held for a moment after that, so that the last word is "take it back".

use super::{
    super::{
        super::{use_associations, use_today},
        parts::{Afield, NoSeat},
        use_acting, words,
    },
    draft::{To, Written},
    files::Attach,
    warnings::{Warnings, use_own_look, use_ticks},
};
use crate::{
    dates,
    handbook::Slips,
    hooks::use_engine,
    i18n::{Arg, Local, ruby, use_i18n},
    route::Route,
    ui::{
        Area, Bar, Choice, Choices, DayField, Draft, ErrorLine, Field, FormError, Heading, Icon, Submit, TakenUp, Tick,
        use_draft, use_form,
    },
};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{
        Act, AssociationCard, Block,
        access::Of,
        circular::{
            CircularKind, Draft as Circular,
            audience::{Home, plan_audience},
        },
    },
    writing::{Attachment, Block as Piece},
};
use itsumo_engine::association::StreetRow;
use uuid::Uuid;

/// Writes one. Where somebody holds seats of two associations, it is chosen first.
#[component]
pub fn WriteCircular() -> Element {
    let i = use_i18n();
    let acting = use_acting();
    let those = acting.around(Act::WriteCirculars);
    let mut chosen = use_signal(|| those.first().map(|(id, _)| *id));
    let title = i.say("officer-write");
    let Some((association, card)) = those.iter().find(|(id, _)| Some(*id) == chosen()).cloned() else {
        return rsx! { NoSeat {} };
    };
    let options: Vec<(String, String)> = those.iter().map(|(id, card)| (id.to_string(), card.name.clone())).collect();
    rsx! {
        document::Title { "{title}" }
        div { class: "pane write-circular",
            Bar {}
            div { class: "page stack loose",
                Heading { {i.show("officer-write")} }
                if options.len() > 1 {
                    Choice { id: "association", label: i.show("officer-write-for"), options, chosen: association.to_string(),
                        onchoose: move |id: String| chosen.set(id.parse().ok()) }
                }
                for association in [association] {
                    Form { key: "{association}", association, card: card.clone() }
                }
            }
        }
    }
}

#[component]
fn Form(association: Uuid, card: AssociationCard) -> Element {
    let i = use_i18n();
    let acting = use_acting();
    let all = use_associations();
    let engine = use_engine();
    let today = use_today();
    let whole = acting.may(Act::WriteCirculars, Of::Association(association));
    let blocks = acting.blocks_in(Act::WriteCirculars, association);
    let streets: Vec<StreetRow> =
        all.streets.iter().filter(|row| blocks.iter().any(|block| block.id == row.street.block.id)).cloned().collect();
    let name = format!("{}circular/{association}", itsumo_engine::draft::PERSON);
    let draft = {
        let blocks: Vec<Uuid> = blocks.iter().map(|block| block.id).collect();
        use_draft(name, move || Written::new(whole, &blocks))
    };
    let mut slips = use_signal(Slips::default);
    let mut ready = use_signal(|| None::<Circular>);
    let now = draft.now.read().clone();
    let fresh = use_hook(|| engine.new_id());
    let circular_id = now.id.unwrap_or(fresh);
    if let Some(circular) = ready() {
        return rsx! { Look { id: circular_id, association, circular, streets, draft, whole: card.blocks.clone(), onback: move |()| ready.set(None) } };
    }
    let mut change = move |how: Box<dyn FnOnce(&mut Written)>| {
        slips.set(Slips::default());
        draft.change(how);
    };
    let error = move |field: &str| slips.read().of(i, field);
    let kinds: Vec<(String, String)> =
        CircularKind::ALL.iter().map(|kind| (kind.name().to_owned(), words::kind(i, *kind))).collect();
    let look = move |_| match draft.peek().read(today) {
        Ok(circular) => ready.set(Some(circular)),
        Err(found) => {
            found.show_first();
            slips.set(found);
        }
    };
    rsx! {
        TakenUp { draft }
        Afield {}
        Choice { id: "kind", label: i.show("officer-write-kind"), options: kinds, chosen: now.kind.name().to_owned(),
            onchoose: move |name: String| {
                if let Some(kind) = CircularKind::ALL.into_iter().find(|kind| kind.name() == name) {
                    change(Box::new(move |draft| draft.kind = kind));
                }
            } }
        div { class: "stack",
            Field { id: "title", label: i.show("officer-write-title"), maxlength: 90, initial: now.title.clone(), error: error("title"),
                oninput: move |text: String| change(Box::new(|draft| draft.title = text)) }
            Area { id: "text", label: i.show("officer-write-text"), hint: i.show("officer-write-text-hint"), rows: 8, initial: now.text.clone(),
                oninput: move |text: String| change(Box::new(|draft| draft.text = text)) }
            ErrorLine { id: "text", error: error("text") }
        }
        if now.kind == CircularKind::Poll {
            div { class: "stack tight",
                Area { id: "options", label: i.show("officer-write-options"), hint: i.show("officer-write-options-hint"), rows: 4, initial: now.options.clone(),
                    oninput: move |text: String| change(Box::new(|draft| draft.options = text)) }
                ErrorLine { id: "options", error: error("options") }
                Tick { label: i.show("officer-write-many"), on: now.many, onchange: move |on| change(Box::new(move |draft| draft.many = on)) }
            }
        }
        Attach { circular: circular_id, association, files: now.files.clone(),
            onchange: move |files: Vec<Attachment>| change(Box::new(move |draft| (draft.id, draft.files) = (Some(circular_id), files))) }
        When { draft, slips }
        Whom { draft, slips, whole, blocks, streets }
        if now.to == To::Everybody && now.kind != CircularKind::Obituary {
            Tick { label: i.show("officer-write-public"), hint: i.show("officer-write-public-hint"), on: now.public,
                onchange: move |on| change(Box::new(move |draft| draft.public = on)) }
        }
        button { class: "button main wide", r#type: "button", onclick: look, {i.show("officer-write-look")} }
        p { class: "soft", {i.show("officer-write-console")} }
    }
}

/// Days: when something is on, until when one is asked, how long it stays.
#[component]
fn When(draft: Draft<Written>, slips: Signal<Slips>) -> Element {
    let i = use_i18n();
    let now = draft.now.read().clone();
    let mut slips = slips;
    let mut change = move |how: Box<dyn FnOnce(&mut Written)>| {
        slips.set(Slips::default());
        draft.change(how);
    };
    let error = move |field: &str| slips.read().of(i, field);
    let comes = now.kind == CircularKind::Attendance;
    rsx! {
        if comes || !now.day.is_empty() {
            DayField { id: "day", label: i.show("officer-write-day"), toward: dates::Toward::Future, initial: now.day.clone(), error: error("day"),
                oninput: move |text: String| change(Box::new(|draft| draft.day = text)) }
            Field { id: "time", class: "short", label: i.show("officer-write-time"), inputmode: "numeric", maxlength: 8, initial: now.time.clone(), error: error("time"),
                oninput: move |text: String| change(Box::new(|draft| draft.time = text)) }
        }
        if now.asks() {
            div { class: "stack tight",
                DayField { id: "due", label: i.show("officer-write-due"), hint: i.show("officer-write-optional"), toward: dates::Toward::Future, initial: now.due.clone(), error: error("due"),
                    oninput: move |text: String| change(Box::new(|draft| draft.due = text)) }
                if !now.due.is_empty() {
                    Tick { label: i.show("officer-write-closes"), on: now.closes, onchange: move |on| change(Box::new(move |draft| draft.closes = on)) }
                }
            }
        }
        if matches!(now.kind, CircularKind::Obituary | CircularKind::LostAndFound) {
            DayField { id: "expires", label: i.show("officer-write-expires"),
                hint: i.show(if now.kind == CircularKind::Obituary { "officer-write-expires-week" } else { "officer-write-optional" }),
                toward: dates::Toward::Future, initial: now.expires.clone(), error: error("expires"),
                oninput: move |text: String| change(Box::new(|draft| draft.expires = text)) }
        }
    }
}

/// To whom.
#[component]
fn Whom(
    draft: Draft<Written>,
    slips: Signal<Slips>,
    whole: bool,
    blocks: Vec<Block>,
    streets: Vec<StreetRow>,
) -> Element {
    let i = use_i18n();
    let now = draft.now.read().clone();
    let mut slips = slips;
    let mut change = move |how: Box<dyn FnOnce(&mut Written)>| {
        slips.set(Slips::default());
        draft.change(how);
    };
    let offered = if whole {
        vec![To::Everybody, To::Blocks, To::Households, To::Officers]
    } else {
        vec![To::Blocks, To::Households]
    };
    let options: Vec<(String, String)> =
        offered.iter().map(|to| (to.name().to_owned(), i.marked(&format!("officer-to-{}", to.name()), &[]))).collect();
    let chosen: Vec<String> = now.households.iter().map(Uuid::to_string).collect();
    rsx! {
        div { class: "stack",
            Choice { id: "to", label: i.show("officer-write-to"), options, chosen: now.to.name().to_owned(), error: slips.read().of(i, "to"),
                onchoose: move |name: String| {
                    if let Some(to) = offered.iter().copied().find(|to| to.name() == name) {
                        change(Box::new(move |draft| draft.to = to));
                    }
                } }
            if now.to == To::Blocks {
                Choices { id: "blocks", label: i.show("officer-write-blocks"),
                    options: blocks.iter().map(|block| (block.id.to_string(), block.name.clone())).collect::<Vec<_>>(),
                    chosen: now.blocks.iter().map(Uuid::to_string).collect::<Vec<_>>(),
                    onchoose: move |ids: Vec<String>| change(Box::new(move |draft| draft.blocks = ids.iter().filter_map(|id| id.parse().ok()).collect())) }
            }
            if now.to == To::Households {
                Choices { id: "households", label: i.show("officer-write-households"),
                    options: streets.iter().map(|row| (row.household.to_string(), format!("{} {}", row.street.name, row.street.place))).collect::<Vec<_>>(),
                    chosen,
                    onchoose: move |ids: Vec<String>| change(Box::new(move |draft| draft.households = ids.iter().filter_map(|id| id.parse().ok()).collect())) }
            }
        }
    }
}

/// What the households will see, and how many they are. Only from here it goes out.
#[component]
fn Look(
    id: Uuid,
    association: Uuid,
    circular: Circular,
    streets: Vec<StreetRow>,
    draft: Draft<Written>,
    whole: Vec<Block>,
    onback: EventHandler<()>,
) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let today = use_today();
    let navigator = navigator();
    let form = use_form();
    let homes: Vec<Home> = streets
        .iter()
        .map(|row| Home {
            id: row.household,
            block: row.street.block.id,
            delivery: row.street.delivery,
            members: row.street.members,
        })
        .collect();
    let blocks: Vec<Uuid> = whole.iter().map(|block| block.id).collect();
    let plan = plan_audience(&blocks, &homes, &circular.audience);
    let seats = circular.audience.is_of_seats();
    let number = |count: usize| Arg::Number(i64::try_from(count).unwrap_or(0));
    let phones = plan.households.len().saturating_sub(plan.papers).saturating_sub(plan.nobody);
    let here = use_own_look(&circular, &plan, &whole, &streets);
    let ticks = use_ticks(id, association, circular.clone(), here);
    let sent = circular.clone();
    let send = move || {
        let Some(ticked) = ticks.take() else { return };
        let (engine, circular) = (engine.clone(), sent.clone());
        form.send(async move { engine.write_circular(id, association, circular, ticked).await }, move |()| {
            draft.forget();
            drop(navigator.replace(Route::ReachScreen { id }));
        });
    };
    let due = circular.due.map(|due| dates::civil_day(i, due, today));
    rsx! {
        section { class: "card stack preview", "aria-label": i.say("officer-look"),
            p { class: "tag", {ruby(&words::kind(i, circular.kind))} }
            h2 { Local { text: circular.title.clone() } }
            div { class: "reading",
                for (at, piece) in circular.blocks.iter().enumerate() {
                    PieceShown { key: "{at}", piece: piece.clone() }
                }
            }
            if !circular.attachments.is_empty() {
                ul { class: "group",
                    for file in circular.attachments.iter() {
                        li { key: "{file.sha256}", class: "entry", Icon { name: "scroll" } span { class: "words", "{file.name}" } }
                    }
                }
            }
            if let Some(due) = due {
                p { class: "due-line", Icon { name: "clock" } span { {i.show_with("officer-look-due", &[("day", Arg::Text(&due))])} } }
            }
        }
        section { class: "section",
            h2 { {i.show("officer-look-whom")} }
            if seats {
                p { {i.show("officer-look-seats")} }
            } else {
                p { strong { {i.show_with("officer-look-households", &[("count", number(plan.households.len()))])} } }
                ul { class: "group",
                    if phones > 0 {
                        li { class: "entry", Icon { name: "device" } span { class: "words", {i.show_with("officer-look-phones", &[("count", number(phones))])} } }
                    }
                    li { class: "entry", Icon { name: "scroll" } span { class: "words", {i.show_with("officer-look-papers", &[("count", number(plan.papers))])} } }
                    if plan.nobody > 0 {
                        li { class: "entry", Icon { name: "info" } span { class: "words", {i.show_with("officer-look-nobody", &[("count", number(plan.nobody))])} } }
                    }
                }
            }
            if circular.public {
                div { class: "note", Icon { name: "info" } p { {i.show("officer-look-public")} } }
            }
        }
        Warnings { ticks }
        FormError { form, fields: vec![] }
        div { class: "stack tight",
            Submit { form, onsend: move |()| send(), {i.show("officer-send")} }
            button { class: "button wide", r#type: "button", onclick: move |_| onback.call(()), Icon { name: "pencil" } {i.show("officer-look-change")} }
            p { class: "soft", {i.show("officer-send-hold")} }
        }
    }
}

/// A part of the text, as it will be read.
#[component]
fn PieceShown(piece: Piece) -> Element {
    let i = use_i18n();
    let today = use_today();
    match piece {
        Piece::Heading { text } => rsx! { h3 { Local { text } } },
        Piece::Text { text } => rsx! { p { class: "paragraph", Local { text } } },
        Piece::List { items } => rsx! {
            ul {
                for (at, text) in items.into_iter().enumerate() {
                    li { key: "{at}", Local { text } }
                }
            }
        },
        Piece::Date { day, time, what } => {
            let when = dates::civil_day(i, day, today);
            let when = time.map_or(when.clone(), |time| format!("{when} {time}"));
            rsx! {
                p { class: "day-chip", Icon { name: "events" } span { class: "words", strong { {ruby(&when)} } " " Local { text: what } } }
            }
        }
        Piece::Bring { day, what } => {
            let when = dates::civil_day(i, day, today);
            rsx! {
                p { class: "day-chip", Icon { name: "jobs" } span { class: "words", strong { {ruby(&when)} } " " Local { text: what } } }
            }
        }
        Piece::Other => rsx! {},
    }
}
