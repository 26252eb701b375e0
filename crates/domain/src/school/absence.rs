//! A child will not be at school, or not for the whole day: told once, for every place and desk concerned.

use super::{Desk, TimeOfDay};
use crate::{Timestamp, sync::Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most days one absence reaches over.
pub const MOST_DAYS: i64 = 200;
/// Most characters of a note.
pub const NOTE_CHARS: usize = 1_000;

/// Which part of the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Part {
    /// 欠席.
    AllDay,
    /// 遅刻: comes by then.
    LateUntil {
        /// When the child will be there.
        time: TimeOfDay,
    },
    /// 早退: goes then.
    LeavesAt {
        /// When the child is fetched.
        time: TimeOfDay,
    },
    /// 見学: is there and sits out.
    SitsOut {
        /// What of; never empty.
        lessons: Vec<Lesson>,
    },
}

/// What can be sat out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Lesson {
    /// 体育.
    Pe,
    /// プール.
    Pool,
}

/// Why. Which of these count as 欠席 and which as 出席停止・忌引 is the register's business
/// ([`super::board`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 体調不良.
    #[default]
    Ill,
    /// 感染症（出席停止）: influenza, 新型コロナ, 溶連菌 … told by a doctor. 学校保健安全法 第19条.
    Infection,
    /// けが.
    Injury,
    /// 通院.
    Clinic,
    /// 忌引.
    Mourning,
    /// 家庭の都合.
    Family,
    /// その他.
    Other,
}

impl Reason {
    /// All, in the order of the form.
    pub const ALL: [Self; 7] =
        [Self::Ill, Self::Infection, Self::Injury, Self::Clinic, Self::Mourning, Self::Family, Self::Other];
    /// Its word in keys: `school-reason-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ill => "ill",
            Self::Infection => "infection",
            Self::Injury => "injury",
            Self::Clinic => "clinic",
            Self::Mourning => "mourning",
            Self::Family => "family",
            Self::Other => "other",
        }
    }
}

/// What is felt: 学校欠席者情報収集システム counts these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Symptom {
    /// 発熱.
    Fever,
    /// せき.
    Cough,
    /// のどの痛み.
    Throat,
    /// 鼻水.
    Nose,
    /// 頭痛.
    Headache,
    /// 腹痛.
    Stomach,
    /// 下痢.
    Diarrhoea,
    /// 吐き気・おう吐.
    Vomiting,
    /// 発しん.
    Rash,
    /// だるさ.
    Tired,
}

impl Symptom {
    /// All, in the order of the form.
    pub const ALL: [Self; 10] = [
        Self::Fever,
        Self::Cough,
        Self::Throat,
        Self::Nose,
        Self::Headache,
        Self::Stomach,
        Self::Diarrhoea,
        Self::Vomiting,
        Self::Rash,
        Self::Tired,
    ];
    /// Its word in keys: `school-symptom-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fever => "fever",
            Self::Cough => "cough",
            Self::Throat => "throat",
            Self::Nose => "nose",
            Self::Headache => "headache",
            Self::Stomach => "stomach",
            Self::Diarrhoea => "diarrhoea",
            Self::Vomiting => "vomiting",
            Self::Rash => "rash",
            Self::Tired => "tired",
        }
    }
}

/// One desk of one facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Told {
    /// The facility.
    pub facility: Uuid,
    /// Its desk.
    pub desk: Desk,
}

/// What a guardian tells (or a teacher writes down from a telephone call): one child, one run of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Absence {
    /// The child.
    pub pupil: Uuid,
    /// First day.
    pub from: NaiveDate,
    /// Last day; the same for one day. Days on which a facility is closed in between count for nothing.
    pub until: NaiveDate,
    /// Which part of each day.
    #[serde(flatten)]
    pub part: Part,
    /// Why.
    #[serde(default)]
    pub reason: Reason,
    /// What is felt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub symptoms: Vec<Symptom>,
    /// Temperature in tenths of a degree Celsius: 385 is 38.5 °C.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<u16>,
    /// In the guardian's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// "Please call me."
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub call_me: bool,
    /// Who is told: what the guardian left ticked.
    pub tell: Vec<Told>,
}

