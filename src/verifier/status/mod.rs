//! Does it still stand, by its issuer's word?
//!
//! A list that cannot be had, or cannot be believed, says nothing: neither that the credential is
//! revoked, nor that it is fine.

mod lists;
mod revoked;

use super::policy::UnknownStatus;
use super::verification::Inquiry;
use crate::fault::{Code, Fault, Finding, Path, Pointer};
use crate::json::Value;
use crate::model::{Kind, View};
use crate::report::{Findings, Question};
use crate::status::{Entry, Purpose, RevocationList};
use crate::text::Iri;
use lists::believed_list;

const LIST_OF_LIST: &str =
    "a status list has a status of its own; lists are not followed into lists";

/// Why the list at `url` could not be had. What says so names it mostly.
fn unavailable(url: &str, fault: &Fault) -> String {
    match fault.message.contains(url) {
        true => fault.message.clone(),
        false => format!("{url}: {}", fault.message),
    }
}

/// Asks the list of every entry.
pub(super) fn ask(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    kind: Kind,
    findings: &mut Findings,
) {
    for (place, pointer) in places(inquiry, credential, kind, findings) {
        match place {
            Place::Bits(entry) => one(inquiry, credential, &entry, &pointer, findings),
            Place::Revoked(list) => revoked::ask(inquiry, credential, &list, &pointer, findings),
        }
    }
}

/// Asks nothing: the credential is not known to be its issuer's, and a forger's word fetches no lists.
pub(super) fn do_not_ask(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    kind: Kind,
    findings: &mut Findings,
) {
    for (_, pointer) in places(inquiry, credential, kind, findings) {
        let message = "the status list was not asked for: nothing says that the issuer signed this";
        findings.undecided(Question::Status, Fault::new(Code::NotChecked, pointer, message));
    }
}

/// Where it stands whether a credential still does.
enum Place {
    /// In a list of bits.
    Bits(Box<Entry>),
    /// In the list of revoked credentials at a URL.
    Revoked(Iri),
}

/// The entries that can be read, and what is wrong with the others.
fn places(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    kind: Kind,
    findings: &mut Findings,
) -> Vec<(Place, Pointer)> {
    let mut places = Vec::new();
    let Some(status) = credential.document().get("credentialStatus") else {
        return places;
    };
    if kind == Kind::StatusList {
        let pointer = Pointer::root().member("credentialStatus");
        findings.failed(Question::Status, Fault::new(Code::LimitDepth, pointer, LIST_OF_LIST));
        return places;
    }
    let path = Path::Root.member("credentialStatus");
    let (found, allowed) = (status.items().len(), inquiry.verifier.limits.status_entries);
    if found > allowed {
        let message = format!("{found} status entries, more than the {allowed} allowed");
        findings.failed(Question::Status, Fault::new(Code::LimitItems, path.pointer(), message));
        return places;
    }
    for (index, value) in status.items().iter().enumerate() {
        let item = path.item(index);
        let at = if matches!(status, Value::Array(_)) { item } else { path };
        // One object can be of both types, and then both are asked.
        if let Some(list) = RevocationList::named_by(value, at) {
            match list {
                Ok(list) => places.push((Place::Revoked(list), at.pointer())),
                Err(fault) => findings.failed(Question::Status, fault),
            }
            if !Entry::is_one(value) {
                continue;
            }
        }
        let mut found = Vec::new();
        let entry = Entry::read(value, at, &mut found);
        for finding in found {
            note(inquiry, kind, (credential, value), finding, findings);
        }
        places.extend(entry.map(|entry| (Place::Bits(Box::new(entry)), at.pointer())));
    }
    places
}

