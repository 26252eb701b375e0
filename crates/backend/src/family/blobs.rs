//! Photos and documents: ciphertext by its own SHA-256.

use super::{
    Access, FamilyError, Standing,
    access::{Hold, enter},
    hash_of,
};
use crate::{
    app::App,
    blob::{BlobError, Kept, Place},
    metrics,
    store::{StoreError, Tx},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use itsumo_domain::{
    family::LARGEST_BLOB,
    may::{FamilyAct, NotInFamily},
};
use uuid::Uuid;

async fn size(tx: &mut dyn Tx, city: &str, family: Uuid, sha256: [u8; 32]) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT size FROM family_blob WHERE city = $1 AND family = $2 AND sha256 = $3";
    let rows = tx.query(sql, &[city.into(), family.into(), sha256.to_vec().into()]).await?;
    rows.first().map(|row| row.int(0)).transpose()
}

async fn look(
    app: &App,
    city: &str,
    family: Uuid,
    access: Access,
    act: FamilyAct,
    sha256: [u8; 32],
) -> Result<(Standing, Option<i64>), FamilyError> {
    let city = city.to_owned();
    app.store
        .read(move |tx| {
            Box::pin(async move {
                let found = enter(tx, &city, family, &access, act, Hold::No).await?;
                Ok((found, size(tx, &city, family, sha256).await?))
            })
        })
        .await
}

/// Takes in a blob. It is checked against its name as it comes, lies where it belongs before the tables know of it,
/// and is known to the tables before this answers: what was acknowledged is there. The same again changes nothing.
///
/// # Errors
/// [`FamilyError::Access`]; [`FamilyError::Full`]; [`BlobError::TooLarge`] and [`BlobError::Differs`].
pub async fn keep_blob<E>(
    app: &App,
    city: &str,
    family: Uuid,
    access: Access,
    name: &str,
    body: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<(), FamilyError> {
    let sha256 = hash_of(name).ok_or(FamilyError::Field("sha256", "not-readable"))?;
    let (found, known) = look(app, city, family, access.clone(), FamilyAct::Add, sha256).await?;
    let place = Place { city: city.to_owned(), room: found.room, sha256 };
    if known.is_some() && app.blobs.has(&place).await? {
        return Ok(());
    }
    let quota = i64::try_from(app.config.family_blobs.saturating_mul(1024 * 1024)).unwrap_or(i64::MAX);
    if known.is_none() && found.blob_bytes >= quota {
        return Err(FamilyError::Full);
    }
    let size = app.blobs.keep(&place, body, LARGEST_BLOB).await?;
    let (code, now, bytes) = (city.to_owned(), app.clock.now(), i64::try_from(size).unwrap_or(i64::MAX));
    let written = app.store.write::<_, FamilyError, _>(move |tx| {
        Box::pin(async move {
            let found = enter(tx, &code, family, &access, FamilyAct::Add, Hold::Yes).await?;
            if self::size(tx, &code, family, sha256).await?.is_some() {
                return Ok(());
            }
            let total = found.blob_bytes.saturating_add(bytes);
            if total > quota {
                return Err(FamilyError::Full);
            }
            let sql = "INSERT INTO family_blob (city, family, sha256, size, at) VALUES ($1, $2, $3, $4, $5)";
            let params = [code.as_str().into(), family.into(), sha256.to_vec().into(), bytes.into(), now.into()];
            tx.execute(sql, &params).await?;
            let sql = "UPDATE family SET blob_bytes = $3 WHERE city = $1 AND id = $2";
            tx.execute(sql, &[code.into(), family.into(), total.into()]).await?;
            Ok(())
        })
    });
    let written = written.await;
    // Nobody can name it there. (After a new key somebody else may have brought the same one: then it stays.)
    if let Err(FamilyError::Full | FamilyError::Access(NotInFamily::Stranger)) = written
        && let Err(error) = app.blobs.remove(&place).await
    {
        tracing::warn!(%error, "a blob that nobody can name stays");
    }
    written?;
    ::metrics::counter!(metrics::BLOB_BYTES, "way" => "in").increment(size);
    Ok(())
}

/// A blob's bytes as they come from where it lies.
///
/// # Errors
/// [`FamilyError::Access`]; [`FamilyError::NotFound`], also when the tables know it and it is not where it belongs.
pub async fn blob(app: &App, city: &str, family: Uuid, access: Access, name: &str) -> Result<Kept, FamilyError> {
    let sha256 = hash_of(name).ok_or(FamilyError::NotFound("blob"))?;
    let (found, known) = look(app, city, family, access, FamilyAct::Read, sha256).await?;
    known.ok_or(FamilyError::NotFound("blob"))?;
    match app.blobs.read(&Place { city: city.to_owned(), room: found.room, sha256 }).await {
        Ok(mut kept) => {
            ::metrics::counter!(metrics::BLOB_BYTES, "way" => "out").increment(kept.size);
            kept.bytes = kept.bytes.fuse().boxed();
            Ok(kept)
        }
        Err(BlobError::Missing) => {
            tracing::error!("a blob that the tables know is not where it belongs");
            Err(FamilyError::NotFound("blob"))
        }
        Err(error) => Err(error.into()),
    }
}
