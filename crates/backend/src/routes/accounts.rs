//! Registering, signing in and out, a forgotten password. See [`crate::account`].

use crate::{
    account,
    app::App,
    openapi::{Always, Limited, NeedsAccount, Typed},
    problem::{Body, Failure},
    routes::caller::{Client, Me},
};
use axum::{Json, extract::State, http::StatusCode};
use itsumo_domain::{
    account::{Confirm, Recover, RecoverConfirm, Register, Session, SignIn},
    problem::Problem,
};

/// Mails a code. The answer is the same whether or not the address is known.
#[utoipa::path(post, path = "/v1/accounts", tag = "accounts", request_body = Register,
    responses((status = 202, description = "A mail is on its way"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Typed, Limited, Always))]
pub async fn register(
    State(app): State<App>,
    client: Client,
    Body(asked): Body<Register>,
) -> Result<StatusCode, Failure> {
    account::register(&app, client.0, asked).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Makes the account by the code from the mail and signs this device in.
#[utoipa::path(post, path = "/v1/accounts/confirm", tag = "accounts", request_body = Confirm,
    responses((status = 201, body = Session),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Typed, Limited, Always))]
pub async fn confirm(
    State(app): State<App>,
    client: Client,
    Body(asked): Body<Confirm>,
) -> Result<(StatusCode, Json<Session>), Failure> {
    Ok((StatusCode::CREATED, Json(account::confirm(&app, client.0, asked).await?)))
}

/// Signs this device in.
#[utoipa::path(post, path = "/v1/sessions", tag = "accounts", request_body = SignIn,
    responses((status = 201, body = Session),
              (status = 401, body = Problem, content_type = "application/problem+json", description = "`wrong-sign-in`: the address or the password"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Typed, Limited, Always))]
pub async fn sign_in(
    State(app): State<App>,
    client: Client,
    Body(asked): Body<SignIn>,
) -> Result<(StatusCode, Json<Session>), Failure> {
    Ok((StatusCode::CREATED, Json(account::sign_in(&app, client.0, asked).await?)))
}

/// Signs this device out.
#[utoipa::path(delete, path = "/v1/sessions/current", tag = "accounts", security(("device" = [])),
    responses((status = 204, description = "Signed out"), NeedsAccount, Always))]
pub async fn sign_out(State(app): State<App>, Me(signed): Me) -> Result<StatusCode, Failure> {
    account::sign_out(&app, signed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mails a code for a new password. The answer is the same whether or not the address is known.
#[utoipa::path(post, path = "/v1/accounts/recovery", tag = "accounts", request_body = Recover,
    responses((status = 202, description = "A mail is on its way, if the address has an account"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Typed, Limited, Always))]
pub async fn recover(
    State(app): State<App>,
    client: Client,
    Body(asked): Body<Recover>,
) -> Result<StatusCode, Failure> {
    account::recover(&app, client.0, asked).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password by the code from the mail; signs all devices out and this one in.
#[utoipa::path(post, path = "/v1/accounts/recovery/confirm", tag = "accounts", request_body = RecoverConfirm,
    responses((status = 201, body = Session),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Typed, Limited, Always))]
pub async fn confirm_recovery(
    State(app): State<App>,
    client: Client,
    Body(asked): Body<RecoverConfirm>,
) -> Result<(StatusCode, Json<Session>), Failure> {
    Ok((StatusCode::CREATED, Json(account::confirm_recovery(&app, client.0, asked).await?)))
}
