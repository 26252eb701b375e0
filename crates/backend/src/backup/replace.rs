//! What a restore does to the tables, the same on both engines, in one transaction.
//!
//! What a city says (news, alerts, accounts, sources) becomes what it was. Devices are told of it: what stands now
//! and did not stand before, or stood in another form, is written anew at the stream's end, and what stood before
//! and does not stand now is recalled. So who has seen everything shows the same as who comes for the first time.
//!
//! What families keep here is not rolled back. The server cannot read it, it never changes, and a device was told
//! that it is kept: a family that is here stays as it is, with its newest key; one that only the backup knows comes
//! back. What people's devices hold of their own streams stays on them.
//!
//! A shield that stands ([`crate::school::shield`]) goes on standing, whatever the backup knows of it.

use super::HEAD_START;
use crate::{
    store::{StoreError, Tx, migrations},
    stream::{Draft, append, find},
};
use itsumo_domain::{Stream, Timestamp, record::kind};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Tables with a column `family`.
const OF_FAMILIES: [&str; 4] = ["family_access", "family_key", "family_recovery", "family_blob"];
/// Records written at once.
const AT_ONCE: usize = 500;

/// Replaces what is there by what `restored` names for each table.
pub(super) async fn replace(
    tx: &mut dyn Tx,
    restored: impl Fn(&str) -> String + Send,
    now: Timestamp,
) -> Result<(), StoreError> {
    for sql in [
        "CREATE TEMP TABLE was_stream AS SELECT city, name, head FROM stream",
        "CREATE TEMP TABLE was_family AS SELECT city, id FROM family",
        "CREATE TEMP TABLE was_public AS SELECT city, stream, id, rev, at, gone FROM record
         WHERE stream IN ('alerts', 'news')",
        "CREATE INDEX was_public_key ON was_public (city, stream, id)",
        "DELETE FROM record WHERE stream NOT LIKE 'family/%'",
        "DELETE FROM stream WHERE name NOT LIKE 'family/%'",
    ] {
        tx.execute(sql, &[]).await?;
    }
    for table in migrations::tables().filter(|table| table != "schema_version") {
        let from = restored(&table);
        let stays = match table.as_str() {
            "record" => {
                "SELECT 1 FROM was_stream w WHERE w.city = r.city AND w.name = r.stream AND w.name LIKE 'family/%'"
            }
            "stream" => {
                "SELECT 1 FROM was_stream w WHERE w.city = r.city AND w.name = r.name AND w.name LIKE 'family/%'"
            }
            // Somebody is kept safe by each of these: going back to a day before one was set must not undo it.
            "shield" => "SELECT 1 FROM shield w WHERE w.city = r.city AND w.id = r.id",
            "family" => "SELECT 1 FROM was_family w WHERE w.city = r.city AND w.id = r.id",
            "blob_leaving" => "SELECT 1 FROM blob_leaving w WHERE w.city = r.city AND w.room = r.room",
            of if OF_FAMILIES.contains(&of) => "SELECT 1 FROM was_family w WHERE w.city = r.city AND w.id = r.family",
            _ => {
                tx.execute(&format!("DELETE FROM {table}"), &[]).await?;
                tx.execute(&format!("INSERT INTO {table} SELECT * FROM {from}"), &[]).await?;
                continue;
            }
        };
        let sql =
            format!("INSERT INTO {table} SELECT * FROM {from} r WHERE NOT EXISTS ({stays}) ON CONFLICT DO NOTHING");
        tx.execute(&sql, &[]).await?;
    }
    for sql in [
        // The room of a family that came back is not emptied.
        "DELETE FROM blob_leaving WHERE room IN (SELECT room FROM family)",
        "INSERT INTO stream (city, name, head) SELECT city, name, head FROM was_stream WHERE 1 = 1
         ON CONFLICT (city, name) DO UPDATE
         SET head = CASE WHEN excluded.head > stream.head THEN excluded.head ELSE stream.head END",
    ] {
        tx.execute(sql, &[]).await?;
    }
    tx.execute("UPDATE stream SET head = head + $1", &[HEAD_START.into()]).await?;
    tell_devices(tx, now).await?;
    for table in ["was_stream", "was_family", "was_public"] {
        tx.execute(&format!("DROP TABLE {table}"), &[]).await?;
    }
    Ok(())
}

/// Writes anew what stands now and stood differently, and recalls what stood and does not stand any more.
async fn tell_devices(tx: &mut dyn Tx, now: Timestamp) -> Result<(), StoreError> {
    let stands = "SELECT r.city, r.stream, r.id FROM record r WHERE r.stream IN ('alerts', 'news') AND r.gone = 0
                  AND NOT EXISTS (SELECT 1 FROM was_public w WHERE w.city = r.city AND w.stream = r.stream
                                  AND w.id = r.id AND w.rev = r.rev AND w.at = r.at AND w.gone = 0) ORDER BY r.seq";
    let stood = "SELECT w.city, w.stream, w.id FROM was_public w WHERE w.gone = 0
                 AND NOT EXISTS (SELECT 1 FROM record r WHERE r.city = w.city AND r.stream = w.stream
                                 AND r.id = w.id AND r.gone = 0) ORDER BY w.id";
    let mut changed: BTreeMap<(String, String), Vec<Uuid>> = BTreeMap::new();
    for sql in [stands, stood] {
        for row in tx.query(sql, &[]).await? {
            let key = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
            changed.entry(key).or_default().push(row.uuid(2)?);
        }
    }
    for ((city, name), ids) in changed {
        let stream: Stream = name.parse().map_err(|error| StoreError::Shape(format!("{error}")))?;
        let sort = if stream == Stream::alerts() { kind::ALERT } else { kind::NEWS };
        for some in ids.chunks(AT_ONCE) {
            let mut drafts = Vec::with_capacity(some.len());
            for id in some {
                let found = find(tx, &city, &stream, *id).await?;
                let author = found.as_ref().map_or_else(|| "restore".to_owned(), |record| record.author.clone());
                let body = found.and_then(|record| record.body).map(|body| body.get().to_owned());
                drafts.push(Draft { id: *id, kind: sort, author, body });
            }
            append(tx, &city, &stream, &drafts, now).await?;
        }
    }
    Ok(())
}
