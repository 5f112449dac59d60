//! What micro-credentials are worth: values, policies, the ledger, signed recognition.

#[path = "recognition/heard.rs"]
mod heard;
#[path = "recognition/ledgers.rs"]
mod ledgers;
#[path = "recognition/never.rs"]
mod never;
#[path = "recognition/office.rs"]
mod office;
#[cfg(feature = "toml")]
#[path = "recognition/places.rs"]
mod places;
#[path = "recognition/policies.rs"]
mod policies;
#[path = "recognition/properties.rs"]
mod properties;
#[path = "recognition/signed.rs"]
mod signed;
#[path = "recognition/values.rs"]
mod values;
#[path = "recognition/whose.rs"]
mod whose;
