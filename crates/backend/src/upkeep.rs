//! What a server does by itself now and then, so that no table grows for ever.
//!
//! Families stay, however long nobody writes to them or reads them: see [`crate::family`].

use crate::{
    app::App,
    association::{circular, recovery, request, safety},
    handover,
    ingest::state,
    metrics, push,
    store::{Store, StoreError, Value},
};
use itsumo_domain::Timestamp;
use std::time::Duration;

/// How long it is remembered that a command was done, in milliseconds.
///
/// The memory answers a device that asks again because it heard no answer, which it does as soon as it is online.
/// What was acknowledged is gone from its outbox and never sent again. So only a device that lost an answer and
/// then was offline for half a year can have a command done twice; and a command says what shall be (*these are
/// my interests*, *this is saved*), not what shall change, so the second time ends where a command ends that
/// comes for the first time after half a year, as any may.
pub const COMMANDS_KEPT: i64 = 180 * Timestamp::DAY;
/// How often that is looked at.
const PRUNING: i64 = Timestamp::HOUR;
/// How often it is looked for drops whose time is over. (Nobody is given anything of them meanwhile.)
const FORGETTING: i64 = Timestamp::MINUTE;
/// Most commands found by one look, which reads the whole table, beside the writer.
const FOUND: i64 = 20_000;
/// Most of them forgotten in one transaction, so that nobody who syncs waits for long.
const FORGOTTEN: usize = 500;

/// Runs until the server stops.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    let (mut pruned, mut forgot) = (app.clock.now(), app.clock.now());
    loop {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        if let Some(recorder) = metrics::install() {
            // Keeps the figures' memory small.
            recorder.run_upkeep();
        }
        let now = app.clock.now();
        if !(0..FORGETTING).contains(&now.since(forgot)) {
            forgot = now;
            for city in app.cities.iter() {
                if let Err(error) = handover::forget_over(&app.store, &city.city.code, now).await {
                    tracing::warn!(%error, "drops whose time is over stay for another minute");
                }
            }
        }
        // A clock set back starts the hour anew.
        if (0..PRUNING).contains(&now.since(pruned)) {
            continue;
        }
        pruned = now;
        let looking = app.store.write::<_, StoreError, _>(|tx| Box::pin(async move { tx.look_at_tables().await }));
        if let Err(error) = looking.await {
            tracing::warn!(%error, "which index is the best is known as of an hour ago");
        }
        for city in app.cities.iter() {
            if let Err(error) = prune(&app.store, &city.city.code, now).await {
                tracing::warn!(%error, "old rows stay for another hour");
            }
            if let Err(error) = recovery::settle_due(&app.store, &*app.ids, &city.city.code, now).await {
                tracing::warn!(%error, "seats that are asked for wait for another hour");
            }
            if let Err(error) = safety::term::delete_due(&app.store, &city.city.code, now).await {
                tracing::warn!(%error, "safety checks whose term is over stay hidden, and for another hour");
            }
            if let Err(error) = app.blobs.empty_rooms(&app.store, &city.city.code).await {
                tracing::warn!(%error, "blobs of families that left stay for another hour");
            }
            if let Err(error) = circular::file::forget_unused(&app, &city.city.code).await {
                tracing::warn!(%error, "files that no circular has stay for another hour");
            }
        }
    }
}

/// Forgets what a city no longer needs: commands done long ago, requests that nobody answered, items long gone from
/// their sources.
///
/// # Errors
/// When the tables cannot be read or written; some may be pruned then.
pub async fn prune(store: &Store, city: &str, now: Timestamp) -> Result<(), StoreError> {
    let code = city.to_owned();
    let old = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT person, id FROM command WHERE city = $1 AND at < $2 LIMIT $3";
            let rows = tx.query(sql, &[code.into(), now.plus(-COMMANDS_KEPT).into(), FOUND.into()]).await?;
            rows.iter().map(|row| Ok((row.uuid(0)?, row.uuid(1)?))).collect::<Result<Vec<_>, StoreError>>()
        })
    });
    for some in old.await?.chunks(FORGOTTEN) {
        let (city, some) = (Value::from(city), some.to_vec());
        store
            .write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    for (person, id) in some {
                        let sql = "DELETE FROM command WHERE city = $1 AND person = $2 AND id = $3";
                        tx.execute(sql, &[city.clone(), person.into(), id.into()]).await?;
                    }
                    Ok(())
                })
            })
            .await?;
    }
    let code = city.to_owned();
    let forgetting = store.write(move |tx| {
        Box::pin(async move {
            request::forget_old(tx, &code, now).await?;
            push::address::prune(tx, &code, now).await?;
            state::forget_gone(tx, &code, now).await
        })
    });
    forgetting.await
}
