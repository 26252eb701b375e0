//! The engine, woken without a window: a push came, an hour passed, the phone was turned on.
//!
//! The phone gives some seconds, and ends the process afterwards or freezes it. So a round has a limit, and what it
//! stored stays stored if it does not come to its end; the next one goes on from there.

use crate::{
    note::{self, PhoneNotifier},
    one::One,
    push,
};
use itsumo_engine::{Deps, Engine, Error, ExtraCa, OpenError, Paths};
use serde::Serialize;
use std::{sync::Arc, time::Duration};

/// How long a round may take. Phones give 25 to 30 seconds, and closing the engine takes up to five of them.
pub const LIMIT: Duration = Duration::from_secs(18);

/// How a round went, for the phone to decide whether to try again soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Woken {
    /// Everything is here.
    pub synced: bool,
    /// Why not: `offline`, `late`, `no-city`, `signed-out`, `store`, `other`. For logs and decisions, not for people.
    pub problem: Option<&'static str>,
}

impl Woken {
    /// As the phone takes it.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| r#"{"synced":false,"problem":"other"}"#.to_owned())
    }

    /// For a round that could not even begin.
    pub fn failed(problem: &'static str) -> Self {
        Self { synced: false, problem: Some(problem) }
    }
}

/// Opens the engine of a phone.
///
/// # Errors
/// See [`OpenError`].
pub fn open(paths: Paths) -> Result<Engine, OpenError> {
    let mut deps = Deps::real(&paths, ExtraCa::default());
    deps.notifier = Arc::new(PhoneNotifier);
    Engine::open(paths, deps)
}

/// One round on the engine of `one`: syncs, tells what is new, and closes the engine again unless somebody else has
/// it. Blocks, at most for `limit` and the closing.
pub fn wake(one: &One, open: impl FnOnce() -> Result<Engine, OpenError>, reason: &str, limit: Duration) -> Woken {
    let engine = match one.lease(open) {
        Ok(engine) => engine,
        Err(error) => {
            tracing::warn!(%error, reason, "woken, and the engine does not open");
            return Woken::failed("store");
        }
    };
    let round = wait(async {
        note::learn_locale(&engine).await;
        push::tell(&engine).await;
        tokio::time::timeout(limit, engine.wake()).await
    });
    let woken = match round {
        Some(Ok(Ok(_))) => Woken { synced: true, problem: None },
        Some(Ok(Err(error))) => problem(&error),
        Some(Err(_)) => Woken::failed("late"),
        None => Woken::failed("other"),
    };
    tracing::info!(reason, synced = woken.synced, problem = woken.problem, "woken");
    woken
}

fn problem(error: &Error) -> Woken {
    match error {
        Error::Offline => Woken::failed("offline"),
        // What is public came all the same, and trying again changes nothing.
        Error::SignedOut => Woken { synced: true, problem: Some("signed-out") },
        // Nothing to sync before a city is chosen.
        Error::Refused(refusal) if refusal.code == "city-needed" => Woken { synced: true, problem: Some("no-city") },
        Error::Refused(_) | Error::Conflict | Error::NewerData | Error::Internal(_) => Woken::failed("other"),
    }
}

/// Waits for the engine, which works on threads of its own. `None` where the phone gives no more threads or files.
pub fn wait<T>(what: impl Future<Output = T>) -> Option<T> {
    match tokio::runtime::Builder::new_current_thread().enable_time().build() {
        Ok(runtime) => Some(runtime.block_on(what)),
        Err(error) => {
            tracing::error!(%error, "no runtime");
            None
        }
    }
}
