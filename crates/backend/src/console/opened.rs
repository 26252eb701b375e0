//! What the QR code on a circular's paper opens: the circular where it hangs on the notice board; or else a page that
//! says where its households read it. No account, no script.
//!
//! The page leads on to the app as well, for any id that is one: the app shows the circular to whose household has it.
//!
//! **Invariant:** of a circular that is not public nothing can be learned here, not even whether there is one.

use super::{
    Trouble, Words,
    page::{Plain, plain},
};
use crate::{app::App, association::circular::board};
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use dioxus::prelude::*;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The route.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(opened))
}

/// A circular from its QR code.
#[utoipa::path(get, path = "/circular/{code}/{circular}", tag = "cities",
    params(("code" = String, Path, description = "The city's code"),
           ("circular" = String, Path, description = "The circular's id")),
    responses((status = 200, body = String, content_type = "text/html", description = "Where its households read it"),
              (status = 303, description = "To the notice board, where it hangs"),
              (status = 404, body = String, content_type = "text/html", description = "No such city")))]
pub async fn opened(
    State(app): State<App>,
    headers: HeaderMap,
    Path((code, circular)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let words = Words::of(&headers);
    let city = app.cities.get(&code).ok_or(Trouble::NotThere)?.city.name.get(words.locale);
    let city = itsumo_domain::i18n::without_ruby(city);
    if board::posted(&app, &code).await?.iter().any(|posted| posted.id.to_string() == circular) {
        return Ok(Redirect::to(&format!("/board/{code}/{circular}")).into_response());
    }
    let in_app = Uuid::parse_str(&circular).ok().map(|id| format!("itsumo:circular?v=1&c={code}&i={}", id.simple()));
    let body = rsx! {
        section { class: "card narrow",
            h1 { {words.show("console-opened")} }
            p { {words.show("console-opened-lead")} }
            p { {words.show("console-opened-join")} }
            p { class: "row",
                if let Some(link) = in_app {
                    a { class: "button primary", href: "{link}", {words.show("handover-open-in-app")} }
                }
                a { class: "button", href: "/board/{code}", {words.show("console-opened-board")} }
            }
        }
    };
    Ok(plain(&Plain { words, title: words.say("console-opened"), city: Some(city), back: None }, body))
}
