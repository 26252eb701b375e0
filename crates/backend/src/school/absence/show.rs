//! An absence as each of the child's guardians sees it, in their own stream.

use super::{Kept, find, kept::Revision};
use crate::{
    school::{Outgoing, days, guardian, guardian::Author, unfit},
    store::{StoreError, Tx},
    stream,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream, Timestamp,
    record::kind,
    school::{
        AbsenceView, Scope,
        absence::{self, By, DeskState},
        school_year,
    },
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Who wrote it, in the stream: the body says more, to whom it may be said.
const AUTHOR: &str = "school";

/// Writes these absences into the streams of all who may see them.
///
/// # Errors
/// The store's.
pub async fn show(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<(), StoreError> {
    for (reader, id, body) in bodies(tx, city, ids, now).await? {
        out.put(Stream::person(reader), id, kind::ABSENCE, AUTHOR, Some(body));
    }
    Ok(())
}

/// The same for all absences of these children in the running school year, where a guardian has not got them as they
/// are: for who joins, is given the scope, or is no longer kept from them.
///
/// # Errors
/// The store's.
pub async fn show_all(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupils: &[Uuid],
    now: Timestamp,
) -> Result<(), StoreError> {
    let year = NaiveDate::from_ymd_opt(school_year(now.jst_date()), 4, 1).unwrap_or_default();
    for pupil in pupils.iter().copied().collect::<BTreeSet<_>>() {
        let sql = "SELECT id FROM absence WHERE city = $1 AND pupil = $2 AND until_day >= $3";
        let rows = tx.query(sql, &[city.into(), pupil.into(), days::column(year).into()]).await?;
        let ids = rows.iter().map(|row| row.uuid(0)).collect::<Result<Vec<_>, _>>()?;
        for (reader, id, body) in bodies(tx, city, &ids, now).await? {
            let stream = Stream::person(reader);
            let known = stream::find(tx, city, &stream, id).await?;
            // An id that a guardian chose, before this one read of the child: nothing of theirs is written over.
            if known.as_ref().is_some_and(|record| record.kind != kind::ABSENCE) {
                continue;
            }
            let known = known.filter(|record| !record.gone);
            if known.as_ref().and_then(|record| record.body.as_deref()).map(|raw| raw.get()) != Some(body.as_str()) {
                out.put(stream, id, kind::ABSENCE, AUTHOR, Some(body));
            }
        }
    }
    Ok(())
}

/// For whom which absence says what.
async fn bodies(
    tx: &mut dyn Tx,
    city: &str,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<Vec<(Uuid, Uuid, String)>, StoreError> {
    let found = find(tx, city, ids).await?;
    let pupils: BTreeSet<Uuid> = found.values().map(|kept| kept.absence.pupil).collect();
    let pupils: Vec<Uuid> = pupils.into_iter().collect();
    let readers = guardian::readers_of(tx, city, &pupils, now.jst_date(), Scope::Absence).await?;
    let mut voices = HashMap::new();
    let mut bodies = Vec::new();
    for id in ids {
        let Some(kept) = found.get(id) else { continue };
        for reader in readers.get(&kept.absence.pupil).into_iter().flatten() {
            let view = view_for(tx, city, kept, reader.person, &mut voices).await?;
            bodies.push((reader.person, kept.id, serde_json::to_string(&view).map_err(unfit)?));
        }
    }
    Ok(bodies)
}

/// Who spoke, for whom: asked once each.
pub(crate) type Voices = HashMap<(Uuid, String, Uuid), By>;

async fn view_for(
    tx: &mut dyn Tx,
    city: &str,
    kept: &Kept,
    reader: Uuid,
    voices: &mut Voices,
) -> Result<AbsenceView, StoreError> {
    let mut history = Vec::with_capacity(kept.revisions.len());
    for revision in &kept.revisions {
        let by = voice(tx, city, kept.absence.pupil, revision, reader, voices).await?;
        history.push(absence::Revision { rev: revision.rev, at: revision.at, by, absence: revision.absence.clone() });
    }
    let last = history.last().map(|revision| (revision.at, revision.by.clone())).unwrap_or_default();
    let told = kept.desks.iter().filter(|desk| desk.told);
    Ok(AbsenceView {
        absence: kept.absence.clone(),
        withdrawn: kept.withdrawn,
        rev: kept.rev,
        at: last.0,
        by: last.1,
        late: kept.late,
        desks: told.map(|desk| DeskState { told: desk.to, confirmed: kept.confirmed(desk) }).collect(),
        history,
    })
}

async fn voice(
    tx: &mut dyn Tx,
    city: &str,
    pupil: Uuid,
    revision: &Revision,
    reader: Uuid,
    voices: &mut Voices,
) -> Result<By, StoreError> {
    by_column(tx, city, pupil, &revision.author, &revision.by_name, reader, voices).await
}

/// Who wrote something, from the two columns that keep it, as `reader` may know it.
pub(crate) async fn by_column(
    tx: &mut dyn Tx,
    city: &str,
    pupil: Uuid,
    author: &str,
    by_name: &str,
    reader: Uuid,
    voices: &mut Voices,
) -> Result<By, StoreError> {
    let Some(person) = author.strip_prefix("person/").and_then(|id| Uuid::parse_str(id).ok()) else {
        return Ok(By { me: false, name: by_name.to_owned(), staff: true });
    };
    let key = (pupil, author.to_owned(), reader);
    if let Some(by) = voices.get(&key) {
        return Ok(by.clone());
    }
    let by = guardian::by_for(tx, city, pupil, &Author::Guardian(person), reader).await?;
    voices.insert(key, by.clone());
    Ok(by)
}
