//! What a hostile loader and a hostile host serve.

use std::sync::Arc;

use openbadges::json::Value;
use openbadges::rdf::ContextLoader;

use crate::forge::value;

/// The address of the status list of a case.
pub const STATUS_LIST: &str = "https://district.example.org/status/1";
/// The address of the controller document of a case.
pub const CONTROLLER: &str = "https://district.example.org/keys";
/// The addresses of the schemas of a case begin so.
pub const SCHEMAS: &str = "https://state.example.org/schemas/";

/// Serves a context under each address, and always another one to load.
pub struct Endless;

impl ContextLoader for Endless {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        let (kind, number) = url.strip_prefix("https://c.example/")?.split_once('/')?;
        let number: u64 = number.parse().ok()?;
        let (next, twice) = (number + 1, 2 * number);
        let context = match kind {
            "many" => format!(r#"{{"t{number}": "urn:t"}}"#),
            "ring" => format!(r#"["https://c.example/ring/{}"]"#, next % 3),
            "import" => format!(r#"{{"@import": "https://c.example/import/{}"}}"#, next % 3),
            "endless" => format!(r#"["https://c.example/endless/{next}"]"#),
            "tree" => format!(
                r#"["https://c.example/tree/{twice}", "https://c.example/tree/{}"]"#,
                twice + 1
            ),
            "scoped" => format!(
                r#"{{"a": {{"@id": "urn:a", "@context": "https://c.example/scoped/{next}"}}}}"#
            ),
            _ => return None,
        };
        Some(Arc::new(value(&format!(r#"{{"@context": {context}}}"#))))
    }
}
