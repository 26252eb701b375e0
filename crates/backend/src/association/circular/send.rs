//! The end of the hold: what is due goes out, once.
//!
//! Every server looks each second at what is due, and only at that. Whoever finds it first holds the rows until they are
//! written; the others pass over them. A server that dies in between has written nothing, and the next look finds the
//! same. All associations' of one of the city's go out in one transaction: one record, one number and one row each,
//! however many households there are.

use super::{Entry, Stage, recall, streams, table, town};
use crate::{
    app::App,
    attachment,
    store::{Store, StoreError, Tx, Value},
    stream::{Outgoing, chunks, reach, values},
    written::{self, Written},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        circular::{CITY_WAITS_HOURS, Draft, joint_id},
        year_of,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use uuid::Uuid;

/// Most circulars that one look finds; the rest a second later.
const AT_ONCE: i64 = 2_000;
/// Milliseconds between two looks at what is past its last day or due tomorrow.
const EXPIRING: i64 = Timestamp::MINUTE;

/// Runs until the server stops: sends what is due, reminds of what is due tomorrow, and takes back what is past its last
/// day.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    let mut expired = Timestamp(0);
    loop {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        let now = app.clock.now();
        if let Err(error) = send_due(&app.store, now).await {
            tracing::warn!(%error, "circulars that are due go out at the next look");
        }
        // A clock set back begins anew.
        if !(0..EXPIRING).contains(&now.since(expired)) {
            expired = now;
            if let Err(error) = recall::expire_due(&app.store, now).await {
                tracing::warn!(%error, "circulars past their last day go at the next look");
            }
            if let Err(error) = recall::remind_due(&app.store, now).await {
                tracing::warn!(%error, "circulars due tomorrow are reminded of at the next look");
            }
        }
    }
}

/// What goes out together: one circular, or all associations' of one of the city's that are due at the same moment.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Due {
    city: String,
    parent: Option<Uuid>,
    id: Uuid,
    at: Timestamp,
}

/// Sends what is due at `now`, in all cities. Answers how many went out; the city's counts as one, and each
/// association's of it as one.
///
/// # Errors
/// When the tables cannot be read. One that cannot be sent is logged and stays held.
pub async fn send_due(store: &Store, now: Timestamp) -> Result<usize, StoreError> {
    let due = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT city, parent, id, held_until FROM circular WHERE held_until <= $1
                       ORDER BY held_until, city, parent, id LIMIT $2";
            let mut due: Vec<Due> = Vec::new();
            for row in tx.query(sql, &[now.into(), AT_ONCE.into()]).await? {
                let parent = written::opt_uuid(&row, 1)?;
                let one = Due { city: row.text(0)?.to_owned(), parent, id: row.uuid(2)?, at: Timestamp(row.int(3)?) };
                let goes_with =
                    |last: &Due| parent.is_some() && (&last.city, last.parent, last.at) == (&one.city, parent, one.at);
                if !due.last().is_some_and(goes_with) {
                    due.push(one);
                }
            }
            Ok(due)
        })
    });
    let mut count = 0_usize;
    for Due { city, parent, id, at } in due.await? {
        let sending = store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let mut out = Outgoing::default();
                let sent = match parent {
                    Some(parent) => {
                        let entries = table::hold_due(tx, &city, parent, at).await?;
                        send_citys(tx, &mut out, &city, entries, now).await?
                    }
                    None => {
                        let due = |entry: &Entry| {
                            entry.stage == Stage::Held && entry.held_until.is_some_and(|until| until <= now)
                        };
                        match table::hold(tx, &city, id).await?.filter(due) {
                            Some(entry) => send_one(tx, &mut out, &city, entry, now).await?,
                            None => Sent::default(),
                        }
                    }
                };
                out.send(tx, &city, now).await?;
                for (circular, streams) in &sent.streams {
                    reach::note(tx, &city, *circular, streams).await?;
                }
                Ok(sent.count)
            })
        });
        match sending.await {
            Ok(sent) => count = count.saturating_add(sent),
            Err(error) => tracing::error!(%error, "a circular could not be sent"),
        }
    }
    Ok(count)
}

