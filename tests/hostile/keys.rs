//! Group G, as far as it needs no network: keys and the documents that hold them.

use openbadges::json::Value;
use openbadges::text::multibase;

use crate::Case;
use crate::mint::{
    DID, ISSUER, KEY, OTHER_SEED, SEED, at, badge, controller, hosted, json, push, put, secret,
};

pub fn cases() -> Vec<Case> {
    let served = |number, name, code, change: &dyn Fn(&mut Value)| {
        let mut document = controller();
        change(&mut document);
        Case::invalid(number, name, code, hosted().bytes()).serving(ISSUER, &document)
    };
    let issuer = |name, issuer: &str| {
        let bytes = badge().set("/issuer", "id", issuer).jcs().bytes();
        Case::invalid(159, name, "iri", bytes)
    };
    let web = |number, name, rest: &str| {
        Case::invalid(number, name, "did.web", named(&format!("did:web:{rest}"), "key-1"))
    };
    let private = secret(&SEED).to_jwk().unwrap();
    let other = secret(&OTHER_SEED).public();
    let x25519 = did_key(&[0xec, 0x01], &[9; 32]);
    let deactivated = {
        let mut document = controller();
        put(&mut document, "deactivated", true);
        document
    };
    vec![
        Case::invalid(148, "x25519-key-signs", "key.unsupported", self_signed(&x25519)),
        Case::undecided(
            148,
            "secp256k1-key-signs",
            "key.unsupported",
            self_signed(&did_key(&[0xe7, 0x01], &[2; 33])),
        ),
        Case::valid(
            148,
            "x25519-key-of-the-recipient",
            badge().set("/credentialSubject", "id", x25519).bytes(),
        ),
        Case::invalid(
            149,
            "key-of-31-bytes",
            "key.invalid",
            self_signed(&did_key(&[0xed, 0x01], &public()[..31])),
        ),
        Case::invalid(
            149,
            "key-of-33-bytes",
            "key.invalid",
            self_signed(&did_key(&[0xed, 0x01], &[public(), vec![0]].concat())),
        ),
        Case::invalid(
            149,
            "key-code-of-three-bytes",
            "key.invalid",
            self_signed(&did_key(&[0xed, 0x81, 0x00], &public())),
        ),
        Case::invalid(
            149,
            "key-in-base64url",
            "key.invalid",
            self_signed(&format!(
                "did:key:{}",
                multibase::base64url(&[vec![0xed, 0x01], public()].concat())
            )),
        ),
        Case::invalid(149, "key-of-no-letters", "key.invalid", self_signed("did:key:z")),
        Case::invalid(
            150,
            "fragment-of-another-key",
            "binding",
            badge().option("verificationMethod", format!("{DID}#{}", other.to_multikey())).bytes(),
        ),
        Case::warned(
            150,
            "no-fragment",
            "key.bare_did",
            badge().option("verificationMethod", DID).bytes(),
        ),
        Case::invalid(
            151,
            "did-jwk-with-a-private-key",
            "key.private_exposed",
            named(&format!("did:jwk:{}", multibase::base64url_bare(private.as_bytes())), "0"),
        ),
        web(152, "did-web-that-leads-upwards", "district.example.org:..:1"),
        web(152, "did-web-that-leads-upwards-by-an-escape", "district.example.org:%2e%2e:1"),
        web(152, "did-web-with-an-empty-segment", "district.example.org::1"),
        web(152, "did-web-with-a-slash", "district.example.org/issuers/1"),
        web(152, "did-web-with-an-escaped-slash", "district.example.org:issuers%2f1"),
        web(152, "did-web-with-an-escaped-slash-in-its-host", "district.example.org%2Fissuers"),
        web(152, "did-web-with-an-escaped-backslash", "district.example.org:issuers%5c1"),
        web(152, "did-web-with-a-user", "district@example.org"),
        web(152, "did-web-with-an-escaped-user", "district%40example.org"),
        web(152, "did-web-with-an-escaped-fragment", "district.example.org:issuers%231"),
        web(152, "did-web-with-a-query", "district.example.org?of=1"),
        web(152, "did-web-with-an-escaped-query", "district.example.org:issuers%3fof=1"),
        web(152, "did-web-with-a-dot-at-its-end", "district.example.org."),
        Case::invalid(
            152,
            "did-web-that-leads-upwards-and-a-did-key",
            "did.web",
            badge().set("/issuer", "id", "did:web:district.example.org:..:1").bytes(),
        ),
        web(153, "did-web-of-an-address", "127.0.0.1"),
        web(153, "did-web-of-an-address-as-one-number", "2130706433"),
        web(153, "did-web-of-an-address-in-hexadecimal", "0x7f.1"),
        web(153, "did-web-of-an-address-in-octal", "0177.0.0.1"),
        web(153, "did-web-of-an-address-in-short", "127.1"),
        web(153, "did-web-of-an-address-and-a-port", "127.0.0.1%3A443"),
        web(153, "did-web-of-an-ipv6-address", "%5B%3A%3A1%5D"),
        issuer("issuer-url-with-a-user", "https://district@example.org/issuers/1"),
        issuer("issuer-url-with-a-password", "https://a:b@district.example.org/issuers/1"),
        issuer("issuer-url-with-a-backslash", "https://district.example.org\\@example.org/1")
            .also(&["data_loss"]),
        Case::undecided(
            162,
            "document-of-the-issuer-not-to-be-had",
            "fetch.failed",
            hosted().bytes(),
        )
        .lacking(ISSUER),
        Case::undecided(162, "document-of-the-issuer-is-no-json", "fetch.failed", hosted().bytes())
            .serving_bytes(ISSUER, b"<html></html>"),
        // It is no URL to be asked for.
        Case::undecided(
            162,
            "key-in-a-local-file",
            "fetch.failed",
            badge().option("verificationMethod", "file:///etc/passwd#key-1").bytes(),
        ),
        served(163, "two-keys-of-one-name", "key.ambiguous", &|document| {
            let mut second = at(document, "/verificationMethod/0").clone();
            put(&mut second, "publicKeyMultibase", other.to_multikey());
            push(at(document, "/verificationMethod"), second);
        }),
        served(163, "two-keys-of-one-name-one-of-them-relative", "key.ambiguous", &|document| {
            let mut second = at(document, "/verificationMethod/0").clone();
            put(&mut second, "id", "#key-1");
            put(&mut second, "publicKeyMultibase", other.to_multikey());
            push(at(document, "/assertionMethod"), second);
        }),
        served(164, "multikey-and-jwk-disagree", "key.ambiguous", &|document| {
            put(at(document, "/verificationMethod/0"), "publicKeyJwk", other.to_jwk());
        }),
        Case::valid(164, "multikey-and-jwk-agree", hosted().bytes()).serving(ISSUER, &{
            let mut document = controller();
            let jwk = secret(&SEED).public().to_jwk();
            put(at(&mut document, "/verificationMethod/0"), "publicKeyJwk", jwk);
            document
        }),
        Case::invalid(165, "deactivated", "did.deactivated", hosted().bytes())
            .serving(ISSUER, &deactivated),
        Case::invalid(
            165,
            "deactivated-did",
            "did.deactivated",
            badge()
                .set("/issuer", "id", WEB)
                .option("verificationMethod", format!("{WEB}#key-1"))
                .bytes(),
        )
        .serving(WEB, &json(&deactivated.to_string().replace(KEY, "#key-1").replace(ISSUER, WEB))),
    ]
}

const WEB: &str = "did:web:district.example.org";

fn public() -> Vec<u8> {
    secret(&SEED).public().to_bytes()
}

fn did_key(code: &[u8], key: &[u8]) -> String {
    format!("did:key:{}", multibase::base58btc(&[code, key].concat()))
}

/// A badge whose issuer is the DID that names the key by a fragment.
fn named(did: &str, fragment: &str) -> Vec<u8> {
    let method = format!("{did}#{fragment}");
    badge().set("/issuer", "id", did).option("verificationMethod", method).bytes()
}

/// A badge whose issuer is the DID that names its own key.
fn self_signed(did: &str) -> Vec<u8> {
    named(did, did.strip_prefix("did:key:").unwrap())
}
