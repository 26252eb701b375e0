//! The board by table, and what must be true of every board.

use super::*;
use crate::school::{
    Absence, Desk, Facility, Part, Question, SchoolDays,
    absence::{Answered, By, DeskState, Reason, Symptom, Told},
};
use proptest::prelude::*;

const PUPIL: Uuid = Uuid::from_u128(1);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A Tuesday after a long weekend.
fn today() -> NaiveDate {
    day("2026-11-24")
}

fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    time(text).on(today())
}

fn asahi() -> Facility {
    Facility {
        id: Uuid::from_u128(100),
        cut_off: time("08:20"),
        desks: vec![Desk::Class, Desk::Lunch],
        days: SchoolDays::default(),
        way_minutes: 20,
        ..Facility::default()
    }
}

fn absence(part: Part) -> Absence {
    Absence {
        pupil: PUPIL,
        from: today(),
        until: today(),
        part,
        reason: Reason::Ill,
        symptoms: Vec::new(),
        temperature: None,
        note: String::new(),
        call_me: false,
        tell: vec![Told { facility: asahi().id, desk: Desk::Class }],
    }
}

fn told(id: u128, absence: Absence, at: Timestamp) -> OnDesk {
    let desks = absence.tell.iter().map(|told| DeskState { told: *told, confirmed: None }).collect();
    let by = By { name: "母".to_owned(), ..By::default() };
    let view = AbsenceView { absence, withdrawn: false, rev: 1, at, by, late: false, desks, history: Vec::new() };
    OnDesk { id: Uuid::from_u128(id), view, changed: false }
}

fn mark(mark: Mark, at: Timestamp) -> Marked {
    Marked { pupil: PUPIL, day: today(), mark, at }
}

fn question(answer: Option<(Arrival, Timestamp)>) -> Question {
    Question {
        pupil: PUPIL,
        facility: asahi().id,
        phone: "0436-00-1234".to_owned(),
        day: today(),
        at: at("08:25"),
        answer: answer.map(|(arrival, at)| Answered { arrival, at, by: By::default() }),
        over: false,
    }
}

fn mio() -> Pupil {
    Pupil {
        id: PUPIL, number: 7, name: "青木 みお".to_owned(), kana: "あおき みお".to_owned(), shielded: false
    }
}

fn board(now: Timestamp, absences: &[OnDesk], marks: &[Marked], questions: &[Question]) -> ClassBoard {
    board_on(today(), now, absences, marks, questions)
}

fn board_on(
    day: NaiveDate,
    now: Timestamp,
    absences: &[OnDesk],
    marks: &[Marked],
    questions: &[Question],
) -> ClassBoard {
    let (facility, pupils) = (asahi(), [mio()]);
    let group = Group { name: "1年2組".to_owned(), grade: 1, ..Group::default() };
    plan_class(ClassDay { day, now, facility: &facility, group, pupils: &pupils, absences, marks, questions })
}

fn place(now: &str, absences: &[OnDesk], marks: &[Marked], questions: &[Question]) -> Whereabouts {
    board(at(now), absences, marks, questions).rows[0].place.clone()
}

const ALL_DAY: Part = Part::AllDay;

fn late(until: &str) -> Part {
    Part::LateUntil { time: time(until) }
}

