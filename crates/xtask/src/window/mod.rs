//! Drives the real window: the app as it is built, on a screen of its own, by role and name as a person
//! who listens to it would.
//!
//! WebKitGTK offers no WebDriver session to an app that does not ask for one, and Dioxus does not. But a
//! debug build answers the Web Inspector's protocol on a port we choose, and that reads the page, acts on
//! it and takes its picture, in the app as people get it.

mod axe;
mod bus;
mod inspector;
mod page;
mod xvfb;

pub use bus::Bus;
pub use page::Page;
pub use xvfb::{Screen, real_display};

use crate::process::{Running, free_port};
use anyhow::{Context, Result};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

/// How long to wait for anything on a page. Long, because two slow cores build and draw at once; nothing
/// waits it out unless it fails.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// How the app is started.
#[derive(Clone)]
pub struct Launch {
    /// The program.
    pub program: PathBuf,
    /// Where it keeps everything.
    pub data: PathBuf,
    /// The server it asks first.
    pub server: String,
    /// Width and height of the window in CSS pixels; `None`: as it was left.
    pub size: Option<(u32, u32)>,
    /// What else it is told.
    pub extra: Vec<OsString>,
    /// What its environment has besides.
    pub env: Vec<(&'static str, OsString)>,
    /// Where it writes what it says.
    pub log: PathBuf,
}

/// A running app whose page answers.
pub struct Window {
    app: Running,
    page: Page,
}

impl Window {
    /// Starts the app on `screen` and waits until its page has drawn something.
    pub fn open(screen: &Screen, launch: &Launch) -> Result<Self> {
        let mut command = Command::new(&launch.program);
        command.arg("--data").arg(&launch.data).args(["--server", &launch.server]);
        if let Some((width, height)) = launch.size {
            command.args(["--window-size", &format!("{width}x{height}")]);
        }
        command.args(&launch.extra);
        Self::begin(command, screen, launch)
    }

    /// Starts the app as the kiosk that the file `settings` describes, as large as `launch` says.
    pub fn kiosk(screen: &Screen, launch: &Launch, settings: &Path) -> Result<Self> {
        let mut command = Command::new(&launch.program);
        command.arg("--kiosk").arg(settings);
        if let Some((width, height)) = launch.size {
            command.args(["--kiosk-window", &format!("{width}x{height}")]);
        }
        Self::begin(command, screen, launch)
    }

    fn begin(command: Command, screen: &Screen, launch: &Launch) -> Result<Self> {
        Hidden::begin(command, screen, launch)?.shown()
    }

    /// Waits until it has ended by itself, as somebody wished.
    pub fn ended(&mut self) -> Result<()> {
        self.app.ended(Instant::now() + PATIENCE)
    }

    /// Starts the program a second time, told `what`, beside the one that runs, and waits until it has ended well.
    pub fn start_again(screen: &Screen, launch: &Launch, what: &[&str]) -> Result<()> {
        let mut command = Command::new(&launch.program);
        command.arg("--data").arg(&launch.data).args(what).env("DISPLAY", screen.name());
        private(&mut command, &launch.data);
        crate::process::run("the second start", &mut command)
    }

    /// Its page.
    pub fn page(&mut self) -> &mut Page {
        &mut self.page
    }

    /// Whether it still runs, with its last words if not.
    pub fn check(&mut self) -> Result<()> {
        self.app.check()
    }

    /// Ends it.
    pub fn close(mut self) -> Result<()> {
        self.app.stop()
    }
}

/// A running app whose window nobody has opened yet.
pub struct Hidden {
    app: Running,
    port: u16,
}

impl Hidden {
    /// Starts the app as it starts with the computer.
    pub fn start(screen: &Screen, launch: &Launch) -> Result<Self> {
        let mut command = Command::new(&launch.program);
        command.arg("--data").arg(&launch.data).args(["--server", &launch.server, "--hidden"]);
        Self::begin(command, screen, launch)
    }

    fn begin(mut command: Command, screen: &Screen, launch: &Launch) -> Result<Self> {
        let port = free_port()?;
        private(&mut command, &launch.data);
        command.env("DISPLAY", screen.name()).env("WEBKIT_INSPECTOR_HTTP_SERVER", format!("127.0.0.1:{port}"));
        command.envs(launch.env.iter().map(|(name, value)| (name, value)));
        Ok(Self { app: Running::start("the app", &mut command, &launch.log)?, port })
    }

    /// Its window, as soon as that is there and has drawn something.
    pub fn shown(self) -> Result<Window> {
        let Self { mut app, port } = self;
        let until = Instant::now() + PATIENCE;
        let page = crate::process::wait(until, || {
            app.check()?;
            Ok(Page::connect(port).ok())
        })
        .with_context(|| format!("the window does not answer. The app's last words:\n{}", app.last_words()))?;
        let mut window = Window { app, page };
        window.page.wait_for("something drawn", "document.querySelector('#main')?.childElementCount > 0")?;
        Ok(window)
    }
}

/// A home of its own, and none of this desktop's services: two runs on one machine see the same thing.
fn private(command: &mut Command, data: &Path) {
    for (name, folder) in [
        ("HOME", "home"),
        ("XDG_DATA_HOME", "home/.local/share"),
        ("XDG_CONFIG_HOME", "home/.config"),
        ("XDG_CACHE_HOME", "home/.cache"),
        ("XDG_RUNTIME_DIR", "home/run"),
    ] {
        let path = data.join(folder);
        std::fs::create_dir_all(&path).ok();
        command.env(name, path);
    }
    command
        .env_remove("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        .env("NO_AT_BRIDGE", "1")
        .env("LANG", "ja_JP.UTF-8")
        .env("LANGUAGE", "ja")
        .env("RUST_BACKTRACE", "1");
}
