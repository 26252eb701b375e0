//! A window on a desktop.
//!
//! **Invariant:** what must work while the window is hidden is done by the event loop or by threads of our own. Dioxus
//! polls no task then, so bringing the window up, ending the app and keeping its place are none of a task's business.

mod kiosk;
mod place;
mod tray;

pub use kiosk::launch_kiosk;

use super::{Downloads, Openings};
use crate::computer::{Computer, place::SMALLEST};
use dioxus::{
    desktop::{
        Config, LogicalSize, WindowBuilder, WindowCloseBehaviour,
        tao::{dpi::LogicalPosition, event::Event, event_loop::EventLoopBuilder, window::Window},
        window,
    },
    prelude::*,
};
use itsumo_engine::Engine;
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// Our own page: in Japanese from its first byte, and no lock on zooming.
const INDEX: &str = include_str!("../../../assets/index.html");

/// The window, once there is one, for any thread.
#[derive(Clone, Default)]
struct Up(Arc<Mutex<Weak<Window>>>);

impl Up {
    fn get(&self) -> Option<Arc<Window>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).upgrade()
    }

    fn set(&self, window: &Arc<Window>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(window);
    }
}

/// Brings up the window: shows it, takes it out of the task bar, puts it before the others. From any thread, also before
/// there is a window; then there is nothing to bring up.
#[derive(Clone, Default)]
pub struct Raiser(Up);

impl Raiser {
    /// Does it.
    pub fn raise(&self) {
        let Some(window) = self.0.get() else { return };
        window.set_visible(true);
        window.set_minimized(false);
        window.set_focus();
    }
}

/// What the window is opened with.
pub struct Launch {
    /// The engine, already open.
    pub engine: Engine,
    /// Where wishes to see something come from.
    pub openings: Openings,
    /// Brings up this window.
    pub raiser: Raiser,
    /// Where files for the person go.
    pub downloads: Downloads,
    /// Where the window's place and the web view's own data are kept.
    pub data: PathBuf,
    /// How large, when somebody said so; else as it was last.
    pub size: Option<(f64, f64)>,
    /// The window stays in the background until it is wanted.
    pub hidden: bool,
    /// What can be set about this computer.
    pub computer: Option<Computer>,
}

/// Opens the window and runs the app in it. Returns when the last window is closed, if at all.
pub fn launch(launch: Launch) {
    let Launch { engine, openings, raiser, downloads, data, size, hidden, computer } = launch;
    let event_loop = EventLoopBuilder::with_user_event().build();
    let at = place::planned(&data, size, &event_loop);
    let mut window = window_builder()
        .with_inner_size(LogicalSize::new(f64::from(at.size.0), f64::from(at.size.1)))
        .with_maximized(at.maximised)
        .with_visible(!hidden);
    if let Some((x, y)) = at.at {
        window = window.with_position(LogicalPosition::new(f64::from(x), f64::from(y)));
    }
    let keeper = place::Keeper::new(&data, raiser.0.clone());
    let asked = (openings.clone(), raiser.clone());
    let up = raiser.0;
    let config = config(window)
        .with_data_directory(data.join("webview"))
        .with_on_window(move |window, _| up.set(&window))
        .with_custom_event_handler(move |event, _| {
            keeper.hear(event);
            match event {
                // macOS hands addresses over in its own way, and a click on the app in the dock.
                Event::Opened { urls } => urls.iter().for_each(|url| asked.0.follow(url.as_str())),
                Event::Reopen { .. } => asked.1.raise(),
                _ => {}
            }
        })
        .with_event_loop(event_loop);
    let mut app = dioxus::LaunchBuilder::desktop()
        .with_cfg(config)
        .with_context(engine)
        .with_context(openings)
        .with_context(downloads);
    if let Some(computer) = computer {
        app = app.with_context(computer);
    }
    app.launch(crate::App);
}

/// Opens a window that says why there is no app: whoever started it from a menu sees no terminal. Touches
/// nothing of the data folder, which may be what is wrong.
pub fn launch_trouble(trouble: crate::Trouble) {
    dioxus::LaunchBuilder::desktop()
        .with_cfg(config(window_builder().with_inner_size(LogicalSize::new(480.0, 400.0))))
        .with_context(trouble)
        .launch(crate::TroubleWindow);
}

fn window_builder() -> WindowBuilder {
    WindowBuilder::new()
        .with_title("いつも")
        .with_min_inner_size(LogicalSize::new(f64::from(SMALLEST.0), f64::from(SMALLEST.1)))
        .with_always_on_top(false)
}

fn config(window: WindowBuilder) -> Config {
    let index = INDEX.replace("/*styles*/", &crate::STYLES.concat());
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

/// Whether closing the window leaves the app at work, as the person chose; with an icon among the desktop's own to open
/// it again, where there is a place for that.
pub fn use_resident(stay: bool) {
    use_effect(use_reactive!(|stay| {
        window().set_close_behavior(if stay {
            WindowCloseBehaviour::WindowHides
        } else {
            WindowCloseBehaviour::WindowCloses
        });
    }));
    tray::use_tray(stay);
}

/// Ends the app, whatever closing its window means.
pub fn end() {
    let window = window();
    window.set_close_behavior(WindowCloseBehaviour::WindowCloses);
    window.close();
}

/// Whether this desktop can show an icon of ours.
pub fn has_tray() -> bool {
    tray::is_there()
}

/// Has what is shown printed: the system asks on which printer, how often, or whether as a file.
pub fn print_page() {
    window().print();
}

/// Opens a file with the program that the person uses for its kind, where it can be looked at and printed. Says
/// whether one was started.
pub fn open_file(path: &Path) -> bool {
    match opener(path).spawn() {
        Ok(_) => true,
        Err(error) => {
            tracing::info!(%error, "no program for a file");
            false
        }
    }
}

#[cfg(not(windows))]
fn opener(path: &Path) -> Command {
    let mut program = Command::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" });
    program.arg(path);
    program
}

/// Not by `cmd /C start`: for that one a name with & ends there and begins a command.
#[cfg(windows)]
fn opener(path: &Path) -> Command {
    use std::os::windows::process::CommandExt;
    let mut program = Command::new("explorer");
    program.raw_arg(quoted(path));
    program
}

/// In quotes whatever the name is: the explorer takes a bare comma for the end of it. No name on Windows holds a quote.
#[cfg(any(windows, test))]
fn quoted(path: &Path) -> std::ffi::OsString {
    let mut all = std::ffi::OsString::from("\"");
    all.push(path);
    all.push("\"");
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_signs_that_mean_something_to_a_command_line_stays_one_name() {
        for name in [r"D:\紙\A&B\form.pdf", r"D:\紙\1,2 予診票.pdf", r"D:\100%\x.pdf"] {
            assert_eq!(quoted(Path::new(name)).to_str(), Some(format!("\"{name}\"").as_str()));
        }
    }
}
