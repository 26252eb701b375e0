//! A document that grows from top to bottom: headings, paragraphs, figures, and pages that begin by themselves.

use crate::{
    Canvas, Ink, MM, PaperError, Picture, Qr, Style, Weight,
    draw::{Align, Op, Pen, Room, Step, What, rounded, tick, tick_side},
    font::Fonts,
    lines::{Line, RUBY, break_lines},
    tags::{Kind, NodeId, Tree},
};

/// A4, in points.
pub(crate) const PAGE: (f32, f32) = (210.0 * MM, 297.0 * MM);

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Title {
    /// Shown in the reader's title bar.
    pub title: String,
    /// `ja`, `en`.
    pub lang: String,
    /// What it is, in a sentence.
    pub subject: String,
    /// At the foot of every page, before its number. Empty: no foot.
    pub footer: String,
}

/// A column that words flow in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// From the page's left edge.
    pub left: f32,
    /// Points wide.
    pub width: f32,
}

/// An entry of the outline beside the pages.
pub(crate) struct Mark {
    pub(crate) level: u16,
    pub(crate) words: String,
    pub(crate) page: usize,
    pub(crate) y: f32,
}

/// A document.
pub struct Paper {
    pub(crate) fonts: &'static Fonts,
    pub(crate) title: Title,
    pub(crate) pages: Vec<Vec<Op>>,
    pub(crate) tree: Tree,
    pub(crate) marks: Vec<Mark>,
    /// Where the next thing goes: its top.
    pub y: f32,
    frame: Frame,
    top: f32,
    bottom: f32,
}

impl Paper {
    /// An A4 document with margins in millimetres: top and bottom, left and right.
    ///
    /// # Errors
    /// [`PaperError::Font`].
    pub fn new(title: Title, margins: (f32, f32)) -> Result<Self, PaperError> {
        let (top, side) = (margins.0 * MM, margins.1 * MM);
        Ok(Self {
            fonts: Fonts::load()?,
            title,
            pages: vec![Vec::new()],
            tree: Tree::new(),
            marks: Vec::new(),
            y: top,
            frame: Frame { left: side, width: PAGE.0 - 2.0 * side },
            top,
            bottom: PAGE.1 - top,
        })
    }

    /// Pages so far.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// The column in use.
    pub fn frame(&self) -> Frame {
        self.frame
    }

    /// Points left on this page.
    pub fn left_over(&self) -> f32 {
        self.bottom - self.y
    }

    /// Works in another column, and comes back to where it was, at the same height.
    pub fn within<T>(&mut self, frame: Frame, work: impl FnOnce(&mut Self) -> T) -> T {
        let (before, y) = (self.frame, self.y);
        self.frame = frame;
        let done = work(self);
        self.frame = before;
        self.y = y;
        done
    }

    /// Begins a new page, unless this one is still empty.
    pub fn page_break(&mut self) {
        if self.pages.last().is_some_and(|page| !page.is_empty()) {
            self.pages.push(Vec::new());
        }
        self.y = self.top;
    }

    /// Begins a new page if `height` points do not fit on this one.
    pub fn need(&mut self, height: f32) {
        if self.y + height > self.bottom + 0.5 {
            self.page_break();
        }
    }

    /// Air.
    pub fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// How wide words are on one line.
    pub fn width_of(&self, text: &str, style: Style) -> f32 {
        self.fonts.face(style.weight).width(text, style.size)
    }

    /// How high a paragraph will be in this column.
    pub fn height_of(&self, text: &str, style: Style) -> f32 {
        self.broken(text, style, self.frame.width).iter().map(|line| height(line, style)).sum()
    }

    /// What follows belongs together, until [`Self::end`].
    pub fn section(&mut self) {
        self.tree.open(Kind::Section);
    }

    /// Ends what [`Self::section`] began.
    pub fn end(&mut self) {
        self.tree.close();
    }

