//! Whose elements are whose: namespaces as feeds declare them, or forget to.

use super::super::token::attributes;

/// Whose element it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// The feed's own vocabulary.
    Own,
    DublinCore,
    Terms,
    Content,
    Media,
    Xhtml,
    Rdf,
    Foreign,
}

pub(super) fn space_of(uri: &str) -> Space {
    let uri = uri.trim();
    let lower = uri.to_ascii_lowercase();
    match lower.trim_end_matches('/') {
        ""
        | "http://purl.org/atom/ns#"
        | "http://www.w3.org/2005/atom"
        | "http://purl.org/rss/1.0"
        | "http://my.netscape.com/rdf/simple/0.9"
        | "http://channel.netscape.com/rdf/simple/0.9"
        | "http://backend.userland.com/rss"
        | "http://backend.userland.com/rss2"
        | "http://blogs.law.harvard.edu/tech/rss"
        | "http://purl.org/net/rss1.1#"
        | "http://purl.org/atom/app#"
        | "http://www.rssboard.org/rss-specification" => Space::Own,
        "http://purl.org/dc/elements/1.1" | "http://purl.org/dc/elements/1.0" => Space::DublinCore,
        "http://purl.org/dc/terms" => Space::Terms,
        "http://purl.org/rss/1.0/modules/content" => Space::Content,
        "http://search.yahoo.com/mrss" => Space::Media,
        "http://www.w3.org/1999/xhtml" => Space::Xhtml,
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => Space::Rdf,
        other if other.contains("backend.userland.com") || other.contains("/rss/") && !other.contains("modules") => {
            Space::Own
        }
        _ => Space::Foreign,
    }
}

/// What a prefix means where nobody declared it.
pub(super) fn space_by_habit(prefix: &str) -> Space {
    match prefix.to_ascii_lowercase().as_str() {
        "dc" => Space::DublinCore,
        "dcterms" => Space::Terms,
        "content" => Space::Content,
        "media" => Space::Media,
        "xhtml" => Space::Xhtml,
        "rdf" => Space::Rdf,
        "atom" | "atom10" | "a10" | "rss" => Space::Own,
        _ => Space::Foreign,
    }
}

/// An element's name, resolved.
pub(super) struct Name {
    pub(super) space: Space,
    pub(super) local: String,
}

pub(super) fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// Elements that hold items.
pub(super) fn is_container(local: &str) -> bool {
    ["channel", "rss", "feed", "rdf"].iter().any(|c| local.eq_ignore_ascii_case(c))
}

/// Fields that hold one value and no other element.
pub(super) fn is_single(name: &Name) -> bool {
    matches!(
        (name.space, name.local.as_str()),
        (
            Space::Own,
            "title" | "link" | "guid" | "guide" | "id" | "pubdate" | "category" | "comments" | "updated" | "published"
        ) | (Space::DublinCore, "date" | "subject" | "creator" | "title")
    )
}

/// Names that begin another field of an item.
pub(super) fn is_field(name: &str) -> bool {
    [
        "link",
        "guid",
        "guide",
        "pubDate",
        "description",
        "category",
        "content:encoded",
        "dc:date",
        "dc:subject",
        "dc:creator",
        "summary",
        "content",
        "updated",
        "published",
        "id",
        "author",
        "enclosure",
        "comments",
    ]
    .iter()
    .any(|field| name.eq_ignore_ascii_case(field))
}

/// Names that no article's markup contains.
pub(super) fn is_only_outside_text(name: &str) -> bool {
    ["pubDate", "guid", "guide", "content:encoded", "dc:date", "dc:subject", "dc:creator"]
        .iter()
        .any(|field| name.eq_ignore_ascii_case(field))
}

/// An attribute by name, without regard to case.
pub(super) fn attribute(attrs: &str, wanted: &str) -> Option<String> {
    attributes(attrs).find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.to_owned())
}

/// White space runs as one space.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
