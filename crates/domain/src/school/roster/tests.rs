//! A list read, compared and planned: tables of slips, and properties.

use super::*;
use crate::school::Facility;
use proptest::prelude::*;
use uuid::Uuid;

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();

fn school() -> Facility {
    Facility { kind: FacilityKind::School, short: "あさひ小".to_owned(), ..Facility::default() }
}

fn sheet(text: &str) -> Sheet {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    let lines = text.lines().zip(1..).map(|(text, line)| SheetLine { line, cells: cells(text) }).collect();
    Sheet { lines, open_end: !text.ends_with('\n'), open_quote: false }
}

fn read(text: &str) -> Read {
    read_roster(&sheet(text), &school(), DAY)
}

/// What would be there once the plan was carried out.
fn applied(current: &Current, plan: &Plan) -> Current {
    let mut pupils: Vec<Known> = current
        .pupils
        .iter()
        .filter(|known| !plan.children.iter().any(|child| child.pupil == Some(known.id)))
        .cloned()
        .collect();
    for known in &mut pupils {
        if plan.leaving.iter().any(|leaving| leaving.pupil == known.id) {
            known.here = None;
        }
    }
    for (n, child) in plan.children.iter().enumerate() {
        let row = child.row.clone();
        let number = u128::try_from(current.pupils.len() + n).unwrap();
        pupils.push(Known {
            id: child.pupil.unwrap_or_else(|| Uuid::from_u128(1_000_000 + number)),
            code: row.code,
            name: row.name,
            kana: row.kana,
            birth: row.birth,
            contacts: row.contacts,
            here: Some(Enrolled {
                year: plan.year,
                grade: row.grade,
                class: row.class,
                number: row.number,
                groups: row.groups,
            }),
            elsewhere: false,
        });
    }
    Current { year: current.year, pupils }
}

fn first(text: &str) -> Current {
    let empty = Current { year: 2026, pupils: Vec::new() };
    let read = read(text);
    let plan = plan_roster(&empty, &read, None);
    assert_eq!(plan.errors, Vec::new());
    applied(&empty, &plan)
}

const LIST: &str = "\
学年,組,出席番号,氏名,ふりがな,生年月日,児童番号,グループ,保護者1氏名,保護者1続柄,保護者1電話,保護者1住所
1,1,1,青木 そら,アオキ ソラ,R1.5.7,A001,,青木 みち,母,0436-00-1001,ひなた市1-1
1,1,2,井上 はる,いのうえ はる,2019/8/1,A002,,井上 けん,父,0436-00-1002,ひなた市1-2
1,2,1,上田 りく,うえだ りく,2019-06-30,A003,,上田 ゆき,母,0436-00-1003,ひなた市1-3
2,1,1,江口 なお,えぐち なお,平成30年12月24日,A004,吹奏楽,江口 りょう,父,０４３６-００-１００４,ひなた市1-4
2,1,2,小川 ゆい,おがわ ゆい,20190301,A005,吹奏楽、放送委員会,小川 まさ,祖母,0436-00-1005,ひなた市1-5
6,1,1,加藤 けい,かとう けい,H26.5.5,A006,,加藤 さち,母,0436-00-1006,ひなた市1-6
";

fn slips(text: &str) -> Vec<(u32, String, String)> {
    read(text).errors.into_iter().map(|error| (error.line, error.column, error.code)).collect()
}

fn slip(line: u32, column: &str, code: &str) -> Vec<(u32, String, String)> {
    assert!(ERRORS.contains(&code), "{code} is in no list");
    vec![(line, column.to_owned(), code.to_owned())]
}

#[test]
fn a_list_is_read_as_schools_write_it() {
    let read = read(LIST);
    assert_eq!(read.errors, Vec::new());
    let row = &read.rows[3];
    assert_eq!((row.grade, row.class.as_str(), row.class_grade, row.number), (Some(2), "2年1組", 2, 1));
    assert_eq!(
        (row.birth.unwrap().to_string().as_str(), row.groups.as_slice()),
        ("2018-12-24", &["吹奏楽".to_owned()][..])
    );
    assert_eq!(row.contacts[0].phone, "0436-00-1004");
    assert_eq!(read.rows[0].kana, "あおき そら");
}

