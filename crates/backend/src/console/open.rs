//! What a QR code of a machine opens on a phone: an article, an alert or a public circular, as a page that any phone can
//! read, with a link into the app for those who have it. No account, no script.
//!
//! **Invariant:** only what anybody may read is here; of anything else nothing can be learned, not even whether there is
//! such a thing.

use super::{
    Trouble, Words,
    page::Public,
    wall::{self, Language},
    words::{clock, ruby},
};
use crate::{app::App, association::circular::board, store::StoreError, stream::find};
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use dioxus::prelude::*;
use itsumo_domain::{
    Record, Stream, Timestamp,
    alert::{Alert, Severity, Status},
    association::circular::Posted,
    city::City,
    handover::{Kind, Open},
    i18n::{Arg, Locale, without_ruby},
    news::News,
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// How long a cache may answer without asking.
const CACHING: &str = "public, max-age=60";

/// The route.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(open))
}

/// An article, an alert or a public circular, on any phone.
#[utoipa::path(get, path = "/open/{code}/{kind}/{id}", tag = "cities",
    params(("code" = String, Path, description = "The city's code"),
           ("kind" = String, Path, description = "`news`, `alert` or `circular`"),
           ("id" = Uuid, Path, description = "Which"), Language),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 404, body = String, content_type = "text/html", description = "It is not there, or not any more; the page says so")))]
pub async fn open(
    State(app): State<App>,
    headers: HeaderMap,
    Path((code, kind, id)): Path<(String, String, String)>,
    Query(language): Query<Language>,
) -> Result<Response, Trouble> {
    let words = wall::words(&headers, &language);
    let city = &app.cities.get(&code).ok_or(Trouble::NotThere)?.city;
    let (named, id) = (Kind::of_word(&kind), Uuid::parse_str(&id).unwrap_or_default());
    let now = app.clock.now();
    let shown = match named {
        Some(Kind::News) => {
            record(&app, &code, Stream::news(), id).await?.and_then(|record| article(words, city, &record, now))
        }
        Some(Kind::Alert) => {
            record(&app, &code, Stream::alerts(), id).await?.and_then(|record| alert(words, city, &record, now))
        }
        Some(Kind::Circular) => {
            let posted = board::posted(&app, &code).await?.into_iter().find(|posted| posted.id == id);
            posted.map(|Posted { circular, .. }| {
                let title = without_ruby(circular.title.get(words.locale));
                (title, wall::whole(words, city, id, &circular, now.jst_date()))
            })
        }
        None => None,
    };
    let brand = (city.name.get(words.locale).to_owned(), format!("/board/{code}?lang={}", words.locale.code()));
    let kind = named.unwrap_or(Kind::News);
    let languages =
        Locale::ALL.map(|locale| (locale, format!("/open/{code}/{}/{id}?lang={}", kind.word(), locale.code())));
    let (status, title, body) = match shown {
        Some((title, body)) => {
            let app = Open::app(&code, kind, id);
            let body = rsx! {
                {body}
                section { class: "open-app",
                    a { class: "button primary", href: "{app}", {words.show("handover-open-in-app")} }
                    p { class: "hint", {words.show("handover-open-in-app-hint")} }
                }
            };
            (StatusCode::OK, title, body)
        }
        None => {
            let body = rsx! {
                section { class: "card narrow",
                    h1 { {words.show("handover-open-gone")} }
                    p { {words.show("handover-open-gone-lead")} }
                    p { a { class: "button", href: "{brand.1}", {words.show("handover-open-board")} } }
                }
            };
            (StatusCode::NOT_FOUND, words.say("handover-open-gone"), body)
        }
    };
    let mut response = Public { words, title, brand, languages }.draw(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHING));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    Ok(response)
}

/// A record of a public stream that was not recalled.
async fn record(app: &App, city: &str, stream: Stream, id: Uuid) -> Result<Option<Record>, StoreError> {
    let city = city.to_owned();
    let finding =
        app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { find(tx, &city, &stream, id).await }));
    Ok(finding.await?.filter(|record| record.body.is_some()))
}

fn moment(words: Words, at: Timestamp, now: Timestamp) -> String {
    format!("{} {}", words.day(at.jst_date(), now.jst_date()), clock(at))
}

