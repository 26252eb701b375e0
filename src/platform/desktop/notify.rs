//! Notifications of the desktop, and what choosing one opens.

use crate::platform::{Opening, Openings};
use itsumo_engine::{Note, Notifier};
use std::sync::{Arc, mpsc};

/// Notifications of the desktop. They are shown by a thread of their own: D-Bus may be slow or away, and the
/// engine must not wait for it.
pub fn notifier(openings: Openings) -> Arc<dyn Notifier> {
    let (send, receive) = mpsc::channel();
    let started = std::thread::Builder::new().name("notifications".into()).spawn(move || show_all(&receive, &openings));
    if let Err(error) = started {
        tracing::warn!(%error, "no notifications");
    }
    Arc::new(DesktopNotifier(std::sync::Mutex::new(send)))
}

enum Wish {
    Show(Note),
    Withdraw(String),
}

struct DesktopNotifier(std::sync::Mutex<mpsc::Sender<Wish>>);

impl DesktopNotifier {
    fn send(&self, wish: Wish) {
        let sender = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // The thread is gone only where it never started; that was logged.
        let _ = sender.send(wish);
    }
}

impl Notifier for DesktopNotifier {
    fn notify(&self, note: Note) {
        self.send(Wish::Show(note));
    }
    fn withdraw(&self, id: &str) {
        self.send(Wish::Withdraw(id.to_owned()));
    }
}

#[cfg(target_os = "linux")]
fn show_all(wishes: &mpsc::Receiver<Wish>, openings: &Openings) {
    use notify_rust::{Hint, Notification, Timeout, Urgency};
    use std::collections::BTreeMap;
    let mut shown: BTreeMap<String, u32> = BTreeMap::new();
    while let Ok(wish) = wishes.recv() {
        match wish {
            Wish::Show(note) => {
                let mut notification = Notification::new();
                notification
                    .appname("いつも")
                    .summary(&note.title)
                    .body(&note.body)
                    .action("default", &note.title)
                    .hint(Hint::DesktopEntry("itsumo".to_owned()))
                    .urgency(if note.urgent { Urgency::Critical } else { Urgency::Normal })
                    .timeout(if note.urgent { Timeout::Never } else { Timeout::Default });
                if let Some(id) = shown.get(&note.id) {
                    notification.id(*id);
                }
                match notification.show() {
                    Ok(handle) => {
                        shown.insert(note.id.clone(), handle.id());
                        await_choice(handle, opening(&note), openings.clone());
                    }
                    Err(error) => tracing::info!(%error, "a notification was not shown"),
                }
            }
            Wish::Withdraw(id) => {
                if let Some(shown_id) = shown.remove(&id) {
                    let mut empty = Notification::new();
                    empty.id(shown_id).timeout(Timeout::Milliseconds(1));
                    if let Ok(handle) = empty.show() {
                        handle.close();
                    }
                }
            }
        }
    }
}

/// Waits, on a thread of its own, until the notification is chosen or goes away.
#[cfg(target_os = "linux")]
fn await_choice(handle: notify_rust::NotificationHandle, what: Opening, openings: Openings) {
    let waiting = std::thread::Builder::new().name("notification".into()).spawn(move || {
        handle.wait_for_action(|action| {
            if action == "default" {
                openings.open(what);
            }
        });
    });
    if let Err(error) = waiting {
        tracing::info!(%error, "a notification cannot be chosen");
    }
}

#[cfg(not(target_os = "linux"))]
fn show_all(wishes: &mpsc::Receiver<Wish>, _: &Openings) {
    while let Ok(wish) = wishes.recv() {
        if let Wish::Show(note) = wish {
            tracing::info!(id = note.id, "notifications are not built for this system yet");
        }
    }
}

/// What a notification opens, by its id: `alert/…`, `news/…`, `school/…`, `association/…`, or a digest.
fn opening(note: &Note) -> Opening {
    match note.open {
        Some(id) if note.id.starts_with("alert/") => Opening::Alert(id),
        Some(id) if note.id.starts_with("school/") => Opening::School(id),
        Some(id) if note.id.starts_with("association/") => Opening::Association(id),
        Some(id) => Opening::News(id),
        None => Opening::Window,
    }
}
