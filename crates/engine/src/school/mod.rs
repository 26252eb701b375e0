//! The school on this device: what it sent, what was told to it, and what is still on its way.
//!
//! Nothing here is stored twice. The server's records lie sealed in the database as they came ([`crate::private`]), what
//! the person said lies in the outbox until the server has it, and the one [`School`] that screens show is put together
//! from both whenever it is asked for and something has moved (`view`). So a report is on show in the moment it is
//! said; it stays when it is delivered; and discarding it brings back what the server says, because that was never
//! touched.
//!
//! **Invariant:** what a guardian reads came in streams that were written for this guardian; nothing is filtered here.

mod ask;
mod file;
mod notes;
mod row;
mod say;
mod today;
mod view;

#[cfg(test)]
mod tests;

pub use crate::private::Delivery;
pub use ask::LookedView;
pub use row::{AbsenceRow, AnswerRow, AtSchool, NoticeRow, QuestionRow};
pub use today::{Attendance, CalendarItem, CalendarWhat, DayIs, Due, Lunch, PlaceToday, Today, home_by};

pub use notes::SchoolNote;
pub(crate) use notes::{noted, to_tell};
pub(crate) use say::Subject;
pub(crate) use view::near_cut_off;

use crate::{Engine, Error};
use std::sync::Arc;

/// Everything of the school that this person sees, at one moment. Cheap to share; asked for again when
/// [`Change::School`](crate::Change::School) is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct School {
    /// The person's children, by reading.
    pub children: Vec<AtSchool>,
    /// Absences, withdrawn ones too; the latest first day first.
    pub absences: Vec<AbsenceRow>,
    /// "登校しましたか", the newest first.
    pub questions: Vec<QuestionRow>,
    /// Notices, the newest first; each once, in however many groups it lies.
    pub notices: Vec<NoticeRow>,
}

impl Engine {
    /// Everything of the school, from this device alone. Empty when nobody is signed in.
    ///
    /// # Errors
    /// When the store or the keyring cannot be read.
    pub async fn school(&self) -> Result<Arc<School>, Error> {
        self.read(view::school).await
    }
}
