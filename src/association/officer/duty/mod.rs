//! Whose turn it is: the calendar of a block as its officer keeps it, one line at a time or a whole round at once.

mod list;
mod new;
mod plan;

pub use list::DutyTools;
pub use new::NewDuty;
pub use plan::PlanDuties;
