//! The demo city's announcements land where a person would put them, and each says why.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use itsumo_backend::{
    city::{
        Cities, CityConfig, SourceUrl,
        evaluate::{self, HELD_OUT, Options, Score, TUNE},
    },
    ingest::{
        article::{Article, article},
        classify::{ItemText, classify},
        feed,
        html::Cleaner,
        repair::Repairs,
    },
};
use itsumo_domain::{
    Timestamp,
    news::{Sorted, Why},
};
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

/// Any time after the demo's announcements were written.
const NOW: Timestamp = Timestamp(1_795_305_600_000);

fn hinata() -> Arc<CityConfig> {
    let cities = Cities::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/cities"))).unwrap();
    cities.get("990019").unwrap().clone()
}

type Places = (Vec<Sorted>, Vec<Sorted>);

/// Every announcement of the demo city, read as the server reads it: (source, article, topics and areas).
fn announcements(city: &CityConfig) -> Vec<(String, Article, Places)> {
    let mut cleaner = Cleaner::new();
    let mut all = Vec::new();
    for source in &city.sources {
        let SourceUrl::File(file) = &source.url else { panic!("the demo needs no network") };
        let parsed = feed::parse(&fs::read(file).unwrap(), None, None, NOW);
        assert_eq!(parsed.error, None, "{}", file.display());
        assert!(parsed.left_out.is_empty(), "{}: {:?}", file.display(), parsed.left_out);
        for item in &parsed.items {
            let article = article(item, &mut cleaner, &mut Repairs::default());
            let text = ItemText {
                title: &article.title,
                text: &article.text,
                url: article.url.as_deref(),
                categories: &article.categories,
            };
            let places = classify(&city.rules, source, &text);
            all.push((source.id.clone(), article, places));
        }
    }
    all
}

/// Title → (topics, areas), as a person gave them.
fn labels() -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    include_str!("labels/hinata.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut fields = line.split('\t');
            let mut next = || fields.next().unwrap_or_default();
            (next().to_owned(), (words(next()), words(next())))
        })
        .collect()
}

fn ids(sorted: &[Sorted]) -> Vec<String> {
    sorted.iter().map(|s| s.id.clone()).collect()
}

#[test]
fn the_demo_city_has_announcements_for_every_topic_in_five_formats() {
    let city = hinata();
    let all = announcements(&city);
    assert!(all.len() >= 84, "{}", all.len());
    for topic in &city.city.topics {
        assert!(all.iter().any(|(_, _, (topics, _))| ids(topics).contains(&topic.id)), "nothing about {}", topic.id);
    }
    for area in &city.city.areas {
        assert!(all.iter().any(|(_, _, (_, areas))| ids(areas).contains(&area.id)), "nothing in {}", area.id);
    }
    for (_, article, _) in &all {
        let title = &article.title;
        assert!(title.chars().count() <= 45, "too long for a title: {title}");
        assert!(article.text.chars().count() > 120, "too short to read like a city's: {title}");
        assert!(
            article.url.as_deref().is_some_and(|url| url.starts_with("https://www.city.hinata.example/")),
            "{title}"
        );
    }
}

#[test]
fn demo_announcements_land_where_a_person_would_put_them() {
    let city = hinata();
    let labels = labels();
    let (mut score, mut report) = (Score::default(), String::new());
    for (_, article, (topics, _)) in announcements(&city) {
        let (wanted, _) = labels.get(&article.title).unwrap_or_else(|| panic!("no label for {}", article.title));
        let given = ids(&topics);
        let lost = given == ["other"] && wanted != &["other"];
        assert!(!lost, "no rule places {}, which is about {}", article.title, wanted.join(", "));
        score.count(&given, wanted, "other");
        if given.iter().any(|topic| !wanted.contains(topic)) || wanted.iter().any(|topic| !given.contains(topic)) {
            let why: Vec<_> = topics.iter().map(|t| format!("{}: {:?}", t.id, t.why)).collect();
            report += &format!("{}\n  by hand {}\n  by rule {}\n", article.title, wanted.join(" "), why.join(", "));
        }
    }
    let all = score.micro();
    let said = format!("{report}precision {:.2} recall {:.2}", all.precision(), all.recall());
    assert!(all.precision() >= 0.85, "{said}");
    assert!(all.recall() >= 0.85, "{said}");
    assert!(score.main_found * 100 >= score.articles * 95, "{said}");
}

