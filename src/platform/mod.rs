//! What differs between a desktop, a phone and a test: notifications, the clipboard, what a chosen
//! notification opens, how Japanese is composed.

#[cfg(feature = "desktop")]
mod desktop;
#[cfg(not(feature = "desktop"))]
mod none;

#[cfg(feature = "desktop")]
pub use desktop::{after_mount, launch, launch_trouble, notifier, open_file, raise};
#[cfg(not(feature = "desktop"))]
pub use none::{after_mount, open_file, raise};

use crate::route::Route;
use dioxus::prelude::*;
use itsumo_engine::Engine;
use std::{
    io::Write,
    sync::atomic::{AtomicBool, Ordering},
};
use tokio::sync::broadcast;
use uuid::Uuid;

/// Where files for the person go.
#[derive(Clone, Debug)]
pub struct Downloads(pub std::path::PathBuf);

impl Downloads {
    /// Writes a file for the person, under `name` or, where there is one of that name, the next free one.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> std::io::Result<std::path::PathBuf> {
        let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
        std::fs::create_dir_all(&self.0)?;
        for number in 1.. {
            let name = if number == 1 { name.to_owned() } else { format!("{stem}-{number}.{end}") };
            let path = self.0.join(name);
            match std::fs::File::create_new(&path) {
                Ok(mut file) => {
                    file.write_all(bytes)?;
                    return Ok(path);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(std::io::ErrorKind::AlreadyExists.into())
    }
}

/// Records that a person wants to see because they chose a notification.
#[derive(Clone)]
pub struct Openings(broadcast::Sender<Opening>);

/// What to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// An article.
    News(Uuid),
    /// An alert.
    Alert(Uuid),
    /// Something of the school: a notice, an absence, or what is asked on its home.
    School(Uuid),
    /// Something of a town association: a circular, a meeting, a safety check.
    Association(Uuid),
    /// Just the window.
    Window,
}

impl Default for Openings {
    fn default() -> Self {
        Self(broadcast::channel(8).0)
    }
}

impl Openings {
    /// Asks for the window to show it. Nobody listens before the window is up; then there is nothing to open.
    pub fn open(&self, what: Opening) {
        let _ = self.0.send(what);
    }
}

/// Follows chosen notifications. Called once, inside the router.
pub fn use_openings() {
    let openings = use_context::<Openings>();
    let engine = use_context::<Engine>();
    let navigator = navigator();
    use_hook(move || {
        let mut asked = openings.0.subscribe();
        spawn(async move {
            use broadcast::error::RecvError;
            loop {
                match asked.recv().await {
                    Ok(what) => {
                        raise();
                        match what {
                            Opening::News(id) => drop(navigator.push(Route::HomeArticle { id })),
                            Opening::Alert(id) => drop(navigator.push(Route::AlertScreen { id })),
                            Opening::School(id) => drop(navigator.push(of_school(&engine, id).await)),
                            Opening::Association(id) => drop(navigator.push(of_association(&engine, id).await)),
                            Opening::Window => {}
                        }
                    }
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => break,
                }
            }
        });
    });
}

/// Where something of the school stands. A notification says as little of it as its lock screen.
async fn of_school(engine: &Engine, id: Uuid) -> Route {
    match engine.school().await {
        Ok(school) if school.notice(id).is_some() => Route::NoticeScreen { id },
        Ok(school) if school.absence(id).is_some() => Route::AbsenceScreen { id },
        // A question stands first on the school's home; what is gone meanwhile is nowhere.
        _ => Route::SchoolHome {},
    }
}

/// Where something of an association stands.
async fn of_association(engine: &Engine, id: Uuid) -> Route {
    let Ok(all) = engine.associations().await else { return Route::AssociationHome {} };
    if all.circular(id).is_some() {
        return Route::CircularScreen { id };
    }
    if all.meeting(id).is_some() {
        return Route::MeetingScreen { id };
    }
    match all.check(id) {
        // Who has not said how they are says so first; an officer then sees who calls.
        Some(check) if check.own.iter().any(|(_, merged, _)| merged.condition.is_none()) => Route::SafetyScreen { id },
        Some(_) if !all.streets.is_empty() => Route::SafetyList { check: id },
        Some(_) => Route::SafetyScreen { id },
        None => Route::AssociationHome {},
    }
}

/// For who measures the start: with `ITSUMO_TELL_PAINT` in the environment, one line `painted` goes to the
/// standard output when the first element that `selector` names has been drawn. Called when it was rendered;
/// it says so once in the life of the process.
pub fn tell_paint(selector: &str) {
    static TOLD: AtomicBool = AtomicBool::new(false);
    if std::env::var_os("ITSUMO_TELL_PAINT").is_none() || TOLD.swap(true, Ordering::SeqCst) {
        return;
    }
    // What was rendered reaches the page a little later than this. Then two frames: the callback of the first
    // runs before the page is drawn, that of the second after.
    let selector = serde_json::to_string(selector).unwrap_or_default();
    let mut drawn = document::eval(&format!(
        "const next = requestAnimationFrame;\
         const look = () => document.querySelector({selector}) ? next(() => next(() => dioxus.send(true))) : next(look);\
         look();"
    ));
    dioxus::core::spawn_forever(async move {
        if drawn.recv::<bool>().await.is_ok() {
            // Nobody reads: then nobody measures.
            let _ = writeln!(std::io::stdout(), "painted");
        }
    });
}

/// Puts `text` on the clipboard. Where the web view has no clipboard of its own, the old way is taken.
pub fn copy(text: &str) {
    let text = serde_json::to_string(text).unwrap_or_default();
    document::eval(&format!(
        "const text = {text};\
         const old = () => {{ const area = document.createElement('textarea'); area.value = text;\
           (document.querySelector('dialog[open]') || document.body).appendChild(area); area.select();\
           document.execCommand('copy'); area.remove(); }};\
         if (navigator.clipboard) navigator.clipboard.writeText(text).catch(old); else old();"
    ));
}
