//! "May X do Y to Z?" at a facility, in one place. Every route, page and command of the school goes through
//! [`may_at_school`], and what it refuses looks to the asker as if it were not there.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a guardian may do with regard to one child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// See the child's card: class, attendance, who looked.
    Records,
    /// Read notices and answer them.
    Notices,
    /// Tell absences and see those that others told.
    Absence,
    /// Fetch the child.
    Pickup,
}

impl Scope {
    /// All.
    pub const ALL: [Self; 4] = [Self::Records, Self::Notices, Self::Absence, Self::Pickup];
    /// Its word on the wire and in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Notices => "notices",
            Self::Absence => "absence",
            Self::Pickup => "pickup",
        }
    }
    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// What a seat at a facility is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 校長・教頭・園長: everything of the facility, roster, seats and shields included.
    Head,
    /// 事務: the roster and letters, the board, no shields' reasons.
    Office,
    /// 担任: their own class's pupils, absences, notices to it. Sees the counts of the others.
    Teacher,
    /// 養護教諭: all absences and symptoms.
    Nurse,
    /// 給食: names and parts of the day of those who do not eat, nothing of why.
    Lunch,
    /// バス: the same for those who do not ride.
    Bus,
    /// 学童・保育の職員: all children of a nursery or 学童.
    Carer,
}

impl Role {
    /// All.
    pub const ALL: [Self; 7] =
        [Self::Head, Self::Office, Self::Teacher, Self::Nurse, Self::Lunch, Self::Bus, Self::Carer];
    /// Its word on the wire and in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Office => "office",
            Self::Teacher => "teacher",
            Self::Nurse => "nurse",
            Self::Lunch => "lunch",
            Self::Bus => "bus",
            Self::Carer => "carer",
        }
    }
    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A seat that a person holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its id: what it did stays with it.
    pub id: Uuid,
    /// The facility.
    pub facility: Uuid,
    /// What it is for.
    pub role: Role,
    /// The class of a [`Role::Teacher`].
    pub group: Option<Uuid>,
    /// As people call it: 1年2組 担任.
    pub title: String,
}

/// A guardian's part in a child's life, today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The child.
    pub pupil: Uuid,
    /// What may be done.
    pub scopes: Vec<Scope>,
    /// A shield keeps this child's facility, and the traces of another guardian, from this one: nothing of the
    /// facility is open to them, whatever the scopes say.
    pub shielded: bool,
    /// First day.
    pub since: NaiveDate,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// Somebody before the school's door, with all they are to it today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Seats held.
    pub seats: Vec<Seat>,
    /// Children.
    pub children: Vec<Edge>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    // Guardians, of a child.
    /// See the child's card.
    SeeChild,
    /// See who of the staff looked at the child's record.
    SeeLooked,
    /// See absences and questions.
    SeeAbsence,
    /// Tell, edit, withdraw an absence; answer a question.
    TellAbsence,
    /// Read notices and their files, the calendar.
    ReadNotices,
    /// Answer a notice.
    AnswerNotice,
    // Staff, of a facility or one of its classes.
    /// See the counts of every class.
    SeeCounts,
    /// See a class's board: names, absences with reasons; mark, confirm, write down a call, ask, call.
    KeepBoard,
    /// See who of the class is not there for one desk: lunch, bus. Names and parts of the day only.
    KeepDesk,
    /// The school's picture by symptom, and who is absent many days in a row.
    SeeHealth,
    /// The month's register.
    SeeRegister,
    /// Pupils' cards with contacts.
    SeeRoster,
    /// Import, change, roll over; letters and codes.
    KeepRoster,
    /// Guardians' parts: scopes, ends.
    KeepGuardians,
    /// Set and lift shields.
    KeepShields,
    /// Give and end seats.
    KeepSeats,
    /// Write notices to a class (or, with no class named, to the facility).
    WriteNotices,
    /// Say the second yes.
    ApproveNotices,
}

/// Of what it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A child, for guardians.
    Child(Uuid),
    /// A facility; with a class where the act is of one.
    Facility(Uuid, Option<Uuid>),
}

/// It is not there for the asker: not theirs, not any more, kept from them, or not at all. Never told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not found")]
pub struct NotThere;

/// Whether somebody of this `standing` may do `act` of `of`.
///
/// # Errors
/// [`NotThere`].
pub fn may_at_school(standing: &Standing, act: Act, of: Of) -> Result<(), NotThere> {
    let may = match of {
        Of::Child(pupil) => standing.children.iter().any(|edge| edge.pupil == pupil && guardian_may(edge, act)),
        Of::Facility(facility, class) => {
            standing.seats.iter().any(|seat| seat.facility == facility && seat_may(seat, act, class))
        }
    };
    if may { Ok(()) } else { Err(NotThere) }
}

fn guardian_may(edge: &Edge, act: Act) -> bool {
    let has = |scope| !edge.shielded && edge.scopes.contains(&scope);
    match act {
        // That there is a child is known to whoever has a part in its life; what a shield keeps is not on the card.
        Act::SeeChild => true,
        // The same: who a shield is against sees that nobody looked.
        Act::SeeLooked => edge.scopes.contains(&Scope::Records),
        Act::SeeAbsence | Act::TellAbsence => has(Scope::Absence),
        Act::ReadNotices | Act::AnswerNotice => has(Scope::Notices),
        _ => false,
    }
}

fn seat_may(seat: &Seat, act: Act, class: Option<Uuid>) -> bool {
    use Role::{Bus, Carer, Head, Lunch, Nurse, Office, Teacher};
    // A teacher's class is theirs; what is of the whole facility is not.
    let own = seat.role == Teacher && class.is_some() && seat.group == class;
    match act {
        Act::SeeCounts => !matches!(seat.role, Lunch | Bus),
        Act::KeepBoard => matches!(seat.role, Head | Office | Nurse | Carer) || own,
        Act::KeepDesk => matches!(seat.role, Head | Office | Lunch | Bus | Carer) || own,
        Act::SeeHealth => matches!(seat.role, Head | Nurse | Carer),
        Act::SeeRegister => matches!(seat.role, Head | Office | Carer) || own,
        Act::SeeRoster => matches!(seat.role, Head | Office | Nurse | Carer) || own,
        Act::WriteNotices => matches!(seat.role, Head | Office | Carer) || own,
        Act::ApproveNotices => matches!(seat.role, Head),
        Act::KeepRoster | Act::KeepGuardians => matches!(seat.role, Head | Office),
        Act::KeepShields | Act::KeepSeats => seat.role == Head,
        Act::SeeChild | Act::SeeLooked | Act::SeeAbsence | Act::TellAbsence | Act::ReadNotices | Act::AnswerNotice => {
            false
        }
    }
}
