//! The words on a PDF's pages.
//!
//! A page shows codes of its fonts; what characters they are says the font's own map (`ToUnicode`), or the name of its
//! encoding. Where neither does, the page cannot be read, and then the whole file is said to be unread: half a list of
//! names that was found is worse than none that was searched.

use encoding_rs::{EUC_JP, SHIFT_JIS, UTF_16BE};
use lopdf::{Dictionary, Document, LoadOptions, Object, Stream, content::Content};
use std::collections::{BTreeMap, HashMap};

/// Most bytes to which a part of a PDF may unfold.
const UNFOLDED: usize = 64 * 1024 * 1024;
/// Most forms inside forms.
const DEEP: usize = 6;
/// Most entries of a font's map: each character of Unicode's first plane, and as many again.
const ENTRIES: usize = 130_000;

/// The words, page by page; `None` when some of them cannot be known, or there are none.
///
/// Programs draw a line in one piece, or figure by figure. What begins where the last one ended belongs to it; a gap is a
/// space, another height another line: so a number is whole, and the columns of a table are apart.
pub(super) fn text(bytes: &[u8], most: usize) -> Option<String> {
    let options = LoadOptions { max_decompressed_size: Some(UNFOLDED), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).ok()?;
    if document.is_encrypted() {
        return None;
    }
    let mut page = Page { document: &document, text: String::new(), end: None, most };
    for id in document.get_pages().into_values() {
        let content = document.get_page_content_with_limit(id, UNFOLDED).ok()?;
        let fonts = page.fonts(document.get_page_fonts(id).ok()?)?;
        let (own, inherited) = document.get_page_resources(id).ok()?;
        let inherited = inherited.iter().filter_map(|id| document.get_dictionary(*id).ok());
        let resources: Vec<&Dictionary> = own.into_iter().chain(inherited).collect();
        page.read(&content, &fonts, &resources, Pen::default(), 0)?;
        page.text.push('\n');
        page.end = None;
    }
    page.text.chars().any(char::is_alphanumeric).then_some(page.text)
}

/// A matrix of six numbers (ISO 32000-1, 8.3.4).
type Matrix = [f64; 6];
const STILL: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn then(a: Matrix, b: Matrix) -> Matrix {
    let ([a0, a1, a2, a3, a4, a5], [b0, b1, b2, b3, b4, b5]) = (a, b);
    [
        a0 * b0 + a1 * b2,
        a0 * b1 + a1 * b3,
        a2 * b0 + a3 * b2,
        a2 * b1 + a3 * b3,
        a4 * b0 + a5 * b2 + b4,
        a4 * b1 + a5 * b3 + b5,
    ]
}

/// Where and how large is drawn.
#[derive(Clone, Copy, Debug)]
struct Pen {
    page: Matrix,
    line: Matrix,
    size: f64,
    leading: f64,
    /// How far the line was drawn, as far as can be guessed.
    drawn: f64,
}

impl Default for Pen {
    fn default() -> Self {
        Self { page: STILL, line: STILL, size: 1.0, leading: 0.0, drawn: 0.0 }
    }
}

impl Pen {
    fn down(&mut self, x: f64, y: f64) {
        self.begin(then([1.0, 0.0, 0.0, 1.0, x, y], self.line));
    }

    fn begin(&mut self, line: Matrix) {
        (self.line, self.drawn) = (line, 0.0);
    }

    /// Where on the page is drawn next, and how large its letters are there.
    fn at(&self) -> (f64, f64, f64) {
        let [a, b, c, d, x, y] = then([1.0, 0.0, 0.0, 1.0, self.drawn, 0.0], then(self.line, self.page));
        (x, y, self.size.abs() * (a * d - b * c).abs().sqrt())
    }
}

struct Page<'d> {
    document: &'d Document,
    text: String,
    /// Where the last words ended, as far as can be guessed.
    end: Option<(f64, f64)>,
    most: usize,
}

impl<'d> Page<'d> {
    fn fonts(&self, fonts: BTreeMap<Vec<u8>, &Dictionary>) -> Option<BTreeMap<Vec<u8>, Font>> {
        fonts.into_iter().map(|(name, font)| Some((name, self.font(font)?))).collect()
    }

