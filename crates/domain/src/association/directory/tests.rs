//! Lists of households as treasurers keep them.

use super::*;
use crate::{
    association::Delivery,
    list::{Sheet, SheetLine},
};
use proptest::prelude::*;
use uuid::Uuid;

fn sheet(text: &str) -> Sheet {
    let line = |(n, line): (usize, &str)| SheetLine {
        line: u32::try_from(n).unwrap() + 1,
        cells: line.split(',').map(str::to_owned).collect(),
    };
    Sheet { lines: text.lines().enumerate().map(line).collect(), open_end: !text.ends_with('\n'), open_quote: false }
}

fn known(n: u128, block: &str, order: u16, name: &str, place: &str) -> Known {
    let id = Uuid::from_u128(n);
    Known { id, block: block.into(), order, name: name.into(), place: place.into(), ..Known::default() }
}

fn plan(blocks: &[&str], known: &[Known], text: &str, confirmed: Option<u32>) -> Plan {
    let blocks: Vec<String> = blocks.iter().map(|block| (*block).to_owned()).collect();
    plan_directory(&blocks, known, &read_directory(&sheet(text)), confirmed)
}

fn codes(plan: &Plan) -> Vec<(u32, &str)> {
    for error in &plan.errors {
        assert!(crate::i18n::has(crate::i18n::Locale::Ja, &error_key(&error.code)), "{} has no words", error.code);
    }
    plan.errors.iter().map(|error| (error.line, error.code.as_str())).collect()
}

#[test]
fn a_treasurer_s_list_is_read_whatever_its_headings_and_widths() {
    let read = read_directory(&sheet(
        "日の出町会 世帯名簿\n班,世帯名,番地,よみ,電話番号,届け方\n１,山田,３－１２,ヤマダ,0436-00-5001,紙\n2班,佐藤,205号室,,,\n2,鈴木,206号室,すずき,,紙とアプリ\n",
    ));
    assert_eq!(read.errors, vec![]);
    let rows: Vec<_> =
        read.rows.iter().map(|row| (row.block.as_str(), row.order, row.name.as_str(), row.delivery)).collect();
    assert_eq!(
        rows,
        [("1班", 1, "山田", Some(Delivery::Paper)), ("2班", 1, "佐藤", None), ("2班", 2, "鈴木", Some(Delivery::Both))]
    );
    assert_eq!(read.rows[0].kana, "やまだ");
}

#[test]
fn each_slip_is_named_with_its_line() {
    let text = "班,世帯名,番地,電話,届け方\n,山田,1-1,,\n1,,1-2,,\n1,佐藤,1-3,436005001,\n1,鈴木,1-4,,伝書鳩\n1,田中,1-5,,\n1,田中,1−5,,\n1,井上,1-6,,アプリ\n";
    assert_eq!(
        codes(&plan(&["1班"], &[], text, None)),
        [(2, "block-missing"), (3, "name-missing"), (4, "phone-zero"), (5, "delivery"), (7, "twice")]
    );
    assert_eq!(codes(&plan(&[], &[], "班,世帯名\n1,山田\n", None)), [(1, "column-missing")]);
    assert_eq!(codes(&plan(&[], &[], "", None)), [(0, "empty")]);
    assert_eq!(codes(&plan(&[], &[], "班,世帯名,番地\n", None)), [(0, "no-households")]);
    assert_eq!(codes(&plan(&[], &[], "班,世帯名,番地,届け方\n1,井上,1-6,アプリ\n", None)), [(2, "app-nobody")]);
}

#[test]
fn who_is_known_stays_the_same_household_with_another_name_or_another_flat() {
    let known =
        [known(1, "1班", 1, "山田", "1-1"), known(2, "1班", 2, "佐藤", "1-2"), known(3, "1班", 3, "鈴木", "1-3")];
    let plan = plan(&["1班"], &known, "班,世帯名,番地\n1,山田,1ー1\n1,加藤,1-2\n1,鈴木,9-9\n1,田中,2-1\n", None);
    assert_eq!(codes(&plan), []);
    let steps: Vec<_> = plan.households.iter().map(|household| (household.household, household.step)).collect();
    let id = |n| Some(Uuid::from_u128(n));
    assert_eq!(
        steps,
        [(id(1), Step::Changes), (id(2), Step::Changes), (id(3), Step::Changes), (None, Step::New)],
        "{:?}",
        plan.households
    );
    assert_eq!(plan.leaving, []);
    let renamed: Vec<_> = plan.renamed().map(|household| household.name.as_str()).collect();
    assert_eq!(renamed, ["加藤"], "another name at one door is to be looked at");
}

