//! What is put into the project dx writes, and what is put right in it. Everything can be done twice.

use super::Plan;
use crate::workspace::root;
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where our files come from.
pub fn ours() -> PathBuf {
    root().join("platforms/android")
}

/// Files of ours and where they go in the project: `(from, to)`, each relative to its root.
pub fn files() -> Result<Vec<(PathBuf, PathBuf)>> {
    let mut files = Vec::new();
    for (from, to) in [("src/main/kotlin", "app/src/main/java"), ("res", "app/src/main/res")] {
        let mut folders = vec![PathBuf::from(from)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(ours().join(&folder)).with_context(|| folder.display().to_string())? {
                let entry = entry?;
                let path = folder.join(entry.file_name());
                if entry.file_type()?.is_dir() {
                    folders.push(path);
                } else {
                    let below = path.strip_prefix(from)?.to_path_buf();
                    files.push((path, Path::new(to).join(below)));
                }
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Puts our Kotlin and resources where Gradle looks. dx writes neither there.
pub fn lay(project: &Path) -> Result<()> {
    for (from, to) in files()? {
        let to = project.join(to);
        fs::create_dir_all(to.parent().context("a file lies in a folder")?)?;
        fs::copy(ours().join(&from), &to).with_context(|| format!("putting {} into the project", from.display()))?;
    }
    Ok(())
}

/// Puts right what dx wrote.
///
/// # Errors
/// When the place of a repair is not found: by the name of what could not be repaired.
pub fn repair(project: &Path, plan: &Plan) -> Result<()> {
    lay(project)?;
    edit(&project.join("app/build.gradle.kts"), |text| gradle(text, plan))?;
    edit(&project.join("gradle.properties"), |text| Ok(properties(text)))?;
    // dx writes the manifest by itself; here only what depends on the city is added.
    fs::write(project.join("app/src/main/AndroidManifest.xml"), manifest(plan)?)?;
    Ok(())
}

fn edit(path: &Path, change: impl FnOnce(&str) -> Result<String>) -> Result<()> {
    let before = fs::read_to_string(path).with_context(|| format!("{} is not there", path.display()))?;
    let after = change(&before).with_context(|| format!("repairing {}", path.display()))?;
    fs::write(path, after)?;
    Ok(())
}

/// The manifest as it must be in the project.
pub fn manifest(plan: &Plan) -> Result<String> {
    let ours = fs::read_to_string(ours().join("AndroidManifest.xml"))?;
    let Some(host) = &plan.links else { return Ok(ours) };
    let end = "        </activity>\n";
    let filter = format!(
        "            <intent-filter android:autoVerify=\"true\">\n\
         \x20               <action android:name=\"android.intent.action.VIEW\" />\n\
         \x20               <category android:name=\"android.intent.category.DEFAULT\" />\n\
         \x20               <category android:name=\"android.intent.category.BROWSABLE\" />\n\
         \x20               <data android:scheme=\"https\" android:host=\"{host}\" android:pathPrefix=\"/open/\" />\n\
         \x20           </intent-filter>\n"
    );
    let (before, after) = ours.split_once(end).context("the window's activity was not found in our manifest")?;
    Ok(format!("{before}{filter}{end}{after}"))
}

/// The mark of what was put in, so that it is put in once.
const MARK: &str = "// itsumo:";

fn gradle(text: &str, plan: &Plan) -> Result<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut numbered, mut in_mark) = (false, false);
    for line in text.lines() {
        // What an earlier repair put in is taken out, since the plan may be another one.
        let bare = line.trim();
        if let Some(mark) = bare.strip_prefix(MARK) {
            in_mark = mark.trim() != "end";
            continue;
        }
        if in_mark {
            continue;
        }
        if bare.starts_with("versionCode") {
            let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
            lines.push(format!("{indent}versionCode = {}", plan.version_code()?));
            numbered = true;
            continue;
        }
        if bare == "buildTypes {" {
            put(&mut lines, "pages of 16 KB", &["packaging { jniLibs { useLegacyPackaging = false } }"]);
            if plan.signed {
                put(&mut lines, "the key comes from the environment, and stands in no file", KEY);
            }
        }
        lines.push(line.to_owned());
        if bare == "getByName(\"release\") {" && plan.signed {
            put(&mut lines, "signed", &["signingConfig = signingConfigs.getByName(\"itsumo\")"]);
        }
    }
    if !numbered {
        bail!("versionCode was not found");
    }
    let text = lines.join("\n") + "\n";
    if !text.contains("useLegacyPackaging = false") {
        bail!("buildTypes was not found, before which the packaging is said");
    }
    Ok(text)
}

const KEY: &[&str] = &[
    "signingConfigs {",
    "    create(\"itsumo\") {",
    "        storeFile = file(System.getenv(\"ITSUMO_KEYSTORE\"))",
    "        storePassword = System.getenv(\"ITSUMO_KEYSTORE_PASSWORD\")",
    "        keyAlias = System.getenv(\"ITSUMO_KEY_ALIAS\")",
    "        keyPassword = System.getenv(\"ITSUMO_KEY_PASSWORD\")",
    "    }",
    "}",
];

fn put(lines: &mut Vec<String>, why: &str, what: &[&str]) {
    lines.push(format!("    {MARK} {why}"));
    lines.extend(what.iter().map(|line| format!("    {line}")));
    lines.push(format!("    {MARK} end"));
}

/// The Android plugin that dx names is older than the newest platform, and would warn in every build.
fn properties(text: &str) -> String {
    let wanted = format!("android.suppressUnsupportedCompileSdk={}", super::TARGET_SDK);
    if text.lines().any(|line| line == wanted) { text.to_owned() } else { format!("{}\n{wanted}\n", text.trim_end()) }
}
