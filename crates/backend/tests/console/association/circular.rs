//! Circulars as an officer writes, sends, follows and takes them back, in a browser that knows forms and nothing else.

use super::{asked, look, values, write};
use crate::{
    association_town::{AssociationTown, day, home_id},
    http::CITY,
    visitor::{Visitor, text},
};
use itsumo_backend::association::household::{self, Household};
use itsumo_domain::association::{Delivery, circular::slip::Slip};

async fn begun(town: &AssociationTown, visitor: &Visitor<'_>, kind: &str) -> String {
    let to = visitor.post(&town.at("circulars"), &[("kind", kind)]).await.to();
    to.strip_suffix("/edit").unwrap().to_owned()
}

fn fields(button: &str) -> Vec<(&str, &str)> {
    vec![
        ("kind", "attendance"),
        ("title-ja", "一斉清掃のお知らせ"),
        ("block-0", "text"),
        ("block-0-ja", "公園をきれいにします。軍手を用意します。"),
        ("block-1", "date"),
        ("block-1-day", "2026-12-13"),
        ("block-1-time", "09:00"),
        ("block-1-ja", "一斉清掃"),
        ("ask", "attendance"),
        ("due", "2026-12-05"),
        ("audience-there", "1"),
        ("audience", "everybody"),
        ("do", button),
    ]
}

#[tokio::test]
async fn a_circular_is_written_looked_at_sent_and_followed_without_a_script() {
    let town = AssociationTown::sqlite().await;
    let visitor = town.visitor(&town.chair.person);
    let page = begun(&town, &visitor, "attendance").await;
    let (edit, check) = (format!("{page}/edit"), format!("{page}/check"));
    let html = visitor.get(&edit).await.page();
    assert!(html.contains("value=\"attendance\" checked"), "a kind asks what it usually asks: {html}");

    // Every button keeps what was typed; what is missing is said beside its place.
    let to = write(&visitor, &edit, &fields("add-list"), &[]).await;
    assert!(to.ends_with("/edit#block-2"), "{to}");
    assert!(visitor.get(&edit).await.page().contains("公園をきれいにします。"));
    let to = write(&visitor, &edit, &fields("attach"), &[("名簿.exe", b"MZ")]).await;
    assert!(
        text(&visitor.get(to.split('#').next().unwrap()).await.page()).contains("この種類のファイルは添付できません")
    );
    let mut late = fields("check");
    late.iter_mut().find(|(name, _)| *name == "due").unwrap().1 = "2026-11-20";
    let html = visitor.get(&write(&visitor, &edit, &late, &[]).await).await.page();
    assert!(text(&html).contains("返事の期限が過ぎた日になっています") && !html.contains("40世帯に送る"), "{html}");

    assert_eq!(write(&visitor, &edit, &fields("check"), &[]).await, check);
    let html = visitor.get(&check).await.page();
    for words in ["40世帯に送る", "一斉清掃", "12月13日(日) 9:00", "出席する人数を答えてもらいます"]
    {
        assert!(text(&html).contains(words), "{words}: {html}");
    }
    let (work, ticks) = (values(&html, "work").remove(0), values(&html, "tick"));
    assert!(!ticks.is_empty(), "households in the app alone whom nobody joined: they get nothing");
    let refused = visitor.post(&check, &[("work", &work)]).await.page();
    assert!(text(&refused).contains("印を付けてください"), "{refused}");
    let mut sent = vec![("work", work.as_str())];
    sent.extend(ticks.iter().map(|tick| ("tick", tick.as_str())));
    let held = visitor.press(&check, &sent).await;
    assert!(text(&held).contains("8:00:30 に送ります（あと30秒）"), "{held}");
    assert!(visitor.get(&town.at("circulars")).await.page().contains(&format!("{page}/undo")));
    let back = visitor.press(&format!("{page}/undo"), &[]).await;
    assert!(text(&back).contains("だれにも見られていません"));
    town.town.clock.advance(60_000);
    assert_eq!(town.send_circulars().await, 0);

    visitor.press(&check, &sent).await;
    town.town.clock.advance(30_000);
    assert_eq!(town.send_circulars().await, 1);
    let html = visitor.get(&page).await.page();
    for words in ["第1号", "届きぐあい", "40世帯", "1班", "3班", "山田"] {
        assert!(text(&html).contains(words), "{words}: {html}");
    }
    let early = visitor.press(&format!("{page}/remind"), &[]).await;
    assert!(text(&early).contains("半日たってから"), "it has only just gone out: {early}");
    town.town.clock.advance(13 * 3_600_000);
    let reminded = visitor.press(&format!("{page}/remind"), &[]).await;
    assert!(text(&reminded).contains("もう一度知らせました"), "{reminded}");
    let csv = visitor.get(&format!("{page}/replies.csv")).await;
    assert!(
        csv.html().starts_with("\u{feff}班,順,世帯,住所,様子,返事\r\n1班,1,山田,3-1,届いていない,\r\n"),
        "{}",
        csv.html()
    );
}

