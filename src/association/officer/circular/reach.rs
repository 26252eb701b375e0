//! Whom a circular reached: phones and paper in one count, and what nobody knows said as that.

use super::{
    super::{
        super::{use_associations, use_today},
        parts::{Afield, Far, NotThere},
        use_acting, words,
    },
    marks,
    tally::{BlockTally, by_block, total},
    warnings::{Warnings, use_ticks},
};
use crate::{
    dates,
    hooks::{use_command, use_engine, use_query},
    i18n::{Arg, I18n, Local, ruby, use_i18n},
    route::Route,
    ui::{Bar, Failed, FormError, Heading, Icon, Sheet, Skeleton, Submit, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::association::{
    Act, Block,
    access::Of,
    circular::{
        Ask, Circular, Known, Reply,
        reach::{Line, Reach, Totals},
    },
};
use itsumo_engine::{
    Change,
    association::{Associations, CircularRow, WrittenRow},
};
use uuid::Uuid;

/// A circular as its officers see it: held, out, or on its way back.
#[component]
pub fn ReachScreen(id: Uuid) -> Element {
    let all = use_associations();
    match (all.circular(id).cloned(), all.written(id).cloned()) {
        (Some(row), _) => rsx! { Out { key: "{id}", row } },
        (None, Some(row)) => rsx! { Held { key: "{id}", row } },
        (None, None) => rsx! { NotThere {} },
    }
}

/// Written, and not out yet: it can be taken back and nobody has seen it.
#[component]
fn Held(row: WrittenRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let navigator = navigator();
    let title = itsumo_domain::i18n::without_ruby(row.draft.title.get(i.locale));
    let id = row.id;
    let there = row.delivery.is_there();
    let refused = matches!(row.delivery, itsumo_engine::Delivery::Refused(_));
    let unticked = matches!(&row.delivery, itsumo_engine::Delivery::Refused(why) if why.code == "circular-unticked");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                Heading { Local { text: row.draft.title.clone() } }
                if !refused {
                    div { class: "note", role: "status", Icon { name: "clock" }
                        div { class: "stack tight",
                            p { strong { {i.show(if there { "officer-held" } else { "officer-not-sent" })} } }
                            p { {i.show(if there { "officer-held-detail" } else { "officer-not-sent-detail" })} }
                        }
                    }
                }
                if unticked {
                    Unticked { row: row.clone() }
                } else {
                    Far { delivery: row.delivery.clone(), command: row.command }
                }
                button { class: "button wide danger", r#type: "button",
                    onclick: move |_| {
                        let engine = engine.clone();
                        command.then(async move { engine.recall_circular(id).await }, Some("officer-held-undone"), move || {
                            drop(navigator.replace(Route::OfficerCirculars {}));
                        });
                    },
                    {i.show("officer-held-undo")}
                }
            }
        }
    }
}

/// The server found something to look at twice: ticked off, it is sent anew.
#[component]
fn Unticked(row: WrittenRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let WrittenRow { id, association, draft, .. } = row;
    let ticks = use_ticks(id, association, draft.clone(), Vec::new());
    let send = move || {
        let Some(ticked) = ticks.take() else { return };
        let (engine, draft) = (engine.clone(), draft.clone());
        form.send(async move { engine.write_circular(id, association, draft, ticked).await }, |()| {});
    };
    rsx! {
        div { class: "note warn", role: "alert", Icon { name: "info" } p { {i.show("refused-circular-unticked")} } }
        Warnings { ticks }
        FormError { form, fields: vec![] }
        Submit { form, onsend: move |()| send(), {i.show("officer-send")} }
    }
}

#[component]
fn Out(row: CircularRow) -> Element {
    let i = use_i18n();
    let acting = use_acting();
    let all = use_associations();
    let now = use_engine().now();
    let circular = row.circular.clone();
    let association = circular.association;
    let mut blocks = acting.blocks_in(Act::SeeReach, association);
    if blocks.is_empty() {
        return rsx! { NotThere {} };
    }
    // None of them, where it went to seats alone: a household is counted by none.
    blocks.retain(|block| all.street_for(&row, block.id).next().is_some());
    let title = itsumo_domain::i18n::without_ruby(circular.title.get(i.locale));
    let taking_back = row.recall.is_some();
    rsx! {
        document::Title { "{title}" }
        div { class: "pane reach-screen",
            Bar {}
            div { class: "page wide stack loose",
                div { class: "stack tight",
                    Heading { Local { text: circular.title.clone() } }
                    p { class: "soft",
                        {ruby(&words::number(i, &circular))}
                        " · "
                        span { lang: "ja", "{circular.from}" }
                        " · "
                        {ruby(&dates::moment(i, circular.sent, now))}
                    }
                }
                if let Some(delivery) = row.recall.clone() {
                    div { class: "note warn", role: "status", Icon { name: "trash" } p { {i.show("officer-recalling")} } }
                    Far { delivery, command: row.recall_command }
                }
                if !blocks.is_empty() {
                    Count { id: row.id, circular: circular.clone(), blocks, all: all.as_ref().clone() }
                }
                if !taking_back {
                    Actions { row: row.clone() }
                }
            }
        }
    }
}

