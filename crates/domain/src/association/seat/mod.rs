//! Seats of an association: terms that may overlap at the hand-over, a checklist, an end that comes by itself, and a way
//! back when the holder has vanished. Never a shared password.
//!
//! What a seat did stays with the seat, whoever holds it next. The new holder is added *before* the old one retires: a
//! seat may have two holders for the days of the hand-over, and [`plan_hand_over`] says when it would have none.

mod hand_over;
mod recovery;

pub use hand_over::{HandOver, LONGEST_OVERLAP, NoHandOver, plan_hand_over};
pub use recovery::{
    AnswerRecovery, AskRecovery, AskedFor, RECOVERY_KEPT, RECOVERY_WAITS, Recovered, Recovery, RecoveryShown,
    RecoveryState, YESES, Yes, plan_recovery,
};

use super::{Block, Role};
use crate::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One line of a seat's checklist at hand-over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Item {
    /// What is to be done: 回覧の箱を渡す.
    pub what: String,
    /// When it was ticked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Timestamp>,
    /// By whom, as a seat or name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// Body of a `seat` record, in its holder's own stream: what they may do, and what is to be handed over. The record's id
/// is the seat's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SeatCard {
    /// The association; none for the city's seats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub association: Option<Uuid>,
    /// Its name.
    pub association_name: String,
    /// What the seat is for.
    pub role: Role,
    /// As people call it.
    pub title: String,
    /// The block of a 班長.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
    /// First day of this holder's term.
    pub since: NaiveDate,
    /// Last day, if one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// What this holder shows of themselves: the name.
    pub shows_name: String,
    /// And a telephone number.
    pub shows_phone: String,
    /// What is to be handed over.
    pub checklist: Vec<Item>,
    /// Who comes after, or goes before, while the terms overlap.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub beside: String,
    /// Lost seats that somebody asks for: this one, or another to which this holder may say yes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<AskedFor>,
}

/// `POST /v1/me/associations/seats`: somebody takes a term of a seat with the code of its slip.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeSeat {
    /// As typed or scanned.
    pub code: String,
}

/// The answer to [`TakeSeat`]. The card comes with the next sync, on the term's first day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TakenSeat {
    /// The seat.
    pub seat: Uuid,
    /// As people call it.
    pub title: String,
    /// The association's name; empty for the city's seats.
    pub association: String,
    /// First day of the term.
    pub since: NaiveDate,
}

/// One holder's term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// First day.
    pub since: NaiveDate,
    /// Last day, if one is known.
    pub until: Option<NaiveDate>,
}

impl Term {
    /// Whether it holds on `day`.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
    /// Whether it has a day at all: one that was ended before it began has none.
    pub fn is_one(&self) -> bool {
        self.until.is_none_or(|until| self.since <= until)
    }
    /// The days that it has in common with another.
    pub fn meets(self, other: Self) -> Option<Self> {
        let until = match (self.until, other.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Some(Self { since: self.since.max(other.since), until }).filter(Self::is_one)
    }
}

/// What is handed over with a seat of this role unless its association says otherwise.
pub fn default_checklist(role: Role) -> Vec<Item> {
    let lines: &[&str] = match role {
        Role::Chair => &[
            "会則・規約と、ことしの総会資料を渡す",
            "会印・鍵・倉庫の場所を伝える",
            "市の担当課と、となりの町会の連絡先を伝える",
            "進行中の相談や苦情を、書いたもので引き継ぐ",
            "防災倉庫をいっしょに見て回る",
        ],
        Role::ViceChair | Role::Secretary => {
            &["会議の記録と名簿の置き場所を伝える", "回覧の締め切りと、市から届く日を伝える", "掲示板の鍵を渡す"]
        }
        Role::Treasurer => {
            &["通帳・印鑑・帳簿を渡す", "会費の集めかたと、領収書の置き場所を伝える", "未払い・立て替えを書き出す"]
        }
        Role::Auditor => &["前の年の監査の記録を渡す"],
        Role::BlockHead => &[
            "回覧板と、紙の回覧の箱を渡す",
            "紙で届ける世帯を、いっしょに歩いて確かめる",
            "ごみ当番の表と、集積所の鍵を渡す",
            "気にかけてほしい世帯を、口頭で伝える",
        ],
        Role::Welfare => &["見守りの記録を、決められた手順で渡す", "地域包括支援センターの担当者を伝える"],
        Role::City => &["担当している町会の一覧を渡す", "役が空いている町会を伝える"],
        Role::Other => &[],
    };
    lines.iter().map(|what| Item { what: (*what).to_owned(), ..Item::default() }).collect()
}
