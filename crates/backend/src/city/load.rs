//! Reads the files of a city's folder, part by part.

use super::{
    Cities, CityConfig, ConfigError, JmaAreas, SHARED_RULES, Source, SourceKind, SourceUrl,
    fields::{Fields, Page, Text},
    rules::{self, Places, Rule, Rules},
};
use itsumo_domain::city::{AgeMonths, Area, City, Office, SourceName, Topic, is_city_code};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

/// The file every city has.
const CITY: &str = "city.toml";
/// Parts of a city that may be in files of their own.
const PARTS: [&str; 3] = ["sources.toml", "offices.toml", "rules.toml"];
/// Minutes between two looks at a source, when it does not say.
const EVERY: i64 = 15;

pub(super) fn load(dir: &Path) -> Result<Cities, Vec<ConfigError>> {
    let alone = dir.join(CITY).exists();
    let folders = if alone { vec![dir.to_owned()] } else { folders(dir).map_err(|error| vec![error])? };
    let shared_file = if alone { dir.join("..").join("rules.toml") } else { dir.join("rules.toml") };
    let mut wrong = Vec::new();
    let shared = shared(&shared_file, &mut wrong);
    let mut cities = BTreeMap::new();
    for folder in folders {
        let Some(city) = city(&folder, &shared, &mut wrong) else { continue };
        let code = city.city.code.clone();
        if let Some(first) = cities.insert(code.clone(), Arc::new(city)) {
            let first = first.folder.display();
            let message = format!("the code {code} is already that of the city in {first}");
            wrong.push(ConfigError { file: folder.join(CITY), line: 1, message });
        }
    }
    if wrong.is_empty() { Ok(Cities(cities)) } else { Err(wrong) }
}

pub(super) fn shared_rules(dir: Option<&Path>) -> Result<Rules, Vec<ConfigError>> {
    let file = dir.map(|dir| dir.join("rules.toml")).unwrap_or_default();
    let mut wrong = Vec::new();
    let shared = shared(&file, &mut wrong);
    let topics = shared.topics.iter().map(|topic| topic.id.clone()).collect();
    let fallback = shared.topics.iter().find(|topic| topic.fallback).map(|topic| topic.id.clone());
    match rules::compile(topics, fallback.unwrap_or_default(), &shared.rules, &[]) {
        Ok(rules) if wrong.is_empty() => Ok(rules),
        Ok(_) => Err(wrong),
        Err(message) => Err(vec![ConfigError { file, line: 1, message }]),
    }
}

/// The folders of a folder of cities, by name.
fn folders(dir: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let unreadable = |error| ConfigError::unreadable(dir, &error);
    let mut folders = Vec::new();
    for entry in fs::read_dir(dir).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            folders.push(path);
        }
    }
    folders.sort();
    if folders.is_empty() {
        let message = format!("there is no city here: make a folder with a {CITY} in it");
        return Err(ConfigError { file: dir.to_owned(), line: 1, message });
    }
    Ok(folders)
}

/// What every city starts with.
#[derive(Default)]
struct Shared {
    topics: Vec<Topic>,
    rules: Vec<Rule>,
}

fn shared(file: &Path, wrong: &mut Vec<ConfigError>) -> Shared {
    let (file, text) = match fs::read_to_string(file) {
        Ok(text) => (file.to_owned(), text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            (PathBuf::from("(built-in rules.toml)"), SHARED_RULES.to_owned())
        }
        Err(error) => {
            wrong.push(ConfigError::unreadable(file, &error));
            return Shared::default();
        }
    };
    let page = Page::new(&file, text);
    let mut shared = Shared::default();
    {
        let table = page.parse();
        let fields = Fields::new(&page, table.get_ref(), 0..0, "the shared rules");
        let mut ids = Ids::new("topic");
        shared.topics = fields.tables("topics", "a topic").iter().filter_map(|t| topic(t, &mut ids)).collect();
        shared.rules = fields.tables("rules", "a rule").iter().map(Rule::read).collect();
        fields.finish();
        for rule in shared.rules.iter().filter(|rule| !ids.knows(&rule.topic.value)) {
            page.wrong(rule.topic.at, unknown("topic", &rule.topic.value, &ids));
        }
    }
    wrong.extend(page.into_wrong());
    shared
}

