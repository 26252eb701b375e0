//! The schema, as numbered scripts. **Append only:** a script that has shipped is never changed, because
//! devices skip what their `user_version` says they have run.

use super::StoreError;
use rusqlite::{Connection, TransactionBehavior};

/// Script `n` brings a database from schema `n` to `n + 1`.
pub const MIGRATIONS: &[&str] = &[FIRST, SEARCH, TOPIC_FLAGS, LENS, VAULT, DRAFT, SCHOOL, PRIVATE, GROWTH];

/// The newest schema this version knows.
pub const KNOWN: i64 = 9;
const _: () = assert!(MIGRATIONS.len() == 9, "KNOWN counts the scripts");

/// `news.n` is the device's own short name of an article: the search index and the topic index use it, and
/// lists page by `(published, n)`. `body` stands last, so that a list never reads past it.
const FIRST: &str = "
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE city (code TEXT PRIMARY KEY, json TEXT NOT NULL, etag TEXT, at INTEGER NOT NULL);
CREATE TABLE stream (name TEXT PRIMARY KEY, cursor INTEGER NOT NULL, sweep INTEGER NOT NULL DEFAULT 0);

CREATE TABLE news (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    published INTEGER NOT NULL,
    important INTEGER NOT NULL,
    for_me INTEGER NOT NULL,
    read INTEGER NOT NULL,
    indexed INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    source TEXT NOT NULL,
    url TEXT,
    topics TEXT NOT NULL,
    areas TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX news_all ON news (published);
CREATE INDEX news_unread ON news (published) WHERE read = 0;
CREATE INDEX news_important ON news (published) WHERE important = 1;
CREATE INDEX news_for_me ON news (published) WHERE for_me = 1;
CREATE INDEX news_for_me_unread ON news (published) WHERE for_me = 1 AND read = 0;
CREATE TABLE news_topic (
    topic TEXT NOT NULL, published INTEGER NOT NULL, news INTEGER NOT NULL,
    PRIMARY KEY (topic, published, news)
) WITHOUT ROWID;

CREATE TABLE alert (
    id BLOB PRIMARY KEY, seq INTEGER NOT NULL, rev INTEGER NOT NULL, written INTEGER NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0, noted INTEGER NOT NULL DEFAULT 0, json TEXT NOT NULL
);
CREATE TABLE record (
    stream TEXT NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (stream, id)
);
CREATE TABLE saved (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, person TEXT,
    kept INTEGER NOT NULL, remote INTEGER NOT NULL, seq INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL
);
CREATE INDEX saved_at ON saved (at) WHERE kept = 1;
CREATE TABLE outbox (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, person TEXT NOT NULL, at INTEGER NOT NULL,
    name TEXT NOT NULL, json TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, last_error TEXT,
    refused TEXT
);
CREATE INDEX outbox_waiting ON outbox (person, n) WHERE refused IS NULL;
CREATE TABLE note (kind TEXT NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, id));
";

/// The index holds, per article, the set of its characters and pairs of characters: see `news::search`.
/// Contentless: the text stands in `news` alone. Without positions: a find is checked against the text.
const SEARCH: &str = "
CREATE VIRTUAL TABLE news_words USING fts5(
    words, content='', contentless_delete=1, detail=none, tokenize='ascii'
);
CREATE INDEX news_not_indexed ON news (n) WHERE indexed = 0;
";

/// A topic's list filters by these without a look at each article. The trigger keeps them; nobody else does.
const TOPIC_FLAGS: &str = "
ALTER TABLE news_topic ADD COLUMN for_me INTEGER NOT NULL DEFAULT 0;
ALTER TABLE news_topic ADD COLUMN important INTEGER NOT NULL DEFAULT 0;
ALTER TABLE news_topic ADD COLUMN read INTEGER NOT NULL DEFAULT 0;
UPDATE news_topic SET (for_me, important, read) =
    (SELECT for_me, important, read FROM news WHERE n = news_topic.news);
CREATE TRIGGER news_flags AFTER UPDATE OF for_me, important, read ON news BEGIN
    UPDATE news_topic SET for_me = NEW.for_me, important = NEW.important, read = NEW.read
    WHERE news = NEW.n AND published = NEW.published AND topic IN (SELECT value FROM json_each(NEW.topics));
END;
";

/// One row: the name of what decides `for_me`, and between which times `for_me` stands as decided. The triggers
/// keep the name, so that no writer can forget it. A random name and no count: a transaction that is rolled
/// back must not leave its name to the next.
const LENS: &str = "
CREATE TABLE lens (version INTEGER NOT NULL, stands_from INTEGER NOT NULL, stands_until INTEGER NOT NULL);
INSERT INTO lens VALUES (random(), 0, 0);
CREATE TRIGGER lens_set AFTER INSERT ON setting
WHEN NEW.key IN ('interests', 'person-interests', 'person', 'city') BEGIN
    UPDATE lens SET version = random(), stands_until = 0;
END;
CREATE TRIGGER lens_reset AFTER UPDATE ON setting
WHEN NEW.key IN ('interests', 'person-interests', 'person', 'city') BEGIN
    UPDATE lens SET version = random(), stands_until = 0;
END;
CREATE TRIGGER lens_unset AFTER DELETE ON setting
WHEN OLD.key IN ('interests', 'person-interests', 'person', 'city') BEGIN
    UPDATE lens SET version = random(), stands_until = 0;
