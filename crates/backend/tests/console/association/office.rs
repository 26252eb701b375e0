//! The office of an association, without any script: who asks to join is let in, a household is added, moved and taken
//! off, a list is looked at and carried out, letters are printed; seats are given, handed over and found again.

use super::{look, values};
use crate::{association_town::AssociationTown, http::CITY, visitor::text};
use itsumo_backend::association::{block, household, office, request, seat};
use itsumo_domain::association::Delivery;
use uuid::Uuid;

impl AssociationTown {
    /// The households of a block: name, house.
    async fn street_of(&self, at: usize) -> Vec<(String, String)> {
        let (block, today) = (self.blocks[at].id, self.town.now().jst_date());
        let homes =
            self.town.read(move |tx| Box::pin(async move { household::of_block(tx, CITY, block, today).await }));
        homes.await.into_iter().map(|home| (home.name, home.place)).collect()
    }

    async fn home(&self, id: Uuid) -> household::Household {
        self.town.read(move |tx| Box::pin(async move { household::find(tx, CITY, id).await })).await.unwrap()
    }

    /// 旅 asks to be let into 1班.
    async fn asks(&self, household: Option<Uuid>, name: &str) -> Uuid {
        let asked = request::Request {
            id: Uuid::from_u128(0xE_0001),
            block: self.blocks[0].id,
            person: self.nobody.id,
            name: "旅 さん".to_owned(),
            household_name: name.to_owned(),
            place: "3-3".to_owned(),
            far: false,
            at: self.town.now(),
            household,
            refused: false,
        };
        self.town.write(move |tx, _| Box::pin(async move { request::ask(tx, CITY, &asked).await })).await
    }
}

impl AssociationTown {
    /// Somebody waits to be let in, a seat is handed over, and one is asked for. Answers the pages of all seats and of
    /// one.
    pub async fn at_the_office(&self) -> (String, String) {
        self.asks(None, "新田").await;
        let chair = self.visitor(&self.chair.person);
        let page = self.at(&format!("office/seats/{}", self.head1.seat.id));
        let next = [("name", "青木 次郎"), ("since", "2027-04-01"), ("last", "2027-04-14"), ("sure", "1")];
        chair.post(&page, &next).await.page();
        let ask = format!("/v1/me/associations/seats/{}/recovery", self.treasurer.seat.id);
        let asked = serde_json::json!({ "name": "佐藤 健", "why": "入院されています" });
        self.ask(&self.sato, "POST", &ask, Some(asked)).await;
        (self.at("office/seats"), page)
    }
}

