//! Group F, and of group M what is about tokens: JSON Web Tokens. Whose key it is that signed one
//! stands in `whose.rs`.

use std::iter;

use openbadges::json::{Object, Value};
#[cfg(feature = "aws-lc")]
use openbadges::key::Algorithm;
use openbadges::proof::jwt;
use openbadges::text::multibase::base64url_bare;
#[cfg(feature = "aws-lc")]
use openbadges::text::multibase::from_base64url_bare;
use openbadges::verifier::{Policy, ProofsRequired, SubjectClaim};

use crate::Case;
use crate::mint::{
    DID, ISSUER, Mint, OTHER_SEED, at, badge, controller, json, put, secret, take, written,
};
use crate::status::{self, INDEX, LIST, bit, clear, with_status};
use crate::token::{Token, first_edition, hosted, jwk, of, token};
use crate::whose::KEY_SET;

pub fn cases() -> Vec<Case> {
    let mut cases = good();
    cases.extend(algorithms());
    #[cfg(feature = "aws-lc")]
    cases.extend(other_keys());
    cases.extend(form());
    cases.extend(headers());
    cases.extend(keys());
    cases.extend(claims());
    cases.extend(envelopes());
    cases.extend(more());
    cases
}

fn good() -> Vec<Case> {
    vec![
        Case::valid(107, "good-token", token().bytes()),
        Case::valid(107, "good-token-of-data-model-1.1", first_edition().bytes()),
        Case::warned(107, "good-token-of-the-w3c", "jws.profile", token().of_the_w3c().bytes()),
        Case::valid(107, "good-token-in-an-envelope", enveloped(&token(), |_| {})),
    ]
}

