//! The certificate of the test server, written out in DER (RFC 5280): self-signed with Ed25519.

use ed25519_dalek::{Signer as _, SigningKey};

/// A certificate for DNS names, and its key as PKCS#8.
pub fn of(names: &[&str]) -> (Vec<u8>, Vec<u8>) {
    let key = SigningKey::from_bytes(&[7; 32]);
    let ed25519 = tlv(0x30, &[0x06, 0x03, 0x2b, 0x65, 0x70]);
    let common_name = [tlv(0x06, &[0x55, 0x04, 0x03]), tlv(0x0c, b"openbadges test")].concat();
    let name = tlv(0x30, &tlv(0x31, &tlv(0x30, &common_name)));
    let validity = [tlv(0x17, b"200101000000Z"), tlv(0x18, b"20991231000000Z")].concat();
    let public = [ed25519.clone(), bits(key.verifying_key().as_bytes())].concat();
    let names: Vec<u8> = names.iter().flat_map(|name| tlv(0x82, name.as_bytes())).collect();
    let subject_names = [tlv(0x06, &[0x55, 0x1d, 0x11]), tlv(0x04, &tlv(0x30, &names))].concat();
    let certified = [
        tlv(0xa0, &tlv(0x02, &[2])),
        tlv(0x02, &[1]),
        ed25519.clone(),
        name.clone(),
        tlv(0x30, &validity),
        name,
        tlv(0x30, &public),
        tlv(0xa3, &tlv(0x30, &tlv(0x30, &subject_names))),
    ];
    let certified = tlv(0x30, &certified.concat());
    let signature = bits(&key.sign(&certified).to_bytes());
    let certificate = tlv(0x30, &[certified, ed25519.clone(), signature].concat());
    let seed = tlv(0x04, &tlv(0x04, key.as_bytes()));
    (certificate, tlv(0x30, &[tlv(0x02, &[0]), ed25519, seed].concat()))
}

fn bits(bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], bytes].concat())
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match u8::try_from(length) {
        Ok(short @ ..0x80) => vec![tag, short],
        Ok(length) => vec![tag, 0x81, length],
        Err(_) => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head.as_slice(), content].concat()
}
