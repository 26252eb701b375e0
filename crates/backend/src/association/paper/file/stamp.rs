//! What lies on a page without being part of it, and is printed with it: the chairman's seal, the fields of a form that
//! somebody filled in, a note.
//!
//! A PDF keeps these beside the page, each with a drawing of its own (ISO 32000-1, 12.5.5). The page is taken over
//! without them, so they are drawn onto it.

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Flags of what lies on a page (ISO 32000-1, table 165).
const HIDDEN: i64 = 1 << 1;
const PRINTED: i64 = 1 << 2;

/// Something that lies on a page.
pub(super) struct Stamp {
    /// Its drawing.
    pub(super) look: ObjectId,
    scale: (f32, f32),
    shift: (f32, f32),
}

impl Stamp {
    /// All that lie on a page and are printed.
    pub(super) fn all(from: &Document, page: &Dictionary) -> Vec<Self> {
        let Ok(all) = page.get_deref(b"Annots", from).and_then(Object::as_array) else { return Vec::new() };
        let one = |entry: &Object| Self::of(from, from.dereference(entry).ok()?.1.as_dict().ok()?);
        all.iter().filter_map(one).collect()
    }

    fn of(from: &Document, entry: &Dictionary) -> Option<Self> {
        let flags = entry.get_deref(b"F", from).and_then(Object::as_i64).unwrap_or_default();
        if flags & PRINTED == 0 || flags & HIDDEN != 0 {
            return None;
        }
        let looks = from.get_dict_in_dict(entry, b"AP").ok()?;
        let (mut id, mut look) = from.dereference(looks.get(b"N").ok()?).ok()?;
        // One drawing for each state: a box that is ticked, and one that is not.
        if let Ok(states) = look.as_dict() {
            let state = entry.get_deref(b"AS", from).and_then(Object::as_name).ok()?;
            (id, look) = from.dereference(states.get(state).ok()?).ok()?;
        }
        let look = &look.as_stream().ok()?.dict;
        let matrix = numbers(from, look, b"Matrix").unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let inside = Bounds::of(numbers(from, look, b"BBox")?).through(matrix);
        let outside = Bounds::of(numbers(from, entry, b"Rect")?);
        let scale = (outside.width() / inside.width(), outside.height() / inside.height());
        let shift = (outside.left - inside.left * scale.0, outside.low - inside.low * scale.1);
        let known = [scale.0, scale.1, shift.0, shift.1].iter().all(|number| number.is_finite());
        Some(Self { look: id.filter(|_| known)?, scale, shift })
    }

    /// How it is drawn, under the name that the page knows it by.
    pub(super) fn drawn(&self, name: &str) -> String {
        let Self { scale, shift, .. } = self;
        format!("q {} 0 0 {} {} {} cm /{name} Do Q\n", scale.0, scale.1, shift.0, shift.1)
    }
}

fn numbers<const N: usize>(from: &Document, entry: &Dictionary, key: &[u8]) -> Option<[f32; N]> {
    let all = entry.get_deref(key, from).and_then(Object::as_array).ok()?;
    let number = |object: &Object| from.dereference(object).ok()?.1.as_float().ok();
    all.iter().map(number).collect::<Option<Vec<f32>>>()?.try_into().ok()
}

#[derive(Clone, Copy)]
struct Bounds {
    left: f32,
    low: f32,
    right: f32,
    high: f32,
}

impl Bounds {
    /// Two corners, in whichever order.
    fn of([a, b, c, d]: [f32; 4]) -> Self {
        Self { left: a.min(c), low: b.min(d), right: a.max(c), high: b.max(d) }
    }

    /// What it covers when it is turned and moved.
    fn through(self, [a, b, c, d, e, f]: [f32; 6]) -> Self {
        let corners = [(self.left, self.low), (self.right, self.low), (self.left, self.high), (self.right, self.high)];
        let all = corners.map(|(x, y)| (a * x + c * y + e, b * x + d * y + f));
        let nothing = Self { left: f32::MAX, low: f32::MAX, right: f32::MIN, high: f32::MIN };
        all.iter().fold(nothing, |bounds, (x, y)| Self {
            left: bounds.left.min(*x),
            low: bounds.low.min(*y),
            right: bounds.right.max(*x),
            high: bounds.high.max(*y),
        })
    }

    fn width(self) -> f32 {
        self.right - self.left
    }

    fn height(self) -> f32 {
        self.high - self.low
    }
}
