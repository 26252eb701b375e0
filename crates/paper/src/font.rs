//! BIZ UDGothic, in two weights, compiled in. Characters are measured and drawn one by one: in this font every
//! Japanese character takes one em and every Latin one half, and neither is kerned.

use crate::PaperError;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};
use std::sync::OnceLock;

static REGULAR: &[u8] = include_bytes!("../fonts/BIZUDGothic-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../fonts/BIZUDGothic-Bold.ttf");

/// Drawn for what the font lacks (an emoji): the printer's sign for "a character belongs here".
const MISSING: char = '〓';
/// Kanji of names that the font lacks, and the everyday form that is drawn instead. What is copied out of the
/// document, searched and read aloud stays as it was written.
const EVERYDAY: &[(char, char)] =
    &[('𠮷', '吉'), ('𡈽', '土'), ('𣘺', '橋'), ('𥔎', '碕'), ('𦚰', '脇'), ('𣳾', '泰'), ('𢌞', '廻')];

/// How heavy letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// For reading.
    #[default]
    Regular,
    /// For headings and what must be seen.
    Bold,
}

/// The file of a weight.
#[cfg(feature = "look")]
pub(crate) fn bytes(bold: bool) -> &'static [u8] {
    if bold { BOLD } else { REGULAR }
}

/// Both weights.
pub(crate) struct Fonts {
    regular: Face,
    bold: Face,
}

/// One weight.
pub(crate) struct Face {
    pub(crate) font: Font,
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units: f32,
}

impl Fonts {
    /// Reads them once for the life of the program.
    pub(crate) fn load() -> Result<&'static Self, PaperError> {
        static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
        let read = || Some(Self { regular: Face::read(REGULAR)?, bold: Face::read(BOLD)? });
        FONTS.get_or_init(read).as_ref().ok_or(PaperError::Font)
    }

    pub(crate) fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let face = FontRef::new(bytes).ok()?;
        let font = Font::new(bytes.into(), 0)?;
        Some(Self {
            units: font.units_per_em(),
            charmap: face.charmap(),
            metrics: face.glyph_metrics(Size::unscaled(), LocationRef::default()),
            font,
        })
    }

    /// The glyph of a character and its width in em. Characters that are only instructions have none.
    fn glyph(&self, c: char) -> Option<(u32, f32)> {
        if is_invisible(c) {
            return None;
        }
        let known = |c| self.charmap.map(c).filter(|id: &skrifa::GlyphId| id.to_u32() != 0);
        let everyday = || EVERYDAY.iter().find(|(rare, _)| *rare == c).and_then(|(_, plain)| known(*plain));
        let id = known(c).or_else(everyday).or_else(|| known(MISSING))?;
        Some((id.to_u32(), self.metrics.advance_width(id)? / self.units))
    }

    /// The width of one character in em.
    pub(crate) fn em(&self, c: char) -> f32 {
        self.glyph(c).map_or(0.0, |(_, em)| em)
    }

    /// The width of a line of text.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.em(c)).sum::<f32>() * size
    }

    /// What is drawn for `text`; an invisible character belongs to the glyph before it.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let mut glyphs: Vec<KrillaGlyph> = Vec::new();
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            match self.glyph(c) {
                Some((id, em)) => {
                    glyphs.push(KrillaGlyph::new(GlyphId::new(id), em, 0.0, 0.0, 0.0, at..end, None));
                }
                None => {
                    if let Some(last) = glyphs.last_mut() {
                        last.text_range.end = end;
                    }
                }
            }
        }
        glyphs
    }
}

/// Joiners, variation selectors, controls: they change what stands beside them and are nothing themselves.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_daily_life_is_there() {
        let fonts = Fonts::load().unwrap();
        let known = "接種後の様子を見守りましょう。髙﨑・𠮷田、ＡＢＣ①②㎝℃※→←〜〇□■☑✓々ヶヴー「」（）％×½";
        for weight in [Weight::Regular, Weight::Bold] {
            let face = fonts.face(weight);
            let missing = face.charmap.map(MISSING).unwrap().to_u32();
            let lacks: String =
                known.chars().filter(|c| face.glyph(*c).is_none_or(|(id, _)| id == missing || id == 0)).collect();
            // Boxes and ticks are drawn, not set; everything else must be in the font.
            assert!(lacks.chars().all(|c| "☑✓½㎝".contains(c)), "{lacks}");
            assert!((face.width("母子", 10.0) - 20.0).abs() < 0.01 && (face.width("ab", 10.0) - 10.0).abs() < 0.01);
        }
    }

    #[test]
    fn an_emoji_leaves_a_mark_and_a_joiner_none() {
        let face = Fonts::load().unwrap().face(Weight::Regular);
        assert_eq!(face.glyphs("👶").len(), 1);
        let glyphs = face.glyphs("葛\u{e0100}城");
        assert_eq!(glyphs.iter().map(|g| g.text_range.clone()).collect::<Vec<_>>(), [0..7, 7..10]);
    }
}
