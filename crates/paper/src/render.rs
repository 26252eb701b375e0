//! From recorded drawings to the bytes of a PDF that keeps to PDF/UA-1.

use crate::{
    Align, Ink, Paper, PaperError, Style,
    draw::{Op, Pen, Room, Step, What},
    flow::{Mark, PAGE},
    font::Fonts,
    tags::{Drawing, NodeId},
};
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Configuration, ValidationError, Validator},
    destination::XyzDestination,
    error::{KrillaError, KrillaResult},
    geom::{PathBuilder, Point, Size},
    metadata::Metadata,
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash},
    surface::Surface,
    tagging::{ArtifactType, ContentTag, Identifier, SpanTag},
};
use std::collections::BTreeMap;

impl Paper {
    /// What was drawn since `from` on this page is no longer told to screen readers.
    pub(crate) fn unsay(&mut self, from: usize) {
        let page = self.pages.len() - 1;
        let Some(ops) = self.pages.last_mut() else { return };
        for (at, op) in ops.iter_mut().enumerate().skip(from) {
            if let Some(node) = op.node.take() {
                self.tree.forget(node, (page, at));
            }
        }
    }

    /// The PDF. One that has pages of somebody else's keeps to the rules of accessible PDF with all that was drawn here,
    /// and does not claim them: how those pages are made nobody can know.
    ///
    /// # Errors
    /// [`PaperError::Pdf`] when the document breaks a rule of accessible PDF: that is a mistake in it.
    pub fn finish(mut self) -> Result<Vec<u8>, PaperError> {
        self.feet();
        let written = match self.write(Validator::UA1)? {
            Err(KrillaError::Validation(broken)) if broken.iter().all(of_others) => self.write(Validator::None)?,
            written => written,
        };
        written.map_err(|error| PaperError::Pdf(format!("{error:?}")))
    }

    fn write(&self, rules: Validator) -> Result<KrillaResult<Vec<u8>>, PaperError> {
        let settings = SerializeSettings {
            configuration: Configuration::new_with_validator(rules),
            enable_tagging: true,
            ..SerializeSettings::default()
        };
        let mut document = Document::new_with(settings);
        let mut drawn = BTreeMap::new();
        for (number, ops) in self.pages.iter().enumerate() {
            let size = Size::from_wh(PAGE.0, PAGE.1).ok_or_else(|| PaperError::Pdf("page size".into()))?;
            let mut page = document.start_page_with(PageSettings::new(size));
            let mut surface = page.surface();
            write_page(&mut surface, self.fonts, number, ops, &mut drawn);
            surface.finish();
            page.finish();
        }
        document.set_tag_tree(self.tree.finish(&drawn, &self.title.lang));
        document.set_outline(outline(&self.marks, &self.title.title));
        let mut metadata = Metadata::new()
            .title(self.title.title.clone())
            .language(self.title.lang.clone())
            .creator("いつも".to_owned())
            .producer("Itsumo".to_owned());
        if !self.title.subject.is_empty() {
            metadata = metadata.description(self.title.subject.clone());
        }
        document.set_metadata(metadata);
        Ok(document.finish())
    }

    /// The foot of each page: what it is, and which page of how many.
    fn feet(&mut self) {
        if self.title.footer.is_empty() {
            return;
        }
        let (count, frame) = (self.pages.len(), self.frame());
        let style = Style::SMALL.size(7.5).align(Align::End);
        let y = PAGE.1 - 9.0 * crate::MM;
        for number in 1..=count {
            let page = format!("{number} / {count}");
            let wide = self.width_of(&page, style);
            let Style { size, weight, ink, .. } = style;
            let footer = self.title.footer.clone();
            let Some(ops) = self.pages.get_mut(number - 1) else { continue };
            let mut put = |x, text| ops.push(Op { node: None, what: What::Text { x, y, size, weight, ink, text } });
            put(frame.left, footer);
            put(frame.left + frame.width - wide, page);
        }
    }
}

/// The one rule that pages of somebody else's break.
fn of_others(broken: &ValidationError) -> bool {
    matches!(broken, ValidationError::EmbeddedPDF(_))
}

/// Drawings of one kind under one node are told as one.
#[derive(Clone, Copy, PartialEq)]
enum Told {
    Decoration,
    Words,
    Other(NodeId),
}