    /// A heading of level 1 to 4, in the outline too.
    pub fn heading(&mut self, level: u16, text: &str) {
        let (size, before, after) = match level {
            1 => (18.0, 26.0, 8.0),
            2 => (13.0, 14.0, 5.0),
            _ => (10.5, 9.0, 3.0),
        };
        let style = Style::BODY.size(size).bold().leading(1.4);
        let style = if level == 2 { style.ink(Ink::Accent) } else { style };
        let begins = (self.y - self.top).abs() < 0.5;
        self.need(before + size * 1.4 + after + 40.0);
        if !begins && self.y > self.top {
            self.space(before);
        }
        self.heading_styled(level, text, style);
        self.space(after);
    }

    /// A heading in a look of its own.
    pub fn heading_styled(&mut self, level: u16, text: &str, style: Style) {
        let words = itsumo_domain::i18n::without_ruby(text);
        self.marks.push(Mark { level, words: words.clone(), page: self.pages.len() - 1, y: self.y });
        self.tree.open(Kind::Heading(level, words));
        self.flow_lines(text, style);
        self.tree.close();
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str, style: Style) {
        self.tree.open(Kind::Paragraph);
        self.flow_lines(text, style);
        self.tree.close();
    }

    /// A list of short lines, each behind a small dot.
    pub fn list(&mut self, items: &[String], style: Style) {
        let indent = style.size;
        self.tree.open(Kind::List);
        for item in items {
            self.need(style.line());
            self.tree.open(Kind::Item);
            let whole = self.frame;
            let inner = Frame { left: whole.left + indent, width: whole.width - indent };
            // Where the first line carries readings, its letters stand lower.
            let first = self.broken(item, style, inner.width).first().map_or(0.0, |line| height(line, style));
            let (x, y) = (self.frame.left + indent * 0.35, self.y + first - style.line() / 2.0);
            let dot = rounded(x, y - 1.3, 2.6, 2.6, 1.3);
            self.draw(None, What::Shape { steps: dot, fill: Some(style.ink), pen: None });
            self.frame = inner;
            self.flow_lines(item, style);
            self.frame = whole;
            self.tree.close();
        }
        self.tree.close();
    }

    fn flow_lines(&mut self, text: &str, style: Style) {
        for line in self.broken(text, style, self.frame.width) {
            self.need(height(&line, style));
            let frame = self.frame;
            self.set_line(&line, frame, self.y, style);
            self.y += height(&line, style);
        }
    }

    pub(crate) fn broken(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        break_lines(text, self.fonts.face(style.weight), style.size, width)
    }

    /// Sets one line with its top at `top`, in the node that is open.
    pub(crate) fn set_line(&mut self, line: &Line, frame: Frame, top: f32, style: Style) {
        let node = self.tree.here();
        let mut x = match style.align {
            Align::Start => frame.left,
            Align::Middle => frame.left + (frame.width - line.width) / 2.0,
            Align::End => frame.left + frame.width - line.width,
        };
        let lift = height(line, style) - style.line();
        let baseline = top + lift + style.baseline();
        for run in &line.runs {
            let wide = self.width_of(&run.text, style);
            let inset = (run.width - wide) / 2.0;
            self.draw_text(Some(node), x + if run.reading.is_some() { inset } else { 0.0 }, baseline, &run.text, style);
            if let Some(reading) = &run.reading {
                let small = style.size(style.size * RUBY);
                let shift = (run.width - self.width_of(reading, small)) / 2.0;
                // The reading repeats what the base says: for eyes only.
                self.draw_text(None, x + shift, baseline - style.size * 0.94, reading, small);
            }
            x += run.width;
        }
    }

    /// A coloured or framed field behind what comes, of a height that is known.
    pub fn field(&mut self, height: f32, fill: Option<Ink>, frame: Option<Ink>) {
        let Frame { left, width } = self.frame;
        let pen = frame.map(|ink| Pen { ink, width: 0.8, dash: None });
        self.draw(None, What::Shape { steps: rounded(left, self.y, width, height, 3.0), fill, pen });
    }

