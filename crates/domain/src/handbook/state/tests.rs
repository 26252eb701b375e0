//! The state of sets of entries, told in small families and by chance.

use super::*;
use crate::{Timestamp, handbook::Writer};
use proptest::prelude::*;

const CHILD: Uuid = Uuid::from_u128(0xC);
const OTHER: Uuid = Uuid::from_u128(0xD);

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
}

fn entry(n: u128, supersedes: &[u128], fact: Fact) -> Entry {
    Entry {
        id: id(n),
        at: Timestamp(1_795_305_600_000),
        by: Writer { device: id(1), name: "ママ".into() },
        supersedes: supersedes.iter().copied().map(id).collect(),
        child: Some(CHILD),
        fact,
    }
}

fn weight(grams: u32) -> Fact {
    Fact::Measurement(Measurement { date: day(20), weight_g: Some(grams), place: "家".into(), ..Default::default() })
}

fn weights(handbook: &Handbook) -> Vec<u32> {
    let mut all: Vec<u32> = handbook.measurements(CHILD).iter().filter_map(|(_, taken)| taken.weight_g).collect();
    all.sort_unstable();
    all
}

#[test]
fn an_edit_takes_the_place_of_what_it_names_whichever_comes_first() {
    let (old, new) = (entry(10, &[], weight(8_200)), entry(11, &[10], weight(8_250)));
    for order in [[&old, &new], [&new, &old]] {
        let handbook = Handbook::of(order.map(Clone::clone));
        assert_eq!(weights(&handbook), [8_250]);
        assert_eq!(handbook.history(id(11)), [&old]);
        assert!(handbook.conflicts().is_empty());
    }
    assert_eq!(weights(&Handbook::of([new])), [8_250], "the old one may never come");
}

#[test]
fn what_is_withdrawn_is_gone_and_is_still_in_the_history() {
    let handbook = Handbook::of([entry(10, &[], weight(8_200)), entry(11, &[10], Fact::Withdrawn)]);
    assert!(handbook.measurements(CHILD).is_empty() && handbook.entries(CHILD).next().is_none());
    assert_eq!(handbook.history(id(11)).len(), 1);
    assert_eq!(handbook.entry(id(10)).unwrap().fact, weight(8_200));
}

#[test]
fn two_edits_of_one_entry_are_both_shown_until_a_third_decides() {
    let mut handbook =
        Handbook::of([entry(10, &[], weight(8_200)), entry(11, &[10], weight(8_250)), entry(12, &[10], weight(8_520))]);
    assert_eq!(weights(&handbook), [8_250, 8_520]);
    let conflict = &handbook.conflicts()[0];
    assert_eq!(conflict.entries, [id(11), id(12)]);
    assert_eq!(conflict.child, Some(CHILD));
    assert_eq!(handbook.conflict_of(id(12)), Some(conflict));
    handbook.add([entry(13, &[11, 12], weight(8_250))]);
    assert_eq!(weights(&handbook), [8_250]);
    assert!(handbook.conflicts().is_empty());
}

#[test]
fn an_edit_of_an_edit_still_contradicts_another_edit_of_the_first() {
    let handbook = Handbook::of([
        entry(10, &[], Fact::Diary(Diary { text: "a".into(), ..Default::default() })),
        entry(11, &[10], Fact::Diary(Diary { text: "b".into(), ..Default::default() })),
        entry(12, &[11], Fact::Diary(Diary { text: "c".into(), ..Default::default() })),
        entry(13, &[10], Fact::Withdrawn),
    ]);
    assert_eq!(handbook.conflicts()[0].entries, [id(12), id(13)], "changed here, removed there: a person decides");
    assert_eq!(handbook.conflicts()[0].about, About::Edited);
    assert_eq!(handbook.diary(CHILD).len(), 1);
}

#[test]
fn the_same_fact_written_twice_is_one_and_written_differently_is_a_conflict() {
    let same = Handbook::of([entry(10, &[], weight(8_200)), entry(11, &[], weight(8_200))]);
    assert_eq!(weights(&same), [8_200]);
    assert!(same.conflicts().is_empty());
    assert_eq!(same.with_twins(&[id(10)]), [id(10), id(11)]);
    let other = Handbook::of([entry(10, &[], weight(8_200)), entry(11, &[], weight(8_300))]);
    assert_eq!(weights(&other), [8_200, 8_300]);
    let quantity = Quantity::Weight;
    assert_eq!(other.conflicts()[0].about, About::Measurement { date: day(20), place: "家".into(), quantity });
}

#[test]
fn every_claim_knows_what_contradicts_it() {
    let dose =
        |lot: &str| Fact::Dose(Dose { date: day(1), vaccine: "MR".into(), lot: lot.into(), ..Default::default() });
    let done = |item: &str, n| Fact::Milestone(Milestone { item: item.into(), date: day(n), ..Default::default() });
    let check = |which: &str, n| Fact::Checkup(Checkup { which: which.into(), date: day(n), ..Default::default() });
    let child = |name: &str| Fact::Child(Child { name: name.into(), ..Default::default() });
    let quiet =
        |n| Fact::Reminder(ReminderChoice { series: "JE1".into(), quiet_until: Some(day(n)), ..Default::default() });
    let height = |mm| {
        Fact::Measurement(Measurement { date: day(20), height_mm: Some(mm), place: "家".into(), ..Default::default() })
    };
    let table = [
        (dose("A1"), dose("A2"), true),
        (done("walk", 1), done("walk", 2), true),
        (done("own", 1), done("own", 2), false),
        (done("walk", 1), done("crawl", 2), false),
        (check("18m", 1), check("18m", 2), true),
        (check("dental", 1), check("dental", 2), false),
        (child("さくら"), child("桜"), true),
        (quiet(1), quiet(2), true),
        (weight(8_200), height(700), false),
        (height(700), height(705), true),
        (dose("A1"), dose("A1"), false),
    ];
    for (one, two, contradicts) in table {
        let handbook = Handbook::of([entry(10, &[], one.clone()), entry(11, &[], two.clone())]);
        assert_eq!(!handbook.conflicts().is_empty(), contradicts, "{one:?} {two:?}");
        let twin = Entry { child: Some(OTHER), ..entry(11, &[], two) };
        assert!(Handbook::of([entry(10, &[], one), twin]).conflicts().is_empty(), "of two children");
    }
}

