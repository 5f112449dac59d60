//! `rdf` on real credentials, on what must be refused, and on what is made to be slow.

mod support;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use ed25519_dalek::{Signature, VerifyingKey};
use openbadges::json::{self, Value};
use openbadges::rdf::{
    self, BundledContexts, ContextDigest, ContextLoader, Contexts, Dataset, HashAlgorithm, Options,
    PinnedContexts, ProcessingMode, RdfError,
};
use openbadges::text::multibase;
use openbadges::{Code, Limits, Pointer};
use sha2::{Digest, Sha256};
use support::shared;

fn read(path: impl AsRef<Path>) -> Value {
    let bytes = std::fs::read(path.as_ref()).unwrap();
    json::read(&bytes, &Limits::default()).unwrap()
}

fn parse(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}

/// Documents by URL.
#[derive(Default)]
struct Map(HashMap<String, Arc<Value>>);

impl ContextLoader for Map {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        self.0.get(url).cloned()
    }
}

/// The official contexts.
fn official() -> Option<&'static Contexts> {
    static CONTEXTS: OnceLock<Option<Contexts>> = OnceLock::new();
    CONTEXTS.get_or_init(|| Some(Contexts::new(Arc::new(official_documents()?)))).as_ref()
}

fn official_documents() -> Option<Map> {
    let folder = shared("contexts")?;
    let index = read(folder.join("index.json"));
    let files = index.as_object()?.iter();
    Some(Map(files
        .map(|(url, file)| (url.to_owned(), Arc::new(read(folder.join(file.as_str().unwrap())))))
        .collect()))
}

fn canonical(document: &Value, contexts: &Contexts) -> String {
    let limits = Limits::default();
    let dataset = rdf::to_dataset(document, contexts, &limits).unwrap();
    rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &limits).unwrap().n_quads
}

/// A document without its proof, and its only proof's options with the document's contexts.
fn parts(path: &Path) -> (Value, Value, String) {
    let mut document = read(path);
    let members = document.as_object_mut().unwrap();
    let proof = members.remove("proof").unwrap();
    let mut options = proof.items().first().unwrap().clone();
    let options_members = options.as_object_mut().unwrap();
    let proof_value = options_members.remove("proofValue").unwrap();
    options_members.insert("@context", members.get("@context").unwrap().clone());
    (document, options, proof_value.as_str().unwrap().to_owned())
}

/// Whether the signature of an `eddsa-rdfc-2022` proof holds over these canonical forms, with the
/// key that its method names in the fragment.
fn signature_holds(document: &str, options: &Value, options_form: &str, proof_value: &str) -> bool {
    let method = options.get("verificationMethod").and_then(Value::as_str).unwrap();
    let (_, key) = method.rsplit_once(['#', ':']).unwrap();
    let key = multibase::from_base58btc(key).unwrap();
    let key = VerifyingKey::from_bytes(key[2..].try_into().unwrap()).unwrap();
    let Ok(signature) = multibase::from_base58btc(proof_value) else { return false };
    let mut signed = Sha256::digest(options_form).to_vec();
    signed.extend(Sha256::digest(document));
    Signature::from_slice(&signature).is_ok_and(|s| key.verify_strict(&signed, &s).is_ok())
}

#[test]
fn the_published_open_badges_canonical_forms_come_out() {
    let (Some(contexts), Some(vectors)) = (official(), shared("vectors/1edtech/obv3p0")) else {
        return;
    };
    let (document, options, proof_value) = parts(&shared("samples/ob30/simple.json").unwrap());
    let expected = |name: &str| std::fs::read_to_string(vectors.join(name)).unwrap();
    // What was published is the same badge by another issuer, whose identifier is also in its key.
    let published = document.to_string().replace(
        r#""id":"https://example.com/issuers/876543""#,
        r#""id":"https://example.edu/issuers/565049","url":"https://www.imsglobal.org""#,
    );
    assert_eq!(canonical(&parse(&published), contexts), expected("document-canon.txt"));
    let published = options
        .to_string()
        .replace("https://example.com/issuers/876543", "https://example.edu/issuers/565049");
    assert_eq!(canonical(&parse(&published), contexts), expected("proof-canon.txt"));
    assert!(signature_holds(
        &canonical(&document, contexts),
        &options,
        &canonical(&options, contexts),
        &proof_value
    ));
}

#[test]
fn the_signature_over_the_complete_document_holds() {
    let Some(contexts) = official() else { return };
    let (document, options, proof_value) = parts(&shared("samples/ob30/complete.json").unwrap());
    assert!(signature_holds(
        &canonical(&document, contexts),
        &options,
        &canonical(&options, contexts),
        &proof_value
    ));
}

