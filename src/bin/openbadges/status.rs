use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use openbadges::Timestamp;
use openbadges::document::Shape;
use openbadges::issuer::Issuer;
use openbadges::json;
use openbadges::key::Signer as _;
use openbadges::model::Profile;
use openbadges::status::SqliteStore;

use crate::{Failure, Finish, Ran, files};

/// Work with status lists.
#[derive(Subcommand)]
pub enum Status {
    /// Sign the status lists of a store, and write them to be published.
    Publish(Publish),
}

/// Each list goes to a file with the name that its URL ends with, and `.json`, or `.jwt` for
/// the JSON Web Tokens of an RSA key. A file is replaced
/// whole, so that nobody reads half a list.
#[derive(Args)]
pub struct Publish {
    /// The issuer's key: a private JWK or a PKCS#8 PEM.
    #[arg(long, value_name = "KEY.jwk")]
    pub key: PathBuf,
    /// The status store.
    #[arg(long, value_name = "FILE.db")]
    pub store: PathBuf,
    /// The issuer's id, as in its credentials. Default: the key's own did:key.
    #[arg(long, value_name = "ID")]
    pub issuer: Option<String>,
    /// The verification method to name in the proofs. Default: the key's own did:key.
    #[arg(long, value_name = "URL")]
    pub method: Option<String>,
    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

pub fn run(arguments: &Status, out: &mut dyn Write) -> Ran {
    let Status::Publish(arguments) = arguments;
    let store = SqliteStore::open(&arguments.store)
        .map_err(|error| Failure(format!("{}: {error}", arguments.store.display())))?;
    let signer = files::signer(&arguments.key, arguments.method.as_deref())?;
    let own = signer.verification_method().without_fragment().to_owned();
    let profile = Profile::builder(arguments.issuer.clone().unwrap_or(own)).build()?;
    let issuer = Issuer::new(profile, signer).with_status(std::sync::Arc::new(store));
    files::folder(&arguments.out)?;
    for list in issuer.publish(&Timestamp::now())? {
        // Its URL says which list it is; whoever serves it tells JSON and tokens apart.
        let (ending, bytes) = match list.shape {
            Shape::Jws => ("jwt", list.bytes),
            _ => ("json", json::pretty(&list.document).into_bytes()),
        };
        let path = arguments.out.join(format!("{}.{ending}", list.name));
        files::write(&path, &bytes)?;
        writeln!(out, "{}  {}", list.url, path.display())?;
    }
    Ok(Finish::Good)
}
