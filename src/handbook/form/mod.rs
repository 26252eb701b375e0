//! 予診票: the form before a vaccination, for several vaccines in one go.
//!
//! Filled in at home, with what stays kept from last time and looked through first. What belongs to the day stays
//! for the day: the temperature, and the consent, which is an act after the doctor's explanation. No box of it is ever
//! ticked by us. Answers that matter are named for the doctor; nothing here says that a child cannot be vaccinated.

mod answers;
mod day;
mod fill;
mod hand;

pub use answers::{Flags, ask, said};
pub use fill::{FormScreen, Forms, NewForm};
pub use hand::Code;
