//! What the office of a facility does: the list of pupils, letters, guardians' parts, shields, seats.
//!
//! Each page asks for the seat by the act it is for ([`Act::KeepRoster`], [`Act::KeepGuardians`], [`Act::KeepShields`],
//! [`Act::KeepSeats`]); a child of another facility is not there. Codes are shown once, in the answer to the form that
//! made them.

mod class;
mod pupil;
mod pupil_view;
mod roster;
mod roster_view;
mod seats;

use super::{Page, Staff, Trouble, looks, words::ruby};
use crate::{
    app::App,
    routes::reply,
    school::{facility, letter, pupil as children},
    store::StoreError,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    school::{Act, Facility, Group, GroupKind, access::Seat},
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The office's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(roster::form, roster::look))
        .routes(routes!(class::show))
        .routes(routes!(class::letters))
        .routes(routes!(pupil::show))
        .routes(routes!(pupil::letter))
        .routes(routes!(pupil::guardian))
        .routes(routes!(pupil::shield))
        .routes(routes!(seats::show, seats::give))
        .routes(routes!(seats::change))
}

/// The class in a page's address.
#[derive(Debug, Deserialize)]
pub struct OfClass {
    class: String,
}

/// The child in a page's address.
#[derive(Debug, Deserialize)]
pub struct OfPupil {
    pupil: String,
}

fn id(text: &str) -> Result<Uuid, Trouble> {
    Uuid::parse_str(text).map_err(|_| Trouble::NotThere)
}

/// The facility, and the seat by which the asker may.
fn by(staff: &Staff, act: Act) -> Result<(Arc<Facility>, Seat), Trouble> {
    let facility = staff.facility()?.clone();
    let seat = staff.seat_for(act, facility.id, None)?.clone();
    Ok((facility, seat))
}

fn author(seat: &Seat) -> String {
    format!("seat/{}", seat.id)
}

fn draw(staff: &Staff, title: String, body: Element) -> Response {
    Page { staff, title, live: None, place: "office" }.draw(body)
}

/// Notes in the access log that the office looks at these children's records.
async fn noted(app: &App, staff: &Staff, headers: &HeaderMap, seat: &Seat, pupils: Vec<Uuid>) -> Result<(), Trouble> {
    looks::note(app, staff, headers, seat, "roster", pupils).await
}

/// The day and how it is said, its year where that is another one. Marked with ruby.
fn day(staff: &Staff, app: &App, day: NaiveDate) -> String {
    staff.words.day(day, app.clock.now().jst_date())
}

/// A PDF to print. It is kept by nobody: a code in it is shown once.
async fn printed(app: &App, staff: &Staff, at: &Facility, slips: Vec<letter::Slip>) -> Result<Response, Trouble> {
    let pdf = letter::print(app, &staff.city, at, slips).await?;
    Ok(reply::download("letters.pdf", "application/pdf", pdf))
}

/// The classes of today, with how many children each has and for how many of them nobody has joined yet.
struct ClassLine {
    class: Group,
    children: usize,
    lacking: usize,
}

async fn classes(app: &App, staff: &Staff, at: Uuid) -> Result<(Vec<ClassLine>, bool), StoreError> {
    let (city, now) = (staff.city.clone(), app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let today = now.jst_date();
            let everybody = children::everybody(tx, &city, at, today).await?;
            let joined = class::joined(tx, &city, &everybody, today).await?;
            let year = itsumo_domain::school::school_year(today);
            let groups = facility::groups(tx, &city, at, year).await?;
            let next = !facility::groups(tx, &city, at, year.saturating_add(1)).await?.is_empty();
            let line = |class: Group| {
                let of = everybody.iter().filter(|member| member.class.id == class.id);
                let lacking = of.clone().filter(|member| !joined.contains_key(&member.pupil.id)).count();
                ClassLine { children: of.count(), lacking, class }
            };
            let lines = groups.into_iter().filter(|group| group.kind == GroupKind::Class).map(line);
            Ok((lines.collect(), next))
        })
    });
    reading.await
}

/// The office: its classes, and where to go.
#[utoipa::path(get, path = "/console/{city}/{facility}/office", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(State(app): State<App>, staff: Staff) -> Result<Response, Trouble> {
    let (facility, _) = by(&staff, Act::KeepRoster)?;
    let (lines, next) = classes(&app, &staff, facility.id).await?;
    let words = staff.words;
    let seats = staff.may(Act::KeepSeats, facility.id, None);
    let (roster, seats_at) = (staff.at("office/roster"), staff.at("office/seats"));
    let lines: Vec<(String, String, usize, usize)> = lines
        .into_iter()
        .map(|line| {
            (staff.at(&format!("office/classes/{}", line.class.id)), line.class.name, line.children, line.lacking)
        })
        .collect();
    let body = rsx! {
        h1 { {words.show("roster-office")} }
        p { class: "row",
            a { class: "button primary", href: "{roster}", {words.show("roster-office-import")} }
            if seats { a { class: "button", href: "{seats_at}", {words.show("roster-office-seats")} } }
        }
        if next { p { class: "hint", {words.show("roster-office-next-year")} } }
        section { class: "office",
            h2 { {words.show("roster-office-classes")} }
            if lines.is_empty() {
                p { class: "card lead", {words.show("roster-office-empty")} }
            } else {
                div { class: "wide",
                    table {
                        thead { tr {
                            th { scope: "col", {words.show("roster-class")} }
                            th { scope: "col", class: "number", {words.show("roster-children")} }
                            th { scope: "col", class: "number", {words.show("roster-lacking")} }
                        } }
                        tbody {
                            for (href, name, children, lacking) in lines {
                                tr {
                                    th { scope: "row", a { href: "{href}", "{name}" } }
                                    td { class: "number", "{children}" }
                                    td { class: "number", "{lacking}" }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(draw(&staff, words.say("roster-office"), body))
}

/// Until when a code is good, as a line; or that there is none. Marked with ruby.
fn open_code(staff: &Staff, app: &App, expires: Option<&Timestamp>) -> Element {
    match expires {
        Some(expires) => {
            let until = day(staff, app, expires.jst_date());
            ruby(&staff.words.marked("roster-code-open", &[("day", itsumo_domain::i18n::Arg::Text(&until))]))
        }
        None => staff.words.show("roster-code-none"),
    }
}
