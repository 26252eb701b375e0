//! The reader page and the questions lie elsewhere; these tests hold them to the format.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use itsumo_paper::form_qr::{QUESTIONS, SERIES};
use std::{fs, path::Path};

fn file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

#[test]
fn the_reader_page_knows_every_word_at_its_place() {
    let page = file("backend/reader/reader.js");
    for (list, words) in [("QUESTIONS", QUESTIONS), ("SERIES", SERIES)] {
        let block = page.split(&format!("const {list} = [")).nth(1).unwrap().split("\n  ];").next().unwrap();
        let known: Vec<_> =
            block.lines().filter_map(|line| line.trim().strip_prefix("['")?.split('\'').next()).collect();
        assert_eq!(known, words, "{list}");
    }
}

#[test]
fn every_question_and_every_series_of_the_pack_has_its_number() {
    for id in
        file("handbook/packs/jp/form.json").split("\"id\": \"").skip(1).map(|rest| rest.split('"').next().unwrap())
    {
        assert!(
            QUESTIONS.contains(&id),
            "{id} has no number yet: add it at the end of known.rs, reader.js and the docs"
        );
    }
    for folder in ["series", "voluntary"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../handbook/packs/jp").join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().to_uppercase();
            assert!(SERIES.contains(&name.as_str()), "{name} has no number yet");
        }
    }
}

#[test]
fn the_page_can_send_nothing() {
    let (page, script) = (file("backend/reader/index.html"), file("backend/reader/reader.js"));
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("style=") && !page.contains("onclick") && !page.contains("http"));
    for way in
        ["fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "EventSource", "innerHTML", "eval(", "localStorage"]
    {
        assert!(!script.contains(way), "{way}");
    }
}

#[test]
fn the_docs_list_the_same_words() {
    let docs = file("../docs/form-qr.md");
    for word in QUESTIONS.iter().chain(SERIES) {
        assert!(docs.contains(&format!("`{word}`")), "{word}");
    }
}
