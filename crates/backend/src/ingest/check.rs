//! `itsumo-backend ingest check`: what would be taken from a feed or telegram, before anybody adds it.
//!
//! One report per input, in the order given (files of a folder by name), one input in memory at a time.

use super::{
    article::{Article, article},
    classify::{ItemText, classify},
    feed::{INPUT_BYTES, Kind, LeftOut, parse},
    fetch::{FetchError, Fetched, Fetcher, Validators},
    html::Cleaner,
};
use crate::{
    city::{Cities, CityConfig, Source, SourceKind, SourceUrl},
    jma,
};
use itsumo_domain::{
    Timestamp,
    alert::Status,
    news::{Sorted, Why},
    text::shorten,
};
use serde::Serialize;
use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};
use url::Url;

/// What to check, and how to say it.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct CheckArgs {
    /// Files, folders (with everything in them) and addresses.
    #[arg(required = true, value_name = "FILE|DIR|URL")]
    pub inputs: Vec<String>,
    /// Sort by the topics and areas of this city.
    #[arg(long, value_name = "CODE", requires = "cities")]
    pub city: Option<String>,
    /// The folder of cities.
    #[arg(long, value_name = "DIR", env = "ITSUMO_CITIES")]
    pub cities: Option<PathBuf>,
    /// One line of JSON per input.
    #[arg(long)]
    pub json: bool,
    /// Fetch from private addresses too.
    #[arg(long, env = "ITSUMO_ALLOW_PRIVATE_SOURCES")]
    pub allow_private_sources: bool,
}

/// An announcement that would be taken.
#[derive(Clone, Debug, Serialize)]
pub struct Taken {
    /// Plain text.
    pub title: String,
    /// The page.
    pub url: Option<String>,
    /// In Japan's time; `None` would become the time of first sight.
    pub published: Option<String>,
    /// Topics with reasons; none without a city.
    pub topics: Vec<Sorted>,
    /// Areas with reasons; none without a city, or for the whole city.
    pub areas: Vec<Sorted>,
}

/// What one input gave.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// As given, or the path found in a folder.
    pub input: String,
    /// What it is.
    pub kind: Kind,
    /// It could be read.
    pub ok: bool,
    /// What would be taken.
    pub items: Vec<Taken>,
    /// What would not, and why.
    pub left_out: Vec<LeftOut>,
    /// What was put right.
    pub repairs: Vec<String>,
    /// Why nothing could be read.
    pub error: Option<String>,
}

impl Report {
    fn failed(input: &str, error: String) -> Self {
        Self {
            input: input.to_owned(),
            kind: Kind::Unknown,
            ok: false,
            items: Vec::new(),
            left_out: Vec::new(),
            repairs: Vec::new(),
            error: Some(error),
        }
    }
}

/// Checks all inputs and writes a report for each. Answers whether all could be read.
///
/// # Errors
/// When `out` cannot be written to.
pub async fn run(args: &CheckArgs, now: Timestamp, out: &mut dyn Write) -> io::Result<bool> {
    let mut checker = match Checker::new(args, now) {
        Ok(checker) => checker,
        Err(error) => {
            writeln!(out, "{error}")?;
            return Ok(false);
        }
    };
    let mut all_well = true;
    for input in &args.inputs {
        if let Some(url) = address(input) {
            let report = checker.url(input, &url).await;
            all_well &= report.ok;
            write_report(&report, args.json, out)?;
            continue;
        }
        // Folders are walked without recursion and without following links: no depth and no circle can hurt.
        let mut waiting = vec![PathBuf::from(input)];
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                let mut inside = match children(&path) {
                    Ok(inside) => inside,
                    Err(error) => {
                        all_well = false;
                        write_report(&Report::failed(&path.to_string_lossy(), error.to_string()), args.json, out)?;
                        continue;
                    }
                };
                inside.sort_unstable_by(|a, b| b.cmp(a));
                waiting.append(&mut inside);
                continue;
            }
            let report = checker.file(&path);
            all_well &= report.ok;
            write_report(&report, args.json, out)?;
        }
    }
    Ok(all_well)
}

