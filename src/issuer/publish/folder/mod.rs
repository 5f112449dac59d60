//! Lists as files, for a web server or whoever uploads them.

mod error;
mod guard;
mod manifest;
mod turn;

pub use error::{PublishError, Unpublished};

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Publication;
use super::publication::{ServedAs, sha256};
use crate::issuer::{IssueError, Issuer};
use crate::json::{self, Value};
use crate::status::{ListInfo, Place, Purpose};
use crate::text::Timestamp;
use guard::unlimited;
use manifest::Manifest;
use turn::Turn;

/// What stands in the folder, for the next time and for whoever serves it.
const MANIFEST: &str = ".published.json";

/// A folder with the published lists of one store, each in a file that is always whole.
///
/// A file is replaced in one step, once its new content is on the disk; a crash or a full disk leaves
/// the old list there. Only what has to be is signed again. Processes that publish into one folder
/// take turns. Beside the lists stands `.published.json`, which says of each list its file, its
/// `ETag` and the rest of [`Publication`]. Lists are signed first and replaced then, many at a time,
/// and that file right after them; for that moment it says what stood there before, so whoever serves
/// an `ETag` from it compares the digest beside it with the bytes, or makes the `ETag` of these.
///
/// What says "revoked" is never undone, here neither: a list that would clear what the one in the
/// folder has set is not written ([`PublishError::Cleared`], [`PublishError::Unrevoked`],
/// [`IssueError::Older`]), unless what the store lost is to be kept ([`LostRevocations::Keep`]). A
/// store that was restored from an old backup does that; `docs/SCALE.md` says how to go on with one.
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
    lost_revocations: LostRevocations,
    lost: Vec<Place>,
}

/// What becomes of what is set in the folder for good and that the store does not know: a revocation
/// that was made after the backup from which the store was restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum LostRevocations {
    /// The list is refused, so that a person looks. The default.
    #[default]
    Refuse,
    /// It stays set. For as long as the store does not know it, this has to be said each time.
    Keep,
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

/// What was published: see [`Unpublished`] for when that is not all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Published {
    /// The lists that were written.
    pub written: Vec<Publication>,
    /// The number of lists that are as they were.
    pub unchanged: usize,
}

impl ListFolder {
    /// The folder at `path`, which is made if it is not there.
    ///
    /// # Errors
    /// [`PublishError::File`].
    pub fn at(path: impl Into<PathBuf>) -> Result<Self, PublishError> {
        let path = path.into();
        fs::create_dir_all(&path).map_err(|error| file_error(&path, error))?;
        Ok(Self { path, lost_revocations: LostRevocations::default(), lost: Vec::new() })
    }

    /// What becomes of what is set in the folder for good and that the store does not know.
    #[must_use]
    pub fn with_lost_revocations(mut self, lost_revocations: LostRevocations) -> Self {
        self.lost_revocations = lost_revocations;
        self
    }

    /// Revokes credentials that the store lost, by their places: those that were allotted after the
    /// backup from which it was restored, in lists that it knows. A credential tells its place in
    /// `credentialStatus`. The store knows nothing of it, so that there is no history, and what was
    /// set is to be kept from then on ([`LostRevocations::Keep`], which this says as well).
    #[must_use]
    pub fn revoking_lost(mut self, places: impl IntoIterator<Item = Place>) -> Self {
        self.lost.extend(places);
        self.with_lost_revocations(LostRevocations::Keep)
    }

    /// Publishes the lists of the issuer's store as of `now`. A list that is refused holds up no
    /// other.
    ///
    /// # Errors
    /// [`Unpublished`], where not all that is due was published.
    pub fn publish(
        &self,
        issuer: &Issuer,
        which: Republish,
        now: &Timestamp,
    ) -> Result<Published, Unpublished> {
        issuer.check_method().map_err(PublishError::from)?;
        let store = issuer.status_store().map_err(PublishError::from)?;
        let mut turn = Turn::begin(self)?;
        let lists = store.lists().map_err(|error| PublishError::Issue(error.into()))?;
        self.check_lost(store, &lists)?;
        for info in lists {
            if let Err(error) = self.publish_list(issuer, &info, which, now, &mut turn) {
                let goes_on = error.is_of_a_list();
                turn.errors.push(error);
                if !goes_on {
                    break;
                }
            }
        }
        turn.end()
    }

