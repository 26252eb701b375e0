//! Where each child of a class is.

use super::{ClassBoard, Counts, LATE_GRACE, Mark, ROW_DAYS, Row, Whereabouts};
use crate::{
    Timestamp,
    school::{
        Desk, Facility, Group, Part, Question,
        absence::{AbsenceView, Arrival},
    },
};
use chrono::{Days, NaiveDate};
use std::collections::HashMap;
use uuid::Uuid;

/// A child of the class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pupil {
    /// Its id.
    pub id: Uuid,
    /// 出席番号; 0 for none.
    pub number: u16,
    /// Its name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// A shield concerns it.
    pub shielded: bool,
}

/// An absence as it was told to this facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnDesk {
    /// The absence's id.
    pub id: Uuid,
    /// What it says; its desks are this facility's.
    pub view: AbsenceView,
    /// It was confirmed in an earlier revision, and not in this one.
    pub changed: bool,
}

/// A mark of the staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Of which child.
    pub pupil: Uuid,
    /// Of which day.
    pub day: NaiveDate,
    /// What.
    pub mark: Mark,
    /// When it was set.
    pub at: Timestamp,
}

/// What is known of a class on a day.
#[derive(Clone, Debug)]
pub struct ClassDay<'a> {
    /// The day.
    pub day: NaiveDate,
    /// Now.
    pub now: Timestamp,
    /// Whose class it is.
    pub facility: &'a Facility,
    /// The class.
    pub group: Group,
    /// Its children.
    pub pupils: &'a [Pupil],
    /// What was told to this facility's class desk of this day and the days before it, withdrawn ones too. Other
    /// children's are passed over.
    pub absences: &'a [OnDesk],
    /// Marks of this day, and of the days before it for who is absent on this one; in the order they were set.
    pub marks: &'a [Marked],
    /// What this facility asked on this day.
    pub questions: &'a [Question],
}

/// What was said of one child.
#[derive(Default)]
pub(super) struct Words<'a> {
    pub absences: Vec<&'a OnDesk>,
    pub marks: Vec<&'a Marked>,
    pub question: Option<&'a Question>,
}

/// Who is where.
pub fn plan_class(class: ClassDay<'_>) -> ClassBoard {
    let ClassDay { day, now, facility, group, pupils, absences, marks, questions } = class;
    let open = facility.days.is_open(day);
    let mut board = ClassBoard {
        day,
        group,
        open,
        past_cut_off: now > facility.cut_off.on(day),
        rows: Vec::new(),
        counts: Counts::default(),
    };
    if !open {
        return board;
    }
    let mut words: HashMap<Uuid, Words<'_>> = pupils.iter().map(|pupil| (pupil.id, Words::default())).collect();
    for told in absences {
        if let Some(words) = words.get_mut(&told.view.absence.pupil) {
            words.absences.push(told);
        }
    }
    for mark in marks {
        if let Some(words) = words.get_mut(&mark.pupil) {
            words.marks.push(mark);
        }
    }
    for question in questions.iter().filter(|question| question.day == day) {
        if let Some(words) = words.get_mut(&question.pupil) {
            words.question = Some(question);
        }
    }
    board.rows = pupils
        .iter()
        .map(|pupil| row(pupil, words.get(&pupil.id).unwrap_or(&Words::default()), facility, day, now))
        .collect();
    board.rows.sort_by(|a, b| {
        let key = |row: &Row| (row.number == 0, row.number);
        key(a).cmp(&key(b)).then_with(|| a.kana.cmp(&b.kana)).then_with(|| a.pupil.cmp(&b.pupil))
    });
    board.counts = Counts::of(&board.rows);
    board
}

impl Counts {
    /// Counts the rows of a board. `expected = absent + late + present + unknown` by the way it is made.
    pub fn of(rows: &[Row]) -> Self {
        let mut counts = Self::default();
        for row in rows {
            let place = match row.place {
                Whereabouts::Absent => &mut counts.absent,
                Whereabouts::Late { .. } => &mut counts.late,
                Whereabouts::Present | Whereabouts::Left { .. } => &mut counts.present,
                Whereabouts::Unknown | Whereabouts::LeftHome => &mut counts.unknown,
            };
            *place = place.saturating_add(1);
            counts.expected = counts.expected.saturating_add(1);
            counts.unconfirmed = counts.unconfirmed.saturating_add(u16::from(!row.confirmed));
        }
        counts
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            expected: self.expected.saturating_add(other.expected),
            absent: self.absent.saturating_add(other.absent),
            late: self.late.saturating_add(other.late),
            present: self.present.saturating_add(other.present),
            unknown: self.unknown.saturating_add(other.unknown),
            unconfirmed: self.unconfirmed.saturating_add(other.unconfirmed),
        }
    }
}

