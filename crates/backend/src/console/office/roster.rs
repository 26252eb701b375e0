//! A list of pupils: chosen, looked at, carried out as it was shown.
//!
//! The list travels along in the page that shows what it would change: see [`super::super::list`].

use super::{
    super::{
        PostedFiles, Staff, Trouble, go,
        list::{hex, unhex},
    },
    by, draw, noted,
    roster_view::{RosterPage, roster_main},
};
use crate::{
    app::App,
    school::{
        facility,
        roster::{self, Asked, RosterAnswer},
    },
    store::StoreError,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::NaiveDate;
use itsumo_domain::school::{Act, Facility, access::Seat, school_year};
use serde::Deserialize;
use std::sync::Arc;

/// What the forms send beside the file (`file`).
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[schema(as = RosterForm)]
pub struct RosterForm {
    /// From which day on the list holds; today if empty.
    #[serde(default)]
    pub day: String,
    /// The list again, in hexadecimal digits, with what was shown of it.
    #[serde(default)]
    pub list: String,
    /// The name of what was shown.
    #[serde(default)]
    pub shown: String,
    /// So many children are seen to leave.
    #[serde(default)]
    pub leaving: Option<u32>,
}

/// The form for a list.
#[utoipa::path(get, path = "/console/{city}/{facility}/office/roster", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn form(State(app): State<App>, staff: Staff) -> Result<Response, Trouble> {
    by(&staff, Act::KeepRoster)?;
    page(&app, &staff, None, &RosterForm::default(), None).await
}

/// Shows what a list would change, or carries out what was shown.
#[utoipa::path(post, path = "/console/{city}/{facility}/office/roster", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    request_body(content = RosterForm, content_type = "multipart/form-data"),
    responses((status = 200, body = String, content_type = "text/html", description = "What it would change"),
              (status = 303, description = "Carried out: back to the office; signed out: to the sign-in page"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "The form again, with what was wrong")))]
pub async fn look(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    PostedFiles { fields, files }: PostedFiles<RosterForm>,
) -> Result<Response, Trouble> {
    let (at, seat) = by(&staff, Act::KeepRoster)?;
    let sent = files.first().map(|file| file.bytes.to_vec()).or_else(|| unhex(&fields.list));
    let Some(bytes) = sent.filter(|bytes| !bytes.is_empty()) else {
        return page(&app, &staff, None, &fields, Some("roster-no-file")).await;
    };
    let day = match fields.day.trim() {
        "" => app.clock.now().jst_date(),
        text => match text.parse::<NaiveDate>() {
            Ok(day) => day,
            Err(_) => return page(&app, &staff, None, &fields, Some("field-not-readable")).await,
        },
    };
    let asked = Asked { facility: at.id, day, bytes: bytes.as_slice().into(), leaving: fields.leaving };
    let answer = match fields.shown.as_str() {
        "" => roster::check(&app, &staff.city, asked).await?,
        shown => roster::import(&app, &staff.city, asked, shown).await?,
    };
    let answer = answer.ok_or(Trouble::NotThere)?;
    if answer.committed {
        return Ok(go(&staff.at("office"), Some("roster-done")));
    }
    known(&app, &staff, &headers, &seat, &answer).await?;
    page(&app, &staff, Some((answer, bytes)), &fields, None).await
}

/// Those of the answer whom the city knows are looked at.
async fn known(
    app: &App,
    staff: &Staff,
    headers: &HeaderMap,
    seat: &Seat,
    answer: &RosterAnswer,
) -> Result<(), Trouble> {
    let leaving = answer.plan.leaving.iter().map(|child| child.pupil);
    let pupils = answer.plan.children.iter().filter_map(|child| child.pupil).chain(leaving).collect();
    noted(app, staff, headers, seat, pupils).await
}

async fn page(
    app: &App,
    staff: &Staff,
    answer: Option<(RosterAnswer, Vec<u8>)>,
    form: &RosterForm,
    wrong: Option<&'static str>,
) -> Result<Response, Trouble> {
    let at: Arc<Facility> = staff.facility()?.clone();
    let today = app.clock.now().jst_date();
    let (city, id, year) = (staff.city.clone(), at.id, school_year(today));
    let reading = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { facility::groups(tx, &city, id, year).await }));
    let empty = reading.await?.is_empty();
    // The first list of all holds from the year's beginning; in March the next one is the next year's.
    let april = NaiveDate::from_ymd_opt(year, 4, 1).unwrap_or(today);
    let day = if form.day.trim().is_empty() { if empty { april } else { today }.to_string() } else { form.day.clone() };
    let failed = wrong.is_some() || answer.as_ref().is_some_and(|(answer, _)| answer.refused.is_some());
    let view = RosterPage {
        staff,
        here: staff.at("office/roster"),
        office: staff.at("office"),
        day,
        next_april: NaiveDate::from_ymd_opt(year.saturating_add(1), 4, 1).unwrap_or(today),
        today,
        wrong,
        list: answer.as_ref().map(|(_, bytes)| hex(bytes)).unwrap_or_default(),
        answer: answer.map(|(answer, _)| answer),
    };
    let mut response = draw(staff, staff.words.say("roster-office-import"), roster_main(&view));
    if failed {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}