fn algorithms() -> Vec<Case> {
    let alg = |name, alg: &str| {
        let token = token().header("alg", alg);
        Case::invalid(107, name, "jws.alg", token.with_signature(|_| Vec::new()))
    };
    let unsupported = |name, alg: &str| {
        Case::undecided(110, name, "proof.unsupported", token().header("alg", alg).bytes())
    };
    let mismatch = |name, alg: &str, token: Token| {
        Case::invalid(109, name, "key.mismatch", token.header("alg", alg).bytes())
    };
    let x25519 =
        json(&format!(r#"{{"kty": "OKP", "crv": "X25519", "x": "{}"}}"#, base64url_bare(&[9; 32])));
    vec![
        alg("algorithm-none", "none"),
        alg("algorithm-none-in-capitals", "NONE"),
        alg("algorithm-none-in-title-case", "None"),
        Case::invalid(107, "no-algorithm", "jws.alg", token().without_header("alg").bytes()),
        Case::invalid(107, "algorithm-is-a-number", "jws.alg", token().header("alg", 256).bytes()),
        mismatch("es256-with-an-ed25519-key", "ES256", token()),
        mismatch(
            "eddsa-with-an-x25519-key",
            "EdDSA",
            token().without_header("kid").header("jwk", x25519),
        ),
        unsupported("ps256", "PS256"),
        unsupported("es512", "ES512"),
        unsupported("es256k", "ES256K"),
        unsupported("algorithm-in-other-case", "eddsa"),
        unsupported("unknown-algorithm", "ZZ999"),
        Case::valid(110, "eddsa-by-its-new-name", token().header("alg", "Ed25519").bytes()),
        Case::invalid(111, "no-signature", "signature", token().with_signature(|_| Vec::new())),
        Case::invalid(
            111,
            "signature-cut-in-half",
            "signature",
            token().with_signature(|signature| signature[..32].to_vec()),
        ),
    ]
}

/// Keys that not every build knows.
#[cfg(feature = "aws-lc")]
fn other_keys() -> Vec<Case> {
    let good = |(algorithm, name)| Case::valid(107, name, token().by(algorithm).bytes());
    let mismatch = |name, alg: &str, token: Token| {
        Case::invalid(109, name, "key.mismatch", token.header("alg", alg).bytes())
    };
    let hmac = {
        let token = token().by(Algorithm::Rsa).header("alg", "HS256");
        // Whatever stands there: the algorithm is refused before the signature is looked at.
        token.with_signature(|signature| signature[..32].to_vec())
    };
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let mut key = Object::from_iter([("kty", "RSA")]);
        key.insert("n", base64url_bare(modulus));
        key.insert("e", base64url_bare(exponent));
        let token = token().by(Algorithm::Rsa).without_header("kid");
        token.header("jwk", key).bytes()
    };
    let good_modulus = {
        let key = crate::token::secret(Algorithm::Rsa).public().to_jwk();
        from_base64url_bare(key.get("n").and_then(Value::as_str).unwrap()).unwrap()
    };
    let ec = |x: &[u8], y: &[u8]| {
        let mut key = Object::from_iter([("kty", "EC"), ("crv", "P-256")]);
        key.insert("x", base64url_bare(x));
        key.insert("y", base64url_bare(y));
        token().by(Algorithm::P256).without_header("kid").header("jwk", key).bytes()
    };
    let in_set = format!("{KEY_SET}#key-1");
    let named = |mut key: Object| {
        key.insert("kid", "key-1");
        key
    };
    let two_kinds =
        vec![named(crate::token::secret(Algorithm::P256).public().to_jwk()), named(jwk())];
    let mut cases: Vec<Case> = [
        (Algorithm::P256, "good-token-es256"),
        (Algorithm::P384, "good-token-es384"),
        (Algorithm::Rsa, "good-token-rs256"),
    ]
    .map(good)
    .into();
    cases.extend([
        Case::invalid(108, "hmac-with-the-public-key", "jws.alg", hmac),
        mismatch("rs256-with-a-p-256-key", "RS256", token().by(Algorithm::P256)),
        mismatch("es256-with-a-p-384-key", "ES256", token().by(Algorithm::P384)),
        mismatch("es384-with-a-p-256-key", "ES384", token().by(Algorithm::P256)),
        mismatch("eddsa-with-an-rsa-key", "EdDSA", token().by(Algorithm::Rsa)),
        Case::invalid(
            110,
            "rs1",
            "jws.alg",
            token().by(Algorithm::Rsa).header("alg", "RS1").bytes(),
        ),
        Case::invalid(
            112,
            "ecdsa-of-zeros",
            "signature",
            token().by(Algorithm::P256).with_signature(|_| vec![0; 64]),
        ),
        Case::invalid(
            112,
            "ecdsa-p-384-of-zeros",
            "signature",
            token().by(Algorithm::P384).with_signature(|_| vec![0; 96]),
        ),
        Case::invalid(
            113,
            "ecdsa-in-der",
            "signature",
            token().by(Algorithm::P256).with_signature(|signature| {
                let signature = p256::ecdsa::Signature::from_slice(&signature).unwrap();
                signature.to_der().as_bytes().to_vec()
            }),
        ),
        Case::valid(
            114,
            "ecdsa-with-the-other-s",
            token().by(Algorithm::P256).with_signature(|signature| {
                let signature = p256::ecdsa::Signature::from_slice(&signature).unwrap();
                let (r, s) = signature.split_scalars();
                let other = p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes());
                other.unwrap().to_bytes().to_vec()
            }),
        ),
        Case::valid(
            131,
            "two-keys-of-one-name-and-two-kinds",
            hosted().header("kid", in_set.as_str()).bytes(),
        )
        .serving(KEY_SET, &Object::from_iter([("keys", two_kinds)]).into())
        .lacking(ISSUER),
        Case::invalid(133, "rsa-1024", "key.weak", rsa(&good_modulus[..128], &[1, 0, 1])),
        Case::invalid(133, "rsa-with-the-exponent-one", "key.weak", rsa(&good_modulus, &[1])),
        Case::invalid(133, "rsa-with-the-exponent-three", "key.weak", rsa(&good_modulus, &[3])),
        Case::invalid(134, "point-not-on-the-curve", "key.invalid", ec(&[1; 32], &[1; 32])),
        Case::invalid(134, "point-at-infinity", "key.invalid", ec(&[0; 32], &[0; 32])),
    ]);
    cases
}

