//! A window on a desktop.

mod notify;

pub use notify::notifier;

use super::{Downloads, Openings};
use dioxus::desktop::{Config, LogicalSize, WindowBuilder, window};
use itsumo_engine::Engine;
use std::path::PathBuf;

/// Our own page: in Japanese from its first byte, and no lock on zooming.
const INDEX: &str = include_str!("../../../assets/index.html");

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
    dioxus::desktop::icon_from_memory(include_bytes!("../../../assets/icons/64x64.png")).ok()
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
