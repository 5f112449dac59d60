//! JSON Web Tokens by `ssi`, as signed text: what they claim is not its part here.

use serde_json::{Value, json};
use ssi::claims::jws::{Header, decode_verify, encode_sign_custom_header};
use ssi::prelude::JWK;

use crate::worker::Failure;

pub fn sign(request: &Value) -> Result<Value, Failure> {
    let header: Header =
        serde_json::from_str(&request["header"].to_string()).map_err(unreadable)?;
    let payload = request["payload"].as_str().unwrap_or_default();
    let token = encode_sign_custom_header(payload, &key(request)?, &header);
    token.map(Value::from).map_err(|error| Failure::new("signature", error))
}

pub fn verify(request: &Value) -> Result<Value, Failure> {
    let token = request["token"].as_str().unwrap_or_default();
    match decode_verify(token, &key(request)?) {
        Ok(_) => Ok(json!({ "verified": true })),
        Err(error) => Ok(json!({ "verified": false, "error": error.to_string() })),
    }
}

fn key(request: &Value) -> Result<JWK, Failure> {
    serde_json::from_str(&request["jwk"].to_string()).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> Failure {
    Failure::new("json", error)
}
