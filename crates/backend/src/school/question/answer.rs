//! A guardian answers.

use super::{Kept, arrival_name, find, show};
use crate::{
    school::{Outgoing, absence, facility, guardian, guardian::Author, pupil, standing},
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{
    Timestamp,
    school::{
        Absence, Act, Desk, Part, TimeOfDay,
        absence::{Arrival, Reason, Told},
        access::{Of, may_at_school},
    },
    sync::Refusal,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Minutes after which a child that comes late, without a time being said, is looked for again: counted from the
/// answer, or from the cut-off where that is later. The absence it becomes says that time, and can be edited.
const LATE_MINUTES: i64 = 60;

/// Answers a question. A later answer takes the place of an earlier one; the same again changes nothing.
///
/// # Errors
/// The store's; inside, why it is refused: `not-found`, `already-over` for one of another day or of which the school
/// knows more by now. A refusal has written nothing.
pub async fn answer(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    question: Uuid,
    arrival: Arrival,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let not_found = Ok(Err(Refusal::new("not-found")));
    let Some(kept) = find(tx, city, &[question]).await?.remove(&question) else { return not_found };
    guardian::hold(tx, city, &[kept.pupil], true).await?;
    let Some(kept) = find(tx, city, &[question]).await?.remove(&question) else { return not_found };
    let standing = standing::standing(tx, city, person, now.jst_date()).await?;
    if may_at_school(&standing, Act::TellAbsence, Of::Child(kept.pupil)).is_err() {
        return not_found;
    }
    let author = Author::Guardian(person);
    if kept.answer.is_some_and(|(said, _)| said == arrival) && kept.author == author.column() {
        return Ok(Ok(()));
    }
    if kept.over || kept.day != now.jst_date() {
        return Ok(Err(Refusal::new("already-over")));
    }
    if let Err(refusal) = tell(tx, out, city, &author, &kept, arrival, now).await? {
        return Ok(Err(refusal));
    }
    let by = guardian::by_for_staff(tx, city, kept.pupil, &author).await?;
    let sql = "UPDATE question SET arrival = $3, answered = $4, author = $5, by_name = $6, over = $7
               WHERE city = $1 AND id = $2";
    let params: [Value; 7] = [
        city.into(),
        question.into(),
        arrival_name(arrival).into(),
        now.into(),
        author.column().into(),
        by.name.into(),
        (arrival == Arrival::Absent).into(),
    ];
    tx.execute(sql, &params).await?;
    show(tx, out, city, &[question], now).await?;
    out.touch_board(kept.facility);
    Ok(Ok(()))
}

/// What an answer says besides: an absence of today, always the same one for one question, or none any more.
async fn tell(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    author: &Author,
    kept: &Kept,
    arrival: Arrival,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let id = Uuid::new_v5(&kept.id, b"absence");
    let (part, tell) = match arrival {
        Arrival::LeftHome => {
            let told = absence::find(tx, city, &[id]).await?;
            if told.values().any(|told| !told.withdrawn) {
                return absence::withdraw_held(tx, out, city, author, id, now).await;
            }
            return Ok(Ok(()));
        }
        Arrival::Absent => (Part::AllDay, everybody(tx, city, kept).await?),
        Arrival::Late => {
            let asks = Told { facility: kept.facility, desk: Desk::Class };
            let cut_off = facility::find(tx, city, kept.facility).await?.map(|facility| facility.cut_off.on(kept.day));
            (Part::LateUntil { time: late_until(now, cut_off.unwrap_or(now)) }, vec![asks])
        }
    };
    let told = Absence {
        pupil: kept.pupil,
        from: kept.day,
        until: kept.day,
        part,
        reason: Reason::Other,
        symptoms: Vec::new(),
        temperature: None,
        note: String::new(),
        call_me: false,
        tell,
    };
    absence::report_held(tx, out, city, author, id, told, now).await
}

/// Every desk of every place where the child goes today: who is at home is missed everywhere.
async fn everybody(tx: &mut dyn Tx, city: &str, kept: &Kept) -> Result<Vec<Told>, StoreError> {
    let mut told = BTreeSet::new();
    for (facility, _) in pupil::facilities_of(tx, city, kept.pupil, kept.day).await? {
        told.extend(facility.desks.iter().map(|desk| Told { facility: facility.id, desk: *desk }));
    }
    told.retain(|told| told.desk != Desk::Other);
    Ok(told.into_iter().collect())
}

/// An hour from now or from the cut-off, whichever is later, in steps of five minutes, and on the same day.
fn late_until(now: Timestamp, cut_off: Timestamp) -> TimeOfDay {
    let minutes = u16::try_from(LATE_MINUTES).unwrap_or(60);
    let said = TimeOfDay::of(now.max(cut_off)).minutes().saturating_add(minutes);
    let said = said.div_ceil(5).saturating_mul(5);
    TimeOfDay::new(said / 60, said % 60).or_else(|| TimeOfDay::new(23, 59)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_late_without_a_time_is_looked_for_after_an_hour() {
        let day = "2026-11-24".parse().unwrap();
        let at = |text: &str| text.parse::<TimeOfDay>().unwrap().on(day);
        let table = [("08:00", "09:20"), ("08:31", "09:35"), ("08:35", "09:35"), ("23:10", "23:59")];
        for (now, expected) in table {
            assert_eq!(late_until(at(now), at("08:20")).to_string(), expected, "{now}");
        }
    }
}