/// 佐藤 of 1-12 move out, 加藤 move in at 11-2: neither door is the other, whatever a spreadsheet writes between numbers.
#[test]
fn two_doors_whose_figures_read_alike_without_a_dash_are_two() {
    let known = [Known { members: 2, ..known(1, "1班", 1, "佐藤", "1-12") }, known(2, "1班", 2, "田中", "112")];
    let plan = plan(&["1班"], &known, "班,世帯名,番地\n1,加藤,11-2\n1,田中,112\n1,田中,1-12-1\n1,田中,11-21\n", None);
    assert_eq!(codes(&plan), [], "田中 twice, at two doors");
    let steps: Vec<_> = plan.households.iter().map(|household| household.step).collect();
    assert_eq!(steps, [Step::New, Step::Same, Step::New, Step::New]);
    assert_eq!(plan.leaving.iter().map(|gone| (gone.name.as_str(), gone.members)).collect::<Vec<_>>(), [("佐藤", 2)]);
    assert_eq!(plan.renamed().count(), 0);
}

/// The next tenant of flat 205: the list cannot know whether 佐藤 are called 加藤 now or have gone.
#[test]
fn another_name_at_one_door_is_named_with_its_phones() {
    let known = [Known { members: 2, ..known(1, "1班", 1, "佐藤", "205号室") }];
    let plan = plan(&["1班"], &known, "班,世帯名,番地\n1,加藤,205\n", None);
    let renamed: Vec<_> = plan.renamed().map(|one| (one.name.as_str(), one.members)).collect();
    assert_eq!((codes(&plan), renamed), (vec![], vec![("加藤", 2)]));
}

#[test]
fn two_of_one_name_at_one_door_are_told_apart_by_a_hand_and_neither_is_lost() {
    let known = [known(1, "1班", 1, "山田", "1-1"), known(2, "1班", 2, "山田 様", "１番１号")];
    let plan = plan(&["1班"], &known, "班,世帯名,番地\n1,山田,1-1\n", None);
    assert_eq!(codes(&plan), [(2, "ambiguous")]);
}

#[test]
fn a_household_that_stands_in_another_block_is_not_moved_by_a_list() {
    let known = [known(1, "1班", 1, "山田", "1-1")];
    let plan = plan(&["1班", "2班"], &known, "班,世帯名,番地\n2,山田,1-1\n", None);
    assert_eq!(codes(&plan), [(2, "other-block")]);
}

#[test]
fn half_a_list_is_not_taken_for_the_whole() {
    let all: Vec<Known> = (1..=10).map(|n| known(n, "1班", 1, &format!("家{n}"), &format!("1-{n}"))).collect();
    let text = "班,世帯名,番地\n1,家1,1-1\n1,家2,1-2\n1,家3,1-3\n";
    assert_eq!(codes(&plan(&["1班"], &all, text, None)), [(0, "half-file")]);
    assert_eq!(codes(&plan(&["1班"], &all, text, Some(6))), [(0, "half-file")], "another number was seen");
    let agreed = plan(&["1班"], &all, text, Some(7));
    assert_eq!((codes(&agreed), agreed.leaving.len()), (vec![], 7));
}

proptest! {
    #[test]
    fn a_list_that_was_carried_out_changes_nothing_the_second_time(
        rows in proptest::collection::btree_map((1..4_u8, 1..30_u8), "[あ-ん]{1,4}", 1..30),
    ) {
        let text: String = std::iter::once("班,世帯名,番地,よみ\n".to_owned())
            .chain(rows.iter().map(|((block, place), name)| format!("{block},{name}家,{place}-1,{name}\n")))
            .collect();
        let first = plan(&[], &[], &text, None);
        prop_assert_eq!(codes(&first), vec![]);
        let known: Vec<Known> = first
            .households
            .iter()
            .enumerate()
            .map(|(n, household)| {
                let row = &household.row;
                let (kana, order) = (row.kana.clone(), row.order);
                Known { kana, order, ..known(n as u128 + 1, &row.block, order, &row.name, &row.place) }
            })
            .collect();
        let blocks: Vec<&str> = first.blocks.iter().map(String::as_str).collect();
        prop_assert!(plan(&blocks, &known, &text, None).is_empty());
    }
}
