use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use openbadges::json::{self, Value};
use openbadges::key::{Algorithm, PublicKey, SecretKey};
use openbadges::random::SystemRandom;
use zeroize::Zeroizing;

use crate::files::{self, AnyKey};
use crate::{Failure, Finish, Ran};

/// Make a new key.
///
/// The file can be read by its owner only, and an existing one is never overwritten. Printed are
/// the key's did:key, which can be the issuer's id, and its verification method.
#[derive(Args)]
pub struct Keygen {
    /// ed25519, p256, p384 or rsa (of 3,072 bits).
    #[arg(long, value_name = "NAME", default_value = "ed25519", value_parser = algorithm)]
    pub algorithm: Algorithm,
    /// The file to write: a PKCS#8 PEM if its name ends in `.pem`, else a private JWK.
    #[arg(long, value_name = "KEY.jwk")]
    pub out: PathBuf,
}

/// Show a key's public side, or write a key in another form.
#[derive(Subcommand)]
pub enum Key {
    /// Show the public side of a key, ready to publish.
    Show(Show),
    Convert(Convert),
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
    /// The key, secret or public, as JWK, PEM or Multikey.
    #[arg(value_name = "KEY")]
    key: PathBuf,
}

/// Write a key in another form; a secret one as a secret one.
///
/// A file with a secret key can be read by its owner only. An existing file is never overwritten.
#[derive(Args)]
pub struct Convert {
    /// The form. There is no secret Multikey of RSA.
    #[arg(long = "to", value_enum)]
    form: FileForm,
    /// Write the public side only.
    #[arg(long)]
    public: bool,
    /// The file to write. Without it, a public key goes to the standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Let a secret key go to the standard output, which must not be a terminal.
    #[arg(long, conflicts_with = "out")]
    secret_to_stdout: bool,
    /// The key, secret or public, as JWK, PEM or Multikey.
    #[arg(value_name = "KEY")]
    key: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// did:key:z6Mk…
    Did,
    /// did:jwk:eyJ…
    DidJwk,
    /// A public JSON Web Key
    Jwk,
    /// A set of JSON Web Keys, for /.well-known/jwks.json
    Jwks,
    /// z6Mk…
    Multikey,
    /// A SubjectPublicKeyInfo, as openssl reads it
    Pem,
    /// A DID document, for /.well-known/did.json
    DidDocument,
    /// A controller document, for the issuer's own URL
    Controller,
}

#[derive(Clone, Copy, ValueEnum)]
enum FileForm {
    /// PKCS#8, or SubjectPublicKeyInfo of a public key
    Pem,
    /// A JSON Web Key
    Jwk,
    /// A Multikey
    Multikey,
}

pub fn keygen(arguments: &Keygen, out: &mut dyn Write) -> Ran {
    let key = SecretKey::generate_for(arguments.algorithm, &SystemRandom)?;
    let form = match arguments.out.extension() {
        Some(extension) if extension == "pem" => FileForm::Pem,
        _ => FileForm::Jwk,
    };
    files::write_secret(&arguments.out, &secret_text(&key, form)?)?;
    let public = key.public();
    writeln!(out, "did     {}", public.did_key())?;
    writeln!(out, "method  {}", public.did_key_method())?;
    Ok(Finish::Good)
}

pub fn run(arguments: &Key, out: &mut dyn Write) -> Ran {
    match arguments {
        Key::Show(arguments) => show(arguments, out),
        Key::Convert(arguments) => convert(arguments, out),
    }
}

fn show(arguments: &Show, out: &mut dyn Write) -> Ran {
    let public = files::read_any_key(&arguments.key)?.public();
    let id = arguments.id.clone().unwrap_or_else(|| public.did_key());
    if let Err(error) = openbadges::Iri::parse(id.as_str()) {
        return Err(Failure(format!("--id: {error}")));
    }
    let shown = match arguments.form {
        Form::Did => public.did_key(),
        Form::DidJwk => public.did_jwk(),
        Form::Multikey => public.to_multikey(),
        Form::Jwk => json::pretty(&Value::Object(public.to_jwk())),
        Form::Jwks => json::pretty(&public.to_jwks(&public.method_of(&id))),
        Form::Pem => public.to_spki_pem()?.trim_end().to_owned(),
        Form::DidDocument => json::pretty(&public.to_did_document(&id)),
        Form::Controller => json::pretty(&public.to_controller_document(&id)),
    };
    writeln!(out, "{shown}")?;
    Ok(Finish::Good)
}

fn convert(arguments: &Convert, out: &mut dyn Write) -> Ran {
    let key = match files::read_any_key(&arguments.key)? {
        AnyKey::Secret(secret) if arguments.public => AnyKey::Public(secret.public()),
        key => key,
    };
    match (key, &arguments.out) {
        (AnyKey::Secret(secret), Some(path)) => {
            files::write_secret(path, &secret_text(&secret, arguments.form)?)?;
        }
        (AnyKey::Secret(_), None) if !arguments.secret_to_stdout => {
            let message = "the key is secret: name a file with --out, ask for --public, or say \
                           --secret-to-stdout";
            return Err(Failure(message.into()));
        }
        (AnyKey::Secret(_), None) if std::io::stdout().is_terminal() => {
            return Err(Failure("a secret key is not shown on a terminal".into()));
        }
        (AnyKey::Secret(secret), None) => {
            out.write_all(secret_text(&secret, arguments.form)?.as_bytes())?;
        }
        (AnyKey::Public(public), path) => {
            let text = public_text(&public, arguments.form)?;
            match path {
                Some(path) => write_new(path, &text)?,
                None => out.write_all(text.as_bytes())?,
            }
        }
    }
    Ok(Finish::Good)
}

fn secret_text(key: &SecretKey, form: FileForm) -> Result<Zeroizing<String>, Failure> {
    Ok(match form {
        FileForm::Pem => key.to_pkcs8_pem()?,
        FileForm::Jwk => key.to_jwk()?,
        FileForm::Multikey => {
            let key = key.to_multikey()?;
            // Room for all at once, or the text would be copied as it grows.
            let mut text = Zeroizing::new(String::with_capacity(key.len() + 1));
            text.push_str(&key);
            text.push('\n');
            text
        }
    })
}

fn public_text(key: &PublicKey, form: FileForm) -> Result<String, Failure> {
    Ok(match form {
        FileForm::Pem => key.to_spki_pem()?,
        FileForm::Jwk => format!("{}\n", json::pretty(&Value::Object(key.to_jwk()))),
        FileForm::Multikey => format!("{}\n", key.to_multikey()),
    })
}

fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    if path.exists() {
        return Err(Failure(format!("{}: there is such a file already", files::named(path))));
    }
    files::write(path, text.as_bytes())
}

fn algorithm(name: &str) -> Result<Algorithm, String> {
    Algorithm::named(name).ok_or_else(|| {
        let names: Vec<&str> = Algorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect();
        format!("there is no algorithm {name:?}; known are {}", names.join(", "))
    })
}
