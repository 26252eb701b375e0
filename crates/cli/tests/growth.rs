//! A register of measurements on the terminal: no data folder, no server, a row in and five out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop here")]

use std::{
    io::Write,
    process::{Command, Stdio},
};

/// What came of a register: the exit status, the output's lines, the error output.
fn scored(reference: &str, register: &str) -> (i32, Vec<String>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_itsumo-cli"))
        .args(["handbook", "growth", "--reference", reference])
        .env_clear()
        .env("ITSUMO_LOCALE", "en")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let register = register.to_owned();
    let writer = std::thread::spawn(move || input.write_all(register.as_bytes()));
    let output = child.wait_with_output().unwrap();
    // A program that refuses the header reads no further.
    let _ = writer.join().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    (output.status.code().unwrap(), lines, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_survey_places_a_child_between_its_lines() {
    let (status, lines, _) = scored("jp2023", "weight_kg,id,sex,age_months\n7.91,a,M,6.5\n6.3,b,M,6.5\n");
    assert_eq!(status, 0);
    assert_eq!(lines[0], "id,indicator,z,percentile,note");
    assert_eq!(lines[1], "a,weight_for_age,0,50,approximate: interpolated in z between the printed lines 50 and 75");
    assert_eq!(lines[2], "a,length_height_for_age,,,no length or height");
    assert_eq!(lines[6], "b,weight_for_age,,<3,beyond the printed lines");
    assert_eq!(lines.len(), 11);
}

#[test]
fn tables_of_a_folder_are_read_and_their_faults_named() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().to_str().unwrap();
    let table = folder.path().join("made2006_hcfa_days.csv");
    std::fs::write(&table, "sex,age_days,l,m,s\n1,0,1,34,0.04\n1,1,1,35,0.04\n").unwrap();
    let (status, lines, _) = scored(name, "id,sex,age_days,head_cm\n1,M,0.5,36.4\n2,F,1,35\n");
    assert_eq!(status, 0);
    let z: f64 = lines[5].split(',').nth(2).unwrap().parse().unwrap();
    assert!((z - 1.0).abs() < 1e-12, "day 0.5 is day 1, and 36.4 is one above 35: {}", lines[5]);
    assert_eq!(lines[10], "2,head_for_age,,,age outside the reference");

    std::fs::write(&table, "sex,age_days,l,m,s\n1,0,1,34,0.04\n1,2,1,35,0.04\n").unwrap();
    let (status, _, why) = scored(name, "id,sex\n1,M\n");
    assert_eq!(status, 1);
    assert!(why.contains("made2006_hcfa_days.csv, line 3"), "{why}");
    let (status, _, why) = scored("nowhere", "id,sex\n1,M\n");
    assert_eq!(status, 1);
    assert!(why.contains("jp2023"), "{why}");
}

#[test]
fn a_row_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let (status, lines, why) = scored("jp2010", "id,sex,age_months,head_cm\r\n1,M,x,40\r\n\r\n2,F,3.5,40.2\r\n");
    assert_eq!(status, 1);
    assert!(why.contains("1 of 2"), "{why}");
    assert_eq!(lines[1], "1,weight_for_age,,,\"line 2: age_months is \"\"x\"\", not a number\"");
    assert_eq!(lines.len(), 11);
    assert!(lines[10].starts_with("2,head_for_age,0,50,"), "{}", lines[10]);
    let (status, lines, why) = scored("jp2023", "weight,height\n1,2\n");
    assert_eq!((status, lines.len()), (1, 0));
    assert!(why.contains("names the columns") || why.contains("does not name"), "{why}");
}

#[test]
fn a_register_of_any_length_streams() {
    let mut register = "id,sex,age_days,weight_kg,lenhei_cm,head_cm\n".to_owned();
    for row in 0..20_000 {
        register.push_str(&format!("{row},{},{},8.5,72.5,44\n", ["M", "F"][row % 2], 100 + row % 900));
    }
    let (status, lines, _) = scored("jp2023", &register);
    assert_eq!((status, lines.len()), (0, 100_001));
    assert!(lines[100_000].starts_with("19999,head_for_age,"));
}
