//! Writing records, many with few statements.

use crate::store::{Row, StoreError, Tx, Value};
use itsumo_domain::{Record, Stream, Timestamp};
use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
    sync::OnceLock,
};
use uuid::Uuid;

/// A record about to be written. The stream gives it its `seq` and `rev`.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Same id as before: a new revision.
    pub id: Uuid,
    /// One of [`itsumo_domain::record::kind`].
    pub kind: &'static str,
    /// `ingest`, `operator`, `person/<uuid>`.
    pub author: String,
    /// JSON; `None` recalls the record.
    pub body: Option<String>,
}

/// Sizes in which many rows go into one statement: few, so that each is prepared once and used again.
const CHUNKS: [usize; 5] = [100, 32, 10, 3, 1];

/// Writes `drafts` in their order, takes the stream's lock until the transaction ends, and answers with the
/// new head. Of an id that comes twice both take a `seq`, and the later stays.
///
/// Write to several streams in the order of their names, then writers never wait for each other in a ring.
///
/// # Errors
/// [`StoreError::Shape`] for a body that is not JSON: it would break every page it lies in.
pub async fn append(
    tx: &mut dyn Tx,
    city: &str,
    stream: &Stream,
    drafts: &[Draft],
    now: Timestamp,
) -> Result<i64, StoreError> {
    let count = i64::try_from(drafts.len()).map_err(|_| StoreError::Shape("too many records".to_owned()))?;
    let locked = tx
        .query(
            "INSERT INTO stream (city, name, head) VALUES ($1, $2, $3)
             ON CONFLICT (city, name) DO UPDATE SET head = stream.head + excluded.head RETURNING head",
            &[city.into(), stream.as_str().into(), count.into()],
        )
        .await?;
    let head = one(&locked)?.int(0)?;
    if drafts.is_empty() {
        return Ok(head);
    }
    let mut revisions = revisions(tx, city, stream, drafts).await?;
    let mut rows: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    let mut written: HashMap<Uuid, i64> = HashMap::with_capacity(drafts.len());
    let mut seq = head - count;
    for draft in drafts {
        seq += 1;
        let rev = revisions.entry(draft.id).or_insert(0);
        *rev += 1;
        if let Some(earlier) = written.insert(draft.id, seq) {
            rows.remove(&earlier);
        }
        rows.insert(
            seq,
            vec![
                draft.id.into(),
                seq.into(),
                (*rev).into(),
                draft.kind.into(),
                draft.author.as_str().into(),
                draft.body.is_none().into(),
                record_json(draft, seq, *rev, now)?.into(),
            ],
        );
    }
    let rows: Vec<Vec<Value>> = rows.into_values().collect();
    for chunk in chunks(&rows) {
        let mut params = vec![city.into(), stream.as_str().into(), now.into()];
        params.extend(chunk.iter().flatten().cloned());
        tx.execute(upsert_sql(chunk.len()), &params).await?;
    }
    tx.moved(city, stream, head);
    Ok(head)
}

/// The record with this id, recalled or not.
///
/// # Errors
/// [`StoreError::Shape`] when what is stored is not a record.
pub async fn find(tx: &mut dyn Tx, city: &str, stream: &Stream, id: Uuid) -> Result<Option<Record>, StoreError> {
    let sql = "SELECT json FROM record WHERE city = $1 AND stream = $2 AND id = $3";
    let rows = tx.query(sql, &[city.into(), stream.as_str().into(), id.into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    serde_json::from_str(row.text(0)?).map(Some).map_err(|error| StoreError::Shape(format!("record {id}: {error}")))
}

/// Last revision of each record that exists already.
async fn revisions(
    tx: &mut dyn Tx,
    city: &str,
    stream: &Stream,
    drafts: &[Draft],
) -> Result<HashMap<Uuid, i64>, StoreError> {
    let ids: Vec<Uuid> = drafts.iter().map(|draft| draft.id).collect();
    let rows = select_by_ids(tx, lookup_sql, &[city.into(), stream.as_str().into()], &ids).await?;
    rows.iter().map(|row| Ok((row.uuid(0)?, row.int(1)?))).collect()
}

/// Runs a `… IN ($3, …)` over any number of ids, in the fixed sizes; a chunk that is not full repeats its last.
pub(crate) async fn select_by_ids(
    tx: &mut dyn Tx,
    sql: fn(usize) -> &'static str,
    first: &[Value],
    ids: &[Uuid],
) -> Result<Vec<Row>, StoreError> {
    let mut found = Vec::new();
    let most = CHUNKS.first().copied().unwrap_or(1);
    for chunk in ids.chunks(most) {
        let size = CHUNKS.into_iter().rev().find(|size| *size >= chunk.len()).unwrap_or(most);
        let mut params = first.to_vec();
        let last = chunk.last().copied().unwrap_or_default();
        params.extend(chunk.iter().copied().chain(std::iter::repeat(last)).take(size).map(Value::from));
        found.extend(tx.query(sql(size), &params).await?);
    }
    Ok(found)
}

/// Splits rows into the fixed sizes, largest first.
pub(crate) fn chunks<T>(mut rest: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = CHUNKS.into_iter().find(|size| *size <= rest.len())?;
        let (chunk, after) = rest.split_at(size);
        rest = after;
        Some(chunk)
    })
}

