//! The badge on which the tests of the model work, and ways to change it.

use std::path::PathBuf;

use openbadges::json::{self, Value};
use openbadges::{Finding, Limits};

use crate::support;

pub fn read(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default()).unwrap()
}

/// A badge with an object of every class.
pub fn badge() -> Value {
    read(
        r##"{
        "@context": ["https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
        "id": "urn:uuid:5f4dd5e0-7a0c-4a51-8a17-1d0f0b8f0a01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Wait Time",
        "description": "Awarded for wait time.",
        "image": {"id": "https://example.org/wait.png", "type": "Image", "caption": "A clock"},
        "issuer": {"id": "did:example:district", "type": ["Profile"], "name": "District",
            "url": "https://example.org", "phone": "+1 222 333", "email": "a@example.org",
            "image": {"id": "https://example.org/logo.svg", "type": "Image"},
            "address": {"type": ["Address"], "addressCountry": "Nowhere", "addressCountryCode": "US",
                "addressRegion": "R", "addressLocality": "L", "streetAddress": "S",
                "postOfficeBoxNumber": "1", "postalCode": "2",
                "geo": {"type": "GeoCoordinates", "latitude": 1.5, "longitude": -2}},
            "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "12",
                "identifierType": "sourcedId"}],
            "official": "Someone", "parentOrg": {"id": "did:example:state", "type": ["Profile"]},
            "dateOfBirth": "1990-02-28", "familyName": "F", "givenName": "G",
            "additionalName": "A", "patronymicName": "P", "honorificPrefix": "Dr",
            "honorificSuffix": "PhD", "familyNamePrefix": "de", "description": "A district.",
            "endorsementJwt": ["e30..c2ln"]},
        "validFrom": "2026-03-01T00:00:00Z",
        "validUntil": "2028-03-01T02:00:00.500+02:00",
        "awardedDate": "2026-02-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ada", "type": ["AchievementSubject"],
            "identifier": [{"type": "IdentityObject", "hashed": true, "salt": "Kosher",
                "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399",
                "identityType": "emailAddress"}],
            "achievement": {"id": "https://example.org/a/1", "type": ["Achievement"],
                "name": "Wait Time", "description": "Waits.", "achievementType": "MicroCredential",
                "criteria": {"id": "https://example.org/a/1/criteria", "narrative": "Two lessons."},
                "creator": {"id": "did:example:maker", "type": ["Profile"]},
                "creditsAvailable": 1.5, "fieldOfStudy": "Teaching", "specialization": "Questions",
                "humanCode": "WT-1", "inLanguage": "en-US", "version": "2",
                "image": {"id": "data:image/png;base64,AA==", "type": "Image"},
                "tag": ["questioning", "pacing"],
                "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "x",
                    "identifierType": "ext:district-code"}],
                "related": [{"id": "https://example.org/a/0", "type": ["Related"],
                    "inLanguage": "es-419", "version": "1"}],
                "endorsementJwt": ["e30.e30.c2ln"],
                "alignment": [{"type": ["Alignment"], "targetName": "T",
                    "targetUrl": "https://example.org/t", "targetCode": "c",
                    "targetDescription": "d", "targetFramework": "f", "targetType": "CFItem"}],
                "resultDescription": [
                    {"id": "urn:rd:1", "type": ["ResultDescription"], "name": "Rubric",
                        "resultType": "RubricCriterionLevel", "requiredLevel": "urn:level:2",
                        "rubricCriterionLevel": [
                            {"id": "urn:level:1", "type": ["RubricCriterionLevel"], "name": "Begins"},
                            {"id": "urn:level:2", "type": ["RubricCriterionLevel"], "name": "Shows",
                                "description": "d", "level": "Mastered", "points": "4",
                                "alignment": [{"type": ["Alignment"], "targetName": "T",
                                    "targetUrl": "https://example.org/t"}]}]},
                    {"id": "urn:rd:2", "type": ["ResultDescription"], "name": "Grade",
                        "resultType": "LetterGrade", "allowedValue": ["B", "A"],
                        "requiredValue": "B"},
                    {"id": "urn:rd:3", "type": ["ResultDescription"], "name": "Percent",
                        "resultType": "Percent", "valueMin": "0", "valueMax": "100"}]},
            "activityStartDate": "2026-01-01T00:00:00", "activityEndDate": "2026-01-31T00:00:00Z",
            "creditsEarned": 1.5, "licenseNumber": "L", "narrative": "N", "role": "R", "term": "T",
            "image": {"id": "https://example.org/award.png", "type": "Image"},
            "source": {"id": "did:example:assessor", "type": ["Profile"]},
            "result": [{"type": ["Result"], "resultDescription": "urn:rd:1",
                    "achievedLevel": "urn:level:2", "status": "Completed"},
                {"type": ["Result"], "resultDescription": "urn:rd:2", "value": "A"}]},
        "evidence": [{"id": "https://example.org/e/1", "type": ["Evidence"], "narrative": "N",
            "name": "E", "description": "D", "genre": "Film", "audience": "Peers"}],
        "endorsement": [{
            "@context": ["https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
            "id": "urn:uuid:5f4dd5e0-7a0c-4a51-8a17-1d0f0b8f0a02",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "State", "issuer": "did:example:state", "validFrom": "2026-03-01T00:00:00Z",
            "credentialSubject": {"id": "urn:uuid:5f4dd5e0-7a0c-4a51-8a17-1d0f0b8f0a01",
                "type": ["EndorsementSubject"], "endorsementComment": "Good."}}],
        "endorsementJwt": ["e30.e30.c2ln"],
        "credentialSchema": [{"id": "https://example.org/schema.json",
            "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": {"id": "https://example.org/status#7", "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation", "statusListIndex": "7",
            "statusListCredential": "https://example.org/status"},
        "refreshService": {"id": "https://example.org/r", "type": "1EdTechCredentialRefresh"},
        "termsOfUse": [{"type": "ExamplePolicy"}],
        "proof": [{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022",
            "created": "2026-03-01T00:00:00Z", "verificationMethod": "did:example:district#key",
            "proofPurpose": "assertionMethod", "proofValue": "z1"}]
    }"##,
    )
}

