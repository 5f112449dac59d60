//! Keys in PEM: PKCS#8 for secret keys, SubjectPublicKeyInfo for public ones.

use ed25519_dalek::SigningKey;
use pkcs8::der::asn1::{AnyRef, BitStringRef};
use pkcs8::{
    AlgorithmIdentifierRef, DecodePrivateKey as _, Document, LineEnding, ObjectIdentifier,
    PrivateKeyInfoRef, SecretDocument, SubjectPublicKeyInfoRef,
};
use zeroize::Zeroizing;

use super::curve::Curve;
use super::rsa::PublicNumbers;
use super::{Algorithm, KeyError, PublicKey, SecretKey};

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

const PUBLIC: &str = "PUBLIC KEY";
const SECRET: &str = "PRIVATE KEY";

pub(super) fn read_public(pem: &str) -> Result<PublicKey, KeyError> {
    let label = label(pem)?;
    if label.ends_with(SECRET) {
        return Err(KeyError::PrivateExposed);
    }
    expect(label, PUBLIC)?;
    let broken = || malformed("not the PEM of a SubjectPublicKeyInfo");
    let (_, document) = Document::from_pem(pem).map_err(|_| broken())?;
    let info = SubjectPublicKeyInfoRef::try_from(document.as_bytes()).map_err(|_| broken())?;
    let bytes = info.subject_public_key.as_bytes().ok_or_else(broken)?;
    match kind(info.algorithm)? {
        Kind::Ed25519 => PublicKey::from_ed25519(bytes),
        Kind::Ec(curve) => PublicKey::from_sec1(curve, bytes),
        Kind::Rsa => PublicKey::from_numbers(PublicNumbers::from_der(bytes)?),
    }
}

/// Writes what the key's algorithm calls its public key: the bytes of Ed25519, a point without
/// compression, an `RSAPublicKey`.
pub(super) fn write_public(algorithm: Algorithm, key: &[u8]) -> Result<String, KeyError> {
    let curve = Curve::ALL.into_iter().find(|curve| curve.algorithm() == algorithm);
    let curve_oid = curve.map(oid);
    let (oid, parameters) = match (algorithm, &curve_oid) {
        (_, Some(oid)) => (EC, Some(AnyRef::from(oid))),
        (Algorithm::Rsa, _) => (RSA, Some(AnyRef::NULL)),
        _ => (ED25519, None),
    };
    let algorithm = AlgorithmIdentifierRef { oid, parameters };
    let unwritten = |_| malformed("the key cannot be written");
    let subject_public_key = BitStringRef::from_bytes(key).map_err(unwritten)?;
    let info = SubjectPublicKeyInfoRef { algorithm, subject_public_key };
    let document = Document::encode_msg(&info).map_err(unwritten)?;
    document.to_pem(PUBLIC, LineEnding::LF).map_err(unwritten)
}

pub(super) fn read_secret(pem: &str) -> Result<SecretKey, KeyError> {
    expect(label(pem)?, SECRET)?;
    let broken = || malformed("not the PEM of a private key in PKCS#8");
    let (_, document) = SecretDocument::from_pem(pem).map_err(|_| broken())?;
    let bytes = document.as_bytes();
    let info = PrivateKeyInfoRef::try_from(bytes).map_err(|_| broken())?;
    match kind(info.algorithm)? {
        Kind::Ed25519 => Ok(SigningKey::from_pkcs8_der(bytes).map_err(|_| broken())?.into()),
        Kind::Ec(curve) => SecretKey::from_ec_pkcs8(curve, bytes),
        Kind::Rsa => SecretKey::from_rsa_pkcs8(bytes),
    }
}

/// Writes a whole PKCS#8 document.
pub(super) fn write_secret(pkcs8: &[u8]) -> Result<Zeroizing<String>, KeyError> {
    SecretDocument::try_from(pkcs8)
        .and_then(|document| document.to_pem(SECRET, LineEnding::LF))
        .map_err(|_| malformed("the key cannot be written"))
}

enum Kind {
    Ed25519,
    Ec(Curve),
    Rsa,
}

fn kind(algorithm: AlgorithmIdentifierRef<'_>) -> Result<Kind, KeyError> {
    match algorithm.oid {
        ED25519 => Ok(Kind::Ed25519),
        X25519 => Err(KeyError::NotForSigning("an X25519 key")),
        RSA if algorithm.parameters == Some(AnyRef::NULL) => Ok(Kind::Rsa),
        RSA => Err(malformed("the RSA key has parameters")),
        EC => {
            let named = algorithm.parameters_oid().map_err(|_| {
                KeyError::Unsupported("elliptic curves that are not given by name".into())
            })?;
            let curve = Curve::ALL.into_iter().find(|curve| oid(*curve) == named);
            let curve = curve.ok_or_else(|| KeyError::Unsupported(format!("elliptic {named}")))?;
            Ok(Kind::Ec(curve))
        }
        other => Err(KeyError::Unsupported(other.to_string())),
    }
}

fn oid(curve: Curve) -> ObjectIdentifier {
    match curve {
        Curve::P256 => ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        Curve::P384 => ObjectIdentifier::new_unwrap("1.3.132.0.34"),
    }
}

/// What the first block of a PEM holds.
fn label(pem: &str) -> Result<&str, KeyError> {
    let (_, rest) = pem.split_once("-----BEGIN ").ok_or_else(|| malformed("not a PEM"))?;
    let (label, _) = rest.split_once("-----").ok_or_else(|| malformed("not a PEM"))?;
    Ok(label)
}

fn expect(label: &str, expected: &str) -> Result<(), KeyError> {
    let way_out = match label {
        _ if label == expected => return Ok(()),
        "ENCRYPTED PRIVATE KEY" => {
            "the key is encrypted; `openssl pkcs8 -in KEY.pem -out PLAIN.pem` decrypts it"
        }
        "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "EC PARAMETERS" => {
            "the key is not in PKCS#8; `openssl pkcs8 -topk8 -nocrypt -in KEY.pem -out NEW.pem` \
             puts it there"
        }
        "RSA PUBLIC KEY" => {
            "the key is not in SubjectPublicKeyInfo; `openssl rsa -RSAPublicKey_in -in KEY.pem \
             -pubout` puts it there"
        }
        "CERTIFICATE" => {
            "this is a certificate; `openssl x509 -in CERT.pem -noout -pubkey` shows its key"
        }
        _ => return Err(KeyError::Malformed(format!("the PEM holds {label:?}"))),
    };
    Err(KeyError::OtherForm(way_out))
}

fn malformed(reason: &str) -> KeyError {
    KeyError::Malformed(reason.to_owned())
}
