//! Group L: rewrites that leave the signed graph as it is, so that the proof still holds.

use openbadges::json::{Object, Value};

use crate::Case;
use crate::mint::{Mint, at, badge, json, n_quads, push, put, take, written};

const UNTIL: &str = "2026-07-15T00:00:00Z";
const VALID_UNTIL: &str = "https://www.w3.org/2018/credentials#validUntil";
const STATUS: &str = "https://www.w3.org/2018/credentials#credentialStatus";
const LIST: &str = "https://district.example.org/status/1";

pub fn cases() -> Vec<Case> {
    let mut cases = full_names();
    cases.extend(aliases());
    cases.extend(other_places());
    cases.extend(dealt_anew());
    cases.extend(appended());
    cases.extend(redressed());
    cases.extend(ours());
    cases.extend(overridden());
    cases.extend(wrapped());
    cases
}

/// A badge that has expired.
fn expired() -> Mint {
    badge().set("", "validUntil", UNTIL)
}

/// A badge with a status, which is not looked up when it is hidden.
fn with_status() -> Mint {
    let entry = json(&format!(
        r#"{{
          "id": "{LIST}#7",
          "type": "BitstringStatusListEntry",
          "statusPurpose": "revocation",
          "statusListIndex": "7",
          "statusListCredential": "{LIST}"
        }}"#
    ));
    badge().set("", "credentialStatus", entry)
}

/// The badge, rewritten after it was signed. The graph must be what it was.
fn rewritten(mint: Mint, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut document = mint.secured();
    let graph = |document: &Value| {
        let mut document = document.clone();
        let mut proof = at(&mut document, "/proof").clone();
        take(&mut document, "proof");
        put(&mut proof, "@context", document.get("@context").unwrap().clone());
        take(&mut proof, "proofValue");
        [n_quads(&document), n_quads(&proof)]
    };
    let before = graph(&document);
    change(&mut document);
    assert_eq!(graph(&document), before);
    written(&document)
}

/// Gives a member another name, and perhaps another value.
fn rename(object: &mut Value, from: &str, to: &str, value: Option<Value>) {
    let known = object.get(from).unwrap().clone();
    take(object, from);
    put(object, to, value.unwrap_or(known));
}

fn date_time(text: &str) -> Value {
    json(&format!(
        r#"{{"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": "{text}"}}"#
    ))
}

fn alias(number: u16, name: &'static str, bytes: Vec<u8>) -> Case {
    Case::invalid(number, name, "model.alias", bytes)
}

