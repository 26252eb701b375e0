//! On a desktop. The engine is opened before the window: sync, alerts and reminders must go on while no window
//! is painting.

use crate::{
    computer::{
        Computer,
        autostart::Autostart,
        first::{self, Claim, ClaimError, First, Greeting},
        notify::{self, Chosen},
    },
    platform::{self, Downloads, Launch, Opening, Openings, Raiser},
};
use clap::Parser;
use itsumo_domain::i18n::without_ruby;
use itsumo_engine::{Deps, Engine, Error, ExtraCa, OpenError, Paths};
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

/// いつも: a city's news and alerts, on this computer.
#[derive(Parser)]
#[command(version)]
struct Flags {
    /// Folder of this device's data.
    #[arg(long, env = "ITSUMO_APP_DATA")]
    data: Option<PathBuf>,
    /// The server's address.
    #[arg(long, env = "ITSUMO_SERVER")]
    server: Option<String>,
    /// Code of the city to start in, six digits.
    #[arg(long, env = "ITSUMO_CITY")]
    city: Option<String>,
    /// Size of the window in pixels; else it is as it was last.
    #[arg(long, value_parser = size)]
    window_size: Option<(f64, f64)>,
    /// Stays in the background until it is wanted.
    #[arg(long)]
    hidden: bool,
    /// An address to follow: itsumo://open/…, or what a letter's code says.
    address: Option<String>,
    /// Runs as a kiosk that this file describes. Linux only.
    #[arg(long, value_name = "KIOSK.TOML")]
    kiosk: Option<PathBuf>,
    /// Shows the kiosk in a window of this size instead of the whole screen.
    #[arg(long, value_parser = size, requires = "kiosk")]
    kiosk_window: Option<(f64, f64)>,
    /// Reads a PIN for the kiosk's staff and prints the line for its file.
    #[arg(long)]
    kiosk_pin: bool,
}

fn size(text: &str) -> Result<(f64, f64), String> {
    let wrong = || format!("a size is written 390x844, not {text}");
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let side = |side: &str| side.parse::<u16>().map(f64::from).map_err(|_| wrong());
    Ok((side(width)?, side(height)?))
}

