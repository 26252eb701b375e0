//! What a page could not do, and the page that says so.
//!
//! A handler answers with a [`Trouble`]; it travels as an extension and [`draw`] makes a page of it in the asker's
//! language. So do refusals of the framework, and [`Failure`]s of services that the REST routes share.
//!
//! **Invariant:** what is not there and what is not the asker's are one page, of the same bytes.

use super::{
    entry,
    page::{self, Plain},
    posted::MOST_BYTES,
    words::Words,
};
use crate::{account::AccountError, problem::Failure, store::StoreError};
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use dioxus::prelude::*;
use itsumo_domain::{i18n, school::access::NotThere, sync::Refusal};

/// Why there is no page.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// Not there, or not the asker's.
    NotThere,
    /// Nobody is signed in: on to the sign-in page of this city, and then to `back`.
    SignIn {
        /// The city's code.
        city: String,
        /// The city's name.
        name: String,
        /// The page to come back to.
        back: String,
    },
    /// The form came from another site, or was drawn for somebody else who was signed in here.
    Stale,
    /// A field could not be read: its name.
    Unreadable(String),
    /// The service said no.
    Refused(Refusal),
    /// Anything else.
    Failure(Failure),
}

impl From<NotThere> for Trouble {
    fn from(NotThere: NotThere) -> Self {
        Self::NotThere
    }
}
impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Failure(error.into())
    }
}
impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}
impl From<AccountError> for Trouble {
    fn from(error: AccountError) -> Self {
        Self::Failure(error.into())
    }
}
impl From<Refusal> for Trouble {
    /// A refusal that means "not there" is told as if it were not there.
    fn from(refusal: Refusal) -> Self {
        if refusal.code == "not-found" { Self::NotThere } else { Self::Refused(refusal) }
    }
}

impl Trouble {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotThere => StatusCode::NOT_FOUND,
            Self::SignIn { .. } => StatusCode::SEE_OTHER,
            Self::Stale => StatusCode::FORBIDDEN,
            Self::Unreadable(_) | Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Failure(failure) => failure.status,
        }
    }

    /// What to tell the asker.
    fn words(&self, words: Words) -> String {
        match self {
            Self::NotThere => words.marked("console-not-there-lead", &[]),
            Self::SignIn { .. } => words.marked("console-sign-in", &[]),
            Self::Stale => words.marked("console-stale", &[]),
            Self::Unreadable(_) => words.marked("console-unreadable", &[]),
            Self::Refused(refusal) => refused(words, refusal),
            Self::Failure(failure) => {
                let field = failure.fields.first().map(|field| format!("field-{}", field.code));
                let field = field.filter(|key| i18n::has(words.locale, key));
                words.marked(&field.unwrap_or_else(|| format!("problem-{}", failure.code)), &[])
            }
        }
    }
}

/// A refusal's words.
pub fn refused(words: Words, refusal: &Refusal) -> String {
    let own = format!("refused-{}", refusal.code);
    let field = format!("field-{}", refusal.code);
    let known = [own, field].into_iter().find(|key| i18n::has(words.locale, key));
    words.marked(&known.unwrap_or_else(|| "error-refused".to_owned()), &[])
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The layer around all of the console: pages for what went wrong, and the headers every page has.
///
/// A form that comes after its session ended is kept: the sign-in page carries it along, and it can be sent from there.
pub async fn draw(request: Request, next: Next) -> Response {
    let words = Words::of(request.headers());
    let (request, sent) = match Sent::read(request).await {
        Ok(read) => read,
        Err(trouble) => return outside(words, &trouble),
    };
    let mut response = next.run(request).await;
    let status = response.status();
    let trouble = response.extensions_mut().remove::<Trouble>();
    let failure = response.extensions_mut().remove::<Failure>().map(|failure| match failure.status {
        StatusCode::NOT_FOUND => Trouble::NotThere,
        _ => Trouble::Failure(failure),
    });
    let bare = || {
        let kind = response.headers().get(header::CONTENT_TYPE);
        let drawn = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        let failed = status.is_client_error() || status.is_server_error();
        (failed && !drawn).then(|| match status {
            StatusCode::NOT_FOUND => Trouble::NotThere,
            status => Trouble::Failure(Failure::of_status(status)),
        })
    };
    response = match trouble.or(failure).or_else(bare) {
        None => response,
        Some(Trouble::SignIn { city, name, back }) => match sent {
            Some(sent) => entry::sign_in::sign_in_first(words, city, name, &back, sent),
            None => {
                let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
                Redirect::to(&format!("/console/{city}/sign-in?back={back}")).into_response()
            }
        },
        Some(trouble) => trouble_page(words, &trouble),
    };
    page::protect(response.headers_mut());
    response
}

/// A form on its way to a page.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The page.
    pub to: String,
    /// The form, as it came.
    pub form: Bytes,
}

impl Sent {
    /// Reads a form out of a request, and leaves it in.
    async fn read(request: Request) -> Result<(Request, Option<Self>), Trouble> {
        let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_vec()).unwrap_or_default();
        if request.method() != Method::POST || !kind.starts_with(b"application/x-www-form-urlencoded") {
            return Ok((request, None));
        }
        let to = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        let (head, body) = request.into_parts();
        let too_large = |_| Trouble::Failure(Failure::of_status(StatusCode::PAYLOAD_TOO_LARGE));
        let form = axum::body::to_bytes(body, MOST_BYTES).await.map_err(too_large)?;
        Ok((Request::from_parts(head, Body::from(form.clone())), Some(Self { to, form })))
    }
}

fn trouble_page(words: Words, trouble: &Trouble) -> Response {
    let not_there = *trouble == Trouble::NotThere;
    let title = words.say(if not_there { "console-not-there" } else { "console-trouble" });
    let lead = trouble.words(words);
    let body = rsx! {
        section { class: "card narrow",
            h1 { "{title}" }
            p { role: "alert", {super::words::ruby(&lead)} }
            p { a { class: "button", href: "/console", {words.show("console-to-start")} } }
        }
    };
    let mut response = page::plain(&Plain { words, title, city: None, back: None }, body);
    *response.status_mut() = trouble.status();
    if let Trouble::Failure(Failure { retry_after: Some(seconds), .. }) = trouble {
        response.headers_mut().insert(header::RETRY_AFTER, (*seconds).into());
    }
    response
}

/// The page for an address that is not one, or that does something else.
pub fn outside(words: Words, trouble: &Trouble) -> Response {
    let mut response = trouble_page(words, trouble);
    page::protect(response.headers_mut());
    response
}
