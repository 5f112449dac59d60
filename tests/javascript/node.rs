//! The scripts of `tests/interop/js`, over pipes.
#![allow(dead_code)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use openbadges::key::SecretKey;
use openbadges::text::multibase;
use serde_json::{Value, json};

use crate::support::shared;

/// The seed of the published 1EdTech vector; its did:key issues the fixtures.
pub const SEED: &str = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4";

/// A suite, and the key that it is tried with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suite {
    pub name: &'static str,
    pub key: KeyKind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeyKind {
    /// The key of [`SEED`].
    Ed25519,
    P256,
    P384,
}

impl std::fmt::Display for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} by {:?}", self.name, self.key)
    }
}

const fn suite(name: &'static str, key: KeyKind) -> Suite {
    Suite { name, key }
}

/// Every suite in which both sides sign and verify.
pub const SUITES: &[Suite] = if cfg!(feature = "aws-lc") {
    &[
        suite("eddsa-rdfc-2022", KeyKind::Ed25519),
        suite("eddsa-jcs-2022", KeyKind::Ed25519),
        suite("ecdsa-rdfc-2019", KeyKind::P256),
        suite("ecdsa-rdfc-2019", KeyKind::P384),
        suite("ecdsa-jcs-2019", KeyKind::P256),
        suite("ecdsa-jcs-2019", KeyKind::P384),
    ]
} else {
    &[suite("eddsa-rdfc-2022", KeyKind::Ed25519), suite("eddsa-jcs-2022", KeyKind::Ed25519)]
};

/// The suites that are only verified here.
pub const SUPERSEDED: &[Suite] =
    &[suite("eddsa-2022", KeyKind::Ed25519), suite("Ed25519Signature2020", KeyKind::Ed25519)];

impl KeyKind {
    /// As the standards write it.
    pub fn name(self) -> &'static str {
        match self {
            KeyKind::Ed25519 => "Ed25519",
            KeyKind::P256 => "P-256",
            KeyKind::P384 => "P-384",
        }
    }

    /// The secret key, without what says its kind.
    pub fn secret(self) -> Vec<u8> {
        match self {
            KeyKind::Ed25519 => crate::support::PUBLISHED_SEED.to_vec(),
            KeyKind::P256 => vec![0x25; 32],
            KeyKind::P384 => vec![0x38; 48],
        }
    }

    pub fn key(self) -> SecretKey {
        match self {
            KeyKind::Ed25519 => SecretKey::from_ed25519_seed(&crate::support::PUBLISHED_SEED),
            KeyKind::P256 => {
                SecretKey::from_p256_scalar(&self.secret().try_into().unwrap()).unwrap()
            }
            KeyKind::P384 => {
                SecretKey::from_p384_scalar(&self.secret().try_into().unwrap()).unwrap()
            }
        }
    }

    /// The key as JavaScript reads it.
    fn pair(self) -> Value {
        let prefix: [u8; 2] = match self {
            KeyKind::Ed25519 => [0x80, 0x26],
            KeyKind::P256 => [0x86, 0x26],
            KeyKind::P384 => [0x87, 0x26],
        };
        json!({
            "publicKeyMultibase": self.key().public().to_multikey(),
            "secretKeyMultibase":
                multibase::base58btc(&[prefix.as_slice(), &self.secret()].concat()),
        })
    }
}

/// When everything is signed.
pub const CREATED: &str = "2025-09-01T12:00:00Z";

/// When everything is verified.
pub const NOW: &str = "2026-01-01T00:00:00Z";

/// A script of `tests/interop/js`, running.
pub struct Node {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Node {
    /// Starts a script, or says why it cannot be started here.
    pub fn start(script: &str) -> Option<Self> {
        let started = Self::try_start(script);
        if let Err(reason) = &started {
            let required = std::env::var_os("OPENBADGES_REQUIRE_JS").is_some();
            assert!(!required, "{script} cannot run: {reason}");
            eprintln!("skipped: {script} cannot run: {reason}");
        }
        started.ok()
    }

    fn try_start(script: &str) -> Result<Self, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/js");
        if !folder.join("node_modules").exists() {
            return Err(format!("no node_modules; run `npm ci` in {}", folder.display()));
        }
        let contexts = shared("contexts").ok_or("the contexts are absent")?;
        let root = contexts.parent().and_then(|root| root.canonicalize().ok());
        let mut child = Command::new("node")
            .arg(script)
            .current_dir(folder)
            .env("OPENBADGES_SHARED", root.ok_or("the contexts have no folder")?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("node does not start: {error}"))?;
        let requests = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Ok(Self { child, requests, answers })
    }

    /// Sends one request and waits for its answer.
    pub fn ask(&mut self, request: &Value) -> Value {
        writeln!(self.requests, "{request}").expect("node reads");
        read_answer(&mut self.answers)
    }

    /// Sends requests, a JSON text each, without waiting for their answers, which go to `each` in
    /// the same order, with whatever came with the request.
    pub fn stream<T: Send>(
        &mut self,
        requests: impl Iterator<Item = (String, T)> + Send,
        mut each: impl FnMut(T, Value),
    ) {
        let Self { requests: pipe, answers, .. } = self;
        let (sent, expected) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(move || {
                for (request, with) in requests {
                    writeln!(pipe, "{request}").expect("node reads");
                    if sent.send(with).is_err() {
                        // Nobody waits for the answers any more.
                        return;
                    }
                }
            });
            for with in expected {
                each(with, read_answer(answers));
            }
        });
    }

    /// Asks `sign.mjs` to sign.
    pub fn sign(&mut self, document: &Value, suite: Suite) -> Value {
        let signed = self.ask(&json!({
            "document": document, "suite": suite.name, "key": suite.key.pair(), "created": CREATED
        }));
        let proof = &signed["proof"];
        assert!(proof["cryptosuite"] == suite.name || proof["type"] == suite.name, "{signed}");
        signed
    }

    /// Asks `verify.mjs`.
    pub fn verifies(&mut self, document: &Value) -> Result<(), String> {
        let answer = self.ask(&json!({ "document": document, "now": NOW }));
        match answer["verified"].as_bool() {
            Some(true) => Ok(()),
            Some(false) => Err(answer["error"].to_string()),
            None => panic!("verify.mjs failed: {answer}"),
        }
    }
}

fn read_answer(answers: &mut BufReader<ChildStdout>) -> Value {
    let mut answer = String::new();
    answers.read_line(&mut answer).expect("node writes UTF-8");
    serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error} in {answer:?}"))
}

impl Drop for Node {
    fn drop(&mut self) {
        // Nothing is lost: every answer has been read, or the test has failed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
