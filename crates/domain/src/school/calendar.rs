//! On which days a facility is open: weekdays, the nation's holidays, and what the facility says of itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A facility's days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SchoolDays {
    /// Open weekdays, 1 (Monday) to 7 (Sunday).
    pub weekdays: Vec<u8>,
    /// Closed on national holidays (国民の祝日に関する法律).
    pub holidays: bool,
    /// Closed besides: 夏休み, 開校記念日.
    pub closed: Vec<Closed>,
    /// Open although it would be closed: 土曜授業, 運動会.
    pub open: Vec<NaiveDate>,
}

/// A run of days on which a facility is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Closed {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Why: 夏休み.
    pub name: String,
}

impl Default for SchoolDays {
    fn default() -> Self {
        Self { weekdays: vec![1, 2, 3, 4, 5], holidays: true, closed: Vec::new(), open: Vec::new() }
    }
}
