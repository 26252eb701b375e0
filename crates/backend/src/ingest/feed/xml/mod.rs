//! RSS, RDF, Atom and CDF, item by item.

mod draft;
mod names;

use super::{
    Kind, Parsed, absolute,
    entity::{Entities, Met, decode_entities},
    token::{Token, Tokens, attributes},
};
use draft::Draft;
use names::{
    Name, Space, attribute, is_container, is_field, is_only_outside_text, is_single, space_by_habit, space_of, split,
    squeeze,
};
use url::Url;

/// Largest text kept of one field, in bytes.
const FIELD_BYTES: usize = 1024 * 1024;

/// The inside of one element.
struct Field<'a> {
    /// Text with entities resolved once and sections opened.
    text: String,
    /// As written.
    raw: &'a str,
    /// Holds elements.
    has_elements: bool,
    /// Holds a CDATA section.
    has_section: bool,
    /// Ended by its own tag.
    whole: bool,
}

struct Reader<'a> {
    tokens: Tokens<'a>,
    parsed: Parsed,
    /// Prefixes of the feed, then of the item; later ones win.
    spaces: Vec<(String, Space)>,
    entities: Entities,
    met: Met,
    /// The address it came from.
    base: Option<Url>,
    /// `xml:base` of the feed.
    feed_base: Option<Url>,
    /// The feed's own page: what links are relative to if nothing else is known.
    home: Option<Url>,
    /// The root's name as written.
    root: String,
    ended: bool,
}

pub(super) fn read(text: &str, base: Option<&Url>) -> Parsed {
    let mut reader = Reader {
        tokens: Tokens::new(text),
        parsed: Parsed::default(),
        spaces: Vec::new(),
        entities: Entities::default(),
        met: Met::default(),
        base: base.cloned(),
        feed_base: None,
        home: None,
        root: String::new(),
        ended: false,
    };
    reader.document();
    reader.finish(text)
}

impl<'a> Reader<'a> {
    fn document(&mut self) {
        let mut stray = false;
        loop {
            match self.tokens.next() {
                None | Some(Token::Cut) => {
                    self.parsed.error = Some(match self.root.is_empty() && stray {
                        true => "neither XML nor JSON: it is plain text or something else".to_owned(),
                        false => "there is no feed in it".to_owned(),
                    });
                    return;
                }
                Some(Token::Doctype(inside)) => {
                    if inside.trim_start().get(..4).is_some_and(|w| w.eq_ignore_ascii_case("html")) {
                        self.parsed.kind = Kind::Html;
                    }
                    match Entities::declared(inside) {
                        Ok(entities) => self.entities = entities,
                        Err(_) => {
                            self.parsed.error = Some(
                                "refused: its DOCTYPE builds entities out of entities, which can grow without end"
                                    .to_owned(),
                            );
                            return;
                        }
                    }
                }
                Some(Token::Start { name, attrs, empty }) => {
                    if self.root(name, attrs, empty) {
                        return;
                    }
                }
                Some(Token::Text(text)) => stray = stray || !text.trim().is_empty(),
                Some(_) => {}
            }
        }
    }

    /// Looks at the first element. Answers whether the document was read to its end.
    fn root(&mut self, name: &'a str, attrs: &'a str, empty: bool) -> bool {
        let local = split(name).1;
        let local_lower = local.to_ascii_lowercase();
        self.parsed.kind = match local_lower.as_str() {
            _ if self.parsed.kind == Kind::Html => Kind::Html,
            "rss" | "redirect" => Kind::Rss,
            "rdf" => Kind::Rdf,
            "feed" | "entry" => Kind::Atom,
            "channel" if local == "CHANNEL" || attribute(attrs, "href").is_some() => Kind::Cdf,
            "channel" | "item" => Kind::Rss,
            "html" | "head" | "body" | "p" | "div" => Kind::Html,
            "report" if attrs.contains("xml.kishou.go.jp") => Kind::Jma,
            _ => Kind::Unknown,
        };
        match self.parsed.kind {
            Kind::Jma => return true,
            Kind::Html => {
                self.parsed.error = Some("this is a web page, not a feed".to_owned());
                return true;
            }
            Kind::Unknown => {
                self.parsed.error =
                    Some(format!("not a feed: its first element is <{}>", itsumo_domain::text::shorten(name, 40)));
                return true;
            }
            _ => {}
        }
        self.root = name.to_owned();
        self.declare(attrs, true);
        self.feed_base = self.base_of(attrs, self.base.clone());
        match local_lower.as_str() {
            "entry" | "item" => {
                self.item(name, attrs, empty);
                self.ended = true;
            }
            "redirect" => {}
            _ if empty => self.ended = true,
            _ => {
                if self.parsed.kind == Kind::Cdf {
                    self.channel_attributes(attrs);
                }
            }
        }
        self.feed();
        true
    }

