//! People with accounts before a server in our hands: what schools' and associations' tests have in common.

use crate::http::{CITY, Town};
use axum::{
    body::{Body, BodyDataStream},
    http::Request,
};
use chrono::NaiveDate;
use futures_util::StreamExt;
use itsumo_backend::{
    routes::caller::Peer,
    store::{BoxFuture, StoreError, Tx},
    stream::Outgoing,
};
use itsumo_domain::{
    Command, CommandEnvelope, Record, Stream, Timestamp,
    school::TimeOfDay,
    sync::{CommandResult, SyncRequest, SyncResponse},
};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, net::SocketAddr, time::Duration};
use tower::ServiceExt;
use uuid::Uuid;

/// Somebody with an account and one device.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: Uuid,
    pub token: String,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A time of the town's first day, in Japan.
pub fn at(time: &str) -> Timestamp {
    time.parse::<TimeOfDay>().unwrap().on(day("2026-11-24"))
}

/// A connection that is kept open for hints.
pub struct Line(BodyDataStream);

impl Line {
    pub async fn of(town: &Town, person: &Person) -> Self {
        let request = Request::builder().uri(format!("/v1/live?city={CITY}"));
        let request = request.header("authorization", format!("Bearer {}", person.token));
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4000))));
        let response = town.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        Self(response.into_body().into_data_stream())
    }

    pub async fn next(&mut self) -> Option<String> {
        let next = tokio::time::timeout(Duration::from_secs(60), self.0.next()).await.expect("it never came");
        next.map(|event| String::from_utf8(event.unwrap().to_vec()).unwrap())
    }

    /// All that comes before a hint of `stream`, with it.
    pub async fn until(&mut self, stream: &Stream) -> String {
        let mut seen = String::new();
        while !seen.contains(&format!("\"{stream}\"")) {
            seen.push_str(&self.next().await.expect("the line is open"));
        }
        seen
    }

    /// All that comes before the line ends.
    pub async fn end(&mut self) -> String {
        let mut seen = String::new();
        while let Some(event) = self.next().await {
            seen.push_str(&event);
        }
        seen
    }
}

impl Town {
    pub fn now(&self) -> Timestamp {
        use itsumo_backend::clock::Clock;
        self.clock.now()
    }

    /// Runs `work` in a transaction and sends what it wrote.
    pub async fn write<T, F>(&self, work: F) -> T
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut dyn Tx, &'t mut Outgoing) -> BoxFuture<'t, Result<T, StoreError>> + Send + 'static,
    {
        let now = self.now();
        let writing = self.app.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let mut out = Outgoing::default();
                let done = work(tx, &mut out).await?;
                out.send(tx, CITY, now).await?;
                Ok(done)
            })
        });
        writing.await.unwrap()
    }

    pub async fn read<T, F>(&self, work: F) -> T
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<T, StoreError>> + Send + 'static,
    {
        self.app.store.read::<_, StoreError, _>(work).await.unwrap()
    }

    /// Gives the account the tests' password, as [`PASSWORD`]: what asks for it hashes it.
    pub async fn set_password(&self, person: &Person) {
        let email = format!("{:x}@example.jp", person.id.as_u128());
        let session = self.register(&format!("twin-of-{email}")).await;
        let (id, twin) = (person.id, session.person);
        self.app
            .store
            .write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let sql = "UPDATE account SET password = (SELECT t.password FROM account t WHERE t.person = $1)
                               WHERE city = $2 AND person = $3";
                    tx.execute(sql, &[twin.into(), CITY.into(), id.into()]).await
                })
            })
            .await
            .unwrap();
    }

    /// An account with one device. What accounts do on the way there has tests of its own, and takes its time.
    pub async fn sign_up(&self, n: u128) -> Person {
        let id = Uuid::from_u128(n);
        let token = format!("{CITY}-{n:064x}");
        let hash = Sha256::digest(token.as_bytes()).to_vec();
        let writing = self.app.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO account (city, person, email, password, locale, created)
                           VALUES ($1, $2, $3, '', 'ja', 0)";
                tx.execute(sql, &[CITY.into(), id.into(), format!("{n:x}@example.jp").into()]).await?;
                let sql = "INSERT INTO device (city, id, person, token, name, created, last_seen)
                           VALUES ($1, $2, $3, $4, '電話', 0, 0)";
                tx.execute(sql, &[CITY.into(), id.into(), id.into(), hash.into()]).await
            })
        });
        assert_eq!(writing.await.unwrap(), 1);
        Person { id, token }
    }

    /// What a device that has nothing yet gets, and what it is told to leave of `holding`.
    pub async fn sync_from(&self, person: &Person, holding: &[Stream]) -> SyncResponse {
        let cursors: BTreeMap<Stream, i64> = holding.iter().map(|stream| (stream.clone(), 0)).collect();
        self.exchange(person, SyncRequest { city: CITY.to_owned(), cursors, commands: Vec::new() }).await
    }

    pub async fn sync(&self, person: &Person) -> SyncResponse {
        self.sync_from(person, &[]).await
    }

    /// Has a command done, with a new id.
    pub async fn command(&self, person: &Person, command: Command) -> CommandResult {
        let envelope = CommandEnvelope { id: self.app.ids.new_id(), at: self.now(), command };
        let request = SyncRequest { city: CITY.to_owned(), cursors: BTreeMap::new(), commands: vec![envelope] };
        self.exchange(person, request).await.results.remove(0)
    }

    async fn exchange(&self, person: &Person, request: SyncRequest) -> SyncResponse {
        let body = serde_json::to_value(&request).unwrap();
        let reply = self.ask("POST", "/v1/sync", Some(&person.token), Some(body)).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
        serde_json::from_slice(&reply.bytes).unwrap()
    }

    /// The streams that a device of this person is given, beside those that everybody reads.
    pub async fn streams(&self, person: &Person) -> BTreeMap<Stream, Vec<Record>> {
        let streams = self.sync(person).await.streams.into_iter().filter(|(stream, _)| !stream.is_public());
        let alive = |page: itsumo_domain::sync::Page| page.records.into_iter().filter(|record| !record.gone).collect();
        streams.map(|(stream, page)| (stream, alive(page))).collect()
    }

    /// What lies in a person's own stream for a device that has nothing: recalled records are not in it.
    pub async fn own(&self, person: &Person) -> Vec<Record> {
        let mut answer = self.sync(person).await;
        let page = answer.streams.remove(&Stream::person(person.id));
        page.map_or_else(Vec::new, |page| page.records).into_iter().filter(|record| !record.gone).collect()
    }

    /// The records of one kind in a person's own stream.
    pub async fn of_kind(&self, person: &Person, kind: &str) -> Vec<Record> {
        let mut records = self.own(person).await;
        records.retain(|record| record.kind == kind);
        records
    }
}
