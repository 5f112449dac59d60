//! Other implementations in Rust, behind pipes.
//!
//! ```text
//! peer [--limit SECONDS]   JSON requests in, JSON answers out, a line each, in order
//! peer --time FILE...      what a document costs here and there, in microseconds
//! peer --time --json FILE...   the fastest, for programs: {"peers", "ours"}, a line each
//! ```
//!
//! Peers hang, panic and overflow their stack on some documents. So the work is done by a process
//! of its own (`peer --work`), which is ended when it takes longer than the limit (10 seconds) and
//! started again for the next request.
//!
//! | job | by | request | answer |
//! |---|---|---|---|
//! | `canon` (the default) | `json-ld`, `rdf-canon` | `document` | `nquads`, canonical |
//! | `quads` | `json-ld` | `document` | `nquads`, as they come |
//! | `canonicalize` | `rdf-canon` | `nquads`, `algorithm` (or SHA256) | `nquads`, `labels` |
//! | `sign` | `ssi`, with that feature | `document`, `jwk`, `created`, `suite` (or `eddsa-rdfc-2022`), `mandatory` for `ecdsa-sd-2023` | the document with a proof |
//! | `derive` | `ssi` | `document`, `reveal` | what the holder shows of it |
//! | `verify` | `ssi` | `document` | `verified`; `error` where it is false |
//! | `sign-token` | `ssi` | `payload`, `header`, `jwk` | a JSON Web Token |
//! | `verify-token` | `ssi` | `token`, `jwk` | as `verify` |
//! | `make-list` | `ssi` | `id`, `purpose`, `size`, `length`, `set` (pairs of index and value), `issuer`, `validFrom` | a status list without a proof |
//! | `read-list` | `ssi` | `document`, `size`, `indexes` | `values` |
//!
//! `contexts` in a request maps URLs to contexts that are served beside the bundled ones; nothing
//! is fetched. What fails is answered with `error`, for people, and `reason`, for programs: a code
//! of JSON-LD, `work limit`, `time limit`, `died` or another word.

mod canon;
#[cfg(feature = "ssi")]
mod lists;
#[cfg(feature = "ssi")]
mod proofs;
mod quads;
mod supervisor;
mod time;
#[cfg(feature = "ssi")]
mod tokens;
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
        ["--time", "--json", files @ ..] if !files.is_empty() => time::report_json(files),
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
    eprintln!("usage: peer [--limit SECONDS] | peer --time [--json] FILE...");
    ExitCode::from(2)
}
