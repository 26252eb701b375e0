//! What the stories of absences, questions and registers have in common.

use crate::{
    http::CITY,
    town::{Person, SchoolTown, day},
};
use itsumo_backend::school::{
    absence::{self, DeskList, Seen},
    attendance,
    guardian::Author,
};
use itsumo_domain::{
    Command,
    record::kind,
    school::{
        Absence, AbsenceView, Desk, Facility, Group, Part, Question,
        absence::{Reason, Told},
        access::Seat,
        board::{ClassBoard, Mark, Row},
    },
    sync::Refusal,
};
use uuid::Uuid;

/// A whole day of the town's first day, told to the class.
pub fn absence(pupil: Uuid, facility: &Facility) -> Absence {
    Absence {
        pupil,
        from: day("2026-11-24"),
        until: day("2026-11-24"),
        part: Part::AllDay,
        reason: Reason::Ill,
        symptoms: Vec::new(),
        temperature: None,
        note: String::new(),
        call_me: false,
        tell: tell(facility, &[Desk::Class]),
    }
}

pub fn tell(facility: &Facility, desks: &[Desk]) -> Vec<Told> {
    desks.iter().map(|desk| Told { facility: facility.id, desk: *desk }).collect()
}

pub fn days(mut absence: Absence, from: &str, until: &str) -> Absence {
    (absence.from, absence.until) = (day(from), day(until));
    absence
}

pub fn late_until(mut absence: Absence, time: &str) -> Absence {
    absence.part = Part::LateUntil { time: time.parse().unwrap() };
    absence
}

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0xAB5E_0000 + n)
}

/// `not-found`, `past-days/from`, …
pub fn code(refusal: Refusal) -> String {
    refusal.field.map_or(refusal.code.clone(), |field| format!("{}/{field}", refusal.code))
}

impl SchoolTown {
    /// A guardian tells it; why not, if it is refused.
    pub async fn tell(&self, who: &Person, id: Uuid, absence: Absence) -> Option<String> {
        let command = Command::ReportAbsence { id, absence: Box::new(absence) };
        self.command(who, command).await.refused.map(code)
    }

    pub async fn take_back(&self, who: &Person, id: Uuid) -> Option<String> {
        self.command(who, Command::WithdrawAbsence { id }).await.refused.map(code)
    }

    /// The staff writes it down.
    pub async fn write_down(&self, seat: &Seat, id: Uuid, absence: Absence) -> Option<String> {
        let (author, now) = (Author::Seat(seat.clone()), self.now());
        self.write(move |tx, out| {
            Box::pin(async move { absence::report(tx, out, CITY, &author, id, absence, now).await })
        })
        .await
        .err()
        .map(code)
    }

    /// An absence as it lies in somebody's stream.
    pub async fn seen_by(&self, who: &Person, id: Uuid) -> Option<AbsenceView> {
        self.of_kind(who, kind::ABSENCE)
            .await
            .iter()
            .find(|record| record.id == id)
            .map(|record| record.body_as().unwrap())
    }

    pub async fn questions_of(&self, who: &Person) -> Vec<(Uuid, Question)> {
        let records = self.of_kind(who, kind::QUESTION).await;
        records.iter().map(|record| (record.id, record.body_as().unwrap())).collect()
    }

    pub async fn board(&self, class: &Group) -> ClassBoard {
        let facility = if class.id == self.after_school_class.id { &self.after_school } else { &self.school };
        let (facility, class, now) = (facility.clone(), class.clone(), self.now());
        self.read(move |tx| {
            Box::pin(async move { attendance::class_board(tx, CITY, &facility, &class, now.jst_date(), now).await })
        })
        .await
    }

    /// The child's line on its class's board.
    pub async fn row(&self, class: &Group, pupil: Uuid) -> Row {
        self.board(class).await.rows.into_iter().find(|row| row.pupil == pupil).unwrap()
    }

    pub async fn desk_list(&self, facility: &Facility, desk: Desk) -> DeskList {
        let (facility, today) = (facility.clone(), self.now().jst_date());
        self.read(move |tx| Box::pin(async move { absence::desk_list(tx, CITY, &facility, desk, today).await })).await
    }

    /// Answers which of them had changed meanwhile, or why nothing was confirmed.
    pub async fn confirm(&self, seat: &Seat, seen: &[(Uuid, i64)], desk: Desk) -> Result<Vec<Uuid>, String> {
        let seen: Vec<Seen> = seen.iter().map(|(absence, rev)| Seen { absence: *absence, rev: *rev }).collect();
        let (seat, now) = (seat.clone(), self.now());
        self.write(move |tx, out| {
            Box::pin(async move { absence::confirm(tx, out, CITY, &seat, &seen, desk, now).await })
        })
        .await
        .map_err(code)
    }

    pub async fn mark(&self, seat: &Seat, pupils: &[Uuid], mark: Mark) -> Option<String> {
        self.mark_on(seat, pupils, self.now().jst_date(), mark).await
    }

    pub async fn mark_on(&self, seat: &Seat, pupils: &[Uuid], day: chrono::NaiveDate, mark: Mark) -> Option<String> {
        let (seat, pupils, now) = (seat.clone(), pupils.to_vec(), self.now());
        self.write(move |tx, out| {
            Box::pin(async move { attendance::mark_all(tx, out, CITY, &seat, &pupils, day, mark, now).await })
        })
        .await
        .err()
        .map(code)
    }
}
