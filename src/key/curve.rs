use super::Algorithm;

/// The NIST curves of ECDSA keys (FIPS 186-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
}

impl Curve {
    pub(super) const ALL: [Curve; 2] = [Self::P256, Self::P384];

    /// The name in `crv` of a JWK (RFC 7518, section 6.2.1.1).
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }

    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Self::P256 => Algorithm::P256,
            Self::P384 => Algorithm::P384,
        }
    }

    /// How many bytes a coordinate, and a scalar, has.
    pub(super) fn width(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    /// The multicodec prefix of a secret key, which is a scalar.
    pub(super) fn secret_multicodec(self) -> [u8; 2] {
        match self {
            Self::P256 => [0x86, 0x26],
            Self::P384 => [0x87, 0x26],
        }
    }

    /// The multicodec prefix of a public key, which is a compressed point.
    pub(super) fn multicodec(self) -> [u8; 2] {
        match self {
            Self::P256 => [0x80, 0x24],
            Self::P384 => [0x81, 0x24],
        }
    }
}

/// The coordinates of a point without compression, `04 ‖ x ‖ y`.
pub(super) fn coordinates(point: &[u8]) -> (&[u8], &[u8]) {
    let both = point.get(1..).unwrap_or_default();
    both.split_at(both.len() / 2)
}

/// The point with compression: `02 ‖ x` where y is even, `03 ‖ x` where it is odd.
pub(super) fn compressed(point: &[u8]) -> Vec<u8> {
    let (x, y) = coordinates(point);
    let parity = y.last().map_or(0, |byte| byte % 2);
    [&[2 + parity], x].concat()
}
