//! The way in: the city, signing in and out, an account of one's own, the code of a seat, and the start page with the
//! seats that somebody holds.
//!
//! The services are the same as of any device; what is typed here is a browser's session instead of a phone's.

use super::{
    Entered, Posted, Staff, Trouble, Words, go, hidden_token, page,
    page::{Plain, plain},
    session::{self, inside},
};
use crate::{account, app::App, problem::Failure, routes::caller::Client};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use dioxus::prelude::*;
use itsumo_domain::{
    account::{Confirm, Register, SignIn},
    i18n::{self, Arg, Locale},
    school::Role,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The cookie with the nonce of a registration: the mailed code is good in this browser only.
const NONCE: &str = "itsumo_registration";

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

/// What was typed and what was wrong with it, drawn beside the field.
#[derive(Default)]
struct Typed {
    email: String,
    /// Field → key of the text.
    wrong: BTreeMap<String, String>,
    /// What was wrong with the whole.
    whole: Option<String>,
}

impl Typed {
    fn of(email: String, failure: &Failure) -> Self {
        let wrong: BTreeMap<_, _> =
            failure.fields.iter().map(|field| (field.field.clone(), format!("field-{}", field.code))).collect();
        let whole = wrong.is_empty().then(|| format!("problem-{}", failure.code));
        Self { email, wrong, whole }
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

fn sign_in_form(words: Words, city: &City, back: Option<&str>, typed: &Typed) -> Response {
    let title = words.say("console-sign-in");
    let account = format!("/console/{}/account", city.code);
    let body = rsx! {
        section { class: "card narrow",
            h1 { {words.show("console-sign-in")} }
            p { class: "lead", {words.show("console-sign-in-lead")} }
            {whole(words, typed)}
            form { method: "post", action: "/console/{city.code}/sign-in", class: "stack",
                if let Some(back) = back { input { r#type: "hidden", name: "back", value: "{back}" } }
                {email_field(words, typed)}
                {password_field(words, typed, "current-password")}
                button { class: "primary", r#type: "submit", {words.show("console-sign-in-now")} }
            }
            p { a { href: "{account}", {words.show("console-make-account")} } }
        }
    };
    let here = match back {
        Some(back) => {
            let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
            format!("/console/{}/sign-in?back={back}", city.code)
        }
        None => format!("/console/{}/sign-in", city.code),
    };
    plain(&Plain { words, title, city: Some(city.name.clone()), back: Some(here) }, body)
}

/// The sign-in page.
#[utoipa::path(get, path = "/console/{city}/sign-in", tag = "console",
    params(("city" = String, Path, description = "The city's code"), Back),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 404, body = String, content_type = "text/html", description = "No such city")))]
pub async fn sign_in_page(
    State(app): State<App>,
    Path(code): Path<String>,
    Query(asked): Query<Back>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let words = Words::of(&headers);
    let city = city(&app, &code, words)?;
    let typed = Typed { email: asked.email.unwrap_or_default(), ..Typed::default() };
    Ok(sign_in_form(words, &city, asked.back.as_deref().and_then(inside), &typed))
}

/// What the sign-in form sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct SigningIn {
    email: String,
    password: String,
    back: Option<String>,
}

/// Signs this browser in.
#[utoipa::path(post, path = "/console/{city}/sign-in", tag = "console",
    params(("city" = String, Path, description = "The city's code")),
    request_body(content = SigningIn, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Signed in: on to the page"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site"),
              (status = 422, body = String, content_type = "text/html", description = "The form again, with what was wrong")))]
