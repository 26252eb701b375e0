//! The school asks.

use super::{Kept, find, id_of, show};
use crate::{
    school::{Outgoing, attendance, days, guardian},
    store::{StoreError, Tx, Value},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    school::{Act, absence::Arrival, access::Seat},
    sync::Refusal,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Who was asked after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Children of whom at least one guardian was asked.
    pub asked: Vec<Uuid>,
    /// Children of whom nobody could be: they are for the telephone.
    pub nobody: Vec<Uuid>,
}

/// Asks every guardian who may tell absences of these children, today. A question that was over or answered is open
/// again: who asks anew does not know where the child is. But where somebody said that the child left home, that stands:
/// it is the most urgent there is, and nothing new is learned by asking.
///
/// # Errors
/// The store's; inside, `not-found` for a child that is not the seat's to ask after, `not-a-school-day` for another day
/// than today. Then nobody is asked.
pub async fn ask(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seat: &Seat,
    pupils: &[Uuid],
    day: NaiveDate,
    now: Timestamp,
) -> Result<Result<Asked, Refusal>, StoreError> {
    if day != now.jst_date() {
        return Ok(Err(Refusal::of_field("not-a-school-day", "day")));
    }
    let pupils: BTreeSet<Uuid> = pupils.iter().copied().collect();
    let pupils: Vec<Uuid> = pupils.into_iter().collect();
    guardian::hold(tx, city, &pupils, true).await?;
    if !attendance::may_for(tx, city, seat, &pupils, day, Act::KeepBoard).await? {
        return Ok(Err(Refusal::new("not-found")));
    }
    let ids: Vec<Uuid> = pupils.iter().map(|pupil| id_of(seat.facility, *pupil, day)).collect();
    let left_home = |kept: &Kept| !kept.over && kept.answer.is_some_and(|(arrival, _)| arrival == Arrival::LeftHome);
    let stands = find(tx, city, &ids).await?;
    for (id, pupil) in ids.iter().zip(&pupils) {
        if stands.get(id).is_some_and(left_home) {
            continue;
        }
        let sql = "INSERT INTO question
                   (city, id, pupil, facility, day, at, seat, arrival, answered, author, by_name, over)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, '', '', 0)
                   ON CONFLICT (city, id) DO UPDATE SET at = excluded.at, seat = excluded.seat, arrival = '',
                   answered = 0, author = '', by_name = '', over = 0";
        let params: [Value; 7] = [
            city.into(),
            (*id).into(),
            (*pupil).into(),
            seat.facility.into(),
            days::column(day).into(),
            now.into(),
            seat.id.into(),
        ];
        tx.execute(sql, &params).await?;
    }
    let readers = show(tx, out, city, &ids, now).await?;
    out.touch_board(seat.facility);
    let reached = |pupil: &Uuid| readers.get(pupil).is_some_and(|readers| !readers.is_empty());
    let (asked, nobody) = pupils.into_iter().partition(reached);
    Ok(Ok(Asked { asked, nobody }))
}
