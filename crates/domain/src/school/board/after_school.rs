//! The way from school to 学童: who has set out, and has not come.
//!
//! A child is expected at the 学童 unless that 学童's own desk was told otherwise. When the school marks it as left, a
//! clock starts; when the way's minutes ([`Facility::way_minutes`]) are over and nobody here has marked it as there,
//! somebody asks at once. A child that was said to come later is waited for until then. Of what the school knows
//! nothing else comes over: an absence that a guardian did not tell this facility stays at the school.

use super::{LATE_GRACE, Mark, Marked, OnDesk, Pupil, plan::standing};
use crate::{
    Timestamp,
    school::{Desk, Facility, Group, Part, TimeOfDay, absence::AbsenceView},
};
use chrono::NaiveDate;
use uuid::Uuid;

/// Where a child is between school and 学童.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Set out, and should be here by now: ask at once.
    Over {
        /// When the school marked it as left, or when it was said to come.
        left: Timestamp,
        /// Whole minutes since.
        minutes: i64,
    },
    /// Set out.
    OnTheWay {
        /// When the school marked it as left.
        left: Timestamp,
        /// Whole minutes since.
        minutes: i64,
    },
    /// Will come; the school has not marked it as left.
    Expected,
    /// Comes later, by then.
    Late {
        /// When.
        until: TimeOfDay,
    },
    /// Here.
    Arrived {
        /// Since when.
        at: Timestamp,
    },
    /// Does not come, and somebody told so.
    Absent,
    /// Was here and went home.
    Left {
        /// When.
        at: Timestamp,
    },
}

/// One child of the 学童.
#[derive(Clone, Debug, PartialEq)]
pub struct AfterSchoolRow {
    /// The child.
    pub pupil: Uuid,
    /// Its name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// Its group here.
    pub group: Group,
    /// Where it is.
    pub way: Way,
    /// What was told to this desk of this day, the newest first.
    pub absences: Vec<(Uuid, AbsenceView)>,
    /// All of that was confirmed in its last revision.
    pub confirmed: bool,
    /// When it is fetched early, if it is.
    pub leaves_at: Option<TimeOfDay>,
    /// A shield concerns this child.
    pub shielded: bool,
}

/// A 学童 on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct AfterSchoolBoard {
    /// The day.
    pub day: NaiveDate,
    /// It is open.
    pub open: bool,
    /// Who is over the time first, then who is on the way, then by reading.
    pub rows: Vec<AfterSchoolRow>,
    /// Children of it.
    pub expected: u16,
    /// Here, or here and gone again.
    pub arrived: u16,
    /// Told that they do not come.
    pub absent: u16,
    /// On the way, in time.
    pub on_the_way: u16,
    /// On the way for too long.
    pub over: u16,
}

/// What is known of a 学童 on a day.
#[derive(Clone, Debug)]
pub struct AfterSchool<'a> {
    /// The day.
    pub day: NaiveDate,
    /// Now.
    pub now: Timestamp,
    /// The 学童.
    pub facility: &'a Facility,
    /// Its children with their groups here.
    pub pupils: &'a [(Pupil, Group)],
    /// What was told to its own class desk.
    pub absences: &'a [OnDesk],
    /// Its own marks of this day, in order.
    pub marks: &'a [Marked],
    /// The marks of this day that other facilities set of these children, in order.
    pub elsewhere: &'a [Marked],
}

/// Who is where.
pub fn plan_after_school(what: AfterSchool<'_>) -> AfterSchoolBoard {
    let AfterSchool { day, facility, pupils, .. } = what;
    let open = facility.days.is_open(day);
    let mut board =
        AfterSchoolBoard { day, open, rows: Vec::new(), expected: 0, arrived: 0, absent: 0, on_the_way: 0, over: 0 };
    if !open {
        return board;
    }
    board.rows = pupils.iter().map(|(pupil, group)| row(pupil, group, &what)).collect();
    for row in &board.rows {
        board.expected = board.expected.saturating_add(1);
        let count = match row.way {
            Way::Over { .. } => &mut board.over,
            Way::OnTheWay { .. } => &mut board.on_the_way,
            Way::Arrived { .. } | Way::Left { .. } => &mut board.arrived,
            Way::Absent => &mut board.absent,
            Way::Expected | Way::Late { .. } => continue,
        };
        *count = count.saturating_add(1);
    }
    board.rows.sort_by(|a, b| key(&a.way).cmp(&key(&b.way)).then_with(|| a.kana.cmp(&b.kana)));
    board
}

