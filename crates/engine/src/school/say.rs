//! What a person says to the school: absences, answers.

use super::{School, view};
use crate::{
    Engine, Error, Inner,
    account::Person,
    private::{Room, drop_note, note_id, open, say},
    store::StoreError,
};
use itsumo_domain::{
    Command,
    school::{Absence, Answer, Notice, Scope, absence::Arrival, notice::Ask},
    sync::Refusal,
};
use rusqlite::Transaction;
use uuid::Uuid;

/// Of what a command of the school speaks: the later of two on the same thing counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// This absence.
    Absence(Uuid),
    /// The answer to this question.
    Question(Uuid),
    /// The answer to this notice, for this child.
    Answer(Uuid, Option<Uuid>),
    /// That this notice was opened.
    Opened(Uuid),
}

impl Subject {
    /// `None` for commands that are not of the school.
    pub(crate) fn of(command: &Command) -> Option<Self> {
        match command {
            Command::ReportAbsence { id, .. } | Command::WithdrawAbsence { id } => Some(Self::Absence(*id)),
            Command::AnswerQuestion { question, .. } => Some(Self::Question(*question)),
            Command::AnswerNotice { notice, pupil, .. } => Some(Self::Answer(*notice, *pupil)),
            Command::OpenNotice { notice } => Some(Self::Opened(*notice)),
            Command::SetInterests { .. }
            | Command::SaveNews { .. }
            | Command::UnsaveNews { .. }
            | Command::Association(_)
            | Command::Unknown => None,
        }
    }
}

impl Engine {
    /// Tells absences, or says them anew: each under an id that [`Engine::new_id`] made or that is on show already.
    /// They are on show as [`super::Delivery::Waiting`] when this returns, and go as soon as there is a network.
    ///
    /// # Errors
    /// What is wrong with a field, `not-found` for a child of whom this person may tell nothing,
    /// [`Error::SignedOut`]. Then nothing was said.
    pub async fn report_absences(&self, absences: Vec<(Uuid, Absence)>) -> Result<(), Error> {
        for (_, absence) in &absences {
            absence.validate().map_err(Error::Refused)?;
        }
        self.say(move |tx, inner, person, school| {
            for (id, absence) in absences {
                let child = school.child(absence.pupil).filter(|child| child.may(Scope::Absence));
                if child.is_none() {
                    return Err(StoreError::refused("not-found"));
                }
                say(tx, inner, person, Command::ReportAbsence { id, absence: Box::new(absence) })?;
            }
            Ok(())
        })
        .await
    }

    /// Takes an absence back. One that never left the device is simply gone.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn withdraw_absence(&self, id: Uuid) -> Result<(), Error> {
        self.say(move |tx, inner, person, school| {
            if school.absence(id).is_none() {
                return Err(StoreError::refused("not-found"));
            }
            say(tx, inner, person, Command::WithdrawAbsence { id })
        })
        .await
    }

    /// Answers "登校しましたか".
    ///
    /// # Errors
    /// `not-found`, `already-over` when nothing is asked any more, [`Error::SignedOut`].
    pub async fn answer_question(&self, id: Uuid, arrival: Arrival) -> Result<(), Error> {
        self.say(move |tx, inner, person, school| {
            let Some(row) = school.question(id) else { return Err(StoreError::refused("not-found")) };
            if row.question.over {
                return Err(StoreError::refused("already-over"));
            }
            say(tx, inner, person, Command::AnswerQuestion { question: id, arrival })
        })
        .await?;
        self.0.inner.notes.withdraw(&note_id(Room::School, id));
        Ok(())
    }

    /// Answers a notice: for a child where each child's answer counts, for `None` where one answer counts for all.
    ///
    /// # Errors
    /// What is wrong with the answer, `not-found`, [`Error::SignedOut`].
    pub async fn answer_notice(&self, id: Uuid, pupil: Option<Uuid>, answer: Answer) -> Result<(), Error> {
        answer.validate().map_err(Error::Refused)?;
        self.say(move |tx, inner, person, school| {
            let row = school.notice(id).filter(|row| row.slots().contains(&pupil));
            let Some(row) = row else { return Err(StoreError::refused("not-found")) };
            fits(&row.notice, &answer).map_err(StoreError::Refused)?;
            say(tx, inner, person, Command::AnswerNotice { notice: id, pupil, given: answer })
        })
        .await
    }

    /// A notice was opened: the school counts it as seen, and its notification goes. Again is fine.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn open_notice(&self, id: Uuid) -> Result<(), Error> {
        let new = self
            .said(move |tx, inner, person, school| {
                let Some(row) = school.notice(id) else { return Err(StoreError::refused("not-found")) };
                drop_note(tx, Room::School, id)?;
                if !open(tx, id, row.notice.edited)? {
                    return Ok(false);
                }
                say(tx, inner, person, Command::OpenNotice { notice: id }).map(|()| true)
            })
            .await?;
        self.0.inner.notes.withdraw(&note_id(Room::School, id));
        if new {
            self.has_said(Room::School);
        }
        Ok(())
    }

    /// An id for something new: an absence that is about to be told.
    pub fn new_id(&self) -> Uuid {
        self.0.inner.deps.ids.new_id()
    }

    async fn say(
        &self,
        word: impl FnOnce(&Transaction<'_>, &Inner, &Person, &School) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), Error> {
        self.said(word).await?;
        self.has_said(Room::School);
        Ok(())
    }

    /// Does something in the signed-in person's name, seeing the school as it is in that transaction.
    async fn said<T: Send + 'static>(
        &self,
        word: impl FnOnce(&Transaction<'_>, &Inner, &Person, &School) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        self.in_their_name(move |tx, inner, person| {
            let school = view::assemble(view::held(tx, inner)?, inner.now());
            word(tx, inner, person, &school)
        })
        .await
    }
}

/// Whether an answer is one to what is asked.
fn fits(notice: &Notice, answer: &Answer) -> Result<(), Refusal> {
    let fits = match (&notice.ask, answer) {
        (Ask::Seen, Answer::Seen) | (Ask::Text, Answer::Text { .. }) => true,
        (Ask::Choice { options, many }, Answer::Choice { chosen }) => {
            (*many || chosen.len() == 1) && chosen.iter().all(|at| usize::from(*at) < options.len())
        }
        (Ask::Date { from, until }, Answer::Date { day }) => {
            from.is_none_or(|from| from <= *day) && until.is_none_or(|until| *day <= until)
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err(Refusal::of_field("out-of-range", "answer")) }
}
