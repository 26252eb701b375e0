//! Where the window stood, and where it stands next time: as large, at the same place, unless the screen it stood on is
//! gone or has become smaller.
//!
//! Lengths are logical pixels, as the system counts them. A window that was maximised opens maximised, and gets its former
//! size back when that ends.

use serde::{Deserialize, Serialize};
use std::{io, path::Path};

/// The file in the data folder.
const FILE: &str = "window.json";
/// The smallest window that can be used, width and height.
pub const SMALLEST: (u32, u32) = (320, 400);
/// So much of the strip at its top, by which a window is taken hold of, must lie on a screen: width and height.
const HANDLE: (i64, i64) = (120, 32);

/// A window's size and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// From the left of the desk.
    pub x: i32,
    /// From its top.
    pub y: i32,
    /// Without the frame.
    pub width: u32,
    /// Without the frame.
    pub height: u32,
    /// It filled its screen; the others are what it was before.
    pub maximised: bool,
}

/// A screen's part of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// From the left of the desk.
    pub x: i32,
    /// From its top.
    pub y: i32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// How a window is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Where; `None` leaves it to the desktop.
    pub at: Option<(i32, i32)>,
    /// How large.
    pub size: (u32, u32),
    /// Whether it fills its screen.
    pub maximised: bool,
}

impl Place {
    /// Where it stood last. What cannot be read was never kept.
    pub fn kept(data: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(data.join(FILE)).ok()?).ok()
    }

    /// Keeps it for the next start.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep(&self, data: &Path) -> io::Result<()> {
        super::write_whole(&data.join(FILE), &serde_json::to_string(self)?)
    }
}

/// How to open the window: where it stood, or `wanted` large at the first time, always so that it can be reached on one
/// of `screens`. Where no screens are known, nothing is moved.
pub fn plan(kept: Option<Place>, wanted: (u32, u32), screens: &[Screen]) -> Opened {
    let Some(kept) = kept else {
        return Opened { at: None, size: within(wanted, screens.first()), maximised: false };
    };
    let screen = screens.iter().find(|screen| screen.reaches(&kept));
    let at = match screen {
        Some(_) => Some((kept.x, kept.y)),
        None if screens.is_empty() => Some((kept.x, kept.y)),
        None => None,
    };
    let size = within((kept.width, kept.height), screen.or(screens.first()));
    Opened { at, size, maximised: kept.maximised }
}

/// Not larger than the screen, not smaller than what can be used.
fn within((width, height): (u32, u32), screen: Option<&Screen>) -> (u32, u32) {
    let (most_wide, most_high) = screen.map_or((width, height), |screen| (screen.width, screen.height));
    (width.min(most_wide).max(SMALLEST.0), height.min(most_high).max(SMALLEST.1))
}

impl Screen {
    /// Whether enough of the window's upper edge lies here to take hold of it.
    fn reaches(&self, place: &Place) -> bool {
        let (left, top) = (i64::from(self.x), i64::from(self.y));
        let (right, bottom) = (left + i64::from(self.width), top + i64::from(self.height));
        let (x, y) = (i64::from(place.x), i64::from(place.y));
        let wide = (x + i64::from(place.width)).min(right) - x.max(left);
        wide >= HANDLE.0.min(i64::from(place.width)) && y >= top - HANDLE.1 && y + HANDLE.1 <= bottom
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: Screen = Screen { x: 0, y: 0, width: 1920, height: 1080 };
    const BESIDE: Screen = Screen { x: 1920, y: 0, width: 1280, height: 1024 };
    const STOOD: Place = Place { x: 2000, y: 100, width: 1000, height: 700, maximised: false };

    fn at(x: i32, y: i32, width: u32, height: u32) -> Place {
        Place { x, y, width, height, maximised: false }
    }

    #[test]
    fn the_window_stands_where_it_stood_while_its_screen_is_there() {
        assert_eq!(plan(Some(STOOD), (1, 1), &[DESK, BESIDE]).at, Some((2000, 100)));
        let alone = plan(Some(STOOD), (1, 1), &[DESK]);
        assert_eq!((alone.at, alone.size), (None, (1000, 700)), "the screen beside is gone");
    }

    #[test]
    fn a_window_can_always_be_taken_hold_of() {
        for (place, reached) in [
            (at(0, 0, 800, 600), true),
            (at(-700, 50, 800, 600), false),
            (at(-600, 50, 800, 600), true),
            (at(1850, 50, 800, 600), false),
            (at(100, 1070, 800, 600), false),
            (at(100, -20, 800, 600), true),
            (at(100, -300, 800, 600), false),
            (at(i32::MAX, i32::MIN, u32::MAX, u32::MAX), false),
        ] {
            assert_eq!(plan(Some(place), (1, 1), &[DESK]).at.is_some(), reached, "{place:?}");
        }
    }

    #[test]
    fn a_window_is_no_larger_than_its_screen_and_no_smaller_than_can_be_used() {
        assert_eq!(plan(Some(at(0, 0, 4000, 3000)), (1, 1), &[DESK]).size, (1920, 1080));
        assert_eq!(plan(Some(at(0, 0, 1, 1)), (1, 1), &[DESK]).size, SMALLEST);
        assert_eq!(plan(None, (1280, 800), &[Screen { width: 1024, height: 600, ..DESK }]).size, (1024, 600));
        assert_eq!(plan(None, (1280, 800), &[]), Opened { at: None, size: (1280, 800), maximised: false });
    }

    #[test]
    fn it_is_kept_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Place::kept(folder.path()), None);
        STOOD.keep(folder.path()).unwrap();
        assert_eq!(Place::kept(folder.path()), Some(STOOD));
        std::fs::write(folder.path().join(FILE), "{\"x\":").unwrap();
        assert_eq!(Place::kept(folder.path()), None, "half a file is no place");
    }
}