/// The longest on the way first.
fn key(way: &Way) -> (u8, Timestamp) {
    match way {
        Way::Over { left, .. } => (0, *left),
        Way::OnTheWay { left, .. } => (1, *left),
        Way::Expected | Way::Late { .. } => (2, Timestamp(0)),
        Way::Arrived { .. } => (3, Timestamp(0)),
        Way::Absent | Way::Left { .. } => (4, Timestamp(0)),
    }
}

fn row(pupil: &Pupil, group: &Group, what: &AfterSchool<'_>) -> AfterSchoolRow {
    let mut told: Vec<&OnDesk> = what
        .absences
        .iter()
        .filter(|told| told.view.absence.pupil == pupil.id)
        .filter(|told| !told.view.withdrawn && told.view.absence.covers(what.day))
        .collect();
    told.sort_by_key(|told| (std::cmp::Reverse(told.view.at), told.id));
    let confirmed = |view: &AbsenceView| {
        let mut own =
            view.desks.iter().filter(|state| state.told.facility == what.facility.id && state.told.desk == Desk::Class);
        own.all(|state| state.confirmed.is_some())
    };
    AfterSchoolRow {
        pupil: pupil.id,
        name: pupil.name.clone(),
        kana: pupil.kana.clone(),
        group: group.clone(),
        way: way(pupil.id, &told, what),
        confirmed: told.iter().all(|told| confirmed(&told.view)),
        leaves_at: told
            .iter()
            .filter_map(|told| match told.view.absence.part {
                Part::LeavesAt { time } => Some(time),
                _ => None,
            })
            .min(),
        absences: told.into_iter().map(|told| (told.id, told.view.clone())).collect(),
        shielded: pupil.shielded,
    }
}

fn way(pupil: Uuid, told: &[&OnDesk], what: &AfterSchool<'_>) -> Way {
    let of_pupil = |marked: &&Marked| marked.pupil == pupil && marked.day == what.day;
    let here = standing(what.marks.iter().filter(of_pupil)).last().copied();
    let last_told = told.iter().find(|told| matches!(told.view.absence.part, Part::AllDay | Part::LateUntil { .. }));
    // The last word counts, as on the morning's board.
    if let Some(here) = here.filter(|here| last_told.is_none_or(|told| told.view.at <= here.at)) {
        match here.mark {
            Mark::Present | Mark::Cleared => return Way::Arrived { at: here.at },
            Mark::Left => return Way::Left { at: here.at },
            Mark::Absent => return Way::Absent,
        }
    }
    let gone =
        standing(what.elsewhere.iter().filter(of_pupil)).last().copied().filter(|marked| marked.mark == Mark::Left);
    // Who comes later, or goes home first, is waited for until the time that was said, and a little more.
    let late = match last_told.map(|told| &told.view.absence.part) {
        Some(Part::AllDay) => return Way::Absent,
        Some(Part::LateUntil { time }) => Some(*time),
        _ => None,
    };
    let believed = |until: TimeOfDay| until.on(what.day).plus(LATE_GRACE.saturating_mul(Timestamp::MINUTE));
    if let Some(until) = late.filter(|until| what.now <= believed(*until)) {
        return Way::Late { until };
    }
    let Some(left) = gone.map(|gone| gone.at).or(late.map(|until| until.on(what.day))) else { return Way::Expected };
    let minutes = what.now.since(left).max(0).checked_div(Timestamp::MINUTE).unwrap_or(0);
    if late.is_some() || minutes >= i64::from(what.facility.way_minutes) {
        Way::Over { left, minutes }
    } else {
        Way::OnTheWay { left, minutes }
    }
}

impl AfterSchoolBoard {
    /// The next moment at which somebody's time is over, for a page that asks again by itself.
    pub fn next_over(&self, facility: &Facility) -> Option<Timestamp> {
        let way = i64::from(facility.way_minutes).saturating_mul(Timestamp::MINUTE);
        let on_the_way = self.rows.iter().filter_map(|row| match row.way {
            Way::OnTheWay { left, .. } => Some(left.plus(way)),
            _ => None,
        });
        on_the_way.min()
    }
}
