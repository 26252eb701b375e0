//! One seat: who held it from when to when, its checklist, and its hand-over, which is looked at before it is done.

use super::{
    super::super::{Posted, Trouble, go},
    OfSeat, Officer, SEATS, author, day_of, draw, id, of_field, printed,
    seat_view::{Handing, SeatPage, seat_main},
    seats::keeper,
    wrong,
};
use crate::{
    app::App,
    association::{
        Outgoing, letter,
        office::{self, NewTerm, OfficeError, SeatCode, SeatLine},
        seat,
    },
    store::StoreError,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use itsumo_domain::association::{
    seat::{HandOver, Item},
    year_of,
};
use serde::Deserialize;
use uuid::Uuid;

/// Most lines of a checklist, and characters of one.
const LONGEST: (usize, usize) = (30, 120);

/// One seat.
#[utoipa::path(get, path = "/console/{city}/association/{association}/office/seats/{seat}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("seat" = String, Path, description = "The seat")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub(in crate::console) async fn show(
    State(app): State<App>,
    officer: Officer,
    Path(OfSeat { seat }): Path<OfSeat>,
) -> Result<Response, Trouble> {
    page(&app, &officer, id(&seat)?, Said::default()).await
}

/// The next term.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = HandOverForm)]
pub(in crate::console) struct Next {
    /// Who it is given to.
    #[serde(default)]
    name: String,
    /// First day.
    #[serde(default)]
    since: String,
    /// Last day; empty for none.
    #[serde(default)]
    until: String,
    /// Last day of who holds it now; empty for the day before.
    #[serde(default)]
    last: String,
    /// Not empty: it was looked at, and shall be done.
    #[serde(default)]
    sure: String,
}

impl Next {
    fn term(&self) -> Result<NewTerm, ()> {
        let name = self.name.trim().to_owned();
        Ok(NewTerm { name, since: day_of(&self.since)?, until: day_of(&self.until)?, last: day_of(&self.last)? })
    }
}

/// Shows what handing the seat over comes to, or does it and shows the code once.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/seats/{seat}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("seat" = String, Path, description = "The seat")),
    request_body(content = Next, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html", description = "What it comes to, or the code"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "What was wrong")))]
pub(in crate::console) async fn hand_over(
    State(app): State<App>,
    officer: Officer,
    Path(OfSeat { seat }): Path<OfSeat>,
    Posted(next): Posted<Next>,
) -> Result<Response, Trouble> {
    let (at, by) = keeper(&officer)?;
    let (seat, by) = (id(&seat)?, author(by));
    let Ok(term) = next.term() else {
        let error = Some(officer.words.marked("field-not-readable", &[]));
        return page(&app, &officer, seat, Said { next, error, ..Said::default() }).await;
    };
    let done = match next.sure.is_empty() {
        true => {
            let looked = office::look_at_hand_over(&app, &officer.city, Some(at), seat, term).await;
            looked.map(|(_, plan)| Said { next: next.clone(), plan: Some(plan), ..Said::default() })
        }
        false => {
            let done = office::hand_over(&app, &officer.city, Some(at), seat, term, &by).await;
            done.map(|(_, code)| Said { code: Some(code), ..Said::default() })
        }
    };
    match done {
        Ok(said) => page(&app, &officer, seat, said).await,
        Err(OfficeError::Field(wrong)) => {
            let error = Some(of_field(&officer, wrong));
            page(&app, &officer, seat, Said { next, error, ..Said::default() }).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is done with a term.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = SeatTermChange)]
pub(in crate::console) struct Change {
    /// Which.
    term: Uuid,
    /// `code`: another code, the one before is void. `slip`: the same, to print (PDF). `end`: it is over from today on.
    #[serde(rename = "do", default)]
    what: String,
}

/// Gives a term another code, prints its slip, or ends it.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/seats/{seat}/change", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("seat" = String, Path, description = "The seat")),
    request_body(content = Change, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html", description = "The code, or the slip (PDF)"),
              (status = 303, description = "Ended: back to the seats; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "The last chair's term is not ended")))]
pub(in crate::console) async fn change(
    State(app): State<App>,
    officer: Officer,
    Path(OfSeat { seat }): Path<OfSeat>,
    Posted(form): Posted<Change>,
) -> Result<Response, Trouble> {
    let (at, by) = keeper(&officer)?;
    let (seat, by, city) = (id(&seat)?, author(by), officer.city.clone());
    let line = find(&app, &officer, at, seat).await?;
    let held = line.terms.iter().find(|held| held.id == form.term).ok_or(Trouble::NotThere)?;
    match form.what.as_str() {
        "code" => {
            let code = office::term_code(&app, &city, Some(at), form.term, &by).await?;
            page(&app, &officer, seat, Said { code: Some(code), ..Said::default() }).await
        }
        "slip" => {
            let code = office::term_code(&app, &city, Some(at), form.term, &by).await?;
            Ok(printed(letter::print_seat(&app, &city, at, &code, &held.name).await?, "seat"))
        }
        "end" => match office::end_term(&app, &city, Some(at), form.term).await {
            Ok(()) => Ok(go(&officer.at(SEATS), Some("seat-ended"))),
            Err(OfficeError::Field(wrong)) => {
                let error = Some(of_field(&officer, wrong));
                page(&app, &officer, seat, Said { error, ..Said::default() }).await
            }
            Err(error) => Err(error.into()),
        },
        _ => Err(Trouble::NotThere),
    }
}

/// A checklist, a line for each item.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = ChecklistForm)]
pub(in crate::console) struct Checklist {
    /// The lines.
    #[serde(default)]
    lines: String,
}

/// Writes a seat's checklist. A line that is there already keeps its tick.
#[utoipa::path(post, path = "/console/{city}/association/{association}/office/seats/{seat}/checklist", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("seat" = String, Path, description = "The seat")),
    request_body(content = Checklist, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Kept: back to the seat; signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "Too long")))]
pub(in crate::console) async fn checklist(
    State(app): State<App>,
    officer: Officer,
    Path(OfSeat { seat }): Path<OfSeat>,
    Posted(form): Posted<Checklist>,
) -> Result<Response, Trouble> {
    let (at, _) = keeper(&officer)?;
    let which = find(&app, &officer, at, id(&seat)?).await?.seat.id;
    let lines: Vec<String> =
        form.lines.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let long = |line: &String| line.chars().count() > LONGEST.1 || line.chars().any(char::is_control);
    if lines.len() > LONGEST.0 || lines.iter().any(long) {
        let error = Some(officer.words.marked("seat-checklist-long", &[]));
        return page(&app, &officer, which, Said { error, ..Said::default() }).await;
    }
    let (city, now) = (officer.city.clone(), app.clock.now());
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let before = seat::checklist(tx, &city, which).await?;
            let kept = |what: String| {
                let known = before.iter().find(|item| item.what == what).cloned();
                known.unwrap_or(Item { what, ..Item::default() })
            };
            let items: Vec<Item> = lines.into_iter().map(kept).collect();
            let mut out = Outgoing::default();
            seat::keep_checklist(tx, &city, which, &items).await?;
            seat::write_cards(tx, &mut out, &city, &[which], now).await?;
            out.send(tx, &city, now).await
        })
    });
    writing.await?;
    Ok(go(&officer.at(&format!("{SEATS}/{which}")), Some("seat-checklist-kept")))
}

