//! A class of 35 with everything that a morning brings, and pages drawn of it.

use super::{
    after_school_view::{AfterSchoolPage, after_school_main},
    calls_view::{Call, CallsPage, calls_main},
    class::{ClassPage, class_main},
    school_view::{SchoolPage, school_main},
    told_view::{Ear, Filled, ToldPage, told_main},
};
use crate::{console::words::Words, school::pupil::Contact};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    i18n::Locale,
    school::{
        Absence, AbsenceView, Desk, Facility, Group, GroupKind, Part, TimeOfDay,
        absence::{Arrival, By, DeskState, Lesson, Reason, Symptom, Told},
        board::{AfterSchoolBoard, AfterSchoolRow, ClassBoard, Counts, Row, Way, Whereabouts, plan_school},
    },
};
use uuid::Uuid;

const NAMES: &[(&str, &str)] = &[
    ("相川 陽菜", "あいかわ ひな"),
    ("飯田 蓮", "いいだ れん"),
    ("石塚 結愛", "いしづか ゆあ"),
    ("上野 大翔", "うえの ひろと"),
    ("大久保 さくら", "おおくぼ さくら"),
    ("小野寺 悠真", "おのでら ゆうま"),
    ("風間 咲良", "かざま さくら"),
    ("川崎 湊", "かわさき みなと"),
    ("木下 芽依", "きのした めい"),
    ("グエン ティ ミン アン", "ぐえん てぃ みん あん"),
    ("小泉 颯太", "こいずみ そうた"),
    ("齋藤 凛", "さいとう りん"),
];

pub fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn at(hour: u16, minute: u16) -> Timestamp {
    TimeOfDay::new(hour, minute).unwrap().on(day())
}

fn absence(part: Part, note: &str) -> (Uuid, AbsenceView) {
    let told = Told { facility: Uuid::from_u128(1), desk: Desk::Class };
    let absence = Absence {
        pupil: Uuid::from_u128(1),
        from: day(),
        until: day(),
        part,
        reason: Reason::Ill,
        symptoms: vec![Symptom::Fever, Symptom::Cough, Symptom::Throat],
        temperature: Some(385),
        note: note.to_owned(),
        call_me: false,
        tell: vec![told],
    };
    let by = By { me: false, name: "母".to_owned(), staff: false };
    let view = AbsenceView {
        absence,
        withdrawn: false,
        rev: 1,
        at: at(7, 42),
        by,
        late: false,
        desks: vec![DeskState { told, confirmed: None }],
        history: Vec::new(),
    };
    (Uuid::from_u128(77), view)
}

fn child(n: usize) -> Row {
    let (name, kana) = NAMES[n % NAMES.len()];
    let mut row = Row {
        pupil: Uuid::from_u128(1000 + n as u128),
        number: u16::try_from(n + 1).unwrap(),
        name: name.to_owned(),
        kana: kana.to_owned(),
        place: Whereabouts::Present,
        absences: Vec::new(),
        confirmed: true,
        changed: false,
        taken_back: false,
        leaves_at: None,
        sits_out: Vec::new(),
        call_me: false,
        days_in_row: 0,
        asked: None,
        answer: None,
        shielded: false,
    };
    match n % 35 {
        2 => {
            row.place = Whereabouts::Absent;
            row.absences = vec![absence(Part::AllDay, "昨夜から熱が下がらず、今朝かかりつけの病院に行きます。")];
            (row.confirmed, row.days_in_row, row.call_me) = (false, 3, true);
        }
        5 => (row.place, row.asked) = (Whereabouts::Unknown, Some(at(8, 26))),
        8 => {
            row.place = Whereabouts::Late { until: TimeOfDay::new(10, 30) };
            row.absences = vec![absence(Part::LateUntil { time: TimeOfDay::new(10, 30).unwrap() }, "")];
            (row.confirmed, row.changed) = (false, true);
        }
        11 => row.place = Whereabouts::Unknown,
        14 => (row.place, row.answer, row.shielded) = (Whereabouts::LeftHome, Some(Arrival::LeftHome), true),
        17 => {
            row.absences = vec![absence(Part::SitsOut { lessons: vec![Lesson::Pe, Lesson::Pool] }, "")];
            row.sits_out = vec![Lesson::Pe, Lesson::Pool];
        }
        20 => row.place = Whereabouts::Left { at: at(11, 20) },
        23 => {
            row.place = Whereabouts::Absent;
            row.absences = vec![absence(Part::AllDay, "")];
            row.days_in_row = 1;
        }
        _ => {}
    }
    row
}

