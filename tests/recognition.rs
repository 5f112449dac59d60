//! What micro-credentials are worth: values, policies, the ledger, signed recognition.

#[path = "recognition/cycles.rs"]
mod cycles;
#[path = "recognition/heard.rs"]
mod heard;
#[path = "recognition/hr.rs"]
mod hr;
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
#[cfg(all(unix, feature = "postgres"))]
#[path = "recognition/postgres.rs"]
mod postgres;
#[path = "recognition/properties.rs"]
mod properties;
#[cfg(all(unix, feature = "postgres"))]
#[path = "support/postgres.rs"]
mod server;
#[path = "recognition/signed.rs"]
mod signed;
#[path = "recognition/stacks.rs"]
mod stacks;
#[path = "recognition/told.rs"]
mod told;
#[path = "recognition/values.rs"]
mod values;
#[path = "recognition/whose.rs"]
mod whose;
#[path = "recognition/withdrawn.rs"]
mod withdrawn;
