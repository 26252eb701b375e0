//! A child's day, calendar, and what is still to be answered.

use super::*;
use crate::school::{Attendance, CalendarWhat, DayIs, Lunch};
use itsumo_domain::school::{absence::Lesson, notice::Ask};

fn absence(view: &AbsenceView) -> (Stream, Record) {
    (Stream::person(HANA), record(1, 1, kind::ABSENCE, view))
}

#[test]
fn a_day_is_open_or_closed_and_says_why() {
    let closed = |why: &str| DayIs::Closed(why.into());
    let table = [
        ("2026-11-24", DayIs::Open, DayIs::Open),
        ("2026-11-23", DayIs::Holiday("勤労感謝の日".into()), DayIs::Holiday("勤労感謝の日".into())),
        ("2026-11-28", DayIs::Weekday, DayIs::Open),
        ("2026-12-24", closed("冬休み"), DayIs::Open),
    ];
    let school = school(Vec::new());
    for (date, at_school, at_club) in table {
        let today = school.today(YUI, day(date));
        let is: Vec<_> = today.places.iter().map(|place| place.is.clone()).collect();
        assert_eq!(is, [at_school, at_club], "{date}: the school first, 学童 after");
        assert!(today.places.iter().all(|place| (place.is == DayIs::Open) != (place.attendance == Attendance::Closed)));
    }
    assert!(!school.today(YUI, day("2026-11-22")).is_open());
    let before = school.today(YUI, day("2026-04-05"));
    assert_eq!(before.places, [], "it does not go there yet");
    let stranger = school.today(Uuid::from_u128(77), day("2026-11-24"));
    assert!(stranger.places.is_empty() && !stranger.is_open());
}

#[test]
fn each_place_expects_the_child_as_it_was_told() {
    let (nine, two) = ("09:30".parse().unwrap(), "14:00".parse().unwrap());
    let (class, lunch, club) = ((ASAHI, Desk::Class), (ASAHI, Desk::Lunch), (CLUB, Desk::Class));
    let off = Lunch::Off { confirmed: false };
    let table = [
        (Part::AllDay, vec![class, lunch, club], Attendance::Absent, off, Attendance::Absent),
        (Part::AllDay, vec![class, lunch], Attendance::Absent, off, Attendance::NotTold),
        (Part::AllDay, vec![class], Attendance::Absent, Lunch::NotTold, Attendance::NotTold),
        (Part::AllDay, vec![club], Attendance::NotTold, Lunch::NotTold, Attendance::Absent),
        (Part::LateUntil { time: nine }, vec![class], Attendance::Late(nine), Lunch::Eats, Attendance::Expected),
        (
            Part::LeavesAt { time: two },
            vec![class, club],
            Attendance::Leaves(two),
            Lunch::Eats,
            Attendance::Leaves(two),
        ),
        (
            Part::SitsOut { lessons: vec![Lesson::Pool] },
            vec![class],
            Attendance::SitsOut(vec![Lesson::Pool]),
            Lunch::Eats,
            Attendance::Expected,
        ),
    ];
    for (part, tell, at_school, eats, at_club) in table {
        let school = school(vec![absence(&told(part.clone(), &tell))]);
        let today = school.today(YUI, day("2026-11-24"));
        let [first, second] = &today.places[..] else { panic!("two places") };
        assert_eq!((&first.attendance, first.lunch), (&at_school, eats), "{part:?} to {tell:?}");
        assert_eq!((&second.attendance, second.lunch), (&at_club, Lunch::None), "{part:?} to {tell:?}");
        // Nobody else's day changes, nor the next.
        assert_eq!(school.today(REN, day("2026-11-24")).places[0].attendance, Attendance::Expected);
        assert_eq!(school.today(YUI, day("2026-11-25")).places[0].attendance, Attendance::Expected);
    }
}

#[test]
fn the_kitchen_s_yes_is_shown_and_a_withdrawn_word_counts_for_nothing() {
    let mut view = told(Part::AllDay, &[(ASAHI, Desk::Class), (ASAHI, Desk::Lunch)]);
    view.desks[1].confirmed = Some(at("2026-11-24", "08:00"));
    let today = school(vec![absence(&view)]).today(YUI, day("2026-11-24"));
    assert_eq!(today.places[0].lunch, Lunch::Off { confirmed: true });
    assert_eq!(today.absences[0].delivery, crate::school::Delivery::Arrived, "the teacher has not looked yet");
    view.withdrawn = true;
    let today = school(vec![absence(&view)]).today(YUI, day("2026-11-24"));
    assert_eq!((today.absences.len(), &today.places[0].attendance), (0, &Attendance::Expected));
}

