//! The whole pipeline.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use openbadges::json::{self, Value};
use openbadges::key::{LocalSigner, SecretKey};
use openbadges::model::Kind;
use openbadges::proof::Cryptosuite;
use openbadges::rdf::{self, BundledContexts, Contexts, HashAlgorithm};
use openbadges::report::{Outcome, Report, Style, Summary};
use openbadges::resolve::{Document, Documents, ResolveError};
use openbadges::verifier::{BundlePolicy, Collectors, Policy, RelatedResources, Step};
use openbadges::{Timestamp, Verifier};
use sha2::{Digest as _, Sha256};

use crate::edits::edited;
use crate::seeds::{self, Changes, SCENES, Scene};

/// A verification ends with a report. Nothing is valid but what the seeds say, in other words at
/// most.
///
/// The bytes with which no document begins begin a script of changes to a seed, or to a bundle of it
/// ([`first_bytes`]); all else is verified as it is.
pub fn run(data: &[u8]) {
    let script = data.split_first().and_then(|(first, script)| {
        let number = (0..SCENES.len()).find(|number| first_bytes(*number).contains(first))?;
        Some((number, *first == first_bytes(number)[1], script))
    });
    match script {
        Some((number, false, script)) => changed(&SCENES[number], script),
        Some((number, true, script)) => bundled(&BUNDLES[number], script),
        None => {
            let all: BTreeMap<&str, Vec<u8>> = SCENES
                .iter()
                .flat_map(|scene| &scene.documents)
                .map(|(url, document)| (*url, document.to_string().into_bytes()))
                .collect();
            for verifier in &*VERIFIERS {
                if let Some(said) = valid(verifier, data, &all) {
                    let same = SEEDS.iter().any(|seed| seed.differs(&said).is_none());
                    assert!(same, "valid, but signed by nobody: {}", said.document);
                }
            }
        }
    }
}

/// The bytes before a script of changes to the scene of that number, and before one to a bundle of
/// it. None of them begins JSON, nor text in UTF-8 that is printed.
pub fn first_bytes(number: usize) -> [u8; 2] {
    let number = u8::try_from(number).unwrap();
    match number {
        0..9 => [number, 14 + number],
        9 => [24, 23],
        10..17 => [25 + number - 10, 192 + number - 10],
        more => panic!("{more} scenes are too many"),
    }
}

fn changed(scene: &Scene, script: &[u8]) {
    let mut credential = scene.credential.clone();
    let mut documents: Vec<_> = scene.documents.clone();
    match (scene.changes, documents.first_mut()) {
        (Changes::Credential, _) => credential = edited(credential, script),
        (_, Some((_, document))) => *document = edited(std::mem::take(document), script),
        (_, None) => {}
    }
    let bytes = |value: &Value| value.to_string().into_bytes();
    let documents = documents.iter().map(|(url, document)| (*url, bytes(document))).collect();
    for verifier in &*VERIFIERS {
        let Some(said) = valid(verifier, &bytes(&credential), &documents) else { continue };
        if scene.changes == Changes::Pinned {
            let as_signed = scene.documents.iter().map(|(url, value)| (*url, bytes(value)));
            assert_eq!(documents, as_signed.collect(), "by another document than the signed one");
        }
        was_signed(scene, &said);
    }
}

/// What is valid says what was signed in the scene.
fn was_signed(scene: &Scene, said: &Said) {
    assert_ne!(scene.changes, Changes::RevokingList, "a revoked credential is valid");
    let seeds = SEEDS.iter().filter(|seed| seed.name == scene.name);
    let differences: Vec<_> = seeds.map(|seed| seed.differs(said)).collect();
    assert!(!differences.is_empty());
    if differences.iter().all(Option::is_some) {
        panic!("{} is valid, but {differences:?}: {}", scene.name, said.document);
    }
}

/// A sealed bundle of a scene.
struct Bundled {
    scene: &'static Scene,
    value: Value,
}

