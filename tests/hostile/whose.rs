//! Of groups F, G and M: whose key it is that signed a token.

use openbadges::json::{Object, Value};
use openbadges::verifier::{HeaderKeys, Policy};

use crate::Case;
use crate::mint::{
    ISSUER, KEY, OTHER_SEED, SEED, at, badge, controller, controller_of, json, now, put, secret,
};
use crate::token::{bringing, hosted, jwk, of, token};

/// Where the issuer's authority publishes its keys.
pub const KEY_SET: &str = "https://district.example.org/.well-known/jwks.json";

/// Another issuer of the same authority.
const NEIGHBOUR: &str = "https://district.example.org/issuers/2";

pub fn cases() -> Vec<Case> {
    let mut cases = brought();
    cases.extend(in_the_key_set());
    cases.extend(elsewhere());
    cases.extend(nearby());
    cases.extend(unread());
    cases.extend(by_http());
    cases
}

fn set(keys: &[Object]) -> Value {
    Object::from_iter([("keys", keys.to_vec())]).into()
}

fn with(name: &str, value: impl Into<Value>) -> Object {
    let mut key = jwk();
    key.insert(name, value);
    key
}

/// The document of an issuer who lists no keys.
fn no_keys() -> Value {
    json(&format!(r#"{{"id": "{ISSUER}", "type": "Profile"}}"#))
}

/// The document of an issuer who lists another key.
fn other() -> Value {
    controller_of(ISSUER, KEY, &secret(&OTHER_SEED))
}

/// The document of an issuer who lists the key for something else.
fn for_authentication() -> Value {
    let mut document = controller();
    let ids = document.as_object_mut().unwrap().remove("assertionMethod").unwrap();
    put(&mut document, "authentication", ids);
    document
}

fn revoked() -> Value {
    let mut document = controller();
    put(at(&mut document, "/verificationMethod/0"), "revoked", "2026-07-01T00:00:00Z");
    document
}

/// Tokens that bring their key along.
fn brought() -> Vec<Case> {
    let bytes = || bringing(jwk()).bytes();
    let unestablished = |name| Case::undecided(125, name, "issuer.unestablished", bytes());
    let invalid = |name, code| Case::invalid(125, name, code, bytes());
    let valid = |name| Case::valid(125, name, bytes());
    vec![
        unestablished("jwk-of-nobody").lacking(ISSUER).lacking(KEY_SET),
        unestablished("jwk-of-an-issuer-without-keys")
            .serving(ISSUER, &no_keys())
            .serving(KEY_SET, &set(&[])),
        Case::invalid(125, "jwk-beside-a-did-key", "binding", {
            let key = secret(&OTHER_SEED).public().to_jwk();
            let token = token().without_header("kid").header("jwk", key);
            token.signed_by(&OTHER_SEED).bytes()
        }),
        Case::valid(125, "jwk-that-is-the-issuers-did", {
            token().without_header("kid").header("jwk", jwk()).bytes()
        }),
        valid("jwk-that-the-issuer-lists").serving(ISSUER, &controller()),
        invalid("jwk-that-the-issuer-has-for-something-else", "binding.relationship")
            .serving(ISSUER, &for_authentication()),
        invalid("jwk-that-the-issuer-omits", "binding")
            .serving(ISSUER, &other())
            .serving(KEY_SET, &set(&[secret(&OTHER_SEED).public().to_jwk()])),
        unestablished("jwk-that-the-issuer-omits-and-no-key-set-to-be-had")
            .serving(ISSUER, &other())
            .lacking(KEY_SET),
        unestablished("jwk-that-the-issuer-omits-beside-a-web-page-for-a-key-set")
            .serving(ISSUER, &other())
            .serving_bytes(KEY_SET, b"<html>502 Bad Gateway</html>"),
        unestablished("jwk-that-the-issuer-omits-beside-a-key-set-that-is-none")
            .serving(ISSUER, &other())
            .serving(KEY_SET, &json(r#"{"error": "busy"}"#)),
        // A neighbour's key may stand there just so.
        unestablished("jwk-that-the-issuer-omits-and-the-key-set-has-as-nobodys")
            .serving(ISSUER, &other())
            .serving(KEY_SET, &set(&[secret(&OTHER_SEED).public().to_jwk(), jwk()])),
        invalid("jwk-that-the-issuer-omits-and-the-key-set-has-as-anothers", "binding")
            .serving(ISSUER, &other())
            .serving(KEY_SET, &set(&[with("iss", NEIGHBOUR)])),
        valid("jwk-that-the-issuer-omits-and-the-key-set-has-as-the-issuers")
            .serving(ISSUER, &other())
            .serving(KEY_SET, &set(&[with("iss", ISSUER)])),
        // A key without a name is not what a name without letters lists.
        invalid("jwk-that-the-issuer-lists-by-no-name", "binding")
            .serving(ISSUER, &json(&format!(r#"{{"id": "{ISSUER}", "assertionMethod": [""]}}"#)))
            .serving(KEY_SET, &set(&[])),
        // What the issuer takes back, no key set gives.
        invalid("jwk-that-the-issuer-revoked", "key.expired")
            .serving(ISSUER, &revoked())
            .serving(KEY_SET, &set(&[with("iss", ISSUER)])),
        invalid("jwk-for-something-else-that-the-key-set-has", "binding.relationship")
            .serving(ISSUER, &for_authentication())
            .serving(KEY_SET, &set(&[with("iss", ISSUER)])),
    ]
}

/// Keys in the key set of an issuer whose document lists none.
fn in_the_key_set() -> Vec<Case> {
    let served =
        |case: Case, keys: &[Object]| case.serving(ISSUER, &no_keys()).serving(KEY_SET, &set(keys));
    let bytes = || bringing(jwk()).bytes();
    let valid = |number, name, keys: &[Object]| served(Case::valid(number, name, bytes()), keys);
    let invalid = |number, name, code, keys: &[Object]| {
        served(Case::invalid(number, name, code, bytes()), keys)
    };
    let undecided = |number, name, code, keys: &[Object]| {
        served(Case::undecided(number, name, code, bytes()), keys)
    };
    let and = |mut key: Object, name: &str, value: &str| {
        key.insert(name, value);
        key
    };
    let (past, now, later) = ("2026-06-30T00:00:00Z", now().to_string(), "2030-01-01T00:00:00Z");
    vec![
        valid(125, "jwk-in-the-issuers-key-set", &[jwk()]),
        valid(125, "jwk-in-the-key-set-twice", &[jwk(), jwk()]),
        invalid(125, "jwk-of-another-tenant-of-the-key-set", "binding", &[with("iss", NEIGHBOUR)]),
        valid(
            241,
            "jwk-of-another-tenant-and-of-this-one",
            &[with("iss", NEIGHBOUR), with("iss", ISSUER)],
        ),
        valid(241, "jwk-of-another-tenant-and-of-nobody", &[with("iss", NEIGHBOUR), jwk()]),
        undecided(241, "jwk-of-a-tenant-in-no-string", "key.invalid", &[with("iss", 1)]),
        undecided(
            241,
            "jwk-of-two-tenants",
            "key.invalid",
            &[and(with("iss", ISSUER), "controller", NEIGHBOUR)],
        ),
        invalid(98, "jwk-revoked-in-the-key-set", "key.expired", &[with("revoked", past)]),
        invalid(98, "jwk-expired-in-the-key-set", "key.expired", &[with("expires", past)]),
        invalid(98, "jwk-expiring-now-in-the-key-set", "key.expired", &[with("expires", now)]),
        valid(98, "jwk-expiring-later-in-the-key-set", &[with("expires", later)]),
        undecided(98, "jwk-revoked-at-no-time", "key.invalid", &[with("revoked", "soon")]),
        invalid(
            98,
            "jwk-revoked-by-the-second-entry",
            "key.expired",
            &[jwk(), with("revoked", past)],
        ),
        valid(
            98,
            "jwk-revoked-for-another-tenant",
            &[and(with("iss", NEIGHBOUR), "revoked", past), with("iss", ISSUER)],
        ),
        served(
            Case::invalid(98, "key-revoked-in-the-key-set", "key.expired", {
                hosted().header("kid", format!("{KEY_SET}#key-1")).bytes()
            }),
            &[and(with("kid", "key-1"), "revoked", past)],
        ),
        Case::invalid(98, "jwk-in-a-key-set-that-has-expired", "key.expired", bytes())
            .serving(ISSUER, &no_keys())
            .serving(KEY_SET, &{
                let mut set = set(&[with("expires", later)]);
                put(&mut set, "expires", past);
                set
            }),
        // A key for something else is not listed for this.
        undecided(
            132,
            "jwk-in-the-key-set-for-encryption",
            "issuer.unestablished",
            &[with("use", "enc")],
        ),
    ]
}

/// Keys of other origins.
fn elsewhere() -> Vec<Case> {
    const ELSEWHERE: &str = "https://keys.example.net/1";
    let bytes = || hosted().header("kid", ELSEWHERE).bytes();
    let unestablished =
        |number, name| Case::undecided(number, name, "issuer.unestablished", bytes());
    let valid = |name| Case::valid(130, name, bytes());
    let claiming = || Value::from(with("controller", ISSUER));
    vec![
        unestablished(130, "key-elsewhere")
            .serving(ELSEWHERE, &jwk().into())
            .serving(ISSUER, &no_keys())
            .lacking(KEY_SET),
        valid("key-elsewhere-that-the-issuer-lists")
            .serving(ELSEWHERE, &jwk().into())
            .serving(ISSUER, &controller()),
        valid("key-elsewhere-that-the-issuer-lists-by-name")
            .serving(ELSEWHERE, &jwk().into())
            .serving(
                ISSUER,
                &json(&format!(r#"{{"id": "{ISSUER}", "assertionMethod": ["{ELSEWHERE}"]}}"#)),
            ),
        valid("key-elsewhere-that-the-key-set-has")
            .serving(ELSEWHERE, &jwk().into())
            .serving(ISSUER, &no_keys())
            .serving(KEY_SET, &set(&[jwk()])),
        Case::undecided(130, "key-elsewhere-not-to-be-had", "fetch.failed", bytes())
            .lacking(ELSEWHERE),
        Case::invalid(254, "key-elsewhere-that-the-issuer-omits", "binding", bytes())
            .serving(ELSEWHERE, &claiming())
            .serving(ISSUER, &other())
            .serving(KEY_SET, &set(&[])),
        Case::invalid(
            254,
            "key-elsewhere-that-the-issuer-omits-and-no-key-set",
            "binding",
            bytes(),
        )
        .serving(ELSEWHERE, &claiming())
        .serving(ISSUER, &other())
        .lacking(KEY_SET),
        unestablished(254, "key-elsewhere-that-claims-the-issuer")
            .serving(ELSEWHERE, &claiming())
            .lacking(ISSUER)
            .lacking(KEY_SET),
    ]
}

/// Keys of the issuer's origin.
fn nearby() -> Vec<Case> {
    const ROOT: &str = "https://district.example.org";
    let below = "https://district.example.org/issuers/1/keys/1";
    let beside = "https://district.example.org/issuers/10/key";
    let bytes = |kid: &str| hosted().header("kid", kid).bytes();
    let lacking = |case: Case| case.lacking(ISSUER).lacking(KEY_SET);
    let unestablished = |name, kid: &str, key: Object| {
        Case::undecided(255, name, "issuer.unestablished", bytes(kid)).serving(kid, &key.into())
    };
    let mut cases = vec![
        lacking(Case::valid(255, "key-under-the-issuer", bytes(below)))
            .serving(below, &jwk().into()),
        lacking(Case::valid(255, "key-under-the-issuer-that-names-it", bytes(below)))
            .serving(below, &with("iss", ISSUER).into()),
        Case::invalid(255, "key-under-the-issuer-that-names-another", "binding", bytes(below))
            .serving(below, &with("controller", NEIGHBOUR).into()),
        // Only where the issuer lists no keys itself.
        Case::invalid(255, "key-under-the-issuer-that-it-omits", "binding", bytes(below))
            .serving(below, &jwk().into())
            .serving(ISSUER, &other())
            .serving(KEY_SET, &set(&[])),
        Case::valid(255, "key-under-the-issuer-that-lists-no-keys", bytes(below))
            .serving(below, &jwk().into())
            .serving(ISSUER, &no_keys())
            .lacking(KEY_SET),
        unestablished("key-under-the-issuer-that-the-key-set-omits", below, jwk())
            .lacking(ISSUER)
            .serving(KEY_SET, &set(&[])),
        unestablished("key-under-the-issuer-beside-a-web-page-for-a-key-set", below, jwk())
            .lacking(ISSUER)
            .serving_bytes(KEY_SET, b"<html></html>"),
        lacking(unestablished("key-under-a-longer-number", beside, jwk())),
        lacking(Case::valid(255, "key-beside-the-issuer-that-names-it", bytes(beside)))
            .serving(beside, &with("controller", ISSUER).into()),
        Case::valid(255, "key-beside-the-issuer-that-lists-no-keys-and-names-it", bytes(beside))
            .serving(beside, &with("iss", ISSUER).into())
            .serving(ISSUER, &no_keys())
            .lacking(KEY_SET),
        unestablished("key-beside-the-issuer-that-the-key-set-omits", beside, with("iss", ISSUER))
            .lacking(ISSUER)
            .serving(KEY_SET, &set(&[])),
        // Anybody can write any name where the issuer lists its keys.
        unestablished("key-of-a-neighbour-that-names-the-issuer", beside, with("iss", ISSUER))
            .serving(ISSUER, &other())
            .lacking(KEY_SET),
        Case::invalid(
            255,
            "key-of-a-neighbour-that-names-the-issuer-that-omits-it",
            "binding",
            bytes(beside),
        )
        .serving(beside, &with("iss", ISSUER).into())
        .serving(ISSUER, &other())
        .serving(KEY_SET, &set(&[])),
        Case::invalid(
            255,
            "multikey-of-a-neighbour-that-names-the-issuer-that-omits-it",
            "binding",
            bytes(beside),
        )
        .serving(beside, &{
            let multikey = secret(&SEED).public().to_multikey();
            json(&format!(r#"{{"controller": "{ISSUER}", "publicKeyMultibase": "{multikey}"}}"#))
        })
        .serving(ISSUER, &other())
        .serving(KEY_SET, &set(&[])),
    ];
    for (name, kid) in [
        ("key-by-an-escaped-slash", "https://district.example.org/issuers/1/..%2f2/key"),
        ("key-by-an-escaped-backslash", "https://district.example.org/issuers/1/..%5C2/key"),
        ("key-by-escaped-dots", "https://district.example.org/issuers/1/%2e%2E/2/key"),
        ("key-by-dots", "https://district.example.org/issuers/1/../2/key"),
        ("key-by-dots-with-a-parameter", "https://district.example.org/issuers/1/..;/2/key"),
        ("key-by-a-query", "https://district.example.org/issuers/1/file?of=2"),
    ] {
        cases.push(lacking(unestablished(name, kid, jwk())));
    }
    let uploaded = "https://district.example.org/uploads/key";
    for (name, issuer) in [
        ("key-of-an-issuer-without-a-path", ROOT),
        ("key-of-an-issuer-with-a-slash-for-a-path", "https://district.example.org/"),
    ] {
        cases.push(
            Case::undecided(255, name, "issuer.unestablished", {
                let badge = badge().set("/issuer", "id", issuer).document;
                of(badge).header("kid", uploaded).bytes()
            })
            .serving(uploaded, &jwk().into())
            .lacking(issuer)
            .lacking(KEY_SET),
        );
    }
    cases
}

/// Issuers whose document is there and says nothing that can be read: the badge is not at fault.
fn unread() -> Vec<Case> {
    let garbled = || {
        let mut document = controller();
        put(at(&mut document, "/verificationMethod/0"), "expires", "soon");
        document
    };
    let page: &[u8] = b"<!doctype html><title>Our district</title>";
    let case = |name| Case::undecided(162, name, "issuer.unestablished", bringing(jwk()).bytes());
    let in_set =
        |name| Case::valid(162, name, bringing(jwk()).bytes()).serving(KEY_SET, &set(&[jwk()]));
    vec![
        case("jwk-of-an-issuer-with-a-web-page").serving_bytes(ISSUER, page).lacking(KEY_SET),
        case("jwk-of-an-issuer-with-a-garbled-document")
            .serving(ISSUER, &garbled())
            .lacking(KEY_SET),
        case("jwk-of-an-issuer-whose-document-has-no-id")
            .serving(ISSUER, &json("{}"))
            .serving(KEY_SET, &set(&[])),
        in_set("jwk-in-the-key-set-of-an-issuer-with-a-web-page").serving_bytes(ISSUER, page),
        // Faulty JSON may list other keys.
        case("jwk-in-the-key-set-of-an-issuer-with-a-faulty-document")
            .serving_bytes(ISSUER, b"\n {\"id\": 1, \"id\": 2}")
            .serving(KEY_SET, &set(&[jwk()])),
        case("jwk-in-the-key-set-of-an-issuer-with-a-garbled-document")
            .serving(ISSUER, &garbled())
            .serving(KEY_SET, &set(&[jwk()])),
        Case::valid(
            162,
            "jwk-in-the-key-set-for-an-issuer-with-a-garbled-document",
            bringing(jwk()).bytes(),
        )
        .serving(ISSUER, &garbled())
        .serving(KEY_SET, &set(&[with("iss", ISSUER)])),
    ]
}

/// What comes by plain http may have been written by anybody on the way: it is neither asked for
/// nor believed.
fn by_http() -> Vec<Case> {
    let plain = "http://district.example.org/issuers/1";
    let document = || json(&controller().to_string().replace(ISSUER, plain));
    let method = format!("{plain}#key-1");
    let issued = || badge().set("/issuer", "id", plain);
    let key = "http://district.example.org/issuers/1/key";
    vec![
        Case::undecided(162, "issuer-by-http", "fetch.failed", {
            issued().option("verificationMethod", method.as_str()).bytes()
        })
        .serving(plain, &document()),
        Case::undecided(162, "issuer-by-http-and-its-did-key", "issuer.unestablished", {
            issued().bytes()
        })
        .serving(plain, &document()),
        Case::undecided(162, "issuer-of-a-token-by-http", "fetch.failed", {
            of(issued().document).header("kid", method.as_str()).bytes()
        })
        .serving(plain, &document()),
        Case::undecided(162, "issuer-of-a-jwk-by-http", "issuer.unestablished", {
            of(issued().document).without_header("kid").header("jwk", jwk()).bytes()
        })
        .serving(plain, &document())
        .serving("http://district.example.org/.well-known/jwks.json", &set(&[jwk()])),
        // Not even where keys are believed by their own word.
        Case::undecided(162, "issuer-of-a-jwk-by-http-believed", "issuer.unestablished", {
            of(issued().document).without_header("kid").header("jwk", jwk()).bytes()
        })
        .under(Policy { header_keys: HeaderKeys::UnsafelyTrusted, ..Policy::default() }),
        Case::valid(162, "issuer-of-a-jwk-by-https-believed", bringing(jwk()).bytes())
            .under(Policy { header_keys: HeaderKeys::UnsafelyTrusted, ..Policy::default() }),
        Case::undecided(162, "key-by-http", "fetch.failed", hosted().header("kid", key).bytes())
            .serving(key, &jwk().into())
            .serving(ISSUER, &controller()),
    ]
}
