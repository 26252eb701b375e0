//! What the pages share on which something is written to many: a school's notice, an association's circular.

mod done;
mod fields;
mod view;

pub(super) use done::{Hindrance, done, hindered, not_taken, onwards};
pub(super) use fields::{Fields, blocks, change, day, ids, joined, lines, one, text};
pub(super) use view::{Writing, day_value, goes_at, languages, moment, pieces, read, size};
