//! Whether an absence may be told, edited or taken back, and what becomes of it: what needs to know the child's
//! places and the day, and nothing else.
//!
//! **What lies behind stays as it was.** A guardian may tell of today and of days to come. An absence that began
//! before today can be ended, made longer or explained, but what it says of the days behind does not change: the
//! school has written them into its register. To take such a one back is to end it with yesterday. The staff writes
//! down what it was told by telephone for the days of the running month.

use super::{Absence, Desk, Facility};
use crate::{Timestamp, sync::Refusal};
use chrono::{Datelike, NaiveDate};

/// A child's time at a facility.
#[derive(Clone, Copy, Debug)]
pub struct Enrolled<'a> {
    /// Where.
    pub facility: &'a Facility,
    /// First day.
    pub since: NaiveDate,
    /// Last day, if one is known.
    pub until: Option<NaiveDate>,
}

/// Who tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teller {
    /// A guardian.
    Guardian,
    /// Somebody of the staff, for a guardian who called.
    Staff,
}

impl Teller {
    /// The first day that they may still say something of.
    fn first_day(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Guardian => today,
            Self::Staff => today.with_day(1).unwrap_or(today),
        }
    }
}

/// Whether `new` may be told, and whether it comes after the cut-off of its first day. `before` is what the same absence
/// said so far, if it was not taken back.
///
/// # Errors
/// - `not-found`, of `tell`: a desk that is none of a facility where the child is on those days;
/// - `not-a-school-day`, of `from`: every place that is told is closed on all of them;
/// - `past-days`, of `from`, `until` or `part`: it would change what lies behind.
pub fn plan_report(
    new: &Absence,
    before: Option<&Absence>,
    at: &[Enrolled<'_>],
    teller: Teller,
    now: Timestamp,
) -> Result<bool, Refusal> {
    let first = teller.first_day(now.jst_date());
    match before.filter(|before| before.from < first) {
        None if new.from < first => return Err(Refusal::of_field("past-days", "from")),
        None => {}
        Some(before) if before.until < first => return Err(Refusal::of_field("past-days", "until")),
        Some(before) if new.from != before.from => return Err(Refusal::of_field("past-days", "from")),
        Some(before) if new.part != before.part => return Err(Refusal::of_field("past-days", "part")),
        // It may end with the last day behind: the child is back.
        Some(_) if Some(new.until) < first.pred_opt() => return Err(Refusal::of_field("past-days", "until")),
        Some(_) => {}
    }
    let mut open = false;
    for told in &new.tell {
        let there: Vec<&Enrolled<'_>> = at
            .iter()
            .filter(|place| place.facility.id == told.facility && place.facility.desks.contains(&told.desk))
            // A desk of a newer version has no list here that it could stand on.
            .filter(|_| told.desk != Desk::Other)
            .filter(|place| place.since <= new.until && place.until.is_none_or(|until| new.from <= until))
            .collect();
        if there.is_empty() {
            return Err(Refusal::of_field("not-found", "tell"));
        }
        open |= there.iter().any(|place| {
            let until = place.until.map_or(new.until, |until| until.min(new.until));
            place.facility.days.days(new.from.max(place.since), until).next().is_some()
        });
    }
    if !open {
        return Err(Refusal::of_field("not-a-school-day", "from"));
    }
    let told = |place: &&Enrolled<'_>| new.tell.iter().any(|told| told.facility == place.facility.id);
    Ok(at.iter().filter(told).any(|place| now > place.facility.cut_off.on(new.from)))
}

/// What becomes of an absence that is taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// All of it goes.
    Whole,
    /// It ends with the last day behind.
    Ends(Absence),
}

