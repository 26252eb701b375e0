//! Guardians' own doors at the city's schools. What they read of their children comes with the sync; what they tell goes
//! by its commands. See [`crate::school`].
//!
//! **Invariant:** of a child that is not theirs everybody gets the very same answer as of one that does not exist.

use crate::{
    app::App,
    openapi::{Always, Limited, NeedsAccount, Typed},
    problem::{Body, Failure},
    routes::{
        caller::{Client, Me},
        reply::{PRIVATE, id},
    },
    school::children::{self, JoinError},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use itsumo_domain::{
    problem::Problem,
    school::{JoinPupil, JoinedPupil, Looked},
};

impl From<JoinError> for Failure {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Store(error) => error.into(),
            JoinError::SignedOut => Self::signed_out(),
            JoinError::TooOften(wait) => Self::rate_limited(wait),
            JoinError::Refused(refusal) => Self::invalid(refusal.field.as_deref().unwrap_or("code"), &refusal.code),
        }
    }
}

fn not_there() -> Failure {
    Failure::not_found("child")
}

/// Joins a child with the code of the school's letter. Said again with the same code it changes nothing but the name.
/// The child's card comes with the next sync.
#[utoipa::path(post, path = "/v1/me/school/pupils", tag = "school", security(("device" = [])), request_body = JoinPupil,
    responses((status = 200, body = JoinedPupil), NeedsAccount, Typed, Limited, Always))]
pub async fn join(
    State(app): State<App>,
    client: Client,
    Me(signed): Me,
    Body(asked): Body<JoinPupil>,
) -> Result<Json<JoinedPupil>, Failure> {
    Ok(Json(children::join(&app, client.0, &signed, asked).await?))
}

/// Goes from a child's life here: the card and all that came with it is taken from this person's devices. What they
/// told stays with the child.
#[utoipa::path(delete, path = "/v1/me/school/pupils/{pupil}", tag = "school", security(("device" = [])),
    params(("pupil" = Uuid, Path, description = "The child")),
    responses((status = 204, description = "Gone"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a child of this person"),
              NeedsAccount, Always))]
pub async fn leave(State(app): State<App>, Me(signed): Me, Path(pupil): Path<String>) -> Result<StatusCode, Failure> {
    let gone = children::leave(&app, &signed, id(&pupil, "child")?).await?;
    if gone { Ok(StatusCode::NO_CONTENT) } else { Err(not_there()) }
}

/// Who of the staff looked at the child's record, when and for what: newest first, at most 500 lines.
#[utoipa::path(get, path = "/v1/me/school/pupils/{pupil}/looked", tag = "school", security(("device" = [])),
    params(("pupil" = Uuid, Path, description = "The child")),
    responses((status = 200, body = Vec<Looked>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a child whose records this person may see"),
              NeedsAccount, Always))]
pub async fn looked(State(app): State<App>, Me(signed): Me, Path(pupil): Path<String>) -> Result<Response, Failure> {
    let lines = children::looked(&app, &signed, id(&pupil, "child")?).await?.ok_or_else(not_there)?;
    Ok((PRIVATE, Json(lines)).into_response())
}
