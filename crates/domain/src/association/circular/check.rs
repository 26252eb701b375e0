//! What to look at twice before a circular is sent. A warning forbids nothing: it is read, and ticked off in words, by the
//! officer who sends, at the console and on a phone.

use super::{Ask, CircularKind, Draft, audience::Plan};
use crate::{
    i18n::Arg,
    writing::{self, FileText, Found, Where, find::Names},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Days that paper takes round a block and back with its slips.
const ROUND: i64 = 5;

/// Something to look at twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "warning", rename_all = "kebab-case")]
pub enum Warning {
    /// It goes to far more households than this seat usually writes to.
    Wide {
        /// To how many.
        households: usize,
        /// The most so far.
        usual: usize,
    },
    /// The words name a block to which it does not go: 「2班」 in a circular to 1班.
    OtherBlock {
        /// The block's name.
        block: String,
    },
    /// Some of the households have neither a phone nor paper: nothing reaches them.
    Nobody {
        /// How many.
        households: usize,
    },
    /// Replies are asked back sooner than paper goes round.
    PaperLate {
        /// How many households get paper.
        papers: usize,
        /// Days until the due day.
        days: i64,
    },
    /// Anybody can read it, and it holds telephone numbers.
    PublicPhones {
        /// Where.
        place: Where,
        /// The first ten.
        found: Vec<String>,
        /// How many in all.
        count: usize,
    },
    /// Anybody can read it, and it holds e-mail addresses.
    PublicMails {
        /// Where.
        place: Where,
        /// The first ten.
        found: Vec<String>,
        /// How many in all.
        count: usize,
    },
    /// Anybody can read it, and it names households of the association.
    PublicNames {
        /// Where.
        place: Where,
        /// The first ten.
        found: Vec<String>,
        /// How many in all.
        count: usize,
    },
    /// おくやみ on a notice board that anybody reads.
    PublicObituary,
    /// Anybody can read it, and a file's inside could not be read: somebody has to open it.
    Unreadable {
        /// Its name.
        file: String,
    },
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// A warning with what its tick is called: what the server answers a phone that asks what to look at twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Warned {
    /// See [`Warning::mark`]; sent back as it came.
    pub mark: String,
    /// What it says.
    #[serde(flatten)]
    pub warning: Warning,
}

impl From<Warning> for Warned {
    fn from(warning: Warning) -> Self {
        Self { mark: warning.mark(), warning }
    }
}

impl Warning {
    /// Its word in keys: `circular-warning-<name>` says it, `circular-tick-<name>` is what is ticked.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Wide { .. } => "wide",
            Self::OtherBlock { .. } => "other-block",
            Self::Nobody { .. } => "nobody",
            Self::PaperLate { .. } => "paper-late",
            Self::PublicPhones { .. } => "public-phones",
            Self::PublicMails { .. } => "public-mails",
            Self::PublicNames { .. } => "public-names",
            Self::PublicObituary => "public-obituary",
            Self::Unreadable { .. } => "unreadable",
            Self::Other => "other",
        }
    }

    /// In which place something was found, and the first of it.
    pub fn found(&self) -> Option<(&Where, &[String])> {
        match self {
            Self::PublicPhones { place, found, .. }
            | Self::PublicMails { place, found, .. }
            | Self::PublicNames { place, found, .. } => Some((place, found)),
            _ => None,
        }
    }

    /// What its text says besides: `place` is [`Self::found`]'s place in words.
    pub fn args<'a>(&'a self, place: &'a str) -> Vec<(&'static str, Arg<'a>)> {
        let number = |count: &usize| Arg::Number(i64::try_from(*count).unwrap_or(i64::MAX));
        match self {
            Self::Wide { households, usual } => vec![("count", number(households)), ("usual", number(usual))],
            Self::OtherBlock { block } => vec![("block", Arg::Text(block))],
            Self::Nobody { households } => vec![("count", number(households))],
            Self::PaperLate { papers, days } => vec![("count", number(papers)), ("days", Arg::Number(*days))],
            Self::PublicPhones { count, .. } | Self::PublicMails { count, .. } | Self::PublicNames { count, .. } => {
                vec![("where", Arg::Text(place)), ("count", number(count))]
            }
            Self::Unreadable { file } => vec![("name", Arg::Text(file))],
            Self::PublicObituary | Self::Other => Vec::new(),
        }
    }

    /// What a tick is for: another text of the same circular needs another tick.
    pub fn mark(&self) -> String {
        format!("{self:?}")
    }
}