#[tokio::test]
async fn paper_is_printed_marked_with_a_tap_and_counted_by_its_slip() {
    let town = AssociationTown::sqlite().await;
    let visitor = town.visitor(&town.head1.person);
    let (id, page) = town.sent(asked()).await;
    let html = visitor.get(&page).await.page();
    assert!(text(&html).contains("上田") && !text(&html).contains("渡辺"), "a 班長 sees the own block alone");
    let paper = format!("{page}/paper/{}", town.blocks[0].id);
    for path in [paper.clone(), format!("{paper}?copies=each"), format!("{paper}?words=en")] {
        let pdf = visitor.get(&path).await;
        assert_eq!((pdf.status.as_u16(), &pdf.headers["content-type"]), (200, &"application/pdf".parse().unwrap()));
        assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.bytes.ends_with(b"%%EOF"), "{path}");
    }
    assert_eq!(visitor.get(&format!("{page}/paper/{}", town.blocks[1].id)).await.status, 404, "nor prints for others");

    let ueda = town.ueda.to_string();
    let marked = visitor.press(&format!("{page}/mark"), &[("household", &ueda), ("do", "delivered")]).await;
    assert!(text(&marked).contains("紙を配った"), "{marked}");
    let other = home_id(39).to_string();
    assert_eq!(visitor.post(&format!("{page}/mark"), &[("household", &other), ("do", "read")]).await.status, 404);

    let slip = Slip { circular: id, household: town.ueda };
    for (number, why) in [
        ("やまだ", "返信票の番号ではないようです"),
        ("7K3M", "返信票の番号は10文字です"),
        (&Slip { circular: id, household: home_id(39) }.number(), "いま見えている班にありません"),
        (&Slip { circular: town.ueda, household: town.ueda }.text(), "ほかの回覧の返信票です"),
    ] {
        let wrong = visitor.post(&format!("{page}/slip"), &[("number", number), ("chosen", "0")]).await;
        assert_eq!(wrong.status, 422);
        assert!(text(&wrong.html()).contains(why), "{number}: {}", wrong.html());
    }
    let typed = slip.number().to_lowercase().replace('-', " ");
    let taken = visitor.press(&format!("{page}/slip"), &[("number", &typed), ("chosen", "1")]).await;
    let row = taken.split(&format!("id=\"h-{}\"", town.ueda)).nth(1).unwrap().split("</tr>").next().unwrap();
    assert!(text(row).contains("返事があった") && text(row).contains("出られない"), "{row}");
    // The chair has the same household once, whatever came first.
    let html = town.visitor(&town.chair.person).get(&page).await.page();
    assert!(text(&html).contains("返信票を受け取りました") || text(&html).contains("出られない"));
}

