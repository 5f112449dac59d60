use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use foldhash::fast::RandomState;

use super::Counted;
use crate::recognition::Claim;
use crate::text::Timestamp;

/// Which credentials and achievements were seen, in the ledger and in this claim, and which of them
/// count.
pub(super) struct Seen<'a> {
    credentials: HashMap<(Cow<'a, str>, Cow<'a, str>), Place<'a>, RandomState>,
    achievements: HashMap<Cow<'a, str>, Place<'a>, RandomState>,
    /// Whether each candidate that was decided counts.
    counts: Vec<bool>,
}

/// Where something was seen last.
enum Place<'a> {
    /// In the ledger, which counts it since then.
    Ledger(&'a Timestamp),
    /// In the candidate of this number.
    Candidate(usize),
}

impl<'a> Seen<'a> {
    pub(super) fn of(claims: &[&'a Claim], candidates: usize) -> Self {
        let room = claims.len() + candidates;
        let mut seen = Self {
            credentials: HashMap::with_capacity_and_hasher(room, RandomState::default()),
            achievements: HashMap::with_capacity_and_hasher(room, RandomState::default()),
            counts: Vec::with_capacity(candidates),
        };
        for claim in claims {
            let key = (claim.key.issuer().into(), claim.key.credential().into());
            seen.credentials.insert(key, Place::Ledger(&claim.at));
            for achievement in [&claim.achievement].into_iter().chain(&claim.related) {
                seen.achievements.insert(achievement.as_str().into(), Place::Ledger(&claim.at));
            }
        }
        seen
    }

    /// How a credential of the candidate that is being decided counts already, by its issuer's id and
    /// its own as ids are compared.
    pub(super) fn credential(
        &mut self,
        issuer: Cow<'a, str>,
        id: Cow<'a, str>,
    ) -> Option<Counted<'a>> {
        let found = self.credentials.entry((issuer, id));
        look(found, &self.counts, Counted::Credential)
    }

    /// How an achievement of the candidate that is being decided counts already, by its id as ids are
    /// compared.
    pub(super) fn achievement(&mut self, id: Cow<'a, str>) -> Option<Counted<'a>> {
        look(self.achievements.entry(id), &self.counts, Counted::Achievement)
    }

    /// The candidate is decided, and the next one is about to be.
    pub(super) fn decided(&mut self, counts: bool) {
        self.counts.push(counts);
    }
}

/// How what was seen there counts. Where it does not, it is seen in the candidate of now from here on,
/// which may count.
fn look<'a, K>(
    found: Entry<'_, K, Place<'a>>,
    counts: &[bool],
    since: fn(&'a Timestamp) -> Counted<'a>,
) -> Option<Counted<'a>> {
    let now = Place::Candidate(counts.len());
    match found {
        Entry::Vacant(entry) => {
            entry.insert(now);
            None
        }
        Entry::Occupied(mut entry) => match entry.get() {
            Place::Ledger(at) => Some(since(at)),
            Place::Candidate(number) if counts.get(*number) == Some(&true) => {
                Some(Counted::InThisClaim)
            }
            Place::Candidate(_) => {
                entry.insert(now);
                None
            }
        },
    }
}
