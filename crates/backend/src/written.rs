//! What is written to many while it is worked on: a school's notice, an association's circular.
//!
//! The words that are worked on and those that are out are two things, and how far the former have come is the *stage*.
//! Before they go out they are *held* for a moment, in which they can be taken back and nobody has seen them. Each change
//! makes a new number (`work`): who sends says which one they looked at.

use crate::{
    school::unfit,
    store::{Row, StoreError, Value},
};
use itsumo_domain::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// How far what is worked on has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It is being written.
    Draft,
    /// A second person has to say yes.
    Waiting,
    /// It goes out by itself when its time has come.
    Held,
    /// Held back by others through whose hands it goes: it goes out when they say so.
    Back,
    /// Nothing is worked on; what is out is out.
    Out,
}

impl Stage {
    /// Its word in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Back => "back",
            Self::Out => "out",
        }
    }

    fn named(name: &str) -> Self {
        let others = [Self::Draft, Self::Waiting, Self::Held, Self::Back];
        others.into_iter().find(|stage| stage.name() == name).unwrap_or(Self::Out)
    }
}

/// What is worked on and what is out, of drafts of a kind.
#[derive(Clone, Debug)]
pub struct Written<D> {
    /// Which seat began it, or gave it to be sent.
    pub seat: Uuid,
    /// Who held that seat then.
    pub person: Uuid,
    /// The seat's title then.
    pub title: String,
    /// How far what is worked on has come.
    pub stage: Stage,
    /// Counts changes of what is worked on.
    pub work: i64,
    /// What is worked on.
    pub draft: Option<D>,
    /// What is out.
    pub public: Option<D>,
    /// Warnings that were ticked off, as their marks.
    pub ticked: Vec<String>,
    /// When it was begun.
    pub made: Timestamp,
    /// When anything of it last changed.
    pub changed: Timestamp,
    /// When it goes out.
    pub held_until: Option<Timestamp>,
    /// When it went out first.
    pub sent: Option<Timestamp>,
    /// When its words last changed after that.
    pub edited: Option<Timestamp>,
    /// When it was recalled.
    pub recalled: Option<Timestamp>,
}

/// Its columns, in the order of [`Written::read`].
const COLUMNS: [&str; 14] = [
    "seat",
    "person",
    "title",
    "stage",
    "work",
    "draft",
    "public",
    "ticked",
    "made",
    "changed",
    "held_until",
    "sent",
    "edited",
    "recalled",
];
/// How many columns it has.
pub const WIDTH: usize = COLUMNS.len();

/// Its columns as a `SELECT` names them, each behind `prefix`.
pub fn columns(prefix: &str) -> String {
    COLUMNS.map(|column| format!("{prefix}{column}")).join(", ")
}

/// The statement that writes a row anew: `city`, `id`, then `own` columns, then those of [`Written`].
pub fn upsert(table: &str, own: &[&str]) -> String {
    let all: Vec<&str> = own.iter().copied().chain(COLUMNS).collect();
    let params: Vec<String> = (1..=all.len().saturating_add(2)).map(|at| format!("${at}")).collect();
    let sets: Vec<String> = all.iter().map(|column| format!("{column} = excluded.{column}")).collect();
    format!(
        "INSERT INTO {table} (city, id, {}) VALUES ({}) ON CONFLICT (city, id) DO UPDATE SET {}",
        all.join(", "),
        params.join(", "),
        sets.join(", ")
    )
}

impl<D: Clone + PartialEq + Serialize + DeserializeOwned> Written<D> {
    /// What is begun by a seat.
    pub fn begun(seat: Uuid, title: &str, person: Uuid, draft: D, now: Timestamp) -> Self {
        Self {
            seat,
            person,
            title: title.to_owned(),
            stage: Stage::Draft,
            work: 1,
            draft: Some(draft),
            public: None,
            ticked: Vec::new(),
            made: now,
            changed: now,
            held_until: None,
            sent: None,
            edited: None,
            recalled: None,
        }
    }

    /// What is worked on, or else what is out.
    pub fn shown(&self) -> Option<&D> {
        self.draft.as_ref().or(self.public.as_ref())
    }

    /// It went out and was not recalled.
    pub fn went_out(&self) -> bool {
        self.sent.is_some() && self.recalled.is_none()
    }

