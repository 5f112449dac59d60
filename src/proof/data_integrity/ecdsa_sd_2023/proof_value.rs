//! The two kinds of `proofValue`: CBOR after a header of three bytes, in base64url (sections 3.5.2
//! to 3.5.7).
//!
//! Reading is strict: definite lengths, every integer and length in its shortest form, no tags,
//! nothing after the end. What is read is what would be written.

use minicbor::{Decoder, Encoder};
use zeroize::Zeroizing;

use crate::fault::Pointer;
use crate::text::multibase;

const BASE: [u8; 3] = [0xd9, 0x5d, 0x00];
const DERIVED: [u8; 3] = [0xd9, 0x5d, 0x01];

/// ECDSA with P-256: `r ‖ s`.
pub(super) type Signature = [u8; 64];

/// A public key on P-256 as Multikey has it: the multicodec prefix, then the compressed point.
pub(super) type StatementKey = [u8; 35];

/// HMAC-SHA-256 of a canonical label.
pub(super) type LabelHash = [u8; 32];

pub(super) enum ProofValue {
    Base(BaseProof),
    Derived(DerivedProof),
}

/// What the issuer gives to the holder.
#[derive(Clone)]
pub(in crate::proof::data_integrity) struct BaseProof {
    /// 64 bytes where it was read. What a signer gave is written as it is.
    pub base_signature: Vec<u8>,
    pub(super) statement_key: StatementKey,
    pub(super) hmac_key: Zeroizing<[u8; 32]>,
    /// One for each statement that is not mandatory, in the order of the statements.
    pub(super) signatures: Vec<Signature>,
    pub(super) mandatory: Vec<Pointer>,
}

/// What the holder gives to a verifier.
pub(super) struct DerivedProof {
    /// As in the base proof.
    pub base_signature: Vec<u8>,
    pub statement_key: StatementKey,
    /// One for each statement that is not mandatory, in the order of the statements.
    pub signatures: Vec<Signature>,
    /// For each number in a canonical label (`c14n0`), what stood in its place when the statements
    /// were signed; each number below the number of labels once, in any order, no hash twice.
    pub labels: Vec<(u32, LabelHash)>,
    /// Which of the statements are mandatory: ascending.
    pub mandatory: Vec<u32>,
}

/// Why a `proofValue` is not one of the two; the text goes on after "proofValue".
pub(super) type Malformed = String;

impl ProofValue {
    /// Reads what stands in a proof. `most` is the largest number of statements or pointers.
    pub fn read(text: &str, most: usize) -> Result<Self, Malformed> {
        let bytes = Zeroizing::new(multibase::from_base64url(text).map_err(|e| e.to_string())?);
        let mut reader = Reader { decoder: Decoder::new(bytes.get(3..).unwrap_or_default()), most };
        let value = match bytes.get(..3) {
            Some(header) if header == BASE => reader.base().map(Self::Base),
            Some(header) if header == DERIVED => reader.derived().map(Self::Derived),
            _ => return Err("starts neither as a base proof nor as a derived one".into()),
        };
        let value = value.map_err(|Unreadable(reason)| reason)?;
        // One spelling: shortest forms, nothing left over.
        if *value.to_bytes() == *bytes {
            Ok(value)
        } else {
            Err("is not CBOR in its shortest form, and nothing after it".into())
        }
    }

    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Base(proof) => proof.to_bytes(),
            Self::Derived(proof) => proof.to_bytes(),
        }
    }
}

impl BaseProof {
    pub fn to_text(&self) -> String {
        multibase::base64url(&self.to_bytes())
    }

    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        write(BASE, 160 + 66 * self.signatures.len(), |to| {
            to.array(5)?.bytes(&self.base_signature)?.bytes(&self.statement_key)?;
            to.bytes(&*self.hmac_key)?;
            signatures(to, &self.signatures)?;
            to.array(self.mandatory.len() as u64)?;
            for pointer in &self.mandatory {
                to.str(pointer.as_str())?;
            }
            Ok(())
        })
    }
}

