//! Members' own doors at the city's town associations. What they read comes with the sync; what they tell goes by its
//! commands. See [`crate::association`].
//!
//! **Invariant:** of a household that is not theirs everybody gets the very same answer as of one that does not exist.

use crate::{
    app::App,
    association::home::{self, Whom},
    openapi::{Always, Limited, NeedsAccount, Typed},
    problem::{Body, Failure},
    routes::{
        caller::{Client, Me},
        reply::{PRIVATE, id},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use itsumo_domain::{
    association::{AnswerRequest, Delivery, HouseholdPack, JoinHousehold, JoinRequest, JoinedHousehold, SetDelivery},
    problem::Problem,
};

fn there(done: bool, what: &str) -> Result<StatusCode, Failure> {
    if done { Ok(StatusCode::NO_CONTENT) } else { Err(Failure::not_found(what)) }
}

/// Joins a household with the code of a block's letter, or asks to: a household that has members lets others in itself.
/// Said again by a member it changes nothing but the name. The household's records come with the next sync.
#[utoipa::path(post, path = "/v1/me/associations/households", tag = "association", security(("device" = [])),
    request_body = JoinHousehold,
    responses((status = 200, body = JoinedHousehold), NeedsAccount, Typed, Limited, Always))]
pub async fn join(
    State(app): State<App>,
    client: Client,
    Me(signed): Me,
    Body(asked): Body<JoinHousehold>,
) -> Result<Json<JoinedHousehold>, Failure> {
    Ok(Json(home::join(&app, client.0, &signed, asked).await?))
}

/// What this person has asked: what waits, and what was said no to in the last 30 days.
#[utoipa::path(get, path = "/v1/me/associations/requests", tag = "association", security(("device" = [])),
    responses((status = 200, body = Vec<JoinRequest>), NeedsAccount, Always))]
pub async fn requests(State(app): State<App>, Me(signed): Me) -> Result<Response, Failure> {
    Ok((PRIVATE, Json(home::requests(&app, &signed).await?)).into_response())
}

/// Takes a request back.
#[utoipa::path(delete, path = "/v1/me/associations/requests/{request}", tag = "association", security(("device" = [])),
    params(("request" = Uuid, Path, description = "The request")),
    responses((status = 204, description = "Taken back"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a request of this person"),
              NeedsAccount, Always))]
pub async fn take_back(
    State(app): State<App>,
    Me(signed): Me,
    Path(request): Path<String>,
) -> Result<StatusCode, Failure> {
    there(home::take_back(&app, &signed, id(&request, "request")?).await?, "request")
}

/// Who says they are of this household, and waits for an answer; the longest waiting first.
#[utoipa::path(get, path = "/v1/me/associations/households/{household}/requests", tag = "association",
    security(("device" = [])), params(("household" = Uuid, Path, description = "The household")),
    responses((status = 200, body = Vec<JoinRequest>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a household of this person"),
              NeedsAccount, Always))]
pub async fn asking(
    State(app): State<App>,
    Me(signed): Me,
    Path(household): Path<String>,
) -> Result<Response, Failure> {
    let asking = home::asking(&app, &signed, id(&household, "household")?).await?;
    Ok((PRIVATE, Json(asking.ok_or_else(|| Failure::not_found("household"))?)).into_response())
}

/// A member says whether somebody who waits is one of the household.
#[utoipa::path(post, path = "/v1/me/associations/households/{household}/requests/{request}", tag = "association",
    security(("device" = [])), request_body = AnswerRequest,
    params(("household" = Uuid, Path, description = "The household"), ("request" = Uuid, Path, description = "The request")),
    responses((status = 204, description = "Done"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a household of this person, or nobody waits there by this id"),
              NeedsAccount, Typed, Always))]
pub async fn answer(
    State(app): State<App>,
    Me(signed): Me,
    Path((household, request)): Path<(String, String)>,
    Body(asked): Body<AnswerRequest>,
) -> Result<StatusCode, Failure> {
    let (household, request) = (id(&household, "household")?, id(&request, "household")?);
    there(home::answer(&app, &signed, household, request, asked.yes).await?, "household")
}

/// Takes a member out of the household; `me` leaves it. What was told for the household stays with it. When nobody is
/// left, circulars come on paper.
#[utoipa::path(delete, path = "/v1/me/associations/households/{household}/members/{member}", tag = "association",
    security(("device" = [])),
    params(("household" = Uuid, Path, description = "The household"),
           ("member" = String, Path, description = "The membership, or `me`")),
    responses((status = 204, description = "Gone"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a household of this person, or no such member"),
              NeedsAccount, Always))]
pub async fn end_member(
    State(app): State<App>,
    Me(signed): Me,
    Path((household, member)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let household = id(&household, "household")?;
    let whom = if member == "me" { Whom::Me } else { Whom::Member(id(&member, "household")?) };
    there(home::end_member(&app, &signed, household, whom).await?, "household")
}

/// Says how circulars shall come to the household.
#[utoipa::path(put, path = "/v1/me/associations/households/{household}/delivery", tag = "association",
    security(("device" = [])), request_body = SetDelivery,
    params(("household" = Uuid, Path, description = "The household")),
    responses((status = 204, description = "Set"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a household of this person"),
              NeedsAccount, Typed, Always))]
pub async fn set_delivery(
    State(app): State<App>,
    Me(signed): Me,
    Path(household): Path<String>,
    Body(asked): Body<SetDelivery>,
) -> Result<StatusCode, Failure> {
    let household = id(&household, "household")?;
    if asked.delivery == Delivery::Other {
        return Err(Failure::invalid("delivery", "not-readable"));
    }
    there(home::set_delivery(&app, &signed, household, asked.delivery).await?, "household")
}

/// All that the server has of the household, to take along when it moves. No other household stands in it.
#[utoipa::path(get, path = "/v1/me/associations/households/{household}/pack", tag = "association",
    security(("device" = [])), params(("household" = Uuid, Path, description = "The household")),
    responses((status = 200, body = HouseholdPack),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a household of this person, nor was it when it moved away"),
              NeedsAccount, Always))]
pub async fn pack(State(app): State<App>, Me(signed): Me, Path(household): Path<String>) -> Result<Response, Failure> {
    let pack = home::pack(&app, &signed, id(&household, "household")?).await?;
    Ok((PRIVATE, Json(pack.ok_or_else(|| Failure::not_found("household"))?)).into_response())
}
