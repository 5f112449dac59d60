//! Lists as files, for a web server or whoever uploads them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::publication::{ServedAs, sha256};
use super::{Publication, PublishedList, published_bits};
use crate::issuer::{IssueError, Issuer};
use crate::json::{self, Number, Object, Value};
use crate::limits::Limits;
use crate::status::{ListName, Purpose};
use crate::text::{Iri, Timestamp};

/// What stands in the folder, for the next time and for whoever serves it.
const MANIFEST: &str = ".published.json";

/// Held by whoever publishes.
const LOCK: &str = ".lock";

/// A folder with the published lists of one store, each in a file that is always whole.
///
/// A file is replaced in one step, once its new content is on the disk; a crash or a full disk leaves
/// the old list there. Only what has to be is signed again. Processes that publish into one folder
/// take turns. Beside the lists stands `.published.json`, which says of each list its file, its
/// `ETag` and the rest of [`Publication`].
///
/// What says "revoked" is never undone, here neither: a list that would clear what the one in the
/// folder has set is not written ([`PublishError::Cleared`], [`PublishError::Older`]). A store that
/// was restored from an old backup does that.
///
/// ```
/// # use std::sync::Arc;
/// # use openbadges::{Timestamp, key::SecretKey, model::Profile, random::SystemRandom};
/// # use openbadges::status::{MemoryStore, Request, StatusStore};
/// use openbadges::issuer::{Issuer, ListFolder, Republish};
/// # let key = SecretKey::generate(&SystemRandom)?.into_did_key_signer();
/// # let district = Profile::builder(key.key().public().did_key()).build()?;
/// # let store = Arc::new(MemoryStore::new("https://district.example/status".parse()?));
/// # let now: Timestamp = "2026-08-01T00:00:00Z".parse()?;
/// # store.reserve(&Request::new("urn:uuid:8b2e6f0a-6c7a-4f1b-9a53-0d2f4f6f9c11".parse()?, now.clone()))?;
/// # let path = std::env::temp_dir().join(format!("openbadges-doc-{}", std::process::id()));
/// let issuer = Issuer::new(district, key).with_status(store);
/// let folder = ListFolder::at(&path)?;
/// let first = folder.publish(&issuer, Republish::Due, &now)?;
/// let second = folder.publish(&issuer, Republish::Due, &now)?;
/// assert_eq!((first.written.len(), second.written.len(), second.unchanged), (1, 0, 1));
/// # std::fs::remove_dir_all(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ListFolder {
    path: PathBuf,
}

/// Which lists are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Republish {
    /// Those that changed, that are signed in another way now, or whose validity nears its end. The
    /// default.
    #[default]
    Due,
    /// All.
    All,
}

/// What was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Published {
    /// The lists that were written.
    pub written: Vec<Publication>,
    /// The number of lists that are as they were.
    pub unchanged: usize,
}

/// Why a list was not published. Those that were written before stay; every file is whole.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The store failed, or the signer refused.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// A file cannot be read or written.
    #[error("{}: {error}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// What stands beside the lists is not what was written there. Without it, every list is
    /// published anew.
    #[error("{}: {reason}; remove it, and every list is published anew", .path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The store is behind what was published.
    #[error(
        "{name} was published at revision {published}, and the store is at {found}: it is older, or \
         another; where that is meant, publish into an empty folder"
    )]
    Older {
        /// The list.
        name: ListName,
        /// The revision that was published.
        published: u64,
        /// The revision of the store.
        found: u64,
    },
    /// The list in the folder has an entry set that is never undone, and the store has it clear.
    #[error(
        "{name} in the folder has entry {index} set, and the store does not: it is older, or another; \
         where that is meant, publish into an empty folder"
    )]
    Cleared {
        /// The list.
        name: ListName,
        /// The index.
        index: u64,
    },
    /// The folder holds the lists of another store.
    #[error("the folder holds {published}, and the store publishes {url}")]
    OtherStore {
        /// A list in the folder.
        published: Iri,
        /// A list of the store.
        url: Iri,
    },
}

impl ListFolder {
    /// The folder at `path`, which is made if it is not there.
    ///
    /// # Errors
    /// [`PublishError::File`].
    pub fn at(path: impl Into<PathBuf>) -> Result<Self, PublishError> {
        let path = path.into();
        fs::create_dir_all(&path).map_err(|error| file_error(&path, error))?;
        Ok(Self { path })
    }

