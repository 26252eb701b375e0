//! `itsumo-backend classify evaluate`: how well the rules sort announcements that people sorted by hand.
//!
//! The labels are in the project (`tests/labels/*.tsv`), the announcements need not be: a label names a line of
//! a file of JSON lines and carries a hash of its title, so that labels never drift onto other texts. Every
//! label belongs to a half. Rules are improved by looking at `tune`; only `held-out` says how good they are.

use super::{Cities, Rules, Source, SourceKind, SourceUrl};
use crate::ingest::classify::{ItemText, classify};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// The half that rules may be improved by.
pub const TUNE: &str = "tune";
/// The half that says how good they are.
pub const HELD_OUT: &str = "held-out";

/// What to evaluate, and what to say.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Options {
    /// The announcements: a JSON object a line with `title`, `body`, `category`.
    #[arg(long, value_name = "FILE")]
    pub articles: PathBuf,
    /// What people said of them, tab-separated: line, hash of the title, half, topics.
    #[arg(long, value_name = "FILE")]
    pub labels: PathBuf,
    /// The folder whose rules.toml is evaluated; without it, the built-in rules.
    #[arg(long, value_name = "DIR")]
    pub cities: Option<PathBuf>,
    /// Give the rules the announcements' own category too. Feeds have one, but a bulletin's are rougher.
    #[arg(long)]
    pub categories: bool,
    /// List each announcement of the tuning half that was sorted otherwise than by hand.
    #[arg(long)]
    pub list_wrong: bool,
    /// One JSON object instead of tables.
    #[arg(long)]
    pub json: bool,
}

/// Why nothing could be evaluated.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A file could not be read.
    #[error("{}: {error}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A line of a file is not what it should be.
    #[error("{}:{line}: {message}", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// The report could not be written.
    #[error("the report cannot be written: {0}")]
    Out(#[from] std::io::Error),
}

/// How often a topic was rightly given, wrongly given, and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Count {
    /// Given by rule and by hand.
    pub right: usize,
    /// Given by rule only.
    pub wrong: usize,
    /// Given by hand only.
    pub missed: usize,
}

impl Count {
    /// Of what the rules gave, how much was right.
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }
    /// Of what was right, how much the rules gave.
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }
    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 1.0;
    }
    // Counts of labels are far below the 2⁵³ that a float holds exactly.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let share = part as f64 / whole as f64;
    share
}

/// What came out for one half.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Score {
    /// Articles.
    pub articles: usize,
    /// By topic id.
    pub topics: BTreeMap<String, Count>,
    /// Articles whose main topic is among those given.
    pub main_found: usize,
    /// Articles nothing placed.
    pub fallback: usize,
}

