//! What a person says to their association: opened, replied, voted, marked, reported. All of it works without a network.

use super::{Associations, view};
use crate::{
    Engine, Error, Inner,
    account::Person,
    private::{Room, drop_note, note_id, open, say},
    store::StoreError,
};
use itsumo_domain::{
    Command, Timestamp,
    association::{
        Act, AssociationCommand, Duty, SafetyCheck, SafetyReport,
        access::Of,
        circular::{Draft, Mark, Reply},
        meeting::{Given, Source},
    },
};
use rusqlite::Transaction;
use uuid::Uuid;

fn not_found() -> StoreError {
    StoreError::refused("not-found")
}

/// Whether this person may, by what this device knows; the server decides anew.
fn may(all: &Associations, now: Timestamp, act: Act, of: Of) -> Result<(), StoreError> {
    if all.may(now.jst_date(), act, of) { Ok(()) } else { Err(not_found()) }
}

/// Of a household of a street, for officers.
fn street(all: &Associations, household: Uuid) -> Result<Of, StoreError> {
    let row = all.street(household).ok_or_else(not_found)?;
    Ok(Of::Household { association: row.street.association, block: row.street.block.id, household })
}

/// Of a household of this person.
fn home(all: &Associations, household: Uuid) -> Result<Of, StoreError> {
    let home = all.home(household).ok_or_else(not_found)?;
    Ok(Of::Household { association: home.card.association, block: home.card.block.id, household })
}

