//! Is there a newer version of it?
//!
//! An issuer may say where the current version of a credential is (Open Badges 3.0, section 8.2.3; 1EdTech
//! Credential Refresh). It is asked for once, after the proof holds and the key is the issuer's; what
//! comes is a stranger's word until it has passed the same questions. If it is another
//! credential, older, or not established, the one that was given goes on.
//!
//! A newer version can change what is said, and until when it is valid. Where nothing signed tells which of
//! two versions is newer, the end that one of them has stays. It cannot undo what the issuer
//! took back: the status of both is asked, and what one of them says against the credential counts.

use std::borrow::Cow;
use std::cmp::Ordering;

use percent_encoding::percent_decode_str;

use super::library::Purpose;
use super::proof::Proven;
use super::status;
use super::verification::{Inquiry, Subject};
use crate::document;
use crate::fault::{Code, Fault, Objection, Pointer};
use crate::json::Value;
use crate::model::{Kind, View};
use crate::report::{Findings, Finish, Outcome, Question};
use crate::text::Iri;

/// Whether the current version of a credential is asked for, where its issuer says where it is
/// (`refreshService` of the type `1EdTechCredentialRefresh`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Refresh {
    /// Once, as Open Badges 3.0 says (section 8.2). The report is then about the newer version, and
    /// says so; where there is none to be had, the one that was given goes on, with a warning. The service
    /// learns that the credential is looked at. The default.
    #[default]
    Once,
    /// Once; and an endorsement that is verified by itself is invalid where its service cannot be
    /// reached. So does 1EdTech's validator.
    RequiredOfEndorsements,
    /// It is not asked for, so that the issuer does not learn who looks at the credential. The
    /// report is about what was given.
    Unasked,
}

const TYPE: &str = "1EdTechCredentialRefresh";

/// What a subject keeps of its newer version: `None` where the service has the same one.
pub(super) type Kept<'v> = Result<Option<Box<Subject<'v>>>, Objection>;

/// What came of asking.
pub(super) enum Answer<'s, 'v> {
    /// There was nothing to ask, or it is still to come.
    Nothing,
    /// The credential that was given is the current one.
    Current,
    /// The one that was given goes on.
    Original(Fault),
    /// What there is was not read to its end, and may be a newer version: nothing is decided.
    Open(Fault),
    /// A newer version takes its place.
    Newer(Box<Newer<'s, 'v>>),
}

/// A newer version of a credential, which is signed by the issuer.
pub(super) struct Newer<'s, 'v> {
    pub(super) subject: &'s Subject<'v>,
    pub(super) findings: Findings,
    pub(super) proven: Proven,
    /// Where it is from.
    pub(super) url: String,
}

