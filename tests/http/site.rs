//! A server on the loopback, and the table of names that leads to it.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use openbadges::resolve::http::{HttpsResolver, Network, Options, Roots};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::certificate;

pub const HOST: &str = "district.example.org";

/// An address of the public internet, which is never dialled here.
pub const PUBLIC: &str = "9.9.9.9";

/// Names and their addresses. It keeps what was asked of it, and which addresses were dialled.
#[derive(Clone, Debug, Default)]
pub struct Names(Arc<Table>);

#[derive(Debug, Default)]
struct Table {
    /// Answers to give one after the other; the last is given again.
    answers: Mutex<HashMap<String, VecDeque<Vec<IpAddr>>>>,
    server: Mutex<Option<SocketAddr>>,
    looked_up: Mutex<Vec<String>>,
    dialled: Mutex<Vec<SocketAddr>>,
}

impl Names {
    /// Every name has a public address, unless `answers` say otherwise.
    pub fn new(answers: &[(&str, &[&[&str]])]) -> Self {
        let names = Self::default();
        for (name, answers) in answers {
            let address = |address: &&str| address.parse().unwrap();
            let answers = answers.iter().map(|answer| answer.iter().map(address).collect());
            names.0.answers.lock().unwrap().insert((*name).to_owned(), answers.collect());
        }
        names
    }

    pub fn looked_up(&self) -> Vec<String> {
        self.0.looked_up.lock().unwrap().clone()
    }

    pub fn dialled(&self) -> Vec<SocketAddr> {
        self.0.dialled.lock().unwrap().clone()
    }
}

impl Network for Names {
    fn look_up(&self, host: &str, _: Duration) -> io::Result<Vec<IpAddr>> {
        self.0.looked_up.lock().unwrap().push(host.to_owned());
        let mut answers = self.0.answers.lock().unwrap();
        let Some(answers) = answers.get_mut(host) else { return Ok(vec![PUBLIC.parse().unwrap()]) };
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Ok(answer.unwrap_or_default())
    }

    fn route(&self, checked: SocketAddr) -> SocketAddr {
        self.0.dialled.lock().unwrap().push(checked);
        // Port 1 of the loopback: nobody is there.
        self.0.server.lock().unwrap().unwrap_or_else(|| "127.0.0.1:1".parse().unwrap())
    }
}

/// A TLS server that answers a bounded number of requests, each on a connection of its own.
pub struct Site {
    pub names: Names,
    pub certificate: Vec<u8>,
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

const MOST_CONNECTIONS: usize = 100;

impl Site {
    /// A server that writes what `answer` writes for a path.
    pub fn answering(
        names: Names,
        answer: impl Fn(&str, &mut dyn Write) -> io::Result<()> + Send + 'static,
    ) -> Self {
        let (certificate, key) = certificate::of(&[HOST, "*.example.org"]);
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let chain = vec![CertificateDer::from(certificate.clone())];
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, PrivatePkcs8KeyDer::from(key).into())
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        *names.0.server.lock().unwrap() = Some(address);
        let (requests, stop) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicBool>::default());
        let (seen, stopped) = (Arc::clone(&requests), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().take(MOST_CONNECTIONS) {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                // A client that hangs up in the middle is what some tests are about.
                let _ = stream.and_then(|stream| serve(stream, &config, &seen, &answer));
            }
        });
        Self { names, certificate, address, requests, stop, thread: Some(thread) }
    }

    /// A server that has the same for every path: a head without its last line, and a body.
    pub fn with(head: &str, body: &[u8]) -> Self {
        let whole = [head.as_bytes(), b"\r\n", body].concat();
        Self::answering(Names::default(), move |_, out| out.write_all(&whole))
    }

    /// A server that has JSON documents.
    pub fn of(documents: &[(&str, String)]) -> Self {
        let documents: HashMap<String, String> =
            documents.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect();
        Self::answering(Names::default(), move |path, out| match documents.get(path) {
            Some(text) => out.write_all(json(text).as_bytes()),
            None => out.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        })
    }

    /// A resolver that trusts this server alone.
    pub fn resolver(&self) -> HttpsResolver {
        HttpsResolver::over(self.names.clone(), self.options())
    }

    pub fn options(&self) -> Options {
        let roots = Roots::Only(vec![self.certificate.clone()]);
        Options { roots, whole: Duration::from_secs(20), ..Options::default() }
    }

    /// The heads of the requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // It waits for a connection.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// An answer with a JSON document.
pub fn json(text: &str) -> String {
    let length = text.len();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length:";
    format!("{head} {length}\r\n\r\n{text}")
}

fn serve(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
    requests: &Mutex<Vec<String>>,
    answer: &dyn Fn(&str, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.set_write_timeout(Some(Duration::from_secs(20)))?;
    stream.set_nodelay(true)?;
    let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(connection, stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && head.len() < 16 * 1024 {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).map_err(io::Error::other)?;
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    requests.lock().unwrap().push(head);
    answer(&path, &mut stream)?;
    stream.conn.send_close_notify();
    stream.flush()
}
