//! The resolver that fetches: what it refuses to reach, what it makes of answers, and that it is not
//! led astray. Nothing leaves this machine: names are looked up in a table, and addresses that have
//! been checked are led to a server on the loopback.
//!
//! Numbers in the names of tests are those of the cases that a verifier must refuse.
#![cfg(feature = "http")]

#[path = "http/answers.rs"]
mod answers;
#[path = "http/certificate.rs"]
mod certificate;
#[path = "http/keeping.rs"]
mod keeping;
#[path = "verifier/mint.rs"]
#[allow(dead_code, unused_imports)]
mod mint;
#[path = "http/refused.rs"]
mod refused;
#[path = "http/site.rs"]
mod site;
#[path = "http/verdicts.rs"]
mod verdicts;
