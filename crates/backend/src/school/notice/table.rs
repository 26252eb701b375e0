//! A notice's row.

use crate::{
    store::{Row, StoreError, Tx, Value},
    written::{self, Written},
};
use itsumo_domain::school::notice::Draft;
use std::{
    ops::{Deref, DerefMut},
    sync::LazyLock,
};
use uuid::Uuid;

pub use crate::written::Stage;

/// A notice as the staff has it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id, and that of its records.
    pub id: Uuid,
    /// Whose it is.
    pub facility: Uuid,
    /// Its words, and how far they have come.
    pub written: Written<Draft>,
    /// Which seat said the second yes.
    pub approved_by: Option<Uuid>,
    /// What the second person wrote when they gave it back.
    pub returned: String,
    /// To how many children it went.
    pub children: usize,
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
    /// It went out and was not recalled.
    pub fn is_out(&self) -> bool {
        self.went_out()
    }
}

/// Columns of its own, before those of [`Written`].
const OWN: [&str; 4] = ["facility", "approved_by", "returned", "children"];
/// Where those of [`Written`] begin.
const WRITTEN: usize = 5;

fn select(rest: &str) -> String {
    format!("SELECT id, {}, {} FROM notice WHERE city = $1 AND {rest}", OWN.join(", "), written::columns(""))
}

/// One notice.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Entry>, StoreError> {
    let sql = select("id = $2");
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
    let sql = select(&format!("id = $2{lock}"));
    tx.query(&sql, &[city.into(), id.into()]).await?.first().map(read).transpose()
}

/// A facility's notices, the last changed first, at most `most`.
pub(super) async fn of_facility(
    tx: &mut dyn Tx,
    city: &str,
    facility: Uuid,
    most: i64,
) -> Result<Vec<Entry>, StoreError> {
    let sql = select("facility = $2 ORDER BY changed DESC, id DESC LIMIT $3");
    let rows = tx.query(&sql, &[city.into(), facility.into(), most.into()]).await?;
    rows.iter().map(read).collect()
}

/// Writes all of it anew.
pub(super) async fn keep(tx: &mut dyn Tx, city: &str, entry: &Entry) -> Result<(), StoreError> {
    static SQL: LazyLock<String> = LazyLock::new(|| written::upsert("notice", &OWN));
    let mut params: Vec<Value> = vec![
        city.into(),
        entry.id.into(),
        entry.facility.into(),
        entry.approved_by.into(),
        entry.returned.as_str().into(),
        i64::try_from(entry.children).unwrap_or(i64::MAX).into(),
    ];
    params.extend(entry.written.params()?);
    tx.execute(&SQL, &params).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.uuid(0)?,
        facility: row.uuid(1)?,
        approved_by: written::opt_uuid(row, 2)?,
        returned: row.text(3)?.to_owned(),
        children: usize::try_from(row.int(4)?).unwrap_or_default(),
        written: Written::read(row, WRITTEN)?,
    })
}
