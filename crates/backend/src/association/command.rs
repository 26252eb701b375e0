//! What members and officers do by commands, as the sync carries them. A refused command has written nothing.
//!
//! What somebody is, is read inside the transaction that does the command: who lost a seat an hour ago does nothing by it
//! any more, whatever the server remembers of them.

use super::{Outgoing, block, circular, duty, household, meeting, safety, seat, standing};
use crate::store::{StoreError, Tx};
use itsumo_domain::{Command, Timestamp, association::AssociationCommand, sync::Refusal};
use uuid::Uuid;

/// Does a command of `person`, and gathers what it writes to streams.
///
/// # Errors
/// The store's; inside, why it is refused.
pub async fn run(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    command: AssociationCommand,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    use AssociationCommand as C;
    let standing = standing::standing(tx, city, person, now.jst_date()).await?;
    match command {
        C::OpenCircular { circular } => circular::open(tx, out, city, &standing, circular, now).await,
        C::ReplyCircular { circular, household, given } => {
            circular::reply(tx, out, city, person, &standing, circular, household, given, now).await
        }
        C::MarkPaper { circular, household, mark, marked, given } => {
            let marked = circular::paper::Marked { circular, household, mark, at: marked, given };
            circular::mark_paper(tx, out, city, &standing, marked, now).await
        }
        C::WriteCircular { circular, association, draft, ticked } => {
            let written = circular::phone::Written { circular, association, draft: *draft };
            circular::phone::write(tx, city, person, &standing, written, &ticked, now).await
        }
        C::RecallCircular { circular } => match circular::author_of(tx, city, person, &standing, circular).await? {
            Some(author) => circular::recall(tx, out, city, &author, circular, now).await,
            None => Ok(Err(Refusal::new("not-found"))),
        },
        C::RemindCircular { circular } => match circular::author_of(tx, city, person, &standing, circular).await? {
            Some(author) => circular::remind(tx, out, city, &author, circular, now).await,
            None => Ok(Err(Refusal::new("not-found"))),
        },
        C::TickItem { seat, item, done } => seat::tick(tx, out, city, person, (seat, item, done), now).await,
        C::ShowOfficer { seat, name, phone } => {
            match seat::show(tx, out, city, person, seat, (&name, &phone), now).await? {
                Ok(Some(association)) => block::write_association(tx, out, city, association, now).await.map(Ok),
                Ok(None) => Ok(Ok(())),
                Err(refusal) => Ok(Err(refusal)),
            }
        }
        C::CastBallot { meeting, household, ballot } => {
            meeting::cast(tx, out, city, person, &standing, meeting, household, ballot, now).await
        }
        C::RecordBallot { meeting, household, ballot, source, replace } => {
            meeting::record(tx, out, city, &standing, meeting, household, (ballot, source), replace, now).await
        }
        C::StartSafety { check, start } => safety::start(tx, out, city, &standing, check, *start, now).await,
        C::EndSafety { check } => safety::end(tx, out, city, &standing, check, now).await,
        C::ReportSafety { report, told } => safety::report(tx, out, city, person, &standing, report, *told, now).await,
        C::KeepDuty { duty, body } => duty::keep(tx, out, city, &standing, duty, *body, now).await,
        C::DropDuty { duty } => duty::drop_one(tx, out, city, &standing, duty).await,
        C::MarkDuty { duty, done } => duty::mark(tx, out, city, &standing, duty, done, now).await,
        C::Unknown => Ok(Err(Refusal::new("unknown-command"))),
    }
}

/// Holds every household that these commands speak of, in one order: two of a household tell of the same at the same time,
/// an officer of a whole street, and none may wait for another in a ring.
///
/// # Errors
/// The store's.
pub async fn hold<'a>(
    tx: &mut dyn Tx,
    city: &str,
    commands: impl Iterator<Item = &'a Command> + Send,
) -> Result<(), StoreError> {
    use AssociationCommand as C;
    let household = |command: &Command| match command {
        Command::Association(
            C::ReplyCircular { household, .. }
            | C::MarkPaper { household, .. }
            | C::CastBallot { household, .. }
            | C::RecordBallot { household, .. },
        ) => Some(*household),
        Command::Association(C::ReportSafety { told, .. }) => Some(told.household),
        _ => None,
    };
    let households: Vec<Uuid> = commands.filter_map(household).collect();
    household::hold(tx, city, &households).await
}
