//! One request, and what is made of the answer.

use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ureq::http::{HeaderMap, StatusCode, Uri, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver as UreqResolver};
use ureq::unversioned::transport::{Connector as _, NextTimeout, RustlsConnector, TcpConnector};
use ureq::{Agent, Error};

use super::target::Target;
use super::{Network, Options, Reach, Roots};
use crate::resolve::{Document, ResolveError, is_public};
use crate::text::Timestamp;

const USER_AGENT: &str = concat!("openbadges/", env!("CARGO_PKG_VERSION"));

/// Hosts that have a web page at the same place are told that it is not wanted.
const ACCEPT: &str = "application/json, application/ld+json, application/did+json, \
    application/jwk-set+json, application/vc, application/vc+jwt, application/jwt, \
    text/plain;q=0.5, */*;q=0.1";

/// Fields of the header of an answer. Servers send 10 to 30.
const MOST_FIELDS: usize = 100;

/// Addresses of one host that are tried.
const MOST_ADDRESSES: usize = 8;

pub(super) struct Client {
    agent: Agent,
    document_bytes: usize,
}

/// A document, or why there is none, and for how long its server calls it fresh.
pub(super) struct Fetched {
    pub(super) document: Result<Document, ResolveError>,
    pub(super) fresh: Option<Duration>,
}

impl Client {
    pub(super) fn new(network: &Arc<dyn Network>, options: &Arc<Options>) -> Self {
        let roots = match &options.roots {
            Roots::WebPki => RootCerts::WebPki,
            Roots::Only(certificates) => {
                certificates.iter().map(|der| Certificate::from_der(der).to_owned()).into()
            }
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .https_only(true)
            .http_status_as_error(false)
            // Also none from the environment.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .accept_encoding("identity")
            .timeout_connect(Some(options.connect))
            .timeout_global(Some(options.whole))
            .max_response_header_size(options.header_bytes)
            // Each connection is to an address that was just checked.
            .max_idle_connections(0)
            .build();
        // No connector that knows of proxies stands before this one.
        let connector = ().chain(TcpConnector::default()).chain(RustlsConnector::default());
        let guard = Guard { network: Arc::clone(network), options: Arc::clone(options) };
        let agent = Agent::with_parts(config, connector, guard);
        Self { agent, document_bytes: options.document_bytes }
    }

    pub(super) fn fetch(&self, target: &Target) -> Fetched {
        let mut response = match self.agent.get(target.as_str()).call() {
            Ok(response) => response,
            Err(error) => return Fetched::nothing(unanswered(target.as_str(), error)),
        };
        let document = self.read(target.as_str(), &mut response);
        Fetched { document, fresh: freshness(response.headers()) }
    }

    fn read(
        &self,
        url: &str,
        response: &mut ureq::http::Response<ureq::Body>,
    ) -> Result<Document, ResolveError> {
        let url = url.to_owned();
        let headers = response.headers();
        if headers.len() > MOST_FIELDS {
            return Err(too_much(url, "its header has too many fields"));
        }
        match response.status() {
            StatusCode::OK => {}
            status if status.is_redirection() => {
                let to = text(headers, header::LOCATION).unwrap_or("nowhere");
                return Err(ResolveError::Redirected { url, to: short(to) });
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                return Err(ResolveError::NotAvailable { url });
            }
            status => {
                let reason = format!("the server answers {}", status.as_u16());
                return Err(ResolveError::Failed { url, reason });
            }
        }
        if headers.get_all(header::CONTENT_ENCODING).iter().any(|coding| coding != "identity") {
            return Err(too_much(url, "it is compressed, which was not asked for"));
        }
        check_type(headers).map_err(|found| ResolveError::Type { url: url.clone(), found })?;
        let media_type = text(headers, header::CONTENT_TYPE).map(short);
        let most = self.document_bytes;
        let is_larger = |size| size > most as u64;
        let larger = |url| too_much(url, &format!("it has more than the {most} bytes allowed"));
        if response.body().content_length().is_some_and(is_larger) {
            return Err(larger(url));
        }
        let mut bytes = Vec::new();
        let body = response.body_mut().as_reader();
        match body.take(most as u64 + 1).read_to_end(&mut bytes).map_err(Error::from) {
            Ok(_) if bytes.len() > most => Err(larger(url)),
            Ok(_) => {
                let retrieved = Some(Timestamp::now());
                Ok(Document { bytes: bytes.into(), retrieved, media_type })
            }
            Err(Error::Timeout(_)) => Err(too_much(url, "it takes too long")),
            Err(error) => {
                Err(ResolveError::Failed { url, reason: format!("it broke off: {error}") })
            }
        }
    }
}

impl Fetched {
    fn nothing(error: ResolveError) -> Self {
        Self { document: Err(error), fresh: None }
    }
}

fn too_much(url: String, reason: &str) -> ResolveError {
    ResolveError::TooMuch { url, reason: reason.to_owned() }
}

/// Why there is no answer, or none that could be read as far as its header goes.
fn unanswered(url: &str, error: Error) -> ResolveError {
    let url = url.to_owned();
    match error {
        Error::Other(inner) if inner.is::<Blocked>() => {
            ResolveError::Blocked { url, reason: inner.to_string() }
        }
        Error::LargeResponseHeader(..) => too_much(url, "its header is too large"),
        // The enum that says so is of a crate that ureq does not show.
        Error::Protocol(inner) if format!("{inner:?}").contains("TooManyHeaders") => {
            too_much(url, "its header has too many fields")
        }
        Error::Timeout(_) => {
            ResolveError::Failed { url, reason: "there was no answer in time".to_owned() }
        }
        error => ResolveError::Failed { url, reason: short(&error.to_string()) },
    }
}

/// Looks names up, and lets nothing through but addresses that may be reached. What it lets through
/// is what is dialled: nothing is looked up after it.
#[derive(Debug)]
struct Guard {
    network: Arc<dyn Network>,
    options: Arc<Options>,
}

/// Why a host is not dialled.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Blocked(&'static str);

impl UreqResolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        _: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let blocked = |reason| Error::Other(Box::new(Blocked(reason)));
        // As the client reads the URL, and not only as this library does.
        Target::parse(&uri.to_string(), &self.options).map_err(blocked)?;
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or(443);
        let found = self.network.look_up(host, *timeout.after)?;
        if self.options.reach == Reach::Public && !found.iter().copied().all(is_public) {
            // Which address that is would tell a stranger about the network here.
            return Err(blocked("its host has an address that is not public"));
        }
        let mut addresses = self.empty();
        for address in found.into_iter().take(MOST_ADDRESSES) {
            addresses.push(self.network.route(SocketAddr::new(address, port)));
        }
        if addresses.is_empty() { Err(Error::HostNotFound) } else { Ok(addresses) }
    }
}

