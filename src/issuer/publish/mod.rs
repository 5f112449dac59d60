//! From a store to what verifiers fetch: status lists, built and signed.

mod folder;
mod plan;
mod publication;

pub use folder::{ListFolder, LostRevocations, PublishError, Published, Republish, Unpublished};
pub use plan::Publishing;
pub use publication::{Publication, PublishedList};

use publication::{ServedAs, sha256};

use super::sign::{sign, sign_jwt};
use super::{IssueError, Issuer};
use crate::document::Shape;
use crate::json::Value;
use crate::model::Kind;
use crate::proof::Securing;
use crate::status::{
    Bitstring, ListInfo, Purpose, RevocationList, RevokedCredential, State, StatusList, StatusStore,
};
use crate::text::{Iri, Timestamp};

/// Seconds by which a list is valid before it was signed, for verifiers whose clocks are slow.
const BACKDATED: i64 = 300;

/// Changes that are read at a time.
const PAGE: u32 = 1_000;

impl Issuer {
    /// Builds and signs every status list of the store, as of `now`.
    ///
    /// Whoever publishes again and again signs only what changed: [`Issuer::publish_due`], or, into
    /// files, [`ListFolder`].
    ///
    /// # Errors
    /// [`IssueError`] when the store fails or the signer refuses.
    pub fn publish(&self, now: &Timestamp) -> Result<Vec<PublishedList>, IssueError> {
        self.check_method()?;
        let lists = self.status_store()?.lists()?;
        lists.iter().map(|info| self.publish_list(info, now)).collect()
    }

    /// Builds and signs the lists that have to be published anew as of `now`
    /// (`Publication::is_due`), one at a time, and hands each to `each`. Gives the number of those
    /// that need not be.
    ///
    /// `last` says what was published of a list the last time; `None` for what never was.
    ///
    /// # Errors
    /// [`IssueError`] when the store fails or the signer refuses; and what `each` gives. Lists that
    /// were handed over before stay published. [`IssueError::Older`] once the others are done, where
    /// the store is behind what was published: it was restored from a backup.
    pub fn publish_due<E: From<IssueError>>(
        &self,
        now: &Timestamp,
        mut last: impl FnMut(&ListInfo) -> Option<Publication>,
        mut each: impl FnMut(PublishedList) -> Result<(), E>,
    ) -> Result<usize, E> {
        self.check_method()?;
        let (mut unchanged, mut older) = (0, None);
        for info in self.status_store()?.lists().map_err(IssueError::from)? {
            let last = last(&info);
            if let Some(Err(error)) = last.as_ref().map(|last| last.refuse_older(&info)) {
                older.get_or_insert(error);
                continue;
            }
            match last {
                Some(last) if !last.is_due(&info, &self.terms(), &self.publishing, now) => {
                    unchanged += 1;
                }
                _ => each(self.publish_list(&info, now)?)?,
            }
        }
        match older {
            Some(error) => Err(error.into()),
            None => Ok(unchanged),
        }
    }

    /// Builds and signs one list of the store, as of `now`.
    ///
    /// # Errors
    /// [`IssueError`] when the store fails or the signer refuses.
    pub fn publish_list(
        &self,
        info: &ListInfo,
        now: &Timestamp,
    ) -> Result<PublishedList, IssueError> {
        let bits = self.status_store()?.bits(&info.name)?;
        self.sign_list(info, bits, now)
    }

