use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Claim, ClaimKey, Event, Ledger, LedgerError, Reversal, Tally, together};

/// A [`Ledger`] that lives as long as the program: for tests, examples, and estimates of what
/// credentials would be worth.
#[derive(Default)]
pub struct MemoryLedger {
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    /// With the account and the person of each.
    events: Vec<(String, String, Event)>,
    /// What counts, in the order in which it was claimed.
    live: Vec<Claim>,
}

impl MemoryLedger {
    /// An empty ledger.
    pub fn new() -> Self {
        Self::default()
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        // Every change of the shelf is made after all that can fail.
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn tally(&self, account: &str, person: &str, keys: &[ClaimKey]) -> Tally {
        let here = self.live.iter().filter(|claim| claim.account == account);
        let (own, others): (Vec<&Claim>, Vec<&Claim>) =
            here.partition(|claim| claim.person == person);
        let others: HashSet<ClaimKey> = others.into_iter().map(|claim| claim.key.clone()).collect();
        let others = keys.iter().filter(|key| others.contains(key)).cloned().collect();
        Tally::new(own.into_iter().cloned().collect(), others)
    }
}

impl Ledger for MemoryLedger {
    fn tally(&self, account: &str, person: &str, keys: &[ClaimKey]) -> Result<Tally, LedgerError> {
        Ok(self.shelf().tally(account, person, keys))
    }

    fn claim(&self, claims: &[Claim]) -> Result<(), LedgerError> {
        let Some((account, person)) = together(claims)? else { return Ok(()) };
        let keys: Vec<ClaimKey> = claims.iter().map(|claim| claim.key.clone()).collect();
        let mut shelf = self.shelf();
        let mut tally = shelf.tally(account, person, &keys);
        for claim in claims {
            tally.admit(claim)?;
        }
        for claim in claims {
            let kept = Claim { limits: Vec::new(), exclusions: Vec::new(), ..claim.clone() };
            let event = Event::Claimed(kept.clone());
            shelf.events.push((account.to_owned(), person.to_owned(), event));
            shelf.live.push(kept);
        }
        Ok(())
    }

    fn reverse(&self, reversal: &Reversal) -> Result<Vec<ClaimKey>, LedgerError> {
        let mut shelf = self.shelf();
        let was_claimed = shelf.events.iter().any(|(account, _, event)| match event {
            Event::Claimed(claim) => *account == reversal.account && claim.key == reversal.key,
            _ => false,
        });
        if !was_claimed {
            return Err(LedgerError::Unknown(reversal.key.clone()));
        }
        let mut reversed = Vec::new();
        let mut queue = vec![reversal.key.clone()];
        while let Some(key) = queue.pop() {
            let is_it = |claim: &Claim| claim.account == reversal.account && claim.key == key;
            let Some(at) = shelf.live.iter().position(is_it) else { continue };
            let claim = shelf.live.remove(at);
            let resting = shelf.live.iter().filter(|other| other.account == claim.account);
            queue.extend(
                resting
                    .filter(|other| other.rests_on.contains(&key))
                    .map(|other| other.key.clone()),
            );
            let event = Event::Reversed(Reversal { key: key.clone(), ..reversal.clone() });
            shelf.events.push((claim.account, claim.person, event));
            reversed.push(key);
        }
        Ok(reversed)
    }

    fn find(&self, key: &ClaimKey) -> Result<Vec<Claim>, LedgerError> {
        Ok(self.shelf().live.iter().filter(|claim| claim.key == *key).cloned().collect())
    }

    fn accounts(&self) -> Result<Vec<String>, LedgerError> {
        let shelf = self.shelf();
        let all: BTreeSet<&String> = shelf.events.iter().map(|(account, ..)| account).collect();
        Ok(all.into_iter().cloned().collect())
    }

    fn people(&self, account: &str) -> Result<Vec<String>, LedgerError> {
        let shelf = self.shelf();
        let here = shelf.events.iter().filter(|(of, ..)| of == account);
        let all: BTreeSet<&String> = here.map(|(_, person, _)| person).collect();
        Ok(all.into_iter().cloned().collect())
    }

    fn history(&self, account: &str, person: &str) -> Result<Vec<Event>, LedgerError> {
        let shelf = self.shelf();
        let here = shelf.events.iter().filter(|(of, by, _)| of == account && by == person);
        Ok(here.map(|(.., event)| event.clone()).collect())
    }
}
