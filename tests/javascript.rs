//! Cross-checks with Digital Bazaar's JavaScript packages (`tests/interop/js`), over pipes.
//!
//! Skipped, and said so on stderr, where node, the packages or the contexts are absent;
//! `OPENBADGES_REQUIRE_JS` makes that a failure.

#[path = "javascript/both_ways.rs"]
mod both_ways;
#[cfg(feature = "aws-lc")]
#[path = "support/disclosable.rs"]
mod disclosable;
#[cfg(feature = "aws-lc")]
#[path = "javascript/disclosure.rs"]
mod disclosure;
#[path = "javascript/extension.rs"]
mod extension;
#[cfg(feature = "aws-lc")]
#[path = "javascript/jwt.rs"]
mod jwt;
#[path = "javascript/lists.rs"]
mod lists;
#[path = "microcredential/made.rs"]
mod made;
#[path = "javascript/node.rs"]
mod node;
#[path = "support/peers.rs"]
mod peers;
#[path = "javascript/recognition.rs"]
mod recognition;
#[path = "javascript/sides.rs"]
mod sides;
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use node::{Node, SEED, SUITES, Suite};
use serde_json::{Value, json};
use support::shared;

const FIXTURES: [&str; 2] = ["small", "rich"];

fn fixture(name: &str) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    read(&root.join("fixtures").join(name).with_extension("json"))
}

/// The fixture as the key of the suite issues it.
fn fixture_for(name: &str, suite: Suite) -> Value {
    let mut fixture = fixture(name);
    fixture["issuer"]["id"] = suite.key.key().public().did_key().into();
    fixture
}

fn read(file: &PathBuf) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// The document of the published Open Badges vector.
fn published() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "http://example.com/credentials/3527",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "id": "https://example.edu/issuers/565049",
            "type": ["Profile"],
            "name": "Example Corp",
            "url": "https://www.imsglobal.org"
        },
        "validFrom": "2010-01-01T00:00:00Z",
        "name": "Teamwork Badge",
        "credentialSubject": {
            "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://example.com/achievements/21st-century-skills/teamwork",
                "type": ["Achievement"],
                "criteria": {
                    "narrative": "Team members are nominated for this badge by their peers and \
                                  recognized upon review by Example Corp management."
                },
                "description": "This badge recognizes the development of the capacity to \
                                collaborate within a group environment.",
                "name": "Teamwork"
            }
        }
    })
}

#[test]
fn the_published_open_badges_vector_is_reproduced() {
    let (Some(mut sign), Some(mut canon)) = (Node::start("sign.mjs"), Node::start("canon.mjs"))
    else {
        return;
    };
    let signed = sign.ask(&json!({
        "document": published(),
        "suite": "eddsa-rdfc-2022",
        "seed": SEED,
        "created": "2010-01-01T19:23:24Z",
        "verificationMethod": "https://example.edu/issuers/565049#\
                               z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
    }));
    assert_eq!(
        signed["proof"]["proofValue"],
        "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr",
        "{signed}"
    );
    if let Some(file) = shared("vectors/1edtech/obv3p0/document-canon.txt") {
        let answer = canon.ask(&json!({ "document": published() }));
        assert_eq!(answer["nquads"], fs::read_to_string(file).unwrap(), "{answer}");
    }
}

#[test]
fn the_w3c_vectors_are_reproduced() {
    let Some(mut sign) = Node::start("sign.mjs") else { return };
    let Some(folder) = shared("vectors/vc-di-eddsa") else { return };
    let pair = read(&folder.join("keyPair.json"));
    for file in ["eddsa-rdfc-2022/signedDataInt.json", "eddsa-jcs-2022/signedJCS.json"] {
        let expected = read(&folder.join(file));
        let signed = sign.ask(&json!({
            "document": read(&folder.join("unsigned.json")),
            "suite": expected["proof"]["cryptosuite"],
            "key": {
                "publicKeyMultibase": pair["publicKeyMultibase"],
                "secretKeyMultibase": pair["privateKeyMultibase"]
            },
            "created": expected["proof"]["created"],
        }));
        assert_eq!(signed, expected, "{file}");
    }
}

#[test]
fn the_fixtures_are_signed_and_verified_and_a_change_is_noticed() {
    let (Some(mut sign), Some(mut verify)) = (Node::start("sign.mjs"), Node::start("verify.mjs"))
    else {
        return;
    };
    for (name, suite) in
        FIXTURES.iter().flat_map(|name| SUITES.iter().map(move |suite| (*name, *suite)))
    {
        let mut signed = sign.sign(&fixture_for(name, suite), suite);
        assert_eq!(verify.verifies(&signed), Ok(()), "{name} with {suite}");
        signed["credentialSubject"]["achievement"]["name"] = "Another".into();
        let reason = verify.verifies(&signed).unwrap_err();
        assert!(reason.contains("Invalid signature"), "{name} with {suite}: {reason}");
    }
}

#[test]
fn the_endorsements_inside_the_rich_fixture_stand_alone() {
    let Some(mut verify) = Node::start("verify.mjs") else { return };
    let rich = fixture("rich");
    let endorsed = [&rich, &rich["issuer"], &rich["credentialSubject"]["achievement"]];
    for endorsement in endorsed.map(|endorsed| &endorsed["endorsement"][0]) {
        assert_eq!(verify.verifies(endorsement), Ok(()), "{}", endorsement["name"]);
    }
}

#[test]
fn what_would_not_be_signed_is_refused() {
    let Some(mut sign) = Node::start("sign.mjs") else { return };
    let refusal = |change: (&str, Value)| {
        let mut document = fixture("small");
        document[change.0] = change.1;
        sign.ask(&json!({ "document": document, "suite": "eddsa-rdfc-2022", "seed": SEED }))
    };
    let reasons = [
        ("undefined", json!(1)),
        ("image", json!({ "id": "relative.png", "type": "Image" })),
        ("termsOfUse", json!({ "type": "NoSuchType" })),
    ]
    .map(refusal)
    .map(|answer| answer["reason"].clone());
    assert_eq!(reasons, ["invalid property", "relative @id reference", "relative @type reference"]);
}

#[test]
fn a_failure_is_told_and_the_script_goes_on() {
    let Some(mut canon) = Node::start("canon.mjs") else { return };
    let unknown = canon.ask(&json!({ "document": { "@context": "https://example.org/unknown" } }));
    assert_eq!(unknown["reason"], "loading remote context failed", "{unknown}");

    // Ten equal results with two equal alignments each: more work than rdf-canonize allows itself.
    let alignment =
        json!({ "type": ["Alignment"], "targetName": "a", "targetUrl": "https://a.example" });
    let result = json!({ "type": ["Result"], "alignment": [alignment, alignment] });
    let mut document = published();
    document["credentialSubject"]["result"] = vec![result; 10].into();
    let heavy = canon.ask(&json!({ "document": document }));
    assert_eq!(heavy["reason"], "work limit", "{heavy}");

    let line_separators = json!({ "document": published(), "ignored": "\u{2028}\u{2029}" });
    assert!(canon.ask(&line_separators)["nquads"].is_string());
}
