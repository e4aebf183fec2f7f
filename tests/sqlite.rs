//! The store in a file, in a folder of its own.

use embedded::SqliteStore;
use futures::TryStreamExt as _;
use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::world::CONNECTOR;

pub(crate) type TestStore = SqliteStore;

/// How many cases of a kind are run, seeds for example: all.
pub(crate) const CASES_MAX: usize = usize::MAX;

/// Where a store is; it can be left and opened again.
pub(crate) struct Place {
    folder: TempDir,
}

impl Default for Place {
    fn default() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }
}

impl Place {
    pub(crate) async fn store(&self) -> SqliteStore {
        let path = self.folder.path().join("store.sqlite");
        let opening = tokio::task::spawn_blocking(|| SqliteStore::open(path, CONNECTOR));
        opening.await.unwrap().unwrap()
    }

    /// All stored documents.
    pub(crate) async fn documents(&self, store: &SqliteStore) -> Vec<Map<String, Value>> {
        store.documents(None).try_collect().await.unwrap()
    }
}
