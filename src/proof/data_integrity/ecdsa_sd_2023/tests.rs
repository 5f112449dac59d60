//! The W3C's test vectors, each intermediate file compared. Their signatures are deterministic (RFC
//! 6979), so the base proof is made again to the byte.

#[path = "../../../../tests/support/mod.rs"]
#[allow(clippy::duplicate_mod)]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;

use super::proof_value::{DerivedProof, ProofValue};
use super::selection::Selection;
use super::statements::{Grouped, MANDATORY, REVEALED, hash};
use super::{BaseSecrets, check_base, derive, options_hash, prepare_base};
use crate::Limits;
use crate::fault::Pointer;
use crate::json::{self, Value};
use crate::key::{Algorithm, PublicKey};
use crate::proof::data_integrity::{
    self, Canonicalizer, Cryptosuite, Proof, ProofOptions, Unsecured, rdfc,
};
use crate::rdf::{self, BundledContexts, ContextLoader, Contexts, HashAlgorithm};
use crate::text::multibase;
use support::shared;

const SUITE: &str = "vectors/vc-di-ecdsa/ecdsa-sd-2023";

#[test]
fn employment_authorization() {
    let Some(vector) = Vector::at("employ", "employMandatory", "employSelective") else { return };
    vector.check();
}

#[test]
fn permanent_resident_card() {
    let Some(vector) = Vector::at("prc", "prCredMandatory", "prCredSelective") else { return };
    vector.check();
}

struct Vector {
    folder: PathBuf,
    mandatory: Vec<Pointer>,
    selective: Vec<Pointer>,
    keys: serde_json::Value,
}

/// What the published context of citizenship credentials says of the terms in the vectors.
struct Citizenship;

impl ContextLoader for Citizenship {
    fn load(&self, url: &str) -> Option<Arc<Value>> {
        if url != "https://w3id.org/citizenship/v4rc1" {
            return None;
        }
        let (here, schema) = ("https://w3id.org/citizenship#", "https://schema.org/");
        let mut terms = serde_json::Map::new();
        let mut define = |base: &str, names: &[&str], kind: Option<&str>| {
            for name in names {
                let definition = match kind {
                    Some(kind) => json!({ "@id": format!("{base}{name}"), "@type": kind }),
                    None => json!(format!("{base}{name}")),
                };
                terms.insert((*name).to_owned(), definition);
            }
        };
        let date = Some("http://www.w3.org/2001/XMLSchema#dateTime");
        let plain = ["additionalName", "familyName", "gender", "givenName", "identifier", "Person"];
        define(schema, &plain, None);
        define(schema, &["image"], Some("@id"));
        define(schema, &["birthDate"], date);
        define(here, &["residentSince"], date);
        define(here, &["employmentAuthorizationDocument", "permanentResidentCard"], Some("@id"));
        let classes = [
            "EmployablePerson",
            "EmploymentAuthorizationDocument",
            "EmploymentAuthorizationDocumentCredential",
            "PermanentResident",
            "PermanentResidentCard",
            "PermanentResidentCardCredential",
        ];
        define(here, &classes, None);
        define(here, &["birthCountry", "commuterClassification", "lprCategory", "lprNumber"], None);
        Value::try_from(&json!({ "@context": terms })).ok().map(Arc::new)
    }
}

impl Vector {
    fn at(folder: &str, mandatory: &str, selective: &str) -> Option<Self> {
        let folder = shared(&format!("{SUITE}/{folder}"))?;
        let pointers = |name: &str| -> Vec<Pointer> {
            let file = folder.join(format!("../../{name}.json"));
            let texts: Vec<String> = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
            texts.iter().map(|text| text.parse().unwrap()).collect()
        };
        let (mandatory, selective) = (pointers(mandatory), pointers(selective));
        let keys = fs::read(folder.join("../SDKeyMaterial.json")).unwrap();
        let keys = serde_json::from_slice(&keys).unwrap();
        Some(Self { folder, mandatory, selective, keys })
    }

    fn file(&self, name: &str) -> serde_json::Value {
        let path = self.folder.join(format!("{name}.json"));
        serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
    }

