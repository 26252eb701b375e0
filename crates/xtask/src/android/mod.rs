//! `cargo xtask android`: the app for phones with Android, from this tree to a file one can install or hand in.
//!
//! dx 0.7.10 writes a Gradle project and builds it. What it gets wrong is repaired here ([`project`]), after it wrote
//! and before Gradle's last word: a `versionCode` that is always 1, so that no update is ever accepted; a manifest of
//! its own, which ignores most keys of Dioxus.toml (ours replaces it); no place for Kotlin beside the one activity.
//! Then the project is *read* ([`read`]): a repair that no longer finds its place says so by name, because a newer dx
//! may well write another project, and a store refuses weeks later and in other words.
//!
//! [`jvm`] compiles and tests `platforms/android` on this computer, where no phone and no SDK is needed.

mod elf;
pub mod jvm;
mod project;
mod read;

use crate::{
    process,
    setup::Lacking,
    workspace::{on_path, root, target},
};
use anyhow::{Context, Result, bail};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The phones the app is for, and the system it is made with. A store takes 36 or later since 2026-08-31; 26 is the
/// first with notification channels.
pub const MIN_SDK: u32 = 26;
/// See [`MIN_SDK`].
pub const TARGET_SDK: u32 = 36;
/// The version of dx whose project is known here.
const DX: &str = "0.7.10";
/// The first NDK whose own libraries lie on pages of 16 KB.
const NDK: u32 = 28;

/// What to build.
#[derive(clap::Args)]
pub struct Args {
    /// For people rather than for trying out: made smaller, and signed with the key store that ITSUMO_KEYSTORE names
    /// (with ITSUMO_KEYSTORE_PASSWORD, ITSUMO_KEY_ALIAS, ITSUMO_KEY_PASSWORD).
    #[arg(long)]
    release: bool,
    /// The server of a city that hands out this app: https://HOST/open/… then opens in it.
    #[arg(long, value_name = "HOST")]
    links: Option<String>,
    /// Builds nothing: repairs and reads a project that dx has written.
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
}

/// What the project is to become.
#[derive(Clone, Debug)]
pub struct Plan {
    /// As in Cargo.toml.
    pub version: String,
    /// For people.
    pub release: bool,
    /// With the key store of the environment.
    pub signed: bool,
    /// The host whose links open the app.
    pub links: Option<String>,
}

impl Plan {
    fn new(args: &Args) -> Result<Self> {
        if let Some(host) = &args.links
            && (host.is_empty() || !host.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c)))
        {
            bail!("a host is written city.example.jp, not {host}");
        }
        Ok(Self {
            version: version()?,
            release: args.release,
            signed: std::env::var_os("ITSUMO_KEYSTORE").is_some(),
            links: args.links.clone(),
        })
    }

    /// A number that grows with the version, as a store wants it: 1.2.3 is 1002003.
    ///
    /// # Errors
    /// A version that is not three numbers below 1000.
    pub fn version_code(&self) -> Result<u32> {
        let parts: Vec<u32> = self.version.split('.').filter_map(|part| part.parse().ok()).collect();
        match parts.as_slice() {
            [major, minor, patch] if *major < 1000 && *minor < 1000 && *patch < 1000 => {
                Ok(major * 1_000_000 + minor * 1000 + patch)
            }
            _ => bail!("the version {} is not three numbers below 1000", self.version),
        }
    }
}

/// The version all crates share.
pub fn version() -> Result<String> {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml"))?;
    let shared = manifest.split_once("[workspace.package]").context("Cargo.toml has no [workspace.package]")?.1;
    let line =
        shared.lines().find_map(|line| line.strip_prefix("version = ")).context("Cargo.toml names no version")?;
    Ok(line.trim().trim_matches('"').to_owned())
}

/// Builds, repairs, reads, and says where the app is.
///
/// # Errors
/// [`Lacking`] for missing tools; what is wrong with the project, by name; whatever dx or Gradle fails with.
pub fn run(args: &Args) -> Result<()> {
    let plan = Plan::new(args)?;
    if let Some(folder) = &args.project {
        project::repair(folder, &plan)?;
        return report(folder, &plan);
    }
    tools()?;
    let kind = if plan.release { "release" } else { "debug" };
    let folder = target()?.join("dx/itsumo").join(kind).join("android/app");
    // dx ends with a run of Gradle, which needs our files; it overwrites its own and leaves others alone.
    project::lay(&folder)?;
    let mut dx = Command::new("dx");
    dx.current_dir(root()).args(["build", "--platform", "android", "--target", "aarch64-linux-android"]);
    process::run("dx build", if plan.release { dx.arg("--release") } else { &mut dx })?;
    project::repair(&folder, &plan)?;
    report(&folder, &plan)?;
    let job = if plan.release { "bundleRelease" } else { "assembleDebug" };
    process::run(job, Command::new(folder.join("gradlew")).current_dir(&folder).arg(job))?;
    // Once more: what Gradle put together of our manifest and those of the libraries.
    report(&folder, &plan)?;
    let made = if plan.release { "bundle/release/app-release.aab" } else { "apk/debug/app-debug.apk" };
    println!("{}", folder.join("app/build/outputs").join(made).display());
    if plan.release && !plan.signed {
        println!("It is not signed: ITSUMO_KEYSTORE names no key store.");
    }
    Ok(())
}

fn report(folder: &Path, plan: &Plan) -> Result<()> {
    let wrong = read::project(folder, plan)?;
    if wrong.is_empty() {
        println!("The project is as it should be: {}", folder.display());
        return Ok(());
    }
    bail!("the project is not as it should be:\n{}", wrong.iter().map(|w| format!("  {w}\n")).collect::<String>());
}

/// dx, the SDK, an NDK that is new enough, Java.
fn tools() -> Result<()> {
    let mut missing = Vec::new();
    match said(Command::new("dx").arg("--version")) {
        Some(version) if version.contains(DX) => {}
        Some(version) => missing.push(format!("dx {DX}, not {}", version.trim())),
        None => missing.push(format!("dx {DX}: cargo install dioxus-cli --version {DX} --locked")),
    }
    let sdk = ["ANDROID_HOME", "ANDROID_SDK_ROOT"].iter().find_map(std::env::var_os).map(PathBuf::from);
    match sdk.filter(|sdk| sdk.is_dir()) {
        None => missing.push(format!("the Android SDK with platform {TARGET_SDK}, and ANDROID_HOME naming its folder")),
        Some(sdk) => {
            let newest = std::fs::read_dir(sdk.join("ndk"))
                .into_iter()
                .flatten()
                .flatten()
                .filter_map(|found| found.file_name().to_string_lossy().split('.').next()?.parse::<u32>().ok())
                .max();
            if std::env::var_os("NDK_HOME").is_none() && newest.is_none_or(|newest| newest < NDK) {
                missing.push(format!("NDK {NDK} or later (sdkmanager 'ndk;28.2.13676358')"));
            }
        }
    }
    if on_path("java").is_none() {
        missing.push("Java 17".to_owned());
    }
    if missing.is_empty() {
        return Ok(());
    }
    let all = missing.iter().map(|what| format!("  {what}\n")).collect::<String>();
    Err(Lacking(format!(
        "To build for Android this computer lacks:\n{all}platforms/android/README.md says how to get them."
    ))
    .into())
}

fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
