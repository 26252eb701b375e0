//! Where the files lie in a pack: right behind the circular's text, so that one copy on a machine takes all of it.
//!
//! Each page says in a line which circular and which file it belongs to, and which of how many pages it is: sheets that
//! go from door to door come apart.

use super::{Content, File, LONGEST, Why};
use crate::association::paper::{MARGINS, Pack, reading};
use itsumo_domain::i18n::without_ruby;
use itsumo_paper::{Frame, MM, Pages, Paper, Picture, Style};

/// The line that says where a page belongs.
const LINE: Style = Style::BODY.size(11.0).bold().leading(1.5);
/// How much further out than the text another's page reaches on each side: it has margins of its own.
const FURTHER: f32 = 10.0 * MM;
/// Between the line and what it speaks of.
const AIR: f32 = 4.0;

/// Every file that is printed.
pub(in crate::association::paper) fn draw(paper: &mut Paper, pack: &Pack<'_>) {
    for file in pack.files {
        match &file.content {
            Ok(Content::Picture(picture)) => photo(paper, pack, file, picture),
            Ok(Content::Pages(pages)) => all(paper, pack, file, pages),
            Err(_) => {}
        }
    }
}

/// A photo as wide as the text, on what is left of the page if it fits there.
fn photo(paper: &mut Paper, pack: &Pack<'_>, file: &File, picture: &Picture) {
    let line = pack.say("circular-paper-file", &[("circular", &pack.entitled()), ("name", &file.name)]);
    let above = paper.height_of(&line, LINE) + AIR;
    let most = (297.0 - 2.0 * MARGINS.0) * MM - above;
    paper.space(12.0);
    paper.need(above + most.min(paper.frame().width / picture.shape()));
    paper.heading_styled(2, &line, LINE);
    paper.space(AIR);
    paper.picture(picture, most, &without_ruby(&line));
}

/// Each page of a file on a page of its own.
fn all(paper: &mut Paper, pack: &Pack<'_>, file: &File, pages: &Pages) {
    let (circular, count) = (pack.entitled(), pages.count().to_string());
    for page in 0..pages.count() {
        let number = (page + 1).to_string();
        let named = [("circular", circular.as_str()), ("name", &file.name), ("page", &number), ("pages", &count)];
        let line = pack.say("circular-paper-file-page", &named);
        paper.page_break();
        paper.y = FURTHER;
        if page == 0 {
            paper.heading_styled(2, &line, LINE);
        } else {
            paper.paragraph(&line, LINE);
        }
        paper.space(AIR);
        let whole = paper.frame();
        let wide = Frame { left: whole.left - FURTHER, width: whole.width + 2.0 * FURTHER };
        paper.y = paper.within(wide, |paper| {
            paper.page_of(pages, page, &without_ruby(&line));
            paper.y
        });
    }
}

/// For the household: what is not here, and why.
pub(in crate::association::paper) fn named(paper: &mut Paper, pack: &Pack<'_>) {
    let said: Vec<String> = missing(pack).map(|(file, why)| not_printed(pack, file, why)).collect();
    if !said.is_empty() {
        paper.space(8.0);
        paper.need(80.0);
        paper.heading_styled(2, &pack.say("circular-paper-files", &[]), Style::BODY.size(18.0).bold().leading(1.5));
        paper.list(&said, reading());
    }
}

/// For who prints: what has to be printed apart.
pub(in crate::association::paper) fn wanting(paper: &mut Paper, pack: &Pack<'_>) {
    let said: Vec<String> = missing(pack).map(|(file, why)| not_printed(pack, file, why)).collect();
    if !said.is_empty() {
        paper.space(6.0);
        paper.paragraph(&pack.say("circular-paper-apart", &[]), Style::BODY.size(13.0).bold());
        paper.list(&said, Style::BODY.size(12.0));
    }
}

fn missing<'a>(pack: &Pack<'a>) -> impl Iterator<Item = (&'a File, Why)> + use<'a> {
    pack.files.iter().filter_map(|file| Some((file, *file.content.as_ref().err()?)))
}

fn not_printed(pack: &Pack<'_>, file: &File, why: Why) -> String {
    let why = match why {
        Why::Kind => pack.say("circular-paper-not-kind", &[]),
        Why::Locked => pack.say("circular-paper-not-locked", &[]),
        Why::Damaged => pack.say("circular-paper-not-damaged", &[]),
        Why::Long(pages) => {
            let counted = [("pages", pages.to_string()), ("most", LONGEST.to_string())];
            pack.say("circular-paper-not-long", &counted.each_ref().map(|(name, count)| (*name, count.as_str())))
        }
        Why::Gone => pack.say("circular-paper-not-gone", &[]),
        Why::Heavy => pack.say("circular-paper-not-heavy", &[]),
    };
    pack.say("circular-paper-not-printed", &[("name", &file.name), ("why", &why)])
}
