//! The safety check (安否確認): who is well, who needs help, of whom nothing is known. By household: an app, a neighbour at
//! the door, or a slip of paper carried by hand.
//!
//! Officers walk their streets without a network; what each writes down is a report with an id of its own, and the state
//! of a household is computed from the *set* of its reports ([`merge`]): in whatever order phones meet again, all come to
//! the same. **Invariant:** a call for help goes away only by a report that names it as seen to; a later "we are well"
//! of somebody who did not know of it never hides it.

mod merge;
pub mod roll;
mod words;

pub use merge::{Merged, merge};
pub use roll::{Need, Roll, roll};
pub use words::{Words, words};

use crate::{Timestamp, alert::Status, city::LocalText, sync::Refusal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Days after which a real check deletes itself, everywhere: so long relatives and the city still ask.
pub const DAYS_ACTUAL: i64 = 30;
/// Days after which a drill does: so long its officers talk about how it went.
pub const DAYS_DRILL: i64 = 3;

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

impl SafetyCheck {
    /// Whether it is a drill. What is not known to be real is none: nobody runs for it.
    pub fn is_drill(&self) -> bool {
        self.status != Status::Actual
    }

    /// When a check that starts `at` deletes itself.
    pub fn deletes_after(status: Status, at: Timestamp) -> Timestamp {
        let days = if status == Status::Actual { DAYS_ACTUAL } else { DAYS_DRILL };
        at.plus(days.saturating_mul(Timestamp::DAY))
    }

    /// Checks what can be checked without any state.
    ///
    /// # Errors
    /// `not-readable` of field `status` for what is neither real nor a drill, `empty` and `too-long` of field `what`, and
    /// `drill-words` where the text of a real check says that it is a drill.
    pub fn validate(&self) -> Result<(), Refusal> {
        if self.status == Status::Test {
            return Err(Refusal::of_field("not-readable", "status"));
        }
        if self.what.ja.trim().is_empty() {
            return Err(Refusal::of_field("empty", "what"));
        }
        let texts = [Some(&self.what.ja), self.what.ja_easy.as_ref(), self.what.en.as_ref()];
        let mut texts = texts.into_iter().flatten();
        if texts.clone().any(|text| text.chars().count() > 120) {
            return Err(Refusal::of_field("too-long", "what"));
        }
        // A drill is a type: a real check that only calls itself one would alarm everybody.
        if self.status == Status::Actual && texts.any(|text| says_drill(text)) {
            return Err(Refusal::of_field("drill-words", "what"));
        }
        Ok(())
    }
}

fn says_drill(text: &str) -> bool {
    let text = crate::text::fold(text);
    ["訓練", "くんれん", "drill"].iter().any(|word| text.contains(&crate::text::fold(word)))
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

impl Condition {
    /// All, the most pressing first.
    pub const ALL: [Self; 5] = [Self::Help, Self::NotFound, Self::Safe, Self::Sheltered, Self::Away];

    /// Its word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::NotFound => "not_found",
            Self::Safe => "safe",
            Self::Sheltered => "sheltered",
            Self::Away => "away",
        }
    }

    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.name() == name)
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Help => "safety-help",
            Self::NotFound => "safety-not-found",
            Self::Safe => "safety-safe",
            Self::Sheltered => "safety-sheltered",
            Self::Away => "safety-away",
        }
    }
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

impl Witness {
    /// All.
    pub const ALL: [Self; 4] = [Self::Household, Self::Officer, Self::Neighbour, Self::Paper];

    /// Its word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Officer => "officer",
            Self::Neighbour => "neighbour",
            Self::Paper => "paper",
        }
    }

    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|witness| witness.name() == name)
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Household => "safety-by-household",
            Self::Officer => "safety-by-officer",
            Self::Neighbour => "safety-by-neighbour",
            Self::Paper => "safety-by-paper",
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: Status, what: &str) -> SafetyCheck {
        let at = Timestamp(0);
        SafetyCheck {
            association: Uuid::nil(),
            status,
            what: LocalText::ja(what),
            by: String::new(),
            started: at,
            ended: None,
            deletes: SafetyCheck::deletes_after(status, at),
        }
    }

    #[test]
    fn a_real_check_does_not_call_itself_a_drill_and_neither_is_a_test() {
        let table = [
            (Status::Actual, "震度5強の地震", None),
            (Status::Drill, "地震の訓練", None),
            (Status::Actual, "訓練です", Some("drill-words")),
            (Status::Actual, "This is a ＤＲＩＬＬ", Some("drill-words")),
            (Status::Test, "試験", Some("not-readable")),
            (Status::Drill, "　", Some("empty")),
            (Status::Drill, &"あ".repeat(121), Some("too-long")),
        ];
        for (status, what, refused) in table {
            let found = check(status, what).validate().err().map(|refusal| refusal.code);
            assert_eq!(found.as_deref(), refused, "{what}");
        }
        assert_eq!(check(Status::Drill, "訓練").deletes, Timestamp(3 * Timestamp::DAY));
        assert!(check(Status::Drill, "訓練").is_drill() && !check(Status::Actual, "地震").is_drill());
    }

    #[test]
    fn words_of_the_wire_are_read_back() {
        for condition in Condition::ALL {
            assert_eq!(Condition::named(condition.name()), Some(condition));
            let json = serde_json::to_string(&condition).unwrap();
            assert_eq!(json, format!("\"{}\"", condition.name()));
        }
        for witness in Witness::ALL {
            assert_eq!(Witness::named(witness.name()), Some(witness));
            assert_eq!(serde_json::to_string(&witness).unwrap(), format!("\"{}\"", witness.name()));
        }
    }
}
