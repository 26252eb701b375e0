//! What a list would change, household by household, before anything changes.

use super::{
    super::{Delivery, door},
    read::{Column, DirectoryRow, Read, key},
};
use crate::{list::ListError, school::roster::Change};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Fewer households than this are no measure of what half a list is.
const FEW: usize = 5;

/// A household as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: Uuid,
    /// The name of its block.
    pub block: String,
    /// 回覧順.
    pub order: u16,
    /// Its name.
    pub name: String,
    /// The reading.
    pub kana: String,
    /// House or flat.
    pub place: String,
    /// A telephone number.
    pub phone: String,
    /// How it gets circulars.
    pub delivery: Delivery,
    /// How many members have joined with a phone.
    pub members: u16,
}

/// What becomes of a household of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", schema(as = DirectoryStep))]
pub enum Step {
    /// Comes new.
    #[default]
    New,
    /// Something about it changes.
    Changes,
    /// As it was.
    Same,
}

/// A household of the list, and what becomes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = DirectoryPlanned))]
pub struct Planned {
    /// What becomes of it.
    pub step: Step,
    /// The household, where it is known.
    pub household: Option<Uuid>,
    /// Its line in the file.
    pub line: u32,
    /// Its block.
    pub block: String,
    /// Its name.
    pub name: String,
    /// House or flat.
    pub place: String,
    /// It is known at this house, and by another name: perhaps another family has moved in. Whoever carries the list out
    /// has seen how many there are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub renamed: bool,
    /// How many of it have joined with a phone.
    #[serde(default)]
    pub members: u16,
    /// What changes: `name`, `kana`, `place`, `order`, `phone`, `delivery`; words `directory-field-<field>`.
    pub changes: Vec<Change>,
    /// The line, with what the file says nothing about as it is known.
    #[serde(skip)]
    pub row: DirectoryRow,
}

/// A household that is known and not in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = DirectoryLeaving))]
pub struct Leaving {
    /// Its block.
    pub block: String,
    /// Its name.
    pub name: String,
    /// House or flat.
    pub place: String,
    /// How many of it have joined with a phone: the association's news stops for them.
    pub members: u16,
    /// The household.
    pub household: Uuid,
}

/// What a list would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = DirectoryPlan))]
pub struct Plan {
    /// Blocks that are not there yet, in the order of the list.
    pub blocks: Vec<String>,
    /// Households of the list, by block and order. Empty when there are errors.
    pub households: Vec<Planned>,
    /// Those that are not in it: they have moved away.
    pub leaving: Vec<Leaving>,
    /// What is wrong. With errors in it nothing is changed.
    pub errors: Vec<ListError>,
}

impl Plan {
    /// How many take this step.
    pub fn count(&self, step: Step) -> usize {
        self.households.iter().filter(|household| household.step == step).count()
    }
    /// Those that stay, by another name.
    pub fn renamed(&self) -> impl Iterator<Item = &Planned> {
        self.households.iter().filter(|household| household.renamed)
    }
    /// Nothing would change.
    pub fn is_empty(&self) -> bool {
        self.leaving.is_empty() && self.blocks.is_empty() && self.count(Step::Same) == self.households.len()
    }
}

/// Plans what a list changes. `confirmed`: so many households are seen to leave.
pub fn plan_directory(blocks: &[String], known: &[Known], read: &Read, confirmed: Option<u32>) -> Plan {
    let mut plan = Plan { errors: read.errors.clone(), ..Plan::default() };
    if !plan.errors.is_empty() {
        return plan;
    }
    for row in &read.rows {
        if !blocks.contains(&row.block) && !plan.blocks.contains(&row.block) {
            plan.blocks.push(row.block.clone());
        }
    }
    let mut met: BTreeMap<Uuid, u32> = BTreeMap::new();
    let found = find(known, read, &mut plan.errors);
    for (row, before) in read.rows.iter().zip(found) {
        let no_app = row.delivery == Some(Delivery::App) && before.is_none_or(|known| known.members == 0);
        if no_app {
            plan.errors.push(ListError::new(row.line, "", "app-nobody", &row.name));
        }
        if let Some(known) = before {
            met.insert(known.id, row.line);
        }
        plan.households.push(planned(before, row, read));
    }
    plan.leaving = known.iter().filter(|known| !met.contains_key(&known.id)).map(leaving).collect();
    let lacks = plan.leaving.len();
    let agreed = confirmed.is_some_and(|count| usize::try_from(count) == Ok(lacks));
    if known.len() >= FEW && lacks.saturating_mul(5) > known.len() && !agreed {
        plan.errors
            .push(ListError::of_file("half-file", format!("{}/{}", known.len().saturating_sub(lacks), known.len())));
    }
    plan.errors.sort();
    plan.leaving.sort();
    plan
}

