//! The PDF as other programs see it: poppler reads the words back, the tree of tags, and which fonts are in it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use itsumo_paper::{Align, Cell, Column, Grid, Ink, MM, Paper, Picture, Qr, Style, Table, Title};
use std::{
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

/// What a program of poppler says about `pdf`.
fn ask(program: &str, before: &[&str], pdf: &[u8], after: &[&str]) -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let name = format!("itsumo-paper-{}-{}.pdf", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let path: PathBuf = std::env::temp_dir().join(name);
    std::fs::write(&path, pdf).unwrap();
    let output = Command::new(program).args(before).arg(&path).args(after).output();
    std::fs::remove_file(&path).unwrap();
    let output = output.expect("poppler is missing: `cargo xtask setup` brings it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn title() -> Title {
    Title {
        title: "親子手帳のうつし".into(),
        lang: "ja".into(),
        subject: "こどもの記録".into(),
        footer: "ひなた 陽葵の手帳".into(),
    }
}

fn everything() -> Vec<u8> {
    let mut paper = Paper::new(title(), (18.0, 18.0)).unwrap();
    paper.heading(1, "ひなた 陽葵（ひまり）の手帳");
    paper.paragraph(
        "この手帳は、生まれる前から小学校に入るまでの記録をまとめたものです。受診や健診のときに、医師や保健師に見せてください。",
        Style::BODY,
    );
    paper.heading(2, "予防接種の記録");
    let row = |name: &str, date: &str, lot: &str| vec![Cell::head(name), Cell::new(date), Cell::new(lot)];
    paper.table(&Table {
        columns: vec![Column::new(3.0), Column::new(2.0), Column::number(2.0)],
        head: vec![Cell::new("ワクチン"), Cell::new("受けた日"), Cell::new("製造番号")],
        rows: (1..=60)
            .map(|n| row(&format!("小児用肺炎球菌（{n}回目）"), "2026年11月24日", &format!("AB{n:04}")))
            .collect(),
        air: 2.5,
        summary: "予防接種の記録".into(),
        ..Table::default()
    });
    paper.heading(2, "問診");
    paper.table(&Table {
        columns: vec![Column::new(5.0), Column::new(2.0)],
        rows: vec![
            vec![
                Cell::head("今日、体に具合の悪いところはありますか"),
                Cell::choice(&[(false, "はい"), (true, "いいえ")]),
            ],
            vec![Cell::head("質問はありますか"), Cell::choice(&[(false, "はい"), (false, "いいえ")]).room(30.0)],
        ],
        grid: Grid::All,
        air: 3.0,
        ..Table::default()
    });
    paper.space(10.0);
    paper.list(
        &["体温は37.5℃以上でした".to_owned(), "｜薬《くすり》で｜発疹《ほっしん》が出たことがあります".to_owned()],
        Style::BODY,
    );
    paper.figure("1歳までの体重の線。9か月で8.2 kg。", 60.0 * MM, |canvas| {
        let (w, h) = (canvas.width, canvas.height);
        canvas.area(&[(0.0, h), (w, h * 0.2), (w, h * 0.5)], Ink::Band);
        canvas.line(&[(0.0, h), (w, h)], Ink::Line, 0.6);
        canvas.dot(w / 2.0, h / 2.0, 2.5, Ink::Accent);
        canvas.label(w, h - 4.0, "12か月", Style::SMALL.align(Align::End));
    });
    paper.qr(&Qr::new("ITSUMO1:TEST").unwrap(), 30.0 * MM, "この票のQRコード");
    let pdf = paper.finish().unwrap();
    // To be looked at: `PAPER_OUT=folder cargo test -p itsumo-paper --test pdf`.
    if let Some(folder) = std::env::var_os("PAPER_OUT") {
        std::fs::write(PathBuf::from(folder).join("everything.pdf"), &pdf).unwrap();
    }
    pdf
}

#[test]
fn the_words_can_be_read_back_with_their_readings_beside_them() {
    let text = ask("pdftotext", &["-enc", "UTF-8"], &everything(), &["-"]);
    for words in
        ["ひなた 陽葵（ひまり）の手帳", "小児用肺炎球菌（60回目）", "AB0060", "37.5℃以上でした", "薬", "くすり"]
    {
        assert!(text.contains(words), "{words} is not in {text}");
    }
}

#[test]
fn a_screen_reader_finds_headings_rows_and_the_words_for_a_figure() {
    let tree = ask("pdfinfo", &["-struct-text"], &everything(), &[]);
    for tag in [
        "H1",
        "H2",
        "Table",
        "TR",
        "TH",
        "TD",
        "P (block)",
        "Figure",
        "LI",
        "\"今日、体に具合の悪いところはありますか\"",
    ] {
        assert!(tree.contains(tag), "{tag} is not in {tree}");
    }
    // The answer that was ticked is told, the other is not; where none is ticked both are.
    assert_eq!(tree.matches("\"いいえ\"").count(), 2);
    assert_eq!(tree.matches("\"はい\"").count(), 1);
    // A heading that is drawn again on the next page is told once.
    assert_eq!(tree.matches("\"受けた日\"").count(), 1);
    let said = ask("pdfinfo", &[], &everything(), &[]);
    assert!(said.contains("Tagged:          yes") && said.contains("親子手帳のうつし"), "{said}");
    assert!(said.contains("595.276 x 841.89") || said.contains("A4"), "{said}");
}

#[test]
fn only_the_letters_that_are_used_are_in_the_file() {
    let pdf = everything();
    let fonts = ask("pdffonts", &[], &pdf, &[]);
    let lines: Vec<_> = fonts.lines().skip(2).collect();
    assert_eq!(lines.len(), 2, "{fonts}");
    for line in lines {
        assert!(line.contains("+BIZUDGothic") && line.contains(" yes yes yes"), "{fonts}");
    }
    assert!(pdf.len() < 200_000, "{} bytes", pdf.len());
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    assert_eq!(everything(), everything());
}

#[test]
fn a_picture_is_put_in_and_a_broken_one_is_said() {
    let png = [
        0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
        2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 12, b'I', b'D', b'A', b'T', 8, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0,
        3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
    ];
    let mut paper = Paper::new(title(), (18.0, 18.0)).unwrap();
    paper.picture(&Picture::read(png.to_vec(), "image/png").unwrap(), 100.0, "あるいた日の写真");
    assert!(Picture::read(vec![1, 2, 3], "image/jpeg").is_err());
    assert!(Picture::read(png.to_vec(), "application/pdf").is_err());
    assert!(Picture::read(png[..50].to_vec(), "image/png").is_err(), "broken off in its middle");
    let tree = ask("pdfinfo", &["-struct"], &paper.finish().unwrap(), &[]);
    assert!(tree.contains("Figure"), "{tree}");
}

/// Where a rendered page is dark: width, height, grey by row.
fn rendered(pdf: &[u8], dpi: &str) -> (usize, usize, Vec<u8>) {
    let folder = std::env::temp_dir().join(format!("itsumo-paper-{}-{dpi}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (from, to) = (folder.join("page.pdf"), folder.join("page"));
    std::fs::write(&from, pdf).unwrap();
    let status =
        Command::new("pdftoppm").args(["-gray", "-singlefile", "-r", dpi]).arg(&from).arg(&to).status().unwrap();
    assert!(status.success());
    let bytes = std::fs::read(to.with_extension("pgm")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let head: Vec<usize> = bytes
        .split(u8::is_ascii_whitespace)
        .skip(1)
        .take(2)
        .map(|n| String::from_utf8_lossy(n).parse().unwrap())
        .collect();
    let grey = bytes[bytes.len() - head[0] * head[1]..].to_vec();
    (head[0], head[1], grey)
}

#[test]
fn a_printed_code_of_five_centimetres_is_read_back_even_from_a_poor_scan() {
    let example = include_str!("../../backend/reader/example.txt").trim();
    let mut paper = Paper::new(title(), (18.0, 18.0)).unwrap();
    paper.qr(&Qr::new(example).unwrap(), 50.0 * MM, "QRコード");
    let pdf = paper.finish().unwrap();
    for dpi in ["150", "200", "300"] {
        let (width, height, mut grey) = rendered(&pdf, dpi);
        // Specks of dust: one pixel of every 997 is turned over.
        grey.iter_mut().step_by(997).for_each(|pixel| *pixel = 255 - *pixel);
        let mut page = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey[y * width + x]);
        let codes = page.detect_grids();
        assert_eq!(codes.len(), 1, "{dpi} dpi");
        let (_, text) = codes[0].decode().unwrap();
        assert_eq!(text, example, "{dpi} dpi");
        assert!(itsumo_paper::form_qr::decode(&text).is_ok());
    }
}