#[test]
fn a_circle_hides_nothing() {
    let handbook = Handbook::of([
        entry(9, &[], weight(8_000)),
        entry(10, &[12, 9], weight(8_200)),
        entry(11, &[10], weight(8_300)),
        entry(12, &[11], weight(8_400)),
        entry(13, &[13], weight(9_000)),
    ]);
    assert_eq!(weights(&handbook), [8_200, 8_300, 8_400, 9_000]);
    assert_eq!(handbook.conflicts()[0].entries, [id(10), id(11), id(12), id(13)]);
}

#[test]
fn one_child_s_entry_takes_the_place_of_nothing_about_another() {
    let foreign = Entry { child: Some(OTHER), ..entry(11, &[10], Fact::Withdrawn) };
    let handbook = Handbook::of([entry(10, &[], weight(8_200)), foreign]);
    assert_eq!(weights(&handbook), [8_200]);
}

#[test]
fn a_child_is_found_by_its_first_entry_s_id_after_every_edit() {
    let first =
        Entry { child: None, ..entry(0xC, &[], Fact::Child(Child { name: "はな".into(), ..Default::default() })) };
    let handbook = Handbook::of([
        first,
        entry(20, &[0xC], Fact::Child(Child { name: "花".into(), birth_date: Some(day(3)), ..Default::default() })),
    ]);
    assert_eq!(handbook.children().len(), 1);
    assert_eq!(handbook.child(CHILD).unwrap().1.name, "花");
}

#[test]
fn what_only_a_newer_version_knows_stands_in_nobody_s_way() {
    let entries = [entry(10, &[], Fact::Unknown), entry(11, &[], Fact::Unknown), entry(12, &[], weight(8_200))];
    let handbook = Handbook::of(entries);
    assert_eq!(handbook.unknown(), 2, "what cannot be read is not taken for the same");
    assert_eq!(handbook.entries(CHILD).count(), 1);
}

/// A set of entries as several devices might write it, circles and doubles included.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (0_u128..12, proptest::collection::vec(0_u128..12, 0..3), 0_u32..4, 0_u8..6, any::<bool>());
    proptest::collection::vec(one, 0..24).prop_map(|all| {
        let mut seen = BTreeSet::new();
        all.into_iter()
            .filter(|(n, ..)| seen.insert(*n))
            .map(|(n, supersedes, value, kind, other)| {
                let fact = match kind {
                    0 => Fact::Withdrawn,
                    1 => Fact::Child(Child { name: value.to_string(), ..Default::default() }),
                    2 => Fact::Diary(Diary { date: day(1), text: value.to_string(), photos: vec![] }),
                    3 => Fact::Unknown,
                    _ => weight(8_000 + value),
                };
                Entry { child: Some(if other { OTHER } else { CHILD }), ..entry(n, &supersedes, fact) }
            })
            .collect()
    })
}

fn picture(handbook: &Handbook) -> String {
    format!("{:?} {:?} {:?}", handbook.heads, handbook.conflicts, handbook.all())
}

proptest! {
    #[test]
    fn any_order_in_any_portions_with_doubles_gives_the_same_state(
        entries in entries().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        portion in 1_usize..6,
    ) {
        let (straight, shuffled) = entries;
        let whole = Handbook::of(straight.clone());
        let mut grown = Handbook::default();
        for part in shuffled.chunks(portion) {
            grown.add(part.iter().cloned());
            grown.add(part.iter().cloned());
        }
        grown.add(straight);
        prop_assert_eq!(picture(&whole), picture(&grown));
    }

    #[test]
    fn nothing_is_hidden_but_by_an_entry_that_names_it(all in entries()) {
        let handbook = Handbook::of(all.clone());
        for entry in &all {
            let shown = handbook.of_child(entry.about()).any(|head| head.id == entry.id);
            let named = all.iter().any(|other| other.id != entry.id && other.supersedes.contains(&entry.id));
            let twin = handbook.twins.values().flatten().any(|id| *id == entry.id);
            let silent = matches!(entry.fact, Fact::Withdrawn | Fact::Unknown);
            prop_assert!(shown || named || twin || silent, "{entry:?}");
        }
    }

    #[test]
    fn a_conflict_ends_with_the_entry_that_supersedes_all_of_it(all in entries()) {
        let mut handbook = Handbook::of(all);
        for (n, conflict) in handbook.conflicts().to_vec().into_iter().enumerate() {
            let decided = Entry {
                id: id(1_000 + n as u128),
                supersedes: handbook.with_twins(&conflict.entries),
                child: conflict.child,
                ..entry(0, &[], Fact::Withdrawn)
            };
            // In a circle everything is a head; the decision still takes the place of each.
            handbook.add([decided]);
            for id in &conflict.entries {
                prop_assert!(!handbook.conflicts().iter().any(|left| left.entries.contains(id)));
            }
        }
    }
}
