//! Signed documents to be changed, made from the library's fixtures by its own tools. They are the
//! same each time.

use std::sync::{Arc, LazyLock};

use openbadges::json::{self, Object, Value};
use openbadges::key::{SecretKey, Signer as _};
use openbadges::model::RelatedResource;
use openbadges::proof::data_integrity::{self, Canonicalizer};
use openbadges::proof::{Cryptosuite, ProofOptions};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::status::{Bitstring, Entry, MINIMUM_ENTRIES, Purpose, StatusList};
use openbadges::{Limits, Timestamp};

use crate::verify;

/// A credential that holds, or would but for one thing, and the documents that it leads to.
pub struct Scene {
    /// What the scene shows.
    pub name: &'static str,
    /// The signed credential.
    pub credential: Value,
    /// The suite of its proof.
    pub suite: Cryptosuite,
    /// The documents by their URLs.
    pub documents: Vec<(&'static str, Value)>,
    /// What is to be changed.
    pub changes: Changes,
}

/// Which document of a [`Scene`] is changed, and what may come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changes {
    /// The credential: it stays valid only where it still says the same.
    Credential,
    /// The list by which the credential is revoked: it never becomes valid.
    RevokingList,
    /// The controller document of the key: what the credential says stays as it is.
    KeyDocument,
    /// The schema that the credential names: what the credential says stays as it is.
    Schema,
    /// A document of which the credential has the digest: it stays valid only by these very bytes.
    Pinned,
    /// The newer version of the credential: what counts is what was signed, there or in the given one.
    NewerVersion,
}

/// The moment at which everything is verified.
pub fn now() -> Timestamp {
    "2026-08-01T00:00:00Z".parse().unwrap()
}

/// The scenes, in an order that the corpus of `verify` relies on.
pub static SCENES: LazyLock<Vec<Scene>> = LazyLock::new(|| {
    let rdfc = Cryptosuite::EddsaRdfc2022;
    let jcs = Cryptosuite::EddsaJcs2022;
    let did = signer_of(DID_KEY).key().public().did_key();
    let small = || unsigned(include_str!("../../../fixtures/small.json"), &did);
    let rich = || unsigned(include_str!("../../../fixtures/rich.json"), &did);
    let scene = |name, credential: Value, suite, documents, changes| Scene {
        name,
        credential: sign(credential, suite, DID_KEY),
        suite,
        documents,
        changes,
    };
    let at_home = unsigned(include_str!("../../../fixtures/small.json"), HOME);
    let method = format!("{HOME}#{}", signer_of(DID_KEY).key().public().to_multikey());
    let home = signer_of(DID_KEY).key().public().to_controller_document(HOME);
    let mut scenes = vec![
        scene("small-rdfc", small(), rdfc, vec![], Changes::Credential),
        scene("small-jcs", small(), jcs, vec![], Changes::Credential),
        scene("rich-rdfc", rich(), rdfc, vec![], Changes::Credential),
        scene("rich-jcs", rich(), jcs, vec![], Changes::Credential),
        scene(
            "status",
            with_status(small(), 7),
            rdfc,
            vec![(LIST, list(&did))],
            Changes::Credential,
        ),
        scene(
            "revoked",
            with_status(small(), 11),
            rdfc,
            vec![(LIST, list(&did))],
            Changes::RevokingList,
        ),
        Scene {
            name: "home",
            credential: sign(at_home, rdfc, &method),
            suite: rdfc,
            documents: vec![(HOME, home)],
            changes: Changes::KeyDocument,
        },
    ];
    // Of the hostile fixtures these are signed as they are, and hold as one kind or another.
    for (name, suite, text) in [
        ("014", jcs, include_str!("../../../fixtures/hostile/014-number-of-serde-json.json")),
        (
            "016",
            jcs,
            include_str!("../../../fixtures/hostile/016-minus-zero-for-zero-under-jcs.json"),
        ),
        (
            "018",
            rdfc,
            include_str!(
                "../../../fixtures/hostile/018-invisible-characters-in-the-issuer-name.json"
            ),
        ),
    ] {
        let credential = json::read(text.as_bytes(), &Limits::default()).unwrap();
        let (documents, changes) = (vec![], Changes::Credential);
        scenes.push(Scene { name, credential, suite, documents, changes });
    }
    let (theirs, with_digest) =
        (|| with_schema(small(), None), with_schema(small(), Some(&schema())));
    scenes.extend([
        scene("schema", theirs(), rdfc, vec![(SCHEMA, schema())], Changes::Credential),
        scene("schema-changed", theirs(), jcs, vec![(SCHEMA, schema())], Changes::Schema),
        scene("schema-pinned", with_digest, rdfc, vec![(SCHEMA, schema())], Changes::Pinned),
        scene(
            "resource",
            with_resource(small()),
            rdfc,
            vec![(RUBRIC, rubric())],
            Changes::Credential,
        ),
        scene(
            "resource-changed",
            with_resource(small()),
            jcs,
            vec![(RUBRIC, rubric())],
            Changes::Pinned,
        ),
        scene(
            "refreshed",
            with_service(small(), "Older"),
            rdfc,
            vec![(NEWER, { sign(with_service(small(), "Newer"), rdfc, DID_KEY) })],
            Changes::NewerVersion,
        ),
    ]);
    scenes
});

