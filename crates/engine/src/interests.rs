//! What the person cares about, on this device and, signed in, on their others.
//!
//! Without an account interests are the device's and never leave it. Signed in, they are the person's: sealed
//! at rest, changed here first, and sent by the outbox. While a change of ours waits, an older state that
//! comes down is remembered as what the server has and not shown; discarding the change brings it back.
//!
//! **Invariant:** the lens in memory is never asked without the database: it bears the version that its
//! sources had, and whoever reads or writes compares it with the one in their own transaction. So a page that
//! arrives right after a change, from this process or another, is decided by the change.

use crate::{
    Change, Engine, Error, Inner,
    account::{self, Person},
    locked, outbox,
    store::{self, StoreError},
};
use itsumo_domain::{
    Command, Timestamp,
    city::Topic,
    interests::{Interests, Reason},
    news::{News, Sorted, Why},
};
use rusqlite::{Connection, Transaction};
use std::sync::Arc;

/// The device's own interests.
const OURS: &str = "interests";
/// The person's, sealed: as shown here.
const PERSONS: &str = "person-interests";
/// The person's, sealed: as the server last had them.
const BASE: &str = "person-interests-base";

/// The settings that hold what decides; the database watches them by these names.
#[cfg(test)]
pub(crate) const DECIDING: [&str; 2] = [OURS, PERSONS];

/// What decides whether an announcement is for this person.
#[derive(Debug, Default)]
pub(crate) struct Lens {
    pub interests: Interests,
    pub topics: Vec<Topic>,
    /// The interests could not be read: what is decided by this does not stand.
    pub blind: bool,
}

/// The lens as last read, with the version of what it was read from.
pub(crate) type LensCache = Option<(i64, Arc<Lens>)>;

impl Lens {
    fn load(db: &Connection, inner: &Inner) -> Result<Self, StoreError> {
        Ok(Self { interests: load(db, inner)?, topics: topics(db)?, blind: false })
    }

    /// Whether `news` is for this person at `now`.
    pub(crate) fn wants(&self, news: &News, now: Timestamp) -> bool {
        !self.interests.reasons(news, &self.topics, now).is_empty()
    }

    pub(crate) fn reasons(&self, topics: &[String], areas: &[String], important: bool, now: Timestamp) -> Vec<Reason> {
        let sorted =
            |ids: &[String]| ids.iter().map(|id| Sorted { id: id.clone(), why: Why::Fallback }).collect::<Vec<_>>();
        let news = News { topics: sorted(topics), areas: sorted(areas), important, ..News::default() };
        self.interests.reasons(&news, &self.topics, now)
    }

    /// Until when answers given at `now` stand: the end of a mute, or the month in which children grow.
    fn stands_until(&self, now: Timestamp) -> Timestamp {
        let mutes = self.interests.muted.values().copied().filter(|until| *until > now).min();
        let month = (!self.interests.children.is_empty()).then(|| next_month(now)).flatten();
        mutes.into_iter().chain(month).min().unwrap_or(Timestamp(i64::MAX))
    }
}

fn next_month(now: Timestamp) -> Option<Timestamp> {
    use chrono::{Datelike, Months};
    let first = now.jst_date().with_day(1)?.checked_add_months(Months::new(1))?;
    Some(Timestamp::from_jst_date(first))
}

fn topics(db: &Connection) -> Result<Vec<Topic>, StoreError> {
    Ok(crate::city::stored(db)?.map(|city| city.topics).unwrap_or_default())
}

/// `for_me` as decided until now no longer stands: the next list decides it again.
pub(crate) fn sort_later(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE lens SET stands_until = 0")?.execute([])?;
    Ok(())
}

