//! `cargo xtask package`: what a person installs.
//!
//! Three Debian packages: the window (`itsumo`), the machine that is a public terminal (`itsumo-kiosk`, which brings no
//! program of its own, only a service that is not enabled), and the server (`itsumo-backend`). What is in them lies in
//! `platforms/linux`; here it is laid out and packed with dpkg's own tools, so that every line of a package can be
//! read in the repository. `--check` installs them, starts what was installed, looks at it and removes it again.

mod check;
mod content;
mod tree;

use crate::{process, setup, workspace::cargo};
use anyhow::{Context, Result, bail};
use std::{path::PathBuf, process::Command};

/// What to pack.
#[derive(clap::Args)]
pub struct Args {
    /// The programs of the dev profile, for trying: built in a minute, large, and never newer than a release.
    #[arg(long)]
    debug: bool,
    /// Installs the packages, starts what was installed, photographs it and removes it. As root; anybody else gets
    /// them laid out in a folder and started from there.
    #[arg(long)]
    check: bool,
    /// Packs what was built last, and builds nothing.
    #[arg(long)]
    no_build: bool,
}

/// The packages, built.
pub struct Packages {
    /// The window.
    pub app: PathBuf,
    /// The public terminal.
    pub kiosk: PathBuf,
    /// The server.
    pub backend: PathBuf,
}

/// Builds, packs, and looks if asked to.
pub fn run(args: &Args) -> Result<()> {
    if !cfg!(target_os = "linux") {
        bail!("Debian packages are made on Linux; platforms/windows and platforms/macos say how it is done there.");
    }
    setup::run(setup::Say::OnlyTrouble)?;
    if !args.no_build {
        build(args.debug)?;
    }
    let packages = content::pack(args.debug)?;
    for file in [&packages.app, &packages.kiosk, &packages.backend] {
        println!("{:>8.1} MB  {}", file.metadata()?.len() as f64 / 1e6, file.display());
    }
    if args.check {
        let passed = check::all(&packages, args.debug)?;
        println!("\n{passed} passed, 0 failed");
    }
    Ok(())
}

/// The step of `cargo xtask test`: the packages of the programs it has built anyway.
pub fn step() -> Result<(usize, usize)> {
    build(true)?;
    check::all(&content::pack(true)?, true).map(|passed| (passed, 0))
}

fn build(debug: bool) -> Result<()> {
    let mut build = cargo();
    build.args(["build", "-p", "itsumo", "-p", "itsumo-backend"]);
    if !debug {
        build.arg("--release");
    }
    process::run("building", &mut build)
}

/// What a program of dpkg or systemd says; an error with its words if it fails.
fn said(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("starting {name}"))?;
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if !output.status.success() {
        bail!("{name}: {}\n{}\n{}", output.status, words(&output.stdout), words(&output.stderr));
    }
    Ok(words(&output.stdout))
}

#[cfg(test)]
mod tests {
    use crate::workspace::root;
    use std::fs;

    #[test]
    fn every_platform_says_the_version_of_cargo_toml() {
        let version = env!("CARGO_PKG_VERSION");
        for (file, says, times) in [
            ("platforms/linux/debian/changelog", format!("itsumo ({version})"), 1),
            ("platforms/linux/desktop/jp.itsumo.app.metainfo.xml", format!("<release version=\"{version}\""), 1),
            ("platforms/macos/Info.plist", format!("<string>{version}</string>"), 2),
        ] {
            let text = fs::read_to_string(root().join(file)).unwrap();
            assert_eq!(text.matches(&says).count(), times, "{file} does not say {says}");
        }
    }

    #[test]
    fn every_platform_opens_the_links_of_the_app() {
        for (file, says) in [
            ("platforms/linux/desktop/jp.itsumo.app.desktop", "MimeType=x-scheme-handler/itsumo;"),
            ("platforms/macos/Info.plist", "<string>itsumo</string>\n      </array>"),
            ("platforms/windows/links.nsh", r#""Software\Classes\itsumo" "URL Protocol" """#),
            ("Dioxus.toml", "installer_hooks = \"platforms/windows/links.nsh\""),
            ("Dioxus.toml", "info_plist_path = \"platforms/macos/Info.plist\""),
        ] {
            let text = fs::read_to_string(root().join(file)).unwrap();
            assert!(text.contains(says), "{file} does not say {says}");
        }
    }
}
