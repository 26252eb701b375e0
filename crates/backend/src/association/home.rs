//! What a member does with regard to their own household, beside what they tell by commands: joins, lets in, leaves,
//! says how circulars shall come, takes its data along.

use super::{Outgoing, household, household::Household, join, known, member, request};
use crate::{
    account::Signed,
    app::App,
    school::children::JoinError,
    store::{StoreError, Tx},
    stream,
    sync::has_account,
};
use itsumo_domain::{
    Stream,
    association::{
        Act, Delivery, HouseholdPack, JoinHousehold, JoinRequest, JoinedHousehold, Member,
        access::{Home, may_in_association},
    },
};
use std::net::IpAddr;
use uuid::Uuid;

/// Joins a household with the code of a block's letter, or asks to.
///
/// # Errors
/// [`JoinError`].
pub async fn join(
    app: &App,
    client: IpAddr,
    signed: &Signed,
    asked: JoinHousehold,
) -> Result<JoinedHousehold, JoinError> {
    let now = app.clock.now();
    app.joins.take(client, signed.person, now)?;
    let (city, person, id) = (signed.city.clone(), signed.person, app.ids.new_id());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                if !has_account(tx, &city, person).await? {
                    return Err(JoinError::SignedOut);
                }
                let mut out = Outgoing::default();
                let joined = join::redeem(tx, &mut out, &city, person, id, &asked, now).await?;
                let joined = joined.map_err(JoinError::Refused)?;
                out.send(tx, &city, now).await?;
                Ok(joined)
            })
        })
        .await
}

/// What this person has asked and waits for, or was said no to.
///
/// # Errors
/// The store's.
pub async fn requests(app: &App, signed: &Signed) -> Result<Vec<JoinRequest>, StoreError> {
    let (city, person) = (signed.city.clone(), signed.person);
    let found = app.store.read(move |tx| {
        Box::pin(async move {
            let asked = request::of_person(tx, &city, person).await?;
            request::shown(tx, &city, asked).await
        })
    });
    found.await
}

/// Takes a request back. Answers whether there was such a one of theirs.
///
/// # Errors
/// The store's.
pub async fn take_back(app: &App, signed: &Signed, request: Uuid) -> Result<bool, StoreError> {
    let (city, person) = (signed.city.clone(), signed.person);
    app.store.write(move |tx| Box::pin(async move { request::take_back(tx, &city, person, request).await })).await
}

/// Who says they are of this household and waits; `None` when it is not one of this person's.
///
/// # Errors
/// The store's.
pub async fn asking(app: &App, signed: &Signed, household: Uuid) -> Result<Option<Vec<JoinRequest>>, StoreError> {
    if mine(app, signed, Act::KeepMembers, household).await?.is_none() {
        return Ok(None);
    }
    let city = signed.city.clone();
    let found = app.store.read(move |tx| {
        Box::pin(async move {
            let asked = request::of_household(tx, &city, household).await?;
            request::shown(tx, &city, asked).await.map(Some)
        })
    });
    found.await
}

/// A member says whether somebody who asks is one of them. Answers whether there was such a request to this household.
///
/// # Errors
/// The store's.
pub async fn answer(app: &App, signed: &Signed, household: Uuid, request: Uuid, yes: bool) -> Result<bool, StoreError> {
    if mine(app, signed, Act::KeepMembers, household).await?.is_none() {
        return Ok(false);
    }
    let (now, id, city) = (app.clock.now(), app.ids.new_id(), signed.city.clone());
    let writing = app.store.write(move |tx| {
        Box::pin(async move {
            let asked = request::find(tx, &city, request).await?;
            if asked.and_then(|asked| asked.household) != Some(household) {
                return Ok(false);
            }
            if !yes {
                return request::refuse(tx, &city, request, now).await;
            }
            let mut out = Outgoing::default();
            let done = request::let_in(tx, &mut out, &city, request, household, id, now).await?.is_ok();
            out.send(tx, &city, now).await?;
            Ok(done)
        })
    });
    writing.await
}

