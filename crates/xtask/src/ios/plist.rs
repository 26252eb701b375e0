//! Apple's lists of properties, as XML: enough to read our own. A key that stands twice is an error here, since Apple's
//! readers take one of the two and say nothing.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `<string>`, and `<integer>`, which we only compare.
    Text(String),
    /// `<true/>`, `<false/>`.
    Yes(bool),
    /// `<array>`.
    List(Vec<Value>),
    /// `<dict>`.
    Dict(BTreeMap<String, Value>),
}

impl Value {
    /// What stands under `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Dict(dict) => dict.get(key),
            _ => None,
        }
    }

    /// The text itself.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The texts of a list.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Value::List(list) => list.iter().filter_map(Value::text).collect(),
            _ => Vec::new(),
        }
    }

    /// The values of a list.
    pub fn list(&self) -> &[Value] {
        match self {
            Value::List(list) => list,
            _ => &[],
        }
    }
}

/// Reads a list of properties.
///
/// # Errors
/// What is no XML, a kind of value we do not use, a key that stands twice.
pub fn read(text: &str) -> Result<Value> {
    let mut rest = text.split_once("<plist").context("there is no <plist>")?.1;
    rest = rest.split_once('>').context("<plist> does not end")?.1;
    let mut rest = Rest(rest);
    let value = rest.value()?.context("the list is empty")?;
    if rest.tag()? != "/plist" {
        bail!("something stands behind the list");
    }
    Ok(value)
}

struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// The next tag without its brackets, comments passed over.
    fn tag(&mut self) -> Result<&'a str> {
        loop {
            self.0 = self.0.trim_start();
            if let Some(comment) = self.0.strip_prefix("<!--") {
                self.0 = comment.split_once("-->").context("a comment does not end")?.1;
                continue;
            }
            let inside = self.0.strip_prefix('<').context("words stand between the values")?;
            let (tag, rest) = inside.split_once('>').context("a tag does not end")?;
            self.0 = rest;
            return Ok(tag.trim());
        }
    }

    fn text(&mut self, end: &str) -> Result<String> {
        let (text, rest) = self.0.split_once(end).with_context(|| format!("{end} is missing"))?;
        self.0 = rest;
        if text.contains('<') {
            bail!("a tag stands inside a text: {text}");
        }
        Ok(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    }

    /// The next value; none at the end of what holds it, whose tag is given back.
    fn value(&mut self) -> Result<Option<Value>> {
        let before = self.0;
        Ok(Some(match self.tag()? {
            "string" => Value::Text(self.text("</string>")?),
            "integer" => Value::Text(self.text("</integer>")?),
            "string/" => Value::Text(String::new()),
            "true/" => Value::Yes(true),
            "false/" => Value::Yes(false),
            "array/" => Value::List(Vec::new()),
            "dict/" => Value::Dict(BTreeMap::new()),
            "array" => {
                let mut list = Vec::new();
                while let Some(value) = self.value()? {
                    list.push(value);
                }
                self.close("/array")?;
                Value::List(list)
            }
            "dict" => self.dict()?,
            end if end.starts_with('/') => {
                self.0 = before;
                return Ok(None);
            }
            other => bail!("<{other}> is no value we use"),
        }))
    }

    fn dict(&mut self) -> Result<Value> {
        let mut dict = BTreeMap::new();
        loop {
            match self.tag()? {
                "key" => {
                    let key = self.text("</key>")?;
                    let value = self.value()?.with_context(|| format!("{key} has no value"))?;
                    if dict.insert(key.clone(), value).is_some() {
                        bail!("{key} stands twice");
                    }
                }
                "/dict" => return Ok(Value::Dict(dict)),
                other => bail!("<{other}> stands where a key should"),
            }
        }
    }

    fn close(&mut self, wanted: &str) -> Result<()> {
        let found = self.tag()?;
        if found != wanted {
            bail!("<{found}> stands where <{wanted}> should");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_kind_are_read() {
        let read = read(
            "<?xml?><plist version=\"1.0\"><!-- why --><dict><key>a</key><string>x &amp; y</string><key>b</key><array>\
             <integer>1</integer><!-- not <this> --><true/></array><key>c</key><dict/></dict></plist>",
        )
        .unwrap();
        assert_eq!(read.get("a").and_then(Value::text), Some("x & y"));
        assert_eq!(read.get("b"), Some(&Value::List(vec![Value::Text("1".into()), Value::Yes(true)])));
        assert_eq!(read.get("c"), Some(&Value::Dict(BTreeMap::new())));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (inside, why) in [
            ("<dict><key>a</key><true/><key>a</key><false/></dict>", "a stands twice"),
            ("<dict><key>a</key></dict>", "a has no value"),
            ("<dict><string>a</string></dict>", "<string> stands where a key should"),
            ("<array><true/></dict>", "</dict> stands where </array> should"),
            ("<data>x</data>", "<data> is no value we use"),
            ("<string>x<b></string>", "a tag stands inside a text"),
            ("<string>x", "</string> is missing"),
            ("", "the list is empty"),
            ("<true/><true/>", "something stands behind the list"),
            ("<dict>word</dict>", "words stand between the values"),
        ] {
            let error = read(&format!("<plist version=\"1.0\">{inside}</plist>")).unwrap_err();
            assert!(format!("{error:#}").contains(why), "{inside}: {error:#}");
        }
        assert!(read("no list").is_err());
    }
}