END;
CREATE TRIGGER lens_city_came AFTER INSERT ON city BEGIN
    UPDATE lens SET version = random(), stands_until = 0;
END;
CREATE TRIGGER lens_city_changed AFTER UPDATE OF json ON city BEGIN
    UPDATE lens SET version = random(), stands_until = 0;
END;
CREATE TRIGGER lens_city_went AFTER DELETE ON city BEGIN
    UPDATE lens SET version = random(), stands_until = 0;
END;
";

/// The family's vaults. `sealed` holds ciphertext alone: no word of an entry stands in this file. `sealed.n` only
/// grows, so that whoever has opened the rows up to `n` opens the rest and has all. `sent`: the server has it.
const VAULT: &str = "
CREATE TABLE vault (
    id BLOB PRIMARY KEY, child BLOB, state TEXT NOT NULL, server TEXT, city TEXT,
    cursor INTEGER NOT NULL DEFAULT 0, problem TEXT
);
CREATE TABLE sealed (
    n INTEGER PRIMARY KEY, vault BLOB NOT NULL, id BLOB NOT NULL, epoch INTEGER NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0, refused TEXT, sealed BLOB NOT NULL, UNIQUE (vault, id)
);
CREATE INDEX sealed_waiting ON sealed (vault, n) WHERE sent = 0;
CREATE TABLE unopened (
    vault BLOB NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL, rev INTEGER NOT NULL, epoch INTEGER NOT NULL,
    at INTEGER NOT NULL, reason TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (vault, id, seq)
);
CREATE TABLE family_blob (
    vault BLOB NOT NULL, sha256 TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 0, refused TEXT,
    PRIMARY KEY (vault, sha256)
);
";

/// What was begun in a form, see `draft`. `key` is the hash of a form's name; `person`: it goes with the person who is
/// signed in.
const DRAFT: &str = "
CREATE TABLE draft (key TEXT PRIMARY KEY, person INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
";

/// The school, see `school::store`. `school`: records of the person's own stream and of the groups' streams, sealed.
/// `school_said`: commands that the server did and whose record has not come. `school_opened`: notices that were opened,
/// and in which edit. `school_kept`: files and answers kept for when there is no network, each about a record.
/// `school_note`: records that are still to be told aloud, and as what.
const SCHOOL: &str = "
CREATE TABLE school (
    stream TEXT NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (stream, id)
);
CREATE INDEX school_id ON school (id);
CREATE TABLE school_said (n INTEGER PRIMARY KEY, command BLOB NOT NULL UNIQUE, sealed BLOB NOT NULL);
CREATE TABLE school_opened (notice BLOB PRIMARY KEY, edited INTEGER);
CREATE TABLE school_kept (
    key TEXT PRIMARY KEY, about BLOB NOT NULL, used INTEGER NOT NULL, bytes INTEGER NOT NULL, sealed BLOB NOT NULL
);
CREATE INDEX school_kept_about ON school_kept (about);
CREATE TABLE school_note (id BLOB PRIMARY KEY, what TEXT NOT NULL);
";

/// The school's tables serve every private room, see [`crate::private`]. `about`: the record that this one is said of,
/// and with which it goes.
const PRIVATE: &str = "
DROP INDEX school_id;
DROP INDEX school_kept_about;
ALTER TABLE school RENAME TO private_record;
ALTER TABLE private_record ADD COLUMN room TEXT NOT NULL DEFAULT 'school';
ALTER TABLE private_record ADD COLUMN about BLOB;
CREATE INDEX private_record_id ON private_record (id);
CREATE INDEX private_record_room ON private_record (room);
CREATE INDEX private_record_about ON private_record (about) WHERE about IS NOT NULL;
ALTER TABLE school_said RENAME TO private_said;
ALTER TABLE private_said ADD COLUMN room TEXT NOT NULL DEFAULT 'school';
ALTER TABLE school_opened RENAME TO private_opened;
ALTER TABLE private_opened RENAME COLUMN notice TO id;
ALTER TABLE school_kept RENAME TO private_kept;
CREATE INDEX private_kept_about ON private_kept (about);
ALTER TABLE school_note RENAME TO private_note;
ALTER TABLE private_note ADD COLUMN room TEXT NOT NULL DEFAULT 'school';
";

/// Tables of growth that the person loaded from files, as they were given.
const GROWTH: &str = "
CREATE TABLE growth_table (
    rules TEXT NOT NULL, name TEXT NOT NULL, file TEXT NOT NULL, at INTEGER NOT NULL, csv TEXT NOT NULL,
    PRIMARY KEY (rules, name)
);
";

/// Brings `db` up to date, one transaction a script.
///
/// # Errors
/// [`StoreError::Newer`] when a newer app wrote it; nothing is touched then.
pub fn migrate(db: &mut Connection, scripts: &[&str]) -> Result<(), StoreError> {
    let newest = i64::try_from(scripts.len()).unwrap_or(i64::MAX);
    loop {
        let tx = db.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let version: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version > newest {
            return Err(StoreError::Newer);
        }
        let Some(script) = usize::try_from(version).ok().and_then(|version| scripts.get(version)) else {
            return Ok(());
        };
        drop(tx);
        // Somebody else may be migrating too: whoever holds the lock looks again.
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if tx.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))? == version {
            tx.execute_batch(script)?;
            tx.pragma_update(None, "user_version", version.saturating_add(1))?;
            tx.commit()?;
        }
    }
}
