//! Push services that do not answer are left in peace for a while, so that they hold up no other and are not kept down
//! by us.

use itsumo_domain::Timestamp;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Failures in a row after which a service is left in peace.
const FAILURES: u32 = 5;
/// The first pause, and the longest.
const FIRST: i64 = 5 * Timestamp::SECOND;
const LONGEST: i64 = 5 * Timestamp::MINUTE;
/// Services remembered at most: anybody can name one.
const MOST: usize = 1_000;

/// How services do, by their origin.
#[derive(Debug, Default)]
pub struct Holds(Mutex<HashMap<String, Service>>);

#[derive(Clone, Copy, Debug, Default)]
struct Service {
    failures: u32,
    until: Timestamp,
}

impl Holds {
    /// Milliseconds for which `origin` is to be left in peace, if it is.
    pub fn wait(&self, origin: &str, now: Timestamp) -> Option<i64> {
        let services = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back holds nothing for longer than the longest pause.
        services.get(origin).map(|service| service.until.since(now).min(LONGEST)).filter(|wait| *wait > 0)
    }

    /// It took something.
    pub fn well(&self, origin: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(origin);
    }

    /// It did not answer, or asked for patience.
    pub fn failed(&self, origin: &str, now: Timestamp) {
        let mut services = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if services.len() >= MOST && !services.contains_key(origin) {
            services.clear();
        }
        let service = services.entry(origin.to_owned()).or_default();
        service.failures = service.failures.saturating_add(1);
        if let Some(more) = service.failures.checked_sub(FAILURES) {
            service.until = now.plus(FIRST.saturating_mul(1_i64 << more.min(16)).min(LONGEST));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_fails_again_and_again_is_left_in_peace_and_others_are_not() {
        let holds = Holds::default();
        let now = Timestamp(1_000);
        for _ in 1..FAILURES {
            holds.failed("a", now);
            assert_eq!(holds.wait("a", now), None);
        }
        holds.failed("a", now);
        assert_eq!(holds.wait("a", now), Some(FIRST));
        assert_eq!((holds.wait("a", now.plus(FIRST)), holds.wait("b", now)), (None, None));
        holds.failed("a", now);
        assert_eq!(holds.wait("a", now), Some(2 * FIRST));
        (0..40).for_each(|_| holds.failed("a", now));
        assert_eq!(holds.wait("a", now), Some(LONGEST));
        assert_eq!(holds.wait("a", Timestamp(-9_000_000)), Some(LONGEST));
        holds.well("a");
        assert_eq!(holds.wait("a", now), None);
    }

    #[test]
    fn names_that_anybody_thinks_up_fill_no_memory() {
        let holds = Holds::default();
        (0..3 * MOST).for_each(|n| holds.failed(&n.to_string(), Timestamp(0)));
        assert!(holds.0.lock().unwrap().len() <= MOST);
    }
}
