//! The notice board on the wall: public circulars of a city's associations, for anybody, in a browser or at the kiosk.
//!
//! The pages need no account and no script; a browser asks for the list again every five minutes by itself, so that a
//! kiosk shows what hangs now. The language stands in the address, so that any cache in front serves a whole city.

use super::{
    Trouble, Words,
    page::Public,
    words::ruby,
    writing::{pieces, size},
};
use crate::{
    app::App,
    association::circular::{CircularError, board, file},
    routes::school_files,
};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    association::{
        Circular,
        circular::{CircularKind, Posted},
    },
    city::City,
    i18n::{Arg, Locale},
    writing::Block,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// Seconds after which a kiosk asks for the list again.
const AGAIN: u32 = 300;
/// How long a cache may answer without asking.
const CACHING: &str = "public, max-age=60";

/// The board's routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(open))
}

/// In which language.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Language {
    /// `ja`, `ja-easy`, `en`; without it, as the browser asks.
    pub lang: Option<String>,
}

/// What hangs on a city's notice board, the newest first.
#[utoipa::path(get, path = "/board/{code}", tag = "cities",
    params(("code" = String, Path, description = "The city's code"), Language),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 404, body = String, content_type = "text/html", description = "No such city")))]
pub async fn list(
    State(app): State<App>,
    headers: HeaderMap,
    Path(code): Path<String>,
    Query(language): Query<Language>,
) -> Result<Response, Trouble> {
    let (words, today) = (words(&headers, &language), app.clock.now().jst_date());
    let city = &app.cities.get(&code).ok_or(Trouble::NotThere)?.city;
    let all = board::posted(&app, &code).await?;
    let shown = words.marked("wall-title", &[("city", Arg::Text(city.name.get(words.locale)))]);
    let title = itsumo_domain::i18n::without_ruby(&shown);
    let body = rsx! {
        h1 { {ruby(&shown)} }
        if all.is_empty() { p { class: "lead", {words.show("wall-empty")} } }
        ul { class: "wall",
            for posted in &all {
                li { {card(words, city, posted, today)} }
            }
        }
    };
    let mut response = page(words, city, title, &format!("/board/{code}"), body);
    response.headers_mut().insert(header::REFRESH, HeaderValue::from(AGAIN));
    Ok(response)
}

/// One of them, whole.
#[utoipa::path(get, path = "/board/{code}/{circular}", tag = "cities",
    params(("code" = String, Path, description = "The city's code"),
           ("circular" = Uuid, Path, description = "The circular"), Language),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 404, body = String, content_type = "text/html", description = "No such city, or it does not hang any more")))]
pub async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Path((code, circular)): Path<(String, String)>,
    Query(language): Query<Language>,
) -> Result<Response, Trouble> {
    let (words, today) = (words(&headers, &language), app.clock.now().jst_date());
    let city = &app.cities.get(&code).ok_or(Trouble::NotThere)?.city;
    let id = Uuid::parse_str(&circular).map_err(|_| Trouble::NotThere)?;
    let posted = board::posted(&app, &code).await?.into_iter().find(|posted| posted.id == id);
    let Posted { circular, .. } = posted.ok_or(Trouble::NotThere)?;
    let home = format!("/board/{code}");
    let back = format!("{home}?lang={}", words.locale.code());
    let title = itsumo_domain::i18n::without_ruby(circular.title.get(words.locale));
    let body = rsx! {
        p { a { class: "button", href: "{back}", "← " {words.show("wall-back")} } }
        {whole(words, city, id, &circular, today)}
    };
    Ok(page(words, city, title, &format!("/board/{code}/{id}"), body))
}

/// A circular with all that it says.
pub(super) fn whole(words: Words, city: &City, id: Uuid, circular: &Circular, today: NaiveDate) -> Element {
    let files = format!("/board/{}/{id}/files", city.code);
    rsx! {
        article { class: "card wall-whole",
            {head(words, city, circular, today)}
            h1 { lang: circular.title.lang_of(words.locale), {ruby(circular.title.get(words.locale))} }
            div { class: "wall-text", lang: lang_of(words, &circular.blocks),
                {pieces(words, &circular.blocks, today, |text| rsx! { h2 { {text} } })}
            }
            if !circular.attachments.is_empty() {
                h2 { {words.show("wall-files")} }
                ul { class: "names",
                    for file in &circular.attachments {
                        li { a { href: "{files}/{file.sha256}", "{file.name}" } " " span { class: "hint", {size(file.bytes)} } }
                    }
                }
            }
            {days(words, circular, today)}
        }
    }
}

