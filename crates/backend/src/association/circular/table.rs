//! A circular's row.

use crate::{
    school::{days, unfit},
    store::{Row, StoreError, Tx, Value},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    Timestamp,
    association::{
        Circular,
        circular::{Draft, Mark, Reply},
    },
    city::LocalText,
};
use uuid::Uuid;

/// Days in which the paper of a recalled circular is fetched.
const FETCHED: Days = Days::new(30);

/// How far what is worked on has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It is being written.
    Draft,
    /// It goes out by itself when its time has come.
    Held,
    /// The city's, held back by the association's officers: it goes out when they say so.
    Back,
    /// Nothing is worked on; what is out is out.
    Out,
}

impl Stage {
    /// Its word in the table and in keys: `circular-stage-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Held => "held",
            Self::Back => "back",
            Self::Out => "out",
        }
    }
}

/// A circular as its officers have it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id, and that of its records.
    pub id: Uuid,
    /// In whose hands it is; none for what the city writes to many.
    pub association: Option<Uuid>,
    /// Its name; empty for the city's own.
    pub association_name: String,
    /// The city's circular of which this is the association's.
    pub parent: Option<Uuid>,
    /// Which seat began it.
    pub seat: Uuid,
    /// Who held that seat when it was last given to be sent.
    pub person: Uuid,
    /// The seat's title then.
    pub title: String,
    /// How far what is worked on has come.
    pub stage: Stage,
    /// Counts changes of what is worked on.
    pub work: i64,
    /// What is worked on.
    pub draft: Option<Draft>,
    /// What is out.
    pub public: Option<Draft>,
    /// Warnings that were ticked off, as their marks.
    pub ticked: Vec<String>,
    /// What the association's officers add to the city's text.
    pub remark: Option<LocalText>,
    /// The association's year in which it went out; 0 before.
    pub year: i32,
    /// 回覧第○号 of that year; 0 before it went out, and for the city's own.
    pub number: u32,
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
    /// When it was last reminded of.
    pub reminded: Option<Timestamp>,
    /// When it was recalled.
    pub recalled: Option<Timestamp>,
    /// When it was taken back because its last day was over.
    pub expired: Option<Timestamp>,
    /// To how many households it went.
    pub households: usize,
    /// To how many of them on paper.
    pub papers: usize,
}

impl Entry {
    /// One that is begun.
    pub(super) fn begun(id: Uuid, association: Option<Uuid>, draft: Draft, now: Timestamp) -> Self {
        Self {
            id,
            association,
            association_name: String::new(),
            parent: None,
            seat: Uuid::nil(),
            person: Uuid::nil(),
            title: String::new(),
            stage: Stage::Draft,
            work: 1,
            draft: Some(draft),
            public: None,
            ticked: Vec::new(),
            remark: None,
            year: 0,
            number: 0,
            made: now,
            changed: now,
            held_until: None,
            sent: None,
            edited: None,
            reminded: None,
            recalled: None,
            expired: None,
            households: 0,
            papers: 0,
        }
    }

    /// What is worked on, or else what is out.
    pub fn shown(&self) -> Option<&Draft> {
        self.draft.as_ref().or(self.public.as_ref())
    }

    /// It went out, and was neither recalled nor is its last day over.
    pub fn is_out(&self) -> bool {
        self.sent.is_some() && self.recalled.is_none() && self.expired.is_none()
    }

    /// Last day on which anything of it is on a device: of one that was recalled, what officers marked on paper stays a
    /// while, because paper has to be fetched. `None` when nothing is to be taken back.
    pub fn last_day(&self) -> Option<NaiveDate> {
        if self.sent.is_none() || self.expired.is_some() {
            return None;
        }
        match self.recalled {
            Some(recalled) => recalled.jst_date().checked_add_days(FETCHED),
            None => self.public.as_ref()?.expires,
        }
    }

    /// The city wrote it.
    pub fn is_citys(&self) -> bool {
        self.association.is_none() || self.parent.is_some()
    }

    /// The room in which its files lie, and what they go with: the city's one circular's for all of its associations.
    pub fn room(&self) -> Uuid {
        self.parent.or(self.association).unwrap_or(self.id)
    }

    /// What its files go with.
    pub fn files_of(&self) -> Uuid {
        self.parent.unwrap_or(self.id)
    }

    /// As it is out, or as it would go out: what is printed, and what travels.
    pub fn circular(&self) -> Circular {
        self.body(self.public.as_ref().or(self.draft.as_ref()))
    }

