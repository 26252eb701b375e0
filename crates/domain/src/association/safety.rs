//! The safety check (安否確認): who is well, who needs help, of whom nothing is known. By household: an app, a neighbour at
//! the door, or a slip of paper carried by hand.
//!
//! Officers walk their streets without a network; what each writes down is a report with an id of its own, and the state
//! of a household is computed from the *set* of its reports ([`merge`]): in whatever order phones meet again, all come to
//! the same. **Invariant:** a call for help goes away only by a report that names it as seen to; a later "we are well"
//! of somebody who did not know of it never hides it.

use crate::{Timestamp, alert::Status, city::LocalText, sync::Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Body of a `safety` record, in the association's stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SafetyCheck {
    /// Of which association.
    pub association: Uuid,
    /// Real or drill: a type, as an alert's is; never a word in the text. `test` is not used.
    pub status: Status,
    /// What happened: 震度5強の地震.
    pub what: LocalText,
    /// Who started it, as a seat.
    pub by: String,
    /// When.
    pub started: Timestamp,
    /// When it was ended; reports are still taken until it deletes itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// When it deletes itself, everywhere, with every report.
    pub deletes: Timestamp,
}

/// How a household is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// 助けが必要: hurt, trapped, cannot move alone.
    Help,
    /// Somebody was there and saw nobody.
    NotFound,
    /// All are well, at home or elsewhere.
    #[default]
    Safe,
    /// 避難した: all are at a shelter or with relatives.
    Sheltered,
    /// Not in town.
    Away,
}

/// Who says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Witness {
    /// A member of the household.
    #[default]
    Household,
    /// An officer who was there.
    Officer,
    /// A neighbour who told an officer.
    Neighbour,
    /// A slip of paper.
    Paper,
}

/// Body of a `safety_report` record, in `officers/<block>` and `household/<id>`. The record's id is the report's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SafetyReport {
    /// Of which check.
    pub check: Uuid,
    /// Of which household.
    pub household: Uuid,
    /// How they are.
    pub condition: Condition,
    /// How many people it is about, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<u16>,
    /// Where they are, if not at home.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// What else there is to say: 足が不自由, 犬がいる.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who says so.
    pub witness: Witness,
    /// Their name or seat.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// When it was written down, by the clock of the device it was written on.
    pub seen: Timestamp,
    /// Calls for help that are seen to by this, or were a mistake.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settles: Vec<Uuid>,
}

impl SafetyReport {
    /// Checks what can be checked without any state.
    ///
    /// # Errors
    /// `too-long` of field `note` or `place`.
    pub fn validate(&self) -> Result<(), Refusal> {
        for (field, text) in [("place", &self.place), ("note", &self.note), ("by", &self.by)] {
            if text.chars().count() > 200 {
                return Err(Refusal::of_field("too-long", field));
            }
        }
        if self.settles.len() > 50 { Err(Refusal::of_field("too-long", "settles")) } else { Ok(()) }
    }
}

/// How a household is, of all that was said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The worst that is still open, or else the newest; `None` when nothing is known.
    pub condition: Option<Condition>,
    /// Calls for help that nobody has seen to.
    pub open: Vec<Uuid>,
    /// All reports, the newest first; equal times by id.
    pub reports: Vec<Uuid>,
}

/// What a set of reports of one household comes to. The order in which they are given does not matter, and one that is
/// given twice is one.
pub fn merge<'a>(reports: impl IntoIterator<Item = (Uuid, &'a SafetyReport)>) -> Merged {
    let mut all: Vec<(Uuid, &SafetyReport)> = reports.into_iter().collect();
    all.sort_by_key(|(id, report)| (std::cmp::Reverse(report.seen), *id));
    all.dedup_by_key(|(id, _)| *id);
    let settled: BTreeSet<Uuid> = all.iter().flat_map(|(_, report)| report.settles.iter().copied()).collect();
    let open: Vec<Uuid> = all
        .iter()
        .filter(|(id, report)| report.condition == Condition::Help && !settled.contains(id))
        .map(|(id, _)| *id)
        .collect();
    let newest = all.iter().find(|(id, _)| !settled.contains(id)).map(|(_, report)| report.condition);
    let condition = if open.is_empty() { newest } else { Some(Condition::Help) };
    Merged { condition, open, reports: all.into_iter().map(|(id, _)| id).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(condition: Condition, seen: i64, settles: &[u128]) -> SafetyReport {
        let settles = settles.iter().copied().map(Uuid::from_u128).collect();
        SafetyReport { condition, seen: Timestamp(seen), settles, ..SafetyReport::default() }
    }

    #[test]
    fn a_call_for_help_stays_until_somebody_names_it() {
        let (help, well) = (report(Condition::Help, 1, &[]), report(Condition::Safe, 9, &[]));
        let settled = report(Condition::Sheltered, 12, &[1]);
        let id = Uuid::from_u128;
        let merged = merge([(id(1), &help), (id(2), &well)]);
        assert_eq!((merged.condition, merged.open), (Some(Condition::Help), vec![id(1)]));
        for order in
            [[(id(3), &settled), (id(1), &help), (id(2), &well)], [(id(2), &well), (id(1), &help), (id(3), &settled)]]
        {
            let merged = merge(order);
            assert_eq!((merged.condition, merged.open), (Some(Condition::Sheltered), vec![]));
        }
        assert_eq!(merge([]), Merged::default());
    }
}
