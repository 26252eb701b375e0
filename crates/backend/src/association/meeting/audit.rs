//! The audit sheet: every household with all that ever came of it, for officers and auditors.

use super::{Sheet, table::Came};
use crate::association::print::{moment, plain, say};
use itsumo_domain::association::meeting::{Given, Source, Vote};
use itsumo_domain::text::shorten;
use itsumo_paper::{Cell, Column, Grid, Ink, Paper, PaperError, Style, Table, Title, Weight};

/// The sheet. What was voted is in it only when the meeting was counted: while it is open it says who has handed in.
///
/// # Errors
/// [`PaperError`].
pub fn pdf(sheet: &Sheet) -> Result<Vec<u8>, PaperError> {
    let title = plain(&sheet.entry.meeting.title.ja);
    let args = [("association", sheet.association.as_str()), ("title", title.as_str())];
    let mut paper = Paper::new(
        Title {
            title: format!("{} {}", title, say("meeting-audit", &[])),
            lang: "ja".to_owned(),
            subject: say("meeting-audit-subject", &args),
            footer: format!("{}　{}　{}", sheet.association, title, say("meeting-audit", &[])),
        },
        (14.0, 15.0),
    )?;
    paper.paragraph(&format!("{}　{title}", sheet.association), Style::BODY.size(12.0).bold());
    paper.heading_styled(1, &say("meeting-audit", &[]), Style::BODY.size(18.0).bold().leading(1.4));
    paper.paragraph(&say("meeting-audit-how", &[]), Style::BODY.size(10.0).leading(1.6));
    paper.space(8.0);
    paper.table(&Table {
        columns: vec![Column::new(2.4), Column::new(2.4), Column::new(1.8), Column::new(3.4)],
        head: [
            "meeting-audit-column-household",
            "meeting-audit-column-way",
            "meeting-audit-column-by",
            "meeting-audit-column-given",
        ]
        .map(|key| Cell::new(say(key, &[])))
        .to_vec(),
        rows: sheet.households.iter().flat_map(|household| rows(sheet, household.id)).collect(),
        grid: Grid::All,
        size: 9.5,
        air: 2.5,
        summary: say("meeting-audit", &[]),
    });
    paper.finish()
}

fn rows(sheet: &Sheet, household: uuid::Uuid) -> Vec<Vec<Cell>> {
    let named = sheet.named(household).unwrap_or_default();
    let named = shorten(&named, 30).to_string();
    let came = sheet.came.get(&household).map(Vec::as_slice).unwrap_or_default();
    if came.is_empty() {
        let silent = Cell::new(say("meeting-silent", &[])).in_ink(Ink::Quiet);
        return vec![vec![Cell::head(named), Cell::new(""), Cell::new(""), silent]];
    }
    let last = came.len().saturating_sub(1);
    let row = |(place, one): (usize, &Came)| {
        let counts = place == last;
        let what = given(sheet, one);
        let (weight, ink) = if counts { (Weight::Bold, None) } else { (Weight::Regular, Some(Ink::Quiet)) };
        let what = if counts { what } else { say("meeting-audit-replaced", &[("what", &what)]) };
        vec![
            Cell::head(if place == 0 { named.clone() } else { String::new() }),
            Cell { ink, ..Cell::new(format!("{}　{}", say(one.source.key(), &[]), moment(one.at))) },
            Cell { ink, ..Cell::new(shorten(&one.by, 20).to_string()) },
            Cell { ink, weight, ..Cell::new(what) },
        ]
    };
    came.iter().enumerate().map(row).collect()
}

/// A ballot in words: `1 賛成　2 反対`.
pub(crate) fn given(sheet: &Sheet, came: &Came) -> String {
    match &came.given {
        None => say("meeting-taken-back", &[]),
        Some(Given::Present) if came.source == Source::Hall => say("meeting-present", &[]),
        Some(Given::Present) => say("meeting-announced", &[]),
        Some(Given::Proxy { to: None }) => say("meeting-proxy-chair", &[]),
        Some(Given::Proxy { to: Some(to) }) => match sheet.named(*to) {
            Some(name) => say("meeting-proxy-to", &[("name", &name)]),
            None => say("meeting-proxy-other", &[]),
        },
        Some(Given::Votes { .. }) if sheet.entry.closed.is_none() => say("meeting-voted", &[]),
        Some(Given::Votes { votes }) => votes.iter().enumerate().map(vote).collect::<Vec<_>>().join("　"),
    }
}

fn vote((place, vote): (usize, &Vote)) -> String {
    format!("{} {}", place.saturating_add(1), say(vote.key(), &[]))
}
