//! The register as a file that Excel opens by a double click: UTF-8 with its mark, lines with CRLF, and no cell that
//! a spreadsheet would take for a formula.

use crate::csv::{MARK, line};
use chrono::Datelike;
use itsumo_domain::school::board::{Register, Totals};

/// The keys of the columns' headings, in their order, but for the days between the second and the third.
pub const LABELS: [&str; 10] = [
    "register-number",
    "register-name",
    "register-taught",
    "register-excused",
    "register-due",
    "register-absent",
    "register-present",
    "register-late",
    "register-early",
    "register-unknown",
];

/// Writes it; `label` says a key of [`LABELS`] in the reader's language.
pub fn csv(register: &Register, label: impl Fn(&'static str) -> String) -> Vec<u8> {
    let mut text = String::from(MARK);
    let [number, name, sums @ ..] = LABELS;
    let days = register.days.iter().map(|day| format!("{}/{}", day.month(), day.day()));
    let head = [number, name].into_iter().map(&label).chain(days).chain(sums.into_iter().map(&label));
    line(&mut text, head);
    for row in &register.rows {
        let number = if row.pupil.number == 0 { String::new() } else { row.pupil.number.to_string() };
        let signs = row.signs.iter().map(|sign| sign.letter().to_owned());
        let sums = columns(&row.totals).into_iter().map(|sum| sum.to_string());
        line(&mut text, [number, row.pupil.name.clone()].into_iter().chain(signs).chain(sums));
    }
    text.into_bytes()
}

/// In the order of [`LABELS`].
fn columns(totals: &Totals) -> [u16; 8] {
    let Totals { taught, excused, due, absent, present, late, early, unknown } = *totals;
    [taught, excused, due, absent, present, late, early, unknown]
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::school::{
        Group,
        board::{Pupil, RegisterRow, Sign},
    };

    #[test]
    fn a_spreadsheet_reads_it_and_calculates_nothing_from_it() {
        let pupil = |number: u16, name: &str| Pupil { number, name: name.to_owned(), ..Pupil::default() };
        let row = |pupil: Pupil, sign: Sign| RegisterRow {
            pupil,
            signs: vec![sign, Sign::Present],
            totals: Totals { taught: 2, ..Totals::default() },
        };
        let register = Register {
            group: Group::default(),
            days: vec!["2026-11-24".parse().unwrap(), "2026-11-25".parse().unwrap()],
            rows: vec![
                row(pupil(1, "青木 みお"), Sign::Ill),
                row(pupil(0, "=HYPERLINK(\"https://example.jp\",\"名前\")"), Sign::Elsewhere),
                row(pupil(3, "＝1+1"), Sign::Unknown),
                row(pupil(4, "改\r\n行"), Sign::Late),
            ],
        };
        let bytes = csv(&register, |key| key.trim_start_matches("register-").to_owned());
        let text = String::from_utf8(bytes).unwrap();
        let expected = "\u{feff}number,name,11/24,11/25,taught,excused,due,absent,present,late,early,unknown\r\n\
            1,青木 みお,病,,2,0,0,0,0,0,0,0\r\n\
            ,\"'=HYPERLINK(\"\"https://example.jp\"\",\"\"名前\"\")\",－,,2,0,0,0,0,0,0,0\r\n\
            3,'＝1+1,？,,2,0,0,0,0,0,0,0\r\n\
            4,\"改\r\n行\",遅,,2,0,0,0,0,0,0,0\r\n";
        assert_eq!(text, expected);
    }
}
