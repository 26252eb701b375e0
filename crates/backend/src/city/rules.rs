//! The words, categories and addresses that put an announcement under a topic or area, ready to be looked for.
//!
//! A city has several hundred words, and every article is searched for all of them: one Aho-Corasick automaton
//! does it in one pass. What the words are worth, and what is made of them, is `ingest::classify`'s business.

use super::fields::{Fields, Page, Text};
use aho_corasick::AhoCorasick;
use itsumo_domain::text::fold;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What one word is worth where it stands. Ten points decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// In the title.
    pub title: u16,
    /// In the body.
    pub body: u16,
}

/// `words`: in a title it decides, in a body it needs others beside it.
const WORD: Points = Points { title: 10, body: 4 };
/// `hints`: two of them in a title decide.
const HINT: Points = Points { title: 5, body: 2 };
/// `title`: decides in a title, and says nothing in a body, where everybody writes it.
const TITLE: Points = Points { title: 10, body: 0 };

/// What a word that was found is for. The numbers count topics and areas in the city's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// It speaks for a topic.
    Topic(usize, Points),
    /// Words of this topic inside it do not count: 健康保険 is not about 健康.
    NotTopic(usize),
    /// In a title it rules the topic out.
    Veto(usize),
    /// It names an area.
    Area(usize),
    /// Place names inside it do not count: 中央公民館 is not in 中央.
    NotArea,
}

/// A word that was found in a text.
#[derive(Clone, Debug)]
pub struct Found<'r> {
    /// Its first byte in the folded text.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// As the rules write it.
    pub word: &'r str,
    /// What it is for.
    pub uses: &'r [Use],
    /// What the longer words are for that it stands inside.
    pub within: Vec<&'r [Use]>,
}

/// A city's rules, ready to be used. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Rules(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    topics: Vec<String>,
    areas: Vec<String>,
    fallback: String,
    categories: Vec<(usize, String)>,
    urls: Vec<(usize, String)>,
    words: Vec<(String, Vec<Use>)>,
    /// The longest of them, in bytes.
    longest: usize,
    automaton: AhoCorasick,
}

impl Rules {
    /// Topic ids, in the city's order.
    pub fn topics(&self) -> &[String] {
        &self.0.topics
    }
    /// Area ids, in the city's order.
    pub fn areas(&self) -> &[String] {
        &self.0.areas
    }
    /// The topic for what no rule places.
    pub fn fallback(&self) -> &str {
        &self.0.fallback
    }
    /// How many words the rules look for.
    pub fn words(&self) -> usize {
        self.0.words.len()
    }
    /// Whether anything can put an announcement under `topic`.
    pub fn has_rule(&self, topic: &str) -> bool {
        let Some(index) = self.0.topics.iter().position(|id| id == topic) else { return false };
        let mut uses = self.0.words.iter().flat_map(|(_, uses)| uses);
        uses.any(|found| matches!(found, Use::Topic(topic, _) if *topic == index))
            || self.0.categories.iter().chain(&self.0.urls).any(|(topic, _)| *topic == index)
    }
    /// Topics (by number) of a category a source wrote.
    pub fn of_category(&self, category: &str) -> impl Iterator<Item = usize> {
        let category = fold(category);
        self.0.categories.iter().filter(move |(_, part)| category.contains(part.as_str())).map(|(topic, _)| *topic)
    }
    /// Topics (by number) of a page's address, with the part that says so.
    pub fn of_url<'r>(&'r self, url: &'r str) -> impl Iterator<Item = (usize, &'r str)> {
        self.0.urls.iter().filter(|(_, part)| url.contains(part.as_str())).map(|(topic, part)| (*topic, part.as_str()))
    }
    /// Every word in a folded text, overlapping ones too, by where they begin.
    pub fn find(&self, folded: &str) -> Vec<Found<'_>> {
        let mut hits: Vec<(usize, usize, usize)> = self
            .0
            .automaton
            .find_overlapping_iter(folded)
            .map(|hit| (hit.start(), hit.end(), hit.pattern().as_usize()))
            .collect();
        // Longer ones first: whatever a word stands inside is before it, and no further than the longest word.
        hits.sort_by_key(|(start, end, _)| (*start, Reverse(*end)));
        let mut found: Vec<Found<'_>> = Vec::with_capacity(hits.len());
        for (start, end, word) in hits {
            let Some((word, uses)) = self.0.words.get(word) else { continue };
            let within = found
                .iter()
                .rev()
                .take_while(|before| before.start + self.0.longest >= end)
                .filter(|before| before.end >= end && before.end - before.start > end - start)
                .map(|before| before.uses)
                .collect();
            found.push(Found { start, end, word, uses, within });
        }
        found
    }
}

