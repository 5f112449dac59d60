//! Group I: status as it was before Bitstring Status List: the draft of 2021, and the lists of revoked
//! credentials of 1EdTech, which nobody signs.

use openbadges::json::{Object, Value};
use openbadges::status::Bitstring;
use openbadges::text::multibase::base64url_bare;
use openbadges::verifier::{Policy, UnsignedLists};

use crate::Case;
use crate::mint::{
    DID, ISSUER, Mint, OTHER_SEED, badge, controller, hosted, json, put, take, written,
};
use crate::status::{INDEX, LIST, bit, clear, entry, list, with_status};

pub fn cases() -> Vec<Case> {
    let mut cases = draft_of_2021();
    cases.extend(revoked_credentials());
    cases
}

const V1: &str = "https://www.w3.org/2018/credentials/v1";
const DRAFT: &str = "https://w3id.org/vc/status-list/2021/v1";

fn draft_of_2021() -> Vec<Case> {
    // A badge in data model 1.1, as the draft is of its time, and one in data model 2.0.
    let contexts = [
        V1,
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        DRAFT,
        "https://w3id.org/security/data-integrity/v1",
    ];
    let mut draft = entry("revocation", LIST, INDEX);
    put(&mut draft, "type", "StatusList2021Entry");
    let status = draft.clone();
    let new = || badge().context(DRAFT).set("", "credentialStatus", draft.clone());
    let old = || {
        badge()
            .set("", "@context", Vec::from(contexts.map(Value::from)))
            .without("", "validFrom")
            .set("", "issuanceDate", "2026-07-01T09:00:00Z")
            .set("", "credentialStatus", status.clone())
    };
    let bitstring_of_2021 =
        draft_list(&clear()).set("/credentialSubject", "type", "StatusList2021");
    let both = list("revocation", &clear())
        .with(|list| crate::mint::push(crate::mint::at(list, "/@context"), DRAFT))
        .set("/credentialSubject", "type", "StatusList2021");
    let encoded = |change: fn(String) -> String| {
        let bare = base64url_bare(&packed(&clear()));
        draft_list(&clear()).set("/credentialSubject", "encodedList", change(bare)).secured()
    };
    let expiring = |time: &str| draft_list(&clear()).set("", "expirationDate", time).secured();
    let undecided = |name, code, list: &Value| {
        Case::undecided(184, name, code, new().bytes()).serving(LIST, list)
    };
    vec![
        Case::valid(193, "draft-of-2021-not-revoked", new().bytes())
            .serving(LIST, &draft_list(&clear()).secured()),
        Case::invalid(193, "draft-of-2021-revoked", "revoked", new().bytes())
            .serving(LIST, &draft_list(&bit(INDEX)).secured()),
        Case::invalid(193, "draft-of-2021-revoked-in-data-model-1.1", "revoked", old().bytes())
            .serving(LIST, &draft_list(&bit(INDEX)).secured()),
        Case::valid(193, "draft-of-2021-with-padding", new().bytes())
            .serving(LIST, &encoded(|text| text + &"=".repeat(pad()))),
        undecided(
            "draft-of-2021-in-a-mixture-of-bases",
            "status.encoding",
            &encoded(|text| format!("-{}+", &text[1..text.len() - 1])),
        ),
        undecided(
            "draft-of-2021-with-a-letter-of-multibase",
            "status.encoding",
            &encoded(|text| format!("u{text}")),
        ),
        undecided("draft-of-2021-expired", "status.stale", &expiring("2026-07-31T23:59:59Z")),
        undecided(
            "draft-of-2021-by-another",
            "status.proof",
            &draft_list(&clear()).signed_by(&OTHER_SEED).secured(),
        ),
        Case::undecided(177, "draft-of-2021-unreachable", "status.unavailable", new().bytes())
            .lacking(LIST),
        // Each edition has its own list.
        Case::invalid(184, "entry-of-2021-and-list-of-the-standard", "status.type", new().bytes())
            .serving(LIST, &list("revocation", &clear()).secured()),
        Case::invalid(184, "entry-of-the-standard-and-list-of-2021", "status.type", {
            with_status().bytes()
        })
        .serving(LIST, &bitstring_of_2021.secured()),
        Case::invalid(184, "list-of-the-standard-with-a-subject-of-2021", "status.type", {
            with_status().bytes()
        })
        .serving(LIST, &both.secured()),
    ]
}

/// The padding that the encoded list lacks.
fn pad() -> usize {
    (4 - base64url_bare(&packed(&clear())).len() % 4) % 4
}

fn packed(bits: &Bitstring) -> Vec<u8> {
    openbadges::text::multibase::from_base64url(&bits.encode()).unwrap()
}

