//! `assets/icons/icon.ico` and `icon.icns`: the icon as Windows and macOS want it, from the PNG files beside them.
//!
//! Both are only boxes with those very files inside, so no picture is decoded and none can come out different.

use crate::workspace::root;
use anyhow::{Context, Result};
use std::{fs, path::PathBuf};

/// Sides of the pictures in an `.ico`; 256 is the most that it can say.
const ICO: [u16; 5] = [16, 32, 64, 128, 256];

/// What macOS calls each picture, and its side in pixels. The second four are for screens of double density.
const ICNS: [(&[u8; 4], u16); 10] = [
    (b"icp4", 16),
    (b"icp5", 32),
    (b"icp6", 64),
    (b"ic07", 128),
    (b"ic08", 256),
    (b"ic09", 512),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic13", 256),
    (b"ic14", 512),
];

/// Writes both.
pub fn run() -> Result<()> {
    for (name, bytes) in [("icon.ico", ico()?), ("icon.icns", icns()?)] {
        let path = folder().join(name);
        fs::write(&path, bytes)?;
        println!("{}", path.display());
    }
    Ok(())
}

fn folder() -> PathBuf {
    root().join("assets/icons")
}

fn png(side: u16) -> Result<Vec<u8>> {
    let path = folder().join(format!("{side}x{side}.png"));
    fs::read(&path).with_context(|| path.display().to_string())
}

/// A head, one entry of 16 bytes for each picture, the pictures. Numbers are little-endian.
fn ico() -> Result<Vec<u8>> {
    let pictures = ICO.iter().map(|side| png(*side)).collect::<Result<Vec<_>>>()?;
    let mut file = Vec::new();
    for number in [0, 1, u16::try_from(pictures.len())?] {
        file.extend(number.to_le_bytes());
    }
    let mut at = u32::try_from(6 + 16 * pictures.len())?;
    for (side, picture) in ICO.iter().zip(&pictures) {
        let length = u32::try_from(picture.len())?;
        // 256 is written as 0: the field has one byte.
        let side = u8::try_from(*side).unwrap_or(0);
        // Width, height, no palette, reserved; one plane, 32 bits a pixel.
        file.extend([side, side, 0, 0, 1, 0, 32, 0]);
        file.extend(length.to_le_bytes());
        file.extend(at.to_le_bytes());
        at += length;
    }
    file.extend(pictures.concat());
    Ok(file)
}

/// `icns`, the length of all; then each picture as its name, its length with these eight bytes, itself. Big-endian.
fn icns() -> Result<Vec<u8>> {
    let mut inside = Vec::new();
    for (name, side) in ICNS {
        let picture = png(side)?;
        inside.extend(name);
        inside.extend(u32::try_from(picture.len() + 8)?.to_be_bytes());
        inside.extend(picture);
    }
    let mut file = b"icns".to_vec();
    file.extend(u32::try_from(inside.len() + 8)?.to_be_bytes());
    file.extend(inside);
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icons_of_windows_and_macos_are_those_of_linux() {
        for (name, made) in [("icon.ico", ico().unwrap()), ("icon.icns", icns().unwrap())] {
            let there = fs::read(folder().join(name)).unwrap();
            assert!(there == made, "assets/icons/{name} is out of date: run `cargo xtask icons`");
        }
    }

    #[test]
    fn every_picture_has_the_side_that_the_boxes_say() {
        for side in ICO.iter().chain(ICNS.iter().map(|(_, side)| side)) {
            let picture = png(*side).unwrap();
            let says = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
            assert_eq!((says(16), says(20)), (u32::from(*side), u32::from(*side)));
        }
    }
}
