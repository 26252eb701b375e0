//! What the words of an association are about, and what becomes of them: which takes the place of which, which are held
//! by the server, which nobody waits for.

use crate::{
    Inner, account, outbox,
    private::{Word, lies_somewhere},
    store::StoreError,
};
use itsumo_domain::{
    Command, Record, Timestamp,
    association::{AssociationCommand, SafetyReport, circular::Mark},
    record::kind,
    sync::Refusal,
};
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

/// So long a circular that was written here is shown as sent although it never came back: another server's clock, or an
/// older server that does not tell a writer of what goes to single households.
const SHOWN: i64 = 7 * Timestamp::DAY;

/// Of what a word speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// That this circular was opened.
    Opened(Uuid),
    /// This circular: written, edited, taken back.
    Circular(Uuid),
    /// That this circular is reminded of.
    Reminder(Uuid),
    /// The reply to this circular, for this household.
    Reply(Uuid, Uuid),
    /// The paper of this circular, at this household.
    Paper(Uuid, Uuid),
    /// The ballot for this meeting, of this household.
    Ballot(Uuid, Uuid),
    /// This safety check: started, ended.
    Check(Uuid),
    /// This report.
    Report(Uuid, Uuid),
    /// This line of the calendar.
    Duty(Uuid),
    /// Whether it is done.
    Done(Uuid),
    /// This line of this seat's checklist.
    Item(Uuid, u16),
    /// What this seat shows of its holder.
    Shown(Uuid),
}

impl Subject {
    /// `None` for what a newer version said.
    pub(crate) fn of(command: &AssociationCommand) -> Option<Self> {
        use AssociationCommand as Say;
        Some(match command {
            Say::OpenCircular { circular } => Self::Opened(*circular),
            Say::WriteCircular { circular, .. } | Say::RecallCircular { circular } => Self::Circular(*circular),
            Say::RemindCircular { circular } => Self::Reminder(*circular),
            Say::ReplyCircular { circular, household, .. } => Self::Reply(*circular, *household),
            Say::MarkPaper { circular, household, .. } => Self::Paper(*circular, *household),
            Say::CastBallot { meeting, household, .. } | Say::RecordBallot { meeting, household, .. } => {
                Self::Ballot(*meeting, *household)
            }
            Say::StartSafety { check, .. } | Say::EndSafety { check } => Self::Check(*check),
            Say::ReportSafety { report, told } => Self::Report(told.check, *report),
            Say::KeepDuty { duty, .. } | Say::DropDuty { duty } => Self::Duty(*duty),
            Say::MarkDuty { duty, .. } => Self::Done(*duty),
            Say::TickItem { seat, item, .. } => Self::Item(*seat, *item),
            Say::ShowOfficer { seat, .. } => Self::Shown(*seat),
            _ => return None,
        })
    }

    /// The record without which the word says nothing.
    fn about(self) -> Uuid {
        match self {
            Self::Opened(id)
            | Self::Circular(id)
            | Self::Reminder(id)
            | Self::Reply(id, _)
            | Self::Paper(id, _)
            | Self::Ballot(id, _)
            | Self::Check(id)
            | Self::Report(id, _)
            | Self::Duty(id)
            | Self::Done(id)
            | Self::Item(id, _)
            | Self::Shown(id) => id,
        }
    }

    /// Whether the word made `id`, and does not only speak of it.
    pub(super) fn is_made(self, id: Uuid) -> bool {
        match self {
            Self::Circular(made) | Self::Check(made) | Self::Report(_, made) | Self::Duty(made) => made == id,
            _ => false,
        }
    }
}

/// What takes back something that was made on a device, and its id.
pub(crate) fn takes_back(command: &AssociationCommand) -> Option<Uuid> {
    match command {
        AssociationCommand::RecallCircular { circular } => Some(*circular),
        AssociationCommand::DropDuty { duty } => Some(*duty),
        AssociationCommand::EndSafety { check } => Some(*check),
        _ => None,
    }
}

/// What of an unsent word its successor says too: a slip that was typed is not lost by another tap on the household.
pub(crate) fn carry_over(new: &mut AssociationCommand, old: AssociationCommand) {
    if let (
        AssociationCommand::MarkPaper { mark, given: given @ None, .. },
        AssociationCommand::MarkPaper { given: Some(before), .. },
    ) = (new, old)
        && *mark != Mark::Nothing
    {
        *given = Some(before);
    }
}

/// Whether nobody waits for what came of a refused word: an opening, and what is said of something that is gone.
pub(crate) fn needs_no_answer(
    db: &Connection,
    command: &AssociationCommand,
    refusal: &Refusal,
) -> Result<bool, StoreError> {
    let Some(subject) = Subject::of(command) else { return Ok(false) };
    Ok(match subject {
        Subject::Opened(_) => true,
        // Written here, and perhaps never read here: what was typed is not thrown away.
        Subject::Circular(_) | Subject::Check(_) | Subject::Duty(_) => false,
        other => refusal.code == "not-found" && !lies_somewhere(db, other.about())?,
    })
}

/// Whether a word that the server did is still to be shown though every stream was pulled: a circular is held for a
/// moment before it is out, and may go where its writer does not read along.
pub(crate) fn is_held(db: &Connection, word: &Word, all: &[Word], now: Timestamp) -> Result<bool, StoreError> {
    let Command::Association(AssociationCommand::WriteCircular { circular, .. }) = &word.command else {
        return Ok(false);
    };
    let taken_back = all.iter().skip_while(|other| other.id != word.id).any(|other| {
        matches!(&other.command, Command::Association(AssociationCommand::RecallCircular { circular: back }) if back == circular)
    });
    Ok(!taken_back && now.since(word.at) < SHOWN && !lies_somewhere(db, *circular)?)
}

/// A record is gone from here for good: so are refused words about it, and every report of a check that deleted itself.
/// One that is on its way is answered to nobody.
pub(crate) fn let_go(tx: &Transaction<'_>, inner: &Inner, id: Uuid) -> Result<(), StoreError> {
    let Some(person) = account::person(tx)? else { return Ok(()) };
    for (envelope, _, refused) in outbox::private(tx, inner, person.id)? {
        let Command::Association(command) = &envelope.command else { continue };
        let Some(subject) = Subject::of(command).filter(|subject| subject.about() == id) else { continue };
        let report = matches!(subject, Subject::Report(..));
        let own = matches!(subject, Subject::Circular(_) | Subject::Duty(_));
        if report || (refused.is_some() && !own) {
            outbox::remove(tx, envelope.id)?;
        }
    }
    Ok(())
}

/// The record that this one is said of, where it goes with that: reports go with their safety check.
pub(crate) fn about(record: &Record) -> Option<Uuid> {
    if record.kind != kind::SAFETY_REPORT {
        return None;
    }
    record.body_as::<SafetyReport>().map(|report| report.check)
}