/// A key that signs nothing in the fixtures: what endorses the badge there is somebody else.
const SEED: [u8; 32] = [7; 32];

const LIST: &str = "https://district.example.org/status/1";
const SCHEMA: &str = "https://state.example.org/schemas/1";
const RUBRIC: &str = "https://district.example.org/rubrics/1";
const NEWER: &str = "https://district.example.org/refresh/1";
const HOME: &str = "https://district.example.org/issuer";
/// In the place of a verification method: the key's own did:key.
const DID_KEY: &str = "";

fn signer_of(method: &str) -> openbadges::key::LocalSigner {
    let key = SecretKey::from_ed25519_seed(&SEED);
    match method {
        DID_KEY => key.into_did_key_signer(),
        method => key.into_signer(method).unwrap(),
    }
}

/// A fixture without what cannot be had, with this issuer.
fn unsigned(text: &str, issuer: &str) -> Value {
    let mut document = json::read(text.as_bytes(), &Limits::default()).unwrap();
    let object = document.as_object_mut().unwrap();
    object.remove("credentialStatus");
    object.remove("refreshService");
    object.get_mut("issuer").unwrap().as_object_mut().unwrap().insert("id", issuer);
    document
}

fn with_status(mut credential: Value, index: u64) -> Value {
    let entry = Entry::new(Purpose::Revocation, LIST.parse().unwrap(), index);
    credential.as_object_mut().unwrap().insert("credentialStatus", entry.to_value());
    credential
}

/// A schema that the small badge keeps to, with keywords of every kind.
fn schema() -> Value {
    let text = include_str!("schema.json");
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}

fn with_schema(mut credential: Value, digest_of: Option<&Value>) -> Value {
    let mut entry = Object::from_iter([("id", SCHEMA), ("type", "JsonSchema")]);
    if let Some(schema) = digest_of {
        entry.insert("digestMultibase", digest(schema));
    }
    credential.as_object_mut().unwrap().insert("credentialSchema", entry);
    credential
}

fn rubric() -> Value {
    Object::from_iter([("levels", vec!["Emerging", "Demonstrated"])]).into()
}

fn with_resource(mut credential: Value) -> Value {
    let resource = Object::from_iter([
        ("id", format!("{RUBRIC}#levels")),
        ("digestMultibase", digest(&rubric())),
    ]);
    credential.as_object_mut().unwrap().insert("relatedResource", vec![resource]);
    credential
}

fn digest(document: &Value) -> String {
    let text = document.to_string();
    let resource = RelatedResource::of(RUBRIC, text.as_bytes()).build().unwrap().write();
    let digest = resource.get("digestMultibase").or_else(|| resource.get("digestSRI"));
    digest.and_then(|it| it.items().first()?.as_str()).unwrap().to_owned()
}

fn with_service(mut credential: Value, name: &str) -> Value {
    let service = Object::from_iter([("id", NEWER), ("type", "1EdTechCredentialRefresh")]);
    let object = credential.as_object_mut().unwrap();
    let mut contexts = object.get("@context").unwrap().items().to_vec();
    contexts.push("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json".into());
    object.insert("@context", contexts);
    object.insert("refreshService", service);
    object.insert("name", name);
    if name == "Newer" {
        object.insert("validFrom", "2026-07-01T00:00:00Z");
    }
    credential
}

/// A signed list in which the entry 11 is revoked.
fn list(issuer: &str) -> Value {
    let mut bits = Bitstring::new(MINIMUM_ENTRIES);
    bits.set(11, 1, 1).unwrap();
    let from = "2026-07-01T00:00:00Z".parse().unwrap();
    let (id, issuer) = (LIST.parse().unwrap(), issuer.parse().unwrap());
    let list = StatusList::new(id, issuer, &Purpose::Revocation, from, bits);
    sign(list.to_credential(), Cryptosuite::EddsaRdfc2022, DID_KEY)
}

