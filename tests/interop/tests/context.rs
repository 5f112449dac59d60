//! The library's own tests of `context`, in a build with serde_json's features switched on.

#[path = "../../context.rs"]
mod context;
