//! What is issued as a token is verified; what 1EdTech publishes needs options that say what they do.

use std::fs;
use std::sync::Arc;

use openbadges::document::Shape;
use openbadges::issuer::{IssueError, Issuer};
use openbadges::key::{Algorithm, SecretKey};
use openbadges::model::{Achievement, Credential, Criteria, Profile, Recipient};
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::MemoryStore;
use openbadges::verifier::{HeaderKeys, Policy, SubjectClaim};
use openbadges::{Code, Timestamp, Verifier};

use crate::support::shared;

fn now() -> Timestamp {
    "2026-08-01T09:30:00.75+02:00".parse().unwrap()
}

fn badge(recipient: Recipient) -> Credential {
    let achievement = Achievement::builder(
        "https://district.example.org/achievements/feedback",
        "Giving Feedback",
        "Gives pupils feedback that they can act on.",
        Criteria::narrative("Three examples of feedback."),
    )
    .build()
    .unwrap();
    Credential::builder().achievement(achievement).recipient(recipient).build().unwrap()
}

fn issuer(key: SecretKey) -> Issuer {
    let signer = key.into_did_key_signer();
    let profile = Profile::builder(signer.key().public().did_key()).build().unwrap();
    Issuer::new(profile, signer).with_jwt()
}

fn keys() -> Vec<SecretKey> {
    vec![
        SecretKey::from_ed25519_seed(&[7; 32]),
        SecretKey::from_p256_scalar(&[7; 32]).unwrap(),
        SecretKey::from_p384_scalar(&[7; 48]).unwrap(),
        SecretKey::from_pkcs8_pem(include_str!("../support/rsa-2048.pem")).unwrap(),
    ]
}

#[test]
fn what_is_issued_is_valid_and_revoked_when_it_is() {
    for key in keys() {
        let algorithm = key.algorithm();
        let url = "https://district.example.org/status".parse().unwrap();
        let issuer = issuer(key).with_status(Arc::new(MemoryStore::new(url)));
        let signed = issuer.issue(badge(Recipient::id("did:example:educator")), &now()).unwrap();
        assert_eq!(signed.shape(), Shape::Jws);
        let verify = || {
            let mut documents = Documents::new();
            for list in issuer.publish(&now()).unwrap() {
                assert_eq!(list.shape, Shape::Jws);
                documents.insert(list.url.as_str(), list.bytes);
            }
            let verifier = Verifier::new().with_resolver(documents);
            verifier.verify(signed.as_bytes(), &"2026-08-02T00:00:00Z".parse().unwrap())
        };
        let report = verify();
        assert_eq!(report.outcome(), Outcome::Valid, "{algorithm:?}: {report:#?}");
        assert_eq!(report.warnings().count(), 0, "{algorithm:?}: {report:#?}");
        let read_back = report.verified().unwrap().document();
        assert_eq!(read_back, signed.document(), "the claims are set aside");
        issuer.revoke(signed.id(), None, &now()).unwrap();
        assert!(verify().has(Code::Revoked), "{algorithm:?}");
    }
}

#[test]
fn an_rsa_key_makes_tokens_without_being_told() {
    let key = keys().pop().unwrap();
    assert_eq!(key.algorithm(), Algorithm::Rsa);
    let signer = key.into_did_key_signer();
    let profile = Profile::builder(signer.key().public().did_key()).build().unwrap();
    let issuer = Issuer::new(profile, signer);
    let signed = issuer.issue(badge(Recipient::id("did:example:educator")), &now()).unwrap();
    assert_eq!(signed.shape(), Shape::Jws);
}

#[test]
fn a_subject_without_an_id_is_told_before_an_index_is_spent() {
    let url = "https://district.example.org/status".parse().unwrap();
    let store = Arc::new(MemoryStore::new(url));
    let issuer = issuer(keys().remove(0)).with_status(Arc::clone(&store) as _);
    let error = issuer.issue(badge(Recipient::email("ada@example.org").hashed("salt")), &now());
    let Err(IssueError::Faults(faults)) = error else { panic!("{error:?}") };
    assert_eq!(faults[0].fault.code, Code::ClaimSub);
    assert!(faults[0].fault.message.contains("Data Integrity"), "the way out is said");
    assert!(issuer.publish(&now()).unwrap().is_empty(), "nothing was reserved");
}

