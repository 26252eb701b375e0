//! A notice's row.

use crate::{
    school::unfit,
    store::{Row, StoreError, Tx, Value},
};
use itsumo_domain::{Timestamp, school::notice::Draft};
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
    /// Nothing is worked on; what is out is out.
    Out,
}

impl Stage {
    /// Its word in the table and in keys: `notice-stage-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Out => "out",
        }
    }
}

/// A notice as the staff has it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id, and that of its records.
    pub id: Uuid,
    /// Whose it is.
    pub facility: Uuid,
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
    /// Which seat said the second yes.
    pub approved_by: Option<Uuid>,
    /// What the second person wrote when they gave it back.
    pub returned: String,
    /// To how many children it went.
    pub children: usize,
}

impl Entry {
    /// What is worked on, or else what is out.
    pub fn shown(&self) -> Option<&Draft> {
        self.draft.as_ref().or(self.public.as_ref())
    }

    /// It went out and was not recalled.
    pub fn is_out(&self) -> bool {
        self.sent.is_some() && self.recalled.is_none()
    }
}

const COLUMNS: &str =
    "id, facility, seat, person, title, stage, work, draft, public, ticked, made, changed, held_until,
    sent, edited, recalled, approved_by, returned, children";

/// One notice.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Entry>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM notice WHERE city = $1 AND id = $2");
    tx.query(&sql, &[city.into(), id.into()]).await?.first().map(read).transpose()
}

/// One notice, kept as it is until the transaction ends. `None` as well when another process has it in its hands and
/// `skip` is set.
pub(super) async fn hold(tx: &mut dyn Tx, city: &str, id: Uuid, skip: bool) -> Result<Option<Entry>, StoreError> {
    let lock = match (tx.is_postgres(), skip) {
        (false, _) => "",
        (true, false) => " FOR UPDATE",
        (true, true) => " FOR UPDATE SKIP LOCKED",
    };
    let sql = format!("SELECT {COLUMNS} FROM notice WHERE city = $1 AND id = $2{lock}");
    tx.query(&sql, &[city.into(), id.into()]).await?.first().map(read).transpose()
}

/// A facility's notices, the last changed first, at most `most`.
pub(super) async fn of_facility(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    most: i64,
) -> Result<Vec<Entry>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM notice WHERE city = $1 AND facility = $2 ORDER BY changed DESC, id DESC LIMIT $3"
    );
    let rows = tx.query(&sql, &[city.into(), facility.into(), most.into()]).await?;
    rows.iter().map(read).collect()
}

/// Writes all of it anew.
pub(super) async fn keep(tx: &mut dyn Tx, city: &str, entry: &Entry) -> Result<(), StoreError> {
    let json = |draft: &Option<Draft>| draft.as_ref().map(serde_json::to_string).transpose().map_err(unfit);
    let sql = "INSERT INTO notice (city, id, facility, seat, person, title, stage, work, draft, public, ticked, made, changed,
                                   held_until, sent, edited, recalled, approved_by, returned, children)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
               ON CONFLICT (city, id) DO UPDATE SET person = excluded.person, title = excluded.title,
               stage = excluded.stage, work = excluded.work, draft = excluded.draft, public = excluded.public,
               ticked = excluded.ticked, changed = excluded.changed, held_until = excluded.held_until,
               sent = excluded.sent, edited = excluded.edited, recalled = excluded.recalled,
               approved_by = excluded.approved_by, returned = excluded.returned, children = excluded.children";
    let params: [Value; 20] = [
        city.into(),
        entry.id.into(),
        entry.facility.into(),
        entry.seat.into(),
        entry.person.into(),
        entry.title.as_str().into(),
        entry.stage.name().into(),
        entry.work.into(),
        json(&entry.draft)?.into(),
        json(&entry.public)?.into(),
        serde_json::to_string(&entry.ticked).map_err(unfit)?.into(),
        entry.made.into(),
        entry.changed.into(),
        entry.held_until.into(),
        entry.sent.into(),
        entry.edited.into(),
        entry.recalled.into(),
        entry.approved_by.into(),
        entry.returned.as_str().into(),
        i64::try_from(entry.children).unwrap_or(i64::MAX).into(),
    ];
    tx.execute(sql, &params).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Entry, StoreError> {
    let draft = |column: usize| -> Result<Option<Draft>, StoreError> {
        row.opt_text(column)?.map(serde_json::from_str).transpose().map_err(unfit)
    };
    let at = |column: usize| -> Result<Option<Timestamp>, StoreError> { Ok(row.opt_int(column)?.map(Timestamp)) };
    let stage = match row.text(5)? {
        "draft" => Stage::Draft,
        "waiting" => Stage::Waiting,
        "held" => Stage::Held,
        _ => Stage::Out,
    };
    Ok(Entry {
        id: row.uuid(0)?,
        facility: row.uuid(1)?,
        seat: row.uuid(2)?,
        person: row.uuid(3)?,
        title: row.text(4)?.to_owned(),
        stage,
        work: row.int(6)?,
        draft: draft(7)?,
        public: draft(8)?,
        ticked: serde_json::from_str(row.text(9)?).map_err(unfit)?,
        made: Timestamp(row.int(10)?),
        changed: Timestamp(row.int(11)?),
        held_until: at(12)?,
        sent: at(13)?,
        edited: at(14)?,
        recalled: at(15)?,
        approved_by: if row.0.get(16) == Some(&Value::Null) { None } else { Some(row.uuid(16)?) },
        returned: row.text(17)?.to_owned(),
        children: usize::try_from(row.int(18)?).unwrap_or_default(),
    })
}