fn row(pupil: &Pupil, words: &Words<'_>, facility: &Facility, day: NaiveDate, now: Timestamp) -> Row {
    let mut told: Vec<&OnDesk> = words.absences.iter().copied().filter(|told| counts_on(told, day)).collect();
    told.sort_by_key(|told| (std::cmp::Reverse(told.view.at), told.id));
    let taken_back =
        told.is_empty() && words.absences.iter().any(|told| told.view.withdrawn && told.view.absence.covers(day));
    let place = whereabouts(words, day, now);
    let days_in_row = if place == Whereabouts::Absent { days_in_row(words, facility, day) } else { 0 };
    let leaves_at = told.iter().filter_map(|told| match told.view.absence.part {
        Part::LeavesAt { time } => Some(time),
        _ => None,
    });
    let leaves_at = leaves_at.min();
    let mut sits_out = Vec::new();
    for told in &told {
        if let Part::SitsOut { lessons } = &told.view.absence.part {
            sits_out.extend_from_slice(lessons);
        }
    }
    sits_out.sort_unstable();
    sits_out.dedup();
    Row {
        pupil: pupil.id,
        number: pupil.number,
        name: pupil.name.clone(),
        kana: pupil.kana.clone(),
        place,
        confirmed: told.iter().all(|told| is_confirmed(&told.view, facility.id)),
        changed: told.iter().any(|told| told.changed),
        taken_back,
        leaves_at,
        sits_out,
        call_me: told.iter().any(|told| told.view.absence.call_me),
        days_in_row,
        asked: words.question.map(|question| question.at),
        answer: words.question.and_then(|question| question.answer.as_ref()).map(|answer| answer.arrival),
        shielded: pupil.shielded,
        absences: told.into_iter().map(|told| (told.id, told.view.clone())).collect(),
    }
}

/// Told of this day, and not taken back.
fn counts_on(told: &OnDesk, day: NaiveDate) -> bool {
    !told.view.withdrawn && told.view.absence.covers(day)
}

fn is_confirmed(view: &AbsenceView, facility: Uuid) -> bool {
    let own = |desk: &Desk| *desk == Desk::Class;
    view.desks
        .iter()
        .filter(|state| state.told.facility == facility && own(&state.told.desk))
        .all(|state| state.confirmed.is_some())
}

/// Marks of one day that stand: a cleared one takes the one before it along.
pub(super) fn standing<'a>(marks: impl IntoIterator<Item = &'a Marked>) -> Vec<&'a Marked> {
    let mut stand: Vec<&Marked> = Vec::new();
    for marked in marks {
        if marked.mark == Mark::Cleared {
            stand.pop();
        } else {
            stand.push(marked);
        }
    }
    stand
}

/// The last word on where a child is on `day`, as it stands at `now`.
pub(super) fn whereabouts(words: &Words<'_>, day: NaiveDate, now: Timestamp) -> Whereabouts {
    // A later word comes later in this order; of two of the same moment the mark does.
    let mut said: Option<((Timestamp, u8), Whereabouts)> = None;
    let mut say = |at: Timestamp, weight: u8, place: Whereabouts| {
        if said.as_ref().is_none_or(|(last, _)| *last <= (at, weight)) {
            said = Some(((at, weight), place));
        }
    };
    for told in words.absences.iter().filter(|told| counts_on(told, day)) {
        match told.view.absence.part {
            Part::AllDay => say(told.view.at, 1, Whereabouts::Absent),
            Part::LateUntil { time } => {
                let over = time.on(day).plus(LATE_GRACE.saturating_mul(Timestamp::MINUTE));
                let place = if now > over { Whereabouts::Unknown } else { Whereabouts::Late { until: Some(time) } };
                say(told.view.at, 0, place);
            }
            Part::LeavesAt { .. } | Part::SitsOut { .. } => (),
        }
    }
    let answer = words.question.filter(|question| question.day == day).and_then(|question| question.answer.as_ref());
    if let Some(answer) = answer {
        // The other two answers make an absence, which speaks for itself.
        if answer.arrival == Arrival::LeftHome {
            say(answer.at, 2, Whereabouts::LeftHome);
        }
    }
    let of_day = standing(words.marks.iter().copied().filter(|marked| marked.day == day));
    if let Some(marked) = of_day.last() {
        let place = match marked.mark {
            Mark::Present | Mark::Cleared => Whereabouts::Present,
            Mark::Left => Whereabouts::Left { at: marked.at },
            Mark::Absent => Whereabouts::Absent,
        };
        say(marked.at, 3, place);
    }
    said.map_or(Whereabouts::Unknown, |(_, place)| place)
}

/// How many school days up to `day`, which is one, the child was absent without a day between.
fn days_in_row(words: &Words<'_>, facility: &Facility, day: NaiveDate) -> u16 {
    let mut count: u16 = 1;
    let mut before = day;
    while count < ROW_DAYS {
        let Some(previous) = facility.days.open_before(before) else { break };
        // By the end of that day everybody who came late was there or unknown.
        let evening = Timestamp::from_jst_date(previous.checked_add_days(Days::new(1)).unwrap_or(previous));
        if whereabouts(words, previous, evening) != Whereabouts::Absent {
            break;
        }
        count = count.saturating_add(1);
        before = previous;
    }
    count
}
