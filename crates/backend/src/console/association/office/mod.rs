//! What the officers of an association do about itself: its households, who asks to be let in, letters with codes, the
//! list of households, seats and their hand-over; and what the city does about its associations.
//!
//! A 班長 sees and keeps the own block alone. Codes are shown once, in the answer to the form that made them.

mod city;
mod directory;
mod directory_view;
mod household;
mod households;
mod request;
mod seat;
mod seat_view;
mod seats;

use super::{
    super::{Page, Trouble, words::ruby},
    Officer,
};
use crate::{
    app::App,
    association::{
        block::{self, Association},
        office::OfficeError,
    },
    console::trouble,
    routes::reply,
    store::StoreError,
};
use axum::{http::StatusCode, response::Response};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    account::FieldError,
    association::{
        Act, Block,
        access::{Of, Seat},
    },
    sync::Refusal,
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The place of the bar of the households, and of the city's associations.
pub(super) const PLACE: &str = "office";
/// The place of the seats.
pub(super) const SEATS: &str = "office/seats";

/// The office's routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(households::show, households::add))
        .routes(routes!(households::letters))
        .routes(routes!(household::show, household::keep))
        .routes(routes!(household::leave))
        .routes(routes!(request::answer))
        .routes(routes!(directory::form, directory::look))
        .routes(routes!(seats::show, seats::give))
        .routes(routes!(seats::answer))
        .routes(routes!(seat::show, seat::hand_over))
        .routes(routes!(seat::change))
        .routes(routes!(seat::checklist))
        .routes(routes!(city::add))
}

/// The household in a page's address.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct OfHousehold {
    household: String,
}

/// The request in a page's address.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct OfRequest {
    request: String,
}

/// The seat in a page's address.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct OfSeat {
    seat: String,
}

/// What was asked for, in a page's address.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct OfRecovery {
    recovery: String,
}

fn id(text: &str) -> Result<Uuid, Trouble> {
    Uuid::parse_str(text).map_err(|_| Trouble::NotThere)
}

fn author(seat: &Seat) -> String {
    format!("seat/{}", seat.id)
}

fn draw(officer: &Officer, place: &'static str, title: String, body: Element) -> Response {
    Page { staff: officer, title, live: None, place }.draw(body)
}

/// The same, where something in the form was wrong.
fn wrong(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

/// The day and how it is said, its year where that is another one. Marked with ruby.
fn day(officer: &Officer, app: &App, day: NaiveDate) -> String {
    officer.words.day(day, app.clock.now().jst_date())
}

/// What was wrong with a field, marked with ruby.
fn of_field(officer: &Officer, error: FieldError) -> String {
    trouble::refused(officer.words, &Refusal::of_field(error.code, error.field))
}

/// A line above a form that says what was wrong.
fn alert(text: Option<&String>) -> Element {
    let Some(text) = text else { return rsx! {} };
    rsx! { p { class: "wrong", role: "alert", {ruby(text)} } }
}

impl From<OfficeError> for Trouble {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::NotThere => Self::NotThere,
            error => Self::Failure(error.into()),
        }
    }
}

/// A PDF to print. It is kept by nobody: a code in it is shown once.
fn printed(pdf: Vec<u8>, name: &str) -> Response {
    reply::download(&format!("{name}.pdf"), "application/pdf", pdf)
}

/// The association of the page, and those of its blocks for which the officer may do this.
///
/// # Errors
/// [`Trouble::NotThere`] where there is none.
async fn blocks(app: &App, officer: &Officer, act: Act) -> Result<(Arc<Association>, Vec<Block>), Trouble> {
    let at = officer.association()?.clone();
    officer.seat_here(act)?;
    let (city, association) = (officer.city.clone(), at.id);
    let reading = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { block::blocks(tx, &city, association).await }));
    let mut blocks = reading.await?;
    blocks.retain(|block| officer.may(act, Of::Block { association: at.id, block: block.id }));
    if blocks.is_empty() { Err(Trouble::NotThere) } else { Ok((at, blocks)) }
}

/// A day that a form says; today where it says nothing.
fn day_of(text: &str) -> Result<Option<NaiveDate>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(drop),
    }
}
