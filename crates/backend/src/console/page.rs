//! The paper every page is drawn on: head, landmarks, the bar with the places of a facility, one `main`.
//!
//! Pages are HTML that works by itself. The one script makes them livelier: it asks again when the server says that
//! something moved, and sends small forms without leaving the page ([`Live`], `console/console.js`).
//!
//! **Invariant:** nothing on a page is script or style of its own; the policy sent with it forbids both.

use super::{
    assets,
    posted::hidden_token,
    session::{Session, Staff},
    words::Words,
};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use dioxus::prelude::*;
use itsumo_domain::{
    i18n::{self, Locale},
    school::{Act, Facility, FacilityKind, Role},
};
use std::fmt::Write;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types console";

/// `same-origin` and not `no-referrer`: browsers would then keep the origin of a form from us too.
const GUARDS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
];

/// The headers of every answer of the console.
pub(super) fn protect(headers: &mut HeaderMap) {
    for (name, value) in GUARDS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

/// The page of a 学童's afternoon.
pub(super) const AFTER_SCHOOL: &str = "after-school";

/// What a page follows: where its facility's board stood when it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// The number of the board's stream, read *before* the page's data.
    pub head: i64,
}

/// Whoever a page is drawn for: staff of a facility, an officer of an association. What the frame around a page has to
/// know of them.
pub trait Seated {
    /// The session.
    fn session(&self) -> &Session;
    /// What the page is of: the facility, the association, or else the city.
    fn name(&self) -> &str;
    /// Their seats there; none on a page of the whole city.
    fn titles(&self) -> Vec<&str>;
    /// Where they may go: the place's name, its address and the key of its words.
    fn places(&self) -> Vec<(&'static str, String, &'static str)>;
    /// Where the page hears that something moved.
    fn events(&self) -> String;
}

/// A page of somebody signed in.
pub struct Page<'a> {
    /// For whom.
    pub staff: &'a dyn Seated,
    /// Its title, plain; the `h1` is the body's own.
    pub title: String,
    /// Whether it follows the board.
    pub live: Option<Live>,
    /// The place of the bar that it is of: `board`, `school`, `office`, ….
    pub place: &'static str,
}

/// A page of somebody signed in, with `body` (which begins with the one `h1`) in its `main`.
///
/// Draw last: an [`Element`] does not live across an `await`.
pub fn page(staff: &dyn Seated, title: String, body: Element) -> Response {
    Page { staff, title, live: None, place: "" }.draw(body)
}

impl Page<'_> {
    /// Draws it.
    pub fn draw(self, body: Element) -> Response {
        let Self { staff: seated, title, live, place } = self;
        let (staff, name) = (seated.session(), seated.name());
        let words = staff.words;
        let places = seated.places();
        let bar = (!places.is_empty()).then(|| bar(words, places, place));
        let said = staff.path.split_once('?').and_then(|(_, query)| said(words, query));
        let titles = seated.titles();
        let seats = (!titles.is_empty()).then(|| titles.join("・"));
        let home = format!("/console/{}", staff.city);
        let sign_out = format!("/console/{}/sign-out", staff.city);
        let events = live.as_ref().map(|_| seated.events());
        let head = live.as_ref().map(|live| live.head);
        let all = rsx! {
            a { class: "skip", href: "#main", {words.show("console-skip")} }
            header { class: "top",
                p { class: "whose",
                    a { class: "brand", href: "{home}", {words.show("console-brand")} }
                    span { class: "name", "{name}" }
                }
                div { class: "who",
                    if let Some(seats) = seats { span { class: "seat", "{seats}" } }
                    form { method: "post", action: "{sign_out}",
                        {hidden_token(staff)}
                        button { class: "quiet", r#type: "submit", {words.show("console-sign-out")} }
                    }
                }
            }
            if let Some(bar) = bar { {bar} }
            main { id: "main", tabindex: "-1", "data-live": events, "data-head": head,
                {said}
                {body}
            }
            footer { class: "foot", {languages(words, &staff.path)} }
            p { id: "stopped", class: "stopped", role: "status", hidden: true, {words.show("console-live-stopped")} }
            p { id: "unsent", class: "stopped", role: "alert", hidden: true, {words.show("console-unsent")} }
        };
        let refresh = live.is_some().then_some(30);
        html(StatusCode::OK, words, &title, refresh, all)
    }
}

