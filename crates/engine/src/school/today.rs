//! What a day means for a child: pure functions of a [`School`] and a day.

use super::{AbsenceRow, AtSchool, Delivery, NoticeRow, QuestionRow, School};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    city::LocalText,
    school::{
        Absence, Desk, FacilityKind, GroupKind, Place, Scope, TimeOfDay,
        absence::{Lesson, Part, Reason},
        calendar::Day,
        notice::Block,
    },
};
use uuid::Uuid;

/// What a day is to one facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayIs {
    /// It is open.
    Open,
    /// It is always closed on this weekday.
    Weekday,
    /// A national holiday, by its name in Japanese.
    Holiday(String),
    /// The facility says that it is closed: 夏休み.
    Closed(String),
}

impl DayIs {
    fn of(place: &Place, day: NaiveDate) -> Self {
        match place.facility.days.on(day) {
            Day::Open => Self::Open,
            Day::Weekday => Self::Weekday,
            Day::Holiday(name) => Self::Holiday(name.to_owned()),
            Day::Closure(name) => Self::Closed(name.to_owned()),
        }
    }
}

/// How one facility expects the child on a day, as far as it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attendance {
    /// It is closed.
    Closed,
    /// As usual.
    Expected,
    /// By then.
    Late(TimeOfDay),
    /// Until then.
    Leaves(TimeOfDay),
    /// There, and sits out.
    SitsOut(Vec<Lesson>),
    /// Not at all.
    Absent,
    /// The child stays away all day elsewhere, and here nobody was told.
    NotTold,
}

/// Whether the child eats there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lunch {
    /// None is served, or not on this day.
    None,
    /// It eats.
    Eats,
    /// It was told that the child does not.
    Off {
        /// And somebody said that they know.
        confirmed: bool,
    },
    /// The child is absent, and of lunch nobody was told.
    NotTold,
}

/// One facility on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceToday {
    /// The facility.
    pub facility: Uuid,
    /// What it is.
    pub kind: FacilityKind,
    /// Its short name.
    pub short: String,
    /// Its telephone.
    pub phone: String,
    /// Until when an absence should have been told.
    pub cut_off: TimeOfDay,
    /// The child's class there in this year: 1年2組.
    pub class: Option<String>,
    /// Open or closed, and why.
    pub is: DayIs,
    /// How it expects the child.
    pub attendance: Attendance,
    /// Whether the child eats there.
    pub lunch: Lunch,
}

/// A child's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// The day.
    pub day: NaiveDate,
    /// Where the child goes: schools and nurseries first, 学童 after.
    pub places: Vec<PlaceToday>,
    /// What was told of this day, refused words too; withdrawn ones left out.
    pub absences: Vec<AbsenceRow>,
    /// What to bring, and which notice says so.
    pub bring: Vec<(Uuid, LocalText)>,
    /// What happens, and when; which notice says so.
    pub events: Vec<(Uuid, Option<TimeOfDay>, LocalText)>,
    /// What the school asks and nobody has answered.
    pub question: Option<Uuid>,
}

impl Today {
    /// Whether any facility is open.
    pub fn is_open(&self) -> bool {
        self.places.iter().any(|place| place.is == DayIs::Open)
    }
}

/// A notice that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due<'a> {
    /// The notice.
    pub notice: &'a NoticeRow,
    /// Days left; 0 is the last day, below that it is late. `None` without a last day.
    pub days_left: Option<i64>,
}

/// Something on a child's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarItem {
    /// When.
    pub day: NaiveDate,
    /// At what time, if that is said.
    pub time: Option<TimeOfDay>,
    /// What.
    pub what: CalendarWhat,
}

/// What a [`CalendarItem`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarWhat {
    /// Something that a notice says.
    Event(Uuid, LocalText),
    /// Something to bring.
    Bring(Uuid, LocalText),
    /// The last day for an answer that is still open; the notice and its title.
    Due(Uuid, LocalText),
    /// A facility is closed on what would be its day; its short name and why.
    Closed(String, String),
    /// Something was told of this day.
    Absence(Uuid),
}

/// When a day at such a place is over for the question "is it today that the child stays away?".
pub fn home_by(kind: FacilityKind) -> TimeOfDay {
    let hour = match kind {
        FacilityKind::School | FacilityKind::Other => 15,
        FacilityKind::Kindergarten => 14,
        FacilityKind::Nursery | FacilityKind::AfterSchool => 18,
    };
    TimeOfDay::new(hour, 0).unwrap_or_default()
}