/// Which member is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Whoever asks.
    Me,
    /// By the membership.
    Member(Uuid),
}

/// Takes a member out of a household of this person's, or the person themselves. Answers whether there was such a
/// member.
///
/// # Errors
/// The store's.
pub async fn end_member(app: &App, signed: &Signed, household: Uuid, whom: Whom) -> Result<bool, StoreError> {
    if mine(app, signed, Act::KeepMembers, household).await?.is_none() {
        return Ok(false);
    }
    let (now, city, person) = (app.clock.now(), signed.city.clone(), signed.person);
    let writing = app.store.write(move |tx| {
        Box::pin(async move {
            let there = household::members(tx, &city, &[household], now.jst_date()).await?;
            let there = there.get(&household).map(Vec::as_slice).unwrap_or_default();
            let member = match whom {
                Whom::Member(member) => Some(member),
                Whom::Me => there.iter().find(|row| row.person == person).map(|row| row.id),
            };
            let Some(member) = member else { return Ok(false) };
            let mut out = Outgoing::default();
            let gone = member::end(tx, &mut out, &city, household, member, now).await?;
            out.send(tx, &city, now).await?;
            Ok(gone)
        })
    });
    writing.await
}

/// Says how circulars shall come to a household of this person's. Answers whether it is one.
///
/// # Errors
/// The store's.
pub async fn set_delivery(app: &App, signed: &Signed, household: Uuid, delivery: Delivery) -> Result<bool, StoreError> {
    if mine(app, signed, Act::AnswerForHousehold, household).await?.is_none() {
        return Ok(false);
    }
    let (now, city) = (app.clock.now(), signed.city.clone());
    let writing = app.store.write(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            member::set_delivery(tx, &mut out, &city, household, delivery, now).await?;
            out.send(tx, &city, now).await?;
            Ok(true)
        })
    });
    writing.await
}

/// All that the server has of a household of this person's, also of one that has moved away; `None` when it is none of
/// theirs. No other household stands in it.
///
/// # Errors
/// The store's.
pub async fn pack(app: &App, signed: &Signed, household: Uuid) -> Result<Option<HouseholdPack>, StoreError> {
    if mine(app, signed, Act::SeeHousehold, household).await?.is_none() {
        return Ok(None);
    }
    let (city, day) = (signed.city.clone(), app.clock.now().jst_date());
    let found = app.store.read(move |tx| {
        Box::pin(async move {
            let Some(home) = household::find(tx, &city, household).await? else { return Ok(None) };
            pack_of(tx, &city, home, day).await.map(Some)
        })
    });
    found.await
}

pub(crate) async fn pack_of(
    tx: &mut dyn Tx,
    city: &str,
    home: Household,
    day: chrono::NaiveDate,
) -> Result<HouseholdPack, StoreError> {
    let rows = household::members(tx, city, &[home.id], day).await?.remove(&home.id).unwrap_or_default();
    let member = |row: household::MemberRow| Member { id: row.id, name: row.name, far: row.far, since: row.since };
    let name = household::association(tx, city, home.association).await?.map(|found| found.name).unwrap_or_default();
    let block = super::block::find(tx, city, home.block).await?.map(|(_, block)| block).unwrap_or_default();
    let card = household::card(&home, name, block, rows.into_iter().map(member).collect());
    let mut records = stream::all(tx, city, &Stream::household(home.id)).await?;
    records.retain(|record| !record.gone && record.id != home.id);
    Ok(HouseholdPack { household: home.id, card, phone: home.phone, records })
}

/// The household, if `act` is this person's to do of it.
async fn mine(app: &App, signed: &Signed, act: Act, household: Uuid) -> Result<Option<Home>, StoreError> {
    let known = known(app, &signed.city, signed.person).await?;
    let mut homes = known.standing.homes.iter().chain(&known.standing.moved);
    let home = homes.find(|home| home.household == household).cloned();
    Ok(home.filter(|home| may_in_association(&known.standing, act, home.of()).is_ok()))
}
