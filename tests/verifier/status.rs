//! Does it still stand: every way in which a list, or the entry that names it, can be wrong.

use openbadges::issuer::Issuer;
use openbadges::json::{Object, Value};
use openbadges::model::Profile;
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::Report;
use openbadges::resolve::Documents;
use openbadges::status::{Bitstring, MemoryStore, StatusEntries, StatusStore as _};
use openbadges::text::multibase;
use openbadges::{Limits, Verifier};

use crate::mint::*;

/// The verdict on a good badge whose list is this.
fn with_list(list: &Value) -> Report {
    verify_with(&badge_with(entry("7")), LIST, list)
}

#[test]
fn clear_is_valid_and_set_is_revoked() {
    assert_verdict(&with_list(&signed(list(&[]))), Valid, &[]);
    assert_verdict(&with_list(&signed(list(&[6, 8]))), Valid, &[]);
    assert_verdict(&with_list(&signed(list(&[7]))), Invalid, &["revoked"]);
    let jcs = signed_by(list(&[7]), &issuer(), JCS);
    assert_verdict(&with_list(&jcs), Invalid, &["revoked"]);
}

#[test]
fn the_first_bit_of_a_byte_is_the_highest() {
    // The least of the sample of Bitstring Status List: bit 1, counted from the left.
    let mut bytes = vec![0_u8; 16 * 1024];
    bytes[0] = 0x40;
    let list = signed(with_encoded(&gzip(&bytes)));
    assert_verdict(&verify_with(&badge_with(entry("1")), LIST, &list), Invalid, &["revoked"]);
    assert_verdict(&verify_with(&badge_with(entry("6")), LIST, &list), Valid, &[]);
}

#[test]
fn a_list_that_is_not_to_be_had_decides_nothing() {
    let badge = badge_with(entry("7"));
    assert_verdict(&verify(&badge), Indeterminate, &["status.unavailable"]);
    let elsewhere = format!("{LIST}/");
    let report = verify_with(&badge, &elsewhere, &signed(list(&[])));
    assert_verdict(&report, Indeterminate, &["status.unavailable"]);
}

#[test]
fn an_index_beyond_the_list_is_the_fault_of_the_badge() {
    let list = signed(list(&[]));
    for (index, outcome, codes) in [
        ("131071", Valid, &[][..]),
        ("131072", Invalid, &["status.range"]),
        ("18446744073709551615", Invalid, &["status.range"]),
    ] {
        assert_verdict(&verify_with(&badge_with(entry(index)), LIST, &list), outcome, codes);
    }
}

#[test]
fn a_faulty_index_is_invalid() {
    let list = signed(list(&[]));
    for index in ["-1", "1.5", "0x10", "", "18446744073709551616", "+7", " 7", "07", "7e0", "٧"] {
        let mut entry = entry("7");
        set(&mut entry, "/statusListIndex", index);
        let report = verify_with(&badge_with(entry), LIST, &list);
        assert_verdict(&report, Invalid, &["status.index"]);
    }
    let mut number = entry("7");
    set(&mut number, "/statusListIndex", 7);
    let report = verify_with(&badge_with(number), LIST, &list);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(warnings(&report), ["status.index"]);
}

#[test]
fn a_forged_list_says_nothing_neither_good_nor_bad() {
    let forger = key(2);
    let mut another_issuer = list(&[]);
    set(&mut another_issuer, "/issuer", did(&forger));
    let mut after_signing = signed(list(&[7]));
    let clear = list(&[]).at("/credentialSubject/encodedList").unwrap().clone();
    set(&mut after_signing, "/credentialSubject/encodedList", clear);
    let mut revoked_after_signing = signed(list(&[]));
    let set_bit = list(&[7]).at("/credentialSubject/encodedList").unwrap().clone();
    set(&mut revoked_after_signing, "/credentialSubject/encodedList", set_bit);
    let mut other_proof = list(&[]);
    set(&mut other_proof, "/proof", good().get("proof").unwrap().clone());
    for (name, list, code) in [
        ("signed by another key", signed_by(list(&[]), &forger, RDFC), "status.proof"),
        ("signed by another key, JCS", signed_by(list(&[]), &forger, JCS), "status.proof"),
        ("revoking, by another key", signed_by(list(&[7]), &forger, RDFC), "status.proof"),
        ("unsigned", list(&[]), "status.proof"),
        ("revoking, unsigned", list(&[7]), "status.proof"),
        ("changed after signing", after_signing, "status.proof"),
        ("revoking, changed after signing", revoked_after_signing, "status.proof"),
        ("with the proof of the badge", other_proof, "status.proof"),
        ("of another issuer", signed_by(another_issuer, &forger, RDFC), "status.issuer"),
    ] {
        assert_eq!(verdict(&with_list(&list)), (Indeterminate, vec![code]), "{name}");
    }
}

