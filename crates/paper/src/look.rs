//! A look at a PDF that somebody else made, as pictures of its pages: so that a letter is read where it arrived, on a phone
//! without a program for PDF too.
//!
//! Memory-safe all the way down, and still a reader of what anybody may have written: a page is never larger than
//! [`HIGHEST`], and what the reader cannot cope with is an error, not an end. Letters that a document names and does not
//! bring, as older Japanese ones do, are drawn in our own font.

use crate::{PaperError, font};
use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::{
        InterpreterSettings,
        font::{FontData, FontQuery},
    },
    hayro_syntax::{Pdf, page::Page},
    render,
    vello_cpu::color::palette::css::WHITE,
};
use std::{panic, sync::Arc};

/// Width of a picture in pixels: an A4 page that can still be read at twice its size on a phone.
const WIDTH: f32 = 1_000.0;
/// Greatest height of a picture in pixels.
const HIGHEST: f32 = 4_000.0;

/// What a PDF looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// How many pages it has.
    pub pages: usize,
    /// The first of them, each a PNG.
    pub pictures: Vec<Vec<u8>>,
}

/// Pictures of the first `most` pages of a PDF.
///
/// # Errors
/// [`PaperError::Pages`]: locked, damaged, without any page, or beyond what the reader understands.
pub fn look(bytes: Vec<u8>, most: usize) -> Result<Look, PaperError> {
    // The reader is young and meets everything that printers have ever written.
    panic::catch_unwind(|| draw(bytes, most)).unwrap_or(Err(PaperError::Pages))
}

fn draw(bytes: Vec<u8>, most: usize) -> Result<Look, PaperError> {
    let pdf = Pdf::new(bytes).map_err(|_| PaperError::Pages)?;
    let cache = RenderCache::new();
    let settings = InterpreterSettings { font_resolver: Arc::new(font_for), ..InterpreterSettings::default() };
    let picture = |page| {
        let scale = scale(page).ok_or(PaperError::Pages)?;
        let size = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let drawn = render(page, &cache, &settings, &RenderSettings::default(), &size);
        drawn.into_png().map_err(|_| PaperError::Pages)
    };
    let pages = pdf.pages();
    let pictures = pages.iter().take(most).map(picture).collect::<Result<Vec<_>, _>>()?;
    if pages.is_empty() { Err(PaperError::Pages) } else { Ok(Look { pages: pages.len(), pictures }) }
}

fn scale(page: &Page<'_>) -> Option<f32> {
    let (wide, high) = page.render_dimensions();
    let usable = wide.is_finite() && high.is_finite() && wide >= 1.0 && high >= 1.0;
    // A strip so narrow that nothing of it would be left is no page.
    usable.then(|| (WIDTH / wide).min(HIGHEST / high)).filter(|scale| wide * scale >= 1.0 && high * scale >= 1.0)
}

/// The font for letters that a document does not bring: ours for Japanese, the reader's own for the rest.
fn font_for(query: &FontQuery) -> Option<(FontData, u32)> {
    match query {
        FontQuery::Standard(standard) => Some(standard.get_font_data()),
        FontQuery::Fallback(asked) if asked.character_collection.is_some() => {
            let ours: FontData = Arc::new(font::bytes(asked.is_bold));
            Some((ours, 0))
        }
        FontQuery::Fallback(asked) => Some(asked.pick_standard_font().get_font_data()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Paper, Style, Title};

    fn letter() -> Vec<u8> {
        let title =
            Title { title: "遠足".into(), lang: "ja".into(), subject: String::new(), footer: "1年2組".into() };
        let mut paper = Paper::new(title, (20.0, 20.0)).unwrap();
        paper.paragraph("遠足のお知らせ", Style::BODY.size(40.0));
        paper.finish().unwrap()
    }

    /// A PDF with one line in a Japanese font that it names and does not bring.
    fn without_its_font() -> Vec<u8> {
        let text = "遠足".encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>();
        let content = format!("BT /F1 90 Tf 40 40 Td <{text}> Tj ET");
        let objects = [
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".into(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 260 160]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".into(),
            format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
            "<</Type/Font/Subtype/Type0/BaseFont/MS-Gothic/Encoding/UniJIS-UCS2-H/DescendantFonts[6 0 R]>>".into(),
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/MS-Gothic/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)\
             /Supplement 2>>/FontDescriptor 7 0 R>>"
                .into(),
            "<</Type/FontDescriptor/FontName/MS-Gothic/Flags 4/FontBBox[0 -137 1000 859]/ItalicAngle 0/Ascent 859\
             /Descent -137/CapHeight 769/StemV 78>>"
                .into(),
        ];
        let mut pdf = String::from("%PDF-1.4\n");
        let mut places = Vec::new();
        for (number, object) in objects.iter().enumerate() {
            places.push(pdf.len());
            pdf.push_str(&format!("{} 0 obj{object}endobj\n", number + 1));
        }
        let start = pdf.len();
        pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
        places.iter().for_each(|place| pdf.push_str(&format!("{place:010} 00000 n \n")));
        let size = objects.len() + 1;
        pdf.push_str(&format!("trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"));
        pdf.into_bytes()
    }

    /// How much of a picture is ink, in a thousand pixels.
    fn ink(png: &[u8]) -> usize {
        if let Some(folder) = std::env::var_os("ITSUMO_LOOK") {
            std::fs::write(std::path::Path::new(&folder).join(format!("look-{}.png", png.len())), png).unwrap();
        }
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let shape = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(shape.width, 1_000);
        let four = pixels.chunks_exact(4);
        let all = four.len();
        four.filter(|pixel| pixel[0] < 128).count() * 1_000 / all
    }

    #[test]
    fn a_letter_is_a_picture_of_each_page_and_no_more_than_asked_for() {
        let seen = look(letter(), 3).unwrap();
        assert_eq!((seen.pages, seen.pictures.len()), (1, 1));
        assert!((1..200).contains(&ink(&seen.pictures[0])));
        assert_eq!(look(letter(), 0).unwrap(), Look { pages: 1, pictures: vec![] });
    }

    #[test]
    fn letters_that_a_document_names_and_does_not_bring_are_drawn_in_our_font() {
        let seen = look(without_its_font(), 1).unwrap();
        assert!(ink(&seen.pictures[0]) > 20, "{}", ink(&seen.pictures[0]));
    }

    #[test]
    fn what_is_no_document_is_an_error() {
        let mut broken = letter();
        broken.truncate(40);
        for bytes in [Vec::new(), b"%PDF-1.7".to_vec(), broken] {
            assert!(matches!(look(bytes, 1), Err(PaperError::Pages)));
        }
    }
}
