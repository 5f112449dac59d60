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
    /// Whom a JSON Web Token must name in `aud`, where it names anybody. Default `None`: a token
    /// with `aud` gets a warning.
    pub audience: Option<String>,
    /// Which contexts a document may use. Default [`Contexts::AlsoInline`], as Open Badges 3.0 lets
    /// an extension bring its own terms.
    pub contexts: Contexts,
    /// By how many seconds the clocks of an honest issuer and the verifier may differ, when a
    /// proof was made in the future. Default 300.
    pub clock_skew: u32,
    /// The challenge that was given to whoever presents the document: a proof of it must answer
    /// this one. Default none; a proof that answers a challenge is then noted as a warning.
    pub challenge: Option<String>,
    /// The domain of the verifier, when a proof of the document must be made for it alone. Default
    /// none; a proof that names a domain is then noted as a warning.
    pub domain: Option<String>,
    /// What is known of the person who brings the credential: it must be about them. One match is
    /// enough; an identity that differs while none matches makes it invalid. Default none: it is
    /// not asked whom the credential is about.
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
    /// known to say what was revoked, in a way that is not read here. The default.
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

impl Policy {
    /// What a district, a state or an employer should ask: the default.
    pub fn strict() -> Self {
        Self::default()
    }

    /// What 1EdTech's public validator accepts: it believes the keys that badges bring along, as the
    /// published samples are signed. Nobody's badge is authentic for it; use it to try documents.
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
            unsigned_lists: UnsignedLists::UnsafelyBelieved,
            refresh: Refresh::RequiredOfEndorsements,
            ..Self::default()
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            kind: Kind::OpenBadges,
            proofs: ProofsRequired::Any,
            fragment_keys: FragmentKeys::Ignored,
            header_keys: HeaderKeys::Established,
            jwt_profile: Profile::OpenBadges,
            subject_claim: SubjectClaim::Required,
            unknown_status: UnknownStatus::ByKind,
            unsigned_lists: UnsignedLists::AtIssuer,
            audience: None,
            contexts: Contexts::AlsoInline,
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