#[test]
fn a_list_of_the_issuer_that_is_not_the_one_named() {
    for (name, change, outcome, codes) in cases_of_other_lists() {
        let mut list = list(&[]);
        change(&mut list);
        // What RDF cannot sign whole, because a type is missing, RFC 8785 can.
        let list = signed_by(list, &issuer(), JCS);
        assert_eq!(verdict(&with_list(&list)), (outcome, codes), "{name}");
    }
    // What the named list would have said cannot be known, but a set bit is a set bit.
    let mut other = list(&[7]);
    set(&mut other, "/id", format!("{LIST}0"));
    assert_verdict(&with_list(&signed(other)), Invalid, &["revoked"]);
}

type ListCase = (&'static str, fn(&mut Value), openbadges::report::Outcome, Vec<&'static str>);

fn cases_of_other_lists() -> Vec<ListCase> {
    vec![
        ("another id", |l| set(l, "/id", format!("{LIST}0")), Indeterminate, vec!["status.id"]),
        ("no id", |l| drop(remove(l, "id")), Valid, vec![]),
        (
            "expired",
            |l| set(l, "/validUntil", "2026-07-31T23:59:59.999999999Z"),
            Indeterminate,
            vec!["status.stale"],
        ),
        ("ending now", |l| set(l, "/validUntil", "2026-08-01T00:00:00Z"), Valid, vec![]),
        (
            "not valid yet",
            |l| set(l, "/validFrom", "2026-08-01T00:00:00.000000001Z"),
            Indeterminate,
            vec!["status.stale"],
        ),
        (
            "for suspension",
            |l| set(l, "/credentialSubject/statusPurpose", "suspension"),
            Indeterminate,
            vec!["status.purpose"],
        ),
        (
            "for suspension and revocation",
            |l| set(l, "/credentialSubject/statusPurpose", vec!["suspension", "revocation"]),
            Valid,
            vec![],
        ),
        (
            "too short",
            |l| *l = list_of(Bitstring::new(131_064)),
            Indeterminate,
            vec!["status.length"],
        ),
        (
            "without a type of its own",
            |l| set(l, "/type", vec!["VerifiableCredential"]),
            Invalid,
            vec!["status.type"],
        ),
        (
            "with a subject of another type",
            |l| set(l, "/credentialSubject/type", "StatusList2021"),
            Invalid,
            vec!["status.type"],
        ),
        (
            "with a status of its own",
            |l| set(l, "/credentialStatus", entry("7")),
            Invalid,
            vec!["limit.depth"],
        ),
    ]
}

#[test]
fn garbage_in_place_of_the_bits() {
    let zeros = vec![0_u8; 16 * 1024];
    let gzip_of_zeros = gzip(&zeros);
    let mut flipped = gzip_of_zeros.clone();
    let last = flipped.len() - 5;
    flipped[last] ^= 1;
    let mut trailing = gzip_of_zeros.clone();
    trailing.extend(b"more");
    let mut cut = gzip_of_zeros.clone();
    cut.truncate(cut.len() - 1);
    for (name, bytes) in [
        ("no gzip", b"garbage".to_vec()),
        ("nothing", Vec::new()),
        ("a broken checksum", flipped),
        ("bytes after the end", trailing),
        ("an end too early", cut),
        ("no compression", zeros),
    ] {
        let report = with_list(&signed(with_encoded(&bytes)));
        assert_eq!(verdict(&report), (Indeterminate, vec!["status.encoding"]), "{name}");
    }
    for (name, text) in [
        ("another base", "zH4sIAAAAAAAAA"),
        ("no base", "H4sIAAAAAAAAA"),
        ("letters outside the base", "uH4sI+/"),
        ("padding", "uH4sIAA=="),
        ("an empty string", ""),
    ] {
        let mut list = list(&[]);
        set(&mut list, "/credentialSubject/encodedList", text);
        let report = with_list(&signed(list));
        assert_eq!(verdict(&report), (Indeterminate, vec!["status.encoding"]), "{name}");
    }
    let bomb = with_list(&signed(with_encoded(&gzip(&vec![0_u8; 1024 * 1024 + 1]))));
    assert_verdict(&bomb, Indeterminate, &["limit.gzip"]);
}

