//! What can go wrong: stable codes, places in a document, and the fault that joins them.
//!
//! Every room of the library reports trouble as a [`Fault`], or as an error of its own that turns
//! into one. A [`Code`] never changes its spelling once released; messages may.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// A stable, machine-readable name of a fault, such as `json.duplicate`.
        ///
        /// The text before the first dot names the subject. `docs/CODES.md` lists them all.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The code as it is written in reports.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// What the code means, in one or two sentences.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The bytes are not one JSON value in UTF-8.
    Parse = "parse",
    /// The document could not be had, such as a file that is not there: nothing is known of it.
    Unread = "unread",
    /// An object holds the same member name twice.
    JsonDuplicate = "json.duplicate",
    /// A number that a JSON number of double precision cannot carry (RFC 7493, section 2.2).
    JsonNumber = "json.number",
    /// More bytes than the limit.
    LimitSize = "limit.size",
    /// Deeper nesting than the limit.
    LimitDepth = "limit.depth",
    /// More values than the limit.
    LimitItems = "limit.items",
    /// More contexts, or deeper chains of contexts, than the limit.
    LimitContexts = "limit.contexts",
    /// Canonicalization would take more work than the limit.
    LimitCanon = "limit.canon",
    /// The document is canonicalized here, but implementations with less patience may refuse it.
    CanonElsewhere = "canon.elsewhere",
    /// More proofs than the limit.
    LimitProofs = "limit.proofs",
    /// The verification needs more documents than the limit.
    LimitFetch = "limit.fetch",
    /// A key set or a controller document lists more keys than the limit.
    LimitKeys = "limit.keys",
    /// A schema that the credential names is larger, or asks for more work, than the limit.
    LimitSchema = "limit.schema",
    /// The documents of one verification take together more work than the limit for one of them.
    LimitTogether = "limit.together",
    /// A compressed status list unpacks to more than the limit.
    LimitGzip = "limit.gzip",
    /// The document does not have the shape of the class it claims to be.
    Model = "model",
    /// A member has a value of the wrong JSON type, or a node lacks a `type` that it needs.
    ModelType = "model.type",
    /// A member that the class requires is absent.
    ModelRequired = "model.required",
    /// A member that a closed class does not have.
    ModelClosed = "model.closed",
    /// A value outside what the class allows.
    ModelValue = "model.value",
    /// One thing is said under two names, such as `id` and `@id`, or in two places, so that the
    /// signature does not tell which is which; or a name of the standard stands for something else.
    ModelAlias = "model.alias",
    /// The credential's subject is missing, empty, or not identified.
    ModelSubject = "model.subject",
    /// The issuer is neither an identifier nor a profile with one.
    ModelIssuer = "model.issuer",
    /// Members of two data model versions are mixed.
    ModelVersion = "model.version",
    /// A result refers to a description or level that the achievement does not have.
    ModelResult = "model.result",
    /// An identifier is not an absolute IRI.
    Iri = "iri",
    /// The scheme of an identifier is not allowed or not known here.
    IriScheme = "iri.scheme",
    /// A blank node label stands where an identifier is needed.
    IriBlank = "iri.blank",
    /// A date-time is not written as the standard asks.
    TimeFormat = "time.format",
    /// The end of the validity period is before its start.
    TimeOrder = "time.order",
    /// The credential is not valid yet.
    TimeNotYet = "time.not_yet",
    /// The credential has expired.
    TimeExpired = "time.expired",
    /// The proof was made in the future, or has expired.
    TimeProof = "time.proof",
    /// An identity is hashed with an algorithm that is broken (MD5).
    HashWeak = "hash.weak",
    /// A context could not be processed.
    Context = "context",
    /// The contexts are not in the order that the standard asks.
    ContextOrder = "context.order",
    /// A context is neither bundled nor supplied.
    ContextUnknown = "context.unknown",
    /// The document brings terms of its own in an inline context.
    ContextInline = "context.inline",
    /// A later version of the context is out.
    ContextSuperseded = "context.superseded",
    /// An inline context sets a default vocabulary, so that every term is defined.
    ContextVocab = "context.vocab",
    /// A context redefines a protected term.
    ContextProtected = "context.protected",
    /// A bundled or pinned context does not have the pinned digest.
    ContextHash = "context.hash",
    /// The proof was made over fewer contexts than the document has now.
    ContextAppended = "context.appended",
    /// Part of the document would not be signed: an undefined term, a relative identifier.
    DataLoss = "data_loss",
    /// A null or an empty value, which leaves no trace in what is signed.
    DataLossNull = "data_loss.null",
    /// A repeated value, which is signed only once.
    DataLossDuplicate = "data_loss.duplicate",
    /// A JSON-LD keyword where a credential must not use it.
    LdKeyword = "ld.keyword",
    /// A JSON-LD keyword has a value that it cannot have.
    LdInvalid = "ld.invalid",
    /// There is no proof.
    ProofMissing = "proof.missing",
    /// The proof is not an object of a known shape.
    ProofType = "proof.type",
    /// The proof is of a kind that this library does not verify.
    ProofUnsupported = "proof.unsupported",
    /// The proof's value is not encoded as its kind asks.
    ProofEncoding = "proof.encoding",
    /// The proof is a base proof of selective disclosure: its holder keeps it, and derives from it
    /// what verifiers are shown.
    ProofForm = "proof.form",
    /// One proof is good, another is not.
    ProofOtherFailed = "proof.other_failed",
    /// The proof builds on proofs before it that are not there, do not hold, or build on it.
    ProofChain = "proof.chain",
    /// The proof is of a suite that has been superseded.
    ProofLegacy = "proof.legacy",
    /// The JSON Web Signature is not three parts of compact serialization.
    JwsForm = "jws.form",
    /// A part of the JSON Web Signature is not base64url in its only spelling.
    JwsBase64 = "jws.base64",
    /// The header names no signature algorithm, or one that proves nothing.
    JwsAlg = "jws.alg",
    /// The header asks for an extension that changes what is signed.
    JwsCrit = "jws.crit",
    /// The header has a member that it must not have, or one of the wrong type.
    JwsHeader = "jws.header",
    /// The token is of another type than the one that is expected.
    JwsTyp = "jws.typ",
    /// The credential is secured as W3C VC-JOSE-COSE says, not as Open Badges does.
    JwsProfile = "jws.profile",
    /// The claim `iss` is not the issuer's id.
    ClaimIss = "claim.iss",
    /// The claim `sub` is not the subject's id.
    ClaimSub = "claim.sub",
    /// The claim `jti` is not the credential's id.
    ClaimJti = "claim.jti",
    /// The claim `nbf` is not the start of the validity period.
    ClaimNbf = "claim.nbf",
    /// The claim `exp` is not the end of the validity period.
    ClaimExp = "claim.exp",
    /// The claim `aud` names another audience than the expected one, or none was expected.
    ClaimAud = "claim.aud",
    /// The claim `vc` does not fit the data model, or differs from what stands beside it.
    ClaimVc = "claim.vc",
    /// A registered claim has a value that it cannot have.
    ClaimType = "claim.type",
    /// A claim that the profile requires is absent.
    ClaimMissing = "claim.missing",
    /// What wraps a secured credential is not the envelope that the data model describes.
    Envelope = "envelope",
    /// The proof is not made for what it is used for.
    Purpose = "purpose",
    /// The signature does not match the bytes and the key.
    Signature = "signature",
    /// The proof answers another challenge or domain than the expected one, or none was expected.
    Challenge = "challenge",
    /// The presentation is by another holder than the expected one.
    Holder = "holder",
    /// Who presents a credential is not its subject.
    HolderSubject = "holder.subject",
    /// The presentation shows no credential, so that whatever is asked of credentials is asked of
    /// nothing.
    PresentationEmpty = "presentation.empty",
    /// The credential is about somebody else than the expected person, or does not say about whom.
    Subject = "subject",
    /// More credentials in a presentation than the limit.
    LimitCredentials = "limit.credentials",
    /// The key is of another kind than the proof asks.
    KeyMismatch = "key.mismatch",
    /// The key is not a key, or not one that signs.
    KeyInvalid = "key.invalid",
    /// The key is weak: of small order, too short, with a tiny exponent, or of a flawed make.
    KeyWeak = "key.weak",
    /// The key is not meant for such signatures, by its own word.
    KeyUse = "key.use",
    /// Nothing says which key signed.
    KeyMissing = "key.missing",
    /// The key is of a kind that this library does not use.
    KeyUnsupported = "key.unsupported",
    /// The key was revoked or has expired.
    KeyExpired = "key.expired",
    /// Two keys share one name, or one name gives two keys.
    KeyAmbiguous = "key.ambiguous",
    /// A private key stands where only a public key may be.
    KeyPrivateExposed = "key.private_exposed",
    /// A bare `did:key` or `did:jwk` names the method, which is read as its only key.
    KeyBareDid = "key.bare_did",
    /// The key is not the issuer's.
    Binding = "binding",
    /// The issuer's document does not list the key for assertions.
    BindingRelationship = "binding.relationship",
    /// The key's controller is not the issuer.
    BindingController = "binding.controller",
    /// Nothing that could be read says whose key it is.
    IssuerUnestablished = "issuer.unestablished",
    /// A DID document has another `id` than the DID that was asked for.
    DidId = "did.id",
    /// The DID has been deactivated.
    DidDeactivated = "did.deactivated",
    /// The issuer or its key is a `did:web` that names no place on the web.
    DidWeb = "did.web",
    /// A document that the verification needs could not be had.
    FetchFailed = "fetch.failed",
    /// A document that the verification needs is where nothing is fetched from: beyond the public
    /// internet, on another port, or at a URL that is not plain https.
    FetchBlocked = "fetch.blocked",
    /// A document that the verification needs has moved; redirects are not followed.
    FetchRedirect = "fetch.redirect",
    /// A document that the verification needs is larger or slower than the limit, or came
    /// compressed, so that its size was not known.
    FetchLimit = "fetch.limit",
    /// A document that the verification needs is of a media type that holds no such document.
    FetchType = "fetch.type",
    /// The credential has been revoked.
    Revoked = "revoked",
    /// The credential is suspended.
    Suspended = "suspended",
    /// The status list could not be had.
    StatusUnavailable = "status.unavailable",
    /// The status list's own proof is missing or bad.
    StatusProof = "status.proof",
    /// The status list is from another issuer.
    StatusIssuer = "status.issuer",
    /// The status list is out of date.
    StatusStale = "status.stale",
    /// The status list is for another purpose.
    StatusPurpose = "status.purpose",
    /// The status list has another identifier than the credential names.
    StatusId = "status.id",
    /// The status entry or list is of a type that does not fit.
    StatusType = "status.type",
    /// The status entry's index is not a non-negative whole number in a string.
    StatusIndex = "status.index",
    /// The status entry's index is beyond the list.
    StatusRange = "status.range",
    /// The status entry's size does not fit its purpose.
    StatusSize = "status.size",
    /// The status list is shorter than 131,072 entries.
    StatusLength = "status.length",
    /// The status list is not encoded as the standard says.
    StatusEncoding = "status.encoding",
    /// The kind of status is not known here.
    StatusUnsupported = "status.unsupported",
    /// A refresh of the credential is available.
    StatusRefresh = "status.refresh",
    /// The status list carries a message about the credential.
    StatusMessage = "status.message",
    /// The refresh service gave a newer version of the credential: the report is about that one.
    RefreshReplaced = "refresh.replaced",
    /// The newest version of the credential could not be had: the report is about the one that was
    /// given.
    RefreshUnavailable = "refresh.unavailable",
    /// What the refresh service gave is another credential, an older version, or not established:
    /// the report is about the one that was given.
    RefreshRefused = "refresh.refused",
    /// The status store has no free entry left.
    StoreFull = "store.full",
    /// The status store does not know the credential, or the list.
    StoreUnknown = "store.unknown",
    /// A name holds characters that are invisible or make it look like another, or the host of the
    /// issuer may be taken for another.
    TextConfusable = "text.confusable",
    /// The document is in a form that this build does not read.
    DocumentUnsupported = "document.unsupported",
    /// A related resource is not the one that the credential has the digest of, or no digest is of a
    /// known kind.
    Digest = "digest",
    /// The credential does not keep to a schema that it names.
    Schema = "schema",
    /// A schema that the credential names could not be had, read or applied, so that nothing says
    /// whether the credential keeps to it.
    SchemaUnavailable = "schema.unavailable",
    /// A schema that the credential names is of a type that is not known here, and was not applied.
    SchemaUnknown = "schema.unknown",
    /// An endorsement inside the credential is none, or its proof does not hold.
    EndorsementInvalid = "endorsement.invalid",
    /// An endorsement inside the credential has expired, is not valid yet, or was revoked or suspended.
    EndorsementLapsed = "endorsement.lapsed",
    /// An endorsement is about another thing than the one that it hangs on.
    EndorsementSubject = "endorsement.subject",
    /// An endorsement inside the credential could not be verified, so it does not count.
    EndorsementUnestablished = "endorsement.unestablished",
    /// The bundle is not of the form that bundles have.
    BundleForm = "bundle.form",
    /// The bundle is of a version that is not known here.
    BundleVersion = "bundle.version",
    /// A document in the bundle does not have the digest that the bundle gives of it.
    BundleDigest = "bundle.digest",
    /// The seal of the bundle does not hold.
    BundleSeal = "bundle.seal",
    /// The bundle rests on the word of somebody who is not known: it is not sealed, or not by a
    /// collector who is expected.
    BundleUnsealed = "bundle.unsealed",
    /// The bundle was collected at another time than the one asked about, or its documents were.
    BundleTime = "bundle.time",
    /// The credential already has its status entry.
    StoreDuplicate = "store.duplicate",
    /// A revocation cannot be undone, nor can the notice of a refresh.
    StoreFinal = "store.final",
    /// Something else was issued before under the same request id.
    StoreRequest = "store.request",
    /// An entry for the purpose has no such state.
    StoreState = "store.state",
    /// The connection to the status store broke, or its disk failed, before it answered: whether the change was made is not known.
    StoreUnconfirmed = "store.unconfirmed",
    /// The status store keeps no lists for the purpose, or the credential has no entry for it.
    StorePurpose = "store.purpose",
    /// The status store belongs to another status URL, or the URL is not one.
    StoreUrl = "store.url",
    /// The status store was written by a later version of this library.
    StoreVersion = "store.version",
    /// The status store, or something below it, failed.
    StoreFailed = "store.failed",
    /// Wallets have no name to list the credential by.
    LintName = "lint.name",
    /// There is no image or description to show.
    LintDisplay = "lint.display",
    /// The date of the award is not kept apart from the start of validity.
    LintAwarded = "lint.awarded",
    /// A personal identity of the recipient can be read by everybody.
    LintIdentity = "lint.identity",
    /// An identity is hashed without a salt, so that it can be guessed.
    LintSalt = "lint.salt",
    /// A type of 1EdTech's extensions is used without the context that defines it.
    LintExtensions = "lint.extensions",
    /// Something superseded is used: a data model, a context, a status type, a proof suite.
    LintDeprecated = "lint.deprecated",
    /// An achievement of another creator has an identifier that leads nowhere.
    LintAchievementId = "lint.achievement_id",
    /// The achievement names a creator other than the issuer, which nothing proves.
    LintCreator = "lint.creator",
    /// An alignment does not say what kind of node it points to, or points badly.
    LintAlignment = "lint.alignment",
    /// A result or its description contradicts itself or says too little.
    LintResult = "lint.result",
    /// A number of credits is less than nothing.
    LintCredits = "lint.credits",
    /// A value is not in the plain form that the standard recommends.
    LintForm = "lint.form",
    /// A data URL is so long that it makes the credential slow.
    LintSize = "lint.size",
    /// A proof is by a key of somebody else than the issuer, as far as its name says.
    LintController = "lint.controller",
    /// Evidence on the web has no digest in the credential, so that it can be changed unseen.
    LintEvidence = "lint.evidence",
    /// What is to be disclosed, or to be mandatory, is not there, or cannot stand alone.
    SdPointer = "sd.pointer",
    /// A selectively disclosed credential shows no status or no expiry: its holder may have left it
    /// out.
    SdUndisclosed = "sd.undisclosed",
    /// A selectively disclosed credential shows its status by its holder's choice: the holder may
    /// have left out another that says more.
    SdOptional = "sd.optional",
    /// A framework is neither a CASE package nor a graph of the Credential Registry.
    FrameworkKind = "framework.kind",
    /// Two nodes of a framework have one identifier or one address, or one thing is said twice.
    FrameworkDuplicate = "framework.duplicate",
    /// A node of a framework is below itself.
    FrameworkCycle = "framework.cycle",
    /// A node of a framework has no text in a member that says what it is.
    FrameworkBlank = "framework.blank",
    /// A link leads to a node that is not in the framework, so that what it joins has no place.
    FrameworkDangling = "framework.dangling",
    /// A node of a framework has no place in its tree.
    FrameworkOrphan = "framework.orphan",
    /// A member of CASE 1.0, or of a class as it is outside a package.
    FrameworkElsewhere = "framework.elsewhere",
    /// Something in a framework is not carried over.
    FrameworkLoss = "framework.loss",
    /// The levels of a rubric do not say in which order they stand.
    FrameworkLevels = "framework.levels",
    /// A number that is not written as an exact decimal number, or an amount without a unit.
    ValueNumber = "value.number",
    /// A text that is not a date, or not an offset from UTC.
    ValueDate = "value.date",
    /// A unit that is not known, or two units where one is needed.
    ValueUnit = "value.unit",
    /// A value needs more digits than are kept; it is never rounded.
    ValueLarge = "value.large",
    /// A conversion has no exact result; it is never rounded.
    ValueInexact = "value.inexact",
    /// No rate leads from one unit to another, or a rate is of nothing.
    ValueRate = "value.rate",
    /// Rates contradict each other, so that nothing follows from them.
    ValueAmbiguous = "value.ambiguous",
    /// More rates in a value policy than the limit.
    LimitRates = "limit.rates",
    /// The value policy is not TOML.
    PolicySyntax = "policy.syntax",
    /// A member that value policies do not have there.
    PolicyMember = "policy.member",
    /// A member that a value policy must have there.
    PolicyRequired = "policy.required",
    /// A member of a value policy is of the wrong type.
    PolicyType = "policy.type",
    /// A member of a value policy has a value that it cannot have.
    PolicyValue = "policy.value",
    /// What a value policy leaves open was not supplied, or does not fit.
    PolicyParameter = "policy.parameter",
    /// The ledger counts the credential already.
    LedgerClaimed = "ledger.claimed",
    /// The ledger counts the achievement for the person already, by another credential.
    LedgerAchieved = "ledger.achieved",
    /// The ledger counts the training in a category that excludes this one.
    LedgerExcluded = "ledger.excluded",
    /// The claim is more than a limit leaves.
    LedgerLimit = "ledger.limit",
    /// What a claim rests on does not count, or another claim of the kind rests on it already.
    LedgerRests = "ledger.rests",
    /// The claim is for a person without a name.
    LedgerPerson = "ledger.person",
    /// The ledger counts a credential that does not stand any more.
    LedgerWithdrawn = "ledger.withdrawn",
    /// The ledger never counted the credential in the account.
    LedgerUnknown = "ledger.unknown",
    /// The ledger was written by a later version of this library.
    LedgerVersion = "ledger.version",
    /// The ledger, or something below it, failed, or was asked for what no ledger does.
    LedgerFailed = "ledger.failed",
    /// What an endorsement says of a recognition is not whole.
    RecognitionShape = "recognition.shape",
    /// A submission is for another micro-credential, or lacks pieces that it asks for.
    AssessmentSubmission = "assessment.submission",
    /// There are no scores of an assessor, or several of one.
    AssessmentScores = "assessment.scores",
    /// A score is for no criterion or level of the rubric, or a criterion is not scored once.
    AssessmentCriterion = "assessment.criterion",
    /// The scores cannot be resolved as is asked: there is no adjudicator, or there are no points.
    AssessmentResolution = "assessment.resolution",
    /// Evidence seems to hold an e-mail address or a telephone number.
    PersonalContact = "personal.contact",
    /// Evidence seems to hold the name of a pupil.
    PersonalName = "personal.name",
    /// Evidence seems to hold a date of birth.
    PersonalBirth = "personal.birth",
    /// Evidence seems to hold a number that identifies a pupil.
    PersonalNumber = "personal.number",
    /// Evidence seems to hold a list of names.
    PersonalRoster = "personal.roster",
    /// A check was not made, because an earlier one left nothing to check.
    NotChecked = "not_checked",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A place in a JSON document (RFC 6901). The empty pointer is the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer as text: `""`, `"/issuer/id"`, `"/evidence/0"`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The member `name` of the value that this pointer names.
    pub fn member(&self, name: &str) -> Self {
        let mut text = self.0.clone();
        push_member(&mut text, name);
        Self(text)
    }

    /// The item at `index` of the array that this pointer names.
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The steps from the root down, with their escapes undone: `/a~1b/0` has `a/b` and `0`.
    pub fn steps(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(|step| match step.contains('~') {
            true => step.replace("~1", "/").replace("~0", "~").into(),
            false => step.into(),
        })
    }

    /// This pointer, seen from a document in which its root stands at `base`.
    pub fn below(&self, base: &Pointer) -> Self {
        Self(format!("{}{}", base.0, self.0))
    }
}

