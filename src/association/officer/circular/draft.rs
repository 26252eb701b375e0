//! A circular while it is written on a phone: one text as one types it, read into parts.
//!
//! A blank line begins a new paragraph, a line that begins with ■ is a heading, lines that begin with ・ are a list: as
//! circulars have always been typed. Other languages are added in front of the console, where there is room.

use crate::{dates, handbook::Slips};
use chrono::{Days, NaiveDate};
use itsumo_domain::{
    association::{
        Role,
        circular::{Ask, Audience, CircularKind, Draft},
    },
    city::LocalText,
    school::TimeOfDay,
    writing::{Attachment, Block as Piece},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most characters of a title: what stands on one line of a list.
pub const TITLE: usize = 80;
/// Most characters of the text.
pub const TEXT: usize = 4_000;
/// How long an obituary stays on devices, where nothing else is said.
const MOURNING_DAYS: u64 = 7;

/// To whom, as it is asked on the phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum To {
    /// Every household of the association.
    #[default]
    Everybody,
    /// Some blocks.
    Blocks,
    /// Single households.
    Households,
    /// Whoever holds a seat.
    Officers,
}

impl To {
    /// Its word, for options and keys: `officer-to-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Blocks => "blocks",
            Self::Households => "households",
            Self::Officers => "officers",
        }
    }
}

/// What stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    /// Under which id it will be written, once a file of it was brought to the server.
    pub id: Option<Uuid>,
    /// Files that the server has.
    pub files: Vec<Attachment>,
    /// What it is for.
    pub kind: CircularKind,
    /// The title.
    pub title: String,
    /// The text, as typed.
    pub text: String,
    /// What can be chosen in a poll: one per line.
    pub options: String,
    /// More than one may be.
    pub many: bool,
    /// Something is on that day, as typed.
    pub day: String,
    /// And at that time.
    pub time: String,
    /// Until when one is asked to reply, as typed.
    pub due: String,
    /// No replies after that.
    pub closes: bool,
    /// Last day on which anybody has it, as typed.
    pub expires: String,
    /// May be read by anybody.
    pub public: bool,
    /// To whom.
    pub to: To,
    /// Which blocks.
    pub blocks: Vec<Uuid>,
    /// Which households.
    pub households: Vec<Uuid>,
}

impl Written {
    /// An empty form for somebody who writes to these blocks; `whole` says whether to all of the association too.
    pub fn new(whole: bool, blocks: &[Uuid]) -> Self {
        let to = if whole { To::Everybody } else { To::Blocks };
        let blocks = if whole { Vec::new() } else { blocks.iter().copied().take(1).collect() };
        Self { to, blocks, ..Self::default() }
    }

    /// Whether households are asked for something.
    pub fn asks(&self) -> bool {
        self.ask_with(Vec::new()) != Ask::Nothing
    }

    fn ask_with(&self, options: Vec<LocalText>) -> Ask {
        match self.kind {
            CircularKind::Confirm | CircularKind::Duty => Ask::Seen,
            CircularKind::Poll => Ask::Choice { options, many: self.many },
            CircularKind::Attendance => Ask::Attendance,
            CircularKind::Read | CircularKind::LostAndFound | CircularKind::Obituary | CircularKind::Other => {
                Ask::Nothing
            }
        }
    }

    /// The circular, or what is wrong with it.
    ///
    /// # Errors
    /// Each slip with its field.
    pub fn read(&self, today: NaiveDate) -> Result<Draft, Slips> {
        let mut slips = Slips::default();
        let title = self.title.trim();
        if title.is_empty() {
            slips.add("title", "officer-slip-title");
        } else if title.chars().count() > TITLE {
            slips.add("title", "officer-slip-title-long");
        }
        let mut blocks = pieces(&self.text);
        if blocks.is_empty() {
            slips.add("text", "officer-slip-text");
        } else if self.text.chars().count() > TEXT {
            slips.add("text", "officer-slip-text-long");
        }
        let options: Vec<LocalText> = lines(&self.options).map(LocalText::ja).collect();
        if self.kind == CircularKind::Poll && !(2..=20).contains(&options.len()) {
            slips.add("options", "officer-slip-options");
        }
        if let Some(day) = future(&mut slips, "day", &self.day, today) {
            let time = self.time.trim();
            let read =
                dates::read_time(time).and_then(|time| time.format("%H:%M").to_string().parse::<TimeOfDay>().ok());
            if !time.is_empty() && read.is_none() {
                slips.add("time", "officer-slip-time");
            }
            blocks.insert(0, Piece::Date { day, time: read, what: LocalText::ja(title) });
        } else if self.kind == CircularKind::Attendance && self.day.trim().is_empty() {
            slips.add("day", "officer-slip-which-day");
        }
        let due = future(&mut slips, "due", &self.due, today).filter(|_| self.asks());
        let expires = future(&mut slips, "expires", &self.expires, today).or_else(|| {
            let mourns = self.kind == CircularKind::Obituary && self.expires.trim().is_empty();
            mourns.then(|| today.checked_add_days(Days::new(MOURNING_DAYS))).flatten()
        });
        if expires.is_some_and(|expires| due.is_some_and(|due| expires < due)) {
            slips.add("expires", "officer-slip-expires");
        }
        let audience = self.audience();
        if audience.is_empty() {
            slips.add("to", "officer-slip-to");
        } else if audience.is_of_seats() && self.asks() {
            // A reply is a household's, and seats are none.
            slips.add("to", "officer-slip-to-officers");
        }
        if !slips.none() {
            return Err(slips);
        }
        Ok(Draft {
            kind: self.kind,
            title: LocalText::ja(title),
            blocks,
            attachments: self.files.clone(),
            ask: self.ask_with(options),
            due,
            closes: self.closes && due.is_some(),
            expires,
            // A death is told to neighbours, not to the wall.
            public: self.public && self.kind != CircularKind::Obituary && self.to == To::Everybody,
            audience,
            ..Draft::default()
        })
    }

