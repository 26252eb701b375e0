//! Officers' own doors to their seats at the city's town associations. See [`crate::association::holder`].

use crate::{
    app::App,
    association::holder,
    openapi::{Always, Limited, NeedsAccount, Typed},
    problem::{Body, Failure},
    routes::{
        caller::{Client, Me},
        reply::id,
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use itsumo_domain::{
    association::seat::{AnswerRecovery, AskRecovery, RecoveryShown, TakeSeat, TakenSeat},
    problem::Problem,
};

/// Takes a term of a seat with the code of its slip. Said again by who has it, it changes nothing.
#[utoipa::path(post, path = "/v1/me/associations/seats", tag = "association", security(("device" = [])),
    request_body = TakeSeat,
    responses((status = 200, body = TakenSeat), NeedsAccount, Typed, Limited, Always))]
pub async fn take(
    State(app): State<App>,
    client: Client,
    Me(signed): Me,
    Body(asked): Body<TakeSeat>,
) -> Result<Json<TakenSeat>, Failure> {
    Ok(Json(holder::take(&app, client.0, &signed, asked).await?))
}

/// Asks for a seat whose holder has vanished, or that nobody holds. Two officers agree to it, or the city; whoever holds
/// it may say no for three days.
#[utoipa::path(post, path = "/v1/me/associations/seats/{seat}/recovery", tag = "association", security(("device" = [])),
    params(("seat" = Uuid, Path, description = "The seat")), request_body = AskRecovery,
    responses((status = 200, body = RecoveryShown),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a seat of an association of this person"),
              NeedsAccount, Typed, Limited, Always))]
pub async fn ask(
    State(app): State<App>,
    client: Client,
    Me(signed): Me,
    Path(seat): Path<String>,
    Body(asked): Body<AskRecovery>,
) -> Result<Json<RecoveryShown>, Failure> {
    let seat = id(&seat, "seat")?;
    match holder::ask(&app, client.0, &signed, seat, asked).await {
        Ok(shown) => Ok(Json(shown)),
        Err(crate::school::children::JoinError::Refused(refusal)) if refusal.code == "not-found" => {
            Err(Failure::not_found("seat"))
        }
        Err(error) => Err(error.into()),
    }
}

/// What this person asked for, the newest first.
#[utoipa::path(get, path = "/v1/me/associations/recoveries", tag = "association", security(("device" = [])),
    responses((status = 200, body = Vec<RecoveryShown>), NeedsAccount, Always))]
pub async fn asked(State(app): State<App>, Me(signed): Me) -> Result<Response, Failure> {
    let headers = [(header::CACHE_CONTROL, "private, no-store")];
    Ok((headers, Json(holder::asked(&app, &signed).await?)).into_response())
}

/// An officer's yes to what somebody asked for, or the holder's no.
#[utoipa::path(post, path = "/v1/me/associations/recoveries/{recovery}", tag = "association", security(("device" = [])),
    params(("recovery" = Uuid, Path, description = "What was asked for")), request_body = AnswerRecovery,
    responses((status = 204, description = "Said"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not theirs to say, or settled"),
              NeedsAccount, Typed, Always))]
pub async fn answer(
    State(app): State<App>,
    Me(signed): Me,
    Path(recovery): Path<String>,
    Body(said): Body<AnswerRecovery>,
) -> Result<StatusCode, Failure> {
    let recovery = id(&recovery, "recovery")?;
    let done = holder::answer(&app, &signed.city, signed.person, recovery, said.yes).await?;
    done.map(|()| StatusCode::NO_CONTENT).map_err(|_| Failure::not_found("recovery"))
}

/// Takes back what this person asked for.
#[utoipa::path(delete, path = "/v1/me/associations/recoveries/{recovery}", tag = "association", security(("device" = [])),
    params(("recovery" = Uuid, Path, description = "What was asked for")),
    responses((status = 204, description = "Taken back"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not this person's, or settled"),
              NeedsAccount, Always))]
pub async fn take_back(
    State(app): State<App>,
    Me(signed): Me,
    Path(recovery): Path<String>,
) -> Result<StatusCode, Failure> {
    match holder::take_back(&app, &signed, id(&recovery, "recovery")?).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Failure::not_found("recovery")),
    }
}
