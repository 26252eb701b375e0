//! Seeded runs of several devices and a server through everything that goes wrong.
//!
//! A run publishes, reads, chooses, saves, tells, answers and signs in, while messages are lost, doubled, cut and delivered
//! late, the server and the devices crash at every step of an exchange, clocks jump, disks fill and pages of
//! a device's database turn to noise. Then it is quiet, and everything must agree:
//!
//! 1. every device shows exactly the announcements and alerts that stand on the server;
//! 2. a person's devices hold the same interests and the same saved articles;
//! 3. every command a device acknowledged has been done once, in the last state its device gave it;
//! 4. every device of the family shows every page and photo that any of them acknowledged, and the server none;
//! 5. both parents see the last word on every absence that any of their devices took in;
//! 6. every answer to a circular and every mark of paper that a device took in counts, each household in one place.
//!
//! `--seeds N` runs seeds 1 to N, `--seed S` replays one and tells its story, no flag runs the slice that
//! belongs to every test run. A failure prints its seed.

mod association;
mod chance;
mod devices;
mod family;
mod network;
mod run;
mod school;
mod server;

use std::{process::ExitCode, time::Instant};

/// Seeds of every ordinary test run: enough to meet each kind of fault many times.
const SLICE: u64 = 20;

fn main() -> ExitCode {
    let mut seeds: Vec<u64> = (1..=SLICE).collect();
    let mut tell = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match (arg.as_str(), args.next().and_then(|n| n.parse::<u64>().ok())) {
            ("--seeds", Some(count)) => seeds = (1..=count).collect(),
            ("--seed", Some(seed)) => (seeds, tell) = (vec![seed], true),
            _ => {
                eprintln!("usage: simulation [--seeds N | --seed S]");
                return ExitCode::from(2);
            }
        }
    }
    let start = Instant::now();
    let (mut passed, mut failed) = (0, Vec::new());
    for seed in seeds {
        match std::panic::catch_unwind(|| run::run(seed, tell)) {
            Ok(Ok(report)) => {
                passed += 1;
                println!("seed {seed}: {report}");
            }
            Ok(Err(why)) => {
                println!("seed {seed}: FAILED: {why}");
                failed.push(seed);
            }
            Err(_) => {
                println!("seed {seed}: FAILED: panicked");
                failed.push(seed);
            }
        }
    }
    for seed in &failed {
        println!("replay with: cargo xtask simulate --seed {seed}");
    }
    println!("{:.1} s", start.elapsed().as_secs_f64());
    println!("{passed} passed, {} failed", failed.len());
    ExitCode::from(u8::from(!failed.is_empty()))
}
