//! いつも: the program. What it does to start is in [`itsumo::start`], one file for each kind of place.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

#[cfg(any(feature = "desktop", feature = "mobile"))]
fn main() -> std::process::ExitCode {
    itsumo::start::run()
}

/// Built without a window, for tests: there is nothing to run.
#[cfg(not(any(feature = "desktop", feature = "mobile")))]
fn main() -> std::process::ExitCode {
    std::process::ExitCode::FAILURE
}
