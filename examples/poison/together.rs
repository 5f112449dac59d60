//! Many documents in one, and comparisons that repeat.

use openbadges::Verifier;
use openbadges::json::{Object, Value};
#[cfg(feature = "aws-lc")]
use openbadges::proof::Cryptosuite;
use openbadges::proof::Cryptosuite::{EddsaJcs2022, EddsaRdfc2022};
use openbadges::text::multibase;
use openbadges::verifier::Expectation;

use super::{Answer, Case, extend, member, of_credential, scaled};
use crate::forge::{badge, chain, falsely_signed, now, sign, signed};
#[cfg(feature = "aws-lc")]
use crate::forge::{below, parsed, sign_by};

pub fn add(cases: &mut Vec<Case>) {
    let mut add = |name: &str, expected, answer, input: Box<dyn Fn() -> Vec<u8>>| {
        let input = Box::new(move || vec![input()]);
        cases.push(Case { name: name.into(), expected, input, answer });
    };
    add(
        "a presentation of 64 tokens, each of 23 MB of N-Quads",
        "limit.together",
        of_presentation,
        Box::new(|| presentation((0..64).map(|n| token(&heavy(n, 230)).into()).collect())),
    );
    add(
        "a presentation of 64 badges, each with a context of 3,000 terms",
        if cfg!(debug_assertions) { "proof.missing" } else { "limit.together" },
        of_presentation,
        Box::new(|| presentation((0..64).map(with_terms).collect())),
    );
    add(
        "a presentation of 64 badges, each with nodes that are alike",
        "limit.together",
        of_presentation,
        Box::new(|| presentation((0..64).map(alike).collect())),
    );
    add(
        "a badge with 32 tokens that endorse it, each of 23 MB of N-Quads",
        "endorsement.unestablished",
        of_credential,
        Box::new(|| {
            let tokens: Vec<String> = (0..32).map(|n| token(&heavy(n, 230))).collect();
            signed(|badge| drop(badge.insert("endorsementJwt", tokens)), EddsaRdfc2022)
        }),
    );
    add(
        "200 endorsements of 2,400 members, of which 169 are equal but for the order",
        "model.type",
        of_credential,
        Box::new(|| {
            let endorsement = |number: u32, is_backwards: bool| {
                let names: Vec<usize> = (0..scaled(2_400)).collect();
                let member = |n: &usize| (format!("m{n}"), Value::from(""));
                let members: Object = match is_backwards {
                    false => names.iter().map(member).collect(),
                    true => names.iter().rev().map(member).collect(),
                };
                let kind = ("type", Value::from("EndorsementCredential"));
                Value::from(Object::from_iter([kind, ("m", members.into()), ("z", number.into())]))
            };
            let different = (0..31).map(|number| endorsement(number, false));
            let equal = (31..200).map(|number| endorsement(31, number > 31));
            let all: Vec<Value> = different.chain(equal).collect();
            falsely_signed(|badge| drop(badge.insert("endorsement", all)))
        }),
    );
    add(
        "endorsements in endorsements, 4 deep, with 200,000 objects at the end",
        if cfg!(debug_assertions) { "valid" } else { "limit.size" },
        of_credential,
        Box::new(|| {
            let small = Value::from(Object::from_iter([("a", "")]));
            let mut inner = with_context(Object::from_iter([("@vocab", "https://x.example/")]));
            if let Some(inner) = inner.as_object_mut() {
                inner.insert("x", vec![small; scaled(200_000)]);
            }
            for number in 0..4 {
                if let Some(inner) = inner.as_object_mut() {
                    let types = vec!["VerifiableCredential", "EndorsementCredential"];
                    inner.insert("type", types);
                    inner.insert("id", format!("urn:example:{number}"));
                    let subject = [
                        ("id", Value::from("urn:example:other")),
                        ("type", vec!["EndorsementSubject"].into()),
                    ];
                    inner.insert("credentialSubject", Object::from_iter(subject));
                }
                let mut outer = badge();
                if let Some(outer) = outer.as_object_mut() {
                    outer.insert("endorsement", vec![sign(inner, EddsaJcs2022)]);
                }
                inner = outer;
            }
            sign(inner, EddsaJcs2022).to_string().into_bytes()
        }),
    );
    #[cfg(feature = "aws-lc")]
    add(
        "a presentation of 64 badges, each with 16 proofs on P-384",
        "limit.together",
        of_presentation,
        Box::new(|| {
            let (badge, proof) = on_p384();
            let with_proofs = |number: usize| {
                let mut badge = badge.clone();
                if let Some(badge) = badge.as_object_mut() {
                    badge.insert("id", format!("urn:example:{number}"));
                    badge.insert("proof", vec![proof.clone(); 16]);
                }
                badge
            };
            presentation((0..64).map(with_proofs).collect())
        }),
    );
    #[cfg(feature = "aws-lc")]
    add("900 statements that are disclosed", "valid", of_credential, Box::new(|| disclosed(900)));
    #[cfg(feature = "aws-lc")]
    add(
        "4,000 statements that are disclosed",
        if cfg!(debug_assertions) { "valid" } else { "proof.encoding" },
        of_credential,
        Box::new(|| disclosed(4_000)),
    );
    add(
        "16 proofs under fewer contexts than the document of 5 MB has",
        "signature|limit.together",
        of_credential,
        Box::new(|| {
            falsely_signed(|badge| {
                badge.insert("name", "a".repeat(5_000_000));
                let proof = sign(crate::forge::badge(), EddsaJcs2022).get("proof").cloned();
                badge.insert("proof", vec![proof.unwrap_or_default(); 16]);
                if let Some(Value::Array(contexts)) = badge.get_mut("@context") {
                    contexts.push(member("x", "urn:x"));
                }
            })
        }),
    );
    add(
        "16 proofs in a chain over 3 MB of N-Quads",
        "valid",
        of_credential,
        Box::new(|| chained(16, 3_000_000)),
    );
    add(
        "16 proofs in a chain over 1 MB of N-Quads",
        "valid",
        of_credential,
        Box::new(|| chained(16, 1_000_000)),
    );
    add(
        "a token with 150,000 members, each in its claim vc too",
        "model.type",
        of_credential,
        Box::new(|| {
            let members = || (0..scaled(150_000)).map(|n| (format!("m{n}"), Value::from(0)));
            let context = vec!["https://www.w3.org/2018/credentials/v1"];
            let first = std::iter::once(("@context".to_owned(), Value::from(context)));
            let vc = ("vc".to_owned(), first.chain(members()).collect::<Object>().into());
            token_of(&members().chain([vc]).collect::<Object>().into()).into_bytes()
        }),
    );
    add(
        "two descriptions of one thing, of 60,000 members each",
        "signature",
        of_credential,
        Box::new(|| {
            let node = |more: Option<(String, Value)>| {
                let id = std::iter::once(("id".to_owned(), Value::from("https://x.example/1")));
                let members = (0..scaled(60_000)).map(|n| (format!("m{n}"), Value::from("x")));
                Value::from(id.chain(more).chain(members).collect::<Object>())
            };
            let endorsed = ("endorsement".to_owned(), Value::from("e"));
            with_nodes(vec![node(None), node(Some(endorsed))])
        }),
    );
    add(
        "two descriptions of things 100 deep, with 40,000 values at the end",
        if cfg!(debug_assertions) { "signature" } else { "model.alias" },
        of_credential,
        Box::new(|| {
            let end = Value::from((0..scaled(40_000) as u32).collect::<Vec<u32>>());
            let level = |below: Value, n: u32| {
                let id = ("id", Value::from(format!("https://x.example/{n}")));
                Value::from(Object::from_iter([id, ("a", below), ("b", n.into())]))
            };
            let chain = (0..100).fold(end, level);
            with_nodes(vec![chain.clone(), chain])
        }),
    );
    add(
        "20,000 descriptions of a thing beside one of 50,000 members",
        "model.alias|signature",
        of_credential,
        Box::new(|| {
            let id = || ("id".to_owned(), Value::from("https://x.example/1"));
            let members = (0..scaled(50_000)).map(|n| (format!("m{n}"), Value::from("x")));
            let large = std::iter::once(id()).chain(members).collect::<Object>();
            let small = |n: usize| {
                let name = ("name".to_owned(), Value::from(format!("n{n}")));
                let members = [id(), ("type".to_owned(), "Profile".into()), name];
                Value::from(members.into_iter().collect::<Object>())
            };
            let all = std::iter::once(large.into()).chain((0..scaled(20_000)).map(small));
            with_nodes(all.collect())
        }),
    );
}

