//! JSON Feed 1 and 1.1, with whatever liberties people take: numbers as ids, one author instead of many,
//! downloads cut in the middle of an item.

use super::{
    date,
    feed::{Content, Item, Kind, LeftOut, Markup, Parsed, absolute},
};
use serde_json::Value;
use url::Url;

/// Reads a text that starts like JSON.
pub(super) fn read(text: &str, base: Option<&Url>) -> Parsed {
    let mut parsed = Parsed { kind: Kind::Json, ..Parsed::default() };
    match serde_json::from_str::<Value>(text) {
        Ok(feed) => {
            let Some(items) = feed.get("items").and_then(Value::as_array) else {
                parsed.kind = Kind::Unknown;
                parsed.error = Some("this is JSON, but no JSON Feed: it has no list called items".to_owned());
                return parsed;
            };
            parsed.title = string(&feed, "title").unwrap_or_default();
            let home = string(&feed, "home_page_url").or_else(|| string(&feed, "feed_url"));
            let home = base.cloned().or_else(|| home.and_then(|h| Url::parse(&h).ok()));
            for value in items {
                take(&mut parsed, value, home.as_ref());
            }
        }
        Err(error) => salvage(text, base, &error, &mut parsed),
    }
    parsed
}

/// Whole items up to where the JSON breaks.
fn salvage(text: &str, base: Option<&Url>, error: &serde_json::Error, parsed: &mut Parsed) {
    let list = text.split_once("\"items\"").and_then(|(_, after)| after.split_once('[')).map(|(_, list)| list);
    let Some(mut rest) = list else {
        parsed.kind = Kind::Unknown;
        parsed.error = Some(format!("broken JSON before any item: {error}"));
        return;
    };
    loop {
        rest = rest.trim_start().trim_start_matches(',').trim_start();
        if rest.is_empty() || rest.starts_with(']') {
            break;
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) => {
                take(parsed, &value, base);
                rest = rest.get(values.byte_offset()..).unwrap_or_default();
            }
            _ => {
                let number = parsed.items.len() + parsed.left_out.len() + 1;
                let why = format!("the JSON is cut or broken inside this item or after it: {error}");
                parsed.left_out.push(LeftOut { item: format!("item {number}"), why });
                break;
            }
        }
    }
    parsed.repairs.note("the end of the feed is missing or broken");
}

fn take(parsed: &mut Parsed, value: &Value, base: Option<&Url>) {
    if !value.is_object() {
        parsed.left_out(&Item::default(), "it is no object");
        return;
    }
    let content = |name: &str, markup: Markup| Content {
        text: string(value, name).unwrap_or_default(),
        markup,
        base: base.cloned(),
    };
    let html = content("content_html", Markup::Html);
    let mut date = |name: &str| {
        let written = string(value, name).filter(|w| !w.trim().is_empty())?;
        let read = date::read(&written, &mut parsed.repairs);
        if read.is_none() {
            parsed.repairs.note_of("unreadable date", &written);
        }
        read
    };
    let (published, updated) = (date("date_published"), date("date_modified"));
    let link = string(value, "url").or_else(|| string(value, "external_url"));
    let item = Item {
        guid: string(value, "id").filter(|id| !id.trim().is_empty()),
        title: content("title", Markup::Text),
        link: link.and_then(|link| absolute(&link, base)),
        content: if html.text.trim().is_empty() { content("content_text", Markup::Text) } else { html },
        summary: content("summary", Markup::Text),
        categories: value
            .get("tags")
            .and_then(Value::as_array)
            .map(|tags| tags.iter().filter_map(Value::as_str).take(100).map(str::to_owned).collect())
            .unwrap_or_default(),
        published: published.map(|read| read.at),
        updated: updated.map(|read| read.at),
        utc_midnight: published.is_some_and(|read| read.utc_midnight),
    };
    parsed.take(item);
}

fn string(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