/// Asks for the newer version of a credential that holds so far: `proven`, by its issuer.
pub(super) fn ask<'s, 'v>(
    inquiry: Inquiry<'v, '_>,
    subject: &'s Subject<'v>,
    proven: Option<&Proven>,
    findings: &Findings,
) -> Answer<'s, 'v> {
    // What nobody has signed leads nobody anywhere.
    let Some(proven) = proven.filter(|_| findings.authenticated) else { return Answer::Nothing };
    let original = View::of(&proven.document);
    if original.refresh_services().is_empty()
        || inquiry.verifier.policy.refresh == Refresh::Unasked
        || subject.kind == Kind::StatusList
        || findings.outcome() != Outcome::Valid
    {
        return Answer::Nothing;
    }
    let Some(service) = service(original) else { return Answer::Nothing };
    let at = Pointer::root().member("refreshService");
    let goes_on = |code, message: String| Answer::Original(Fault::new(code, at.clone(), message));
    let url = match &service {
        Some(url) if url.scheme() == "https" => url.without_fragment(),
        _ => {
            let message = "the refresh service has no https URL, so it was not asked";
            return goes_on(Code::RefreshUnavailable, message.to_owned());
        }
    };
    let document = match inquiry.library.document(url, Purpose::Refresh, &at) {
        Ok(document) => document,
        Err(objection) => {
            return goes_on(Code::RefreshUnavailable, objection.fault().message.clone());
        }
    };
    let refused = |why: String| {
        let message = format!("what {url} has does not take its place: {why}");
        goes_on(Code::RefreshRefused, message)
    };
    let newer = subject.newer.get_or_init(|| {
        let limits = &inquiry.verifier.limits;
        let content = document::read(&document.bytes, limits)?;
        let allowance = subject.allowance.of_newer(limits);
        let newer = Subject::found(inquiry.verifier, subject.kind, content, allowance)?;
        let is_same = newer.unsecured.document() == &proven.document;
        Ok((!is_same).then(|| Box::new(newer)))
    });
    let newer = match newer {
        Ok(Some(newer)) => newer,
        Ok(None) => return Answer::Current,
        Err(objection) => return refused(objection.fault().message.clone()),
    };
    let mut findings = newer.groundwork().clone();
    match inquiry.proof_and_binding(newer, &mut findings) {
        Some(proven) if findings.authenticated && findings.outcome() == Outcome::Valid => {
            if let Err(why) = may_replace(inquiry, original, View::of(&proven.document)) {
                return refused(why.to_owned());
            }
            let url = url.to_owned();
            Answer::Newer(Box::new(Newer { subject: newer, findings, proven, url }))
        }
        // Whoever presents it with others has chosen those.
        _ if findings.has(Code::LimitTogether) => {
            let message = format!("what {url} has was not read: {}", findings.objections());
            Answer::Open(Fault::new(Code::LimitTogether, at.clone(), message))
        }
        _ => refused(format!("it is not established: {}", findings.objections())),
    }
}

/// The first refresh service of the kind that is asked, and its URL where that can be read.
fn service(credential: View<'_>) -> Option<Option<Iri>> {
    let mut services = credential.refresh_services().iter();
    let is_asked = |service: &&Value| {
        let types = service.get("type").map(Value::items).unwrap_or_default();
        types.iter().any(|name| name.as_str() == Some(TYPE))
    };
    let id = services.find(is_asked)?.get("id");
    Some(id.and_then(Value::as_str).and_then(|id| Iri::parse(id).ok()))
}

/// Whether a credential that is signed by its issuer is another version of this one, not an older one
/// (Open Badges 3.0, comparing credentials).
fn may_replace(
    inquiry: Inquiry<'_, '_>,
    original: View<'_>,
    newer: View<'_>,
) -> Result<(), &'static str> {
    match (original.id(), newer.id()) {
        (Some(id), Some(other)) if plain(id) == plain(other) => {}
        _ => return Err("it is another credential, by its id"),
    }
    // Letter by letter: once escapes are decoded, two `did:web`s or two URLs of different owners can
    // be equal.
    if original.issuer_id().is_none() || original.issuer_id() != newer.issuer_id() {
        return Err("it is by another issuer");
    }
    if !is_about_the_same(original, newer) {
        return Err("it is about somebody else");
    }
    let (Some(Ok(from)), Some(Ok(other))) = (original.valid_from(), newer.valid_from()) else {
        return Err("which of them is older cannot be told");
    };
    match other.instant().cmp(&from.instant()) {
        Ordering::Less => Err("it is an older version"),
        // It may be the one of which the issuer has cut short what was given.
        Ordering::Equal if ends_later(original, newer) => {
            Err("it would be valid for longer, and is of the same time")
        }
        _ if !inquiry.clock.has_come(&other) => Err("it is not valid yet"),
        _ => Ok(()),
    }
}

/// Whether the end of validity of one version is not that of the other, nor an earlier one.
fn ends_later(original: View<'_>, newer: View<'_>) -> bool {
    match (original.valid_until(), newer.valid_until()) {
        (None, _) => false,
        (Some(Ok(end)), Some(Ok(other))) => other.instant() > end.instant(),
        // No end, or one that cannot be told.
        (Some(_), _) => true,
    }
}

