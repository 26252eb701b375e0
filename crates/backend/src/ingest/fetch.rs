//! The backend's one HTTP client.
//!
//! It fetches addresses that city staff typed, so it must not become a way into the server's own network
//! (SSRF). Only `http` and `https` on web ports; redirects are followed here, each target checked anew; and
//! names are resolved by a resolver of ours that drops every address that is not public. The connection uses
//! exactly the addresses that were checked, so a name that changes its answer in between gains nothing.
//! Proxies from the environment are not used: they would resolve names out of our sight.

use futures_util::StreamExt;
use reqwest::{
    StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header,
};
use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use url::{Host, Url};

/// Largest answer read, after decompression.
pub const ANSWER_BYTES: usize = 8 * 1024 * 1024;
/// Most redirects followed.
const REDIRECTS: usize = 5;
/// Longest time for one request, its body included.
const REQUEST_TIME: Duration = Duration::from_secs(30);
const CONNECT_TIME: Duration = Duration::from_secs(10);
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// What a source answered last time, sent back so that it need not answer again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag` as it came.
    pub etag: Option<String>,
    /// `Last-Modified` as it came.
    pub last_modified: Option<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub enum Fetched {
    /// Nothing has changed since the validators were given out.
    Same,
    /// A body.
    Page(Box<Page>),
}

/// A body with what is needed to read it.
#[derive(Clone, Debug)]
pub struct Page {
    /// As sent, decompressed.
    pub bytes: Vec<u8>,
    /// `Content-Type` as it came.
    pub content_type: Option<String>,
    /// Where it came from in the end.
    pub url: Url,
    /// For next time.
    pub validators: Validators,
    /// The connection broke before the end: what came is here, but it is not all.
    pub cut: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Neither http nor https.
    #[error("{0}: only http and https addresses can be fetched")]
    Scheme(Url),
    /// Not a port that web servers use.
    #[error("{0}: only ports 80, 443, 8080 and 8443 can be fetched")]
    Port(Url),
    /// Not an address.
    #[error("not an address: {0}")]
    NotAnAddress(String),
    /// The server's own network.
    #[error("{0} is in a private network; sources must be on the public internet")]
    Private(String),
    /// No such name.
    #[error("the name {0} cannot be resolved")]
    Name(String),
    /// Too slow.
    #[error("no complete answer within {} seconds", REQUEST_TIME.as_secs())]
    Time,
    /// No connection, or a broken one.
    #[error("no connection: {0}")]
    Connection(String),
    /// The certificate is not good.
    #[error("the connection is not secure: {0}")]
    Tls(String),
    /// The server said no.
    #[error("the server answered {status}")]
    Status {
        /// Its code.
        status: u16,
        /// Seconds that it asks to wait.
        retry_after: Option<u64>,
    },
    /// It went in circles.
    #[error("more than {REDIRECTS} redirects")]
    Redirects,
    /// More than anybody's feed.
    #[error("the answer is larger than {} MiB", ANSWER_BYTES >> 20)]
    TooLarge,
    /// The client could not be made.
    #[error("{0}")]
    Client(String),
}

/// Fetches sources.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: reqwest::Client,
    allow_private: bool,
}

impl Fetcher {
    /// A client that trusts Mozilla's roots and nothing else. `allow_private` lifts the ban on private
    /// addresses and odd ports, for tests and demos on one machine.
    ///
    /// # Errors
    /// [`FetchError::Client`] when TLS cannot be set up.
    pub fn new(allow_private: bool) -> Result<Self, FetchError> {
        let client = guarded(allow_private, REQUEST_TIME, 2)?
            .user_agent(concat!("itsumo-backend/", env!("CARGO_PKG_VERSION"), " (feed reader)"))
            .build()
            .map_err(|error| FetchError::Client(error.to_string()))?;
        Ok(Self { client, allow_private })
    }