fn sign(document: Value, cryptosuite: Cryptosuite, method: &str) -> Value {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let signer = signer_of(method);
    let options = ProofOptions::by(&signer, cryptosuite, "2026-07-01T09:00:00Z".parse().unwrap());
    let prepared = data_integrity::prepare(document, &options, canonicalizer).unwrap();
    let signature = signer.sign(prepared.bytes()).unwrap();
    prepared.finish(&signature)
}

/// The files of the corpora that are made from the fixtures: the target, the name, the bytes.
pub fn files(fixtures: &[(String, Vec<u8>)]) -> Vec<(&'static str, String, Vec<u8>)> {
    let mut files = Vec::new();
    for (name, bytes) in fixtures {
        files.push(("json", name.clone(), bytes.clone()));
        files.push(("verify", name.clone(), bytes.clone()));
        let Ok(document) = json::read(bytes, &Limits::default()) else { continue };
        files.push(("walk", name.clone(), bytes.clone()));
        if let Some(context) = document.get("@context") {
            files.push(("contexts", name.clone(), context.to_string().into()));
        }
        if let Some(text) = n_quads(&document) {
            files.push(("canon", name.replace(".json", ".nq"), text.into()));
        }
    }
    for (number, scene) in SCENES.iter().enumerate() {
        let signed = scene.credential.to_string().into_bytes();
        files.push(("walk", format!("signed-{}", scene.name), signed.clone()));
        files.push(("verify", format!("signed-{}", scene.name), signed));
        let [of_scene, of_bundle] = verify::first_bytes(number);
        let script = |edits: &[u8]| [&[of_scene], edits].concat();
        files.push(("verify", format!("edit-nothing-{}", scene.name), script(&[])));
        files.push(("verify", format!("edit-some-{}", scene.name), script(b"0123456789ab")));
        for (part, edits) in [b"\x000123", b"\x020123", b"\x030123"].into_iter().enumerate() {
            let name = format!("bundle-{}-{part}", scene.name);
            files.push(("verify", name, [&[of_bundle], &edits[..]].concat()));
        }
    }
    for context in openbadges::context::all() {
        let document = context.document();
        let text = document.get("@context").map(Value::to_string).unwrap_or_default();
        if text.len() < 8 * 1024 {
            let name = context.url().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
            files.push(("contexts", name, text.into()));
        }
    }
    for (target, all) in
        [("json", JSON), ("contexts", CONTEXTS), ("walk", DOCUMENTS), ("canon", N_QUADS)]
    {
        for (number, text) in all.iter().enumerate() {
            files.push((target, format!("written-{number:02}"), text.as_bytes().to_vec()));
        }
    }
    for size in 2..=6 {
        files.push(("canon", format!("clique-{size}"), clique(size).into()));
        files.push(("canon", format!("ring-{size}"), ring(size).into()));
    }
    for (name, edges) in UNDIRECTED {
        let both = edges.iter().flat_map(|(a, b)| [(a, b), (b, a)]);
        let text: String = both.map(|(a, b)| format!("_:n{a} <urn:p> _:n{b} .\n")).collect();
        files.push(("canon", name.to_string(), text.into()));
    }
    files
}

/// Graphs whose nodes look alike at first, so that the order of trying matters.
const UNDIRECTED: &[(&str, &[(u8, u8)])] = &[
    ("path-8", &[(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 8)]),
    ("triangles-2", &[(1, 2), (2, 3), (3, 1), (4, 5), (5, 6), (6, 4)]),
    (
        "spiders-2",
        &[
            (0, 1),
            (0, 2),
            (2, 3),
            (0, 4),
            (4, 5),
            (5, 6),
            (1, 7),
            (7, 8),
            (1, 9),
            (9, 10),
            (10, 11),
        ],
    ),
    (
        "cube",
        &[
            (0, 1),
            (0, 2),
            (0, 4),
            (1, 3),
            (1, 5),
            (2, 3),
            (2, 6),
            (3, 7),
            (4, 5),
            (4, 6),
            (5, 7),
            (6, 7),
        ],
    ),
    (
        "cubic-8",
        &[
            (0, 1),
            (1, 2),
            (2, 3),
            (3, 4),
            (4, 5),
            (5, 6),
            (6, 7),
            (7, 0),
            (0, 2),
            (1, 4),
            (3, 6),
            (5, 7),
        ],
    ),
];