/// By nobody's word nothing is valid. By the collector's, only the very bundle that was sealed. By
/// anybody's, what is signed still says the same.
fn bundled(Bundled { scene, value }: &Bundled, script: &[u8]) {
    let Some((part, script)) = script.split_first() else { return };
    let changed = match part % 4 {
        0 | 1 => edited(value.clone(), script),
        part => {
            // The documents are texts in it: one of them is changed, and its digest made right.
            let mut value = value.clone();
            let documents = value.as_object_mut().and_then(|it| match part {
                2 => it.get_mut("documents"),
                _ => it.get_mut("credential"),
            });
            let content = match documents {
                Some(Value::Array(items)) => {
                    let count = items.len().max(1);
                    items.get_mut(usize::from(part / 4) % count)
                }
                other => other,
            };
            edit_content(content, script);
            value
        }
    };
    let unsealed = || {
        let mut value = changed.clone();
        value.as_object_mut().map(|it| it.remove("proof"));
        value
    };
    for verifier in &*VERIFIERS {
        let asked = |value: &Value, collectors: Collectors| {
            let policy = BundlePolicy { collectors, as_of: None };
            let report = verifier.verify_bundle(value.to_string().as_bytes(), &policy, &LATER);
            assert_eq!(report.outcome() == Outcome::Valid, report.verified().is_some());
            report
        };
        for value in [&changed, &unsealed()] {
            let report = asked(value, Collectors::default());
            assert_ne!(report.outcome(), Outcome::Valid, "by nobody's word: {value}");
        }
        let report = asked(&changed, Collectors::Pinned(vec![COLLECTOR.key().public()]));
        if report.outcome() == Outcome::Valid {
            assert_eq!(
                json::canonical(&changed),
                json::canonical(value),
                "another bundle is valid"
            );
        }
        let report = asked(&unsealed(), Collectors::UnsafelyAnybody);
        if let Some(verified) = report.verified() {
            let summary = report.summary().cloned().unwrap();
            was_signed(scene, &Said { document: verified.document().clone(), summary });
        }
    }
}

/// Changes the JSON that stands as text in a part of a bundle, as somebody would who gives its
/// digest as well.
fn edit_content(content: Option<&mut Value>, script: &[u8]) {
    let Some(object) = content.and_then(Value::as_object_mut) else { return };
    let text = object.get("text").and_then(Value::as_str).unwrap_or_default();
    let Ok(inner) = json::read(text.as_bytes(), &crate::small()) else { return };
    let text = edited(inner, script).to_string();
    let digest: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    object.insert("text", text);
    object.insert("sha256", digest);
}

static COLLECTOR: LazyLock<LocalSigner> =
    LazyLock::new(|| SecretKey::from_ed25519_seed(&[9; 32]).into_did_key_signer());

/// Some time after.
static LATER: LazyLock<Timestamp> = LazyLock::new(|| "2033-01-01T00:00:00Z".parse().unwrap());

static BUNDLES: LazyLock<Vec<Bundled>> = LazyLock::new(|| {
    let bundles = SCENES.iter().map(|scene| {
        let mut documents = Documents::new();
        for (url, document) in &scene.documents {
            documents.insert(*url, document.to_string());
        }
        let verifier = Verifier::new().with_resolver(documents).with_policy(policy(Kind::Any));
        let bytes = scene.credential.to_string();
        let (_, bundle) = verifier.verify_and_bundle(bytes.as_bytes(), &NOW);
        let value = bundle.sealed_by(&*COLLECTOR, &NOW).unwrap().to_value();
        // One that does not hold would let every assertion about it pass.
        let collectors = Collectors::Pinned(vec![COLLECTOR.key().public()]);
        let policy = BundlePolicy { collectors, as_of: None };
        let report = verifier.verify_bundle(value.to_string().as_bytes(), &policy, &LATER);
        let expected = match scene.changes {
            Changes::RevokingList => Outcome::Invalid,
            _ => Outcome::Valid,
        };
        assert_eq!(report.outcome(), expected, "{}: {report:#?}", scene.name);
        Bundled { scene, value }
    });
    bundles.collect()
});

/// What a valid credential says; `None` when it is not valid.
fn valid(verifier: &Verifier, bytes: &[u8], documents: &BTreeMap<&str, Vec<u8>>) -> Option<Said> {
    let report = verified(verifier, bytes, documents);
    let json = serde_json::to_string(&report).unwrap();
    assert!(!report.to_text(Style::Plain).is_empty() && !json.is_empty());
    assert_eq!(report.outcome() == Outcome::Valid, report.verified().is_some());
    assert_eq!(report.outcome() == Outcome::Valid, report.objections().next().is_none());
    let document = report.verified()?.document().clone();
    Some(Said { document, summary: report.summary().cloned()? })
}

fn verified(verifier: &Verifier, bytes: &[u8], documents: &BTreeMap<&str, Vec<u8>>) -> Report {
    let mut verification = verifier.begin(bytes, &NOW);
    // Each document is asked for once, and only so many may be asked for.
    for _ in 0..=crate::small().fetches + 1 {
        match verification.step() {
            Step::Done(report) => return *report,
            Step::Needs(needs) => {
                for need in needs {
                    let found = documents.get(need.url.as_str());
                    let found = found.map(|bytes| Document::new(bytes.as_slice()));
                    let absent = || ResolveError::NotAvailable { url: need.url.clone() };
                    let found = found.ok_or_else(absent);
                    verification.supply(need.url, found);
                }
            }
        }
    }
    panic!("it keeps asking");
}