impl Absence {
    /// Checks what can be checked without knowing the child.
    ///
    /// # Errors
    /// A refusal that names the field: `until` before `from` or beyond [`MOST_DAYS`], a temperature out of 34.0–43.0,
    /// a note of more than [`NOTE_CHARS`], nothing to sit out, nobody told.
    pub fn validate(&self) -> Result<(), Refusal> {
        let days = self.until.signed_duration_since(self.from).num_days();
        if days < 0 {
            return Err(Refusal::of_field("ends-before-it-begins", "until"));
        }
        if days >= MOST_DAYS {
            return Err(Refusal::of_field("too-long", "until"));
        }
        if self.temperature.is_some_and(|tenths| !(340..=430).contains(&tenths)) {
            return Err(Refusal::of_field("not-a-temperature", "temperature"));
        }
        if self.note.chars().count() > NOTE_CHARS {
            return Err(Refusal::of_field("too-long", "note"));
        }
        if matches!(&self.part, Part::SitsOut { lessons } if lessons.is_empty()) {
            return Err(Refusal::of_field("empty", "lessons"));
        }
        if self.tell.is_empty() {
            return Err(Refusal::of_field("empty", "tell"));
        }
        Ok(())
    }

    /// Whether it says something of `day`.
    pub fn covers(&self, day: NaiveDate) -> bool {
        (self.from..=self.until).contains(&day)
    }
}

/// Who told it, as another guardian or the staff sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct By {
    /// The very person who reads this.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub me: bool,
    /// 母, 父 …, or the seat that wrote it down (1年2組 担任). Empty when a shield keeps it.
    pub name: String,
    /// The staff wrote it down (a telephone call).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub staff: bool,
}

/// How one desk stands to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct DeskState {
    /// Who.
    #[serde(flatten)]
    pub told: Told,
    /// When they said that they know of the revision on show; absent before that, and again after each edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Timestamp>,
}

/// What it said before, and who said it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Revision {
    /// From 1.
    pub rev: i64,
    /// When it arrived.
    pub at: Timestamp,
    /// Who.
    pub by: By,
    /// What was said; absent when it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<Absence>,
}

/// Body of an `absence` record, and what the staff sees. The record's id is the absence's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AbsenceView {
    /// What was last said; kept when withdrawn.
    pub absence: Absence,
    /// It was taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// How often it was said: 1 when never edited.
    pub rev: i64,
    /// When the last revision arrived at the server: *届きました*.
    pub at: Timestamp,
    /// Who said it last.
    pub by: By,
    /// It came after the cut-off of its first day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Who is told, and who knows: *先生が確認しました*.
    pub desks: Vec<DeskState>,
    /// All revisions, oldest first, the last one too.
    pub history: Vec<Revision>,
}

/// What a guardian answers to "登校しましたか".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    /// 家を出ました: on the way, or should be there: the most urgent of all on the board.
    LeftHome,
    /// 今日は休みます.
    Absent,
    /// 遅れて行きます.
    Late,
}

/// Body of a `question` record: the school asks after a child of whom it knows nothing today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Question {
    /// The child.
    pub pupil: Uuid,
    /// Which facility asks.
    pub facility: Uuid,
    /// Its telephone.
    pub phone: String,
    /// The day.
    pub day: NaiveDate,
    /// When it was asked.
    pub at: Timestamp,
    /// What was answered, and by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answered>,
    /// The child is there, or known to be absent: nothing is asked any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub over: bool,
}

/// An answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Answered {
    /// What.
    pub arrival: Arrival,
    /// When it arrived at the server.
    pub at: Timestamp,
    /// Who.
    pub by: By,
}
