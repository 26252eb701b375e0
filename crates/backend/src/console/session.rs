//! Who sits before the console: a device like any other (listed to its owner, signed out from anywhere), whose token
//! lies in a cookie that no script and no other site can use.
//!
//! [`Session`] is what every signed-in page has. [`Staff`] is the extractor of a facility's pages: open to whoever holds
//! a seat there today; what each seat may, [`Staff::seat_for`] asks [`may_at_school`] and nobody else. Pages of town
//! associations have their own, [`Officer`](super::Officer).

use super::{posted, trouble::Trouble, words::Words};
use crate::{
    account::{self, AccountError, Signed},
    app::App,
    school::{self, Known},
    store::StoreError,
};
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
};
use itsumo_domain::school::{
    Act, Facility,
    access::{NotThere, Of, Seat, Standing, may_at_school},
};
use std::{ops::Deref, sync::Arc};
use uuid::Uuid;

/// The cookie with the device's token.
pub const COOKIE: &str = "itsumo_console";
/// Seconds a browser keeps it: a working day. A tablet that lies in the staff room overnight asks again.
const WORKING_DAY: u32 = 14 * 3600;

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// The header that gives the browser a session, or with an empty token takes it away.
pub fn set_cookie(app: &App, headers: &HeaderMap, token: &str) -> HeaderValue {
    let age = if token.is_empty() { 0 } else { WORKING_DAY };
    let secure = if over_tls(app, headers) { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; Path=/console; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// Whether the browser speaks TLS: with the proxy that the operator trusts, or by the address the operator gave.
pub fn over_tls(app: &App, headers: &HeaderMap) -> bool {
    let proxied = app.config.trust_proxy > 0
        && headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"));
    proxied || app.config.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
}

/// A page's address that may be gone back to: one of this console, whoever wrote it.
pub fn inside(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let ours = path == "/console" || path.starts_with("/console/");
    (plain && ours && !path.contains("//") && !path.contains("/../")).then_some(path)
}

/// Somebody signed in, on a page of their city.
#[derive(Clone)]
pub struct Session {
    /// The device.
    pub signed: Signed,
    /// The city's code.
    pub city: String,
    /// The city's name.
    pub city_name: String,
    /// The language.
    pub words: Words,
    /// The page's address, with its query.
    pub path: String,
    token: String,
}

impl Session {
    /// What this session's forms carry.
    pub(super) fn form_token(&self) -> String {
        posted::form_token(&self.token)
    }

    /// Whether the session is still good, for what stays open long. It is in memory.
    pub(super) async fn still_good(&self, app: &App) -> bool {
        account::signed(app, &self.token).await.is_ok_and(|signed| signed == self.signed)
    }

    /// Who asks, and for which page.
    pub(super) async fn of(parts: &Parts, city: String, app: &App) -> Result<Self, Trouble> {
        let config = app.cities.get(&city).ok_or(Trouble::NotThere)?;
        let words = Words::of(&parts.headers);
        let path = parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
        let city_name = itsumo_domain::i18n::without_ruby(config.city.name.get(words.locale));
        let sign_in = || Trouble::SignIn { city: city.clone(), name: city_name.clone(), back: back(parts, &path) };
        let token = cookie(&parts.headers, COOKIE).ok_or_else(sign_in)?.to_owned();
        let signed = match account::signed(app, &token).await {
            Ok(signed) if signed.city == city => signed,
            Ok(_) | Err(AccountError::SignedOut) => return Err(sign_in()),
            Err(error) => return Err(error.into()),
        };
        Ok(Self { signed, city, city_name, words, path, token })
    }
}

impl FromRequestParts<App> for Session {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let city = Params::of(parts, app).await?.find("city").ok_or(Trouble::NotThere)?;
        Self::of(parts, city, app).await
    }
}

/// What the address of a page names.
pub(super) struct Params(RawPathParams);

impl Params {
    pub(super) async fn of(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        RawPathParams::from_request_parts(parts, app).await.map(Self).map_err(|_| Trouble::NotThere)
    }
    /// What it names so, if the address has a place for it.
    pub(super) fn find(&self, wanted: &str) -> Option<String> {
        self.0.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned())
    }
    /// The id that it names so.
    ///
    /// # Errors
    /// [`Trouble::NotThere`] where that is no id.
    pub(super) fn id(&self, wanted: &str) -> Result<Option<Uuid>, Trouble> {
        self.find(wanted).map(|text| Uuid::parse_str(&text).map_err(|_| Trouble::NotThere)).transpose()
    }
}

