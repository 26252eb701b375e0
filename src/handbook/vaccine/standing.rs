//! Where a series stands for a child today: which part of the list it belongs to, and how that is said.
//!
//! Two windows are told apart throughout. The *standard* one is when most children get it; the *legal* one is when it
//! is free of charge. To be past the first is no failure, so it is said calmly and with what is still possible.

use crate::{
    dates,
    i18n::{Arg, I18n},
};
use chrono::NaiveDate;
use itsumo_domain::handbook::Handbook;
use itsumo_engine::{history_of, subject_of};
use itsumo_handbook::immunization::{
    Assessment, Category, Conforms, Given, LegalStatus, NextDose, Pack, StandardStatus, Subject, assess_all, explain,
};
use uuid::Uuid;

/// What opens within so many days is *soon*.
const SOON: i64 = 60;

/// Days are counted aloud (あと3日) when they are at most so many.
const COUNTED: i64 = 31;

/// A part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A recorded dose breaks a rule: somebody has to look at it.
    Review,
    /// Possible now.
    Now,
    /// Within two months.
    Soon,
    /// Later.
    Later,
    /// All given.
    Done,
    /// The time for it is over.
    Past,
}

impl Group {
    /// In the order they are shown.
    pub const ALL: [Self; 6] = [Self::Review, Self::Now, Self::Soon, Self::Later, Self::Done, Self::Past];

    /// The key of its heading.
    pub fn key(self) -> &'static str {
        match self {
            Self::Review => "vaccine-group-review",
            Self::Now => "vaccine-group-now",
            Self::Soon => "vaccine-group-soon",
            Self::Later => "vaccine-group-later",
            Self::Done => "vaccine-group-done",
            Self::Past => "vaccine-group-past",
        }
    }
}

/// A line of the list: one series for one child.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The child.
    pub child: Uuid,
    /// All that is known.
    pub assessment: Assessment,
    /// Its part of the list.
    pub group: Group,
}

/// What the rules are asked about a child.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Who.
    pub subject: Subject,
    /// The entries of its doses, in the order of `history`.
    pub entries: Vec<Uuid>,
    /// Its doses.
    pub history: Vec<Given>,
}

/// The case of a child; absent when there is no such child.
pub fn case(handbook: &Handbook, child: Uuid) -> Option<Case> {
    let (_, known) = handbook.child(child)?;
    let (entries, doses): (Vec<Uuid>, Vec<_>) =
        handbook.doses(child).into_iter().map(|(entry, dose)| (entry.id, dose.clone())).unzip();
    Some(Case { subject: subject_of(known), entries, history: history_of(&doses) })
}

/// Everything that concerns a child today, part by part, the most urgent first in each.
pub fn lines(handbook: &Handbook, child: Uuid, today: NaiveDate) -> Vec<Line> {
    let Some(case) = case(handbook, child) else { return Vec::new() };
    let mut lines: Vec<Line> = assess_all(Pack::japan(), &case.subject, &case.history, today)
        .into_iter()
        .filter_map(|assessment| Some(Line { child, group: group(&assessment, today)?, assessment }))
        .collect();
    sort(&mut lines);
    lines
}

/// Part by part; in *now* what ends first, in *soon* and *later* what begins first.
pub fn sort(lines: &mut [Line]) {
    lines.sort_by_key(|line| {
        let next = line.assessment.next.as_ref();
        let ends = next.and_then(|next| match line.assessment.standard {
            StandardStatus::Within => next.standard_to.or(next.last_eligible),
            _ => next.last_eligible,
        });
        let begins = next.map(|next| next.earliest);
        let day = if line.group == Group::Now { ends } else { begins };
        // What is possible but usually comes later, and what the family may choose, need nobody today.
        let waits = line.assessment.standard == StandardStatus::Before;
        let voluntary = line.assessment.category == Category::Voluntary;
        (line.group, line.group == Group::Now && (waits || voluntary), day.is_none(), day)
    });
}