impl Score {
    /// All topics together, each decision counted once.
    pub fn micro(&self) -> Count {
        let mut all = Count::default();
        self.topics.values().for_each(|count| all.add(*count));
        all
    }
    /// Mean precision and recall of topics that occur, each topic counted once.
    pub fn macro_mean(&self) -> (f64, f64) {
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / share(values.len().max(1), 1);
        let given = self.topics.values().filter(|c| c.right + c.wrong > 0).map(|c| c.precision()).collect();
        let labelled = self.topics.values().filter(|c| c.right + c.missed > 0).map(|c| c.recall()).collect();
        (mean(given), mean(labelled))
    }
    /// Counts one article.
    pub fn count(&mut self, given: &[String], labelled: &[String], fallback: &str) {
        self.articles += 1;
        self.main_found += usize::from(labelled.first().is_some_and(|main| given.contains(main)));
        self.fallback += usize::from(given.iter().any(|topic| topic == fallback));
        let all: BTreeSet<&String> = given.iter().chain(labelled).collect();
        for topic in all {
            let count = self.topics.entry(topic.clone()).or_default();
            match (given.contains(topic), labelled.contains(topic)) {
                (true, true) => count.right += 1,
                (true, false) => count.wrong += 1,
                _ => count.missed += 1,
            }
        }
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Article {
    title: String,
    body: String,
    category: Option<String>,
}

/// The command: evaluates, or says why it cannot. Answers whether it could.
///
/// # Errors
/// When `out` cannot be written to.
pub fn command(options: &Options, out: &mut dyn Write) -> std::io::Result<bool> {
    let rules = match Cities::shared_rules(options.cities.as_deref()) {
        Ok(rules) => rules,
        Err(errors) => {
            for error in errors {
                writeln!(out, "{error}")?;
            }
            return Ok(false);
        }
    };
    match run(&rules, options, out) {
        Ok(_) => Ok(true),
        Err(EvaluateError::Out(error)) => Err(error),
        Err(error) => {
            writeln!(out, "{error}")?;
            Ok(false)
        }
    }
}

/// Sorts every labelled article by `rules`, writes what came out to `out` and answers it by half.
///
/// # Errors
/// When a file cannot be read or does not fit the other.
pub fn run(rules: &Rules, options: &Options, out: &mut dyn Write) -> Result<BTreeMap<String, Score>, EvaluateError> {
    let articles = read(&options.articles)?;
    let articles: Vec<&str> = articles.lines().collect();
    let labels = read(&options.labels)?;
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for (number, line) in labels.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let bad = |message: String| EvaluateError::Line { file: options.labels.clone(), line: number + 1, message };
        let mut fields = line.split('\t');
        let (Some(index), Some(hash), Some(half), Some(topics)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(bad("a label is: line, hash of the title, half, topics".to_owned()));
        };
        let index: usize = index.parse().map_err(|_| bad(format!("{index} is not a line number")))?;
        let line = articles.get(index).ok_or_else(|| bad(format!("the articles have no line {index}")))?;
        let article: Article = serde_json::from_str(line).map_err(|error| EvaluateError::Line {
            file: options.articles.clone(),
            line: index + 1,
            message: error.to_string(),
        })?;
        if hash != hash_of(&article.title) {
            return Err(bad(format!("the article on line {index} has another title than the one labelled")));
        }
        let labelled: Vec<String> = topics.split_whitespace().map(str::to_owned).collect();
        let given = topics_of(rules, &article, options.categories);
        scores.entry(half.to_owned()).or_default().count(&given, &labelled, rules.fallback());
        if options.list_wrong && half == TUNE && !same(&given, &labelled) {
            writeln!(out, "{index}\t{}\tby hand: {}\tby rule: {}", article.title, labelled.join(" "), given.join(" "))?;
        }
    }
    if options.json {
        let value = serde_json::to_value(&scores).unwrap_or_default();
        writeln!(out, "{value}")?;
    } else {
        for (half, score) in &scores {
            table(half, score, out)?;
        }
    }
    Ok(scores)
}

fn read(file: &Path) -> Result<String, EvaluateError> {
    fs::read_to_string(file).map_err(|error| EvaluateError::File { file: file.to_owned(), error })
}

/// The first twelve hex digits of the SHA-256 of a title.
fn hash_of(title: &str) -> String {
    Sha256::digest(title.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn same(given: &[String], labelled: &[String]) -> bool {
    given.iter().collect::<BTreeSet<_>>() == labelled.iter().collect::<BTreeSet<_>>()
}

fn topics_of(rules: &Rules, article: &Article, categories: bool) -> Vec<String> {
    let source = Source {
        id: "articles".to_owned(),
        name: String::new(),
        url: SourceUrl::File(PathBuf::new()),
        kind: SourceKind::Feed,
        every: 1,
        rehearsal: false,
        topic: None,
        important: false,
        verified: true,
    };
    let categories: Vec<String> = article.category.clone().filter(|_| categories).into_iter().collect();
    let item = ItemText { title: &article.title, text: &article.body, url: None, categories: &categories };
    classify(rules, &source, &item).0.into_iter().map(|sorted| sorted.id).collect()
}

fn table(half: &str, score: &Score, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "## {half}: {} articles\n", score.articles)?;
    writeln!(out, "| topic | by hand | by rule | right | precision | recall |\n|---|---|---|---|---|---|")?;
    let row = |out: &mut dyn Write, name: &str, c: Count| {
        let (hand, rule) = (c.right + c.missed, c.right + c.wrong);
        writeln!(out, "| {name} | {hand} | {rule} | {} | {:.2} | {:.2} |", c.right, c.precision(), c.recall())
    };
    for (topic, count) in &score.topics {
        row(out, topic, *count)?;
    }
    row(out, "**all (micro)**", score.micro())?;
    let (precision, recall) = score.macro_mean();
    writeln!(out, "| **mean of topics (macro)** | | | | {precision:.2} | {recall:.2} |\n")?;
    let main = share(score.main_found, score.articles) * 100.0;
    let fallback = share(score.fallback, score.articles) * 100.0;
    writeln!(out, "Main topic among those given: {main:.0} %. Fallback: {fallback:.0} %.\n")
}