    /// The same of what is worked on: what a preview shows.
    pub fn preview(&self) -> Circular {
        self.body(self.shown())
    }

    fn body(&self, draft: Option<&Draft>) -> Circular {
        let Draft { kind, title, blocks, attachments, ask, due, closes, expires, public, .. } =
            draft.cloned().unwrap_or_default();
        Circular {
            association: self.association.unwrap_or_default(),
            association_name: self.association_name.clone(),
            from: self.title.clone(),
            from_city: self.is_citys(),
            year: self.year,
            number: self.number,
            kind,
            title,
            blocks,
            attachments,
            ask,
            due,
            closes,
            expires,
            public,
            remark: self.remark.clone(),
            sent: self.sent.unwrap_or_default(),
            edited: self.edited,
            reminded: self.reminded,
        }
    }
}

const SELECT: &str =
    "SELECT c.id, c.association, a.name, c.parent, c.seat, c.person, c.title, c.stage, c.work, c.draft,
    c.public, c.ticked, c.remark, c.year, c.number, c.made, c.changed, c.held_until, c.sent, c.edited, c.reminded,
    c.recalled, c.expired, c.households, c.papers
    FROM circular c LEFT JOIN association a ON a.city = c.city AND a.id = c.association WHERE c.city = $1";

/// One circular.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Entry>, StoreError> {
    Ok(select(tx, "c.id = $2", &[city.into(), id.into()]).await?.pop())
}

