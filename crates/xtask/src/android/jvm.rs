//! The step `android` of `cargo xtask test`: Maven compiles the Kotlin of `platforms/android` against Android's own
//! framework and runs its tests on Robolectric. About a minute, and 350 MB to fetch the first time.

use crate::workspace::{on_path, root, target};
use anyhow::{Context, Result};
use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

/// How Maven says that nobody answered. A thing that is not where it should be is another matter: a slip of ours.
const AWAY: [&str; 4] = ["Could not transfer", "failed to transfer", "in offline mode", "Unknown host"];

/// Compiles and tests; passed and failed. Where there is no Maven, or what it needs cannot be fetched, it says so and
/// counts nothing: then nothing was tried.
///
/// # Errors
/// When Maven does not start.
pub fn step() -> Result<(usize, usize)> {
    if on_path("mvn").is_none() {
        println!("Left out: there is no Maven here (Debian: apt-get install maven), so the Kotlin was not compiled.");
        return Ok((0, 0));
    }
    let mut maven = Command::new("mvn");
    maven.current_dir(root().join("platforms/android")).args(["--batch-mode", "--no-transfer-progress"]);
    maven.arg(format!("-Dfolder={}", target()?.join("android-jvm").display())).arg("test");
    let mut child =
        maven.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("starting Maven")?;
    let (mut counts, mut away) = (None, false);
    for line in BufReader::new(child.stdout.take().context("no output")?).lines() {
        let line = line?;
        counts = counts_of(&line).or(counts);
        away |= AWAY.iter().any(|words| line.contains(words));
        if shown(&line) {
            println!("{line}");
        }
    }
    let ended_well = child.wait()?.success();
    match counts {
        Some((passed, failed)) => Ok((passed, if ended_well { failed } else { failed.max(1) })),
        None if away => {
            println!("Left out: what Maven needs cannot be fetched here, so the Kotlin was not compiled.");
            Ok((0, 0))
        }
        None => Ok((0, 1)),
    }
}

/// What a person wants to see of Maven's many words.
fn shown(line: &str) -> bool {
    ["Tests run", "[ERROR]", "[WARNING] /"].iter().any(|words| line.contains(words))
}

/// `Tests run: 47, Failures: 1, Errors: 0, Skipped: 0`: the sum, not that of one class, which names it.
fn counts_of(line: &str) -> Option<(usize, usize)> {
    let rest = line.split_once("Tests run: ")?.1;
    if rest.contains("Time elapsed") {
        return None;
    }
    let mut numbers = rest.split(", ").map(|part| part.rsplit(' ').next()?.trim().parse::<usize>().ok());
    let mut next = || numbers.next().flatten();
    // The first number has lost its word.
    let (all, failures, errors, skipped) = (next()?, next()?, next()?, next()?);
    Some((all.checked_sub(failures + errors + skipped)?, failures + errors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_maven_is_read_and_no_class_of_it() {
        assert_eq!(counts_of("[INFO] Tests run: 47, Failures: 0, Errors: 0, Skipped: 0"), Some((47, 0)));
        assert_eq!(counts_of("[ERROR] Tests run: 43, Failures: 3, Errors: 1, Skipped: 2"), Some((37, 4)));
        for other in
            ["[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.7 s -- in x", "[INFO] BUILD", ""]
        {
            assert_eq!(counts_of(other), None, "{other}");
        }
    }
}
