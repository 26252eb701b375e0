//! Writing records, many with few statements.

use crate::store::{Row, StoreError, Tx, Value};
use itsumo_domain::{Record, Stream, Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
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
    let head = take_numbers(tx, city, stream, drafts.len()).await?;
    write(tx, city, stream, drafts, head, now).await
}

/// The same where some ids were chosen by whoever asks, and may be those of records that are not theirs. Answers with
/// those of `chosen` under which the stream holds, or these drafts hold, a record of another kind: then nothing is
/// written, and the transaction must not be committed.
///
/// # Errors
/// As [`append`].
pub(super) async fn append_chosen(
    tx: &mut dyn Tx,
    city: &str,
    stream: &Stream,
    drafts: &[Draft],
    now: Timestamp,
    chosen: &BTreeSet<Uuid>,
) -> Result<BTreeSet<Uuid>, StoreError> {
    // The stream's lock first: what is looked at now is what is written over.
    let head = take_numbers(tx, city, stream, drafts.len()).await?;
    let mut kinds: HashMap<Uuid, &str> = HashMap::new();
    let mut taken = BTreeSet::new();
    for draft in drafts.iter().filter(|draft| chosen.contains(&draft.id)) {
        if *kinds.entry(draft.id).or_insert(draft.kind) != draft.kind {
            taken.insert(draft.id);
        }
    }
    let ids: Vec<Uuid> = kinds.keys().copied().collect();
    for row in select_by_ids(tx, kinds_sql, &[city.into(), stream.as_str().into()], &ids).await? {
        let id = row.uuid(0)?;
        if kinds.get(&id).copied() != Some(row.text(1)?) {
            taken.insert(id);
        }
    }
    if taken.is_empty() {
        write(tx, city, stream, drafts, head, now).await?;
    }
    Ok(taken)
}

/// Takes the stream's lock and the next numbers, and answers with the last of them.
async fn take_numbers(tx: &mut dyn Tx, city: &str, stream: &Stream, count: usize) -> Result<i64, StoreError> {
    let count = i64::try_from(count).map_err(|_| StoreError::Shape("too many records".to_owned()))?;
    let locked = tx
        .query(
            "INSERT INTO stream (city, name, head) VALUES ($1, $2, $3)
             ON CONFLICT (city, name) DO UPDATE SET head = stream.head + excluded.head RETURNING head",
            &[city.into(), stream.as_str().into(), count.into()],
        )
        .await?;
    one(&locked)?.int(0)
}

