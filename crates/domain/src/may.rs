//! "May X do Y to Z?", in one place. Every route and the sync go through it.

use crate::{
    Command,
    record::{Audience, Stream},
};
use uuid::Uuid;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody without an account.
    Anyone,
    /// A signed-in person.
    Person(Uuid),
    /// A device that holds a key of a family. It needs no account, and being signed in opens no family.
    FamilyDevice {
        /// The family.
        family: Uuid,
        /// Which of the family's keys it showed.
        key: KeyAge,
    },
    /// The city's operator, by its key.
    Operator,
}

/// Whether a family's key is the one in use. A device that was removed holds past ones only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAge {
    /// The newest epoch's.
    Newest,
    /// One of before.
    Past,
}

/// What is done in a family on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FamilyAct {
    /// Entries and blobs are read.
    Read,
    /// Entries and blobs are added. Nothing is ever replaced.
    Add,
    /// The next key is handed on.
    HandOnKey,
    /// Where the recovery code finds the family is set.
    SetRecovery,
    /// The keys that were handed on are listed, each sealed to one reader: how a device that stays learns of a new
    /// key it was asleep for.
    ListKeys,
    /// The family leaves the server.
    Leave,
}

/// Why something was not done in a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInFamily {
    /// No key of it, or there is no such family: the two are not told apart.
    #[error("not of this family")]
    Stranger,
    /// A key of before.
    #[error("the family has a newer key")]
    OldKey,
}

/// Whether `who` may do `act` in `family`.
///
/// # Errors
/// [`NotInFamily`].
pub fn may_in_family(who: Who, family: Uuid, act: FamilyAct) -> Result<(), NotInFamily> {
    match (who, act) {
        (Who::FamilyDevice { family: theirs, .. }, _) if theirs != family => Err(NotInFamily::Stranger),
        (Who::FamilyDevice { key: KeyAge::Newest, .. }, _) | (Who::FamilyDevice { .. }, FamilyAct::ListKeys) => Ok(()),
        (Who::FamilyDevice { .. }, _) => Err(NotInFamily::OldKey),
        (Who::Anyone | Who::Person(_) | Who::Operator, _) => Err(NotInFamily::Stranger),
    }
}

/// Whether `who` may read `stream`.
pub fn may_read(who: Who, stream: &Stream) -> bool {
    match (stream.audience(), who) {
        (Audience::Everyone, _) => true,
        (Audience::Person(owner), Who::Person(me)) => owner == me,
        (Audience::Family(family), who) => may_in_family(who, family, FamilyAct::Read).is_ok(),
        // Who is of a group changes by the day: whoever serves it asks `school::access` and names the streams.
        (Audience::Class(_), _) => false,
        // The same of associations: `association::access`.
        (Audience::Association(_) | Audience::Block(_) | Audience::Household(_) | Audience::Officers(_), _) => false,
        (Audience::Person(_), Who::Anyone | Who::FamilyDevice { .. } | Who::Operator) | (Audience::Unknown, _) => false,
    }
}

/// The streams `who` reads by themselves, beside those they name.
pub fn streams_of(who: Who) -> Vec<Stream> {
    let mut streams = vec![Stream::alerts(), Stream::news()];
    match who {
        Who::Person(me) => streams.push(Stream::person(me)),
        Who::FamilyDevice { family, key: KeyAge::Newest } => streams.push(Stream::family(family)),
        Who::FamilyDevice { key: KeyAge::Past, .. } | Who::Anyone | Who::Operator => {}
    }
    streams
}

/// Whether `who` may have `command` done.
pub fn may_do(who: Who, command: &Command) -> bool {
    match command {
        Command::SetInterests { .. } | Command::SaveNews { .. } | Command::UnsaveNews { .. } => {
            matches!(who, Who::Person(_))
        }
        // Of which child is asked where it is done: see `school::access`.
        Command::ReportAbsence { .. }
        | Command::WithdrawAbsence { .. }
        | Command::AnswerQuestion { .. }
        | Command::AnswerNotice { .. }
        | Command::OpenNotice { .. }
        | Command::Association(_) => matches!(who, Who::Person(_)),
        Command::Unknown => false,
    }
}