/// The text is not a JSON Pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a JSON Pointer is empty or starts with \"/\", and a \"~\" in it is followed by 0 or 1")]
pub struct NotAPointer;

impl FromStr for Pointer {
    type Err = NotAPointer;

    /// Reads a pointer as RFC 6901 (section 3) writes it.
    ///
    /// ```
    /// use openbadges::Pointer;
    /// let pointer: Pointer = "/credentialSubject/result/0".parse()?;
    /// assert_eq!(pointer.steps().last().as_deref(), Some("0"));
    /// assert!("credentialSubject".parse::<Pointer>().is_err());
    /// assert!("/a~b".parse::<Pointer>().is_err());
    /// # Ok::<(), openbadges::fault::NotAPointer>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, NotAPointer> {
        let rooted = text.is_empty() || text.starts_with('/');
        let escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if rooted && escaped { Ok(Self(text.to_owned())) } else { Err(NotAPointer) }
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn push_member(text: &mut String, name: &str) {
    text.push('/');
    for c in name.chars() {
        match c {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            c => text.push(c),
        }
    }
}

/// A place on the way down into a document. It costs nothing until a fault asks for the
/// [`Pointer`].
#[derive(Clone, Copy, Debug)]
pub enum Path<'a> {
    /// The whole document.
    Root,
    /// A member of the object at the parent.
    Member(&'a Path<'a>, &'a str),
    /// An item of the array at the parent.
    Item(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    /// The member `name` below this place.
    pub fn member(&'a self, name: &'a str) -> Path<'a> {
        Path::Member(self, name)
    }

    /// The item at `index` below this place.
    pub fn item(&'a self, index: usize) -> Path<'a> {
        Path::Item(self, index)
    }

    /// The longest pointer that is written out, in bytes.
    const LONGEST: usize = 4096;

    /// The place as a JSON Pointer.
    ///
    /// A pointer of more than 4,096 bytes ends early, with `…`: names can be as long as documents,
    /// and a document can have many faults.
    pub fn pointer(&self) -> Pointer {
        let mut text = String::new();
        if !self.write(&mut text) {
            text.push('…');
        }
        Pointer(text)
    }

    /// Says whether everything was written.
    fn write(&self, text: &mut String) -> bool {
        let (parent, length) = match self {
            Path::Root => return true,
            Path::Member(parent, name) => (parent, name.len()),
            Path::Item(parent, _) => (parent, 0),
        };
        if !parent.write(text) || text.len() + length > Self::LONGEST {
            return false;
        }
        match self {
            Path::Root => {}
            Path::Member(_, name) => push_member(text, name),
            Path::Item(_, index) => {
                text.push('/');
                text.push_str(&index.to_string());
            }
        }
        true
    }
}

/// Something wrong with a document: what ([`Code`]), where ([`Pointer`]), and in words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// The stable code.
    pub code: Code,
    /// The place in the document, as far as it is known.
    pub pointer: Pointer,
    /// One sentence for a person: what was found, what was expected. Not stable.
    pub message: String,
    /// What stands there, and what should.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) mismatch: Option<Box<Mismatch>>,
}

/// What was found in the place of what was expected.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Mismatch {
    pub(crate) found: String,
    pub(crate) expected: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(code: Code, pointer: Pointer, message: impl Into<String>) -> Self {
        Self { code, pointer, message: message.into(), mismatch: None }
    }