/// The count, by the server's last answer and what was marked here since.
#[component]
fn Count(id: Uuid, circular: Circular, blocks: Vec<Block>, all: Associations) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let mut asked = use_query(&[Change::Association], move |engine| async move { engine.reach(id).await });
    let marks = marks(&all, id);
    let asks = !matches!(circular.ask, Ask::Nothing | Ask::Other);
    match &*asked.read() {
        None => rsx! { Skeleton { rows: 3 } },
        Some(Err(error)) => rsx! {
            Failed { error: error.clone(), onretry: move |()| asked.restart() }
            Walks { id, blocks: blocks.clone(), circular: circular.clone() }
        },
        Some(Ok((view, fresh))) => {
            let found = by_block(view.lines.clone(), &blocks, &marks);
            let whole = total(&found);
            let at = dates::moment(i, view.at, now);
            let fresh = *fresh;
            rsx! {
                section { class: "card stack reach-whole",
                    h2 { class: "hidden", {i.show("officer-reach")} }
                    p { class: "reach-sentence", {i.show_with("officer-reach-sentence", &[
                        ("of", Arg::Number(i64::from(whole.of))), ("read", Arg::Number(i64::from(whole.known(Known::Read)))),
                    ])} }
                    ReachBar { totals: whole }
                    ReachNumbers { totals: whole }
                    div { class: "line",
                        p { class: "soft grow", role: "status",
                            {i.show_with(if fresh { "officer-reach-at" } else { "officer-reach-old" }, &[("time", Arg::Text(&at))])}
                        }
                        button { class: "button plain", r#type: "button", onclick: move |_| asked.restart(), Icon { name: "sync" } {i.show("officer-reach-again")} }
                    }
                }
                Afield {}
                if asks {
                    Replies { circular: circular.clone(), lines: view.lines.clone(), all: all.clone() }
                }
                section { class: "section",
                    h2 { {i.show("officer-by-block")} }
                    div { class: "stack reach-blocks",
                        for tally in found {
                            BlockCard { key: "{tally.block.id}", id, circular: circular.clone(), tally, all: all.clone() }
                        }
                    }
                }
            }
        }
    }
}

/// What can be done where the count was never heard: the walk goes on.
#[component]
fn Walks(id: Uuid, blocks: Vec<Block>, circular: Circular) -> Element {
    let i = use_i18n();
    let acting = use_acting();
    let association = circular.association;
    rsx! {
        div { class: "stack tight",
            for block in blocks {
                if acting.may(Act::KeepPaper, Of::Block { association, block: block.id }) {
                    Link { key: "{block.id}", to: Route::PaperWalk { id, block: block.id }, class: "button main wide",
                        {i.show_with("officer-walk", &[("block", Arg::Text(&block.name))])}
                    }
                }
            }
        }
    }
}

/// Read, not read, unknown: in that order, each with its pattern. What it shows stands in words below it.
#[component]
fn ReachBar(totals: Totals) -> Element {
    let share = |count: u32| if totals.of == 0 { 0.0 } else { f64::from(count) * 100.0 / f64::from(totals.of) };
    rsx! {
        div { class: "reach-bar", "aria-hidden": "true",
            for (known, name) in KNOWN {
                if totals.known(known) > 0 {
                    i { key: "{name}", "data-known": name, style: "flex-basis:{share(totals.known(known)):.2}%" }
                }
            }
        }
    }
}

const KNOWN: [(Known, &str); 3] = [(Known::Read, "read"), (Known::NotRead, "not-read"), (Known::Unknown, "unknown")];

/// The three answers, never two: who is not known to have read has not therefore not read.
#[component]
fn ReachNumbers(totals: Totals) -> Element {
    let i = use_i18n();
    let count = |count: u32| Arg::Number(i64::from(count));
    let details = [
        i.marked(
            "officer-known-read-detail",
            &[
                ("opened", count(totals.opened)),
                ("paper", count(totals.paper_read)),
                ("replied", count(totals.confirmed)),
            ],
        ),
        i.marked("officer-known-not-read-detail", &[]),
        i.marked(
            "officer-known-unknown-detail",
            &[("delivered", count(totals.paper_delivered)), ("nothing", count(totals.not_reached))],
        ),
    ];
    rsx! {
        dl { class: "reach-numbers",
            for ((known, name), detail) in KNOWN.into_iter().zip(details) {
                div { key: "{name}", "data-known": name,
                    dt { span { class: "swatch", "aria-hidden": "true" } {i.show(&format!("officer-known-{name}"))} }
                    dd {
                        strong { "{totals.known(known)}" }
                        if totals.known(known) > 0 {
                            small { {ruby(&detail)} }
                        }
                    }
                }
            }
        }
    }
}

