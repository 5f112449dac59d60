//! Documents that are large, deep, or wrong in many places.

use openbadges::json::{Object, Value};
use openbadges::proof::Cryptosuite::{EddsaJcs2022, EddsaRdfc2022};

use super::{Case, extend, member, of_credential, scaled};
use crate::forge::{below, falsely_signed, signed};

pub fn add(cases: &mut Vec<Case>) {
    let mut add = |name: &str, expected, input: Box<dyn Fn() -> Vec<u8>>| {
        cases.push(Case {
            name: name.into(),
            expected,
            input: Box::new(move || vec![input()]),
            answer: of_credential,
        });
    };
    add(
        "10,000 alignments, signed (RDFC)",
        "valid",
        Box::new(|| signed(|badge| alignments(badge, scaled(10_000)), EddsaRdfc2022)),
    );
    add(
        "10,000 alignments, signed (JCS)",
        "valid",
        Box::new(|| signed(|badge| alignments(badge, scaled(10_000)), EddsaJcs2022)),
    );
    add(
        "10,000 alignments that are equal, signed",
        "valid",
        Box::new(|| {
            signed(
                |badge| {
                    let achievement = below(badge, &["credentialSubject", "achievement"]);
                    achievement.insert("alignment", vec![alignment(0); scaled(10_000)]);
                },
                EddsaJcs2022,
            )
        }),
    );
    add(
        "100,000 members without a meaning",
        "data_loss",
        Box::new(|| {
            falsely_signed(|badge| {
                extend(badge, (0..scaled(100_000)).map(|n| (format!("m{n}"), "x")));
            })
        }),
    );
    add(
        "100,000 members of a vocabulary",
        "signature",
        Box::new(|| {
            falsely_signed(|badge| {
                with_vocabulary(badge);
                extend(badge, (0..scaled(100_000)).map(|n| (format!("m{n}"), "x")));
            })
        }),
    );
    add(
        "100,000 members, the last one twice",
        "json.duplicate",
        Box::new(|| {
            let members: Vec<String> =
                (0..scaled(100_000)).map(|n| format!("\"m{n}\":0")).collect();
            format!("{{{},\"m1\":0}}", members.join(",")).into_bytes()
        }),
    );
    add(
        "100,000 types",
        "signature",
        Box::new(|| {
            falsely_signed(|badge| {
                with_vocabulary(badge);
                let first = ["VerifiableCredential", "OpenBadgeCredential"].map(str::to_owned);
                let more = (0..scaled(100_000)).map(|n| format!("T{n}"));
                badge.insert("type", first.into_iter().chain(more).collect::<Vec<_>>());
            })
        }),
    );
    add(
        "100,000 faults",
        "model.type",
        Box::new(|| {
            falsely_signed(|badge| {
                let achievement = below(badge, &["credentialSubject", "achievement"]);
                achievement.insert("alignment", Value::Array(vec![5.into(); scaled(100_000)]));
            })
        }),
    );
    add(
        "100,000 endorsements below a name of 1 MB",
        "data_loss",
        Box::new(|| {
            falsely_signed(|badge| {
                let wrong = vec![member("endorsement", "x"); scaled(100_000)];
                badge.insert("n".repeat(1_000_000), wrong);
            })
        }),
    );
    add(
        "100,000 endorsements",
        "signature",
        Box::new(|| {
            falsely_signed(|badge| {
                badge.insert("endorsementJwt", vec!["e.y.z"; scaled(100_000)]);
            })
        }),
    );
    add("arrays 1,000,000 deep", "limit.depth", Box::new(|| "[".repeat(1_000_000).into_bytes()));
    add(
        "objects 1,000,000 deep",
        "limit.depth",
        Box::new(|| "{\"a\":".repeat(1_000_000).into_bytes()),
    );
    add(
        "nodes 120 deep, signed",
        "valid",
        Box::new(|| {
            let level = |below, n: usize| {
                Value::from(Object::from_iter([("a", below), ("n", format!("level {n}").into())]))
            };
            let deep = (0..120).fold("leaf".into(), level);
            signed(|badge| within_vocabulary(badge, deep), EddsaRdfc2022)
        }),
    );
    add(
        "nodes 120 deep, all alike",
        "limit.canon",
        Box::new(|| {
            let level = |below, _| Value::from(Object::from_iter([("a", below)]));
            let deep = (0..120).fold("leaf".into(), level);
            falsely_signed(|badge| within_vocabulary(badge, deep))
        }),
    );
    add(
        "a string of 9 MiB, signed",
        "valid",
        Box::new(|| {
            let long = "a".repeat(9 << 20);
            signed(|badge| drop(badge.insert("name", long)), EddsaRdfc2022)
        }),
    );
    add(
        "a string of 1.7 million escapes",
        "signature",
        Box::new(|| {
            let long = "\u{1}".repeat(1_700_000);
            falsely_signed(|badge| drop(badge.insert("name", long)))
        }),
    );
    add(
        "a document of 11 MiB",
        "limit.size",
        Box::new(|| {
            let long = "a".repeat(11 << 20);
            falsely_signed(|badge| drop(badge.insert("name", long)))
        }),
    );
    add(
        "a number of 9 million digits",
        "json.number",
        Box::new(|| format!("{{\"a\": {}}}", "9".repeat(9_000_000)).into_bytes()),
    );
    add(
        "a fraction of 9 million digits",
        "model.type",
        Box::new(|| format!("{{\"a\": 0.{}}}", "3".repeat(9_000_000)).into_bytes()),
    );
    add(
        "240,000 objects of one member",
        "model.type|data_loss|model.required",
        Box::new(|| {
            let small = vec![member("a", ""); scaled(240_000)];
            falsely_signed(|badge| drop(badge.insert("x", small)))
        }),
    );
    add(
        "240,000 arrays of one number",
        "model.type|data_loss|model.required",
        Box::new(|| {
            let small = vec![Value::from(vec![0]); scaled(240_000)];
            falsely_signed(|badge| drop(badge.insert("x", small)))
        }),
    );
    add(
        "600,000 values",
        "limit.items",
        Box::new(|| format!("[{}0]", "0,".repeat(600_000)).into_bytes()),
    );
}

fn with_vocabulary(badge: &mut Object) {
    if let Some(Value::Array(contexts)) = badge.get_mut("@context") {
        contexts.push(member("@vocab", "https://x.example/"));
    }
}

fn within_vocabulary(badge: &mut Object, value: Value) {
    with_vocabulary(badge);
    badge.insert("a", value);
}

fn alignments(badge: &mut Object, count: usize) {
    let all: Vec<Value> = (0..count).map(alignment).collect();
    below(badge, &["credentialSubject", "achievement"]).insert("alignment", all);
}

fn alignment(number: usize) -> Value {
    let url = format!("https://standards.example.org/teaching/{number}");
    let members = [
        ("type", Value::from(vec!["Alignment"])),
        ("targetName", format!("Standard {number}").into()),
        ("targetUrl", url.into()),
        ("targetCode", format!("T.{number}").into()),
    ];
    Object::from_iter(members).into()
}
