//! Group B: the model.

use openbadges::json::Value;
use openbadges::model::Kind;
use openbadges::verifier::Policy;

use crate::Case;
use crate::mint::{DID, Mint, at, badge, json};

pub fn cases() -> Vec<Case> {
    let invalid = |number, name, code, mint: Mint| Case::invalid(number, name, code, mint.bytes());
    vec![
        // The terms of credentials are defined inside their type.
        invalid(
            21,
            "no-verifiable-credential-type",
            "model.type",
            badge().set("", "type", vec!["OpenBadgeCredential"]),
        )
        .also(&["data_loss"]),
        invalid(
            22,
            "no-badge-type",
            "model.type",
            badge().set("", "type", vec!["VerifiableCredential"]),
        ),
        invalid(22, "endorsement-presented-as-a-badge", "model.type", endorsement())
            .under(Policy { kind: Kind::Badge, ..Policy::default() })
            .also(&["model.required"]),
        Case::valid(22, "endorsement-as-an-endorsement", endorsement().bytes())
            .under(Policy { kind: Kind::Endorsement, ..Policy::default() }),
        Case::invalid(22, "badge-presented-as-a-status-list", "status.type", badge().bytes())
            .under(Policy { kind: Kind::StatusList, ..Policy::default() })
            .also(&["model.required"]),
        Case::valid(22, "badge-as-any-credential", badge().bytes())
            .under(Policy { kind: Kind::Any, ..Policy::default() }),
        invalid(
            23,
            "type-and-at-type",
            "model.alias",
            badge().set("", "@type", vec!["EndorsementCredential"]),
        ),
        invalid(24, "id-and-at-id", "model.alias", badge().set("", "@id", "urn:uuid:other").jcs()),
        invalid(
            25,
            "type-in-lower-case",
            "model.type",
            badge().set("", "type", vec!["VerifiableCredential", "openbadgecredential"]),
        )
        .also(&["data_loss"]),
        invalid(26, "no-subject", "model.subject", badge().without("", "credentialSubject")),
        invalid(
            27,
            "subject-without-identity",
            "model.subject",
            badge().without("/credentialSubject", "id"),
        ),
        invalid(
            28,
            "achievement-without-name",
            "model.required",
            badge().without("/credentialSubject/achievement", "name"),
        ),
        invalid(
            28,
            "achievement-without-description",
            "model.required",
            badge().without("/credentialSubject/achievement", "description"),
        ),
        invalid(
            28,
            "achievement-without-criteria",
            "model.required",
            badge().without("/credentialSubject/achievement", "criteria"),
        ),
        invalid(29, "issuer-is-a-number", "model.issuer", badge().set("", "issuer", 1)),
        invalid(29, "issuer-is-null", "model.issuer", badge().set("", "issuer", Value::Null))
            .also(&["data_loss.null"]),
        invalid(29, "issuer-is-an-array", "model.issuer", badge().set("", "issuer", vec![DID])),
        invalid(30, "issuer-is-relative", "iri", badge().set("", "issuer", "issuers/1"))
            .also(&["data_loss"]),
        invalid(31, "no-valid-from", "model.required", badge().without("", "validFrom")),
        invalid(32, "valid-from-in-version-1", "model.version", version_1("validFrom")),
        invalid(
            32,
            "issuance-date-in-version-2",
            "model.version",
            badge().without("", "validFrom").set("", "issuanceDate", "2026-07-01T09:00:00Z"),
        )
        .also(&["data_loss"]),
        Case::valid(32, "issuance-date-in-version-1", version_1("issuanceDate").bytes()),
        invalid(
            33,
            "valid-from-and-issuance-date",
            "model.version",
            version_1("issuanceDate").set("", "validFrom", "2026-07-01T09:00:00Z"),
        ),
        invalid(34, "evidence-runs-a-script", "iri.scheme", evidence("javascript:alert(1)")),
        invalid(34, "evidence-in-a-local-file", "iri.scheme", evidence("file:///etc/passwd")),
        invalid(
            34,
            "evidence-runs-a-script-in-capitals",
            "iri.scheme",
            evidence("JavaScript:alert(1)"),
        ),
        invalid(
            35,
            "result-of-another-achievement",
            "model.result",
            badge().set(
                "/credentialSubject",
                "result",
                json(
                    r#"[{
                      "type": ["Result"],
                      "resultDescription": "urn:uuid:1d2a5a0e-54c5-4a7c-9d60-0c2f4c1c2b3a",
                      "value": "A"
                    }]"#,
                ),
            ),
        ),
        invalid(36, "hash-of-no-known-kind", "model.value", hashed("sha1$0000")),
        invalid(36, "hash-too-short", "model.value", hashed("sha256$00")),
        invalid(36, "hash-that-is-none", "model.value", hashed("ada@example.org")),
        Case::warned(
            37,
            "md5-hash",
            "hash.weak",
            hashed("md5$5d41402abc4b2a76b9719d911017c592").bytes(),
        ),
        Case::warned(39, "schema-of-unknown-type", "schema.unknown", schema(ELSEWHERE).bytes()),
        Case::warned(
            39,
            "schema-of-unknown-type-at-the-known-address",
            "schema.unknown",
            schema(OFFICIAL).bytes(),
        ),
        invalid(40, "undefined-extension", "data_loss", badge().set("", "extension", "x")),
        invalid(
            40,
            "undefined-extension-under-jcs",
            "data_loss",
            badge().set("", "extension", "x").jcs(),
        ),
    ]
}

const OFFICIAL: &str =
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";
const ELSEWHERE: &str = "https://example.org/schemas/1";

fn endorsement() -> Mint {
    badge().set("", "type", vec!["VerifiableCredential", "EndorsementCredential"]).set(
        "",
        "credentialSubject",
        json(
            r#"{
                  "id": "https://district.example.org/achievements/feedback",
                  "type": ["EndorsementSubject"],
                  "endorsementComment": "Worth having."
                }"#,
        ),
    )
}

/// A badge of data model 1.1 with its start under this name.
fn version_1(start: &str) -> Mint {
    badge()
        .with(|badge| {
            *at(badge, "/@context/0") = "https://www.w3.org/2018/credentials/v1".into();
        })
        .context("https://w3id.org/security/data-integrity/v2")
        .without("", "validFrom")
        .set("", start, "2026-07-01T09:00:00Z")
}

fn evidence(id: &str) -> Mint {
    let evidence = json(&format!(r#"[{{"id": "{id}", "type": ["Evidence"], "name": "A"}}]"#));
    badge().set("", "evidence", evidence)
}

fn hashed(hash: &str) -> Mint {
    let identity = json(&format!(
        r#"[{{
          "type": "IdentityObject",
          "hashed": true,
          "identityHash": "{hash}",
          "identityType": "emailAddress",
          "salt": "u7Qz"
        }}]"#
    ));
    badge().set("/credentialSubject", "identifier", identity)
}

fn schema(id: &str) -> Mint {
    let schema = json(&format!(r#"[{{"id": "{id}", "type": "urn:example:OtherSchema"}}]"#));
    badge().set("", "credentialSchema", schema)
}
