//! Bytes to text, whatever the sender says they are.
//!
//! Declarations lie often: CMS templates say Shift_JIS over UTF-8 bytes, servers add a `charset` that nobody
//! chose, and old systems send Shift_JIS as UTF-8. So a declaration is only a witness. The bytes come first:
//! text that is valid UTF-8 and holds non-ASCII characters is UTF-8 (other encodings practically never form
//! it by accident); everything else is decoded by each candidate and scored by how much it looks like
//! Japanese. Each time the bytes overrule a declaration, a repair says so.

use super::repair::Repairs;
use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of the text is read to judge an encoding.
const SAMPLE: usize = 64 * 1024;
/// How much of the head is searched for a declaration.
const HEAD: usize = 1024;

/// Text, and what it was.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// Name of the encoding it was read as.
    pub encoding: &'static str,
}

/// Decodes `bytes`; `content_type` is the HTTP header, if there was one. Never fails: what cannot be read
/// becomes U+FFFD, and a repair says how often.
pub fn decode(bytes: &[u8], content_type: Option<&str>, repairs: &mut Repairs) -> Decoded {
    if let Some(decoded) = by_mark(bytes, repairs) {
        return decoded;
    }
    let head: String = bytes.iter().take(HEAD).map(|b| char::from(*b)).collect();
    let over_http = content_type.and_then(charset_of).map(str::to_owned);
    let inside = declared_inside(&head);
    for name in [&over_http, &inside].into_iter().flatten() {
        if label(name).is_none() {
            repairs.note_of("declares an unknown encoding", name);
        }
    }
    let declared: Vec<&'static Encoding> =
        [&over_http, &inside].into_iter().flatten().filter_map(|name| label(name)).collect();
    let stated = declared.first().copied();

    if let Some(valid) = utf8(bytes) {
        let escapes = valid.contains("\u{1b}$") || valid.contains("\u{1b}(");
        if escapes && valid.is_ascii() {
            if stated != Some(ISO_2022_JP) {
                overruled(stated, ISO_2022_JP, repairs);
            }
            return as_encoding(bytes, ISO_2022_JP, repairs);
        }
        // A single-byte declaration may cover UTF-8 bytes by accident only if there are very few of them.
        if !valid.is_ascii() && stated.is_some_and(|e| e != UTF_8) {
            overruled(stated, UTF_8, repairs);
        }
        let ended = valid.len() < bytes.len();
        if ended {
            repairs.note("the last character is cut in half");
        }
        return Decoded { text: without_controls(valid, repairs), encoding: "UTF-8" };
    }
    let chosen = judge(bytes, &declared);
    if stated != Some(chosen) {
        overruled(stated, chosen, repairs);
    }
    as_encoding(bytes, chosen, repairs)
}

/// Byte order marks, and the zero bytes that UTF-16 leaves around `<` and `{` without one.
fn by_mark(bytes: &[u8], repairs: &mut Repairs) -> Option<Decoded> {
    let rest = |mark: usize| bytes.get(mark..).unwrap_or_default();
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => {
            let rest = rest(3);
            // A mark before text of another encoding is not rare: editors add it to Shift_JIS files.
            let text = utf8(rest)?;
            Some(Decoded { text: text.to_owned(), encoding: "UTF-8" })
        }
        [0xFF, 0xFE, 0, 0, ..] => Some(utf32(rest(4), u32::from_le_bytes)),
        [0, 0, 0xFE, 0xFF, ..] => Some(utf32(rest(4), u32::from_be_bytes)),
        [0xFF, 0xFE, ..] => Some(as_encoding(rest(2), UTF_16LE, repairs)),
        [0xFE, 0xFF, ..] => Some(as_encoding(rest(2), UTF_16BE, repairs)),
        [b'<' | b'{', 0, 0, 0, ..] => Some(utf32(bytes, u32::from_le_bytes)),
        [0, 0, 0, b'<' | b'{', ..] => Some(utf32(bytes, u32::from_be_bytes)),
        [b'<' | b'{' | b'\n' | b' ', 0, second, 0, ..] if *second != 0 => Some(as_encoding(bytes, UTF_16LE, repairs)),
        [0, b'<' | b'{' | b'\n' | b' ', 0, second, ..] if *second != 0 => Some(as_encoding(bytes, UTF_16BE, repairs)),
        _ => None,
    }
}

fn utf32(bytes: &[u8], read: fn([u8; 4]) -> u32) -> Decoded {
    let text = bytes
        .chunks_exact(4)
        .filter_map(|four| four.try_into().ok().map(read))
        .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    Decoded { text, encoding: "UTF-32" }
}

/// `bytes` as UTF-8, all of it or all but a last character that was cut in half.
fn utf8(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => {
            bytes.get(..error.valid_up_to()).and_then(|whole| std::str::from_utf8(whole).ok())
        }
        Err(_) => None,
    }
}

