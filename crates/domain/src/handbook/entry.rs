//! Reading entries, and what can be asked of any of them.

use super::{BlobRef, Entry, Fact, Writer};
use crate::Timestamp;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

impl Entry {
    /// Reads an entry. One of a newer version, whose fact does not read as this version knows its kind, is
    /// [`Fact::Unknown`]: nobody loses an entry because their app is old.
    ///
    /// # Errors
    /// When it is no entry at all.
    pub fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct Outside {
            id: Uuid,
            at: Timestamp,
            by: Writer,
            #[serde(default)]
            supersedes: Vec<Uuid>,
            #[serde(default)]
            child: Option<Uuid>,
        }
        serde_json::from_slice(json).or_else(|_| {
            let Outside { id, at, by, supersedes, child } = serde_json::from_slice(json)?;
            Ok(Self { id, at, by, supersedes, child, fact: Fact::Unknown })
        })
    }

    /// Whom it is about. A child's first entry is the child: its id is the child's.
    pub fn about(&self) -> Option<Uuid> {
        match self.fact {
            Fact::Child(_) => self.child.or(Some(self.id)),
            _ => self.child,
        }
    }

    /// The day it speaks of; where it names none, the day it was written on.
    pub fn date(&self) -> NaiveDate {
        self.fact.date().unwrap_or_else(|| self.at.jst_date())
    }
}

impl Fact {
    /// The day it speaks of, if it names one.
    pub fn date(&self) -> Option<NaiveDate> {
        match self {
            Self::Child(child) => child.birth_date,
            Self::Measurement(fact) => Some(fact.date),
            Self::Dose(fact) => Some(fact.date),
            Self::Reaction(fact) => Some(fact.seen.jst_date()),
            Self::Form(fact) => Some(fact.date),
            Self::Checkup(fact) => Some(fact.date),
            Self::Milestone(fact) => Some(fact.date),
            Self::Diary(fact) => Some(fact.date),
            Self::Appointment(fact) => Some(fact.date),
            Self::Reminder(_)
            | Self::Member(_)
            | Self::Shared(_)
            | Self::Keys(_)
            | Self::Recovery(_)
            | Self::Withdrawn
            | Self::Unknown => None,
        }
    }

    /// The photos and papers that it names.
    pub fn blobs(&self) -> Vec<&BlobRef> {
        match self {
            Self::Child(fact) => fact.photo.iter().collect(),
            Self::Dose(fact) => fact.photo.iter().collect(),
            Self::Reaction(fact) => fact.photo.iter().collect(),
            Self::Milestone(fact) => fact.photo.iter().collect(),
            Self::Diary(fact) => fact.photos.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it is how the vault works rather than what the family wrote: such entries stay in their vault.
    pub fn is_upkeep(&self) -> bool {
        matches!(self, Self::Member(_) | Self::Keys(_) | Self::Recovery(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handbook::{Child, Form, FormAnswer, Keys, Measurement, Member, Recovery};

    #[test]
    fn every_fact_survives_its_json_and_a_newer_one_is_kept_without_being_understood() {
        let keys = Keys { keys: vec![(0, "ab".into()), (1, "cd".into())], ..Keys::default() };
        let facts = [
            Fact::Child(Child::default()),
            Fact::Measurement(Measurement { weight_g: Some(8_200), ..Default::default() }),
            Fact::Form(Form { answers: [("q1".into(), FormAnswer::default())].into(), ..Default::default() }),
            Fact::Keys(keys),
            Fact::Recovery(Recovery::default()),
            Fact::Member(Member::default()),
            Fact::Withdrawn,
        ];
        for fact in facts {
            let entry = Entry {
                id: Uuid::from_u128(1),
                at: Timestamp(5),
                by: Writer::default(),
                supersedes: vec![Uuid::from_u128(2)],
                child: Some(Uuid::from_u128(3)),
                fact,
            };
            let json = serde_json::to_vec(&entry).unwrap();
            assert_eq!(Entry::read(&json).unwrap(), entry);
        }
        let newer = [r#"{"kind":"tooth","which":7}"#, r#"{"kind":"measurement","weight_g":"8.2 kg"}"#];
        for fact in newer {
            let json = format!(
                r#"{{"id":"{0}","at":5,"by":{{"device":"{0}","name":"x"}},"child":"{0}","fact":{fact},"more":1}}"#,
                Uuid::from_u128(1)
            );
            let entry = Entry::read(json.as_bytes()).unwrap();
            assert_eq!((entry.fact, entry.child), (Fact::Unknown, Some(Uuid::from_u128(1))));
        }
        assert!(Entry::read(b"{}").is_err());
    }
}
