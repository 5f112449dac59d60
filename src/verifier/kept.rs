use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::library::Library;
#[cfg(feature = "schema")]
use super::schema::Applicable;
use crate::key::{ControllerDocument, KeyError};
use crate::limits::Limits;
use crate::resolve::Document;
use crate::status::{RevocationList, StatusList};
use crate::text::Timestamp;

/// What a verifier keeps between verifications, so that a hundred thousand badges of fifty issuers
/// read each key document and each status list once.
///
/// What is kept answers for the very bytes that it was made from and for nothing else: which bytes
/// are current is the resolver's affair, each time.
pub(super) struct Kept {
    /// The documents of `did:key`s and `did:jwk`s, which say all that their documents say.
    own_keys: Shelf<Arc<ControllerDocument>>,
    controllers: Shelf<(Document, Arc<ControllerDocument>)>,
    lists: Shelf<Arc<EstablishedList>>,
    revocations: Shelf<(Document, Arc<RevocationList>)>,
    #[cfg(feature = "schema")]
    schemas: Shelf<(Document, Arc<Applicable>)>,
}

/// A status list whose proof holds and whose key is its issuer's.
pub(super) struct EstablishedList {
    /// The document that it was read from.
    pub(super) document: Document,
    /// The documents that this rests on, by URL.
    pub(super) rests_on: Vec<(String, Document)>,
    /// When this was found.
    pub(super) since: Timestamp,
    /// From when on something else might be found.
    pub(super) until: Option<Timestamp>,
    pub(super) list: Arc<StatusList>,
}

impl EstablishedList {
    /// Whether the same would be found from `document` at `now`, with what `library` holds.
    fn holds(&self, document: &Document, now: &Timestamp, library: &Library) -> bool {
        let now = now.instant();
        self.document.has_bytes_of(document)
            && self.since.instant() <= now
            && self.until.as_ref().is_none_or(|until| now < until.instant())
            && self.rests_on.iter().all(|(url, it)| {
                library.supplied_document(url).is_some_and(|other| it.has_bytes_of(other))
            })
    }
}

impl Kept {
    pub(super) fn new(limits: &Limits) -> Self {
        // Lists are the largest of all by far.
        let share = limits.kept_bytes / 8;
        Self {
            own_keys: Shelf::new(share),
            controllers: Shelf::new(share),
            lists: Shelf::new(limits.kept_bytes - 4 * share),
            revocations: Shelf::new(share),
            #[cfg(feature = "schema")]
            schemas: Shelf::new(share),
        }
    }

    /// The document of `did`, unless it has to be fetched.
    pub(super) fn own_key(&self, did: &str) -> Option<Result<Arc<ControllerDocument>, KeyError>> {
        if let Some(document) = self.own_keys.find(did, |_| true) {
            return Some(Ok(document));
        }
        let document = match ControllerDocument::of_own_key(did)? {
            Ok(document) => Arc::new(document),
            Err(error) => return Some(Err(error)),
        };
        // What a key takes when it is read.
        const KEY: usize = 1024;
        self.own_keys.put(did, Arc::clone(&document), KEY + 4 * did.len());
        Some(Ok(document))
    }

    /// What `document`, from `url`, says as a controller document.
    pub(super) fn controller<E>(
        &self,
        url: &str,
        document: &Document,
        read: impl FnOnce() -> Result<ControllerDocument, E>,
    ) -> Result<Arc<ControllerDocument>, E> {
        let same = |(known, _): &(Document, _)| known.has_bytes_of(document);
        if let Some((_, controller)) = self.controllers.find(url, same) {
            return Ok(controller);
        }
        let controller = Arc::new(read()?);
        // What was read takes a multiple of its text.
        let weight = 8 * document.bytes.len();
        self.controllers.put(url, (document.clone(), Arc::clone(&controller)), weight);
        Ok(controller)
    }

    /// What `document`, from `url`, says as a list of revoked credentials.
    pub(super) fn revocations<E>(
        &self,
        url: &str,
        document: &Document,
        read: impl FnOnce() -> Result<RevocationList, E>,
    ) -> Result<Arc<RevocationList>, E> {
        let same = |(known, _): &(Document, _)| known.has_bytes_of(document);
        if let Some((_, list)) = self.revocations.find(url, same) {
            return Ok(list);
        }
        let list = Arc::new(read()?);
        // What was read takes a multiple of its text.
        let weight = 8 * document.bytes.len();
        self.revocations.put(url, (document.clone(), Arc::clone(&list)), weight);
        Ok(list)
    }

