//! The recommendations to issuers, what answers each, and a badge that follows them all.
//!
//! `docs/LINTS.md` lists them; `OPENBADGES_MINT=1 cargo test --test lints` writes it anew.

mod support;

#[allow(dead_code)]
#[path = "model/badge.rs"]
mod badge;

use badge::{at, read};
use openbadges::json::Value;
use openbadges::{Code, model};

/// The recommendations of the guides of Open Badges 3.0, in the order of the list that this library
/// was planned by, and what answers each: codes of the lint, codes of other checks, or what is built.
const RECOMMENDATIONS: &[(&str, &str)] = &[
    (
        "Sign with a key that the issuer controls, and publish it: the controller is the issuer, and a key that a token \
         brings along stands in the issuer's key set.",
        "`lint.controller`; `key show --as jwks` and `--as controller` write what to publish; verifying, a key counts \
         only where the issuer lists it (`binding`, `issuer.unestablished`)",
    ),
    ("Never let out private key material.", "`key.private_exposed`, an error"),
    (
        "Keep the date of the award when a badge is issued again, and only move the start of its validity.",
        "`lint.awarded`",
    ),
    (
        "Serve profiles and achievements to people and programs alike, by what they ask for.",
        "whoever serves them; nothing here",
    ),
    (
        "Give an achievement that others award too an identifier that leads somewhere; do not claim a creator that \
         nothing proves.",
        "`lint.achievement_id`, `lint.creator`",
    ),
    (
        "Give every credential a name, and an image and a description to show.",
        "`lint.name`, `lint.display`",
    ),
    (
        "Name the recipient by a DID, or by an identity that is hashed with a salt; let nobody read it.",
        "`lint.identity`, `lint.salt`; `Recipient::email(…).hashed(…)`; MD5 is never written (`hash.weak`)",
    ),
    (
        "Keep large data out of the credential, and evidence where it cannot change unseen.",
        "`lint.size`, `lint.evidence`; `RelatedResource::of` makes the digest",
    ),
    (
        "Let results and their descriptions fit together: a status where one is due, values and levels that there are, \
         one kind of bounds.",
        "`lint.result`, and `lint.credits` for credits below zero; references that lead nowhere are errors (`model.result`)",
    ),
    (
        "Say of each alignment what kind of node it points to, with an address and a code that are well formed.",
        "`lint.alignment`",
    ),
    (
        "Name the contexts of all terms and types that are used.",
        "`lint.extensions`; an undefined term is an error, when issuing and when verifying (`data_loss`)",
    ),
    (
        "Use what is current: status lists, suites, contexts, data model.",
        "`lint.deprecated`; members of the other data model are errors (`model.version`)",
    ),
    (
        "Show of a badge its image, name, description, issuer, date and status, and whether the issuer is trusted.",
        "`Report::summary`, `Report::trust`, `inspect`",
    ),
    (
        "Tell three outcomes apart, and show how a canonical form came about.",
        "`Outcome`; `canon --explain`",
    ),
    (
        "Allot places in status lists at random, in lists that hide one among many.",
        "`status`: at least 131,072 entries, allotted at random",
    ),
    (
        "Write arrays where the plain form has them, and leave out what is empty.",
        "`lint.form`; nulls are errors (`data_loss.null`)",
    ),
    (
        "Offer other languages as related achievements, each with its language.",
        "`Achievement::related` and `inLanguage`, whose form is checked (`model.value`)",
    ),
    (
        "Give a baked image a file of the credential beside it, since some devices strip images.",
        "`issue` writes credentials as files of their own; nothing here bakes images",
    ),
    (
        "In selective disclosure, make mandatory what a badge must have, and its status.",
        "what is issued makes them mandatory (`sd.pointer`); verifying, `sd.undisclosed`, `sd.optional`",
    ),
    (
        "Keep to the rules of the Open Badges API: PKCE, pages, retries, refresh.",
        "nothing here speaks that API",
    ),
];

