//! Being woken: where this device is reached is told to the city's server, and kept told.
//!
//! The operating system or a distributor gives the app an address and may give another at any time; the city and the
//! account change too. So nothing is told once: what *should* be registered is compared with what *is*
//! ([`plan_push`]), after each change and after each good sync, and put right. Without an account the device is woken
//! for what is public; with one for the person's streams too.
//!
//! The address lies in the keyring: whoever has it can wake this device. A push itself is read by [`Engine::pushed`]:
//! it says which streams moved, and when they are here already, nothing is asked of the network.

use crate::{
    Engine, Error, Inner,
    account::person,
    api::{self, Call},
    city,
    http::{Method, Request},
    settings,
    store::{self, StoreError},
    sync,
};
use itsumo_domain::{
    Timestamp,
    push::{PushAddress, PushMessage, PushOffer, PushRegistered, PushRegistration, RENEW_EVERY},
};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// The keyring's name for the address.
const ADDRESS: &str = "push-address";
/// The setting that says what is registered.
const KEPT: &str = "push";
/// How long a server that does not take the address is not asked again.
const PATIENCE: i64 = Timestamp::DAY;
/// How long an address is tried to be taken off where it is no longer wanted; then the server forgets it by itself.
const LEAVING: i64 = 30 * Timestamp::DAY;
/// Places remembered that are to be left.
const MOST_LEFT: usize = 8;
/// Steps in one go: leave, register, and one more should anything have changed meanwhile.
const STEPS: usize = 3;
const CALL: Duration = Duration::from_secs(30);

/// Whether this device is woken by its city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushState {
    /// There is no address.
    Off,
    /// There is one, and the server has yet to hear of it.
    Waiting,
    /// The server knows it.
    On {
        /// Since when it was last said.
        said: Timestamp,
        /// The person's streams are told of, too.
        signed_in: bool,
    },
    /// The server does not take it.
    Refused,
}

/// What is registered, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// The SHA-256 of the address that lies in the keyring: so that nobody asks the keyring who has none.
    wanted: Option<String>,
    registered: Option<Registered>,
    /// Where it is no longer wanted and was not taken off yet.
    leaving: Vec<Left>,
    /// What a server did not take, and when.
    refused: Option<(Here, String, Timestamp)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Registered {
    here: Here,
    /// What the server calls the address.
    name: String,
    /// The SHA-256 of the address as it was said.
    mark: String,
    said: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    server: String,
    city: String,
    name: String,
    since: Timestamp,
}

/// What a registration depends on, beside the address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Here {
    server: String,
    city: String,
    person: Option<Uuid>,
    locale: String,
}

impl Here {
    fn is_at(&self, other: &Self) -> bool {
        (&self.server, &self.city) == (&other.server, &other.city)
    }
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// All is as it should be.
    Nothing,
    /// Say the address.
    Register,
    /// Take it off where it is.
    GiveUp,
}

/// Compares what is registered with what should be; `here` is where we are.
fn plan_push(kept: &Kept, here: Option<&Here>, now: Timestamp) -> Step {
    let (wanted, here) = match (kept.wanted.as_deref(), here, &kept.registered) {
        (Some(wanted), Some(here), _) => (wanted, here),
        (_, _, Some(_)) => return Step::GiveUp,
        (_, _, None) => return Step::Nothing,
    };
    if let Some(known) = &kept.registered {
        if known.mark != wanted || !known.here.is_at(here) {
            return Step::GiveUp;
        }
        if known.here == *here && (0..RENEW_EVERY).contains(&now.since(known.said)) {
            return Step::Nothing;
        }
    }
    match &kept.refused {
        Some((at, mark, when)) if at == here && mark == wanted && (0..PATIENCE).contains(&now.since(*when)) => {
            Step::Nothing
        }
        _ => Step::Register,
    }
}

