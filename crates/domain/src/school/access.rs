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

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: Uuid = Uuid::from_u128(1);
    const OTHER_SCHOOL: Uuid = Uuid::from_u128(2);
    const CLASS: Uuid = Uuid::from_u128(11);
    const OTHER_CLASS: Uuid = Uuid::from_u128(12);
    const SAKURA: Uuid = Uuid::from_u128(21);
    const REN: Uuid = Uuid::from_u128(22);

    const ACTS: [Act; 18] = [
        Act::SeeChild,
        Act::SeeLooked,
        Act::SeeAbsence,
        Act::TellAbsence,
        Act::ReadNotices,
        Act::AnswerNotice,
        Act::SeeCounts,
        Act::KeepBoard,
        Act::KeepDesk,
        Act::SeeHealth,
        Act::SeeRegister,
        Act::SeeRoster,
        Act::KeepRoster,
        Act::KeepGuardians,
        Act::KeepShields,
        Act::KeepSeats,
        Act::WriteNotices,
        Act::ApproveNotices,
    ];

    fn seat(role: Role) -> Standing {
        let group = (role == Role::Teacher).then_some(CLASS);
        let seat = Seat { id: Uuid::from_u128(99), facility: SCHOOL, role, group, title: String::new() };
        Standing { seats: vec![seat], children: Vec::new() }
    }

    fn guardian(scopes: &[Scope], shielded: bool) -> Standing {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let edge = Edge { pupil: SAKURA, scopes: scopes.to_vec(), shielded, since: day, until: None };
        Standing { seats: Vec::new(), children: vec![edge] }
    }

    fn may(standing: &Standing, act: Act, of: Of) -> bool {
        may_at_school(standing, act, of).is_ok()
    }

    /// Each role, of the four relations: own class, another class, the whole facility, another facility. A mark is a
    /// yes; a class is `c`, another one of the facility `o`, the facility as a whole `w`.
    #[test]
    fn what_staff_may_do() {
        use Act::*;
        let table: [(Act, [&str; 7]); 12] = [
            // act              head   office teacher nurse  lunch  bus    carer
            (SeeCounts, ["cow", "cow", "cow", "cow", "", "", "cow"]),
            (KeepBoard, ["cow", "cow", "c", "cow", "", "", "cow"]),
            (KeepDesk, ["cow", "cow", "c", "", "cow", "cow", "cow"]),
            (SeeHealth, ["cow", "", "", "cow", "", "", "cow"]),
            (SeeRegister, ["cow", "cow", "c", "", "", "", "cow"]),
            (SeeRoster, ["cow", "cow", "c", "cow", "", "", "cow"]),
            (KeepRoster, ["cow", "cow", "", "", "", "", ""]),
            (KeepGuardians, ["cow", "cow", "", "", "", "", ""]),
            (KeepShields, ["cow", "", "", "", "", "", ""]),
            (KeepSeats, ["cow", "", "", "", "", "", ""]),
            (WriteNotices, ["cow", "cow", "c", "", "", "", "cow"]),
            (ApproveNotices, ["cow", "", "", "", "", "", ""]),
        ];
        for act in ACTS {
            let row = table.iter().find(|(of, _)| *of == act).map(|(_, row)| row);
            for (at, role) in Role::ALL.into_iter().enumerate() {
                // What is a guardian's to do is nobody's by a seat.
                let expected = row.map_or("", |row| row[at]);
                let standing = seat(role);
                for (mark, of) in [
                    ('c', Of::Facility(SCHOOL, Some(CLASS))),
                    ('o', Of::Facility(SCHOOL, Some(OTHER_CLASS))),
                    ('w', Of::Facility(SCHOOL, None)),
                    ('x', Of::Facility(OTHER_SCHOOL, None)),
                    ('x', Of::Facility(OTHER_SCHOOL, Some(CLASS))),
                    ('x', Of::Child(SAKURA)),
                ] {
                    assert_eq!(may(&standing, act, of), expected.contains(mark), "{role:?} {act:?} {of:?}");
                }
            }
        }
    }

    /// Each scope by itself, all, and none, of one's own child; and all of them under a shield.
    #[test]
    fn what_guardians_may_do() {
        use Act::*;
        let table: [(Act, [bool; 6]); 6] = [
            // act           records notices absence pickup  none   under a shield
            (SeeChild, [true, true, true, true, true, true]),
            (SeeLooked, [true, false, false, false, false, true]),
            (SeeAbsence, [false, false, true, false, false, false]),
            (TellAbsence, [false, false, true, false, false, false]),
            (ReadNotices, [false, true, false, false, false, false]),
            (AnswerNotice, [false, true, false, false, false, false]),
        ];
        let standings = [
            guardian(&[Scope::Records], false),
            guardian(&[Scope::Notices], false),
            guardian(&[Scope::Absence], false),
            guardian(&[Scope::Pickup], false),
            guardian(&[], false),
            guardian(&Scope::ALL, true),
        ];
        let all = guardian(&Scope::ALL, false);
        for act in ACTS {
            let row = table.iter().find(|(of, _)| *of == act).map_or([false; 6], |(_, row)| *row);
            for (standing, expected) in standings.iter().zip(row) {
                assert_eq!(may(standing, act, Of::Child(SAKURA)), expected, "{act:?} {standing:?}");
                assert!(!may(standing, act, Of::Child(REN)), "another's child: {act:?}");
                assert!(!may(standing, act, Of::Facility(SCHOOL, Some(CLASS))), "no seat: {act:?}");
            }
            assert_eq!(may(&all, act, Of::Child(SAKURA)), table.iter().any(|(of, _)| *of == act), "all: {act:?}");
            for of in [Of::Child(SAKURA), Of::Facility(SCHOOL, None), Of::Facility(SCHOOL, Some(CLASS))] {
                assert!(!may(&Standing::default(), act, of), "nobody: {act:?} {of:?}");
            }
        }
    }

    /// A teacher without a class, or with no class asked for, has none of the teachers' rights over the facility.
    #[test]
    fn a_teacher_without_a_class_has_no_class() {
        let mut standing = seat(Role::Teacher);
        standing.seats[0].group = None;
        for act in [Act::KeepBoard, Act::KeepDesk, Act::SeeRegister, Act::SeeRoster, Act::WriteNotices] {
            assert!(!may(&standing, act, Of::Facility(SCHOOL, None)), "{act:?}");
            assert!(!may(&standing, act, Of::Facility(SCHOOL, Some(CLASS))), "{act:?}");
        }
    }

    /// Two seats are two: the one opens nothing of the other's facility.
    #[test]
    fn a_seat_opens_its_own_facility_only() {
        let mut standing = seat(Role::Head);
        let mut carer = seat(Role::Carer).seats.remove(0);
        carer.facility = OTHER_SCHOOL;
        standing.seats.push(carer);
        assert!(may(&standing, Act::KeepShields, Of::Facility(SCHOOL, None)));
        assert!(may(&standing, Act::KeepBoard, Of::Facility(OTHER_SCHOOL, Some(OTHER_CLASS))));
        assert!(!may(&standing, Act::KeepShields, Of::Facility(OTHER_SCHOOL, None)));
    }

    #[test]
    fn names_on_the_wire_are_read_back() {
        for scope in Scope::ALL {
            assert_eq!(Scope::named(scope.name()), Some(scope));
        }
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
        }
        assert_eq!((Scope::named(""), Role::named("janitor")), (None, None));
    }
}
