//! What a source sends as HTML, made safe, small and readable.
//!
//! `ammonia` decides what may stay (a list of what is allowed, on a real HTML parser). A second pass over its
//! output, which is well formed, takes out what CMSs pile up: empty paragraphs, forty-eight lines of
//! `&nbsp;`, images without an address. The same pass gives the plain text.

mod allowed;
mod tidy;

use super::{
    feed::{
        Content, Markup,
        entity::{Entities, decode_entities},
        token::{Token, Tokens},
    },
    repair::Repairs,
};
use allowed::configured;
use ammonia::Builder;
use itsumo_domain::{
    news::{HTML_BYTES, SUMMARY_CHARS, TITLE_CHARS},
    text::{fold, shorten},
};
use tidy::{is_blank, is_inline, tidy};
use url::Url;

/// How much raw HTML is looked at, in bytes.
const RAW_BYTES: usize = 512 * 1024;
/// Deepest nesting handed to the HTML parser; deeper inputs become plain text.
const DEPTH: usize = 256;

/// Cleans HTML, with one configuration per base address.
pub struct Cleaner {
    builders: Vec<(Option<Url>, Builder<'static>)>,
}

impl Default for Cleaner {
    fn default() -> Self {
        Self::new()
    }
}

impl Cleaner {
    /// A cleaner without configurations yet.
    pub fn new() -> Self {
        Self { builders: Vec::new() }
    }

    /// `content` as HTML that may be shown: allowed elements only, links absolute, at most [`HTML_BYTES`].
    pub fn clean(&mut self, content: &Content, repairs: &mut Repairs) -> String {
        let raw = content.text.trim();
        if raw.is_empty() {
            return String::new();
        }
        if !is_html(content) {
            let html = paragraphs(cut(raw, HTML_BYTES / 8));
            if raw.len() > HTML_BYTES / 8 {
                repairs.note("article cut to its greatest length");
            }
            return html;
        }
        let mut most = RAW_BYTES;
        loop {
            let part = cut(raw, most);
            let html = if depth(part) > DEPTH {
                repairs.note("markup nested too deep, only its text is taken");
                paragraphs(cut(&plain(part), HTML_BYTES / 8))
            } else {
                tidy(&self.builder(content.base.as_ref()).clean(part).to_string())
            };
            if part.len() < raw.len() && html.len() <= HTML_BYTES {
                repairs.note("article cut to its greatest length");
            }
            if html.len() <= HTML_BYTES {
                return html;
            }
            most = part.len().min(most) / 2;
        }
    }

    fn builder(&mut self, base: Option<&Url>) -> &Builder<'static> {
        let known = self.builders.iter().position(|(b, _)| b.as_ref() == base);
        let at = known.unwrap_or_else(|| {
            // Few addresses per feed; a feed that changes `xml:base` all the time starts over.
            if self.builders.len() >= 8 {
                self.builders.clear();
            }
            self.builders.push((base.cloned(), configured(base)));
            self.builders.len() - 1
        });
        match self.builders.get(at) {
            Some((_, builder)) => builder,
            None => unreachable_builder(),
        }
    }
}

fn unreachable_builder() -> &'static Builder<'static> {
    static STRICT: std::sync::LazyLock<Builder<'static>> = std::sync::LazyLock::new(|| configured(None));
    &STRICT
}

fn is_html(content: &Content) -> bool {
    match content.markup {
        Markup::Html => true,
        Markup::Text => false,
        Markup::Guess => looks_like_html(&content.text),
    }
}

fn looks_like_html(text: &str) -> bool {
    let tag = text.split('<').skip(1).any(|after| {
        after.contains('>') && after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
    });
    let entity = || {
        text.split('&').skip(1).any(|after| {
            after.split_once(';').is_some_and(|(name, _)| {
                (1..=10).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
            })
        })
    };
    tag || entity()
}

