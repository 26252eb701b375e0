//! The city's operator: alerts and sources. See [`crate::alert`] and [`crate::ingest`].

use crate::{
    alert::Alerts,
    app::App,
    backup::running::{self, RestoreFrom, RestoredFrom},
    ingest::state::{self, SourceStatus},
    openapi::{Always, NeedsOperator, Typed},
    problem::{Body, Failure},
    routes::{
        caller::{NearBy, Operator},
        reply::id as id_of,
    },
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use itsumo_domain::{alert::Alert, problem::Problem};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An alert that was published.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Published {
    /// The record's id, by which it is revised and cancelled.
    pub id: Uuid,
}

/// An alert on show.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Shown {
    /// The record's id.
    pub id: Uuid,
    /// What it says.
    pub alert: Alert,
}

/// The id a client chose.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChosenId {
    /// A UUID made by the client: the same alert sent again under the same id is published once.
    pub id: Option<String>,
}

fn alerts<'a>(app: &'a App, city: &str) -> Result<Alerts<'a>, Failure> {
    let city = app.cities.get(city).ok_or_else(Failure::unknown_city)?;
    Ok(Alerts { store: &app.store, city, now: app.clock.now() })
}

/// Publishes an alert to everybody.
#[utoipa::path(post, path = "/v1/operator/{city}/alerts", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ChosenId), request_body = Alert,
    responses((status = 201, body = Published),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              (status = 409, body = Problem, content_type = "application/problem+json", description = "`invalid`: another alert has this id"),
              NeedsOperator, Typed, Always))]
pub async fn publish_alert(
    State(app): State<App>,
    _: Operator,
    Path(city): Path<String>,
    Query(chosen): Query<ChosenId>,
    Body(alert): Body<Alert>,
) -> Result<impl IntoResponse, Failure> {
    let chosen = chosen.id.as_deref().map(Uuid::parse_str).transpose();
    let id = chosen.map_err(|_| Failure::invalid("id", "not-readable"))?.unwrap_or_else(|| app.ids.new_id());
    let id = alerts(&app, &city)?.publish(id, alert).await?;
    let place = format!("/v1/operator/{city}/alerts/{id}");
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(Published { id })))
}

/// Alerts on show now, newest first.
#[utoipa::path(get, path = "/v1/operator/{city}/alerts", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code")),
    responses((status = 200, body = Vec<Shown>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsOperator, Always))]
pub async fn list_alerts(
    State(app): State<App>,
    _: Operator,
    Path(city): Path<String>,
) -> Result<Json<Vec<Shown>>, Failure> {
    let current = alerts(&app, &city)?.current().await?;
    Ok(Json(current.into_iter().map(|(id, alert)| Shown { id, alert }).collect()))
}

/// Replaces an alert: everybody sees the new words.
#[utoipa::path(put, path = "/v1/operator/{city}/alerts/{id}", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The alert")),
    request_body = Alert,
    responses((status = 204, description = "Replaced"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such alert"),
              NeedsOperator, Typed, Always))]
pub async fn revise_alert(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
    Body(alert): Body<Alert>,
) -> Result<StatusCode, Failure> {
    alerts(&app, &city)?.revise(id_of(&id, "alert")?, alert).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an alert back: everybody sees that it is over.
#[utoipa::path(delete, path = "/v1/operator/{city}/alerts/{id}", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code"), ("id" = Uuid, Path, description = "The alert")),
    responses((status = 204, description = "Cancelled"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such alert"),
              NeedsOperator, Always))]
pub async fn cancel_alert(
    State(app): State<App>,
    _: Operator,
    Path((city, id)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    alerts(&app, &city)?.cancel(id_of(&id, "alert")?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Restores a backup into this server while it serves: a file on its own machine, asked for from that machine.
#[utoipa::path(post, path = "/v1/operator/restore", tag = "operator", security(("operator" = [])),
    request_body = RestoreFrom,
    responses((status = 200, body = RestoredFrom),
              (status = 409, body = Problem, content_type = "application/problem+json", description = "`invalid`: this server's tables are restored in another way"),
              NeedsOperator, Typed, Always))]
pub async fn restore(
    State(app): State<App>,
    _: Operator,
    NearBy: NearBy,
    Body(asked): Body<RestoreFrom>,
) -> Result<Json<RestoredFrom>, Failure> {
    // On its own: whoever asked may hang up, and what was begun is ended and told of.
    let restoring = tokio::spawn(async move { running::restore_own(&app, std::path::Path::new(&asked.file)).await });
    let restored = restoring.await.map_err(Failure::internal)??;
    Ok(Json(RestoredFrom { before: restored.before.map(|file| file.display().to_string()) }))
}

/// The city's sources: when each was asked, with what result, and when it is asked again.
#[utoipa::path(get, path = "/v1/operator/{city}/sources", tag = "operator", security(("operator" = [])),
    params(("city" = String, Path, description = "The city's code")),
    responses((status = 200, body = Vec<SourceStatus>),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsOperator, Always))]
pub async fn sources(
    State(app): State<App>,
    _: Operator,
    Path(city): Path<String>,
) -> Result<Json<Vec<SourceStatus>>, Failure> {
    let city = app.cities.get(&city).ok_or_else(Failure::unknown_city)?;
    Ok(Json(state::sources(&app.store, city).await?))
}