#[test]
fn every_state_comes_from_the_last_word() {
    let all_day = |when: &str| told(1, absence(ALL_DAY), at(when));
    let late_by = |until: &str, when: &str| told(2, absence(late(until)), at(when));
    let home = |when: &str| question(Some((Arrival::LeftHome, at(when))));
    let left = Whereabouts::Left { at: at("14:30") };
    let until = |text: &str| Whereabouts::Late { until: Some(time(text)) };
    let seen = |when: &str| mark(Mark::Present, at(when));
    type Case = (&'static str, &'static str, Vec<OnDesk>, Vec<Marked>, Vec<Question>, Whereabouts);
    let table: Vec<Case> = vec![
        ("nothing is known", "08:00", vec![], vec![], vec![], Whereabouts::Unknown),
        ("told", "08:00", vec![all_day("07:40")], vec![], vec![], Whereabouts::Absent),
        ("told to come later", "08:00", vec![late_by("10:00", "07:40")], vec![], vec![], until("10:00")),
        ("a little after that time", "10:20", vec![late_by("10:00", "07:40")], vec![], vec![], until("10:00")),
        ("longer after it", "10:21", vec![late_by("10:00", "07:40")], vec![], vec![], Whereabouts::Unknown),
        ("late, and came", "10:30", vec![late_by("10:00", "07:40")], vec![seen("09:50")], vec![], Whereabouts::Present),
        (
            "late, then the whole day",
            "09:00",
            vec![late_by("10:00", "07:40"), all_day("08:50")],
            vec![],
            vec![],
            Whereabouts::Absent,
        ),
        (
            "the whole day, then late",
            "09:00",
            vec![all_day("07:40"), late_by("10:00", "08:50")],
            vec![],
            vec![],
            until("10:00"),
        ),
        ("seen after it was told", "08:30", vec![all_day("07:40")], vec![seen("08:25")], vec![], Whereabouts::Present),
        (
            "told after a slip of the pen",
            "08:50",
            vec![all_day("08:40")],
            vec![seen("08:25")],
            vec![],
            Whereabouts::Absent,
        ),
        (
            "at the same moment eyes win",
            "08:50",
            vec![all_day("08:25")],
            vec![seen("08:25")],
            vec![],
            Whereabouts::Present,
        ),
        (
            "the slip taken back",
            "08:50",
            vec![],
            vec![seen("08:25"), mark(Mark::Cleared, at("08:26"))],
            vec![],
            Whereabouts::Unknown,
        ),
        (
            "what was before the slip",
            "15:00",
            vec![],
            vec![seen("08:25"), mark(Mark::Left, at("09:00")), mark(Mark::Cleared, at("09:01"))],
            vec![],
            Whereabouts::Present,
        ),
        (
            "cleared too often",
            "08:50",
            vec![all_day("07:00")],
            vec![mark(Mark::Cleared, at("08:26")), mark(Mark::Cleared, at("08:27"))],
            vec![],
            Whereabouts::Absent,
        ),
        ("went home", "15:00", vec![], vec![seen("08:25"), mark(Mark::Left, at("14:30"))], vec![], left),
        ("marked as absent", "15:00", vec![], vec![mark(Mark::Absent, at("09:00"))], vec![], Whereabouts::Absent),
        ("asked, no answer", "08:40", vec![], vec![], vec![question(None)], Whereabouts::Unknown),
        ("left home", "08:40", vec![], vec![], vec![home("08:31")], Whereabouts::LeftHome),
        ("left home, and hours later", "14:00", vec![], vec![], vec![home("08:31")], Whereabouts::LeftHome),
        ("left home, and came", "08:50", vec![], vec![seen("08:45")], vec![home("08:31")], Whereabouts::Present),
        (
            "left home, says the father after the mother",
            "08:50",
            vec![all_day("08:00")],
            vec![],
            vec![home("08:31")],
            Whereabouts::LeftHome,
        ),
        (
            "an answer of absence is an absence of its own",
            "08:50",
            vec![],
            vec![],
            vec![question(Some((Arrival::Absent, at("08:31"))))],
            Whereabouts::Unknown,
        ),
    ];
    for (story, now, absences, marks, questions, expected) in table {
        assert_eq!(place(now, &absences, &marks, &questions), expected, "{story}");
    }
}

#[test]
fn what_is_not_of_this_day_says_nothing() {
    let mut withdrawn = told(1, absence(ALL_DAY), at("07:40"));
    withdrawn.view.withdrawn = true;
    let mut tomorrow = absence(ALL_DAY);
    (tomorrow.from, tomorrow.until) = (day("2026-11-25"), day("2026-11-25"));
    let mut other = absence(ALL_DAY);
    other.pupil = Uuid::from_u128(2);
    let absences = [withdrawn.clone(), told(2, tomorrow, at("07:40")), told(3, other, at("07:40"))];
    let yesterday = Marked { day: day("2026-11-20"), ..mark(Mark::Present, at("08:00")) };
    let row = board(at("08:30"), &absences, &[yesterday], &[]).rows[0].clone();
    assert_eq!((row.place, row.absences.len(), row.taken_back), (Whereabouts::Unknown, 0, true));
    let again = board(at("08:30"), &[withdrawn, told(4, absence(ALL_DAY), at("07:50"))], &[], &[]);
    assert!(!again.rows[0].taken_back, "something was told since");
}

