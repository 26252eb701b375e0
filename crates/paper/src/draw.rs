//! What lies on a page: words, lines and areas, pictures. Recorded first and written when all is known (how many
//! pages there are, for one); the unit is the point, y grows downwards.

use crate::{
    Ink, MM, Weight,
    flow::{Frame, Paper},
    picture::Turn,
    tags::NodeId,
};

/// Where words stand in their space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At its beginning.
    #[default]
    Start,
    /// In its middle.
    Middle,
    /// At its end: numbers.
    End,
}

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Points.
    pub size: f32,
    /// How heavy.
    pub weight: Weight,
    /// Colour.
    pub ink: Ink,
    /// Where in the line.
    pub align: Align,
    /// From line to line, in sizes.
    pub leading: f32,
}

impl Style {
    /// What one reads.
    pub const BODY: Self =
        Self { size: 10.0, weight: Weight::Regular, ink: Ink::Text, align: Align::Start, leading: 1.6 };
    /// Sources, hints.
    pub const SMALL: Self = Self { size: 8.0, ink: Ink::Quiet, leading: 1.5, ..Self::BODY };

    /// At another size.
    #[must_use]
    pub const fn size(self, size: f32) -> Self {
        Self { size, ..self }
    }
    /// Heavy.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }
    /// In another colour.
    #[must_use]
    pub const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }
    /// Elsewhere in the line.
    #[must_use]
    pub const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }
    /// With more or less air between lines.
    #[must_use]
    pub const fn leading(self, leading: f32) -> Self {
        Self { leading, ..self }
    }
    /// From one line to the next, in points.
    pub(crate) fn line(&self) -> f32 {
        self.size * self.leading
    }
    /// From the top of a line to where its letters stand.
    pub(crate) fn baseline(&self) -> f32 {
        self.line() / 2.0 + self.size * 0.36
    }
}

/// A piece of an outline.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Move(f32, f32),
    Line(f32, f32),
    Curve([f32; 6]),
    Close,
}

/// A line's look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen {
    pub(crate) ink: Ink,
    pub(crate) width: f32,
    pub(crate) dash: Option<f32>,
}

pub(crate) enum What {
    Text {
        x: f32,
        y: f32,
        size: f32,
        weight: Weight,
        ink: Ink,
        text: String,
    },
    Shape {
        steps: Vec<Step>,
        fill: Option<Ink>,
        pen: Option<Pen>,
    },
    Picture {
        room: Room,
        image: krilla::image::Image,
    },
    /// A page that somebody else made, and which one.
    #[cfg(feature = "pages")]
    Page {
        room: Room,
        document: krilla::pdf::PdfDocument,
        page: usize,
    },
}

/// Where something lies that was not drawn here, and how it is turned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) turn: Turn,
}

/// One drawing; without a node it is decoration, which screen readers pass over.
pub(crate) struct Op {
    pub(crate) node: Option<NodeId>,
    pub(crate) what: What,
}

pub(crate) fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Vec<Step> {
    vec![
        Step::Move(x, y),
        Step::Line(x + width, y),
        Step::Line(x + width, y + height),
        Step::Line(x, y + height),
        Step::Close,
    ]
}

/// A rectangle with soft corners.
pub(crate) fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Vec<Step> {
    let (r, right, bottom) = (radius.min(width / 2.0).min(height / 2.0), x + width, y + height);
    // How far a curve's handle is from the corner of a quarter circle.
    let k = r * 0.4477;
    vec![
        Step::Move(x + r, y),
        Step::Line(right - r, y),
        Step::Curve([right - k, y, right, y + k, right, y + r]),
        Step::Line(right, bottom - r),
        Step::Curve([right, bottom - k, right - k, bottom, right - r, bottom]),
        Step::Line(x + r, bottom),
        Step::Curve([x + k, bottom, x, bottom - k, x, bottom - r]),
        Step::Line(x, y + r),
        Step::Curve([x, y + k, x + k, y, x + r, y]),
        Step::Close,
    ]
}

fn circle(x: f32, y: f32, radius: f32) -> Vec<Step> {
    rounded(x - radius, y - radius, radius * 2.0, radius * 2.0, radius)
}

fn polyline(points: &[(f32, f32)]) -> Vec<Step> {
    let step = |(at, (x, y)): (usize, &(f32, f32))| if at == 0 { Step::Move(*x, *y) } else { Step::Line(*x, *y) };
    points.iter().enumerate().map(step).collect()
}

/// The space of a figure. Coordinates begin at its top left.
pub struct Canvas<'a> {
    paper: &'a mut Paper,
    node: NodeId,
    left: f32,
    top: f32,
    /// Points wide.
    pub width: f32,
    /// Points high.
    pub height: f32,
}

