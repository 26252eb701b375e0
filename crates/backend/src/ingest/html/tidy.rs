//! Takes the emptiness out of clean HTML.

use super::super::feed::token::{Token, Tokens, attributes};

pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{3000}' | '\u{200b}' | '\u{feff}')
}

/// An element whose start was written and whose end is awaited.
struct Open<'a> {
    name: &'a str,
    /// Where its start tag begins in the output.
    from: usize,
    /// It holds something to see.
    full: bool,
}

/// Takes the emptiness out of clean, well formed HTML.
pub(super) fn tidy(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut tokens = Tokens::new(html);
    let mut breaks = 0usize;
    let mut preformatted = 0usize;
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(text) => {
                let before = out.len();
                let seen = if preformatted > 0 { lines(text, &mut out) } else { words(text, &mut out) };
                if seen {
                    breaks = 0;
                    open.iter_mut().for_each(|o| o.full = true);
                } else if out.get(before..).is_some_and(|w| w.trim().is_empty())
                    && (out.get(..before).is_none_or(|o| o.is_empty() || o.ends_with('>')))
                    && out.get(..before).is_none_or(|o| !ends_inline(o))
                {
                    out.truncate(before);
                }
            }
            Token::Start { name: "br", .. } => {
                breaks += 1;
                let at_start =
                    out.is_empty() || out.ends_with("<p>") || out.ends_with("<div>") || out.ends_with("<td>");
                if breaks <= 2 && !at_start {
                    out.push_str("<br>");
                }
            }
            Token::Start { name: "hr", .. } => {
                out.push_str("<hr>");
                breaks = 0;
            }
            Token::Start { name: "img", attrs, .. } => {
                let shown = image(attrs, &mut out);
                breaks = if shown { 0 } else { breaks };
                open.iter_mut().for_each(|o| o.full |= shown);
            }
            Token::Start { name, attrs, .. } => {
                preformatted += usize::from(name == "pre");
                open.push(Open { name, from: out.len(), full: false });
                out.push('<');
                out.push_str(name);
                out.push_str(attrs);
                out.push('>');
                if !is_inline(name) {
                    breaks = 0;
                }
            }
            Token::End { name } => {
                preformatted = preformatted.saturating_sub(usize::from(name == "pre"));
                let Some(started) = open.pop() else { continue };
                let cell = matches!(name, "td" | "th");
                if started.full || cell {
                    while !is_inline(name) && out.ends_with("<br>") {
                        out.truncate(out.len() - "<br>".len());
                    }
                    out.push_str("</");
                    out.push_str(started.name);
                    out.push('>');
                } else {
                    out.truncate(started.from);
                }
                if cell {
                    // An empty cell still holds its column, as long as the row has any text at all.
                    breaks = 0;
                }
            }
            _ => {}
        }
    }
    out.trim().to_owned()
}

pub(super) fn is_inline(name: &str) -> bool {
    matches!(name, "a" | "strong" | "em" | "b" | "i" | "u" | "s" | "sub" | "sup" | "code" | "ruby" | "rt" | "rp")
}

/// Whether the output ends in the tag of an element that stands inside a line, after which a space counts.
fn ends_inline(out: &str) -> bool {
    out.rsplit_once('<').is_some_and(|(_, tag)| {
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| c == '>' || c.is_whitespace()).unwrap_or(name.len());
        name.get(..end).is_some_and(is_inline)
    })
}

/// Text with runs of blanks as one space. Answers whether there was anything else.
fn words(text: &str, out: &mut String) -> bool {
    let mut seen = false;
    let mut space = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("&nbsp;") {
            space = true;
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        // An ideographic space inside a line is layout that people chose: 受付　９時から.
        if is_blank(c) && c != '\u{3000}' {
            space = true;
            continue;
        }
        if c.is_control() {
            continue;
        }
        if space {
            out.push(' ');
            space = false;
        }
        seen = seen || !is_blank(c);
        out.push(c);
    }
    if space {
        out.push(' ');
    }
    seen
}

/// Preformatted text: lines stay lines, blank ones never more than one in a row.
fn lines(text: &str, out: &mut String) -> bool {
    let text = text.replace("&nbsp;", " ");
    let mut seen = false;
    let mut blank = 0usize;
    let mut first = true;
    for line in text.split('\n') {
        let line = line.trim_end_matches(is_blank);
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank > 1 || (line.is_empty() && !seen) {
            continue;
        }
        if !first {
            out.push('\n');
        }
        first = false;
        seen = seen || !line.is_empty();
        out.push_str(line);
    }
    seen
}

/// Writes an image with an address and an alternative text; pixels that only count readers are dropped.
fn image(attrs: &str, out: &mut String) -> bool {
    let value = |wanted: &str| attributes(attrs).find(|(name, _)| *name == wanted).map(|(_, v)| v);
    let Some(src) = value("src").filter(|src| src.starts_with("https://")) else {
        // Its description is all there is left of it.
        if let Some(alt) = value("alt").filter(|alt| !alt.trim().is_empty()) {
            out.push_str(alt);
            return true;
        }
        return false;
    };
    let tiny = |name: &str| value(name).is_some_and(|v| v == "0" || v == "1");
    if tiny("width") || tiny("height") {
        return false;
    }
    out.push_str("<img src=\"");
    out.push_str(src);
    out.push_str("\" alt=\"");
    out.push_str(value("alt").unwrap_or_default());
    out.push('"');
    for name in ["width", "height"] {
        if let Some(v) = value(name) {
            out.push_str(&format!(" {name}=\"{v}\""));
        }
    }
    out.push('>');
    true
}
