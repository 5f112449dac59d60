//! Binary data in text: base58btc and base64url, each behind its Multibase letter.
//!
//! Source: W3C Controlled Identifiers 1.0, section 2.4. Decoding is strict: one spelling for each
//! byte string.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

/// The longest base58btc text that is decoded. Decoding takes quadratic time, and no key or
/// signature comes near it.
const BASE58_MAX: usize = 2048;

/// Why a text is not Multibase data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotMultibase {
    /// The text does not start with the expected letter.
    #[error("does not start with the Multibase letter {expected:?}")]
    Letter {
        /// `z` for base58btc, `u` for base64url.
        expected: char,
    },
    /// The text after the letter is not of that base.
    #[error("is not well-formed {base}")]
    Malformed {
        /// The base in words.
        base: &'static str,
    },
    /// The text is longer than any key or signature.
    #[error("is longer than {BASE58_MAX} characters")]
    TooLong,
}

/// `z` and the bytes in base58btc.
pub fn base58btc(bytes: &[u8]) -> String {
    let mut text = String::from("z");
    match <&[u8; 64]>::try_from(bytes) {
        // Signatures of 64 bytes are written all the time, and for that length there is a faster
        // way.
        Ok(signature) => {
            let mut digits = [0; five8::BASE58_ENCODED_64_MAX_LEN];
            let length = five8::encode_64(signature, &mut digits);
            text.extend(digits.iter().take(usize::from(length)).map(|digit| char::from(*digit)));
        }
        Err(_) => text.push_str(&bs58::encode(bytes).into_string()),
    }
    text
}

/// As [`base58btc`], of a secret: nothing but the text that is returned comes to hold it.
pub(crate) fn base58btc_secret(bytes: &[u8]) -> Zeroizing<String> {
    // Room for all at once, or the text would be copied as it grows: 1.5 digits a byte are too many.
    let mut text = Zeroizing::new(String::with_capacity(secret_room(bytes)));
    text.push('z');
    // To write to memory cannot fail.
    let _ = bs58::encode(bytes).onto(&mut *text);
    text
}

fn secret_room(bytes: &[u8]) -> usize {
    2 * bytes.len() + 16
}

/// The bytes of `z…`.
///
/// # Errors
/// [`NotMultibase`] for another letter, a character that is not base58btc, or a text that is too
/// long.
pub fn from_base58btc(text: &str) -> Result<Vec<u8>, NotMultibase> {
    let digits = text.strip_prefix('z').ok_or(NotMultibase::Letter { expected: 'z' })?;
    if digits.len() > BASE58_MAX {
        return Err(NotMultibase::TooLong);
    }
    bs58::decode(digits).into_vec().map_err(|_| NotMultibase::Malformed { base: "base58btc" })
}

/// `u` and the bytes in base64url without padding.
pub fn base64url(bytes: &[u8]) -> String {
    format!("u{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The bytes of `u…`.
///
/// # Errors
/// [`NotMultibase`] for another letter, for padding, white space, a foreign character, or trailing
/// bits that are not zero.
pub fn from_base64url(text: &str) -> Result<Vec<u8>, NotMultibase> {
    let digits = text.strip_prefix('u').ok_or(NotMultibase::Letter { expected: 'u' })?;
    from_base64url_bare(digits).ok_or(NotMultibase::Malformed { base: "base64url" })
}

/// The bytes of base64url without padding and without a Multibase letter, as JOSE writes it.
pub fn from_base64url_bare(digits: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(digits).ok()
}

/// The bytes of base64url or of base64, with or without padding, but not of a mixture of the two.
pub fn from_either_base64(digits: &str) -> Option<Vec<u8>> {
    let padding = match digits.contains('=') {
        true => DecodePaddingMode::RequireCanonical,
        false => DecodePaddingMode::RequireNone,
    };
    let alphabet = match digits.contains(['+', '/']) {
        true => &alphabet::STANDARD,
        false => &alphabet::URL_SAFE,
    };
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(padding);
    GeneralPurpose::new(alphabet, config).decode(digits).ok()
}

/// The bytes in base64url without padding and without a Multibase letter, as JOSE writes it.
pub fn base64url_bare(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_both_bases() {
        for bytes in [&b""[..], b"\0", b"\0\0\x01", b"badge", &[255; 64]] {
            assert_eq!(from_base58btc(&base58btc(bytes)).unwrap(), bytes);
            assert_eq!(from_base64url(&base64url(bytes)).unwrap(), bytes);
        }
    }

    #[test]
    fn the_fast_way_for_64_bytes_is_the_common_one() {
        let mut bytes = [0_u8; 64];
        for round in 0..256_usize {
            for (at, byte) in bytes.iter_mut().enumerate() {
                *byte = byte.wrapping_mul(31).wrapping_add((at * 7 + round) as u8);
            }
            let zeros = round % 65;
            bytes[..zeros].fill(0);
            assert_eq!(base58btc(&bytes)[1..], bs58::encode(bytes).into_string());
        }
    }

    #[test]
    fn a_secret_is_written_in_one_place() {
        for bytes in [&b""[..], b"\0", b"\0\0\x01", &[0; 34], &[255; 34], &[255; 50], &[255; 64]] {
            let text = base58btc_secret(bytes);
            assert_eq!(*text, base58btc(bytes));
            // It never grew beyond the room that it was given, so no copy was left behind.
            assert_eq!(text.capacity(), secret_room(bytes));
        }
    }

    #[test]
    fn either_base64_is_one_of_the_two() {
        let bytes = [0xfb, 0xff, 0xbf, 0x01];
        for text in ["-_-_AQ", "-_-_AQ==", "+/+/AQ", "+/+/AQ=="] {
            assert_eq!(from_either_base64(text).as_deref(), Some(&bytes[..]), "{text}");
        }
        for text in ["-/+_AQ", "-_-_AQ=", "-_-_AR", "-_-_AQ ", "u-_-_AQ\n"] {
            assert_eq!(from_either_base64(text), None, "{text}");
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["", "2g", "Z2g", "z0", "zO", "zl", "z 2g", "z2g\n"] {
            assert!(from_base58btc(text).is_err(), "{text}");
        }
        for text in ["", "QQ", "uQQ==", "uQR", "uQ", "u+A", "u/A", "uQ Q", "uQQ\n"] {
            assert!(from_base64url(text).is_err(), "{text}");
        }
    }
}
