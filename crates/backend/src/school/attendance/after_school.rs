//! A 学童's board: who has set out from school and not come.

use super::mark;
use crate::{
    school::{absence, days, facility, pupil},
    store::{StoreError, Tx},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    school::{
        Desk, Facility, FacilityKind,
        board::{AfterSchool, AfterSchoolBoard, AfterSchoolRow, Mark, Marked, Pupil, Way, plan_after_school},
    },
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A 学童 on a day. Of what other facilities know it sees one thing: that a child of its own left them, and when.
///
/// # Errors
/// The store's.
pub async fn after_school(
    tx: &mut dyn Tx,
    city: &str,
    facility: &Facility,
    day: NaiveDate,
    now: Timestamp,
) -> Result<AfterSchoolBoard, StoreError> {
    let shielded = super::shielded(tx, city, facility.id).await?;
    let pupils: Vec<_> = pupil::everybody(tx, city, facility.id, day)
        .await?
        .into_iter()
        .map(|member| {
            let child = Pupil {
                id: member.pupil.id,
                number: member.number,
                name: member.pupil.name,
                kana: member.pupil.kana,
                shielded: shielded.contains(&member.pupil.id),
            };
            (child, member.class)
        })
        .collect();
    let of_day = absence::Days { from: day, until: day, back_to: day };
    let absences = absence::told_to(tx, city, facility.id, Desk::Class, None, of_day).await?;
    let marks = mark::marks(tx, city, facility.id, None, of_day).await?;
    let elsewhere = elsewhere(tx, city, facility.id, day).await?;
    Ok(plan_after_school(AfterSchool {
        day,
        now,
        facility,
        pupils: &pupils,
        absences: &absences,
        marks: &marks,
        elsewhere: &elsewhere,
    }))
}

/// Children who left this school and have not come where they are waited for, each with that place: what a 学童 sees
/// first on its board the school sees too, for two look better than one. Today's alone; who was not marked yesterday is
/// nobody to look for.
///
/// # Errors
/// The store's.
pub async fn not_arrived(
    tx: &mut dyn Tx,
    city: &str,
    school: &Facility,
    day: NaiveDate,
    now: Timestamp,
) -> Result<Vec<(Facility, AfterSchoolRow)>, StoreError> {
    if day != now.jst_date() {
        return Ok(Vec::new());
    }
    let of_day = absence::Days { from: day, until: day, back_to: day };
    let mut last: HashMap<Uuid, Mark> = HashMap::new();
    for marked in mark::marks(tx, city, school.id, None, of_day).await? {
        last.insert(marked.pupil, marked.mark);
    }
    let left: BTreeSet<Uuid> =
        last.into_iter().filter(|(_, mark)| *mark == Mark::Left).map(|(pupil, _)| pupil).collect();
    let pupils: Vec<Uuid> = left.iter().copied().collect();
    let enrolments = pupil::enrolments(tx, city, &pupils).await?;
    let elsewhere = enrolments.iter().filter(|enrolment| enrolment.covers(day) && enrolment.facility != school.id);
    let places: BTreeSet<Uuid> = elsewhere.map(|enrolment| enrolment.facility).collect();
    let mut missed = Vec::new();
    for place in places {
        let Some(place) = facility::find(tx, city, place).await? else { continue };
        if place.kind != FacilityKind::AfterSchool {
            continue;
        }
        let rows = after_school(tx, city, &place, day, now).await?.rows;
        let over = rows.into_iter().filter(|row| matches!(row.way, Way::Over { .. }) && left.contains(&row.pupil));
        missed.extend(over.map(|row| (place.clone(), row)));
    }
    Ok(missed)
}

/// What other facilities marked today of the children that this one has.
async fn elsewhere(tx: &mut dyn Tx, city: &str, facility: Uuid, day: NaiveDate) -> Result<Vec<Marked>, StoreError> {
    let sql = "SELECT m.pupil, m.day, m.mark, m.at FROM mark m
               WHERE m.city = $1 AND m.day = $3 AND m.facility <> $2 AND m.pupil IN (
               SELECT e.pupil FROM enrolment e
               WHERE e.city = $1 AND e.facility = $2 AND e.since <= $3 AND e.until >= $3)
               ORDER BY m.at, m.pupil";
    let rows = tx.query(sql, &[city.into(), facility.into(), days::column(day).into()]).await?;
    rows.iter().map(mark::read).collect()
}