pub(crate) fn one(rows: &[Row]) -> Result<&Row, StoreError> {
    rows.first().ok_or_else(|| StoreError::Shape("a statement that answers with a row gave none".to_owned()))
}

/// A statement per chunk size, written once.
pub(crate) struct Sized([OnceLock<String>; CHUNKS.len()]);

impl Sized {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; CHUNKS.len()])
    }
    pub(crate) fn get(&'static self, size: usize, write: impl FnOnce() -> String) -> &'static str {
        let at = CHUNKS.iter().position(|chunk| *chunk == size);
        at.and_then(|at| self.0.get(at)).map_or("", |cell| cell.get_or_init(write))
    }
}

/// `($4, $5), ($6, $7)`: `rows` times what `row` writes for its first parameter.
pub(crate) fn values(rows: usize, from: usize, width: usize, row: impl Fn(usize) -> String) -> String {
    (0..rows).map(|at| row(from + at * width)).collect::<Vec<_>>().join(", ")
}

fn lookup_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 3, 1, |p| format!("${p}"));
        format!("SELECT id, rev FROM record WHERE city = $1 AND stream = $2 AND id IN ({ids})")
    })
}

fn upsert_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let rows = values(size, 4, 7, |p| {
            let [seq, rev, kind, author, gone, json] = [p + 1, p + 2, p + 3, p + 4, p + 5, p + 6];
            format!("($1, $2, $3, ${p}, ${seq}, ${rev}, ${kind}, ${author}, ${gone}, ${json})")
        });
        format!(
            "INSERT INTO record (city, stream, at, id, seq, rev, kind, author, gone, json) VALUES {rows}
             ON CONFLICT (city, stream, id) DO UPDATE SET at = excluded.at, seq = excluded.seq,
             rev = excluded.rev, kind = excluded.kind, author = excluded.author, gone = excluded.gone,
             json = excluded.json"
        )
    })
}

/// The whole record as it travels, the body spliced in as it came.
fn record_json(draft: &Draft, seq: i64, rev: i64, now: Timestamp) -> Result<String, StoreError> {
    let unfit = |error: &dyn std::fmt::Display| StoreError::Shape(format!("record {}: {error}", draft.id));
    let (kind, author) = (serde_json::to_string(draft.kind), serde_json::to_string(&draft.author));
    let (kind, author) = (kind.map_err(|e| unfit(&e))?, author.map_err(|e| unfit(&e))?);
    let mut json = String::with_capacity(160 + draft.body.as_ref().map_or(0, String::len));
    write!(json, r#"{{"seq":{seq},"id":"{}","rev":{rev},"kind":{kind},"at":{},"author":{author}"#, draft.id, now.0)
        .map_err(|e| unfit(&e))?;
    match &draft.body {
        Some(body) => {
            serde_json::from_str::<serde::de::IgnoredAny>(body).map_err(|e| unfit(&e))?;
            json.push_str(r#","body":"#);
            json.push_str(body);
        }
        None => json.push_str(r#","gone":true"#),
    }
    json.push('}');
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_the_record_that_travels() {
        let draft = Draft {
            id: Uuid::from_u128(7),
            kind: "news",
            author: "a \"b\"".to_owned(),
            body: Some(r#"{"x":[1,2]}"#.to_owned()),
        };
        let record: Record = serde_json::from_str(&record_json(&draft, 3, 2, Timestamp(5)).unwrap()).unwrap();
        assert_eq!((record.seq, record.rev, record.at, record.gone), (3, 2, Timestamp(5), false));
        assert_eq!(record.author, "a \"b\"");
        assert_eq!(record.body.unwrap().get(), r#"{"x":[1,2]}"#);
        let recalled = Draft { body: None, ..draft.clone() };
        let record: Record = serde_json::from_str(&record_json(&recalled, 4, 3, Timestamp(6)).unwrap()).unwrap();
        assert!(record.gone && record.body.is_none());
        let broken = Draft { body: Some("{".to_owned()), ..draft };
        assert!(record_json(&broken, 1, 1, Timestamp(1)).is_err());
    }

    #[test]
    fn any_number_of_rows_falls_into_the_fixed_sizes() {
        for len in [0, 1, 9, 37, 99, 100, 250] {
            let rows: Vec<usize> = (0..len).collect();
            let cut: Vec<&[usize]> = chunks(&rows).collect();
            assert_eq!(cut.concat(), rows);
            assert!(cut.iter().all(|chunk| CHUNKS.contains(&chunk.len())));
        }
    }
}
