//! Group C: JSON-LD and contexts.

use openbadges::json::Value;
use openbadges::verifier::{Contexts, Policy};

use crate::Case;
use crate::mint::{Mint, at, badge, good, json, push, put};

/// A member that no context need define.
const EXTENSION: &str = "https://example.org/vocab#extension";

const ELSEWHERE: &str = "https://example.org/contexts/1";

pub fn cases() -> Vec<Case> {
    let mut cases = order();
    cases.extend(unknown());
    cases.extend(pinned());
    cases.extend(inline());
    cases.extend(protected());
    cases.extend(lost());
    cases.extend(keywords());
    cases.extend(literals());
    cases.extend(many());
    cases
}

fn order() -> Vec<Case> {
    let first = |url: &'static str| {
        badge().with(move |badge| match at(badge, "/@context") {
            Value::Array(contexts) => contexts.insert(0, url.into()),
            _ => unreachable!(),
        })
    };
    let extra = |contexts: [&str; 2]| contexts.into_iter().fold(badge(), Mint::context);
    let swap = |document: &mut Value| match at(document, "/@context") {
        Value::Array(contexts) => contexts.swap(2, 3),
        _ => unreachable!(),
    };
    let pair = [
        "https://w3id.org/security/multikey/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ];
    vec![
        Case::invalid(
            41,
            "another-context-first",
            "context.order",
            first("https://w3id.org/security/multikey/v1").bytes(),
        ),
        Case::invalid(
            52,
            "the-two-contexts-swapped",
            "context.order",
            badge()
                .with(|badge| match at(badge, "/@context") {
                    Value::Array(contexts) => contexts.swap(0, 1),
                    _ => unreachable!(),
                })
                .bytes(),
        ),
        Case::valid(52, "extra-contexts-swapped-under-rdfc", extra(pair).altered(swap)),
        Case::invalid(
            52,
            "extra-contexts-swapped-under-jcs",
            "signature",
            extra(pair).jcs().altered(|document| {
                swap(document);
                swap_contexts_of_proof(document);
            }),
        ),
    ]
}

fn swap_contexts_of_proof(document: &mut Value) {
    match at(document, "/proof/@context") {
        Value::Array(contexts) => contexts.swap(2, 3),
        _ => unreachable!(),
    }
}

fn unknown() -> Vec<Case> {
    let rdfc = |number, name, context: Value| {
        // Without the terms there are no canonical bytes to check.
        Case::undecided(number, name, "context.unknown", badge().context(context).bytes())
            .also(&["not_checked"])
    };
    let jcs = |number, name, context: Value| {
        Case::undecided(number, name, "context.unknown", badge().context(context).jcs().bytes())
    };
    let official = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
    vec![
        rdfc(42, "unknown-context-under-rdfc", ELSEWHERE.into()),
        jcs(42, "unknown-context-under-jcs", ELSEWHERE.into()),
        jcs(43, "context-over-http", official.replace("https:", "http:").into()),
        jcs(43, "context-with-a-fragment", format!("{official}#").into()),
        jcs(43, "context-with-a-query", format!("{official}?v=1").into()),
        jcs(43, "context-with-a-slash-behind", format!("{official}/").into()),
        jcs(43, "context-in-other-case", official.replace("purl", "PURL").into()),
        rdfc(50, "import-of-an-unknown-context-under-rdfc", importing()),
        jcs(50, "import-of-an-unknown-context-under-jcs", importing()),
    ]
}

