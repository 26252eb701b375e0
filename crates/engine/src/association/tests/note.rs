//! What is told aloud, and how loud.

use super::*;
use crate::{
    association::{
        AssociationNote,
        notes::{Plan, aloud, plan},
    },
    notify::{Item, Listener, digest_note, plan_notifications},
    private::{Coming, Loud, Room},
    settings::QuietHours,
};
use itsumo_domain::{association::Meeting, i18n::Locale};

const NIGHT: QuietHours = QuietHours { from_minute: 17 * 60, to_minute: 7 * 60 };
const HER: Listener = Listener { notify: false, quiet: None, locale: Locale::Ja };
const ASLEEP: Listener = Listener { quiet: Some(NIGHT), ..HER };

fn planned(stream: &Stream, record: &Record, before: Option<&Record>) -> Plan {
    plan(stream, record, &Coming { first: false, known: before.is_some(), before, now: now() })
}

#[test]
fn a_circular_is_told_when_it_comes_when_it_changes_and_when_it_is_reminded_of() {
    let stream = Stream::association(HINODE);
    let (id, new) = circular(1);
    let first = record(id, kind::CIRCULAR, &new);
    let said = |circular: Circular| planned(&stream, &record(id, kind::CIRCULAR, &circular), Some(&first));
    assert_eq!(planned(&stream, &first, None), Plan::Tell(AssociationNote::Circular));
    assert_eq!(said(new.clone()), Plan::Nothing, "only its place in the log moved");
    assert_eq!(said(Circular { edited: Some(now()), ..new.clone() }), Plan::Tell(AssociationNote::Edited));
    assert_eq!(said(Circular { reminded: Some(now()), ..new.clone() }), Plan::Tell(AssociationNote::Reminded));
    let over = Circular { expires: Some("2026-11-23".parse().unwrap()), ..new.clone() };
    assert_eq!(said(over), Plan::Over);
    // The same from a second block's stream.
    let second = Coming { first: false, known: true, before: None, now: now() };
    assert_eq!(plan(&stream, &first, &second), Plan::Nothing);
    // Who has just joined is not told what went round last week.
    let joined = Coming { first: true, known: false, before: None, now: now() };
    let old = Circular { sent: at("2026-11-22", "08:00"), ..new };
    assert_eq!(plan(&stream, &record(id, kind::CIRCULAR, &old), &joined), Plan::Nothing);
}

fn checked(status: Status, more: Vec<(Stream, Record)>) -> super::super::Associations {
    let records = with(officer(), vec![(Stream::association(HINODE), record(CHECK, kind::SAFETY, &check(status)))]);
    (*whole(with(records, more), vec![]).shown).clone()
}

#[test]
fn a_drill_and_a_real_check_are_told_apart_before_anything_is_read() {
    let note = |status, who: &Listener| {
        let aloud = aloud(&checked(status, vec![]), CHECK, AssociationNote::Safety, now()).unwrap().unwrap();
        plan_notifications(&[Item::Private(aloud)], who, now())
    };
    let real = note(Status::Actual, &ASLEEP);
    assert!(real.tell[0].urgent, "it breaks the night's quiet");
    assert_eq!(real.tell[0].title, "【安否確認】日の出町会");
    assert!(real.tell[0].body.starts_with("訓練ではありません。"));
    let drill = note(Status::Drill, &HER);
    assert!(!drill.tell[0].urgent);
    assert_eq!(drill.tell[0].title, "【訓練】日の出町会の安否確認");
    assert!(drill.tell[0].body.starts_with("これは訓練です。"));
    let held = note(Status::Drill, &ASLEEP);
    assert_eq!((held.tell.len(), held.hold.as_slice()), (0, [CHECK].as_slice()));
    // What is neither is no alarm either.
    assert!(!note(Status::Test, &HER).tell[0].urgent);
}

