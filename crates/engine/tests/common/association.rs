//! What the test's server makes of an association's words, and a small town to say them in: Hana is 班長 of the first
//! block of 日の出町会 and lives there; three households stand along its street.

use super::{HANA, NOW, Server, State, append};
use itsumo_engine::domain::{
    Stream, Timestamp,
    alert::Status,
    association::{
        AssociationCard, AssociationCommand, Block, Circular, HouseholdCard, Role, SafetyCheck, Street,
        circular::{Ask, PaperMark, ReplyView, joint_id},
        seat::SeatCard,
    },
    city::LocalText,
    record::kind,
};
use uuid::Uuid;

pub const HINODE: Uuid = Uuid::from_u128(0x10);
pub const FIRST: Uuid = Uuid::from_u128(0x21);
/// Hana's own household, the second along the street.
pub const YAMADA: Uuid = Uuid::from_u128(0x31);
pub const MORI: Uuid = Uuid::from_u128(0x32);
pub const KISHI: Uuid = Uuid::from_u128(0x33);
pub const STREET: [Uuid; 3] = [MORI, YAMADA, KISHI];
pub const CIRCULAR: Uuid = Uuid::from_u128(0x1001);
pub const CHECK: Uuid = Uuid::from_u128(0x51);

pub fn block() -> Block {
    Block { id: FIRST, name: "1班".into(), place: 1 }
}

pub fn circular(title: &str, ask: Ask) -> Circular {
    Circular {
        association: HINODE,
        association_name: "日の出町会".into(),
        from: "会長".into(),
        title: LocalText::ja(title),
        ask,
        sent: NOW,
        ..Circular::default()
    }
}

pub fn check(status: Status) -> SafetyCheck {
    SafetyCheck {
        association: HINODE,
        status,
        what: LocalText::ja("震度5強の地震"),
        by: "会長".into(),
        started: NOW,
        ended: None,
        deletes: NOW.plus(3 * Timestamp::DAY),
    }
}

pub fn household(name: &str) -> HouseholdCard {
    HouseholdCard {
        association: HINODE,
        association_name: "日の出町会".into(),
        block: block(),
        name: name.into(),
        ..HouseholdCard::default()
    }
}

impl Server {
    /// Hana's household and seat, and all the streams that come with them.
    pub fn association(&self) {
        let card =
            AssociationCard { name: "日の出町会".into(), blocks: vec![block()], ..AssociationCard::default() };
        self.put(Stream::association(HINODE), HINODE, kind::ASSOCIATION, &card);
        self.put(Stream::household(YAMADA), YAMADA, kind::HOUSEHOLD, &household("山田"));
        let seat = SeatCard {
            association: Some(HINODE),
            role: Role::BlockHead,
            title: "1班 班長".into(),
            block: Some(block()),
            since: "2026-04-01".parse().unwrap(),
            ..SeatCard::default()
        };
        self.put(Stream::person(HANA), Uuid::from_u128(0x41), kind::SEAT, &seat);
        for (order, (household, name)) in (1..).zip(STREET.into_iter().zip(["森", "山田", "岸"])) {
            let street = Street { association: HINODE, block: block(), order, name: name.into(), ..Street::default() };
            self.put(Stream::officers(FIRST), household, kind::STREET, &street);
        }
        let streams =
            [Stream::association(HINODE), Stream::block(FIRST), Stream::household(YAMADA), Stream::officers(FIRST)];
        self.with(|state| state.groups.entry(HANA).or_default().extend(streams));
    }

    /// What somebody else marked on paper.
    pub fn mark(&self, mark: &PaperMark) {
        self.put(Stream::officers(FIRST), joint_id(mark.circular, mark.household), kind::PAPER, mark);
    }
}

/// What the server does by a command, as far as tests ask for it.
pub fn done(state: &mut State, _: Uuid, command: &AssociationCommand) {
    let (stream, id, kind, body) = match command {
        AssociationCommand::MarkPaper { circular, household, mark, marked, .. } => {
            let by = "1班 班長".to_owned();
            let mark = PaperMark { circular: *circular, household: *household, mark: *mark, marked: *marked, by };
            (
                Stream::officers(FIRST),
                joint_id(*circular, *household),
                kind::PAPER,
                serde_json::value::to_raw_value(&mark),
            )
        }
        AssociationCommand::ReplyCircular { circular, household, given } => {
            let view = ReplyView {
                circular: *circular,
                household: *household,
                reply: given.clone(),
                at: NOW,
                by: "花".into(),
                paper: false,
            };
            let id = joint_id(*circular, *household);
            (Stream::household(*household), id, kind::CIRCULAR_REPLY, serde_json::value::to_raw_value(&view))
        }
        AssociationCommand::ReportSafety { report, told } => {
            (Stream::officers(FIRST), *report, kind::SAFETY_REPORT, serde_json::value::to_raw_value(&**told))
        }
        // A circular is held for a moment, and of what else is said these tests ask nothing.
        _ => return,
    };
    append(state, stream, id, kind, Some(body.unwrap()));
}
