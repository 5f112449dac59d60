use super::endorsement::Endorsements;
use super::recipient::{Emails, KnownIdentity};
use super::refresh::Refresh;
use super::trust::Trust;
use crate::model::Kind;
use crate::proof::jwt::Profile;

/// What a verifier asks of a credential. Each field says its default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What kind of credential is expected. Default [`Kind::OpenBadges`]: a badge, an
    /// endorsement or a status list. Whoever accepts badges only says so here.
    pub kind: Kind,
    /// How many of several proofs must hold. Default [`ProofsRequired::Any`], as Open Badges 3.0
    /// says (section 8.2); the others are reported.
    pub proofs: ProofsRequired,
    /// Whether a key is read from the fragment of an https verification method. Default
    /// [`FragmentKeys::Ignored`].
    pub fragment_keys: FragmentKeys,
    /// Whether the key that a JSON Web Token brings along in its header is believed to be the
    /// issuer's. Default [`HeaderKeys::Established`].
    pub header_keys: HeaderKeys,
    /// Whether a `did:key` or `did:jwk` signs for its own issuer alone. Default
    /// [`DidKeys::OfTheirIssuer`].
    pub did_keys: DidKeys,
    /// What a verification method that is not to be found does to the verdict. Default
    /// [`UnfoundMethods::Undecided`].
    pub unfound_methods: UnfoundMethods,
    /// When a key that has expired must not have been. Default [`KeyExpiry::Now`].
    pub key_expiry: KeyExpiry,
    /// Whether proofs of a type that nothing defines may stand beside others. Default
    /// [`ProofTypes::Any`].
    pub proof_types: ProofTypes,
    /// By whose rules a badge is a JSON Web Token, where its `typ` does not say. Default
    /// [`Profile::OpenBadges`].
    pub jwt_profile: Profile,
    /// Whether the token of a badge must repeat the subject's id in the claim `sub`. Default
    /// [`SubjectClaim::Required`].
    pub subject_claim: SubjectClaim,
    /// What a status of a kind that is not known here does to the verdict. Default
    /// [`UnknownStatus::ByKind`].
    pub unknown_status: UnknownStatus,
    /// Where a list that nobody signed can say that a credential is not revoked. Default
    /// [`UnsignedLists::AtIssuer`].
    pub unsigned_lists: UnsignedLists,
    /// What a schema does to the verdict that the credential names and that could not be had, read or
    /// applied. Default [`UnreadSchemas::Undecided`].
    pub unread_schemas: UnreadSchemas,
    /// Whether the resources that a credential refers to (`relatedResource`) are fetched and compared
    /// with the digests that it has of them. Default [`RelatedResources::Unasked`].
    pub related_resources: RelatedResources,
    /// Whom a JSON Web Token must name in `aud`, where it names anybody. Default `None`: a token
    /// with `aud` gets a warning.
    pub audience: Option<String>,
    /// Which contexts a document may use. Default [`Contexts::AlsoInline`], as Open Badges 3.0 lets
    /// an extension bring its own terms.
    pub contexts: Contexts,
    /// Whether it is told where a later version of the context of Open Badges is out. Default
    /// [`ContextVersions::Unasked`].
    pub context_versions: ContextVersions,
    /// What a member without a defined meaning does to the verdict. Default
    /// [`UndefinedTerms::Refused`].
    pub undefined_terms: UndefinedTerms,
    /// How much of what the classes ask must be there. Default [`Form::Whole`].
    pub form: Form,
    /// By how many seconds the clocks of an honest issuer and the verifier may differ, when a
    /// proof was made in the future. Default 300.
    pub clock_skew: u32,
    /// The challenge that was given to whoever presents the document: a proof of it must answer
    /// this one. Default none; a proof that answers a challenge is then noted as a warning.
    pub challenge: Option<String>,
    /// The domain of the verifier, when a proof of the document must be made for it alone. Default
    /// none; a proof that names a domain is then noted as a warning.
    pub domain: Option<String>,
    /// What is known of the person who brings the credential: it must be about them, and about nobody
    /// else. One match is enough for a subject; a subject of which an identity differs while none
    /// matches makes it invalid, and one that states nothing of what is known leaves it open. Default
    /// none: it is not asked whom the credential is about.
    pub recipient: Vec<KnownIdentity>,
    /// How e-mail addresses of the recipient are compared. Default [`Emails::Exactly`].
    pub emails: Emails,
    /// Whether the newest version of a credential is asked for. Default [`Refresh::Once`].
    pub refresh: Refresh,
    /// What the endorsements inside do to the verdict. Default [`Endorsements::Verified`].
    pub endorsements: Endorsements,
    /// Whose credentials count. Default [`Trust::NotAsked`].
    pub trust: Trust,
}