pub async fn sign_in(
    State(app): State<App>,
    client: Client,
    Path(code): Path<String>,
    headers: HeaderMap,
    Entered(asked): Entered<SigningIn>,
) -> Result<Response, Trouble> {
    let words = Words::of(&headers);
    let city = city(&app, &code, words)?;
    let back = asked.back.as_deref().and_then(inside);
    let device = browser(&headers);
    let sign_in = SignIn { city: city.code.clone(), email: asked.email.clone(), password: asked.password, device };
    match account::sign_in(&app, client.0, sign_in).await {
        Ok(signed) => {
            let to = back.map_or_else(|| format!("/console/{}", city.code), str::to_owned);
            Ok(with_session(&app, &headers, &signed.token, &to))
        }
        Err(error) => {
            let failure = own_fault(error)?;
            Ok(again(&failure, sign_in_form(words, &city, back, &Typed::of(asked.email, &failure))))
        }
    }
}

/// A failure of what was typed; the server's own goes its own way.
fn own_fault(error: account::AccountError) -> Result<Failure, Trouble> {
    let failure = Failure::from(error);
    if failure.status.is_server_error() { Err(failure.into()) } else { Ok(failure) }
}

/// The form once more, under a status that says so.
fn again(failure: &Failure, mut form: Response) -> Response {
    use axum::http::StatusCode;
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

/// What a form without fields sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Nothing {}

/// Signs this browser out.
#[utoipa::path(post, path = "/console/{city}/sign-out", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code")),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Signed out: to the sign-in page"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session")))]
pub async fn sign_out(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Posted(Nothing {}): Posted<Nothing>,
) -> Result<Response, Trouble> {
    let to = format!("/console/{}/sign-in", staff.city);
    account::sign_out(&app, staff.signed).await?;
    Ok(with_session(&app, &headers, "", &to))
}

fn account_form(words: Words, city: &City, typed: &Typed) -> Response {
    let count = [("count", Arg::Number(i64::try_from(itsumo_domain::account::PASSWORD_CHARS).unwrap_or(10)))];
    let body = rsx! {
        section { class: "card narrow",
            h1 { {words.show("console-make-account")} }
            p { class: "lead", {words.show("console-make-account-lead")} }
            {whole(words, typed)}
            form { method: "post", action: "/console/{city.code}/account", class: "stack",
                {email_field(words, typed)}
                {password_field(words, typed, "new-password")}
                p { class: "hint", {words.show_with("account-password-hint", &count)} }
                button { class: "primary", r#type: "submit", {words.show("account-send-code")} }
            }
            p { a { href: "/console/{city.code}/sign-in", {words.show("console-have-account")} } }
        }
    };
    let here = format!("/console/{}/account", city.code);
    let title = words.say("console-make-account");
    plain(&Plain { words, title, city: Some(city.name.clone()), back: Some(here) }, body)
}

/// The page to make an account.
#[utoipa::path(get, path = "/console/{city}/account", tag = "console",
    params(("city" = String, Path, description = "The city's code")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 404, body = String, content_type = "text/html", description = "No such city")))]
pub async fn account_page(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let words = Words::of(&headers);
    Ok(account_form(words, &city(&app, &code, words)?, &Typed::default()))
}

/// What the form for an account sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Registering {
    email: String,
    password: String,
}

/// Mails a code to the address.
#[utoipa::path(post, path = "/console/{city}/account", tag = "console",
    params(("city" = String, Path, description = "The city's code")),
    request_body(content = Registering, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "On to the page for the code"),
              (status = 422, body = String, content_type = "text/html", description = "The form again, with what was wrong")))]
pub async fn register(
    State(app): State<App>,
    client: Client,
    Path(code): Path<String>,
    headers: HeaderMap,
    Entered(asked): Entered<Registering>,
) -> Result<Response, Trouble> {
    let words = Words::of(&headers);
    let city = city(&app, &code, words)?;
    let nonce: String = app.ids.secret().iter().map(|byte| format!("{byte:02x}")).collect();
    let register = Register {
        city: city.code.clone(),
        email: asked.email.clone(),
        password: asked.password,
        locale: words.locale.code().to_owned(),
        nonce: nonce.clone(),
    };
    if let Err(error) = account::register(&app, client.0, register).await {
        let failure = own_fault(error)?;
        return Ok(again(&failure, account_form(words, &city, &Typed::of(asked.email, &failure))));
    }
    let email: String = url::form_urlencoded::byte_serialize(asked.email.as_bytes()).collect();
    let secure = if session::over_tls(&app, &headers) { "; Secure" } else { "" };
    let cookie = format!("{NONCE}={nonce}; Path=/console; Max-Age=3600; HttpOnly; SameSite=Strict{secure}");
    let to = format!("/console/{}/account/code?email={email}", city.code);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&to)).into_response())
}

