//! What was begun in a form and is not sent yet, kept for the case that the app ends: a flat battery, a crash, a phone
//! that needs the memory.
//!
//! A draft is a text under a key that names its form (`growth/<child>`), sealed with the device's key. It never leaves
//! the device. [`Engine::keep_draft`] and [`Engine::drop_draft`] begin their work when they are *called*, on the
//! engine's own threads, and can be called at each letter: a window may be hidden at any moment and then awaits
//! nothing. The future only tells how it went. Of several values for one key the last wins, always: each write takes
//! what is newest when its turn has come, and the writer takes turns.
//!
//! A key that begins with [`PERSON`] belongs to the person who is signed in, and its draft goes with them.

use crate::{Engine, Error, Inner, crypto::sha256_hex, locked, store::StoreError};
use rusqlite::{Connection, OptionalExtension, Transaction};
use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    sync::Mutex,
};

/// How the key of a draft begins that is the signed-in person's own and leaves the device with them.
pub const PERSON: &str = "person/";

/// What is on its way to the disk: the newest value of each key, `None` for a draft that is let go.
#[derive(Debug, Default)]
pub(crate) struct Pending(Mutex<HashMap<String, Option<String>>>);

/// A key in the database: forms are named by children's ids, and those are nobody's business.
fn row(key: &str) -> (String, bool) {
    (sha256_hex(key.as_bytes()), key.starts_with(PERSON))
}

fn place(row: &str) -> String {
    format!("draft/{row}")
}

/// What is sealed: the key with the value, so that all drafts can be named without naming them in the clear.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    key: String,
    value: String,
}

impl Engine {
    /// The draft called `key`.
    ///
    /// # Errors
    /// When the store or the keyring cannot be read. The draft is still there then.
    pub async fn draft(&self, key: &str) -> Result<Option<String>, Error> {
        let key = key.to_owned();
        self.read(move |db, inner| {
            if let Some(newest) = locked(&inner.drafts.0).get(&key) {
                return Ok(newest.clone());
            }
            let (row, _) = row(&key);
            let sealed: Option<Vec<u8>> = db
                .prepare_cached("SELECT sealed FROM draft WHERE key = ?1")?
                .query_row([&row], |found| found.get(0))
                .optional()?;
            let Some(sealed) = sealed else { return Ok(None) };
            Ok(open(inner, &row, &sealed)?.map(|kept| kept.value))
        })
        .await
    }

    /// All drafts by key. Where there is none, the keyring is not asked.
    ///
    /// # Errors
    /// When the store or the keyring cannot be read. The drafts are still there then.
    pub async fn drafts(&self) -> Result<BTreeMap<String, String>, Error> {
        self.read(|db, inner| {
            // Before the rows: what reaches the disk meanwhile is in either.
            let newest = locked(&inner.drafts.0).clone();
            let mut all = stored(db, inner)?;
            for (key, value) in newest {
                match value {
                    Some(value) => drop(all.insert(key, value)),
                    None => drop(all.remove(&key)),
                }
            }
            Ok(all)
        })
        .await
    }

    /// Keeps `value` as the draft called `key`, in place of what it was. The work begins with this call; the future
    /// says how it went and need not be awaited.
    ///
    /// # Errors
    /// When the store cannot be written or the keyring not be read. It is kept in memory then, and written with the
    /// next change.
    pub fn keep_draft(&self, key: &str, value: String) -> impl Future<Output = Result<(), Error>> + Send + use<> {
        self.put_draft(key, Some(value))
    }

    /// Lets the draft called `key` go: the form was sent, or nothing was begun. As [`Self::keep_draft`].
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn drop_draft(&self, key: &str) -> impl Future<Output = Result<(), Error>> + Send + use<> {
        self.put_draft(key, None)
    }

    fn put_draft(&self, key: &str, value: Option<String>) -> impl Future<Output = Result<(), Error>> + Send + use<> {
        let inner = self.inner();
        let key = key.to_owned();
        locked(&inner.drafts.0).insert(key.clone(), value);
        // Blocking from the start: nobody has to poll anything for it to happen.
        let runtime = inner.runtime.clone();
        let done = runtime.spawn_blocking(move || write(&inner, &key));
        async move {
            match done.await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(error.into()),
                Err(error) => Err(Error::internal(error)),
            }
        }
    }
}

