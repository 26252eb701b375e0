//! Taking a seat with the code of its slip.

use super::{Staff, Trouble};
use crate::{
    app::App,
    association::seat,
    problem::Failure,
    school::{Outgoing, join},
    store::StoreError,
};
use itsumo_domain::sync::Refusal;
use std::net::IpAddr;

/// Takes the seat of `code` for the signed-in person.
///
/// # Errors
/// The store's, and too many tries; a refusal is an answer.
pub(super) async fn take(
    app: &App,
    client: IpAddr,
    staff: &Staff,
    code: String,
) -> Result<Result<(), Refusal>, Trouble> {
    let (city, person, now) = (staff.city.clone(), staff.signed.person, app.clock.now());
    // The same count as for the codes of children: who guesses guesses either.
    app.joins.take(client, person, now).map_err(Failure::from)?;
    let taking = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let mut taken = join::redeem_seat(tx, &mut out, &city, person, &code, now).await?.map(drop);
            // What is refused has written nothing. A slip of an association's seat looks like one of a facility's.
            if taken.is_err() {
                let of_association = seat::redeem(tx, &mut out, &city, person, &code, now).await?.map(drop);
                taken = taken.or_else(|first| of_association.map_err(|second| nearer(first, second)));
            }
            out.send(tx, &city, now).await?;
            Ok(taken)
        })
    });
    Ok(taking.await?)
}

/// Which of two refusals says more: the one that is not about the kind of code.
fn nearer(first: Refusal, second: Refusal) -> Refusal {
    if first.code.starts_with("code-of-") { second } else { first }
}