    fn check(&self) {
        let (contexts, limits) = (contexts(), Limits::default());
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let signed = own(&self.file("addSignedSDBase"));
        let mut document = signed.clone();
        document.as_object_mut().unwrap().remove("proof");

        // The base proof, from the document up.
        let dataset = rdf::to_dataset(&document, &contexts, &limits).unwrap();
        let canonical = rdf::canonicalize(&dataset, HashAlgorithm::Sha256, &limits).unwrap();
        assert_eq!(lines(&canonical.n_quads), self.file("addBaseDocCanon"));

        let hmac_key = bytes(self.keys["hmacKeyString"].as_str().unwrap());
        let hmac_key: [u8; 32] = hmac_key.try_into().unwrap();
        let select = |pointers: &[Pointer]| Selection::of(&document, pointers, &limits).unwrap();
        let combined: Vec<Pointer> = [&self.mandatory[..], &self.selective].concat();
        let (mandatory, selective) = (select(&self.mandatory), select(&self.selective));
        let combined = select(&combined);
        let grouped =
            Grouped::of(&document, &mandatory, &combined, &hmac_key, canonicalizer).unwrap();
        let all: Vec<&str> = grouped.statements.iter().map(|s| s.line.as_str()).collect();
        assert_eq!(json!(all), self.file("addBaseDocHMACCanon"));
        assert_eq!(json!(all), self.file("derivedAllGroupData")["nquads"]);

        let group = |bit: u8, inside: bool| -> Vec<(usize, &str)> {
            let statements = grouped.statements.iter().enumerate();
            let chosen = statements.filter(|(_, s)| (s.mark & bit != 0) == inside);
            chosen.map(|(index, s)| (index, s.line.as_str())).collect()
        };
        let transform = self.file("addBaseTransform");
        assert_eq!(json!(group(MANDATORY, true)), transform["mandatory"]["value"]);
        assert_eq!(json!(group(MANDATORY, false)), transform["nonMandatory"]["value"]);
        assert_eq!(transform["mandatoryPointers"], json!(self.mandatory));
        for found in self.file("addPointerValues").as_array().unwrap() {
            let at = document.at(found["pointer"].as_str().unwrap()).unwrap();
            assert_eq!(*at, own(&found["value"]));
        }

        let config = self.file("addProofConfig");
        let options = self.options(&config);
        let unsecured = Unsecured::new(Arc::new(document.clone()), canonicalizer);
        let object = own(&config);
        let object = object.as_object().unwrap();
        let suite = Cryptosuite::EcdsaSd2023;
        let text =
            rdfc::canonical_options(suite, HashAlgorithm::Sha256, &unsecured, object).unwrap();
        let expected = fs::read_to_string(self.folder.join("addProofConfigCanon.txt")).unwrap();
        assert_eq!(text, expected);
        let required = grouped.statements.iter().filter(|s| s.mark & MANDATORY != 0);
        let hashes = json!({
            "proofHash": hex(&options_hash(&unsecured, object).unwrap()),
            "mandatoryHash": hex(&hash(required)),
        });
        assert_eq!(hashes, self.file("addHashData"));

        let secrets = self.secrets(hmac_key);
        let prepared =
            prepare_base(document.clone(), &options, &self.mandatory, secrets, canonicalizer)
                .unwrap();
        assert_eq!(prepared.bytes().len(), 99);
        let signature: Signature = self.secret("baseKeyPair").sign(prepared.bytes());
        let made = prepared.finish(&signature.to_bytes());
        let (value, published) = (proof_value(&made), proof_value(&signed));
        assert_eq!(value, published);
        assert_eq!(made, signed);
        let issuer = self.public("baseKeyPair");
        assert_eq!(check_base(&signed, &issuer, canonicalizer).unwrap(), self.mandatory);

        let Ok(ProofValue::Base(base)) = ProofValue::read(published, 100) else { panic!() };
        let signatures: Vec<String> = base.signatures.iter().map(|s| hex(s)).collect();
        let raw = self.file("addRawBaseSignatureInfo");
        assert_eq!(raw["baseSignature"], hex(&base.base_signature));
        assert_eq!(raw["publicKey"], multibase::base58btc(&base.statement_key));
        assert_eq!(raw["signatures"], json!(signatures));
        assert_eq!(raw["mandatoryPointers"], json!(base.mandatory));
        let recovered = self.file("derivedRecoveredBaseData");
        assert_eq!(recovered["baseSignature"], raw["baseSignature"]);
        assert_eq!(recovered["proofPublicKey"], raw["publicKey"]);
        assert_eq!(recovered["hmacKey"], hex(&*base.hmac_key));
        assert_eq!(recovered["signatures"], raw["signatures"]);
        assert_eq!(recovered["mandatoryPointers"], raw["mandatoryPointers"]);

        // What the holder derives.
        let alone = Grouped::of(&document, &selective, &combined, &hmac_key, canonicalizer);
        let alone = alone.unwrap();
        let groups = &self.file("derivedAllGroupData")["groups"];
        let selected = alone.statements.iter().enumerate();
        let indexes: Vec<usize> =
            selected.filter(|(_, s)| s.mark & 1 != 0).map(|(index, _)| index).collect();
        let of = |group: &[(usize, &str)]| -> Vec<usize> { group.iter().map(|g| g.0).collect() };
        let found = json!({
            "combinedIndexes": of(&group(REVEALED, true)),
            "mandatoryIndexes": of(&group(MANDATORY, true)),
            "nonMandatoryIndexes": of(&group(MANDATORY, false)),
            "selectiveIndexes": indexes,
        });
        assert_eq!(found, self.file("derivedGroupIndexes"));
        for (name, bit) in [("mandatory", MANDATORY), ("combined", REVEALED)] {
            assert_eq!(json!(group(bit, true)), groups[name]["matching"]["value"], "{name}");
            assert_eq!(json!(group(bit, false)), groups[name]["nonMatching"]["value"], "{name}");
        }

        let shown = derive(&signed, &self.selective, canonicalizer).unwrap();
        let Ok(ProofValue::Derived(derived)) = ProofValue::read(proof_value(&shown), 100) else {
            panic!()
        };
        let disclosure = self.file("derivedDisclosureData");
        self.compare(&derived, &disclosure, "labelMap");
        self.compare(&derived, &self.file("verifyDerivedProofValue"), "");
        let adjusted = self.file("derivedAdjMandatoryIndexes");
        assert_eq!(adjusted["adjMandatoryIndexes"], json!(derived.mandatory));
        let filtered = self.file("derivedAdjSignatures");
        assert_eq!(filtered["filteredSignatures"], disclosure["signatures"]);
        let expected = own(&self.file("derivedRevealDocument"));
        assert_eq!(proof_value(&shown), proof_value(&expected));
        assert_eq!(shown, expected);
        let mut bare = shown.clone();
        let proof = bare.as_object_mut().unwrap().remove("proof").unwrap();
        assert_eq!(bare, own(&self.file("derivedUnsignedReveal")));

        // What the verifier sees.
        let unsecured = Unsecured::new(Arc::new(bare), canonicalizer);
        let statements = super::statements::relabelled(
            unsecured.dataset().unwrap(),
            unsecured.canonical().unwrap(),
            &derived.labels,
        );
        let statements = statements.unwrap();
        let all: Vec<&str> = statements.iter().map(|s| s.line.as_str()).collect();
        assert_eq!(json!(all), self.file("verifyNQuads"));
        let verify = self.file("verifyCreateVerifyData");
        let others: Vec<&str> = (0..)
            .zip(&all)
            .filter(|(i, _)| !derived.mandatory.contains(i))
            .map(|(_, line)| *line)
            .collect();
        assert_eq!(verify["nonMandatory"], json!(others));
        let required = (0..).zip(&statements).filter(|(i, _)| derived.mandatory.contains(i));
        assert_eq!(verify["mandatoryHash"], hex(&hash(required.map(|(_, s)| s))));
        for name in ["baseSignature", "publicKey", "signatures"] {
            assert_eq!(verify[name], disclosure[name]);
        }
        let proof = Proof::read(&proof, Pointer::root().member("proof")).unwrap();
        let proof_hash = options_hash(&unsecured, proof.options()).unwrap();
        assert_eq!(verify["proofHash"], hex(&proof_hash));
        data_integrity::verify(&unsecured, &proof, &issuer).unwrap();
        let other = self.public("proofKeyPair");
        assert!(data_integrity::verify(&unsecured, &proof, &other).is_err());
    }