/// Brings the newest value of `key` to the disk; nothing where an earlier turn has done so. After a power cut the last
/// letters may be missing, after the end of the app nothing is.
fn write(inner: &Inner, key: &str) -> Result<(), StoreError> {
    let mut taken = None;
    let written = inner.store.write_again(|tx| {
        let Some(value) = locked(&inner.drafts.0).get(key).cloned() else { return Ok(()) };
        put(tx, inner, key, value.as_deref())?;
        taken = Some(value);
        Ok(())
    });
    match written {
        // Only now, so that whoever reads finds it in one of the two. What came meanwhile has a turn of its own.
        Ok(()) => {
            let mut pending = locked(&inner.drafts.0);
            if taken.is_some() && pending.get(key) == taken.as_ref() {
                pending.remove(key);
            }
        }
        Err(ref error) => tracing::warn!(%error, "a draft could not be kept"),
    }
    written
}

/// Brings to the disk what is still on its way: the app is being closed, and the turns that have not begun would be
/// let go with its threads.
pub(crate) fn finish(inner: &Inner) {
    let waiting: Vec<String> = locked(&inner.drafts.0).keys().cloned().collect();
    for key in waiting {
        // What fails has been told.
        let _ = write(inner, &key);
    }
}

fn put(tx: &Transaction<'_>, inner: &Inner, key: &str, value: Option<&str>) -> Result<(), StoreError> {
    let (row, person) = row(key);
    let Some(value) = value else {
        tx.prepare_cached("DELETE FROM draft WHERE key = ?1")?.execute([&row])?;
        return Ok(());
    };
    let kept = serde_json::to_vec(&Kept { key: key.to_owned(), value: value.to_owned() })?;
    tx.prepare_cached(
        "INSERT INTO draft (key, person, sealed) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed",
    )?
    .execute((&row, person, inner.seal(&place(&row), &kept)?))?;
    Ok(())
}

