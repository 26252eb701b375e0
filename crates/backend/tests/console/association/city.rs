//! What the city sends to associations: it lies with their officers first, and comes back in counts.

use super::{look, values, write};
use crate::{association_town::AssociationTown, visitor::text};

#[tokio::test]
async fn the_city_writes_to_two_and_each_does_with_it_what_it_likes() {
    let town = AssociationTown::sqlite().await;
    let city = town.visitor(&town.city.person);
    let to = city.post(&town.at_city("circulars"), &[("kind", "read")]).await.to();
    let page = to.strip_suffix("/edit").unwrap().to_owned();
    let (hinode, miharashi) = (town.hinode.id.to_string(), town.miharashi.id.to_string());
    let fields = [
        ("kind", "read"),
        ("title-ja", "水道管の工事のお知らせ"),
        ("block-0", "text"),
        ("block-0-ja", "12月10日の夜、水が濁ることがあります。"),
        ("ask", "nothing"),
        ("audience-there", "1"),
        ("audience", "everybody"),
        ("association", &hinode),
        ("association", &miharashi),
        ("do", "check"),
    ];
    look(&city, &to).await;
    let check = write(&city, &to, &fields, &[]).await;
    let html = city.get(&check).await.page();
    assert!(text(&html).contains("48世帯に送る") && text(&html).contains("日の出町会"), "{html}");
    assert!(!text(&html).contains("山田"), "the city sees no household");
    look(&city, &check).await;
    let mut sent = vec![("work", values(&html, "work").remove(0))];
    sent.extend(values(&html, "tick").into_iter().map(|tick| ("tick", tick)));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    city.press(&check, &sent).await;
    town.town.clock.advance(30_000);
    town.send_circulars().await;

    let chair = town.visitor(&town.chair.person);
    let list = chair.get(&town.at("circulars")).await.page();
    assert!(text(&list).contains("市から届いた回覧") && text(&list).contains("に自動で送ります"), "{list}");
    let handle = list.split("action=\"").map(|rest| rest.split('"').next().unwrap()).find(|to| to.ends_with("/handle"));
    let theirs = handle.unwrap().strip_suffix("/handle").unwrap().to_owned();
    look(&chair, &town.at("circulars")).await;
    look(&chair, &format!("{theirs}/check")).await;
    let held = chair.press(&format!("{theirs}/handle"), &[("do", "hold-back")]).await;
    assert!(text(&held).contains("とめています"), "{held}");
    chair
        .press(&format!("{theirs}/handle"), &[("do", "remark"), ("remark-ja", "水は前の晩にくんでおきましょう。")])
        .await;
    town.town.clock.advance(25 * 3_600_000);
    town.send_circulars().await;
    let html = city.get(&page).await.page();
    assert!(text(&html).contains("町会の役員が確認しています"), "日の出 holds it back, 見晴台 has it: {html}");
    assert!(!text(&html).contains("岸") && !text(&html).contains("山田"));
    chair.press(&format!("{theirs}/handle"), &[("do", "send-now")]).await;
    town.send_circulars().await;
    let html = chair.get(&theirs).await.page();
    assert!(text(&html).contains("第1号") && text(&html).contains("水は前の晩に"), "{html}");
    assert!(!html.contains(&format!("{theirs}/recall")), "the city's is not theirs to take back");
    look(&city, &page).await;

    let burden = city.get(&town.at_city("burden?month=2026-11-01")).await.page();
    assert!(text(&burden).contains("2の町会に、のべ2件"), "{burden}");
    look(&city, &town.at_city("burden")).await;
}

#[tokio::test]
async fn an_association_s_officers_do_not_see_the_city_s_pages() {
    let town = AssociationTown::sqlite().await;
    for officer in town.officers().into_iter().filter(|officer| officer.seat.association.is_some()) {
        let visitor = town.visitor(&officer.person);
        for page in ["", "circulars", "burden"] {
            let path = town.at_city(page);
            let path = path.trim_end_matches('/');
            assert_eq!(visitor.get(path).await.status, 404, "{} {page}", officer.seat.title);
        }
    }
    let city = town.visitor(&town.city.person);
    for page in ["circulars", "burden"] {
        assert_eq!(city.get(&town.at(page)).await.status, 404, "nor the city an association's {page}");
    }
}
