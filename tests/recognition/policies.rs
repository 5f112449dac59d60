use openbadges::Code;
use openbadges::json::{self, Value};
use openbadges::recognition::{Parameters, Policy, PolicyError, Ruling, policy};

use crate::office::*;

fn refused(document: &Value) -> Vec<(Code, String)> {
    let error: PolicyError = Policy::read(document, &Parameters::new()).unwrap_err();
    error.faults().iter().map(|fault| (fault.code, fault.pointer.as_str().to_owned())).collect()
}

#[test]
fn every_fault_has_its_place() {
    /// The members that are changed, and the fault that they are.
    type Case<'a> = (&'a [(&'a str, &'a str)], Code, &'a str);
    let cases: &[Case<'_>] = &[
        (&[("colour", "1")], Code::PolicyMember, "/colour"),
        (
            &[("accept", r#"{"issuers": "any", "issuer": "x"}"#)],
            Code::PolicyMember,
            "/accept/issuer",
        ),
        (&[("accept", "{}")], Code::PolicyRequired, "/accept"),
        (&[("accept", r#"{"issuers": []}"#)], Code::PolicyValue, "/accept/issuers"),
        (&[("accept", r#"{"issuers": ["all"]}"#)], Code::PolicyValue, "/accept/issuers/0"),
        (&[("accept", r#"{"issuers": "all"}"#)], Code::PolicyValue, "/accept/issuers"),
        // Whoever issues can write down any achievement.
        (
            &[("accept", r#"{"issuers": "any", "achievements": ["urn:x:a"]}"#)],
            Code::PolicyValue,
            "/accept/achievements",
        ),
        (
            &[("groups", r#"[{"name": "g", "achievements": ["urn:x:a"]}]"#)],
            Code::PolicyValue,
            "/groups/0/achievements",
        ),
        (&[("accept", r#"{"issuers": "$some"}"#)], Code::PolicyValue, "/accept/issuers"),
        (
            &[
                ("accept", r#"{"issuers": "$some"}"#),
                ("parameters", r#"{"some": {"meaning": "who", "kind": "identifiers"}}"#),
            ],
            Code::PolicyParameter,
            "/parameters/some",
        ),
        (
            &[("parameters", r#"{"some": {"meaning": "what"}}"#)],
            Code::PolicyValue,
            "/parameters/some",
        ),
        (
            &[(
                "parameters",
                r#"{"some": {"meaning": "what", "kind": "identifiers", "unit": "pdp"}}"#,
            )],
            Code::PolicyValue,
            "/parameters/some",
        ),
        (
            &[("accept", r#"{"issuers": "any", "assessment": {"assessors": 0}}"#)],
            Code::PolicyValue,
            "/accept/assessment/assessors",
        ),
        (&[("title", "1")], Code::PolicyType, "/title"),
        (&[("title", r#"" ""#)], Code::PolicyValue, "/title"),
        (&[("name", r#""two words""#)], Code::PolicyValue, "/name"),
        (&[("awards", r#"[{"amount": 6}]"#)], Code::PolicyType, "/awards/0/amount"),
        (&[("awards", r#"[{"amount": "6"}]"#)], Code::ValueNumber, "/awards/0/amount"),
        (&[("awards", r#"[{"amount": "six pdp"}]"#)], Code::ValueNumber, "/awards/0/amount"),
        (&[("awards", r#"[{"amount": "6 points"}]"#)], Code::ValueUnit, "/awards/0/amount"),
        (&[("awards", r#"[{"amount": "-6 pdp"}]"#)], Code::ValueNumber, "/awards/0/amount"),
        (&[("awards", r#"[{"amount": "$six"}]"#)], Code::PolicyValue, "/awards/0/amount"),
        (&[("awards", r#"[{}]"#)], Code::PolicyValue, "/awards/0"),
        (
            &[("awards", r#"[{"amount": "6 pdp", "credits": "pdp"}]"#)],
            Code::PolicyValue,
            "/awards/0",
        ),
        (
            &[("awards", r#"[{"amount": "6 pdp", "category": "x"}]"#)],
            Code::PolicyValue,
            "/awards/0",
        ),
        (
            &[("awards", r#"[{"amount": "6 pdp", "rung": "x"}]"#)],
            Code::PolicyValue,
            "/awards/0/rung",
        ),
        (&[("awards", "[]")], Code::PolicyValue, "/awards"),
        (&[("splitting", r#""maybe""#)], Code::PolicyValue, "/splitting"),
        (&[("utcOffset", r#""6""#)], Code::ValueDate, "/utcOffset"),
        (&[("effective", r#"{"from": "2026-02-30"}"#)], Code::ValueDate, "/effective/from"),
        (
            &[("effective", r#"{"from": "2026-02-02", "until": "2026-02-01"}"#)],
            Code::PolicyValue,
            "/effective",
        ),
        (&[("year", r#"{"payments": 5}"#)], Code::PolicyValue, "/year/payments"),
        (&[("year", r#"{"payments": 0}"#)], Code::PolicyValue, "/year/payments"),
        (&[("year", r#"{"starts": "13-01"}"#)], Code::PolicyValue, "/year/starts"),
        (
            &[("windows", r#"{"requestWithinDays": 0.5}"#)],
            Code::PolicyValue,
            "/windows/requestWithinDays",
        ),
        (
            &[("caps", r#"[{"amount": "5 USD", "per": "year", "rest": "lost"}]"#)],
            Code::ValueUnit,
            "/caps/0/amount",
        ),
        (
            &[("caps", r#"[{"amount": "5 pdp", "per": "ever", "rest": "carriedOver"}]"#)],
            Code::PolicyValue,
            "/caps/0/rest",
        ),
        (
            &[("caps", r#"[{"amount": "0 pdp", "per": "year", "rest": "carriedOver"}]"#)],
            Code::PolicyValue,
            "/caps/0/amount",
        ),
        (
            &[("exclusions", r#"[{"categories": ["all"]}]"#)],
            Code::PolicyValue,
            "/exclusions/0/categories",
        ),
        (&[("groups", r#"[{"name": "all"}]"#)], Code::PolicyValue, "/groups/0/name"),
        (&[("groups", r#"[{"name": "g"}, {"name": "g"}]"#)], Code::PolicyValue, "/groups/1"),
        (
            &[(
                "stacks",
                r#"[{"name": "s", "gives": "1 pdp", "parts": [{"group": "g", "count": 1}]}]"#,
            )],
            Code::PolicyValue,
            "/stacks/0/parts/0/group",
        ),
        (&[("rates", r#"[{"left": "1 ceu", "right": "0 pdp"}]"#)], Code::ValueRate, "/rates/0"),
        (
            &[("parameters", r#"{"each": {"meaning": "what each is worth", "unit": "pdp"}}"#)],
            Code::PolicyParameter,
            "/parameters/each",
        ),
        (
            &[("categories", r#"[{"name": "*", "unit": "pdp"}, {"name": "a", "unit": "pdp"}]"#)],
            Code::PolicyValue,
            "/categories",
        ),
    ];
    for (changes, code, pointer) in cases {
        let found = refused(&document("6 pdp", "pdp", changes));
        assert!(found.contains(&(*code, (*pointer).to_owned())), "{changes:?}: {found:?}");
    }
    assert_eq!(refused(&Value::Null), [(Code::PolicyType, String::new())]);
    assert!(refused(&json("{}")).iter().all(|(code, _)| *code == Code::PolicyRequired));
    // All at once.
    let several = [("colour", "1"), ("title", "1"), ("accept", "{}")];
    assert_eq!(refused(&document("6", "pdp", &several)).len(), 4);
}

#[test]
fn parameters_fill_in_what_is_open() {
    let open = document(
        "$each",
        "pdp",
        &[("parameters", r#"{"each": {"meaning": "what each is worth", "unit": "pdp"}}"#)],
    );
    let read = |parameters| Policy::read(&open, &parameters);
    assert!(read(Parameters::new()).unwrap_err().to_string().contains("what each is worth"));
    assert!(read(Parameters::new().with("each", amount("4 USD"))).is_err());
    assert!(
        read(Parameters::new().with("each", amount("4 pdp")).with("x", amount("1 pdp"))).is_err()
    );
    let policy = read(Parameters::new().with("each", amount("4 pdp"))).unwrap();
    assert_eq!(one(&policy, candidates(1).remove(0)), (Ruling::Counts, vec![]));
}

#[test]
#[cfg(feature = "toml")]
fn toml_and_json_are_one() {
    let text = r#"
        name = "test"
        title = "A test"
        jurisdiction = "here"
        source = { text = "a test", read = 2026-01-01 }
        accept = { issuers = "any", results = "unasked" }
        categories = [{ name = "all", unit = "pdp" }]
        awards = [{ amount = "6 pdp" }]
        windows = { requestWithinDays = 60 }
    "#;
    let none = Parameters::new();
    let json = document("6 pdp", "pdp", &[("windows", r#"{"requestWithinDays": 60}"#)]);
    assert_eq!(Policy::from_toml(text, &none).unwrap(), Policy::read(&json, &none).unwrap());
    assert_eq!(
        Policy::from_json(json.to_string().as_bytes(), &none).unwrap(),
        Policy::read(&json, &none).unwrap()
    );
    let code = |text: &str| {
        let error = Policy::from_toml(text, &none).unwrap_err();
        (error.faults()[0].code, error.faults()[0].pointer.as_str().to_owned())
    };
    assert_eq!(code("name = "), (Code::PolicySyntax, String::new()));
    assert_eq!(code("name = 'a'\nname = 'b'").0, Code::PolicySyntax);
    let float = text.replace("\"6 pdp\"", "6.5");
    assert_eq!(code(&float), (Code::PolicyType, "/awards/0/amount".to_owned()));
    assert_eq!(code(&text.replace("= 60", "= -60")).0, Code::PolicyValue);
    assert_eq!(code(&text.replace("= 60", "= 60.5")).0, Code::PolicyValue);
}

/// `OPENBADGES_MINT=1 cargo test --test recognition` writes it anew.
#[test]
fn the_schema_is_in_the_repository() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/policy.schema.json");
    let expected = json::pretty(&policy::schema());
    if std::env::var_os("OPENBADGES_MINT").is_some() {
        std::fs::write(path, &expected).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == expected,
        "docs/policy.schema.json is out of date"
    );
}

/// What the reader takes, the schema takes; what the schema refuses, the reader refuses.
#[test]
#[cfg(all(feature = "toml", feature = "schema"))]
fn the_schema_and_the_reader_agree() {
    let schema: serde_json::Value = (&policy::schema()).into();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let (mut taken, mut refused_by_both) = (0, 0);
    let mut compare = |document: &Value| {
        let read = Policy::read(document, &every_parameter(document)).is_ok();
        let instance: serde_json::Value = document.into();
        let fits = schema.is_valid(&instance);
        assert!(fits || !read, "the schema refuses what is read: {document}");
        taken += usize::from(read && fits);
        refused_by_both += usize::from(!read && !fits);
    };
    for profile in openbadges::recognition::profiles::ALL {
        let table: toml::Table = profile.text.parse().unwrap();
        let text = serde_json::to_string(&table).unwrap();
        let document = json(&text);
        compare(&document);
        for mutation in mutations(&document) {
            compare(&mutation);
        }
    }
    assert!(taken > 20 && refused_by_both > 200, "{taken} taken, {refused_by_both} refused");
}

#[cfg(all(feature = "toml", feature = "schema"))]
fn every_parameter(document: &Value) -> Parameters {
    let declared = document.get("parameters").and_then(Value::as_object);
    declared.into_iter().flat_map(json::Object::iter).fold(Parameters::new(), |all, (name, it)| {
        let unit = it.get("unit").and_then(Value::as_str).and_then(|unit| unit.parse().ok());
        match unit {
            Some(unit) => {
                let one = openbadges::recognition::Amount::new(1_u32.into(), unit).unwrap();
                all.with(name, one)
            }
            None if it.get("kind").and_then(Value::as_str) == Some("identifiers") => {
                all.with_identifier(name, "did:example:provider".parse().unwrap())
            }
            None => all,
        }
    })
}

/// The document with one member or item left out, or one value of another type, at every place.
#[cfg(all(feature = "toml", feature = "schema"))]
fn mutations(value: &Value) -> Vec<Value> {
    let mut all =
        vec![Value::Null, Value::from("x y"), Value::Array(Vec::new()), Value::from(7_u32)];
    match value {
        Value::Object(object) => {
            for (name, member) in object.iter() {
                let mut without = object.clone();
                without.remove(name);
                all.push(without.into());
                for mutation in mutations(member) {
                    let mut with = object.clone();
                    with.insert(name, mutation);
                    all.push(with.into());
                }
            }
            let mut more = object.clone();
            more.insert("colour", "blue");
            all.push(more.into());
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for mutation in mutations(item) {
                    let mut with = items.clone();
                    with[at] = mutation;
                    all.push(Value::Array(with));
                }
            }
        }
        _ => {}
    }
    all
}

/// What contradicts itself, or changes nothing, was meant otherwise.
#[test]
fn a_policy_says_each_thing_once() {
    let codes = |more: &[(&str, &str)], parameters: &Parameters| {
        let read = Policy::read(&document("6 pdp", "pdp", more), parameters);
        let faults = read.err().map(|error| error.faults().to_vec()).unwrap_or_default();
        let told = faults.iter().map(|it| (it.code, it.pointer.as_str().to_owned()));
        told.collect::<Vec<_>>()
    };
    let none = Parameters::new();
    let value = |place: &str| vec![(Code::PolicyValue, place.to_owned())];
    let twice = r#"[{"amount": "60 pdp"}, {"category": "all", "amount": "6 pdp"}]"#;
    assert_eq!(codes(&[("awards", twice)], &none), value("/awards/1"));
    // The first of the ladder is what an award without a rung is for.
    let ladder = ("ladder", r#"["one", "two"]"#);
    let first = r#"[{"amount": "60 pdp"}, {"rung": "one", "amount": "6 pdp"}]"#;
    assert_eq!(codes(&[ladder, ("awards", first)], &none), value("/awards/1"));
    let both = r#"[{"amount": "60 pdp"}, {"rung": "two", "amount": "6 pdp"}]"#;
    assert_eq!(codes(&[ladder, ("awards", both)], &none), []);
    assert_eq!(codes(&[("ladder", r#"["a", "a"]"#)], &none), value("/ladder/1"));
    let stack = r#"{"name": "s", "parts": [{"group": "g", "count": 2}], "gives": "1 pdp"}"#;
    let stacks = format!("[{stack}, {stack}]");
    let groups = ("groups", r#"[{"name": "g"}]"#);
    assert_eq!(codes(&[groups, ("stacks", &stacks)], &none), value("/stacks/1"));
    let idle = ("parameters", r#"{"bonus": {"meaning": "more", "unit": "pdp"}}"#);
    let supplied = Parameters::new().with("bonus", amount("9 pdp"));
    assert_eq!(codes(&[idle], &supplied), value("/parameters/bonus"));
    let used = ("awards", r#"[{"amount": "$bonus"}]"#);
    assert_eq!(codes(&[idle, used], &supplied), []);
}

#[test]
fn what_a_policy_asks_is_asked() {
    let accept = |members: &str| {
        let members = format!(r#"{{"issuers": "any", "results": "unasked", {members}}}"#);
        policy_with(&[("accept", &members)])
    };
    fn policy_with(more: &[(&str, &str)]) -> Policy {
        crate::office::policy("6 pdp", "pdp", more)
    }
    let mut aligned = badge(54);
    set(
        &mut aligned,
        &["credentialSubject", "achievement", "alignment"],
        json(
            r#"[{"type": ["Alignment"], "targetName": "Coaching", "targetFramework": "Priorities",
            "targetCode": "P.3", "targetUrl": "https://state.example/frameworks/1/items/3"}]"#,
        ),
    );
    let aligned = verified(aligned);
    for (rule, fits) in [
        (r#"{"framework": "Priorities"}"#, true),
        (r#"{"framework": "Priorities", "code": "P.3"}"#, true),
        (r#"{"framework": "Priorities", "code": "P.4"}"#, false),
        (r#"{"under": "https://state.example/frameworks/1"}"#, true),
        (r#"{"under": "https://state.example/frame"}"#, false),
        (r#"{"url": "https://state.example/frameworks/1/items/3"}"#, true),
    ] {
        let policy = accept(&format!(r#""alignments": [{rule}]"#));
        let expected = if fits { vec![] } else { vec!["aligned.not"] };
        assert_eq!(one(&policy, aligned.clone()).1, expected, "{rule}");
    }
    let plain = || candidates(1).remove(0);
    assert_eq!(one(&accept(r#""alignments": [{"code": "P.3"}]"#), plain()).1, ["aligned.not"]);

    let listed = |id: &str| {
        let members = format!(r#"{{"issuers": ["{id}"], "results": "unasked"}}"#);
        one(&policy_with(&[("accept", &members)]), candidates(1).remove(0)).1
    };
    assert_eq!(listed(&did(1)), Vec::<&str>::new());
    assert_eq!(listed(&did(2)), ["issuer.not_recognised"]);

    let achievements = |id: &str| {
        let members = format!(
            r#"{{"issuers": ["{}"], "results": "unasked", "achievements": ["{id}"]}}"#,
            did(1)
        );
        one(&policy_with(&[("accept", &members)]), plain()).1
    };
    assert_eq!(achievements("https://provider.example/achievements/0"), Vec::<&str>::new());
    assert_eq!(achievements("https://provider.example/achievements/1"), ["achievement.not_listed"]);

    // That the results are met is asked for unless a policy says otherwise.
    let strict = policy_with(&[("accept", r#"{"issuers": "any"}"#)]);
    assert_eq!(one(&strict, plain()).1, ["results.not_met"]);
    let mut met = badge(55);
    set(
        &mut met,
        &["credentialSubject", "achievement", "resultDescription"],
        json(
            r#"[{"id": "urn:example:quiz", "type": ["ResultDescription"], "name": "Quiz",
            "resultType": "Percent", "requiredValue": "80", "valueMin": "0", "valueMax": "100"}]"#,
        ),
    );
    let result = |value: &str| {
        let mut badge = met.clone();
        set(
            &mut badge,
            &["credentialSubject", "result"],
            json(&format!(
                r#"[{{"type": ["Result"], "resultDescription": "urn:example:quiz", "value": "{value}"}}]"#
            )),
        );
        one(&strict, verified(badge)).1
    };
    assert_eq!(result("85"), Vec::<&str>::new());
    assert_eq!(result("9.5"), ["results.not_met"]);

    let expired = policy_with(&[("windows", r#"{"expiresAfterDays": 18}"#)]);
    assert_eq!(one(&expired, plain()).1, ["window.expiry.over"], "19 days after the award");
    let past = policy_with(&[("effective", r#"{"until": "2026-03-19"}"#)]);
    assert_eq!(one(&past, plain()).1, ["policy.not_in_force"]);
    let nearer =
        policy_with(&[("effective", r#"{"until": "2026-03-19"}"#), ("utcOffset", r#""-13:00""#)]);
    assert_eq!(one(&nearer, plain()).1, Vec::<&str>::new(), "there it is still the 19th");

    // A value in another unit is converted exactly, or does not count.
    let rates = [("rates", r#"[{"left": "3 pdp", "right": "1 credit"}]"#)];
    let converted = crate::office::policy("6 pdp", "credit", &rates);
    assert_eq!(one(&converted, plain()).1, Vec::<&str>::new());
    let inexact = crate::office::policy("1 pdp", "credit", &rates);
    assert_eq!(one(&inexact, plain()).1, ["value.converted.not"]);
}

/// `docs/POLICY.md` lists the code of every step.
#[test]
fn every_step_is_documented() {
    let source = include_str!("../../src/recognition/evaluate/reason.rs");
    let page = include_str!("../../docs/POLICY.md");
    let codes: Vec<&str> =
        source.split("=> (\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(codes.len() > 50);
    for code in codes {
        assert!(page.contains(&format!("| `{code}` |")), "{code} is not in docs/POLICY.md");
    }
}

/// A member that is not there is told with those that are, in a sentence.
#[test]
fn a_member_that_is_none_is_told_with_those_there_are() {
    let document = document("6 pdp", "pdp", &[("accept", r#"{"issuer": "x"}"#)]);
    let error = Policy::read(&document, &Parameters::new()).unwrap_err();
    let told = error.to_string();
    let expected = "policy.member at /accept/issuer: there is no such member here, but issuers, \
        endorsers, ";
    assert!(told.contains(expected), "{told}");
    assert!(told.contains("policy.required at /accept: the member issuers is absent"), "{told}");
    assert!(!told.contains(" a accept"), "{told}");
}

/// Rates are looked at for each credential anew, so there are no more than can be looked at.
#[test]
fn there_are_only_so_many_rates() {
    let read = |count: usize| {
        let rates: Vec<String> = (0..count)
            .map(|unit| format!(r#"{{"left": "1 urn:x:{unit}", "right": "1 urn:x:{}"}}"#, unit + 1))
            .collect();
        let rates = format!("[{}]", rates.join(", "));
        Policy::read(&document("6 pdp", "pdp", &[("rates", &rates)]), &Parameters::new())
    };
    assert_eq!(read(1_000).unwrap().rates.iter().len(), 1_000);
    let error = read(1_001).unwrap_err();
    let [fault] = error.faults() else { panic!("{error}") };
    assert_eq!((fault.code.as_str(), fault.pointer.as_str()), ("limit.rates", "/rates"));
    assert_eq!(fault.message, "there are 1001 of them, and at most 1000 are read");
    // What is not looked at has no faults of its own.
    let many = format!("[{}1]", "1, ".repeat(1_000));
    let document = document("6 pdp", "pdp", &[("rates", &many)]);
    assert_eq!(refused(&document).len(), 1);
    let schema = policy::schema();
    let most = schema.at("/properties/rates/maxItems").and_then(Value::as_number);
    assert_eq!(most.and_then(|most| most.as_u64()), Some(1_000));
}
