use super::{StatusEntries, StoreError};
use crate::status::Purpose;
use crate::text::Timestamp;

/// What an entry says about its credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is revoked, suspended, or to be refreshed: the bit is 1.
    Set,
    /// It is not: the bit is 0.
    Cleared,
    /// The value of an entry for messages; 0 until it is changed.
    Message(u8),
}

impl State {
    /// The value in the list.
    pub fn value(self) -> u8 {
        match self {
            State::Set => 1,
            State::Cleared => 0,
            State::Message(value) => value,
        }
    }

    /// What a value in a list for `purpose` says.
    pub fn of(purpose: &Purpose, value: u8) -> Self {
        match (purpose, value) {
            (Purpose::Message, value) => State::Message(value),
            (_, 0) => State::Cleared,
            (_, _) => State::Set,
        }
    }
}

/// A change of a credential's state: what is asked of a store, and what its history holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// The identifier of the credential, exactly.
    pub credential: String,
    /// Which of its states.
    pub purpose: Purpose,
    /// The new state.
    pub state: State,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Option<String>,
    /// By whom.
    pub by: Option<String>,
}

impl Change {
    /// A change without a reason or an author.
    pub fn new(
        credential: impl Into<String>,
        purpose: Purpose,
        state: State,
        at: Timestamp,
    ) -> Self {
        Self { credential: credential.into(), purpose, state, at, reason: None, by: None }
    }

    /// Revokes, for good.
    pub fn revoke(credential: impl Into<String>, at: Timestamp) -> Self {
        Self::new(credential, Purpose::Revocation, State::Set, at)
    }

    /// Suspends.
    pub fn suspend(credential: impl Into<String>, at: Timestamp) -> Self {
        Self::new(credential, Purpose::Suspension, State::Set, at)
    }

    /// Ends a suspension.
    pub fn reinstate(credential: impl Into<String>, at: Timestamp) -> Self {
        Self::new(credential, Purpose::Suspension, State::Cleared, at)
    }

    /// Says that an updated credential is to be had from the refresh service, for good.
    pub fn refresh(credential: impl Into<String>, at: Timestamp) -> Self {
        Self::new(credential, Purpose::Refresh, State::Set, at)
    }

    /// Gives the entry for messages a value.
    pub fn message(credential: impl Into<String>, value: u8, at: Timestamp) -> Self {
        Self::new(credential, Purpose::Message, State::Message(value), at)
    }

    /// With a reason.
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// With the one who asked for it.
    pub fn by(mut self, author: impl Into<String>) -> Self {
        self.by = Some(author.into());
        self
    }

    /// What every store refuses, whatever it holds.
    ///
    /// # Errors
    /// [`StoreError::Purpose`] for a purpose without lists, [`StoreError::Final`] for what is
    /// never undone, [`StoreError::State`] for a state that the purpose does not have.
    pub fn check(&self) -> Result<(), StoreError> {
        match (&self.purpose, self.state) {
            (Purpose::Revocation | Purpose::Refresh, State::Cleared) => Err(StoreError::Final {
                credential: self.credential.clone(),
                purpose: self.purpose.clone(),
            }),
            (Purpose::Revocation | Purpose::Refresh, State::Set)
            | (Purpose::Suspension, State::Set | State::Cleared)
            | (Purpose::Message, State::Message(_)) => Ok(()),
            (Purpose::Other(_), _) => Err(StoreError::Purpose(self.purpose.clone())),
            (purpose, state) => Err(StoreError::State { purpose: purpose.clone(), state }),
        }
    }

    /// What a store refuses for a credential that carries these entries: a change that nobody
    /// would see, or that the entry has no room for.
    ///
    /// # Errors
    /// [`StoreError::NoEntry`] and [`StoreError::State`].
    pub fn check_for(&self, entries: StatusEntries) -> Result<(), StoreError> {
        let Some(size) = entries.size(&self.purpose) else {
            let (credential, purpose) = (self.credential.clone(), self.purpose.clone());
            return Err(StoreError::NoEntry { credential, purpose });
        };
        if u32::from(self.state.value()) >> size != 0 {
            return Err(StoreError::State { purpose: self.purpose.clone(), state: self.state });
        }
        Ok(())
    }
}

/// What a [`Change`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The state is another than before.
    Changed,
    /// The state was that already.
    Unchanged,
}

/// A change as the audit trail of a list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Logged {
    /// Its number in the store's history: changes of one credential are numbered in their order.
    pub number: u64,
    /// The index of the credential in the list.
    pub index: u32,
    /// What was changed.
    pub change: Change,
}

impl Logged {
    /// A change with its place in the history.
    pub fn new(number: u64, index: u32, change: Change) -> Self {
        Self { number, index, change }
    }
}
