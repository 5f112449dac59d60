//! What applying the schemas that a credential names can cost.

use std::ops::Range;

use openbadges::json::Value;
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::resolve::Documents;
use openbadges::verifier::{Endorsements, Expectation, Policy};
use openbadges::{Limits, Verifier};

use crate::mint::*;
use crate::schema::{THEIRS, entry, naming};

/// The first of which it holds, where it holds of all after it.
fn first(mut range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    while range.start < range.end {
        let middle = range.start.midpoint(range.end);
        if holds(middle) {
            range.end = middle;
        } else {
            range.start = middle + 1;
        }
    }
    range.start
}

/// On a stack of 2 MiB, as threads have it in Rust where nothing else is said.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(work);
    thread.unwrap().join().unwrap();
}

/// `depth` schemas, each in or behind the one before, in definitions of `each`.
fn nested(depth: usize, each: usize, [open, close]: [&str; 2]) -> String {
    let count = depth.div_ceil(each);
    let definition = |n: usize| {
        let length = each.min(depth - n * each);
        let end = match n + 1 == count {
            true => "true".to_owned(),
            false => format!(r##"{{"$ref": "#/$defs/d{}"}}"##, n + 1),
        };
        format!(r#""d{n}": {}{end}{}"#, open.repeat(length), close.repeat(length))
    };
    let definitions: Vec<String> = (0..count).map(definition).collect();
    format!(r##"{{"$ref": "#/$defs/d0", "$defs": {{{}}}}}"##, definitions.join(", "))
}

/// The deepest that is compiled, and the deepest that is applied. Of all keywords the two of the
/// second take the most of the stack, 13 KB together.
#[test]
fn the_deepest_schema_takes_no_more_than_a_usual_stack() {
    on_a_small_stack(|| {
        let limits = Limits { depth: Limits::DEPTH_CEILING, ..Limits::default() };
        let under = |schema: &str| {
            let documents = Documents::new().with(THEIRS, schema);
            let verifier = Verifier::new().with_limits(limits.clone()).with_resolver(documents);
            verifier.verify(naming(entry(THEIRS)).to_string().as_bytes(), &now())
        };
        let why = |schema: &str| {
            let report = under(schema);
            report.objections().map(|it| it.message.clone()).collect::<String>()
        };
        let not = [r#"{"not": "#, "}"];
        let unevaluated = [r#"{"unevaluatedProperties": "#, r#", "unevaluatedItems": true}"#];
        for each in [1, 40, 100, 240] {
            for keywords in [not, unevaluated] {
                let schema = |depth: usize| nested(depth, each, keywords);
                let leads_too_deep = |depth| why(&schema(depth)).contains("lead");
                let deepest = first(240..600, leads_too_deep) - 1;
                assert!(deepest > 250, "{deepest} by {each}");
                if keywords == unevaluated {
                    assert_verdict(&under(&schema(deepest)), Valid, &[]);
                    continue;
                }
                // What leads so deep is compiled, and is then too many steps.
                let why = why(&schema(deepest));
                assert!(why.contains("more work"), "{deepest} by {each}: {why}");
                let applied = schema(if each == 1 { 120 } else { 244 });
                assert_verdict(&under(&applied), Valid, &[]);
            }
        }
    });
}

/// A document as deep as is allowed, by a schema that goes along, two steps a level.
#[test]
fn the_deepest_document_takes_no_more_than_a_usual_stack() {
    on_a_small_stack(|| {
        let mut deep = json("1");
        for _ in 0..100 {
            deep = Value::from(vec![deep]);
        }
        let mut badge = badge(&did(&issuer()));
        add_context(&mut badge, json(r#"{"deep": {"@id": "urn:x:deep", "@type": "@json"}}"#));
        set(
            &mut badge,
            "/credentialSchema",
            json(&format!(r#"{{"id": "{THEIRS}", "type": "JsonSchema"}}"#)),
        );
        set(&mut badge, "/deep", deep);
        let schema = |end: &str| {
            json(&format!(
                r##"{{"$ref": "#/$defs/a", "$defs": {{"a": {{
                    "additionalProperties": {{"$ref": "#/$defs/a"}}, "items": {{"$ref": "#/$defs/a"}}{end}}}}}}}"##
            ))
        };
        let badge = signed_by(badge, &issuer(), JCS);
        assert_verdict(&verify_with(&badge, THEIRS, &schema("")), Valid, &[]);
        let report = verify_with(&badge, THEIRS, &schema(r#", "not": {"type": "number"}"#));
        assert_verdict(&report, Invalid, &["schema"]);
        assert!(report.objections().all(|it| it.pointer.as_str().starts_with("/deep/0/0/0")));
    });
}

/// Every error holds a copy of what it is about. Where that could be much, one is told.
#[test]
fn the_faults_of_a_schema_hold_no_copies_without_end() {
    let mut badge = badge(&did(&issuer()));
    add_context(&mut badge, EXTENSIONS);
    set(&mut badge, "/credentialSchema", entry(THEIRS));
    let evidence = |n: usize| json(&format!(r#"{{"type": ["Evidence"], "name": "{n}"}}"#));
    set(&mut badge, "/evidence", (0..400).map(evidence).collect::<Vec<_>>());
    let badge = signed(badge);
    let under = |length: usize| {
        let long = "a".repeat(length);
        let schema = format!(
            r#"{{"properties": {{"evidence": {{"items": {{"not": {{"description": "{long}"}}}}}}}}}}"#
        );
        let report = verify_with(&badge, THEIRS, &json(&schema));
        assert_verdict(&report, Invalid, &["schema"]);
        assert!(report.objections().all(|check| check.message.len() < 500));
        let places = report.objections().map(|check| check.pointer.as_str().to_owned());
        places.collect::<Vec<_>>()
    };
    let few = under(100);
    assert_eq!(few.len(), 16, "so many are told");
    assert!(few.iter().all(|place| place.starts_with("/evidence/")));
    assert_eq!(under(3_000).len(), 16);
    assert_eq!(under(100_000), [""]);
}

/// The badge of a schema, endorsed by somebody whose key has to be fetched.
fn endorsed(schemas: Vec<Value>) -> (Value, Documents) {
    const ENDORSER: &str = "https://union.example.org/issuers/1";
    let mut endorsement = json(
        r#"{
          "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
          ],
          "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
          "type": ["VerifiableCredential", "EndorsementCredential"],
          "issuer": {"type": ["Profile"]},
          "name": "Recognized",
          "validFrom": "2026-07-01T00:00:00Z",
          "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Counts."}
        }"#,
    );
    let mut badge = naming(schemas);
    remove(&mut badge, "proof");
    set(&mut endorsement, "/issuer/id", ENDORSER);
    set(&mut endorsement, "/credentialSubject/id", badge.get("id").unwrap().clone());
    let key_of_theirs = key(2).key().public().clone();
    let signer = key_as(2, &key_of_theirs.method_of(ENDORSER));
    set(&mut badge, "/endorsement", vec![signed_by(endorsement, &signer, JCS)]);
    let document = key_of_theirs.to_controller_document(ENDORSER);
    (signed_by(badge, &issuer(), JCS), Documents::new().with(ENDORSER, document.to_string()))
}

/// However many steps a verification takes: what a schema takes is counted, so that a second time
/// would be too much. Where endorsements are not asked, the step that judges is the last one.
#[test]
fn a_schema_is_applied_once_and_all_share_the_work() {
    const OTHERS: &str = "https://state.example.org/schemas/2";
    let schema = r#"{"additionalProperties": {"additionalProperties": {"type": ["string", "object", "array"]}}}"#;
    let verify_under = |endorsements, schemas: &[&str], schema_work| {
        let (badge, documents) = endorsed(schemas.iter().map(|it| entry(it)).collect());
        let documents = documents.with(THEIRS, schema).with(OTHERS, schema);
        let limits = Limits { schema_work, ..Limits::default() };
        let policy = Policy { endorsements, ..Policy::default() };
        let verifier = Verifier::new().with_limits(limits).with_policy(policy);
        verifier.with_resolver(documents).verify(badge.to_string().as_bytes(), &now())
    };
    let verify = |schemas: &[&str], schema_work| {
        let report = verify_under(Policy::default().endorsements, schemas, schema_work);
        assert_eq!(report.endorsements().len(), 1);
        (report.outcome(), report)
    };
    let least = first(1..100_000, |work| verify(&[THEIRS], work).0 == Valid);
    let in_one_step = |work| verify_under(Endorsements::Unasked, &[THEIRS], work);
    assert_verdict(&in_one_step(least), Valid, &[]);
    assert_verdict(&in_one_step(least - 1), Indeterminate, &["limit.schema"]);
    assert!(verify(&[THEIRS], least).1.endorsements()[0].counts);
    let (_, too_few) = verify(&[THEIRS], least - 1);
    assert_verdict(&too_few, Indeterminate, &["limit.schema"]);
    let (_, too_many) = verify(&[THEIRS, OTHERS], 2 * least - 1);
    assert_verdict(&too_many, Indeterminate, &["limit.schema"]);
    assert_verdict(&verify(&[THEIRS, OTHERS], 2 * least).1, Valid, &[]);
}

/// A schema that is compiled with some 10,000 looks into others, and is applied in few steps. No two
/// numbers give the same bytes.
fn costly_to_compile(number: usize) -> String {
    let definition = |n: usize| {
        let next = format!(r##"{{"$ref": "#/$defs/d{}"}}"##, n + 1);
        format!(r#""d{n}": {{"allOf": [{next}, {next}]}}"#)
    };
    let definitions: Vec<String> = (0..10).map(definition).collect();
    format!(
        r##"{{"title": "{number}", "properties": {{"nobody": {{
            "$ref": "#/$defs/d0", "unevaluatedProperties": true}}}},
            "$defs": {{{}, "d10": true}}}}"##,
        definitions.join(",")
    )
}

