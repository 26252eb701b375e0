//! No window: headless tests.

/// Nothing to prepare.
pub fn after_mount() {}

/// No window to raise.
pub fn raise() {}

/// Nobody sees a program.
pub fn open_file(_: &std::path::Path) -> bool {
    false
}
