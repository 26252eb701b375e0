//! `handbook forecast`: the immunization engine by JSON lines.

use super::lines;
use crate::{Failure, say::Say};
use chrono::NaiveDate;
use itsumo_engine::domain::{
    handbook::Sex,
    i18n::{Locale, without_ruby},
};
use itsumo_handbook::immunization::{
    Assessment, Conforms, DoseVerdict, Finding, Given, NextDose, Pack, PackError, Subject, assess, explain,
};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, path::Path};

/// Answers every line.
pub fn forecast(pack: Option<&Path>, say: &Say) -> Result<(), Failure> {
    let pack = match pack {
        Some(folder) => Cow::Owned(read(folder).map_err(Failure::Typed)?),
        None => Cow::Borrowed(Pack::japan()),
    };
    lines::answer(say, |case| {
        let case = Case::read(&pack, case)?;
        let assessed = assess(&pack, &case.series, &case.subject, &case.history, case.as_of);
        let assessed = assessed.ok_or_else(|| no_series(&pack, &case.series))?;
        Ok(written(&pack, &assessed, say.locale))
    })
}

fn no_series(pack: &Pack, asked: &str) -> String {
    let known: Vec<&str> = pack.series().map(|series| series.id.as_str()).collect();
    format!("no series {asked:?}; there are {}", known.join(", "))
}

/// A folder's pack: whole, or laid over the national one.
fn read(folder: &Path) -> Result<Pack, String> {
    let unreadable = |path: &Path, error: &std::io::Error| format!("{}: {error}", path.display());
    let mut files = Vec::new();
    for below in ["", "series", "voluntary"] {
        let at = folder.join(below);
        if !below.is_empty() && !at.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&at).map_err(|error| unreadable(&at, &error))? {
            let path = entry.map_err(|error| unreadable(&at, &error))?.path();
            if path.extension().is_none_or(|end| end != "json") {
                continue;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let name = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
            files.push((name, std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?));
        }
    }
    files.sort();
    let faults = |errors: Vec<PackError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let pack = Pack::load(&files).map_err(faults)?;
    match pack.about().layer_of {
        Some(_) => Pack::japan().clone().with_layer(pack).map_err(faults),
        None => Ok(pack),
    }
}

/// A question.
struct Case {
    as_of: NaiveDate,
    series: String,
    subject: Subject,
    history: Vec<Given>,
}

impl Case {
    fn read(pack: &Pack, case: &Value) -> Result<Self, String> {
        let as_of = lines::date("as_of", case.get("as_of").ok_or("\"as_of\" is missing")?)?;
        let series = case.get("series").and_then(Value::as_str).ok_or("\"series\" is missing")?.to_owned();
        let subject = subject(case.get("subject").unwrap_or(&Value::Null))?;
        let asked = series.split('+').map(str::trim).collect::<Vec<_>>();
        let needs_birth = asked.iter().any(|id| pack.find(id).is_some_and(|series| !series.pregnancy));
        if needs_birth && subject.birth_date.is_none() {
            return Err("subject: \"birth_date\" is missing".into());
        }
        if asked.iter().any(|id| pack.find(id).is_some_and(|series| series.pregnancy))
            && subject.expected_delivery_date.is_none()
        {
            return Err("subject: \"expected_delivery_date\" is missing".into());
        }
        let history = match case.get("history") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(doses)) => {
                let read = doses.iter().enumerate().map(|(nth, dose)| given(nth, dose));
                read.collect::<Result<_, _>>()?
            }
            Some(other) => return Err(format!("\"history\" is {other}, not a list")),
        };
        Ok(Self { as_of, series, subject, history })
    }
}

fn optional_date(of: &Value, name: &str) -> Result<Option<NaiveDate>, String> {
    of.get(name).filter(|value| !value.is_null()).map(|value| lines::date(name, value)).transpose()
}

