//! The end of the hold: what is due goes out, once.
//!
//! Every server looks each second at what is due, and only at that. Whoever finds it first holds the row until it is
//! written; the others pass over it. A server that dies in between has written nothing, and the next look finds the same.

use super::{Entry, Stage, plan, table};
use crate::{
    app::App,
    attachment,
    school::{Outgoing, facility, guardian, pupil, unfit},
    store::{Store, StoreError, Tx, Value},
    stream::{chunks, reach, values},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream, Timestamp,
    record::kind,
    school::{
        Facility, Scope,
        notice::{Draft, Notice, Plan},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};
use uuid::Uuid;

/// Most notices sent by one look; the rest a second later.
const AT_ONCE: i64 = 50;

/// Runs until the server stops: sends what is due, and writes down on which devices notices are.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    loop {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        if let Err(error) = send_due(&app.store, app.clock.now()).await {
            tracing::warn!(%error, "notices that are due go out at the next look");
        }
        if let Err(error) = app.reach.write_down(&app.store).await {
            tracing::warn!(%error, "it is written down later which devices have which notices");
        }
    }
}

/// Sends what is due at `now`, in all cities. Answers how many went out.
///
/// # Errors
/// When the tables cannot be read. One that cannot be sent is logged and stays held.
pub async fn send_due(store: &Store, now: Timestamp) -> Result<usize, StoreError> {
    let due = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT city, id FROM notice WHERE held_until <= $1 ORDER BY held_until LIMIT $2";
            let rows = tx.query(sql, &[now.into(), AT_ONCE.into()]).await?;
            rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.uuid(1)?))).collect::<Result<Vec<_>, StoreError>>()
        })
    });
    let mut count = 0;
    for (city, id) in due.await? {
        let sending = store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let due = |entry: &Entry| entry.stage == Stage::Held && entry.held_until.is_some_and(|at| at <= now);
                match table::hold(tx, &city, id, true).await?.filter(due) {
                    Some(entry) => send(tx, &city, entry, now).await.map(|()| true),
                    None => Ok(false),
                }
            })
        });
        match sending.await {
            Ok(sent) => count += usize::from(sent),
            Err(error) => tracing::error!(%error, "a notice could not be sent"),
        }
    }
    Ok(count)
}

/// Sends one.
async fn send(tx: &mut dyn Tx, city: &str, mut entry: Entry, now: Timestamp) -> Result<(), StoreError> {
    let Some(draft) = entry.draft.take() else {
        return Err(StoreError::Shape("a notice is held and has no words".to_owned()));
    };
    let at = facility::find(tx, city, entry.facility).await?;
    let at = at.ok_or_else(|| StoreError::Shape("a notice of no facility".to_owned()))?;
    let day = now.jst_date();
    let first = entry.sent.is_none();
    let names;
    if first {
        let members = plan::members(tx, city, &at, day).await?;
        let plan = members.plan(&draft);
        entry.children = plan.children.len();
        keep_audience(tx, city, entry.id, &plan).await?;
        names = members.groups.into_iter().map(|group| (group.id, group.name)).collect();
    } else {
        names = names_of(tx, city, entry.id).await?;
    }
    entry.goes_out(draft, now);
    let mut out = Outgoing::default();
    let streams = put(tx, &mut out, city, &at, &entry, &names, day).await?;
    out.touch_board(entry.facility);
    table::keep(tx, city, &entry).await?;
    // What was read out of the files has done its work.
    attachment::forget_texts(tx, city, entry.id).await?;
    out.send(tx, city, now).await?;
    reach::note(tx, city, entry.id, &streams).await
}

async fn keep_audience(tx: &mut dyn Tx, city: &str, notice: Uuid, plan: &Plan) -> Result<(), StoreError> {
    for group in &plan.by_group {
        let sql = "INSERT INTO notice_group (city, notice, class_group) VALUES ($1, $2, $3)";
        tx.execute(sql, &[city.into(), notice.into(), (*group).into()]).await?;
    }
    let rows: Vec<[Value; 2]> = plan
        .children
        .iter()
        .map(|child| {
            let singly = !child.groups.iter().any(|group| plan.by_group.contains(group));
            [child.pupil.into(), singly.into()]
        })
        .collect();
    for chunk in chunks(&rows) {
        let mut params: Vec<Value> = vec![city.into(), notice.into()];
        params.extend(chunk.iter().flatten().cloned());
        let list = values(chunk.len(), 3, 2, |p| format!("($1, $2, ${p}, ${})", p + 1));
        tx.execute(&format!("INSERT INTO notice_pupil (city, notice, pupil, singly) VALUES {list}"), &params).await?;
    }
    Ok(())
}

