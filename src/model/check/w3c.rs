//! Credentials by the rules of the W3C alone: any Verifiable Credential, and status lists.

use super::findings::{Findings, quote};
use super::{Rule, rules};
use crate::fault::{Code, Path};
use crate::json::{Object, Value};
use crate::model::class::{Cardinality, Class, Extent, Property, Range, Types};
use crate::model::{Node, Proof, RelatedResource};

use Cardinality::{Many, Optional, Required, Some as AtLeastOne};

const fn property(
    name: &'static str,
    cardinality: Cardinality,
    range: Range,
    doc: &'static str,
) -> Property {
    Property { name, cardinality, range, doc }
}

const CONTEXT: Property =
    property("@context", AtLeastOne, Range::Context, "The contexts (VCDM 2.0, section 4.3).");
const ID: Property =
    property("id", Optional, Range::Iri, "The identifier (VCDM 2.0, section 4.4).");
const ISSUER: Property = property(
    "issuer",
    Required,
    Range::Issuer(|| &ISSUER_OBJECT),
    "Who issues it (VCDM 2.0, section 4.7).",
);
const TYPE: Property =
    property("type", AtLeastOne, Range::Types, "The types (VCDM 2.0, section 4.5).");
const VALID_UNTIL: Property = property(
    "validUntil",
    Optional,
    Range::Timestamp,
    "Until when it is valid (VCDM 2.0, section 4.9).",
);

const STATUS: Property = property(
    "credentialStatus",
    Many,
    Range::Object(|| &TYPED),
    "Where to ask whether it stands (VCDM 2.0, section 4.10).",
);
const SCHEMAS: Property = property(
    "credentialSchema",
    Many,
    Range::Object(|| &SCHEMA),
    "Schemas that it keeps to (VCDM 2.0, section 4.11).",
);
const REFRESH: Property = property(
    "refreshService",
    Many,
    Range::Object(|| &TYPED),
    "Where a newer form can be had (VCDM 2.0, section 5.4).",
);
const TERMS: Property = property(
    "termsOfUse",
    Many,
    Range::Object(|| &TYPED),
    "The terms under which it was issued (VCDM 2.0, section 5.5).",
);
const EVIDENCE: Property = property(
    "evidence",
    Many,
    Range::Object(|| &TYPED),
    "What it rests on (VCDM 2.0, section 5.6).",
);
const RESOURCES: Property = property(
    "relatedResource",
    Many,
    Range::Object(RelatedResource::class),
    "Resources that it refers to, each with a digest (VCDM 2.0, section 5.3).",
);
const PROOF: Property =
    property("proof", Many, Range::Proof(Proof::class), "The proofs (VCDM 2.0, section 4.12).");

const fn class(
    name: &'static str,
    doc: &'static str,
    types: Types,
    properties: &'static [Property],
) -> Class {
    Class {
        name,
        doc,
        types,
        type_code: Code::ModelType,
        extent: Extent::Open,
        properties,
        rule: None,
    }
}

pub(in crate::model) static VERIFIABLE_CREDENTIAL: Class = Class {
    rule: Some(&ANY_CREDENTIAL),
    ..class(
        "VerifiableCredential",
        "Any credential. Source: VCDM 2.0, section 4.",
        Types::Includes(&[&["VerifiableCredential"]]),
        &[
            CONTEXT,
            ID,
            TYPE,
            NAME,
            DESCRIPTION,
            ISSUER,
            property(
                "validFrom",
                Optional,
                Range::Timestamp,
                "From when it is valid (VCDM 2.0, section 4.9).",
            ),
            VALID_UNTIL,
            property(
                "credentialSubject",
                AtLeastOne,
                Range::Subject(|| &SUBJECT),
                "About whom or what it is (VCDM 2.0, section 4.8).",
            ),
            STATUS,
            SCHEMAS,
            REFRESH,
            TERMS,
            EVIDENCE,
            RESOURCES,
            PROOF,
        ],
    )
};

const NAME: Property =
    property("name", Many, Range::LanguageText, "The name (VCDM 2.0, section 4.6).");
const DESCRIPTION: Property =
    property("description", Many, Range::LanguageText, "In words (VCDM 2.0, section 4.6).");

static ISSUER_OBJECT: Class = class(
    "issuer",
    "Who issues a credential. Source: VCDM 2.0, section 4.7.",
    Types::None,
    &[property("id", Required, Range::Iri, "The identifier."), NAME, DESCRIPTION],
);

static SUBJECT: Class = class(
    "credentialSubject",
    "About whom or what a credential is. Source: VCDM 2.0, section 4.8.",
    Types::None,
    &[ID],
);

static TYPED: Class = class(
    "object with a type",
    "An object of which the data model requires the type alone. Source: VCDM 2.0, section 4.5.",
    Types::Any,
    &[ID, TYPE],
);

static SCHEMA: Class = class(
    "CredentialSchema",
    "A schema. Source: VCDM 2.0, section 4.11.",
    Types::Any,
    &[property("id", Required, Range::Iri, "The address of the schema."), TYPE],
);

pub(in crate::model) static STATUS_LIST_CREDENTIAL: Class = Class {
    type_code: Code::StatusType,
    rule: Some(&LIST_CREDENTIAL),
    ..class(
        "BitstringStatusListCredential",
        "A status list. Source: Bitstring Status List 1.0, section 2.2.",
        Types::Includes(&[
            &["VerifiableCredential"],
            &["BitstringStatusListCredential", "StatusList2021Credential"],
        ]),
        &[
            CONTEXT,
            ID,
            TYPE,
            NAME,
            DESCRIPTION,
            ISSUER,
            property(
                "validFrom",
                Optional,
                Range::Timestamp,
                "From when it is valid (Bitstring Status List 1.0, section 2.2).",
            ),
            VALID_UNTIL,
            property(
                "credentialSubject",
                Required,
                Range::Subject(|| &STATUS_LIST),
                "The list (Bitstring Status List 1.0, section 2.2).",
            ),
            STATUS,
            SCHEMAS,
            REFRESH,
            TERMS,
            EVIDENCE,
            RESOURCES,
            PROOF,
        ],
    )
};

