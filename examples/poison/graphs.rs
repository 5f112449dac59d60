//! Blank nodes that are hard to tell apart.

use std::fmt::Write as _;

use openbadges::json::{Object, Value};

use super::{Case, of_document, of_n_quads, scaled};
use crate::forge::badge;

pub fn add(cases: &mut Vec<Case>) {
    let mut add = |name: String, expected, edges: Box<dyn Fn() -> Edges>| {
        let input = Box::new(move || {
            let edges = edges();
            vec![n_quads(&edges), backwards(&edges)]
        });
        cases.push(Case { name, expected, input, answer: of_n_quads });
    };
    for size in 5..=14 {
        let expected = if size == 5 { "canonical" } else { "limit.canon" };
        add(format!("a clique of {size}"), expected, Box::new(move || clique(size)));
    }
    for (size, expected) in [(5, "canonical"), (8, "limit.canon")] {
        let both = move || {
            let shifted = clique(size).into_iter().map(move |(a, b)| (a + size, b + size));
            clique(size).into_iter().chain(shifted).collect()
        };
        add(format!("two cliques of {size}"), expected, Box::new(both));
    }
    add(
        "a star of 5,000".into(),
        "canonical",
        Box::new(|| (1..=scaled(5_000)).map(|leaf| (0, leaf)).collect()),
    );
    add(
        "a star of 5,000 that points inwards".into(),
        "canonical",
        Box::new(|| (1..=scaled(5_000)).map(|leaf| (leaf, 0)).collect()),
    );
    add(
        "a chain of 5,000".into(),
        "limit.canon",
        Box::new(|| (0..scaled(5_000)).map(|link| (link, link + 1)).collect()),
    );
    add("a ring of 5,000".into(), "limit.canon", Box::new(|| ring(scaled(5_000))));
    add(
        "100 rings of 50".into(),
        "limit.canon",
        Box::new(|| {
            (0..100)
                .flat_map(|n| ring(50).into_iter().map(move |(a, b)| (a + 50 * n, b + 50 * n)))
                .collect()
        }),
    );
    add(
        "a binary tree of 4,095".into(),
        "limit.canon",
        Box::new(|| (1..scaled(4_095)).map(|node| ((node - 1) / 2, node)).collect()),
    );
    add(
        "a grid of 20 by 20, closed".into(),
        "limit.canon",
        Box::new(|| {
            let node = |x: usize, y: usize| (x % 20) * 20 + y % 20;
            (0..400)
                .flat_map(|n| {
                    let (x, y) = (n / 20, n % 20);
                    [(node(x, y), node(x + 1, y)), (node(x, y), node(x, y + 1))]
                })
                .collect()
        }),
    );
    cases.push(Case {
        name: "ten equal proofs of twelve members".into(),
        expected: "canonical",
        input: Box::new(|| vec![proofs(10)]),
        answer: of_document,
    });
}

type Edges = Vec<(usize, usize)>;

fn clique(size: usize) -> Edges {
    let pairs = (0..size).flat_map(|a| (0..size).map(move |b| (a, b)));
    pairs.filter(|(a, b)| a != b).collect()
}

fn ring(size: usize) -> Edges {
    (0..size).map(|node| (node, (node + 1) % size)).collect()
}

fn n_quads(edges: &Edges) -> Vec<u8> {
    let mut text = String::new();
    for (a, b) in edges {
        let _ = writeln!(text, "_:n{a} <urn:p> _:n{b} .");
    }
    text.into_bytes()
}

/// The same graph, its quads in another order and its nodes under other labels.
fn backwards(edges: &Edges) -> Vec<u8> {
    let other = |node: &usize| 1_000_000 - node * 7;
    let renamed = edges.iter().rev().map(|(a, b)| (other(a), other(b)));
    n_quads(&renamed.collect())
}

/// A credential with equal proofs in it, as nobody's signature covers.
fn proofs(count: usize) -> Vec<u8> {
    let members = [
        ("type", "DataIntegrityProof"),
        ("cryptosuite", "eddsa-rdfc-2022"),
        ("created", "2026-07-01T09:00:00Z"),
        ("expires", "2027-07-01T09:00:00Z"),
        ("verificationMethod", "https://district.example.org/keys#1"),
        ("proofPurpose", "assertionMethod"),
        ("challenge", "a"),
        ("domain", "district.example.org"),
        ("nonce", "uAAAA"),
        ("proofValue", "zAAAA"),
        ("https://x.example/eleven", "11"),
        ("https://x.example/twelve", "12"),
    ];
    let mut document = badge();
    if let Value::Object(object) = &mut document {
        object.insert("proof", vec![Object::from_iter(members); count]);
    }
    document.to_string().into_bytes()
}
