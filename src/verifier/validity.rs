//! Is now within the validity period?

use super::clock::Clock;
use crate::fault::{Code, Fault, Pointer};
use crate::model::View;
use crate::report::{Findings, Question};
use crate::text::Timestamp;

/// `expires` is the end of validity by the word of the token that the credential came in.
pub(super) fn ask(
    credential: View<'_>,
    expires: Option<&Timestamp>,
    clock: &Clock,
    findings: &mut Findings,
) {
    // Dates that cannot be read are the structure's affair, and have failed there.
    let mut within = true;
    let (start, end) = credential.version().validity();
    if let Some(Ok(from)) = credential.valid_from()
        && !clock.has_come(&from)
    {
        within = false;
        let pointer = Pointer::root().member(start);
        let message = format!("valid only from {from}");
        findings.failed(Question::Validity, Fault::new(Code::TimeNotYet, pointer, message));
    }
    if let Some(Ok(until)) = credential.valid_until()
        && clock.is_over(&until)
    {
        within = false;
        let pointer = Pointer::root().member(end);
        let message = format!("expired at {until}");
        findings.failed(Question::Validity, Fault::new(Code::TimeExpired, pointer, message));
    }
    // RFC 7519, section 4.1.4: on or after that time.
    if let Some(expires) = expires
        && within
        && clock.has_come(expires)
    {
        within = false;
        let message = format!("expired at {expires}");
        let pointer = Pointer::root().member("exp");
        findings.failed(Question::Validity, Fault::new(Code::TimeExpired, pointer, message));
    }
    if within {
        findings.passed(Question::Validity, "within the validity period");
    }
}