/// The start of `text`, at most `most` bytes, cut between characters.
fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|n| text.is_char_boundary(*n)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// How deep elements are nested, counting only those that need closing.
fn depth(html: &str) -> usize {
    const LOOSE: [&str; 14] =
        ["br", "img", "hr", "input", "p", "li", "td", "tr", "th", "dt", "dd", "option", "meta", "link"];
    let (mut now, mut deepest) = (0usize, 0usize);
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        match token {
            Token::Start { name, empty: false, .. } if !LOOSE.iter().any(|l| name.eq_ignore_ascii_case(l)) => {
                now += 1;
                deepest = deepest.max(now);
            }
            Token::End { name } if !LOOSE.iter().any(|l| name.eq_ignore_ascii_case(l)) => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Plain text as HTML: blank lines part paragraphs.
fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut open = false;
    for line in text.lines().map(|line| line.trim_matches(is_blank)) {
        if line.is_empty() {
            if open {
                html.push_str("</p>");
                open = false;
            }
            continue;
        }
        html.push_str(if open { "<br>" } else { "<p>" });
        open = true;
        escape(line, &mut html);
    }
    if open {
        html.push_str("</p>");
    }
    html
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\n' => {}
            c => out.push(c),
        }
    }
}

/// The text of HTML, clean or not, on one line.
pub fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut tokens = Tokens::new(html);
    let none = Entities::default();
    let mut hidden: Option<String> = None;
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(_) | Token::CData(_) if hidden.is_some() => {}
            Token::Text(text) => {
                decode_entities(text, &none, &mut out);
            }
            Token::CData(text) => out.push_str(text),
            Token::Start { name, empty, .. } => {
                if !empty && hidden.is_none() && is_unread(name) {
                    hidden = Some(name.to_owned());
                }
                if !is_inline(name) {
                    out.push(' ');
                }
            }
            Token::End { name } => {
                if hidden.as_deref().is_some_and(|h| h.eq_ignore_ascii_case(name)) {
                    hidden = None;
                }
                if !is_inline(name) {
                    out.push(' ');
                }
            }
            _ => {}
        }
    }
    squeeze(&out)
}

/// Elements whose text nobody reads as part of the sentence: code, and the reading above a word.
fn is_unread(name: &str) -> bool {
    ["script", "style", "rt", "rp"].iter().any(|n| name.eq_ignore_ascii_case(n))
}

/// A content as plain text on one line.
pub fn text_of(content: &Content) -> String {
    if is_html(content) { plain(&content.text) } else { squeeze(&content.text) }
}

/// Blanks of every kind as single spaces, control characters gone.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_blank).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|c| !c.is_control()));
    }
    out
}

/// A title of at most [`TITLE_CHARS`].
pub fn title_of(content: &Content) -> String {
    shorten(&text_of(content), TITLE_CHARS)
}

/// A summary of at most [`SUMMARY_CHARS`]; empty if `text` says nothing that `title` does not.
pub fn summary_of(text: &str, title: &str) -> String {
    if only_repeats(text, title) { String::new() } else { shorten(text, SUMMARY_CHARS) }
}

/// Whether a description is made of the title, a date and a department: what many CMSs write.
pub fn only_repeats(text: &str, title: &str) -> bool {
    if text.trim().is_empty() {
        return true;
    }
    // Looked at before the costly part: no title, date and department are that long.
    if text.len() > title.len() + 200 {
        return false;
    }
    let (folded, title) = (fold(text), fold(title));
    let rest = if title.is_empty() { folded } else { folded.replacen(&title, " ", 1) };
    rest.split(|c: char| c.is_whitespace() || "、,・：:／/|｜[]【】()（）「」".contains(c)).all(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.is_empty() || is_date_part(word) || is_department(word)
    })
}

fn is_date_part(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit() || "年月日時分秒.-令和平成元曜年度更新掲載公開".contains(c))
        || matches!(
            word,
            "update"
                | "new"
                | "更新日"
                | "掲載日"
                | "公開日"
                | "登録日"
                | "月"
                | "火"
                | "水"
                | "木"
                | "金"
                | "土"
                | "日"
        )
}

