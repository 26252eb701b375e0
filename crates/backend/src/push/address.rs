//! Addresses: where devices are reached, with no account, and for whom of those who have one.
//!
//! Who knows an address can wake the device; so knowing it is also what proves that it is theirs to take off.

use super::PushError;
use crate::{
    account::Signed,
    app::App,
    limits::client_key,
    store::{Row, Store, StoreError, Tx, Value},
};
use itsumo_domain::{
    Timestamp,
    i18n::Locale,
    push::{FORGOTTEN_AFTER, PushAddress, PushRegistered, PushRegistration},
};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use uuid::Uuid;

/// A registration that says nothing new is written down at most so often.
const RENEWED_EVERY: i64 = Timestamp::DAY;
/// Most addresses of one person; the one that was renewed longest ago goes for a new one.
const MOST_OF_ONE: i64 = 20;
/// Refusals in a row after which an address is forgotten, if they came over more than a few days …
const REFUSALS: i64 = 5;
const REFUSED_FOR: i64 = 3 * Timestamp::DAY;
/// … and if it never was reached at all: nobody shall make us knock at a stranger's door.
const REFUSALS_OF_A_STRANGER: i64 = 3;

/// An address as its row has it.
#[derive(Clone, Debug)]
pub struct Known {
    /// The city's code.
    pub city: String,
    /// Its name here.
    pub name: Vec<u8>,
    /// The address.
    pub address: PushAddress,
    /// The language of what a phone shows by itself.
    pub locale: Locale,
    /// Who was signed in.
    pub person: Option<Uuid>,
    /// How pushes to it went.
    pub health: Health,
}

/// How pushes to an address went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// When it was last reached, to the day; 0 for never.
    pub reached: Timestamp,
    /// Refusals since.
    pub refusals: i64,
    /// The first of them.
    pub refused_since: Timestamp,
}

/// The columns that [`Known::read`] takes.
pub(super) const COLUMNS: &str =
    "a.city, a.name, a.address, a.locale, a.person, a.reached, a.refusals, a.refused_since";

impl Known {
    /// `None` for an address of a kind that this version does not know.
    pub(super) fn read(row: &Row) -> Result<Option<Self>, StoreError> {
        let Ok(address) = serde_json::from_str(row.text(2)?) else { return Ok(None) };
        let health =
            Health { reached: Timestamp(row.int(5)?), refusals: row.int(6)?, refused_since: Timestamp(row.int(7)?) };
        Ok(Some(Self {
            city: row.text(0)?.to_owned(),
            name: row.bytes(1)?.to_vec(),
            address,
            locale: row.text(3)?.parse().unwrap_or_default(),
            person: if matches!(row.0.get(4), Some(Value::Null)) { None } else { Some(row.uuid(4)?) },
            health,
        }))
    }
}

/// What a refusal makes of an address; `None` when it is to be forgotten.
pub fn plan_refused(health: Health, now: Timestamp) -> Option<Health> {
    let refusals = health.refusals.saturating_add(1);
    let refused_since = if health.refusals == 0 { now } else { health.refused_since };
    let forgotten = if health.reached == Timestamp(0) {
        refusals >= REFUSALS_OF_A_STRANGER
    } else {
        refusals >= REFUSALS && now.since(refused_since) >= REFUSED_FOR
    };
    (!forgotten).then_some(Health { refusals, refused_since, ..health })
}

/// What an address is called: by what names the device, not by keys that a device may change.
pub fn name_of(address: &PushAddress) -> [u8; 32] {
    let names = match address {
        PushAddress::WebPush { endpoint, .. } => endpoint,
        PushAddress::Apns { token, .. } | PushAddress::Fcm { token } => token,
    };
    Sha256::new().chain_update(address.transport()).chain_update([0]).chain_update(names).finalize().into()
}

/// Registers an address, for `signed` too if somebody is; the caller has asked `may_be_pushed`. Said again it changes nothing; only new ones are counted.
///
/// # Errors
/// What is wrong with the address, [`PushError::TooOften`], the store's.
pub async fn register(
    app: &App,
    client: IpAddr,
    city: &str,
    signed: Option<Signed>,
    asked: PushRegistration,
) -> Result<PushRegistered, PushError> {
    let wrong = |(field, code): (&str, &'static str)| PushError::Field(format!("address.{field}"), code);
    asked.address.validate().map_err(wrong)?;
    app.push.courier.check(&asked.address).map_err(wrong)?;
    let name = name_of(&asked.address);
    let registered = PushRegistered { name: name.iter().map(|byte| format!("{byte:02x}")).collect() };
    let json = serde_json::to_string(&asked.address).map_err(|error| StoreError::Shape(error.to_string()))?;
    let locale = asked.locale.parse::<Locale>().unwrap_or_default();
    let (person, device) = (signed.as_ref().map(|who| who.person), signed.as_ref().map(|who| who.device));
    let now = app.clock.now();
    let row = [json.as_str().into(), locale.code().into(), person.into(), device.into()];
    match kept(&app.store, city, name).await? {
        Some((known, renewed)) if known == row && (0..RENEWED_EVERY).contains(&now.since(renewed)) => {
            return Ok(registered);
        }
        Some(_) => {}
        None => app.push.coming.take(client_key(client), now).map_err(PushError::TooOften)?,
    }
    let city = city.to_owned();
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let [json, locale, person, device] = row;
            let sql = "INSERT INTO push_address
                       (city, name, address, locale, person, device, renewed, reached, refusals, refused_since)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0)
                       ON CONFLICT (city, name) DO UPDATE SET address = excluded.address, locale = excluded.locale,
                       person = excluded.person, device = excluded.device, renewed = excluded.renewed";
            let params = [city.as_str().into(), name.to_vec().into(), json, locale, person.clone(), device, now.into()];
            tx.execute(sql, &params).await?;
            if person != Value::Null {
                let sql = "DELETE FROM push_address WHERE city = $1 AND name IN (SELECT name FROM push_address
                           WHERE city = $1 AND person = $2 ORDER BY renewed DESC, name LIMIT 1000 OFFSET $3)";
                tx.execute(sql, &[city.into(), person, MOST_OF_ONE.into()]).await?;
            }
            Ok(())
        })
    });
    writing.await?;
    Ok(registered)
}

