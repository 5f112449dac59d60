//! A key in another process: the example starts itself once more as the key service, speaks with it
//! over pipes, and never sees the secret key.
//!
//! Run it with `cargo run --example remote_signer`.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _, stdin, stdout};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use openbadges::issuer::Issuer;
use openbadges::key::{Algorithm, PublicKey, SecretKey, SignError, Signer};
use openbadges::model::{Achievement, Credential, Criteria, Profile, Recipient};
use openbadges::proof::Cryptosuite;
use openbadges::random::SystemRandom;
use openbadges::report::Outcome;
use openbadges::text::multibase::{base64url, from_base64url};
use openbadges::{Iri, Timestamp, Verifier};

/// The argument that makes this program the key service.
const SERVE: &str = "serve";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, algorithm] = arguments.as_slice()
        && first == SERVE
    {
        return serve(Algorithm::named(algorithm).ok_or("an unknown algorithm")?);
    }
    issue_with(Algorithm::Ed25519, Cryptosuite::EddsaRdfc2022)?;
    if cfg!(feature = "aws-lc") {
        issue_with(Algorithm::P256, Cryptosuite::EcdsaRdfc2019)?;
        issue_with(Algorithm::P384, Cryptosuite::EcdsaJcs2019)?;
    }
    Ok(())
}

/// The key service. It says its public key, and then, for each line of bytes, their signature.
fn serve(algorithm: Algorithm) -> Result<(), Box<dyn Error>> {
    let key = SecretKey::generate_for(algorithm, &SystemRandom)?;
    let mut out = stdout().lock();
    writeln!(out, "{}", key.public().to_multikey())?;
    for line in stdin().lock().lines() {
        let signature = key.sign(&from_base64url(&line?)?)?;
        writeln!(out, "{}", base64url(&signature))?;
    }
    Ok(())
}

fn issue_with(algorithm: Algorithm, suite: Cryptosuite) -> Result<(), Box<dyn Error>> {
    let now = Timestamp::now();
    let service = Arc::new(KeyService::start(algorithm)?);
    let signer = RemoteSigner::new(Arc::clone(&service))?;
    let district = Profile::builder(service.key.did_key()).name("Example District").build()?;
    let issuer = Issuer::new(district, signer).with_cryptosuite(suite);

    // The issuer asks the service.
    let signed = issuer.issue(badge()?, &now)?;

    // Or the host does, in its own time: these are the exact bytes to sign. A signature that is not
    // by the issuer's key is refused.
    let prepared = issuer.prepare(badge()?, &now)?;
    let signature = service.sign(prepared.bytes())?;
    let second = prepared.finish(&signature)?;
    assert!(issuer.prepare(badge()?, &now)?.finish(&signature).is_err());

    for badge in [signed, second] {
        let report = Verifier::new().verify(badge.as_bytes(), &now);
        assert_eq!(report.outcome(), Outcome::Valid);
        println!("{}  {}  {}", suite.as_str(), algorithm.jws(), badge.id());
    }
    Ok(())
}

/// The other process, seen from here.
struct KeyService {
    key: PublicKey,
    process: Mutex<Process>,
}

struct Process {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl KeyService {
    fn start(algorithm: Algorithm) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([SERVE, algorithm.as_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let to = child.stdin.take();
        let from = child.stdout.take().ok_or("the service has no output")?;
        let mut process = Process { child, to, from: BufReader::new(from) };
        let key = PublicKey::from_multikey(&process.line()?)?;
        Ok(Self { key, process: Mutex::new(process) })
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        process.ask(message).map_err(SignError)
    }
}

impl Process {
    fn ask(&mut self, message: &[u8]) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
        let to = self.to.as_mut().ok_or("the service has no input")?;
        writeln!(to, "{}", base64url(message))?;
        Ok(from_base64url(&self.line()?)?)
    }

    fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        self.from.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The service ends with its input.
        self.to = None;
        let _ = self.child.wait();
    }
}

/// What the library needs to know of the service.
struct RemoteSigner {
    service: Arc<KeyService>,
    method: Iri,
}

impl RemoteSigner {
    fn new(service: Arc<KeyService>) -> Result<Self, Box<dyn Error>> {
        let method = service.key.did_key_method().parse()?;
        Ok(Self { service, method })
    }
}

impl Signer for RemoteSigner {
    fn algorithm(&self) -> Algorithm {
        self.service.key.algorithm()
    }

    fn verification_method(&self) -> &Iri {
        &self.method
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.service.sign(message)
    }
}

fn badge() -> Result<Credential, Box<dyn Error>> {
    let achievement = Achievement::builder(
        "https://district.example.org/micro-credentials/wait-time",
        "Wait Time",
        "Gives every pupil time to think before an answer is taken.",
        Criteria::narrative("Two recorded lessons that meet the public rubric."),
    )
    .build()?;
    let recipient = Recipient::id("did:example:educator");
    Ok(Credential::builder().achievement(achievement).recipient(recipient).build()?)
}