fn code_form(words: Words, city: &City, typed: &Typed) -> Response {
    let args = [("email", Arg::Text(&typed.email))];
    let body = rsx! {
        section { class: "card narrow",
            h1 { {words.show("account-enter-code")} }
            p { class: "lead", {words.show_with("account-confirming", &args)} }
            {whole(words, typed)}
            form { method: "post", action: "/console/{city.code}/account/code", class: "stack",
                input { r#type: "hidden", name: "email", value: "{typed.email}" }
                div { class: "field",
                    label { r#for: "code", {words.show("account-code")} }
                    input { id: "code", name: "code", inputmode: "numeric", autocomplete: "one-time-code",
                        required: true, class: "figures", "aria-invalid": typed.wrong.contains_key("code").then_some("true"),
                        "aria-describedby": "code-hint" }
                    p { class: "hint", id: "code-hint", {words.show("account-code-hint")} }
                    {wrong(words, typed, "code")}
                }
                button { class: "primary", r#type: "submit", {words.show("account-confirm")} }
            }
            p { a { href: "/console/{city.code}/account", {words.show("account-other-address")} } }
        }
    };
    let email: String = url::form_urlencoded::byte_serialize(typed.email.as_bytes()).collect();
    let here = format!("/console/{}/account/code?email={email}", city.code);
    let title = words.say("account-enter-code");
    plain(&Plain { words, title, city: Some(city.name.clone()), back: Some(here) }, body)
}

/// The page for the mailed code.
#[utoipa::path(get, path = "/console/{city}/account/code", tag = "console",
    params(("city" = String, Path, description = "The city's code"), Back),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 404, body = String, content_type = "text/html", description = "No such city")))]
pub async fn confirm_page(
    State(app): State<App>,
    Path(code): Path<String>,
    Query(asked): Query<Back>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let words = Words::of(&headers);
    let typed = Typed { email: asked.email.unwrap_or_default(), ..Typed::default() };
    Ok(code_form(words, &city(&app, &code, words)?, &typed))
}

/// What the form for the code sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct TypedCode {
    email: String,
    code: String,
}

/// Makes the account and signs this browser in.
#[utoipa::path(post, path = "/console/{city}/account/code", tag = "console",
    params(("city" = String, Path, description = "The city's code")),
    request_body(content = TypedCode, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Signed in: on to the seats"),
              (status = 422, body = String, content_type = "text/html", description = "The form again, with what was wrong")))]
pub async fn confirm(
    State(app): State<App>,
    client: Client,
    Path(code): Path<String>,
    headers: HeaderMap,
    Entered(asked): Entered<TypedCode>,
) -> Result<Response, Trouble> {
    let words = Words::of(&headers);
    let city = city(&app, &code, words)?;
    let confirm = Confirm {
        city: city.code.clone(),
        email: asked.email.clone(),
        code: itsumo_domain::text::nfkc(asked.code.trim()),
        device: browser(&headers),
        nonce: session::cookie(&headers, NONCE).unwrap_or_default().to_owned(),
    };
    match account::confirm(&app, client.0, confirm).await {
        Ok(signed) => {
            let mut response = with_session(&app, &headers, &signed.token, &format!("/console/{}", city.code));
            let over = HeaderValue::from_static("itsumo_registration=; Path=/console; Max-Age=0");
            response.headers_mut().append(header::SET_COOKIE, over);
            Ok(response)
        }
        Err(error) => {
            let failure = own_fault(error)?;
            Ok(again(&failure, code_form(words, &city, &Typed::of(asked.email, &failure))))
        }
    }
}

