//! How an officer comes to the pages, and who does not; and what a QR code on paper opens.

use super::asked;
use crate::{
    association_town::AssociationTown,
    http::CITY,
    visitor::{Visitor, text},
};
use itsumo_backend::association::office::{NewSeat, give_seat};
use itsumo_domain::association::{Role, circular::Draft};
use uuid::Uuid;

#[tokio::test]
async fn who_holds_a_seat_of_an_association_comes_to_its_circulars() {
    let town = AssociationTown::sqlite().await;
    for (officer, page) in [(&town.chair, town.at("circulars")), (&town.city, town.at_city("circulars"))] {
        let visitor = town.visitor(&officer.person);
        let mut to = format!("/console/{CITY}?enter=true");
        for _ in 0..2 {
            to = visitor.get(&to).await.to();
        }
        assert_eq!(to, page);
        let seats = visitor.get(&format!("/console/{CITY}")).await.page();
        assert!(text(&seats).contains(&officer.seat.title), "{seats}");
    }
    // A bar leads only to pages that open.
    for officer in town.officers() {
        let visitor = town.visitor(&officer.person);
        let start = visitor.get(&format!("/console/{CITY}")).await.page();
        let first = start.split("seat-card\" href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let mut page = visitor.get(&first).await;
        while page.status == 303 {
            page = visitor.get(&page.to()).await;
        }
        if page.status == 404 {
            continue;
        }
        let html = page.page();
        let bar = html.split("<nav class=\"places\"").nth(1).unwrap().split("</nav>").next().unwrap();
        for link in bar.split("href=\"").skip(1).map(|part| part.split('"').next().unwrap()) {
            let mut reply = visitor.get(link).await;
            while reply.status == 303 {
                reply = visitor.get(&reply.to()).await;
            }
            assert_eq!(reply.status, 200, "{} → {link}", officer.seat.title);
        }
    }
}

#[tokio::test]
async fn a_circular_is_not_there_for_who_may_not_see_it() {
    let town = AssociationTown::sqlite().await;
    let (_, page) = town.sent(asked()).await;
    let other = page.replace(&town.hinode.id.to_string(), &town.miharashi.id.to_string());
    let block = town.blocks[0].id;
    let paper = format!("/paper/{block}");
    let strangers = [
        (&town.hana, &page),
        (&town.nobody, &page),
        (&town.former.person, &page),
        (&town.treasurer.person, &page),
        (&town.welfare.person, &page),
        (&town.other_chair.person, &page),
        (&town.other_chair.person, &other),
        (&town.city.person, &page),
    ];
    let nothing = town.visitor(&town.nobody).get(&town.at(&format!("circulars/{block}"))).await;
    assert_eq!(nothing.status, 404);
    for (person, page) in strangers {
        let visitor = town.visitor(person);
        for part in ["", "/edit", "/check", "/replies.csv", paper.as_str()] {
            let reply = visitor.get(&format!("{page}{part}")).await;
            assert_eq!(reply.status, 404, "{page}{part}");
            assert_eq!(reply.bytes, nothing.bytes, "what is not theirs is not there");
        }
        for part in ["/check", "/undo", "/discard", "/recall", "/remind", "/mark", "/slip", "/handle"] {
            let household = town.ueda.to_string();
            let fields = [("household", household.as_str()), ("do", "read"), ("number", "7K3MQ-0ZD1X")];
            let reply = visitor.post(&format!("{page}{part}"), &fields).await;
            assert_eq!(reply.status, 404, "{page}{part}");
        }
    }
    // On a phone, too: who keeps the block's paper prints it, and nobody else.
    let id = page.rsplit('/').next().unwrap();
    let path = format!("/v1/me/associations/circulars/{id}/paper/{block}");
    for (person, status) in [
        (&town.head1.person, 200),
        (&town.secretary.person, 200),
        (&town.head2.person, 404),
        (&town.treasurer.person, 404),
        (&town.hana, 404),
        (&town.city.person, 404),
        (&town.nobody, 404),
    ] {
        assert_eq!(town.ask(person, "GET", &path, None).await.status, status);
    }
}

#[tokio::test]
async fn a_code_on_paper_opens_the_board_or_says_where_to_read_and_tells_nothing() {
    let town = AssociationTown::sqlite().await;
    let anybody = Visitor::new(&town.town);
    let (hidden, _) = town.sent(asked()).await;
    let open = format!("/circular/{CITY}/{hidden}");
    let page = anybody.get(&open).await.page();
    assert!(text(&page).contains("町会の回覧です") && !text(&page).contains("もちつき"), "{page}");
    let in_app = |id: Uuid| format!("itsumo:circular?v=1&amp;c={CITY}&amp;i={}", id.simple());
    let page = page.replace("&#38;", "&amp;");
    assert!(page.contains(&in_app(hidden)), "the phone that scanned it goes on to the app: {page}");
    let of_nothing = anybody.get(&format!("/circular/{CITY}/{}", town.ueda)).await.page().replace("&#38;", "&amp;");
    let same = of_nothing.replace(&in_app(town.ueda), &in_app(hidden));
    assert_eq!(same, page, "whether there is such a circular, nobody learns");
    let typed = anybody.get(&format!("/circular/{CITY}/x%22%3E")).await.page();
    assert!(!typed.contains("itsumo:circular"), "what is no id leads nowhere: {typed}");
    let (public, _) = town.sent(Draft { public: true, ..asked() }).await;
    let to = anybody.get(&format!("/circular/{CITY}/{public}")).await.to();
    assert!(text(&anybody.get(&to).await.html()).contains("もちつき"));
    assert_eq!(anybody.get(&format!("/circular/000000/{public}")).await.status, 404);
}

#[tokio::test]
async fn a_seat_is_taken_with_the_number_of_its_slip() {
    let town = AssociationTown::sqlite().await;
    let new = NewSeat { role: Role::BlockHead, block: Some("3班".to_owned()), ..NewSeat::default() };
    let code = give_seat(&town.app, CITY, Some(town.hinode.id), new, "operator").await.unwrap().code;
    let start = format!("/console/{CITY}");
    let visitor = town.visitor(&town.nobody);
    assert!(text(&visitor.get(&start).await.page()).contains("まだ担当がありません"));
    let wrong = visitor.post(&start, &[("code", "0000-0000-0000")]).await;
    assert_eq!(wrong.status, 422, "{}", wrong.html());
    let taken = visitor.press(&start, &[("code", &code.to_lowercase())]).await;
    assert!(text(&taken).contains("担当になりました") && text(&taken).contains("日の出町会"), "{taken}");
    let list = visitor.get(&town.at("circulars")).await.page();
    assert!(text(&list).contains("新しく書く"), "{list}");
    let again = town.visitor(&town.hana).post(&start, &[("code", &code)]).await;
    assert!(again.status == 422 && text(&again.html()).contains("使"), "a number is for one: {}", again.html());
}
