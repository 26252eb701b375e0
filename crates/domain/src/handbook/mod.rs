//! The parent–child handbook's words: what an entry is, and what the set of entries says.
//!
//! Entries are immutable. An edit is a new entry that names those it supersedes, a removal is one that says
//! [`Fact::Withdrawn`]. The state is the set of entries nobody supersedes; two of them about the same thing that
//! differ are a conflict, shown until a person writes a third that supersedes both. No clock decides, nothing
//! is overwritten, and any order of arrival gives the same state. [`Handbook`] is that state.

mod entry;
mod state;

pub use state::{About, Conflict, Handbook, Quantity};

use crate::Timestamp;
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One entry, as it lies inside the seal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Made on the device.
    pub id: Uuid,
    /// When it was written. Shown, never used to decide.
    pub at: Timestamp,
    /// Who wrote it, by the device.
    pub by: Writer,
    /// The entries that this one takes the place of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<Uuid>,
    /// The child (or expected child) it is about; absent for the family itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child: Option<Uuid>,
    /// What it says.
    pub fact: Fact,
}

/// Who wrote an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// The device's id inside the family.
    pub device: Uuid,
    /// What the person calls herself here: ママ, 花, …
    pub name: String,
}

/// What an entry says. Lengths are whole millimetres and weights whole grams: what was written is what is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Fact {
    /// A child, born or expected.
    Child(Child),
    /// Weight, height, head, chest.
    Measurement(Measurement),
    /// A vaccine given.
    Dose(Dose),
    /// What was seen after a vaccine.
    Reaction(Reaction),
    /// A filled-in pre-vaccination form.
    Form(Form),
    /// A health check (1か月, 4か月, 1歳6か月, 3歳, 5歳, in pregnancy, at the dentist's).
    Checkup(Checkup),
    /// Something done for the first time: "できたよ".
    Milestone(Milestone),
    /// A page of the diary.
    Diary(Diary),
    /// A day that the family has fixed: a visit, and what it is for.
    Appointment(Appointment),
    /// A vaccine the family does not want to be reminded of, or later.
    Reminder(ReminderChoice),
    /// A device of the family's.
    Member(Member),
    /// Something left the family: what, to whom, when.
    Shared(Shared),
    /// Keys that the family's devices hand on to those who join later. Never leaves the family.
    Keys(Keys),
    /// A recovery code was made. Never leaves the family.
    Recovery(Recovery),
    /// What the superseded entries said no longer stands.
    Withdrawn,
    /// A kind that this version does not know: kept, and passed over.
    #[serde(other)]
    Unknown,
}

/// Sex, as far as reference tables and the law tell two apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Which curves the paper handbook prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandbookIssue {
    /// Issued before April 2025: the 2010 survey.
    #[serde(rename = "2010")]
    Survey2010,
    /// Issued since: the 2023 survey.
    #[serde(rename = "2023")]
    Survey2023,
}

/// A child, born or expected. Its id is the id that entries name in `child`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Child {
    /// The name as written.
    pub name: String,
    /// Its kana, for reading aloud and sorting.
    pub kana: String,
    /// Born on; absent while expected.
    pub birth_date: Option<NaiveDate>,
    /// Born at.
    pub birth_time: Option<NaiveTime>,
    /// For the charts and for HPV.
    pub sex: Option<Sex>,
    /// Days of gestation at birth: 39週2日 is 275.
    pub gestation_days: Option<u16>,
    /// The due date.
    pub due_date: Option<NaiveDate>,
    /// Weight at birth, g.
    pub birth_weight_g: Option<u32>,
    /// Length at birth, mm.
    pub birth_length_mm: Option<u32>,
    /// Head at birth, mm.
    pub birth_head_mm: Option<u32>,
    /// Chest at birth, mm.
    pub birth_chest_mm: Option<u32>,
    /// The paper handbook's day of issue, which says which curves it prints.
    pub handbook_issued: Option<NaiveDate>,
    /// Show corrected age; absent: until 3 years when born before 37 weeks.
    pub corrected_age: Option<bool>,
    /// Facts the vaccination rules ask about: `history_of_varicella`, …
    pub conditions: Vec<String>,
    /// A photo.
    pub photo: Option<BlobRef>,
}

/// A measurement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Measurement {
    /// On.
    pub date: NaiveDate,
    /// g.
    pub weight_g: Option<u32>,
    /// mm.
    pub height_mm: Option<u32>,
    /// How the height was taken.
    pub position: Option<Position>,
    /// mm.
    pub head_mm: Option<u32>,
    /// mm.
    pub chest_mm: Option<u32>,
    /// Where: 家, 保健センター, …
    pub place: String,
    /// Anything else.
    pub note: String,
}

/// How a height was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// Lying: a length.
    Lying,
    /// Standing: a height.
    Standing,
}

/// A vaccine given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dose {
    /// On.
    pub date: NaiveDate,
    /// The product's family in the schedule pack: `PCV20`, `MR`, …
    pub vaccine: String,
    /// The product's name.
    pub product: String,
    /// 製造番号.
    pub lot: String,
    /// The clinic.
    pub clinic: String,
    /// The doctor.
    pub doctor: String,
    /// Where on the body: 左上腕, …
    pub site: String,
    /// µL given.
    pub volume_ul: Option<u32>,
    /// Paid by the family.
    pub voluntary: bool,
    /// The doctor found the shorter interval necessary.
    pub physician_exception: bool,
    /// The sticker in the paper handbook.
    pub photo: Option<BlobRef>,
    /// Anything else.
    pub note: String,
}