impl<'a> Canvas<'a> {
    pub(crate) fn new(paper: &'a mut Paper, node: NodeId, frame: Frame, top: f32, height: f32) -> Self {
        Self { paper, node, left: frame.left, top, width: frame.width, height }
    }

    fn shape(&mut self, steps: Vec<Step>, fill: Option<Ink>, pen: Option<Pen>) {
        let (left, top) = (self.left, self.top);
        let moved = steps.into_iter().map(|step| match step {
            Step::Move(x, y) => Step::Move(x + left, y + top),
            Step::Line(x, y) => Step::Line(x + left, y + top),
            Step::Curve([a, b, c, d, e, f]) => Step::Curve([a + left, b + top, c + left, d + top, e + left, f + top]),
            Step::Close => Step::Close,
        });
        let steps = moved.collect();
        self.paper.draw(Some(self.node), What::Shape { steps, fill, pen });
    }

    /// A line through points.
    pub fn line(&mut self, points: &[(f32, f32)], ink: Ink, width: f32) {
        self.shape(polyline(points), None, Some(Pen { ink, width, dash: None }));
    }

    /// The same, dashed.
    pub fn dashed(&mut self, points: &[(f32, f32)], ink: Ink, width: f32) {
        self.shape(polyline(points), None, Some(Pen { ink, width, dash: Some(2.5) }));
    }

    /// The area inside points.
    pub fn area(&mut self, points: &[(f32, f32)], ink: Ink) {
        let mut steps = polyline(points);
        steps.push(Step::Close);
        self.shape(steps, Some(ink), None);
    }

    /// A filled rectangle.
    pub fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        self.shape(rectangle(x, y, width, height), Some(ink), None);
    }

    /// A filled circle.
    pub fn dot(&mut self, x: f32, y: f32, radius: f32, ink: Ink) {
        self.shape(circle(x, y, radius), Some(ink), None);
    }

    /// A cross.
    pub fn cross(&mut self, x: f32, y: f32, arm: f32, ink: Ink) {
        let steps = vec![
            Step::Move(x - arm, y - arm),
            Step::Line(x + arm, y + arm),
            Step::Move(x - arm, y + arm),
            Step::Line(x + arm, y - arm),
        ];
        self.shape(steps, None, Some(Pen { ink, width: 1.0, dash: None }));
    }

    /// A word; `y` is where its letters stand, `x` the place that `style.align` speaks of.
    pub fn label(&mut self, x: f32, y: f32, text: &str, style: Style) {
        let wide = self.paper.width_of(text, style);
        let shift = match style.align {
            Align::Start => 0.0,
            Align::Middle => wide / 2.0,
            Align::End => wide,
        };
        let (x, y) = (self.left + x - shift, self.top + y);
        self.paper.draw_text(Some(self.node), x, y, text, style);
    }

    /// A QR code whose quiet zone is part of `side`.
    pub(crate) fn qr(&mut self, x: f32, y: f32, side: f32, qr: &crate::Qr) {
        self.shape(rectangle(x, y, side, side), Some(Ink::White), None);
        let steps = qr.outline(x, y, side);
        self.shape(steps, Some(Ink::Black), None);
    }

    /// How wide a word is.
    pub fn width_of(&self, text: &str, style: Style) -> f32 {
        self.paper.width_of(text, style)
    }
}

/// The side of a box to tick, for words of a size.
pub(crate) fn tick_side(size: f32) -> f32 {
    size * 0.86
}

/// A box to tick, with or without a tick; decoration beside the words that say the same.
pub(crate) fn tick(x: f32, baseline: f32, size: f32, ticked: bool) -> Vec<What> {
    let side = tick_side(size);
    let top = baseline - side + size * 0.06;
    let frame = Pen { ink: if ticked { Ink::Text } else { Ink::Quiet }, width: 0.2 * MM, dash: None };
    let mut drawn =
        vec![What::Shape { steps: rounded(x, top, side, side, size * 0.12), fill: Some(Ink::White), pen: Some(frame) }];
    if ticked {
        let at = |dx: f32, dy: f32| (x + side * dx, top + side * dy);
        let ((ax, ay), (bx, by), (cx, cy)) = (at(0.16, 0.5), at(0.42, 0.78), at(0.94, 0.02));
        let pen = Pen { ink: Ink::Text, width: size * 0.15, dash: None };
        let steps = vec![Step::Move(ax, ay), Step::Line(bx, by), Step::Line(cx, cy)];
        drawn.push(What::Shape { steps, fill: None, pen: Some(pen) });
    }
    drawn
}
