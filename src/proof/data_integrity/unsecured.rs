use std::cell::OnceCell;
use std::sync::Arc;

use super::{Canonicalization, Cryptosuite, digest};
use crate::fault::{Code, Fault, Objection};
use crate::json::{self, Value};
use crate::key::Algorithm;
use crate::limits::Limits;
use crate::model::may_stand_beside;
use crate::rdf::{self, Allowance, Canonical, Contexts, Dataset, HashAlgorithm, RdfError, Spent};

/// What canonicalization needs beside the document.
#[derive(Clone, Copy)]
pub struct Canonicalizer<'a> {
    /// The compiled contexts.
    pub contexts: &'a Contexts,
    /// How much work it may do.
    pub limits: &'a Limits,
}

/// A document without the proofs that are made over it. Each canonical form is computed once, when
/// a proof asks for it.
pub struct Unsecured<'a> {
    document: Arc<Value>,
    canonicalizer: Canonicalizer<'a>,
    allowance: Arc<Allowance>,
    dataset: OnceCell<Result<Dataset, RdfError>>,
    sha256: Forms,
    sha384: Forms,
}

/// What depends on the hash function.
#[derive(Default)]
struct Forms {
    canonical: OnceCell<Result<Canonical, RdfError>>,
    rdfc_hash: OnceCell<Result<Vec<u8>, RdfError>>,
    jcs_hash: OnceCell<Vec<u8>>,
}

impl<'a> Unsecured<'a> {
    /// `document` must not have the member `proof`, but for the proofs that a proof chain makes
    /// part of what is secured: see [`Unsecured::after`].
    pub fn new(document: Arc<Value>, canonicalizer: Canonicalizer<'a>) -> Self {
        Self::within(Arc::default(), document, canonicalizer)
    }

    /// One of several documents that share what they may cost.
    pub(crate) fn sharing(
        spent: &Arc<Spent>,
        document: Arc<Value>,
        canonicalizer: Canonicalizer<'a>,
    ) -> Self {
        let allowance = Arc::new(Allowance::within(Arc::clone(spent)));
        Self::within(allowance, document, canonicalizer)
    }

    /// Another form of the document, or a part of it: what it costs counts for both together.
    pub(crate) fn alike(&self, document: Arc<Value>) -> Self {
        Self::within(Arc::clone(&self.allowance), document, self.canonicalizer)
    }

    fn within(
        allowance: Arc<Allowance>,
        document: Arc<Value>,
        canonicalizer: Canonicalizer<'a>,
    ) -> Self {
        Self {
            document,
            canonicalizer,
            allowance,
            dataset: OnceCell::new(),
            sha256: Forms::default(),
            sha384: Forms::default(),
        }
    }

    /// The document as it is secured by a proof that comes after these (W3C Data Integrity 1.0,
    /// section 4.4): they are part of it. What canonicalization costs counts for both together.
    #[must_use]
    pub fn after(&self, proofs: Vec<Value>) -> Self {
        let mut document = Value::clone(&self.document);
        if let Some(object) = document.as_object_mut() {
            object.insert("proof", Value::Array(proofs));
        }
        self.alike(Arc::new(document))
    }

    /// The document.
    pub fn document(&self) -> &Arc<Value> {
        &self.document
    }

