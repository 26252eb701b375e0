//! 出席簿: a month of a class, day by day, with the signs and the totals that schools keep.
//!
//! 学校教育法施行規則 第25条 asks a head to keep it; the totals are those of 指導要録: days taught, days of 出席停止 and
//! 忌引 and the like, days on which the child had to come, days absent, days there. A day of which the board knew
//! nothing by the evening is neither: it is counted apart, for somebody to put right, and not taken for a day there.

use super::{
    Marked, OnDesk, Pupil, Whereabouts,
    plan::{Words, whereabouts},
};
use crate::{
    Timestamp,
    school::{
        Facility, Group, Part,
        absence::{Absence, Reason},
    },
};
use chrono::{Days, NaiveDate};
use std::collections::HashMap;
use uuid::Uuid;

/// What a day is to a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// There.
    Present,
    /// 病欠: ill, hurt, at the doctor's.
    Ill,
    /// 事故欠: the family's reasons and others.
    Accident,
    /// Absent, and nobody said why.
    Absent,
    /// 出席停止.
    Suspended,
    /// 忌引.
    Mourning,
    /// 遅刻.
    Late,
    /// 早退.
    Early,
    /// Both.
    LateAndEarly,
    /// 見学.
    SitsOut,
    /// By the evening nobody had said or seen anything.
    Unknown,
    /// Not of the class on this day.
    Elsewhere,
    /// Has not come yet.
    ToCome,
}

impl Sign {
    /// All that stand in a legend.
    pub const LEGEND: [Self; 10] = [
        Self::Ill,
        Self::Accident,
        Self::Absent,
        Self::Suspended,
        Self::Mourning,
        Self::Late,
        Self::Early,
        Self::LateAndEarly,
        Self::SitsOut,
        Self::Unknown,
    ];

    /// What is written into the register.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Present | Self::ToCome => "",
            Self::Ill => "病",
            Self::Accident => "事",
            Self::Absent => "欠",
            Self::Suspended => "停",
            Self::Mourning => "忌",
            Self::Late => "遅",
            Self::Early => "早",
            Self::LateAndEarly => "遅早",
            Self::SitsOut => "見",
            Self::Unknown => "？",
            Self::Elsewhere => "－",
        }
    }

    /// Its word in keys: `register-sign-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Ill => "ill",
            Self::Accident => "accident",
            Self::Absent => "absent",
            Self::Suspended => "suspended",
            Self::Mourning => "mourning",
            Self::Late => "late",
            Self::Early => "early",
            Self::LateAndEarly => "late-and-early",
            Self::SitsOut => "sits-out",
            Self::Unknown => "unknown",
            Self::Elsewhere => "elsewhere",
            Self::ToCome => "to-come",
        }
    }
}

/// A child's month in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// 授業日数, up to today and while the child was of the class.
    pub taught: u16,
    /// 出席停止・忌引等の日数.
    pub excused: u16,
    /// 出席しなければならない日数: what was taught without the excused.
    pub due: u16,
    /// 欠席日数.
    pub absent: u16,
    /// 出席日数, late and early ones too.
    pub present: u16,
    /// 遅刻.
    pub late: u16,
    /// 早退.
    pub early: u16,
    /// Days of which nothing is known: `due − absent − present`.
    pub unknown: u16,
}

impl Totals {
    fn of(signs: &[Sign]) -> Self {
        let mut totals = Self::default();
        for sign in signs {
            let mut add = |fields: &[fn(&mut Self) -> &mut u16]| {
                for field in fields {
                    let field = field(&mut totals);
                    *field = field.saturating_add(1);
                }
            };
            match sign {
                Sign::Elsewhere | Sign::ToCome => continue,
                Sign::Present | Sign::SitsOut => add(&[|t| &mut t.taught, |t| &mut t.due, |t| &mut t.present]),
                Sign::Late => add(&[|t| &mut t.taught, |t| &mut t.due, |t| &mut t.present, |t| &mut t.late]),
                Sign::Early => add(&[|t| &mut t.taught, |t| &mut t.due, |t| &mut t.present, |t| &mut t.early]),
                Sign::LateAndEarly => {
                    add(&[|t| &mut t.taught, |t| &mut t.due, |t| &mut t.present, |t| &mut t.late, |t| &mut t.early]);
                }
                Sign::Ill | Sign::Accident | Sign::Absent => {
                    add(&[|t| &mut t.taught, |t| &mut t.due, |t| &mut t.absent])
                }
                Sign::Suspended | Sign::Mourning => add(&[|t| &mut t.taught, |t| &mut t.excused]),
                Sign::Unknown => add(&[|t| &mut t.taught, |t| &mut t.due, |t| &mut t.unknown]),
            }
        }
        totals
    }
}

