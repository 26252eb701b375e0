//! Feeds as cities really send them, each oddity in a fixture of its own; and inputs nobody would send.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS};
use itsumo_backend::ingest::{
    article::{Article, article},
    feed::{Kind, Parsed, parse},
    html::Cleaner,
};
use itsumo_domain::Timestamp;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use std::{fs, path::PathBuf, time::Instant};

/// 2026-11-24 08:00 in Japan.
const NOW: Timestamp = Timestamp(1_795_474_800_000);

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn all() -> Vec<(String, Vec<u8>)> {
    let mut names: Vec<String> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), bytes(&name))).collect()
}

struct Read {
    parsed: Parsed,
    articles: Vec<Article>,
    repairs: Vec<String>,
}

fn read_bytes(bytes: &[u8]) -> Read {
    let parsed = parse(bytes, None, None, NOW);
    let (mut cleaner, mut repairs) = (Cleaner::new(), parsed.repairs.clone());
    let articles = parsed.items.iter().map(|item| article(item, &mut cleaner, &mut repairs)).collect();
    Read { parsed, articles, repairs: repairs.into_lines() }
}

fn read(name: &str) -> Read {
    let read = read_bytes(&bytes(name));
    assert_eq!(read.parsed.error, None, "{name}");
    read
}

impl Read {
    fn titles(&self) -> Vec<&str> {
        self.articles.iter().map(|a| a.title.as_str()).collect()
    }
    fn dates(&self) -> Vec<String> {
        let date = |a: &Article| a.published.map_or("-".to_owned(), |at| at.to_jst().format("%m-%d %H:%M").to_string());
        self.articles.iter().map(date).collect()
    }
    fn url(&self, n: usize) -> &str {
        self.articles[n].url.as_deref().unwrap()
    }
    #[track_caller]
    fn repaired(&self, what: &str) {
        assert!(self.repairs.iter().any(|r| r.starts_with(what)), "{what} is not in {:?}", self.repairs);
    }
}

#[test]
fn guide_for_guid_and_years_of_two_figures() {
    let read = read("guide.xml");
    assert_eq!(read.titles(), ["粗大ごみの年末の受付は12月26日まで", "夏の市民プールを開きます"]);
    assert_eq!(read.dates(), ["06-12 00:00", "06-11 15:00"]);
    assert!(read.articles[0].guid.as_deref().unwrap().contains("nenmatsu"));
    read.repaired("<guide> read as <guid> (2 times)");
    read.repaired("year of two figures (2 times)");
    read.repaired("date with a wrong weekday");
}

#[test]
fn forty_eight_blank_lines_and_other_emptiness() {
    let read = read("blank_lines.xml");
    let item = &read.articles[0];
    assert_eq!(item.title, "川辺公民館の 休館日");
    assert_eq!(read.url(0), "https://www.city.hinata.example/kouminkan/kawabe.html");
    assert_eq!(item.summary, "川辺公民館を休みます。");
    assert_eq!(
        item.html,
        "<pre>川辺公民館は設備の点検のため休みます。\n\n日時 11月30日（月曜日）</pre>\
         <p>地図は<a href=\"https://www.city.hinata.example/map.pdf\" rel=\"noopener noreferrer\">こちら</a>です。\
         <img src=\"https://www.city.hinata.example/photo.jpg\" alt=\"\"></p>"
    );
    read.repaired("relative link made absolute");
}

#[test]
fn an_about_that_is_no_address_and_vocabularies_of_others() {
    let read = read("about.rdf");
    assert_eq!(read.parsed.kind, Kind::Rdf);
    assert_eq!(read.titles(), ["緑ヶ丘線のバスが増えます", "中央通りは11月25日の夜に工事のため通れません。"]);
    assert_eq!(read.articles[0].guid, None);
    assert_eq!(read.articles[0].categories, ["交通"]);
    assert_eq!(read.dates(), ["11-20 10:30", "11-19 00:00"]);
    assert_eq!(read.url(1), "https://www.city.hinata.example/kotsu/michi.html", "the link, not the http about");
    read.repaired("rdf:about is no address, not used as an id");
    read.repaired("empty title, taken from the text or the address");
    read.repaired("zone without a colon");
}

