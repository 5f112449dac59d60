//! The bundled contexts: what is generated from the tables is what was published.

mod support;

use std::collections::BTreeMap;

use openbadges::json::{self, Value};
use openbadges::{Limits, context};
use sha2::{Digest, Sha256};

/// Hostile case 51: a context that was changed, in the table or in the build, does not have the
/// pinned digest.
#[test]
fn canonical_forms_have_the_pinned_digests() {
    for table in context::all() {
        let canonical = json::canonical(&table.document());
        assert_eq!(hex(canonical.as_bytes()), table.sha256(), "{}", table.url());
    }
}

#[test]
fn documents_equal_the_official_ones() {
    let Some(folder) = support::shared("contexts") else { return };
    let index = read(&folder.join("index.json"));
    for table in context::all().iter().filter(|table| !context::is_own(table.url())) {
        let file = index.get(table.url()).and_then(Value::as_str);
        let file = file.unwrap_or_else(|| panic!("{} is not an official context", table.url()));
        let official = read(&folder.join(file));
        let ours = table.document();
        assert_eq!(differences(&ours, &official), Vec::<String>::new(), "{}", table.url());
        assert_eq!(ours, official);
    }
}

/// `OPENBADGES_MINT=1 cargo test --test context` writes them anew.
#[test]
fn the_documents_of_our_own_are_in_the_repository() {
    // `tests/interop` runs this too.
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut above = package.ancestors().map(|folder| folder.join("docs/vocab"));
    let folder = above.find(|folder| folder.is_dir()).unwrap();
    let mut files = Vec::new();
    let mut index = json::Object::new();
    for table in context::all().iter().filter(|table| context::is_own(table.url())) {
        let name = table.url().rsplit("/ns/").next().unwrap().replace('/', "-") + ".jsonld";
        index.insert(table.url(), name.as_str());
        files.push((name, json::pretty(&table.document())));
    }
    assert!(!files.is_empty());
    files.push(("index.json".into(), json::pretty(&index.into())));
    for (name, expected) in files {
        let path = folder.join(name);
        if std::env::var_os("OPENBADGES_MINT").is_some() {
            std::fs::write(&path, &expected).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == expected, "{} is out of date", path.display());
    }
}

/// Terms that may not be redefined meet in one document: ours must be new to all others.
#[test]
fn the_terms_of_our_own_are_nobody_elses() {
    let top = |table: &context::Table| {
        let document = table.document();
        let names = document.get("@context").and_then(Value::as_object).unwrap().iter();
        let aliases = ["id", "type"];
        let terms = names.filter(|(name, _)| !name.starts_with('@') && !aliases.contains(name));
        terms.map(|(name, _)| name.to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    for own in context::all().iter().filter(|table| context::is_own(table.url())) {
        for other in context::all().iter().filter(|other| other.url() != own.url()) {
            let shared: Vec<_> = top(own).intersection(&top(other)).cloned().collect();
            assert_eq!(shared, Vec::<String>::new(), "{} and {}", own.url(), other.url());
        }
        let document = own.document();
        assert_eq!(document.at("/@context/@protected"), Some(&Value::Bool(true)));
    }
}

#[test]
fn only_the_exact_address_is_bundled() {
    for table in context::all() {
        let url = table.url();
        assert_eq!(context::bundled(url).as_deref(), Some(&table.document()));
        let insecure = url.replacen("https:", "http:", 1);
        let upper = url.to_uppercase();
        let appended = ["#", "/", "?", "?v=1", "#top", " "].map(|end| format!("{url}{end}"));
        for other in appended.iter().chain([&insecure, &upper]) {
            assert_eq!(context::bundled(other), None, "{other}");
        }
    }
    assert_eq!(context::bundled(""), None);
}

#[test]
fn addresses_are_unique() {
    let mut urls: Vec<_> = context::all().iter().map(context::Table::url).collect();
    urls.sort_unstable();
    urls.dedup();
    assert_eq!(urls.len(), context::all().len());
}

#[test]
fn a_document_is_generated_once() {
    let first = context::bundled(context::url::CREDENTIALS_V2).unwrap();
    let second = context::bundled(context::url::CREDENTIALS_V2).unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &second));
}

/// What signatures depend on though it looks like a mistake.
#[test]
fn the_traps_are_kept() {
    let badge = context::bundled(context::url::OPEN_BADGES_3_0_3).unwrap();
    let credential = context::bundled(context::url::CREDENTIALS_V2).unwrap();
    let vocabulary = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
    let expected = [
        (&badge, "/awardedDate/@type", "xsd:dateTime"),
        (&badge, "/AchievementCredential/@id", "OpenBadgeCredential"),
        (&badge, "/Achievement/@context/criteria/@id", &format!("{vocabulary}Criteria")),
        (&badge, "/url/@type", "https://www.w3.org/2001/XMLSchema#anyURI"),
        (
            &credential,
            "/VerifiableCredential/@context/validFrom/@type",
            "http://www.w3.org/2001/XMLSchema#dateTime",
        ),
        (&credential, "/exp/@type", "https://www.w3.org/2001/XMLSchema#nonNegativeInteger"),
    ];
    for (document, pointer, text) in expected {
        let found = document.at(&format!("/@context{pointer}")).and_then(Value::as_str);
        assert_eq!(found, Some(text), "{pointer}");
    }
    assert!(!badge.get("@context").unwrap().as_object().unwrap().contains("xsd"));
    assert!(!credential.get("@context").unwrap().as_object().unwrap().contains("jti"));
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(path: &std::path::Path) -> Value {
    json::read(&std::fs::read(path).unwrap(), &Limits::default()).unwrap()
}

/// Every place where two documents differ, so that a failure names the term.
fn differences(ours: &Value, official: &Value) -> Vec<String> {
    let (mut left, mut right) = (BTreeMap::new(), BTreeMap::new());
    leaves(ours, String::new(), &mut left);
    leaves(official, String::new(), &mut right);
    let places: std::collections::BTreeSet<_> = left.keys().chain(right.keys()).collect();
    places
        .into_iter()
        .filter(|place| left.get(*place) != right.get(*place))
        .map(|place| format!("{place}: {:?} against {:?}", left.get(place), right.get(place)))
        .collect()
}

fn leaves(value: &Value, place: String, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            found.insert(place.clone(), "an object".into());
            for (name, value) in members.iter() {
                leaves(value, format!("{place}/{name}"), found);
            }
        }
        other => {
            found.insert(place, other.to_string());
        }
    }
}
