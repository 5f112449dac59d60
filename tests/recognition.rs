//! What micro-credentials are worth: values, policies, the ledger, signed recognition.

#[path = "recognition/values.rs"]
mod values;
