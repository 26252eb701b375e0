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
    /// The city's operator, by its key.
    Operator,
}

/// Whether `who` may read `stream`.
pub fn may_read(who: Who, stream: &Stream) -> bool {
    match (stream.audience(), who) {
        (Audience::Everyone, _) => true,
        (Audience::Person(owner), Who::Person(me)) => owner == me,
        (Audience::Person(_), Who::Anyone | Who::Operator) | (Audience::Unknown, _) => false,
    }
}

/// The streams `who` reads by themselves, beside those they name.
pub fn streams_of(who: Who) -> Vec<Stream> {
    let mut streams = vec![Stream::alerts(), Stream::news()];
    if let Who::Person(me) = who {
        streams.push(Stream::person(me));
    }
    streams
}

/// Whether `who` may have `command` done. Commands of this version all write to the person's own stream.
pub fn may_do(who: Who, command: &Command) -> bool {
    match command {
        Command::SetInterests { .. } | Command::SaveNews { .. } | Command::UnsaveNews { .. } => {
            matches!(who, Who::Person(_))
        }
        Command::Unknown => false,
    }
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

    #[test]
    fn who_reads_what() {
        let unknown: Stream = "family/x".parse().unwrap();
        let table = [
            // stream, anyone, hana, taro, operator
            (Stream::news(), [true, true, true, true]),
            (Stream::alerts(), [true, true, true, true]),
            (Stream::person(HANA), [false, true, false, false]),
            (unknown, [false, false, false, false]),
        ];
        for (stream, answers) in table {
            let who = [Who::Anyone, Who::Person(HANA), Who::Person(TARO), Who::Operator];
            for (who, expected) in who.into_iter().zip(answers) {
                assert_eq!(may_read(who, &stream), expected, "{who:?} {stream}");
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
        }
        assert!(!may_do(Who::Person(HANA), &Command::Unknown));
        assert!(may_operate(Who::Operator) && !may_operate(Who::Person(HANA)) && !may_operate(Who::Anyone));
    }
}