/// A list as the draft of 2021 has it, still to be signed.
fn draft_list(bits: &Bitstring) -> Mint {
    let encoded = base64url_bare(&packed(bits));
    Mint::new(json(&format!(
        r#"{{
          "@context": ["{V1}", "{DRAFT}", "https://w3id.org/security/data-integrity/v1"],
          "id": "{LIST}",
          "type": ["VerifiableCredential", "StatusList2021Credential"],
          "issuer": "{DID}",
          "issuanceDate": "2026-07-01T00:00:00Z",
          "credentialSubject": {{
            "id": "{LIST}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": "{encoded}"
          }}
        }}"#
    )))
}

const REVOKED: &str = "https://district.example.org/revoked";
const ELSEWHERE: &str = "https://platform.example.org/revoked";
const EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
/// The id of the badge that the cases are made from.
const BADGE: &str = "urn:uuid:0c9fe7a2-6f3f-4d0a-9a3b-2f1f6d1b7c55";

/// A list that revokes nothing, changed.
fn revoked_in(url: &str, issuer: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut list = Object::from_iter([("id", url), ("issuer", issuer)]);
    list.insert("revokedCredential", Vec::<Value>::new());
    let mut list = Value::from(list);
    change(&mut list);
    list
}

fn revoked_credentials() -> Vec<Case> {
    let status = |url: &str| Object::from_iter([("id", url), ("type", "1EdTechRevocationList")]);
    // Of an issuer who publishes its key, and of one that is its key.
    let hosted = |url: &str| hosted().context(EXTENSIONS).set("", "credentialStatus", status(url));
    let own_key = || badge().context(EXTENSIONS).set("", "credentialStatus", status(REVOKED));
    let at_home = |change: fn(&mut Value)| revoked_in(REVOKED, ISSUER, change);
    let served = |case: Case, list: &Value| {
        let url = if list.get("id").and_then(Value::as_str) == Some(ELSEWHERE) {
            ELSEWHERE
        } else {
            REVOKED
        };
        case.serving(ISSUER, &controller()).serving(url, list)
    };
    let undecided = |name, code, list: Value| {
        served(Case::undecided(199, name, code, hosted(REVOKED).bytes()), &list)
    };
    let invalid = |name, list: Value| {
        served(Case::invalid(199, name, "revoked", hosted(REVOKED).bytes()), &list)
    };
    let valid = |name, list: Value| served(Case::valid(199, name, hosted(REVOKED).bytes()), &list);
    fn revoke(list: &mut Value, member: &str, item: &str) {
        put(list, member, vec![json(item)]);
    }
    let under = |unsigned_lists| Policy { unsigned_lists, ..Policy::default() };
    let nothing = || at_home(|_| {});
    let elsewhere = |change: fn(&mut Value)| revoked_in(ELSEWHERE, ISSUER, change);
    let of_a_key = |change: fn(&mut Value)| revoked_in(REVOKED, DID, change);
    let lists = |list: &mut Value| {
        revoke(list, "revokedCredential", &format!(r#"{{"id": "{BADGE}"}}"#));
    };
    vec![
        valid("not-in-the-unsigned-list", nothing()),
        valid(
            "another-in-the-unsigned-list",
            at_home(|list| {
                revoke(list, "revokedCredential", r#"{"id": "urn:uuid:another", "revoked": true}"#);
            }),
        ),
        invalid("in-the-unsigned-list", at_home(lists)),
        invalid(
            "in-the-unsigned-list-by-its-other-name",
            at_home(|list| {
                take(list, "revokedCredential");
                let item =
                    format!(r#"{{"id": "{BADGE}", "revoked": true, "revocationReason": "error"}}"#);
                revoke(list, "revokedCredentials", &item);
            }),
        ),
        invalid(
            "in-the-second-of-two-members",
            at_home(|list| {
                revoke(list, "revokedCredentials", &format!(r#""{BADGE}""#));
            }),
        ),
        invalid(
            "in-the-unsigned-list-with-escapes",
            at_home(|list| {
                let escaped = BADGE.replace(':', "%3A");
                revoke(list, "revokedCredential", &format!(r#"{{"id": "{escaped}"}}"#));
            }),
        ),
        valid(
            "reinstated",
            at_home(|list| {
                let item = format!(r#"{{"id": "{BADGE}", "revoked": false}}"#);
                revoke(list, "revokedCredential", &item);
            }),
        ),
        invalid(
            "reinstated-and-revoked",
            at_home(|list| {
                let items = [false, true, false]
                    .map(|revoked| json(&format!(r#"{{"id": "{BADGE}", "revoked": {revoked}}}"#)));
                put(list, "revokedCredential", Vec::from(items));
            }),
        ),
        undecided("unsigned-list-of-another-issuer", "status.issuer", {
            revoked_in(REVOKED, "https://district.example.org/issuers/2", |_| {})
        }),
        undecided("unsigned-list-of-another-issuer-that-revokes", "status.issuer", {
            revoked_in(REVOKED, "https://district.example.org/issuers/2", lists)
        }),
        undecided("unsigned-list-of-nobody", "status.issuer", at_home(|list| take(list, "issuer"))),
        undecided(
            "unsigned-list-of-another-id",
            "status.issuer",
            at_home(|list| {
                put(list, "id", "https://district.example.org/revoked/2");
            }),
        ),
        undecided("unsigned-list-without-id", "status.issuer", at_home(|list| take(list, "id"))),
        undecided(
            "unsigned-list-without-its-member",
            "status.type",
            at_home(|list| {
                take(list, "revokedCredential");
            }),
        ),
        undecided("unsigned-list-that-is-an-array", "status.type", Value::Array(vec![nothing()])),
        undecided(
            "revoked-is-no-boolean",
            "model.type",
            at_home(|list| {
                let item = format!(r#"{{"id": "{BADGE}", "revoked": "false"}}"#);
                revoke(list, "revokedCredential", &item);
            }),
        ),
        undecided(
            "item-without-id",
            "model.required",
            at_home(|list| {
                revoke(list, "revokedCredential", r#"{"revoked": true}"#);
            }),
        ),
        undecided(
            "item-is-null",
            "model.required",
            at_home(|list| {
                revoke(list, "revokedCredential", "null");
            }),
        ),
        served(
            Case::undecided(199, "unsigned-list-elsewhere", "status.proof", {
                hosted(ELSEWHERE).bytes()
            }),
            &elsewhere(|_| {}),
        ),
        served(
            Case::invalid(199, "unsigned-list-elsewhere-that-revokes", "revoked", {
                hosted(ELSEWHERE).bytes()
            }),
            &elsewhere(lists),
        ),
        served(
            Case::warned(199, "unsigned-list-elsewhere-unsafely-believed", "status.proof", {
                hosted(ELSEWHERE).bytes()
            }),
            &elsewhere(|_| {}),
        )
        .under(under(UnsignedLists::UnsafelyBelieved)),
        served(
            Case::undecided(199, "unsigned-list-where-none-counts", "status.proof", {
                hosted(REVOKED).bytes()
            }),
            &nothing(),
        )
        .under(under(UnsignedLists::Undecided)),
        Case::undecided(199, "unsigned-list-of-an-issuer-that-is-its-key", "status.proof", {
            own_key().bytes()
        })
        .serving(REVOKED, &of_a_key(|_| {})),
        Case::invalid(199, "unsigned-list-of-an-issuer-that-is-its-key-revokes", "revoked", {
            own_key().bytes()
        })
        .serving(REVOKED, &of_a_key(lists)),
        Case::undecided(177, "unsigned-list-unreachable", "status.unavailable", {
            hosted(REVOKED).bytes()
        })
        .serving(ISSUER, &controller())
        .lacking(REVOKED),
        Case::undecided(199, "unsigned-list-is-a-page", "status.encoding", hosted(REVOKED).bytes())
            .serving(ISSUER, &controller())
            .serving_bytes(REVOKED, b"<html></html>"),
        Case::invalid(199, "unsigned-list-without-a-place", "model.required", {
            let status = Object::from_iter([("type", "1EdTechRevocationList")]);
            hosted(REVOKED).set("", "credentialStatus", status).bytes()
        })
        .serving(ISSUER, &controller()),
        // One object that is of both types names two lists.
        both_types("clear-in-both-lists", None),
        both_types("revoked-in-the-signed-list", Some(LIST)),
        both_types("revoked-in-the-unsigned-list", Some(REVOKED)),
        // Nobody has signed it, so nothing is asked for.
        Case::invalid(75, "no-proof-and-an-unsigned-list", "proof.missing", {
            written(&own_key().document)
        })
        .also(&["not_checked"]),
    ]
}

fn both_types(name: &'static str, revoking: Option<&str>) -> Case {
    let mut status = entry("revocation", LIST, INDEX);
    put(&mut status, "id", REVOKED);
    put(&mut status, "type", vec!["BitstringStatusListEntry", "1EdTechRevocationList"]);
    let badge = hosted().context(EXTENSIONS).set("", "credentialStatus", status);
    let bits = if revoking == Some(LIST) { bit(INDEX) } else { clear() };
    let signed = list("revocation", &bits).set("", "issuer", ISSUER);
    let signed = signed.option("verificationMethod", crate::mint::KEY).secured();
    let unsigned = revoked_in(REVOKED, ISSUER, |list| {
        if revoking == Some(REVOKED) {
            put(list, "revokedCredential", vec![json(&format!(r#"{{"id": "{BADGE}"}}"#))]);
        }
    });
    let case = match revoking {
        None => Case::valid(196, name, badge.bytes()),
        Some(_) => Case::invalid(196, name, "revoked", badge.bytes()),
    };
    case.serving(ISSUER, &controller()).serving(LIST, &signed).serving(REVOKED, &unsigned)
}
