//! The process that the peers run in.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// Longer than a build without optimization needs for anything here that ends at all.
const LIMIT_IN_SECONDS: &str = "20";

pub struct Peer {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    pub fn start() -> Self {
        Self::start_with_limit(LIMIT_IN_SECONDS)
    }

    pub fn start_with_limit(seconds: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_peer"))
            .args(["--limit", seconds])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let requests = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self { child, requests, answers }
    }

    /// The answer, or the reason why there is none.
    pub fn ask(&mut self, request: &Value) -> Result<Value, String> {
        writeln!(self.requests, "{request}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        match answer["reason"].as_str() {
            Some("request") => panic!("{answer} to {request}"),
            Some(reason) => Err(reason.to_owned()),
            None => Ok(answer),
        }
    }

    /// The N-Quads in the answer.
    pub fn n_quads(&mut self, request: &Value) -> Result<String, String> {
        self.ask(request).map(|answer| answer["nquads"].as_str().unwrap().to_owned())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Nothing is lost: every answer has been read, or the test has failed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_failure_is_told_and_the_process_goes_on() {
    let mut peer = Peer::start();
    let unknown = json!({ "document": { "@context": "https://example.org/unknown" } });
    assert_eq!(peer.ask(&unknown), Err("loading remote context failed".to_owned()));
    let plain = json!({ "document": { "@id": "urn:a", "urn:b": "c" } });
    assert_eq!(peer.n_quads(&plain), Ok("<urn:a> <urn:b> \"c\" .\n".to_owned()));
}

#[test]
fn a_peer_that_hangs_is_ended_and_started_again() {
    let mut peer = Peer::start_with_limit("3");
    let plain = json!({ "document": { "@id": "urn:a", "urn:b": "c" } });
    let equal = crate::canonical_form::equal_graphs(12);
    let hanging = json!({ "job": "canonicalize", "nquads": equal });
    assert_eq!(peer.ask(&hanging), Err("time limit".to_owned()));
    assert!(peer.ask(&plain).is_ok());
}
