//! What a list would change, child by child, before anything changes.

use super::{Column, Contact, Read, RosterError, RosterRow};
use crate::text::fold;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Fewer children than this are no measure of what half a list is.
const FEW: usize = 5;

/// A child's place at the facility.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enrolled {
    /// The school year of the class.
    pub year: i32,
    /// The grade, if there is one.
    pub grade: Option<u8>,
    /// The class.
    pub class: String,
    /// 出席番号, 0 for none.
    pub number: u16,
    /// Clubs and the like, sorted.
    pub groups: Vec<String>,
}

/// A child of the city as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: Uuid,
    /// 児童番号, empty where there is none.
    pub code: String,
    /// The name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// The birthday.
    pub birth: Option<NaiveDate>,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    /// Its place at this facility; `None` for a child of another one.
    pub here: Option<Enrolled>,
    /// It goes to another facility too, whose list names people to call as well.
    pub elsewhere: bool,
}

/// What is there: everybody of the facility, and those elsewhere in the city who might be meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Current {
    /// The school year for which the list is.
    pub year: i32,
    /// Children.
    pub pupils: Vec<Known>,
}

/// What becomes of a child of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Nobody the city knows: comes new.
    #[default]
    New,
    /// Known from another facility, or from before: the same child comes here too.
    Comes,
    /// To another class; in April, to the class of the new year.
    Moves,
    /// Stays, and something about it changes.
    Changes,
    /// As it was.
    Same,
}

/// One thing that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Change {
    /// `name`, `kana`, `birth`, `code`, `grade`, `number`, `groups`, `contacts`: words `roster-field-<field>`.
    pub field: String,
    /// What stands there now.
    pub was: String,
    /// What will.
    pub will: String,
}

/// A child of the list, and what becomes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Planned {
    /// What becomes of it.
    pub step: Step,
    /// The child, where the city knows it.
    pub pupil: Option<Uuid>,
    /// Its line in the file.
    pub line: u32,
    /// Its name.
    pub name: String,
    /// Its class.
    pub class: String,
    /// Its class before; empty for one that comes.
    pub from: String,
    /// What else changes.
    pub changes: Vec<Change>,
    /// The line, with what the file says nothing about as it is known.
    #[serde(skip)]
    pub row: RosterRow,
}

/// A child of the facility that is not in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Leaving {
    /// Its class.
    pub class: String,
    /// Its number there.
    pub number: u16,
    /// Its name.
    pub name: String,
    /// The child.
    pub pupil: Uuid,
    /// Of the highest grade, in April: it finishes, as it should.
    pub finishes: bool,
}

/// What a list would change. With errors in it nothing is changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Plan {
    /// The school year the list is for.
    pub year: i32,
    /// It begins a new year: those who were there come into new classes.
    pub new_year: bool,
    /// The children of the list, by class and number.
    pub children: Vec<Planned>,
    /// Those who are not in it.
    pub leaving: Vec<Leaving>,
    /// What is wrong.
    pub errors: Vec<RosterError>,
}

impl Plan {
    /// How many take this step.
    pub fn count(&self, step: Step) -> usize {
        self.children.iter().filter(|child| child.step == step).count()
    }

    /// Nothing would change.
    pub fn is_empty(&self) -> bool {
        self.leaving.is_empty() && self.children.iter().all(|child| child.step == Step::Same)
    }
}

