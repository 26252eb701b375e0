//! Children of the city's facilities, and which groups they are in.

use crate::{
    school::{
        days, facility,
        facility::{order, read_group},
    },
    store::{Row, StoreError, Tx},
    stream::{Sized, select_by_ids, values},
};
use chrono::NaiveDate;
use itsumo_domain::school::{Facility, Group, GroupKind, school_year};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// A child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pupil {
    /// Its id.
    pub id: Uuid,
    /// The city's own number of the child; empty where there is none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its reading, in hiragana.
    pub kana: String,
    /// Its birthday, where that is known.
    pub birth: Option<NaiveDate>,
}

/// A child in a group on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// The child.
    pub pupil: Pupil,
    /// 出席番号; 0 for none.
    pub number: u16,
    /// Its class at that facility on that day, whatever group was asked for; without a name if it is in none.
    pub class: Group,
}

/// Whom to call, as the roster says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// From 1, in the order to call.
    pub place: u16,
    /// Their name.
    pub name: String,
    /// 母, 父 …
    pub relation: String,
    /// As dialled.
    pub phone: String,
    /// Empty where it is not known.
    pub address: String,
    /// Who joined as them.
    pub person: Option<Uuid>,
}

/// A child's time in one group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The child.
    pub pupil: Uuid,
    /// Where.
    pub facility: Uuid,
    /// In what.
    pub group: Group,
    /// First day.
    pub since: NaiveDate,
    /// Last day, if one is known.
    pub until: Option<NaiveDate>,
    /// 出席番号; 0 for none.
    pub number: u16,
}

impl Enrolment {
    /// Whether the child is in the group on `day`.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether the child's guardians read what is said to the group: from the first day on, and for ever if the child
    /// stayed to the end of the group's school year. Who leaves a class in its year leaves its stream with it. Who
    /// will be in a class is not told before it begins: schools say so on its first morning.
    pub fn is_read_on(&self, day: NaiveDate) -> bool {
        let ends = NaiveDate::from_ymd_opt(self.group.year.saturating_add(1), 3, 31).unwrap_or(day);
        self.since <= day && self.until.is_none_or(|until| until >= day.min(ends))
    }
}

const COLUMNS: &str = "p.id, p.code, p.name, p.kana, p.birth";

/// One child.
///
/// # Errors
/// The store's.
pub async fn pupil(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Pupil>, StoreError> {
    Ok(pupils(tx, city, &[id]).await?.into_values().next())
}

/// Some children.
///
/// # Errors
/// The store's.
pub async fn pupils(tx: &mut dyn Tx, city: &str, ids: &[Uuid]) -> Result<HashMap<Uuid, Pupil>, StoreError> {
    let rows = select_by_ids(tx, pupils_sql, &[city.into()], ids).await?;
    rows.iter().map(|row| read(row).map(|pupil| (pupil.id, pupil))).collect()
}

/// Who is in a group on a day, by number and then by reading.
///
/// # Errors
/// The store's.
pub async fn members(tx: &mut dyn Tx, city: &str, group: Uuid, day: NaiveDate) -> Result<Vec<Member>, StoreError> {
    let Some((at, asked)) = facility::group(tx, city, group).await? else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT {COLUMNS}, e.number FROM enrolment e JOIN pupil p ON p.city = e.city AND p.id = e.pupil
         WHERE e.city = $1 AND e.class_group = $2 AND e.since <= $3 AND e.until >= $3"
    );
    let rows = tx.query(&sql, &[city.into(), group.into(), days::column(day).into()]).await?;
    // In a class everybody's class is known; in another group it is looked up, for all of the facility at once.
    let classes = match asked.kind {
        GroupKind::Class => HashMap::new(),
        _ => classes_of(tx, city, at, day).await?,
    };
    let mut members = Vec::with_capacity(rows.len());
    for row in &rows {
        let pupil = read(row)?;
        let own = u16::try_from(row.int(5)?).unwrap_or_default();
        let (class, number) = match asked.kind {
            GroupKind::Class => (asked.clone(), own),
            _ => classes.get(&pupil.id).cloned().unwrap_or((Group::default(), own)),
        };
        members.push(Member { pupil, number, class });
    }
    sort(&mut members);
    Ok(members)
}

/// Everybody of a facility who is in a class on a day, class by class.
///
/// # Errors
/// The store's.
pub async fn everybody(tx: &mut dyn Tx, city: &str, facility: Uuid, day: NaiveDate) -> Result<Vec<Member>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, e.number, g.id, g.kind, g.year, g.grade, g.name FROM enrolment e
         JOIN class_group g ON g.city = e.city AND g.id = e.class_group AND g.kind = 'class'
         JOIN pupil p ON p.city = e.city AND p.id = e.pupil
         WHERE e.city = $1 AND e.facility = $2 AND e.since <= $3 AND e.until >= $3"
    );
    let rows = tx.query(&sql, &[city.into(), facility.into(), days::column(day).into()]).await?;
    let mut members = Vec::with_capacity(rows.len());
    for row in &rows {
        let number = u16::try_from(row.int(5)?).unwrap_or_default();
        members.push(Member { pupil: read(row)?, number, class: read_group(row, 6)? });
    }
    sort(&mut members);
    Ok(members)
}

/// A facility's classes on a day.
///
/// # Errors
/// The store's.
pub async fn classes(tx: &mut dyn Tx, city: &str, facility: Uuid, day: NaiveDate) -> Result<Vec<Group>, StoreError> {
    let mut groups = facility::groups(tx, city, facility, school_year(day)).await?;
    groups.retain(|group| group.kind == GroupKind::Class);
    Ok(groups)
}

