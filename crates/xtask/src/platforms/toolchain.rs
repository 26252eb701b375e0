//! Where a standard library for another target comes from: rustup brings it, or a packaged compiler builds it
//! from the source that its distribution packages beside it.

use crate::{setup, workspace::on_path};
use anyhow::{Context, Result};
use std::{
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Where Debian's packages `rustc-web` and `rust-web-src` put the compiler.
const PACKAGED: &str = "/usr/bin/rustc";

/// How a target is checked.
pub enum Toolchain {
    /// The compiler of every day has its standard library.
    There,
    /// This compiler builds it from its source.
    BuildStd(PathBuf),
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::There => f.write_str("with rustup's standard library"),
            Self::BuildStd(rustc) => write!(f, "with the standard library from the source of {}", rustc.display()),
        }
    }
}

impl Toolchain {
    /// Has `command`, a cargo, use it.
    pub fn prepare(&self, command: &mut Command) {
        if let Self::BuildStd(rustc) = self {
            // Building it is not stable; a released compiler does it when told so.
            command.env("RUSTC", rustc).env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
        }
    }
}

/// Finds a way for `triple`; `build_std` passes over the easy one.
///
/// # Errors
/// [`setup::Lacking`], with what a person can type.
pub fn find(triple: &str, build_std: bool) -> Result<Toolchain> {
    if !build_std && (there(triple) || added(triple)) {
        return Ok(Toolchain::There);
    }
    if let Some(rustc) = with_source() {
        return Ok(Toolchain::BuildStd(rustc));
    }
    setup::packages("a Rust compiler with its source", &["rustc-web", "rust-web-src"])?;
    let rustc = with_source().context("the packages are there, and hold no source of the standard library")?;
    Ok(Toolchain::BuildStd(rustc))
}

fn rustc() -> OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

fn there(triple: &str) -> bool {
    let folder = asked(&rustc(), &["--print", "target-libdir", "--target", triple]);
    folder.is_some_and(|folder| Path::new(&folder).is_dir())
}

/// Lets rustup bring it, where there is a rustup and it reaches its server.
fn added(triple: &str) -> bool {
    if on_path("rustup").is_none() {
        return false;
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", triple]).stdout(Stdio::null());
    rustup.status().is_ok_and(|status| status.success()) && there(triple)
}

/// A compiler that has the source of its standard library beside it: ours with rustup's `rust-src`, or a packaged.
fn with_source() -> Option<PathBuf> {
    let has = |rustc: &PathBuf| {
        asked(rustc.as_os_str(), &["--print", "sysroot"])
            .is_some_and(|root| Path::new(&root).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file())
    };
    [PathBuf::from(rustc()), PathBuf::from(PACKAGED)].into_iter().find(has)
}

fn asked(program: &std::ffi::OsStr, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).current_dir(crate::workspace::root()).stderr(Stdio::null()).output();
    let output = output.ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
