//! Of groups E, G and M: embedded proofs by keys that stand by themselves at a URL, or in a set.

use openbadges::json::{Object, Value};

use crate::Case;
use crate::mint::{
    ISSUER, KEY, OTHER_SEED, SEED, badge, controller, controller_of, json, put, secret,
};
use crate::token::jwk;
use crate::whose::KEY_SET;

/// Below the issuer, beside it, under a longer number, and at another origin.
const BELOW: &str = "https://district.example.org/issuers/1/keys/1";
const BESIDE: &str = "https://district.example.org/keys/1";
const LONGER: &str = "https://district.example.org/issuers/10/keys/1";
const ELSEWHERE: &str = "https://keys.example.net/1";

pub fn cases() -> Vec<Case> {
    let mut cases = forms();
    cases.extend(whose());
    cases
}

/// The good badge of [`ISSUER`], by a key that is found elsewhere.
fn by(method: &str) -> Vec<u8> {
    badge().set("/issuer", "id", ISSUER).option("verificationMethod", method).bytes()
}

/// The key as a Multikey with these members more.
fn multikey(id: &str, more: &[(&str, &str)]) -> Value {
    let key = secret(&SEED).public().to_multikey();
    let mut document = json(&format!(r#"{{"type": "Multikey", "publicKeyMultibase": "{key}"}}"#));
    put(&mut document, "id", id);
    for (name, value) in more {
        put(&mut document, name, *value);
    }
    document
}

fn with(name: &str, value: &str) -> Object {
    let mut key = jwk();
    key.insert(name, value);
    key
}

fn set(keys: &[Object]) -> Value {
    Object::from_iter([("keys", keys.to_vec())]).into()
}

/// Nothing is to be had of the issuer itself.
fn alone(case: Case) -> Case {
    case.lacking(ISSUER).lacking(KEY_SET)
}

fn forms() -> Vec<Case> {
    let named = format!("{BELOW}#key-1");
    let of = |name, code, document: Value| {
        Case::invalid(98, name, code, by(BELOW)).serving(BELOW, &document)
    };
    let ambiguous = {
        let other = secret(&OTHER_SEED).public().to_jwk();
        let called = |mut key: Object| {
            key.insert("kid", "key-1");
            key
        };
        set(&[called(jwk()), called(other)])
    };
    vec![
        alone(Case::valid(255, "multikey-below-the-issuer", by(BELOW)))
            .serving(BELOW, &multikey(BELOW, &[])),
        alone(Case::valid(255, "multikey-with-a-fragment-below-the-issuer", by(&named)))
            .serving(BELOW, &multikey(&named, &[])),
        alone(Case::valid(255, "jwk-below-the-issuer", by(BELOW))).serving(BELOW, &jwk().into()),
        alone(Case::valid(255, "jwk-in-a-set-below-the-issuer", by(&named)))
            .serving(BELOW, &set(&[with("kid", "key-1")])),
        Case::invalid(131, "two-keys-of-one-name-in-a-set", "key.ambiguous", by(&named))
            .serving(BELOW, &ambiguous),
        Case::invalid(131, "no-key-of-that-name-in-a-set", "binding", by(&named))
            .serving(BELOW, &set(&[with("kid", "key-2")])),
        Case::invalid(84, "by-another-key-than-the-one-at-the-url", "signature", by(BELOW))
            .serving(BELOW, &secret(&OTHER_SEED).public().to_jwk().into()),
        // It calls itself otherwise.
        Case::invalid(93, "multikey-of-another-name", "did.id", by(BELOW))
            .serving(BELOW, &multikey(BESIDE, &[])),
        Case::invalid(132, "jwk-for-encryption", "key.use", by(BELOW))
            .serving(BELOW, &with("use", "enc").into()),
        Case::invalid(132, "jwk-for-another-algorithm", "key.use", by(BELOW))
            .serving(BELOW, &with("alg", "ES256").into()),
        Case::invalid(126, "private-key-at-the-url", "key.private_exposed", by(BELOW))
            .serving(BELOW, &json(&secret(&SEED).to_jwk().unwrap())),
        Case::invalid(81, "x25519-key-at-the-url", "key.mismatch", by(BELOW)).serving(
            BELOW,
            &json(r#"{"kty": "OKP", "crv": "X25519", "x": "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk"}"#),
        ),
        of("multikey-revoked", "key.expired", multikey(BELOW, &[("revoked", "2026-07-20T00:00:00Z")])),
        of("multikey-expired", "key.expired", multikey(BELOW, &[("expires", "2026-07-20T00:00:00Z")])),
        Case::undecided(162, "nothing-at-the-url-of-the-key", "fetch.failed", by(BELOW))
            .lacking(BELOW),
        Case::undecided(162, "something-else-at-the-url-of-the-key", "fetch.failed", by(BELOW))
            .serving(BELOW, &json("{}")),
    ]
}

fn whose() -> Vec<Case> {
    let unestablished = |number, name, at: &str, document: &Value| {
        Case::undecided(number, name, "issuer.unestablished", by(at)).serving(at, document)
    };
    let naming = |at| multikey(at, &[("controller", ISSUER)]);
    let other = controller_of(ISSUER, KEY, &secret(&OTHER_SEED));
    let no_keys = json(&format!(r#"{{"id": "{ISSUER}", "type": "Profile"}}"#));
    let listing = |methods: &str| {
        json(&format!(
            r#"{{"id": "{ISSUER}", "type": "Profile", "assertionMethod": ["{methods}"]}}"#
        ))
    };
    vec![
        alone(unestablished(255, "multikey-under-a-longer-number", LONGER, &multikey(LONGER, &[]))),
        alone(unestablished(255, "multikey-beside-the-issuer", BESIDE, &multikey(BESIDE, &[]))),
        alone(Case::valid(255, "multikey-beside-the-issuer-that-names-it", by(BESIDE)))
            .serving(BESIDE, &naming(BESIDE)),
        Case::valid(255, "multikey-of-an-issuer-whose-profile-lists-no-keys", by(BESIDE))
            .serving(BESIDE, &naming(BESIDE))
            .serving(ISSUER, &no_keys)
            .lacking(KEY_SET),
        Case::invalid(255, "multikey-beside-the-issuer-that-names-another", "binding", by(BESIDE))
            .serving(
                BESIDE,
                &multikey(BESIDE, &[("controller", "https://district.example.org/issuers/2")]),
            ),
        unestablished(
            255,
            "multikey-that-names-an-issuer-with-other-keys",
            BESIDE,
            &naming(BESIDE),
        )
        .serving(ISSUER, &other)
        .lacking(KEY_SET),
        Case::invalid(255, "multikey-that-issuer-and-key-set-omit", "binding", by(BELOW))
            .serving(BELOW, &multikey(BELOW, &[]))
            .serving(ISSUER, &other)
            .serving(KEY_SET, &set(&[])),
        // The issuer's profile lists it, by its name or as it is.
        Case::valid(130, "multikey-elsewhere-that-the-profile-lists-by-name", by(ELSEWHERE))
            .serving(ELSEWHERE, &multikey(ELSEWHERE, &[]))
            .serving(ISSUER, &listing(ELSEWHERE)),
        Case::valid(130, "multikey-elsewhere-that-the-issuer-lists", by(ELSEWHERE))
            .serving(ELSEWHERE, &multikey(ELSEWHERE, &[]))
            .serving(ISSUER, &controller()),
        Case::valid(130, "jwk-elsewhere-that-the-key-set-has", by(ELSEWHERE))
            .serving(ELSEWHERE, &jwk().into())
            .lacking(ISSUER)
            .serving(KEY_SET, &set(&[with("iss", ISSUER)])),
        // What is said at another origin proves nothing.
        Case::invalid(254, "multikey-elsewhere-that-the-issuer-omits", "binding", by(ELSEWHERE))
            .serving(ELSEWHERE, &naming(ELSEWHERE))
            .serving(ISSUER, &other)
            .lacking(KEY_SET),
        alone(unestablished(
            254,
            "multikey-elsewhere-that-names-the-issuer",
            ELSEWHERE,
            &naming(ELSEWHERE),
        )),
        unestablished(
            254,
            "multikey-elsewhere-and-an-issuer-without-keys",
            ELSEWHERE,
            &naming(ELSEWHERE),
        )
        .serving(ISSUER, &no_keys)
        .lacking(KEY_SET),
        Case::invalid(241, "multikey-that-the-key-set-has-as-anothers", "binding", by(BELOW))
            .serving(BELOW, &multikey(BELOW, &[]))
            .lacking(ISSUER)
            .serving(KEY_SET, &set(&[with("iss", "https://district.example.org/issuers/2")])),
    ]
}
