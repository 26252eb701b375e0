//! `itsumo-backend cities check DIR`: says what is wrong in a folder of cities, or what is in it.

use super::{Cities, CityConfig};
use serde_json::json;
use std::{io::Write, path::Path};

/// Checks the cities in `dir` and writes what was found to `out`: lines for people, or one JSON value a line.
/// Answers whether all is well.
///
/// # Errors
/// When `out` cannot be written to.
pub fn run(dir: &Path, json: bool, out: &mut dyn Write) -> std::io::Result<bool> {
    match Cities::load(dir) {
        Ok(cities) => {
            for city in cities.iter() {
                let warnings = warnings(city);
                if json {
                    writeln!(out, "{}", found(city, &warnings))?;
                } else {
                    let c = &city.city;
                    writeln!(
                        out,
                        "{} {}: {} topics, {} areas, {} offices, {} sources, {} rule words",
                        c.code,
                        c.name.ja,
                        c.topics.len(),
                        c.areas.len(),
                        c.offices.len(),
                        city.sources.len(),
                        city.rules.words()
                    )?;
                    for warning in warnings {
                        writeln!(out, "  note: {warning}")?;
                    }
                }
            }
            Ok(true)
        }
        Err(errors) => {
            for error in &errors {
                match json {
                    true => writeln!(out, "{}", json!({"ok": false, "error": error}))?,
                    false => writeln!(out, "{error}")?,
                }
            }
            Ok(false)
        }
    }
}

fn found(city: &CityConfig, warnings: &[String]) -> serde_json::Value {
    let c = &city.city;
    json!({
        "ok": true, "code": c.code, "name": c.name.ja, "topics": c.topics.len(), "areas": c.areas.len(),
        "offices": c.offices.len(), "sources": city.sources.len(), "rule_words": city.rules.words(), "notes": warnings,
    })
}

/// What is not wrong, but what whoever runs the city would want to know.
fn warnings(city: &CityConfig) -> Vec<String> {
    let mut notes = Vec::new();
    if city.sources.is_empty() {
        notes.push("no source: nothing will arrive".to_owned());
    }
    for source in &city.sources {
        if !source.verified {
            notes.push(format!("source `{}` is not verified: nobody has seen {} answer", source.id, source.url));
        }
    }
    for topic in &city.city.topics {
        if !topic.fallback
            && !city.rules.has_rule(&topic.id)
            && !city.sources.iter().any(|s| s.topic.as_ref() == Some(&topic.id))
        {
            notes.push(format!("topic `{}` has no rule and no source: nothing will be sorted under it", topic.id));
        }
    }
    notes
}
