//! Notifications of Windows and macOS. Neither takes one back once it is shown: choosing it then leads to the place in
//! the app that says what became of it.

use super::{Choice, Chosen, choices};
use crate::computer::autostart::APP_ID;
use itsumo_engine::Note;
use notify_rust::{Notification, NotificationResponse, Timeout};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// So many are waited for at once, each by a thread: what is shown beyond them opens the app and no more.
const WAITING: usize = 16;

/// The system's notifications.
pub struct Toasts {
    chosen: Chosen,
    waiting: Arc<AtomicUsize>,
}

impl Toasts {
    /// Nothing is shown yet.
    pub fn new(chosen: Chosen) -> Self {
        #[cfg(target_os = "macos")]
        if let Err(error) = notify_rust::set_application(APP_ID) {
            tracing::info!(%error, "notifications come under another name");
        }
        Self { chosen, waiting: Arc::default() }
    }

    /// Shows a notification.
    pub fn show(&mut self, note: Note) {
        let locale = self.chosen.locale();
        let mut notification = Notification::new();
        notification.appname("いつも").summary(&note.title).body(&note.body);
        notification.timeout(if note.urgent { Timeout::Never } else { Timeout::Default });
        #[cfg(windows)]
        {
            notification.app_id(APP_ID);
            // Stays until somebody looks. macOS leaves that to the person's own settings.
            if note.urgent {
                notification.urgency(notify_rust::Urgency::Critical);
            }
        }
        // Choosing the notification itself opens it, without a button.
        for choice in choices(&note).iter().filter(|choice| **choice != Choice::Open) {
            notification.action(choice.name(), &choice.label(locale));
        }
        let handle = match notification.show() {
            Ok(handle) => handle,
            Err(error) => return tracing::info!(%error, "a notification was not shown"),
        };
        let waiting = Arc::clone(&self.waiting);
        if waiting.fetch_add(1, Ordering::SeqCst) >= WAITING {
            waiting.fetch_sub(1, Ordering::SeqCst);
            return;
        }
        let chosen = self.chosen.clone();
        let started = std::thread::Builder::new().name("notification".into()).spawn(move || {
            let heard = handle.wait_for_response(|response: &NotificationResponse| match response {
                NotificationResponse::Default => chosen.carry_out(&note, Choice::Open),
                NotificationResponse::Action(name) => {
                    chosen.carry_out(&note, Choice::of_name(name).unwrap_or(Choice::Open));
                }
                NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => {}
            });
            if let Err(error) = heard {
                tracing::debug!(%error, "a notification was not heard of again");
            }
            waiting.fetch_sub(1, Ordering::SeqCst);
        });
        if let Err(error) = started {
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            tracing::info!(%error, "a notification cannot be chosen");
        }
    }

    /// Not offered here.
    pub fn withdraw(&mut self, _: &str) {}
}