#[test]
fn headings_come_in_two_languages_in_any_order_and_below_a_title() {
    let english = "Guardian 1 phone,name,CLASS,grade,Kana,guardian_1_name,memo\n0436001001,青木 そら,1-2,1年生,ｱｵｷ ｿﾗ,青木 みち,x\n";
    let read = super::tests::read(&format!("令和8年度 名簿,,,,,,\n\n{english}"));
    assert_eq!(read.errors, Vec::new());
    assert_eq!(read.passed_over, ["memo"]);
    let row = &read.rows[0];
    assert_eq!((row.class.as_str(), row.kana.as_str(), row.contacts.len()), ("1年2組", "あおき そら", 1));
    assert_eq!(row.line, 4);
}

#[test]
fn names_of_classes_stay_names() {
    let of = |cell: &str, kind: FacilityKind| {
        let facility = Facility { kind, short: "あさひ学童".to_owned(), ..Facility::default() };
        let read = read_roster(&sheet(&format!("学年,組,氏名\n3,{cell},青木 そら\n")), &facility, DAY);
        assert_eq!(read.errors, Vec::new(), "{cell}");
        read.rows[0].class.clone()
    };
    assert_eq!(of("２組", FacilityKind::School), "3年2組");
    assert_eq!(of("A", FacilityKind::School), "3年A組");
    assert_eq!(of("3年2組", FacilityKind::School), "3年2組");
    assert_eq!(of("なかよし学級", FacilityKind::School), "なかよし学級");
    assert_eq!(of("さくら", FacilityKind::Nursery), "さくら組");
    assert_eq!(of("", FacilityKind::AfterSchool), "あさひ学童");
}

#[test]
fn every_wrong_cell_is_named_with_its_place() {
    let with = |column: &str, cell: &str| format!("学年,組,氏名,{column}\n1,1,青木 そら,{cell}\n");
    assert_eq!(slips(&with("生年月日", "7/5")), slip(2, "生年月日", "not-a-date"));
    assert_eq!(slips(&with("生年月日", "1919/5/7")), slip(2, "生年月日", "birth-unlikely"));
    assert_eq!(slips(&with("生年月日", "2091/5/7")), slip(2, "生年月日", "birth-unlikely"));
    assert_eq!(slips(&with("ふりがな", "青木")), slip(2, "ふりがな", "kana"));
    assert_eq!(slips(&with("出席番号", "いち")), slip(2, "出席番号", "not-a-number"));
    assert_eq!(slips(&with("保護者電話", "なし")), slip(2, "保護者電話", "phone"));
    assert_eq!(slips(&with("保護者電話", "436001001")), slip(2, "保護者電話", "phone-zero"));
    assert_eq!(slips(&with("保護者電話", "0436-00-1")), slip(2, "保護者電話", "phone"));
    assert_eq!(slips(&with("保護者住所", &"あ".repeat(200))), slip(2, "保護者住所", "too-long"));
    assert_eq!(slips(&with("保護者住所", "ひなた\u{7}市")), slip(2, "保護者住所", "control-character"));
    assert_eq!(slips("学年,組,氏名\n1,1,\n"), slip(2, "氏名", "name-missing"));
    assert_eq!(slips("学年,組,氏名\n1,,青木 そら\n"), slip(2, "組", "class-missing"));
    assert_eq!(slips("学年,組,氏名\n12,1,青木 そら\n"), slip(2, "学年", "grade-unlikely"));
    assert_eq!(slips("学年,組,氏名\n一,1,青木 そら\n"), slip(2, "学年", "not-a-number"));
    assert_eq!(slips("学年,組,氏名,住所\n1,1,青木 そら,ひなた市1,2\n"), slip(2, "", "cell-count"));
    assert_eq!(slips("学年,組,氏名\n1,1\n1,1,青木 そら\n"), slip(2, "", "cell-count"));
}

#[test]
fn a_file_that_is_no_list_is_named() {
    assert_eq!(slips(""), slip(0, "", "empty"));
    assert_eq!(slips(",,\n,,\n"), slip(0, "", "empty"));
    assert_eq!(slips("こんにちは\n"), slip(0, "", "column-missing"));
    assert_eq!(slips("学年,氏名\n1,青木 そら\n"), slip(1, "", "column-missing"));
    assert_eq!(slips("学年,組,氏名,名前\n1,1,青木 そら,青木\n"), slip(1, "名前", "column-twice"));
    assert_eq!(slips("学年,組,氏名\n"), slip(0, "", "no-pupils"));
    assert_eq!(slips("学年,組,氏名,ふりがな\n1,1,青木 そら,あおき そら\n1,1,井上"), slip(3, "", "truncated"));
    let open = Sheet { open_quote: true, ..sheet("学年,組,氏名\n1,1,青木 そら\n1,1,井上 はる") };
    assert_eq!(read_roster(&open, &school(), DAY).errors[0].code, "quote-open");
}

