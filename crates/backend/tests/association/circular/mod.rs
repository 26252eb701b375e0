//! Circulars: from an officer's phone or the city's desk to every household, on phones and on paper, and back.

mod board;
mod city;
mod desk;
mod paper;
mod send;
mod sent;

use crate::{
    http::CITY,
    town::{AssociationTown, Officer, Person},
};
use itsumo_backend::association::circular::{Author, Entry, find, send as sending};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        AssociationCommand, Circular,
        access::Standing,
        circular::{Audience, Draft, Mark, Reply, Warned, reach::ReachView},
    },
    city::LocalText,
    record::kind,
    sync::Refusal,
    writing::Block,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A circular's id.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0xC1_0000 + n)
}

/// Words to everybody.
pub fn draft(title: &str) -> Draft {
    Draft {
        title: LocalText::ja(title),
        blocks: vec![Block::Text { text: LocalText::ja("公園に集まります。") }],
        audience: Audience { everybody: true, ..Audience::default() },
        ..Draft::default()
    }
}

pub fn to_blocks(draft: Draft, blocks: &[Uuid]) -> Draft {
    let audience = Audience { blocks: blocks.iter().copied().collect(), ..Audience::default() };
    Draft { audience, ..draft }
}

impl Officer {
    pub fn author(&self) -> Author {
        let standing = Standing { seats: vec![self.seat.clone()], ..Standing::default() };
        Author { person: self.person.id, seat: self.seat.clone(), standing }
    }
}

impl AssociationTown {
    /// An officer of 日の出 writes on the phone, and ticks off whatever there is to tick off.
    pub async fn writes(&self, officer: &Officer, circular: Uuid, draft: Draft) -> Result<(), Refusal> {
        let ticked = self.looks(officer, circular, &draft).await.into_iter().map(|warned| warned.mark).collect();
        self.writes_having_ticked(officer, circular, draft, ticked).await
    }

    pub async fn writes_having_ticked(
        &self,
        officer: &Officer,
        circular: Uuid,
        draft: Draft,
        ticked: Vec<String>,
    ) -> Result<(), Refusal> {
        let (association, draft) = (self.hinode.id, Box::new(draft));
        let command = AssociationCommand::WriteCircular { circular, association, draft, ticked };
        self.act(&officer.person, command).await
    }

    /// What the server tells the officer's phone to look at; nothing where the circular is not theirs to write.
    pub async fn looks(&self, officer: &Officer, circular: Uuid, draft: &Draft) -> Vec<Warned> {
        let path = format!("/v1/me/associations/circulars/{circular}/look?association={}", self.hinode.id);
        let reply = self.ask(&officer.person, "POST", &path, Some(serde_json::to_value(draft).unwrap())).await;
        if reply.status == 200 { serde_json::from_slice(&reply.bytes).unwrap() } else { Vec::new() }
    }

    /// Lets the hold pass: what is due goes out. Answers how many.
    pub async fn hold_passes(&self) -> usize {
        self.clock.advance(31 * Timestamp::SECOND);
        self.due().await
    }

    pub async fn due(&self) -> usize {
        sending::send_due(&self.app.store, self.now()).await.unwrap()
    }

    /// Writes one, and it is out.
    pub async fn sends(&self, officer: &Officer, circular: Uuid, draft: Draft) {
        self.writes(officer, circular, draft).await.unwrap();
        assert_eq!(self.hold_passes().await, 1);
    }

    pub async fn entry(&self, circular: Uuid) -> Option<Entry> {
        self.read(move |tx| Box::pin(async move { find(tx, CITY, circular).await })).await
    }

    /// The circulars on a new device of somebody, by stream.
    pub async fn circulars(&self, person: &Person) -> Vec<(Stream, Uuid, Circular)> {
        let streams = self.streams(person).await.into_iter();
        let all = streams.flat_map(|(stream, records)| records.into_iter().map(move |record| (stream.clone(), record)));
        let circulars = all.filter(|(_, record)| record.kind == kind::CIRCULAR);
        circulars.map(|(stream, record)| (stream, record.id, record.body_as().unwrap())).collect()
    }

    /// Their titles.
    pub async fn titles(&self, person: &Person) -> BTreeSet<String> {
        self.circulars(person).await.into_iter().map(|(.., circular)| circular.title.ja).collect()
    }

    /// How many rows of a table a circular has.
    pub async fn rows(&self, sql: &'static str, circular: Uuid) -> i64 {
        self.read(move |tx| Box::pin(async move { tx.query(sql, &[CITY.into(), circular.into()]).await?[0].int(0) }))
            .await
    }

    pub async fn opens(&self, person: &Person, circular: Uuid) -> Result<(), Refusal> {
        self.act(person, AssociationCommand::OpenCircular { circular }).await
    }

    pub async fn replies(&self, person: &Person, circular: Uuid, household: Uuid, given: Reply) -> Result<(), Refusal> {
        self.act(person, AssociationCommand::ReplyCircular { circular, household, given }).await
    }

    pub async fn marks(
        &self,
        officer: &Officer,
        circular: Uuid,
        household: Uuid,
        mark: Mark,
        marked: Timestamp,
    ) -> Result<(), Refusal> {
        let command = AssociationCommand::MarkPaper { circular, household, mark, marked, given: None };
        self.act(&officer.person, command).await
    }

    /// A device says how far it holds its streams, and the server writes it down.
    pub async fn has_pulled(&self, person: &Person) {
        let answer = self.sync(person).await;
        let cursors = answer.streams.iter().map(|(stream, page)| (stream.clone(), page.next)).collect();
        let request = itsumo_domain::sync::SyncRequest { city: CITY.to_owned(), cursors, commands: Vec::new() };
        let body = serde_json::to_value(&request).unwrap();
        assert_eq!(self.ask(person, "POST", "/v1/sync", Some(body)).await.status, 200);
        self.app.reach.write_down(&self.app.store).await.unwrap();
    }

    /// How everybody stands, as an officer's phone asks; `None` when it is not theirs to see.
    pub async fn reach(&self, person: &Person, circular: Uuid) -> Option<ReachView> {
        let path = format!("/v1/me/associations/circulars/{circular}/reach");
        let reply = self.ask(person, "GET", &path, None).await;
        if reply.status == 404 {
            return None;
        }
        assert_eq!(reply.status, 200);
        Some(serde_json::from_slice(&reply.bytes).unwrap())
    }
}