    /// A line across the column.
    pub fn rule(&mut self, ink: Ink, width: f32) {
        let Frame { left, width: wide } = self.frame;
        let steps = vec![Step::Move(left, self.y), Step::Line(left + wide, self.y)];
        self.draw(None, What::Shape { steps, fill: None, pen: Some(Pen { ink, width, dash: None }) });
    }

    /// Boxes to tick in one line, each with its words. A box that is ticked is read out; the others of the same
    /// line are for the eye when one is.
    pub fn ticks(&mut self, choices: &[(bool, &str)], style: Style) {
        self.tree.open(Kind::Paragraph);
        let (left, top) = (self.frame.left, self.y);
        self.set_ticks(choices, left, top, style);
        self.tree.close();
        self.y += style.line();
    }

    /// Sets boxes with words from `x`; gives where they end.
    pub(crate) fn set_ticks(&mut self, choices: &[(bool, &str)], x: f32, top: f32, style: Style) -> f32 {
        let node = self.tree.here();
        let decided = choices.iter().any(|(ticked, _)| *ticked);
        let baseline = top + style.baseline();
        let mut x = x;
        for (ticked, words) in choices {
            for drawn in tick(x, baseline, style.size, *ticked) {
                self.draw(None, drawn);
            }
            x += tick_side(style.size) + style.size * 0.35;
            let said = (!decided || *ticked).then_some(node);
            let weight = if *ticked { Weight::Bold } else { Weight::Regular };
            self.draw_text(said, x, baseline, words, Style { weight, ..style });
            x += self.width_of(words, style) + style.size * 1.1;
        }
        x
    }

    /// A drawing with what it shows in words, as wide as the column.
    pub fn figure(&mut self, words: &str, height: f32, draw: impl FnOnce(&mut Canvas<'_>)) {
        self.need(height);
        let node = self.tree.open(Kind::Figure(words.to_owned()));
        let (frame, top) = (self.frame, self.y);
        draw(&mut Canvas::new(self, node, frame, top, height));
        self.tree.close();
        self.y += height;
    }

    /// A QR code of `side` points at the left of the column, its quiet zone included.
    pub fn qr(&mut self, qr: &Qr, side: f32, words: &str) {
        self.figure(words, side, |canvas| canvas.qr(0.0, 0.0, side, qr));
    }

    /// A photo, at most as wide as the column and `most` points high.
    pub fn picture(&mut self, picture: &Picture, most: f32, words: &str) {
        let shape = picture.shape();
        let width = self.frame.width.min(most * shape);
        let height = width / shape;
        self.need(height);
        let node = self.tree.open(Kind::Figure(words.to_owned()));
        let room = Room { x: self.frame.left, y: self.y, width, height, turn: picture.turn };
        self.draw(Some(node), What::Picture { room, image: picture.image.clone() });
        self.tree.close();
        self.y += height;
    }

    pub(crate) fn draw(&mut self, node: Option<NodeId>, what: What) {
        let page = self.pages.len() - 1;
        let Some(ops) = self.pages.last_mut() else { return };
        if let Some(node) = node {
            self.tree.add(node, (page, ops.len()));
        }
        ops.push(Op { node, what });
    }

    pub(crate) fn draw_text(&mut self, node: Option<NodeId>, x: f32, y: f32, text: &str, style: Style) {
        if !text.trim().is_empty() {
            let Style { size, weight, ink, .. } = style;
            self.draw(node, What::Text { x, y, size, weight, ink, text: text.to_owned() });
        }
    }
}

/// A line is higher where it carries readings.
pub(crate) fn height(line: &Line, style: Style) -> f32 {
    let ruby = line.runs.iter().any(|run| run.reading.is_some());
    style.line() + if ruby { style.size * RUBY * 0.7 } else { 0.0 }
}
