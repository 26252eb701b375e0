//! From the bytes of a saved spreadsheet to cells: whatever encoding, line ends and separators it was saved with.

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8};
use itsumo_domain::school::roster::{MOST_ROWS, RosterError, Sheet, SheetLine};

/// Most bytes of a file.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Cuts a file into cells, and says how it was encoded.
///
/// # Errors
/// `encoding` with the line where it breaks; `too-many`.
pub fn cut(bytes: &[u8]) -> Result<(Sheet, &'static str), RosterError> {
    if bytes.len() > MOST_BYTES {
        return Err(RosterError::of_file("too-many", bytes.len().to_string()));
    }
    let (text, encoding) = decode(bytes)?;
    // Lines are counted by one kind of end.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = Vec::new();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let (mut line, mut counted) = (1_u32, 0_usize);
    // Reading text that is in memory and is UTF-8 has no way to fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        let begins = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(counted);
        // The reader passes over empty lines only when it comes to the next.
        let empty = text.bytes().skip(begins).take_while(|byte| *byte == b'\n').count();
        let begins = begins.saturating_add(empty);
        let ends = text.bytes().take(begins).skip(counted).filter(|byte| *byte == b'\n').count();
        (line, counted) = (line.saturating_add(u32::try_from(ends).unwrap_or(0)), begins);
        lines.push(SheetLine { line, cells: record.iter().map(str::to_owned).collect() });
        if lines.len() > MOST_ROWS.saturating_mul(2) {
            return Err(RosterError::of_file("too-many", lines.len().to_string()));
        }
    }
    let open_quote = text.matches('"').count() % 2 == 1;
    Ok((Sheet { lines, open_end: !text.ends_with('\n'), open_quote }, encoding))
}

/// As text: what its first bytes say, else UTF-8, else the Shift_JIS that spreadsheets write in Japan.
fn decode(bytes: &[u8]) -> Result<(String, &'static str), RosterError> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let bytes = bytes.get(mark..).unwrap_or_default();
    let tries: &[&'static Encoding] = if mark > 0 { &[encoding] } else { &[UTF_8, SHIFT_JIS] };
    for encoding in tries {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
            && !text.contains('\0')
        {
            return Ok((text.into_owned(), encoding.name()));
        }
    }
    // The first line that neither of them can read.
    let good = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line = bytes.iter().take(good).filter(|byte| **byte == b'\n').count().saturating_add(1);
    Err(RosterError { line: u32::try_from(line).unwrap_or(0), ..RosterError::of_file("encoding", "") })
}

/// What separates the cells: what the first line with words has most of.
fn separator(text: &str) -> u8 {
    let head: String = text.lines().filter(|line| !line.trim().is_empty()).take(3).collect();
    let count = |separator: char| head.matches(separator).count();
    [(',', b','), ('\t', b'\t'), (';', b';')]
        .into_iter()
        .rev()
        .max_by_key(|(separator, _)| count(*separator))
        .map_or(b',', |(_, byte)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> (Vec<Vec<String>>, &'static str) {
        let (sheet, encoding) = cut(bytes).unwrap();
        (sheet.lines.into_iter().map(|line| line.cells).collect(), encoding)
    }

    #[test]
    fn a_file_is_read_however_it_was_saved() {
        let text = "学年,組,氏名\r\n1,2,\"髙橋, そら\"\r\n";
        let expected = [vec!["学年", "組", "氏名"], vec!["1", "2", "髙橋, そら"]];
        let (shift_jis, _, _) = SHIFT_JIS.encode(text);
        let with_mark = format!("\u{feff}{text}").into_bytes();
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for (bytes, encoding) in [
            (text.as_bytes(), "UTF-8"),
            (&with_mark, "UTF-8"),
            (&shift_jis, "Shift_JIS"),
            (&wide, "UTF-16LE"),
            (text.replace("\r\n", "\n").as_bytes(), "UTF-8"),
        ] {
            assert_eq!(
                cells(bytes),
                (expected.iter().map(|line| line.iter().map(|c| (*c).to_owned()).collect()).collect(), encoding)
            );
        }
        let (sheet, _) = cut("a,b\r\n\r\n\"c\r\nd\",e\r\nf,g\r\n".as_bytes()).unwrap();
        let lines: Vec<u32> = sheet.lines.iter().map(|line| line.line).collect();
        assert_eq!(lines, [1, 3, 5], "lines are counted as an editor counts them");
        let tabs = "学年\t組\t氏名\n1\t2\t髙橋、そら\n";
        assert_eq!(cells(tabs.as_bytes()).0[1], ["1", "2", "髙橋、そら"]);
    }

    #[test]
    fn what_is_no_text_is_named_with_its_line() {
        let error = cut(b"a,b\nc,\xFF\xFE\xFA\n").unwrap_err();
        assert_eq!((error.line, error.code.as_str()), (2, "encoding"));
        assert_eq!(cut(b"PK\x03\x04\0\0").unwrap_err().code, "encoding", "a workbook is no CSV");
        assert!(cut("a,\"b\nc".as_bytes()).unwrap().0.open_quote);
        assert!(cut(b"").unwrap().0.lines.is_empty());
    }
}
