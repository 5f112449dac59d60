//! Files in and out. `-` is the standard input.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use openbadges::Limits;
use openbadges::fault::printable;
use openbadges::json::{self, Value};
use openbadges::key::{KeyError, LocalSigner, PublicKey, SecretKey, Signer};
use openbadges::rdf::{NotADigest, PinnedContexts};
use openbadges::resolve::Documents;
use openbadges::text::Timestamp;
use zeroize::Zeroizing;

use crate::Failure;

/// A file's name as it is told: on one line, and without what steers a terminal.
pub fn named(path: impl AsRef<Path>) -> String {
    printable(&path.as_ref().to_string_lossy())
}

/// Whether nothing is there. Where that cannot be seen, as in a folder that may not be read, it is not
/// said.
pub fn is_absent(path: &Path) -> bool {
    matches!(path.try_exists(), Ok(false))
}

/// The bytes of a file, or of the standard input. No more is read than the limit for documents,
/// and one byte, so that the library can say that it is too long.
pub fn read(path: &str) -> Result<Vec<u8>, Failure> {
    read_up_to(path, Limits::default().document_bytes)
}

/// The bytes of what may be a bundle. A document that is too long is told so by the library.
pub fn read_bundle(path: &str) -> Result<Vec<u8>, Failure> {
    read_up_to(path, Limits::default().bundle_bytes)
}

/// The bytes of a file, or of the standard input, but no more than one byte above `limit`.
pub fn read_up_to(path: &str, limit: usize) -> Result<Vec<u8>, Failure> {
    let fail = |error: std::io::Error| Failure(format!("{}: {error}", named(path)));
    let limit = limit as u64 + 1;
    let mut bytes = Vec::new();
    if path == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(fail)?;
    } else {
        File::open(path).map_err(fail)?.take(limit).read_to_end(&mut bytes).map_err(fail)?;
    }
    Ok(bytes)
}

/// All bytes of a file, or of the standard input: a part of it would be another document.
pub fn read_whole(path: &str) -> Result<Vec<u8>, Failure> {
    let (bytes, allowed) = (read(path)?, Limits::default().document_bytes);
    if bytes.len() > allowed {
        return Err(Failure(format!(
            "{}: it has more than the {allowed} bytes allowed",
            named(path)
        )));
    }
    Ok(bytes)
}

/// The JSON document in a file. `None` when it is none, which is told.
pub fn read_json(path: &str) -> Result<Option<Value>, Failure> {
    match json::read(&read(path)?, &Limits::default()) {
        Ok(value) => Ok(Some(value)),
        Err(error) => {
            let place = error.pointer.as_str();
            let place = if place.is_empty() { String::new() } else { format!(" at {place}") };
            tell!("{}: {}{place}: {error}", named(path), error.code);
            Ok(None)
        }
    }
}

/// What `--document URL=FILE` serves. The URL may hold `=`; the file comes after the last one.
pub fn documents(pairs: &[String]) -> Result<Documents, Failure> {
    let mut documents = Documents::new();
    for pair in pairs {
        match pair.rsplit_once('=') {
            Some((url, file)) if !url.is_empty() && !file.is_empty() => {
                documents.insert(url, read_whole(file)?);
            }
            _ => return Err(Failure(format!("--document {pair:?}: URL=FILE is expected"))),
        }
    }
    Ok(documents)
}

/// The contexts among `documents`, with what `--pin URL=SHA256` says of them.
pub fn contexts(
    documents: Documents,
    pins: &[String],
) -> Result<PinnedContexts<Documents>, Failure> {
    let mut contexts = PinnedContexts::new(documents);
    for pair in pins {
        let fail = |why: &str| Failure(format!("--pin {pair:?}: {why}"));
        let Some((url, digest)) = pair.rsplit_once('=').filter(|(url, _)| !url.is_empty()) else {
            return Err(fail("URL=SHA256 is expected"));
        };
        let digest = digest.parse().map_err(|error: NotADigest| fail(&error.to_string()))?;
        contexts = contexts.pin(url, digest);
    }
    Ok(contexts)
}

/// A key in a file: one that signs, or one that verifies.
pub enum AnyKey {
    Secret(SecretKey),
    Public(PublicKey),
}

impl AnyKey {
    pub fn public(&self) -> PublicKey {
        match self {
            AnyKey::Secret(secret) => secret.public(),
            AnyKey::Public(public) => public.clone(),
        }
    }
}

/// The secret key in a file, as a JWK, as PKCS#8 PEM or as a Multikey.
pub fn read_key(path: &Path) -> Result<SecretKey, Failure> {
    match read_any_key(path)? {
        AnyKey::Secret(key) => Ok(key),
        AnyKey::Public(_) => {
            Err(Failure(format!("{}: the key is public, and cannot sign", named(path))))
        }
    }
}

/// The key in a file, as a JWK, as PEM or as a Multikey.
pub fn read_any_key(path: &Path) -> Result<AnyKey, Failure> {
    let fail = |error: &dyn std::fmt::Display| Failure(format!("{}: {error}", named(path)));
    // Room for the largest key, so that the text is never copied while it grows.
    let mut text = Zeroizing::new(String::with_capacity(LARGEST_KEY));
    let file = File::open(path).map_err(|error| fail(&error))?;
    let read = file.take(LARGEST_KEY as u64).read_to_string(&mut text);
    if read.map_err(|error| fail(&error))? == LARGEST_KEY {
        return Err(fail(&"the file is longer than any key"));
    }
    any_key(text.trim()).map_err(|error| fail(&error))
}

