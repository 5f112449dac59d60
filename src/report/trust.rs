use serde::ser::SerializeSeq as _;

/// Whether a credential states what is known of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum IdentityVerdict {
    /// It does.
    Matches,
    /// It states another identity of that kind, and not this one.
    Differs,
    /// It states none of that kind.
    NotStated,
}

/// Whether the issuer of a credential is among those whose word counts.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "camelCase", tag = "verdict")]
#[non_exhaustive]
pub enum TrustVerdict {
    /// The policy does not say whom it trusts.
    #[default]
    NotAsked,
    /// It is.
    Trusted {
        /// The registries that name the issuer; none where the policy does so itself.
        registries: Vec<String>,
    },
    /// It is not, or it is not known who issued the credential.
    Untrusted {
        /// Why, in a sentence.
        reason: String,
    },
}

impl TrustVerdict {
    /// `trusted`, `untrusted` or `notAsked`.
    pub fn as_str(&self) -> &'static str {
        match self {
            TrustVerdict::NotAsked => "notAsked",
            TrustVerdict::Trusted { .. } => "trusted",
            TrustVerdict::Untrusted { .. } => "untrusted",
        }
    }
}

/// `[{"kind", "verdict"}]`
pub(super) struct Identities<'r>(pub &'r [(String, IdentityVerdict)]);

impl serde::Serialize for Identities<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Identity<'r> {
            kind: &'r str,
            verdict: IdentityVerdict,
        }
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for (kind, verdict) in self.0 {
            list.serialize_element(&Identity { kind, verdict: *verdict })?;
        }
        list.end()
    }
}
