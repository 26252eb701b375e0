//! The family's routes, one function each. Errors are the engine's; [`Door`] says which of them mean that the
//! family's key does not open the door any more.

use super::{EpochKey, vault::VaultRow};
use crate::{Error, Inner, api::Call, crypto::sha256_hex, http::Method};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use itsumo_domain::{
    family::{FamilyKeys, NewFamily, NewKey, NewRecovery, PushEntries, PushedEntries},
    sync::Page,
};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;
use uuid::Uuid;

/// What a refusal of a family's route says about the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// The family has a newer key.
    OldKey,
    /// The family is not there, or this was never its key.
    Stranger,
}

/// What an error says about the key, if it is about the key.
pub(crate) fn door(error: &Error) -> Option<Door> {
    match error {
        Error::Refused(refusal) if refusal.code == "old-key" => Some(Door::OldKey),
        Error::Refused(refusal) if refusal.code == "family-access" => Some(Door::Stranger),
        _ => None,
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Where a family lives, and what opens it.
pub(crate) struct Line<'a> {
    inner: &'a Arc<Inner>,
    family: Uuid,
    city: String,
    key: EpochKey,
}

impl<'a> Line<'a> {
    pub fn new(inner: &'a Arc<Inner>, vault: &VaultRow, key: EpochKey) -> Option<Self> {
        let (_, city) = vault.place.clone()?;
        Some(Self { inner, family: vault.id, city, key })
    }

    /// The same family with another of its keys.
    pub fn with(&self, key: EpochKey) -> Self {
        Self { inner: self.inner, family: self.family, city: self.city.clone(), key }
    }

    /// Whether it lives in a city.
    pub fn is_in(&self, city: &str) -> bool {
        self.city == city
    }

    /// What opens the door, as a header's value.
    pub fn proof(&self) -> String {
        format!("Family {}", *self.key.proof())
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/cities/{}/families/{}{rest}", self.city, self.family)
    }

    fn call(&self, method: Method, rest: &str) -> Call<'static> {
        let headers = vec![("authorization", self.proof())];
        Call { headers, ..Call::new(method, self.path(rest)) }
    }

    async fn send<T: DeserializeOwned>(&self, method: Method, rest: &str, body: &impl Serialize) -> Result<T, Error> {
        let body = Some(serde_json::to_vec(body).map_err(Error::internal)?);
        self.inner.call_json(Call { body, ..self.call(method, rest) }).await
    }

    /// Makes the family with its first key; that it is there already is fine.
    pub async fn make(&self, first: &EpochKey) -> Result<(), Error> {
        self.send(Method::Put, "", &NewFamily { access_hash: sha256_hex(&*first.access()) }).await
    }

    /// The server forgets the family.
    pub async fn leave(&self) -> Result<(), Error> {
        self.inner.call_json(self.call(Method::Delete, "")).await
    }

    pub async fn push(&self, entries: PushEntries) -> Result<PushedEntries, Error> {
        self.send(Method::Post, "/entries", &entries).await
    }

    pub async fn pull(&self, after: i64) -> Result<Page, Error> {
        self.inner.call_json(self.call(Method::Get, &format!("/records?after={after}"))).await
    }

    pub async fn hand_on(&self, key: &NewKey) -> Result<(), Error> {
        self.send(Method::Post, "/key", key).await
    }

    pub async fn keys(&self) -> Result<FamilyKeys, Error> {
        self.inner.call_json(self.call(Method::Get, "/key")).await
    }

    pub async fn set_recovery(&self, recovery: &NewRecovery) -> Result<(), Error> {
        self.send(Method::Put, "/recovery", recovery).await
    }

    pub async fn put_blob(&self, sha256: &str, bytes: Vec<u8>) -> Result<(), Error> {
        let mut call = self.call(Method::Put, &format!("/blobs/{sha256}"));
        call.headers.push(("content-type", "application/octet-stream".to_owned()));
        self.inner.call_json(Call { body: Some(bytes), ..call }).await
    }

    pub async fn get_blob(&self, sha256: &str) -> Result<Vec<u8>, Error> {
        let answer = self.inner.call(self.call(Method::Get, &format!("/blobs/{sha256}"))).await?;
        let status = answer.status;
        let body = answer.bytes().await.map_err(|_| Error::Offline)?;
        if status == 200 { Ok(body) } else { Err(Error::from_answer(status, &body)) }
    }
}

/// What a recovery code finds in a city.
pub(crate) async fn find_recovery(inner: &Arc<Inner>, city: &str, locator: &str) -> Result<FamilyKeys, Error> {
    inner.call_json(Call::new(Method::Get, format!("/v1/cities/{city}/family-recovery/{locator}"))).await
}