    /// Everything between the root's tags.
    fn feed(&mut self) {
        loop {
            let at = self.tokens.at();
            match self.tokens.next() {
                None => return,
                Some(Token::Cut) => {
                    if !self.ended {
                        let after = self.tokens.between(at, at + 4) == "<!--";
                        let what = if after { "a comment" } else { "a tag" };
                        self.parsed.repairs.note(&format!("the input ends inside {what}"));
                    }
                    return;
                }
                Some(Token::Start { name, attrs, empty }) => {
                    let resolved = self.resolve(name, attrs);
                    match (resolved.space, resolved.local.as_str()) {
                        (Space::Own, "item" | "entry") => self.item(name, attrs, empty),
                        (Space::Own, "channel") => self.channel_attributes(attrs),
                        (Space::Own | Space::Rdf, "rss" | "feed" | "rdf") => self.declare(attrs, true),
                        _ => self.feed_field(&resolved, name, attrs, empty),
                    }
                }
                Some(Token::End { name }) if name == self.root => self.ended = true,
                Some(Token::CData(_)) => self.step_into_section(at),
                Some(_) => {}
            }
        }
    }

    fn channel_attributes(&mut self, attrs: &str) {
        self.declare(attrs, true);
        if let Some(base) = self.base_of(attrs, self.feed_base.clone()) {
            self.feed_base = Some(base);
        }
        if self.parsed.kind == Kind::Cdf
            && let Some(home) = attribute(attrs, "href").and_then(|h| Url::parse(&self.plain(&h)).ok())
        {
            self.home = Some(home);
        }
    }

    fn feed_field(&mut self, name: &Name, written: &'a str, attrs: &'a str, empty: bool) {
        let field = if empty { None } else { Some(self.field(written, name, attrs, None)) };
        let field_text = field.map(|f| f.text).unwrap_or_default();
        match (name.space, name.local.as_str()) {
            (Space::Own, "title") if self.parsed.title.is_empty() => self.parsed.title = squeeze(&field_text),
            (Space::Own, "link") => {
                let href = attribute(attrs, "href").map(|h| self.plain(&h)).unwrap_or(field_text);
                let rel = attribute(attrs, "rel").unwrap_or_default();
                if self.home.is_none() && matches!(rel.as_str(), "" | "alternate" | "self") {
                    self.home = Url::parse(href.trim()).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
                }
            }
            _ => {}
        }
    }

    fn item(&mut self, written: &'a str, attrs: &'a str, empty: bool) {
        let kept = self.spaces.len();
        self.declare(attrs, false);
        let base = self.base_of(attrs, self.feed_base.clone()).or_else(|| self.home.clone());
        let mut draft = Draft::new(base, self.parsed.kind == Kind::Atom);
        draft.attributes(self, attrs);
        let mut whole = empty;
        while !whole {
            let at = self.tokens.at();
            match self.tokens.next() {
                None | Some(Token::Cut) => break,
                Some(Token::Start { name, attrs, empty }) => {
                    if name == written {
                        self.parsed.repairs.note("unclosed item");
                        self.tokens.back_to(at);
                        whole = true;
                        continue;
                    }
                    let resolved = self.resolve(name, attrs);
                    let field = if empty { Field::none() } else { self.field(name, &resolved, attrs, Some(written)) };
                    let cut = !field.whole && self.at_end();
                    if !cut {
                        draft.put(self, &resolved, attrs, field);
                    } else if resolved.local == "title" && draft.item.title.text.is_empty() {
                        // Only to name what was lost.
                        draft.item.title.text = squeeze(&field.text);
                    }
                }
                Some(Token::End { name }) => {
                    if name == written || split(name).1.eq_ignore_ascii_case(split(written).1) {
                        whole = true;
                    } else if is_container(split(name).1) {
                        self.parsed.repairs.note("unclosed item");
                        self.tokens.back_to(at);
                        whole = true;
                    } else {
                        self.parsed.repairs.note("closing tag without its opening tag");
                    }
                }
                Some(Token::CData(_)) => self.step_into_section(at),
                Some(_) => {}
            }
        }
        self.spaces.truncate(kept);
        let item = draft.finish(self);
        if whole {
            self.parsed.take(item);
        } else {
            self.parsed.left_out(&item, "the download is cut inside this item");
        }
    }