#[test]
fn what_notices_say_of_days_is_on_those_days_of_the_children_they_are_for() {
    let what = |text: &str| LocalText::ja(text);
    let trip = notice(vec![
        Block::Bring { day: day("2026-11-26"), what: what("弁当") },
        Block::Date { day: day("2026-11-26"), time: Some("08:00".parse().unwrap()), what: what("遠足") },
        Block::Date { day: day("2026-12-01"), time: None, what: what("面談") },
    ]);
    let trip = Notice { ask: Ask::Seen, due: Some(day("2026-11-25")), ..trip };
    // For Ren alone: it came in the guardian's own stream.
    let alone = Notice { pupils: vec![REN], ..trip.clone() };
    let held = vec![(Stream::person(HANA), record(1, 1, kind::NOTICE, &alone))];
    let school = school(held);
    let today = school.today(REN, day("2026-11-26"));
    assert_eq!((today.bring.len(), today.events.len()), (1, 1));
    assert_eq!(school.today(YUI, day("2026-11-26")).bring, []);
    let calendar = school.calendar(REN, day("2026-11-23"), day("2026-11-30"));
    let kinds: Vec<_> = calendar
        .iter()
        .map(|item| match &item.what {
            CalendarWhat::Event(_, what) | CalendarWhat::Bring(_, what) => (item.day, what.ja.clone()),
            CalendarWhat::Due(_, title) => (item.day, format!("〆{}", title.ja)),
            CalendarWhat::Closed(place, why) => (item.day, format!("{place} {why}")),
            CalendarWhat::Absence(_) => (item.day, "欠席".to_owned()),
        })
        .collect();
    let expected = [
        ("2026-11-23", "あさひ小 勤労感謝の日"),
        ("2026-11-25", "〆遠足"),
        ("2026-11-26", "弁当"),
        ("2026-11-26", "遠足"),
    ];
    assert_eq!(kinds, expected.map(|(date, what)| (day(date), what.to_owned())));
    assert_eq!(school.calendar(REN, day("2026-11-30"), day("2026-11-23")), []);
}

#[test]
fn what_is_due_first_comes_first_and_what_is_late_before_all() {
    let with = |n, due: Option<&str>| {
        let notice = Notice { ask: Ask::Seen, due: due.map(day), ..notice(Vec::new()) };
        (Stream::class(WHOLE), record(n, 1, kind::NOTICE, &notice))
    };
    let asks_nothing = (Stream::class(WHOLE), record(5, 1, kind::NOTICE, &notice(Vec::new())));
    let held = vec![with(1, None), with(2, Some("2026-11-30")), with(3, Some("2026-11-20")), asks_nothing];
    let school = school(held);
    let due: Vec<_> =
        school.due(day("2026-11-24")).iter().map(|due| (due.notice.id.as_u128(), due.days_left)).collect();
    assert_eq!(due, [(3, Some(-4)), (2, Some(6)), (1, None)]);
}

#[test]
fn the_draft_is_for_today_until_the_child_would_be_home() {
    let table = [
        ("2026-11-24", "06:00", "2026-11-24"),
        ("2026-11-24", "17:59", "2026-11-24"), // 学童 is open until six.
        ("2026-11-24", "18:00", "2026-11-25"),
        ("2026-11-20", "18:00", "2026-11-21"), // A Saturday: 学童 is open.
        ("2026-11-21", "18:00", "2026-11-24"), // Sunday and a holiday lie between.
    ];
    let school = school(Vec::new());
    let first = school.draft(YUI, at("2026-11-24", "06:00")).unwrap().tell[0];
    assert_eq!(first.facility, ASAHI, "the school is told first, though 学童 stands first on the card");
    for (date, time, meant) in table {
        let draft = school.draft(YUI, at(date, time)).unwrap();
        assert_eq!((draft.from, draft.until), (day(meant), day(meant)), "{date} {time}");
    }
    assert_eq!(school.draft(REN, at("2026-11-24", "07:00")), None, "may read notices, and tell nothing");
    assert_eq!(school.draft(Uuid::from_u128(5), at("2026-11-24", "07:00")), None);
    assert_eq!(school.next_open(REN, day("2026-12-24")), Some(day("2027-01-07")));
}

#[test]
fn an_edit_that_reached_one_group_before_the_other_is_what_is_shown() {
    let old = notice(Vec::new());
    let new =
        Notice { title: LocalText::ja("遠足（延期）"), edited: Some(at("2026-11-24", "07:00")), ..old.clone() };
    let other = Stream::class(Uuid::from_u128(9));
    for (first, second) in [(&old, &new), (&new, &old)] {
        // The group with the old words has had more revisions: the time of the edit decides.
        let rev = |notice: &Notice| if notice.edited.is_some() { 1 } else { 7 };
        let held = vec![
            (Stream::class(WHOLE), record(1, rev(first), kind::NOTICE, first)),
            (other.clone(), record(1, rev(second), kind::NOTICE, second)),
        ];
        let school = school(held);
        assert_eq!(school.notices.len(), 1);
        assert_eq!(school.notices[0].notice.title.ja, "遠足（延期）");
        assert_eq!(school.notices[0].pupils, [YUI, REN]);
    }
}