fn subject(of: &Value) -> Result<Subject, String> {
    let sex = match of.get("sex").filter(|value| !value.is_null()).map(|value| value.as_str().unwrap_or_default()) {
        None => None,
        Some("F" | "f" | "female") => Some(Sex::Female),
        Some("M" | "m" | "male") => Some(Sex::Male),
        Some(other) => return Err(format!("subject: \"sex\" is {other:?}, not \"F\" or \"M\"")),
    };
    let mut subject = Subject {
        birth_date: optional_date(of, "birth_date")?,
        sex,
        expected_delivery_date: optional_date(of, "expected_delivery_date")?,
        long_term_illness_ended: optional_date(of, "long_term_illness_ended")?,
        ..Subject::default()
    };
    match of.get("conditions") {
        None | Some(Value::Null) => {}
        Some(Value::Object(facts)) => conditions(facts, &mut subject)?,
        Some(Value::Array(facts)) => {
            subject.conditions = facts.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        Some(other) => return Err(format!("subject: \"conditions\" is {other}, not facts with true or false")),
    }
    Ok(subject)
}

fn conditions(facts: &Map<String, Value>, subject: &mut Subject) -> Result<(), String> {
    for (name, value) in facts {
        match value {
            // The doctor's word, said of all doses.
            Value::Bool(true) if name.contains("physician_exception") => {
                subject.conditions.insert("physician_exception".into())
            }
            Value::Bool(true) => subject.conditions.insert(name.clone()),
            Value::Bool(false) => subject.denied.insert(name.clone()),
            // The day on which a long illness ended.
            Value::String(_) if name.starts_with("long_term_illness") => {
                subject.long_term_illness_ended = Some(lines::date(name, value)?);
                true
            }
            Value::Null => true,
            _ => return Err(format!("subject: the condition {name:?} is {value}, not true or false")),
        };
    }
    Ok(())
}

fn given(nth: usize, dose: &Value) -> Result<Given, String> {
    let place = format!("history[{nth}].date");
    let date = lines::date(&place, dose.get("date").unwrap_or(&Value::Null))?;
    let vaccine = dose.get("vaccine").and_then(Value::as_str);
    let vaccine = vaccine.ok_or_else(|| format!("history[{nth}]: \"vaccine\" is missing"))?.to_owned();
    let says = |name: &str| dose.get(name).and_then(Value::as_bool).unwrap_or(false);
    Ok(Given { date, vaccine, physician_exception: says("physician_exception"), voluntary: says("voluntary") })
}

fn written(pack: &Pack, assessed: &Assessment, locale: Locale) -> Value {
    json!({
        "doses": assessed.doses.iter().map(|dose| verdict(pack, dose, locale)).collect::<Vec<_>>(),
        "regimen": assessed.regimen,
        "series_state": assessed.state,
        "next": assessed.next.as_ref().map(next),
        "legal_status": assessed.legal,
        "standard_status": assessed.standard,
    })
}

fn said(pack: &Pack, finding: &Finding, locale: Locale) -> String {
    let text = explain::text_of_finding(pack, finding, locale);
    format!("{}: {}", finding.rule, without_ruby(&text))
}

fn verdict(pack: &Pack, dose: &DoseVerdict, locale: Locale) -> Value {
    let conforms = match dose.conforms {
        Conforms::Yes => json!(true),
        Conforms::No => json!(false),
        Conforms::Conditional => json!("conditional"),
        Conforms::Review => json!("review"),
    };
    let reason: Vec<String> = dose.findings.iter().map(|finding| said(pack, finding, locale)).collect();
    json!({
        "date": dose.date,
        "vaccine": dose.vaccine,
        "conforms": conforms,
        "counts_as": dose.counts_as,
        "reason": reason.join("; "),
    })
}

fn next(next: &NextDose) -> Value {
    let mut written = Map::new();
    let mut write = |name: &str, value: Value| written.insert(name.to_owned(), value);
    write("dose", json!(next.dose));
    write("earliest", json!(next.earliest));
    write("standard_from", json!(next.standard_from));
    write("standard_to", json!(next.standard_to));
    write("last_eligible", json!(next.last_eligible));
    if !next.last_eligible_by_product.is_empty() {
        write("last_eligible_by_product", json!(next.last_eligible_by_product));
    }
    if !next.windows.is_empty() {
        write("windows", json!(next.windows));
    }
    Value::Object(written)
}
