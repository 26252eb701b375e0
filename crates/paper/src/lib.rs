//! Paper: what a family hands over, prints or keeps when every screen is dark.
//!
//! Data in, bytes out. [`Paper`] lays out A4 pages (headings, paragraphs, tables, boxes to tick, charts, photos,
//! QR codes) and writes them as tagged PDF: a screen reader finds headings, rows and the words for a figure, in
//! reading order, and the file says its title and language. Every file is checked against PDF/UA-1 while it is
//! written, so a document that lacks a tag is an error in a test and not a surprise on somebody's desk. The font
//! (BIZ UDGothic, made for easy reading) is compiled in and embedded as a subset, so that a name in old kanji
//! prints the same at every clinic.
//!
//! [`form_qr`] is the signed compact form of a filled-in 予診票; `docs/form-qr.md` explains it to others.
//!
//! **Invariant:** no I/O, no clock, no randomness. The same data gives the same bytes.

mod draw;
mod flow;
mod font;
pub mod form_qr;
mod ink;
mod lines;
#[cfg(feature = "look")]
mod look;
#[cfg(feature = "pages")]
mod pages;
mod picture;
mod qr;
mod render;
mod table;
mod tags;

pub use draw::{Align, Canvas, Style};
pub use flow::{Frame, Paper, Title};
pub use font::Weight;
pub use ink::Ink;
#[cfg(feature = "look")]
pub use look::{Look, look};
#[cfg(feature = "pages")]
pub use pages::Pages;
pub use picture::Picture;
pub use qr::{Qr, QrError};
pub use table::{Cell, Column, Grid, Table};

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// Why no paper came out.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The font that is compiled in cannot be read.
    #[error("the font is damaged")]
    Font,
    /// The document breaks a rule of accessible PDF, or could not be written.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
    /// A picture is of no known kind, or damaged.
    #[error("a picture cannot be read")]
    Picture,
    /// Pages that somebody else made cannot be read.
    #[error("pages cannot be read")]
    Pages,
}
