//! XML as it is sent, cut into tags and text. Nothing is an error here: what is no tag is text.
//!
//! Linear in the input: the ends of comments and CDATA sections are searched once and remembered, so that
//! thousands of unclosed ones cost one search.

/// A piece of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// `<name attrs>`; `empty` if it ends in `/>`.
    Start {
        /// As written, with its prefix.
        name: &'a str,
        /// All attributes, as written.
        attrs: &'a str,
        /// Closed in itself.
        empty: bool,
    },
    /// `</name>`.
    End {
        /// As written, with its prefix.
        name: &'a str,
    },
    /// Text with its entities as written.
    Text(&'a str),
    /// The inside of a CDATA section.
    CData(&'a str),
    /// The inside of `<!DOCTYPE …>`.
    Doctype(&'a str),
    /// A comment or processing instruction.
    Aside,
    /// The input ends inside a tag, comment or section.
    Cut,
}

/// Liberties the input took with the syntax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Oddities {
    /// `<` that began no tag.
    pub bare_less_than: u32,
    /// Attribute values without a closing quote.
    pub open_quote: u32,
    /// CDATA sections that ran into the next one.
    pub open_cdata: u32,
}

/// The position of the next occurrence of a terminator, remembered.
#[derive(Clone, Copy, Debug)]
enum Seen {
    Unknown,
    At(usize),
    Nowhere,
}

/// Walks an input.
#[derive(Debug)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    comment_end: Seen,
    cdata_end: Seen,
    instruction_end: Seen,
    doctype_open: bool,
    /// The field that is being read: a CDATA section without an end ends with it.
    pub field: Option<&'a str>,
    /// What was put up with so far.
    pub oddities: Oddities,
}

