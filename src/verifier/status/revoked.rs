//! Lists of revoked credentials that nobody signed (`1EdTechRevocationList`).
//!
//! The credential is signed, and names the list by its URL. So the list is the issuer's word as far
//! as that URL is, and no further: whoever writes at its origin, or hands out documents in its name,
//! writes it. That is enough to say that a credential is revoked, since a lie harms nobody but
//! its teller. To say that it is not revoked, it is enough where the issuer's own document comes from
//! the same origin, for who could change the list could list a key as well.

use url::Url;

use super::unavailable;
use crate::fault::{Code, Fault, Pointer};
use crate::json;
use crate::model::View;
use crate::report::{Findings, Question};
use crate::resolve::{Document, did_web_location};
use crate::status::{RevocationList, State};
use crate::text::Iri;
use crate::verifier::library::Purpose as Wanted;
use crate::verifier::policy::UnsignedLists;
use crate::verifier::verification::Inquiry;

/// Asks the list at `url`.
pub(super) fn ask(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    url: &Iri,
    pointer: &Pointer,
    findings: &mut Findings,
) {
    let place = url.without_fragment();
    let fault =
        |code, message: String| Fault::new(code, pointer.clone(), format!("{place}: {message}"));
    let document = match inquiry.library.document(place, Wanted::StatusList, pointer) {
        Ok(document) => document,
        Err(objection) => {
            let message = unavailable(place, objection.fault());
            let fault = Fault::new(Code::StatusUnavailable, pointer.clone(), message);
            return findings.undecided(Question::Status, fault);
        }
    };
    let read = || read(inquiry, document);
    let read = || inquiry.verifier.kept.revocations(place, document, read);
    let list = match inquiry.library.revocations(place, read) {
        Ok(list) => list,
        Err((code, message)) => {
            return findings.undecided(Question::Status, fault(code, message));
        }
    };
    let issuer = credential.issuer_id().unwrap_or_default();
    if !list.is_of(issuer) || list.id() != Some(url) {
        let message = match list.id() {
            Some(id) if id == url => format!("the list is not one of {issuer}"),
            _ => "the list does not have this id".to_owned(),
        };
        return findings.undecided(Question::Status, fault(Code::StatusIssuer, message));
    }
    let Some(id) = credential.id() else {
        let message = "the credential has no id by which the list could name it".to_owned();
        return findings.undecided(Question::Status, fault(Code::StatusId, message));
    };
    let found = list.find(id);
    if let Some(found) = found.filter(|found| found.state == State::Set) {
        let mut message = "revoked by its issuer".to_owned();
        if let Some(reason) = &found.reason {
            message.push_str(": ");
            message.extend(reason.chars().take(LONGEST_REASON));
        }
        return findings.failed(Question::Status, fault(Code::Revoked, message));
    }
    let says = if found.is_some() { "reinstated" } else { "not revoked" };
    match inquiry.verifier.policy.unsigned_lists {
        UnsignedLists::AtIssuer if is_at_home(place, issuer) => {
            let message = format!("{says}, by an unsigned list at the issuer's own origin");
            findings.passed(Question::Status, &message);
        }
        UnsignedLists::UnsafelyBelieved => {
            let message = format!("{says}, by a list that nobody signed");
            findings.warning(Question::Status, fault(Code::StatusProof, message));
        }
        _ => {
            let message = format!("{says}, by a list that nobody signed");
            findings.undecided(Question::Status, fault(Code::StatusProof, message));
        }
    }
}

/// Characters of a reason that are told.
const LONGEST_REASON: usize = 200;

fn read(inquiry: Inquiry<'_, '_>, document: &Document) -> Result<RevocationList, (Code, String)> {
    let value = json::read(&document.bytes, &inquiry.verifier.limits)
        .map_err(|error| (Code::StatusEncoding, format!("the list is no JSON: {error}")))?;
    RevocationList::read(&value).map_err(|fault| (fault.code, fault.to_string()))
}

/// Whether the list is at the origin from which the issuer's own document comes.
fn is_at_home(list: &str, issuer: &str) -> bool {
    let location = match did_web_location(issuer) {
        Some(Ok(location)) => location,
        Some(Err(_)) => return false,
        None => issuer.to_owned(),
    };
    match (Url::parse(list), Url::parse(&location)) {
        (Ok(list), Ok(home)) => home.scheme() == "https" && list.origin() == home.origin(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_at_home_at_the_origin_of_the_issuers_document() {
        let list = "https://x.example/revoked/1";
        for (issuer, at_home) in [
            ("https://x.example/issuers/1", true),
            ("https://x.example:443", true),
            ("did:web:x.example", true),
            ("did:web:x.example:issuers:1", true),
            ("https://y.example/issuers/1", false),
            ("https://x.example.y.example", false),
            ("https://sub.x.example", false),
            ("https://x.example:8443/issuers/1", false),
            ("http://x.example/issuers/1", false),
            ("did:web:y.example", false),
            ("did:web:x.example%3A8443", false),
            ("did:web:", false),
            ("did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw", false),
            ("urn:uuid:1", false),
            ("", false),
        ] {
            assert_eq!(is_at_home(list, issuer), at_home, "{issuer}");
        }
        assert!(!is_at_home("urn:list", "urn:issuer"));
        assert!(!is_at_home("data:text/plain,", "data:text/plain,"));
    }
}
