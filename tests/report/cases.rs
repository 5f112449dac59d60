//! Reports of every sort.

use openbadges::Verifier;
use openbadges::json::Value;
use openbadges::model::{Datum as _, IdentifierType, IdentityObject};
use openbadges::proof::data_integrity::Canonicalizer;
use openbadges::proof::presentation::Answer;
use openbadges::proof::{Presentation, ProofOptions};
use openbadges::rdf::{BundledContexts, Contexts};
use openbadges::report::{Examined, Outcome};
use openbadges::resolve::Documents;
use openbadges::verifier::{Expectation, KnownIdentity, Policy, Trust, TrustedIssuers};
use openbadges::{Limits, Timestamp};

use crate::mint::*;

/// What a hostile name may hold: markup, entities, controls, and marks that turn writing around.
pub const HOSTILE: &str =
    "</bdi><script>alert(1)</script>&amp;\"'><img src=x onerror=alert(1)>\u{202e}\u{0}]]>\u{ffff}";

/// One of each sort, under names that say what it is.
pub fn all() -> Vec<Examined> {
    vec![
        Examined::new("valid", verify(&rich())),
        Examined::new("good", verify(&good())),
        Examined::new("no JSON", Verifier::new().verify(b"none", &now())),
        Examined::new("changed", verify(&changed())),
        Examined::new("expired", verify(&expired())),
        Examined::new("revoked", verify_with(&badge_with(entry("7")), LIST, &revoking())),
        Examined::new("list out of reach", verify(&badge_with(entry("7")))),
        Examined::new("endorsed", verify(&endorsed())),
        Examined::new("trusted", under(trusting(&did(&issuer())), &good())),
        Examined::new("untrusted", under(trusting("did:example:another"), &good())),
        Examined::new("recipient", under(expecting(), &identified())),
        Examined::new(
            "refreshed",
            verify_with(&version("2026-07-01"), SERVICE, &version("2026-07-15")),
        ),
        Examined::new("presentation", presentation(&[&good(), &expired()])),
        Examined::new(HOSTILE, verify(&hostile())),
    ]
}

/// The report under that name.
pub fn named(name: &str) -> Examined {
    all().into_iter().find(|examined| examined.name == name).unwrap()
}

/// What is found of every document that a hostile hand made, with nothing to be had from elsewhere.
pub fn of_hostile_documents() -> Vec<Examined> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/hostile");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|file| file.is_file() && file.extension().is_some_and(|it| it != "md"));
    files.sort();
    let verifier = Verifier::new();
    let examined: Vec<_> = files
        .iter()
        .map(|file| {
            let report = verifier.verify(&std::fs::read(file).unwrap(), &now());
            Examined::new(file.file_name().unwrap().to_str().unwrap(), report)
        })
        .collect();
    let count = |outcome| examined.iter().filter(|it| it.found.outcome() == outcome).count();
    let counts = [Outcome::Valid, Outcome::Invalid, Outcome::Indeterminate].map(count);
    assert!(counts.iter().all(|count| *count > 10), "{counts:?}");
    examined
}

fn under(policy: Policy, badge: &Value) -> openbadges::report::Report {
    Verifier::new().with_policy(policy).verify(badge.to_string().as_bytes(), &now())
}

fn trusting(id: &str) -> Policy {
    let issuers = TrustedIssuers::new().with_issuer(id);
    Policy { trust: Trust::Issuers(issuers), ..Policy::default() }
}

fn expecting() -> Policy {
    let recipient = vec![
        KnownIdentity::Id("did:example:educator-42".to_owned()),
        KnownIdentity::email("ada@example.org"),
        KnownIdentity::email("grace@example.org"),
    ];
    Policy { recipient, ..Policy::default() }
}

/// The badge with every class of Open Badges in it, by the key of the issuer.
fn rich() -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/rich.json");
    let mut badge = json(&std::fs::read_to_string(file).unwrap());
    set(&mut badge, "/issuer/id", did(&issuer()));
    remove(&mut badge, "credentialStatus");
    signed(badge)
}

const SERVICE: &str = "https://district.example.org/refresh/42";

