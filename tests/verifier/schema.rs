//! Does it keep to the schemas that it names?

#[cfg(feature = "schema")]
use openbadges::Limits;
use openbadges::Verifier;
use openbadges::json::Value;
use openbadges::report::Outcome::{Indeterminate, Invalid, Valid};
use openbadges::report::{Finish, Question, Report};
use openbadges::resolve::{Documents, ResolveError};
use openbadges::verifier::{Policy, Purpose, Step, UnreadSchemas};

use crate::mint::*;

const OURS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/";
pub const THEIRS: &str = "https://state.example.org/schemas/1";

pub fn entry(id: &str) -> Value {
    json(&format!(r#"{{"id": "{id}", "type": "1EdTechJsonSchemaValidator2019"}}"#))
}

/// A badge that names schemas, signed by its issuer.
pub fn naming(schemas: impl Into<Value>) -> Value {
    let mut badge = badge(&did(&issuer()));
    add_context(&mut badge, EXTENSIONS);
    set(&mut badge, "/credentialSchema", schemas);
    signed(badge)
}

#[cfg(feature = "schema")]
fn under(schema: &str) -> Report {
    verify_with(&naming(entry(THEIRS)), THEIRS, &json(schema))
}

fn with_policy(credential: &Value, policy: UnreadSchemas) -> Report {
    let policy = Policy { unread_schemas: policy, ..Policy::default() };
    let verifier = Verifier::new().with_policy(policy);
    verifier.verify(credential.to_string().as_bytes(), &now())
}

/// What a verification asks for, and its report, where nothing is to be had.
fn needs(credential: &Value) -> (Vec<(String, Purpose)>, Report) {
    let verifier = Verifier::new();
    let mut verification = verifier.begin(credential.to_string().as_bytes(), &now());
    let mut all = Vec::new();
    loop {
        match verification.step() {
            Step::Done(report) => return (all, *report),
            Step::Needs(needs) => {
                for need in needs {
                    let missing = ResolveError::NotAvailable { url: need.url.clone() };
                    all.push((need.url.clone(), need.purpose));
                    verification.supply(need.url, Err(missing));
                }
            }
        }
    }
}

fn passed(report: &Report) -> usize {
    let is_passed = |finish| finish == Finish::Passed;
    let of_schema = report.checks().iter().filter(|check| check.question == Question::Schema);
    of_schema.filter(|check| is_passed(check.finish)).count()
}

#[test]
fn the_schema_of_its_own_class_is_answered_without_asking_anybody() {
    for file in [
        "ob_v3p0_achievementcredential_schema.json",
        "ob_v3p0_anyachievementcredential_schema.json",
    ] {
        let (needs, report) = needs(&naming(entry(&format!("{OURS}{file}"))));
        assert_eq!(needs, []);
        assert_verdict(&report, Valid, &[]);
        assert_eq!(passed(&report), 1);
    }
    let (_, report) = needs(&good());
    assert_eq!(passed(&report), 0, "it names none");
}

#[test]
fn the_schema_of_another_class_is_not_kept() {
    let report =
        verify(&naming(entry(&format!("{OURS}ob_v3p0_endorsementcredential_schema.json"))));
    assert_verdict(&report, Invalid, &["schema"]);
}

#[test]
fn a_schema_of_an_unknown_type_is_a_warning() {
    let schema = json(&format!(r#"{{"id": "{THEIRS}", "type": "JsonSchemaCredential"}}"#));
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/credentialSchema", schema);
    let (needs, report) = needs(&signed(badge));
    assert_eq!(needs, []);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(warnings(&report), ["schema.unknown"]);
}

#[test]
fn a_schema_that_is_not_to_be_had_decides_nothing() {
    let badge = naming(entry(THEIRS));
    let code = if cfg!(feature = "schema") { "schema.unavailable" } else { "not_checked" };
    assert_verdict(&verify(&badge), Indeterminate, &[code]);
    let report = with_policy(&badge, UnreadSchemas::UnsafelyIgnored);
    assert_verdict(&report, Valid, &[]);
    assert_eq!(warnings(&report), [code]);
    // A build that applies none knows of no fault.
    let refused = if cfg!(feature = "schema") { Invalid } else { Indeterminate };
    assert_verdict(&with_policy(&badge, UnreadSchemas::Refused), refused, &[code]);
}

#[test]
fn nobody_is_asked_for_the_schema_of_a_forger() {
    let mut altered = naming(entry(THEIRS));
    set(&mut altered, "/name", "Another");
    let (asked, report) = needs(&altered);
    assert_eq!(asked, []);
    assert_eq!(report.outcome(), Invalid);
    let mut unsigned = naming(entry(THEIRS));
    remove(&mut unsigned, "proof");
    assert_eq!(needs(&unsigned).0, []);
    // Signed, but by somebody else than its issuer.
    let mut badge = naming(entry(THEIRS));
    remove(&mut badge, "proof");
    let (asked, report) = needs(&signed_by(badge, &key(2), RDFC));
    assert_eq!(asked, []);
    assert_eq!(report.outcome(), Invalid);
    if cfg!(feature = "schema") {
        let (asked, _) = needs(&naming(entry(THEIRS)));
        assert_eq!(asked, [(THEIRS.to_owned(), Purpose::Schema)]);
    }
}

#[test]
fn too_many_schemas_are_not_asked() {
    let many: Vec<Value> = (0..17).map(|number| entry(&format!("{THEIRS}/{number}"))).collect();
    let (asked, report) = needs(&naming(many));
    assert_eq!(asked, []);
    assert_verdict(&report, Invalid, &["limit.items"]);
}

/// Related resources are compared with their digests where that is asked, and else not asked for.
#[test]
fn related_resources_are_compared_where_that_is_asked() {
    use openbadges::model::RelatedResource;
    use openbadges::verifier::RelatedResources;
    const FILM: &str = "https://district.example.org/evidence/lesson.mp4";
    let named = |digest: Value| {
        let mut badge = badge(&did(&issuer()));
        set(&mut badge, "/relatedResource", vec![digest]);
        signed(badge)
    };
    let film = RelatedResource::of(FILM, b"a lesson").build().unwrap().write();
    let unknown = json(&format!(r#"{{"id": "{FILM}", "digestMultibase": "uGwGq"}}"#));
    let verify = |credential: &Value, documents: Documents, related_resources| {
        let policy = Policy { related_resources, ..Policy::default() };
        let verifier = Verifier::new().with_policy(policy).with_resolver(documents);
        verifier.verify(credential.to_string().as_bytes(), &now())
    };
    let (badge, none) = (named(film), Documents::new);
    assert_eq!(needs(&badge).0, []);
    assert_verdict(&verify(&badge, none(), RelatedResources::Unasked), Valid, &[]);
    let compared = RelatedResources::Compared;
    assert_verdict(&verify(&badge, none(), compared), Indeterminate, &["fetch.failed"]);
    let served = |bytes: &[u8]| Documents::new().with(FILM, bytes);
    assert_verdict(&verify(&badge, served(b"a lesson"), compared), Valid, &[]);
    assert_verdict(&verify(&badge, served(b"another"), compared), Invalid, &["digest"]);
    let report = verify(&named(unknown), served(b"a lesson"), compared);
    assert_verdict(&report, Indeterminate, &["digest"]);
    // A forger's word fetches nothing.
    let mut altered = badge.clone();
    set(&mut altered, "/name", "Another");
    let report = verify(&altered, served(b"a lesson"), compared);
    assert!(report.has(openbadges::Code::NotChecked) && report.outcome() == Invalid);
}

/// A part of a resource is in the whole document, and the digest is of that.
#[test]
fn a_resource_is_asked_for_without_its_fragment() {
    use openbadges::model::RelatedResource;
    use openbadges::verifier::RelatedResources;
    const PAGE: &str = "https://district.example.org/rubric";
    let part = format!("{PAGE}#level-3");
    let mut badge = badge(&did(&issuer()));
    let digest = RelatedResource::of(&part, b"a rubric").build().unwrap().write();
    set(&mut badge, "/relatedResource", vec![digest]);
    let badge = signed(badge);
    let verify = |url: &str, bytes: &[u8]| {
        let related_resources = RelatedResources::Compared;
        let policy = Policy { related_resources, ..Policy::default() };
        let verifier = Verifier::new().with_policy(policy);
        let mut verification = verifier.begin(badge.to_string().as_bytes(), &now());
        loop {
            match verification.step() {
                Step::Done(report) => return *report,
                Step::Needs(needs) => {
                    for need in needs {
                        assert_eq!((need.url.as_str(), need.purpose), (PAGE, Purpose::Resource));
                        let missing = ResolveError::NotAvailable { url: need.url.clone() };
                        let found = (need.url == url)
                            .then(|| openbadges::resolve::Document::new(bytes.to_vec()));
                        verification.supply(need.url, found.ok_or(missing));
                    }
                }
            }
        }
    };
    assert_verdict(&verify(PAGE, b"a rubric"), Valid, &[]);
    assert_verdict(&verify(PAGE, b"another"), Invalid, &["digest"]);
    assert_verdict(&verify(&part, b"a rubric"), Indeterminate, &["fetch.failed"]);
}

#[cfg(feature = "schema")]
mod applied {
    use super::*;

    #[test]
    fn a_badge_keeps_to_a_schema_or_not_38() {
        let report = under(r#"{"type": "object", "required": ["name", "proof"]}"#);
        assert_verdict(&report, Valid, &[]);
        assert_eq!(passed(&report), 1);
        let report = under(
            r##"{"$defs": {"subject": {"required": ["role", "term"]}},
                "properties": {"credentialSubject": {"$ref": "#/$defs/subject"}, "name": {"maxLength": 2}}}"##,
        );
        assert_verdict(&report, Invalid, &["schema"]);
        let mut places: Vec<_> =
            report.objections().map(|check| check.pointer.as_str().to_owned()).collect();
        places.sort();
        assert_eq!(places, ["/credentialSubject", "/credentialSubject", "/name"]);
        // What stands there is nobody's affair but the reader's.
        assert!(report.objections().all(|check| !check.message.contains("Wait Time")));
        assert_verdict(&under("true"), Valid, &[]);
        assert_verdict(&under("false"), Invalid, &["schema"]);
    }

    #[test]
    fn every_draft_is_read_by_its_own_rules() {
        let tuple = |draft: &str, name: &str| {
            under(&format!(
                r#"{{"$schema": "{draft}", "properties": {{"@context": {{"{name}": [{{"const": "x"}}]}}}}}}"#
            ))
        };
        let drafts = [
            ("http://json-schema.org/draft-07/schema#", "items", "prefixItems"),
            ("https://json-schema.org/draft/2019-09/schema#", "items", "prefixItems"),
            ("https://json-schema.org/draft/2020-12/schema", "prefixItems", "x-items"),
        ];
        for (draft, known, unknown) in drafts {
            assert_verdict(&tuple(draft, known), Invalid, &["schema"]);
            assert_verdict(&tuple(draft, unknown), Valid, &[]);
        }
        let report = tuple("http://json-schema.org/draft-03/schema#", "items");
        assert_verdict(&report, Indeterminate, &["schema.unavailable"]);
    }

    #[test]
    fn what_cannot_be_read_decides_nothing() {
        for schema in [
            r#"[]"#,
            r#""text""#,
            r#"{"type": "medal"}"#,
            r#"{"pattern": "("}"#,
            r#"{"properties": {"name": {"pattern": "(?=a)a"}}}"#,
            r#"{"properties": {"name": {"pattern": "(a)\\1"}}}"#,
            r#"{"properties": {"name": {"pattern": "(a{1000}){1000}"}}}"#,
            r#"{"properties": {"name": {"pattern": "\\cA"}}}"#,
            r#"{"patternProperties": {"\\cA": true}}"#,
            r#"{"properties": {"name": {"format": "regex"}}}"#,
            r#"{"$ref": "https://other.example.org/schema"}"#,
            r#"{"$ref": "https://json-schema.org/draft/2019-09/schema"}"#,
            r#"{"$ref": "other.json"}"#,
            r#"{"$ref": "file:///etc/passwd"}"#,
            r##"{"$ref": "#named", "$defs": {"a": {"$anchor": "named"}}}"##,
            r##"{"$ref": "#/$defs/absent"}"##,
            r##"{"$ref": "#/$defs/%61", "$defs": {"a": true}}"##,
            r##"{"$recursiveRef": "#"}"##,
            r##"{"$defs": {"a": {"$id": "https://other.example.org/", "$ref": "#/x"}}}"##,
            r##"{"$defs": {"a": {"$schema": "http://json-schema.org/draft-07/schema#"}}}"##,
        ] {
            assert_verdict(&under(schema), Indeterminate, &["schema.unavailable"]);
        }
        let badge = naming(entry(THEIRS));
        for bytes in [&b"not json"[..], b"{\"a\": 1, \"a\": 2}", b"", b"<html></html>"] {
            let report = verify_serving(&badge, Documents::new().with(THEIRS, bytes.to_vec()));
            assert_verdict(&report, Indeterminate, &["schema.unavailable"]);
        }
        let (asked, report) = needs(&naming(entry(&format!("{THEIRS}#/$defs/badge"))));
        assert_eq!(asked, []);
        assert_verdict(&report, Indeterminate, &["schema.unavailable"]);
        // By plain http anybody could have written it.
        let report = verify(&naming(entry("http://state.example.org/schemas/1")));
        assert_verdict(&report, Indeterminate, &["schema.unavailable"]);
    }

    #[test]
    fn a_schema_that_refers_to_itself_by_its_id_is_read() {
        let schema = |name: &str| {
            under(&format!(
                r##"{{"$id": "{THEIRS}", "properties": {{"name": {{"$ref": "{THEIRS}#/$defs/name"}}}},
                    "$defs": {{"name": {{"{name}": "Nobody"}}}}}}"##
            ))
        };
        assert_verdict(&schema("const"), Invalid, &["schema"]);
        assert_verdict(&schema("default"), Valid, &[]);
    }

    /// Small schemas that ask for more work than there is time.
    #[test]
    fn what_costs_too_much_is_not_applied() {
        let doubling: Vec<String> = (0..60)
            .map(|n| {
                format!(r##""d{n}": {{"allOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}]}}"##, n + 1)
            })
            .collect();
        let doubling = format!(
            r##"{{"$ref": "#/$defs/d0", "$defs": {{{}, "d60": true}}}}"##,
            doubling.join(",")
        );
        let branching = r##"{"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [
            {"additionalProperties": {"$ref": "#/$defs/a"}, "items": {"$ref": "#/$defs/a"}, "not": {}},
            {"additionalProperties": {"$ref": "#/$defs/a"}, "items": {"$ref": "#/$defs/a"}, "not": {}},
            {"additionalProperties": {"$ref": "#/$defs/a"}, "items": {"$ref": "#/$defs/a"}, "not": {}},
            {"additionalProperties": {"$ref": "#/$defs/a"}, "items": {"$ref": "#/$defs/a"}, "not": {}},
            {"patternProperties": {".*": {"$ref": "#/$defs/a"}}, "items": {"$ref": "#/$defs/a"}, "not": {}},
            {"patternProperties": {".*": {"$ref": "#/$defs/a"}}, "items": {"$ref": "#/$defs/a"}, "not": {}},
            {"patternProperties": {".*": {"$ref": "#/$defs/a"}}, "items": {"$ref": "#/$defs/a"}, "not": {}},
            {"patternProperties": {".*": {"$ref": "#/$defs/a"}}, "items": {"$ref": "#/$defs/a"}, "not": {}},
            {"patternProperties": {".*": {"$ref": "#/$defs/a"}}, "items": {"$ref": "#/$defs/a"}, "not": {}},
            {"patternProperties": {".*": {"$ref": "#/$defs/a"}}, "items": {"$ref": "#/$defs/a"}, "not": {}}
            ]}}}"##;
        let circle = r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##;
        let patterns: Vec<String> = (0..65).map(|n| format!(r#""a{n}": true"#)).collect();
        let patterns = format!(r#"{{"patternProperties": {{{}}}}}"#, patterns.join(","));
        let large = format!(r#"{{"description": "{}"}}"#, "a".repeat(128 * 1024));
        let chain = chain(600);
        // Each of these is compiled with all that it does not look at.
        let unevaluated: Vec<String> = (0..40)
            .map(|n| {
                format!(
                    r##""d{n}": {{"unevaluatedProperties": false, "unevaluatedItems": false,
                        "allOf": [{{"$ref": "#/$defs/d{0}"}}, {{"$ref": "#/$defs/d{0}"}}],
                        "anyOf": [{{"$ref": "#/$defs/d{0}"}}], "if": {{"$ref": "#/$defs/d{0}"}}}}"##,
                    n + 1
                )
            })
            .collect();
        let unevaluated = format!(
            r##"{{"$ref": "#/$defs/d0", "$defs": {{{}, "d40": true}}}}"##,
            unevaluated.join(",")
        );
        let long = format!(r#"{{"pattern": "{}"}}"#, "a".repeat(1025));
        for schema in [&doubling, branching, circle, &patterns, &large, &chain, &unevaluated, &long]
        {
            let started = std::time::Instant::now();
            let short: String = schema.chars().take(60).collect();
            assert_verdict(&under(schema), Indeterminate, &["limit.schema"]);
            assert!(started.elapsed().as_secs() < 5, "{short}: {:?}", started.elapsed());
        }
    }

    /// Definitions that refer to the next.
    fn chain(length: usize) -> String {
        let links: Vec<String> =
            (0..length).map(|n| format!(r##""d{n}": {{"$ref": "#/$defs/d{}"}}"##, n + 1)).collect();
        format!(
            r##"{{"$ref": "#/$defs/d0", "$defs": {{{}, "d{length}": true}}}}"##,
            links.join(",")
        )
    }

    /// What is as deep as is allowed is compiled and applied on the stack of a test.
    #[test]
    fn what_is_as_deep_as_is_allowed_is_applied() {
        assert_verdict(&under(&chain(240)), Valid, &[]);
        let deep = format!("{}{}{}", r#"{"allOf": ["#.repeat(60), "true", "]}".repeat(60));
        assert_verdict(&under(&deep), Valid, &[]);
        // Two members a step, down into the document.
        let recursive = r##"{"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]},
            "b": {"additionalProperties": {"$ref": "#/$defs/a"}, "items": {"$ref": "#/$defs/a"}}}}"##;
        assert_verdict(&under(recursive), Valid, &[]);
    }

    #[test]
    fn the_limits_can_be_set() {
        let badge = naming(entry(THEIRS));
        let schema = r#"{"additionalProperties": {"additionalProperties": true}}"#;
        let verify = |limits: Limits| {
            let documents = Documents::new().with(THEIRS, schema);
            let verifier = Verifier::new().with_resolver(documents).with_limits(limits);
            verifier.verify(badge.to_string().as_bytes(), &now())
        };
        assert_verdict(&verify(Limits::default()), Valid, &[]);
        let few = Limits { schema_work: 10, ..Limits::default() };
        assert_verdict(&verify(few), Indeterminate, &["limit.schema"]);
        let small = Limits { schema_bytes: 10, ..Limits::default() };
        assert_verdict(&verify(small), Indeterminate, &["limit.schema"]);
        let none = Limits { schemas: 0, ..Limits::default() };
        assert_verdict(&verify(none), Invalid, &["limit.items"]);
        // They count among the documents.
        let none = Limits { fetches: 0, ..Limits::default() };
        assert_verdict(&verify(none), Indeterminate, &["limit.fetch"]);
    }

    /// The digest that an entry has of its schema is compared.
    #[test]
    fn another_schema_than_the_one_that_was_signed_is_not_applied() {
        let named = |digest: &str| {
            let entry = json(&format!(
                r#"{{"id": "{THEIRS}", "type": "JsonSchema", "digestSRI": "{digest}"}}"#
            ));
            let mut badge = badge(&did(&issuer()));
            set(&mut badge, "/credentialSchema", entry);
            verify_with(&signed(badge), THEIRS, &json("true"))
        };
        // Of the bytes `true`.
        assert_verdict(&named("sha256-tb6kG2xiP3wJ8b8k3K5Y66s8DN2QrZZrxDpFtEhn4Ss="), Valid, &[]);
        let wrong = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_verdict(&named(wrong), Indeterminate, &["schema.unavailable"]);
    }

    /// A schema that was read is read again when it changes.
    #[test]
    fn what_is_kept_is_kept_for_its_bytes() {
        use std::sync::{Arc, Mutex};
        let badge = naming(entry(THEIRS));
        let served = Arc::new(Mutex::new("true"));
        struct Served(Arc<Mutex<&'static str>>);
        impl openbadges::resolve::Resolver for Served {
            fn resolve(&self, _: &str) -> Result<openbadges::resolve::Document, ResolveError> {
                Ok(openbadges::resolve::Document::new(self.0.lock().unwrap().as_bytes()))
            }
        }
        let verifier = Verifier::new().with_resolver(Served(Arc::clone(&served)));
        let verify = || verifier.verify(badge.to_string().as_bytes(), &now());
        assert_verdict(&verify(), Valid, &[]);
        assert_verdict(&verify(), Valid, &[]);
        *served.lock().unwrap() = "false";
        assert_verdict(&verify(), Invalid, &["schema"]);
    }
}

/// Over RDF a holder could give any signed value the name that the schema looks for.
#[cfg(feature = "schema")]
#[test]
fn a_schema_reads_no_names_that_nobody_signed() {
    let schema = json(r#"{"type": "object", "required": ["trainingHours"]}"#);
    let with = |name: &str, suite| {
        let mut badge = badge(&did(&issuer()));
        add_context(&mut badge, EXTENSIONS);
        let terms = format!(r#"{{"{name}": "https://district.example/terms#seatMinutes"}}"#);
        if let Some(Value::Array(contexts)) = badge.as_object_mut().unwrap().get_mut("@context") {
            contexts.push(json(&terms));
        }
        set(&mut badge, "/credentialSchema", entry(THEIRS));
        set(&mut badge, &format!("/{name}"), "40");
        signed_by(badge, &issuer(), suite)
    };
    let verify = |badge: &Value| verify_with(badge, THEIRS, &schema);
    assert_verdict(&verify(&with("seatMinutes", JCS)), Invalid, &["schema"]);
    assert_verdict(&verify(&with("trainingHours", JCS)), Valid, &[]);
    for name in ["seatMinutes", "trainingHours"] {
        let report = verify(&with(name, RDFC));
        assert_verdict(&report, Indeterminate, &["schema.unavailable"]);
    }
}