#[test]
fn the_same_child_on_two_lines_is_named_with_both() {
    let text = format!("{LIST}3,1,9,青木 そら,あおき そら,2019-05-07,A001,,,,,\n");
    let error = &read(&text).errors[0];
    assert_eq!(
        (error.line, error.column.as_str(), error.code.as_str(), error.found.as_str()),
        (8, "児童番号", "twice", "2")
    );
    let text = "学年,組,出席番号,氏名\n1,1,1,青木 そら\n1,1,1,井上 はる\n";
    assert_eq!(slips(text), slip(3, "出席番号", "number-twice"));
    // Two children of one name in two classes are two.
    assert_eq!(slips("学年,組,氏名\n1,1,青木 そら\n1,2,青木 そら\n"), Vec::new());
}

#[test]
fn the_same_list_again_changes_nothing() {
    let current = first(LIST);
    let plan = plan_roster(&current, &read(LIST), None);
    assert!(plan.is_empty(), "{plan:#?}");
    // And neither does a list that says less.
    let less =
        "学年,組,氏名\n1,1,青木 そら\n1,1,井上 はる\n1,2,上田 りく\n2,1,江口 なお\n2,1,小川 ゆい\n6,1,加藤 けい\n";
    assert!(plan_roster(&current, &read(less), None).is_empty());
}

#[test]
fn what_changes_is_told_field_by_field() {
    let current = first(LIST);
    let text = LIST
        .replace("0436-00-1001", "0436-00-2001")
        .replace("1,1,2,井上 はる,いのうえ はる", "1,2,9,井上 はる,いのうえ はる")
        .replace("上田 りく,うえだ りく", "森 りく,もり りく");
    let plan = plan_roster(&current, &read(&text), None);
    assert_eq!(plan.errors, Vec::new());
    assert_eq!((plan.count(Step::Changes), plan.count(Step::Moves), plan.count(Step::Same)), (2, 1, 3));
    let moved = plan.children.iter().find(|child| child.step == Step::Moves).unwrap();
    assert_eq!((moved.from.as_str(), moved.class.as_str()), ("1年1組", "1年2組"));
    let fields = |name: &str| {
        let child = plan.children.iter().find(|child| child.name == name).unwrap();
        child.changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(fields("青木 そら"), ["contacts"]);
    assert_eq!(fields("森 りく"), ["name", "kana"]);
}

#[test]
fn half_a_file_is_refused_until_the_leaving_were_counted() {
    let current = first(LIST);
    let half: String = LIST.lines().take(4).map(|line| format!("{line}\n")).collect();
    let plan = plan_roster(&current, &read(&half), None);
    assert_eq!(plan.leaving.len(), 3);
    assert_eq!((plan.errors[0].code.as_str(), plan.errors[0].found.as_str()), ("half-file", "3/6"));
    assert_eq!(plan_roster(&current, &read(&half), Some(2)).errors.len(), 1, "another number is no consent");
    assert_eq!(plan_roster(&current, &read(&half), Some(3)).errors, Vec::new());
    // One of six who moves away is no half file.
    let one: String = LIST.lines().take(6).map(|line| format!("{line}\n")).collect();
    assert_eq!(plan_roster(&current, &read(&one), None).errors, Vec::new());
}

#[test]
fn a_child_the_city_knows_is_the_same_child() {
    let mut current = first(LIST);
    for known in &mut current.pupils {
        known.here = None;
    }
    // By its number, and by reading and birthday where the other facility has no numbers.
    let plan = plan_roster(&current, &read(LIST), None);
    assert_eq!(plan.count(Step::Comes), 6);
    let bare = "学年,組,氏名,ふりがな,生年月日\n1,1,青木 空,あおき そら,2019-05-07\n";
    let plan = plan_roster(&current, &read(bare), None);
    assert_eq!((plan.count(Step::Comes), plan.children[0].pupil), (1, Some(current.pupils[0].id)));
    // The name alone is nobody's proof.
    let plan = plan_roster(&current, &read("学年,組,氏名\n1,1,青木 そら\n"), None);
    assert_eq!(plan.count(Step::New), 1);
}

#[test]
fn two_facilities_lists_do_not_take_each_other_s_people_to_call() {
    let mut current = first(LIST);
    for known in &mut current.pupils {
        (known.here, known.elsewhere) = (None, true);
    }
    let club = "学年,組,氏名,ふりがな,生年月日,保護者,続柄,電話\n1,1,青木 そら,あおき そら,2019-05-07,青木 たえ,祖母,0436-00-7001\n";
    let plan = plan_roster(&current, &read(club), None);
    let names = |plan: &Plan| plan.children[0].row.contacts.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&plan), ["青木 みち", "青木 たえ"]);
    // Nor does the school's, read again.
    let mut then = first(LIST);
    then.pupils[0].elsewhere = true;
    then.pupils[0].contacts = plan.children[0].row.contacts.clone();
    assert!(plan_roster(&then, &read(LIST), None).is_empty());
}

