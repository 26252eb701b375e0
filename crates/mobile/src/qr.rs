//! Reads a QR code in a frame of the camera. Phones have libraries for it that come with a maker's whole services; this
//! needs the brightness of the points and nothing else, on every phone the same.

/// The text of the first code that can be read: `luma` is the brightness of each point, row by row, `width * height` of
/// them. `None` where there is no code, or it is not whole, or the numbers do not fit together.
pub fn read(luma: &[u8], width: usize, height: usize) -> Option<String> {
    if width == 0 || height == 0 || width.checked_mul(height)? != luma.len() {
        return None;
    }
    let at = |x: usize, y: usize| luma.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut frame = rqrr::PreparedImage::prepare_from_greyscale(width, height, at);
    frame.detect_grids().iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use qrcode::{Color, QrCode};

    /// A frame in which the code stands a little off the corner.
    fn frame(text: &str, scale: usize) -> (Vec<u8>, usize) {
        let qr = QrCode::new(text).unwrap();
        let side = (qr.width() + 12) * scale;
        let mut luma = vec![230; side * side];
        for y in 0..qr.width() * scale {
            for x in 0..qr.width() * scale {
                if qr[(x / scale, y / scale)] == Color::Dark {
                    luma[(y + 7 * scale) * side + x + 5 * scale] = 40;
                }
            }
        }
        (luma, side)
    }

    #[test]
    fn a_letter_s_code_is_read_off_the_camera() {
        let text = "itsumo://open/990019/circular/00000000-0000-0000-0000-000000000007";
        let (luma, side) = frame(text, 4);
        assert_eq!(read(&luma, side, side).as_deref(), Some(text));
    }

    #[test]
    fn half_a_code_no_code_and_numbers_that_lie_are_no_code() {
        let (luma, side) = frame("itsumo:", 4);
        let half = &luma[..side * (side / 2)];
        assert_eq!(read(half, side, side / 2), None);
        assert_eq!(read(&vec![128; 320 * 240], 320, 240), None);
        for (width, height) in [(0, 0), (side, side + 1), (usize::MAX, 2)] {
            assert_eq!(read(&luma, width, height), None);
        }
    }
}