fn form() -> Vec<Case> {
    let parts = |count: usize| {
        let text = token().text();
        let all: Vec<&str> = text.split('.').chain(iter::repeat("AAAA")).take(count).collect();
        all.join(".")
    };
    let form = |name, text: String| Case::invalid(115, name, "jws.form", text);
    let spelled = |number, name, spell: fn(&str) -> String| {
        Case::invalid(number, name, "jws.base64", spell(&token().text()))
    };
    let crit = |number, name, code, token: Token| Case::invalid(number, name, code, token.bytes());
    vec![
        form("two-parts", parts(2)),
        form("four-parts", parts(4)),
        form("five-parts", parts(5)),
        form("forty-parts", parts(40)),
        spelled(116, "padding", |text| format!("{text}==")),
        spelled(116, "white-space-in-the-payload", |text| text.replacen('.', ". ", 1)),
        spelled(116, "line-end-in-the-signature", |text| {
            format!("{}\n{}", &text[..text.len() - 4], &text[text.len() - 4..])
        }),
        spelled(116, "plus-sign", |text| format!("{}+", &text[..text.len() - 1])),
        spelled(116, "slash", |text| format!("{}/", &text[..text.len() - 1])),
        spelled(117, "trailing-bits", |text| {
            // The last letter of 64 bytes carries two bits, so the lowest four are zero.
            let (rest, last) = text.split_at(text.len() - 1);
            let next = match last {
                "A" => "B",
                "Q" => "R",
                "g" => "h",
                "w" => "x",
                _ => panic!(),
            };
            format!("{rest}{next}")
        }),
        crit(118, "critical-extension", "jws.crit", token().header("crit", vec!["exp"])),
        crit(118, "no-critical-extension", "jws.crit", token().header("crit", Vec::<Value>::new())),
        crit(119, "payload-not-encoded", "jws.crit", token().header("b64", false)),
        crit(119, "payload-encoded-as-ever", "jws.crit", token().header("b64", true)),
        crit(120, "payload-compressed", "jws.header", token().header("zip", "DEF")),
        crit(120, "w3c-payload-compressed", "jws.header", {
            token().of_the_w3c().header("zip", "DEF")
        }),
    ]
}

