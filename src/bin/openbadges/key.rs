use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use openbadges::json::{self, Value};
use openbadges::key::SecretKey;
use openbadges::random::SystemRandom;

use crate::{Failure, Finish, Ran, files};

/// Make a new Ed25519 key.
///
/// The file can be read by its owner only, and an existing one is never overwritten. Printed are
/// the key's did:key, which can be the issuer's id, and its verification method.
#[derive(Args)]
pub struct Keygen {
    /// The file to write: a private JWK.
    #[arg(long, value_name = "KEY.jwk")]
    pub out: PathBuf,
}

/// Show the public side of a key.
#[derive(Subcommand)]
pub enum Key {
    /// Show the public side of a key, ready to publish.
    Show(Show),
}

/// What to show, and as what.
#[derive(Args)]
pub struct Show {
    /// The form.
    #[arg(long = "as", value_enum)]
    form: Form,
    /// The DID or URL that the document is about. Default: the key's own did:key.
    #[arg(long, value_name = "URL")]
    id: Option<String>,
    /// The key: a private JWK or a PKCS#8 PEM.
    #[arg(value_name = "KEY.jwk")]
    key: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// did:key:z6Mk…
    Did,
    /// A public JSON Web Key
    Jwk,
    /// A set of JSON Web Keys, for /.well-known/jwks.json
    Jwks,
    /// z6Mk…
    Multikey,
    /// A DID document, for /.well-known/did.json
    DidDocument,
    /// A controller document, for the issuer's own URL
    Controller,
}

pub fn keygen(arguments: &Keygen, out: &mut dyn Write) -> Ran {
    let key = SecretKey::generate(&SystemRandom)?;
    files::write_secret(&arguments.out, &key.to_jwk()?)?;
    let public = key.public();
    writeln!(out, "did     {}", public.did_key())?;
    writeln!(out, "method  {}", public.did_key_method())?;
    Ok(Finish::Good)
}

pub fn run(arguments: &Key, out: &mut dyn Write) -> Ran {
    let Key::Show(arguments) = arguments;
    let public = files::read_key(&arguments.key)?.public();
    let id = arguments.id.clone().unwrap_or_else(|| public.did_key());
    if let Err(error) = openbadges::Iri::parse(id.as_str()) {
        return Err(Failure(format!("--id: {error}")));
    }
    let shown = match arguments.form {
        Form::Did => public.did_key(),
        Form::Multikey => public.to_multikey(),
        Form::Jwk => json::pretty(&Value::Object(public.to_jwk())),
        Form::Jwks => json::pretty(&public.to_jwks(&format!("{id}#{}", public.to_multikey()))),
        Form::DidDocument => json::pretty(&public.to_did_document(&id)),
        Form::Controller => json::pretty(&public.to_controller_document(&id)),
    };
    writeln!(out, "{shown}")?;
    Ok(Finish::Good)
}
