//! What the machine must have, looked for by what the compiler, the linker and the tests really use, and
//! brought by apt where we may.
//!
//! The list is short on purpose. `libwebkit2gtk-4.1-dev` brings GTK and libsoup; `libxdo` is linked by the
//! menu library of the window, OpenSSL by its local socket. The library of icons among the desktop's own is
//! opened by the running app, where there is one.

use crate::workspace::{cargo, on_path};
use anyhow::{Context, Result};
use std::{
    path::Path,
    process::{Command, Stdio},
};

/// How much to say when nothing is missing.
#[derive(Clone, Copy, PartialEq)]
pub enum Say {
    /// The person asked for it.
    Everything,
    /// On the way to something else.
    OnlyTrouble,
}

/// The machine lacks something that we may not install.
#[derive(Debug)]
pub struct Lacking(pub String);
impl std::fmt::Display for Lacking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Lacking {}

struct Need {
    what: &'static str,
    packages: &'static [&'static str],
    there: fn() -> bool,
}

const NEEDS: &[Need] = &[
    Need { what: "a C compiler", packages: &["build-essential"], there: || on_path("cc").is_some() },
    Need { what: "pkg-config", packages: &["pkg-config"], there: || on_path("pkg-config").is_some() },
    Need { what: "WebKitGTK 4.1 and GTK 3", packages: &["libwebkit2gtk-4.1-dev"], there: || library("webkit2gtk-4.1") },
    Need { what: "OpenSSL", packages: &["libssl-dev"], there: || library("openssl") },
    Need { what: "libxdo", packages: &["libxdo-dev"], there: || Path::new("/usr/include/xdo.h").exists() },
    Need { what: "Xvfb", packages: &["xvfb"], there: || on_path("Xvfb").is_some() },
    Need {
        what: "Chromium and its driver",
        packages: &["chromium", "chromium-driver"],
        there: || on_path("chromium").is_some() && on_path("chromedriver").is_some(),
    },
    Need { what: "Japanese fonts", packages: &["fonts-noto-cjk", "fontconfig"], there: japanese_font },
    Need { what: "poppler's tools", packages: &["poppler-utils"], there: || on_path("pdftotext").is_some() },
    Need {
        what: "what a desktop tells and shows icons by",
        packages: &["dbus-daemon", "libglib2.0-bin", "libayatana-appindicator3-1"],
        there: || ["dbus-daemon", "gdbus"].iter().all(|name| on_path(name).is_some()) && icons(),
    },
    Need {
        what: "what the kiosk runs in, and what reads packages",
        packages: &["cage", "xwayland", "seatd", "desktop-file-utils", "appstream"],
        there: || {
            let programs = ["cage", "Xwayland", "desktop-file-validate", "appstreamcli"];
            // Not on everybody's path: it is a service.
            Path::new("/usr/sbin/seatd").exists() && programs.iter().all(|name| on_path(name).is_some())
        },
    },
    Need { what: "Maven, for the Kotlin", packages: &["maven"], there: || on_path("mvn").is_some() },
    Need { what: "a PostgreSQL server", packages: &["postgresql"], there: postgres },
];

fn library(name: &str) -> bool {
    Command::new("pkg-config").args(["--exists", name]).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// The library that icons among the desktop's own come from; no program of it is on a path.
fn icons() -> bool {
    let listed = Command::new("/sbin/ldconfig").arg("-p").output();
    listed.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("libayatana-appindicator3.so.1"))
}

fn japanese_font() -> bool {
    Command::new("fc-list").args([":lang=ja", "family"]).output().is_ok_and(|output| !output.stdout.is_empty())
}

/// Debian keeps the server's programs off the path, one folder a version.
fn postgres() -> bool {
    on_path("initdb").is_some()
        || std::fs::read_dir("/usr/lib/postgresql")
            .is_ok_and(|mut folder| folder.any(|v| v.is_ok_and(|v| v.path().join("bin/initdb").exists())))
}

/// Brings what is missing, or says in one line how a person can.
///
/// # Errors
/// [`Lacking`] where we may not install; anything else where installing failed.
pub fn run(say: Say) -> Result<()> {
    if !cfg!(target_os = "linux") {
        eprintln!("Only Linux is set up by itself; elsewhere the window needs nothing beyond Rust.");
        return components();
    }
    let missing = missing();
    if missing.is_empty() {
        if say == Say::Everything {
            println!("Nothing is missing.");
        }
        return components();
    }
    let names: Vec<_> = missing.iter().map(|need| need.what).collect();
    let packages: Vec<_> = missing.iter().flat_map(|need| need.packages).copied().collect();
    eprintln!("Missing: {}", names.join(", "));
    install(&packages)?;
    let still: Vec<_> = self::missing().iter().map(|need| need.what).collect();
    if !still.is_empty() {
        return Err(Lacking(format!("Installed, and still not found: {}", still.join(", "))).into());
    }
    components()
}

/// Brings packages that only one task wants.
///
/// # Errors
/// [`Lacking`] where we may not install; anything else where installing failed.
pub fn packages(what: &str, packages: &[&str]) -> Result<()> {
    eprintln!("Missing: {what}");
    install(packages)
}

fn install(packages: &[&str]) -> Result<()> {
    if on_path("apt-get").is_none() {
        return Err(Lacking(format!(
            "Install what is missing with this system's package manager, then try again. \
             Debian calls the packages: {}",
            packages.join(" ")
        ))
        .into());
    }
    let Some(before) = as_root() else {
        return Err(Lacking(format!(
            "Type this once, then try again:\n\n    sudo apt-get update && sudo apt-get install -y \
             --no-install-recommends {}\n",
            packages.join(" ")
        ))
        .into());
    };
    apt(before, &["update"]).context("apt-get update")?;
    let install = [&["install", "-y", "--no-install-recommends"], packages].concat();
    apt(before, &install).context("apt-get install")
}

fn missing() -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| !(need.there)()).collect()
}

/// What to put before `apt-get`: nothing for root, `sudo -n` where it asks for no password.
fn as_root() -> Option<&'static [&'static str]> {
    let quiet = |command: &mut Command| {
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let id = Command::new("id").arg("-u").output().ok()?;
    if String::from_utf8_lossy(&id.stdout).trim() == "0" {
        Some(&[])
    } else if quiet(Command::new("sudo").args(["-n", "true"])) {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}

fn apt(before: &[&str], args: &[&str]) -> Result<()> {
    // `sudo` drops the environment, `env` behind it does not.
    let mut words = before.iter().chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]).chain(args);
    let first = words.next().context("no command")?;
    crate::process::run("apt-get", Command::new(first).args(words))
}

/// rustfmt and clippy, where rustup looks after them.
fn components() -> Result<()> {
    let there = |name| {
        cargo()
            .args([name, "--version"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if there("fmt") && there("clippy") {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        return Err(Lacking("rustfmt and clippy are missing; install them beside this Rust.".to_owned()).into());
    }
    crate::process::run("rustup", Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))
}