/// Everybody who is, was or will be of a facility.
///
/// # Errors
/// The store's.
pub async fn of_facility(tx: &mut dyn Tx, city: &str, facility: Uuid) -> Result<Vec<Uuid>, StoreError> {
    // Each once, but not by DISTINCT: for that SQLite goes through all of the city's in the order of the pupils.
    let sql = "SELECT pupil FROM enrolment WHERE city = $1 AND facility = $2";
    let rows = tx.query(sql, &[city.into(), facility.into()]).await?;
    let pupils = rows.iter().map(|row| row.uuid(0)).collect::<Result<BTreeSet<_>, _>>()?;
    Ok(pupils.into_iter().collect())
}

/// Where a child goes on a day, and its groups there on that day.
///
/// # Errors
/// The store's.
pub async fn facilities_of(
    tx: &mut dyn Tx,
    city: &str,
    pupil: Uuid,
    day: NaiveDate,
) -> Result<Vec<(Facility, Vec<Group>)>, StoreError> {
    let mut groups: BTreeMap<Uuid, Vec<Group>> = BTreeMap::new();
    for enrolment in enrolments(tx, city, &[pupil]).await?.into_iter().filter(|enrolment| enrolment.covers(day)) {
        groups.entry(enrolment.facility).or_default().push(enrolment.group);
    }
    let mut found = Vec::with_capacity(groups.len());
    for (facility, mut groups) in groups {
        groups.sort_by(|a, b| order(a).cmp(&order(b)));
        if let Some(facility) = facility::find(tx, city, facility).await? {
            found.push((facility, groups));
        }
    }
    found.sort_by(|a, b| (a.0.kind, &a.0.name).cmp(&(b.0.kind, &b.0.name)));
    Ok(found)
}

/// All of some children's times in groups: past, present and to come.
///
/// # Errors
/// The store's.
pub async fn enrolments(tx: &mut dyn Tx, city: &str, pupils: &[Uuid]) -> Result<Vec<Enrolment>, StoreError> {
    let rows = select_by_ids(tx, enrolments_sql, &[city.into()], pupils).await?;
    let read = |row: &Row| {
        Ok(Enrolment {
            pupil: row.uuid(0)?,
            facility: row.uuid(1)?,
            since: days::day(row.int(2)?)?,
            until: days::end(row.int(3)?)?,
            number: u16::try_from(row.int(4)?).unwrap_or_default(),
            group: read_group(row, 5)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Whom to call of a child, in the order to call.
///
/// # Errors
/// The store's.
pub async fn contacts(tx: &mut dyn Tx, city: &str, pupil: Uuid) -> Result<Vec<Contact>, StoreError> {
    Ok(contacts_of(tx, city, &[pupil]).await?.remove(&pupil).unwrap_or_default())
}

/// The same of many children.
///
/// # Errors
/// The store's.
pub async fn contacts_of(
    tx: &mut dyn Tx,
    city: &str,
    pupils: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Contact>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<Contact>> = HashMap::new();
    for row in select_by_ids(tx, contacts_sql, &[city.into()], pupils).await? {
        let person = if row.0.get(6) == Some(&crate::store::Value::Null) { None } else { Some(row.uuid(6)?) };
        found.entry(row.uuid(0)?).or_default().push(Contact {
            place: u16::try_from(row.int(1)?).unwrap_or_default(),
            name: row.text(2)?.to_owned(),
            relation: row.text(3)?.to_owned(),
            phone: row.text(4)?.to_owned(),
            address: row.text(5)?.to_owned(),
            person,
        });
    }
    found.values_mut().for_each(|contacts| contacts.sort_by_key(|contact| contact.place));
    Ok(found)
}

/// Each pupil's class at a facility on a day, and number in it.
async fn classes_of(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    day: NaiveDate,
) -> Result<HashMap<Uuid, (Group, u16)>, StoreError> {
    let sql = "SELECT e.pupil, e.number, g.id, g.kind, g.year, g.grade, g.name FROM enrolment e
               JOIN class_group g ON g.city = e.city AND g.id = e.class_group AND g.kind = 'class'
               WHERE e.city = $1 AND e.facility = $2 AND e.since <= $3 AND e.until >= $3";
    let rows = tx.query(sql, &[city.into(), facility.into(), days::column(day).into()]).await?;
    let read = |row: &Row| Ok((row.uuid(0)?, (read_group(row, 2)?, u16::try_from(row.int(1)?).unwrap_or_default())));
    rows.iter().map(read).collect()
}

fn sort(members: &mut [Member]) {
    members.sort_by(|a, b| {
        let key = |member: &Member| (member.class.grade, member.number == 0, member.number);
        let class = a.class.grade.cmp(&b.class.grade).then_with(|| a.class.name.cmp(&b.class.name));
        class.then_with(|| key(a).cmp(&key(b))).then_with(|| a.pupil.kana.cmp(&b.pupil.kana))
    });
}

fn read(row: &Row) -> Result<Pupil, StoreError> {
    let birth = row.int(4)?;
    Ok(Pupil {
        id: row.uuid(0)?,
        code: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        kana: row.text(3)?.to_owned(),
        birth: if birth == 0 { None } else { Some(days::day(birth)?) },
    })
}

fn pupils_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT {COLUMNS} FROM pupil p WHERE p.city = $1 AND p.id IN ({ids})")
    })
}

fn enrolments_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!(
            "SELECT e.pupil, e.facility, e.since, e.until, e.number, g.id, g.kind, g.year, g.grade, g.name
             FROM enrolment e JOIN class_group g ON g.city = e.city AND g.id = e.class_group
             WHERE e.city = $1 AND e.pupil IN ({ids})"
        )
    })
}

fn contacts_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT pupil, place, name, relation, phone, address, person FROM contact WHERE city = $1 AND pupil IN ({ids})")
    })
}
