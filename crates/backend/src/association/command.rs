//! What members and officers do by commands, as the sync carries them. A refused command has written nothing.
//!
//! What somebody is, is read inside the transaction that does the command: who lost a seat an hour ago does nothing by it
//! any more, whatever the server remembers of them.

use super::{Outgoing, circular, standing};
use crate::store::{StoreError, Tx};
use itsumo_domain::{Timestamp, association::AssociationCommand, sync::Refusal};
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
        C::WriteCircular { circular, association, draft } => {
            circular::write::by_phone(tx, city, person, &standing, circular, association, *draft, now).await
        }
        C::RecallCircular { circular } => match circular::author_of(tx, city, person, &standing, circular).await? {
            Some(author) => circular::recall(tx, out, city, &author, circular, now).await,
            None => Ok(Err(Refusal::new("not-found"))),
        },
        C::RemindCircular { circular } => match circular::author_of(tx, city, person, &standing, circular).await? {
            Some(author) => circular::remind(tx, out, city, &author, circular, now).await,
            None => Ok(Err(Refusal::new("not-found"))),
        },
        C::Unknown => Ok(Err(Refusal::new("unknown-command"))),
        _ => Ok(Err(Refusal::new("not-found"))),
    }
}
