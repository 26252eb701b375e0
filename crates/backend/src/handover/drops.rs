//! A drop's five minutes: opened, filled, taken, closed, forgotten.

use super::{HandoverError, MOST_OPEN, MOST_WAITING, Secret};
use crate::{
    app::App,
    limits::client_key,
    store::{Store, StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    handover::{LARGEST_SEALED, LIFE},
};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use uuid::Uuid;

/// A drop as its row has it.
struct Standing {
    closed: bool,
    sha256: Option<Vec<u8>>,
}

async fn standing(tx: &mut dyn Tx, city: &str, drop: Uuid, now: Timestamp) -> Result<Option<Standing>, StoreError> {
    // Whether it was filled is told by the size: the column of bytes may be large, and its NULL has no type to read.
    let sql = "SELECT closed, size, COALESCE(sha256, $4) FROM handover_drop WHERE city = $1 AND id = $2 AND until > $3";
    let rows = tx.query(sql, &[city.into(), drop.into(), now.into(), Vec::<u8>::new().into()]).await?;
    let row = rows.first().map(|row| {
        let filled = row.int(1)? > 0;
        Ok(Standing { closed: row.int(0)? != 0, sha256: if filled { Some(row.bytes(2)?.to_vec()) } else { None } })
    });
    row.transpose()
}

/// Opens a drop for [`LIFE`]. Said again it changes nothing.
///
/// # Errors
/// [`HandoverError::TooOften`], [`HandoverError::Full`]; [`HandoverError::Taken`] for one that was closed.
pub async fn open(app: &App, client: IpAddr, city: &str, drop: Uuid) -> Result<(), HandoverError> {
    let now = app.clock.now();
    app.drops.opening.take(client_key(client), now).map_err(HandoverError::TooOften)?;
    let city = city.to_owned();
    let opening = app.store.write::<_, HandoverError, _>(move |tx| {
        Box::pin(async move {
            if let Some(there) = standing(tx, &city, drop, now).await? {
                return if there.closed { Err(HandoverError::Taken) } else { Ok(()) };
            }
            let sql = "SELECT COUNT(*) FROM handover_drop WHERE city = $1 AND until > $2";
            let rows = tx.query(sql, &[city.as_str().into(), now.into()]).await?;
            if rows.first().map_or(Ok(0), |row| row.int(0))? >= MOST_OPEN {
                return Err(HandoverError::Full);
            }
            // One that is over and not yet forgotten makes way.
            let sql = "DELETE FROM handover_drop WHERE city = $1 AND id = $2 AND until <= $3";
            tx.execute(sql, &[city.as_str().into(), drop.into(), now.into()]).await?;
            let sql = "INSERT INTO handover_drop (city, id, until, closed, size) VALUES ($1, $2, $3, 0, 0)
                       ON CONFLICT (city, id) DO NOTHING";
            tx.execute(sql, &[city.into(), drop.into(), now.plus(LIFE).into()]).await?;
            Ok(())
        })
    });
    opening.await
}

/// Whether something may be put into a drop by whoever asks: looked at before any of it is taken in, because that needs
/// memory. What was filled may be filled with the same again.
///
/// # Errors
/// [`HandoverError::NotThere`], [`HandoverError::Taken`] for one that was closed, [`HandoverError::TooOften`].
pub async fn may_fill(app: &App, client: IpAddr, city: &str, drop: Uuid) -> Result<(), HandoverError> {
    let now = app.clock.now();
    app.drops.filling.take(client_key(client), now).map_err(HandoverError::TooOften)?;
    let city = city.to_owned();
    let looking = app.store.read::<_, HandoverError, _>(move |tx| {
        Box::pin(async move {
            let there = standing(tx, &city, drop, now).await?.ok_or(HandoverError::NotThere)?;
            if there.closed { Err(HandoverError::Taken) } else { Ok(()) }
        })
    });
    looking.await
}

/// Puts a sealed paper into a drop that waits for one, when [`may_fill`] has said yes. The same again changes nothing: an
/// answer may have been lost.
///
/// # Errors
/// [`HandoverError::NotThere`], [`HandoverError::Taken`], [`HandoverError::Size`], [`HandoverError::Full`].
pub async fn fill(app: &App, city: &str, drop: Uuid, sealed: Vec<u8>) -> Result<(), HandoverError> {
    let now = app.clock.now();
    if sealed.is_empty() || sealed.len() > LARGEST_SEALED {
        return Err(HandoverError::Size(sealed.len()));
    }
    let city = city.to_owned();
    let size = i64::try_from(sealed.len()).unwrap_or(i64::MAX);
    let sha256 = Sha256::digest(&sealed).to_vec();
    let filling = app.store.write::<_, HandoverError, _>(move |tx| {
        Box::pin(async move {
            let there = standing(tx, &city, drop, now).await?.ok_or(HandoverError::NotThere)?;
            match there.sha256 {
                Some(known) if known == sha256 => return Ok(()),
                Some(_) => return Err(HandoverError::Taken),
                None if there.closed => return Err(HandoverError::Taken),
                None => {}
            }
            let sql = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM handover_drop
                       WHERE city = $1 AND until > $2 AND closed = 0";
            let rows = tx.query(sql, &[city.as_str().into(), now.into()]).await?;
            let waiting = rows.first().map_or(Ok(0), |row| row.int(0))?;
            if waiting.saturating_add(size) > MOST_WAITING {
                return Err(HandoverError::Full);
            }
            // Of two phones at the same time only one finds it empty.
            let sql = "UPDATE handover_drop SET size = $3, sha256 = $4, sealed = $5
                       WHERE city = $1 AND id = $2 AND size = 0 AND closed = 0";
            let params = [city.into(), drop.into(), size.into(), sha256.into(), sealed.into()];
            if tx.execute(sql, &params).await? == 0 { Err(HandoverError::Taken) } else { Ok(()) }
        })
    });
    filling.await
}

/// What is in the machine's drop; none while nothing is. It stays until the machine closes it.
///
/// # Errors
/// [`HandoverError::NotThere`] for one that is over or closed, and with another's secret; [`HandoverError::TooOften`].
pub async fn take(
    app: &App,
    client: IpAddr,
    city: &str,
    drop: Uuid,
    secret: Secret,
) -> Result<Option<Vec<u8>>, HandoverError> {
    let now = app.clock.now();
    app.drops.asking.take(client_key(client), now).map_err(HandoverError::TooOften)?;
    if !secret.opens(drop) {
        return Err(HandoverError::NotThere);
    }
    let city = city.to_owned();
    let taking = app.store.read::<_, HandoverError, _>(move |tx| {
        Box::pin(async move {
            let there = standing(tx, &city, drop, now).await?.filter(|there| !there.closed);
            if there.ok_or(HandoverError::NotThere)?.sha256.is_none() {
                return Ok(None);
            }
            let sql = "SELECT sealed FROM handover_drop WHERE city = $1 AND id = $2";
            let rows = tx.query(sql, &[city.into(), drop.into()]).await?;
            let row = rows.first().ok_or(HandoverError::NotThere)?;
            Ok(Some(row.bytes(0)?.to_vec()))
        })
    });
    taking.await
}

/// The machine has what was in it, or waits no longer: it is gone from here, and nothing comes in its place.
///
/// # Errors
/// [`HandoverError::NotThere`] with another's secret.
pub async fn close(app: &App, city: &str, drop: Uuid, secret: Secret) -> Result<(), HandoverError> {
    if !secret.opens(drop) {
        return Err(HandoverError::NotThere);
    }
    let city = city.to_owned();
    let closing = app.store.write::<_, HandoverError, _>(move |tx| {
        Box::pin(async move {
            let sql = "UPDATE handover_drop SET closed = 1, size = 0, sha256 = NULL, sealed = NULL
                       WHERE city = $1 AND id = $2";
            tx.execute(sql, &[city.into(), drop.into()]).await?;
            Ok(())
        })
    });
    closing.await
}

/// Forgets the drops whose time is over.
///
/// # Errors
/// The store's.
pub async fn forget_over(store: &Store, city: &str, now: Timestamp) -> Result<(), StoreError> {
    let (city, asked) = (city.to_owned(), city.to_owned());
    // Looked for beside the writer first: mostly there is nothing to do.
    let over = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT COUNT(*) FROM handover_drop WHERE city = $1 AND until <= $2";
            let rows = tx.query(sql, &[asked.into(), now.into()]).await?;
            rows.first().map_or(Ok(0), |row| row.int(0))
        })
    });
    if over.await? == 0 {
        return Ok(());
    }
    let forgetting = store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "DELETE FROM handover_drop WHERE city = $1 AND until <= $2";
            tx.execute(sql, &[city.into(), now.into()]).await
        })
    });
    forgetting.await.map(drop)
}
