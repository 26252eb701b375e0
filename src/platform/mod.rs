//! What differs between a desktop, a phone and a test: notifications, the clipboard, what a chosen
//! notification or an address opens, how Japanese is composed.

#[cfg(feature = "desktop")]
mod desktop;
pub mod link;
#[cfg(any(feature = "desktop", not(feature = "mobile")))]
mod no_phone;
#[cfg(not(any(feature = "desktop", feature = "mobile")))]
mod none;
mod opening;
#[cfg(all(feature = "mobile", not(feature = "desktop")))]
mod phone;
pub mod print;

#[cfg(feature = "desktop")]
pub use desktop::{
    Launch, Raiser, after_mount, end, has_tray, launch, launch_kiosk, launch_trouble, open_file, print_page,
    use_resident,
};
#[cfg(any(feature = "desktop", not(feature = "mobile")))]
pub use no_phone::{can_scan, hand_on, has_picker, pick_file, scan, use_back_button, use_screen_on, use_sheet};
#[cfg(not(any(feature = "desktop", feature = "mobile")))]
pub use none::{after_mount, end, open_file, print_page, use_resident};
pub use opening::{Handed, Opening, Openings, use_handed, use_handed_code, use_openings};
#[cfg(all(feature = "mobile", not(feature = "desktop")))]
pub use phone::{
    Backs, after_mount, can_scan, end, hand_on, has_picker, launch, launch_trouble, open_file, pick_file, print_page,
    scan, use_back_button, use_resident, use_screen_on, use_sheet,
};

use dioxus::prelude::*;
use std::{
    io::Write,
    sync::atomic::{AtomicBool, Ordering},
};

/// What a person chose with the phone's own way to choose a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Nothing.
    Nothing,
    /// A file that cannot be read, or is too large.
    Unreadable {
        /// What it is called.
        name: String,
    },
    /// A file.
    File {
        /// What it is called.
        name: String,
        /// All of it.
        bytes: Vec<u8>,
    },
}

/// What the system lets the app do without being looked at, where a person is asked about it: on phones.
#[derive(Clone, Copy)]
pub struct Permission {
    /// Whether notifications are shown.
    pub notify: fn() -> bool,
    /// Opens the system's own page where that is changed.
    pub open_settings: fn(),
}

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