/// By their identifiers, or where neither has one by all that identifies them.
fn is_about_the_same(original: View<'_>, newer: View<'_>) -> bool {
    let mut ids = original.subject_ids().peekable();
    let has_ids = ids.peek().is_some();
    let others: Vec<&str> = newer.subject_ids().collect();
    let is_same = ids.eq(others);
    let stated = !original.identifiers().is_empty();
    is_same && (has_ids || (stated && original.identifiers() == newer.identifiers()))
}

/// An identifier as it is compared: escapes decoded, no white space around it.
fn plain(id: &str) -> Cow<'_, [u8]> {
    match Cow::from(percent_decode_str(id.trim())) {
        Cow::Owned(decoded) => Cow::Owned(decoded.trim_ascii().to_vec()),
        whole => whole,
    }
}

/// Tells what came of asking; `replaced` is the credential that was given, where another stands in
/// its place now.
pub(super) fn tell(
    inquiry: Inquiry<'_, '_>,
    answer: &Answer<'_, '_>,
    given: (View<'_>, Kind),
    is_inside: bool,
    findings: &mut Findings,
) {
    match answer {
        Answer::Nothing => {}
        Answer::Open(fault) => findings.undecided(Question::Refresh, fault.clone()),
        Answer::Current => findings.passed(Question::Refresh, "it is the current version"),
        Answer::Original(fault) => {
            let is_required = inquiry.verifier.policy.refresh == Refresh::RequiredOfEndorsements;
            if is_required
                && fault.code == Code::RefreshUnavailable
                && given.1 == Kind::Endorsement
                && !is_inside
            {
                findings.failed(Question::Refresh, fault.clone());
            } else {
                let message = format!("the credential that was given goes on: {}", fault.message);
                let fault = Fault::new(fault.code, fault.pointer.clone(), message);
                findings.warning(Question::Refresh, fault);
            }
        }
        Answer::Newer(newer) => {
            still_counts(inquiry, given, View::of(&newer.proven.document), findings);
            let message =
                format!("this is a newer version than the one that was given, from {}", newer.url);
            let pointer = Pointer::root().member("refreshService");
            let fault = Fault::new(Code::RefreshReplaced, pointer, message);
            findings.warning(Question::Refresh, fault);
            findings.refreshed_from = Some(newer.url.clone());
        }
    }
}

/// What the issuer took back stays taken back, whatever it published since under the same
/// identifier: it can say so in the status itself.
fn still_counts(
    inquiry: Inquiry<'_, '_>,
    (given, kind): (View<'_>, Kind),
    newer: View<'_>,
    findings: &mut Findings,
) {
    let status = |view: View<'_>| view.document().get("credentialStatus").cloned();
    if status(given) == status(newer) {
        return;
    }
    let mut of_given = Findings::default();
    status::ask(inquiry, given, kind, &mut of_given);
    for check in of_given.checks() {
        let Some(code) = check.code else { continue };
        let message = format!("the version that was given: {}", check.message);
        let fault = Fault::new(code, check.pointer.clone(), message);
        match check.finish {
            Finish::Failed => findings.failed(Question::Status, fault),
            Finish::Undecided => findings.undecided(Question::Status, fault),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_compared_with_their_escapes_decoded() {
        for (one, other, same) in [
            ("urn:uuid:1", "urn:uuid:1", true),
            ("urn:uuid:1", " urn:uuid:1\n", true),
            ("https://x.example/a%20b", "https://x.example/a b", true),
            ("https://x.example/%c3%bc", "https://x.example/%C3%BC", true),
            ("https://x.example/%c3%bc", "https://x.example/\u{fc}", true),
            ("https://x.example/a", "https://x.example/%61", true),
            ("https://x.example/1", "https://x.example/10", false),
            ("https://x.example/A", "https://x.example/a", false),
            ("https://x.example/%2561", "https://x.example/a", false),
            ("https://x.example/%6", "https://x.example/%06", false),
            ("https://x.example/%zz", "https://x.example/%zz", true),
            ("%20urn:a%20", "urn:a", true),
        ] {
            assert_eq!(plain(one) == plain(other), same, "{one} {other}");
        }
    }
}