/// One `[[rules]]` as it stands in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Rule {
    pub topic: Text,
    categories: Vec<String>,
    urls: Vec<String>,
    words: Vec<(String, Points)>,
    not: Vec<String>,
    veto: Vec<String>,
}

impl Rule {
    pub fn read(fields: &Fields<'_>) -> Self {
        let mut rule = Self {
            topic: fields.need_text("topic").unwrap_or_default(),
            categories: plain(fields.texts("categories")),
            urls: plain(fields.texts("url")),
            not: plain(fields.texts("not")),
            veto: plain(fields.texts("veto")),
            words: Vec::new(),
        };
        rule.weighed(fields, "title", TITLE);
        rule.weighed(fields, "words", WORD);
        rule.weighed(fields, "hints", HINT);
        fields.finish();
        let mut seen = BTreeSet::new();
        for (word, _) in &rule.words {
            if !seen.insert(fold(word)) {
                fields.page.wrong(fields.at, format!("the rule for `{}` has the word {word} twice", rule.topic.value));
            }
        }
        rule
    }

    /// Each word is a text worth `usual`, or `{ word = "…", title = 7, body = 3 }`.
    fn weighed(&mut self, fields: &Fields<'_>, key: &'static str, usual: Points) {
        for item in fields.texts_or_tables(key, "a word with points") {
            match item {
                // A title is short: 税 in it means tax. In a body one character is found everywhere.
                Ok(word) if fold(&word.value).chars().count() < 2 && usual.body > 0 => short(fields.page, &word),
                Ok(word) => self.words.push((word.value, usual)),
                Err(own) => {
                    let word = own.need_text("word").unwrap_or_default();
                    let points =
                        |key, usual| own.whole(key, 0..=100).and_then(|n| u16::try_from(n).ok()).unwrap_or(usual);
                    let points = Points { title: points("title", usual.title), body: points("body", usual.body) };
                    own.finish();
                    self.words.push((word.value, points));
                }
            }
        }
    }
}

fn short(page: &Page, word: &Text) {
    page.wrong(word.at, format!("{} is one character: it would be found everywhere", word.value));
}

fn plain(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

/// The words that mean an area.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub area: String,
    pub words: Vec<String>,
    pub not: Vec<String>,
}

/// Makes rules ready for use. Rules for topics that the city does not have are passed over.
///
/// # Errors
/// When there are more words than one automaton can hold, in words.
pub(super) fn compile(
    topics: Vec<String>,
    fallback: String,
    rules: &[Rule],
    places: &[Places],
) -> Result<Rules, String> {
    let mut words: BTreeMap<String, (String, Vec<Use>)> = BTreeMap::new();
    let mut add = |word: &str, what: Use| {
        let folded = fold(word);
        if !folded.is_empty() {
            words.entry(folded).or_insert_with(|| (word.to_owned(), Vec::new())).1.push(what);
        }
    };
    let (mut categories, mut urls) = (Vec::new(), Vec::new());
    for rule in rules {
        let Some(topic) = topics.iter().position(|id| *id == rule.topic.value) else { continue };
        categories.extend(rule.categories.iter().map(|part| (topic, fold(part))));
        urls.extend(rule.urls.iter().map(|part| (topic, part.clone())));
        rule.words.iter().for_each(|(word, points)| add(word, Use::Topic(topic, *points)));
        rule.not.iter().for_each(|word| add(word, Use::NotTopic(topic)));
        rule.veto.iter().for_each(|word| add(word, Use::Veto(topic)));
    }
    for (area, place) in places.iter().enumerate() {
        place.words.iter().for_each(|word| add(word, Use::Area(area)));
        place.not.iter().for_each(|word| add(word, Use::NotArea));
    }
    let automaton = AhoCorasick::new(words.keys()).map_err(|error| error.to_string())?;
    let areas = places.iter().map(|place| place.area.clone()).collect();
    let longest = words.keys().map(String::len).max().unwrap_or_default();
    let words = words.into_values().collect();
    Ok(Rules(Arc::new(Compiled { topics, areas, fallback, categories, urls, words, longest, automaton })))
}
