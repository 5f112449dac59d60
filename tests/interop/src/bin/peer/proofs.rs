//! Whole proofs by `ssi`: Data Integrity with `did:key`.

use serde_json::{Value, json};
use ssi::claims::{SignatureEnvironment, VerificationParameters};
use ssi::dids::{DIDKey, DIDResolver as _};
use ssi::prelude::{
    AnyDataIntegrity, AnySuite, CryptographicSuite as _, DataIntegrityDocument, JWK, ProofOptions,
    SingleSecretSigner,
};
use ssi::verification_methods::ProofPurpose;

use crate::quads::Loader;
use crate::worker::{Failure, finish};

pub fn sign(
    document: &Value,
    jwk: &Value,
    created: &Value,
    loader: Loader,
) -> Result<Value, Failure> {
    let document: DataIntegrityDocument =
        serde_json::from_str(&document.to_string()).map_err(unreadable)?;
    let key: JWK = serde_json::from_str(&jwk.to_string()).map_err(unreadable)?;
    let method = DIDKey::generate_url(&key).map_err(|error| Failure::new("key", error))?;
    let created = serde_json::from_str(&created.to_string()).map_err(unreadable)?;
    let method = method.into_iri().into();
    let options = ProofOptions::new(created, method, ProofPurpose::Assertion, Default::default());
    let environment = SignatureEnvironment { json_ld_loader: loader, eip712_loader: () };
    let suite = AnySuite::EdDsaRdfc2022;
    let signed = finish(suite.sign_with(
        environment,
        document,
        DIDKey.into_vm_resolver(),
        SingleSecretSigner::new(key).into_local(),
        options,
        Default::default(),
    ));
    let signed = signed.map_err(|error| Failure::new("signature", error))?;
    serde_json::to_value(signed).map_err(unreadable)
}

pub fn verify(document: &Value, loader: Loader) -> Result<Value, Failure> {
    let signed: AnyDataIntegrity<DataIntegrityDocument> =
        serde_json::from_str(&document.to_string()).map_err(unreadable)?;
    let parameters = VerificationParameters::from_resolver(DIDKey.into_vm_resolver())
        .with_json_ld_loader(loader);
    match finish(signed.verify(parameters)) {
        Ok(Ok(())) => Ok(json!({ "verified": true })),
        Ok(Err(invalid)) => Ok(json!({ "verified": false, "error": invalid.to_string() })),
        Err(error) => Err(Failure::new("verification", error)),
    }
}

fn unreadable(error: serde_json::Error) -> Failure {
    Failure::new("json", error)
}
