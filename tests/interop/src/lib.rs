//! Nothing but a place for the tests beside it.

#![forbid(unsafe_code)]
