//! Nothing but a place for the tests beside it, which say what they are for.

#![forbid(unsafe_code)]
