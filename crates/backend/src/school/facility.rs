//! Schools, nurseries, 学童, and their groups of one school year.

use crate::{
    school::unfit,
    store::{Row, StoreError, Tx, Value},
};
use itsumo_domain::school::{Facility, Group, GroupKind};
use uuid::Uuid;

/// One facility.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Facility>, StoreError> {
    let rows = tx.query("SELECT json FROM facility WHERE city = $1 AND id = $2", &[city.into(), id.into()]).await?;
    rows.first().map(read).transpose()
}

/// All of a city, by name.
///
/// # Errors
/// The store's.
pub async fn all(tx: &mut dyn Tx, city: &str) -> Result<Vec<Facility>, StoreError> {
    let rows = tx.query("SELECT json FROM facility WHERE city = $1 ORDER BY name, id", &[city.into()]).await?;
    rows.iter().map(read).collect()
}

/// Writes a facility, new or as it is now. Cards carry what guardians see of it: whoever changes one that has pupils
/// writes theirs anew, with [`super::guardian::write_cards`] of [`super::pupil::of_facility`].
///
/// # Errors
/// The store's.
pub async fn keep(tx: &mut dyn Tx, city: &str, facility: &Facility) -> Result<(), StoreError> {
    let kind = serde_json::to_value(facility.kind).map_err(unfit)?;
    let json = serde_json::to_string(facility).map_err(unfit)?;
    let sql = "INSERT INTO facility (city, id, kind, name, json) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (city, id) DO UPDATE SET kind = excluded.kind, name = excluded.name, json = excluded.json";
    let kind = kind.as_str().unwrap_or_default();
    let params: [Value; 5] = [city.into(), facility.id.into(), kind.into(), facility.name.as_str().into(), json.into()];
    tx.execute(sql, &params).await?;
    Ok(())
}

/// A facility's groups of one school year: everybody first, then by grade and name.
///
/// # Errors
/// The store's.
pub async fn groups(tx: &mut dyn Tx, city: &str, facility: Uuid, year: i32) -> Result<Vec<Group>, StoreError> {
    let sql = "SELECT id, kind, year, grade, name FROM class_group WHERE city = $1 AND facility = $2 AND year = $3";
    let rows = tx.query(sql, &[city.into(), facility.into(), i64::from(year).into()]).await?;
    let mut groups = rows.iter().map(|row| read_group(row, 0)).collect::<Result<Vec<_>, _>>()?;
    groups.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(groups)
}

/// One group, and whose it is.
///
/// # Errors
/// The store's.
pub async fn group(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<(Uuid, Group)>, StoreError> {
    let sql = "SELECT facility, id, kind, year, grade, name FROM class_group WHERE city = $1 AND id = $2";
    let rows = tx.query(sql, &[city.into(), id.into()]).await?;
    rows.first().map(|row| Ok((row.uuid(0)?, read_group(row, 1)?))).transpose()
}

/// Writes a group, new or as it is now.
///
/// # Errors
/// The store's: a facility has one group of a kind and name in a year.
pub async fn keep_group(tx: &mut dyn Tx, city: &str, facility: Uuid, group: &Group) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO class_group (city, id, facility, year, kind, grade, name) VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (city, id) DO UPDATE SET grade = excluded.grade, name = excluded.name";
    let params: [Value; 7] = [
        city.into(),
        group.id.into(),
        facility.into(),
        i64::from(group.year).into(),
        kind_name(group.kind).into(),
        i64::from(group.grade).into(),
        group.name.as_str().into(),
    ];
    tx.execute(sql, &params).await?;
    Ok(())
}

/// As columns and wire have it.
pub fn kind_name(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Whole => "whole",
        GroupKind::Grade => "grade",
        GroupKind::Class => "class",
        GroupKind::Group => "group",
        GroupKind::Other => "other",
    }
}

/// Reads `id, kind, year, grade, name` from the column `from` on.
pub(crate) fn read_group(row: &Row, from: usize) -> Result<Group, StoreError> {
    let kind = match row.text(from.saturating_add(1))? {
        "whole" => GroupKind::Whole,
        "grade" => GroupKind::Grade,
        "class" => GroupKind::Class,
        "group" => GroupKind::Group,
        _ => GroupKind::Other,
    };
    Ok(Group {
        id: row.uuid(from)?,
        kind,
        year: i32::try_from(row.int(from.saturating_add(2))?).unwrap_or_default(),
        grade: u8::try_from(row.int(from.saturating_add(3))?).unwrap_or_default(),
        name: row.text(from.saturating_add(4))?.to_owned(),
    })
}

/// The order in which people list groups.
pub(crate) fn order(group: &Group) -> (i32, GroupKind, u8, &str) {
    (group.year, group.kind, group.grade, &group.name)
}

fn read(row: &Row) -> Result<Facility, StoreError> {
    serde_json::from_str(row.text(0)?).map_err(unfit)
}
