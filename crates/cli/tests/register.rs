//! The register audit and the linter, as a municipality's staff runs them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop here")]

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

fn run(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_itsumo-cli"))
        .args(["--locale", "en", "handbook"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that refuses its input early closes it: that is no fault of this end.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

const REGISTER: &str = "child,sex,birth_date,product,date,lot
1,F,2026-05-10,DPT_IPV_HIB,2026-07-09,A1
1,F,2026-05-10,DPT_IPV_HIB,2026-07-29,=A2
2,M,2025-05-10,BCG,2025-10-10,B1
";

fn audit(extra: &[&str], input: &str) -> Output {
    run(&[&["audit", "--as-of", "2026-11-22"], extra].concat(), input)
}

#[test]
fn a_broken_dose_ends_with_one_and_is_told_by_line_rule_and_numbers() {
    let out = audit(&[], REGISTER);
    assert_eq!(out.status.code(), Some(1));
    let lines: Vec<&str> = text(&out.stdout).lines().collect();
    assert_eq!(lines[0], "line,child,date,vaccine,lot,verdict,rule,text");
    assert!(lines[1].starts_with("3,1,2026-07-29,DPT_IPV_HIB,\"'=A2\",broken,INT-5MIX-PRI,"), "{}", lines[1]);
    assert!(lines[1].contains("19") && lines[1].contains("20"), "{}", lines[1]);
    assert_eq!(lines.len(), 2);
    assert!(text(&out.stderr).contains("3 rows of 2 children"), "{}", text(&out.stderr));
}

#[test]
fn a_clean_register_ends_with_zero() {
    let clean: String =
        REGISTER.lines().filter(|line| !line.contains("=A2")).map(|line| format!("{line}\r\n")).collect();
    let out = audit(&[], &clean);
    assert_eq!((out.status.code(), text(&out.stdout).lines().count()), (Some(0), 1));
}

#[test]
fn what_cannot_be_used_ends_with_two_and_says_why() {
    let headless = audit(&[], "1,F,2026-05-10\n");
    assert_eq!(headless.status.code(), Some(2));
    assert!(text(&headless.stderr).contains("no column child"), "{}", text(&headless.stderr));
    assert_eq!(audit(&[], "").status.code(), Some(2));

    let unsorted = format!("{REGISTER}1,F,2026-05-10,BCG,2026-10-10,C1\n");
    let out = audit(&[], &unsorted);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("Line 5: 1 comes after 2") && text(&out.stderr).contains("--sort"));
    let out = audit(&["--sort"], &unsorted);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("4 rows of 2 children"), "{}", text(&out.stderr));
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_the_rest_goes_on() {
    let out = audit(&[], &REGISTER.replace("2,M,2025-05-10,BCG,2025-10-10,B1", "2,M,2025-05-10,BCG,2025-10-32,B1"));
    let found = text(&out.stdout);
    assert!(found.contains("4,,,,,unreadable,,date is not a date (2025-10-32). Write it like 2026-04-01."), "{found}");
    assert!(text(&out.stderr).contains("could not be read: 1"), "{}", text(&out.stderr));
}

#[test]
fn the_national_pack_is_sound_and_a_broken_copy_is_told_by_file_and_place() {
    let sound = run(&["lint"], "");
    assert_eq!(sound.status.code(), Some(0), "{}", text(&sound.stdout));
    let folder = tempfile::tempdir().unwrap();
    for (path, json) in itsumo_handbook::immunization::Pack::japan_files() {
        let to = folder.path().join(&path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        let json =
            if path == "series/bcg.json" { json.replace("\"reach_months\": 12", "\"reach_months\": 0") } else { json };
        std::fs::write(to, json).unwrap();
    }
    let out = run(&["lint", "--pack", &folder.path().to_string_lossy()], "");
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stdout).contains("series/bcg.json, windows[0]: for a birth on"), "{}", text(&out.stdout));
    assert_eq!(run(&["lint", "--pack", "/nowhere/at/all"], "").status.code(), Some(2));
}