impl<'a> Tokens<'a> {
    /// At the start of `text`.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            comment_end: Seen::Unknown,
            cdata_end: Seen::Unknown,
            instruction_end: Seen::Unknown,
            doctype_open: false,
            field: None,
            oddities: Oddities::default(),
        }
    }

    /// Where the next token starts, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes back to a place that [`Self::at`] gave.
    pub fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The input between two places.
    pub fn between(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn find(&self, seen: Seen, terminator: &str) -> Seen {
        match seen {
            Seen::Nowhere => Seen::Nowhere,
            Seen::At(at) if at >= self.at => Seen::At(at),
            _ => self.rest().find(terminator).map_or(Seen::Nowhere, |n| Seen::At(self.at + n)),
        }
    }

    /// Takes up to the terminator at `end` and steps over it.
    fn take_to(&mut self, from: usize, end: usize, terminator: &str) -> &'a str {
        let inside = self.between(from, end);
        self.at = (end + terminator.len()).max(self.at + 1);
        inside
    }

    fn cut(&mut self) -> Token<'a> {
        self.at = self.text.len();
        Token::Cut
    }

    /// The next piece; `None` at the end.
    #[expect(clippy::should_implement_trait, reason = "an iterator would borrow what callers read between steps")]
    pub fn next(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        let Some(after) = rest.strip_prefix('<') else {
            if rest.is_empty() {
                return None;
            }
            let end = rest.find('<').map_or(self.text.len(), |n| self.at + n);
            let text = self.between(self.at, end);
            self.at = end;
            return Some(Token::Text(text));
        };
        if after.starts_with("!--") {
            self.comment_end = self.find(self.comment_end, "-->");
            return Some(match self.comment_end {
                Seen::At(end) => {
                    self.take_to(self.at, end, "-->");
                    Token::Aside
                }
                _ => self.cut(),
            });
        }
        if after.starts_with("![CDATA[") {
            return Some(self.cdata());
        }
        if after.starts_with('?') {
            self.instruction_end = self.find(self.instruction_end, ">");
            return Some(match self.instruction_end {
                Seen::At(end) => {
                    self.take_to(self.at, end, ">");
                    Token::Aside
                }
                _ => self.cut(),
            });
        }
        if after.starts_with('!') {
            return Some(self.declaration());
        }
        Some(self.tag(after))
    }

    fn cdata(&mut self) -> Token<'a> {
        const OPEN: &str = "<![CDATA[";
        self.cdata_end = self.find(self.cdata_end, "]]>");
        let from = self.at + OPEN.len();
        let Seen::At(end) = self.cdata_end else {
            return self.cut();
        };
        // A section that holds its field's closing tag has lost its own end, and would swallow everything up to
        // the end of the next section. It ends with its field instead.
        let inside = self.between(from, end);
        if let Some(field) = self.field
            && let Some(own) = before_closing(inside, field)
        {
            self.oddities.open_cdata += 1;
            self.at = from + own.len();
            return Token::CData(own);
        }
        Token::CData(self.take_to(from, end, "]]>"))
    }

    fn declaration(&mut self) -> Token<'a> {
        let rest = self.rest();
        if !rest.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("<!DOCTYPE")) {
            // `<!ELEMENT …>` outside a DTD, or an unknown section.
            let Some(end) = rest.find('>') else { return self.cut() };
            let end = self.at + end;
            self.take_to(self.at, end, ">");
            return Token::Aside;
        }
        let (mut quote, mut inside, mut comment) = (None, false, false);
        let from = self.at + 9;
        let mut skip_until = 0usize;
        for (n, c) in rest.char_indices().take_while(|_| !self.doctype_open) {
            if n < skip_until {
                continue;
            }
            if comment {
                if rest.get(n..).is_some_and(|r| r.starts_with("-->")) {
                    comment = false;
                    skip_until = n + 3;
                }
                continue;
            }
            match (quote, c) {
                (Some(q), c) if c == q => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(c),
                (None, '<') if rest.get(n..).is_some_and(|r| r.starts_with("<!--")) => {
                    comment = true;
                    skip_until = n + 4;
                }
                (None, '[') => inside = true,
                (None, ']') => inside = false,
                (None, '>') if !inside => {
                    let end = self.at + n;
                    return Token::Doctype(self.take_to(from, end, ">"));
                }
                _ => {}
            }
        }
        // An unbalanced DOCTYPE: give up only its first tag, not the feed; and never look that far again.
        self.doctype_open = true;
        let Some(end) = rest.find('>') else { return self.cut() };
        let end = self.at + end;
        Token::Doctype(self.take_to(from, end, ">"))
    }

    fn tag(&mut self, after: &'a str) -> Token<'a> {
        let (closing, body) = match after.strip_prefix('/') {
            Some(body) => (true, body),
            None => (false, after),
        };
        let starts = body.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == ':');
        if !starts && !body.is_empty() {
            return self.bare();
        }
        // A tag ends before the next `<` (which XML forbids inside attribute values), so the search is short.
        let (segment, last) = match body.find('<') {
            Some(n) => (body.get(..n).unwrap_or_default(), false),
            None => (body, true),
        };
        let Some(close) = tag_end(segment) else {
            let Some(first) = segment.find('>') else {
                return if last { self.cut() } else { self.bare() };
            };
            self.oddities.open_quote += 1;
            return self.finish(closing, segment, first);
        };
        self.finish(closing, segment, close)
    }

    fn finish(&mut self, closing: bool, segment: &'a str, close: usize) -> Token<'a> {
        let inside = segment.get(..close).unwrap_or_default();
        self.at += 1 + usize::from(closing) + close + 1;
        let (inside, empty) = match inside.strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let (name, attrs) = match inside.find(|c: char| c.is_whitespace() || c == '/') {
            Some(n) => inside.split_at_checked(n).unwrap_or((inside, "")),
            None => (inside, ""),
        };
        if closing { Token::End { name } } else { Token::Start { name, attrs, empty } }
    }

    /// A `<` that begins no tag, as text together with what follows it.
    fn bare(&mut self) -> Token<'a> {
        self.oddities.bare_less_than += 1;
        let from = self.at;
        let end = self.text.get(from + 1..).and_then(|rest| rest.find('<')).map_or(self.text.len(), |n| from + 1 + n);
        self.at = end;
        Token::Text(self.between(from, end))
    }
}

