//! "May X do Y to Z?" in an association, in one place. Every route, page and command goes through
//! [`may_in_association`], and what it refuses looks to the asker as if it were not there.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a seat is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 市の担当課: writes to many associations, sees counts without names, gives first seats and mends lost ones.
    City,
    /// 会長.
    Chair,
    /// 副会長.
    ViceChair,
    /// 書記・総務.
    Secretary,
    /// 会計.
    Treasurer,
    /// 監事.
    Auditor,
    /// 班長・組長: of one block.
    BlockHead,
    /// 民生委員・児童委員: looks after people; sees streets and safety checks, writes nothing for the association.
    Welfare,
    /// Of a newer server: opens nothing.
    #[default]
    #[serde(other)]
    Other,
}

impl Role {
    /// All that this version gives.
    pub const ALL: [Self; 8] = [
        Self::City,
        Self::Chair,
        Self::ViceChair,
        Self::Secretary,
        Self::Treasurer,
        Self::Auditor,
        Self::BlockHead,
        Self::Welfare,
    ];
    /// Its word on the wire and in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::Chair => "chair",
            Self::ViceChair => "vice_chair",
            Self::Secretary => "secretary",
            Self::Treasurer => "treasurer",
            Self::Auditor => "auditor",
            Self::BlockHead => "block_head",
            Self::Welfare => "welfare",
            Self::Other => "other",
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
    /// The association; `None` for the city's own seats.
    pub association: Option<Uuid>,
    /// The block of a [`Role::BlockHead`].
    pub block: Option<Uuid>,
    /// What it is for.
    pub role: Role,
    /// As people call it: 会長, 2班 班長.
    pub title: String,
}

/// A household that a person is a member of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The household.
    pub household: Uuid,
    /// Its block.
    pub block: Uuid,
    /// Its association.
    pub association: Uuid,
    /// First day of the membership.
    pub since: NaiveDate,
}

impl Home {
    /// The household in the words of the rules.
    pub fn of(&self) -> Of {
        Of::Household { association: self.association, block: self.block, household: self.household }
    }
}

/// Somebody before the association's door, with all they are to the city's associations today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Seats held.
    pub seats: Vec<Seat>,
    /// Households.
    pub homes: Vec<Home>,
    /// Households that have moved away, and that they were of until then: they keep what is their own, and read
    /// nothing of the association any more.
    pub moved: Vec<Home>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    // Members, of a household.
    /// See the household's card, its members and answers.
    SeeHousehold,
    /// Answer a circular, vote, report safety, say how circulars shall come.
    AnswerForHousehold,
    /// Take a member out; leave.
    KeepMembers,
    // Members and officers, of an association or block.
    /// Read its circulars, officers, calendar.
    ReadAssociation,
    // Officers, of a block.
    /// See the households of the block, as they stand along the street.
    SeeStreet,
    /// Add, change, move out households; yes or no to who asks to join.
    KeepHouseholds,
    /// Make a block's joining code and print its letter.
    MakeCodes,
    /// Write a circular to the block.
    WriteCirculars,
    /// See which household has, opened, answered a circular.
    SeeReach,
    /// Print the paper, and mark it delivered and read.
    KeepPaper,
    /// Make and change the duty roster and the calendar.
    KeepDuties,
    /// Report for others in a safety check; see all of the block's.
    KeepSafety,
    // Officers, of the association as a whole.
    /// Hold back, reorder or annotate what the city sends.
    HandleCity,
    /// Call a meeting, write down paper votes and proxies, close, print minutes.
    KeepMeetings,
    /// See ballots as far as they are open, and the tally.
    SeeMeetings,
    /// Start and end a safety check.
    StartSafety,
    /// Give and end seats.
    KeepSeats,
    /// Say one of the two yeses by which a lost seat is given anew.
    RecoverSeats,
    // The city.
    /// Write to many associations at once.
    WriteToAssociations,
    /// See counts of associations without names: pieces sent, reach.
    SeeCounts,
    /// Add associations, give their first seats, recover lost ones.
    KeepAssociations,
}

impl Act {
    /// All, for tables.
    pub const ALL: [Self; 21] = [
        Self::SeeHousehold,
        Self::AnswerForHousehold,
        Self::KeepMembers,
        Self::ReadAssociation,
        Self::SeeStreet,
        Self::KeepHouseholds,
        Self::MakeCodes,
        Self::WriteCirculars,
        Self::SeeReach,
        Self::KeepPaper,
        Self::KeepDuties,
        Self::KeepSafety,
        Self::HandleCity,
        Self::KeepMeetings,
        Self::SeeMeetings,
        Self::StartSafety,
        Self::KeepSeats,
        Self::RecoverSeats,
        Self::WriteToAssociations,
        Self::SeeCounts,
        Self::KeepAssociations,
    ];
}

/// Of what it is done. The ids are those of the tables, read by whoever asks: a block named with another association
/// than its own is no block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The city as a whole.
    City,
    /// An association as a whole.
    Association(Uuid),
    /// One of its blocks.
    Block {
        /// The association.
        association: Uuid,
        /// The block.
        block: Uuid,
    },
    /// A household.
    Household {
        /// Its association.
        association: Uuid,
        /// Its block.
        block: Uuid,
        /// The household.
        household: Uuid,
    },
}