fn headers() -> Vec<Case> {
    let member = |number, name, member: &str, value: Value| {
        Case::invalid(number, name, "jws.header", token().header(member, value).bytes())
    };
    let ignored = |name, member: &str, value: Value| {
        let bytes = token().of_the_w3c().header(member, value).bytes();
        Case::warned(121, name, "jws.header", bytes).also(&["jws.profile"])
    };
    let typ =
        |name, typ: &str| Case::invalid(124, name, "jws.typ", token().header("typ", typ).bytes());
    let url = || Value::from("https://elsewhere.example.org/keys");
    let chain = || Value::from(vec!["MIIB"]);
    vec![
        member(121, "key-set-elsewhere", "jku", url()),
        member(121, "certificates-elsewhere", "x5u", url()),
        member(121, "certificates-brought-along", "x5c", chain()),
        ignored("w3c-key-set-elsewhere", "jku", url()),
        ignored("w3c-certificates-elsewhere", "x5u", url()),
        ignored("w3c-certificates-brought-along", "x5c", chain()),
        member(122, "content-type", "cty", "vc".into()),
        member(122, "member-of-its-own", "https://example.org/member", 1.into()),
        Case::warned(
            122,
            "w3c-content-type",
            "jws.profile",
            token().of_the_w3c().header("cty", "vc").bytes(),
        ),
        Case::invalid(122, "key-name-is-a-number", "jws.header", token().header("kid", 1).bytes()),
        Case::invalid(122, "key-is-a-string", "jws.header", token().header("jwk", "k").bytes()),
        Case::invalid(
            123,
            "algorithm-twice",
            "json.duplicate",
            token().with_header_text(&format!(
                r#"{{"alg":"EdDSA","kid":"{DID}#{}","alg":"EdDSA"}}"#,
                &DID["did:key:".len()..]
            )),
        ),
        Case::invalid(
            123,
            "algorithm-twice-after-unescaping",
            "json.duplicate",
            token().with_header_text(r#"{"alg":"EdDSA","\u0061lg":"none"}"#),
        ),
        Case::invalid(123, "claim-twice", "json.duplicate", {
            let payload = token().payload.to_string();
            token().with_payload_text(&payload.replacen('{', r#"{"exp":4102444800,"exp":1,"#, 1))
        }),
        typ("access-token", "at+jwt"),
        typ("key-binding", "kb+jwt"),
        typ("presentation", "vp+jwt"),
        typ("presentation-with-its-media-type", "application/vp+jwt"),
        Case::invalid(124, "type-is-a-number", "jws.typ", token().header("typ", 1).bytes()),
        Case::valid(124, "no-type", token().without_header("typ").bytes()),
        Case::valid(124, "type-in-lower-case", token().header("typ", "jwt").bytes()),
        Case::valid(124, "type-with-its-tree", token().header("typ", "application/jwt").bytes()),
        Case::warned(
            124,
            "w3c-type-in-capitals",
            "jws.profile",
            token().header("typ", "APPLICATION/VC+JWT").bytes(),
        ),
        Case::warned(
            124,
            "w3c-type-of-old",
            "jws.profile",
            token().header("typ", "vc+ld+jwt").bytes(),
        ),
    ]
}

/// Keys in headers, sets and documents.
fn keys() -> Vec<Case> {
    let brought = |number, name, code, key: Object| {
        Case::invalid(number, name, code, token().without_header("kid").header("jwk", key).bytes())
    };
    let with = |name: &str, value: Value| {
        let mut key = jwk();
        key.insert(name, value);
        key
    };
    let okp = |x: &[u8]| {
        let mut key = Object::from_iter([("kty", "OKP"), ("crv", "Ed25519")]);
        key.insert("x", base64url_bare(x));
        token().without_header("kid").header("jwk", key).bytes()
    };
    let one = |index: usize| {
        let mut bytes = [0; 32];
        bytes[index] = 1;
        bytes
    };
    let kid = |name, kid: &str| Case::invalid(129, name, "iri", token().header("kid", kid).bytes());
    let opaque = |name, kid: &str| {
        let token = hosted().of_the_w3c().header("kid", kid);
        Case::invalid(129, name, "binding", token.bytes())
            .serving(ISSUER, &controller())
            .serving(KEY_SET, &json(r#"{"keys": []}"#))
    };
    let set = |keys: &[Object]| Value::from(Object::from_iter([("keys", keys.to_vec())]));
    let named = |name: &str| {
        let mut key = jwk();
        key.insert("kid", name);
        key
    };
    let in_set = format!("{KEY_SET}#key-1");
    let of_set = |keys: &[Object]| (hosted().header("kid", in_set.as_str()).bytes(), set(keys));
    let twice = {
        let mut other = secret(&OTHER_SEED).public().to_jwk();
        other.insert("kid", "key-1");
        of_set(&[named("key-1"), other])
    };
    let tenant = |iss: &str| {
        let mut key = named("key-1");
        key.insert("iss", iss);
        of_set(&[key])
    };
    let used = |name: &str, value: Value| {
        let mut key = named("key-1");
        key.insert(name, value);
        of_set(&[key])
    };
    let served = |number, name, code, (bytes, set): (Vec<u8>, Value)| {
        Case::invalid(number, name, code, bytes).serving(KEY_SET, &set)
    };
    let valid = |number, name, (bytes, set): (Vec<u8>, Value)| {
        Case::valid(number, name, bytes).serving(KEY_SET, &set).lacking(ISSUER)
    };
    vec![
        brought(126, "private-key-in-the-header", "key.private_exposed", {
            with("d", base64url_bare(&crate::mint::SEED).into())
        }),
        Case::invalid(
            127,
            "kid-and-jwk-of-different-keys",
            "key.ambiguous",
            token().header("jwk", secret(&OTHER_SEED).public().to_jwk()).bytes(),
        ),
        Case::valid(127, "kid-and-jwk-of-one-key", token().header("jwk", jwk()).bytes()),
        Case::invalid(
            128,
            "neither-kid-nor-jwk",
            "key.missing",
            token().without_header("kid").bytes(),
        ),
        Case::invalid(
            128,
            "w3c-neither-kid-nor-jwk",
            "key.missing",
            token().of_the_w3c().without_header("kid").bytes(),
        ),
        kid("kid-is-a-path", "../../etc/passwd"),
        kid("kid-is-sql", "x' UNION SELECT 'key'; --"),
        kid("kid-with-controls", "\u{0}\u{1b}[2J\n"),
        kid("kid-is-empty", ""),
        kid("kid-of-a-mebibyte", &"k".repeat(1024 * 1024)),
        kid("kid-is-a-url-of-a-mebibyte", &format!("https://x.example/{}", "k".repeat(1 << 20))),
        // Open Badges has a URI there, whatever else would name the key.
        kid("kid-is-a-bare-name", "key-1"),
        Case::invalid(129, "kid-is-a-bare-name-in-the-issuers-key-set", "iri", {
            let named = hosted().header("kid", "key-1").header("jwk", jwk());
            named.bytes()
        })
        .serving(ISSUER, &controller())
        .serving(KEY_SET, &set(&[named("key-1")])),
        opaque("w3c-kid-is-a-path", "../../etc/passwd"),
        opaque("w3c-kid-is-sql", "x' UNION SELECT 'key'; --"),
        opaque("w3c-kid-with-controls", "\u{0}\u{1b}[2J\n"),
        Case::warned(
            129,
            "w3c-kid-among-the-issuers-keys",
            "jws.profile",
            hosted().of_the_w3c().header("kid", "key-1").bytes(),
        )
        .serving(ISSUER, &controller()),
        Case::warned(
            129,
            "w3c-kid-in-the-issuers-key-set",
            "jws.profile",
            hosted().of_the_w3c().header("kid", "key of 2026").bytes(),
        )
        .serving(ISSUER, &json(&format!(r#"{{"id": "{ISSUER}"}}"#)))
        .serving(KEY_SET, &set(&[named("key of 2026")])),
        Case::undecided(129, "w3c-kid-in-a-key-set-that-is-not-to-be-had", "fetch.failed", {
            hosted().of_the_w3c().header("kid", "key of 2026").bytes()
        })
        .serving(ISSUER, &controller())
        .lacking(KEY_SET),
        Case::undecided(129, "w3c-kid-in-a-key-set-that-is-none", "fetch.failed", {
            hosted().of_the_w3c().header("kid", "key of 2026").bytes()
        })
        .serving(ISSUER, &controller())
        .serving(KEY_SET, &json(r#"{"error": "busy"}"#)),
        // The name is that of the revoked key, whatever the key set calls so.
        Case::invalid(129, "w3c-kid-that-the-issuer-revoked", "key.expired", {
            let token = hosted().of_the_w3c().header("kid", "key-1");
            token.signed_by(&OTHER_SEED).bytes()
        })
        .serving(ISSUER, &{
            let mut document = controller();
            let revoked = "2026-07-01T00:00:00Z";
            put(at(&mut document, "/verificationMethod/0"), "revoked", revoked);
            document
        })
        .serving(KEY_SET, &{
            let mut key = secret(&OTHER_SEED).public().to_jwk();
            key.insert("kid", "key-1");
            key.insert("iss", ISSUER);
            set(&[key])
        }),
        valid(131, "key-in-the-key-set", of_set(&[named("key-1"), named("key-2")])),
        served(131, "two-keys-of-one-name-and-kind", "key.ambiguous", twice),
        served(131, "no-key-of-that-name", "binding", of_set(&[named("key-2")])),
        brought(132, "key-for-encryption", "key.use", with("use", "enc".into())),
        brought(
            132,
            "key-that-does-not-verify",
            "key.use",
            with("key_ops", vec!["wrapKey"].into()),
        ),
        brought(132, "key-of-another-algorithm", "key.use", with("alg", "ES256".into())),
        served(132, "key-in-a-set-for-encryption", "key.use", used("use", "enc".into())),
        served(132, "key-in-a-set-of-another-algorithm", "key.use", used("alg", "ES256".into())),
        Case::invalid(135, "ed25519-of-small-order", "key.weak", okp(&one(0))),
        Case::invalid(135, "ed25519-not-canonical", "key.weak", {
            // 2^255 - 19 + 4, for the point with y = 4.
            let mut bytes = [0xff; 32];
            (bytes[0], bytes[31]) = (0xf1, 0x7f);
            okp(&bytes)
        }),
        served(241, "key-of-another-tenant", "binding", {
            tenant("https://district.example.org/issuers/2")
        }),
        valid(241, "key-of-this-tenant", tenant(ISSUER)),
        Case::invalid(243, "method-not-for-assertions", "binding.relationship", hosted().bytes())
            .serving(ISSUER, &{
                let mut document = controller();
                let ids = take_member(&mut document, "assertionMethod");
                put(&mut document, "authentication", ids);
                document
            }),
        Case::valid(243, "method-for-assertions", hosted().bytes()).serving(ISSUER, &controller()),
    ]
}

fn take_member(object: &mut Value, name: &str) -> Value {
    object.as_object_mut().unwrap().remove(name).unwrap()
}

fn claims() -> Vec<Case> {
    let claim = |number, name, code, claim: &str, value: Value| {
        Case::invalid(number, name, code, token().claim(claim, value).bytes())
    };
    let text = |number, name, code, claim: &str, value: &str| {
        Case::invalid(number, name, code, token().claim(claim, json(value)).bytes())
    };
    let missing = |name, claim: &str| {
        Case::invalid(142, name, "claim.missing", token().without_claim(claim).bytes())
    };
    let until = |time: &str, exp: u32| token().claim("validUntil", time).claim("exp", exp);
    let identifiers_only = || {
        let mut token = token().without_claim("sub");
        let subject = at(&mut token.payload, "/credentialSubject");
        take(subject, "id");
        put(
            subject,
            "identifier",
            json(
                r#"[{"type": "IdentityObject", "hashed": false, "identityType": "systemId",
                     "identityHash": "42"}]"#,
            ),
        );
        token
    };
    let other = "https://elsewhere.example.org/";
    vec![
        claim(136, "another-issuer", "claim.iss", "iss", other.into()),
        claim(136, "issuer-with-a-slash-behind", "claim.iss", "iss", format!("{DID}/").into()),
        claim(137, "another-subject", "claim.sub", "sub", other.into()),
        claim(138, "another-id", "claim.jti", "jti", other.into()),
        claim(139, "starts-a-second-later", "claim.nbf", "nbf", 1_782_896_401.into()),
        Case::valid(139, "starts-with-a-fraction-that-is-dropped", {
            token().claim("nbf", json("1782896400.75")).bytes()
        }),
        Case::valid(139, "starts-in-another-zone", {
            token().claim("validFrom", "2026-07-01T11:00:00.5+02:00").bytes()
        }),
        Case::warned(139, "w3c-starts-at-another-time", "jws.profile", {
            token().of_the_w3c().claim("nbf", 1_782_896_999).bytes()
        }),
        Case::invalid(140, "ends-a-second-later", "claim.exp", {
            until("2030-01-01T00:00:00Z", 1_893_456_001).bytes()
        }),
        Case::valid(140, "ends-at-the-same-time", {
            until("2030-01-01T00:00:00Z", 1_893_456_000).bytes()
        }),
        Case::valid(140, "ends-by-the-claim-alone", token().claim("exp", 1_893_456_000).bytes()),
        Case::invalid(140, "ended-by-the-claim-alone", "time.expired", {
            token().claim("exp", 1_782_896_401).bytes()
        }),
        Case::warned(140, "w3c-ends-at-another-time", "jws.profile", {
            let token = token().of_the_w3c().claim("validUntil", "2031-01-01T00:00:00Z");
            token.claim("exp", 1_893_456_000).bytes()
        }),
        Case::invalid(140, "w3c-signature-ended", "time.proof", {
            let token = token().of_the_w3c().claim("validUntil", "2031-01-01T00:00:00Z");
            token.claim("exp", 1_782_896_401).bytes()
        })
        .also(&["jws.profile"]),
        Case::invalid(140, "w3c-credential-ended", "time.expired", {
            let token = token().of_the_w3c().claim("validUntil", "2026-07-02T00:00:00Z");
            token.claim("exp", 1_893_456_000).bytes()
        })
        .also(&["jws.profile"]),
        text(141, "end-is-a-string", "claim.type", "exp", r#""1893456000""#),
        text(141, "end-is-null", "claim.type", "exp", "null"),
        text(141, "end-is-true", "claim.type", "exp", "true"),
        text(141, "end-is-beyond-the-calendar", "claim.type", "exp", "1e300"),
        text(141, "start-is-a-string", "claim.type", "nbf", r#""1782896400""#),
        text(141, "start-is-null", "claim.type", "nbf", "null"),
        text(141, "start-is-a-boolean", "claim.type", "nbf", "false"),
        text(141, "start-is-before-the-calendar", "claim.type", "nbf", "-1e300"),
        text(141, "making-is-a-string", "claim.type", "iat", r#""now""#),
        Case::valid(141, "start-is-negative", {
            let token = token().claim("validFrom", "1969-12-31T23:59:58Z");
            token.claim("nbf", json("-1.5")).bytes()
        }),
        missing("no-issuer-claim", "iss"),
        missing("no-id-claim", "jti"),
        missing("no-start-claim", "nbf"),
        missing("no-subject-claim", "sub"),
        Case::invalid(142, "no-end-claim", "claim.missing", {
            token().claim("validUntil", "2030-01-01T00:00:00Z").bytes()
        }),
        Case::warned(142, "subject-has-identifiers-alone", "claim.missing", {
            identifiers_only().bytes()
        }),
        Case::invalid(142, "subject-claim-of-a-subject-without-id", "claim.sub", {
            identifiers_only().claim("sub", "did:example:educator").bytes()
        }),
        Case::warned(142, "subject-in-the-audience", "claim.missing", {
            token().without_claim("sub").claim("aud", "did:example:educator").bytes()
        })
        .also(&["claim.aud"])
        .under(Policy { subject_claim: SubjectClaim::UnsafelyOptional, ..Policy::default() }),
        Case::warned(142, "w3c-no-claims", "jws.profile", token().of_the_w3c().bytes()),
        Case::invalid(143, "vc-beside-another-credential", "claim.vc", {
            first_edition().claim("name", "Another Badge").bytes()
        }),
        Case::valid(143, "vc-beside-an-equal-member", {
            first_edition().claim("name", "Giving Feedback").bytes()
        }),
        Case::invalid(143, "vc-beside-a-member-of-its-own", "claim.vc", {
            first_edition().claim("evidence", "https://example.org/").bytes()
        }),
        Case::invalid(143, "vc-of-data-model-2", "claim.vc", {
            let mut token = token();
            let credential = badge().document;
            put(&mut token.payload, "vc", credential);
            token.bytes()
        }),
        Case::invalid(143, "data-model-1.1-without-vc", "claim.vc", {
            let mut token = first_edition();
            let inner = take_member(&mut token.payload, "vc");
            for (name, member) in inner.as_object().unwrap().iter() {
                put(&mut token.payload, name, member.clone());
            }
            token.bytes()
        }),
        Case::invalid(143, "vc-is-a-string", "claim.vc", token().claim("vc", "badge").bytes()),
        Case::invalid(144, "payload-is-an-array", "parse", token().with_payload_text("[]")),
        Case::invalid(144, "payload-is-empty", "parse", token().with_payload_text("")),
        Case::invalid(144, "payload-is-text", "parse", token().with_payload_text("badge")),
        Case::invalid(
            248,
            "ends-now",
            "time.expired",
            until("2030-01-01T00:00:00Z", 1_893_456_000).bytes(),
        )
        .at("2030-01-01T00:00:00Z"),
        Case::valid(248, "ends-in-a-second", until("2030-01-01T00:00:00Z", 1_893_456_000).bytes())
            .at("2029-12-31T23:59:59Z"),
        Case::warned(249, "audience-unasked", "claim.aud", token().claim("aud", other).bytes()),
        Case::invalid(249, "another-audience", "claim.aud", token().claim("aud", other).bytes())
            .under(Policy {
                audience: Some("https://hr.example.org/".into()),
                ..Policy::default()
            }),
        Case::valid(249, "the-audience", token().claim("aud", vec!["a", other]).bytes())
            .under(Policy { audience: Some(other.into()), ..Policy::default() }),
    ]
}

fn envelopes() -> Vec<Case> {
    let beside = |name, change: fn(&mut Value)| {
        Case::invalid(145, name, "envelope", enveloped(&token(), change))
    };
    let typed = |number, name, change: fn(&str) -> String| {
        let bytes = enveloped(&token(), |envelope| {
            let id = at(envelope, "/id");
            *id = change(id.as_str().unwrap()).into();
        });
        Case::invalid(number, name, "envelope", bytes)
    };
    let serialized = |flattened: bool| {
        let text = token().header("alg", "none").text();
        let [header, payload, signature] = text.split('.').collect::<Vec<_>>().try_into().unwrap();
        let member = Object::from_iter([("protected", header), ("signature", signature)]);
        let mut object = Object::from_iter([("payload", payload)]);
        if flattened {
            for (name, value) in member {
                object.insert(name, value);
            }
            object.insert("header", json(r#"{"alg": "EdDSA"}"#));
        } else {
            object.insert("signatures", vec![member]);
        }
        written(&object.into())
    };
    vec![
        beside("name-beside-the-token", |envelope| put(envelope, "name", "Another Badge")),
        beside("subject-beside-the-token", |envelope| {
            put(envelope, "credentialSubject", json(r#"{"id": "did:example:another"}"#));
        }),
        beside("another-type-beside-the-token", |envelope| {
            put(envelope, "type", vec!["EnvelopedVerifiableCredential", "OpenBadgeCredential"]);
        }),
        Case::invalid(146, "flattened", "jws.form", serialized(true)),
        Case::invalid(146, "general", "jws.form", serialized(false)),
        typed(147, "media-type-of-text", |id| id.replace("application/vc+jwt", "text/plain")),
        typed(147, "media-type-of-json", |id| id.replace("application/vc+jwt", "application/vc")),
        typed(147, "no-media-type", |id| id.replace("application/vc+jwt", "")),
        typed(147, "token-in-base64", |id| id.replace("vc+jwt", "vc+jwt;base64")),
        typed(147, "envelope-without-a-data-url", |_| "urn:uuid:0c9fe7a2".to_owned()),
        Case::undecided(
            250,
            "selective-disclosure-token",
            "proof.unsupported",
            format!("{}~WyJzYWx0IiwibmFtZSIsIkFkYSJd~", token().text()),
        ),
    ]
}

fn enveloped(token: &Token, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut envelope = jwt::enveloped(&token.text());
    change(&mut envelope);
    written(&envelope)
}

/// Tokens around embedded proofs.
fn more() -> Vec<Case> {
    let around = |document: Value| of(document).bytes();
    let bad = || {
        let mut document = badge().secured();
        let value = at(&mut document, "/proof/proofValue");
        let text = value.as_str().unwrap().replacen('z', "z2", 1);
        *value = text[..text.len() - 1].into();
        document
    };
    let list = |list: Mint| Token::of_a_list(list.document);
    let with_list = |list: Vec<u8>| (with_status().bytes(), list);
    let listed = |case: fn(Vec<u8>) -> Case, (bytes, list): (Vec<u8>, Vec<u8>)| {
        case(bytes).serving_bytes(LIST, &list)
    };
    vec![
        listed(
            |badge| Case::valid(245, "list-as-a-token", badge),
            with_list(list(status::list("revocation", &clear())).bytes()),
        ),
        listed(
            |badge| Case::invalid(245, "list-as-a-token-that-revokes", "revoked", badge),
            with_list(list(status::list("revocation", &bit(INDEX))).bytes()),
        ),
        listed(
            |badge| Case::undecided(245, "list-as-a-token-not-signed", "status.proof", badge),
            with_list(
                list(status::list("revocation", &clear()))
                    .header("alg", "none")
                    .with_signature(|_| Vec::new()),
            ),
        ),
        listed(
            |badge| Case::undecided(245, "list-as-a-token-of-another", "status.proof", badge),
            with_list(list(status::list("revocation", &clear())).signed_by(&OTHER_SEED).bytes()),
        ),
        Case::valid(245, "token-with-a-list-as-a-token", of(with_status().document).bytes())
            .serving_bytes(LIST, &list(status::list("revocation", &clear())).bytes()),
        Case::valid(251, "token-around-a-good-proof", around(badge().secured())),
        Case::warned(251, "token-around-a-bad-proof", "proof.other_failed", around(bad())),
        Case::invalid(251, "token-around-a-bad-proof-where-all-count", "signature", around(bad()))
            .under(Policy { proofs: ProofsRequired::All, ..Policy::default() }),
        Case::invalid(251, "bad-token-around-a-good-proof", "signature", {
            of(badge().secured()).with_signature(|mut signature| {
                signature[0] ^= 1;
                signature
            })
        }),
    ]
}
