//! A circular on paper: what one block needs, in one file.
//!
//! First the list of the block's households that want paper, to tick off while walking. Then the circular in large type
//! with furigana where it was given, a QR code that opens it on a phone, and its files ([`file`]). Then, where something is
//! asked, a slip for each household: who gets it back scans its code or types its number, and the household is counted
//! ([`itsumo_domain::association::circular::slip`]).
//!
//! One copy may go round the block ([`Copies::Round`]), or each household keeps its own ([`Copies::Each`]): then its slip
//! lies behind its copy.
//!
//! **Invariant:** [`pack`] is pure; a pack names the households of its own block and no others.

mod file;
mod letter;
mod list;
mod print;
mod slip;

pub use file::{Content, File, Why};
pub use print::{PrintError, Wanted, print};

use chrono::NaiveDate;
use itsumo_domain::{
    association::{
        Circular,
        circular::{Ask, slip::Slip},
    },
    city::LocalText,
    i18n::{self, Arg, Locale},
};
use itsumo_paper::{Paper, PaperError, Style, Title};
use uuid::Uuid;

/// Points: what is read by old eyes is at least 16.
const READING: f32 = 16.0;
/// Millimetres above and beside.
const MARGINS: (f32, f32) = (16.0, 18.0);

/// How many copies of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Copies {
    /// One, which goes from door to door.
    #[default]
    Round,
    /// One for each household on the list.
    Each,
}

/// A household that gets paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// Its id.
    pub id: Uuid,
    /// 回覧順.
    pub order: u16,
    /// Its name: 山田.
    pub name: String,
    /// House or flat.
    pub place: String,
}

/// What a pack is made of.
#[derive(Clone, Copy, Debug)]
pub struct Pack<'a> {
    /// The circular's id.
    pub id: Uuid,
    /// The circular.
    pub circular: &'a Circular,
    /// The block's name.
    pub block: &'a str,
    /// How many households the circular is for in this block, with those that want no paper.
    pub of: usize,
    /// Those that want paper, in the order of the street.
    pub houses: &'a [House],
    /// Its files, in their order.
    pub files: &'a [File],
    /// The city's code.
    pub city: &'a str,
    /// The address people reach the server by, if it has one of its own.
    pub server: Option<&'a str>,
    /// How many copies of the text.
    pub copies: Copies,
    /// In which language, as far as it was written in it.
    pub locale: Locale,
    /// Today.
    pub day: NaiveDate,
}

impl Pack<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
        i18n::text(self.locale, key, &args)
    }

    fn date(&self, date: NaiveDate) -> String {
        i18n::day(self.locale, date, self.day)
    }

    /// Words that somebody wrote.
    fn words<'t>(&self, text: &'t LocalText) -> &'t str {
        text.get(self.locale)
    }

    /// 回覧 第12号, or 回覧 while it has no number.
    fn numbered(&self) -> String {
        match self.circular.number {
            0 => self.say("circular-paper-circular", &[]),
            number => self.say("circular-paper-number", &[("number", &number.to_string())]),
        }
    }

    /// Its number and title.
    fn entitled(&self) -> String {
        format!("{}「{}」", self.numbered(), self.words(&self.circular.title))
    }

    /// The number of a household's slip.
    fn slip(&self, house: &House) -> Slip {
        Slip { circular: self.id, household: house.id }
    }

    fn asks(&self) -> bool {
        !matches!(self.circular.ask, Ask::Nothing | Ask::Other)
    }

    /// What opens the circular on a phone: its page on the server, or where the server has no address the words that the
    /// app knows.
    fn opens(&self) -> String {
        let (city, id) = (self.city, self.id);
        match self.server {
            Some(server) => format!("{}/circular/{city}/{id}", server.trim_end_matches('/')),
            None => format!("itsumo:circular?v=1&c={city}&i={}", id.simple()),
        }
    }
}

/// The pack as PDF.
///
/// # Errors
/// [`PaperError`]: a mistake in the pack's own layout.
pub fn pack(pack: &Pack<'_>) -> Result<Vec<u8>, PaperError> {
    let plain = |text: &str| i18n::without_ruby(text);
    let name = &pack.circular.association_name;
    let title = Title {
        title: plain(&format!("{} {}", pack.numbered(), pack.words(&pack.circular.title))),
        lang: pack.locale.lang().to_owned(),
        subject: plain(&pack.say("circular-paper-subject", &[("association", name), ("block", pack.block)])),
        footer: plain(&format!("{name}　{}　{}", pack.numbered(), pack.block)),
    };
    let mut paper = Paper::new(title, MARGINS)?;
    paper.section();
    list::draw(&mut paper, pack);
    paper.end();
    match pack.copies {
        Copies::Round => {
            paper.page_break();
            copy(&mut paper, pack);
            if pack.asks() && !pack.houses.is_empty() {
                paper.page_break();
                paper.section();
                for house in pack.houses {
                    slip::draw(&mut paper, pack, house);
                }
                paper.end();
            }
        }
        Copies::Each => {
            for house in pack.houses {
                paper.page_break();
                copy(&mut paper, pack);
                if pack.asks() {
                    paper.page_break();
                    paper.section();
                    slip::draw(&mut paper, pack, house);
                    paper.end();
                }
            }
        }
    }
    paper.finish()
}

fn copy(paper: &mut Paper, pack: &Pack<'_>) {
    paper.section();
    letter::draw(paper, pack);
    paper.end();
}

/// What is read.
const fn reading() -> Style {
    Style::BODY.size(READING).leading(1.6)
}

#[cfg(test)]
mod tests;