#[test]
fn no_dates_and_descriptions_that_say_nothing() {
    let read = read("undated.xml");
    assert_eq!(read.dates(), ["-", "-"]);
    assert_eq!(read.articles[0].summary, "");
    assert_eq!(read.articles[0].html, "");
    assert_eq!(read.articles[1].summary, "税理士が、申告の書き方をご案内します。予約は市民税課へ。");
    assert_eq!(read.parsed.left_out.len(), 1);
    assert_eq!(read.parsed.left_out[0].why, "it has no title, no text and no link");
    read.repaired("no date, the time of first sight is taken (2 times)");
    read.repaired("description only repeats the title, dropped");
}

#[test]
fn signs_that_nobody_escaped() {
    let read = read("careless.xml");
    assert_eq!(read.titles(), ["<重要>傍聴席は40席です♥ 先着順 & 予約なし"]);
    assert_eq!(read.url(0), "https://www.city.hinata.example/gikai/?id=3&page=2&copy=1");
    assert_eq!(read.articles[0].text, "本会議は午前10時から。入口は東側です。&yakusho; 3 < 4");
    assert_eq!(read.dates(), ["11-22 09:00"]);
    for repair in [
        "blank line before the XML declaration",
        "bare < kept as text",
        "bare & kept as text",
        "HTML entity that XML does not know",
        "unknown entity kept as text",
        "time without seconds",
    ] {
        read.repaired(repair);
    }
}

#[test]
fn tags_that_nobody_closed() {
    let read = read("unclosed.xml");
    assert_eq!(read.titles(), ["火災予防運動が始まります", "救命講習のご案内", "消防出初式"]);
    assert_eq!(read.url(0), "https://www.city.hinata.example/shobo/1.html");
    assert_eq!(read.articles[0].text, "家の火災警報器を点検してください");
    assert_eq!(read.dates()[0], "11-09 09:00");
    assert_eq!(read.articles[2].text, "1月10日に市役所前で行います。");
    read.repaired("unclosed tag: title");
    read.repaired("unclosed item");
    read.repaired("closing tag without its opening tag");
}

#[test]
fn whole_articles_with_relative_links_beside_foreign_words() {
    let read = read("foreign.xml");
    let item = &read.articles[0];
    assert_eq!((item.title.as_str(), item.guid.as_deref()), ("みなと朝市", Some("event-1")));
    assert_eq!(read.url(0), "https://www.city.hinata.example/event/asaichi.html");
    assert_eq!(item.summary, "毎月第4日曜日に開きます。");
    assert!(item.html.contains("href=\"https://www.city.hinata.example/access/\""), "{}", item.html);
    assert_eq!(item.categories, ["催し", "観光"]);
    assert_eq!(read.dates(), ["11-18 09:00"]);
    assert_eq!(read.parsed.title, "ひなた市 イベント");
}

#[test]
fn atom_with_its_links_bases_and_kinds_of_text() {
    let read = read("news.atom");
    assert_eq!(read.titles(), ["離乳食教室 12月", "3 < 5 の数え方教室"]);
    assert_eq!(read.url(0), "https://www.city.hinata.example/kosodate/rinyushoku.html");
    assert_eq!(read.url(1), "https://www.city.hinata.example/kosodate/kazu.html");
    assert!(read.articles[0].html.contains("<em>予約が要ります</em>"));
    assert!(read.articles[0].html.contains("https://www.city.hinata.example/kosodate/mochimono.html"));
    assert_eq!(read.articles[0].categories, ["子育て"]);
    assert_eq!(read.articles[0].guid.as_deref(), Some("urn:uuid:8f0ce34a-1f4e-4f6d-9f3b-0d1a6a8c0002"));
    assert_eq!(read.articles[1].summary, "数と<仲よく>なる教室です。");
    assert_eq!(read.dates(), ["11-20 10:00", "11-19 09:00"]);
    assert!(read.articles[0].updated.is_some());
    assert!(read.repairs.is_empty(), "{:?}", read.repairs);
}

#[test]
fn atom_of_before_it_was_a_standard() {
    let read = read("old.atom");
    assert_eq!(read.titles(), ["おはなし会", "本の修理教室"]);
    assert_eq!(read.articles[0].text, "毎週土曜日、午前11時から。");
    assert_eq!(read.dates(), ["11-15 10:00", "11-14 00:00"]);
}

