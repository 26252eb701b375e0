//! A circular while it is written.

use super::{Ask, Audience, CircularKind};
use crate::{
    city::LocalText,
    writing::{Attachment, Block as Piece, FILES, Fault, file_faults, option_faults, text, text_faults},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Most characters of what a chair adds to the city's text.
const REMARK: usize = 500;

/// What is written, kept while it is unfinished too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Draft {
    /// What it is for.
    pub kind: CircularKind,
    /// The title.
    pub title: LocalText,
    /// The text.
    pub blocks: Vec<Piece>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// What is asked back.
    pub ask: Ask,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// Replies end with the due day.
    pub closes: bool,
    /// Last day on which anybody has it.
    pub expires: Option<NaiveDate>,
    /// May be read by anybody.
    pub public: bool,
    /// Of the city's: it cannot wait for the associations' officers to look at it first.
    pub urgent: bool,
    /// To whom.
    pub audience: Audience,
}

impl Draft {
    /// Most files.
    pub const FILES: usize = FILES;

    /// Whether replies are taken no more on `day`.
    pub fn is_closed(&self, day: NaiveDate) -> bool {
        self.closes && self.due.is_some_and(|due| due < day)
    }

    /// What is missing or wrong, in the order of the page, in keys `circular-fault-<code>`. `today` is the day on which it
    /// would be sent; whether the audience is there is [`super::audience::Plan`]'s to say.
    pub fn faults(&self, today: NaiveDate) -> Vec<Fault> {
        let mut faults = text_faults(&self.title, &self.blocks, &self.attachments);
        match (&self.ask, self.kind) {
            (Ask::Choice { options, .. }, _) => faults.extend(option_faults(options)),
            // Who is to confirm, choose or come has to be asked.
            (Ask::Nothing, CircularKind::Confirm | CircularKind::Poll | CircularKind::Attendance) => {
                faults.push(Fault::of("ask", "ask-missing"));
            }
            _ => {}
        }
        if self.due.is_some_and(|due| due < today) {
            faults.push(Fault::of("due", "due-past"));
        }
        if self.closes && self.due.is_none() {
            faults.push(Fault::of("due", "closes-without-due"));
        }
        match self.expires {
            // It tells of somebody who died: it does not lie about for ever.
            None if self.kind == CircularKind::Obituary => faults.push(Fault::of("expires", "expires-missing")),
            Some(expires) if expires < today => faults.push(Fault::of("expires", "expires-past")),
            Some(expires) if self.due.is_some_and(|due| due > expires) => {
                faults.push(Fault::of("expires", "expires-before-due"));
            }
            _ => {}
        }
        faults.extend(file_faults(&self.attachments));
        if self.audience.is_empty() {
            faults.push(Fault::of("audience", "audience-empty"));
        } else if self.ask != Ask::Nothing && self.audience.is_of_seats() {
            // A reply is a household's.
            faults.push(Fault::of("ask", "ask-of-seats"));
        }
        faults
    }
}

/// What is wrong with a remark; an empty one is none.
pub fn remark_fault(remark: &LocalText) -> Option<Fault> {
    text(remark, REMARK, "remark-too-long").filter(|code| *code != "empty").map(|code| Fault::of("remark", code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::association::Role;
    use std::collections::BTreeSet;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn good() -> Draft {
        Draft {
            title: LocalText::ja("防災訓練のお知らせ"),
            blocks: vec![Piece::Text { text: LocalText::ja("公園に集まります。") }],
            audience: Audience { everybody: true, ..Audience::default() },
            ..Draft::default()
        }
    }

    #[test]
    fn a_finished_circular_has_no_fault() {
        let asked = Draft {
            kind: CircularKind::Attendance,
            ask: Ask::Attendance,
            due: Some(day(24)),
            closes: true,
            expires: Some(day(24)),
            ..good()
        };
        for draft in [good(), asked] {
            assert_eq!(draft.faults(day(24)), []);
        }
    }

    #[test]
    fn each_fault_names_its_place() {
        let seats = Audience { roles: BTreeSet::from([Role::BlockHead]), ..Audience::default() };
        let table = [
            (Draft { title: LocalText::ja(""), ..good() }, "title", "title-empty"),
            (Draft { blocks: vec![], ..good() }, "text", "text-empty"),
            (Draft { kind: CircularKind::Confirm, ..good() }, "ask", "ask-missing"),
            (Draft { kind: CircularKind::Poll, ..good() }, "ask", "ask-missing"),
            (
                Draft { ask: Ask::Choice { options: vec![LocalText::ja("はい")], many: false }, ..good() },
                "options",
                "two-options",
            ),
            (Draft { due: Some(day(23)), ..good() }, "due", "due-past"),
            (Draft { closes: true, ..good() }, "due", "closes-without-due"),
            (Draft { kind: CircularKind::Obituary, ..good() }, "expires", "expires-missing"),
            (Draft { expires: Some(day(23)), ..good() }, "expires", "expires-past"),
            (Draft { due: Some(day(26)), expires: Some(day(25)), ..good() }, "expires", "expires-before-due"),
            (Draft { attachments: vec![Attachment::default(); 11], ..good() }, "files", "too-many-files"),
            (Draft { audience: Audience::default(), ..good() }, "audience", "audience-empty"),
            (Draft { ask: Ask::Seen, audience: seats, ..good() }, "ask", "ask-of-seats"),
        ];
        for (draft, field, code) in table {
            assert_eq!(draft.faults(day(24)), [Fault::of(field, code)]);
        }
        assert_eq!(remark_fault(&LocalText::ja("")), None);
        assert_eq!(remark_fault(&LocalText::ja(&"字".repeat(501))), Some(Fault::of("remark", "remark-too-long")));
    }
}
