//! Pages that somebody else made, within a document of ours: the map that lies with a circular, a form of the city's.
//!
//! They are taken over as they are, not drawn anew, and scaled into the column: whoever prints the document prints them
//! with it. A page that is wider than high is laid on its side, with its upper edge where sheets are bound, so that it is
//! as large as paper allows.
//!
//! Nobody can vouch for how another program tagged its page. So it is a figure here, with words that say what it is; and a
//! document with such a page keeps to the rules of PDF/UA-1 in everything else, and does not claim them
//! ([`Paper::finish`](crate::Paper::finish)).
//!
//! **Invariant:** [`Pages`] can be drawn: what a reader of PDF cannot take over is an error when it is read.

use crate::{
    Ink, Paper, PaperError,
    draw::{Pen, Room, What, rectangle},
    picture::Turn,
    tags::Kind,
};
use krilla::{
    Document, SerializeSettings,
    geom::Size,
    pdf::{Pdf, PdfDocument},
};
use std::sync::Arc;

/// The pages of a PDF. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Pages {
    document: PdfDocument,
    /// Width and height of each, as it is seen, in points.
    sizes: Vec<(f32, f32)>,
}

impl Pages {
    /// Reads a PDF.
    ///
    /// The reader trusts what it reads: endless loops and depths, and streams that unfold without end, are for the caller
    /// to keep out.
    ///
    /// # Errors
    /// [`PaperError::Pages`]: locked, damaged, or without any page.
    pub fn read(bytes: Vec<u8>) -> Result<Self, PaperError> {
        let pdf = Pdf::new(Arc::new(bytes)).map_err(|_| PaperError::Pages)?;
        let sizes: Vec<(f32, f32)> = pdf.pages().iter().map(|page| page.render_dimensions()).collect();
        let usable = |(wide, high): &(f32, f32)| wide.is_finite() && high.is_finite() && *wide >= 1.0 && *high >= 1.0;
        if sizes.is_empty() || !sizes.iter().all(usable) {
            return Err(PaperError::Pages);
        }
        let pages = Self { document: PdfDocument::new(Arc::new(pdf)), sizes };
        pages.rehearse()?;
        Ok(pages)
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.sizes.len()
    }

    /// Draws them once for nobody.
    fn rehearse(&self) -> Result<(), PaperError> {
        let size = Size::from_wh(1.0, 1.0).ok_or(PaperError::Pages)?;
        let mut document = Document::new_with(SerializeSettings::default());
        let mut page = document.start_page();
        let mut surface = page.surface();
        for number in 0..self.count() {
            surface.draw_pdf_page(&self.document, size, number);
        }
        surface.finish();
        page.finish();
        document.finish().map(drop).map_err(|_| PaperError::Pages)
    }
}

impl Paper {
    /// One page of `pages`, counted from 0, as large as the column and what is left of this page allow, in the column's
    /// middle. `words` say what it is. Nothing, if there is no such page.
    pub fn page_of(&mut self, pages: &Pages, page: usize, words: &str) {
        let Some((wide, high)) = pages.sizes.get(page).copied() else { return };
        let turn = if wide > high { Turn::LEFT } else { Turn::UPRIGHT };
        let shape = if turn.lies() { high / wide } else { wide / high };
        let (frame, most) = (self.frame(), self.left_over().max(1.0));
        let width = frame.width.min(most * shape);
        let height = width / shape;
        let (x, y) = (frame.left + (frame.width - width) / 2.0, self.y);
        let node = self.tree.open(Kind::Figure(words.to_owned()));
        let room = Room { x, y, width, height, turn };
        self.draw(Some(node), What::Page { room, document: pages.document.clone(), page });
        self.tree.close();
        // Where it ends: a page that is white at its edges would seem cut off.
        let pen = Pen { ink: Ink::Line, width: 0.4, dash: None };
        self.draw(None, What::Shape { steps: rectangle(x, y, width, height), fill: None, pen: Some(pen) });
        self.y += height;
    }
}
