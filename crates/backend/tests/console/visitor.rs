//! Somebody with a browser that knows forms and cookies, and nothing else.

use crate::{
    http::{CITY, Reply, Town},
    persons::Person,
    town::{SchoolTown, Staff},
};
use axum::{body::Body, http::Request};
use itsumo_backend::console::posted::form_token;
use std::cell::RefCell;

pub struct Visitor<'t> {
    town: &'t Town,
    cookies: RefCell<Vec<(String, String)>>,
}

impl Reply {
    pub fn html(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    /// The page, which is one.
    pub fn page(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.html());
        assert_eq!(self.headers["content-type"], "text/html; charset=utf-8");
        self.html()
    }

    /// Where a form led.
    pub fn to(&self) -> String {
        assert_eq!(self.status, 303, "{}", self.html());
        self.headers["location"].to_str().unwrap().to_owned()
    }
}

impl<'t> Visitor<'t> {
    pub fn new(town: &'t Town) -> Self {
        Self { town, cookies: RefCell::default() }
    }

    /// Somebody who has signed in already.
    pub fn of(town: &'t SchoolTown, staff: &Staff) -> Self {
        Self::signed(&town.town, &staff.person)
    }

    /// The same, of whatever town.
    pub fn signed(town: &'t Town, person: &Person) -> Self {
        let visitor = Self::new(town);
        visitor.set_cookie("itsumo_console", &person.token);
        visitor
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.borrow_mut();
        cookies.retain(|(found, _)| found != name);
        if !value.is_empty() {
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    pub async fn send(&self, mut request: Request<Body>) -> Reply {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert("cookie", cookies.join("; ").parse().unwrap());
        }
        let reply = self.town.send(request).await;
        for set in reply.headers.get_all("set-cookie") {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            self.set_cookie(name, rest.split(';').next().unwrap());
        }
        reply
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).header("accept-language", "ja").body(Body::empty()).unwrap()).await
    }

    /// Sends a form as this site's own page does.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let token = self.cookie("itsumo_console").map(|session| form_token(&session)).unwrap_or_default();
        let mut all = vec![("form", token.as_str())];
        all.extend(fields);
        self.post_raw(path, &all, &[("sec-fetch-site", "same-origin")]).await
    }

    pub async fn post_raw(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept-language", "ja")
            .header("host", "itsumo.example.jp");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a form and follows it to its page.
    pub async fn press(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let to = self.post(path, fields).await.to();
        self.get(to.split('#').next().unwrap()).await.page()
    }
}

impl SchoolTown {
    /// A page of the school.
    pub fn at(&self, page: &str) -> String {
        format!("/console/{CITY}/{}/{page}", self.school.id)
    }

    /// A page of the 学童.
    pub fn at_after_school(&self, page: &str) -> String {
        format!("/console/{CITY}/{}/{page}", self.after_school.id)
    }
}

/// The row of a child on a board.
pub fn row(html: &str, pupil: uuid::Uuid) -> &str {
    let start = html.find(&format!("id=\"p-{pupil}\"")).unwrap_or_else(|| panic!("no row of {pupil}: {html}"));
    html[start..].split("</li>").next().unwrap()
}

/// The text of a page, without its tags.
pub fn text(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}