fn n_quads(document: &Value) -> Option<String> {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let dataset = openbadges::rdf::to_dataset(document, &contexts, &Limits::default()).ok()?;
    Some(dataset.to_n_quads())
}

fn clique(size: usize) -> String {
    let pairs = (0..size).flat_map(|a| (0..size).map(move |b| (a, b))).filter(|(a, b)| a != b);
    pairs.map(|(a, b)| format!("_:n{a} <urn:p> _:n{b} .\n")).collect()
}

fn ring(size: usize) -> String {
    (0..size).map(|a| format!("_:n{a} <urn:p> _:n{} .\n", (a + 1) % size)).collect()
}

const JSON: &[&str] = &[
    r#"[0, -0, 1.5, 1e21, 1e-7, 123456789012345680000, 5e-324, 1.7976931348623157e308]"#,
    r#"{"\u20ac": "\ud83d\ude00", "\r": "\u000b\u007f\u0080", "1": "", "é": [[], {}, [{}]]}"#,
    r#"[9007199254740991, 9007199254740992, 1152921504606846976, 1e22, 4.35, 0.000001]"#,
    " \t\r\n[ true , false , null ] ",
    r#"{"a":{"b":{"c":{"d":[1,[2,[3,[4]]]]}}},"a~1b/":"~"}"#,
    r#"{"01":0,"02":0,"03":0,"04":0,"05":0,"06":0,"07":0,"08":0,"09":0,"10":0,"11":0,"12":0,"13":0,"14":0,"15":0,"16":0,"17":0,"17":0}"#,
];

const CONTEXTS: &[&str] = &[
    r#"{"@vocab": "https://v.example/", "id": "@id", "type": "@type", "p": "urn:p:"}"#,
    r#"{"@version": 1.1, "@base": "https://b.example/", "a": {"@id": "urn:a", "@type": "@json"}}"#,
    r#"{"T": {"@id": "urn:T", "@context": {"a": "urn:t:a", "@propagate": true}}, "type": "@type"}"#,
    r#"{"d": {"@id": "urn:d", "@context": {"a": "urn:d:a", "@propagate": false}}, "a": "urn:a"}"#,
    r#"{"e": {"@id": "urn:e", "@container": "@list"}, "f": {"@id": "urn:f", "@container": "@language"}}"#,
    r#"{"f": {"@id": "urn:f", "@container": ["@index", "@set"], "@index": "urn:i"}}"#,
    r#"{"f": {"@id": "urn:f", "@container": ["@graph", "@id"]}, "g": {"@reverse": "urn:g"}}"#,
    r#"{"f": {"@id": "urn:f", "@container": "@type"}, "n": "@nest", "d": {"@id": "urn:d", "@nest": "n"}}"#,
    r#"{"@protected": true, "a": "urn:a", "b": {"@id": "urn:b", "@protected": false}}"#,
    r#"[{"@protected": true, "a": "urn:a"}, {"a": "urn:other"}]"#,
    r#"[{"@protected": true, "a": "urn:a"}, {"a": {"@id": "urn:a", "@protected": true}}, null]"#,
    r#"{"@import": "urn:itself"}"#,
    r#"["urn:itself"]"#,
    r#"{"@import": "https://www.w3.org/ns/credentials/v2", "a": "urn:a"}"#,
    r#"{"a": {"@id": "urn:a", "@context": "urn:itself"}, "T": {"@id": "urn:T", "@context": "urn:itself"}}"#,
    r#"{"a": "b:c", "b": "c:d", "c": "a:e"}"#,
    r#"{"a": {"@id": "b:c", "@prefix": true}, "b": {"@id": "urn:b#", "@prefix": true}, "p": "a:"}"#,
    r#"{"@language": "en-US", "@direction": "rtl", "a": {"@id": "urn:a", "@language": null}}"#,
    r#"{"b": {"@id": "urn:b", "@type": "@id"}, "c": {"@id": "urn:c", "@type": "@vocab"}, "@vocab": ""}"#,
    r#"{"a": null, "b": {"@id": null}, "@foo": "urn:f", "c": {"@id": "@foo"}, "d": "@type"}"#,
    r#"{"type": {"@id": "@type", "@container": "@set", "@protected": true}, "T": "urn:T", "U": "urn:U"}"#,
    r#""https://www.w3.org/ns/credentials/v2""#,
];