/// A page of somebody who is not signed in.
pub struct Plain {
    /// The language.
    pub words: Words,
    /// Its title.
    pub title: String,
    /// Of which city, by its name.
    pub city: Option<String>,
    /// The address to see in another language; none where there is none.
    pub back: Option<String>,
}

/// Draws it, with `body` in its `main`.
pub fn plain(page: &Plain, body: Element) -> Response {
    let words = page.words;
    let languages = page.back.as_ref().map(|back| languages(words, back));
    let all = rsx! {
        header { class: "top",
            p { class: "whose",
                span { class: "brand", {words.show("console-brand")} }
                if let Some(city) = &page.city { span { class: "name", "{city}" } }
            }
            div { class: "who", {languages} }
        }
        main { id: "main", tabindex: "-1", {body} }
    };
    html(StatusCode::OK, words, &page.title, None, all)
}

/// On to `path` by GET, with a message there: `key` names it (`console-said-<key>`), and is no text of its own, so
/// that no address can make the console say what somebody else wrote.
pub fn go(path: &str, key: Option<&str>) -> Response {
    let (path, anchor) = path.split_once('#').map_or((path, None), |(path, anchor)| (path, Some(anchor)));
    let mut to = path.to_owned();
    if let Some(key) = key {
        let _ = write!(to, "{}said={key}", if path.contains('?') { '&' } else { '?' });
    }
    if let Some(anchor) = anchor {
        let _ = write!(to, "#{anchor}");
    }
    Redirect::to(&to).into_response()
}

fn said(words: Words, query: &str) -> Option<Element> {
    let key = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "said")?.1;
    let fits = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let text = format!("console-said-{key}");
    let shown = fits && i18n::has(words.locale, &text);
    shown.then(|| rsx! { p { id: "said", class: "said", role: "status", {words.show(&text)} } })
}

fn languages(words: Words, path: &str) -> Element {
    let to: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    rsx! {
        nav { class: "languages", "aria-label": words.say("console-language"),
            for (locale, name) in Locale::ALL.map(|locale| (locale, name_of(locale))) {
                a { href: "/console/language/{locale.code()}?to={to}", lang: locale.lang(), hreflang: locale.lang(),
                    "aria-current": (locale == words.locale).then_some("true"), "{name}"
                }
            }
        }
    }
}

/// A language's name in itself.
fn name_of(locale: Locale) -> &'static str {
    match locale {
        Locale::Ja => "日本語",
        Locale::JaEasy => "やさしい日本語",
        Locale::En => "English",
    }
}

impl Seated for Staff {
    fn session(&self) -> &Session {
        self
    }
    fn name(&self) -> &str {
        self.facility.as_ref().map_or(&self.city_name, |facility| &facility.name)
    }
    fn titles(&self) -> Vec<&str> {
        let at = self.facility.as_ref().map(|facility| facility.id);
        let here = self.standing().seats.iter().filter(|seat| Some(seat.facility) == at);
        here.map(|seat| seat.title.as_str()).collect()
    }
    fn places(&self) -> Vec<(&'static str, String, &'static str)> {
        self.facility.as_deref().map(|facility| places(self, facility)).unwrap_or_default()
    }
    fn events(&self) -> String {
        self.at("events")
    }
}