/// A badge that follows every recommendation.
fn exemplary() -> Value {
    let mut badge = badge::badge();
    let mut set = |place: &str, name: &str, value: &str| {
        at(&mut badge, place).as_object_mut().unwrap().insert(name, read(value));
    };
    let achievement = "/credentialSubject/achievement";
    set(achievement, "creator", r#"{"id": "did:example:district", "type": ["Profile"]}"#);
    let level = format!("{achievement}/resultDescription/0/rubricCriterionLevel/1/alignment/0");
    set(&level, "targetType", r#""CFRubricCriterionLevel""#);
    set("/credentialSubject", "activityStartDate", r#""2026-01-01T00:00:00Z""#);
    set(
        "",
        "relatedResource",
        r#"[{"id": "https://example.org/e/1",
            "digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}]"#,
    );
    badge
}

fn codes(document: &Value) -> Vec<&'static str> {
    let mut codes: Vec<_> =
        model::lint(document).iter().map(|finding| finding.fault.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A place in that badge, what is put there (`-` takes out what is), and what the lint says then.
const CHANGES: &str = r##"
/proof/0/verificationMethod := "did:example:another#key" => lint.controller
/proof/0/verificationMethod := "https://example.org/keys/1" => lint.controller
/x := {"kty": "OKP", "d": "secret"} => key.private_exposed
/x := {"secretKeyMultibase": "z1"} => key.private_exposed
/awardedDate := - => lint.awarded
/credentialSubject/achievement/creator/id := "did:example:another" => lint.creator
/name := - => lint.name
/credentialSubject/identifier/0/hashed := false => lint.identity
/credentialSubject/id := "mailto:ada@example.org" => lint.identity
/credentialSubject/identifier/0/salt := - => lint.salt
/credentialSubject/identifier/0/salt := "" => lint.salt
/evidence/0/id := "https://example.org/e/2" => lint.evidence
/relatedResource := - => lint.evidence
/credentialSubject/achievement/resultDescription/0/requiredLevel := "urn:x" => lint.result
/credentialSubject/achievement/resultDescription/1/requiredValue := "F" => lint.result
/credentialSubject/achievement/resultDescription/1/requiredValue := "A" => 
/credentialSubject/result/1/value := "B" => 
/credentialSubject/achievement/resultDescription/1/resultType := "Status" => lint.result
/credentialSubject/achievement/resultDescription/1/valueMin := "0" => lint.result
/credentialSubject/achievement/resultDescription/2/requiredValue := "101" => lint.result
/credentialSubject/achievement/resultDescription/2/requiredValue := "50" => 
/credentialSubject/result/1/value := "F" => lint.result
/credentialSubject/creditsEarned := -1 => lint.credits
/credentialSubject/creditsEarned := 0 => 
/credentialSubject/achievement/creditsAvailable := -0.5 => lint.credits
/credentialSubject/achievement/creditsAvailable := 0.5 => 
/credentialSubject/achievement/alignment/0/targetType := - => lint.alignment
/credentialSubject/achievement/alignment/0/targetUrl := "urn:node" => lint.alignment
/credentialSubject/achievement/alignment/0/targetCode := "ce-17" => lint.alignment
/credentialSubject/achievement/alignment/0/targetCode := "ce-5f4dd5e0-7a0c-4a51-8a17-1d0f0b8f0a01" => 
/@context/2 := - => lint.extensions
/@context/1 := "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json" => lint.deprecated
/@context/1 := "https://purl.imsglobal.org/spec/ob/v3p0/context.json" => lint.deprecated
/@context/0 := "https://www.w3.org/2018/credentials/v1" => lint.deprecated
/credentialStatus/type := "1EdTechRevocationList" => lint.deprecated
/proof/0/cryptosuite := "eddsa-2022" => lint.deprecated
/proof/0/type := "Ed25519Signature2020" => lint.deprecated
/credentialSubject/achievement/tag := [] => lint.form
/credentialSubject/achievement/tag := "a" => lint.form
/credentialSubject/achievement/achievementType := "xext:a" => lint.form
/validFrom := "2026-03-01T00:00:00" => time.format
"##;

#[test]
fn each_lint_speaks_when_it_should_and_else_not() {
    assert_eq!(codes(&exemplary()), [] as [&str; 0]);
    let mut seen: Vec<String> = Vec::new();
    for line in CHANGES.lines().filter(|line| line.starts_with('/')) {
        let (pointer, rest) = line.split_once(" := ").unwrap();
        let (value, expected) = rest.split_once(" =>").unwrap();
        let expected: Vec<&str> = expected.split_whitespace().collect();
        let mut document = exemplary();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match at(&mut document, parent) {
            Value::Object(object) if value == "-" => drop(object.remove(name)),
            Value::Object(object) => drop(object.insert(name, read(value))),
            Value::Array(items) if value == "-" => drop(items.remove(name.parse().unwrap())),
            Value::Array(items) => items[name.parse::<usize>().unwrap()] = read(value),
            _ => panic!("{pointer}"),
        }
        assert_eq!(codes(&document), expected, "{line}");
        seen.extend(expected.into_iter().map(str::to_owned));
    }
    // What takes two changes, or a long text.
    let mut others = exemplary();
    let achievement = at(&mut others, "/credentialSubject/achievement").as_object_mut().unwrap();
    achievement.insert("id", "urn:uuid:5f4dd5e0-7a0c-4a51-8a17-1d0f0b8f0a09");
    assert_eq!(codes(&others), [] as [&str; 0], "it is the issuer's own");
    *at(&mut others, "/credentialSubject/achievement/creator/id") = "did:example:another".into();
    assert_eq!(codes(&others), ["lint.achievement_id", "lint.creator"]);
    let mut bare = exemplary();
    bare.as_object_mut().unwrap().remove("image");
    assert_eq!(codes(&bare), [] as [&str; 0], "the achievement has an image");
    at(&mut bare, "/credentialSubject/achievement").as_object_mut().unwrap().remove("image");
    assert_eq!(codes(&bare), ["lint.display"]);
    let mut large = exemplary();
    let long = |size| format!("data:image/png;base64,{}", "A".repeat(size)).into();
    *at(&mut large, "/image/id") = long(60_000);
    assert_eq!(codes(&large), [] as [&str; 0]);
    *at(&mut large, "/image/id") = long(70_000);
    assert_eq!(codes(&large), ["lint.size"]);
    let mut below = exemplary();
    *at(&mut below, "/credentialSubject/result/1/value") = "B".into();
    *at(&mut below, "/credentialSubject/achievement/resultDescription/1/requiredValue") =
        "A".into();
    assert_eq!(codes(&below), ["lint.result"], "less than required, and no status");
    let result = at(&mut below, "/credentialSubject/result/1").as_object_mut().unwrap();
    result.insert("status", "Failed");
    assert_eq!(codes(&below), [] as [&str; 0]);

    let others = ["lint.achievement_id", "lint.display", "lint.size"].map(str::to_owned);
    seen.extend(others);
    for code in lints() {
        assert!(seen.iter().any(|seen| seen == code), "{code} was never seen");
    }
}

fn lints() -> impl Iterator<Item = &'static str> {
    Code::ALL.iter().map(|code| code.as_str()).filter(|code| code.starts_with("lint."))
}

#[test]
fn every_recommendation_is_answered_and_every_lint_answers_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/LINTS.md");
    let mut expected = String::from(
        "# Lints\n\n\
         What the guides of Open Badges 3.0 recommend to issuers and others, and what answers it here. Codes of the \
         lint (`openbadges lint`, `model::lint`) are warnings, but for a private key and a date-time without a zone, \
         which are errors; [CODES.md](CODES.md) says what each means.\n\n\
         | | recommendation | answer |\n|---|---|---|\n",
    );
    for (number, (recommendation, answer)) in (1..).zip(RECOMMENDATIONS) {
        expected.push_str(&format!("| {number} | {recommendation} | {answer} |\n"));
    }
    assert_eq!(RECOMMENDATIONS.len(), 20);
    let quoted: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    for code in lints() {
        assert!(quoted.contains(&code), "{code} answers nothing");
    }
    for name in quoted.iter().filter(|name| name.starts_with("lint.")) {
        assert!(lints().any(|code| code == *name), "{name} is no lint");
    }
    if std::env::var_os("OPENBADGES_MINT").is_some() {
        std::fs::write(path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == expected, "docs/LINTS.md is out of date");
}
