//! A window on a phone: it fills the screen, has no history and no menu of its own, and asks the phone itself for
//! whatever Dioxus has no word for (`itsumo_mobile`).
//!
//! Built on a computer with the feature `mobile`, the same code opens a window of a phone's size there, beside a phone
//! that does nothing: for a look, and for tests of the window.

use super::{Downloads, Openings, Permission, Picked};
use crate::route::{Route, use_back};
use dioxus::{
    mobile::{Config, LogicalSize, WindowBuilder, tao::event::Event},
    prelude::*,
};
use itsumo_engine::Engine;
use itsumo_mobile::{arrival, ask, phone};
use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::sync::broadcast;

/// Our own page: in Japanese from its first byte, and no lock on zooming.
const INDEX: &str = include_str!("../../assets/index.html");

/// Presses of the back button that are the app's to answer.
#[derive(Clone)]
pub struct Backs(broadcast::Sender<()>);

impl Default for Backs {
    fn default() -> Self {
        Self(broadcast::channel(4).0)
    }
}

impl Backs {
    /// It was pressed.
    pub fn press(&self) {
        // Before there is a screen there is nothing to go back from.
        let _ = self.0.send(());
    }
}

/// Opens the window and runs the app in it. Does not come back.
pub fn launch(engine: Engine, openings: Openings, backs: Backs, downloads: Downloads, resumed: impl Fn() + 'static) {
    let config = config().with_custom_event_handler(move |event, _| match event {
        // iOS hands addresses over in this way; Android by its own half.
        Event::Opened { urls } => urls.iter().for_each(|url| arrival::opened(url.as_str())),
        Event::Resumed => resumed(),
        _ => {}
    });
    dioxus::LaunchBuilder::mobile()
        .with_cfg(config)
        .with_context(engine)
        .with_context(openings)
        .with_context(backs)
        .with_context(downloads)
        .with_context(Permission { notify: || phone().notify_allowed(), open_settings: || phone().open_settings() })
        .launch(crate::App);
}

/// Opens a window that says why there is no app, and touches nothing of the data.
pub fn launch_trouble(trouble: crate::Trouble) {
    dioxus::LaunchBuilder::mobile().with_cfg(config()).with_context(trouble).launch(crate::TroubleWindow);
}

fn config() -> Config {
    let index = INDEX.replace("/*styles*/", &crate::STYLES.concat());
    let window = WindowBuilder::new().with_title("いつも");
    // A phone's window is as large as its screen; this is for the computer that plays one.
    let window = if cfg!(any(target_os = "android", target_os = "ios")) {
        window
    } else {
        window.with_inner_size(LogicalSize::new(390.0, 844.0)).with_always_on_top(false)
    };
    Config::new().with_window(window).with_menu(None).with_custom_index(index).with_disable_context_menu(true)
}

/// Nothing waits for the page.
pub fn after_mount() {}

/// A phone decides by itself which apps stay.
pub fn use_resident(_: bool) {}

/// Apps of a phone are not ended by themselves.
pub fn end() {}

/// Paper comes from a document here, never from the page.
pub fn print_page() {}

/// Shows a file in the app that is for such files.
pub fn open_file(path: &Path) -> bool {
    phone().open_file(&path.to_string_lossy(), mime(path));
    true
}

/// What was kept for the person goes where they want it: another app, their files, a printer. A phone's own folder for
/// this app is one they never see.
pub fn hand_on(path: &Path) {
    let title = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    phone().share(&path.to_string_lossy(), mime(path), &title);
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|end| end.to_str()).unwrap_or_default() {
        "pdf" => "application/pdf",
        "ics" => "text/calendar",
        "csv" => "text/csv",
        "html" => "text/html",
        "json" => "application/json",
        "zip" => "application/zip",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "txt" => "text/plain",
        _ => "application/octet-stream",
    }
}

/// There is a camera that reads codes.
pub fn can_scan() -> bool {
    cfg!(any(target_os = "android", target_os = "ios"))
}

/// Has the person hold a code before the camera. `None`: they closed it.
pub async fn scan() -> Option<String> {
    ask::scan().await
}

/// The page's own way to choose a file does nothing on a phone.
pub fn has_picker() -> bool {
    cfg!(any(target_os = "android", target_os = "ios"))
}

/// Has the person choose a file of a kind, as HTML's `accept` names it. Phones know one kind or all: of several the
/// engine says which it takes.
pub async fn pick_file(accept: &str) -> Picked {
    let kind = if accept.contains(',') { "*/*" } else { accept };
    match ask::pick(kind).await {
        ask::Picked::Nothing => Picked::Nothing,
        ask::Picked::Unreadable { name } => Picked::Unreadable { name },
        ask::Picked::File { name, bytes, .. } => Picked::File { name, bytes },
    }
}

/// Keeps the screen on while the component that says so is there.
pub fn use_screen_on() {
    use_hook(|| phone().keep_screen_on(true));
    use_drop(|| phone().keep_screen_on(false));
}

/// Sheets that lie over the screen.
static SHEETS: AtomicUsize = AtomicUsize::new(0);
/// The screen under them has a way back.
static BELOW: AtomicUsize = AtomicUsize::new(0);

fn tell_back() {
    arrival::set_can_go_back(SHEETS.load(Ordering::SeqCst) + BELOW.load(Ordering::SeqCst) > 0);
}

/// The back button closes the sheet that says this.
pub fn use_sheet() {
    use_hook(|| {
        SHEETS.fetch_add(1, Ordering::SeqCst);
        tell_back();
    });
    use_drop(|| {
        SHEETS.fetch_sub(1, Ordering::SeqCst);
        tell_back();
    });
}

/// The back button goes back on the way one came, and leaves the app at its first screen. Called once, inside the
/// router.
pub fn use_back_button() {
    let route = use_route::<Route>();
    let back = use_back();
    use_effect(use_reactive!(|route| {
        BELOW.store(usize::from(route != Route::Home {}), Ordering::SeqCst);
        tell_back();
    }));
    use_drop(|| {
        BELOW.store(0, Ordering::SeqCst);
        tell_back();
    });
    let backs = use_hook(try_consume_context::<Backs>);
    use_hook(move || {
        let Some(backs) = backs else { return };
        let mut pressed = backs.0.subscribe();
        spawn(async move {
            use broadcast::error::RecvError;
            loop {
                match pressed.recv().await {
                    Ok(()) if !close_sheet().await => back.go(),
                    Ok(()) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => break,
                }
            }
        });
    });
}

/// Closes the uppermost sheet as Esc does. Whether there was one.
async fn close_sheet() -> bool {
    let closed = document::eval(
        "const sheet = [...document.querySelectorAll('dialog[open]')].pop();\
         if (sheet) sheet.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));\
         return !!sheet;",
    );
    closed.join::<bool>().await.unwrap_or(false)
}