fn is_department(word: &str) -> bool {
    word.chars().count() <= 15
        && ["課", "部", "室", "局", "省", "庁", "府", "係", "班", "院", "委員会", "せんたー", "市", "担当", "事務所"]
            .iter()
            .any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(raw: &str) -> String {
        let content = Content {
            text: raw.to_owned(),
            markup: Markup::Html,
            base: Url::parse("https://www.city.hinata.example.jp/kosodate/index.html").ok(),
        };
        Cleaner::new().clean(&content, &mut Repairs::default())
    }

    #[test]
    fn what_could_do_harm_is_gone() {
        let table = [
            ("<p onclick=\"x()\" style=\"color:red\">本文</p><script>alert(1)</script>", "<p>本文</p>"),
            ("<iframe src=\"https://evil.example\">中</iframe><p>外</p>", "<p>外</p>"),
            ("<a href=\"javascript:alert(1)\">押す</a>", "<a rel=\"noopener noreferrer\">押す</a>"),
            ("<img src=\"http://www.city.hinata.example.jp/a.png\" alt=\"地図\">", "地図"),
            ("<img src=\"https://stat.example.jp/p.gif\" width=\"1\" height=\"1\">", ""),
            ("<svg><script>alert(1)</script></svg>", ""),
        ];
        for (raw, clean) in table {
            assert_eq!(html(raw), clean, "{raw}");
        }
    }

    #[test]
    fn links_and_pictures_become_absolute_and_described() {
        assert_eq!(
            html("<a href=\"../bousai/\">防災</a> <img src=\"map.png\">"),
            "<a href=\"https://www.city.hinata.example.jp/bousai/\" rel=\"noopener noreferrer\">防災</a> \
             <img src=\"https://www.city.hinata.example.jp/kosodate/map.png\" alt=\"\">"
        );
    }

    #[test]
    fn what_cms_pile_up_is_taken_away() {
        let lines = "&nbsp;\n".repeat(48);
        assert_eq!(
            html(&format!("<pre>受付は午前9時から\n{lines}終わりは午後5時</pre>")),
            "<pre>受付は午前9時から\n\n終わりは午後5時</pre>"
        );
        assert_eq!(html("<p>&nbsp;</p><p> </p><div><p><br></p></div><p>本文</p><p></p>"), "<p>本文</p>");
        assert_eq!(html("<p>一行<br><br><br><br>二行<br></p>"), "<p>一行<br><br>二行</p>");
        assert_eq!(html("<p>受付&nbsp;&nbsp;&nbsp;9時</p>"), "<p>受付 9時</p>");
        assert_eq!(
            html("<table><tr><th>日</th><td></td></tr></table>"),
            "<table><tbody><tr><th>日</th><td></td></tr></tbody></table>"
        );
    }

    #[test]
    fn plain_text_becomes_paragraphs() {
        let content = Content {
            text: "一行目\n二行目 <b>ではない\n\n次の段落 & 終わり".to_owned(),
            markup: Markup::Text,
            base: None,
        };
        assert_eq!(
            Cleaner::new().clean(&content, &mut Repairs::default()),
            "<p>一行目<br>二行目 &lt;b&gt;ではない</p><p>次の段落 &amp; 終わり</p>"
        );
    }

    #[test]
    fn a_tower_of_tags_is_no_danger() {
        let tower = format!("{}塔の上{}", "<div><b>".repeat(60_000), "</b></div>".repeat(10));
        assert_eq!(html(&tower), "<p>塔の上</p>");
    }

    #[test]
    fn the_greatest_length_is_kept() {
        let mut repairs = Repairs::default();
        let content = Content {
            text: "<p>あいう&<a href='x'>え</a></p>".repeat(60_000),
            markup: Markup::Html,
            base: Url::parse("https://www.city.hinata.example.jp/").ok(),
        };
        let clean = Cleaner::new().clean(&content, &mut repairs);
        assert!(clean.len() <= HTML_BYTES && clean.len() > HTML_BYTES / 8, "{}", clean.len());
        assert_eq!(repairs.into_lines(), ["article cut to its greatest length"]);
    }

    #[test]
    fn a_description_that_says_nothing_new_is_no_summary() {
        let title = "粗大ごみの年末受付について";
        for empty in [
            "粗大ごみの年末受付について",
            "2026年8月21日 環境課 粗大ごみの年末受付について",
            "2026年8月21日　環境課　「粗大ごみの年末受付について」",
            "[環境部 リサイクル推進課] 令和8年11月22日更新",
            "",
        ] {
            assert_eq!(summary_of(empty, title), "", "{empty}");
        }
        for full in ["12月28日までに電話で申し込んでください。", "粗大ごみの年末受付について、環境課からのお願い"]
        {
            assert_eq!(summary_of(full, title), full);
        }
    }

    #[test]
    fn text_reads_as_people_see_it() {
        assert_eq!(
            plain("<h2>日時</h2><p>11月22日<br>10時&nbsp;から</p><style>p{}</style><ul><li>無料</li></ul>"),
            "日時 11月22日 10時 から 無料"
        );
        assert_eq!(plain("<p>川<ruby>辺<rt>べ</rt></ruby>地区</p>"), "川辺地区");
    }
}
