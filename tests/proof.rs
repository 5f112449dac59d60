//! Data Integrity proofs against published vectors: every intermediate file, byte for byte.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use openbadges::fault::{Objection, Pointer};
use openbadges::json::{self, Value};
use openbadges::key::{LocalSigner, PublicKey, SecretKey, Signer as _};
use openbadges::proof::data_integrity::{self, Canonicalizer, canonical_forms};
use openbadges::proof::{Cryptosuite, Proof, ProofOptions, Unsecured};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::resolve::Documents;
use openbadges::{Code, Limits};
use sha2::{Digest as _, Sha256};

mod support;
use support::{PUBLISHED_SEED, shared};

/// The bundled contexts, and the one that the W3C's examples use.
fn contexts() -> Contexts {
    let examples = Documents::new().with(
        "https://www.w3.org/ns/credentials/examples/v2",
        br#"{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}"#,
    );
    Contexts::new(Arc::new(BundledContexts::and(examples)))
}

fn read(path: &Path) -> Value {
    json::read(&fs::read(path).unwrap(), &Limits::default()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key of the W3C's vectors: base58btc of the multicodec prefix 0x1300 and the seed.
fn w3c_signer(folder: &Path) -> LocalSigner {
    let pair = read(&folder.join("keyPair.json"));
    let secret = pair.get("privateKeyMultibase").unwrap().as_str().unwrap();
    let bytes = openbadges::text::multibase::from_base58btc(secret).unwrap();
    let seed: [u8; 32] = bytes[2..].try_into().unwrap();
    let signer = SecretKey::from_ed25519_seed(&seed).into_did_key_signer();
    let public = pair.get("publicKeyMultibase").unwrap().as_str().unwrap();
    assert_eq!(signer.key().public().to_multikey(), public);
    signer
}

#[test]
fn the_w3c_vectors_of_both_suites_are_reproduced() {
    let Some(folder) = shared("vectors/vc-di-eddsa") else { return };
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let signer = w3c_signer(&folder);
    for (suite, name, end) in [
        (Cryptosuite::EddsaRdfc2022, "eddsa-rdfc-2022", "DataInt"),
        (Cryptosuite::EddsaJcs2022, "eddsa-jcs-2022", "JCS"),
    ] {
        let file = |stem: &str, kind: &str| folder.join(name).join(format!("{stem}{end}.{kind}"));
        let text = |stem: &str| fs::read_to_string(file(stem, "txt")).unwrap();
        let unsigned = read(&folder.join("unsigned.json"));
        let config = read(&file("proofConfig", "json"));
        let options = ProofOptions {
            cryptosuite: suite,
            created: config.get("created").unwrap().as_str().unwrap().parse().unwrap(),
            verification_method: signer.verification_method().clone(),
        };
        let prepared = data_integrity::prepare(unsigned.clone(), &options, canonicalizer).unwrap();

        let unsecured = Unsecured::new(Arc::new(unsigned), canonicalizer);
        let forms = canonical_forms(&unsecured, suite, prepared.options()).unwrap();
        assert_eq!(forms.document, text("canonDoc"), "{name}");
        assert_eq!(forms.options, text("proofCanon"), "{name}");
        assert_eq!(hex(&Sha256::digest(&forms.document)), text("docHash"), "{name}");
        assert_eq!(hex(&Sha256::digest(&forms.options)), text("proofHash"), "{name}");
        assert_eq!(hex(prepared.bytes()), text("combinedHash"), "{name}");

        let signature = signer.sign(prepared.bytes()).unwrap();
        assert_eq!(hex(&signature), text("sigHex"), "{name}");
        let signed = prepared.finish(&signature);
        assert_eq!(signed.at("/proof/proofValue").unwrap().as_str().unwrap(), text("sigBTC58"));
        assert_eq!(signed, read(&file("signed", "json")), "{name}");
        verify(&signed, &signer.key().public()).unwrap();
    }
}

#[test]
fn the_1edtech_vector_is_reproduced_from_its_seed() {
    let signer = SecretKey::from_ed25519_seed(&PUBLISHED_SEED)
        .into_signer(
            "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
        )
        .unwrap();
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let options = ProofOptions {
        cryptosuite: Cryptosuite::EddsaRdfc2022,
        created: "2010-01-01T19:23:24Z".parse().unwrap(),
        verification_method: signer.verification_method().clone(),
    };
    let document = json::read(PUBLISHED.as_bytes(), &limits).unwrap();
    let prepared = data_integrity::prepare(document.clone(), &options, canonicalizer).unwrap();
    assert_eq!(hex(&prepared.bytes()[..32]).get(..8), Some("d34009ce"));
    assert_eq!(hex(&prepared.bytes()[32..]).get(..8), Some("87f65a76"));
    let signature = signer.sign(prepared.bytes()).unwrap();
    let signed = prepared.clone().finish(&signature);
    assert_eq!(
        signed.at("/proof/proofValue").unwrap().as_str().unwrap(),
        "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr"
    );
    verify(&signed, &signer.key().public()).unwrap();

    let Some(folder) = shared("vectors/1edtech/obv3p0") else { return };
    let unsecured = Unsecured::new(Arc::new(document), canonicalizer);
    let forms = canonical_forms(&unsecured, options.cryptosuite, prepared.options()).unwrap();
    assert_eq!(forms.document, fs::read_to_string(folder.join("document-canon.txt")).unwrap());
    assert_eq!(forms.options, fs::read_to_string(folder.join("proof-canon.txt")).unwrap());
}

#[test]
fn a_proof_of_one_suite_is_not_good_as_another() {
    for (made, read_as) in [
        (Cryptosuite::EddsaRdfc2022, "eddsa-jcs-2022"),
        (Cryptosuite::EddsaJcs2022, "eddsa-rdfc-2022"),
    ] {
        let (mut signed, key) = signed(made);
        let proof = signed.as_object_mut().unwrap().get_mut("proof").unwrap();
        proof.as_object_mut().unwrap().insert("cryptosuite", read_as);
        let objection = verify(&signed, &key).unwrap_err();
        assert_eq!(objection.fault().code, Code::Signature, "{read_as}");
    }
}

#[test]
fn another_key_and_another_length_are_refused() {
    let (signed, key) = signed(Cryptosuite::EddsaRdfc2022);
    let other = SecretKey::from_ed25519_seed(&[7; 32]).public();
    assert_eq!(verify(&signed, &other).unwrap_err().fault().code, Code::Signature);
    let value = signed.at("/proof/proofValue").unwrap().as_str().unwrap().to_owned();
    let bytes = openbadges::text::multibase::from_base58btc(&value).unwrap();
    for (changed, code) in [
        (openbadges::text::multibase::base58btc(&bytes[..63]), Code::Signature),
        (openbadges::text::multibase::base58btc(&[&bytes[..], &[0]].concat()), Code::Signature),
        (openbadges::text::multibase::base64url(&bytes), Code::ProofEncoding),
        (String::new(), Code::ProofEncoding),
    ] {
        let mut signed = signed.clone();
        let proof = signed.as_object_mut().unwrap().get_mut("proof").unwrap();
        proof.as_object_mut().unwrap().insert("proofValue", changed);
        assert_eq!(verify(&signed, &key).unwrap_err().fault().code, code);
    }
}

fn signed(suite: Cryptosuite) -> (Value, PublicKey) {
    let signer = SecretKey::from_ed25519_seed(&PUBLISHED_SEED).into_did_key_signer();
    let options = ProofOptions {
        cryptosuite: suite,
        created: "2010-01-01T19:23:24Z".parse().unwrap(),
        verification_method: signer.verification_method().clone(),
    };
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let document = json::read(PUBLISHED.as_bytes(), &limits).unwrap();
    let prepared = data_integrity::prepare(document, &options, canonicalizer).unwrap();
    let signature = signer.sign(prepared.bytes()).unwrap();
    (prepared.finish(&signature), signer.key().public())
}

fn verify(signed: &Value, key: &PublicKey) -> Result<(), Objection> {
    let contexts = contexts();
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let mut document = signed.clone();
    let proof = document.as_object_mut().unwrap().remove("proof").unwrap();
    let proof = Proof::read(&proof, Pointer::root().member("proof"))?;
    data_integrity::verify(&Unsecured::new(Arc::new(document), canonicalizer), &proof, key)
}

/// The document of the vector that 1EdTech publishes with its implementation guide.
const PUBLISHED: &str = r#"{
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
                "narrative": "Team members are nominated for this badge by their peers and recognized upon review by Example Corp management."
            },
            "description": "This badge recognizes the development of the capacity to collaborate within a group environment.",
            "name": "Teamwork"
        }
    }
}"#;