/// What is on the disk. A draft that this device's key no longer opens is passed over: nobody can read it any more.
fn stored(db: &Connection, inner: &Inner) -> Result<BTreeMap<String, String>, StoreError> {
    let mut read = db.prepare_cached("SELECT key, sealed FROM draft")?;
    let rows = read
        .query_map([], |found| Ok((found.get::<_, String>(0)?, found.get::<_, Vec<u8>>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut all = BTreeMap::new();
    for (row, sealed) in rows {
        if let Some(kept) = open(inner, &row, &sealed)? {
            all.insert(kept.key, kept.value);
        }
    }
    Ok(all)
}

fn open(inner: &Inner, row: &str, sealed: &[u8]) -> Result<Option<Kept>, StoreError> {
    let opened = inner.try_unseal(&place(row), sealed)?;
    Ok(opened.and_then(|json| serde_json::from_slice(&json).ok()))
}

/// The person's drafts leave the device with them.
pub(crate) fn forget(tx: &Transaction<'_>, inner: &Inner) -> Result<(), StoreError> {
    locked(&inner.drafts.0).retain(|key, _| !key.starts_with(PERSON));
    tx.execute("DELETE FROM draft WHERE person = 1", [])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Deps, HandClock, Paths, http::FakeHttp};
    use itsumo_domain::Timestamp;
    use std::{path::Path, sync::Arc};

    const FORM: &str = "growth/00000000-0000-0000-0000-000000000001";

    fn world() -> Deps {
        Deps::fake(HandClock::at(Timestamp(1_000)), Arc::new(FakeHttp::offline()), 7)
    }

    fn opened(folder: &Path, deps: &Deps) -> Engine {
        Engine::open(Paths::at(folder), deps.clone()).unwrap()
    }

    #[tokio::test]
    async fn what_was_begun_is_there_after_the_app_has_ended_without_a_word() {
        let folder = tempfile::tempdir().unwrap();
        let deps = world();
        let engine = opened(folder.path(), &deps);
        engine.keep_draft(FORM, "体重 8.2".to_owned()).await.unwrap();
        // Neither closed nor dropped: as when the process is gone.
        std::mem::forget(engine);

        let engine = opened(folder.path(), &deps);
        assert_eq!(engine.draft(FORM).await.unwrap().as_deref(), Some("体重 8.2"));
        assert_eq!(engine.drafts().await.unwrap().into_iter().collect::<Vec<_>>(), [(FORM.into(), "体重 8.2".into())]);
        engine.drop_draft(FORM).await.unwrap();
        drop(engine);
        assert_eq!(opened(folder.path(), &deps).draft(FORM).await.unwrap(), None);
    }

    #[tokio::test]
    async fn of_a_hundred_letters_typed_quickly_the_last_stands() {
        let folder = tempfile::tempdir().unwrap();
        let deps = world();
        let engine = opened(folder.path(), &deps);
        let mut turns = Vec::new();
        for n in 0..100 {
            turns.push(engine.keep_draft(FORM, n.to_string()));
            // What was typed is what is read, wherever the disk is.
            assert_eq!(engine.draft(FORM).await.unwrap(), Some(n.to_string()));
        }
        for turn in turns {
            turn.await.unwrap();
        }
        assert!(locked(&engine.0.inner.drafts.0).is_empty(), "something still waits");
        drop(engine);
        assert_eq!(opened(folder.path(), &deps).draft(FORM).await.unwrap().as_deref(), Some("99"));
    }

    type Turn<'a> = std::pin::Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

    #[tokio::test]
    async fn a_form_that_was_sent_leaves_nothing_however_quickly_it_was_typed() {
        let folder = tempfile::tempdir().unwrap();
        let deps = world();
        let engine = opened(folder.path(), &deps);
        let mut turns: Vec<Turn<'_>> = Vec::new();
        for n in 0..20 {
            turns.push(Box::pin(engine.keep_draft(FORM, n.to_string())));
        }
        turns.push(Box::pin(engine.drop_draft(FORM)));
        for turn in turns {
            turn.await.unwrap();
        }
        assert_eq!(engine.drafts().await.unwrap(), BTreeMap::new());
        drop(engine);
        assert_eq!(opened(folder.path(), &deps).drafts().await.unwrap(), BTreeMap::new());
    }

    #[tokio::test]
    async fn who_closes_the_window_right_after_the_last_letter_loses_none() {
        let folder = tempfile::tempdir().unwrap();
        let deps = world();
        let engine = opened(folder.path(), &deps);
        for n in 0..50 {
            drop(engine.keep_draft(&format!("{FORM}/{n}"), "8.2".to_owned()));
        }
        drop(engine);
        assert_eq!(opened(folder.path(), &deps).drafts().await.unwrap().len(), 50);
    }

    #[tokio::test]
    async fn no_word_of_a_draft_and_no_child_s_id_stands_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path(), &world());
        engine.keep_draft(FORM, "ひみつのことば".to_owned()).await.unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            if path.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                for word in ["ひみつのことば", FORM] {
                    let found = bytes.windows(word.len()).any(|part| part == word.as_bytes());
                    assert!(!found, "{word} stands in {}", path.display());
                }
            }
        }
    }

    #[tokio::test]
    async fn who_leaves_takes_their_drafts_along_and_not_the_family_s() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path(), &world());
        engine.keep_draft("person/absence/1", "おなかが痛い".to_owned()).await.unwrap();
        engine.keep_draft(FORM, "8.2".to_owned()).await.unwrap();
        engine.write(forget).await.unwrap();
        assert_eq!(engine.drafts().await.unwrap().into_keys().collect::<Vec<_>>(), [FORM]);
    }

    #[tokio::test]
    async fn a_draft_of_another_device_s_key_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path(), &world());
        engine.keep_draft(FORM, "8.2".to_owned()).await.unwrap();
        drop(engine);
        // Another keyring.
        let other = Deps::fake(HandClock::at(Timestamp(1_000)), Arc::new(FakeHttp::offline()), 8);
        let engine = opened(folder.path(), &other);
        assert_eq!(engine.draft(FORM).await.unwrap(), None);
        engine.keep_draft(FORM, "9.1".to_owned()).await.unwrap();
        assert_eq!(engine.draft(FORM).await.unwrap().as_deref(), Some("9.1"));
    }

    #[tokio::test]
    async fn a_full_disk_loses_nothing_that_is_still_in_the_form() {
        let folder = tempfile::tempdir().unwrap();
        let engine = opened(folder.path(), &world());
        engine.limit_disk(1).unwrap();
        let full = engine.keep_draft(FORM, "8".repeat(100_000)).await;
        assert_eq!(full, Err(Error::refused("disk-full")));
        assert_eq!(engine.draft(FORM).await.unwrap().map(|text| text.len()), Some(100_000));
        engine.limit_disk(1_000_000).unwrap();
        engine.keep_draft(FORM, "8.2".to_owned()).await.unwrap();
        assert_eq!(engine.draft(FORM).await.unwrap().as_deref(), Some("8.2"));
    }
}
