//! Turns that go round: ごみ当番 from house to house along the street, a week each.

use super::{Duty, DutyKind};
use crate::{school::TimeOfDay, sync::Refusal};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most turns of one roster.
pub const MOST_TURNS: usize = 400;

/// How long a turn is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "turns", rename_all = "snake_case")]
pub enum Turns {
    /// One of these weekdays, 1 (Monday) to 7 (Sunday): each is a turn of its own.
    Days {
        /// Which.
        weekdays: Vec<u8>,
    },
    /// Seven days from the first on.
    Weeks,
    /// A calendar month; the first may begin later, the last end earlier.
    Months,
}

/// A roster as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Roster {
    /// Of which association.
    pub association: Uuid,
    /// Of which block.
    pub block: Uuid,
    /// What kind.
    pub kind: DutyKind,
    /// In words.
    pub what: String,
    /// Where.
    #[serde(default)]
    pub place: String,
    /// When it begins on each day.
    #[serde(default)]
    pub time: Option<TimeOfDay>,
    /// First day.
    pub from: NaiveDate,
    /// Last day: no turn reaches beyond it.
    pub until: NaiveDate,
    /// How long a turn is.
    #[serde(flatten)]
    pub turns: Turns,
    /// Who had the turn before: the next along the street begins. Without it the first of the street does.
    #[serde(default)]
    pub after: Option<Uuid>,
    /// Who is let off: ill, very old, with a new child. Nothing says why.
    #[serde(default)]
    pub excused: BTreeSet<Uuid>,
}

/// Plans the turns, from house to house as the block stands along the street (`households`: ids and names in that
/// order), and round again from its end.
///
/// # Errors
/// As [`Duty::validate`]; `nobody-left` of field `excused` when all are let off; `no-turns` of field `turns` when there is
/// no such weekday in it, `too-many` when there are more than [`MOST_TURNS`].
pub fn plan_roster(roster: &Roster, households: &[(Uuid, String)]) -> Result<Vec<Duty>, Refusal> {
    let template = Duty {
        association: roster.association,
        block: Some(roster.block),
        kind: roster.kind,
        what: roster.what.trim().to_owned(),
        place: roster.place.trim().to_owned(),
        from: roster.from,
        until: roster.until,
        time: roster.time,
        ..Duty::default()
    };
    template.validate()?;
    let spans = spans(roster);
    match spans.len() {
        0 => return Err(Refusal::of_field("no-turns", "turns")),
        count if count > MOST_TURNS => return Err(Refusal::of_field("too-many", "turns")),
        _ => {}
    }
    let last = roster.after.and_then(|after| households.iter().position(|(id, _)| *id == after));
    let first = last.map_or(0, |place| place.saturating_add(1));
    let going: Vec<&(Uuid, String)> = households
        .iter()
        .cycle()
        .skip(first)
        .take(households.len())
        .filter(|(id, _)| !roster.excused.contains(id))
        .collect();
    if going.is_empty() {
        return Err(Refusal::of_field("nobody-left", "excused"));
    }
    let turns = spans.into_iter().zip(going.into_iter().cycle());
    let duty = |((from, until), (household, name)): ((NaiveDate, NaiveDate), &(Uuid, String))| Duty {
        from,
        until,
        household: Some(*household),
        household_name: name.clone(),
        ..template.clone()
    };
    Ok(turns.map(duty).collect())
}

/// First and last days of the turns, in order; one more than [`MOST_TURNS`] at most.
fn spans(roster: &Roster) -> Vec<(NaiveDate, NaiveDate)> {
    let mut spans = Vec::new();
    let mut day = roster.from;
    while day <= roster.until && spans.len() <= MOST_TURNS {
        let next = match &roster.turns {
            Turns::Days { weekdays } => {
                let weekday = u8::try_from(day.weekday().number_from_monday()).unwrap_or(0);
                if weekdays.contains(&weekday) {
                    spans.push((day, day));
                }
                day.succ_opt()
            }
            Turns::Weeks => {
                let next = day.checked_add_days(Days::new(7));
                spans.push((day, before(next).min(roster.until)));
                next
            }
            Turns::Months => {
                let next = day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
                spans.push((day, before(next).min(roster.until)));
                next
            }
        };
        let Some(next) = next else { break };
        day = next;
    }
    spans
}

