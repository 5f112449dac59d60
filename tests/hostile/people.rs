//! Group K: about whom it is, who endorses it, the newest version of it, and whose word counts.

use openbadges::json::Value;
use openbadges::model::Kind;
use openbadges::verifier::{
    Emails, Endorsements, KnownIdentity, Policy, Refresh, Trust, TrustedIssuers,
};

use crate::Case;
use crate::deterministic::Key;
use crate::mint::{
    DID, ISSUER, KEY, Mint, OTHER_SEED, SEED, at, badge, controller, controller_of, hosted, json,
    put, secret, take,
};
use crate::status::{INDEX, LIST, bit, clear, entry, list};
use crate::token;

pub fn cases() -> Vec<Case> {
    let mut cases = recipients();
    cases.extend(endorsements());
    cases.extend(refreshed());
    cases.extend(issuers());
    cases
}

fn about(case: Case, known: KnownIdentity) -> Case {
    case.under(Policy { recipient: vec![known], ..Policy::default() })
}

fn recipients() -> Vec<Case> {
    const ADDRESS: &str = "a@example.com";
    // The standard's own example: the address, and the salt `Kosher`.
    const HASH: &str = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399";
    let identified = |change: &dyn Fn(&mut Value)| {
        let mut identity = json(&format!(
            r#"[{{
              "type": "IdentityObject", "identityType": "emailAddress", "hashed": true,
              "identityHash": "{HASH}", "salt": "Kosher"
            }}]"#
        ));
        change(at(&mut identity, "/0"));
        let subject = "/credentialSubject";
        badge().without(subject, "id").set(subject, "identifier", identity).bytes()
    };
    let mail = |case, address: &str| about(case, KnownIdentity::email(address));
    let hashed = || identified(&|_| {});
    let other =
        |number, name, address| mail(Case::invalid(number, name, "subject", hashed()), address);
    let upper =
        || identified(&|it| put(it, "identityHash", HASH.to_uppercase().replace("SHA", "sha")));
    let plain = || {
        identified(&|it| {
            take(it, "salt");
            put(it, "hashed", false);
            put(it, "identityHash", ADDRESS);
        })
    };
    let lower = |case: Case, address: &str| {
        let recipient = vec![KnownIdentity::email(address)];
        let emails = Emails::AlsoInLowerCase;
        case.under(Policy { recipient, emails, ..Policy::default() })
    };
    let beside = |others: &str| {
        let subjects = json(&format!(r#"[{{"id": "did:example:educator"}}{others}]"#));
        let types = vec!["VerifiableCredential"];
        badge().set("", "type", types).set("", "credentialSubject", subjects).jcs().bytes()
    };
    let any = |case: Case| {
        let recipient = vec![KnownIdentity::Id("did:example:educator".to_owned())];
        case.under(Policy { kind: Kind::Any, recipient, ..Policy::default() })
    };
    let unnamed = r#", {"type": "AchievementSubject", "role": "Physician"}"#;
    let second = r#", {"id": "did:example:educator2"}"#;
    vec![
        any(Case::valid(217, "only-subject-of-any-credential", beside(""))),
        any(Case::invalid(217, "another-subject-beside-the-person", "subject", beside(second))),
        any(Case::undecided(
            220,
            "subject-without-id-beside-the-person",
            "subject",
            beside(unnamed),
        )),
        mail(Case::valid(217, "address-that-was-hashed", hashed()), ADDRESS),
        other(217, "another-address", "b@example.com"),
        other(217, "address-with-the-salt-in-it", "a@example.comKosher"),
        other(217, "no-address", ""),
        mail(Case::valid(218, "hash-in-capitals", upper()), ADDRESS),
        mail(
            Case::invalid(218, "salt-omitted", "subject", identified(&|it| take(it, "salt"))),
            ADDRESS,
        ),
        mail(
            Case::invalid(
                218,
                "salt-altered",
                "subject",
                identified(&|it| put(it, "salt", "kosher")),
            ),
            ADDRESS,
        ),
        mail(
            Case::invalid(
                218,
                "hash-said-to-be-plain",
                "subject",
                identified(&|it| put(it, "hashed", false)),
            ),
            ADDRESS,
        ),
        mail(Case::valid(219, "plain-address", plain()), ADDRESS),
        other(219, "address-in-capitals", "A@example.com"),
        other(219, "host-in-capitals", "a@Example.com"),
        other(219, "address-with-a-space-behind", "a@example.com "),
        other(219, "address-with-a-letter-of-full-width", "\u{ff41}@example.com"),
        mail(Case::invalid(219, "plain-address-in-capitals", "subject", plain()), "A@EXAMPLE.COM"),
        lower(
            Case::valid(219, "address-in-capitals-where-that-is-allowed", hashed()),
            " A@EXAMPLE.COM",
        ),
        lower(
            Case::invalid(219, "another-address-where-capitals-are-allowed", "subject", hashed()),
            "B@example.com",
        ),
        mail(
            Case::undecided(220, "no-identifier-and-one-expected", "subject", badge().bytes()),
            ADDRESS,
        ),
        about(
            Case::undecided(220, "no-id-and-one-expected", "subject", hashed()),
            KnownIdentity::Id("did:example:educator".to_owned()),
        ),
        about(
            Case::invalid(217, "another-id", "subject", badge().bytes()),
            KnownIdentity::Id("did:example:educator2".to_owned()),
        ),
        about(
            Case::valid(217, "id-as-expected", badge().bytes()),
            KnownIdentity::Id("did:example:educator".to_owned()),
        ),
    ]
}

const BADGE: &str = "urn:uuid:0c9fe7a2-6f3f-4d0a-9a3b-2f1f6d1b7c55";
const FIRST: &str = "urn:uuid:11111111-1111-4111-8111-111111111111";
const SECOND: &str = "urn:uuid:22222222-2222-4222-8222-222222222222";

/// The least that an endorsement of `about` says, by the second key.
fn endorsement(id: &str, about: &str) -> Mint {
    let document = format!(
        r#"{{
          "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
          ],
          "id": "{id}",
          "type": ["VerifiableCredential", "EndorsementCredential"],
          "name": "Recognized",
          "issuer": {{ "id": "{DID}", "type": ["Profile"], "name": "Example State" }},
          "validFrom": "2026-07-01T00:00:00Z",
          "credentialSubject": {{
            "id": "{about}", "type": ["EndorsementSubject"], "endorsementComment": "It counts."
          }}
        }}"#
    );
    Mint::new(json(&document)).jcs().issued_by(Key::ed25519(&OTHER_SEED))
}

