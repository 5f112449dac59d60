//! A key service that is asynchronous. The library has no async of its own and needs none: what it
//! does before the signature is one call, what it does after is another, and the host awaits in
//! between, on any runtime. The runtime here is a dozen lines, so that the example needs no crate.
//!
//! Run it with `cargo run --example async_signer`.

use std::error::Error;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use openbadges::issuer::{Issuer, SignedCredential};
use openbadges::key::{Algorithm, PublicKey, SecretKey, SignError, Signer};
use openbadges::model::{Achievement, Credential, Criteria, Profile, Recipient};
use openbadges::report::Outcome;
use openbadges::{Iri, Timestamp, Verifier};

fn main() -> Result<(), Box<dyn Error>> {
    let now = Timestamp::now();
    let service = KeyService::start();
    let district = Profile::builder(service.public().did_key()).name("Example District").build()?;
    let issuer = Issuer::new(district, Elsewhere::new(&service.public())?);

    let badges = block_on(issue_to_all(&issuer, &service, &now))?;
    for badge in &badges {
        let report = Verifier::new().verify(badge.as_bytes(), &now);
        assert_eq!(report.outcome(), Outcome::Valid);
        println!("issued {}", badge.id());
    }
    assert!(issuer.issue(badge("did:example:nobody")?, &now).is_err());
    Ok(())
}

/// Asks for every signature before it awaits the first, so that the service works on all at once.
async fn issue_to_all(
    issuer: &Issuer,
    service: &KeyService,
    now: &Timestamp,
) -> Result<Vec<SignedCredential>, Box<dyn Error>> {
    let mut asked = Vec::new();
    for educator in ["did:example:ada", "did:example:ben", "did:example:cy"] {
        let prepared = issuer.prepare(badge(educator)?, now)?;
        let signature = service.sign(prepared.bytes());
        asked.push((prepared, signature));
    }
    let mut issued = Vec::new();
    for (prepared, signature) in asked {
        issued.push(prepared.finish(&signature.await)?);
    }
    Ok(issued)
}

/// The issuer's signer, where everything is signed elsewhere: it says under which name, and never
/// signs by itself.
struct Elsewhere(Iri);

impl Elsewhere {
    fn new(key: &PublicKey) -> Result<Self, Box<dyn Error>> {
        Ok(Self(key.did_key_method().parse()?))
    }
}

impl Signer for Elsewhere {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    fn verification_method(&self) -> &Iri {
        &self.0
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
        Err(SignError("signatures are awaited, not asked for in passing".into()))
    }
}

/// Stands for a key service behind a network, with an asynchronous client.
struct KeyService(Arc<SecretKey>);

impl KeyService {
    fn start() -> Self {
        // A fixed seed, so that the example needs no randomness. Never do this with a real key.
        Self(Arc::new(SecretKey::from_ed25519_seed(&[42; 32])))
    }

    fn public(&self) -> PublicKey {
        self.0.public()
    }

    /// The signature over `message`, when it comes.
    fn sign(&self, message: &[u8]) -> Answer {
        let (key, message) = (Arc::clone(&self.0), message.to_vec());
        let answer = Answer::default();
        let given = answer.clone();
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            given.give(key.sign(&message).unwrap_or_default());
        });
        answer
    }
}

/// A signature that will come.
#[derive(Clone, Default)]
struct Answer(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    signature: Option<Vec<u8>>,
    waiting: Option<Waker>,
}

impl Answer {
    fn give(&self, signature: Vec<u8>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.signature = Some(signature);
        if let Some(waker) = state.waiting.take() {
            waker.wake();
        }
    }
}

impl Future for Answer {
    type Output = Vec<u8>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Vec<u8>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.signature.take() {
            Some(signature) => Poll::Ready(signature),
            None => {
                state.waiting = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// Stands for a host's runtime: it sleeps until the future can go on.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(done) => return done,
            Poll::Pending => thread::park(),
        }
    }
}

fn badge(educator: &str) -> Result<Credential, Box<dyn Error>> {
    let achievement = Achievement::builder(
        "https://district.example.org/micro-credentials/wait-time",
        "Wait Time",
        "Gives every pupil time to think before an answer is taken.",
        Criteria::narrative("Two recorded lessons that meet the public rubric."),
    )
    .build()?;
    let recipient = Recipient::id(educator);
    Ok(Credential::builder().achievement(achievement).recipient(recipient).build()?)
}
