//! The minutes (議事録): when and where, who took part and by which way, each proposal with its count, and lines to sign.
//!
//! They go to every household: no household is named in them, but for who presided and who signs.

use super::Sheet;
use crate::association::print::{day, plain, say};
use itsumo_domain::association::{
    Meeting,
    meeting::{Closing, Proposal, Tally},
};
use itsumo_paper::{Cell, Column, Grid, Ink, Paper, PaperError, Style, Table, Title};

/// The minutes of a meeting that was counted. Before that they are of what is known so far, without results.
///
/// # Errors
/// [`PaperError`].
pub fn pdf(sheet: &Sheet) -> Result<Vec<u8>, PaperError> {
    let meeting = &sheet.entry.meeting;
    let closing = sheet.entry.closing.clone().unwrap_or_default();
    let title = plain(&meeting.title.ja);
    let args = [("association", sheet.association.as_str()), ("title", title.as_str())];
    let mut paper = Paper::new(
        Title {
            title: format!("{} {}", title, say("meeting-minutes", &[])),
            lang: "ja".to_owned(),
            subject: say("meeting-minutes-subject", &args),
            footer: format!("{}　{}", sheet.association, title),
        },
        (18.0, 20.0),
    )?;
    paper.paragraph(&sheet.association, Style::BODY.size(12.0));
    paper.heading_styled(1, &title, Style::BODY.size(20.0).bold().leading(1.4));
    paper.paragraph(&say("meeting-minutes", &[]), Style::BODY.size(15.0).bold());
    paper.space(10.0);
    when_and_who(&mut paper, meeting, &closing);
    let tally = sheet.tally();
    heading(&mut paper, "meeting-minutes-attendance");
    attendance(&mut paper, &tally);
    heading(&mut paper, "meeting-minutes-results");
    for (place, proposal) in meeting.proposals.iter().enumerate() {
        result(&mut paper, place, proposal, &tally);
    }
    if !closing.notes.trim().is_empty() {
        heading(&mut paper, "meeting-minutes-notes");
        for part in plain(&closing.notes).split('\n') {
            paper.paragraph(part, Style::BODY.size(11.0).leading(1.7));
        }
    }
    signatures(&mut paper, &closing);
    paper.finish()
}

fn heading(paper: &mut Paper, key: &str) {
    paper.space(14.0);
    paper.need(60.0);
    paper.heading_styled(2, &say(key, &[]), Style::BODY.size(13.0).bold().ink(Ink::Accent).leading(1.5));
    paper.space(4.0);
}

fn when_and_who(paper: &mut Paper, meeting: &Meeting, closing: &Closing) {
    let line = |key: &str, value: String| vec![Cell::head(say(key, &[])), Cell::new(value)];
    let time = meeting.time.map(|time| format!(" {time}")).unwrap_or_default();
    let place = match meeting.place.as_str() {
        "" => say("meeting-minutes-by-writing", &[]),
        place => place.to_owned(),
    };
    let mut rows =
        vec![line("meeting-minutes-day", format!("{}{time}", day(meeting.day))), line("meeting-minutes-place", place)];
    if !closing.presided.is_empty() {
        rows.push(line("meeting-minutes-presided", closing.presided.clone()));
    }
    if !closing.signers.is_empty() {
        rows.push(line("meeting-minutes-signers", closing.signers.join("、")));
    }
    paper.table(&Table {
        columns: vec![Column::new(1.0), Column::new(4.0)],
        rows,
        size: 11.0,
        air: 3.0,
        summary: say("meeting-minutes-day", &[]),
        ..Table::default()
    });
}

