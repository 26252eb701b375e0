//! What a day means, and what is told aloud: tables over a family of two children.

mod day;
mod note;

use super::{
    School,
    view::{self, Held},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Record, Stream, Timestamp,
    city::LocalText,
    record::kind,
    school::{
        Absence, AbsenceView, Desk, Facility, FacilityKind, Group, GroupKind, Notice, Part, Place, PupilCard,
        SchoolDays, Scope, TimeOfDay,
        absence::{By, DeskState, Reason, Told},
        calendar::Closed,
        notice::Block,
    },
};
use uuid::Uuid;

const HANA: Uuid = Uuid::from_u128(0xa);
const YUI: Uuid = Uuid::from_u128(0x101);
const REN: Uuid = Uuid::from_u128(0x102);
const ASAHI: Uuid = Uuid::from_u128(0x201);
const CLUB: Uuid = Uuid::from_u128(0x202);
const WHOLE: Uuid = Uuid::from_u128(0x301);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(date: &str, time: &str) -> Timestamp {
    time.parse::<TimeOfDay>().unwrap().on(day(date))
}

fn record(n: u128, rev: i64, kind: &str, body: &impl serde::Serialize) -> Record {
    Record {
        seq: rev,
        id: Uuid::from_u128(n),
        rev,
        kind: kind.into(),
        at: at("2026-11-24", "07:00"),
        author: "test".into(),
        gone: false,
        body: Some(serde_json::value::to_raw_value(body).unwrap()),
    }
}

fn place(id: Uuid, kind: FacilityKind, short: &str, desks: &[Desk]) -> Place {
    let closed = Closed { from: day("2026-12-24"), until: day("2027-01-06"), name: "冬休み".into() };
    let saturdays = kind == FacilityKind::AfterSchool;
    let facility = Facility {
        id,
        kind,
        name: short.into(),
        short: short.into(),
        phone: "0436-00-0101".into(),
        cut_off: "08:20".parse().unwrap(),
        desks: desks.to_vec(),
        days: SchoolDays {
            weekdays: if saturdays { vec![1, 2, 3, 4, 5, 6] } else { vec![1, 2, 3, 4, 5] },
            closed: if saturdays { Vec::new() } else { vec![closed] },
            ..SchoolDays::default()
        },
        ..Facility::default()
    };
    let group = |kind, name: &str, id| Group { id, kind, year: 2026, grade: 1, name: name.into() };
    let groups = match saturdays {
        true => Vec::new(),
        false => vec![group(GroupKind::Class, "1年2組", Uuid::from_u128(9)), group(GroupKind::Whole, "全校", WHOLE)],
    };
    Place { facility, groups, since: day("2026-04-06"), until: None }
}

/// Yui goes to school and to 学童, Ren to school; of Ren their guardian may only read notices.
fn cards() -> Vec<(Stream, Record)> {
    let school = || place(ASAHI, FacilityKind::School, "あさひ小", &[Desk::Class, Desk::Lunch]);
    let club = place(CLUB, FacilityKind::AfterSchool, "あさひ学童", &[Desk::Class]);
    let card = |name: &str, scopes: &[Scope], places| PupilCard {
        name: name.into(),
        kana: name.into(),
        scopes: scopes.to_vec(),
        until: None,
        places,
    };
    let own = Stream::person(HANA);
    vec![
        (own.clone(), record(0x101, 1, kind::PUPIL, &card("あおきゆい", &Scope::ALL, vec![club, school()]))),
        (own, record(0x102, 1, kind::PUPIL, &card("あおきれん", &[Scope::Notices], vec![school()]))),
    ]
}

fn told(part: Part, tell: &[(Uuid, Desk)]) -> AbsenceView {
    let tell: Vec<Told> = tell.iter().map(|(facility, desk)| Told { facility: *facility, desk: *desk }).collect();
    let desks = tell.iter().map(|told| DeskState { told: *told, confirmed: None }).collect();
    AbsenceView {
        absence: Absence {
            pupil: YUI,
            from: day("2026-11-24"),
            until: day("2026-11-24"),
            part,
            reason: Reason::Ill,
            symptoms: Vec::new(),
            temperature: None,
            note: String::new(),
            call_me: false,
            tell,
        },
        withdrawn: false,
        rev: 1,
        at: at("2026-11-24", "07:00"),
        by: By { me: true, ..By::default() },
        late: false,
        desks,
        history: Vec::new(),
    }
}

fn notice(blocks: Vec<Block>) -> Notice {
    Notice {
        facility: ASAHI,
        title: LocalText::ja("遠足"),
        blocks,
        sent: at("2026-11-24", "06:00"),
        ..Notice::default()
    }
}

fn school(more: Vec<(Stream, Record)>) -> School {
    let mut records = cards();
    records.extend(more);
    view::assemble(Held { records, ..Held::default() }, at("2026-11-24", "07:10"))
}
