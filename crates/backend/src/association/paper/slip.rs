//! The slip that comes back: what a household answers, and by which code the officer finds it again.

use super::{House, Pack, reading};
use itsumo_domain::{association::circular::Ask, i18n::without_ruby, text::shorten};
use itsumo_paper::{Align, Frame, Ink, MM, Paper, Qr, Style};

/// The QR code's side.
const CODE: f32 = 28.0 * MM;
/// Air inside the frame.
const AIR: f32 = 12.0;
/// Air between two slips: where the scissors go.
const BETWEEN: f32 = 14.0;
/// An empty box, as a letter.
const BOX: &str = "□";

/// One slip, framed to be cut out. Two lie on a page where little is asked; one that is longer than a page goes on
/// without a frame.
pub(super) fn draw(paper: &mut Paper, pack: &Pack<'_>, house: &House) {
    let whole = paper.frame();
    let inner = Frame { left: whole.left + AIR, width: whole.width - 2.0 * AIR };
    let height = paper.within(inner, |paper| height(paper, pack, house)) + 2.0 * AIR;
    paper.need(height + BETWEEN);
    if height > paper.left_over() {
        content(paper, pack, house);
        paper.page_break();
        return;
    }
    let top = paper.y;
    paper.field(height, None, Some(Ink::Quiet));
    paper.within(inner, |paper| {
        paper.y = top + AIR;
        content(paper, pack, house);
    });
    paper.y = top + height + BETWEEN;
}

const HEAD: Style = Style::BODY.size(20.0).bold().leading(1.5);
const NAMED: Style = Style::BODY.size(18.0).bold().leading(1.5);
const ABOUT: Style = Style::BODY.size(14.0).leading(1.5);

struct Words {
    head: String,
    about: String,
    named: String,
    how: String,
    lines: Vec<String>,
    /// Room for a hand below, in points.
    room: f32,
    back: String,
}

fn words(pack: &Pack<'_>, house: &House) -> Words {
    let circular = pack.circular;
    let name = match house.place.as_str() {
        "" => shorten(&house.name, 20).to_string(),
        place => format!("{}（{}）", shorten(&house.name, 20), shorten(place, 20)),
    };
    let (how, lines, room) = match &circular.ask {
        Ask::Choice { options, many } => {
            let how = if *many { "circular-paper-choose-some" } else { "circular-paper-choose-one" };
            (how, options.iter().map(|option| pack.words(option).to_owned()).collect(), 0.0)
        }
        Ask::Attendance => {
            let lines = vec![pack.say("circular-paper-come", &[]), pack.say("circular-paper-not-come", &[])];
            ("circular-paper-choose-one", lines, 0.0)
        }
        Ask::Text => ("circular-paper-write", Vec::new(), 110.0),
        Ask::Seen | Ask::Nothing | Ask::Other => {
            ("circular-paper-tick", vec![pack.say("circular-paper-have-read", &[])], 0.0)
        }
    };
    let back = match circular.due {
        Some(due) => pack.say("circular-paper-back-until", &[("day", &pack.date(due)), ("block", pack.block)]),
        None => pack.say("circular-paper-back", &[("block", pack.block)]),
    };
    Words {
        head: pack.say("circular-paper-slip", &[]),
        about: format!("{}　{}", pack.numbered(), pack.words(&circular.title)),
        named: pack.say("circular-paper-to", &[("name", &name)]),
        how: pack.say(how, &[]),
        lines,
        room,
        back,
    }
}

/// Where the words beside the code lie.
fn beside(frame: Frame) -> Frame {
    Frame { left: frame.left, width: frame.width - CODE - AIR }
}

fn option_frame(frame: Frame) -> Frame {
    Frame { left: frame.left + 28.0, width: frame.width - 28.0 }
}

fn height(paper: &mut Paper, pack: &Pack<'_>, house: &House) -> f32 {
    let words = words(pack, house);
    let frame = paper.frame();
    let upper = paper.within(beside(frame), |paper| {
        paper.height_of(&words.head, HEAD)
            + paper.height_of(&words.about, ABOUT)
            + 6.0
            + paper.height_of(&words.named, NAMED)
    });
    let lines = paper.within(option_frame(frame), |paper| {
        words.lines.iter().map(|line| paper.height_of(line, option()) + 4.0).sum::<f32>()
    });
    let below =
        paper.height_of(&words.how, ABOUT) + 4.0 + lines + words.room + 8.0 + paper.height_of(&words.back, back());
    upper.max(CODE + 22.0) + 10.0 + below
}

fn option() -> Style {
    Style { size: 18.0, ..reading() }
}

fn back() -> Style {
    Style::BODY.size(15.0).bold().leading(1.5)
}

fn content(paper: &mut Paper, pack: &Pack<'_>, house: &House) {
    let words = words(pack, house);
    let (frame, top) = (paper.frame(), paper.y);
    let upper = paper.within(beside(frame), |paper| {
        paper.heading_styled(2, &words.head, HEAD);
        paper.paragraph(&words.about, ABOUT);
        paper.space(6.0);
        paper.paragraph(&words.named, NAMED);
        paper.y
    });
    let slip = pack.slip(house);
    if let Ok(qr) = Qr::new(&slip.text()) {
        paper.within(Frame { left: frame.left + frame.width - CODE, width: CODE }, |paper| {
            paper.y = top;
            let named = pack.say("circular-paper-slip-code", &[("name", &house.name)]);
            paper.qr(&qr, CODE, &without_ruby(&named));
            paper.paragraph(&slip.number(), Style::BODY.size(12.0).bold().align(Align::Middle));
        });
    }
    paper.y = upper.max(top + CODE + 22.0) + 10.0;
    paper.paragraph(&words.how, ABOUT);
    paper.space(4.0);
    for line in &words.lines {
        let height = paper.within(option_frame(frame), |paper| paper.height_of(line, option()));
        paper.need(height + 4.0);
        let top = paper.y;
        paper.within(option_frame(frame), |paper| paper.paragraph(line, option()));
        // A line that carries readings is higher: the box stands with its letters.
        let lift = if line.contains('｜') { 7.0 } else { 0.0 };
        paper.y = top + lift - 1.0;
        paper.paragraph(BOX, Style { size: 20.0, ..option() });
        paper.y = top + height + 4.0;
    }
    if words.room > 0.0 {
        for line in 1..=4_u8 {
            let y = paper.y;
            paper.y = y + f32::from(line) * words.room / 4.0 - 2.0;
            paper.rule(Ink::Line, 0.6);
            paper.y = y;
        }
        paper.y += words.room;
    }
    paper.space(8.0);
    paper.need(paper.height_of(&words.back, back()));
    paper.paragraph(&words.back, back());
}
