//! What is out, written again for guardians of whose children something changed: they joined, a scope was given back, a
//! shield was set or lifted. What they may no longer read was taken from them before; this brings what they may.
//!
//! Groups' streams need none of this: who may read one reads all of it.

use super::{
    send::{body, by_person, singly},
    table,
};
use crate::{
    school::{
        Outgoing, facility,
        guardian::{Author, by_for, guardians_of},
        pupil, unfit,
    },
    store::{StoreError, Tx},
    stream::{Sized, find, select_by_ids, values},
};
use itsumo_domain::{
    Stream, Timestamp,
    record::kind,
    school::{
        Scope,
        notice::{AnswerView, CountPer},
    },
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Writes notices that were told singly, and answers, of these children again, for whoever reads them on this day. What a
/// stream says already is not said twice.
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
    let day = now.jst_date();
    let mut readers: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (pupil, guardians) in guardians_of(tx, city, pupils, day).await? {
        let reads = guardians.iter().filter(|one| !one.shielded && one.scopes.contains(&Scope::Notices));
        readers.insert(pupil, reads.map(|one| one.person).collect());
    }
    let concerned: BTreeSet<Uuid> = readers.values().flatten().copied().collect();
    let rows = select_by_ids(tx, singly_sql, &[city.into()], pupils).await?;
    let notices = rows.iter().map(|row| row.uuid(0)).collect::<Result<BTreeSet<_>, _>>()?;
    for notice in notices {
        let Some(entry) = table::find(tx, city, notice).await? else { continue };
        let (Some(draft), Some(at)) = (&entry.public, facility::find(tx, city, entry.facility).await?) else {
            continue;
        };
        let singly = singly(tx, city, notice).await?;
        let children = pupil::pupils(tx, city, &singly).await?;
        let all = guardians_of(tx, city, &singly, day).await?;
        for (person, own) in by_person(&singly, &all) {
            if !concerned.contains(&person) {
                continue;
            }
            let to = own.iter().filter_map(|pupil| children.get(pupil)).map(|child| child.name.clone()).collect();
            let body = serde_json::to_string(&body(&at, &entry, draft, to, own)).map_err(unfit)?;
            put(
                tx,
                out,
                city,
                notice,
                &Stream::person(person),
                notice,
                kind::NOTICE,
                &format!("seat/{}", entry.seat),
                body,
            )
            .await?;
        }
    }
    answers(tx, out, city, pupils, &readers).await
}

/// Answers for these children, and those of a guardian of theirs that were for the household.
async fn answers(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupils: &[Uuid],
    readers: &BTreeMap<Uuid, Vec<Uuid>>,
) -> Result<(), StoreError> {
    let persons: BTreeSet<Uuid> = readers.values().flatten().copied().collect();
    let units: Vec<Uuid> = pupils.iter().copied().chain(persons).collect();
    // The last answer of a household comes last, and stays.
    let mut given = BTreeMap::new();
    for row in select_by_ids(tx, answers_sql, &[city.into()], &units).await? {
        given.insert((row.int(3)?, row.uuid(1)?, row.uuid(0)?), row);
    }
    for ((at, unit, notice), row) in given {
        let Some(entry) = table::find(tx, city, notice).await? else { continue };
        let per = entry.public.as_ref().map(|draft| draft.per).unwrap_or_default();
        let (person, late) = (row.uuid(2)?, row.int(4)? != 0);
        let answer: itsumo_domain::school::Answer = serde_json::from_str(row.text(5)?).map_err(unfit)?;
        let child = pupils.contains(&unit).then_some(unit);
        if child.is_none() && per != CountPer::Household {
            continue;
        }
        let record = Uuid::new_v5(&notice, child.unwrap_or_default().as_bytes());
        let author = Author::Guardian(person);
        for (pupil, persons) in readers {
            let theirs = match child {
                Some(child) => child == *pupil,
                None => persons.contains(&person),
            };
            for reader in persons.iter().filter(|_| theirs) {
                let by = by_for(tx, city, *pupil, &author, *reader).await?;
                let view = AnswerView { notice, pupil: child, answer: answer.clone(), at: Timestamp(at), late, by };
                let body = serde_json::to_string(&view).map_err(unfit)?;
                put(tx, out, city, notice, &Stream::person(*reader), record, kind::ANSWER, &author.column(), body)
                    .await?;
            }
        }
    }
    Ok(())
}

#[allow(clippy::too_many_arguments)]
async fn put(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    notice: Uuid,
    stream: &Stream,
    record: Uuid,
    sort: &'static str,
    author: &str,
    body: String,
) -> Result<(), StoreError> {
    let said = match out.said(stream, record) {
        Some(said) => said.map(str::to_owned),
        None => {
            let found = find(tx, city, stream, record).await?.filter(|record| !record.gone);
            found.and_then(|record| record.body).map(|body| body.get().to_owned())
        }
    };
    if said.as_deref() == Some(body.as_str()) {
        return Ok(());
    }
    out.put(stream.clone(), record, sort, author, Some(body));
    // Its number is not known before the end of the transaction: it is beyond where the stream stands now.
    let sql = "INSERT INTO notice_record (city, notice, stream, record, seq)
               SELECT CAST($1 AS TEXT), $2, CAST($3 AS TEXT), $4, COALESCE(MAX(head), 0) + 1 FROM stream
               WHERE city = $1 AND name = $3 ON CONFLICT (city, notice, stream, record) DO NOTHING";
    tx.execute(sql, &[city.into(), notice.into(), stream.as_str().into(), record.into()]).await?;
    Ok(())
}

fn singly_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!(
            "SELECT DISTINCT p.notice FROM notice_pupil p JOIN notice n ON n.city = p.city AND n.id = p.notice
             WHERE p.city = $1 AND p.singly = 1 AND n.sent IS NOT NULL AND n.recalled IS NULL AND p.pupil IN ({ids})"
        )
    })
}

fn answers_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!(
            "SELECT a.notice, a.unit, a.person, a.at, a.late, a.json FROM notice_answer a
             JOIN notice n ON n.city = a.city AND n.id = a.notice AND n.recalled IS NULL
             WHERE a.city = $1 AND a.unit IN ({ids})"
        )
    })
}
