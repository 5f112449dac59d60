//! Issue, verify and revoke educator micro-credentials as Open Badges 3.0 Verifiable Credentials.
//!
//! - [`Issuer`] checks a credential whole, reserves its place in the status lists, and signs it.
//! - [`Verifier`] takes any bytes and gives a [`report::Report`] with one of three outcomes: valid,
//!   invalid, indeterminate. What could not be checked is never valid.
//! - [`competency`] reads competency frameworks with their rubrics, and finds and cites their items.
//! - [`microcredential`] has micro-credentials with their rubrics, assesses evidence by them, and says
//!   whether the levels that an achievement requires were reached.
//! - [`recognition`] says what micro-credentials are worth under a policy, and counts them once.
//! - [`status`] keeps what was issued and revoked, and makes the lists that say so.
//!
//! Nothing here reads a clock, draws a random number or reaches a network by itself: time is an
//! argument, chance comes through [`random::Random`], and documents come through
//! [`resolve::Resolver`].
//!
//! ```
//! use openbadges::issuer::Issuer;
//! use openbadges::key::SecretKey;
//! use openbadges::model::{Achievement, Credential, Criteria, Profile, Recipient};
//! use openbadges::random::SystemRandom;
//! use openbadges::report::Outcome;
//! use openbadges::{Timestamp, Verifier};
//!
//! let now = Timestamp::now();
//! let key = SecretKey::generate(&SystemRandom)?.into_did_key_signer();
//! let district = Profile::builder(key.key().public().did_key()).name("Example District").build()?;
//!
//! let achievement = Achievement::builder(
//!     "https://district.example/achievements/wait-time",
//!     "Wait Time",
//!     "Gives every pupil time to think before an answer is taken.",
//!     Criteria::narrative("Two recorded lessons that meet the public rubric."),
//! )
//! .build()?;
//! let badge = Credential::builder()
//!     .achievement(achievement)
//!     .recipient(Recipient::id("did:example:educator"))
//!     .build()?;
//!
//! let signed = Issuer::new(district, key).issue(badge, &now)?;
//! let report = Verifier::new().verify(signed.as_bytes(), &now);
//! assert_eq!(report.outcome(), Outcome::Valid);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! The default build does no IO and has no database.
//!
//! | feature | brings |
//! |---|---|
//! | `aws-lc` (default) | keys on P-256 and P-384 and RSA keys; without it, what they signed is indeterminate |
//! | `http` | `resolve::http::HttpsResolver`, which fetches keys and status lists, guarded |
//! | `sqlite` | `status::SqliteStore` and `recognition::SqliteLedger`, a durable store and a ledger in one file each |
//! | `postgres` | `status::PostgresStore` and `recognition::PostgresLedger`, a durable store and a ledger for those who run on many machines |
//! | `schema` | JSON Schemas of others that a credential names are applied; without it, such a credential is indeterminate |
//! | `html` | `report::html`, reports as pages for people; `recognition::picture` and `recognition::portfolio` as pages |
//! | `toml` | `json::from_toml`, for files that people write; value policies and the profiles of real places (`recognition::profiles`) |
//! | `cli` | the command `openbadges` |

#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod competency;
pub mod context;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod database;
pub mod document;
pub mod fault;
pub mod issuer;
pub mod json;
pub mod key;
pub mod limits;
pub mod microcredential;
pub mod model;
pub mod proof;
pub mod random;
pub mod rdf;
pub mod recognition;
pub mod report;
pub mod resolve;
pub mod status;
pub mod text;
pub mod verifier;

pub use fault::{Code, Fault, Finding, Pointer, Severity};
pub use issuer::Issuer;
pub use limits::Limits;
pub use text::{Iri, Timestamp};
pub use verifier::Verifier;

/// The examples of the README run with the other examples.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
