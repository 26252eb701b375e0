//! Who asks, and from where.

use crate::{
    account::{self, Signed},
    app::App,
    problem::Failure,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use itsumo_domain::may::{self, Who};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

/// The other end of the connection; put into each request by the accept loop.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// The client's address, for counting tries only.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        Ok(Self(client(peer, &parts.headers, app.config.trust_proxy)))
    }
}

/// The address that our own proxies saw: the `hops`th from the end of `X-Forwarded-For`. What stands further
/// to the left was written by the client and may be anything.
fn client(peer: IpAddr, headers: &HeaderMap, hops: usize) -> IpAddr {
    let Some(back) = hops.checked_sub(1) else { return peer };
    let values = headers.get_all("x-forwarded-for");
    let hops: Vec<&str> = values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let named = hops.len().checked_sub(1 + back).and_then(|place| hops.get(place));
    named.and_then(|text| text.parse().ok()).unwrap_or(peer)
}

/// Who asks: with no `Authorization` it is anybody, and with one that is not good it is an error, because a
/// device that thinks it is signed in must learn that it is not.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Somebody without an account.
    Anyone,
    /// A signed-in device.
    Signed(Signed),
    /// The operator.
    Operator,
}

impl Caller {
    /// In the words of [`may`].
    pub fn who(&self) -> Who {
        match self {
            Self::Anyone => Who::Anyone,
            Self::Signed(signed) => Who::Person(signed.person),
            Self::Operator => Who::Operator,
        }
    }

    /// The same in `city`: elsewhere a person is anybody.
    pub fn who_in(&self, city: &str) -> Who {
        match self {
            Self::Signed(signed) if signed.city != city => Who::Anyone,
            _ => self.who(),
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get(header::AUTHORIZATION) else { return Ok(Self::Anyone) };
        let token = value
            .to_str()
            .ok()
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(Failure::signed_out)?;
        if app.operator.is(token) {
            return Ok(Self::Operator);
        }
        Ok(Self::Signed(account::signed(app, token).await?))
    }
}

/// A signed-in person; without one the route answers 401.
#[derive(Clone, Debug)]
pub struct Me(pub Signed);

impl FromRequestParts<App> for Me {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match Caller::from_request_parts(parts, app).await? {
            Caller::Signed(signed) => Ok(Self(signed)),
            Caller::Anyone | Caller::Operator => Err(Failure::sign_in_needed()),
        }
    }
}

/// Somebody who may operate; others get 401 or 403.
#[derive(Clone, Copy, Debug)]
pub struct Operator;

impl FromRequestParts<App> for Operator {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match Caller::from_request_parts(parts, app).await? {
            caller if may::may_operate(caller.who()) => Ok(Self),
            Caller::Anyone => Err(Failure::sign_in_needed()),
            _ => Err(Failure::new(StatusCode::FORBIDDEN, "forbidden")),
        }
    }
}

/// Somebody on this very machine; others get 403. A request that a proxy brought comes from elsewhere, and says so.
#[derive(Clone, Copy, Debug)]
pub struct NearBy;

impl FromRequestParts<App> for NearBy {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let near = parts.extensions.get::<Peer>().is_some_and(|peer| peer.0.ip().to_canonical().is_loopback());
        let brought = ["x-forwarded-for", "forwarded", "via"].iter().any(|name| parts.headers.contains_key(*name));
        if near && !brought { Ok(Self) } else { Err(Failure::new(StatusCode::FORBIDDEN, "forbidden")) }
    }
}

/// Somebody on this very machine, or the operator: the people who run the server.
#[derive(Clone, Copy, Debug)]
pub struct Insider;

impl FromRequestParts<App> for Insider {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if NearBy::from_request_parts(parts, app).await.is_ok() {
            return Ok(Self);
        }
        Operator::from_request_parts(parts, app).await.map(|Operator| Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_is_who_our_own_proxies_saw() {
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let of = |value: &str, hops| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", value.parse().unwrap());
            client(peer, &headers, hops).to_string()
        };
        assert_eq!(of("192.0.2.9", 0), "10.0.0.1");
        assert_eq!(of("192.0.2.9", 1), "192.0.2.9");
        assert_eq!(of("6.6.6.6, 192.0.2.9", 1), "192.0.2.9");
        assert_eq!(of("6.6.6.6, 192.0.2.9, 10.0.0.2", 2), "192.0.2.9");
        assert_eq!(of("not an address", 1), "10.0.0.1");
        assert_eq!(of("192.0.2.9", 3), "10.0.0.1");
    }
}
