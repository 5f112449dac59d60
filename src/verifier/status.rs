//! Does it still stand, by its issuer's word?
//!
//! A list that cannot be had, or cannot be believed, says nothing: neither that the credential is
//! revoked, nor that it is fine.

use std::sync::Arc;

use super::clock::Clock;
use super::endorsement::Allowance;
use super::kept::EstablishedList;
use super::library::{Purpose as Wanted, Unbelieved};
use super::policy::UnknownStatus;
use super::verification::{Inquiry, Subject};
use crate::document;
use crate::fault::{Code, Fault, Objection, Path, Pointer};
use crate::json::Value;
use crate::model::{Kind, View};
use crate::report::{Findings, Outcome, Question};
use crate::resolve::Document;
use crate::status::{Entry, Purpose, StatusList};

const LIST_OF_LIST: &str =
    "a status list has a status of its own; lists are not followed into lists";

/// Asks the list of every entry.
pub(super) fn ask(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    kind: Kind,
    findings: &mut Findings,
) {
    for (entry, pointer) in entries(inquiry, credential, kind, findings) {
        one(inquiry, credential, &entry, &pointer, findings);
    }
}

/// Asks nothing: nobody has signed the credential, and a forger's word fetches no lists.
pub(super) fn do_not_ask(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    kind: Kind,
    findings: &mut Findings,
) {
    for (_, pointer) in entries(inquiry, credential, kind, findings) {
        let message = "the status list was not asked for: no proof holds";
        findings.undecided(Question::Status, Fault::new(Code::NotChecked, pointer, message));
    }
}

/// The entries that can be read, and what is wrong with the others.
fn entries(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    kind: Kind,
    findings: &mut Findings,
) -> Vec<(Entry, Pointer)> {
    let mut entries = Vec::new();
    let Some(status) = credential.document().get("credentialStatus") else {
        return entries;
    };
    if kind == Kind::StatusList {
        let pointer = Pointer::root().member("credentialStatus");
        findings.failed(Question::Status, Fault::new(Code::LimitDepth, pointer, LIST_OF_LIST));
        return entries;
    }
    let path = Path::Root.member("credentialStatus");
    let (found, allowed) = (status.items().len(), inquiry.verifier.limits.status_entries);
    if found > allowed {
        let message = format!("{found} status entries, more than the {allowed} allowed");
        findings.failed(Question::Status, Fault::new(Code::LimitItems, path.pointer(), message));
        return entries;
    }
    for (index, value) in status.items().iter().enumerate() {
        let item = path.item(index);
        let at = if matches!(status, Value::Array(_)) { item } else { path };
        let mut found = Vec::new();
        let entry = Entry::read(value, at, &mut found);
        for finding in found {
            // A kind of status that is not known here may say anything.
            let may_pass = match inquiry.verifier.policy.unknown_status {
                UnknownStatus::ByKind => kind == Kind::Any && !may_say_revoked(value),
                UnknownStatus::Undecided => false,
                UnknownStatus::UnsafelyIgnored => true,
            };
            match finding.fault.code {
                Code::StatusUnsupported if may_pass => {
                    findings.warning(Question::Status, finding.fault);
                }
                Code::StatusUnsupported => findings.undecided(Question::Status, finding.fault),
                _ => findings.finding(Question::Status, finding),
            }
        }
        entries.extend(entry.map(|entry| (entry, at.pointer())));
    }
    entries
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
            if let Some(message) = message {
                let message = format!("the issuer's message: {}", message.message);
                findings.warning(Question::Status, says(Code::StatusMessage, message));
            } else if value != 0 {
                let message = format!("the issuer's message is number {value:#x}");
                findings.warning(Question::Status, says(Code::StatusMessage, message));
            } else {
                findings.passed(Question::Status, "no message");
            }
        }
        (_, 0) => findings.passed(Question::Status, "no bit is set"),
        (purpose, value) => {
            let message = format!("the status {purpose} has the value {value}, unknown here");
            findings.undecided(Question::Status, says(Code::StatusUnsupported, message));
        }
    }
}