    /// Between fields a CDATA section means nothing, but it may hide whole items.
    fn step_into_section(&mut self, at: usize) {
        self.parsed.repairs.note("CDATA section outside a field, read as if it were none");
        self.tokens.back_to(at + "<![CDATA[".len());
    }

    fn at_end(&mut self) -> bool {
        let at = self.tokens.at();
        let next = self.tokens.next();
        self.tokens.back_to(at);
        matches!(next, None | Some(Token::Cut))
    }

    /// Reads to the end of an element whose start tag was just taken. It also ends, with a repair, where
    /// only something outside of it can begin or end.
    fn field(&mut self, written: &'a str, name: &Name, attrs: &str, item: Option<&str>) -> Field<'a> {
        let from = self.tokens.at();
        self.tokens.field = Some(written);
        let inline = attribute(attrs, "type").is_some_and(|t| t.contains("xml"))
            || attribute(attrs, "mode").is_some_and(|m| m == "xml");
        let single = is_single(name);
        let container = item.is_none()
            || matches!(name.local.as_str(), "source" | "author" | "contributor" | "group" | "creator" | "image");
        let mut field = Field::none();
        let mut depth = 0usize;
        let mut items = 0usize;
        let end = loop {
            let at = self.tokens.at();
            let Some(token) = self.tokens.next() else {
                field.whole = false;
                break at;
            };
            match token {
                Token::Cut => {
                    field.whole = false;
                    break at;
                }
                Token::Text(text) => {
                    if field.text.len() < FIELD_BYTES {
                        let met = decode_entities(text, &self.entities, &mut field.text);
                        self.met.add(met);
                    }
                }
                Token::CData(text) => {
                    field.has_section = true;
                    if field.text.len() < FIELD_BYTES {
                        field.text.push_str(text);
                    }
                }
                Token::Start { name: inner, empty, .. } => {
                    field.has_elements = true;
                    let local = split(inner).1;
                    let is_item = item.map_or_else(
                        || local.eq_ignore_ascii_case("item") || local.eq_ignore_ascii_case("entry"),
                        |item| item == inner,
                    );
                    if is_item && !(inline && item.is_some()) {
                        field.whole = false;
                        self.tokens.back_to(at);
                        break at;
                    }
                    items += usize::from(is_item && !empty);
                    // A foreign block ends where a field of the item begins; markup cannot contain these.
                    let ends_single = single && is_field(inner);
                    let ends_text = !inline && !container && item.is_some() && is_only_outside_text(inner);
                    if inner != written && (ends_single || ends_text) {
                        field.whole = false;
                        self.parsed.repairs.note_of("unclosed tag", written);
                        self.tokens.back_to(at);
                        break at;
                    }
                    depth += usize::from(inner == written && !empty);
                }
                Token::End { name: inner } => {
                    if inner == written || (inner.eq_ignore_ascii_case(written) && depth == 0) {
                        if depth == 0 {
                            field.whole = true;
                            break at;
                        }
                        depth -= 1;
                    } else {
                        let closes_item = item == Some(inner);
                        if closes_item && items > 0 {
                            items -= 1;
                        } else if closes_item
                            || (item.is_none() && inner == self.root)
                            || (item.is_some() && is_container(split(inner).1) && !inline)
                        {
                            field.whole = false;
                            self.parsed.repairs.note_of("unclosed tag", written);
                            self.tokens.back_to(at);
                            break at;
                        }
                    }
                }
                Token::Doctype(_) | Token::Aside => {}
            }
        };
        self.tokens.field = None;
        field.raw = self.tokens.between(from, end);
        field
    }

    /// Learns the prefixes that a tag declares.
    fn declare(&mut self, attrs: &str, of_feed: bool) {
        if !attrs.contains("xmlns") {
            return;
        }
        for (name, value) in attributes(attrs) {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => match rest.strip_prefix(':') {
                    Some(prefix) => prefix,
                    None => continue,
                },
                None => continue,
            };
            let mut space = space_of(value);
            // Whatever the root's default namespace is called, it is the feed's own.
            if prefix.is_empty() && of_feed && space == Space::Foreign {
                space = Space::Own;
            }
            if self.spaces.len() < 200 {
                self.spaces.push((prefix.to_owned(), space));
            }
        }
    }

