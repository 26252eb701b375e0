//! `bench` and `simulate`: programs of the workspace, built the right way and run.

use crate::{
    process, setup,
    window::Screen,
    workspace::{cargo, root},
};
use anyhow::{Result, bail};

/// What to draw faults from.
#[derive(clap::Args)]
pub struct Simulate {
    /// How many seeds to run, from 1.
    #[arg(long, conflicts_with = "seed", default_value_t = 200)]
    seeds: u64,
    /// Runs this seed alone, and says every step.
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs the bench in release mode.
pub fn run(rest: &[String]) -> Result<()> {
    if !root().join("crates/bench").exists() {
        bail!("there is no crates/bench");
    }
    setup::run(setup::Say::OnlyTrouble)?;
    // The figures of the window need the app, the least window and the server as programs beside the bench.
    let mut build = cargo();
    build.args([
        "build",
        "--release",
        "-p",
        "itsumo",
        "-p",
        "itsumo-backend",
        "-p",
        "itsumo-cli",
        "-p",
        "itsumo-bench",
    ]);
    process::run("building", build.args(["--bins", "--example", "hello"]))?;
    let mut bench = cargo();
    bench.args(["run", "--release", "--quiet", "-p", "itsumo-bench", "--"]).args(rest);
    let _screen = if std::env::var_os("DISPLAY").is_none_or(|name| name.is_empty()) {
        let screen = Screen::virtual_screen()?;
        bench.env("DISPLAY", screen.name());
        Some(screen)
    } else {
        None
    };
    process::run("the bench", &mut bench)
}

/// Runs the simulation for many seeds, or one of them again.
pub fn simulate(args: &Simulate) -> Result<()> {
    setup::run(setup::Say::OnlyTrouble)?;
    let mut command = cargo();
    command.args(["test", "-p", "itsumo", "--no-default-features", "--test", "simulation", "--"]);
    match args.seed {
        Some(seed) => command.args(["--seed", &seed.to_string()]),
        None => command.args(["--seeds", &args.seeds.to_string()]),
    };
    process::run("the simulation", &mut command)
}
