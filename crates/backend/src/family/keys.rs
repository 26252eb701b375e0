//! The family's keys, each sealed to a reader, and where a recovery code finds them.

use super::{
    Access, FamilyError, MOST_EPOCHS,
    access::{Hold, enter},
    epoch_of, hash_of, is_base64url,
};
use crate::{
    app::App,
    limits::client_key,
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{
    family::{FamilyKeys, LARGEST_WRAPPED, MOST_WRAPPED, NewKey, NewRecovery, WrappedKey},
    may::{FamilyAct, NotInFamily},
};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// The reader that is no device.
const RECOVERY: &str = "recovery";

fn check(wrapped: &[WrappedKey], newest: u32) -> Result<(), FamilyError> {
    let reader = |name: &str| name == RECOVERY || Uuid::parse_str(name).is_ok_and(|id| id.to_string() == name);
    if wrapped.len() > MOST_WRAPPED {
        return Err(FamilyError::Field("wrapped", "too-many"));
    }
    for key in wrapped {
        if !reader(&key.reader) || !is_base64url(&key.sealed) || key.epoch > newest {
            return Err(FamilyError::Field("wrapped", "not-readable"));
        }
        if key.sealed.len() > LARGEST_WRAPPED {
            return Err(FamilyError::Field("wrapped", "too-long"));
        }
    }
    Ok(())
}

/// Hands on the next epoch's key. Said again with the same access it changes nothing: the answer may have been lost.
///
/// # Errors
/// [`FamilyError::KeyTaken`] when somebody else was first; [`FamilyError::Access`], [`FamilyError::Field`].
pub async fn new_key(app: &App, city: &str, family: Uuid, access: Access, asked: NewKey) -> Result<(), FamilyError> {
    let hash = hash_of(&asked.access_hash).ok_or(FamilyError::Field("access_hash", "not-readable"))?;
    let locator =
        asked.recovery.as_deref().map(|text| locator(text).ok_or(FamilyError::Field("recovery", "not-readable")));
    let locator = locator.transpose()?;
    check(&asked.wrapped, asked.epoch)?;
    let code = city.to_owned();
    let moved = app.store.write::<_, FamilyError, _>(move |tx| {
        Box::pin(async move {
            let newest = match enter(tx, &code, family, &access, FamilyAct::HandOnKey, Hold::Yes).await {
                Ok(found) => found.newest,
                // The very one that made this key, asking again because it heard no answer.
                Err(FamilyError::Access(NotInFamily::OldKey))
                    if is_there(tx, &code, family, asked.epoch, &hash).await? =>
                {
                    return Ok(false);
                }
                Err(error) => return Err(error),
            };
            if newest.checked_add(1) != Some(asked.epoch) {
                return Err(FamilyError::KeyTaken);
            }
            if asked.epoch > MOST_EPOCHS {
                return Err(FamilyError::Full);
            }
            let (city, epoch) = (Value::from(code.as_str()), Value::Int(i64::from(asked.epoch)));
            let sql = "UPDATE family SET epoch = $3 WHERE city = $1 AND id = $2";
            tx.execute(sql, &[city.clone(), family.into(), epoch.clone()]).await?;
            let sql = "INSERT INTO family_access (city, family, epoch, hash) VALUES ($1, $2, $3, $4)";
            tx.execute(sql, &[city, family.into(), epoch, hash.to_vec().into()]).await?;
            write(tx, &code, family, &asked.wrapped).await?;
            if let Some(locator) = locator {
                locate(tx, &code, family, locator).await?;
            }
            Ok(true)
        })
    });
    if moved.await? {
        // Who listens with the key of before shows the new one, or hears no more.
        app.streams.shut(city, family);
    }
    Ok(())
}

async fn is_there(tx: &mut dyn Tx, city: &str, family: Uuid, epoch: u32, hash: &[u8; 32]) -> Result<bool, StoreError> {
    let sql = "SELECT hash FROM family_access WHERE city = $1 AND family = $2 AND epoch = $3";
    let rows = tx.query(sql, &[city.into(), family.into(), Value::Int(i64::from(epoch))]).await?;
    rows.first().map_or(Ok(false), |row| Ok(row.bytes(0)?.ct_eq(hash.as_slice()).into()))
}

async fn write(tx: &mut dyn Tx, city: &str, family: Uuid, wrapped: &[WrappedKey]) -> Result<(), StoreError> {
    let sql = "INSERT INTO family_key (city, family, epoch, reader, sealed) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (city, family, epoch, reader) DO UPDATE SET sealed = excluded.sealed";
    for key in wrapped {
        let epoch = Value::Int(i64::from(key.epoch));
        let (reader, sealed) = (key.reader.as_str().into(), key.sealed.as_str().into());
        tx.execute(sql, &[city.into(), family.into(), epoch, reader, sealed]).await?;
    }
    Ok(())
}

/// All keys that were handed on, for a device with any of the family's keys.
///
/// # Errors
/// [`FamilyError::Access`].
pub async fn keys(app: &App, city: &str, family: Uuid, access: Access) -> Result<FamilyKeys, FamilyError> {
    let city = city.to_owned();
    app.store
        .read(move |tx| {
            Box::pin(async move {
                let found = enter(tx, &city, family, &access, FamilyAct::ListKeys, Hold::No).await?;
                Ok(FamilyKeys { family, epoch: found.newest, wrapped: list(tx, &city, family).await? })
            })
        })
        .await
}

async fn list(tx: &mut dyn Tx, city: &str, family: Uuid) -> Result<Vec<WrappedKey>, StoreError> {
    let sql = "SELECT epoch, reader, sealed FROM family_key WHERE city = $1 AND family = $2 ORDER BY epoch, reader";
    let rows = tx.query(sql, &[city.into(), family.into()]).await?;
    let key = |row: &crate::store::Row| {
        let (reader, sealed) = (row.text(1)?.to_owned(), row.text(2)?.to_owned());
        Ok(WrappedKey { epoch: epoch_of(row.int(0)?)?, reader, sealed })
    };
    rows.iter().map(key).collect()
}

/// The locator as it is kept: hashed, so that looking for it in the table takes the same time however near a guess is.
fn locator(text: &str) -> Option<Vec<u8>> {
    hash_of(text).map(|bytes| Sha256::digest(bytes).to_vec())
}

async fn locate(tx: &mut dyn Tx, city: &str, family: Uuid, locator: Vec<u8>) -> Result<(), FamilyError> {
    let sql = "DELETE FROM family_recovery WHERE city = $1 AND family = $2";
    tx.execute(sql, &[city.into(), family.into()]).await?;
    let sql = "INSERT INTO family_recovery (city, locator, family) VALUES ($1, $2, $3)
               ON CONFLICT (city, locator) DO NOTHING";
    if tx.execute(sql, &[city.into(), locator.into(), family.into()]).await? == 0 {
        return Err(FamilyError::Field("locator", "taken"));
    }
    Ok(())
}

/// Sets where a recovery code finds the family, in the place of the one before.
///
/// # Errors
/// [`FamilyError::Access`], [`FamilyError::Field`].
pub async fn set_recovery(
    app: &App,
    city: &str,
    family: Uuid,
    access: Access,
    asked: NewRecovery,
) -> Result<(), FamilyError> {
    let place = locator(&asked.locator).ok_or(FamilyError::Field("locator", "not-readable"))?;
    if asked.wrapped.iter().any(|key| key.reader != RECOVERY) {
        return Err(FamilyError::Field("wrapped", "not-readable"));
    }
    let city = city.to_owned();
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let found = enter(tx, &city, family, &access, FamilyAct::SetRecovery, Hold::Yes).await?;
                check(&asked.wrapped, found.newest)?;
                // What was sealed to the code of before opens nothing any more.
                let sql = "DELETE FROM family_key WHERE city = $1 AND family = $2 AND reader = $3";
                tx.execute(sql, &[city.as_str().into(), family.into(), RECOVERY.into()]).await?;
                write(tx, &city, family, &asked.wrapped).await?;
                locate(tx, &city, family, place).await
            })
        })
        .await
}

