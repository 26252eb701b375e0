//! No window: headless tests.

/// Nothing to prepare.
pub fn after_mount() {}

/// No window to close.
pub fn use_resident(_: bool) {}

/// Nothing to end.
pub fn end() {}

/// Nothing to print on.
pub fn print_page() {}

/// Nobody sees a program.
pub fn open_file(_: &std::path::Path) -> bool {
    false
}
