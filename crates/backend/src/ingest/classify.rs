//! Sorts an announcement under topics and areas, by the city's rules, and keeps the reason for each.
//!
//! **Topics.** Everything that speaks for a topic adds points: the source (11), the category the source wrote
//! (10), a part of the address (10), words in the title (as the rule says, usually 10 or 5), words in the body
//! (4 or 2, each word once). Ten points outside the body decide. A title that only hints needs
//! `WITH_A_HINT` with its body, and a body alone needs more, and the more the longer it is: long articles
//! mention everything. Topics that mostly the body speaks for, with far fewer points than the strongest, are
//! left out, and at most [`MOST_TOPICS`] are kept. What reaches nothing goes to the fallback topic, never to
//! nowhere. How well that works is measured: docs/classification.md.
//!
//! **Areas** are for leaving announcements out ("this is not about where I live"), so a wrong one hides
//! something from somebody. The title may name a place freely; the body must say that it means the people
//! there (川辺地区, 川辺方面, 川辺にお住まい), because most articles name a venue. One that names half of the
//! city's areas is about the whole city.

use crate::city::{Found, Rules, Source, Use};
use itsumo_domain::{
    news::{Sorted, Why},
    text::fold,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most topics an announcement is put under.
pub const MOST_TOPICS: usize = 3;
/// Points that decide.
const ENOUGH: u32 = 10;
/// From here on the title hints at a topic, and then…
const HALF: u32 = 5;
/// …so many points are needed, body and all.
const WITH_A_HINT: u32 = 13;
/// Points a body needs when nothing else speaks for the topic.
const BODY_ALONE: u32 = 12;
/// One more point is needed for each so many characters of the body…
const CHARS_A_POINT: usize = 60;
/// …up to this.
const BODY_ALONE_MOST: u32 = 30;
/// What a body can add at most: no list of shelters makes an article ten times about shelters.
const BODY_MOST: u32 = 36;
/// Only so much of a body is looked at: a whole yearbook in one item must not hold up the others.
const BODY_CHARS: usize = 20_000;

/// What of an item rules look at.
#[derive(Clone, Copy, Debug, Default)]
pub struct ItemText<'a> {
    /// Plain text.
    pub title: &'a str,
    /// The body as plain text.
    pub text: &'a str,
    /// The page's address.
    pub url: Option<&'a str>,
    /// As the source wrote them.
    pub categories: &'a [String],
}

/// Topics, strongest first and never empty, and areas (none: the whole city), each with its reason.
pub fn classify(rules: &Rules, source: &Source, item: &ItemText<'_>) -> (Vec<Sorted>, Vec<Sorted>) {
    let title = fold(item.title);
    let body: String = item.text.chars().take(BODY_CHARS).collect();
    let body = fold(&body);
    let (in_title, in_body) = (rules.find(&title), rules.find(&body));
    let topics = topics(rules, source.topic.as_deref(), item, &in_title, &in_body);
    (topics, areas(rules, (&title, &in_title), (&body, &in_body)))
}

/// What speaks for one topic.
#[derive(Default)]
struct Evidence {
    points: u32,
    body: u32,
    vetoed: bool,
    /// The strongest reason so far, with what it brought.
    why: Option<(u32, Why)>,
}

impl Evidence {
    fn add(&mut self, points: u32, why: impl FnOnce() -> Why) {
        self.points += points;
        if points > self.why.as_ref().map_or(0, |(best, _)| *best) {
            self.why = Some((points, why()));
        }
    }

    fn total(&self) -> u32 {
        self.points + self.body.min(BODY_MOST)
    }

    fn is_enough(&self, body_alone: u32) -> bool {
        let enough = match self.points {
            ENOUGH.. => ENOUGH,
            HALF.. => WITH_A_HINT,
            _ => body_alone,
        };
        !self.vetoed && self.total() >= enough
    }
}

