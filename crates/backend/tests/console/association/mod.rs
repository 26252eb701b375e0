//! The pages of associations: circulars, their paper, what the city sends, and who gets in.

mod browser;
mod circular;
mod city;
mod entry;
mod office;
mod together;

use crate::{
    association_town::AssociationTown,
    http::CITY,
    persons::Person,
    visitor::{Visitor, text},
};
use axum::{body::Body, http::Request};
use itsumo_backend::{
    association::circular::{Author, look as look_at, send::send_due, write as writing},
    clock::Clock,
    console::posted::form_token,
};
use itsumo_domain::{
    association::circular::{Ask, Audience, Draft},
    city::LocalText,
    writing::Block,
};
use uuid::Uuid;

impl AssociationTown {
    /// A page of 日の出町会.
    pub fn at(&self, page: &str) -> String {
        format!("/console/{CITY}/association/{}/{page}", self.hinode.id)
    }

    /// A page of the city's.
    pub fn at_city(&self, page: &str) -> String {
        format!("/console/{CITY}/association/city/{page}")
    }

    pub fn visitor(&self, person: &Person) -> Visitor<'_> {
        Visitor::signed(&self.town, person)
    }

    /// Sends what is due. Answers how many went.
    pub async fn send_circulars(&self) -> usize {
        send_due(&self.town.app.store, self.town.clock.now()).await.unwrap()
    }

    /// A circular of the chair that is out. Answers its address.
    pub async fn sent(&self, draft: Draft) -> (Uuid, String) {
        let author = Author {
            person: self.chair.person.id,
            seat: self.chair.seat.clone(),
            standing: itsumo_domain::association::access::Standing {
                seats: vec![self.chair.seat.clone()],
                ..Default::default()
            },
        };
        let id = writing::begin(&self.town.app, CITY, &author, draft).await.unwrap();
        let look = look_at(&self.town.app, CITY, &author, id).await.unwrap();
        assert_eq!(look.faults, [], "a finished circular");
        let ticked = look.warnings.iter().map(itsumo_domain::association::circular::Warning::mark).collect();
        writing::give(&self.town.app, CITY, &author, id, look.entry.work, ticked).await.unwrap();
        self.town.clock.advance(30_000);
        assert_eq!(self.send_circulars().await, 1);
        (id, self.at(&format!("circulars/{id}")))
    }
}

/// Whether they come to the もちつき, asked of everybody.
pub fn asked() -> Draft {
    let ja = LocalText::ja;
    Draft {
        title: ja("年末の｜防犯《ぼうはん》パトロールともちつき大会"),
        blocks: vec![Block::Text { text: ja("今年も年末の防犯パトロールを行います。") }],
        ask: Ask::Choice { options: vec![ja("出られる"), ja("出られない")], many: false },
        due: Some(crate::association_town::day("2026-12-05")),
        audience: Audience { everybody: true, ..Audience::default() },
        ..Draft::default()
    }
}

/// The values of the fields called `name` of a page.
pub fn values(html: &str, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\"");
    let inputs = html.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
    let values = inputs.filter(|tag| tag.contains(&mark)).filter_map(|tag| tag.split("value=\"").nth(1));
    let plain = |text: &str| text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&amp;", "&");
    values.map(|rest| plain(rest.split('"').next().unwrap())).collect()
}

/// Sends the form on which a circular is written.
pub async fn write(visitor: &Visitor<'_>, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> String {
    let token = form_token(&visitor.cookie("itsumo_console").unwrap());
    let mut body = Vec::new();
    for (name, value) in [("form", token.as_str())].iter().chain(fields) {
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes(),
        );
    }
    for (name, bytes) in files {
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    let request = Request::post(path)
        .header("content-type", "multipart/form-data; boundary=edge")
        .header("sec-fetch-site", "same-origin")
        .header("host", "itsumo.example.jp");
    visitor.send(request.body(Body::from(body)).unwrap()).await.to()
}

/// Looks at a page in every language: nothing of it lacks its words.
pub async fn look(visitor: &Visitor<'_>, path: &str) {
    for locale in ["ja", "ja-easy", "en"] {
        visitor.set_cookie("itsumo_language", locale);
        let html = visitor.get(path).await.page();
        assert_eq!((html.matches("<h1").count(), html.matches("<main ").count()), (1, 1), "{path}");
        let said = text(html.split("<body").nth(1).unwrap());
        for prefix in ["notice-", "console-", "circular-", "date-", "reach-", "meeting-", "safety-", "duty-"] {
            assert!(!said.contains(prefix), "{path} in {locale} lacks a text: {said}");
        }
    }
    visitor.set_cookie("itsumo_language", "ja");
}
