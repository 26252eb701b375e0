//! An account of one's own: address and password, then the code from the mail.

use super::{
    super::{
        Entered, Trouble, Words,
        page::{Plain, plain},
        session,
    },
    Back, City, Typed, again, browser, city, email_field, own_fault, password_field, whole, with_session, wrong,
};
use crate::{account, app::App, routes::caller::Client};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use dioxus::prelude::*;
use itsumo_domain::{
    account::{Confirm, Register},
    i18n::Arg,
};
use serde::Deserialize;

/// The cookie with the nonce of a registration: the mailed code is good in this browser only.
const NONCE: &str = "itsumo_registration";

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