    /// Asks for `url`, once; follows redirects.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn fetch(&self, url: &Url, seen: &Validators) -> Result<Fetched, FetchError> {
        let mut url = url.clone();
        for _ in 0..=REDIRECTS {
            admit(&url, self.allow_private)?;
            let mut request = self.client.get(url.clone()).header(
                header::ACCEPT,
                "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
            );
            if let Some(etag) = &seen.etag {
                request = request.header(header::IF_NONE_MATCH, etag);
            }
            if let Some(date) = &seen.last_modified {
                request = request.header(header::IF_MODIFIED_SINCE, date);
            }
            let answer = request.send().await.map_err(|error| explain(&error, &url))?;
            let status = answer.status();
            if status == StatusCode::NOT_MODIFIED {
                return Ok(Fetched::Same);
            }
            let field = |name: header::HeaderName| answer.headers().get(name).and_then(|v| v.to_str().ok());
            if status.is_redirection() {
                let target = field(header::LOCATION).unwrap_or_default();
                url = url.join(target).map_err(|_| FetchError::NotAnAddress(target.to_owned()))?;
                continue;
            }
            if !status.is_success() {
                let retry_after = field(header::RETRY_AFTER).and_then(|v| v.trim().parse().ok());
                return Err(FetchError::Status { status: status.as_u16(), retry_after });
            }
            let validators = Validators {
                etag: field(header::ETAG).map(str::to_owned),
                last_modified: field(header::LAST_MODIFIED).map(str::to_owned),
            };
            let content_type = field(header::CONTENT_TYPE).map(str::to_owned);
            let (bytes, cut) = body(answer, &url).await?;
            return Ok(Fetched::Page(Box::new(Page { bytes, content_type, url, validators, cut })));
        }
        Err(FetchError::Redirects)
    }
}

/// A client that trusts Mozilla's roots, uses no proxy, follows nothing by itself and connects to public addresses
/// only; keeps `idle` connections to a host.
///
/// # Errors
/// [`FetchError::Client`] when TLS cannot be set up.
pub(crate) fn guarded(allow_private: bool, time: Duration, idle: usize) -> Result<reqwest::ClientBuilder, FetchError> {
    let failed = |error: reqwest::Error| FetchError::Client(error.to_string());
    let mut roots = Vec::with_capacity(webpki_root_certs::TLS_SERVER_ROOT_CERTS.len());
    for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        roots.push(reqwest::Certificate::from_der(root).map_err(failed)?);
    }
    #[expect(clippy::disallowed_methods, reason = "the backend's one home of HTTP clients")]
    let client = reqwest::Client::builder()
        .tls_certs_only(roots)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .dns_resolver(PublicOnly { allow_private })
        .connect_timeout(CONNECT_TIME.min(time))
        .timeout(time)
        .pool_max_idle_per_host(idle);
    Ok(client)
}

/// Whether an address may be asked at all. Names are looked at again when they are resolved.
///
/// # Errors
/// Why not.
pub(crate) fn admit(url: &Url, allow_private: bool) -> Result<(), FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme(url.clone()));
    }
    if allow_private {
        return Ok(());
    }
    if !url.port_or_known_default().is_some_and(|port| PORTS.contains(&port)) {
        return Err(FetchError::Port(url.clone()));
    }
    let literal = match url.host() {
        Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
        Some(Host::Domain(_)) => None,
        None => return Err(FetchError::NotAnAddress(url.to_string())),
    };
    match literal {
        Some(ip) if !is_public(ip) => Err(FetchError::Private(ip.to_string())),
        _ => Ok(()),
    }
}

/// Reads a body up to [`ANSWER_BYTES`]; a body that breaks off is kept as far as it came.
async fn body(answer: reqwest::Response, url: &Url) -> Result<(Vec<u8>, bool), FetchError> {
    if answer.content_length().is_some_and(|length| length > ANSWER_BYTES as u64) {
        return Err(FetchError::TooLarge);
    }
    let mut bytes = Vec::new();
    let mut chunks = answer.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        match chunk {
            Ok(chunk) if bytes.len() + chunk.len() > ANSWER_BYTES => return Err(FetchError::TooLarge),
            Ok(chunk) => bytes.extend_from_slice(&chunk),
            Err(error) if bytes.is_empty() => return Err(explain(&error, url)),
            Err(_) => return Ok((bytes, true)),
        }
    }
    Ok((bytes, false))
}

