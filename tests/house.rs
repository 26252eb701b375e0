//! The house rules, read off the files themselves: which floor may use which, what a file must look like,
//! and that no text of the catalogues is missing or forgotten.
//!
//! Compilers check what code means; this checks what only readers would notice, before they have to.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file of the project that people write, by its path from the root.
fn files() -> Vec<(String, PathBuf)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with(".git") || name == "target" || name.starts_with(".#") {
                continue;
            }
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &mut found);
    let mut files: Vec<_> = found
        .into_iter()
        .map(|path| (path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"), path))
        .collect();
    files.sort();
    files
}

fn source_files() -> Vec<(String, String)> {
    let sources = files().into_iter().filter(|(name, _)| name.ends_with(".rs"));
    sources.map(|(name, path)| (name, fs::read_to_string(path).unwrap())).collect()
}

/// The text before the file's own tests: what ships.
fn shipped(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap()
}

fn no_faults(rule: &str, faults: Vec<String>) {
    assert!(faults.is_empty(), "{rule}:\n  {}\n", faults.join("\n  "));
}

/// What a Cargo.toml depends on: (what ships, what only tests use).
fn dependencies(manifest: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let text = fs::read_to_string(manifest).unwrap();
    let (mut ships, mut tests) = (BTreeSet::new(), BTreeSet::new());
    let mut section = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.to_owned();
            continue;
        }
        let Some(name) = line.split(['=', '.']).next().map(str::trim).filter(|n| !n.is_empty() && !n.starts_with('#'))
        else {
            continue;
        };
        if section.starts_with("workspace") || section.starts_with("package") {
            continue;
        }
        if section.ends_with("dev-dependencies") {
            tests.insert(name.to_owned());
        } else if section.ends_with("dependencies") {
            ships.insert(name.to_owned());
        }
    }
    (ships, tests)
}

#[test]
fn no_arrow_points_back() {
    // A floor and the floors it may stand on. `bench` and `testkit` see everything and are seen by tests alone.
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("Cargo.toml", ["itsumo-domain", "itsumo-engine", "itsumo-handbook", "itsumo-mobile"].as_slice()),
        ("crates/domain/Cargo.toml", &[]),
        ("crates/handbook/Cargo.toml", &["itsumo-domain"]),
        ("crates/paper/Cargo.toml", &["itsumo-domain"]),
        ("crates/engine/Cargo.toml", &["itsumo-domain", "itsumo-handbook", "itsumo-paper"]),
        ("crates/mobile/Cargo.toml", &["itsumo-engine"]),
        ("crates/cli/Cargo.toml", &["itsumo-domain", "itsumo-handbook", "itsumo-engine"]),
        ("crates/backend/Cargo.toml", &["itsumo-domain", "itsumo-handbook", "itsumo-paper"]),
        ("crates/testkit/Cargo.toml", &["itsumo-domain", "itsumo-engine", "itsumo-backend"]),
        (
            "crates/bench/Cargo.toml",
            &["itsumo-domain", "itsumo-handbook", "itsumo-engine", "itsumo-backend", "itsumo-testkit"],
        ),
        ("crates/xtask/Cargo.toml", &[]),
    ]);
    let mut faults = Vec::new();
    for (name, path) in files().into_iter().filter(|(name, _)| name.ends_with("Cargo.toml")) {
        let Some(allowed) = allowed.get(name.as_str()) else {
            faults.push(format!("{name} is a floor this test does not know: say what it may stand on"));
            continue;
        };
        let (ships, _) = dependencies(&path);
        assert!(!ships.is_empty(), "{name}: read no dependencies");
        let wrong = ships.iter().filter(|dep| dep.starts_with("itsumo") && !allowed.contains(&dep.as_str()));
        faults.extend(wrong.map(|dep| format!("{name} must not use {dep}")));
    }
    no_faults("Arrows go domain ← engine ← app, cli and domain ← backend", faults);
}

#[test]
fn a_floor_holds_no_tool_of_another_floor() {
    let banned: &[(&str, &[&str])] = &[
        // No I/O, no clock, no randomness: tokio, tables, network, random numbers stay out.
        ("crates/domain", &["tokio", "rusqlite", "reqwest", "rand", "getrandom", "tracing", "dioxus", "axum"]),
        ("crates/handbook", &["tokio", "rusqlite", "reqwest", "rand", "getrandom", "tracing", "dioxus", "axum"]),
        ("crates/paper", &["tokio", "rusqlite", "reqwest", "rand", "getrandom", "tracing", "dioxus", "axum"]),
        ("crates/engine", &["dioxus", "gtk", "webkit2gtk", "wry", "tao", "axum", "notify-rust", "clap"]),
        (".", &["rusqlite", "reqwest", "keyring", "keyring-core", "axum", "tokio-postgres", "ureq", "hyper"]),
        ("crates/cli", &["rusqlite", "reqwest", "keyring-core", "dioxus"]),
        ("crates/mobile", &["rusqlite", "reqwest", "keyring-core", "dioxus", "axum"]),
        ("crates/backend", &["dioxus-desktop", "gtk", "keyring-core", "openssl", "native-tls"]),
        ("crates/xtask", &["tokio", "reqwest", "dioxus", "rusqlite", "axum"]),
    ];
    let mut faults = Vec::new();
    for (floor, tools) in banned {
        let (ships, _) = dependencies(&root().join(floor).join("Cargo.toml"));
        faults.extend(tools.iter().filter(|tool| ships.contains(**tool)).map(|tool| format!("{floor}: {tool}")));
    }
    no_faults("Tools that belong to another floor", faults);
}

