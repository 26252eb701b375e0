//! 出席簿: a class's month, as a page and as a file for Excel.

mod csv;

pub use csv::{LABELS, csv};

use crate::{
    school::{absence, attendance, days, facility::group},
    store::{StoreError, Tx, Value},
};
use chrono::{Months, NaiveDate};
use itsumo_domain::{
    Timestamp,
    school::{
        Desk, Facility,
        board::{ClassMonth, Pupil, Register, Registered, plan_register},
    },
};
use uuid::Uuid;

/// The register of a class for one month; `None` for a class that is not of this facility, or a month that is none. Six
/// statements, however many children.
///
/// # Errors
/// The store's.
pub async fn month(
    tx: &mut dyn Tx,
    city: &str,
    facility: &Facility,
    class: Uuid,
    year: i32,
    month: u32,
    now: Timestamp,
) -> Result<Option<Register>, StoreError> {
    let first = NaiveDate::from_ymd_opt(year, month, 1);
    let last = first.and_then(|first| first.checked_add_months(Months::new(1))).and_then(|next| next.pred_opt());
    let (Some(from), Some(until)) = (first, last) else { return Ok(None) };
    let Some((whose, group)) = group(tx, city, class).await? else { return Ok(None) };
    if whose != facility.id {
        return Ok(None);
    }
    let of_days = absence::Days { from, until, back_to: from };
    let pupils = registered(tx, city, facility.id, class, from, until).await?;
    let absences = absence::told_to(tx, city, facility.id, Desk::Class, Some(class), of_days).await?;
    let marks = attendance::marks(tx, city, facility.id, Some(class), of_days).await?;
    Ok(Some(plan_register(ClassMonth {
        from,
        until,
        now,
        facility,
        group,
        pupils: &pupils,
        absences: &absences,
        marks: &marks,
    })))
}

/// Who was of the class on any day of the month.
async fn registered(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    class: Uuid,
    from: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<Registered>, StoreError> {
    let shielded = attendance::shielded(tx, city, facility).await?;
    let sql = "SELECT p.id, p.name, p.kana, e.number, e.since, e.until FROM enrolment e
               JOIN pupil p ON p.city = e.city AND p.id = e.pupil
               WHERE e.city = $1 AND e.class_group = $2 AND e.since <= $4 AND e.until >= $3 ORDER BY p.id, e.since";
    let params: [Value; 4] = [city.into(), class.into(), days::column(from).into(), days::column(until).into()];
    let mut found: Vec<Registered> = Vec::new();
    for row in tx.query(sql, &params).await? {
        let time = (days::day(row.int(4)?)?, days::end(row.int(5)?)?);
        let pupil = Pupil {
            id: row.uuid(0)?,
            name: row.text(1)?.to_owned(),
            kana: row.text(2)?.to_owned(),
            number: u16::try_from(row.int(3)?).unwrap_or_default(),
            shielded: shielded.contains(&row.uuid(0)?),
        };
        match found.last_mut().filter(|last| last.pupil.id == pupil.id) {
            Some(last) => last.times.push(time),
            None => found.push(Registered { pupil, times: vec![time] }),
        }
    }
    Ok(found)
}
