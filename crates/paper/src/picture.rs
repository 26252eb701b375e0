//! Photos: read once, drawn as often as they are needed, and upright.
//!
//! A phone keeps a photo as its sensor lies, and notes beside it how it was held. Screens know that note; the readers of
//! PDF do not, so the photo is turned where it is drawn.
//!
//! **Invariant:** a [`Picture`] can be drawn. One that breaks off in its middle is an error here, and not when
//! everything else is on the page.

use crate::PaperError;
use krilla::{
    Document, SerializeSettings,
    geom::{Size, Transform},
    image::Image,
};

/// Most pixels of a picture that is unfolded to be written: a page of A4 at 600 dots an inch.
const PIXELS: u64 = 36_000_000;

/// A photo that can be drawn. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Picture {
    pub(crate) image: Image,
    pub(crate) turn: Turn,
}

impl Picture {
    /// Reads a photo: JPEG, PNG or WebP.
    ///
    /// # Errors
    /// [`PaperError::Picture`]: of another kind, damaged, or larger than a page can show.
    pub fn read(bytes: Vec<u8>, media: &str) -> Result<Self, PaperError> {
        let turn = if media == "image/jpeg" { Turn::noted(&bytes) } else { Turn::UPRIGHT };
        let image = match media {
            "image/jpeg" => Image::from_jpeg(bytes.into(), true),
            "image/png" => Image::from_png(bytes.into(), true),
            "image/webp" => Image::from_webp(bytes.into(), true),
            _ => return Err(PaperError::Picture),
        }
        .map_err(|_| PaperError::Picture)?;
        let (wide, high) = image.size();
        let pixels = u64::from(wide) * u64::from(high);
        // JPEG goes onto the page as it is.
        if pixels == 0 || (media != "image/jpeg" && pixels > PIXELS) {
            return Err(PaperError::Picture);
        }
        rehearse(&image)?;
        Ok(Self { image, turn })
    }

    /// How wide it is for its height, as it is seen.
    pub fn shape(&self) -> f32 {
        let (wide, high) = self.image.size();
        #[expect(clippy::cast_precision_loss, reason = "pictures have fewer than 2^24 pixels a side")]
        let shape = wide as f32 / high as f32;
        if self.turn.lies() { 1.0 / shape } else { shape }
    }
}

/// Draws it once for nobody: its pixels are read now, and kept for the page.
fn rehearse(image: &Image) -> Result<(), PaperError> {
    let mut document = Document::new_with(SerializeSettings::default());
    let mut page = document.start_page();
    let mut surface = page.surface();
    surface.draw_image(image.clone(), Size::from_wh(1.0, 1.0).ok_or(PaperError::Picture)?);
    surface.finish();
    page.finish();
    document.finish().map(drop).map_err(|_| PaperError::Picture)
}

/// How something lies: 1 to 8, as TIFF 6.0 and EXIF 2.3 count (tag 274, Orientation).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn(u16);

impl Turn {
    pub(crate) const UPRIGHT: Self = Self(1);
    /// A quarter against the clock: what was above is left, where a sheet is bound.
    #[cfg(feature = "pages")]
    pub(crate) const LEFT: Self = Self(8);

    /// Whether width and height change places.
    pub(crate) fn lies(self) -> bool {
        matches!(self.0, 5..=8)
    }

    /// From where something would be drawn upright at the page's corner to where it lies in a room at (x, y).
    pub(crate) fn into_room(self, x: f32, y: f32, width: f32, height: f32) -> Transform {
        let (right, below) = (x + width, y + height);
        match self.0 {
            2 => Transform::from_row(-1.0, 0.0, 0.0, 1.0, right, y),
            3 => Transform::from_row(-1.0, 0.0, 0.0, -1.0, right, below),
            4 => Transform::from_row(1.0, 0.0, 0.0, -1.0, x, below),
            5 => Transform::from_row(0.0, 1.0, 1.0, 0.0, x, y),
            6 => Transform::from_row(0.0, 1.0, -1.0, 0.0, right, y),
            7 => Transform::from_row(0.0, -1.0, -1.0, 0.0, right, below),
            8 => Transform::from_row(0.0, -1.0, 1.0, 0.0, x, below),
            _ => Transform::from_translate(x, y),
        }
    }