#[test]
fn dates_of_eras_full_width_figures_and_no_dates() {
    let read = read("eras.xml");
    assert_eq!(read.dates(), ["11-22 00:00", "11-21 00:00", "11-20 15:00", "11-19 00:00", "-", "-"]);
    read.repaired("date in a Japanese era (2 times)");
    read.repaired("date in full-width figures (2 times)");
    read.repaired("unreadable date: 近日");
    read.repaired("date more than a month ahead");
}

#[test]
fn midnight_in_greenwich_is_a_day_in_japan() {
    let read = read("midnight.xml");
    assert_eq!(read.dates(), ["11-20 00:00", "11-19 00:00"]);
    assert_eq!(read.articles[0].summary, "");
    read.repaired("midnight GMT read as a day in Japan (2 times)");
}

#[test]
fn channel_definitions_are_feeds_too() {
    let read = read("channel.cdf");
    assert_eq!((read.parsed.kind, read.titles()), (Kind::Cdf, vec!["広報ひなた12月号"]));
    assert_eq!(
        (read.url(0), read.dates()),
        ("https://www.city.hinata.example/koho/12.html", vec!["11-20 09:00".to_owned()])
    );
}

#[test]
fn own_entities_are_read_and_files_are_not() {
    let read = read("dtd.xml");
    assert_eq!(read.titles(), ["ひなた市の水質検査の結果 &secret;"]);
    read.repaired("unknown entity kept as text");
}

#[test]
fn json_feeds_whole_and_cut() {
    let whole = read("news.json");
    assert_eq!(
        whole.titles(),
        ["避難所の開け方を学ぶ会", "防災無線の試験放送を11月25日に行います。 本当の災害ではありません。"]
    );
    assert_eq!(whole.url(0), "https://www.city.hinata.example/bousai/hinan.html");
    assert_eq!(whole.articles[0].guid.as_deref(), Some("101"));
    assert_eq!(whole.dates(), ["11-20 10:00", "11-19 00:00"]);
    assert_eq!(whole.parsed.left_out.len(), 1);
    let bytes = bytes("news.json");
    let cut = String::from_utf8_lossy(&bytes).find("本当の").unwrap();
    let cut = read_bytes(&bytes[..cut]);
    assert_eq!(cut.titles(), ["避難所の開け方を学ぶ会"]);
    assert!(cut.parsed.left_out[0].why.contains("cut or broken"), "{:?}", cut.parsed.left_out);
}

#[test]
fn every_encoding_however_it_is_declared() {
    let text = String::from_utf8(bytes("undated.xml")).unwrap();
    for really in [SHIFT_JIS, EUC_JP, ISO_2022_JP, encoding_rs::UTF_8] {
        for told in ["UTF-8", "Shift_JIS", "EUC-JP", "x-unheard-of", ""] {
            let declared = match told {
                "" => text.split_once("?>").unwrap().1.trim_start().to_owned(),
                told => text.replace("UTF-8", told),
            };
            let (bytes, _, lossy) = really.encode(&declared);
            assert!(!lossy);
            let read = read_bytes(&bytes);
            assert_eq!(read.titles(), ["年金の相談日が変わります", "税の無料相談"], "{} told as {told}", really.name());
            let overruled = Encoding::for_label(told.as_bytes()) != Some(really)
                && !(told.is_empty() && really == encoding_rs::UTF_8);
            let said = read.repairs.iter().any(|r| r.starts_with("declare"));
            assert_eq!(said, overruled, "{} told as {told}: {:?}", really.name(), read.repairs);
        }
    }
}

#[test]
fn what_is_no_feed_says_what_it_is() {
    let table = [
        ("", "the input is empty"),
        ("  \n ", "the input is empty"),
        ("こんにちは", "plain text"),
        ("<!DOCTYPE html><html><body>ひなた市</body></html>", "this is a web page, not a feed"),
        (
            "<html><head><link rel='alternate' type='application/atom+xml' href='https://x.example/a'></head>",
            "its feed may be https://x.example/a",
        ),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "its first element is <svg>"),
        ("{\"a\":1}", "no list called items"),
        ("{\"a\":", "broken JSON"),
        ("<?xml version=\"1.0\"?><!-- nothing -->", "there is no feed in it"),
        ("<!DOCTYPE r [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'>]><rss/>", "refused"),
    ];
    for (text, wanted) in table {
        let error = parse(text.as_bytes(), None, None, NOW).error.unwrap_or_default();
        assert!(error.contains(wanted), "{text}: {error}");
    }
}