    /// The contexts and limits that it is read with.
    pub fn canonicalizer(&self) -> Canonicalizer<'a> {
        self.canonicalizer
    }

    /// The document as RDF, with every member in it. A number may be rounded there, which says
    /// nothing of a document that is signed as JSON.
    ///
    /// # Errors
    /// [`Objection`] when part of the document would be lost, a context is unknown, or a limit is
    /// reached.
    pub fn dataset(&self) -> Result<&Dataset, Objection> {
        self.whole_dataset().map_err(|error| error.clone().into())
    }

    /// The canonical N-Quads of the document (RDFC-1.0 with SHA-256).
    ///
    /// # Errors
    /// As [`Unsecured::dataset`], and where a number would be rounded or statements could be dealt
    /// out anew.
    pub fn canonical(&self) -> Result<&Canonical, Objection> {
        self.canonical_with(HashAlgorithm::Sha256)
    }

    /// The canonical N-Quads of the document (RDFC-1.0 with `hash`).
    ///
    /// # Errors
    /// As [`Unsecured::canonical`].
    pub fn canonical_with(&self, hash: HashAlgorithm) -> Result<&Canonical, Objection> {
        let canonical = self.forms(hash).canonical.get_or_init(|| self.canonicalized(hash));
        canonical.as_ref().map_err(|error| error.clone().into())
    }

    fn canonicalized(&self, hash: HashAlgorithm) -> Result<Canonical, RdfError> {
        let dataset = self.whole_dataset().map_err(Clone::clone)?;
        rdf::exact(dataset)?;
        check_meanings(dataset)?;
        check_places(dataset)?;
        rdf::canonicalize_within(dataset, hash, self.canonicalizer.limits, &self.allowance)
    }

    /// Checks that there is what [`Unsecured::canonical`] gives, and keeps no more than its hash.
    ///
    /// # Errors
    /// As [`Unsecured::canonical`].
    pub(crate) fn check_canonical(&self) -> Result<(), Objection> {
        self.rdfc_hash(HashAlgorithm::Sha256).map(drop)
    }

    /// Takes the work of verifying so many signatures by keys of `algorithm`.
    ///
    /// # Errors
    /// `limit.together`.
    pub(crate) fn pay_signatures(
        &self,
        count: usize,
        algorithm: Algorithm,
    ) -> Result<(), Objection> {
        // What one on P-256 takes, and a quarter of what one on P-384 or with the largest RSA does.
        let weight = match algorithm {
            Algorithm::Ed25519 | Algorithm::P256 => 1,
            Algorithm::P384 | Algorithm::Rsa => 4,
        };
        let work = count.saturating_mul(weight);
        Ok(self.allowance.pay_signatures(self.canonicalizer.limits, work)?)
    }

    /// Takes the work of writing out the document in yet another form.
    ///
    /// # Errors
    /// `limit.together`.
    pub(super) fn pay_bytes(&self, count: usize) -> Result<(), Objection> {
        Ok(self.allowance.pay_bytes(self.canonicalizer.limits, count)?)
    }

    /// What canonicalization may still cost, for this document and what its proofs say.
    pub(super) fn allowance(&self) -> &Allowance {
        &self.allowance
    }

    /// Checks that every member has a defined meaning and that a proof of the suite signs all of
    /// it, without the work of canonicalization.
    ///
    /// # Errors
    /// As [`Unsecured::dataset`], and where the suite would round a number.
    pub fn check_lossless(&self, cryptosuite: Cryptosuite) -> Result<(), Objection> {
        let dataset = self.dataset()?;
        match cryptosuite.canonicalization() {
            Canonicalization::Rdfc => Ok(rdf::exact(dataset)
                .and_then(|()| check_meanings(dataset))
                .and_then(|()| check_places(dataset))?),
            Canonicalization::Jcs => Ok(()),
        }
    }

    fn whole_dataset(&self) -> Result<&Dataset, &RdfError> {
        let Canonicalizer { contexts, limits } = self.canonicalizer;
        let whole = || {
            read_by_name(rdf::to_dataset_noting(
                &self.document,
                contexts,
                limits,
                &self.allowance,
                may_stand_beside,
            )?)
        };
        self.dataset.get_or_init(whole).as_ref()
    }

    pub(super) fn rdfc_hash(&self, hash: HashAlgorithm) -> Result<&[u8], Objection> {
        let Forms { canonical, rdfc_hash, .. } = self.forms(hash);
        // The text is as long as all the quads, and is let go where nobody asked for it.
        let hashed = || match canonical.get() {
            Some(known) => known.as_ref().map(|it| digest(hash, &it.n_quads)).map_err(Clone::clone),
            None => self.canonicalized(hash).map(|it| digest(hash, &it.n_quads)),
        };
        rdfc_hash.get_or_init(hashed).as_deref().map_err(|error| error.clone().into())
    }

    pub(super) fn jcs_hash(&self, hash: HashAlgorithm) -> &[u8] {
        let canonical = || json::canonical(&self.document);
        self.forms(hash).jcs_hash.get_or_init(|| digest(hash, &canonical()))
    }

    fn forms(&self, hash: HashAlgorithm) -> &Forms {
        match hash {
            HashAlgorithm::Sha256 => &self.sha256,
            HashAlgorithm::Sha384 => &self.sha384,
        }
    }
}

/// Members are read by their names, so a document in which a signed property goes by another name
/// is refused: its reader would not find what its signature covers.
pub(super) fn read_by_name(dataset: Dataset) -> Result<Dataset, RdfError> {
    check_names(&dataset).map(|()| dataset)
}

pub(super) fn check_names(dataset: &Dataset) -> Result<(), RdfError> {
    match dataset.renamed_members().first() {
        None => Ok(()),
        Some(place) => {
            let message = "the member says under another name what the standard has a name for";
            Err(RdfError::Fault(Fault::new(Code::ModelAlias, place.clone(), message)))
        }
    }
}

/// And where it is signed as RDF, what is read under a name must be what was signed: a context that
/// comes with the document could call anything so.
pub(super) fn check_meanings(dataset: &Dataset) -> Result<(), RdfError> {
    match dataset.other_meanings().first() {
        None => Ok(()),
        Some(place) => {
            let message = "the standard has this name for something else than what the document \
                           means by it, which is all that is signed: give it a name of its own";
            Err(RdfError::Fault(Fault::new(Code::ModelAlias, place.clone(), message)))
        }
    }
}

/// What is signed as RDF is read where it stands, so it must not be possible to deal the statements
/// about one thing out to other places.
pub(super) fn check_places(dataset: &Dataset) -> Result<(), RdfError> {
    match dataset.described_apart().first() {
        None => Ok(()),
        Some(place) => {
            let message = "another place of the document says other things of the same identifier, \
                           and the signature does not tell which of them stands where: say them in \
                           one place, and mention the identifier in the others";
            Err(RdfError::Fault(Fault::new(Code::ModelAlias, place.clone(), message)))
        }
    }
}
