use std::fmt;
use std::io::Read as _;

use flate2::bufread::{GzDecoder, GzEncoder};
use flate2::{Compression, GzBuilder};

use crate::fault::Code;
use crate::limits::Limits;
use crate::text::multibase::{self, NotMultibase};

/// The bits of a status list. Index 0 is the left-most bit: the most significant of the first byte
/// (Bitstring Status List 1.0, section 7.1).
///
/// Entries of several bits stand one after the other; the entry at index *i* of size *s* starts at
/// bit *i × s*, its most significant bit first.
///
/// ```
/// use openbadges::{Limits, status::Bitstring};
/// let mut bits = Bitstring::new(131_072);
/// bits.set(1, 1, 1)?;
/// assert_eq!(bits.as_bytes()[0], 0b0100_0000);
/// assert_eq!(Bitstring::decode(&bits.encode(), &Limits::default()).unwrap(), bits);
/// # Ok::<(), openbadges::status::OutOfRange>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Bitstring {
    bytes: Vec<u8>,
}

/// An index beyond the list, a size that is not 1 to 64, or a value that does not fit the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no entry of {size} bits at index {index} that could hold the value")]
pub struct OutOfRange {
    /// The index.
    pub index: u64,
    /// The size of an entry in bits.
    pub size: u32,
}

/// Why a text is not an encoded status list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotABitstring {
    /// The text is not Multibase data in base64url.
    #[error("the list {0}")]
    Multibase(#[from] NotMultibase),
    /// The text is neither base64url nor base64.
    #[error("the list is neither base64url nor base64")]
    Base64,
    /// The bytes are not a whole gzip member with the right checksum.
    #[error("the list is not gzip data (RFC 1952): {0}")]
    Gzip(String),
    /// Bytes follow the gzip member. A second member is refused as well: a reader that stops after
    /// the first would see another list.
    #[error("{0} bytes follow the gzip data")]
    Trailing(usize),
    /// The list unpacks to more bytes than [`Limits::status_list_bytes`].
    #[error("the list unpacks to more than the {0} bytes allowed")]
    TooLong(usize),
}

impl NotABitstring {
    /// The code under which reports show it.
    pub fn code(&self) -> Code {
        match self {
            NotABitstring::TooLong(_) => Code::LimitGzip,
            _ => Code::StatusEncoding,
        }
    }
}

impl Bitstring {
    /// At least `bits` bits, all of them 0; whole bytes.
    pub fn new(bits: u32) -> Self {
        Self { bytes: vec![0; bits.div_ceil(8) as usize] }
    }

    /// The bits as bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The number of entries of `size` bits that fit.
    pub fn entries(&self, size: u32) -> u64 {
        (self.bytes.len() as u64).saturating_mul(8).checked_div(u64::from(size)).unwrap_or(0)
    }

    /// The value of the entry of `size` bits at `index`.
    ///
    /// # Errors
    /// [`OutOfRange`] past the last entry, or for a size that is not 1 to 64.
    pub fn value(&self, index: u64, size: u32) -> Result<u64, OutOfRange> {
        let mut value = 0;
        for bit in self.places(index, size)? {
            let byte = self.bytes.get(bit / 8).copied().unwrap_or_default();
            value = value << 1 | u64::from(byte >> (7 - bit % 8) & 1);
        }
        Ok(value)
    }

    /// Sets the value of the entry of `size` bits at `index`.
    ///
    /// # Errors
    /// [`OutOfRange`], and nothing is changed, where [`Bitstring::value`] has it, and for a value
    /// that does not fit.
    pub fn set(&mut self, index: u64, size: u32, value: u64) -> Result<(), OutOfRange> {
        let places = self.places(index, size)?;
        if size < 64 && value >> size != 0 {
            return Err(OutOfRange { index, size });
        }
        for (shift, bit) in places.rev().enumerate() {
            if let Some(byte) = self.bytes.get_mut(bit / 8) {
                let mask = 0x80 >> (bit % 8);
                if value >> shift & 1 == 1 { *byte |= mask } else { *byte &= !mask }
            }
        }
        Ok(())
    }

