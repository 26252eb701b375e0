//! `POST /v1/sync`. See [`crate::sync`].

use crate::{
    app::App,
    frame::Lean,
    openapi::{Always, Typed},
    problem::{Body, Failure},
    routes::{caller::Caller, pages::accepts},
    sync::{self, SyncError},
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use itsumo_domain::{
    problem::Problem,
    sync::{SyncRequest, SyncResponse},
};

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::TooManyCommands => Self::invalid("commands", "too-many").with_detail(error.to_string()),
            SyncError::Store(error) => error.into(),
        }
    }
}

/// Runs commands, each once, and answers with what is new. Works without an account for what is public.
#[utoipa::path(post, path = "/v1/sync", tag = "sync", security((), ("device" = [])), request_body = SyncRequest,
    responses((status = 200, body = SyncResponse),
              (status = 401, body = Problem, content_type = "application/problem+json", description = "`signed-out`: the token is not good"),
              (status = 403, body = Problem, content_type = "application/problem+json", description = "`forbidden`: the account is another city's"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Typed, Always))]
pub async fn sync(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Body(request): Body<SyncRequest>,
) -> Result<Response, Failure> {
    if app.cities.get(&request.city).is_none() {
        return Err(Failure::unknown_city());
    }
    // As somebody without an account they would be told to delete their own records.
    if let Caller::Signed(signed) = &caller
        && signed.city != request.city
    {
        return Err(Failure::new(StatusCode::FORBIDDEN, "forbidden").with_field("city", "other-city"));
    }
    if let Caller::Signed(signed) = &caller {
        app.reach.heard(&app.streams, &request.city, signed.person, &request.cursors);
    }
    let answer = sync::sync(&app.streams, &app.school, &app.associations, &*app.clock, caller.who(), request).await?;
    let mut response = answer.into_response(accepts(&headers, "zstd")).await.map_err(Failure::internal)?;
    response.extensions_mut().insert(Lean);
    Ok(response)
}
