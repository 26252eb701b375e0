//! A household that moved to another block of the town: the phone has both, and asks for the new one alone.

use super::*;
use itsumo_domain::association::Meeting;

/// 山田 of the first block have been 山田 of the second since yesterday.
fn moved() -> Vec<(Stream, Record)> {
    let mut records = resident();
    let card = HouseholdCard {
        association: HINODE,
        association_name: "日の出町会".into(),
        block: block(FIRST),
        name: "山田".into(),
        until: Some("2026-11-23".parse().unwrap()),
        ..HouseholdCard::default()
    };
    records[1] = (Stream::household(YAMADA), record(YAMADA, kind::HOUSEHOLD, &card));
    records
}

#[test]
fn a_household_that_moved_within_the_town_is_there_to_read_and_asked_for_nothing() {
    let (id, circular) = asking(1);
    let all = Stream::association(HINODE);
    let meeting = Meeting { association: HINODE, closes: at("2026-12-01", "20:00"), ..Meeting::default() };
    let lies = [
        (all.clone(), record(id, kind::CIRCULAR, &circular)),
        (all.clone(), record(Uuid::from_u128(0x2001), kind::MEETING, &meeting)),
        (all, record(CHECK, kind::SAFETY, &check(Status::Actual))),
    ];
    let shown = whole(with(moved(), lies.to_vec()), vec![]).shown;
    assert!(shown.home(YAMADA).is_some(), "what was theirs is theirs");
    assert_eq!((&shown.circulars[0].households, &shown.circulars[0].owed), (&vec![MORI], &vec![MORI]));
    assert_eq!(shown.meetings[0].owed, [MORI]);
    assert_eq!(shown.checks[0].own.iter().map(|(home, ..)| *home).collect::<Vec<_>>(), [MORI]);
    // What was sent to the old household alone stays theirs to read.
    let own = vec![(Stream::household(YAMADA), record(id, kind::CIRCULAR, &circular))];
    let row = &whole(with(moved(), own), vec![]).shown.circulars[0];
    assert_eq!((row.households.as_slice(), row.owed.len()), ([YAMADA].as_slice(), 0));
}
