use crate::model::Kind;

/// What a verifier asks of a credential. The default is the strictest of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What kind of credential is expected. Default [`Kind::Badge`].
    pub kind: Kind,
    /// How many of several proofs must hold. Default [`ProofsRequired::Any`], as Open Badges 3.0
    /// says (section 8.2); the others are reported.
    pub proofs: ProofsRequired,
    /// By how many seconds the clocks of an honest issuer and the verifier may differ, when a
    /// proof was made in the future. Default 300.
    pub clock_skew: u32,
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

impl Default for Policy {
    fn default() -> Self {
        Self { kind: Kind::Badge, proofs: ProofsRequired::Any, clock_skew: 300 }
    }
}