/// A signed-in member of some staff, on a page of a city or of one of its facilities.
#[derive(Clone)]
pub struct Staff {
    session: Session,
    /// All they are to the city's facilities.
    pub known: Arc<Known>,
    /// The facility of the page's address; they hold a seat there.
    pub facility: Option<Arc<Facility>>,
}

impl Deref for Staff {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.session
    }
}

impl Staff {
    /// Their standing.
    pub fn standing(&self) -> &Standing {
        &self.known.standing
    }

    /// The seat by which they may do `act` of a facility, or of one of its classes.
    ///
    /// # Errors
    /// [`NotThere`] when they may not.
    pub fn seat_for(&self, act: Act, facility: Uuid, class: Option<Uuid>) -> Result<&Seat, NotThere> {
        may_at_school(self.standing(), act, Of::Facility(facility, class))?;
        self.standing().seats.iter().find(|seat| self.seat_alone(seat, act, facility, class)).ok_or(NotThere)
    }

    /// Whether one seat, by itself, may.
    pub fn seat_alone(&self, seat: &Seat, act: Act, facility: Uuid, class: Option<Uuid>) -> bool {
        let alone = Standing { seats: vec![seat.clone()], ..Standing::default() };
        may_at_school(&alone, act, Of::Facility(facility, class)).is_ok()
    }

    /// Whether they may, for showing or leaving out a link.
    pub fn may(&self, act: Act, facility: Uuid, class: Option<Uuid>) -> bool {
        may_at_school(self.standing(), act, Of::Facility(facility, class)).is_ok()
    }

    /// The facility of the page's address.
    ///
    /// # Errors
    /// [`NotThere`] on a page of no facility.
    pub fn facility(&self) -> Result<&Arc<Facility>, NotThere> {
        self.facility.as_ref().ok_or(NotThere)
    }

    /// Their seats at a facility.
    pub fn seats_at(&self, facility: Uuid) -> impl Iterator<Item = &Seat> {
        self.standing().seats.iter().filter(move |seat| seat.facility == facility)
    }

    /// The address of a page of the current facility: `board`, `office/roster`.
    pub fn at(&self, page: &str) -> String {
        let facility = self.facility.as_ref().map(|facility| facility.id).unwrap_or_default();
        format!("/console/{}/{facility}/{page}", self.city)
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let session = Session::from_request_parts(parts, app).await?;
        let facility = Params::of(parts, app).await?.id("facility")?;
        let known = school::known(app, &session.city, session.signed.person).await?;
        let facility = match facility {
            None => None,
            Some(id) => {
                if !known.standing.seats.iter().any(|seat| seat.facility == id) {
                    return Err(Trouble::NotThere);
                }
                Some(Arc::new(self::facility(app, &session.city, id).await?.ok_or(Trouble::NotThere)?))
            }
        };
        Ok(Self { session, known, facility })
    }
}

async fn facility(app: &App, city: &str, id: Uuid) -> Result<Option<Facility>, StoreError> {
    let city = city.to_owned();
    app.store.read(move |tx| Box::pin(async move { school::facility::find(tx, &city, id).await })).await
}

/// Where to come back to after signing in: this page, or the page whose form was sent.
fn back(parts: &Parts, path: &str) -> String {
    if parts.method == Method::GET {
        return path.to_owned();
    }
    let from = parts.headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let from = from.and_then(|text| url::Url::parse(text).ok()).map(|url| match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    });
    from.filter(|path| inside(path).is_some()).unwrap_or_else(|| "/console".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_console_are_gone_back_to() {
        for path in ["/console", "/console/990019", "/console/990019/x/board?day=2026-11-24&said=marked"] {
            assert_eq!(inside(path), Some(path));
        }
        for path in [
            "",
            "/",
            "//evil.example/console/",
            "/console//evil.example",
            "https://evil.example/console/",
            "/consoles",
            "/console/\\evil.example",
            "/console/../v1/me",
            "/console/x\r\nset-cookie: a=b",
        ] {
            assert_eq!(inside(path), None, "{path:?}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; itsumo_console=990019-ab=c"));
        headers.append(header::COOKIE, HeaderValue::from_static("b="));
        assert_eq!(cookie(&headers, COOKIE), Some("990019-ab=c"));
        assert_eq!((cookie(&headers, "a"), cookie(&headers, "b"), cookie(&headers, "c")), (Some("1"), None, None));
    }
}
