//! What of the database everybody may read, as bytes: the city, its news and alerts, the notice board.
//!
//! A kiosk forgets everything when a person leaves. So that it can still show the town's board while its network is
//! away, this much is handed to its next life. What goes along is a list of tables, columns and streams, written out
//! here; a table that is added later does not go along by itself. And what was done with a public thing (read, seen,
//! kept, told) is not public: those columns begin anew.

use super::{MIGRATIONS, Store, StoreError, migrations};
use crate::{api, association, city, sync};
use itsumo_domain::Stream;
use rusqlite::{Connection, MAIN_DB, params_from_iter, types::Value};

/// A table, its columns, and what is taken for each of them.
struct Table {
    name: &'static str,
    columns: &'static str,
    taken: &'static str,
    which: String,
}

fn tables() -> [Table; 7] {
    let list = |names: &[&str]| names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
    let (news, alerts, circulars) = (Stream::news(), Stream::alerts(), Stream::circulars());
    let streams = list(&[news.as_str(), alerts.as_str(), circulars.as_str()]);
    let settings = list(&[api::SERVER, city::CHOSEN, city::CITIES, association::BOARD, sync::LAST_OK]);
    let table = |name, columns, taken, which| Table { name, columns, taken, which };
    let as_it_is = |name, columns, which| table(name, columns, columns, which);
    let every = || "true".to_owned();
    [
        // First: what decides which news is whose looks at it.
        as_it_is("setting", "key, value", format!("key IN ({settings})")),
        as_it_is("city", "code, json, etag, at", every()),
        as_it_is("stream", "name, cursor, sweep", format!("name IN ({streams})")),
        table(
            "news",
            "n, id, seq, rev, published, important, for_me, read, indexed, title, summary, source, url, topics, areas, body",
            "n, id, seq, rev, published, important, 0, 0, 0, title, summary, source, url, topics, areas, body",
            every(),
        ),
        as_it_is("news_topic", "topic, published, news, important", every()),
        table("alert", "id, seq, rev, written, seen, noted, json", "id, seq, rev, written, 0, 0, json", every()),
        as_it_is("record", "stream, id, seq, json", format!("stream IN ({streams})")),
    ]
}

fn copy(from: &Connection, to: &Connection) -> Result<(), StoreError> {
    for Table { name, columns, taken, which } in tables() {
        let count = columns.split(", ").count();
        let places = vec!["?"; count].join(", ");
        let mut put = to.prepare(&format!("INSERT OR REPLACE INTO {name} ({columns}) VALUES ({places})"))?;
        let mut read = from.prepare(&format!("SELECT {taken} FROM {name} WHERE {which}"))?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let values = (0..count).map(|i| row.get::<_, Value>(i)).collect::<Result<Vec<_>, _>>()?;
            put.execute(params_from_iter(values))?;
        }
    }
    Ok(())
}

impl Store {
    /// What everybody may read, as bytes for [`Self::take_public`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn public(&self) -> Result<Vec<u8>, StoreError> {
        let mut copied = Connection::open_in_memory()?;
        migrations::migrate(&mut copied, MIGRATIONS)?;
        self.read(|db| copy(db, &copied))?;
        Ok(copied.serialize(MAIN_DB)?.to_vec())
    }

    /// Takes what [`Self::public`] gave, also in an older version.
    ///
    /// # Errors
    /// When it is damaged, or of a newer version: nothing is taken then.
    pub fn take_public(&self, bytes: &[u8]) -> Result<(), StoreError> {
        let mut carried = Connection::open_in_memory()?;
        carried.deserialize_read_exact(MAIN_DB, bytes, bytes.len(), false)?;
        migrations::migrate(&mut carried, MIGRATIONS)?;
        self.write(|tx| copy(&carried, tx))
    }
}
