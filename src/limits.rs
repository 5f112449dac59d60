//! How much is too much: sizes and depths ([`Limits`]), and counted work ([`Budget`]).

use crate::fault::Code;

/// The sizes and amounts beyond which input is refused. Every field can be set.
///
/// ```
/// use openbadges::Limits;
/// let small = Limits { document_bytes: 64 * 1024, ..Limits::default() };
/// assert_eq!(small.depth, 128);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one document. Default 10 MiB.
    pub document_bytes: usize,
    /// Nested arrays and objects of one document. Default 128; values above
    /// [`Limits::DEPTH_CEILING`] count as that.
    pub depth: usize,
    /// Values (scalars, arrays, objects) of one document. Default 500,000: the smallest take some 100
    /// bytes of memory each, and a badge has one for each 20 to 40 bytes of its text. As many are looked at, 64
    /// bytes of text counting as one, to compare the descriptions of what it describes twice.
    pub items: usize,
    /// Contexts that one document may bring or load, each different use counted once: a context
    /// applied where another one is active, and each that stands in the definition of a term.
    /// Default 512. A badge with every class of Open Badges in it takes 78; repeating the same
    /// contexts in embedded credentials adds none.
    pub contexts: usize,
    /// Depth of contexts that lead to contexts: loaded by another, or standing in the definition
    /// of a term. Default 16; the deepest in use has five.
    pub context_depth: usize,
    /// Terms that the contexts of one document define, 32 terms that are taken over from one
    /// context into the next counting as one. Default 25,000, which is some 25 ms of work; the
    /// same badge takes 741, and the largest vocabularies in use define 3,000.
    pub context_terms: usize,
    /// Bytes of the terms that the contexts of one document define and of the IRIs that they stand
    /// for, each written out in full: a prefix behind a prefix is long before it is many. Default
    /// 4 MiB, which is 160 bytes for each of the terms allowed; the same badge takes
    /// 32 KiB.
    pub context_bytes: usize,
    /// Bytes of a document's quads, written as N-Quads, and of the names that expansion puts
    /// together. Default 24 MiB, of which hashing and sorting take some 40 ms: short names stand for
    /// long IRIs, so a small document can become a large one. A badge grows by two to four, long
    /// texts do not; 10,000 alignments take 4 MB.
    pub quads_bytes: usize,
    /// Proofs of one document. Default 16: each that comes after others in a chain takes a
    /// canonical form of its own.
    pub proofs: usize,
    /// Statements of a document that is secured for selective disclosure, and pointers into it.
    /// Default 1,000: each statement may have a signature of its own, which takes some 40
    /// microseconds to verify. A badge with every class of Open Badges in it has 400.
    pub disclosures: usize,
    /// Signatures that are verified in one verification, whatever is in it: those of a credential, its
    /// proofs, its endorsements and its newer version, or of a whole presentation. One on P-384 or
    /// with RSA counts for four, which is what it takes. Default 1,024, some 40 ms.
    pub signatures: usize,
    /// Credentials of one presentation. Default 64.
    pub credentials: usize,
    /// Calls of Hash N-Degree Quads (RDFC-1.0, section 4.8), as a multiple of the blank nodes that
    /// are not unique by their first-degree hash. A call that hashes more than 1 KiB counts as
    /// several. Default 10, ten times what the common JavaScript implementation allows, so that
    /// what it signs is verified; the floor is [`Limits::canon_calls_floor`]. A document and its
    /// proofs share the calls, under whatever hash functions: those nodes count of which there are
    /// the most.
    pub canon_calls_per_node: usize,
    /// Calls of Hash N-Degree Quads that any document may make, its proofs included. Default 1,000, a few milliseconds.
    pub canon_calls_floor: usize,
    /// Orders of related blank nodes that canonicalization may try, over the whole document and its
    /// proofs. An
    /// order of more than 16 nodes counts as several. Default 10,000: seven nodes that nothing
    /// tells apart have 5,040 orders, eight have 40,320.
    pub canon_permutations: usize,
    /// Documents that the verification of one credential may ask for. Default 32.
    pub fetches: usize,
    /// Documents that the verification of one presentation may ask for, however many credentials are
    /// in it. Default 256. What is beyond is not asked for.
    pub presentation_fetches: usize,
    /// Keys of one key set; verification methods, and references to such, of one controller
    /// document. Default 1,000: each is checked to be a key, which takes from microseconds to half
    /// a millisecond (a Multikey of RSA with 4,096 bits).
    pub keys: usize,
    /// Status entries of one credential. Default 1,000, each of which is looked up and reported;
    /// issuers give one or two.
    pub status_entries: usize,
    /// Schemas that one credential may name. Default 16.
    pub schemas: usize,
    /// Bytes of all such schemas that one verification reads, where they are not 1EdTech's own. Default
    /// 128 KiB, which take some 20 ms; that of an achievement credential has 65.
    pub schema_bytes: usize,
    /// Steps that applying such schemas may take in one verification, every branch taken. Default
    /// 200,000.
    pub schema_work: usize,
    /// Endorsements of one credential that are verified, those of endorsements among them. What is
    /// beyond leaves the credential undecided ([`Endorsements`](crate::verifier::Endorsements)).
    /// Default 32.
    pub endorsements: usize,
    /// Values of the endorsements that are verified with one credential, or one presentation, all
    /// together; 64 bytes of text count as one, and so do 8 bytes of a token, which is still to be
    /// read. What stands in an endorsement of an endorsement counts for both, since both are read.
    /// Default 100,000; an endorsement has some 50.
    pub endorsement_items: usize,
    /// How deep endorsements of endorsements are verified. Default 4.
    pub endorsement_depth: usize,
    /// Bytes of the key documents and status lists that a verifier keeps between verifications, once
    /// they are read. Default 64 MiB. Beyond that the oldest are forgotten, and read again.
    pub kept_bytes: usize,
    /// Bytes of one competency framework. Default 128 MiB; 50,000 items with their associations take
    /// some 90.
    pub framework_bytes: usize,
    /// Values (scalars, arrays, objects) of one competency framework. Default 4,000,000; 50,000 items
    /// with their associations have some 2,000,000. As many words of items can be searched.
    pub framework_values: usize,
    /// Bytes of a bundle: a credential with all that its verification used. Default 64 MiB; each
    /// document in it is held to the limits of documents.
    pub bundle_bytes: usize,
    /// Bytes of an unpacked status list. Default 1 MiB, which is 8,388,608 entries of one bit.
    pub status_list_bytes: usize,
}