/// Reads one city. `None` when there was no file to read; with errors, what it answers is never used.
fn city(folder: &Path, shared: &Shared, wrong: &mut Vec<ConfigError>) -> Option<CityConfig> {
    let mut pages = Vec::new();
    for (file, needed) in [(CITY, true)].into_iter().chain(PARTS.map(|file| (file, false))) {
        let file = folder.join(file);
        match fs::read_to_string(&file) {
            Ok(text) => pages.push(Page::new(&file, text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !needed => {}
            Err(error) => wrong.push(ConfigError::unreadable(&file, &error)),
        }
    }
    let config = read(folder, &pages, shared);
    let before = wrong.len();
    wrong.extend(pages.into_iter().flat_map(Page::into_wrong));
    config.filter(|_| wrong.len() == before)
}

fn read(folder: &Path, pages: &[Page], shared: &Shared) -> Option<CityConfig> {
    let tables: Vec<_> = pages.iter().map(|page| (page, page.parse())).collect();
    let roots: Vec<_> =
        tables.iter().map(|(page, table)| Fields::new(page, table.get_ref(), 0..0, "this file")).collect();
    let head = roots.first()?;
    let mut city = head_of(head);

    let mut own_topics = Ids::new("topic");
    let own: Vec<Topic> = each(&roots, "topics", "a topic").filter_map(|t| topic(&t, &mut own_topics)).collect();
    city.topics = merge(head, &shared.topics, own);
    let topics = Ids::of("topic", city.topics.iter().map(|topic| topic.id.clone()));
    let fallbacks: Vec<_> = city.topics.iter().filter(|topic| topic.fallback).map(|t| t.id.clone()).collect();
    if fallbacks.len() != 1 {
        let found = if fallbacks.is_empty() { "none has".to_owned() } else { fallbacks.join(" and ") };
        head.page.wrong(0, format!("exactly one topic needs `fallback = true`, for what no rule places; {found}"));
    }

    let mut ids = Ids::new("area");
    let (areas, places): (Vec<Area>, Vec<Places>) =
        each(&roots, "areas", "an area").filter_map(|fields| area(&fields, &mut ids)).unzip();
    city.areas = areas;
    let areas = ids;

    let mut ids = Ids::new("office");
    city.offices = each(&roots, "offices", "an office").filter_map(|fields| office(&fields, &mut ids)).collect();

    let mut ids = Ids::new("source");
    let sources: Vec<_> =
        each(&roots, "sources", "a source").filter_map(|fields| source(&fields, folder, &topics, &mut ids)).collect();
    city.sources =
        sources.iter().map(|(source, name)| SourceName { id: source.id.clone(), name: name.clone() }).collect();
    let sources = sources.into_iter().map(|(source, _)| source).collect();

    let mut jma = JmaAreas::default();
    for fields in each(&roots, "jma", "a JMA code") {
        if let Some((code, means)) = jma_code(&fields, &areas)
            && jma.0.insert(code.clone(), means).is_some()
        {
            fields.page.wrong(fields.at, format!("the JMA code {code} is here twice"));
        }
    }

    let mut all_rules = shared.rules.clone();
    for fields in each(&roots, "rules", "a rule") {
        let rule = Rule::read(&fields);
        if !rule.topic.value.is_empty() && !topics.knows(&rule.topic.value) {
            fields.page.wrong(rule.topic.at, unknown("topic", &rule.topic.value, &topics));
        }
        all_rules.push(rule);
    }
    roots.iter().for_each(Fields::finish);

    let order = city.topics.iter().map(|topic| topic.id.clone()).collect();
    let fallback = fallbacks.into_iter().next().unwrap_or_default();
    match rules::compile(order, fallback, &all_rules, &places) {
        Ok(rules) => Some(CityConfig { city, sources, rules, jma, folder: folder.to_owned() }),
        Err(error) => {
            head.page.wrong(0, format!("the rules cannot be used: {error}"));
            None
        }
    }
}

/// The `[[key]]` tables of every file of the city.
fn each<'f, 'p: 'f>(
    roots: &'f [Fields<'p>],
    key: &'static str,
    what: &'static str,
) -> impl Iterator<Item = Fields<'p>> + 'f {
    roots.iter().flat_map(move |root| root.tables(key, what))
}

fn head_of(head: &Fields<'_>) -> City {
    let code = head.need_text("code").unwrap_or_default();
    if !code.value.is_empty() && !is_city_code(&code.value) {
        head.page.wrong(code.at, bad_code(&code.value));
    }
    let hue = head.whole("hue", 0..=359).and_then(|hue| u16::try_from(hue).ok());
    if hue.is_none() && !head.has("hue") {
        head.missing("hue");
    }
    City {
        code: code.value,
        name: head.need_local("name"),
        prefecture: head.need_local("prefecture"),
        fictional: head.flag("fictional").unwrap_or(false),
        hue: hue.unwrap_or_default(),
        site: head.text("site").and_then(|site| web(head.page, &site)).map(String::from),
        ..City::default()
    }
}