fn address(input: &str) -> Option<Url> {
    Url::parse(input).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn children(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut inside = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_file() || kind.is_dir() || (kind.is_symlink() && entry.path().is_file()) {
            inside.push(entry.path());
        }
    }
    Ok(inside)
}

struct Checker {
    city: Option<Arc<CityConfig>>,
    allow_private: bool,
    fetcher: Option<Fetcher>,
    now: Timestamp,
}

impl Checker {
    fn new(args: &CheckArgs, now: Timestamp) -> Result<Self, String> {
        let city = match (&args.city, &args.cities) {
            (Some(code), Some(dir)) => {
                let cities = Cities::load(dir)
                    .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
                Some(cities.get(code).cloned().ok_or_else(|| format!("there is no city {code} in {}", dir.display()))?)
            }
            _ => None,
        };
        Ok(Self { city, allow_private: args.allow_private_sources, fetcher: None, now })
    }

    async fn url(&mut self, input: &str, url: &Url) -> Report {
        let page = match self.fetch(url).await {
            Ok(page) => page,
            Err(error) => return Report::failed(input, error.to_string()),
        };
        let mut report = self.report(input, &page.bytes, page.content_type.as_deref(), Some(&page.url), Some(url));
        if page.cut {
            report.repairs.push("the connection broke before the end".to_owned());
        }
        report
    }

    async fn fetch(&mut self, url: &Url) -> Result<Box<super::fetch::Page>, FetchError> {
        let fetcher = match self.fetcher.take() {
            Some(fetcher) => fetcher,
            None => Fetcher::new(self.allow_private)?,
        };
        let fetched = fetcher.fetch(url, &Validators::default()).await;
        self.fetcher = Some(fetcher);
        match fetched? {
            Fetched::Page(page) => Ok(page),
            Fetched::Same => Err(FetchError::Status { status: 304, retry_after: None }),
        }
    }

    fn file(&self, path: &Path) -> Report {
        let input = path.to_string_lossy();
        let limit = u64::try_from(INPUT_BYTES).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        let read = fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
        match read {
            Ok(_) => self.report(&input, &bytes, None, None, None),
            Err(error) => Report::failed(&input, format!("cannot be read: {error}")),
        }
    }

    fn report(
        &self,
        input: &str,
        bytes: &[u8],
        content_type: Option<&str>,
        base: Option<&Url>,
        asked: Option<&Url>,
    ) -> Report {
        let parsed = parse(bytes, content_type, base, self.now);
        if parsed.kind == Kind::Jma {
            return self.telegram(input, bytes);
        }
        let mut repairs = parsed.repairs;
        let mut cleaner = Cleaner::new();
        let items: Vec<Taken> =
            parsed.items.iter().map(|item| self.taken(article(item, &mut cleaner, &mut repairs), asked)).collect();
        let nothing = items.is_empty() && !parsed.left_out.is_empty();
        let error = parsed.error.or_else(|| nothing.then(|| "nothing in it could be taken".to_owned()));
        Report {
            input: input.to_owned(),
            kind: parsed.kind,
            ok: error.is_none(),
            items,
            left_out: parsed.left_out,
            repairs: repairs.into_lines(),
            error,
        }
    }

    fn taken(&self, article: Article, asked: Option<&Url>) -> Taken {
        let (topics, areas) = match &self.city {
            Some(city) => {
                let item = ItemText {
                    title: &article.title,
                    text: &article.text,
                    url: article.url.as_deref(),
                    categories: &article.categories,
                };
                classify(&city.rules, &source_of(city, asked), &item)
            }
            None => (Vec::new(), Vec::new()),
        };
        Taken { title: article.title, url: article.url, published: article.published.map(in_japan), topics, areas }
    }