impl School {
    /// The child with this id.
    pub fn child(&self, id: Uuid) -> Option<&AtSchool> {
        self.children.iter().find(|child| child.id == id)
    }
    /// The absence with this id.
    pub fn absence(&self, id: Uuid) -> Option<&AbsenceRow> {
        self.absences.iter().find(|row| row.id == id)
    }
    /// The question with this id.
    pub fn question(&self, id: Uuid) -> Option<&QuestionRow> {
        self.questions.iter().find(|row| row.id == id)
    }
    /// The notice with this id.
    pub fn notice(&self, id: Uuid) -> Option<&NoticeRow> {
        self.notices.iter().find(|row| row.id == id)
    }
    /// Notices that were not opened as they stand.
    pub fn unopened(&self) -> usize {
        self.notices.iter().filter(|row| !row.opened).count()
    }
    /// Whether something said is still on its way.
    pub(super) fn waits(&self) -> bool {
        self.absences.iter().any(|row| matches!(row.delivery, Delivery::Waiting { .. }))
    }

    /// A child's day. Nothing but the day for a child that is not there.
    pub fn today(&self, child: Uuid, day: NaiveDate) -> Today {
        let mut absences: Vec<AbsenceRow> =
            self.absences.iter().filter(|row| row.view.absence.pupil == child && row.covers(day)).cloned().collect();
        absences.sort_by_key(|row| std::cmp::Reverse(row.view.at));
        let mut places: Vec<PlaceToday> = match self.child(child) {
            Some(child) => child.places_on(day).map(|place| place_today(place, &absences, day)).collect(),
            None => Vec::new(),
        };
        places.sort_by_key(|place| place.kind == FacilityKind::AfterSchool);
        let (mut bring, mut events) = (Vec::new(), Vec::new());
        for (notice, block) in self.blocks_of(child) {
            match block {
                Block::Bring { day: on, what } if *on == day => bring.push((notice.id, what.clone())),
                Block::Date { day: on, time, what } if *on == day => events.push((notice.id, *time, what.clone())),
                _ => {}
            }
        }
        events.sort_by_key(|(_, time, _)| *time);
        let mut asked = self.questions.iter().filter(|row| row.question.pupil == child && row.is_open(day));
        let question = asked.next().map(|row| row.id);
        Today { day, places, absences, bring, events, question }
    }

