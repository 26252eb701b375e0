//! What somebody is to the city's schools and associations today, remembered until it moves.
//!
//! Every sync of a signed-in person asks this, so the answers are in memory: good for as long as the stream that counts
//! its changes stands where it stood, and the day in Japan is the same ([`Remembered`]). What a listener's connection
//! was made for is kept right by [`listen`].

mod listen;

pub use listen::{keep_listeners, listens_to};

use chrono::NaiveDate;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};
use uuid::Uuid;

/// People remembered at most: about 300 bytes each.
const MOST: usize = 100_000;

/// What is known of people, per city.
#[derive(Debug)]
pub struct Remembered<K>(RwLock<HashMap<(String, Uuid), Entry<K>>>);

#[derive(Debug)]
struct Entry<K> {
    head: i64,
    day: NaiveDate,
    known: Arc<K>,
}

/// What memory has to say of somebody.
pub(crate) enum Memory<K> {
    /// It is as it was.
    Same(Arc<K>),
    /// Something moved since it was asked today.
    Moved,
    /// It was not asked today.
    NotToday,
}

impl<K> Default for Remembered<K> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<K> Remembered<K> {
    /// Forgets everybody, as after a restart: another database may be behind.
    pub fn forget(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// What is remembered, while the stream that counts the changes stands at `head`. Ask for the head first: what moves
    /// while the tables are read then makes the answer old at once.
    pub(crate) fn recall(&self, city: &str, person: Uuid, head: i64, day: NaiveDate) -> Memory<K> {
        let people = self.0.read().unwrap_or_else(PoisonError::into_inner);
        match people.get(&(city.to_owned(), person)) {
            Some(entry) if (entry.head, entry.day) == (head, day) => Memory::Same(Arc::clone(&entry.known)),
            Some(entry) if entry.day == day => Memory::Moved,
            _ => Memory::NotToday,
        }
    }

    /// Remembers an answer that was true at `head`.
    pub(crate) fn keep(&self, city: &str, person: Uuid, head: i64, day: NaiveDate, known: &Arc<K>) {
        let key = (city.to_owned(), person);
        let mut people = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if people.len() >= MOST && !people.contains_key(&key) {
            people.clear();
        }
        people.insert(key, Entry { head, day, known: Arc::clone(known) });
    }
}