/// The documents and proof options of the W3C suites whose contexts are at hand, and their
/// published canonical forms.
#[test]
fn the_published_w3c_canonical_forms_come_out() {
    let (Some(contexts), Some(vectors)) = (official(), shared("vectors")) else { return };
    for (folder, signed, document_form, options, options_form) in [
        (
            "vc-di-eddsa/eddsa-rdfc-2022",
            "signedDataInt.json",
            "canonDocDataInt.txt",
            "proofConfigDataInt.json",
            "proofCanonDataInt.txt",
        ),
        (
            "vc-di-eddsa/Ed25519Signature2020",
            "signedEdSig.json",
            "canonDocEdSig.txt",
            "proofConfigEdSig.json",
            "proofCanonEdSig.txt",
        ),
        (
            "vc-di-ecdsa/ecdsa-rdfc-2019-p256",
            "signedECDSAP256.json",
            "canonDocECDSAP256.txt",
            "proofConfigECDSAP256.json",
            "proofCanonECDSAP256.txt",
        ),
        (
            "vc-di-ecdsa/ecdsa-rdfc-2019-p384",
            "signedECDSAP384.json",
            "canonDocECDSAP384.txt",
            "proofConfigECDSAP384.json",
            "proofCanonECDSAP384.txt",
        ),
    ] {
        let folder = vectors.join(folder);
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let algorithm = match folder.ends_with("ecdsa-rdfc-2019-p384") {
            true => HashAlgorithm::Sha384,
            false => HashAlgorithm::Sha256,
        };
        let form = |document: &Value| {
            let dataset = rdf::to_dataset(document, contexts, &Limits::default()).unwrap();
            rdf::canonicalize(&dataset, algorithm, &Limits::default()).unwrap().n_quads
        };
        let mut document = read(folder.join(signed));
        document.as_object_mut().unwrap().remove("proof");
        assert_eq!(form(&document), text(document_form), "{signed}");
        assert_eq!(form(&read(folder.join(options))), text(options_form), "{options}");
    }
}

/// Every 1EdTech sample whose proof names its own key: the signature is over our bytes.
#[test]
fn the_signatures_of_the_published_samples_hold() {
    let Some(contexts) = official() else { return };
    for (file, expected) in [
        ("samples/ob30/simple.json", true),
        ("samples/ob30/simple-did-web-method.json", true),
        ("samples/ob30/simple-did-key-method.json", true),
        ("samples/ob30/complete.json", true),
        ("samples/clr20/simple.json", true),
        ("samples/ob30/simple-err-proof-value.json", false),
    ] {
        let (document, options, proof_value) = parts(&shared(file).unwrap());
        let document = canonical(&document, contexts);
        let holds =
            signature_holds(&document, &options, &canonical(&options, contexts), &proof_value);
        assert_eq!(holds, expected, "{file}");
    }
}

/// A context with one term of every kind.
const TERMS: &str = r#"{
    "@version": 1.1, "id": "@id", "type": "@type", "ex": "https://example.org/#",
    "name": "ex:name", "Thing": "ex:Thing", "nothing": null,
    "ref": {"@id": "ex:ref", "@type": "@id"}, "word": {"@id": "ex:word", "@type": "@vocab"},
    "date": {"@id": "ex:date", "@type": "ex:Date"}, "raw": {"@id": "ex:raw", "@type": "@json"},
    "list": {"@id": "ex:list", "@container": "@list"}, "set": {"@id": "ex:set", "@container": "@set"},
    "said": {"@id": "ex:said", "@container": "@language"},
    "sorted": {"@id": "ex:sorted", "@container": "@index"},
    "keyed": {"@id": "ex:keyed", "@container": "@index", "@index": "ex:key"},
    "byId": {"@id": "ex:byId", "@container": "@id"}, "byType": {"@id": "ex:byType", "@container": "@type"},
    "graph": {"@id": "ex:graph", "@container": "@graph"}, "of": {"@reverse": "ex:part"},
    "labels": "@nest", "kept": {"@id": "ex:kept", "@protected": true}
}"#;

