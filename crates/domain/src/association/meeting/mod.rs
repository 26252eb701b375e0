//! A general meeting's votes: app, paper and 委任状 joined, one vote per household, and a count that can be printed.
//!
//! A household has one ballot that counts. It may change it in the app until the vote closes; what came on paper is
//! written down by an officer, and takes the place of another only when the officer says so. Everything that ever was
//! handed in is kept for the audit sheet. Who comes to the hall votes there: their ballot is [`Given::Present`].
//!
//! How ways come together is [`tally()`]; what an officer writes is [`draft`].

pub mod draft;
pub mod tally;
pub mod view;

pub use draft::{Closing, MeetingDraft};
pub use tally::{Hall, Hands, tally};
pub use view::{SheetLine, SheetView};

use crate::{Timestamp, city::LocalText, school::TimeOfDay, school::notice::Attachment, sync::Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that is voted on: 第1号議案.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Proposal {
    /// Its title.
    pub title: LocalText,
    /// What is proposed.
    pub text: LocalText,
    /// How many of those who take part have to be for it: 過半数 unless the association's rules say otherwise.
    #[serde(skip_serializing_if = "Quorum::is_usual")]
    pub passes: Quorum,
}

/// How many have to take part, as a fraction of all households: more than half is 1/2 with `more` set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Quorum {
    /// Of a fraction, what is above.
    pub of: u16,
    /// What is below.
    pub out_of: u16,
    /// More than that, and not just as many.
    pub more: bool,
}

impl Default for Quorum {
    fn default() -> Self {
        Self { of: 1, out_of: 2, more: true }
    }
}

impl Quorum {
    /// More than half.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// The smallest number that is enough of `all`. A fraction of nothing is all of them: a rule that cannot be read lets
    /// nothing pass by the way.
    pub fn needed(&self, all: u32) -> u32 {
        let (of, out_of) = (u64::from(self.of), u64::from(self.out_of));
        if out_of == 0 {
            return all;
        }
        let share = u64::from(all).saturating_mul(of);
        let least = if self.more { (share / out_of).saturating_add(1) } else { share.div_ceil(out_of) };
        u32::try_from(least).unwrap_or(u32::MAX)
    }
}

/// Body of a `meeting` record, in the association's stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Meeting {
    /// Of which association.
    pub association: Uuid,
    /// 令和9年度 定期総会.
    pub title: LocalText,
    /// The day.
    pub day: NaiveDate,
    /// When it begins, if people come together at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeOfDay>,
    /// Where.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// What is voted on, in order.
    pub proposals: Vec<Proposal>,
    /// Files: 議案書.
    pub attachments: Vec<Attachment>,
    /// How many have to take part.
    pub quorum: Quorum,
    /// Until when ballots are taken.
    pub closes: Timestamp,
    /// Who wrote it, as a seat.
    pub from: String,
    /// The count, once it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
}

/// One vote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// 賛成.
    For,
    /// 反対.
    Against,
    /// 棄権・白票.
    #[default]
    Abstain,
}

/// What a household hands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "given", rename_all = "snake_case")]
pub enum Given {
    /// A vote on each proposal, in order (書面表決・電子表決).
    Votes {
        /// As many as there are proposals.
        votes: Vec<Vote>,
    },
    /// 委任状: the chair of the meeting votes for the household; or another household does.
    Proxy {
        /// Another household; none for the chair.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Uuid>,
    },
    /// Comes, and votes in the hall.
    Present,
}

/// By which way a ballot came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The household's own phone.
    App,
    /// Paper, written down by an officer.
    #[default]
    Paper,
    /// At the hall's door.
    Hall,
}

/// Body of a `ballot` record, in the household's stream: the one that counts. The record's id is
/// [`super::circular::joint_id`] of meeting and household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ballot {
    /// For which meeting.
    pub meeting: Uuid,
    /// Of which household.
    pub household: Uuid,
    /// What.
    #[serde(flatten)]
    pub given: Given,
    /// How it came.
    pub source: Source,
    /// When.
    pub at: Timestamp,
    /// Who handed it in, as the household says it, or the seat that wrote it down.
    pub by: String,
}

/// The count of one proposal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Count {
    /// 賛成, all ways together.
    pub yes: u32,
    /// 反対.
    pub no: u32,
    /// 棄権, and who was present and raised no hand.
    pub abstain: u32,
}

/// The count of a meeting. Of N households each is in exactly one of `app`, `paper`, `proxy`, `present`, `silent`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Tally {
    /// Households that may vote.
    pub of: u32,
    /// Voted in the app.
    pub app: u32,
    /// Voted on paper.
    pub paper: u32,
    /// Gave a 委任状.
    pub proxy: u32,
    /// Were present.
    pub present: u32,
    /// Said nothing; or said that they come and did not.
    pub silent: u32,
    /// How many have to take part.
    pub needed: u32,
    /// Whether they did.
    pub quorate: bool,
    /// Of each proposal, in order.
    pub counts: Vec<Count>,
}

impl Count {
    /// How many took part.
    pub fn voted(&self) -> u32 {
        self.yes.saturating_add(self.no).saturating_add(self.abstain)
    }

    /// 可決, by the proposal's own rule.
    pub fn passed(&self, proposal: &Proposal) -> bool {
        self.yes > 0 && self.yes >= proposal.passes.needed(self.voted())
    }
}

impl Meeting {
    /// Whether a household's own phone may still hand in or change its ballot.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.tally.is_none() && now < self.closes
    }

    /// Checks whether a ballot of `household` is one for this meeting.
    ///
    /// # Errors
    /// `vote-count` of field `votes` unless there are as many as proposals, `proxy-to-self` of field `to`.
    pub fn takes(&self, household: Uuid, given: &Given) -> Result<(), Refusal> {
        match given {
            Given::Votes { votes } if votes.len() != self.proposals.len() => {
                Err(Refusal::of_field("vote-count", "votes"))
            }
            Given::Proxy { to: Some(to) } if *to == household => Err(Refusal::of_field("proxy-to-self", "to")),
            _ => Ok(()),
        }
    }
}

impl Vote {
    /// All.
    pub const ALL: [Self; 3] = [Self::For, Self::Against, Self::Abstain];

    /// Its word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Abstain => "abstain",
        }
    }

    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vote| vote.name() == name)
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::For => "meeting-for",
            Self::Against => "meeting-against",
            Self::Abstain => "meeting-abstain",
        }
    }
}

impl Source {
    /// Its word on the wire and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Paper => "paper",
            Self::Hall => "hall",
        }
    }

    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        [Self::App, Self::Paper, Self::Hall].into_iter().find(|source| source.name() == name)
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::App => "meeting-by-app",
            Self::Paper => "meeting-by-paper",
            Self::Hall => "meeting-by-hall",
        }
    }
}

impl Given {
    /// Checks what can be checked without the meeting.
    ///
    /// # Errors
    /// `empty` or `too-long` of field `votes`.
    pub fn validate(&self) -> Result<(), Refusal> {
        match self {
            Self::Votes { votes } if votes.is_empty() => Err(Refusal::of_field("empty", "votes")),
            Self::Votes { votes } if votes.len() > 50 => Err(Refusal::of_field("too-long", "votes")),
            _ => Ok(()),
        }
    }
}
