use std::fs::OpenOptions;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use crate::database::sqlite::failed;
use crate::status::store::StoreError;

/// SQLite's write-ahead log, as far as it is on the disk.
///
/// A commit writes to it while the connection is held, and is acknowledged once it is on the disk,
/// for which nobody has to hold the connection: the next transaction goes on meanwhile, and those that
/// committed in that time are brought to the disk together.
///
/// With `synchronous = NORMAL` SQLite itself brings the log to the disk before it copies pages out of
/// it, and the pages before it begins the log anew; so what is not in the log any more is safe.
pub(super) struct Log {
    path: PathBuf,
    /// Transactions that were committed.
    committed: AtomicU64,
    /// So many of them are on the disk.
    on_disk: Mutex<u64>,
}

impl Log {
    /// Takes over from SQLite, which would do it while the connection is held.
    pub(super) fn of(connection: &Connection) -> Result<Self, StoreError> {
        let database = connection.path().ok_or_else(|| StoreError::failed("there is no file"))?;
        let log = Self {
            path: format!("{database}-wal").into(),
            committed: AtomicU64::new(0),
            on_disk: Mutex::new(0),
        };
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(failed)?;
        Ok(log)
    }

    /// The number of a transaction that was committed just now. Whoever calls holds the connection.
    pub(super) fn committed(&self) -> u64 {
        self.committed.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Waits until that transaction is on the disk.
    ///
    /// # Errors
    /// [`StoreError::Unconfirmed`]: it was committed, and a crash may undo it.
    pub(super) fn reach_disk(&self, number: u64) -> Result<(), StoreError> {
        let mut on_disk = self.on_disk.lock().unwrap_or_else(PoisonError::into_inner);
        if *on_disk >= number {
            return Ok(());
        }
        // Whatever was committed until now goes with it.
        let committed = self.committed.load(Ordering::SeqCst);
        let log = OpenOptions::new().write(true).open(&self.path);
        log.and_then(|log| log.sync_data())
            .map_err(|error| StoreError::Unconfirmed(Box::new(error)))?;
        *on_disk = committed;
        Ok(())
    }
}
