//! Who is of a facility today, as an audience needs it, and what is to be looked at twice.

use super::{Entry, Writer, table};
use crate::{
    school::{days, facility, guardian, pupil, shield},
    store::{StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use chrono::NaiveDate;
use itsumo_domain::school::{
    Facility, Group, GroupKind, Scope,
    notice::{
        Addressee, Draft, Plan, Warning,
        audience::Reader,
        check::{Look, warnings},
        plan_audience,
    },
    school_year,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Notices of a seat by which it is known how wide its usual ones are.
const USUAL: i64 = 20;

/// A facility's groups and children on one day.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// Everybody first, then by grade and name.
    pub groups: Vec<Group>,
    /// Everybody, by class and number.
    pub children: Vec<Addressee>,
}

impl Members {
    /// Who gets what is addressed so.
    pub fn plan(&self, draft: &Draft) -> Plan {
        let groups: Vec<Uuid> = self.groups.iter().map(|group| group.id).collect();
        plan_audience(&self.children, &groups, &draft.audience)
    }

    /// The group with this id.
    pub fn group(&self, id: Uuid) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The child with this id.
    pub fn child(&self, id: Uuid) -> Option<&Addressee> {
        self.children.iter().find(|child| child.pupil == id)
    }

    /// Whether somebody may write to all that was chosen: to each group, and to the class of each child.
    pub fn may_address(&self, writer: &Writer, draft: &Draft) -> bool {
        let groups = draft.audience.groups.iter().filter_map(|id| self.group(*id));
        let mut pupils = draft.audience.pupils.iter().chain(&draft.audience.minus).filter_map(|id| self.child(*id));
        groups.into_iter().all(|group| writer.may_address(group))
            && pupils.all(|child| {
                writer.may_address_all()
                    || child
                        .groups
                        .iter()
                        .filter_map(|id| self.group(*id))
                        .any(|group| group.kind == GroupKind::Class && writer.may_address(group))
            })
    }
}

/// Reads a facility's groups and children with those who get what is about them, all with a few questions.
///
/// # Errors
/// The store's.
pub async fn members(tx: &mut dyn Tx, city: &str, at: &Facility, day: NaiveDate) -> Result<Members, StoreError> {
    let groups = facility::groups(tx, city, at.id, school_year(day)).await?;
    let sql = "SELECT pupil, class_group, number FROM enrolment
               WHERE city = $1 AND facility = $2 AND since <= $3 AND until >= $3";
    let rows = tx.query(sql, &[city.into(), at.id.into(), days::column(day).into()]).await?;
    let mut of: BTreeMap<Uuid, Vec<(Uuid, u16)>> = BTreeMap::new();
    for row in &rows {
        let number = u16::try_from(row.int(2)?).unwrap_or_default();
        of.entry(row.uuid(0)?).or_default().push((row.uuid(1)?, number));
    }
    let children = addressees(tx, city, &groups, of, day).await?;
    Ok(Members { groups, children })
}

/// Children with their groups, class, number and readers.
async fn addressees(
    tx: &mut dyn Tx,
    city: &str,
    groups: &[Group],
    of: BTreeMap<Uuid, Vec<(Uuid, u16)>>,
    day: NaiveDate,
) -> Result<Vec<Addressee>, StoreError> {
    let ids: Vec<Uuid> = of.keys().copied().collect();
    let classes: HashMap<Uuid, &Group> =
        groups.iter().filter(|group| group.kind == GroupKind::Class).map(|group| (group.id, group)).collect();
    let named = pupil::pupils(tx, city, &ids).await?;
    let mut guardians = guardian::guardians_of(tx, city, &ids, day).await?;
    let shielded: HashSet<Uuid> = shield::against(tx, city, &ids).await?.into_iter().map(|(pupil, _)| pupil).collect();
    let mut children = Vec::with_capacity(of.len());
    for (id, enrolled) in of {
        let Some(child) = named.get(&id) else { continue };
        let class = enrolled.iter().find_map(|(group, number)| classes.get(group).map(|group| (*group, *number)));
        let mut seen = HashSet::new();
        let readers = guardians.remove(&id).unwrap_or_default().into_iter();
        let readers = readers
            .filter(|guardian| !guardian.shielded && guardian.scopes.contains(&Scope::Notices))
            .filter(|guardian| seen.insert(guardian.person))
            .map(|guardian| Reader { person: guardian.person, name: guardian.name, relation: guardian.relation });
        children.push(Addressee {
            pupil: id,
            name: child.name.clone(),
            kana: child.kana.clone(),
            class: class.map(|(group, _)| group.name.clone()).unwrap_or_default(),
            number: class.map(|(_, number)| number).unwrap_or_default(),
            groups: enrolled.into_iter().map(|(group, _)| group).collect(),
            readers: readers.collect(),
            shielded: shielded.contains(&id),
        });
    }
    children.sort_by(|a, b| (&a.class, a.number, &a.kana, a.pupil).cmp(&(&b.class, b.number, &b.kana, b.pupil)));
    Ok(children)
}

/// The plan of a notice that is out: the children it was sent for, and those who came into its groups since, each with
/// who may read today.
pub(super) async fn plan_out(
    tx: &mut dyn Tx,
    city: &str,
    at: &Facility,
    notice: Uuid,
    sent: NaiveDate,
    day: NaiveDate,
) -> Result<Plan, StoreError> {
    let groups = facility::groups(tx, city, at.id, school_year(sent)).await?;
    let key = [city.into(), notice.into()];
    let rows = tx.query("SELECT class_group FROM notice_group WHERE city = $1 AND notice = $2", &key).await?;
    let by_group = rows.iter().map(|row| row.uuid(0)).collect::<Result<Vec<_>, _>>()?;
    let rows = tx.query("SELECT pupil FROM notice_pupil WHERE city = $1 AND notice = $2", &key).await?;
    let mut all = rows.iter().map(|row| row.uuid(0)).collect::<Result<HashSet<_>, _>>()?;
    for group in &by_group {
        all.extend(pupil::members(tx, city, *group, day).await?.into_iter().map(|member| member.pupil.id));
    }
    let ids: Vec<Uuid> = all.into_iter().collect();
    // Their groups of the year in which it was sent: a class is what it was then.
    let known: HashSet<Uuid> = groups.iter().map(|group| group.id).collect();
    let mut of: BTreeMap<Uuid, Vec<(Uuid, u16)>> = ids.iter().map(|id| (*id, Vec::new())).collect();
    for row in select_by_ids(tx, enrolled_sql, &[city.into(), at.id.into()], &ids).await? {
        let group = row.uuid(1)?;
        if known.contains(&group) {
            let number = u16::try_from(row.int(2)?).unwrap_or_default();
            of.entry(row.uuid(0)?).or_default().push((group, number));
        }
    }
    let children = addressees(tx, city, &groups, of, day).await?;
    let groups: Vec<Uuid> = groups.iter().map(|group| group.id).collect();
    let audience = itsumo_domain::school::notice::Audience { pupils: ids, ..Default::default() };
    Ok(Plan { by_group, ..plan_audience(&children, &groups, &audience) })
}

fn enrolled_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 3, 1, |p| format!("${p}"));
        format!(
            "SELECT pupil, class_group, number FROM enrolment
             WHERE city = $1 AND facility = $2 AND pupil IN ({ids}) ORDER BY since"
        )
    })
}

