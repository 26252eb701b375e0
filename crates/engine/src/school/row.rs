//! What screens show: records, and what was said of them on this device and is still on its way.

use crate::private::Delivery;
use chrono::NaiveDate;
use itsumo_domain::school::{
    AbsenceView, Answer, FacilityKind, Notice, Place, PupilCard, Question, Scope,
    absence::{By, Told},
    notice::{Ask, CountPer},
};
use std::ops::Deref;
use uuid::Uuid;

/// A child of this person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtSchool {
    /// Its id.
    pub id: Uuid,
    /// What this person may see of it.
    pub card: PupilCard,
}

impl AtSchool {
    /// Whether this person may do that much.
    pub fn may(&self, scope: Scope) -> bool {
        self.card.scopes.contains(&scope)
    }
    /// Where it goes on `day`.
    pub fn places_on(&self, day: NaiveDate) -> impl Iterator<Item = &Place> {
        self.card.places.iter().filter(move |place| place.since <= day && place.until.is_none_or(|until| day <= until))
    }
    /// Every desk that is told of an absence on these days, schools before 学童: what is ticked to begin with.
    pub fn desks(&self, from: NaiveDate, until: NaiveDate) -> Vec<Told> {
        let there = |place: &&Place| place.since <= until && place.until.is_none_or(|last| from <= last);
        let mut places: Vec<&Place> = self.card.places.iter().filter(there).collect();
        places.sort_by_key(|place| place.facility.kind == FacilityKind::AfterSchool);
        let desks = |place: &Place| {
            let facility = place.facility.id;
            place.facility.desks.clone().into_iter().map(move |desk| Told { facility, desk })
        };
        places.into_iter().flat_map(desks).collect()
    }
}

/// An absence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceRow {
    /// Its id; the same over all edits.
    pub id: Uuid,
    /// What it says, as the person last said it.
    pub view: AbsenceView,
    /// How far the last word on it has come.
    pub delivery: Delivery,
    /// The outbox's id of the last word while it is there: for [`crate::Engine::outbox_retry`] and
    /// [`crate::Engine::outbox_discard`].
    pub command: Option<Uuid>,
}

impl AbsenceRow {
    /// Whether it says, as it stands, that the child is not wholly there on `day`.
    pub fn covers(&self, day: NaiveDate) -> bool {
        !self.view.withdrawn && self.view.absence.covers(day)
    }
}

/// "登校しましたか".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionRow {
    /// Its id.
    pub id: Uuid,
    /// What is asked, with the answer as the person last gave it.
    pub question: Question,
    /// How far the answer has come; `None` without one.
    pub delivery: Option<Delivery>,
    /// The outbox's id of the answer while it is there.
    pub command: Option<Uuid>,
}

impl QuestionRow {
    /// Whether the school still waits for an answer on `today`.
    pub fn is_open(&self, today: NaiveDate) -> bool {
        let refused = matches!(self.delivery, Some(Delivery::Refused(_)));
        !self.question.over && self.question.day == today && (self.question.answer.is_none() || refused)
    }
}

/// An answer to a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// For which child; `None` when counted per household or guardian.
    pub pupil: Option<Uuid>,
    /// What.
    pub answer: Answer,
    /// Who.
    pub by: By,
    /// How far it has come.
    pub delivery: Delivery,
    /// The outbox's id while it is there.
    pub command: Option<Uuid>,
}

/// A notice, with what this person's family answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub notice: Notice,
    /// For which of this person's children, in their order.
    pub pupils: Vec<Uuid>,
    /// It was opened on this device as it stands now; an edit makes it new.
    pub opened: bool,
    /// What was answered, by this person and by other guardians of the same children.
    pub answers: Vec<AnswerRow>,
    /// What is still to be answered: the child, or `None` for the household or guardian as a whole.
    pub open_for: Vec<Option<Uuid>>,
    /// Until when.
    pub due: Option<NaiveDate>,
}

impl NoticeRow {
    /// Whether anything is asked back that this version can answer.
    pub fn asks(&self) -> bool {
        !matches!(self.notice.ask, Ask::Nothing | Ask::Other)
    }

    /// For whom answers are given: each child, or `None` for all together.
    pub fn slots(&self) -> Vec<Option<Uuid>> {
        match self.notice.per {
            _ if !self.asks() => Vec::new(),
            CountPer::Child => self.pupils.iter().copied().map(Some).collect(),
            CountPer::Household | CountPer::Guardian | CountPer::Other => vec![None],
        }
    }
}

impl Deref for NoticeRow {
    type Target = Notice;
    fn deref(&self) -> &Notice {
        &self.notice
    }
}