fn before(next: Option<NaiveDate>) -> NaiveDate {
    next.and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn street(count: u128) -> Vec<(Uuid, String)> {
        (1..=count).map(|n| (Uuid::from_u128(n), format!("{n}番"))).collect()
    }

    fn roster(turns: Turns, from: &str, until: &str) -> Roster {
        Roster {
            association: Uuid::from_u128(900),
            block: Uuid::from_u128(901),
            kind: DutyKind::Garbage,
            what: "ごみ当番".to_owned(),
            place: String::new(),
            time: None,
            from: day(from),
            until: day(until),
            turns,
            after: None,
            excused: BTreeSet::new(),
        }
    }

    fn said(roster: &Roster, households: u128) -> Vec<(String, String, String)> {
        let duties = plan_roster(roster, &street(households)).unwrap();
        duties.iter().map(|d| (d.from.to_string(), d.until.to_string(), d.household_name.clone())).collect()
    }

    #[test]
    fn the_turn_goes_from_house_to_house_and_round_again() {
        let own = |list: &[(&str, &str, &str)]| -> Vec<(String, String, String)> {
            list.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect()
        };
        let weeks = roster(Turns::Weeks, "2026-11-30", "2026-12-29");
        let expected = own(&[
            ("2026-11-30", "2026-12-06", "1番"),
            ("2026-12-07", "2026-12-13", "2番"),
            ("2026-12-14", "2026-12-20", "3番"),
            ("2026-12-21", "2026-12-27", "1番"),
            ("2026-12-28", "2026-12-29", "2番"),
        ]);
        assert_eq!(said(&weeks, 3), expected);
        let months = Roster { after: Some(Uuid::from_u128(3)), ..roster(Turns::Months, "2026-12-15", "2027-02-10") };
        let expected = own(&[
            ("2026-12-15", "2026-12-31", "4番"),
            ("2027-01-01", "2027-01-31", "1番"),
            ("2027-02-01", "2027-02-10", "2番"),
        ]);
        assert_eq!(said(&months, 4), expected);
        let days = Roster {
            excused: BTreeSet::from([Uuid::from_u128(2)]),
            ..roster(Turns::Days { weekdays: vec![2, 5] }, "2026-11-24", "2026-12-04")
        };
        let expected = own(&[
            ("2026-11-24", "2026-11-24", "1番"),
            ("2026-11-27", "2026-11-27", "3番"),
            ("2026-12-01", "2026-12-01", "1番"),
            ("2026-12-04", "2026-12-04", "3番"),
        ]);
        assert_eq!(said(&days, 3), expected);
        let after_one_that_left = Roster { after: Some(Uuid::from_u128(77)), ..weeks };
        assert_eq!(said(&after_one_that_left, 3).first().map(|turn| turn.2.as_str()), Some("1番"));
    }

    #[test]
    fn a_roster_that_cannot_be_says_why() {
        let code = |roster: Roster, households: u128| {
            plan_roster(&roster, &street(households)).err().map(|refusal| (refusal.code, refusal.field.unwrap()))
        };
        let fault = |code: &str, field: &str| Some((code.to_owned(), field.to_owned()));
        let weeks = || roster(Turns::Weeks, "2026-11-30", "2026-12-29");
        assert_eq!(code(Roster { what: " ".to_owned(), ..weeks() }, 3), fault("empty", "what"));
        assert_eq!(code(Roster { until: day("2026-11-01"), ..weeks() }, 3), fault("ends-before-it-begins", "until"));
        assert_eq!(code(Roster { turns: Turns::Days { weekdays: vec![] }, ..weeks() }, 3), fault("no-turns", "turns"));
        let all = Roster { excused: street(3).into_iter().map(|(id, _)| id).collect(), ..weeks() };
        assert_eq!(code(all, 3), fault("nobody-left", "excused"));
        assert_eq!(code(weeks(), 0), fault("nobody-left", "excused"));
        let daily = Turns::Days { weekdays: (1..=7).collect() };
        assert_eq!(code(roster(daily, "2026-01-01", "2029-12-31"), 3), fault("too-many", "turns"));
    }

    proptest! {
        #[test]
        fn turns_are_shared_fairly_and_cover_every_day(
            count in 1u128..15,
            excused in prop::collection::btree_set(1u128..15, 0..6),
            after in prop::option::of(1u128..15),
            length in 0u64..200,
            months in any::<bool>(),
        ) {
            let from = day("2026-11-24");
            let until = from.checked_add_days(Days::new(length)).unwrap();
            let excused: BTreeSet<Uuid> = excused.into_iter().map(Uuid::from_u128).collect();
            let turns = if months { Turns::Months } else { Turns::Weeks };
            let roster = Roster {
                until,
                turns,
                after: after.map(Uuid::from_u128),
                excused: excused.clone(),
                ..roster(Turns::Weeks, "2026-11-24", "2026-11-24")
            };
            let street = street(count);
            let going: Vec<Uuid> = street.iter().map(|(id, _)| *id).filter(|id| !excused.contains(id)).collect();
            let Ok(duties) = plan_roster(&roster, &street) else {
                prop_assert!(going.is_empty());
                return Ok(());
            };
            let had = |id: &Uuid| duties.iter().filter(|duty| duty.household == Some(*id)).count();
            let most = going.iter().map(had).max().unwrap();
            prop_assert!(going.iter().map(had).all(|turns| turns + 1 >= most), "nobody has two turns more than another");
            prop_assert!(excused.iter().all(|id| had(id) == 0));
            prop_assert_eq!((duties[0].from, duties[duties.len() - 1].until), (from, until));
            for pair in duties.windows(2) {
                prop_assert_eq!(pair[0].until.succ_opt(), Some(pair[1].from), "no day without a turn, none with two");
            }
        }
    }
}
