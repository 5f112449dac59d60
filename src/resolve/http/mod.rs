//! A resolver that fetches over https, and is not led astray by what a credential names.
//!
//! A credential is written by anybody, so the URLs in it are, too. [`HttpsResolver`] asks only for
//! plain https URLs of hosts with a public name, dials only public addresses (the one that was
//! checked is the one that is dialled), follows no redirect, uses no proxy, and stops at limits of
//! time and size. Nothing but `GET` is ever sent, and nothing about the credential but the URL.

mod cache;
mod client;
mod network;
mod target;

pub use cache::Lifetimes;
pub use network::{Network, SystemNetwork};

use std::sync::Arc;
use std::time::{Duration, Instant};

use cache::Cache;
use client::Client;
use target::Target;

use super::{Document, ResolveError, Resolver, did_web_location};

/// Fetches documents over https. It is cheap to share between threads and keeps what it fetched for
/// a while, so make one and keep it.
///
/// ```no_run
/// use openbadges::resolve::http::HttpsResolver;
/// use openbadges::{Timestamp, Verifier};
/// let verifier = Verifier::new().with_resolver(HttpsResolver::new());
/// # let badge = b"";
/// let report = verifier.verify(badge, &Timestamp::now());
/// ```
///
/// It blocks the thread that asks, for at most [`Options::whole`] a document; how many documents a
/// credential may ask for, [`Limits::fetches`](crate::Limits::fetches) says.
pub struct HttpsResolver {
    options: Arc<Options>,
    network: Arc<dyn Network>,
    client: Client,
    cache: Cache,
}

impl HttpsResolver {
    /// A resolver with the default [`Options`].
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    /// A resolver with these options.
    pub fn with(options: Options) -> Self {
        Self::over(SystemNetwork, options)
    }

    /// A resolver that looks names up in `network`.
    pub fn over(network: impl Network + 'static, options: Options) -> Self {
        let (network, options): (Arc<dyn Network>, _) = (Arc::new(network), Arc::new(options));
        let client = Client::new(&network, &options);
        Self { cache: Cache::new(&options), client, network, options }
    }

    /// Forgets every document.
    pub fn forget(&self) {
        self.cache.forget();
    }
}

impl Default for HttpsResolver {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for HttpsResolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (options, network) = (&self.options, &self.network);
        f.debug_struct("HttpsResolver").field("options", options).field("network", network).finish()
    }
}

impl Resolver for HttpsResolver {
    /// The document at an https URL, or of a `did:web`.
    fn resolve(&self, url: &str) -> Result<Document, ResolveError> {
        let target = self.target(url)?;
        if let Some(kept) = self.cache.kept(target.as_str(), Instant::now()) {
            return kept;
        }
        self.fetch(&target)
    }

    fn resolve_anew(&self, url: &str) -> Result<Document, ResolveError> {
        self.fetch(&self.target(url)?)
    }
}

impl HttpsResolver {
    fn target(&self, url: &str) -> Result<Target, ResolveError> {
        let blocked = |reason: String| ResolveError::Blocked { url: url.to_owned(), reason };
        let location = match did_web_location(url) {
            Some(location) => Some(location.map_err(|error| blocked(error.reason.to_owned()))?),
            None if url.starts_with("did:") => {
                return Err(ResolveError::NotAvailable { url: url.to_owned() });
            }
            None => None,
        };
        let target = Target::parse(location.as_deref().unwrap_or(url), &self.options);
        target.map_err(|reason| blocked(reason.to_owned()))
    }

    fn fetch(&self, target: &Target) -> Result<Document, ResolveError> {
        let fetched = self.client.fetch(target);
        self.cache.keep(target.as_str(), &fetched, Instant::now());
        fetched.document
    }
}

/// How a [`HttpsResolver`] fetches. Every field says its default.
///
/// ```
/// use openbadges::resolve::http::{HttpsResolver, Options};
/// let options = Options { ports: vec![443, 8443], ..Options::default() };
/// let resolver = HttpsResolver::with(options);
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    /// The ports that may be asked. Default 443 alone.
    pub ports: Vec<u16>,
    /// The longest time until a connection stands, TLS included. Default 5 seconds.
    pub connect: Duration,
    /// The longest time for one document, from the look-up of the name to the last byte. Default 15
    /// seconds.
    pub whole: Duration,
    /// Bytes of one document. Default 2 MiB: a status list of 1 MiB that does not compress, as a
    /// token, has 1.9.
    pub document_bytes: usize,
    /// Bytes of the header of an answer, which may also have no more than 100 fields. Default 16
    /// KiB.
    pub header_bytes: usize,
    /// How long documents are kept.
    pub lifetimes: Lifetimes,
    /// Documents, and failures to get one, that are kept. Default 1,000.
    pub kept: usize,
    /// Bytes of the documents that are kept. Default 64 MiB.
    pub kept_bytes: usize,
    /// Which addresses may be reached. Default [`Reach::Public`].
    pub reach: Reach,
    /// Whose word makes a host the one that it says it is. Default [`Roots::WebPki`].
    pub roots: Roots,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ports: vec![443],
            connect: Duration::from_secs(5),
            whole: Duration::from_secs(15),
            document_bytes: 2 * 1024 * 1024,
            header_bytes: 16 * 1024,
            lifetimes: Lifetimes::default(),
            kept: 1_000,
            kept_bytes: 64 * 1024 * 1024,
            reach: Reach::default(),
            roots: Roots::default(),
        }
    }
}

/// Which addresses may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Reach {
    /// Those of the public internet, by names that may be public. The default.
    #[default]
    Public,
    /// All of them: this machine and private networks too, also by local names. This is unsafe:
    /// whoever writes a credential can have anything there asked for. For tests and closed networks.
    UnsafelyAnywhere,
}

/// Whose word makes a host the one that it says it is.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Roots {
    /// The certificate authorities that Mozilla trusts. The default.
    #[default]
    WebPki,
    /// Only these certificates, each in DER: a closed network's own, or a test's.
    Only(Vec<Vec<u8>>),
}
