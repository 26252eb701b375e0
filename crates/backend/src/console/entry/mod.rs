//! The way in: the city, signing in and out, an account of one's own, the code of a seat, and the start page with the
//! seats that somebody holds.
//!
//! The services are the same as of any device; what is typed here is a browser's session instead of a phone's.

pub mod account;
pub mod sign_in;
pub mod start;

use super::{
    Trouble, Words,
    page::{Plain, plain},
    session::{self, inside},
};
use crate::{account::AccountError, app::App, problem::Failure};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use dioxus::prelude::*;
use itsumo_domain::i18n::{self, Locale};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Where to go next.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Next {
    /// A page of the console.
    pub to: Option<String>,
}

/// Chooses the language of this browser, and goes on to a page.
#[utoipa::path(get, path = "/console/language/{code}", tag = "console",
    params(("code" = String, Path, description = "`ja`, `ja-easy`, `en`"), Next),
    responses((status = 303, description = "On to the page"),
              (status = 404, body = String, content_type = "text/html", description = "Not a language")))]
pub async fn language(Path(code): Path<String>, Query(next): Query<Next>) -> Result<Response, Trouble> {
    let locale = Locale::ALL.into_iter().find(|locale| locale.code() == code).ok_or(Trouble::NotThere)?;
    let to = next.to.as_deref().and_then(inside).unwrap_or("/console");
    let cookie = format!("{}={}; Path=/console; Max-Age=31536000; SameSite=Lax", super::words::LANGUAGE, locale.code());
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(to)).into_response())
}

/// The cities of this server; with one there is nothing to choose.
#[utoipa::path(get, path = "/console", tag = "console",
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "There is one city: to its page")))]
pub async fn cities(State(app): State<App>, headers: HeaderMap) -> Response {
    let words = Words::of(&headers);
    // Who is signed in goes on to where they are signed in.
    let signed = session::cookie(&headers, session::COOKIE).and_then(|token| token.split_once('-'));
    let here = signed.map(|(city, _)| city).filter(|city| app.cities.get(city).is_some());
    let mut all = app.cities.iter();
    let only = all.next().filter(|_| all.next().is_none()).map(|city| city.city.code.as_str());
    if let Some(city) = here.or(only) {
        return Redirect::to(&format!("/console/{city}")).into_response();
    }
    let title = words.say("console-choose-city");
    let list = app.cities.iter().map(|city| (city.city.code.clone(), city.city.name.get(words.locale)));
    let body = rsx! {
        section { class: "card narrow",
            h1 { {words.show("console-choose-city")} }
            ul { class: "choices",
                for (code, name) in list {
                    li { a { class: "button", href: "/console/{code}", {super::words::ruby(name)} } }
                }
            }
        }
    };
    plain(&Plain { words, title, city: None, back: Some("/console".to_owned()) }, body)
}

/// What to come back to.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Back {
    /// A page of the console.
    pub back: Option<String>,
    /// An address that was typed before.
    pub email: Option<String>,
}

struct City {
    code: String,
    name: String,
}

fn city(app: &App, code: &str, words: Words) -> Result<City, Trouble> {
    let city = app.cities.get(code).ok_or(Trouble::NotThere)?;
    Ok(City { code: code.to_owned(), name: i18n::without_ruby(city.city.name.get(words.locale)) })
}

/// A form that waits until somebody has signed in.
#[derive(Clone)]
struct Kept {
    to: String,
    form: String,
}

/// What was typed and what was wrong with it, drawn beside the field.
#[derive(Default)]
struct Typed {
    email: String,
    /// Field → key of the text.
    wrong: BTreeMap<String, String>,
    /// What was wrong with the whole.
    whole: Option<String>,
    /// A form that was sent before.
    kept: Option<Kept>,
}

impl Typed {
    fn of(email: String, failure: &Failure) -> Self {
        let wrong: BTreeMap<_, _> =
            failure.fields.iter().map(|field| (field.field.clone(), format!("field-{}", field.code))).collect();
        let whole = wrong.is_empty().then(|| format!("problem-{}", failure.code));
        Self { email, wrong, whole, kept: None }
    }
}

fn wrong(words: Words, typed: &Typed, field: &str) -> Element {
    let key = typed.wrong.get(field);
    rsx! {
        if let Some(key) = key { p { class: "wrong", id: "{field}-wrong", {words.show(key)} } }
    }
}

fn described(typed: &Typed, field: &str) -> Option<String> {
    typed.wrong.contains_key(field).then(|| format!("{field}-wrong"))
}

fn whole(words: Words, typed: &Typed) -> Element {
    rsx! {
        if let Some(key) = &typed.whole { p { class: "wrong", role: "alert", {words.show(key)} } }
    }
}

fn email_field(words: Words, typed: &Typed) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: "email", {words.show("account-email")} }
            input { id: "email", name: "email", r#type: "email", inputmode: "email", autocomplete: "username",
                required: true, value: "{typed.email}", "aria-invalid": typed.wrong.contains_key("email").then_some("true"),
                "aria-describedby": described(typed, "email") }
            {wrong(words, typed, "email")}
        }
    }
}

fn password_field(words: Words, typed: &Typed, autocomplete: &'static str) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: "password", {words.show("account-password")} }
            input { id: "password", name: "password", r#type: "password", autocomplete, required: true,
                "aria-invalid": typed.wrong.contains_key("password").then_some("true"), "aria-describedby": described(typed, "password") }
            {wrong(words, typed, "password")}
        }
    }
}

/// A failure of what was typed; the server's own goes its own way.
fn own_fault(error: AccountError) -> Result<Failure, Trouble> {
    let failure = Failure::from(error);
    if failure.status.is_server_error() { Err(failure.into()) } else { Ok(failure) }
}

/// The form once more, under a status that says so.
fn again(failure: &Failure, mut form: Response) -> Response {
    *form.status_mut() = match failure.status {
        StatusCode::TOO_MANY_REQUESTS => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    if let Some(seconds) = failure.retry_after {
        form.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    form
}

fn with_session(app: &App, headers: &HeaderMap, token: &str, to: &str) -> Response {
    ([(header::SET_COOKIE, session::set_cookie(app, headers, token))], Redirect::to(to)).into_response()
}

/// What a browser is called in its owner's list of devices.
fn browser(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let program = first(&[("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")]);
    let machine = first(&[
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("CrOS", "Chromebook"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    let name: Vec<&str> = [Some("コンソール"), program, machine].into_iter().flatten().collect();
    name.join(" · ")
}
