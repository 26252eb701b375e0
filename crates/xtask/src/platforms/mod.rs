//! `cargo xtask check-platforms`: reads the app with the compiler for the places this machine is not.
//!
//! No phone, no Mac and no Windows is needed for it, no NDK and no Xcode: `cargo check` stops where a linker would
//! begin, and the C compilers that build scripts ask for are stood in for by this very program ([`stand_in`]),
//! which writes empty objects. So a slip in a `cfg`, a type that differs, a dependency that does not build for a
//! phone is found here and in CI. **What it does not show is said at its end, for each target:** no C was
//! compiled, nothing was linked, nothing was run. The rest is `platforms/TESTING.md`, by hand, on the device.

pub mod stand_in;
mod toolchain;

use crate::{
    process,
    workspace::{cargo, target},
};
use anyhow::{Context, Result, bail};
use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};
use toolchain::Toolchain;

/// What to check.
#[derive(clap::Args)]
pub struct Args {
    /// Only the targets whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// Builds the standard library from its source even where it is there for the target.
    #[arg(long)]
    build_std: bool,
}

/// A kind of place, as the compiler calls it.
struct Platform {
    /// The compiler's name for it.
    triple: &'static str,
    /// A person's.
    name: &'static str,
    /// What of the workspace runs there, with the app's feature: as `dx` and `cargo` build it.
    builds: &'static [&'static str],
}

const PHONE: &[&str] = &["-p", "itsumo", "--no-default-features", "--features", "mobile"];
const DESKTOP: &[&str] = &["-p", "itsumo", "-p", "itsumo-cli"];

const PLATFORMS: &[Platform] = &[
    Platform { triple: "aarch64-linux-android", name: "Android", builds: PHONE },
    Platform { triple: "aarch64-apple-ios", name: "iOS", builds: PHONE },
    Platform { triple: "x86_64-pc-windows-gnu", name: "Windows", builds: DESKTOP },
    Platform { triple: "aarch64-apple-darwin", name: "macOS", builds: DESKTOP },
];

/// Checks each target, goes on after a failed one, and says of each what was done and what was not.
///
/// # Errors
/// When one does not type-check, or there is no standard library for it and none can be built.
pub fn run(args: &Args) -> Result<()> {
    let (passed, failed) = check(args)?;
    if failed > 0 {
        bail!("{failed} of {} targets do not type-check", passed + failed);
    }
    Ok(())
}

/// The same for `cargo xtask test`: how many targets passed and failed.
///
/// # Errors
/// When nothing could be tried.
pub fn step() -> Result<(usize, usize)> {
    check(&Args { only: None, build_std: false })
}

fn check(args: &Args) -> Result<(usize, usize)> {
    let folder = target()?.join("platforms");
    let tools = stand_in::install(&folder)?;
    let wanted = |platform: &&Platform| {
        let only = args.only.as_deref().unwrap_or_default();
        platform.triple.contains(only) || platform.name.to_lowercase().contains(&only.to_lowercase())
    };
    let mut lines = Vec::new();
    let (mut passed, mut failed) = (0, 0);
    for platform in PLATFORMS.iter().filter(wanted) {
        println!("\n{} ({})", platform.name, platform.triple);
        let begun = Instant::now();
        let done = toolchain::find(platform.triple, args.build_std).and_then(|toolchain| {
            check_one(platform, &toolchain, &folder, &tools)?;
            Ok(toolchain)
        });
        let verdict = match done {
            Ok(toolchain) => {
                passed += 1;
                format!("type-checked ({toolchain}); C not compiled, not linked, not run")
            }
            Err(error) => {
                failed += 1;
                format!("FAILED: {error:#}")
            }
        };
        lines.push(line(platform, &verdict, begun.elapsed()));
    }
    if lines.is_empty() {
        bail!(
            "no target is called that; there are {}",
            PLATFORMS.iter().map(|p| p.triple).collect::<Vec<_>>().join(", ")
        );
    }
    println!("\n{}", lines.join("\n"));
    Ok((passed, failed))
}

fn line(platform: &Platform, verdict: &str, took: Duration) -> String {
    let (minutes, seconds) = (took.as_secs() / 60, took.as_secs() % 60);
    format!("{:<8} {:<22} {minutes:>2}:{seconds:02}  {verdict}", platform.name, platform.triple)
}

fn check_one(platform: &Platform, toolchain: &Toolchain, folder: &Path, tools: &stand_in::Tools) -> Result<()> {
    let mut command = cargo();
    command.arg("check").args(platform.builds).args(["--target", platform.triple]);
    command.env("CARGO_TARGET_DIR", folder);
    toolchain.prepare(&mut command);
    tools.prepare(&mut command, platform.triple);
    frugal(&mut command);
    if platform.name == "Android" {
        for_wry(&mut command, folder)?;
    }
    process::run(&format!("cargo check --target {}", platform.triple), &mut command)
}

/// Nothing here is run or debugged: no debug symbols, and a slip is an error, as clippy makes it on the host.
fn frugal(command: &mut Command) {
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0").env("RUSTFLAGS", "-D warnings");
}

/// What the Android half of the window's library asks of its environment, as `dx` sets it. It writes Kotlin there.
fn for_wry(command: &mut Command, folder: &Path) -> Result<()> {
    let kotlin = folder.join("wry-kotlin");
    std::fs::create_dir_all(&kotlin).with_context(|| format!("making {}", kotlin.display()))?;
    command
        .env("WRY_ANDROID_PACKAGE", "dev.dioxus.main")
        .env("WRY_ANDROID_LIBRARY", "main")
        .env("WRY_ANDROID_KOTLIN_FILES_OUT_DIR", kotlin);
    Ok(())
}
