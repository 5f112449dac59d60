//! The cases as files, for other verifiers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use openbadges::document::{self, Shape};
use openbadges::json::{self, Object, Value};
use openbadges::model::Kind;
use openbadges::verifier::{
    Contexts, Emails, Endorsements, KnownIdentity, Policy, ProofsRequired, Refresh, SubjectClaim,
    Trust, UnknownStatus, UnsignedLists,
};

use crate::mint::{now, sha256};
use crate::{CASES, Case};

/// Larger cases are not kept as files.
const LARGEST_FILE: usize = 64 * 1024;

#[test]
fn the_files_are_as_minted() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/hostile"));
    let files = files();
    if std::env::var_os("OPENBADGES_MINT").is_some() {
        fs::remove_dir_all(&folder).unwrap();
        for (name, bytes) in &files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    for (name, bytes) in &files {
        let stands = fs::read(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(stands == *bytes, "{name} is not as minted");
    }
    let stands = BTreeSet::from_iter(files_below(&folder, &folder));
    let expected: BTreeSet<String> = files.into_keys().collect();
    let strangers: Vec<&String> = stands.difference(&expected).collect();
    assert!(strangers.is_empty(), "{strangers:?} belong to no case");
}

/// Every file of the folder.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut list = Vec::new();
    for case in CASES.iter().filter(|case| fits(case)) {
        let is_token = document::detect(&case.bytes) == Shape::Jws;
        let ending = if is_token { "jwt" } else { "json" };
        let file = format!("{:03}-{}.{ending}", case.number, case.name);
        let mut entry = Object::from_iter([
            ("file", Value::from(file.as_str())),
            ("outcome", case.outcome.as_str().into()),
            ("code", case.code.map_or(Value::Null, Value::from)),
        ]);
        for (name, documents) in [("documents", &case.documents), ("contexts", &case.contexts)] {
            if !documents.is_empty() {
                entry.insert(name, beside(documents, &mut files));
            }
        }
        if let Some(retrieved) = &case.retrieved {
            entry.insert("retrieved", retrieved.as_str());
        }
        if !case.pins.is_empty() {
            let digests = case.pins.iter().map(|(url, pin)| (url.as_str(), pin.to_string()));
            entry.insert("pins", Object::from_iter(digests));
        }
        if case.policy != Policy::default() {
            entry.insert("policy", policy(&case.policy));
        }
        if case.is_untrusted {
            entry.insert("untrusted", true);
        }
        if case.at != now() {
            entry.insert("at", case.at.as_str());
        }
        let same_name = files.insert(file, case.bytes.clone());
        assert!(same_name.is_none(), "two cases are called {} {}", case.number, case.name);
        list.push(entry);
    }
    let list = Object::from_iter([("at", Value::from(now().as_str())), ("cases", list.into())]);
    files.insert("cases.json".to_owned(), (json::pretty(&list.into()) + "\n").into_bytes());
    files.insert("README.md".to_owned(), README.as_bytes().to_vec());
    files
}

fn fits(case: &Case) -> bool {
    let documents = case.documents.values().chain(case.contexts.values());
    documents.chain([&case.bytes]).all(|bytes| bytes.len() <= LARGEST_FILE)
}

/// Documents by their URLs, as names of files; equal documents are one file.
fn beside(documents: &BTreeMap<String, Vec<u8>>, files: &mut BTreeMap<String, Vec<u8>>) -> Object {
    let name = |bytes: &[u8]| {
        let digest = sha256(bytes);
        let digits: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        format!("documents/{digits}.json")
    };
    let mut named = Object::new();
    for (url, bytes) in documents {
        let name = name(bytes);
        named.insert(url.as_str(), name.as_str());
        files.insert(name, bytes.clone());
    }
    named
}