impl Inner {
    /// The lens as `db` has it, from memory where that is the same.
    pub(crate) fn lens(&self, db: &Connection) -> Result<Arc<Lens>, StoreError> {
        // Before its sources: should they change in between, the next look finds another version.
        let version: i64 = db.prepare_cached("SELECT version FROM lens")?.query_row([], |row| row.get(0))?;
        if let Some((kept, lens)) = &*locked(&self.lens)
            && *kept == version
        {
            return Ok(Arc::clone(lens));
        }
        let lens = match Lens::load(db, self) {
            Ok(lens) => Arc::new(lens),
            Err(StoreError::Io(error)) => {
                // The keyring is locked: news must be readable all the same. Asked again at the next look.
                tracing::warn!(%error, "interests cannot be read now");
                return Ok(Arc::new(Lens { interests: Interests::default(), topics: topics(db)?, blind: true }));
            }
            Err(error) => return Err(error),
        };
        *locked(&self.lens) = Some((version, Arc::clone(&lens)));
        Ok(lens)
    }

    /// Whether `news.for_me` no longer stands: what decides it changed, a mute ended, a child grew, or the
    /// clock was moved back.
    pub(crate) fn for_me_is_old(&self, db: &Connection) -> Result<bool, StoreError> {
        let now = self.now().0;
        Ok(db
            .prepare_cached("SELECT ?1 < stands_from OR ?1 >= stands_until FROM lens")?
            .query_row([now], |row| row.get(0))?)
    }

    /// Decides `for_me` again for every article, in the caller's transaction.
    pub(crate) fn sort_again(&self, tx: &Transaction<'_>) -> Result<(), StoreError> {
        let now = self.now();
        let lens = Lens::load(tx, self)?;
        // Few different combinations of topics and areas stand for many articles.
        let mut known = std::collections::HashMap::new();
        let mut read = tx.prepare_cached("SELECT n, important, for_me, topics, areas FROM news")?;
        let mut rows = read.query([])?;
        let mut flip = Vec::new();
        while let Some(row) = rows.next()? {
            let (n, important, was): (i64, bool, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let key: (String, String) = (row.get(3)?, row.get(4)?);
            let is = important
                || *known.entry(key).or_insert_with_key(|(topics, areas)| {
                    let ids = |json: &str| serde_json::from_str::<Vec<String>>(json).unwrap_or_default();
                    !lens.reasons(&ids(topics), &ids(areas), false, now).is_empty()
                });
            if is != was {
                flip.push((n, is));
            }
        }
        let mut write = tx.prepare_cached("UPDATE news SET for_me = ?2 WHERE n = ?1")?;
        for row in flip {
            write.execute(row)?;
        }
        tx.prepare_cached("UPDATE lens SET stands_from = ?1, stands_until = ?2")?
            .execute((now.0, lens.stands_until(now).0))?;
        Ok(())
    }

    /// Brings `for_me` up to date where it no longer stands; whether that was so.
    pub(crate) async fn sort_if_old(self: &Arc<Self>) -> Result<bool, Error> {
        if !self.read(|db, inner| inner.for_me_is_old(db)).await? {
            return Ok(false);
        }
        self.write_again(|tx, inner| {
            // Another list may have asked at the same time.
            let old = inner.for_me_is_old(tx)?;
            if old {
                inner.sort_again(tx)?;
            }
            Ok(old)
        })
        .await
    }
}

impl Engine {
    /// What the person said they care about.
    ///
    /// # Errors
    /// When the store or the keyring cannot be read.
    pub async fn interests(&self) -> Result<Interests, Error> {
        self.read(load).await
    }

    /// Replaces it. Signed in, it goes to the person's other devices too.
    ///
    /// # Errors
    /// `too-many`, or when the store cannot be written.
    pub async fn set_interests(&self, interests: Interests) -> Result<(), Error> {
        self.change_interests(move |now| *now = interests).await
    }

    /// In one transaction, so that two changes at the same time do not undo each other.
    async fn change_interests(&self, change: impl FnOnce(&mut Interests) + Send + 'static) -> Result<(), Error> {
        let outcome = self.write(move |tx, inner| {
            let mut interests = load(tx, inner)?;
            change(&mut interests);
            match interests.validate() {
                Ok(()) => set(tx, inner, interests).map(Ok),
                Err(refusal) => Ok(Err(refusal)),
            }
        });
        let queued = outcome.await?.map_err(Error::Refused)?;
        self.changed(Change::Interests);
        self.changed(Change::News);
        if queued {
            self.0.inner.queued();
        }
        Ok(())
    }

