//! Sessions: a random 256-bit token a device, of which the table has the SHA-256.
//!
//! A token names its city (`990019-…`), so that its row is found by a key that starts with the city. Look-ups
//! are remembered for a few seconds; signing out forgets them here at once, and in other processes on the
//! same database within those seconds.

use super::AccountError;
use crate::{
    app::App,
    clock::Ids,
    store::{StoreError, Tx},
};
use itsumo_domain::{Timestamp, account::Session};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use uuid::Uuid;

/// How long a look-up is remembered.
const REMEMBERED: i64 = 5 * Timestamp::SECOND;
/// Most look-ups remembered.
const MOST: usize = 50_000;
/// Most devices of one person; the one unheard of for longest is signed out for a new one.
const MOST_DEVICES: i64 = 50;

/// A signed-in device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The city of the account.
    pub city: String,
    /// The person.
    pub person: Uuid,
    /// The device.
    pub device: Uuid,
}

/// Look-ups of the last seconds, by the token's hash.
#[derive(Default)]
pub struct Sessions(Mutex<Remembered>);

#[derive(Default)]
struct Remembered {
    found: HashMap<[u8; 32], (Signed, Timestamp)>,
    /// Grows with every forgetting: a look-up that began before one is not remembered after it.
    forgotten: u64,
}

impl Sessions {
    fn table(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session of `hash` if it was looked up moments ago, and the number to remember a look-up with.
    fn recall(&self, hash: &[u8; 32], now: Timestamp) -> (Option<Signed>, u64) {
        let table = self.table();
        let fresh = |at: Timestamp| (0..REMEMBERED).contains(&now.since(at));
        let found = table.found.get(hash).filter(|(_, at)| fresh(*at)).map(|(signed, _)| signed.clone());
        (found, table.forgotten)
    }

    fn remember(&self, hash: [u8; 32], signed: Signed, began: u64, now: Timestamp) {
        let mut table = self.table();
        if table.found.len() >= MOST {
            table.found.clear();
        }
        if table.forgotten == began {
            table.found.insert(hash, (signed, now));
        }
    }

    /// Forgets every device that `gone` names. Called after the transaction that signed them out.
    pub(super) fn forget(&self, gone: impl Fn(&Signed) -> bool) {
        let mut table = self.table();
        table.forgotten = table.forgotten.wrapping_add(1);
        table.found.retain(|_, (signed, _)| !gone(signed));
    }
}

/// A new device's secret and row.
pub(super) struct NewDevice {
    id: Uuid,
    token: String,
    hash: [u8; 32],
    name: String,
}

impl NewDevice {
    pub(super) fn draw(ids: &dyn Ids, city: &str, name: &str) -> Self {
        let mut token = format!("{city}-");
        for byte in ids.secret() {
            token.push_str(&format!("{byte:02x}"));
        }
        Self { id: ids.new_id(), hash: hash(&token), token, name: super::device_name(name) }
    }

    /// Signs the device in, inside the transaction that decided that it may.
    pub(super) async fn sign_in(
        self,
        tx: &mut dyn Tx,
        city: &str,
        person: Uuid,
        email: String,
        now: Timestamp,
    ) -> Result<Session, StoreError> {
        tx.execute(
            "DELETE FROM device WHERE city = $1 AND id IN (SELECT id FROM device WHERE city = $1 AND person = $2
             ORDER BY last_seen DESC, id DESC LIMIT 1000 OFFSET $3)",
            &[city.into(), person.into(), (MOST_DEVICES - 1).into()],
        )
        .await?;
        tx.execute(
            "INSERT INTO device (city, id, person, token, name, created, last_seen)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                city.into(),
                self.id.into(),
                person.into(),
                self.hash.to_vec().into(),
                self.name.into(),
                now.into(),
                hour(now).into(),
            ],
        )
        .await?;
        Ok(Session { token: self.token, person, device: self.id, email })
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// The start of the hour: when somebody was seen is nobody's business to the minute.
fn hour(now: Timestamp) -> Timestamp {
    Timestamp(now.0.div_euclid(Timestamp::HOUR).saturating_mul(Timestamp::HOUR))
}

/// Who holds `token`.
///
/// # Errors
/// [`AccountError::SignedOut`] when nobody does, or no longer.
pub async fn signed(app: &App, token: &str) -> Result<Signed, AccountError> {
    let now = app.clock.now();
    let (city, _) = token.split_once('-').ok_or(AccountError::SignedOut)?;
    if app.cities.get(city).is_none() {
        return Err(AccountError::SignedOut);
    }
    let hash = hash(token);
    let (found, began) = app.desk.sessions.recall(&hash, now);
    if let Some(signed) = found {
        return Ok(signed);
    }
    let city = city.to_owned();
    let (signed, last_seen) = {
        let city = city.clone();
        let looking = app.store.read::<_, AccountError, _>(move |tx| {
            Box::pin(async move {
                let sql = "SELECT id, person, last_seen FROM device WHERE city = $1 AND token = $2";
                let rows = tx.query(sql, &[city.as_str().into(), hash.to_vec().into()]).await?;
                let row = rows.first().ok_or(AccountError::SignedOut)?;
                let signed = Signed { device: row.uuid(0)?, person: row.uuid(1)?, city };
                Ok((signed, Timestamp(row.int(2)?)))
            })
        });
        looking.await?
    };
    if last_seen < hour(now) {
        let device = signed.device;
        app.store
            .write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    let sql = "UPDATE device SET last_seen = $3 WHERE city = $1 AND id = $2";
                    tx.execute(sql, &[city.into(), device.into(), hour(now).into()]).await
                })
            })
            .await?;
    }
    app.desk.sessions.remember(hash, signed.clone(), began, now);
    Ok(signed)
}