/// The part of the list; `None` for what does not concern the child.
pub fn group(assessment: &Assessment, today: NaiveDate) -> Option<Group> {
    let days = assessment.next.as_ref().map(|next| next.earliest.signed_duration_since(today).num_days());
    match assessment.legal {
        LegalStatus::NotEligible => None,
        LegalStatus::Review => Some(Group::Review),
        LegalStatus::Open => Some(Group::Now),
        LegalStatus::TooEarly if days.is_some_and(|days| days <= SOON) => Some(Group::Soon),
        LegalStatus::TooEarly => Some(Group::Later),
        LegalStatus::Complete => Some(Group::Done),
        // What was never begun and cannot be any more is not held against a grown child.
        LegalStatus::Closed => Some(Group::Past),
    }
}

/// `11月24日(火)`, 今日, 明日. Marked.
pub fn day(i: I18n, date: NaiveDate, today: NaiveDate) -> String {
    dates::civil_day(i, date, today)
}

/// `(あと3日)` while that is near, else nothing. Marked.
pub fn days_left(i: I18n, date: NaiveDate, today: NaiveDate) -> String {
    match date.signed_duration_since(today).num_days() {
        days @ 1..=COUNTED => i.marked("vaccine-days-left", &[("days", Arg::Number(days))]),
        _ => String::new(),
    }
}

/// When, in one line for a list. Marked.
pub fn when(i: I18n, assessment: &Assessment, today: NaiveDate) -> String {
    match (assessment.legal, &assessment.next) {
        (LegalStatus::Open, Some(next)) => open(i, assessment, next, today),
        (LegalStatus::TooEarly, Some(next)) => i.marked(
            "vaccine-when-from",
            &[
                ("day", Arg::Text(&day(i, next.earliest, today))),
                ("left", Arg::Text(&days_left(i, next.earliest, today))),
            ],
        ),
        (LegalStatus::Complete, _) => {
            let given = assessment.doses.iter().filter(|dose| dose.counts_as.is_some());
            let last = given.clone().map(|dose| dose.date).max();
            let count = Arg::Number(i64::try_from(given.count()).unwrap_or(0));
            match last {
                Some(last) => {
                    i.marked("vaccine-when-done", &[("count", count), ("day", Arg::Text(&day(i, last, today)))])
                }
                None => i.marked("vaccine-when-complete", &[]),
            }
        }
        (LegalStatus::Review, _) => i.marked("vaccine-when-review", &[]),
        (LegalStatus::Closed, next) => match next.as_ref().and_then(|next| next.last_eligible) {
            Some(last) => i.marked("vaccine-when-closed", &[("day", Arg::Text(&day(i, last, today)))]),
            None => i.marked("vaccine-when-over", &[]),
        },
        _ => i.marked("vaccine-when-none", &[]),
    }
}

fn open(i: I18n, assessment: &Assessment, next: &NextDose, today: NaiveDate) -> String {
    let until = |key: &str, date: NaiveDate| {
        i.marked(key, &[("day", Arg::Text(&day(i, date, today))), ("left", Arg::Text(&days_left(i, date, today)))])
    };
    let ends_soon = next.last_eligible.filter(|last| last.signed_duration_since(today).num_days() <= COUNTED);
    match (assessment.standard, next.standard_from, next.standard_to, next.last_eligible) {
        // The law's own end is near: that is what matters.
        _ if ends_soon.is_some() => ends_soon.map(|last| until("vaccine-when-last", last)).unwrap_or_default(),
        (StandardStatus::Before, Some(from), ..) => until("vaccine-when-standard-from", from),
        (StandardStatus::Within, _, Some(to), _) => until("vaccine-when-standard-until", to),
        (StandardStatus::Past, _, _, Some(last)) => until("vaccine-when-still", last),
        (_, _, _, Some(last)) => until("vaccine-when-until", last),
        _ => i.marked("vaccine-when-any", &[]),
    }
}

