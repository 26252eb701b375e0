//! Facilities, lists of pupils, seats and letters by the operator's door: before a facility has an office that does it
//! in the console, and for whatever keeps the city's own lists.

use crate::{
    app::App,
    openapi::{Always, NeedsOperator, Typed},
    problem::{self, Body, Failure},
    routes::{
        caller::Operator,
        reply::{id as id_of, served},
    },
    school::{
        facility, join,
        letter::{self, Making, Slip, Whose},
        office::{self, NewSeat, SeatCode},
        roster::{self, Asked, MOST_BYTES, RosterAnswer},
    },
    store::StoreError,
};
use axum::{
    Json,
    extract::{Path, Query, Request, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    problem::Problem,
    school::{Facility, access::Role, code::Letter},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

async fn find(app: &App, city: &str, id: &str) -> Result<Facility, Failure> {
    served(app, city)?;
    let (city, id) = (city.to_owned(), id_of(id, "facility")?);
    let finding = app
        .store
        .read::<_, StoreError, _>(move |tx| Box::pin(async move { facility::find(tx, &city, id).await }))
        .await?;
    finding.ok_or_else(|| Failure::not_found("facility"))
}

/// The city's facilities, by name.
#[utoipa::path(get, path = "/v1/operator/{city}/facilities", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code")),
    responses((status = 200, body = Vec<Facility>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsOperator, Always))]
pub async fn facilities(
    State(app): State<App>,
    _: Operator,
    Path(city): Path<String>,
) -> Result<Json<Vec<Facility>>, Failure> {
    served(&app, &city)?;
    let finding = app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { facility::all(tx, &city).await }));
    Ok(Json(finding.await?))
}

/// One facility.
#[utoipa::path(get, path = "/v1/operator/{city}/facilities/{id}", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The facility")),
    responses((status = 200, body = Facility),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such facility"),
              NeedsOperator, Always))]
pub async fn facility(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
) -> Result<Json<Facility>, Failure> {
    Ok(Json(find(&app, &city, &id).await?))
}

/// Writes a facility, new or as it is now. Its id is that of the address.
#[utoipa::path(put, path = "/v1/operator/{city}/facilities/{id}", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The facility")),
    request_body = Facility,
    responses((status = 204, description = "Written"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsOperator, Typed, Always))]
pub async fn put_facility(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Body(facility): Body<Facility>,
) -> Result<StatusCode, Failure> {
    served(&app, &city)?;
    let facility = Facility { id: id_of(&id, "facility")?, ..facility };
    office::put_facility(&app, &city, facility).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a list of pupils is taken.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct RosterAsked {
    /// `true` carries it out; else it is only looked at.
    pub commit: bool,
    /// From which day on it holds; today if left out. A day in a new school year is the change of years.
    pub day: Option<NaiveDate>,
    /// How many children are seen to leave.
    pub leaving: Option<u32>,
    /// The name of what was shown, as the look before answered: carrying it out needs it.
    pub shown: Option<String>,
}

/// Looks at a list of pupils (CSV), or carries out what was shown. What was not carried out says why in `refused`.
#[utoipa::path(post, path = "/v1/operator/{city}/facilities/{id}/roster", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The facility"), RosterAsked),
    request_body(content = String, content_type = "text/csv", description = "UTF-8 or Shift_JIS, at most 4 MiB"),
    responses((status = 200, body = RosterAnswer),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such facility"),
              (status = 413, body = Problem, content_type = "application/problem+json", description = "`too-large`"),
              NeedsOperator, Always))]
pub async fn roster(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Query(asked): Query<RosterAsked>,
    request: Request,
) -> Result<Json<RosterAnswer>, Failure> {
    served(&app, &city)?;
    let bytes: Arc<[u8]> = problem::read(request.into_body(), MOST_BYTES).await?.as_ref().into();
    let day = asked.day.unwrap_or_else(|| app.clock.now().jst_date());
    let list = Asked { facility: id_of(&id, "facility")?, day, bytes, leaving: asked.leaving };
    let answer = match asked.commit {
        true => roster::import(&app, &city, list, asked.shown.as_deref().unwrap_or_default()).await?,
        false => roster::check(&app, &city, list).await?,
    };
    answer.map(Json).ok_or_else(|| Failure::not_found("facility"))
}

/// A seat, and whether somebody holds it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeatShown {
    /// The seat.
    pub seat: Uuid,
    /// As people call it.
    pub title: String,
    /// What it is for.
    pub role: Role,
    /// Somebody holds it.
    pub held: bool,
    /// First day.
    pub since: NaiveDate,
    /// Last day, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// A facility's seats that are not over.
#[utoipa::path(get, path = "/v1/operator/{city}/facilities/{id}/seats", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The facility")),
    responses((status = 200, body = Vec<SeatShown>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such facility"),
              NeedsOperator, Always))]