struct Said {
    document: Value,
    summary: Summary,
}

/// What a seed says.
struct Seed {
    name: &'static str,
    suite: Cryptosuite,
    said: Said,
    /// `None` where it is not lossless, as a JCS proof over any credential allows.
    n_quads: Option<String>,
    words: BTreeSet<String>,
}

impl Seed {
    /// In what another document does not say what this one says.
    fn differs(&self, other: &Said) -> Option<String> {
        if self.said.summary != other.summary {
            return Some(format!("its summary is {:?}", other.summary));
        }
        if self.suite == Cryptosuite::EddsaJcs2022 {
            let same = self.said.document == other.document;
            return (!same).then(|| "it is another value".into());
        }
        // The order of a set, or one item in the place of a set of one: the graph is the same.
        if self.n_quads.is_none() || self.n_quads != n_quads(&other.document) {
            return Some("its graph is another".into());
        }
        // Should the graph leave out a member, its name or its value is new.
        let words = words(&other.document);
        words.difference(&self.words).next().map(|word| format!("{word:?} is new"))
    }
}

fn n_quads(document: &Value) -> Option<String> {
    let dataset = rdf::to_dataset(document, &CONTEXTS, &crate::small()).ok()?;
    let canonical = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &crate::small()).ok()?;
    Some(canonical.n_quads)
}

/// Every name and scalar outside contexts. Keywords are left out: they are names for what has one.
fn words(value: &Value) -> BTreeSet<String> {
    fn add(value: &Value, words: &mut BTreeSet<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| add(item, words)),
            Value::Object(object) => {
                for (name, value) in object.iter().filter(|(name, _)| *name != "@context") {
                    if !KEYWORDS.contains(&name) {
                        words.insert(name.to_owned());
                    }
                    add(value, words);
                }
            }
            scalar => drop(words.insert(scalar.to_string())),
        }
    }
    let mut found = BTreeSet::new();
    add(value, &mut found);
    found
}

const KEYWORDS: [&str; 7] = ["@id", "@type", "@value", "@language", "@direction", "@list", "@json"];

static NOW: LazyLock<Timestamp> = LazyLock::new(seeds::now);

static CONTEXTS: LazyLock<Contexts> =
    LazyLock::new(|| Contexts::new(Arc::new(BundledContexts::new())));

static VERIFIERS: LazyLock<[Verifier; 2]> = LazyLock::new(|| {
    [Kind::Badge, Kind::Any]
        .map(|kind| Verifier::new().with_limits(crate::small()).with_policy(policy(kind)))
});

/// Every question is asked.
fn policy(kind: Kind) -> Policy {
    Policy { kind, related_resources: RelatedResources::Compared, ..Policy::default() }
}

static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| {
    let mut seeds = Vec::new();
    for scene in SCENES.iter() {
        let documents = scene.documents.iter();
        let documents = documents.map(|(url, value)| (*url, value.to_string().into_bytes()));
        let documents: BTreeMap<_, _> = documents.collect();
        match scene.changes {
            Changes::RevokingList => {
                let reports = reports(&scene.credential, &documents);
                assert!(reports.iter().all(|report| report.outcome() == Outcome::Invalid));
            }
            Changes::NewerVersion => {
                let none = BTreeMap::new();
                seeds.push(seed(scene, &scene.credential, &none));
                seeds.extend(scene.documents.iter().map(|(_, newer)| seed(scene, newer, &none)));
                let reports = reports(&scene.credential, &documents);
                assert!(reports.iter().all(|report| report.refreshed_from().is_some()));
            }
            _ => seeds.push(seed(scene, &scene.credential, &documents)),
        }
    }
    seeds
});

fn reports(credential: &Value, documents: &BTreeMap<&str, Vec<u8>>) -> [Report; 2] {
    let bytes = credential.to_string();
    VERIFIERS.each_ref().map(|verifier| verified(verifier, bytes.as_bytes(), documents))
}

fn seed(scene: &Scene, credential: &Value, documents: &BTreeMap<&str, Vec<u8>>) -> Seed {
    let [badge, any] = reports(credential, documents);
    let report = if badge.outcome() == Outcome::Valid { badge } else { any };
    // A seed that does not hold would let every assertion about it pass.
    assert_eq!(report.outcome(), Outcome::Valid, "{}: {report:#?}", scene.name);
    let mut document = credential.clone();
    document.as_object_mut().unwrap().remove("proof");
    let (n_quads, words) = (n_quads(&document), words(&document));
    let said = Said { document, summary: report.summary().unwrap().clone() };
    Seed { name: scene.name, suite: scene.suite, said, n_quads, words }
}
