//! What officers mark on paper: that it was delivered, that it was read, and what stands on a slip that came back.

use super::{
    look,
    reply::{self, CLOSED},
    streams, table,
};
use crate::{
    school::unfit,
    store::{StoreError, Tx, Value},
    stream::Outgoing,
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        access::{Act, Of, Standing, seat_may},
        circular::{Mark, PaperMark, Reply, joint_id},
    },
    record::kind,
    sync::Refusal,
};
use uuid::Uuid;

/// What an officer marked, and when by the clock of their device.
#[derive(Clone, Debug, PartialEq)]
pub struct Marked {
    /// Of which circular.
    pub circular: Uuid,
    /// Of which household.
    pub household: Uuid,
    /// What.
    pub mark: Mark,
    /// When. What is said to lie in the future is of now, and later than all that is there.
    pub at: Timestamp,
    /// What stands on the slip.
    pub given: Option<Reply>,
}

/// Marks. The later mark of a household counts, and of two of the same time the greater; so phones that were apart all
/// evening agree, in whatever order they come back. A slip with a reply was read, also where it comes too late for what is
/// ticked on it: then the mark is kept and the reply is not. After a recall marks are taken still, so that what was fetched
/// can be marked; replies are not.
///
/// # Errors
/// The store's; refused are `not-found`, and for what stands on the slip `circular-recalled`, `not-an-answer`.
pub async fn mark(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    marked: Marked,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let Marked { circular, household, mark, at, given } = marked;
    let not_found = || Ok(Err(Refusal::new("not-found")));
    let entry = table::find(tx, city, circular).await?.filter(|entry| entry.sent.is_some() && entry.expired.is_none());
    let Some(entry) = entry else { return not_found() };
    let Some((association, block)) = look::home(tx, city, household, now.jst_date()).await? else {
        return not_found();
    };
    let for_them = entry.public.as_ref().is_some_and(|public| public.audience.has(household, block));
    let of = Of::Household { association, block, household };
    let seat = standing.seats.iter().find(|seat| seat_may(seat, Act::KeepPaper, of));
    let Some(seat) = seat.filter(|_| for_them && entry.association == Some(association)) else { return not_found() };
    // Of a clock that is ahead nothing is known but the order in which its marks come.
    let tie = if at > now { "" } else { " AND circular_paper.mark < excluded.mark" };
    let at = at.min(now);
    let mark = if given.is_some() { Mark::Read } else { mark };
    let given = match given.map(|given| reply::fits(&entry, &given, at).map(|()| given)).transpose() {
        Err(refusal) if refusal.code == CLOSED => None,
        Err(refusal) => return Ok(Err(refusal)),
        Ok(given) => given,
    };
    let author = format!("seat/{}", seat.id);
    let sql = format!(
        "INSERT INTO circular_paper (city, circular, household, mark, marked, marked_by)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, circular, household) DO UPDATE SET mark = excluded.mark,
               marked = excluded.marked, marked_by = excluded.marked_by
               WHERE circular_paper.marked < excluded.marked
                  OR (circular_paper.marked = excluded.marked{tie})"
    );
    let params: [Value; 6] = [
        city.into(),
        circular.into(),
        household.into(),
        table::mark_column(mark).into(),
        at.into(),
        seat.title.as_str().into(),
    ];
    if tx.execute(&sql, &params).await? > 0 {
        let record = joint_id(circular, household);
        let body = PaperMark { circular, household, mark, marked: at, by: seat.title.clone() };
        let stream = Stream::officers(block);
        streams::note(tx, city, circular, &stream, record).await?;
        out.put(stream, record, kind::PAPER, &author, Some(serde_json::to_string(&body).map_err(unfit)?));
        out.touch_board(association);
    }
    if let Some(given) = given {
        let said = reply::Said { circular, household, reply: given, at, by: seat.title.clone(), paper: true };
        reply::keep(tx, out, city, said, &author).await?;
    }
    Ok(Ok(()))
}
