//! A city's announcements.

use crate::{Timestamp, sync::Refusal};
use serde::{Deserialize, Serialize};

/// Longest title kept, in characters.
pub const TITLE_CHARS: usize = 300;
/// Longest summary made from a body, in characters.
pub const SUMMARY_CHARS: usize = 200;
/// Largest cleaned body kept, in bytes.
pub const HTML_BYTES: usize = 256 * 1024;

/// An announcement: the body of a `news` record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct News {
    /// Plain text, never empty.
    pub title: String,
    /// Plain text, at most [`SUMMARY_CHARS`].
    pub summary: String,
    /// The article as cleaned HTML; empty where the source gives only a summary.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub html: String,
    /// The page it came from, absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Id of the source in the city's configuration.
    pub source: String,
    /// When the source says it was published; when it was first seen, if the source does not say.
    pub published: Timestamp,
    /// When the source changed it after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<Timestamp>,
    /// Never empty: the city's fallback topic when no rule matched.
    pub topics: Vec<Sorted>,
    /// Empty: the whole city.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Sorted>,
    /// The city marks it as one that everybody should see.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub important: bool,
    /// Ids of other sources that carried the same announcement.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<String>,
}

/// A topic or area, with the reason it was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sorted {
    /// Id of the topic or area in the city's configuration.
    pub id: String,
    /// The rule that chose it.
    pub why: Why,
}

/// The rule that put an announcement under a topic or area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Why {
    /// The source's own category.
    Category {
        /// As the source wrote it.
        text: String,
    },
    /// A part of the page's address.
    Url {
        /// The part.
        text: String,
    },
    /// A word in the title.
    Title {
        /// The word.
        text: String,
    },
    /// A word in the body.
    Body {
        /// The word.
        text: String,
    },
    /// Everything in this source belongs here.
    Source,
    /// No rule matched.
    Fallback,
}

impl News {
    /// Whether it lies under `topic`.
    pub fn has_topic(&self, topic: &str) -> bool {
        self.topics.iter().any(|t| t.id == topic)
    }
}

/// An article somebody keeps: a copy, so that it outlives the city's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Saved {
    /// When it was kept.
    pub at: Timestamp,
    /// The article as it was then.
    pub news: News,
}

impl Saved {
    /// # Errors
    /// `too-large` when the copy is bigger than any article the server sends out.
    pub fn validate(&self) -> Result<(), Refusal> {
        if self.news.html.len() > HTML_BYTES || self.news.title.chars().count() > TITLE_CHARS {
            return Err(Refusal::of_field("too-large", "news"));
        }
        Ok(())
    }
}
