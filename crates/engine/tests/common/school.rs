//! What the test's server makes of absences and answers, and a small school to write them of.

use super::{HANA, NOW, Server, State, append};
use itsumo_engine::domain::{
    Stream, Timestamp,
    city::LocalText,
    record::kind,
    school::{
        Absence, AbsenceView, Desk, Facility, FacilityKind, Group, GroupKind, Notice, Part, Place, PupilCard, Question,
        SchoolDays, Scope, TimeOfDay,
        absence::{Answered, Arrival, By, DeskState, Reason, Revision, Told},
        notice::{Ask, Block},
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// 2026-11-24 (a Tuesday) 07:10 in Japan.
pub const MORNING: Timestamp = Timestamp(1_795_471_800_000);
pub const YUI: Uuid = Uuid::from_u128(0x101);
pub const REN: Uuid = Uuid::from_u128(0x102);
pub const ASAHI: Uuid = Uuid::from_u128(0x201);
pub const CLUB: Uuid = Uuid::from_u128(0x202);
pub const CLASS_1_2: Uuid = Uuid::from_u128(0x301);
pub const CLASS_4_1: Uuid = Uuid::from_u128(0x302);
pub const WHOLE: Uuid = Uuid::from_u128(0x303);

fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

pub fn asahi() -> Facility {
    Facility {
        id: ASAHI,
        kind: FacilityKind::School,
        name: "ひなた市立あさひ小学校".into(),
        short: "あさひ小".into(),
        phone: "0436-00-0101".into(),
        cut_off: time("08:20"),
        desks: vec![Desk::Class, Desk::Lunch],
        days: SchoolDays::default(),
        ..Facility::default()
    }
}

pub fn club() -> Facility {
    Facility {
        id: CLUB,
        kind: FacilityKind::AfterSchool,
        name: "あさひ学童クラブ".into(),
        short: "あさひ学童".into(),
        phone: "0436-00-0102".into(),
        cut_off: time("12:00"),
        desks: vec![Desk::Class],
        days: SchoolDays { weekdays: vec![1, 2, 3, 4, 5, 6], ..SchoolDays::default() },
        ..Facility::default()
    }
}

pub fn group(id: Uuid, kind: GroupKind, name: &str) -> Group {
    Group { id, kind, year: 2026, grade: 1, name: name.into() }
}

/// A child of this class, at school and, if so wished, at 学童 as well.
pub fn card(name: &str, kana: &str, class: Uuid, after_school: bool) -> PupilCard {
    let groups = vec![group(class, GroupKind::Class, "1年2組"), group(WHOLE, GroupKind::Whole, "全校")];
    let mut places = vec![Place { facility: asahi(), groups, since: day("2026-04-06"), until: None }];
    if after_school {
        places.push(Place { facility: club(), groups: Vec::new(), since: day("2026-04-01"), until: None });
    }
    PupilCard { name: name.into(), kana: kana.into(), scopes: Scope::ALL.to_vec(), until: None, places }
}

/// Ill on these days, all day, everybody told.
pub fn ill(pupil: Uuid, from: &str, until: &str) -> Absence {
    Absence {
        pupil,
        from: day(from),
        until: day(until),
        part: Part::AllDay,
        reason: Reason::Ill,
        symptoms: Vec::new(),
        temperature: Some(385),
        note: "せきも出ます".into(),
        call_me: false,
        tell: vec![Told { facility: ASAHI, desk: Desk::Class }, Told { facility: ASAHI, desk: Desk::Lunch }],
    }
}

pub fn notice(title: &str, ask: Ask) -> Notice {
    Notice {
        facility: ASAHI,
        facility_name: "ひなた市立あさひ小学校".into(),
        from: "校長".into(),
        title: LocalText::ja(title),
        blocks: vec![Block::Text { text: LocalText::ja("くわしくは紙のおたよりで。") }],
        ask,
        sent: MORNING,
        ..Notice::default()
    }
}

pub fn question(pupil: Uuid) -> Question {
    Question {
        pupil,
        facility: ASAHI,
        phone: "0436-00-0101".into(),
        day: day("2026-11-24"),
        at: MORNING,
        answer: None,
        over: false,
    }
}

impl Server {
    /// Hana has two children at あさひ小; the smaller one goes to 学童 too.
    pub fn school(&self) {
        self.put(Stream::person(HANA), YUI, kind::PUPIL, &card("青木ゆい", "あおきゆい", CLASS_1_2, true));
        self.put(Stream::person(HANA), REN, kind::PUPIL, &card("青木れん", "あおきれん", CLASS_4_1, false));
        let groups: BTreeSet<Stream> = [CLASS_1_2, CLASS_4_1, WHOLE].map(Stream::class).into();
        self.with(|state| {
            state.groups.insert(HANA, groups);
            state.guardians = vec![HANA];
        });
    }

    /// Rewrites what each guardian sees of an absence.
    pub fn absence(&self, id: Uuid, change: impl Fn(&mut AbsenceView)) {
        self.with(|state| {
            for person in state.guardians.clone() {
                let mut view = held(state, person, id).unwrap();
                change(&mut view);
                put(state, person, id, &view);
            }
        });
    }

    /// The class teacher, and whoever else was told, say that they know.
    pub fn confirm(&self, id: Uuid) {
        self.absence(id, |view| view.desks.iter_mut().for_each(|desk| desk.confirmed = Some(NOW)));
    }
}

fn held(state: &State, person: Uuid, id: Uuid) -> Option<AbsenceView> {
    let log = state.streams.get(&Stream::person(person))?;
    log.iter().find(|record| record.id == id)?.body_as()
}

fn put(state: &mut State, person: Uuid, id: Uuid, view: &AbsenceView) {
    let body = serde_json::value::to_raw_value(view).unwrap();
    append(state, Stream::person(person), id, kind::ABSENCE, Some(body));
}

/// Tells or withdraws, for all guardians.
pub fn report(state: &mut State, by: Uuid, id: Uuid, absence: Option<&Absence>) {
    let mut all = state.guardians.clone();
    if !all.contains(&by) {
        all.push(by);
    }
    for person in all {
        let before = held(state, person, id);
        let rev = before.as_ref().map_or(0, |view| view.rev) + 1;
        let said = match (&absence, &before) {
            (Some(absence), _) => (*absence).clone(),
            (None, Some(before)) => before.absence.clone(),
            (None, None) => continue,
        };
        let who = By { me: person == by, name: "母".into(), staff: false };
        let mut history = before.map(|view| view.history).unwrap_or_default();
        history.push(Revision { rev, at: MORNING, by: who.clone(), absence: absence.cloned() });
        let desks = said.tell.iter().map(|told| DeskState { told: *told, confirmed: None }).collect();
        let withdrawn = absence.is_none();
        let view = AbsenceView { absence: said, withdrawn, rev, at: MORNING, by: who, late: false, desks, history };
        put(state, person, id, &view);
    }
}

pub fn answered(state: &mut State, by: Uuid, id: Uuid, arrival: Arrival) {
    let stream = Stream::person(by);
    let log = state.streams.get(&stream).unwrap();
    let mut question: Question = log.iter().find(|record| record.id == id).unwrap().body_as().unwrap();
    question.answer = Some(Answered { arrival, at: MORNING, by: By { me: true, ..By::default() } });
    append(state, stream, id, kind::QUESTION, Some(serde_json::value::to_raw_value(&question).unwrap()));
}
