//! Bytes to JSON values and back, with nothing lost in between.
//!
//! [`read`] is strict (I-JSON, RFC 7493): a document that two readers could understand differently
//! is refused. [`canonical`] writes the JSON Canonicalization Scheme (RFC 8785). [`Value`] is a
//! type of our own, so that no feature of another crate in the build can change how numbers or
//! member order are read.
//!
//! ```
//! use openbadges::{Limits, json};
//! let value = json::read(br#"{"b": 1.0, "a": [true]}"#, &Limits::default())?;
//! assert_eq!(value.to_string(), r#"{"b":1,"a":[true]}"#);
//! assert_eq!(json::canonical(&value), r#"{"a":[true],"b":1}"#);
//!
//! let error = json::read(b"{\"a\": 1,\n \"a\": 2}", &Limits::default()).unwrap_err();
//! assert_eq!((error.line, error.column, error.pointer.as_str()), (2, 2, "/a"));
//! # Ok::<(), json::ReadError>(())
//! ```

mod compare;
mod read;
#[cfg(feature = "toml")]
mod toml;
mod value;
mod write;

#[cfg(feature = "toml")]
pub use self::toml::{TomlError, from_toml};
pub(crate) use compare::{ByName, charge, charge_object};
pub(crate) use read::read_each;
pub use read::{ReadError, read};
pub use value::{Members, NotANumber, Number, Object, Value};
pub(crate) use write::compact;
pub use write::{canonical, pretty};
