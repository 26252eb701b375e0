//! The bridge between the app and a phone.
//!
//! A phone speaks Kotlin or Swift about everything that is its own: notifications, the camera, other apps, when a
//! process may run. `platforms/android` and `platforms/ios` hold that half, kept small; this crate is the other
//! half, and everything that can be decided without a phone is decided here, where a test reaches it.
//!
//! # Native → Rust
//!
//! | Android `jp.itsumo.app.Native` | iOS | what it means |
//! |---|---|---|
//! | `attach(context)` | `itsumo_attach(data, cache)` | first of all, in every process: where the data lies |
//! | `start(dataDir, cacheDir)` | – | a window is about to be made (see `android`) |
//! | `wake(dataDir, reason)` | `itsumo_wake(reason)` | one round of background work ([`wake`]); answers JSON |
//! | `opened(link)` | `itsumo_opened(link)` | a link, or a chosen notification, is to be shown |
//! | `back()` | – | the back button; true if the app went back |
//! | `pushAddress(json)` | `itsumo_push_address(json)` | where pushes reach this device, or `null` ([`push`]) |
//! | `picked(request, name, mime, bytes)` | `itsumo_picked(…)` | what was chosen ([`ask`]) |
//! | `readQr(luma, width, height)` | `itsumo_read_qr(…)` | the text of a code in a frame of the camera ([`qr`]) |
//! | `scanned(request, text)` | `itsumo_scanned(…)` | the camera found a code, or was closed |
//! | `noteAction(note, action)` | `itsumo_note_action(…)` | a button of a notification ([`note`]) |
//!
//! # Rust → native
//!
//! The methods of [`Phone`]: static methods of `jp.itsumo.app.Bridge`, C functions `itsumo_bridge_…` on iOS.
//!
//! # Rules
//!
//! - **One engine a process**, whether a window, a push or a job asks first ([`one`]).
//! - Whatever arrives before the window is up waits for it ([`arrival`]).
//! - No panic crosses into another language: it is logged, and the answer is the harmless one.
//! - `unsafe` is in `android` and `ios` alone, one reason a block.

pub mod arrival;
pub mod ask;
pub mod note;
pub mod one;
pub mod phone;
pub mod place;
pub mod push;
pub mod qr;
pub mod wake;

#[cfg(target_os = "android")]
#[allow(unsafe_code, reason = "Java calls it and is called by it; each block says why it is sound")]
pub mod android;
#[cfg(target_os = "ios")]
#[allow(unsafe_code, reason = "Swift calls it and is called by it; each block says why it is sound")]
pub mod ios;

pub use arrival::Arrival;
pub use ask::Picked;
pub use note::PhoneNotifier;
pub use phone::{Phone, phone};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a thread that held the lock panicked: every holder here leaves whole values.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs what another language called. A panic ends here: it is logged, and `otherwise` is answered.
#[cfg(any(target_os = "android", target_os = "ios", test))]
pub(crate) fn guarded<T>(what: &str, otherwise: T, work: impl FnOnce() -> T) -> T {
    // What the work holds is either its own or behind a lock that forgives.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        tracing::error!(what, "a call from the phone broke off");
        otherwise
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_stays_on_this_side_of_the_bridge() {
        let answer = guarded("test", false, || panic!("broken"));
        assert!(!answer);
        assert!(guarded("test", false, || true));
    }
}