    /// The same fault, with what was found and what was expected in its place.
    pub(crate) fn with_mismatch(
        mut self,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        let mismatch = Mismatch { found: found.into(), expected: expected.into() };
        self.mismatch = Some(Box::new(mismatch));
        self
    }

    /// What stands at the place: a text from the document in quotes, cut where it is long; the kind of
    /// a value, such as `a number`; or `nothing`. Faults in the structure of a document say it.
    ///
    /// ```
    /// use openbadges::model::{Kind, check};
    /// use openbadges::{Limits, json};
    /// let document = json::read(br#"{"validFrom": "yesterday"}"#, &Limits::default())?;
    /// let findings = check(&document, Kind::Badge);
    /// let of = |place| findings.iter().map(|it| &it.fault).find(|it| it.pointer.as_str() == place);
    /// let fault = of("/validFrom").expect("it is no date-time");
    /// assert_eq!(fault.found(), Some("\"yesterday\""));
    /// assert_eq!(fault.expected(), Some("a date-time such as 2010-01-31T09:30:00Z"));
    /// # Ok::<(), json::ReadError>(())
    /// ```
    pub fn found(&self) -> Option<&str> {
        self.mismatch.as_ref().map(|mismatch| mismatch.found.as_str())
    }

    /// What should stand there, in words.
    pub fn expected(&self) -> Option<&str> {
        self.mismatch.as_ref().map(|mismatch| mismatch.expected.as_str())
    }

