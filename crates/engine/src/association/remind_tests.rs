//! Whose turn is told of when, on what evening, and what takes it back.

use super::*;
use crate::association::Home;
use itsumo_domain::association::{Duty, HouseholdCard, duty::DutyKind};

const SAKI: Uuid = Uuid::from_u128(0xa);
const YAMADA: Uuid = Uuid::from_u128(0x31);
const MORI: Uuid = Uuid::from_u128(0x32);
const TURN: Uuid = Uuid::from_u128(0x41);

fn at(text: &str) -> Timestamp {
    Timestamp::from_jst(chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
}

/// Saki's household, and a turn on Thursday at half past seven.
fn turn() -> Associations {
    let card = HouseholdCard { name: "山田".into(), ..HouseholdCard::default() };
    let duty = Duty {
        kind: DutyKind::Garbage,
        what: "ごみ当番".into(),
        place: "北の集積所".into(),
        from: "2026-11-26".parse().unwrap(),
        until: "2026-11-26".parse().unwrap(),
        time: Some("07:30".parse().unwrap()),
        household: Some(YAMADA),
        household_name: "山田".into(),
        ..Duty::default()
    };
    let row = DutyRow { id: TURN, duty, mine: true, delivery: None, command: None };
    let homes = vec![Home { household: YAMADA, card }];
    Associations { homes, duties: vec![row], ..Associations::default() }
}

fn plan_in(locale: Locale, all: &Associations, told: &ToldList, now: &str) -> Plan {
    plan_at(all, told.clone(), (SAKI, false), locale, at(now))
}

fn titles(all: &Associations, told: &ToldList, now: &str) -> Vec<String> {
    plan_in(Locale::Ja, all, told, now).tell.into_iter().map(|note| note.title).collect()
}

#[test]
fn it_is_told_at_seven_in_the_evening_before_and_until_it_begins() {
    let (all, told) = (turn(), ToldList::new());
    let tomorrow = vec!["あすは「ごみ当番」です".to_owned()];
    let table = [
        ("2026-11-24 20:00", vec![]),
        ("2026-11-25 18:59", vec![]),
        ("2026-11-25 19:00", tomorrow.clone()),
        ("2026-11-25 23:59", tomorrow),
        ("2026-11-26 07:00", vec!["きょうは「ごみ当番」です".to_owned()]),
        ("2026-11-26 07:30", vec![]),
        ("2026-11-27 19:00", vec![]),
    ];
    for (now, expected) in table {
        assert_eq!(titles(&all, &told, now), expected, "{now}");
    }
    let note = plan_in(Locale::Ja, &all, &told, "2026-11-25 19:00").tell.remove(0);
    assert_eq!((note.body.as_str(), note.open, note.urgent), ("07:30 北の集積所", Some(TURN), false));
    for (locale, title) in
        [(Locale::JaEasy, "あしたは「ごみ当番」の 日です"), (Locale::En, "Your turn tomorrow: ごみ当番")]
    {
        assert_eq!(plan_in(locale, &all, &told, "2026-11-25 19:00").tell[0].title, title);
    }
}

#[test]
fn it_is_told_once_and_again_only_for_another_day_or_another_person() {
    let mut all = turn();
    let told = plan_in(Locale::Ja, &all, &ToldList::new(), "2026-11-25 19:00").told;
    let again = plan_in(Locale::Ja, &all, &told, "2026-11-25 19:01");
    assert!(again.tell.is_empty() && again.over.is_empty() && again.told == told);
    let other = plan_at(&all, told.clone(), (MORI, false), Locale::Ja, at("2026-11-25 19:02"));
    assert_eq!(other.tell.len(), 1, "who signs in here next is told their own");
    all.duties[0].duty.from = "2026-11-28".parse().unwrap();
    all.duties[0].duty.until = all.duties[0].duty.from;
    assert_eq!(plan_in(Locale::Ja, &all, &told, "2026-11-25 19:03").over, [TURN], "what is shown says another day");
    assert_eq!(titles(&all, &told, "2026-11-27 19:00").len(), 1);
}

#[test]
fn a_week_for_one_of_two_households_says_how_long_and_whose() {
    let mut all = turn();
    all.homes.push(Home { household: MORI, card: HouseholdCard::default() });
    all.duties[0].duty.until = "2026-12-02".parse().unwrap();
    let note = plan_in(Locale::Ja, &all, &ToldList::new(), "2026-11-25 19:00").tell.remove(0);
    assert_eq!(note.body, "07:30 北の集積所\n7日間の当番です\n当番: 山田さん");
}

#[test]
fn a_turn_that_is_not_theirs_any_more_is_not_told_and_what_was_told_is_taken_back() {
    type Change = fn(&mut Associations);
    let table: [(&str, Change); 5] = [
        ("swapped", |all| {
            all.duties[0].duty.household = Some(MORI);
            all.duties[0].mine = false;
        }),
        ("taken off the calendar", |all| all.duties.clear()),
        ("done early", |all| all.duties[0].duty.done = Some(Timestamp(1))),
        ("moved away before it", |all| all.homes[0].card.until = "2026-11-25".parse().ok()),
        ("left the association, or signed out", |all| *all = Associations::default()),
    ];
    let told = plan_in(Locale::Ja, &turn(), &ToldList::new(), "2026-11-25 19:00").told;
    for (what, change) in table {
        let mut all = turn();
        change(&mut all);
        assert_eq!(titles(&all, &ToldList::new(), "2026-11-25 19:00"), [""; 0], "{what}");
        let plan = plan_in(Locale::Ja, &all, &told, "2026-11-25 20:00");
        assert_eq!((plan.over, plan.told.len()), (vec![TURN], 0), "{what}");
    }
}

#[test]
fn in_quiet_hours_and_where_it_is_switched_off_nothing_is_told_and_what_was_told_can_go() {
    let silent =
        |all: &Associations, told: ToldList| plan_at(all, told, (SAKI, true), Locale::Ja, at("2026-11-25 21:30"));
    let first = silent(&turn(), ToldList::new());
    assert!(first.tell.is_empty() && first.told.is_empty(), "it is told when the quiet ends");
    let told = plan_in(Locale::Ja, &turn(), &ToldList::new(), "2026-11-25 19:00").told;
    assert!(silent(&turn(), told.clone()).over.is_empty());
    assert_eq!(silent(&Associations::default(), told).over, [TURN]);
}