/// How many of several proofs must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ProofsRequired {
    /// One is enough; those that do not hold are warnings. The default.
    #[default]
    Any,
    /// Every proof must hold.
    All,
}

/// Whether a key is read from the fragment of a verification method that is an https URL, such as
/// `https://example.org/issuers/1#z6Mk…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum FragmentKeys {
    /// The fragment only names a key, which the document at the URL must hold. The default.
    #[default]
    Ignored,
    /// The fragment is the key, and the key belongs to the URL before it. This is unsafe: anybody
    /// can name anybody's URL with a key of their own. Published samples are signed so, and can
    /// only be checked so.
    UnsafelyTrusted,
}

/// Whether the key in the header of a JSON Web Token (`jwk`) is believed to be the issuer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum HeaderKeys {
    /// Only where the issuer publishes the key: in its own document, in the key set at
    /// `/.well-known/jwks.json` of its authority, or by being a `did:key` or `did:jwk`. The default.
    #[default]
    Established,
    /// Always. This is unsafe: anybody can sign in anybody's name with a key of their own.
    /// Published samples are signed so, and can only be checked so.
    UnsafelyTrusted,
}

/// Whether a key that is its own identifier (`did:key`, `did:jwk`) signs for its own issuer alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum DidKeys {
    /// It is the issuer's where the issuer is that DID, or where the issuer's own document lists it. The
    /// default.
    #[default]
    OfTheirIssuer,
    /// It may sign for any issuer. This is unsafe: anybody can sign in anybody's name with a key of
    /// their own. A published sample is signed so, and can only be checked so.
    UnsafelyForAnybody,
}

/// What a verification method that is not to be found does to the verdict: its document could not be
/// had, or it has a name by which nothing can be looked up here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UnfoundMethods {
    /// The verdict is indeterminate: it may be to be had tomorrow, or elsewhere. The default.
    #[default]
    Undecided,
    /// The credential is invalid. So does 1EdTech's validator.
    Refused,
}

/// When a key that has an end (`expires`) must not have reached it. A key that was revoked never
/// verifies anything, whenever that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum KeyExpiry {
    /// At the time of verification. The default: when a proof was made, only the proof says.
    #[default]
    Now,
    /// When the proof was made, by its own word (`created`, or `iat` of a token; where it says
    /// neither, at the time of verification). For badges that outlive the keys of their issuers.
    /// Whoever got hold of a key after it expired can date proofs back, so it is only for issuers who
    /// destroy their keys, and revoke those that leak. Status lists and presentations are made anew all
    /// the time, so their keys must not have expired in any case.
    AtCreation,
}

/// Whether proofs of a type that no context defines may stand beside others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ProofTypes {
    /// They may: each proof is a word of its own, and one that is not understood is noted. The
    /// default.
    #[default]
    Any,
    /// The type of every proof must be defined, and whatever else it says, or the credential is
    /// invalid. So does 1EdTech's validator.
    Defined,
}

/// Whether the token of a badge must repeat the subject's id in the claim `sub`, as Open Badges 3.0
/// requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SubjectClaim {
    /// It must, where the subject has an id. The default.
    #[default]
    Required,
    /// It may be absent, which is noted as a warning. This is unsafe where something else reads the
    /// claims of the token alone: it does not learn about whom they are. Tokens that 1EdTech
    /// publishes as samples have the subject in `aud` instead.
    UnsafelyOptional,
}

/// What a status of a kind that is not known here (any but Bitstring Status List 1.0, Status List 2021
/// and 1EdTech's revocation list) does to the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UnknownStatus {
    /// A badge or an endorsement is indeterminate: it may have been revoked. For a credential that
    /// is taken by the rules of the W3C alone ([`Kind::Any`]) it is a warning, unless the type is
    /// known to say what was revoked, in a way that is not read here, or the document brings words of
    /// its own, among which may be another name for such a type. The default.
    #[default]
    ByKind,
    /// The verdict is indeterminate, whatever the kind.
    Undecided,
    /// It is passed over, which is noted as a warning. This is unsafe: what its issuer has revoked
    /// is valid.
    UnsafelyIgnored,
}