fn with_terms(members: &str) -> Value {
    parse(&format!(r#"{{"@context": {TERMS}, "id": "urn:x", {members}}}"#))
}

fn no_documents() -> Contexts {
    Contexts::new(Arc::new(Map::default()))
}

/// The code and the place of what is refused; the lines of what is not.
fn lossless(document: &Value, contexts: &Contexts) -> Result<String, (Code, String)> {
    let limits = Limits::default();
    let dataset = rdf::to_dataset(document, contexts, &limits)
        .map_err(|error| (error.code(), error.pointer().as_str().to_owned()))?;
    Ok(rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &limits).unwrap().n_quads)
}

#[test]
fn what_would_be_lost_is_refused_with_its_place() {
    let contexts = no_documents();
    for (members, code, pointer) in [
        (r#""undefined": 1"#, Code::DataLoss, "/undefined"),
        (r#""set": [{"name": "a"}, {"undefined": 1}]"#, Code::DataLoss, "/set/1/undefined"),
        (r#""nothing": 1"#, Code::DataLoss, "/nothing"),
        (r#""@foo": 1"#, Code::DataLoss, "/@foo"),
        (r#""type": "Undefined""#, Code::DataLoss, "/type"),
        (r#""type": ["Thing", "Undefined"]"#, Code::DataLoss, "/type/1"),
        (r#""set": {"id": "relative", "name": "a"}"#, Code::DataLoss, "/set/id"),
        (r#""set": {"id": "a b:c", "name": "a"}"#, Code::DataLoss, "/set/id"),
        (r#""set": {"id": "@foo", "name": "a"}"#, Code::DataLoss, "/set/id"),
        (r#""set": {"id": "_:a{b", "name": "a"}"#, Code::DataLoss, "/set/id"),
        (r#""set": {"id": "_:a.", "name": "a"}"#, Code::DataLoss, "/set/id"),
        (r#""set": {"id": "_:", "name": "a"}"#, Code::DataLoss, "/set/id"),
        (r#""ref": "relative""#, Code::DataLoss, "/ref"),
        (r#""ref": ["urn:a", ""]"#, Code::DataLoss, "/ref/1"),
        (r#""word": "undefined""#, Code::DataLoss, "/word"),
        (r#""_:blank": 1"#, Code::DataLoss, "/_:blank"),
        (r#""name": {"@value": "a", "@language": "not a tag"}"#, Code::DataLoss, "/name"),
        (r#""name": {"@language": "en"}"#, Code::DataLoss, "/name/@language"),
        (r#""name": {"@value": "a", "undefined": 1}"#, Code::DataLoss, "/name/undefined"),
        (r#""sorted": {"a": "b"}"#, Code::DataLoss, "/sorted/a"),
        (r#""name": {"@list": [["a"], ["b"]]}"#, Code::DataLoss, "/name/@list/0"),
        (r#""graph": {"id": "urn:only"}"#, Code::DataLoss, "/graph"),
        (r#""graph": "value""#, Code::DataLoss, "/graph"),
        (r#""name": null"#, Code::DataLossNull, "/name"),
        (r#""set": ["a", null]"#, Code::DataLossNull, "/set/1"),
        (r#""list": [null]"#, Code::DataLossNull, "/list/0"),
        (r#""set": []"#, Code::DataLossNull, "/set"),
        (r#""set": [[]]"#, Code::DataLossNull, "/set/0"),
        (r#""type": []"#, Code::DataLossNull, "/type"),
        (r#""name": {"@value": null}"#, Code::DataLossNull, "/name/@value"),
        (r#""said": {}"#, Code::DataLossNull, "/said"),
        (r#""said": {"en": []}"#, Code::DataLossNull, "/said/en"),
        (r#""said": {"en": ["a", null]}"#, Code::DataLossNull, "/said/en/1"),
        (r#""byId": {}"#, Code::DataLossNull, "/byId"),
        (r#""byId": {"urn:y": []}"#, Code::DataLossNull, "/byId/urn:y"),
        (r#""graph": {}"#, Code::DataLossNull, "/graph"),
        (r#""x:y": 1"#, Code::IriScheme, "/x:y"),
        (r#""type": "x:Thing""#, Code::IriScheme, "/type"),
        (r#""@graph": [{"name": "a"}]"#, Code::LdKeyword, "/@graph"),
        (r#""@included": [{"name": "a"}]"#, Code::LdKeyword, "/@included"),
        (r#""@reverse": {"name": {"id": "urn:y"}}"#, Code::LdKeyword, "/@reverse"),
        (r#""@nest": {"name": "a"}"#, Code::LdKeyword, "/@nest"),
        (r#""labels": {"name": "a"}"#, Code::LdKeyword, "/labels"),
        (r#""@index": "a""#, Code::LdKeyword, "/@index"),
        (r#""name": {"@value": "a", "@index": "b"}"#, Code::LdKeyword, "/name/@index"),
        (r#""name": {"@set": ["a"]}"#, Code::LdKeyword, "/name/@set"),
        (r#""@vocab": "urn:v:""#, Code::LdKeyword, "/@vocab"),
        (r#""set": {"@context": null, "urn:p": 1}"#, Code::Context, "/set/@context"),
        (r#""set": {"@context": [{}, null], "urn:p": 1}"#, Code::Context, "/set/@context/1"),
        (r#""set": {"@context": 5}"#, Code::Context, "/set/@context"),
        (r#""set": {"@context": {"t": 5}}"#, Code::Context, "/set/@context/t"),
        (r#""set": {"@context": {"a": "b:c", "b": "a:c"}}"#, Code::Context, "/set/@context/a"),
        (r#""set": {"@context": {"kept": "urn:k"}}"#, Code::ContextProtected, "/set/@context/kept"),
        (r#""set": {"@context": "https://e.example/"}"#, Code::ContextUnknown, "/set/@context"),
        (r#""@id": "urn:x""#, Code::ModelAlias, "/@id"),
        (r#""set": {"id": 5}"#, Code::LdInvalid, "/set/id"),
        (r#""type": 5"#, Code::LdInvalid, "/type"),
        (r#""name": {"@value": ["a"]}"#, Code::LdInvalid, "/name/@value"),
        (r#""name": {"@value": "a", "name": "b"}"#, Code::LdInvalid, "/name/name"),
        (r#""name": {"@list": ["a"], "name": "b"}"#, Code::LdInvalid, "/name/name"),
        (r#""byId": {"urn:y": "a"}"#, Code::LdInvalid, "/byId/urn:y"),
        (r#""byId": {"urn:y": {"id": "urn:z", "name": "a"}}"#, Code::DataLoss, "/byId/urn:y"),
        (r#""byId": {"relative": {"name": "a"}}"#, Code::DataLoss, "/byId/relative"),
        (r#""byType": {"Undefined": {"name": "a"}}"#, Code::DataLoss, "/byType/Undefined"),
    ] {
        let found = lossless(&with_terms(members), &contexts);
        assert_eq!(found, Err((code, pointer.to_owned())), "{members}");
    }
    for (document, code) in [
        (r#""a""#, Code::DataLoss),
        ("null", Code::DataLossNull),
        ("{}", Code::DataLossNull),
        (r#"{"@id": "urn:x"}"#, Code::DataLoss),
        (r#"[{"@value": "a"}]"#, Code::DataLoss),
        (r#"{"@context": {"@vocab": ""}, "a": 1}"#, Code::DataLoss),
        // `@vocab` and `x` make no IRI.
        (r#"{"@context": {"ex": "@vocab", "ex:x": {}}, "ex:x": 1}"#, Code::DataLoss),
    ] {
        let found = lossless(&parse(document), &contexts);
        assert_eq!(found.map_err(|(code, _)| code), Err(code), "{document}");
    }
}

/// What is not lost comes out, whatever means of JSON-LD it was said with.
#[test]
fn what_is_kept_is_there_to_be_signed() {
    let contexts = no_documents();
    for (members, lines) in [
        (r#""name": ["a", "a"]"#, r#"<urn:x> <https://example.org/#name> "a" ."#),
        (
            r#""https://e.example/p": 1"#,
            r#"<urn:x> <https://e.example/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> ."#,
        ),
        (
            r#""urn:p": true"#,
            r#"<urn:x> <urn:p> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> ."#,
        ),
        (
            r#""date": 1.5"#,
            r#"<urn:x> <https://example.org/#date> "1.5E0"^^<https://example.org/#Date> ."#,
        ),
        (
            r#""date": 3.0"#,
            r#"<urn:x> <https://example.org/#date> "3"^^<https://example.org/#Date> ."#,
        ),
        (
            r#""raw": {"b": null, "a": []}"#,
            r#"<urn:x> <https://example.org/#raw> "{\"a\":[],\"b\":null}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> ."#,
        ),
        (
            r#""raw": null"#,
            r#"<urn:x> <https://example.org/#raw> "null"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> ."#,
        ),
        (
            r#""list": []"#,
            "<urn:x> <https://example.org/#list> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .",
        ),
        (
            r#""said": {"EN-us": "a", "@none": "b"}"#,
            "<urn:x> <https://example.org/#said> \"a\"@en-us .\n<urn:x> <https://example.org/#said> \"b\" .",
        ),
        (
            r#""name": {"@value": "a", "@language": "AR", "@direction": "rtl"}"#,
            r#"<urn:x> <https://example.org/#name> "a"^^<https://www.w3.org/ns/i18n#ar_rtl> ."#,
        ),
        (
            r#""byId": {"urn:y": {"name": "a"}}"#,
            "<urn:x> <https://example.org/#byId> <urn:y> .\n<urn:y> <https://example.org/#name> \"a\" .",
        ),
        (
            r#""byType": {"Thing": {"id": "urn:y"}}"#,
            "<urn:x> <https://example.org/#byType> <urn:y> .\n<urn:y> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/#Thing> .",
        ),
        (
            r#""keyed": {"k": {"id": "urn:y"}}"#,
            "<urn:x> <https://example.org/#keyed> <urn:y> .\n<urn:y> <https://example.org/#key> \"k\" .",
        ),
        (
            r#""graph": {"id": "urn:y", "name": "a"}"#,
            "<urn:x> <https://example.org/#graph> _:c14n0 .\n<urn:y> <https://example.org/#name> \"a\" _:c14n0 .",
        ),
        (r#""of": {"id": "urn:y"}"#, "<urn:y> <https://example.org/#part> <urn:x> ."),
        (r#""set": {}"#, "<urn:x> <https://example.org/#set> _:c14n0 ."),
        (
            r#""set": {"@context": {"kept": {"@id": "ex:kept"}}, "kept": 1}"#,
            "<urn:x> <https://example.org/#set> _:c14n0 .\n_:c14n0 <https://example.org/#kept> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .",
        ),
    ] {
        let found = lossless(&with_terms(members), &contexts);
        assert_eq!(found, Ok(format!("{lines}\n")), "{members}");
    }
}

#[test]
fn an_unknown_context_can_be_supplied_and_tried_again() {
    let document = parse(r#"{"@context": ["https://e.example/c"], "name": "Ada"}"#);
    let limits = Limits::default();
    let missing = rdf::to_dataset(&document, &no_documents(), &limits).unwrap_err();
    let RdfError::ContextUnknown { url, pointer } = &missing else { panic!("{missing:?}") };
    assert_eq!((url.as_str(), pointer.as_str()), ("https://e.example/c", "/@context/0"));

    // One context leads to the next; the place is the document's.
    let mut documents = HashMap::new();
    let mut supply = |url: &str, text: &str| {
        documents.insert(url.to_owned(), Arc::new(parse(text)));
        Contexts::new(Arc::new(Map(documents.clone())))
    };
    let contexts = supply("https://e.example/c", r#"{"@context": "d"}"#);
    let missing = rdf::to_dataset(&document, &contexts, &limits).unwrap_err();
    let RdfError::ContextUnknown { url, pointer } = &missing else { panic!("{missing:?}") };
    assert_eq!((url.as_str(), pointer.as_str()), ("https://e.example/d", "/@context/0"));

    let contexts = supply("https://e.example/d", r#"{"@context": {"name": "urn:name"}}"#);
    assert_eq!(lossless(&document, &contexts), Ok("_:c14n0 <urn:name> \"Ada\" .\n".into()));
}

#[test]
fn inline_contexts_and_vocabularies_are_noted() {
    let mut documents = Map::default();
    let vocabulary = parse(r#"{"@context": {"@vocab": "urn:v:"}}"#);
    documents.0.insert("https://e.example/v".into(), Arc::new(vocabulary));
    let contexts = Contexts::new(Arc::new(documents));
    for (document, inline, vocabularies) in [
        (r#"{"@context": "https://e.example/v", "a": 1}"#, &[][..], &[][..]),
        (r#"{"@context": ["https://e.example/v", {"b": "urn:b"}], "a": 1}"#, &["/@context/1"], &[]),
        (r#"{"@context": {"@vocab": "urn:w:"}, "a": 1}"#, &["/@context"], &["/@context"]),
        (
            r#"{"@context": "https://e.example/v", "a": {"@context": {"@vocab": "urn:w:"}, "b": 1}}"#,
            &["/a/@context"],
            &["/a/@context"],
        ),
        (
            r#"{"@context": {"a": {"@id": "urn:a", "@context": {"@vocab": "urn:w:"}}}, "a": {"b": 1}}"#,
            &["/@context"],
            &["/a"],
        ),
    ] {
        for _ in 0..2 {
            let dataset = rdf::to_dataset(&parse(document), &contexts, &Limits::default()).unwrap();
            let texts = |places: &[Pointer]| -> Vec<String> {
                places.iter().map(|place| place.as_str().to_owned()).collect()
            };
            assert_eq!(texts(dataset.inline_contexts()), inline, "{document}");
            assert_eq!(texts(dataset.inline_vocabularies()), vocabularies, "{document}");
        }
    }
}

/// Whatever was compiled before, and in whatever order, a document means the same.
#[test]
fn what_is_kept_changes_no_verdict() {
    let Some(documents) = official_documents() else { return };
    let folder = shared("samples/ob30").unwrap();
    let samples: Vec<Value> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .filter_map(|path| json::read(&std::fs::read(path).unwrap(), &Limits::default()).ok())
        .collect();
    assert!(samples.len() > 20);
    let documents = Arc::new(documents);
    let alone: Vec<_> =
        samples.iter().map(|sample| lossless(sample, &Contexts::new(documents.clone()))).collect();
    let together = Contexts::new(documents);
    std::thread::scope(|scope| {
        for start in 0..4 {
            let (samples, alone, together) = (&samples, &alone, &together);
            scope.spawn(move || {
                for index in (0..samples.len()).cycle().skip(start * 7).take(samples.len()) {
                    assert_eq!(lossless(&samples[index], together), alone[index]);
                }
            });
        }
    });
}

/// The limits that a document of contexts is up against do not depend on what is kept either.
#[test]
fn limits_are_charged_alike_cold_and_warm() {
    let Some(contexts) = official() else { return };
    let document = read(shared("samples/ob30/complete.json").unwrap());
    let least = |found: &dyn Fn(usize) -> bool| (1..2_000).find(|n| found(*n)).unwrap();
    for _ in 0..2 {
        let fits = |limits: &Limits| rdf::to_dataset(&document, contexts, limits).is_ok();
        let contexts_used = least(&|n| fits(&Limits { contexts: n, ..Limits::default() }));
        let terms_used = least(&|n| fits(&Limits { context_terms: n, ..Limits::default() }));
        let fresh = || Contexts::new(Arc::new(official_documents().unwrap()));
        for (contexts_allowed, terms_allowed, ok) in [
            (contexts_used, terms_used, true),
            (contexts_used - 1, terms_used, false),
            (contexts_used, terms_used - 1, false),
        ] {
            let limits = Limits {
                contexts: contexts_allowed,
                context_terms: terms_allowed,
                ..Limits::default()
            };
            assert_eq!(rdf::to_dataset(&document, &fresh(), &limits).is_ok(), ok);
        }
    }
}

/// Nor does the mode in which, or the depth to which, others were read.
#[test]
fn settings_are_not_kept_with_contexts() {
    let contexts = no_documents();
    let document =
        parse(r#"{"@context": {"@version": 1.1, "a": {"@id": "urn:a", "@context": {}}}, "a": 1}"#);
    let limits = Limits::default();
    let read = |processing_mode, context_depth| {
        let options = Options { processing_mode, ..Options::default() };
        let limits = Limits { context_depth, ..limits.clone() };
        rdf::to_dataset_dropping(&document, &contexts, &limits, &options)
            .map(|dataset| dataset.len())
            .map_err(|error| error.code())
    };
    for _ in 0..2 {
        assert_eq!(read(ProcessingMode::JsonLd1_1, 16), Ok(1));
        assert_eq!(read(ProcessingMode::JsonLd1_0, 16), Err(Code::Context));
        assert_eq!(read(ProcessingMode::JsonLd1_1, 0), Err(Code::LimitContexts));
    }
}

/// Documents that are made to be slow or deep are answered: rightly, or with a limit.
#[test]
fn what_is_made_to_be_slow_meets_a_limit() {
    let contexts = no_documents();
    let many =
        |n: usize, item: &dyn Fn(usize) -> String| (0..n).map(item).collect::<Vec<_>>().join(",");
    let term = |n: usize| format!(r#""t{n}": "urn:t:{n}""#);
    for document in [
        format!(r#"{{"@context": [{}]}}"#, many(1_000, &|n| format!("{{{}}}", term(n)))),
        format!(r#"{{"@context": {{{}}}, "t1": 1}}"#, many(100_000, &term)),
        format!(r#"{{"@context": {{{}}}}}"#, many(100, &|n| format!(r#""t{n}": "t{}:x""#, n + 1))),
        format!(
            r#"{{"@context": {}{{}}{}}}"#,
            r#"{"a": {"@id": "urn:a", "@context": "#.repeat(40),
            "}}".repeat(40)
        ),
    ] {
        let found = lossless(&parse(&document), &contexts);
        assert_eq!(found.unwrap_err().0, Code::LimitContexts);
    }

    let prefix = format!(
        r#"{{"@context": {{"p": "urn:{}/"}}, {}}}"#,
        "x".repeat(1_000_000),
        many(1_000, &|n| format!(r#""p:{n}": 1"#))
    );
    assert_eq!(lossless(&parse(&prefix), &contexts).unwrap_err().0, Code::LimitSize);
    let members = format!("{{{}}}", many(100_000, &|n| format!(r#""urn:p:{n}": 1"#)));
    assert_eq!(lossless(&parse(&members), &contexts).unwrap().lines().count(), 100_000);

    struct Cyclic;
    impl ContextLoader for Cyclic {
        fn load(&self, url: &str) -> Option<Arc<Value>> {
            let next = if url.ends_with('1') { "2" } else { "1" };
            Some(Arc::new(match url.contains("import") {
                true => parse(&format!(r#"{{"@context": {{"@import": "import{next}"}}}}"#)),
                false => parse(&format!(r#"{{"@context": ["plain{next}", "plain{next}"]}}"#)),
            }))
        }
    }
    let cyclic = Contexts::new(Arc::new(Cyclic));
    for (url, code) in [("plain1", Code::LimitContexts), ("import1", Code::Context)] {
        let document = parse(&format!(r#"{{"@context": "https://e.example/{url}", "urn:p": 1}}"#));
        assert_eq!(lossless(&document, &cyclic).unwrap_err().0, code);
    }
}

fn graph(lines: impl Iterator<Item = String>) -> Dataset {
    Dataset::from_n_quads(&lines.collect::<String>(), &Limits::default()).unwrap()
}

#[test]
fn graphs_that_are_made_to_be_slow_meet_a_limit() {
    let limits = Limits::default();
    let outcome = |dataset: &Dataset| {
        rdf::canonicalize(dataset, HashAlgorithm::Sha256, &limits)
            .map(|canonical| canonical.blank_nodes.len())
            .map_err(|error| error.code())
    };
    for n in 5..=14 {
        let pairs = (0..n).flat_map(|a| (0..n).map(move |b| (a, b))).filter(|(a, b)| a != b);
        let clique = graph(pairs.map(|(a, b)| format!("_:n{a} <urn:p> _:n{b} .\n")));
        assert_eq!(outcome(&clique), if n == 5 { Ok(5) } else { Err(Code::LimitCanon) });
        if n == 5 {
            let canonical = rdf::canonicalize(&clique, HashAlgorithm::Sha256, &limits).unwrap();
            assert!(canonical.would_be_refused_elsewhere());
        }
    }
    let star = graph((0..5_000).map(|n| format!("_:center <urn:p> _:n{n} .\n")));
    assert_eq!(outcome(&star), Ok(5_001));
    let chain = graph((0..5_000).map(|n| format!("_:n{n} <urn:p> _:n{} .\n", n + 1)));
    assert_eq!(outcome(&chain), Err(Code::LimitCanon));
    // Equal proofs of twelve members, each in a graph of its own.
    let proofs = graph((0..10).flat_map(|proof| {
        (0..13).map(move |member| match member {
            0 => format!("_:root <urn:proof> _:g{proof} .\n"),
            _ => format!("_:p{proof} <urn:m> \"{member}\" _:g{proof} .\n"),
        })
    }));
    assert_eq!(outcome(&proofs), Ok(21));
    let canonical = rdf::canonicalize(&proofs, HashAlgorithm::Sha256, &limits).unwrap();
    assert!(!canonical.would_be_refused_elsewhere());
}

/// Ten thousand alignments are a large document, not a hostile one.
#[test]
fn ten_thousand_alignments_are_not_refused() {
    let Some(contexts) = official() else { return };
    let alignments: Vec<String> = (0..10_000)
        .map(|n| {
            format!(r#"{{"type": ["Alignment"], "targetName": "{n}", "targetUrl": "urn:a:{n}"}}"#)
        })
        .collect();
    let document = parse(&format!(
        r#"{{"@context": ["https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "type": ["Achievement"], "alignment": [{}]}}"#,
        alignments.join(",")
    ));
    assert_eq!(canonical(&document, contexts).lines().count(), 40_001);
}

#[test]
fn labels_of_the_input_change_nothing() {
    let plain = graph(["_:a <urn:p> _:b .\n_:b <urn:q> _:a .\n".to_owned()].into_iter());
    let taken =
        graph(["_:c14n1 <urn:p> _:c14n0 .\n_:c14n0 <urn:q> _:c14n1 .\n".to_owned()].into_iter());
    let form = |dataset: &Dataset| {
        rdf::canonicalize(dataset, HashAlgorithm::Sha256, &Limits::default()).unwrap().n_quads
    };
    assert_eq!(form(&plain), form(&taken));
}

/// The deepest document that the reader lets through, on the stack of a thread, without
/// optimization.
#[test]
fn depth_is_safe_on_a_small_stack() {
    let nested = |levels: usize, open: &str, close: &str| {
        format!(
            r#"{{"@context": {TERMS}, "set": {}1{}}}"#,
            open.repeat(levels),
            close.repeat(levels)
        )
    };
    let limits = Limits { depth: Limits::DEPTH_CEILING, ..Limits::default() };
    for (open, close, levels, expected) in [
        (r#"{"set":"#, "}", Limits::DEPTH_CEILING - 1, None),
        (r#"[{"set":"#, "}]", Limits::DEPTH_CEILING / 2 - 1, None),
        ("[", "]", Limits::DEPTH_CEILING - 1, None),
        (r#"{"byId": {"urn:y":"#, "}}", Limits::DEPTH_CEILING / 2 - 1, Some(Code::LdInvalid)),
        (r#"{"@context": {"set": {"@id": "urn:s", "@context": {}}}, "set":"#, "}", 250, None),
        (r#"{"name": {"@list": ["#, "]}}", Limits::DEPTH_CEILING / 3 - 1, None),
        (r#"{"raw":"#, "}", Limits::DEPTH_CEILING - 1, None),
    ] {
        let text = nested(levels, open, close);
        let limits = limits.clone();
        std::thread::Builder::new()
            .stack_size(2 * 1024 * 1024)
            .spawn(move || {
                let document = json::read(text.as_bytes(), &limits).unwrap();
                let outcome = rdf::to_dataset(&document, &no_documents(), &limits);
                let code = outcome.as_ref().err().map(RdfError::code);
                assert_eq!(code, expected, "{open}");
            })
            .unwrap()
            .join()
            .unwrap();
    }

    // A value that no reader has limited.
    let mut value = Value::from("x");
    for _ in 0..2_000 {
        value = Value::from(vec![value]);
    }
    let mut document = json::Object::new();
    document.insert("urn:p", value);
    let document = Value::from(document);
    let error = rdf::to_dataset(&document, &no_documents(), &Limits::default()).unwrap_err();
    assert_eq!(error.code(), Code::LimitDepth);
}

/// `1.0000000000000002` and `1.0000000000000004` have the same 16 digits, so the same quads.
#[test]
fn a_number_that_rdf_rounds_is_refused() {
    let contexts = Contexts::new(Arc::new(Map::default()));
    let document = |value: &str| {
        parse(&format!(
            r#"{{"@context": {{"n": "urn:n", "d": {{"@id": "urn:d", "@type": "urn:t"}},
            "l": {{"@id": "urn:l", "@container": "@list"}}, "j": {{"@id": "urn:j", "@type": "@json"}}}},
            "n": 1.5, {value}}}"#
        ))
    };
    let refused = |value: &str| {
        let result = rdf::to_dataset(&document(value), &contexts, &Limits::default());
        result.err().map(|error| (error.code(), error.pointer().as_str().to_owned()))
    };
    for number in [
        "1.0000000000000002",
        "0.30000000000000004",
        "1.7976931348623157e308",
        "-2.2250738585072014e-308",
    ] {
        for (value, place) in [
            (format!(r#""d": [1, {number}]"#), "/d/1"),
            (format!(r#""l": [{number}]"#), "/l/0"),
            (format!(r#""d": {{"@value": {number}}}"#), "/d"),
        ] {
            assert_eq!(refused(&value), Some((Code::DataLoss, place.to_owned())), "{value}");
        }
        // RFC 8785 writes all digits.
        assert_eq!(refused(&format!(r#""j": [{number}]"#)), None);
        let options = Options::default();
        let document = document(&format!(r#""d": {number}"#));
        rdf::to_dataset_dropping(&document, &contexts, &Limits::default(), &options).unwrap();
    }
    for number in [
        "0.1",
        "5e-324",
        "-0.0",
        "1e21",
        "999999999999999900000",
        "123456789012345.6",
        "9007199254740991",
    ] {
        assert_eq!(refused(&format!(r#""d": {number}"#)), None, "{number}");
    }
}

#[test]
fn a_pinned_context_is_used_only_if_it_has_the_digest() {
    let url = "https://contexts.example/1";
    let named = "https://contexts.example/names-1";
    let context = || parse(r#"{"@context": {"name": "https://schema.org/name"}}"#);
    let contexts = |digest: ContextDigest| {
        let naming = parse(&format!(r#"{{"@context": ["{url}"]}}"#));
        let map = HashMap::from([
            (url.to_owned(), Arc::new(context())),
            (named.to_owned(), Arc::new(naming)),
        ]);
        let pinned = PinnedContexts::new(Map(map)).pin(url, digest);
        Contexts::new(Arc::new(BundledContexts::and(pinned)))
    };
    let own = ContextDigest::of(&context());
    // The order of members and white space do not count; everything else does.
    let other = ContextDigest::of(&parse(r#"{"@context": {"name": "https://schema.org/name "}}"#));
    for (document, place) in [
        (format!(r#"{{"@context": "{url}", "name": "Ada"}}"#), "/@context"),
        (format!(r#"{{"@context": [{{}}, "{url}"], "name": "Ada"}}"#), "/@context/1"),
        (format!(r#"{{"@context": "{named}", "name": "Ada"}}"#), "/@context"),
        (format!(r#"{{"@context": {{"@import": "{url}"}}, "name": "Ada"}}"#), "/@context"),
        (format!(r#"{{"urn:a": {{"@context": "{url}", "name": "Ada"}}}}"#), "/urn:a/@context"),
        (
            format!(
                r#"{{"@context": {{"a": {{"@id": "urn:a", "@context": "{url}"}}}}, "a": {{"name": "Ada"}}}}"#
            ),
            "/@context",
        ),
    ] {
        let document = parse(&document);
        assert_eq!(
            rdf::to_dataset(&document, &contexts(own), &Limits::default()).map(|d| d.is_empty()),
            Ok(false),
            "{document}"
        );
        let contexts = contexts(other);
        // Nothing of it is kept either.
        for _ in 0..2 {
            let error = rdf::to_dataset(&document, &contexts, &Limits::default()).unwrap_err();
            assert_eq!(error.code(), Code::ContextHash, "{document}");
            assert_eq!(error.pointer().as_str(), place, "{document}");
            assert!(error.to_string().contains(&other.to_string()), "{error}");
            assert!(error.to_string().contains(&own.to_string()), "{error}");
        }
    }
}
