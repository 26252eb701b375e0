//! A class's month: on the screen, on paper, as a file.

use super::{
    super::{Page, Staff, Trouble, looks, page},
    OfClass, class as read_class, classes, id, likely,
    register_view::{RegisterPage, month_name, month_text, register_main},
};
use crate::{
    app::App,
    school::{attendance::Page as Purpose, register},
    store::StoreError,
};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{Datelike, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::{
    i18n::without_ruby,
    school::{Act, board::Register},
    time::YearMonth,
};
use serde::Deserialize;
use uuid::Uuid;

/// A month of a page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfMonth {
    /// `2026-11`; this month if not given.
    pub month: Option<String>,
}

impl OfMonth {
    fn first(&self, today: NaiveDate) -> Result<NaiveDate, Trouble> {
        let month = match self.month.as_deref() {
            None | Some("") => YearMonth { year: today.year(), month: today.month() },
            Some(text) => YearMonth::parse(text).ok_or(Trouble::NotThere)?,
        };
        NaiveDate::from_ymd_opt(month.year, month.month, 1).ok_or(Trouble::NotThere)
    }
}

/// On to the register of one's own class, or of the first.
#[utoipa::path(get, path = "/console/{city}/{facility}/register", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    responses((status = 303, description = "On to a class's register, or to the sign-in page"),
              (status = 200, body = String, content_type = "text/html", description = "There is no class yet"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn registers(State(app): State<App>, staff: Staff) -> Result<Response, Trouble> {
    let facility = staff.facility()?.id;
    if !staff.seats_at(facility).any(|seat| staff.may(Act::SeeRegister, facility, seat.group)) {
        return Err(Trouble::NotThere);
    }
    let classes = classes(&app, &staff, app.clock.now().jst_date(), Act::SeeRegister).await?;
    match likely(&staff, &classes) {
        Some(class) => Ok(Redirect::to(&staff.at(&format!("register/{}", class.id))).into_response()),
        None => {
            let words = staff.words;
            let body = rsx! {
                h1 { {words.show("console-place-register")} }
                p { class: "card lead", {words.show("console-no-class")} }
            };
            Ok(page(&staff, words.say("console-place-register"), body))
        }
    }
}

async fn read(
    app: &App,
    staff: &Staff,
    headers: &HeaderMap,
    class: Uuid,
    first: NaiveDate,
) -> Result<Register, Trouble> {
    let facility = staff.facility()?.clone();
    let seat = staff.seat_for(Act::SeeRegister, facility.id, Some(class))?.clone();
    read_class(app, staff, class).await?;
    let (city, now) = (staff.city.clone(), app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move { register::month(tx, &city, &facility, class, first.year(), first.month(), now).await })
    });
    let register = reading.await?.ok_or(Trouble::NotThere)?;
    let pupils = register.rows.iter().map(|row| row.pupil.id).collect();
    looks::note(app, staff, headers, &seat, Purpose::Register.purpose(), pupils).await?;
    Ok(register)
}

/// A class's register of a month.
#[utoipa::path(get, path = "/console/{city}/{facility}/register/{class}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class"), OfMonth),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    Query(of): Query<OfMonth>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let (class, today) = (id(&class)?, app.clock.now().jst_date());
    let month = of.first(today)?;
    let register = read(&app, &staff, &headers, class, month).await?;
    let others = classes(&app, &staff, month, Act::SeeRegister).await?;
    let body = register_main(&RegisterPage {
        words: staff.words,
        register: &register,
        month,
        today,
        classes: &others,
        here: &staff.at(&format!("register/{class}")),
        registers: &staff.at("register"),
        facility: &staff.facility()?.name,
    });
    let title = format!("{} {}", register.group.name, without_ruby(&month_name(staff.words, month)));
    Ok(Page { staff: &staff, title, live: None, place: "register" }.draw(body))
}

/// The same as a file for a spreadsheet.
#[utoipa::path(get, path = "/console/{city}/{facility}/register/{class}/csv", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class"), OfMonth),
    responses((status = 200, body = String, content_type = "text/csv"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn download(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    Query(of): Query<OfMonth>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let (class, today) = (id(&class)?, app.clock.now().jst_date());
    let month = of.first(today)?;
    let register = read(&app, &staff, &headers, class, month).await?;
    let bytes = register::csv(&register, |key| staff.words.say(key));
    let name = format!("{}_{}.csv", register.group.name, month_text(month));
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"register.csv\"; filename*=UTF-8''{name}")),
    ];
    Ok((headers, bytes).into_response())
}