/// What was seen after a vaccine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reaction {
    /// The doses it is about.
    pub doses: Vec<Uuid>,
    /// Seen at.
    pub seen: Timestamp,
    /// Ids of the advice that the pack gives: `fever`, `swelling`, `rash`, `crying`, `vomiting`, `other`, …
    pub signs: Vec<String>,
    /// Tenths of a degree Celsius: 37.5 is 375.
    pub temperature_tenths: Option<u16>,
    /// Anything else.
    pub note: String,
    /// A photo.
    pub photo: Option<BlobRef>,
}

/// A filled-in pre-vaccination form (予診票), for several vaccines in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The visit's day.
    pub date: NaiveDate,
    /// The series and doses it is for: (`PCV`, `booster`).
    pub vaccines: Vec<(String, String)>,
    /// The question texts' version.
    pub questions: String,
    /// Answers by question id.
    pub answers: BTreeMap<String, FormAnswer>,
    /// Tenths of a degree Celsius on the day.
    pub temperature_tenths: Option<u16>,
    /// When it was taken.
    pub temperature_at: Option<Timestamp>,
    /// The guardian's consent: an act on the day, after the doctor's explanation. Never filled in beforehand.
    pub consent: Option<Consent>,
}

/// An answer on a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormAnswer {
    /// Yes or no, where that is asked.
    pub yes: Option<bool>,
    /// In words.
    pub text: String,
}

/// A consent, given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// At.
    pub at: Timestamp,
    /// By, in her own words.
    pub name: String,
    /// `mother`, `father`, `guardian`, `self`, `other`.
    pub relation: String,
    /// Whether she wishes the vaccination.
    pub wishes: bool,
}

/// A health check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checkup {
    /// Which: `1m`, `4m`, `18m`, `3y`, `5y`, `pregnancy`, `dental`, `other`.
    pub which: String,
    /// On.
    pub date: NaiveDate,
    /// Where.
    pub place: String,
    /// Answers and findings by item id.
    pub items: BTreeMap<String, FormAnswer>,
    /// Anything else.
    pub note: String,
}

/// Something done for the first time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Milestone {
    /// `head-up`, `roll-over`, `sit`, `crawl`, `pull-up`, `walk`, or `own` with a title.
    pub item: String,
    /// In the family's words, for `own`.
    pub title: String,
    /// On.
    pub date: NaiveDate,
    /// Anything else.
    pub note: String,
    /// A photo.
    pub photo: Option<BlobRef>,
}

/// A page of the diary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Diary {
    /// On.
    pub date: NaiveDate,
    /// The words.
    pub text: String,
    /// Photos.
    pub photos: Vec<BlobRef>,
}

/// A day that the family has fixed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Appointment {
    /// On.
    pub date: NaiveDate,
    /// At.
    pub time: Option<NaiveTime>,
    /// Where.
    pub place: String,
    /// The vaccine series it is for.
    pub series: Vec<String>,
    /// The health check it is for.
    pub checkup: Option<String>,
    /// Anything else.
    pub note: String,
}

/// A vaccine the family does not want to be reminded of for now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReminderChoice {
    /// The series.
    pub series: String,
    /// No reminders before this day; absent: remind as usual.
    pub quiet_until: Option<NaiveDate>,
    /// Why, in the family's words.
    pub reason: String,
}

/// A device of the family's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Member {
    /// The device's id inside the family.
    pub device: Uuid,
    /// What the person calls herself: ママ, 花, …
    pub name: String,
    /// The device's public key (X25519, hex): new family keys are handed on with it.
    pub public_key: String,
    /// No longer in the family from this entry on.
    pub removed: bool,
}

/// Something left the family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shared {
    /// `form-pdf`, `form-qr`, `booklet`, `csv`, `ical`, `fhir`, `folder`, `clinic-screen`, `child`.
    pub what: String,
    /// To whom, in the family's words.
    pub to: String,
    /// The entries it was made of, when few.
    pub of: Vec<Uuid>,
}

/// Keys that the family's devices hand on to those who join later: those of the family's own earlier epochs, so
/// that what was written before a member was removed stays readable, or those of a vault that a child's other
/// family shares.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Keys {
    /// Whose keys.
    pub family: Uuid,
    /// The child that this vault is about; absent for the family's own.
    pub child: Option<Uuid>,
    /// Epoch and key, hex. (A list, because a map's numbers do not survive a tagged enum in JSON.)
    pub keys: Vec<(u32, String)>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("family", &self.family).field("epochs", &self.keys.len()).finish_non_exhaustive()
    }
}

/// A recovery code was made. The code itself is on paper and nowhere else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recovery {
    /// Where the code finds the family, hex: a one-way function of the code, enough to say whether a code that is
    /// typed is this one and not enough to open anything.
    pub locator: String,
    /// The newest epoch when it was made. Once somebody was removed it should be made anew: whoever was in the
    /// family may have seen the paper.
    pub epoch: u32,
    /// The code's public key (X25519, hex): new family keys are handed on with it until it is made anew.
    pub public_key: String,
}

/// A sealed photo or PDF: named by the SHA-256 of its ciphertext, opened with a key of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRef {
    /// SHA-256 of the ciphertext, hex.
    pub sha256: String,
    /// Its key, hex: it lies inside the sealed entry.
    pub key: String,
    /// `image/jpeg`, `application/pdf`, …
    pub media: String,
    /// Bytes before sealing.
    pub bytes: u64,
}
