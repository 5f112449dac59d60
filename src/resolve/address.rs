//! Which addresses are on the public internet.
//!
//! Source: the IANA special-purpose address registries (RFC 6890), and the forms in which an IPv6
//! address carries an IPv4 address to somebody who translates it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the public internet: not of this machine, of a private network or
/// of a link, not reserved, and no IPv4 address in the clothes of IPv6.
///
/// A host that fetches documents for a verification in its own way has to ask this of *every*
/// address that a name resolves to, and then dial the one that it asked about.
///
/// IPv6 addresses that translate to IPv4 (mapped, compatible, NAT64, 6to4, Teredo) are never
/// public, whatever they carry: what becomes of them, a translator on the way decides.
///
/// ```
/// use openbadges::resolve::is_public;
/// assert!(is_public("9.9.9.9".parse()?));
/// assert!(!is_public("169.254.169.254".parse()?));
/// assert!(!is_public("::ffff:9.9.9.9".parse()?));
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !within(NOT_PUBLIC_4, address.to_bits()),
        IpAddr::V6(address) => {
            within(GLOBAL_6, address.to_bits()) && !within(NOT_PUBLIC_6, address.to_bits())
        }
    }
}

/// Networks by their first address and the length of their prefix.
const NOT_PUBLIC_4: &[(u32, u32)] = &[
    v4([0, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([172, 16, 0, 0], 12),
    v4([192, 0, 0, 0], 24),
    v4([192, 0, 2, 0], 24),
    // The relays of 6to4.
    v4([192, 88, 99, 0], 24),
    v4([192, 168, 0, 0], 16),
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
];

/// All that IANA has given out to be reached by everybody (RFC 4291, section 2.4). Beyond it lie the
/// loopback, mapped and compatible IPv4, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), fc00::/7, fe80::/10,
/// fec0::/10 and ff00::/8.
const GLOBAL_6: &[(u128, u32)] = &[v6([0x2000, 0, 0], 3)];

const NOT_PUBLIC_6: &[(u128, u32)] = &[
    // For protocols: Teredo (2001::/32), benchmarks, ORCHIDs.
    v6([0x2001, 0, 0], 23),
    v6([0x2001, 0x0db8, 0], 32),
    // 6to4.
    v6([0x2002, 0, 0], 16),
    // For documentation (RFC 9637).
    v6([0x3fff, 0, 0], 20),
];

const fn v4([a, b, c, d]: [u8; 4], prefix: u32) -> (u32, u32) {
    (Ipv4Addr::new(a, b, c, d).to_bits(), 32 - prefix)
}

const fn v6([a, b, c]: [u16; 3], prefix: u32) -> (u128, u32) {
    (Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_bits(), 128 - prefix)
}

/// Whether one of the networks, given with the number of bits that are free in it, has the address.
fn within<B: Copy + PartialEq + std::ops::Shr<u32, Output = B>>(
    networks: &[(B, u32)],
    address: B,
) -> bool {
    networks.iter().any(|(first, free)| address >> *free == *first >> *free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_public_internet() {
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "191.255.255.255",
            "192.0.1.0",
            "192.0.3.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "198.51.99.255",
            "203.0.114.0",
            "223.255.255.255",
            "2001:200::",
            "2001:db7:ffff::",
            "2001:db9::",
            "2003::1",
            "2606:4700:4700::1111",
            "2a00::",
            "3ffe:ffff::",
            "3fff:1000::",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn addresses_that_are_not_public() {
        for refused in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.0.0",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.0",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.0",
            "192.168.255.255",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.0",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::9.9.9.9",
            "::ffff:127.0.0.1",
            "::ffff:9.9.9.9",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::9.9.9.9",
            "64:ff9b:1::a00:1",
            "100::1",
            "1fff:ffff::",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:1ff:ffff::",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:909:909::1",
            "3fff::1",
            "3fff:fff:ffff::",
            "4000::",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        ] {
            assert!(!is_public(refused.parse().unwrap()), "{refused}");
        }
    }
}