/// What is known when a circular is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// What is to be sent.
    pub draft: &'a Draft,
    /// Its files.
    pub files: &'a [FileText],
    /// To whom.
    pub plan: &'a Plan,
    /// The association's blocks with their names.
    pub blocks: &'a [(Uuid, String)],
    /// The households' full names (山田 太郎), where the list has full ones; family names alone are too common.
    pub names: &'a [String],
    /// To how many households this seat sent its last circulars.
    pub usual: &'a [usize],
    /// Numbers that officers show of themselves.
    pub own_phones: &'a [String],
    /// The day on which it would be sent.
    pub today: NaiveDate,
}

/// Looks.
pub fn warnings(look: Look<'_>) -> Vec<Warning> {
    let Look { draft, plan, .. } = look;
    let mut found = Vec::new();
    if let Some(Some(usual)) = writing::wide(plan.households.len(), look.usual, usize::MAX) {
        found.push(Warning::Wide { households: plan.households.len(), usual });
    }
    let options = if let Ask::Choice { options, .. } = &draft.ask { options.as_slice() } else { &[] };
    let words = writing::words_of(&draft.title, &draft.blocks, options);
    found.extend(other_blocks(look, &words));
    if plan.nobody > 0 {
        found.push(Warning::Nobody { households: plan.nobody });
    }
    let days = draft.due.map(|due| due.signed_duration_since(look.today).num_days());
    if let Some(days) = days.filter(|days| draft.ask != Ask::Nothing && plan.papers > 0 && *days < ROUND) {
        found.push(Warning::PaperLate { papers: plan.papers, days });
    }
    if draft.public {
        found.extend(public(look, &words));
    }
    found
}

/// Blocks that the words name and to which it does not go. Where it goes to everybody, or the block named is one to which
/// it goes, nothing is odd; a name inside another one (1班 in 11班) is none.
fn other_blocks(look: Look<'_>, words: &str) -> Vec<Warning> {
    if look.plan.everybody || look.plan.blocks.is_empty() {
        return Vec::new();
    }
    let words = crate::text::nfkc(words);
    let named = |name: &str| {
        let name = crate::text::nfkc(name);
        let first_is_figure = name.starts_with(|c: char| c.is_ascii_digit());
        words.match_indices(&name).any(|(at, _)| {
            let before = words.get(..at).and_then(|before| before.chars().next_back());
            !(first_is_figure && before.is_some_and(|before| before.is_ascii_digit()))
        })
    };
    let others = look.blocks.iter().filter(|(block, name)| !look.plan.blocks.contains(block) && !name.is_empty());
    let odd = others.filter(|(_, name)| named(name)).map(|(_, name)| Warning::OtherBlock { block: name.clone() });
    odd.collect()
}

