//! Time and ids as arguments: the one home of the real clock and of real randomness on the device.
//!
//! Waiting belongs to the clock too, so that a test that moves the clock by a day sees every timer of that
//! day fire, at once and in order, without sleeping.

use crate::locked;
use futures_util::future::BoxFuture;
use itsumo_domain::Timestamp;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

/// What time it is, and waiting.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Resolves once `millis` have passed on this clock.
    fn sleep(&self, millis: i64) -> BoxFuture<'static, ()> {
        let millis = u64::try_from(millis).unwrap_or(0);
        Box::pin(tokio::time::sleep(std::time::Duration::from_millis(millis)))
    }
}

/// New ids and random bytes.
pub trait Ids: Send + Sync {
    /// A new id, later than those before it (UUIDv7).
    fn new_id(&self) -> Uuid;
    /// 256 random bits.
    fn secret(&self) -> [u8; 32];
}

/// The device's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealClock;

impl Clock for RealClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock's one home")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealIds;

impl Ids for RealIds {
    #[expect(clippy::disallowed_methods, reason = "this is the ids' one home")]
    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
    fn secret(&self) -> [u8; 32] {
        use chacha20poly1305::aead::{OsRng, rand_core::RngCore};
        let mut bytes = [0; 32];
        OsRng.fill_bytes(&mut bytes);
        bytes
    }
}

/// A clock moved by hand, for tests.
#[derive(Clone, Debug)]
pub struct HandClock(Arc<tokio::sync::watch::Sender<Timestamp>>);

impl HandClock {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(tokio::sync::watch::Sender::new(now)))
    }
    /// Moves it, backwards too.
    pub fn set(&self, now: Timestamp) {
        self.0.send_replace(now);
    }
    /// Moves it on by `millis`.
    pub fn advance(&self, millis: i64) {
        self.0.send_modify(|now| *now = now.plus(millis));
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }
    fn sleep(&self, millis: i64) -> BoxFuture<'static, ()> {
        let mut hand = self.0.subscribe();
        let until = hand.borrow().plus(millis);
        Box::pin(async move {
            if hand.wait_for(|now| *now >= until).await.is_err() {
                // The clock is gone and will never reach `until`.
                std::future::pending::<()>().await;
            }
        })
    }
}

/// Ids that come out the same for the same seed, for tests and simulations.
#[derive(Debug)]
pub struct SeededIds {
    state: Mutex<u64>,
    count: AtomicU64,
}

impl SeededIds {
    /// Starts from `seed`.
    pub fn new(seed: u64) -> Self {
        Self { state: Mutex::new(seed), count: AtomicU64::new(0) }
    }

    /// SplitMix64: small, and good enough where nothing is secret.
    fn next(&self) -> u64 {
        let mut state = locked(&self.state);
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Ids for SeededIds {
    fn new_id(&self) -> Uuid {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let mut random = [0; 10];
        for (to, from) in random.iter_mut().zip(self.next().to_be_bytes().into_iter().chain(self.next().to_be_bytes()))
        {
            *to = from;
        }
        uuid::Builder::from_unix_timestamp_millis(count, &random).into_uuid()
    }
    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_be_bytes());
        }
        bytes
    }
}