/// It is not there for the asker: not theirs, not any more, or not at all. Never told apart.
pub use crate::school::access::NotThere;

/// Whether somebody of this `standing` may do `act` of `of`.
///
/// # Errors
/// [`NotThere`].
pub fn may_in_association(standing: &Standing, act: Act, of: Of) -> Result<(), NotThere> {
    let home = standing.homes.iter().any(|home| member_may(home, act, of));
    let own = matches!(act, Act::SeeHousehold | Act::KeepMembers);
    let home = home || own && standing.moved.iter().any(|home| member_may(home, act, of));
    if home || standing.seats.iter().any(|seat| seat_may(seat, act, of)) { Ok(()) } else { Err(NotThere) }
}

fn member_may(home: &Home, act: Act, of: Of) -> bool {
    match act {
        Act::SeeHousehold | Act::AnswerForHousehold | Act::KeepMembers => {
            matches!(of, Of::Household { household, .. } if household == home.household)
        }
        Act::ReadAssociation => match of {
            Of::Association(association) => association == home.association,
            Of::Block { association, block } => (association, block) == (home.association, home.block),
            Of::Household { household, .. } => household == home.household,
            Of::City => false,
        },
        _ => false,
    }
}

/// Whether one seat, by itself, may.
pub fn seat_may(seat: &Seat, act: Act, of: Of) -> bool {
    use Role::{Auditor, BlockHead, Chair, City, Other, Secretary, Treasurer, ViceChair, Welfare};
    let (association, block) = match of {
        Of::City => (None, None),
        Of::Association(association) => (Some(association), None),
        Of::Block { association, block } | Of::Household { association, block, .. } => (Some(association), Some(block)),
    };
    if seat.role == City {
        // The city reads no household's answers and no street: counts, and the seats that must not stay empty.
        return match act {
            Act::WriteToAssociations | Act::SeeCounts | Act::KeepAssociations => true,
            Act::RecoverSeats | Act::StartSafety => association.is_some() && block.is_none(),
            _ => false,
        };
    }
    if seat.association.is_none() || seat.association != association {
        return false;
    }
    // A 班長's block is theirs; what is of the whole association is not.
    let own_block = seat.role == BlockHead && block.is_some() && seat.block == block;
    let leads = matches!(seat.role, Chair | ViceChair);
    let keeps = leads || seat.role == Secretary;
    match act {
        Act::ReadAssociation => seat.role != Other && (seat.role != BlockHead || block.is_none() || own_block),
        Act::SeeStreet => keeps || own_block || matches!(seat.role, Treasurer | Welfare),
        Act::KeepHouseholds | Act::MakeCodes => keeps || own_block,
        Act::WriteCirculars | Act::SeeReach | Act::KeepPaper | Act::KeepDuties => keeps || own_block,
        Act::KeepSafety => keeps || own_block || seat.role == Welfare,
        Act::SeeMeetings => keeps || seat.role == Auditor,
        Act::KeepMeetings | Act::HandleCity => keeps,
        Act::StartSafety | Act::KeepSeats => leads,
        Act::RecoverSeats => leads || matches!(seat.role, Secretary | Treasurer | Auditor),
        Act::SeeHousehold
        | Act::AnswerForHousehold
        | Act::KeepMembers
        | Act::WriteToAssociations
        | Act::SeeCounts
        | Act::KeepAssociations => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HINODE: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);
    const BLOCK1: Uuid = Uuid::from_u128(11);
    const BLOCK2: Uuid = Uuid::from_u128(12);
    const YAMADA: Uuid = Uuid::from_u128(21);
    const MORI: Uuid = Uuid::from_u128(22);

    fn of_block(block: Uuid) -> Of {
        Of::Block { association: HINODE, block }
    }

    fn of_home(block: Uuid, household: Uuid) -> Of {
        Of::Household { association: HINODE, block, household }
    }

    fn seat(role: Role) -> Standing {
        let seat = Seat {
            id: Uuid::from_u128(99),
            association: (role != Role::City).then_some(HINODE),
            block: (role == Role::BlockHead).then_some(BLOCK1),
            role,
            title: String::new(),
        };
        Standing { seats: vec![seat], ..Standing::default() }
    }

    fn home() -> Home {
        let since = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
        Home { household: YAMADA, block: BLOCK1, association: HINODE, since }
    }

    fn may(standing: &Standing, act: Act, of: Of) -> bool {
        may_in_association(standing, act, of).is_ok()
    }

    /// Every act of every seat: `w` of the association as a whole, `b` of its own block (of 1班 for those that have none),
    /// `o` of another block, `c` of the city as a whole. What is of a block is of its households too.
    #[test]
    fn what_each_seat_may_do() {
        use Act::*;
        let table: [(Act, [&str; 8]); 21] = [
            // act                 city   chair  vice   secret. treas. audit. 班長   民生委員
            (SeeHousehold, ["", "", "", "", "", "", "", ""]),
            (AnswerForHousehold, ["", "", "", "", "", "", "", ""]),
            (KeepMembers, ["", "", "", "", "", "", "", ""]),
            (ReadAssociation, ["", "wbo", "wbo", "wbo", "wbo", "wbo", "wb", "wbo"]),
            (SeeStreet, ["", "wbo", "wbo", "wbo", "wbo", "", "b", "wbo"]),
            (KeepHouseholds, ["", "wbo", "wbo", "wbo", "", "", "b", ""]),
            (MakeCodes, ["", "wbo", "wbo", "wbo", "", "", "b", ""]),
            (WriteCirculars, ["", "wbo", "wbo", "wbo", "", "", "b", ""]),
            (SeeReach, ["", "wbo", "wbo", "wbo", "", "", "b", ""]),
            (KeepPaper, ["", "wbo", "wbo", "wbo", "", "", "b", ""]),
            (KeepDuties, ["", "wbo", "wbo", "wbo", "", "", "b", ""]),
            (KeepSafety, ["", "wbo", "wbo", "wbo", "", "", "b", "wbo"]),
            (HandleCity, ["", "wbo", "wbo", "wbo", "", "", "", ""]),
            (KeepMeetings, ["", "wbo", "wbo", "wbo", "", "", "", ""]),
            (SeeMeetings, ["", "wbo", "wbo", "wbo", "", "wbo", "", ""]),
            (StartSafety, ["w", "wbo", "wbo", "", "", "", "", ""]),
            (KeepSeats, ["", "wbo", "wbo", "", "", "", "", ""]),
            (RecoverSeats, ["w", "wbo", "wbo", "wbo", "wbo", "wbo", "", ""]),
            (WriteToAssociations, ["cwbo", "", "", "", "", "", "", ""]),
            (SeeCounts, ["cwbo", "", "", "", "", "", "", ""]),
            (KeepAssociations, ["cwbo", "", "", "", "", "", "", ""]),
        ];
        for act in Act::ALL {
            let (_, row) = table.iter().find(|(of, _)| *of == act).unwrap();
            for (at, role) in Role::ALL.into_iter().enumerate() {
                let standing = seat(role);
                for (mark, of) in [
                    ('c', Of::City),
                    ('w', Of::Association(HINODE)),
                    ('b', of_block(BLOCK1)),
                    ('b', of_home(BLOCK1, YAMADA)),
                    ('o', of_block(BLOCK2)),
                    ('o', of_home(BLOCK2, MORI)),
                ] {
                    assert_eq!(may(&standing, act, of), row[at].contains(mark), "{role:?} {act:?} {of:?}");
                }
                // Another association is nobody's but the city's.
                if role != Role::City {
                    for of in [Of::Association(OTHER), Of::Block { association: OTHER, block: BLOCK1 }] {
                        assert!(!may(&standing, act, of), "{role:?} {act:?} {of:?}");
                    }
                }
            }
            assert!(!may(&seat(Role::Other), act, Of::Association(HINODE)), "a role of a newer server: {act:?}");
        }
    }

    #[test]
    fn what_members_may_do() {
        use Act::*;
        let member = Standing { homes: vec![home()], ..Standing::default() };
        let moved = Standing { moved: vec![home()], ..Standing::default() };
        let own = of_home(BLOCK1, YAMADA);
        for act in Act::ALL {
            let of_home_only = matches!(act, SeeHousehold | AnswerForHousehold | KeepMembers);
            assert_eq!(may(&member, act, own), of_home_only || act == ReadAssociation, "{act:?}");
            for of in [Of::Association(HINODE), of_block(BLOCK1)] {
                assert_eq!(may(&member, act, of), act == ReadAssociation, "{act:?} {of:?}");
            }
            let others = [
                of_home(BLOCK1, MORI),
                of_block(BLOCK2),
                Of::Association(OTHER),
                Of::Block { association: OTHER, block: BLOCK1 },
                Of::City,
            ];
            for of in others {
                assert!(!may(&member, act, of), "another's: {act:?} {of:?}");
            }
            // Who has moved away keeps what is their own: no answer, no association.
            assert_eq!(may(&moved, act, own), matches!(act, SeeHousehold | KeepMembers), "{act:?}");
            for of in [own, Of::Association(HINODE), of_block(BLOCK1)] {
                assert!(!may(&Standing::default(), act, of), "nobody: {act:?}");
                assert!(of == own || !may(&moved, act, of), "{act:?} {of:?}");
            }
        }
    }

    /// A 班長 without a block, as a slip of the tables would make one, has no block and not all of them.
    #[test]
    fn a_block_head_without_a_block_has_no_block() {
        let mut standing = seat(Role::BlockHead);
        standing.seats[0].block = None;
        for act in Act::ALL {
            for of in [of_block(BLOCK1), of_home(BLOCK1, YAMADA)] {
                assert!(!may(&standing, act, of), "{act:?} {of:?}");
            }
        }
    }

    #[test]
    fn names_on_the_wire_are_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        }
        assert_eq!(Role::named("emperor"), None);
        assert_eq!(serde_json::from_str::<Role>("\"emperor\"").unwrap(), Role::Other);
    }
}
