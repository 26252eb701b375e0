//! Town associations by the operator's door: the associations of a city, their lists of households, seats and codes,
//! before they have officers who do it in the console; and the city's own seats, which nobody else can give.

use crate::{
    app::App,
    association::{
        directory::{self, Asked, DirectoryAnswer},
        letter,
        office::{self, AssociationShown, BlockCode, NewAssociation, NewSeat, OfficeError, SeatCode, SeatLine},
    },
    openapi::{Always, NeedsOperator, Typed},
    problem::{self, Body, Failure},
    routes::{
        caller::Operator,
        reply::{id as id_of, served},
    },
    school::{join::OPERATOR, roster::MOST_BYTES},
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
    association::{Role, directory::block_name},
    problem::Problem,
    school::code::Letter,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

async fn find(app: &App, city: &str, id: &str) -> Result<AssociationShown, Failure> {
    served(app, city)?;
    let found = office::association(app, city, id_of(id, "association")?).await?;
    found.ok_or_else(|| Failure::not_found("association"))
}

/// The city's associations, by their reading.
#[utoipa::path(get, path = "/v1/operator/{city}/associations", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code")),
    responses((status = 200, body = Vec<AssociationShown>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsOperator, Always))]
pub async fn associations(
    State(app): State<App>,
    _: Operator,
    Path(city): Path<String>,
) -> Result<Json<Vec<AssociationShown>>, Failure> {
    served(&app, &city)?;
    Ok(Json(office::associations(&app, &city).await?))
}

/// One association.
#[utoipa::path(get, path = "/v1/operator/{city}/associations/{id}", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The association")),
    responses((status = 200, body = AssociationShown),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such association"),
              NeedsOperator, Always))]
pub async fn association(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
) -> Result<Json<AssociationShown>, Failure> {
    Ok(Json(find(&app, &city, &id).await?))
}

/// Writes an association and its blocks, new or as they are now.
#[utoipa::path(put, path = "/v1/operator/{city}/associations/{id}", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The association")),
    request_body = NewAssociation,
    responses((status = 204, description = "Written"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsOperator, Typed, Always))]
pub async fn put_association(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Body(new): Body<NewAssociation>,
) -> Result<StatusCode, Failure> {
    served(&app, &city)?;
    let id = id_of(&id, "association")?;
    office::put_association(&app, &city, id, new).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a list of households is taken.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct DirectoryAsked {
    /// `true` carries it out; else it is only looked at.
    pub commit: bool,
    /// From which day on it holds; today if left out.
    pub day: Option<NaiveDate>,
    /// How many households are seen to leave.
    pub leaving: Option<u32>,
    /// How many households are seen to get another name, and to be the same people.
    pub renamed: Option<u32>,
    /// The name of what was shown, as the look before answered: carrying it out needs it.
    pub shown: Option<String>,
}

/// Looks at a list of households (CSV), or carries out what was shown. What was not carried out says why in `refused`.
#[utoipa::path(post, path = "/v1/operator/{city}/associations/{id}/directory", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The association"), DirectoryAsked),
    request_body(content = String, content_type = "text/csv", description = "UTF-8 or Shift_JIS, at most 4 MiB"),
    responses((status = 200, body = DirectoryAnswer),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such association"),
              (status = 413, body = Problem, content_type = "application/problem+json", description = "`too-large`"),
              NeedsOperator, Always))]
pub async fn directory(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Query(asked): Query<DirectoryAsked>,
    request: Request,
) -> Result<Json<DirectoryAnswer>, Failure> {
    let at = find(&app, &city, &id).await?;
    let bytes: Arc<[u8]> = problem::read(request.into_body(), MOST_BYTES).await?.as_ref().into();
    let day = asked.day.unwrap_or_else(|| app.clock.now().jst_date());
    let list = Asked { association: at.id, day, bytes, leaving: asked.leaving, renamed: asked.renamed };
    let answer = match asked.commit {
        true => directory::import(&app, &city, list, asked.shown.as_deref().unwrap_or_default()).await?,
        false => directory::check(&app, &city, list).await?,
    };
    answer.map(Json).ok_or_else(|| Failure::not_found("association"))
}

/// A seat, and whether somebody holds it.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = AssociationSeatShown)]
pub struct SeatShown {
    /// The seat.
    pub seat: Uuid,
    /// As people call it.
    pub title: String,
    /// What it is for.
    pub role: Role,
    /// How many hold it today: two while it is handed over.
    pub held: usize,
    /// Last day of the last term, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

fn shown(lines: Vec<SeatLine>, today: NaiveDate) -> Json<Vec<SeatShown>> {
    let line = |line: SeatLine| SeatShown {
        seat: line.seat.id,
        title: line.seat.title,
        role: line.seat.role,
        held: line.terms.iter().filter(|held| held.person.is_some() && held.term.covers(today)).count(),
        until: line.terms.first().and_then(|held| held.term.until),
    };
    Json(lines.into_iter().map(line).collect())
}

/// An association's seats.
#[utoipa::path(get, path = "/v1/operator/{city}/associations/{id}/seats", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The association")),
    responses((status = 200, body = Vec<SeatShown>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such association"),
              NeedsOperator, Always))]
