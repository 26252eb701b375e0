//! Signing in and out, and a form that came too late.

use super::{
    super::{
        Entered, Posted, Trouble, Words,
        page::{Plain, plain},
        posted,
        session::{self, Session, inside},
        trouble::Sent,
    },
    Back, City, Kept, Typed, again, browser, city, email_field, own_fault, password_field, whole, with_session,
};
use crate::{account, app::App, routes::caller::Client};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use dioxus::prelude::*;
use itsumo_domain::account::SignIn;
use serde::Deserialize;

/// The sign-in page for whoever sent a form after the session had ended, with the form in it.
pub(in crate::console) fn sign_in_first(words: Words, code: String, name: String, back: &str, sent: Sent) -> Response {
    let city = City { code, name };
    let again = String::from_utf8_lossy(&sent.form).into_owned();
    let typed = Typed {
        whole: Some("console-session-over".to_owned()),
        kept: Some(Kept { to: sent.to, form: again }),
        ..Typed::default()
    };
    let mut response = sign_in_form(words, &city, inside(back), &typed);
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    response
}

/// The page that sends a kept form on: by a button, so that whoever is before it now sees that something is sent.
fn send_on(words: Words, city: &City, kept: &Kept, back: Option<&str>, token: &str) -> Response {
    let own = posted::form_token(token);
    let fields = url::form_urlencoded::parse(kept.form.as_bytes()).filter(|(name, _)| name != posted::FIELD);
    let leave = back.map_or_else(|| format!("/console/{}", city.code), str::to_owned);
    let body = rsx! {
        section { class: "card narrow",
            h1 { {words.show("console-send-on")} }
            p { {words.show("console-send-on-lead")} }
            form { method: "post", action: "{kept.to}", class: "row",
                input { r#type: "hidden", name: posted::FIELD, value: "{own}" }
                for (name, value) in fields { input { r#type: "hidden", name: "{name}", value: "{value}" } }
                button { class: "primary", r#type: "submit", {words.show("console-send-on-now")} }
                a { class: "button quiet", href: "{leave}", {words.show("console-send-on-not")} }
            }
        }
    };
    let title = words.say("console-send-on");
    plain(&Plain { words, title, city: Some(city.name.clone()), back: None }, body)
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
                if let Some(kept) = &typed.kept {
                    input { r#type: "hidden", name: "to", value: "{kept.to}" }
                    input { r#type: "hidden", name: "again", value: "{kept.form}" }
                }
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
    to: Option<String>,
    again: Option<String>,
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
    let to = asked.to.as_deref().and_then(inside).map(str::to_owned);
    let kept = to.zip(asked.again).map(|(to, form)| Kept { to, form });
    match account::sign_in(&app, client.0, sign_in).await {
        Ok(signed) => {
            if let Some(kept) = kept {
                let mut response = send_on(words, &city, &kept, back, &signed.token);
                response.headers_mut().insert(header::SET_COOKIE, session::set_cookie(&app, &headers, &signed.token));
                return Ok(response);
            }
            let to = back.map_or_else(|| format!("/console/{}?enter=true", city.code), str::to_owned);
            Ok(with_session(&app, &headers, &signed.token, &to))
        }
        Err(error) => {
            let failure = own_fault(error)?;
            let typed = Typed { kept, ..Typed::of(asked.email, &failure) };
            Ok(again(&failure, sign_in_form(words, &city, back, &typed)))
        }
    }
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
    session: Session,
    headers: HeaderMap,
    Posted(Nothing {}): Posted<Nothing>,
) -> Result<Response, Trouble> {
    let to = format!("/console/{}/sign-in", session.city);
    account::sign_out(&app, session.signed).await?;
    Ok(with_session(&app, &headers, "", &to))
}
