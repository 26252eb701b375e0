//! The page that goes home and brings somebody into the app: a code in large type and as a QR code, how to use it, and
//! whom to ask.
//!
//! A school's letter of a child ([`crate::school::letter`]), a block's letter of a household and the slip of a seat
//! ([`crate::association::letter`]) are this page with other words.

use crate::{app::App, problem::Failure};
use chrono::NaiveDate;
use itsumo_domain::i18n::{self, Arg, Locale};
use itsumo_paper::{Align, Frame, Ink, MM, Paper, PaperError, Qr, Style, Title};

/// What stands on a page. All of it is text as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Who sends it.
    pub from: String,
    /// What it is: the heading.
    pub title: String,
    /// To whom.
    pub to: String,
    /// Why.
    pub lead: String,
    /// What stands beside the code: 手紙の番号.
    pub code_is: String,
    /// The code, for typing.
    pub code: String,
    /// The same for a QR code.
    pub scanned: String,
    /// What the QR code is, for who cannot see it.
    pub qr_is: String,
    /// Until when and for whom it is good.
    pub good: String,
    /// The heading above the steps.
    pub how: String,
    /// What to do, at most three.
    pub steps: Vec<String>,
    /// What else there is to know.
    pub each: String,
    /// The same in short for who reads little Japanese, and in English.
    pub short: [String; 2],
    /// What to take care of.
    pub keep: String,
    /// Whom to ask.
    pub asks: String,
}

/// The pages as one file. `subject` is whose they are.
///
/// # Errors
/// [`PaperError`].
pub fn pdf(title: &str, subject: &str, day: NaiveDate, pages: &[Page]) -> Result<Vec<u8>, PaperError> {
    let title =
        Title { title: title.to_owned(), lang: "ja".to_owned(), subject: subject.to_owned(), footer: String::new() };
    let mut paper = Paper::new(title, (18.0, 20.0))?;
    for page in pages {
        paper.page_break();
        paper.section();
        draw(&mut paper, day, page);
        paper.end();
    }
    paper.finish()
}

/// The words of a key, in Japanese.
pub fn say(key: &str, args: &[(&str, &str)]) -> String {
    say_in(Locale::Ja, key, args)
}

/// The words of a key.
pub fn say_in(locale: Locale, key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    i18n::text(locale, key, &args)
}

/// A day as it is printed.
pub fn day(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

fn draw(paper: &mut Paper, sent: NaiveDate, page: &Page) {
    let whole = paper.frame();
    let top = paper.y;
    paper.paragraph(&page.from, Style::BODY.size(10.5));
    paper.y = top;
    paper.paragraph(&day(sent), Style::BODY.size(10.5).align(Align::End));
    paper.space(12.0);
    paper.heading_styled(1, &page.title, Style::BODY.size(20.0).bold().leading(1.4));
    paper.space(8.0);
    paper.paragraph(&page.to, Style::BODY.size(14.0).bold());
    paper.space(6.0);
    paper.paragraph(&page.lead, Style::BODY.size(11.5).leading(1.7));
    paper.space(14.0);
    code(paper, page);
    paper.space(18.0);
    paper.heading_styled(2, &page.how, Style::BODY.size(13.0).bold().ink(Ink::Accent));
    paper.space(4.0);
    for (number, words) in ["①", "②", "③"].into_iter().zip(&page.steps) {
        let (style, indent) = (Style::BODY.size(11.5).leading(1.7), 18.0);
        let top = paper.y;
        paper.paragraph(number, style.ink(Ink::Accent).bold());
        paper.y = top;
        let inner = Frame { left: whole.left + indent, width: whole.width - indent };
        let height = paper.within(inner, |paper| {
            paper.paragraph(words, style);
            paper.y - top
        });
        paper.y = top + height + 2.0;
    }
    paper.paragraph(&page.each, Style::BODY.size(11.0).leading(1.7));
    paper.space(12.0);
    short(paper, page);
    paper.space(12.0);
    paper.paragraph(&page.keep, Style::BODY.size(10.0).leading(1.7));
    paper.space(8.0);
    paper.rule(Ink::Line, 0.6);
    paper.space(6.0);
    paper.paragraph(&page.asks, Style::BODY.size(11.0).bold());
}

/// The QR code, and the code in large type beside it.
fn code(paper: &mut Paper, page: &Page) {
    let whole = paper.frame();
    let (side, air) = (46.0 * MM, 5.0 * MM);
    let top = paper.y;
    paper.field(side + 2.0 * air, Some(Ink::AccentTint), None);
    paper.y = top + air;
    if let Ok(qr) = Qr::new(&page.scanned) {
        paper.within(Frame { left: whole.left + air, width: side }, |paper| {
            paper.qr(&qr, side, &page.qr_is);
        });
    }
    let left = whole.left + side + 2.0 * air;
    paper.within(Frame { left, width: whole.left + whole.width - left - air }, |paper| {
        paper.y = top + air + 20.0;
        paper.paragraph(&page.code_is, Style::BODY.size(11.0).bold());
        paper.space(4.0);
        paper.paragraph(&page.code, Style::BODY.size(27.0).bold().leading(1.4));
        paper.space(6.0);
        paper.paragraph(&page.good, Style::BODY.size(11.5));
    });
    paper.y = top + side + 2.0 * air;
}

fn short(paper: &mut Paper, page: &Page) {
    let style = Style::BODY.size(11.0).leading(1.7);
    let whole = paper.frame();
    let inner = Frame { left: whole.left + 10.0, width: whole.width - 20.0 };
    let [easy, english] = &page.short;
    let height = paper.within(inner, |paper| paper.height_of(easy, style) + paper.height_of(english, style)) + 22.0;
    let top = paper.y;
    paper.field(height, None, Some(Ink::Line));
    paper.within(inner, |paper| {
        paper.y = top + 8.0;
        paper.paragraph(easy, style);
        paper.space(4.0);
        paper.paragraph(english, style);
    });
    paper.y = top + height;
}

/// The pages as bytes, drawn on a thread of their own: a whole school's take a while.
///
/// # Errors
/// The server's own: a letter that breaks a rule of paper is a mistake in it.
pub async fn print(app: &App, title: String, subject: String, pages: Vec<Page>) -> Result<Vec<u8>, Failure> {
    let day = app.clock.now().jst_date();
    let drawing = tokio::task::spawn_blocking(move || pdf(&title, &subject, day, &pages));
    drawing.await.map_err(Failure::internal)?.map_err(Failure::internal)
}
