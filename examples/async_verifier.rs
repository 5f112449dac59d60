//! A verifier in an asynchronous service, with an HTTP client of its own. The library does no IO: a
//! verification says which documents it needs, the host fetches all of them at once, hands them over,
//! and asks again.
//!
//! What a badge names, anybody may have written. So the client asks for https alone, looks a name up
//! once, refuses it unless *every* address is public, dials the address that it checked, follows no
//! redirect, and reads no more than so many bytes in so many seconds.
//!
//! Nothing leaves this machine: names stand in a table, and what has been checked is led to a server
//! on the loopback. Run it with `cargo run --example async_verifier`.

#[path = "async_verifier/client.rs"]
mod client;
#[path = "async_verifier/site.rs"]
mod site;

// The test server's certificate.
#[path = "../tests/http/certificate.rs"]
mod certificate;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::sync::Arc;

use openbadges::issuer::{Issuer, StatusEntries};
use openbadges::key::SecretKey;
use openbadges::model::{Achievement, Credential, Criteria, Profile, Recipient};
use openbadges::report::{Outcome, Report};
use openbadges::resolve::ResolveError;
use openbadges::status::MemoryStore;
use openbadges::verifier::Step;
use openbadges::{Code, Timestamp, Verifier};
use tokio::task::JoinSet;

use client::Client;
use site::Site;

const HOST: &str = "district.example.org";
const DISTRICT: &str = "https://district.example.org/issuers/1";

/// Verifies bytes as of `now`, with what `client` fetches.
async fn verify(verifier: &Verifier, client: &Client, bytes: &[u8], now: &Timestamp) -> Report {
    let mut verification = verifier.begin(bytes, now);
    loop {
        let needs = match verification.step() {
            Step::Done(report) => return *report,
            Step::Needs(needs) => needs,
        };
        println!("needs    {}", needs.iter().map(|need| &*need.url).collect::<Vec<_>>().join(", "));
        let mut fetches = JoinSet::new();
        let mut outstanding: BTreeSet<String> = needs.iter().map(|need| need.url.clone()).collect();
        for need in needs {
            let client = client.clone();
            fetches.spawn(async move { (client.fetch(&need).await, need.url) });
        }
        while let Some(fetched) = fetches.join_next().await {
            let Ok((document, url)) = fetched else { continue };
            outstanding.remove(&url);
            verification.supply(url, document);
        }
        // Every need gets an answer, also one whose task broke down.
        for url in outstanding {
            let reason = "the fetch broke down".to_owned();
            verification.supply(url.clone(), Err(ResolveError::Failed { url, reason }));
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let now = Timestamp::now();
    // A district with a key at its own URL, and badges that can be revoked and suspended.
    let key = SecretKey::from_ed25519_seed(&[42; 32]);
    let public = key.public();
    let profile = Profile::builder(DISTRICT).name("Example District").build()?;
    let store = Arc::new(MemoryStore::new("https://district.example.org/status".parse()?));
    let issuer = Issuer::new(profile, key.into_signer(&public.method_of(DISTRICT))?)
        .with_status(store)
        .with_status_entries(StatusEntries::REVOCATION_AND_SUSPENSION);
    let good = issuer.issue(badge("did:example:ada")?, &now)?;
    let revoked = issuer.issue(badge("did:example:ben")?, &now)?;
    issuer.revoke(revoked.id(), Some("issued to another"), &now)?;

    // What it publishes, on a server that is slow enough to show that needs are fetched together.
    let mut documents = BTreeMap::new();
    documents.insert(DISTRICT.to_owned(), public.to_controller_document(DISTRICT).to_string());
    for list in issuer.publish(&now)? {
        documents.insert(list.url.to_string(), list.document.to_string());
    }
    let site = Site::start(HOST, documents).await?;
    let public_address = "9.9.9.9".parse()?;
    let client = Client::new(&site, [(HOST, vec![public_address])]);

    let verifier = Verifier::new();
    let report = verify(&verifier, &client, good.as_bytes(), &now).await;
    println!("{}", report.to_text(Default::default()));
    assert_eq!(report.outcome(), Outcome::Valid);
    assert_eq!(site.requests(), 3, "the key, and two lists");
    assert_eq!(site.most_at_once(), 2, "the lists are asked for at once");

    let report = verify(&verifier, &client, revoked.as_bytes(), &now).await;
    println!("{}", report.to_text(Default::default()));
    assert_eq!(report.outcome(), Outcome::Invalid);
    assert!(report.has(Code::Revoked));

    // The same badge where the name leads into a private network, among public addresses: nobody is
    // dialled, and the badge stays open.
    let asked = site.requests();
    let rebound = vec![public_address, "10.0.0.1".parse()?];
    let client = Client::new(&site, [(HOST, rebound)]);
    let report = verify(&verifier, &client, good.as_bytes(), &now).await;
    println!("{}", report.to_text(Default::default()));
    assert_eq!(report.outcome(), Outcome::Indeterminate);
    assert!(report.has(Code::FetchBlocked));
    assert_eq!(site.requests(), asked);

    // Many at once, in tasks of their own.
    let (verifier, client) =
        (Arc::new(verifier), Client::new(&site, [(HOST, vec![public_address])]));
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let (verifier, client) = (Arc::clone(&verifier), client.clone());
        let (bytes, now) = (good.as_bytes().to_vec(), now.clone());
        tasks.spawn(async move { verify(&verifier, &client, &bytes, &now).await.outcome() });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes, [Outcome::Valid; 10]);
    Ok(())
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
