//! The calendar: what comes, whose turn it is, and putting something on it.

use super::{
    super::{
        super::{Page, Posted, Trouble, go},
        acting::{act, id},
    },
    OfDuty, Officer, PLACE,
    form::{self, Fields, one},
    keeps, list_view,
};
use crate::{
    app::App,
    association::{
        block,
        duty::{self, Entry},
        household::{self, Household},
    },
    store::StoreError,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    association::{Act, AssociationCommand, Block, Duty},
    sync::Refusal,
};
use uuid::Uuid;

/// Days that the page looks back.
const BACK: u64 = 31;

/// What the page is drawn of.
pub(super) struct Calendar {
    /// What is on, by day.
    pub entries: Vec<Entry>,
    /// Blocks whose calendar this officer keeps, in their order.
    pub blocks: Vec<Block>,
    /// Their households, along the street.
    pub households: Vec<Household>,
    /// This officer keeps that of the whole association.
    pub whole: bool,
    /// Today.
    pub today: NaiveDate,
}

/// What a form said that was not taken in: `roster` or `duty`, and why.
pub(super) struct Wrong {
    /// Which form.
    pub form: &'static str,
    /// Why not.
    pub refusal: Refusal,
    /// What was typed.
    pub fields: Fields,
}

pub(super) async fn calendar(app: &App, officer: &Officer) -> Result<Calendar, Trouble> {
    officer.seat_here(Act::KeepDuties)?;
    let association = officer.association()?.id;
    let (city, today) = (officer.city.clone(), app.clock.now().jst_date());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let since = today.checked_sub_days(Days::new(BACK)).unwrap_or(today);
            let entries = duty::of_association(tx, &city, association, since).await?;
            let blocks = block::blocks(tx, &city, association).await?;
            let households = household::of_association(tx, &city, association, today).await?;
            Ok((entries, blocks, households))
        })
    });
    let (mut entries, mut blocks, mut households) = reading.await?;
    blocks.retain(|block| keeps(officer, Some(block.id)));
    let theirs = |block: Uuid| blocks.iter().any(|one| one.id == block);
    entries.retain(|entry| entry.duty.block.is_none_or(theirs));
    households.retain(|household| theirs(household.block));
    Ok(Calendar { entries, whole: keeps(officer, None), households, blocks, today })
}

pub(super) async fn page(app: &App, officer: &Officer, wrong: Option<Wrong>) -> Result<Response, Trouble> {
    let calendar = calendar(app, officer).await?;
    let title = officer.words.say("duty-place");
    let body = list_view::view(officer, &calendar, wrong.as_ref());
    let mut response = Page { staff: officer, title, live: None, place: PLACE }.draw(body);
    if wrong.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The calendar of the association, as far as this officer keeps it.
#[utoipa::path(get, path = "/console/{city}/association/{association}/duties", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "No seat that keeps the calendar here")))]
pub(in crate::console) async fn list(State(app): State<App>, officer: Officer) -> Result<Response, Trouble> {
    page(&app, &officer, None).await
}

/// Puts something on the calendar.
#[utoipa::path(post, path = "/console/{city}/association/{association}/duties", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the calendar"),
              (status = 404, body = String, content_type = "text/html", description = "No seat that keeps the calendar here"),
              (status = 422, body = String, content_type = "text/html", description = "The page again, with what was wrong")))]
pub(in crate::console) async fn add(
    State(app): State<App>,
    officer: Officer,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    officer.seat_here(Act::KeepDuties)?;
    let body = form::duty(&fields, officer.association()?.id, app.clock.now().jst_date());
    if !keeps(&officer, body.block) && body.household.is_none() {
        return Err(Trouble::NotThere);
    }
    let command = AssociationCommand::KeepDuty { duty: app.ids.new_id(), body: Box::new(body) };
    match act(&app, &officer, command).await? {
        Ok(()) => Ok(go(&officer.at(PLACE), None)),
        Err(refusal) if refusal.code == "not-found" => Err(Trouble::NotThere),
        Err(refusal) => page(&app, &officer, Some(Wrong { form: "duty", refusal, fields })).await,
    }
}

/// Takes something off, says that it is done, or gives the turn to another household.
#[utoipa::path(post, path = "/console/{city}/association/{association}/duties/{duty}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("duty" = String, Path, description = "What is on")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the calendar"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs, or not on any more")))]
pub(in crate::console) async fn change(
    State(app): State<App>,
    officer: Officer,
    Path(OfDuty { duty }): Path<OfDuty>,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Trouble> {
    let duty = id(&duty)?;
    let calendar = calendar(&app, &officer).await?;
    let entry = calendar.entries.into_iter().find(|entry| entry.id == duty).ok_or(Trouble::NotThere)?;
    let command = match one(&fields, "do") {
        "drop" => AssociationCommand::DropDuty { duty },
        "done" => AssociationCommand::MarkDuty { duty, done: true },
        "not-done" => AssociationCommand::MarkDuty { duty, done: false },
        "give" => {
            let body = Duty { household: Some(id(one(&fields, "household"))?), ..entry.duty };
            AssociationCommand::KeepDuty { duty, body: Box::new(body) }
        }
        _ => return Err(Trouble::NotThere),
    };
    act(&app, &officer, command).await??;
    let to = officer.at(PLACE);
    Ok(go(&if one(&fields, "do") == "drop" { to } else { format!("{to}#d-{duty}") }, None))
}
