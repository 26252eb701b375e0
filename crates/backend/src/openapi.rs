//! The description of the API, OpenAPI 3.1. Paths come from the routes themselves; this file has the rest:
//! what it is, how one signs in, and the problems that many routes share.

use itsumo_domain::problem::Problem;
use std::collections::BTreeMap;
use utoipa::{
    IntoResponses, OpenApi, ToSchema,
    openapi::{
        ContentBuilder, OpenApi as Document, Ref, RefOr, Response, ResponseBuilder, Server,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Itsumo",
        description = "A city's announcements and alerts for its residents. Everything public works without an \
                       account. Errors are RFC 9457 problems whose `code` is for machines and whose `fields` name \
                       what was wrong.",
        license(name = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "server", description = "For the people who run it"),
        (name = "cities", description = "Cities and their public streams"),
        (name = "sync", description = "One round trip syncs everything; live hints say when"),
        (name = "accounts", description = "Registering and signing in"),
        (name = "me", description = "The signed-in person"),
        (name = "families", description = "Families' handbooks, sealed: the server cannot read them"),
        (name = "handover", description = "A sealed paper on its way from a phone to a machine that prints it"),
        (name = "push", description = "Where devices are woken: hints without content, no account needed"),
        (name = "school", description = "Guardians and their children at the city's schools"),
        (name = "association", description = "Households and officers of the city's town associations"),
        (name = "reader", description = "The page that reads a filled-in form's QR code, in the browser alone"),
        (name = "operator", description = "The city's operator"),
        (name = "console", description = "Pages for staff, in a browser: a cookie instead of a token, forms instead of JSON")
    ),
    components(schemas(Problem, itsumo_domain::sync::Hint))
)]
struct Frame;

/// The document without its paths.
pub fn document() -> Document {
    let mut document = Frame::openapi();
    let bearer = |words: &str| {
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(words)).build())
    };
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("device", bearer("The token that signing in answered with"));
    components.add_security_scheme("operator", bearer("The operator's key"));
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description("itsumo_console", "Set by the sign-in page"));
    components.add_security_scheme("console", SecurityScheme::ApiKey(cookie));
    let shown = "`Family <family id>.<access secret, 64 hex digits>`";
    let family = ApiKey::Header(ApiKeyValue::with_description("Authorization", shown));
    components.add_security_scheme("family", SecurityScheme::ApiKey(family));
    document
}

/// The whole document as JSON, for people to read; `at` is where the server is reached, if that is known.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn text(at: Option<&url::Url>) -> Result<String, serde_json::Error> {
    let mut document = crate::routes::documented().into_openapi();
    document.servers = at.map(|url| vec![Server::new(url.as_str())]);
    document.to_pretty_json()
}

fn problems(list: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let schema = Ref::from_schema_name(Problem::name());
    let one = |(status, words): &(&str, &str)| {
        let content = ContentBuilder::new().schema(Some(schema.clone())).build();
        let response = ResponseBuilder::new().description(*words).content("application/problem+json", content);
        ((*status).to_owned(), RefOr::T(response.build()))
    };
    list.iter().map(one).collect()
}

macro_rules! shared_problems {
    ($($(#[$doc:meta])* $name:ident: $($status:literal $words:literal),+;)+) => {
        $(
            $(#[$doc])*
            pub struct $name;
            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    problems(&[$(($status, $words)),+])
                }
            }
        )+
    };
}

shared_problems! {
    /// Problems that any route can answer with.
    Always: "408" "`timeout`: it took longer than 30 seconds", "500" "`internal`: the server's own fault",
            "503" "`busy`: try again after `Retry-After` seconds";
    /// Problems of routes that read a JSON body.
    Typed: "400" "`invalid`: not JSON", "413" "`too-large`: more than 1 MiB", "415" "`not-json`: another content type",
           "422" "`invalid` or `wrong-code`: `fields` says what and why";
    /// Problems of routes that count tries.
    Limited: "429" "`rate-limited`: try again after `Retry-After` seconds";
    /// Problems of routes that need a signed-in device.
    NeedsAccount: "401" "`sign-in-needed` without a token, `signed-out` with one that is not good";
    /// Problems of routes that ask for the password once more.
    WrongPassword: "403" "`wrong-password`";
    /// Problems of routes that need a family's newest key.
    NeedsFamily: "401" "`family-access`: no key of this family, or no such family",
                 "403" "`old-key`: the family has a newer key";
    /// Problems of the operator's routes.
    NeedsOperator: "401" "`sign-in-needed` without a key, `signed-out` with one that is not good",
                   "403" "`forbidden`: signed in, but not the operator";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_problem_is_described() {
        assert!(text(None).unwrap().contains(&format!("#/components/schemas/{}", Problem::name())));
    }
}
