//! The scripts of `tests/interop/js`, over pipes.
#![allow(dead_code)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use serde_json::{Value, json};

use crate::support::shared;

/// The seed of the published 1EdTech vector; its did:key issues the fixtures.
pub const SEED: &str = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4";

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

    /// Asks `sign.mjs` to sign with [`SEED`].
    pub fn sign(&mut self, document: &Value, suite: &str) -> Value {
        let signed = self.ask(&json!({
            "document": document, "suite": suite, "seed": SEED, "created": CREATED
        }));
        assert_eq!(signed["proof"]["cryptosuite"], suite, "{signed}");
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
