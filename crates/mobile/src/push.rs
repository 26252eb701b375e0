//! Where pushes reach this device, as the phone says it: at every start of a process, and whenever it changes.
//!
//! Often it is said before there is an engine, so it waits here; whoever has an engine next tells it. The server hears
//! of it from the engine, and only when it changed.

use crate::{locked, one, place, wake};
use itsumo_engine::{Engine, domain::push::PushAddress};
use std::sync::Mutex;

/// What was said and not told to the engine yet: an address, or that there is none any more.
static SAID: Mutex<Option<Option<PushAddress>>> = Mutex::new(None);

/// The phone says where: a [`PushAddress`] as JSON, or `null`. What cannot be read changes nothing: a device that is
/// still reached at its old address is better than one that is not reached.
pub fn address(json: &str) {
    match serde_json::from_str::<Option<PushAddress>>(json) {
        Ok(said) => *locked(&SAID) = Some(said),
        // Whoever knows an address can wake this device: it is not printed.
        Err(error) => {
            return tracing::warn!(line = error.line(), column = error.column(), "an address for pushes is wrong");
        }
    }
    // On a thread of its own from here on: the phone calls on its main thread, and an engine that is just being closed
    // holds the lock for seconds.
    let told = std::thread::Builder::new().name("push".into()).spawn(|| {
        if !one::process().is_open() {
            return;
        }
        if let Ok(engine) = one::process().lease(|| wake::open(place::paths())) {
            wake::wait(tell(&engine));
        }
    });
    if let Err(error) = told {
        tracing::warn!(%error, "the address for pushes is told with the next sync");
    }
}

/// Tells `engine` what was said meanwhile.
pub async fn tell(engine: &Engine) {
    let said = locked(&SAID).take();
    let Some(address) = said else { return };
    // At every start the phone says that there is none, if there is none: then there is nothing to keep.
    if address.is_none() && matches!(engine.push_state().await, Ok(itsumo_engine::PushState::Off)) {
        return;
    }
    if let Err(error) = engine.set_push(address.clone()).await {
        tracing::warn!(%error, "the address for pushes was not kept");
        // Another one that came meanwhile is the newer one.
        locked(&SAID).get_or_insert(address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_engine::{Deps, HandClock, Paths, PushState, http::FakeHttp};
    use std::sync::Arc;

    // One test: there is one place where it is said, as in a process of a phone.
    #[test]
    fn an_address_said_before_there_is_an_engine_is_told_to_the_first_one() {
        let folder = tempfile::tempdir().unwrap();
        let deps = Deps::fake(
            HandClock::at(itsumo_engine::domain::Timestamp(1_795_305_600_000)),
            Arc::new(FakeHttp::offline()),
            1,
        );
        let engine = Engine::open(Paths::at(folder.path()), deps).unwrap();
        let state = |engine: &Engine| wake::wait(engine.push_state()).unwrap().unwrap();
        address("null");
        wake::wait(tell(&engine));
        assert_eq!(state(&engine), PushState::Off);

        address(r#"{"transport":"apns","token":"00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"}"#);
        for wrong in ["", "{", r#"{"transport":"pigeon"}"#, "[]"] {
            address(wrong);
        }
        wake::wait(tell(&engine));
        assert_eq!(state(&engine), PushState::Waiting, "kept, and no city is chosen yet");
        address("null");
        wake::wait(tell(&engine));
        assert_eq!(state(&engine), PushState::Off);
        engine.close();
    }
}
