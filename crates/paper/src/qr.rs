//! QR codes: as an outline on paper, and as SVG for screens and web pages.

use crate::draw::Step;
use qrcode::{Color, EcLevel, QrCode, Version};
use std::fmt::Write;

/// Empty modules around a code that readers rely on.
const QUIET: usize = 4;

/// The text does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is too long for one QR code")]
pub struct QrError;

/// A QR code.
#[derive(Clone, Debug, PartialEq)]
pub struct Qr {
    modules: Vec<bool>,
    side: usize,
}

impl Qr {
    /// With error correction of level M (15 %): a fold or a stain does no harm.
    ///
    /// # Errors
    /// When the text is too long.
    pub fn new(text: &str) -> Result<Self, QrError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| QrError)?;
        let side = code.width();
        Ok(Self { side, modules: code.into_colors().into_iter().map(|color| color == Color::Dark).collect() })
    }

    /// The version (1 to 40) that `text` would need at level M.
    ///
    /// # Errors
    /// When no version is large enough.
    pub fn version(text: &str) -> Result<i16, QrError> {
        match QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| QrError)?.version() {
            Version::Normal(version) | Version::Micro(version) => Ok(version),
        }
    }

    /// Modules a side.
    pub fn side(&self) -> usize {
        self.side
    }

    /// How much of `side` is the empty zone on one side of the code.
    #[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules a side")]
    pub fn quiet(&self, side: f32) -> f32 {
        side * QUIET as f32 / (self.side + 2 * QUIET) as f32
    }

    fn dark(&self, x: usize, y: usize) -> bool {
        x < self.side && self.modules.get(y * self.side + x).copied().unwrap_or_default()
    }

    /// Dark stretches: (x, y, length), row by row.
    fn stretches(&self) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for y in 0..self.side {
            let mut x = 0;
            while x < self.side {
                let length = (x..self.side).take_while(|x| self.dark(*x, y)).count();
                if length > 0 {
                    found.push((x, y, length));
                }
                x += length.max(1);
            }
        }
        found
    }

    #[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules a side")]
    pub(crate) fn outline(&self, left: f32, top: f32, side: f32) -> Vec<Step> {
        let unit = side / (self.side + 2 * QUIET) as f32;
        let at = |place: usize| (place + QUIET) as f32 * unit;
        let mut steps = Vec::new();
        for (x, y, length) in self.stretches() {
            let (x, y, width) = (left + at(x), top + at(y), length as f32 * unit);
            // A hair higher than a module, so that no printer leaves white lines between rows.
            steps.extend(crate::draw::rectangle(x, y, width, unit * 1.02));
        }
        steps
    }

    /// An SVG image that says `words` to who does not see it. Black on white in every theme: readers need that.
    pub fn svg(&self, words: &str) -> String {
        let size = self.side + 2 * QUIET;
        let mut path = String::new();
        for (x, y, length) in self.stretches() {
            let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
        }
        let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" role=\"img\" \
             aria-label=\"{words}\" shape-rendering=\"crispEdges\"><rect width=\"{size}\" height=\"{size}\" \
             fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_its_three_corners() {
        let qr = Qr::new("itsumo:family/abc").unwrap();
        assert!(qr.dark(0, 0) && qr.dark(qr.side() - 1, 0) && qr.dark(0, qr.side() - 1));
        let svg = qr.svg("家族に\"入る\"");
        assert!(svg.contains("M4 4h7v1h-7z") && svg.contains("&quot;入る&quot;"));
        assert_eq!(Qr::new(&"あ".repeat(3000)), Err(QrError));
    }
}