/// The value at a pointer, to be changed.
pub fn at<'v>(value: &'v mut Value, pointer: &str) -> &'v mut Value {
    pointer.split('/').skip(1).fold(value, |value, step| {
        let step = step.replace("~1", "/").replace("~0", "~");
        match value {
            Value::Object(object) => object.get_mut(&step).unwrap_or_else(|| panic!("{step}")),
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            _ => panic!("{step}"),
        }
    })
}

/// The badge with a member set, or taken out where there is no value.
pub fn with(pointer: &str, value: Option<Value>) -> Value {
    let mut document = badge();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    match (at(&mut document, parent), value) {
        (Value::Object(object), Some(value)) => drop(object.insert(name, value)),
        (Value::Object(object), None) => drop(object.remove(&name).unwrap()),
        (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value,
        (Value::Array(items), None) => drop(items.remove(name.parse().unwrap())),
        _ => panic!("{parent}"),
    }
    document
}

pub fn errors(findings: &[Finding]) -> Vec<(&'static str, &str)> {
    let errors = findings.iter().filter(|finding| finding.is_error());
    errors.map(|finding| (finding.fault.code.as_str(), finding.fault.pointer.as_str())).collect()
}

/// Every place in a value, with the value there.
fn places(value: &Value, pointer: String, all: &mut Vec<(String, Value)>) {
    all.push((pointer.clone(), value.clone()));
    match value {
        Value::Object(object) => {
            for (name, value) in object.iter() {
                let name = name.replace('~', "~0").replace('/', "~1");
                places(value, format!("{pointer}/{name}"), all);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, format!("{pointer}/{index}"), all);
            }
        }
        _ => {}
    }
}

pub fn all_places(value: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    places(value, String::new(), &mut all);
    all
}

/// The JSON documents in a folder of the reference material, with their names.
pub fn samples(folder: &str) -> Vec<(String, Value)> {
    let Some(folder) = support::shared(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        json::read(&bytes, &Limits::default()).ok().map(|value| (name, value))
    };
    files.iter().filter(|path| path.is_file()).filter_map(read).collect()
}
