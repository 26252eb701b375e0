//! "登校しましたか": the school asks after the children of whom it knows nothing, with one tap, and the answer comes
//! back to the board.
//!
//! A facility asks about a child once a day; asked again it is the same question, asked anew. Every guardian who may
//! tell absences gets it. "休みます" and "遅れて行きます" become an absence of their own, which the guardian can edit like
//! any other; "家を出ました" becomes the most urgent line of the board. A question is over when the child is there, or
//! known to be absent.

mod answer;
mod ask;

pub use answer::answer;
pub use ask::{Asked, ask};

use crate::{
    school::{
        Outgoing,
        absence::{Voices, by_column, by_staff_sees},
        days, facility, guardian, unfit,
    },
    store::{Row, StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream, Timestamp,
    record::kind,
    school::{
        Absence, Desk, Part, Question, Scope,
        absence::{Answered, Arrival},
    },
};
use std::collections::{BTreeSet, HashMap, hash_map::Entry};
use uuid::Uuid;

/// Who wrote it, in the stream.
const AUTHOR: &str = "school";

/// A question as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub id: Uuid,
    pub pupil: Uuid,
    pub facility: Uuid,
    pub day: NaiveDate,
    pub at: Timestamp,
    pub answer: Option<(Arrival, Timestamp)>,
    pub author: String,
    pub by_name: String,
    pub over: bool,
}

/// A facility asks about a child once a day.
pub(super) fn id_of(facility: Uuid, pupil: Uuid, day: NaiveDate) -> Uuid {
    let mut seed = pupil.as_bytes().to_vec();
    seed.extend(days::column(day).to_be_bytes());
    Uuid::new_v5(&facility, &seed)
}

fn arrival_name(arrival: Arrival) -> &'static str {
    match arrival {
        Arrival::LeftHome => "left_home",
        Arrival::Absent => "absent",
        Arrival::Late => "late",
    }
}

const COLUMNS: &str = "id, pupil, facility, day, at, arrival, answered, author, by_name, over";

fn read(row: &Row) -> Result<Kept, StoreError> {
    let arrival = match row.text(5)? {
        "left_home" => Some(Arrival::LeftHome),
        "absent" => Some(Arrival::Absent),
        "late" => Some(Arrival::Late),
        _ => None,
    };
    let answered = Timestamp(row.int(6)?);
    Ok(Kept {
        id: row.uuid(0)?,
        pupil: row.uuid(1)?,
        facility: row.uuid(2)?,
        day: days::day(row.int(3)?)?,
        at: Timestamp(row.int(4)?),
        answer: arrival.map(|arrival| (arrival, answered)),
        author: row.text(7)?.to_owned(),
        by_name: row.text(8)?.to_owned(),
        over: row.int(9)? != 0,
    })
}

/// What a facility asked on a day, as its staff sees it.
///
/// # Errors
/// The store's.
pub async fn of_day(tx: &mut dyn Tx, city: &str, facility: Uuid, day: NaiveDate) -> Result<Vec<Question>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM question WHERE city = $1 AND facility = $2 AND day = $3");
    let rows = tx.query(&sql, &[city.into(), facility.into(), days::column(day).into()]).await?;
    let question = |row: &Row| {
        let kept = read(row)?;
        let by = by_staff_sees(&kept.author, &kept.by_name);
        let answer = kept.answer.map(|(arrival, at)| Answered { arrival, at, by });
        let Kept { pupil, facility, day, at, over, .. } = kept;
        Ok(Question { pupil, facility, phone: String::new(), day, at, answer, over })
    };
    rows.iter().map(question).collect()
}

/// Some questions.
pub(super) async fn find(tx: &mut dyn Tx, city: &str, ids: &[Uuid]) -> Result<HashMap<Uuid, Kept>, StoreError> {
    let rows = select_by_ids(tx, find_sql, &[city.into()], ids).await?;
    rows.iter().map(|row| read(row).map(|kept| (kept.id, kept))).collect()
}

