//! Questions and answers as JSON lines.

use crate::{Failure, say::Say};
use chrono::{Datelike, NaiveDate};
use itsumo_engine::domain::i18n::Arg;
use serde_json::{Value, json};
use std::io::{BufRead, Write};

/// Answers every line of the input in its place, the bad ones with the reason, and fails at the end if there were any.
///
/// # Errors
/// When lines could not be answered, the input could not be read, or the output is gone.
pub fn answer(say: &Say, mut to: impl FnMut(&Value) -> Result<Value, String>) -> Result<(), Failure> {
    let input = std::io::stdin().lock();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut lines, mut bad) = (0_i64, 0_i64);
    for line in input.split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        lines += 1;
        let question = serde_json::from_str::<Value>(&line);
        let id = question.as_ref().ok().and_then(|question| question.get("id")).cloned().unwrap_or(Value::Null);
        let answer = match question {
            Ok(question) => to(&question),
            Err(error) => Err(format!("line {lines} is not JSON: {error}")),
        };
        let answer = answer.map_or_else(
            |error| {
                bad += 1;
                json!({ "id": id, "error": { "message": error } })
            },
            |result| json!({ "id": id, "result": result }),
        );
        writeln!(out, "{answer}")?;
    }
    out.flush()?;
    if bad == 0 {
        return Ok(());
    }
    let args = [("bad", Arg::Number(bad)), ("lines", Arg::Number(lines))];
    Err(Failure::Typed(say.text("cli-handbook-lines", &args)))
}

/// A date of a question, as 2026-04-01. `name` is where it stood.
///
/// # Errors
/// When it is none, or of a year in which nobody of this handbook's lives.
pub fn date(name: &str, value: &Value) -> Result<NaiveDate, String> {
    let read = value.as_str().and_then(|text| text.parse::<NaiveDate>().ok());
    let sane = read.filter(|date| (1900..=2200).contains(&date.year()));
    sane.ok_or_else(|| format!("{name:?} is {value}, not a date such as \"2026-04-01\""))
}
