//! The store in one SQLite file: state, jobs and content behind the ports, and search over the content.
//!
//! ```text
//!  SqliteStore (one connector) ──▶ prepare ──▶ writer: one thread, waiting writes share a commit ──▶ file
//!              │                                                                                      │
//!              └── reads, search, export ◀── readers: a few connections, each read sees all commits ◀─┘
//! ```
//!
//! Several connectors may share a file ([`SqliteFile::store`]); only one process may write it, and says so with a
//! lock on `<file>.lock`. Other processes read it meanwhile ([`SqliteStore::read_only`]).

mod open;
mod schema;
mod failure;
mod writer;
mod readers;
mod state;
mod jobs;
mod segment;
mod texts;
mod content;
mod refused;
mod query;
mod search;
mod export;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use sync::port::store::StoreError;

use failure::Failure;
use readers::Readers;
use writer::Writer;

pub use export::Counts;
pub use open::OpenError;
pub use search::{Filter, Hit, Piece};

/// An open store file; its clones share it. The last one to be dropped waits for the writes that are under way.
#[derive(Debug, Clone)]
pub struct SqliteFile {
    path: Arc<Path>,
    // Dropped before the writer: the last connection to close must be one that may put the log away.
    readers: Arc<Readers>,
    writer: Option<Arc<Writer>>,
}

impl SqliteFile {
    /// Opens a store file for writing, and makes it and its folder if they aren't there. Blocks: call it at the start.
    ///
    /// # Errors
    /// When another process writes it, a newer version made it, or the file system refuses.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, OpenError> {
        let path = path.into();
        let lock = open::lock(&path)?;
        let connection = open::for_writing(&path)?;
        let writer = Writer::start(&path, connection, lock)?;
        let path: Arc<Path> = path.into();
        Ok(Self { readers: Readers::new(&path), path, writer: Some(Arc::new(writer)) })
    }

    /// Opens a store file that is there for reading, whether or not another process writes it. Blocks, as above.
    ///
    /// # Errors
    /// When there is none, a newer version made it, or the file system refuses.
    pub fn read_only(path: impl Into<PathBuf>) -> Result<Self, OpenError> {
        let path = path.into();
        let first = open::for_reading(&path)?;
        let path: Arc<Path> = path.into();
        let readers = Readers::new(&path);
        readers.put_back(first);
        Ok(Self { readers, path, writer: None })
    }

    /// The store of one connector.
    pub fn store(&self, connector_id: &str) -> SqliteStore {
        SqliteStore { file: self.clone(), connector_id: connector_id.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The part of a store file that is one connector's.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    file: SqliteFile,
    connector_id: Arc<str>,
}

impl SqliteStore {
    /// One connector's store in a file of its own: see [`SqliteFile::open`].
    ///
    /// # Errors
    /// As there.
    pub fn open(path: impl Into<PathBuf>, connector_id: &str) -> Result<Self, OpenError> {
        Ok(SqliteFile::open(path)?.store(connector_id))
    }

    /// One connector's store for reading only: see [`SqliteFile::read_only`].
    ///
    /// # Errors
    /// As there.
    pub fn read_only(path: impl Into<PathBuf>, connector_id: &str) -> Result<Self, OpenError> {
        Ok(SqliteFile::read_only(path)?.store(connector_id))
    }

    /// The connector whose store it is.
    pub fn connector_id(&self) -> &str {
        &self.connector_id
    }

    /// Does `work` in a transaction that it may share with others, and returns once that is committed.
    async fn write_with<T, W>(&self, mut work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnMut(&Connection, &str) -> Result<T, Failure> + Send + 'static,
    {
        let path = &self.file.path;
        let Some(writer) = &self.file.writer else {
            return Err(Failure::ReadOnly.of(path));
        };
        let connector_id = Arc::clone(&self.connector_id);
        let written = writer.write(move |connection| work(connection, &connector_id)).await;
        written.map_err(|failure| failure.of(path))
    }

    /// Does `work` on a reading connection.
    async fn read_with<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection, &str) -> Result<T, Failure> + Send + 'static,
    {
        let connector_id = Arc::clone(&self.connector_id);
        let read = self.file.readers.read(move |connection| work(connection, &connector_id)).await;
        read.map_err(|failure| failure.of(&self.file.path))
    }
}

/// A count as SQLite takes it; more than it can count is no limit at all.
fn most(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