/// The list of an entry, when it can be had, is signed by the credential's issuer, is in date, and
/// is for the entry's purpose.
fn believed_list(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    entry: &Entry,
    pointer: &Pointer,
) -> Result<Arc<StatusList>, Objection> {
    let url = entry.list.as_str();
    let undecided = |code, message: String| {
        Objection::undecided(code, pointer.clone(), format!("{url}: {message}"))
    };
    let document =
        inquiry.library.document(url, Wanted::StatusList, pointer).map_err(|objection| {
            undecided(Code::StatusUnavailable, objection.fault().message.clone())
        })?;
    let list = inquiry.library.list(url, || established_list(inquiry, url, document)).map_err(
        |Unbelieved { code, message }| {
            match code {
                // What is no status list at all was named in error by the credential's issuer.
                Code::StatusType | Code::LimitDepth => {
                    Objection::failed(code, pointer.clone(), format!("{url}: {message}"))
                }
                code => undecided(code, message),
            }
        },
    )?;
    if credential.issuer_id() != Some(list.issuer.as_str()) {
        return Err(undecided(
            Code::StatusIssuer,
            format!("the list is issued by {}", list.issuer),
        ));
    }
    if !list.has_purpose(&entry.purpose) {
        return Err(undecided(Code::StatusPurpose, format!("not a list for {}", entry.purpose)));
    }
    in_date(&list, inquiry.clock).map_err(|message| undecided(Code::StatusStale, message))?;
    if has_outlived_its_time(&list, document, inquiry.clock) {
        inquiry.library.want_anew(url, Wanted::StatusList);
        let message =
            "its time to live has passed since it was fetched, and no newer one is to be had";
        return Err(undecided(Code::StatusStale, message.to_owned()));
    }
    Ok(list)
}

/// The list in `document`, as it was found before if that still holds.
fn established_list(
    inquiry: Inquiry<'_, '_>,
    url: &str,
    document: &Document,
) -> Result<Arc<StatusList>, Unbelieved> {
    let (kept, now) = (&inquiry.verifier.kept, inquiry.clock.now());
    if let Some(list) = kept.list(url, document, now, inquiry.library) {
        return Ok(list);
    }
    let read = || {
        let signed = signed_list(inquiry, document)?;
        // Whether the list itself still stands is then not known.
        if signed.get("credentialStatus").is_some() {
            return Err(Unbelieved { code: Code::LimitDepth, message: LIST_OF_LIST.to_owned() });
        }
        StatusList::read(&signed, &inquiry.verifier.limits)
            .map_err(|fault| Unbelieved { code: fault.code, message: fault.to_string() })
    };
    let ((list, until), rests_on) = inquiry.library.watch(|| inquiry.clock.watch(read));
    let list = Arc::new(list?);
    // What rests on a document not being there may be otherwise the next time.
    if let Some(rests_on) = rests_on {
        let (document, list, since) = (document.clone(), Arc::clone(&list), now.clone());
        kept.keep_list(url, EstablishedList { document, rests_on, since, until, list });
    }
    Ok(list)
}

/// The list as it was signed by the issuer that it names.
fn signed_list(inquiry: Inquiry<'_, '_>, document: &Document) -> Result<Value, Unbelieved> {
    let unproven = |message| Unbelieved { code: Code::StatusProof, message };
    let subject = document::read(&document.bytes, &inquiry.verifier.limits)
        .and_then(|content| {
            let allowance = Allowance::of(&inquiry.verifier.limits);
            Subject::found(inquiry.verifier, Kind::StatusList, content, allowance)
        })
        .map_err(|objection| unproven(objection.to_string()))?;
    let mut findings = subject.groundwork().clone();
    if findings.has(Code::StatusType) {
        return Err(Unbelieved { code: Code::StatusType, message: findings.objections() });
    }
    match inquiry.proof_and_binding(&subject, &mut findings) {
        Some(proven) if findings.authenticated && findings.outcome() == Outcome::Valid => {
            Ok(Arc::unwrap_or_clone(proven.document))
        }
        _ => {
            let reasons = findings.objections();
            Err(unproven(format!("the list is not established: {reasons}")))
        }
    }
}

fn in_date(list: &StatusList, clock: &Clock) -> Result<(), String> {
    match (&list.valid_from, &list.valid_until) {
        (Some(from), _) if !clock.has_come(from) => {
            Err(format!("the list is valid only from {from}"))
        }
        (_, Some(until)) if clock.is_over(until) => Err(format!("the list expired at {until}")),
        _ => Ok(()),
    }
}

/// Whether the time to live of a list has passed since it was fetched, as far as that is known
/// (Bitstring Status List 1.0, section 2.2). Parts of a second count as whole ones.
fn has_outlived_its_time(list: &StatusList, document: &Document, clock: &Clock) -> bool {
    let end = || {
        let seconds = i64::try_from(list.ttl?.div_ceil(1000)).ok()?;
        document.retrieved.as_ref()?.plus_seconds(seconds)
    };
    end().is_some_and(|end| clock.is_over(&end))
}
