//! What the staff notes of a child: is there, went, is not there, that was a slip.

use crate::{
    school::{Outgoing, absence::Days, days, guardian, pupil, question},
    store::{Row, StoreError, Tx, Value},
    stream::{Sized, chunks, values},
};
use chrono::{Datelike, NaiveDate};
use itsumo_domain::{
    Timestamp,
    school::{
        Act,
        access::Seat,
        board::{Mark, Marked},
    },
    sync::Refusal,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Notes something of a child on a day: today, or, to put a register right, one of this month.
///
/// # Errors
/// As [`mark_all`].
#[allow(clippy::too_many_arguments)]
pub async fn mark(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seat: &Seat,
    pupil: Uuid,
    day: NaiveDate,
    mark: Mark,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    mark_all(tx, out, city, seat, &[pupil], day, mark, now).await
}

/// The same of many children at once. Who is there or known to be absent is not asked after any more.
///
/// # Errors
/// The store's; inside, `not-found` when one of them is not the seat's to mark, `past-days` for a month that is over,
/// `not-a-school-day` for a day to come. Then nobody is marked.
#[allow(clippy::too_many_arguments)]
pub async fn mark_all(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seat: &Seat,
    pupils: &[Uuid],
    day: NaiveDate,
    mark: Mark,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let today = now.jst_date();
    if day > today {
        return Ok(Err(Refusal::of_field("not-a-school-day", "day")));
    }
    if day < today.with_day(1).unwrap_or(today) {
        return Ok(Err(Refusal::of_field("past-days", "day")));
    }
    let pupils: BTreeSet<Uuid> = pupils.iter().copied().collect();
    let pupils: Vec<Uuid> = pupils.into_iter().collect();
    guardian::hold(tx, city, &pupils, true).await?;
    if !super::may_for(tx, city, seat, &pupils, day, Act::KeepBoard).await? {
        return Ok(Err(Refusal::new("not-found")));
    }
    for chunk in chunks(&pupils) {
        let mut params: Vec<Value> = vec![
            city.into(),
            seat.facility.into(),
            days::column(day).into(),
            now.into(),
            mark.name().into(),
            seat.id.into(),
        ];
        params.extend(chunk.iter().copied().map(Value::from));
        tx.execute(mark_sql(chunk.len()), &params).await?;
    }
    out.touch_board(seat.facility);
    // Whoever waits for the child elsewhere hears that it set out, or did not.
    for enrolment in pupil::enrolments(tx, city, &pupils).await? {
        if enrolment.covers(day) {
            out.touch_board(enrolment.facility);
        }
    }
    if mark != Mark::Cleared {
        question::close(tx, out, city, seat.facility, &pupils, day, now).await?;
    }
    Ok(Ok(()))
}

/// A facility's marks of some days, in the order in which they were set; of the days before them, back to
/// [`Days::back_to`], those of children who are absent on the first of them.
///
/// # Errors
/// The store's.
pub async fn marks(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    class: Option<Uuid>,
    days: Days,
) -> Result<Vec<Marked>, StoreError> {
    const SQL: &str = "SELECT m.pupil, m.day, m.mark, m.at FROM mark m
        WHERE m.city = $1 AND m.facility = $2 AND m.day >= $5 AND m.day <= $4
        AND (m.day >= $3 OR m.pupil IN (
            SELECT d.pupil FROM absence_desk d WHERE d.city = $1 AND d.facility = $2 AND d.desk = 'class'
            AND d.until_day >= $3 AND d.from_day <= $3
            UNION SELECT n.pupil FROM mark n WHERE n.city = $1 AND n.facility = $2 AND n.day = $3
            AND n.mark = 'absent'))";
    let mut params: Vec<Value> = vec![
        city.into(),
        facility.into(),
        days::column(days.from).into(),
        days::column(days.until).into(),
        days::column(days.back_to.min(days.from)).into(),
    ];
    let rows = match class {
        None => tx.query(&format!("{SQL} ORDER BY m.day, m.at, m.pupil"), &params).await?,
        Some(class) => {
            params.push(class.into());
            let of_class = "AND m.pupil IN (SELECT e.pupil FROM enrolment e WHERE e.city = $1 AND e.class_group = $6)";
            tx.query(&format!("{SQL} {of_class} ORDER BY m.day, m.at, m.pupil"), &params).await?
        }
    };
    rows.iter().map(read).collect()
}

/// Reads `pupil, day, mark, at`.
pub(super) fn read(row: &Row) -> Result<Marked, StoreError> {
    let name = row.text(2)?;
    Ok(Marked {
        pupil: row.uuid(0)?,
        day: days::day(row.int(1)?)?,
        mark: Mark::named(name).ok_or_else(|| StoreError::Shape(format!("{name} is not a mark")))?,
        at: Timestamp(row.int(3)?),
    })
}

fn mark_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let rows = values(size, 7, 1, |p| format!("($1, $2, $3, ${p}, $4, $5, $6)"));
        format!(
            "INSERT INTO mark (city, facility, day, pupil, at, mark, seat) VALUES {rows}
             ON CONFLICT (city, facility, day, pupil, at) DO UPDATE SET mark = excluded.mark, seat = excluded.seat"
        )
    })
}
