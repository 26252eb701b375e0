//! The school on this device: what it sent, what was told to it, and what is still on its way.
//!
//! Nothing here is stored twice. The server's records lie sealed in the database as they came (`store`), what the
//! person said lies in the outbox until the server has it, and the one [`School`] that screens show is put together
//! from both whenever it is asked for and something has moved (`view`). So a report is on show in the moment it is
//! said; it stays when it is delivered; and discarding it brings back what the server says, because that was never
//! touched.
//!
//! **Invariant:** a command that may have reached the server is never taken out of the outbox before its answer; only
//! one that was never sent is replaced by a later word on the same thing.
//! **Invariant:** what a guardian reads came in streams that were written for this guardian; nothing is filtered here.

mod ask;
mod file;
mod notes;
mod row;
mod say;
mod store;
mod today;
mod view;

#[cfg(test)]
mod tests;

pub use ask::LookedView;
pub use row::{AbsenceRow, AnswerRow, AtSchool, Delivery, NoticeRow, QuestionRow};
pub use today::{Attendance, CalendarItem, CalendarWhat, DayIs, Due, Lunch, PlaceToday, Today, home_by};

pub use notes::SchoolNote;
pub(crate) use notes::{done, school_note, to_tell};
pub(crate) use say::{delivered, is_private, key_lost};
pub(crate) use store::{arrived, drop_stream, forget, group_streams, near_cut_off, rewind, sweep, told};

use crate::{Engine, Error, locked};
use itsumo_domain::Timestamp;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

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

/// The last [`School`] that was put together, and as of what.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    moved: AtomicU64,
    last: Mutex<Option<Seen>>,
}

#[derive(Debug)]
struct Seen {
    moved: u64,
    /// The minute for which it holds, where something in it depends on the time.
    minute: Option<i64>,
    school: Arc<School>,
}

impl Remembered {
    /// Something of it has moved.
    pub fn forget(&self) {
        self.moved.fetch_add(1, Ordering::SeqCst);
    }

    fn get(&self, now: Timestamp) -> Result<Arc<School>, u64> {
        let moved = self.moved.load(Ordering::SeqCst);
        match &*locked(&self.last) {
            Some(seen) if seen.moved == moved && seen.minute.is_none_or(|minute| minute == minute_of(now)) => {
                Ok(Arc::clone(&seen.school))
            }
            _ => Err(moved),
        }
    }

    fn keep(&self, moved: u64, now: Timestamp, school: &Arc<School>) {
        let minute = school.waits().then(|| minute_of(now));
        *locked(&self.last) = Some(Seen { moved, minute, school: Arc::clone(school) });
    }
}

fn minute_of(now: Timestamp) -> i64 {
    now.0.div_euclid(Timestamp::MINUTE)
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
