//! `assets/licences.json`: every package that the app ships, its version and its terms. The app shows it.
//!
//! Read for one fixed platform, so that the file is the same on whichever machine it is written.

use crate::workspace::{cargo, root};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// What the app ships besides packages: name, version, terms. Their texts lie beside them.
const ASSETS: &[(&str, &str, &str)] = &[("BIZ UDGothic", "1.05", "OFL-1.1")];

/// Writes the file, or checks it.
pub fn run(check: bool) -> Result<()> {
    let path = root().join("assets/licences.json");
    let text = list()?;
    if !check {
        std::fs::write(&path, &text)?;
        println!("{} packages in {}", text.lines().count().saturating_sub(2), path.display());
        return Ok(());
    }
    if std::fs::read_to_string(&path).unwrap_or_default() != text {
        bail!("assets/licences.json is out of date: run `cargo xtask licences` and commit what it writes");
    }
    Ok(())
}

fn list() -> Result<String> {
    let output = cargo().args(["metadata", "--format-version", "1", "--filter-platform", PLATFORM]).output()?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages: BTreeMap<&str, &Value> =
        items(&metadata["packages"]).filter_map(|p| Some((p["id"].as_str()?, p))).collect();
    let nodes: BTreeMap<&str, &Value> =
        items(&metadata["resolve"]["nodes"]).filter_map(|n| Some((n["id"].as_str()?, n))).collect();

    let app = metadata["resolve"]["root"].as_str().context("the workspace has no root package")?;
    let (mut seen, mut next) = (BTreeSet::new(), vec![app]);
    while let Some(id) = next.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(node) = nodes.get(id) else { continue };
        // What only tests and build scripts use is not in the app.
        next.extend(
            items(&node["deps"])
                .filter(|dep| items(&dep["dep_kinds"]).any(|kind| kind["kind"].is_null()))
                .filter_map(|dep| dep["pkg"].as_str()),
        );
    }

    let mut lines = BTreeSet::new();
    for package in seen.iter().filter_map(|id| packages.get(id)).filter(|p| !p["source"].is_null()) {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = match (package["license"].as_str(), package["license_file"].as_str()) {
            (Some(terms), _) => terms.replace("/", " OR ").split_whitespace().collect::<Vec<_>>().join(" "),
            (None, Some(file)) => format!("see {file} in the package"),
            (None, None) => bail!("{name} names no licence"),
        };
        lines.insert((name, json!({ "name": name, "version": package["version"], "licence": licence }).to_string()));
    }
    for (name, version, licence) in ASSETS {
        lines.insert((name, json!({ "name": name, "version": version, "licence": licence }).to_string()));
    }
    let lines: Vec<_> = lines.into_iter().map(|(_, line)| format!("  {line}")).collect();
    Ok(format!("[\n{}\n]\n", lines.join(",\n")))
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
