//! Somebody who writes no Rust starts a city: what is wrong in their files is said, all of it, where it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use itsumo_backend::city::{Cities, SourceUrl, check};
use std::{fs, path::Path};

fn shipped() -> Cities {
    Cities::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/cities"))).unwrap_or_else(|errors| {
        let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

/// A folder with one city, and its errors as `file:line: message` with the folder's own path left out.
fn errors_of(files: &[(&str, &str)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let errors = Cities::load(dir.path()).expect_err("the files are wrong");
    let prefix = format!("{}/", dir.path().display());
    errors.iter().map(|error| error.to_string().replace(&prefix, "")).collect()
}

const HEAD: &str = "code = \"990019\"\nhue = 10\nname = \"試市\"\nprefecture = \"試県\"\n";

#[test]
fn the_cities_that_come_with_the_server_are_right() {
    let cities = shipped();
    let hinata = cities.get("990019").expect("ひなた市");
    assert!(hinata.city.fictional);
    assert_eq!(hinata.city.areas.len(), 6);
    assert_eq!(hinata.city.offices.len(), 6);
    assert_eq!(hinata.city.topics.len(), 18);
    assert_eq!(hinata.city.topics.last().map(|topic| topic.id.as_str()), Some("other"));
    assert_eq!(hinata.rules.fallback(), "other");
    assert_eq!(hinata.city.topic("vaccination").and_then(|t| t.child_months).map(|m| (m.from, m.to)), Some((0, 190)));
    let ichihara = cities.get("122190").expect("市原市");
    assert!(!ichihara.city.fictional);
    assert_eq!(ichihara.jma.areas_of("1221900"), Some(&[][..]));
    assert_eq!(ichihara.jma.areas_of("1310100"), None);
}

#[test]
fn every_shared_topic_has_rules_and_a_name_in_each_language() {
    for city in shipped().iter() {
        for topic in &city.city.topics {
            assert!(topic.fallback || city.rules.has_rule(&topic.id), "{}", topic.id);
            assert!(topic.name.ja_easy.is_some() && topic.name.en.is_some(), "{}", topic.id);
        }
    }
}

#[test]
fn all_mistakes_of_a_file_are_said_at_once_with_their_lines() {
    let text = r#"code = "990018"
hue = 400
name = { ja = "試市", ja-easy = "試し" }
colour = "red"
site = "ftp://example.jp/"

[[topics]]
id = "Waste"
name = "ごみ"
icon = "waste"

[[areas]]
id = "north"
name = "北"

[[areas]]
id = "north"
name = "きた"

[[offices]]
id = "hall"
name = "役所"
phone = "電話なし"
hours = ""
open = ["weekdays 9:00-17:00"]
closed = ["12-29"]

[[sources]]
id = "main"
name = "新着"
url = "www.example.jp/rss"
topic = "wasted"
every = "often"

[[rules]]
topic = "nothing"
words = ["ご", "ごみ", "ゴミ"]

[[jma]]
code = "12A"
areas = ["south"]
"#;
    let found = errors_of(&[("a/city.toml", text)]);
    let wanted = [
        "a/city.toml:1: 990018 is not a code of 総務省: its check digit does not fit (990019 would)",
        "a/city.toml:1: this file needs `prefecture`",
        "a/city.toml:2: `hue` must be a whole number from 0 to 359",
        "a/city.toml:3: `ja-easy` has a kanji without its reading",
        "a/city.toml:4: this file has no `colour`; it knows: areas, code,",
        "a/city.toml:5: ftp://example.jp/ is not a web address",
        "a/city.toml:8: the id Waste must be of a–z, 0–9 and -",
        "a/city.toml:17: the area `north` is here twice",
        "a/city.toml:23: 電話なし is not a telephone number",
        "a/city.toml:24: `hours` is empty",
        "a/city.toml:25: \"weekdays\" is no day: mon, tue,",
        "a/city.toml:26: days on which it is closed each year are written \"12-29..1-3\", not \"12-29\"",
        "a/city.toml:31: www.example.jp/rss is not a web address",
        "a/city.toml:32: there is no topic `wasted`; there are: ",
        "a/city.toml:33: `every` must be a whole number, but this is a text",
        "a/city.toml:36: there is no topic `nothing`; there are: ",
        "a/city.toml:37: ご is one character",
        "a/city.toml:35: the rule for `nothing` has the word ゴミ twice",
        "a/city.toml:40: 12A is not a JMA area code",
        "a/city.toml:41: there is no area `south`; there are: north",
    ];
    for start in wanted {
        assert!(found.iter().any(|error| error.starts_with(start)), "no `{start}` in\n{}", found.join("\n"));
    }
    assert_eq!(found.len(), wanted.len(), "{}", found.join("\n"));
}

#[test]
fn what_is_not_toml_is_said_with_its_line_and_the_rest_is_still_read() {
    let found = errors_of(&[("a/city.toml", &format!("{HEAD}site = \nhue2 = 3\n"))]);
    assert!(found.iter().any(|e| e.starts_with("a/city.toml:5: this is not TOML")), "{found:?}");
    assert!(found.iter().any(|e| e.starts_with("a/city.toml:6: this file has no `hue2`")), "{found:?}");
}

#[test]
fn exactly_one_topic_is_the_fallback() {
    let none = errors_of(&[("a/city.toml", &format!("without_topics = [\"other\"]\n{HEAD}"))]);
    assert!(none.iter().any(|e| e.contains("exactly one topic needs `fallback = true`") && e.ends_with("none has")));
    let two = format!("{HEAD}[[topics]]\nid = \"rest\"\nicon = \"other\"\nname = \"残り\"\nfallback = true\n");
    let two = errors_of(&[("a/city.toml", &two)]);
    assert!(two.iter().any(|e| e.ends_with("other and rest")), "{two:?}");
}

#[test]
fn mistakes_in_the_shared_rules_are_said_in_their_own_file() {
    let found = errors_of(&[("a/city.toml", HEAD), ("rules.toml", "[[rules]]\ntopic = \"x\"\nwordz = []\n")]);
    assert!(found.iter().any(|e| e.starts_with("rules.toml:2: there is no topic `x`")), "{found:?}");
    assert!(found.iter().any(|e| e.starts_with("rules.toml:3: a rule has no `wordz`")), "{found:?}");
}

#[test]
fn two_folders_cannot_be_one_city_and_a_folder_without_a_city_is_said() {
    let found = errors_of(&[("a/city.toml", HEAD), ("b/city.toml", HEAD), ("c/readme.txt", "")]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("b/city.toml:1: the code 990019 is already that of the city in"), "{found:?}");
    assert_eq!(found[1], "c/city.toml:1: there is no such file or folder");
}

#[test]
fn an_empty_or_missing_folder_is_said() {
    assert!(errors_of(&[])[0].contains("there is no city here"));
    let missing = Cities::load(Path::new("/no/such/folder")).unwrap_err();
    assert_eq!(missing[0].to_string(), "/no/such/folder:1: there is no such file or folder");
}

#[test]
fn a_city_may_split_its_files_and_change_the_shared_topics() {
    let dir = tempfile::tempdir().unwrap();
    let city = dir.path().join("a");
    fs::create_dir_all(city.join("feeds")).unwrap();
    fs::write(city.join("feeds/main.xml"), "<rss/>").unwrap();
    let text = format!(
        "without_topics = [\"jobs\"]\n{HEAD}[[topics]]\nid = \"waste\"\nicon = \"waste\"\nname = \"ごみだけ\"\n\
         [[topics]]\nid = \"surf\"\nicon = \"events\"\nname = \"波乗り\"\n"
    );
    fs::write(city.join("city.toml"), text).unwrap();
    let sources = "[[sources]]\nid = \"main\"\nname = \"新着\"\nurl = \"file:feeds/main.xml\"\nevery = 5\n";
    fs::write(city.join("sources.toml"), sources).unwrap();
    fs::write(city.join("rules.toml"), "[[rules]]\ntopic = \"surf\"\nwords = [\"波情報\"]\n").unwrap();
    for dir in [dir.path(), city.as_path()] {
        let cities = Cities::load(dir).unwrap();
        let config = cities.get("990019").unwrap();
        let ids: Vec<_> = config.city.topics.iter().map(|topic| topic.id.as_str()).collect();
        assert!(!ids.contains(&"jobs"));
        assert_eq!(ids[ids.len() - 2..], ["surf", "other"]);
        assert_eq!(config.city.topic("waste").unwrap().name.ja, "ごみだけ");
        assert!(config.rules.has_rule("surf") && config.rules.has_rule("waste"));
        let source = config.source("main").unwrap();
        assert_eq!((source.every, &source.url), (5, &SourceUrl::File(city.join("feeds/main.xml"))));
    }
}

#[test]
fn the_check_command_says_what_it_found_for_people_and_for_programs() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("a")).unwrap();
    let run = |json| {
        let mut out = Vec::new();
        let well = check::run(dir.path(), json, &mut out).unwrap();
        (well, String::from_utf8(out).unwrap())
    };
    fs::write(dir.path().join("a/city.toml"), HEAD).unwrap();
    let (well, said) = run(false);
    assert!(well && said.starts_with("990019 試市: 18 topics") && said.contains("nothing will arrive"), "{said}");
    fs::write(dir.path().join("a/city.toml"), "code = 5\n").unwrap();
    let (well, said) = run(true);
    assert!(!well);
    let first: serde_json::Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert_eq!((&first["ok"], &first["error"]["line"]), (&false.into(), &1.into()));
}

#[test]
fn the_readme_shows_a_city_that_works_and_every_key_there_is() {
    let readme = include_str!("../cities/README.md");
    let example = readme.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("a")).unwrap();
    fs::write(dir.path().join("a/city.toml"), example).unwrap();
    let cities = Cities::load(dir.path()).unwrap_or_else(|errors| panic!("{errors:?}"));
    let city = cities.get("990019").expect("the city");
    assert!(city.rules.has_rule("beach") && city.city.topic("jobs").is_none());

    // A key nobody knows makes the loader list the keys it knows: all of them are in the example.
    for table in ["", "[[topics]]", "[[areas]]", "[[offices]]", "[[sources]]", "[[jma]]", "[[rules]]"] {
        let broken = example.replacen(table, &format!("{table}\nnobody-knows-me = 1\n"), 1);
        let error = errors_of(&[("a/city.toml", &broken)]).join("\n");
        let known = error.split("it knows: ").nth(1).unwrap_or_else(|| panic!("{error}"));
        for key in known.split(", ") {
            let written = |line: &str| line.trim_start_matches(['#', ' ', '[']).starts_with(key.trim());
            assert!(example.lines().any(written), "the example does not show `{key}` ({table})");
        }
    }
}
