//! What is told aloud of what arrives, and in which words.

use super::*;
use crate::{
    notify::{Item, Listener, digest_note, plan_notifications},
    private::{Coming, Room},
    school::{
        SchoolNote,
        notes::{Plan, plan},
    },
    settings::QuietHours,
};
use itsumo_domain::{
    i18n::Locale,
    school::{
        Question,
        absence::{Answered, Arrival},
    },
};

const NIGHT: QuietHours = QuietHours { from_minute: 21 * 60, to_minute: 7 * 60 };
const HER: Listener = Listener { notify: false, quiet: Some(NIGHT), locale: Locale::Ja };

fn now() -> Timestamp {
    at("2026-11-24", "08:30")
}

fn planned(record: &Record, before: Option<&Record>) -> Plan {
    plan(record, &Coming { first: false, known: before.is_some(), before, now: now() })
}

#[test]
fn a_notice_is_told_once_and_again_when_it_says_something_else() {
    let sent = |n: &str, edited: Option<&str>| {
        let (sent, edited) = (at(n, "08:00"), edited.map(|date| at(date, "08:10")));
        record(1, 1, kind::NOTICE, &Notice { sent, edited, ..notice(Vec::new()) })
    };
    let new = sent("2026-11-24", None);
    assert_eq!(planned(&new, None), Plan::Tell(SchoolNote::Notice));
    assert_eq!(planned(&new, Some(&new)), Plan::Nothing, "only its place in the log moved");
    assert_eq!(planned(&sent("2026-11-24", Some("2026-11-24")), Some(&new)), Plan::Tell(SchoolNote::Edited));
    assert_eq!(planned(&sent("2026-11-20", None), None), Plan::Nothing, "four days old");
    // The same from a second group.
    let second = Coming { first: false, known: true, before: None, now: now() };
    assert_eq!(plan(&new, &second), Plan::Nothing);
    // A group that is new here tells what is of today, and not its past.
    let first = |record| plan(record, &Coming { first: true, known: false, before: None, now: now() });
    assert_eq!(first(&new), Plan::Tell(SchoolNote::Notice));
    assert_eq!(first(&sent("2026-11-22", None)), Plan::Nothing);
}

#[test]
fn a_question_is_told_until_it_is_answered_or_over() {
    let asked = Question {
        pupil: YUI,
        facility: ASAHI,
        phone: "0436-00-0101".into(),
        day: day("2026-11-24"),
        at: at("2026-11-24", "08:25"),
        answer: None,
        over: false,
    };
    let answer = Answered { arrival: Arrival::LeftHome, at: now(), by: By::default() };
    let table = [
        (asked.clone(), Plan::Tell(SchoolNote::Question)),
        (Question { over: true, ..asked.clone() }, Plan::Over),
        (Question { answer: Some(answer), ..asked.clone() }, Plan::Over),
        (Question { day: day("2026-11-23"), ..asked.clone() }, Plan::Over),
    ];
    for (question, expected) in table {
        assert_eq!(planned(&record(1, 1, kind::QUESTION, &question), None), expected, "{question:?}");
    }
    let before = record(1, 1, kind::QUESTION, &asked);
    assert_eq!(planned(&before, Some(&before)), Plan::Nothing);
    let again = Question { at: now(), ..asked };
    assert_eq!(planned(&record(1, 2, kind::QUESTION, &again), Some(&before)), Plan::Tell(SchoolNote::Question));
}

#[test]
fn the_teacher_s_yes_is_told_to_who_told_and_others_words_to_those_who_did_not_say_them() {
    let mine = told(Part::AllDay, &[(ASAHI, Desk::Class), (CLUB, Desk::Class)]);
    let mut known = mine.clone();
    known.desks.iter_mut().for_each(|desk| desk.confirmed = Some(now()));
    let half = AbsenceView { desks: vec![known.desks[0].clone(), mine.desks[1].clone()], ..mine.clone() };
    let theirs = AbsenceView { by: By { me: false, name: "父".into(), staff: false }, ..mine.clone() };
    let anew = AbsenceView { rev: 2, ..theirs.clone() };
    let past = AbsenceView {
        absence: Absence { from: day("2026-11-20"), until: day("2026-11-20"), ..theirs.absence.clone() },
        ..theirs.clone()
    };
    let table = [
        (&mine, None, Plan::Nothing, "her own word"),
        (&half, Some(&mine), Plan::Tell(SchoolNote::Confirmed), "the teacher has, 学童 looks at noon"),
        (&known, Some(&half), Plan::Nothing, "and that is not told a second time"),
        (&known, Some(&known), Plan::Nothing, "known already"),
        (&theirs, None, Plan::Tell(SchoolNote::Changed), "somebody else's word"),
        (&theirs, Some(&theirs), Plan::Nothing, "nothing said anew"),
        (&anew, Some(&mine), Plan::Tell(SchoolNote::Changed), "said anew by another"),
        (&past, None, Plan::Nothing, "of a day that is over"),
    ];
    for (view, before, expected, why) in table {
        let before = before.map(|view| record(1, 1, kind::ABSENCE, view));
        assert_eq!(planned(&record(1, 2, kind::ABSENCE, view), before.as_ref()), expected, "{why}");
    }
}

fn item(n: u128, what: SchoolNote) -> Item {
    Item::Private(what.aloud(Uuid::from_u128(n), "あさひ小".into(), now()))
}

#[test]
fn a_lock_screen_says_who_writes_and_nothing_of_what() {
    let told = |what| plan_notifications(&[item(1, what)], &HER, now()).tell.remove(0);
    let notice = told(SchoolNote::Notice);
    assert_eq!((notice.title.as_str(), notice.body.as_str(), notice.urgent), ("あさひ小からお知らせ", "", false));
    assert_eq!(notice.id, format!("school/{}", Uuid::from_u128(1)));
    let question = told(SchoolNote::Question);
    assert!(question.urgent && question.title == "あさひ小から確認のお願い");
    let unnamed = Item::Private(SchoolNote::Changed.aloud(Uuid::from_u128(1), String::new(), now()));
    assert_eq!(plan_notifications(&[unnamed], &HER, now()).tell[0].title, "学校への連絡が変わりました");
}

#[test]
fn the_night_is_quiet_but_for_a_child_that_is_looked_for() {
    let night = at("2026-11-24", "06:30");
    for what in [SchoolNote::Notice, SchoolNote::Edited, SchoolNote::Confirmed, SchoolNote::Changed] {
        let plan = plan_notifications(&[item(1, what)], &HER, night);
        assert_eq!((plan.tell.len(), plan.hold.len()), (0, 1), "{what:?}");
    }
    assert_eq!(plan_notifications(&[item(1, SchoolNote::Question)], &HER, night).tell.len(), 1);
}

#[test]
fn many_notices_are_one_and_what_is_not_a_notice_stays_by_itself() {
    let mut items: Vec<_> = (1..=5).map(|n| item(n, SchoolNote::Notice)).collect();
    items.push(item(6, SchoolNote::Confirmed));
    let plan = plan_notifications(&items, &HER, now());
    let ids: Vec<_> = plan.tell.iter().map(|note| note.id.as_str()).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert!(ids.contains(&digest_note(Room::School).as_str()));
    assert!(plan.tell.iter().any(|note| note.title == "学校からお知らせ 5 件"), "{:?}", plan.tell);
}
