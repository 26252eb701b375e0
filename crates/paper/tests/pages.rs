//! Pages of somebody else's within a document of ours, as other programs see them.

#![cfg(feature = "pages")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use itsumo_paper::{Pages, Paper, PaperError, Style, Title};
use std::process::Command;

fn paper(title: &str) -> Paper {
    let title = Title { title: title.into(), lang: "ja".into(), ..Title::default() };
    Paper::new(title, (18.0, 18.0)).unwrap()
}

fn two_pages() -> Vec<u8> {
    let mut other = paper("地図");
    other.paragraph("はじめの地図", Style::BODY);
    other.page_break();
    other.paragraph("つぎの地図", Style::BODY);
    other.finish().unwrap()
}

fn poppler(program: &str, option: &str, pdf: &[u8]) -> String {
    let name = format!("itsumo-pages-{}-{program}{option}.pdf", std::process::id());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, pdf).unwrap();
    let mut command = Command::new(program);
    command.arg(option).arg(&path);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output();
    std::fs::remove_file(&path).unwrap();
    let output = output.expect("poppler is missing: `cargo xtask setup` brings it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn anothers_pages_are_figures_with_words_and_nothing_is_claimed_for_them() {
    let pages = Pages::read(two_pages()).unwrap();
    assert_eq!(pages.count(), 2);
    let mut ours = paper("回覧");
    ours.heading(1, "回覧");
    for page in 0..2 {
        ours.page_break();
        ours.page_of(&pages, page, &format!("地図 {}ページめ", page + 1));
    }
    ours.page_of(&pages, 2, "there is no third");
    assert_eq!(ours.page_count(), 3);
    let ours = ours.finish().unwrap();
    let said = poppler("pdftotext", "-raw", &ours);
    assert!(said.contains("はじめの地図") && said.contains("つぎの地図"), "{said}");
    let tree = poppler("pdfinfo", "-struct", &ours);
    assert_eq!(tree.matches("Figure").count(), 2, "{tree}");
    assert!(tree.contains("H1"), "{tree}");
    assert!(poppler("pdfinfo", "-meta", &two_pages()).contains("pdfuaid:part"), "what is drawn here is vouched for");
    assert!(!poppler("pdfinfo", "-meta", &ours).contains("pdfuaid"), "what another drew is not");
}

#[test]
fn what_is_ours_keeps_to_its_rules_beside_anothers_page() {
    let pages = Pages::read(two_pages()).unwrap();
    // A document without a title breaks a rule of its own.
    let mut ours = paper("");
    ours.page_of(&pages, 0, "地図");
    assert!(matches!(ours.finish(), Err(PaperError::Pdf(_))));
    assert!(matches!(Pages::read(b"%PDF-1.7 nothing".to_vec()), Err(PaperError::Pages)));
}
