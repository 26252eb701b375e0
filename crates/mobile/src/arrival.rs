//! What the phone hands in, kept until somebody takes it.
//!
//! A link may start the app, and then arrives before there is a window, an engine or a thread to hear it. So what
//! arrives waits in a short queue. One thread of the app takes from it ([`next`]), not a task of the window: those
//! sleep while it is hidden.

use crate::{
    locked,
    note::{self, NoteLink},
};
use std::{
    collections::VecDeque,
    sync::{
        Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// Something to show or to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// An address: from a browser, from paper, from another app.
    Link(String),
    /// A notification was chosen.
    Note(NoteLink),
    /// The back button, where the app said that it can go back.
    Back,
}

/// More than this nobody asked for on purpose: the oldest go.
const MOST: usize = 16;
/// Longest link that is listened to, in bytes.
const LONGEST: usize = 4096;

static WAITING: Mutex<VecDeque<Arrival>> = Mutex::new(VecDeque::new());
static ARRIVED: Condvar = Condvar::new();
static CAN_GO_BACK: AtomicBool = AtomicBool::new(false);

/// A link is to be followed, or the notification that it names was chosen.
pub fn opened(link: &str) {
    if link.len() > LONGEST {
        tracing::info!("a link of {} bytes was passed over", link.len());
        return;
    }
    put(NoteLink::read(link).map_or_else(|| Arrival::Link(link.to_owned()), Arrival::Note));
}

/// The back button was pressed. True if the app goes back; else the phone does what it does with its own.
pub fn back() -> bool {
    let can = CAN_GO_BACK.load(Ordering::SeqCst);
    if can {
        put(Arrival::Back);
    }
    can
}

/// The app says whether there is anything to go back to. The button is answered at once, so it is known before.
pub fn set_can_go_back(can: bool) {
    CAN_GO_BACK.store(can, Ordering::SeqCst);
}

/// A button of a notification. Opening is for the window; what else there is needs none and is done ([`note::carry_out`]).
pub fn note_action(id: &str, action: &str) {
    match note::Action::of_name(action) {
        Some(action) => note::carry_out(id, action),
        None => put(Arrival::Note(NoteLink::of_id(id))),
    }
}

fn put(what: Arrival) {
    let mut waiting = locked(&WAITING);
    if waiting.len() >= MOST {
        waiting.pop_front();
    }
    waiting.push_back(what);
    ARRIVED.notify_one();
}

/// The next of them. Blocks until there is one: for a thread of its own.
pub fn next() -> Arrival {
    let mut waiting = locked(&WAITING);
    loop {
        if let Some(first) = waiting.pop_front() {
            return first;
        }
        waiting = ARRIVED.wait(waiting).unwrap_or_else(PoisonError::into_inner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // One test: there is one queue in a process, as on a phone.
    #[test]
    fn what_came_before_the_window_waits_for_it_and_a_flood_does_not_drown_the_last() {
        opened("itsumo://open/990019/news/00000000-0000-0000-0000-000000000007");
        opened(&"x".repeat(LONGEST + 1));
        assert_eq!(next(), Arrival::Link("itsumo://open/990019/news/00000000-0000-0000-0000-000000000007".into()));
        for number in 0..100 {
            opened(&format!("itsumo:{number}"));
        }
        assert_eq!(next(), Arrival::Link(format!("itsumo:{}", 100 - MOST)));
        for _ in 1..MOST {
            next();
        }
        assert!(!back(), "at the first screen the phone's own back leaves the app");
        set_can_go_back(true);
        assert!(back());
        assert_eq!(next(), Arrival::Back);
        set_can_go_back(false);
        let hearing = std::thread::spawn(next);
        opened("itsumo:");
        assert_eq!(hearing.join().unwrap(), Arrival::Link("itsumo:".into()));
    }
}