impl DerivedProof {
    pub fn to_text(&self) -> String {
        multibase::base64url(&self.to_bytes())
    }

    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        write(DERIVED, 160 + 66 * self.signatures.len() + 40 * self.labels.len(), |to| {
            to.array(5)?.bytes(&self.base_signature)?.bytes(&self.statement_key)?;
            signatures(to, &self.signatures)?;
            to.map(self.labels.len() as u64)?;
            for (number, label) in &self.labels {
                to.u32(*number)?.bytes(label)?;
            }
            to.array(self.mandatory.len() as u64)?;
            for index in &self.mandatory {
                to.u32(*index)?;
            }
            Ok(())
        })
    }
}

type Writer = Encoder<Vec<u8>>;
type Written = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

fn write(
    header: [u8; 3],
    capacity: usize,
    body: impl FnOnce(&mut Writer) -> Written,
) -> Zeroizing<Vec<u8>> {
    // Enough room at once: a vector that grows leaves copies of the HMAC key behind.
    let mut bytes = Vec::with_capacity(capacity);
    bytes.extend(header);
    let mut encoder = Encoder::new(bytes);
    // To write to memory cannot fail.
    let _ = body(&mut encoder);
    Zeroizing::new(encoder.into_writer())
}

fn signatures(to: &mut Writer, signatures: &[Signature]) -> Written {
    to.array(signatures.len() as u64)?;
    for signature in signatures {
        to.bytes(signature)?;
    }
    Ok(())
}

struct Reader<'b> {
    decoder: Decoder<'b>,
    most: usize,
}

struct Unreadable(String);

impl From<minicbor::decode::Error> for Unreadable {
    fn from(error: minicbor::decode::Error) -> Self {
        Self(format!("is not the CBOR that the suite asks: {error}"))
    }
}

type Read<T> = Result<T, Unreadable>;

