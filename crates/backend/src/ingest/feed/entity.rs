//! `&amp;` and its kin: those of XML, those of HTML that XML does not know, a document's own, and what only
//! looks like one.

use std::{cell::Cell, collections::BTreeMap};

/// Bytes that a document's own entities may become in all.
const EXPANSION: usize = 1024 * 1024;

/// Entities that a document declares for itself.
#[derive(Clone, Debug, Default)]
pub struct Entities {
    own: BTreeMap<String, String>,
    /// Bytes that own entities may still become: a small document must not grow into a huge one.
    left: Cell<usize>,
}

/// Why a document's own entities are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntityBomb;

impl Entities {
    /// Reads the entities that a DOCTYPE declares. Only short plain ones are taken; files and other documents
    /// are never opened.
    ///
    /// # Errors
    /// [`EntityBomb`] when entities are built from entities: the way small files become huge ones.
    pub fn declared(doctype: &str) -> Result<Self, EntityBomb> {
        let mut own = BTreeMap::new();
        let mut nested = 0usize;
        for part in doctype.split("<!ENTITY").skip(1) {
            let part = part.trim_start();
            if part.starts_with('%') {
                continue;
            }
            let Some((name, rest)) = part.split_once(char::is_whitespace) else { continue };
            let rest = rest.trim_start();
            let quoted = ['"', '\''].into_iter().find_map(|q| rest.strip_prefix(q).and_then(|v| v.split_once(q)));
            let Some((value, _)) = quoted else { continue };
            let references = value.matches('&').count() - value.matches("&#").count();
            if references > 1 {
                nested += 1;
            }
            if value.len() <= 1024 && own.len() < 300 {
                own.insert(name.to_owned(), value.to_owned());
            }
        }
        if nested > 1 { Err(EntityBomb) } else { Ok(Self { own, left: Cell::new(EXPANSION) }) }
    }

    fn get(&self, name: &str) -> Option<&str> {
        let value = self.own.get(name)?;
        self.left.set(self.left.get().checked_sub(value.len() + 1)?);
        Some(value)
    }
}

/// What decoding entities met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// `&` that began no entity.
    pub bare: u32,
    /// Names that only HTML defines.
    pub html: u32,
    /// Names that nobody defines.
    pub unknown: u32,
}

impl Met {
    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.bare += other.bare;
        self.html += other.html;
        self.unknown += other.unknown;
    }
}

/// Appends `text` with its entities resolved once. What is no entity stays as it is.
pub fn decode_entities(text: &str, entities: &Entities, out: &mut String) -> Met {
    let mut met = Met::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let window = after.get(..after.len().min(40)).unwrap_or_else(|| {
            let cut = (0..=after.len().min(40)).rev().find(|n| after.is_char_boundary(*n)).unwrap_or(0);
            after.get(..cut).unwrap_or_default()
        });
        let named = window.split_once(';').map(|(name, _)| name).filter(|name| is_entity_name(name));
        rest = after;
        let Some(name) = named else {
            met.bare += 1;
            out.push('&');
            continue;
        };
        let skip = name.len() + 1;
        if let Some(number) = name.strip_prefix('#') {
            match character(number) {
                Some(c) => out.push(c),
                None => {
                    met.unknown += 1;
                    out.push('&');
                    continue;
                }
            }
        } else if let Some(value) = quick_xml::escape::resolve_xml_entity(name) {
            out.push_str(value);
        } else if let Some(value) = entities.get(name) {
            // Own entities may hold character references and the five of XML, never each other.
            decode_entities(value, &Entities::default(), out);
        } else if let Some(value) = quick_xml::escape::resolve_html5_entity(name) {
            met.html += 1;
            out.push_str(value);
        } else {
            met.unknown += 1;
            out.push('&');
            continue;
        }
        rest = after.get(skip..).unwrap_or_default();
    }
    out.push_str(rest);
    met
}

fn is_entity_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#' || c == '_' || c == '-' || c == '.')
}

/// A numeric character reference; 128 to 159 mean what Windows means by them, as every browser reads them.
fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    if let (0x80..=0x9f, Ok(byte)) = (code, u8::try_from(code)) {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.chars().next();
    }
    char::from_u32(code).filter(|c| *c != '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_of_every_kind() {
        let own = Entities::declared("rss [<!ENTITY city \"ひなた&#x5e02;\">]").unwrap();
        let mut out = String::new();
        let met = decode_entities("&city; &amp;&lt;&#12354;&#x3044; &nbsp;&nowhere; a=1&b=2 &#150; &", &own, &mut out);
        assert_eq!(out, "ひなた市 &<あい \u{a0}&nowhere; a=1&b=2 – &");
        assert_eq!(met, Met { bare: 2, html: 1, unknown: 1 });
    }

    #[test]
    fn entities_made_of_entities_are_refused() {
        let bomb = "x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;\">]";
        assert!(Entities::declared(bomb).is_err());
        let harmless =
            "x [<!ENTITY % lat PUBLIC \"x\" \"http://example.com/\"> %lat; <!ENTITY a SYSTEM \"file:///etc/passwd\">]";
        assert!(Entities::declared(harmless).unwrap().get("a").is_none());
    }
}
