//! What a ledger counts, and an evaluation does not.

use std::collections::HashMap;
use std::fmt;

use crate::recognition::{Candidate, Claim, ClaimKey, Withdrawal, Withdrawn};

/// The keys of what is withdrawn. Of what is handed in valid as well, an older copy may have expired.
pub(super) fn keys<'a>(
    withdrawn: &'a [Withdrawn],
    candidates: &[Candidate],
) -> HashMap<&'a ClaimKey, Withdrawal> {
    let mut keys = HashMap::new();
    for it in withdrawn {
        let is_valid = || candidates.iter().any(|valid| valid.key().as_ref() == Some(it.key()));
        if it.because() == Withdrawal::Expired && is_valid() {
            continue;
        }
        // Of several reports about one, the gravest reason stands.
        let because = keys.entry(it.key()).or_insert(it.because());
        if it.because() == Withdrawal::Revoked || *because == Withdrawal::Expired {
            *because = it.because();
        }
    }
    keys
}

/// A claim that a ledger counts, and that an evaluation leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// Why its credential does not stand; `None` for what rests on one that does not.
    pub because: Option<Withdrawal>,
}

impl fmt::Display for LeftOut<'_> {
    /// A sentence for the person who claims.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Claim { key, at, .. } = self.claim;
        write!(f, "{key} was counted on {at}, ")?;
        match self.because {
            Some(because) => write!(f, "and {because}.")?,
            None => f.write_str("and rests on what does not stand any more.")?,
        }
        f.write_str(" It must be taken back before anything is counted.")
    }
}

/// Parts the claims of a ledger into those that stand, and those that do not or rest on one that does
/// not. A claim rests on earlier ones.
pub(super) fn part<'a>(
    claims: &'a [Claim],
    withdrawn: &HashMap<&ClaimKey, Withdrawal>,
) -> (Vec<&'a Claim>, Vec<LeftOut<'a>>) {
    let (mut stand, mut left): (Vec<&Claim>, Vec<LeftOut<'_>>) = Default::default();
    for claim in claims {
        let because = withdrawn.get(&claim.key).copied();
        let rests = || claim.rests_on.iter().any(|key| left.iter().any(|it| it.claim.key == *key));
        match because.is_some() || !left.is_empty() && rests() {
            true => left.push(LeftOut { claim, because }),
            false => stand.push(claim),
        }
    }
    (stand, left)
}