/// Writes `drafts` under the numbers up to `head`.
async fn write(
    tx: &mut dyn Tx,
    city: &str,
    stream: &Stream,
    drafts: &[Draft],
    head: i64,
    now: Timestamp,
) -> Result<i64, StoreError> {
    if drafts.is_empty() {
        return Ok(head);
    }
    let count = i64::try_from(drafts.len()).map_err(|_| StoreError::Shape("too many records".to_owned()))?;
    let mut rows: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    let mut written: HashMap<Uuid, (i64, i64)> = HashMap::with_capacity(drafts.len());
    for (seq, draft) in (head - count + 1..).zip(drafts) {
        let (earlier, revisions) = written.get(&draft.id).copied().unwrap_or((0, 0));
        rows.remove(&earlier);
        written.insert(draft.id, (seq, revisions + 1));
        rows.insert(
            seq,
            vec![
                draft.id.into(),
                seq.into(),
                (revisions + 1).into(),
                draft.kind.into(),
                draft.author.as_str().into(),
                draft.body.is_none().into(),
                to_json(draft, now)?.into(),
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
    let sql = "SELECT seq, rev, json FROM record WHERE city = $1 AND stream = $2 AND id = $3";
    let rows = tx.query(sql, &[city.into(), stream.as_str().into(), id.into()]).await?;
    rows.first().map(record_of).transpose()
}

/// All records of a stream, recalled ones too, in the order of their `seq`. For streams of one person: a
/// city's are read in pages.
///
/// # Errors
/// [`StoreError::Shape`] when what is stored is not a record.
pub async fn all(tx: &mut dyn Tx, city: &str, stream: &Stream) -> Result<Vec<Record>, StoreError> {
    let sql = "SELECT seq, rev, json FROM record WHERE city = $1 AND stream = $2 ORDER BY seq";
    let rows = tx.query(sql, &[city.into(), stream.as_str().into()]).await?;
    rows.iter().map(record_of).collect()
}

/// The newest records after `after` and up to `head`, at most `most`, the newest first.
///
/// # Errors
/// [`StoreError::Shape`] when what is stored is not a record.
pub(crate) async fn newest(
    tx: &mut dyn Tx,
    city: &str,
    stream: &Stream,
    after: i64,
    head: i64,
    most: i64,
) -> Result<Vec<Record>, StoreError> {
    let sql = "SELECT seq, rev, json FROM record WHERE city = $1 AND stream = $2 AND seq > $3 AND seq <= $4
               ORDER BY seq DESC LIMIT $5";
    let params = [city.into(), stream.as_str().into(), after.into(), head.into(), most.into()];
    tx.query(sql, &params).await?.iter().map(record_of).collect()
}

/// Adds a record as it travels, from the columns `seq`, `rev` and `json`.
pub(super) fn splice(into: &mut String, row: &Row) -> Result<(), StoreError> {
    let (seq, rev, json) = (row.int(0)?, row.int(1)?, row.text(2)?);
    let rest = json.strip_prefix('{').ok_or_else(|| StoreError::Shape(format!("record {seq} is not an object")))?;
    write!(into, r#"{{"seq":{seq},"rev":{rev},{rest}"#).map_err(|error| StoreError::Shape(error.to_string()))
}

fn record_of(row: &Row) -> Result<Record, StoreError> {
    let mut json = String::new();
    splice(&mut json, row)?;
    serde_json::from_str(&json).map_err(|error| StoreError::Shape(format!("a record cannot be read: {error}")))
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

/// A new record starts with as many revisions as this batch has of it; one that exists goes on from its last.
/// So no statement has to look before this one writes.
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
             rev = record.rev + excluded.rev, kind = excluded.kind, author = excluded.author, gone = excluded.gone,
             json = excluded.json"
        )
    })
}

fn kinds_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 3, 1, |p| format!("${p}"));
        format!("SELECT id, kind FROM record WHERE city = $1 AND stream = $2 AND id IN ({ids})")
    })
}

/// The record as it travels, but for `seq` and `rev`, which are columns of their own; the body as it came.
fn to_json(draft: &Draft, now: Timestamp) -> Result<String, StoreError> {
    let unfit = |error: &dyn std::fmt::Display| StoreError::Shape(format!("record {}: {error}", draft.id));
    let (kind, author) = (serde_json::to_string(draft.kind), serde_json::to_string(&draft.author));
    let (kind, author) = (kind.map_err(|e| unfit(&e))?, author.map_err(|e| unfit(&e))?);
    let mut json = String::with_capacity(160 + draft.body.as_ref().map_or(0, String::len));
    write!(json, r#"{{"id":"{}","kind":{kind},"at":{},"author":{author}"#, draft.id, now.0).map_err(|e| unfit(&e))?;
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
        let stored = |draft: &Draft, seq: i64, rev: i64, at: i64| {
            let json = to_json(draft, Timestamp(at)).unwrap();
            record_of(&Row(vec![seq.into(), rev.into(), json.into()])).unwrap()
        };
        let record = stored(&draft, 3, 2, 5);
        assert_eq!((record.seq, record.rev, record.at, record.gone), (3, 2, Timestamp(5), false));
        assert_eq!((record.id, record.author.as_str()), (Uuid::from_u128(7), "a \"b\""));
        assert_eq!(record.body.unwrap().get(), r#"{"x":[1,2]}"#);
        let record = stored(&Draft { body: None, ..draft.clone() }, 4, 3, 6);
        assert!(record.gone && record.body.is_none());
        let broken = Draft { body: Some("{".to_owned()), ..draft };
        assert!(to_json(&broken, Timestamp(1)).is_err());
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