/// What is to be looked at twice before `draft` is sent by the notice's seat.
pub(super) async fn look(
    tx: &mut dyn Tx,
    city: &str,
    at: &Facility,
    entry: &Entry,
    draft: &Draft,
    members: &Members,
    plan: &Plan,
) -> Result<Vec<Warning>, StoreError> {
    let files = crate::attachment::texts(tx, city, entry.id, &draft.attachments).await?;
    let sql =
        "SELECT children FROM notice WHERE city = $1 AND facility = $2 AND seat = $3 AND sent IS NOT NULL AND id <> $4
               ORDER BY sent DESC LIMIT $5";
    let params: [Value; 5] = [city.into(), at.id.into(), entry.seat.into(), entry.id.into(), Value::Int(USUAL)];
    let rows = tx.query(sql, &params).await?;
    let usual = rows.iter().map(|row| row.int(0).map(|n| usize::try_from(n).unwrap_or_default()));
    let usual = usual.collect::<Result<Vec<_>, _>>()?;
    Ok(warnings(Look {
        draft,
        files: &files,
        plan,
        members: &members.children,
        usual: &usual,
        own_phones: std::slice::from_ref(&at.phone),
    }))
}

/// A facility's notices that somebody may see, the last changed first.
///
/// # Errors
/// The store's.
pub async fn list(tx: &mut dyn Tx, city: &str, writer: &Writer, most: i64) -> Result<Vec<Entry>, StoreError> {
    let mut all = table::of_facility(tx, city, writer.seat.facility, most).await?;
    all.retain(|entry| writer.sees(entry));
    Ok(all)
}