/// The credentials of one presentation compile together no more than one credential may, whether the
/// verifier has kept the schemas or not; what one of them takes is the same wherever it stands.
#[test]
fn the_credentials_of_a_presentation_share_the_work_of_compiling() {
    const COUNT: usize = 12;
    let url = |number: usize| format!("https://state.example.org/schemas/{number}");
    let badge = |number: usize| {
        let mut badge = naming(entry(&url(number)));
        remove(&mut badge, "proof");
        set(&mut badge, "/id", format!("urn:example:{number}"));
        signed(badge)
    };
    let badges: Vec<Value> = (0..COUNT).map(badge).collect();
    let documents = (0..COUNT)
        .fold(Documents::new(), |all, number| all.with(url(number), costly_to_compile(number)));
    let verifier = Verifier::new().with_resolver(documents);
    for badge in &badges {
        assert_verdict(&verifier.verify(badge.to_string().as_bytes(), &now()), Valid, &[]);
    }
    let mut presentation = json(
        r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"]}"#,
    );
    set(&mut presentation, "/verifiableCredential", badges);
    let bytes = presentation.to_string();
    let kept = |verifier: &Verifier| {
        let report =
            verifier.verify_presentation(bytes.as_bytes(), &Expectation::default(), &now());
        let valid = report.credentials().iter().take_while(|it| it.outcome() == Valid).count();
        for beyond in &report.credentials()[valid..] {
            assert_verdict(beyond, Indeterminate, &["limit.schema"]);
            assert!(beyond.objections().all(|it| it.message.contains("to compile")));
        }
        valid
    };
    let warm = kept(&verifier);
    assert!((2..COUNT).contains(&warm), "{warm} of {COUNT}");
    let documents = (0..COUNT)
        .fold(Documents::new(), |all, number| all.with(url(number), costly_to_compile(number)));
    assert_eq!(kept(&Verifier::new().with_resolver(documents)), warm, "cold and warm");
}