/// A file of one of them.
#[utoipa::path(get, path = "/board/{code}/{circular}/files/{sha256}", tag = "cities",
    params(("code" = String, Path, description = "The city's code"),
           ("circular" = Uuid, Path, description = "The circular"),
           ("sha256" = String, Path, description = "The file, by its SHA-256 in 64 hex digits")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream", description = "Its bytes, with its own content type"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not any more")))]
pub async fn open(
    State(app): State<App>,
    Path((code, circular, sha256)): Path<(String, String, String)>,
) -> Result<Response, Trouble> {
    let circular = Uuid::parse_str(&circular).map_err(|_| Trouble::NotThere)?;
    let sent = file::open_for_anybody(&app, &code, circular, &sha256).await.map_err(|error| match error {
        CircularError::Store(error) => error.into(),
        CircularError::Blob(error) => Trouble::Failure(error.into()),
        _ => Trouble::NotThere,
    })?;
    Ok(school_files::response(sent, true))
}

pub(super) fn words(headers: &HeaderMap, language: &Language) -> Words {
    let asked = language.lang.as_deref();
    let locale = Locale::ALL.into_iter().find(|locale| Some(locale.code()) == asked);
    locale.map_or_else(|| Words::of(headers), |locale| Words { locale })
}

fn page(words: Words, city: &City, title: String, path: &str, body: Element) -> Response {
    let brand = city.name.get(words.locale).to_owned();
    let home = format!("/board/{}?lang={}", city.code, words.locale.code());
    let languages = Locale::ALL.map(|locale| (locale, format!("{path}?lang={}", locale.code())));
    let mut response = Public { words, title, brand: (brand, home), languages }.draw(body);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHING));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    response
}

/// A circular as one among many: a card that is a link as a whole.
fn card(words: Words, city: &City, posted: &Posted, today: NaiveDate) -> Element {
    let Posted { id, circular } = posted;
    let to = format!("/board/{}/{id}?lang={}", city.code, words.locale.code());
    rsx! {
        article { class: "card wall-card",
            {head(words, city, circular, today)}
            h2 { lang: circular.title.lang_of(words.locale), a { href: "{to}", {ruby(circular.title.get(words.locale))} } }
            {beginning(words, circular, today)}
            {days(words, circular, today)}
        }
    }
}

/// What a card shows of the text: the first day that it names, and the first words.
fn beginning(words: Words, circular: &Circular, today: NaiveDate) -> Element {
    let on = |block: &&Block| matches!(block, Block::Date { .. });
    let said = |block: &&Block| matches!(block, Block::Text { .. });
    let day = circular.blocks.iter().find(on).cloned();
    let text = circular.blocks.iter().find(said).cloned();
    let shown: Vec<Block> = day.into_iter().chain(text).collect();
    rsx! {
        div { class: "wall-first", lang: lang_of(words, &shown),
            {pieces(words, &shown, today, |text| rsx! { {text} })}
        }
    }
}

/// The language in which these pieces are really shown: where one has no English, its Japanese stands there.
fn lang_of(words: Words, blocks: &[Block]) -> &'static str {
    let english = blocks.iter().all(|block| match block {
        Block::Heading { text } | Block::Text { text } => text.en.is_some(),
        Block::List { items } => items.iter().all(|item| item.en.is_some()),
        Block::Date { what, .. } | Block::Bring { what, .. } => what.en.is_some(),
        Block::Other => true,
    });
    if words.locale == Locale::En && english { "en" } else { "ja" }
}

/// Who writes, when, and what for.
fn head(words: Words, city: &City, circular: &Circular, today: NaiveDate) -> Element {
    let from = match circular.association_name.is_empty() {
        true => city.name.get(words.locale).to_owned(),
        false => circular.association_name.clone(),
    };
    let day = words.day(circular.sent.jst_date(), today);
    let kind = (circular.kind != CircularKind::Other).then(|| format!("circular-kind-{}", circular.kind.name()));
    rsx! {
        p { class: "wall-head",
            strong { {ruby(&from)} }
            if circular.association_name.is_empty() { span { "{circular.from}" } }
            span { {ruby(&day)} }
            if let Some(kind) = kind { span { class: "wall-kind", {words.show(&kind)} } }
        }
    }
}

/// Until when something is asked, and how long it hangs.
fn days(words: Words, circular: &Circular, today: NaiveDate) -> Element {
    let said = |key: &str, day: NaiveDate| words.marked(key, &[("day", Arg::Text(&words.day(day, today)))]);
    rsx! {
        if let Some(due) = circular.due { p { class: "wall-due", {ruby(&said("wall-due", due))} } }
        if let Some(last) = circular.expires { p { class: "hint", {ruby(&said("wall-until", last))} } }
    }
}
