//! Figures for Prometheus at `/metrics`. No label holds a person, an address or a token.
//!
//! One recorder a process, installed on first use: everything that counts uses the `metrics` macros.

use axum::http::Method;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::{sync::OnceLock, time::Duration};

/// Requests, by route, method and status.
pub const REQUESTS: &str = "itsumo_http_requests_total";
/// Seconds until the head of the answer, by route.
pub const LATENCY: &str = "itsumo_http_request_seconds";
/// Open connections.
pub const CONNECTIONS: &str = "itsumo_http_connections";
/// Subscribers of live hints.
pub const LIVE: &str = "itsumo_live_connections";
/// The last `seq` of each public stream, by city and stream.
pub const HEAD: &str = "itsumo_stream_head";
/// Failures in a row of each source.
pub const SOURCE_FAILURES: &str = "itsumo_source_failures";
/// Items in each source's last answer.
pub const SOURCE_ITEMS: &str = "itsumo_source_items";
/// When each source last answered well, in seconds since 1970.
pub const SOURCE_READ: &str = "itsumo_source_read_timestamp_seconds";
/// Families that came to this server.
pub const FAMILIES_MADE: &str = "itsumo_families_made_total";
/// Sealed entries kept.
pub const ENTRIES_KEPT: &str = "itsumo_family_entries_total";
/// Sealed entries not kept, by code.
pub const ENTRIES_REFUSED: &str = "itsumo_family_entries_refused_total";
/// Bytes of blobs, by way (`in`, `out`).
pub const BLOB_BYTES: &str = "itsumo_blob_bytes_total";
/// Pushes, by transport and outcome (`taken`, `gone`, `refused`, `later`, `held`).
pub const PUSHES: &str = "itsumo_pushes_total";
/// Parts of rounds of pushes that were planned.
pub const PUSH_ROUNDS: &str = "itsumo_push_rounds_total";
/// Upper ends of the latency buckets, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Installs the recorder if nothing has yet.
pub fn install() -> Option<&'static PrometheusHandle> {
    RECORDER
        .get_or_init(|| {
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Full(LATENCY.to_owned()), &BUCKETS)
                .inspect_err(|error| tracing::error!(%error, "no latency buckets"))
                .ok()?;
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            metrics::set_global_recorder(recorder)
                .inspect_err(|error| tracing::error!(%error, "no metrics: somebody else records already"))
                .ok()?;
            metrics::describe_counter!(REQUESTS, "Requests answered");
            metrics::describe_histogram!(LATENCY, metrics::Unit::Seconds, "Time until the head of the answer");
            metrics::describe_gauge!(CONNECTIONS, "Open connections");
            metrics::describe_gauge!(LIVE, "Subscribers of live hints");
            metrics::describe_gauge!(SOURCE_FAILURES, "Failures in a row of a source");
            metrics::describe_gauge!(SOURCE_ITEMS, "Items in a source's last answer");
            metrics::describe_gauge!(SOURCE_READ, metrics::Unit::Seconds, "When a source last answered well");
            metrics::describe_counter!(FAMILIES_MADE, "Families that came");
            metrics::describe_counter!(ENTRIES_KEPT, "Sealed entries kept");
            metrics::describe_counter!(ENTRIES_REFUSED, "Sealed entries not kept");
            metrics::describe_counter!(BLOB_BYTES, metrics::Unit::Bytes, "Blobs taken in and given out");
            metrics::describe_counter!(PUSHES, "Pushes handed to push services");
            metrics::describe_counter!(PUSH_ROUNDS, "Parts of rounds of pushes planned");
            metrics::describe_gauge!(HEAD, "Last seq of a public stream");
            Some(handle)
        })
        .as_ref()
}

/// What Prometheus reads.
pub fn render() -> String {
    install().map(PrometheusHandle::render).unwrap_or_default()
}

/// Counts one answered request. A method may be any word that a client thinks up, and each would be a figure kept
/// for ever: those that no route has count as one.
pub fn answered(route: &str, method: &Method, status: u16, took: Duration) {
    let route = route.to_owned();
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS];
    let method = if known.contains(method) { method.as_str() } else { "other" };
    metrics::counter!(REQUESTS, "route" => route.clone(), "method" => method.to_owned(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!(LATENCY, "route" => route).record(took.as_secs_f64());
}
