//! Where a store of these tests is, for other processes to open it too.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

#[cfg(all(unix, feature = "postgres"))]
use openbadges::status::store::postgres::{PostgresStore, local};
use openbadges::status::store::{audit, conformance};
use openbadges::status::{ListPlan, Place, Request, SqliteStore, StatusStore};
use openbadges::{Iri, Timestamp};

#[derive(Clone, Debug)]
pub enum Database {
    Sqlite(PathBuf),
    #[cfg(all(unix, feature = "postgres"))]
    Postgres(PathBuf),
}

impl Database {
    pub fn open(&self, plan: ListPlan, connections: usize) -> Arc<dyn StatusStore> {
        match self {
            Database::Sqlite(path) => {
                let _ = connections;
                let store = SqliteStore::open_or_create(path, &conformance::url()).unwrap();
                Arc::new(store.with_plan(plan))
            }
            #[cfg(all(unix, feature = "postgres"))]
            Database::Postgres(folder) => {
                let connect = local(crate::server::config(folder)).unwrap();
                let access = PostgresStore::at(connect).with_connections(connections);
                Arc::new(access.open_or_create(&conformance::url()).unwrap().with_plan(plan))
            }
        }
    }

    /// Runs an ignored test of this program as a process of its own, which finds the store by
    /// [`Database::given`].
    pub fn start(&self, test: &str, environment: &[(&str, String)]) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"]);
        match self {
            Database::Sqlite(path) => command.env("STORE_SQLITE", path),
            #[cfg(all(unix, feature = "postgres"))]
            Database::Postgres(folder) => command.env("STORE_POSTGRES", folder),
        };
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    pub fn given() -> Self {
        if let Some(path) = std::env::var_os("STORE_SQLITE") {
            return Database::Sqlite(path.into());
        }
        #[cfg(all(unix, feature = "postgres"))]
        if let Some(folder) = std::env::var_os("STORE_POSTGRES") {
            return Database::Postgres(folder.into());
        }
        panic!("no store is named")
    }
}

/// A folder that goes when it is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("openbadges-stores-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn noon() -> Timestamp {
    "2026-08-01T12:00:00Z".parse().unwrap()
}

pub fn request(id: impl std::fmt::Display) -> Request {
    Request::new(format!("urn:x:{id}").parse::<Iri>().unwrap(), noon())
}

/// A number from the environment.
pub fn number(name: &str) -> Option<u32> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// Every record of a store, by its place.
pub fn all(store: &dyn StatusStore) -> Vec<(Place, String, bool)> {
    let (mut after, mut all) = (None, Vec::new());
    loop {
        let page = store.records(after, 1_000).unwrap();
        let Some(last) = page.last() else { return all };
        after = Some(last.reservation.place());
        all.extend(page.iter().map(|record| {
            let id = record.request.credential.as_str().to_owned();
            (record.reservation.place(), id, record.is_revoked())
        }));
    }
}

pub fn agrees_with_itself(store: &dyn StatusStore) {
    assert_eq!(audit(store).unwrap().inconsistencies, []);
}
