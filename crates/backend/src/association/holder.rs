//! What officers do with regard to their own seats, beside what they tell by commands: take one with its slip's code, ask
//! for one that is lost, agree or say no.

use super::{
    Outgoing, block,
    recovery::{self, Mailing},
    seat, standing,
};
use crate::{account::Signed, app::App, school::children::JoinError, store::StoreError, sync::has_account};
use itsumo_domain::{
    association::seat::{AskRecovery, RecoveryShown, TakeSeat, TakenSeat},
    sync::Refusal,
};
use std::net::IpAddr;
use uuid::Uuid;

/// Takes a term of a seat with the code of its slip. Tries are counted with those of children's codes: who guesses guesses
/// either.
///
/// # Errors
/// [`JoinError`].
pub async fn take(app: &App, client: IpAddr, signed: &Signed, asked: TakeSeat) -> Result<TakenSeat, JoinError> {
    let now = app.clock.now();
    app.joins.take(client, signed.person, now)?;
    let (city, person) = (signed.city.clone(), signed.person);
    let taking = app.store.write(move |tx| {
        Box::pin(async move {
            if !has_account(tx, &city, person).await? {
                return Err(JoinError::SignedOut);
            }
            let mut out = Outgoing::default();
            let taken = seat::redeem(tx, &mut out, &city, person, &asked.code, now).await?;
            let seat = taken.map_err(JoinError::Refused)?;
            let terms = seat::terms(tx, &city, &[seat.id]).await?;
            let mine = terms.iter().rev().find(|held| held.person == Some(person) && held.term.is_one());
            let association = match seat.association {
                Some(id) => block::association(tx, &city, id).await?.map(|at| at.name).unwrap_or_default(),
                None => String::new(),
            };
            let since = mine.map_or(now.jst_date(), |held| held.term.since);
            out.send(tx, &city, now).await?;
            Ok(TakenSeat { seat: seat.id, title: seat.title, association, since })
        })
    });
    taking.await
}

/// Asks for a seat that is lost.
///
/// # Errors
/// [`JoinError`].
pub async fn ask(
    app: &App,
    client: IpAddr,
    signed: &Signed,
    seat: Uuid,
    asked: AskRecovery,
) -> Result<RecoveryShown, JoinError> {
    let now = app.clock.now();
    app.joins.take(client, signed.person, now)?;
    let (city, person, id, ids) = (signed.city.clone(), signed.person, app.ids.new_id(), app.ids.clone());
    let city_name = app.cities.get(&city).map(|city| city.city.name.clone()).unwrap_or_default();
    let asking = app.store.write(move |tx| {
        Box::pin(async move {
            if !has_account(tx, &city, person).await? {
                return Err(JoinError::SignedOut);
            }
            let mut out = Outgoing::default();
            let standing = standing::standing(tx, &city, person, now.jst_date()).await?;
            let mailing = Mailing { ids: &*ids, city_name: &city_name };
            let words = (asked.name.as_str(), asked.why.as_str());
            let asked = recovery::ask(tx, &mut out, &city, person, &standing, (id, seat), words, mailing, now).await?;
            let id = asked.map_err(JoinError::Refused)?;
            let mine = recovery::of_person(tx, &city, person).await?;
            out.send(tx, &city, now).await?;
            Ok(mine.into_iter().find(|shown| shown.id == id).unwrap_or_default())
        })
    });
    let shown = asking.await?;
    app.mail_waits.notify_one();
    Ok(shown)
}

/// What this person asked for, the newest first.
///
/// # Errors
/// The store's.
pub async fn asked(app: &App, signed: &Signed) -> Result<Vec<RecoveryShown>, StoreError> {
    let (city, person) = (signed.city.clone(), signed.person);
    app.store.read(move |tx| Box::pin(async move { recovery::of_person(tx, &city, person).await })).await
}

/// An officer's yes, the city's, or the holder's no.
///
/// # Errors
/// The store's; inside, `not-found`.
pub async fn answer(
    app: &App,
    city: &str,
    person: Uuid,
    recovery: Uuid,
    yes: bool,
) -> Result<Result<(), Refusal>, StoreError> {
    let (city, now, term) = (city.to_owned(), app.clock.now(), app.ids.new_id());
    let answering = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let standing = standing::standing(tx, &city, person, now.jst_date()).await?;
            let said = (recovery, yes);
            let done = recovery::answer(tx, &mut out, &city, person, &standing, said, term, now).await?;
            if done.is_ok() {
                out.send(tx, &city, now).await?;
            }
            Ok(done.map(drop))
        })
    });
    answering.await
}

/// Takes back what this person asked for. Answers whether there was such a one.
///
/// # Errors
/// The store's.
pub async fn take_back(app: &App, signed: &Signed, recovery: Uuid) -> Result<bool, StoreError> {
    let (city, person, now) = (signed.city.clone(), signed.person, app.clock.now());
    let taking = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let done = recovery::take_back(tx, &mut out, &city, person, recovery, now).await?;
            out.send(tx, &city, now).await?;
            Ok(done)
        })
    });
    taking.await
}
