//! For the people who run it: health, figures, the description of the API.

use crate::{
    app::App,
    ingest::state,
    openapi::{Always, NeedsOperator},
    problem::Failure,
    routes::caller::Insider,
    store::StoreError,
};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Serialize;

/// A server that works.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Health {
    /// Always `ok`; a server that does not work answers with a problem.
    pub status: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Cities it serves.
    pub cities: usize,
}

/// Whether the server and its database work.
#[utoipa::path(get, path = "/healthz", tag = "server", responses((status = 200, body = Health), Always))]
pub async fn healthz(State(app): State<App>) -> Result<Json<Health>, Failure> {
    app.store.read::<_, StoreError, _>(|tx| Box::pin(async move { tx.query("SELECT 1", &[]).await })).await.map_err(
        |error| {
            tracing::error!(%error, "the database does not answer");
            Failure::new(StatusCode::SERVICE_UNAVAILABLE, "busy").with_detail("the database does not answer")
        },
    )?;
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), cities: app.cities.0.len() }))
}

/// Figures for Prometheus: without a key on the server's own machine, with the operator's from elsewhere.
#[utoipa::path(get, path = "/metrics", tag = "server", security((), ("operator" = [])),
    responses((status = 200, body = String, content_type = "text/plain"), NeedsOperator, Always))]
pub async fn metrics(State(app): State<App>, _: Insider) -> Result<impl IntoResponse, Failure> {
    ::metrics::gauge!(crate::metrics::LIVE).set(app.live.connections() as f64);
    for city in app.cities.iter() {
        for stream in [itsumo_domain::Stream::news(), itsumo_domain::Stream::alerts()] {
            let head = app.streams.head(&city.city.code, &stream);
            let labels = [("city", city.city.code.clone()), ("stream", stream.as_str().to_owned())];
            ::metrics::gauge!(crate::metrics::HEAD, &labels).set(head as f64);
        }
    }
    for city in app.cities.iter() {
        for source in state::sources(&app.store, city).await? {
            let labels = [("city", source.city), ("source", source.id)];
            ::metrics::gauge!(crate::metrics::SOURCE_FAILURES, &labels).set(source.failures as f64);
            ::metrics::gauge!(crate::metrics::SOURCE_ITEMS, &labels).set(source.items as f64);
            if let Some(at) = source.last_ok {
                ::metrics::gauge!(crate::metrics::SOURCE_READ, &labels).set(at.0 as f64 / 1_000.0);
            }
        }
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], crate::metrics::render()))
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", tag = "server",
    responses((status = 200, body = Object, content_type = "application/json"), Always))]
pub async fn openapi(State(app): State<App>) -> Result<impl IntoResponse, Failure> {
    let text = crate::openapi::text(app.config.public_url.as_ref()).map_err(Failure::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")], text))
}

/// Search engines have nothing to find here.
#[utoipa::path(get, path = "/robots.txt", tag = "server",
    responses((status = 200, body = String, content_type = "text/plain"), Always))]
pub async fn robots() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/plain"), (header::CACHE_CONTROL, "public, max-age=86400")],
        "User-agent: *\nDisallow: /\n",
    )
}
