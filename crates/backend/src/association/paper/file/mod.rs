//! The files that go with a circular, as paper can have them: a photo as a picture, a PDF as its pages.
//!
//! Whoever gets paper has no screen to open a file on, so the files are printed behind the circular's text. What paper
//! cannot have (a table of a spreadsheet, a locked PDF) is named with why, for the household and for who prints: nothing
//! else fails because of it.
//!
//! **Invariant:** files come from many programs, and no file ends the server: a PDF is made flat first ([`flat`]), and a
//! reader that stops in its middle is a file that could not be read.

mod flat;
mod sheet;
mod stamp;

pub(super) use sheet::{draw, named, wanting};

use itsumo_paper::{Pages, Picture};
use std::panic::AssertUnwindSafe;

/// Most pages of one file; a longer one is a booklet, and printed apart.
pub(super) const LONGEST: usize = 20;

/// A file, as paper can have it.
#[derive(Clone, Debug)]
pub struct File {
    /// What people see as its name.
    pub name: String,
    /// What is printed of it, or why nothing is.
    pub content: Result<Content, Why>,
}

/// What is printed of a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// A photo.
    Picture(Picture),
    /// Pages.
    Pages(Pages),
}

/// Why a file is not printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No kind that has pages.
    Kind,
    /// It opens with a password only.
    Locked,
    /// It cannot be read.
    Damaged,
    /// So many pages, more than [`LONGEST`].
    Long(usize),
    /// It is no longer there.
    Gone,
    /// More than one print may carry.
    Heavy,
}

/// Whether a file of this kind has something to print.
pub(super) fn printable(media: &str) -> bool {
    matches!(media, "application/pdf" | "image/jpeg" | "image/png")
}

/// What paper has of a file.
///
/// # Errors
/// [`Why`] nothing of it is printed.
pub(super) fn read(media: &str, bytes: Vec<u8>) -> Result<Content, Why> {
    let content = || match media {
        "application/pdf" => {
            let pages = Pages::read(flat::flat(&bytes)?).map_err(|_| Why::Damaged)?;
            Ok(Content::Pages(pages))
        }
        media if printable(media) => Picture::read(bytes, media).map(Content::Picture).map_err(|_| Why::Damaged),
        _ => Err(Why::Kind),
    };
    std::panic::catch_unwind(AssertUnwindSafe(content)).unwrap_or(Err(Why::Damaged))
}

#[cfg(test)]
mod tests;
