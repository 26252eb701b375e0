//! An absence with all that is kept of it.

use super::{desk_name, desk_named};
use crate::{
    school::{days, guardian::Author, unfit},
    store::{Row, StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use itsumo_domain::{
    Timestamp,
    school::{Absence, absence::Told},
};
use std::collections::HashMap;
use uuid::Uuid;

/// An absence.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub id: Uuid,
    pub absence: Absence,
    pub withdrawn: bool,
    pub rev: i64,
    pub late: bool,
    /// Oldest first.
    pub revisions: Vec<Revision>,
    /// Who is told, and who was.
    pub desks: Vec<KeptDesk>,
}

/// What it said once.
#[derive(Clone, Debug)]
pub(crate) struct Revision {
    pub rev: i64,
    pub at: Timestamp,
    /// As [`Author::column`] writes it.
    pub author: String,
    pub by_name: String,
    pub absence: Option<Absence>,
}

/// How a desk stands to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeptDesk {
    pub to: Told,
    pub told: bool,
    pub known_rev: i64,
    pub known_at: Timestamp,
}

impl Kept {
    /// When the desk said that it knows the last revision.
    pub fn confirmed(&self, desk: &KeptDesk) -> Option<Timestamp> {
        (desk.known_rev == self.rev).then_some(desk.known_at)
    }
}

/// Some absences, with all of their revisions and desks.
pub(crate) async fn find(tx: &mut dyn Tx, city: &str, ids: &[Uuid]) -> Result<HashMap<Uuid, Kept>, StoreError> {
    let key: [Value; 1] = [city.into()];
    let mut found = HashMap::new();
    for row in select_by_ids(tx, absences_sql, &key, ids).await? {
        let kept = Kept {
            id: row.uuid(0)?,
            withdrawn: row.int(1)? != 0,
            rev: row.int(2)?,
            late: row.int(3)? != 0,
            absence: serde_json::from_str(row.text(4)?).map_err(unfit)?,
            revisions: Vec::new(),
            desks: Vec::new(),
        };
        found.insert(kept.id, kept);
    }
    if found.is_empty() {
        return Ok(found);
    }
    for row in select_by_ids(tx, revisions_sql, &key, ids).await? {
        if let Some(kept) = found.get_mut(&row.uuid(0)?) {
            kept.revisions.push(revision(&row, 1)?);
        }
    }
    for row in select_by_ids(tx, desks_sql, &key, ids).await? {
        if let Some(kept) = found.get_mut(&row.uuid(0)?) {
            let Some(desk) = desk_named(row.text(2)?) else { continue };
            kept.desks.push(KeptDesk {
                to: Told { facility: row.uuid(1)?, desk },
                told: row.int(3)? != 0,
                known_rev: row.int(4)?,
                known_at: Timestamp(row.int(5)?),
            });
        }
    }
    for kept in found.values_mut() {
        kept.revisions.sort_by_key(|revision| revision.rev);
        let place = |desk: &KeptDesk| kept.absence.tell.iter().position(|told| *told == desk.to).unwrap_or(usize::MAX);
        kept.desks.sort_by_key(|desk| (place(desk), desk.to));
    }
    Ok(found)
}

/// Reads `rev, at, author, by_name, json` from the column `from` on.
pub(super) fn revision(row: &Row, from: usize) -> Result<Revision, StoreError> {
    let column = |n: usize| from.saturating_add(n);
    let json = row.text(column(4))?;
    let absence = if json.is_empty() { None } else { Some(serde_json::from_str(json).map_err(unfit)?) };
    Ok(Revision {
        rev: row.int(from)?,
        at: Timestamp(row.int(column(1))?),
        author: row.text(column(2))?.to_owned(),
        by_name: row.text(column(3))?.to_owned(),
        absence,
    })
}

/// What a new revision says.
pub(super) struct NewRevision<'a> {
    pub id: Uuid,
    pub absence: &'a Absence,
    pub withdrawn: bool,
    pub rev: i64,
    pub late: bool,
    pub author: &'a Author,
    pub by_name: &'a str,
    pub at: Timestamp,
}

/// Writes a revision. Desks keep what they know; those that are not told any more stay, marked as such.
pub(super) async fn keep(tx: &mut dyn Tx, city: &str, new: &NewRevision<'_>) -> Result<(), StoreError> {
    let absence = new.absence;
    let json = serde_json::to_string(absence).map_err(unfit)?;
    let (from, until) = (days::column(absence.from), days::column(absence.until));
    let sql = "INSERT INTO absence (city, id, pupil, from_day, until_day, withdrawn, rev, late, json)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
               ON CONFLICT (city, id) DO UPDATE SET from_day = excluded.from_day, until_day = excluded.until_day,
               withdrawn = excluded.withdrawn, rev = excluded.rev, late = excluded.late, json = excluded.json";
    let params: [Value; 9] = [
        city.into(),
        new.id.into(),
        absence.pupil.into(),
        from.into(),
        until.into(),
        new.withdrawn.into(),
        new.rev.into(),
        new.late.into(),
        json.as_str().into(),
    ];
    tx.execute(sql, &params).await?;
    let sql = "INSERT INTO absence_revision (city, absence, rev, at, author, by_name, json)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let params: [Value; 7] = [
        city.into(),
        new.id.into(),
        new.rev.into(),
        new.at.into(),
        new.author.column().into(),
        new.by_name.into(),
        if new.withdrawn { "".into() } else { json.into() },
    ];
    tx.execute(sql, &params).await?;
    if new.rev > 1 {
        let sql = "UPDATE absence_desk SET told = 0 WHERE city = $1 AND absence = $2";
        tx.execute(sql, &[city.into(), new.id.into()]).await?;
    }
    for told in &absence.tell {
        let sql = "INSERT INTO absence_desk
                   (city, absence, facility, desk, pupil, from_day, until_day, told, known_rev, known_at, known_by)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 0, 0, NULL)
                   ON CONFLICT (city, absence, facility, desk) DO UPDATE SET from_day = excluded.from_day,
                   until_day = excluded.until_day, told = 1";
        let params: [Value; 7] = [
            city.into(),
            new.id.into(),
            told.facility.into(),
            desk_name(told.desk).into(),
            absence.pupil.into(),
            from.into(),
            until.into(),
        ];
        tx.execute(sql, &params).await?;
    }
    Ok(())
}

fn absences_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT id, withdrawn, rev, late, json FROM absence WHERE city = $1 AND id IN ({ids})")
    })
}

pub(super) fn revisions_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!(
            "SELECT absence, rev, at, author, by_name, json FROM absence_revision
             WHERE city = $1 AND absence IN ({ids})"
        )
    })
}

fn desks_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!(
            "SELECT absence, facility, desk, told, known_rev, known_at FROM absence_desk
             WHERE city = $1 AND absence IN ({ids})"
        )
    })
}
