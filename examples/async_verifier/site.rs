//! The district's server, on the loopback. It ends with the program.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig, crypto};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::certificate;

/// The server answers no more than this.
const MOST_CONNECTIONS: usize = 200;

pub struct Site {
    address: SocketAddr,
    connector: TlsConnector,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    requests: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Site {
    /// A server for `host` that has these documents, by URL.
    pub async fn start(
        host: &str,
        documents: BTreeMap<String, String>,
    ) -> Result<Self, Box<dyn Error>> {
        let (certificate, key) = certificate::of(&[host]);
        let certificate = CertificateDer::from(certificate);
        let provider = Arc::new(crypto::aws_lc_rs::default_provider());
        let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], PrivatePkcs8KeyDer::from(key).into())?;
        let mut roots = RootCertStore::empty();
        roots.add(certificate)?;
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let acceptor = TlsAcceptor::from(Arc::new(server));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let seen = Arc::<Seen>::default();
        let (noted, documents) = (Arc::clone(&seen), Arc::new(documents));
        let host = host.to_owned();
        tokio::spawn(async move {
            for _ in 0..MOST_CONNECTIONS {
                let Ok((stream, _)) = listener.accept().await else { return };
                let (acceptor, documents) = (acceptor.clone(), Arc::clone(&documents));
                let (noted, host) = (Arc::clone(&noted), host.clone());
                // A client that hangs up gets no answer.
                tokio::spawn(async move {
                    let _ = serve(stream, &acceptor, &host, &documents, &noted).await;
                });
            }
        });
        Ok(Self { address, connector: TlsConnector::from(Arc::new(client)), seen })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Trusts this server alone.
    pub fn connector(&self) -> TlsConnector {
        self.connector.clone()
    }

    pub fn requests(&self) -> usize {
        self.seen.requests.load(SeqCst)
    }

    /// The most requests that it had to answer at one time.
    pub fn most_at_once(&self) -> usize {
        self.seen.most_at_once.load(SeqCst)
    }
}

async fn serve(
    stream: TcpStream,
    acceptor: &TlsAcceptor,
    host: &str,
    documents: &BTreeMap<String, String>,
    seen: &Seen,
) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < 16 * 1024 {
        head.push(stream.read_u8().await?);
    }
    seen.requests.fetch_add(1, SeqCst);
    seen.most_at_once.fetch_max(seen.at_once.fetch_add(1, SeqCst) + 1, SeqCst);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let head = String::from_utf8_lossy(&head);
    let path = head.split(' ').nth(1).unwrap_or_default();
    let answer = match documents.get(&format!("https://{host}{path}")) {
        Some(text) => {
            let length = text.len();
            format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \
                 {length}\r\n\r\n{text}"
            )
        }
        None => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
    };
    seen.at_once.fetch_sub(1, SeqCst);
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}
