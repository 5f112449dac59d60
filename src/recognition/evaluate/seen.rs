use std::borrow::Cow;
use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::facets::{Facets, as_compared};
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
    /// The ids that achievements are the same as, where these were seen.
    related: Vec<&'a str>,
    hasher: RandomState,
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

/// By which id an achievement was seen.
#[derive(Clone, Copy)]
enum Name {
    Own,
    /// Its place among those that were related to one.
    Related(u32),
}

/// A place as it is kept. There is no memory for more than it can say.
fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl<'a> Seen<'a> {
    pub(super) fn of(claims: &[&'a Claim], candidates: &'a [Candidate]) -> Self {
        let room = claims.len() + candidates.len();
        let mut seen = Self {
            in_ledger: claims.to_vec(),
            in_claim: candidates,
            credentials: HashTable::with_capacity(room),
            achievements: HashTable::with_capacity(room),
            related: Vec::new(),
            hasher: RandomState::default(),
            counts: Vec::with_capacity(candidates.len()),
        };
        for (number, claim) in (0..).zip(claims) {
            let place = Place::Ledger(number);
            seen.credential(place, claim.key.issuer(), claim.key.credential());
            seen.achievement((place, Name::Own), &claim.achievement);
            for id in &claim.related {
                seen.related(place, id);
            }
        }
        seen
    }

    /// How the candidate that is being decided counts already, or its achievement: of several ways the
    /// first.
    pub(super) fn look(&mut self, facets: &Facets<'a>) -> Option<Step<'a>> {
        let now = Place::Candidate(short(self.counts.len()));
        if let Some(place) = self.credential(now, &facets.issued_by, &facets.key) {
            return Some(self.said(place, Step::CountedBefore));
        }
        let counts = self
            .achievement((now, Name::Own), &facets.achieved)
            .or_else(|| facets.related().find_map(|id| self.related(now, id)));
        Some(self.said(counts?, Step::AchievementCounted))
    }

    /// The candidate is decided, and the next one is about to be.
    pub(super) fn decided(&mut self, counts: bool) {
        self.counts.push(counts);
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

    /// The same of an id that the achievement here is the same as.
    fn related(&mut self, here: Place, id: &'a str) -> Option<Place> {
        let name = Name::Related(short(self.related.len()));
        self.related.push(id);
        self.achievement((here, name), &compared(id))
    }

    /// Where an achievement counts already. If it does not, it is seen here from now on.
    fn achievement(&mut self, here: (Place, Name), id: &str) -> Option<Place> {
        let Self { in_ledger, in_claim, achievements, related, hasher, counts, .. } = self;
        let id_of = |seen: &(Place, Name)| match *seen {
            (_, Name::Related(place)) => related.get(place as usize).map(|id| compared(id)),
            (Place::Ledger(number), Name::Own) => {
                let claim = in_ledger.get(number as usize)?;
                Some(Cow::from(claim.achievement.as_str()))
            }
            (Place::Candidate(number), Name::Own) => {
                let gist = in_claim.get(number as usize)?.credential.gist();
                Some(as_compared(gist, gist.achievement()?))
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
