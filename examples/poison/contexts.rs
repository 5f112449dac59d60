//! Contexts that are many, long, endless, or work for each other.

use openbadges::json::{Object, Value};

use super::{Case, member, of_document, scaled};
use crate::forge::value;

pub fn add(cases: &mut Vec<Case>) {
    let mut add = |name: &str, expected, input: Box<dyn Fn() -> Vec<u8>>| {
        cases.push(Case {
            name: name.into(),
            expected,
            input: Box::new(move || vec![input()]),
            answer: of_document,
        });
    };
    add(
        "1,000 contexts in the document",
        "limit.contexts",
        Box::new(|| {
            let contexts = (0..1_000).map(|n| member(&format!("t{n}"), "urn:t"));
            with_context(Value::Array(contexts.collect()), [])
        }),
    );
    add(
        "1,000 equal contexts in the document",
        "canonical",
        Box::new(|| with_context(vec![member("t", "urn:t"); 1_000].into(), [("t", "x".into())])),
    );
    add(
        "1,000 contexts from a loader",
        "limit.contexts",
        Box::new(|| {
            let urls = (0..1_000).map(|n| format!("https://c.example/many/{n}"));
            with_context(urls.collect::<Vec<_>>().into(), [])
        }),
    );
    for (name, expected, url) in [
        ("contexts that load each other", "limit.contexts", "https://c.example/ring/0"),
        ("contexts that import each other", "context", "https://c.example/import/0"),
        ("a context that loads ever new ones", "limit.contexts", "https://c.example/endless/0"),
        ("a context that loads two new ones, each", "limit.contexts", "https://c.example/tree/1"),
        ("terms whose contexts load ever new ones", "limit.contexts", "https://c.example/scoped/0"),
    ] {
        add(name, expected, Box::new(move || with_context(url.into(), [("a", "x".into())])));
    }
    add(
        "a context of 100,000 terms",
        "canonical|limit.contexts",
        Box::new(|| {
            let terms = (0..scaled(100_000)).map(|n| (format!("t{n}"), "urn:t"));
            with_context(terms.collect::<Object>().into(), [("t1", "x".into())])
        }),
    );
    add(
        "100 contexts of 10,000 terms, which inherit",
        "limit.contexts",
        Box::new(|| {
            let terms: Object = (0..10_000).map(|n| (format!("t{n}"), "urn:t")).collect();
            let more = (0..scaled(2_000)).map(|n| member(&format!("u{n}"), "urn:u"));
            let all = std::iter::once(Value::from(terms)).chain(more.take(200));
            with_context(Value::Array(all.collect()), [])
        }),
    );
    add(
        "short names for IRIs of 100 KB",
        "limit.size",
        Box::new(|| {
            let nodes = vec![member("a", "x"); scaled(20_000)];
            let long = format!("urn:{}", "a".repeat(100_000));
            let terms = [("a".to_owned(), long), ("b".to_owned(), "urn:b".to_owned())];
            with_context(terms.into_iter().collect::<Object>().into(), [("b", nodes.into())])
        }),
    );
    add(
        "short names for 20 MiB of N-Quads",
        "canonical",
        Box::new(|| {
            let values: Vec<String> = (0..scaled(20_000)).map(|n| format!("v{n}")).collect();
            with_context(member("a", &format!("urn:{}", "a".repeat(1_000))), [("a", values.into())])
        }),
    );
    add(
        "a vocabulary of 2 MiB for 1,000 names",
        "limit.size",
        Box::new(|| {
            let names = (0..1_000).map(|n| (format!("m{n}"), Value::from("x")));
            let context = member("@vocab", &format!("urn:{}", "a".repeat(2 << 20)));
            let all = std::iter::once(("@context".to_owned(), context)).chain(names);
            Value::from(all.collect::<Object>()).to_string().into_bytes()
        }),
    );
    for (terms, length) in [(1_000, 1_000), (3_000, 3_000)] {
        let name = format!("{terms} prefixes, each {length} bytes behind the one before");
        add(
            &name,
            "limit.contexts",
            Box::new(move || {
                let long = "a".repeat(length);
                let first = ("t0:".to_owned(), Value::from("urn:x:"));
                let chain = (1..terms).map(|n| {
                    let id = ("@id", Value::from(format!("t{}:{long}", n - 1)));
                    let object = Object::from_iter([id, ("@prefix", true.into())]);
                    (format!("t{n}"), Value::from(object))
                });
                let first = (first.0.trim_end_matches(':').to_owned(), first.1);
                let terms: Object = std::iter::once(first).chain(chain).collect();
                with_context(terms.into(), [("t1:x", "x".into())])
            }),
        );
    }
    add(
        "200 vocabularies, each 40 KB behind the one before",
        "limit.contexts",
        Box::new(|| {
            let first = member("@vocab", "urn:x:");
            let long = "a".repeat(scaled(40_000));
            let more = (0..200).map(|n| member("@vocab", &format!("{n}{long}")));
            let all = std::iter::once(first).chain(more).collect();
            with_context(Value::Array(all), [("a", "x".into())])
        }),
    );
    add(
        "a chain of 100,000 terms that need each other",
        "limit.contexts",
        Box::new(|| {
            let terms = (0..scaled(100_000)).map(|n| (format!("t{n}"), format!("t{}:x", n + 1)));
            with_context(terms.collect::<Object>().into(), [])
        }),
    );
    add(
        "200 types with contexts, in 20,000 pairs",
        "limit.contexts",
        Box::new(|| {
            let term =
                |n: usize| format!(r#"{{"@id": "urn:T{n}", "@context": {{"a": "urn:a{n}"}}}}"#);
            let types = (0..200).map(|n| (format!("T{n}"), value(&term(n))));
            let pairs = (0..scaled(20_000)).map(|n| {
                let both = vec![format!("T{}", n % 200), format!("T{}", n / 200 % 200)];
                Value::from(Object::from_iter([("@type", Value::from(both)), ("a", "x".into())]))
            });
            let context = types.chain([("b".to_owned(), "urn:b".into())]).collect::<Object>();
            with_context(context.into(), [("b", Value::Array(pairs.collect()))])
        }),
    );
    add(
        "20,000 nodes of one type with a context of 1,000 terms",
        "canonical",
        Box::new(|| {
            let terms: Object = (0..1_000).map(|n| (format!("t{n}"), "urn:t")).collect();
            let term =
                Object::from_iter([("@id", Value::from("urn:T")), ("@context", terms.into())]);
            let node = |n: usize| {
                let id = ("@id", Value::from(format!("urn:n:{n}")));
                Value::from(Object::from_iter([id, ("@type", "T".into()), ("t1", "x".into())]))
            };
            let nodes = (0..scaled(20_000)).map(node).collect();
            let context = Object::from_iter([("T", Value::from(term)), ("b", "urn:b".into())]);
            with_context(context.into(), [("b", Value::Array(nodes))])
        }),
    );
    add(
        "10,000 nodes, each with a context of its own",
        "limit.contexts",
        Box::new(|| {
            let node = |n: usize| {
                let context = member(&format!("t{n}"), "urn:t");
                Value::from(Object::from_iter([
                    ("@context", context),
                    (&format!("t{n}"), "x".into()),
                ]))
            };
            let nodes = (0..scaled(10_000)).map(node).collect();
            with_context(member("b", "urn:b"), [("b", Value::Array(nodes))])
        }),
    );
    add(
        "10,000 nodes, each with the same context again",
        "canonical",
        Box::new(|| {
            let context = member("t", "urn:t");
            let node = |n: usize| {
                let id = ("@id", Value::from(format!("urn:n:{n}")));
                let members = [("@context", context.clone()), id, ("t", "x".into())];
                Value::from(Object::from_iter(members))
            };
            let nodes = (0..scaled(10_000)).map(node).collect();
            with_context(member("b", "urn:b"), [("b", Value::Array(nodes))])
        }),
    );
    add(
        "1,000 nodes, each with the same context of 4 KB again",
        "canonical",
        Box::new(|| {
            let context: Value =
                (0..200).map(|n| (format!("t{n}"), "urn:term")).collect::<Object>().into();
            let node = |n: usize| {
                let id = ("@id", Value::from(format!("urn:n:{n}")));
                let members = [("@context", context.clone()), id, ("t1", "x".into())];
                Value::from(Object::from_iter(members))
            };
            let nodes = (0..scaled(1_000)).map(node).collect();
            with_context(member("b", "urn:b"), [("b", Value::Array(nodes))])
        }),
    );
}

fn with_context<const N: usize>(context: Value, members: [(&str, Value); N]) -> Vec<u8> {
    let all = std::iter::once(("@context", context)).chain(members);
    Value::from(all.collect::<Object>()).to_string().into_bytes()
}
