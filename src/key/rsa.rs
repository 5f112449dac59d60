//! The numbers of RSA keys: which are good enough, and their DER (RFC 8017, appendix A.1).

use pkcs8::der::asn1::UintRef;
use pkcs8::der::{self, Encode as _, Reader as _, SliceReader};
use zeroize::Zeroizing;

use super::KeyError;

/// The numbers of a public key, big-endian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicNumbers {
    pub(super) n: Vec<u8>,
    pub(super) e: Vec<u8>,
}

impl PublicNumbers {
    /// The numbers without leading zeros, if a key of them is neither weak nor beyond this library.
    ///
    /// NIST SP 800-131A asks for 2,048 bits, FIPS 186-5 for an exponent above 2^16. AWS-LC computes
    /// with exponents of up to 33 bits.
    pub(super) fn checked(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        let (n, e) = (without_zeros(n), without_zeros(e));
        let is_odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
        if !is_odd(n) || !is_odd(e) {
            return Err(KeyError::Malformed("an RSA modulus or exponent is even".into()));
        }
        let length = bits(n);
        if length < 2048 {
            return Err(KeyError::Weak("the RSA modulus has fewer than 2,048 bits"));
        }
        if e.len() < 3 {
            return Err(KeyError::Weak("the RSA exponent is below 65537"));
        }
        if has_roca_flaw(n) {
            return Err(KeyError::Weak("the RSA modulus can be factored (CVE-2017-15361, ROCA)"));
        }
        if length > 4096 {
            return Err(KeyError::Unsupported(format!("RSA with {length} bits, past 4,096")));
        }
        if bits(e) > 33 {
            return Err(KeyError::Unsupported("RSA with an exponent past 33 bits".into()));
        }
        Ok(Self { n: n.to_vec(), e: e.to_vec() })
    }

    /// Reads an `RSAPublicKey`.
    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, KeyError> {
        let read = || {
            let mut reader = SliceReader::new(bytes)?;
            let (n, e) = reader.sequence(|reader| {
                der::Result::Ok((reader.decode::<UintRef<'_>>()?, reader.decode::<UintRef<'_>>()?))
            })?;
            reader.finish()?;
            der::Result::Ok((n, e))
        };
        let (n, e) = read().map_err(|_| KeyError::Malformed("not an RSAPublicKey".into()))?;
        Self::checked(n.as_bytes(), e.as_bytes())
    }

    /// Writes an `RSAPublicKey`.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let numbers = UintRef::new(&self.n).and_then(|n| Ok([n, UintRef::new(&self.e)?]));
        // Only numbers of hundreds of megabytes cannot be written.
        numbers.and_then(|numbers| numbers.to_der()).unwrap_or_default()
    }
}

/// The numbers of a secret key, big-endian, as a JWK names them (RFC 7518, section 6.3.2).
#[cfg_attr(not(feature = "aws-lc"), allow(dead_code))]
pub(super) struct SecretNumbers {
    pub(super) public: PublicNumbers,
    pub(super) d: Zeroizing<Vec<u8>>,
    pub(super) p: Zeroizing<Vec<u8>>,
    pub(super) q: Zeroizing<Vec<u8>>,
    pub(super) dp: Zeroizing<Vec<u8>>,
    pub(super) dq: Zeroizing<Vec<u8>>,
    pub(super) qi: Zeroizing<Vec<u8>>,
}

impl SecretNumbers {
    /// Reads an `RSAPrivateKey` of two primes.
    #[cfg(feature = "aws-lc")]
    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, KeyError> {
        let read = || {
            let mut reader = SliceReader::new(bytes)?;
            let numbers = reader.sequence(|reader| {
                if reader.decode::<u8>()? != 0 {
                    return Err(der::Tag::Integer.value_error().into());
                }
                let mut numbers = [UintRef::new(&[])?; 8];
                for number in &mut numbers {
                    *number = reader.decode()?;
                }
                der::Result::Ok(numbers)
            })?;
            reader.finish()?;
            der::Result::Ok(numbers.map(|number| number.as_bytes()))
        };
        let [n, e, d, p, q, dp, dq, qi] =
            read().map_err(|_| KeyError::Malformed("not an RSAPrivateKey of two primes".into()))?;
        let public = PublicNumbers::checked(n, e)?;
        let [d, p, q, dp, dq, qi] = [d, p, q, dp, dq, qi].map(|it| Zeroizing::new(it.to_vec()));
        Ok(Self { public, d, p, q, dp, dq, qi })
    }
}

/// Whether the modulus has the form that a chip's flawed library gave to primes: a power of 65537
/// modulo every small prime. Chance gives it to less than one modulus in 2^150.
///
/// Source: Nemec and others, "The Return of Coppersmith's Attack", 2017.
fn has_roca_flaw(n: &[u8]) -> bool {
    const PRIMES: [u32; 38] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89,
        97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];
    PRIMES.into_iter().all(|prime| {
        let rest = n.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        let mut power = 1;
        (0..prime).any(|_| {
            let is_power = power == rest;
            power = power * 65537 % prime;
            is_power
        })
    })
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// The length of a number without leading zeros.
fn bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |first| first.leading_zeros() as usize);
    number.len() * 8 - unused
}