/// Writes these questions into the streams of all who may answer them. Answers who those are.
pub(super) async fn show(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<HashMap<Uuid, Vec<Uuid>>, StoreError> {
    let found = find(tx, city, ids).await?;
    let pupils: BTreeSet<Uuid> = found.values().map(|kept| kept.pupil).collect();
    let pupils: Vec<Uuid> = pupils.into_iter().collect();
    let readers = guardian::readers_of(tx, city, &pupils, now.jst_date(), Scope::Absence).await?;
    let mut phones: HashMap<Uuid, String> = HashMap::new();
    let mut voices = Voices::new();
    for id in ids {
        let Some(kept) = found.get(id) else { continue };
        if let Entry::Vacant(phone) = phones.entry(kept.facility) {
            let facility = facility::find(tx, city, kept.facility).await?;
            phone.insert(facility.map(|facility| facility.phone).unwrap_or_default());
        }
        for reader in readers.get(&kept.pupil).into_iter().flatten() {
            let answer = match kept.answer {
                None => None,
                Some((arrival, at)) => {
                    let (author, name) = (&kept.author, &kept.by_name);
                    let by = by_column(tx, city, kept.pupil, author, name, reader.person, &mut voices).await?;
                    Some(Answered { arrival, at, by })
                }
            };
            let question = Question {
                pupil: kept.pupil,
                facility: kept.facility,
                phone: phones.get(&kept.facility).cloned().unwrap_or_default(),
                day: kept.day,
                at: kept.at,
                answer,
                over: kept.over,
            };
            let body = serde_json::to_string(&question).map_err(unfit)?;
            out.put(Stream::person(reader.person), kept.id, kind::QUESTION, AUTHOR, Some(body));
        }
    }
    Ok(readers.into_iter().map(|(pupil, who)| (pupil, who.into_iter().map(|reader| reader.person).collect())).collect())
}

/// The same for what is open today about these children, for who joins or is given the scope.
///
/// # Errors
/// The store's.
pub async fn show_all(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupils: &[Uuid],
    now: Timestamp,
) -> Result<(), StoreError> {
    for pupil in pupils.iter().copied().collect::<BTreeSet<_>>() {
        let sql = "SELECT id FROM question WHERE city = $1 AND pupil = $2 AND day = $3 AND over = 0";
        let rows = tx.query(sql, &[city.into(), pupil.into(), days::column(now.jst_date()).into()]).await?;
        let ids = rows.iter().map(|row| row.uuid(0)).collect::<Result<Vec<_>, _>>()?;
        show(tx, out, city, &ids, now).await?;
    }
    Ok(())
}

/// Nothing more is asked about these children at this facility on this day.
pub(super) async fn close(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    facility: Uuid,
    pupils: &[Uuid],
    day: NaiveDate,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = pupils.iter().map(|pupil| id_of(facility, *pupil, day)).collect();
    let open: Vec<Uuid> =
        find(tx, city, &ids).await?.into_values().filter(|kept| !kept.over).map(|kept| kept.id).collect();
    end(tx, out, city, open, now).await
}

/// The same for what an absence answers: a whole day, told to the desk that asks.
pub(super) async fn close_for(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    absence: &Absence,
    now: Timestamp,
) -> Result<(), StoreError> {
    if absence.part != Part::AllDay {
        return Ok(());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM question WHERE city = $1 AND pupil = $2 AND day >= $3 AND day <= $4 AND over = 0"
    );
    let params: [Value; 4] =
        [city.into(), absence.pupil.into(), days::column(absence.from).into(), days::column(absence.until).into()];
    let rows = tx.query(&sql, &params).await?;
    let mut open = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    open.retain(|kept| absence.tell.iter().any(|told| told.facility == kept.facility && told.desk == Desk::Class));
    end(tx, out, city, open.into_iter().map(|kept| kept.id).collect(), now).await
}

async fn end(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    mut ids: Vec<Uuid>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    ids.sort_unstable();
    for id in &ids {
        tx.execute("UPDATE question SET over = 1 WHERE city = $1 AND id = $2", &[city.into(), (*id).into()]).await?;
    }
    show(tx, out, city, &ids, now).await.map(drop)
}

fn find_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT {COLUMNS} FROM question WHERE city = $1 AND id IN ({ids})")
    })
}
