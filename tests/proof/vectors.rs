//! The vectors of the W3C's EdDSA and ECDSA cryptosuites: every intermediate file, byte for byte.
//! Those of `ecdsa-sd-2023` stand in a file of their own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use openbadges::fault::{Objection, Pointer};
use openbadges::json::{Object, Value};
use openbadges::proof::data_integrity::{self, Canonicalizer, canonical_forms};
use openbadges::proof::{Canonicalization, Cryptosuite, Proof, Unsecured};
use openbadges::{Code, Limits};

use crate::deterministic::Key;
use crate::support::shared;
use crate::w3c::{contexts, hex, key, options, read, text};

/// A folder of vectors: the files in it end alike.
struct Vector {
    folder: &'static str,
    end: &'static str,
    suite: Cryptosuite,
    keys: &'static str,
    document: &'static str,
}

const fn vector(
    folder: &'static str,
    end: &'static str,
    suite: Cryptosuite,
    keys: &'static str,
    document: &'static str,
) -> Vector {
    Vector { folder, end, suite, keys, document }
}

const ED25519: &str = "vc-di-eddsa/keyPair.json";
const P256: &str = "vc-di-ecdsa/p256KeyPair.json";
const P384: &str = "vc-di-ecdsa/p384KeyPair.json";
const ALUMNI: &str = "vc-di-eddsa/unsigned.json";
const EMPLOYMENT: &str = "vc-di-ecdsa/employmentAuth.json";

#[rustfmt::skip]
const VECTORS: [Vector; 10] = [
    vector("vc-di-eddsa/eddsa-rdfc-2022", "DataInt", Cryptosuite::EddsaRdfc2022, ED25519, ALUMNI),
    vector("vc-di-eddsa/eddsa-rdfc-2022/employ", "DataInt", Cryptosuite::EddsaRdfc2022, ED25519, EMPLOYMENT),
    vector("vc-di-eddsa/eddsa-jcs-2022", "JCS", Cryptosuite::EddsaJcs2022, ED25519, ALUMNI),
    vector("vc-di-eddsa/Ed25519Signature2020", "EdSig", Cryptosuite::Ed25519Signature2020, ED25519, ALUMNI),
    vector("vc-di-ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", Cryptosuite::EcdsaRdfc2019, P256, ALUMNI),
    vector("vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", Cryptosuite::EcdsaRdfc2019, P256, EMPLOYMENT),
    vector("vc-di-ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", Cryptosuite::EcdsaRdfc2019, P384, ALUMNI),
    vector("vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", Cryptosuite::EcdsaRdfc2019, P384, EMPLOYMENT),
    vector("vc-di-ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", Cryptosuite::EcdsaJcs2019, P256, ALUMNI),
    vector("vc-di-ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384", Cryptosuite::EcdsaJcs2019, P384, ALUMNI),
];

#[test]
fn every_folder_of_vectors_is_reproduced() {
    let Some(root) = shared("vectors") else { return };
    for vector in VECTORS {
        let needs_aws_lc = vector.folder.contains("ecdsa");
        if cfg!(feature = "aws-lc") || !needs_aws_lc {
            vector.check(&root);
        } else {
            eprintln!("skipped: {} needs the feature aws-lc", vector.folder);
        }
    }
}

#[test]
fn no_folder_of_vectors_is_left_out() {
    let Some(root) = shared("vectors") else { return };
    let known: BTreeSet<String> = VECTORS.map(|vector| vector.folder.to_owned()).into();
    let mut found = BTreeSet::new();
    for suites in ["vc-di-eddsa", "vc-di-ecdsa"] {
        folders(&root, suites, &mut found);
    }
    // The chains have a test of their own, and so has selective disclosure.
    found.retain(|folder| !folder.contains("proof-set-chain") && !folder.contains("ecdsa-sd-2023"));
    assert_eq!(found, known);
}

/// Every folder below `folder` that has files, but for the topmost.
fn folders(root: &Path, folder: &str, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            let below = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            found.insert(below.clone());
            folders(root, &below, found);
        }
    }
}

