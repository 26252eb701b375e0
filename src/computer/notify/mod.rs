//! Notifications of the desktop, with what can be done about them there and then: an announcement is opened, marked as
//! read, or told again in an hour; everything else is opened.
//!
//! They are shown by a thread of their own: the desktop may be slow or have no place for them, and the engine must not
//! wait. What a person chose is carried out by the engine at once, also while the window is hidden; only opening needs
//! the window.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(any(windows, target_os = "macos"))]
mod toast;

use crate::platform::{Opening, Openings};
use itsumo_domain::{
    Timestamp,
    i18n::{self, Locale},
};
use itsumo_engine::{Note, Notifier, WeakEngine};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use uuid::Uuid;

#[cfg(target_os = "linux")]
use bus::Bus as Desktop;
#[cfg(any(windows, target_os = "macos"))]
use toast::Toasts as Desktop;

/// An announcement that is put off is told again so much later, in milliseconds.
const LATER: i64 = Timestamp::HOUR;

/// What a person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// To see it.
    Open,
    /// It is known.
    Read,
    /// Not now.
    Later,
}

impl Choice {
    /// Its name between the desktop and us.
    fn name(self) -> &'static str {
        match self {
            // The desktops' own name for a click on the notification itself.
            Self::Open => "default",
            Self::Read => "read",
            Self::Later => "later",
        }
    }

    fn of_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Read, Self::Later].into_iter().find(|choice| choice.name() == name)
    }

    fn label(self, locale: Locale) -> String {
        let key = match self {
            Self::Open => "computer-note-open",
            Self::Read => "computer-note-read",
            Self::Later => "computer-note-later",
        };
        i18n::without_ruby(&i18n::text(locale, key, &[]))
    }
}

/// What can be done about a notification without opening it. Danger and letters are opened: whoever answers for a child
/// or a household has to read them.
fn choices(note: &Note) -> &'static [Choice] {
    if article(note).is_some() { &[Choice::Open, Choice::Read, Choice::Later] } else { &[Choice::Open] }
}

fn article(note: &Note) -> Option<Uuid> {
    note.open.filter(|_| note.id.starts_with("news/"))
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

/// Carries out what was chosen.
#[derive(Clone)]
pub struct Chosen {
    openings: Openings,
    engine: Arc<OnceLock<WeakEngine>>,
}

impl Chosen {
    /// Opens through `openings`. The engine comes later: it is opened with the notifier in its hands.
    pub fn new(openings: Openings) -> Self {
        Self { openings, engine: Arc::default() }
    }

    /// This is the engine. Once.
    pub fn attach(&self, engine: WeakEngine) {
        let _ = self.engine.set(engine);
    }

    fn carry_out(&self, note: &Note, choice: Choice) {
        let Some(id) = article(note).filter(|_| choice != Choice::Open) else {
            self.openings.open(opening(note));
            return;
        };
        let Some(engine) = self.engine.get().and_then(WeakEngine::upgrade) else { return };
        let done = wait(async move {
            match choice {
                Choice::Later => engine.tell_news_later(id, LATER).await,
                Choice::Read | Choice::Open => engine.mark_read(id).await,
            }
        });
        if let Some(Err(error)) = done {
            tracing::warn!(%error, "what was chosen was not kept");
        }
    }

    /// The language of the buttons: that of the notifications.
    fn locale(&self) -> Locale {
        let engine = self.engine.get().and_then(WeakEngine::upgrade);
        let settings = engine.and_then(|engine| wait(async move { engine.settings().await.ok() })).flatten();
        settings.and_then(|settings| settings.locale).unwrap_or_default()
    }
}

/// The engine works on threads of its own; here somebody only waits for it.
fn wait<T>(what: impl Future<Output = T>) -> Option<T> {
    Some(tokio::runtime::Builder::new_current_thread().build().ok()?.block_on(what))
}

enum Wish {
    Show(Note),
    Withdraw(String),
}

struct DesktopNotifier(Mutex<mpsc::Sender<Wish>>);

impl DesktopNotifier {
    fn send(&self, wish: Wish) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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

/// Notifications of this desktop.
pub fn notifier(chosen: Chosen) -> Arc<dyn Notifier> {
    let (send, wishes) = mpsc::channel();
    let started = std::thread::Builder::new().name("notifications".into()).spawn(move || {
        let mut desktop = Desktop::new(chosen);
        while let Ok(wish) = wishes.recv() {
            match wish {
                Wish::Show(note) => desktop.show(note),
                Wish::Withdraw(id) => desktop.withdraw(&id),
            }
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "no notifications");
    }
    Arc::new(DesktopNotifier(Mutex::new(send)))
}

/// Nothing to show them on.
#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
struct Desktop;

#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
impl Desktop {
    fn new(_: Chosen) -> Self {
        Self
    }
    fn show(&mut self, note: Note) {
        tracing::info!(id = note.id, "this system shows no notifications");
    }
    fn withdraw(&mut self, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(id: &str, open: bool) -> Note {
        Note { id: id.to_owned(), title: String::new(), body: String::new(), urgent: false, open: open.then(Uuid::nil) }
    }

    #[test]
    fn only_an_announcement_can_be_dealt_with_unread() {
        for (id, open, buttons, opens) in [
            ("news/1", true, 3, Opening::News(Uuid::nil())),
            ("alert/1", true, 1, Opening::Alert(Uuid::nil())),
            ("school/1", true, 1, Opening::School(Uuid::nil())),
            ("association/1", true, 1, Opening::Association(Uuid::nil())),
            ("news-digest", false, 1, Opening::Window),
        ] {
            let note = note(id, open);
            assert_eq!(choices(&note).len(), buttons, "{id}");
            assert_eq!(opening(&note), opens);
        }
    }

    #[test]
    fn a_button_is_known_by_its_name_and_says_what_happens() {
        for choice in [Choice::Open, Choice::Read, Choice::Later] {
            assert_eq!(Choice::of_name(choice.name()), Some(choice));
            for locale in Locale::ALL {
                let label = choice.label(locale);
                assert!(!label.is_empty() && !label.contains("computer-note") && !label.contains('《'), "{label}");
            }
        }
        assert_eq!(Choice::of_name("explode"), None);
    }
}
