//! Two languages call each other by name, and no compiler sees both sides: a name or a type that is changed on one side
//! alone would be found by a crash on a phone. So both sides are read here.

use std::{collections::BTreeSet, fs, path::PathBuf};

fn read(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn between<'a>(text: &'a str, before: &str, after: char) -> Vec<&'a str> {
    text.split(before).skip(1).map(|rest| rest.split(after).next().unwrap()).collect()
}

/// `fun name(a: String, b: Long): Boolean` of Kotlin: the name, and the types as Java's machine writes them.
fn kotlin(line: &str) -> (String, String) {
    let written = |kind: &str| match kind.trim().trim_end_matches('?') {
        "String" => "Ljava/lang/String;",
        "Long" => "J",
        "Int" => "I",
        "Boolean" => "Z",
        "ByteArray" => "[B",
        "Context" => "Landroid/content/Context;",
        "" | "Unit" => "V",
        other => panic!("{line}: this test does not know {other}"),
    };
    let (name, rest) = line.split_once('(').unwrap();
    let (words, rest) = rest.split_once(')').unwrap();
    let words: String =
        words.split(',').filter_map(|word| word.split_once(':')).map(|(_, kind)| written(kind)).collect();
    // A body that is one call returns what that returns, which for all of these is nothing.
    let answer = rest.trim().strip_prefix(':').map_or("", |rest| rest.split(['=', '{']).next().unwrap());
    (name.trim().to_owned(), format!("({words}){}", written(answer)))
}

#[test]
fn kotlin_calls_functions_that_rust_has() {
    let (native, rust) =
        (read("platforms/android/src/main/kotlin/jp/itsumo/app/Native.kt"), read("crates/mobile/src/android.rs"));
    let called: BTreeSet<_> =
        between(&native, "external override fun ", '\n').into_iter().map(|line| kotlin(line).0).collect();
    let there: BTreeSet<_> =
        between(&rust, "extern \"system\" fn Java_jp_itsumo_app_Native_", '(').into_iter().map(str::to_owned).collect();
    assert!(called.len() > 5, "read nothing");
    assert_eq!(called, there);
    let kept: BTreeSet<_> = between(&rust, "Java_jp_itsumo_app_Native_", ' ')
        .into_iter()
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .map(str::to_owned)
        .collect();
    assert_eq!(kept, there, "`keep` names all that the linker must not leave out");
}

#[test]
fn rust_calls_methods_that_kotlin_has_with_the_types_they_take() {
    let (bridge, rust) =
        (read("platforms/android/src/main/kotlin/jp/itsumo/app/Bridge.kt"), read("crates/mobile/src/android.rs"));
    let there: BTreeSet<_> = bridge
        .split("@JvmStatic")
        .skip(1)
        .map(|rest| kotlin(rest.split_once("fun ").unwrap().1.lines().next().unwrap()))
        .collect();
    let flat: String = rust.split_whitespace().collect();
    let called: BTreeSet<_> = ["self.tell(\"", "self.call(\""]
        .iter()
        .flat_map(|call| between(&flat, call, '&'))
        .map(|call| {
            let mut words = call.split('"');
            (words.next().unwrap().to_owned(), words.nth(1).unwrap().to_owned())
        })
        .collect();
    assert!(called.len() > 5, "read nothing");
    assert_eq!(called, there);
}

#[test]
fn swift_and_rust_name_the_same_functions() {
    let (header, rust) = (read("platforms/ios/itsumo.h"), read("crates/mobile/src/ios.rs"));
    let code: String =
        header.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let said: BTreeSet<_> = between(&code, "itsumo_", '(').into_iter().collect();
    let there: BTreeSet<_> = between(&rust, "extern \"C\" fn itsumo_", '(').into_iter().collect();
    assert!(said.len() > 5, "read nothing");
    assert_eq!(said, there);

    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../platforms/ios/Sources");
    let swift: String =
        fs::read_dir(folder).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let offered: BTreeSet<_> = between(&swift, "@_cdecl(\"itsumo_bridge_", '"').into_iter().collect();
    let block = rust.split_once("unsafe extern \"C\" {").unwrap().1.split_once("\n}").unwrap().0;
    let wanted: BTreeSet<_> = between(block, "fn itsumo_bridge_", '(').into_iter().collect();
    assert_eq!(wanted, offered);
}
