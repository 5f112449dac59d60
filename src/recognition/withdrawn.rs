use std::fmt;

use super::ClaimKey;
use crate::fault::Code;
use crate::report::{Finish, Report};

/// A credential that is known not to stand any more: what was counted for it may have to be taken back.
///
/// Only a verification leads to one, and only of what is authentic: nobody can take away the value of
/// what somebody else has issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    key: ClaimKey,
    because: Withdrawal,
}

/// Why a credential does not stand any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Withdrawal {
    /// Its issuer has revoked it.
    Revoked,
    /// Its issuer has suspended it.
    Suspended,
    /// It has expired.
    Expired,
}

impl Withdrawn {
    /// What a verification found to be withdrawn. `None` for what is valid, for what is not known to be
    /// the word of the issuer that it names, and for what is not valid for another reason.
    pub fn of(report: &Report) -> Option<Self> {
        let summary = report.summary().filter(|_| report.is_authentic())?;
        let key = ClaimKey::new(summary.issuer.as_deref()?, summary.id.as_deref()?);
        let failed = |code| {
            let mut checks = report.checks().iter();
            checks.any(|check| check.finish == Finish::Failed && check.code == Some(code))
        };
        let because = [
            (Code::Revoked, Withdrawal::Revoked),
            (Code::Suspended, Withdrawal::Suspended),
            (Code::TimeExpired, Withdrawal::Expired),
        ];
        let (_, because) = because.into_iter().find(|(code, _)| failed(*code))?;
        Some(Self { key, because })
    }

    /// By what the credential is known again.
    pub fn key(&self) -> &ClaimKey {
        &self.key
    }

    /// Why it does not stand.
    pub fn because(&self) -> Withdrawal {
        self.because
    }
}

impl fmt::Display for Withdrawal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Withdrawal::Revoked => "its issuer has revoked it",
            Withdrawal::Suspended => "its issuer has suspended it",
            Withdrawal::Expired => "it has expired",
        })
    }
}