#[test]
fn who_is_known_to_be_well_is_not_woken() {
    let said = |condition| {
        let of = |n: u128, household| {
            let report = report(household, condition, "17:50");
            (Stream::household(household), record(Uuid::from_u128(0x600 + n), kind::SAFETY_REPORT, &report))
        };
        let all = checked(Status::Actual, vec![of(1, YAMADA), of(2, MORI)]);
        aloud(&all, CHECK, AssociationNote::Safety, now()).is_some()
    };
    assert!(!said(Condition::Safe));
    assert!(said(Condition::NotFound), "nobody has seen them: they are asked");
    let ended = SafetyCheck { ended: Some(now()), ..check(Status::Actual) };
    let stream = Stream::association(HINODE);
    assert_eq!(planned(&stream, &record(CHECK, kind::SAFETY, &ended), None), Plan::Over);
}

#[test]
fn an_officer_hears_of_a_call_for_help_until_somebody_sees_to_it() {
    let id = Uuid::from_u128(0x601);
    let call = record(id, kind::SAFETY_REPORT, &report(YAMADA, Condition::Help, "17:40"));
    assert_eq!(planned(&Stream::officers(FIRST), &call, None), Plan::Tell(AssociationNote::Help));
    assert_eq!(planned(&Stream::household(YAMADA), &call, None), Plan::Nothing, "the household knows");
    let lies = || vec![(Stream::officers(FIRST), call.clone())];
    let heard = |status| aloud(&checked(status, lies()), id, AssociationNote::Help, now()).unwrap().unwrap();
    assert_eq!((heard(Status::Actual).loud, heard(Status::Actual).open), (Loud::Now, CHECK));
    assert_eq!(heard(Status::Drill).loud, Loud::Soon);
    let seen = SafetyReport { settles: vec![id], ..report(YAMADA, Condition::Safe, "17:50") };
    let seen = (Stream::officers(FIRST), record(Uuid::from_u128(0x602), kind::SAFETY_REPORT, &seen));
    let after = checked(Status::Actual, with(lies(), vec![seen]));
    assert_eq!(aloud(&after, id, AssociationNote::Help, now()), None);
}

#[test]
fn a_lock_screen_says_from_whom_and_nothing_of_what() {
    let (id, circular) = circular(1);
    let stream = Stream::association(HINODE);
    let lies = || vec![(stream.clone(), record(id, kind::CIRCULAR, &circular))];
    let all = whole(with(resident(), lies()), vec![]).shown;
    let aloud = |all, what| super::super::notes::aloud(all, id, what, now());
    let told = aloud(&all, AssociationNote::Circular).unwrap().unwrap();
    let note = plan_notifications(&[Item::Private(told.clone())], &HER, now()).tell.remove(0);
    assert_eq!((note.title.as_str(), note.body.as_str(), note.urgent), ("日の出町会から回覧", "", false));
    assert_eq!(note.id, format!("association/{id}"));
    let many: Vec<Item> =
        (0..5).map(|n| Item::Private(crate::private::Aloud { id: Uuid::from_u128(n), ..told.clone() })).collect();
    let digest = plan_notifications(&many, &HER, now()).tell;
    assert_eq!((digest.len(), digest[0].id.as_str()), (1, digest_note(Room::Association).as_str()));
    // An officer of elsewhere sees what went out without being told of it, and so does nobody yet known to be of it.
    let elsewhere = whole(lies(), vec![]).shown;
    assert_eq!(aloud(&elsewhere, AssociationNote::Circular), Some(None));
}

#[test]
fn a_meeting_is_told_while_votes_are_taken() {
    let stream = Stream::association(HINODE);
    let id = Uuid::from_u128(0x900);
    let of = |closes| record(id, kind::MEETING, &Meeting { association: HINODE, closes, ..Meeting::default() });
    assert_eq!(planned(&stream, &of(now().plus(1)), None), Plan::Tell(AssociationNote::Meeting));
    assert_eq!(planned(&stream, &of(now()), None), Plan::Over);
}