    /// Publishes the lists of the issuer's store as of `now`.
    ///
    /// # Errors
    /// [`PublishError`].
    pub fn publish(
        &self,
        issuer: &Issuer,
        which: Republish,
        now: &Timestamp,
    ) -> Result<Published, PublishError> {
        issuer.check_method()?;
        self.alone(|manifest| {
            let mut published = Published::default();
            let store = issuer.status_store()?;
            let terms = issuer.terms();
            for info in store.lists().map_err(IssueError::from)? {
                let url = store.url().list(&info.name);
                let last = self.last(manifest, &url, &info.name.to_string())?;
                if let Some(last) = &last
                    && last.revision > info.revision
                {
                    let (published, found) = (last.revision, info.revision);
                    return Err(PublishError::Older { name: info.name, published, found });
                }
                if let Some(last) = &last
                    && which == Republish::Due
                    && !last.is_due(&info, &terms, &issuer.publishing, now)
                    && self.holds(last)
                {
                    published.unchanged += 1;
                    continue;
                }
                let list = issuer.publish_list(&info, now)?;
                self.refuse_to_clear(&list, last.as_ref())?;
                let publication = self.write(&list.bytes, list.publication, manifest)?;
                published.written.push(publication);
            }
            Ok(published)
        })
    }

    /// Publishes the list of revoked credentials for verifiers that know 1EdTech's revocation lists
    /// alone ([`Issuer::revocation_list`]), as `revoked.json`. `None` where it is as it was.
    ///
    /// # Errors
    /// [`PublishError`].
    pub fn publish_revocation_list(
        &self,
        issuer: &Issuer,
    ) -> Result<Option<Publication>, PublishError> {
        self.alone(|manifest| {
            let url = issuer.revocation_list_url()?;
            let lists = issuer.status_store()?.lists().map_err(IssueError::from)?;
            // It changes when one of them does, and their revisions only grow.
            let of_revocation = lists.iter().filter(|it| *it.name.purpose() == Purpose::Revocation);
            let revision = of_revocation.map(|it| it.revision).fold(0, u64::wrapping_add);
            let (ttl, terms) = (issuer.publishing.ttl(), issuer.terms());
            let last = self.last(manifest, &url, "revoked")?;
            if let Some(last) = last
                && (last.revision, last.ttl, &last.terms) == (revision, ttl, &terms)
                && self.holds(&last)
            {
                return Ok(None);
            }
            let bytes = issuer.revocation_list()?.to_value().to_string().into_bytes();
            let publication = Publication {
                url,
                served_as: ServedAs::Plain,
                revision,
                valid_until: None,
                ttl,
                terms,
                sha256: sha256(&bytes),
            };
            self.write(&bytes, publication, manifest).map(Some)
        })
    }

    /// What stands in the folder, in the order of the names of the lists.
    ///
    /// # Errors
    /// [`PublishError::File`] and [`PublishError::Manifest`].
    pub fn publications(&self) -> Result<Vec<Publication>, PublishError> {
        Ok(self.manifest()?.into_values().collect())
    }

    /// The file of a list.
    pub fn file(&self, publication: &Publication) -> PathBuf {
        self.path.join(publication.file_name())
    }

    /// Runs `f` while nobody else publishes here, and writes down what it did, also where it failed
    /// on its way.
    fn alone<T>(
        &self,
        f: impl FnOnce(&mut Manifest) -> Result<T, PublishError>,
    ) -> Result<T, PublishError> {
        let path = self.path.join(LOCK);
        let lock = File::create(&path).map_err(|error| file_error(&path, error))?;
        lock.lock().map_err(|error| file_error(&path, error))?;
        let before = self.manifest()?;
        let mut manifest = before.clone();
        let done = f(&mut manifest);
        if manifest != before {
            // The lists first: what is written down of them is true then.
            self.sync()?;
            self.replace(MANIFEST, json::pretty(&written(&manifest)).as_bytes())?;
            self.sync()?;
        }
        done
    }

    /// What was published of the list at `url`.
    fn last(
        &self,
        manifest: &Manifest,
        url: &Iri,
        name: &str,
    ) -> Result<Option<Publication>, PublishError> {
        match manifest.get(name) {
            Some(last) if last.url != *url => {
                Err(PublishError::OtherStore { published: last.url.clone(), url: url.clone() })
            }
            last => Ok(last.cloned()),
        }
    }

    /// Whether the file of a list holds what was published.
    fn holds(&self, publication: &Publication) -> bool {
        fs::read(self.file(publication)).is_ok_and(|it| sha256(&it) == publication.sha256)
    }