/// What `read` would change of `current`. `confirmed`: so many leaving children were shown and agreed to; without it a
/// list that lacks more than a fifth of those who should be in it is taken for half of one.
pub fn plan_roster(current: &Current, read: &Read, confirmed: Option<u32>) -> Plan {
    let mut plan = Plan { year: current.year, errors: read.errors.clone(), ..Plan::default() };
    let here: Vec<&Known> = current.pupils.iter().filter(|known| known.here.is_some()).collect();
    plan.new_year = here.iter().any(|known| known.here.as_ref().is_some_and(|place| place.year < current.year));
    if !plan.errors.is_empty() {
        // Who stands on a line that could not be read would seem to leave.
        plan.errors.sort();
        return plan;
    }
    let finder = Finder::new(current);
    let mut met: BTreeMap<Uuid, u32> = BTreeMap::new();
    // Two of one name in one class, of whom a list says less than was known: who the others are says who is left.
    let nobody = BTreeMap::new();
    let (sure, unsure): (Vec<_>, Vec<_>) = read
        .rows
        .iter()
        .map(|row| (row, finder.find(row, &nobody)))
        .partition(|(_, found)| !matches!(found, Err(("ambiguous", _))));
    let taken: BTreeMap<Uuid, u32> =
        sure.iter().filter_map(|(row, found)| Some((found.as_ref().ok()?.as_ref()?.id, row.line))).collect();
    let unsure = unsure.into_iter().map(|(row, _)| (row, finder.find(row, &taken)));
    for (row, found) in sure.into_iter().chain(unsure) {
        match found {
            Err((code, found)) => plan.errors.push(RosterError::new(row.line, "", code, &found)),
            Ok(Some(known)) => match met.insert(known.id, row.line) {
                Some(line) => plan.errors.push(RosterError::new(row.line, "", "twice", &line.to_string())),
                None => plan.children.push(planned(known, row, read, current.year)),
            },
            Ok(None) => plan.children.push(Planned {
                line: row.line,
                name: row.name.clone(),
                class: row.class.clone(),
                row: row.clone(),
                ..Planned::default()
            }),
        }
    }
    if !plan.errors.is_empty() {
        // Of two lines that mean one child neither is shown as right.
        plan.children.clear();
    } else {
        plan.leaving = leaving(&here, &met, current.year);
        let finish = plan.leaving.iter().filter(|child| child.finishes).count();
        let should = here.len().saturating_sub(finish);
        let lacks = plan.leaving.len().saturating_sub(finish);
        let agreed = confirmed.is_some_and(|count| usize::try_from(count) == Ok(plan.leaving.len()));
        if should >= FEW && lacks.saturating_mul(5) > should && !agreed {
            let found = format!("{}/{should}", should.saturating_sub(lacks));
            plan.errors.push(RosterError::of_file("half-file", found));
        }
    }
    plan.errors.sort();
    plan.children.sort_by(|a, b| key(&a.row).cmp(&key(&b.row)));
    plan
}

fn key(row: &RosterRow) -> (Option<u8>, &str, u16, &str, &str, &str) {
    (row.grade, &row.class, row.number, &row.kana, &row.name, &row.code)
}

fn leaving(here: &[&Known], met: &BTreeMap<Uuid, u32>, year: i32) -> Vec<Leaving> {
    // The highest grade of last year's is what one finishes with: 6 at a 小学校, 3 at a 中学校, 5 at a nursery.
    let last = |known: &&&Known| known.here.as_ref().filter(|place| place.year < year).and_then(|place| place.grade);
    let top = here.iter().filter_map(|known| last(&known)).max();
    let mut leaving: Vec<Leaving> = here
        .iter()
        .filter(|known| !met.contains_key(&known.id))
        .map(|known| {
            let place = known.here.clone().unwrap_or_default();
            let finishes = top.is_some() && last(&known) == top;
            Leaving { class: place.class, number: place.number, name: known.name.clone(), pupil: known.id, finishes }
        })
        .collect();
    leaving.sort();
    leaving
}

/// A child's reading, as it is compared.
fn spoken(kana: &str) -> String {
    fold(kana).replace(' ', "")
}

/// Finds the child that a line means.
struct Finder<'a> {
    year: i32,
    by_code: BTreeMap<&'a str, Vec<&'a Known>>,
    by_birth: BTreeMap<(String, NaiveDate), Vec<&'a Known>>,
    by_name: BTreeMap<String, Vec<&'a Known>>,
}