/// Notes what is wrong with an entry.
fn note(
    inquiry: Inquiry<'_, '_>,
    kind: Kind,
    (credential, entry): (View<'_>, &Value),
    finding: Finding,
    findings: &mut Findings,
) {
    // A kind of status that is not known here may say anything. Where the document brings words of its
    // own, it may be a known one by another name.
    let has_own_words = || {
        let inline = |context: &Value| context.as_object().is_some();
        credential.contexts().iter().any(inline) || entry.get("@context").is_some()
    };
    let may_pass = match inquiry.verifier.policy.unknown_status {
        UnknownStatus::ByKind => kind == Kind::Any && !may_say_revoked(entry) && !has_own_words(),
        UnknownStatus::Undecided => false,
        UnknownStatus::UnsafelyIgnored => true,
    };
    match finding.fault.code {
        Code::StatusUnsupported if may_pass => findings.warning(Question::Status, finding.fault),
        Code::StatusUnsupported => findings.undecided(Question::Status, finding.fault),
        _ => findings.finding(Question::Status, finding),
    }
}

/// Whether a status is of a type that says what was revoked, and is not read here.
fn may_say_revoked(entry: &Value) -> bool {
    const TYPES: [&str; 4] = [
        "StatusList2021Entry",
        "RevocationList2020Status",
        "RevocationList2021Status",
        "1EdTechRevocationList",
    ];
    let types = entry.get("type").map(Value::items).unwrap_or_default();
    // By its IRI, or by a prefix, it is the same type.
    let last = |name: &str| name.rsplit(['#', '/', ':']).next().map(str::to_owned);
    let mut names = types.iter().filter_map(Value::as_str).filter_map(last);
    names.any(|name| TYPES.contains(&name.as_str()))
}

/// Asks one entry's list.
fn one(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    entry: &Entry,
    pointer: &Pointer,
    findings: &mut Findings,
) {
    let list = match believed_list(inquiry, credential, entry, pointer) {
        Ok(list) => list,
        Err(objection) => return findings.objection(Question::Status, objection),
    };
    let value = match list.look_up(entry.index, entry.size) {
        Ok(value) => value,
        Err(error) => {
            let fault = Fault::new(error.code(), pointer.clone(), error.to_string());
            // A short list is the list's fault; an index beyond it is the credential's.
            return match error.code() {
                Code::StatusRange => findings.failed(Question::Status, fault),
                _ => findings.undecided(Question::Status, fault),
            };
        }
    };
    let says = |code, message: String| Fault::new(code, pointer.clone(), message);
    let other_id = list.id.as_ref().is_some_and(|id| *id != entry.list);
    match (&entry.purpose, value) {
        (Purpose::Revocation, 1..) => {
            findings.failed(Question::Status, says(Code::Revoked, "revoked by its issuer".into()));
        }
        (Purpose::Suspension, 1..) => {
            let fault = says(Code::Suspended, "suspended by its issuer".into());
            findings.failed(Question::Status, fault);
        }
        // A bit that is clear in another list than the one that was named clears nothing.
        _ if other_id => {
            let message = format!("the list calls itself something else than {}", entry.list);
            findings.undecided(Question::Status, says(Code::StatusId, message));
        }
        (Purpose::Revocation, 0) => findings.passed(Question::Status, "not revoked"),
        (Purpose::Suspension, 0) => findings.passed(Question::Status, "not suspended"),
        (Purpose::Refresh, 1..) => {
            let message = "an updated credential is available";
            findings.warning(Question::Status, says(Code::StatusRefresh, message.into()));
        }
        (Purpose::Message, value) => {
            let message = entry.messages.iter().find(|message| message.status == value);
            let mut told = match message {
                Some(message) => format!("the issuer's message: {}", message.message),
                None if value != 0 => format!("the issuer's message is number {value:#x}"),
                None => return findings.passed(Question::Status, "no message"),
            };
            if let Some(reference) = entry.references.first() {
                told.push_str(&format!(" (see {reference})"));
            }
            findings.warning(Question::Status, says(Code::StatusMessage, told));
        }
        (_, 0) => findings.passed(Question::Status, "no bit is set"),
        (purpose, value) => {
            let message = format!("the status {purpose} has the value {value}, unknown here");
            findings.undecided(Question::Status, says(Code::StatusUnsupported, message));
        }
    }
}
