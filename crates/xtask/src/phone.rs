//! What `cargo xtask android` and `cargo xtask ios` share: how a wrong thing is named, and the words in which Rust and
//! the phone's own half call each other. A linker finds a missing C function only on a Mac, and a missing Java method
//! is found by nobody before a person's phone does; so both sides are read here, on any computer.

use crate::workspace::root;
use anyhow::{Context, Result};
use std::{collections::BTreeSet, fmt, fs, path::Path};

/// Something that is not as it should be.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    /// What it is about.
    pub name: &'static str,
    /// What was found.
    pub found: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.found)
    }
}

/// Notes one more.
pub fn say(wrong: &mut Vec<Wrong>, name: &'static str, found: impl Into<String>) {
    wrong.push(Wrong { name, found: found.into() });
}

/// The words of both sides for Android.
pub fn android_words() -> Result<Vec<Wrong>> {
    let rust = text("crates/mobile/src/android.rs")?;
    let kotlin = text("platforms/android/src/main/kotlin/jp/itsumo/app/Native.kt")?;
    let bridge = text("platforms/android/src/main/kotlin/jp/itsumo/app/Bridge.kt")?;
    Ok(android(&rust, &kotlin, &bridge))
}

fn android(rust: &str, kotlin: &str, bridge: &str) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let exported = after_all(rust, "fn Java_jp_itsumo_app_Native_", word);
    let external = after_all(kotlin, "external override fun ", word);
    compare(&mut wrong, "Native", &external, "Kotlin", &exported, "Rust");
    // By name and signature, since a Java method is found by both.
    let methods: BTreeSet<String> = bridge
        .split("@JvmStatic")
        .skip(1)
        .filter_map(|method| method.split_once("fun ")?.1.split_once('{').map(|(head, _)| head))
        .filter_map(java)
        .collect();
    let called =
        after_all(rust, "self.tell(\"", call).into_iter().chain(after_all(rust, "self.call(\"", call)).collect();
    compare(&mut wrong, "Bridge", &called, "Rust", &methods, "Kotlin");
    wrong
}

/// `pick","(JLjava/lang/String;)V", …` as `pick(JLjava/lang/String;)V`.
fn call(rest: &str) -> Option<String> {
    let mut parts = rest.split('"');
    Some(format!("{}{}", parts.next()?, parts.nth(1)?))
}

/// `pick(request: Long, mime: String) = …` as `pick(JLjava/lang/String;)V`.
fn java(head: &str) -> Option<String> {
    let (name, rest) = head.split_once('(')?;
    let (arguments, result) = rest.split_once(')')?;
    let kind = |kind: &str| match kind.trim().trim_end_matches('?') {
        "String" => "Ljava/lang/String;",
        "Long" => "J",
        "Int" => "I",
        "Boolean" => "Z",
        "ByteArray" => "[B",
        _ => "?",
    };
    let arguments: String =
        arguments.split(',').filter_map(|argument| Some(kind(argument.split_once(':')?.1))).collect();
    let result = match result.trim_start().strip_prefix(':') {
        Some(result) => kind(result.split_once('=').map_or(result, |(result, _)| result)),
        None => "V",
    };
    Some(format!("{name}({arguments}){result}"))
}

/// The words of both sides for iOS.
pub fn ios_words() -> Result<Vec<Wrong>> {
    let rust = text("crates/mobile/src/ios.rs")?;
    let header = text("platforms/ios/itsumo.h")?;
    let mut swift = String::new();
    for entry in fs::read_dir(root().join("platforms/ios/Sources"))? {
        swift.push_str(&fs::read_to_string(entry?.path())?);
    }
    Ok(ios(&rust, &header, &swift))
}

fn ios(rust: &str, header: &str, swift: &str) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let exported = after_all(rust, "extern \"C\" fn ", word);
    let declared: BTreeSet<String> = header
        .lines()
        .filter(|line| line.ends_with(");"))
        .filter_map(|line| word(line.split_once("itsumo_")?.1).map(|name| format!("itsumo_{name}")))
        .collect();
    compare(&mut wrong, "itsumo.h", &declared, "the header", &exported, "Rust");
    let wanted = after_all(rust, "    fn itsumo_bridge_", word);
    let offered = after_all(swift, "@_cdecl(\"itsumo_bridge_", word);
    compare(&mut wrong, "itsumo_bridge", &wanted, "Rust", &offered, "Swift");
    wrong
}

fn compare(
    wrong: &mut Vec<Wrong>,
    name: &'static str,
    one: &BTreeSet<String>,
    one_says: &str,
    other: &BTreeSet<String>,
    other_says: &str,
) {
    if one.is_empty() && other.is_empty() {
        say(wrong, name, "nothing was found on either side");
    }
    for missing in one.difference(other) {
        say(wrong, name, format!("{missing} is called by {one_says} and not there in {other_says}"));
    }
    for idle in other.difference(one) {
        say(wrong, name, format!("{idle} is there in {other_says} and not known to {one_says}"));
    }
}

/// What `read` makes of the text behind every `mark`.
fn after_all(text: &str, mark: &str, read: impl Fn(&str) -> Option<String>) -> BTreeSet<String> {
    text.split(mark).skip(1).filter_map(read).collect()
}

/// The name a text begins with.
fn word(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    text.get(..end).map(str::to_owned)
}

fn text(path: &str) -> Result<String> {
    fs::read_to_string(root().join(Path::new(path))).with_context(|| format!("{path} is not there"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_and_kotlin_call_each_other_by_the_same_names() {
        assert_eq!(android_words().unwrap(), []);
    }

    #[test]
    fn rust_and_swift_call_each_other_by_the_same_names() {
        assert_eq!(ios_words().unwrap(), []);
    }

    #[test]
    fn a_name_or_a_signature_that_only_one_side_has_is_named() {
        let rust = r#"pub extern "system" fn Java_jp_itsumo_app_Native_wake(env)
            self.tell("scan", "(J)V", &[]); self.call("allowed", "()Z", &[]);"#;
        let bridge = "@JvmStatic fun scan(request: Int) = x { @JvmStatic fun allowed(): Boolean = y {";
        let said: Vec<_> =
            android(rust, "external override fun back(): Boolean", bridge).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "Native: back is called by Kotlin and not there in Rust",
                "Native: wake is there in Rust and not known to Kotlin",
                "Bridge: scan(J)V is called by Rust and not there in Kotlin",
                "Bridge: scan(I)V is there in Kotlin and not known to Rust",
            ]
        );
        let said: Vec<_> = ios(
            "    fn itsumo_bridge_scan(x);\nextern \"C\" fn itsumo_wake(",
            "void itsumo_back(void);\n",
            "@_cdecl(\"itsumo_bridge_pick\")",
        )
        .iter()
        .map(ToString::to_string)
        .collect();
        assert_eq!(said.len(), 4, "{said:#?}");
        assert_eq!(android("", "", "").len(), 2, "an empty file is no agreement");
    }
}