/// What was replied, counted once per household.
#[component]
fn Replies(circular: Circular, lines: Vec<Line>, all: Associations) -> Element {
    let i = use_i18n();
    let replied: Vec<&Reply> = lines.iter().filter_map(|line| line.reply.as_ref()).collect();
    let silent = i64::try_from(lines.len().saturating_sub(replied.len())).unwrap_or(0);
    let mut counts: Vec<(String, usize)> = match &circular.ask {
        Ask::Choice { options, .. } => options
            .iter()
            .enumerate()
            .map(|(at, option)| {
                let chose = |reply: &&&Reply| matches!(reply, Reply::Choice { chosen } if chosen.iter().any(|one| usize::from(*one) == at));
                (option.get(i.locale).to_owned(), replied.iter().filter(chose).count())
            })
            .collect(),
        Ask::Attendance => {
            let comes = |reply: &&&Reply| matches!(reply, Reply::Attendance { people } if *people > 0);
            let stays = |reply: &&&Reply| matches!(reply, Reply::Attendance { people: 0 });
            vec![
                (i.marked("officer-comes", &[]), replied.iter().filter(comes).count()),
                (i.marked("officer-comes-not", &[]), replied.iter().filter(stays).count()),
            ]
        }
        _ => vec![(i.marked("officer-replied", &[]), replied.len())],
    };
    let people: i64 = replied
        .iter()
        .map(|reply| match reply {
            Reply::Attendance { people } => i64::from(*people),
            _ => 0,
        })
        .sum();
    counts.retain(|(words, _)| !words.is_empty());
    let said: Vec<(String, String)> = lines
        .iter()
        .filter_map(|line| {
            let Some(Reply::Text { text }) = &line.reply else { return None };
            Some((name_of(i, &all, line.household), text.clone()))
        })
        .collect();
    rsx! {
        section { class: "section",
            h2 { {i.show("officer-replies")} }
            dl { class: "group counts",
                for (at, (words, count)) in counts.into_iter().enumerate() {
                    div { key: "{at}", class: "entry", dt { class: "words", {ruby(&words)} } dd { {i.show_with("officer-households", &[("count", Arg::Number(i64::try_from(count).unwrap_or(0)))])} } }
                }
                if matches!(circular.ask, Ask::Attendance) {
                    div { class: "entry", dt { class: "words", {i.show("officer-people-coming")} } dd { {i.show_with("officer-people", &[("count", Arg::Number(people))])} } }
                }
                div { class: "entry", dt { class: "words soft", {i.show("officer-silent")} } dd { {i.show_with("officer-households", &[("count", Arg::Number(silent))])} } }
            }
            if !said.is_empty() {
                ul { class: "group",
                    for (at, (name, text)) in said.into_iter().enumerate() {
                        li { key: "{at}", class: "entry", span { class: "words", strong { {ruby(&name)} } small { lang: "ja", "{text}" } } }
                    }
                }
            }
        }
    }
}

fn name_of(i: I18n, all: &Associations, household: Uuid) -> String {
    match all.street(household) {
        Some(row) => words::household(i, &row.street),
        None => i.marked("officer-household-unknown", &[]),
    }
}