    /// What is worked on, to be changed; work on what is out begins with what is out. `None` while it waits or is held,
    /// and after a recall.
    pub fn working(&mut self, now: Timestamp) -> Option<&mut D> {
        if self.recalled.is_some() || matches!(self.stage, Stage::Waiting | Stage::Held | Stage::Back) {
            return None;
        }
        if self.stage == Stage::Out {
            self.stage = Stage::Draft;
            self.draft = self.public.clone();
            self.ticked = Vec::new();
            self.worked(now);
        }
        self.draft.as_mut()
    }

    /// What is worked on changed.
    pub fn worked(&mut self, now: Timestamp) {
        self.work = self.work.saturating_add(1);
        self.changed = now;
    }

    /// Keeps what was written, if it is another than before. Answers its number.
    pub fn keep_draft(&mut self, draft: D, now: Timestamp) -> i64 {
        if self.draft.as_ref() != Some(&draft) {
            self.draft = Some(draft);
            self.worked(now);
        }
        self.work
    }

    /// It goes out in so many seconds.
    pub fn hold(&mut self, seconds: u32, now: Timestamp) {
        self.stage = Stage::Held;
        self.held_until = Some(now.plus(i64::from(seconds).saturating_mul(Timestamp::SECOND)));
        self.changed = now;
    }

    /// It is a draft again, and nobody has seen it.
    pub fn back_to_draft(&mut self, now: Timestamp) {
        self.stage = Stage::Draft;
        self.held_until = None;
        self.changed = now;
    }

    /// These words are out: for the first time, or in the place of others.
    pub fn goes_out(&mut self, draft: D, now: Timestamp) {
        if self.sent.is_none() {
            self.sent = Some(now);
        } else {
            self.edited = Some(now);
        }
        self.public = Some(draft);
        self.drop_work(now);
    }

    /// Nothing is worked on any more; what is out stays.
    pub fn drop_work(&mut self, now: Timestamp) {
        self.stage = Stage::Out;
        self.draft = None;
        self.held_until = None;
        self.changed = now;
    }

    /// It is recalled; what was worked on besides was an edit of something that is no more.
    pub fn is_recalled(&mut self, now: Timestamp) {
        self.recalled = Some(now);
        self.drop_work(now);
    }

    /// Its columns' values, in the order of [`columns`].
    ///
    /// # Errors
    /// None that happens: drafts are plain data.
    pub fn params(&self) -> Result<[Value; WIDTH], StoreError> {
        let json = |draft: &Option<D>| draft.as_ref().map(serde_json::to_string).transpose().map_err(unfit);
        Ok([
            self.seat.into(),
            self.person.into(),
            self.title.as_str().into(),
            self.stage.name().into(),
            self.work.into(),
            json(&self.draft)?.into(),
            json(&self.public)?.into(),
            serde_json::to_string(&self.ticked).map_err(unfit)?.into(),
            self.made.into(),
            self.changed.into(),
            self.held_until.into(),
            self.sent.into(),
            self.edited.into(),
            self.recalled.into(),
        ])
    }

    /// Reads it from the columns that begin with `from`.
    ///
    /// # Errors
    /// [`StoreError::Shape`].
    pub fn read(row: &Row, from: usize) -> Result<Self, StoreError> {
        let column = |place: usize| from.saturating_add(place);
        let draft = |place: usize| -> Result<Option<D>, StoreError> {
            row.opt_text(column(place))?.map(serde_json::from_str).transpose().map_err(unfit)
        };
        let at =
            |place: usize| -> Result<Option<Timestamp>, StoreError> { Ok(row.opt_int(column(place))?.map(Timestamp)) };
        Ok(Self {
            seat: row.uuid(column(0))?,
            person: row.uuid(column(1))?,
            title: row.text(column(2))?.to_owned(),
            stage: Stage::named(row.text(column(3))?),
            work: row.int(column(4))?,
            draft: draft(5)?,
            public: draft(6)?,
            ticked: serde_json::from_str(row.text(column(7))?).map_err(unfit)?,
            made: Timestamp(row.int(column(8))?),
            changed: Timestamp(row.int(column(9))?),
            held_until: at(10)?,
            sent: at(11)?,
            edited: at(12)?,
            recalled: at(13)?,
        })
    }
}

/// The id in a column that may be empty.
///
/// # Errors
/// [`StoreError::Shape`].
pub fn opt_uuid(row: &Row, column: usize) -> Result<Option<Uuid>, StoreError> {
    if row.0.get(column) == Some(&Value::Null) { Ok(None) } else { row.uuid(column).map(Some) }
}