fn topics(
    rules: &Rules,
    source_topic: Option<&str>,
    item: &ItemText<'_>,
    in_title: &[Found<'_>],
    in_body: &[Found<'_>],
) -> Vec<Sorted> {
    let mut all: BTreeMap<usize, Evidence> = BTreeMap::new();
    if let Some(topic) = rules.topics().iter().position(|id| Some(id.as_str()) == source_topic) {
        all.entry(topic).or_default().add(ENOUGH + 1, || Why::Source);
    }
    for category in item.categories {
        let found: BTreeSet<usize> = rules.of_category(category).collect();
        for topic in found {
            all.entry(topic).or_default().add(ENOUGH, || Why::Category { text: category.clone() });
        }
    }
    for (topic, part) in item.url.into_iter().flat_map(|url| rules.of_url(url)) {
        all.entry(topic).or_default().add(ENOUGH, || Why::Url { text: part.to_owned() });
    }
    for (topic, word, points) in speaking(in_title, |points| points.title) {
        all.entry(topic).or_default().add(points, || Why::Title { text: word.to_owned() });
    }
    for (topic, word, points) in speaking(in_body, |points| points.body) {
        let evidence = all.entry(topic).or_default();
        evidence.body += points;
        // A word of the body is a reason only where nothing better is.
        if evidence.why.as_ref().is_none_or(|(best, why)| matches!(why, Why::Body { .. }) && *best < points) {
            evidence.why = Some((points, Why::Body { text: word.to_owned() }));
        }
    }
    for found in in_title {
        for veto in found.uses {
            if let Use::Veto(topic) = veto {
                all.entry(*topic).or_default().vetoed = true;
            }
        }
    }
    let length = u32::try_from(item.text.chars().count() / CHARS_A_POINT).unwrap_or(u32::MAX);
    best(rules, all, BODY_ALONE.saturating_add(length).min(BODY_ALONE_MOST))
}

/// Words that count for topics: each word once, longest first where one stands inside another of the same
/// topic, none inside a word that takes its meaning away.
fn speaking<'r>(
    found: &[Found<'r>],
    worth: impl Fn(crate::city::Points) -> u16,
) -> impl Iterator<Item = (usize, &'r str, u32)> {
    let mut counted: BTreeMap<(usize, &str), u32> = BTreeMap::new();
    for hit in found {
        for what in hit.uses {
            let Use::Topic(topic, points) = what else { continue };
            let points = u32::from(worth(*points));
            let hidden = hit.within.iter().copied().flatten().any(|longer| match longer {
                Use::NotTopic(of) => of == topic,
                Use::Topic(of, more) => of == topic && u32::from(worth(*more)) >= points,
                _ => false,
            });
            if !hidden && points > 0 {
                counted.insert((*topic, hit.word), points);
            }
        }
    }
    counted.into_iter().map(|((topic, word), points)| (topic, word, points))
}

fn best(rules: &Rules, all: BTreeMap<usize, Evidence>, body_alone: u32) -> Vec<Sorted> {
    let mut strong: Vec<(usize, Evidence)> =
        all.into_iter().filter(|(_, evidence)| evidence.is_enough(body_alone)).collect();
    strong.sort_by_key(|(topic, evidence)| (std::cmp::Reverse(evidence.total()), *topic));
    let most = strong.first().map_or(0, |(_, evidence)| evidence.total());
    let mut topics: Vec<Sorted> = strong
        .into_iter()
        .filter(|(_, evidence)| evidence.points >= ENOUGH || evidence.total() * 5 >= most * 2)
        .take(MOST_TOPICS)
        .filter_map(|(topic, evidence)| {
            let why = evidence.why.map_or(Why::Fallback, |(_, why)| why);
            rules.topics().get(topic).map(|id| Sorted { id: id.clone(), why })
        })
        .collect();
    if topics.is_empty() {
        topics.push(Sorted { id: rules.fallback().to_owned(), why: Why::Fallback });
    }
    topics
}

/// What follows a place's name where a body means the people there.
const PEOPLE_THERE: [&str; 13] = [
    "地区",
    "地域",
    "支所管内",
    "町会",
    "自治会",
    "小学校区",
    "中学校区",
    "方面",
    "にお住まい",
    "在住",
    "全域",
    "の一部",
    "の皆さん",
];
/// Letters before a place's name after which it is still that place: 市内川辺, 旧川辺.
const BEFORE: &str = "市町村区内旧元各";
/// What follows a name that is a person's: 川辺さん.
const PERSON: [&str; 6] = ["さん", "氏", "様", "先生", "選手", "家住宅"];

fn areas(rules: &Rules, title: (&str, &[Found<'_>]), body: (&str, &[Found<'_>])) -> Vec<Sorted> {
    let mut chosen: BTreeMap<usize, Why> = BTreeMap::new();
    for (area, word, _) in places(title.0, title.1) {
        chosen.entry(area).or_insert_with(|| Why::Title { text: word.to_owned() });
    }
    if chosen.is_empty() {
        for (area, word, after) in places(body.0, body.1) {
            if PEOPLE_THERE.iter().any(|sign| after.starts_with(sign) || word.ends_with(sign)) {
                chosen.entry(area).or_insert_with(|| Why::Body { text: word.to_owned() });
            }
        }
    }
    if chosen.len() * 2 >= rules.areas().len().max(3) {
        return Vec::new();
    }
    chosen
        .into_iter()
        .filter_map(|(area, why)| rules.areas().get(area).map(|id| Sorted { id: id.clone(), why }))
        .collect()
}

/// The places a text names: (area, word, the text after it).
fn places<'t, 'r>(text: &'t str, found: &[Found<'r>]) -> Vec<(usize, &'r str, &'t str)> {
    let mut places = Vec::new();
    for hit in found {
        let areas: Vec<usize> =
            hit.uses.iter().filter_map(|what| if let Use::Area(area) = what { Some(*area) } else { None }).collect();
        let another = |longer: &Use| matches!(longer, Use::Area(_) | Use::NotArea);
        if areas.is_empty() || hit.within.iter().copied().flatten().any(another) {
            continue;
        }
        let before = text.get(..hit.start).and_then(|before| before.chars().next_back());
        let after = text.get(hit.end..).unwrap_or_default();
        let within = before.is_some_and(|c| is_kanji(c) && !BEFORE.contains(c));
        if !within && !PERSON.iter().any(|sign| after.starts_with(sign)) {
            places.extend(areas.into_iter().map(|area| (area, hit.word, after)));
        }
    }
    places
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::{Cities, SourceKind, SourceUrl};
    use std::{fs, path::Path};

    /// A city with the shared rules and three areas, one of whose names hides in other places' names.
    fn rules() -> Rules {
        let dir = tempfile::tempdir().unwrap();
        let city = "code = \"990019\"\nhue = 1\nname = \"試市\"\nprefecture = \"試県\"\n\
            [[areas]]\nid = \"chuo\"\nname = \"中央\"\nnot = [\"中央公民館\", \"中央線\"]\n\
            [[areas]]\nid = \"kita\"\nname = \"北山\"\n[[areas]]\nid = \"minami\"\nname = \"南浜\"\n\
            [[areas]]\nid = \"nishi\"\nname = \"西原\"\n[[areas]]\nid = \"higashi\"\nname = \"東沢\"\n";
        fs::create_dir(dir.path().join("a")).unwrap();
        fs::write(dir.path().join("a/city.toml"), city).unwrap();
        Cities::load(dir.path()).unwrap().get("990019").unwrap().rules.clone()
    }

    fn source(topic: Option<&str>) -> Source {
        Source {
            id: "news".into(),
            name: "新着".into(),
            url: SourceUrl::File(Path::new("x").into()),
            kind: SourceKind::Feed,
            every: 15,
            rehearsal: false,
            topic: topic.map(str::to_owned),
            important: false,
            verified: true,
        }
    }

    fn sort(rules: &Rules, item: ItemText<'_>) -> (Vec<Sorted>, Vec<Sorted>) {
        classify(rules, &source(None), &item)
    }

    #[test]
    fn each_kind_of_evidence_is_enough_and_is_the_reason() {
        let rules = rules();
        let categories = ["ごみ・リサイクル".to_owned()];
        let table = [
            (
                ItemText { categories: &categories, title: "お知らせ", ..ItemText::default() },
                Why::Category { text: "ごみ・リサイクル".into() },
            ),
            (
                ItemText { url: Some("https://a.jp/gomi/1.html"), title: "お知らせ", ..ItemText::default() },
                Why::Url { text: "/gomi/".into() },
            ),
            (ItemText { title: "粗大ゴミの日", ..ItemText::default() }, Why::Title { text: "粗大ごみ".into() }),
            (
                ItemText {
                    title: "お知らせ",
                    text: "粗大ごみ、資源回収、不法投棄と野焼きについて",
                    ..ItemText::default()
                },
                Why::Body { text: "不法投棄".into() },
            ),
        ];
        for (item, why) in table {
            let (topics, _) = sort(&rules, item);
            assert_eq!(topics, [Sorted { id: "waste".into(), why }], "{item:?}");
        }
        let (topics, _) = classify(&rules, &source(Some("waste")), &ItemText::default());
        assert_eq!(topics, [Sorted { id: "waste".into(), why: Why::Source }]);
    }

    #[test]
    fn what_no_rule_places_goes_to_the_fallback_and_says_so() {
        let (topics, areas) = sort(&rules(), ItemText { title: "こんにちは", text: "元気です", ..ItemText::default() });
        assert_eq!(topics, [Sorted { id: "other".into(), why: Why::Fallback }]);
        assert_eq!(areas, []);
    }

    #[test]
    fn a_word_inside_another_word_is_another_word() {
        let rules = rules();
        let ids = |title| -> Vec<String> {
            sort(&rules, ItemText { title, ..ItemText::default() }).0.into_iter().map(|topic| topic.id).collect()
        };
        assert!(!ids("国民健康保険のお知らせ").contains(&"health".to_owned()));
        assert!(!ids("還付金詐欺にご注意ください").contains(&"tax".to_owned()));
        assert_eq!(ids("会計年度任用職員（図書館司書）を募集"), ["jobs"]);
    }

    #[test]
    fn a_long_article_that_mentions_everything_is_not_about_everything() {
        let rules = rules();
        let short = "粗大ごみ、資源回収、不法投棄と野焼き。";
        let long = format!("{short}{}", "まちの歩みを振り返る長い話が続きます。".repeat(80));
        let topics = |text| sort(&rules, ItemText { title: "お知らせ", text, ..ItemText::default() }).0;
        assert_eq!(topics(short)[0].id, "waste");
        assert_eq!(topics(&long)[0].id, "other");
    }

    #[test]
    fn a_place_counts_where_it_means_the_people_there() {
        let rules = rules();
        let table: [(&str, &str, &[&str]); 11] = [
            ("中央地区の断水", "", &["chuo"]),
            ("試市中央で水道工事", "", &["chuo"]),
            ("中央公民館まつり", "", &[]),
            ("県中央の地震", "", &[]),
            ("北山さんの講演会", "", &[]),
            ("断水のお知らせ", "南浜にお住まいの方へ", &["minami"]),
            ("断水のお知らせ", "南浜地区と北山地区で", &["kita", "minami"]),
            ("料理教室", "会場：南浜公民館", &[]),
            ("断水のお知らせ", "南浜地区、北山地区、中央地区、西原地区、東沢地区", &[]),
            ("南浜の断水", "北山地区から給水車が来ます", &["minami"]),
            ("大南浜のうわさ", "", &[]),
        ];
        for (title, text, wanted) in table {
            let (_, areas) = sort(&rules, ItemText { title, text, ..ItemText::default() });
            let ids: Vec<&str> = areas.iter().map(|area| area.id.as_str()).collect();
            assert_eq!(ids, wanted, "{title} / {text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_the_text_there_is_a_topic_with_a_reason(title in ".{0,60}", text in ".{0,400}") {
            static RULES: std::sync::LazyLock<Rules> = std::sync::LazyLock::new(rules);
            let (topics, _) = sort(&RULES, ItemText { title: &title, text: &text, ..ItemText::default() });
            proptest::prop_assert!((1..=MOST_TOPICS).contains(&topics.len()));
        }
    }
}
