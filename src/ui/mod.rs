//! The parts that screens are made of. They know nothing of news or accounts.

pub mod choice;
pub mod draft;
pub mod field;
pub mod form;
pub mod icon;
pub mod look;
pub mod parts;
pub mod sheet;
pub mod states;
pub mod toast;

pub use choice::{Area, Choice, Choices, DayField, ErrorLine, Tick};
pub use draft::{Begun, Draft, Drafts, TakenUp, use_draft};
pub use field::{CodeField, EmailField, Field, SecretField};
pub use form::{FormError, Submit, use_form};
pub use icon::Icon;
pub use parts::{Bar, Count, Entry, Heading, Page};
pub use sheet::Sheet;
pub use states::{Failed, Skeleton, State};