#[test]
fn early_leaving_sitting_out_and_a_call_stand_on_the_row() {
    let mut leaves = absence(Part::LeavesAt { time: time("13:00") });
    leaves.call_me = true;
    let earlier = absence(Part::LeavesAt { time: time("11:30") });
    let sits = absence(Part::SitsOut { lessons: vec![Lesson::Pool, Lesson::Pe, Lesson::Pool] });
    let absences = [told(1, leaves, at("07:40")), told(2, earlier, at("07:41")), told(3, sits, at("07:42"))];
    let row = board(at("08:30"), &absences, &[], &[]).rows[0].clone();
    assert_eq!(row.place, Whereabouts::Unknown, "where it is in the morning was not said");
    assert_eq!((row.leaves_at, row.sits_out, row.call_me), (Some(time("11:30")), vec![Lesson::Pe, Lesson::Pool], true));
    let ids: Vec<u128> = row.absences.iter().map(|(id, _)| id.as_u128()).collect();
    assert_eq!(ids, [3, 2, 1], "the newest first");
}

#[test]
fn a_row_is_confirmed_when_this_desk_confirmed_all_of_it() {
    let mut one = told(1, absence(ALL_DAY), at("07:40"));
    assert!(!board(at("08:30"), std::slice::from_ref(&one), &[], &[]).rows[0].confirmed);
    one.view.desks[0].confirmed = Some(at("07:50"));
    one.view.desks.push(DeskState { told: Told { facility: asahi().id, desk: Desk::Lunch }, confirmed: None });
    let confirmed = board(at("08:30"), std::slice::from_ref(&one), &[], &[]);
    assert!(confirmed.rows[0].confirmed, "lunch answers for itself");
    assert_eq!(confirmed.counts.unconfirmed, 0);
    let mut two = told(2, absence(late("10:00")), at("08:00"));
    two.changed = true;
    let row = board(at("08:30"), &[one, two], &[], &[]).rows[0].clone();
    assert_eq!((row.confirmed, row.changed), (false, true));
}

#[test]
fn days_in_a_row_count_school_days_only() {
    let range = |from: &str, until: &str| Absence { from: day(from), until: day(until), ..absence(ALL_DAY) };
    let in_row = |absences: &[OnDesk], marks: &[Marked]| board(at("08:30"), absences, marks, &[]).rows[0].days_in_row;
    let early = at("07:00");
    assert_eq!(in_row(&[], &[]), 0);
    assert_eq!(in_row(&[told(1, range("2026-11-24", "2026-11-30"), early)], &[]), 1, "what is to come is not counted");
    // Thursday, Friday, a weekend, a holiday, today.
    assert_eq!(in_row(&[told(1, range("2026-11-19", "2026-11-24"), early)], &[]), 3);
    let twice = [told(1, range("2026-11-20", "2026-11-20"), early), told(2, range("2026-11-24", "2026-11-24"), early)];
    assert_eq!(in_row(&twice, &[]), 2, "two absences side by side are one row");
    let there_on_friday =
        Marked { day: day("2026-11-20"), ..mark(Mark::Present, at("06:00").plus(-4 * Timestamp::DAY)) };
    let mut long = told(1, range("2026-11-16", "2026-11-24"), at("07:00").plus(-9 * Timestamp::DAY));
    assert_eq!(in_row(std::slice::from_ref(&long), &[there_on_friday]), 1, "it was seen in between");
    long.view.absence.from = day("2026-06-01");
    assert_eq!(in_row(&[long], &[]), ROW_DAYS);
    let came_late = [
        told(1, Absence { part: late("10:00"), ..range("2026-11-20", "2026-11-20") }, early),
        told(2, absence(ALL_DAY), early),
    ];
    assert_eq!(in_row(&came_late, &[]), 1, "late is not absent");
}