#[test]
fn what_cannot_be_told_is_said() {
    let current = first("学年,組,氏名\n1,1,青木 そら\n1,2,井上 はる\n1,2,上田 りく\n1,2,江口 なお\n");
    let text = "学年,組,氏名\n1,2,青木 そら\n1,2,井上 はる\n1,2,上田 りく\n1,2,江口 なお\n";
    let plan = plan_roster(&current, &read(text), None);
    assert_eq!((plan.errors[0].code.as_str(), plan.errors[0].found.as_str()), ("moved-or-new", "1年1組"));
    // A number that was somebody else's.
    let current = first(LIST);
    let plan = plan_roster(
        &current,
        &read(&LIST.replace("上田 りく,うえだ りく,2019-06-30", "森 あお,もり あお,2019-01-01")),
        None,
    );
    assert_eq!((plan.errors[0].line, plan.errors[0].code.as_str()), (4, "code-of-another"));
    // Two children of the city with one number.
    let mut twins = first(LIST);
    twins.pupils[1].code = "A001".to_owned();
    twins.pupils[1].name = "青木 そら".to_owned();
    let plan = plan_roster(&twins, &read(LIST), None);
    assert!(plan.errors.iter().any(|error| error.code == "ambiguous" && error.line == 2), "{:?}", plan.errors);
}

#[test]
fn april_takes_everybody_a_grade_up_and_lets_the_highest_finish() {
    let mut current = first(LIST);
    current.year = 2027;
    let april = "\
学年,組,出席番号,氏名,ふりがな,生年月日,児童番号
2,1,1,青木 そら,あおき そら,2019-05-07,A001
2,2,1,井上 はる,いのうえ はる,2019-08-01,A002
2,1,2,上田 りく,うえだ りく,2019-06-30,A003
3,1,1,江口 なお,えぐち なお,2018-12-24,A004
3,1,2,小川 ゆい,おがわ ゆい,2019-03-01,A005
1,1,1,木村 あき,きむら あき,2020-07-07,A007
";
    let day = NaiveDate::from_ymd_opt(2027, 4, 1).unwrap();
    let read = read_roster(&sheet(april), &school(), day);
    let plan = plan_roster(&current, &read, None);
    assert_eq!(plan.errors, Vec::new());
    assert!(plan.new_year);
    assert_eq!((plan.count(Step::Moves), plan.count(Step::New)), (5, 1));
    assert_eq!(
        plan.leaving.iter().map(|left| (left.name.as_str(), left.finishes)).collect::<Vec<_>>(),
        [("加藤 けい", true)]
    );
    // Without numbers and birthdays it is still told by name and grade.
    let bare =
        "学年,組,氏名\n2,1,青木 そら\n2,2,井上 はる\n2,1,上田 りく\n3,1,江口 なお\n3,1,小川 ゆい\n1,1,木村 あき\n";
    let plan = plan_roster(&current, &read_roster(&sheet(bare), &school(), day), None);
    assert_eq!((plan.count(Step::Moves), plan.count(Step::New), plan.errors.len()), (5, 1, 0));
}

/// Children of a small town: each has a number that says who it is, a grade, a class, and what its list knows of it.
type Listed = (u16, u8, u8, bool, bool);