/// Whether `who` may say where a device is reached by push: any device, with an account or without, for emergencies are
/// for everybody. The operator's key is no device.
pub fn may_be_pushed(who: Who) -> bool {
    matches!(who, Who::Anyone | Who::Person(_))
}

/// Whether `who` may publish and recall the city's alerts and look at its sources.
pub fn may_operate(who: Who) -> bool {
    who == Who::Operator
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{interests::Interests, news::Saved};

    const HANA: Uuid = Uuid::from_u128(1);
    const TARO: Uuid = Uuid::from_u128(2);

    const SATO: Uuid = Uuid::from_u128(3);
    const MORI: Uuid = Uuid::from_u128(4);

    fn device(family: Uuid, key: KeyAge) -> Who {
        Who::FamilyDevice { family, key }
    }

    #[test]
    fn who_reads_what() {
        let unknown: Stream = "family/x".parse().unwrap();
        let table = [
            // stream, anyone, hana, taro, operator, a device of the Satos, one they removed, one of the Moris
            (Stream::news(), [true, true, true, true, true, true, true]),
            (Stream::alerts(), [true, true, true, true, true, true, true]),
            (Stream::person(HANA), [false, true, false, false, false, false, false]),
            (Stream::family(SATO), [false, false, false, false, true, false, false]),
            // The same number as a person's is another stream.
            (Stream::family(HANA), [false, false, false, false, false, false, false]),
            (Stream::person(SATO), [false, false, false, false, false, false, false]),
            (unknown, [false, false, false, false, false, false, false]),
        ];
        for (stream, answers) in table {
            let who = [
                Who::Anyone,
                Who::Person(HANA),
                Who::Person(TARO),
                Who::Operator,
                device(SATO, KeyAge::Newest),
                device(SATO, KeyAge::Past),
                device(MORI, KeyAge::Newest),
            ];
            for (who, expected) in who.into_iter().zip(answers) {
                assert_eq!(may_read(who, &stream), expected, "{who:?} {stream}");
                assert!(!streams_of(who).contains(&stream) || expected, "{who:?} {stream}");
            }
        }
    }

    #[test]
    fn who_does_what_in_a_family() {
        use FamilyAct::{Add, HandOnKey, Leave, ListKeys, Read, SetRecovery};
        let acts = [Read, Add, HandOnKey, SetRecovery, ListKeys, Leave];
        let (yes, stranger, old) = (Ok(()), Err(NotInFamily::Stranger), Err(NotInFamily::OldKey));
        let table = [
            (device(SATO, KeyAge::Newest), [yes; 6]),
            (device(SATO, KeyAge::Past), [old, old, old, old, yes, old]),
            (device(MORI, KeyAge::Newest), [stranger; 6]),
            (device(MORI, KeyAge::Past), [stranger; 6]),
            (Who::Anyone, [stranger; 6]),
            (Who::Person(SATO), [stranger; 6]),
            (Who::Operator, [stranger; 6]),
        ];
        for (who, answers) in table {
            for (act, expected) in acts.into_iter().zip(answers) {
                assert_eq!(may_in_family(who, SATO, act), expected, "{who:?} {act:?}");
            }
        }
    }

    #[test]
    fn who_does_what() {
        let commands = [
            Command::SetInterests { interests: Interests::default() },
            Command::SaveNews { news: HANA, saved: Box::new(Saved::default()) },
            Command::UnsaveNews { news: HANA },
        ];
        for command in &commands {
            assert!(may_do(Who::Person(HANA), command));
            assert!(!may_do(Who::Anyone, command));
            assert!(!may_do(Who::Operator, command));
            assert!(!may_do(device(SATO, KeyAge::Newest), command));
        }
        assert!(!may_do(Who::Person(HANA), &Command::Unknown));
        assert!(may_operate(Who::Operator) && !may_operate(Who::Person(HANA)) && !may_operate(Who::Anyone));
        assert!(!may_operate(device(SATO, KeyAge::Newest)));
        assert!(may_be_pushed(Who::Anyone) && may_be_pushed(Who::Person(HANA)));
        assert!(!may_be_pushed(Who::Operator) && !may_be_pushed(device(SATO, KeyAge::Newest)));
    }
}
