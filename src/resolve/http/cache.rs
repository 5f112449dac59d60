//! What was fetched is kept for a while: fifty issuers sign a hundred thousand badges.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Options;
use super::client::Fetched;
use crate::resolve::{Document, ResolveError};

/// How long documents are kept, in memory only. A server says how long its answer is fresh
/// (`Cache-Control`, RFC 9111, section 5.2.2); these are the bounds of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Where the server does not say. Default 5 minutes.
    pub unstated: Duration,
    /// However short a time the server says, `no-store` and `no-cache` included. Default 5 seconds,
    /// so that the badges of one batch ask once.
    pub shortest: Duration,
    /// However long a time the server says. Default one hour: a revocation, or a key that is
    /// revoked, is noticed after at most this.
    pub longest: Duration,
    /// For failures, whatever the server says. Default 10 seconds.
    pub failure: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            unstated: Duration::from_secs(5 * 60),
            shortest: Duration::from_secs(5),
            longest: Duration::from_secs(60 * 60),
            failure: Duration::from_secs(10),
        }
    }
}

impl Lifetimes {
    /// How long an answer is kept whose server says that it is fresh for `stated`.
    fn of(&self, fetched: &Fetched) -> Duration {
        match (&fetched.document, fetched.fresh) {
            (Err(_), _) => self.failure,
            (Ok(_), stated) => stated.unwrap_or(self.unstated).max(self.shortest).min(self.longest),
        }
    }
}

/// What is kept, by URL.
pub(super) struct Cache {
    lifetimes: Lifetimes,
    most: usize,
    most_bytes: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    by_url: HashMap<String, Entry>,
    bytes: usize,
}

struct Entry {
    document: Result<Document, ResolveError>,
    until: Instant,
}

impl Cache {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            lifetimes: options.lifetimes,
            most: options.kept,
            most_bytes: options.kept_bytes,
            kept: Mutex::default(),
        }
    }

    /// What is known of `url` at `now`.
    pub(super) fn kept(&self, url: &str, now: Instant) -> Option<Result<Document, ResolveError>> {
        let kept = self.lock();
        kept.by_url.get(url).filter(|entry| now < entry.until).map(|entry| entry.document.clone())
    }

    /// Keeps what was fetched at `now`, in place of what is there. Where room is short, what would
    /// be forgotten first is forgotten now.
    pub(super) fn keep(&self, url: &str, fetched: &Fetched, now: Instant) {
        let lifetime = self.lifetimes.of(fetched);
        let Some(until) = now.checked_add(lifetime) else { return };
        let entry = Entry { document: fetched.document.clone(), until };
        let size = size(url, &entry);
        let mut kept = self.lock();
        kept.remove(url);
        if lifetime.is_zero() || size > self.most_bytes || self.most == 0 {
            return;
        }
        if kept.by_url.len() >= self.most || kept.bytes + size > self.most_bytes {
            kept.make_room(now, self.most - 1, self.most_bytes - size);
        }
        kept.bytes += size;
        kept.by_url.insert(url.to_owned(), entry);
    }

    pub(super) fn forget(&self) {
        *self.lock() = Kept::default();
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn remove(&mut self, url: &str) {
        if let Some((url, entry)) = self.by_url.remove_entry(url) {
            self.bytes -= size(&url, &entry);
        }
    }

    fn make_room(&mut self, now: Instant, most: usize, most_bytes: usize) {
        let mut all: Vec<_> =
            (self.by_url.iter()).map(|(url, entry)| (entry.until, url.clone())).collect();
        all.sort_unstable();
        for (until, url) in all {
            if until > now && self.by_url.len() <= most && self.bytes <= most_bytes {
                break;
            }
            self.remove(&url);
        }
    }
}

/// What an entry takes, in bytes: a failure is a few words.
fn size(url: &str, entry: &Entry) -> usize {
    const WORDS: usize = 1024;
    url.len() + entry.document.as_ref().map_or(WORDS, |document| document.bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn fetched(bytes: usize, fresh: Option<u64>) -> Fetched {
        let document = Ok(Document::new(vec![b' '; bytes]));
        Fetched { document, fresh: fresh.map(Duration::from_secs) }
    }

    fn failed() -> Fetched {
        let document = Err(ResolveError::NotAvailable { url: String::new() });
        Fetched { document, fresh: Some(SECOND * 1000) }
    }

    fn cache(most: usize, most_bytes: usize) -> Cache {
        let options = Options { kept: most, kept_bytes: most_bytes, ..Options::default() };
        Cache::new(&options)
    }

    /// The number of entries, and of their bytes.
    fn room(cache: &Cache) -> (usize, usize) {
        let kept = cache.lock();
        (kept.by_url.len(), kept.bytes)
    }

    #[test]
    fn a_document_is_kept_as_long_as_its_server_says_within_bounds() {
        let start = Instant::now();
        for (fetched, seconds) in [
            (fetched(1, None), 300),
            (fetched(1, Some(60)), 60),
            (fetched(1, Some(0)), 5),
            (fetched(1, Some(100_000)), 3_600),
            (failed(), 10),
        ] {
            let cache = cache(10, 10_000);
            cache.keep("a", &fetched, start);
            let last = SECOND * seconds - Duration::from_nanos(1);
            assert!(cache.kept("a", start + last).is_some(), "{seconds}");
            assert!(cache.kept("a", start + SECOND * seconds).is_none(), "{seconds}");
            assert!(cache.kept("b", start).is_none());
        }
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let now = Instant::now();
        let cache = cache(10, 1_000);
        for (number, seconds) in (0..1_000_u64).map(|n| (n, 5 + n % 7)) {
            cache.keep(&format!("{number:04}"), &fetched(7, Some(seconds)), now);
            let (entries, bytes) = room(&cache);
            assert!(entries <= 10 && bytes == entries * 11, "{entries} {bytes}");
        }
        // Those that stay the longest are still there.
        assert!(cache.kept("0993", now).is_some());
        cache.keep("large", &fetched(990, Some(5)), now);
        assert_eq!(room(&cache), (1, 995));
        cache.keep("larger", &fetched(1_000, Some(5)), now);
        assert!(cache.kept("larger", now).is_none() && cache.kept("large", now).is_some());
        cache.forget();
        assert_eq!(room(&cache), (0, 0));
    }

    #[test]
    fn what_is_fetched_anew_takes_the_place_of_the_old() {
        let now = Instant::now();
        let cache = cache(10, 10_000);
        cache.keep("a", &fetched(1, None), now);
        cache.keep("a", &fetched(2, None), now);
        assert_eq!(cache.kept("a", now).unwrap().unwrap().bytes.len(), 2);
        assert_eq!(room(&cache), (1, 3));
        cache.keep("a", &failed(), now);
        assert!(cache.kept("a", now).unwrap().is_err());
    }
}
