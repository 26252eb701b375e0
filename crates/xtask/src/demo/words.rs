//! The app's own words, read from its catalogue: the walk presses what the screen says today, and does not
//! break when somebody finds a better word.

use crate::workspace::root;
use anyhow::{Context, Result};
use std::{collections::BTreeMap, fs};

/// One language's catalogue: key → text.
pub struct Words(BTreeMap<String, String>);

impl Words {
    /// Reads the catalogue of `ja`, `ja-easy` or `en`.
    pub fn read(locale: &str) -> Result<Self> {
        let folder = root().join("crates/domain/i18n").join(locale);
        let mut words = BTreeMap::new();
        for file in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let text = fs::read_to_string(file?.path())?;
            let keys = text.lines().filter(|line| !line.starts_with(['#', ' ', '-', '[']));
            words.extend(
                keys.filter_map(|line| line.split_once(" = ")).map(|(key, text)| (key.to_owned(), without_ruby(text))),
            );
        }
        Ok(Self(words))
    }

    /// The text of a key. Of a text with a variable, the longest part without one.
    pub fn get(&self, key: &str) -> Result<String> {
        let text = self.0.get(key).with_context(|| format!("the catalogue has no {key}"))?;
        let plain = text.split(['{', '}']).step_by(2).max_by_key(|part| part.chars().count());
        Ok(plain.unwrap_or(text).trim().to_owned())
    }
}

/// Readings stand over words and are no part of their names: `｜漢字《かんじ》` is 漢字.
fn without_ruby(text: &str) -> String {
    let mut plain = String::new();
    for part in text.split('｜') {
        match part.split_once('《').and_then(|(word, rest)| Some((word, rest.split_once('》')?.1))) {
            Some((word, rest)) => plain.extend([word, rest]),
            None => plain.push_str(part),
        }
    }
    plain
}