/// Opens the engine and then the window, and goes on until the person ends it.
pub fn run() -> ExitCode {
    if let Some(code) = again_without_dmabuf() {
        return code;
    }
    let flags = Flags::parse();
    // A kiosk's log lies on a disk, and says no more than that something is wrong.
    let usual = if flags.kiosk.is_some() { "warn" } else { "warn,itsumo=info,itsumo_engine=info" };
    let filter = tracing_subscriber::EnvFilter::try_from_env("ITSUMO_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(usual));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    #[cfg(target_os = "linux")]
    match (&flags.kiosk, flags.kiosk_pin) {
        (_, true) => return super::kiosk::pin(),
        (Some(file), _) => return super::kiosk::run(file, flags.kiosk_window),
        (None, false) => {}
    }
    #[cfg(not(target_os = "linux"))]
    if flags.kiosk.is_some() || flags.kiosk_pin {
        let locale = crate::i18n::system_locale();
        say(&without_ruby(&itsumo_domain::i18n::text(locale, "machine-only-linux", &[])));
        return ExitCode::FAILURE;
    }

    let computer =
        Autostart::here(flags.data.as_deref()).map(|autostart| Computer { autostart, tray: platform::has_tray() });
    let paths = flags.data.map_or_else(Paths::standard, Paths::at);
    let data = paths.data.clone();
    let mut first = match first::claim(&data, &Greeting { address: flags.address.clone(), quiet: flags.hidden }) {
        Ok(Claim::First(first)) => Some(first),
        Ok(Claim::HandedOver) => return ExitCode::SUCCESS,
        Err(error @ ClaimError::Silent(_)) => return silent(&error),
        // Opening the engine says in words what is wrong with the folder.
        Err(ClaimError::Folder(_)) => None,
    };
    let raiser = Raiser::default();
    let raise = raiser.clone();
    let openings = Openings::with_raise(move || raise.raise());
    let chosen = Chosen::new(openings.clone());
    let engine = match open(paths, chosen.clone()) {
        Ok(engine) => engine,
        Err(error) => return cannot_open(&error),
    };
    chosen.attach(engine.downgrade());
    if let Err(error) = prepare(&engine, flags.server) {
        say(&without_ruby(&error.text(crate::i18n::system_locale())));
    }
    engine.start();
    if let Some(city) = flags.city {
        choose_city(engine.clone(), city);
    }
    if let Some(address) = &flags.address {
        openings.follow(address);
    }
    if let Some(first) = &mut first {
        hear_others(first, openings.clone());
    }
    let (downloads, size, hidden) = (Downloads(downloads()), flags.window_size, flags.hidden);
    platform::launch(Launch { engine, openings, raiser, downloads, data, size, hidden, computer });
    ExitCode::SUCCESS
}

/// Whoever starts the program again sees this window, at the place they asked for.
fn hear_others(first: &mut First, openings: Openings) {
    first.listen(move |greeting| match greeting {
        Greeting { address: Some(address), .. } => openings.follow(&address),
        Greeting { quiet: true, .. } => {}
        Greeting { .. } => openings.open(Opening::Window),
    });
}

fn open(paths: Paths, chosen: Chosen) -> Result<Engine, OpenError> {
    let mut deps = Deps::real(&paths, ExtraCa::default());
    deps.notifier = notify::notifier(chosen);
    Engine::open(paths, deps)
}

/// Points the engine at the server of the flags. No network is needed for that.
fn prepare(engine: &Engine, server: Option<String>) -> Result<(), Error> {
    let Some(server) = server else { return Ok(()) };
    wait(async { engine.set_server(&server).await })
}

/// Chooses the city of the flags, beside the window: a server that does not answer keeps nobody waiting.
fn choose_city(engine: Engine, city: String) {
    let chosen = std::thread::Builder::new().name("city".into()).spawn(move || {
        let chosen = wait(async {
            match engine.city().await? {
                Some(now) if now.code == city => Ok(()),
                _ => engine.choose_city(&city).await,
            }
        });
        if let Err(error) = chosen {
            say(&without_ruby(&error.text(crate::i18n::system_locale())));
        }
    });
    if let Err(error) = chosen {
        tracing::warn!(%error, "the city of the flags was not chosen");
    }
}

/// The engine works on threads of its own; here somebody only waits for it.
pub(super) fn wait<T>(what: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    match tokio::runtime::Builder::new_current_thread().enable_time().build() {
        Ok(runtime) => runtime.block_on(what),
        Err(_) => Err(Error::Offline),
    }
}

/// A database from a newer app, a disk that is full: said in words, and nothing is touched.
fn cannot_open(error: &OpenError) -> ExitCode {
    tracing::error!(%error, "the engine did not open");
    let why = error.text(crate::i18n::system_locale());
    say(&without_ruby(&why));
    platform::launch_trouble(crate::Trouble(why));
    ExitCode::FAILURE
}

/// The program runs and is stuck: a second one beside it on the same data would make things worse.
fn silent(error: &ClaimError) -> ExitCode {
    tracing::error!(%error, "the first start does not answer");
    let why = itsumo_domain::i18n::text(crate::i18n::system_locale(), "computer-silent", &[]);
    say(&without_ruby(&why));
    platform::launch_trouble(crate::Trouble(why));
    ExitCode::FAILURE
}

pub(super) fn say(text: &str) {
    // A closed terminal is no reason to fail.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Where files for the person go: their folder for downloads, or their home.
fn downloads() -> PathBuf {
    let home = std::env::home_dir().unwrap_or_else(|| PathBuf::from("."));
    ["Downloads", "ダウンロード"].iter().map(|name| home.join(name)).find(|path| path.is_dir()).unwrap_or(home)
}

/// Without a GPU, WebKit's DMA-BUF renderer shows a black window. It is turned off by a variable that must
/// be there before any thread is: so the process starts itself again with it, once.
fn again_without_dmabuf() -> Option<ExitCode> {
    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let has_gpu = std::fs::read_dir("/dev/dri").is_ok_and(|mut found| {
        found.any(|node| node.is_ok_and(|node| node.file_name().to_string_lossy().starts_with("renderD")))
    });
    if !cfg!(target_os = "linux") || has_gpu || std::env::var_os(VARIABLE).is_some() {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    again(&program, VARIABLE)
}

#[cfg(unix)]
fn again(program: &Path, variable: &str) -> Option<ExitCode> {
    use std::os::unix::process::CommandExt;
    // Replaces this process, so that signals and the exit status are the window's own; returns only on failure.
    let error = Command::new(program).args(std::env::args_os().skip(1)).env(variable, "1").exec();
    say(&error.to_string());
    None
}

#[cfg(not(unix))]
fn again(program: &Path, variable: &str) -> Option<ExitCode> {
    let status = Command::new(program).args(std::env::args_os().skip(1)).env(variable, "1").status().ok()?;
    Some(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