/// What one of them may take, all share: bytes and patterns too, whether they are kept or not.
#[test]
fn all_schemas_of_a_verification_share_what_one_may_take() {
    const OTHERS: &str = "https://state.example.org/schemas/2";
    let verify = |schemas: [&str; 2], limits: Limits| {
        let badge = naming(vec![entry(THEIRS), entry(OTHERS)]);
        let documents = Documents::new().with(THEIRS, schemas[0]).with(OTHERS, schemas[1]);
        let verifier = Verifier::new().with_limits(limits).with_resolver(documents);
        let [first, second] =
            [(); 2].map(|()| verifier.verify(badge.to_string().as_bytes(), &now()));
        assert_eq!(verdict(&first), verdict(&second), "cold and warm");
        first
    };
    let patterns = |from: usize, count: usize| {
        let all: Vec<String> = (from..from + count).map(|n| format!(r#""^x{n}$": true"#)).collect();
        format!(r#"{{"patternProperties": {{{}}}}}"#, all.join(","))
    };
    let (few, many) = (patterns(0, 32), patterns(32, 33));
    assert_verdict(&verify([&few, &patterns(32, 32)], Limits::default()), Valid, &[]);
    for schemas in [[&few, &many], [&many, &few]] {
        let report = verify(schemas.map(String::as_str), Limits::default());
        assert_verdict(&report, Indeterminate, &["limit.schema"]);
    }
    // Each looks into 2^11 others, and two of them are too many.
    let branching = || {
        let definition = |n: usize| {
            let next = format!(r##"{{"$ref": "#/$defs/d{}"}}"##, n + 1);
            format!(r#""d{n}": {{"allOf": [{next}, {next}]}}"#)
        };
        let definitions: Vec<String> = (0..11).map(definition).collect();
        format!(
            r##"{{"$ref": "#/$defs/d0", "unevaluatedProperties": true,
                "$defs": {{{}, "d11": true}}}}"##,
            definitions.join(",")
        )
    };
    assert_verdict(&verify([&branching(), "true"], Limits::default()), Valid, &[]);
    let report = verify([&branching(), &branching()], Limits::default());
    assert_verdict(&report, Indeterminate, &["limit.schema"]);
    let (one, other) = (r#"{"title": "one"}"#, r#"{"title": "other"}"#);
    let with = |schema_bytes| Limits { schema_bytes, ..Limits::default() };
    assert_verdict(&verify([one, other], with(one.len() + other.len())), Valid, &[]);
    let report = verify([one, other], with(one.len() + other.len() - 1));
    assert_verdict(&report, Indeterminate, &["limit.schema"]);
    // The same one twice is read once.
    let badge = naming(vec![entry(THEIRS), entry(THEIRS)]);
    let verifier = Verifier::new().with_limits(with(one.len()));
    let verifier = verifier.with_resolver(Documents::new().with(THEIRS, one));
    assert_verdict(&verifier.verify(badge.to_string().as_bytes(), &now()), Valid, &[]);
}