impl<'a> Finder<'a> {
    fn new(current: &'a Current) -> Self {
        let mut finder =
            Self { year: current.year, by_code: BTreeMap::new(), by_birth: BTreeMap::new(), by_name: BTreeMap::new() };
        for known in &current.pupils {
            if !known.code.is_empty() {
                finder.by_code.entry(&known.code).or_default().push(known);
            }
            if let (Some(birth), false) = (known.birth, known.kana.is_empty()) {
                finder.by_birth.entry((spoken(&known.kana), birth)).or_default().push(known);
            }
            if known.here.is_some() {
                finder.by_name.entry(fold(&known.name).replace(' ', "")).or_default().push(known);
            }
        }
        finder
    }

    /// The child, or none, or why that cannot be told. Who was `taken` by another line is not meant.
    fn find(&self, row: &RosterRow, taken: &BTreeMap<Uuid, u32>) -> Result<Option<&'a Known>, (&'static str, String)> {
        if !row.code.is_empty()
            && let Some(found) = self.by_code.get(row.code.as_str())
        {
            let known = one(found, row)?;
            return match known {
                Some(known) if same_child(known, row) => Ok(Some(known)),
                Some(known) => Err(("code-of-another", known.name.clone())),
                None => Ok(None),
            };
        }
        let fits = |known: &&&Known| {
            let no_code = known.code.is_empty() || row.code.is_empty();
            no_code
                && !taken.contains_key(&known.id)
                && (known.birth.is_none() || row.birth.is_none() || known.birth == row.birth)
        };
        if let (Some(birth), false) = (row.birth, row.kana.is_empty())
            && let Some(found) = self.by_birth.get(&(spoken(&row.kana), birth))
        {
            let found: Vec<&Known> = found.iter().filter(fits).copied().collect();
            let named: Vec<&Known> = found.iter().filter(|known| same_name(known, row)).copied().collect();
            if let Some(known) = one(if named.is_empty() { &found } else { &named }, row)? {
                return Ok(Some(known));
            }
        }
        let Some(named) = self.by_name.get(&fold(&row.name).replace(' ', "")) else { return Ok(None) };
        let named: Vec<&Known> = named.iter().filter(fits).copied().collect();
        let near: Vec<&Known> = named.iter().filter(|known| self.near(known, row)).copied().collect();
        match one(&near, row)? {
            Some(known) => Ok(Some(known)),
            // The same name elsewhere in the house, and nothing to tell whether it is the same child.
            None if !named.is_empty() && (row.code.is_empty() && row.birth.is_none()) => {
                let places = named.iter().filter_map(|known| known.here.as_ref()).map(|place| place.class.as_str());
                Err(("moved-or-new", places.collect::<Vec<_>>().join("、")))
            }
            None => Ok(None),
        }
    }

    /// In the same class, or, in April, one grade below.
    fn near(&self, known: &Known, row: &RosterRow) -> bool {
        known.here.as_ref().is_some_and(|place| {
            if place.year == self.year {
                place.class == row.class
            } else {
                match (place.grade, row.grade) {
                    (Some(was), Some(will)) => was.saturating_add(1) == will,
                    _ => true,
                }
            }
        })
    }
}

fn one<'a>(found: &[&'a Known], row: &RosterRow) -> Result<Option<&'a Known>, (&'static str, String)> {
    match found {
        [] => Ok(None),
        [known] => Ok(Some(known)),
        several => {
            let named = several.iter().filter(|known| same_name(known, row)).copied().collect::<Vec<_>>();
            match named.as_slice() {
                [known] => Ok(Some(known)),
                _ => Err(("ambiguous", several.len().to_string())),
            }
        }
    }
}

fn same_name(known: &Known, row: &RosterRow) -> bool {
    fold(&known.name).replace(' ', "") == fold(&row.name).replace(' ', "")
}

/// Whether a number that two lists share is of one child: something else about it has to be the same too.
fn same_child(known: &Known, row: &RosterRow) -> bool {
    same_name(known, row)
        || (!row.kana.is_empty() && spoken(&known.kana) == spoken(&row.kana))
        || (row.birth.is_some() && known.birth == row.birth)
}

