use std::borrow::Cow;
use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::facets::{Facets, as_compared, related};
use super::{Step, compared};
use crate::recognition::{Candidate, Claim};
use crate::text::Timestamp;

/// Which credentials and achievements were seen, in the ledger and in this claim, and which of them
/// count.
///
/// The tables hold where something was seen and not its ids, which can be read there: what is looked
/// at for each of thousands shall be small.
pub(super) struct Seen<'a> {
    in_ledger: Vec<&'a Claim>,
    in_claim: &'a [Candidate],
    credentials: HashTable<Place>,
    achievements: HashTable<(Place, Name)>,
    hasher: RandomState,
    /// The number of the candidate that is being decided. There is no memory for more than this counts.
    number: u32,
    /// Whether each candidate that was decided counts.
    counts: Vec<bool>,
}

/// Where something was seen last.
#[derive(Clone, Copy)]
enum Place {
    /// At this number in the ledger.
    Ledger(u32),
    /// At this number among the candidates.
    Candidate(u32),
}

/// By which of its names an achievement was seen: its own, or one of those that it is the same as.
type Name = u32;

impl<'a> Seen<'a> {
    pub(super) fn of(claims: &[&'a Claim], candidates: &'a [Candidate]) -> Self {
        let room = claims.len() + candidates.len();
        let mut seen = Self {
            in_ledger: claims.to_vec(),
            in_claim: candidates,
            credentials: HashTable::with_capacity(room),
            achievements: HashTable::with_capacity(room),
            hasher: RandomState::default(),
            number: 0,
            counts: Vec::with_capacity(candidates.len()),
        };
        for (number, claim) in (0..).zip(claims) {
            let place = Place::Ledger(number);
            seen.credential(place, claim.key.issuer(), claim.key.credential());
            let achievements = [&claim.achievement].into_iter().chain(&claim.related);
            for (name, achievement) in (0..).zip(achievements) {
                seen.achievement((place, name), achievement);
            }
        }
        seen
    }

    /// How the candidate that is being decided counts already, or its achievement.
    pub(super) fn look(&mut self, facets: &Facets<'a>) -> Option<Step<'a>> {
        let now = Place::Candidate(self.number);
        if let Some(place) = self.credential(now, &facets.issued_by, &facets.key) {
            return Some(self.said(place, Step::CountedBefore));
        }
        if let Some(place) = self.achievement((now, 0), &facets.achieved) {
            return Some(self.said(place, Step::AchievementCounted));
        }
        (1..).zip(facets.related()).find_map(|(name, id)| {
            let place = self.achievement((now, name), &compared(id))?;
            Some(self.said(place, Step::AchievementCounted))
        })
    }

    /// The candidate is decided, and the next one is about to be.
    pub(super) fn decided(&mut self, counts: bool) {
        self.counts.push(counts);
        self.number = self.number.saturating_add(1);
    }

    /// Where a credential counts already. If it does not, it is seen here from now on.
    fn credential(&mut self, here: Place, issuer: &str, id: &str) -> Option<Place> {
        let Self { in_ledger, in_claim, credentials, hasher, counts, .. } = self;
        let ids = |place: &Place| match *place {
            Place::Ledger(number) => {
                let key = in_ledger.get(number as usize).map(|claim| &claim.key);
                key.map(|key| (Cow::from(key.issuer()), Cow::from(key.credential())))
            }
            Place::Candidate(number) => in_claim.get(number as usize).and_then(|candidate| {
                let gist = candidate.credential.gist();
                Some((as_compared(gist, gist.issuer()?), as_compared(gist, gist.id()?)))
            }),
        };
        let hash = |issuer: &str, id: &str| hasher.hash_one((issuer, id));
        let is_it = |place: &Place| ids(place).is_some_and(|it| it.0 == issuer && it.1 == id);
        let again = |place: &Place| ids(place).map_or(0, |(issuer, id)| hash(&issuer, &id));
        match credentials.entry(hash(issuer, id), is_it, again) {
            Entry::Vacant(entry) => {
                entry.insert(here);
                None
            }
            Entry::Occupied(mut entry) if is_free(counts, *entry.get()) => {
                *entry.get_mut() = here;
                None
            }
            Entry::Occupied(entry) => Some(*entry.get()),
        }
    }

    /// Where an achievement counts already. If it does not, it is seen here from now on.
    fn achievement(&mut self, here: (Place, Name), id: &str) -> Option<Place> {
        let Self { in_ledger, in_claim, achievements, hasher, counts, .. } = self;
        let id_of = |(place, name): &(Place, Name)| match (*place, name.checked_sub(1)) {
            (Place::Ledger(number), name) => {
                let claim = in_ledger.get(number as usize)?;
                let id =
                    name.map_or(Some(&claim.achievement), |name| claim.related.get(name as usize));
                id.map(|id| Cow::from(id.as_str()))
            }
            (Place::Candidate(number), None) => {
                let gist = in_claim.get(number as usize)?.credential.gist();
                Some(as_compared(gist, gist.achievement()?))
            }
            (Place::Candidate(number), Some(name)) => {
                let view = in_claim.get(number as usize)?.credential.view();
                related(view.achievement()?).nth(name as usize).map(compared)
            }
        };
        let is_it = |seen: &(Place, Name)| id_of(seen).is_some_and(|it| it == id);
        let again = |seen: &(Place, Name)| id_of(seen).map_or(0, |id| hasher.hash_one(&*id));
        match achievements.entry(hasher.hash_one(id), is_it, again) {
            Entry::Vacant(entry) => {
                entry.insert(here);
                None
            }
            Entry::Occupied(mut entry) if is_free(counts, entry.get().0) => {
                *entry.get_mut() = here;
                None
            }
            Entry::Occupied(entry) => Some(entry.get().0),
        }
    }

    fn said(&self, place: Place, since: fn(&'a Timestamp) -> Step<'a>) -> Step<'a> {
        let claim = match place {
            Place::Ledger(number) => self.in_ledger.get(number as usize),
            Place::Candidate(_) => None,
        };
        claim.map_or(Step::CountedInThisClaim, |claim| since(&claim.at))
    }
}

/// Whether what was seen there does not count: then it may count by what is seen next.
fn is_free(counts: &[bool], place: Place) -> bool {
    match place {
        Place::Ledger(_) => false,
        Place::Candidate(number) => counts.get(number as usize) != Some(&true),
    }
}