#[test]
fn on_a_closed_day_nobody_is_expected() {
    let holiday = day("2026-11-23");
    let board = board_on(holiday, time("09:00").on(holiday), &[], &[], &[]);
    assert_eq!((board.open, board.rows.len(), board.counts), (false, 0, Counts::default()));
}

#[test]
fn the_cut_off_is_over_a_moment_after_it() {
    assert!(!board(at("08:20"), &[], &[], &[]).past_cut_off);
    assert!(board(at("08:20").plus(1), &[], &[], &[]).past_cut_off);
    let tomorrow = day("2026-11-25");
    assert!(!board_on(tomorrow, at("09:00"), &[], &[], &[]).past_cut_off);
}

#[test]
fn the_school_sees_its_classes_and_what_goes_round() {
    let facility = asahi();
    let class = |grade: u8, name: &str| Group {
        id: Uuid::from_u128(u128::from(grade)),
        grade,
        name: name.to_owned(),
        ..Group::default()
    };
    let child = |n: u128| Pupil { id: Uuid::from_u128(n), number: u16::try_from(n).unwrap(), ..Pupil::default() };
    let ill = |n: u128, part: Part, symptoms: Vec<Symptom>, reason: Reason| {
        told(n, Absence { pupil: Uuid::from_u128(n), symptoms, reason, ..absence(part) }, at("07:30"))
    };
    let absences = [
        ill(1, ALL_DAY, vec![Symptom::Fever, Symptom::Cough], Reason::Ill),
        ill(2, ALL_DAY, vec![Symptom::Fever], Reason::Infection),
        ill(3, late("10:00"), vec![Symptom::Cough], Reason::Clinic),
        ill(4, ALL_DAY, vec![], Reason::Family),
        ill(11, ALL_DAY, vec![], Reason::Mourning),
    ];
    let left_home = Question { pupil: Uuid::from_u128(13), ..question(Some((Arrival::LeftHome, at("08:30")))) };
    let board = |group: Group, pupils: Vec<Pupil>| {
        let questions = std::slice::from_ref(&left_home);
        plan_class(ClassDay {
            day: today(),
            now: at("08:40"),
            facility: &facility,
            group,
            pupils: &pupils,
            absences: &absences,
            marks: &[],
            questions,
        })
    };
    let boards = vec![
        board(class(1, "1年1組"), (1..=8).map(child).collect()),
        board(class(2, "2年1組"), (11..=13).map(child).collect()),
    ];
    let view = plan_school(today(), true, true, boards);
    assert_eq!((view.total.expected, view.total.absent, view.total.late, view.total.unknown), (11, 4, 1, 6));
    let first = &view.health.grades[0];
    assert_eq!((first.grade, first.expected, first.ill, first.infection), (1, 8, 3, 1));
    assert_eq!(first.symptoms, [(Symptom::Fever, 2), (Symptom::Cough, 2)].into());
    assert_eq!((view.health.classes[0].absent_ill, view.health.classes[0].per_mille), (2, 250));
    assert_eq!((view.health.classes[1].absent_ill, view.health.classes[1].per_mille), (0, 0));
    assert_eq!(view.unknown[0].1.pupil, Uuid::from_u128(13), "who left home comes first");
    assert!(view.in_a_row.is_empty());
    assert!(view.named().contains(&Uuid::from_u128(5)) && !view.named().contains(&Uuid::from_u128(1)));
    assert_eq!(plan_school(today(), false, false, Vec::new()).total, Counts::default());
}

