//! What households do with a circular: they open it, and they reply.

use super::{Entry, streams, table};
use crate::{
    school::{days, unfit},
    store::{StoreError, Tx, Value},
    stream::Outgoing,
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        access::{Act, Home, Of, Standing, may_in_association, seat_may},
        circular::{Reply, ReplyView, joint_id},
    },
    record::kind,
    sync::Refusal,
};
use uuid::Uuid;

/// Replies are taken no more: their day is over.
pub(super) const CLOSED: &str = "circular-closed";

/// A circular was opened, for each of the member's households that it is for. The first time counts; of a recalled one
/// too, because it was opened before its recall came. Whoever reads it by a seat alone opens it for no household.
///
/// # Errors
/// The store's; refused is what was never for this person.
pub async fn open(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    circular: Uuid,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(entry) = table::find(tx, city, circular).await?.filter(|entry| entry.sent.is_some()) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    if !reads(standing, &entry) {
        return Ok(Err(Refusal::new("not-found")));
    }
    for home in homes(standing, &entry) {
        if opened(tx, city, circular, home.household, now).await? {
            out.touch_board(home.association);
        }
    }
    Ok(Ok(()))
}

/// Of a person's households those for which a circular is.
fn homes<'a>(standing: &'a Standing, entry: &Entry) -> Vec<&'a Home> {
    let Some(draft) = entry.public.as_ref() else { return Vec::new() };
    let of =
        |home: &&Home| Some(home.association) == entry.association && draft.audience.has(home.household, home.block);
    standing.homes.iter().filter(of).collect()
}

/// Whether somebody reads a circular that went out: for a household of theirs, or by a seat that wrote it, to which it went
/// or whose part it is to see how it stands.
pub(super) fn reads(standing: &Standing, entry: &Entry) -> bool {
    let (Some(association), Some(draft)) = (entry.association, entry.public.as_ref()) else { return false };
    let audience = &draft.audience;
    let by_seat = standing.seats.iter().filter(|seat| seat.association == Some(association)).any(|seat| {
        let whole = seat_may(seat, Act::ReadAssociation, Of::Association(association));
        let block = seat.block.filter(|block| seat_may(seat, Act::SeeReach, Of::Block { association, block: *block }));
        seat.id == entry.seat
            || (whole && (audience.everybody || seat.block.is_none()))
            || audience.roles.contains(&seat.role)
            || block.is_some_and(|block| audience.blocks.contains(&block))
    });
    by_seat || !homes(standing, entry).is_empty()
}

async fn opened(
    tx: &mut dyn Tx,
    city: &str,
    circular: Uuid,
    household: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql =
        "INSERT INTO circular_open (city, circular, household, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, &[city.into(), circular.into(), household.into(), now.into()]).await? > 0)
}

/// A household replied: the later reply takes the place of the earlier, and every member of the household sees it. After
/// the due day it counts as well, unless the circular closes then.
///
/// # Errors
/// The store's; refused are `not-found`, `circular-recalled`, `circular-closed`, `not-an-answer`.
#[allow(clippy::too_many_arguments)]
pub async fn reply(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    standing: &Standing,
    circular: Uuid,
    household: Uuid,
    given: Reply,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(entry) = table::find(tx, city, circular).await?.filter(|entry| entry.sent.is_some()) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    let Some(home) = homes(standing, &entry).into_iter().find(|home| home.household == household) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    let of = Of::Household { association: home.association, block: home.block, household };
    if may_in_association(standing, Act::AnswerForHousehold, of).is_err() {
        return Ok(Err(Refusal::new("not-found")));
    }
    if let Err(refusal) = fits(&entry, &given, now) {
        return Ok(Err(refusal));
    }
    let (membership, name) = member(tx, city, household, person, now).await?;
    let said = Said { circular, household, reply: given, at: now, by: name, paper: false };
    keep(tx, out, city, said, &format!("member/{membership}")).await?;
    opened(tx, city, circular, household, now).await?;
    out.touch_board(home.association);
    Ok(Ok(()))
}

/// Whether a reply given at `at` is taken.
pub(super) fn fits(entry: &Entry, given: &Reply, at: Timestamp) -> Result<(), Refusal> {
    if !entry.is_out() {
        return Err(Refusal::new("circular-recalled"));
    }
    let Some(draft) = entry.public.as_ref() else { return Err(Refusal::new("not-found")) };
    if draft.is_closed(at.jst_date()) {
        return Err(Refusal::new(CLOSED));
    }
    given.fits(&draft.ask)
}

/// Their membership of the household, and the name by which the household knows them.
async fn member(
    tx: &mut dyn Tx,
    city: &str,
    household: Uuid,
    person: Uuid,
    now: Timestamp,
) -> Result<(Uuid, String), StoreError> {
    let sql = "SELECT id, name FROM membership WHERE city = $1 AND household = $2 AND person = $3 AND since <= $4
               AND until >= $4 ORDER BY since LIMIT 1";
    let params: [Value; 4] = [city.into(), household.into(), person.into(), days::column(now.jst_date()).into()];
    let rows = tx.query(sql, &params).await?;
    rows.first().map_or(Ok(Default::default()), |row| Ok((row.uuid(0)?, row.text(1)?.to_owned())))
}

/// A reply, however it came.
pub(super) struct Said {
    pub circular: Uuid,
    pub household: Uuid,
    pub reply: Reply,
    pub at: Timestamp,
    pub by: String,
    pub paper: bool,
}

/// Keeps a reply and tells the household of it, unless a later one is there.
pub(super) async fn keep(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    said: Said,
    author: &str,
) -> Result<(), StoreError> {
    let Said { circular, household, reply, at, by, paper } = said;
    let sql = "INSERT INTO circular_reply (city, circular, household, at, said_by, paper, json)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (city, circular, household) DO UPDATE SET at = excluded.at,
               said_by = excluded.said_by, paper = excluded.paper, json = excluded.json
               WHERE circular_reply.at <= excluded.at";
    let params: [Value; 7] = [
        city.into(),
        circular.into(),
        household.into(),
        at.into(),
        by.as_str().into(),
        paper.into(),
        serde_json::to_string(&reply).map_err(unfit)?.into(),
    ];
    if tx.execute(sql, &params).await? == 0 {
        return Ok(());
    }
    let record = joint_id(circular, household);
    let view = ReplyView { circular, household, reply, at, by, paper };
    let stream = Stream::household(household);
    streams::note(tx, city, circular, &stream, record).await?;
    out.put(stream, record, kind::CIRCULAR_REPLY, author, Some(serde_json::to_string(&view).map_err(unfit)?));
    Ok(())
}
