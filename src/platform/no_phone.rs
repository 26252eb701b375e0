//! What only a phone has, where there is none: no camera for codes, no back button, and files are chosen by the page.

use super::Picked;
use std::path::Path;

/// There is no camera that reads codes.
pub fn can_scan() -> bool {
    false
}

/// There is no camera that reads codes.
pub async fn scan() -> Option<String> {
    None
}

/// The page chooses files.
pub fn has_picker() -> bool {
    false
}

/// The page chooses files.
pub async fn pick_file(_: &str) -> Picked {
    Picked::Nothing
}

/// The person finds it in their own folder.
pub fn hand_on(_: &Path) {}

/// A desk's screen is on.
pub fn use_screen_on() {}

/// Esc closes a sheet.
pub fn use_sheet() {}

/// There is no back button.
pub fn use_back_button() {}