/// Windows-1252 bytes that somebody took for Latin-1 and made UTF-8 of: invisible controls instead of quotes.
fn without_controls(text: &str, repairs: &mut Repairs) -> String {
    let is_control = |c: char| ('\u{80}'..='\u{9f}').contains(&c) && c != '\u{85}';
    // Their UTF-8 form begins with this byte, which is far quicker to look for.
    if !text.as_bytes().contains(&0xC2) || !text.contains(is_control) {
        return text.to_owned();
    }
    repairs.note("control characters read as the Windows characters that were meant");
    let meant = |c: char| match u8::try_from(u32::from(c)) {
        Ok(byte) if is_control(c) => {
            let bytes = [byte];
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
            text.chars().next().unwrap_or(c)
        }
        _ => c,
    };
    text.chars().map(meant).collect()
}

fn overruled(stated: Option<&'static Encoding>, really: &'static Encoding, repairs: &mut Repairs) {
    match stated {
        Some(stated) => repairs.note_of(&format!("declared as {} but is", stated.name()), really.name()),
        None => repairs.note_of("declares no encoding; read as", really.name()),
    }
}

fn as_encoding(bytes: &[u8], encoding: &'static Encoding, repairs: &mut Repairs) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let text = text.into_owned();
    let lost = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    if lost > 0 {
        repairs.note_times("unreadable character replaced", u32::try_from(lost).unwrap_or(u32::MAX));
    }
    Decoded { text, encoding: encoding.name() }
}

/// Which encoding the bytes are in, given that they are not valid UTF-8.
fn judge(bytes: &[u8], declared: &[&'static Encoding]) -> &'static Encoding {
    let sample = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or_default();
    // UTF-8 with a few broken bytes in it: far more good sequences than bad ones.
    let (good, bad) = utf8_sequences(sample);
    if good > bad.saturating_mul(4) {
        return UTF_8;
    }
    let japanese = [SHIFT_JIS, EUC_JP, ISO_2022_JP].into_iter().map(|e| (look(sample, e), e)).max_by_key(|(s, _)| *s);
    let trusted = declared.iter().copied().find(|e| **e != *UTF_8 && !is_latin(e) && look(sample, e).errors_free);
    match (japanese, trusted) {
        // A declared encoding that reads without one error is kept, unless it reads as no Japanese at all
        // while another one reads as plainly Japanese.
        (Some((best, e)), Some(told)) => {
            let told_look = look(sample, told);
            if is_japanese(told) && best.plainly_japanese && best > told_look { e } else { told }
        }
        (Some((best, e)), None) if best.plainly_japanese => e,
        _ => declared.iter().copied().find(|e| **e != *UTF_8).unwrap_or(WINDOWS_1252),
    }
}

fn is_latin(encoding: &Encoding) -> bool {
    encoding == WINDOWS_1252
}

fn is_japanese(encoding: &Encoding) -> bool {
    [SHIFT_JIS, EUC_JP, ISO_2022_JP].contains(&encoding)
}

/// How a sample reads in one encoding. Ordered: the greater reads better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    plainly_japanese: bool,
    errors_free: bool,
    score: i64,
}

fn look(sample: &[u8], encoding: &'static Encoding) -> Look {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut score, mut errors, mut kana, mut wide) = (0i64, 0i64, 0i64, 0i64);
    let mut last_bad = false;
    for c in text.chars() {
        last_bad = false;
        match c {
            char::REPLACEMENT_CHARACTER => {
                errors += 1;
                last_bad = true;
            }
            'ぁ'..='ん' | 'ァ'..='ヶ' | 'ー' | '、' | '。' | '「' | '」' => {
                kana += 1;
                wide += 1;
                score += 3;
            }
            '\u{4e00}'..='\u{9fff}' => {
                wide += 1;
                score += 1;
            }
            // Half-width katakana are what EUC-JP and others look like when read as Shift_JIS.
            '\u{ff61}'..='\u{ff9f}' => {
                wide += 1;
                score -= 2;
            }
            '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' => score -= 5,
            _ => {}
        }
    }
    // The sample may end inside a character.
    if last_bad {
        errors -= 1;
    }
    score -= errors * 10;
    Look { plainly_japanese: score > 0 && kana * 8 >= wide && kana > 0, errors_free: errors <= 0, score }
}

fn utf8_sequences(sample: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    (good, bad)
}

/// The encoding of a label, with the names that Japanese systems use beside the registered ones.
fn label(name: &str) -> Option<&'static Encoding> {
    let name = name.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    match name.as_str() {
        "cp932" | "ms932" | "windows-932" | "sjis" | "x-sjis-cp932" | "shift-jis" | "shift_jisx0213"
        | "shift_jis-2004" => Some(SHIFT_JIS),
        "eucjp" | "euc_jp" | "eucjp-win" | "eucjp-ms" | "ujis" => Some(EUC_JP),
        "jis" | "iso2022jp" | "iso-2022-jp-ms" => Some(ISO_2022_JP),
        // Declared in ASCII-compatible bytes, so it cannot be what it says.
        "utf-16" | "utf16" | "utf-16le" | "utf-16be" | "utf-32" | "ucs-2" | "utf8mb4" => Some(UTF_8),
        _ => Encoding::for_label_no_replacement(name.as_bytes()),
    }
}

