//! Keys that are refused, each for its reason.

use openbadges::Code;
use openbadges::key::{KeyError, PublicKey, SecretKey};

fn codes_of<'a>(cases: impl IntoIterator<Item = (&'a str, Result<PublicKey, KeyError>, Code)>) {
    for (name, key, code) in cases {
        match key {
            Ok(_) => panic!("{name}: accepted"),
            Err(error) => assert_eq!(error.code(), code, "{name}: {error}"),
        }
    }
}

/// Without `aws-lc` the kind is unsupported, whatever its bytes are.
fn of_aws_lc(code: Code) -> Code {
    if cfg!(feature = "aws-lc") { code } else { Code::KeyUnsupported }
}

#[test]
fn weak_keys_of_ed25519() {
    let mut small_order = [0; 32];
    small_order[0] = 1;
    let mut beyond_the_field = [0xff; 32];
    beyond_the_field[0] = 0xf0;
    beyond_the_field[31] = 0x7f;
    let mut off_the_curve = [0; 32];
    off_the_curve[0] = 2;
    codes_of([
        ("of small order", PublicKey::from_ed25519(&small_order), Code::KeyWeak),
        ("zero", PublicKey::from_ed25519(&[0; 32]), Code::KeyWeak),
        ("off the curve", PublicKey::from_ed25519(&off_the_curve), Code::KeyInvalid),
        ("too short", PublicKey::from_ed25519(&[7; 31]), Code::KeyInvalid),
        ("too long", PublicKey::from_ed25519(&[7; 33]), Code::KeyInvalid),
        ("empty", PublicKey::from_ed25519(&[]), Code::KeyInvalid),
    ]);
    assert!(PublicKey::from_ed25519(&beyond_the_field).is_err());
}

#[test]
fn points_that_are_no_keys() {
    for (width, read) in [
        (32, PublicKey::from_p256 as fn(&[u8]) -> Result<PublicKey, KeyError>),
        (48, PublicKey::from_p384),
    ] {
        let of = |first: u8, length: usize, byte: u8| {
            let mut point = vec![byte; length];
            point[0] = first;
            point
        };
        let field = [&[2][..], &vec![0xff; width]].concat();
        codes_of([
            ("empty", read(&[]), of_aws_lc(Code::KeyInvalid)),
            ("at infinity", read(&[0]), of_aws_lc(Code::KeyInvalid)),
            (
                "at infinity, in full width",
                read(&of(0, 1 + 2 * width, 0)),
                of_aws_lc(Code::KeyInvalid),
            ),
            ("zero", read(&of(4, 1 + 2 * width, 0)), of_aws_lc(Code::KeyInvalid)),
            ("off the curve", read(&of(4, 1 + 2 * width, 1)), of_aws_lc(Code::KeyInvalid)),
            ("past the field", read(&field), of_aws_lc(Code::KeyInvalid)),
            ("short", read(&of(2, width, 1)), of_aws_lc(Code::KeyInvalid)),
            ("long", read(&of(2, 2 + width, 1)), of_aws_lc(Code::KeyInvalid)),
            ("half", read(&of(4, 1 + width, 1)), of_aws_lc(Code::KeyInvalid)),
            ("without its form", read(&vec![1; 2 * width]), of_aws_lc(Code::KeyInvalid)),
        ]);
    }
}

#[cfg(feature = "aws-lc")]
#[test]
fn one_point_has_one_form_but_for_compression() {
    use openbadges::key::Algorithm;
    use openbadges::random::SystemRandom;

    for algorithm in [Algorithm::P256, Algorithm::P384] {
        let key = SecretKey::generate_for(algorithm, &SystemRandom).unwrap().public();
        let jwk = key.to_jwk();
        let coordinate = |name: &str| {
            let text = jwk.get(name).unwrap().as_str().unwrap();
            openbadges::text::multibase::from_base64url_bare(text).unwrap()
        };
        let (x, y) = (coordinate("x"), coordinate("y"));
        let read = |bytes: &[u8]| match algorithm {
            Algorithm::P256 => PublicKey::from_p256(bytes),
            _ => PublicKey::from_p384(bytes),
        };
        let parity = y.last().unwrap() % 2;
        assert_eq!(read(&[&[4], &x[..], &y].concat()), Ok(key.clone()));
        assert_eq!(read(&[&[2 + parity], &x[..]].concat()), Ok(key.clone()));
        let mirrored = read(&[&[3 - parity], &x[..]].concat()).unwrap();
        assert_ne!(mirrored, key);
        // The hybrid form of X9.62 says twice what y is.
        assert!(read(&[&[6 + parity], &x[..], &y].concat()).is_err());
        assert!(read(&[&[4], &y[..], &x].concat()).is_err());
        // Of another curve.
        assert!(PublicKey::from_p256(&[&[2], &[9; 48][..]].concat()).is_err());
    }
}