impl Reader<'_> {
    fn base(&mut self) -> Read<BaseProof> {
        self.five()?;
        Ok(BaseProof {
            base_signature: self.bytes::<64>("the base signature")?.to_vec(),
            statement_key: self.bytes("the public key")?,
            hmac_key: Zeroizing::new(self.bytes("the HMAC key")?),
            signatures: self.signatures()?,
            mandatory: self.many("mandatory pointers", |reader| {
                let pointer = reader.decoder.str()?.parse();
                pointer.map_err(|e| Unreadable(format!("holds what is no pointer: {e}")))
            })?,
        })
    }

    fn derived(&mut self) -> Read<DerivedProof> {
        self.five()?;
        Ok(DerivedProof {
            base_signature: self.bytes::<64>("the base signature")?.to_vec(),
            statement_key: self.bytes("the public key")?,
            signatures: self.signatures()?,
            labels: self.labels()?,
            mandatory: self.indexes()?,
        })
    }

    fn five(&mut self) -> Read<()> {
        match self.decoder.array()? {
            Some(5) => Ok(()),
            _ => Err(Unreadable("is not an array of five".into())),
        }
    }

    fn bytes<const N: usize>(&mut self, what: &str) -> Read<[u8; N]> {
        let bytes = self.decoder.bytes()?;
        bytes
            .try_into()
            .map_err(|_| Unreadable(format!("has {} bytes for {what}, which has {N}", bytes.len())))
    }

    fn signatures(&mut self) -> Read<Vec<Signature>> {
        self.many("signatures", |reader| reader.bytes("a signature"))
    }

    fn many<T>(&mut self, what: &str, one: impl Fn(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let length = self.decoder.array()?;
        let length = self.bounded(length, what)?;
        // What the text says of its length is not believed before it is there.
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(one(self)?);
        }
        Ok(items)
    }

    fn labels(&mut self) -> Read<Vec<(u32, LabelHash)>> {
        let length = self.decoder.map()?;
        let length = self.bounded(length, "labels")?;
        let mut labels = Vec::new();
        for _ in 0..length {
            labels.push((self.decoder.u32()?, self.bytes("a label")?));
        }
        let mut numbers: Vec<u32> = labels.iter().map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        if !numbers.into_iter().eq(0..length as u32) {
            return Err(Unreadable(format!("does not have each of its {length} labels once")));
        }
        let mut hashes: Vec<LabelHash> = labels.iter().map(|(_, hash)| *hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        if hashes.len() < length {
            return Err(Unreadable("gives one label to two blank nodes".into()));
        }
        Ok(labels)
    }

    fn indexes(&mut self) -> Read<Vec<u32>> {
        let indexes = self.many("mandatory indexes", |reader| Ok(reader.decoder.u32()?))?;
        match indexes.is_sorted_by(|a, b| a < b) {
            true => Ok(indexes),
            false => Err(Unreadable("has mandatory indexes that do not ascend".into())),
        }
    }

    fn bounded(&self, length: Option<u64>, what: &str) -> Read<usize> {
        let length = length.ok_or_else(|| Unreadable(format!("has {what} of no stated number")))?;
        match usize::try_from(length) {
            Ok(length) if length <= self.most => Ok(length),
            _ => Err(Unreadable(format!("has more than the {} {what} allowed", self.most))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived() -> DerivedProof {
        DerivedProof {
            base_signature: vec![1; 64],
            statement_key: [2; 35],
            signatures: vec![[3; 64], [4; 64]],
            labels: vec![(1, [5; 32]), (0, [6; 32])],
            mandatory: vec![0, 2, 30],
        }
    }

    fn base() -> BaseProof {
        BaseProof {
            base_signature: vec![1; 64],
            statement_key: [2; 35],
            hmac_key: Zeroizing::new([7; 32]),
            signatures: vec![[3; 64]; 30],
            mandatory: vec!["".parse().unwrap(), "/a~1b/0".parse().unwrap()],
        }
    }

    fn refused(text: &str) -> String {
        ProofValue::read(text, 100).err().unwrap_or_else(|| panic!("{text} was read"))
    }

    #[test]
    fn what_is_written_is_read() {
        let text = derived().to_text();
        let Ok(ProofValue::Derived(read)) = ProofValue::read(&text, 100) else { panic!() };
        assert_eq!(read.to_text(), text);
        assert_eq!(read.labels, derived().labels);
        assert_eq!(read.mandatory, [0, 2, 30]);
        let text = base().to_text();
        let Ok(ProofValue::Base(read)) = ProofValue::read(&text, 100) else { panic!() };
        assert_eq!(read.to_text(), text);
        assert_eq!(read.mandatory[1].as_str(), "/a~1b/0");
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let with = |change: fn(&mut DerivedProof)| {
            let mut proof = derived();
            change(&mut proof);
            refused(&proof.to_text())
        };
        assert!(with(|p| p.labels[1].0 = 1).contains("each of its 2 labels"));
        assert!(with(|p| p.labels[0].0 = 2).contains("each of its 2 labels"));
        assert!(with(|p| p.labels[1].1 = [5; 32]).contains("one label to two"));
        assert!(with(|p| p.mandatory = vec![0, 2, 2]).contains("ascend"));
        assert!(with(|p| p.mandatory = vec![2, 0]).contains("ascend"));
        assert!(with(|p| p.base_signature.truncate(63)).contains("63 bytes"));
        assert!(ProofValue::read(&derived().to_text(), 1).is_err_and(|e| e.contains("allowed")));
    }

    #[test]
    fn there_is_one_spelling() {
        let bytes = derived().to_bytes().to_vec();
        let read = |bytes: &[u8]| refused(&multibase::base64url(bytes));
        assert!(read(&[&bytes[..], &[0]].concat()).contains("shortest form"));
        // Before the base signature: the array of five, 0x85; its other forms say the same.
        for other in [&[0x98, 5][..], &[0x9f]] {
            read(&[&bytes[..3], other, &bytes[4..]].concat());
        }
        // A tag before the base signature.
        read(&[&bytes[..4], &[0xd8, 0x40], &bytes[4..]].concat());
        // The last index, 30 in two bytes, in three.
        let longer = [&bytes[..bytes.len() - 2], &[0x19, 0, 30]].concat();
        assert!(read(&longer).contains("shortest form"));
        let header = [0xd9, 0x5d];
        for other in [&[2][..], &[], &[0], &[1], &[1, 0x85], &[1, 0x9b, 255, 255, 255, 255]] {
            read(&[&header[..], other].concat());
        }
        assert_eq!(refused("z6"), "does not start with the Multibase letter 'u'");
    }

    #[test]
    fn lengths_are_not_believed() {
        let mut bytes = derived().to_bytes().to_vec();
        // The array of two signatures, 0x82, after the two byte strings.
        let at = 4 + 2 + 64 + 2 + 35;
        assert_eq!(bytes[at], 0x82);
        bytes.splice(at..=at, [0x9b, 0x7f, 255, 255, 255, 255, 255, 255, 255]);
        assert!(refused(&multibase::base64url(&bytes)).contains("more than the 100 signatures"));
    }
}
