//! A small tree of an XML document, by local names.
//!
//! Telegrams use half a dozen namespaces under changing prefixes, but no two elements whose local names would
//! clash; so prefixes are dropped. Bounds on depth and size keep a hostile file from taking the server down.

use super::TelegramError;
use quick_xml::{Reader, events::Event};
use std::borrow::Cow;

/// Deeper than any real telegram (the deepest official sample has 14 levels).
const DEEPEST: usize = 64;
/// Larger than any real telegram (the largest official sample has 30,000 elements).
const MOST_ELEMENTS: usize = 400_000;

/// An element.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub name: String,
    attributes: Vec<(String, String)>,
    /// Its own characters, without those of elements inside.
    text: String,
    pub kids: Vec<Node>,
}

impl Node {
    /// The first element of this name directly inside.
    pub fn kid(&self, name: &str) -> Option<&Self> {
        self.kids.iter().find(|kid| kid.name == name)
    }

    /// Every element of this name directly inside.
    pub fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.kids.iter().filter(move |kid| kid.name == name)
    }

    /// The element at the end of `path`, taking the first of each name.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.kid(name))
    }

    /// Every element of this name anywhere inside, in document order.
    pub fn all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let mut found = Vec::new();
        for kid in &self.kids {
            if kid.name == name {
                found.push(kid);
            }
            found.extend(kid.all(name));
        }
        found
    }

    /// Its characters without the white space around them.
    pub fn text(&self) -> &str {
        self.text.trim()
    }

    /// The text of an element inside, if there is one and it is not empty.
    pub fn text_of(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(Self::text).filter(|text| !text.is_empty())
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a document into its tree.
pub(super) fn tree(bytes: &[u8]) -> Result<Node, TelegramError> {
    let text = characters(bytes);
    // Some senders put blank lines before the declaration, which XML forbids.
    let mut reader = Reader::from_str(text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']));
    let broken = |reader: &Reader<&[u8]>, why: String| TelegramError::Xml { at: reader.buffer_position(), why };
    let mut open: Vec<Node> = Vec::new();
    let mut root: Option<Node> = None;
    let mut elements = 0_usize;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(broken(&reader, error.to_string())),
        };
        match event {
            Event::Start(start) => {
                elements += 1;
                if open.len() >= DEEPEST || elements > MOST_ELEMENTS {
                    return Err(TelegramError::TooLarge);
                }
                open.push(element(&start, reader.decoder()));
            }
            Event::Empty(start) => {
                elements += 1;
                if elements > MOST_ELEMENTS {
                    return Err(TelegramError::TooLarge);
                }
                close(element(&start, reader.decoder()), &mut open, &mut root);
            }
            Event::End(_) => {
                if let Some(node) = open.pop() {
                    close(node, &mut open, &mut root);
                }
            }
            Event::Text(text) => add(&mut open, &text.decode().unwrap_or_default()),
            Event::CData(text) => add(&mut open, &text.decode().unwrap_or_default()),
            Event::GeneralRef(reference) => {
                let name = reference.decode().unwrap_or_default();
                match (reference.resolve_char_ref(), name.as_ref()) {
                    (Ok(Some(character)), _) => add(&mut open, character.encode_utf8(&mut [0; 4])),
                    (_, "amp") => add(&mut open, "&"),
                    (_, "lt") => add(&mut open, "<"),
                    (_, "gt") => add(&mut open, ">"),
                    (_, "quot") => add(&mut open, "\""),
                    (_, "apos") => add(&mut open, "'"),
                    // Entities of a document type are never expanded: telegrams have none, bombs do.
                    (_, other) => add(&mut open, &format!("&{other};")),
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    match (open.last(), root) {
        (Some(unclosed), _) => Err(broken(&reader, format!("it ends inside <{}>: cut off?", unclosed.name))),
        (None, Some(root)) => Ok(root),
        (None, None) => Err(broken(&reader, "there is no element in it".to_owned())),
    }
}

fn element(start: &quick_xml::events::BytesStart<'_>, decoder: quick_xml::Decoder) -> Node {
    let local = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
    Node {
        name: local(start.local_name().as_ref()),
        attributes: start
            .attributes()
            .flatten()
            .map(|attribute| {
                let value = attribute.decode_and_unescape_value(decoder).unwrap_or_default().into_owned();
                (local(attribute.key.local_name().as_ref()), value)
            })
            .collect(),
        ..Node::default()
    }
}

fn close(node: Node, open: &mut [Node], root: &mut Option<Node>) {
    match open.last_mut() {
        Some(parent) => parent.kids.push(node),
        None => {
            root.get_or_insert(node);
        }
    }
}

fn add(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

/// The document's characters. What is valid UTF-8 is UTF-8 whatever it declares (Japanese text in another
/// encoding practically never is); the rest is what it declares, or Shift_JIS.
fn characters(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned();
    let declared = head
        .split_once("encoding=")
        .and_then(|(_, rest)| rest.trim_start_matches(['"', '\'']).split(['"', '\'', '?', ' ']).next())
        .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    declared.unwrap_or(encoding_rs::SHIFT_JIS).decode(bytes).0
}
