//! Marking paper at the console: a button for each household, and the number of a slip that came back, with what stands
//! on it.

use super::{Of, at, author, form, show, show_view::Wrong};
use crate::{
    app::App,
    association::circular::{self, Author, CircularError, paper::Marked, write},
    console::{Officer, Posted, Trouble, go, trouble},
};
use axum::{extract::State, http::StatusCode, response::Response};
use itsumo_domain::{
    association::circular::{
        Ask, Mark, Reply,
        slip::{self, Read, Slip},
    },
    sync::Refusal,
};
use uuid::Uuid;

/// Marks one household's paper.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars/{circular}/mark", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("circular" = Uuid, Path, description = "The circular")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the circular"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn mark(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let household = Uuid::parse_str(form::one(&fields, "household")).map_err(|_| Trouble::NotThere)?;
    let mark = match form::one(&fields, "do") {
        "delivered" => Mark::Delivered,
        "read" => Mark::Read,
        _ => Mark::Nothing,
    };
    keep(&app, &officer, &author, circular, household, mark, None).await??;
    Ok(go(&row(&officer, circular, form::one(&fields, "block"), household), None))
}

/// The address of a household's row.
fn row(officer: &Officer, circular: Uuid, block: &str, household: Uuid) -> String {
    let page = at(officer, circular, "");
    match Uuid::parse_str(block) {
        Ok(block) => format!("{page}?block={block}#h-{household}"),
        Err(_) => format!("{page}#h-{household}"),
    }
}

/// Takes in a slip by its number (or what its QR code says), with the reply that stands on it.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars/{circular}/slip", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("circular" = Uuid, Path, description = "The circular")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the circular"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs"),
              (status = 422, body = String, content_type = "text/html", description = "The page again, with what was wrong")))]
pub(in crate::console) async fn slip(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let entry = write::entry(&app, &officer.city, &author, circular).await?;
    let ask = entry.public.as_ref().map(|draft| draft.ask.clone()).unwrap_or_default();
    let closed = entry.public.as_ref().is_some_and(|draft| draft.is_closed(app.clock.now().jst_date()));
    let typed = form::one(&fields, "number").to_owned();
    let reached = show::reached(&app, &officer, &author, entry).await?;
    let households = reached.view.lines.iter().map(|line| Slip { circular, household: line.household });
    let found = match slip::read(&typed) {
        Err(why) => Err(Refusal::of_field(slip::refused(why), "number")),
        Ok(Read::Scanned(slip)) if slip.circular != circular => Err(Refusal::of_field("slip-other", "number")),
        Ok(Read::Scanned(slip)) => {
            households.into_iter().find(|known| *known == slip).ok_or(Refusal::of_field("slip-not-here", "number"))
        }
        Ok(Read::Typed(typed)) => typed.find(households).ok_or(Refusal::of_field("slip-not-here", "number")),
    };
    let taken = match found {
        Err(refusal) => Err(refusal),
        Ok(slip) => match given(&fields, &ask) {
            Err(refusal) => Err(refusal),
            Ok(given) => {
                let said = if closed && given.is_some() { "circular-slip-late" } else { "circular-slip" };
                keep(&app, &officer, &author, circular, slip.household, Mark::Read, given)
                    .await?
                    .map(|()| (slip.household, said))
            }
        },
    };
    match taken {
        Ok((household, said)) => {
            let line = reached.view.lines.iter().find(|line| line.household == household);
            let block = line.map(|line| line.block.to_string()).unwrap_or_default();
            Ok(go(&row(&officer, circular, &block, household), Some(said)))
        }
        Err(refusal) => {
            let wrong = Wrong { number: typed, words: trouble::refused(officer.words, &refusal) };
            let mut response = show::page(&app, &officer, circular, None, Some(wrong)).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

/// What stands on the slip, by what was asked. A slip with nothing ticked was read, and no more.
fn given(fields: &form::Fields, ask: &Ask) -> Result<Option<Reply>, Refusal> {
    let some = |name: &str| Some(form::one(fields, name).trim()).filter(|text| !text.is_empty());
    let given = match ask {
        Ask::Nothing | Ask::Other => None,
        Ask::Seen => some("seen").map(|_| Reply::Seen),
        Ask::Choice { .. } => {
            let places = fields.get("chosen").into_iter().flatten().filter_map(|text| text.parse().ok());
            let chosen: std::collections::BTreeSet<u16> = places.collect();
            Some(Reply::Choice { chosen: chosen.into_iter().collect() }).filter(|_| fields.contains_key("chosen"))
        }
        Ask::Attendance => match some("people") {
            None => None,
            Some(text) => {
                let people = itsumo_domain::text::nfkc(text).parse();
                let people = people.map_err(|_| Refusal::of_field("not-readable", "reply"))?;
                Some(Reply::Attendance { people })
            }
        },
        Ask::Text => some("text").map(|text| Reply::Text { text: text.to_owned() }),
    };
    if let Some(given) = &given {
        given.validate()?;
    }
    Ok(given)
}

async fn keep(
    app: &App,
    officer: &Officer,
    author: &Author,
    circular: Uuid,
    household: Uuid,
    mark: Mark,
    given: Option<Reply>,
) -> Result<Result<(), Refusal>, Trouble> {
    let (city, standing, now) = (officer.city.clone(), author.standing.clone(), app.clock.now());
    let marked = Marked { circular, household, mark, at: now, given };
    let writing = app.store.write::<_, CircularError, _>(move |tx| {
        Box::pin(async move {
            let mut out = crate::stream::Outgoing::default();
            let done = circular::mark_paper(tx, &mut out, &city, &standing, marked, now).await?;
            if done.is_ok() {
                out.send(tx, &city, now).await?;
            }
            Ok(done)
        })
    });
    Ok(writing.await?)
}