/// A context that is not the one that the caller has pinned. What is bundled is pinned as well: see
/// `tests/context.rs`.
fn pinned() -> Vec<Case> {
    let own = json(&format!(r#"{{"@context": {{"extension": "{EXTENSION}"}}}}"#));
    let other = json(r#"{"@context": {"extension": "https://example.org/vocab#x"}}"#);
    let rdfc = || badge().context(ELSEWHERE).set("", "extension", "x").bytes();
    let jcs = || badge().context(ELSEWHERE).set("", "extension", "x").jcs().bytes();
    let refused = |number, name, bytes: Vec<u8>| {
        let case = Case::invalid(number, name, "context.hash", bytes);
        case.bringing(ELSEWHERE, &other).pinning(ELSEWHERE, &own)
    };
    let bundled = "https://www.w3.org/ns/credentials/v2";
    vec![
        Case::valid(51, "context-as-pinned", rdfc())
            .bringing(ELSEWHERE, &own)
            .pinning(ELSEWHERE, &own),
        refused(51, "context-other-than-pinned-under-rdfc", rdfc()).also(&["not_checked"]),
        refused(51, "context-other-than-pinned-under-jcs", jcs()),
        refused(51, "import-of-a-context-other-than-pinned", {
            badge().context(importing()).jcs().bytes()
        }),
        Case::invalid(51, "bundled-context-other-than-pinned", "context.hash", good())
            .pinning(bundled, &own)
            .also(&["not_checked"]),
    ]
}

fn importing() -> Value {
    json(&format!(r#"{{"@import": "{ELSEWHERE}"}}"#))
}

fn inline() -> Vec<Case> {
    let bundled = || Policy { contexts: Contexts::Bundled, ..Policy::default() };
    let extended = || badge().context(terms(EXTENSION)).set("", "extension", "x");
    let vocabulary = || json(r#"{"@vocab": "https://example.org/vocab#"}"#);
    let open = || badge().context(vocabulary()).set("", "extension", "x");
    let alone = badge().with(|badge| *at(badge, "/@context/1") = vocabulary());
    let nested = || {
        badge().set("/credentialSubject/achievement", "@context", terms(EXTENSION)).set(
            "/credentialSubject/achievement",
            "extension",
            "x",
        )
    };
    let not_below = |object: &str| {
        let mut context = terms(EXTENSION);
        put(&mut context, "@propagate", false);
        badge().set("/credentialSubject/achievement", "@context", context).set(
            object,
            "extension",
            "x",
        )
    };
    vec![
        Case::warned(44, "terms-of-its-own", "context.inline", extended().bytes()),
        Case::warned(44, "terms-of-its-own-under-jcs", "context.inline", extended().jcs().bytes()),
        Case::invalid(44, "terms-of-its-own-refused", "context.inline", extended().bytes())
            .under(bundled()),
        Case::valid(44, "bundled-contexts-where-only-they-are-allowed", good()).under(bundled()),
        Case::warned(45, "vocabulary-of-its-own", "context.vocab", open().bytes()),
        Case::invalid(45, "vocabulary-of-its-own-refused", "context.inline", open().bytes())
            .under(bundled()),
        Case::invalid(45, "vocabulary-in-place-of-open-badges", "context.order", alone.bytes())
            .also(&["model.alias"]),
        Case::warned(48, "terms-of-its-own-deep-down", "context.inline", nested().bytes()),
        Case::invalid(48, "terms-of-its-own-deep-down-refused", "context.inline", nested().bytes())
            .under(bundled()),
        Case::warned(
            50,
            "not-propagated-and-used-there",
            "context.inline",
            not_below("/credentialSubject/achievement").bytes(),
        ),
        Case::invalid(
            50,
            "not-propagated-and-used-below",
            "data_loss",
            not_below("/credentialSubject/achievement/criteria").bytes(),
        ),
    ]
}

/// A context with one term.
fn terms(iri: &str) -> Value {
    json(&format!(r#"{{"extension": "{iri}"}}"#))
}

fn protected() -> Vec<Case> {
    // JSON-LD has no canonical form of these, so they are signed under JCS.
    let redefined = |term: &str| {
        badge().context(json(&format!(r#"{{"{term}": "https://example.org/vocab#x"}}"#))).jcs()
    };
    let deep = redefine_deep_down();
    let other_name = || json(r#"{"@context": {"name": "https://example.org/vocab#name"}}"#);
    vec![
        Case::invalid(46, "name-redefined", "context.protected", redefined("name").bytes()),
        Case::warned(
            46,
            "name-defined-again-as-it-is",
            "context.inline",
            badge().context(json(r#"{"name": "https://schema.org/name"}"#)).bytes(),
        ),
        Case::invalid(47, "id-redefined", "context.protected", redefined("id").bytes()),
        Case::invalid(47, "type-redefined", "context.protected", redefined("type").bytes()),
        Case::invalid(48, "name-redefined-deep-down", "context.protected", deep.bytes()),
        Case::invalid(
            49,
            "context-of-null-in-the-subject",
            "context",
            badge().set("/credentialSubject", "@context", Value::Null).jcs().bytes(),
        ),
        Case::invalid(
            49,
            "context-of-null-at-the-top",
            "context",
            badge().context(Value::Null).jcs().bytes(),
        )
        .also(&["model.type"]),
        Case::invalid(
            66,
            "name-redefined-by-a-context-that-the-caller-brings",
            "context.protected",
            badge().context(ELSEWHERE).jcs().bytes(),
        )
        .bringing(ELSEWHERE, &other_name()),
        Case::invalid(
            66,
            "term-mapped-to-another-iri",
            "signature",
            badge()
                .context(terms(EXTENSION))
                .set("", "extension", "x")
                .altered(|badge| *at(badge, "/@context/2") = terms("https://example.org/vocab#x")),
        ),
        Case::invalid(
            66,
            "term-mapped-to-another-iri-by-a-context-that-the-caller-brings",
            "signature",
            badge().context(ELSEWHERE).set("", "extension", "x").bytes(),
        )
        .bringing(
            ELSEWHERE,
            &json(r#"{"@context": {"extension": "https://example.org/vocab#x"}}"#),
        ),
        Case::valid(
            66,
            "term-as-the-caller-knows-it",
            badge().context(ELSEWHERE).set("", "extension", "x").bytes(),
        )
        .bringing(ELSEWHERE, &json(&format!(r#"{{"@context": {{"extension": "{EXTENSION}"}}}}"#))),
    ]
}

fn redefine_deep_down() -> Mint {
    let context = json(r#"{"name": "https://example.org/vocab#x"}"#);
    badge().set("/credentialSubject/achievement", "@context", context).jcs()
}

/// What plain JSON-LD drops can be added after signing.
fn lost() -> Vec<Case> {
    let added = |number, name, code, pointer: &str, member: &str, value: Value| {
        let bytes = badge().altered(|badge| put(at(badge, pointer), member, value));
        Case::invalid(number, name, code, bytes)
    };
    let achievement = "/credentialSubject/achievement";
    vec![
        added(53, "undefined-term-added", "data_loss", achievement, "achievementLevel", "x".into()),
        added(53, "undefined-term-added-at-the-top", "data_loss", "", "grade", "A".into()),
        added(53, "undefined-object-added", "data_loss", "", "grades", json(r#"{"name": "A"}"#)),
        Case::invalid(
            54,
            "undefined-type-added",
            "data_loss",
            badge().altered(|badge| push(at(badge, "/credentialSubject/type"), "Graduate")),
        ),
        added(
            55,
            "node-with-a-relative-id-added",
            "data_loss",
            "",
            EXTENSION,
            json(&format!(r#"{{"id": "grades/1", "{EXTENSION}": "A"}}"#)),
        ),
        added(56, "what-looks-like-a-keyword-added", "data_loss", "", "@grade", "A".into()),
        Case::invalid(
            57,
            "prefix-that-is-not-defined",
            "iri.scheme",
            badge().set("", "x:y", "A").bytes(),
        ),
        Case::invalid(
            58,
            "issuer-is-a-blank-node",
            "iri.blank",
            badge().set("", "issuer", "_:b0").bytes(),
        ),
        Case::invalid(
            58,
            "credential-is-a-blank-node",
            "iri.blank",
            badge().set("", "id", "_:b0").bytes(),
        ),
        added(61, "null-added", "data_loss.null", "", EXTENSION, Value::Null),
        added(
            61,
            "null-added-in-an-array",
            "data_loss.null",
            "",
            EXTENSION,
            vec![Value::Null].into(),
        ),
        added(61, "empty-array-added", "data_loss.null", "", "evidence", Value::Array(Vec::new())),
        added(
            61,
            "value-of-null-added",
            "data_loss.null",
            "",
            EXTENSION,
            json(r#"{"@value": null}"#),
        ),
        Case::valid(61, "null-in-a-json-literal", literal(r#"{"a": null, "b": []}"#).bytes()),
    ]
}

/// A badge with a JSON literal.
fn literal(json_text: &str) -> Mint {
    let value = json(&format!(r#"{{"@type": "@json", "@value": {json_text}}}"#));
    badge().set("", EXTENSION, value)
}

fn keywords() -> Vec<Case> {
    let used = |number, name, keyword: &str, value: &str| {
        let bytes = badge().set("", keyword, json(value)).bytes();
        Case::invalid(number, name, "ld.keyword", bytes)
    };
    let node = format!(r#"{{"id": "urn:example:1", "{EXTENSION}": "x"}}"#);
    vec![
        used(59, "graph-at-the-top", "@graph", &node),
        used(59, "included-at-the-top", "@included", &node),
        used(59, "reverse-at-the-top", "@reverse", &format!(r#"{{"{EXTENSION}": {node}}}"#)),
        used(60, "nest-hides-the-end", "@nest", r#"{"validUntil": "2026-07-02T00:00:00Z"}"#),
        used(60, "index-at-the-top", "@index", r#""x""#),
        used(60, "set-hides-values", EXTENSION, r#"{"@set": ["x"]}"#),
        Case::invalid(
            60,
            "alias-of-nest-hides-the-end",
            "ld.keyword",
            badge()
                .context(json(r#"{"more": "@nest"}"#))
                .set("", "more", json(r#"{"validUntil": "2026-07-02T00:00:00Z"}"#))
                .bytes(),
        ),
    ]
}

fn literals() -> Vec<Case> {
    let motto = |text: &str| badge().set("", EXTENSION, json(text));
    let said = r#"{"@value": "Weiter", "@language": "de", "@direction": "ltr"}"#;
    let changed = |text: &str| motto(said).altered(|badge| put(badge, EXTENSION, json(text)));
    let by_language =
        json(&format!(r#"{{"motto": {{"@id": "{EXTENSION}", "@container": "@language"}}}}"#));
    let tags =
        |tags: [&str; 2]| badge().set("/credentialSubject/achievement", "tag", Vec::from(tags));
    let retag = |badge: &mut Value| {
        put(at(badge, "/credentialSubject/achievement"), "tag", vec!["b", "a"]);
    };
    let number = |name,
                  code,
                  object: &'static str,
                  member: &'static str,
                  before: Value,
                  after: Value| {
        let mint = badge().set(object, member, before);
        Case::invalid(65, name, code, mint.altered(|badge| put(at(badge, object), member, after)))
    };
    vec![
        Case::invalid(
            62,
            "language-changed",
            "signature",
            changed(&said.replace("\"de\"", "\"en\"")),
        ),
        Case::invalid(
            62,
            "direction-changed",
            "signature",
            changed(&said.replace("\"ltr\"", "\"rtl\"")),
        ),
        Case::valid(62, "language-in-other-case", changed(&said.replace("\"de\"", "\"DE\""))),
        Case::invalid(
            62,
            "value-of-a-language-map-changed",
            "signature",
            badge()
                .context(by_language)
                .set("", "motto", json(r#"{"de": "Weiter", "en": "Onward"}"#))
                .altered(|badge| put(at(badge, "/motto"), "en", "Backward")),
        ),
        Case::invalid(
            63,
            "list-reordered",
            "signature",
            badge()
                .set("/credentialSubject/achievement", "resultDescription", json(RESULTS))
                .altered(|badge| {
                    let values = "/credentialSubject/achievement/resultDescription/0";
                    put(at(badge, values), "allowedValue", vec!["B", "A"]);
                }),
        ),
        Case::valid(63, "set-reordered-under-rdfc", tags(["a", "b"]).altered(retag)),
        Case::invalid(
            63,
            "set-reordered-under-jcs",
            "signature",
            tags(["a", "b"]).jcs().altered(retag),
        ),
        Case::valid(64, "white-space-in-a-json-literal", spaced()),
        Case::invalid(
            64,
            "json-literal-changed",
            "signature",
            literal(r#"{"a": 1}"#).altered(|badge| {
                put(badge, EXTENSION, json(r#"{"@type": "@json", "@value": {"a": 2}}"#));
            }),
        ),
        Case::invalid(
            65,
            "number-of-17-digits-under-rdfc",
            "data_loss",
            // The quads of the number that was signed hold 16 digits, and are those of this one.
            badge()
                .set("", EXTENSION, json("1.0000000000000002"))
                .altered(|badge| put(badge, EXTENSION, json("1.0000000000000004"))),
        ),
        Case::valid(
            65,
            "number-of-17-digits-under-jcs",
            badge().set("", EXTENSION, json("1.0000000000000002")).jcs().bytes(),
        ),
        number("number-for-a-string", "signature", "", EXTENSION, "5".into(), 5.into()),
        number("string-for-a-number", "signature", "", EXTENSION, 5.into(), "5".into()),
        number(
            "string-for-a-number-of-equal-quads",
            "model.type",
            "/credentialSubject",
            "creditsEarned",
            json("1.5"),
            "1.5E0".into(),
        ),
        Case::invalid(
            65,
            "string-for-true-of-equal-quads",
            "model.type",
            badge().set("/credentialSubject", "identifier", json(IDENTITY)).altered(|badge| {
                put(at(badge, "/credentialSubject/identifier/0"), "hashed", "true")
            }),
        ),
    ]
}

const RESULTS: &str = r#"[{
  "id": "urn:uuid:1d2a5a0e-54c5-4a7c-9d60-0c2f4c1c2b3a",
  "type": ["ResultDescription"],
  "name": "Grade",
  "resultType": "LetterGrade",
  "allowedValue": ["A", "B"]
}]"#;

const IDENTITY: &str = r#"[{
  "type": "IdentityObject",
  "hashed": true,
  "identityHash": "sha256$aca2c8d6e1f2ecf0e9bd3ca3c3a0c6c5f6eb9a8ae0b1d8b6d2b3a4d5e6f70819",
  "identityType": "emailAddress",
  "salt": "u7Qz"
}]"#;

fn spaced() -> Vec<u8> {
    let bytes = literal(r#"{"a": [1, 2]}"#).bytes();
    let text = String::from_utf8(bytes).unwrap();
    let from = text.find("\"a\": [").unwrap();
    let (before, after) = text.split_at(from);
    format!("{before}{}", after.replacen("\"a\": [", "\"a\"\t:\r\n[   ", 1)).into_bytes()
}

fn many() -> Vec<Case> {
    let thousand = (0..1_000).fold(badge(), |badge, number| {
        badge.context(json(&format!(r#"{{"t{number}": "https://example.org/vocab#t{number}"}}"#)))
    });
    let naming = |url: &str| json(&format!(r#"{{"@context": "{url}"}}"#));
    let next = "https://example.org/contexts/2";
    vec![
        Case::invalid(67, "a-thousand-contexts", "limit.contexts", thousand.jcs().bytes()),
        Case::invalid(
            67,
            "contexts-in-a-circle",
            "limit.contexts",
            badge().context(ELSEWHERE).jcs().bytes(),
        )
        .bringing(ELSEWHERE, &naming(next))
        .bringing(next, &naming(ELSEWHERE)),
    ]
}