/// Where a list that nobody signed (`1EdTechRevocationList`) can say that a credential is not revoked.
/// That it is revoked, such a list can say wherever the credential names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UnsignedLists {
    /// At the origin from which the issuer's own document comes, its https URL or `did:web`: who
    /// could change the list there could give the issuer another key as well. Elsewhere the verdict
    /// is indeterminate. The default.
    #[default]
    AtIssuer,
    /// Nowhere: who is not in the list is indeterminate.
    Undecided,
    /// Wherever the credential names it, which is noted as a warning. This is unsafe: whoever writes
    /// at that place decides that what was revoked is valid.
    UnsafelyBelieved,
}

/// What a schema of somebody else than 1EdTech does to the verdict, where the credential names it
/// (`credentialSchema`) as a JSON Schema, and it could not be had, read or applied.
///
/// A schema that is applied and that the credential does not keep to makes it invalid, whatever this
/// says. One of a type that is not known is a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UnreadSchemas {
    /// The verdict is indeterminate: the credential may keep to it or not. The default.
    #[default]
    Undecided,
    /// The credential is invalid. In a build without the feature `schema`, which applies none, the
    /// verdict is indeterminate.
    Refused,
    /// It is passed over, which is noted as a warning. This is unsafe where something relies on what
    /// the schema asks.
    UnsafelyIgnored,
}

/// Whether related resources are compared with their digests (VCDM 2.0, section 5.3). The form of the
/// digests is checked in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RelatedResources {
    /// They are not asked for: evidence can be large, and whoever reads it can compare it
    /// ([`RelatedResource::matches`](crate::model::RelatedResource::matches)). The default.
    #[default]
    Unasked,
    /// Each is asked for, once the credential is known to be its issuer's. One that differs makes it
    /// invalid; one that is not to be had, or whose digest is of an unknown kind, indeterminate. (The
    /// guarded https client reads JSON and tokens only; for films and the like, bring a resolver.)
    Compared,
}

/// Which contexts a document may use. One that neither is bundled nor comes from the caller's loader
/// is never used, whatever this says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Contexts {
    /// Also those that the document writes out itself; they are noted as warnings. They cannot
    /// change what a protected term means. The default.
    #[default]
    AlsoInline,
    /// Only those that are bundled, or that the caller's loader has: a document with terms of its
    /// own is invalid.
    Bundled,
}

/// Whether it is told where a later version of the context of Open Badges is out than the one that a
/// document uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ContextVersions {
    /// It is not: each version defines what it says, and the lint tells issuers. The default.
    #[default]
    Unasked,
    /// It is noted as a warning. So does 1EdTech's validator.
    WarnedIfSuperseded,
}

/// What a member without a defined meaning does to the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UndefinedTerms {
    /// A badge, an endorsement or a status list is invalid, however it is secured. The default.
    #[default]
    Refused,
    /// It is noted as a warning where the signature covers the member all the same, which is so for
    /// tokens and for `eddsa-jcs-2022` and the like. Where RDF is signed, it would not be, so that the
    /// credential is invalid.
    WarnedWhereSigned,
}

/// How much of what the classes of Open Badges ask must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Form {
    /// All of it. The default.
    #[default]
    Whole,
    /// What decides must: who issued it, about whom, when, until when, under which status. In what is
    /// only shown (the achievement, its results, evidence, the profile of the issuer) a member may be
    /// absent, or have a value that the standard does not list; each is noted as a warning. A member
    /// of another type than it has, or under another name, is never passed over.
    WhatDecides,
}

impl Policy {
    /// What a district, a state or an employer should ask: the default.
    pub fn strict() -> Self {
        Self::default()
    }

    /// What 1EdTech's public validator accepts: it believes the keys that badges bring along, as the
    /// published samples are signed. Nobody's badge is authentic for it; use it to try documents.
    ///
    /// The outcome is that of their validator for every sample that is published with one. It is
    /// stricter than [`Policy::strict`] in some things: a verification method that is not to be found, a
    /// proof of a type that nothing defines, a schema that is not to be had, and a refresh service of an
    /// endorsement that is out of reach each make a credential invalid.
    ///
    /// ```
    /// use openbadges::verifier::{FragmentKeys, Policy};
    /// assert_eq!(Policy::one_ed_tech().fragment_keys, FragmentKeys::UnsafelyTrusted);
    /// assert_eq!(Policy::strict().fragment_keys, FragmentKeys::Ignored);
    /// ```
    pub fn one_ed_tech() -> Self {
        Self {
            fragment_keys: FragmentKeys::UnsafelyTrusted,
            header_keys: HeaderKeys::UnsafelyTrusted,
            subject_claim: SubjectClaim::UnsafelyOptional,
            did_keys: DidKeys::UnsafelyForAnybody,
            unfound_methods: UnfoundMethods::Refused,
            proof_types: ProofTypes::Defined,
            context_versions: ContextVersions::WarnedIfSuperseded,
            unsigned_lists: UnsignedLists::UnsafelyBelieved,
            unread_schemas: UnreadSchemas::Refused,
            refresh: Refresh::RequiredOfEndorsements,
            ..Self::default()
        }
    }