#[test]
fn a_list_whose_members_have_other_names_is_not_believed() {
    // The graph is the same, so the proof holds, but whoever reads the members misses them.
    let mut renamed = signed(list(&[7]));
    let subject = remove(&mut renamed, "credentialSubject");
    let object = renamed.as_object_mut().unwrap();
    object.insert("https://www.w3.org/2018/credentials#credentialSubject", subject);
    assert_verdict(&with_list(&renamed), Indeterminate, &["status.proof"]);

    let mut stale = list(&[]);
    set(&mut stale, "/validUntil", "2026-07-31T00:00:00Z");
    let mut stale = signed(stale);
    assert_verdict(&with_list(&stale), Indeterminate, &["status.stale"]);
    let until = remove(&mut stale, "validUntil");
    let datatype = "http://www.w3.org/2001/XMLSchema#dateTime";
    let long = Object::from_iter([("@type", Value::from(datatype)), ("@value", until)]);
    let object = stale.as_object_mut().unwrap();
    object.insert("https://www.w3.org/2018/credentials#validUntil", long);
    assert_verdict(&with_list(&stale), Indeterminate, &["status.proof"]);
}

#[test]
fn what_is_no_list_at_all() {
    let badge = badge_with(entry("7"));
    for (name, bytes, outcome, code) in [
        ("nothing", String::new(), Indeterminate, "status.proof"),
        ("a page", "<html></html>".to_owned(), Indeterminate, "status.proof"),
        ("an array", "[]".to_owned(), Indeterminate, "status.proof"),
        ("an empty object", "{}".to_owned(), Invalid, "status.type"),
        ("a badge", good().to_string(), Invalid, "status.type"),
        ("the badge itself", badge.to_string(), Invalid, "status.type"),
    ] {
        let report = verify_serving(&badge, Documents::new().with(LIST, bytes));
        assert_ne!(report.outcome(), Valid, "{name}");
        assert_eq!(verdict(&report), (outcome, vec![code]), "{name}");
    }
}

