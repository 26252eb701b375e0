//! What a desk was told: read for the staff, a whole facility or class at once.

use super::{
    desk_name,
    kept::{revision, revisions_sql},
};
use crate::{
    school::{attendance, days, pupil, unfit},
    store::{Row, StoreError, Tx, Value},
    stream::select_by_ids,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    school::{
        AbsenceView, Desk, Facility, Group, Part,
        absence::{self, By, DeskState, Told},
        board::OnDesk,
    },
};
use std::collections::HashMap;
use uuid::Uuid;

/// Of which days a desk's absences are read.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// For children who are absent on one of these, absences are read back to this day: for days in a row.
    pub back_to: NaiveDate,
}

/// What a facility's desk was told of some days, of all its children or those of one class; withdrawn ones too, and
/// those it is not told of any more, marked as withdrawn. Two statements, the second only when something was edited.
///
/// # Errors
/// The store's.
pub async fn told_to(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    desk: Desk,
    class: Option<Uuid>,
    days: Days,
) -> Result<Vec<OnDesk>, StoreError> {
    const SQL: &str =
        "SELECT a.id, a.withdrawn, a.rev, a.late, a.json, r.at, r.author, r.by_name, d.told, d.known_rev, d.known_at
         FROM absence_desk d JOIN absence a ON a.city = d.city AND a.id = d.absence
         JOIN absence_revision r ON r.city = a.city AND r.absence = a.id AND r.rev = a.rev
         WHERE d.city = $1 AND d.facility = $2 AND d.desk = $3 AND d.until_day >= $6 AND d.from_day <= $5
         AND (d.until_day >= $4 OR d.pupil IN (
             SELECT n.pupil FROM absence_desk n WHERE n.city = $1 AND n.facility = $2 AND n.desk = $3
             AND n.until_day >= $4 AND n.from_day <= $5
             UNION SELECT m.pupil FROM mark m WHERE m.city = $1 AND m.facility = $2 AND m.day >= $4 AND m.day <= $5
             AND m.mark = 'absent'))";
    let mut params: Vec<Value> = vec![
        city.into(),
        facility.into(),
        desk_name(desk).into(),
        days::column(days.from).into(),
        days::column(days.until).into(),
        days::column(days.back_to.min(days.from)).into(),
    ];
    let rows = match class {
        None => tx.query(SQL, &params).await?,
        Some(class) => {
            params.push(class.into());
            let of_class = "AND d.pupil IN (SELECT e.pupil FROM enrolment e WHERE e.city = $1 AND e.class_group = $7)";
            tx.query(&format!("{SQL} {of_class}"), &params).await?
        }
    };
    let to = Told { facility, desk };
    let mut found = rows.iter().map(|row| read(row, to)).collect::<Result<Vec<_>, _>>()?;
    let edited: Vec<Uuid> = found.iter().filter(|told| told.view.rev > 1).map(|told| told.id).collect();
    let mut histories: HashMap<Uuid, Vec<absence::Revision>> = HashMap::new();
    for row in select_by_ids(tx, revisions_sql, &[city.into()], &edited).await? {
        let revision = revision(&row, 1)?;
        let by = by_staff_sees(&revision.author, &revision.by_name);
        let revision = absence::Revision { rev: revision.rev, at: revision.at, by, absence: revision.absence };
        histories.entry(row.uuid(0)?).or_default().push(revision);
    }
    for told in &mut found {
        if let Some(mut history) = histories.remove(&told.id) {
            history.sort_by_key(|revision| revision.rev);
            told.view.history = history;
        }
    }
    Ok(found)
}

fn read(row: &Row, to: Told) -> Result<OnDesk, StoreError> {
    let (id, rev, at) = (row.uuid(0)?, row.int(2)?, Timestamp(row.int(5)?));
    let absence: absence::Absence = serde_json::from_str(row.text(4)?).map_err(unfit)?;
    let withdrawn = row.int(1)? != 0;
    let by = by_staff_sees(row.text(6)?, row.text(7)?);
    let known = row.int(9)?;
    let confirmed = if known == rev { Some(Timestamp(row.int(10)?)) } else { None };
    let said = (!withdrawn).then(|| absence.clone());
    Ok(OnDesk {
        id,
        changed: known != 0 && known != rev,
        view: AbsenceView {
            absence,
            withdrawn: withdrawn || row.int(8)? == 0,
            rev,
            at,
            by: by.clone(),
            late: row.int(3)? != 0,
            desks: vec![DeskState { told: to, confirmed }],
            history: vec![absence::Revision { rev, at, by, absence: said }],
        },
    })
}

/// Who wrote something, as the staff sees it: the relation or the seat's title at that time.
pub(crate) fn by_staff_sees(author: &str, name: &str) -> By {
    By { me: false, name: name.to_owned(), staff: author.starts_with("seat/") }
}

/// Who is not there for one desk on a day: names and parts of the day, and nothing of why.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskList {
    /// The day.
    pub day: NaiveDate,
    /// Which desk.
    pub desk: Desk,
    /// The facility is open on this day.
    pub open: bool,
    /// By class and number. What was taken back stays until the desk has said that it knows.
    pub rows: Vec<DeskRow>,
}

/// One absence on a desk's list.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskRow {
    /// The absence; confirmed with [`Self::rev`].
    pub absence: Uuid,
    /// Its revision on show.
    pub rev: i64,
    /// The child.
    pub pupil: Uuid,
    /// 出席番号; 0 for none.
    pub number: u16,
    /// Its name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// Its class.
    pub class: Group,
    /// Which part of the day.
    pub part: Part,
    /// It was taken back, or this desk is not concerned any more.
    pub withdrawn: bool,
    /// It was confirmed, and says something else now.
    pub changed: bool,
    /// It came after the cut-off.
    pub late: bool,
    /// When the desk said that it knows what is on show.
    pub confirmed: Option<Timestamp>,
    /// A shield concerns this child.
    pub shielded: bool,
}

/// A desk's list of a day.
///
/// # Errors
/// The store's.
pub async fn desk_list(
    tx: &mut dyn Tx,
    city: &str,
    facility: &Facility,
    desk: Desk,
    day: NaiveDate,
) -> Result<DeskList, StoreError> {
    let open = facility.days.is_open(day);
    let mut list = DeskList { day, desk, open, rows: Vec::new() };
    if !open {
        return Ok(list);
    }
    let told = told_to(tx, city, facility.id, desk, None, Days { from: day, until: day, back_to: day }).await?;
    let mut of: HashMap<Uuid, Vec<OnDesk>> = HashMap::new();
    for told in told.into_iter().filter(|told| told.view.absence.covers(day) && (!told.view.withdrawn || told.changed))
    {
        of.entry(told.view.absence.pupil).or_default().push(told);
    }
    let shielded = attendance::shielded(tx, city, facility.id).await?;
    for member in pupil::everybody(tx, city, facility.id, day).await? {
        let mut told = of.remove(&member.pupil.id).unwrap_or_default();
        told.sort_by_key(|told| (told.view.withdrawn, std::cmp::Reverse(told.view.at)));
        for OnDesk { id, view, changed } in told {
            list.rows.push(DeskRow {
                absence: id,
                rev: view.rev,
                pupil: member.pupil.id,
                number: member.number,
                name: member.pupil.name.clone(),
                kana: member.pupil.kana.clone(),
                class: member.class.clone(),
                part: view.absence.part,
                withdrawn: view.withdrawn,
                changed,
                late: view.late,
                confirmed: view.desks.first().and_then(|state| state.confirmed),
                shielded: shielded.contains(&member.pupil.id),
            });
        }
    }
    Ok(list)
}
