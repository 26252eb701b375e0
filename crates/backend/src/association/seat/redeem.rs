//! Taking a term with the code on its slip.

use super::{Held, find, give, term, terms, write_cards};
use crate::{
    association::{Outgoing, block, recovery},
    school::join::{self, CodeKind},
    store::{StoreError, Tx},
};
use itsumo_domain::{Timestamp, association::access::Seat, sync::Refusal};
use uuid::Uuid;

/// Somebody takes the term that a code was made for. Who has it already uses nothing up. It may be taken before it
/// begins: it opens nothing until then.
///
/// # Errors
/// The store's. Refused with `code-…` and `seat-code-…`.
pub async fn redeem(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    code: &str,
    now: Timestamp,
) -> Result<Result<Seat, Refusal>, StoreError> {
    let refused = |code: &str| Ok(Err(Refusal::of_field(code, "code")));
    let (code, kept) = match join::look_up(tx, city, CodeKind::AssociationSeat, code, now).await? {
        Ok(found) => found,
        Err(refusal) if refusal.code == "code-expired" => return refused("seat-code-expired"),
        Err(refusal) if refusal.code == "code-replaced" => return refused("seat-code-replaced"),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(held) = term(tx, city, kept.target).await? else { return refused("seat-code-over") };
    let Some(seat) = find(tx, city, held.seat).await? else { return refused("seat-code-over") };
    if held.term.until.is_some_and(|until| until < now.jst_date()) {
        return refused("seat-code-over");
    }
    if held.person != Some(person) {
        if kept.uses_left < 1 || held.person.is_some() {
            return refused("seat-code-used-up");
        }
        // Somebody who holds the seat already does not hold it twice.
        let both = terms(tx, city, &[seat.id])
            .await?
            .into_iter()
            .any(|other| other.person == Some(person) && other.term.covers(held.term.since.max(now.jst_date())));
        if both {
            return refused("seat-code-have");
        }
        join::use_once(tx, city, &code).await?;
        let begun = held.term.covers(now.jst_date());
        give(tx, out, city, &Held { person: Some(person), ..held }).await?;
        // One that begins later leaves open who holds the seat until then.
        if begun {
            recovery::taken(tx, out, city, &seat, now).await?;
        }
    }
    write_cards(tx, out, city, &[seat.id], now).await?;
    if let Some(association) = seat.association {
        block::write_association(tx, out, city, association, now).await?;
    }
    Ok(Ok(seat))
}
