//! A lost seat is given anew by two officers or by the city: never by a password that several know.
//!
//! The one who shall hold it asks. Who holds it on paper is told, and has some days to say that they are there after
//! all: so nobody is put out of a seat behind their back by two neighbours.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What somebody must have done for a lost seat to be given anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Who asks for the seat.
    pub person: Uuid,
    /// The seat.
    pub seat: Uuid,
    /// When it was asked for.
    pub asked: Timestamp,
    /// Somebody holds the seat: they are told, and may say no.
    pub held: bool,
    /// Who said yes: the officer, the seat by which they may, and when.
    pub yeses: Vec<Yes>,
    /// When the city said yes.
    pub city: Option<Timestamp>,
    /// When the holder said no.
    pub no: Option<Timestamp>,
}

/// One officer's yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yes {
    /// Who.
    pub person: Uuid,
    /// By which of their seats.
    pub seat: Uuid,
    /// When.
    pub at: Timestamp,
}

/// How a recovery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// So many yeses are lacking, or the city's one.
    Lacks(u8),
    /// The yeses are there; the holder has until then to say no.
    Waits(Timestamp),
    /// The seat is to be given.
    Given,
    /// The holder is there after all and said no; only the city can give it now.
    Refused,
    /// Nobody said enough in [`RECOVERY_KEPT`].
    Over,
}

/// How many officers have to say yes where the city does not.
pub const YESES: usize = 2;
/// How long a holder has to say no, from the moment they are told.
pub const RECOVERY_WAITS: i64 = 3 * Timestamp::DAY;
/// How long a recovery is kept open.
pub const RECOVERY_KEPT: i64 = 30 * Timestamp::DAY;

/// How a recovery stands `now`.
///
/// Two officers are two people with two seats, and neither is the one who asks nor sits on the seat that is asked for:
/// one person with two hats is one yes. The city's yes stands alone, also against a holder's no: it can telephone. A no
/// that came after it is news to the city: it has to say yes again.
pub fn plan_recovery(asked: &Recovery, now: Timestamp) -> Recovered {
    let holder_said_no = asked.no.is_some();
    let given = |yes: Timestamp| {
        // Who holds the seat has time from being told, which is when it was asked for; the city has no shorter way.
        let waits = asked.asked.plus(RECOVERY_WAITS);
        match asked.held && !holder_said_no && now < waits {
            true => Recovered::Waits(waits.max(yes)),
            false => Recovered::Given,
        }
    };
    if let Some(city) = asked.city.filter(|city| asked.no.is_none_or(|no| no < *city)) {
        return given(city);
    }
    if holder_said_no {
        return Recovered::Refused;
    }
    let mut counted: Vec<Yes> = Vec::new();
    for yes in asked.yeses.iter().filter(|yes| yes.person != asked.person && yes.seat != asked.seat) {
        if counted.iter().all(|other| other.person != yes.person && other.seat != yes.seat) {
            counted.push(*yes);
        }
    }
    match counted.get(YESES.saturating_sub(1)) {
        Some(last) => given(last.at),
        None if now >= asked.asked.plus(RECOVERY_KEPT) => Recovered::Over,
        None => Recovered::Lacks(u8::try_from(YESES.saturating_sub(counted.len())).unwrap_or(u8::MAX)),
    }
}

/// A recovery as officers and the holder read it, on their own seats' cards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AskedFor {
    /// Names it.
    pub id: Uuid,
    /// The seat that is asked for, as people call it.
    pub title: String,
    /// Who asks, by name.
    pub by: String,
    /// What they say of why.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// When.
    pub asked: Timestamp,
    /// It is this card's own seat: its holder may say no until `waits`.
    pub own: bool,
    /// How many officers said yes.
    pub yeses: u8,
    /// This card's holder is one of them.
    pub said: bool,
    /// Until when the holder may say no; none where nobody holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits: Option<Timestamp>,
}

/// `POST /v1/me/associations/seats/{seat}/recovery`: a member or officer asks for a seat that is lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskRecovery {
    /// Their own name, as the officers and the seat's history have it.
    pub name: String,
    /// Why: 会長が入院し、連絡がとれません.
    #[serde(default)]
    pub why: String,
}

/// `POST /v1/me/associations/recoveries/{recovery}`: an officer's yes, or the holder's no.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerRecovery {
    /// Whether the seat shall be given to who asks.
    pub yes: bool,
}

/// How a recovery stands, as a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecoveryState {
    /// Waits for yeses, or for the days in which the holder may say no.
    #[default]
    Open,
    /// The seat was given.
    Given,
    /// The holder said no.
    Refused,
    /// Nobody agreed in time.
    Over,
    /// Who asked took it back.
    Back,
    /// Somebody took the seat with its slip meanwhile.
    Taken,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

