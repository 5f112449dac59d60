//! What micro-credentials are worth.

#[path = "recognition/values.rs"]
mod values;
