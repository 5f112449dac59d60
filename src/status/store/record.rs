use super::{ListName, Request, Reservation, State, StatusEntries};
use crate::status::{MINIMUM_ENTRIES, Purpose};
use crate::text::Timestamp;

/// What a store knows of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// What was asked when it was recorded.
    pub request: Request,
    /// Its place in the lists.
    pub reservation: Reservation,
    /// What each of its entries says, revocation first.
    pub states: Vec<(Purpose, State)>,
}

impl Record {
    /// A record of a credential whose entries have the given values. An entry without a value has
    /// that of one that was never changed.
    pub fn new(
        request: Request,
        reservation: Reservation,
        values: impl Fn(&Purpose) -> Option<u8>,
    ) -> Self {
        let state = |(purpose, _)| {
            let state = State::of(&purpose, values(&purpose).unwrap_or(0));
            (purpose, state)
        };
        let states = request.entries.purposes().map(state).collect();
        Self { request, reservation, states }
    }

    /// What the entry for a purpose says; `None` where the credential has no such entry.
    pub fn state(&self, purpose: &Purpose) -> Option<State> {
        self.states.iter().find(|(of, _)| of == purpose).map(|(_, state)| *state)
    }

    /// Whether it is revoked.
    pub fn is_revoked(&self) -> bool {
        self.state(&Purpose::Revocation) == Some(State::Set)
    }

    /// Whether it is suspended.
    pub fn is_suspended(&self) -> bool {
        self.state(&Purpose::Suspension) == Some(State::Set)
    }
}

/// Whether a list takes new credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Intake {
    /// It does, or did until as many were allotted as planned.
    Open,
    /// It was closed by [`super::StatusStore::rotate`].
    Closed,
}

/// A list of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListInfo {
    /// Its name.
    pub name: ListName,
    /// The entries that it has.
    pub entries: u32,
    /// The size of an entry in bits.
    pub size: u32,
    /// The entries that are allotted to credentials.
    pub allotted: u32,
    /// Grows whenever a bit changes: lists of equal revision have equal bits. 0 is a list in which
    /// nothing was ever set.
    ///
    /// What was published with which revision, the publisher keeps beside what is published; the
    /// store holds no record of it, which a crash between the two would make wrong. A store that
    /// was restored from a backup starts over at an earlier revision.
    pub revision: u64,
    /// The time of the last change that the revision counts, as it was given. After a backup was
    /// restored, it tells a revision from an equal one with other bits.
    pub changed_at: Option<Timestamp>,
    /// Whether it takes new credentials.
    pub intake: Intake,
    /// The time of the request for which it was opened.
    pub opened_at: Timestamp,
}

impl ListInfo {
    /// What there is to know of a list that is open and empty.
    pub fn new(name: ListName, entries: u32, size: u32, opened_at: Timestamp) -> Self {
        let (allotted, revision, changed_at, intake) = (0, 0, None, Intake::Open);
        Self { name, entries, size, allotted, revision, changed_at, intake, opened_at }
    }
}

/// How long new lists are, and how many of their entries are allotted before the next list opens.
///
/// Indexes are drawn at random until an unused one comes up. A list is never filled beyond three
/// quarters, so that the expected number of draws stays below four however many credentials there
/// are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPlan {
    entries: u32,
    allotted: u32,
}

impl ListPlan {
    /// The longest list that verifiers unpack by default ([`crate::Limits::status_list_bytes`]),
    /// in bits.
    pub const MAXIMUM_ENTRIES: u32 = 8 * 1024 * 1024;

    /// Lists of `entries`, of which `allotted` are used before the next list is opened. `None`
    /// unless `entries` is a multiple of 8 from 131,072 to 8,388,608, and `allotted` from 1 to
    /// three quarters of it.
    pub fn new(entries: u32, allotted: u32) -> Option<Self> {
        let is_list = (MINIMUM_ENTRIES..=Self::MAXIMUM_ENTRIES).contains(&entries);
        let leaves_room = (1..=entries / 4 * 3).contains(&allotted);
        (is_list && entries.is_multiple_of(8) && leaves_room).then_some(Self { entries, allotted })
    }

    /// The plan for lists in which credentials with `which` entries are allotted: entries of
    /// several bits make a list longer, which is held to [`ListPlan::MAXIMUM_ENTRIES`] bits.
    pub fn of(self, which: StatusEntries) -> Self {
        let size = which.purposes().map(|(_, size)| size).max().unwrap_or(1);
        let entries = self.entries.min(Self::MAXIMUM_ENTRIES / size / 8 * 8);
        Self { entries, allotted: self.allotted.min(entries / 4 * 3) }
    }

    /// The entries of a list.
    pub fn entries(self) -> u32 {
        self.entries
    }

    /// The entries that are allotted before the next list is opened.
    pub fn allotted(self) -> u32 {
        self.allotted
    }
}

impl Default for ListPlan {
    /// 131,072 entries, of which half are used.
    fn default() -> Self {
        Self { entries: MINIMUM_ENTRIES, allotted: MINIMUM_ENTRIES / 2 }
    }
}
