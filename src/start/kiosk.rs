//! As a kiosk: `itsumo --kiosk kiosk.toml`.
//!
//! A life begins here and ends in [`crate::kiosk::wipe`], after each person. So this is short, and in this order: the
//! file is read; the last life's processes are over; nothing this life starts can write to the disk; the engine opens
//! in memory and takes what is public from the last life; the keeper starts; then the window.

use super::desktop::{say, wait};
use crate::{
    i18n::system_locale,
    kiosk::{
        KioskConfig, Session,
        pin::{PinError, PinHash},
        watch,
        wipe::{self, Life},
    },
    platform,
};
use itsumo_domain::i18n::{Arg, text, without_ruby};
use itsumo_engine::{Change, Deps, Engine, ExtraCa, Ids, Paths, RealIds};
use std::{
    io::Write,
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, ExitCode},
    sync::Arc,
    time::Duration,
};

/// Says that the environment is as a life needs it.
const PREPARED: &str = "ITSUMO_KIOSK_PREPARED";
/// Below this nothing can be written, by nobody.
const NOWHERE: &str = "/dev/null/itsumo";
/// After so long without a change, what is public is looked at all the same.
const AT_LEAST: Duration = Duration::from_secs(60);
/// Changes come in bursts.
const BURST: Duration = Duration::from_secs(2);
/// Until a server that did not answer is asked for its city again.
const AGAIN: Duration = Duration::from_secs(10);

/// Runs the kiosk that `file` describes, in a window of `size` or over the whole screen.
pub fn run(file: &Path, size: Option<(f64, f64)>) -> ExitCode {
    let config = match read(file) {
        Ok(config) => config,
        Err(why) => {
            say(&why);
            return wipe::WRONG_CONFIG.into();
        }
    };
    if let Some(code) = prepare() {
        return code;
    }
    // Read before anything else touches the standard input.
    let public = wipe::handed_on();
    if !wipe::last_life_is_over() {
        tracing::error!("a process of the last session does not end");
        return wipe::START_ANEW.into();
    }
    // A printer that was out of paper must not print what somebody left behind before whoever stands there now. Beside the
    // window, because a queue may take long to answer.
    if let Err(error) = std::thread::Builder::new().name("printer".into()).spawn(platform::print::take_back) {
        tracing::error!(%error, "the printer is not looked at");
    }
    match open(config, public, size) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            say(&why);
            wipe::START_ANEW.into()
        }
    }
}

fn read(file: &Path) -> Result<KioskConfig, String> {
    let locale = system_locale();
    let name = file.display().to_string();
    let read = std::fs::read_to_string(file).map_err(|error| {
        let said = error.to_string();
        without_ruby(&text(
            locale,
            "machine-toml-unreadable",
            &[("file", Arg::Text(&name)), ("said", Arg::Text(&said))],
        ))
    })?;
    KioskConfig::read(&read).map_err(|error| format!("{name}\n{}", error.text(locale)))
}

/// The environment can be changed only before there are threads, so the process starts itself again with it, once;
/// the lives after this one inherit it. What WebKit, GStreamer and the graphics driver would put beside the data of a
/// user goes nowhere, and no link is ever handed to a browser.
fn prepare() -> Option<ExitCode> {
    if std::env::var_os(PREPARED).is_some() {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    let error = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(PREPARED, "1")
        .env("XDG_DATA_HOME", NOWHERE)
        .env("XDG_CACHE_HOME", NOWHERE)
        .env("XDG_STATE_HOME", NOWHERE)
        .env("GSETTINGS_BACKEND", "memory")
        .env("MESA_SHADER_CACHE_DISABLE", "true")
        .env("BROWSER", "true")
        .env_remove("ITSUMO_APP_DATA")
        .exec();
    say(&error.to_string());
    Some(wipe::START_ANEW.into())
}

fn open(config: KioskConfig, public: Option<Vec<u8>>, size: Option<(f64, f64)>) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| error.to_string();
    let engine = Engine::open(Paths::memory(), Deps::forgetful(ExtraCa::default())).map_err(|error| failed(&error))?;
    if let Some(public) = public {
        let taken = engine.clone();
        if let Err(error) = wait(async move { taken.take_public_copy(public).await }) {
            tracing::warn!(%error, "this life begins without what is public");
        }
    }
    wait(async { engine.set_server(&config.server).await })
        .map_err(|error| without_ruby(&error.text(system_locale())))?;
    engine.start();
    let life = Arc::new(Life::new().map_err(|error| failed(&error))?);
    serve(&engine, &config.city, &life).map_err(|error| failed(&error))?;
    let session = Session::new(config, life, wipe::tries());
    watch::start(session.clone(), watch::Systemd::from_env()).map_err(|error| failed(&error))?;
    platform::launch_kiosk(engine, session, size);
    Ok(())
}

/// Beside the window, while nobody has begun: sees to it that there is a city, and hands on what everybody may read.
fn serve(engine: &Engine, city: &str, life: &Arc<Life>) -> std::io::Result<()> {
    let (engine, city, life) = (engine.clone(), city.to_owned(), Arc::clone(life));
    std::thread::Builder::new()
        .name("public".into())
        .spawn(move || {
            let served = wait(async {
                let mut changes = engine.changes();
                while let Err(error) = engine.choose_city(&city).await {
                    tracing::warn!(%error, "the city is not known yet");
                    tokio::time::sleep(AGAIN).await;
                }
                while !life.begun() {
                    if engine.city().await?.is_some() {
                        life.hand_on(&engine.public_copy().await?);
                    }
                    // Which of the changes it was does not matter: none is missed, and a copy costs little.
                    let _ = tokio::time::timeout(AT_LEAST, async {
                        while changes.recv().await.is_ok_and(|change| !is_public(change)) {}
                    })
                    .await;
                    tokio::time::sleep(BURST).await;
                    changes = engine.changes();
                }
                Ok(())
            });
            if let Err(error) = served {
                tracing::warn!(%error, "the next life may begin without what is public");
            }
        })
        .map(drop)
}

fn is_public(change: Change) -> bool {
    matches!(change, Change::News | Change::Alerts | Change::City | Change::Association)
}

/// `itsumo --kiosk-pin`: reads a PIN from the standard input and says what to write into `kiosk.toml`.
pub fn pin() -> ExitCode {
    let locale = system_locale();
    let told = |key: &str| say(&without_ruby(&text(locale, key, &[])));
    told("machine-pin-ask");
    let mut typed = String::new();
    if let Err(error) = std::io::stdin().read_line(&mut typed) {
        say(&error.to_string());
        return ExitCode::FAILURE;
    }
    let secret = RealIds.secret();
    let salt: [u8; 16] = std::array::from_fn(|i| secret.get(i).copied().unwrap_or_default());
    match PinHash::of(typed.trim(), &salt) {
        Ok(hash) => {
            let written = writeln!(std::io::stdout(), "pin = \"{}\"", hash.text());
            if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            told(match error {
                PinError::NotDigits => "machine-pin-not-digits",
                PinError::TooEasy(_) => "machine-pin-too-easy",
                PinError::NotAHash | PinError::NoHash => "machine-pin-no-hash",
            });
            ExitCode::FAILURE
        }
    }
}
