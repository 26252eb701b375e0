//! A safety check on paper: the list that a fire officer takes along, and the sheet with which an officer walks the street
//! when no phone has power.
//!
//! A real check stands under a black band, a drill under an open frame that says on every page that it is one, and before
//! every line that could alarm somebody who finds a single sheet.

use super::Listed;
use crate::association::print::{day, moment, plain, say};
use itsumo_domain::{
    Timestamp,
    association::{
        SafetyCheck, SafetyReport,
        safety::{Condition, Need, Words, roll::Line, words},
    },
    text::shorten,
};
use itsumo_paper::{Cell, Column, Grid, Ink, Paper, PaperError, Style, Table, Title};
use uuid::Uuid;

/// The list: the counts, and every household under what is to be done for it.
///
/// # Errors
/// [`PaperError`].
pub fn list(listed: &Listed, now: Timestamp) -> Result<Vec<u8>, PaperError> {
    let check = &listed.entry.check;
    let words = words(check.status);
    let mut paper = begin(listed, words.list)?;
    let roll = listed.roll();
    top(&mut paper, listed, words.list, now);
    let counts = roll.counts;
    let well = counts.safe.saturating_add(counts.sheltered).saturating_add(counts.away);
    let numbers = [counts.of, well, counts.help, counts.not_found, counts.unknown].map(|number| number.to_string());
    let [of, well, help, search, unknown] = numbers.each_ref().map(String::as_str);
    let args = [("of", of), ("well", well), ("help", help), ("search", search), ("unknown", unknown)];
    paper.paragraph(&say("safety-paper-counts", &args), Style::BODY.size(12.5).bold().leading(1.6));
    paper.paragraph(&say("safety-paper-people", &[("people", &counts.people.to_string())]), Style::BODY.size(10.0));
    for need in Need::ALL {
        let lines: Vec<&Line<'_>> = roll.lines.iter().filter(|line| line.need() == need).collect();
        paper.space(12.0);
        paper.need(90.0);
        let heading = format!("{}：{}", say(need.key(), &[]), lines.len());
        paper.heading_styled(2, &in_drill(check, heading), Style::BODY.size(13.0).bold().leading(1.5));
        paper.space(4.0);
        if lines.is_empty() {
            paper.paragraph(&say("safety-paper-nobody", &[]), Style::BODY.size(10.0).ink(Ink::Quiet));
            continue;
        }
        paper.table(&table(check, &lines, &say(need.key(), &[])));
    }
    paper.space(12.0);
    let gone = say("safety-paper-gone", &[("day", &day(check.deletes.jst_date()))]);
    paper.paragraph(&gone, Style::BODY.size(9.5).leading(1.6));
    paper.finish()
}

/// The sheet for the round: one block (or all that were listed), along the street, with boxes to tick.
///
/// # Errors
/// [`PaperError`].
pub fn round(listed: &Listed, block: Option<Uuid>, now: Timestamp) -> Result<Vec<u8>, PaperError> {
    let check = &listed.entry.check;
    let mut paper = begin(listed, "safety-paper-sheet")?;
    let roll = listed.roll();
    let mut lines: Vec<&Line<'_>> = roll.lines.iter().collect();
    lines.retain(|line| block.is_none_or(|block| line.street.block.id == block));
    lines.sort_by_key(|line| (line.street.block.place, line.street.order, line.household));
    let blocks = lines.chunk_by(|a, b| a.street.block.id == b.street.block.id);
    for lines in blocks {
        paper.page_break();
        paper.section();
        top(&mut paper, listed, "safety-paper-sheet", now);
        let name = lines.first().map(|line| line.street.block.name.clone()).unwrap_or_default();
        paper.heading_styled(2, &name, Style::BODY.size(15.0).bold().leading(1.5));
        paper.paragraph(&say(words(check.status).round, &[]), Style::BODY.size(10.5).leading(1.6));
        paper.space(6.0);
        paper.table(&boxes(check, lines, &name));
        paper.end();
    }
    paper.finish()
}

fn begin(listed: &Listed, title: &str) -> Result<Paper, PaperError> {
    let words = words(listed.entry.check.status);
    let title = Title {
        title: in_drill(&listed.entry.check, say(title, &[])),
        lang: "ja".to_owned(),
        subject: say("safety-paper-subject", &[("association", &listed.association)]),
        footer: format!("{}　{}", say(words.banner, &[]), listed.association),
    };
    Paper::new(title, (14.0, 15.0))
}

/// Marks what is of a drill, unless it says so already.
fn in_drill(check: &SafetyCheck, text: String) -> String {
    if check.is_drill() && !text.contains("訓練") { say("safety-drill-said", &[("what", &text)]) } else { text }
}

/// The band, the title, what happened, and when this was printed.
fn top(paper: &mut Paper, listed: &Listed, title: &str, now: Timestamp) {
    let check = &listed.entry.check;
    band(paper, words(check.status), check.is_drill());
    paper.space(10.0);
    let title = in_drill(check, say(title, &[]));
    paper.heading_styled(1, &title, Style::BODY.size(20.0).bold().leading(1.4));
    paper.paragraph(&listed.association, Style::BODY.size(13.0).bold());
    paper.space(4.0);
    let what = in_drill(check, plain(&check.what.ja));
    let line = |key: &str, value: &str| vec![Cell::head(say(key, &[])), Cell::new(value)];
    let started = format!("{} {}", day(check.started.jst_date()), check.started.to_jst().format("%H:%M"));
    paper.table(&Table {
        columns: vec![Column::new(1.0), Column::new(4.0)],
        rows: vec![
            line("safety-paper-what", &what),
            line("safety-paper-by", &check.by),
            line("safety-paper-started", &started),
        ],
        size: 10.5,
        air: 2.0,
        summary: say("safety-paper-what", &[]),
        ..Table::default()
    });
    paper.space(6.0);
    let now = format!("{} {}", day(now.jst_date()), now.to_jst().format("%H:%M"));
    paper.paragraph(&say("safety-paper-made", &[("at", &now)]), Style::BODY.size(12.0).bold());
    paper.space(4.0);
}

