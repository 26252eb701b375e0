//! What a notice of a school and a circular of a town association are both made of: text in pieces, days that go into
//! the phone's calendar at a tap, and files.

mod blocks;
mod files;
mod ics;

pub use blocks::Blocks;
pub use files::{Fetch, Files};
