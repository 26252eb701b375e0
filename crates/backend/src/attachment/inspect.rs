//! Reading what is written inside a file, so that telephone numbers and lists of names in it are found before it is sent.
//!
//! What a file is says its beginning, not its name alone: what calls itself a picture and is none is not taken. What
//! cannot be read (a scan, a photo, a locked PDF) is said to be so, and a person has to open it.

mod pdf;

use calamine::{Data, Reader};
use encoding_rs::{SHIFT_JIS, UTF_16BE, UTF_16LE};
use std::{io::Cursor, panic::AssertUnwindSafe};

/// Most characters that are looked through.
const MOST: usize = 300_000;
/// Most cells of a workbook.
const CELLS: usize = 500_000;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inspected {
    /// Its media type.
    pub media: &'static str,
    /// What is written in it; `None` when it could not be read.
    pub text: Option<String>,
}

/// Looks at a file. `None` for a kind that is not taken.
pub(super) fn inspect(name: &str, bytes: &[u8]) -> Option<Inspected> {
    let ends = |end: &str| name.to_ascii_lowercase().ends_with(end);
    let begins = |start: &[u8]| bytes.starts_with(start);
    let (media, text) = if begins(b"%PDF-") {
        ("application/pdf", guarded(|| pdf::text(bytes, MOST.saturating_mul(2))))
    } else if begins(b"\x89PNG\r\n\x1a\n") {
        ("image/png", None)
    } else if begins(b"\xff\xd8\xff") {
        ("image/jpeg", None)
    } else if begins(b"PK\x03\x04") && ends(".xlsx") {
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", guarded(|| xlsx(bytes)))
    } else if ends(".csv") {
        ("text/csv", Some(decode(bytes)?))
    } else if ends(".txt") {
        ("text/plain", Some(decode(bytes)?))
    } else {
        return None;
    };
    Some(Inspected { media, text: text.map(|text| text.chars().take(MOST).collect()) })
}

/// Readers of foreign formats meet files that nobody thought of: what makes one stop is a file that was not read.
fn guarded(read: impl FnOnce() -> Option<String>) -> Option<String> {
    std::panic::catch_unwind(AssertUnwindSafe(read)).ok().flatten()
}

fn xlsx(bytes: &[u8]) -> Option<String> {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let mut text = String::new();
    let mut cells = 0usize;
    for sheet in book.sheet_names().clone() {
        let range = book.worksheet_range(&sheet).ok()?;
        for row in range.rows() {
            for cell in row {
                cells = cells.saturating_add(1);
                if !matches!(cell, Data::Empty) {
                    text.push_str(&cell.to_string());
                }
                text.push('\t');
            }
            text.push('\n');
            if cells > CELLS {
                return None;
            }
        }
    }
    Some(text)
}

/// UTF-8, UTF-16 with its mark, or else Shift_JIS, as Excel writes it. `None` for what is no text.
fn decode(bytes: &[u8]) -> Option<String> {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        String::from_utf8(rest.to_vec()).ok()?
    } else if bytes.starts_with(b"\xff\xfe") {
        UTF_16LE.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned()
    } else if bytes.starts_with(b"\xfe\xff") {
        UTF_16BE.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned()
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else {
        SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned()
    };
    let strange = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'));
    (!strange).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, bytes: &[u8]) -> Option<String> {
        inspect(name, bytes).unwrap().text
    }

    #[test]
    fn a_table_is_read_in_the_encodings_of_spreadsheets() {
        let table = "番号,姓,名\n1,佐藤,はな\n";
        assert_eq!(text("名簿.csv", table.as_bytes()).unwrap(), table);
        assert_eq!(text("名簿.CSV", format!("\u{feff}{table}").as_bytes()).unwrap(), table);
        assert_eq!(text("名簿.csv", &SHIFT_JIS.encode(table).0).unwrap(), table);
        let wide: Vec<u8> = std::iter::once(0xfeff).chain(table.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(text("名簿.txt", &wide).unwrap().trim_start_matches('\u{feff}'), table);
    }

    /// Words as they are looked for: without what stands between them.
    fn close(text: Option<String>) -> String {
        text.unwrap().chars().filter(|c| !c.is_whitespace()).collect()
    }

    #[test]
    fn names_and_numbers_are_read_out_of_workbooks_and_pages() {
        let book = text("名簿.xlsx", include_bytes!("../../tests/fixtures/notice/list.xlsx"));
        // A family name stands once in the file, and twice in the table.
        assert_eq!(close(book), "番号姓名電話1佐藤さくら0436-00-90012佐藤つばき");
        // Drawn figure by figure, the last of a row before the first of the next.
        let page = text("班分け.pdf", include_bytes!("../../tests/fixtures/notice/list.pdf")).unwrap();
        assert!(page.contains("0436-00-9001\n"), "{page:?}");
        let page = close(Some(page));
        assert!(page.contains("佐藤つばき") && page.contains("森蓮"), "{page}");
    }

    #[test]
    fn a_page_of_our_own_is_read_too() {
        let title = itsumo_paper::Title {
            title: "班分け".to_owned(),
            lang: "ja".to_owned(),
            subject: String::new(),
            footer: String::new(),
        };
        let mut paper = itsumo_paper::Paper::new(title, (18.0, 20.0)).unwrap();
        paper.section();
        paper.paragraph("佐藤 つばき　0436-00-9001", itsumo_paper::Style::BODY);
        paper.end();
        let page = close(text("班分け.pdf", &paper.finish().unwrap()));
        assert!(page.contains("佐藤つばき") && page.contains("0436-00-9001"), "{page}");
    }

    #[test]
    fn a_scan_is_not_taken_for_read_and_an_old_page_is_read() {
        assert_eq!(text("scan.pdf", include_bytes!("../../tests/fixtures/notice/scan.pdf")), None);
        // Without a map of its own, and named by its encoding: as old programs wrote.
        let old = close(text("old.pdf", include_bytes!("../../tests/fixtures/notice/old.pdf")));
        assert!(old.contains("佐藤つばき0436-00-9001"), "{old}");
    }

    #[test]
    fn what_a_file_is_says_its_beginning() {
        assert_eq!(inspect("plan.exe", b"MZ\x90"), None);
        assert_eq!(inspect("plan.pdf", b"not a pdf"), None);
        assert_eq!(inspect("plan.csv", b"a\0b"), None);
        assert_eq!(inspect("book.zip", b"PK\x03\x04"), None);
        let media = |name, bytes: &[u8]| inspect(name, bytes).map(|found| (found.media, found.text));
        assert_eq!(media("a.jpg", b"\xff\xd8\xff\xe0"), Some(("image/jpeg", None)));
        assert_eq!(media("a.png", b"\x89PNG\r\n\x1a\n"), Some(("image/png", None)));
        // Broken inside: taken, and said to be unread.
        assert_eq!(media("a.pdf", b"%PDF-1.7 nothing"), Some(("application/pdf", None)));
        assert!(media("a.xlsx", b"PK\x03\x04nothing").is_some_and(|(_, text)| text.is_none()));
    }
}