fn attendance(paper: &mut Paper, tally: &Tally) {
    let number = |count: u32| Cell::new(say("meeting-minutes-households", &[("count", &count.to_string())]));
    let line = |key: &str, count: u32| vec![Cell::head(say(key, &[])), number(count)];
    let total = vec![
        Cell { head: true, ..Cell::bold(say("meeting-minutes-total", &[])) },
        Cell { weight: itsumo_paper::Weight::Bold, ..number(tally.taking_part()) },
    ];
    paper.table(&Table {
        columns: vec![Column::new(2.0), Column::number(1.0)],
        rows: vec![
            line("meeting-minutes-of", tally.of),
            line("meeting-minutes-present", tally.present),
            line("meeting-minutes-app", tally.app),
            line("meeting-minutes-paper", tally.paper),
            line("meeting-minutes-proxy", tally.proxy),
            total,
            line("meeting-minutes-silent", tally.silent),
        ],
        size: 11.0,
        air: 2.5,
        summary: say("meeting-minutes-attendance", &[]),
        ..Table::default()
    });
    paper.space(6.0);
    let numbers = [tally.of, tally.taking_part(), tally.needed].map(|number| number.to_string());
    let [of, present, needed] = numbers.each_ref().map(String::as_str);
    let key = if tally.quorate { "meeting-minutes-quorate" } else { "meeting-minutes-not-quorate" };
    let words = say(key, &[("of", of), ("present", present), ("needed", needed)]);
    paper.paragraph(&words, Style::BODY.size(11.5).bold().leading(1.7));
}

fn result(paper: &mut Paper, place: usize, proposal: &Proposal, tally: &Tally) {
    let number = place.saturating_add(1).to_string();
    paper.need(90.0);
    paper.section();
    let title = format!("{}　{}", say("meeting-minutes-proposal", &[("number", &number)]), plain(&proposal.title.ja));
    paper.heading_styled(3, &title, Style::BODY.size(12.0).bold().leading(1.6));
    if !proposal.text.ja.trim().is_empty() {
        paper.paragraph(&plain(&proposal.text.ja), Style::BODY.size(10.5).leading(1.7));
    }
    if let Some(count) = tally.counts.get(place) {
        let result = match (tally.quorate, count.passed(proposal)) {
            (false, _) => "meeting-minutes-void",
            (true, true) => "meeting-passed",
            (true, false) => "meeting-rejected",
        };
        let needed = proposal.passes.needed(count.voted()).to_string();
        paper.table(&Table {
            columns: vec![Column::middle(1.0); 4],
            head: ["meeting-for", "meeting-against", "meeting-abstain", "meeting-minutes-result"]
                .map(|key| Cell::new(say(key, &[])))
                .to_vec(),
            rows: vec![vec![
                Cell::new(count.yes.to_string()),
                Cell::new(count.no.to_string()),
                Cell::new(count.abstain.to_string()),
                Cell::bold(say(result, &[])).with_small(say("meeting-minutes-needs", &[("needed", &needed)])),
            ]],
            grid: Grid::All,
            size: 11.5,
            air: 3.0,
            summary: title,
        });
    }
    paper.space(10.0);
    paper.end();
}

fn signatures(paper: &mut Paper, closing: &Closing) {
    let seal = say("meeting-minutes-seal", &[]);
    let people = std::iter::once(("meeting-minutes-presided", closing.presided.as_str()));
    let people = people.chain(closing.signers.iter().map(|name| ("meeting-minutes-signers", name.as_str())));
    let rows: Vec<Vec<Cell>> = people
        .map(|(key, name)| vec![Cell::head(say(key, &[])), Cell::new(name).room(34.0), Cell::new(seal.clone())])
        .collect();
    paper.space(16.0);
    paper.need(60.0 + 40.0 * f32::from(u8::try_from(rows.len()).unwrap_or(6)));
    paper.paragraph(&say("meeting-minutes-sign", &[]), Style::BODY.size(11.0).leading(1.7));
    paper.space(4.0);
    paper.paragraph(&say("meeting-minutes-date", &[]), Style::BODY.size(11.0));
    paper.space(6.0);
    paper.table(&Table {
        columns: vec![Column::new(1.6), Column::new(3.4), Column::middle(0.8)],
        rows,
        grid: Grid::All,
        size: 11.0,
        air: 5.0,
        summary: say("meeting-minutes-sign", &[]),
        ..Table::default()
    });
}
