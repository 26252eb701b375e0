//! Streams of records: written here, read in pages that all readers share, hinted at when they move.
//!
//! A writer calls [`append`] inside its own transaction, or [`Streams::publish`] when the records are all
//! there is to write. The stream's row is locked by the statement that takes its next `seq`s, so numbers are
//! dense and in the order of the commits: a reader at `n` has missed nothing at or below `n`.
//!
//! **Invariant:** nobody reads a stream's table to learn that nothing is new. The heads of all streams are in
//! memory ([`Streams::head`]) and follow every commit, those of other processes too ([`peers`]).

mod append;
mod out;
mod page;
mod peers;
pub mod reach;
mod streams;

pub use append::{Draft, all, append, find};
pub(crate) use append::{Sized, chunks, newest, select_by_ids, values};
pub use out::Outgoing;
pub use page::SharedPage;
pub(crate) use page::raw_frames;
pub(crate) use peers::tell_restored;
pub use reach::Reach;
pub use streams::{Event, Streams, Tap};
