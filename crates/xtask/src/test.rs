//! `cargo xtask test`: everything, in the order in which trouble is cheapest to learn of, and an honest end.
//!
//! All tests are compiled without the window, as phones' background services and a server are: so they need no
//! GTK, and cannot come to lean on it. Clippy reads the code with the window, and the last step shows the real
//! one. Cargo builds all tests at once; we run them, group by group, so that each has its own line and time.

use crate::{
    licences, platforms, process, setup,
    window::Screen,
    workspace::{cargo, fresh_folder, root},
};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// What to run.
#[derive(clap::Args)]
pub struct Args {
    /// Leaves out what needs the window: on a machine that may not install WebKitGTK.
    #[arg(long)]
    no_window: bool,
    /// Only the steps whose name contains this.
    #[arg(long)]
    only: Option<String>,
}

/// How a step went.
struct Outcome {
    name: String,
    took: Duration,
    passed: usize,
    failed: usize,
}

/// Runs every step, goes on after a failed one, and says how many of everything passed and failed.
pub fn run(args: &Args) -> Result<()> {
    if !args.no_window {
        setup::run(setup::Say::OnlyTrouble)?;
    }
    let mut run = Run { only: args.only.clone(), outcomes: Vec::new() };
    let features: &[&str] = if args.no_window { &["--no-default-features"] } else { &[] };

    run.step("style", || check(cargo().args(["fmt", "--all", "--check"])));
    // Alone, so that a feature some other crate turns on cannot hide a slip.
    run.step("domain alone", || counted(cargo().args(["test", "-p", "itsumo-domain", "--lib", "--tests"])));
    run.step("xtask", || counted(cargo().args(["test", "-p", "xtask"])));
    run.step("licences", || licences::run(true).map(|()| (1, 0)));
    run.step("clippy", || {
        check(cargo().args(["clippy", "--workspace", "--lib", "--bins"]).args(features).args(["--", "-D", "warnings"]))
    });
    run.step("clippy, tests", || {
        // A helper of a test may do what the test itself may; clippy lets only the test's own function do it.
        let may = ["unwrap_used", "expect_used", "panic", "indexing_slicing", "string_slice", "print_stdout"];
        let mut command = cargo();
        command.args(["clippy", "--workspace", "--tests"]).args(features).args(["--", "-D", "warnings"]);
        check(command.args(may.iter().flat_map(|lint| ["-A".to_owned(), format!("clippy::{lint}")])))
    });
    run.step("platforms", platforms::step);
    run.step("android", crate::android::jvm::step);
    let mut tests = Vec::new();
    run.step("building tests", || {
        tests = build()?;
        Ok((1, 0))
    });
    for group in Group::ALL {
        let those: Vec<_> = tests.iter().filter(|test| Group::of(test) == group).collect();
        if !those.is_empty() {
            run.step(group.name(), || run_all(&those));
        }
    }
    if !args.no_window {
        run.step("kiosk", crate::kiosk::step);
        run.step("real window", || real_window().map(|passed| (passed, 0)));
        run.step("package", crate::package::step);
    }
    run.end()
}

struct Run {
    only: Option<String>,
    outcomes: Vec<Outcome>,
}

impl Run {
    /// A step counts what it counted; one that breaks off counts as one failure.
    fn step(&mut self, name: &str, work: impl FnOnce() -> Result<(usize, usize)>) {
        // Without its tests built, a group cannot be asked for.
        let wanted = self.only.as_ref().is_none_or(|only| name.contains(only.as_str()) || name == "building tests");
        if !wanted {
            return;
        }
        println!("\n── {name}");
        let begun = Instant::now();
        let (passed, failed) = work().unwrap_or_else(|error| {
            eprintln!("{error:#}");
            (0, 1)
        });
        self.outcomes.push(Outcome { name: name.to_owned(), took: begun.elapsed(), passed, failed });
    }

    fn end(self) -> Result<()> {
        println!("\n{:<20} {:>8} {:>8} {:>9}", "", "passed", "failed", "time");
        for step in &self.outcomes {
            let (minutes, seconds) = (step.took.as_secs() / 60, step.took.as_secs() % 60);
            println!("{:<20} {:>8} {:>8} {minutes:>5}:{seconds:02}", step.name, step.passed, step.failed);
        }
        let passed: usize = self.outcomes.iter().map(|step| step.passed).sum();
        let failed: usize = self.outcomes.iter().map(|step| step.failed).sum();
        println!("\n{passed} passed, {failed} failed");
        if failed > 0 || passed == 0 {
            bail!("not everything passed");
        }
        Ok(())
    }
}

fn check(command: &mut Command) -> Result<(usize, usize)> {
    process::run("this check", command).map(|()| (1, 0))
}

