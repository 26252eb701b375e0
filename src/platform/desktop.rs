//! A window on a desktop.

use super::{Downloads, Opening, Openings};
use dioxus::desktop::{Config, LogicalSize, WindowBuilder, window};
use itsumo_engine::{Engine, Note, Notifier};
use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
};

/// Our own page: in Japanese from its first byte, and no lock on zooming.
const INDEX: &str = include_str!("../../assets/index.html");

/// Opens the window and runs the app in it. Returns when the last window is closed, if at all.
pub fn launch(engine: Engine, openings: Openings, downloads: Downloads, size: (f64, f64), webview_data: PathBuf) {
    dioxus::LaunchBuilder::desktop()
        .with_cfg(config(size).with_data_directory(webview_data))
        .with_context(engine)
        .with_context(openings)
        .with_context(downloads)
        .launch(crate::App);
}

/// Opens a window that says why there is no app: whoever started it from a menu sees no terminal. Touches
/// nothing of the data folder, which may be what is wrong.
pub fn launch_trouble(trouble: crate::Trouble) {
    dioxus::LaunchBuilder::desktop()
        .with_cfg(config((480.0, 400.0)))
        .with_context(trouble)
        .launch(crate::TroubleWindow);
}

fn config(size: (f64, f64)) -> Config {
    let index = INDEX.replace("/*styles*/", &crate::STYLES.concat());
    let window = WindowBuilder::new()
        .with_title("いつも")
        .with_inner_size(LogicalSize::new(size.0, size.1))
        .with_min_inner_size(LogicalSize::new(320.0, 400.0))
        .with_always_on_top(false);
    let mut config = Config::new()
        .with_window(window)
        .with_menu(None)
        .with_custom_index(index)
        .with_disable_context_menu(!cfg!(debug_assertions));
    if let Some(icon) = icon() {
        config = config.with_icon(icon);
    }
    config
}

/// The window's icon; a window without one is still a window.
fn icon() -> Option<dioxus::desktop::tao::window::Icon> {
    dioxus::desktop::icon_from_memory(include_bytes!("../../assets/icons/64x64.png")).ok()
}

/// What must wait for the page.
pub fn after_mount() {
    #[cfg(target_os = "linux")]
    show_composition();
}

/// Shows Japanese while it is being composed: wry turns WebKit's preedit off, we turn it on again.
#[cfg(target_os = "linux")]
fn show_composition() {
    use dioxus::desktop::wry::WebViewExtUnix;
    use webkit2gtk::{InputMethodContextExt, WebViewExt};
    if let Some(context) = window().webview.webview().input_method_context() {
        context.set_enable_preedit(true);
    }
}

/// Brings the window to the front.
pub fn raise() {
    let window = window();
    window.set_visible(true);
    window.set_minimized(false);
    window.set_focus();
}

/// Opens a file with the program that the person uses for its kind, where it can be looked at and printed. Says
/// whether one was started.
pub fn open_file(path: &std::path::Path) -> bool {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    match std::process::Command::new(program).args(before).arg(path).spawn() {
        Ok(_) => true,
        Err(error) => {
            tracing::info!(%error, "no program for a file");
            false
        }
    }
}

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
