//! The burden meter: what the city lays on an association in a month, in pieces and in sheets that somebody carries from
//! door to door. No household is named.

use super::reach::Totals;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Pieces of the city's in a month that an association still bears: about one a week.
const BEARABLE: u32 = 4;
/// From here on it is too much: about two a week.
const TOO_MUCH: u32 = 8;

/// How heavy a month is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Up to four pieces.
    Light,
    /// Up to eight.
    Heavy,
    /// More.
    TooMuch,
}

impl Weight {
    /// Its word in keys: `burden-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Heavy => "heavy",
            Self::TooMuch => "too-much",
        }
    }
}

/// One association's month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Burden {
    /// Which.
    pub association: Uuid,
    /// Its name.
    pub name: String,
    /// Pieces that the city sent it, those still waiting at its officers' too.
    pub pieces: u32,
    /// Sheets of those: one for each household on paper and piece.
    pub sheets: u32,
    /// Pieces of the association's own.
    pub own: u32,
}

impl Burden {
    /// How heavy the city's part is.
    pub fn weight(&self) -> Weight {
        match self.pieces {
            0..=BEARABLE => Weight::Light,
            pieces if pieces <= TOO_MUCH => Weight::Heavy,
            _ => Weight::TooMuch,
        }
    }
}

/// How a circular of the city's stands in one association, in counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Standing {
    /// Which.
    pub association: Uuid,
    /// Its name.
    pub name: String,
    /// Whether its officers still have it in their hands, or it is out.
    pub out: bool,
    /// Of its households.
    pub totals: Totals,
    /// How many replied what: places in the list of options and how many; empty where nothing is chosen.
    pub chosen: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_as_heavy_as_what_is_carried() {
        let weight = |pieces| Burden { pieces, ..Burden::default() }.weight();
        let all: Vec<&str> = [0, 4, 5, 8, 9].map(weight).iter().map(|weight| weight.name()).collect();
        assert_eq!(all, ["light", "light", "heavy", "heavy", "too-much"]);
    }
}
