//! A circular that is out: how every household stands, block by block; its paper; reminding, and recalling it. Of the
//! city's: how it stands in each association, in counts.

use super::{Of, PLACE, at, author, form, list::live, show_view};
use crate::{
    app::App,
    association::{
        circular::{
            Author, CircularError, Entry, city, reach,
            write::{self, Action, act},
        },
        household,
    },
    console::{Officer, Page, Posted, Trouble, go},
    csv::{MARK, line},
    routes::reply,
    store::StoreError,
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use itsumo_domain::{
    association::{
        Block,
        circular::{Ask, Reply, burden::Standing, reach::ReachView},
    },
    i18n::{self, Locale},
};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// A household in words.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub order: u16,
    pub name: String,
    pub place: String,
}

/// What a page of a circular that is out is drawn of.
#[derive(Debug)]
pub(super) struct Reached {
    pub entry: Entry,
    pub view: ReachView,
    /// The association's blocks, in their order.
    pub blocks: Vec<Block>,
    /// Its households, those that moved away meanwhile too.
    pub homes: HashMap<Uuid, Named>,
}

/// Gathers it.
pub(super) async fn reached(app: &App, officer: &Officer, author: &Author, entry: Entry) -> Result<Reached, Trouble> {
    let (city, standing, now) = (officer.city.clone(), author.standing.clone(), app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let Some(view) = reach::reach(tx, &city, entry.id, &standing, now).await? else { return Ok(None) };
            let association = entry.association.unwrap_or_default();
            let blocks = household::blocks(tx, &city, association).await?;
            let ids: Vec<Uuid> = view.lines.iter().map(|line| line.household).collect();
            let homes = household::by_ids(tx, &city, &ids)
                .await?
                .into_iter()
                .map(|home| (home.id, Named { order: home.order, name: home.name, place: home.place }));
            Ok(Some(Reached { entry, view, blocks, homes: homes.collect() }))
        })
    });
    reading.await?.ok_or(Trouble::NotThere)
}

/// How a circular stands: not reached, paper delivered, on a device, opened, paper read, answered, by household.
#[utoipa::path(get, path = "/console/{city}/association/{association}/circulars/{circular}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular"), Which),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "To sign in, or to writing it when it is not out yet"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn show(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    page(&app, &officer, circular, which.block, None).await
}

/// Which block.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::console) struct Which {
    /// The block whose households are shown, of an association that is too large for one page.
    block: Option<Uuid>,
}

/// The page, with what was wrong with a slip that was typed.
pub(super) async fn page(
    app: &App,
    officer: &Officer,
    circular: Uuid,
    block: Option<Uuid>,
    wrong: Option<show_view::Wrong>,
) -> Result<Response, Trouble> {
    let author = author(officer)?;
    let live = live(app, officer);
    let entry = write::entry(app, &officer.city, &author, circular).await?;
    if entry.sent.is_none() {
        return Ok(go(&at(officer, circular, "check"), None));
    }
    let now = app.clock.now();
    let title = entry.public.as_ref().map(|draft| draft.title.get(officer.words.locale).to_owned()).unwrap_or_default();
    let title = i18n::without_ruby(&title);
    let body = if entry.association.is_none() {
        let standings = standings(app, officer, circular).await?;
        show_view::citys(officer, &author, &entry, &standings, now)
    } else {
        let reached = reached(app, officer, &author, entry).await?;
        show_view::view(officer, &author, &reached, block, wrong.as_ref(), now)
    };
    Ok(Page { staff: officer, title, live, place: PLACE }.draw(body))
}

async fn standings(app: &App, officer: &Officer, circular: Uuid) -> Result<Vec<Standing>, Trouble> {
    let (code, now) = (officer.city.clone(), app.clock.now());
    let reading = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { city::standing(tx, &code, circular, now).await }));
    Ok(reading.await?)
}

/// Recalls a circular: it goes from every device, and where paper lies stays known.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars/{circular}/recall", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the circular"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn recall(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Posted(_fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    act(&app, &officer.city, &author(&officer)?, circular, Action::Recall).await?;
    Ok(go(&at(&officer, circular, ""), Some("notice-recalled")))
}

/// Reminds every household that has not read or answered.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars/{circular}/remind", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the circular"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn remind(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Posted(_fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let page = at(&officer, circular, "");
    match act(&app, &officer.city, &author(&officer)?, circular, Action::Remind).await {
        Err(CircularError::Refused(refusal)) if refusal.code == "reminded-lately" => {
            Ok(go(&page, Some("circular-reminded-lately")))
        }
        other => {
            other?;
            Ok(go(&page, Some("circular-reminded")))
        }
    }
}

/// All households and what they replied as CSV, for a spreadsheet.
#[utoipa::path(get, path = "/console/{city}/association/{association}/circulars/{circular}/replies.csv", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("circular" = Uuid, Path, description = "The circular")),
    responses((status = 200, body = String, content_type = "text/csv"),
              (status = 303, description = "To sign in"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs, or not out")))]
pub(in crate::console) async fn replies(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let entry = write::entry(&app, &officer.city, &author, circular).await?;
    let reached = reached(&app, &officer, &author, entry).await?;
    Ok(reply::download("replies.csv", "text/csv; charset=utf-8", csv(&officer, &reached)))
}

fn csv(officer: &Officer, reached: &Reached) -> String {
    let words = officer.words;
    let head = ["block", "order", "name", "place", "state", "reply"];
    let head: Vec<String> = head.iter().map(|column| words.say(&format!("console-circular-column-{column}"))).collect();
    let mut out = String::from(MARK);
    line(&mut out, head.into_iter());
    let ask = reached.entry.public.as_ref().map(|draft| draft.ask.clone()).unwrap_or_default();
    for one in &reached.view.lines {
        let home = reached.homes.get(&one.household).cloned().unwrap_or_default();
        let block = reached.blocks.iter().find(|block| block.id == one.block).map(|block| block.name.clone());
        let reply = one.reply.as_ref().map(|reply| in_words(reply, &ask, words)).unwrap_or_default();
        let state = words.say(&format!("console-reach-{}", one.reach.name()));
        let order = home.order.to_string();
        let cells = [block.unwrap_or_default(), order, home.name, home.place, state, i18n::without_ruby(&reply)];
        line(&mut out, cells.into_iter());
    }
    out
}

/// A reply in words, marked with ruby.
pub(super) fn in_words(reply: &Reply, ask: &Ask, words: crate::console::Words) -> String {
    let locale: Locale = words.locale;
    match (reply, ask) {
        (Reply::Seen, _) => words.marked("console-circular-reply-seen", &[]),
        (Reply::Choice { chosen }, Ask::Choice { options, .. }) => {
            let at = |place: &u16| options.get(usize::from(*place)).map(|option| option.get(locale).to_owned());
            words.list(&chosen.iter().filter_map(at).collect::<Vec<_>>())
        }
        (Reply::Choice { .. }, _) => String::new(),
        (Reply::Attendance { people: 0 }, _) => words.marked("console-circular-reply-not-coming", &[]),
        (Reply::Attendance { people }, _) => {
            words.marked("console-circular-reply-coming", &[("count", i18n::Arg::Number(i64::from(*people)))])
        }
        (Reply::Text { text }, _) => text.clone(),
    }
}