/// What should rarely hang on a wall.
fn public(look: Look<'_>, words: &str) -> Vec<Warning> {
    let mut found = Vec::new();
    if look.draft.kind == CircularKind::Obituary {
        found.push(Warning::PublicObituary);
    }
    let names = Names::new(look.names.iter().enumerate().map(|(at, name)| (name.as_str(), at)));
    for (place, text) in writing::places(words, look.files) {
        let Some(text) = text else {
            if let Where::File(file) = place {
                found.push(Warning::Unreadable { file });
            }
            continue;
        };
        if let Some(Found { first, count }) = writing::phones(text, look.own_phones) {
            found.push(Warning::PublicPhones { place: place.clone(), found: first, count });
        }
        if let Some(Found { first, count }) = writing::mails(text) {
            found.push(Warning::PublicMails { place: place.clone(), found: first, count });
        }
        let named = names.found(text).into_iter().filter_map(|at| look.names.get(at).cloned()).collect();
        if let Some(Found { first, count }) = Found::some(named) {
            found.push(Warning::PublicNames { place: place.clone(), found: first, count });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{association::circular::Audience, city::LocalText, writing::Block};

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn look(draft: &Draft, plan: &Plan, usual: &[usize]) -> Vec<Warning> {
        let blocks = [(id(1), "1班".to_owned()), (id(2), "2班".to_owned()), (id(11), "11班".to_owned())];
        warnings(Look {
            draft,
            files: &[FileText { name: "地図.png".to_owned(), text: None }],
            plan,
            blocks: &blocks,
            names: &["高橋 そら".to_owned()],
            usual,
            own_phones: &["0436-00-1000".to_owned()],
            today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        })
    }

    fn draft(words: &str) -> Draft {
        Draft {
            title: LocalText::ja("お知らせ"),
            blocks: vec![Block::Text { text: LocalText::ja(words) }],
            audience: Audience::default(),
            ..Draft::default()
        }
    }

    #[test]
    fn a_block_named_to_which_it_does_not_go_is_said() {
        let plan = Plan { blocks: vec![id(1)], households: vec![id(9)], ..Plan::default() };
        assert_eq!(look(&draft("１班のみなさんへ"), &plan, &[]), []);
        let odd = [Warning::OtherBlock { block: "2班".to_owned() }];
        assert_eq!(look(&draft("２班のみなさんへ"), &plan, &[]), odd);
        assert_eq!(look(&draft("12班のみなさんへ"), &plan, &[]), []);
        let everybody = Plan { everybody: true, ..plan };
        assert_eq!(look(&draft("2班が当番です"), &everybody, &[]), []);
    }

    #[test]
    fn what_cannot_come_back_in_time_and_what_reaches_nobody_is_said() {
        let plan = Plan { everybody: true, households: vec![id(9); 40], papers: 14, nobody: 2, ..Plan::default() };
        let asked =
            Draft { ask: Ask::Seen, due: NaiveDate::from_ymd_opt(2026, 11, 26), ..draft("返信をください") };
        let expected = [
            Warning::Wide { households: 40, usual: 12 },
            Warning::Nobody { households: 2 },
            Warning::PaperLate { papers: 14, days: 2 },
        ];
        assert_eq!(look(&asked, &plan, &[10, 12, 11]), expected);
        let later = Draft { due: NaiveDate::from_ymd_opt(2026, 11, 29), ..asked };
        assert_eq!(look(&later, &Plan { nobody: 0, ..plan }, &[]), []);
    }

    #[test]
    fn what_a_newer_server_warns_of_is_ticked_off_by_its_mark() {
        let json = r#"{"mark":"Full Moon","warning":"full-moon","night":3}"#;
        let warned: Warned = serde_json::from_str(json).unwrap();
        assert_eq!(warned, Warned { mark: "Full Moon".to_owned(), warning: Warning::Other });
        let known = Warned::from(Warning::OtherBlock { block: "2班".to_owned() });
        let there: Warned = serde_json::from_str(&serde_json::to_string(&known).unwrap()).unwrap();
        assert_eq!((there.warning.name(), &there), ("other-block", &known));
    }

    #[test]
    fn what_hangs_on_a_wall_is_looked_at_more_closely() {
        let plan = Plan { everybody: true, ..Plan::default() };
        let words = "連絡は0436-00-1000か0436-00-2000、a@example.jp。高橋そらさんまで";
        assert_eq!(look(&draft(words), &plan, &[]), []);
        let public = Draft { public: true, kind: CircularKind::Obituary, ..draft(words) };
        let names: Vec<_> = look(&public, &plan, &[]).iter().map(Warning::name).collect();
        assert_eq!(names, ["public-obituary", "public-phones", "public-mails", "public-names", "unreadable"]);
    }
}
