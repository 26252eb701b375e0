//! April: what a new year's list means beyond its children.
//!
//! The list itself is read and carried out like any other ([`super::roster`]): pupils end in last year's classes and
//! begin in this year's, those of the highest grade finish, and a child that the next facility's list names is the same
//! child. Absences are told of a child and a day, so one that was told for April is on the new class's board without
//! anything being moved. What is left are the teachers: a class teacher's seat is of one class of one year.

use crate::{
    clock::Ids,
    school::{Outgoing, facility, seat},
    store::{StoreError, Tx},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::school::{Facility, FacilityKind, GroupKind, Role, access::Seat};
use std::collections::HashSet;
use uuid::Uuid;

/// Class teachers of the years before end on the day before; every class of the new year has a seat, which nobody holds
/// until its code is used. Other seats are of the facility and stay.
///
/// # Errors
/// The store's.
pub async fn seats(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    ids: &dyn Ids,
    city: &str,
    at: &Facility,
    year: i32,
    day: NaiveDate,
) -> Result<(), StoreError> {
    let classes: Vec<_> = facility::groups(tx, city, at.id, year)
        .await?
        .into_iter()
        .filter(|group| group.kind == GroupKind::Class)
        .collect();
    let new: HashSet<Uuid> = classes.iter().map(|class| class.id).collect();
    let last = day.checked_sub_days(Days::new(1)).unwrap_or(day);
    let mut taught = HashSet::new();
    for held in seat::of_facility(tx, city, at.id).await? {
        match held.seat.group {
            Some(group) if new.contains(&group) => {
                taught.insert(group);
            }
            Some(group) if held.until.is_none_or(|until| until > last) => {
                let before = facility::group(tx, city, group).await?.is_some_and(|(_, group)| group.year < year);
                if before {
                    seat::end(tx, out, city, held.seat.id, day).await?;
                }
            }
            _ => {}
        }
    }
    if !matches!(at.kind, FacilityKind::School | FacilityKind::Kindergarten) {
        return Ok(());
    }
    for class in classes.iter().filter(|class| !taught.contains(&class.id)) {
        let title = format!("{} 担任", class.name);
        let new = Seat { id: ids.new_id(), facility: at.id, role: Role::Teacher, group: Some(class.id), title };
        seat::give(tx, out, city, &new, day, None).await?;
    }
    Ok(())
}