async fn names_of(tx: &mut dyn Tx, city: &str, notice: Uuid) -> Result<HashMap<Uuid, String>, StoreError> {
    let sql = "SELECT n.class_group, g.name FROM notice_group n
               JOIN class_group g ON g.city = n.city AND g.id = n.class_group WHERE n.city = $1 AND n.notice = $2";
    let rows = tx.query(sql, &[city.into(), notice.into()]).await?;
    rows.iter().map(|row| Ok((row.uuid(0)?, row.text(1)?.to_owned()))).collect()
}

/// Puts the records of a notice as it is out now: one in each group's stream, and one for each guardian of children who
/// are told singly. Answers into which streams.
async fn put(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    at: &Facility,
    entry: &Entry,
    names: &HashMap<Uuid, String>,
    day: NaiveDate,
) -> Result<Vec<Stream>, StoreError> {
    let Some(draft) = &entry.public else { return Ok(Vec::new()) };
    let key = [city.into(), entry.id.into()];
    let rows = tx.query("SELECT class_group FROM notice_group WHERE city = $1 AND notice = $2", &key).await?;
    let groups = rows.iter().map(|row| row.uuid(0)).collect::<Result<BTreeSet<_>, _>>()?;
    let to: Vec<String> = groups.iter().filter_map(|group| names.get(group).cloned()).collect();
    let author = format!("seat/{}", entry.seat);
    let mut streams = Vec::new();
    for group in &groups {
        let body = serde_json::to_string(&body(at, entry, draft, to.clone(), Vec::new())).map_err(unfit)?;
        out.put(Stream::class(*group), entry.id, kind::NOTICE, &author, Some(body));
        streams.push(Stream::class(*group));
    }
    let singly = singly(tx, city, entry.id).await?;
    let children = pupil::pupils(tx, city, &singly).await?;
    let readers = guardian::readers_of(tx, city, &singly, day, Scope::Notices).await?;
    for (person, pupils) in by_person(&singly, &readers) {
        // To each guardian it is for their own children, and says nothing of the others.
        let to = pupils.iter().filter_map(|pupil| children.get(pupil)).map(|child| child.name.clone()).collect();
        let body = serde_json::to_string(&body(at, entry, draft, to, pupils)).map_err(unfit)?;
        out.put(Stream::person(person), entry.id, kind::NOTICE, &author, Some(body));
        streams.push(Stream::person(person));
    }
    Ok(streams)
}

/// The children of a notice who are told in their guardians' own streams.
pub(super) async fn singly(tx: &mut dyn Tx, city: &str, notice: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let sql = "SELECT pupil FROM notice_pupil WHERE city = $1 AND notice = $2 AND singly = 1 ORDER BY pupil";
    let rows = tx.query(sql, &[city.into(), notice.into()]).await?;
    rows.iter().map(|row| row.uuid(0)).collect()
}

/// Of these children each guardian's own, of those guardians who read notices.
pub(super) fn by_person(
    pupils: &[Uuid],
    guardians: &HashMap<Uuid, Vec<guardian::Guardian>>,
) -> BTreeMap<Uuid, Vec<Uuid>> {
    let mut found: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for pupil in pupils {
        let reads = guardians.get(pupil).into_iter().flatten();
        for one in reads.filter(|one| !one.shielded && one.scopes.contains(&Scope::Notices)) {
            let own = found.entry(one.person).or_default();
            if own.last() != Some(pupil) {
                own.push(*pupil);
            }
        }
    }
    found
}

pub(super) fn body(at: &Facility, entry: &Entry, draft: &Draft, to: Vec<String>, pupils: Vec<Uuid>) -> Notice {
    Notice {
        facility: at.id,
        facility_kind: at.kind,
        facility_name: at.name.clone(),
        from: entry.title.clone(),
        to,
        title: draft.title.clone(),
        blocks: draft.blocks.clone(),
        attachments: draft.attachments.clone(),
        ask: draft.ask.clone(),
        per: draft.per,
        due: draft.due,
        sent: entry.sent.unwrap_or_default(),
        edited: entry.edited,
        pupils,
    }
}
