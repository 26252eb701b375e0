//! What was written to seats stays with the seats: who takes one over reads it, and from who holds none of them any more
//! it is taken. So it is with what a seat itself sent past the officers' streams.

use super::{Entry, streams, table, town};
use crate::{
    store::{StoreError, Tx},
    stream::{Outgoing, Sized, select_by_ids, values},
};
use itsumo_domain::{Stream, Timestamp, record::Audience, record::kind};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Lets the circulars to seats, and what seats sent past the officers' streams, follow to who holds them today, in the
/// associations of these seats.
///
/// # Errors
/// The store's.
pub async fn follow(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seats: &[Uuid],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut associations = BTreeSet::new();
    for row in select_by_ids(tx, associations_sql, &[city.into()], seats).await? {
        associations.insert(row.uuid(0)?);
    }
    for association in associations {
        for entry in table::of_seats(tx, city, association).await? {
            follow_one(tx, out, city, association, &entry, now).await?;
            streams::tell_author(tx, out, city, &entry, now).await?;
        }
    }
    Ok(())
}

async fn follow_one(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    association: Uuid,
    entry: &Entry,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(draft) = &entry.public else { return Ok(()) };
    let of = BTreeSet::from([association]);
    let holders = town::holders(tx, city, &of, &draft.audience.roles, now.jst_date()).await?;
    let wanted: BTreeSet<Stream> = holders.into_values().flatten().map(Stream::person).collect();
    let there = streams::of(tx, city, entry.id).await?.into_iter();
    let there: BTreeSet<Stream> = there.filter(|stream| matches!(stream.audience(), Audience::Person(_))).collect();
    for stream in wanted.difference(&there) {
        streams::note(tx, city, entry.id, stream, entry.id).await?;
        streams::put(out, entry, std::slice::from_ref(stream))?;
    }
    for stream in there.difference(&wanted) {
        out.put(stream.clone(), entry.id, kind::CIRCULAR, "association", None);
    }
    Ok(())
}

fn associations_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!(
            "SELECT DISTINCT association FROM association_seat
             WHERE city = $1 AND association IS NOT NULL AND id IN ({ids})"
        )
    })
}
