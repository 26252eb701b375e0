//! Chance that repeats itself: the same seed makes the same run, on every machine and in every version.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// SplitMix64: small, well spread, and nobody's dependency to change under us.
#[derive(Clone)]
pub struct Chance(Arc<AtomicU64>);

impl Chance {
    /// A chance for one part of the run, so that what one part draws does not shift another's.
    pub fn apart(seed: u64, part: u64) -> Self {
        // Mixed first: SplitMix steps by a constant, and neighbouring seeds would be each other's echo.
        Self(Arc::new(AtomicU64::new(mix(mix(seed).wrapping_add(part)))))
    }

    fn next(&self) -> u64 {
        let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed).wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(state)
    }

    /// 0 up to but not including `end`.
    pub fn below(&self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// True `percent` times in a hundred.
    pub fn percent(&self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them.
    pub fn of<'a, T>(&self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

fn mix(state: u64) -> u64 {
    let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
