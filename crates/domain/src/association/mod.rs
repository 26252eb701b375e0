//! Town associations (町会・自治会): blocks (班), households, seats, circulars, meetings, duties, the safety check.
//!
//! What is counted is the *household*: it may have several members with phones, a daughter far away among them, or no
//! phone at all. One circular serves both kinds: it goes to phones, prints its own paper for each block, and counts
//! every household once ([`circular`]).
//!
//! What reaches a resident are records: of everybody in `association/<id>`, of a block in `block/<id>`, of one household
//! in `household/<id>`. Officers read `officers/<block>` besides: the street as they walk it, the paper that was handed
//! over, and who was seen in a safety check. So an officer's phone knows its street without a network, and two of them
//! come together when there is one again.
//!
//! **Invariant:** who may do what is decided by [`access`] alone.

pub mod access;
pub mod circular;
pub mod command;
pub mod directory;
pub mod door;
pub mod duty;
pub mod meeting;
pub mod safety;
pub mod seat;

pub use access::{Act, Role};
pub use circular::Circular;
pub use command::AssociationCommand;
pub use duty::Duty;
pub use meeting::Meeting;
pub use safety::{SafetyCheck, SafetyReport};

use crate::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A block (班・組): the households among which a circular goes round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Block {
    /// Its id.
    pub id: Uuid,
    /// As people say it: 1班, 駅前東.
    pub name: String,
    /// Where it stands among the others.
    pub place: u16,
}

/// An officer as all households see them: the seat, and of its holder what they agreed to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Officer {
    /// The seat.
    pub seat: Uuid,
    /// As people call it: 会長, 2班 班長.
    pub title: String,
    /// What it is for.
    pub role: Role,
    /// The block of a 班長.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Uuid>,
    /// The holder's name, if they agreed; empty otherwise, and while nobody holds the seat.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A telephone number, if they agreed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// Last day of the term, if one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// Body of an `association` record, in the association's stream. The record's id is the association's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AssociationCard {
    /// Its name: 日の出町会.
    pub name: String,
    /// Its reading, in hiragana.
    pub kana: String,
    /// Its blocks, in their order.
    pub blocks: Vec<Block>,
    /// Its officers, by role.
    pub officers: Vec<Officer>,
}

/// A member of a household, as the others of the household see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Member {
    /// Names this membership; no person's id.
    pub id: Uuid,
    /// Their name, as they gave it.
    pub name: String,
    /// Lives elsewhere and reads along: a daughter in another town.
    pub far: bool,
    /// First day.
    pub since: NaiveDate,
}

/// How a household gets circulars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// On paper only: nobody has joined, or they asked for it.
    #[default]
    Paper,
    /// In the app only.
    App,
    /// Both: the grandmother wants the paper, the daughter reads along.
    Both,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

impl Delivery {
    /// Whether paper is printed for it.
    pub fn has_paper(self) -> bool {
        self != Self::App
    }
    /// Its word on the wire and in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::App => "app",
            Self::Both => "both",
            Self::Other => "other",
        }
    }
    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        [Self::Paper, Self::App, Self::Both].into_iter().find(|delivery| delivery.name() == name)
    }
}

/// Body of a `household` record, in the household's own stream. The record's id is the household's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct HouseholdCard {
    /// Of which association.
    pub association: Uuid,
    /// Its name, so that it is still said when the household has left.
    pub association_name: String,
    /// Of which block.
    pub block: Block,
    /// The household's name: 山田.
    pub name: String,
    /// House or flat: 3-12, 205号室.
    pub place: String,
    /// How it gets circulars.
    pub delivery: Delivery,
    /// Who reads along with a phone.
    pub members: Vec<Member>,
    /// Last day in this block, if one is known. After it the household keeps what is its own, and nothing else of the
    /// association reaches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// Body of a `street` record, in the officers' stream of a block: a household as they meet it. The record's id is the
/// household's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Street {
    /// Of which association.
    pub association: Uuid,
    /// Of which block.
    pub block: Block,
    /// 回覧順: as they stand along the street, from 1.
    pub order: u16,
    /// The household's name.
    pub name: String,
    /// Its reading, in hiragana.
    pub kana: String,
    /// House or flat.
    pub place: String,
    /// A telephone number for emergencies, if the household gave one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// How it gets circulars.
    pub delivery: Delivery,
    /// How many members have joined with a phone.
    pub members: u16,
    /// It has gone from here, and stands here for a call for help alone that nobody has seen to.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// `POST /v1/me/associations/households`: somebody joins a household with the code of a block's letter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JoinHousehold {
    /// As typed or scanned; see [`crate::school::code::JoinCode`].
    pub code: String,
    /// The member's own name, as the household and its officers see it.
    pub name: String,
    /// The household's name, as on the door: 山田.
    pub household: String,
    /// House or flat, as on the letter box.
    pub place: String,
    /// Reads along from elsewhere.
    #[serde(default)]
    pub far: bool,
}

/// The answer to [`JoinHousehold`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "joined", rename_all = "snake_case")]
pub enum JoinedHousehold {
    /// A household of that block, name and place is known: the records come with the next sync.
    Member {
        /// The household.
        household: Uuid,
        /// The association's name.
        association: String,
        /// The block's name.
        block: String,
    },
    /// An officer has to look first. Nothing of the association is open until then.
    Waiting {
        /// The request, to ask after it or take it back.
        request: Uuid,
        /// The association's name.
        association: String,
        /// The block's name.
        block: String,
    },
}

/// How somebody's wish to be let in stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Nobody has looked yet.
    #[default]
    Waiting,
    /// Somebody said no. A letter was read wrongly, or it was not their house: they may ask again.
    Refused,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// Somebody asks to be let in: as they see it themselves, and as the household sees it that they say they are of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct JoinRequest {
    /// Its id.
    pub id: Uuid,
    /// The association's name.
    pub association: String,
    /// The block's name.
    pub block: String,
    /// The name they gave for themselves.
    pub name: String,
    /// The household's name, as they gave it.
    pub household: String,
    /// House or flat, as they gave it.
    pub place: String,
    /// Reads along from elsewhere.
    pub far: bool,
    /// When they asked.
    pub at: Timestamp,
    /// How it stands.
    pub state: RequestState,
}

/// `POST /v1/me/associations/households/{household}/requests/{request}`: a member says whether somebody is one of them.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// Whether they are.
    pub yes: bool,
}

/// `PUT /v1/me/associations/households/{household}/delivery`: how circulars shall come.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetDelivery {
    /// How.
    pub delivery: Delivery,
}

/// `GET /v1/me/associations/households/{household}/pack`: all that the server has of one household, to take along. No
/// other household stands in it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct HouseholdPack {
    /// The household.
    pub household: Uuid,
    /// What it is, and who is of it.
    pub card: HouseholdCard,
    /// The telephone number it gave for emergencies.
    pub phone: String,
    /// Its replies, ballots, reports, and what was written to it alone: the records of its own stream, as they travel.
    pub records: Vec<crate::Record>,
}

/// The association's year in which a day lies, by the year in which it begins: 1 April to 31 March. Circulars are
/// numbered in it.
pub fn year_of(day: NaiveDate) -> i32 {
    crate::school::school_year(day)
}