static STATUS_LIST: Class = Class {
    type_code: Code::StatusType,
    rule: Some(&LIST),
    ..class(
        "BitstringStatusList",
        "The list itself. Source: Bitstring Status List 1.0, section 2.2.",
        Types::Includes(&[&["BitstringStatusList", "StatusList2021"]]),
        &[
            ID,
            TYPE,
            property("statusPurpose", AtLeastOne, Range::Text, "What the bits say."),
            property("encodedList", Required, Range::Text, "The bits, compressed and encoded."),
            property("ttl", Optional, Range::Number, "For how many milliseconds it may be kept."),
        ],
    )
};

static ANY_CREDENTIAL: Rule = Rule {
    check: verifiable_credential,
    unsaid: &[
        "No two subjects have one id.",
        "The end of the validity period is not before its start.",
        "No two related resources have one id.",
    ],
    ..rules::CREDENTIAL
};

static LIST_CREDENTIAL: Rule = Rule { check: status_list_credential, ..rules::CREDENTIAL };

static LIST: Rule = Rule {
    check: status_list,
    schema: r#"{"properties": {"ttl": {"type": "integer", "minimum": 0}}}"#,
    unsaid: &[],
};

fn verifiable_credential(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    use crate::model::view::Version;
    if Version::of_object(object) == Version::V1_1 && !object.contains("issuanceDate") {
        let message = "\"issuanceDate\" is absent, which data model 1.1 requires".to_owned();
        findings.absent(Code::ModelRequired, path, message, "a member \"issuanceDate\"");
    }
    // Two objects of one identifier are one subject in the graph, and two for the reader.
    if let Some(Value::Array(subjects)) = object.get("credentialSubject") {
        let mut ids = std::collections::HashSet::new();
        for (index, subject) in subjects.iter().enumerate() {
            let id = subject.get("id").and_then(Value::as_str);
            if id.is_some_and(|id| !ids.insert(id)) {
                let subjects = path.member("credentialSubject");
                let (at, found) = (subjects.item(index), "a second subject with the same \"id\"");
                let expected = "an \"id\" of its own";
                findings.mismatch(Code::ModelSubject, &at, found, expected);
            }
        }
    }
    (rules::CREDENTIAL.check)(object, path, findings);
}

/// A credential and its list are of one edition of the standard.
fn status_list_credential(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    let is_of = |types: Option<&Value>, name| {
        types.is_some_and(|types| types.items().iter().any(|item| item.as_str() == Some(name)))
    };
    let list = object.get("credentialSubject").and_then(|subject| subject.get("type"));
    let own = object.get("type");
    let expected = match () {
        () if is_of(own, "BitstringStatusListCredential") => Some("BitstringStatusList"),
        () if is_of(own, "StatusList2021Credential") => Some("StatusList2021"),
        () => None,
    };
    let is_list = ["BitstringStatusList", "StatusList2021"].iter().any(|name| is_of(list, name));
    if let Some(expected) = expected.filter(|expected| is_list && !is_of(list, expected)) {
        let expected = format!("{expected} among the types, as those of the credential say");
        let message = format!("expected {expected}");
        let path = path.member("credentialSubject");
        let found = "the type of another edition";
        findings.unlike(Code::StatusType, &path.member("type"), message, found, &expected);
    }
    (rules::CREDENTIAL.check)(object, path, findings);
}

fn status_list(object: &Object, path: &Path<'_>, findings: &mut Findings) {
    if let Some(Value::Number(ttl)) = object.get("ttl")
        && ttl.as_u64().is_none()
    {
        let expected = "a whole number of milliseconds";
        findings.mismatch(Code::ModelValue, &path.member("ttl"), &ttl.to_string(), expected);
    }
}

/// A text with its language and direction, and nothing else (VCDM 2.0, section 11.1).
pub(super) fn language_text(text: &Object, path: &Path<'_>, findings: &mut Findings) {
    if !text.contains("@value") {
        let message = "\"@value\" is absent".to_owned();
        findings.absent(Code::ModelRequired, path, message, "a member \"@value\"");
    }
    for (name, value) in text.iter() {
        let path = path.member(name);
        let fits = match name {
            "@value" => value.as_str().is_some(),
            "@language" => value.as_str().is_some_and(is_language),
            "@direction" => matches!(value.as_str(), Some("ltr" | "rtl")),
            _ => {
                let expected = "\"@value\", \"@language\" and \"@direction\" alone";
                findings.mismatch(Code::ModelClosed, &path, &quote(name), expected);
                continue;
            }
        };
        if !fits {
            let code = if value.as_str().is_some() { Code::ModelValue } else { Code::ModelType };
            let found = value.as_str().map_or_else(|| value.kind().to_owned(), quote);
            let message = format!("found {found}, which {name:?} does not allow");
            let expected = match name {
                "@value" => "a string",
                "@language" => "a language tag",
                _ => "\"ltr\" or \"rtl\"",
            };
            findings.unlike(code, &path, message, &found, expected);
        }
    }
}

/// The outer form of BCP 47 tags: parts of one to eight letters and digits, a letter first.
fn is_language(text: &str) -> bool {
    let part_fits = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.split('-').all(part_fits)
}
