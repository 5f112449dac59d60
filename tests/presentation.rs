//! Presentations: made and verified, and refused when they are not what was asked for.

use std::sync::Arc;

use openbadges::issuer::Issuer;
use openbadges::json::{self, Value};
use openbadges::key::{LocalSigner, SecretKey, Signer as _};
use openbadges::model::{Achievement, Credential, Criteria, Kind, Profile, Recipient};
use openbadges::proof::data_integrity::{Canonicalizer, canonical_forms};
use openbadges::proof::presentation::Answer;
use openbadges::proof::{Cryptosuite, Presentation, ProofOptions, ProofPurpose, Unsecured};
use openbadges::rdf::{self, BundledContexts, Contexts, HashAlgorithm};
use openbadges::report::{Outcome, PresentationReport};
use openbadges::resolve::Documents;
use openbadges::text::multibase;
use openbadges::verifier::{
    CredentialsShown, Expectation, HolderIsSubject, KnownIdentity, Policy, Trust, TrustedIssuers,
};
use openbadges::{Code, Limits, Timestamp, Verifier};

fn now() -> Timestamp {
    "2026-08-01T09:30:00Z".parse().unwrap()
}

fn signer(seed: u8) -> LocalSigner {
    SecretKey::from_ed25519_seed(&[seed; 32]).into_did_key_signer()
}

fn did(seed: u8) -> String {
    signer(seed).key().public().did_key()
}

const ISSUER: u8 = 1;
const HOLDER: u8 = 2;
const OTHER: u8 = 3;

/// A badge about a subject, as JSON or as a token.
fn badge(subject: &str, as_token: bool) -> Vec<u8> {
    let achievement = Achievement::builder(
        "https://district.example.org/achievements/feedback",
        "Giving Feedback",
        "Gives pupils feedback that they can act on.",
        Criteria::narrative("Three examples of feedback."),
    )
    .build()
    .unwrap();
    let badge = Credential::builder()
        .achievement(achievement)
        .recipient(Recipient::id(subject))
        .build()
        .unwrap();
    let profile = Profile::builder(did(ISSUER)).build().unwrap();
    let issuer = Issuer::new(profile, signer(ISSUER));
    let issuer = if as_token { issuer.with_jwt() } else { issuer };
    issuer.issue(badge, &now()).unwrap().as_bytes().to_vec()
}

fn read(bytes: &[u8]) -> Value {
    json::read(bytes, &Limits::default()).unwrap()
}

/// Two badges, one of them a token, shown by the holder.
fn presentation() -> Presentation {
    let token = badge(&did(HOLDER), true);
    Presentation::by(did(HOLDER).parse().unwrap())
        .with_credential(read(&badge(&did(HOLDER), false)))
        .with_token(std::str::from_utf8(&token).unwrap())
}

fn answer() -> Answer {
    Answer { challenge: Some("c-41".into()), domain: Some("hr.example.org".into()) }
}

