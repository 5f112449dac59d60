//! What the documents link to is there: files of the repository, and headings in them.

use std::fs;
use std::path::{Path, PathBuf};

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![root.join("README.md")];
    for folder in ["docs", "docs/vocab", "fixtures", "fixtures/hostile"] {
        let entries = fs::read_dir(root.join(folder)).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        all.extend(paths.filter(|path| path.extension().is_some_and(|it| it == "md")));
    }
    all
}

/// Where the links of a text lead. What stands in a block of code is no link.
fn links(text: &str) -> Vec<&str> {
    let outside = text.split("```").step_by(2);
    let after = outside.flat_map(|part| part.split("](").skip(1));
    after.filter_map(|rest| rest.split_once(')').map(|(target, _)| target)).collect()
}

/// The names by which headings and anchors can be linked to.
fn anchors(text: &str) -> Vec<String> {
    let outside: Vec<&str> = text.split("```").step_by(2).collect();
    let headings = outside.iter().flat_map(|part| part.lines()).filter(|it| it.starts_with('#'));
    let named = headings.map(|line| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    });
    let explicit = text.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    named.chain(explicit.map(str::to_owned)).collect()
}

fn faults(path: &Path, text: &str) -> Vec<String> {
    let folder = path.parent().unwrap();
    let is_faulty = |target: &&str| {
        let (file, anchor) = target.split_once('#').map_or((*target, None), |(f, a)| (f, Some(a)));
        let file = if file.is_empty() { path.to_owned() } else { folder.join(file) };
        let found = || match fs::read_to_string(&file) {
            Ok(found) if file == path => anchors(&found).into_iter().chain(anchors(text)).collect(),
            Ok(found) => anchors(&found),
            Err(_) => Vec::new(),
        };
        !file.exists() || anchor.is_some_and(|anchor| !found().iter().any(|it| it == anchor))
    };
    let inside = |target: &&str| !target.contains("://") && !target.starts_with("mailto:");
    links(text).into_iter().filter(inside).filter(is_faulty).map(str::to_owned).collect()
}

#[test]
fn what_is_linked_to_is_there() {
    let mut links_found = 0;
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        links_found += links(&text).len();
        assert_eq!(faults(&path, &text), Vec::<String>::new(), "{}", path.display());
    }
    assert!(links_found > 30, "{links_found}");
}

#[test]
fn what_is_not_there_is_found() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = "# Here\n[a](LICENSE) [b](docs/nothing.md) [c](#here) [d](#there)\n\
                ```\n# There\n[e](nowhere)\n```\n[f](docs/GUIDE.md#1-prepare) [g](docs/GUIDE.md#11-x)";
    assert_eq!(faults(&readme, text), ["docs/nothing.md", "#there", "docs/GUIDE.md#11-x"]);
}

/// Every file of Rust below a folder, as one text.
fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|it| it == "rs") {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// The last names of paths such as `Policy::trust`, which are the library's.
fn names(text: &str) -> Vec<&str> {
    let quoted = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let paths = quoted.map(|it| it.split('(').next().unwrap_or_default());
    let is_path = |it: &&str| it.chars().all(|c| c.is_alphanumeric() || "_:".contains(c));
    paths.filter(is_path).filter_map(|it| Some(it.rsplit_once("::")?.1)).collect()
}

#[test]
fn what_documents_name_is_there() {
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let words: std::collections::HashSet<&str> =
        all.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut named = 0;
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        for name in names(&text) {
            named += 1;
            assert!(words.contains(name), "{}: {name}", path.display());
        }
    }
    assert!(named > 100, "{named}");
    assert_eq!(names("`a::b` and `c::d(e)`, not `f` or `g h::i`"), ["b", "d"]);
}
