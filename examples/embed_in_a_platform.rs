//! A platform that brings its own database and its own key service: a [`StatusStore`] and a
//! [`Signer`] of its own, and bytes that are signed elsewhere.
//!
//! Run it with `cargo run --example embed_in_a_platform`.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use openbadges::issuer::Issuer;
use openbadges::json;
use openbadges::key::{Algorithm, SecretKey, SignError, Signer};
use openbadges::model::Profile;
use openbadges::report::Outcome;
use openbadges::resolve::Documents;
use openbadges::status::{
    Change, Effect, ListInfo, ListName, Logged, MemoryStore, Place, Record, Request, Reservation,
    StatusStore, StatusUrl, StoreError,
};
use openbadges::{Iri, Limits, Timestamp, Verifier};

fn main() -> Result<(), Box<dyn Error>> {
    let now = Timestamp::now();
    let service = Arc::new(KeyService::start());
    let method: Iri = service.public().did_key_method().parse()?;
    let signer = RemoteSigner { service: Arc::clone(&service), method };

    let store = Arc::new(AuditedStore::new("https://platform.example.org/status".parse()?));
    let platform = Profile::builder(service.public().did_key()).name("Example Platform").build()?;
    let issuer = Issuer::new(platform, signer).with_status(store.clone());

    // The platform has its badges as JSON already.
    let badge = json::read(BADGE.as_bytes(), &Limits::default())?;
    let signed = issuer.issue_document(badge.clone(), &now)?;
    println!("issued   {}", signed.id());

    // Or it prepares the bytes, has them signed in its own time, and finishes.
    let prepared = issuer.prepare_document(badge, &now)?;
    let signature = service.sign(prepared.bytes())?;
    let second = prepared.finish(&signature)?;
    println!("issued   {}", second.id());

    issuer.revoke(second.id(), Some("issued twice"), &now)?;
    let mut site = Documents::new();
    for list in issuer.publish(&now)? {
        site.insert(list.url.as_str(), list.document.to_string());
    }
    let verifier = Verifier::new().with_resolver(site);
    assert_eq!(verifier.verify(signed.as_bytes(), &now).outcome(), Outcome::Valid);
    assert_eq!(verifier.verify(second.as_bytes(), &now).outcome(), Outcome::Invalid);
    println!("revoked  {}", second.id());
    for (what, count) in store.audit() {
        println!("{count:>7}  {what}");
    }
    Ok(())
}

/// Stands for a key service on another machine: it signs, and never gives the key away.
struct KeyService(SecretKey);

impl KeyService {
    fn start() -> Self {
        // A fixed seed, so that the example needs no randomness. Never do this with a real key.
        KeyService(SecretKey::from_ed25519_seed(&[42; 32]))
    }

    fn public(&self) -> openbadges::key::PublicKey {
        self.0.public()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.0.sign(message)
    }
}

/// What the library needs to know of the key service.
struct RemoteSigner {
    service: Arc<KeyService>,
    method: Iri,
}

impl Signer for RemoteSigner {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    fn verification_method(&self) -> &Iri {
        &self.method
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        // A real one would send the bytes over a network here, and pass on its errors.
        self.service.sign(message)
    }
}

/// Stands for a store on the platform's own database; here it counts what is asked of it, and
/// leaves the work to the store in memory. A real one runs `status::store::conformance`.
struct AuditedStore {
    inner: MemoryStore,
    asked: Mutex<BTreeMap<&'static str, u32>>,
}

impl AuditedStore {
    fn new(url: StatusUrl) -> Self {
        Self { inner: MemoryStore::new(url), asked: Mutex::default() }
    }

    fn note(&self, what: &'static str) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        *asked.entry(what).or_default() += 1;
    }

    fn audit(&self) -> BTreeMap<&'static str, u32> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl StatusStore for AuditedStore {
    fn url(&self) -> &StatusUrl {
        self.inner.url()
    }

    fn issuer(&self) -> Result<Option<Iri>, StoreError> {
        self.inner.issuer()
    }

    fn keep_issuer(&self, issuer: &Iri) -> Result<Iri, StoreError> {
        self.inner.keep_issuer(issuer)
    }

    fn reserve(&self, request: &Request) -> Result<Reservation, StoreError> {
        self.note("indexes reserved");
        self.inner.reserve(request)
    }

    fn set(&self, change: &Change) -> Result<Effect, StoreError> {
        self.note("states changed");
        self.inner.set(change)
    }

    fn find(&self, credential: &str) -> Result<Option<Record>, StoreError> {
        self.inner.find(credential)
    }

    fn history(&self, credential: &str) -> Result<Vec<Change>, StoreError> {
        self.inner.history(credential)
    }

    fn rotate(&self, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
        self.inner.rotate(at)
    }

    fn rotate_beyond(&self, number: u32, at: &Timestamp) -> Result<Vec<u32>, StoreError> {
        self.inner.rotate_beyond(number, at)
    }

    fn records(&self, after: Option<Place>, limit: u32) -> Result<Vec<Record>, StoreError> {
        self.inner.records(after, limit)
    }

    fn changes(&self, list: u32, after: u64, limit: u32) -> Result<Vec<Logged>, StoreError> {
        self.inner.changes(list, after, limit)
    }

    fn lists(&self) -> Result<Vec<ListInfo>, StoreError> {
        self.inner.lists()
    }

    fn bits(&self, list: &ListName) -> Result<openbadges::status::Bitstring, StoreError> {
        self.note("lists published");
        self.inner.bits(list)
    }
}

const BADGE: &str = r#"{
  "@context": [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
  ],
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": "Wait Time",
  "credentialSubject": {
    "id": "did:example:educator",
    "type": ["AchievementSubject"],
    "achievement": {
      "id": "https://platform.example.org/achievements/wait-time",
      "type": ["Achievement"],
      "name": "Wait Time",
      "description": "Gives every pupil time to think before an answer is taken.",
      "criteria": { "narrative": "Two recorded lessons that meet the public rubric." }
    }
  }
}"#;
