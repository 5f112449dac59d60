//! A document of our extensions on both sides: here, and in Digital Bazaar's packages.

use std::sync::Arc;

use openbadges::json::{self, Value as Own};
use openbadges::model::Profile;
use openbadges::proof::Cryptosuite;
use openbadges::rdf::{self, BundledContexts, Contexts, HashAlgorithm};
use openbadges::report::Outcome;
use openbadges::{Issuer, Limits, Verifier};
use serde_json::{Value, json};

use super::made::at;
use super::node::{CREATED, NOW, Node, SEED, Suite};

fn own(value: &Value) -> Own {
    json::read(value.to_string().as_bytes(), &Limits::default()).unwrap()
}

/// The document, signed here by the key of the suite.
pub fn signed_here(document: &Value, suite: Suite) -> Value {
    let signer = suite.key.key().into_did_key_signer();
    let mut profile = Profile::builder(signer.key().public().did_key());
    if let Some(name) = document["issuer"]["name"].as_str() {
        profile = profile.name(name);
    }
    let issuer = Issuer::new(profile.build().unwrap(), signer)
        .with_cryptosuite(Cryptosuite::named(suite.name).unwrap());
    let signed = issuer.issue_document(own(document), &at(CREATED)).unwrap();
    serde_json::from_slice(signed.as_bytes()).unwrap()
}

/// A value in a signed document is changed, and both sides notice.
pub fn assert_noticed(signed: &Value, pointer: &str, new: Value, verify: &mut Node) {
    let mut changed = signed.clone();
    let place = changed.pointer_mut(pointer).unwrap();
    assert_ne!(*place, new, "{pointer}");
    *place = new;
    let refusal = verify.verifies(&changed).expect_err(pointer);
    assert!(refusal.contains("Invalid signature"), "{pointer}: {refusal}");
    let report = Verifier::new().verify(changed.to_string().as_bytes(), &at(NOW));
    assert_eq!(report.outcome(), Outcome::Invalid, "{pointer}");
}

/// The canonical N-Quads of the document, which are the same on both sides.
pub fn same_n_quads(document: &Value, canon: &mut Node) -> String {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let dataset = rdf::to_dataset(&own(document), &contexts, &Limits::default()).unwrap();
    let here = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &Limits::default()).unwrap();
    let there = canon.ask(&json!({ "document": document }));
    assert_eq!(there["nquads"].as_str(), Some(here.n_quads.as_str()), "{there}");
    here.n_quads
}

/// A term where the context does not define it is refused by the safe mode there, and by the lossless
/// mode here.
pub fn assert_out_of_place(mut document: Value, pointer: &str, term: &str, sign: &mut Node) {
    let place = document.pointer_mut(pointer).unwrap();
    place.as_object_mut().unwrap().insert(term.into(), json!("x"));
    let request = json!({ "document": document, "suite": "eddsa-rdfc-2022", "seed": SEED });
    let refused = sign.ask(&request);
    assert_eq!(refused["reason"], "invalid property", "{pointer}/{term}: {refused}");
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let read = rdf::to_dataset(&own(&document), &contexts, &Limits::default());
    assert!(read.is_err(), "{pointer}/{term}");
}