#[test]
fn scalars_that_are_no_keys() {
    let codes = [
        SecretKey::from_p256_scalar(&[0; 32]),
        SecretKey::from_p256_scalar(&[0xff; 32]),
        SecretKey::from_p384_scalar(&[0; 48]),
        SecretKey::from_p384_scalar(&[0xff; 48]),
    ]
    .map(|key| key.unwrap_err().code());
    assert_eq!(codes, [of_aws_lc(Code::KeyInvalid); 4]);
}

/// A modulus of that many bits, which nobody could have made.
fn modulus(bits: usize) -> Vec<u8> {
    let mut n = vec![0xa5; bits.div_ceil(8)];
    n[0] = 1 << ((bits - 1) % 8);
    n
}

#[test]
fn rsa_keys_that_are_weak_or_beyond() {
    let of = |bits: usize, e: &[u8]| PublicKey::from_rsa(&modulus(bits), e);
    const F4: &[u8] = &[1, 0, 1];
    let mut even = modulus(2048);
    even[255] = 0xa4;
    let mut huge = [0; 6];
    (huge[0], huge[5]) = (1, 1);
    codes_of([
        ("512 bits", of(512, F4), Code::KeyWeak),
        ("1024 bits", of(1024, F4), Code::KeyWeak),
        ("2047 bits", of(2047, F4), Code::KeyWeak),
        ("4097 bits", of(4097, F4), Code::KeyUnsupported),
        ("65536 bits", of(65536, F4), Code::KeyUnsupported),
        ("exponent 1", of(2048, &[1]), Code::KeyWeak),
        ("exponent 3", of(2048, &[3]), Code::KeyWeak),
        ("exponent 3, padded", of(2048, &[0, 0, 3]), Code::KeyWeak),
        ("exponent 17", of(2048, &[17]), Code::KeyWeak),
        ("exponent 65535", of(2048, &[0xff, 0xff]), Code::KeyWeak),
        ("exponent 65536", of(2048, &[1, 0, 0]), Code::KeyInvalid),
        ("no exponent", of(2048, &[]), Code::KeyInvalid),
        ("exponent 0", of(2048, &[0]), Code::KeyInvalid),
        ("exponent of 41 bits", of(2048, &huge), Code::KeyUnsupported),
        ("even modulus", PublicKey::from_rsa(&even, F4), Code::KeyInvalid),
        ("no modulus", PublicKey::from_rsa(&[], F4), Code::KeyInvalid),
        ("modulus 0", PublicKey::from_rsa(&[0; 256], F4), Code::KeyInvalid),
        // Padding does not make a key longer.
        (
            "1024 bits, padded",
            PublicKey::from_rsa(&[&[0; 128], &modulus(1024)[..]].concat(), F4),
            Code::KeyWeak,
        ),
    ]);
}

#[cfg(feature = "aws-lc")]
#[test]
fn rsa_keys_from_2048_to_4096_bits_are_read_and_leading_zeros_say_nothing() {
    for bits in [2048, 3072, 4095, 4096] {
        let key = PublicKey::from_rsa(&modulus(bits), &[1, 0, 1]).unwrap();
        let padded = [&[0, 0], &modulus(bits)[..]].concat();
        assert_eq!(PublicKey::from_rsa(&padded, &[0, 1, 0, 1]), Ok(key.clone()));
        assert_eq!(PublicKey::from_multikey(&key.to_multikey()), Ok(key.clone()));
        assert!(!key.verifies(b"badge", &vec![1; bits.div_ceil(8)]));
    }
}

#[test]
fn multikeys_that_are_none() {
    use openbadges::text::multibase::base58btc;

    let of = |prefix: [u8; 2], key: &[u8]| {
        PublicKey::from_multikey(&base58btc(&[&prefix[..], key].concat()))
    };
    codes_of([
        ("empty", PublicKey::from_multikey(""), Code::KeyInvalid),
        ("one byte", PublicKey::from_multikey("z2"), Code::KeyInvalid),
        ("nothing", PublicKey::from_multikey("z"), Code::KeyInvalid),
        ("base64url", PublicKey::from_multikey("u7QE"), Code::KeyInvalid),
        (
            "a letter is missing",
            PublicKey::from_multikey("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hw"),
            Code::KeyInvalid,
        ),
        // From the did:key specification.
        (
            "X25519",
            PublicKey::from_multikey("z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc"),
            Code::KeyUnsupported,
        ),
        (
            "secp256k1",
            PublicKey::from_multikey("zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"),
            Code::KeyUnsupported,
        ),
        ("P-521", of([0x82, 0x24], &[2; 67]), Code::KeyUnsupported),
        ("a secret of Ed25519", of([0x80, 0x26], &[2; 32]), Code::KeyPrivateExposed),
        ("a secret of P-256", of([0x86, 0x26], &[2; 32]), Code::KeyPrivateExposed),
        ("an unknown prefix", of([0x33, 0x33], &[2; 32]), Code::KeyInvalid),
        ("P-256 without compression", of([0x80, 0x24], &[4; 65]), Code::KeyInvalid),
        ("RSA that is no DER", of([0x85, 0x24], &[4; 65]), Code::KeyInvalid),
    ]);
}