fn expectation() -> Expectation {
    Expectation {
        challenge: Some("c-41".into()),
        domain: Some("hr.example.org".into()),
        holder: Some(did(HOLDER)),
        subject: HolderIsSubject::Required,
        ..Expectation::default()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Suite(Cryptosuite),
    Token,
}

const FORMS: [Form; 3] =
    [Form::Suite(Cryptosuite::EddsaRdfc2022), Form::Suite(Cryptosuite::EddsaJcs2022), Form::Token];

fn signed(
    presentation: &Presentation,
    form: Form,
    signer: &LocalSigner,
    answer: &Answer,
) -> Vec<u8> {
    match form {
        Form::Suite(suite) => {
            let contexts = Contexts::new(Arc::new(BundledContexts::new()));
            let limits = Limits::default();
            let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
            let options = ProofOptions::by(signer, suite, now());
            let prepared = presentation.prepare(options, answer, canonicalizer).unwrap();
            let signature = signer.sign(prepared.bytes()).unwrap();
            prepared.finish(&signature).to_string().into_bytes()
        }
        Form::Token => {
            let method = signer.verification_method();
            let prepared = presentation.prepare_jwt(signer.algorithm(), method, answer, &now());
            let signature = signer.sign(prepared.bytes()).unwrap();
            prepared.finish(&signature).into_bytes()
        }
    }
}

fn good(form: Form) -> Vec<u8> {
    signed(&presentation(), form, &signer(HOLDER), &answer())
}

fn verify(bytes: &[u8], expected: &Expectation) -> PresentationReport {
    Verifier::new().verify_presentation(bytes, expected, &now())
}

/// The presentation itself is refused, with this code.
fn refused(bytes: &[u8], expected: &Expectation, code: Code) {
    let report = verify(bytes, expected);
    assert_eq!(report.outcome(), Outcome::Invalid, "{report:#?}");
    assert!(report.presentation().has(code), "{code}: {report:#?}");
}

#[test]
fn what_is_asked_for_is_valid() {
    for form in FORMS {
        let report = verify(&good(form), &expectation());
        assert_eq!(report.outcome(), Outcome::Valid, "{form:?}: {report:#?}");
        assert_eq!(report.holder(), Some(did(HOLDER).as_str()));
        assert_eq!(report.credentials().len(), 2);
        for credential in report.credentials() {
            let verified = credential.verified().unwrap();
            assert_eq!(verified.view().subject_ids().next(), Some(did(HOLDER).as_str()));
        }
        let data = serde_json::to_value(&report).unwrap();
        assert_eq!(data["outcome"], "valid");
        assert_eq!(data["credentials"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn another_challenge_or_domain_or_none() {
    for form in FORMS {
        for (challenge, domain, code) in [
            (Some("c-42"), Some("hr.example.org"), Code::Challenge),
            (None, Some("hr.example.org"), Code::Challenge),
            (Some("c-41"), Some("other.example.org"), Code::Challenge),
            (Some("c-41"), None, Code::Challenge),
        ] {
            let answer = Answer {
                challenge: challenge.map(str::to_owned),
                domain: domain.map(str::to_owned),
            };
            let bytes = signed(&presentation(), form, &signer(HOLDER), &answer);
            let is_domain = challenge == Some("c-41");
            let code = if form == Form::Token && is_domain { Code::ClaimAud } else { code };
            refused(&bytes, &expectation(), code);
        }
    }
}

#[test]
fn shown_by_somebody_else() {
    for form in FORMS {
        // Signed by another than the holder that it names.
        let bytes = signed(&presentation(), form, &signer(OTHER), &answer());
        let code = if form == Form::Token { Code::ClaimIss } else { Code::Binding };
        refused(&bytes, &expectation(), code);
        // By another holder than the expected one.
        let expected = Expectation { holder: Some(did(OTHER)), ..expectation() };
        refused(&good(form), &expected, Code::Holder);
        // By a holder whom the credentials are not about.
        let stolen = Presentation::by(did(OTHER).parse().unwrap())
            .with_credential(read(&badge(&did(HOLDER), false)));
        let bytes = signed(&stolen, form, &signer(OTHER), &answer());
        let expected = Expectation { holder: None, ..expectation() };
        refused(&bytes, &expected, Code::HolderSubject);
        let expected = Expectation { subject: HolderIsSubject::Unasked, ..expected };
        assert_eq!(verify(&bytes, &expected).outcome(), Outcome::Valid);
    }
}

/// What is said of a subject without an id is said of anybody.
#[test]
fn every_subject_is_the_holder() {
    let of_subjects = |subjects: &str| {
        let credential = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", {{"worth": "urn:x:worth"}}],
                "type": ["VerifiableCredential"], "issuer": "{}",
                "validFrom": "2026-07-01T00:00:00Z", "credentialSubject": {subjects}}}"#,
            did(ISSUER)
        );
        let contexts = Contexts::new(Arc::new(BundledContexts::new()));
        let limits = Limits::default();
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let options = ProofOptions::by(&signer(ISSUER), Cryptosuite::EddsaJcs2022, now());
        let credential = read(credential.as_bytes());
        let prepared =
            openbadges::proof::data_integrity::prepare(credential, &options, canonicalizer);
        let prepared = prepared.unwrap();
        let signature = signer(ISSUER).sign(prepared.bytes()).unwrap();
        let shown = Presentation::by(did(HOLDER).parse().unwrap())
            .with_credential(prepared.finish(&signature));
        let bytes = signed(&shown, Form::Token, &signer(HOLDER), &answer());
        let policy = Policy { kind: Kind::Any, ..Policy::default() };
        let verifier = Verifier::new().with_policy(policy);
        let report = verifier.verify_presentation(&bytes, &expectation(), &now());
        assert_eq!(report.credentials()[0].outcome(), Outcome::Valid, "{report:#?}");
        let is_valid = report.outcome() == Outcome::Valid;
        assert_eq!(!is_valid, report.presentation().has(Code::HolderSubject), "{report:#?}");
        is_valid
    };
    let ours = format!(r#"{{"id": "{}", "worth": "spouse"}}"#, did(HOLDER));
    let nobody = r#"{"worth": "doctor of medicine"}"#;
    assert!(of_subjects(&ours));
    for subjects in [
        format!("[{ours}, {nobody}]"),
        format!("[{nobody}, {ours}]"),
        format!(r#"[{ours}, {{"id": "did:example:bob", "worth": "doctor"}}]"#),
        nobody.to_owned(),
    ] {
        assert!(!of_subjects(&subjects), "{subjects}");
    }
}

#[test]
fn a_bad_credential_has_its_own_report() {
    for form in FORMS {
        let mut forged = read(&badge(&did(HOLDER), false));
        forged.as_object_mut().unwrap().insert("name", "Another Badge");
        let presentation = presentation().with_credential(forged);
        let bytes = signed(&presentation, form, &signer(HOLDER), &answer());
        let report = verify(&bytes, &expectation());
        assert_eq!(report.outcome(), Outcome::Invalid);
        assert_eq!(report.presentation().outcome(), Outcome::Valid, "{report:#?}");
        let outcomes: Vec<Outcome> = report.credentials().iter().map(|it| it.outcome()).collect();
        assert_eq!(outcomes, [Outcome::Valid, Outcome::Valid, Outcome::Invalid]);
    }
}

#[test]
fn a_change_is_noticed() {
    for suite in [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022] {
        let mut document = read(&good(Form::Suite(suite)));
        let object = document.as_object_mut().unwrap();
        let Some(Value::Array(credentials)) = object.get_mut("verifiableCredential") else {
            panic!("no credentials")
        };
        credentials.pop();
        refused(document.to_string().as_bytes(), &expectation(), Code::Signature);
    }
    let text = String::from_utf8(good(Form::Token)).unwrap();
    let (signed, signature) = text.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { "B" } else { "A" };
    let changed = format!("{signed}.{other}{}", &signature[1..]);
    refused(changed.as_bytes(), &expectation(), Code::Signature);
}

#[test]
fn what_is_no_presentation() {
    let none = Expectation::default();
    refused(&badge(&did(HOLDER), false), &none, Code::ModelType);
    refused(&badge(&did(HOLDER), true), &none, Code::JwsTyp);
    refused(b"[]", &none, Code::Parse);
    refused(presentation().to_document().to_string().as_bytes(), &none, Code::ProofMissing);
    // A presentation is no credential either.
    for form in FORMS {
        let report = Verifier::new().verify(&good(form), &now());
        assert_eq!(report.outcome(), Outcome::Invalid, "{form:?}");
    }
    // A context of the W3C says what a presentation is, and comes first.
    for contexts in [
        vec!["https://w3id.org/security/data-integrity/v2", "https://www.w3.org/ns/credentials/v2"],
        vec!["https://w3id.org/security/data-integrity/v2"],
    ] {
        let mut document = presentation().to_document();
        document.as_object_mut().unwrap().insert("@context", contexts);
        refused(document.to_string().as_bytes(), &none, Code::ContextOrder);
    }
    // Nor is a proof that asserts something one that authenticates.
    let mut document = presentation().to_document();
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let options = ProofOptions::by(&signer(HOLDER), Cryptosuite::EddsaRdfc2022, now());
    let prepared =
        openbadges::proof::data_integrity::prepare(document.clone(), &options, canonicalizer);
    let prepared = prepared.unwrap();
    let signature = signer(HOLDER).sign(prepared.bytes()).unwrap();
    document = prepared.finish(&signature);
    refused(document.to_string().as_bytes(), &none, Code::Purpose);
}

/// Anybody can sign one: whatever is asked of credentials would be met by none of them.
#[test]
fn what_shows_nothing_is_not_valid_unless_only_the_holder_is_asked_for() {
    let none = Presentation::by(did(HOLDER).parse().unwrap());
    let may_be_none = |subject| Expectation {
        credentials: CredentialsShown::MayBeNone,
        subject,
        ..expectation()
    };
    for form in FORMS {
        let bytes = signed(&none, form, &signer(HOLDER), &answer());
        let verdict = |policy: Policy, expected: &Expectation| {
            let verifier = Verifier::new().with_policy(policy);
            let report = verifier.verify_presentation(&bytes, expected, &now());
            assert_eq!(report.holder(), Some(did(HOLDER).as_str()));
            let is_told = report.presentation().has(Code::PresentationEmpty);
            assert_eq!(report.outcome() == Outcome::Indeterminate, is_told, "{report:#?}");
            report.outcome()
        };
        let unasked = may_be_none(HolderIsSubject::Unasked);
        assert_eq!(verdict(Policy::default(), &expectation()), Outcome::Indeterminate);
        assert_eq!(verdict(Policy::default(), &unasked), Outcome::Valid);
        // Who asks something of credentials asks for credentials.
        let subject = may_be_none(HolderIsSubject::Required);
        assert_eq!(verdict(Policy::default(), &subject), Outcome::Indeterminate);
        let recipient = vec![KnownIdentity::Id(did(HOLDER))];
        let about = Policy { recipient, ..Policy::default() };
        assert_eq!(verdict(about, &unasked), Outcome::Indeterminate);
        let trust = Trust::Issuers(TrustedIssuers::new().with_issuer(did(ISSUER)));
        let trusting = Policy { trust, ..Policy::default() };
        assert_eq!(verdict(trusting, &unasked), Outcome::Indeterminate);
        // What is bad stays bad.
        let other = Expectation { challenge: Some("c-42".into()), ..unasked.clone() };
        refused(&bytes, &other, Code::Challenge);
        // What shows credentials is asked no less of.
        assert_eq!(verify(&good(form), &subject).outcome(), Outcome::Valid);
    }
}

#[test]
fn an_array_without_credentials_shows_nothing() {
    let mut document = Presentation::by(did(HOLDER).parse().unwrap()).to_document();
    let object = document.as_object_mut().unwrap();
    object.insert("verifiableCredential", Value::Array(Vec::new()));
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let mut options = ProofOptions::by(&signer(HOLDER), Cryptosuite::EddsaJcs2022, now());
    options.purpose = ProofPurpose::Authentication;
    let prepared =
        openbadges::proof::data_integrity::prepare(document, &options, canonicalizer).unwrap();
    let signature = signer(HOLDER).sign(prepared.bytes()).unwrap();
    let report =
        verify(prepared.finish(&signature).to_string().as_bytes(), &Expectation::default());
    assert_ne!(report.outcome(), Outcome::Valid);
    assert!(report.presentation().has(Code::PresentationEmpty), "{report:#?}");
}

/// What its holder signed to authenticate is shown as a presentation, by contexts that come with it.
/// The statements are the same, so the signature holds.
#[test]
fn what_was_signed_as_something_else_is_no_presentation() {
    const TERMS: &str = "https://school.example.org/terms#";
    let token = String::from_utf8(badge(&did(HOLDER), true)).unwrap();
    let document = |first: &str, own: &str, [class, by, shows, file]: [&str; 4]| {
        let text = format!(
            r#"{{"@context": ["{first}", "https://w3id.org/security/data-integrity/v2", {own}],
                "type": ["{class}"], "{by}": "{}",
                "{shows}": [{{"id": "data:application/vc+jwt,{token}", "type": "{file}"}}]}}"#,
            did(HOLDER)
        );
        read(text.as_bytes())
    };
    let statements = |mut document: Value| {
        document.as_object_mut().unwrap().remove("proof");
        let contexts = Contexts::new(Arc::new(BundledContexts::new()));
        let options = rdf::Options::default();
        let limits = Limits::default();
        let data = rdf::to_dataset_dropping(&document, &contexts, &limits, &options).unwrap();
        rdf::canonicalize(&data, HashAlgorithm::Sha256, &limits).unwrap().n_quads
    };
    let refused_as = |signed: Value, shown: Value, codes: &[&str]| {
        let contexts = Contexts::new(Arc::new(BundledContexts::new()));
        let limits = Limits::default();
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let signer = signer(HOLDER);
        let mut options = ProofOptions::by(&signer, Cryptosuite::EddsaRdfc2022, now());
        options.purpose = ProofPurpose::Authentication;
        options.challenge = answer().challenge;
        options.domain = answer().domain;
        let prepared =
            openbadges::proof::data_integrity::prepare(signed.clone(), &options, canonicalizer);
        let prepared = prepared.unwrap();
        let signature = signer.sign(prepared.bytes()).unwrap();
        let mut shown = shown;
        assert_eq!(statements(signed), statements(shown.clone()));
        let proof = prepared.finish(&signature).at("/proof").unwrap().clone();
        shown.as_object_mut().unwrap().insert("proof", proof);
        let report = verify(shown.to_string().as_bytes(), &expectation());
        assert_eq!(report.outcome(), Outcome::Invalid, "{report:#?}");
        let objections = report.presentation().objections();
        let found: Vec<&str> = objections.filter_map(|it| Some(it.code?.as_str())).collect();
        assert_eq!(found, codes, "{report:#?}");
        assert_eq!(report.holder(), None);
    };

    // A complaint about badges, called a presentation of them.
    let link = |name: &str| format!(r#"{{"@id": "{TERMS}{name}", "@type": "@id"}}"#);
    let graph = |name: &str| {
        format!(r#"{{"@id": "{TERMS}{name}", "@type": "@id", "@container": "@graph"}}"#)
    };
    let keywords = r#""id": "@id", "type": "@type""#;
    let own = format!(
        r#"{{{keywords}, "Complaint": "{TERMS}Complaint", "by": {}, "notMine": {},
             "File": "{TERMS}File"}}"#,
        link("by"),
        graph("notMine")
    );
    let other = format!(
        r#"{{{keywords}, "VerifiablePresentation": "{TERMS}Complaint", "holder": {},
             "verifiableCredential": {}, "EnvelopedVerifiableCredential": "{TERMS}File"}}"#,
        link("by"),
        graph("notMine")
    );
    let presentation = [
        "VerifiablePresentation",
        "holder",
        "verifiableCredential",
        "EnvelopedVerifiableCredential",
    ];
    refused_as(
        document("https://www.w3.org/ns/did/v1", &own, ["Complaint", "by", "notMine", "File"]),
        document("https://www.w3.org/ns/did/v1", &other, presentation),
        &["context.order", "model.alias"],
    );

    // A presentation of a file, called a credential.
    let first = "https://www.w3.org/2018/credentials/v1";
    let [class, by, shows, _] = presentation;
    let own = format!(r#"{{"File": "{TERMS}File"}}"#);
    let other = format!(r#"{{"EnvelopedVerifiableCredential": "{TERMS}File"}}"#);
    refused_as(
        document(first, &own, [class, by, shows, "File"]),
        document(first, &other, presentation),
        &["model.alias"],
    );
}

/// Contexts may be appended under a signature over JSON; what they say was not signed.
#[test]
fn contexts_appended_after_signing_are_told_and_define_nothing() {
    const V2: &str = "https://www.w3.org/ns/credentials/v2";
    const OWN: &str = r#"{"room": "urn:x:room"}"#;
    // Signed under some contexts, and shown under others.
    let shown = |signed: &str, more: &str, shown: &str| {
        let credential = String::from_utf8(badge(&did(HOLDER), false)).unwrap();
        let holder = signer(HOLDER);
        let mut document = read(
            format!(
                r#"{{"@context": {signed}, "type": ["VerifiablePresentation"], "holder": "{}",
                    "verifiableCredential": [{credential}]{more}}}"#,
                did(HOLDER)
            )
            .as_bytes(),
        );
        let options = format!(
            r#"{{"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
                "verificationMethod": "{}", "proofPurpose": "authentication",
                "challenge": "c-41", "domain": "hr.example.org", "@context": {signed}}}"#,
            holder.verification_method().as_str()
        );
        let Value::Object(mut proof) = read(options.as_bytes()) else { panic!("no object") };
        let contexts = Contexts::new(Arc::new(BundledContexts::new()));
        let limits = Limits::default();
        let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
        let unsecured = Unsecured::new(Arc::new(document.clone()), canonicalizer);
        let suite = Cryptosuite::EddsaJcs2022;
        let forms = canonical_forms(&unsecured, suite, holder.algorithm(), &proof).unwrap();
        let signature = holder.sign(&forms.hash_data()).unwrap();
        proof.insert("proofValue", multibase::base58btc(&signature));
        let object = document.as_object_mut().unwrap();
        object.insert("proof", proof);
        object.insert("@context", read(shown.as_bytes()));
        verify(document.to_string().as_bytes(), &expectation())
    };
    let v2 = format!(r#"["{V2}"]"#);
    let appended = format!(r#"["{V2}", {OWN}]"#);
    let verdict = |report: &PresentationReport| {
        let own = report.presentation();
        (report.outcome(), own.has(Code::ContextAppended), own.has(Code::DataLoss))
    };
    let room = r#", "room": "12""#;
    assert_eq!(verdict(&shown(&v2, "", &v2)), (Outcome::Valid, false, false));
    assert_eq!(verdict(&shown(&appended, room, &appended)), (Outcome::Valid, false, false));
    // Harmless, and told.
    assert_eq!(verdict(&shown(&v2, "", &appended)), (Outcome::Valid, true, false));
    // The member meant nothing when it was signed.
    assert_eq!(verdict(&shown(&v2, room, &appended)), (Outcome::Invalid, false, true));
    // Nor did the whole of it.
    let report = shown("[]", "", &v2);
    assert_eq!(report.outcome(), Outcome::Invalid, "{report:#?}");
    assert!(report.presentation().has(Code::ModelRequired), "{report:#?}");
    assert_eq!(report.holder(), None);
}

#[test]
fn the_key_has_to_be_listed_for_authentication() {
    let holder = "https://educators.example.org/ada";
    let method = format!("{holder}#key-1");
    let signer = SecretKey::from_ed25519_seed(&[HOLDER; 32]).into_signer(&method).unwrap();
    let multikey = signer.key().public().to_multikey();
    let document = |relationship: &str| {
        format!(
            r#"{{"id": "{holder}", "verificationMethod": [{{"id": "{method}", "type": "Multikey",
               "controller": "{holder}", "publicKeyMultibase": "{multikey}"}}],
               "{relationship}": ["{method}"]}}"#
        )
    };
    let presentation =
        Presentation::by(holder.parse().unwrap()).with_credential(read(&badge(holder, false)));
    for form in FORMS {
        let bytes = signed(&presentation, form, &signer, &answer());
        let verify = |relationship| {
            let documents = Documents::new().with(holder, document(relationship).into_bytes());
            let expected = Expectation { holder: Some(holder.into()), ..expectation() };
            let verifier = Verifier::new().with_resolver(documents);
            verifier.verify_presentation(&bytes, &expected, &now())
        };
        assert_eq!(verify("authentication").outcome(), Outcome::Valid, "{form:?}");
        let report = verify("assertionMethod");
        assert_eq!(report.outcome(), Outcome::Invalid);
        assert!(report.presentation().has(Code::BindingRelationship), "{report:#?}");
        let expected = Expectation { holder: Some(holder.into()), ..expectation() };
        let report = Verifier::new().verify_presentation(&bytes, &expected, &now());
        assert_eq!(report.outcome(), Outcome::Indeterminate, "the document is not to be had");
        assert_eq!(report.holder(), None);
    }
}

