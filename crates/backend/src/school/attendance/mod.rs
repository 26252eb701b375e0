//! The board, read for the staff: who is where, by what was told, marked and answered.
//!
//! A page is a handful of statements however many children it has: its children, who of them a shield concerns, what
//! was told, marked and asked. The rules are [`itsumo_domain::school::board`]'s.
//!
//! Who calls these has asked whether the seat may ([`Act::KeepBoard`], [`Act::SeeCounts`], [`Act::SeeHealth`]), and
//! notes the look in the same transaction, for what [`Page::purpose`] says.

mod after_school;
mod mark;

pub use after_school::{after_school, not_arrived};
pub use mark::{mark, mark_all, marks};

use crate::{
    school::{absence, days, pupil, pupil::Member, question},
    store::{StoreError, Tx},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    Timestamp,
    school::{
        Act, Desk, Facility, Group, GroupKind, Question,
        access::{Of, Seat, Standing, may_at_school},
        board::{ClassBoard, ClassDay, Marked, OnDesk, Pupil, ROW_DAYS, SchoolView, plan_class, plan_school},
    },
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A page on which the staff sees children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// A class's board, the school's view, 学童's board.
    Board,
    /// A desk's list.
    Desk,
    /// An absence with all that it says.
    Absence,
    /// Whom to call.
    CallList,
    /// The month's register.
    Register,
}

impl Page {
    /// What the access log says of a look at it: see [`itsumo_domain::school::Looked::purpose`].
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Desk | Self::Absence => "absence",
            Self::CallList => "call-list",
            Self::Register => "register",
        }
    }
}

/// A class on a day.
///
/// # Errors
/// The store's.
pub async fn class_board(
    tx: &mut dyn Tx,
    city: &str,
    facility: &Facility,
    class: &Group,
    day: NaiveDate,
    now: Timestamp,
) -> Result<ClassBoard, StoreError> {
    let known = read(tx, city, facility, Some(class.id), day).await?;
    let pupils: Vec<Pupil> =
        pupil::members(tx, city, class.id, day).await?.iter().map(|member| known.pupil(member)).collect();
    Ok(plan_class(known.of_class(facility, class.clone(), &pupils, day, now)))
}

/// All classes of a facility on a day, each as its own board, in their order; those without a child too.
///
/// # Errors
/// The store's.
pub async fn class_boards(
    tx: &mut dyn Tx,
    city: &str,
    facility: &Facility,
    day: NaiveDate,
    now: Timestamp,
) -> Result<Vec<ClassBoard>, StoreError> {
    let known = read(tx, city, facility, None, day).await?;
    let mut classes: HashMap<Uuid, Vec<Pupil>> = HashMap::new();
    for member in pupil::everybody(tx, city, facility.id, day).await? {
        classes.entry(member.class.id).or_default().push(known.pupil(&member));
    }
    let groups = pupil::classes(tx, city, facility.id, day).await?;
    let boards = groups.into_iter().map(|group| {
        let pupils = classes.remove(&group.id).unwrap_or_default();
        plan_class(known.of_class(facility, group, &pupils, day, now))
    });
    Ok(boards.collect())
}

/// A facility on a day: the numbers of all classes, who is looked for, who is absent for long, and what goes round.
/// The names in it are not for every seat that sees the counts.
///
/// # Errors
/// The store's.
pub async fn school_view(
    tx: &mut dyn Tx,
    city: &str,
    facility: &Facility,
    day: NaiveDate,
    now: Timestamp,
) -> Result<SchoolView, StoreError> {
    let boards = class_boards(tx, city, facility, day, now).await?;
    Ok(plan_school(day, facility.days.is_open(day), now > facility.cut_off.on(day), boards))
}

/// What is known of a class, or of all of them.
struct Known {
    shielded: HashSet<Uuid>,
    absences: Vec<OnDesk>,
    marks: Vec<Marked>,
    questions: Vec<Question>,
}

impl Known {
    fn pupil(&self, member: &Member) -> Pupil {
        Pupil {
            id: member.pupil.id,
            number: member.number,
            name: member.pupil.name.clone(),
            kana: member.pupil.kana.clone(),
            shielded: self.shielded.contains(&member.pupil.id),
        }
    }

    fn of_class<'a>(
        &'a self,
        facility: &'a Facility,
        group: Group,
        pupils: &'a [Pupil],
        day: NaiveDate,
        now: Timestamp,
    ) -> ClassDay<'a> {
        let Self { absences, marks, questions, .. } = self;
        ClassDay { day, now, facility, group, pupils, absences, marks, questions }
    }
}

async fn read(
    tx: &mut dyn Tx,
    city: &str,
    facility: &Facility,
    class: Option<Uuid>,
    day: NaiveDate,
) -> Result<Known, StoreError> {
    let back_to = back_to(facility, day);
    let of_days = absence::Days { from: day, until: day, back_to };
    Ok(Known {
        shielded: shielded(tx, city, facility.id).await?,
        absences: absence::told_to(tx, city, facility.id, Desk::Class, class, of_days).await?,
        marks: marks(tx, city, facility.id, class, of_days).await?,
        questions: question::of_day(tx, city, facility.id, day).await?,
    })
}

/// The first day that is looked at for days in a row.
fn back_to(facility: &Facility, day: NaiveDate) -> NaiveDate {
    // A summer's holidays lie between at most.
    let earliest = day.checked_sub_days(Days::new(120)).unwrap_or(day);
    facility.days.days(earliest, day).rev().nth(usize::from(ROW_DAYS)).unwrap_or(earliest)
}

/// Children of a facility whom a shield concerns.
///
/// # Errors
/// The store's.
pub async fn shielded(tx: &mut dyn Tx, city: &str, facility: Uuid) -> Result<HashSet<Uuid>, StoreError> {
    let sql = "SELECT s.pupil FROM shield s WHERE s.city = $1 AND s.until = $3 AND s.pupil IN (
               SELECT e.pupil FROM enrolment e WHERE e.city = $1 AND e.facility = $2)";
    let rows = tx.query(sql, &[city.into(), facility.into(), days::NO_END.into()]).await?;
    rows.iter().map(|row| row.uuid(0)).collect()
}

/// Whether the seat may do `act` for each of these children: for the class that each is in on `day`, or, for who comes
/// later, will be in.
///
/// # Errors
/// The store's.
pub async fn may_for(
    tx: &mut dyn Tx,
    city: &str,
    seat: &Seat,
    pupils: &[Uuid],
    day: NaiveDate,
    act: Act,
) -> Result<bool, StoreError> {
    let standing = Standing { seats: vec![seat.clone()], children: Vec::new() };
    let mut may: HashSet<Uuid> = HashSet::new();
    for enrolment in pupil::enrolments(tx, city, pupils).await? {
        let of_seat = enrolment.facility == seat.facility && enrolment.group.kind == GroupKind::Class;
        let lasts = enrolment.until.is_none_or(|until| day <= until);
        let of = Of::Facility(seat.facility, Some(enrolment.group.id));
        if of_seat && lasts && may_at_school(&standing, act, of).is_ok() {
            may.insert(enrolment.pupil);
        }
    }
    Ok(pupils.iter().all(|pupil| may.contains(pupil)))
}
