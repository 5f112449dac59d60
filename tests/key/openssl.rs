//! `openssl` reads what we write, and we read what it writes: keys and signatures.
//!
//! Skipped, and said so on stderr, where openssl is absent; `OPENBADGES_REQUIRE_SHARED` makes that
//! a failure.

use std::path::PathBuf;
use std::process::Command;

use openbadges::Code;
use openbadges::key::{Algorithm, PublicKey, SecretKey};
use openbadges::random::SystemRandom;

use crate::algorithms;
use crate::peers::{self, Row};

const MESSAGE: &[u8] = b"badge";

/// A folder in which openssl works. It goes when the test ends.
struct OpenSsl(PathBuf);

impl OpenSsl {
    fn new(name: &str) -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            let is_required = std::env::var_os("OPENBADGES_REQUIRE_SHARED").is_some();
            assert!(!is_required, "openssl is absent");
            eprintln!("skipped: openssl is absent");
            return None;
        }
        let folder = std::env::temp_dir().join(format!("openbadges-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Some(Self(folder))
    }

    /// What openssl prints. File names are in its folder.
    fn run(&self, arguments: &str) -> Vec<u8> {
        let output = Command::new("openssl")
            .current_dir(&self.0)
            .args(arguments.split_whitespace())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments}: {said}");
        output.stdout
    }

    fn text(&self, arguments: &str) -> String {
        String::from_utf8(self.run(arguments)).unwrap()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How openssl makes keys of the kind.
fn ways_to_make(algorithm: Algorithm) -> &'static [&'static str] {
    match algorithm {
        Algorithm::Ed25519 => &["genpkey -algorithm ed25519 -out key"],
        Algorithm::P256 => &[
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key",
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
             -pkeyopt ec_param_enc:named_curve -out key",
            "ecparam -name prime256v1 -genkey -noout -out old; pkcs8 -topk8 -nocrypt -in old -out key",
        ],
        Algorithm::P384 => &[
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key",
            "ecparam -name secp384r1 -genkey -out old; pkcs8 -topk8 -nocrypt -in old -out key",
        ],
        _ => &[
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key",
            "genrsa -traditional -out old 2048; pkcs8 -topk8 -nocrypt -in old -out key",
            "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out key",
        ],
    }
}

/// Whether openssl takes our signature, and we its.
fn exchange_signatures(openssl: &OpenSsl, secret: &SecretKey) {
    openssl.write("message", MESSAGE);
    let (sign, verify) = match secret.algorithm() {
        Algorithm::Ed25519 => (
            "pkeyutl -sign -inkey key -rawin -in message -out theirs",
            "pkeyutl -verify -pubin -inkey public -rawin -in message -sigfile ours",
        ),
        Algorithm::P384 => (
            "dgst -sha384 -sign key -out theirs message",
            "dgst -sha384 -verify public -signature ours message",
        ),
        _ => (
            "dgst -sha256 -sign key -out theirs message",
            "dgst -sha256 -verify public -signature ours message",
        ),
    };
    openssl.run(sign);
    let theirs = std::fs::read(openssl.0.join("theirs")).unwrap();
    let mut ours = secret.sign(MESSAGE).unwrap();
    let theirs = match secret.algorithm() {
        Algorithm::P256 => fixed(&theirs, 32),
        Algorithm::P384 => fixed(&theirs, 48),
        _ => theirs,
    };
    if matches!(secret.algorithm(), Algorithm::P256 | Algorithm::P384) {
        ours = der(&ours);
    }
    assert!(secret.public().verifies(MESSAGE, &theirs));
    openssl.write("ours", &ours);
    openssl.write("public", secret.public().to_spki_pem().unwrap().as_bytes());
    openssl.run(verify);
}

