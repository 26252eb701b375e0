//! A register of a few children, each with something about it.

use super::*;

const HEADER: &str = "child,sex,birth_date,product,date,lot";

/// What is found in a register: (line, verdict and rules, or why the line is no row).
fn audit(lines: &[&str]) -> (Vec<(u64, String)>, Result<Summary, Unsorted>) {
    audit_with(HEADER, lines)
}

fn audit_with(header: &str, lines: &[&str]) -> (Vec<(u64, String)>, Result<Summary, Unsorted>) {
    let header = Header::read(header.as_bytes()).unwrap();
    let mut audit = Audit::new(Pack::japan(), NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
    let (mut list, mut fields) = (Vec::new(), Fields::default());
    let mut found = |found: Found| {
        list.push(match found {
            Found::Bad { line, why } => (line, why.to_string()),
            Found::Broken { row, verdict } => {
                let rules: Vec<_> = verdict.findings.iter().map(|finding| finding.rule.as_str()).collect();
                (row.line, format!("{:?} {}", verdict.conforms, rules.join(" ")))
            }
        });
    };
    for (line, number) in lines.iter().zip(2..) {
        let row = header.row(number, line.as_bytes(), &mut fields);
        if let Err(unsorted) = audit.push(number, row, &mut found) {
            return (list, Err(unsorted));
        }
    }
    let summary = audit.finish(&mut found);
    (list, Ok(summary))
}

#[test]
fn a_clean_register_has_no_findings() {
    let (found, summary) = audit(&[
        "1,F,2026-05-10,PCV20,2026-07-09,A1",
        "1,F,2026-05-10,PCV20,2026-08-06,A2",
        "2,M,2025-05-10,BCG,2025-10-10,B1",
    ]);
    assert_eq!(found, []);
    let summary = summary.unwrap();
    assert_eq!((summary.rows, summary.children, summary.is_clean()), (3, 2, true));
}

#[test]
fn every_broken_dose_is_found_with_its_rule_and_its_line() {
    let (found, summary) = audit(&[
        "1,F,2026-05-10,DPT_IPV_HIB,2026-07-09,A1",
        "1,F,2026-05-10,DPT_IPV_HIB,2026-07-29,A2",
        "2,F,2025-05-10,VAR,2026-05-09,B1",
        "2,F,2025-05-10,VAR,2026-08-08,B2",
        "3,M,2025-05-10,HPV9,2025-11-10,C1",
        "4,F,2026-05-10,MR,2027-05-10,D1",
    ]);
    assert_eq!(found[0], (3, "No INT-5MIX-PRI".to_owned()));
    assert_eq!(found[1], (5, "No INT-VAR".to_owned()));
    assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 5, 6, 7]);
    assert_eq!(summary.unwrap().broken, 4);
}

#[test]
fn the_order_of_a_childs_rows_does_not_matter() {
    let (found, _) =
        audit(&["1,F,2026-05-10,DPT_IPV_HIB,2026-07-29,second", "1,F,2026-05-10,DPT_IPV_HIB,2026-07-09,first"]);
    assert_eq!(found, [(2, "No INT-5MIX-PRI".to_owned())]);
}

#[test]
fn a_series_stands_for_the_vaccine_of_its_day() {
    let header = "child,birth_date,series,product,date";
    let (found, _) = audit_with(
        header,
        &[
            "1,2024-01-10,PCV,,2024-03-12",
            "1,2024-01-10,PCV,,2024-11-12",
            "1,2024-01-10,MR1,,2025-01-15",
            "1,2024-01-10,BCG,BCG,2024-06-10",
            "1,2024-01-10,,プレベナー20,2025-02-12",
            "1,2024-01-10,BCG,MR,2024-06-11",
            "1,2024-01-10,PVC,,2024-06-12",
        ],
    );
    let bad: Vec<_> = found.iter().filter(|(_, text)| text.contains("BCG") || text.contains("PVC")).collect();
    assert_eq!(bad.len(), 2, "{found:?}");
    assert_eq!(*bad[0], (7, "BCG is not given with MR".to_owned()));
    assert_eq!(*bad[1], (8, "no vaccine of the pack is called \"PVC\"".to_owned()));
}

#[test]
fn what_cannot_be_is_said_and_the_rest_goes_on() {
    let (found, summary) = audit(&[
        "1,F,2026-05-10,PCV20,2026-07-09,A1",
        "1,F,2026-05-11,PCV20,2026-08-06,A2",
        "1,M,2026-05-10,PCV20,2026-08-06,A2",
        "1,F,2026-05-10,PCV20,2026-05-09,A2",
        "1,F,2026-05-10,PCV20",
        "1,F,2026-05-10,DPT_IPV_HIB,2026-07-09,A3",
    ]);
    assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 5, 6]);
    assert!(found[0].1.contains("born on 2026-05-10 by line 2"), "{found:?}");
    let summary = summary.unwrap();
    assert_eq!((summary.rows, summary.children, summary.bad, summary.broken), (6, 1, 4, 0));
}

#[test]
fn ids_ascend_as_text_or_as_numbers_and_nothing_else_is_taken() {
    let row = |id: &str| format!("{id},F,2026-05-10,PCV20,2026-07-09,A1");
    let of = |ids: &[&str]| {
        let rows: Vec<String> = ids.iter().map(|id| row(id)).collect();
        audit(&rows.iter().map(String::as_str).collect::<Vec<_>>()).1
    };
    assert!(of(&["1", "2", "10", "11"]).is_ok());
    assert!(of(&["1", "10", "11", "2"]).is_ok());
    assert!(of(&["a", "b", "b", "ｂ"]).is_ok());
    let refused = of(&["7", "8", "7"]).unwrap_err();
    assert_eq!((refused.line, refused.child.as_str(), refused.before.as_str()), (4, "7", "8"));
    assert!(of(&["1", "10", "2", "3", "11"]).is_err(), "neither order holds to the end");
    assert!(of(&["1", "01", "1"]).is_err());
}

#[test]
fn a_child_whose_first_row_is_bad_is_still_one_child() {
    let (found, summary) = audit(&[
        "1,F,2026-05-10,PVC,2026-07-09,A1",
        "1,F,2026-05-10,PCV20,2026-07-09,A1",
        "2,F,2026-05-10,PCV20,2026-07-09,A1",
    ]);
    assert_eq!(found.len(), 1);
    assert_eq!(summary.unwrap().children, 2);
}