    /// For reading and showing what is out there: it asks less of the form, and no less of the proof.
    ///
    /// A badge may lack what is only shown ([`Form::WhatDecides`]), a member that is signed may have
    /// no defined meaning ([`UndefinedTerms::WarnedWhereSigned`]), a token need not repeat the
    /// credential in its claims ([`Profile::VcJoseCose`]), and what is wrong with an endorsement
    /// inside is a warning ([`Endorsements::Advisory`]). Who signed, for whom, and
    /// whether it still stands is asked as strictly as ever.
    ///
    /// ```
    /// use openbadges::verifier::{FragmentKeys, Policy};
    /// assert_eq!(Policy::lenient_read().fragment_keys, FragmentKeys::Ignored);
    /// assert!(Policy::lenient_read().unsafe_choices().is_empty());
    /// ```
    pub fn lenient_read() -> Self {
        Self {
            form: Form::WhatDecides,
            undefined_terms: UndefinedTerms::WarnedWhereSigned,
            jwt_profile: Profile::VcJoseCose,
            endorsements: Endorsements::Advisory,
            ..Self::default()
        }
    }

    /// What each of its unsafe choices lets pass, in a sentence: none where there is no such choice.
    ///
    /// ```
    /// use openbadges::verifier::Policy;
    /// assert!(Policy::strict().unsafe_choices().is_empty());
    /// assert_eq!(Policy::one_ed_tech().unsafe_choices().len(), 5);
    /// ```
    pub fn unsafe_choices(&self) -> Vec<&'static str> {
        let choices = [
            (
                self.fragment_keys == FragmentKeys::UnsafelyTrusted,
                "a key in the fragment of a URL is believed to be that of the URL: anybody can sign \
                 in anybody's name",
            ),
            (
                self.header_keys == HeaderKeys::UnsafelyTrusted,
                "a key in the header of a token is believed to be the issuer's: anybody can sign in \
                 anybody's name",
            ),
            (
                self.did_keys == DidKeys::UnsafelyForAnybody,
                "a did:key may sign for any issuer: anybody can sign in anybody's name",
            ),
            (
                self.subject_claim == SubjectClaim::UnsafelyOptional,
                "a token need not say about whom it is",
            ),
            (
                self.unknown_status == UnknownStatus::UnsafelyIgnored,
                "a status of an unknown kind is passed over: what was revoked is valid",
            ),
            (
                self.unsigned_lists == UnsignedLists::UnsafelyBelieved,
                "a list that nobody signed says that a credential stands, wherever it is",
            ),
            (
                self.unread_schemas == UnreadSchemas::UnsafelyIgnored,
                "a schema that could not be applied is passed over: the credential may not keep to it",
            ),
        ];
        choices.into_iter().filter_map(|(chosen, what)| chosen.then_some(what)).collect()
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            kind: Kind::OpenBadges,
            proofs: ProofsRequired::Any,
            fragment_keys: FragmentKeys::Ignored,
            header_keys: HeaderKeys::Established,
            did_keys: DidKeys::OfTheirIssuer,
            unfound_methods: UnfoundMethods::Undecided,
            key_expiry: KeyExpiry::Now,
            proof_types: ProofTypes::Any,
            jwt_profile: Profile::OpenBadges,
            subject_claim: SubjectClaim::Required,
            unknown_status: UnknownStatus::ByKind,
            unsigned_lists: UnsignedLists::AtIssuer,
            unread_schemas: UnreadSchemas::Undecided,
            related_resources: RelatedResources::Unasked,
            audience: None,
            contexts: Contexts::AlsoInline,
            context_versions: ContextVersions::Unasked,
            undefined_terms: UndefinedTerms::Refused,
            form: Form::Whole,
            clock_skew: 300,
            challenge: None,
            domain: None,
            recipient: Vec::new(),
            emails: Emails::Exactly,
            refresh: Refresh::Once,
            endorsements: Endorsements::Verified,
            trust: Trust::NotAsked,
        }
    }
}
