//! The signed-in person's own account. See [`crate::account`].

use crate::{
    account,
    app::App,
    openapi::{Always, Limited, NeedsAccount, Typed, WrongPassword},
    problem::{Body, Failure},
    routes::{
        caller::{Client, Me},
        reply::id as id_of,
    },
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use itsumo_domain::{
    account::{ChangeEmail, ChangeEmailConfirm, ChangePassword, DeleteAccount, Deletion, Export, Me as Account},
    i18n::Locale,
    problem::Problem,
};
use serde::Deserialize;

/// The account and its devices.
#[utoipa::path(get, path = "/v1/me", tag = "me", security(("device" = [])),
    responses((status = 200, body = Account), NeedsAccount, Always))]
pub async fn me(State(app): State<App>, Me(signed): Me) -> Result<Json<Account>, Failure> {
    Ok(Json(account::me(&app, &signed).await?))
}

/// Sets a new password and signs other devices out.
#[utoipa::path(put, path = "/v1/me/password", tag = "me", security(("device" = [])), request_body = ChangePassword,
    responses((status = 204, description = "Changed"), NeedsAccount, WrongPassword, Typed, Limited, Always))]
pub async fn change_password(
    State(app): State<App>,
    Me(signed): Me,
    Body(asked): Body<ChangePassword>,
) -> Result<StatusCode, Failure> {
    account::change_password(&app, &signed, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mails a code to the new address and a notice to the old.
#[utoipa::path(post, path = "/v1/me/email", tag = "me", security(("device" = [])), request_body = ChangeEmail,
    responses((status = 202, description = "A mail is on its way"), NeedsAccount, WrongPassword, Typed, Limited, Always))]
pub async fn change_email(
    State(app): State<App>,
    client: Client,
    Me(signed): Me,
    Body(asked): Body<ChangeEmail>,
) -> Result<StatusCode, Failure> {
    account::change_email(&app, client.0, &signed, asked).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Changes the address by the code mailed to the new one.
#[utoipa::path(post, path = "/v1/me/email/confirm", tag = "me", security(("device" = [])),
    request_body = ChangeEmailConfirm,
    responses((status = 204, description = "Changed"), NeedsAccount, Typed, Limited, Always))]
pub async fn confirm_email(
    State(app): State<App>,
    client: Client,
    Me(signed): Me,
    Body(asked): Body<ChangeEmailConfirm>,
) -> Result<StatusCode, Failure> {
    account::confirm_email(&app, client.0, &signed, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs one of the person's devices out.
#[utoipa::path(delete, path = "/v1/me/devices/{id}", tag = "me", security(("device" = [])),
    params(("id" = Uuid, Path, description = "The device's id")),
    responses((status = 204, description = "Signed out"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a device of this person"),
              NeedsAccount, Always))]
pub async fn sign_out_device(
    State(app): State<App>,
    Me(signed): Me,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let id = id_of(&id, "device")?;
    account::sign_out_device(&app, &signed, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What deleting the account would do: what goes, and what stays where.
#[utoipa::path(get, path = "/v1/me/deletion", tag = "me", security(("device" = [])),
    responses((status = 200, body = Deletion), NeedsAccount, Always))]
pub async fn deletion(State(app): State<App>, Me(signed): Me) -> Result<Json<Deletion>, Failure> {
    Ok(Json(account::plan_deletion(&app, &signed).await?))
}

/// Deletes the account and everything of it.
#[utoipa::path(delete, path = "/v1/me", tag = "me", security(("device" = [])), request_body = DeleteAccount,
    responses((status = 204, description = "Deleted"), NeedsAccount, WrongPassword, Typed, Limited, Always))]
pub async fn delete(
    State(app): State<App>,
    Me(signed): Me,
    Body(asked): Body<DeleteAccount>,
) -> Result<StatusCode, Failure> {
    account::delete(&app, &signed, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// In which language the README is.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `ja`, `ja-easy`, `en`; the account's own language if not given.
    pub locale: Option<String>,
}

/// Everything about the person, as a folder's files.
#[utoipa::path(get, path = "/v1/me/export", tag = "me", security(("device" = [])), params(ExportQuery),
    responses((status = 200, body = Export), NeedsAccount, Always,
              (status = 422, body = Problem, content_type = "application/problem+json", description = "`invalid`: not a language")))]
pub async fn export(
    State(app): State<App>,
    Me(signed): Me,
    Query(query): Query<ExportQuery>,
) -> Result<Json<Export>, Failure> {
    let locale = query.locale.as_deref().map(str::parse::<Locale>).transpose();
    let locale = locale.map_err(|_| Failure::invalid("locale", "unknown"))?;
    Ok(Json(account::export(&app, &signed, locale).await?))
}