/// The places of a facility that somebody may go to.
fn places(staff: &Staff, facility: &Facility) -> Vec<(&'static str, String, &'static str)> {
    let id = facility.id;
    let has = |roles: &[Role]| staff.seats_at(id).any(|seat| roles.contains(&seat.role));
    let teaches = staff.seats_at(id).any(|seat| seat.role == Role::Teacher);
    let mut list = Vec::new();
    if staff.may(Act::KeepBoard, id, None) || teaches {
        list.push(("board", staff.at("board"), "console-place-board"));
    }
    if staff.may(Act::SeeCounts, id, None) {
        list.push(("school", staff.at("school"), "console-place-school"));
    }
    for desk in &facility.desks {
        let (page, key, role) = match desk {
            itsumo_domain::school::Desk::Lunch => ("desk/lunch", "console-place-lunch", Role::Lunch),
            itsumo_domain::school::Desk::Bus => ("desk/bus", "console-place-bus", Role::Bus),
            _ => continue,
        };
        if has(&[role, Role::Head, Role::Office, Role::Carer]) {
            list.push((page, staff.at(page), key));
        }
    }
    if facility.kind == FacilityKind::AfterSchool && staff.may(Act::KeepBoard, id, None) {
        list.push((AFTER_SCHOOL, staff.at(AFTER_SCHOOL), "console-place-after-school"));
    }
    if staff.may(Act::KeepBoard, id, None) || teaches {
        list.push(("calls", staff.at("calls"), "console-place-calls"));
    }
    if staff.may(Act::SeeRegister, id, None) || teaches {
        list.push(("register", staff.at("register"), "console-place-register"));
    }
    if staff.may(Act::WriteNotices, id, None) || teaches {
        list.push(("notices", staff.at("notices"), "console-place-notices"));
    }
    if staff.may(Act::KeepRoster, id, None) {
        list.push(("office", staff.at("office"), "console-place-office"));
    }
    list
}

fn bar(words: Words, list: Vec<(&'static str, String, &'static str)>, here: &str) -> Element {
    rsx! {
        nav { class: "places", "aria-label": words.say("console-places"),
            ul {
                for (place, href, key) in list {
                    li { a { href: "{href}", "aria-current": (place == here).then_some("page"), {words.show(key)} } }
                }
            }
        }
    }
}

/// A page for anybody, without a word of the console: `brand` stands where the console's does.
pub(super) struct Public {
    /// The language.
    pub words: Words,
    /// Its title.
    pub title: String,
    /// Whose page it is, and its address.
    pub brand: (String, String),
    /// The page's address in each language.
    pub languages: [(Locale, String); 3],
}

impl Public {
    /// Draws it, with `body` in its `main`.
    pub fn draw(self, body: Element) -> Response {
        let Self { words, title, brand: (brand, home), languages } = self;
        let all = rsx! {
            a { class: "skip", href: "#main", {words.show("console-skip")} }
            header { class: "top",
                p { class: "whose", a { class: "brand", href: "{home}", {super::words::ruby(&brand)} } }
                nav { class: "languages who", "aria-label": words.say("console-language"),
                    for (locale, to) in languages {
                        a { href: "{to}", lang: locale.lang(), hreflang: locale.lang(),
                            "aria-current": (locale == words.locale).then_some("true"), "{name_of(locale)}"
                        }
                    }
                }
            }
            main { id: "main", tabindex: "-1", {body} }
        };
        document(StatusCode::OK, words, &title, None, all)
    }
}

/// The whole document of a page of the console. `refresh`: seconds after which a browser without scripts asks again by
/// itself.
fn html(status: StatusCode, words: Words, title: &str, refresh: Option<u32>, body: Element) -> Response {
    document(status, words, &format!("{title} · {}", words.say("console-brand")), refresh, body)
}

fn document(status: StatusCode, words: Words, title: &str, refresh: Option<u32>, body: Element) -> Response {
    let mut out = String::with_capacity(32 * 1024);
    let (style, script) = (assets::style(), assets::script());
    let title = escape(title);
    let refresh =
        refresh.map(|seconds| format!("<noscript><meta http-equiv=\"refresh\" content=\"{seconds}\"></noscript>"));
    let _ = write!(
        out,
        "<!DOCTYPE html><html lang=\"{lang}\" data-locale=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/console/assets/{style}\">\
         <script src=\"/console/assets/{script}\" defer></script>{refresh}</head><body class=\"app console\">",
        lang = words.locale.lang(),
        code = words.locale.code(),
        refresh = refresh.unwrap_or_default(),
    );
    if dioxus_ssr::Renderer::new().render_element_to(&mut out, body).is_err() {
        return crate::problem::Failure::internal("a page could not be drawn").into_response();
    }
    out.push_str("</body></html>");
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, out).into_response()
}

/// Text inside an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