    /// The schema that `document`, from `url`, is.
    #[cfg(feature = "schema")]
    pub(super) fn schema<E>(
        &self,
        url: &str,
        document: &Document,
        read: impl FnOnce() -> Result<Applicable, E>,
    ) -> Result<Arc<Applicable>, E> {
        let same = |(known, _): &(Document, _)| known.has_bytes_of(document);
        if let Some((_, schema)) = self.schemas.find(url, same) {
            return Ok(schema);
        }
        let schema = Arc::new(read()?);
        // Compiled, with its patterns, it takes a large multiple of its text.
        let weight = 128 * document.bytes.len();
        self.schemas.put(url, (document.clone(), Arc::clone(&schema)), weight);
        Ok(schema)
    }

    /// The list that `document`, from `url`, was found to be, if the same would be found `now`.
    pub(super) fn list(
        &self,
        url: &str,
        document: &Document,
        now: &Timestamp,
        library: &Library,
    ) -> Option<Arc<StatusList>> {
        let kept = self.lists.find(url, |kept| kept.holds(document, now, library))?;
        Some(Arc::clone(&kept.list))
    }

    pub(super) fn keep_list(&self, url: &str, established: EstablishedList) {
        let below = |sum: usize, (_, document): &(_, Document)| sum + document.bytes.len();
        let texts = established.rests_on.iter().fold(established.document.bytes.len(), below);
        let weight = texts + established.list.bits.as_bytes().len();
        self.lists.put(url, Arc::new(established), weight);
    }
}

/// Values by name, no more than fit in so many bytes: the oldest go first.
struct Shelf<T> {
    most_bytes: usize,
    held: Mutex<Held<T>>,
}

struct Held<T> {
    by_name: HashMap<Arc<str>, (T, usize)>,
    /// The names in the order in which they came.
    order: VecDeque<Arc<str>>,
    bytes: usize,
}

impl<T: Clone> Shelf<T> {
    /// What a value takes beside its weight.
    const ENTRY: usize = 256;

    fn new(most_bytes: usize) -> Self {
        let held = Held { by_name: HashMap::new(), order: VecDeque::new(), bytes: 0 };
        Self { most_bytes, held: Mutex::new(held) }
    }

    fn find(&self, name: &str, fits: impl FnOnce(&T) -> bool) -> Option<T> {
        let value = {
            let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            held.by_name.get(name)?.0.clone()
        };
        fits(&value).then_some(value)
    }

    fn put(&self, name: &str, value: T, weight: usize) {
        let weight = weight + name.len() + Self::ENTRY;
        if weight > self.most_bytes {
            return;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let held = &mut *held;
        if let Some(known) = held.by_name.get_mut(name) {
            held.bytes = held.bytes - known.1 + weight;
            *known = (value, weight);
        } else {
            let name: Arc<str> = name.into();
            held.order.push_back(Arc::clone(&name));
            held.by_name.insert(name, (value, weight));
            held.bytes += weight;
        }
        while held.bytes > self.most_bytes
            && let Some(oldest) = held.order.pop_front()
        {
            held.bytes -= held.by_name.remove(&oldest).map_or(0, |(_, weight)| weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_holds_what_fits_and_gives_the_oldest_away() {
        let shelf = Shelf::new(3 * (Shelf::<u32>::ENTRY + 100));
        for number in 0..1000_u32 {
            shelf.put(&format!("{number:04}"), number, 96);
            let held = shelf.held.lock().unwrap();
            assert_eq!(held.bytes, held.by_name.len() * (Shelf::<u32>::ENTRY + 100));
            assert!(held.by_name.len() <= 3 && held.order.len() == held.by_name.len());
        }
        assert_eq!(shelf.find("0999", |_| true), Some(999));
        assert_eq!(shelf.find("0999", |_| false), None);
        assert_eq!(shelf.find("0996", |_| true), None);
        shelf.put("0999", 7, 10);
        assert_eq!(shelf.find("0999", |_| true), Some(7));
        shelf.put("large", 1, 10_000);
        assert_eq!(shelf.find("large", |_| true), None);
        assert_eq!(
            shelf.find("0998", |_| true),
            Some(998),
            "what cannot be kept drives nothing out"
        );
    }
}
