//! What members and officers do by commands, as the sync carries them. A refused command has written nothing.

use super::Outgoing;
use crate::store::{StoreError, Tx};
use itsumo_domain::{Timestamp, association::AssociationCommand, sync::Refusal};
use uuid::Uuid;

/// Does a command of `person`, and gathers what it writes to streams.
///
/// # Errors
/// The store's; inside, why it is refused.
pub async fn run(
    _tx: &mut dyn Tx,
    _out: &mut Outgoing,
    _city: &str,
    _person: Uuid,
    command: AssociationCommand,
    _now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    match command {
        AssociationCommand::Unknown => Ok(Err(Refusal::new("unknown-command"))),
        _ => Ok(Err(Refusal::new("not-found"))),
    }
}
