use super::Report;
use crate::fault::Pointer;

/// What was found of an endorsement inside a credential.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct EndorsementReport {
    /// Its place in the credential.
    pub pointer: Pointer,
    /// Whether it is valid and about the thing that it hangs on.
    pub counts: bool,
    /// Its own report, whose places are within the endorsement.
    pub report: Report,
}
