//! A pack is what its block is made of: who is on the list, what stands on the slip, and the same bytes every time.

use super::*;
use itsumo_domain::{
    Timestamp,
    association::circular::{CircularKind, slip},
    school::notice::{Attachment, Block},
};

pub(super) fn houses() -> Vec<House> {
    let names =
        [("山田", "3-12"), ("佐藤 太郎", "みはらし荘 205号室"), ("髙橋", ""), ("長宗我部", "3-15"), ("Nguyen", "3-16")];
    let house = |(place, (name, at)): (usize, &(&str, &str))| House {
        id: Uuid::from_u128(0xa000 + place as u128),
        order: u16::try_from(place * 3 + 1).unwrap(),
        name: (*name).to_owned(),
        place: (*at).to_owned(),
    };
    names.iter().enumerate().map(house).collect()
}

pub(super) fn circular() -> Circular {
    let ja = LocalText::ja;
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    Circular {
        association_name: "日の出町会".to_owned(),
        from: "会長".to_owned(),
        year: 2026,
        number: 12,
        kind: CircularKind::Poll,
        title: ja("年末の｜防犯《ぼうはん》パトロールと、もちつき大会のお知らせ"),
        blocks: vec![
            Block::Text {
                text: ja(
                    "寒くなりましたが、みなさまお元気でお過ごしでしょうか。今年も年末の防犯パトロールを行います。｜拍子木《ひょうしぎ》と提灯は町会で用意します。",
                ),
            },
            Block::Heading { text: ja("もちつき大会") },
            Block::Date {
                day: day(12, 20),
                time: "10:00".parse().ok(),
                what: ja("もちつき大会（日の出公園、雨のときは集会所）"),
            },
            Block::List {
                items: vec![
                    ja("小さいお子さんは、大人の方といっしょに来てください。"),
                    ja("｜杵《きね》と｜臼《うす》を運ぶ人手が足りません。8時に集まれる方は班長まで。"),
                ],
            },
            Block::Bring { day: day(12, 20), what: ja("おわんとはし") },
        ],
        attachments: vec![Attachment { name: "パトロールの順路.pdf".to_owned(), ..Attachment::default() }],
        ask: Ask::Choice {
            options: vec![ja("パトロールに出られる"), ja("もちつきの手伝いに出られる"), ja("どちらにも出られない")],
            many: true,
        },
        due: Some(day(12, 5)),
        sent: Timestamp::from_jst_date(day(11, 24)),
        ..Circular::default()
    }
}

pub(super) fn sample<'a>(circular: &'a Circular, houses: &'a [House]) -> Pack<'a> {
    Pack {
        id: Uuid::from_u128(0x0193_5f00_0000_7000_8000_0000_0000_0012),
        circular,
        block: "2班",
        of: 13,
        houses,
        files: &[],
        city: "990019",
        server: Some("https://itsumo.example.jp/"),
        copies: Copies::Round,
        locale: Locale::Ja,
        day: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
    }
}

/// How many pages a PDF says it has.
pub(super) fn pages(pdf: &[u8]) -> usize {
    String::from_utf8_lossy(pdf).matches("/Type/Page/").count()
        + String::from_utf8_lossy(pdf).matches("/Type /Page\n").count()
}

/// Leaves the file where somebody asked for it, to be looked at.
pub(super) fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("ITSUMO_LOOK") {
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
}

#[test]
fn a_block_gets_its_list_the_circular_and_a_slip_for_each_household() {
    let (circular, houses) = (circular(), houses());
    let round = pack(&sample(&circular, &houses)).unwrap();
    assert_eq!(round, pack(&sample(&circular, &houses)).unwrap(), "the same data gives the same bytes");
    keep("round.pdf", &round);
    let each = pack(&Pack { copies: Copies::Each, ..sample(&circular, &houses) }).unwrap();
    keep("each.pdf", &each);
    assert!(pages(&each) > pages(&round), "{} and {}", pages(&each), pages(&round));
    let nobody = pack(&Pack { copies: Copies::Each, ..sample(&circular, &[]) }).unwrap();
    assert_eq!(pages(&nobody), 1, "a list that says that nobody wants paper");
}

#[test]
fn every_kind_of_asking_and_every_language_is_a_pdf_without_fault() {
    let houses = houses();
    let options = (1..=20)
        .map(|n| LocalText::ja(&format!("{n}番目の案：とても長い名前が付いている案で、二行になるもの")))
        .collect();
    let asks = [
        ("nothing", Ask::Nothing),
        ("seen", Ask::Seen),
        ("attendance", Ask::Attendance),
        ("text", Ask::Text),
        ("many", Ask::Choice { options, many: false }),
    ];
    for (name, ask) in asks {
        for locale in [Locale::Ja, Locale::JaEasy, Locale::En] {
            let circular =
                Circular {
                    ask: ask.clone(), remark: Some(LocalText::ja("当日は会館も開けます。")), ..circular()
                };
            let pdf = pack(&Pack { locale, ..sample(&circular, &houses) }).unwrap();
            keep(&format!("{name}-{}.pdf", locale.code()), &pdf);
        }
    }
}

#[test]
fn what_a_slip_carries_is_what_an_officer_reads() {
    let (circular, houses) = (circular(), houses());
    let pack = sample(&circular, &houses);
    let all = houses.iter().map(|house| pack.slip(house));
    for house in &houses {
        let wanted = Slip { circular: pack.id, household: house.id };
        assert_eq!(slip::read(&pack.slip(house).text()), Ok(slip::Read::Scanned(wanted)));
        let Ok(slip::Read::Typed(typed)) = slip::read(&pack.slip(house).number()) else { panic!() };
        assert_eq!(typed.find(all.clone()), Some(wanted));
    }
    assert_eq!(pack.opens(), format!("https://itsumo.example.jp/circular/990019/{}", pack.id));
    assert_eq!(Pack { server: None, ..pack }.opens(), format!("itsumo:circular?v=1&c=990019&i={}", pack.id.simple()));
}
