//! How often somebody may try: a leaky bucket (GCRA) a key, in memory.
//!
//! One number a key: the time at which its bucket would be empty again. Keys are kept as keyed hashes, so a
//! copy of the memory names nobody. Each process counts for itself: behind N processes a limit is N times as
//! wide, which the figures allow for.

use itsumo_domain::Timestamp;
use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::{BuildHasher, Hash},
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

/// Keys a limiter remembers before it forgets those with empty buckets.
const MANY_KEYS: usize = 100_000;

/// Lets `burst` tries through at once and then one every `every` milliseconds, for each key.
#[derive(Debug)]
pub struct Limiter {
    every: i64,
    burst: i64,
    hash: RandomState,
    table: Mutex<Table>,
}

#[derive(Debug)]
struct Table {
    empty_at: HashMap<u64, i64>,
    /// Keys at which it is swept next. Twice what was left by the last sweep: when every bucket is in use, looking
    /// at all of them for each try would be the very thing that a limit is against.
    sweep_at: usize,
}

impl Limiter {
    /// `burst` tries at once, then one every `every` milliseconds. With `every` 0 there is no limit.
    pub fn new(burst: u32, every: i64) -> Self {
        let table = Mutex::new(Table { empty_at: HashMap::new(), sweep_at: MANY_KEYS });
        Self { every, burst: i64::from(burst), hash: RandomState::new(), table }
    }

    /// Counts one try of `key`.
    ///
    /// # Errors
    /// When there were too many: the milliseconds after which the next is let through.
    pub fn take(&self, key: impl Hash, now: Timestamp) -> Result<(), i64> {
        if self.every <= 0 {
            return Ok(());
        }
        let key = self.hash.hash_one(key);
        let room = self.every.saturating_mul(self.burst);
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if table.empty_at.len() >= table.sweep_at {
            table.empty_at.retain(|_, empty_at| *empty_at > now.0);
            table.sweep_at = MANY_KEYS.max(table.empty_at.len().saturating_mul(2));
        }
        // A clock set back must not lock anybody out for longer than a full bucket lasts.
        let empty_at = table.empty_at.get(&key).copied().unwrap_or(now.0).clamp(now.0, now.0.saturating_add(room));
        let next = empty_at.saturating_add(self.every);
        let over = next.saturating_sub(now.0).saturating_sub(room);
        let full = over > 0;
        table.empty_at.insert(key, if full { empty_at } else { next });
        if full { Err(over) } else { Ok(()) }
    }
}

/// What a client's address is counted as: itself, or its /64, of which one IPv6 household has all.
pub fn client_key(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_ipv6_mapped().to_bits(),
            None => v6.to_bits() >> 64 << 64,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_one_at_a_time() {
        let limiter = Limiter::new(3, 1_000);
        let at = |ms| limiter.take("hana", Timestamp(ms));
        assert_eq!([at(0), at(0), at(0)], [Ok(()); 3]);
        assert_eq!(at(0), Err(1_000));
        assert_eq!(at(400), Err(600));
        assert_eq!(at(1_000), Ok(()));
        assert_eq!(at(1_000), Err(1_000));
        assert_eq!(limiter.take("taro", Timestamp(0)), Ok(()));
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let limiter = Limiter::new(2, 1_000);
        assert!(limiter.take("hana", Timestamp(1_000_000)).is_ok());
        assert!(limiter.take("hana", Timestamp(0)).is_err_and(|wait| wait <= 1_000));
        assert!(limiter.take("hana", Timestamp(1_000)).is_ok());
    }

    #[test]
    fn empty_buckets_are_forgotten_and_a_crowd_is_not_looked_through_each_time() {
        let limiter = Limiter::new(1, 1_000);
        let crowd = |from: usize, count: usize, at: i64| {
            (from..from + count).for_each(|key| limiter.take(key, Timestamp(at)).unwrap());
            let table = limiter.table.lock().unwrap();
            (table.empty_at.len(), table.sweep_at)
        };
        assert_eq!(crowd(0, MANY_KEYS + 1, 0), (MANY_KEYS + 1, 2 * MANY_KEYS));
        assert_eq!(crowd(MANY_KEYS + 1, MANY_KEYS, 5_000), (MANY_KEYS, 2 * MANY_KEYS - 2));
    }

    #[test]
    fn zero_is_no_limit() {
        let limiter = Limiter::new(0, 0);
        assert!((0..1_000).all(|_| limiter.take(1, Timestamp(0)).is_ok()));
    }

    #[test]
    fn a_household_is_one_client() {
        let key = |text: &str| client_key(text.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("192.0.2.1"), key("::ffff:192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