    /// Refuses a list in which something is undone that is never undone.
    fn refuse_to_clear(
        &self,
        list: &PublishedList,
        last: Option<&Publication>,
    ) -> Result<(), PublishError> {
        if !matches!(list.name.purpose(), Purpose::Revocation | Purpose::Refresh) {
            return Ok(());
        }
        let limits = Limits::default();
        let stands = self.file(last.unwrap_or(&list.publication));
        let Ok(stands) = fs::read(stands) else { return Ok(()) };
        let (Some(before), Some(now)) =
            (published_bits(&stands, &limits), published_bits(&list.bytes, &limits))
        else {
            return Ok(());
        };
        let now = now.as_bytes().iter().copied().chain(std::iter::repeat(0));
        for (place, (before, now)) in (0..).zip(before.as_bytes().iter().zip(now)) {
            let cleared = before & !now;
            if cleared != 0 {
                let index = 8 * place + u64::from(cleared.leading_zeros());
                return Err(PublishError::Cleared { name: list.name.clone(), index });
            }
        }
        Ok(())
    }

    fn write(
        &self,
        bytes: &[u8],
        publication: Publication,
        manifest: &mut Manifest,
    ) -> Result<Publication, PublishError> {
        self.replace(&publication.file_name(), bytes)?;
        let name = publication.url.as_str().rsplit('/').next().unwrap_or_default();
        let before = manifest.insert(name.to_owned(), publication.clone());
        // A list that is a token now is no JSON any more.
        if let Some(before) = before.filter(|it| it.file_name() != publication.file_name()) {
            let path = self.file(&before);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(file_error(&path, error));
                }
                _ => {}
            }
        }
        Ok(publication)
    }

    /// Replaces a file in one step, once the new one is on the disk.
    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let path = self.path.join(name);
        let part = self.path.join(format!(".{name}.part"));
        let written = File::create(&part)
            .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&part, &path));
        written.map_err(|error| {
            // What is left behind would be overwritten the next time; the error is what counts.
            let _ = fs::remove_file(&part);
            file_error(&path, error)
        })
    }

    /// Waits until the names of the files are on the disk.
    fn sync(&self) -> Result<(), PublishError> {
        if cfg!(unix) {
            let folder = File::open(&self.path).and_then(|folder| folder.sync_all());
            folder.map_err(|error| file_error(&self.path, error))?;
        }
        Ok(())
    }

    fn manifest(&self) -> Result<Manifest, PublishError> {
        let path = self.path.join(MANIFEST);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Manifest::new()),
            Err(error) => return Err(file_error(&path, error)),
        };
        let limits = Limits { document_bytes: usize::MAX, items: usize::MAX, ..Limits::default() };
        let fail = |reason: String| PublishError::Manifest { path: path.clone(), reason };
        let value = json::read(&bytes, &limits).map_err(|error| fail(error.to_string()))?;
        let lists = value.get("lists").and_then(Value::as_object);
        let lists = lists.ok_or_else(|| fail("it is not what was written there".to_owned()))?;
        let recalled = lists.iter().map(|(name, list)| Some((name.to_owned(), recalled(list)?)));
        let manifest = recalled.collect::<Option<_>>();
        manifest.ok_or_else(|| fail("it is not what was written there".to_owned()))
    }
}

/// What stands in the folder, by the names of the lists.
type Manifest = BTreeMap<String, Publication>;

fn written(manifest: &Manifest) -> Value {
    let list = |publication: &Publication| {
        let number = |number: u64| {
            // A number of JSON carries as many changes as can be made.
            Number::try_from(number as f64).map_or(Value::Null, Value::from)
        };
        let mut list = Object::new();
        list.insert("url", publication.url.as_str());
        list.insert("file", publication.file_name());
        list.insert("servedAs", publication.served_as.name());
        list.insert("contentType", publication.content_type());
        list.insert("etag", publication.etag());
        list.insert("sha256", hexadecimal(&publication.sha256));
        list.insert("maxAge", number(publication.ttl.as_secs()));
        if let Some(until) = &publication.valid_until {
            list.insert("validUntil", until.as_str());
        }
        list.insert("revision", publication.revision.to_string());
        list.insert("terms", publication.terms.as_str());
        list
    };
    let lists: Object =
        manifest.iter().map(|(name, publication)| (name.as_str(), list(publication))).collect();
    Object::from_iter([("lists", lists)]).into()
}

fn recalled(list: &Value) -> Option<Publication> {
    let text = |name| list.get(name).and_then(Value::as_str);
    let valid_until = match list.get("validUntil") {
        Some(_) => Some(text("validUntil")?.parse().ok()?),
        None => None,
    };
    Some(Publication {
        url: text("url")?.parse().ok()?,
        served_as: ServedAs::named(text("servedAs")?)?,
        revision: text("revision")?.parse().ok()?,
        valid_until,
        ttl: Duration::from_secs(list.get("maxAge")?.as_number()?.as_u64()?),
        terms: text("terms")?.to_owned(),
        sha256: from_hexadecimal(text("sha256")?)?,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hexadecimal(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

fn file_error(path: &Path, error: io::Error) -> PublishError {
    PublishError::File { path: path.to_owned(), error }
}