/// One item, so broken that putting it right has a name.
#[test]
fn every_other_repair_has_a_name_too() {
    let item = |inside: &str| {
        format!("<rss><channel><item>{inside}<link>https://www.city.hinata.example/1</link></item></channel></rss>")
    };
    let (windows, _, _) =
        encoding_rs::WINDOWS_1252.encode("<rss><channel><item><title>Caf\u{e9}</title></item></channel></rss>");
    let mut broken = item("<title>停電のお知らせ</title>").into_bytes();
    let inside = String::from_utf8_lossy(&broken).find("停電").unwrap();
    broken.insert(inside, 0xFF);
    let mut half = b"<rss><channel></channel></rss>".to_vec();
    half.extend(&"市".as_bytes()[..2]);
    let deep = "<div>".repeat(300) + "底";
    let table: Vec<(Vec<u8>, &str, Option<&str>)> = vec![
        (
            item("<title><![CDATA[停電</title><description><![CDATA[復旧]]></description>").into(),
            "CDATA section without its end",
            Some("停電"),
        ),
        (item("<![CDATA[<title>停電</title>]]>").into(), "CDATA section outside a field", Some("停電")),
        (item("<title>停電</title><a href=\"x>").into(), "attribute without its closing quote", Some("停電")),
        (item("<title>don\u{92}t</title>").into(), "control characters read as the Windows characters", Some("don’t")),
        (
            item(&format!("<title>停電</title><description><![CDATA[{deep}]]></description>")).into(),
            "markup nested too deep",
            Some("停電"),
        ),
        (
            item(&format!("<title>停電</title><description>{}</description>", "あ".repeat(200_000))).into(),
            "article cut to its greatest length",
            Some("停電"),
        ),
        (
            format!("<?xml version='1.0' encoding='x-hinata'?>{}", item("<title>停電</title>")).into(),
            "declares an unknown encoding: x-hinata",
            Some("停電"),
        ),
        (windows.into_owned(), "declares no encoding; read as: windows-1252", Some("Café")),
        (broken, "unreadable character replaced", Some("\u{fffd}停電のお知らせ")),
        (half, "the last character is cut in half", None),
        (b"<rss><channel><title>x</title><!-- ".to_vec(), "the input ends inside a comment", None),
        (b"<rss><channel><title>x</title></chan".to_vec(), "the input ends inside a tag", None),
        (b"<rss><channel><title>x</title>".to_vec(), "the end of the feed is missing", None),
        (
            item("<title>停電</title><pubDate>2026-11-22T99:00:00Z</pubDate>").into(),
            "impossible time of day",
            Some("停電"),
        ),
        (
            item("<title>停電</title><pubDate>Sun, 22 Nov 2026 10:00:00</pubDate>").into(),
            "date without a zone",
            Some("停電"),
        ),
    ];
    for (bytes, repair, title) in table {
        let read = read_bytes(&bytes);
        assert_eq!(read.parsed.error, None, "{repair}");
        read.repaired(repair);
        assert_eq!(read.articles.first().map(|a| a.title.as_str()), title, "{repair}");
    }
}

