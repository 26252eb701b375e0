//! What the tables know of the children that a list may mean.

use crate::{
    school::{
        days,
        facility::read_group,
        pupil::{self, Pupil},
    },
    store::{StoreError, Tx, Value},
    stream::{chunks, values},
};
use chrono::NaiveDate;
use itsumo_domain::school::{
    GroupKind,
    roster::{Contact, Current, Enrolled, Known, Read},
    school_year,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Everybody of the facility on `day`, and whoever elsewhere has a number, or a birthday and reading, of the list.
pub(super) async fn load(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    read: &Read,
    day: NaiveDate,
) -> Result<Current, StoreError> {
    let year = school_year(day);
    let mut here = places(tx, city, facility, day, year).await?;
    let mut ids: BTreeSet<Uuid> = here.keys().copied().collect();
    ids.extend(meant(tx, city, read).await?);
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let pupils = pupil::pupils(tx, city, &ids).await?;
    let mut contacts = pupil::contacts_of(tx, city, &ids).await?;
    let others = elsewhere(tx, city, facility, &ids, day).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(Pupil { id, code, name, kana, birth }) = pupils.get(&id).cloned() else { continue };
        let contact = |contact: pupil::Contact| Contact {
            name: contact.name,
            relation: contact.relation,
            phone: contact.phone,
            address: contact.address,
        };
        let contacts = contacts.remove(&id).unwrap_or_default().into_iter().map(contact).collect();
        found.push(Known {
            id,
            code,
            name,
            kana,
            birth,
            contacts,
            here: here.remove(&id),
            elsewhere: others.contains(&id),
        });
    }
    Ok(Current { year, pupils: found })
}

/// Each child's place: of the newest school year up to this one, and in that the class it came to last.
async fn places(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    day: NaiveDate,
    year: i32,
) -> Result<HashMap<Uuid, Enrolled>, StoreError> {
    let sql = "SELECT e.pupil, e.number, g.id, g.kind, g.year, g.grade, g.name FROM enrolment e
               JOIN class_group g ON g.city = e.city AND g.id = e.class_group
               WHERE e.city = $1 AND e.facility = $2 AND e.until >= $3 AND g.year <= $4
               ORDER BY g.year, e.since, g.name";
    let params: [Value; 4] = [city.into(), facility.into(), days::column(day).into(), i64::from(year).into()];
    let mut places: HashMap<Uuid, Enrolled> = HashMap::new();
    for row in tx.query(sql, &params).await? {
        let group = read_group(&row, 2)?;
        let place = places.entry(row.uuid(0)?).or_default();
        if place.year != group.year {
            *place = Enrolled { year: group.year, ..Enrolled::default() };
        }
        match group.kind {
            GroupKind::Grade => place.grade = Some(group.grade),
            GroupKind::Class => {
                place.class = group.name;
                place.number = u16::try_from(row.int(1)?).unwrap_or_default();
            }
            GroupKind::Group => place.groups.push(group.name),
            GroupKind::Whole | GroupKind::Other => {}
        }
    }
    places.values_mut().for_each(|place| {
        place.groups.sort();
        place.groups.dedup();
    });
    Ok(places)
}

/// Which of these children go to another facility too.
async fn elsewhere(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    pupils: &[Uuid],
    day: NaiveDate,
) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut found = BTreeSet::new();
    for chunk in chunks(pupils) {
        let mut params: Vec<Value> = vec![city.into(), facility.into(), days::column(day).into()];
        params.extend(chunk.iter().copied().map(Value::from));
        let ids = values(chunk.len(), 4, 1, |p| format!("${p}"));
        let sql = format!(
            "SELECT DISTINCT pupil FROM enrolment WHERE city = $1 AND facility <> $2 AND until >= $3 AND pupil IN ({ids})"
        );
        for row in tx.query(&sql, &params).await? {
            found.insert(row.uuid(0)?);
        }
    }
    Ok(found)
}

/// Children of the whole city with a number of the list, or born and read as one of its children.
async fn meant(tx: &mut dyn Tx, city: &str, read: &Read) -> Result<BTreeSet<Uuid>, StoreError> {
    let codes: BTreeSet<&str> = read.rows.iter().map(|row| row.code.as_str()).filter(|code| !code.is_empty()).collect();
    let kana: BTreeSet<String> = read
        .rows
        .iter()
        .filter(|row| row.birth.is_some() && !row.kana.is_empty())
        .map(|row| row.kana.replace(' ', ""))
        .collect();
    let mut found = BTreeSet::new();
    for (words, column) in [
        (codes.into_iter().map(str::to_owned).collect::<Vec<_>>(), "code"),
        // One list writes a space between the names and another does not.
        (kana.into_iter().collect(), "REPLACE(kana, ' ', '')"),
    ] {
        for chunk in chunks(&words) {
            let mut params: Vec<Value> = vec![city.into()];
            params.extend(chunk.iter().map(|word| Value::from(word.as_str())));
            let words = values(chunk.len(), 2, 1, |p| format!("${p}"));
            let sql = format!("SELECT id FROM pupil WHERE city = $1 AND {column} IN ({words})");
            for row in tx.query(&sql, &params).await? {
                found.insert(row.uuid(0)?);
            }
        }
    }
    Ok(found)
}