/// `5種混合 ・ 1期追加`: the series and its next dose. Marked.
pub fn title(i: I18n, assessment: &Assessment) -> String {
    let pack = Pack::japan();
    let name = explain::series_name(pack, &assessment.series, i.locale);
    let possible = matches!(assessment.legal, LegalStatus::Open | LegalStatus::TooEarly);
    match assessment.next.as_ref().filter(|_| possible) {
        Some(next) => with_dose(i, &name, &next.dose),
        None => name,
    }
}

/// A series' name and the dose, where there is more than one. Marked.
pub fn with_dose(i: I18n, series: &str, dose: &str) -> String {
    let name = if dose == "single" { String::new() } else { explain::dose_name(Pack::japan(), dose, i.locale) };
    match name.as_str() {
        "" => series.to_owned(),
        _ => i.marked("vaccine-series-dose", &[("series", Arg::Text(series)), ("dose", Arg::Text(&name))]),
    }
}

/// Whether a recorded dose is as it should be.
pub fn conforms(verdict: Conforms) -> bool {
    matches!(verdict, Conforms::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::{
        Timestamp,
        handbook::{Child, Dose, Entry, Fact, Sex, Writer},
        i18n::Locale,
    };

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn handbook(born: &str, doses: &[(&str, &str)]) -> (Handbook, Uuid) {
        let child = Uuid::from_u128(1);
        let entry = |id: u128, fact: Fact| Entry {
            id: Uuid::from_u128(id),
            at: Timestamp(0),
            by: Writer::default(),
            supersedes: Vec::new(),
            child: Some(child),
            fact,
        };
        let born = Child { birth_date: Some(date(born)), sex: Some(Sex::Female), ..Child::default() };
        let mut entries = vec![entry(1, Fact::Child(born))];
        for (at, (day, vaccine)) in doses.iter().enumerate() {
            let dose = Dose { date: date(day), vaccine: (*vaccine).to_owned(), ..Dose::default() };
            entries.push(entry(10 + at as u128, Fact::Dose(dose)));
        }
        (Handbook::of(entries), child)
    }

    fn of<'a>(lines: &'a [Line], series: &str) -> &'a Line {
        lines.iter().find(|line| line.assessment.series == series).unwrap_or_else(|| panic!("no {series} in {lines:?}"))
    }

    #[test]
    fn a_newborn_has_a_list_that_begins_soon() {
        let (handbook, child) = handbook("2026-10-20", &[]);
        let lines = lines(&handbook, child, date("2026-11-22"));
        assert_eq!(of(&lines, "HEPB").group, Group::Now);
        assert_eq!(of(&lines, "PCV").group, Group::Soon);
        assert_eq!(of(&lines, "MR2").group, Group::Later);
        // The parts come in their order.
        assert!(lines.is_sorted_by_key(|line| line.group));
    }

    #[test]
    fn dates_are_said_with_the_days_that_are_left() {
        let i = I18n { locale: Locale::Ja };
        let (handbook, child) = handbook("2026-09-25", &[]);
        let today = date("2026-11-21");
        let lines = lines(&handbook, child, today);
        // 生後2月 is reached the day before the monthly day.
        assert_eq!(when(i, &of(&lines, "PCV").assessment, today), "11月24日(火)から(あと3日)");
    }

    #[test]
    fn later_than_usual_is_said_calmly_with_what_is_still_possible() {
        let i = I18n { locale: Locale::Ja };
        let (handbook, child) = handbook("2024-11-30", &[]);
        let today = date("2026-11-01");
        let lines = lines(&handbook, child, today);
        let said = when(i, &of(&lines, "MR1").assessment, today);
        assert!(said.contains("あと28日"), "{said}");
        for word in ["遅れ", "過ぎました", "忘れ"] {
            assert!(!said.contains(word), "{said}");
        }
    }

    #[test]
    fn a_dose_that_breaks_a_rule_is_to_be_looked_at_first() {
        let (handbook, child) = handbook("2025-01-10", &[("2025-03-12", "PCV20"), ("2025-03-20", "PCV20")]);
        let lines = lines(&handbook, child, date("2026-11-22"));
        assert_eq!(
            lines.first().map(|line| (line.group, line.assessment.series.as_str())),
            Some((Group::Review, "PCV"))
        );
    }
}