/// Whether an answer may be a document: JSON of any kind, a token, or what is not said.
fn check_type(headers: &HeaderMap) -> Result<(), String> {
    let mut all = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(value) = all.next() else { return Ok(()) };
    let written = value.to_str().unwrap_or("of an unreadable type");
    let essence = written.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_read = matches!(
        essence.as_str(),
        "application/json"
            | "text/json"
            | "application/vc"
            | "application/jwt"
            | "application/jose"
            | "text/plain"
            | "application/octet-stream"
            | "binary/octet-stream"
    ) || ["+json", "+jwt"].iter().any(|suffix| {
        essence.strip_prefix("application/").is_some_and(|rest| rest.ends_with(suffix))
    });
    match all.next() {
        Some(_) => Err("of several types".to_owned()),
        None if is_read => Ok(()),
        None => Err(short(written)),
    }
}

/// For how long the server calls its answer fresh (RFC 9111, sections 4.2.1 and 5.1).
fn freshness(headers: &HeaderMap) -> Option<Duration> {
    let mut fresh = None;
    for value in headers.get_all(header::CACHE_CONTROL) {
        for directive in value.to_str().unwrap_or_default().split(',') {
            let (name, argument) = directive.split_once('=').unwrap_or((directive, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "no-store" | "no-cache" => return Some(Duration::ZERO),
                // What is said twice holds for the shorter time; what cannot be read, for none.
                "max-age" => {
                    let seconds = argument.trim().trim_matches('"').parse::<u32>().unwrap_or(0);
                    fresh = Some(fresh.map_or(seconds, |fresh: u32| fresh.min(seconds)));
                }
                _ => {}
            }
        }
    }
    let age = text(headers, header::AGE).and_then(|age| age.trim().parse().ok()).unwrap_or(0);
    fresh.map(|fresh| Duration::from_secs(fresh.saturating_sub(age).into()))
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// What a server says, as far as a report has room for it.
fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn how_long_an_answer_is_fresh() {
        for (fields, seconds) in [
            (&[][..], None),
            (&[("cache-control", "public")], None),
            (&[("cache-control", "max-age=60")], Some(60)),
            (&[("cache-control", "public, Max-Age=\"60\"")], Some(60)),
            (&[("cache-control", "max-age=60"), ("cache-control", "max-age=30")], Some(30)),
            (&[("cache-control", "max-age=60, no-store")], Some(0)),
            (&[("cache-control", "no-cache")], Some(0)),
            (&[("cache-control", "s-maxage=60")], None),
            (&[("cache-control", "max-age=-1")], Some(0)),
            (&[("cache-control", "max-age=99999999999999999999")], Some(0)),
            (&[("cache-control", "max-age=60"), ("age", "50")], Some(10)),
            (&[("cache-control", "max-age=60"), ("age", "70")], Some(0)),
        ] {
            let found = freshness(&headers(fields));
            assert_eq!(found, seconds.map(Duration::from_secs), "{fields:?}");
        }
    }

    #[test]
    fn types_that_may_be_documents() {
        for (kind, is_read) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/did+ld+json", true),
            ("application/vc+jwt", true),
            ("application/jwk-set+json", true),
            ("text/plain;charset=UTF-8", true),
            ("application/octet-stream", true),
            ("text/html", false),
            ("text/html; charset=utf-8", false),
            ("application/xhtml+xml", false),
            ("image/svg+xml", false),
            ("image/png+json", false),
            ("application/jsonp", false),
            ("", false),
        ] {
            let found = check_type(&headers(&[("content-type", kind)])).is_ok();
            assert_eq!(found, is_read, "{kind:?}");
        }
        assert!(check_type(&headers(&[])).is_ok());
        let json = ("content-type", "application/json");
        assert!(check_type(&headers(&[json, json])).is_err());
    }
}