/// A child of the class in that month, with the days on which it was of it.
#[derive(Clone, Debug, Default)]
pub struct Registered {
    /// The child.
    pub pupil: Pupil,
    /// From a day, to a day if one is known; more than one for who came back.
    pub times: Vec<(NaiveDate, Option<NaiveDate>)>,
}

/// A child's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    /// The child.
    pub pupil: Pupil,
    /// One for each of the register's days.
    pub signs: Vec<Sign>,
    /// Their sum.
    pub totals: Totals,
}

/// A class's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// The class.
    pub group: Group,
    /// Its open days.
    pub days: Vec<NaiveDate>,
    /// By 出席番号, then by reading.
    pub rows: Vec<RegisterRow>,
}

/// What is known of a class in a month.
#[derive(Clone, Debug)]
pub struct ClassMonth<'a> {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// Now.
    pub now: Timestamp,
    /// Whose class it is.
    pub facility: &'a Facility,
    /// The class.
    pub group: Group,
    /// Who was of it on any of the days.
    pub pupils: &'a [Registered],
    /// What was told to the facility's class desk of any of them.
    pub absences: &'a [OnDesk],
    /// The facility's marks of those days, in order.
    pub marks: &'a [Marked],
}

/// Writes the register.
pub fn plan_register(month: ClassMonth<'_>) -> Register {
    let days: Vec<NaiveDate> = month.facility.days.days(month.from, month.until).collect();
    let mut words: HashMap<Uuid, Words<'_>> = HashMap::new();
    for told in month.absences.iter().filter(|told| !told.view.withdrawn) {
        words.entry(told.view.absence.pupil).or_default().absences.push(told);
    }
    for marked in month.marks {
        words.entry(marked.pupil).or_default().marks.push(marked);
    }
    let nothing = Words::default();
    let mut rows: Vec<RegisterRow> = month
        .pupils
        .iter()
        .map(|registered| {
            let words = words.get(&registered.pupil.id).unwrap_or(&nothing);
            let signs: Vec<Sign> = days.iter().map(|day| sign(registered, words, *day, month.now)).collect();
            RegisterRow { pupil: registered.pupil.clone(), totals: Totals::of(&signs), signs }
        })
        .collect();
    rows.sort_by(|a, b| {
        let key = |row: &RegisterRow| (row.pupil.number == 0, row.pupil.number);
        key(a).cmp(&key(b)).then_with(|| a.pupil.kana.cmp(&b.pupil.kana)).then_with(|| a.pupil.id.cmp(&b.pupil.id))
    });
    Register { group: month.group, days, rows }
}

fn sign(registered: &Registered, words: &Words<'_>, day: NaiveDate, now: Timestamp) -> Sign {
    let of_class =
        |(since, until): &(NaiveDate, Option<NaiveDate>)| *since <= day && until.is_none_or(|until| day <= until);
    if !registered.times.iter().any(of_class) {
        return Sign::Elsewhere;
    }
    if day > now.jst_date() {
        return Sign::ToCome;
    }
    let evening = Timestamp::from_jst_date(day.checked_add_days(Days::new(1)).unwrap_or(day));
    let mut told: Vec<&OnDesk> = words.absences.iter().copied().filter(|told| told.view.absence.covers(day)).collect();
    told.sort_by_key(|told| std::cmp::Reverse(told.view.at));
    let told = || told.iter().map(|told| &told.view.absence);
    let is = |part: fn(&Part) -> bool| told().any(|absence| part(&absence.part));
    match whereabouts(words, day, now.min(evening)) {
        Whereabouts::Absent => told().find(|absence| absence.part == Part::AllDay).map_or(Sign::Absent, reason),
        Whereabouts::Unknown | Whereabouts::LeftHome | Whereabouts::Late { .. } => Sign::Unknown,
        Whereabouts::Present | Whereabouts::Left { .. } => {
            let late = is(|part| matches!(part, Part::LateUntil { .. }));
            let early = is(|part| matches!(part, Part::LeavesAt { .. }));
            let sits_out = is(|part| matches!(part, Part::SitsOut { .. }));
            match (late, early) {
                (true, true) => Sign::LateAndEarly,
                (true, false) => Sign::Late,
                (false, true) => Sign::Early,
                (false, false) if sits_out => Sign::SitsOut,
                (false, false) => Sign::Present,
            }
        }
    }
}

