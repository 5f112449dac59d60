//! The structural check: what passes, and each fault with its code and place.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use openbadges::Code;
use openbadges::json::{Object, Value};
use openbadges::model::{self, AchievementCredential, Kind, Version, View};

use crate::badge::*;

/// A place in the badge, what is put there (`-` takes out what is), and the errors that must be
/// reported: code and place, the whole document where there is no place. No other may be.
const FAULTS: &str = r##"
# Types
/type := ["OpenBadgeCredential"] => model.type /type
/type := ["VerifiableCredential"] => model.type /type
/type := ["VerifiableCredential", "openbadgecredential"] => model.type /type
/type := ["VerifiableCredential", "OpenBadgeCredential", 5] => model.type /type
/type := - => model.type
/image/type := ["Image"] => model.type /image/type
/evidence/0/type := [] => model.type /evidence/0/type
/termsOfUse/0/type := - => model.type /termsOfUse/0
/credentialStatus/type := - => model.type /credentialStatus
# Required members
/validFrom := - => model.required
/id := - => model.required
/issuer := - => model.required
/@context := - => model.required
/credentialSubject/achievement := - => model.required /credentialSubject, model.result /credentialSubject/result/0/resultDescription, model.result /credentialSubject/result/0/achievedLevel, model.result /credentialSubject/result/1/resultDescription
/credentialSubject/achievement/name := - => model.required /credentialSubject/achievement
/credentialSubject/achievement/description := - => model.required /credentialSubject/achievement
/credentialSubject/achievement/criteria := - => model.required /credentialSubject/achievement
/credentialSubject/achievement/criteria := {} => model.required /credentialSubject/achievement/criteria
/endorsement/0/name := - => model.required /endorsement/0
# The subject
/credentialSubject := - => model.subject
/credentialSubject := [] => model.subject /credentialSubject
/credentialSubject := [{"id": "urn:a"}, {"id": "urn:b"}] => model.subject /credentialSubject
/credentialSubject := [{"id": "urn:a"}, {"id": "urn:a"}] => model.subject /credentialSubject
/credentialSubject := {} => model.subject /credentialSubject
/credentialSubject := "urn:a" => model.subject /credentialSubject
# The issuer
/issuer := 5 => model.issuer /issuer
/issuer := null => model.issuer /issuer
/issuer := ["urn:a"] => model.issuer /issuer
/issuer/id := - => model.issuer /issuer
/issuer := "issuers/1" => iri /issuer
/issuer/id := "issuers/1" => iri /issuer/id
/issuer/id := "_:b0" => iri.blank /issuer/id
/id := "_:b0" => iri.blank /id
# JSON types and cardinalities
/name := 5 => model.type /name
/name := ["a", "b"] => model.type /name
/name := {"@value": "a", "@language": "en"} => model.type /name
/description := null => model.type /description
/evidence/0 := "https://example.org/e" => model.type /evidence/0
/image := "https://example.org/e.png" => model.type /image
/credentialSubject/creditsEarned := "1.5" => model.type /credentialSubject/creditsEarned
/credentialSubject/creditsEarned := {"$serde_json::private::Number": "5"} => model.type /credentialSubject/creditsEarned
/credentialSubject/identifier/0/hashed := "true" => model.type /credentialSubject/identifier/0/hashed
/validUntil := {"@value": "2028-03-01T00:00:00Z"} => model.type /validUntil
/validUntil := ["2028-03-01T00:00:00Z"] => model.type /validUntil
/proof := "z1" => proof.type /proof
# Values
/credentialSubject/achievement/achievementType := "Medal" => model.value /credentialSubject/achievement/achievementType
/credentialSubject/result/0/status := "ext:Done" => model.value /credentialSubject/result/0/status
/credentialSubject/achievement/inLanguage := "english" => model.value /credentialSubject/achievement/inLanguage
/endorsementJwt/0 := "a.b" => model.value /endorsementJwt/0
/credentialSubject/identifier/0/identityHash := "sha256$ab" => model.value /credentialSubject/identifier/0/identityHash
/credentialSubject/identifier/0/identityHash := "a@example.com" => model.value /credentialSubject/identifier/0/identityHash
# Closed classes
/image/width := 5 => model.closed /image/width
/credentialSubject/identifier/0/name := "a" => model.closed /credentialSubject/identifier/0/name
/issuer/otherIdentifier/0/name := "a" => model.closed /issuer/otherIdentifier/0/name
# Identifiers that are followed
/evidence/0/id := "javascript:alert(1)" => iri.scheme /evidence/0/id
/evidence/0/id := "FILE:///etc/passwd" => iri.scheme /evidence/0/id
/image/id := "file:///etc/passwd" => iri.scheme /image/id
/issuer/url := "example.org" => iri /issuer/url
# Time
/validFrom := "2026-03-01 00:00:00Z" => time.format /validFrom
/validFrom := "2026-02-30T00:00:00Z" => time.format /validFrom
/validUntil := "2026-03-01T01:59:59+02:00" => time.order /validUntil
/issuer/dateOfBirth := "28.2.1990" => time.format /issuer/dateOfBirth
/endorsement/0/validUntil := "2026-02-28T23:59:59.9Z" => time.order /endorsement/0/validUntil
# Contexts
/@context := "https://www.w3.org/ns/credentials/v2" => model.type /@context
/@context := [] => model.required /@context, context.order /@context, context.order /@context
/@context/0 := - => context.order /@context/0, context.order /@context/1
/@context/1 := - => context.order /@context/1
/@context/1 := "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld" => context.order /@context/1
/@context/1 := {"@vocab": "https://example.org/"} => context.order /@context/1
/endorsement/0/@context/0 := - => context.order /endorsement/0/@context/0, context.order /endorsement/0/@context
/@context/2 := 5 => model.type /@context/2
/@context/2 := "contexts/1" => iri /@context/2
# Versions
/issuanceDate := "2026-03-01T00:00:00Z" => model.version /issuanceDate
/expirationDate := "2026-03-01T00:00:00Z" => model.version /expirationDate
/@context/0 := "https://www.w3.org/2018/credentials/v1" => model.version /validFrom, model.version /validUntil
# Aliases
/@id := "urn:a" => model.alias /@id
/@type := "Other" => model.alias /@type
/image/@id := "urn:a" => model.alias /image/@id
/https:~1~1www.w3.org~12018~1credentials#credentialStatus := {"id": "urn:a"} => model.alias /https:~1~1www.w3.org~12018~1credentials#credentialStatus
/credentialSubject/https:~1~1purl.imsglobal.org~1spec~1vc~1ob~1vocab.html#achievement := {} => model.alias /credentialSubject/https:~1~1purl.imsglobal.org~1spec~1vc~1ob~1vocab.html#achievement
/https:~1~1schema.org~1name := "a" => model.alias /https:~1~1schema.org~1name
/proof/0/https:~1~1w3id.org~1security#expiration := "2027-03-01T00:00:00Z" => model.alias /proof/0/https:~1~1w3id.org~1security#expiration
/x := {"y": [{"https://www.w3.org/2018/credentials#validUntil": "2027-03-01T00:00:00Z"}]} => model.alias /x/y/0/https:~1~1www.w3.org~12018~1credentials#validUntil
/cred:validUntil := "2027-03-01T00:00:00Z" => model.alias /cred:validUntil
/@context/2 := {"until": "https://www.w3.org/2018/credentials#validUntil"} => model.alias /@context/2/until
/@context/2 := {"c": "https://www.w3.org/2018/", "d": "c:credentials#", "until": {"@id": "d:validUntil"}} => model.alias /@context/2/until
/@context/2 := {"until": {"@id": "d:validUntil"}, "d": "c:credentials#", "c": "https://www.w3.org/2018/"} => model.alias /@context/2/until
/@context/2 := {"ident": "@id"} => model.alias /@context/2/ident
/@context/2 := {"turned": {"@reverse": "https://www.w3.org/2018/credentials#credentialStatus"}} => model.alias /@context/2/turned
/@context/2 := {"hide": "@nest"} => ld.keyword /@context/2/hide
/issuer/@context := {"stat": "https://www.w3.org/2018/credentials#credentialStatus"} => model.alias /issuer/@context/stat
/@context/2 := {"x": {"@id": "urn:x", "@context": {"stat": "https://www.w3.org/2018/credentials#credentialStatus"}}} => model.alias /@context/2/x/@context/stat
/x := {"@context": {"@vocab": "https://www.w3.org/2018/"}, "credentials#validUntil": "2027-03-01T00:00:00Z"} => model.alias /x/credentials#validUntil
/x := {"@context": {"p": "https://www.w3.org/2018/credentials#valid"}, "p:Until": "2027-03-01T00:00:00Z"} => model.alias /x/@context/p, model.alias /x/p:Until
/x := {"@context": {"p": "https://www.w3.org/2018/credentials#"}, "p:validUntil": "2027-03-01T00:00:00Z"} => model.alias /x/p:validUntil
/x := {"id": "urn:a", "@id": "urn:b"} => model.alias /x/@id
/endorsement/0/credentialSubject/credentialStatus := {"type": "T"} => model.alias /endorsement/0/credentialSubject/credentialStatus
/x := {"@id": "urn:uuid:5f4dd5e0-7a0c-4a51-8a17-1d0f0b8f0a01", "validUntil": "2027-03-01T00:00:00Z"} => model.alias /x/validUntil
# Keywords
/@graph := [] => ld.keyword /@graph
/@included := [] => ld.keyword /@included
/@reverse := {} => ld.keyword /@reverse
/issuer/@nest := {} => ld.keyword /issuer/@nest
/x := {"@set": []} => ld.keyword /x/@set
/x := {"@index": "a"} => ld.keyword /x/@index
# Results
/credentialSubject/result/0/resultDescription := "urn:rd:9" => model.result /credentialSubject/result/0/resultDescription
/credentialSubject/result/0/achievedLevel := "urn:rd:1" => model.result /credentialSubject/result/0/achievedLevel
# Related resources
/relatedResource := [{"id": "https://example.org/1"}] => model.required /relatedResource/0
/relatedResource := [{"id": "urn:a", "digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, {"id": "urn:a", "digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}] => model.value /relatedResource/1/id
/relatedResource := {"digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="} => model.required /relatedResource
/relatedResource := {"id": "urn:a", "digestSRI": []} => model.required /relatedResource
/relatedResource := {"id": "urn:a", "digestSRI": 5} => model.type /relatedResource/digestSRI, model.required /relatedResource
/relatedResource := {"id": "urn:a", "digestSRI": ["sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "sha256-AAAA"]} => model.value /relatedResource/digestSRI/1
/relatedResource := {"id": "urn:a", "digestMultibase": "z0"} => model.value /relatedResource/digestMultibase
/relatedResource := {"id": "a", "digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="} => iri /relatedResource/id
/relatedResource := {"id": "urn:a", "digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "mediaType": ["a/b"]} => model.type /relatedResource/mediaType
/relatedResource := 5 => model.type /relatedResource
"##;

#[test]
fn each_fault_has_its_code_and_place() {
    let mut cases = 0;
    for line in FAULTS.lines().filter(|line| line.starts_with('/')) {
        let (pointer, rest) = line.split_once(" := ").unwrap();
        let (value, expected) = rest.split_once(" => ").unwrap();
        let value = (value != "-").then(|| read(value));
        let expected: Vec<(&str, &str)> =
            expected.split(", ").map(|one| one.split_once(' ').unwrap_or((one, ""))).collect();
        let findings = model::check(&with(pointer, value), Kind::Badge);
        assert_eq!(errors(&findings), expected, "{line}");
        assert!(findings.iter().all(|finding| !finding.fault.message.is_empty()));
        for fault in findings.iter().filter(|it| it.is_error()).map(|it| &it.fault) {
            let told = [fault.found(), fault.expected()];
            assert!(told.iter().all(|text| text.is_some_and(|text| !text.is_empty())), "{fault:?}");
        }
        cases += 1;
    }
    assert_eq!(cases, 116);
    let mut nobody = with("/credentialSubject/id", None);
    at(&mut nobody, "/credentialSubject")
        .as_object_mut()
        .unwrap()
        .insert("identifier", Vec::<Value>::new());
    let here = [("model.subject", "/credentialSubject")];
    assert_eq!(errors(&model::check(&nobody, Kind::Badge)), here);
    assert_eq!(errors(&model::check(&read("[]"), Kind::Badge)), [("model.type", "")]);
}

#[test]
fn what_is_allowed_passes() {
    let of = read;
    for (pointer, value) in [
        ("/issuer", of(r#""did:example:district""#)),
        ("/type", of(r#"["AchievementCredential", "VerifiableCredential", "ext:Own"]"#)),
        ("/evidence", of(r#"{"type": "Evidence"}"#)),
        ("/evidence", of("[]")),
        ("/credentialStatus", of(r#"[{"type": "A"}, {"type": ["B"], "id": "urn:b"}]"#)),
        ("/credentialSubject/achievement/achievementType", of(r#""ext:Stack.1""#)),
        ("/credentialSubject/achievement/achievementType", of(r#""xext:a b""#)),
        ("/@context/1", of(r#""https://purl.imsglobal.org/spec/ob/v3p0/context.json""#)),
        (
            "/@context/2",
            of(r#"{"x": "https://example.org/x", "credentialStatus":
            "https://www.w3.org/2018/credentials#credentialStatus"}"#),
        ),
        (
            "/relatedResource",
            of(
                r#"[{"id": "urn:a", "digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, {"id": "urn:b", "digestMultibase": "uGwGq"}]"#,
            ),
        ),
        ("/validUntil", of(r#""2026-03-01T00:00:00.0000000000001Z""#)),
        ("/validUntil", of(r#""2026-03-01T02:00:00+02:00""#)),
        ("/x", of(r#"{"@value": 5, "@type": "http://www.w3.org/2001/XMLSchema#integer"}"#)),
        ("/x", of(r#"{"@type": "@json", "@value": {"@set": null}}"#)),
        ("/x", of(r#"{"schema:validFrom": 1, "https://schema.org/name": 2, "id": "urn:a"}"#)),
        ("/proof", of(r#"{"type": "Other", "created": 5}"#)),
    ] {
        let findings = model::check(&with(pointer, Some(value.clone())), Kind::Badge);
        assert_eq!(findings, [], "{pointer} {value}");
    }
    let unzoned = with("/validFrom", Some(of(r#""2026-03-01T00:00:00""#)));
    let findings = model::check(&unzoned, Kind::Badge);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].fault.code, findings[0].is_error()), (Code::TimeFormat, false));
    let md5 = with(
        "/credentialSubject/identifier/0/identityHash",
        Some(of(r#""md5$ddd142639a792e74751ee7e129237efa""#)),
    );
    let findings = model::check(&md5, Kind::Badge);
    assert_eq!((findings[0].fault.code, findings[0].is_error()), (Code::HashWeak, false));
}

#[test]
fn results_of_selectively_disclosed_badges_may_refer_to_what_is_hidden() {
    let mut document = with("/credentialSubject/achievement/resultDescription", None);
    *at(&mut document, "/proof/0/cryptosuite") = "ecdsa-sd-2023".into();
    let findings = model::check(&document, Kind::Badge);
    assert_eq!(errors(&findings), []);
    assert!(findings.iter().all(|finding| finding.fault.code == Code::ModelResult));
    assert_eq!(findings.len(), 3);
}

/// Every member that a class describes, at every place, is checked: `null` never passes, and no
/// value of another JSON type does.
#[test]
fn every_described_member_is_checked() {
    let document = badge();
    let mut tried = 0;
    for (pointer, value) in all_places(&document) {
        let extension =
            pointer.starts_with("/proof/0") || pointer.starts_with("/credentialStatus/status");
        if extension || pointer.is_empty() {
            continue;
        }
        let others = ["null", "[[]]", "true", "5", r#"{"a": {}}"#].map(read);
        for other in others {
            let same_kind = other.kind() == value.kind();
            // A single value may stand for an array.
            let compacted = value
                .as_array()
                .is_some_and(|items| items.first().is_some_and(|item| item.kind() == other.kind()));
            if (same_kind && other.as_object().is_none() && other.as_array().is_none()) || compacted
            {
                continue;
            }
            // An object without a rule of its own takes any member.
            if same_kind && pointer.ends_with("/criteria") {
                continue;
            }
            // An inline context is an object.
            if pointer.starts_with("/@context/2") && other.as_object().is_some() {
                continue;
            }
            let findings = model::check(&with(&pointer, Some(other.clone())), Kind::Badge);
            let found = errors(&findings);
            let here = found.iter().any(|(_, place)| {
                place.starts_with(&pointer)
                    || (pointer.contains("/type") && pointer.starts_with(place))
                    || pointer.starts_with(place) && place.contains("type")
            });
            assert!(here, "{pointer} {other}: {found:?}");
            tried += 1;
        }
    }
    assert!(tried > 600, "{tried}");
}

#[test]
fn data_model_1_1_is_checked_by_its_own_rules() {
    let mut document = badge();
    let object = document.as_object_mut().unwrap();
    for (old, new) in [("validFrom", "issuanceDate"), ("validUntil", "expirationDate")] {
        let value = object.remove(old).unwrap();
        object.insert(new, value);
    }
    *at(&mut document, "/@context/0") = model::CREDENTIALS_V1.into();
    assert_eq!(model::check(&document, Kind::Badge), []);
    assert_eq!(model::check(&document, Kind::Any), []);
    let view = View::of(&document);
    assert_eq!(view.version(), Version::V1_1);
    assert_eq!(view.valid_from().unwrap().unwrap().as_str(), "2026-03-01T00:00:00Z");
    assert_eq!(view.valid_until().unwrap().unwrap().as_str(), "2028-03-01T02:00:00.500+02:00");

    let object = document.as_object_mut().unwrap();
    object.remove("issuanceDate");
    object.remove("name");
    object.insert("issuer", "did:example:district");
    object.insert("expirationDate", 5);
    let expected = [
        ("model.type", "/expirationDate"),
        ("model.required", ""),
        ("model.required", ""),
        ("model.issuer", "/issuer"),
    ];
    assert_eq!(errors(&model::check(&document, Kind::Badge)), expected);
}

#[test]
fn any_credential_is_checked_by_the_rules_of_the_w3c() {
    let plain = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "Other"], "issuer": "did:example:i",
        "name": {"@value": "ü", "@language": "de", "@direction": "ltr"},
        "credentialSubject": [{"a": 1}, {"id": "urn:b"}]}"#;
    assert_eq!(model::check(&read(plain), Kind::Any), []);
    for (name, value, expected) in [
        (
            "@context",
            r#""https://www.w3.org/ns/credentials/v2""#,
            vec![("model.type", "/@context")],
        ),
        ("@context", r#"["https://example.org/"]"#, vec![("context.order", "/@context/0")]),
        ("type", r#""Other""#, vec![("model.type", "/type")]),
        ("id", r#""a""#, vec![("iri", "/id")]),
        ("issuer", "{}", vec![("model.issuer", "/issuer")]),
        ("issuer", r#"{"id": "urn:a", "type": "Own"}"#, vec![]),
        ("credentialSubject", "{}", vec![("model.subject", "/credentialSubject")]),
        (
            "credentialSubject",
            r#"[{"id": "urn:a"}, {}]"#,
            vec![("model.subject", "/credentialSubject/1")],
        ),
        ("credentialSubject", "[]", vec![("model.subject", "/credentialSubject")]),
        (
            "credentialSubject",
            r#"[{"id": "urn:a"}, {"id": "urn:a"}]"#,
            vec![("model.subject", "/credentialSubject/1")],
        ),
        ("credentialStatus", r#"{"id": "urn:a"}"#, vec![("model.type", "/credentialStatus")]),
        ("evidence", r#"[{"id": "urn:a"}]"#, vec![("model.type", "/evidence/0")]),
        ("refreshService", r#"{"type": "T"}"#, vec![]),
        ("credentialSchema", r#"{"type": "T"}"#, vec![("model.required", "/credentialSchema")]),
        ("termsOfUse", r#"{"type": "T", "id": "a"}"#, vec![("iri", "/termsOfUse/id")]),
        ("name", r#"{"@language": "de"}"#, vec![("model.required", "/name")]),
        ("name", r#"{"@value": "a", "x": 1}"#, vec![("model.closed", "/name/x")]),
        (
            "name",
            r#"[{"@value": "a", "@direction": "up"}]"#,
            vec![("model.value", "/name/0/@direction")],
        ),
        ("description", r#"{"@value": 5}"#, vec![("model.type", "/description/@value")]),
        ("validFrom", "5", vec![("model.type", "/validFrom")]),
        ("issuanceDate", r#""2026-03-01T00:00:00Z""#, vec![("model.version", "/issuanceDate")]),
        ("@graph", "[]", vec![("ld.keyword", "/@graph")]),
    ] {
        let mut document = read(plain);
        document.as_object_mut().unwrap().insert(name, read(value));
        assert_eq!(errors(&model::check(&document, Kind::Any)), expected, "{name} {value}");
    }
    for folder in ["vectors/vc-di-eddsa", "vectors/vc-di-ecdsa"] {
        for (name, document) in samples(folder) {
            if View::of(&document).has_type("VerifiableCredential") {
                assert_eq!(model::check(&document, Kind::Any), [], "{name}");
            }
        }
    }
}

#[test]
fn status_lists_are_checked_by_their_own_rules() {
    let list = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:list",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": "did:example:i",
        "credentialSubject": {"id": "urn:list#1", "type": "BitstringStatusList",
            "statusPurpose": ["revocation"], "encodedList": "uH4sI", "ttl": 300000}}"#;
    assert_eq!(model::check(&read(list), Kind::StatusList), []);
    for (pointer, value, expected) in [
        ("/type", r#"["VerifiableCredential"]"#, ("status.type", "/type")),
        (
            "/type",
            r#"["VerifiableCredential", "StatusList2021Credential"]"#,
            ("status.type", "/credentialSubject/type"),
        ),
        (
            "/credentialSubject/type",
            r#""StatusList2021""#,
            ("status.type", "/credentialSubject/type"),
        ),
        (
            "/credentialSubject/statusPurpose",
            "5",
            ("model.type", "/credentialSubject/statusPurpose"),
        ),
        ("/credentialSubject/encodedList", "[]", ("model.type", "/credentialSubject/encodedList")),
        ("/credentialSubject/ttl", r#""5""#, ("model.type", "/credentialSubject/ttl")),
        ("/credentialSubject/ttl", "-1", ("model.value", "/credentialSubject/ttl")),
        ("/credentialSubject", r#"[]"#, ("model.subject", "/credentialSubject")),
    ] {
        let mut document = read(list);
        *at(&mut document, pointer) = read(value);
        assert_eq!(
            errors(&model::check(&document, Kind::StatusList)),
            [expected],
            "{pointer} {value}"
        );
    }
    for (name, document) in samples("samples/ob30/bit-string-list") {
        if name == "testlist" {
            assert_eq!(model::check(&document, Kind::StatusList), []);
        }
    }
}

/// Deep, wide and long documents cost no more than their size, and no report outgrows them.
#[test]
fn hostile_documents_are_contained() {
    let nest = |levels: usize, inner: Value, wrap: fn(Value) -> Value| {
        (0..levels).fold(inner, |value, _| wrap(value))
    };
    let as_org = |inner: Value| -> Value {
        let mut object: Object = [("id", "urn:a"), ("type", "Profile")].into_iter().collect();
        object.insert("parentOrg", inner);
        object.into()
    };
    let as_item = |inner: Value| Value::Array(vec![inner]);
    let as_terms = |inner: Value| -> Value {
        let term: Object = [("@context", inner)].into_iter().collect();
        [("t", Value::from(term))].into_iter().collect::<Object>().into()
    };
    for (pointer, value) in [
        ("/issuer/parentOrg", nest(2_000, as_org(Value::Null), as_org)),
        ("/x", nest(2_000, Value::Null, as_item)),
        ("/@context/2", nest(2_000, Value::Object(Object::new()), as_terms)),
    ] {
        let document = with(pointer, Some(value));
        let findings = model::check(&document, Kind::Badge);
        assert!(errors(&findings).iter().any(|(code, _)| *code == "limit.depth"), "{pointer}");
        model::lint(&document);
        assert!(AchievementCredential::read(&document).is_err());
    }
    let long = "n".repeat(100_000);
    let wide = with(
        &format!("/credentialSubject/{long}"),
        Some(Value::Array(vec![read(r#"{"@set": 1, "@nest": 2}"#); 50_000])),
    );
    let findings = model::check(&wide, Kind::Badge);
    let size: usize =
        findings.iter().map(|f| f.fault.pointer.as_str().len() + f.fault.message.len()).sum();
    assert!(!findings.is_empty() && findings.len() <= 1_001 && size < 2_000_000, "{size}");

    let results: Vec<Value> = (0..20_000)
        .map(|n| read(&format!(r#"{{"type": "Result", "resultDescription": "urn:rd:{n}"}}"#)))
        .collect();
    let findings =
        model::check(&with("/credentialSubject/result", Some(results.into())), Kind::Badge);
    assert_eq!(findings.len(), 1_001);
}

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: it hands every call on to the system's allocator, as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// A good document costs two sets, for what its results refer to, and nothing else.
#[test]
fn the_check_of_a_good_badge_allocates_next_to_nothing() {
    let mut documents = vec![badge()];
    let folder = samples("samples/ob30");
    documents.extend(folder.into_iter().filter(|(n, _)| n == "complete.json").map(|(_, d)| d));
    // A date-time of an uncommon form is read by its type, which allocates.
    *at(&mut documents[0], "/validUntil") = "2028-03-01T02:00:00Z".into();
    *at(&mut documents[0], "/credentialSubject/activityStartDate") = "2026-01-01T00:00:00Z".into();
    for document in &documents {
        let before = ALLOCATIONS.get();
        let findings = model::check(document, Kind::Badge);
        let allocations = ALLOCATIONS.get() - before;
        assert_eq!(findings, []);
        assert!(allocations <= 2, "{allocations}");
    }
}