/// However a download is cut, what came before the cut is there, and the item in which it was cut is named.
#[test]
fn a_cut_never_costs_a_whole_item() {
    for (name, bytes) in all() {
        let whole = parse(&bytes, None, None, NOW);
        let titles: Vec<&str> = whole.items.iter().map(|item| item.title.text.trim()).collect();
        let closing: Vec<&[u8]> = vec![b"</item>", b"</ITEM>", b"</entry>"];
        let mut before = 0;
        for cut in 0..bytes.len() {
            let part = parse(&bytes[..cut], None, None, NOW);
            if name.ends_with("json") {
                assert!(part.items.len() >= before, "{name} cut at {cut}");
                before = part.items.len();
            } else {
                let ended = closing
                    .iter()
                    .map(|end| bytes[..cut].windows(end.len()).filter(|w| w == end).count())
                    .sum::<usize>();
                let accounted = part.items.len() + part.left_out.len();
                assert!(accounted >= ended, "{name} cut at {cut}: {accounted} of {ended}");
            }
            for (item, title) in part.items.iter().zip(&titles) {
                assert_eq!(&item.title.text.trim(), title, "{name} cut at {cut}");
            }
            assert!(part.items.len() <= whole.items.len(), "{name} cut at {cut}");
            let opened = ["<item", "<ITEM", "<entry"].iter().any(|open| {
                let text = &bytes[..cut];
                text.windows(open.len()).rposition(|w| w == open.as_bytes()).is_some_and(|at| {
                    let rest = &text[at..];
                    !rest.starts_with(b"<items")
                        && !closing.iter().any(|end| rest.windows(end.len()).any(|w| &w == end))
                        && rest.contains(&b'>')
                })
            });
            if opened {
                assert!(!part.left_out.is_empty(), "{name} cut at {cut}: nothing says that an item was lost");
            }
        }
        assert!(parse(&bytes, None, None, NOW).items.len() == titles.len());
    }
}

/// Inputs made to be slow. A reader that looks twice at everything for each of them would need hours.
#[test]
fn no_input_takes_for_ever() {
    let began = Instant::now();
    for piece in [
        "<",
        ">",
        "&",
        "<!--",
        "<![CDATA[",
        "<!DOCTYPE [",
        "<?",
        "</",
        "<item>",
        "<item><title>",
        "<title>",
        "<a href=\"",
        "<a b='",
        "<item><title><![CDATA[",
        "<x xmlns:a='b'>",
        "<description><b>",
        "&#",
        "&a;",
        "{\"items\":[",
        "[",
        "</item>",
        "<entry/>",
    ] {
        for head in ["", "<rss><channel>", "<rss><channel><item><description>", "<feed><entry><content type='xhtml'>"] {
            let text = format!("{head}{}", piece.repeat(300_000 / piece.len()));
            read_bytes(text.as_bytes());
        }
    }
    let entities = format!(
        "<!DOCTYPE r [<!ENTITY a \"{}\">]><rss><channel><item><title>{}</title></item></channel></rss>",
        "x".repeat(1000),
        "&a;".repeat(100_000)
    );
    let read = read_bytes(entities.as_bytes());
    assert!(read.parsed.items[0].title.text.len() < 2 * 1024 * 1024, "entities may not grow without end");
    assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let fixtures = all();
    let change = prop_oneof![
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| (at, 0usize, vec![byte])),
        (any::<prop::sample::Index>(), 1usize..40).prop_map(|(at, gone)| (at, gone, vec![])),
        (any::<prop::sample::Index>(), Just(b"<![CDATA[".to_vec())).prop_map(|(at, new)| (at, 0, new)),
        (any::<prop::sample::Index>(), Just(b"</item>".to_vec())).prop_map(|(at, new)| (at, 0, new)),
        (any::<prop::sample::Index>(), Just(b"<item>".to_vec())).prop_map(|(at, new)| (at, 0, new)),
        (any::<prop::sample::Index>(), Just(b"\"'&<".to_vec())).prop_map(|(at, new)| (at, 0, new)),
    ];
    (0..fixtures.len(), prop::collection::vec(change, 1..12)).prop_map(move |(which, changes)| {
        let mut bytes = fixtures[which].1.clone();
        for (at, gone, new) in changes {
            let from = at.index(bytes.len() + 1);
            let to = (from + gone).min(bytes.len());
            bytes.splice(from..to, new);
        }
        bytes
    })
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read_bytes(&bytes);
    }

    #[test]
    fn no_change_breaks_it_and_nothing_is_lost_without_a_word(bytes in mutated()) {
        let read = read_bytes(&bytes);
        // Whatever is shown is safe and short enough.
        for article in &read.articles {
            assert!(!article.title.is_empty());
            assert!(article.title.chars().count() <= 300 && article.summary.chars().count() <= 200);
            assert!(!article.html.contains("<script") && !article.html.contains("javascript:"));
        }
        if read.parsed.items.is_empty() && read.parsed.left_out.is_empty() && read.parsed.error.is_none() {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            let cut = read.repairs.iter().any(|r| r.contains("ends inside") || r.contains("end of the feed"));
            assert!(cut || !(text.contains("<item>") && text.contains("</item>")), "{text}");
        }
    }
}