fn leaving(known: &Known) -> Leaving {
    let Known { block, name, place, members, id, .. } = known.clone();
    Leaving { block, name, place, members, household: id }
}

/// The household that each line means: the same house and name first; then, of what is left, the one with the same house
/// or the same name, where there is just one on both sides.
fn find<'a>(known: &'a [Known], read: &Read, errors: &mut Vec<ListError>) -> Vec<Option<&'a Known>> {
    let mut by_key: BTreeMap<(&str, (String, String)), Vec<&Known>> = BTreeMap::new();
    for household in known {
        by_key.entry((&household.block, key(&household.name, &household.place))).or_default().push(household);
    }
    let mut exact: Vec<Option<&Known>> = Vec::new();
    for row in &read.rows {
        let there = by_key.get(&(row.block.as_str(), key(&row.name, &row.place))).map(Vec::as_slice);
        // Two of one name at one door were written down by hand: which of them goes is for a hand as well.
        if let Some([_, _, ..]) = there {
            errors.push(ListError::new(row.line, "", "ambiguous", &row.name));
        }
        exact.push(there.and_then(|there| there.first().copied()));
    }
    let taken: BTreeSet<Uuid> = exact.iter().flatten().map(|known| known.id).collect();
    let open: Vec<&Known> = known.iter().filter(|known| !taken.contains(&known.id)).collect();
    let left: Vec<&DirectoryRow> =
        read.rows.iter().zip(&exact).filter(|(_, found)| found.is_none()).map(|(row, _)| row).collect();
    let mut near: BTreeMap<u32, &Known> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for by_place in [true, false] {
        let same = |household: &Known, row: &DirectoryRow| {
            household.block == row.block
                && match by_place {
                    true => door::place(&household.place) == door::place(&row.place) && !row.place.is_empty(),
                    false => door::name(&household.name) == door::name(&row.name),
                }
        };
        for row in &left {
            if near.contains_key(&row.line) {
                continue;
            }
            let fits: Vec<&&Known> =
                open.iter().filter(|known| same(known, row) && !used.contains(&known.id)).collect();
            if let [one] = fits.as_slice()
                && left.iter().filter(|other| same(one, other) && !near.contains_key(&other.line)).count() == 1
            {
                near.insert(row.line, one);
                used.insert(one.id);
            }
        }
    }
    for row in left.iter().filter(|row| !near.contains_key(&row.line)) {
        let elsewhere = |known: &&&Known| {
            known.block != row.block
                && !used.contains(&known.id)
                && key(&known.name, &known.place) == key(&row.name, &row.place)
        };
        if let Some(other) = open.iter().find(elsewhere) {
            errors.push(ListError::new(row.line, "", "other-block", &other.block));
        } else if open
            .iter()
            .filter(|known| known.block == row.block && known.name == row.name && !used.contains(&known.id))
            .count()
            > 1
        {
            errors.push(ListError::new(row.line, "", "ambiguous", &row.name));
        }
    }
    read.rows.iter().zip(exact).map(|(row, found)| found.or_else(|| near.get(&row.line).copied())).collect()
}

fn planned(before: Option<&Known>, row: &DirectoryRow, read: &Read) -> Planned {
    let mut row = row.clone();
    let mut changes = Vec::new();
    if let Some(known) = before {
        let says = |column: Column| read.columns.contains(&column);
        if row.kana.is_empty() {
            row.kana.clone_from(&known.kana);
        }
        if !says(Column::Phone) {
            row.phone.clone_from(&known.phone);
        }
        if !says(Column::Order) && row.order != known.order {
            // A list without numbers says nothing of the order, but of who comes new.
            row.order = known.order;
        }
        let delivery = row.delivery.unwrap_or(known.delivery);
        row.delivery = Some(delivery);
        let mut change = |field: &str, was: &str, will: &str| {
            if was != will {
                changes.push(Change { field: field.to_owned(), was: was.to_owned(), will: will.to_owned() });
            }
        };
        change("name", &known.name, &row.name);
        change("kana", &known.kana, &row.kana);
        change("place", &known.place, &row.place);
        change("order", &known.order.to_string(), &row.order.to_string());
        change("phone", &known.phone, &row.phone);
        change("delivery", known.delivery.name(), delivery.name());
    }
    let step = match before {
        None => Step::New,
        Some(_) if changes.is_empty() => Step::Same,
        Some(_) => Step::Changes,
    };
    let household = before.map(|known| known.id);
    let (block, name, place) = (row.block.clone(), row.name.clone(), row.place.clone());
    let renamed = before.is_some_and(|known| door::name(&known.name) != door::name(&row.name));
    let members = before.map_or(0, |known| known.members);
    Planned { step, household, line: row.line, block, name, place, renamed, members, changes, row }
}