/// A real check: white on black. A drill: a frame with air in it.
fn band(paper: &mut Paper, words: &Words, drill: bool) {
    let whole = paper.frame();
    let style = Style::BODY.size(15.0).bold().align(itsumo_paper::Align::Middle).leading(1.4);
    let style = if drill { style } else { style.ink(Ink::White) };
    let text = say(words.banner, &[]);
    let height = paper.height_of(&text, style) + 14.0;
    let top = paper.y;
    if drill {
        paper.field(height, Some(Ink::AccentTint), Some(Ink::Accent));
        paper.y = top + 3.0;
        let inner = itsumo_paper::Frame { left: whole.left + 3.0, width: whole.width - 6.0 };
        paper.within(inner, |paper| paper.field(height - 6.0, None, Some(Ink::Accent)));
    } else {
        paper.field(height, Some(Ink::Black), None);
    }
    paper.y = top + 7.0;
    paper.paragraph(&text, style);
    paper.y = top + height;
}

fn condition(check: &SafetyCheck, condition: Option<Condition>) -> String {
    in_drill(check, say(condition.map_or("safety-unknown", Condition::key), &[]))
}

fn table(check: &SafetyCheck, lines: &[&Line<'_>], summary: &str) -> Table {
    let row = |line: &&Line<'_>| {
        let street = line.street;
        let said = line.says();
        let people = said.and_then(|report| report.people).map(|people| people.to_string()).unwrap_or_default();
        let notes: Vec<String> = match line.calls.as_slice() {
            [] => said.map(note).into_iter().collect(),
            calls => calls.iter().map(|call| note(call)).collect(),
        };
        let notes: Vec<String> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        let by = said.map(|report| format!("{}（{}）", say(report.witness.key(), &[]), shorten(&report.by, 16)));
        vec![
            Cell::new(format!("{} {}", street.block.name, street.order)).with_small(street.place.clone()),
            Cell { small: street.phone.clone(), ..Cell::bold(shorten(&street.name, 24).to_string()) },
            Cell::new(condition(check, line.merged.condition)),
            Cell::new(people),
            Cell::new(notes.join("／")),
            Cell::new(said.map(|report| moment(report.seen)).unwrap_or_default()).with_small(by.unwrap_or_default()),
            Cell::choice(&[(false, "")]),
        ]
    };
    Table {
        columns: vec![
            Column::new(1.3),
            Column::new(1.6),
            Column::new(2.1),
            Column::number(0.7),
            Column::new(2.6),
            Column::new(2.2),
            Column::middle(0.7),
        ],
        head: [
            "safety-paper-column-place",
            "safety-paper-column-name",
            "safety-paper-column-condition",
            "safety-paper-column-people",
            "safety-paper-column-note",
            "safety-paper-column-said",
            "safety-paper-column-seen",
        ]
        .map(|key| Cell::new(say(key, &[])))
        .to_vec(),
        rows: lines.iter().map(row).collect(),
        grid: Grid::All,
        size: 9.5,
        air: 3.0,
        summary: summary.to_owned(),
    }
}

fn note(report: &SafetyReport) -> String {
    let parts = [report.place.trim(), report.note.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("、")
}

fn boxes(check: &SafetyCheck, lines: &[&Line<'_>], summary: &str) -> Table {
    let ticks = [Condition::Safe, Condition::Sheltered, Condition::Away, Condition::Help, Condition::NotFound];
    let named: Vec<String> = ticks.iter().map(|condition| say(short(*condition), &[])).collect();
    let row = |line: &&Line<'_>| {
        let street = line.street;
        let known = match line.merged.condition {
            Some(_) => condition(check, line.merged.condition),
            None => String::new(),
        };
        let boxes: Vec<(bool, &str)> = named.iter().map(|name| (false, name.as_str())).collect();
        vec![
            Cell::new(street.order.to_string()),
            Cell { small: street.place.clone(), ..Cell::bold(shorten(&street.name, 24).to_string()) },
            Cell { small: known, ..Cell::choice(&boxes) }.room(30.0),
            Cell::new(""),
            Cell::new(""),
        ]
    };
    Table {
        columns: vec![Column::middle(0.5), Column::new(1.6), Column::new(5.9), Column::new(0.7), Column::new(1.9)],
        head: vec![
            Cell::new("#"),
            Cell::new(say("safety-paper-column-name", &[])),
            Cell::new(say("safety-paper-column-condition", &[])),
            Cell::new(say("safety-paper-column-people", &[])),
            Cell::new(say("safety-paper-column-note", &[])),
        ],
        rows: lines.iter().map(row).collect(),
        grid: Grid::All,
        size: 10.0,
        air: 4.0,
        summary: summary.to_owned(),
    }
}

fn short(condition: Condition) -> &'static str {
    match condition {
        Condition::Help => "safety-box-help",
        Condition::NotFound => "safety-box-not-found",
        Condition::Safe => "safety-box-safe",
        Condition::Sheltered => "safety-box-sheltered",
        Condition::Away => "safety-box-away",
    }
}