    /// `u` and the gzip-compressed bits in base64url (section 3.3).
    ///
    /// Equal bits give equal text: the gzip header holds no time and no operating system. Another
    /// version of the compressor may give another text for the same bits.
    pub fn encode(&self) -> String {
        const UNKNOWN_SYSTEM: u8 = 255;
        let mut packed = Vec::new();
        let mut encoder: GzEncoder<&[u8]> = GzBuilder::new()
            .mtime(0)
            .operating_system(UNKNOWN_SYSTEM)
            .buf_read(&self.bytes, Compression::default());
        if let Err(error) = encoder.read_to_end(&mut packed) {
            unreachable!("compressing from memory to memory failed: {error}");
        }
        multibase::base64url(&packed)
    }

    /// Unpacks what [`Bitstring::encode`] gives (section 3.4).
    ///
    /// # Errors
    /// [`NotABitstring`]. No more than [`Limits::status_list_bytes`] and one byte are unpacked.
    pub fn decode(text: &str, limits: &Limits) -> Result<Self, NotABitstring> {
        Self::unpack(&multibase::from_base64url(text)?, limits)
    }

    /// Unpacks a list of Status List 2021, which has no Multibase letter. The draft says base64, and
    /// its implementations write base64url: each is read, with or without padding.
    ///
    /// # Errors
    /// As [`Bitstring::decode`].
    pub fn decode_bare(text: &str, limits: &Limits) -> Result<Self, NotABitstring> {
        Self::unpack(&multibase::from_either_base64(text).ok_or(NotABitstring::Base64)?, limits)
    }

    fn unpack(packed: &[u8], limits: &Limits) -> Result<Self, NotABitstring> {
        let limit = limits.status_list_bytes;
        if says_more_than(packed, limit) && holds_more_than(packed, limit) {
            return Err(NotABitstring::TooLong(limit));
        }
        let mut decoder = GzDecoder::new(packed);
        let mut bytes = Vec::new();
        decoder
            .by_ref()
            .take((limit as u64).saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| NotABitstring::Gzip(error.to_string()))?;
        if bytes.len() > limit {
            return Err(NotABitstring::TooLong(limit));
        }
        match decoder.into_inner() {
            [] => Ok(Self { bytes }),
            rest => Err(NotABitstring::Trailing(rest.len())),
        }
    }

    /// The places of the bits of an entry.
    fn places(&self, index: u64, size: u32) -> Result<std::ops::Range<usize>, OutOfRange> {
        let out_of_range = OutOfRange { index, size };
        if !(1..=64).contains(&size) || index >= self.entries(size) {
            return Err(out_of_range);
        }
        let start = index.checked_mul(u64::from(size)).ok_or(out_of_range)?;
        let start = usize::try_from(start).map_err(|_| out_of_range)?;
        Ok(start..start + size as usize)
    }
}

/// Whether the data says at its end, as an honest gzip member does, that it unpacks to more than so
/// many bytes (RFC 1952, section 2.3.1, ISIZE).
fn says_more_than(packed: &[u8], limit: usize) -> bool {
    let size = packed.last_chunk().map_or(0, |end| u32::from_le_bytes(*end));
    usize::try_from(size).is_ok_and(|size| size > limit)
}

/// Whether it does. Nothing is kept of what is unpacked, and no more is unpacked than it takes to know.
fn holds_more_than(packed: &[u8], limit: usize) -> bool {
    let mut decoder = GzDecoder::new(packed).take((limit as u64).saturating_add(1));
    std::io::copy(&mut decoder, &mut std::io::sink()).is_ok_and(|size| size > limit as u64)
}

impl fmt::Debug for Bitstring {
    /// The length and the number of set bits; the bits themselves would fill pages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ones: u64 = self.bytes.iter().map(|byte| u64::from(byte.count_ones())).sum();
        f.debug_struct("Bitstring").field("bits", &self.entries(1)).field("set", &ones).finish()
    }
}