    fn resolve(&self, name: &str, attrs: &str) -> Name {
        let (prefix, local) = split(name);
        let own = attrs.contains("xmlns").then(|| {
            attributes(attrs).find_map(|(n, value)| {
                let declared = n.strip_prefix("xmlns")?;
                let declared = declared.strip_prefix(':').unwrap_or(declared);
                (declared == prefix).then(|| space_of(value))
            })
        });
        let space = own.flatten().or_else(|| self.spaces.iter().rev().find(|(p, _)| p == prefix).map(|(_, s)| *s));
        let space = space.unwrap_or_else(|| if prefix.is_empty() { Space::Own } else { space_by_habit(prefix) });
        Name { space, local: local.to_ascii_lowercase() }
    }

    fn base_of(&self, attrs: &str, outer: Option<Url>) -> Option<Url> {
        let Some(written) = attribute(attrs, "xml:base").or_else(|| attribute(attrs, "base")) else { return outer };
        let written = self.plain(&written);
        match &outer {
            Some(outer) => outer.join(written.trim()).ok().or_else(|| Some(outer.clone())),
            None => Url::parse(written.trim()).ok(),
        }
    }

    /// An attribute's value with its entities resolved.
    fn plain(&self, value: &str) -> String {
        let mut out = String::new();
        decode_entities(value, &self.entities, &mut out);
        out
    }

    fn finish(mut self, text: &str) -> Parsed {
        let odd = self.tokens.oddities;
        let repairs = &mut self.parsed.repairs;
        repairs.note_times("bare < kept as text", odd.bare_less_than);
        repairs.note_times("attribute without its closing quote", odd.open_quote);
        repairs.note_times("CDATA section without its end", odd.open_cdata);
        repairs.note_times("bare & kept as text", self.met.bare);
        repairs.note_times("HTML entity that XML does not know", self.met.html);
        repairs.note_times("unknown entity kept as text", self.met.unknown);
        if self.parsed.error.is_none() && !self.ended && self.parsed.kind != Kind::Jma {
            repairs.note("the end of the feed is missing");
        }
        let none = self.parsed.items.is_empty() && self.parsed.left_out.is_empty() && self.parsed.error.is_none();
        if none && ["<item>", "<item ", "<entry>", "<entry "].iter().any(|tag| text.contains(tag)) {
            self.parsed.error = Some("there are items in it, but broken markup around them hides them all".to_owned());
        }
        if self.parsed.kind == Kind::Html
            && let Some(address) = feed_of_page(text, self.base.as_ref())
        {
            self.parsed.error = Some(format!("this is a web page, not a feed; its feed may be {address}"));
        }
        self.parsed
    }
}

/// The feed that a web page announces.
fn feed_of_page(text: &str, base: Option<&Url>) -> Option<String> {
    let mut tokens = Tokens::new(text);
    for _ in 0..2000 {
        if let Token::Start { name, attrs, .. } = tokens.next()?
            && name.eq_ignore_ascii_case("link")
            && attribute(attrs, "type")
                .is_some_and(|t| t.contains("rss+xml") || t.contains("atom+xml") || t.contains("feed+json"))
            && let Some(href) = attribute(attrs, "href")
        {
            return Some(absolute(&href, base).unwrap_or(href));
        }
    }
    None
}

impl Field<'_> {
    fn none() -> Self {
        Field { text: String::new(), raw: "", has_elements: false, has_section: false, whole: true }
    }
}