/// Address, language, person and device of a row, and when it was renewed.
async fn kept(store: &Store, city: &str, name: [u8; 32]) -> Result<Option<([Value; 4], Timestamp)>, StoreError> {
    let city = city.to_owned();
    let reading = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT address, locale, person, device, renewed FROM push_address WHERE city = $1 AND name = $2";
            let rows = tx.query(sql, &[city.into(), name.to_vec().into()]).await?;
            let Some(row) = rows.into_iter().next() else { return Ok(None) };
            let renewed = Timestamp(row.int(4)?);
            let mut columns = row.0.into_iter();
            let mut next = || columns.next().unwrap_or(Value::Null);
            Ok(Some(([next(), next(), next(), next()], renewed)))
        })
    });
    reading.await
}

/// Takes an address off. Whether it was here is not said.
///
/// # Errors
/// The store's.
pub async fn forget(app: &App, city: &str, name: [u8; 32]) -> Result<(), StoreError> {
    let city = city.to_owned();
    app.store.write(move |tx| Box::pin(async move { remove(tx, &city, &name).await })).await
}

/// Takes an address off, with what waits for it.
///
/// # Errors
/// The store's.
pub(super) async fn remove(tx: &mut dyn Tx, city: &str, name: &[u8]) -> Result<(), StoreError> {
    let of = [city.into(), name.to_vec().into()];
    tx.execute("DELETE FROM push_address WHERE city = $1 AND name = $2", &of).await?;
    tx.execute("DELETE FROM push_again WHERE city = $1 AND name = $2", &of).await?;
    Ok(())
}

/// Forgets addresses that nobody renews, whose they were once they are signed out there, and how far private streams
/// were told long ago.
///
/// # Errors
/// The store's.
pub async fn prune(tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<(), StoreError> {
    let old = [city.into(), now.plus(-FORGOTTEN_AFTER).into()];
    tx.execute("DELETE FROM push_address WHERE city = $1 AND renewed < $2", &old).await?;
    let sql = "UPDATE push_address SET person = NULL, device = NULL WHERE city = $1 AND person IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM device d WHERE d.city = push_address.city AND d.id = push_address.device
                               AND d.person = push_address.person)";
    tx.execute(sql, &[city.into()]).await?;
    let sql = "DELETE FROM push_told WHERE city = $1 AND due < $2 AND stream NOT IN ('alerts', 'news')";
    tx.execute(sql, &[city.into(), now.plus(-30 * Timestamp::DAY).into()]).await?;
    Ok(())
}

/// The person's account is gone: their devices are anybody's again.
///
/// # Errors
/// The store's.
pub async fn detach(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE push_address SET person = NULL, device = NULL WHERE city = $1 AND person = $2";
    tx.execute(sql, &[city.into(), person.into()]).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_was_never_reached_is_soon_forgotten_and_one_that_was_is_given_days() {
        let now = Timestamp(100 * Timestamp::DAY);
        let health = |reached: i64, refusals, since: i64| Health {
            reached: Timestamp(reached),
            refusals,
            refused_since: now.plus(-since),
        };
        let days = Timestamp::DAY;
        for (before, forgotten) in [
            (health(0, 0, 0), false),
            (health(0, 1, 0), false),
            (health(0, 2, 0), true),
            (health(5, 2, 0), false),
            (health(5, 4, days), false),
            (health(5, 4, 3 * days), true),
            (health(5, 3, 9 * days), false),
        ] {
            assert_eq!(plan_refused(before, now).is_none(), forgotten, "{before:?}");
        }
        let first = plan_refused(health(5, 0, 9 * days), now).unwrap();
        assert_eq!((first.refusals, first.refused_since), (1, now), "what was before it was reached does not count");
    }

    #[test]
    fn a_name_is_of_the_device_and_not_of_its_keys() {
        let web = |endpoint: &str, auth: &str| {
            name_of(&PushAddress::WebPush { endpoint: endpoint.into(), p256dh: "p".into(), auth: auth.into() })
        };
        assert_eq!(web("https://a", "1"), web("https://a", "2"));
        assert_ne!(web("https://a", "1"), web("https://b", "1"));
        let token = "0f".to_owned();
        let apns = name_of(&PushAddress::Apns { token: token.clone(), sandbox: false });
        assert_ne!(apns, name_of(&PushAddress::Fcm { token }));
    }
}