/// What becomes of `absence` when it is taken back.
///
/// # Errors
/// `past-days` when all of it lies behind.
pub fn plan_withdrawal(absence: &Absence, teller: Teller, now: Timestamp) -> Result<Withdrawal, Refusal> {
    let first = teller.first_day(now.jst_date());
    if absence.until < first {
        return Err(Refusal::new("past-days"));
    }
    match first.pred_opt() {
        Some(last) if absence.from < first => Ok(Withdrawal::Ends(Absence { until: last, ..absence.clone() })),
        _ => Ok(Withdrawal::Whole),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::school::{
        Part, SchoolDays, TimeOfDay,
        absence::{Reason, Told},
    };
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facility(id: u128, desks: &[Desk], weekdays: &[u8]) -> Facility {
        Facility {
            id: Uuid::from_u128(id),
            cut_off: TimeOfDay::new(8, 20).unwrap(),
            desks: desks.to_vec(),
            days: SchoolDays { weekdays: weekdays.to_vec(), ..SchoolDays::default() },
            ..Facility::default()
        }
    }

    /// A Tuesday, before the cut-off.
    fn now() -> Timestamp {
        TimeOfDay::new(8, 0).unwrap().on(day("2026-11-24"))
    }

    fn absence(from: &str, until: &str, tell: &[(u128, Desk)]) -> Absence {
        Absence {
            pupil: Uuid::from_u128(1),
            from: day(from),
            until: day(until),
            part: Part::AllDay,
            reason: Reason::Ill,
            symptoms: Vec::new(),
            temperature: None,
            note: String::new(),
            call_me: false,
            tell: tell.iter().map(|(id, desk)| Told { facility: Uuid::from_u128(*id), desk: *desk }).collect(),
        }
    }

    fn refused(result: Result<bool, Refusal>) -> (String, Option<String>) {
        let refusal = result.unwrap_err();
        (refusal.code, refusal.field)
    }

    #[test]
    fn what_is_told_must_be_of_a_place_where_the_child_is() {
        let school = facility(1, &[Desk::Class, Desk::Lunch, Desk::Other], &[1, 2, 3, 4, 5]);
        let club = facility(2, &[Desk::Class], &[1, 2, 3, 4, 5, 6]);
        let at = [
            Enrolled { facility: &school, since: day("2026-04-01"), until: Some(day("2027-03-31")) },
            Enrolled { facility: &club, since: day("2026-12-01"), until: None },
        ];
        let judge = |absence: &Absence| plan_report(absence, None, &at, Teller::Guardian, now());
        let both = [(1, Desk::Class), (2, Desk::Class)];
        assert_eq!(judge(&absence("2026-11-24", "2026-11-24", &both[..1])), Ok(false));
        let nothing = ("not-found".to_owned(), Some("tell".to_owned()));
        assert_eq!(refused(judge(&absence("2026-11-24", "2026-11-24", &both))), nothing, "not there yet");
        assert_eq!(judge(&absence("2026-11-30", "2026-12-01", &both)), Ok(false), "from its first day on");
        for desk in [(1, Desk::Bus), (1, Desk::Other), (2, Desk::Lunch), (3, Desk::Class)] {
            assert_eq!(refused(judge(&absence("2026-12-02", "2026-12-02", &[desk]))), nothing, "{desk:?}");
        }
        let saturday = |tell: &[(u128, Desk)]| judge(&absence("2026-12-05", "2026-12-05", tell));
        let closed = ("not-a-school-day".to_owned(), Some("from".to_owned()));
        assert_eq!(refused(saturday(&both[..1])), closed);
        assert_eq!(saturday(&both), Ok(false), "one of the places is open");
        // The school is left in March: a range that goes on into a day it is open for others.
        assert_eq!(judge(&absence("2027-03-30", "2027-04-10", &both[..1])), Ok(false));
        assert_eq!(refused(judge(&absence("2027-04-01", "2027-04-10", &both[..1]))), nothing);
    }

    #[test]
    fn what_lies_behind_stays_as_it_was() {
        let school = facility(1, &[Desk::Class], &[1, 2, 3, 4, 5]);
        let at = [Enrolled { facility: &school, since: day("2026-04-01"), until: None }];
        let of = |from: &str, until: &str| absence(from, until, &[(1, Desk::Class)]);
        let running = of("2026-11-19", "2026-11-27");
        let over = of("2026-11-19", "2026-11-20");
        let note = Absence { note: "熱は下がりました".to_owned(), ..running.clone() };
        let part = Absence { part: Part::LateUntil { time: TimeOfDay::new(10, 0).unwrap() }, ..running.clone() };
        type Case<'a> = (Absence, Option<&'a Absence>, Option<&'a str>, Option<&'a str>);
        let table: Vec<Case<'_>> = vec![
            // new, before, a guardian's refusal, the staff's
            (of("2026-11-24", "2026-11-24"), None, None, None),
            (of("2026-11-20", "2026-11-24"), None, Some("from"), None),
            (of("2026-11-02", "2026-11-02"), None, Some("from"), None),
            (of("2026-10-30", "2026-11-02"), None, Some("from"), Some("from")),
            (note, Some(&running), None, None),
            (of("2026-11-19", "2026-12-04"), Some(&running), None, None),
            (of("2026-11-19", "2026-11-24"), Some(&running), None, None),
            (of("2026-11-19", "2026-11-23"), Some(&running), None, None),
            (of("2026-11-19", "2026-11-20"), Some(&running), Some("until"), None),
            (of("2026-11-20", "2026-11-27"), Some(&running), Some("from"), None),
            (of("2026-11-24", "2026-11-27"), Some(&running), Some("from"), None),
            (part, Some(&running), Some("part"), None),
            (of("2026-11-19", "2026-11-27"), Some(&over), Some("until"), None),
        ];
        for (new, before, guardian, staff) in table {
            for (teller, expected) in [(Teller::Guardian, guardian), (Teller::Staff, staff)] {
                let judged = plan_report(&new, before, &at, teller, now());
                let field = judged.as_ref().err().and_then(|refusal| refusal.field.as_deref());
                assert_eq!(field, expected, "{teller:?} {} to {}", new.from, new.until);
                assert!(judged.err().is_none_or(|refusal| refusal.code == "past-days"));
            }
        }
        let ends = |teller| plan_withdrawal(&running, teller, now());
        assert_eq!(ends(Teller::Guardian), Ok(Withdrawal::Ends(of("2026-11-19", "2026-11-23"))));
        assert_eq!(ends(Teller::Staff), Ok(Withdrawal::Whole));
        assert_eq!(plan_withdrawal(&of("2026-11-24", "2026-11-27"), Teller::Guardian, now()), Ok(Withdrawal::Whole));
        assert_eq!(plan_withdrawal(&over, Teller::Guardian, now()).unwrap_err().code, "past-days");
    }

    #[test]
    fn after_the_cut_off_it_is_late_and_before_the_day_it_is_not() {
        let school = facility(1, &[Desk::Class], &[1, 2, 3, 4, 5]);
        let at = [Enrolled { facility: &school, since: day("2026-04-01"), until: None }];
        let late = |from: &str, hour: u16, minute: u16| {
            let now = TimeOfDay::new(hour, minute).unwrap().on(day("2026-11-24"));
            plan_report(&absence(from, "2026-11-30", &[(1, Desk::Class)]), None, &at, Teller::Guardian, now).unwrap()
        };
        assert!(!late("2026-11-24", 8, 20));
        assert!(late("2026-11-24", 8, 21));
        assert!(!late("2026-11-25", 8, 21), "tomorrow's cut-off is to come");
    }
}
