//! A circular's row.

use crate::{
    school::{days, unfit},
    store::{Row, StoreError, Tx, Value},
    written::{self, Written},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    Timestamp,
    association::{
        Circular,
        circular::{Ask, Draft, Mark, REMIND_HOURS, Reply},
    },
    city::LocalText,
};
use std::{
    ops::{Deref, DerefMut},
    sync::LazyLock,
};
use uuid::Uuid;

/// Days in which the paper of a recalled circular is fetched.
const FETCHED: Days = Days::new(30);
/// Hour of the day before the due day at which a circular is reminded of by itself, in Japan.
const REMINDS: i64 = 8;

pub use crate::written::Stage;

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
    /// Its words, and how far they have come.
    pub written: Written<Draft>,
    /// What the association's officers add to the city's text.
    pub remark: Option<LocalText>,
    /// The association's year in which it went out; 0 before.
    pub year: i32,
    /// 回覧第○号 of that year; 0 before it went out, and for the city's own.
    pub number: u32,
    /// When it was last reminded of.
    pub reminded: Option<Timestamp>,
    /// When it is reminded of by itself.
    pub remind_at: Option<Timestamp>,
    /// When it was taken back because its last day was over.
    pub expired: Option<Timestamp>,
    /// To how many households it went.
    pub households: usize,
    /// To how many of them on paper.
    pub papers: usize,
}

impl Deref for Entry {
    type Target = Written<Draft>;
    fn deref(&self) -> &Written<Draft> {
        &self.written
    }
}

impl DerefMut for Entry {
    fn deref_mut(&mut self) -> &mut Written<Draft> {
        &mut self.written
    }
}

impl Entry {
    /// One that is begun.
    pub(super) fn begun(id: Uuid, association: Option<Uuid>, written: Written<Draft>) -> Self {
        Self {
            id,
            association,
            association_name: String::new(),
            parent: None,
            written,
            remark: None,
            year: 0,
            number: 0,
            reminded: None,
            remind_at: None,
            expired: None,
            households: 0,
            papers: 0,
        }
    }

    /// It went out, and was neither recalled nor is its last day over.
    pub fn is_out(&self) -> bool {
        self.went_out() && self.expired.is_none()
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

    /// When it is to be reminded of by itself: on the morning before the day until which something is asked, if it has
    /// been out for a while by then.
    pub(super) fn reminds_at(&self) -> Option<Timestamp> {
        let draft = self.public.as_ref().filter(|draft| draft.ask != Ask::Nothing)?;
        let at = Timestamp::from_jst_date(draft.due?.pred_opt()?).plus(REMINDS.saturating_mul(Timestamp::HOUR));
        let last = self.reminded.or(self.sent)?;
        (at.since(last) >= i64::from(REMIND_HOURS).saturating_mul(Timestamp::HOUR)).then_some(at)
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

/// Columns of its own, before those of [`Written`].
const OWN: [&str; 11] = [
    "association",
    "parent",
    "remark",
    "year",
    "number",
    "reminded",
    "remind_at",
    "expires",
    "expired",
    "households",
    "papers",
];
/// Where those of [`Written`] begin.
const WRITTEN: usize = 13;

static SELECT: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT c.id, c.{}, a.name, {} FROM circular c
         LEFT JOIN association a ON a.city = c.city AND a.id = c.association WHERE c.city = $1",
        OWN.join(", c."),
        written::columns("c.")
    )
});

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

/// What is out and was written to seats of an association, or by one of them past the officers' streams.
pub(super) async fn of_seats(tx: &mut dyn Tx, city: &str, association: Uuid) -> Result<Vec<Entry>, StoreError> {
    // As JSON is written: a list of roles that is not empty; neither everybody nor a block.
    let rest = "c.association = $2 AND c.sent IS NOT NULL AND c.recalled IS NULL AND c.expired IS NULL
                AND (c.public LIKE '%\"roles\":[\"%'
                     OR c.public LIKE '%\"everybody\":false,\"associations\":[],\"blocks\":[],%') ORDER BY c.id";
    select(tx, rest, &[city.into(), association.into()]).await
}

async fn select(tx: &mut dyn Tx, rest: &str, params: &[Value]) -> Result<Vec<Entry>, StoreError> {
    tx.query(&format!("{} AND {rest}", *SELECT), params).await?.iter().map(read).collect()
}

/// Writes all of it anew.
pub(super) async fn keep(tx: &mut dyn Tx, city: &str, entry: &Entry) -> Result<(), StoreError> {
    static SQL: LazyLock<String> = LazyLock::new(|| written::upsert("circular", &OWN));
    let count = |n: usize| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let mut params: Vec<Value> = vec![
        city.into(),
        entry.id.into(),
        entry.association.into(),
        entry.parent.into(),
        entry.remark.as_ref().map(serde_json::to_string).transpose().map_err(unfit)?.into(),
        i64::from(entry.year).into(),
        i64::from(entry.number).into(),
        entry.reminded.into(),
        entry.remind_at.filter(|_| entry.is_out()).into(),
        entry.last_day().map(days::column).into(),
        entry.expired.into(),
        count(entry.households),
        count(entry.papers),
    ];
    params.extend(entry.written.params()?);
    tx.execute(&SQL, &params).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Entry, StoreError> {
    let at = |column: usize| -> Result<Option<Timestamp>, StoreError> { Ok(row.opt_int(column)?.map(Timestamp)) };
    let count = |column: usize| row.int(column).map(|n| usize::try_from(n).unwrap_or_default());
    Ok(Entry {
        id: row.uuid(0)?,
        association: written::opt_uuid(row, 1)?,
        parent: written::opt_uuid(row, 2)?,
        remark: row.opt_text(3)?.map(serde_json::from_str).transpose().map_err(unfit)?,
        year: i32::try_from(row.int(4)?).unwrap_or_default(),
        number: u32::try_from(row.int(5)?).unwrap_or_default(),
        reminded: at(6)?,
        remind_at: at(7)?,
        expired: at(9)?,
        households: count(10)?,
        papers: count(11)?,
        association_name: row.opt_text(12)?.unwrap_or_default().to_owned(),
        written: Written::read(row, WRITTEN)?,
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
