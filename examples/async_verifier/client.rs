//! An HTTP client that is not led astray by what a badge names.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::{Request, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use openbadges::Timestamp;
use openbadges::resolve::{Document, ResolveError, is_public};
use openbadges::verifier::Need;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::site::Site;

/// Bytes of one document.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The longest time for one document.
const LONGEST: Duration = Duration::from_secs(10);

/// Cheap to clone; clones share what they know.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    /// Stands for the look-up of names.
    names: HashMap<String, Vec<IpAddr>>,
    /// Where a checked address is led to.
    route: SocketAddr,
    tls: TlsConnector,
}

/// Why there is no document.
enum Nothing {
    Blocked(&'static str),
    Failed(String),
}

impl Client {
    /// A client that trusts the server of `site`, and dials it in place of every public address.
    pub fn new<const N: usize>(site: &Site, names: [(&str, Vec<IpAddr>); N]) -> Self {
        let names = names.map(|(name, addresses)| (name.to_owned(), addresses)).into();
        Self(Arc::new(Inner { names, route: site.address(), tls: site.connector() }))
    }

    /// The document that a verification needs, or the reason why it is not to be had.
    pub async fn fetch(&self, need: &Need) -> Result<Document, ResolveError> {
        let url = need.url.clone();
        let Some(location) = need.location() else {
            return Err(ResolveError::NotAvailable { url });
        };
        match timeout(LONGEST, self.answer(&url, &location)).await {
            Ok(answer) => answer,
            Err(_) => Err(ResolveError::TooMuch { url, reason: "it takes too long".into() }),
        }
    }

    async fn answer(&self, url: &str, location: &str) -> Result<Document, ResolveError> {
        let told = |nothing| match nothing {
            Nothing::Blocked(reason) => {
                ResolveError::Blocked { url: url.to_owned(), reason: reason.to_owned() }
            }
            Nothing::Failed(reason) => ResolveError::Failed { url: url.to_owned(), reason },
        };
        let response = self.response(location).await.map_err(told)?;
        let url = url.to_owned();
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND | StatusCode::GONE => {
                return Err(ResolveError::NotAvailable { url });
            }
            status if status.is_redirection() => {
                let to = response.headers().get(header::LOCATION);
                let to = to.and_then(|to| to.to_str().ok()).unwrap_or("nowhere").to_owned();
                return Err(ResolveError::Redirected { url, to });
            }
            status => {
                let reason = format!("the server answers {status}");
                return Err(ResolveError::Failed { url, reason });
            }
        }
        let body = Limited::new(response.into_body(), MOST_BYTES).collect().await;
        match body {
            Ok(body) => Ok(Document {
                retrieved: Some(Timestamp::now()),
                ..Document::new(body.to_bytes().to_vec())
            }),
            Err(error) if error.is::<LengthLimitError>() => {
                let reason = format!("it has more than the {MOST_BYTES} bytes allowed");
                Err(ResolveError::TooMuch { url, reason })
            }
            Err(error) => Err(ResolveError::Failed { url, reason: error.to_string() }),
        }
    }

    async fn response(
        &self,
        location: &str,
    ) -> Result<hyper::Response<hyper::body::Incoming>, Nothing> {
        let failed = |error: &dyn std::fmt::Display| Nothing::Failed(error.to_string());
        let uri: Uri = location.parse().map_err(|_| Nothing::Blocked("it is no plain URL"))?;
        let host = uri.host().unwrap_or_default().to_owned();
        let is_plain = uri.scheme_str() == Some("https")
            && uri.port_u16().is_none_or(|port| port == 443)
            && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
        if !is_plain || host.parse::<IpAddr>().is_ok() || !host.contains('.') {
            return Err(Nothing::Blocked("it is no plain https URL of a public name"));
        }
        let addresses = self.0.names.get(&host).map(Vec::as_slice).unwrap_or_default();
        // One look-up: of what it gave, all is checked, and one is dialled.
        let Some(address) = addresses.first() else {
            return Err(Nothing::Failed("the name has no address".into()));
        };
        if !addresses.iter().all(|address| is_public(*address)) {
            return Err(Nothing::Blocked("an address of it is not on the public internet"));
        }
        let stream = self.dial(SocketAddr::new(*address, 443)).await.map_err(|it| failed(&it))?;
        let name = ServerName::try_from(host.clone()).map_err(|error| failed(&error))?;
        let stream = self.0.tls.connect(name, stream).await.map_err(|error| failed(&error))?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| failed(&error))?;
        tokio::spawn(connection);
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let request = Request::get(path)
            .header(header::HOST, host)
            .header(header::ACCEPT, "application/json, application/vc, application/jwt")
            .body(Empty::<Bytes>::new())
            .map_err(|error| failed(&error))?;
        sender.send_request(request).await.map_err(|error| failed(&error))
    }

    /// A service dials the address that was checked; here every one is the server on the loopback.
    async fn dial(&self, checked: SocketAddr) -> std::io::Result<TcpStream> {
        debug_assert!(is_public(checked.ip()));
        TcpStream::connect(self.0.route).await
    }
}
