//! Group D: canonicalization.

use openbadges::json::Value;
use openbadges::proof::Cryptosuite;

use crate::Case;
use crate::mint::{at, badge, json, put, written};

const KNOWS: &str = "https://example.org/vocab#knows";
const NAME: &str = "https://example.org/vocab#name";

pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::invalid(68, "clique-of-10", "limit.canon", grafted(clique(10))),
        Case::invalid(68, "clique-of-14", "limit.canon", grafted(clique(14))),
        Case::valid(69, "star-of-5000", badge().set("", KNOWS, star(5_000)).bytes()),
        Case::invalid(69, "chain-of-5000", "limit.canon", grafted(chain(5_000))),
        Case::valid(
            70,
            "blank-node-labelled-like-a-canonical-one",
            badge()
                .set("", KNOWS, labelled("_:b0", "_:b1"))
                .altered(|badge| put(badge, KNOWS, labelled("_:c14n1", "_:c14n0"))),
        ),
        Case::valid(71, "characters-that-n-quads-escape", escaped()),
        Case::invalid(
            73,
            "jcs-proof-called-rdfc",
            "signature",
            badge().jcs().altered(|badge| {
                put(at(badge, "/proof"), "cryptosuite", Cryptosuite::EddsaRdfc2022.as_str());
            }),
        ),
        Case::invalid(
            73,
            "rdfc-proof-called-jcs",
            "signature",
            badge().altered(|badge| {
                put(at(badge, "/proof"), "cryptosuite", Cryptosuite::EddsaJcs2022.as_str());
            }),
        ),
    ];
    let [right, wrong] = key_order();
    cases.push(Case::valid(72, "keys-in-the-order-of-utf-16", right));
    cases.push(Case::invalid(72, "keys-in-the-order-of-utf-8", "signature", wrong));
    cases
}

/// The good badge with more in it than was signed: what cannot be canonicalized cannot be signed.
fn grafted(nodes: Value) -> Vec<u8> {
    badge().altered(|badge| put(badge, KNOWS, nodes))
}

/// Everybody knows everybody else.
fn clique(size: usize) -> Value {
    let node = |own: usize| {
        let others = (0..size).filter(|other| *other != own);
        let others: Vec<String> =
            others.map(|other| format!(r#"{{"id": "_:n{other}"}}"#)).collect();
        format!(r#"{{"id": "_:n{own}", "{KNOWS}": [{}]}}"#, others.join(","))
    };
    array((0..size).map(node))
}

/// The badge knows many, and all alike.
fn star(size: usize) -> Value {
    array((0..size).map(|_| format!(r#"{{"{NAME}": "x"}}"#)))
}

/// Each knows the next.
fn chain(size: usize) -> Value {
    array(
        (0..size)
            .map(|own| format!(r#"{{"id": "_:n{own}", "{KNOWS}": {{"id": "_:n{}"}}}}"#, own + 1)),
    )
}

fn array(items: impl Iterator<Item = String>) -> Value {
    json(&format!("[{}]", items.collect::<Vec<_>>().join(",")))
}

fn labelled(first: &str, second: &str) -> Value {
    json(&format!(
        r#"[
          {{"id": "{first}", "{NAME}": "first", "{KNOWS}": {{"id": "{second}"}}}},
          {{"id": "{second}", "{NAME}": "second"}}
        ]"#
    ))
}

/// Signed over a line that is written here as RDFC-1.0, section 5, has it.
fn escaped() -> Vec<u8> {
    let said = "\0 \u{1} \u{7f} \u{8} \t \n \u{b} \u{c} \r \" \\ \u{80} \u{e9}";
    let line = "\\u0000 \\u0001 \\u007F \\b \\t \\n \\u000B \\f \\r \\\" \\\\ \u{80} \u{e9}";
    let mut mint = badge().set("", NAME, "PLACE");
    let [options, document] = mint.forms();
    assert!(document.contains("\"PLACE\""));
    let document = document.replace("PLACE", line);
    written(&mint.set("", NAME, said).sealed([options, document]))
}

/// U+1F600 is written with a surrogate, which RFC 8785 sorts before U+FB33, and UTF-8 after it.
fn key_order() -> [Vec<u8>; 2] {
    let literal = json("{\"@type\": \"@json\", \"@value\": {\"\u{fb33}\": 1, \"\u{1f600}\": 2}}");
    [false, true].map(|wrong| {
        let mut mint = badge().set("", NAME, literal.clone()).jcs();
        let [options, document] = mint.forms();
        let (right, other) =
            ("{\"\u{1f600}\":2,\"\u{fb33}\":1}", "{\"\u{fb33}\":1,\"\u{1f600}\":2}");
        assert!(document.contains(right));
        let document = if wrong { document.replace(right, other) } else { document };
        written(&mint.sealed([options, document]))
    })
}
