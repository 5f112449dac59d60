//! The JSON reader and writers.

use openbadges::json::{self, Value};

/// What is read is written, in each form, and read back equal; the canonical form stays as it is;
/// what our reader accepts, `serde_json` accepts as the same value; a fault has a place.
pub fn run(data: &[u8]) {
    let limits = crate::small();
    let value = match json::read(data, &limits) {
        Ok(value) => value,
        Err(error) => {
            let before = data.iter().filter(|byte| **byte == b'\n').count();
            assert!(error.line >= 1 && error.line <= before + 1, "{error}");
            assert!(error.column >= 1 && error.column <= data.len() + 1, "{error}");
            return;
        }
    };
    let canonical = json::canonical(&value);
    for written in [value.to_string(), json::pretty(&value), canonical.clone()] {
        let again = json::read(written.as_bytes(), &limits);
        assert_eq!(again.as_ref(), Ok(&value), "{written}");
        assert_eq!(json::canonical(&again.unwrap()), canonical);
    }
    assert_eq!(json::canonical(&crate::reversed(&value)), canonical);

    let other: serde_json::Value = serde_json::from_slice(data).expect("serde_json refuses it");
    assert_eq!(Value::try_from(&other).as_ref(), Ok(&value));
    assert_eq!(Value::try_from(&serde_json::Value::from(&value)).as_ref(), Ok(&value));
}
