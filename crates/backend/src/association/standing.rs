//! What somebody is to the city's associations today, remembered until it moves.
//!
//! Each person has a number of their own that moves with it, the stream `part/<person>`: when a family joins at the other
//! end of the city, nobody else is asked again. The first question of a day also looks whether something was to
//! change on this day by itself: a term of a seat that began or ended, a household that moved away yesterday ([`turn`]).

use super::{Outgoing, block, seat, turn};
use crate::{
    app::App,
    clock::Clock,
    school::days,
    standing::Memory,
    store::{StoreError, Tx},
    stream::Streams,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream, Timestamp,
    association::access::{Act, Home, Of, Role, Standing, may_in_association},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use uuid::Uuid;

/// What somebody is, and which streams of associations they read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Seats and households.
    pub standing: Standing,
    /// Streams of associations, blocks, households, and of the officers of blocks.
    pub streams: Vec<Stream>,
}

/// What is known of people's parts in associations.
pub type Remembered = crate::standing::Remembered<Known>;

impl Remembered {
    /// What `person` is today. Touches no table when it was asked before and nothing moved.
    ///
    /// # Errors
    /// The store's.
    pub async fn known(
        &self,
        streams: &Streams,
        clock: &dyn Clock,
        city: &str,
        person: Uuid,
    ) -> Result<Arc<Known>, StoreError> {
        let now = clock.now();
        let (day, head) = (now.jst_date(), streams.head(city, &Stream::part(person)));
        let looked_today = match self.recall(city, person, head, day) {
            Memory::Same(known) => return Ok(known),
            Memory::Moved => true,
            Memory::NotToday => false,
        };
        let code = city.to_owned();
        let found = streams.store().read::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let mut due = None;
                if !looked_today {
                    let seats = seat::due(tx, &code, person, day).await?;
                    due = (!seats.is_empty() || turn::is_due(tx, &code, day).await?).then_some(seats);
                }
                let standing = standing(tx, &code, person, day).await?;
                let streams = streams_of(tx, &code, &standing).await?;
                Ok((Known { standing, streams }, due))
            })
        });
        let (known, due) = found.await?;
        if let Some(seats) = due {
            let code = city.to_owned();
            let writing = streams.store().write(move |tx| Box::pin(async move { turn(tx, &code, &seats, now).await }));
            writing.await?;
        }
        let known = Arc::new(known);
        self.keep(city, person, head, day, &known);
        Ok(known)
    }
}

/// Writes what this day has changed by itself: cards of seats, with the officers on their associations' cards, and
/// households that have come or gone.
async fn turn(tx: &mut dyn Tx, city: &str, seats: &[Uuid], now: Timestamp) -> Result<(), StoreError> {
    let mut out = Outgoing::default();
    seat::write_cards(tx, &mut out, city, seats, now).await?;
    let mut associations = BTreeSet::new();
    for seat in seats {
        associations.extend(seat::find(tx, city, *seat).await?.and_then(|seat| seat.association));
    }
    for association in associations {
        block::write_association(tx, &mut out, city, association, now).await?;
    }
    turn::run(tx, &mut out, city, now).await?;
    out.send(tx, city, now).await
}

/// What `person` is today, from memory if it can be.
///
/// # Errors
/// The store's.
pub async fn known(app: &App, city: &str, person: Uuid) -> Result<Arc<Known>, StoreError> {
    app.associations.known(&app.streams, &*app.clock, city, person).await
}

/// The same inside a transaction, from the tables.
///
/// # Errors
/// The store's.
pub async fn standing(tx: &mut dyn Tx, city: &str, person: Uuid, day: NaiveDate) -> Result<Standing, StoreError> {
    let seats = seat::of_person(tx, city, person, day).await?;
    let sql = "SELECT h.id, h.block, h.association, m.since, h.until FROM membership m
               JOIN household h ON h.city = m.city AND h.id = m.household
               WHERE m.city = $1 AND m.person = $2 AND m.since <= $3 AND m.until >= $3 AND h.since <= $3
               ORDER BY m.since, m.id";
    let day = days::column(day);
    let mut standing = Standing { seats, ..Standing::default() };
    for row in tx.query(sql, &[city.into(), person.into(), day.into()]).await? {
        let home = Home {
            household: row.uuid(0)?,
            block: row.uuid(1)?,
            association: row.uuid(2)?,
            since: days::day(row.int(3)?)?,
        };
        if row.int(4)? >= day { standing.homes.push(home) } else { standing.moved.push(home) }
    }
    Ok(standing)
}

/// The streams of somebody of this standing: what they may read, said by the rules, in the streams' words.
async fn streams_of(tx: &mut dyn Tx, city: &str, standing: &Standing) -> Result<Vec<Stream>, StoreError> {
    let mut streams = BTreeSet::new();
    let homes = standing.homes.iter().chain(&standing.moved);
    streams.extend(homes.map(|home| Stream::household(home.household)));
    let mut blocks: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    for home in &standing.homes {
        blocks.entry(home.association).or_default().insert(home.block);
    }
    let seats = standing.seats.iter().filter(|seat| seat.role != Role::City);
    let led: BTreeSet<Uuid> = seats.filter_map(|seat| seat.association).collect();
    for association in led {
        let all = block::blocks(tx, city, association).await?;
        blocks.entry(association).or_default().extend(all.into_iter().map(|block| block.id));
    }
    let may = |act, of| may_in_association(standing, act, of).is_ok();
    for (association, blocks) in blocks {
        if may(Act::ReadAssociation, Of::Association(association)) {
            streams.insert(Stream::association(association));
        }
        for block in blocks {
            let of = Of::Block { association, block };
            if may(Act::ReadAssociation, of) {
                streams.insert(Stream::block(block));
            }
            if may(Act::SeeStreet, of) {
                streams.insert(Stream::officers(block));
            }
        }
    }
    Ok(streams.into_iter().collect())
}
