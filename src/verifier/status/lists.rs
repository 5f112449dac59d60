//! Status lists that their issuer signed, and what it takes to believe one.

use std::sync::Arc;

use crate::document;
use crate::fault::{Code, Objection, Pointer};
use crate::json::Value;
use crate::model::View;
use crate::report::Outcome;
use crate::resolve::Document;
use crate::status::{Entry, StatusList};
use crate::verifier::clock::Clock;
use crate::verifier::kept::EstablishedList;
use crate::verifier::library::{Purpose as Wanted, Unbelieved};
use crate::verifier::schema;
use crate::verifier::verification::{Inquiry, Subject};

use super::{LIST_OF_LIST, unavailable};

/// The list of an entry, when it can be had, is signed by the credential's issuer, is in date, and
/// is for the entry's purpose.
pub(super) fn believed_list(
    inquiry: Inquiry<'_, '_>,
    credential: View<'_>,
    entry: &Entry,
    pointer: &Pointer,
) -> Result<Arc<StatusList>, Objection> {
    let url = entry.list.without_fragment();
    let undecided = |code, message: String| {
        Objection::undecided(code, pointer.clone(), format!("{url}: {message}"))
    };
    let document =
        inquiry.library.document(url, Wanted::StatusList, pointer).map_err(|objection| {
            let message = unavailable(url, objection.fault());
            Objection::undecided(Code::StatusUnavailable, pointer.clone(), message)
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
    if list.edition != entry.edition {
        let (found, expected) = (list.edition.credential_type(), entry.edition.credential_type());
        let message = format!("{url}: the list is a {found}, and the entry is for a {expected}");
        return Err(Objection::failed(Code::StatusType, pointer.clone(), message));
    }
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
fn signed_list(inquiry: Inquiry<'_, '_>, document: &Document) -> Result<Arc<Value>, Unbelieved> {
    let unproven = |message| Unbelieved { code: Code::StatusProof, message };
    let subject = document::read(&document.bytes, &inquiry.verifier.limits)
        .and_then(|content| Subject::list(inquiry.verifier, content))
        .map_err(|objection| unproven(objection.to_string()))?;
    let mut findings = subject.groundwork().clone();
    if findings.has(Code::StatusType) {
        return Err(Unbelieved { code: Code::StatusType, message: findings.objections() });
    }
    let proven = inquiry.proof_and_binding(&subject, &mut findings);
    if let Some(proven) = &proven {
        schema::ask(inquiry, &subject, (&proven.document, Some(proven.securing)), &mut findings);
    }
    match proven {
        Some(proven) if findings.authenticated && findings.outcome() == Outcome::Valid => {
            Ok(proven.document)
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