fn full_names() -> Vec<Case> {
    vec![
        alias(
            229,
            "end-under-its-full-name",
            rewritten(expired(), |badge| {
                rename(badge, "validUntil", VALID_UNTIL, Some(date_time(UNTIL)));
            }),
        ),
        alias(
            229,
            "status-under-its-full-name",
            rewritten(with_status(), |badge| rename(badge, "credentialStatus", STATUS, None)),
        ),
        alias(
            229,
            "end-of-the-proof-under-its-full-name",
            rewritten(badge().option("expires", UNTIL), |badge| {
                let name = "https://w3id.org/security#expiration";
                rename(at(badge, "/proof"), "expires", name, Some(date_time(UNTIL)));
            }),
        ),
        alias(
            229,
            "achievement-under-its-full-name",
            rewritten(badge(), |badge| {
                let name = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement";
                rename(at(badge, "/credentialSubject"), "achievement", name, None);
            }),
        )
        .also(&["model.required"]),
        // Of the type by its full name, the terms inside must have theirs as well.
        alias(
            229,
            "type-and-members-of-the-status-under-their-full-names",
            rewritten(with_status(), |badge| {
                let vocabulary = "https://www.w3.org/ns/credentials/status#";
                let status = at(badge, "/credentialStatus");
                put(status, "type", format!("{vocabulary}BitstringStatusListEntry"));
                for name in ["statusPurpose", "statusListIndex"] {
                    rename(status, name, &format!("{vocabulary}{name}"), None);
                }
                let list = json(&format!(r#"{{"id": "{LIST}"}}"#));
                let name = format!("{vocabulary}statusListCredential");
                rename(status, "statusListCredential", &name, Some(list));
            }),
        ),
    ]
}

fn aliases() -> Vec<Case> {
    let end = |name, context: &str, member: &'static str, value: Option<Value>| {
        let bytes = rewritten(expired(), |badge| {
            push(at(badge, "/@context"), json(context));
            rename(badge, "validUntil", member, value);
        });
        alias(230, name, bytes)
    };
    let status = |name, context: &str, member: &'static str| {
        let bytes = rewritten(with_status(), |badge| {
            push(at(badge, "/@context"), json(context));
            rename(badge, "credentialStatus", member, None);
        });
        alias(230, name, bytes)
    };
    let typed = |iri: &str| {
        format!(r#"{{"@id": "{iri}", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}}"#)
    };
    vec![
        end("end-under-an-alias", &format!(r#"{{"note": {}}}"#, typed(VALID_UNTIL)), "note", None),
        end(
            "end-under-a-prefix",
            r#"{"w3c": "https://www.w3.org/2018/credentials#"}"#,
            "w3c:validUntil",
            Some(date_time(UNTIL)),
        ),
        end(
            "end-under-a-short-prefix",
            r#"{"w3": {"@id": "https://www.w3.org/2018/", "@prefix": true}}"#,
            "w3:credentials#validUntil",
            Some(date_time(UNTIL)),
        ),
        end(
            "end-under-a-default-vocabulary",
            r#"{"@vocab": "https://www.w3.org/2018/"}"#,
            "credentials#validUntil",
            Some(date_time(UNTIL)),
        ),
        end(
            "end-under-an-alias-of-a-prefix",
            &format!(
                r#"{{"w3c": "https://www.w3.org/2018/credentials#", "note": {}}}"#,
                typed("w3c:validUntil")
            ),
            "note",
            None,
        ),
        status("status-under-an-alias", &format!(r#"{{"note": "{STATUS}"}}"#), "note"),
        status(
            "status-under-an-alias-of-an-alias",
            &format!(r#"{{"first": "{STATUS}", "note": {{"@id": "first"}}}}"#),
            "note",
        ),
        alias(
            230,
            "status-under-an-alias-deep-down",
            rewritten(with_status(), |badge| {
                let id = badge.get("id").unwrap().clone();
                let status = badge.get("credentialStatus").unwrap().clone();
                take(badge, "credentialStatus");
                let mut again = json(&format!(r#"{{"@context": {{"note": "{STATUS}"}}}}"#));
                put(&mut again, "id", id);
                put(&mut again, "note", status);
                // It hangs on what is said of the whole already.
                let subject = at(badge, "/credentialSubject");
                put(
                    subject,
                    "@context",
                    json(&format!(r#"{{"of": {{"@reverse": "{SUBJECT}"}}}}"#)),
                );
                put(subject, "of", again);
            }),
        ),
        alias(
            230,
            "id-under-an-alias",
            rewritten(badge(), |badge| {
                push(at(badge, "/@context"), json(r#"{"about": "@id"}"#));
                rename(at(badge, "/credentialSubject"), "id", "about", None);
            }),
        )
        .also(&["model.subject"]),
        alias(
            230,
            "type-under-an-alias",
            rewritten(with_status(), |badge| {
                push(at(badge, "/@context"), json(r#"{"kind": "@type"}"#));
                rename(at(badge, "/credentialStatus"), "type", "kind", None);
            }),
        )
        .also(&["model.type", "status.type"]),
        alias(
            230,
            "end-of-the-proof-under-an-alias",
            rewritten(badge().option("expires", UNTIL), |badge| {
                let context = typed("https://w3id.org/security#expiration");
                push(at(badge, "/@context"), json(&format!(r#"{{"note": {context}}}"#)));
                rename(at(badge, "/proof"), "expires", "note", None);
            }),
        ),
    ]
}

const SUBJECT: &str = "https://www.w3.org/2018/credentials#credentialSubject";

fn other_places() -> Vec<Case> {
    let achievement = "/credentialSubject/achievement";
    let moved = |mint: Mint, member: &'static str| {
        let endorsement = |id: &Value, end: bool, value: &Value| {
            let mut subject = json(r#"{"type": ["EndorsementSubject", "VerifiableCredential"]}"#);
            put(&mut subject, "id", id.clone());
            if end {
                put(&mut subject, member, value.clone());
            }
            subject
        };
        // The badge has an endorsement of itself from the start; what is said of it moves there.
        let mint = mint.with(|badge| {
            let id = badge.get("id").unwrap().clone();
            put(badge, "endorsement", vec![endorsing(endorsement(&id, false, &Value::Null))]);
        });
        rewritten(mint, |badge| {
            let id = badge.get("id").unwrap().clone();
            let value = badge.get(member).unwrap().clone();
            take(badge, member);
            put(at(badge, "/endorsement/0"), "credentialSubject", endorsement(&id, true, &value));
        })
    };
    vec![
        Case::invalid(
            231,
            "end-as-a-value-object",
            "model.type",
            rewritten(expired(), |badge| put(badge, "validUntil", date_time(UNTIL))),
        ),
        Case::invalid(
            231,
            "end-in-an-array",
            "model.type",
            rewritten(expired(), |badge| put(badge, "validUntil", vec![UNTIL])),
        ),
        Case::invalid(
            231,
            "end-said-twice",
            "model.type",
            rewritten(expired(), |badge| put(badge, "validUntil", vec![UNTIL, UNTIL])),
        ),
        alias(232, "end-in-an-endorsement-of-the-badge", moved(expired(), "validUntil")),
        alias(
            232,
            "status-in-an-endorsement-of-the-badge",
            moved(with_status(), "credentialStatus"),
        ),
        Case::invalid(
            233,
            "subject-split-in-two",
            "model.subject",
            rewritten(badge(), |badge| {
                let whole = at(badge, "/credentialSubject").clone();
                let mut rest = whole.clone();
                take(&mut rest, "creditsEarned");
                let mut credits = whole;
                take(&mut credits, "achievement");
                put(badge, "credentialSubject", vec![rest, credits]);
            }),
        )
        .also(&["model.alias"]),
        Case::invalid(
            233,
            "subject-said-twice",
            "model.subject",
            rewritten(badge(), |badge| {
                let subject = at(badge, "/credentialSubject").clone();
                let mut again = subject.clone();
                take(&mut again, "achievement");
                put(badge, "credentialSubject", vec![subject, again]);
            }),
        )
        .also(&["model.alias"]),
        Case::invalid(
            234,
            "two-subjects",
            "model.subject",
            badge()
                .with(|badge| {
                    let subject = at(badge, "/credentialSubject").clone();
                    let mut other = subject.clone();
                    put(&mut other, "id", "did:example:another");
                    put(badge, "credentialSubject", vec![subject, other]);
                })
                .bytes(),
        ),
        // The same achievement, said in two places: the graph has it once.
        Case::invalid(
            233,
            "achievement-split-in-two",
            "model.type",
            rewritten(badge(), |badge| {
                let whole = at(badge, achievement).clone();
                let mut rest = whole.clone();
                take(&mut rest, "description");
                put(at(badge, "/credentialSubject"), "achievement", vec![whole, rest_of(rest)]);
            }),
        )
        .also(&["model.alias"]),
    ]
}

/// Statements about one thing in more places than one. Of what is signed like this nobody knows
/// which stood where.
fn dealt_anew() -> Vec<Case> {
    let evidence = json(
        r#"[{
          "id": "https://portfolio.example.org/1",
          "type": ["Evidence"],
          "name": "Lesson, recorded",
          "narrative": "A substitute taught it."
        }]"#,
    );
    let split = |path: &'static str, member: &'static str| {
        move |badge: &mut Value| {
            let Value::Array(items) = at(badge, path) else { unreachable!() };
            let mut rest = items[0].clone();
            take(&mut rest, member);
            items.insert(0, rest);
        }
    };
    let achievement = "/credentialSubject/achievement";
    let results = "/credentialSubject/achievement/resultDescription";
    let described = json(
        r#"[{
          "id": "urn:uuid:9b7a0c6e-3f0d-4a0b-9a55-2f8b1c7d4e61",
          "type": ["ResultDescription"],
          "name": "Final",
          "resultType": "Percent",
          "requiredValue": "80"
        }]"#,
    );
    let result = json(
        r#"[{
          "type": ["Result"],
          "resultDescription": "urn:uuid:9b7a0c6e-3f0d-4a0b-9a55-2f8b1c7d4e61",
          "status": "Failed",
          "value": "30"
        }]"#,
    );
    let graded = || {
        let results = badge().set(achievement, "resultDescription", described.clone());
        results.set("/credentialSubject", "result", result.clone())
    };
    let creator = |name: &str| {
        let id = badge().secured().at("/issuer/id").unwrap().clone();
        let mut creator = json(r#"{"type": ["Profile"]}"#);
        put(&mut creator, "id", id);
        put(&mut creator, "name", name);
        creator
    };
    let whole_or_part = |name| badge().set(achievement, "creator", creator(name));
    let of_its_name = at(&mut badge().secured(), "/issuer/name").as_str().unwrap().to_owned();
    let entry = |purpose: &str, index: &str| {
        json(&format!(
            r#"{{
              "id": "urn:uuid:8f2a6c1e-5b0d-4c57-9a43-2f6d1e0b7c11#status",
              "type": "BitstringStatusListEntry",
              "statusPurpose": "{purpose}",
              "statusListIndex": "{index}",
              "statusListCredential": "{LIST}"
            }}"#
        ))
    };
    vec![
        alias(233, "evidence-split-in-two", {
            let badge = badge().set("", "evidence", evidence.clone());
            rewritten(badge, split("/evidence", "narrative"))
        }),
        alias(
            233,
            "required-value-split-off",
            rewritten(graded(), split(results, "requiredValue")),
        ),
        alias(
            233,
            "result-named-and-split-in-two",
            rewritten(graded(), |badge| {
                let Value::Array(items) = at(badge, "/credentialSubject/result") else {
                    unreachable!()
                };
                put(&mut items[0], "id", "_:result");
                let mut rest = items[0].clone();
                take(&mut rest, "status");
                take(&mut items[0], "value");
                items.insert(0, rest);
            }),
        ),
        alias(
            233,
            "status-entry-split-in-two",
            rewritten(with_status(), |badge| {
                let whole = at(badge, "/credentialStatus").clone();
                let mut rest = whole.clone();
                take(&mut rest, "statusPurpose");
                put(badge, "credentialStatus", vec![rest, whole]);
            }),
        )
        .also(&["model.required"]),
        alias(
            233,
            "two-status-entries-of-one-identifier",
            badge().altered(|badge| {
                let entries = vec![entry("revocation", "5"), entry("suspension", "7")];
                put(badge, "credentialStatus", entries);
            }),
        ),
        alias(
            233,
            "two-names-of-one-issuer",
            badge().altered(|badge| put(at(badge, achievement), "creator", creator("Another"))),
        ),
        Case::warned(
            233,
            "evidence-duplicated",
            "data_loss.duplicate",
            rewritten(badge().set("", "evidence", evidence.clone()), |badge| {
                let Value::Array(items) = at(badge, "/evidence") else { unreachable!() };
                items.push(items[0].clone());
            }),
        ),
        Case::warned(
            233,
            "tag-duplicated",
            "data_loss.duplicate",
            rewritten(badge().set(achievement, "tag", vec!["questions"]), |badge| {
                put(at(badge, achievement), "tag", vec!["questions", "questions"]);
            }),
        ),
        Case::valid(233, "issuer-who-is-the-creator", whole_or_part(&of_its_name).bytes()),
    ]
}

/// Without what would be a node of its own a second time.
fn rest_of(mut achievement: Value) -> Value {
    take(&mut achievement, "criteria");
    achievement
}

fn endorsing(subject: Value) -> Value {
    let mut endorsement = json(
        r#"{
          "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
          ],
          "id": "urn:uuid:52c1a1c0-6a4e-4b3f-8f0d-6f1b3b9a7e10",
          "type": ["VerifiableCredential", "EndorsementCredential"],
          "name": "Endorsement",
          "issuer": {"id": "did:example:endorser", "type": ["Profile"]},
          "validFrom": "2026-07-01T09:00:00Z"
        }"#,
    );
    put(&mut endorsement, "credentialSubject", subject);
    endorsement
}

fn appended() -> Vec<Case> {
    let append = |context: &'static str| {
        badge().jcs().altered(|badge| push(at(badge, "/@context"), context))
    };
    vec![
        Case::warned(
            235,
            "context-appended-under-jcs",
            "context.appended",
            append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"),
        ),
        Case::undecided(
            235,
            "unknown-context-appended-under-jcs",
            "context.unknown",
            append("https://example.org/contexts/1"),
        ),
        Case::invalid(
            235,
            "context-that-defines-what-was-undefined-appended-under-jcs",
            "data_loss",
            badge().set("", "extension", "x").jcs().altered(|badge| {
                let context = json(r#"{"extension": "https://example.org/vocab#extension"}"#);
                push(at(badge, "/@context"), context);
            }),
        ),
        Case::invalid(
            235,
            "context-put-first-under-jcs",
            "signature",
            badge().jcs().altered(|badge| match at(badge, "/@context") {
                Value::Array(contexts) => {
                    let extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
                    contexts.insert(2, extensions.into());
                    contexts.swap(1, 2);
                }
                _ => unreachable!(),
            }),
        )
        .also(&["context.order"]),
    ]
}

const SCHOOL: &str = "https://school.example.org/terms#";
const ED25519_2020: &str = "https://w3id.org/security/suites/ed25519-2020/v1";

/// A document of the data model 1.1 under contexts that protect nothing of Open Badges.
fn version_1(contexts: Vec<Value>) -> Mint {
    let mut all = vec![Value::from("https://www.w3.org/2018/credentials/v1")];
    all.extend(contexts);
    all.push("https://w3id.org/security/data-integrity/v2".into());
    badge().with(|badge| {
        put(badge, "@context", all);
        take(badge, "validFrom");
        put(badge, "issuanceDate", "2026-07-01T09:00:00Z");
    })
}

/// The context of Open Badges that was the first under the data model 1.1 to have a version.
fn unprotected() -> Value {
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json".into()
}

/// What a school signed about something else, called by the names of Open Badges: names that a
/// context has not protected can be given any meaning afterwards.
fn redressed() -> Vec<Case> {
    let term = |name: &str| format!("\"{SCHOOL}{name}\"");
    let link = |name: &str| format!(r#"{{"@id": "{SCHOOL}{name}", "@type": "@id"}}"#);
    let own = json(&format!(
        r#"{{"Enrolment": {}, "School": {}, "Person": {}, "Course": {}, "title": {}, "summary": {},
             "enrolledIn": {}, "syllabus": {}}}"#,
        term("Enrolment"),
        term("School"),
        term("Person"),
        term("Course"),
        term("title"),
        term("summary"),
        link("enrolledIn"),
        link("syllabus"),
    ));
    let enrolment = version_1(vec![own]).with(|document| {
        put(document, "type", vec!["VerifiableCredential", "Enrolment"]);
        rename(document, "name", "title", None);
        let issuer = at(document, "/issuer");
        put(issuer, "type", "School");
        rename(issuer, "name", "title", None);
        let subject = json(
            r#"{
              "id": "did:example:pupil",
              "type": "Person",
              "enrolledIn": {
                "id": "https://school.example.org/courses/1",
                "type": "Course",
                "title": "Calculus",
                "summary": "For everybody.",
                "syllabus": "https://school.example.org/courses/1/syllabus"
              }
            }"#,
        );
        put(document, "credentialSubject", subject);
    });
    let as_badge = |document: &mut Value| {
        let names = json(&format!(
            r#"{{"OpenBadgeCredential": {}, "Profile": {}, "AchievementSubject": {},
                 "Achievement": {}, "name": {}, "description": {}, "achievement": {},
                 "criteria": {}}}"#,
            term("Enrolment"),
            term("School"),
            term("Person"),
            term("Course"),
            term("title"),
            term("summary"),
            term("enrolledIn"),
            link("syllabus"),
        ));
        let contexts = at(document, "/@context").as_array().unwrap();
        let contexts = [contexts[0].clone(), unprotected(), contexts[2].clone(), names];
        put(document, "@context", contexts.to_vec());
        put(document, "type", vec!["VerifiableCredential", "OpenBadgeCredential"]);
        rename(document, "title", "name", None);
        let issuer = at(document, "/issuer");
        put(issuer, "type", "Profile");
        rename(issuer, "title", "name", None);
        let subject = at(document, "/credentialSubject");
        put(subject, "type", "AchievementSubject");
        rename(subject, "enrolledIn", "achievement", None);
        let course = at(subject, "/achievement");
        put(course, "type", "Achievement");
        rename(course, "title", "name", None);
        rename(course, "summary", "description", None);
        let syllabus = json(r#"{"id": "https://school.example.org/courses/1/syllabus"}"#);
        rename(course, "syllabus", "criteria", Some(syllabus));
    };
    let as_endorsement = |document: &mut Value| {
        let names = r#"{"EndorsementCredential": "OpenBadgeCredential",
                        "EndorsementSubject": "AchievementSubject"}"#;
        push(at(document, "/@context"), json(names));
        put(document, "type", vec!["VerifiableCredential", "EndorsementCredential"]);
        let types = vec!["AchievementSubject", "EndorsementSubject"];
        put(at(document, "/credentialSubject"), "type", types);
    };
    let for_authentication = badge()
        .context(ED25519_2020)
        .option("type", "Ed25519Signature2020")
        .without_option("cryptosuite")
        .option("proofPurpose", "authentication");
    let as_assertion = |document: &mut Value| {
        let security = "https://w3id.org/security#";
        let suite = json(&format!(
            r#"{{"Ed25519Signature2020": {{
              "@id": "{security}Ed25519Signature2020",
              "@context": {{
                "created": {{
                  "@id": "http://purl.org/dc/terms/created",
                  "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
                }},
                "verificationMethod": {{"@id": "{security}verificationMethod", "@type": "@id"}},
                "proofValue": "{security}proofValue",
                "proofPurpose": {{
                  "@id": "{security}proofPurpose",
                  "@type": "@vocab",
                  "@context": {{
                    "authentication": "{security}authenticationMethod",
                    "assertionMethod": "authentication"
                  }}
                }}
              }}
            }}}}"#
        ));
        let contexts = at(document, "/@context").as_array().unwrap().iter();
        let other = contexts.filter(|context| context.as_str() != Some(ED25519_2020));
        let contexts: Vec<Value> = other.cloned().chain([suite]).collect();
        put(document, "@context", contexts);
        put(at(document, "/proof"), "proofPurpose", "assertionMethod");
    };
    vec![
        alias(230, "enrolment-called-a-badge", rewritten(enrolment, as_badge)),
        alias(
            230,
            "badge-called-an-endorsement",
            rewritten(version_1(vec![unprotected()]), as_endorsement),
        ),
        Case::invalid(
            230,
            "authentication-called-an-assertion",
            "model.alias",
            rewritten(for_authentication, as_assertion),
        ),
    ]
}

