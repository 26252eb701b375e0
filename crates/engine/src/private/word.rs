//! What a person says in a room: each word is a command in the outbox, sealed there, and on show at once. A later word
//! on the same thing takes the place of an earlier one that was never sent; one that may have reached the server stays
//! in front of it and is settled by its own answer.

use super::{Delivery, Room, store};
use crate::{
    Engine, Error, Inner,
    account::{self, Person},
    association, outbox, school,
    store::StoreError,
};
use itsumo_domain::{Command, CommandEnvelope, Timestamp, sync::Refusal};
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

/// How far a command has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Far {
    /// The server did it; its record has not come yet.
    Done,
    /// It waits.
    Waits,
    /// The server said no.
    Refused(Refusal),
}

/// Something the person said.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// The command's id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What.
    pub command: Command,
    /// How far it has come.
    pub far: Far,
}

impl Word {
    /// The outbox's id, while it is there.
    pub fn outbox_id(&self) -> Option<Uuid> {
        (self.far != Far::Done).then_some(self.id)
    }
    /// How far it has come, as it is shown; `near` says who had better be called while it waits.
    pub fn delivery(&self, near: impl FnOnce() -> Vec<(String, String)>) -> Delivery {
        match &self.far {
            Far::Done => Delivery::Arrived,
            Far::Waits => Delivery::Waiting { near_cut_off: near() },
            Far::Refused(refusal) => Delivery::Refused(refusal.clone()),
        }
    }
}

/// A word that the server did.
pub(super) fn read_word(json: &[u8]) -> Option<Word> {
    let envelope = serde_json::from_slice::<CommandEnvelope>(json).ok()?;
    let CommandEnvelope { id, at, command } = envelope;
    Some(Word { id, at, command, far: Far::Done })
}

/// Of what a word speaks: the later of two on the same thing counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Something of a school.
    School(school::Subject),
    /// Something of an association.
    Association(association::Subject),
}

impl Subject {
    /// `None` for commands that are not private.
    pub fn of(command: &Command) -> Option<Self> {
        match command {
            Command::Association(command) => association::Subject::of(command).map(Self::Association),
            other => school::Subject::of(other).map(Self::School),
        }
    }
    /// Whose it is.
    pub fn room(self) -> Room {
        match self {
            Self::School(_) => Room::School,
            Self::Association(_) => Room::Association,
        }
    }
}

/// Whether a command is sealed while it waits: what is said of a child or a household is nobody's business.
pub(crate) fn is_private(command: &Command) -> bool {
    Subject::of(command).is_some()
}

/// The refusal of a command that this device's key no longer opens.
pub(crate) fn key_lost() -> Refusal {
    Refusal::new("word-key-lost")
}

/// What was said in a room and is not among its records, in the order it was said.
pub(crate) fn words(db: &Connection, inner: &Inner, room: Room, person: Uuid) -> Result<Vec<Word>, StoreError> {
    let mut words = store::said(db, inner, room, person)?;
    for (envelope, _, refused) in outbox::private(db, inner, person)? {
        if Subject::of(&envelope.command).is_none_or(|about| about.room() != room) {
            continue;
        }
        let CommandEnvelope { id, at, command } = envelope;
        words.push(Word { id, at, command, far: refused.map_or(Far::Waits, Far::Refused) });
    }
    Ok(words)
}

/// What takes back something that this device made, and its id: a thing that never left the device is simply gone.
fn takes_back(command: &Command) -> Option<Uuid> {
    match command {
        Command::WithdrawAbsence { id } => Some(*id),
        Command::Association(command) => association::takes_back(command),
        _ => None,
    }
}

/// Puts a word into the outbox, in the transaction of whatever belongs to it.
pub(crate) fn say(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: &Person,
    mut command: Command,
) -> Result<(), StoreError> {
    let Some(about) = Subject::of(&command) else { return outbox::add(tx, inner, person.id, command) };
    let mut in_front = false;
    for (envelope, tries, refused) in outbox::private(tx, inner, person.id)? {
        if Subject::of(&envelope.command) != Some(about) {
            continue;
        }
        // Never sent, or sent and refused: nothing of it counts anywhere, and the new word says all of it.
        if refused.is_some() || tries == 0 {
            outbox::remove(tx, envelope.id)?;
            if let (Command::Association(new), Command::Association(old)) = (&mut command, envelope.command) {
                association::carry_over(new, old);
            }
        } else {
            in_front = true;
        }
    }
    if let Some(id) = takes_back(&command)
        && !in_front
        && !store::is_there(tx, inner, person, id, about)?
    {
        // It never left the device, and is taken back by that.
        return Ok(());
    }
    outbox::add(tx, inner, person.id, command)
}

/// What comes of a private command, in the transaction of its result; whether its row is done with.
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
            store::keep_said(tx, inner, about.room(), person, envelope)?;
        }
        return Ok(true);
    };
    let over = match &envelope.command {
        // Of an opening nobody waits for an answer.
        Command::OpenNotice { .. } => true,
        Command::Association(command) if association::needs_no_answer(tx, command, refusal)? => true,
        // What is not there needs not be taken back.
        command => takes_back(command).is_some() && refusal.code == "not-found",
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
    /// Does something in the signed-in person's name, in one transaction.
    pub(crate) async fn in_their_name<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &Inner, &Person) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        let done = self
            .write(move |tx, inner| {
                let Some(person) = account::person(tx)? else { return Ok(None) };
                work(tx, inner, &person).map(Some)
            })
            .await?;
        done.ok_or(Error::SignedOut)
    }

    /// What was asked of the server was done; its records come now or with the next sync.
    pub(crate) async fn catch_up(&self, room: Room) {
        if let Err(error) = self.sync().await {
            tracing::debug!(%error, "the records come later");
            self.0.inner.wake_sync.notify_one();
        }
        self.changed(room.change());
    }

    /// Words were put in: they go soon, and screens ask again.
    pub(crate) fn has_said(&self, room: Room) {
        self.0.inner.queued();
        self.changed(room.change());
    }
}
