//! What guardians do with a notice: they open it, and they answer it.

use super::{Entry, table};
use crate::{
    school::{
        Outgoing,
        guardian::{Author, by_for, edges, readers_of},
        unfit,
    },
    store::{StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream, Timestamp,
    record::kind,
    school::{
        Answer, Scope,
        access::{Act, Edge, Of, Standing, may_at_school},
        notice::{AnswerView, CountPer},
    },
    sync::Refusal,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A notice was opened. The first time counts; of a recalled one too, because it was opened before its recall came.
///
/// # Errors
/// The store's; refused is what was never for this person.
pub async fn open(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    notice: Uuid,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(entry) = table::find(tx, city, notice).await?.filter(|entry| entry.sent.is_some()) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    let edges = edges(tx, city, person, now.jst_date()).await?;
    if children(tx, city, &entry, edges, Act::ReadNotices, now.jst_date()).await?.is_empty() {
        return Ok(Err(Refusal::new("not-found")));
    }
    let sql = "INSERT INTO notice_open (city, notice, person, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    tx.execute(sql, &[city.into(), notice.into(), person.into(), now.into()]).await?;
    Ok(Ok(()))
}

/// A notice was answered: the later answer takes the place of the earlier, and every guardian of the children concerned
/// sees it. Answers that come after the due day count, and are marked.
///
/// # Errors
/// The store's; refused are `not-found`, `notice-recalled`, `not-an-answer`, `empty` where the child is not said.
#[allow(clippy::too_many_arguments)]
pub async fn answer(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    notice: Uuid,
    pupil: Option<Uuid>,
    given: Answer,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let day = now.jst_date();
    let Some(entry) = table::find(tx, city, notice).await?.filter(|entry| entry.sent.is_some()) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    let edges = edges(tx, city, person, day).await?;
    let own = children(tx, city, &entry, edges, Act::AnswerNotice, day).await?;
    let Some(draft) = entry.public.as_ref().filter(|_| !own.is_empty()) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    if entry.recalled.is_some() {
        return Ok(Err(Refusal::new("notice-recalled")));
    }
    if let Err(refusal) = given.fits(&draft.ask) {
        return Ok(Err(refusal));
    }
    let pupil = match draft.per {
        CountPer::Household | CountPer::Guardian => None,
        CountPer::Child | CountPer::Other => match pupil {
            None => return Ok(Err(Refusal::of_field("empty", "pupil"))),
            Some(pupil) if !own.contains(&pupil) => return Ok(Err(Refusal::new("not-found"))),
            Some(pupil) => Some(pupil),
        },
    };
    let late = draft.due.is_some_and(|due| day > due);
    let unit = pupil.unwrap_or(person);
    let sql = "INSERT INTO notice_answer (city, notice, unit, pupil, person, at, late, json)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
               ON CONFLICT (city, notice, unit) DO UPDATE SET person = excluded.person, at = excluded.at,
               late = excluded.late, json = excluded.json";
    let params: [Value; 8] = [
        city.into(),
        notice.into(),
        unit.into(),
        pupil.into(),
        person.into(),
        now.into(),
        late.into(),
        serde_json::to_string(&given).map_err(unfit)?.into(),
    ];
    tx.execute(sql, &params).await?;
    // Who answers has it open.
    let sql = "INSERT INTO notice_open (city, notice, person, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    tx.execute(sql, &[city.into(), notice.into(), person.into(), now.into()]).await?;
    let concerned = pupil.map_or(own, |pupil| vec![pupil]);
    let readers = match draft.per {
        // One guardian's own answer is nobody else's.
        CountPer::Guardian => BTreeMap::from([(person, concerned.first().copied().unwrap_or_default())]),
        _ => {
            let of = readers_of(tx, city, &concerned, day, Scope::Notices).await?;
            let pairs =
                concerned.iter().flat_map(|pupil| of.get(pupil).into_iter().flatten().map(|r| (r.person, *pupil)));
            pairs.collect()
        }
    };
    // In each stream there is one answer of a child, or one of a household: the last.
    let record = Uuid::new_v5(&notice, pupil.unwrap_or_default().as_bytes());
    let author = Author::Guardian(person);
    for (reader, child) in readers {
        let by = by_for(tx, city, child, &author, reader).await?;
        let view = AnswerView { notice, pupil, answer: given.clone(), at: now, late, by };
        let body = serde_json::to_string(&view).map_err(unfit)?;
        let stream = Stream::person(reader);
        let sql = "INSERT INTO notice_record (city, notice, stream, record, seq) VALUES ($1, $2, $3, $4, 0)
                   ON CONFLICT DO NOTHING";
        tx.execute(sql, &[city.into(), notice.into(), stream.as_str().into(), record.into()]).await?;
        out.put(stream, record, kind::ANSWER, &author.column(), Some(body));
    }
    Ok(Ok(()))
}

/// Of a person's children those for whom a notice is and of whom they may do `act`: it was sent for them, or they came
/// into one of its groups since.
pub(super) async fn children(
    tx: &mut dyn Tx,
    city: &str,
    entry: &Entry,
    edges: Vec<Edge>,
    act: Act,
    day: NaiveDate,
) -> Result<Vec<Uuid>, StoreError> {
    let standing = Standing { seats: Vec::new(), children: edges };
    let may = standing.children.iter().map(|edge| edge.pupil);
    let may: BTreeSet<Uuid> = may.filter(|pupil| may_at_school(&standing, act, Of::Child(*pupil)).is_ok()).collect();
    let may: Vec<Uuid> = may.into_iter().collect();
    if may.is_empty() {
        return Ok(may);
    }
    let mut found = BTreeSet::new();
    let key = [city.into(), entry.id.into()];
    for row in select_by_ids(tx, singly_sql, &key, &may).await? {
        found.insert(row.uuid(0)?);
    }
    let rows = tx.query("SELECT class_group FROM notice_group WHERE city = $1 AND notice = $2", &key).await?;
    let groups = rows.iter().map(|row| row.uuid(0)).collect::<Result<BTreeSet<_>, _>>()?;
    if !groups.is_empty() {
        let enrolments = crate::school::pupil::enrolments(tx, city, &may).await?;
        let of =
            enrolments.iter().filter(|enrolment| groups.contains(&enrolment.group.id) && enrolment.is_read_on(day));
        found.extend(of.map(|enrolment| enrolment.pupil));
    }
    Ok(found.into_iter().collect())
}

fn singly_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 3, 1, |p| format!("${p}"));
        format!("SELECT pupil FROM notice_pupil WHERE city = $1 AND notice = $2 AND singly = 1 AND pupil IN ({ids})")
    })
}
