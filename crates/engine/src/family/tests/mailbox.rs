//! A server of one family in a few lines, with a hand in it: what comes out need not be what went in.

use crate::{
    crypto::{from_hex, sha256_hex},
    family::EpochKey,
    http::{FakeHttp, Method, Request, Scripted},
    locked,
};
use itsumo_domain::{
    Timestamp,
    family::{FamilyKeys, NewFamily, NewKey, PushEntries, PushedEntries, SealedEntry, WrappedKey},
    record::Record,
    sync::{CommandResult, Page, Refusal, SyncResponse},
};
use serde_json::{json, value::RawValue};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// The server.
#[derive(Clone, Default)]
pub struct Mailbox {
    /// Record id, revision, body.
    pub log: Arc<Mutex<Vec<(Uuid, i64, SealedEntry)>>>,
    /// The cursors that were asked with.
    pub asked_after: Arc<Mutex<Vec<i64>>>,
    /// Why it refuses every entry.
    pub refuse: Arc<Mutex<Option<&'static str>>>,
    /// The access hash of each epoch; empty before the family is made.
    hashes: Arc<Mutex<Vec<String>>>,
    wrapped: Arc<Mutex<Vec<WrappedKey>>>,
    lose: Arc<Mutex<bool>>,
}

impl Mailbox {
    pub fn http(&self) -> Arc<FakeHttp> {
        let mailbox = self.clone();
        Arc::new(FakeHttp::new(move |request| mailbox.answer(request)))
    }

    pub fn put(&self, id: Uuid, rev: i64, body: SealedEntry) {
        locked(&self.log).push((id, rev, body));
    }

    /// The next key is taken, and nobody hears of it.
    pub fn lose_the_answer_to_a_key(&self) {
        *locked(&self.lose) = true;
    }

    pub fn say_there_is_a_key(&self, key: &EpochKey, wrapped: WrappedKey) {
        locked(&self.hashes).push(sha256_hex(&*key.access()));
        locked(&self.wrapped).push(wrapped);
    }

    /// Whether who asks shows the newest key.
    fn knows(&self, request: &Request) -> bool {
        let shown = request.headers.iter().find(|(name, _)| *name == "authorization").unwrap();
        let secret = from_hex(shown.1.split('.').nth(1).unwrap()).unwrap();
        let hashes = locked(&self.hashes);
        // With one key it lets everybody in: some tests want to see what the seal alone keeps out.
        hashes.len() < 2 || hashes.last() == Some(&sha256_hex(&*secret))
    }

    fn answer(&self, request: &Request) -> Scripted {
        let path = request.url.split("/v1/").nth(1).unwrap_or_default();
        if path.contains("/families/") && request.method != Method::Put && locked(&self.hashes).is_empty() {
            return Scripted::Answer(401, json!({ "code": "family-access" }).to_string().into_bytes());
        }
        let old = || Scripted::Answer(403, json!({ "code": "old-key" }).to_string().into_bytes());
        match (request.method, path) {
            (Method::Post, "sync") => Scripted::json(&SyncResponse::default()),
            (Method::Post, path) if path.ends_with("/entries") && self.knows(request) => self.keep(request),
            (Method::Get, path) if path.contains("/records?after=") && self.knows(request) => self.page(path),
            (Method::Post, path) if path.ends_with("/key") => self.new_key(request),
            (Method::Get, path) if path.ends_with("/key") => {
                let epoch = u32::try_from(locked(&self.hashes).len().saturating_sub(1)).unwrap();
                Scripted::json(&FamilyKeys { family: Uuid::nil(), epoch, wrapped: locked(&self.wrapped).clone() })
            }
            (Method::Put, path) if path.contains("/families/") => {
                if let Ok(made) = serde_json::from_slice::<NewFamily>(request.body.as_deref().unwrap())
                    && locked(&self.hashes).is_empty()
                {
                    locked(&self.hashes).push(made.access_hash);
                }
                Scripted::Answer(204, Vec::new())
            }
            (_, path) if path.ends_with("/entries") || path.contains("/records") => old(),
            _ => Scripted::Lost,
        }
    }

    fn keep(&self, request: &Request) -> Scripted {
        let push: PushEntries = serde_json::from_slice(request.body.as_deref().unwrap()).unwrap();
        let refused = locked(&self.refuse).map(Refusal::new);
        let result = |entry: &SealedEntry| CommandResult { id: entry.id, refused: refused.clone() };
        let results = push.entries.iter().map(result).collect();
        let mut log = locked(&self.log);
        if refused.is_none() {
            log.extend(push.entries.into_iter().map(|entry| (entry.id, 1, entry)));
        }
        Scripted::json(&PushedEntries { results, head: i64::try_from(log.len()).unwrap() })
    }

    fn page(&self, path: &str) -> Scripted {
        let after: i64 = path.split("after=").nth(1).unwrap().parse().unwrap();
        locked(&self.asked_after).push(after);
        let log = locked(&self.log);
        let records = log.iter().zip(1..).filter(|(_, seq)| *seq > after).map(|((id, rev, body), seq)| Record {
            seq,
            id: *id,
            rev: *rev,
            kind: "sealed".into(),
            at: Timestamp(0),
            author: "family".into(),
            gone: false,
            body: Some(RawValue::from_string(serde_json::to_string(body).unwrap()).unwrap()),
        });
        Scripted::json(&Page { records: records.collect(), next: i64::try_from(log.len()).unwrap(), more: false })
    }

    fn new_key(&self, request: &Request) -> Scripted {
        let key: NewKey = serde_json::from_slice(request.body.as_deref().unwrap()).unwrap();
        let mut hashes = locked(&self.hashes);
        if usize::try_from(key.epoch).unwrap() != hashes.len() {
            return Scripted::Answer(409, json!({ "code": "old-key" }).to_string().into_bytes());
        }
        hashes.push(key.access_hash);
        locked(&self.wrapped).extend(key.wrapped);
        if std::mem::take(&mut *locked(&self.lose)) { Scripted::Lost } else { Scripted::Answer(204, Vec::new()) }
    }
}
