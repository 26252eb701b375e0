//! Tables: columns by share, words broken in their cells, rows that are never cut by a page's end, headings
//! repeated on the next page.

use crate::{
    Align, Ink, Paper, Style, Weight,
    draw::{Pen, Step, What, rectangle},
    flow::{Frame, height},
    lines::Line,
    tags::Kind,
};

/// Which lines a table has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grid {
    /// Between rows: for reading.
    #[default]
    Rows,
    /// Around every cell: for writing into.
    All,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// Its part of the width, beside the parts of the others.
    pub share: f32,
    /// Where words stand in it.
    pub align: Align,
}

impl Column {
    /// A column of words.
    pub const fn new(share: f32) -> Self {
        Self { share, align: Align::Start }
    }
    /// A column of numbers.
    pub const fn number(share: f32) -> Self {
        Self { share, align: Align::End }
    }
    /// A column in whose middle the words stand.
    pub const fn middle(share: f32) -> Self {
        Self { share, align: Align::Middle }
    }
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Boxes to tick, in one line before the words.
    pub ticks: Vec<(bool, String)>,
    /// The words.
    pub text: String,
    /// Smaller and quieter, below.
    pub small: String,
    /// How heavy.
    pub weight: Weight,
    /// In another colour.
    pub ink: Option<Ink>,
    /// It heads its row.
    pub head: bool,
    /// Its own place in the column.
    pub align: Option<Align>,
    /// Columns it takes; 0 is 1.
    pub span: usize,
    /// At least so high, for a signature.
    pub room: f32,
}

impl Cell {
    /// Words.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
    /// What heads a row.
    pub fn head(text: impl Into<String>) -> Self {
        Self { text: text.into(), head: true, ..Self::default() }
    }
    /// Heavy words.
    pub fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), weight: Weight::Bold, ..Self::default() }
    }
    /// Boxes to tick.
    pub fn choice(ticks: &[(bool, &str)]) -> Self {
        let ticks = ticks.iter().map(|(ticked, words)| (*ticked, (*words).to_owned())).collect();
        Self { ticks, ..Self::default() }
    }
    /// Over several columns.
    #[must_use]
    pub fn over(self, columns: usize) -> Self {
        Self { span: columns, ..self }
    }
    /// With a quiet line below.
    #[must_use]
    pub fn with_small(self, small: impl Into<String>) -> Self {
        Self { small: small.into(), ..self }
    }
    /// In a colour.
    #[must_use]
    pub fn in_ink(self, ink: Ink) -> Self {
        Self { ink: Some(ink), ..self }
    }
    /// At least so high.
    #[must_use]
    pub fn room(self, height: f32) -> Self {
        Self { room: height, ..self }
    }
    /// Elsewhere in the column.
    #[must_use]
    pub fn aligned(self, align: Align) -> Self {
        Self { align: Some(align), ..self }
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// From the left.
    pub columns: Vec<Column>,
    /// What heads the columns; empty: nothing.
    pub head: Vec<Cell>,
    /// From the top.
    pub rows: Vec<Vec<Cell>>,
    /// Which lines.
    pub grid: Grid,
    /// Words' size; 0 is 9.
    pub size: f32,
    /// Air above and below the words of a row.
    pub air: f32,
    /// What the table shows, for who does not see it.
    pub summary: String,
}

/// A cell when its place is known.
struct Set<'a> {
    cell: &'a Cell,
    frame: Frame,
    style: Style,
    lines: Vec<Line>,
    small: Vec<Line>,
    height: f32,
}

impl Table {
    fn style(&self) -> Style {
        let size = if self.size > 0.0 { self.size } else { 9.0 };
        Style::BODY.size(size).leading(1.42)
    }

    /// How high the table will be, if no page's end comes between.
    pub fn height(&self, paper: &Paper) -> f32 {
        let head = (!self.head.is_empty()).then_some(&self.head);
        head.into_iter().chain(&self.rows).map(|row| row_height(&self.set(row, paper))).sum()
    }

    fn set<'a>(&self, row: &'a [Cell], paper: &Paper) -> Vec<Set<'a>> {
        let whole: f32 = self.columns.iter().map(|column| column.share).sum();
        let unit = paper.frame().width / whole.max(f32::EPSILON);
        let (mut left, mut columns) = (paper.frame().left, self.columns.iter());
        let gap = if self.grid == Grid::All { 4.0 } else { 5.0 };
        let mut cells = Vec::with_capacity(row.len());
        for cell in row {
            let (mut width, mut align) = (0.0, None);
            for column in columns.by_ref().take(cell.span.max(1)) {
                width += column.share * unit;
                align.get_or_insert(column.align);
            }
            let style = Style {
                weight: cell.weight,
                align: cell.align.or(align).unwrap_or_default(),
                ink: cell.ink.unwrap_or(if cell.head && self.grid == Grid::All { Ink::Quiet } else { Ink::Text }),
                ..self.style()
            };
            let frame = Frame { left: left + gap, width: (width - 2.0 * gap).max(1.0) };
            let small = style.size(style.size * 0.84);
            let broken = |text: &str, style| match text {
                "" => Vec::new(),
                text => paper.broken(text, style, frame.width),
            };
            let (lines, below) = (broken(&cell.text, style), broken(&cell.small, small));
            let ticks = if cell.ticks.is_empty() { 0.0 } else { style.line() };
            let words: f32 = lines.iter().map(|line| height(line, style)).sum();
            let more: f32 = below.iter().map(|line| height(line, small)).sum();
            let height = (ticks + words + more).max(style.line()).max(cell.room - 2.0 * self.air) + 2.0 * self.air;
            cells.push(Set { cell, frame: Frame { left, width }, style, lines, small: below, height });
            left += width;
        }
        cells
    }

    fn inner(&self, frame: Frame) -> Frame {
        let gap = if self.grid == Grid::All { 4.0 } else { 5.0 };
        Frame { left: frame.left + gap, width: (frame.width - 2.0 * gap).max(1.0) }
    }
}