/// What a recovery code finds. One that finds nothing goes the same way to the same answer as one that is none.
///
/// # Errors
/// [`FamilyError::NotFound`], [`FamilyError::TooOften`].
pub async fn recovery(app: &App, client: IpAddr, city: &str, text: &str) -> Result<FamilyKeys, FamilyError> {
    app.families.recovering.take(client_key(client), app.clock.now()).map_err(FamilyError::TooOften)?;
    let place = locator(text).unwrap_or_else(|| vec![0; 32]);
    let city = city.to_owned();
    app.store
        .read(move |tx| {
            Box::pin(async move {
                let sql = "SELECT f.id, f.epoch FROM family_recovery r
                           JOIN family f ON f.city = r.city AND f.id = r.family WHERE r.city = $1 AND r.locator = $2";
                let rows = tx.query(sql, &[city.as_str().into(), place.into()]).await?;
                let found = rows.first().map(|row| Ok::<_, StoreError>((row.uuid(0)?, epoch_of(row.int(1)?)?)));
                let found = found.transpose()?;
                let mut wrapped = list(tx, &city, found.map_or(Uuid::nil(), |(family, _)| family)).await?;
                wrapped.retain(|key| key.reader == RECOVERY);
                let (family, epoch) = found.ok_or(FamilyError::NotFound("family"))?;
                Ok(FamilyKeys { family, epoch, wrapped })
            })
        })
        .await
}
