//! Ballots: handed in by a household's phone, or written down by an officer.

use super::{
    call::keeper,
    table::{self, Came, Entry},
};
use crate::{
    association::{
        Outgoing, SYSTEM,
        household::{self, Household},
    },
    school::unfit,
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        access::{Act, Standing, may_in_association},
        circular::joint_id,
        meeting::{Ballot, Given, Source},
    },
    record::kind,
    sync::Refusal,
};
use uuid::Uuid;

/// Most ballots of one household for one meeting: who taps on for ever is asked to stop.
const MOST: i64 = 100;

fn not_found() -> Refusal {
    Refusal::new("not-found")
}

/// Hands in a household's ballot from a phone. A later one takes its place until the vote closes: a household changes its
/// mind as it likes, also of what it gave on paper. Who came to it after the paper was handed in had no part in that, and
/// says so to an officer, who can ask.
///
/// # Errors
/// The store's; inside: `not-found`; `vote-closed`; `vote-count`, `proxy-to-self`, `not-a-household`; `ballot-in-hall` once
/// an officer has seen the household at the hall's door; `ballot-on-paper` for who is of it only since the day of its paper.
#[allow(clippy::too_many_arguments)]
pub async fn cast(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    standing: &Standing,
    id: Uuid,
    household: Uuid,
    given: Given,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let (entry, household) = match both(tx, city, id, household, now).await? {
        Ok(both) => both,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if may_in_association(standing, Act::AnswerForHousehold, household.of()).is_err() {
        return Ok(Err(not_found()));
    }
    if !entry.meeting.is_open(now) {
        return Ok(Err(Refusal::new("vote-closed")));
    }
    if let Err(refusal) = fits(tx, city, &entry, household.id, &given, now).await? {
        return Ok(Err(refusal));
    }
    let last = table::last(tx, city, id, household.id).await?;
    if last.as_ref().is_some_and(|last| last.source == Source::Hall && last.given.is_some()) {
        return Ok(Err(Refusal::new("ballot-in-hall")));
    }
    let members = household::members(tx, city, &[household.id], now.jst_date()).await?;
    let mut members = members.into_values().flatten();
    let mine = members.find(|member| member.person == person);
    let paper = last.as_ref().filter(|last| last.source == Source::Paper && last.given.is_some());
    if paper.is_some_and(|paper| mine.as_ref().is_none_or(|mine| mine.since >= paper.at.jst_date())) {
        return Ok(Err(Refusal::new("ballot-on-paper")));
    }
    let by = mine.map(|mine| mine.name).unwrap_or_default();
    add(tx, out, city, &entry, household.id, last, Some(given), Source::App, by, now).await
}

/// An officer writes down a ballot of paper, or that somebody is at the hall. The same again changes nothing.
///
/// # Errors
/// The store's; inside: `not-found`; `vote-closed` once it is counted; `vote-count`, `proxy-to-self`, `not-a-household`;
/// `ballot-there` when another is there and `replace` is not set.
#[allow(clippy::too_many_arguments)]
pub async fn record(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    id: Uuid,
    household: Uuid,
    (given, source): (Given, Source),
    replace: bool,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let (entry, household) = match both(tx, city, id, household, now).await? {
        Ok(both) => both,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(seat) = keeper(standing, entry.meeting.association) else { return Ok(Err(not_found())) };
    if entry.closed.is_some() {
        return Ok(Err(Refusal::new("vote-closed")));
    }
    if let Err(refusal) = fits(tx, city, &entry, household.id, &given, now).await? {
        return Ok(Err(refusal));
    }
    // An officer is no household's phone.
    let source = if source == Source::App { Source::Paper } else { source };
    let last = table::last(tx, city, id, household.id).await?;
    if let Some(Came { given: Some(there), source: way, .. }) = &last {
        if (there, *way) == (&given, source) {
            return Ok(Ok(()));
        }
        if !replace {
            return Ok(Err(Refusal::new("ballot-there")));
        }
    }
    add(tx, out, city, &entry, household.id, last, Some(given), source, seat.title.clone(), now).await
}

/// An officer takes back what they wrote down: it was another household's. What a household handed in by its own phone is
/// not an officer's to take back.
///
/// # Errors
/// The store's; inside: `not-found`, `vote-closed`, `ballot-of-the-app`.
pub async fn take_back(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    id: Uuid,
    household: Uuid,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(entry) = table::hold(tx, city, id).await? else { return Ok(Err(not_found())) };
    let Some(seat) = keeper(standing, entry.meeting.association) else { return Ok(Err(not_found())) };
    if entry.closed.is_some() {
        return Ok(Err(Refusal::new("vote-closed")));
    }
    let last = table::last(tx, city, id, household).await?;
    match &last {
        Some(Came { given: Some(_), source: Source::App, .. }) => Ok(Err(Refusal::new("ballot-of-the-app"))),
        Some(Came { given: Some(_), .. }) => {
            add(tx, out, city, &entry, household, last, None, Source::Paper, seat.title.clone(), now).await
        }
        _ => Ok(Err(not_found())),
    }
}

/// The meeting, held, and a household that may vote in it.
async fn both(
    tx: &mut dyn Tx,
    city: &str,
    id: Uuid,
    household: Uuid,
    now: Timestamp,
) -> Result<Result<(Entry, Household), Refusal>, StoreError> {
    let Some(entry) = table::hold(tx, city, id).await? else { return Ok(Err(not_found())) };
    let found = household::find(tx, city, household).await?;
    let day = entry.counted_on(now);
    let here = |it: &Household| it.association == entry.meeting.association && it.covers(day);
    Ok(found.filter(here).map(|household| (entry, household)).ok_or_else(not_found))
}

async fn fits(
    tx: &mut dyn Tx,
    city: &str,
    entry: &Entry,
    household: Uuid,
    given: &Given,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    if let Err(refusal) = given.validate().and_then(|()| entry.meeting.takes(household, given)) {
        return Ok(Err(refusal));
    }
    let Given::Proxy { to: Some(to) } = given else { return Ok(Ok(())) };
    let found = household::find(tx, city, *to).await?;
    let day = entry.counted_on(now);
    let here = found.is_some_and(|it| it.association == entry.meeting.association && it.covers(day));
    Ok(if here { Ok(()) } else { Err(Refusal::of_field("not-a-household", "to")) })
}

#[allow(clippy::too_many_arguments)]
async fn add(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    entry: &Entry,
    household: Uuid,
    last: Option<Came>,
    given: Option<Given>,
    source: Source,
    by: String,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let nth = last.map_or(1, |last| last.nth.saturating_add(1));
    if nth > MOST {
        return Ok(Err(Refusal::new("too-many")));
    }
    let came = Came { nth, at: now, source, by, given };
    table::add(tx, city, entry.id, household, &came).await?;
    let body = match &came.given {
        Some(given) => {
            let (given, by) = (given.clone(), came.by.clone());
            let ballot = Ballot { meeting: entry.id, household, given, source, at: now, by };
            Some(serde_json::to_string(&ballot).map_err(unfit)?)
        }
        None => None,
    };
    out.touch_board(entry.meeting.association);
    out.put(Stream::household(household), joint_id(entry.id, household), kind::BALLOT, SYSTEM, body);
    Ok(Ok(()))
}
