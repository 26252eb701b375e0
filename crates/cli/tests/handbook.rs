//! The handbook's engines by JSON lines: no server, no data folder.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop here")]

use serde_json::{Value, json};
use std::{
    io::Write,
    process::{Command, Stdio},
};

/// Asks, and gives back the answers, one a line, the error output and the exit status.
fn ask(args: &[&str], lines: &str) -> (Vec<Value>, String, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_itsumo-cli"))
        .arg("handbook")
        .args(args)
        .env_clear()
        .env("ITSUMO_LOCALE", "en")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command line that is wrong is told before the input is read.
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    let output = child.wait_with_output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let answers = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (answers, String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

fn lines(questions: &[Value]) -> String {
    questions.iter().map(|question| format!("{question}\n")).collect()
}

#[test]
fn a_case_is_answered_with_verdicts_forecast_and_reasons() {
    let case = json!({
        "id": "a", "as_of": "2026-11-22", "subject": { "birth_date": "2026-05-10", "sex": "F" }, "series": "HEPB",
        "history": [{ "date": "2026-07-09", "vaccine": "HEPB" }, { "date": "2026-08-06", "vaccine": "HEPB" }],
        "whatever": "is passed over",
    });
    let (answers, errors, status) = ask(&["forecast"], &lines(&[case]));
    assert_eq!((status, errors.as_str()), (0, ""));
    let result = &answers[0]["result"];
    assert_eq!(answers[0]["id"], "a");
    assert_eq!(result["doses"][1]["counts_as"], "dose-2");
    assert_eq!(result["doses"][1]["reason"], "INT-HBV: Clear days: 27. The condition is just met");
    assert_eq!(result["next"]["earliest"], "2026-11-26");
    assert_eq!((&result["legal_status"], &result["standard_status"]), (&json!("too_early"), &json!("n/a")));
}

#[test]
fn a_bad_line_says_why_in_its_place_and_the_rest_goes_on() {
    let good = json!({ "id": 4, "as_of": "2026-11-22", "series": "BCG", "subject": { "birth_date": "2026-05-10" } });
    let text = format!(
        "{{\"id\": 1, \"as_of\": \"2026-11-22\", \"series\": \"PCVV\", \"subject\": {{ \"birth_date\": \"2026-05-10\" }} }}\n\
         not json\n\n\
         {{\"id\": 3, \"as_of\": \"22 November\", \"series\": \"PCV\", \"subject\": {{}} }}\n{good}\n\
         {{\"id\": 5, \"as_of\": \"2026-11-22\", \"series\": \"PCV\", \"subject\": {{}} }}\n\
         {{\"id\": 6, \"as_of\": \"2026-11-22\", \"series\": \"BCG\", \"subject\": {{ \"birth_date\": \"2026-05-10\" }}, \
           \"history\": [{{ \"date\": \"2026-13-01\", \"vaccine\": \"BCG\" }}] }}\n"
    );
    let (answers, errors, status) = ask(&["forecast"], &text);
    let message = |at: usize| answers[at]["error"]["message"].as_str().unwrap().to_owned();
    assert!(message(0).starts_with("no series \"PCVV\"; there are"));
    assert!(message(1).starts_with("line 2 is not JSON"));
    assert_eq!(message(2), "\"as_of\" is \"22 November\", not a date such as \"2026-04-01\"");
    assert_eq!((&answers[3]["id"], &answers[3]["result"]["series_state"]), (&json!(4), &json!("not_started")));
    assert_eq!(message(4), "subject: \"birth_date\" is missing");
    assert!(message(5).starts_with("\"history[0].date\" is \"2026-13-01\""));
    assert_eq!((answers.len(), status), (6, 1));
    assert_eq!(errors, "5 of 6 lines could not be answered; each says why in its place.\n");
}

#[test]
fn days_are_counted_by_name() {
    let one = |id: &str, function: &str, args: Value| json!({ "id": id, "function": function, "args": args });
    let asked = [
        (one("a", "reach_months", json!({ "birth": "2024-02-29", "months": 12 })), "2025-02-28"),
        (one("b", "interval_months", json!({ "from": "2022-11-30", "months": 3 })), "2023-03-01"),
        (one("c", "interval_clear_days", json!({ "from": "2026-05-11", "days": 27 })), "2026-06-08"),
        (one("d", "days_after_birth", json!({ "birth": "2026-03-01", "days": 224 })), "2026-10-11"),
        (
            one("e", "fiscal_year_of_reaching_age", json!({ "birth": "2014-04-01", "years": 12, "edge": "end" })),
            "2026-03-31",
        ),
        (one("f", "interval_months_and_half", json!({ "from": "2025-12-10", "months": 2 })), "2026-02-24"),
        (one("g", "school_entry", json!({ "birth": "2020-04-02" })), "2027-04-01"),
        (
            one("h", "school_entry_year_offset", json!({ "birth": "2020-04-02", "offset": 0, "edge": "day_before" })),
            "2027-03-31",
        ),
        (
            one("i", "gestation", json!({ "expected_delivery_date": "2026-04-23", "weeks": 36, "days": 6 })),
            "2026-04-01",
        ),
        (one("j", "day_after_reach_months", json!({ "birth": "2023-06-15", "months": 7 })), "2024-01-15"),
    ];
    let questions: Vec<Value> = asked.iter().map(|(question, _)| question.clone()).collect();
    let (answers, _, status) = ask(&["primitives"], &lines(&questions));
    assert_eq!(status, 0);
    for ((question, expected), answer) in asked.iter().zip(&answers) {
        assert_eq!((&answer["id"], &answer["result"]), (&question["id"], &json!(expected)), "{question}");
    }
    let (answers, _, status) = ask(&["primitives"], &lines(&[one("x", "moon_phase", json!({}))]));
    assert!(answers[0]["error"]["message"].as_str().unwrap().contains("there are reach_months"));
    assert_eq!(status, 1);
}

#[test]
fn a_citys_layer_is_laid_over_the_national_pack_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("pack.json", r#"{ "id": "132012", "version": "1", "layer_of": "jp" }"#);
    write("local.json", r#"[{ "series": "MUMPS", "text": { "ja": "助成", "ja-easy": "おかね", "en": "money" } }]"#);
    let case = json!({ "id": 1, "as_of": "2026-11-22", "series": "MR1", "subject": { "birth_date": "2025-05-10" } });
    let pack = folder.path().to_str().unwrap();
    let (answers, _, status) = ask(&["forecast", "--pack", pack], &lines(std::slice::from_ref(&case)));
    assert_eq!((status, &answers[0]["result"]["legal_status"]), (0, &json!("open")));
    write("cross.json", "[{ \"rule\": \"LIVE-LIVE\", \"after\": [], \"before\": [], \"clear_days\": 0 }]");
    let (answers, errors, status) = ask(&["forecast", "--pack", pack], &lines(&[case]));
    assert_eq!((answers.len(), status), (0, 1));
    assert!(errors.contains("cannot bend the law"), "{errors}");
}
