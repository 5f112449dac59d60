//! Status lists by `ssi`: Bitstring Status List 1.0.

use serde_json::{Value, json};
use ssi::status::bitstring_status_list::{
    BitstringStatusListCredential, SizedBitString, StatusList, StatusPurpose, StatusSize,
    TimeToLive,
};

use crate::worker::Failure;

/// An unsigned list of `length` entries, with the values of `set`: pairs of index and value.
pub fn make(request: &Value) -> Result<Value, Failure> {
    let size = size(request)?;
    let length = request["length"].as_u64().unwrap_or_default() as usize;
    let mut bits = SizedBitString::new_zeroed(size, length);
    for pair in request["set"].as_array().into_iter().flatten() {
        let index = pair[0].as_u64().unwrap_or(u64::MAX) as usize;
        let value = pair[1].as_u64().and_then(|value| u8::try_from(value).ok()).unwrap_or(u8::MAX);
        bits.set(index, value).map_err(|error| Failure::new("value", format!("{error:?}")))?;
    }
    let purpose = request["purpose"].as_str().unwrap_or_default();
    let purpose =
        StatusPurpose::from_name(purpose).ok_or_else(|| Failure::new("purpose", purpose))?;
    let id = request["id"].as_str().unwrap_or_default();
    let parsed = |text: &str| text.parse().map_err(|_| Failure::new("id", text));
    let list = StatusList::from_bytes(bits.into_bytes(), TimeToLive(3_600_000));
    let subject = list.to_credential_subject(Some(parsed(&format!("{id}#list"))?), purpose);
    let mut credential = BitstringStatusListCredential::new(Some(parsed(id)?), subject);
    for member in ["issuer", "validFrom"] {
        credential.other_properties.insert(member.to_owned(), request[member].clone());
    }
    serde_json::to_value(credential).map_err(|error| Failure::new("json", error))
}

/// The values of a list at these indexes; null beyond its end.
pub fn read(request: &Value) -> Result<Value, Failure> {
    let size = size(request)?;
    let text = request["document"].to_string();
    let list: BitstringStatusListCredential =
        serde_json::from_str(&text).map_err(|error| Failure::new("json", error))?;
    let list = list.decode_status_list().map_err(|error| Failure::new("list", error))?;
    let indexes = request["indexes"].as_array().into_iter().flatten();
    let values: Vec<Option<u8>> =
        indexes.map(|index| list.get(size, index.as_u64().unwrap_or(u64::MAX) as usize)).collect();
    Ok(json!({ "values": values }))
}

fn size(request: &Value) -> Result<StatusSize, Failure> {
    let size = request["size"].as_u64().and_then(|size| u8::try_from(size).ok()).unwrap_or(1);
    StatusSize::try_from(size).map_err(|error| Failure::new("size", error))
}
