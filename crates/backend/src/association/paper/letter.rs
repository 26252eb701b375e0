//! The circular itself, for eyes that want large type, and its files behind it.

use super::{Pack, READING, file, list::due_key, reading};
use itsumo_domain::{city::LocalText, i18n::without_ruby, writing::Block};
use itsumo_paper::{Align, Frame, Ink, MM, Paper, Qr, Style};

/// The QR code's side.
const CODE: f32 = 32.0 * MM;

pub(super) fn draw(paper: &mut Paper, pack: &Pack<'_>) {
    let circular = pack.circular;
    let (whole, top) = (paper.frame(), paper.y);
    let code = opens(paper, pack);
    let head = Frame { left: whole.left, width: whole.width - if code > top { CODE + 14.0 } else { 0.0 } };
    let below = paper.within(head, |paper| {
        let numbered = format!("{}　{}", circular.association_name, pack.numbered());
        paper.paragraph(&numbered, Style::BODY.size(READING).bold());
        paper.paragraph(&pack.date(circular.sent.jst_date()), Style::BODY.size(14.0));
        paper.space(6.0);
        paper.heading_styled(1, pack.words(&circular.title), Style::BODY.size(26.0).bold().leading(1.4));
        paper.space(4.0);
        paper.paragraph(&circular.from, Style::BODY.size(14.0).ink(Ink::Quiet));
        paper.y
    });
    paper.y = below.max(code) + 10.0;
    if let Some(due) = circular.due {
        due_box(paper, &pack.say(due_key(&circular.ask), &[("day", &pack.date(due))]));
    }
    for block in &circular.blocks {
        piece(paper, pack, block);
    }
    if let Some(remark) = &circular.remark {
        paper.space(6.0);
        let from = pack.say("circular-paper-remark", &[("association", &circular.association_name)]);
        paper.need(80.0);
        paper.heading_styled(2, &from, Style::BODY.size(18.0).bold().leading(1.5));
        paper.paragraph(pack.words(remark), reading());
    }
    file::named(paper, pack);
    file::draw(paper, pack);
}

/// Until when, so that nobody overlooks it.
fn due_box(paper: &mut Paper, words: &str) {
    let style = Style::BODY.size(18.0).bold().leading(1.5);
    let whole = paper.frame();
    let inner = Frame { left: whole.left + 12.0, width: whole.width - 24.0 };
    let height = paper.within(inner, |paper| paper.height_of(words, style)) + 16.0;
    paper.need(height);
    let top = paper.y;
    paper.field(height, Some(Ink::AccentTint), Some(Ink::Accent));
    paper.within(inner, |paper| {
        paper.y = top + 8.0;
        paper.paragraph(words, style);
    });
    paper.y = top + height + 12.0;
}

fn piece(paper: &mut Paper, pack: &Pack<'_>, block: &Block) {
    match block {
        Block::Heading { text } => {
            paper.space(8.0);
            paper.need(80.0);
            paper.heading_styled(2, pack.words(text), Style::BODY.size(20.0).bold().leading(1.5));
            paper.space(2.0);
        }
        Block::Text { text } => {
            paper.paragraph(pack.words(text), reading());
            paper.space(8.0);
        }
        Block::List { items } => {
            let items: Vec<String> = items.iter().map(|item: &LocalText| pack.words(item).to_owned()).collect();
            paper.list(&items, reading());
            paper.space(8.0);
        }
        Block::Date { day, time, what } => {
            let time =
                time.map(|time| format!(" {}:{:02}", time.minutes() / 60, time.minutes() % 60)).unwrap_or_default();
            on_day(paper, &format!("{}{time}", pack.date(*day)), pack.words(what));
        }
        Block::Bring { day, what } => {
            let words = pack.say("circular-paper-bring", &[("what", pack.words(what))]);
            on_day(paper, &pack.date(*day), &words);
        }
        Block::Other => {}
    }
}

/// A day and what is on it, behind a line that finds it again.
fn on_day(paper: &mut Paper, day: &str, what: &str) {
    let whole = paper.frame();
    let inner = Frame { left: whole.left + 14.0, width: whole.width - 14.0 };
    let (bold, plain) = (Style::BODY.size(18.0).bold().leading(1.5), reading());
    let height = paper.within(inner, |paper| paper.height_of(day, bold) + paper.height_of(what, plain));
    paper.need(height + 8.0);
    let top = paper.y;
    paper.within(Frame { left: whole.left, width: 4.0 }, |paper| paper.field(height, Some(Ink::Accent), None));
    paper.within(inner, |paper| {
        paper.y = top;
        paper.paragraph(day, bold);
        paper.paragraph(what, plain);
    });
    paper.y = top + height + 10.0;
}

/// The QR code with which a phone opens it, at the top on the right, so that it never takes a page of its own. Gives where
/// it ends.
fn opens(paper: &mut Paper, pack: &Pack<'_>) -> f32 {
    let (whole, top) = (paper.frame(), paper.y);
    let Ok(qr) = Qr::new(&pack.opens()) else { return top };
    paper.within(Frame { left: whole.left + whole.width - CODE, width: CODE }, |paper| {
        paper.qr(&qr, CODE, &without_ruby(&pack.say("circular-paper-qr", &[])));
        let style = Style::BODY.size(10.0).leading(1.5).align(Align::Middle);
        paper.paragraph(&pack.say("circular-paper-open", &[]), style);
        paper.y
    })
}
