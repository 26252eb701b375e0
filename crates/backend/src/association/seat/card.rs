//! A seat's card in its holder's own stream: what they may do, what is to be handed over, and who is beside them.
//!
//! A card that says what it said is not written again. The first question of a day ([`super::super::standing`]) looks
//! whether a holder's cards are those of the day ([`due`]): so a term begins and ends without any work at midnight.

use super::{Held, checklist, find, keep_checklist, optional, terms};
use crate::{
    association::{
        Outgoing, circular,
        recovery::{self, Lost},
    },
    school::unfit,
    store::{StoreError, Tx, Value},
    stream,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Record, Stream, Timestamp,
    association::{Block, access::Seat, seat::SeatCard},
    record::kind,
    sync::Refusal,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Who wrote it, in the stream.
const AUTHOR: &str = "association";

/// Writes the cards of these seats for all who hold or held them, where they say something else than before; from who
/// holds one no more it is taken.
///
/// # Errors
/// The store's.
pub async fn write_cards(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seats: &[Uuid],
    now: Timestamp,
) -> Result<(), StoreError> {
    for ((person, seat), card) in plan(tx, city, seats, now.jst_date()).await? {
        let stream = Stream::person(person);
        let body = card.as_ref().map(serde_json::to_string).transpose().map_err(unfit)?;
        let said = match out.said(&stream, seat) {
            Some(said) => said.map(str::to_owned),
            None => said(tx, city, &stream, seat).await?,
        };
        if said != body {
            out.put(stream, seat, kind::SEAT, AUTHOR, body);
            out.touch_part(person);
        }
    }
    circular::seats::follow(tx, out, city, seats, now).await
}

/// The seats whose cards in `person`'s stream are not those of `day`, because the day is another one than that on which
/// they were written: a term began or ended. Whoever asks writes them with [`write_cards`], and the officers on their
/// associations' cards.
///
/// # Errors
/// The store's.
pub async fn due(tx: &mut dyn Tx, city: &str, person: Uuid, day: NaiveDate) -> Result<Vec<Uuid>, StoreError> {
    let sql = "SELECT DISTINCT seat FROM seat_term WHERE city = $1 AND person = $2";
    let rows = tx.query(sql, &[city.into(), person.into()]).await?;
    let seats = rows.iter().map(|row| row.uuid(0)).collect::<Result<Vec<_>, _>>()?;
    let stream = Stream::person(person);
    let mut due = Vec::new();
    for ((_, seat), card) in plan(tx, city, &seats, day).await?.into_iter().filter(|((whose, _), _)| *whose == person) {
        let body = card.as_ref().map(serde_json::to_string).transpose().map_err(unfit)?;
        if said(tx, city, &stream, seat).await? != body {
            due.push(seat);
        }
    }
    Ok(due)
}

async fn said(tx: &mut dyn Tx, city: &str, stream: &Stream, seat: Uuid) -> Result<Option<String>, StoreError> {
    let record: Option<Record> = stream::find(tx, city, stream, seat).await?;
    Ok(record.and_then(|record| record.body).map(|body| body.get().to_owned()))
}

/// The card of each seat for each who holds or held it; `None` for none any more, or none yet.
async fn plan(
    tx: &mut dyn Tx,
    city: &str,
    seats: &[Uuid],
    day: NaiveDate,
) -> Result<BTreeMap<(Uuid, Uuid), Option<SeatCard>>, StoreError> {
    let all = terms(tx, city, seats).await?;
    let mut cards = BTreeMap::new();
    let mut lost: BTreeMap<Uuid, Vec<(Lost, String)>> = BTreeMap::new();
    let seats: BTreeSet<Uuid> = all.iter().map(|held| held.seat).collect();
    for seat in seats {
        let Some(seat) = find(tx, city, seat).await? else { continue };
        if let Some(association) = seat.association.filter(|association| !lost.contains_key(association)) {
            lost.insert(association, lost_seats(tx, city, association).await?);
        }
        let asked = seat.association.and_then(|association| lost.get(&association)).map_or(&[][..], Vec::as_slice);
        let (association_name, block) = placed(tx, city, &seat).await?;
        let checklist = checklist(tx, city, seat.id).await?;
        let terms: Vec<&Held> = all.iter().filter(|held| held.seat == seat.id).collect();
        for person in terms.iter().filter_map(|held| held.person) {
            let mine = terms.iter().find(|held| held.person == Some(person) && held.term.covers(day));
            let card = mine.map(|held| SeatCard {
                association: seat.association,
                association_name: association_name.clone(),
                role: seat.role,
                title: seat.title.clone(),
                block: block.clone(),
                since: held.term.since,
                until: held.term.until,
                shows_name: held.shows_name.clone(),
                shows_phone: held.shows_phone.clone(),
                checklist: checklist.clone(),
                beside: beside(&terms, held, day),
                asked: asked.iter().filter_map(|(lost, title)| lost.on_card(&seat, person, title)).collect(),
            });
            cards.insert((person, seat.id), card);
        }
    }
    Ok(cards)
}

/// The seats of an association that somebody asks for, each with its title.
async fn lost_seats(tx: &mut dyn Tx, city: &str, association: Uuid) -> Result<Vec<(Lost, String)>, StoreError> {
    let mut found = Vec::new();
    for lost in recovery::open(tx, city, association).await? {
        let title = find(tx, city, lost.said.seat).await?.map(|seat| seat.title).unwrap_or_default();
        found.push((lost, title));
    }
    Ok(found)
}

/// Who holds the seat besides, or takes it next.
fn beside(terms: &[&Held], mine: &Held, day: NaiveDate) -> String {
    let other = |held: &&&Held| {
        let over = held.term.until.is_some_and(|until| until < day || until < held.term.since);
        held.id != mine.id && !over && (held.person != mine.person || held.person.is_none())
    };
    terms.iter().rev().find(other).map(|held| held.name.clone()).unwrap_or_default()
}

/// The association's name, and the block, of a seat.
async fn placed(tx: &mut dyn Tx, city: &str, seat: &Seat) -> Result<(String, Option<Block>), StoreError> {
    let sql = "SELECT a.name, b.id, b.name, b.place FROM association a
               LEFT JOIN block b ON b.city = a.city AND b.association = a.id AND b.id = $3
               WHERE a.city = $1 AND a.id = $2";
    let Some(association) = seat.association else { return Ok((String::new(), None)) };
    let block = Value::from(seat.block.unwrap_or_default());
    let rows = tx.query(sql, &[city.into(), association.into(), block]).await?;
    let Some(row) = rows.first() else { return Ok((String::new(), None)) };
    let block = match optional(row, 1)? {
        Some(id) => {
            let place = u16::try_from(row.int(3)?).unwrap_or_default();
            Some(Block { id, name: row.text(2)?.to_owned(), place })
        }
        None => None,
    };
    Ok((row.text(0)?.to_owned(), block))
}

/// A holder ticks a line of a seat's checklist, or takes the tick away.
///
/// # Errors
/// The store's. Refused with `not-found`: not their seat, or no such line.
pub async fn tick(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    (seat, item, done): (Uuid, u16, bool),
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let gone = || Ok(Err(Refusal::new("not-found")));
    let terms = terms(tx, city, &[seat]).await?;
    let mine = terms.iter().find(|held| held.person == Some(person) && held.term.covers(now.jst_date()));
    let Some(mine) = mine else { return gone() };
    let mut items = checklist(tx, city, seat).await?;
    let Some(line) = items.get_mut(usize::from(item)) else { return gone() };
    // A tick that is there keeps its time: the same command twice is one.
    match done {
        true if line.done.is_none() => {
            line.done = Some(now);
            line.by = mine.name.clone();
        }
        true => {}
        false => {
            line.done = None;
            line.by.clear();
        }
    }
    keep_checklist(tx, city, seat, &items).await?;
    write_cards(tx, out, city, &[seat], now).await?;
    Ok(Ok(()))
}

/// A holder says what the households see of them. Answers in which association: its card is to be written anew.
///
/// # Errors
/// The store's. Refused with `not-found`: not their seat; `not-readable`.
pub async fn show(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    seat: Uuid,
    (name, phone): (&str, &str),
    now: Timestamp,
) -> Result<Result<Option<Uuid>, Refusal>, StoreError> {
    let (name, phone) = (name.trim(), phone.trim());
    for (field, text) in [("name", name), ("phone", phone)] {
        if text.chars().any(char::is_control) {
            return Ok(Err(Refusal::of_field("not-readable", field)));
        }
    }
    let Some(placed) = find(tx, city, seat).await? else { return Ok(Err(Refusal::new("not-found"))) };
    let terms = terms(tx, city, &[seat]).await?;
    let mine = terms.into_iter().find(|held| held.person == Some(person) && held.term.covers(now.jst_date()));
    let Some(held) = mine else { return Ok(Err(Refusal::new("not-found"))) };
    let held = Held { shows_name: name.to_owned(), shows_phone: phone.to_owned(), ..held };
    super::give(tx, out, city, &held).await?;
    write_cards(tx, out, city, &[seat], now).await?;
    Ok(Ok(placed.association))
}
