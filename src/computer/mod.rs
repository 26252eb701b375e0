//! What a computer has that a phone has not: a program that is started twice, a window with a place on the desk, a
//! choice of what starts with the computer, notifications with buttons.
//!
//! Nothing here needs the window's own libraries, so all of it is tested without a screen. The window itself is
//! [`crate::platform`]'s.

pub mod autostart;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub mod first;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub mod notify;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub mod place;

use autostart::Autostart;

/// What the settings may change about this computer. In the root context where the app runs in a window on a desk; a
/// phone and a kiosk have none, and show nothing of it.
#[derive(Clone, Debug)]
pub struct Computer {
    /// What starts with the computer.
    pub autostart: Autostart,
    /// Whether this desktop has a place for a small icon, from which a closed window opens again.
    pub tray: bool,
}

/// Writes a file whole or not at all, into a folder that is made where it is missing.
fn write_whole(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("new");
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}
