//! Where a measurement lies among a published reference's children, and how the handbook draws it.
//!
//! Two kinds of reference stand side by side and are never mixed:
//! - the government's **surveys** of 2010 and 2023, which the paper handbook prints ([`Survey`]). They are printed
//!   lines by class of age, nothing between: a percentile between two lines is interpolated in z and is called an
//!   approximation, and beyond the outer lines only "below 3" or "above 97" can be said;
//! - **LMS tables** that somebody loads ([`LmsTables`]), such as the WHO's, with the rules of their own programs. They
//!   are not ours to give away, so none is in this crate.
//!
//! Nothing here calls a child anything: a place among others is a place. What a place may mean is said at a checkup.

pub mod age;
mod birth;
mod body;
pub mod chart;
mod csv;
mod curves;
mod jspe;
mod lms;
mod milestone;
mod normal;
mod reference;
pub mod slip;
mod survey;
mod tables;
mod who;

pub use age::{Age, Ages, Birth, Corrected};
pub use birth::BirthSize;
pub use body::{Body, NoIndex, StandardWeights, is_small_child, kaup, obesity, standard_weight};
pub use csv::{FieldError, fields};
pub use curves::LineSet;
pub use lms::Lms;
pub use milestone::{MilestoneBar, milestone_bars};
pub use normal::percentile_of_z;
pub use reference::{Percentile, Reference, Scored, curves_of};
pub use survey::{LINES, Lines, Place, Survey};
pub use tables::{LmsTables, Rules, TableError};
pub use who::{Indicator, Note, Row, TableAge};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// kg.
    Weight,
    /// Length lying or height standing, cm.
    Height,
    /// Round the head, cm.
    Head,
    /// Round the chest, cm. The handbook has a line to write it on and no band.
    Chest,
}

impl Measure {
    /// All, in the handbook's order.
    pub const ALL: [Self; 4] = [Self::Weight, Self::Height, Self::Head, Self::Chest];

    /// The name in data packs: `weight`, `height`, `head`, `chest`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Height => "height",
            Self::Head => "head",
            Self::Chest => "chest",
        }
    }

    /// What is written in an entry, in the unit that is read: g as kg, mm as cm.
    pub fn of(self, measurement: &itsumo_domain::handbook::Measurement) -> Option<f64> {
        self.written(measurement).map(|written| f64::from(written) / self.per_unit())
    }

    /// What is written in an entry: g or mm.
    pub fn written(self, measurement: &itsumo_domain::handbook::Measurement) -> Option<u32> {
        match self {
            Self::Weight => measurement.weight_g,
            Self::Height => measurement.height_mm,
            Self::Head => measurement.head_mm,
            Self::Chest => measurement.chest_mm,
        }
    }

    /// g in a kg, mm in a cm.
    pub fn per_unit(self) -> f64 {
        match self {
            Self::Weight => 1000.0,
            _ => 10.0,
        }
    }
}
