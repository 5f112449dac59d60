//! A name of the standard means what the standard says wherever it is read, and nowhere else: an issuer
//! may have words of its own that are read elsewhere.

use std::collections::BTreeSet;
use std::sync::Arc;

use openbadges::issuer::{IssueError, Issuer};
use openbadges::json::{self, Object, Value};
use openbadges::key::SecretKey;
use openbadges::model::{
    AchievementCredential, Class, EndorsementCredential, Node as _, Profile, Range, Types,
};
use openbadges::proof::Cryptosuite;
use openbadges::rdf::{self, BundledContexts, Contexts};
use openbadges::report::Outcome;
use openbadges::{Code, Limits, Timestamp, Verifier};

const OTHER: &str = "https://school.example/terms#";

fn json(text: &str) -> Value {
    json::read(text.as_bytes(), &Limits::default()).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Where the names in a document mean something else than they are read as.
fn other_meanings(document: &Value) -> Vec<String> {
    noted(document).unwrap_or_else(|error| panic!("{error}: {document}"))
}

fn noted(document: &Value) -> Result<Vec<String>, rdf::RdfError> {
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let data = rdf::to_dataset(document, &contexts, &Limits::default())?;
    Ok(data.other_meanings().iter().map(|place| place.as_str().to_owned()).collect())
}

/// A credential of data model 1.1, whose contexts protect nothing of Open Badges, with an object at the
/// end of a way along the classes.
fn at_the_end(way: &[(&str, &Class)], last: Value) -> Value {
    let [(_, class), rest @ ..] = way else { return last };
    let mut object = Object::new();
    match class.types {
        Types::Only(name) => drop(object.insert("type", name)),
        Types::Includes(groups) => {
            let types: Vec<&str> = groups.iter().map(|group| group[0]).collect();
            object.insert("type", types);
        }
        _ => {}
    }
    if let [(name, _), ..] = rest {
        object.insert(*name, at_the_end(rest, last));
    } else {
        return last;
    }
    Value::from(object)
}

fn with_contexts(mut document: Value) -> Value {
    let contexts = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    ];
    document.as_object_mut().unwrap().insert("@context", contexts.to_vec());
    document
}

/// An object with a member that means something else than any standard says.
fn with_another(name: &str) -> Value {
    json(&format!(r#"{{"@context": {{"{name}": "{OTHER}{name}"}}, "{name}": "x"}}"#))
}

/// Every way from a credential to a class, each class once.
fn ways(root: &'static Class) -> Vec<Vec<(&'static str, &'static Class)>> {
    let (mut known, mut found) = (BTreeSet::new(), vec![vec![("", root)]]);
    let mut at = 0;
    while let Some(way) = found.get(at).cloned() {
        at += 1;
        let (_, class) = way[way.len() - 1];
        for property in class.properties {
            if let Range::Object(of) | Range::Issuer(of) | Range::Subject(of) = property.range
                && known.insert((of().name, class.name))
            {
                found.push([way.clone(), vec![(property.name, of())]].concat());
            }
        }
    }
    found.remove(0);
    found
}

#[test]
fn every_property_of_every_class_means_what_the_standard_says() {
    let (mut properties, mut undefined) = (0, BTreeSet::new());
    for root in [AchievementCredential::class(), EndorsementCredential::class()] {
        for way in ways(root) {
            let place: Vec<&str> = way.iter().map(|(name, _)| *name).collect();
            let (_, class) = way[way.len() - 1];
            for property in class.properties.iter().map(|property| property.name) {
                // What the contexts of the W3C protect cannot be said in another sense at all.
                if matches!(property, "@context" | "id" | "type" | "proof") {
                    continue;
                }
                let document = with_contexts(at_the_end(&way, with_another(property)));
                let expected = format!("{}/{property}", place.join("/"));
                match noted(&document) {
                    Ok(places) => assert_eq!(places, [expected], "{document}"),
                    Err(error) => {
                        assert_eq!(error.code(), Code::DataLoss, "{error}: {document}");
                        undefined.insert(place.join("/"));
                    }
                }
                properties += 1;
            }
        }
    }
    assert!(properties > 200, "{properties}");
    // Data model 1.1 does not have them.
    let expected = ["/relatedResource", "/endorsement/relatedResource"].map(str::to_owned);
    assert_eq!(undefined, BTreeSet::from(expected));
}

#[test]
fn a_name_that_nobody_reads_in_a_place_may_mean_anything_there() {
    let badge = AchievementCredential::class();
    let way = |names: &[&'static str]| {
        let mut way = vec![("", badge)];
        for name in names {
            let (_, class) = way[way.len() - 1];
            let range = class.property(name).unwrap().range;
            let (Range::Object(of) | Range::Issuer(of) | Range::Subject(of)) = range else {
                panic!("{name}")
            };
            way.push((name, of()));
        }
        way
    };
    let noted = |place: &[&'static str], last: &Value| {
        !other_meanings(&with_contexts(at_the_end(&way(place), last.clone()))).is_empty()
    };
    let subject = ["credentialSubject"];
    let achievement = ["credentialSubject", "achievement"];
    let result = ["credentialSubject", "result"];
    for (place, name, is_read) in [
        (&subject[..], "level", false),
        (&subject, "status", false),
        (&subject, "message", false),
        (&subject, "email", false),
        (&subject, "role", true),
        (&achievement, "level", false),
        (&achievement, "email", false),
        (&achievement, "version", true),
        (&result, "level", false),
        (&result, "status", true),
        (&["issuer"], "level", false),
        (&["issuer"], "email", true),
        // What is looked for everywhere.
        (&subject, "endorsement", true),
        (&achievement, "endorsementJwt", true),
        // Of a status the type says what is read.
        (&["credentialStatus"], "level", true),
    ] {
        assert_eq!(noted(place, &with_another(name)), is_read, "{place:?} {name}");
    }
    // At the top the data model of the W3C has more than Open Badges.
    let top = json(&format!(
        r#"{{"@context": ["https://www.w3.org/2018/credentials/v1",
             "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
             {{"level": "{OTHER}level"}}],
             "type": ["VerifiableCredential", "OpenBadgeCredential"], "level": "x"}}"#
    ));
    assert_eq!(other_meanings(&top), ["/level"]);
    // Nobody reads what is in it either, be it called as it may.
    let inside = json(&format!(
        r#"{{"@context": {{"level": "{OTHER}level", "achievement": "{OTHER}in"}},
             "level": {{"achievement": "x"}}}}"#
    ));
    assert!(!noted(&subject, &inside));
    // But a name that means what the standard says leads on.
    let beyond = json(&format!(
        r#"{{"@context": {{"narrative": "{OTHER}narrative"}},
             "alignment": {{"narrative": "x"}}}}"#
    ));
    assert!(noted(&subject, &beyond));
}