pub fn board(pupils: usize) -> ClassBoard {
    let rows: Vec<Row> = (0..pupils).map(child).collect();
    let count = |is: fn(&Whereabouts) -> bool| u16::try_from(rows.iter().filter(|row| is(&row.place)).count()).unwrap();
    let counts = Counts {
        expected: u16::try_from(pupils).unwrap(),
        absent: count(|place| matches!(place, Whereabouts::Absent)),
        late: count(|place| matches!(place, Whereabouts::Late { .. })),
        present: count(|place| matches!(place, Whereabouts::Present | Whereabouts::Left { .. })),
        unknown: count(Whereabouts::is_unknown),
        unconfirmed: u16::try_from(rows.iter().filter(|row| !row.confirmed).count()).unwrap(),
    };
    ClassBoard { day: day(), group: group(1), open: true, past_cut_off: true, rows, counts }
}

fn group(n: u8) -> Group {
    let (grade, class) = ((n - 1) / 2 + 1, (n - 1) % 2 + 1);
    let name = format!("{grade}年{class}組");
    Group { id: Uuid::from_u128(10 + u128::from(n)), kind: GroupKind::Class, year: 2026, grade, name }
}

pub fn draw(body: dioxus::prelude::Element) -> String {
    dioxus_ssr::render_element(body)
}

pub fn class_page(board: &ClassBoard, locale: Locale) -> String {
    let classes: Vec<Group> = (1..=12).map(group).collect();
    draw(class_main(&ClassPage {
        words: Words { locale },
        board,
        classes: &classes,
        here: "/console/990019/f/board/c",
        boards: "/console/990019/f/board",
        calls: "/console/990019/f/calls",
        token: "t",
        cut_off: TimeOfDay::new(8, 20).unwrap(),
        now: at(8, 31),
    }))
}

#[test]
fn names_and_notes_are_text_and_nothing_else() {
    let mut board = board(1);
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    board.rows[0].name = evil.to_owned();
    board.rows[0].kana = String::new();
    board.rows[0].absences = vec![absence(Part::AllDay, evil)];
    board.rows[0].place = Whereabouts::Unknown;
    board.group.name = evil.to_owned();
    let html = class_page(&board, Locale::Ja);
    assert!(html.contains("&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#39;&#62;"), "{html}");
    for tag in ["<script", "<img", "\"'>"] {
        assert!(!html.contains(tag), "{tag} in {html}");
    }
}

#[test]
fn every_state_is_said_in_words_in_every_language() {
    for locale in Locale::ALL {
        let html = class_page(&board(35), locale);
        assert!(
            !html.contains("console-") && !html.contains("school-"),
            "a text is missing in {}: {html}",
            locale.code()
        );
        let signs = html.matches("class=\"sign\"").count();
        assert_eq!(signs, html.matches("aria-hidden").count(), "signs are not read");
        assert!(signs >= 35 + 4);
    }
}

#[test]
fn a_class_with_everybody_there_is_calm_and_offers_nothing_to_do() {
    let mut board = board(35);
    board.rows.iter_mut().for_each(|row| {
        (row.place, row.confirmed) = (Whereabouts::Present, true);
        row.absences.clear();
    });
    board.counts = Counts { expected: 35, present: 35, ..Counts::default() };
    let html = class_page(&board, Locale::Ja);
    assert!(html.contains("unknown none") && !html.contains("id=\"ask\"") && !html.contains("id=\"confirm-all\""));
}

#[test]
fn the_question_is_put_to_those_nobody_has_asked_yet_and_says_to_how_many() {
    let html = class_page(&board(35), Locale::Ja);
    assert!(html.contains("わからない2人の保護者に"), "{html}");
    let ask = html.split("id=\"ask\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert_eq!(ask.matches("name=\"pupil\"").count(), 2);
    let mut before = board(35);
    before.past_cut_off = false;
    assert!(!class_page(&before, Locale::Ja).contains("id=\"ask\""), "nobody is asked before the cut-off");
}

#[test]
fn who_left_for_the_after_school_club_and_has_not_come_is_named_with_its_telephone() {
    let html = school_page(Locale::Ja);
    let at = html.find("14:40").expect("when the child left");
    let section = &html[html[..at].rfind("<section").unwrap()..];
    let section = section.split("</section>").next().unwrap();
    assert!(section.contains("あさひ学童") && section.contains("tel:0436-00-1202"), "{section}");
}

