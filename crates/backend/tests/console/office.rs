//! The office, without any script: a list is looked at and carried out, letters are printed, parts end, seats are given.

use crate::{
    http::{CITY, Reply},
    town::{SchoolTown, Staff},
    visitor::{Visitor, text},
};
use axum::{body::Body, http::Request};
use itsumo_backend::{console::posted::form_token, school::pupil};
use itsumo_domain::school::{Looked, code::JoinCode};
use serde_json::json;

/// The school's list with 蓮 in the other class, and a child who is new.
const LIST: &str = "\
学年,組,出席番号,氏名,ふりがな,生年月日,電話
1,1,3,佐藤 つばき,さとう つばき,2019-06-01,
1,2,3,佐藤 さくら,さとう さくら,2019-06-01,
1,2,4,森 蓮,もり れん,2019-06-01,
1,2,5,浅井 なな,あさい なな,2019-05-05,0436-00-9300
";

impl Visitor<'_> {
    /// Sends a form with a file as this site's own page does.
    async fn upload(&self, path: &str, fields: &[(&str, &str)], file: Option<&[u8]>) -> Reply {
        let token = self.cookie("itsumo_console").map(|session| form_token(&session)).unwrap_or_default();
        let mut body = Vec::new();
        for (name, value) in [("form", token.as_str())].iter().chain(fields) {
            let part = format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        if let Some(file) = file {
            let head = "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"meibo.csv\"\r\ncontent-type: text/csv\r\n\r\n";
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--cut--\r\n");
        let request = Request::post(path)
            .header("content-type", "multipart/form-data; boundary=cut")
            .header("accept-language", "ja")
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

/// The hidden fields of the page's form that carries out what is shown.
fn hidden(html: &str) -> Vec<(String, String)> {
    ["day", "shown", "list"]
        .into_iter()
        .map(|name| {
            let start = html.rfind(&format!("type=\"hidden\" name=\"{name}\" value=\"")).unwrap();
            let value = html[start..].split("value=\"").nth(1).unwrap().split('"').next().unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

async fn classes(town: &SchoolTown) -> Vec<(String, String)> {
    let (school, day) = (town.school.id, town.now().jst_date());
    let members = town.read(move |tx| Box::pin(async move { pupil::everybody(tx, CITY, school, day).await })).await;
    members.into_iter().map(|member| (member.class.name, member.pupil.name)).collect()
}

async fn looked(town: &SchoolTown) -> Vec<Looked> {
    let path = format!("/v1/me/school/pupils/{}/looked", town.ren);
    serde_json::from_slice(&town.ask(&town.mori, "GET", &path, None).await.bytes).unwrap()
}

#[tokio::test]
async fn a_list_is_looked_at_and_then_carried_out() {
    let town = SchoolTown::sqlite().await;
    let office = Visitor::of(&town, &town.office);
    let here = town.at("office/roster");
    let before = classes(&town).await;
    let page = office.upload(&here, &[("day", "2026-11-24")], Some(LIST.as_bytes())).await.page();
    let shown = text(&page);
    for said in ["4人の名簿です", "新しく入る", "浅井 なな", "1年1組 → 1年2組", "組がかわる"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert_eq!(classes(&town).await, before, "a look changes nothing");
    assert_eq!(looked(&town).await[0].purpose, "roster", "and the guardian sees that somebody looked");
    let fields = hidden(&page);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let to = office.upload(&here, &fields, None).await.to();
    assert!(text(&office.get(&to).await.page()).contains("名簿を変えました"));
    let after = classes(&town).await;
    assert!(after.contains(&("1年2組".to_owned(), "森 蓮".to_owned())), "{after:?}");
    assert_eq!(after.len(), 4);
    // The same form again: what it shows is not what would change any more.
    let late = office.upload(&here, &fields, None).await;
    assert_eq!(late.status, 422);
    assert!(text(&late.html()).contains("確かめたときから名簿が変わっています"), "{}", text(&late.html()));
}

#[tokio::test]
async fn what_is_wrong_with_a_list_is_said_by_line_and_column_and_nobody_leaves_unseen() {
    let town = SchoolTown::sqlite().await;
    let office = Visitor::of(&town, &town.office);
    let here = town.at("office/roster");
    let wrong = LIST.replace("さとう つばき,2019-06-01", "佐藤 つばき,6月1日");
    let page = text(&office.upload(&here, &[], Some(wrong.as_bytes())).await.page());
    assert!(page.contains("2行目「ふりがな」") && page.contains("2行目「生年月日」"), "{page}");
    assert!(page.contains("直すところが2か所あります") && !page.contains("名簿を変える"), "{page}");
    let none = office.upload(&here, &[], None).await;
    assert_eq!((none.status.as_u16(), text(&none.html()).contains("ファイルを選んでください")), (422, true));

    let one: String = LIST.lines().filter(|line| !line.contains("森 蓮")).map(|line| format!("{line}\n")).collect();
    let page = office.upload(&here, &[], Some(one.as_bytes())).await.page();
    assert!(text(&page).contains("1人がこの名簿からいなくなる"), "{}", text(&page));
    let fields = hidden(&page);
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let unseen = office.upload(&here, &fields, None).await;
    assert_eq!(unseen.status, 422, "the box was not ticked");
    fields.push(("leaving", "1"));
    office.upload(&here, &fields, None).await.to();
    assert!(classes(&town).await.iter().all(|(_, name)| name != "森 蓮"));
}

#[tokio::test]
async fn letters_are_files_and_a_part_that_ends_takes_its_letter_along() {
    let town = SchoolTown::sqlite().await;
    let office = Visitor::of(&town, &town.office);
    let class = town.at(&format!("office/classes/{}", town.class1.id));
    assert!(text(&office.get(&class).await.page()).contains("森 蓮"));
    let nobody = office.post(&format!("{class}/letters"), &[("only", "lacking")]).await.to();
    assert!(nobody.contains("said=roster-nobody-lacks"));
    let pdf = office.post(&format!("{class}/letters"), &[("only", "all")]).await;
    assert_eq!((pdf.status.as_u16(), pdf.headers["content-type"].to_str().unwrap()), (200, "application/pdf"));
    assert!(pdf.bytes.starts_with(b"%PDF") && pdf.headers["cache-control"].to_str().unwrap().contains("no-store"));

    let child = town.at(&format!("office/pupils/{}", town.ren));
    let page = office.get(&child).await.page();
    assert!(text(&page).contains("森 みどり（母）") && text(&page).contains("まで使えます"), "{}", text(&page));
    assert!(!page.contains("shields"), "what is kept from whom is the head's");
    let edge = page.split("name=\"edge\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let said =
        office.press(&format!("{child}/guardian"), &[("edge", &edge), ("do", "save"), ("scope", "absence")]).await;
    assert!(text(&said).contains("保存しました"));
    let card = town.card(&town.mori, town.ren).await.unwrap();
    assert_eq!(card.scopes, [itsumo_domain::school::Scope::Absence]);
    let said = office.press(&format!("{child}/guardian"), &[("edge", &edge), ("do", "end")]).await;
    assert!(text(&said).contains("使える番号はありません"), "{}", text(&said));
    assert!(town.card(&town.mori, town.ren).await.is_none());
    // A child of nowhere here, and a part of another child.
    let elsewhere = format!("{}/guardian", town.at(&format!("office/pupils/{}", town.sakura)));
    assert_eq!(office.post(&elsewhere, &[("edge", &edge), ("do", "end")]).await.status, 404);
}

#[tokio::test]
async fn the_head_sets_a_shield_and_lifts_it() {
    let town = SchoolTown::sqlite().await;
    let head = Visitor::of(&town, &town.head);
    let child = town.at(&format!("office/pupils/{}", town.sakura));
    let shield = format!("{child}/shield");
    let taro = town.taro.id.to_string();
    let without = head.post(&shield, &[("do", "set"), ("against", &taro), ("reason", " ")]).await;
    assert_eq!(without.status, 422);
    let stranger = town.mori.id.to_string();
    assert_eq!(head.post(&shield, &[("do", "set"), ("against", &stranger), ("reason", "第12号")]).await.status, 404);
    let page = head.press(&shield, &[("do", "set"), ("against", &taro), ("reason", "支援措置 第12号")]).await;
    assert!(text(&page).contains("支援措置 第12号"), "{}", text(&page));
    assert!(town.card(&town.taro, town.sakura).await.unwrap().places.is_empty());
    let office = Visitor::of(&town, &town.office).get(&child).await.page();
    assert!(!office.contains("第12号"), "the reason is the head's");
    assert_eq!(Visitor::of(&town, &town.office).post(&shield, &[("do", "lift")]).await.status, 404);
    let id = page.split("name=\"shield\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    head.press(&shield, &[("do", "lift"), ("shield", &id)]).await;
    assert!(!town.card(&town.taro, town.sakura).await.unwrap().places.is_empty());
}

/// The code that a page shows.
fn code(page: &str) -> String {
    let shown = page.split("class=\"code\"").nth(1).unwrap().split("<strong>").nth(1).unwrap();
    let code = shown.split('<').next().unwrap().to_owned();
    assert!(JoinCode::read(&code).is_ok(), "{code}");
    code
}

#[tokio::test]
async fn a_seat_is_given_by_a_code_and_taken_by_whoever_types_it() {
    let town = SchoolTown::sqlite().await;
    let head = Visitor::of(&town, &town.head);
    let seats = town.at("office/seats");
    let page = head.post(&seats, &[("role", "nurse"), ("class", ""), ("title", "養護助教諭")]).await.page();
    let given = code(&page);
    let mori = Staff { person: town.mori.clone(), seat: town.nurse.seat.clone() };
    let visitor = Visitor::of(&town, &mori);
    assert_eq!(visitor.get(&town.at("school")).await.status, 404);
    visitor.post(&format!("/console/{CITY}"), &[("code", &given)]).await.to();
    assert_eq!(visitor.get(&town.at("school")).await.status, 200);
    assert!(!head.get(&seats).await.page().contains(&given), "a code is shown once");

    let needs = head.post(&seats, &[("role", "teacher"), ("class", "")]).await;
    assert!(needs.status == 422 && text(&needs.html()).contains("組を選んでください"));
    let change = format!("{seats}/change");
    let own = town.head.seat.id.to_string();
    let last = head.post(&change, &[("seat", &own), ("do", "end")]).await;
    assert!(last.status == 422 && text(&last.html()).contains("管理職の席がなくなる"));
    let nurse = town.nurse.seat.id.to_string();
    let again = code(&head.post(&change, &[("seat", &nurse), ("do", "code")]).await.page());
    assert_ne!(again, given);
    head.press(&change, &[("seat", &nurse), ("do", "end")]).await;
    assert_eq!(Visitor::of(&town, &town.nurse).get(&town.at("school")).await.status, 404);
    let carer = town.carer.seat.id.to_string();
    assert_eq!(head.post(&change, &[("seat", &carer), ("do", "end")]).await.status, 404, "of another facility");
    let asked = json!({ "code": again, "name": "森", "relation": "母" });
    let reply = town.ask(&town.mori, "POST", "/v1/me/school/pupils", Some(asked)).await;
    assert_eq!(reply.json()["fields"][0]["code"], "code-of-staff");
}
