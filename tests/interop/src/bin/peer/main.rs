//! Other implementations in Rust, behind pipes.
//!
//! ```text
//! peer [--limit SECONDS]   JSON requests in, JSON answers out, a line each, in order
//! peer --time FILE...      what a document costs here and there, in microseconds
//! ```
//!
//! Peers hang, panic and overflow their stack on some documents. So the work is done by a process
//! of its own (`peer --work`), which is ended when it takes longer than the limit (10 seconds) and
//! started again for the next request.
//!
//! | job | request | answer |
//! |---|---|---|
//! | `canon` (the default) | `document` | `nquads`: canonical, by `json-ld` and `rdf-canon` |
//! | `quads` | `document` | `nquads`: as they come, by `json-ld` |
//! | `canonicalize` | `nquads`, `algorithm` (`SHA256`, `SHA384`) | `nquads`, `labels`, by `rdf-canon` |
//! | `sign` | `document`, `jwk`, `created` | the document, `eddsa-rdfc-2022` proof added, by `ssi` |
//! | `verify` | `document` | `verified`; where it is false `error`; by `ssi` |
//!
//! `contexts` in a request maps URLs to contexts that are served beside the bundled ones; nothing
//! is fetched. What fails is answered with `error`, for people, and `reason`, for programs: a code
//! of JSON-LD, `work limit`, `time limit`, `died` or another word.

mod canon;
mod proofs;
mod quads;
mod supervisor;
mod time;
mod worker;

use std::process::ExitCode;
use std::time::Duration;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        [] => supervisor::serve(Duration::from_secs(10)),
        ["--limit", seconds] => match seconds.parse() {
            Ok(seconds) => supervisor::serve(Duration::from_secs(seconds)),
            Err(_) => return usage(),
        },
        ["--work"] => worker::serve(),
        ["--time", files @ ..] if !files.is_empty() => time::report(files),
        _ => return usage(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peer: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: peer [--limit SECONDS] | peer --time FILE...");
    ExitCode::from(2)
}
