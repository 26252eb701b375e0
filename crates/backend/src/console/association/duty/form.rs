//! Something on the calendar, and a roster, as the fields of a form.

pub(super) use crate::console::writing::{Fields, one};

use crate::console::writing::{day, ids};
use chrono::NaiveDate;
use itsumo_domain::association::{
    Duty,
    duty::{DutyKind, Roster, Turns},
};
use uuid::Uuid;

/// How turns can be long, as the form says it.
pub(super) const TURNS: [&str; 3] = ["weeks", "months", "days"];

fn kind(fields: &Fields) -> DutyKind {
    DutyKind::named(one(fields, "kind")).unwrap_or_default()
}

/// Reads something that is on. A last day that is not there is the first.
pub(super) fn duty(fields: &Fields, association: Uuid, today: NaiveDate) -> Duty {
    let from = day(fields, "from").unwrap_or(today);
    Duty {
        association,
        block: Uuid::parse_str(one(fields, "block")).ok(),
        kind: kind(fields),
        what: one(fields, "what").trim().to_owned(),
        place: one(fields, "place").trim().to_owned(),
        from,
        until: day(fields, "until").unwrap_or(from),
        time: one(fields, "time").parse().ok(),
        household: Uuid::parse_str(one(fields, "household")).ok(),
        ..Duty::default()
    }
}

/// Reads a roster. `None` without a block.
pub(super) fn roster(fields: &Fields, association: Uuid, today: NaiveDate) -> Option<Roster> {
    let from = day(fields, "from").unwrap_or(today);
    let weekdays = fields.get("weekday").into_iter().flatten().filter_map(|text| text.parse().ok()).collect();
    Some(Roster {
        association,
        block: Uuid::parse_str(one(fields, "block")).ok()?,
        kind: kind(fields),
        what: one(fields, "what").trim().to_owned(),
        place: one(fields, "place").trim().to_owned(),
        time: one(fields, "time").parse().ok(),
        from,
        until: day(fields, "until").unwrap_or(from),
        turns: match one(fields, "turns") {
            "months" => Turns::Months,
            "days" => Turns::Days { weekdays },
            _ => Turns::Weeks,
        },
        after: Uuid::parse_str(one(fields, "after")).ok(),
        excused: ids(fields, "excused").into_iter().collect(),
    })
}
