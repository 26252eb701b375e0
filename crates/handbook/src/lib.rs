//! The parent–child handbook's two engines. [`immunization`] says which vaccine may be given when, and by which
//! rule; [`growth`] says where a measurement lies among a published reference's children.
//!
//! **Invariant:** as pure as the domain: no I/O, no clock, no randomness. What is "today" is an argument, the
//! data packs are compiled in, and a pack or table of somebody else's comes in as text.

pub mod advice;
pub mod audit;
pub mod dates;
pub mod form;
pub mod growth;
pub mod immunization;
pub mod remind;
