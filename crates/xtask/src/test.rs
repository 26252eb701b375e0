//! `cargo xtask test`: everything, in the order in which trouble is cheapest to learn of, and an honest end.
//!
//! One set of features for all compiled tests, the window's, so that nothing heavy is compiled twice. That
//! the rest builds without a window is checked apart, by the type checker alone.

use crate::{
    licences, process, setup,
    window::Screen,
    workspace::{cargo, fresh_folder},
};
use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead, BufReader},
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
    name: &'static str,
    took: Duration,
    passed: usize,
    failed: usize,
}

enum Work {
    /// A command that is right or wrong as a whole.
    Check(Vec<&'static str>),
    /// A command that runs tests and counts them.
    Tests(Vec<&'static str>),
    /// Something of ours.
    Ours(fn() -> Result<usize>),
}

fn steps(window: bool) -> Vec<(&'static str, Work)> {
    use Work::{Check, Ours, Tests};
    let mut steps = vec![
        ("style", Check(vec!["fmt", "--all", "--check"])),
        // Alone, so that a feature some other crate turns on cannot hide a slip.
        ("domain alone", Tests(vec!["test", "-p", "itsumo-domain", "--quiet"])),
        ("licences", Ours(|| licences::run(true).map(|()| 1))),
    ];
    if window {
        steps.extend([
            ("house rules", Tests(vec!["test", "--workspace", "--quiet", "--test", "house"])),
            ("clippy", Check(vec!["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])),
            ("without a window", Check(vec!["check", "-p", "itsumo", "--no-default-features", "--quiet"])),
            ("tests", Tests(vec!["test", "--workspace", "--no-fail-fast", "--quiet"])),
            ("real window", Ours(real_window)),
        ]);
    } else {
        let headless = |more: &[&'static str]| [&["test", "--workspace", "--no-default-features"], more].concat();
        steps.extend([
            ("house rules", Tests(headless(&["--quiet", "--test", "house"]))),
            (
                "clippy",
                Check(vec![
                    "clippy",
                    "--workspace",
                    "--no-default-features",
                    "--all-targets",
                    "--quiet",
                    "--",
                    "-D",
                    "warnings",
                ]),
            ),
            ("tests", Tests(headless(&["--quiet", "--no-fail-fast"]))),
        ]);
    }
    steps
}

/// Runs every step, goes on after a failed one, and says how many of everything passed and failed.
pub fn run(args: &Args) -> Result<()> {
    if !args.no_window {
        setup::run(setup::Say::OnlyTrouble)?;
    }
    let mut outcomes = Vec::new();
    for (name, work) in steps(!args.no_window) {
        if args.only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        println!("\n── {name}");
        let begun = Instant::now();
        let (passed, failed) = match work {
            Work::Check(args) => match process::run(name, cargo().args(args)) {
                Ok(()) => (1, 0),
                Err(error) => complain(&error),
            },
            Work::Tests(args) => match counted(cargo().args(args)) {
                Ok(counts) => counts,
                Err(error) => complain(&error),
            },
            Work::Ours(work) => match work() {
                Ok(passed) => (passed, 0),
                Err(error) => complain(&error),
            },
        };
        outcomes.push(Outcome { name, took: begun.elapsed(), passed, failed });
    }
    println!("\n{:<18} {:>8} {:>8} {:>9}", "", "passed", "failed", "time");
    for step in &outcomes {
        let seconds = step.took.as_secs();
        println!("{:<18} {:>8} {:>8} {:>4}:{:02} min", step.name, step.passed, step.failed, seconds / 60, seconds % 60);
    }
    let passed: usize = outcomes.iter().map(|step| step.passed).sum();
    let failed: usize = outcomes.iter().map(|step| step.failed).sum();
    println!("\n{passed} passed, {failed} failed");
    if failed > 0 || passed == 0 {
        bail!("not everything passed");
    }
    Ok(())
}

fn complain(error: &anyhow::Error) -> (usize, usize) {
    eprintln!("{error:#}");
    (0, 1)
}

/// Runs tests, shows what they say, and adds up their counts. A run that ends badly without naming a failed
/// test (it did not compile, it crashed) counts as one failure.
fn counted(command: &mut Command) -> Result<(usize, usize)> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let (mut passed, mut failed) = (0, 0);
    for line in BufReader::new(child.stdout.take().context("no output")?).lines() {
        let line = line?;
        println!("{line}");
        if let Some(counts) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) {
            let mut numbers = counts.1.split("; ").filter_map(|part| part.split(' ').next()?.parse::<usize>().ok());
            passed += numbers.next().unwrap_or(0);
            failed += numbers.next().unwrap_or(0);
        }
    }
    let ended_well = child.wait()?.success();
    Ok((passed, if ended_well { failed } else { failed.max(1) }))
}

/// The app and the server as people get them, on a screen of their own, every screen looked at by axe-core.
fn real_window() -> Result<usize> {
    crate::demo::build()?;
    let folder = fresh_folder("window-test")?;
    let screen = Screen::virtual_screen()?;
    crate::demo::walk(&screen, &folder, crate::demo::FICTIONAL)
}