pub async fn seats(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
) -> Result<Json<Vec<SeatShown>>, Failure> {
    let at = find(&app, &city, &id).await?;
    let seats = office::seats(&app, &city, at.id).await?;
    let shown = seats.into_iter().map(|held| SeatShown {
        seat: held.seat.id,
        title: held.seat.title,
        role: held.seat.role,
        held: held.person.is_some(),
        since: held.since,
        until: held.until,
    });
    Ok(Json(shown.collect()))
}

/// Makes a seat and the code by which somebody takes it. One that is there already gets another code.
#[utoipa::path(post, path = "/v1/operator/{city}/facilities/{id}/seats", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The facility")),
    request_body = NewSeat,
    responses((status = 201, body = SeatCode),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such facility"),
              NeedsOperator, Typed, Always))]
pub async fn give_seat(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Body(seat): Body<NewSeat>,
) -> Result<impl IntoResponse, Failure> {
    served(&app, &city)?;
    let code = office::give_seat(&app, &city, id_of(&id, "facility")?, seat, join::OPERATOR).await?;
    Ok((StatusCode::CREATED, Json(code)))
}

/// For which children codes are made.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CodesFor {
    /// A class, by its name: 1年2組. Everybody if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Only those nobody has joined, and who have no code that is still good.
    pub lacking: bool,
    /// For how many people each is good; 4 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uses: Option<u16>,
    /// For how many days; 60 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

/// A child's code. It is shown once.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PupilCode {
    /// The child.
    pub pupil: Uuid,
    /// The city's number of it; empty where there is none.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its class.
    pub class: String,
    /// The code, for typing.
    pub code: String,
    /// The same for a QR code.
    pub text: String,
    /// The last moment it is good.
    pub expires: Timestamp,
}

async fn slips(app: &App, city: &str, at: &Facility, asked: CodesFor) -> Result<Vec<Slip>, Failure> {
    let whose = match asked.class {
        None => Whose::Everybody,
        Some(class) => {
            let (city, id, day) = (city.to_owned(), at.id, app.clock.now().jst_date());
            let finding = app.store.read::<_, StoreError, _>(move |tx| {
                Box::pin(async move { letter::class_named(tx, &city, id, &class, day).await })
            });
            Whose::Class(finding.await?.ok_or_else(|| Failure::invalid("class", "unknown"))?)
        }
    };
    let uses = asked.uses.map_or(join::USES, i64::from);
    let days = asked.days.map_or(join::DAYS, i64::from);
    for (field, number, most) in [("uses", uses, 20), ("days", days, 400)] {
        if !(1..=most).contains(&number) {
            return Err(Failure::invalid(field, "not-readable"));
        }
    }
    let making = Making { lacking: asked.lacking, uses, days, ..Making::new(whose, join::OPERATOR) };
    Ok(letter::make(app, city, at, making).await?)
}

/// Makes codes of letters and answers with them, for whoever prints letters of their own. Codes before are void.
#[utoipa::path(post, path = "/v1/operator/{city}/facilities/{id}/codes", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The facility")),
    request_body = CodesFor,
    responses((status = 201, body = Vec<PupilCode>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such facility"),
              NeedsOperator, Typed, Always))]
pub async fn codes(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Body(asked): Body<CodesFor>,
) -> Result<impl IntoResponse, Failure> {
    let at = find(&app, &city, &id).await?;
    let server = app.config.public_url.as_ref().map(url::Url::to_string);
    let code = |slip: Slip| {
        let letter = Letter { code: slip.code, city: Some(city.clone()), server: server.clone() };
        PupilCode {
            pupil: slip.pupil,
            number: slip.number,
            name: slip.name,
            class: slip.class,
            code: letter.code.typed(),
            text: letter.text(),
            expires: slip.expires,
        }
    };
    let codes: Vec<PupilCode> = slips(&app, &city, &at, asked).await?.into_iter().map(code).collect();
    Ok((StatusCode::CREATED, Json(codes)))
}

/// Makes codes and the letters to print (PDF), a page a child. Codes before are void.
#[utoipa::path(post, path = "/v1/operator/{city}/facilities/{id}/letters", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The facility")),
    request_body = CodesFor,
    responses((status = 201, body = Vec<u8>, content_type = "application/pdf"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such facility, or nobody lacks a letter"),
              NeedsOperator, Typed, Always))]
pub async fn letters(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Body(asked): Body<CodesFor>,
) -> Result<impl IntoResponse, Failure> {
    let at = find(&app, &city, &id).await?;
    let slips = slips(&app, &city, &at, asked).await?;
    if slips.is_empty() {
        return Err(Failure::not_found("child who lacks a letter"));
    }
    let pdf = letter::print(&app, &city, &at, slips).await?;
    let headers = [(header::CONTENT_TYPE, "application/pdf"), (header::CACHE_CONTROL, "private, no-store")];
    Ok((StatusCode::CREATED, headers, pdf))
}