/// The good badge with endorsements.
fn endorsed(endorsements: Vec<Value>) -> Vec<u8> {
    badge().set("", "endorsement", endorsements).jcs().bytes()
}

fn endorsements() -> Vec<Case> {
    let good = || endorsement(FIRST, BADGE);
    let changed = || {
        let mut document = good().secured();
        put(&mut document, "name", "Recommended");
        endorsed(vec![document])
    };
    let advisory = Policy { endorsements: Endorsements::Advisory, ..Policy::default() };
    let invalid =
        |name, document| Case::invalid(221, name, "endorsement.invalid", endorsed(vec![document]));
    let lapsed =
        |name, document| Case::warned(221, name, "endorsement.lapsed", endorsed(vec![document]));
    let of_key = good().set("", "credentialStatus", entry("revocation", LIST, INDEX));
    let revoked_list = || {
        let issuer = Key::ed25519(&OTHER_SEED);
        let did = issuer.did();
        list("revocation", &bit(INDEX)).issued_as(issuer, &did).secured()
    };
    let nested = |depth: usize| {
        let id = |level: usize| format!("urn:uuid:00000000-0000-4000-8000-00000000000{level}");
        // The innermost first: each is about the one that it hangs on.
        let mut inner: Option<Value> = None;
        for level in (1..=depth).rev() {
            let about = if level == 1 { BADGE.to_owned() } else { id(level - 1) };
            let mut mint = endorsement(&id(level), &about);
            if let Some(inner) = inner.take() {
                mint = mint.set("", "endorsement", vec![inner]);
            }
            inner = Some(mint.secured());
        }
        endorsed(vec![inner.unwrap()])
    };
    // A token can hold one of its own name: it endorses itself as often as somebody took it in.
    let of_itself = |times: usize| {
        let about = |about: &str| {
            let mint = endorsement(FIRST, about).set("/issuer", "id", DID);
            mint.set("", "validFrom", "2026-07-01T09:00:00Z").document
        };
        let mut token = token::of(about(FIRST)).text();
        for level in (1..times).rev() {
            let mut document = about(if level == 1 { BADGE } else { FIRST });
            put(&mut document, "endorsementJwt", vec![token]);
            token = token::of(document).text();
        }
        badge().set("", "endorsementJwt", vec![token]).jcs().bytes()
    };
    let far = "https://state.example.org/issuers/1";
    let out_of_reach = || {
        endorsement(FIRST, BADGE)
            .set("/issuer", "id", far)
            .option("verificationMethod", format!("{far}#key-1"))
            .secured()
    };
    vec![
        Case::valid(221, "endorsement-that-holds", endorsed(vec![good().secured()])),
        Case::invalid(221, "endorsement-changed", "endorsement.invalid", changed()),
        Case::warned(221, "endorsement-changed-and-advisory", "endorsement.invalid", changed())
            .under(advisory),
        invalid("endorsement-without-proof", good().document),
        invalid("endorsement-by-another-key", good().signed_by(&SEED).secured()),
        Case::invalid(
            221,
            "good-endorsement-beside-a-bad-one",
            "endorsement.invalid",
            endorsed(vec![good().secured(), endorsement(SECOND, BADGE).document]),
        ),
        lapsed(
            "endorsement-expired",
            good().set("", "validUntil", "2026-07-31T23:59:59Z").secured(),
        ),
        lapsed("endorsement-revoked", of_key.secured()).serving(LIST, &revoked_list()),
        Case::warned(
            222,
            "endorsement-of-another-thing",
            "endorsement.subject",
            endorsed(vec![endorsement(FIRST, "https://district.example.org/other").secured()]),
        ),
        Case::warned(
            222,
            "endorsement-of-the-achievement-on-the-badge",
            "endorsement.subject",
            endorsed(vec![
                endorsement(FIRST, "https://district.example.org/achievements/feedback").secured(),
            ]),
        ),
        Case::valid(
            222,
            "endorsement-of-the-achievement-on-the-achievement",
            badge()
                .set(
                    "/credentialSubject/achievement",
                    "endorsement",
                    vec![
                        endorsement(FIRST, "https://district.example.org/achievements/feedback")
                            .secured(),
                    ],
                )
                .jcs()
                .bytes(),
        ),
        Case::valid(223, "endorsements-four-deep", nested(4)),
        Case::warned(223, "endorsements-five-deep", "limit.depth", nested(5)),
        Case::warned(223, "endorsement-that-endorses-itself", "limit.depth", of_itself(5)),
        Case::warned(
            252,
            "endorsement-that-cannot-be-checked",
            "endorsement.unestablished",
            endorsed(vec![out_of_reach()]),
        )
        .lacking("https://state.example.org/issuers/1"),
        Case::warned(
            252,
            "endorsement-with-a-list-out-of-reach",
            "endorsement.unestablished",
            endorsed(vec![
                good().set("", "credentialStatus", entry("revocation", LIST, INDEX)).secured(),
            ]),
        )
        .lacking(LIST),
        // Nobody's endorsements are looked up for a badge that is nobody's.
        Case::invalid(252, "endorsement-of-a-changed-badge", "signature", {
            let badge = badge().set("", "endorsement", vec![out_of_reach()]).jcs();
            badge.altered(|badge| put(badge, "name", "Another"))
        }),
    ]
}