/// The code that a page shows once.
fn code(html: &str) -> String {
    html.split("class=\"code\"").nth(1).unwrap().split("<strong>").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn who_asks_to_join_is_let_into_their_household_or_into_a_new_one() {
    let town = AssociationTown::sqlite().await;
    let head = town.visitor(&town.head1.person);
    let page = town.at("office");
    let before = text(&head.get(&page).await.page());
    assert!(before.contains("山田") && !before.contains("2班"), "a 班長 sees the own block: {before}");
    let asked = town.asks(Some(town.ueda), "上田").await;
    let waiting = text(&head.get(&page).await.page());
    assert!(waiting.contains("つながりたいという申し出") && waiting.contains("世帯名「上田」"), "{waiting}");
    let answer = town.at(&format!("office/requests/{asked}"));
    let unsaid = head.press(&answer, &[("do", "yes")]).await;
    assert!(text(&unsaid).contains("どの世帯の人かを選んでください"));
    // Of another block, or of another association, it is not there.
    for stranger in [&town.head2.person, &town.other_chair.person, &town.treasurer.person, &town.hana] {
        let reply = town.visitor(stranger).post(&answer, &[("do", "yes"), ("household", &town.ueda.to_string())]).await;
        assert_eq!(reply.status, 404);
    }
    let foreign = head.post(&answer, &[("do", "yes"), ("household", &town.mori_home.to_string())]).await;
    assert_eq!(foreign.status, 404, "a household of another block is none of theirs");
    let done = head.press(&answer, &[("do", "yes"), ("household", &town.ueda.to_string())]).await;
    assert!(text(&done).contains("つなぎました") && text(&done).contains("旅 さん"));
    assert_eq!(town.home(town.ueda).await.delivery, Delivery::Both, "paper keeps coming until they say so");

    let again = town.asks(None, "新田").await;
    let fields = [("block", town.blocks[0].id.to_string()), ("request", again.to_string())];
    let [block, request] = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let added = head.press(&page, &[block, request, ("name", "新田"), ("place", "9-9")]).await;
    assert!(text(&added).contains("新田") && !text(&added).contains("つながりたいという申し出"), "{}", text(&added));
    assert_eq!(town.street_of(0).await.last(), Some(&("新田".to_owned(), "9-9".to_owned())));
}

#[tokio::test]
async fn a_household_is_put_right_moves_and_goes() {
    let town = AssociationTown::sqlite().await;
    let secretary = town.visitor(&town.secretary.person);
    let page = town.at(&format!("office/households/{}", town.yamada));
    assert!(text(&secretary.get(&page).await.page()).contains("山田 結"));
    let fields = [
        ("name", "山田"),
        ("kana", "ヤマダ"),
        ("place", "３－１"),
        ("phone", "0436-00-5001"),
        ("order", "7"),
        ("delivery", "both"),
    ];
    secretary.press(&page, &fields).await;
    let home = town.home(town.yamada).await;
    assert_eq!((home.kana.as_str(), home.order), ("やまだ", 7));
    for (field, value, words) in [
        ("name", " ", "世帯名と番地を入れてください"),
        ("kana", "山田", "ふりがなは、かなで"),
        ("phone", "でんわ", "電話番号は、数字と"),
        ("order", "0", "1から999まで"),
        ("name", &"長".repeat(61), "長すぎる"),
    ] {
        let sent: Vec<(&str, &str)> =
            fields.iter().map(|(name, old)| (*name, if *name == field { value } else { old })).collect();
        let reply = secretary.post(&page, &sent).await;
        assert_eq!(reply.status, 422, "{field}");
        assert!(text(&reply.html()).contains(words), "{}", text(&reply.html()));
    }
    let ueda = town.at(&format!("office/households/{}", town.ueda));
    let app = [("name", "上田"), ("place", "3-3"), ("order", "3"), ("delivery", "app")];
    let reply = secretary.post(&ueda, &app).await;
    assert!(reply.status == 422 && text(&reply.html()).contains("「アプリ」だけにはできません"));

    let leave = format!("{page}/leave");
    let member = crate::association_town::member_id(1).to_string();
    let left = secretary.press(&leave, &[("do", "member"), ("member", &member)]).await;
    assert!(text(&left).contains("外しました") && !text(&left).contains("山田 結"));
    assert_eq!(secretary.post(&leave, &[("do", "member"), ("member", &member)]).await.status, 404, "once");
    let to = town.blocks[1].id.to_string();
    let moved =
        secretary.press(&leave, &[("do", "move"), ("block", &to), ("place", "5-1"), ("day", "2026-11-24")]).await;
    assert!(text(&moved).contains("ほかの班に移しました"));
    assert!(town.street_of(1).await.contains(&("山田".to_owned(), "5-1".to_owned())));
    assert!(!town.street_of(0).await.iter().any(|(name, _)| name == "山田"));
    // The finger taps twice: it is one household, and nobody sees an error. Another day is refused in words.
    let move_again = |day: &'static str| [("do", "move"), ("block", to.as_str()), ("place", "5-1"), ("day", day)];
    assert!(text(&secretary.press(&leave, &move_again("2026-11-24")).await).contains("ほかの班に移しました"));
    assert_eq!(town.street_of(1).await.iter().filter(|(name, _)| name == "山田").count(), 1);
    let other = secretary.post(&leave, &move_again("2026-11-25")).await;
    assert!(other.status == 422 && text(&other.html()).contains("引っ越す日がもう決まっている世帯です"));
    assert_eq!(secretary.post(&leave, &[("do", "away"), ("day", "2026-12-24")]).await.status, 422);
    assert_eq!(secretary.get(&page).await.status, 404, "it is at another door now");
    assert_eq!(secretary.post(&page, &fields).await.status, 404);
    secretary.press(&format!("{ueda}/leave"), &[("do", "away"), ("day", "2026-11-23")]).await;
    assert!(!town.street_of(0).await.iter().any(|(name, _)| name == "上田"));
    let head = town.visitor(&town.head2.person);
    assert_eq!(head.get(&ueda).await.status, 404, "another block's");
}

#[tokio::test]
async fn a_list_is_looked_at_and_carried_out_as_it_was_shown() {
    let town = AssociationTown::sqlite().await;
    let (chair, page) = (town.visitor(&town.chair.person), town.at("office/directory"));
    assert_eq!(town.visitor(&town.head1.person).get(&page).await.status, 404, "a list is of all blocks");
    let mut lines = vec!["班,順,世帯名,番地".to_owned()];
    for (at, block) in town.blocks.iter().enumerate() {
        for (order, (name, place)) in town.street_of(at).await.into_iter().enumerate() {
            lines.push(format!("{},{},{name},{place}", block.name, order + 1));
        }
    }
    lines.pop();
    lines.push("4班,1,新田,9-9".to_owned());
    let list = lines.join("\n") + "\n";
    let sent = |fields: Vec<(String, String)>, file: Option<String>| {
        let (chair, page) = (&chair, page.clone());
        async move {
            let token = itsumo_backend::console::posted::form_token(&chair.cookie("itsumo_console").unwrap());
            let mut body = String::new();
            for (name, value) in [("form".to_owned(), token)].into_iter().chain(fields) {
                body.push_str(&format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
            }
            if let Some(file) = file {
                body.push_str("--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n");
                body.push_str(&file);
                body.push_str("\r\n");
            }
            body.push_str("--cut--\r\n");
            let request = axum::http::Request::post(page)
                .header("content-type", "multipart/form-data; boundary=cut")
                .header("accept-language", "ja")
                .header("sec-fetch-site", "same-origin");
            chair.send(request.body(axum::body::Body::from(body)).unwrap()).await
        }
    };
    let none = sent(vec![], None).await;
    assert!(none.status == 422 && text(&none.html()).contains("ファイルを選んでください"));
    let torn = sent(vec![], Some(list.replace("9-9", "9-9,多い"))).await.page();
    assert!(text(&torn).contains("直すところが1か所") && text(&torn).contains("セルの数"), "{}", text(&torn));
    let shown = sent(vec![], Some(list.clone())).await.page();
    let said = text(&shown);
    assert!(said.contains("40世帯の名簿です") && said.contains("新しい班") && said.contains("4班"), "{said}");
    assert!(said.contains("抜ける") && said.contains("渡辺"), "{said}");
    let field = |name: &str| (name.to_owned(), values(&shown, name).pop().unwrap());
    let carried = vec![field("day"), field("shown"), field("list")];
    let careless = sent(carried.clone(), None).await;
    assert!(careless.status == 422 && text(&careless.html()).contains("抜ける世帯数の確かめがない"));
    let agreed = carried.into_iter().chain([("leaving".to_owned(), "1".to_owned())]).collect();
    assert!(sent(agreed, None).await.to().ends_with("office?said=directory-done"));
    let blocks = town.town.read({
        let id = town.hinode.id;
        move |tx| Box::pin(async move { block::blocks(tx, CITY, id).await })
    });
    assert_eq!(blocks.await.len(), 4);
    assert!(!town.street_of(2).await.iter().any(|(name, _)| name == "渡辺"));

    // 加藤 at the door of 佐藤, whose phone would go on reading: nobody carries that out without having seen it.
    let tenant = list.replacen("佐藤,3-2", "加藤,3-2", 1);
    assert_ne!(tenant, list);
    let shown = sent(vec![], Some(tenant)).await.page();
    let said = text(&shown);
    assert!(said.contains("同じ番地で名前がかわります。この世帯につながっている人：1人"), "{said}");
    assert!(
        said.contains("名前がかわる1世帯は、住んでいる人が同じこと") && said.contains("引っ越したことにする"),
        "{said}"
    );
    let field = |name: &str| (name.to_owned(), values(&shown, name).pop().unwrap());
    let carried = vec![field("day"), field("shown"), field("list")];
    let careless = sent(carried.clone(), None).await;
    assert!(careless.status == 422 && text(&careless.html()).contains("名前がかわる世帯数の確かめがない"));
    assert_eq!(town.home(town.sato_home).await.name, "佐藤");
    let agreed = carried.into_iter().chain([("renamed".to_owned(), "1".to_owned())]).collect();
    assert!(sent(agreed, None).await.to().ends_with("office?said=directory-done"));
    assert_eq!(town.home(town.sato_home).await.name, "加藤");
}

#[tokio::test]
async fn letters_are_printed_for_who_has_not_joined_and_the_code_before_is_void() {
    let town = AssociationTown::sqlite().await;
    let head = town.visitor(&town.head1.person);
    let (page, block) = (town.at("office/letters"), town.blocks[0].id.to_string());
    let (at, which) = (town.hinode.id, Some(vec![town.blocks[0].id]));
    let before = office::block_codes(&town.town.app, CITY, at, which, "operator").await.unwrap().remove(0).code.typed();
    let pdf = head.post(&page, &[("block", &block), ("lacking", "1")]).await;
    assert_eq!((pdf.status.as_u16(), pdf.headers["content-type"].to_str().unwrap()), (200, "application/pdf"));
    assert_eq!(pdf.headers["cache-control"], "private, no-store");
    assert!(pdf.bytes.starts_with(b"%PDF"));
    let asked = serde_json::json!({ "code": before, "name": "旅", "household": "上田", "place": "3-3" });
    let joined = town.ask(&town.nobody, "POST", "/v1/me/associations/households", Some(asked)).await;
    assert_eq!(joined.json()["fields"][0]["code"], "block-code-replaced");
    let other = town.blocks[1].id.to_string();
    assert_eq!(head.post(&page, &[("block", &other)]).await.status, 404, "another block's letters");
}

#[tokio::test]
async fn a_seat_is_handed_over_after_it_was_looked_at_and_taken_with_its_code() {
    let town = AssociationTown::sqlite().await;
    let chair = town.visitor(&town.chair.person);
    let page = town.at(&format!("office/seats/{}", town.head1.seat.id));
    let next = [("name", "青木 次郎"), ("since", "2027-04-01"), ("until", "2028-03-31"), ("last", "2027-04-14")];
    let looked = text(&chair.post(&page, &next).await.page());
    assert!(looked.contains("青木 次郎さんが役に就きます") && looked.contains("二人とも"), "{looked}");
    let lines = office::seats(&town.town.app, CITY, Some(town.hinode.id)).await.unwrap();
    let of =
        |lines: &[office::SeatLine]| lines.iter().find(|line| line.seat.id == town.head1.seat.id).unwrap().terms.len();
    assert_eq!(of(&lines), 1, "a look changes nothing");
    let sure: Vec<(&str, &str)> = next.into_iter().chain([("sure", "1")]).collect();
    let done = chair.post(&page, &sure).await.page();
    let shown = code(&done);
    assert_eq!(shown.len(), 14, "{shown}");
    let long = [("since", "2027-06-01"), ("last", "2027-12-31")];
    let reply = chair.post(&page, &long).await;
    assert!(reply.status == 422 && text(&reply.html()).contains("2か月まで"), "{}", text(&reply.html()));
    let seat_page = chair.get(&page).await.page();
    assert!(text(&seat_page).contains("番号はまだ使われていません"));
    let term = values(&seat_page, "term").remove(0);
    let slip = chair.post(&format!("{page}/change"), &[("do", "slip"), ("term", &term)]).await;
    assert!(slip.bytes.starts_with(b"%PDF"));
    if let Some(keep) = std::env::var_os("ITSUMO_KEEP_SLIP") {
        std::fs::write(keep, &slip.bytes).unwrap();
    }
    let list = format!("{page}/checklist");
    let kept = chair.press(&list, &[("lines", "回覧の箱を渡す\n鍵を渡す\n")]).await;
    assert!(text(&kept).contains("鍵を渡す") && text(&kept).contains("保存しました"));
    assert_eq!(chair.post(&list, &[("lines", &"あ".repeat(121))]).await.status, 422);
    // Who keeps no seats sees them, and changes none.
    let treasurer = town.visitor(&town.treasurer.person);
    assert!(text(&treasurer.get(&town.at("office/seats")).await.page()).contains("1班 班長"));
    for (person, path) in
        [(&town.treasurer.person, &page), (&town.head1.person, &page), (&town.other_chair.person, &page)]
    {
        assert_eq!(town.visitor(person).get(path).await.status, 404);
        assert_eq!(town.visitor(person).post(path, &sure).await.status, 404);
    }
    let own = lines.iter().find(|line| line.seat.id == town.chair.seat.id).unwrap().terms[0].id.to_string();
    let change = town.at(&format!("office/seats/{}/change", town.chair.seat.id));
    let last = chair.post(&change, &[("do", "end"), ("term", &own)]).await;
    assert!(last.status == 422 && text(&last.html()).contains("先に次の会長を決めてください"));
    let given = chair.post(&town.at("office/seats"), &[("role", "auditor"), ("title", "監事（二人目）")]).await.page();
    assert!(text(&given).contains("監事（二人目）") && code(&given).len() == 14);
    for fields in [
        [("role", "block_head"), ("block", "")],
        [("role", "city"), ("block", "")],
        [("role", "auditor"), ("since", "いつか")],
    ] {
        assert_eq!(chair.post(&town.at("office/seats"), &fields).await.status, 422);
    }
}

#[tokio::test]
async fn a_lost_seat_is_agreed_to_by_two_officers_at_their_pages_and_by_the_city() {
    let town = AssociationTown::sqlite().await;
    let ask = format!("/v1/me/associations/seats/{}/recovery", town.chair.seat.id);
    let asked = serde_json::json!({ "name": "佐藤 健", "why": "入院されています" });
    let asked = town.ask(&town.sato, "POST", &ask, Some(asked)).await.json();
    let answer = town.at(&format!("office/recoveries/{}", asked["id"].as_str().unwrap()));
    let page = town.at("office/seats");
    for officer in [&town.treasurer, &town.auditor] {
        let visitor = town.visitor(&officer.person);
        assert!(text(&visitor.get(&page).await.page()).contains("佐藤 健さんが「会長」を引き継ぎたい"));
        assert!(text(&visitor.press(&answer, &[("do", "yes")]).await).contains("賛成しました"));
    }
    assert_eq!(town.visitor(&town.head1.person).post(&answer, &[("do", "yes")]).await.status, 404);
    let chair = town.visitor(&town.chair.person);
    assert!(text(&chair.press(&answer, &[("do", "no")]).await).contains("断りました"));
    assert!(!text(&town.visitor(&town.treasurer.person).get(&page).await.page()).contains("佐藤 健さんが"));
    let city = town.visitor(&town.city.person);
    let all = text(&city.get(&town.at_city("office")).await.page());
    assert!(all.contains("日の出町会") && all.contains("申し出が1件"), "{all}");
    assert!(!all.contains("山田"), "the city reads no household");
    assert!(text(&city.get(&page).await.page()).contains("いま就いている方が断りました"));
    city.press(&answer, &[("do", "yes")]).await;
    let (seat, today) = (town.chair.seat.id, town.town.now().jst_date());
    let holders = town.town.read(move |tx| Box::pin(async move { seat::holders(tx, CITY, seat, today).await }));
    assert_eq!(holders.await, [town.sato.id]);
    assert_eq!(city.get(&town.at("office")).await.status, 404, "an association's households are not the city's");
}

#[tokio::test]
async fn the_city_adds_an_association_and_gives_its_first_seat() {
    let town = AssociationTown::sqlite().await;
    let city = town.visitor(&town.city.person);
    let add = town.at_city("office/associations");
    let seats = city.post(&add, &[("name", "港町会"), ("kana", "みなとちょうかい"), ("blocks", "1\n2\n")]).await.to();
    let seats = seats.split('?').next().unwrap().to_owned();
    let given = city.post(&seats, &[("role", "chair"), ("name", "浜 一郎")]).await.page();
    assert!(text(&given).contains("会長") && code(&given).len() == 14);
    assert!(text(&city.get(&town.at_city("office")).await.page()).contains("港町会"));
    let nameless = city.post(&add, &[("name", ""), ("kana", "み")]).await;
    assert_eq!(nameless.status, 422);
    assert_eq!(town.visitor(&town.chair.person).post(&add, &[("name", "港町会")]).await.status, 404);
}

#[tokio::test]
async fn every_page_has_its_words_in_three_languages() {
    let town = AssociationTown::sqlite().await;
    town.asks(Some(town.yamada), "山田").await;
    let chair = town.visitor(&town.chair.person);
    let ask = format!("/v1/me/associations/seats/{}/recovery", town.treasurer.seat.id);
    town.ask(&town.sato, "POST", &ask, Some(serde_json::json!({ "name": "佐藤" }))).await;
    for page in [
        town.at("office"),
        town.at("office/directory"),
        town.at(&format!("office/households/{}", town.yamada)),
        town.at("office/seats"),
        town.at(&format!("office/seats/{}", town.head1.seat.id)),
    ] {
        look(&chair, &page).await;
    }
    look(&town.visitor(&town.city.person), &town.at_city("office")).await;
}