#[test]
fn on_the_way_to_the_after_school_club_a_clock_runs() {
    let club = Facility { id: Uuid::from_u128(200), ..asahi() };
    let pupils = [(mio(), Group::default())];
    let way = |now: &str, absences: &[OnDesk], marks: &[Marked], elsewhere: &[Marked]| {
        let board = plan_after_school(AfterSchool {
            day: today(),
            now: at(now),
            facility: &club,
            pupils: &pupils,
            absences,
            marks,
            elsewhere,
        });
        let total = board.rows.len();
        assert_eq!(usize::from(board.expected), total);
        assert!(usize::from(board.arrived + board.absent + board.on_the_way + board.over) <= total);
        board.rows[0].way.clone()
    };
    let gone = [mark(Mark::Present, at("08:20")), mark(Mark::Left, at("14:50"))];
    let to_club = |part: Part| {
        let mut absence = absence(part);
        absence.tell = vec![Told { facility: club.id, desk: Desk::Class }];
        [told(1, absence, at("07:40"))]
    };
    let here = [mark(Mark::Present, at("15:05"))];
    assert_eq!(way("14:00", &[], &[], &gone[..1]), Way::Expected);
    assert_eq!(way("14:55", &[], &[], &gone), Way::OnTheWay { left: at("14:50"), minutes: 5 });
    assert_eq!(way("15:09", &[], &[], &gone), Way::OnTheWay { left: at("14:50"), minutes: 19 });
    assert_eq!(way("15:10", &[], &[], &gone), Way::Over { left: at("14:50"), minutes: 20 });
    assert_eq!(way("15:10", &[], &here, &gone), Way::Arrived { at: at("15:05") });
    let home = [here[0], mark(Mark::Left, at("17:30"))];
    assert_eq!(way("18:00", &[], &home, &gone), Way::Left { at: at("17:30") });
    assert_eq!(way("15:10", &to_club(ALL_DAY), &[], &gone), Way::Absent);
    assert_eq!(way("15:30", &to_club(late("16:00")), &[], &gone), Way::Late { until: time("16:00") });
    assert_eq!(way("16:25", &to_club(late("16:00")), &[], &[]), Way::Over { left: at("16:00"), minutes: 25 });
    assert_eq!(way("15:30", &to_club(late("16:00")), &here, &gone), Way::Arrived { at: at("15:05") });
    let slip = [gone[0], gone[1], mark(Mark::Cleared, at("14:51"))];
    assert_eq!(way("15:30", &[], &[], &slip), Way::Expected, "the school took its mark back");
    let early = to_club(Part::LeavesAt { time: time("16:30") });
    assert_eq!(way("15:10", &early, &here, &gone), Way::Arrived { at: at("15:05") });
    let running = plan_after_school(AfterSchool {
        day: today(),
        now: at("14:55"),
        facility: &club,
        pupils: &pupils,
        absences: &[],
        marks: &[],
        elsewhere: &gone,
    });
    assert_eq!(running.next_over(&club), Some(at("15:10")));
}

fn any_part() -> impl Strategy<Value = Part> {
    let time = (0u16..24, 0u16..60).prop_map(|(hour, minute)| TimeOfDay::new(hour, minute).unwrap());
    prop_oneof![
        Just(Part::AllDay),
        time.clone().prop_map(|time| Part::LateUntil { time }),
        time.prop_map(|time| Part::LeavesAt { time }),
        Just(Part::SitsOut { lessons: vec![Lesson::Pe] }),
    ]
}

prop_compose! {
    fn any_told()(
        pupil in 0u128..6, part in any_part(), from in -3i64..3, days in 0i64..4, minute in 0i64..1440,
        withdrawn in any::<bool>(), confirmed in any::<bool>(), id in any::<u128>(),
    ) -> OnDesk {
        let from = today() + chrono::Duration::days(from);
        let until = from + chrono::Duration::days(days);
        let absence = Absence { pupil: Uuid::from_u128(pupil), from, until, ..absence(part) };
        let mut told = told(id, absence, at("00:00").plus(minute * Timestamp::MINUTE));
        told.view.withdrawn = withdrawn;
        told.view.desks[0].confirmed = confirmed.then_some(told.view.at);
        told
    }
}