/// Verifies a presentation; the answer is that for the last credential.
fn of_presentation(parts: &[Vec<u8>]) -> Answer {
    let bytes = parts.first().map(Vec::as_slice).unwrap_or_default();
    let report = Verifier::new().verify_presentation(bytes, &Expectation::default(), &now());
    let last = report.credentials().last().unwrap_or(report.presentation());
    let codes = last.objections().filter_map(|check| check.code).map(|code| code.to_string());
    let mut codes: Vec<String> = codes.collect();
    codes.sort_by_key(|code| code != "limit.together");
    Answer { text: codes.into_iter().next().unwrap_or("valid".into()), canonical: None }
}

fn presentation(credentials: Vec<Value>) -> Vec<u8> {
    let members = [
        ("@context", Value::from(vec!["https://www.w3.org/ns/credentials/v2"])),
        ("type", vec!["VerifiablePresentation"].into()),
        ("verifiableCredential", credentials.into()),
    ];
    Value::from(Object::from_iter(members)).to_string().into_bytes()
}

/// A badge with so many types, each an IRI of 100 KB that is short in the document.
fn heavy(number: usize, types: usize) -> Value {
    let prefix = Object::from_iter([
        ("@id", Value::from(format!("https://x.example/{}/", "a".repeat(100_000)))),
        ("@prefix", true.into()),
    ]);
    let own = ["VerifiableCredential", "OpenBadgeCredential"].map(str::to_owned);
    let types = own.into_iter().chain((0..types).map(|n| format!("p:{n}")));
    let mut badge = with_context(Object::from_iter([("p", prefix)]));
    if let Some(badge) = badge.as_object_mut() {
        badge.insert("id", format!("urn:example:{number}"));
        badge.insert("type", types.collect::<Vec<String>>());
    }
    badge
}

