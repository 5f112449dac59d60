//! Credentials as JSON Web Tokens: VC-JWT as Open Badges 3.0 defines it (section 8.2.4.1), and W3C
//! VC-JOSE-COSE to be read.
//!
//! [`Jws`] is a compact JSON Web Signature (RFC 7515) that was read strictly; nothing of it is
//! believed. [`Jws::verify`] checks the signature with one key: the key decides the algorithm, and
//! the header must agree. [`Claims`] are the registered claims, set aside from the credential that
//! they repeat. [`prepare`] gives the exact bytes to sign, so that the key can live anywhere.
//!
//! ```
//! use openbadges::key::{SecretKey, Signer as _};
//! use openbadges::proof::jwt::{self, Jws};
//! let signer = SecretKey::from_ed25519_seed(&[7; 32]).into_did_key_signer();
//! let prepared = jwt::prepare_payload(
//!     signer.algorithm(), signer.verification_method(), "JWT", b"{}".to_vec());
//! let signature = signer.sign(prepared.bytes())?;
//! let token = prepared.finish(&signature);
//!
//! let jws = Jws::read(&token)?;
//! assert_eq!(jws.payload(), b"{}");
//! assert!(jws.verify(&signer.key().public()).is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod claims;
mod compact;
mod create;
mod header;
mod jwk;

pub use claims::{Claims, Profile, REGISTERED, unpack};
pub use compact::Jws;
pub use create::{MEDIA_TYPE, PreparedJwt, enveloped, prepare, prepare_payload};
pub use header::{Header, TokenType};
pub use jwk::{key_for, keys_of_set};
