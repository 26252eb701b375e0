//! なぜ届いた? The answer, short for a list and whole for an article.
//!
//! It has two halves: why this is for *you* (what you chose), and why we think it is *about* that (the rule
//! that sorted it). Both are said, so that a wrong guess can be seen for what it is.

use crate::{
    dates,
    i18n::{Arg, I18n},
};
use itsumo_domain::{
    Timestamp,
    city::City,
    interests::Reason,
    news::{News, Sorted, Why},
};
use itsumo_engine::NewsRow;

fn topic_name(i: I18n, city: Option<&City>, id: &str) -> String {
    city.and_then(|city| city.topic(id)).map_or_else(|| id.to_owned(), |topic| topic.name.get(i.locale).to_owned())
}

fn area_name(i: I18n, city: Option<&City>, id: &str) -> String {
    city.and_then(|city| city.area(id)).map_or_else(|| id.to_owned(), |area| area.name.get(i.locale).to_owned())
}

/// A word or two for a list: the topic, the child's age. Where it is for nobody in particular, its topic.
pub fn short_reason(i: I18n, row: &NewsRow, city: Option<&City>, now: Timestamp) -> Option<String> {
    for reason in &row.reasons {
        match reason {
            Reason::Topic(topic) => return Some(topic_name(i, city, topic)),
            Reason::Child { born, .. } => {
                let age = dates::child_age(i, *born, now);
                return Some(i.marked("news-why-child-short", &[("age", Arg::Text(&age))]));
            }
            Reason::Important | Reason::Area(_) => {}
        }
    }
    row.topics.first().map(|topic| topic_name(i, city, topic))
}

/// Whole sentences, marked with ruby.
pub fn sentences(i: I18n, row: &NewsRow, news: &News, city: Option<&City>, now: Timestamp) -> Vec<String> {
    let mut said = Vec::new();
    for reason in &row.reasons {
        said.push(match reason {
            Reason::Important => i.marked("news-why-important", &[]),
            Reason::Topic(topic) => i.marked("news-why-topic", &[("topic", Arg::Text(&topic_name(i, city, topic)))]),
            Reason::Child { topic, born } => i.marked(
                "news-why-child",
                &[
                    ("topic", Arg::Text(&topic_name(i, city, topic))),
                    ("age", Arg::Text(&dates::child_age(i, *born, now))),
                ],
            ),
            Reason::Area(area) => i.marked("news-why-area", &[("area", Arg::Text(&area_name(i, city, area)))]),
        });
    }
    if row.reasons.is_empty() {
        said.push(i.marked("news-why-not-chosen", &[]));
    }
    said.extend(news.topics.iter().map(|sorted| rule(i, sorted, &topic_name(i, city, &sorted.id))));
    said.extend(news.areas.iter().map(|sorted| rule(i, sorted, &area_name(i, city, &sorted.id))));
    said
}

/// Why it was sorted under `name`.
fn rule(i: I18n, sorted: &Sorted, name: &str) -> String {
    let (key, text) = match &sorted.why {
        Why::Category { text } => ("news-rule-category", text.as_str()),
        Why::Url { text } => ("news-rule-url", text.as_str()),
        Why::Title { text } => ("news-rule-title", text.as_str()),
        Why::Body { text } => ("news-rule-body", text.as_str()),
        Why::Source => return i.marked("news-rule-source", &[("name", Arg::Text(name))]),
        Why::Fallback => return i.marked("news-rule-fallback", &[("name", Arg::Text(name))]),
    };
    i.marked(key, &[("name", Arg::Text(name)), ("text", Arg::Text(text))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::{
        city::{LocalText, Topic},
        i18n::Locale,
    };

    #[test]
    fn the_rule_is_said_in_words() {
        let i = I18n { locale: Locale::Ja };
        let city = City {
            topics: vec![Topic { id: "waste".into(), name: LocalText::ja("ごみ"), ..Topic::default() }],
            ..City::default()
        };
        let news = News {
            topics: vec![Sorted { id: "waste".into(), why: Why::Title { text: "粗大ごみ".into() } }],
            ..News::default()
        };
        let row = NewsRow {
            id: uuid::Uuid::nil(),
            title: String::new(),
            summary: String::new(),
            source: String::new(),
            published: Timestamp(0),
            topics: vec!["waste".into()],
            areas: vec![],
            unread: true,
            saved: false,
            important: false,
            url: None,
            reasons: vec![Reason::Topic("waste".into())],
        };
        let said = sentences(i, &row, &news, Some(&city), Timestamp(0)).join("\n");
        assert!(said.contains("「ごみ」を選んでいる") && said.contains("「粗大ごみ」"), "{said}");
    }
}
