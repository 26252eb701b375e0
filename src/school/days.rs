//! On which days there is school, in the words of a form: closed days are said, never refused.

use crate::i18n::{Arg, I18n};
use chrono::{Datelike, NaiveDate};
use itsumo_domain::school::calendar::Day;
use itsumo_engine::school::{AtSchool, DayIs};

/// A day on which none of the children has anywhere to go.
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// The day.
    pub day: NaiveDate,
    /// Why.
    pub why: Why,
}

/// Why it is closed.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// On this weekday always; 0 is Sunday.
    Weekday(u32),
    /// A national holiday.
    Holiday(String),
    /// The school says so: 夏休み.
    Closure(String),
}

/// In words: 祝日（勤労感謝の日）. Marked with ruby.
pub fn why(i: I18n, why: &Why) -> String {
    match why {
        Why::Weekday(day) => {
            let weekday = i.marked(&format!("date-weekday-{day}"), &[]);
            i.marked("school-why-weekday", &[("weekday", Arg::Text(&weekday))])
        }
        Why::Holiday(name) => i.marked("school-why-holiday", &[("name", Arg::Text(name))]),
        Why::Closure(name) => i.marked("school-why-closure", &[("name", Arg::Text(name))]),
    }
}

/// Why a facility is closed on `day`; `None` when it is open.
pub fn why_closed(is: &DayIs, day: NaiveDate) -> Option<Why> {
    match is {
        DayIs::Open => None,
        DayIs::Weekday => Some(Why::Weekday(day.weekday().num_days_from_sunday())),
        DayIs::Holiday(name) => Some(Why::Holiday(name.clone())),
        DayIs::Closed(name) => Some(Why::Closure(name.clone())),
    }
}

/// Why none of the children has anywhere to go on `day`; `None` when one has.
fn closed_on(children: &[&AtSchool], day: NaiveDate) -> Option<Why> {
    let mut found = None;
    for place in children.iter().flat_map(|child| child.places_on(day)) {
        let why = match place.facility.days.on(day) {
            Day::Open => return None,
            Day::Weekday => Why::Weekday(day.weekday().num_days_from_sunday()),
            Day::Holiday(name) => Why::Holiday(name.to_owned()),
            Day::Closure(name) => Why::Closure(name.to_owned()),
        };
        found = found.or(Some(why));
    }
    found
}

/// Closed days from `from` to `until`. Of several days those that one might not think of: no plain Saturday, and of
/// each closure its first day.
pub fn closed_between(children: &[&AtSchool], from: NaiveDate, until: NaiveDate) -> Vec<Closed> {
    let mut found: Vec<Closed> = Vec::new();
    for day in from.iter_days().take_while(|day| *day <= until).take(366) {
        let Some(why) = closed_on(children, day) else { continue };
        let plain = matches!(why, Why::Weekday(_)) && from != until;
        let known = matches!(why, Why::Closure(_)) && found.iter().any(|other| other.why == why);
        if !plain && !known {
            found.push(Closed { day, why });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::school::{Facility, Place, PupilCard};
    use uuid::Uuid;

    fn date(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn child() -> AtSchool {
        let place = Place { facility: Facility::default(), since: date(1), ..Place::default() };
        AtSchool { id: Uuid::nil(), card: PupilCard { places: vec![place], ..PupilCard::default() } }
    }

    #[test]
    fn closed_days_are_said_with_their_reason() {
        let child = child();
        let holiday = Why::Holiday("勤労感謝の日".to_owned());
        assert_eq!(closed_between(&[&child], date(23), date(23)), [Closed { day: date(23), why: holiday.clone() }]);
        assert_eq!(closed_between(&[&child], date(21), date(21)), [Closed { day: date(21), why: Why::Weekday(6) }]);
        let run = closed_between(&[&child], date(20), date(25));
        assert_eq!(run, [Closed { day: date(23), why: holiday }], "Saturdays and Sundays say themselves");
        assert_eq!(closed_between(&[&child], date(24), date(24)), []);
    }
}