/// The words of an issuer, by a context or a vocabulary of its own.
#[test]
fn badges_with_words_of_their_own_are_issued_and_verified() {
    let now: Timestamp = "2026-08-01T00:00:00Z".parse().unwrap();
    let issuer = |suite| {
        let signer = SecretKey::from_ed25519_seed(&[3; 32]).into_did_key_signer();
        let profile = Profile::builder(signer.key().public().did_key()).build().unwrap();
        Issuer::new(profile, signer).with_cryptosuite(suite)
    };
    let own = [
        format!(
            r#"{{"level": "{OTHER}level", "status": "{OTHER}status", "message": "{OTHER}message",
                 "email": "{OTHER}email"}}"#
        ),
        format!(r#"{{"@vocab": "{OTHER}"}}"#),
    ];
    let badge = |context: &str, place: &str, name: &str| {
        let mut badge = json(include_str!("../../fixtures/small.json"));
        badge.as_object_mut().unwrap().remove("issuer");
        let Some(Value::Array(contexts)) = badge.as_object_mut().unwrap().get_mut("@context")
        else {
            panic!("no contexts")
        };
        contexts.push(json(context));
        let mut at = &mut badge;
        for step in place.split('/').skip(1) {
            at = at.as_object_mut().unwrap().get_mut(step).unwrap();
        }
        at.as_object_mut().unwrap().insert(name, "x");
        badge
    };
    for context in &own {
        for place in ["/credentialSubject", "/credentialSubject/achievement"] {
            for name in ["level", "status", "message", "email"] {
                let badge = badge(context, place, name);
                let signed = issuer(Cryptosuite::EddsaRdfc2022).issue_document(badge, &now);
                let signed = signed.unwrap_or_else(|error| panic!("{place} {name}: {error}"));
                let report = Verifier::new().verify(signed.as_bytes(), &now);
                assert_eq!(report.outcome(), Outcome::Valid, "{report:#?}");
            }
        }
        // At the top any name of a standard may be read.
        let badge = badge(context, "", "level");
        let jcs = issuer(Cryptosuite::EddsaJcs2022).issue_document(badge.clone(), &now);
        assert!(jcs.is_ok(), "the name itself is signed");
        let error = issuer(Cryptosuite::EddsaRdfc2022).issue_document(badge, &now).unwrap_err();
        let IssueError::Faults(faults) = &error else { panic!("{error}") };
        assert_eq!(faults[0].fault.code, Code::ModelAlias);
        assert_eq!(faults[0].fault.pointer.as_str(), "/level");
    }
}