    /// To whom it goes.
    pub fn audience(&self) -> Audience {
        match self.to {
            To::Everybody => Audience { everybody: true, ..Audience::default() },
            To::Blocks => Audience { blocks: self.blocks.iter().copied().collect(), ..Audience::default() },
            To::Households => Audience { households: self.households.iter().copied().collect(), ..Audience::default() },
            To::Officers => {
                let roles = Role::ALL.into_iter().filter(|role| *role != Role::City).collect();
                Audience { roles, ..Audience::default() }
            }
        }
    }
}

/// A day to come; a slip where what was typed is none.
fn future(slips: &mut Slips, field: &'static str, typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    if typed.trim().is_empty() {
        return None;
    }
    let day = dates::read_day(typed, today, dates::Toward::Future);
    match day {
        None => slips.add(field, "officer-slip-day"),
        Some(day) if day < today => slips.add(field, "officer-slip-past"),
        Some(_) => {}
    }
    day.filter(|day| *day >= today)
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The parts of a text as it is typed.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    // Whether the next line goes on with the paragraph before it.
    let mut goes_on = false;
    for line in text.lines().map(str::trim_end) {
        let line = line.trim_start_matches([' ', '\u{3000}']);
        if line.is_empty() {
            goes_on = false;
        } else if let Some(heading) = line.strip_prefix(['■', '●', '◆']) {
            pieces.push(Piece::Heading { text: LocalText::ja(heading.trim()) });
            goes_on = false;
        } else if let Some(item) = line.strip_prefix(['・', '･', '-', '*']) {
            let item = LocalText::ja(item.trim());
            match pieces.last_mut() {
                Some(Piece::List { items }) if goes_on => items.push(item),
                _ => pieces.push(Piece::List { items: vec![item] }),
            }
            goes_on = true;
        } else {
            match pieces.last_mut() {
                Some(Piece::Text { text }) if goes_on => {
                    text.ja.push('\n');
                    text.ja.push_str(line);
                }
                _ => pieces.push(Piece::Text { text: LocalText::ja(line) }),
            }
            goes_on = true;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn filled(kind: CircularKind) -> Written {
        Written {
            kind, title: "公園の清掃".to_owned(), text: "朝8時に集まります。".to_owned(), ..Written::default()
        }
    }

    #[test]
    fn a_text_is_read_as_circulars_have_always_been_typed() {
        let text = "■ 持ち物\n・軍手\n・ほうき\n\nよろしく\nお願いします。\n\n　雨のときは中止です。\n";
        let ja = |text: &str| LocalText::ja(text);
        assert_eq!(
            pieces(text),
            [
                Piece::Heading { text: ja("持ち物") },
                Piece::List { items: vec![ja("軍手"), ja("ほうき")] },
                Piece::Text { text: ja("よろしく\nお願いします。") },
                Piece::Text { text: ja("雨のときは中止です。") },
            ]
        );
        assert_eq!(pieces(" \n\n"), []);
    }

    #[test]
    fn what_is_missing_is_said_at_its_field() {
        let slips = |written: &Written| written.read(day(11, 24)).map(|_| ()).unwrap_err().0;
        let names = |slips: Vec<(String, &'static str)>| slips.into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(names(slips(&Written { to: To::Blocks, ..Written::default() })), ["title", "text", "to"]);
        assert_eq!(names(slips(&filled(CircularKind::Attendance))), ["day"]);
        assert_eq!(names(slips(&Written { options: "はい".to_owned(), ..filled(CircularKind::Poll) })), ["options"]);
        let typed =
            Written { day: "2026/11/20".to_owned(), due: "あした".to_owned(), ..filled(CircularKind::Confirm) };
        assert_eq!(names(slips(&typed)), ["day", "due"]);
    }

    #[test]
    fn a_kind_asks_what_it_is_for_and_an_obituary_ends() {
        let read = |written: Written| written.read(day(11, 24)).unwrap();
        assert_eq!(read(filled(CircularKind::Read)).ask, Ask::Nothing);
        assert_eq!(read(filled(CircularKind::Duty)).ask, Ask::Seen);
        let poll = read(Written { options: "土曜\n\n日曜\n".to_owned(), many: true, ..filled(CircularKind::Poll) });
        assert_eq!(poll.ask, Ask::Choice { options: vec![LocalText::ja("土曜"), LocalText::ja("日曜")], many: true });
        let obituary = read(Written { public: true, due: "12/1".to_owned(), ..filled(CircularKind::Obituary) });
        assert_eq!((obituary.expires, obituary.public, obituary.due), (Some(day(12, 1)), false, None));
        let coming = Written { day: "12/6".to_owned(), time: "8時".to_owned(), ..filled(CircularKind::Attendance) };
        let coming = read(Written { due: "11/30".to_owned(), closes: true, ..coming });
        assert_eq!((coming.due, coming.closes, coming.ask), (Some(day(11, 30)), true, Ask::Attendance));
        assert_eq!(
            coming.blocks.first(),
            Some(&Piece::Date { day: day(12, 6), time: "08:00".parse().ok(), what: LocalText::ja("公園の清掃") })
        );
    }
}