#[test]
fn announcements_about_a_place_say_so_and_the_others_are_for_everybody() {
    let city = hinata();
    let labels = labels();
    let mut wrong = Vec::new();
    for (_, article, (_, areas)) in announcements(&city) {
        let mut given = ids(&areas);
        let mut wanted = labels.get(&article.title).map(|(_, areas)| areas.clone()).unwrap_or_default();
        given.sort();
        wanted.sort();
        if given != wanted {
            wrong.push(format!("{}: {areas:?}, not {wanted:?}", article.title));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_without_a_topic_and_each_topic_says_why() {
    for (_, article, (topics, _)) in announcements(&hinata()) {
        assert!((1..=3).contains(&topics.len()), "{}", article.title);
        for topic in topics {
            assert_eq!(topic.why == Why::Fallback, topic.id == "other", "{}: {topic:?}", article.title);
        }
    }
}

/// Two articles and their labels in a folder; the hashes are of the titles.
fn bench(labels: &str) -> (tempfile::TempDir, Options) {
    let dir = tempfile::tempdir().unwrap();
    let articles = "{\"title\":\"粗大ごみの日\",\"body\":\"\",\"category\":null}\n\
                    {\"title\":\"講演会\",\"body\":\"\",\"category\":\"健康\"}\n";
    fs::write(dir.path().join("articles.jsonl"), articles).unwrap();
    fs::write(dir.path().join("labels.tsv"), labels).unwrap();
    let options = Options {
        articles: dir.path().join("articles.jsonl"),
        labels: dir.path().join("labels.tsv"),
        list_wrong: true,
        ..Options::default()
    };
    (dir, options)
}

fn evaluated(options: &Options) -> (bool, String) {
    let mut out = Vec::new();
    let well = evaluate::command(options, &mut out).unwrap();
    (well, String::from_utf8(out).unwrap())
}

#[test]
fn an_evaluation_counts_each_half_and_lists_what_may_be_looked_at() {
    let labels = "# a comment\n0\t8d0060ad1a3a\ttune\twaste\n1\t3bed919e0380\theld-out\thealth events\n";
    let (_dir, mut options) = bench(labels);
    let rules = Cities::shared_rules(None).unwrap();
    let scores = evaluate::run(&rules, &options, &mut Vec::new()).unwrap();
    assert_eq!((scores[TUNE].micro().precision(), scores[TUNE].micro().recall()), (1.0, 1.0));
    assert_eq!((scores[HELD_OUT].micro().precision(), scores[HELD_OUT].micro().recall()), (1.0, 0.5));
    assert_eq!((scores[HELD_OUT].articles, scores[HELD_OUT].main_found, scores[HELD_OUT].fallback), (1, 0, 0));
    let (well, said) = evaluated(&options);
    assert!(well && said.contains("| **all (micro)** | 2 | 1 | 1 | 1.00 | 0.50 |"), "{said}");
    assert!(!said.contains("講演会"), "the held-out half is not shown: {said}");
    options.categories = true;
    let scores = evaluate::run(&rules, &options, &mut Vec::new()).unwrap();
    assert_eq!(scores[HELD_OUT].micro().recall(), 1.0);
}

#[test]
fn labels_that_do_not_fit_the_articles_are_said_with_their_line() {
    for (labels, said) in [
        ("0\t000000000000\ttune\twaste\n", "labels.tsv:1: the article on line 0 has another title"),
        ("\n", "labels.tsv:1: a label is: line, hash"),
        ("7\t8d0060ad1a3a\ttune\twaste\n", "labels.tsv:1: the articles have no line 7"),
        ("x\t8d0060ad1a3a\ttune\twaste\n", "labels.tsv:1: x is not a line number"),
    ] {
        let (_dir, options) = bench(labels);
        let (well, found) = evaluated(&options);
        assert!(!well && found.contains(said), "{found}");
    }
}