#[test]
fn the_app_speaks_to_the_engine_alone() {
    let words = ["rusqlite", "reqwest", "keyring_core", "SELECT ", "INSERT INTO", "DELETE FROM", "std::net::", "/v1/"];
    let mut faults = Vec::new();
    for (name, text) in source_files().into_iter().filter(|(name, _)| name.starts_with("src/")) {
        for (line, code) in shipped(&text).lines().enumerate().filter(|(_, code)| !code.trim_start().starts_with("//"))
        {
            let said = words.iter().filter(|word| code.contains(**word));
            faults.extend(said.map(|word| format!("{name}:{}: {word}", line + 1)));
        }
    }
    no_faults("src/ holds no SQL, no HTTP and no keyring", faults);
}

#[test]
fn the_headless_app_and_the_engine_need_no_gtk() {
    // Cargo.lock names what each package may pull in; the window's libraries hang below these two alone.
    let (ships, _) = dependencies(&root().join("crates/engine/Cargo.toml"));
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let name = package.lines().find_map(|l| l.strip_prefix("name = ")).unwrap().trim_matches('"').to_owned();
        let list = package.split_once("dependencies = [").map_or("", |(_, rest)| rest.split(']').next().unwrap());
        let deps = list.lines().filter_map(|l| l.trim().trim_matches([',', '"']).split(' ').next().map(str::to_owned));
        needs.entry(name).or_default().extend(deps.filter(|d| !d.is_empty()));
    }
    let (mut seen, mut next) = (BTreeSet::new(), ships.into_iter().collect::<Vec<_>>());
    while let Some(name) = next.pop() {
        if seen.insert(name.clone()) {
            next.extend(needs.get(&name).into_iter().flatten().cloned());
        }
    }
    assert!(seen.len() > 50, "read the lock file of nothing");
    let window: Vec<_> = ["gtk", "gdk", "webkit2gtk", "wry", "tao", "dioxus-core", "openssl-sys", "native-tls"]
        .into_iter()
        .filter(|name| seen.contains(*name))
        .map(str::to_owned)
        .collect();
    no_faults("The engine pulls in the window's libraries", window);
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("[features]"));
    let always = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    assert!(!always.contains("\"desktop\""), "the window is a feature, not a dependency");
}

#[test]
fn every_file_of_code_can_be_read_by_a_stranger() {
    let mut faults = Vec::new();
    for (name, text) in source_files() {
        let lines = text.lines().count();
        // A test is read one story at a time.
        let most = if name.contains("tests/") { 900 } else { 600 };
        if lines > most {
            faults.push(format!("{name}: {lines} lines; a file of more than about 500 becomes a folder of use cases"));
        }
        if !text.starts_with("//!") && !text.starts_with("#!") {
            faults.push(format!("{name}: does not begin by saying what it is for (//!)"));
        }
    }
    no_faults("Files", faults);
}

#[test]
fn every_text_file_is_clean() {
    let mut faults = Vec::new();
    for (name, path) in files() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        // Fixtures are odd on purpose, and others' files are as they are.
        let kept = ["fixtures/", "tests/window/axe", "Cargo.lock", "snapshots/", "feeds/"];
        let written = [".rs", ".md", ".toml", ".ftl", ".css", ".js", ".html"].iter().any(|end| name.ends_with(end));
        if !written || kept.iter().any(|part| name.contains(part)) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            // Two spaces end a line of Markdown.
            if line.trim_end_matches('\r') != line.trim_end_matches('\r').trim_end_matches([' ', '\t']) {
                faults.push(format!("{name}:{}: space at the end of a line", number + 1));
            }
        }
        if !text.is_empty() && !text.ends_with('\n') {
            faults.push(format!("{name}: does not end with a line's end"));
        }
    }
    no_faults("Text", faults);
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    // Split, so that this file does not accuse itself.
    let words = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
        concat!("C:\\", "Users"),
        concat!("../sha", "red"),
        concat!("index.cra", "tes.io-"),
    ];
    let mut faults = Vec::new();
    for (name, path) in files() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        if name == "Cargo.lock" || name.contains("tests/window/axe") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let said = words.iter().filter(|word| line.contains(**word));
            faults.extend(said.map(|word| format!("{name}:{}: {word}", number + 1)));
        }
    }
    no_faults("Paths of one machine", faults);
}

/// Key → where it stands, of the Japanese catalogue.
fn catalogue() -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for (name, path) in files() {
        if !name.starts_with("crates/domain/i18n/ja/") {
            continue;
        }
        for line in fs::read_to_string(path).unwrap().lines() {
            if let Some((key, _)) = line.split_once(" =").filter(|(key, _)| !key.starts_with([' ', '#', '-', '['])) {
                keys.insert(key.to_owned(), name.clone());
            }
        }
    }
    keys
}