fn bad_code(code: &str) -> String {
    let five = code.get(..5).unwrap_or_default();
    match (0..10).map(|digit| format!("{five}{digit}")).find(|whole| is_city_code(whole)) {
        Some(right) if code.len() == 6 => {
            format!("{code} is not a code of 総務省: its check digit does not fit ({right} would)")
        }
        _ => format!("{code} is not a code of 総務省: it has six digits, the last one a check digit"),
    }
}

/// The shared topics in their order, the city's own in place of those with the same id, the rest after them
/// but before the fallback.
fn merge(head: &Fields<'_>, shared: &[Topic], mut own: Vec<Topic>) -> Vec<Topic> {
    let without = head.texts("without_topics");
    for text in without.iter().filter(|text| !shared.iter().any(|topic| topic.id == text.value)) {
        head.page.wrong(text.at, format!("there is no shared topic `{}` to leave out", text.value));
    }
    let mut topics = Vec::new();
    for topic in shared.iter().filter(|topic| !without.iter().any(|text| text.value == topic.id)) {
        match own.iter().position(|mine| mine.id == topic.id) {
            Some(at) => topics.push(own.remove(at)),
            None => topics.push(topic.clone()),
        }
    }
    topics.extend(own);
    topics.sort_by_key(|topic| topic.fallback);
    topics
}

fn topic(fields: &Fields<'_>, ids: &mut Ids) -> Option<Topic> {
    let id = ids.take(fields);
    let child_months = fields.table("child_months", "an age in months").map(|age| {
        let from = age.whole("from", 0..=240).and_then(|n| i32::try_from(n).ok());
        let to = age.whole("to", 0..=240).and_then(|n| i32::try_from(n).ok());
        for (key, value) in [("from", from), ("to", to)] {
            if value.is_none() && !age.has(key) {
                age.missing(key);
            }
        }
        if from > to {
            fields.page.wrong(age.at, "`from` is after `to`");
        }
        age.finish();
        AgeMonths { from: from.unwrap_or_default(), to: to.unwrap_or_default() }
    });
    let topic = Topic {
        icon: fields.need_text("icon").unwrap_or_default().value,
        name: fields.need_local("name"),
        fallback: fields.flag("fallback").unwrap_or(false),
        child_months,
        id: id.clone().unwrap_or_default(),
    };
    fields.finish();
    id.map(|_| topic)
}

fn area(fields: &Fields<'_>, ids: &mut Ids) -> Option<(Area, Places)> {
    let id = ids.take(fields);
    let name = fields.need_local("name");
    let mut words: Vec<String> = fields.texts("words").into_iter().map(|text| text.value).collect();
    if words.is_empty() {
        words.push(name.ja.clone());
    }
    let not = fields.texts("not").into_iter().map(|text| text.value).collect();
    fields.finish();
    let id = id?;
    Some((Area { id: id.clone(), name }, Places { area: id, words, not }))
}

fn office(fields: &Fields<'_>, ids: &mut Ids) -> Option<Office> {
    let id = ids.take(fields);
    let phone = fields.text("phone");
    if let Some(phone) = phone.as_ref().filter(|phone| !is_phone(&phone.value)) {
        fields.page.wrong(phone.at, format!("{} is not a telephone number: digits and hyphens only", phone.value));
    }
    let office = Office {
        name: fields.need_local("name"),
        phone: phone.map(|phone| phone.value),
        address: fields.local("address"),
        hours: fields.need_local("hours"),
        open: read_all(fields, "open"),
        closed: read_all(fields, "closed"),
        id: id.clone().unwrap_or_default(),
    };
    fields.finish();
    id.map(|_| office)
}

/// Every text of a list, read; what cannot be read is complained about where it stands.
fn read_all<T: FromStr<Err: std::fmt::Display>>(fields: &Fields<'_>, key: &'static str) -> Vec<T> {
    let texts = fields.texts(key).into_iter();
    texts
        .filter_map(|text| {
            text.value.parse().map_err(|error: T::Err| fields.page.wrong(text.at, error.to_string())).ok()
        })
        .collect()
}

