//! What a resident's and an officer's phone make of streams: who is asked, what counts, what is told aloud, what goes.

mod moved;
mod note;
mod view;

use super::view::{Held, Whole, assemble};
use crate::private::{Far, Word};
use itsumo_domain::{
    Command, Record, Stream, Timestamp,
    alert::Status,
    association::{
        AssociationCard, AssociationCommand, Block, Circular, HouseholdCard, Role, SafetyCheck, SafetyReport, Street,
        circular::Ask,
        safety::{Condition, Witness},
        seat::SeatCard,
    },
    city::LocalText,
    record::kind,
    school::TimeOfDay,
};
use uuid::Uuid;

const SAKI: Uuid = Uuid::from_u128(0xa);
const HINODE: Uuid = Uuid::from_u128(0x10);
const FIRST: Uuid = Uuid::from_u128(0x21);
const SECOND: Uuid = Uuid::from_u128(0x22);
/// Her household, in the first block.
const YAMADA: Uuid = Uuid::from_u128(0x31);
/// Her mother's, in the second.
const MORI: Uuid = Uuid::from_u128(0x32);
const CHECK: Uuid = Uuid::from_u128(0x51);

fn at(date: &str, time: &str) -> Timestamp {
    time.parse::<TimeOfDay>().unwrap().on(date.parse().unwrap())
}

fn now() -> Timestamp {
    at("2026-11-24", "18:00")
}

fn record(id: Uuid, kind: &str, body: &impl serde::Serialize) -> Record {
    Record {
        seq: 1,
        id,
        rev: 1,
        kind: kind.into(),
        at: now(),
        author: "test".into(),
        gone: false,
        body: Some(serde_json::value::to_raw_value(body).unwrap()),
    }
}

fn block(id: Uuid) -> Block {
    let place = if id == FIRST { 1 } else { 2 };
    Block { id, name: format!("{place}班"), place }
}

fn household(id: Uuid, of: Uuid) -> (Stream, Record) {
    let card = HouseholdCard {
        association: HINODE,
        association_name: "日の出町会".into(),
        block: block(of),
        name: if id == YAMADA { "山田" } else { "森" }.into(),
        ..HouseholdCard::default()
    };
    (Stream::household(id), record(id, kind::HOUSEHOLD, &card))
}

/// A member of two households, as their streams bring it.
fn resident() -> Vec<(Stream, Record)> {
    let card = AssociationCard {
        name: "日の出町会".into(),
        kana: "ひのでちょうかい".into(),
        blocks: vec![block(FIRST), block(SECOND)],
        officers: Vec::new(),
    };
    vec![
        (Stream::association(HINODE), record(HINODE, kind::ASSOCIATION, &card)),
        household(YAMADA, FIRST),
        household(MORI, SECOND),
    ]
}

/// And 班長 of the first block, with its street of three.
fn officer() -> Vec<(Stream, Record)> {
    let mut records = resident();
    let card = SeatCard {
        association: Some(HINODE),
        association_name: "日の出町会".into(),
        role: Role::BlockHead,
        title: "1班 班長".into(),
        block: Some(block(FIRST)),
        since: "2026-04-01".parse().unwrap(),
        until: Some("2027-03-31".parse().unwrap()),
        ..SeatCard::default()
    };
    records.push((Stream::person(SAKI), record(Uuid::from_u128(0x41), kind::SEAT, &card)));
    for (order, id) in [(2, YAMADA), (1, Uuid::from_u128(0x33)), (3, Uuid::from_u128(0x34))] {
        let street = Street { association: HINODE, block: block(FIRST), order, ..Street::default() };
        records.push((Stream::officers(FIRST), record(id, kind::STREET, &street)));
    }
    records
}

fn circular(n: u128) -> (Uuid, Circular) {
    let circular = Circular {
        association: HINODE,
        association_name: "日の出町会".into(),
        title: LocalText::ja("公園の掃除"),
        sent: at("2026-11-24", "17:00"),
        ..Circular::default()
    };
    (Uuid::from_u128(0x1000 + n), circular)
}

fn check(status: Status) -> SafetyCheck {
    SafetyCheck {
        association: HINODE,
        status,
        what: LocalText::ja("震度5強の地震"),
        by: "会長".into(),
        started: at("2026-11-24", "17:30"),
        ended: None,
        deletes: at("2026-12-24", "17:30"),
    }
}

fn report(household: Uuid, condition: Condition, time: &str) -> SafetyReport {
    let seen = at("2026-11-24", time);
    SafetyReport { check: CHECK, household, condition, seen, witness: Witness::Officer, ..SafetyReport::default() }
}

fn word(command: AssociationCommand, far: Far) -> Word {
    Word { id: Uuid::from_u128(0x77), at: now(), command: Command::Association(command), far }
}

fn whole(records: Vec<(Stream, Record)>, words: Vec<Word>) -> Whole {
    assemble(Held { records, words, ..Held::default() }, now())
}

fn with(mut records: Vec<(Stream, Record)>, more: Vec<(Stream, Record)>) -> Vec<(Stream, Record)> {
    records.extend(more);
    records
}

fn asking(n: u128) -> (Uuid, Circular) {
    let (id, circular) = circular(n);
    (id, Circular { ask: Ask::Attendance, due: Some("2026-11-30".parse().unwrap()), ..circular })
}