/// What the page says besides the seat.
#[derive(Default)]
struct Said {
    /// What stands in the form of the next term.
    next: Next,
    /// What that comes to.
    plan: Option<HandOver>,
    /// A code that was made.
    code: Option<SeatCode>,
    /// What was wrong. Marked with ruby.
    error: Option<String>,
}

async fn find(app: &App, officer: &Officer, at: Uuid, seat: Uuid) -> Result<SeatLine, Trouble> {
    let lines = office::seats(app, &officer.city, Some(at)).await?;
    lines.into_iter().find(|line| line.seat.id == seat).ok_or(Trouble::NotThere)
}

async fn page(app: &App, officer: &Officer, seat: Uuid, said: Said) -> Result<Response, Trouble> {
    let (at, _) = keeper(officer)?;
    let line = find(app, officer, at, seat).await?;
    let city = officer.city.clone();
    let reading =
        app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { seat::checklist(tx, &city, seat).await }));
    let items = reading.await?;
    let today = app.clock.now().jst_date();
    let Said { next, plan, code, error } = said;
    let failed = error.is_some();
    let title = line.seat.title.clone();
    let since = match next.since.as_str() {
        "" => usual_first(&line, today).to_string(),
        since => since.to_owned(),
    };
    let view = SeatPage {
        app,
        officer,
        line,
        items,
        today,
        next: Handing { name: next.name, since, until: next.until, last: next.last },
        plan,
        code,
        error,
    };
    let response = draw(officer, SEATS, title, seat_main(&view));
    Ok(if failed { wrong(response) } else { response })
}

/// When the next term usually begins: after the last one that is known, or on 1 April.
fn usual_first(line: &SeatLine, today: NaiveDate) -> NaiveDate {
    // The newest first.
    let last = line.terms.first().and_then(|held| held.term.until).filter(|until| *until >= today);
    let april = NaiveDate::from_ymd_opt(year_of(today).saturating_add(1), 4, 1);
    last.and_then(|last| last.succ_opt()).or(april).unwrap_or(today)
}
