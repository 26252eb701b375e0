//! No window: headless tests.

/// Nothing to prepare.
pub fn after_mount() {}

/// No window to raise.
pub fn raise() {}