impl Vector {
    fn check(&self, root: &Path) {
        let name = self.folder;
        let file = |stem: &str, kind: &str| {
            root.join(self.folder).join(format!("{stem}{}.{kind}", self.end))
        };
        let expected = |stem: &str| fs::read_to_string(file(stem, "txt")).unwrap();
        let key = key(&read(&root.join(self.keys)));
        let hash = |text: &str| hex(&key.hash(text));
        let contexts = contexts();
        let limits = Limits::default();
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let signed = read(&file("signed", "json"));
        let mut document = signed.clone();
        let value = document.as_object_mut().unwrap().remove("proof").unwrap();
        let proof = Proof::read(&value, Pointer::root().member("proof")).unwrap();
        assert_eq!(proof.cryptosuite, self.suite, "{name}");

        let config = read(&file("proofConfig", "json"));
        assert_eq!(*proof.options(), self.signed_options(&config), "{name}");
        let unsecured = Unsecured::new(Arc::new(document.clone()), canonicalizer);
        let forms = canonical_forms(&unsecured, self.suite, key.algorithm(), proof.options());
        let forms = forms.unwrap_or_else(|objection| panic!("{name}: {objection}"));
        assert_eq!(forms.document, expected("canonDoc"), "{name}");
        assert_eq!(forms.options, expected("proofCanon"), "{name}");
        let hashes = [hash(&forms.options), hash(&forms.document)];
        assert_eq!(hashes[0], expected("proofHash"), "{name}");
        assert_eq!(hashes[1], expected("docHash"), "{name}");
        assert_eq!(hashes.concat(), expected("combinedHash"), "{name}");
        assert_eq!(data_integrity::verify(&unsecured, &proof, &key.public()), Ok(()), "{name}");
        self.check_changes(&document, &value, canonicalizer, &key);

        if self.suite.is_legacy() {
            let signature = key.sign(&bytes(&hashes.concat()));
            assert_eq!(hex(&signature), expected("sigHex"), "{name}");
            return;
        }
        let unsigned = read(&root.join(self.document));
        let options = options(&config, key.algorithm());
        let prepared = data_integrity::prepare(unsigned, &options, canonicalizer).unwrap();
        assert_eq!(prepared.options(), proof.options(), "{name}");
        assert_eq!(hex(prepared.bytes()), expected("combinedHash"), "{name}");
        let signature = key.sign(prepared.bytes());
        assert_eq!(hex(&signature), expected("sigHex"), "{name}");
        let finished = prepared.finish(&signature);
        assert_eq!(text(&finished, "/proof/proofValue"), expected("sigBTC58"), "{name}");
        assert_eq!(finished, signed, "{name}");
    }

    /// The configuration files carry the document's contexts; only JCS leaves them in the proof.
    fn signed_options(&self, config: &Value) -> Object {
        let mut options = config.as_object().unwrap().clone();
        if self.suite.canonicalization() == Canonicalization::Rdfc {
            options.remove("@context");
        }
        options
    }

    /// A change to the document or to the proof is noticed.
    fn check_changes(&self, document: &Value, proof: &Value, with: Canonicalizer<'_>, key: &Key) {
        let verify = |document: &Value, proof: &Value| -> Result<(), Objection> {
            let proof = Proof::read(proof, Pointer::root().member("proof"))?;
            let unsecured = Unsecured::new(Arc::new(document.clone()), with);
            data_integrity::verify(&unsecured, &proof, &key.public())
        };
        let mut changed = document.clone();
        changed.as_object_mut().unwrap().insert("name", "Another name");
        let refusal = verify(&changed, proof).unwrap_err();
        assert_eq!(refusal.fault().code, Code::Signature, "{}", self.folder);
        let mut changed = proof.clone();
        changed.as_object_mut().unwrap().insert("created", "2023-02-24T23:36:39Z");
        let refusal = verify(document, &changed).unwrap_err();
        assert_eq!(refusal.fault().code, Code::Signature, "{}", self.folder);
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}
