//! Absences: told on one page, followed until a teacher knows, changed or taken back at any time.

mod draft;
mod form;
mod list;
mod screen;

pub use form::{EditAbsence, NewAbsence, NewAbsenceOf, tellable};
pub use list::{AbsenceEntry, Absences};
pub use screen::AbsenceScreen;
