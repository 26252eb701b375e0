//! What an officer writes of a meeting: before, and when it is over.

use super::{Hall, Meeting, Proposal, Quorum};
use crate::{Timestamp, city::LocalText, school::TimeOfDay, sync::Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Most proposals of one meeting.
pub const MOST_PROPOSALS: usize = 20;

/// A meeting as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct MeetingDraft {
    /// 令和9年度 定期総会.
    pub title: LocalText,
    /// The day.
    pub day: NaiveDate,
    /// When it begins, if people come together at all.
    pub time: Option<TimeOfDay>,
    /// Where.
    pub place: String,
    /// What is voted on, in order.
    pub proposals: Vec<Proposal>,
    /// How many have to take part.
    pub quorum: Quorum,
    /// Until when households hand in ballots by phone.
    pub closes: Timestamp,
}

impl MeetingDraft {
    /// Everything that is missing or wrong, in the order of the page.
    pub fn faults(&self, now: Timestamp) -> Vec<Refusal> {
        let mut faults = Vec::new();
        let mut fault = |wrong: bool, code: &str, field: &str| {
            if wrong {
                faults.push(Refusal::of_field(code, field));
            }
        };
        let long = |text: &str, most: usize| text.chars().count() > most;
        fault(self.title.ja.trim().is_empty(), "empty", "title");
        fault(long(&self.title.ja, 80), "too-long", "title");
        fault(self.day < now.jst_date(), "day-is-past", "day");
        fault(long(&self.place, 80), "too-long", "place");
        fault(self.proposals.is_empty(), "empty", "proposals");
        fault(self.proposals.len() > MOST_PROPOSALS, "too-many", "proposals");
        fault(self.proposals.iter().any(|one| one.title.ja.trim().is_empty()), "empty", "proposals");
        let too_long = |one: &Proposal| long(&one.title.ja, 120) || long(&one.text.ja, 4_000);
        fault(self.proposals.iter().any(too_long), "too-long", "proposals");
        let share = |quorum: &Quorum| quorum.out_of == 0 || quorum.of > quorum.out_of;
        fault(share(&self.quorum) || self.proposals.iter().any(|one| share(&one.passes)), "not-a-share", "quorum");
        fault(self.closes <= now, "closes-in-the-past", "closes");
        fault(self.closes.jst_date() > self.day, "closes-after-the-day", "closes");
        faults
    }

    /// What the households read of it. The count comes later.
    pub fn into_meeting(self, association: uuid::Uuid, from: &str) -> Meeting {
        let Self { title, day, time, place, proposals, quorum, closes } = self;
        Meeting {
            association,
            title,
            day,
            time,
            place,
            proposals,
            attachments: Vec::new(),
            quorum,
            closes,
            from: from.to_owned(),
            tally: None,
        }
    }

    /// The same back, to be changed.
    pub fn of(meeting: &Meeting) -> Self {
        Self {
            title: meeting.title.clone(),
            day: meeting.day,
            time: meeting.time,
            place: meeting.place.clone(),
            proposals: meeting.proposals.clone(),
            quorum: meeting.quorum,
            closes: meeting.closes,
        }
    }
}

/// What is written down when a meeting is over: the hall, and what the minutes say besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Closing {
    /// Hands, and how the chair voted for those who entrusted them.
    pub hall: Hall,
    /// Who presided (議長).
    pub presided: String,
    /// Who signs the minutes (議事録署名人).
    pub signers: Vec<String>,
    /// What was said besides.
    pub notes: String,
}

impl Closing {
    /// Everything that is missing or wrong, but for the hall: see [`super::tally()`].
    pub fn faults(&self) -> Vec<Refusal> {
        let mut faults = Vec::new();
        if self.presided.trim().is_empty() {
            faults.push(Refusal::of_field("empty", "presided"));
        }
        let long = |text: &String| text.chars().count() > 40;
        if long(&self.presided) || self.signers.len() > 5 || self.signers.iter().any(long) {
            faults.push(Refusal::of_field("too-long", "signers"));
        }
        if self.notes.chars().count() > 8_000 {
            faults.push(Refusal::of_field("too-long", "notes"));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(now: Timestamp) -> MeetingDraft {
        MeetingDraft {
            title: LocalText::ja("臨時総会"),
            day: now.plus(10 * Timestamp::DAY).jst_date(),
            proposals: vec![Proposal { title: LocalText::ja("会則の改正"), ..Proposal::default() }],
            closes: now.plus(9 * Timestamp::DAY),
            ..MeetingDraft::default()
        }
    }

    #[test]
    fn a_meeting_says_what_is_wrong_with_it_and_where() {
        let now = Timestamp::from_jst_date("2026-11-24".parse().unwrap());
        assert_eq!(draft(now).faults(now), []);
        type Change = fn(&mut MeetingDraft, Timestamp);
        let table: [(Change, &str, &str); 8] = [
            (|it, _| it.title = LocalText::default(), "empty", "title"),
            (|it, now| it.day = now.plus(-Timestamp::DAY).jst_date(), "day-is-past", "day"),
            (|it, _| it.place = "集".repeat(81), "too-long", "place"),
            (|it, _| it.proposals.clear(), "empty", "proposals"),
            (|it, _| it.proposals[0].text = LocalText::ja(&"案".repeat(4_001)), "too-long", "proposals"),
            (|it, _| it.quorum.out_of = 0, "not-a-share", "quorum"),
            (|it, now| it.closes = now, "closes-in-the-past", "closes"),
            (|it, now| it.closes = now.plus(30 * Timestamp::DAY), "closes-after-the-day", "closes"),
        ];
        for (change, code, field) in table {
            let mut changed = draft(now);
            change(&mut changed, now);
            let faults = changed.faults(now);
            assert!(faults.contains(&Refusal::of_field(code, field)), "{code} of {field}: {faults:?}");
        }
        let meeting = draft(now).into_meeting(uuid::Uuid::nil(), "会長");
        assert_eq!(MeetingDraft::of(&meeting), draft(now));
    }

    #[test]
    fn minutes_name_who_presided() {
        assert_eq!(Closing::default().faults(), [Refusal::of_field("empty", "presided")]);
        let long = Closing { presided: "山田 花子".to_owned(), notes: "あ".repeat(8_001), ..Closing::default() };
        assert_eq!(long.faults(), [Refusal::of_field("too-long", "notes")]);
    }
}