    /// Keeps `topic` quiet until the given time, or lets it speak again.
    ///
    /// # Errors
    /// Those of [`Self::set_interests`].
    pub async fn mute_topic(&self, topic: &str, until: Option<Timestamp>) -> Result<(), Error> {
        let (topic, now) = (topic.to_owned(), self.now());
        self.change_interests(move |interests| {
            interests.muted.retain(|_, until| *until > now);
            match until {
                Some(until) => interests.muted.insert(topic, until),
                None => interests.muted.remove(&topic),
            };
        })
        .await
    }
}

/// Replaces the interests; whether a command waits for delivery now.
pub(crate) fn set(tx: &Transaction<'_>, inner: &Inner, interests: Interests) -> Result<bool, StoreError> {
    let person = account::merged_person(tx)?;
    match &person {
        Some(person) => {
            seal(tx, inner, PERSONS, person, &interests)?;
            outbox::add(tx, inner, person.id, Command::SetInterests { interests })?;
        }
        None => store::set_setting(tx, OURS, &interests)?,
    }
    inner.sort_again(tx)?;
    Ok(person.is_some())
}

/// The interests that count here and now.
pub(crate) fn load(db: &Connection, inner: &Inner) -> Result<Interests, StoreError> {
    let found = match account::merged_person(db)? {
        Some(person) => open(db, inner, PERSONS, &person)?,
        None => store::setting(db, OURS)?,
    };
    Ok(found.unwrap_or_default())
}

fn seal(
    tx: &Transaction<'_>,
    inner: &Inner,
    key: &str,
    person: &Person,
    interests: &Interests,
) -> Result<(), StoreError> {
    let sealed = inner.seal(&format!("{key}/{}", person.id), &serde_json::to_vec(interests)?)?;
    store::set_setting(tx, key, &sealed)
}

fn open(db: &Connection, inner: &Inner, key: &str, person: &Person) -> Result<Option<Interests>, StoreError> {
    let Some(sealed) = store::setting::<Vec<u8>>(db, key)? else { return Ok(None) };
    let opened = inner.unseal(&format!("{key}/{}", person.id), &sealed)?;
    Ok(opened.and_then(|json| serde_json::from_slice(&json).ok()))
}

/// The server's word on the person's interests, as their stream brings it.
pub(crate) fn arrived(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: &Person,
    interests: &Interests,
) -> Result<(), StoreError> {
    seal(tx, inner, BASE, person, interests)?;
    if account::merged_person(tx)?.is_some() && outbox::last_interests(tx, person.id)?.is_none() {
        seal(tx, inner, PERSONS, person, interests)?;
        inner.sort_again(tx)?;
    }
    Ok(())
}

/// After the person's stream was pulled from its start again: what this device's key does not open and the server does
/// not have is lost, and nothing is pulled for it once more.
pub(crate) fn sweep(tx: &Transaction<'_>, inner: &Inner, person: &Person) -> Result<(), StoreError> {
    for key in [PERSONS, BASE] {
        let sealed = store::setting::<Vec<u8>>(tx, key)?;
        if let Some(sealed) = sealed
            && inner.try_unseal(&format!("{key}/{}", person.id), &sealed)?.is_none()
        {
            store::unset(tx, key)?;
        }
    }
    if store::setting::<Vec<u8>>(tx, PERSONS)?.is_none() {
        discarded(tx, inner, person)?;
    }
    Ok(())
}

/// The person discarded a change: back to what the server has.
pub(crate) fn discarded(tx: &Transaction<'_>, inner: &Inner, person: &Person) -> Result<(), StoreError> {
    let base = match outbox::last_interests(tx, person.id)? {
        Some(waiting) => waiting,
        None => open(tx, inner, BASE, person)?.unwrap_or_default(),
    };
    seal(tx, inner, PERSONS, person, &base)?;
    inner.sort_again(tx)
}

/// First sync after signing in: what the device had and what the person had become one.
pub(crate) fn merge(tx: &Transaction<'_>, inner: &Inner, person: &Person) -> Result<(), StoreError> {
    let local: Interests = store::setting(tx, OURS)?.unwrap_or_default();
    let remote = match outbox::last_interests(tx, person.id)? {
        // Left over from an earlier time on this device: not sent yet, and newer than what the server has.
        Some(waiting) => waiting,
        None => open(tx, inner, BASE, person)?.unwrap_or_default(),
    };
    let merged = plan_merge_interests(&local, &remote);
    seal(tx, inner, PERSONS, person, &merged)?;
    if merged != remote {
        outbox::add(tx, inner, person.id, Command::SetInterests { interests: merged })?;
    }
    store::unset(tx, OURS)
}

/// The person's interests become the device's.
pub(crate) fn leave_behind(tx: &Transaction<'_>, inner: &Inner) -> Result<(), StoreError> {
    let interests = load(tx, inner)?;
    store::set_setting(tx, OURS, &interests)
}

/// The person's interests leave the device.
pub(crate) fn forget(tx: &Transaction<'_>) -> Result<(), StoreError> {
    store::unset(tx, PERSONS)?;
    store::unset(tx, BASE)
}

/// One set of interests from a device's and a person's: nothing either of them said is lost, and of two
/// mutes of one topic the longer stays.
pub fn plan_merge_interests(local: &Interests, remote: &Interests) -> Interests {
    let mut merged = remote.clone();
    merged.topics.extend(local.topics.iter().cloned());
    merged.areas.extend(local.areas.iter().cloned());
    for child in &local.children {
        if !merged.children.contains(child) {
            merged.children.push(*child);
        }
    }
    for (topic, until) in &local.muted {
        let longest = merged.muted.entry(topic.clone()).or_insert(*until);
        *longest = (*longest).max(*until);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::time::YearMonth;

    fn interests(topics: &[&str], children: &[&str], muted: &[(&str, i64)]) -> Interests {
        Interests {
            topics: topics.iter().map(|t| (*t).to_owned()).collect(),
            children: children.iter().filter_map(|c| YearMonth::parse(c)).collect(),
            muted: muted.iter().map(|(t, at)| ((*t).to_owned(), Timestamp(*at))).collect(),
            ..Interests::default()
        }
    }

    #[test]
    fn merging_loses_nothing_and_says_nothing_twice() {
        let table = [
            (interests(&[], &[], &[]), interests(&["a"], &[], &[]), interests(&["a"], &[], &[])),
            (interests(&["b"], &[], &[]), interests(&["a"], &[], &[]), interests(&["a", "b"], &[], &[])),
            (
                interests(&[], &["2024-05", "2020-01"], &[]),
                interests(&[], &["2024-05"], &[]),
                interests(&[], &["2024-05", "2020-01"], &[]),
            ),
            (interests(&[], &[], &[("a", 9)]), interests(&[], &[], &[("a", 5)]), interests(&[], &[], &[("a", 9)])),
        ];
        for (local, remote, merged) in table {
            assert_eq!(plan_merge_interests(&local, &remote), merged);
            assert_eq!(plan_merge_interests(&merged, &merged), merged);
        }
    }

    #[test]
    fn what_is_for_me_stands_until_a_mute_ends_or_the_month_does() {
        let now = Timestamp(1_795_305_600_000); // 2026-11-22 in Japan
        let lens = |interests| Lens { interests, ..Lens::default() };
        assert_eq!(lens(interests(&["a"], &[], &[])).stands_until(now), Timestamp(i64::MAX));
        assert_eq!(lens(interests(&[], &[], &[("a", now.0 + 5), ("b", now.0 - 5)])).stands_until(now), now.plus(5));
        assert_eq!(lens(interests(&[], &["2024-05"], &[])).stands_until(now).to_string(), "2026-11-30T15:00:00.000Z");
    }
}