impl RecoveryState {
    /// Its word on the wire, in the table and in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Given => "given",
            Self::Refused => "refused",
            Self::Over => "over",
            Self::Back => "back",
            Self::Taken => "taken",
            Self::Other => "other",
        }
    }
    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Self {
        let all = [Self::Open, Self::Given, Self::Refused, Self::Over, Self::Back, Self::Taken];
        all.into_iter().find(|state| state.name() == name).unwrap_or(Self::Other)
    }
}

/// A recovery as who asked sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RecoveryShown {
    /// Names it.
    pub id: Uuid,
    /// The seat.
    pub seat: Uuid,
    /// As people call it.
    pub title: String,
    /// When it was asked for.
    pub asked: Timestamp,
    /// How it stands.
    pub state: RecoveryState,
    /// How many officers said yes; two are needed, or the city.
    pub yeses: u8,
    /// Until when the holder may say no; none where nobody holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }
    fn yes(person: u128, seat: u128, at: i64) -> Yes {
        Yes { person: id(person), seat: id(seat), at: Timestamp(at) }
    }
    /// Person 1 asks for seat 100 at 0.
    fn asked(held: bool, yeses: &[Yes]) -> Recovery {
        Recovery { person: id(1), seat: id(100), held, yeses: yeses.to_vec(), ..Recovery::default() }
    }

    #[test]
    fn two_officers_give_a_seat_that_nobody_holds() {
        let hour = Timestamp(Timestamp::HOUR);
        assert_eq!(plan_recovery(&asked(false, &[]), hour), Recovered::Lacks(2));
        assert_eq!(plan_recovery(&asked(false, &[yes(2, 102, 1)]), hour), Recovered::Lacks(1));
        assert_eq!(plan_recovery(&asked(false, &[yes(2, 102, 1), yes(3, 103, 2)]), hour), Recovered::Given);
    }

    #[test]
    fn one_person_with_two_hats_is_one_yes_and_nobody_says_yes_to_themselves() {
        let hour = Timestamp(Timestamp::HOUR);
        for pair in [
            [yes(2, 102, 1), yes(2, 103, 2)],
            [yes(2, 102, 1), yes(3, 102, 2)],
            [yes(1, 102, 1), yes(3, 103, 2)],
            [yes(2, 100, 1), yes(3, 103, 2)],
        ] {
            assert_eq!(plan_recovery(&asked(false, &pair), hour), Recovered::Lacks(1), "{pair:?}");
        }
    }

    #[test]
    fn who_holds_the_seat_has_three_days_to_say_that_they_are_there() {
        let both = asked(true, &[yes(2, 102, 1), yes(3, 103, 2)]);
        assert_eq!(plan_recovery(&both, Timestamp(2)), Recovered::Waits(Timestamp(RECOVERY_WAITS)));
        assert_eq!(plan_recovery(&both, Timestamp(RECOVERY_WAITS)), Recovered::Given);
        let no = Recovery { no: Some(Timestamp(3)), ..both };
        assert_eq!(plan_recovery(&no, Timestamp(RECOVERY_WAITS)), Recovered::Refused);
        let city = Recovery { city: Some(Timestamp(9)), ..no };
        assert_eq!(plan_recovery(&city, Timestamp(9)), Recovered::Given, "the city telephoned");
    }

    #[test]
    fn a_holder_who_is_there_is_not_put_out_by_what_the_city_said_before() {
        let day = |days: i64| Timestamp(days * Timestamp::DAY);
        let city = Recovery { city: Some(Timestamp(1)), ..asked(true, &[]) };
        assert_eq!(plan_recovery(&city, day(1)), Recovered::Waits(Timestamp(RECOVERY_WAITS)));
        let there = Recovery { no: Some(day(1)), ..city };
        for days in [1, 2, 3, 29] {
            assert_eq!(plan_recovery(&there, day(days)), Recovered::Refused, "on day {days}");
        }
        let again = Recovery { city: Some(day(2)), ..there };
        assert_eq!(plan_recovery(&again, day(2)), Recovered::Given, "the city telephoned");
    }

    #[test]
    fn what_nobody_agrees_to_is_over_after_a_month() {
        let one = asked(false, &[yes(2, 102, 1)]);
        assert_eq!(plan_recovery(&one, Timestamp(RECOVERY_KEPT)), Recovered::Over);
    }

    proptest! {
        #[test]
        fn no_seat_is_given_without_two_others_or_the_city(
            yeses in proptest::collection::vec((1..5_u128, 100..104_u128), 0..6), held: bool, now in 0..RECOVERY_KEPT * 2,
        ) {
            let yeses: Vec<Yes> = yeses.iter().map(|(person, seat)| yes(*person, *seat, 0)).collect();
            if plan_recovery(&asked(held, &yeses), Timestamp(now)) == Recovered::Given {
                let others: std::collections::BTreeSet<Uuid> =
                    yeses.iter().map(|yes| yes.person).filter(|person| *person != id(1)).collect();
                prop_assert!(others.len() >= YESES);
                prop_assert!(!held || now >= RECOVERY_WAITS);
            }
        }
    }
}