#[tokio::test]
async fn what_was_delivered_before_a_recall_is_fetched() {
    let town = AssociationTown::sqlite().await;
    let visitor = town.visitor(&town.chair.person);
    let (_, page) = town.sent(asked()).await;
    for household in [home_id(2), home_id(5), home_id(8), home_id(11), home_id(12)] {
        visitor.press(&format!("{page}/mark"), &[("household", &household.to_string()), ("do", "delivered")]).await;
    }
    let html = visitor.press(&format!("{page}/recall"), &[]).await;
    assert!(
        text(&html).contains("取り消しました") && text(&html).contains("紙を配った5世帯から、回収してください"),
        "{html}"
    );
    for name in ["上田", "宇野", "加藤", "工藤", "斎藤"] {
        assert!(text(&html).contains(name), "{name}");
    }
    assert!(!html.contains("/paper/"), "and nothing is printed any more");
    town.town.clock.advance(1_000);
    visitor.press(&format!("{page}/mark"), &[("household", &home_id(2).to_string()), ("do", "nothing")]).await;
    assert!(text(&visitor.get(&page).await.page()).contains("紙を配った4世帯"));
}

#[tokio::test]
async fn a_large_association_is_followed_block_by_block() {
    let town = AssociationTown::sqlite().await;
    let (association, block, now) = (town.hinode.id, town.blocks[1].id, town.now());
    let homes: Vec<Household> = (0..200)
        .map(|n| Household {
            id: home_id(1_000 + n),
            association,
            block,
            order: u16::try_from(100 + n).unwrap(),
            name: format!("新田{n}"),
            kana: String::new(),
            place: String::new(),
            phone: String::new(),
            delivery: Delivery::Paper,
            since: day("2026-04-01"),
            until: None,
        })
        .collect();
    town.write(move |tx, out| Box::pin(async move { household::keep_all(tx, out, CITY, &homes, now).await })).await;
    let visitor = town.visitor(&town.chair.person);
    let (_, page) = town.sent(asked()).await;
    let html = visitor.get(&page).await.page();
    assert!(html.contains(&format!("?block={block}#b-{block}")) && !text(&html).contains("新田"), "{html}");
    let of_block = format!("{page}?block={block}");
    let html = visitor.get(&of_block).await.page();
    assert!(text(&html).contains("新田199") && !text(&html).contains("山田"));
    let last = home_id(1_199).to_string();
    let fields = [("household", last.as_str()), ("block", &block.to_string()), ("do", "delivered")];
    let to = visitor.post(&format!("{page}/mark"), &fields).await.to();
    assert_eq!(to, format!("{of_block}#h-{last}"), "a mark leads back to where it was made");
    look(&visitor, &of_block).await;
}

#[tokio::test]
async fn every_page_of_circulars_says_everything_in_every_language() {
    let town = AssociationTown::sqlite().await;
    let chair = town.visitor(&town.chair.person);
    look(&chair, &town.at("circulars")).await;
    for kind in ["read", "confirm", "poll", "attendance", "duty", "lost-and-found", "obituary"] {
        let page = begun(&town, &chair, kind).await;
        look(&chair, &format!("{page}/edit?faults=1")).await;
        look(&chair, &format!("{page}/check")).await;
    }
    let page = begun(&town, &chair, "poll").await;
    write(&chair, &format!("{page}/edit"), &fields("check"), &[("電話.txt", "0436-00-9001".as_bytes())]).await;
    look(&chair, &format!("{page}/check")).await;
    let html = chair.get(&format!("{page}/check")).await.page();
    let (work, ticks) = (values(&html, "work").remove(0), values(&html, "tick"));
    let mut sent = vec![("work", work.as_str())];
    sent.extend(ticks.iter().map(|tick| ("tick", tick.as_str())));
    chair.press(&format!("{page}/check"), &sent).await;
    look(&chair, &format!("{page}/check")).await;
    look(&chair, &town.at("circulars")).await;
    town.town.clock.advance(30_000);
    assert_eq!(town.send_circulars().await, 1);
    look(&chair, &page).await;
    look(&town.visitor(&town.head1.person), &page).await;
    look(&chair, &format!("{page}/edit")).await;
    chair.press(&format!("{page}/recall"), &[]).await;
    look(&chair, &page).await;
}
