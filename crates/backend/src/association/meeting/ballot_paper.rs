//! Ballot papers (表決書・委任状): one for each household that wants paper, with the three ways to answer on one page.

use super::Sheet;
use crate::association::{
    household::Household,
    print::{day, plain, say},
};
use itsumo_domain::text::shorten;
use itsumo_paper::{Cell, Column, Grid, Ink, Paper, PaperError, Style, Table, Title};
use uuid::Uuid;

/// The papers, by block and along the street; of one block, or of all.
///
/// # Errors
/// [`PaperError`].
pub fn pdf(sheet: &Sheet, block: Option<Uuid>) -> Result<Vec<u8>, PaperError> {
    let title = plain(&sheet.entry.meeting.title.ja);
    let args = [("association", sheet.association.as_str()), ("title", title.as_str())];
    let mut paper = Paper::new(
        Title {
            title: format!("{} {}", title, say("meeting-ballot-paper", &[])),
            lang: "ja".to_owned(),
            subject: say("meeting-ballot-paper-subject", &args),
            footer: format!("{}　{title}", sheet.association),
        },
        (16.0, 18.0),
    )?;
    let wanted =
        |household: &&Household| household.delivery.has_paper() && block.is_none_or(|block| household.block == block);
    for household in sheet.households.iter().filter(wanted) {
        paper.page_break();
        paper.section();
        page(&mut paper, sheet, household);
        paper.end();
    }
    paper.finish()
}

fn page(paper: &mut Paper, sheet: &Sheet, household: &Household) {
    let meeting = &sheet.entry.meeting;
    let named = sheet.named(household.id).unwrap_or_default();
    paper.paragraph(&format!("{}　{}", sheet.association, shorten(&named, 30)), Style::BODY.size(13.0).bold());
    paper.space(6.0);
    let title = format!("{}　{}", plain(&meeting.title.ja), say("meeting-ballot-paper", &[]));
    paper.heading_styled(1, &title, Style::BODY.size(20.0).bold().leading(1.4));
    let time = meeting.time.map(|time| format!(" {time}")).unwrap_or_default();
    let place = if meeting.place.is_empty() { String::new() } else { format!("　{}", meeting.place) };
    paper.paragraph(&format!("{}{time}{place}", day(meeting.day)), Style::BODY.size(13.0));
    paper.space(6.0);
    let closes = day(meeting.closes.plus(-1).jst_date());
    let lead = say("meeting-ballot-paper-lead", &[("day", &closes)]);
    paper.paragraph(&lead, Style::BODY.size(13.0).leading(1.7));
    paper.space(10.0);
    let choice = Style::BODY.size(14.0).bold().leading(1.8);
    if meeting.time.is_some() || !meeting.place.is_empty() {
        paper.ticks(&[(false, &say("meeting-ballot-paper-come", &[]))], choice);
        paper.space(8.0);
        paper.rule(Ink::Line, 0.6);
        paper.space(8.0);
    }
    paper.ticks(&[(false, &say("meeting-ballot-paper-vote", &[]))], choice);
    paper.space(6.0);
    paper.table(&votes(sheet));
    paper.space(8.0);
    paper.rule(Ink::Line, 0.6);
    paper.space(8.0);
    paper.ticks(&[(false, &say("meeting-ballot-paper-entrust", &[]))], choice);
    let whom = [say("meeting-ballot-paper-chair", &[]), say("meeting-ballot-paper-other", &[])];
    for whom in &whom {
        paper.ticks(&[(false, whom)], Style::BODY.size(13.0).leading(2.0));
    }
    paper.paragraph(&say("meeting-ballot-paper-missing", &[]), Style::BODY.size(10.5).leading(1.6));
    paper.space(14.0);
    paper.table(&Table {
        columns: vec![Column::new(1.3), Column::new(3.7)],
        rows: vec![vec![Cell::head(say("meeting-ballot-paper-sign", &[])), Cell::new("").room(36.0)]],
        grid: Grid::All,
        size: 12.0,
        air: 4.0,
        summary: say("meeting-ballot-paper-sign", &[]),
        ..Table::default()
    });
    paper.space(8.0);
    paper.paragraph(&say("meeting-ballot-paper-app", &[]), Style::BODY.size(10.5).leading(1.6));
}

fn votes(sheet: &Sheet) -> Table {
    let words = ["meeting-for", "meeting-against", "meeting-abstain"].map(|key| say(key, &[]));
    let boxes: Vec<(bool, &str)> = words.iter().map(|words| (false, words.as_str())).collect();
    let row = |(place, proposal): (usize, &itsumo_domain::association::meeting::Proposal)| {
        let number = place.saturating_add(1).to_string();
        let number = say("meeting-minutes-proposal", &[("number", &number)]);
        vec![Cell::head(number).with_small(plain(&proposal.title.ja)), Cell::choice(&boxes).room(30.0)]
    };
    Table {
        columns: vec![Column::new(2.6), Column::new(2.4)],
        rows: sheet.entry.meeting.proposals.iter().enumerate().map(row).collect(),
        grid: Grid::All,
        size: 13.0,
        air: 5.0,
        summary: say("meeting-minutes-results", &[]),
        ..Table::default()
    }
}
