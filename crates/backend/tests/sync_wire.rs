//! A sync's answer over a real connection: several zstd frames, one after the other, read by the client that
//! the engine uses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

use axum::{Router, routing::post};
use itsumo_backend::{
    association,
    clock::HandClock,
    school::Remembered,
    store::{Place, open},
    stream::{Draft, Streams},
    sync::sync,
};
use itsumo_domain::{
    Stream, Timestamp,
    may::Who,
    sync::{SyncRequest, SyncResponse},
};
use std::sync::Arc;
use uuid::Uuid;

fn drafts(count: u128) -> Vec<Draft> {
    let body = |n| serde_json::json!({ "title": format!("市役所からのお知らせ その{n}"), "text": "本文。".repeat(40) });
    let draft =
        |n| Draft { id: Uuid::from_u128(n), kind: "news", author: "x".to_owned(), body: Some(body(n).to_string()) };
    (0..count).map(draft).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_engine_s_client_reads_an_answer_of_many_frames() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&Place::Folder(folder.path().to_owned())).await.unwrap();
    let clock = Arc::new(HandClock::at(Timestamp(1)));
    let streams = Streams::open(store, clock.clone()).await.unwrap();
    streams.publish("990019", &Stream::news(), drafts(800)).await.unwrap();
    streams.publish("990019", &Stream::alerts(), drafts(300)).await.unwrap();
    let answer = move |axum::Json(request): axum::Json<SyncRequest>| async move {
        let answer =
            sync(&streams, &Remembered::default(), &association::Remembered::default(), &*clock, Who::Anyone, request)
                .await
                .unwrap();
        answer.into_response(true).await.unwrap()
    };
    let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/sync", door.local_addr().unwrap());
    let router = Router::new().route("/v1/sync", post(answer));
    let serving = tokio::spawn(async move {
        loop {
            let (line, _) = door.accept().await.unwrap();
            let service = hyper_util::service::TowerToHyperService::new(router.clone());
            let io = hyper_util::rt::TokioIo::new(line);
            tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(io, service));
        }
    });
    #[expect(clippy::disallowed_methods, reason = "a client for one test, over plain HTTP")]
    let client = reqwest::Client::builder().tls_certs_only([]).no_proxy().build().unwrap();
    let request = SyncRequest { city: "990019".to_owned(), ..SyncRequest::default() };
    let response = client.post(url).json(&request).send().await.unwrap();
    assert_eq!(response.headers().get("content-encoding"), None, "reqwest decoded it");
    let read: SyncResponse = response.json().await.unwrap();
    assert_eq!(read.streams[&Stream::news()].records.len(), 800);
    assert_eq!(read.streams[&Stream::alerts()].records.len(), 300);
    assert!(!read.more);
    serving.abort();
}
