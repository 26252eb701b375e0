//! `cargo xtask …`: what a person types, and what CI types. It brings what the machine lacks, then builds,
//! checks, shows and measures the project.
//!
//! **Invariant:** nothing here links the app, the engine or the backend: they are run as programs. So this
//! builds in seconds and without any system package, on the very machine that still lacks them.

mod android;
mod bench;
mod demo;
mod icons;
mod ios;
mod kiosk;
mod licences;
mod package;
mod phone;
mod platforms;
mod process;
mod server;
mod setup;
mod staff;
mod test;
mod window;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Sets up the machine and runs Itsumo", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Brings what the machine lacks: system libraries, Xvfb, Chromium, fonts, a PostgreSQL server.
    Setup,
    /// Everything CI does: style, house rules, all tests, the real window. Ends with how many passed.
    Test(test::Args),
    /// Builds and shows the product with a demo city; without a display it walks the main job by itself.
    Demo(demo::Args),
    /// Measures the figures of the product, each beside its floor. Builds in release mode.
    Bench {
        /// Handed to the bench as they are.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// The app for Android: builds with dx, repairs what dx writes, and reads the project before it is trusted.
    Android(android::Args),
    /// Reads the app with the compiler for Android, iOS, Windows and macOS; says what that does not show.
    CheckPlatforms(platforms::Args),
    /// Runs devices and server through faults drawn from seeds.
    Simulate(bench::Simulate),
    /// Makes the Debian packages in target/package: the window, the public terminal, the server.
    Package(package::Args),
    /// Writes the icons that Windows and macOS want, from those of the Linux desktop.
    Icons,
    /// The app for iPhones: on a Mac builds, signs and packs it; elsewhere reads its papers and says the steps.
    Ios(ios::Args),
    /// Many people at one public terminal, one after the other: is anything left of anybody?
    Kiosk(kiosk::Args),
    /// Writes assets/licences.json: what the app is made of, and under which terms.
    Licences {
        /// Writes nothing; fails if the file is out of date.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    // Build scripts start a copy of this program as their compiler.
    if let Some(done) = platforms::stand_in::called() {
        return done;
    }
    let done = match Cli::parse().task {
        Task::Setup => setup::run(setup::Say::Everything),
        Task::Test(args) => test::run(&args),
        Task::Demo(args) => demo::run(&args),
        Task::Android(args) => android::run(&args),
        Task::Bench { rest } => bench::run(&rest),
        Task::CheckPlatforms(args) => platforms::run(&args),
        Task::Simulate(args) => bench::simulate(&args),
        Task::Package(args) => package::run(&args),
        Task::Icons => icons::run(),
        Task::Ios(args) => ios::run(&args),
        Task::Kiosk(args) => kiosk::run(&args),
        Task::Licences { check } => licences::run(check),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            // A machine that lacks something is not a failed test: scripts tell them apart by the status.
            if error.is::<setup::Lacking>() { ExitCode::from(3) } else { ExitCode::FAILURE }
        }
    }
}