/// The `charset` of a Content-Type header.
fn charset_of(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

/// The encoding that an XML declaration or an HTML `meta` names.
fn declared_inside(head: &str) -> Option<String> {
    let after = |text: &str, word: &str| -> Option<String> {
        let (_, rest) = text.split_once(word)?;
        let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
        (!name.is_empty()).then_some(name)
    };
    let xml = head.split_once("<?xml").and_then(|(_, rest)| rest.split_once("?>")).map(|(inner, _)| inner);
    if let Some(name) = xml.and_then(|inner| after(inner, "encoding")) {
        return Some(name);
    }
    let lower = head.to_ascii_lowercase();
    let meta = lower.split_once("<meta").map(|(_, rest)| rest)?;
    if lower.contains("<html") || lower.contains("<!doctype html") { after(meta, "charset") } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<?xml version=\"1.0\" encoding=\"XX\"?><rss><channel><title>ひなた市のお知らせ：粗大ごみの受付、年末の休み</title></channel></rss>";

    fn read(bytes: &[u8], content_type: Option<&str>) -> (Decoded, Vec<String>) {
        let mut repairs = Repairs::default();
        let decoded = decode(bytes, content_type, &mut repairs);
        (decoded, repairs.into_lines())
    }

    fn declared(name: &str) -> String {
        TEXT.replace("XX", name)
    }

    #[test]
    fn a_true_declaration_needs_no_repair() {
        for encoding in [SHIFT_JIS, EUC_JP, ISO_2022_JP, UTF_8] {
            let text = declared(encoding.name());
            let (bytes, _, lossy) = encoding.encode(&text);
            assert!(!lossy);
            let (decoded, repairs) = read(&bytes, None);
            assert_eq!(decoded.text, text, "{}", encoding.name());
            assert!(repairs.is_empty(), "{}: {repairs:?}", encoding.name());
        }
    }

    #[test]
    fn false_and_missing_declarations_are_overruled_by_the_bytes() {
        for really in [SHIFT_JIS, EUC_JP, ISO_2022_JP, UTF_8] {
            for told in ["UTF-8", "Shift_JIS", "EUC-JP", "ISO-8859-1", "x-nonsense"] {
                let text = declared(told);
                let (bytes, _, _) = really.encode(&text);
                let (decoded, repairs) = read(&bytes, None);
                assert_eq!(decoded.text, text, "{} told as {told}", really.name());
                let agrees = Encoding::for_label(told.as_bytes()) == Some(really);
                assert_eq!(repairs.is_empty(), agrees, "{} told as {told}: {repairs:?}", really.name());
            }
        }
    }

    #[test]
    fn the_header_is_heard_and_doubted() {
        let text = declared("Shift_JIS");
        let (decoded, repairs) = read(text.as_bytes(), Some("text/xml; charset=\"Shift_JIS\""));
        assert_eq!(decoded.text, text);
        assert_eq!(repairs, ["declared as Shift_JIS but is: UTF-8"]);
    }

    #[test]
    fn utf_16_and_32_are_known_by_mark_or_by_their_zero_bytes() {
        let units: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&units, None).0.text, TEXT);
        let mut marked = vec![0xFE, 0xFF];
        marked.extend(TEXT.encode_utf16().flat_map(u16::to_be_bytes));
        assert_eq!(read(&marked, None).0.text, TEXT);
        let wide: Vec<u8> = TEXT.chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
        assert_eq!(read(&wide, None).0.text, TEXT);
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf_8_into_something_else() {
        let mut bytes = declared("UTF-8").into_bytes();
        let before_title = declared("UTF-8").find("ひなた市").unwrap();
        bytes.insert(before_title, 0xFF);
        let (decoded, repairs) = read(&bytes, None);
        assert!(decoded.text.contains("ひなた市のお知らせ"));
        assert_eq!(decoded.encoding, "UTF-8");
        assert_eq!(repairs, ["unreadable character replaced"]);
    }

    #[test]
    fn latin_text_stays_latin() {
        let (bytes, _, _) = WINDOWS_1252.encode("<rss><title>Café à la française, déjà vu</title></rss>");
        let (decoded, _) = read(&bytes, None);
        assert!(decoded.text.contains("Café à la française"), "{}", decoded.text);
    }

    #[test]
    fn a_download_cut_inside_a_character_keeps_the_rest() {
        let bytes = declared("UTF-8").into_bytes();
        for (cut, _) in bytes.iter().enumerate() {
            let (decoded, _) = read(&bytes[..cut], None);
            assert_eq!(decoded.encoding, "UTF-8");
            assert!(!decoded.text.contains(char::REPLACEMENT_CHARACTER));
        }
    }
}