fn a_list() -> impl Strategy<Value = Vec<Listed>> {
    let one = (1_u8..=6, 1_u8..=2, proptest::bool::weighted(0.7), proptest::bool::weighted(0.9));
    proptest::collection::btree_map(0_u16..60, one, 1..40).prop_map(|map| {
        map.into_iter().map(|(n, (grade, class, code, birth))| (n, grade, class, code, birth)).collect()
    })
}

fn text(list: &[Listed]) -> String {
    const FAMILIES: [(&str, &str); 8] = [
        ("青木", "あおき"),
        ("井上", "いのうえ"),
        ("上田", "うえだ"),
        ("江口", "えぐち"),
        ("小川", "おがわ"),
        ("加藤", "かとう"),
        ("木村", "きむら"),
        ("佐藤", "さとう"),
    ];
    const GIVEN: [&str; 7] = ["そら", "はる", "りく", "なお", "ゆい", "けい", "あき"];
    let mut text = "学年,組,出席番号,氏名,ふりがな,生年月日,児童番号\n".to_owned();
    for (who, grade, class, code, birth) in list {
        // Of sixty children four pairs have one name.
        let (family, kana) = FAMILIES[usize::from(who % 8)];
        let given = GIVEN[usize::from(who % 56 / 8)];
        let code = if *code { format!("B{who:03}") } else { String::new() };
        let birth = if *birth { format!("2018-{:02}-{:02}", 1 + who % 12, 1 + who % 28) } else { String::new() };
        text.push_str(&format!("{grade},{class},{},{family} {given},{kana} {given},{birth},{code}\n", who + 1));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_plan_that_was_carried_out_leaves_nothing_to_do(one in a_list(), two in a_list()) {
        let empty = Current { year: 2026, pupils: Vec::new() };
        let (one, two) = (read(&text(&one)), read(&text(&two)));
        prop_assume!(one.errors.is_empty() && two.errors.is_empty());
        let there = applied(&empty, &plan_roster(&empty, &one, None));
        let shown = plan_roster(&there, &two, None);
        let count = u32::try_from(shown.leaving.len()).unwrap();
        let plan = plan_roster(&there, &two, Some(count));
        prop_assert_eq!(&plan, &plan_roster(&there, &two, Some(count)), "planned twice is as once");
        prop_assume!(plan.errors.is_empty());
        let then = applied(&there, &plan);
        let again = plan_roster(&then, &two, None);
        prop_assert!(again.errors.is_empty() && again.is_empty(), "{:#?}", again);
    }

    #[test]
    fn the_order_of_lines_does_not_matter(one in a_list(), two in a_list(), by in 0_usize..40) {
        let empty = Current { year: 2026, pupils: Vec::new() };
        let first = read(&text(&one));
        prop_assume!(first.errors.is_empty());
        let there = applied(&empty, &plan_roster(&empty, &first, None));
        let (mut turned, by) = (two.clone(), by % two.len());
        turned.rotate_left(by);
        let nowhere = |mut plan: Plan| {
            plan.children.iter_mut().for_each(|child| (child.line, child.row.line) = (0, 0));
            plan.errors.iter_mut().for_each(|error| (error.line, error.found) = (0, String::new()));
            plan.errors.sort();
            plan
        };
        let (straight, turned) = (read(&text(&two)), read(&text(&turned)));
        prop_assert_eq!(straight.errors.is_empty(), turned.errors.is_empty());
        prop_assume!(straight.errors.is_empty());
        let (straight, turned) = (plan_roster(&there, &straight, None), plan_roster(&there, &turned, None));
        prop_assert_eq!(nowhere(straight), nowhere(turned));
    }

    #[test]
    fn whatever_is_in_a_file_nothing_falls(cells in proptest::collection::vec(proptest::collection::vec(".{0,12}", 0..6), 0..8)) {
        let heads = SheetLine { line: 1, cells: ["学年", "組", "氏名", "電話", "生年月日"].map(str::to_owned).to_vec() };
        let lines = cells.into_iter().zip(2..).map(|(cells, line)| SheetLine { line, cells });
        let sheet = Sheet { lines: std::iter::once(heads).chain(lines).collect(), open_end: true, open_quote: false };
        let read = read_roster(&sheet, &school(), DAY);
        prop_assert!(read.errors.iter().all(|error| ERRORS.contains(&error.code.as_str())));
    }
}