/// A program full of tests.
struct Tests {
    /// Name of the target: `house`, `stories`, or its crate's.
    name: String,
    program: PathBuf,
    /// The folder of its package, where its fixtures are.
    folder: PathBuf,
}

#[derive(Clone, Copy, PartialEq)]
enum Group {
    House,
    Crates,
    App,
    Stories,
    Simulation,
}

impl Group {
    const ALL: [Self; 5] = [Self::House, Self::Crates, Self::App, Self::Stories, Self::Simulation];

    fn of(test: &Tests) -> Self {
        match test.name.as_str() {
            "house" => Self::House,
            "stories" => Self::Stories,
            "simulation" => Self::Simulation,
            _ if test.folder == root() => Self::App,
            _ => Self::Crates,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::House => "house rules",
            Self::Crates => "crates",
            Self::App => "app",
            Self::Stories => "stories",
            Self::Simulation => "simulation",
        }
    }
}

/// Has cargo build every test of the workspace, and answers with the programs.
fn build() -> Result<Vec<Tests>> {
    let mut command = cargo();
    command.args(["test", "--workspace", "--exclude", "xtask", "--no-default-features", "--no-run"]);
    command.args(["--lib", "--bins", "--tests"]);
    let mut child = command.arg("--message-format=json-render-diagnostics").stdout(Stdio::piped()).spawn()?;
    let mut tests = Vec::new();
    for line in BufReader::new(child.stdout.take().context("cargo says nothing")?).lines() {
        let Ok(said) = serde_json::from_str::<Value>(&line?) else { continue };
        let (Some(program), Some(manifest)) = (said["executable"].as_str(), said["manifest_path"].as_str()) else {
            continue;
        };
        if said["profile"]["test"] == true {
            let folder = Path::new(manifest).parent().unwrap_or(root()).to_path_buf();
            let name = said["target"]["name"].as_str().unwrap_or_default().to_owned();
            tests.push(Tests { name, program: program.into(), folder });
        }
    }
    if !child.wait()?.success() {
        bail!("the tests do not build");
    }
    tests.sort_by(|a, b| (&a.folder, &a.name).cmp(&(&b.folder, &b.name)));
    Ok(tests)
}

/// Runs programs of tests one after the other, the failed ones too.
fn run_all(tests: &[&Tests]) -> Result<(usize, usize)> {
    let mut sum = (0, 0);
    for test in tests {
        println!("\n{}", test.program.file_stem().unwrap_or_default().to_string_lossy());
        let (passed, failed) =
            counted(Command::new(&test.program).current_dir(&test.folder).env("CARGO_MANIFEST_DIR", &test.folder))?;
        sum = (sum.0 + passed, sum.1 + failed);
    }
    Ok(sum)
}

/// Runs tests, shows what they say, and adds up their counts. A run that ends badly without naming a failed
/// test (it did not compile, it crashed) counts as one failure.
fn counted(command: &mut Command) -> Result<(usize, usize)> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let (mut passed, mut failed) = (0, 0);
    for line in BufReader::new(child.stdout.take().context("no output")?).lines() {
        let line = line?;
        println!("{line}");
        if let Some((more_passed, more_failed)) = counts_of(&line) {
            passed += more_passed;
            failed += more_failed;
        }
    }
    let ended_well = child.wait()?.success();
    Ok((passed, if ended_well { failed } else { failed.max(1) }))
}

/// `test result: ok. 3 passed; 0 failed; …` of Rust's own tests, `3 passed, 0 failed` of the simulation.
fn counts_of(line: &str) -> Option<(usize, usize)> {
    let counts = match line.strip_prefix("test result: ") {
        Some(rest) => rest.split_once(". ")?.1,
        None => line,
    };
    let (passed, rest) = counts.split_once(" passed")?;
    let failed = rest.trim_start_matches([';', ',', ' ']).split_once(" failed")?.0;
    Some((passed.parse().ok()?, failed.parse().ok()?))
}

/// The app and the server as people get them, on a screen of their own, every screen looked at by axe-core.
fn real_window() -> Result<usize> {
    crate::demo::build()?;
    let folder = fresh_folder("window-test")?;
    let screen = Screen::virtual_screen()?;
    crate::demo::walk(&screen, &folder, crate::demo::FICTIONAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tests_say_is_counted_and_nothing_else() {
        assert_eq!(counts_of("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured"), Some((3, 0)));
        assert_eq!(counts_of("test result: FAILED. 3 passed; 2 failed; 0 ignored"), Some((3, 2)));
        assert_eq!(counts_of("20 passed, 1 failed"), Some((20, 1)));
        for other in ["test a_thing ... ok", "it passed", "all passed; none failed", ""] {
            assert_eq!(counts_of(other), None, "{other}");
        }
    }
}