/// Somebody's seats, and the form for the code of another.
#[utoipa::path(get, path = "/console/{city}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "No such city")))]
pub async fn start(State(app): State<App>, staff: Staff) -> Result<Response, Trouble> {
    start_page(&app, &staff, None).await
}

async fn start_page(app: &App, staff: &Staff, wrong: Option<String>) -> Result<Response, Trouble> {
    let mut ids: Vec<Uuid> = staff.standing().seats.iter().map(|seat| seat.facility).collect();
    ids.dedup();
    let city = staff.city.clone();
    let names: BTreeMap<Uuid, String> = app
        .store
        .read::<_, crate::store::StoreError, _>(move |tx| {
            Box::pin(async move {
                let mut names = BTreeMap::new();
                for id in ids {
                    if let Some(facility) = crate::school::facility::find(tx, &city, id).await? {
                        names.insert(id, facility.name);
                    }
                }
                Ok(names)
            })
        })
        .await?;
    let words = staff.words;
    let seats = staff.standing().seats.iter().filter_map(|seat| {
        let page = match seat.role {
            Role::Lunch => "desk/lunch",
            Role::Bus => "desk/bus",
            Role::Head | Role::Nurse => "school",
            Role::Teacher | Role::Office | Role::Carer => "board",
        };
        let href = format!("/console/{}/{}/{page}", staff.city, seat.facility);
        Some((href, names.get(&seat.facility)?.as_str(), seat.title.as_str()))
    });
    let none = staff.standing().seats.is_empty();
    let invalid = wrong.is_some();
    let body = rsx! {
        h1 { {words.show("console-seats")} }
        if none {
            p { class: "lead", {words.show("console-no-seat")} }
        } else {
            ul { class: "seats",
                for (href, name, title) in seats {
                    li { a { class: "card seat-card", href: "{href}", strong { "{title}" } span { "{name}" } } }
                }
            }
        }
        section { class: "card narrow",
            h2 { {words.show("console-seat-code")} }
            p { class: "hint", id: "seat-hint", {words.show("console-seat-code-hint")} }
            form { method: "post", action: "/console/{staff.city}", class: "stack",
                {hidden_token(staff)}
                div { class: "field",
                    label { r#for: "code", {words.show("console-seat-code-label")} }
                    input { id: "code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false",
                        required: true, class: "figures", "aria-describedby": "seat-hint", "aria-invalid": invalid.then_some("true") }
                    if let Some(wrong) = wrong { p { class: "wrong", role: "alert", {super::words::ruby(&wrong)} } }
                }
                button { class: if none { "primary" } else { "plain" }, r#type: "submit", {words.show("console-seat-code-take")} }
            }
        }
    };
    Ok(page(staff, words.say("console-seats"), body))
}

/// What the form for a seat's code sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct SeatCode {
    code: String,
}

/// Takes the seat of a code.
#[utoipa::path(post, path = "/console/{city}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code")),
    request_body(content = SeatCode, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Taken: to the seats"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 422, body = String, content_type = "text/html", description = "The page again, with what was wrong")))]
pub async fn take_seat(
    State(app): State<App>,
    client: Client,
    staff: Staff,
    Posted(asked): Posted<SeatCode>,
) -> Result<Response, Trouble> {
    match super::seat::take(&app, client.0, &staff, asked.code).await? {
        Ok(()) => Ok(go(&format!("/console/{}", staff.city), Some("seat-taken"))),
        Err(refusal) => {
            let wrong = super::trouble::refused(staff.words, &refusal);
            let mut response = start_page(&app, &staff, Some(wrong)).await?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}