/// The signatures of all that is in a presentation are counted, each once in whatever steps.
#[test]
fn signatures_of_tokens_count_and_none_counts_twice() {
    let with = |bytes: &[u8], documents: Documents, signatures| {
        let limits = Limits { signatures, ..Limits::default() };
        let verifier = Verifier::new().with_limits(limits).with_resolver(documents);
        let report = verifier.verify_presentation(bytes, &Expectation::default(), &now());
        let is_limited = |it: &&openbadges::report::Report| it.has(Code::LimitTogether);
        report.credentials().iter().filter(is_limited).count()
    };
    let token = String::from_utf8(badge(&did(HOLDER), true)).unwrap();
    let three = (0..3)
        .fold(Presentation::by(did(HOLDER).parse().unwrap()), |shown, _| shown.with_token(&token));
    let unsigned = three.to_document().to_string();
    let limited = |signatures| with(unsigned.as_bytes(), Documents::new(), signatures);
    assert_eq!([limited(2), limited(3)], [1, 0]);

    // The issuer's document is asked for once the presentation's own proof was looked at.
    const HOME: &str = "https://district.example.org/issuers/1";
    let key = SecretKey::from_ed25519_seed(&[ISSUER; 32]);
    let document = key.public().to_controller_document(HOME).to_string();
    let method = key.public().method_of(HOME);
    let mut hosted = read(&badge(&did(HOLDER), false));
    let object = hosted.as_object_mut().unwrap();
    object.remove("proof");
    object.insert("issuer", read(format!(r#"{{"id": "{HOME}", "type": ["Profile"]}}"#).as_bytes()));
    let contexts = Contexts::new(Arc::new(BundledContexts::new()));
    let limits = Limits::default();
    let canonicalizer = Canonicalizer { contexts: &contexts, limits: &limits };
    let issuer = key.into_signer(&method).unwrap();
    let options = ProofOptions::by(&issuer, Cryptosuite::EddsaJcs2022, now());
    let prepared = openbadges::proof::data_integrity::prepare(hosted, &options, canonicalizer);
    let prepared = prepared.unwrap();
    let signature = issuer.sign(prepared.bytes()).unwrap();
    let shown =
        Presentation::by(did(HOLDER).parse().unwrap()).with_credential(prepared.finish(&signature));
    let form = Form::Suite(Cryptosuite::EddsaJcs2022);
    let bytes = signed(&shown, form, &signer(HOLDER), &answer());
    let limited = |signatures| {
        with(&bytes, Documents::new().with(HOME, document.clone().into_bytes()), signatures)
    };
    assert_eq!([limited(1), limited(2)], [1, 0]);
}

#[test]
fn too_many_credentials() {
    let many = (0..65).fold(Presentation::by(did(HOLDER).parse().unwrap()), |many, _| {
        many.with_token("eyJhbGciOiJub25lIn0.e30.")
    });
    let bytes = signed(&many, Form::Token, &signer(HOLDER), &answer());
    refused(&bytes, &expectation(), Code::LimitCredentials);
}