/// One block: how it stands, the way to its doors, and every household by name.
#[component]
fn BlockCard(id: Uuid, circular: Circular, tally: BlockTally, all: Associations) -> Element {
    let i = use_i18n();
    let acting = use_acting();
    let association = circular.association;
    let block = tally.block.clone();
    let may = acting.may(Act::KeepPaper, Of::Block { association, block: block.id });
    let left = i64::from(tally.paper.left());
    let totals = tally.totals;
    // Whom one would go to first comes first.
    let groups: Vec<(Reach, Vec<Line>)> = Reach::ALL
        .into_iter()
        .map(|reach| (reach, tally.lines.iter().filter(|line| line.reach == reach).cloned().collect::<Vec<_>>()))
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    rsx! {
        article { class: "card stack reach-block", "aria-label": "{block.name}",
            div { class: "line",
                h3 { class: "grow", lang: "ja", "{block.name}" }
                p { class: "soft", {i.show_with("officer-block-read", &[
                    ("of", Arg::Number(i64::from(totals.of))), ("read", Arg::Number(i64::from(totals.known(Known::Read)))),
                ])} }
            }
            ReachBar { totals }
            p { class: "soft", {i.show_with("officer-block-known", &[
                ("unread", Arg::Number(i64::from(totals.known(Known::NotRead)))),
                ("unknown", Arg::Number(i64::from(totals.known(Known::Unknown)))),
            ])} }
            if may && tally.paper.of > 0 {
                Link { to: Route::PaperWalk { id, block: block.id }, class: if left > 0 { "button main wide" } else { "button wide" },
                    Icon { name: "scroll" }
                    span {
                        span { class: "hidden", "{block.name} " }
                        if left > 0 {
                            {i.show_with("officer-walk-left", &[("count", Arg::Number(left))])}
                        } else {
                            {i.show("officer-walk-open")}
                        }
                    }
                }
            }
            details {
                summary { {i.show("officer-by-household")} }
                for (reach, lines) in groups {
                    div { key: "{reach.name()}", class: "reach-group",
                        h4 { {ruby(&words::reach(i, reach))} " " small { "{lines.len()}" } }
                        ul {
                            for line in lines {
                                li { key: "{line.household}",
                                    span { lang: "ja", {ruby(&name_of(i, &all, line.household))} }
                                    if let Some(reply) = &line.reply {
                                        small { class: "soft", " " {ruby(&words::reply(i, &circular, reply))} }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// To remind, and to take back. Both say first whom they touch.
#[component]
fn Actions(row: CircularRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let acting = use_acting();
    let all = use_associations();
    let today = use_today();
    let mut asking = use_signal(|| None::<Asking>);
    let association = row.circular.association;
    // Who may write to the whole may take back what went to the whole; a 班長 what went to the own block. The server
    // knows to whom it went, and says no where that is more.
    if acting.blocks_in(Act::WriteCirculars, association).is_empty() {
        return rsx! {};
    }
    let id = row.id;
    let handed = all.paper.iter().filter(|((of, _), row)| *of == id && row.mark != Default::default()).count();
    let handed = i64::try_from(handed).unwrap_or(0);
    let reminded = row.circular.reminded.map(|at| dates::day(i, at, engine.now()));
    let reminded_today = row.circular.reminded.is_some_and(|at| at.jst_date() == today);
    let (remind, recall) = (engine.clone(), engine);
    rsx! {
        section { class: "section",
            h2 { {i.show("officer-actions")} }
            if let Some(day) = reminded {
                p { class: "soft", {i.show_with("officer-reminded", &[("day", Arg::Text(&day))])} }
            }
            div { class: "stack tight",
                if !reminded_today {
                    button { class: "button wide", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| asking.set(Some(Asking::Remind)),
                        Icon { name: "bell" } {i.show("officer-remind")}
                    }
                }
                Link { to: Route::SlipEntry { id }, class: "button wide", Icon { name: "qr" } {i.show("officer-slip")} }
                if !row.circular.from_city {
                    button { class: "button wide danger", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| asking.set(Some(Asking::Recall)),
                        Icon { name: "trash" } {i.show("officer-recall")}
                    }
                }
            }
        }
        match asking() {
            Some(Asking::Remind) => rsx! {
                Sheet { id: "remind", title: i.show("officer-remind-ask"), onclose: move |()| asking.set(None),
                    p { {i.show("officer-remind-detail")} }
                    button { class: "button main wide", r#type: "button",
                        onclick: move |_| {
                            let engine = remind.clone();
                            asking.set(None);
                            command.run(async move { engine.remind_circular(id).await }, Some("officer-remind-done"));
                        },
                        {i.show("officer-remind-do")}
                    }
                    button { class: "button wide", r#type: "button", onclick: move |_| asking.set(None), {i.show("officer-remind-not")} }
                }
            },
            Some(Asking::Recall) => rsx! {
                Sheet { id: "recall", title: i.show("officer-recall-ask"), onclose: move |()| asking.set(None),
                    p { {i.show("officer-recall-detail")} }
                    if handed > 0 {
                        div { class: "note warn", Icon { name: "info" }
                            p { {i.show_with("officer-recall-paper", &[("count", Arg::Number(handed))])} }
                        }
                    }
                    button { class: "button main danger wide", r#type: "button",
                        onclick: move |_| {
                            let engine = recall.clone();
                            asking.set(None);
                            command.run(async move { engine.recall_circular(id).await }, Some("officer-recall-done"));
                        },
                        {i.show("officer-recall-do")}
                    }
                    button { class: "button wide", r#type: "button", onclick: move |_| asking.set(None), {i.show("officer-recall-not")} }
                }
            },
            None => rsx! {},
        }
    }
}

/// What is about to be done to everybody at once.
#[derive(Clone, Copy, PartialEq)]
enum Asking {
    Remind,
    Recall,
}
