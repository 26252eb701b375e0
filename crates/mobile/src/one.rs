//! The one engine of this process.
//!
//! A window, a push and a periodic job may each want the engine, in any order and at once. Two engines on one
//! folder would each sync, each tell, and each believe what it remembers. So there is one, and whoever wants it
//! holds a [`Lease`]; the last lease given back closes it.

use crate::locked;
use itsumo_engine::{Engine, OpenError};
use std::{ops::Deref, sync::Mutex};

/// Where the engine of a process is kept. A process has one ([`process`]); tests have their own.
#[derive(Default)]
pub struct One(Mutex<Held>);

#[derive(Default)]
struct Held {
    engine: Option<Engine>,
    leases: usize,
}

/// A right to use the engine. The window's lease lasts as long as the process.
pub struct Lease<'one> {
    // Fields are dropped in this order: the engine closes only when nobody else holds it.
    engine: Engine,
    _back: Back<'one>,
}

/// Gives the lease back.
struct Back<'one>(&'one One);

/// The process's own.
pub fn process() -> &'static One {
    static ONE: One = One(Mutex::new(Held { engine: None, leases: 0 }));
    &ONE
}

impl One {
    /// The engine that is open, or the one that `open` opens. Waits while another is being closed.
    ///
    /// # Errors
    /// What `open` says.
    pub fn lease(&self, open: impl FnOnce() -> Result<Engine, OpenError>) -> Result<Lease<'_>, OpenError> {
        let mut held = locked(&self.0);
        let engine = match &held.engine {
            Some(engine) => engine.clone(),
            None => held.engine.insert(open()?).clone(),
        };
        held.leases += 1;
        Ok(Lease { engine, _back: Back(self) })
    }

    /// Whether an engine is open now.
    pub fn is_open(&self) -> bool {
        locked(&self.0).engine.is_some()
    }
}

impl Deref for Lease<'_> {
    type Target = Engine;
    /// Clones of the engine must not outlive the lease: they would keep it open beside the next one.
    fn deref(&self) -> &Engine {
        &self.engine
    }
}

impl Drop for Back<'_> {
    fn drop(&mut self) {
        let mut held = locked(&self.0.0);
        held.leases = held.leases.saturating_sub(1);
        if held.leases == 0
            && let Some(engine) = held.engine.take()
        {
            // Under the lock, so that nobody opens the folder while this one still writes to it.
            engine.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_engine::{Deps, HandClock, Paths, http::FakeHttp};
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    #[test]
    fn a_window_and_a_push_share_one_engine_and_the_last_one_closes_it() {
        let folder = tempfile::tempdir().unwrap();
        let (one, opened) = (One::default(), AtomicUsize::new(0));
        let open = || {
            opened.fetch_add(1, Ordering::SeqCst);
            Engine::open(
                Paths::at(folder.path()),
                Deps::fake(
                    HandClock::at(itsumo_engine::domain::Timestamp(1_795_305_600_000)),
                    Arc::new(FakeHttp::offline()),
                    1,
                ),
            )
        };
        let push = one.lease(open).unwrap();
        let window = one.lease(open).unwrap();
        drop(push);
        assert!(one.is_open(), "the window still uses it");
        assert_eq!(opened.load(Ordering::SeqCst), 1);
        drop(window);
        assert!(!one.is_open());
        drop(one.lease(open).unwrap());
        assert_eq!(opened.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn many_at_once_never_open_two() {
        let folder = tempfile::tempdir().unwrap();
        let (one, open_now, most) = (One::default(), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..3 {
                        let lease = one.lease(|| {
                            most.fetch_max(open_now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                            let deps = Deps::fake(
                                HandClock::at(itsumo_engine::domain::Timestamp(1_795_305_600_000)),
                                Arc::new(FakeHttp::offline()),
                                1,
                            );
                            let engine = Engine::open(Paths::at(folder.path()), deps);
                            // Nobody else is inside: the lock is held until the lease is made.
                            open_now.fetch_sub(1, Ordering::SeqCst);
                            engine
                        });
                        assert!(lease.unwrap().server().starts_with("http"));
                    }
                });
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), 1);
        assert!(!one.is_open());
    }

    #[test]
    fn what_cannot_be_opened_is_said_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a file");
        std::fs::write(&file, "").unwrap();
        let one = One::default();
        let deps = Deps::fake(
            HandClock::at(itsumo_engine::domain::Timestamp(1_795_305_600_000)),
            Arc::new(FakeHttp::offline()),
            1,
        );
        assert!(one.lease(|| Engine::open(Paths::at(&file), deps)).is_err());
        assert!(!one.is_open());
    }
}
