//! Proofs, keys and status lists that are large or many.

use openbadges::json::{Object, Value};
use openbadges::proof::Cryptosuite::EddsaRdfc2022;
use openbadges::status::{Bitstring, Entry, Purpose, StatusList};

use super::{Case, extend, loader, member, of_credential, scaled};
use crate::forge::{badge, below, falsely_signed, parsed, sign, signed};

pub fn add(cases: &mut Vec<Case>) {
    let mut add = |name: &str, expected, input: Box<dyn Fn() -> Vec<Vec<u8>>>| {
        cases.push(Case { name: name.into(), expected, input, answer: of_credential });
    };
    add(
        "a signature of 9 MiB in base58",
        "proof.encoding",
        Box::new(|| {
            vec![falsely_signed(|badge| {
                below(badge, &["proof"]).insert("proofValue", format!("z{}", "2".repeat(9 << 20)));
            })]
        }),
    );
    add(
        "a did:key of 4 MiB in base58",
        "key.invalid",
        Box::new(|| {
            vec![falsely_signed(|badge| {
                let key = format!("z{}", "2".repeat(4 << 20));
                let method = format!("did:key:{key}#{key}");
                below(badge, &["proof"]).insert("verificationMethod", method);
            })]
        }),
    );
    add(
        "100,000 proofs",
        "limit.proofs",
        Box::new(|| {
            vec![falsely_signed(|badge| {
                badge.insert("proof", vec![member("type", "DataIntegrityProof"); scaled(100_000)]);
            })]
        }),
    );
    add(
        "a proof of 50,000 members",
        "data_loss",
        Box::new(|| {
            vec![falsely_signed(|badge| {
                let proof = below(badge, &["proof"]);
                extend(proof, (0..scaled(50_000)).map(|n| (format!("m{n}"), "x")));
            })]
        }),
    );
    add(
        "40,000 status entries",
        if cfg!(debug_assertions) { "signature" } else { "limit.size" },
        Box::new(|| {
            vec![falsely_signed(|badge| {
                let entry = |n: usize| {
                    let list = parsed(&format!("https://lists.example/{n}"));
                    Entry::new(Purpose::Revocation, list, 5).to_value()
                };
                let entries = (0..scaled(40_000)).map(entry).collect();
                badge.insert("credentialStatus", Value::Array(entries));
            })]
        }),
    );
    add(
        "10,000 entries of one status list",
        "limit.items",
        Box::new(|| {
            let entry = |index: usize| {
                let list = parsed(loader::STATUS_LIST);
                Entry::new(Purpose::Revocation, list, index as u64).to_value()
            };
            let entries: Vec<Value> = (0..10_000).map(entry).collect();
            let badge = |badge: &mut Object| drop(badge.insert("credentialStatus", entries));
            vec![signed(badge, EddsaRdfc2022)]
        }),
    );
    add(
        "1,000 lists to be asked for",
        "limit.fetch",
        Box::new(|| {
            let entry = |n: usize| {
                let list = parsed(&format!("https://lists.example/{n}"));
                Entry::new(Purpose::Revocation, list, 5).to_value()
            };
            let entries: Vec<Value> = (0..scaled(1_000)).map(entry).collect();
            let badge = |badge: &mut Object| drop(badge.insert("credentialStatus", entries));
            vec![signed(badge, EddsaRdfc2022)]
        }),
    );
    add(
        "1,000 entries of one status list",
        "valid",
        Box::new(|| {
            let entry = |index: usize| {
                let list = parsed(loader::STATUS_LIST);
                Entry::new(Purpose::Revocation, list, index as u64).to_value()
            };
            let entries: Vec<Value> = (0..scaled(1_000)).map(entry).collect();
            let badge = |badge: &mut Object| drop(badge.insert("credentialStatus", entries));
            vec![signed(badge, EddsaRdfc2022), list_of_bytes(1 << 20)]
        }),
    );
    add(
        "a status list that unpacks to 256 MiB",
        "limit.gzip",
        Box::new(|| {
            let entry = Entry::new(Purpose::Revocation, parsed(loader::STATUS_LIST), 5).to_value();
            let badge = |badge: &mut Object| drop(badge.insert("credentialStatus", entry));
            vec![signed(badge, EddsaRdfc2022), list_of_bytes(256 << 20)]
        }),
    );
    for (proofs, keys) in [(1, 35_000), (16, 900), (16, 35_000)] {
        let name = format!("{proofs} proofs that name a controller document of {keys} keys");
        let input = move || {
            let home = loader::CONTROLLER;
            let credential = falsely_signed(|badge| {
                let proof = below(badge, &["proof"]);
                proof.insert("verificationMethod", format!("{home}#none"));
                let proof = proof.clone();
                badge.insert("proof", vec![proof; proofs]);
            });
            vec![credential, controller_document(home, scaled(keys))]
        };
        add(&name, if scaled(keys) > 1_000 { "limit.keys" } else { "binding" }, Box::new(input));
    }
    add(
        "16 proofs that name a set of 1,000 keys",
        "binding",
        Box::new(|| {
            let credential = falsely_signed(|badge| {
                let proof = below(badge, &["proof"]);
                proof.insert("verificationMethod", format!("{}#none", loader::CONTROLLER));
                let proof = proof.clone();
                badge.insert("proof", vec![proof; 16]);
            });
            vec![credential, key_set(1_000)]
        }),
    );
}

/// A set of so many keys, as the key document of [`loader::CONTROLLER`].
fn key_set(keys: usize) -> Vec<u8> {
    let jwk = |n: usize| {
        let mut jwk = Object::from_iter([("kty", "RSA"), ("e", "AQAB")]);
        jwk.insert("n", format!("{:0>340}Qk", n));
        jwk.insert("kid", format!("{}#{n}", loader::CONTROLLER));
        Value::from(jwk)
    };
    let keys: Vec<Value> = (0..keys).map(jwk).collect();
    Value::from(Object::from_iter([("keys", keys)])).to_string().into_bytes()
}

/// A signed status list of so many bytes, none of them set.
fn list_of_bytes(bytes: u32) -> Vec<u8> {
    let issuer = badge().at("/issuer/id").and_then(Value::as_str).map(parsed);
    let list = issuer.map(|issuer| {
        let (id, from) = (parsed(loader::STATUS_LIST), parsed("2026-07-01T00:00:00Z"));
        let bits = Bitstring::new(8 * bytes);
        StatusList::new(id, issuer, &Purpose::Revocation, from, bits).to_credential()
    });
    sign(list.unwrap_or_default(), EddsaRdfc2022).to_string().into_bytes()
}

/// A controller document with the same key under many names.
fn controller_document(home: &str, keys: usize) -> Vec<u8> {
    let key = badge().at("/issuer/id").and_then(Value::as_str).map(str::to_owned);
    let key = key.unwrap_or_default().replace("did:key:", "");
    let method = |n: usize| {
        Value::from(Object::from_iter([
            ("id", format!("{home}#{n}")),
            ("type", "Multikey".into()),
            ("controller", home.into()),
            ("publicKeyMultibase", key.clone()),
        ]))
    };
    let methods = Value::Array((0..keys).map(method).collect());
    let document = Object::from_iter([("id", Value::from(home)), ("assertionMethod", methods)]);
    Value::from(document).to_string().into_bytes()
}
