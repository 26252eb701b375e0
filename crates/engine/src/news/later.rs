//! あとで: an announcement whose notification was put off is told once more, unless it was read meanwhile. What is put
//! off is remembered on the device, so that it survives a restart, and it goes the way of everything that is told:
//! quiet hours hold it too.

use crate::{
    Engine, Error,
    notify::{self, Item},
    store::{StoreError, set_setting, setting},
};
use itsumo_domain::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;
use uuid::Uuid;

const KEY: &str = "news-later";

/// What could not be told by then (it is gone, or was read) is forgotten.
const FORGOTTEN: i64 = Timestamp::DAY;

type Later = BTreeMap<Uuid, Timestamp>;

impl Engine {
    /// Tells about an announcement again, `wait` milliseconds from now. Its notification goes until then.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn tell_news_later(&self, id: Uuid, wait: i64) -> Result<(), Error> {
        let now = self.now();
        self.write(move |tx, _| {
            let mut later: Later = setting(tx, KEY)?.unwrap_or_default();
            later.retain(|_, at| now.since(*at) < FORGOTTEN);
            later.insert(id, now.plus(wait));
            set_setting(tx, KEY, &later)
        })
        .await?;
        self.0.inner.notes.withdraw(&notify::news_note(id));
        Ok(())
    }
}

/// What was put off until `now`, and is still there unread.
pub(crate) fn to_tell(db: &Connection, now: Timestamp) -> Result<Vec<Item>, StoreError> {
    let later: Later = setting(db, KEY)?.unwrap_or_default();
    let mut read = db.prepare_cached("SELECT title, summary, published FROM news WHERE id = ?1 AND read = 0")?;
    let mut items = Vec::new();
    for (id, _) in later.into_iter().filter(|(_, at)| *at <= now) {
        // Somebody asked for it: whatever their interests say meanwhile, it is for them.
        let item = read.query_row([id.as_bytes()], |row| {
            let (title, summary, published) = (row.get(0)?, row.get(1)?, Timestamp(row.get(2)?));
            Ok(Item::News { id, title, summary, published, for_me: true, read: false })
        });
        items.extend(item.optional()?);
    }
    Ok(items)
}

/// These were told.
pub(crate) fn told(db: &Connection, ids: &[Uuid]) -> Result<(), StoreError> {
    let before: Later = setting(db, KEY)?.unwrap_or_default();
    let mut later = before.clone();
    later.retain(|id, _| !ids.contains(id));
    if later == before { Ok(()) } else { set_setting(db, KEY, &later) }
}
