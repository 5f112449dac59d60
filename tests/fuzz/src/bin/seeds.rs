//! Writes the corpora that are made from the library's fixtures: `cargo run --bin seeds`.

use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = root.join("../../fixtures");
    let mut found = Vec::new();
    // Those in `fixtures/hostile` are read from there.
    for entry in fs::read_dir(fixtures)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.push((name, fs::read(path)?));
        }
    }
    let files = openbadges_fuzz::seeds::files(&found);
    let mut size = 0;
    for (target, name, bytes) in &files {
        let folder = root.join("corpus").join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name), bytes)?;
        size += bytes.len();
    }
    println!("{} files, {} KiB", files.len(), size / 1024);
    Ok(())
}