/// Keys that code puts together from a prefix and a word that is not known before.
const PUT_TOGETHER: &[&str] = &[
    "alert-hazard-",
    "alert-do-",
    "alert-severity-",
    "alert-status-",
    "refused-",
    "field-",
    "problem-",
    "error-",
    "deletion-",
    "outbox-command-",
    "icon-",
    "source-",
    "mail-",
    "circular-fault-",
];

/// The string literals of shipped code and of tests, anything that might be a key.
fn literals() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, text) in source_files() {
        // Neither this file nor the walk through the window shows a text to anybody.
        if name == "tests/house.rs" || name.starts_with("crates/xtask/") {
            continue;
        }
        found.extend(text.split('"').map(str::to_owned));
    }
    found
}

#[test]
fn every_text_of_the_catalogue_is_used() {
    let literals = literals();
    let prefixes: Vec<_> = literals.iter().filter_map(|text| text.split_once('{')).map(|(before, _)| before).collect();
    let faults = catalogue()
        .into_iter()
        .filter(|(key, _)| {
            let whole = literals.contains(key);
            let built = PUT_TOGETHER.iter().any(|prefix| key.starts_with(prefix))
                || prefixes.iter().any(|prefix| prefix.len() > 3 && prefix.ends_with('-') && key.starts_with(prefix));
            !whole && !built
        })
        .map(|(key, file)| format!("{file}: {key}"))
        .collect();
    no_faults("Texts that nothing shows", faults);
}

#[test]
fn every_text_that_code_asks_for_is_in_the_catalogue() {
    let keys = catalogue();
    // How code asks: a call of one of these with a literal as its key.
    let asks = ["t(\"", "text(locale, \"", "t!(\"", ".text(\"", ".t(\"", "say(\"", "key: \""];
    let mut faults = Vec::new();
    for (name, text) in source_files() {
        let ours = ["src/", "crates/engine/src", "crates/cli/src", "crates/backend/src"];
        if !ours.iter().any(|part| name.starts_with(part)) {
            continue;
        }
        for (number, line) in shipped(&text).lines().enumerate() {
            for ask in asks {
                for after in line.split(ask).skip(1) {
                    let key = after.split('"').next().unwrap();
                    let looks = key != "ja-easy"
                        && !key.starts_with("x-")
                        && key.contains('-')
                        && key.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                    if looks && !key.ends_with('-') && !keys.contains_key(key) {
                        faults.push(format!("{name}:{}: {key}", number + 1));
                    }
                }
            }
        }
    }
    no_faults("Texts that no catalogue has", faults);
}

#[test]
fn only_the_tokens_name_a_colour() {
    let mut faults = Vec::new();
    for (name, path) in files() {
        let styles = name.ends_with(".css") && name.starts_with("assets/") && name != "assets/tokens.css";
        // `look.rs` computes a city's colours from its hue and measures their contrast.
        let code = name.ends_with(".rs") && name.starts_with("src/") && name != "src/ui/look.rs";
        if !styles && !code {
            continue;
        }
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let comment = line.trim_start();
            if comment.starts_with("//") || comment.starts_with('*') || comment.starts_with("/*") {
                continue;
            }
            let hex = line.match_indices('#').any(|(at, _)| {
                let digits: String = line[at + 1..].chars().take_while(char::is_ascii_hexdigit).collect();
                let next = line[at + 1 + digits.len()..].chars().next();
                matches!(digits.len(), 3 | 4 | 6 | 8) && !next.is_some_and(|c| c.is_alphanumeric() || c == '-')
            });
            let called = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch("].iter().any(|name| line.contains(name));
            if hex || called {
                faults.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    no_faults("Colours outside assets/tokens.css", faults);
}

#[test]
fn the_licences_lie_beside_the_code() {
    for name in ["LICENSE", "LICENSE-MIT", "LICENSE-APACHE", "deny.toml", "tests/window/axe.LICENSE"] {
        assert!(fs::metadata(root().join(name)).is_ok_and(|file| file.len() > 100), "{name} is missing");
    }
    for (name, path) in files().into_iter().filter(|(name, _)| name.ends_with("Cargo.toml")) {
        let text = fs::read_to_string(path).unwrap();
        assert!(
            text.contains("license.workspace = true") || text.contains("license = \"MIT OR Apache-2.0\""),
            "{name}"
        );
    }
}

#[test]
fn a_stranger_needs_two_commands() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for command in ["cargo xtask demo", "cargo xtask test"] {
        assert!(readme.contains(command), "README.md does not say `{command}`");
    }
    for line in readme.lines().filter_map(|line| line.split_once("](")).map(|(_, rest)| rest) {
        let target = line.split([')', '#']).next().unwrap();
        if !target.is_empty() && !target.contains("://") {
            assert!(root().join(target).exists(), "README.md points at {target}, which is not there");
        }
    }
}
