//! Replays the corpora, without a fuzzing engine.

use std::fs;
use std::path::Path;

use openbadges_fuzz::TARGETS;

#[test]
fn every_kept_input_holds() {
    for (name, run) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
        let mut files: Vec<_> =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(files.len() >= 10, "{} inputs in {}", files.len(), folder.display());
        for file in &files {
            let bytes = fs::read(file).unwrap();
            let held = std::panic::catch_unwind(|| run(&bytes));
            assert!(held.is_ok(), "{}", file.display());
        }
        println!("{name}: {} inputs", files.len());
    }
}
