//! Reads the project that will be built. Each thing that would be refused by a store, by a phone or by a person is
//! looked for by itself, and named when it is wrong.

use super::{MIN_SDK, Plan, TARGET_SDK, elf, project};
use crate::phone::{self, Wrong, say};
use anyhow::{Context, Result};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Everything wrong with the project in `folder`.
///
/// # Errors
/// When it is no project at all.
pub fn project(folder: &Path, plan: &Plan) -> Result<Vec<Wrong>> {
    let mut wrong = Vec::new();
    gradle(&text(folder, "app/build.gradle.kts")?, plan, &mut wrong)?;
    manifest(&text(folder, "app/src/main/AndroidManifest.xml")?, plan, &mut wrong)?;
    files(folder, &mut wrong)?;
    libraries(&folder.join("app/src/main/jniLibs"), &mut wrong)?;
    merged(&folder.join("app/build/intermediates/merged_manifest"), plan, &mut wrong)?;
    wrong.extend(phone::android_words()?);
    Ok(wrong)
}

fn text(folder: &Path, file: &str) -> Result<String> {
    fs::read_to_string(folder.join(file)).with_context(|| format!("{file} is not in {}", folder.display()))
}

/// The value behind `key`, written with or without spaces and quotes; the first of them.
fn value<'a>(text: &'a str, key: &'a str) -> Option<&'a str> {
    values(text, key).next()
}

fn values<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| {
        let rest = line.trim().strip_prefix(key)?.trim_start().strip_prefix('=')?;
        Some(rest.trim().trim_matches('"'))
    })
}

fn gradle(text: &str, plan: &Plan, wrong: &mut Vec<Wrong>) -> Result<()> {
    let expected = [
        ("versionCode", plan.version_code()?.to_string()),
        ("versionName", plan.version.clone()),
        ("minSdk", MIN_SDK.to_string()),
        ("targetSdk", TARGET_SDK.to_string()),
        ("compileSdk", TARGET_SDK.to_string()),
        ("applicationId", "jp.itsumo.app".to_owned()),
    ];
    for (key, expected) in expected {
        match value(text, key) {
            Some(found) if found == expected => {}
            found => say(wrong, key, format!("{} instead of {expected}", found.unwrap_or("nothing"))),
        }
    }
    for key in ["storePassword", "keyPassword"] {
        // dx writes what stands in Dioxus.toml into the project.
        if values(text, key).any(|value| !value.starts_with("System.getenv(")) {
            say(wrong, key, "stands in the project in clear text");
        }
    }
    if plan.release && !text.contains("isMinifyEnabled = true") {
        say(wrong, "minify", "a release is not made smaller");
    }
    if plan.signed && !text.contains("signingConfig = signingConfigs.getByName(\"itsumo\")") {
        say(wrong, "signing", "the release is not signed with the key of the environment");
    }
    if !text.contains("useLegacyPackaging = false") {
        say(wrong, "packaging", "libraries are packed so that pages of 16 KB cannot be");
    }
    Ok(())
}

fn manifest(text: &str, plan: &Plan, wrong: &mut Vec<Wrong>) -> Result<()> {
    let expected = project::manifest(plan)?;
    if let Some(line) = first_difference(&expected, text) {
        say(wrong, "manifest", format!("is not ours from line {line} on"));
    }
    Ok(())
}

fn first_difference(expected: &str, found: &str) -> Option<usize> {
    let (mut expected, mut found) = (expected.lines(), found.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (expected.next(), found.next()) {
            (None, None) => return None,
            (expected, found) if expected == found => {}
            _ => return Some(number),
        }
    }
}

fn files(folder: &Path, wrong: &mut Vec<Wrong>) -> Result<()> {
    let mut all = project::files()?;
    let activity = "dev/dioxus/main/MainActivity.kt";
    all.push((Path::new("src/activity/kotlin").join(activity), Path::new("app/src/main/kotlin").join(activity)));
    all.push(("itsumo.pro".into(), "app/itsumo.pro".into()));
    for (from, to) in all {
        let ours = fs::read(project::ours().join(&from))?;
        match fs::read(folder.join(&to)) {
            Ok(theirs) if theirs == ours => {}
            Ok(_) => say(wrong, "file", format!("{} is not ours", to.display())),
            Err(_) => say(wrong, "file", format!("{} is not there", to.display())),
        }
    }
    Ok(())
}

/// The program itself, and what dx laid beside it.
fn libraries(folder: &Path, wrong: &mut Vec<Wrong>) -> Result<()> {
    let mut programs = 0;
    for path in below(folder, "so") {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match elf::page_size(&fs::read(&path)?) {
            Ok(page) if page >= elf::WANTED => {}
            Ok(page) => say(wrong, "pages", format!("{name} lies on pages of {page} bytes, not {}", elf::WANTED)),
            Err(error) => say(wrong, "library", format!("{name}: {error}")),
        }
        if name.starts_with("libssl") || name.starts_with("libcrypto") {
            say(wrong, "openssl", format!("{name}: the app has no use for it, and phones refuse it"));
        }
        programs += usize::from(name == "libmain.so");
    }
    if programs == 0 {
        say(wrong, "program", "there is no libmain.so");
    }
    Ok(())
}

/// Permissions that the libraries bring for themselves; no person is asked about any of them.
const OF_LIBRARIES: [&str; 1] = ["jp.itsumo.app.DYNAMIC_RECEIVER_NOT_EXPORTED_PERMISSION"];

/// What Gradle made of our manifest and those of the libraries; not there before it ran.
fn merged(folder: &Path, plan: &Plan, wrong: &mut Vec<Wrong>) -> Result<()> {
    let ours = permissions(&project::manifest(plan)?);
    let kind = if plan.release { "release" } else { "debug" };
    for path in below(&folder.join(kind), "xml") {
        let text = fs::read_to_string(&path)?;
        for permission in permissions(&text) {
            if !ours.contains(&permission) && !OF_LIBRARIES.contains(&permission.as_str()) {
                say(wrong, "permission", format!("a library asks for {permission}"));
            }
        }
        if plan.release && text.contains("android:debuggable=\"true\"") {
            say(wrong, "debuggable", "a release that can be looked into");
        }
    }
    Ok(())
}

fn permissions(manifest: &str) -> BTreeSet<String> {
    manifest
        .split("<uses-permission")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("android:name=\"")?.1.split_once('"')?.0.to_owned()))
        .collect()
}

fn below(folder: &Path, end: &str) -> Vec<PathBuf> {
    let (mut folders, mut found) = (vec![folder.to_path_buf()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == end) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