    /// What a JPEG notes of how it was held; upright if nothing is noted, or nonsense.
    fn noted(jpeg: &[u8]) -> Self {
        exif(jpeg).and_then(orientation).filter(|turn| (1..=8).contains(turn)).map_or(Self::UPRIGHT, Self)
    }
}

/// The part of a JPEG that says how it was taken, from where its own places are counted.
fn exif(jpeg: &[u8]) -> Option<&[u8]> {
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        // The picture itself begins: nothing is said any more.
        if marker == 0xda {
            return None;
        }
        let segment = rest.get(4..usize::from(u16::from_be_bytes([high, low])).checked_add(2)?)?;
        if let Some(tiff) = segment.strip_prefix(b"Exif\0\0").filter(|_| marker == 0xe1) {
            return Some(tiff);
        }
        rest = rest.get(segment.len().checked_add(4)?..)?;
    }
}

/// Entry 274 of the first directory (TIFF 6.0, section 2).
fn orientation(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let directory = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let directory = usize::try_from(directory).ok()?;
    let entries = usize::from(short(directory)?);
    let entry = |at: usize| directory.checked_add(2)?.checked_add(at.checked_mul(12)?);
    let found = (0..entries).filter_map(entry).find(|at| short(*at) == Some(274))?;
    short(found.checked_add(8)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG up to its note, in either order of bytes.
    fn noting(little: bool, turn: u16) -> Vec<u8> {
        let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let long = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let mut tiff = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        tiff.extend(long(8));
        tiff.extend(short(2));
        for (tag, value) in [(256, 640), (274, turn)] {
            tiff.extend(short(tag));
            tiff.extend(short(3));
            tiff.extend(long(1));
            tiff.extend(short(value));
            tiff.extend([0, 0]);
        }
        let mut jpeg = b"\xff\xd8\xff\xe0\0\x04JF\xff\xe1".to_vec();
        jpeg.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
        jpeg.extend(b"Exif\0\0");
        jpeg.extend(tiff);
        jpeg
    }

    #[test]
    fn a_photo_is_turned_as_its_phone_was_held() {
        for turn in 1..=8 {
            assert_eq!((Turn::noted(&noting(true, turn)), Turn::noted(&noting(false, turn))), (Turn(turn), Turn(turn)));
        }
        assert_eq!(Turn::noted(&noting(true, 9)), Turn::UPRIGHT, "nonsense");
        assert_eq!(Turn::noted(b"\xff\xd8\xff\xda\0\x02"), Turn::UPRIGHT, "nothing noted");
        let whole = noting(false, 6);
        for end in 0..whole.len() - 4 {
            assert_eq!(Turn::noted(whole.get(..end).unwrap()), Turn::UPRIGHT, "broken off after {end} bytes");
        }
    }

    #[test]
    fn every_turn_stays_in_its_room() {
        for turn in (1..=8).map(Turn) {
            let (width, height) = (30.0, 20.0);
            let (w, h) = if turn.lies() { (height, width) } else { (width, height) };
            let to = turn.into_room(5.0, 7.0, width, height);
            let seen = |(u, v)| (to.sx() * u + to.kx() * v + to.tx(), to.ky() * u + to.sy() * v + to.ty());
            let mut corners = [(0.0, 0.0), (w, 0.0), (0.0, h), (w, h)].map(seen);
            corners.sort_by(|a, b| a.partial_cmp(b).unwrap());
            assert_eq!(corners, [(5.0, 7.0), (5.0, 27.0), (35.0, 7.0), (35.0, 27.0)], "{turn:?}");
        }
    }
}