pub async fn seats(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
) -> Result<Json<Vec<SeatShown>>, Failure> {
    let at = find(&app, &city, &id).await?;
    Ok(shown(office::seats(&app, &city, Some(at.id)).await?, app.clock.now().jst_date()))
}

/// Makes a seat with its first term and the code by which somebody takes it; one that is there is handed over.
#[utoipa::path(post, path = "/v1/operator/{city}/associations/{id}/seats", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The association")),
    request_body = NewSeat,
    responses((status = 201, body = SeatCode),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such association"),
              NeedsOperator, Typed, Always))]
pub async fn give_seat(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Body(seat): Body<NewSeat>,
) -> Result<impl IntoResponse, Failure> {
    let at = find(&app, &city, &id).await?;
    let code = office::give_seat(&app, &city, Some(at.id), seat, OPERATOR).await?;
    Ok((StatusCode::CREATED, Json(code)))
}

/// The city's own seats towards its associations.
#[utoipa::path(get, path = "/v1/operator/{city}/city-seats", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code")),
    responses((status = 200, body = Vec<SeatShown>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsOperator, Always))]
pub async fn city_seats(
    State(app): State<App>,
    _: Operator,
    Path(city): Path<String>,
) -> Result<Json<Vec<SeatShown>>, Failure> {
    served(&app, &city)?;
    Ok(shown(office::seats(&app, &city, None).await?, app.clock.now().jst_date()))
}

/// Makes a seat of the city's with its first term and code; one that is there is handed over.
#[utoipa::path(post, path = "/v1/operator/{city}/city-seats", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code")),
    request_body = NewSeat,
    responses((status = 201, body = SeatCode),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsOperator, Typed, Always))]
pub async fn give_city_seat(
    State(app): State<App>,
    _: Operator,
    Path(city): Path<String>,
    Body(seat): Body<NewSeat>,
) -> Result<impl IntoResponse, Failure> {
    served(&app, &city)?;
    Ok((StatusCode::CREATED, Json(office::give_seat(&app, &city, None, seat, OPERATOR).await?)))
}

/// For which blocks codes are made.
#[derive(Clone, Debug, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BlocksFor {
    /// By their names: 1班. All of them if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocks: Option<Vec<String>>,
}

/// A block's code. It is shown once.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BlockCodeShown {
    /// The block.
    pub block: Uuid,
    /// Its name.
    pub name: String,
    /// The code, for typing.
    pub code: String,
    /// The same for a QR code.
    pub text: String,
    /// The last moment it is good.
    pub expires: Timestamp,
}

async fn made(app: &App, city: &str, at: &AssociationShown, asked: BlocksFor) -> Result<Vec<BlockCode>, Failure> {
    let which = match asked.blocks {
        None => None,
        Some(names) => {
            let id =
                |name: &String| at.blocks.iter().find(|block| block.name == block_name(name)).map(|block| block.id);
            let ids: Option<Vec<Uuid>> = names.iter().map(id).collect();
            Some(ids.ok_or_else(|| Failure::invalid("blocks", "unknown"))?)
        }
    };
    office::block_codes(app, city, at.id, which, OPERATOR).await.map_err(|error| match error {
        OfficeError::NotThere => Failure::invalid("blocks", "unknown"),
        error => error.into(),
    })
}

/// Makes codes of blocks and answers with them. Codes before are void.
#[utoipa::path(post, path = "/v1/operator/{city}/associations/{id}/codes", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The association")),
    request_body = BlocksFor,
    responses((status = 201, body = Vec<BlockCodeShown>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such association"),
              NeedsOperator, Typed, Always))]
pub async fn codes(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Body(asked): Body<BlocksFor>,
) -> Result<impl IntoResponse, Failure> {
    let at = find(&app, &city, &id).await?;
    let server = app.config.public_url.as_ref().map(url::Url::to_string);
    let code = |made: BlockCode| {
        let letter = Letter { code: made.code, city: Some(city.clone()), server: server.clone() };
        let (code, text) = (letter.code.typed(), letter.association_text());
        BlockCodeShown { block: made.block.id, name: made.block.name, code, text, expires: made.expires }
    };
    let codes: Vec<BlockCodeShown> = made(&app, &city, &at, asked).await?.into_iter().map(code).collect();
    Ok((StatusCode::CREATED, Json(codes)))
}

/// Makes codes of blocks and the letters to print (PDF), a page a household. Codes before are void.
#[utoipa::path(post, path = "/v1/operator/{city}/associations/{id}/letters", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The association")),
    request_body = BlocksFor,
    responses((status = 201, body = Vec<u8>, content_type = "application/pdf"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such association, or no household in these blocks"),
              NeedsOperator, Typed, Always))]
pub async fn letters(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Body(asked): Body<BlocksFor>,
) -> Result<impl IntoResponse, Failure> {
    let at = find(&app, &city, &id).await?;
    if at.households == 0 {
        return Err(Failure::not_found("household"));
    }
    let codes = made(&app, &city, &at, asked).await?;
    let pdf = letter::print_blocks(&app, &city, at.id, codes, false).await?;
    let headers = [(header::CONTENT_TYPE, "application/pdf"), (header::CACHE_CONTROL, "private, no-store")];
    Ok((StatusCode::CREATED, headers, pdf))
}
