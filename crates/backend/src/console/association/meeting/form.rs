//! A meeting as the fields of a form, and back.

pub(super) use crate::console::writing::{Fields, one};

use chrono::NaiveTime;
use itsumo_domain::{
    Timestamp,
    association::meeting::{Closing, Hall, Hands, MeetingDraft, Proposal, Quorum, Vote},
    city::LocalText,
    text::nfkc,
};

/// The shares a form offers, by their word: of, out of, more than.
pub(super) const SHARES: [(&str, Quorum); 5] = [
    ("more-than-half", Quorum { of: 1, out_of: 2, more: true }),
    ("half", Quorum { of: 1, out_of: 2, more: false }),
    ("third", Quorum { of: 1, out_of: 3, more: false }),
    ("two-thirds", Quorum { of: 2, out_of: 3, more: false }),
    ("three-quarters", Quorum { of: 3, out_of: 4, more: false }),
];

/// The word of a share; of one that no form offers, nothing.
pub(super) fn share_name(share: Quorum) -> &'static str {
    SHARES.into_iter().find(|(_, known)| *known == share).map_or("", |(name, _)| name)
}

/// A share by its word; what is none stays as `before`.
fn share(name: &str, before: Quorum) -> Quorum {
    SHARES.into_iter().find(|(known, _)| *known == name).map_or(before, |(_, share)| share)
}

/// Reads a meeting. Proposals without a title and a text are none.
pub(super) fn read(fields: &Fields, before: &MeetingDraft, now: Timestamp) -> MeetingDraft {
    let text = |name: &str| one(fields, name).trim().to_owned();
    let all = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let day = one(fields, "day").parse().unwrap_or_else(|_| now.plus(-Timestamp::DAY).jst_date());
    let (titles, texts, shares) = (all("proposal-title"), all("proposal-text"), all("proposal-share"));
    let proposals = titles.iter().enumerate().map(|(place, title)| {
        let known = before.proposals.get(place).map(|proposal| proposal.passes).unwrap_or_default();
        let words = |list: &[String]| list.get(place).map(|text| text.trim().to_owned()).unwrap_or_default();
        Proposal {
            title: LocalText::ja(title.trim()),
            text: LocalText::ja(&words(&texts)),
            passes: share(&words(&shares), known),
        }
    });
    MeetingDraft {
        title: LocalText::ja(&text("title")),
        day,
        time: one(fields, "time").parse().ok(),
        place: text("place"),
        proposals: proposals.filter(|one| !one.title.ja.is_empty() || !one.text.ja.is_empty()).collect(),
        quorum: share(one(fields, "quorum"), before.quorum),
        closes: closes(one(fields, "closes-day"), one(fields, "closes-time")).unwrap_or(Timestamp(0)),
    }
}

fn closes(day: &str, time: &str) -> Option<Timestamp> {
    let time = NaiveTime::parse_from_str(time, "%H:%M").ok()?;
    Some(Timestamp::from_jst(day.parse::<chrono::NaiveDate>().ok()?.and_time(time)))
}

/// Reads what is written down when a meeting is over. Hands that are no numbers are none.
pub(super) fn closing(fields: &Fields) -> Closing {
    let all = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let number = |text: &String| nfkc(text.trim()).parse().unwrap_or_default();
    let (yes, no) = (all("yes"), all("no"));
    let hands = yes.iter().zip(&no).map(|(yes, no)| Hands { yes: number(yes), no: number(no) }).collect();
    let chair = (0..).map_while(|place| fields.get(&format!("chair-{place}"))?.last().cloned());
    Closing {
        hall: Hall { hands, chair: chair.map(|name| Vote::named(&name).unwrap_or_default()).collect() },
        presided: one(fields, "presided").trim().to_owned(),
        signers: all("signer").iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect(),
        notes: one(fields, "notes").trim().replace("\r\n", "\n"),
    }
}