/// What went out, and into which streams: to be noted when the records have their numbers.
#[derive(Debug, Default)]
struct Sent {
    count: usize,
    streams: Vec<(Uuid, Vec<Stream>)>,
}

/// Sends one that an association or the city wrote.
async fn send_one(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    mut entry: Entry,
    now: Timestamp,
) -> Result<Sent, StoreError> {
    let Some(draft) = entry.draft.take() else {
        return Err(StoreError::Shape("a circular is held and has no words".to_owned()));
    };
    attachment::forget_texts(tx, city, entry.id).await?;
    let first = entry.sent.is_none();
    let mut whose = Vec::new();
    if let (true, Some(association)) = (first, entry.association) {
        let day = now.jst_date();
        let plan = town::town(tx, city, association, day).await?.plan(&draft);
        (entry.households, entry.papers) = (plan.households.len(), plan.papers);
        whose = plan.streams(association);
        let of = BTreeSet::from([association]);
        let holders = town::holders(tx, city, &of, &draft.audience.roles, day).await?;
        whose.extend(holders.into_values().flatten().map(Stream::person));
        let numbers = numbers(tx, city, &of, year_of(day)).await?;
        entry.year = year_of(day);
        entry.number = numbers.get(&association).copied().unwrap_or_default();
    } else if !first {
        whose = streams::of(tx, city, entry.id).await?.into_iter().filter(|one| *one != Stream::circulars()).collect();
    }
    let was_public = entry.public.as_ref().is_some_and(|public| public.public);
    let is_public = draft.public;
    goes_out(&mut entry, draft, now);
    streams::put(out, &entry, &whose)?;
    streams::tell_author(tx, out, city, &entry, now).await?;
    if is_public {
        streams::put(out, &entry, &[Stream::circulars()])?;
        whose.push(Stream::circulars());
    } else if was_public {
        let author = format!("seat/{}", entry.seat);
        out.put(Stream::circulars(), entry.id, itsumo_domain::record::kind::CIRCULAR, &author, None);
    }
    let mut sent = Sent { count: 1, streams: Vec::new() };
    match entry.association {
        Some(association) => out.touch_board(association),
        None => {
            let below = match first {
                true => hand_out(tx, out, city, &mut entry, now).await?,
                false => hand_on(tx, out, city, &entry, now).await?,
            };
            sent.count = sent.count.saturating_add(below.count);
            sent.streams.extend(below.streams);
        }
    }
    table::keep(tx, city, &entry).await?;
    sent.streams.push((entry.id, whose));
    Ok(sent)
}

fn goes_out(entry: &mut Entry, draft: Draft, now: Timestamp) {
    entry.written.goes_out(draft, now);
    entry.remind_at = entry.reminds_at().filter(|at| *at > now);
}

/// Lays the city's circular into the hands of each association that it names; what is urgent goes out at once.
async fn hand_out(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    entry: &mut Entry,
    now: Timestamp,
) -> Result<Sent, StoreError> {
    let Some(draft) = entry.public.clone() else { return Ok(Sent::default()) };
    let wait = if draft.urgent { 0 } else { CITY_WAITS_HOURS.saturating_mul(3_600) };
    let mut names = BTreeMap::new();
    for row in tx.query("SELECT id, name FROM association WHERE city = $1", &[city.into()]).await? {
        names.insert(row.uuid(0)?, row.text(1)?.to_owned());
    }
    let mut theirs = Vec::new();
    for association in &draft.audience.associations {
        let Some(name) = names.remove(association) else { continue };
        let mut written = Written::begun(entry.seat, &entry.title, entry.person, draft.clone(), now);
        written.hold(wait, now);
        let id = joint_id(entry.id, *association);
        let own = Entry::begun(id, Some(*association), written);
        theirs.push(Entry { association_name: name, parent: Some(entry.id), ..own });
        out.touch_board(*association);
    }
    if draft.urgent {
        return send_citys(tx, out, city, theirs, now).await;
    }
    for one in &theirs {
        table::keep(tx, city, one).await?;
    }
    Ok(Sent::default())
}