fn is_phone(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 3 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

fn source(
    fields: &Fields<'_>,
    folder: &Path,
    topics: &Ids,
    ids: &mut Ids,
) -> Option<(Source, itsumo_domain::city::LocalText)> {
    let id = ids.take(fields);
    let name = fields.need_local("name");
    let url = fields.need_text("url").and_then(|url| address(fields.page, &url, folder));
    let kind = fields.text("kind").map_or(Some(SourceKind::Feed), |kind| match kind.value.as_str() {
        "feed" => Some(SourceKind::Feed),
        "jma" => Some(SourceKind::Jma),
        other => {
            fields.page.wrong(kind.at, format!("`kind` is \"feed\" or \"jma\", not \"{other}\""));
            None
        }
    });
    let topic = fields.text("topic");
    if let Some(topic) = topic.as_ref().filter(|topic| !topics.knows(&topic.value)) {
        fields.page.wrong(topic.at, unknown("topic", &topic.value, topics));
    }
    let every = fields.whole("every", 1..=10_080).unwrap_or(EVERY);
    let rehearsal = fields.flag("rehearsal").unwrap_or(false);
    let important = fields.flag("important").unwrap_or(false);
    let verified = fields.flag("verified").unwrap_or(true);
    fields.finish();
    let source = Source {
        id: id?,
        name: name.ja.clone(),
        url: url?,
        kind: kind?,
        every: u32::try_from(every).unwrap_or(u32::MAX),
        rehearsal,
        topic: topic.map(|topic| topic.value),
        important,
        verified,
    };
    Some((source, name))
}

fn address(page: &Page, text: &Text, folder: &Path) -> Option<SourceUrl> {
    match text.value.strip_prefix("file:") {
        Some(path) => {
            let inside = |part| matches!(part, std::path::Component::Normal(_) | std::path::Component::CurDir);
            if !Path::new(path).components().all(inside) {
                page.wrong(text.at, format!("{path} leads out of the city's folder"));
                return None;
            }
            let file = folder.join(path);
            if file.is_file() {
                return Some(SourceUrl::File(file));
            }
            page.wrong(text.at, format!("there is no file {path} in the city's folder"));
            None
        }
        None => web(page, text).map(SourceUrl::Http),
    }
}

fn web(page: &Page, text: &Text) -> Option<url::Url> {
    let said = match url::Url::parse(&text.value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => return Some(url),
        Ok(url) => format!("`{}:` is not a kind of address this understands", url.scheme()),
        Err(error) => error.to_string(),
    };
    page.wrong(text.at, format!("{} is not a web address (http:// or https://): {said}", text.value));
    None
}

fn jma_code(fields: &Fields<'_>, areas: &Ids) -> Option<(String, Vec<String>)> {
    let code = fields.need_text("code");
    if let Some(code) = code.as_ref().filter(|code| !is_jma_code(&code.value)) {
        let words = "seven digits of a municipality, six of a weather region, or quake:, tsunami: or river: and digits";
        fields.page.wrong(code.at, format!("{} is not a JMA area code: {words}", code.value));
    }
    let means = fields.texts("areas");
    for area in means.iter().filter(|area| !areas.knows(&area.value)) {
        fields.page.wrong(area.at, unknown("area", &area.value, areas));
    }
    fields.finish();
    Some((code?.value, means.into_iter().map(|area| area.value).collect()))
}

/// Short codes mean different places in different tables (311 is a region of earthquakes in 栃木県 and a coast of
/// 千葉県), so they say which table they are from.
fn is_jma_code(code: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match code.split_once(':') {
        Some(("quake" | "tsunami" | "river", rest)) => digits(rest),
        Some(_) => false,
        None => digits(code) && matches!(code.len(), 6 | 7),
    }
}

fn unknown(what: &str, id: &str, known: &Ids) -> String {
    let list: Vec<_> = known.seen.iter().map(String::as_str).collect();
    format!("there is no {what} `{id}`; there are: {}", list.join(", "))
}

/// The ids of one kind of thing, each of them once.
struct Ids {
    what: &'static str,
    seen: BTreeSet<String>,
}

impl Ids {
    fn new(what: &'static str) -> Self {
        Self { what, seen: BTreeSet::new() }
    }

    fn of(what: &'static str, ids: impl Iterator<Item = String>) -> Self {
        Self { what, seen: ids.collect() }
    }

    fn knows(&self, id: &str) -> bool {
        self.seen.contains(id)
    }

    fn take(&mut self, fields: &Fields<'_>) -> Option<String> {
        let id = fields.need_text("id")?;
        let right = id.value.starts_with(|c: char| c.is_ascii_lowercase())
            && id.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !right {
            let message = format!("the id {} must be of a–z, 0–9 and -, and begin with a letter", id.value);
            fields.page.wrong(id.at, message);
            return None;
        }
        if !self.seen.insert(id.value.clone()) {
            fields.page.wrong(id.at, format!("the {} `{}` is here twice", self.what, id.value));
            return None;
        }
        Some(id.value)
    }
}
