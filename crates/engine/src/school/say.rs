//! What a person says to the school: absences, answers. Each is a command in the outbox, sealed there, and on show at
//! once. A later word on the same thing takes the place of an earlier one that was never sent; one that may have
//! reached the server stays in front of it and is settled by its own answer.

use super::{
    School,
    notes::school_note,
    store,
    view::{self, Far, Word},
};
use crate::{
    Change, Engine, Error, Inner,
    account::{self, Person},
    outbox,
    store::StoreError,
};
use itsumo_domain::{
    Command, CommandEnvelope,
    school::{Absence, Answer, Notice, Scope, absence::Arrival, notice::Ask},
    sync::Refusal,
};
use rusqlite::{Connection, Transaction};
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

/// Whether a command is sealed while it waits: what is said of a child is nobody's business.
pub(crate) fn is_private(command: &Command) -> bool {
    Subject::of(command).is_some()
}

/// The refusal of a command that this device's key no longer opens.
pub(crate) fn key_lost() -> Refusal {
    Refusal::new("word-key-lost")
}

/// What was said of the school and is in the outbox, oldest first.
pub(super) fn on_the_way(db: &Connection, inner: &Inner, person: Uuid) -> Result<Vec<Word>, StoreError> {
    let words = outbox::private(db, inner, person)?.into_iter().map(|(envelope, _, refused)| {
        let CommandEnvelope { id, at, command } = envelope;
        Word { id, at, command, far: refused.map_or(Far::Waits, Far::Refused) }
    });
    Ok(words.collect())
}

/// Puts a word into the outbox, in the transaction of whatever belongs to it.
fn say(tx: &Transaction<'_>, inner: &Inner, person: &Person, command: Command) -> Result<(), StoreError> {
    let about = Subject::of(&command);
    let mut in_front = false;
    for (envelope, tries, refused) in outbox::private(tx, inner, person.id)? {
        if Subject::of(&envelope.command) != about {
            continue;
        }
        // Never sent, or sent and refused: nothing of it counts anywhere, and the new word says all of it.
        if refused.is_some() || tries == 0 {
            outbox::remove(tx, envelope.id)?;
        } else {
            in_front = true;
        }
    }
    if let Command::WithdrawAbsence { id } = command
        && !in_front
        && !store::is_there(tx, inner, person, id)?
    {
        // It never left the device, and is taken back by that.
        return Ok(());
    }
    outbox::add(tx, inner, person.id, command)
}

/// What comes of a command of the school, in the transaction of its result; whether its row is done with.
pub(crate) fn delivered(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: Uuid,
    envelope: &CommandEnvelope,
    refused: Option<&Refusal>,
) -> Result<bool, StoreError> {
    let Some(about) = Subject::of(&envelope.command) else { return Ok(refused.is_none()) };
    let Some(refusal) = refused else {
        if account::person(tx)?.is_some_and(|signed_in| signed_in.id == person) {
            store::keep_said(tx, inner, person, envelope)?;
        }
        return Ok(true);
    };
    let over = match envelope.command {
        // What is not there needs not be taken back, and of an opening nobody waits for an answer.
        Command::WithdrawAbsence { .. } => refusal.code == "not-found",
        Command::OpenNotice { .. } => true,
        _ => false,
    };
    // A later word on the same thing is already on its way.
    let later = outbox::private(tx, inner, person)?
        .iter()
        .skip_while(|(other, ..)| other.id != envelope.id)
        .skip(1)
        .any(|(other, ..)| Subject::of(&other.command) == Some(about));
    Ok(over || later)
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
        self.0.inner.deps.notifier.withdraw(&school_note(id));
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
                tx.execute("DELETE FROM school_note WHERE id = ?1", [id.as_bytes()])?;
                if !store::open(tx, id, row.notice.edited)? {
                    return Ok(false);
                }
                say(tx, inner, person, Command::OpenNotice { notice: id }).map(|()| true)
            })
            .await?;
        self.0.inner.deps.notifier.withdraw(&school_note(id));
        if new {
            self.0.inner.queued();
            self.changed(Change::School);
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
        self.0.inner.queued();
        self.changed(Change::School);
        Ok(())
    }

    /// Does something in the signed-in person's name, seeing the school as it is in that transaction.
    async fn said<T: Send + 'static>(
        &self,
        word: impl FnOnce(&Transaction<'_>, &Inner, &Person, &School) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        let done = self
            .write(move |tx, inner| {
                let Some(person) = account::person(tx)? else { return Ok(None) };
                let school = view::assemble(store::held(tx, inner)?, inner.now());
                word(tx, inner, &person, &school).map(Some)
            })
            .await?;
        done.ok_or(Error::SignedOut)
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