fn reason(absence: &Absence) -> Sign {
    match absence.reason {
        Reason::Ill | Reason::Injury | Reason::Clinic => Sign::Ill,
        Reason::Infection => Sign::Suspended,
        Reason::Mourning => Sign::Mourning,
        Reason::Family | Reason::Other => Sign::Accident,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::school::{
        Desk, TimeOfDay,
        absence::{AbsenceView, By, Lesson, Told},
        board::Mark,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn noon(day: NaiveDate) -> Timestamp {
        TimeOfDay::new(12, 0).unwrap().on(day)
    }

    fn told(pupil: u128, from: &str, until: &str, part: Part, reason: Reason) -> OnDesk {
        let absence = Absence {
            pupil: Uuid::from_u128(pupil),
            from: day(from),
            until: day(until),
            part,
            reason,
            symptoms: Vec::new(),
            temperature: None,
            note: String::new(),
            call_me: false,
            tell: vec![Told { facility: Uuid::from_u128(9), desk: Desk::Class }],
        };
        let at = TimeOfDay::new(7, 0).unwrap().on(day(from));
        let by = By::default();
        let view =
            AbsenceView { absence, withdrawn: false, rev: 1, at, by, late: false, desks: vec![], history: vec![] };
        OnDesk { id: Uuid::from_u128(pupil), view, changed: false }
    }

    #[test]
    fn a_month_is_signed_and_summed_as_schools_do() {
        let facility = Facility { id: Uuid::from_u128(9), ..Facility::default() };
        let ten = TimeOfDay::new(10, 0).unwrap();
        let (late, early) = (Part::LateUntil { time: ten }, Part::LeavesAt { time: ten });
        let sits = Part::SitsOut { lessons: vec![Lesson::Pe] };
        let absences = [
            told(1, "2026-11-05", "2026-11-10", Part::AllDay, Reason::Infection),
            told(1, "2026-11-12", "2026-11-12", late.clone(), Reason::Clinic),
            told(1, "2026-11-13", "2026-11-13", early.clone(), Reason::Clinic),
            told(1, "2026-11-16", "2026-11-16", sits, Reason::Injury),
            told(1, "2026-11-17", "2026-11-17", late, Reason::Ill),
            told(1, "2026-11-17", "2026-11-17", early, Reason::Ill),
            told(1, "2026-11-18", "2026-11-18", Part::AllDay, Reason::Mourning),
            told(1, "2026-11-19", "2026-11-19", Part::AllDay, Reason::Clinic),
            told(1, "2026-11-20", "2026-11-20", Part::AllDay, Reason::Family),
        ];
        let pupil = |id: u128, number: u16| Pupil { id: Uuid::from_u128(id), number, ..Pupil::default() };
        let all_month = Registered { pupil: pupil(1, 2), times: vec![(day("2026-04-01"), Some(day("2027-03-31")))] };
        let came = Registered { pupil: pupil(2, 1), times: vec![(day("2026-11-24"), None)] };
        let now = noon(day("2026-11-25"));
        let marks: Vec<Marked> = facility
            .days
            .days(day("2026-11-02"), day("2026-11-17"))
            .filter(|day| !(5..=10).contains(&chrono::Datelike::day(day)))
            .map(|day| Marked { pupil: Uuid::from_u128(1), day, mark: Mark::Present, at: noon(day) })
            .chain([Marked {
                pupil: Uuid::from_u128(1),
                day: day("2026-11-24"),
                mark: Mark::Absent,
                at: noon(day("2026-11-24")),
            }])
            .collect();
        let register = plan_register(ClassMonth {
            from: day("2026-11-01"),
            until: day("2026-11-30"),
            now,
            facility: &facility,
            group: Group::default(),
            pupils: &[all_month, came],
            absences: &absences,
            marks: &marks,
        });
        let letters = |row: &RegisterRow| row.signs.iter().map(|sign| sign.letter()).collect::<Vec<_>>().join("・");
        assert_eq!(register.days.len(), 19, "two holidays");
        // 2 4 5 6 9 10 11 12 13 16 17 18 19 20 24 25 26 27 30
        assert_eq!(register.rows[0].pupil.number, 1);
        assert_eq!(letters(&register.rows[0]), "－・－・－・－・－・－・－・－・－・－・－・－・－・－・？・？・・・");
        assert_eq!(letters(&register.rows[1]), "・・停・停・停・停・・遅・早・見・遅早・忌・病・事・欠・？・・・");
        let expected = Totals { taught: 16, excused: 5, due: 11, absent: 3, present: 7, late: 2, early: 2, unknown: 1 };
        assert_eq!(register.rows[1].totals, expected);
        assert_eq!(expected.due, expected.absent + expected.present + expected.unknown);
        assert_eq!(register.rows[0].totals, Totals { taught: 2, due: 2, unknown: 2, ..Totals::default() });
    }

    #[test]
    fn every_sign_has_a_letter_and_a_word_of_its_own() {
        let letters: std::collections::BTreeSet<&str> = Sign::LEGEND.iter().map(|sign| sign.letter()).collect();
        let names: std::collections::BTreeSet<&str> = Sign::LEGEND.iter().map(|sign| sign.name()).collect();
        assert_eq!((letters.len(), names.len()), (10, 10));
        assert!(!letters.contains(""));
    }
}
