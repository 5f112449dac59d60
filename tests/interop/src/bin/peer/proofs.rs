//! Whole proofs by `ssi`: Data Integrity with `did:key`.

use serde_json::{Value, json};
use ssi::claims::data_integrity::{AnySelectionOptions, AnySignatureOptions};
use ssi::claims::{SignatureEnvironment, VerificationParameters};
use ssi::dids::{DIDKey, DIDResolver as _};
use ssi::prelude::{
    AnyDataIntegrity, AnySuite, CryptographicSuite as _, DataIntegrityDocument, JWK, ProofOptions,
    SingleSecretSigner,
};
use ssi::verification_methods::ProofPurpose;

use crate::quads::Loader;
use crate::worker::{Failure, finish};

pub fn sign(request: &Value, loader: Loader) -> Result<Value, Failure> {
    let suite = match request["suite"].as_str().unwrap_or("eddsa-rdfc-2022") {
        "eddsa-rdfc-2022" => AnySuite::EdDsaRdfc2022,
        "ecdsa-rdfc-2019" => AnySuite::EcdsaRdfc2019,
        "ecdsa-sd-2023" => AnySuite::EcdsaSd2023,
        other => return Err(Failure::new("no such suite", other)),
    };
    let document: DataIntegrityDocument = read(&request["document"])?;
    let key: JWK = read(&request["jwk"])?;
    let method = DIDKey::generate_url(&key).map_err(|error| Failure::new("key", error))?;
    let created = read(&request["created"])?;
    let method = method.into_iri().into();
    let options = ProofOptions::new(created, method, ProofPurpose::Assertion, Default::default());
    let mut choice = AnySignatureOptions::default();
    for pointer in request["mandatory"].as_array().into_iter().flatten() {
        choice.mandatory_pointers.push(read(pointer)?);
    }
    let environment = SignatureEnvironment { json_ld_loader: loader, eip712_loader: () };
    let signed = finish(suite.sign_with(
        environment,
        document,
        DIDKey.into_vm_resolver(),
        SingleSecretSigner::new(key).into_local(),
        options,
        choice,
    ));
    let signed = signed.map_err(|error| Failure::new("signature", error))?;
    serde_json::to_value(signed).map_err(unreadable)
}

/// What the holder of a base proof shows.
pub fn derive(document: &Value, reveal: &Value, loader: Loader) -> Result<Value, Failure> {
    let held: AnyDataIntegrity<DataIntegrityDocument> = read(document)?;
    let parameters = VerificationParameters::from_resolver(DIDKey.into_vm_resolver())
        .with_json_ld_loader(loader);
    let mut selection = AnySelectionOptions::default();
    for pointer in reveal.as_array().into_iter().flatten() {
        selection.selective_pointers.push(read(pointer)?);
    }
    let shown = finish(held.select(parameters, selection));
    let shown = shown.map_err(|error| Failure::new("selection", error))?;
    serde_json::to_value(shown).map_err(unreadable)
}

pub fn verify(document: &Value, loader: Loader) -> Result<Value, Failure> {
    let signed: AnyDataIntegrity<DataIntegrityDocument> = read(document)?;
    if let Some(proof) =
        signed.proofs.iter().find(|proof| matches!(proof.suite(), AnySuite::Unknown(_)))
    {
        return Err(Failure::new("no such suite", format!("{:?}", proof.suite())));
    }
    let parameters = VerificationParameters::from_resolver(DIDKey.into_vm_resolver())
        .with_json_ld_loader(loader);
    match finish(signed.verify(parameters)) {
        Ok(Ok(())) => Ok(json!({ "verified": true })),
        Ok(Err(invalid)) => Ok(json!({ "verified": false, "error": invalid.to_string() })),
        Err(error) => Err(Failure::new("verification", error)),
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, Failure> {
    serde_json::from_str(&value.to_string()).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> Failure {
    Failure::new("json", error)
}