/// What a policy says otherwise than the default.
fn policy(policy: &Policy) -> Object {
    let mut members = Object::new();
    match policy.kind {
        Kind::OpenBadges => {}
        Kind::Badge => drop(members.insert("kind", "badge")),
        Kind::Endorsement => drop(members.insert("kind", "endorsement")),
        Kind::StatusList => drop(members.insert("kind", "status list")),
        _ => drop(members.insert("kind", "any")),
    }
    if policy.proofs == ProofsRequired::All {
        members.insert("proofs", "all");
    }
    if policy.subject_claim == SubjectClaim::UnsafelyOptional {
        members.insert("subjectClaim", "unsafely optional");
    }
    match policy.unknown_status {
        UnknownStatus::Undecided => drop(members.insert("unknownStatus", "undecided")),
        UnknownStatus::UnsafelyIgnored => {
            drop(members.insert("unknownStatus", "unsafely ignored"));
        }
        _ => {}
    }
    match policy.unsigned_lists {
        UnsignedLists::Undecided => drop(members.insert("unsignedLists", "undecided")),
        UnsignedLists::UnsafelyBelieved => {
            drop(members.insert("unsignedLists", "unsafely believed"));
        }
        _ => {}
    }
    if let Some(audience) = &policy.audience {
        members.insert("audience", audience.as_str());
    }
    if policy.contexts == Contexts::Bundled {
        members.insert("contexts", "bundled");
    }
    for (name, expected) in [("challenge", &policy.challenge), ("domain", &policy.domain)] {
        if let Some(expected) = expected {
            members.insert(name, expected.as_str());
        }
    }
    people(policy, &mut members);
    members
}

/// How each is called in `cases.json`: what is said otherwise than by default.
fn people(policy: &Policy, members: &mut Object) {
    let known = policy.recipient.iter().map(|known| match known {
        KnownIdentity::Id(id) => Object::from_iter([("id", id.as_str())]),
        KnownIdentity::Of(kind, value) => Object::from_iter([(kind.as_str(), value.as_str())]),
        other => panic!("{other:?}"),
    });
    let known: Vec<Value> = known.map(Value::from).collect();
    if !known.is_empty() {
        members.insert("recipient", known);
    }
    if policy.emails == Emails::AlsoInLowerCase {
        members.insert("emails", "also in lower case");
    }
    match policy.endorsements {
        Endorsements::Advisory => drop(members.insert("endorsements", "advisory")),
        Endorsements::Unasked => drop(members.insert("endorsements", "unasked")),
        _ => {}
    }
    match policy.refresh {
        Refresh::Unasked => drop(members.insert("refresh", "unasked")),
        Refresh::RequiredOfEndorsements => {
            members.insert("refresh", "required of endorsements");
        }
        _ => {}
    }
    if let Trust::Issuers(trusted) = &policy.trust {
        let keys = |keys: &[String]| keys.iter().map(|key| key.as_str().into()).collect();
        let pinned = |(id, of): (&str, &[String])| (id.to_owned(), Value::Array(keys(of)));
        members.insert("trusted", trusted.iter().map(pinned).collect::<Object>());
    }
}

fn files_below(folder: &Path, root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, root));
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            found.push(name.replace('\\', "/"));
        }
    }
    found
}

const README: &str = "# What a verifier must refuse

`cases.json` lists the cases. Each has

| member | what it is |
|---|---|
| `file` | the credential, byte for byte; the number before the name is that of the fault |
| `outcome` | the verdict: `valid`, `invalid`, or `indeterminate` where something could not be checked |
| `code` | the code that the report must carry (`docs/CODES.md`): the reason, or the warning where the verdict is `valid`; `null` where there is none |
| `documents` | what is to be had by URL: documents of issuers, status lists. Nothing else is; a verifier that asks for more has been led astray |
| `retrieved` | when these documents were fetched, where that is known |
| `contexts` | contexts that the caller brings, by URL. No others are to be had but the published ones |
| `pins` | the SHA-256 digests, over canonical JSON (RFC 8785), that contexts must have, by URL |
| `policy` | what is asked otherwise than usual: the `kind` of credential (a badge, an endorsement or a status list, as its types say), how many `proofs` must hold (one), which `contexts` are allowed (also inline ones), which `challenge` and `domain` a proof must answer (none), for which `audience` a token must be made (any), whether the `subjectClaim` of a token is required (it is), what an `unknownStatus` does (a badge is indeterminate; for a credential of any kind it is a warning, unless its type says what was revoked), where `unsignedLists` can say that a badge is not revoked (at the origin of the issuer's own document), about whom it must be, each subject of it (`recipient`, by kind of identity; one is enough; nobody is asked for), how `emails` are compared (exactly), what `endorsements` do (a bad one makes the badge invalid), whether the newest version is asked for (`refresh`: it is, once), and whose word counts (`trusted`: issuers, each with the only keys that are accepted of it, if any; it is not asked) |
| `untrusted` | that the issuer is not trusted: the verdict stays, and nobody may act on it |
| `at` | the time of verification, where it is not the one at the top |

Everything about a case is right but its fault: the signature holds, unless the fault is that it
does not. The keys are those of the tests of RFC 8032, section 7.1, and of RFC 6979,
appendices A.2.5 and A.2.6, and an RSA key that stands in `tests`; never use them elsewhere.
`tests/hostile.rs` mints the files.
";
