//! A circular's draft as the fields of a form, and back: the words as in [`writing`], and what is a circular's own.

pub(super) use crate::console::writing::{Fields, ids, one};

use crate::console::writing::{self, lines, text};
use chrono::NaiveDate;
use itsumo_domain::association::{
    Role,
    circular::{Ask, Audience, CircularKind, Draft},
};

/// What can be asked, as the form says it.
pub(super) const ASKS: [&str; 5] = ["nothing", "seen", "choice", "attendance", "text"];

/// Reads a draft. Days that are not there, or are none, are `today`; what the form does not have stays as `before`.
pub(super) fn read(fields: &Fields, before: &Draft, today: NaiveDate) -> Draft {
    let day = |name: &str| writing::day(fields, name);
    let ticked = |name: &str| !one(fields, name).is_empty();
    let kind = CircularKind::ALL.into_iter().find(|kind| kind.name() == one(fields, "kind"));
    let ask = match one(fields, "ask") {
        "nothing" => Ask::Nothing,
        "seen" => Ask::Seen,
        "choice" => Ask::Choice { options: lines(fields, "options"), many: ticked("many") },
        "attendance" => Ask::Attendance,
        "text" => Ask::Text,
        _ => before.ask.clone(),
    };
    Draft {
        kind: kind.unwrap_or(before.kind),
        title: text(fields, "title"),
        blocks: writing::blocks(fields, today),
        attachments: before.attachments.clone(),
        ask,
        due: day("due"),
        closes: ticked("closes"),
        expires: day("expires"),
        public: ticked("public"),
        urgent: ticked("urgent"),
        audience: audience(fields, before),
    }
}

/// To whom: one of everybody, some blocks and households, or holders of seats.
fn audience(fields: &Fields, before: &Draft) -> Audience {
    let some = || Audience { associations: ids(fields, "association").into_iter().collect(), ..Audience::default() };
    match one(fields, "audience") {
        "everybody" => Audience { everybody: true, ..some() },
        "some" => Audience {
            blocks: ids(fields, "block").into_iter().collect(),
            households: ids(fields, "household").into_iter().collect(),
            ..some()
        },
        "seats" => {
            let roles = fields.get("role").into_iter().flatten().filter_map(|name| Role::named(name));
            Audience { roles: roles.collect(), ..some() }
        }
        // Nothing chosen yet, or a form without that part.
        _ if fields.contains_key("audience-there") => some(),
        _ => before.audience.clone(),
    }
}

/// Which of the ways of [`audience`] a draft goes.
pub(super) fn way(audience: &Audience) -> &'static str {
    if audience.everybody {
        "everybody"
    } else if !audience.roles.is_empty() {
        "seats"
    } else if !audience.blocks.is_empty() || !audience.households.is_empty() {
        "some"
    } else {
        ""
    }
}

/// Which of [`ASKS`] is asked.
pub(super) fn asked(ask: &Ask) -> &'static str {
    match ask {
        Ask::Nothing | Ask::Other => "nothing",
        Ask::Seen => "seen",
        Ask::Choice { .. } => "choice",
        Ask::Attendance => "attendance",
        Ask::Text => "text",
    }
}

/// What a kind of circular asks when it is begun.
pub(super) fn usual_ask(kind: CircularKind) -> Ask {
    match kind {
        CircularKind::Confirm => Ask::Seen,
        CircularKind::Poll => Ask::Choice { options: Vec::new(), many: false },
        CircularKind::Attendance => Ask::Attendance,
        _ => Ask::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::new();
        for (name, text) in pairs {
            fields.entry((*name).to_owned()).or_default().push((*text).to_owned());
        }
        fields
    }

    #[test]
    fn a_form_is_read_as_it_was_written() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let (block, household) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sent = fields(&[
            ("title-ja", "出欠"),
            ("kind", "attendance"),
            ("ask", "attendance"),
            ("due", "2026-12-01"),
            ("closes", "on"),
            ("expires", ""),
            ("audience-there", "1"),
            ("audience", "some"),
            ("block", &block.to_string()),
            ("household", &household.to_string()),
        ]);
        let draft = read(&sent, &Draft::default(), today);
        assert_eq!((draft.kind, &draft.ask, draft.closes), (CircularKind::Attendance, &Ask::Attendance, true));
        assert_eq!(draft.due, NaiveDate::from_ymd_opt(2026, 12, 1));
        assert_eq!(
            (draft.audience.blocks.first(), draft.audience.households.first()),
            (Some(&block), Some(&household))
        );
        assert_eq!((way(&draft.audience), draft.public), ("some", false));
        // Of one that is out, the form has no audience and asks nothing anew.
        let again = read(&fields(&[("title-ja", "出欠")]), &draft, today);
        assert_eq!((again.audience, again.ask, again.kind), (draft.audience, draft.ask, draft.kind));
    }

    #[test]
    fn one_way_of_choosing_forgets_the_others() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let sent =
            |way: &str| fields(&[("audience-there", "1"), ("audience", way), ("role", "block_head"), ("block", "x")]);
        let of = |way: &str| read(&sent(way), &Draft::default(), today).audience;
        assert_eq!((of("everybody").everybody, of("everybody").roles.len()), (true, 0));
        assert_eq!(of("seats").roles.into_iter().collect::<Vec<_>>(), [Role::BlockHead]);
        assert!(of("some").is_empty() && of("").is_empty());
    }
}
