//! Group A: bytes and JSON.

use openbadges::proof::Cryptosuite;

use crate::Case;
use crate::mint::{good, set, signed};

pub fn cases() -> Vec<Case> {
    let invalid = Case::invalid;
    vec![
        invalid(1, "empty-input", "parse", Vec::new()),
        invalid(2, "byte-order-mark", "parse", [b"\xef\xbb\xbf", good().as_bytes()].concat()),
        invalid(3, "invalid-utf8-in-a-string", "parse", invalid_utf8()),
        invalid(4, "lone-surrogate", "parse", swap("\"Giving Feedback\"", "\"Giving \\ud800\"")),
        invalid(5, "trailing-bytes", "parse", (good() + "\n{}").into_bytes()),
        invalid(
            6,
            "duplicate-at-the-top",
            "json.duplicate",
            after_brace("\"issuer\": \"did:example:other\","),
        ),
        invalid(
            7,
            "duplicate-in-an-extension",
            "json.duplicate",
            after_brace("\"extension\": {\"a\": {\"b\": 1, \"b\": 2}},"),
        ),
        invalid(
            8,
            "duplicate-only-after-unescaping",
            "json.duplicate",
            after_brace("\"\\u0069ssuer\": \"did:example:other\","),
        ),
        invalid(
            9,
            "duplicate-in-the-proof",
            "json.duplicate",
            swap(
                "\"proofPurpose\":",
                "\"proofPurpose\": \"authentication\",\n    \"proofPurpose\":",
            ),
        ),
        invalid(10, "nesting-129-deep", "limit.depth", nested(129)),
        invalid(11, "one-byte-too-large", "limit.size", padded(10 * 1024 * 1024 + 1)),
        invalid(12, "number-too-large", "json.number", swap("1.5", "1e400")),
        invalid(13, "whole-number-not-exact", "json.number", swap("1.5", "9007199254740993")),
        // No context can define a term of that form, so it is undefined as well.
        invalid(14, "number-of-serde-json", "model.type", serde_json_number()).also(&["data_loss"]),
        invalid(15, "not-a-number", "parse", swap("1.5", "NaN")),
        invalid(15, "infinity", "parse", swap("1.5", "Infinity")),
        invalid(15, "hexadecimal", "parse", swap("1.5", "0x1")),
        invalid(15, "plus-sign", "parse", swap("1.5", "+1.5")),
        invalid(15, "leading-zero", "parse", swap("1.5", "0123")),
        Case::valid(
            16,
            "minus-zero-for-zero-under-jcs",
            signed(credits(0), Cryptosuite::EddsaJcs2022)
                .replace("\"creditsEarned\": 0", "\"creditsEarned\": -0"),
        ),
        invalid(17, "other-unicode-normalization", "signature", normalization()),
        Case::warned(
            18,
            "invisible-characters-in-the-issuer-name",
            "text.confusable",
            signed(
                |badge| set(badge, &["issuer"], "name", "Example\u{202e} School\u{200b} District"),
                Cryptosuite::EddsaRdfc2022,
            ),
        ),
        invalid(
            19,
            "a-million-items",
            "limit.items",
            after_brace(&format!("\"extension\": [{}1],", "1,".repeat(999_999))),
        ),
        invalid(20, "the-root-is-an-array", "parse", format!("[{}]", good()).into_bytes()),
        invalid(20, "the-root-is-a-string", "parse", b"\"badge\"".to_vec()),
    ]
}

/// The good badge with one text in place of another.
fn swap(from: &str, to: &str) -> Vec<u8> {
    let good = good();
    assert!(good.contains(from), "{from} is not in {good}");
    good.replace(from, to).into_bytes()
}

/// The good badge with more at its beginning.
fn after_brace(text: &str) -> Vec<u8> {
    good().replacen('{', &format!("{{\n  {text}"), 1).into_bytes()
}

fn invalid_utf8() -> Vec<u8> {
    let good = good();
    let at = good.find("Giving Feedback").unwrap();
    let mut bytes = good.into_bytes();
    bytes[at] = 0xff;
    bytes
}

/// An extension so that the document, which is one level itself, is `depth` deep.
fn nested(depth: usize) -> Vec<u8> {
    let inner = depth - 1;
    after_brace(&format!("\"extension\": {}{},", "[".repeat(inner), "]".repeat(inner)))
}

fn padded(size: usize) -> Vec<u8> {
    let mut bytes = good().into_bytes();
    bytes.resize(size, b' ');
    bytes
}

/// What one JSON library uses inside to carry numbers is an object like any other.
fn serde_json_number() -> Vec<u8> {
    let change = |badge: &mut openbadges::json::Value| {
        let member = "$serde_json::private::Number";
        let object = openbadges::json::Object::from_iter([(member, "5")]);
        set(badge, &["credentialSubject"], "creditsEarned", object);
    };
    signed(change, Cryptosuite::EddsaJcs2022).into_bytes()
}

fn credits(number: u32) -> impl FnOnce(&mut openbadges::json::Value) {
    move |badge| set(badge, &["credentialSubject"], "creditsEarned", number)
}

/// é as one character when signed, as e and an accent when verified.
fn normalization() -> Vec<u8> {
    signed(|badge| set(badge, &[], "name", "Caf\u{e9}"), Cryptosuite::EddsaRdfc2022)
        .replace("Caf\u{e9}", "Cafe\u{301}")
        .into_bytes()
}
