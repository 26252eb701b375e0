//! What a person said they care about, and whether an announcement is for them.
//!
//! The same function decides on the phone for one person and could on a server for many. Without an
//! account interests never leave the device, so the device decides.

use crate::{Timestamp, city::Topic, news::News, sync::Refusal, time::YearMonth};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a person said they care about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Interests {
    /// Topic ids.
    pub topics: BTreeSet<String>,
    /// Area ids; empty: the whole city.
    pub areas: BTreeSet<String>,
    /// Months of birth of children, so that topics for an age come and go with it. `2024-05`.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub children: Vec<YearMonth>,
    /// Topics that stay quiet until the given time.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub muted: BTreeMap<String, Timestamp>,
}

/// Why an announcement is shown to somebody: the answer to なぜ届いた?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The city marked it for everybody.
    Important,
    /// They chose this topic.
    Topic(String),
    /// A child of theirs is in the age this topic is for.
    Child {
        /// The topic.
        topic: String,
        /// The child's month of birth.
        born: YearMonth,
    },
    /// …and it is about a place they chose. Never stands alone.
    Area(String),
}

impl Interests {
    /// Nothing was chosen: first run, or everything skipped.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty() && self.areas.is_empty() && self.children.is_empty()
    }

    /// Why `news` is for this person, or empty if it is not.
    ///
    /// An announcement is for them if it is important, or if one of its topics is chosen (or fits a child's
    /// age) and not muted, and, where it names areas and they chose some, one of those is theirs.
    pub fn reasons(&self, news: &News, topics: &[Topic], now: Timestamp) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if news.important {
            reasons.push(Reason::Important);
        }
        let mine: Vec<_> = news.areas.iter().filter(|area| self.areas.contains(&area.id)).collect();
        let elsewhere = !news.areas.is_empty() && !self.areas.is_empty() && mine.is_empty();
        if elsewhere {
            return reasons;
        }
        let before = reasons.len();
        for topic in news.topics.iter().filter(|topic| !self.is_muted(&topic.id, now)) {
            if self.topics.contains(&topic.id) {
                reasons.push(Reason::Topic(topic.id.clone()));
            } else if let Some(born) = self.child_for(&topic.id, topics, now) {
                reasons.push(Reason::Child { topic: topic.id.clone(), born });
            }
        }
        if reasons.len() > before {
            reasons.extend(mine.into_iter().map(|area| Reason::Area(area.id.clone())));
        }
        reasons
    }

    /// Whether `topic` is quiet at `now`.
    pub fn is_muted(&self, topic: &str, now: Timestamp) -> bool {
        self.muted.get(topic).is_some_and(|until| *until > now)
    }

    fn child_for(&self, topic: &str, topics: &[Topic], now: Timestamp) -> Option<YearMonth> {
        let ages = topics.iter().find(|t| t.id == topic)?.child_months?;
        let today = now.jst_date();
        self.children.iter().copied().find(|born| ages.contains(born.months_until(today)))
    }

    /// # Errors
    /// `too-many` when a list is longer than any city could need.
    pub fn validate(&self) -> Result<(), Refusal> {
        let lists = [
            ("topics", self.topics.len()),
            ("areas", self.areas.len()),
            ("children", self.children.len()),
            ("muted", self.muted.len()),
        ];
        match lists.into_iter().find(|(_, len)| *len > 200) {
            Some((field, _)) => Err(Refusal::of_field("too-many", field)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        city::AgeMonths,
        news::{Sorted, Why},
    };

    fn sorted(id: &str) -> Sorted {
        Sorted { id: id.to_owned(), why: Why::Fallback }
    }
    fn news(topics: &[&str], areas: &[&str]) -> News {
        News {
            topics: topics.iter().map(|t| sorted(t)).collect(),
            areas: areas.iter().map(|a| sorted(a)).collect(),
            ..News::default()
        }
    }
    fn topics() -> Vec<Topic> {
        vec![
            Topic { id: "baby".into(), child_months: Some(AgeMonths { from: 0, to: 35 }), ..Topic::default() },
            Topic { id: "waste".into(), ..Topic::default() },
        ]
    }
    fn interests(chosen: &[&str], areas: &[&str]) -> Interests {
        Interests {
            topics: chosen.iter().map(|t| (*t).to_owned()).collect(),
            areas: areas.iter().map(|a| (*a).to_owned()).collect(),
            ..Interests::default()
        }
    }
    const NOW: Timestamp = Timestamp(1_795_305_600_000); // 2026-11-22 in Japan

    #[test]
    fn what_was_chosen_arrives_and_says_why() {
        let table = [
            (interests(&["waste"], &[]), news(&["waste"], &[]), vec![Reason::Topic("waste".into())]),
            (interests(&["waste"], &[]), news(&["baby"], &[]), vec![]),
            (interests(&["waste"], &["north"]), news(&["waste"], &["south"]), vec![]),
            (interests(&["waste"], &["north"]), news(&["waste"], &[]), vec![Reason::Topic("waste".into())]),
            (
                interests(&["waste"], &["north"]),
                news(&["waste"], &["north", "south"]),
                vec![Reason::Topic("waste".into()), Reason::Area("north".into())],
            ),
            (interests(&[], &["north"]), news(&["waste"], &["north"]), vec![]),
        ];
        for (who, what, why) in table {
            assert_eq!(who.reasons(&what, &topics(), NOW), why, "{who:?} {what:?}");
        }
    }

    #[test]
    fn a_child_grows_out_of_a_topic() {
        let mut who = Interests { children: vec![YearMonth { year: 2024, month: 5 }], ..Interests::default() };
        let item = news(&["baby"], &[]);
        assert_eq!(who.reasons(&item, &topics(), NOW).len(), 1);
        who.children = vec![YearMonth { year: 2023, month: 11 }];
        assert_eq!(who.reasons(&item, &topics(), NOW), vec![]);
    }

    #[test]
    fn a_muted_topic_is_quiet_only_until_its_time_and_never_hides_the_important() {
        let mut who = interests(&["waste"], &[]);
        who.muted.insert("waste".into(), NOW.plus(1));
        let mut item = news(&["waste"], &[]);
        assert_eq!(who.reasons(&item, &topics(), NOW), vec![]);
        assert_eq!(who.reasons(&item, &topics(), NOW.plus(1)).len(), 1);
        item.important = true;
        assert_eq!(who.reasons(&item, &topics(), NOW), vec![Reason::Important]);
    }
}