#[test]
fn entries_of_another_kind() {
    for (name, change, outcome, code) in [
        (
            "an unknown kind",
            (|e| {
                *e = json(r#"{"id": "https://x.example/1", "type": "1EdTechCredentialRefresh"}"#);
            }) as fn(&mut Value),
            Indeterminate,
            "status.unsupported",
        ),
        (
            "a list of revoked credentials, which is not to be had",
            |e| *e = json(r#"{"id": "https://x.example/1", "type": "1EdTechRevocationList"}"#),
            Indeterminate,
            "status.unavailable",
        ),
        (
            "the shape of one under another type",
            |e| set(e, "/type", "https://example.org/ns#Status"),
            Invalid,
            "status.type",
        ),
        ("no purpose", |e| drop(remove(e, "statusPurpose")), Invalid, "model.required"),
        (
            "another purpose",
            |e| set(e, "/statusPurpose", "suspension"),
            Indeterminate,
            "status.purpose",
        ),
        ("no list", |e| drop(remove(e, "statusListCredential")), Invalid, "model.required"),
        ("the id of the list", |e| set(e, "/id", LIST), Invalid, "model.value"),
    ] {
        let mut entry = entry("7");
        change(&mut entry);
        let mut badge = badge(&did(&issuer()));
        // The kinds of 1EdTech are defined in a context of their own.
        let Some(Value::Array(contexts)) = badge.as_object_mut().unwrap().get_mut("@context")
        else {
            panic!()
        };
        contexts.push(openbadges::context::url::OPEN_BADGES_EXTENSIONS.into());
        let status = "https://www.w3.org/ns/credentials/status#";
        let terms = ["statusPurpose", "statusListIndex", "statusListCredential"]
            .map(|name| (name, format!("{status}{name}")));
        contexts.push(Object::from_iter(terms).into());
        set(&mut badge, "/credentialStatus", entry);
        let report = verify_with(&signed(badge), LIST, &signed(list(&[])));
        assert_eq!(verdict(&report), (outcome, vec![code]), "{name}: {report:#?}");
    }
}

#[test]
fn of_two_entries_each_counts() {
    let unavailable = "https://district.example.org/status/nowhere";
    let mut lost = entry("3");
    set(&mut lost, "/statusListCredential", unavailable);
    set(&mut lost, "/id", format!("{unavailable}#3"));
    for (name, entries, revoked, outcome, codes) in [
        ("both clear", vec![entry("3"), entry("7")], &[][..], Valid, vec![]),
        ("the first set", vec![entry("3"), entry("7")], &[3], Invalid, vec!["revoked"]),
        ("the last set", vec![entry("3"), entry("7")], &[7], Invalid, vec!["revoked"]),
        (
            "one lost",
            vec![entry("7"), lost.clone()],
            &[],
            Indeterminate,
            vec!["status.unavailable"],
        ),
        (
            "one set, one lost",
            vec![entry("7"), lost.clone()],
            &[7],
            Invalid,
            vec!["revoked", "status.unavailable"],
        ),
    ] {
        let badge = badge_with(Value::Array(entries));
        let report = verify_with(&badge, LIST, &signed(list(revoked)));
        assert_eq!(verdict(&report), (outcome, codes), "{name}");
    }
}

#[test]
fn revoked_suspended_and_reinstated_by_the_issuer() {
    let store = std::sync::Arc::new(MemoryStore::new(
        "https://district.example.org/status".parse().unwrap(),
    ));
    let profile = Profile::builder(did(&issuer())).name("District").build().unwrap();
    let district = Issuer::new(profile, issuer())
        .with_status(store.clone())
        .with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION);
    let mut badge = badge(&did(&issuer()));
    remove(&mut badge, "id");
    let signed = district.issue_document(badge, &now()).unwrap();
    assert_eq!(store.lists().unwrap().len(), 2);
    let verify = || {
        let mut documents = Documents::new();
        for list in district.publish(&now()).unwrap() {
            documents.insert(list.url.as_str(), list.document.to_string());
        }
        Verifier::new().with_resolver(documents).verify(signed.as_bytes(), &now())
    };
    assert_verdict(&verify(), Valid, &[]);
    district.suspend(signed.id(), Some("under review"), &now()).unwrap();
    assert_verdict(&verify(), Invalid, &["suspended"]);
    district.reinstate(signed.id(), None, &now()).unwrap();
    assert_verdict(&verify(), Valid, &[]);
    district.revoke(signed.id(), Some("issued in error"), &now()).unwrap();
    assert_verdict(&verify(), Invalid, &["revoked"]);
    district.suspend(signed.id(), None, &now()).unwrap();
    assert_verdict(&verify(), Invalid, &["revoked", "suspended"]);
}

/// The unsigned list, its bits replaced by what is given.
fn with_encoded(bytes: &[u8]) -> Value {
    let mut list = list(&[]);
    set(&mut list, "/credentialSubject/encodedList", multibase::base64url(bytes));
    list
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_list_is_bounded_like_any_document() {
    let limits = Limits { document_bytes: 3_000, ..Limits::default() };
    let mut long = list(&[]);
    set(&mut long, "/name", "x".repeat(4_000));
    let documents = Documents::new().with(LIST, signed(long).to_string());
    let verifier = Verifier::new().with_resolver(documents).with_limits(limits);
    let report = verifier.verify(badge_with(entry("7")).to_string().as_bytes(), &now());
    assert_verdict(&report, Indeterminate, &["status.proof"]);
}