    fn publish_list(
        &self,
        issuer: &Issuer,
        info: &ListInfo,
        which: Republish,
        now: &Timestamp,
        turn: &mut Turn<'_>,
    ) -> Result<(), PublishError> {
        let store = issuer.status_store()?;
        let url = store.url().list(&info.name);
        let last = turn.last(&url, &info.name.to_string())?;
        if let Some(last) = &last {
            if self.lost_revocations == LostRevocations::Refuse {
                last.refuse_older(info)?;
            }
            if which == Republish::Due
                && !last.is_due(info, &issuer.terms(), &issuer.publishing, now)
                && self.holds(last)
                && self.lost_in(info).next().is_none()
            {
                turn.published.unchanged += 1;
                return Ok(());
            }
        }
        let bits = store.bits(&info.name).map_err(IssueError::from)?;
        let mut bits = self.guard((&info.name, &url), bits, last.as_ref())?;
        for index in self.lost_in(info) {
            // Within the list, as was checked.
            let _ = bits.set(index, 1, 1);
        }
        let list = issuer.sign_list(info, bits, now)?;
        turn.stage(&list.bytes, list.publication)
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
        let mut turn = Turn::begin(self)?;
        let url = issuer.revocation_list_url()?;
        let lists = issuer.status_store()?.lists().map_err(IssueError::from)?;
        // It changes when one of them does, and their revisions only grow.
        let of_revocation = || lists.iter().filter(|it| *it.name.purpose() == Purpose::Revocation);
        let revision = of_revocation().map(|it| it.revision).fold(0, u64::wrapping_add);
        let changed_at = of_revocation()
            .filter_map(|it| it.changed_at.as_ref())
            .max_by(|a, b| a.instant().cmp(&b.instant()))
            .cloned();
        let (ttl, terms) = (issuer.publishing.ttl(), issuer.terms());
        let last = turn.last(&url, "revoked")?;
        if let Some(last) = &last {
            if last.revision > revision && self.lost_revocations == LostRevocations::Refuse {
                let (published, found) = (last.revision, revision);
                return Err(IssueError::Older { list: url, published, found }.into());
            }
            let now = (revision, &changed_at, ttl, &terms);
            if (last.revision, &last.changed_at, last.ttl, &last.terms) == now && self.holds(last) {
                return Ok(None);
            }
        }
        let list = issuer.revocation_list()?;
        let mut publication = Publication {
            url: url.clone(),
            served_as: ServedAs::Plain,
            revision,
            changed_at,
            valid_until: None,
            ttl,
            terms,
            sha256: [0; 32],
        };
        let list = self.guard_revoked(list, (&url, &publication.file_name()), last.as_ref())?;
        let bytes = list.to_value().to_string().into_bytes();
        publication.sha256 = sha256(&bytes);
        turn.stage(&bytes, publication)?;
        let mut ended = turn.end().map_err(|mut unpublished| unpublished.errors.remove(0))?;
        Ok(ended.written.pop())
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

    /// Whether the file of a list holds what was published.
    fn holds(&self, publication: &Publication) -> bool {
        fs::read(self.file(publication)).is_ok_and(|it| sha256(&it) == publication.sha256)
    }

    fn manifest(&self) -> Result<Manifest, PublishError> {
        let path = self.path.join(MANIFEST);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Manifest::new()),
            Err(error) => return Err(file_error(&path, error)),
        };
        let fail = |reason: String| PublishError::Manifest { path: path.clone(), reason };
        let value = json::read(&bytes, &unlimited()).map_err(|error| fail(error.to_string()))?;
        let lists = value.get("lists").and_then(Value::as_object);
        let lists = lists.ok_or_else(|| fail("it is not what was written there".to_owned()))?;
        let recalled =
            lists.iter().map(|(name, list)| Some((name.to_owned(), manifest::recalled(list)?)));
        let manifest = recalled.collect::<Option<_>>();
        manifest.ok_or_else(|| fail("it is not what was written there".to_owned()))
    }
}

fn file_error(path: &Path, error: io::Error) -> PublishError {
    PublishError::File { path: path.to_owned(), error }
}