/// A private JWK of RSA with 4,096 bits has under 4,000 characters.
const LARGEST_KEY: usize = 65_536;

fn any_key(text: &str) -> Result<AnyKey, KeyError> {
    if text.starts_with("-----BEGIN PUBLIC KEY") {
        return PublicKey::from_spki_pem(text).map(AnyKey::Public);
    }
    if text.contains("-----BEGIN") {
        return SecretKey::from_pkcs8_pem(text).map(AnyKey::Secret);
    }
    if text.starts_with('z') {
        return match PublicKey::from_multikey(text) {
            Err(KeyError::PrivateExposed) => SecretKey::from_multikey(text).map(AnyKey::Secret),
            public => public.map(AnyKey::Public),
        };
    }
    match SecretKey::from_jwk(text) {
        Ok(secret) => Ok(AnyKey::Secret(secret)),
        Err(error) => match json::read(text.as_bytes(), &Limits::default()) {
            // What it says of a public key is then what is wrong.
            Ok(jwk) if jwk.get("d").is_none() => PublicKey::from_jwk(&jwk).map(AnyKey::Public),
            _ => Err(error),
        },
    }
}

/// The public key that a `did:key` is, or that a file has.
pub fn public_key(text: &str) -> Result<PublicKey, Failure> {
    match text.strip_prefix("did:key:") {
        Some(multikey) => {
            let key = PublicKey::from_multikey(multikey);
            key.map_err(|error| Failure(format!("{text}: {error}")))
        }
        None => Ok(read_any_key(Path::new(text))?.public()),
    }
}

/// A signer with the key in a file, that signs as `method`, or as the key's own `did:key`.
pub fn signer(path: &Path, method: Option<&str>) -> Result<LocalSigner, Failure> {
    let key = read_key(path)?;
    match method {
        None => Ok(key.into_did_key_signer()),
        Some(method) => {
            key.into_signer(method).map_err(|error| Failure(format!("--method: {error}")))
        }
    }
}

/// Whether the signer signs as its key's own `did:key` or `did:jwk`, and that is `issuer`.
pub fn is_own_did_key(signer: &LocalSigner, issuer: &str) -> bool {
    let public = signer.key().public();
    signer.verification_method().without_fragment() == issuer
        && (public.did_key() == issuer || public.did_jwk() == issuer)
}

/// The files that a command reads, and those that it writes, each with what names it on the command
/// line.
#[derive(Clone, Default)]
pub struct Touched {
    read: Vec<(String, PathBuf)>,
    written: Vec<(String, PathBuf)>,
}

impl Touched {
    /// With files that are read; `-` is none.
    pub fn reads<P: AsRef<Path>>(mut self, name: &str, files: impl IntoIterator<Item = P>) -> Self {
        let files = files.into_iter().map(|file| file.as_ref().to_owned());
        let files = files.filter(|file| file.as_os_str() != "-");
        self.read.extend(files.map(|file| (name.to_owned(), file)));
        self
    }

    /// With the files of `--document URL=FILE`.
    pub fn serves(self, pairs: &[String]) -> Self {
        self.reads("--document", pairs.iter().filter_map(|pair| Some(pair.rsplit_once('=')?.1)))
    }

    /// With files that are written.
    pub fn writes<P: AsRef<Path>>(
        mut self,
        name: &str,
        files: impl IntoIterator<Item = P>,
    ) -> Self {
        let files = files.into_iter().map(|file| (name.to_owned(), file.as_ref().to_owned()));
        self.written.extend(files);
        self
    }

    /// Refuses what would be written over what is read, or over what is written too.
    pub fn apart(&self) -> Result<(), Failure> {
        let mut taken: Vec<(PathBuf, String)> = Vec::new();
        for (name, file) in &self.written {
            let (shown, place) = (named(file), place(file));
            if let Some((_, other)) = taken.iter().find(|(it, _)| *it == place) {
                return Err(Failure(format!("{name} {shown}: {other} is written there")));
            }
            taken.push((place, name.clone()));
        }
        for (name, file) in self.read.iter().filter(|_| !taken.is_empty()) {
            let place = place(file);
            if let Some((_, output)) = taken.iter().find(|(it, _)| *it == place) {
                let shown = named(file);
                return Err(Failure(format!("{output} {shown}: it is read here, as {name}")));
            }
        }
        Ok(())
    }
}

/// Where a file is, or would be, however it is written: through links, or by another way.
fn place(file: &Path) -> PathBuf {
    let there = fs::canonicalize(file).or_else(|error| {
        let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")))?;
        Ok::<_, std::io::Error>(folder.join(file.file_name().ok_or(error)?))
    });
    there.unwrap_or_else(|_| file.to_owned())
}

/// Writes a file whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure(format!("{}: {error}", named(path)));
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let mut file = File::create(&part).map_err(fail)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    written.and_then(|()| fs::rename(&part, path)).map_err(|error| {
        // What is left behind would only confuse; the error is what counts.
        let _ = fs::remove_file(&part);
        fail(error)
    })
}

/// Writes a new file that only its owner can read.
pub fn write_secret(path: &Path, text: &str) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure(format!("{}: {error}", named(path)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(fail)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(fail)
}

/// The folder, made if it is not there.
pub fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| Failure(format!("{}: {error}", named(path))))
}

/// The time of an option, or the clock's.
pub fn time(option: Option<&Timestamp>) -> Timestamp {
    option.cloned().unwrap_or_else(Timestamp::now)
}