#[test]
fn keys_of_openssl_are_read_and_exchange_signatures() {
    let Some(openssl) = OpenSsl::new("theirs") else { return };
    for algorithm in algorithms() {
        for way in ways_to_make(algorithm) {
            for command in way.split(';') {
                openssl.run(command);
            }
            let secret = SecretKey::from_pkcs8_pem(&openssl.read("key")).unwrap();
            assert_eq!(secret.algorithm(), algorithm, "{way}");
            let public = openssl.text("pkey -in key -pubout");
            assert_eq!(PublicKey::from_spki_pem(&public), Ok(secret.public()), "{way}");
            assert_eq!(secret.public().to_spki_pem().unwrap(), public, "{way}");
            exchange_signatures(&openssl, &secret);
        }
    }
    told("openssl-writes", peers::WRITES);
}

fn told(name: &str, direction: &'static str) {
    let key = |algorithm| match algorithm {
        Algorithm::Ed25519 => "Ed25519",
        Algorithm::P256 => "P-256",
        Algorithm::P384 => "P-384",
        _ => "RSA",
    };
    let row = |algorithm| Row::ok("key files", key(algorithm), direction, "openssl");
    peers::record(name, &algorithms().map(row).collect::<Vec<_>>());
}

#[test]
fn our_keys_are_read_by_openssl_and_exchange_signatures() {
    let Some(openssl) = OpenSsl::new("ours") else { return };
    for algorithm in algorithms() {
        let secret = SecretKey::generate_for(algorithm, &SystemRandom).unwrap();
        // As we wrote it, and as it comes back from a JWK.
        let again = SecretKey::from_jwk(&secret.to_jwk().unwrap()).unwrap();
        for secret in [secret, again] {
            openssl.write("key", secret.to_pkcs8_pem().unwrap().as_bytes());
            openssl.run("pkey -in key -check -noout");
            let public = openssl.text("pkey -in key -pubout");
            assert_eq!(secret.public().to_spki_pem().unwrap(), public);
            exchange_signatures(&openssl, &secret);
        }
    }
    told("openssl-reads", peers::READS);
}

#[cfg(feature = "aws-lc")]
#[test]
fn a_compressed_point_in_a_pem_is_the_same_key() {
    let Some(openssl) = OpenSsl::new("compressed") else { return };
    openssl.run("ecparam -name prime256v1 -genkey -noout -out old");
    let full = openssl.text("ec -in old -pubout");
    let compressed = openssl.text("ec -in old -pubout -conv_form compressed");
    assert_ne!(full, compressed);
    let key = PublicKey::from_spki_pem(&full).unwrap();
    assert_eq!(PublicKey::from_spki_pem(&compressed), Ok(key));
    let hybrid = openssl.text("ec -in old -pubout -conv_form hybrid");
    assert_eq!(PublicKey::from_spki_pem(&hybrid).unwrap_err().code(), Code::KeyInvalid);
}

#[test]
fn keys_in_other_forms_are_refused_with_the_way_out() {
    let Some(openssl) = OpenSsl::new("forms") else { return };
    for (make, way_out) in [
        ("genpkey -algorithm ed25519 -aes256 -pass pass:secret -out key", "openssl pkcs8 -in"),
        ("genrsa -traditional -out key 2048", "openssl pkcs8 -topk8"),
        ("genrsa -traditional -aes256 -passout pass:secret -out key 2048", "openssl pkcs8 -topk8"),
        ("ecparam -name prime256v1 -genkey -noout -out key", "openssl pkcs8 -topk8"),
        ("ecparam -name prime256v1 -genkey -out key", "openssl pkcs8 -topk8"),
    ] {
        openssl.run(make);
        let error = SecretKey::from_pkcs8_pem(&openssl.read("key")).unwrap_err();
        assert!(error.to_string().contains(way_out), "{make}: {error}");
        let error = PublicKey::from_spki_pem(&openssl.read("key")).unwrap_err();
        assert_ne!(error.code(), Code::KeyUnsupported, "{make}: {error}");
    }
    openssl.run("genrsa -out key 2048");
    let pkcs1 = openssl.text("rsa -in key -RSAPublicKey_out");
    let error = PublicKey::from_spki_pem(&pkcs1).unwrap_err();
    assert!(error.to_string().contains("openssl rsa -RSAPublicKey_in"), "{error}");
    let error = PublicKey::from_spki_pem(&openssl.read("key")).unwrap_err();
    assert_eq!(error.code(), Code::KeyPrivateExposed);
    openssl.run("req -x509 -new -key key -subj /CN=x -out certificate");
    let error = PublicKey::from_spki_pem(&openssl.read("certificate")).unwrap_err();
    assert!(error.to_string().contains("openssl x509"), "{error}");
}