const SERVICE: &str = "https://district.example.org/refresh/42";
const NEXT: &str = "https://district.example.org/refresh/43";

/// The good badge, whose newest version is at `service`.
fn refreshing(service: &str) -> Mint {
    let service = format!(r#"{{"id": "{service}", "type": "1EdTechCredentialRefresh"}}"#);
    badge().context("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json").set(
        "",
        "refreshService",
        json(&service),
    )
}

/// A newer version of it.
fn newer() -> Mint {
    refreshing(SERVICE).set("", "name", "Feedback, Second Edition").set("", "validFrom", JULY)
}

const JULY: &str = "2026-07-15T00:00:00Z";

fn refreshed() -> Vec<Case> {
    let given = || refreshing(SERVICE).bytes();
    let refused = |name, other: Value| {
        Case::warned(224, name, "refresh.refused", given()).serving(SERVICE, &other)
    };
    let by_another = newer().issued_by(Key::ed25519(&OTHER_SEED)).secured();
    let unsigned = newer().document;
    let mut changed = newer().secured();
    put(&mut changed, "name", "Everything");
    let with_status =
        || refreshing(SERVICE).set("", "credentialStatus", entry("revocation", LIST, INDEX));
    let until = |time: &str| refreshing(SERVICE).set("", "validUntil", time);
    let revoked = || list("revocation", &bit(INDEX)).secured();
    let fine = || list("revocation", &clear()).secured();
    let under = |refresh| Policy { refresh, ..Policy::default() };
    let by_itself = || {
        let service = format!(r#"{{"id": "{SERVICE}", "type": "1EdTechCredentialRefresh"}}"#);
        endorsement(FIRST, BADGE)
            .context("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
            .set("", "refreshService", json(&service))
            .bytes()
    };
    vec![
        Case::warned(224, "newer-version", "refresh.replaced", given())
            .serving(SERVICE, &newer().secured()),
        Case::valid(224, "same-version", given()).serving(SERVICE, &refreshing(SERVICE).secured()),
        refused("other-id-refreshed", newer().set("", "id", FIRST).secured()),
        refused("other-issuer-refreshed", by_another),
        refused(
            "other-subject-refreshed",
            newer().set("/credentialSubject", "id", "did:example:b").secured(),
        ),
        refused(
            "older-version-refreshed",
            newer().set("", "validFrom", "2025-07-01T00:00:00Z").secured(),
        ),
        refused(
            "version-of-tomorrow-refreshed",
            newer().set("", "validFrom", "2026-08-02T00:00:00Z").secured(),
        ),
        refused("unsigned-version-refreshed", unsigned),
        // Nothing says which of the two is newer.
        Case::invalid(224, "version-of-the-same-time-without-an-end", "time.expired", {
            until("2026-07-20T00:00:00Z").bytes()
        })
        .serving(SERVICE, &refreshing(SERVICE).set("", "name", "Longer").secured()),
        Case::invalid(224, "version-of-the-same-time-with-a-later-end", "time.expired", {
            until("2026-07-20T00:00:00Z").bytes()
        })
        .serving(SERVICE, &until("2027-07-20T00:00:00Z").secured()),
        refused("changed-version-refreshed", changed),
        refused("version-by-another-key-refreshed", newer().signed_by(&OTHER_SEED).secured()),
        refused("status-list-refreshed", fine()),
        Case::warned(224, "web-page-refreshed", "refresh.refused", given())
            .serving_bytes(SERVICE, b"<html></html>"),
        Case::warned(224, "refresh-service-unreachable", "refresh.unavailable", given())
            .lacking(SERVICE),
        Case::warned(
            224,
            "refresh-service-by-http",
            "refresh.unavailable",
            refreshing("http://district.example.org/refresh/42").bytes(),
        ),
        // The second is never asked for.
        Case::warned(224, "newer-version-of-a-newer-version", "refresh.replaced", given())
            .serving(SERVICE, &refreshing(NEXT).set("", "validFrom", JULY).secured()),
        Case::invalid(224, "forgery-with-a-refresh-service", "signature", {
            refreshing(SERVICE).altered(|badge| put(badge, "name", "Another"))
        }),
        Case::invalid(224, "no-proof-and-a-refresh-service", "proof.missing", {
            crate::mint::written(&refreshing(SERVICE).document)
        }),
        Case::invalid(
            224,
            "name-of-another-and-a-refresh-service",
            "binding",
            refreshing(SERVICE).signed_by(&OTHER_SEED).bytes(),
        ),
        Case::undecided(
            224,
            "unknown-issuer-with-a-refresh-service",
            "fetch.failed",
            refreshing(SERVICE)
                .set("/issuer", "id", ISSUER)
                .option("verificationMethod", KEY)
                .bytes(),
        )
        .lacking(ISSUER),
        Case::warned(
            224,
            "expired-and-renewed",
            "refresh.replaced",
            until("2026-07-20T00:00:00Z").bytes(),
        )
        .serving(SERVICE, &until("2027-07-20T00:00:00Z").set("", "validFrom", JULY).secured()),
        Case::invalid(
            224,
            "cut-short-since",
            "time.expired",
            until("2027-07-20T00:00:00Z").bytes(),
        )
        .serving(SERVICE, &until("2026-07-20T00:00:00Z").secured()),
        Case::invalid(
            224,
            "revoked-and-a-newer-version-without-status",
            "revoked",
            with_status().bytes(),
        )
        .serving(SERVICE, &newer().secured())
        .serving(LIST, &revoked()),
        Case::invalid(224, "newer-version-revoked", "revoked", given())
            .serving(
                SERVICE,
                &newer().set("", "credentialStatus", entry("revocation", LIST, INDEX)).secured(),
            )
            .serving(LIST, &revoked()),
        Case::undecided(
            224,
            "list-out-of-reach-and-a-newer-version-without-status",
            "status.unavailable",
            with_status().bytes(),
        )
        .serving(SERVICE, &newer().secured())
        .lacking(LIST),
        Case::valid(224, "refresh-service-that-is-not-asked", given())
            .under(under(Refresh::Unasked)),
        Case::invalid(
            224,
            "endorsement-whose-refresh-service-must-answer",
            "refresh.unavailable",
            by_itself(),
        )
        .under(under(Refresh::RequiredOfEndorsements))
        .lacking(SERVICE),
        Case::warned(
            224,
            "endorsement-whose-refresh-service-is-silent",
            "refresh.unavailable",
            by_itself(),
        )
        .lacking(SERVICE),
    ]
}

fn issuers() -> Vec<Case> {
    let trusting =
        |trusted: TrustedIssuers| Policy { trust: Trust::Issuers(trusted), ..Policy::default() };
    let look_alike = |name, host: &str| {
        let did = format!("did:web:{host}");
        let method = format!("{did}#key-1");
        let badge = badge()
            .set("/issuer", "id", did.as_str())
            .option("verificationMethod", method.as_str());
        Case::warned(226, name, "text.confusable", badge.bytes())
            .serving(&did, &controller_of(&did, &method, &secret(&SEED)))
    };
    let other = secret(&OTHER_SEED).public();
    vec![
        Case::valid(225, "issuer-that-is-trusted", badge().bytes())
            .under(trusting(TrustedIssuers::new().with_issuer(DID))),
        Case::valid(225, "issuer-that-is-not-trusted", badge().bytes())
            .under(trusting(TrustedIssuers::new().with_issuer(ISSUER)))
            .untrusted(),
        Case::valid(225, "nobody-is-trusted", badge().bytes())
            .under(trusting(TrustedIssuers::new()))
            .untrusted(),
        Case::valid(225, "key-that-is-not-pinned", badge().bytes())
            .under(trusting(TrustedIssuers::new().with_pinned_key(DID, &other)))
            .untrusted(),
        Case::valid(225, "issuer-in-other-case-trusted", hosted().bytes())
            .serving(ISSUER, &controller())
            .under(trusting(
                TrustedIssuers::new().with_issuer("https://DISTRICT.example.org/issuers/1"),
            ))
            .untrusted(),
        // What is not authentic is nobody's, trusted or not.
        Case::invalid(
            225,
            "forgery-in-a-trusted-name",
            "binding",
            badge().signed_by(&OTHER_SEED).bytes(),
        )
        .under(trusting(TrustedIssuers::new().with_issuer(DID)))
        .untrusted(),
        look_alike("digit-for-a-letter-in-the-host", "examp1e.example.org"),
        look_alike("letters-of-another-script-in-the-host", "xn--exmple-cua.example.org"),
    ]
}
