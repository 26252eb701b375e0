//! The parts that screens are made of. They know nothing of news or accounts.

pub mod answer;
pub mod choice;
pub mod draft;
pub mod feed;
pub mod field;
pub mod form;
pub mod icon;
pub mod letter;
pub mod look;
pub mod month;
pub mod parts;
pub mod pick;
pub mod printing;
pub mod sheet;
pub mod states;
pub mod toast;

pub use answer::{AnswerForm, Asked, Given};
pub use choice::{Area, Choice, Choices, DayField, ErrorLine, Steps, Tick};
pub use draft::{Begun, Draft, Drafts, TakenUp, use_draft};
pub use feed::Feed;
pub use field::{CodeField, EmailField, Field, SecretField};
pub use form::{FormError, Submit, Wish, use_form, use_wish};
pub use icon::Icon;
pub use month::MonthBar;
pub use parts::{Bar, Count, Entry, Heading, Page, Phones};
pub use pick::{ChosenFile, PickFiles, ScanCode};
pub use printing::{PrintPage, use_prints};
pub use sheet::Sheet;
pub use states::{Failed, Skeleton, State};