/// What stands before `</name>`, unless `<name>` was opened in it: HTML has a `summary` and a `title` too.
fn before_closing<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let close = text.match_indices("</").find_map(|(at, _)| {
        let tag = text.get(at + 2..)?.strip_prefix(name)?;
        tag.starts_with('>').then_some(at)
    })?;
    let own = text.get(..close)?;
    let opened = own.split('<').skip(1).any(|tag| {
        tag.strip_prefix(name).is_some_and(|after| after.starts_with(|c: char| c == '>' || c.is_whitespace()))
    });
    (!opened).then_some(own)
}

/// Where a tag's `>` is, with respect for quotes.
fn tag_end(segment: &str) -> Option<usize> {
    let mut quote = None;
    let mut after_equals = false;
    for (n, b) in segment.bytes().enumerate() {
        match (quote, b) {
            (Some(q), b) if b == q => quote = None,
            (Some(_), _) => {}
            // A quote opens a value only after `=`; elsewhere it is noise.
            (None, b'"' | b'\'') if after_equals => quote = Some(b),
            (None, b'>') => return Some(n),
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            after_equals = b == b'=';
        }
    }
    None
}

/// The attributes of a tag in order: names as written, values with their entities as written.
pub fn attributes(mut rest: &str) -> impl Iterator<Item = (&str, &str)> {
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/' || c == '"' || c == '\'');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        // `=value` without a name: step over the sign.
        let (name, after) = rest.split_at_checked(end.max(1)).unwrap_or((rest, ""));
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let quoted = ['"', '\''].into_iter().find_map(|q| value.strip_prefix(q).map(|v| (v, q)));
        let (value, after) = match quoted {
            Some((v, q)) => v.split_once(q).unwrap_or((v, "")),
            None => {
                value.split_at_checked(value.find(char::is_whitespace).unwrap_or(value.len())).unwrap_or((value, ""))
            }
        };
        rest = after;
        Some((name, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Token<'_>> {
        let mut tokens = Tokens::new(text);
        let mut all = Vec::new();
        while let Some(token) = tokens.next() {
            all.push(token);
        }
        all
    }

    #[test]
    fn tags_text_and_sections_come_apart() {
        assert_eq!(
            all("<a b='>' c>1 &lt; 2<![CDATA[<x>]]></a><br/><!-- <no> --><?pi?>"),
            [
                Token::Start { name: "a", attrs: " b='>' c", empty: false },
                Token::Text("1 &lt; 2"),
                Token::CData("<x>"),
                Token::End { name: "a" },
                Token::Start { name: "br", attrs: "", empty: true },
                Token::Aside,
                Token::Aside,
            ]
        );
    }

    #[test]
    fn what_is_no_tag_is_text() {
        let mut tokens = Tokens::new("<title><重要>3 < 4</title>");
        let mut text = String::new();
        while let Some(token) = tokens.next() {
            if let Token::Text(t) = token {
                text.push_str(t);
            }
        }
        assert_eq!(text, "<重要>3 < 4");
        assert_eq!(tokens.oddities.bare_less_than, 2);
    }

    #[test]
    fn an_open_quote_costs_one_tag() {
        let mut tokens = Tokens::new("<a href=\"x>y</a>");
        assert_eq!(tokens.next(), Some(Token::Start { name: "a", attrs: " href=\"x", empty: false }));
        assert_eq!(tokens.next(), Some(Token::Text("y")));
        assert_eq!(tokens.oddities.open_quote, 1);
    }

    #[test]
    fn attributes_in_every_style() {
        let found: Vec<_> = attributes(" a=\"1\" b='2'  c=3 d e = \"5\" f=\"open").collect();
        assert_eq!(found, [("a", "1"), ("b", "2"), ("c", "3"), ("d", ""), ("e", "5"), ("f", "open")]);
    }
}
