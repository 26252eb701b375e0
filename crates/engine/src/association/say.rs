//! What a person says to their association: opened, replied, voted, marked, reported. Each is a command in the outbox,
//! sealed there, and on show at once.

use crate::{Change, Engine, Error, account, outbox};
use itsumo_domain::{
    Command,
    association::{
        AssociationCommand, Duty, SafetyCheck, SafetyReport,
        circular::{Draft, Mark, Reply},
        meeting::{Given, Source},
    },
};
use uuid::Uuid;

impl Engine {
    /// A circular was opened: it counts as opened, and its notification goes. Again is fine.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn open_circular(&self, circular: Uuid) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::OpenCircular { circular }).await
    }

    /// Replies for a household.
    ///
    /// # Errors
    /// What is wrong with the reply, `not-found`, `already-over` when replies are no longer taken,
    /// [`Error::SignedOut`].
    pub async fn reply_circular(&self, circular: Uuid, household: Uuid, reply: Reply) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::ReplyCircular { circular, household, given: reply }).await
    }

    /// Writes down what came on paper, and what was delivered; `reply` is what stands on the slip.
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
        let marked = self.now();
        self.say_in_association(AssociationCommand::MarkPaper { circular, household, mark, marked, given: reply }).await
    }

    /// Sends a circular, or says it anew: under an id that [`Engine::new_id`] made. The server holds it for a moment.
    ///
    /// # Errors
    /// `not-found` where this person may write none, [`Error::SignedOut`].
    pub async fn write_circular(&self, circular: Uuid, association: Uuid, draft: Draft) -> Result<(), Error> {
        let draft = Box::new(draft);
        self.say_in_association(AssociationCommand::WriteCircular { circular, association, draft }).await
    }

    /// Takes a circular back: unseen while it is held, from every device afterwards.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn recall_circular(&self, circular: Uuid) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::RecallCircular { circular }).await
    }

    /// Reminds the households that have not read or answered.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn remind_circular(&self, circular: Uuid) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::RemindCircular { circular }).await
    }

    /// Hands in a household's ballot; it may be changed until the vote closes.
    ///
    /// # Errors
    /// What is wrong with the ballot, `not-found`, `already-over`, [`Error::SignedOut`].
    pub async fn cast_ballot(&self, meeting: Uuid, household: Uuid, ballot: Given) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::CastBallot { meeting, household, ballot }).await
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
        self.say_in_association(AssociationCommand::RecordBallot { meeting, household, ballot, source, replace }).await
    }

    /// Starts a safety check, under an id that [`Engine::new_id`] made.
    ///
    /// # Errors
    /// `not-found` where this person may start none, [`Error::SignedOut`].
    pub async fn start_safety(&self, check: Uuid, start: SafetyCheck) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::StartSafety { check, start: Box::new(start) }).await
    }

    /// Ends a safety check: nobody is asked any more.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn end_safety(&self, check: Uuid) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::EndSafety { check }).await
    }

    /// Reports how a household is, under an id that [`Engine::new_id`] made.
    ///
    /// # Errors
    /// `too-long` of a field, `not-found`, [`Error::SignedOut`].
    pub async fn report_safety(&self, report: Uuid, told: SafetyReport) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::ReportSafety { report, told: Box::new(told) }).await
    }

    /// Puts things on the calendar, or changes them: each under an id that [`Engine::new_id`] made or that is there.
    ///
    /// # Errors
    /// What is wrong with a field, `not-found`, [`Error::SignedOut`]. Then nothing was said.
    pub async fn keep_duties(&self, duties: Vec<(Uuid, Duty)>) -> Result<(), Error> {
        for (duty, body) in duties {
            self.say_in_association(AssociationCommand::KeepDuty { duty, body: Box::new(body) }).await?;
        }
        Ok(())
    }

    /// Takes something off the calendar.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn drop_duty(&self, duty: Uuid) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::DropDuty { duty }).await
    }

    /// Says that a duty is done, or is not after all.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn mark_duty(&self, duty: Uuid, done: bool) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::MarkDuty { duty, done }).await
    }

    /// Ticks a line of a seat's checklist, from 0, or takes the tick away.
    ///
    /// # Errors
    /// `not-found`, [`Error::SignedOut`].
    pub async fn tick_item(&self, seat: Uuid, item: u16, done: bool) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::TickItem { seat, item, done }).await
    }

    /// Says what of its holder a seat shows to the households. Empty shows nothing.
    ///
    /// # Errors
    /// `too-long` of `name`, `not-found`, [`Error::SignedOut`].
    pub async fn show_officer(&self, seat: Uuid, name: String, phone: String) -> Result<(), Error> {
        self.say_in_association(AssociationCommand::ShowOfficer { seat, name, phone }).await
    }

    async fn say_in_association(&self, command: AssociationCommand) -> Result<(), Error> {
        command.validate().map_err(Error::Refused)?;
        let done = self
            .write(move |tx, inner| {
                let Some(person) = account::person(tx)? else { return Ok(None) };
                outbox::add(tx, inner, person.id, Command::Association(command)).map(Some)
            })
            .await?;
        done.ok_or(Error::SignedOut)?;
        self.0.inner.queued();
        self.changed(Change::Association);
        Ok(())
    }
}