fn mark_of(json: &str) -> String {
    Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn here(db: &Connection) -> Result<Option<Here>, StoreError> {
    let Some(city) = city::chosen(db)? else { return Ok(None) };
    let locale = settings::stored(db)?.locale.unwrap_or_default().code().to_owned();
    let person = person(db)?.map(|person| person.id);
    Ok(Some(Here { server: api::server(db)?, city, person, locale }))
}

fn kept(db: &Connection) -> Result<Kept, StoreError> {
    Ok(store::setting(db, KEPT)?.unwrap_or_default())
}

impl Engine {
    /// By which ways this city's server can wake a device, and the key that a Web Push subscription is made for.
    ///
    /// # Errors
    /// `city-needed` before a city is chosen, or offline.
    pub async fn push_offer(&self) -> Result<PushOffer, Error> {
        let inner = self.inner();
        self.run(async move {
            let city = inner.read(|db, _| city::chosen(db)).await?.ok_or_else(|| Error::refused("city-needed"))?;
            inner.call_json(Call::new(Method::Get, format!("/v1/cities/{city}/push"))).await
        })
        .await
    }

    /// Says where this device is reached, or with `None` that it is not to be woken any more. Kept, and told to the
    /// server now or as soon as it can be reached; said again it changes nothing.
    ///
    /// # Errors
    /// What is wrong with the address, or when it cannot be kept. Being offline is no error.
    pub async fn set_push(&self, address: Option<PushAddress>) -> Result<(), Error> {
        if let Some(address) = &address {
            address.validate().map_err(|(field, code)| Error::field(field, code))?;
        }
        let json = address.map(|address| serde_json::to_string(&address)).transpose().map_err(Error::internal)?;
        let mark = json.as_deref().map(mark_of);
        let inner = self.inner();
        self.run(async move {
            let place = Arc::clone(&inner);
            let keeping = inner.runtime.spawn_blocking(move || match json {
                Some(json) => place.deps.secrets.set(ADDRESS, &json),
                None => place.deps.secrets.delete(ADDRESS),
            });
            keeping.await.map_err(Error::internal)?.map_err(Error::internal)?;
            let _no_sync_meanwhile = inner.sync_gate.lock().await;
            inner
                .write(move |tx, _| {
                    let now = Kept { wanted: mark, ..kept(tx)? };
                    store::set_setting(tx, KEPT, &now)
                })
                .await?;
            settle(&inner).await;
            Ok(())
        })
        .await
    }

    /// Whether this device is woken by its city.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn push_state(&self) -> Result<PushState, Error> {
        let (here, kept) = self.read(|db, _| Ok((here(db)?, kept(db)?))).await?;
        let Some(mark) = kept.wanted else { return Ok(PushState::Off) };
        let Some(here) = here else { return Ok(PushState::Waiting) };
        Ok(match (kept.registered, kept.refused) {
            (Some(known), _) if known.mark == mark && known.here.is_at(&here) => {
                PushState::On { said: known.said, signed_in: known.here.person.is_some() }
            }
            (_, Some((at, refused, _))) if at == here && refused == mark => PushState::Refused,
            _ => PushState::Waiting,
        })
    }

    /// A push came: says whether it tells of anything that is not here yet, and if so a running engine syncs soon. What
    /// cannot be read is taken for something new.
    pub async fn pushed(&self, message: &str) -> bool {
        let Ok(PushMessage { city, hints }) = serde_json::from_str(message) else {
            self.0.inner.wake_sync.notify_one();
            return true;
        };
        let found = self.read(move |db, _| {
            if city::chosen(db)?.as_deref() != Some(city.as_str()) {
                // From a city that was left, and has yet to hear of it.
                return Ok(false);
            }
            let mut cursor = db.prepare_cached("SELECT cursor FROM stream WHERE name = ?1")?;
            for hint in hints {
                let held: Option<i64> = cursor.query_row([hint.stream.as_str()], |row| row.get(0)).optional()?;
                if held.is_none_or(|held| held < hint.head) {
                    return Ok(true);
                }
            }
            Ok(false)
        });
        let new = found.await.unwrap_or(true);
        if new {
            self.0.inner.wake_sync.notify_one();
        }
        new
    }
}

async fn address(inner: &Arc<Inner>) -> Result<Option<String>, Error> {
    let place = Arc::clone(inner);
    let asked = inner.runtime.spawn_blocking(move || place.deps.secrets.get(ADDRESS)).await;
    asked.map_err(Error::internal)?.map_err(Error::internal)
}

