//! How every household stands to a circular: phones and paper in one count.

use super::{Mark, Reply};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How a household stands to a circular; the greater, the more is known. Each household is in exactly one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// On no device as far as is known, and no paper delivered: somebody has to go there.
    #[default]
    NotReached,
    /// Paper was delivered: whether it was read is not known.
    PaperDelivered,
    /// On a device, and not opened.
    OnDevice,
    /// Opened on a device.
    Opened,
    /// The paper was read, as the household said.
    PaperRead,
    /// Replied, by phone or by slip.
    Confirmed,
}

/// What is known of whether a household has read: three answers, never two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// It has.
    Read,
    /// It has it and has not opened it.
    NotRead,
    /// Nobody knows: paper in a letter box, or nothing reached it.
    Unknown,
}

impl Reach {
    /// All, the most urgent first.
    pub const ALL: [Self; 6] =
        [Self::NotReached, Self::PaperDelivered, Self::OnDevice, Self::Opened, Self::PaperRead, Self::Confirmed];

    /// Its word in keys: `reach-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotReached => "not-reached",
            Self::PaperDelivered => "paper-delivered",
            Self::OnDevice => "on-device",
            Self::Opened => "opened",
            Self::PaperRead => "paper-read",
            Self::Confirmed => "confirmed",
        }
    }

    /// What is known of whether it was read.
    pub fn known(self) -> Known {
        match self {
            Self::Opened | Self::PaperRead | Self::Confirmed => Known::Read,
            Self::OnDevice => Known::NotRead,
            Self::NotReached | Self::PaperDelivered => Known::Unknown,
        }
    }

    /// Where a household stands, of all that is known of it.
    pub fn of(on_device: bool, opened: bool, replied: bool, paper: Mark) -> Self {
        if replied {
            Self::Confirmed
        } else if paper == Mark::Read {
            Self::PaperRead
        } else if opened {
            Self::Opened
        } else if on_device {
            Self::OnDevice
        } else if paper == Mark::Delivered {
            Self::PaperDelivered
        } else {
            Self::NotReached
        }
    }
}

/// One household's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Line {
    /// The household.
    pub household: Uuid,
    /// Its block.
    pub block: Uuid,
    /// How it stands.
    pub reach: Reach,
    /// What was marked on paper, whatever else is known.
    #[serde(default)]
    pub paper: Mark,
    /// Paper is printed for it.
    #[serde(default)]
    pub on_paper: bool,
    /// What it replied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
}

/// How many stand how. They add up to `of`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Totals {
    /// Of how many households.
    pub of: u32,
    /// See [`Reach::NotReached`].
    pub not_reached: u32,
    /// See [`Reach::PaperDelivered`].
    pub paper_delivered: u32,
    /// See [`Reach::OnDevice`].
    pub on_device: u32,
    /// See [`Reach::Opened`].
    pub opened: u32,
    /// See [`Reach::PaperRead`].
    pub paper_read: u32,
    /// See [`Reach::Confirmed`].
    pub confirmed: u32,
}

impl Totals {
    /// Counts.
    pub fn of(all: impl IntoIterator<Item = Reach>) -> Self {
        let mut totals = Self::default();
        for reach in all {
            totals.of = totals.of.saturating_add(1);
            let place = match reach {
                Reach::NotReached => &mut totals.not_reached,
                Reach::PaperDelivered => &mut totals.paper_delivered,
                Reach::OnDevice => &mut totals.on_device,
                Reach::Opened => &mut totals.opened,
                Reach::PaperRead => &mut totals.paper_read,
                Reach::Confirmed => &mut totals.confirmed,
            };
            *place = place.saturating_add(1);
        }
        totals
    }

    /// How many have read, have it unread, and of how many nobody knows.
    pub fn known(&self, known: Known) -> u32 {
        match known {
            Known::Read => self.opened.saturating_add(self.paper_read).saturating_add(self.confirmed),
            Known::NotRead => self.on_device,
            Known::Unknown => self.not_reached.saturating_add(self.paper_delivered),
        }
    }
}

/// `GET /v1/me/associations/circulars/{circular}/reach`: as far as the asker's seats see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReachView {
    /// The circular.
    pub circular: Uuid,
    /// As of when.
    pub at: crate::Timestamp,
    /// When it was recalled: paper that was delivered lies there still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recalled: Option<crate::Timestamp>,
    /// Of the households below.
    pub totals: Totals,
    /// Each household, by block and order along the street.
    pub lines: Vec<Line>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_stands_in_one_place_and_the_three_answers_add_up() {
        let table = [
            ((false, false, false, Mark::Nothing), Reach::NotReached),
            ((false, false, false, Mark::Delivered), Reach::PaperDelivered),
            ((true, false, false, Mark::Delivered), Reach::OnDevice),
            ((true, true, false, Mark::Delivered), Reach::Opened),
            ((true, true, false, Mark::Read), Reach::PaperRead),
            ((false, false, true, Mark::Read), Reach::Confirmed),
            ((true, true, true, Mark::Nothing), Reach::Confirmed),
        ];
        for ((on_device, opened, replied, paper), reach) in table {
            assert_eq!(Reach::of(on_device, opened, replied, paper), reach);
        }
        let totals = Totals::of(table.map(|(_, reach)| reach));
        let known = [Known::Read, Known::NotRead, Known::Unknown].map(|known| totals.known(known));
        assert_eq!((totals.of, known), (7, [4, 1, 2]));
    }
}