impl Engine {
    /// A circular was opened: it counts as opened, and its notification goes. Again is fine.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn open_circular(&self, circular: Uuid) -> Result<(), Error> {
        let new = self
            .said_in_association(move |tx, inner, person, all| {
                let row = all.circular(circular).ok_or_else(not_found)?;
                drop_note(tx, Room::Association, circular)?;
                if !open(tx, circular, row.circular.edited)? {
                    return Ok(false);
                }
                // An officer who only sees what went out is no reader.
                if row.is_for_me() {
                    let command = AssociationCommand::OpenCircular { circular };
                    say(tx, inner, person, Command::Association(command))?;
                }
                Ok(true)
            })
            .await?;
        self.0.inner.notes.withdraw(&note_id(Room::Association, circular));
        if new {
            self.has_said(Room::Association);
        }
        Ok(())
    }

    /// Replies for a household.
    ///
    /// # Errors
    /// What is wrong with the reply, `not-found`, `already-over` when replies are no longer taken,
    /// [`Error::SignedOut`].
    pub async fn reply_circular(&self, circular: Uuid, household: Uuid, reply: Reply) -> Result<(), Error> {
        let command = AssociationCommand::ReplyCircular { circular, household, given: reply.clone() };
        self.say_in_association(command, move |all, now| {
            let row = all.circular(circular).filter(|row| row.households.contains(&household)).ok_or_else(not_found)?;
            may(all, now, Act::AnswerForHousehold, home(all, household)?)?;
            if !row.takes_replies(now.jst_date()) {
                return Err(StoreError::refused("already-over"));
            }
            reply.fits(&row.circular.ask).map_err(StoreError::Refused)
        })
        .await?;
        self.0.inner.notes.withdraw(&note_id(Room::Association, circular));
        Ok(())
    }

    /// Writes down what came on paper, and what was delivered; `reply` is what stands on the slip. It is later than the mark
    /// that is seen here, whatever this device's clock says: whoever sees a mark and makes another means the other.
    ///
    /// # Errors
    /// What is wrong with the reply, `not-found`, [`Error::SignedOut`].
    pub async fn mark_paper(
        &self,
        circular: Uuid,
        household: Uuid,
        mark: Mark,
        reply: Option<Reply>,
    ) -> Result<(), Error> {
        if let Some(given) = &reply {
            given.validate().map_err(Error::Refused)?;
        }
        self.said_in_association(move |tx, inner, person, all| {
            let now = inner.now();
            may(all, now, Act::KeepPaper, street(all, household)?)?;
            // One that another officer sent to single households does not lie here.
            if let (Some(row), Some(reply)) = (all.circular(circular), &reply) {
                reply.fits(&row.circular.ask).map_err(StoreError::Refused)?;
            }
            let seen = all.paper.get(&(circular, household)).map(|row| row.marked.plus(1));
            let marked = seen.map_or(now, |seen| seen.max(now));
            let command = AssociationCommand::MarkPaper { circular, household, mark, marked, given: reply };
            say(tx, inner, person, Command::Association(command))
        })
        .await?;
        self.has_said(Room::Association);
        Ok(())
    }

    /// Sends a circular, or says it anew: under an id that [`Engine::new_id`] made. The server holds it for a moment, or
    /// refuses it with `circular-unticked` where one of the warnings ([`Engine::look_at_circular`]) is not among the marks
    /// that were ticked off.
    ///
    /// # Errors
    /// `not-found` where this person may write none, [`Error::SignedOut`].
    pub async fn write_circular(
        &self,
        circular: Uuid,
        association: Uuid,
        draft: Draft,
        ticked: Vec<String>,
    ) -> Result<(), Error> {
        let draft = Box::new(draft);
        let audience = draft.audience.clone();
        let command = AssociationCommand::WriteCircular { circular, association, draft, ticked };
        self.say_in_association(command, move |all, now| {
            let whole = may(all, now, Act::WriteCirculars, Of::Association(association));
            whole.or_else(|refused| {
                // Who may not write to all may write to blocks of theirs, and to households in them.
                let beyond = audience.everybody || !audience.roles.is_empty() || audience.is_empty();
                let blocks = audience.blocks.iter().map(|block| Ok(Of::Block { association, block: *block }));
                let households = audience.households.iter().map(|household| street(all, *household));
                let each = |of: Result<Of, StoreError>| may(all, now, Act::WriteCirculars, of?);
                if beyond { Err(refused) } else { blocks.chain(households).try_for_each(each) }
            })
        })
        .await
    }

    /// Takes a circular back: unseen while it is held, from every device afterwards.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn recall_circular(&self, circular: Uuid) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::RecallCircular { circular }, |_, _| Ok(())).await?;
        self.0.inner.notes.withdraw(&note_id(Room::Association, circular));
        Ok(())
    }

    /// Reminds the households that have not read or answered.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn remind_circular(&self, circular: Uuid) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::RemindCircular { circular }, |_, _| Ok(())).await
    }

    /// Hands in a household's ballot; it may be changed until the vote closes.
    ///
    /// # Errors
    /// What is wrong with the ballot, `not-found`, `already-over`, [`Error::SignedOut`].
    pub async fn cast_ballot(&self, meeting: Uuid, household: Uuid, ballot: Given) -> Result<(), Error> {
        let command = AssociationCommand::CastBallot { meeting, household, ballot: ballot.clone() };
        self.say_in_association(command, move |all, now| {
            may(all, now, Act::AnswerForHousehold, home(all, household)?)?;
            ballot_fits(all, now, meeting, &ballot)
        })
        .await
    }

    /// An officer writes down a ballot of paper, or who came to the hall.
    ///
    /// # Errors
    /// As [`Self::cast_ballot`]; `ballot-there` comes back by the outbox, where the household has one and `replace` is
    /// not set.
    pub async fn record_ballot(
        &self,
        meeting: Uuid,
        household: Uuid,
        ballot: Given,
        source: Source,
        replace: bool,
    ) -> Result<(), Error> {
        let command = AssociationCommand::RecordBallot { meeting, household, ballot: ballot.clone(), source, replace };
        self.say_in_association(command, move |all, now| {
            let association = all.meeting(meeting).ok_or_else(not_found)?.meeting.association;
            may(all, now, Act::KeepMeetings, Of::Association(association))?;
            ballot_fits(all, now, meeting, &ballot)
        })
        .await
    }

    /// Starts a safety check, under an id that [`Engine::new_id`] made.
    ///
    /// # Errors
    /// `not-found` where this person may start none, [`Error::SignedOut`].
    pub async fn start_safety(&self, check: Uuid, start: SafetyCheck) -> Result<(), Error> {
        let association = start.association;
        let command = AssociationCommand::StartSafety { check, start: Box::new(start) };
        self.say_in_association(command, move |all, now| may(all, now, Act::StartSafety, Of::Association(association)))
            .await
    }

    /// Ends a safety check: nobody is asked any more.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn end_safety(&self, check: Uuid) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::EndSafety { check }, move |all, now| {
            let association = all.check(check).ok_or_else(not_found)?.check.association;
            may(all, now, Act::StartSafety, Of::Association(association))
        })
        .await?;
        self.0.inner.notes.withdraw(&note_id(Room::Association, check));
        Ok(())
    }

    /// Reports how a household is, under an id that [`Engine::new_id`] made.
    ///
    /// # Errors
    /// `too-long` of a field, `not-found`, [`Error::SignedOut`].
    pub async fn report_safety(&self, report: Uuid, told: SafetyReport) -> Result<(), Error> {
        let (check, household, settles) = (told.check, told.household, told.settles.clone());
        let command = AssociationCommand::ReportSafety { report, told: Box::new(told) };
        self.say_in_association(command, move |all, now| {
            all.check(check).ok_or_else(not_found)?;
            let own = home(all, household).and_then(|of| may(all, now, Act::AnswerForHousehold, of));
            own.or_else(|_| may(all, now, Act::KeepSafety, street(all, household)?))
        })
        .await?;
        // Who has said how they are is not asked by a lock screen any more; a call that is seen to calls no more.
        let own = self.associations().await?.home(household).is_some();
        for over in own.then_some(check).into_iter().chain(settles) {
            self.0.inner.notes.withdraw(&note_id(Room::Association, over));
        }
        Ok(())
    }

    /// Puts things on the calendar, or changes them: each under an id that [`Engine::new_id`] made or that is there.
    ///
    /// # Errors
    /// What is wrong with a field, `not-found`, [`Error::SignedOut`]. Then nothing was said.
    pub async fn keep_duties(&self, duties: Vec<(Uuid, Duty)>) -> Result<(), Error> {
        for (_, body) in &duties {
            body.validate().map_err(Error::Refused)?;
        }
        self.said_in_association(move |tx, inner, person, all| {
            for (duty, body) in duties {
                may(all, inner.now(), Act::KeepDuties, of_duty(&body))?;
                let command = AssociationCommand::KeepDuty { duty, body: Box::new(body) };
                say(tx, inner, person, Command::Association(command))?;
            }
            Ok(())
        })
        .await?;
        self.has_said(Room::Association);
        Ok(())
    }

    /// Takes something off the calendar.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn drop_duty(&self, duty: Uuid) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::DropDuty { duty }, move |all, now| {
            may(all, now, Act::KeepDuties, of_duty(&all.duty(duty).ok_or_else(not_found)?.duty))
        })
        .await
    }

    /// Says that a duty is done, or is not after all.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn mark_duty(&self, duty: Uuid, done: bool) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::MarkDuty { duty, done }, move |all, now| {
            let row = all.duty(duty).ok_or_else(not_found)?;
            if row.mine { Ok(()) } else { may(all, now, Act::KeepDuties, of_duty(&row.duty)) }
        })
        .await
    }

    /// Ticks a line of a seat's checklist, from 0, or takes the tick away.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn tick_item(&self, seat: Uuid, item: u16, done: bool) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::TickItem { seat, item, done }, move |all, _| {
            let row = all.seat(seat).filter(|row| usize::from(item) < row.card.checklist.len());
            row.map(drop).ok_or_else(not_found)
        })
        .await
    }

    /// Says what of its holder a seat shows to the households. Empty shows nothing.
    ///
    /// # Errors
    /// `too-long` of `name`, `not-found`, [`Error::SignedOut`].
    pub async fn show_officer(&self, seat: Uuid, name: String, phone: String) -> Result<(), Error> {
        let (name, phone) = (name.trim().to_owned(), phone.trim().to_owned());
        self.say_in_association(AssociationCommand::ShowOfficer { seat, name, phone }, move |all, _| {
            all.seat(seat).map(drop).ok_or_else(not_found)
        })
        .await
    }

    /// Says one thing, if `fits` finds nothing against it.
    async fn say_in_association(
        &self,
        command: AssociationCommand,
        fits: impl FnOnce(&Associations, Timestamp) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), Error> {
        command.validate().map_err(Error::Refused)?;
        self.said_in_association(move |tx, inner, person, all| {
            fits(all, inner.now())?;
            say(tx, inner, person, Command::Association(command))
        })
        .await?;
        self.has_said(Room::Association);
        Ok(())
    }

    /// Does something in the signed-in person's name, seeing the associations as they are in that transaction.
    async fn said_in_association<T: Send + 'static>(
        &self,
        word: impl FnOnce(&Transaction<'_>, &Inner, &Person, &Associations) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        self.in_their_name(move |tx, inner, person| {
            let whole = view::assemble(view::held(tx, inner)?, inner.now());
            word(tx, inner, person, &whole.shown)
        })
        .await
    }
}

/// Of what a duty is.
fn of_duty(duty: &Duty) -> Of {
    let association = duty.association;
    duty.block.map_or(Of::Association(association), |block| Of::Block { association, block })
}

/// Whether a ballot is one for this meeting, and in time.
fn ballot_fits(all: &Associations, now: Timestamp, meeting: Uuid, ballot: &Given) -> Result<(), StoreError> {
    let row = all.meeting(meeting).ok_or_else(not_found)?;
    if !row.is_open(now) {
        return Err(StoreError::refused("already-over"));
    }
    match ballot {
        Given::Votes { votes } if votes.len() != row.meeting.proposals.len() => {
            Err(StoreError::Refused(itsumo_domain::sync::Refusal::of_field("out-of-range", "votes")))
        }
        _ => Ok(()),
    }
}