    fn sign_list(
        &self,
        info: &ListInfo,
        bits: Bitstring,
        now: &Timestamp,
    ) -> Result<PublishedList, IssueError> {
        let url = self.status_store()?.url().list(&info.name);
        let issuer = self.profile.id.clone();
        let mut list = StatusList::new(url.clone(), issuer, info.name.purpose(), now.clone(), bits);
        let plan = &self.publishing;
        // At the ends of the calendar there is no time before or after.
        list.valid_from = now.plus_seconds(-BACKDATED).or_else(|| Some(now.clone()));
        list.valid_until = now.plus_seconds(plan.validity().as_secs().cast_signed());
        list.ttl = Some(plan.ttl().as_secs() * 1000);
        let valid_until = list.valid_until.clone();
        let (unsigned, signer) = (list.to_credential(), self.signer.as_ref());
        let (kind, canonicalizer) = (Kind::StatusList, self.canonicalizer());
        let (document, bytes, shape) = match self.securing {
            Securing::DataIntegrity(suite) => {
                let document = sign(unsigned, kind, signer, suite, now, canonicalizer)?;
                let bytes = document.to_string().into_bytes();
                (document, bytes, Shape::Json)
            }
            Securing::Jwt => {
                let token = sign_jwt(&unsigned, kind, signer, canonicalizer)?;
                (unsigned, token.into_bytes(), Shape::Jws)
            }
        };
        let publication = Publication {
            url: url.clone(),
            served_as: if shape == Shape::Jws { ServedAs::Token } else { ServedAs::Credential },
            revision: info.revision,
            changed_at: info.changed_at.clone(),
            valid_until,
            ttl: plan.ttl(),
            terms: self.terms(),
            sha256: sha256(&bytes),
        };
        let name = info.name.clone();
        Ok(PublishedList { name, url, document, bytes, shape, publication })
    }

    /// The list of the revoked credentials of the store, by their identifiers, for verifiers that
    /// know nothing but 1EdTech's revocation lists. It is to be served at its id,
    /// [`Issuer::revocation_list_url`]; nobody signs it. Reasons stay in the store.
    ///
    /// # Errors
    /// [`IssueError::NoStore`], and when the store fails.
    pub fn revocation_list(&self) -> Result<RevocationList, IssueError> {
        let store = self.status_store()?;
        let mut list = RevocationList::new(self.revocation_list_url()?, self.profile.id.clone());
        for info in store.lists()? {
            if *info.name.purpose() != Purpose::Revocation || info.revision == 0 {
                continue;
            }
            let mut after = 0;
            loop {
                let changes = store.changes(info.name.number(), after, PAGE)?;
                let Some(end) = changes.last() else { break };
                after = end.number;
                let revoked = changes.into_iter().map(|logged| logged.change).filter(|change| {
                    change.purpose == Purpose::Revocation && change.state == State::Set
                });
                revoked.for_each(|change| list.add(RevokedCredential::new(change.credential)));
            }
        }
        Ok(list)
    }

    /// Where [`Issuer::revocation_list`] is to be served: `revoked` beside the other lists.
    ///
    /// # Errors
    /// [`IssueError::NoStore`].
    pub fn revocation_list_url(&self) -> Result<Iri, IssueError> {
        Ok(self.status_store()?.url().revocation_list())
    }

    /// What all lists have in common that this issuer signs now: where it is another than before, a
    /// list is published anew.
    fn terms(&self) -> String {
        let method = self.signer.verification_method();
        let securing = match self.securing {
            Securing::DataIntegrity(suite) => suite.as_str(),
            Securing::Jwt => "jwt",
        };
        let (issuer, plan) = (&self.profile.id, &self.publishing);
        let (validity, ttl) = (plan.validity().as_secs(), plan.ttl().as_secs());
        format!("{issuer} {method} {securing} {validity} {ttl}")
    }

    pub(super) fn status_store(&self) -> Result<&dyn StatusStore, IssueError> {
        self.store.as_deref().ok_or(IssueError::NoStore)
    }
}

/// The bits of a list that was published, if they can be read again.
fn published_bits(bytes: &[u8], limits: &crate::Limits) -> Option<Bitstring> {
    let payload;
    let json = match bytes.first() {
        Some(b'{') => bytes,
        _ => {
            let text = std::str::from_utf8(bytes).ok()?;
            payload = crate::text::multibase::from_base64url_bare(text.split('.').nth(1)?)?;
            &payload
        }
    };
    let document: Value = crate::json::read(json, limits).ok()?;
    Some(StatusList::read(&document, limits).ok()?.bits)
}