fn planned(known: &Known, row: &RosterRow, read: &Read, year: i32) -> Planned {
    let row = filled(known, row, read, year);
    let here = known.here.as_ref();
    let mut changes = Vec::new();
    let mut change = |field: &str, was: String, will: String| {
        if was != will {
            changes.push(Change { field: field.to_owned(), was, will });
        }
    };
    change("name", known.name.clone(), row.name.clone());
    change("kana", known.kana.clone(), row.kana.clone());
    change("birth", day(known.birth), day(row.birth));
    change("code", known.code.clone(), row.code.clone());
    if let Some(place) = here {
        change("grade", figure(place.grade.map(u16::from)), figure(row.grade.map(u16::from)));
        change("number", figure(Some(place.number)), figure(Some(row.number)));
        change("groups", place.groups.join("、"), row.groups.join("、"));
    }
    change("contacts", called(&known.contacts), called(&row.contacts));
    let step = match here {
        None => Step::Comes,
        Some(place) if place.class != row.class || place.year < year => Step::Moves,
        Some(_) if changes.is_empty() => Step::Same,
        Some(_) => Step::Changes,
    };
    Planned {
        step,
        pupil: Some(known.id),
        line: row.line,
        name: row.name.clone(),
        class: row.class.clone(),
        from: here.map(|place| place.class.clone()).unwrap_or_default(),
        changes,
        row,
    }
}

/// The line, with what the file says nothing about as it is known.
fn filled(known: &Known, row: &RosterRow, read: &Read, year: i32) -> RosterRow {
    let mut row = row.clone();
    if row.kana.is_empty() {
        row.kana.clone_from(&known.kana);
    }
    if row.code.is_empty() {
        row.code.clone_from(&known.code);
    }
    row.birth = row.birth.or(known.birth);
    let says = |column: &Column| read.columns.contains(column);
    if let Some(place) = known.here.as_ref().filter(|place| place.year == year) {
        if !says(&Column::Group) {
            row.groups.clone_from(&place.groups);
        }
        if !says(&Column::Grade) {
            row.grade = place.grade;
        }
        if !says(&Column::Number) && place.class == row.class {
            row.number = place.number;
        }
    }
    if !read.has_contacts() {
        row.contacts.clone_from(&known.contacts);
        return row;
    }
    let some = |is: fn(&Column) -> bool| read.columns.iter().any(is);
    let relations = some(|column| matches!(column, Column::ContactRelation(_)));
    let phones = some(|column| matches!(column, Column::ContactPhone(_)));
    let addresses = some(|column| matches!(column, Column::ContactAddress(_)));
    let mut taken = BTreeSet::new();
    for contact in &mut row.contacts {
        let same = |(n, before): &(usize, &Contact)| !taken.contains(n) && before.name == contact.name;
        let Some((n, before)) = known.contacts.iter().enumerate().find(same) else { continue };
        taken.insert(n);
        if !relations {
            contact.relation.clone_from(&before.relation);
        }
        if !phones {
            contact.phone.clone_from(&before.phone);
        }
        if !addresses {
            contact.address.clone_from(&before.address);
        }
    }
    if known.elsewhere {
        // Whom the other facility's list names stays, in the order there.
        let said = std::mem::take(&mut row.contacts);
        let same = |name: &str| said.iter().find(|contact| contact.name == name);
        row.contacts = known.contacts.iter().map(|before| same(&before.name).unwrap_or(before).clone()).collect();
        let named: BTreeSet<&str> = known.contacts.iter().map(|contact| contact.name.as_str()).collect();
        row.contacts.extend(said.iter().filter(|contact| !named.contains(contact.name.as_str())).cloned());
    }
    row
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn figure(number: Option<u16>) -> String {
    number.filter(|number| *number > 0).map(|number| number.to_string()).unwrap_or_default()
}

fn called(contacts: &[Contact]) -> String {
    let one = |contact: &Contact| {
        let Contact { name, relation, phone, address } = contact;
        [name, relation, phone, address].map(String::as_str).join(" ").trim().to_owned()
    };
    contacts.iter().map(one).collect::<Vec<_>>().join("、")
}
