//! Does the work: one request at a time, until stdin ends.

use std::future::Future;
use std::io::{self, BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde_json::{Value, json};

use crate::quads::Loader;
use crate::{canon, quads};
#[cfg(feature = "ssi")]
use crate::{lists, proofs, tokens};

/// Why a peer has no answer.
#[derive(Debug)]
pub struct Failure {
    /// For programs.
    pub reason: String,
    /// For people.
    pub error: String,
}

impl Failure {
    pub fn new(reason: impl Into<String>, error: impl ToString) -> Self {
        Self { reason: reason.into(), error: error.to_string() }
    }
}

pub fn serve() -> io::Result<()> {
    // A panic is an answer here, not a fault of this program.
    std::panic::set_hook(Box::new(|_| ()));
    let bundled = quads::bundled();
    let mut out = io::stdout().lock();
    for request in io::stdin().lock().lines() {
        let request = request?;
        let answer = catch_unwind(AssertUnwindSafe(|| answer(&request, &bundled)))
            .unwrap_or_else(|_| Err(Failure::new("panic", "the peer panicked")))
            .unwrap_or_else(|failure| json!({ "error": failure.error, "reason": failure.reason }));
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(request: &str, bundled: &Loader) -> Result<Value, Failure> {
    let request: Value =
        serde_json::from_str(request).map_err(|error| Failure::new("request", error))?;
    let mut loader = bundled.clone();
    for (url, context) in request["contexts"].as_object().into_iter().flatten() {
        quads::serve(&mut loader, url, &context.to_string());
    }
    let document = &request["document"];
    match request["job"].as_str().unwrap_or("canon") {
        "canon" => {
            let quads = quads::of(&document.to_string(), &loader)?;
            Ok(json!({ "nquads": canon::canonicalize(&quads, "SHA256")?.n_quads }))
        }
        "quads" => Ok(json!({ "nquads": quads::of(&document.to_string(), &loader)?.to_string() })),
        "canonicalize" => {
            let quads = canon::read(request["nquads"].as_str().unwrap_or_default())?;
            let algorithm = request["algorithm"].as_str().unwrap_or("SHA256");
            let canonical = canon::canonicalize(&quads, algorithm)?;
            Ok(json!({ "nquads": canonical.n_quads, "labels": canonical.labels }))
        }
        #[cfg(feature = "ssi")]
        "sign" => proofs::sign(&request, loader),
        #[cfg(feature = "ssi")]
        "verify" => proofs::verify(document, loader),
        #[cfg(feature = "ssi")]
        "derive" => proofs::derive(document, &request["reveal"], loader),
        #[cfg(feature = "ssi")]
        "sign-token" => tokens::sign(&request),
        #[cfg(feature = "ssi")]
        "verify-token" => tokens::verify(&request),
        #[cfg(feature = "ssi")]
        "make-list" => lists::make(&request),
        #[cfg(feature = "ssi")]
        "read-list" => lists::read(&request),
        job => Err(Failure::new("request", format!("no such job: {job}"))),
    }
}

/// Runs what is written as if it waited, but has nothing to wait for: no peer does IO here.
pub fn finish<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a peer waits"),
    }
}
