//! Time and chance, handed in: everything that reads a clock or draws an id takes one of these traits.
//!
//! **Invariant:** this is the only file of the backend that asks the operating system for either.

use itsumo_domain::Timestamp;
use rand::{Rng, RngCore, SeedableRng, rngs::StdRng};
use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicI64, Ordering},
};
use uuid::Uuid;

/// What time it is.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealClock;

impl Clock for RealClock {
    #[expect(clippy::disallowed_methods, reason = "the clock's one home")]
    fn now(&self) -> Timestamp {
        Timestamp::from_datetime(&chrono::Utc::now())
    }
}

/// A clock that a test moves by hand.
#[derive(Debug, Default)]
pub struct HandClock(AtomicI64);

impl HandClock {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }
    /// Puts the clock to `now`, backwards too: real ones do that.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
    /// Moves the clock by `millis`.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// New ids and secrets.
pub trait Ids: Send + Sync {
    /// A UUIDv7: in the order they were made, which keeps indexes dense.
    fn new_id(&self) -> Uuid;
    /// 256 bits that nobody can guess: tokens, keys, salts.
    fn secret(&self) -> [u8; 32];
}

/// Ids of the machine's clock, secrets of the operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealIds;

impl Ids for RealIds {
    #[expect(clippy::disallowed_methods, reason = "the ids' one home")]
    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
    fn secret(&self) -> [u8; 32] {
        // `rand::rng` is a ChaCha generator, seeded and reseeded by the operating system.
        rand::rng().random()
    }
}

/// Ids and secrets that come out the same from the same seed.
#[derive(Debug)]
pub struct SeededIds(Mutex<(StdRng, u64)>);

impl SeededIds {
    /// The sequence of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new((StdRng::seed_from_u64(seed), 1_700_000_000_000)))
    }
    fn state(&self) -> MutexGuard<'_, (StdRng, u64)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ids for SeededIds {
    fn new_id(&self) -> Uuid {
        let mut state = self.state();
        state.1 = state.1.wrapping_add(1);
        let (mut random, millis) = ([0; 10], state.1);
        state.0.fill_bytes(&mut random);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
    fn secret(&self) -> [u8; 32] {
        self.state().0.random()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_no_id_twice() {
        let (a, b, other) = (SeededIds::new(1), SeededIds::new(1), SeededIds::new(2));
        let ids: Vec<Uuid> = (0..100).map(|_| a.new_id()).collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        assert_eq!(ids, (0..100).map(|_| b.new_id()).collect::<Vec<_>>());
        assert_eq!(a.secret(), b.secret());
        assert_ne!(a.secret(), other.secret());
    }

    #[test]
    fn a_hand_clock_goes_where_it_is_put() {
        let clock = HandClock::at(Timestamp(5));
        clock.advance(3);
        assert_eq!(clock.now(), Timestamp(8));
        clock.set(Timestamp(1));
        assert_eq!(clock.now(), Timestamp(1));
    }

    #[test]
    fn real_secrets_differ() {
        assert_ne!(RealIds.secret(), RealIds.secret());
    }
}