const DOCUMENTS: &[&str] = &[
    r#"{"@context": {"a": "urn:a"}, "a": [1, 1.5, true, "x", 1e21, -0]}"#,
    r#"{"@context": {"a": {"@id": "urn:a", "@container": "@list"}}, "a": [1, ["x"], {"@list": []}]}"#,
    r#"{"@context": {"a": {"@id": "urn:a", "@type": "@json"}}, "a": {"z": [1, null], "b": "\u0001"}}"#,
    r#"{"@context": {"@vocab": "urn:v:"}, "@id": "urn:x", "@type": ["T", "U"], "a": {"@value": "x", "@language": "de-CH"}}"#,
    r#"{"@context": {"@vocab": "urn:v:"}, "a": {"@value": "x", "@language": "he", "@direction": "rtl"}}"#,
    r#"{"@context": {"@vocab": "urn:v:"}, "@graph": [{"@id": "_:a", "b": {"@id": "_:c"}}, {"@id": "_:c"}]}"#,
    r#"{"@context": {"@vocab": "urn:v:"}, "@included": [{"@id": "urn:x", "a": "b"}], "@reverse": {"r": {"@id": "urn:y"}}}"#,
    r#"{"@context": {"@vocab": "urn:v:", "a": {"@container": ["@graph", "@index"]}}, "a": {"x": {"b": "c"}, "@none": {"d": "e"}}}"#,
    r#"{"@context": {"@vocab": "urn:v:", "a": {"@container": "@language"}}, "a": {"en": ["x", "y"], "@none": "z"}}"#,
    r#"{"@context": {"@vocab": "urn:v:", "a": {"@container": "@id"}}, "a": {"urn:x": {"b": "c"}, "_:y": {}}}"#,
    r#"{"@context": {"@vocab": "urn:v:", "a": {"@container": "@type"}}, "a": {"T": {"b": "c"}, "U": "urn:u"}}"#,
    r#"{"@context": {"@vocab": "urn:v:", "a": {"@container": "@index", "@index": "i"}}, "a": {"x": {"b": "c"}}}"#,
    r#"{"@context": {"@vocab": "urn:v:", "n": "@nest"}, "n": {"a": "b", "n": [{"c": "d"}]}}"#,
    r#"{"@context": {"T": {"@id": "urn:T", "@context": {"a": "urn:ta"}}, "a": "urn:a"}, "@type": "T", "a": {"a": "x"}}"#,
    r#"{"@context": [{"a": "urn:a"}, null, {"b": "urn:b"}], "b": {"@context": null, "c": "d"}}"#,
    r##"{"@context": {"a": {"@id": "urn:a", "@type": "@id"}}, "a": ["urn:x", "_:b", "relative", "", "#f", "a:b"]}"##,
    r#"[{"@id": "urn:x", "urn:p": [{"@value": 5, "@type": "urn:t"}]}, {"urn:q": {"@set": ["x", null]}}]"#,
    r#"{"@id": "http://a.example/ b", "urn:p": {"@id": "http://a.example/%zz<>\"{}|^`\\"}}"#,
];

const N_QUADS: &[&str] = &[
    "_:a <urn:p> _:b _:g .\n_:b <urn:p> _:a _:g .\n_:g <urn:q> \"x\"@en-US .\n",
    "<urn:s> <urn:p> \"\\u0000\\t\\b\\n\\r\\f\\\"\\\\\\u007F\\u00e9\\U0001F600\"^^<urn:t> <urn:g> . # x\n",
    "_:a <urn:p> _:a .\n_:a <urn:p> _:a .\n_:a <urn:p> \"\"^^<http://www.w3.org/2001/XMLSchema#string> .\n",
    "_:a <urn:p> _:b .\n_:a <urn:p> _:c .\n_:b <urn:q> _:d .\n_:c <urn:q> _:e .\n",
    "_:s <urn:a> \"1\" _:g1 .\n_:s <urn:a> \"1\" _:g2 .\n_:t <urn:a> \"1\" _:g1 .\n_:t <urn:a> \"1\" _:g2 .\n",
    "_:c <urn:p> _:a1 .\n_:c <urn:p> _:a2 .\n_:c <urn:p> _:a3 .\n_:c <urn:p> _:a4 .\n_:c <urn:p> _:a5 .\n",
    "_:p1 <urn:p> _:p2 .\n_:p2 <urn:p> _:p3 .\n_:p3 <urn:p> _:p4 .\n_:q1 <urn:p> _:q2 .\n_:q2 <urn:p> _:q3 .\n_:q3 <urn:p> _:q4 .\n",
];