/// One circular, kept as it is until the transaction ends.
pub(super) async fn hold(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Entry>, StoreError> {
    let lock = if tx.is_postgres() { "c.id = $2 FOR UPDATE OF c" } else { "c.id = $2" };
    Ok(select(tx, lock, &[city.into(), id.into()]).await?.pop())
}

/// Those that are held until the same moment and belong together, kept as they are; what another process has in its hands
/// is passed over.
pub(super) async fn hold_due(
    tx: &mut dyn Tx,
    city: &str,
    parent: Uuid,
    at: Timestamp,
) -> Result<Vec<Entry>, StoreError> {
    let rest = "c.parent = $2 AND c.stage = 'held' AND c.held_until = $3 ORDER BY c.id";
    let lock = if tx.is_postgres() { " FOR UPDATE OF c SKIP LOCKED" } else { "" };
    select(tx, &format!("{rest}{lock}"), &[city.into(), parent.into(), at.into()]).await
}

/// All associations' of one of the city's, kept as they are.
pub(super) async fn hold_children(tx: &mut dyn Tx, city: &str, parent: Uuid) -> Result<Vec<Entry>, StoreError> {
    let lock =
        if tx.is_postgres() { "c.parent = $2 ORDER BY c.id FOR UPDATE OF c" } else { "c.parent = $2 ORDER BY c.id" };
    select(tx, lock, &[city.into(), parent.into()]).await
}

/// An association's, or the city's own, the last changed first, at most `most`.
pub(super) async fn of(
    tx: &mut dyn Tx,
    city: &str,
    association: Option<Uuid>,
    most: i64,
) -> Result<Vec<Entry>, StoreError> {
    let order = "ORDER BY c.changed DESC, c.id DESC LIMIT";
    match association {
        Some(id) => select(tx, &format!("c.association = $2 {order} $3"), &[city.into(), id.into(), most.into()]).await,
        None => select(tx, &format!("c.association IS NULL {order} $2"), &[city.into(), most.into()]).await,
    }
}

/// What of the city's lies with an association's officers, in the order in which it goes out; what is held back last.
pub(super) async fn waiting(tx: &mut dyn Tx, city: &str, association: Uuid) -> Result<Vec<Entry>, StoreError> {
    let rest = "c.association = $2 AND c.parent IS NOT NULL AND c.stage IN ('held', 'back') AND c.sent IS NULL
                ORDER BY CASE WHEN c.held_until IS NULL THEN 1 ELSE 0 END, c.held_until, c.id";
    select(tx, rest, &[city.into(), association.into()]).await
}

async fn select(tx: &mut dyn Tx, rest: &str, params: &[Value]) -> Result<Vec<Entry>, StoreError> {
    tx.query(&format!("{SELECT} AND {rest}"), params).await?.iter().map(read).collect()
}

/// Writes all of it anew.
pub(super) async fn keep(tx: &mut dyn Tx, city: &str, entry: &Entry) -> Result<(), StoreError> {
    let json = |draft: &Option<Draft>| draft.as_ref().map(serde_json::to_string).transpose().map_err(unfit);
    let sql = "INSERT INTO circular (city, id, association, parent, seat, person, title, stage, work, draft, public, ticked,
                                     remark, year, number, made, changed, held_until, sent, edited, reminded, recalled,
                                     expires, expired, households, papers)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                       $23, $24, $25, $26)
               ON CONFLICT (city, id) DO UPDATE SET seat = excluded.seat, person = excluded.person, title = excluded.title,
               stage = excluded.stage, work = excluded.work, draft = excluded.draft, public = excluded.public,
               ticked = excluded.ticked, remark = excluded.remark, year = excluded.year, number = excluded.number,
               changed = excluded.changed, held_until = excluded.held_until, sent = excluded.sent,
               edited = excluded.edited, reminded = excluded.reminded, recalled = excluded.recalled,
               expires = excluded.expires, expired = excluded.expired, households = excluded.households,
               papers = excluded.papers";
    let count = |n: usize| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let params: [Value; 26] = [
        city.into(),
        entry.id.into(),
        entry.association.into(),
        entry.parent.into(),
        entry.seat.into(),
        entry.person.into(),
        entry.title.as_str().into(),
        entry.stage.name().into(),
        entry.work.into(),
        json(&entry.draft)?.into(),
        json(&entry.public)?.into(),
        serde_json::to_string(&entry.ticked).map_err(unfit)?.into(),
        entry.remark.as_ref().map(serde_json::to_string).transpose().map_err(unfit)?.into(),
        i64::from(entry.year).into(),
        i64::from(entry.number).into(),
        entry.made.into(),
        entry.changed.into(),
        entry.held_until.into(),
        entry.sent.into(),
        entry.edited.into(),
        entry.reminded.into(),
        entry.recalled.into(),
        entry.last_day().map(days::column).into(),
        entry.expired.into(),
        count(entry.households),
        count(entry.papers),
    ];
    tx.execute(sql, &params).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Entry, StoreError> {
    let draft = |column: usize| -> Result<Option<Draft>, StoreError> {
        row.opt_text(column)?.map(serde_json::from_str).transpose().map_err(unfit)
    };
    let at = |column: usize| -> Result<Option<Timestamp>, StoreError> { Ok(row.opt_int(column)?.map(Timestamp)) };
    let id = |column: usize| -> Result<Option<Uuid>, StoreError> {
        if row.0.get(column) == Some(&Value::Null) { Ok(None) } else { row.uuid(column).map(Some) }
    };
    let count = |column: usize| row.int(column).map(|n| usize::try_from(n).unwrap_or_default());
    let stage = match row.text(7)? {
        "draft" => Stage::Draft,
        "held" => Stage::Held,
        "back" => Stage::Back,
        _ => Stage::Out,
    };
    Ok(Entry {
        id: row.uuid(0)?,
        association: id(1)?,
        association_name: row.opt_text(2)?.unwrap_or_default().to_owned(),
        parent: id(3)?,
        seat: row.uuid(4)?,
        person: row.uuid(5)?,
        title: row.text(6)?.to_owned(),
        stage,
        work: row.int(8)?,
        draft: draft(9)?,
        public: draft(10)?,
        ticked: serde_json::from_str(row.text(11)?).map_err(unfit)?,
        remark: row.opt_text(12)?.map(serde_json::from_str).transpose().map_err(unfit)?,
        year: i32::try_from(row.int(13)?).unwrap_or_default(),
        number: u32::try_from(row.int(14)?).unwrap_or_default(),
        made: Timestamp(row.int(15)?),
        changed: Timestamp(row.int(16)?),
        held_until: at(17)?,
        sent: at(18)?,
        edited: at(19)?,
        reminded: at(20)?,
        recalled: at(21)?,
        expired: at(22)?,
        households: count(23)?,
        papers: count(24)?,
    })
}

/// A mark as a column has it: the greater takes the place of the smaller of the same time.
pub(super) fn mark_column(mark: Mark) -> i64 {
    match mark {
        Mark::Nothing => 0,
        Mark::Delivered => 1,
        Mark::Read => 2,
    }
}

/// Reads [`mark_column`].
pub(super) fn mark(column: i64) -> Mark {
    match column {
        1 => Mark::Delivered,
        2 => Mark::Read,
        _ => Mark::Nothing,
    }
}

/// Reads a reply.
pub(super) fn reply(json: &str) -> Result<Reply, StoreError> {
    serde_json::from_str(json).map_err(unfit)
}