pub fn school_page(locale: Locale) -> String {
    let boards = (1..=12).map(|n| {
        let mut one = board(if n % 3 == 0 { 35 } else { 28 });
        one.group = group(n);
        if n % 2 == 0 {
            one.rows.iter_mut().for_each(|row| row.place = Whereabouts::Present);
            one.counts = Counts { expected: one.counts.expected, present: one.counts.expected, ..Counts::default() };
        }
        one
    });
    let view = plan_school(day(), true, true, boards.collect());
    let open = (1..=12).map(|n| group(n).id).collect();
    let club =
        Facility { short: "あさひ学童".to_owned(), phone: "0436-00-1202".to_owned(), ..Facility::default() };
    let (name, kana) = NAMES[3];
    let row = AfterSchoolRow {
        pupil: Uuid::from_u128(3),
        name: name.to_owned(),
        kana: kana.to_owned(),
        group: group(1),
        way: Way::Over { left: at(14, 40), minutes: 31 },
        absences: Vec::new(),
        confirmed: true,
        leaves_at: None,
        shielded: false,
    };
    draw(school_main(&SchoolPage {
        words: Words { locale },
        view: &view,
        missed: &[(club, row)],
        here: "/s",
        boards: "/b",
        open: &open,
        names: true,
        health: true,
        cut_off: TimeOfDay::new(8, 20).unwrap(),
        now: at(8, 31),
    }))
}

pub fn after_page(locale: Locale) -> String {
    let ways = [
        Way::Over { left: at(14, 40), minutes: 31 },
        Way::OnTheWay { left: at(15, 0), minutes: 11 },
        Way::Expected,
        Way::Late { until: TimeOfDay::new(16, 0).unwrap() },
        Way::Arrived { at: at(14, 55) },
        Way::Absent,
        Way::Left { at: at(15, 5) },
    ];
    let rows = ways.into_iter().enumerate().map(|(n, way)| {
        let (name, kana) = NAMES[n];
        let absences = if way == Way::Absent { vec![absence(Part::AllDay, "")] } else { Vec::new() };
        AfterSchoolRow {
            pupil: Uuid::from_u128(n as u128),
            name: name.to_owned(),
            kana: kana.to_owned(),
            group: group(1),
            confirmed: absences.is_empty(),
            way,
            absences,
            leaves_at: None,
            shielded: n == 1,
        }
    });
    let board = AfterSchoolBoard {
        day: day(),
        open: true,
        rows: rows.collect(),
        expected: 7,
        arrived: 2,
        absent: 1,
        on_the_way: 2,
        over: 1,
    };
    let facility = Facility { way_minutes: 20, ..Facility::default() };
    let words = Words { locale };
    draw(after_school_main(&AfterSchoolPage {
        words,
        board: &board,
        facility: &facility,
        here: "/a",
        token: "t",
        now: at(15, 11),
    }))
}

pub fn calls_page(locale: Locale) -> String {
    let contact = |place, relation: &str, name: &str, phone: &str| Contact {
        place,
        name: name.to_owned(),
        relation: relation.to_owned(),
        phone: phone.to_owned(),
        address: String::new(),
        person: None,
    };
    let calls: Vec<Call> = board(35)
        .rows
        .into_iter()
        .filter(|row| row.place.is_unknown())
        .map(|row| Call {
            group: group(1),
            contacts: vec![
                contact(1, "母", "相川 美咲", "0436-00-0101"),
                contact(2, "祖父", "長谷川 喜三郎", "0436-00-0102"),
            ],
            row,
            board: "/b".to_owned(),
        })
        .collect();
    draw(calls_main(&CallsPage {
        words: Words { locale },
        facility: "ひなた市立あさひ小学校",
        day: day(),
        past_cut_off: true,
        calls: &calls,
        now: at(8, 31),
    }))
}

pub fn told_page(locale: Locale) -> String {
    let words = Words { locale };
    let filled = Filled { from: day().to_string(), tell: vec!["a/class".to_owned()], ..Filled::default() };
    let ears = [
        Ear { value: "a/class".to_owned(), name: "担任".to_owned() },
        Ear { value: "a/lunch".to_owned(), name: "給食".to_owned() },
    ];
    draw(told_main(&ToldPage {
        words,
        filled: &filled,
        name: "大久保 さくら",
        kana: "おおくぼ さくら",
        ears: &ears,
        wrong: Some(("temperature".to_owned(), words.marked("refused-not-a-temperature", &[]))),
        here: "/t",
        board: "/b",
        token: "t",
        shielded: false,
        days: (day(), day()),
    }))
}

#[test]
fn every_page_has_its_words_in_every_language() {
    for locale in Locale::ALL {
        for html in [school_page(locale), after_page(locale), calls_page(locale), told_page(locale)] {
            assert!(!html.contains("console-") && !html.contains(">school-"), "{}: {html}", locale.code());
            assert_eq!(html.matches("<h1").count(), 1);
        }
    }
}