prop_compose! {
    fn any_mark()(pupil in 0u128..6, minute in 0i64..1440, kind in 0usize..4, before in 0i64..2) -> Marked {
        let mark = [Mark::Present, Mark::Left, Mark::Absent, Mark::Cleared][kind];
        let day = today() - chrono::Duration::days(before);
        Marked { pupil: Uuid::from_u128(pupil), day, mark, at: at("00:00").plus(minute * Timestamp::MINUTE) }
    }
}

prop_compose! {
    fn any_question()(pupil in 0u128..6, minute in 0i64..1440, answer in 0usize..4) -> Question {
        let at = at("00:00").plus(minute * Timestamp::MINUTE);
        let arrival = [None, Some(Arrival::LeftHome), Some(Arrival::Absent), Some(Arrival::Late)][answer];
        Question { pupil: Uuid::from_u128(pupil), ..question(arrival.map(|arrival| (arrival, at))) }
    }
}

proptest! {
    #[test]
    fn the_board_always_adds_up_and_believes_the_last_word(
        absences in proptest::collection::vec(any_told(), 0..14),
        mut marks in proptest::collection::vec(any_mark(), 0..14),
        questions in proptest::collection::vec(any_question(), 0..4),
        minute in 0i64..1440,
    ) {
        marks.sort_by_key(|marked| marked.at);
        let pupils: Vec<Pupil> = (0..5).map(|n| Pupil { id: Uuid::from_u128(n), ..Pupil::default() }).collect();
        let (facility, now) = (asahi(), at("00:00").plus(minute * Timestamp::MINUTE));
        let group = Group::default();
        let class = ClassDay {
            day: today(),
            now,
            facility: &facility,
            group,
            pupils: &pupils,
            absences: &absences,
            marks: &marks,
            questions: &questions,
        };
        let board = plan_class(class.clone());
        let counts = board.counts;
        prop_assert_eq!(counts.expected, counts.absent + counts.late + counts.present + counts.unknown);
        prop_assert_eq!(usize::from(counts.expected), pupils.len());
        for row in &board.rows {
            let last = |is: fn(&Part) -> bool| {
                row.absences.iter().filter(|(_, view)| is(&view.absence.part)).map(|(_, view)| view.at).max()
            };
            let all_day = last(|part| *part == Part::AllDay);
            let other = last(|part| matches!(part, Part::LateUntil { .. }));
            let marked = marks.iter().any(|marked| marked.pupil == row.pupil && marked.day == today());
            let answered = questions.iter().any(|question| question.pupil == row.pupil && question.answer.is_some());
            if let Some(all_day) = all_day
                && other.is_none_or(|other| other < all_day) && !marked && !answered
            {
                prop_assert_eq!(&row.place, &Whereabouts::Absent, "a whole day was told, and nothing since");
            }
            if let Whereabouts::Late { until: Some(until) } = row.place {
                prop_assert!(now <= until.on(today()).plus(LATE_GRACE * Timestamp::MINUTE));
            }
            let has_word = all_day.is_some() || other.is_some() || marked || answered;
            prop_assert!(row.place == Whereabouts::Unknown || has_word, "nobody is anywhere without a word");
            prop_assert!((row.days_in_row > 0) == (row.place == Whereabouts::Absent));
        }
        // The order of arrival of what was told and asked changes nothing, and somebody else's words change nobody.
        let (mut absences, mut questions) = (absences.clone(), questions.clone());
        absences.reverse();
        absences.retain(|told| told.view.absence.pupil != Uuid::from_u128(5));
        let asked: std::collections::BTreeSet<Uuid> = questions.iter().map(|question| question.pupil).collect();
        if asked.len() == questions.len() {
            questions.reverse();
        }
        let again = plan_class(ClassDay { absences: &absences, questions: &questions, ..class });
        let same_moment = absences.iter().enumerate().any(|(n, told)| {
            let of = |told: &OnDesk| (told.view.at, told.view.absence.pupil);
            absences.iter().skip(n + 1).any(|other| of(other) == of(told))
        });
        if !same_moment {
            prop_assert_eq!(again, board);
        }
    }
}
