//! On a phone. The engine is the process's one ([`itsumo_mobile::one`]): a push may have opened it before there was a
//! window, and goes on with it when the window is away.
//!
//! Phones stop the window's tasks whenever it is not seen. So what the phone hands in is taken by a thread, and only
//! what is to be shown waits for the window.

use crate::platform::{self, Backs, Downloads, Opening, Openings};
use itsumo_engine::{Change, Engine, OpenError};
use itsumo_mobile::{
    arrival::{self, Arrival},
    note::{self, NoteLink},
    one, phone, place, push, wake,
};
use std::process::ExitCode;
use tokio::sync::broadcast::error::RecvError;

/// The city's server, where whoever builds the app for a city names it: `ITSUMO_SERVER=https://… dx build`.
const SERVER: Option<&str> = option_env!("ITSUMO_SERVER");

/// Opens the engine and then the window. Does not come back, unless there is no window.
pub fn run() -> ExitCode {
    #[cfg(target_os = "android")]
    itsumo_mobile::android::keep();
    #[cfg(target_os = "ios")]
    {
        itsumo_mobile::ios::keep();
        itsumo_mobile::ios::start();
    }
    let filter = tracing_subscriber::EnvFilter::try_from_env("ITSUMO_LOG").unwrap_or_else(|_| {
        tracing_subscriber::EnvFilter::new("warn,itsumo=info,itsumo_engine=info,itsumo_mobile=info")
    });
    // The phone's own log takes lines without colours. A second start in one process keeps the first one's.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(std::io::stderr).try_init();

    let paths = place::paths();
    let engine = match one::process().lease(|| wake::open(paths)) {
        // The window's lease lasts as long as the process.
        Ok(lease) => {
            let engine = Engine::clone(&lease);
            std::mem::forget(lease);
            engine
        }
        Err(error) => return cannot_open(&error),
    };
    wake::wait(prepare(&engine));
    engine.start();
    let (openings, backs) = (Openings::default(), Backs::default());
    hear("arrivals", {
        let (openings, backs) = (openings.clone(), backs.clone());
        move || take_in(&openings, &backs)
    });
    hear("phone", {
        let engine = engine.clone();
        move || wake::wait(keep_told(engine)).unwrap_or_default()
    });
    let again = engine.clone();
    let resumed = move || {
        let engine = again.clone();
        // What live hints missed while the phone slept.
        hear("resumed", move || drop(wake::wait(engine.sync())));
    };
    platform::launch(engine, openings, backs, Downloads(place::outgoing()), resumed);
    ExitCode::SUCCESS
}

fn hear(name: &str, work: impl FnOnce() + Send + 'static) {
    if let Err(error) = std::thread::Builder::new().name(name.into()).spawn(work) {
        tracing::error!(%error, name, "the phone gives no more threads");
    }
}

/// Before the first screen. No network is needed for it.
async fn prepare(engine: &Engine) {
    let chosen = engine.city().await.ok().flatten().is_some();
    if let Some(server) = SERVER.filter(|_| !chosen)
        && let Err(error) = engine.set_server(server).await
    {
        tracing::error!(%error, "this app was built for a server that it does not take");
    }
    note::learn_locale(engine).await;
    push::tell(engine).await;
}

/// Takes what the phone hands in, for as long as the process lives.
fn take_in(openings: &Openings, backs: &Backs) {
    loop {
        match arrival::next() {
            Arrival::Link(link) => openings.follow(&link),
            Arrival::Note(chosen) => openings.open(opening(&chosen)),
            Arrival::Back => backs.press(),
        }
    }
}

/// What a chosen notification opens.
fn opening(chosen: &NoteLink) -> Opening {
    match (chosen.room(), chosen.open) {
        ("news", Some(id)) => Opening::News(id),
        ("alert", Some(id)) => Opening::Alert(id),
        ("school", Some(id)) => Opening::School(id),
        ("association", Some(id)) => Opening::Association(id),
        _ => Opening::Window,
    }
}

/// Keeps the phone told of what it does for the app while there is no window: in which language, and where pushes come
/// from.
async fn keep_told(engine: Engine) {
    let mut changes = engine.changes();
    ask_to_notify(&engine).await;
    let mut wanted = want_push(&engine, None).await;
    loop {
        match changes.recv().await {
            Ok(Change::Settings) => note::learn_locale(&engine).await,
            Ok(Change::City) => {
                ask_to_notify(&engine).await;
                wanted = want_push(&engine, wanted).await;
            }
            Ok(Change::Sync) => wanted = want_push(&engine, wanted).await,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => {
                note::learn_locale(&engine).await;
                wanted = want_push(&engine, wanted).await;
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// Asks the person whether the app may notify, as soon as they chose a city: then they know what for. Whether the city
/// pushes makes no difference, since without a push the app looks by itself. The phone asks once, however often this is
/// called.
async fn ask_to_notify(engine: &Engine) {
    if engine.city().await.ok().flatten().is_some() {
        phone().ask_to_notify();
    }
}

/// Asks the phone for pushes from this city's server, once for each. Offline, the next good sync asks.
async fn want_push(engine: &Engine, before: Option<(String, String)>) -> Option<(String, String)> {
    let Ok(Some(city)) = engine.city().await else { return before };
    let here = (engine.server(), city.code);
    if before.as_ref() == Some(&here) {
        return before;
    }
    match engine.push_offer().await {
        Ok(offer) => {
            phone().push_wanted(true, Some(&offer.vapid).filter(|key| !key.is_empty()).map(String::as_str));
            Some(here)
        }
        Err(error) => {
            tracing::debug!(%error, "the city does not say yet how it pushes");
            before
        }
    }
}

/// A database from a newer app, a disk that is full: said in words, and nothing is touched.
fn cannot_open(error: &OpenError) -> ExitCode {
    tracing::error!(%error, "the engine did not open");
    platform::launch_trouble(crate::Trouble(error.text(crate::i18n::system_locale())));
    ExitCode::FAILURE
}