/// A client's error in words about the source.
fn explain(error: &reqwest::Error, url: &Url) -> FetchError {
    let host = url.host_str().unwrap_or_default().to_owned();
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut last = error.to_string();
    while let Some(inner) = cause {
        if inner.is::<OnlyPrivate>() {
            return FetchError::Private(host);
        }
        last = inner.to_string();
        cause = inner.source();
    }
    if error.is_timeout() {
        return FetchError::Time;
    }
    let lower = last.to_ascii_lowercase();
    if lower.contains("certificate") || lower.contains("tls") || lower.contains("handshake") {
        FetchError::Tls(last)
    } else if lower.contains("lookup") || lower.contains("resolve") || lower.contains("name or service") {
        FetchError::Name(host)
    } else {
        FetchError::Connection(last)
    }
}

/// Resolves names and forgets every address that is not public.
#[derive(Clone, Copy, Debug)]
struct PublicOnly {
    allow_private: bool,
}

/// A name that leads only to private addresses.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to a private network")]
struct OnlyPrivate;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let public: Vec<SocketAddr> =
                found.iter().copied().filter(|address| allow_private || is_public(address.ip())).collect();
            if public.is_empty() && !found.is_empty() {
                return Err(Box::new(OnlyPrivate) as Box<dyn Error + Send + Sync>);
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is on the public internet (IANA's special-purpose registries).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let reserved = match (a, b, c) {
        (0 | 10 | 127, ..) => true,
        (100, 64..=127, _) => true,
        // Cloud metadata services live among the link-local addresses.
        (169, 254, _) => true,
        (172, 16..=31, _) => true,
        (192, 168, _) | (192, 0, 0) | (192, 0, 2) | (192, 88, 99) => true,
        (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => true,
        (224..=255, ..) => true,
        _ => false,
    };
    !reserved
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let segments = ip.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        // IPv4 in IPv6's clothes: mapped, compatible (:: and ::1 too), translated, 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0, 0, 0, 0, 0xffff, 0, high, low] => is_public_v4(embedded(high, low)),
        [0, 0, 0, 0, 0, 0, ..] => false,
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public_v4(embedded(high, low)),
        [0x64, 0xff9b, 1, ..] => false,
        [0x2002, high, low, ..] => is_public_v4(embedded(high, low)),
        // Teredo and other protocol assignments, documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_own_network_is_off_limits() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
            "2001::1",
            "fec0::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "203.0.112.1",
            "2606:4700::1111",
            "2001:200::1",
            "64:ff9b::808:808",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn addresses_are_looked_at_before_anything_is_sent() {
        for (address, wanted) in [
            ("file:///etc/passwd", "only http"),
            ("ftp://example.com/feed", "only http"),
            ("http://127.0.0.1/feed", "private"),
            ("http://[::1]/feed", "private"),
            ("http://0x7f.1/feed", "private"),
            ("http://2130706433/feed", "private"),
            ("http://169.254.169.254/latest/meta-data", "private"),
            ("https://example.com:22/", "only ports"),
        ] {
            let error = admit(&Url::parse(address).unwrap(), false).unwrap_err();
            assert!(error.to_string().contains(wanted), "{address}: {error}");
        }
        assert!(admit(&Url::parse("https://example.com:8443/feed").unwrap(), false).is_ok());
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused_when_it_is_resolved() {
        let fetcher = Fetcher::new(false).unwrap();
        let error =
            fetcher.fetch(&Url::parse("http://localhost:8080/").unwrap(), &Validators::default()).await.unwrap_err();
        assert!(matches!(error, FetchError::Private(_)), "{error}");
    }
}
