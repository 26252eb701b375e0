//! Tables for a spreadsheet: one file a kind, UTF-8 with its mark (so that Excel reads Japanese), days as 2026-11-24,
//! sizes in kg and cm.
//!
//! A cell that a spreadsheet would take for a formula is defused with an apostrophe: a clinic's name may begin with
//! any letter, and a file that a family hands on must do nothing when it is opened.

use super::{given_before, words::Words};
use itsumo_domain::{
    handbook::{Handbook, Position},
    i18n::without_ruby,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The files of a child: (name, text).
pub(crate) fn files(words: Words, book: &Handbook, child: Uuid) -> Vec<(&'static str, String)> {
    vec![
        ("doses.csv", doses(words, book, child)),
        ("measurements.csv", measurements(words, book, child)),
        ("checkups.csv", checkups(words, book, child)),
        ("milestones.csv", milestones(words, book, child)),
        ("diary.csv", diary(words, book, child)),
        ("appointments.csv", appointments(words, book, child)),
    ]
}

fn doses(words: Words, book: &Handbook, child: Uuid) -> String {
    let mut counts = BTreeMap::new();
    let rows = book.doses(child).into_iter().map(|(_, dose)| {
        vec![
            dose.date.to_string(),
            dose.vaccine.clone(),
            words.vaccine(&dose.vaccine),
            given_before(&mut counts, &dose.vaccine).to_string(),
            dose.product.clone(),
            words.maker(&dose.product),
            dose.lot.clone(),
            dose.clinic.clone(),
            dose.doctor.clone(),
            dose.site.clone(),
            dose.volume_ul.map(|volume| format!("{}.{:03}", volume / 1000, volume % 1000)).unwrap_or_default(),
            if dose.voluntary { words.t("paper-voluntary") } else { String::new() },
            dose.note.clone(),
        ]
    });
    let head = [
        "paper-date",
        "paper-code",
        "paper-vaccine",
        "paper-number",
        "paper-product",
        "paper-maker",
        "paper-lot",
        "paper-clinic",
        "paper-doctor",
        "paper-site",
        "paper-volume-ml",
        "paper-voluntary",
        "paper-note",
    ];
    table(words, &head, rows)
}

fn measurements(words: Words, book: &Handbook, child: Uuid) -> String {
    let born = book.child(child).and_then(|(_, child)| child.birth_date);
    let rows = book.measurements(child).into_iter().map(|(_, taken)| {
        let cm = |size: Option<u32>| size.map(|size| words.cm(size)).unwrap_or_default();
        vec![
            taken.date.to_string(),
            born.map(|born| words.age(born, taken.date)).unwrap_or_default(),
            taken.weight_g.map(|grams| words.kg(grams)).unwrap_or_default(),
            cm(taken.height_mm),
            match taken.position {
                Some(Position::Lying) => words.t("paper-lying"),
                Some(Position::Standing) => words.t("paper-standing"),
                None => String::new(),
            },
            cm(taken.head_mm),
            cm(taken.chest_mm),
            taken.place.clone(),
            taken.note.clone(),
        ]
    });
    let head = [
        "paper-date",
        "paper-age-head",
        "paper-weight-kg",
        "paper-height-cm",
        "paper-position",
        "paper-head-cm",
        "paper-chest-cm",
        "paper-place",
        "paper-note",
    ];
    table(words, &head, rows)
}

fn checkups(words: Words, book: &Handbook, child: Uuid) -> String {
    let rows = book.checkups(child).into_iter().flat_map(|(_, check)| {
        let first = vec![
            check.date.to_string(),
            check.which.clone(),
            String::new(),
            String::new(),
            check.note.clone(),
            check.place.clone(),
        ];
        let items = check.items.iter().map(move |(id, answer)| {
            let yes = answer.yes.map(|yes| words.t(if yes { "paper-yes" } else { "paper-no" })).unwrap_or_default();
            vec![check.date.to_string(), check.which.clone(), id.clone(), yes, answer.text.clone(), check.place.clone()]
        });
        std::iter::once(first).chain(items)
    });
    table(words, &["paper-date", "paper-check", "paper-item", "paper-answer", "paper-note", "paper-place"], rows)
}

fn milestones(words: Words, book: &Handbook, child: Uuid) -> String {
    let rows = book
        .milestones(child)
        .into_iter()
        .map(|(_, done)| vec![done.date.to_string(), super::milestone(words, done), done.note.clone()]);
    table(words, &["paper-date", "paper-done", "paper-note"], rows)
}

fn diary(words: Words, book: &Handbook, child: Uuid) -> String {
    let rows = book.diary(child).into_iter().map(|(_, page)| vec![page.date.to_string(), page.text.clone()]);
    table(words, &["paper-date", "paper-part-diary"], rows)
}

fn appointments(words: Words, book: &Handbook, child: Uuid) -> String {
    let rows = book.appointments(child).into_iter().map(|(_, day)| {
        vec![
            day.date.to_string(),
            day.time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default(),
            super::purpose(words, day),
            day.place.clone(),
            day.note.clone(),
        ]
    });
    table(words, &["paper-date", "paper-time", "paper-what", "paper-place", "paper-note"], rows)
}

fn table(words: Words, head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = String::from('\u{feff}');
    line(&mut text, head.iter().map(|key| words.t(key)));
    for row in rows {
        line(&mut text, row.into_iter());
    }
    text
}

fn line(text: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&cell_of(&without_ruby(&cell)));
    }
    text.push_str("\r\n");
}

/// A cell as it stands in the file.
fn cell_of(words: &str) -> String {
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let defused = if formula { format!("'{words}") } else { words.to_owned() };
    if defused.contains([',', '"', '\n', '\r', ';']) || defused.starts_with(' ') || defused.ends_with(' ') {
        format!("\"{}\"", defused.replace('"', "\"\""))
    } else {
        defused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_its_line() {
        assert_eq!(cell_of("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
        for begin in ["=1", "+1", "-1", "@a", "\t=1", "＝1"] {
            assert!(cell_of(begin).trim_start_matches('"').starts_with('\''), "{begin}");
        }
        assert_eq!(cell_of("一行目\n二行目"), "\"一行目\n二行目\"");
        assert_eq!(cell_of("さくら小児科"), "さくら小児科");
    }
}