    /// How a font's codes are read.
    fn font(&self, font: &Dictionary) -> Option<Font> {
        if let Ok(map) = font.get_deref(b"ToUnicode", self.document).and_then(Object::as_stream) {
            return map.get_plain_content_with_limit(UNFOLDED).ok().map(|map| Font::Mapped(Map::read(&map)));
        }
        let encoding = font.get_deref(b"Encoding", self.document);
        let name = encoding.and_then(Object::as_name).ok();
        let composite = font.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Type0");
        Some(match name {
            Some(name) if name.starts_with(b"UniJIS") => Font::Encoded(UTF_16BE),
            Some(name) if has(name, b"RKSJ") => Font::Encoded(SHIFT_JIS),
            Some(name) if name.starts_with(b"EUC") => Font::Encoded(EUC_JP),
            Some(b"WinAnsiEncoding" | b"StandardEncoding" | b"MacRomanEncoding") | None if !composite => Font::Latin,
            _ => Font::Unknown,
        })
    }

    /// Reads what is drawn. `None` when something shown cannot be known.
    fn read(
        &mut self,
        content: &[u8],
        fonts: &BTreeMap<Vec<u8>, Font>,
        resources: &[&'d Dictionary],
        mut pen: Pen,
        deep: usize,
    ) -> Option<()> {
        let mut font = None;
        let mut saved = Vec::new();
        for operation in Content::decode(content).ok()?.operations {
            if self.text.len() > self.most {
                return Some(());
            }
            let operands = &operation.operands;
            let number = |place: usize| operands.get(place).and_then(|one| one.as_float().ok()).map_or(0.0, f64::from);
            let matrix = || [number(0), number(1), number(2), number(3), number(4), number(5)];
            match operation.operator.as_str() {
                "q" => saved.push(pen),
                "Q" => pen = saved.pop().unwrap_or(pen),
                "cm" => pen.page = then(matrix(), pen.page),
                "BT" => pen.begin(STILL),
                "Tm" => pen.begin(matrix()),
                "Td" => pen.down(number(0), number(1)),
                "TD" => {
                    pen.leading = -number(1);
                    pen.down(number(0), number(1));
                }
                "TL" => pen.leading = number(0),
                "T*" => pen.down(0.0, -pen.leading),
                "Tf" => {
                    font = operands.first().and_then(|name| name.as_name().ok()).and_then(|name| fonts.get(name));
                    pen.size = number(1);
                }
                "Tj" => self.show(font, std::slice::from_ref(operands.first()?), &mut pen)?,
                "'" | "\"" => {
                    pen.down(0.0, -pen.leading);
                    self.show(font, std::slice::from_ref(operands.last()?), &mut pen)?;
                }
                "TJ" => self.show(font, operands.first()?.as_array().ok()?, &mut pen)?,
                "Do" if deep < DEEP => {
                    let form = operands.first().and_then(|name| name.as_name().ok());
                    if let Some(form) = form.and_then(|name| self.form(resources, name)) {
                        self.read_form(form, fonts, resources, pen, deep)?;
                    }
                }
                _ => {}
            }
        }
        Some(())
    }

    fn show(&mut self, font: Option<&Font>, parts: &[Object], pen: &mut Pen) -> Option<()> {
        let mut shown = String::new();
        for part in parts {
            match part {
                Object::String(codes, _) if !codes.is_empty() => shown.push_str(&font?.text(codes)?),
                // In thousandths of the size, to the left: a step to the right is a gap.
                part if part.as_float().is_ok_and(|step| step < -250.0) => shown.push(' '),
                _ => {}
            }
        }
        if shown.is_empty() {
            return Some(());
        }
        let (x, y, size) = pen.at();
        match self.end {
            Some((_, height)) if (height - y).abs() > size * 0.4 => self.text.push('\n'),
            // Drawn on from where it ended; or a gap; or again from the left.
            Some((end, _)) if x - end > size * 0.15 || end - x > size * 2.0 => self.text.push(' '),
            _ => {}
        }
        self.text.push_str(&shown);
        // Japanese letters are as wide as they are high, others are a little more than half of it.
        let wide: f64 = shown.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum();
        pen.drawn += wide * pen.size;
        let (x, y, _) = pen.at();
        self.end = Some((x, y));
        Some(())
    }

    /// A drawing inside the page, if that is what the name stands for; a picture is not one.
    fn form(&self, resources: &[&'d Dictionary], name: &[u8]) -> Option<&'d Stream> {
        let named = |resources: &&'d Dictionary| {
            let all = resources.get_deref(b"XObject", self.document).and_then(Object::as_dict).ok()?;
            all.get_deref(name, self.document).and_then(Object::as_stream).ok()
        };
        let found: Option<&Stream> = resources.iter().find_map(named);
        found.filter(|form| form.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form"))
    }

    fn read_form(
        &mut self,
        form: &'d Stream,
        fonts: &BTreeMap<Vec<u8>, Font>,
        outer: &[&'d Dictionary],
        mut pen: Pen,
        deep: usize,
    ) -> Option<()> {
        if let Ok(list) = form.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array) {
            let mut own = STILL;
            for (to, from) in own.iter_mut().zip(list) {
                *to = from.as_float().map_or(*to, f64::from);
            }
            pen.page = then(own, pen.page);
        }
        let content = form.get_plain_content_with_limit(UNFOLDED).ok()?;
        let Ok(own) = form.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict) else {
            return self.read(&content, fonts, outer, pen, deep.saturating_add(1));
        };
        let mut named = BTreeMap::new();
        if let Ok(all) = own.get_deref(b"Font", self.document).and_then(Object::as_dict) {
            for (name, _) in all.iter() {
                let font = all.get_deref(name, self.document).and_then(Object::as_dict).ok()?;
                named.insert(name.clone(), font);
            }
        }
        let fonts = self.fonts(named)?;
        self.read(&content, &fonts, &[own], pen, deep.saturating_add(1))
    }
}

fn has(name: &[u8], part: &[u8]) -> bool {
    name.windows(part.len()).any(|window| window == part)
}

/// How codes become characters.
enum Font {
    Mapped(Map),
    Encoded(&'static encoding_rs::Encoding),
    Latin,
    Unknown,
}

impl Font {
    fn text(&self, codes: &[u8]) -> Option<String> {
        match self {
            Self::Mapped(map) => map.text(codes),
            Self::Encoded(encoding) => {
                encoding.decode_without_bom_handling_and_without_replacement(codes).map(Into::into)
            }
            Self::Latin => Some(codes.iter().map(|code| char::from(*code)).collect()),
            Self::Unknown => None,
        }
    }
}

/// A `ToUnicode` map (ISO 32000-1, 9.10.3).
#[derive(Debug, Default)]
struct Map {
    /// Lengths of codes in bytes, and between which codes.
    spaces: Vec<(usize, u32, u32)>,
    characters: HashMap<(usize, u32), String>,
}

impl Map {
    fn read(source: &[u8]) -> Self {
        let mut map = Self::default();
        let mut section = "";
        let mut held: Vec<Token> = Vec::new();
        for token in tokens(source) {
            match &token {
                Token::Word(word) => {
                    section = match word.as_str() {
                        "begincodespacerange" => "space",
                        "beginbfchar" => "char",
                        "beginbfrange" => "range",
                        _ => "",
                    };
                    held.clear();
                    continue;
                }
                _ => held.push(token),
            }
            if map.characters.len() > ENTRIES {
                break;
            }
            match (section, held.as_slice()) {
                ("space", [Token::Hex(from), Token::Hex(until)]) => {
                    map.spaces.push((from.len(), number(from), number(until)));
                    held.clear();
                }
                ("char", [Token::Hex(code), Token::Hex(character)]) => {
                    map.characters.insert((code.len(), number(code)), utf16(character, 0));
                    held.clear();
                }
                ("range", [Token::Hex(from), Token::Hex(until), Token::Hex(first)]) => {
                    let (size, from, until) = (from.len(), number(from), number(until));
                    for (step, code) in (from..=until.min(from.saturating_add(0xffff))).enumerate() {
                        map.characters.insert((size, code), utf16(first, step));
                    }
                    held.clear();
                }
                ("range", [Token::Hex(from), Token::Hex(_), Token::List(list)]) => {
                    for (code, character) in (number(from)..).zip(list) {
                        map.characters.insert((from.len(), code), utf16(character, 0));
                    }
                    held.clear();
                }
                _ => {}
            }
        }
        map
    }

    /// `None` when a code of it has no character: letters are on the page that nobody can know.
    fn text(&self, codes: &[u8]) -> Option<String> {
        let mut text = String::new();
        let mut rest = codes;
        while !rest.is_empty() {
            let known = self.spaces.iter().find_map(|(size, from, until)| {
                let code = rest.get(..*size).filter(|code| !code.is_empty())?;
                (*from..=*until).contains(&number(code)).then(|| (*size, number(code)))
            });
            let (size, code) = known.or_else(|| Some((1, u32::from(*rest.first()?))))?;
            match self.characters.get(&(size, code)) {
                Some(character) => text.push_str(character),
                // The first glyph of each font stands for nothing, and spaces are often left out of the map.
                None if code == 0 || code == 0x20 || code == 3 => text.push(' '),
                None => return None,
            }
            rest = rest.get(size..).unwrap_or_default();
        }
        Some(text)
    }
}

enum Token {
    Hex(Vec<u8>),
    List(Vec<Vec<u8>>),
    Word(String),
}

/// What a map is written in: `<0041>`, `[<0041> <0042>]`, words.
fn tokens(source: &[u8]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut list: Option<Vec<Vec<u8>>> = None;
    let mut bytes = source.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'<' => {
                let digits: Vec<u8> =
                    bytes.by_ref().take_while(|byte| *byte != b'>').filter(u8::is_ascii_hexdigit).collect();
                let code = digits.chunks(2).map(|pair| {
                    pair.iter().fold(0u8, |code, digit| {
                        let value = char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
                        code.wrapping_mul(16).wrapping_add(value.unwrap_or_default())
                    })
                });
                let code: Vec<u8> = code.collect();
                match &mut list {
                    Some(list) => list.push(code),
                    None if code.is_empty() => {}
                    None => found.push(Token::Hex(code)),
                }
            }
            b'[' => list = Some(Vec::new()),
            b']' => found.extend(list.take().map(Token::List)),
            b'%' => {
                bytes.by_ref().take_while(|byte| *byte != b'\n' && *byte != b'\r').for_each(drop);
            }
            byte if byte.is_ascii_alphabetic() => {
                let mut word = String::from(char::from(byte));
                while let Some(next) = bytes.next_if(u8::is_ascii_alphanumeric) {
                    word.push(char::from(next));
                }
                found.push(Token::Word(word));
            }
            _ => {}
        }
    }
    found
}

fn number(code: &[u8]) -> u32 {
    code.iter().fold(0u32, |number, byte| number.wrapping_shl(8) | u32::from(*byte))
}

/// Characters in UTF-16, the last of them moved on by `step`.
fn utf16(bytes: &[u8], step: usize) -> String {
    let mut units: Vec<u16> = bytes.chunks(2).map(|pair| u16::try_from(number(pair)).unwrap_or_default()).collect();
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(u16::try_from(step).unwrap_or_default());
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop, prop_assert, proptest};

    #[test]
    fn a_font_s_map_is_read() {
        let map = Map::read(
            b"1 begincodespacerange <00> <7F> <8000> <FFFF> endcodespacerange % a remark <00>
              2 beginbfchar <01> <4F50> <8001> <85E4> endbfchar
              2 beginbfrange <10> <12> <0030> <8010> <8011> [<3055> <304F3089>] endbfrange",
        );
        assert_eq!(map.text(b"\x01\x80\x01\x80\x10\x80\x11\x10\x11\x12").unwrap(), "佐藤さくら012");
        assert_eq!(map.text(b"\x01\x20"), Some("佐 ".to_owned()));
        assert_eq!(map.text(b"\x02"), None, "a letter that nobody can know");
    }

    proptest! {
        #[test]
        fn no_map_and_no_file_breaks_the_reader(source in prop::collection::vec(any::<u8>(), 0..400)) {
            let map = Map::read(&source);
            map.text(&source);
            let mut file = b"%PDF-1.4\n".to_vec();
            file.extend(&source);
            prop_assert!(text(&file, 100).is_none());
        }
    }
}