#[test]
fn keys_of_other_kinds_are_refused() {
    let Some(openssl) = OpenSsl::new("kinds") else { return };
    let of_aws_lc = |code| if cfg!(feature = "aws-lc") { code } else { Code::KeyUnsupported };
    for (make, secret_code, public_code) in [
        ("-algorithm X25519", Code::KeyUnsupported, Code::KeyUnsupported),
        ("-algorithm ED448", Code::KeyUnsupported, Code::KeyUnsupported),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
            Code::KeyUnsupported,
            Code::KeyUnsupported,
        ),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
            Code::KeyUnsupported,
            Code::KeyUnsupported,
        ),
        (
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
            Code::KeyUnsupported,
            Code::KeyUnsupported,
        ),
        (
            "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048",
            Code::KeyUnsupported,
            Code::KeyUnsupported,
        ),
        (
            "-algorithm RSA -pkeyopt rsa_keygen_bits:1024",
            of_aws_lc(Code::KeyInvalid),
            Code::KeyWeak,
        ),
        (
            "-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3",
            of_aws_lc(Code::KeyWeak),
            Code::KeyWeak,
        ),
    ] {
        openssl.run(&format!("genpkey {make} -out key"));
        let error = SecretKey::from_pkcs8_pem(&openssl.read("key")).unwrap_err();
        assert_eq!(error.code(), secret_code, "{make}: {error}");
        let public = openssl.text("pkey -in key -pubout");
        let error = PublicKey::from_spki_pem(&public).unwrap_err();
        assert_eq!(error.code(), public_code, "{make}: {error}");
    }
}

/// A file of openssl with any one byte changed is another key, or none. It never panics.
#[test]
fn a_damaged_pem_is_no_key_or_another() {
    for secret in crate::every_kind() {
        if secret.algorithm() == Algorithm::Rsa {
            continue;
        }
        let pem = secret.to_pkcs8_pem().unwrap();
        let spki = secret.public().to_spki_pem().unwrap();
        for at in 0..pem.len() {
            let mut bytes = pem.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'B' { b'C' } else { b'B' };
            if let Ok(read) = SecretKey::from_pkcs8_pem(std::str::from_utf8(&bytes).unwrap()) {
                let is_mark = pem[..at].lines().count() < 2 || pem[at..].starts_with('-');
                assert!(is_mark || read.public() != secret.public() || at + 60 > pem.len());
            }
        }
        for at in 0..spki.len() {
            let _ = PublicKey::from_spki_pem(&spki[..at]);
            assert!(SecretKey::from_pkcs8_pem(&spki[at..]).is_err());
        }
    }
}

/// `r ‖ s` of a DER signature (RFC 3279, section 2.2.3).
fn fixed(der: &[u8], width: usize) -> Vec<u8> {
    assert_eq!(der[0], 0x30);
    let mut rest = &der[2..];
    let mut both = Vec::new();
    for _ in 0..2 {
        assert_eq!(rest[0], 2);
        let (number, after) = rest[2..].split_at(usize::from(rest[1]));
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        let number = &number[zeros..];
        both.extend(vec![0; width - number.len()]);
        both.extend(number);
        rest = after;
    }
    assert!(rest.is_empty());
    both
}

fn der(fixed: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    for half in fixed.chunks(fixed.len() / 2) {
        let zeros = half.iter().take_while(|byte| **byte == 0).count();
        let number = &half[zeros..];
        let padding: &[u8] = if number[0] >= 0x80 { &[0] } else { &[] };
        content.extend([2, (padding.len() + number.len()) as u8]);
        content.extend(padding);
        content.extend(number);
    }
    [&[0x30, content.len() as u8], &content[..]].concat()
}