fn with_terms(number: usize) -> Value {
    let term = |n: usize| (format!("t{n}"), format!("urn:t:{number}:{n}"));
    with_context((0..scaled(3_000)).map(term).collect())
}

/// A badge with eight nodes that all point to each other, which nothing tells apart.
fn alike(number: usize) -> Value {
    let mut badge = with_context(Object::from_iter([("@vocab", format!("urn:v:{number}:"))]));
    let node = |n: usize| {
        let others = (0..8).filter(|other| *other != n);
        let others: Vec<Value> = others.map(|n| member("id", &format!("_:n{n}"))).collect();
        let id = ("id", Value::from(format!("_:n{n}")));
        Value::from(Object::from_iter([id, ("a", others.into())]))
    };
    if let Some(badge) = badge.as_object_mut() {
        badge.insert("x", (0..8).map(node).collect::<Vec<Value>>());
    }
    sign_falsely(badge)
}

fn with_context(context: Object) -> Value {
    let mut badge = badge();
    if let Some(Value::Array(contexts)) =
        badge.as_object_mut().and_then(|it| it.get_mut("@context"))
    {
        contexts.push(context.into());
    }
    badge
}

/// The document with a proof of another.
fn sign_falsely(mut document: Value) -> Value {
    let proof = sign(badge(), EddsaRdfc2022).get("proof").cloned().unwrap_or_default();
    if let Some(document) = document.as_object_mut() {
        document.insert("proof", proof);
    }
    document
}

