//! A family comes to the server, and leaves it.

use super::{
    Access, FamilyError,
    access::{Hold, enter},
    hash_of,
};
use crate::{
    app::App,
    limits::client_key,
    metrics,
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{Stream, family::NewFamily, may::FamilyAct};
use std::net::IpAddr;
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// The access hash of a family's first key.
async fn first_hash(tx: &mut dyn Tx, city: &str, family: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT hash FROM family_access WHERE city = $1 AND family = $2 AND epoch = 0";
    let rows = tx.query(sql, &[city.into(), family.into()]).await?;
    rows.first().map(|row| row.bytes(0).map(<[u8]>::to_vec)).transpose()
}

fn same(known: &[u8], hash: &[u8; 32]) -> Result<bool, FamilyError> {
    if bool::from(known.ct_eq(hash.as_slice())) { Ok(false) } else { Err(FamilyError::FamilyTaken) }
}

/// Makes the family; answers whether it is new. Said again it changes nothing, whatever keys came since.
///
/// # Errors
/// [`FamilyError::FamilyTaken`], [`FamilyError::Field`], [`FamilyError::TooOften`].
pub async fn make(app: &App, client: IpAddr, city: &str, family: Uuid, asked: NewFamily) -> Result<bool, FamilyError> {
    let hash = hash_of(&asked.access_hash).ok_or(FamilyError::Field("access_hash", "not-readable"))?;
    let code = city.to_owned();
    let known = app.store.read(move |tx| Box::pin(async move { first_hash(tx, &code, family).await }));
    if let Some(known) = known.await.map_err(|error: StoreError| error)? {
        return same(&known, &hash);
    }
    let now = app.clock.now();
    app.families.making.take(client_key(client), now).map_err(FamilyError::TooOften)?;
    let (city, room) = (city.to_owned(), app.ids.new_id());
    let new = app.store.write::<_, FamilyError, _>(move |tx| {
        Box::pin(async move {
            let sql = "INSERT INTO family (city, id, made, epoch, room, entry_bytes, blob_bytes)
                       VALUES ($1, $2, $3, 0, $4, 0, 0) ON CONFLICT (city, id) DO NOTHING";
            let params = [city.as_str().into(), family.into(), now.into(), room.into()];
            if tx.execute(sql, &params).await? == 0 {
                // Another request was quicker: it is there now.
                let known = first_hash(tx, &city, family).await?;
                return known.map_or(Err(FamilyError::FamilyTaken), |known| same(&known, &hash));
            }
            let sql = "INSERT INTO family_access (city, family, epoch, hash) VALUES ($1, $2, 0, $3)";
            tx.execute(sql, &[city.into(), family.into(), hash.to_vec().into()]).await?;
            Ok(true)
        })
    });
    let new = new.await?;
    if new {
        ::metrics::counter!(metrics::FAMILIES_MADE).increment(1);
    }
    Ok(new)
}

/// The family leaves the server: entries, keys and recovery in one transaction, its blobs right after it or, if
/// something is in the way, by [`crate::upkeep`].
///
/// # Errors
/// [`FamilyError::Access`].
pub async fn leave(app: &App, city: &str, family: Uuid, access: Access) -> Result<(), FamilyError> {
    let (code, now) = (city.to_owned(), app.clock.now());
    let room = app.store.write::<_, FamilyError, _>(move |tx| {
        Box::pin(async move {
            let found = enter(tx, &code, family, &access, FamilyAct::Leave, Hold::Yes).await?;
            let city = Value::from(code.as_str());
            let of_family = [city.clone(), family.into()];
            let of_stream = [city.clone(), Stream::family(family).as_str().into()];
            for (sql, params) in [
                ("DELETE FROM family WHERE city = $1 AND id = $2", &of_family),
                ("DELETE FROM family_access WHERE city = $1 AND family = $2", &of_family),
                ("DELETE FROM family_key WHERE city = $1 AND family = $2", &of_family),
                ("DELETE FROM family_recovery WHERE city = $1 AND family = $2", &of_family),
                ("DELETE FROM family_blob WHERE city = $1 AND family = $2", &of_family),
                ("DELETE FROM record WHERE city = $1 AND stream = $2", &of_stream),
                ("DELETE FROM stream WHERE city = $1 AND name = $2", &of_stream),
            ] {
                tx.execute(sql, params).await?;
            }
            let sql = "INSERT INTO blob_leaving (city, room, at) VALUES ($1, $2, $3)";
            tx.execute(sql, &[city, found.room.into(), now.into()]).await?;
            Ok(found.room)
        })
    });
    let room = room.await?;
    app.streams.forget(city, &Stream::family(family));
    app.streams.shut(city, family);
    if let Err(error) = app.blobs.empty_room(&app.store, city, room).await {
        tracing::warn!(%error, "blobs of a family that left stay for another hour");
    }
    Ok(())
}
