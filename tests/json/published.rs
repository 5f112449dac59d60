//! Published documents: contexts, schemas, samples, test vectors.

#[path = "../support/mod.rs"]
mod support;

use std::path::Path;

use openbadges::json::{self, Value};

use super::read;

#[test]
fn published_documents_are_read_as_by_serde_json() {
    let mut read_files = 0;
    for folder in ["contexts", "schemas", "samples", "vectors"] {
        let Some(folder) = support::shared(folder) else { return };
        each_file(&folder, &mut |path| {
            if !path.extension().is_some_and(|end| end == "json" || end == "jsonld") {
                return;
            }
            let bytes = std::fs::read(path).unwrap();
            let host = serde_json::from_slice::<serde_json::Value>(&bytes);
            // Some are JSON with comments, which is not JSON.
            let Ok(ours) = read(&bytes) else {
                assert!(host.is_err(), "{}", path.display());
                return;
            };
            let host = host.unwrap();
            assert_eq!(Value::try_from(&host).unwrap(), ours, "{}", path.display());
            assert_eq!(
                json::canonical(&ours),
                serde_json_canonicalizer::to_string(&host).unwrap(),
                "{}",
                path.display()
            );
            read_files += 1;
        });
    }
    assert!(read_files > 100, "only {read_files} files");
}

fn each_file(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, visit);
        } else {
            visit(&path);
        }
    }
}