/// Hands a correction of the city's on: where it is out, at once; where it still lies with the officers, into what lies
/// there.
async fn hand_on(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    entry: &Entry,
    now: Timestamp,
) -> Result<Sent, StoreError> {
    let Some(draft) = &entry.public else { return Ok(Sent::default()) };
    let mut sent = Sent::default();
    for mut child in table::hold_children(tx, city, entry.id).await? {
        if child.is_out() {
            goes_out(&mut child, draft.clone(), now);
            streams::put(out, &child, &streams::of(tx, city, child.id).await?)?;
            sent.count = sent.count.saturating_add(1);
        } else if child.sent.is_none() {
            child.draft = Some(draft.clone());
            child.changed = now;
        } else {
            continue;
        }
        table::keep(tx, city, &child).await?;
    }
    Ok(sent)
}

/// Sends associations' of one of the city's: one record into each association's stream.
async fn send_citys(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    entries: Vec<Entry>,
    now: Timestamp,
) -> Result<Sent, StoreError> {
    let (day, mut sent) = (now.jst_date(), Sent::default());
    let of: BTreeSet<Uuid> = entries.iter().filter_map(|entry| entry.association).collect();
    let Some(audience) = entries.iter().find_map(|entry| entry.draft.as_ref()).map(|draft| draft.audience.clone())
    else {
        return Ok(sent);
    };
    let sizes = if audience.everybody { town::sizes(tx, city, &of, day).await? } else { BTreeMap::new() };
    let holders = town::holders(tx, city, &of, &audience.roles, day).await?;
    let numbers = numbers(tx, city, &of, year_of(day)).await?;
    for mut entry in entries {
        let (Some(draft), Some(association)) = (entry.draft.take(), entry.association) else { continue };
        (entry.households, entry.papers) = sizes.get(&association).copied().unwrap_or_default();
        entry.year = year_of(day);
        entry.number = numbers.get(&association).copied().unwrap_or_default();
        goes_out(&mut entry, draft, now);
        let everybody = audience.everybody.then(|| Stream::association(association));
        let seats = holders.get(&association).into_iter().flatten().copied().map(Stream::person);
        let whose: Vec<Stream> = everybody.into_iter().chain(seats).collect();
        streams::put(out, &entry, &whose)?;
        out.touch_board(association);
        table::keep(tx, city, &entry).await?;
        sent.count = sent.count.saturating_add(1);
        sent.streams.push((entry.id, whose));
    }
    Ok(sent)
}

/// The next number of each of these associations in its year.
async fn numbers(
    tx: &mut dyn Tx,
    city: &str,
    associations: &BTreeSet<Uuid>,
    year: i32,
) -> Result<BTreeMap<Uuid, u32>, StoreError> {
    let all: Vec<Uuid> = associations.iter().copied().collect();
    let mut found = BTreeMap::new();
    for chunk in chunks(&all) {
        let rows = values(chunk.len(), 3, 1, |p| format!("($1, ${p}, $2, 1)"));
        let sql = format!(
            "INSERT INTO circular_number (city, association, year, last) VALUES {rows}
             ON CONFLICT (city, association, year) DO UPDATE SET last = circular_number.last + 1
             RETURNING association, last"
        );
        let mut params: Vec<Value> = vec![city.into(), i64::from(year).into()];
        params.extend(chunk.iter().copied().map(Value::from));
        for row in tx.query(&sql, &params).await? {
            found.insert(row.uuid(0)?, u32::try_from(row.int(1)?).unwrap_or_default());
        }
    }
    Ok(found)
}