fn row_height(row: &[Set<'_>]) -> f32 {
    row.iter().map(|set| set.height).fold(0.0, f32::max)
}

impl Paper {
    /// A table.
    pub fn table(&mut self, table: &Table) {
        let summary = (!table.summary.is_empty()).then(|| table.summary.clone());
        self.tree.open(Kind::Table(summary));
        let head = table.set(&table.head, self);
        let (head_height, first) =
            (row_height(&head), table.rows.first().map_or(0.0, |row| row_height(&table.set(row, self))));
        self.need(head_height + first);
        if !head.is_empty() {
            self.row(table, &head, true, true);
        }
        for row in &table.rows {
            let cells = table.set(row, self);
            let before = self.page_count();
            self.need(row_height(&cells));
            if self.page_count() > before && !head.is_empty() {
                // For eyes: who listens still knows the columns.
                self.row(table, &head, true, false);
            }
            self.row(table, &cells, false, true);
        }
        self.tree.close();
    }

    fn row(&mut self, table: &Table, cells: &[Set<'_>], head: bool, said: bool) {
        let (top, high) = (self.y, row_height(cells));
        if said {
            self.tree.open(Kind::Row);
        }
        for set in cells {
            if head || (set.cell.head && table.grid == Grid::All) {
                let steps = rectangle(set.frame.left, top, set.frame.width, high);
                self.draw(None, What::Shape { steps, fill: Some(Ink::Tint), pen: None });
            }
        }
        for set in cells {
            if said {
                let span = u32::try_from(set.cell.span.max(1)).unwrap_or(1);
                self.tree.open(match head || set.cell.head {
                    true => Kind::Head { of_row: !head, span },
                    false => Kind::Cell(span),
                });
            }
            let before = self.pages.last().map_or(0, Vec::len);
            self.cell(table, set, head, top, high);
            if said {
                self.tree.close();
            } else {
                // Drawn again at the top of a page, and not told again.
                self.unsay(before);
            }
        }
        if said {
            self.tree.close();
        }
        self.lines_of(table, cells, top, high, head);
        self.y = top + high;
    }

    fn cell(&mut self, table: &Table, set: &Set<'_>, head: bool, top: f32, high: f32) {
        let Set { cell, frame, style, lines, small, height: own } = set;
        let style = if head { style.bold().ink(Ink::Text) } else { *style };
        let style = if head { style.size(style.size * 0.92) } else { style };
        let frame = table.inner(*frame);
        // Words stand in the middle of a row, room for a hand stays below them.
        let mut y = top + table.air + if cell.room > 0.0 { 0.0 } else { (high - own) / 2.0 };
        if !cell.ticks.is_empty() {
            let choices: Vec<(bool, &str)> =
                cell.ticks.iter().map(|(ticked, words)| (*ticked, words.as_str())).collect();
            self.set_ticks(&choices, frame.left, y, style);
            y += style.line();
        }
        for line in lines {
            self.set_line(line, frame, y, style);
            y += height(line, style);
        }
        let quiet = style.size(style.size * 0.84).ink(Ink::Quiet);
        for line in small {
            self.set_line(line, frame, y, Style { weight: Weight::Regular, ..quiet });
            y += height(line, quiet);
        }
    }

    fn lines_of(&mut self, table: &Table, cells: &[Set<'_>], top: f32, high: f32, head: bool) {
        let Frame { left, width } = self.frame();
        let pen = Some(Pen { ink: Ink::Line, width: if head { 0.8 } else { 0.5 }, dash: None });
        let bottom = top + high;
        let mut steps = vec![Step::Move(left, bottom), Step::Line(left + width, bottom)];
        if head || table.grid == Grid::All {
            steps.extend([Step::Move(left, top), Step::Line(left + width, top)]);
        }
        if table.grid == Grid::All {
            for x in cells.iter().map(|set| set.frame.left).chain([left + width]) {
                steps.extend([Step::Move(x, top), Step::Line(x, bottom)]);
            }
        }
        self.draw(None, What::Shape { steps, fill: None, pen });
    }
}