/// A badge with a newer version elsewhere, or that one, by when it begins.
fn version(from: &str) -> Value {
    let mut badge = badge(&did(&issuer()));
    add_context(&mut badge, EXTENSIONS);
    let service = format!(r#"{{"id": "{SERVICE}", "type": "1EdTechCredentialRefresh"}}"#);
    set(&mut badge, "/refreshService", json(&service));
    set(&mut badge, "/validFrom", format!("{from}T00:00:00Z"));
    signed(badge)
}

fn changed() -> Value {
    let mut badge = good();
    set(&mut badge, "/name", "Another");
    badge
}

fn expired() -> Value {
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/validUntil", "2026-07-31T00:00:00Z");
    signed(badge)
}

fn revoking() -> Value {
    signed(list(&[7]))
}

fn identified() -> Value {
    let mut badge = badge(&did(&issuer()));
    let ada = IdentityObject::hashed(IdentifierType::EmailAddress, "ada@example.org", "salt");
    set(&mut badge, "/credentialSubject/identifier", vec![ada.to_value()]);
    signed(badge)
}

fn hostile() -> Value {
    let mut badge = badge(&did(&issuer()));
    let legible = HOSTILE.replace(['\u{0}', '\u{ffff}'], "");
    for place in ["/name", "/issuer/name", "/credentialSubject/achievement/name"] {
        set(&mut badge, place, legible.clone());
    }
    set(&mut badge, "/credentialSubject/achievement/description", format!("{legible}\n\nMore."));
    signed(badge)
}

/// A badge with an endorsement that counts, one that has lapsed, and one about something else; the
/// first is endorsed itself.
fn endorsed() -> Value {
    let badge_id = badge(&did(&issuer())).get("id").unwrap().as_str().unwrap().to_owned();
    let mut first = endorsement(2, &badge_id);
    let first_id = first.get("id").unwrap().as_str().unwrap().to_owned();
    let of_first = signed_by(endorsement(5, &first_id), &key(5), RDFC);
    set(&mut first, "/endorsement", vec![of_first]);
    let mut lapsed = endorsement(3, &badge_id);
    set(&mut lapsed, "/validUntil", "2026-07-15T00:00:00Z");
    let other = endorsement(4, "urn:uuid:00000000-0000-4000-8000-000000000099");
    let signed_each = [(2, first), (3, lapsed), (4, other)];
    let all = signed_each.map(|(number, it)| signed_by(it, &key(number), RDFC)).to_vec();
    let mut badge = badge(&did(&issuer()));
    set(&mut badge, "/endorsement", all);
    signed_by(badge, &issuer(), JCS)
}

fn endorsement(number: u8, about: &str) -> Value {
    let mut endorsement = json(
        r#"{
          "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
          ],
          "type": ["VerifiableCredential", "EndorsementCredential"],
          "issuer": {"type": ["Profile"], "name": "Example State Agency"},
          "name": "Recognized",
          "validFrom": "2026-07-01T00:00:00Z",
          "credentialSubject": {
            "type": ["EndorsementSubject"],
            "endorsementComment": "Counts towards renewal of a licence."
          }
        }"#,
    );
    set(&mut endorsement, "/id", format!("urn:uuid:00000000-0000-4000-8000-0000000000{number:02}"));
    set(&mut endorsement, "/issuer/id", did(&key(number)));
    set(&mut endorsement, "/credentialSubject/id", about);
    endorsement
}

fn presentation(credentials: &[&Value]) -> openbadges::report::PresentationReport {
    let holder = key(9);
    let limits = Limits::default();
    let contexts = Contexts::new(std::sync::Arc::new(BundledContexts::new()));
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let options = ProofOptions::by(&holder, RDFC, now());
    let mut presentation = Presentation::by(did(&holder).parse().unwrap());
    for credential in credentials {
        presentation = presentation.with_credential(Value::clone(credential));
    }
    let answer = Answer { challenge: Some("1".to_owned()), domain: None };
    let prepared = presentation.prepare(options, &answer, canonicalizer).unwrap();
    let signature = openbadges::key::Signer::sign(&holder, prepared.bytes()).unwrap();
    let shown = prepared.finish(&signature).to_string();
    let expected = Expectation { challenge: answer.challenge, ..Expectation::default() };
    Verifier::new().with_resolver(Documents::new()).verify_presentation(
        shown.as_bytes(),
        &expected,
        &Timestamp::clone(&now()),
    )
}