const MICRO_CREDENTIAL: &str = "https://openbadges.example/ns/micro-credential/v1";

/// What our own extension says, under other names or in other places than where its readers look:
/// they would take six points that are needed for none.
fn ours() -> Vec<Case> {
    let document = || openbadges::context::bundled(MICRO_CREDENTIAL).unwrap();
    let term = |name: &str| document().at(&format!("/@context/{name}")).unwrap().clone();
    let micro_credential = || {
        badge().context(MICRO_CREDENTIAL).with(|badge| {
            let achievement = at(badge, "/credentialSubject/achievement");
            put(achievement, "type", vec!["Achievement", "MicroCredential"]);
            put(achievement, "passing", json(r#"{"rule": "Points", "pointsRequired": "6"}"#));
            let id = achievement.get("id").unwrap().clone();
            let mut related = json(r#"{"type": ["Related"]}"#);
            put(&mut related, "id", id);
            put(achievement, "related", vec![related]);
        })
    };
    let without_ours = |badge: &mut Value, instead: Option<Value>| {
        let contexts = at(badge, "/@context").as_array().unwrap().iter();
        let other = contexts.filter(|context| context.as_str() != Some(MICRO_CREDENTIAL));
        let contexts: Vec<Value> = other.cloned().chain(instead).collect();
        put(badge, "@context", contexts);
    };
    let case =
        |name, change: &dyn Fn(&mut Value)| alias(230, name, rewritten(micro_credential(), change));
    vec![
        Case::valid(230, "micro-credential-as-it-is", micro_credential().bytes()),
        case("micro-credential-without-its-address", &|badge| {
            without_ours(badge, document().get("@context").cloned());
        }),
        case("micro-credential-of-another-class", &|badge| {
            let own = Value::from(Object::from_iter([("Foo", term("MicroCredential"))]));
            push(at(badge, "/@context"), own);
            let achievement = at(badge, "/credentialSubject/achievement");
            put(achievement, "type", vec!["Achievement", "Foo"]);
        }),
        case("micro-credential-whose-class-is-elsewhere", &|badge| {
            let achievement = at(badge, "/credentialSubject/achievement");
            let scope = term("MicroCredential").get("@context").unwrap().clone();
            let mut scope = scope.as_object().unwrap().clone();
            for name in ["@protected", "id", "type"] {
                scope.remove(name);
            }
            put(achievement, "@context", Value::from(scope));
            put(achievement, "type", vec!["Achievement"]);
            put(at(achievement, "/related/0"), "type", vec!["Related", "MicroCredential"]);
        }),
    ]
}

const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";

/// A context that says of the classes of Open Badges what they are, and brings these contexts with them.
fn within(class: &str, context: Value) -> Value {
    let mut definition = json(&format!(r#"{{"@id": "{OPEN_BADGES}{class}"}}"#));
    put(&mut definition, "@context", context);
    Object::from_iter([(class, definition)]).into()
}

/// A context whose terms hold in the achievement of the subject, where they override even what is
/// protected (JSON-LD 1.1, section 4.1.11).
fn within_achievement(terms: Value) -> Value {
    let mut achievement = json(&format!(r#"{{"@id": "{OPEN_BADGES}Achievement"}}"#));
    put(&mut achievement, "@context", terms);
    within("AchievementSubject", Object::from_iter([("achievement", achievement)]).into())
}

/// Puts other contexts in the place of those that a document brings itself.
fn bring(document: &mut Value, contexts: Vec<Value>) {
    let known = at(document, "/@context").as_array().unwrap();
    let (bundled, last) = (known[..2].to_vec(), vec![known[known.len() - 1].clone()]);
    put(document, "@context", [bundled, contexts, last].concat());
}

/// Words of the standard and of our extensions, overridden where the context of a property holds.
fn overridden() -> Vec<Case> {
    let signed = |own: &str, achievement: fn(&mut Value)| {
        let first = "https://purl.imsglobal.org/spec/ob/v3p0/context.json";
        version_1(vec![first.into(), json(own)])
            .without("/credentialSubject", "creditsEarned")
            .with(|document| achievement(at(document, "/credentialSubject/achievement")))
    };
    let retaken = signed(
        &format!(
            r#"{{"Course": "{SCHOOL}Course", "retakeFrom": {{"@id": "{SCHOOL}retakeFrom",
                 "@context": {{"by": "{SCHOOL}by", "count": "{SCHOOL}count"}}}}}}"#
        ),
        |course| {
            put(course, "type", vec!["Achievement", "Course"]);
            put(course, "retakeFrom", json(r#"{"by": "Points", "count": "6"}"#));
        },
    );
    let as_ours = |document: &mut Value| {
        let class = json(&format!(
            r#"{{"MicroCredential": {{"@id": "{SCHOOL}Course", "@context": {{"passing": {{
                 "@id": "{SCHOOL}retakeFrom", "@context": {{
                 "rule": "{SCHOOL}by", "pointsRequired": "{SCHOOL}count"}}}}}}}}}}"#
        ));
        bring(document, vec![MICRO_CREDENTIAL.into(), within_achievement(class)]);
        let course = at(document, "/credentialSubject/achievement");
        put(course, "type", vec!["Achievement", "MicroCredential"]);
        let required = json(r#"{"rule": "Points", "pointsRequired": "6"}"#);
        rename(course, "retakeFrom", "passing", Some(required));
    };
    let replaces = signed(
        &format!(r#"{{"replaces": {{"@id": "{SCHOOL}replaces", "@type": "@id"}}}}"#),
        |achievement| rename(achievement, "id", "replaces", None),
    );
    let as_its_id = |document: &mut Value| {
        let id = format!(r#"{{"id": {{"@id": "{SCHOOL}replaces", "@type": "@id"}}}}"#);
        bring(document, vec![within_achievement(json(&id))]);
        rename(at(document, "/credentialSubject/achievement"), "replaces", "id", None);
    };
    vec![
        alias(230, "words-of-ours-overridden-in-a-property", rewritten(retaken, as_ours)),
        alias(
            230,
            "words-of-the-standard-overridden-in-a-property",
            rewritten(replaces, as_its_id),
        ),
    ]
}

/// A text that was signed, put under a name of the standard that stands for no property at all.
fn wrapped() -> Vec<Case> {
    let announced = || {
        let plain = json(&format!(r#"{{"criteria": "{OPEN_BADGES}Criteria"}}"#));
        version_1(vec![unprotected(), within("Achievement", plain)]).set(
            "/credentialSubject/achievement",
            "criteria",
            "To be announced.",
        )
    };
    let called = |name, criteria: &str, [word, keyword]: [&str; 2]| {
        let bytes = rewritten(announced(), |document| {
            let terms = json(&format!(r#"{{"criteria": {criteria}, "{word}": "{keyword}"}}"#));
            bring(document, vec![within("Achievement", terms)]);
            let wrapped = json(&format!(r#"{{"{word}": "To be announced."}}"#));
            put(at(document, "/credentialSubject/achievement"), "criteria", wrapped);
        });
        alias(230, name, bytes)
    };
    let plain = format!(r#""{OPEN_BADGES}Criteria""#);
    let by_key = format!(r#"{{"@id": "{OPEN_BADGES}Criteria", "@container": "@index"}}"#);
    vec![
        called("text-in-an-object-by-a-name-of-the-standard", &plain, ["narrative", "@value"]),
        called("text-in-an-object-by-a-name-of-its-own", &plain, ["text", "@value"])
            .also(&["model.required"]),
        called("text-in-a-map-without-keys", &by_key, ["narrative", "@none"]),
    ]
}