#[test]
fn another_signer_signs_the_exact_bytes() {
    for key in keys() {
        let signed_elsewhere = key.public();
        let did = signed_elsewhere.did_key();
        let again = SecretKey::from_jwk(&key.to_jwk().unwrap()).unwrap();
        let issuer = issuer(key);
        let prepared =
            issuer.prepare(badge(Recipient::id("did:example:educator")), &now()).unwrap();
        let text = std::str::from_utf8(prepared.bytes()).unwrap();
        assert_eq!(text.matches('.').count(), 1, "header and payload");
        let signature = again.sign(prepared.bytes()).unwrap();
        let mut wrong = signature.clone();
        wrong[7] ^= 1;
        assert!(prepared.clone().finish(&wrong).is_err(), "{did}");
        let signed = prepared.finish(&signature).unwrap();
        assert_eq!(Verifier::new().verify(signed.as_bytes(), &now()).outcome(), Outcome::Valid);
    }
}

/// The token in a baked image, which stands there as plain text.
fn baked(name: &str) -> Option<Vec<u8>> {
    let image = fs::read(shared(&format!("samples/ob30/{name}"))?).unwrap();
    let start = image.windows(3).position(|three| three == b"eyJ").unwrap();
    let is_of_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let token = image[start..].iter().copied().take_while(is_of_token).collect();
    Some(token)
}

#[test]
fn samples_of_1edtech_rest_on_what_the_options_call_unsafe() {
    for name in ["simple-jwt.svg", "simple-jwt_v1.svg"] {
        let Some(token) = baked(name) else { return };
        let strict = Verifier::new().verify(&token, &now());
        assert_ne!(strict.outcome(), Outcome::Valid, "{name}");
        assert!(strict.has(Code::ClaimMissing) && strict.has(Code::IssuerUnestablished), "{name}");
        let policy = Policy {
            header_keys: HeaderKeys::UnsafelyTrusted,
            subject_claim: SubjectClaim::UnsafelyOptional,
            ..Policy::default()
        };
        let report = Verifier::new().with_policy(policy).verify(&token, &now());
        assert_eq!(report.outcome(), Outcome::Valid, "{name}: {report:#?}");
    }
}

#[test]
fn tokens_that_1edtech_expects_to_be_refused() {
    for name in ["simple.jwt", "velocity.jwt"] {
        let Some(path) = shared(&format!("samples/ob30/{name}")) else { return };
        let report = Verifier::new().verify(&fs::read(path).unwrap(), &now());
        assert_eq!(report.outcome(), Outcome::Invalid, "{name}: {report:#?}");
    }
}

/// Whoever copied a badge can show it: a challenge is for those who hold it.
#[test]
fn a_token_answers_no_challenge() {
    let issuer = issuer(SecretKey::from_ed25519_seed(&[3; 32]));
    let token = issuer.issue(badge(Recipient::id("did:example:ada")), &now()).unwrap();
    let verify = |challenge: Option<&str>, domain: Option<&str>| {
        let policy = Policy {
            challenge: challenge.map(str::to_owned),
            domain: domain.map(str::to_owned),
            ..Policy::default()
        };
        Verifier::new().with_policy(policy).verify(token.as_bytes(), &now())
    };
    assert_eq!(verify(None, None).outcome(), Outcome::Valid);
    for (challenge, domain) in [
        (Some("2f1a"), None),
        (None, Some("verifier.example")),
        (Some("2f1a"), Some("verifier.example")),
    ] {
        let report = verify(challenge, domain);
        assert_eq!(report.outcome(), Outcome::Invalid, "{challenge:?} {domain:?}");
        assert!(report.has(Code::Challenge));
    }
}