    fn compare(&self, derived: &DerivedProof, file: &serde_json::Value, map: &str) {
        assert_eq!(file["baseSignature"], hex(&derived.base_signature));
        assert_eq!(file["publicKey"], multibase::base58btc(&derived.statement_key));
        let signatures: Vec<String> = derived.signatures.iter().map(|s| hex(s)).collect();
        assert_eq!(file["signatures"], json!(signatures));
        assert_eq!(file["mandatoryIndexes"], json!(derived.mandatory));
        let labels: BTreeMap<String, String> = derived
            .labels
            .iter()
            .map(|(number, hash)| (format!("c14n{number}"), multibase::base64url(hash)))
            .collect();
        let labels: Vec<(String, String)> = labels.into_iter().collect();
        let expected = if map.is_empty() { &file["labelMap"] } else { &file[map]["value"] };
        assert_eq!(*expected, json!(labels));
    }

    fn options(&self, config: &serde_json::Value) -> ProofOptions {
        let text = |name: &str| config[name].as_str().unwrap();
        ProofOptions::new(
            Cryptosuite::EcdsaSd2023,
            Algorithm::P256,
            text("created").parse().unwrap(),
            text("verificationMethod").parse().unwrap(),
        )
    }

    fn secrets(&self, hmac_key: [u8; 32]) -> BaseSecrets {
        let key = self.secret("proofKeyPair");
        BaseSecrets::new(hmac_key, self.public("proofKeyPair"), move |message| {
            let signature: Signature = key.sign(message);
            Ok(signature.to_bytes().to_vec())
        })
    }

    fn secret(&self, pair: &str) -> SigningKey {
        let text = self.keys[pair]["secretKeyMultibase"].as_str().unwrap();
        SigningKey::from_slice(&multibase::from_base58btc(text).unwrap()[2..]).unwrap()
    }

    fn public(&self, pair: &str) -> PublicKey {
        let text = self.keys[pair]["publicKeyMultibase"].as_str().unwrap();
        PublicKey::from_multikey(text).unwrap()
    }
}

fn contexts() -> Contexts {
    Contexts::new(Arc::new(BundledContexts::and(Citizenship)))
}

fn own(value: &serde_json::Value) -> Value {
    json::read(value.to_string().as_bytes(), &Limits::default()).unwrap()
}

fn proof_value(document: &Value) -> &str {
    document.at("/proof/proofValue").unwrap().as_str().unwrap()
}

fn lines(text: &str) -> serde_json::Value {
    text.split_inclusive('\n').collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