    /// Notices that wait for an answer: those with a last day first, the nearest first.
    pub fn due(&self, day: NaiveDate) -> Vec<Due<'_>> {
        let open = self.notices.iter().filter(|row| !row.open_for.is_empty());
        let mut due: Vec<_> = open
            .map(|notice| Due { notice, days_left: notice.due.map(|due| due.signed_duration_since(day).num_days()) })
            .collect();
        due.sort_by_key(|due| (due.days_left.is_none(), due.days_left));
        due
    }

    /// What lies on a child's calendar between two days, both included; by day and time.
    pub fn calendar(&self, child: Uuid, from: NaiveDate, until: NaiveDate) -> Vec<CalendarItem> {
        let mut items = Vec::new();
        for (notice, block) in self.blocks_of(child) {
            match block {
                Block::Date { day, time, what } => {
                    items.push(CalendarItem {
                        day: *day,
                        time: *time,
                        what: CalendarWhat::Event(notice.id, what.clone()),
                    });
                }
                Block::Bring { day, what } => {
                    items.push(CalendarItem {
                        day: *day,
                        time: None,
                        what: CalendarWhat::Bring(notice.id, what.clone()),
                    });
                }
                _ => {}
            }
        }
        for notice in &self.notices {
            let open = notice.open_for.iter().any(|slot| slot.is_none_or(|pupil| pupil == child));
            if let (true, true, Some(day)) = (open, notice.pupils.contains(&child), notice.due) {
                let what = CalendarWhat::Due(notice.id, notice.notice.title.clone());
                items.push(CalendarItem { day, time: None, what });
            }
        }
        for day in from.iter_days().take_while(|day| *day <= until) {
            let absences = self.absences.iter().filter(|row| row.view.absence.pupil == child && row.covers(day));
            items.extend(absences.map(|row| CalendarItem { day, time: None, what: CalendarWhat::Absence(row.id) }));
            for place in self.child(child).into_iter().flat_map(|child| child.places_on(day)) {
                // That it is closed every Sunday, everybody knows.
                let (DayIs::Holiday(why) | DayIs::Closed(why)) = DayIs::of(place, day) else { continue };
                let what = CalendarWhat::Closed(place.facility.short.clone(), why);
                items.push(CalendarItem { day, time: None, what });
            }
        }
        items.retain(|item| (from..=until).contains(&item.day));
        items.sort_by_key(|item| (item.day, item.time));
        items
    }

    /// The first day from `day` on, itself included, on which the child goes anywhere.
    pub fn next_open(&self, child: Uuid, day: NaiveDate) -> Option<NaiveDate> {
        let child = self.child(child)?;
        let first = |place: &Place| {
            let open = place.facility.days.next_open(day.max(place.since))?;
            place.until.is_none_or(|until| open <= until).then_some(open)
        };
        child.card.places.iter().filter_map(first).min()
    }

    /// The children of whom this person may tell an absence.
    pub fn tellable(&self) -> impl Iterator<Item = &AtSchool> {
        self.children.iter().filter(|child| child.may(Scope::Absence) && !child.card.places.is_empty())
    }

    /// The absence that is meant most mornings, ready to be sent as it is: today while the day there is not over, the
    /// next open day after; the whole day, ill, everybody told. `None` where this person may tell none.
    pub fn draft(&self, child: Uuid, now: Timestamp) -> Option<Absence> {
        let held = self.tellable().find(|held| held.id == child)?;
        let (today, time) = (now.jst_date(), TimeOfDay::of(now));
        let still = held
            .places_on(today)
            .any(|place| place.facility.days.is_open(today) && time < home_by(place.facility.kind));
        let day = if still { today } else { self.next_open(child, today.succ_opt()?)? };
        Some(Absence {
            pupil: child,
            from: day,
            until: day,
            part: Part::AllDay,
            reason: Reason::Ill,
            symptoms: Vec::new(),
            temperature: None,
            note: String::new(),
            call_me: false,
            tell: held.desks(day, day),
        })
    }

    fn blocks_of(&self, child: Uuid) -> impl Iterator<Item = (&NoticeRow, &Block)> {
        let its = self.notices.iter().filter(move |row| row.pupils.contains(&child));
        its.flat_map(|row| row.notice.blocks.iter().map(move |block| (row, block)))
    }
}

fn place_today(place: &Place, absences: &[AbsenceRow], day: NaiveDate) -> PlaceToday {
    let facility = &place.facility;
    let is = DayIs::of(place, day);
    // A refused word was said to nobody.
    let said = || absences.iter().filter(|row| !matches!(row.delivery, Delivery::Refused(_)));
    let told = |row: &&AbsenceRow, desk: Option<Desk>| {
        row.view
            .absence
            .tell
            .iter()
            .any(|told| told.facility == facility.id && desk.is_none_or(|desk| told.desk == desk))
    };
    let away = said().any(|row| row.view.absence.part == Part::AllDay);
    let attendance = match &is {
        DayIs::Open => match said().find(|row| told(row, None)).map(|row| &row.view.absence.part) {
            Some(Part::AllDay) => Attendance::Absent,
            Some(Part::LateUntil { time }) => Attendance::Late(*time),
            Some(Part::LeavesAt { time }) => Attendance::Leaves(*time),
            Some(Part::SitsOut { lessons }) => Attendance::SitsOut(lessons.clone()),
            None if away => Attendance::NotTold,
            None => Attendance::Expected,
        },
        _ => Attendance::Closed,
    };
    let off = said().filter(|row| row.view.absence.part == Part::AllDay).find(|row| told(row, Some(Desk::Lunch)));
    let lunch = match off {
        _ if is != DayIs::Open || !facility.desks.contains(&Desk::Lunch) => Lunch::None,
        Some(row) => {
            let desk =
                |told: &itsumo_domain::school::absence::Told| told.facility == facility.id && told.desk == Desk::Lunch;
            let confirmed = row.view.desks.iter().any(|state| desk(&state.told) && state.confirmed.is_some());
            Lunch::Off { confirmed }
        }
        None if away => Lunch::NotTold,
        None => Lunch::Eats,
    };
    let year = itsumo_domain::school::school_year(day);
    let class = place.groups.iter().find(|group| group.kind == GroupKind::Class && group.year == year);
    PlaceToday {
        facility: facility.id,
        kind: facility.kind,
        short: facility.short.clone(),
        phone: facility.phone.clone(),
        cut_off: facility.cut_off,
        class: class.map(|group| group.name.clone()),
        is,
        attendance,
        lunch,
    }
}