fn article(words: Words, city: &City, record: &Record, now: Timestamp) -> Option<(String, Element)> {
    let news: News = record.body_as()?;
    let source = city.source(&news.source).map(|source| source.name.get(words.locale).to_owned());
    let when = moment(words, news.published, now);
    // The policy of these pages lets no picture of another house in: they stay at the city's own page, which is linked.
    let html = ammonia::Builder::default().rm_tags(["img"]).clean(&news.html).to_string();
    let title = news.title.clone();
    let body = rsx! {
        article { class: "card open-whole",
            p { class: "wall-head",
                if let Some(source) = source { strong { {ruby(&source)} } }
                span { {ruby(&when)} }
                if news.important { span { class: "wall-kind", {words.show("news-important")} } }
            }
            h1 { lang: "ja", "{news.title}" }
            if news.html.is_empty() {
                p { class: "open-text", lang: "ja", "{news.summary}" }
            } else {
                div { class: "open-text", lang: "ja", dangerous_inner_html: "{html}" }
            }
            if let Some(url) = news.url {
                p { a { class: "button", href: "{url}", rel: "noopener noreferrer", {words.show("news-open-page")} } }
            }
        }
    };
    Some((title, body))
}

fn alert(words: Words, city: &City, record: &Record, now: Timestamp) -> Option<(String, Element)> {
    let alert: Alert = record.body_as()?;
    if alert.status == Status::Test {
        return None;
    }
    let drill = alert.status == Status::Drill;
    let over = alert.cancelled || now >= alert.expires;
    let level = match (over, drill, alert.severity) {
        (true, ..) => "lifted",
        (_, true, _) => "drill",
        (.., Severity::Emergency) => "emergency",
        (.., Severity::Warning) => "warning",
        (.., Severity::Advisory) => "advisory",
        (.., Severity::Info) => "info",
    };
    let first = match level {
        "lifted" if alert.cancelled => words.marked("alert-lifted", &[]),
        "lifted" => words.marked("handover-open-over", &[]),
        "drill" => words.marked("alert-status-drill", &[]),
        level => words.marked(&format!("alert-severity-{level}"), &[]),
    };
    // What is over was a drill or was not, and says so still.
    let first = if drill && over { format!("{}{first}", words.marked("alert-drill-prefix", &[])) } else { first };
    let hazard = words.marked(&format!("alert-hazard-{}", alert.hazard.slug()), &[]);
    let advice = words.marked(&format!("alert-do-{}", alert.hazard.slug()), &[]);
    let issued = words.marked("alert-issued", &[("time", Arg::Text(&moment(words, alert.issued, now)))]);
    let sender = words.marked("alert-sender", &[("sender", Arg::Text(&alert.sender))]);
    let areas: Vec<String> = alert
        .areas
        .iter()
        .map(|id| city.area(id).map_or_else(|| id.clone(), |area| area.name.get(words.locale).to_owned()))
        .collect();
    let areas = match areas.is_empty() {
        true => words.marked("alert-for-whole-city", &[]),
        false => words.marked("alert-for-areas", &[("areas", Arg::Text(&words.list(&areas)))]),
    };
    let title = format!("{} {}", without_ruby(&first), alert.headline);
    let body = rsx! {
        article { class: "card open-whole",
            div { class: "open-level", "data-level": level,
                p { {ruby(&first)} " · " {ruby(&hazard)} }
                h1 { lang: "ja", "{alert.headline}" }
            }
            if drill { p { {words.show("alert-drill-detail")} } }
            if alert.cancelled { p { {words.show("alert-lifted-detail")} } }
            if !over {
                if !alert.instructions.is_empty() {
                    section { class: "open-text",
                        h2 { {words.show("alert-sender-says")} }
                        ol { lang: "ja", for line in &alert.instructions { li { "{line}" } } }
                    }
                }
                section { class: "open-text",
                    h2 { {words.show("alert-what-to-do")} }
                    p { {ruby(&advice)} }
                }
            }
            if !alert.text.is_empty() {
                section { class: "open-text",
                    h2 { {words.show("alert-in-detail")} }
                    p { class: "as-written", lang: "ja", "{alert.text}" }
                }
            }
            ul { class: "names",
                li { {ruby(&sender)} }
                li { {ruby(&areas)} }
                li { {ruby(&issued)} }
            }
            if let Some(url) = alert.url {
                p { a { class: "button", href: "{url}", rel: "noopener noreferrer", {words.show("alert-more")} } }
            }
        }
    };
    Some((title, body))
}
