//! A city's feed as a file that a story writes.

use itsumo_domain::Timestamp;
use std::{fs, io, path::PathBuf};

/// One announcement of a feed.
#[derive(Clone, Debug)]
pub struct Item {
    /// What the source calls it; the same again is the same announcement.
    pub guid: String,
    /// Its title.
    pub title: String,
    /// Its text, plain.
    pub text: String,
    /// When it was published.
    pub published: Timestamp,
}

impl Item {
    /// An announcement.
    pub fn new(guid: &str, title: &str, text: &str, published: Timestamp) -> Self {
        Self { guid: guid.to_owned(), title: title.to_owned(), text: text.to_owned(), published }
    }
}

/// A feed that a source of the city reads.
pub struct Feed {
    pub(crate) file: PathBuf,
}

impl Feed {
    /// Puts these announcements into it, in place of what was there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, items: &[Item]) -> io::Result<()> {
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>みほん市</title>\
             <link>https://www.city.mihon.example/</link><description></description>\n",
        );
        for item in items {
            let at = item.published.to_utc().to_rfc2822();
            xml.push_str(&format!(
                "<item><guid isPermaLink=\"false\">{}</guid><title>{}</title>\
                 <link>https://www.city.mihon.example/{}.html</link><description>{}</description>\
                 <pubDate>{at}</pubDate></item>\n",
                escape(&item.guid),
                escape(&item.title),
                escape(&item.guid),
                escape(&item.text),
            ));
        }
        xml.push_str("</channel></rss>\n");
        self.break_with(&xml)
    }

    /// Puts anything into it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn break_with(&self, text: &str) -> io::Result<()> {
        fs::write(&self.file, text)
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