impl Limits {
    /// The deepest nesting that [`Limits::depth`] can allow, so that no input exhausts the stack.
    pub const DEPTH_CEILING: usize = 256;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 10 * 1024 * 1024,
            depth: 128,
            items: 500_000,
            contexts: 512,
            context_depth: 16,
            context_terms: 25_000,
            context_bytes: 4 * 1024 * 1024,
            quads_bytes: 24 * 1024 * 1024,
            proofs: 16,
            credentials: 64,
            disclosures: 1_000,
            signatures: 1_024,
            canon_calls_per_node: 10,
            canon_calls_floor: 1_000,
            canon_permutations: 10_000,
            fetches: 32,
            presentation_fetches: 256,
            keys: 1_000,
            status_entries: 1_000,
            schemas: 16,
            schema_bytes: 128 * 1024,
            schema_work: 200_000,
            endorsements: 32,
            endorsement_items: 100_000,
            endorsement_depth: 4,
            kept_bytes: 64 * 1024 * 1024,
            bundle_bytes: 64 * 1024 * 1024,
            framework_bytes: 128 * 1024 * 1024,
            framework_values: 4_000_000,
            status_list_bytes: 1024 * 1024,
        }
    }
}

/// A counted allowance: it is consumed, and says when it is used up.
///
/// ```
/// use openbadges::{Code, limits::Budget};
/// let mut calls = Budget::new(Code::LimitCanon, 2);
/// assert!(calls.consume(2).is_ok());
/// assert_eq!(calls.consume(1).unwrap_err().code, Code::LimitCanon);
/// ```
#[derive(Clone, Debug)]
pub struct Budget {
    code: Code,
    allowed: usize,
    used: usize,
}

/// A [`Budget`] is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than the allowed {allowed}")]
pub struct Exhausted {
    /// The code that the budget was made with.
    pub code: Code,
    /// The amount that was allowed.
    pub allowed: usize,
}

impl Budget {
    /// An allowance of `allowed` units; `code` is what exhaustion is reported as.
    pub fn new(code: Code, allowed: usize) -> Self {
        Self { code, allowed, used: 0 }
    }

    /// The allowance after `used` units of it were taken, or all of it if that is less.
    #[must_use]
    pub fn after(mut self, used: usize) -> Self {
        self.used = used.min(self.allowed);
        self
    }

    /// Takes `amount` units.
    ///
    /// # Errors
    /// [`Exhausted`], and takes nothing, when fewer are left.
    pub fn consume(&mut self, amount: usize) -> Result<(), Exhausted> {
        match self.used.checked_add(amount) {
            Some(used) if used <= self.allowed => {
                self.used = used;
                Ok(())
            }
            _ => Err(Exhausted { code: self.code, allowed: self.allowed }),
        }
    }

    /// The units taken so far.
    pub fn used(&self) -> usize {
        self.used
    }
}
