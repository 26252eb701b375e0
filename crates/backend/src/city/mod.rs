//! Cities as folders of data: `DIR/<name>/city.toml`, with more files beside it where that reads better.
//!
//! A city is started by somebody who writes no Rust, so a folder that is wrong says *everything* that is
//! wrong, by file and line and in plain words, before the server takes a single request: fixing one mistake
//! only to meet the next is how people give up. That is why the files are read by hand ([`fields`]) and not by
//! serde, which stops at the first.
//!
//! Topics and rules that fit any Japanese city are in one shared file, `DIR/rules.toml` (a copy is built in for
//! folders that bring none). A city adds to it, replaces a topic of it, or leaves a topic out.

mod fields;
mod load;
mod rules;

pub mod check;
pub mod evaluate;

use itsumo_domain::city::City;
use std::{
    collections::BTreeMap,
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

pub use rules::{Found, Points, Rules, Use};

/// The topics and rules for cities whose folder brings no `rules.toml` of its own.
pub const SHARED_RULES: &str = include_str!("../../cities/rules.toml");

/// A city and what only the server needs of it.
#[derive(Clone, Debug)]
pub struct CityConfig {
    /// What devices get to know.
    pub city: City,
    /// Where announcements come from.
    pub sources: Vec<Source>,
    /// How announcements are sorted.
    pub rules: Rules,
    /// The city in the tables of 気象庁.
    pub jma: JmaAreas,
    /// The folder it was read from.
    pub folder: PathBuf,
}

impl CityConfig {
    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }
}

/// Where announcements come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Short ascii id.
    pub id: String,
    /// Its name in Japanese.
    pub name: String,
    /// Its address.
    pub url: SourceUrl,
    /// What it carries.
    pub kind: SourceKind,
    /// How often it is asked, in minutes.
    pub every: u32,
    /// Move the dates so that the newest item is from just now: for demo cities, whose news never ages.
    pub rehearsal: bool,
    /// The topic everything in it belongs to.
    pub topic: Option<String>,
    /// Everything in it should be seen by everybody.
    pub important: bool,
    /// Somebody has seen this address answer. Others are asked too, but `cities check` says so.
    pub verified: bool,
}

/// A source's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceUrl {
    /// On the web.
    Http(url::Url),
    /// A file, its path joined to the city's folder.
    File(PathBuf),
}

impl fmt::Display for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(url) => write!(f, "{url}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
        }
    }
}

/// What a source carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// RSS, RDF, Atom or JSON Feed of announcements.
    Feed,
    /// 気象庁防災情報XML.
    Jma,
}

/// Which of 気象庁's area codes mean this city, and which of its areas each of them is.
///
/// Municipalities (`1221900`) and weather regions (`120010`) stand bare; the short codes of other tables overlap
/// and say which they are of: `quake:341`, `tsunami:312`, `river:8303020001`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JmaAreas(pub BTreeMap<String, Vec<String>>);

impl JmaAreas {
    /// The areas `code` means: empty for the whole city, `None` if the code is not this city's.
    pub fn areas_of(&self, code: &str) -> Option<&[String]> {
        self.0.get(code).map(Vec::as_slice)
    }
}

/// Every city this server hosts, by code.
#[derive(Clone, Debug, Default)]
pub struct Cities(pub BTreeMap<String, Arc<CityConfig>>);

impl Cities {
    /// Reads a folder of cities, or the folder of one city.
    ///
    /// # Errors
    /// Everything that is wrong in any of its files.
    pub fn load(dir: &Path) -> Result<Self, Vec<ConfigError>> {
        load::load(dir)
    }

    /// The shared rules alone, as a city has them that adds none: those of `dir`, or the built-in ones.
    ///
    /// # Errors
    /// Everything that is wrong in `dir`'s `rules.toml`.
    pub fn shared_rules(dir: Option<&Path>) -> Result<Rules, Vec<ConfigError>> {
        load::shared_rules(dir)
    }

    /// The city with this code.
    pub fn get(&self, code: &str) -> Option<&Arc<CityConfig>> {
        self.0.get(code)
    }

    /// All of them, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<CityConfig>> {
        self.0.values()
    }
}

/// Something wrong in a city's files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, thiserror::Error)]
#[error("{}:{line}: {message}", file.display())]
pub struct ConfigError {
    /// The file, or the folder when a file is missing.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, in words.
    pub message: String,
}

impl ConfigError {
    fn unreadable(file: &Path, error: &io::Error) -> Self {
        let message = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
            io::ErrorKind::InvalidData => "this file is not UTF-8 text".to_owned(),
            _ => format!("it cannot be read: {error}"),
        };
        Self { file: file.to_owned(), line: 1, message }
    }
}
