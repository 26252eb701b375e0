//! Taking a seat with the code of its slip.

use super::{Staff, Trouble};
use crate::{
    app::App,
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
            let taken = join::redeem_seat(tx, &mut out, &city, person, &code, now).await?;
            out.send(tx, &city, now).await?;
            Ok(taken.map(drop))
        })
    });
    Ok(taking.await?)
}