fn told(op: &Op) -> Told {
    match (op.node, &op.what) {
        (None, _) => Told::Decoration,
        (Some(_), What::Text { .. }) => Told::Words,
        (Some(node), _) => Told::Other(node),
    }
}

fn write_page(
    surface: &mut Surface<'_>,
    fonts: &Fonts,
    number: usize,
    ops: &[Op],
    drawn: &mut BTreeMap<Drawing, Identifier>,
) {
    let mut before: Option<Told> = None;
    for (at, op) in ops.iter().enumerate() {
        let now = told(op);
        if before != Some(now) || now == Told::Words {
            if before.is_some() {
                surface.end_tagged();
            }
            let id = surface.start_tagged(match now {
                Told::Decoration => ContentTag::Artifact(ArtifactType::Other),
                Told::Words => ContentTag::Span(SpanTag::empty()),
                Told::Other(_) => ContentTag::Other,
            });
            if now != Told::Decoration {
                drawn.insert((number, at), id);
            }
            before = Some(now);
        }
        write(surface, fonts, &op.what);
    }
    if before.is_some() {
        surface.end_tagged();
    }
}

fn write(surface: &mut Surface<'_>, fonts: &Fonts, what: &What) {
    match what {
        What::Text { x, y, size, weight, ink, text } => {
            let face = fonts.face(*weight);
            surface.set_fill(Some(fill(*ink)));
            surface.set_stroke(None);
            surface.draw_glyphs(Point::from_xy(*x, *y), &face.glyphs(text), face.font.clone(), text, *size, false);
        }
        What::Shape { steps, fill: inside, pen } => {
            let Some(path) = path(steps) else { return };
            surface.set_fill(inside.map(fill));
            surface.set_stroke(pen.map(stroke));
            if inside.is_some() || pen.is_some() {
                surface.draw_path(&path);
            }
        }
        What::Picture { room, image } => {
            in_room(surface, room, |surface, size| surface.draw_image(image.clone(), size));
        }
        #[cfg(feature = "pages")]
        What::Page { room, document, page } => {
            in_room(surface, room, |surface, size| surface.draw_pdf_page(document, size, *page));
        }
    }
}

/// Draws what fills a room, turned as it lies there.
fn in_room(surface: &mut Surface<'_>, room: &Room, draw: impl FnOnce(&mut Surface<'_>, Size)) {
    let Room { x, y, width, height, turn } = *room;
    let upright = if turn.lies() { Size::from_wh(height, width) } else { Size::from_wh(width, height) };
    let Some(upright) = upright else { return };
    surface.push_transform(&turn.into_room(x, y, width, height));
    draw(surface, upright);
    surface.pop();
}

fn path(steps: &[Step]) -> Option<krilla::geom::Path> {
    let mut path = PathBuilder::new();
    for step in steps {
        match *step {
            Step::Move(x, y) => path.move_to(x, y),
            Step::Line(x, y) => path.line_to(x, y),
            Step::Curve([a, b, c, d, e, f]) => path.cubic_to(a, b, c, d, e, f),
            Step::Close => path.close(),
        }
    }
    path.finish()
}

fn color(ink: Ink) -> rgb::Color {
    let (red, green, blue) = ink.rgb();
    rgb::Color::new(red, green, blue)
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: color(ink).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn stroke(pen: Pen) -> Stroke {
    Stroke {
        paint: color(pen.ink).into(),
        width: pen.width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        dash: pen.dash.map(|dash| StrokeDash { array: vec![dash, dash], offset: 0.0 }),
        ..Stroke::default()
    }
}

/// Headings of the first two levels; a document without any is found under its title.
fn outline(marks: &[Mark], title: &str) -> Outline {
    let node =
        |mark: &Mark| OutlineNode::new(mark.words.clone(), XyzDestination::new(mark.page, Point::from_xy(0.0, mark.y)));
    let mut tops: Vec<OutlineNode> = Vec::new();
    for mark in marks {
        match (mark.level, tops.last_mut()) {
            (1, _) | (2, None) => tops.push(node(mark)),
            (2, Some(top)) => top.push_child(node(mark)),
            _ => {}
        }
    }
    if tops.is_empty() {
        tops.push(OutlineNode::new(title.to_owned(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
    }
    let mut outline = Outline::new();
    for top in tops {
        outline.push_child(top);
    }
    outline
}