    /// A telegram; with a city, what it would change there.
    fn telegram(&self, input: &str, bytes: &[u8]) -> Report {
        let telegram = match jma::read(bytes) {
            Ok(telegram) => telegram,
            Err(error) => return Report { kind: Kind::Jma, ..Report::failed(input, error.to_string()) },
        };
        let mut report = Report { kind: Kind::Jma, ok: true, error: None, ..Report::failed(input, String::new()) };
        let status = match telegram.status {
            Status::Actual => "",
            Status::Drill => "【訓練】",
            Status::Test => "【試験】",
        };
        let title = match telegram.headline.trim() {
            "" => format!("{status}{}", telegram.heading),
            headline => format!("{status}{} {headline}", telegram.heading),
        };
        let published = Some(in_japan(telegram.order.report));
        let Some(city) = &self.city else {
            if jma::Kind::of(&telegram.title).is_some() {
                report.items.push(Taken { title, url: None, published, topics: Vec::new(), areas: Vec::new() });
            } else {
                let why = jma::NotShown::Kind(telegram.title.clone()).to_string();
                report.left_out.push(LeftOut { item: title, why });
            }
            return report;
        };
        match jma::plan_alerts(&telegram, jma::Place { city: &city.city, jma: &city.jma }) {
            Ok(changes) => {
                for change in changes {
                    let (title, areas) = match change.change {
                        jma::Change::Raise(alert) => (format!("{status}{}", alert.headline), alert.areas.clone()),
                        // What it no longer names ends if it was on show, which nobody knows here.
                        jma::Change::Lift { said: false, .. } => continue,
                        jma::Change::Lift { .. } => {
                            (format!("解除: {} ({})", telegram.heading, change.key), Vec::new())
                        }
                    };
                    let areas = areas.into_iter().map(|id| Sorted { id, why: Why::Source }).collect();
                    let published = published.clone();
                    report.items.push(Taken { title, url: None, published, topics: Vec::new(), areas });
                }
            }
            Err(why) => report.left_out.push(LeftOut { item: title, why: why.to_string() }),
        }
        report
    }
}

/// The city's source with this address, or one that knows nothing about its items.
fn source_of(city: &CityConfig, asked: Option<&Url>) -> Source {
    let known = asked.and_then(|url| city.sources.iter().find(|s| matches!(&s.url, SourceUrl::Http(u) if u == url)));
    known.cloned().unwrap_or_else(|| Source {
        id: "check".to_owned(),
        name: String::new(),
        url: SourceUrl::File(PathBuf::new()),
        kind: SourceKind::Feed,
        every: 60,
        rehearsal: false,
        topic: None,
        important: false,
        verified: true,
    })
}

fn in_japan(at: Timestamp) -> String {
    format!("{}+09:00", at.to_jst().format("%Y-%m-%dT%H:%M:%S"))
}

/// Titles shown to people per input; JSON has all of them.
const SHOWN: usize = 20;

fn write_report(report: &Report, json: bool, out: &mut dyn Write) -> io::Result<()> {
    if json {
        serde_json::to_writer(&mut *out, report)?;
        return writeln!(out);
    }
    let kind = serde_json::to_value(report.kind).ok().and_then(|k| k.as_str().map(str::to_owned)).unwrap_or_default();
    match &report.error {
        Some(error) => writeln!(out, "✗ {} ({kind}): {error}", report.input)?,
        None => writeln!(
            out,
            "✓ {} ({kind}): {} items, {} left out",
            report.input,
            report.items.len(),
            report.left_out.len()
        )?,
    }
    for item in report.items.iter().take(SHOWN) {
        let date = item.published.as_deref().and_then(|p| p.get(..16)).unwrap_or("(no date)       ");
        let ids = |sorted: &[Sorted]| sorted.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join(", ");
        write!(out, "    {date}  {}", shorten(&item.title, 60))?;
        if !item.topics.is_empty() {
            write!(out, "  [{}]", ids(&item.topics))?;
        }
        if !item.areas.is_empty() {
            write!(out, "  ({})", ids(&item.areas))?;
        }
        writeln!(out)?;
    }
    if report.items.len() > SHOWN {
        writeln!(out, "    … and {} more", report.items.len() - SHOWN)?;
    }
    for left in &report.left_out {
        writeln!(out, "    left out: {}: {}", left.item, left.why)?;
    }
    for repair in &report.repairs {
        writeln!(out, "    repaired: {repair}")?;
    }
    Ok(())
}