/// Brings what is registered to what should be. Who calls holds the gate of syncs. What fails is tried again after the
/// next good sync.
pub(crate) async fn settle(inner: &Arc<Inner>) {
    if let Err(error) = steps(inner).await {
        tracing::info!(%error, "the server does not know yet where this device is reached");
    }
}

async fn steps(inner: &Arc<Inner>) -> Result<(), Error> {
    for _ in 0..STEPS {
        let (here, kept) = inner.read(|db, _| Ok((here(db)?, kept(db)?))).await?;
        match plan_push(&kept, here.as_ref(), inner.now()) {
            Step::Nothing => {
                leave(inner, kept.leaving).await?;
                return Ok(());
            }
            Step::GiveUp => give_up(inner).await?,
            Step::Register => {
                // First what is to be taken off: it may be the same address, of which only the keys changed.
                leave(inner, kept.leaving).await?;
                let Some(here) = here else { return Ok(()) };
                register(inner, here).await?;
            }
        }
    }
    Ok(())
}

/// Moves what is registered to what is to be left.
async fn give_up(inner: &Arc<Inner>) -> Result<(), Error> {
    inner
        .write(|tx, inner| {
            let mut now = kept(tx)?;
            if let Some(Registered { here, name, .. }) = now.registered.take() {
                now.leaving.push(Left { server: here.server, city: here.city, name, since: inner.now() });
                let over = now.leaving.len().saturating_sub(MOST_LEFT);
                now.leaving.drain(..over);
            }
            store::set_setting(tx, KEPT, &now)
        })
        .await
}

/// Takes the address off where it is no longer wanted.
async fn leave(inner: &Arc<Inner>, leaving: Vec<Left>) -> Result<(), Error> {
    let mut gone = Vec::new();
    for left in leaving {
        let Left { server, city, name, since } = &left;
        let request = Request {
            method: Method::Delete,
            url: format!("{server}/v1/cities/{city}/push/{name}"),
            headers: vec![("accept", "application/json".to_owned())],
            body: None,
            timeout: Some(CALL),
        };
        let answered = inner.deps.http.send(request).await.is_ok_and(|answer| matches!(answer.status, 204 | 404 | 422));
        if answered || !(0..LEAVING).contains(&inner.now().since(*since)) {
            gone.push(left);
        }
    }
    if gone.is_empty() {
        return Ok(());
    }
    inner
        .write(move |tx, _| {
            let mut now = kept(tx)?;
            now.leaving.retain(|left| !gone.contains(left));
            store::set_setting(tx, KEPT, &now)
        })
        .await
}

async fn register(inner: &Arc<Inner>, mut here: Here) -> Result<(), Error> {
    let json = address(inner).await?.ok_or_else(|| Error::internal("the address is no longer in the keyring"))?;
    let address = serde_json::from_str(&json).map_err(Error::internal)?;
    let mark = mark_of(&json);
    let token = inner.token().await?;
    // Without proof of who they are, the device is anybody's.
    here.person = token.as_ref().map(|token| token.person);
    let asked = PushRegistration { address, locale: here.locale.clone() };
    let path = format!("/v1/cities/{}/push", here.city);
    let answer = inner.send(Method::Put, &path, &asked, token.as_ref().map(|token| token.token.as_str())).await;
    let (answer, now) = match answer {
        Ok(PushRegistered { name }) => (Ok(name), inner.now()),
        Err(Error::Refused(refusal)) if !sync::is_passing(&refusal) => (Err(refusal), inner.now()),
        Err(error) => return Err(error),
    };
    if let Err(refusal) = &answer {
        tracing::warn!(code = refusal.code, field = refusal.field, "the server does not take this device's address");
    }
    inner
        .write(move |tx, _| {
            let mut kept = kept(tx)?;
            match answer {
                Ok(name) => {
                    kept.leaving
                        .retain(|left| (&left.server, &left.city, &left.name) != (&here.server, &here.city, &name));
                    kept.refused = None;
                    kept.registered = Some(Registered { here, name, mark, said: now });
                }
                Err(_) => kept.refused = Some((here, mark, now)),
            }
            store::set_setting(tx, KEPT, &kept)
        })
        .await
}

#[cfg(test)]
mod tests;