    /// The same fault, seen from a document in which its document stands at `base`.
    pub fn below(mut self, base: &Pointer) -> Self {
        self.pointer = self.pointer.below(base);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = printable(&self.message);
        if self.pointer.as_str().is_empty() {
            write!(f, "{}: {message}", self.code)
        } else {
            write!(f, "{} at {}: {message}", self.code, printable(self.pointer.as_str()))
        }
    }
}

impl std::error::Error for Fault {}

/// The text without what could steer the terminal that shows it: controls, and the marks that turn
/// the direction of writing around.
pub fn printable(text: &str) -> String {
    let steers =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// How grave a [`Finding`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The document is not what it must be.
    Error,
    /// The document may stand, but a person should know.
    Warning,
}

/// A [`Fault`] and how grave it is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// How grave.
    pub severity: Severity,
    /// What, and where.
    #[serde(flatten)]
    pub fault: Fault,
}

impl Finding {
    /// Something that must not be.
    pub fn error(code: Code, pointer: Pointer, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, fault: Fault::new(code, pointer, message) }
    }

    /// Something that a person should know.
    pub fn warning(code: Code, pointer: Pointer, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, fault: Fault::new(code, pointer, message) }
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Why a check was not passed: it failed, or nothing could be decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    /// The check failed.
    #[error("{0}")]
    Failed(Fault),
    /// The check could not be made; the thing may be good or bad.
    #[error("{0}")]
    Undecided(Fault),
}

impl Objection {
    /// A failed check.
    pub fn failed(code: Code, pointer: Pointer, message: impl Into<String>) -> Self {
        Self::Failed(Fault::new(code, pointer, message))
    }

    /// A check that could not be made.
    pub fn undecided(code: Code, pointer: Pointer, message: impl Into<String>) -> Self {
        Self::Undecided(Fault::new(code, pointer, message))
    }

    /// What, and where.
    pub fn fault(&self) -> &Fault {
        match self {
            Objection::Failed(fault) | Objection::Undecided(fault) => fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_as_rfc_6901_says() {
        let root = Path::Root;
        let member = root.member("a/b~c");
        let item = member.item(2);
        assert_eq!(item.pointer().as_str(), "/a~1b~0c/2");
        assert_eq!(Pointer::root().member("a/b~c").item(2), item.pointer());
    }

    #[test]
    fn a_pointer_through_a_long_name_ends_early() {
        let (root, name) = (Path::Root, "n".repeat(5_000));
        let outer = root.member("outer");
        let long = outer.member(&name);
        assert_eq!(long.member("inner").pointer().as_str(), "/outer…");
    }

    #[test]
    fn codes_are_unique() {
        let mut texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), Code::ALL.len());
    }
}