fn with_nodes(nodes: Vec<Value>) -> Vec<u8> {
    falsely_signed(|badge| {
        if let Some(Value::Array(contexts)) = badge.get_mut("@context") {
            contexts.push(member("@vocab", "https://x.example/"));
        }
        extend(badge, std::iter::once(("x".to_owned(), Value::from(nodes.clone()))));
    })
}

/// A document whose proofs each come after all those before, signed one after another.
fn chained(proofs: usize, bytes: usize) -> Vec<u8> {
    let mut document = badge();
    if let Some(badge) = document.as_object_mut() {
        badge.insert("name", "a".repeat(bytes));
    }
    chain(document, proofs).to_string().into_bytes()
}

/// A badge in the name of a key on P-384, and a proof by that key over another.
#[cfg(feature = "aws-lc")]
fn on_p384() -> (Value, Value) {
    use openbadges::key::{Algorithm, SecretKey};
    let Ok(key) = SecretKey::generate_for(Algorithm::P384, &openbadges::random::SystemRandom)
    else {
        panic!("a case has no key");
    };
    let mut badge = badge();
    if let Some(badge) = badge.as_object_mut() {
        below(badge, &["issuer"]).insert("id", key.public().did_key());
    }
    let signed = sign_by(badge.clone(), &key.into_did_key_signer(), Cryptosuite::EcdsaJcs2019);
    (badge, signed.get("proof").cloned().unwrap_or_default())
}

/// A badge of which a holder shows so many statements, each with a signature of its own.
#[cfg(feature = "aws-lc")]
fn disclosed(statements: usize) -> Vec<u8> {
    use openbadges::key::{Algorithm, SecretKey};
    use openbadges::model::Kind;
    use openbadges::proof::data_integrity::{Canonicalizer, ecdsa_sd_2023};
    use openbadges::random::SystemRandom;
    use openbadges::rdf::{BundledContexts, Contexts};
    use openbadges::{Limits, Pointer, issuer};
    let Ok(key) = SecretKey::generate_for(Algorithm::P256, &SystemRandom) else {
        panic!("a case has no key");
    };
    let signer = key.into_did_key_signer();
    let mut badge = badge();
    if let Some(badge) = badge.as_object_mut() {
        below(badge, &["issuer"]).insert("id", signer.key().public().did_key());
        let tags: Vec<String> = (0..scaled(statements)).map(|n| format!("t{n}")).collect();
        below(badge, &["credentialSubject", "achievement"]).insert("tag", tags);
    }
    let limits = Limits { disclosures: usize::MAX, ..Limits::default() };
    let contexts = Contexts::new(std::sync::Arc::new(BundledContexts::new()));
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let (kind, made) = (Kind::Badge, parsed("2026-07-01T09:00:00Z"));
    let base =
        issuer::sign_for_disclosure(badge, kind, &signer, &[], &SystemRandom, &made, canonicalizer);
    let all = [Pointer::root().member("credentialSubject")];
    match base.map(|base| ecdsa_sd_2023::derive(&base, &all, canonicalizer)) {
        Ok(Ok(shown)) => shown.to_string().into_bytes(),
        _ => panic!("a case cannot be disclosed"),
    }
}

/// An unsigned token of the document.
fn token(document: &Value) -> String {
    token_of(&sign_falsely(document.clone()))
}

fn token_of(payload: &Value) -> String {
    let bare = |bytes: &[u8]| multibase::base64url_bare(bytes);
    let header = bare(br#"{"alg":"EdDSA"}"#);
    format!("{header}.{}.{}", bare(payload.to_string().as_bytes()), bare(&[0; 64]))
}
